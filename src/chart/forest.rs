//! Forest plots: ratios on a log axis, with what holds told from what may be chance.
//!
//! Equal distances are equal ratios: half and double stand equally far from
//! the line. A filled point is a difference that holds, an open one is not. A ratio of
//! zero has no place on a log axis; it is a triangle at the left end. Intervals
//! that leave the axis end in arrows.

use typst::diag::{StrResult, bail};

use super::axis::{Axis, Domain, log_domain};
use super::canvas::{Align, Canvas, width, wrap};
use super::marks::{check_marks, draw_interval, draw_point};
use super::rows::Rows;
use super::ticks::ratios_that_fit;
use super::{Colour, Drawn, Mark, Reference, Role, Theme, Tick, check};

/// Space from the reference line to the words beside it, with their arrow.
const CAPTION_GAP: f64 = 14.0;
/// Rows from which the pitch is that of a bar chart.
const MANY: usize = 9;
/// Height of a row when there are fewer.
const FEW_PITCH: f64 = 24.0;

/// A chart of ratios with intervals.
#[derive(Debug, Clone, PartialEq)]
pub struct ForestChart {
    /// The rows from the top, in the caller's order.
    pub rows: Vec<Mark>,
    /// Heading of the value and interval columns; may be empty.
    pub value_heading: String,
    /// Heading of the note column; may be empty.
    pub note_heading: String,
    /// The line of no difference, at 1 for a ratio.
    pub reference: Reference,
    /// What lies to the left: "lägre andel i Sverige"; may be empty.
    pub below: String,
    /// What lies to the right; may be empty.
    pub above: String,
}

/// The words for left and right, broken into lines.
struct Captions {
    /// Lines of the left and the right ones.
    lines: [Vec<String>; 2],
    /// Whether they stand below each other rather than on either side of the line.
    is_list: bool,
}

impl Captions {
    /// Returns the number of lines that they are high.
    fn depth(&self) -> usize {
        let [below, above] = self.lines.each_ref().map(Vec::len);
        if self.is_list { below + above } else { below.max(above) }
    }
}

impl ForestChart {
    /// Draws the chart at a width in points.
    pub fn draw(&self, theme: &Theme, width_pt: f64, tick: Tick) -> StrResult<Drawn> {
        check("forest", width_pt, self.rows.len())?;
        check_marks(&self.rows)?;
        if !(self.reference.value.is_finite() && self.reference.value > 0.0) {
            bail!("the reference `{}` of a log axis is not above zero", self.reference.label);
        }
        let headings = [self.value_heading.as_str(), self.note_heading.as_str()];
        let mut rows = Rows::new(theme, &self.rows, headings, width_pt)?;
        if self.rows.len() < MANY {
            rows.pitch = FEW_PITCH;
        }
        // Markers and arrows at an end need a little air.
        let axis =
            Axis { domain: self.domain(), from: rows.plot_from + 4.0, to: rows.plot_to - 4.0 };
        let x = axis.place(self.reference.value);
        let captions = self.lay_captions(theme, &mut rows, x, width_pt);
        let ticks = ratios_that_fit(theme, &axis, tick);

        let height = rows.bottom() + rows.footer(Some(&self.reference));
        let canvas = Canvas::new(theme, width_pt, height);
        rows.draw_ground(&canvas, &axis, &ticks, false)?;
        self.draw_captions(&canvas, &rows, x, &captions)?;
        rows.draw_reference(&canvas, &axis, &self.reference)?;
        for row in 0..self.rows.len() {
            self.draw_point(&canvas, theme, &rows, &axis, row)?;
            rows.draw_row(&canvas, row)?;
        }
        Ok(canvas.finish())
    }

