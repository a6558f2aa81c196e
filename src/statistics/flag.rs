//! The grammar of flags: what may be said of a value beside its target.
//!
//! Red, amber and green alone mislead: a flag has three parts, which words and
//! marks show apart. State x certainty x movement.

use super::limits::Limits;
use super::xmr::{XMR_FROM, Xmr};

/// Which way is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Better {
    /// More is.
    Higher,
    /// Less is.
    Lower,
}

/// What a value is held against.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Aim {
    /// The target.
    pub target: f64,
    /// Where the [`super::trajectory`] to the target stands now, if there is
    /// one.
    pub milestone: Option<f64>,
    /// Which way is better.
    pub better: Better,
}

/// Where a value stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It meets the target.
    Meets,
    /// It misses the target and meets the milestone on the way to it.
    OnTheWay,
    /// It misses both.
    Misses,
    /// There is no value, or no target.
    CannotBeJudged,
}

/// How certain the state is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Certainty {
    /// The interval is clear of the target.
    Clear,
    /// The interval covers the target.
    Covers,
}

/// Where a series goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Movement {
    /// It improves.
    Improving,
    /// It worsens.
    Worsening,
    /// No change that chance would not explain.
    NoSignal,
    /// Too few points to tell.
    TooShort,
}

/// A flag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Flag {
    /// Where the value stands.
    pub state: State,
    /// How certain that is; `None` of a value without limits.
    pub certainty: Option<Certainty>,
    /// Where its series goes.
    pub movement: Movement,
}

impl Better {
    /// Returns whether a value is as good as another.
    fn reaches(self, value: f64, other: f64) -> bool {
        match self {
            Self::Higher => value >= other,
            Self::Lower => value <= other,
        }
    }
}

impl Flag {
    /// Returns the flag of a value.
    ///
    /// On the target is met. Without a value, or when value or target is no
    /// number, nothing can be judged, however long the series.
    pub fn of(value: Option<f64>, limits: Option<Limits>, aim: Aim, movement: Movement) -> Self {
        let value = value.filter(|value| !value.is_nan() && !aim.target.is_nan());
        let Some(value) = value else {
            return Self { state: State::CannotBeJudged, certainty: None, movement };
        };
        let state = if aim.better.reaches(value, aim.target) {
            State::Meets
        } else if aim.milestone.is_some_and(|milestone| aim.better.reaches(value, milestone)) {
            State::OnTheWay
        } else {
            State::Misses
        };
        let certainty = |limits: Limits| {
            if limits.contains(aim.target) { Certainty::Covers } else { Certainty::Clear }
        };
        Self { state, certainty: limits.map(certainty), movement }
    }
}

impl Movement {
    /// Returns the movement that a yearly ratio's limits show: one where they
    /// are clear of one. `None` is of a series too short for them.
    pub fn of_ratio(limits: Option<Limits>, better: Better) -> Self {
        match limits {
            None => Self::TooShort,
            Some(limits) if limits.lower > 1.0 => Self::towards(true, better),
            Some(limits) if limits.upper < 1.0 => Self::towards(false, better),
            Some(_) => Self::NoSignal,
        }
    }

    /// Returns the movement that a chart's last [`XMR_FROM`] points show: that
    /// of the last signal among them, and none when that point signals both
    /// ways. `None` is of a series too short for a chart.
    pub fn of_chart(chart: Option<&Xmr>, points: usize, better: Better) -> Self {
        let Some(chart) = chart else { return Self::TooShort };
        let recent = points.saturating_sub(XMR_FROM);
        let Some(last) = chart.signals.last().filter(|signal| signal.at >= recent) else {
            return Self::NoSignal;
        };
        let mut of_last = chart.signals.iter().filter(|signal| signal.at == last.at);
        if of_last.any(|signal| signal.is_up != last.is_up) {
            return Self::NoSignal;
        }
        Self::towards(last.is_up, better)
    }

    /// Returns whether up or down is an improvement.
    fn towards(is_up: bool, better: Better) -> Self {
        if is_up == (better == Better::Higher) { Self::Improving } else { Self::Worsening }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{wilson, xmr};
    use super::*;

    /// Half of all, of which two fifths were to be reached by now.
    const HALF: Aim = Aim { target: 0.5, milestone: Some(0.4), better: Better::Higher };

    /// Returns the flag of a share without a series.
    fn flag(x: u64, n: u64) -> (State, Option<Certainty>) {
        let value = (n > 0).then(|| x as f64 / n as f64);
        let flag = Flag::of(value, wilson(x, n), HALF, Movement::TooShort);
        (flag.state, flag.certainty)
    }

    #[test]
    fn nine_of_16_meet_a_half_and_do_not_prove_it() {
        assert_eq!(flag(9, 16), (State::Meets, Some(Certainty::Covers)));
        assert_eq!(flag(90, 100), (State::Meets, Some(Certainty::Clear)));
    }

    #[test]
    fn four_of_ten_are_on_the_way_to_a_half_and_three_are_not() {
        assert_eq!(flag(4, 10), (State::OnTheWay, Some(Certainty::Covers)));
        assert_eq!(flag(3, 10), (State::Misses, Some(Certainty::Covers)));
        assert_eq!(flag(30, 100), (State::Misses, Some(Certainty::Clear)));
    }

    #[test]
    fn nothing_cannot_be_judged() {
        assert_eq!(flag(0, 0), (State::CannotBeJudged, None));
        let blind = Aim { target: f64::NAN, ..HALF };
        let flag = Flag::of(Some(1.0), None, blind, Movement::NoSignal);
        assert_eq!(flag.state, State::CannotBeJudged);
    }

    #[test]
    fn fewer_days_are_better() {
        let days = Aim { target: 60.0, milestone: Some(75.0), better: Better::Lower };
        let state = |days_taken| Flag::of(Some(days_taken), None, days, Movement::NoSignal).state;
        assert_eq!([60.0, 61.0, 76.0].map(state), [State::Meets, State::OnTheWay, State::Misses]);
        let limits = Some(Limits { lower: 0.8, upper: 0.95 });
        assert_eq!(Movement::of_ratio(limits, Better::Lower), Movement::Improving);
        assert_eq!(Movement::of_ratio(limits, Better::Higher), Movement::Worsening);
        assert_eq!(Movement::of_ratio(None, Better::Higher), Movement::TooShort);
        let covers = Some(Limits { lower: 0.8, upper: 1.0 });
        assert_eq!(Movement::of_ratio(covers, Better::Lower), Movement::NoSignal);
    }

    #[test]
    fn a_jump_up_improves_what_is_better_high() {
        let values = [31.0, 29.0, 34.0, 30.0, 33.0, 28.0, 35.0, 32.0, 30.0, 31.0, 29.0, 44.0];
        let chart = xmr(&values);
        let movement = |better| Movement::of_chart(chart.as_ref(), values.len(), better);
        assert_eq!(movement(Better::Higher), Movement::Improving);
        assert_eq!(movement(Better::Lower), Movement::Worsening);
        let old = Movement::of_chart(chart.as_ref(), 30, Better::Higher);
        assert_eq!(old, Movement::NoSignal);
        assert_eq!(Movement::of_chart(None, 5, Better::Higher), Movement::TooShort);
    }
}
