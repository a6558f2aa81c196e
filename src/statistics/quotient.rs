//! The location quotient: how much of a place's trials are of one kind,
//! compared with a reference that leaves the place out.

use super::fisher::fisher;
use super::limits::{Limits, Z95};

/// Below this many trials of the kind, limits are by profile likelihood.
pub const DELTA_FROM: u64 = 10;

/// The four counts of trials that a location quotient compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    /// Trials of the kind in the place.
    pub kind: u64,
    /// All trials in the place.
    pub all: u64,
    /// Trials of the kind in the reference, those of the place left out.
    pub reference_kind: u64,
    /// All trials in the reference, those of the place left out.
    pub reference_all: u64,
}

impl Counts {
    /// Returns the quotient of the two shares, or `None` when the reference
    /// has no trial of the kind, or either side no trials at all, or more of
    /// the kind than of all.
    pub fn quotient(&self) -> Option<f64> {
        let more = self.kind > self.all || self.reference_kind > self.reference_all;
        if self.all == 0 || self.reference_kind == 0 || more {
            return None;
        }
        let place = self.kind as f64 / self.all as f64;
        let reference = self.reference_kind as f64 / self.reference_all as f64;
        Some(place / reference)
    }

    /// Returns the trials of the kind that the place would have if its mix
    /// were the reference's.
    pub fn expected(&self) -> f64 {
        if self.reference_all == 0 {
            return 0.0;
        }
        self.all as f64 * self.reference_kind as f64 / self.reference_all as f64
    }

    /// Returns 95 % limits of the quotient: log-delta from
    /// [`DELTA_FROM`] trials of the kind, profile likelihood below.
    pub fn limits(&self) -> Option<Limits> {
        self.quotient()?;
        if self.kind >= DELTA_FROM { self.delta_limits() } else { self.profile_limits() }
    }

    /// Returns the limits by the delta method on the logarithm.
    ///
    /// se² = 1/x - 1/n + 1/y - 1/m. `None` of no trials of the kind. When all
    /// trials on both sides are of the kind they have no width.
    ///
    /// Source: Katz D et al, Biometrics 1978;34:469-474.
    pub fn delta_limits(&self) -> Option<Limits> {
        let quotient = self.quotient().filter(|&q| q > 0.0)?;
        let inverse = |count: u64| 1.0 / count as f64;
        let variance = inverse(self.kind) - inverse(self.all) + inverse(self.reference_kind)
            - inverse(self.reference_all);
        let factor = (Z95 * variance.max(0.0).sqrt()).exp();
        Some(Limits { lower: quotient / factor, upper: quotient * factor })
    }

    /// Returns the limits by profile likelihood.
    ///
    /// Those quotients whose likelihood ratio against the best one stays
    /// within the chi-square quantile of 95 % with one degree of freedom.
    ///
    /// Source: Beyene J, Moineddin R, BMC Med Res Methodol 2005;5:32.
    pub fn profile_limits(&self) -> Option<Limits> {
        let quotient = self.quotient()?;
        let best = self.log_likelihood(quotient);
        let outside = |theta: f64| 2.0 * (best - self.log_likelihood(theta)) > Z95 * Z95;

        // With no trial of the kind the likelihood only falls from zero on.
        let start = if quotient > 0.0 { quotient } else { 1e-9 };
        let lower = if quotient > 0.0 { cross(start, 0.5, &outside) } else { 0.0 };
        Some(Limits { lower, upper: cross(start, 2.0, &outside) })
    }

    /// Returns the log likelihood of a quotient, at the reference share that
    /// makes it largest.
    fn log_likelihood(&self, theta: f64) -> f64 {
        let (x, n) = (self.kind as f64, self.all as f64);
        let (y, m) = (self.reference_kind as f64, self.reference_all as f64);

        // The best reference share solves a quadratic: its smaller root.
        let a = theta * (n + m);
        let b = theta * (n + y) + m + x;
        let c = x + y;
        let root = (b * b - 4.0 * a * c).max(0.0).sqrt();
        let share = 2.0 * c / (b + root);
        term(x, theta * share)
            + term(n - x, 1.0 - theta * share)
            + term(y, share)
            + term(m - y, 1.0 - share)
    }

    /// Returns the two-sided p-value of [`fisher`]'s exact test of the two
    /// shares.
    pub fn fisher(&self) -> Option<f64> {
        fisher(self.kind, self.all, self.reference_kind, self.reference_all)
    }

