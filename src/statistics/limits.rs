//! What the methods return, and the levels at which they do.

/// The standard normal quantile of 97.5 %, for two-sided limits of 95 %.
pub const Z95: f64 = 1.959_963_984_540_054;

/// The standard normal quantile of 99.9 %, for two-sided limits of 99.8 %.
pub const Z998: f64 = 3.090_232_306_167_813;

/// The largest count that the exact methods take.
///
/// The world has half a million trials and eight billion inhabitants; the
/// latter are exposures, which are not counts. Beyond it sums would take
/// seconds, and rounding would eat the digits.
pub const MOST: u64 = 1_000_000_000;

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

    /// Returns whether a value lies between the limits, or on one.
    pub fn contains(&self, value: f64) -> bool {
        self.lower <= value && value <= self.upper
    }
}

/// A value with its limits.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The value.
    pub value: f64,
    /// Its limits.
    pub limits: Limits,
}

impl Estimate {
    /// Returns value and limits multiplied by `factor`.
    pub fn scaled(self, factor: f64) -> Self {
        Self { value: self.value * factor, limits: self.limits.scaled(factor) }
    }
}

/// Returns whether a number is finite and above zero, as an exposure must be.
pub(super) fn is_exposure(number: f64) -> bool {
    number.is_finite() && number > 0.0
}

/// Returns a probability beyond a limit as one that there can be: taken into
/// `1e-12..=0.5`, the least of what is no number.
pub(super) fn tail_of(tail: f64) -> f64 {
    if tail > 1e-12 { tail.min(0.5) } else { 1e-12 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_belongs_to_its_interval() {
        let limits = Limits { lower: 0.9, upper: 1.2 };
        assert!(limits.contains(0.9) && limits.contains(1.0) && limits.contains(1.2));
        assert!(!limits.contains(0.899) && !limits.contains(1.201) && !limits.contains(f64::NAN));
    }
}
