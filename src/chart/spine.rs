//! A spine chart: one region, many indicators, each on a scale of its own.
//!
//! A row is an indicator: the thin line reaches over all regions, the thick one
//! over their middle half, a tick is the average, a pale band is where a region
//! of this size does not clearly differ, and the point is the region with its
//! interval, with an arrow where that leaves the row. What differs is filled and
//! says so at the right; what does not is open. Rows have no common axis, so the
//! ends of each line carry their values.

use typst::diag::StrResult;

use super::canvas::{Align, Canvas, Point, Type, width, wrap};
use super::font::Weight;
use super::spine_key::SpineKeyPlan;
use super::{Colour, Drawn, Printed, Theme, check, check_value};

/// Space between two rows.
const GAP: f64 = 7.0;
/// Height of a row's plot.
const PLOT: f64 = 13.0;
/// Space between a line's end and the edge of the picture, for an arrow.
const RIM: f64 = 5.0;

/// One indicator.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SpineRow {
    /// Its name.
    pub label: String,
    /// The region's value; `None` is no data.
    pub own: Option<Printed>,
    /// The region's interval.
    pub interval: Option<(f64, f64)>,
    /// What may be said of it, or why it is not compared.
    pub verdict: String,
    /// Whether it differs.
    pub differs: bool,
    /// The smallest and the largest value of all regions.
    pub ends: [Printed; 2],
    /// The quartiles that hold the middle half.
    pub middle: (f64, f64),
    /// The average of all regions.
    pub average: Option<f64>,
    /// The limits between which nothing differs clearly.
    pub limits: Option<(f64, f64)>,
}

/// The words of the key.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SpineKey {
    /// The point with its interval.
    pub own: String,
    /// The filled point, beside an open one.
    pub differs: String,
    /// The arrow.
    pub beyond: String,
    /// The thin line.
    pub all: String,
    /// The thick line.
    pub middle: String,
    /// The tick.
    pub average: String,
    /// The band.
    pub limits: String,
}

/// A spine chart.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SpineChart {
    /// The indicators.
    pub rows: Vec<SpineRow>,
    /// The key.
    pub key: SpineKey,
}

/// Where a row stands.
pub struct Place<'t> {
    /// The theme.
    pub theme: &'t Theme,
    /// Its smallest and largest value.
    pub span: (f64, f64),
    /// Where these stand.
    pub ends: (f64, f64),
    /// The middle of its line.
    pub y: f64,
    /// Half its height.
    pub half: f64,
}

impl SpineChart {
    /// Draws the chart at a width in points.
    pub fn draw(&self, theme: &Theme, width_pt: f64) -> StrResult<Drawn> {
        check("spine", width_pt, self.rows.len())?;
        self.check_rows()?;
        let heads: Vec<_> = self.rows.iter().map(|row| head(theme, row, width_pt)).collect();
        let leading = normal(theme).leading();
        let small = theme.small().leading();
        let key = SpineKeyPlan::new(theme, self, width_pt);
        let rows: f64 = heads.iter().map(|lines| row_height(lines.len(), leading, small)).sum();
        let canvas = Canvas::new(theme, width_pt, rows + key.height() + 6.0);
        let mut top = 0.0;
        for (row, lines) in self.rows.iter().zip(&heads) {
            draw_row(&canvas, theme, row, lines, top, width_pt)?;
            top += row_height(lines.len(), leading, small);
        }
        key.draw(&canvas, theme, top + 4.0)?;
        Ok(canvas.finish())
    }

    /// Checks that all that is placed is a number.
    fn check_rows(&self) -> StrResult<()> {
        for row in &self.rows {
            let own = row.own.as_ref().map(|own| own.value);
            for (what, value) in [
                ("value", own),
                ("lowest value", Some(row.ends[0].value)),
                ("highest value", Some(row.ends[1].value)),
                ("average", row.average),
            ] {
                check_value(&row.label, what, value)?;
            }
        }
        Ok(())
    }
}

