//! A funnel plot: places of different size beside the limits that chance sets.
//!
//! Small places lie far out by chance, so the limits are wide at the left and
//! narrow to the right. A place outside them differs; where it stands among
//! those inside says nothing. So points are not joined, not ranked, and all
//! but the own one are grey with a short code, which the line below the plot
//! explains. The outer limits are a solid line, the inner ones a dashed line,
//! both named at the right end.

use typst::diag::{StrResult, bail};

use super::axis::{Axis, Domain, push_apart};
use super::canvas::{Align, Canvas, Point, Type, widest, width, wrap};
use super::font::Weight;
use super::labels::{self, Line, Wish};
use super::ticks::{by_ratio, even, fit, linear_ticks, log_ticks};
use super::{Drawn, Reference, Theme, Tick, check, check_value};

/// Height of the plot in points, and of one on more than half a page.
const PLOT_HEIGHT: (f64, f64) = (110.0, 150.0);
/// Width from which a plot is on more than half a page.
const WIDE: f64 = 300.0;
/// Radius of a place's point, and of the own one.
const RADIUS: (f64, f64) = (2.2, 3.6);
/// One place.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FunnelPoint {
    /// Its short code: "AB".
    pub code: String,
    /// Its name, printed for the own place, and beside the code below the plot.
    pub name: String,
    /// Its size, above zero: what the limits depend on.
    pub size: f64,
    /// Its value.
    pub value: f64,
    /// The value as printed.
    pub text: String,
    /// Whether the page is about it.
    pub is_own: bool,
}

/// What is read off the limits at a size.
type Of<T> = fn(&FunnelLimits) -> T;

/// The limits at one size.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct FunnelLimits {
    /// The size.
    pub size: f64,
    /// The inner limits, lower and upper.
    pub inner: (f64, f64),
    /// The outer limits, lower and upper.
    pub outer: (f64, f64),
}

/// A funnel plot.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FunnelChart {
    /// The places.
    pub points: Vec<FunnelPoint>,
    /// The limits, by rising size.
    pub limits: Vec<FunnelLimits>,
    /// The line in the middle, named at the right end.
    pub target: Reference,
    /// Names of the inner and the outer limits: "95 %", "99,8 %".
    pub names: (String, String),
    /// What the size is, below the axis.
    pub size_heading: String,
}

/// The area of the plot and its axes.
struct Plot<'t> {
    /// The theme.
    theme: &'t Theme,
    /// Sizes, by their ratios.
    x: Axis,
    /// Values, from zero.
    y: Axis,
}

/// A place with the words of its label and where they stand.
struct Label<'a> {
    /// The place.
    point: &'a FunnelPoint,
    /// Style of the words.
    style: Type,
    /// The words.
    words: String,
    /// Where they stand; `None` where there is no room.
    place: Option<labels::Place>,
}

