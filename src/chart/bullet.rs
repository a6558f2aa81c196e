//! Bullet charts: where a goal's value stands against its target, each on a scale of its own.
//!
//! The bar begins at zero, its whisker is the interval, the thick dark line the target, the
//! open triangle what was to be reached by now. What may be said stands in words at the
//! right: no traffic lights.

use typst::diag::StrResult;

use super::axis::{Axis, Domain, push_apart};
use super::canvas::{Align, Canvas, Type, width, wrap};
use super::font::Weight;
use super::key::Key;
use super::marks::draw_interval;
use super::{Drawn, Printed, Theme, check, check_value};

/// Height of a row's plot.
const PLOT: f64 = 13.0;
/// Height of a bar.
const BAR: f64 = 6.5;
/// Space between two rows.
const GAP: f64 = 8.0;
/// Width of a mark of the key.
const KEY_MARK: f64 = 12.0;
/// How far the axis goes beyond the largest number.
const BEYOND: f64 = 1.08;

/// A goal.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct BulletRow {
    /// Its name.
    pub label: String,
    /// Its value; `None` is no data.
    pub value: Option<Printed>,
    /// The value's interval.
    pub interval: Option<(f64, f64)>,
    /// What is to be reached: "mål 30".
    pub target: Option<Printed>,
    /// What was to be reached by now: "bana 24".
    pub expected: Option<Printed>,
    /// What may be said of it, or why nothing may.
    pub verdict: String,
    /// Whether what may be said is firm.
    pub is_clear: bool,
}

/// The words of the key.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct BulletKey {
    /// The bar with its whisker.
    pub value: String,
    /// The target.
    pub target: String,
    /// The triangle.
    pub expected: String,
}

/// A bullet chart.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct BulletChart {
    /// The goals from the top.
    pub rows: Vec<BulletRow>,
    /// The key.
    pub key: BulletKey,
}

/// A mark of the key.
#[derive(Clone, Copy)]
enum Symbol {
    Value,
    Target,
    Expected,
}

impl BulletChart {
    /// Draws the chart at a width in points; it has no ticks, because rows have no common scale.
    pub fn draw(&self, theme: &Theme, width_pt: f64) -> StrResult<Drawn> {
        check("bullet", width_pt, self.rows.len())?;
        self.check_rows()?;
        let heads: Vec<_> = self.rows.iter().map(|row| row.head(theme, width_pt)).collect();
        let heights: Vec<f64> =
            self.rows.iter().zip(&heads).map(|(row, head)| row.height(theme, head.len())).collect();
        let (symbols, key) = self.key(theme, width_pt);
        let canvas = Canvas::new(theme, width_pt, heights.iter().sum::<f64>() + key.height() + 2.0);
        let mut top = 0.0;
        for ((row, head), height) in self.rows.iter().zip(&heads).zip(&heights) {
            row.draw(&canvas, theme, head, top, width_pt)?;
            top += height;
        }
        key.draw(&canvas, (0.0, top), &|at, place| symbols[at].draw(&canvas, theme, place))?;
        Ok(canvas.finish())
    }

    /// Checks that all that is placed is a number from zero.
    fn check_rows(&self) -> StrResult<()> {
        for row in &self.rows {
            let value = |printed: &Option<Printed>| printed.as_ref().map(|printed| printed.value);
            check_value(&row.label, "value", value(&row.value))?;
            check_value(&row.label, "target", value(&row.target))?;
            check_value(&row.label, "expected value", value(&row.expected))?;
            check_value(&row.label, "upper limit", row.interval.map(|interval| interval.1))?;
        }
        Ok(())
    }

    /// Returns the key of the marks that are drawn.
    fn key(&self, theme: &Theme, width_pt: f64) -> (Vec<Symbol>, Key) {
        let any = |is: &dyn Fn(&BulletRow) -> bool| self.rows.iter().any(is);
        let all = [
            (Symbol::Value, &self.key.value, any(&|row| row.value.is_some())),
            (Symbol::Target, &self.key.target, any(&|row| row.target.is_some())),
            (Symbol::Expected, &self.key.expected, any(&|row| row.expected.is_some())),
        ];
        let used: Vec<_> = all.into_iter().filter(|entry| entry.2 && !entry.1.is_empty()).collect();
        let entries: Vec<_> = used.iter().map(|entry| (KEY_MARK, entry.1.as_str())).collect();
        let symbols = used.iter().map(|entry| entry.0).collect();
        (symbols, Key::flow(theme, theme.small(), &entries, width_pt))
    }
}

