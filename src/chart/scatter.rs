//! Scatter plots of two measures, both with intervals, in four named quadrants.
//!
//! Upwards is a ratio on a log axis, to the right a share from zero. A point is filled only
//! where both measures hold, so that its quadrant may be named; the thin cross is the two
//! intervals. Names stand at their points, apart from one another; a point without a name had
//! no room for it, and the attached table has it.

use typst::diag::{StrResult, bail};

use super::axis::{Axis, Domain, log_domain};
use super::canvas::{Align, Canvas, Type, widest, width, wrap};
use super::font::Weight;
use super::frame::Frame;
use super::labels::{self, Line, Wish};
use super::marks::draw_point;
use super::ticks::{linear_that_fit, ratios_that_fit};
use super::{Colour, Drawn, Theme, Tick, check, check_value};

/// Height of the plot in points, and of one on more than half a page.
const PLOT_HEIGHT: (f64, f64) = (190.0, 230.0);
/// Width from which a plot is on more than half a page.
const WIDE: f64 = 300.0;
/// Space between a quadrant's name and the edges.
const INSET: f64 = 4.0;

/// A value with its interval.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Measure {
    /// The value.
    pub value: f64,
    /// The lower limit.
    pub lower: f64,
    /// The upper one.
    pub upper: f64,
}

/// A point.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ScatterPoint {
    /// Its name.
    pub name: String,
    /// To the right: a share, in per cent.
    pub across: Measure,
    /// Upwards: a ratio.
    pub up: Measure,
    /// Whether its quadrant holds.
    pub certain: bool,
}

/// A scatter plot.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ScatterChart {
    /// The points.
    pub points: Vec<ScatterPoint>,
    /// Where the quadrants meet: a share in per cent and a ratio.
    pub middle: (f64, f64),
    /// What the shares are, below the axis.
    pub across_heading: String,
    /// What the ratios are, above the plot.
    pub up_heading: String,
    /// Names of the quadrants: upper left, upper right, lower left, lower right.
    pub quadrants: [String; 4],
}

impl ScatterChart {
    /// Draws the chart at a width in points; `tick` prints both measures.
    pub fn draw(&self, theme: &Theme, width_pt: f64, tick: Tick) -> StrResult<Drawn> {
        check("scatter", width_pt, self.points.len())?;
        self.check_points()?;
        let small = theme.small();
        let above = wrap(theme, small, &self.up_heading, width_pt);
        let below = wrap(theme, small, &self.across_heading, width_pt);
        let top = above.len() as f64 * small.leading() + 6.0;
        let plot = if width_pt < WIDE { PLOT_HEIGHT.0 } else { PLOT_HEIGHT.1 };
        let up = Axis { domain: self.ratios(), from: top + plot, to: top };
        let levels = ratios_that_fit(theme, &up, tick);
        let left = widest(theme, small, levels.iter().map(|tick| tick.1.as_str())) + 6.0;
        let across = Axis { domain: self.shares(), from: left, to: width_pt - 2.0 };
        let frame = Frame { theme, x: across, y: up };
        let ticks = linear_that_fit(theme, &frame.x, false, tick);
        let foot = 15.0 + below.len() as f64 * small.leading();
        let canvas = Canvas::new(theme, width_pt, top + plot + foot);

        canvas.lines(
            (0.0, above.len() as f64 * small.leading() / 2.0),
            Align::Left,
            small,
            &above,
        )?;
        frame.draw_levels(&canvas, &levels)?;
        self.draw_middle(&canvas, &frame)?;
        self.draw_intervals(&canvas, &frame)?;
        // Names stand over lines, on plates.
        let taken = self.draw_quadrants(&canvas, &frame)?;
        frame.draw_base(&canvas)?;
        frame.draw_base_ticks(&canvas, &ticks)?;
        self.draw_points(&canvas, &frame, &taken)?;
        let half = widest(theme, small, below.iter().map(String::as_str)) / 2.0;
        let centre = ((frame.x.from + frame.x.to) / 2.0).clamp(half, (width_pt - half).max(half));
        let y = frame.y.from + 14.0 + below.len() as f64 * small.leading() / 2.0;
        canvas.lines((centre, y), Align::Centre, small, &below)?;
        Ok(canvas.finish())
    }

