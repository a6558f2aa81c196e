//! How a mix chart is laid out and painted: the second half of `mix.rs`.

use typst::diag::StrResult;

use super::axis::push_apart;
use super::canvas::{Align, Canvas, Type, widest, width};
use super::font::Weight;
use super::key::Key;
use super::mix::{MixChart, MixRow, SWATCH};
use super::{Colour, Role, Theme};

/// Height of a bar.
pub const BAR: f64 = 19.0;
/// Height of the lines that lead from a label to its segment.
pub const LEADER: f64 = 6.0;
/// White gap between segments.
const SEAM: f64 = 1.0;
/// Space between neighbouring labels.
pub const LABEL_GAP: f64 = 5.0;
/// Share of a bar below which a number gives way in a crowd.
const LEAST_SHARE: f64 = 0.03;
/// Length below which a segment cannot be seen.
const LEAST_LENGTH: f64 = 0.01;

/// A bar's segments: where each begins and ends.
pub type Segments = Vec<(f64, f64)>;

/// A label above a segment: the name of its class, its share, or both.
#[derive(Clone)]
pub struct Block {
    /// The segment.
    pub segment: usize,
    /// The name, broken into lines; none where the class is not named.
    pub name: Vec<String>,
    /// The share, below all names of the bar; `None` if it stands in the segment.
    pub share: Option<String>,
    /// Width of the widest line.
    pub width: f64,
}

/// Returns how many lines of names and of shares stand above a bar.
pub fn depth<'a>(blocks: impl IntoIterator<Item = &'a Block>) -> (usize, usize) {
    let depth = |(names, shares): (usize, usize), block: &Block| {
        (names.max(block.name.len()), shares.max(usize::from(block.share.is_some())))
    };
    blocks.into_iter().fold((0, 0), depth)
}

/// Says whether a class has a segment that can be seen in a bar.
pub fn is_seen(segments: &Segments, class: usize) -> bool {
    segments.get(class).is_some_and(|(from, to)| to - from >= LEAST_LENGTH)
}

/// How one drawing is laid out.
pub struct Plan<'a> {
    /// The theme.
    pub theme: &'a Theme,
    /// Width of the picture.
    pub width: f64,
    /// Left end of the bars.
    pub left: f64,
    /// Whether row names stand above their bars.
    pub stacked: bool,
    /// Names of the rows, broken into lines.
    pub labels: Vec<Vec<String>>,
    /// Notes of the rows, broken into lines.
    pub notes: Vec<Vec<String>>,
}

