//! The table that bar charts and forest plots share.
//!
//! From left to right: row names, the plot, and up to three columns of text
//! (value, interval, note). When the page's column is too narrow for that, the
//! text moves to a line of its own above each bar and the plot takes the width.

use typst::diag::{StrResult, bail};

use super::axis::{Axis, push_apart};
use super::canvas::{Align, Canvas, Point, Type, widest, width, wrap};
use super::font::Weight;
use super::theme::Theme;
use super::ticks::Ticks;
use super::{Colour, Mark, Reference, Role};

/// Space between columns of text.
const GUTTER: f64 = 7.0;
/// Share of the width below which the plot is too small to be beside its names.
const LEAST_PLOT_SHARE: f64 = 0.28;
/// Shares of the width that row names may take, the first that leaves room for the plot wins.
const LABEL_SHARES: [f64; 3] = [0.38, 0.30, 0.25];
/// Rows beyond which the pitch is tightened.
const MANY: usize = 24;

/// Name, place and height of each row, and where the columns stand.
pub struct Rows<'a> {
    /// The theme.
    theme: &'a Theme,
    /// The rows.
    marks: &'a [Mark],
    /// Width of the picture.
    width: f64,
    /// Whether names and text stand above the plot rather than beside it.
    pub stacked: bool,
    /// Whether the text columns of a stacked row have a line of their own below the name.
    is_tall: bool,
    /// Left end of the plot.
    pub plot_from: f64,
    /// Right end of the plot.
    pub plot_to: f64,
    /// The names, broken into lines.
    labels: Vec<Vec<String>>,
    /// Right edges of the value and interval columns.
    edges: [f64; 2],
    /// The headings over the columns, broken into lines: value, note.
    headings: [Vec<String>; 2],
    /// Top of each row.
    pub tops: Vec<f64>,
    /// Height of each row.
    pub heights: Vec<f64>,
    /// Least height of a row whose name stands beside its plot.
    pub pitch: f64,
    /// Height of everything above the first row.
    header: f64,
    /// Whether captions, headings and ticks each stand on lines of their own.
    is_header_apart: bool,
}

impl<'a> Rows<'a> {
    /// Measures the text and lays out rows and columns.
    ///
    /// `headings` are those of the value and note columns.
    pub fn new(
        theme: &'a Theme,
        marks: &'a [Mark],
        headings: [&str; 2],
        width_pt: f64,
    ) -> StrResult<Self> {
        let mut rows = Self {
            theme,
            marks,
            width: width_pt,
            stacked: false,
            is_tall: false,
            plot_from: 0.0,
            plot_to: width_pt,
            labels: Vec::new(),
            edges: [width_pt; 2],
            headings: [Vec::new(), Vec::new()],
            tops: Vec::new(),
            heights: Vec::new(),
            pitch: if marks.len() > MANY { 14.0 } else { 16.5 },
            header: 0.0,
            is_header_apart: false,
        };
        let taken = rows.lay_columns(headings);
        if taken > width_pt {
            bail!("the values of the chart need a width of at least {} pt", taken.ceil());
        }
        rows.lay_labels(taken);
        rows.lay_header(0.0, rows.stacked);
        Ok(rows)
    }

    /// Places the text columns from the right and returns the width they take.
    fn lay_columns(&mut self, headings: [&str; 2]) -> f64 {
        let (theme, small) = (self.theme, self.small());
        let placed = || self.marks.iter().filter(|mark| mark.value.is_some());
        let bold = Type { weight: Weight::SemiBold, ..self.normal() };
        let value = widest(theme, bold, placed().map(|mark| mark.text.as_str()));
        let interval = widest(theme, small, placed().map(|mark| mark.interval.as_str()));
        let note = widest(theme, small, self.marks.iter().map(|mark| mark.note.as_str()));
        let gap = if interval > 0.0 { GUTTER } else { 0.0 };

        // A heading may widen its column a little; beyond that it is wrapped.
        let head = |words: &str, column: f64| {
            let longest = widest(theme, small, words.split(' '));
            wrap(theme, small, words, column.max(longest).max(self.width * 0.15))
        };
        let names = [head(headings[0], value + gap + interval), head(headings[1], note)];
        let [over_value, over_note] =
            names.each_ref().map(|lines| widest(theme, small, lines.iter().map(String::as_str)));

        let note = note.max(over_note);
        let note_gap = if note > 0.0 { GUTTER + 3.0 } else { 0.0 };
        let values = (value + gap + interval).max(over_value);
        let right = self.width - note - note_gap;
        self.edges = [right - interval - gap, right];
        self.headings = names;
        values + note_gap + note
    }

