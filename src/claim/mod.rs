//! Claims: what a sentence says, and whether the evidence carries it.
//!
//! A document type declares its claims in its manifest: each names the question whose answer it states, and perhaps the average that this is
//! compared with. Before a page is written every claim passes its gate ([`judge`]), which looks at the value, its interval, the adjusted
//! p-value, the number of cases, the coverage of the data and their age. What comes out is a [`Strength`], by which each language chooses its
//! verb, and the reasons for anything weaker than "is". A strategic one is then tried over the choices that someone else could reasonably have
//! made ([`Claim::tried`]). A number reaches a sentence only as a claim that may be said; the filters of
//! [`crate::narrative`] refuse any other. What became of each claim is logged ([`Entry`]).
//!
//! The rule of speech itself, for quotients, is [`crate::finding::Verdict`]: the command line's `query` and the charts follow it too.

mod gate;
mod ground;
mod log;
mod robustness;
mod select;
mod strength;

pub use self::gate::{
    Beside, COVERAGE_TO_SPEAK, COVERAGE_TO_STATE, DAYS_FRESH, DAYS_STALE, Gate, judge,
};
pub use self::ground::{Ground, ground};
pub use self::log::{ByHand, Entry, Held, Standing, to_csv};
pub use self::robustness::{Robustness, Tried, robustness};
pub use self::select::{chosen, ranked};
pub use self::strength::{Direction, Reason, Strength};

use crate::finding::Finding;

/// What a claim says of its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// States it.
    Value,
    /// Says whether the mix differs from a reference: a strength, a gap.
    Quotient,
    /// Says whether it differs from an average.
    Difference,
    /// Counts the keys that have anything.
    Breadth,
}

impl Kind {
    /// Returns the name that logs use.
    pub fn code(self) -> &'static str {
        match self {
            Self::Value => "value",
            Self::Quotient => "quotient",
            Self::Difference => "difference",
            Self::Breadth => "breadth",
        }
    }
}

/// A claim with its evidence, judged.
#[derive(Debug, Clone)]
pub struct Claim {
    /// Its name in the manifest.
    pub name: String,
    /// The question whose answer it states.
    pub question: String,
    /// What it says.
    pub kind: Kind,
    /// Which of the four steps of the decision support it belongs to.
    pub step: u8,
    /// Its place among the claims of its name: the position of the answer.
    pub row: usize,
    /// The answer.
    pub finding: Finding,
    /// What the answer is compared with, for a difference.
    pub average: Option<Finding>,
    /// What the data behind it are like.
    pub ground: Ground,
    /// How firmly it may be said.
    pub strength: Strength,
    /// Which way it points.
    pub direction: Direction,
    /// Why it is not stated, if it is not.
    pub reasons: Vec<Reason>,
    /// Its place among the claims of its document, from 1; those that may not be said have none.
    pub rank: Option<usize>,
    /// Over how many reasonable choices it holds, if it is strategic.
    pub robustness: Option<Robustness>,
}

impl Claim {
    /// Whether it may be said.
    pub fn may_be_said(&self) -> bool {
        self.strength != Strength::Withheld
    }

    /// Returns the cases that it rests on.
    pub fn cases(&self) -> u64 {
        gate::cases(self.kind, &self.finding)
    }

    /// Returns why it is not stated, in a sentence for whoever writes the narrative.
    pub fn why(&self) -> String {
        let reasons: Vec<_> = self.reasons.iter().map(|reason| reason.explained()).collect();
        reasons.join(", ")
    }

    /// Returns the verdict's code where it is about a difference in mix.
    pub fn verdict(&self) -> Option<&'static str> {
        (self.kind == Kind::Quotient)
            .then(|| self.strength.verdict(self.direction))
            .flatten()
            .map(crate::finding::Verdict::code)
    }
}
