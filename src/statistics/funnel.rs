//! Limits of a funnel: where places of a given size would lie if all shared
//! one proportion or rate.
//!
//! Two bands are drawn: 95 % ([`super::Z95`], a tail of 0.025) and 99.8 %
//! ([`super::Z998`], 0.001). Wider ones, for places that differ by more than
//! chance, are those of [`super::overdispersion`].

use super::count::exact_poisson;
use super::limits::{Limits, is_exposure};

/// Returns the standard error of a share of `n` trials, if the share is
/// `target`: the root of p0 (1 - p0)/n.
///
/// `None` with no trials, or with a target outside of `0.0..=1.0`.
pub fn share_error(target: f64, n: u64) -> Option<f64> {
    let is_share = (0.0..=1.0).contains(&target);
    (is_share && n > 0).then(|| (target * (1.0 - target) / n as f64).sqrt())
}

/// Returns the standard error of a rate over an exposure, if the rate is
/// `target`: the root of r0/e.
///
/// `None` of an exposure that is not above zero, or a target below.
pub fn rate_error(target: f64, exposure: f64) -> Option<f64> {
    let is_rate = target.is_finite() && target >= 0.0;
    (is_rate && is_exposure(exposure)).then(|| (target / exposure).sqrt())
}

/// Returns the funnel's limits for a share of `n` trials: p0 ∓ z sqrt(p0
/// (1 - p0)/n), clamped to `0.0..=1.0`.
///
/// `None` where [`share_error`] is.
///
/// Source: Spiegelhalter DJ, Stat Med 2005;24:1185-1202.
pub fn funnel_share(target: f64, n: u64, z: f64) -> Option<Limits> {
    let spread = z * share_error(target, n)?;
    Some(Limits { lower: (target - spread).max(0.0), upper: (target + spread).min(1.0) })
}

/// Returns the funnel's limits for a rate at `x` events, with the probability
/// `tail` beyond each.
///
/// r0 x/U and r0 x/L, with L and U the exact Poisson limits of x: the rates
/// that would be just compatible with the target. At no events the lower is 0
/// and the upper infinite.
///
/// Source: Dover DC, Schopflocher DP, BMC Med Res Methodol 2011;11:127.
pub fn funnel_rate(target: f64, x: u64, tail: f64) -> Limits {
    let exact = exact_poisson(x, tail);
    let at = |limit: f64| target * x as f64 / limit;
    let upper = if x == 0 { f64::INFINITY } else { at(exact.lower) };
    Limits { lower: at(exact.upper), upper }
}

#[cfg(test)]
mod tests {
    use super::super::{Z95, Z998};
    use super::*;

    /// Returns limits as printed.
    fn shown(limits: Limits, factor: f64) -> [String; 2] {
        [limits.lower, limits.upper].map(|limit| format!("{:.4}", factor * limit))
    }

    #[test]
    fn a_funnel_of_13_per_cent_at_212_trials_is_the_golden_one() {
        assert_eq!(shown(funnel_share(0.13, 212, Z95).unwrap(), 100.0), ["8.4730", "17.5270"]);
        assert_eq!(shown(funnel_share(0.13, 212, Z998).unwrap(), 100.0), ["5.8624", "20.1376"]);
    }

    #[test]
    fn a_funnel_of_20_per_million_at_nine_events_is_the_golden_one() {
        assert_eq!(shown(funnel_rate(20.0, 9, 0.025), 1.0), ["10.5357", "43.7384"]);
    }

    #[test]
    fn a_funnel_ends_at_nothing_and_at_all() {
        let limits = funnel_share(0.02, 10, Z95).unwrap();
        assert_eq!((limits.lower, limits.upper < 0.11), (0.0, true));
        assert_eq!(funnel_share(0.98, 10, Z95).unwrap().upper, 1.0);
        assert_eq!(funnel_share(0.5, 0, Z95), None);
        assert_eq!(funnel_share(1.5, 3, Z95), None);
        assert_eq!(funnel_rate(20.0, 0, 0.025), Limits { lower: 0.0, upper: f64::INFINITY });
        assert_eq!(rate_error(-1.0, 3.0), None);
    }
}