    /// Checks that all that is placed is a number from zero, and the middle above it.
    fn check_points(&self) -> StrResult<()> {
        for point in &self.points {
            for (what, measure) in [("share", &point.across), ("ratio", &point.up)] {
                check_value(&point.name, what, Some(measure.value))?;
                check_value(
                    &point.name,
                    &format!("lower limit of the {what}"),
                    Some(measure.lower),
                )?;
                check_value(
                    &point.name,
                    &format!("upper limit of the {what}"),
                    Some(measure.upper),
                )?;
            }
        }
        if !(self.middle.0.is_finite() && self.middle.1.is_finite() && self.middle.1 > 0.0) {
            bail!("the middle of the quadrants is not above zero");
        }
        Ok(())
    }

    /// Returns the span of the ratios, in multiples of the middle one.
    fn ratios(&self) -> Domain {
        let unit = self.middle.1;
        let values: Vec<f64> = self.points.iter().map(|point| point.up.value / unit).collect();
        let limits =
            self.points.iter().flat_map(|point| [point.up.lower / unit, point.up.upper / unit]);
        match log_domain(&values, &limits.collect::<Vec<_>>()) {
            Domain::Log(low, high) => Domain::Log(low * unit, high * unit),
            other => other,
        }
    }

    /// Returns the span of the shares.
    fn shares(&self) -> Domain {
        let highest =
            self.points.iter().map(|point| point.across.value).fold(self.middle.0, f64::max);
        let upper = self.points.iter().map(|point| point.across.upper).fold(0.0, f64::max);
        let extent = highest.max(upper.min(highest * 1.4)) * 1.02;
        Domain::Linear(0.0, if extent > 0.0 { extent } else { 1.0 })
    }

    /// Draws the two lines between the quadrants.
    fn draw_middle(&self, canvas: &Canvas, frame: &Frame) -> StrResult<()> {
        let (x, y) = frame.at(self.middle.0, self.middle.1);
        let colour = frame.theme.colours.target;
        canvas.path(&[(x, frame.y.to), (x, frame.y.from)], colour, 0.9)?;
        canvas.path(&[(frame.x.from, y), (frame.x.to, y)], colour, 0.9)
    }

    /// Names the quadrants in the outer corners, and returns where the names stand.
    fn draw_quadrants(&self, canvas: &Canvas, frame: &Frame) -> StrResult<Vec<labels::Stretch>> {
        let style = Type { weight: Weight::SemiBold, ..frame.theme.small() };
        let middle = frame.x.place(self.middle.0);
        let mut taken = Vec::new();
        for (at, name) in self.quadrants.iter().enumerate() {
            let (is_right, is_low) = (at % 2 == 1, at >= 2);
            let room = if is_right { frame.x.to - middle } else { middle - frame.x.from };
            // A narrow quadrant's name may reach into its neighbour, whose name is at the other end.
            let own = room.max((frame.x.to - frame.x.from) * 0.3) - 2.0 * INSET;
            let lines = wrap(frame.theme, style, name, own);
            let size = widest(frame.theme, style, lines.iter().map(String::as_str));
            let height = lines.len() as f64 * style.leading();
            let y = if is_low {
                frame.y.from - INSET - height / 2.0
            } else {
                frame.y.to + INSET + height / 2.0
            };
            let (x, align) = if is_right {
                (frame.x.to - INSET, Align::Right)
            } else {
                (frame.x.from + INSET, Align::Left)
            };
            let from = if is_right { x - size } else { x };
            let stretch = [from - 1.0, y - height / 2.0, from + size + 1.0, y + height / 2.0];
            canvas.rect((stretch[0], stretch[1]), (stretch[2], stretch[3]), Colour::WHITE)?;
            canvas.lines((x, y), align, style, &lines)?;
            taken.push(stretch);
        }
        Ok(taken)
    }

    /// Draws the intervals of all points as thin crosses.
    fn draw_intervals(&self, canvas: &Canvas, frame: &Frame) -> StrResult<()> {
        for point in &self.points {
            let colour =
                self.colour(frame.theme, point).tint(if point.certain { 0.8 } else { 0.4 });
            for line in self.cross(frame, point) {
                canvas.path(&[line.0, line.1], colour, if point.certain { 0.9 } else { 0.6 })?;
            }
        }
        Ok(())
    }

    /// Returns the two lines of a point's intervals.
    fn cross(&self, frame: &Frame, point: &ScatterPoint) -> [Line; 2] {
        let (across, up) = (&point.across, &point.up);
        [
            (frame.at(across.lower, up.value), frame.at(across.upper, up.value)),
            (frame.at(across.value, up.lower), frame.at(across.value, up.upper)),
        ]
    }

