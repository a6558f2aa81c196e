//! A spine chart: one region, many indicators, each on a scale of its own.
//!
//! A row is an indicator: the thin line reaches over all regions, the thick one
//! over their middle half, a tick is the average, a pale band is where a region
//! of this size does not clearly differ, and the point is the region with its
//! interval. What differs is filled and says so at the right; what does not is
//! open. Rows have no common axis, so the ends of each line carry their values.

use typst::diag::StrResult;

use super::canvas::{Align, Canvas, Type, width, wrap};
use super::font::Weight;
use super::{Colour, Drawn, Theme, check, check_value};

/// Space between two rows.
const GAP: f64 = 7.0;
/// Height of a row's plot.
const PLOT: f64 = 13.0;
/// Space between the marks of the key and their words.
const KEY_GAP: f64 = 4.0;

/// A value with its text.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Printed {
    /// The value.
    pub value: f64,
    /// The value as printed.
    pub text: String,
}

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
    /// The point.
    pub own: String,
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

/// What a mark of the key is.
#[derive(Clone, Copy)]
enum Symbol {
    Own,
    All,
    Middle,
    Average,
    Limits,
}

/// Where a row stands.
struct Place<'t> {
    /// The theme.
    theme: &'t Theme,
    /// Its smallest and largest value.
    span: (f64, f64),
    /// Where these stand.
    ends: (f64, f64),
    /// The middle of its line.
    y: f64,
}

impl SpineChart {
    /// Draws the chart at a width in points.
    pub fn draw(&self, theme: &Theme, width_pt: f64) -> StrResult<Drawn> {
        check("spine", width_pt, self.rows.len())?;
        self.check_rows()?;
        let heads: Vec<_> = self.rows.iter().map(|row| head(theme, row, width_pt)).collect();
        let leading = normal(theme).leading();
        let small = theme.small().leading();
        let key = self.lay_key(theme, width_pt);
        let rows: f64 = heads.iter().map(|lines| row_height(lines.len(), leading, small)).sum();
        let canvas = Canvas::new(theme, width_pt, rows + key.len() as f64 * small + 6.0);
        let mut top = 0.0;
        for (row, lines) in self.rows.iter().zip(&heads) {
            draw_row(&canvas, theme, row, lines, top, width_pt)?;
            top += row_height(lines.len(), leading, small);
        }
        self.draw_key(&canvas, theme, &key, top + 4.0)?;
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

    /// Returns the entries of the key by line.
    fn lay_key(&self, theme: &Theme, width_pt: f64) -> Vec<Vec<(Symbol, String, f64)>> {
        let small = theme.small();
        let has_limits = self.rows.iter().any(|row| row.limits.is_some());
        let words = [
            (Symbol::Own, &self.key.own),
            (Symbol::All, &self.key.all),
            (Symbol::Middle, &self.key.middle),
            (Symbol::Average, &self.key.average),
            (Symbol::Limits, &self.key.limits),
        ];
        let mut lines: Vec<Vec<(Symbol, String, f64)>> = vec![Vec::new()];
        let mut x = 0.0;
        for (symbol, words) in words {
            if matches!(symbol, Symbol::Limits) && !has_limits {
                continue;
            }
            // Longer than the chart is wide, they are cut into lines, of which the first stands.
            let room = width_pt - symbol.width() - KEY_GAP;
            let words = wrap(theme, small, words, room).into_iter().next().unwrap_or_default();
            let needs = symbol.width() + KEY_GAP + width(theme, small, &words);
            if x > 0.0 && x + needs > width_pt {
                lines.push(Vec::new());
                x = 0.0;
            }
            if let Some(line) = lines.last_mut() {
                line.push((symbol, words, x));
            }
            x += needs + 10.0;
        }
        lines
    }

    /// Draws the key.
    fn draw_key(
        &self,
        canvas: &Canvas,
        theme: &Theme,
        key: &[Vec<(Symbol, String, f64)>],
        top: f64,
    ) -> StrResult<()> {
        let small = theme.small();
        for (at, line) in key.iter().enumerate() {
            let y = top + (at as f64 + 0.5) * small.leading();
            for (symbol, words, x) in line {
                symbol.draw(canvas, theme, *x, y)?;
                canvas.text((x + symbol.width() + KEY_GAP, y), Align::Left, small, words)?;
            }
        }
        Ok(())
    }
}

impl Symbol {
    /// The width of its mark.
    fn width(self) -> f64 {
        match self {
            Self::Own => 8.0,
            Self::Average => 3.0,
            _ => 14.0,
        }
    }

    /// Draws the mark from its left end.
    fn draw(self, canvas: &Canvas, theme: &Theme, x: f64, y: f64) -> StrResult<()> {
        let to = x + self.width();
        match self {
            Self::Own => canvas.disc((x + 4.0, y), 3.4, theme.colours.own),
            Self::All => canvas.path(&[(x, y), (to, y)], theme.colours.comparator, 0.9),
            Self::Middle => canvas.path(&[(x, y), (to, y)], theme.colours.comparator, 3.6),
            Self::Average => {
                canvas.path(&[(x + 1.0, y - 4.0), (x + 1.0, y + 4.0)], theme.colours.target, 1.6)
            }
            Self::Limits => {
                let (from, to) = ((x, y - 3.5), (to, y + 3.5));
                canvas.rect(from, to, band(theme))?;
                canvas.frame(from, to, theme.colours.grid, 0.5)
            }
        }
    }
}

/// The ground of the stretch in which nothing differs clearly.
fn band(theme: &Theme) -> Colour {
    theme.colours.comparator.tint(0.14)
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
    let place =
        Place { theme, span: span(row), ends: (4.0, width_pt - 4.0), y: top + depth + PLOT / 2.0 };
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
    /// Returns where a value stands; what leaves the row stands at its end.
    fn x(&self, value: f64) -> f64 {
        let (low, high) = self.span;
        let share = ((value - low) / (high - low)).clamp(0.0, 1.0);
        self.ends.0 + share * (self.ends.1 - self.ends.0)
    }

    /// Draws band, lines, tick and point.
    fn draw(&self, canvas: &Canvas, row: &SpineRow) -> StrResult<()> {
        let (theme, y) = (self.theme, self.y);
        let grey = theme.colours.comparator;
        if let Some((lower, upper)) = row.limits {
            canvas.rect(
                (self.x(lower), y - PLOT / 2.0),
                (self.x(upper), y + PLOT / 2.0),
                band(theme),
            )?;
        }
        let [lowest, highest] = row.ends.each_ref().map(|end| self.x(end.value));
        canvas.path(&[(lowest, y), (highest, y)], grey, 0.9)?;
        let (from, to) = (self.x(row.middle.0), self.x(row.middle.1));
        canvas.path(&[(from, y), (to.max(from + 0.5), y)], grey.tint(0.55), 3.6)?;
        if let Some(average) = row.average {
            let x = self.x(average);
            canvas.path(&[(x, y - PLOT / 2.0), (x, y + PLOT / 2.0)], theme.colours.target, 1.6)?;
        }
        let Some(own) = &row.own else { return Ok(()) };
        let (x, colour) = (self.x(own.value), theme.colours.own);
        if let Some((lower, upper)) = row.interval {
            canvas.path(&[(self.x(lower), y), (self.x(upper), y)], colour, 1.2)?;
        }
        canvas.disc((x, y), 4.4, Colour::WHITE)?;
        match row.differs {
            true => canvas.disc((x, y), 3.7, colour),
            false => canvas.ring((x, y), 3.7, colour, 1.4),
        }
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
        assert_eq!(rings, 1);
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
