//! The ratio of two Poisson rates.
//!
//! Given both counts' sum, the first is binomial with a share that the ratio of
//! the rates alone decides; so exact limits of the share are exact limits of
//! the ratio.
//!
//! Source: Przyborowski J, Wilenski H, Biometrika 1940;31:313-323; Ulm K, Am J
//! Epidemiol 1990;131:373-375.

use super::distribution::binomial_at_least;
use super::limits::{Limits, MOST, is_exposure};
use super::proportion::exact_parts;

/// A ratio of two rates.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RateRatio {
    /// The ratio; infinite when the second rate is zero.
    pub ratio: f64,
    /// Its exact 95 % limits.
    pub limits: Limits,
    /// The two-sided p-value of equal rates: twice the smaller tail, so that it
    /// is below 0.05 just when the limits are clear of one.
    pub p: f64,
}

/// Returns the ratio of two rates, the first over the second.
///
/// `None` when neither counts anything, of more than [`MOST`] events together,
/// or of an exposure that is not above zero.
pub fn rate_ratio(x1: u64, exposure1: f64, x2: u64, exposure2: f64) -> Option<RateRatio> {
    if !is_exposure(exposure1) || !is_exposure(exposure2) {
        return None;
    }
    let all = x1.checked_add(x2).filter(|&all| all <= MOST)?;
    let [lower, upper] = exact_parts(x1, all, 0.025)?;
    let scale = exposure2 / exposure1;
    let ratio_of = |(share, rest): (f64, f64)| scale * share / rest;
    let null = exposure1 / (exposure1 + exposure2);
    let (above, below) =
        (binomial_at_least(x1, all, null), 1.0 - binomial_at_least(x1 + 1, all, null));
    Some(RateRatio {
        ratio: scale * x1 as f64 / x2 as f64,
        limits: Limits { lower: ratio_of(lower), upper: ratio_of(upper) },
        p: (2.0 * above.min(below)).min(1.0),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_rates_have_a_ratio_of_one() {
        let ratio = rate_ratio(10, 5.0, 20, 10.0).unwrap();
        assert_eq!((ratio.ratio, ratio.p), (1.0, 1.0));
        assert!(ratio.limits.contains(1.0));
    }

    #[test]
    fn the_limits_and_the_p_value_agree() {
        // Ten or more heads of twelve come up in 79 of 4,096, nine of eleven in 67 of 2,048.
        let ten = rate_ratio(10, 1.0, 2, 1.0).unwrap();
        assert!((ten.p - 158.0 / 4096.0).abs() < 1e-12 && ten.limits.lower > 1.0);
        let nine = rate_ratio(9, 1.0, 2, 1.0).unwrap();
        assert!((nine.p - 134.0 / 2048.0).abs() < 1e-12 && nine.limits.lower < 1.0);
    }

    #[test]
    fn nothing_on_one_side_bounds_the_ratio_from_the_other() {
        let none = rate_ratio(0, 1.0, 5, 1.0).unwrap();
        assert_eq!((none.ratio, none.limits.lower), (0.0, 0.0));
        assert!(none.limits.upper < 1.1);
        let all = rate_ratio(5, 1.0, 0, 1.0).unwrap();
        assert_eq!((all.ratio, all.limits.upper), (f64::INFINITY, f64::INFINITY));
        assert_eq!(rate_ratio(0, 1.0, 0, 1.0), None);
        assert_eq!(rate_ratio(1, 0.0, 1, 1.0), None);
        assert_eq!(rate_ratio(u64::MAX, 1.0, 1, 1.0), None);
    }
}
