//! XmR charts: whether a goal's value has moved, or only varies as it always does.
//!
//! The line joins the values in the order of time, the thin line is their mean, the dashed
//! lines are the natural limits. A point that signals is filled, larger and has its number.
//! With too few values for limits there are none, and the chart says so.

use typst::diag::{StrResult, bail};

use super::axis::{Axis, Domain};
use super::canvas::{Align, Canvas, Point, Type, widest, width, wrap};
use super::font::Weight;
use super::frame::{EndName, Frame, NAME_INDENT};
use super::ticks::{even, linear_ticks};
use super::{Colour, Drawn, Printed, Role, Theme, Tick, check, check_value};

/// Height of the plot in points.
const PLOT_HEIGHT: f64 = 96.0;
/// Room above the plot for a number.
const HEAD: f64 = 12.0;

/// A value in the order of time.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct XmrPoint {
    /// When: "2025-03".
    pub time: String,
    /// The value with its text.
    pub value: Printed,
    /// Whether it signals.
    pub is_signal: bool,
}

/// The mean and the natural limits, each with its name: "snitt 31".
#[derive(Debug, Clone, PartialEq, Default)]
pub struct XmrLimits {
    /// The mean.
    pub mean: Printed,
    /// The lower natural limit.
    pub lower: Printed,
    /// The upper one.
    pub upper: Printed,
}

/// An XmR chart of one goal.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct XmrChart {
    /// The values, in the order of time.
    pub points: Vec<XmrPoint>,
    /// The limits; `None` with too few values.
    pub limits: Option<XmrLimits>,
    /// The target, if there is one, with its name.
    pub target: Option<Printed>,
    /// What is said instead of limits that are not there; may be empty.
    pub too_few: String,
    /// Whether the values are counts, so that ticks are whole.
    pub is_count: bool,
}

impl XmrChart {
    /// Draws the chart at a width in points.
    pub fn draw(&self, theme: &Theme, width_pt: f64, tick: Tick) -> StrResult<Drawn> {
        check("xmr", width_pt, self.points.len())?;
        self.check_values()?;
        let small = theme.small();
        let ticks = even(linear_ticks(self.highest(), 4, self.is_count), tick);
        let left = widest(theme, small, ticks.iter().map(|tick| tick.1.as_str())) + 6.0;
        let (values, mut names) = self.names(theme, width_pt);
        let right = names.iter().map(|name| name.width).fold(0.0, f64::max);
        let right = if right > 0.0 { right + NAME_INDENT + 1.0 } else { 6.0 };
        let note = if self.limits.is_none() { self.too_few.as_str() } else { "" };
        let note = wrap(theme, small, note, width_pt);
        let last = (self.points.len() as f64 - 1.0).max(1.0);
        let frame = Frame {
            theme,
            x: Axis { domain: Domain::Linear(0.0, last), from: left + 5.0, to: width_pt - right },
            y: Axis {
                domain: Domain::Linear(0.0, ticks.last().map_or(1.0, |tick| tick.0)),
                from: HEAD + PLOT_HEIGHT,
                to: HEAD,
            },
        };
        for (name, value) in names.iter_mut().zip(&values) {
            name.at = frame.at(last, *value);
        }
        let foot = 15.0 + note.len() as f64 * small.leading();
        let canvas = Canvas::new(theme, width_pt, HEAD + PLOT_HEIGHT + foot);
        frame.draw_levels(&canvas, &ticks)?;
        self.draw_limits(&canvas, &frame)?;
        self.draw_points(&canvas, &frame)?;
        frame.draw_base(&canvas)?;
        self.draw_times(&canvas, &frame)?;
        frame.draw_names(&canvas, &names)?;
        let y = frame.y.from + 15.0 + note.len() as f64 * small.leading() / 2.0;
        canvas.lines((0.0, y), Align::Left, small, &note)?;
        Ok(canvas.finish())
    }

    /// Checks that values and limits are numbers.
    fn check_values(&self) -> StrResult<()> {
        for point in &self.points {
            check_value(&point.time, "value", Some(point.value.value))?;
        }
        if let Some(limits) = &self.limits {
            let all = [&limits.mean, &limits.lower, &limits.upper];
            if all.iter().any(|limit| !limit.value.is_finite()) {
                bail!("the natural limits are no numbers");
            }
        }
        Ok(())
    }

    /// Returns the largest value, limit or target.
    fn highest(&self) -> f64 {
        let values = self.points.iter().map(|point| point.value.value);
        let limit = self.limits.as_ref().map(|limits| limits.upper.value);
        values
            .chain(limit)
            .chain(self.target.as_ref().map(|target| target.value))
            .fold(0.0, f64::max)
    }

    /// Returns the lines that have names at the right, with these.
    fn names(&self, theme: &Theme, width_pt: f64) -> (Vec<f64>, Vec<EndName>) {
        let limits =
            self.limits.iter().flat_map(|limits| [&limits.upper, &limits.mean, &limits.lower]);
        // A limit below zero is not on the chart.
        let named: Vec<&Printed> = limits
            .chain(&self.target)
            .filter(|line| line.value >= 0.0 && !line.text.is_empty())
            .collect();
        let name =
            |line: &&Printed| EndName::new(theme, Role::Comparator, "", &line.text, width_pt * 0.3);
        (named.iter().map(|line| line.value).collect(), named.iter().map(name).collect())
    }