impl FunnelChart {
    /// Draws the chart at a width in points.
    pub fn draw(&self, theme: &Theme, width_pt: f64, tick: Tick) -> StrResult<Drawn> {
        check("funnel", width_pt, self.points.len())?;
        self.check_values()?;
        let small = theme.small();
        let ticks = even(linear_ticks(self.highest(), 4, false), tick);
        let left = widest(theme, small, ticks.iter().map(|tick| tick.1.as_str())) + 6.0;
        let names = [&self.names.1, &self.names.0, &self.target.label];
        // The name of the line in the middle may take two lines.
        let room = (width_pt * 0.2).max(42.0);
        let lines: Vec<_> = names.map(|name| wrap(theme, small, name, room)).into();
        let right = 6.0 + widest(theme, small, lines.iter().flatten().map(String::as_str));
        let heading = wrap(theme, small, &self.size_heading, width_pt);
        let top = 5.0;
        let plot_height = if width_pt < WIDE { PLOT_HEIGHT.0 } else { PLOT_HEIGHT.1 };
        let codes = self.codes(theme, width_pt);
        let below = 13.0 + heading.len() as f64 * small.leading();
        let foot =
            below + if codes.is_empty() { 2.0 } else { 6.0 + codes.len() as f64 * small.leading() };
        let plot = Plot {
            theme,
            x: Axis { domain: self.sizes(), from: left, to: width_pt - right },
            y: Axis {
                domain: Domain::Linear(0.0, ticks.last().map_or(1.0, |tick| tick.0)),
                from: top + plot_height,
                to: top,
            },
        };
        let canvas = Canvas::new(theme, width_pt, top + plot_height + foot);
        self.draw_bands(&canvas, &plot)?;
        for (value, label) in &ticks {
            let y = plot.y.place(*value);
            canvas.path(&[(left, y), (plot.x.to, y)], theme.colours.grid, 0.5)?;
            canvas.text((left - 5.0, y), Align::Right, small, label)?;
        }
        self.draw_limits(&canvas, &plot)?;
        let base = plot.y.from;
        canvas.path(&[(left, base), (plot.x.to, base)], theme.colours.ink, 0.8)?;
        plot.draw_sizes(&canvas, tick)?;
        let middle = base + 14.0 + heading.len() as f64 * small.leading() / 2.0;
        // Below the plot, but for a line that is wider than it.
        let half = widest(theme, small, heading.iter().map(String::as_str)) / 2.0;
        let centre = ((left + plot.x.to) / 2.0).clamp(half, (width_pt - half).max(half));
        canvas.lines((centre, middle), Align::Centre, small, &heading)?;
        self.draw_names(&canvas, &plot, &lines)?;
        let levels: Vec<f64> = ticks.iter().map(|tick| tick.0).collect();
        self.draw_points(&canvas, &plot, &self.lines(&plot, &levels))?;
        let y = base + below + 5.0 + codes.len() as f64 * small.leading() / 2.0;
        canvas.lines((0.0, y), Align::Left, small, &codes)?;
        Ok(canvas.finish())
    }

    /// Checks sizes, values and limits.
    fn check_values(&self) -> StrResult<()> {
        for point in &self.points {
            check_value(&point.code, "value", Some(point.value))?;
            if !(point.size.is_finite() && point.size > 0.0) {
                bail!("the size of `{}` is not above zero", point.code);
            }
        }
        let is_sound = |limits: &FunnelLimits| {
            let ends = [limits.inner.0, limits.inner.1, limits.outer.0, limits.outer.1];
            limits.size > 0.0 && ends.iter().all(|end| end.is_finite())
        };
        if self.limits.len() < 2 || !self.limits.iter().all(is_sound) {
            bail!("the limits of the funnel are no numbers");
        }
        Ok(())
    }

    /// Returns the value that the axis must hold: every place, and the limits
    /// of those of middling size; wider ones leave it.
    fn highest(&self) -> f64 {
        let values = self.points.iter().map(|point| point.value).fold(0.0, f64::max);
        let middle = self.limits[self.limits.len() / 2].outer.1;
        values.max(middle).max(self.target.value * 1.2)
    }

    /// Returns the span of the sizes, with room at either end.
    fn sizes(&self) -> Domain {
        let sizes = self.points.iter().map(|point| point.size);
        let (low, high) =
            sizes.fold((f64::MAX, 0.0f64), |(low, high), size| (low.min(size), high.max(size)));
        Domain::Log(low / 1.35, high * 1.35)
    }

    /// Fills the limits: the outer ones pale, the inner ones a little darker.
    fn draw_bands(&self, canvas: &Canvas, plot: &Plot) -> StrResult<()> {
        let ground = plot.theme.colours.comparator;
        let bands: [(Of<(f64, f64)>, f64); 2] =
            [(|limits| limits.outer, 0.1), (|limits| limits.inner, 0.2)];
        for (band, tint) in bands {
            let above = self.limits.iter().map(|at| plot.at(at.size, band(at).1));
            let below = self.limits.iter().rev().map(|at| plot.at(at.size, band(at).0));
            canvas.polygon(&above.chain(below).collect::<Vec<_>>(), ground.tint(tint))?;
        }
        Ok(())
    }

