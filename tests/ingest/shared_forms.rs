//! Real records in several forms, where they lie beside the project. Every row in
//! which two forms differ is counted here, with the reason.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use kapacitet::registry::schema;
use polars::prelude::DataFrame;

use super::forms::{NOT_IN_CSV, Tables, assert_same};
use super::{shared, texts};

/// Returns the rows of two frames that differ, as texts, for some columns.
fn differing(a: &DataFrame, b: &DataFrame, columns: &[&str]) -> Vec<(Vec<String>, Vec<String>)> {
    let rows = |frame: &DataFrame| -> Vec<Vec<String>> {
        let cells: Vec<_> = columns.iter().map(|column| texts(frame, column)).collect();
        (0..frame.height())
            .map(|row| cells.iter().map(|cell| cell[row].clone()).collect())
            .collect()
    };
    assert_eq!(a.height(), b.height());
    rows(a).into_iter().zip(rows(b)).filter(|(a, b)| a != b).collect()
}

/// Returns the countries of each trial.
fn countries(tables: &Tables) -> BTreeMap<String, BTreeSet<String>> {
    let sites = tables.read(&schema::SITES);
    let mut countries: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (trial, code) in texts(&sites, "trial").into_iter().zip(texts(&sites, "country_code")) {
        countries.entry(trial).or_default().insert(code);
    }
    countries
}

/// Returns the Swedish sites as the tables hold them.
fn swedish(tables: &Tables, columns: &[&str]) -> Vec<Vec<String>> {
    let sites = tables.read(&schema::SITES);
    let codes = texts(&sites, "country_code");
    let cells: Vec<_> = columns.iter().map(|column| texts(&sites, column)).collect();
    (0..sites.height())
        .filter(|row| codes[*row] == "SE")
        .map(|row| cells.iter().map(|cell| cell[row].clone()).collect())
        .collect()
}

/// The website's two downloads of the same 635 studies.
fn website() -> Option<[Tables; 2]> {
    let folder = shared("ctgov-website")?;
    Some(["ctg-studies.json.zip", "ctg-studies.csv"].map(|name| Tables::of(&[folder.join(name)])))
}

/// 635 of 635: the tables of trials differ in nothing that the CSV carries, nor do
/// conditions, numbers of sites and countries.
#[test]
fn the_websites_json_and_csv_are_the_same_635_trials() {
    let Some([json, csv]) = website() else { return };
    assert_eq!(json.snapshot.trials, 635);
    assert_same(
        &json.without(&schema::TRIALS, &NOT_IN_CSV),
        &csv.without(&schema::TRIALS, &NOT_IN_CSV),
        "trials",
    );
    assert_same(&json.terms("condition"), &csv.terms("condition"), "conditions");
    for table in [&schema::INTERVENTIONS, &schema::IDENTIFIERS] {
        assert_same(&json.read(table), &csv.read(table), table.name);
    }
    let names = &schema::SPONSORS;
    assert_same(&json.without(names, &["class"]), &csv.without(names, &["class"]), "sponsors");
    let parts = ["facility", "city", "state", "zip", "entity", "entity_name", "region"];
    let sites = &schema::SITES;
    assert_same(&json.without(sites, &parts), &csv.without(sites, &parts), "countries of sites");
    assert_eq!(countries(&json), countries(&csv));
    assert_eq!(csv.snapshot.sites, 3281);
    assert_eq!(csv.snapshot.coverage.rows_of_many_sites, 30);
    assert_eq!(json.snapshot.coverage.rows_of_many_sites, 30);
}