impl Plan<'_> {
    /// Returns the style of row names.
    pub fn normal(&self) -> Type {
        self.theme.normal()
    }

    /// Returns the style of notes.
    pub fn small(&self) -> Type {
        self.theme.small()
    }

    /// Returns the style of class names.
    pub fn name(&self) -> Type {
        Type { weight: Weight::Medium, colour: self.theme.colours.ink, ..self.small() }
    }

    /// Returns the style of shares above a bar.
    pub fn value(&self) -> Type {
        Type { weight: Weight::Regular, colour: self.theme.colours.ink, ..self.small() }
    }

    /// Returns the height of a row's name and note.
    pub fn text_height(&self, row: usize) -> f64 {
        self.labels[row].len() as f64 * self.normal().leading()
            + self.notes[row].len() as f64 * self.small().leading()
    }

    /// Returns the height of what stands above a bar, with its leaders.
    pub fn height_above<'a>(&self, blocks: impl IntoIterator<Item = &'a Block>) -> f64 {
        match depth(blocks) {
            (0, 0) => 0.0,
            (names, shares) => (names + shares) as f64 * self.small().leading() + LEADER,
        }
    }

    /// Returns the segments of a bar; none without data.
    pub fn segments(&self, row: &MixRow) -> Segments {
        let total: f64 = row.shares.iter().map(|share| share.value).sum();
        if total <= 0.0 {
            return Vec::new();
        }
        let mut x = self.left;
        let length = self.width - self.left;
        row.shares
            .iter()
            .map(|share| {
                let from = x;
                x += share.value / total * length;
                (from, x)
            })
            .collect()
    }

    /// Says whether a share's text fits in its segment.
    fn fits(&self, text: &str, (from, to): (f64, f64)) -> bool {
        width(self.theme, self.normal(), text) + 5.0 <= to - from
    }

    /// Returns what stands above a bar: names of classes, and shares that do not fit inside.
    ///
    /// `names` has the lines of each class, none for one that is not named
    /// here. In a narrow column the smallest shares give way when the labels
    /// would crowd.
    pub fn blocks(&self, row: &MixRow, segments: &Segments, names: &[Vec<String>]) -> Vec<Block> {
        let all = self.blocks_from(row, segments, names, 0.0);
        if self.stacked && self.is_crowd(&all, segments) {
            return self.blocks_from(row, segments, names, LEAST_SHARE);
        }
        all
    }

    /// Returns what stands above a bar, without the shares below `least` of it.
    fn blocks_from(
        &self,
        row: &MixRow,
        segments: &Segments,
        names: &[Vec<String>],
        least: f64,
    ) -> Vec<Block> {
        let mut blocks = Vec::new();
        for (segment, share) in row.shares.iter().enumerate() {
            if !is_seen(segments, segment) {
                continue;
            }
            let (from, to) = segments[segment];
            let is_large = (to - from) / (self.width - self.left) >= least;
            let is_outside = is_large && !self.fits(&share.text, (from, to));
            let (name, share) = (names[segment].clone(), is_outside.then(|| share.text.clone()));
            let width = widest(self.theme, self.name(), name.iter().map(String::as_str))
                .max(widest(self.theme, self.value(), share.as_deref()));
            if width > 0.0 {
                blocks.push(Block { segment, name, share, width });
            }
        }
        blocks
    }

    /// Says whether neighbouring blocks would overlap above the middles of their segments.
    fn is_crowd(&self, blocks: &[Block], segments: &Segments) -> bool {
        let middle = |block: &Block| (segments[block.segment].0 + segments[block.segment].1) / 2.0;
        blocks.windows(2).any(|pair| {
            let apart = middle(&pair[1]) - middle(&pair[0]);
            apart < (pair[0].width + pair[1].width) / 2.0 + LABEL_GAP
        })
    }

    /// Returns blocks with their centres, pushed apart.
    ///
    /// They may stand over the row names too, unless these are so high that they would meet.
    pub fn place(&self, row: usize, blocks: &[Block], segments: &Segments) -> Vec<(Block, f64)> {
        let middle = |block: &Block| (segments[block.segment].0 + segments[block.segment].1) / 2.0;
        let wished: Vec<(f64, f64)> =
            blocks.iter().map(|block| (middle(block), block.width)).collect();
        let is_high = !self.stacked && self.text_height(row) > BAR + LEADER;
        let low = if is_high { self.left } else { 0.0 };
        let places = push_apart(&wished, low, self.width, LABEL_GAP)
            .or_else(|| push_apart(&wished, 0.0, self.width, LABEL_GAP))
            .unwrap_or_else(|| wished.iter().map(|wish| wish.0).collect());
        blocks.iter().cloned().zip(places).collect()
    }

    /// Returns how far the farthest block would be moved from its segment.
    pub fn farthest(&self, row: usize, blocks: &[Block], segments: &Segments) -> f64 {
        let moved = |(block, centre): &(Block, f64)| {
            let (from, to) = segments[block.segment];
            (from - centre).max(centre - to).max(0.0)
        };
        self.place(row, blocks, segments).iter().map(moved).fold(0.0, f64::max)
    }

    /// Returns the fill of a class; `None` is the hatch of "not given".
    pub fn fill(&self, chart: &MixChart, class: usize) -> Option<Colour> {
        chart.classes[class].shade.map(|shade| self.theme.ramp(shade).0)
    }

    /// Paints one class into a rectangle.
    pub fn paint(
        &self,
        canvas: &Canvas,
        chart: &MixChart,
        class: usize,
        from: (f64, f64),
        to: (f64, f64),
    ) -> StrResult<()> {
        let comparator = self.theme.colours.comparator;
        match self.fill(chart, class) {
            Some(fill) => {
                canvas.rect(from, to, fill)?;
                if fill.contrast(Colour::WHITE) < 3.0 && to.0 - from.0 > 1.0 {
                    canvas.frame(from, to, self.theme.colours.ramp_high.tint(0.75), 0.5)?;
                }
                Ok(())
            }
            None => {
                canvas.hatch(from, to, comparator, 3.5)?;
                canvas.frame(from, to, comparator, 0.6)
            }
        }
    }

    /// Draws a bar and the shares that fit inside, or why there are none.
    pub fn draw_bar(
        &self,
        canvas: &Canvas,
        chart: &MixChart,
        row: &MixRow,
        segments: &Segments,
        top: f64,
    ) -> StrResult<()> {
        let middle = top + BAR / 2.0;
        if segments.is_empty() {
            let corners = ((self.left, top), (self.width, top + BAR));
            canvas.frame(corners.0, corners.1, self.theme.colours.comparator, 0.6)?;
            return canvas.text((self.left + 6.0, middle), Align::Left, self.small(), &row.missing);
        }
        for (class, (&(from, to), share)) in segments.iter().zip(&row.shares).enumerate() {
            if !is_seen(segments, class) {
                continue;
            }
            // A sliver keeps its full width, or the seam would swallow it.
            let seam =
                if to - from > 3.0 * SEAM && class + 1 < segments.len() { SEAM } else { 0.0 };
            self.paint(canvas, chart, class, (from, top), (to - seam, top + BAR))?;
            if self.fits(&share.text, (from, to)) {
                let centre = (from + to - seam) / 2.0;
                let mut style = Type { weight: Weight::Medium, ..self.normal() };
                if let Some(fill) = self.fill(chart, class) {
                    style.colour = self.theme.legible(fill).1;
                } else {
                    let half = width(self.theme, style, &share.text) / 2.0 + 1.5;
                    canvas.rect(
                        (centre - half, middle - 5.0),
                        (centre + half, middle + 5.0),
                        Colour::WHITE,
                    )?;
                }
                canvas.text((centre, middle), Align::Centre, style, &share.text)?;
            }
        }
        Ok(())
    }

    /// Draws the blocks above a bar with their leaders.
    pub fn draw_blocks(
        &self,
        canvas: &Canvas,
        blocks: &[(Block, f64)],
        segments: &Segments,
        top: f64,
    ) -> StrResult<()> {
        let leading = self.small().leading();
        let (_, shares) = depth(blocks.iter().map(|(block, _)| block));
        let foot = top - LEADER;
        let name_foot = foot - shares as f64 * leading;
        for (block, centre) in blocks {
            let (from, to) = segments[block.segment];
            let height = block.name.len() as f64 * leading;
            let end = if block.share.is_some() { foot } else { name_foot };
            let half = block.width / 2.0;
            let plate =
                ((centre - half - 1.0, name_foot - height), (centre + half + 1.0, end - 0.5));
            canvas.rect(plate.0, plate.1, Colour::WHITE)?;
            let names = (*centre, name_foot - height / 2.0);
            canvas.lines(names, Align::Centre, self.name(), &block.name)?;
            if let Some(share) = &block.share {
                canvas.text((*centre, foot - leading / 2.0), Align::Centre, self.value(), share)?;
            }
            let is_over = centre - half >= from - 1.0 && centre + half <= to + 1.0;
            if !is_over {
                // Past the shares it runs upright, within the label's own width.
                let start = if end < foot { vec![(*centre, end + 0.8)] } else { Vec::new() };
                let bend = [(*centre, foot + 0.8), ((from + to) / 2.0, top - 0.6)];
                let leader = [start, bend.to_vec()].concat();
                canvas.path(&leader, self.theme.colours.comparator, 0.5)?;
            }
        }
        Ok(())
    }

    /// Draws the thin lines that follow the classes from one bar to the next.
    pub fn draw_links(
        &self,
        canvas: &Canvas,
        above: (&Segments, f64),
        below: (&Segments, f64),
    ) -> StrResult<()> {
        if above.0.is_empty() || below.0.is_empty() {
            return Ok(());
        }
        for (a, b) in above.0.iter().zip(below.0).skip(1) {
            let line = [(a.0 - SEAM / 2.0, above.1 + 1.0), (b.0 - SEAM / 2.0, below.1 - 1.0)];
            canvas.path(&line, self.theme.fill(Role::World), 0.6)?;
        }
        Ok(())
    }

    /// Draws a row's name and note beside or above its bar.
    pub fn draw_label(
        &self,
        canvas: &Canvas,
        row: &MixRow,
        i: usize,
        top: f64,
        above: &[(Block, f64)],
    ) -> StrResult<()> {
        let height = self.text_height(i);
        let over = self.height_above(above.iter().map(|(block, _)| block));
        let start =
            if self.stacked { top - over - height - 2.0 } else { top + (BAR - height) / 2.0 };
        let weight = if row.role == Role::Own { Weight::SemiBold } else { Weight::Regular };
        let style = Type { weight, ..self.normal() };
        let names = self.labels[i].len() as f64 * style.leading();
        canvas.lines((0.0, start + names / 2.0), Align::Left, style, &self.labels[i])?;
        let notes = self.notes[i].len() as f64 * self.small().leading();
        canvas.lines((0.0, start + names + notes / 2.0), Align::Left, self.small(), &self.notes[i])
    }

    /// Draws the key of swatches.
    pub fn draw_key(
        &self,
        canvas: &Canvas,
        chart: &MixChart,
        key: &Key,
        classes: &[usize],
    ) -> StrResult<()> {
        key.draw(canvas, (0.0, 0.0), &|at, (x, y)| {
            self.paint(canvas, chart, classes[at], (x, y - 4.0), (x + SWATCH, y + 4.0))
        })
    }
}
