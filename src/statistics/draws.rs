//! Random numbers of a seed.
//!
//! `statrs` samples only with a feature that brings another `rand`; so these
//! are the standard exact methods. The same seed and stream give the same
//! numbers on every machine with the same mathematical library.
//!
//! Sources: Marsaglia G, Tsang WW, ACM Trans Math Softw 2000;26:363-372 (gamma);
//! Ahrens JH, Dieter U, Computing 1974;12:223-246 (Poisson, binomial).

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use statrs::function::erf::erfc_inv;

use super::limits::is_exposure;

/// Below this many, events are drawn one by one.
const ONE_BY_ONE: f64 = 30.0;

/// A stream of random numbers.
pub struct Draws(ChaCha8Rng);

impl Draws {
    /// Opens a stream of a seed; each has numbers of its own.
    pub fn new(seed: u64, stream: u64) -> Self {
        let mut generator = ChaCha8Rng::seed_from_u64(seed);
        generator.set_stream(stream);
        Self(generator)
    }

    /// Returns a number between zero and one, neither of them included.
    pub fn uniform(&mut self) -> f64 {
        let number: f64 = self.0.random();
        // Half a step up from the multiples of 2^-53, of which zero is one.
        number + 0.5 / 9_007_199_254_740_992.0
    }

    /// Returns a standard normal number.
    pub fn normal(&mut self) -> f64 {
        -std::f64::consts::SQRT_2 * erfc_inv(2.0 * self.uniform())
    }

    /// Returns a gamma number of a shape and a scale; zero unless both are above
    /// zero and finite.
    pub fn gamma(&mut self, shape: f64, scale: f64) -> f64 {
        if !is_exposure(shape) || !is_exposure(scale) {
            return 0.0;
        }
        if shape < 1.0 {
            // Of a shape larger by one, shrunk.
            let shrunk = self.uniform().powf(1.0 / shape);
            return self.gamma(shape + 1.0, scale) * shrunk;
        }
        let d = shape - 1.0 / 3.0;
        let c = 1.0 / (9.0 * d).sqrt();
        loop {
            let x = self.normal();
            let v = (1.0 + c * x).powi(3);
            if v > 0.0 && self.uniform().ln() < 0.5 * x * x + d - d * v + d * v.ln() {
                return d * v * scale;
            }
        }
    }

    /// Returns a gamma number of a mean and a standard deviation, such as a
    /// duration; the mean itself without deviation.
    pub fn gamma_of(&mut self, mean: f64, deviation: f64) -> f64 {
        if !is_exposure(mean) || !is_exposure(deviation) {
            return mean;
        }
        self.gamma((mean / deviation).powi(2), deviation * deviation / mean)
    }

    /// Returns a log-normal number of a mean and a standard deviation, of the
    /// number and not of its logarithm; the mean itself without deviation.
    pub fn lognormal_of(&mut self, mean: f64, deviation: f64) -> f64 {
        if !is_exposure(mean) || !is_exposure(deviation) {
            return mean;
        }
        let variance = (deviation / mean).powi(2).ln_1p();
        (mean.ln() - 0.5 * variance + variance.sqrt() * self.normal()).exp()
    }

    /// Returns a beta number of two shapes: zero when the first is not above
    /// zero, one when the second is not.
    pub fn beta(&mut self, a: f64, b: f64) -> f64 {
        if !is_exposure(a) {
            return 0.0;
        }
        if !is_exposure(b) {
            return 1.0;
        }
        let (x, y) = (self.gamma(a, 1.0), self.gamma(b, 1.0));
        if x + y > 0.0 {
            return x / (x + y);
        }
        // Of shapes so small that both vanish, all is at the two ends.
        if self.uniform() < a / (a + b) { 1.0 } else { 0.0 }
    }

    /// Returns a share of a given mean that is known as from `n` cases, such as
    /// a published probability.
    pub fn share_of(&mut self, mean: f64, n: f64) -> f64 {
        self.beta(mean * n, (1.0 - mean) * n)
    }

    /// Returns a Poisson number of a mean; zero unless it is above zero and
    /// finite.
    pub fn poisson(&mut self, mean: f64) -> u64 {
        if !is_exposure(mean) {
            return 0;
        }
        // The time of an event far on cuts the line into two parts.
        let (mut mean, mut events) = (mean, 0u64);
        while mean >= ONE_BY_ONE {
            let ahead = (0.875 * mean).floor();
            let time = self.gamma(ahead, 1.0);
            if time > mean {
                return events + self.binomial(ahead as u64 - 1, mean / time);
            }
            events += ahead as u64;
            mean -= time;
        }
        let end = (-mean).exp();
        let mut product = self.uniform();
        while product > end {
            events += 1;
            product *= self.uniform();
        }
        events
    }

