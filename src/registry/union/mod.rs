//! The union of sources: trials that two registers have become one trial.
//!
//! # The rule
//! Records of different sources are the same trial when they share a number that a
//! register gave (NCT, EU CT, EudraCT, WHO's universal trial number), one to one
//! ([`links`]). Of a trial that both have, the first source wins every field that it
//! gives, and the later one fills the gaps ([`trials`]): a phase that was not given, an
//! unknown status, a date with its precision and type, the number of participants, the
//! sponsor. Sites come from the later source only for countries of which the earlier
//! ones have none; conditions and areas are united; interventions, sponsors and
//! investigators come from the first source that has any ([`tables`]). What each source
//! says stays in `records` and `identifiers`.
//!
//! Rows keep the order of the sources and of their records, so the same inputs give the
//! same bytes, however many threads there are. Only rows of trials that both have are
//! looked at one by one.

mod links;
mod recount;
mod tables;
mod trials;

use polars::prelude::{DataFrame, PolarsError};
use typst::diag::{HintedStrResult, HintedString, error};

use super::disagreement;
use super::schema::position::RECORDS;
use super::snapshot::Snapshot;

/// A snapshot with its tables in the order of `schema::TABLES`.
pub struct Whole {
    /// What it is made of.
    pub snapshot: Snapshot,
    /// Its tables.
    pub frames: Vec<DataFrame>,
}

/// Unites a source with those before it.
pub fn unite(first: Whole, later: Whole) -> HintedStrResult<Whole> {
    let found = links::find(&first.frames, &later.frames).map_err(|err| fault(&err))?;
    let keys = links::keys(&first.frames, &later.frames, &found).map_err(|err| fault(&err))?;
    let frames =
        tables::unite(first.frames, later.frames, &found, &keys).map_err(|err| fault(&err))?;
    let mut snapshot = described(first.snapshot, later.snapshot, found);
    recount::recount(&mut snapshot, &frames).map_err(|err| fault(&err))?;
    let sources: Vec<String> = snapshot.sources.iter().map(|source| source.id.clone()).collect();
    snapshot.disagreements =
        disagreement::compare(&frames[RECORDS], &sources).map_err(|err| fault(&err))?;
    Ok(Whole { snapshot, frames })
}

/// Describes the union; counts are made afterwards.
///
/// The day that the data describe is that of the first source of trials: its fields win, and
/// windows of years are meant for it. Each source keeps its own.
fn described(first: Snapshot, later: Snapshot, found: links::Links) -> Snapshot {
    let mut all = first;
    let merged = found.summary(&later);
    if all.trials == 0 && later.trials > 0 {
        all.data_date = later.data_date;
    }
    all.example |= later.example;
    all.duplicates += later.duplicates;
    all.rejected_more += later.rejected_more;
    for (word, count) in later.coverage.words_unknown {
        *all.coverage.words_unknown.entry(word).or_default() += count;
    }
    all.sources.extend(later.sources);
    all.inputs.extend(later.inputs);
    all.rejected.extend(later.rejected);
    all.merged.push(merged);
    all.ambiguous.extend(found.ambiguous);
    all
}

/// Says that the union could not be made.
fn fault(err: &PolarsError) -> HintedString {
    error!("failed to unite the sources ({err})")
}