    /// Draws the edges of the limits, as far as they lie on the plot, and the
    /// line in the middle.
    fn draw_limits(&self, canvas: &Canvas, plot: &Plot) -> StrResult<()> {
        let colour = plot.theme.colours.muted;
        let edges: [(Of<f64>, bool); 4] = [
            (|limits| limits.outer.0, false),
            (|limits| limits.outer.1, false),
            (|limits| limits.inner.0, true),
            (|limits| limits.inner.1, true),
        ];
        for (edge, dashed) in edges {
            let inside = |at: &&FunnelLimits| edge(at) > 0.0 && !plot.y.is_above(edge(at));
            let line = self.limits.iter().filter(inside).map(|at| plot.at(at.size, edge(at)));
            let line: Vec<_> = line.collect();
            match line.len() {
                0 | 1 => {}
                _ if dashed => canvas.dashed(&line, colour, 0.7, (2.5, 2.0))?,
                _ => canvas.path(&line, colour, 0.7)?,
            }
        }
        let y = plot.y.place(self.target.value);
        canvas.path(&[(plot.x.from, y), (plot.x.to, y)], plot.theme.colours.target, 1.1)
    }

    /// Names the upper limits and the line in the middle, at their right ends.
    fn draw_names(&self, canvas: &Canvas, plot: &Plot, lines: &[Vec<String>]) -> StrResult<()> {
        let Some(last) = self.limits.last() else { return Ok(()) };
        let small = plot.theme.small();
        let ends = [last.outer.1, last.inner.1, self.target.value];
        let height = |lines: &Vec<String>| lines.len() as f64 * small.leading();
        let wished: Vec<_> = ends
            .iter()
            .zip(lines)
            .map(|(&end, lines)| (plot.y.place(end), height(lines)))
            .collect();
        let places = push_apart(&wished, plot.y.to - 4.0, plot.y.from, 0.0).unwrap_or_default();
        for (y, lines) in places.iter().zip(lines) {
            canvas.lines((plot.x.to + 4.0, *y), Align::Left, small, lines)?;
        }
        Ok(())
    }

    /// Returns what the codes mean, in lines.
    fn codes(&self, theme: &Theme, width_pt: f64) -> Vec<String> {
        let is_coded = |point: &&FunnelPoint| !point.is_own && point.code != point.name;
        // No line breaks between a code and its name, nor within a name.
        let meaning =
            |point: &FunnelPoint| format!("{} {}", point.code, point.name).replace(' ', "\u{a0}");
        let meanings: Vec<String> = self.points.iter().filter(is_coded).map(meaning).collect();
        wrap(theme, theme.small(), &meanings.join(", "), width_pt)
    }

    /// Returns what labels had better not stand on: the line in the middle, the
    /// edges of the limits and the grid.
    fn lines(&self, plot: &Plot, levels: &[f64]) -> Vec<Line> {
        let level = |value: f64| {
            let y = plot.y.place(value);
            ((plot.x.from, y), (plot.x.to, y))
        };
        let mut lines: Vec<Line> = levels.iter().copied().map(level).collect();
        lines.push(level(self.target.value));
        for pair in self.limits.windows(2) {
            let ends = |at: &FunnelLimits| [at.inner.0, at.inner.1, at.outer.0, at.outer.1];
            for (from, to) in ends(&pair[0]).into_iter().zip(ends(&pair[1])) {
                lines.push((plot.at(pair[0].size, from), plot.at(pair[1].size, to)));
            }
        }
        lines
    }

