//! The log: what became of each claim of a document, in one language.
//!
//! It stands in the manifest of a build, short, and whole in a CSV beside each document and in the document type `claim-sheet`.

use serde::{Deserialize, Serialize};
use typst::diag::{StrResult, eco_format};

use super::{Claim, Direction, Reason, Robustness, Strength};
use crate::finding::{COLUMNS, Finding, number, to_csv_text};
use crate::indicator;
use crate::locale::Lang;

/// What became of a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// It may be said as it is.
    Said,
    /// It may be said more carefully.
    Weakened,
    /// It may not be said.
    NotSaid,
}

impl Standing {
    /// Returns the standing of a strength.
    pub fn of(strength: Strength) -> Self {
        match strength {
            Strength::Stated => Self::Said,
            Strength::Tendency | Strength::NoClearDifference => Self::Weakened,
            Strength::Withheld => Self::NotSaid,
        }
    }

    /// Returns the name that logs use.
    pub fn code(self) -> &'static str {
        match self {
            Self::Said => "said",
            Self::Weakened => "weakened",
            Self::NotSaid => "not-said",
        }
    }
}

/// A claim in the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its name in the document type's manifest.
    pub claim: String,
    /// Which of its rows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// What became of it.
    pub standing: Standing,
    /// How firmly it may be said.
    pub strength: Strength,
    /// Which way it points.
    pub direction: Direction,
    /// Why it is not stated.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<Reason>,
    /// Its place among the claims of the document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rank: Option<usize>,
    /// The blocks of the narrative that print it or choose their words by it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub blocks: Vec<String>,
    /// In how many choices it holds, and which parts of choices break it; each choice stands in the claim sheet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub robustness: Option<Held>,
}

/// In how many choices a claim holds, in short.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// The choices in which it holds.
    pub holds: u64,
    /// All choices.
    pub choices: u64,
    /// Those in which the number points the same way.
    pub same_way: u64,
    /// The parts of choices that take part in breaking it, with how often, most first.
    pub breakers: Vec<(String, usize)>,
}

impl Held {
    /// Returns a robustness in short.
    fn of(robustness: &Robustness) -> Self {
        let Robustness { holds, choices, same_way, .. } = *robustness;
        Self { holds, choices, same_way, breakers: robustness.breakers() }
    }
}

impl Entry {
    /// Returns the entry of a claim, said in some blocks.
    pub fn of(claim: &Claim, blocks: Vec<String>) -> Self {
        Self {
            claim: claim.name.clone(),
            key: claim.finding.key.clone(),
            standing: Standing::of(claim.strength),
            strength: claim.strength,
            direction: claim.direction,
            reasons: claim.reasons.clone(),
            rank: claim.rank,
            blocks,
            robustness: claim.robustness.as_ref().map(Held::of),
        }
    }
}

/// The columns before those of the finding.
const BEFORE: [&str; 3] = ["claim", "kind", "definition"];

/// The columns after them.
const AFTER: [&str; 20] = [
    "against",
    "average",
    "cases",
    "p",
    "coverage",
    "days_old",
    "standing",
    "strength",
    "direction",
    "reasons",
    "rank",
    "step",
    "holds",
    "choices",
    "same_way",
    "breaks",
    "breakers",
    "blocks",
    "sentences",
    "question",
];

/// A text that was written by hand: no claim, and in the log so that nobody takes its numbers for the engine's.
pub struct ByHand<'a> {
    /// The place that it fills.
    pub slot: &'a str,
    /// The block that says it.
    pub block: String,
    /// The text as it is read.
    pub text: &'a str,
    /// Its file.
    pub path: &'a str,
}

/// What the log calls a text that was written by hand, in the place of a claim's kind and of how firmly it may be said.
const BY_HAND: &str = "hand-written";

/// Returns claims as CSV, each with the sentences that say it, and after them the texts that were written by hand.
pub fn to_csv<'a>(
    rows: impl Iterator<Item = (&'a Claim, &'a Entry, Vec<&'a str>)>,
    texts: impl Iterator<Item = ByHand<'a>>,
    lang: Lang,
) -> StrResult<Vec<u8>> {
    let fault = |error: csv::Error| eco_format!("{error}");
    let mut writer = csv::Writer::from_writer(Vec::new());
    let columns = || {
        let of_finding = COLUMNS.iter().map(|column| column.name);
        BEFORE.into_iter().chain(of_finding).chain(AFTER)
    };
    writer.write_record(columns()).map_err(fault)?;
    for (claim, entry, sentences) in rows {
        writer.write_record(row(claim, entry, &sentences, lang)).map_err(fault)?;
    }
    for ByHand { slot, block, text, path } in texts {
        let cell = |column: &str| match column {
            "claim" => slot.to_owned(),
            "kind" | "standing" => BY_HAND.to_owned(),
            "blocks" => block.clone(),
            "sentences" => to_csv_text(text),
            "source" => path.to_owned(),
            _ => String::new(),
        };
        writer.write_record(columns().map(cell)).map_err(fault)?;
    }
    writer.into_inner().map_err(|error| eco_format!("{error}"))
}

/// Returns a claim as the cells of the CSV.
fn row(claim: &Claim, entry: &Entry, sentences: &[&str], lang: Lang) -> Vec<String> {
    let finding = &claim.finding;
    let definition = indicator::find(finding.indicator).map(|known| known.definition.get(lang));
    let before: [String; BEFORE.len()] =
        [claim.name.clone(), claim.kind.code().into(), definition.unwrap_or_default().into()];
    let of_finding = COLUMNS.iter().map(|column| (column.cell)(finding, lang));
    before.into_iter().chain(of_finding).chain(after(claim, entry, sentences)).collect()
}

/// Returns the cells after those of the finding.
fn after(claim: &Claim, entry: &Entry, sentences: &[&str]) -> [String; AFTER.len()] {
    let count = |value: Option<u64>| value.map(|value| value.to_string()).unwrap_or_default();
    let finding = &claim.finding;
    let robustness = claim.robustness.as_ref();
    let breaks = robustness.map(|robustness| {
        let breaks: Vec<_> = robustness.breaks.iter().map(|parts| parts.join(" ")).collect();
        breaks.join("; ")
    });
    let breakers = entry.robustness.as_ref().map(|held| {
        let parts = held.breakers.iter().map(|(part, times)| format!("{part} {times}"));
        parts.collect::<Vec<_>>().join("; ")
    });
    let reasons: Vec<_> = entry.reasons.iter().map(|reason| reason.code()).collect();
    let against = match (&finding.reference, &claim.average) {
        (Some(reference), _) => reference.place.clone(),
        (None, average) => average.as_ref().map(Finding::place_code).unwrap_or_default(),
    };
    [
        against,
        number(claim.average.as_ref().and_then(|average| average.value)),
        claim.cases().to_string(),
        number(finding.p),
        number(claim.ground.coverage),
        claim.ground.days_old.to_string(),
        entry.standing.code().into(),
        entry.strength.code().into(),
        entry.direction.code().into(),
        reasons.join(" "),
        entry.rank.map(|rank| rank.to_string()).unwrap_or_default(),
        claim.step.to_string(),
        count(robustness.map(|robustness| robustness.holds)),
        count(robustness.map(|robustness| robustness.choices)),
        count(robustness.map(|robustness| robustness.same_way)),
        breaks.unwrap_or_default(),
        breakers.unwrap_or_default(),
        entry.blocks.join(" "),
        to_csv_text(&sentences.join(" | ")),
        claim.question.clone(),
    ]
}