    /// Returns a binomial number of trials and a probability, which is clamped
    /// to `0.0..=1.0`; zero of a probability that is no number.
    pub fn binomial(&mut self, trials: u64, probability: f64) -> u64 {
        if probability.is_nan() {
            return 0;
        }
        let (mut trials, mut events) = (trials, 0);
        let mut probability = probability.clamp(0.0, 1.0);
        // The middle one of as many sorted uniform numbers is a beta number.
        while trials as f64 >= ONE_BY_ONE {
            let below = 1 + trials / 2;
            let above = trials + 1 - below;
            let middle = self.beta(below as f64, above as f64);
            if middle >= probability {
                trials = below - 1;
                probability /= middle;
            } else {
                events += below;
                trials = above - 1;
                probability = (probability - middle) / (1.0 - middle);
            }
        }
        events + (0..trials).filter(|_| self.uniform() < probability).count() as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use statrs::distribution::{Beta, ContinuousCDF, DiscreteCDF, Gamma, Normal};

    /// Numbers drawn for each comparison.
    const DRAWN: usize = 2_000;

    /// Asserts that numbers are distributed as they should be: by Kolmogorov's
    /// and Smirnov's distance, at a level of one in ten thousand.
    fn assert_like(mut numbers: Vec<f64>, cdf: impl Fn(f64) -> f64) {
        numbers.sort_by(f64::total_cmp);
        let n = numbers.len() as f64;
        let distance = numbers.iter().enumerate().fold(0.0, |most: f64, (at, &number)| {
            let (below, above) = (at as f64 / n, (at + 1) as f64 / n);
            most.max((cdf(number) - below).abs()).max((above - cdf(number)).abs())
        });
        assert!(distance < 2.23 / n.sqrt(), "{distance}");
    }

    /// Returns numbers of one stream.
    fn drawn(stream: u64, mut draw: impl FnMut(&mut Draws) -> f64) -> Vec<f64> {
        let mut draws = Draws::new(7, stream);
        (0..DRAWN).map(|_| draw(&mut draws)).collect()
    }

    #[test]
    fn continuous_numbers_are_distributed_as_they_say() {
        assert_like(drawn(0, Draws::uniform), |x| x);
        let normal = Normal::new(0.0, 1.0).unwrap();
        assert_like(drawn(1, Draws::normal), |x| normal.cdf(x));
        for shape in [0.2, 1.0, 3.5, 400.0] {
            let gamma = Gamma::new(shape, 0.5).unwrap();
            assert_like(drawn(2, |draws| draws.gamma(shape, 2.0)), |x| gamma.cdf(x));
        }
        for (a, b) in [(0.5, 0.5), (1.0, 9.0), (30.0, 70.0)] {
            let beta = Beta::new(a, b).unwrap();
            assert_like(drawn(3, |draws| draws.beta(a, b)), |x| beta.cdf(x));
        }
        let log = (1.0f64 / 16.0).ln_1p();
        assert_like(drawn(4, |draws| draws.lognormal_of(8.0, 2.0)), |x| {
            normal.cdf((x.ln() - 8.0f64.ln() + 0.5 * log) / log.sqrt())
        });
    }

    /// Whole numbers are spread over their steps by a uniform number.
    #[test]
    fn whole_numbers_are_distributed_as_they_say() {
        fn assert_steps(numbers: Vec<f64>, cdf: impl Fn(u64) -> f64) {
            let mut spread = Draws::new(11, 0);
            let places = numbers.into_iter().map(|number| {
                let k = number as u64;
                let below = if k == 0 { 0.0 } else { cdf(k - 1) };
                below + spread.uniform() * (cdf(k) - below)
            });
            assert_like(places.collect(), |x| x);
        }
        for mean in [0.3, 7.0, 80.0, 5_000.0] {
            let poisson = statrs::distribution::Poisson::new(mean).unwrap();
            assert_steps(drawn(5, |draws| draws.poisson(mean) as f64), |k| poisson.cdf(k));
        }
        for (n, p) in [(4, 0.5), (100, 0.02), (1_000, 0.7)] {
            let binomial = statrs::distribution::Binomial::new(p, n).unwrap();
            assert_steps(drawn(6, |draws| draws.binomial(n, p) as f64), |k| binomial.cdf(k));
        }
    }

    #[test]
    fn a_stream_is_the_same_each_time_and_unlike_the_next() {
        let first = |stream| Draws::new(1, stream).uniform();
        assert_eq!(first(0), first(0));
        assert_ne!(first(0), first(1));
    }

    #[test]
    fn what_has_no_distribution_is_an_end_of_it() {
        let mut draws = Draws::new(1, 0);
        for odd in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            assert_eq!((draws.gamma(odd, 1.0), draws.poisson(odd)), (0.0, 0));
            assert_eq!((draws.beta(odd, 1.0), draws.beta(1.0, odd)), (0.0, 1.0));
        }
        assert_eq!((draws.binomial(100, 2.0), draws.binomial(100, f64::NAN)), (100, 0));
        assert_eq!((draws.share_of(0.0, 50.0), draws.share_of(1.0, 50.0)), (0.0, 1.0));
        assert_eq!((draws.gamma_of(3.0, 0.0), draws.lognormal_of(3.0, 0.0)), (3.0, 3.0));
        let tiny = draws.beta(1e-320, 1e-320);
        assert!(tiny == 0.0 || tiny == 1.0);
        assert!(draws.poisson(1e15) > 900_000_000_000_000);
    }
}
