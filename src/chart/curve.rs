//! Step curves: which share has come so far by a time.
//!
//! A curve begins at nothing and rises at each end that was observed; those still under way
//! are counted as long as they were seen. The band of the first curve is its interval. A
//! target day is an upright line, and each curve carries its name at its right end.

use typst::diag::{StrResult, bail};

use super::axis::{Axis, Domain, push_apart};
use super::canvas::{Align, Canvas, Point, Type, widest, width, wrap};
use super::font::Weight;
use super::frame::{EndName, Frame, NAME_INDENT, height_for};
use super::ticks::{even, fit, linear_ticks};
use super::{Drawn, Reference, Role, Theme, Tick, check};

/// Height of the plot in points.
const PLOT_HEIGHT: f64 = 120.0;
/// Most curves that can be told apart.
const MOST_CURVES: usize = 3;

/// A step of a curve: from a time on the share is this.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct CurveStep {
    /// The time.
    pub time: f64,
    /// The share, in `0..=1`.
    pub share: f64,
    /// The share's limits.
    pub limits: Option<(f64, f64)>,
}

/// A curve.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Curve {
    /// Its name.
    pub name: String,
    /// What stands under the name, such as the share at the target; may be empty.
    pub note: String,
    /// Its meaning; give each curve another.
    pub role: Role,
    /// Its steps, in the order of time.
    pub steps: Vec<CurveStep>,
    /// Until when it was watched.
    pub until: f64,
}

/// A chart of curves.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CurveChart {
    /// One to three curves; the first is drawn on top, with its interval.
    pub curves: Vec<Curve>,
    /// Times that were promised or are told, named above: "mål 20 dagar".
    pub targets: Vec<Reference>,
    /// What the times are, below the axis: "dagar sedan ansökan".
    pub time_heading: String,
    /// Where the axis of times ends.
    pub horizon: f64,
}

impl CurveChart {
    /// Draws the chart at a width in points; `tick` prints shares, times are whole numbers.
    pub fn draw(&self, theme: &Theme, width_pt: f64, tick: Tick) -> StrResult<Drawn> {
        check("curve", width_pt, self.curves.len())?;
        self.check_curves()?;
        let small = theme.small();
        let ticks = even(linear_ticks(self.highest(), 4, false), tick);
        let left = widest(theme, small, ticks.iter().map(|tick| tick.1.as_str())) + 6.0;
        let limit = width_pt * 0.3;
        let mut names: Vec<EndName> = self
            .curves
            .iter()
            .map(|curve| EndName::new(theme, curve.role, &curve.name, &curve.note, limit))
            .collect();
        let right = names.iter().map(|name| name.width).fold(0.0, f64::max) + NAME_INDENT + 1.0;
        let top = if self.targets.is_empty() { 5.0 } else { 14.0 };
        let plot = PLOT_HEIGHT.max(height_for(&names));
        let heading = wrap(theme, small, &self.time_heading, width_pt);
        let frame = Frame {
            theme,
            x: Axis { domain: Domain::Linear(0.0, self.horizon), from: left, to: width_pt - right },
            y: Axis {
                domain: Domain::Linear(0.0, ticks.last().map_or(1.0, |tick| tick.0)),
                from: top + plot,
                to: top,
            },
        };
        for (curve, name) in self.curves.iter().zip(&mut names) {
            let end = curve.until.min(self.horizon);
            name.at = frame.at(end, curve.at(end).share);
        }
        let foot = 15.0 + heading.len() as f64 * small.leading();
        let canvas = Canvas::new(theme, width_pt, top + plot + foot);
        if let Some(first) = self.curves.first() {
            self.draw_band(&canvas, &frame, first)?;
        }
        frame.draw_levels(&canvas, &ticks)?;
        self.draw_targets(&canvas, &frame, width_pt)?;
        for curve in self.curves.iter().rev() {
            self.draw_curve(&canvas, &frame, curve)?;
        }
        frame.draw_base(&canvas)?;
        self.draw_times(&canvas, &frame)?;
        let half = widest(theme, small, heading.iter().map(String::as_str)) / 2.0;
        let centre = ((frame.x.from + frame.x.to) / 2.0).clamp(half, (width_pt - half).max(half));
        let y = frame.y.from + 14.0 + heading.len() as f64 * small.leading() / 2.0;
        canvas.lines((centre, y), Align::Centre, small, &heading)?;
        frame.draw_names(&canvas, &names)?;
        Ok(canvas.finish())
    }

