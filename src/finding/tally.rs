//! Counting distinct trials by the keys of a dimension.

use std::collections::BTreeMap;

use chrono::Datelike;
use polars::prelude::*;

use super::{By, companies};
use crate::registry::Registry;
use crate::registry::schema::date_of_epoch_day;

/// Trials per key, in key order.
pub type Tally = BTreeMap<String, u64>;

/// Returns the number of rows, which are distinct trials.
pub fn count(frame: LazyFrame) -> PolarsResult<u64> {
    let counted = frame.select([len()]).collect()?;
    Ok(counted.column("len")?.cast(&DataType::UInt64)?.u64()?.get(0).unwrap_or(0))
}

/// Returns the trials per key of a dimension.
///
/// In: rows of `schema::trials`; `dated` is the date column by which years
/// are counted. A trial that has several keys, such as several therapy areas,
/// counts under each of them, once.
pub fn tally(frame: LazyFrame, registry: &Registry, by: By, dated: &str) -> PolarsResult<Tally> {
    match by {
        By::Place | By::Region => bridge(frame, registry.places.clone().lazy(), "place"),
        By::Site => {
            let named = registry.sites.clone().lazy().filter(col("entity").is_not_null());
            bridge(frame, named, "entity")
        }
        By::Area => bridge(frame, registry.areas.clone().lazy(), "area"),
        By::Disease => diseases(frame.clone(), frame, registry),
        By::Phase => grouped(frame, "phase"),
        By::Sponsor => grouped(frame, "sponsor"),
        By::Company | By::SponsorHq => {
            Ok(companies::by_key(&registry.reference, by, grouped(frame, column_of(by))?))
        }
        By::Year => years(frame, dated),
        By::Source | By::Field | By::Heading | By::Outcome | By::Part => Ok(Tally::new()),
        By::Step | By::Leg | By::Cases | By::Kpi | By::Ahead => Ok(Tally::new()),
    }
}

/// Returns the trials per disease that a trial of `namers` names itself.
///
/// A disease holds the narrower ones below it in the tree, as a lens does. Of
/// what only stands above the named ones, such as "carcinoma", no table speaks.
pub fn diseases(frame: LazyFrame, namers: LazyFrame, registry: &Registry) -> PolarsResult<Tally> {
    let conditions = registry.conditions.clone().lazy().filter(col("mesh").is_not_null());
    let named = conditions
        .clone()
        .filter(col("kind").eq(lit("mesh")))
        .semi_join(namers, col("trial"), col("trial"))
        .select([col("mesh")]);
    bridge(frame, conditions.semi_join(named, col("mesh"), col("mesh")), "mesh")
}

/// Returns the trials per key of a table that relates trials to keys.
pub fn bridge(frame: LazyFrame, table: LazyFrame, key: &str) -> PolarsResult<Tally> {
    let pairs = table
        .filter(col(key).is_not_null())
        .select([col("trial"), col(key)])
        .unique(None, UniqueKeepStrategy::Any);
    grouped(frame.select([col("trial")]).inner_join(pairs, col("trial"), col("trial")), key)
}

/// Returns the rows per value of a text column.
fn grouped(frame: LazyFrame, key: &str) -> PolarsResult<Tally> {
    let groups = frame.group_by([col(key)]).agg([len().alias("trials")]).collect()?;
    let keys = groups.column(key)?.str()?.clone();
    let trials = groups.column("trials")?.cast(&DataType::UInt64)?;
    let pairs = keys.iter().zip(trials.u64()?.iter());
    Ok(pairs.filter_map(|(key, trials)| Some((key?.to_owned(), trials?))).collect())
}

/// Returns the column of a trial's company, or of its head office.
fn column_of(by: By) -> &'static str {
    if by == By::Company { "company" } else { "sponsor_hq" }
}

/// Returns the rows per calendar year of a date column.
fn years(frame: LazyFrame, dated: &str) -> PolarsResult<Tally> {
    let dates = frame.select([col(dated).cast(DataType::Int32)]).collect()?;
    let mut tally = Tally::new();
    for days in dates.column(dated)?.i32()?.iter().flatten() {
        let year = date_of_epoch_day(days).map_or(0, |date| date.year());
        *tally.entry(year.to_string()).or_default() += 1;
    }
    Ok(tally)
}

/// Returns the keys that each trial has in a dimension.
pub fn keys_by_trial(
    frame: LazyFrame,
    registry: &Registry,
    by: By,
) -> PolarsResult<BTreeMap<u32, Vec<String>>> {
    let (table, key) = match by {
        By::Area => (registry.areas.clone().lazy(), "area"),
        By::Disease => {
            (registry.conditions.clone().lazy().filter(col("kind").eq(lit("mesh"))), "mesh")
        }
        By::Sponsor => (frame.clone(), "sponsor"),
        By::Phase => (frame.clone(), "phase"),
        By::Company | By::SponsorHq => (frame.clone(), column_of(by)),
        By::Place | By::Region => (registry.places.clone().lazy(), "place"),
        By::Site => (registry.sites.clone().lazy(), "entity"),
        By::Year => (frame.clone(), "start"),
        By::Source
        | By::Field
        | By::Heading
        | By::Outcome
        | By::Part
        | By::Step
        | By::Leg
        | By::Cases
        | By::Kpi
        | By::Ahead => (registry.records.clone().lazy(), "source"),
    };
    let pairs = table
        .filter(col(key).is_not_null())
        .semi_join(frame, col("trial"), col("trial"))
        .select([col("trial"), col(key).cast(DataType::String)])
        .unique(None, UniqueKeepStrategy::Any)
        .collect()?;
    let (trials, keys) = (pairs.column("trial")?.u32()?, pairs.column(key)?.str()?);
    let mut by_trial: BTreeMap<u32, Vec<String>> = BTreeMap::new();
    for (trial, key) in trials.iter().zip(keys.iter()) {
        if let (Some(trial), Some(key)) = (trial, key) {
            let key = match by {
                // Of a date, the year is the key.
                By::Year => &key[..4],
                _ => companies::key_of(&registry.reference, by, key),
            };
            by_trial.entry(trial).or_default().push(key.to_owned());
        }
    }
    Ok(by_trial)
}
