//! Limits of a count, and of a rate.

use super::Limits;
use super::distribution::{gamma_quantile, normal_upper};
use super::limits::{Estimate, Z95, is_exposure, tail_of};

/// Counts below this use exact Poisson limits, and Byar's from it on.
pub const BYAR_FROM: u64 = 10;

/// Above this count the exact limits are taken from Byar's approximation, which
/// then differs from them in the ninth digit.
const EXACT_UP_TO: u64 = 1_000_000;

/// Returns the 95 % limits of a Poisson count: exact below
/// [`BYAR_FROM`] events, Byar's approximation from there.
///
/// Of any count; the lower limit of 0 is 0, and its upper one 3.69.
pub fn poisson(x: u64) -> Limits {
    if x < BYAR_FROM { exact_poisson(x, 0.025) } else { byar(x, Z95) }
}

/// Returns the exact limits of a Poisson count, with the probability
/// `tail` beyond each: 0.025 for limits of 95 %.
///
/// Half of the chi-square quantiles: chi2(tail; 2x)/2 and chi2(1 - tail;
/// 2x + 2)/2. `tail` is taken into `1e-12..=0.5`. Above a million events they
/// are Byar's.
///
/// Source: Garwood F, Biometrika 1936;28:437-442.
pub fn exact_poisson(x: u64, tail: f64) -> Limits {
    let tail = tail_of(tail);
    if x > EXACT_UP_TO {
        return byar(x, normal_upper(tail));
    }
    let count = x as f64;
    Limits {
        lower: if x == 0 { 0.0 } else { gamma_quantile(count, tail) },
        upper: gamma_quantile(count + 1.0, 1.0 - tail),
    }
}

/// Returns Byar's approximation of the limits of a Poisson count.
///
/// x (1 - 1/(9x) - z/(3 sqrt x))^3, and the same of x + 1 with +z. It is good
/// from ten events on; of none, the lower limit is 0.
///
/// Source: Breslow NE, Day NE, Statistical Methods in Cancer Research II,
/// IARC 1987, p. 69.
pub fn byar(x: u64, z: f64) -> Limits {
    let limit = |count: f64, z: f64| {
        let root = 1.0 - 1.0 / (9.0 * count) + z / (3.0 * count.sqrt());
        count * root.max(0.0).powi(3)
    };
    let lower = if x == 0 { 0.0 } else { limit(x as f64, -z) };
    Limits { lower, upper: limit(x as f64 + 1.0, z) }
}

/// Returns a count per million of its exposure, such as inhabitants times
/// years, with [`poisson`]'s limits.
///
/// `None` of an exposure that is not above zero.
pub fn per_million(x: u64, exposure: f64) -> Option<Estimate> {
    is_exposure(exposure)
        .then(|| Estimate { value: x as f64, limits: poisson(x) }.scaled(1e6 / exposure))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Asserts limits to ten decimals of the printed golden numbers.
    fn assert_limits(limits: Limits, lower: f64, upper: f64) {
        assert!((limits.lower - lower).abs() < 5e-10, "lower {} is not {lower}", limits.lower);
        assert!((limits.upper - upper).abs() < 5e-10, "upper {} is not {upper}", limits.upper);
    }

    #[test]
    fn poisson_limits_are_exact_below_ten_and_byar_from_ten() {
        assert_limits(poisson(0), 0.0, 3.6888794541);
        assert_limits(poisson(3), 0.6186721229, 8.7672730697);
        assert_limits(poisson(9), 4.1153730974, 17.0848034514);
        assert_limits(poisson(41), 29.4190713081, 55.6225757461);
        assert_limits(poisson(212), 184.4199038836, 242.5406629370);
    }

    #[test]
    fn the_two_poisson_methods_meet_at_ten() {
        let (exact, approximate) = (exact_poisson(10, 0.025), byar(10, Z95));
        assert!((exact.lower - approximate.lower).abs() < 0.03);
        assert!((exact.upper - approximate.upper).abs() < 0.03);
    }

    #[test]
    fn the_two_poisson_methods_are_one_at_a_million() {
        let (exact, approximate) = (exact_poisson(1_000_000, 0.001), byar(1_000_000, 3.090232306));
        assert!((exact.lower / approximate.lower - 1.0).abs() < 1e-8);
        assert!((exact.upper / approximate.upper - 1.0).abs() < 1e-8);
    }

    #[test]
    fn any_count_and_any_tail_have_limits() {
        for x in [0, 1, 999_999, 1_000_001, u64::MAX] {
            for tail in [0.0, 1e-300, 0.025, 0.5, 2.0, -1.0, f64::NAN] {
                let limits = exact_poisson(x, tail);
                assert!(limits.lower <= limits.upper && limits.lower >= 0.0, "{x} {tail}");
            }
        }
    }

    #[test]
    fn nine_trials_of_three_million_inhabitants_are_three_per_million() {
        let rate = per_million(9, 3e6).unwrap();
        assert!((rate.value - 3.0).abs() < 1e-12);
        assert_limits(rate.limits, 4.1153730974 / 3.0, 17.0848034514 / 3.0);
        assert_eq!(per_million(9, 0.0), None);
        assert_eq!(per_million(9, f64::NAN), None);
    }
}