    /// Returns the symmetric form of the quotient, (LQ - 1)/(LQ + 1), in
    /// `-1.0..1.0`: as far from zero for half as for double.
    pub fn symmetric(&self) -> Option<f64> {
        self.quotient().map(|quotient| (quotient - 1.0) / (quotient + 1.0))
    }
}

/// Returns `count` times the logarithm of `share`, which is nothing when the
/// count is nothing.
fn term(count: f64, share: f64) -> f64 {
    if count == 0.0 { 0.0 } else { count * share.max(f64::MIN_POSITIVE).ln() }
}

/// Returns the point at which `outside` begins to hold, going from `start` in
/// steps of `factor`, to twelve digits.
fn cross(start: f64, factor: f64, outside: &dyn Fn(f64) -> bool) -> f64 {
    let (mut inside, mut beyond) = (start, start * factor);
    while !outside(beyond) {
        (inside, beyond) = (beyond, beyond * factor);
        if !(1e-12..1e12).contains(&beyond) {
            return beyond;
        }
    }
    for _ in 0..60 {
        let middle = (inside * beyond).sqrt();
        if outside(middle) { beyond = middle } else { inside = middle }
    }
    (inside * beyond).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The worked example of the method's paper: 41 of 212 against 5,359 of
    /// 40,788.
    const LARGE: Counts =
        Counts { kind: 41, all: 212, reference_kind: 5_359, reference_all: 40_788 };
    /// Its small-number companion: 3 of 212 against 297 of 40,788.
    const SMALL: Counts = Counts { kind: 3, all: 212, reference_kind: 297, reference_all: 40_788 };

    /// Asserts that `value` prints as the golden number does.
    fn assert_prints(value: f64, decimals: usize, golden: &str) {
        assert_eq!(format!("{value:.decimals$}"), golden);
    }

    #[test]
    fn quotients_are_the_golden_ones() {
        assert_prints(LARGE.quotient().unwrap(), 4, "1.4720");
        assert_prints(SMALL.quotient().unwrap(), 4, "1.9434");
    }

    #[test]
    fn delta_limits_are_the_golden_ones() {
        let limits = LARGE.delta_limits().unwrap();
        assert_prints(limits.lower, 4, "1.1169");
        assert_prints(limits.upper, 4, "1.9399");
        let limits = SMALL.delta_limits().unwrap();
        assert_prints(limits.lower, 2, "0.63");
        assert_prints(limits.upper, 2, "6.01");
    }

    #[test]
    fn profile_limits_are_the_golden_ones() {
        let limits = LARGE.profile_limits().unwrap();
        assert_prints(limits.lower, 4, "1.0956");
        assert_prints(limits.upper, 4, "1.9058");
        let limits = SMALL.profile_limits().unwrap();
        assert_prints(limits.lower, 2, "0.48");
        assert_prints(limits.upper, 2, "5.02");
    }

    #[test]
    fn the_method_changes_at_ten_trials_of_the_kind() {
        let nine = Counts { kind: 9, ..LARGE };
        assert_eq!(nine.limits(), nine.profile_limits());
        let ten = Counts { kind: 10, ..LARGE };
        assert_eq!(ten.limits(), ten.delta_limits());
    }

    #[test]
    fn no_trial_of_the_kind_is_zero_with_an_upper_limit() {
        let none = Counts { kind: 0, ..SMALL };
        assert_eq!(none.quotient(), Some(0.0));
        let limits = none.limits().unwrap();
        assert_eq!(limits.lower, 0.0);
        assert!(limits.upper > 1.0 && limits.upper < 3.0, "{limits:?}");
    }

    #[test]
    fn a_kind_that_the_reference_lacks_has_no_quotient() {
        let counts = Counts { kind: 3, all: 212, reference_kind: 0, reference_all: 40_788 };
        assert_eq!(counts.quotient(), None);
        assert_eq!(counts.limits(), None);
        assert!(counts.fisher().unwrap() < 1e-5);
    }

    #[test]
    fn double_and_half_are_as_far_from_one() {
        let double = Counts { kind: 2, all: 4, reference_kind: 1, reference_all: 4 };
        let half = Counts { kind: 1, all: 4, reference_kind: 2, reference_all: 4 };
        assert_eq!(double.symmetric(), half.symmetric().map(|symmetric| -symmetric));
    }

    #[test]
    fn more_of_the_kind_than_of_all_is_no_table() {
        let wrong = Counts { kind: 5, all: 4, reference_kind: 1, reference_all: 4 };
        assert_eq!((wrong.quotient(), wrong.limits(), wrong.fisher()), (None, None, None));
    }
}
