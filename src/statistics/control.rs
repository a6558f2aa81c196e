//! Where a place stands among others: a funnel around those, with limits that
//! are exact where counts are small and wide where places differ by more than
//! chance.
//!
//! The place that is looked at is not among the others: neither the target nor
//! the over-dispersion knows it, so it cannot hide itself.

use statrs::distribution::{ContinuousCDF, Gamma};

use super::distribution::{beta_cdf, normal_upper};
use super::funnel::{rate_error, share_error};
use super::limits::{Limits, tail_of};
use super::overdispersion::{Measured, Overdispersion, overdispersion};

/// How often an interval is halved when a limit is looked for: more than a
/// number has digits.
const HALVINGS: usize = 80;

/// What a funnel is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quantity {
    /// Events among trials: a share.
    Share,
    /// Events over an exposure, such as inhabitants times years: a rate.
    Rate,
}

/// What was counted of a place, and out of how much.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    /// The events.
    pub events: u64,
    /// The trials, or the exposure.
    pub size: u64,
}

impl Counted {
    /// Returns the share or the rate; `None` of nothing.
    pub fn value(self) -> Option<f64> {
        (self.size > 0).then(|| self.events as f64 / self.size as f64)
    }
}

/// A funnel around a group of places.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Funnel {
    /// What it is of.
    pub quantity: Quantity,
    /// The places' events together over their sizes together.
    pub target: f64,
    /// How much they differ around it; `None` where that cannot be told.
    pub overdispersion: Option<Overdispersion>,
}

impl Funnel {
    /// Returns the funnel around places.
    ///
    /// `None` when there is nothing among them to have events.
    pub fn around(places: &[Counted], quantity: Quantity) -> Option<Self> {
        let events: u64 = places.iter().map(|place| place.events).sum();
        let size: u64 = places.iter().map(|place| place.size).sum();
        let target = Counted { events, size }.value()?;
        let mut funnel = Self { quantity, target, overdispersion: None };
        let measured = places.iter().filter_map(|place| {
            Some(Measured { value: place.value()?, standard_error: funnel.error(place.size)? })
        });
        let measured: Vec<_> = measured.collect();
        funnel.overdispersion = overdispersion(&measured, target);
        Some(funnel)
    }

    /// Returns the variance of the places' own levels; zero when chance
    /// explains all that they differ by.
    pub fn tau_squared(&self) -> f64 {
        self.overdispersion.map_or(0.0, |over| over.tau_squared)
    }

    /// Returns the standard error of a place of some size at the target.
    fn error(&self, size: u64) -> Option<f64> {
        match self.quantity {
            Quantity::Share => share_error(self.target, size),
            Quantity::Rate => rate_error(self.target, size as f64),
        }
    }

    /// Returns the limits for a place of some size, with the probability
    /// `tail` beyond each.
    ///
    /// The exact ones, and where the others differ by more than chance, the
    /// wider of these and target ∓ z sqrt(s² + tau²): the normal approximation
    /// alone would be too narrow where counts are small. `None` of no size.
    ///
    /// Source: Spiegelhalter DJ, Stat Med 2005;24:1185-1202.
    pub fn limits(&self, size: u64, tail: f64) -> Option<Limits> {
        let exact = match self.quantity {
            Quantity::Share => exact_share(self.target, size, tail)?,
            Quantity::Rate => exact_rate(self.target, size as f64, tail)?,
        };
        let (Some(over), Some(error)) = (self.overdispersion, self.error(size)) else {
            return Some(exact);
        };
        if over.tau_squared == 0.0 {
            return Some(exact);
        }
        let widened = over.limits(error, normal_upper(tail_of(tail)));
        let most = if self.quantity == Quantity::Share { 1.0 } else { f64::INFINITY };
        Some(Limits {
            lower: exact.lower.min(widened.lower).max(0.0),
            upper: exact.upper.max(widened.upper).min(most),
        })
    }
}

/// Returns the exact limits of a rate over an exposure, if the rate is
/// `target`, with the probability `tail` beyond each.
///
/// A count is beyond the upper one exactly when so many or more have a smaller
/// probability than `tail`; between whole counts the incomplete gamma function
/// leads on. A lower limit of zero is none: no count lies below it.
fn exact_rate(target: f64, exposure: f64, tail: f64) -> Option<Limits> {
    rate_error(target, exposure)?;
    if target == 0.0 {
        return Some(Limits { lower: 0.0, upper: 0.0 });
    }
    let (expected, tail) = (target * exposure, tail_of(tail));
    // The probability of at least so many.
    let at_least = |count: f64| Gamma::new(count, 1.0).map_or(1.0, |gamma| gamma.cdf(expected));
    let most = expected + 20.0 * expected.sqrt() + 60.0;
    let upper = crossing(0.0, most, |count| at_least(count) > tail);
    let lower = match at_least(1.0) {
        some if 1.0 - some >= tail => 0.0,
        _ => crossing(0.0, expected, |count| 1.0 - at_least(count + 1.0) < tail),
    };
    Some(Limits { lower, upper }.scaled(1.0 / exposure))
}