/// Draws the region's point: filled if it differs.
pub fn draw_point(canvas: &Canvas, theme: &Theme, at: Point, differs: bool) -> StrResult<()> {
    canvas.disc(at, 4.4, Colour::WHITE)?;
    match differs {
        true => canvas.disc(at, 3.7, theme.colours.own),
        false => canvas.ring(at, 3.7, theme.colours.own, 1.4),
    }
}

/// Draws the head of an arrow with its tip at a place, `side` towards the left or the right.
pub fn draw_arrow(canvas: &Canvas, theme: &Theme, (x, y): Point, side: f64) -> StrResult<()> {
    let back = x - side * 4.6;
    canvas.polygon(&[(x, y), (back, y - 3.0), (back, y + 3.0)], theme.colours.own)
}

/// The style of a row's name and value.
fn normal(theme: &Theme) -> Type {
    theme.normal()
}

/// Returns the height of a row whose head has some lines.
fn row_height(lines: usize, leading: f64, small: f64) -> f64 {
    lines as f64 * leading + PLOT + small + GAP
}

/// Breaks a row's name so that value and verdict have room beside it.
fn head(theme: &Theme, row: &SpineRow, width_pt: f64) -> Vec<String> {
    let bold = Type { weight: Weight::SemiBold, ..normal(theme) };
    let own = row.own.as_ref().map_or(0.0, |own| width(theme, bold, &own.text) + 8.0);
    let verdict = width(theme, theme.small(), &row.verdict) + 8.0;
    wrap(theme, normal(theme), &row.label, (width_pt - own - verdict).max(width_pt * 0.3))
}

/// Draws a row from its top.
fn draw_row(
    canvas: &Canvas,
    theme: &Theme,
    row: &SpineRow,
    lines: &[String],
    top: f64,
    width_pt: f64,
) -> StrResult<()> {
    let normal = normal(theme);
    let (leading, small) = (normal.leading(), theme.small());
    let depth = lines.len() as f64 * leading;
    canvas.lines((0.0, top + depth / 2.0), Align::Left, normal, lines)?;
    let last = top + depth - leading / 2.0;
    let verdict_colour = if row.differs { theme.colours.own } else { small.colour };
    let weight = if row.differs { Weight::SemiBold } else { Weight::Regular };
    let verdict = Type { colour: verdict_colour, weight, ..small };
    canvas.text((width_pt, last), Align::Right, verdict, &row.verdict)?;
    if let Some(own) = &row.own {
        let bold = Type { weight: Weight::SemiBold, colour: theme.colours.own, ..normal };
        let x = width_pt - width(theme, verdict, &row.verdict) - 8.0;
        canvas.text((x, last), Align::Right, bold, &own.text)?;
    }
    let half = PLOT / 2.0;
    let place =
        Place { theme, span: span(row), ends: (RIM, width_pt - RIM), y: top + depth + half, half };
    place.draw(canvas, row)?;
    place.draw_ends(canvas, row, top + depth + PLOT + small.leading() / 2.0, width_pt)
}

/// Returns the span of a row: of all regions and of the own interval, but that
/// may not take more than half of it.
fn span(row: &SpineRow) -> (f64, f64) {
    let (low, high) = (row.ends[0].value, row.ends[1].value);
    let own = row.own.as_ref().map_or(low, |own| own.value);
    let (low, high) = (low.min(own), high.max(own));
    let reach = if high > low { high - low } else { high.abs().max(1e-12) };
    let (lower, upper) = row.interval.unwrap_or((own, own));
    (lower.max(low - reach / 2.0).min(low), upper.min(high + reach / 2.0).max(low + reach))
}

