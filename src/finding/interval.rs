//! Confidence limits for counts, proportions and rates.
//!
//! Each function is a formula from the literature and nothing else; which one
//! an indicator uses is decided in [`super::evaluate()`]. All limits are 95 %.

use statrs::function::gamma::gamma_lr;

/// The standard normal quantile of 97.5 %, for two-sided limits of 95 %.
pub const Z95: f64 = 1.959_963_984_540_054;

/// Counts below this use exact Poisson limits, and Byar's from it on.
pub const BYAR_FROM: u64 = 10;

/// The lower and the upper limit of an estimate.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    /// The lower limit.
    pub lower: f64,
    /// The upper limit; infinite when the data set no bound.
    pub upper: f64,
}

impl Limits {
    /// Returns both limits multiplied by `factor`.
    pub fn scaled(self, factor: f64) -> Self {
        Self { lower: self.lower * factor, upper: self.upper * factor }
    }
}

/// Returns the 95 % limits of a proportion by the Wilson score method.
///
/// Both arguments count trials; the limits are shares in `0.0..=1.0`. With no
/// trials nothing can be said, and the result is `None`.
///
/// Source: Wilson EB, J Am Stat Assoc 1927;22:209-212.
pub fn wilson(x: u64, n: u64) -> Option<Limits> {
    wilson_of(x as f64, n as f64)
}

/// Returns Wilson's limits of numbers that need not be whole, as effective
/// numbers of trials are not.
pub fn wilson_of(x: f64, n: f64) -> Option<Limits> {
    if n <= 0.0 {
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

/// Returns the 95 % limits of a Poisson count: exact below
/// [`BYAR_FROM`] events, Byar's approximation from there.
///
/// Sources: Garwood F, Biometrika 1936;28:437-442 (exact); Breslow NE, Day
/// NE, Statistical Methods in Cancer Research II, IARC 1987, p. 69 (Byar).
pub fn poisson(x: u64) -> Limits {
    if x < BYAR_FROM { exact_poisson(x, 0.025) } else { byar(x) }
}

/// Returns Garwood's exact limits of a Poisson count, with the probability
/// `tail` beyond each: 0.025 for limits of 95 %.
pub fn exact_poisson(x: u64, tail: f64) -> Limits {
    let count = x as f64;
    Limits {
        lower: if x == 0 { 0.0 } else { gamma_quantile(count, tail) },
        upper: gamma_quantile(count + 1.0, 1.0 - tail),
    }
}

/// Returns Byar's approximation of the limits of a Poisson count.
fn byar(x: u64) -> Limits {
    let limit =
        |count: f64, z: f64| count * (1.0 - 1.0 / (9.0 * count) + z / (3.0 * count.sqrt())).powi(3);
    Limits { lower: limit(x as f64, -Z95), upper: limit(x as f64 + 1.0, Z95) }
}

/// Returns the quantile of a gamma distribution with the given shape and unit
/// scale, which is half a chi-square quantile of twice the degrees.
///
/// By bisection on the regularised incomplete gamma function: the library's
/// own inverse stops at four digits.
fn gamma_quantile(shape: f64, probability: f64) -> f64 {
    let mut low = 0.0;
    let mut high = shape + 20.0 * shape.sqrt() + 20.0;
    while high - low > 1e-13 * high {
        let middle = 0.5 * (low + high);
        if middle == low || middle == high {
            break;
        }
        if gamma_lr(shape, middle) < probability { low = middle } else { high = middle }
    }
    0.5 * (low + high)
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
    fn a_proportion_of_nothing_has_no_limits() {
        assert_eq!(wilson(0, 0), None);
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
        let (exact, approximate) = (exact_poisson(10, 0.025), byar(10));
        assert!((exact.lower - approximate.lower).abs() < 0.03);
        assert!((exact.upper - approximate.upper).abs() < 0.03);
    }
}