    /// Returns the span of the axis, in multiples of the reference.
    fn domain(&self) -> Domain {
        let unit = self.reference.value;
        let share = |value: Option<f64>| value.map(|v| v / unit);
        let points: Vec<f64> = self.rows.iter().filter_map(|mark| share(mark.value)).collect();
        let limits = |mark: &Mark| [share(mark.lower), share(mark.upper)];
        let limits: Vec<f64> = self.rows.iter().flat_map(limits).flatten().collect();
        match log_domain(&points, &limits) {
            Domain::Log(low, high) => Domain::Log(low * unit, high * unit),
            other => other,
        }
    }

    /// Places the words for left and right, one line on each side of the reference.
    ///
    /// The left ones may stand over the column of names, whose header is empty.
    /// The right ones end where the headings begin; when they cannot, both get
    /// a line of their own above the headings. When a side is too short for
    /// one line, the words stand below each other, and only there may they wrap.
    fn lay_captions(&self, theme: &Theme, rows: &mut Rows, x: f64, width_pt: f64) -> Captions {
        let small = rows.small();
        let [below, above] = [&self.below, &self.above].map(|words| width(theme, small, words));
        let beside = rows.plot_to + 4.0 - x - CAPTION_GAP;
        let is_list = below > x - CAPTION_GAP || above > width_pt - x - CAPTION_GAP;
        let is_apart = rows.stacked || is_list || above > beside;
        let lines = [&self.below, &self.above]
            .map(|words| wrap(theme, small, words, width_pt - CAPTION_GAP));
        let captions = Captions { lines, is_list };
        let depth = captions.depth() as f64;
        rows.lay_header(if depth > 0.0 { depth * small.leading() + 3.0 } else { 0.0 }, is_apart);
        captions
    }

    /// Draws the words for left and right with an arrow each, above the ticks.
    fn draw_captions(
        &self,
        canvas: &Canvas,
        rows: &Rows,
        x: f64,
        captions: &Captions,
    ) -> StrResult<()> {
        let leading = rows.small().leading();
        let middle = rows.caption_bottom() - captions.depth() as f64 * leading / 2.0;
        if !captions.is_list {
            let [below, above] = &captions.lines;
            self.draw_caption(canvas, rows, below, (x - 4.0, middle), (-1.0, -1.0))?;
            return self.draw_caption(canvas, rows, above, (x + 4.0, middle), (1.0, 1.0));
        }
        let mut y = rows.caption_bottom() - captions.depth() as f64 * leading;
        for (lines, side) in captions.lines.iter().zip([-1.0, 1.0]) {
            let half = lines.len() as f64 * leading / 2.0;
            self.draw_caption(canvas, rows, lines, (0.0, y + half), (1.0, side))?;
            y += 2.0 * half;
        }
        Ok(())
    }

    /// Draws an arrow at a place and words after it.
    ///
    /// `go` is the direction in which the words follow, `point` where the arrow points.
    fn draw_caption(
        &self,
        canvas: &Canvas,
        rows: &Rows,
        lines: &[String],
        (x, y): (f64, f64),
        (go, point): (f64, f64),
    ) -> StrResult<()> {
        if lines.is_empty() {
            return Ok(());
        }
        let style = rows.small();
        let align = if go < 0.0 { Align::Right } else { Align::Left };
        canvas.lines((x + go * (CAPTION_GAP - 4.0), y), align, style, lines)?;
        let ends = (x.min(x + go * 7.0), x.max(x + go * 7.0));
        let (root, tip) = if point < 0.0 { (ends.1, ends.0) } else { ends };
        canvas.path(&[(root, y), (tip - point, y)], style.colour, 0.7)?;
        let back = tip - point * 3.0;
        canvas.polygon(&[(tip, y), (back, y - 1.8), (back, y + 1.8)], style.colour)
    }

