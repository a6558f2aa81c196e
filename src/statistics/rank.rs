//! Ranks with intervals, by simulation.
//!
//! "3rd-7th" says what "4th" hides: that neighbours in a list are often not
//! told apart by the numbers. Values are drawn again and again from what each
//! count and its exposure leave possible, and ranked each time.
//!
//! Source: Marshall EC, Spiegelhalter DJ, BMJ 1998;316:1701-1704; Goldstein H,
//! Spiegelhalter DJ, J R Stat Soc A 1996;159:385-443.

use super::draws::Draws;
use super::limits::is_exposure;

/// Draws enough for whole ranks: limits move by one at most between seeds.
pub const RANK_DRAWS: usize = 4_000;

/// What is ranked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Entrant {
    /// A count over an exposure, such as inhabitants; over one, a count.
    Rate {
        /// The count.
        count: u64,
        /// The exposure.
        exposure: f64,
    },
    /// A share.
    Share {
        /// The events.
        events: u64,
        /// The trials.
        trials: u64,
    },
}

/// A rank; the first is the highest value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rank {
    /// The rank by value; equals share the better one.
    pub rank: usize,
    /// The best rank of its 95 % interval.
    pub best: usize,
    /// The worst rank of its 95 % interval.
    pub worst: usize,
}

impl Entrant {
    /// Returns the value by which it is ranked, if it has one.
    fn value(self) -> Option<f64> {
        match self {
            Self::Rate { count, exposure } => {
                is_exposure(exposure).then(|| count as f64 / exposure)
            }
            Self::Share { events, trials } => {
                (trials > 0 && events <= trials).then(|| events as f64 / trials as f64)
            }
        }
    }

    /// Returns a value that its numbers leave possible: gamma of a rate, beta of
    /// a share, with Jeffreys' half event added.
    fn draw(self, draws: &mut Draws) -> f64 {
        match self {
            Self::Rate { count, exposure } => draws.gamma(count as f64 + 0.5, 1.0) / exposure,
            Self::Share { events, trials } => {
                draws.beta(events as f64 + 0.5, (trials - events) as f64 + 0.5)
            }
        }
    }

    /// Returns what its place among the random streams is decided by.
    fn key(self) -> (u8, u64, u64) {
        match self {
            Self::Rate { count, exposure } => (0, count, exposure.to_bits()),
            Self::Share { events, trials } => (1, events, trials),
        }
    }
}

/// Returns the rank of each entrant, in their order.
///
/// An entrant without a value, of no exposure or no trials, has none and takes
/// no place. The order of the entrants does not matter: each has random numbers
/// by its own numbers, and equals have the same interval. The interval holds
/// the rank itself.
pub fn ranks(entrants: &[Entrant], seed: u64, draws: usize) -> Vec<Option<Rank>> {
    let mut order: Vec<(usize, f64)> =
        entrants.iter().enumerate().filter_map(|(at, one)| Some((at, one.value()?))).collect();
    order.sort_by_key(|&(at, _)| entrants[at].key());

    let simulated =
        simulated(&order.iter().map(|&(at, _)| entrants[at]).collect::<Vec<_>>(), seed, draws);
    let mut ranks = vec![None; entrants.len()];
    for (&(at, value), (best, worst)) in order.iter().zip(simulated) {
        let rank = 1 + order.iter().filter(|&&(_, other)| other > value).count();
        ranks[at] = Some(Rank { rank, best: best.min(rank), worst: worst.max(rank) });
    }
    ranks
}

/// Returns the best and the worst rank of each entrant's interval.
fn simulated(entrants: &[Entrant], seed: u64, draws: usize) -> Vec<(usize, usize)> {
    let mut streams: Vec<_> = (0..entrants.len() as u64).map(|at| Draws::new(seed, at)).collect();
    let mut seen = vec![Vec::with_capacity(draws); entrants.len()];
    for _ in 0..draws {
        let values = entrants.iter().zip(&mut streams).map(|(one, stream)| one.draw(stream));
        let mut drawn: Vec<_> = values.enumerate().collect();
        drawn.sort_by(|(_, a), (_, b)| b.total_cmp(a));
        for (position, (at, _)) in drawn.into_iter().enumerate() {
            seen[at].push(position + 1);
        }
    }
    let mut intervals: Vec<_> = seen.into_iter().map(interval).collect();
    // Equals stand beside each other.
    for at in 1..entrants.len() {
        if entrants[at] == entrants[at - 1] {
            let (before, own) = (intervals[at - 1], intervals[at]);
            intervals[at] = (before.0.min(own.0), before.1.max(own.1));
        }
    }
    for at in (1..entrants.len()).rev() {
        if entrants[at] == entrants[at - 1] {
            intervals[at - 1] = intervals[at];
        }
    }
    intervals
}

/// Returns the ranks with at most 2.5 % of the draws beyond each; those of no
/// draws are beyond every rank, for the rank itself to be taken.
fn interval(mut ranks: Vec<usize>) -> (usize, usize) {
    ranks.sort_unstable();
    let beyond = ranks.len() / 40;
    let at = |position: usize| ranks.get(position).copied();
    let last = ranks.len().saturating_sub(1 + beyond);
    (at(beyond).unwrap_or(usize::MAX), at(last).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns rates of counts over one.
    fn counts(counts: &[u64]) -> Vec<Entrant> {
        counts.iter().map(|&count| Entrant::Rate { count, exposure: 1.0 }).collect()
    }

    #[test]
    fn counts_far_apart_have_one_rank_each() {
        let ranks = ranks(&counts(&[100, 10_000, 1_000]), 1, 500);
        let certain = |rank| Some(Rank { rank, best: rank, worst: rank });
        assert_eq!(ranks, [certain(3), certain(1), certain(2)]);
    }

    #[test]
    fn counts_near_each_other_have_wide_ranks() {
        let ranks = ranks(&counts(&[50, 52, 48, 500]), 1, RANK_DRAWS);
        assert_eq!(ranks[1], Some(Rank { rank: 2, best: 2, worst: 4 }));
        assert_eq!(ranks[3], Some(Rank { rank: 1, best: 1, worst: 1 }));
    }

    #[test]
    fn the_order_of_the_entrants_does_not_matter() {
        let forth = counts(&[5, 9, 9, 12, 30]);
        let back: Vec<_> = forth.iter().rev().copied().collect();
        let mut ranked = ranks(&back, 3, 500);
        ranked.reverse();
        assert_eq!(ranks(&forth, 3, 500), ranked);
        assert_eq!(ranked[1], ranked[2]);
    }

    #[test]
    fn what_has_no_value_has_no_rank() {
        let none = Entrant::Share { events: 0, trials: 0 };
        let half = Entrant::Share { events: 5, trials: 10 };
        let nobody = Entrant::Rate { count: 5, exposure: 0.0 };
        let found = ranks(&[none, half, nobody], 1, 100);
        assert_eq!(found, [None, Some(Rank { rank: 1, best: 1, worst: 1 }), None]);
        assert!(ranks(&[], 1, 100).is_empty());
    }

    #[test]
    fn without_draws_the_rank_is_all_there_is() {
        let first = Rank { rank: 1, best: 1, worst: 1 };
        assert_eq!(ranks(&counts(&[9, 5]), 1, 0)[0], Some(first));
    }
}
