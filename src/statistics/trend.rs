//! Poisson regression of yearly counts on the year.
//!
//! ln E(y) = a + b t, with the logarithm of the exposure beside it; exp(b) is
//! by what the count is multiplied each year. Given the total, the years'
//! counts are multinomial and `a` drops out: the estimate, its error and its
//! likelihood need `b` alone, which no iteration can lose.
//!
//! Sources: McCullagh P, Nelder JA, Generalized Linear Models, 2nd ed, 1989,
//! chapter 6; the dispersion of section 4.5.2; Venzon DJ, Moolgavkar SH, J R
//! Stat Soc C 1988;37:87-94, for the likelihood interval.

use super::distribution::{student_p, student_upper, two_sided_p};
use super::limits::{Limits, MOST, Z95, is_exposure};

/// A year's count.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Yearly {
    /// The year.
    pub year: i32,
    /// What was counted.
    pub count: u64,
    /// What it was counted of, such as inhabitants; one when of nothing.
    pub exposure: f64,
}

/// How counts vary about the trend.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dispersion {
    /// As Poisson's do: by chance alone.
    Poisson,
    /// By more, as much as they show (quasi-Poisson), with Student's quantile.
    /// Never by less than chance.
    Quasi,
}

/// A yearly change.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Trend {
    /// By what the count is multiplied each year.
    pub ratio: f64,
    /// Its 95 % limits by the standard error.
    pub wald: Limits,
    /// Its 95 % limits by the likelihood, which are better of few counts.
    pub likelihood: Limits,
    /// Pearson's chi-square over its degrees of freedom: about one when there
    /// is chance alone. `None` of two years.
    pub dispersion: Option<f64>,
    /// The two-sided p-value of no change, by the standard error and the same
    /// distribution as its limits.
    pub p: f64,
}

/// Returns the yearly change of counts.
///
/// `None` with fewer than two years (three for [`Dispersion::Quasi`]), with a
/// year twice, an exposure that is not above zero, or more than [`MOST`] events;
/// with no events, or with all of them in the first or the last year, which
/// would be an infinite change.
pub fn trend(years: &[Yearly], dispersion: Dispersion) -> Option<Trend> {
    let model = Model::new(years)?;
    let slope = model.slope()?;
    let freedom = years.len() as f64 - 2.0;
    let pearson = (freedom > 0.0).then(|| model.pearson(slope) / freedom);
    let error = (1.0 / (model.events * model.moments(slope).1)).sqrt();
    let (quantile, phi, p) = match dispersion {
        Dispersion::Poisson => (Z95, 1.0, two_sided_p(slope / error)),
        Dispersion::Quasi => {
            let phi = pearson?.max(1.0);
            (student_upper(freedom), phi, student_p(slope / (error * phi.sqrt()), freedom))
        }
    };
    let error = error * phi.sqrt();
    let drop = 0.5 * quantile * quantile * phi;
    let best = model.log_likelihood(slope);
    let is_outside = |slope: f64| best - model.log_likelihood(slope) > drop;
    Some(Trend {
        ratio: slope.exp(),
        wald: Limits {
            lower: (slope - quantile * error).exp(),
            upper: (slope + quantile * error).exp(),
        },
        likelihood: Limits {
            lower: border(slope, -error, &is_outside).exp(),
            upper: border(slope, error, &is_outside).exp(),
        },
        dispersion: pearson,
        p,
    })
}

/// The years with what the likelihood needs of them.
struct Model {
    /// Time from the first year, exposure and count.
    points: Vec<(f64, f64, f64)>,
    /// All events.
    events: f64,
    /// Their mean time.
    mean_time: f64,
}

impl Model {
    /// Returns the model of years of which a finite trend can be said.
    fn new(years: &[Yearly]) -> Option<Self> {
        let first = years.iter().map(|yearly| yearly.year).min()?;
        let last = years.iter().map(|yearly| yearly.year).max()?;
        let mut distinct: Vec<_> = years.iter().map(|yearly| yearly.year).collect();
        distinct.sort_unstable();
        distinct.dedup();
        let is_sound = years.iter().all(|y| is_exposure(y.exposure) && y.count <= MOST);
        if distinct.len() != years.len() || first == last || !is_sound {
            return None;
        }
        let all: u64 = years.iter().map(|yearly| yearly.count).sum();
        let at = |year| years.iter().filter(move |y| y.year == year).map(|y| y.count).sum::<u64>();
        if all == 0 || at(first) == all || at(last) == all {
            return None;
        }
        let time = |year: i32| f64::from(year) - f64::from(first);
        let points: Vec<_> =
            years.iter().map(|y| (time(y.year), y.exposure, y.count as f64)).collect();
        let events = all as f64;
        let mean_time = points.iter().map(|(time, _, count)| time * count).sum::<f64>() / events;
        Some(Self { points, events, mean_time })
    }

    /// Returns the logarithm of the sum of exposure times growth, and the share
    /// of the events that each year is expected to have.
    fn shares(&self, slope: f64) -> (f64, Vec<f64>) {
        let logs: Vec<_> =
            self.points.iter().map(|(time, exposure, _)| exposure.ln() + slope * time).collect();
        let largest = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let parts: Vec<_> = logs.iter().map(|log| (log - largest).exp()).collect();
        let sum: f64 = parts.iter().sum();
        (largest + sum.ln(), parts.iter().map(|part| part / sum).collect())
    }

