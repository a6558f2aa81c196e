//! The tables of a union, each by its part of the rule.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;

use polars::prelude::{
    BooleanChunked, DataFrame, IntoColumn, IntoSeries, NewChunkedArray, PolarsResult, UInt32Chunked,
};

use super::links::Links;
use super::trials;
use crate::registry::schema::position::{
    AREAS, CONDITIONS, INTERVENTIONS, INVESTIGATORS, PIPELINE, PIPELINE_AREAS, SITES, SPONSORS,
    TRIALS,
};
use crate::registry::schema::{SponsorRole, UNCLASSIFIED};

/// Unites the tables.
pub fn unite(
    first: Vec<DataFrame>,
    mut later: Vec<DataFrame>,
    links: &Links,
    keys: &HashMap<u32, u32>,
) -> PolarsResult<Vec<DataFrame>> {
    let merged: HashSet<u32> = links.merged.values().copied().collect();
    for frame in &mut later {
        if frame.schema().contains("trial") {
            shift(frame, "trial", |key| keys.get(&key).copied().unwrap_or(key))?;
        }
    }
    let projects = first[PIPELINE].column("project")?.u32()?.iter().flatten().max().unwrap_or(0);
    for table in [PIPELINE, PIPELINE_AREAS] {
        shift(&mut later[table], "project", |project| project.saturating_add(projects))?;
    }
    let mut all = Vec::new();
    for (table, (first, later)) in first.into_iter().zip(later).enumerate() {
        all.push(match table {
            TRIALS => {
                let new = keep(&later, |_, key| !merged.contains(&key))?;
                trials::fill(&first, &later)?.vstack(&new)?
            }
            SITES => add_new(&first, &later, &merged, country)?,
            CONDITIONS => add_new(&first, &later, &merged, term)?,
            AREAS => areas(&first, &later, &merged)?,
            INTERVENTIONS | INVESTIGATORS => add_new(&first, &later, &merged, |_, _| Some(()))?,
            SPONSORS => sponsors(&first, &later, &merged)?,
            _ => first.vstack(&later)?,
        });
    }
    let interventions = all[INTERVENTIONS].clone();
    trials::judge(&mut all[TRIALS], &interventions, &merged)?;
    Ok(all)
}

/// Changes a column of numbers.
fn shift(frame: &mut DataFrame, column: &str, change: impl Fn(u32) -> u32) -> PolarsResult<()> {
    let numbers = frame.column(column)?.u32()?.iter().map(|number| number.map(&change));
    let numbers = UInt32Chunked::from_iter_options(column.into(), numbers);
    frame.replace(column, numbers.into_series().into_column())?;
    Ok(())
}

/// Keeps the rows that pass a test of their place and trial.
fn keep(frame: &DataFrame, test: impl Fn(usize, u32) -> bool) -> PolarsResult<DataFrame> {
    let keys = frame.column("trial")?.u32()?.iter();
    let kept = keys.enumerate().map(|(row, key)| Some(test(row, key?)));
    frame.filter(&BooleanChunked::from_iter_options("".into(), kept))
}

/// Adds the later rows whose feature the first source's rows of the same trial have
/// not, and all rows of trials that only the later source has.
fn add_new<'a, F: Eq + Hash>(
    first: &'a DataFrame,
    later: &'a DataFrame,
    merged: &HashSet<u32>,
    feature: impl Fn(&'a DataFrame, usize) -> Option<F>,
) -> PolarsResult<DataFrame> {
    let mut known = HashSet::new();
    for (row, key) in first.column("trial")?.u32()?.iter().enumerate() {
        let Some(key) = key.filter(|key| merged.contains(key)) else { continue };
        known.extend(feature(first, row).map(|feature| (key, feature)));
    }
    let new = keep(later, |row, key| match feature(later, row) {
        Some(feature) => !merged.contains(&key) || !known.contains(&(key, feature)),
        None => !merged.contains(&key),
    })?;
    first.vstack(&new)
}

/// Returns a cell of text.
fn text<'a>(frame: &'a DataFrame, column: &str, row: usize) -> Option<&'a str> {
    frame.column(column).ok()?.str().ok()?.get(row)
}

/// Returns the country of a site: its code, or the name that has none.
fn country(frame: &DataFrame, row: usize) -> Option<&str> {
    text(frame, "country_code", row).or_else(|| text(frame, "country", row))
}

/// Returns a condition as far as it is one.
fn term(frame: &DataFrame, row: usize) -> Option<[Option<&str>; 3]> {
    Some(["kind", "mesh", "term"].map(|column| text(frame, column, row)))
}

/// Unites the areas; a trial that has one is not unclassified.
fn areas(first: &DataFrame, later: &DataFrame, merged: &HashSet<u32>) -> PolarsResult<DataFrame> {
    let all = add_new(first, later, merged, |frame, row| text(frame, "area", row))?;
    let is_none = |row| text(&all, "area", row) == Some(UNCLASSIFIED);
    let keys = all.column("trial")?.u32()?.iter().enumerate();
    let classified: HashSet<u32> = keys
        .filter_map(|(row, key)| key.filter(|key| merged.contains(key) && !is_none(row)))
        .collect();
    keep(&all, |row, key| !(classified.contains(&key) && is_none(row)))
}

/// Takes the sponsors of the first source that names the one responsible.
fn sponsors(
    first: &DataFrame,
    later: &DataFrame,
    merged: &HashSet<u32>,
) -> PolarsResult<DataFrame> {
    let led = |frame: &DataFrame| -> PolarsResult<HashSet<u32>> {
        let keys = frame.column("trial")?.u32()?.iter().enumerate();
        let is_lead = |row| {
            text(frame, "role", row) == Some(SponsorRole::Lead.code())
                && text(frame, "name", row).is_some_and(|name| !name.is_empty())
        };
        Ok(keys
            .filter_map(|(row, key)| key.filter(|key| merged.contains(key) && is_lead(row)))
            .collect())
    };
    let (by_first, by_later) = (led(first)?, led(later)?);
    let from_later =
        |key: &u32| merged.contains(key) && !by_first.contains(key) && by_later.contains(key);
    let kept = keep(first, |_, key| !from_later(&key))?;
    let new = keep(later, |_, key| !merged.contains(&key) || from_later(&key))?;
    kept.vstack(&new)
}