impl Place<'_> {
    /// Says whether a row's interval leaves it at the left and at the right.
    pub fn leaves(row: &SpineRow) -> [bool; 2] {
        let (low, high) = span(row);
        let reach = (high - low) * 1e-6;
        match (&row.own, row.interval) {
            (Some(_), Some((lower, upper))) => [lower < low - reach, upper > high + reach],
            _ => [false, false],
        }
    }

    /// Returns where a value stands; what leaves the row stands at its end.
    fn x(&self, value: f64) -> f64 {
        let (low, high) = self.span;
        let share = ((value - low) / (high - low)).clamp(0.0, 1.0);
        self.ends.0 + share * (self.ends.1 - self.ends.0)
    }

    /// Draws band, lines, tick and point.
    fn draw(&self, canvas: &Canvas, row: &SpineRow) -> StrResult<()> {
        if let Some((lower, upper)) = row.limits {
            self.draw_band(canvas, (self.x(lower), self.x(upper)))?;
        }
        let [lowest, highest] = row.ends.each_ref().map(|end| self.x(end.value));
        self.draw_range(canvas, (lowest, highest))?;
        let (from, to) = (self.x(row.middle.0), self.x(row.middle.1));
        self.draw_middle(canvas, (from, to.max(from + 0.5)))?;
        if let Some(average) = row.average {
            self.draw_average(canvas, self.x(average))?;
        }
        let Some(own) = &row.own else { return Ok(()) };
        if let Some(limits) = row.interval {
            self.draw_interval(canvas, limits)?;
            let [left, right] = Self::leaves(row);
            for (leaves, end, side) in [(left, self.ends.0, -1.0), (right, self.ends.1, 1.0)] {
                if leaves {
                    draw_arrow(canvas, self.theme, (end + side * (RIM - 1.0), self.y), side)?;
                }
            }
        }
        draw_point(canvas, self.theme, (self.x(own.value), self.y), row.differs)
    }

    /// Draws the band in which nothing differs clearly.
    pub fn draw_band(&self, canvas: &Canvas, (from, to): (f64, f64)) -> StrResult<()> {
        let (top, bottom) = (self.y - self.half, self.y + self.half);
        canvas.rect((from, top), (to, bottom), self.theme.colours.comparator.tint(0.14))
    }

    /// Draws the thin line over all regions.
    pub fn draw_range(&self, canvas: &Canvas, (from, to): (f64, f64)) -> StrResult<()> {
        canvas.path(&[(from, self.y), (to, self.y)], self.theme.colours.comparator, 0.9)
    }

    /// Draws the thick line over their middle half.
    pub fn draw_middle(&self, canvas: &Canvas, (from, to): (f64, f64)) -> StrResult<()> {
        let grey = self.theme.colours.comparator.tint(0.55);
        canvas.path(&[(from, self.y), (to, self.y)], grey, 3.6)
    }

    /// Draws the tick of the average.
    pub fn draw_average(&self, canvas: &Canvas, x: f64) -> StrResult<()> {
        let ends = [(x, self.y - self.half), (x, self.y + self.half)];
        canvas.path(&ends, self.theme.colours.target, 1.6)
    }

    /// Draws the interval of the region.
    pub fn draw_interval(&self, canvas: &Canvas, (lower, upper): (f64, f64)) -> StrResult<()> {
        let ends = [(self.x(lower), self.y), (self.x(upper), self.y)];
        canvas.path(&ends, self.theme.colours.own, 1.2)
    }

    /// Prints the smallest and the largest value below their ends.
    fn draw_ends(&self, canvas: &Canvas, row: &SpineRow, y: f64, width_pt: f64) -> StrResult<()> {
        let small = self.theme.small();
        let half = |end: &Printed| width(self.theme, small, &end.text) / 2.0;
        let [low, high] = &row.ends;
        let from = self.x(low.value).clamp(half(low), (width_pt - half(low)).max(half(low)));
        let least = from + half(low) + half(high) + 4.0;
        let most = (width_pt - half(high)).max(half(high));
        let to = self.x(high.value).max(least).min(most);
        canvas.text((from, y), Align::Centre, small, &low.text)?;
        if to - from >= half(low) + half(high) + 1.0 {
            canvas.text((to, y), Align::Centre, small, &high.text)?;
        }
        Ok(())
    }
}