    /// Returns mean and variance of the time at which an event is expected.
    fn moments(&self, slope: f64) -> (f64, f64) {
        let (_, shares) = self.shares(slope);
        let times = || self.points.iter().map(|(time, ..)| *time).zip(&shares);
        let mean: f64 = times().map(|(time, share)| time * share).sum();
        (mean, times().map(|(time, share)| (time - mean).powi(2) * share).sum())
    }

    /// Returns the slope at which events come, on average, when they came.
    fn slope(&self) -> Option<f64> {
        let is_late = |slope: f64| self.moments(slope).0 > self.mean_time;
        let (mut low, mut high) = (-1.0, 1.0);
        while is_late(low) {
            low *= 2.0;
        }
        while !is_late(high) {
            high *= 2.0;
            // Events so near to the last year that no double tells them apart.
            if high > 1e6 {
                return None;
            }
        }
        Some(bisect(low, high, &is_late)).filter(|slope| *slope > -1e6)
    }

    /// Returns the log likelihood of a slope, but for a constant.
    fn log_likelihood(&self, slope: f64) -> f64 {
        self.events * (slope * self.mean_time - self.shares(slope).0)
    }

    /// Returns Pearson's chi-square of the fit.
    fn pearson(&self, slope: f64) -> f64 {
        let (_, shares) = self.shares(slope);
        let expected = shares.iter().map(|share| share * self.events);
        let counts = self.points.iter().map(|(_, _, count)| *count);
        counts.zip(expected).map(|(count, mean)| (count - mean).powi(2) / mean).sum()
    }
}

/// Returns the point between two at which a condition begins to hold.
fn bisect(mut low: f64, mut high: f64, holds: &dyn Fn(f64) -> bool) -> f64 {
    for _ in 0..200 {
        let middle = 0.5 * (low + high);
        if middle == low || middle == high {
            break;
        }
        if holds(middle) { high = middle } else { low = middle }
    }
    0.5 * (low + high)
}

/// Returns where the likelihood has dropped far enough, going from the best
/// slope in steps that double.
fn border(best: f64, step: f64, is_outside: &dyn Fn(f64) -> bool) -> f64 {
    let mut reach = step;
    while !is_outside(best + reach) && reach.abs() < 1e6 {
        reach *= 2.0;
    }
    let at = bisect(0.0, 1.0, &|part| is_outside(best + part * reach));
    best + at * reach
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns counts of years from 2015 on.
    fn years(counts: &[u64]) -> Vec<Yearly> {
        let yearly = |(year, &count)| Yearly { year, count, exposure: 1.0 };
        (2015..).zip(counts).map(yearly).collect()
    }

    #[test]
    fn counts_that_double_each_year_have_a_ratio_of_two() {
        let trend = trend(&years(&[10, 20, 40, 80]), Dispersion::Poisson).unwrap();
        assert!((trend.ratio - 2.0).abs() < 1e-12);
        assert!(trend.dispersion.unwrap() < 1e-20 && trend.p < 1e-10);
        assert!(trend.wald.lower > 1.0 && trend.likelihood.lower > 1.0);
    }

    #[test]
    fn growth_of_what_it_is_counted_of_is_no_trend() {
        let per_head: Vec<_> = years(&[10, 20, 40])
            .into_iter()
            .map(|yearly| Yearly { exposure: yearly.count as f64, ..yearly })
            .collect();
        let trend = trend(&per_head, Dispersion::Poisson).unwrap();
        assert!((trend.ratio - 1.0).abs() < 1e-12 && trend.wald.contains(1.0));
    }

    #[test]
    fn counts_that_scatter_have_wider_limits() {
        let counts = years(&[100, 220, 90, 240, 110]);
        let narrow = trend(&counts, Dispersion::Poisson).unwrap();
        let wide = trend(&counts, Dispersion::Quasi).unwrap();
        assert!(narrow.dispersion.unwrap() > 10.0);
        assert!(
            wide.wald.upper > narrow.wald.upper && wide.likelihood.lower < narrow.likelihood.lower
        );
        assert_eq!(wide.ratio, narrow.ratio);
    }

    #[test]
    fn what_has_no_finite_trend_has_none() {
        for counts in [&[] as &[u64], &[5], &[0, 0, 0], &[0, 0, 7], &[7, 0, 0], &[MOST + 1, 3, 4]] {
            assert_eq!(trend(&years(counts), Dispersion::Poisson), None, "{counts:?}");
        }
        assert_eq!(trend(&years(&[3, 4]), Dispersion::Quasi), None);
        assert!(trend(&years(&[3, 4]), Dispersion::Poisson).is_some());
        let mut twice = years(&[3, 4, 5]);
        twice[1].year = 2015;
        assert_eq!(trend(&twice, Dispersion::Poisson), None);
    }

    #[test]
    fn years_at_the_ends_of_time_do_not_overflow() {
        let far = [
            Yearly { year: i32::MIN, count: 5, exposure: 1e-300 },
            Yearly { year: 0, count: 5, exposure: 1.0 },
            Yearly { year: i32::MAX, count: 5, exposure: 1e300 },
        ];
        let _ = trend(&far, Dispersion::Quasi);
    }
}
