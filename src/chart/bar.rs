//! Sorted bars: a ranking that can be read to the number.
//!
//! Rows keep the caller's order. The whisker is a dark line, white where it
//! lies on a dark bar. An interval that is far wider than the longest bar is cut
//! and ends in an arrow, lest one uncertain row flatten all others.

use typst::diag::StrResult;

use super::axis::{Axis, Domain};
use super::canvas::{Canvas, Point};
use super::marks::{check_marks, extent};
use super::rows::Rows;
use super::ticks::linear_that_fit;
use super::{Colour, Drawn, Mark, Reference, Role, Theme, Tick, check};

/// Space between the axis and the words of a row without a value.
const MISSING_GAP: f64 = 4.0;
/// Thickness of a whisker.
const WHISKER: f64 = 1.0;

/// A chart of horizontal bars from zero.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct BarChart {
    /// The rows from the top.
    pub rows: Vec<Mark>,
    /// Heading of the value and interval columns; may be empty.
    pub value_heading: String,
    /// Heading of the note column; may be empty.
    pub note_heading: String,
    /// A line to compare with, such as the nation's value.
    pub reference: Option<Reference>,
    /// Whether the values are counts, so that ticks are whole.
    pub is_count: bool,
}

impl BarChart {
    /// Draws the chart at a width in points.
    ///
    /// The values stand in a column at the right, where they can be compared digit by digit.
    pub fn draw(&self, theme: &Theme, width_pt: f64, tick: Tick) -> StrResult<Drawn> {
        check("bar", width_pt, self.rows.len())?;
        check_marks(&self.rows)?;
        let headings = [self.value_heading.as_str(), self.note_heading.as_str()];
        let rows = Rows::new(theme, &self.rows, headings, width_pt)?;
        let extent = extent(&self.rows, self.reference.as_ref())?;
        let axis =
            Axis { domain: Domain::Linear(0.0, extent), from: rows.plot_from, to: rows.plot_to };
        let ticks = linear_that_fit(theme, &axis, self.is_count, tick);

        let height = rows.bottom() + rows.footer(self.reference.as_ref());
        let canvas = Canvas::new(theme, width_pt, height);
        rows.draw_ground(&canvas, &axis, &ticks, true)?;
        for row in 0..self.rows.len() {
            self.draw_bar(&canvas, theme, &rows, &axis, row)?;
            rows.draw_row(&canvas, row)?;
        }
        rows.draw_upright(&canvas, rows.plot_from, theme.colours.ink, 0.8)?;
        if let Some(reference) = &self.reference {
            rows.draw_reference(&canvas, &axis, reference)?;
        }
        // Words stand over all lines.
        for (row, mark) in self.rows.iter().enumerate() {
            if mark.value.is_none() {
                rows.draw_missing(&canvas, row, rows.plot_from + MISSING_GAP)?;
            }
        }
        Ok(canvas.finish())
    }

    /// Draws a row's bar and whisker.
    fn draw_bar(
        &self,
        canvas: &Canvas,
        theme: &Theme,
        rows: &Rows,
        axis: &Axis,
        row: usize,
    ) -> StrResult<()> {
        let mark = &self.rows[row];
        let Some(value) = mark.value else { return Ok(()) };
        let y = rows.middle(row);
        let half = if rows.stacked {
            3.5
        } else if rows.heights[row] < 15.0 {
            4.0
        } else {
            4.75
        };
        let (from, to) = ((axis.from, y - half), (axis.place(value), y + half));
        let fill = theme.fill(mark.role).tint(if mark.certain { 1.0 } else { 0.22 });
        if value > 0.0 {
            canvas.rect(from, to, fill)?;
            if !mark.certain || matches!(mark.role, Role::World | Role::Muted) {
                canvas.frame(from, to, theme.stroke(mark.role), 0.7)?;
            }
        }
        draw_whisker(canvas, theme, axis, mark, (to.0, y), fill)
    }
}