    /// Breaks the names and decides whether the plot stands beside them.
    fn lay_labels(&mut self, taken: f64) {
        let (theme, normal) = (self.theme, Type { weight: Weight::SemiBold, ..self.normal() });
        let names = || self.marks.iter().map(|mark| mark.label.as_str());
        let longest = widest(theme, normal, names());
        let longest_word =
            widest(theme, normal, names().flat_map(|name| name.split([' ', '-', '/'])));
        let beside =
            LABEL_SHARES.iter().map(|share| longest.min(self.width * share)).find(|&measure| {
                let plot = self.width - taken - measure - GUTTER - 12.0;
                let breaks_well =
                    measure >= longest_word || measure >= self.width * LABEL_SHARES[0];
                plot >= self.width * LEAST_PLOT_SHARE && breaks_well
            });
        self.stacked = beside.is_none();
        let over = self.width - taken - GUTTER;
        self.is_tall = self.stacked && over < longest_word.min(self.width * 0.45);
        let over = if self.is_tall { self.width } else { over };
        let measure = beside.unwrap_or(over);
        self.labels = names().map(|name| wrap(theme, normal, name, measure)).collect();
        let used = widest(theme, normal, self.labels.iter().flatten().map(String::as_str));
        if !self.stacked {
            self.plot_from = used + GUTTER;
            self.plot_to = self.width - taken - if taken > 0.0 { 12.0 } else { 0.0 };
        }
    }

    /// Adds up the heights of the header and of the rows.
    ///
    /// `caption` is the height that the chart wants above the ticks; with
    /// `apart` it shares no line with the headings.
    pub fn lay_header(&mut self, caption: f64, apart: bool) {
        let leading = self.small().leading();
        let heading = self.heading_height();
        self.is_header_apart = apart || self.stacked;
        let ticks = if self.stacked { heading + leading } else { heading.max(leading) };
        self.header = self.air()
            + match (self.is_header_apart, caption > 0.0) {
                (true, true) => caption + ticks,
                (_, false) => ticks,
                (false, true) => ticks.max(caption + leading),
            };
        (self.tops, self.heights) = (Vec::new(), Vec::new());
        let mut y = self.header;
        for (row, lines) in self.labels.iter().enumerate() {
            let text = self.text_height(lines);
            let missing = self.missing_lines(row).len() as f64 * leading;
            let height = if self.stacked {
                text + missing.max(leading) + 6.0
            } else {
                (text.max(missing) + 5.0).max(self.pitch)
            };
            self.tops.push(y);
            self.heights.push(height);
            y += height;
        }
    }

    /// Returns the space between the ticks and the first row.
    fn air(&self) -> f64 {
        if self.stacked { 6.0 } else { 4.0 }
    }

    /// Returns the height of the column headings.
    fn heading_height(&self) -> f64 {
        self.headings.iter().map(Vec::len).max().unwrap_or(0) as f64 * self.small().leading()
    }

    /// Returns the height at which captions above the ticks end.
    pub fn caption_bottom(&self) -> f64 {
        let leading = self.small().leading();
        let ticks = match (self.stacked, self.is_header_apart) {
            (true, _) => self.heading_height() + leading,
            (false, true) => self.heading_height().max(leading),
            (false, false) => leading,
        };
        self.header - self.air() - ticks - 3.0
    }