    /// Draws the mean, the natural limits and the target.
    fn draw_limits(&self, canvas: &Canvas, frame: &Frame) -> StrResult<()> {
        let colours = &frame.theme.colours;
        let level = |value: f64| {
            let y = frame.y.place(value);
            [(frame.x.from - 2.5, y), (frame.x.to, y)]
        };
        if let Some(limits) = &self.limits {
            canvas.path(&level(limits.mean.value), colours.muted, 0.8)?;
            for limit in [&limits.lower, &limits.upper] {
                if limit.value > 0.0 {
                    canvas.dashed(&level(limit.value), colours.muted, 0.8, (3.0, 2.0))?;
                }
            }
        }
        match &self.target {
            Some(target) => canvas.path(&level(target.value), colours.target, 1.6),
            None => Ok(()),
        }
    }

    /// Draws the line with its points; those that signal are numbered, and so is the last.
    fn draw_points(&self, canvas: &Canvas, frame: &Frame) -> StrResult<()> {
        let theme = frame.theme;
        let at = |i: usize| frame.at(i as f64, self.points[i].value.value);
        let places: Vec<Point> = (0..self.points.len()).map(at).collect();
        if places.len() > 1 {
            canvas.path(&places, theme.colours.own, 1.3)?;
        }
        for (point, at) in self.points.iter().zip(&places) {
            canvas.disc(*at, if point.is_signal { 4.6 } else { 2.9 }, Colour::WHITE)?;
            match point.is_signal {
                true => canvas.disc(*at, 3.7, theme.colours.accent)?,
                false => canvas.ring(*at, 2.3, theme.colours.own, 1.1)?,
            }
        }
        self.draw_numbers(canvas, frame, &places)
    }

    /// Draws the numbers of the last point and of those that signal, where they have room.
    fn draw_numbers(&self, canvas: &Canvas, frame: &Frame, places: &[Point]) -> StrResult<()> {
        let theme = frame.theme;
        let style = Type { weight: Weight::SemiBold, colour: theme.colours.ink, ..theme.small() };
        // From the right, so that the newest has its number.
        let mut edge = f64::MAX;
        for (i, (point, &(x, y))) in self.points.iter().zip(places).enumerate().rev() {
            let half = width(theme, style, &point.value.text) / 2.0;
            let x = x.min(frame.x.to + NAME_INDENT - 2.0 - half).max(half);
            let is_told = point.is_signal || i + 1 == places.len();
            if is_told && x + half + 2.0 < edge {
                canvas.rect(
                    (x - half - 1.0, y - 12.2),
                    (x + half + 1.0, y - 5.2),
                    Colour::WHITE,
                )?;
                canvas.text((x, y - 8.7), Align::Centre, style, &point.value.text)?;
                edge = x - half;
            }
        }
        Ok(())
    }

    /// Draws the first and the last time below the base.
    fn draw_times(&self, canvas: &Canvas, frame: &Frame) -> StrResult<()> {
        let (small, y) = (frame.theme.small(), frame.y.from + 9.0);
        let (Some(first), Some(last)) = (self.points.first(), self.points.last()) else {
            return Ok(());
        };
        canvas.text((frame.x.from - 5.0, y), Align::Left, small, &first.time)?;
        let room = frame.x.to - frame.x.from;
        let size = |time: &str| width(frame.theme, small, time);
        if self.points.len() > 1 && size(&first.time) + size(&last.time) + 6.0 < room {
            canvas.text((frame.x.to, y), Align::Right, small, &last.time)?;
        }
        Ok(())
    }
}

#[cfg(test)]
pub mod tests {
    //! What holds for XmR charts.

    use super::*;
    use crate::chart::tests::{faults, plain};
    use crate::chart::theme::tests::theme;

    /// A chart of values; those above the upper limit signal.
    pub fn chart(values: &[f64], limits: Option<(f64, f64, f64)>) -> XmrChart {
        let printed = |word: &str, value: f64| Printed { value, text: format!("{word}{value}") };
        let point = |(i, &value): (usize, &f64)| XmrPoint {
            time: format!("2025-{:02}", i + 1),
            value: printed("", value),
            is_signal: limits.is_some_and(|limits| value > limits.2),
        };
        XmrChart {
            points: values.iter().enumerate().map(point).collect(),
            limits: limits.map(|(lower, mean, upper)| XmrLimits {
                mean: printed("snitt ", mean),
                lower: printed("nedre gräns ", lower),
                upper: printed("övre gräns ", upper),
            }),
            target: Some(printed("mål ", 40.0)),
            too_few: "för få värden för gränser: minst tolv behövs".into(),
            is_count: true,
        }
    }

    #[test]
    fn extremes_draw_without_collision() {
        let jump = [31.0, 29.0, 34.0, 30.0, 33.0, 28.0, 35.0, 32.0, 30.0, 31.0, 29.0, 44.0];
        let charts = [
            chart(&jump, Some((23.1, 32.2, 41.2))),
            chart(&[1e6, 0.0], None),
            chart(&[0.0], None),
            chart(&[50.0; 40], Some((-3.0, 0.1, 0.2))),
        ];
        for chart in charts {
            for width in [150.0, 158.0, 232.0, 329.0, 500.0] {
                let drawn = chart.draw(theme(), width, &plain).unwrap();
                assert_eq!(faults(&drawn), [""; 0], "{width} pt");
            }
        }
    }

    #[test]
    fn a_signal_is_filled_and_numbered() {
        let chart = chart(&[30.0, 31.0, 44.0, 30.0], Some((23.0, 32.0, 41.0)));
        let drawn = chart.draw(theme(), 329.0, &plain).unwrap();
        let accent = format!("fill=\"{}\"", theme().colours.accent.css());
        assert_eq!(drawn.svg.lines().filter(|line| line.contains(&accent)).count(), 1);
        let told = |text: &str| drawn.text_boxes.iter().any(|line| line.text == text);
        assert!(told("44") && told("30") && !told("31"));
    }
}