    /// Returns the labels of all places, the own one as full as leaves room for the others.
    fn labels(&self, plot: &Plot, lines: &[Line]) -> Vec<Label<'_>> {
        let ground = [plot.x.from + 1.0, plot.y.to - 4.0, plot.x.to, plot.y.from - 1.0];
        let mut best: Option<(usize, Vec<Label>)> = None;
        for fullness in 0..3 {
            let mut labels: Vec<Label> =
                self.points.iter().map(|point| plot.label(point, fullness)).collect();
            let wishes: Vec<Wish> = labels.iter().map(|label| plot.wish(label)).collect();
            let places = labels::place(&wishes, lines, &[], ground);
            // The own place weighs more than all others.
            let weight = |label: &Label| if label.point.is_own { self.points.len() } else { 1 };
            let mut placed = 0;
            for (label, place) in labels.iter_mut().zip(places) {
                placed += if place.is_some() { weight(label) } else { 0 };
                label.place = place;
            }
            if best.as_ref().is_none_or(|(most, _)| placed > *most) {
                best = Some((placed, labels));
            }
        }
        best.map_or_else(Vec::new, |best| best.1)
    }

    /// Draws the places, each with its label where there is room for one.
    fn draw_points(&self, canvas: &Canvas, plot: &Plot, lines: &[Line]) -> StrResult<()> {
        let grey = plot.theme.colours.comparator;
        let labels = self.labels(plot, lines);
        for (from, to) in labels.iter().filter_map(|label| label.place?.leader) {
            canvas.path(&[from, to], grey.tint(0.7), 0.45)?;
        }
        for is_own in [false, true] {
            for point in self.points.iter().filter(|point| point.is_own == is_own) {
                let at = plot.at(point.size, point.value);
                let radius = radius(point);
                canvas.disc(at, radius + 0.6, super::Colour::WHITE)?;
                canvas.disc(at, radius, if is_own { plot.theme.colours.own } else { grey })?;
            }
        }
        for label in &labels {
            if let Some(place) = &label.place {
                canvas.text(place.middle, Align::Centre, label.style, &label.words)?;
            }
        }
        Ok(())
    }
}

/// Returns the radius of a place's point.
fn radius(point: &FunnelPoint) -> f64 {
    if point.is_own { RADIUS.1 } else { RADIUS.0 }
}

impl Plot<'_> {
    /// Returns the place of a size and a value; what leaves the plot stands at
    /// its edge.
    fn at(&self, size: f64, value: f64) -> Point {
        (self.x.place(size), self.y.place(value))
    }

    /// Returns a place's label: the own one with name and value, the name or the code.
    fn label<'a>(&self, point: &'a FunnelPoint, fullness: usize) -> Label<'a> {
        let own = Type {
            weight: Weight::SemiBold,
            colour: self.theme.colours.own,
            ..self.theme.normal()
        };
        let (style, words) = match (point.is_own, fullness) {
            (true, 0) => (own, format!("{} {}", point.name, point.text)),
            (true, 1) => (own, point.name.clone()),
            (true, _) => (own, point.code.clone()),
            (false, _) => (self.theme.small(), point.code.clone()),
        };
        Label { point, style, words, place: None }
    }

    /// Returns what a label asks for.
    fn wish(&self, label: &Label) -> Wish {
        Wish {
            at: self.at(label.point.size, label.point.value),
            radius: radius(label.point),
            size: (width(self.theme, label.style, &label.words), label.style.size),
        }
    }

    /// Draws the sizes below the axis, those whose labels fit.
    fn draw_sizes(&self, canvas: &Canvas, tick: Tick) -> StrResult<()> {
        let Domain::Log(low, high) = self.x.domain else { return Ok(()) };
        let small = self.theme.small();
        for most in [9, 6, 4, 3, 2] {
            let ticks = by_ratio(log_ticks(low, high, most), tick);
            if most > 2 && !fit(self.theme, small, &self.x, &ticks) {
                continue;
            }
            for (value, words) in &ticks {
                let x = self.x.place(*value);
                canvas.path(&[(x, self.y.from), (x, self.y.from + 2.5)], small.colour, 0.6)?;
                canvas.text((x, self.y.from + 8.0), Align::Centre, small, words)?;
            }
            break;
        }
        Ok(())
    }
}

