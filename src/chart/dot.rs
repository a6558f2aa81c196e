//! Dots with intervals: rates and shares beside one another.
//!
//! A dot says where a value is, and its line how sure that is; the length from zero says
//! nothing, so it is not drawn. The own place is in colour and larger.

use typst::diag::StrResult;

use super::axis::{Axis, Domain};
use super::canvas::Canvas;
use super::marks::{check_marks, draw_interval, extent};
use super::rows::Rows;
use super::ticks::linear_that_fit;
use super::{Drawn, Mark, Reference, Role, Theme, Tick, check};

/// Radius of a dot, and of the own one.
const RADIUS: (f64, f64) = (2.7, 3.6);
/// Space between the axis and the words of a row without a value.
const MISSING_GAP: f64 = 4.0;

/// A chart of values with intervals on one even axis from zero.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct DotChart {
    /// The rows from the top.
    pub rows: Vec<Mark>,
    /// Heading of the value and interval columns; may be empty.
    pub value_heading: String,
    /// Heading of the note column; may be empty.
    pub note_heading: String,
    /// A line to compare with, such as the average.
    pub reference: Option<Reference>,
    /// Whether the values are counts, so that ticks are whole.
    pub is_count: bool,
}

impl DotChart {
    /// Draws the chart at a width in points.
    pub fn draw(&self, theme: &Theme, width_pt: f64, tick: Tick) -> StrResult<Drawn> {
        check("dot", width_pt, self.rows.len())?;
        check_marks(&self.rows)?;
        let headings = [self.value_heading.as_str(), self.note_heading.as_str()];
        let rows = Rows::new(theme, &self.rows, headings, width_pt)?;
        let extent = extent(&self.rows, self.reference.as_ref())?;
        let axis = Axis {
            domain: Domain::Linear(0.0, extent),
            from: rows.plot_from + RADIUS.1,
            to: rows.plot_to - RADIUS.1,
        };
        let ticks = linear_that_fit(theme, &axis, self.is_count, tick);
        let height = rows.bottom() + rows.footer(self.reference.as_ref());
        let canvas = Canvas::new(theme, width_pt, height);
        rows.draw_ground(&canvas, &axis, &ticks, true)?;
        if let Some(reference) = &self.reference {
            rows.draw_reference(&canvas, &axis, reference)?;
        }
        for row in 0..self.rows.len() {
            self.draw_dot(&canvas, theme, &rows, &axis, row)?;
            rows.draw_row(&canvas, row)?;
        }
        Ok(canvas.finish())
    }

    /// Draws a row's interval and dot, or why there is none.
    fn draw_dot(
        &self,
        canvas: &Canvas,
        theme: &Theme,
        rows: &Rows,
        axis: &Axis,
        row: usize,
    ) -> StrResult<()> {
        let mark = &self.rows[row];
        let Some(value) = mark.value else {
            return rows.draw_missing(canvas, row, rows.plot_from + MISSING_GAP);
        };
        let (y, colour) = (rows.middle(row), theme.stroke(mark.role));
        if let (Some(lower), Some(upper)) = (mark.lower, mark.upper) {
            draw_interval(canvas, axis, (lower, upper), y, (colour, 1.1))?;
        }
        let radius = if mark.role == Role::Own { RADIUS.1 } else { RADIUS.0 };
        let at = (axis.place(value), y);
        canvas.disc(at, radius + 0.7, rows.ground(row))?;
        match mark.certain {
            true => canvas.disc(at, radius, colour),
            false => canvas.ring(at, radius, colour, 1.1),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::tests::{faults, mark, plain};
    use crate::chart::theme::tests::theme;

    #[test]
    fn extremes_draw_without_collision() {
        let long = "Sällsynta medfödda ämnesomsättningssjukdomar (Carcinoma, Non-Small-Cell Lung)";
        let many = (0..40).map(|i| mark(long, 1e6 * 0.7f64.powi(i), 0.0, 9e9)).collect();
        let zero = vec![mark("Gotland", 0.0, 0.0, 3.7), mark("Blekinge", 0.0, 0.0, 0.0)];
        for rows in [many, zero, vec![mark("", 1e-9, 0.0, 1.0)]] {
            for width in [150.0, 232.0, 320.0, 480.0] {
                let reference = Some(Reference { value: 2.0, label: "alla regioner 2,0".into() });
                let chart = DotChart { rows: rows.clone(), reference, ..DotChart::default() };
                let drawn = chart.draw(theme(), width, &plain).unwrap();
                assert_eq!(faults(&drawn), [""; 0], "{width} pt");
            }
        }
    }

    /// Twice the value stands twice as far from zero; the centres are those of the largest discs.
    #[test]
    fn dots_stand_by_their_values_from_zero() {
        let rows =
            vec![mark("a", 20.0, 15.0, 25.0), mark("b", 10.0, 8.0, 12.0), mark("c", 0.0, 0.0, 1.0)];
        let svg =
            DotChart { rows, ..DotChart::default() }.draw(theme(), 400.0, &plain).unwrap().svg;
        let fill = format!("fill=\"{}\"", theme().stroke(Role::Comparator).css());
        let dots: Vec<f64> = svg
            .lines()
            .filter(|line| line.starts_with("<circle") && line.contains(&fill))
            .map(|line| line.split('"').nth(1).unwrap().parse().unwrap())
            .collect();
        assert_eq!(dots.len(), 3);
        assert!(((dots[0] - dots[2]) - 2.0 * (dots[1] - dots[2])).abs() < 0.03, "{dots:?}");
    }
}
