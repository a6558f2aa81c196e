//! The location quotient: how much of a place's trials are of one kind,
//! compared with a reference that leaves the place out.

use statrs::function::factorial::ln_binomial;

use super::interval::{Limits, Z95};

/// Below this many trials of the kind, limits are by profile likelihood.
pub const DELTA_FROM: u64 = 10;

/// The relative tolerance within which two table probabilities count as tied
/// in Fisher's test.
const TIE: f64 = 1e-7;

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
    /// has no trial of the kind, or either side no trials at all.
    pub fn quotient(&self) -> Option<f64> {
        if self.all == 0 || self.reference_kind == 0 {
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

    /// Returns the two-sided p-value of Fisher's exact test: the probability,
    /// with all margins fixed, of tables no likelier than this one.
    ///
    /// `None` when either side has no trials.
    pub fn fisher(&self) -> Option<f64> {
        if self.all == 0 || self.reference_all == 0 {
            return None;
        }
        let total_kind = self.kind + self.reference_kind;
        let first = total_kind.saturating_sub(self.reference_all);
        let last = total_kind.min(self.all);
        let log_probability = |k: u64| {
            ln_binomial(self.all, k) + ln_binomial(self.reference_all, total_kind - k)
                - ln_binomial(self.all + self.reference_all, total_kind)
        };
        let observed = log_probability(self.kind) + TIE;
        let sum: f64 =
            (first..=last).map(log_probability).filter(|&log| log <= observed).map(f64::exp).sum();
        Some(sum.min(1.0))
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
    fn fishers_tea_lady_guessed_three_of_four() {
        let tea = Counts { kind: 3, all: 4, reference_kind: 1, reference_all: 4 };
        assert!((tea.fisher().unwrap() - 0.485714).abs() < 1e-6);
    }
}