    /// Checks the number of curves, their steps and the horizon.
    fn check_curves(&self) -> StrResult<()> {
        if self.curves.len() > MOST_CURVES {
            bail!(
                "the chart has {} curves, at most {MOST_CURVES} can be told apart",
                self.curves.len()
            );
        }
        if !(self.horizon.is_finite() && self.horizon > 0.0) {
            bail!("the horizon of the curves is not above zero");
        }
        for curve in &self.curves {
            let is_share = |step: &CurveStep| (0.0..=1.0).contains(&step.share) && step.time >= 0.0;
            if !curve.steps.iter().all(is_share) || !curve.until.is_finite() {
                bail!("a step of `{}` is no share at a time", curve.name);
            }
            let rises =
                |pair: &[CurveStep]| pair[0].time <= pair[1].time && pair[0].share <= pair[1].share;
            if !curve.steps.windows(2).all(rises) {
                bail!("the steps of `{}` do not rise", curve.name);
            }
        }
        Ok(())
    }

    /// Returns the largest share before the horizon, the limits of the first curve with them.
    fn highest(&self) -> f64 {
        let at = |curve: &Curve| curve.at(self.horizon).share;
        let shares = self.curves.iter().map(at).fold(0.0, f64::max);
        let first = self.curves.first().and_then(|curve| curve.at(self.horizon).limits);
        let upper = first.map_or(0.0, |limits| limits.1);
        // A band that is much higher than the curves is cut.
        shares.max(upper.min(shares * 1.6)).clamp(0.01, 1.0)
    }

    /// Fills the interval of a curve.
    fn draw_band(&self, canvas: &Canvas, frame: &Frame, curve: &Curve) -> StrResult<()> {
        let edge = |of: &dyn Fn((f64, f64)) -> f64| -> Vec<Point> {
            let with_limits = curve.steps.iter().filter_map(|step| Some((step.time, step.limits?)));
            let inside = with_limits.take_while(|(time, _)| *time <= self.horizon);
            let values: Vec<(f64, f64)> = inside.map(|(time, limits)| (time, of(limits))).collect();
            stairs(&values, curve.until.min(self.horizon), frame)
        };
        let (above, below) = (edge(&|limits| limits.1), edge(&|limits| limits.0));
        if above.len() < 2 {
            return Ok(());
        }
        let outline: Vec<Point> = above.into_iter().chain(below.into_iter().rev()).collect();
        canvas.polygon(&outline, frame.theme.stroke(curve.role).tint(0.14))
    }

    /// Draws a curve: the own one thick, the world dashed.
    fn draw_curve(&self, canvas: &Canvas, frame: &Frame, curve: &Curve) -> StrResult<()> {
        let inside = curve.steps.iter().take_while(|step| step.time <= self.horizon);
        let values: Vec<(f64, f64)> =
            std::iter::once((0.0, 0.0)).chain(inside.map(|step| (step.time, step.share))).collect();
        let line = stairs(&values, curve.until.min(self.horizon), frame);
        let colour = frame.theme.stroke(curve.role);
        match curve.role {
            Role::Own => canvas.path(&line, colour, 1.8),
            Role::World => canvas.dashed(&line, colour, 1.3, (5.0, 2.0)),
            Role::Muted => canvas.dashed(&line, colour, 1.0, (1.5, 1.5)),
            Role::Comparator => canvas.path(&line, colour, 1.2),
        }
    }

    /// Draws the targets as upright lines, named above.
    fn draw_targets(&self, canvas: &Canvas, frame: &Frame, width_pt: f64) -> StrResult<()> {
        let colour = frame.theme.colours.target;
        let style = Type { weight: Weight::Medium, colour, ..frame.theme.small() };
        let inside: Vec<&Reference> =
            self.targets.iter().filter(|target| target.value <= self.horizon).collect();
        let wished: Vec<_> = inside
            .iter()
            .map(|target| (frame.x.place(target.value), width(frame.theme, style, &target.label)))
            .collect();
        let places = push_apart(&wished, 0.0, width_pt, 6.0).unwrap_or_default();
        for (target, (x, _)) in inside.iter().zip(&wished) {
            canvas.path(&[(*x, frame.y.to - 4.0), (*x, frame.y.from)], colour, 1.1)?;
            let _ = target;
        }
        for (target, x) in inside.iter().zip(places) {
            canvas.text((x, frame.y.to - 9.0), Align::Centre, style, &target.label)?;
        }
        Ok(())
    }