/// Returns the exact limits of a share of `n` trials, if the share is
/// `target`, with the probability `tail` beyond each; see [`exact_rate`].
fn exact_share(target: f64, n: u64, tail: f64) -> Option<Limits> {
    share_error(target, n)?;
    if target == 0.0 || target == 1.0 {
        return Some(Limits { lower: target, upper: target });
    }
    let (n, tail) = (n as f64, tail_of(tail));
    let at_least = |count: f64| beta_cdf(count, n - count + 1.0, target);
    let upper = match at_least(n) {
        all if all >= tail => n,
        _ => crossing(0.0, n, |count| count == 0.0 || at_least(count) > tail),
    };
    let lower = match at_least(1.0) {
        some if 1.0 - some >= tail => 0.0,
        _ => crossing(0.0, n, |count| count < n && 1.0 - at_least(count + 1.0) < tail),
    };
    Some(Limits { lower, upper }.scaled(1.0 / n))
}

/// Returns where a statement that holds at `low` ceases to, below `high`.
fn crossing(mut low: f64, mut high: f64, holds: impl Fn(f64) -> bool) -> f64 {
    for _ in 0..HALVINGS {
        let middle = 0.5 * (low + high);
        if holds(middle) { low = middle } else { high = middle }
    }
    0.5 * (low + high)
}

#[cfg(test)]
mod tests {
    use super::super::{binomial_at_least, exact_poisson};
    use super::*;

    /// Returns places of equal size with these events.
    fn places(events: &[u64], size: u64) -> Vec<Counted> {
        events.iter().map(|&events| Counted { events, size }).collect()
    }

    #[test]
    fn of_five_events_expected_none_is_not_beyond_and_fourteen_are() {
        // P(0) = 0.0067; P(>= 13) = 0.0020, P(>= 14) = 0.0007.
        let limits = exact_rate(5.0, 1.0, 0.001).unwrap();
        assert_eq!(limits.lower, 0.0);
        assert!(13.0 < limits.upper && limits.upper < 14.0, "{limits:?}");
    }

    #[test]
    fn no_event_is_beyond_when_seven_were_to_be_expected() {
        // exp(-6.9) = 0.00101, exp(-7) = 0.00091.
        assert_eq!(exact_rate(6.9, 1.0, 0.001).unwrap().lower, 0.0);
        assert!(exact_rate(7.0, 1.0, 0.001).unwrap().lower > 0.0);
    }

    #[test]
    fn a_count_is_beyond_the_limits_when_the_target_is_beyond_its_own() {
        for (target, x) in [(0.4, 3), (3.0, 11), (15.0, 9), (27.0, 9), (120.0, 90), (120.0, 160)] {
            let (limits, own) = (exact_rate(target, 1.0, 0.001).unwrap(), exact_poisson(x, 0.001));
            assert_eq!((x as f64) > limits.upper, own.lower > target, "{x} of {target}");
            assert_eq!((x as f64) < limits.lower, own.upper < target, "{x} of {target}");
        }
        for (target, x, n) in [(0.007, 1, 10), (0.007, 4, 10), (0.6, 0, 10), (0.9, 30, 30)] {
            let limits = exact_share(target, n, 0.001).unwrap();
            let value = x as f64 / n as f64;
            assert_eq!(value > limits.upper, binomial_at_least(x, n, target) < 0.001);
            let at_most = 1.0 - binomial_at_least(x + 1, n, target);
            assert_eq!(value < limits.lower, at_most < 0.001, "{x} of {n}");
        }
    }

    #[test]
    fn places_that_are_alike_have_the_exact_limits() {
        let funnel = Funnel::around(&places(&[9, 10, 11, 10], 100), Quantity::Share).unwrap();
        assert_eq!((funnel.target, funnel.tau_squared()), (0.1, 0.0));
        assert_eq!(funnel.limits(100, 0.001), exact_share(0.1, 100, 0.001));
    }

    #[test]
    fn places_that_differ_widen_the_limits_of_the_large_most() {
        // Twenty places with half and one and a half times the average: 50 or 150 events.
        let events: Vec<_> = (0..20).map(|at| if at % 2 == 0 { 50 } else { 150 }).collect();
        let funnel = Funnel::around(&places(&events, 1000), Quantity::Rate).unwrap();
        // z is 5 or -5: tau² = (20 * 25 - 19)/(19/0.0001).
        assert!((funnel.tau_squared() - 481.0 * 0.0001 / 19.0).abs() < 1e-12);
        let wider = |size: u64| {
            let exact = exact_rate(0.1, size as f64, 0.001).unwrap();
            let limits = funnel.limits(size, 0.001).unwrap();
            (limits.upper - 0.1) / (exact.upper - 0.1)
        };
        assert_eq!(wider(3), 1.0);
        assert!(wider(1000) > 4.0 && wider(10_000) > 3.0 * wider(1000));
        // What lies at 1.5 times the average is no outlier among these.
        assert!(funnel.limits(1000, 0.001).unwrap().contains(0.15));
    }

    #[test]
    fn nothing_around_has_no_funnel() {
        assert_eq!(Funnel::around(&[], Quantity::Rate), None);
        assert_eq!(Funnel::around(&places(&[0, 0], 0), Quantity::Share), None);
        let none = Funnel::around(&places(&[0, 0], 50), Quantity::Share).unwrap();
        assert_eq!(none.limits(40, 0.001).unwrap(), Limits { lower: 0.0, upper: 0.0 });
        assert_eq!(none.limits(0, 0.001), None);
        let all = Funnel::around(&places(&[50, 50], 50), Quantity::Share).unwrap();
        assert_eq!(all.limits(40, 0.001).unwrap(), Limits { lower: 1.0, upper: 1.0 });
    }
}
