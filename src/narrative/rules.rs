//! What a narrative may print: the numbers of claims, and in a figure's alternative text and a tile's note their own.

use std::collections::{BTreeMap, BTreeSet};

/// Whose numbers the blocks of a narrative may print.
#[derive(Debug, Clone, Default)]
pub struct Rules {
    /// The questions whose answers are in the context.
    pub questions: BTreeSet<String>,
    /// The claims in it.
    pub claims: BTreeSet<String>,
    /// The questions that a block may print without a claim, because it stands for the figure or tile that shows their answers.
    pub own: BTreeMap<String, BTreeSet<String>>,
    /// The numbers that may be written by hand.
    pub constants: BTreeSet<String>,
}

impl Rules {
    /// Whether a block may print the answer to a question without a claim.
    pub(super) fn is_own(&self, block: &str, question: &str) -> bool {
        self.own.get(block).is_some_and(|own| own.contains(question))
    }
}

/// A claim that a block printed, told its label or chose its words by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Printed {
    /// The block.
    pub block: String,
    /// The claim's name.
    pub claim: String,
    /// Which of the claim's rows.
    pub key: Option<String>,
}