    /// Draws as many whole times below the axis as fit.
    fn draw_times(&self, canvas: &Canvas, frame: &Frame) -> StrResult<()> {
        let whole = |value: f64, _: f64| format!("{value}");
        // Months go by years.
        let by_year = [12.0, 6.0].into_iter().filter(|_| self.horizon % 12.0 == 0.0);
        let steps = by_year.map(|step| {
            let count = (self.horizon / step) as usize;
            (0..=count).map(|i| i as f64 * step).collect::<Vec<_>>()
        });
        let round = [6, 4, 3, 2].into_iter().map(|wanted| linear_ticks(self.horizon, wanted, true));
        for mut ticks in steps.chain(round) {
            ticks.retain(|value| *value <= self.horizon);
            let ticks = even(ticks, &whole);
            if ticks.len() > 2 && fit(frame.theme, frame.theme.small(), &frame.x, &ticks) {
                return frame.draw_base_ticks(canvas, &ticks);
            }
        }
        frame.draw_base_ticks(canvas, &even(vec![0.0, self.horizon.floor()], &whole))
    }
}

impl Curve {
    /// Returns the step that holds at a time; before the first the share is zero.
    fn at(&self, time: f64) -> CurveStep {
        let held = self.steps.iter().take_while(|step| step.time <= time).last();
        held.copied().unwrap_or_default()
    }
}

/// Returns the corners of a line that keeps each value until the next, and the last until the end.
fn stairs(values: &[(f64, f64)], until: f64, frame: &Frame) -> Vec<Point> {
    let mut corners = Vec::new();
    for (i, &(time, value)) in values.iter().enumerate() {
        let next = values.get(i + 1).map_or(until, |next| next.0);
        corners.extend([frame.at(time, value), frame.at(next.max(time), value)]);
    }
    corners
}

#[cfg(test)]
pub mod tests {
    //! What holds for step curves.

    use super::*;
    use crate::chart::tests::{faults, plain};
    use crate::chart::theme::tests::theme;

    /// A chart of curves by their steps, watched for 40 months.
    pub fn chart(curves: &[&[(f64, f64)]]) -> CurveChart {
        let step = |&(time, share): &(f64, f64)| CurveStep {
            time,
            share,
            limits: Some((share * 0.6, (share * 1.7).min(1.0))),
        };
        let roles = [Role::Own, Role::Comparator, Role::World, Role::Muted];
        let curve = |(i, steps): (usize, &&[(f64, f64)])| Curve {
            name: "Samverkansregion Stockholm-Gotland".into(),
            note: "12 % av 148".into(),
            role: roles[i],
            steps: steps.iter().map(step).collect(),
            until: 40.0,
        };
        CurveChart {
            curves: curves.iter().enumerate().map(curve).collect(),
            targets: vec![Reference { value: 30.0, label: "mål 30 månader".into() }],
            time_heading: "månader sedan prövningens start".into(),
            horizon: 36.0,
        }
    }

    #[test]
    fn extremes_draw_without_collision() {
        let own = &[(1.0, 0.1), (12.0, 0.3), (50.0, 0.9)][..];
        for curves in [vec![own], vec![own; 3], vec![&[][..]], vec![&[(0.0, 1.0)][..]]] {
            for width in [150.0, 158.0, 232.0, 329.0, 500.0] {
                let drawn = chart(&curves).draw(theme(), width, &plain).unwrap();
                assert_eq!(faults(&drawn), [""; 0], "{width} pt");
            }
        }
    }

    #[test]
    fn a_curve_holds_its_share_until_the_next_step() {
        let chart = chart(&[&[(1.0, 0.1), (12.0, 0.3), (50.0, 0.9)]]);
        let shares = [0.5, 1.0, 11.9, 36.0].map(|time| chart.curves[0].at(time).share);
        assert_eq!(shares, [0.0, 0.1, 0.1, 0.3]);
        let frame = Frame {
            theme: theme(),
            x: Axis { domain: Domain::Linear(0.0, 10.0), from: 0.0, to: 100.0 },
            y: Axis { domain: Domain::Linear(0.0, 1.0), from: 100.0, to: 0.0 },
        };
        let line = stairs(&[(0.0, 0.0), (5.0, 0.5)], 10.0, &frame);
        assert_eq!(line, [(0.0, 100.0), (50.0, 100.0), (50.0, 50.0), (100.0, 50.0)]);
    }

    #[test]
    fn a_curve_that_falls_and_a_fourth_are_refused() {
        let fault =
            |curves: &[&[(f64, f64)]]| chart(curves).draw(theme(), 300.0, &plain).unwrap_err();
        assert!(fault(&[&[(1.0, 0.3), (2.0, 0.1)]]).ends_with("do not rise"));
        assert!(fault(&[&[][..]; 4]).contains("4 curves"));
    }
}