    /// Draws the points and their names.
    fn draw_points(
        &self,
        canvas: &Canvas,
        frame: &Frame,
        taken: &[labels::Stretch],
    ) -> StrResult<()> {
        let theme = frame.theme;
        let style = |point: &ScatterPoint| match point.certain {
            true => Type { weight: Weight::SemiBold, colour: theme.colours.own, ..theme.small() },
            false => Type { colour: theme.colours.ink, ..theme.small() },
        };
        let wish = |point: &ScatterPoint| Wish {
            at: frame.at(point.across.value, point.up.value),
            radius: if point.certain { 3.5 } else { 3.0 },
            size: (width(theme, style(point), &point.name), style(point).size),
        };
        let wishes: Vec<Wish> = self.points.iter().map(wish).collect();
        let (x, y) = frame.at(self.middle.0, self.middle.1);
        let mut lines: Vec<Line> =
            self.points.iter().flat_map(|point| self.cross(frame, point)).collect();
        lines.push(((x, frame.y.to), (x, frame.y.from)));
        lines.push(((frame.x.from, y), (frame.x.to, y)));
        let ground = [frame.x.from + 1.0, frame.y.to, frame.x.to + 2.0, frame.y.from - 1.0];
        let places = labels::place(&wishes, &lines, taken, ground);
        for (from, to) in places.iter().flatten().filter_map(|place| place.leader) {
            canvas.path(&[from, to], theme.colours.comparator.tint(0.8), 0.45)?;
        }
        for (point, wish) in self.points.iter().zip(&wishes) {
            draw_point(canvas, wish.at, point.certain, self.colour(theme, point), Colour::WHITE)?;
        }
        for (point, place) in self.points.iter().zip(&places) {
            if let Some(place) = place {
                let style = style(point);
                let half = (width(theme, style, &point.name) / 2.0, style.size * 0.42);
                let (x, y) = place.middle;
                canvas.rect((x - half.0, y - half.1), (x + half.0, y + half.1), Colour::WHITE)?;
            }
        }
        for (point, place) in self.points.iter().zip(&places) {
            if let Some(place) = place {
                canvas.text(place.middle, Align::Centre, style(point), &point.name)?;
            }
        }
        Ok(())
    }

    /// Returns the colour of a point: the own one only for what holds.
    fn colour(&self, theme: &Theme, point: &ScatterPoint) -> Colour {
        if point.certain { theme.colours.own } else { theme.colours.comparator }
    }
}

#[cfg(test)]
pub mod tests {
    //! What holds for scatter plots.

    use super::*;
    use crate::chart::tests::{faults, plain};
    use crate::chart::theme::tests::theme;

    /// A chart of points by share and ratio, each with limits of half and double.
    pub fn chart(points: &[(f64, f64)]) -> ScatterChart {
        let measure = |value: f64| Measure { value, lower: value / 2.0, upper: value * 2.0 };
        let point = |(i, &(share, ratio)): (usize, &(f64, f64))| ScatterPoint {
            name: ["Onkologi", "Njurmedicin och urologi", "Endokrinologi och diabetes"][i % 3]
                .into(),
            across: measure(share),
            up: measure(ratio),
            certain: i == 0,
        };
        ScatterChart {
            points: points.iter().enumerate().map(point).collect(),
            middle: (0.05, 1.0),
            across_heading: "andel av Europas prövningar".into(),
            up_heading: "kvot mot Europa, logskala".into(),
            quadrants: ["Nisch", "Efterfrågan möts", "Litet av båda", "Efterfrågan möts inte"]
                .map(Into::into),
        }
    }

    #[test]
    fn extremes_draw_without_collision() {
        let many: Vec<(f64, f64)> =
            (1..24).map(|i| (0.01 * f64::from(i % 7 + 1), 0.4 + 0.1 * f64::from(i))).collect();
        for points in [many, vec![(0.0, 0.0)], vec![(1e6, 1e-6), (0.05, 1.0), (0.05, 1.0)]] {
            for width in [158.0, 244.0, 329.0, 500.0] {
                let drawn = chart(&points).draw(theme(), width, &plain).unwrap();
                assert_eq!(faults(&drawn), [""; 0], "{width} pt");
            }
        }
    }

    #[test]
    fn a_filled_point_is_one_whose_quadrant_holds() {
        let svg = chart(&[(0.1, 2.0), (0.02, 0.5)]).draw(theme(), 329.0, &plain).unwrap().svg;
        let own = format!("fill=\"{}\"", theme().colours.own.css());
        let filled = svg.lines().filter(|line| line.starts_with("<circle") && line.contains(&own));
        assert_eq!(filled.count(), 1);
    }
}
