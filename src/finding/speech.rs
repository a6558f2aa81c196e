//! The rule of speech: which word the evidence of a quotient carries.

use serde::Serialize;

use crate::statistics::{Counts, Limits};

/// The level of the adjusted p-value below which a difference is called one.
const Q_LEVEL: f64 = 0.05;
/// Trials needed to speak of a strength or a gap.
const TRIALS_FOR_CLAIM: f64 = 10.0;
/// Trials needed to speak of a tendency.
const TRIALS_FOR_TENDENCY: f64 = 5.0;
/// How near to no difference the limit of a tendency may come.
const TENDENCY_LIMIT: f64 = 0.9;

/// What may be said of a place's mix.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// A strength (styrkeområde).
    Strength,
    /// A tendency to a strength.
    StrengthTendency,
    /// No clear difference.
    NoClearDifference,
    /// A tendency to a gap.
    GapTendency,
    /// A gap area (bristområde).
    Gap,
}

impl Verdict {
    /// Returns the verdict on a quotient.
    ///
    /// A strength is judged by the trials that there are. A gap is judged by
    /// those that one would expect: few trials are what it consists of, and
    /// counting them would hide the widest gaps.
    pub fn of(counts: &Counts, quotient: f64, limits: Limits, q: Option<f64>) -> Self {
        let certain = q.is_some_and(|q| q < Q_LEVEL);
        let trials = counts.kind as f64;
        let expected = counts.expected();
        if limits.lower > 1.0 && certain && trials >= TRIALS_FOR_CLAIM {
            Self::Strength
        } else if limits.upper < 1.0 && certain && expected >= TRIALS_FOR_CLAIM {
            Self::Gap
        } else if quotient > 1.0 && limits.lower > TENDENCY_LIMIT && trials >= TRIALS_FOR_TENDENCY {
            Self::StrengthTendency
        } else if quotient < 1.0
            && limits.upper < 1.0 / TENDENCY_LIMIT
            && expected >= TRIALS_FOR_TENDENCY
        {
            Self::GapTendency
        } else {
            Self::NoClearDifference
        }
    }

    /// Returns what stands between a quotient and a strength, or a gap if it lies below 1; nothing where it is one.
    pub fn shortfalls(
        counts: &Counts,
        quotient: f64,
        limits: Limits,
        q: Option<f64>,
    ) -> Vec<Shortfall> {
        let above = quotient > 1.0;
        let is_clear = if above { limits.lower > 1.0 } else { limits.upper < 1.0 };
        let cases = if above { counts.kind as f64 } else { counts.expected() };
        let fails = [
            (Shortfall::Interval, !is_clear),
            (Shortfall::Adjusted, q.is_none_or(|q| q >= Q_LEVEL)),
            (Shortfall::Trials, cases < TRIALS_FOR_CLAIM),
        ];
        fails.into_iter().filter_map(|(what, fails)| fails.then_some(what)).collect()
    }

    /// Returns the verdict that is one step weaker: a strength becomes a tendency, a tendency no clear difference.
    pub fn weaker(self) -> Self {
        match self {
            Self::Strength => Self::StrengthTendency,
            Self::Gap => Self::GapTendency,
            _ => Self::NoClearDifference,
        }
    }

    /// Returns the name that narratives and the command line use.
    pub fn code(self) -> &'static str {
        match self {
            Self::Strength => "strength",
            Self::StrengthTendency => "strength-tendency",
            Self::NoClearDifference => "no-clear-difference",
            Self::GapTendency => "gap-tendency",
            Self::Gap => "gap",
        }
    }
}

/// What a quotient lacks to be called a strength or a gap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shortfall {
    /// The interval holds 1.
    Interval,
    /// The adjusted p-value is not below its level.
    Adjusted,
    /// There are too few trials, or too few would be expected.
    Trials,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The reasons are those of the rule: there is one exactly where neither a strength nor a gap is stated.
    #[test]
    fn what_is_neither_strength_nor_gap_lacks_something() {
        for kind in 0..60 {
            for (reference_kind, q) in [(297, 0.001), (5_359, 0.04), (5_359, 0.06), (9_000, 0.001)]
            {
                let counts = Counts { kind, all: 212, reference_kind, reference_all: 40_788 };
                let (value, limits) = (counts.quotient().unwrap(), counts.limits().unwrap());
                let verdict = Verdict::of(&counts, value, limits, Some(q));
                let is_claim = matches!(verdict, Verdict::Strength | Verdict::Gap);
                let lacks = Verdict::shortfalls(&counts, value, limits, Some(q));
                assert_eq!(lacks.is_empty(), is_claim, "{kind} {reference_kind} {q}: {lacks:?}");
            }
        }
    }

    fn verdict(kind: u64, reference_kind: u64, q: f64) -> Verdict {
        let counts = Counts { kind, all: 212, reference_kind, reference_all: 40_788 };
        Verdict::of(&counts, counts.quotient().unwrap(), counts.limits().unwrap(), Some(q))
    }

    #[test]
    fn forty_one_of_212_is_a_strength_when_the_table_allows() {
        assert_eq!(verdict(41, 5_359, 0.04), Verdict::Strength);
        assert_eq!(verdict(41, 5_359, 0.06), Verdict::StrengthTendency);
    }

    #[test]
    fn three_of_212_is_not_a_strength() {
        assert_eq!(verdict(3, 297, 0.04), Verdict::NoClearDifference);
    }

    #[test]
    fn nine_trials_are_a_tendency_at_most() {
        assert_eq!(verdict(9, 297, 0.001), Verdict::StrengthTendency);
        assert_eq!(verdict(10, 297, 0.001), Verdict::Strength);
    }

    #[test]
    fn two_where_28_are_expected_is_a_gap() {
        assert_eq!(verdict(2, 5_359, 0.001), Verdict::Gap);
        assert_eq!(verdict(2, 5_359, 0.06), Verdict::GapTendency);
    }

    #[test]
    fn none_where_two_are_expected_says_nothing() {
        assert_eq!(verdict(0, 297, 0.4), Verdict::NoClearDifference);
    }
}
