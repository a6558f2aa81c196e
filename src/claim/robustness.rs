//! Whether a claim holds over the choices that someone else could reasonably have made.
//!
//! A claim holds in a choice when the same could be said there at least as firmly: a strength where the choice's own table, with its own intervals
//! and its own adjusted p-values, gives a strength; a tendency where it gives a tendency or a strength. That there is no clear difference holds
//! where none is stated. This is strict: a window of three years, or counting by shares, has fewer trials to show a difference with. So it is
//! counted as well in how many choices the number points the same way.

use serde::{Deserialize, Serialize};

use super::{Claim, Direction, Kind, Reason, Strength};
use crate::finding::choices::{Choice, Part, Ways, of_quotients, of_rates, of_shares};
use crate::finding::{By, Comparison, Verdict};
use crate::indicator::{self, Measure};
use crate::registry::schema::Phase;
use crate::slice::{Lens, LensPart, Level, Place, parse_phase};

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

/// What a claim's question asks, beside what its finding tells.
pub struct Tried<'a> {
    /// Of which place.
    pub place: &'a Place,
    /// Of which kind of trials.
    pub lens: &'a Lens,
    /// Split by what.
    pub by: Option<By>,
    /// The least number of trials of a row of the claim's table.
    pub at_least: u64,
}

/// Returns how a claim holds; `None` of a claim that makes no comparison which can be tried again.
pub fn robustness(claim: &Claim, tried: &Tried, ways: &Ways) -> Option<Robustness> {
    if !claim.may_be_said() {
        return None;
    }
    match claim.kind {
        Kind::Quotient => of_quotient(claim, tried, ways),
        Kind::Difference => of_difference(claim, tried, ways),
        Kind::Value | Kind::Breadth => None,
    }
}

/// Returns how a quotient of a lens, a therapy area or a disease holds.
fn of_quotient(claim: &Claim, tried: &Tried, ways: &Ways) -> Option<Robustness> {
    let Tried { place, lens, at_least, .. } = *tried;
    let choices = of_quotients(place);
    let found = match (tried.by, &claim.finding.key) {
        (None, _) | (_, None) => ways.verdicts(place, lens, &choices, at_least),
        (Some(By::Area), Some(area)) if lens.is_empty() => {
            let lens = Lens { areas: vec![area.clone()], ..Lens::default() };
            ways.verdicts(place, &lens, &choices, at_least)
        }
        (Some(By::Disease), Some(mesh)) => ways.diseases(place, lens, mesh, &choices, at_least),
        _ => None,
    };
    let said = |found: Option<(f64, Verdict)>| {
        found.map(|(quotient, verdict)| (quotient, Strength::of(verdict)))
    };
    Some(counted(claim, &choices, found?.into_iter().map(said)))
}

/// Returns how a difference holds: a region's rate or share beside the average of the other regions, a country's share beside the rest of the
/// reference.
fn of_difference(claim: &Claim, tried: &Tried, ways: &Ways) -> Option<Robustness> {
    let (place, lens) = (tried.place, tried.lens);
    let measure = indicator::find(claim.finding.indicator).ok()?.measure;
    let part = match measure {
        Measure::PhaseMix => Some(Part::Phase(phase(claim, tried)?)),
        Measure::Completion => Some(Part::Completed),
        Measure::PerMillion if place.level == Level::Region => None,
        _ => return None,
    };
    let choices = part.map_or_else(of_rates, |part| of_shares(place, part));
    let found = match part {
        Some(part) => {
            let whole = lens.clone().without(LensPart::Phase);
            let lens = if measure == Measure::PhaseMix { &whole } else { lens };
            ways.shares(place, lens, part, &choices)
        }
        None => ways.rates(place, lens, &choices),
    };
    let said = |found: Option<(f64, Comparison)>| {
        found.map(|(ratio, comparison)| (ratio, said_of(comparison)))
    };
    Some(counted(claim, &choices, found?.into_iter().map(said)))
}

/// Returns the phase whose share a claim states: its row's, or the one that its question names.
fn phase(claim: &Claim, tried: &Tried) -> Option<Phase> {
    match (tried.by.or_else(|| By::parse(claim.finding.by?).ok()), &claim.finding.key) {
        (Some(By::Phase), Some(key)) => parse_phase(key).ok(),
        _ => match tried.lens.phases.as_slice() {
            [only] => Some(*only),
            _ => None,
        },
    }
}

/// Counts in which choices a claim holds, from the ratio and what may be said in each.
fn counted(
    claim: &Claim,
    choices: &[Choice],
    found: impl Iterator<Item = Option<(f64, (Strength, Direction))>>,
) -> Robustness {
    let points = |ratio: f64| match claim.direction {
        Direction::Above => ratio > 1.0,
        Direction::Below => ratio < 1.0,
        Direction::Level | Direction::None => false,
    };
    let outcomes = found.zip(choices).map(|(found, choice)| Outcome {
        said: found.map_or(NOTHING, |(_, said)| said),
        points_the_same_way: found.is_some_and(|(ratio, _)| points(ratio)),
        parts: choice.parts(),
    });
    Robustness::of((claim.strength, claim.direction), outcomes)
}

impl Claim {
    /// Keeps over how many choices the claim holds. What is stated and holds in fewer than half of them is a tendency.
    ///
    /// A strength that most of the reasonable choices do not give tells of the choice as much as of the trials: whoever chose by lot would more
    /// often not have said it. More than half is not asked for, because most other choices have fewer trials to show a difference with. The
    /// choices stay counted as those of what was stated.
    pub fn tried(&mut self, robustness: Robustness) {
        let is_carried = 2 * robustness.holds >= robustness.choices;
        let differs = matches!(self.direction, Direction::Above | Direction::Below);
        if self.strength == Strength::Stated && differs && !is_carried {
            self.strength = self.strength.weaker();
            self.reasons.push(Reason::Choices);
        }
        self.robustness = Some(robustness);
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