    /// Returns the bottom of the last row.
    pub fn bottom(&self) -> f64 {
        self.tops.last().unwrap_or(&0.0) + self.heights.last().unwrap_or(&0.0)
    }

    /// Returns the height that is needed below the rows for a reference's name.
    pub fn footer(&self, reference: Option<&Reference>) -> f64 {
        let named = reference.is_some_and(|reference| !reference.label.is_empty());
        if named { 5.0 + self.small().leading() } else { 3.0 }
    }

    /// Returns the middle of a row's mark.
    pub fn middle(&self, row: usize) -> f64 {
        let (top, height) = (self.tops[row], self.heights[row]);
        let text = self.text_height(&self.labels[row]);
        if self.stacked { top + (text + height) / 2.0 - 1.5 } else { top + height / 2.0 }
    }

    /// Returns the height of a row's name and, in a tall row, of its values.
    fn text_height(&self, lines: &[String]) -> f64 {
        (lines.len().max(1) + usize::from(self.is_tall)) as f64 * self.normal().leading()
    }

    /// Breaks the text of a row without a value at the width of the plot and the value columns.
    fn missing_lines(&self, row: usize) -> Vec<String> {
        let mark = &self.marks[row];
        let words = if mark.value.is_none() { mark.text.as_str() } else { "" };
        wrap(self.theme, self.small(), words, self.edges[1] - self.plot_from - 6.0)
    }

    /// Returns the style of names and values.
    pub fn normal(&self) -> Type {
        self.theme.normal()
    }

    /// Returns the style of ticks, intervals and notes.
    pub fn small(&self) -> Type {
        self.theme.small()
    }

    /// Draws the bands, grid, ticks and headings that lie behind the marks.
    ///
    /// A `grid` runs down from the ticks; otherwise hairlines divide the rows.
    pub fn draw_ground(
        &self,
        canvas: &Canvas,
        axis: &Axis,
        ticks: &Ticks,
        grid: bool,
    ) -> StrResult<()> {
        let colours = &self.theme.colours;
        for row in 0..self.marks.len() {
            let (top, bottom) = (self.tops[row], self.tops[row] + self.heights[row]);
            if self.ground(row) != Colour::WHITE {
                canvas.rect((0.0, top), (self.width, bottom), colours.surface)?;
            }
            if !grid && row > 0 {
                canvas.path(&[(0.0, top), (self.width, top)], colours.grid, 0.6)?;
            }
        }
        let mut labels = Vec::new();
        for (value, words) in ticks {
            let x = axis.place(*value);
            if grid {
                self.draw_upright(canvas, x, colours.grid, 0.6)?;
            } else {
                canvas.path(
                    &[(x, self.header - 3.5), (x, self.header - 1.0)],
                    colours.comparator,
                    0.6,
                )?;
            }
            labels.push((x, width(self.theme, self.small(), words), words));
        }
        let sizes: Vec<(f64, f64)> = labels.iter().map(|label| (label.0, label.1)).collect();
        let places = push_apart(&sizes, 0.0, self.width, 4.0).unwrap_or_default();
        let y = self.header - self.air() - self.small().leading() / 2.0;
        for (x, (_, _, words)) in places.iter().zip(&labels) {
            canvas.text((*x, y), Align::Centre, self.small(), words)?;
        }
        self.draw_headings(canvas, y)
    }

    /// Returns the colour behind a row.
    pub fn ground(&self, row: usize) -> Colour {
        let is_band = self.marks[row].role == Role::Own && !self.stacked && self.marks.len() > 1;
        if is_band { self.theme.colours.surface } else { Colour::WHITE }
    }

    /// Draws an upright line along all rows, leaving out lines of text.
    pub fn draw_upright(
        &self,
        canvas: &Canvas,
        x: f64,
        colour: Colour,
        thick: f64,
    ) -> StrResult<()> {
        if !self.stacked {
            return canvas.path(&[(x, self.header - 2.0), (x, self.bottom())], colour, thick);
        }
        for row in 0..self.marks.len() {
            let y = self.middle(row);
            canvas.path(&[(x, y - 6.5), (x, y + 6.5)], colour, thick)?;
        }
        Ok(())
    }