impl BulletRow {
    /// Breaks the name so that value and verdict have room beside it.
    fn head(&self, theme: &Theme, width_pt: f64) -> Vec<String> {
        let value =
            self.value.as_ref().map_or(0.0, |value| width(theme, bold(theme), &value.text) + 8.0);
        let verdict = width(theme, self.verdict_style(theme), &self.verdict) + 8.0;
        wrap(theme, theme.normal(), &self.label, (width_pt - value - verdict).max(width_pt * 0.3))
    }

    /// Returns the style of what may be said.
    fn verdict_style(&self, theme: &Theme) -> Type {
        let weight = if self.is_clear { Weight::SemiBold } else { Weight::Regular };
        let colour = if self.is_clear { theme.colours.ink } else { theme.colours.muted };
        Type { weight, colour, ..theme.small() }
    }

    /// Returns the height of the row.
    fn height(&self, theme: &Theme, lines: usize) -> f64 {
        let has_labels = self.target.is_some() || self.expected.is_some();
        let labels = if has_labels { theme.small().leading() } else { 0.0 };
        let is_wide = self.is_below(theme);
        let verdict = if is_wide { theme.small().leading() } else { 0.0 };
        lines as f64 * theme.normal().leading() + verdict + PLOT + labels + GAP
    }

    /// Whether the verdict is too long to stand beside a name, so that it has a line of its own.
    fn is_below(&self, theme: &Theme) -> bool {
        width(theme, self.verdict_style(theme), &self.verdict) > 110.0
    }

    /// Draws the row from its top.
    fn draw(
        &self,
        canvas: &Canvas,
        theme: &Theme,
        head: &[String],
        top: f64,
        width_pt: f64,
    ) -> StrResult<()> {
        let normal = theme.normal();
        let depth = head.len() as f64 * normal.leading();
        canvas.lines((0.0, top + depth / 2.0), Align::Left, normal, head)?;
        let (last, style) = (top + depth - normal.leading() / 2.0, self.verdict_style(theme));
        canvas.text((width_pt, last), Align::Right, style, &self.verdict)?;
        let y = top + depth + PLOT / 2.0;
        let axis = self.axis(width_pt);
        canvas.rect(
            (0.0, y - PLOT / 2.0),
            (width_pt, y + PLOT / 2.0),
            theme.colours.comparator.tint(0.1),
        )?;
        if let Some(value) = &self.value {
            let x = width_pt - width(theme, style, &self.verdict) - 8.0;
            canvas.text((x, last), Align::Right, bold(theme), &value.text)?;
            let to = axis.place(value.value);
            canvas.rect((0.0, y - BAR / 2.0), (to, y + BAR / 2.0), theme.colours.own)?;
            if let Some(interval) = self.interval {
                self.draw_whisker(canvas, theme, &axis, interval, (to, y))?;
            }
        }
        self.draw_aims(canvas, theme, &axis, y, width_pt)?;
        canvas.path(&[(0.4, y - PLOT / 2.0), (0.4, y + PLOT / 2.0)], theme.colours.ink, 0.8)
    }

    /// Returns the axis: from zero to beyond all that is placed, but an interval takes no more
    /// than a third of it.
    fn axis(&self, width_pt: f64) -> Axis {
        let value =
            |printed: &Option<Printed>| printed.as_ref().map_or(0.0, |printed| printed.value);
        let highest = value(&self.value).max(value(&self.target)).max(value(&self.expected));
        let upper = self.interval.map_or(0.0, |interval| interval.1).min(highest * 1.5);
        let extent = highest.max(upper) * BEYOND;
        let domain = Domain::Linear(0.0, if extent > 0.0 { extent } else { 1.0 });
        Axis { domain, from: 0.0, to: width_pt - 4.0 }
    }

    /// Draws the interval: white on the bar, dark beyond it.
    fn draw_whisker(
        &self,
        canvas: &Canvas,
        theme: &Theme,
        axis: &Axis,
        (lower, upper): (f64, f64),
        (end, y): (f64, f64),
    ) -> StrResult<()> {
        draw_interval(canvas, axis, (lower, upper), y, (theme.colours.ink, 1.0))?;
        let from = axis.place(lower);
        if from < end {
            canvas.path(
                &[(from, y), (end.min(axis.place(upper)), y)],
                super::Colour::WHITE,
                1.0,
            )?;
            canvas.path(&[(from, y - 2.0), (from, y + 2.0)], super::Colour::WHITE, 1.0)?;
        }
        Ok(())
    }