    /// Draws a row's interval and point.
    fn draw_point(
        &self,
        canvas: &Canvas,
        theme: &Theme,
        rows: &Rows,
        axis: &Axis,
        row: usize,
    ) -> StrResult<()> {
        let mark = &self.rows[row];
        let Some(value) = mark.value else {
            return rows.draw_missing(canvas, row, axis.place(self.reference.value) + 5.0);
        };
        let y = rows.middle(row);
        let colour = self.colour(theme, mark);
        let thick = if mark.certain { 1.5 } else { 0.9 };
        if let (Some(lower), Some(upper)) = (mark.lower, mark.upper) {
            draw_interval(canvas, axis, (lower, upper), y, (colour, thick))?;
        }
        let (x, ground) = (axis.place(value), rows.ground(row));
        if axis.is_below(value) {
            let corners = [(x - 3.4, y), (x + 2.6, y - 3.4), (x + 2.6, y + 3.4), (x - 3.4, y)];
            canvas.polygon(&corners[..3], ground)?;
            return canvas.path(&corners, colour, 1.1);
        }
        draw_point(canvas, (x, y), mark.certain, colour, ground)
    }

    /// Returns the colour of a row: the own one only for what holds.
    fn colour(&self, theme: &Theme, mark: &Mark) -> Colour {
        match (mark.certain, mark.role) {
            (true, Role::Own) => theme.colours.own,
            (true, _) => theme.stroke(mark.role),
            // An open mark is told by its shape; it keeps to a grey that is easily seen.
            (false, _) => theme.colours.muted.tint(0.85),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::tests::{faults, mark, plain};
    use crate::chart::theme::tests::theme;

    /// A chart with the usual words.
    fn chart(rows: Vec<Mark>) -> ForestChart {
        ForestChart {
            rows,
            value_heading: "Kvot (95 % KI)".into(),
            note_heading: "Prövningar".into(),
            reference: Reference { value: 1.0, label: "1 = samma andel som i Europa".into() },
            below: "mindre andel i Sverige".into(),
            above: "större andel i Sverige".into(),
        }
    }

    #[test]
    fn extremes_draw_without_collision() {
        let long = "Sällsynta medfödda ämnesomsättningssjukdomar";
        let rows = vec![
            mark(long, 0.02, 0.0001, 900.0),
            mark("Malaria", 0.0, 0.0, 0.83),
            Mark {
                value: None,
                text: "underlag saknas".into(),
                ..mark("Hepatit C", 1.0, 1.0, 1.0)
            },
        ];
        for width in [150.0, 232.0, 300.0, 340.0, 400.0, 480.0] {
            let drawn = chart(rows.clone()).draw(theme(), width, &plain).unwrap();
            assert_eq!(faults(&drawn), [""; 0], "{width} pt");
        }
    }

    #[test]
    fn directions_take_one_line_each_and_eight_rows_stand_wide() {
        let row = mark("Njurmedicin och urologi", 0.4, 0.02, 2.4);
        let draw = |rows: usize| chart(vec![row.clone(); rows]).draw(theme(), 329.0, &plain);
        let (eight, nine) = (draw(8).unwrap(), draw(9).unwrap());
        for words in ["mindre andel i Sverige", "större andel i Sverige", &row.label] {
            assert!(eight.text_boxes.iter().any(|line| line.text == words), "{words}");
        }
        assert!((eight.height_pt - nine.height_pt - (8.0 * 24.0 - 9.0 * 16.5)).abs() <= 1.0);
    }

    #[test]
    fn what_holds_is_filled_and_what_may_be_chance_is_open() {
        let open = Mark { certain: false, ..mark("b", 1.1, 0.8, 1.5) };
        let drawn =
            chart(vec![mark("a", 2.0, 1.5, 2.7), open]).draw(theme(), 400.0, &plain).unwrap();
        let rings =
            drawn.svg.lines().filter(|l| l.starts_with("<circle") && l.contains("stroke=")).count();
        assert_eq!(rings, 1);
    }

    #[test]
    fn a_reference_of_zero_is_refused() {
        let mut chart = chart(vec![mark("a", 2.0, 1.5, 2.7)]);
        chart.reference.value = 0.0;
        assert!(chart.draw(theme(), 400.0, &plain).is_err());
    }
}
