//! Waterfalls: what lies between two counts, step by step.
//!
//! Whole counts are bars from zero; each step hangs between the count before it and the
//! one after, and a thin line leads from row to row. What is added is solid, what is taken
//! away is open, so the direction shows without colour, and its sign stands in the text.

use typst::diag::{StrResult, bail};

use super::axis::{Axis, Domain};
use super::canvas::Canvas;
use super::rows::Rows;
use super::ticks::linear_that_fit;
use super::{Drawn, Mark, Role, Theme, Tick, check};

/// How far a count and the sum of its steps may lie apart: they are whole numbers.
const TOLERANCE: f64 = 1e-6;
/// Half the height of a bar.
const HALF: f64 = 4.75;
/// Least width of a bar that is something.
const LEAST_BAR: f64 = 0.8;

/// A row of a waterfall.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Fall {
    /// What it is.
    pub label: String,
    /// The count, or the signed step.
    pub value: f64,
    /// Whether it is a whole count, which stands on zero.
    pub is_whole: bool,
    /// The value as printed.
    pub text: String,
    /// Last column, such as how much came in and went out; may be empty.
    pub note: String,
}

/// A chart of counts and the steps between them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct WaterfallChart {
    /// The rows from the top; the first is a whole count.
    pub rows: Vec<Fall>,
    /// Heading of the value column; may be empty.
    pub value_heading: String,
    /// Heading of the note column; may be empty.
    pub note_heading: String,
}

impl WaterfallChart {
    /// Draws the chart at a width in points.
    pub fn draw(&self, theme: &Theme, width_pt: f64, tick: Tick) -> StrResult<Drawn> {
        check("waterfall", width_pt, self.rows.len())?;
        let spans = self.spans()?;
        let marks: Vec<Mark> = self.rows.iter().map(Fall::mark).collect();
        let headings = [self.value_heading.as_str(), self.note_heading.as_str()];
        let rows = Rows::new(theme, &marks, headings, width_pt)?;
        let extent = spans.iter().map(|span| span.0.max(span.1)).fold(1.0, f64::max) * 1.01;
        let axis =
            Axis { domain: Domain::Linear(0.0, extent), from: rows.plot_from, to: rows.plot_to };
        let ticks = linear_that_fit(theme, &axis, true, tick);

        let canvas = Canvas::new(theme, width_pt, rows.bottom() + rows.footer(None));
        rows.draw_ground(&canvas, &axis, &ticks, true)?;
        for (row, &span) in spans.iter().enumerate() {
            self.draw_bar(&canvas, theme, &rows, &axis, row, span)?;
            // Above each row of a narrow picture stands its name, which a line would cross.
            if row + 1 < spans.len() && !rows.stacked {
                let x = axis.place(span.1);
                let ends = [(x, rows.middle(row) + HALF), (x, rows.middle(row + 1) - HALF)];
                canvas.path(&ends, theme.colours.muted, 0.6)?;
            }
            rows.draw_row(&canvas, row)?;
        }
        rows.draw_upright(&canvas, rows.plot_from, theme.colours.ink, 0.8)?;
        Ok(canvas.finish())
    }

    /// Returns where each row begins and ends, and checks that the steps lead to the counts.
    fn spans(&self) -> StrResult<Vec<(f64, f64)>> {
        let mut spans = Vec::new();
        let mut at: Option<f64> = None;
        for row in &self.rows {
            if !row.value.is_finite() {
                bail!("the value of `{}` is not a number", row.label);
            }
            let span = match (row.is_whole, at) {
                (true, Some(sum)) if (row.value - sum).abs() > TOLERANCE => {
                    bail!("the steps before `{}` lead to {sum}, not to {}", row.label, row.value)
                }
                (true, _) => (0.0, row.value),
                (false, Some(sum)) => (sum, sum + row.value),
                (false, None) => bail!("the step `{}` has no count before it", row.label),
            };
            if span.1 < -TOLERANCE {
                bail!("the count after `{}` is negative", row.label);
            }
            at = Some(span.1);
            spans.push(span);
        }
        Ok(spans)
    }

