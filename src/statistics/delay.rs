//! Delay: how a time between two events spreads the later one over years.
//!
//! The time is gamma distributed with a given mean and coefficient of variation.
//! Events of a calendar year are spread evenly over it.

use statrs::distribution::{ContinuousCDF, Gamma};

/// Points at which a year is looked at: the middles of its months.
const POINTS: u32 = 12;

/// A waiting longer than so many means says no more than this one.
const LONGEST: f64 = 2.0;

/// A time between two events, in years.
#[derive(Debug, Clone, Copy)]
pub struct Delay {
    /// Its mean.
    mean: f64,
    /// Its distribution.
    gamma: Gamma,
}

impl Delay {
    /// Returns the delay of a mean in years and a coefficient of variation; `None`
    /// unless both are above zero and finite.
    pub fn new(mean: f64, variation: f64) -> Option<Self> {
        let shape = 1.0 / (variation * variation);
        let gamma = Gamma::new(shape, shape / mean).ok()?;
        let is_delay = mean.is_finite() && mean > 0.0 && shape.is_finite();
        is_delay.then_some(Self { mean, gamma })
    }

    /// Returns the mean.
    pub fn mean(&self) -> f64 {
        self.mean
    }

    /// Returns the probability that no more than `years` pass.
    pub fn within(&self, years: f64) -> f64 {
        if years > 0.0 { self.gamma.cdf(years) } else { 0.0 }
    }

    /// Returns the integral of [`within`](Self::within) up to `years`, which is a
    /// whole number: the share that is through, times the years, of what comes
    /// evenly from now on.
    pub fn through(&self, years: u32) -> f64 {
        let points = (0..years * POINTS).map(|at| (f64::from(at) + 0.5) / f64::from(POINTS));
        points.map(|at| self.within(at)).sum::<f64>() / f64::from(POINTS)
    }

    /// Returns which share of what happens evenly over a year is followed in the
    /// same year, in the next, and so on for `years` years.
    pub fn lags(&self, years: u32) -> Vec<f64> {
        let until: Vec<_> = (0..=years).map(|year| self.through(year)).collect();
        let by_end = |year: usize| if year == 0 { 0.0 } else { until[year] - until[year - 1] };
        (0..years as usize).map(|year| by_end(year + 1) - by_end(year)).collect()
    }

    /// Returns the probability that what has waited for `age` years ends within
    /// the year that begins after `year` more. An age below zero has yet to begin.
    pub fn due(&self, age: f64, year: u32) -> f64 {
        let age = age.min(LONGEST * self.mean);
        let (from, until) = (age + f64::from(year), age + f64::from(year) + 1.0);
        (self.within(until) - self.within(from)) / (1.0 - self.within(age))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn delay() -> Delay {
        Delay::new(1.65, 0.5).unwrap()
    }

    #[test]
    fn lags_add_to_one_and_have_the_mean_of_the_delay() {
        let lags = delay().lags(14);
        assert!((lags.iter().sum::<f64>() - 1.0).abs() < 1e-6);
        // By the calendar a delay of 1.65 years is as many years later on average.
        let mean: f64 = lags.iter().zip(0..).map(|(share, year)| share * f64::from(year)).sum();
        assert!((mean - 1.65).abs() < 1e-3, "{mean}");
    }

    #[test]
    fn what_waits_ends_some_day() {
        for age in [-0.4, 0.0, 1.0, 3.0] {
            let all: f64 = (0..40).map(|year| delay().due(age, year)).sum();
            assert!((all - 1.0).abs() < 1e-6, "{age}: {all}");
        }
        // The longest wait is the same however long it is.
        assert_eq!(delay().due(3.3, 0), delay().due(30.0, 0));
    }

    #[test]
    fn what_takes_no_time_or_has_no_spread_is_no_delay() {
        for (mean, variation) in [(0.0, 0.5), (-1.0, 0.5), (1.0, 0.0), (f64::NAN, 0.5)] {
            assert!(Delay::new(mean, variation).is_none(), "{mean} {variation}");
        }
    }
}
