//! Limits of a difference: of two shares, two rates, two means of years.
//!
//! By the limits of the two (the method of variance estimates recovery): from
//! each difference the nearer limits are as far as the parts' own, squared and
//! added. It is right wherever the parts' limits are, so also at 0 and at n.
//!
//! Sources: Newcombe RG, Stat Med 1998;17:873-890, method 10; Zou GY, Donner A,
//! Stat Med 2008;27:1693-1702.

use super::count::poisson;
use super::limits::{Estimate, Limits, is_exposure};
use super::proportion::wilson;

/// Returns the difference of two independent estimates, the first less the
/// second.
pub(super) fn mover(first: Estimate, second: Estimate) -> Estimate {
    let value = first.value - second.value;
    let below = (first.value - first.limits.lower).hypot(second.limits.upper - second.value);
    let above = (first.limits.upper - first.value).hypot(second.value - second.limits.lower);
    Estimate { value, limits: Limits { lower: value - below, upper: value + above } }
}

/// Returns the difference of two shares with its 95 % limits, the first less the
/// second, by Wilson's limits of both.
///
/// `None` when either has no trials, or more events than trials.
pub fn newcombe(x1: u64, n1: u64, x2: u64, n2: u64) -> Option<Estimate> {
    let share =
        |x: u64, n: u64| Some(Estimate { value: x as f64 / n as f64, limits: wilson(x, n)? });
    let difference = mover(share(x1, n1)?, share(x2, n2)?);
    let limits = difference.limits;
    Some(Estimate {
        limits: Limits { lower: limits.lower.max(-1.0), upper: limits.upper.min(1.0) },
        ..difference
    })
}

/// Returns the difference of two rates with its 95 % limits, the first less the
/// second, by [`poisson`]'s limits of both counts.
///
/// `None` of an exposure that is not above zero.
pub fn rate_difference(x1: u64, exposure1: f64, x2: u64, exposure2: f64) -> Option<Estimate> {
    Some(mover(rate(x1, exposure1)?, rate(x2, exposure2)?))
}

/// Returns a rate with its limits.
fn rate(x: u64, exposure: f64) -> Option<Estimate> {
    let count = Estimate { value: x as f64, limits: poisson(x) };
    is_exposure(exposure).then(|| count.scaled(1.0 / exposure))
}

/// Returns the difference of the mean yearly counts of two spans of years with
/// its 95 % limits, the later less the earlier.
///
/// A mean is the span's total over its years, so three years against three are
/// two Poisson rates. `None` when a span has no years; totals beyond the
/// largest number are taken for it.
pub fn mean_difference(earlier: &[u64], later: &[u64]) -> Option<Estimate> {
    let total = |span: &[u64]| span.iter().fold(0u64, |sum, &count| sum.saturating_add(count));
    rate_difference(total(later), later.len() as f64, total(earlier), earlier.len() as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Asserts an estimate as printed in four decimals.
    fn assert_shown(estimate: Option<Estimate>, golden: &str) {
        let Estimate { value, limits } = estimate.unwrap();
        assert_eq!(format!("{value:.4} {:.4} {:.4}", limits.lower, limits.upper), golden);
    }

    /// The examples of Newcombe's table II, method 10.
    #[test]
    fn newcombes_own_examples_come_out() {
        assert_shown(newcombe(56, 70, 48, 80), "0.2000 0.0524 0.3339");
        assert_shown(newcombe(9, 10, 3, 10), "0.6000 0.1705 0.8090");
        assert_shown(newcombe(5, 56, 0, 29), "0.0893 -0.0381 0.1926");
        assert_shown(newcombe(10, 10, 0, 10), "1.0000 0.6075 1.0000");
    }

    #[test]
    fn three_years_of_ten_against_three_of_twenty_differ_by_ten() {
        let difference = mean_difference(&[10, 10, 10], &[20, 19, 21]).unwrap();
        assert_eq!(difference.value, 10.0);
        assert!(difference.limits.lower > 3.0 && difference.limits.upper < 17.0, "{difference:?}");
    }

    #[test]
    fn nothing_is_not_different_from_anything() {
        assert_eq!(newcombe(0, 0, 1, 2), None);
        assert_eq!(newcombe(3, 2, 1, 2), None);
        assert_eq!(rate_difference(1, 0.0, 2, 1.0), None);
        assert_eq!(mean_difference(&[], &[1]), None);
        let none = mean_difference(&[0], &[0]).unwrap();
        assert_eq!((none.value, none.limits.upper), (0.0, poisson(0).upper));
        assert!(mean_difference(&[u64::MAX, 5], &[u64::MAX]).is_some());
    }
}
