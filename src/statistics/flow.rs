//! Flow: how many events follow on others that came before, years ahead.
//!
//! Each year has an exposure: the earlier events that are due to be followed in
//! it. The rate of followers per exposure is learnt from the years that have
//! passed, together with what is known from elsewhere (a prior), by the gamma and
//! Poisson rule: mean (a + O) / (b + X) of prior events a on exposure b and
//! observed events O on exposure X.
//!
//! Where the level drifts, the years long past tell less of it than the last one.
//! A year counts by how many years ago it was, to the power of them: the memory,
//! which is the share that Kalman's filter of a level walking at random leaves to
//! what was known before ([`FlowHistory::memory`]). It is found from the drift and
//! the counts, and not chosen.
//!
//! Three things make the future wider than Poisson: the rate is not known, its
//! level drifts from year to year (a random walk of its logarithm), and events
//! come in bunches (negative binomial with variance φ times the mean). φ is
//! Pearson's chi-square over its degrees of freedom, at least 1.
//!
//! Sources: Gelman A et al, Bayesian Data Analysis, 3rd ed, ch 2.6 (gamma and
//! Poisson); McCullagh P, Nelder JA, Generalized Linear Models, 2nd ed, ch 6.2 (φ);
//! Harvey AC, Forecasting, Structural Time Series Models and the Kalman Filter,
//! 1989, ch 4.1 (the steady state of a local level).

use super::draws::Draws;

/// Events and exposures of years that have passed, in their order.
#[derive(Debug, Clone, PartialEq)]
pub struct FlowHistory {
    /// Events of each year.
    pub events: Vec<f64>,
    /// What was due in each year.
    pub exposures: Vec<f64>,
}

impl FlowHistory {
    /// Returns the events of all years, and what was due in them, each year weighted by a memory: the last year counts
    /// whole, the one before by the memory, the one before that by its square.
    pub fn totals(&self, memory: f64) -> (f64, f64) {
        let sum = |years: &[f64]| years.iter().fold(0.0, |sum, year| sum * memory + year);
        (sum(&self.events), sum(&self.exposures))
    }

    /// Returns how many years these are when each is weighted by a memory.
    pub fn years(&self, memory: f64) -> f64 {
        self.events.iter().fold(0.0, |sum, _| sum * memory + 1.0)
    }

    /// Returns how much a year counts beside the one after it, in `0..=1`, when the level's logarithm takes steps of a
    /// standard deviation between years: 1 where it does not drift.
    ///
    /// With q the variance of a step over that of a year's count on a logarithmic scale, the filter of a local level
    /// gives the newest year the share (√(q² + 4q) - q) / 2, and the memory is the rest.
    pub fn memory(&self, drift: f64) -> f64 {
        let chance: f64 = self.events.iter().map(|n| 1.0 / (n + 0.5)).sum();
        if self.events.is_empty() {
            return 1.0;
        }
        let q = drift * drift / (chance / self.events.len() as f64);
        1.0 - ((q * q + 4.0 * q).sqrt() - q) / 2.0
    }

    /// Returns the dispersion φ of the events around a rate; 1 where nothing was
    /// expected, or of less than two years.
    pub fn dispersion(&self, rate: f64) -> f64 {
        let expected: Vec<_> = self.exposures.iter().map(|exposure| rate * exposure).collect();
        if expected.len() < 2 || expected.iter().any(|mean| mean.is_nan() || *mean <= 0.0) {
            return 1.0;
        }
        let pairs = self.events.iter().zip(&expected);
        let pearson: f64 = pairs.map(|(seen, mean)| (seen - mean).powi(2) / mean).sum();
        (pearson / (expected.len() - 1) as f64).max(1.0)
    }

    /// Returns the standard deviation of a year's step of the level's logarithm,
    /// with what chance alone explains taken away.
    ///
    /// From the squares of the steps between years, less the variance that two
    /// Poisson counts have; half an event is added to each.
    pub fn drift(&self, rate: f64) -> f64 {
        let years = self.events.iter().zip(&self.exposures);
        let logs: Vec<_> =
            years.map(|(seen, exposure)| ((seen + 0.5) / (rate * exposure + 0.5)).ln()).collect();
        let steps = logs.windows(2).map(|pair| (pair[1] - pair[0]).powi(2));
        let chance =
            self.events.windows(2).map(|pair| pair.iter().map(|n| 1.0 / (n + 0.5)).sum::<f64>());
        let excess: Vec<f64> = steps.zip(chance).map(|(step, chance)| step - chance).collect();
        if excess.is_empty() {
            return 0.0;
        }
        (excess.iter().sum::<f64>() / excess.len() as f64).max(0.0).sqrt()
    }
}

/// What is known of a flow, and what is due in the years ahead.
#[derive(Debug, Clone, PartialEq)]
pub struct Flow {
    /// Events of the prior.
    pub prior_events: f64,
    /// Their exposure.
    pub prior_exposure: f64,
    /// Events observed.
    pub events: f64,
    /// Their exposure.
    pub exposure: f64,
    /// What is due in each year ahead.
    pub ahead: Vec<f64>,
    /// The dispersion φ with which the rate is known.
    pub dispersion: f64,
    /// The dispersion φ of a year's events.
    pub spread: f64,
    /// The standard deviation of a year's step of the level's logarithm.
    pub drift: f64,
}

impl Flow {
    /// Returns the expected events of each year ahead, when the prior's rate is
    /// multiplied by `factor`.
    pub fn expected(&self, factor: f64) -> Vec<f64> {
        let rate = self.rate(factor);
        self.ahead.iter().map(|due| rate * due).collect()
    }

