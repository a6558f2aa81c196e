//! Trials about which the sources disagree: what each of them tells, trial by trial.
//!
//! [`disagreements`] compares sources two by two; here a trial and field is one row, however many sources there are.
//! Only where two sources tell, and tell different things, is there a row: that a source is silent is
//! [`super::coverage`]'s to say. A disagreement does not tell who is right.

use std::collections::{BTreeMap, HashSet};

use polars::prelude::*;
use serde::Serialize;
use typst::diag::{HintedStrResult, error};

use crate::registry::disagreement::FIELDS;
use crate::registry::{Registry, disagreements};
use crate::slice::{Slice, trials};

/// A field of a trial about which sources disagree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Dispute {
    /// The trial's public number, as its first source writes it.
    pub trial: String,
    /// The field: one of [`FIELDS`].
    pub field: &'static str,
    /// What each source tells, by the source's id. More than one value where a source has several records of the trial.
    pub values: BTreeMap<String, Vec<String>>,
}

/// Returns the disputes about the trials of a slice, in the order of the trials' keys and of [`FIELDS`].
pub fn disputes(registry: &Registry, slice: &Slice) -> HintedStrResult<Vec<Dispute>> {
    let kept = keys(registry, slice)
        .map_err(|error| error!("{error}"; hint: "ingest the snapshot again"))?;
    let mut found: BTreeMap<(u32, usize), Dispute> = BTreeMap::new();
    for one in disagreements(registry)? {
        if !kept.contains(&one.trial) {
            continue;
        }
        let at = FIELDS.iter().position(|field| *field == one.field).unwrap_or(FIELDS.len());
        let dispute = found.entry((one.trial, at)).or_insert_with(|| Dispute {
            trial: one.id,
            field: one.field,
            values: BTreeMap::new(),
        });
        for (source, value) in [(one.source_a, one.value_a), (one.source_b, one.value_b)] {
            let told = dispute.values.entry(source).or_default();
            if !told.contains(&value) {
                told.push(value);
            }
        }
    }
    Ok(found.into_values().collect())
}

/// Returns the keys of a slice's trials.
fn keys(registry: &Registry, slice: &Slice) -> PolarsResult<HashSet<u32>> {
    let frame = trials(registry, slice, "start")?.select([col("trial")]).collect()?;
    Ok(frame.column("trial")?.u32()?.iter().flatten().collect())
}
