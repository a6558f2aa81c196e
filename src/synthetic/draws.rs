//! Random draws, each part of each trial from a stream of its own.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// The parts of a record that draw; the number is the stream's, so the order must not change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// Sponsor, area, disease, phase.
    Plan = 0,
    /// Dates and status.
    Course = 1,
    /// Countries and numbers of sites.
    Footprint = 2,
    /// Titles.
    Identification = 3,
    /// Dates of registration.
    Status = 4,
    /// Collaborators.
    Sponsorship = 5,
    /// Conditions and MeSH terms.
    Conditions = 6,
    /// Design and enrolment.
    Design = 7,
    /// Interventions.
    Interventions = 8,
    /// Sites.
    Locations = 9,
    /// When a request came and was answered, of the board's tables.
    BoardSketch = 10,
    /// The rest of a request.
    BoardRequest = 11,
    /// A value of an indicator.
    BoardValue = 12,
    /// A region's patients with a disease.
    BoardPatients = 13,
    /// Answers of the inventory, which belong to no trial.
    Inventory = 14,
    /// How a trial goes in its regions.
    BoardEnrolment = 16,
    /// When a record was posted.
    Posting = 15,
    /// What the second register tells.
    Ctis = 20,
    /// Exports of vendors.
    Exports = 21,
}

/// A stream of random numbers.
pub(super) struct Draws(ChaCha8Rng);

impl Draws {
    /// Opens the stream of one part of one trial.
    pub(super) fn new(seed: u64, trial: u64, part: Part) -> Self {
        let mut generator = ChaCha8Rng::seed_from_u64(seed);
        generator.set_stream(trial << 8 | part as u64);
        Self(generator)
    }

    /// Returns a number in `0.0..1.0`.
    pub(super) fn share(&mut self) -> f64 {
        self.0.random()
    }

    /// Returns true with the given probability.
    pub(super) fn happens(&mut self, probability: f64) -> bool {
        self.share() < probability
    }

    /// Returns a whole number between two limits, both included.
    pub(super) fn between(&mut self, lowest: i64, highest: i64) -> i64 {
        self.0.random_range(lowest..=highest)
    }

    /// Returns one of the items, each as likely as the others. There must be one.
    pub(super) fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.0.random_range(0..items.len())]
    }

    /// Returns one of the words, each as likely as the others. There must be one.
    pub(super) fn word<'a>(&mut self, words: &'a [String]) -> &'a str {
        self.pick::<String>(words)
    }

    /// Returns the position of a weight, the larger the likelier. The sum must be above zero.
    pub(super) fn weighted(&mut self, weights: impl Iterator<Item = f64> + Clone) -> usize {
        let mut rest = self.share() * weights.clone().sum::<f64>();
        let mut last = 0;
        for (position, weight) in weights.enumerate().filter(|(_, weight)| *weight > 0.0) {
            last = position;
            if rest < weight {
                break;
            }
            rest -= weight;
        }
        last
    }

    /// Returns a count of at least one with about the given mean, mostly small and now and then three times as large.
    pub(super) fn count(&mut self, mean: f64) -> u32 {
        let share = self.share();
        // The square of a uniform number has the mean 1/3, hence the three.
        (1.0 + (mean - 1.0).max(0.0) * 3.0 * share * share).round() as u32
    }
}