    /// Draws the column headings, their last line at the height of the ticks.
    fn draw_headings(&self, canvas: &Canvas, tick_y: f64) -> StrResult<()> {
        let leading = self.small().leading();
        let last = if self.stacked { tick_y - leading } else { tick_y };
        for (lines, x) in self.headings.iter().zip([self.edges[1], self.width]) {
            let y = last - leading * (lines.len() as f64 - 1.0) / 2.0;
            canvas.lines((x, y), Align::Right, self.small(), lines)?;
        }
        Ok(())
    }

    /// Draws a row's name, value, interval and note.
    pub fn draw_row(&self, canvas: &Canvas, row: usize) -> StrResult<()> {
        let mark = &self.marks[row];
        let lines = &self.labels[row];
        let half = lines.len().max(1) as f64 * self.normal().leading() / 2.0;
        let y = if self.stacked { self.tops[row] + half } else { self.middle(row) };
        let weight = if mark.role == Role::Own { Weight::SemiBold } else { Weight::Regular };
        let style = Type { weight, ..self.normal() };
        canvas.lines((0.0, y), Align::Left, style, lines)?;
        // Beside a wrapped name the values of a stacked row keep to its first line.
        let leading = self.normal().leading();
        let y = match (self.is_tall, self.stacked) {
            (true, _) => self.tops[row] + 2.0 * half + leading / 2.0,
            (false, true) => self.tops[row] + leading / 2.0,
            (false, false) => y,
        };
        canvas.text((self.width, y), Align::Right, self.small(), &mark.note)?;
        if mark.value.is_some() {
            canvas.text((self.edges[0], y), Align::Right, style, &mark.text)?;
            canvas.text((self.edges[1], y), Align::Right, self.small(), &mark.interval)?;
        }
        Ok(())
    }

    /// Draws a row's text where its mark would be, for a row without a value.
    pub fn draw_missing(&self, canvas: &Canvas, row: usize, x: f64) -> StrResult<()> {
        let lines = self.missing_lines(row);
        let size = widest(self.theme, self.small(), lines.iter().map(String::as_str));
        // When it cannot begin there it moves to the left until it fits.
        let at = (x.min(self.edges[1] - size - 2.0), self.middle(row));
        self.draw_plate(canvas, row, at, size)?;
        canvas.lines(at, Align::Left, self.small(), &lines)
    }

    /// Clears the lines behind text that begins at a place in a row.
    pub fn draw_plate(&self, canvas: &Canvas, row: usize, at: Point, width: f64) -> StrResult<()> {
        let (from, to) = ((at.0 - 2.0, at.1 - 5.5), (at.0 + width + 2.0, at.1 + 5.5));
        canvas.rect(from, to, self.ground(row))
    }

    /// Draws a reference line over all rows and its name below them.
    pub fn draw_reference(
        &self,
        canvas: &Canvas,
        axis: &Axis,
        reference: &Reference,
    ) -> StrResult<()> {
        let x = axis.place(reference.value);
        let colour = self.theme.colours.target;
        let bottom = self.bottom() + 2.0;
        self.draw_upright(canvas, x, colour, 0.9)?;
        let last = self.marks.len() - 1;
        let from = if self.stacked { self.middle(last) + 6.5 } else { bottom - 2.0 };
        canvas.path(&[(x, from), (x, bottom)], colour, 0.9)?;
        let style = Type { weight: Weight::Medium, colour, ..self.small() };
        let size = width(self.theme, style, &reference.label);
        let place = push_apart(&[(x, size)], 0.0, self.width, 0.0).unwrap_or(vec![x]);
        let y = bottom + 3.0 + style.leading() / 2.0;
        canvas.text((place[0], y), Align::Centre, style, &reference.label)
    }
}
