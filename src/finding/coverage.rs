//! How complete the sources are: what each of them knows of the trials that any
//! of them knows, and which fields are given.
//!
//! The union of the sources is not the truth: a trial that none of them has is
//! missing from all of these numbers. And nothing here is a sample, so there are
//! no limits of chance.

use std::collections::BTreeMap;

use polars::prelude::*;
use serde::Serialize;

use super::question::{Cell, Question};
use super::tally::{bridge, count};
use super::{By, Finding, Label};
use crate::registry::Registry;
use crate::registry::schema::SourceClass;
use crate::registry::snapshot::Source;
use crate::slice::{Level, in_place};

/// The place of which each record tells whether it is about it.
const SWEDEN: &str = "sweden";

/// What is noted where a source need not tell of the place itself.
pub const FOUND_ANYWHERE: &str =
    "found: the source has a record of the trial, which need not tell of the place itself";

/// A field of a trial that statements rest on.
struct Field {
    /// Its key.
    key: &'static str,
    /// Its name in Swedish and in English.
    name: (&'static str, &'static str),
    /// Whether a row of `schema::TRIALS`, or of `schema::RECORDS`, gives it.
    given: fn() -> Expr,
}

/// The fields that a row of `schema::RECORDS` tells about, in the order of printing.
const FIELDS: [Field; 8] = [
    Field { key: "start", name: ("startdatum", "start date"), given: || filled("start") },
    Field {
        key: "completion",
        name: ("slutdatum", "completion date"),
        given: || filled("completion"),
    },
    Field { key: "phase", name: ("fas", "phase"), given: || differs("phase", "not-given") },
    Field { key: "sponsor", name: ("sponsor", "sponsor"), given: || differs("sponsor", "") },
    Field {
        key: "enrolment",
        name: ("antal deltagare", "enrolment"),
        given: || filled("enrolment"),
    },
    Field {
        key: "conditions",
        name: ("sjukdomar", "conditions"),
        given: || positive("conditions"),
    },
    Field { key: "meshes", name: ("MeSH-termer", "MeSH terms"), given: || positive("meshes") },
    Field {
        key: "sites",
        name: ("prövningsställen", "trial sites"),
        given: || positive("site_rows"),
    },
];

/// Whether a cell is there.
fn filled(column: &str) -> Expr {
    col(column).is_not_null()
}

/// Whether a text is another than the one that stands for none.
fn differs(column: &str, none: &'static str) -> Expr {
    col(column).neq(lit(none))
}

/// Whether a count is not nought.
fn positive(column: &str) -> Expr {
    col(column).gt(lit(0u32))
}

/// Returns the words for a field's key.
pub(super) fn field_label(key: &str) -> Option<Label> {
    let field = FIELDS.iter().find(|field| field.key == key)?;
    Some(Label { sv: field.name.0.into(), en: field.name.1.into() })
}

/// Returns the words for a source's key.
pub(super) fn source_label(registry: &Registry, key: &str) -> Option<Label> {
    let mut sources = registry.snapshot.sources.iter();
    sources.find(|source| source.id == key).map(|source| Label::same(&source.name))
}

impl Question<'_> {
    /// Trials of the slice that a source has, over those that any source has.
    ///
    /// Of Sweden a source has a trial only when its own record tells of Sweden. Of other places a record does not say so
    /// by itself, since the places of united records are united: there a source has each trial that it has a record of.
    pub(super) fn source_coverage(&self) -> PolarsResult<Vec<Finding>> {
        let trials = self.trials(&self.slice.lens)?;
        let trials = in_place(trials, self.registry, &self.slice.place);
        let union = count(trials.clone())?;
        let (records, note) = match &self.slice.place {
            place if place.id == SWEDEN => (self.swedish_records()?, None),
            place if place.level == Level::World => (self.registry.records.clone().lazy(), None),
            _ => (self.registry.records.clone().lazy(), Some(FOUND_ANYWHERE)),
        };
        let found = bridge(trials, records, "source")?;
        // A source of something else could have none of them, which would read as a gap.
        let sources = self.registry.snapshot.trial_sources();
        let finding = |id: &String| {
            let cell = self.cell(id.clone(), found.get(id).copied().unwrap_or(0));
            let note = note.map(str::to_owned);
            Finding { note, ..self.counted_share(&cell, union) }
        };
        Ok(sources.map(|source| finding(&source.id)).collect())
    }

    /// Returns the records that tell of Sweden themselves: by a site there, or as a member state.
    fn swedish_records(&self) -> PolarsResult<LazyFrame> {
        let records = self.registry.records.clone().lazy();
        let by_site = records.filter(positive("swedish_site_rows"));
        let states = self.registry.member_states.clone().lazy();
        let by_state = states.filter(col("country_code").eq(lit("SE")));
        let pair = || [col("trial"), col("source")];
        let both = [by_site.select(pair()), by_state.select(pair())];
        Ok(concat(both, UnionArgs::default())?.unique(None, UniqueKeepStrategy::Any))
    }

    /// Trials of the slice of which any source gives a field, over all of them.
    pub(super) fn fields_given(&self) -> PolarsResult<Vec<Finding>> {
        let trials = self.trials(&self.slice.lens)?;
        let trials = in_place(trials, self.registry, &self.slice.place).select([col("trial")]);
        let all = count(trials.clone())?;
        let records = self.registry.records.clone().lazy();
        let records = records.semi_join(trials, col("trial"), col("trial"));
        let mut findings = Vec::new();
        for field in &FIELDS {
            let given = records.clone().filter((field.given)()).select([col("trial")]);
            let given = count(given.unique(None, UniqueKeepStrategy::Any))?;
            findings.push(self.counted_share(&self.cell(field.key.into(), given), all));
        }
        Ok(findings)
    }

    /// Returns the finding of a share of which everything was counted.
    fn counted_share(&self, cell: &Cell, of: u64) -> Finding {
        Finding {
            denominator: Some(of),
            value: (of > 0).then(|| cell.trials as f64 / of as f64),
            ..self.finding(cell)
        }
    }
}