    /// Draws a row's bar; a step of nothing is a line.
    fn draw_bar(
        &self,
        canvas: &Canvas,
        theme: &Theme,
        rows: &Rows,
        axis: &Axis,
        row: usize,
        span: (f64, f64),
    ) -> StrResult<()> {
        let (low, high) = (axis.place(span.0.min(span.1)), axis.place(span.0.max(span.1)));
        let y = rows.middle(row);
        if span.0 == span.1 {
            return canvas.path(&[(low, y - HALF), (low, y + HALF)], theme.colours.ink, 0.8);
        }
        let role = self.rows[row].mark().role;
        let (from, to) = ((low, y - HALF), (high.max(low + LEAST_BAR), y + HALF));
        match span.1 > span.0 {
            true => canvas.rect(from, to, theme.fill(role)),
            false => {
                canvas.rect(from, to, theme.fill(role).tint(0.22))?;
                canvas.frame(from, to, theme.stroke(role), 0.7)
            }
        }
    }
}

impl Fall {
    /// Returns it as a row of the table that charts share.
    fn mark(&self) -> Mark {
        Mark {
            label: self.label.clone(),
            value: Some(self.value),
            text: self.text.clone(),
            note: self.note.clone(),
            role: if self.is_whole { Role::Own } else { Role::Comparator },
            certain: true,
            ..Mark::default()
        }
    }
}

#[cfg(test)]
pub mod tests {
    //! What holds for waterfalls.

    use super::*;
    use crate::chart::tests::{faults, plain, rects};
    use crate::chart::theme::tests::theme;

    /// Returns a row.
    fn fall(label: &str, value: f64, is_whole: bool) -> Fall {
        let text = if is_whole { format!("{value}") } else { format!("{value:+}") };
        Fall { label: label.into(), value, is_whole, text, note: "in 31, ut 22".into() }
    }

    /// Returns a waterfall of steps between two counts.
    pub fn waterfall(first: f64, steps: &[f64]) -> WaterfallChart {
        let names = ["Verklig förändring", "Sen registrering", "Definition", "Dubbletter"];
        let mut rows = vec![fall("Förra gången", first, true)];
        rows.extend(steps.iter().zip(names).map(|(&step, name)| fall(name, step, false)));
        rows.push(fall("Nu", first + steps.iter().sum::<f64>(), true));
        WaterfallChart { rows, value_heading: "Prövningar".into(), ..WaterfallChart::default() }
    }

    /// A step of 50 is half as long as the count of 100 and begins where that ends; one
    /// that is taken away ends where the next begins.
    #[test]
    fn steps_hang_between_the_counts() {
        let chart = waterfall(100.0, &[50.0, -25.0]);
        let svg = chart.draw(theme(), 500.0, &plain).unwrap().svg;
        let whole = rects(&svg, &theme().fill(Role::Own).css());
        let added = rects(&svg, &theme().fill(Role::Comparator).css())[0];
        let taken = rects(&svg, &theme().fill(Role::Comparator).tint(0.22).css())[0];
        let unit = whole[0].1 / 100.0;
        let near = |found: f64, expected: f64| {
            assert!((found - expected).abs() < 0.1, "{found} {expected}")
        };
        near(whole[1].1, 125.0 * unit);
        near(added.0, whole[0].0 + whole[0].1);
        near(added.1, 50.0 * unit);
        near(taken.0, whole[0].0 + 125.0 * unit);
        near(taken.1, 25.0 * unit);
    }

    #[test]
    fn steps_that_do_not_lead_to_the_count_are_refused() {
        let mut chart = waterfall(10.0, &[3.0, -1.0]);
        chart.rows[3].value = 13.0;
        let fault = chart.draw(theme(), 300.0, &plain).unwrap_err();
        assert_eq!(fault, "the steps before `Nu` lead to 12, not to 13");
        let below = waterfall(1.0, &[-2.0]).draw(theme(), 300.0, &plain).unwrap_err();
        assert_eq!(below, "the count after `Verklig förändring` is negative");
        let rows = vec![fall("Definition", 1.0, false)];
        let alone = WaterfallChart { rows, ..WaterfallChart::default() };
        let fault = alone.draw(theme(), 300.0, &plain).unwrap_err();
        assert_eq!(fault, "the step `Definition` has no count before it");
    }

    #[test]
    fn extremes_draw_without_collision() {
        for chart in [
            waterfall(0.0, &[0.0, 0.0, 0.0, 0.0]),
            waterfall(0.0, &[1.0, 0.0, 0.0, 0.0]),
            waterfall(1e6, &[-1e6, 1.0, 250_000.0, -3.0]),
            waterfall(3.0, &[]),
        ] {
            for width in [150.0, 232.0, 320.0, 480.0] {
                let drawn = chart.draw(theme(), width, &plain).unwrap();
                assert_eq!(faults(&drawn), [""; 0], "{width} pt");
            }
        }
    }
}