    /// Draws the target and what was to be reached by now, with their numbers below.
    fn draw_aims(
        &self,
        canvas: &Canvas,
        theme: &Theme,
        axis: &Axis,
        y: f64,
        width_pt: f64,
    ) -> StrResult<()> {
        let small = theme.small();
        let mut labels: Vec<(f64, &str)> = Vec::new();
        if let Some(expected) = &self.expected {
            let x = axis.place(expected.value);
            Symbol::draw_triangle(canvas, theme, (x, y + PLOT / 2.0))?;
            labels.push((x, &expected.text));
        }
        if let Some(target) = &self.target {
            let x = axis.place(target.value);
            canvas.path(&[(x, y - PLOT / 2.0), (x, y + PLOT / 2.0)], theme.colours.target, 2.2)?;
            labels.push((x, &target.text));
        }
        let wished: Vec<_> =
            labels.iter().map(|(x, words)| (*x, width(theme, small, words))).collect();
        let places = push_apart(&wished, 0.0, width_pt, 6.0).unwrap_or_default();
        for (x, (_, words)) in places.iter().zip(&labels) {
            let below = y + PLOT / 2.0 + 1.0 + small.leading() / 2.0;
            canvas.text((*x, below), Align::Centre, small, words)?;
        }
        Ok(())
    }
}

/// Returns the style of a value.
fn bold(theme: &Theme) -> Type {
    Type { weight: Weight::SemiBold, colour: theme.colours.own, ..theme.normal() }
}

impl Symbol {
    /// Draws the mark from the middle of its left edge.
    fn draw(self, canvas: &Canvas, theme: &Theme, (x, y): (f64, f64)) -> StrResult<()> {
        let middle = x + KEY_MARK / 2.0;
        match self {
            Self::Value => {
                canvas.rect((x, y - BAR / 2.0), (x + KEY_MARK, y + BAR / 2.0), theme.colours.own)
            }
            Self::Target => {
                canvas.path(&[(middle, y - 4.5), (middle, y + 4.5)], theme.colours.target, 2.2)
            }
            Self::Expected => Self::draw_triangle(canvas, theme, (middle, y + 2.5)),
        }
    }

    /// Draws the open triangle with its foot at a place.
    fn draw_triangle(canvas: &Canvas, theme: &Theme, (x, y): (f64, f64)) -> StrResult<()> {
        let corners = [(x, y - 5.4), (x - 3.2, y), (x + 3.2, y), (x, y - 5.4)];
        canvas.polygon(&corners[..3], super::Colour::WHITE)?;
        canvas.path(&corners, theme.colours.ink, 0.9)
    }
}

#[cfg(test)]
pub mod tests {
    //! What holds for bullet charts.

    use super::*;
    use crate::chart::tests::{faults, rects};
    use crate::chart::theme::tests::theme;

    /// A chart of goals by value, target and what was to be reached by now.
    pub fn chart(rows: &[(Option<f64>, Option<f64>, Option<f64>)]) -> BulletChart {
        let printed = |word: &str, value: f64| Printed { value, text: format!("{word}{value}") };
        let row =
            |&(value, target, expected): &(Option<f64>, Option<f64>, Option<f64>)| BulletRow {
                label: "Feasibilityförfrågningar som fått svar inom fem arbetsdagar".into(),
                value: value.map(|value| printed("", value)),
                interval: value.map(|value| (value * 0.7, value * 4.0)),
                target: target.map(|value| printed("mål ", value)),
                expected: expected.map(|value| printed("bana ", value)),
                verdict: "på väg".into(),
                is_clear: false,
            };
        BulletChart {
            rows: rows.iter().map(row).collect(),
            key: BulletKey {
                value: "värde med 95 % KI".into(),
                target: "mål".into(),
                expected: "hit enligt banan".into(),
            },
        }
    }

    #[test]
    fn extremes_draw_without_collision() {
        let rows = [
            (Some(18.0), Some(30.0), Some(29.0)),
            (Some(0.0), Some(1e6), None),
            (None, None, None),
            (Some(0.0), Some(0.0), Some(0.0)),
        ];
        for width in [150.0, 158.0, 232.0, 329.0, 500.0] {
            let drawn = chart(&rows).draw(theme(), width).unwrap();
            assert_eq!(faults(&drawn), [""; 0], "{width} pt");
        }
    }

    /// A value of 20 against a target of 40 is half as long as where the target stands.
    #[test]
    fn a_bar_begins_at_zero() {
        let chart = chart(&[(Some(20.0), Some(40.0), None)]);
        let svg = chart.draw(theme(), 329.0).unwrap().svg;
        let bar = rects(&svg, &theme().colours.own.css())[0];
        let target = chart.rows[0].axis(329.0).place(40.0);
        assert!(bar.0 == 0.0 && (bar.1 - target / 2.0).abs() < 0.02, "{bar:?} {target}");
    }
}