    /// Returns events of each year ahead that chance gives.
    pub fn draw(&self, factor: f64, draws: &mut Draws) -> Vec<u64> {
        let shape = (self.prior_events + self.events) / self.dispersion;
        let rate = draws.gamma(shape, self.rate(factor) / shape);
        let mut level = 1.0;
        let mut events = Vec::with_capacity(self.ahead.len());
        for due in &self.ahead {
            // Corrected, so that the mean stays where it is.
            level *= (self.drift * draws.normal() - 0.5 * self.drift * self.drift).exp();
            let mean = rate * due * level;
            let bunched = match self.spread > 1.0 {
                true => draws.gamma(mean / (self.spread - 1.0), self.spread - 1.0),
                false => mean,
            };
            events.push(draws.poisson(bunched));
        }
        events
    }

    /// Returns the rate of events per exposure; zero where nothing is known of it.
    fn rate(&self, factor: f64) -> f64 {
        let rate =
            (self.prior_events + self.events) / (self.prior_exposure / factor + self.exposure);
        if rate.is_finite() { rate } else { 0.0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::simulate;

    /// Ten events of a prior on twenty, forty observed on eighty: a half of what is due.
    fn flow() -> Flow {
        Flow {
            prior_events: 10.0,
            prior_exposure: 20.0,
            events: 40.0,
            exposure: 80.0,
            ahead: vec![20.0, 10.0],
            dispersion: 1.0,
            spread: 1.0,
            drift: 0.0,
        }
    }

    #[test]
    fn a_half_of_what_is_due_is_expected() {
        assert_eq!(flow().expected(1.0), [10.0, 5.0]);
        // A prior of twice the rate: 50 events on 10 + 80.
        assert!((flow().expected(2.0)[0] - 20.0 * 50.0 / 90.0).abs() < 1e-12);
    }

    /// Without drift and bunches, events are negative binomial with shape 50 and mean 10: variance 10 + 10²/50 = 12.
    #[test]
    fn draws_have_the_mean_and_the_variance_of_their_distribution() {
        let moments = |flow: &Flow| {
            let year = simulate(3, 20_000, |draws| {
                let first = flow.draw(1.0, draws)[0] as f64;
                vec![first, first * first]
            });
            (year[0].mean, year[1].mean - year[0].mean.powi(2))
        };
        let (mean, variance) = moments(&flow());
        assert!((mean - 10.0).abs() < 0.1 && (variance - 12.0).abs() < 0.5, "{mean} {variance}");
        // With bunches of φ = 3 the Poisson part is three times as large: 30 + 2.
        let (mean, variance) = moments(&Flow { spread: 3.0, ..flow() });
        assert!((mean - 10.0).abs() < 0.15 && (variance - 32.0).abs() < 1.5, "{mean} {variance}");
        // Drift leaves the mean and widens: 10 + E[m²] exp(0.25) - 100 with E[m²] = 102.
        let (mean, variance) = moments(&Flow { drift: 0.5, ..flow() });
        let expected = 10.0 + 102.0 * 0.25f64.exp() - 100.0;
        assert!(
            (mean - 10.0).abs() < 0.2 && (variance - expected).abs() < 3.0,
            "{mean} {variance}"
        );
    }

    #[test]
    fn dispersion_and_drift_are_those_of_the_years() {
        let even = FlowHistory { events: vec![10.0; 5], exposures: vec![20.0; 5] };
        assert_eq!(
            (even.totals(1.0), even.dispersion(0.5), even.drift(0.5)),
            ((50.0, 100.0), 1.0, 0.0)
        );
        // Pearson: (4² + 4²) / 10 / 1.
        let uneven = FlowHistory { events: vec![14.0, 6.0], exposures: vec![20.0, 20.0] };
        assert!((uneven.dispersion(0.5) - 3.2).abs() < 1e-12);
        let step = (14.5f64 / 6.5).ln().powi(2) - 1.0 / 14.5 - 1.0 / 6.5;
        assert!((uneven.drift(0.5) - step.sqrt()).abs() < 1e-12);
    }

    /// Steps as large as chance (q = 1) leave the golden ratio's part: 1 - (√5 - 1) / 2 = 0.381966.
    #[test]
    fn a_level_that_drifts_is_learnt_from_the_last_years() {
        let years = FlowHistory { events: vec![9.5; 4], exposures: vec![20.0; 4] };
        assert_eq!(years.memory(0.0), 1.0);
        assert!((years.memory(0.1f64.sqrt()) - 0.381_966_011).abs() < 1e-9);
        assert!(years.memory(10.0) < 0.01);
        let rising = FlowHistory { events: vec![8.0, 4.0, 2.0], exposures: vec![1.0; 3] };
        // 2 + 4 / 2 + 8 / 4 of 1 + 1 / 2 + 1 / 4.
        assert_eq!((rising.totals(0.5), rising.years(0.5)), ((6.0, 1.75), 1.75));
        assert_eq!((rising.totals(0.0), rising.years(1.0)), ((2.0, 1.0), 3.0));
    }

    #[test]
    fn nothing_comes_of_nothing() {
        let none =
            Flow { prior_events: 0.0, prior_exposure: 0.0, events: 0.0, exposure: 0.0, ..flow() };
        assert_eq!(none.expected(1.0), [0.0, 0.0]);
        assert_eq!(none.draw(1.0, &mut Draws::new(1, 0)), [0, 0]);
        let empty = FlowHistory { events: vec![], exposures: vec![] };
        assert_eq!((empty.dispersion(1.0), empty.drift(1.0), empty.memory(1.0)), (1.0, 0.0, 1.0));
    }
}
