//! Comparing a place with the average of the others by the limits of a funnel.
//!
//! Twenty-one regions are looked at by several indicators, so a difference is
//! called one only outside the 99.8 % limits: of 168 such looks, a third of a
//! false alarm is to be expected, where 95 % limits would give eight.

use super::Finding;
use crate::statistics::{binomial_at_least, exact_poisson};

/// The probability beyond each limit.
const TAIL: f64 = 0.001;

/// Below this many trials a share is not compared.
const LEAST_TRIALS: u64 = 10;

/// Where a place stands against others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// Above the funnel's upper limit.
    Above,
    /// Within the limits: no clear difference.
    Same,
    /// Below the lower limit.
    Below,
}

impl Comparison {
    /// Returns the name that the locale and narratives use.
    pub fn code(self) -> &'static str {
        match self {
            Self::Above => "above",
            Self::Same => "same",
            Self::Below => "below",
        }
    }
}

/// Compares a rate or a share with that of the other places in an average
/// that holds it.
///
/// The place is taken out of the average first, so that it is not compared
/// with itself. `None` when either has no value, for a share of fewer than ten
/// trials, and for other units: counts of places of different size are not
/// compared.
///
/// Source: Spiegelhalter DJ, Stat Med 2005;24:1185-1202, with exact limits.
pub fn compare(own: &Finding, average: &Finding) -> Option<Comparison> {
    let (x, n) = (own.numerator?, own.denominator?);
    let others = average.numerator?.checked_sub(x)? as f64;
    let target = others / average.denominator?.checked_sub(n).filter(|&rest| rest > 0)? as f64;
    match own.unit {
        "share" if n >= LEAST_TRIALS => Some(share_in_funnel(x, n, target)),
        "rate" => Some(count_in_funnel(x, target * n as f64)),
        _ => None,
    }
}

/// Places a count per exposure among those of other places; `None` without others.
pub(super) fn rate_among((x, n): (u64, u64), others: &[(u64, u64)]) -> Option<Comparison> {
    let (events, size) = others.iter().fold((0, 0), |(x, n), other| (x + other.0, n + other.1));
    (size > 0).then(|| count_in_funnel(x, events as f64 / size as f64 * n as f64))
}

/// Places a count among those that its expectation makes likely.
fn count_in_funnel(x: u64, expected: f64) -> Comparison {
    let limits = exact_poisson(x, TAIL);
    if limits.lower > expected {
        Comparison::Above
    } else if limits.upper < expected {
        Comparison::Below
    } else {
        Comparison::Same
    }
}

/// Places `x` of `n` among those that a target share makes likely, by the
/// binomial distribution's tails.
fn share_in_funnel(x: u64, n: u64, target: f64) -> Comparison {
    if binomial_at_least(x, n, target) < TAIL {
        Comparison::Above
    } else if 1.0 - binomial_at_least(x + 1, n, target) < TAIL {
        Comparison::Below
    } else {
        Comparison::Same
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nine_events_lie_in_the_funnel_of_15_and_not_of_27() {
        // The 99.8 % limits of 9 are 2.35 to 22.95.
        assert_eq!(count_in_funnel(9, 15.0), Comparison::Same);
        assert_eq!(count_in_funnel(9, 27.0), Comparison::Below);
        assert_eq!(count_in_funnel(9, 2.0), Comparison::Above);
    }

    #[test]
    fn no_event_is_low_only_when_seven_were_to_be_expected() {
        assert_eq!(count_in_funnel(0, 6.9), Comparison::Same);
        assert_eq!(count_in_funnel(0, 7.0), Comparison::Below);
    }

    #[test]
    fn one_of_ten_is_no_sign_of_a_share_above_seven_per_mille() {
        // Its probability is 0.068.
        assert_eq!(share_in_funnel(1, 10, 0.007), Comparison::Same);
        assert_eq!(share_in_funnel(4, 10, 0.007), Comparison::Above);
        assert_eq!(share_in_funnel(0, 10, 0.6), Comparison::Below);
    }
}
