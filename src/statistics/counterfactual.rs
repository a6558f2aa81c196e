//! What a place would count if its rate were another's.
//!
//! "With Denmark's rate Sweden would have had 640 trials, 180 more than it
//! had." The other's rate is known from a count, so what it makes of our
//! exposure has an interval; and the difference to our own count is one of two
//! counts, each with chance in it. What makes the rates differ it does not say.

use super::count::poisson;
use super::difference::mover;
use super::limits::{Estimate, is_exposure};
use super::ratio::{RateRatio, rate_ratio};

/// A count at another's rate.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Counterfactual {
    /// The count that the other's rate would give, with the limits of the
    /// other's count ([`poisson`]) times the ratio of the exposures.
    pub expected: Estimate,
    /// What it is more than the actual count; its limits by the limits of both
    /// counts, as in [`super::rate_difference`].
    pub more: Estimate,
    /// The other's rate over the own, with exact limits. `None` when neither
    /// counts anything, or more than [`super::MOST`].
    pub ratio: Option<RateRatio>,
}

/// Returns what `own` of an exposure would be at the rate of `other` of
/// another.
///
/// `None` of an exposure that is not above zero.
///
/// Source: Zou GY, Donner A, Stat Med 2008;27:1693-1702, for the difference.
pub fn counterfactual(
    own: u64,
    own_exposure: f64,
    other: u64,
    other_exposure: f64,
) -> Option<Counterfactual> {
    if !is_exposure(own_exposure) || !is_exposure(other_exposure) {
        return None;
    }
    let count = |x: u64| Estimate { value: x as f64, limits: poisson(x) };
    let expected = count(other).scaled(own_exposure / other_exposure);
    Some(Counterfactual {
        expected,
        more: mover(expected, count(own)),
        ratio: rate_ratio(other, other_exposure, own, own_exposure),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn at_the_rate_of_60_of_6_million_10_million_would_count_100() {
        let sweden = counterfactual(80, 10.0, 60, 6.0).unwrap();
        assert!((sweden.expected.value - 100.0).abs() < 1e-9);
        assert!((sweden.more.value - 20.0).abs() < 1e-9);
        assert!((sweden.ratio.unwrap().ratio - 1.25).abs() < 1e-12);
        // Sixty has limits of 45.8 and 77.2.
        assert_eq!(format!("{:.0}", sweden.expected.limits.lower), "76");
        assert!(sweden.more.limits.contains(0.0));
    }

    #[test]
    fn at_its_own_rate_a_place_counts_what_it_counts() {
        let same = counterfactual(9, 3.0, 9, 3.0).unwrap();
        assert_eq!((same.expected.value, same.more.value), (9.0, 0.0));
        assert_eq!(same.ratio.unwrap().p, 1.0);
    }

    #[test]
    fn the_rate_of_nobody_gives_nothing() {
        assert_eq!(counterfactual(9, 3.0, 9, 0.0), None);
        let none = counterfactual(0, 3.0, 0, 3.0).unwrap();
        assert_eq!((none.expected.value, none.ratio), (0.0, None));
    }
}
