//! Whether a claim holds over the choices that someone else could reasonably have made.
//!
//! A claim holds in a choice when the same could be said there at least as firmly: a strength where the choice's own table, with its own intervals
//! and its own adjusted p-values, gives a strength; a tendency where it gives a tendency or a strength. That there is no clear difference holds
//! where none is stated. This is strict: a window of three years, or counting by shares, has fewer trials to show a difference with. So it is
//! counted as well in how many choices the number points the same way.

use serde::{Deserialize, Serialize};

use super::{Claim, Direction, Kind, Strength};
use crate::finding::Comparison;
use crate::finding::choices::{Ways, of_quotients, of_rates};
use crate::slice::{Lens, Place};

/// In how many choices a claim holds, and which break it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Robustness {
    /// The choices in which it holds.
    pub holds: u64,
    /// All choices.
    pub choices: u64,
    /// Those in which the number lies on the same side of no difference, whether or not it could be said.
    pub same_way: u64,
    /// Those in which it does not, each by the codes of its parts.
    pub breaks: Vec<Vec<String>>,
}

impl Robustness {
    /// Counts the choices: in each, what may be said, whether the number points the claim's way, and the choice's parts.
    fn of(claim: (Strength, Direction), outcomes: impl Iterator<Item = Outcome>) -> Self {
        let mut robustness = Self { holds: 0, choices: 0, same_way: 0, breaks: Vec::new() };
        for outcome in outcomes {
            robustness.choices += 1;
            robustness.same_way += u64::from(outcome.points_the_same_way);
            match holds(claim, outcome.said) {
                true => robustness.holds += 1,
                false => {
                    let parts = outcome.parts.into_iter().map(str::to_owned);
                    robustness.breaks.push(parts.collect());
                }
            }
        }
        robustness
    }

    /// Returns the parts of choices with the number of choices that they take part in breaking, most first.
    pub fn breakers(&self) -> Vec<(String, usize)> {
        let mut counted: Vec<(String, usize)> = Vec::new();
        for part in self.breaks.iter().flatten() {
            match counted.iter_mut().find(|(known, _)| known == part) {
                Some((_, times)) => *times += 1,
                None => counted.push((part.clone(), 1)),
            }
        }
        counted.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        counted
    }
}

/// Returns how a claim about a lens in a place holds; `None` of a claim that makes no comparison which can be tried again.
///
/// `at_least` is the least number of trials of a row of the claim's table.
pub fn robustness(
    claim: &Claim,
    place: &Place,
    lens: &Lens,
    at_least: u64,
    ways: &Ways,
) -> Option<Robustness> {
    if !claim.may_be_said() {
        return None;
    }
    let own = (claim.strength, claim.direction);
    let points = |above: Option<bool>| match claim.direction {
        Direction::Above => above == Some(true),
        Direction::Below => above == Some(false),
        Direction::Level | Direction::None => false,
    };
    match claim.kind {
        Kind::Quotient => {
            let choices = of_quotients(place);
            let found = ways.verdicts(place, lens, &choices, at_least)?.into_iter().zip(&choices);
            Some(Robustness::of(
                own,
                found.map(|(found, choice)| Outcome {
                    said: found.map_or(NOTHING, |(_, verdict)| Strength::of(verdict)),
                    points_the_same_way: points(found.map(|(quotient, _)| quotient > 1.0)),
                    parts: choice.parts(),
                }),
            ))
        }
        Kind::Difference if claim.finding.unit == "rate" => {
            let choices = of_rates();
            let found = ways.rates(place, lens, &choices)?.into_iter().zip(&choices);
            Some(Robustness::of(
                own,
                found.map(|(found, choice)| Outcome {
                    said: found.map_or(NOTHING, |(_, compared)| said_of(compared)),
                    points_the_same_way: points(found.map(|(ratio, _)| ratio > 1.0)),
                    parts: choice.parts(),
                }),
            ))
        }
        _ => None,
    }
}

/// What came out of one choice.
struct Outcome {
    /// What may be said.
    said: (Strength, Direction),
    /// Whether the number lies on the claim's side of no difference.
    points_the_same_way: bool,
    /// The parts of the choice.
    parts: Vec<&'static str>,
}

/// What may be said where there is no number.
const NOTHING: (Strength, Direction) = (Strength::NoClearDifference, Direction::Level);

/// Returns what a comparison lets be said.
fn said_of(comparison: Comparison) -> (Strength, Direction) {
    match comparison {
        Comparison::Above => (Strength::Stated, Direction::Above),
        Comparison::Below => (Strength::Stated, Direction::Below),
        Comparison::Same => NOTHING,
    }
}

/// Whether a claim could be made at least as firmly of what was found.
fn holds(
    (claimed, way): (Strength, Direction),
    (strength, direction): (Strength, Direction),
) -> bool {
    match way {
        Direction::Above | Direction::Below => direction == way && strength <= claimed,
        Direction::Level | Direction::None => strength != Strength::Stated,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns how a strength holds over outcomes.
    fn of(outcomes: &[(Strength, Direction, bool, [&'static str; 2])]) -> Robustness {
        let outcomes = outcomes.iter().map(|(strength, direction, same, parts)| Outcome {
            said: (*strength, *direction),
            points_the_same_way: *same,
            parts: parts.to_vec(),
        });
        Robustness::of((Strength::Stated, Direction::Above), outcomes)
    }

    #[test]
    fn a_strength_holds_where_it_is_stated_again_and_not_where_it_only_tends_to_be_one() {
        use Direction::{Above, Below, Level};
        use Strength::{NoClearDifference, Stated, Tendency};
        let robustness = of(&[
            (Stated, Above, true, ["years-5", "whole"]),
            (Tendency, Above, true, ["years-3", "fractional"]),
            (NoClearDifference, Level, true, ["years-5", "fractional"]),
            (Stated, Below, false, ["years-10", "fractional"]),
        ]);
        assert_eq!((robustness.holds, robustness.choices, robustness.same_way), (1, 4, 3));
        // What breaks it most stands first.
        assert_eq!(robustness.breakers()[0], ("fractional".to_owned(), 3));
        assert_eq!(robustness.breakers().len(), 4);
        assert!(holds(NOTHING, (Tendency, Above)) && !holds(NOTHING, (Stated, Above)));
    }
}