#[cfg(test)]
pub mod tests {
    //! What holds for a spine chart.

    use super::*;
    use crate::chart::tests::faults;
    use crate::chart::theme::tests::theme;

    /// A row; `own` is the region's value among one to twelve.
    fn row(own: Option<f64>, differs: bool) -> SpineRow {
        let printed = |value: f64| Printed { value, text: format!("{value:.1}") };
        SpineRow {
            label: "Prövningar per miljon invånare och år".into(),
            own: own.map(printed),
            interval: own.map(|own| (own * 0.5, own * 3.0)),
            verdict: "ingen tydlig skillnad".into(),
            differs,
            ends: [printed(1.2), printed(12.5)],
            middle: (2.8, 5.9),
            average: Some(4.9),
            limits: Some((0.0, 10.4)),
        }
    }

    /// A chart of three rows, the last without data.
    pub fn chart() -> SpineChart {
        SpineChart {
            rows: vec![row(Some(12.5), true), row(Some(6.1), false), row(None, false)],
            key: SpineKey {
                own: "regionen med 95 % KI".into(),
                differs: "skiljer sig".into(),
                beyond: "når utanför".into(),
                all: "alla regioner".into(),
                middle: "mellersta halvan".into(),
                average: "snitt".into(),
                limits: "ingen tydlig skillnad".into(),
            },
        }
    }

    #[test]
    fn every_width_draws_without_collision() {
        for width in [150.0, 158.0, 232.0, 244.0, 329.0, 500.0] {
            let drawn = chart().draw(theme(), width).unwrap();
            assert_eq!(faults(&drawn), [""; 0], "{width} pt");
        }
    }

    #[test]
    fn what_differs_is_filled_and_what_does_not_is_open() {
        let drawn = chart().draw(theme(), 329.0).unwrap();
        let rings =
            drawn.svg.lines().filter(|l| l.starts_with("<circle") && l.contains("stroke=")).count();
        // One in the rows and one in the key.
        assert_eq!(rings, 2);
    }

    /// 12.5 with an interval to 37.5 leaves the row, which ends at 18.15; so does 6.1, to 18.3.
    #[test]
    fn an_interval_that_leaves_the_row_ends_in_an_arrow() {
        let chart = chart();
        let leaves: Vec<_> = chart.rows.iter().map(Place::leaves).collect();
        assert_eq!(leaves, [[false, true], [false, true], [false, false]]);
        let arrows = |chart: &SpineChart| {
            let svg = chart.draw(theme(), 329.0).unwrap().svg;
            let colour = format!("Z\" fill=\"{}\"", theme().colours.own.css());
            svg.lines().filter(|line| line.contains(&colour)).count()
        };
        // Two in the rows and one in the key.
        assert_eq!(arrows(&chart), 3);
        let within = SpineRow { interval: Some((3.0, 9.0)), ..row(Some(6.1), false) };
        assert_eq!(arrows(&SpineChart { rows: vec![within], ..chart }), 0);
    }

    #[test]
    fn an_interval_takes_no_more_than_half_the_row() {
        // 1.2 to 12.5 are 11.3 apart; 36 is cut at 12.5 + 5.65.
        assert_eq!(span(&row(Some(12.0), false)), (1.2, 12.5 + 11.3 / 2.0));
        let alike = SpineRow { ends: [Printed::default(), Printed::default()], ..row(None, false) };
        let (low, high) = span(&alike);
        assert!(high > low);
    }

    #[test]
    fn a_value_that_is_no_number_names_its_row() {
        let mut chart = chart();
        chart.rows[0].average = Some(f64::NAN);
        let fault = chart.draw(theme(), 300.0).unwrap_err();
        assert!(fault.starts_with("the average of `Prövningar per miljon"), "{fault}");
    }
}