/// Draws an interval as a line, its ends with ticks, cut ones as arrows.
///
/// `end` is the middle of the bar's end, `fill` the colour on which the line
/// lies up to there.
fn draw_whisker(
    canvas: &Canvas,
    theme: &Theme,
    axis: &Axis,
    mark: &Mark,
    end: Point,
    fill: Colour,
) -> StrResult<()> {
    let (Some(lower), Some(upper)) = (mark.lower, mark.upper) else { return Ok(()) };
    let (from, to, (bar_end, y)) = (axis.place(lower), axis.place(upper), end);
    let ink = theme.colours.ink;
    let inside = whisker_colour(ink, fill);
    let colour = |x: f64| if x < bar_end { inside } else { ink };
    if from < bar_end {
        canvas.path(&[(from, y), (to.min(bar_end), y)], inside, WHISKER)?;
    }
    if to > bar_end {
        canvas.path(&[(from.max(bar_end), y), (to, y)], ink, WHISKER)?;
    }
    let tick = |x: f64| canvas.path(&[(x, y - 2.2), (x, y + 2.2)], colour(x), WHISKER);
    // An end at zero lies on the axis itself.
    if from > axis.from + 1.0 {
        tick(from)?;
    }
    if axis.is_above(upper) {
        return canvas.polygon(&[(to + 2.5, y), (to - 2.5, y - 2.6), (to - 2.5, y + 2.6)], ink);
    }
    tick(to)
}

/// Returns the colour of a whisker on a fill: ink, or white where ink is hardly seen.
fn whisker_colour(ink: Colour, fill: Colour) -> Colour {
    if ink.contrast(fill) >= 3.0 { ink } else { Colour::WHITE }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::tests::{faults, mark, plain, rects};
    use crate::chart::theme::tests::theme;

    #[test]
    fn bars_begin_at_zero_and_double_is_twice_as_long() {
        let rows = vec![mark("a", 20.0, 15.0, 25.0), mark("b", 10.0, 8.0, 12.0)];
        let drawn = BarChart { rows, ..BarChart::default() }.draw(theme(), 400.0, &plain).unwrap();
        let bars = rects(&drawn.svg, &theme().fill(Role::Comparator).css());
        assert_eq!(bars.len(), 2);
        assert_eq!(bars[0].0, bars[1].0);
        assert!((bars[0].1 - 2.0 * bars[1].1).abs() < 0.03);
    }

    #[test]
    fn whiskers_stand_out_on_every_bar() {
        for role in [Role::Own, Role::Comparator, Role::World, Role::Muted] {
            for share in [1.0, 0.22] {
                let fill = theme().fill(role).tint(share);
                assert!(whisker_colour(theme().colours.ink, fill).contrast(fill) >= 3.0);
            }
        }
        let ink = theme().colours.ink;
        assert_eq!(whisker_colour(ink, theme().fill(Role::Own)), Colour::WHITE);
        assert_eq!(whisker_colour(ink, theme().fill(Role::Comparator)), ink);
    }

    #[test]
    fn extremes_draw_without_collision() {
        let long = "Sällsynta medfödda ämnesomsättningssjukdomar (Carcinoma, Non-Small-Cell Lung)";
        let many = (0..40).map(|i| mark(long, 1e6 * 0.7f64.powi(i), 0.0, 9e9)).collect();
        let zero = vec![mark("Gotland", 0.0, 0.0, 3.7), mark("Blekinge", 0.0, 0.0, 0.0)];
        for rows in [many, zero, vec![mark("", 1e-9, 0.0, 1.0)]] {
            for width in [150.0, 232.0, 320.0, 480.0] {
                let reference =
                    Some(Reference { value: 2.0, label: long.chars().take(30).collect() });
                let chart = BarChart { rows: rows.clone(), reference, ..BarChart::default() };
                assert_eq!(
                    faults(&chart.draw(theme(), width, &plain).unwrap()),
                    [""; 0],
                    "{width} pt"
                );
            }
        }
    }

    #[test]
    fn values_stand_in_a_column_at_the_right() {
        let bare = |value: f64| Mark {
            interval: String::new(),
            note: String::new(),
            ..mark("Roche", value, value, value)
        };
        for width in [150.0, 300.0] {
            let rows = vec![
                bare(1234567.0),
                bare(0.0),
                Mark { value: None, text: "underlag saknas".into(), ..bare(1.0) },
            ];
            let drawn = BarChart { rows, is_count: true, ..BarChart::default() }
                .draw(theme(), width, &plain)
                .unwrap();
            assert_eq!(faults(&drawn), [""; 0]);
            let right =
                |text: &str| drawn.text_boxes.iter().find(|line| line.text == text).unwrap().right;
            assert_eq!((right("1234567.0"), right("0.0")), (width, width));
        }
    }
}
