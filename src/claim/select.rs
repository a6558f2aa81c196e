//! Which claims are the most important ones, by stated rules.
//!
//! A claim goes before another
//!
//! 1. that may be said less firmly;
//! 2. then, when it compares and the other does not;
//! 3. then, when it is surer: the limit of its interval that is nearest to no difference is farther from it, on a logarithmic scale (a large
//!    difference of few trials does not go before a smaller one that is certain);
//! 4. then, when it rests on more cases;
//! 5. then by name and key, so that the order is always the same.
//!
//! Of many claims that a page could tell, its manifest's `chosen` takes some with diversity: the first of each of the four steps of the decision
//! support, the steps in the order of their first claims; then the second of each, and so on; of one question's rows no more than one in a round.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use super::{Claim, Direction};

/// Puts claims into their order and numbers those that may be said.
pub fn ranked(mut claims: Vec<Claim>) -> Vec<Claim> {
    claims.sort_by(order);
    let mut rank = 0;
    for claim in &mut claims {
        claim.rank = claim.may_be_said().then(|| {
            rank += 1;
            rank
        });
    }
    claims
}

/// Returns the positions of the most important of ranked claims, not more than `most`.
pub fn chosen(claims: &[&Claim], most: usize) -> Vec<usize> {
    let mut chosen: Vec<usize> = Vec::new();
    loop {
        let (mut steps, mut questions) = (BTreeSet::new(), BTreeSet::new());
        let before = chosen.len();
        for (at, claim) in claims.iter().enumerate() {
            let is_free = claim.may_be_said() && !chosen[..before].contains(&at);
            if is_free && !steps.contains(&claim.step) && questions.insert(&claim.question) {
                steps.insert(claim.step);
                chosen.push(at);
            }
        }
        if chosen.len() >= most || chosen.len() == before {
            chosen.truncate(most);
            return chosen;
        }
    }
}

/// Returns which of two claims goes first.
fn order(a: &Claim, b: &Claim) -> Ordering {
    let compares = |claim: &Claim| claim.direction != Direction::None;
    a.strength
        .cmp(&b.strength)
        .then_with(|| compares(b).cmp(&compares(a)))
        .then_with(|| surety(b).total_cmp(&surety(a)))
        .then_with(|| b.cases().cmp(&a.cases()))
        .then_with(|| (&a.name, &a.finding.key).cmp(&(&b.name, &b.finding.key)))
}

/// Returns how far the nearest limit of a difference lies from no difference, as a logarithm; zero where it does not differ.
fn surety(claim: &Claim) -> f64 {
    let finding = &claim.finding;
    let same = match &claim.average {
        Some(average) => average.value.unwrap_or(1.0),
        None => 1.0,
    };
    let least = f64::MIN_POSITIVE;
    let away = match claim.direction {
        Direction::Above => finding.lower.map(|lower| (lower.max(least) / same.max(least)).ln()),
        Direction::Below => finding.upper.map(|upper| (same.max(least) / upper.max(least)).ln()),
        Direction::Level | Direction::None => None,
    };
    away.unwrap_or(0.0).max(0.0)
}
