//! Limits of averages over places that count some events more than once.
//!
//! A trial that counts in `k` places is one event and not `k`. The events that
//! carry information are fewer by the design effect.

use super::count::poisson;
use super::limits::{Limits, Z95, is_exposure};
use super::proportion::wilson_of;

/// Returns in how many places an event that is counted counts on average, from
/// the number of places of each event.
///
/// The sum of squares over the sum, which is at least one; one of no events.
///
/// Source: Kish L, Survey Sampling, 1965, section 11.7, with the places as
/// weights.
pub fn design_effect(places: impl IntoIterator<Item = u64>) -> f64 {
    let (mut sum, mut squares) = (0.0, 0.0);
    for places in places {
        sum += places as f64;
        squares += places as f64 * places as f64;
    }
    if sum > 0.0 { (squares / sum).max(1.0) } else { 1.0 }
}

/// Returns the 95 % limits of `x` events per exposure whose effective number is
/// smaller by `effect`.
///
/// Log-normal with the variance `effect / x`; Poisson's own of no events.
/// `None` of an exposure that is not above zero. Effects below one are one.
pub fn effective_rate(x: u64, exposure: f64, effect: f64) -> Option<Limits> {
    if !is_exposure(exposure) {
        return None;
    }
    if x == 0 {
        return Some(poisson(0).scaled(1.0 / exposure));
    }
    let rate = x as f64 / exposure;
    let factor = (Z95 * (effect.max(1.0) / x as f64).sqrt()).exp();
    Some(Limits { lower: rate / factor, upper: rate * factor })
}

/// Returns the 95 % limits of a share whose effective numbers of events and
/// trials are smaller by `effect`, by Wilson's method.
///
/// `None` where [`wilson_of`] has none. Effects below one are one.
pub fn effective_share(x: u64, n: u64, effect: f64) -> Option<Limits> {
    let effect = effect.max(1.0);
    wilson_of(x as f64 / effect, n as f64 / effect)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trial_in_three_places_and_one_in_one_count_two_and_a_half_times() {
        assert_eq!(design_effect([3, 1]), 2.5);
        assert_eq!(design_effect([1, 1, 1]), 1.0);
        assert_eq!(design_effect([]), 1.0);
    }

    #[test]
    fn a_share_counted_twice_has_the_limits_of_half_its_trials() {
        assert_eq!(effective_share(18, 32, 2.0), wilson_of(9.0, 16.0));
        assert_eq!(effective_share(18, 32, 0.1), wilson_of(18.0, 32.0));
        assert_eq!(effective_share(1, 0, 1.0), None);
    }

    #[test]
    fn a_rate_counted_four_times_has_limits_twice_as_wide() {
        let width = |effect| {
            let limits = effective_rate(100, 1.0, effect).unwrap();
            (limits.upper / limits.lower).ln()
        };
        assert!((width(4.0) - 2.0 * width(1.0)).abs() < 1e-12);
        assert_eq!(effective_rate(0, 2.0, 4.0), Some(poisson(0).scaled(0.5)));
        assert_eq!(effective_rate(5, 0.0, 1.0), None);
    }
}
