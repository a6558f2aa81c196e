//! The gate: whether a claim may be said, and how firmly.
//!
//! Some faults withhold a claim: no value, no interval where there is chance in it, fewer cases than the claim asks for. Others weaken it by a step
//! each: a comparison that is not clear, coverage below four fifths, data more than a year old. Of data of which less than half could be placed
//! or classified, or that are years old, nothing is compared: a quotient is withheld, a difference is not told, and a number that compares with
//! nothing is told with its coverage and its date beside it, as everywhere. Nothing strengthens a claim.

use super::Kind;
use super::ground::Ground;
use super::strength::{Direction, Reason, Strength};
use crate::finding::{Comparison, Finding, Verdict};
use crate::indicator;

/// The coverage from which on a claim may be stated.
pub const COVERAGE_TO_STATE: f64 = 0.8;

/// The coverage below which nothing is compared.
pub const COVERAGE_TO_SPEAK: f64 = 0.5;

/// The days between the data and the cut-off up to which they tell of it: registers may be updated within a year.
pub const DAYS_FRESH: i64 = 365;

/// The days after which they do not tell of it any more.
pub const DAYS_STALE: i64 = 3 * 365;

/// What a claim asks of its evidence, beside what every claim does.
#[derive(Debug, Clone, Copy, Default)]
pub struct Gate {
    /// The cases that it must rest on.
    pub at_least: u64,
}

/// What a claim about a difference stands beside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beside {
    /// Others, among which it lies so.
    Compared(Comparison),
    /// Others, which it is too small to be compared with.
    TooFew,
    /// Nothing.
    Nothing,
}

/// Returns how firmly a claim may be said, which way it points, and why it is not stated if it is not.
pub fn judge(
    kind: Kind,
    finding: &Finding,
    beside: Beside,
    gate: Gate,
    ground: &Ground,
) -> (Strength, Direction, Vec<Reason>) {
    let withheld = withholding(kind, finding, gate);
    if !withheld.is_empty() {
        return (Strength::Withheld, Direction::None, withheld);
    }
    let (mut strength, direction, mut reasons) = match (kind, unfit(ground).as_slice()) {
        (_, []) | (Kind::Value | Kind::Breadth, _) => compared(kind, finding, beside),
        (Kind::Quotient, unfit) => return (Strength::Withheld, Direction::None, unfit.to_vec()),
        (Kind::Difference, unfit) => {
            return (Strength::NoClearDifference, Direction::Level, unfit.to_vec());
        }
    };
    let weakening = [
        (Reason::Coverage, ground.coverage.is_some_and(|share| share < COVERAGE_TO_STATE)),
        (Reason::Freshness, ground.days_old > DAYS_FRESH),
    ];
    for (reason, weakens) in weakening {
        if weakens {
            reasons.push(reason);
            // A number that compares with nothing can be told carefully, but not denied.
            if direction != Direction::None || strength == Strength::Stated {
                strength = strength.weaker();
            }
        }
    }
    let direction = match (strength, direction) {
        (Strength::NoClearDifference, Direction::Above | Direction::Below) => Direction::Level,
        (_, direction) => direction,
    };
    (strength, direction, reasons)
}

/// Returns why the data carry no comparison.
fn unfit(ground: &Ground) -> Vec<Reason> {
    let faults = [
        (Reason::Coverage, ground.coverage.is_some_and(|share| share < COVERAGE_TO_SPEAK)),
        (Reason::Freshness, ground.days_old > DAYS_STALE),
    ];
    faults.into_iter().filter_map(|(reason, fails)| fails.then_some(reason)).collect()
}

/// Returns why nothing may be said.
fn withholding(kind: Kind, finding: &Finding, gate: Gate) -> Vec<Reason> {
    if finding.value.is_none_or(|value| !value.is_finite()) {
        return vec![Reason::Value];
    }
    let has_chance = kind != Kind::Breadth
        && indicator::find(finding.indicator).is_ok_and(|known| known.measure.has_chance());
    let has_limits = finding.lower.is_some() && finding.upper.is_some();
    let faults = [
        (Reason::Interval, has_chance && !has_limits),
        (Reason::Cases, cases(kind, finding) < gate.at_least),
    ];
    faults.into_iter().filter_map(|(reason, fails)| fails.then_some(reason)).collect()
}

/// Returns the cases that a claim rests on: what a share is a share of; of a quotient the trials, or those to be expected where these are more
/// (few trials are what a gap consists of); else what was counted.
pub(super) fn cases(kind: Kind, finding: &Finding) -> u64 {
    let counted = finding.numerator.unwrap_or(0);
    match (kind, finding.counts()) {
        (Kind::Quotient, Some(counts)) => counted.max(counts.expected() as u64),
        _ if finding.unit == "share" => finding.denominator.unwrap_or(0),
        _ => counted,
    }
}

/// Returns what the comparison alone lets be said.
fn compared(kind: Kind, finding: &Finding, beside: Beside) -> (Strength, Direction, Vec<Reason>) {
    match kind {
        Kind::Value | Kind::Breadth => (Strength::Stated, Direction::None, Vec::new()),
        Kind::Quotient => of_quotient(finding),
        Kind::Difference => match beside {
            Beside::Compared(Comparison::Above) => (Strength::Stated, Direction::Above, Vec::new()),
            Beside::Compared(Comparison::Below) => (Strength::Stated, Direction::Below, Vec::new()),
            Beside::Compared(Comparison::Same) => no_difference(Reason::Interval),
            Beside::TooFew => no_difference(Reason::Cases),
            Beside::Nothing => no_difference(Reason::Value),
        },
    }
}

/// Returns what may be said where no difference may.
fn no_difference(reason: Reason) -> (Strength, Direction, Vec<Reason>) {
    (Strength::NoClearDifference, Direction::Level, vec![reason])
}

/// Returns what the rule of speech lets be said of a quotient.
fn of_quotient(finding: &Finding) -> (Strength, Direction, Vec<Reason>) {
    let limits = finding.lower.zip(finding.upper);
    let limits = limits.map(|(lower, upper)| crate::statistics::Limits { lower, upper });
    let (Some(counts), Some(value), Some(limits)) = (finding.counts(), finding.value, limits)
    else {
        return no_difference(Reason::Interval);
    };
    let verdict = Verdict::of(&counts, value, limits, finding.q);
    let (strength, direction) = Strength::of(verdict);
    let lacks = Verdict::shortfalls(&counts, value, limits, finding.q);
    (strength, direction, lacks.into_iter().map(Reason::from).collect())
}