#[cfg(test)]
pub mod tests {
    //! What holds for a funnel plot.

    use super::*;
    use crate::chart::tests::{faults, plain};
    use crate::chart::theme::tests::theme;

    /// Codes of the 21 regions.
    const CODES: [&str; 21] = [
        "AB", "C", "D", "E", "F", "G", "H", "I", "K", "M", "N", "O", "S", "T", "U", "W", "X", "Y",
        "Z", "AC", "BD",
    ];

    /// A funnel around six per million; `spread` sets how far apart the places lie.
    pub fn chart(own: &str, spread: f64) -> FunnelChart {
        let point = |(at, code): (usize, &&str)| {
            let value = 6.0 + spread * ((at * 7 % 11) as f64 - 5.0);
            FunnelPoint {
                code: (*code).into(),
                name: "Jämtland Härjedalen".into(),
                size: 3.0 + (at * at) as f64 / 2.0,
                value,
                text: format!("{value:.1}"),
                is_own: *code == own,
            }
        };
        let limits = (0..30).map(|at| {
            let size = 2.0 * 1.18f64.powi(at);
            let spread = |z: f64| z * 6.0 / size.sqrt();
            let around = |z: f64| ((6.0 - spread(z)).max(0.0), 6.0 + spread(z));
            FunnelLimits { size, inner: around(1.96), outer: around(3.09) }
        });
        FunnelChart {
            points: CODES.iter().enumerate().map(point).collect(),
            limits: limits.collect(),
            target: Reference { value: 6.0, label: "övriga regioner 6,0".into() },
            names: ("95 %".into(), "99,8 %".into()),
            size_heading: "prövningar att vänta vid övriga regioners snitt".into(),
        }
    }

    #[test]
    fn every_region_has_its_code_and_none_lies_on_another() {
        for spread in [0.0, 0.15, 0.6, 1.1] {
            for width in [150.0, 232.0, 244.0, 329.0, 500.0] {
                let drawn = chart("Z", spread).draw(theme(), width, &plain).unwrap();
                assert_eq!(faults(&drawn), [""; 0], "{spread} at {width} pt");
                if width > 240.0 {
                    for code in CODES.iter().filter(|code| **code != "Z") {
                        let is_code = |text: &&super::super::TextBox| text.text == **code;
                        assert!(
                            drawn.text_boxes.iter().any(|text| is_code(&text)),
                            "{code} {spread} {width}"
                        );
                    }
                }
            }
        }
    }

    /// In full where there is room, else by its code.
    #[test]
    fn the_own_region_is_always_labelled() {
        let is_own = |text: &super::super::TextBox| {
            text.text.starts_with("Jämtland Härjedalen") || text.text == "Z"
        };
        for spread in [0.0, 0.15, 0.5, 1.1] {
            let drawn = chart("Z", spread).draw(theme(), 329.0, &plain).unwrap();
            assert_eq!(drawn.text_boxes.iter().filter(|text| is_own(text)).count(), 1);
        }
    }

    #[test]
    fn a_place_without_a_size_and_limits_without_an_end_are_refused() {
        let mut nowhere = chart("Z", 0.5);
        nowhere.points[2].size = 0.0;
        let fault = nowhere.draw(theme(), 300.0, &plain).unwrap_err();
        assert_eq!(fault, "the size of `D` is not above zero");
        let mut open = chart("Z", 0.5);
        open.limits[0].outer.1 = f64::INFINITY;
        let fault = open.draw(theme(), 300.0, &plain).unwrap_err();
        assert_eq!(fault, "the limits of the funnel are no numbers");
    }
}
