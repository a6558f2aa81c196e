//! Sorted bars: a ranking that can be read to the number.
//!
//! Rows keep the caller's order. The whisker is a dark line, white where it
//! lies on a dark bar. An interval that is far wider than the longest bar is cut
//! and ends in an arrow, lest one uncertain row flatten all others.

use typst::diag::{StrResult, bail};

use super::axis::{Axis, Domain, linear_ticks, most_ticks};
use super::canvas::{Align, Canvas, Point, Type, width};
use super::font::Weight;
use super::rows::{Rows, check_marks};
use super::{Colour, Drawn, Mark, Reference, Role, Theme, Tick, check};

/// How far an interval may stretch the axis beyond the longest bar.
const MOST_STRETCH: f64 = 1.6;
/// Space between a bar's end and its value.
const VALUE_GAP: f64 = 4.0;
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
    /// With intervals or notes the values stand in columns at the right; without, each stands at the end of its bar.
    pub fn draw(&self, theme: &Theme, width_pt: f64, tick: Tick) -> StrResult<Drawn> {
        check("bar", width_pt, self.rows.len())?;
        check_marks(&self.rows)?;
        let columns =
            self.rows.iter().any(|mark| !mark.interval.is_empty() || !mark.note.is_empty());
        let headings = [self.value_heading.as_str(), self.note_heading.as_str()];
        let mut rows = Rows::new(theme, &self.rows, headings, width_pt, columns)?;
        let extent = self.extent()?;
        if !columns {
            rows.plot_to = self.end_beside_values(theme, &rows, extent, width_pt);
        }
        let axis =
            Axis { domain: Domain::Linear(0.0, extent), from: rows.plot_from, to: rows.plot_to };
        let ticks = self.ticks(theme, &rows, &axis, extent, tick);

        let height = rows.bottom() + rows.footer(self.reference.as_ref());
        let canvas = Canvas::new(theme, width_pt, height);
        rows.draw_ground(&canvas, &axis, &ticks, true, tick)?;
        for row in 0..self.rows.len() {
            self.draw_bar(&canvas, theme, &rows, &axis, row)?;
            rows.draw_row(&canvas, row, columns)?;
        }
        rows.draw_upright(&canvas, rows.plot_from, theme.colours.ink, 0.8)?;
        if let Some(reference) = &self.reference {
            rows.draw_reference(&canvas, &axis, reference)?;
        }
        // Words stand over all lines.
        for (row, mark) in self.rows.iter().enumerate() {
            if mark.value.is_none() {
                rows.draw_missing(&canvas, row, rows.plot_from + VALUE_GAP)?;
            } else if !columns {
                self.draw_value(&canvas, theme, &rows, &axis, row)?;
            }
        }
        Ok(canvas.finish())
    }

    /// Returns the value at the axis' right end.
    fn extent(&self) -> StrResult<f64> {
        let longest = self.rows.iter().filter_map(|mark| mark.value).fold(0.0, f64::max);
        let upper = self.rows.iter().filter_map(|mark| mark.upper).fold(0.0, f64::max);
        let mut extent = longest.max(upper.min(longest * MOST_STRETCH));
        if let Some(reference) = &self.reference {
            if !reference.value.is_finite() || reference.value < 0.0 {
                bail!("the reference `{}` is not a number from zero", reference.label);
            }
            extent = extent.max(reference.value);
        }
        if extent > 0.0 {
            return Ok(extent * 1.01);
        }
        // All values are zero: the intervals alone say how large they could be.
        Ok(if upper > 0.0 { upper } else { 1.0 })
    }

    /// Returns the right end of the plot that leaves room for each value at its bar.
    fn end_beside_values(&self, theme: &Theme, rows: &Rows, extent: f64, width_pt: f64) -> f64 {
        let style = Type { weight: Weight::SemiBold, ..rows.normal() };
        let mut length = width_pt - rows.plot_from - 2.0;
        for mark in &self.rows {
            let share =
                mark.value.unwrap_or(0.0).max(mark.upper.unwrap_or(0.0)).min(extent) / extent;
            let room = width_pt - rows.plot_from - VALUE_GAP - width(theme, style, &mark.text);
            if share > 0.0 && mark.value.is_some() {
                length = length.min(room / share);
            }
        }
        rows.plot_from + length.max(20.0)
    }

    /// Returns the most ticks whose labels fit.
    fn ticks(&self, theme: &Theme, rows: &Rows, axis: &Axis, extent: f64, tick: Tick) -> Vec<f64> {
        let least = if self.is_count { 1.0 } else { 0.0 };
        for wanted in [5, 4, 3, 2] {
            let mut ticks = linear_ticks(extent.max(least), wanted, self.is_count);
            ticks.retain(|&value| value <= extent);
            let fits = ticks.windows(2).all(|pair| {
                let halves: f64 =
                    pair.iter().map(|&v| width(theme, rows.small(), &tick(v)) / 2.0).sum();
                axis.place(pair[1]) - axis.place(pair[0]) > halves + 8.0
            });
            if fits && (2..=most_ticks(axis.to - axis.from)).contains(&ticks.len()) {
                return ticks;
            }
        }
        vec![0.0]
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

    /// Draws a row's value at the end of its bar.
    fn draw_value(
        &self,
        canvas: &Canvas,
        theme: &Theme,
        rows: &Rows,
        axis: &Axis,
        row: usize,
    ) -> StrResult<()> {
        let mark = &self.rows[row];
        let end = mark.value.unwrap_or(0.0).max(mark.upper.unwrap_or(0.0));
        let weight = if mark.role == Role::Own { Weight::SemiBold } else { Weight::Regular };
        let place = (axis.place(end) + VALUE_GAP, rows.middle(row));
        let style = Type { weight, ..rows.normal() };
        rows.draw_plate(canvas, row, place, width(theme, style, &mark.text))?;
        canvas.text(place, Align::Left, style, &mark.text)
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
    use crate::chart::tests::{faults, mark, plain};
    use crate::chart::theme::tests::theme;

    /// Returns left edge and width of every rectangle with a fill.
    fn rects(svg: &str, fill: &str) -> Vec<(f64, f64)> {
        let number = |line: &str, name: &str| -> f64 {
            let rest = line.split_once(&format!(" {name}=\"")).unwrap().1;
            rest.split_once('"').unwrap().0.parse().unwrap()
        };
        let bars = svg.lines().filter(|line| line.starts_with("<rect") && line.contains(fill));
        bars.map(|line| (number(line, "x"), number(line, "width"))).collect()
    }

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
    fn values_at_the_ends_of_bars_stay_on_the_canvas() {
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
        }
    }
}
