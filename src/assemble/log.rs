//! The log of a document's claims: what became of each, and which sentences say it.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use typst::diag::StrResult;

use super::Answers;
use crate::claim::{ByHand, Claim, Entry, Standing, to_csv};
use crate::locale::Lang;
use crate::narrative::{HandWritten, Narrative, OF, Of, block_of};

/// The name under which a narrative about claims sees how many there are.
pub const LOG: &str = "log";

/// What became of the claims of a document in one language.
pub struct Log<'a> {
    /// Each claim with its entry, the most important first.
    rows: Vec<(&'a Claim, Entry)>,
    /// The blocks of the narrative as they are read.
    blocks: BTreeMap<&'a str, &'a str>,
}

/// Returns the log of the claims that a narrative was made of.
pub fn of<'a>(answers: &'a Answers, written: &'a Narrative) -> Log<'a> {
    let blocks_of = |claim: &Claim| {
        let of_claim = written
            .printed
            .iter()
            .filter(|printed| printed.claim == claim.name && printed.key == claim.finding.key);
        of_claim.map(|printed| printed.block.clone()).collect()
    };
    let claims = answers.by_rank().into_iter();
    let rows = claims.map(|claim| (claim, Entry::of(claim, blocks_of(claim)))).collect();
    let blocks = written.read.iter().chain(&written.plain);
    Log { rows, blocks: blocks.map(|(name, text)| (name.as_str(), text.as_str())).collect() }
}

impl<'a> Log<'a> {
    /// Returns each claim with its entry and the sentences that say it: each once, and no alternative texts, which say what their figure shows.
    pub fn rows(&self) -> impl Iterator<Item = (&'a Claim, &Entry, Vec<&'a str>)> {
        self.rows.iter().map(|(claim, entry)| {
            let blocks = entry.blocks.iter().filter(|block| !block.starts_with("alt_"));
            let mut sentences: Vec<&str> = Vec::new();
            for sentence in blocks.filter_map(|block| self.blocks.get(block.as_str())) {
                if !sentence.is_empty() && !sentences.contains(sentence) {
                    sentences.push(sentence);
                }
            }
            (*claim, entry, sentences)
        })
    }

    /// Tells a narrative about the claims how many there are of each standing, and what made them.
    pub fn tell(&self, context: &mut Value, document: &str) {
        let all = self.rows.len();
        let count = |standing: Standing| {
            let claims = self.rows.iter().filter(|(_, entry)| entry.standing == standing).count();
            json!({
                OF: Of { question: LOG.to_owned(), claim: Some(LOG.to_owned()), withheld: None },
                "numerator": claims, "denominator": all, "value": claims, "unit": "count", "said": true,
            })
        };
        let Value::Object(context) = context else { return };
        context.insert("document".to_owned(), json!(document));
        let counts = [Standing::Said, Standing::Weakened, Standing::NotSaid]
            .map(|standing| (standing.code().replace('-', "_"), count(standing)));
        context.insert(LOG.to_owned(), Value::Object(counts.into_iter().collect()));
    }

    /// Returns the log as CSV, with the texts that were written by hand.
    pub fn to_csv(&self, lang: Lang, by_hand: &BTreeMap<&str, &HandWritten>) -> StrResult<Vec<u8>> {
        let texts = by_hand.iter().map(|(slot, text)| ByHand {
            slot,
            block: block_of(slot),
            text: &text.read,
            path: &text.path,
        });
        to_csv(self.rows(), texts, lang)
    }

    /// Returns the entries.
    pub fn into_entries(self) -> Vec<Entry> {
        self.rows.into_iter().map(|(_, entry)| entry).collect()
    }
}
