//! Limits of a proportion.

use super::distribution::beta_quantile;
use super::limits::{Limits, MOST, Z95, tail_of};

/// Returns the 95 % limits of a proportion by the Wilson score method.
///
/// (2x + z² ∓ z sqrt(z² + 4x(1 - x/n))) / (2(n + z²)). Both arguments count
/// trials; the limits are shares in `0.0..=1.0`. With no trials, or more events
/// than trials, nothing can be said, and the result is `None`. The lower limit
/// of 0 and the upper limit of n are the ends themselves.
///
/// Source: Wilson EB, J Am Stat Assoc 1927;22:209-212.
pub fn wilson(x: u64, n: u64) -> Option<Limits> {
    wilson_of(x as f64, n as f64)
}

/// Returns Wilson's limits of numbers that need not be whole, as effective
/// numbers of trials are not.
pub fn wilson_of(x: f64, n: f64) -> Option<Limits> {
    if !(n.is_finite() && n > 0.0 && (0.0..=n).contains(&x)) {
        return None;
    }
    let z2 = Z95 * Z95;
    let centre = 2.0 * x + z2;
    let spread = Z95 * (z2 + 4.0 * x * (1.0 - x / n)).max(0.0).sqrt();
    let scale = 2.0 * (n + z2);
    Some(Limits {
        // At the ends the exact limit is the end itself; rounding must not
        // print a share of -0.0 or 1.0000000000000002.
        lower: if x == 0.0 { 0.0 } else { ((centre - spread) / scale).max(0.0) },
        upper: if x == n { 1.0 } else { ((centre + spread) / scale).min(1.0) },
    })
}

/// Returns the exact limits of a proportion, with the probability `tail`
/// beyond each: 0.025 for limits of 95 %.
///
/// Quantiles of the beta distribution: B(tail; x, n - x + 1) and B(1 - tail;
/// x + 1, n - x). They cover at least as often as they say, and are wider than
/// Wilson's. `None` with no trials, more events than trials, or more than
/// [`MOST`] of them; `tail` is taken into `1e-12..=0.5`.
///
/// Source: Clopper CJ, Pearson ES, Biometrika 1934;26:404-413.
pub fn clopper_pearson(x: u64, n: u64, tail: f64) -> Option<Limits> {
    let [(lower, _), (upper, _)] = exact_parts(x, n, tail)?;
    Some(Limits { lower, upper })
}

/// Returns the exact lower and upper limit of a proportion, each with what it
/// lacks to one.
pub(super) fn exact_parts(x: u64, n: u64, tail: f64) -> Option<[(f64, f64); 2]> {
    if n == 0 || x > n || n > MOST {
        return None;
    }
    let tail = tail_of(tail);
    let (events, others) = (x as f64, (n - x) as f64);
    let lower = if x == 0 { (0.0, 1.0) } else { beta_quantile(events, others + 1.0, tail) };
    let upper = if x == n { (1.0, 0.0) } else { beta_quantile(events + 1.0, others, 1.0 - tail) };
    Some([lower, upper])
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
    fn wilson_limits_are_the_golden_ones() {
        assert_limits(wilson(41, 212).unwrap(), 0.1458804299, 0.2518256424);
        assert_limits(wilson(0, 10).unwrap(), 0.0, 0.2775327999);
        assert_limits(wilson(9, 16).unwrap(), 0.3317855640, 0.7690134759);
        assert_limits(wilson(10, 10).unwrap(), 0.7224672001, 1.0);
    }

    #[test]
    fn ninety_five_of_221_requests_are_37_to_50_per_cent() {
        let limits = wilson(95, 221).unwrap();
        let shown = [95.0 / 221.0, limits.lower, limits.upper];
        assert_eq!(shown.map(|share| format!("{:.1}", 100.0 * share)), ["43.0", "36.6", "49.6"]);
    }

    #[test]
    fn a_proportion_of_nothing_has_no_limits() {
        assert_eq!(wilson(0, 0), None);
        assert_eq!(wilson(1, 0), None);
        assert_eq!(wilson(3, 2), None);
        assert_eq!(wilson_of(f64::NAN, 2.0), None);
        assert_eq!(clopper_pearson(0, 0, 0.025), None);
        assert_eq!(clopper_pearson(3, 2, 0.025), None);
        assert_eq!(clopper_pearson(1, MOST + 1, 0.025), None);
    }

    #[test]
    fn none_of_ten_is_at_most_31_per_cent() {
        // 1 - 0.025^(1/10).
        let limits = clopper_pearson(0, 10, 0.025).unwrap();
        assert_limits(limits, 0.0, 0.3084971078);
        assert_limits(clopper_pearson(10, 10, 0.025).unwrap(), 0.6915028922, 1.0);
    }
}