/// What is known of a source beside its share of the trials.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SourceState {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Under which terms its data may be used.
    pub class: SourceClass,
    /// The day that its data describe.
    pub data_date: String,
    /// Days from then to the newest source's day.
    pub days_behind: i64,
    /// What it gives: `trials`, `drugs`, `sites` or `investigators`.
    pub gives: &'static str,
    /// Its records of these.
    pub records: u64,
    /// Its records that were left out because they are broken.
    pub rejected: u64,
    /// Trials that no other source has.
    pub only_here: u64,
    /// Its site rows in Sweden.
    pub swedish_site_rows: u64,
    /// Those of them without a region.
    pub unplaced_site_rows: u64,
    /// Its records without each field.
    pub missing: BTreeMap<&'static str, u64>,
}

/// Returns the state of every source, over all of its records.
pub fn source_states(registry: &Registry) -> PolarsResult<Vec<SourceState>> {
    let newest = registry.snapshot.sources.iter().map(|source| source.data_date).max();
    let mut states = Vec::new();
    for source in &registry.snapshot.sources {
        let own = || registry.records.clone().lazy().filter(col("source").eq(lit(&*source.id)));
        let others = registry.records.clone().lazy().filter(col("source").neq(lit(&*source.id)));
        let all = count(own())?;
        let (gives, records) = given(registry, source)?;
        let mut missing = BTreeMap::new();
        for field in &FIELDS {
            missing.insert(field.key, all - count(own().filter((field.given)()))?);
        }
        states.push(SourceState {
            id: source.id.clone(),
            name: source.name.clone(),
            class: source.class,
            data_date: source.data_date.to_string(),
            days_behind: newest.map_or(0, |newest| (newest - source.data_date).num_days()),
            gives,
            records,
            rejected: source.rejected,
            only_here: count(own().anti_join(others, col("trial"), col("trial")))?,
            swedish_site_rows: sum(own(), "swedish_site_rows")?,
            unplaced_site_rows: sum(own(), "unplaced_site_rows")?,
            missing,
        });
    }
    Ok(states)
}

/// What a source of trial records gives.
pub const TRIALS: &str = "trials";

/// Returns what a source gives, and how many records of it.
fn given(registry: &Registry, source: &Source) -> PolarsResult<(&'static str, u64)> {
    let others = [
        ("drugs", &registry.pipeline),
        ("sites", &registry.site_profiles),
        ("investigators", &registry.investigator_profiles),
    ];
    for (name, table) in others {
        // A drug stands in one row for each of its diseases.
        let own = table.clone().lazy().filter(col("source").eq(lit(&*source.id)));
        let rows = count(own.select([col("id")]).unique(None, UniqueKeepStrategy::Any))?;
        if rows > 0 {
            return Ok((name, rows));
        }
    }
    Ok((TRIALS, source.records))
}

/// Returns the sum of a column of counts.
fn sum(frame: LazyFrame, column: &str) -> PolarsResult<u64> {
    let frame = frame.select([col(column).cast(DataType::UInt64).sum()]).collect()?;
    Ok(frame.column(column)?.u64()?.get(0).unwrap_or(0))
}

/// Returns the keys of the fields, in the order of printing.
pub fn field_keys() -> impl Iterator<Item = &'static str> {
    FIELDS.iter().map(|field| field.key)
}

/// Returns the dimension that an indicator of coverage is split by.
pub(super) fn dimension(is_by_source: bool) -> By {
    if is_by_source { By::Source } else { By::Field }
}
