//! Real records in several forms, where they lie beside the project. Every row in
//! which two forms differ is counted here, with the reason.

use std::collections::{BTreeMap, BTreeSet};

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
    let names = ["ctg-studies.json.zip", "ctg-studies.csv"];
    Some(names.map(|name| Tables::of(&[folder.join(name)]).without_contacts()))
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

/// The CSV's one text per site gives the same region, the same site and even the
/// same words for 35 of 35 Swedish rows; of all rows 70 of 3,281 get another town,
/// where a comma in a name could not be told from one between parts.
#[test]
fn the_websites_csv_gives_the_regions_of_the_json() {
    let Some([json, csv]) = website() else { return };
    let columns = ["facility", "city", "state", "zip", "region", "entity"];
    let swedish_rows = swedish(&json, &columns);
    assert_eq!(swedish_rows.len(), 35);
    assert_eq!(swedish_rows, swedish(&csv, &columns));
    let sites = [&json, &csv].map(|tables| tables.read(&schema::SITES));
    assert_eq!(differing(&sites[0], &sites[1], &["city"]).len(), 70);
    assert_eq!(differing(&sites[0], &sites[1], &["zip"]).len(), 7);
    assert_eq!(differing(&sites[0], &sites[1], &["country"]).len(), 0);
}

/// AACT's tables and the pages that they were made from, and how many rows differ
/// in the day of the last update.
fn aact(zip: &str, pages: &str, updated: usize) -> Option<[Tables; 2]> {
    let both = [shared(pages)?, shared("aact-layout")?.join(zip)]
        .map(|path| Tables::of(&[path]).without_contacts());
    let [pages, aact] = &both;
    let without = ["updated"];
    assert_same(
        &pages.without(&schema::TRIALS, &without),
        &aact.without(&schema::TRIALS, &without),
        "trials",
    );
    // These zips have no `last_update_posted_date`, so the day on which the sponsor
    // sent the update stands for the day on which it was posted.
    let trials = [pages, aact].map(|tables| tables.read(&schema::TRIALS));
    assert_eq!(differing(&trials[0], &trials[1], &["updated"]).len(), updated);
    let missing = &aact.snapshot.coverage.columns_missing;
    assert_eq!(
        missing.keys().collect::<Vec<_>>(),
        ["id_information.txt", "keywords.txt", "studies.txt last_update_posted_date"]
    );
    for table in [
        &schema::SITES,
        &schema::AREAS,
        &schema::INTERVENTIONS,
        &schema::SPONSORS,
        &schema::INVESTIGATORS,
    ] {
        assert_same(&pages.read(table), &aact.read(table), table.name);
    }
    assert_same(&pages.terms("condition"), &aact.terms("condition"), "conditions");
    assert_eq!(countries(pages), countries(aact));
    Some(both)
}

/// 4,473 trials and 74,564 sites, not one of which differs. AACT has the headings
/// of MeSH but no ids; those of the commonest conditions come back by heading.
#[test]
fn aacts_tables_are_the_4473_recent_trials() {
    let Some([pages, aact]) = aact("aact-layout-from-v2-union.zip", "ctgov-v2", 4473) else {
        return;
    };
    assert_eq!((aact.snapshot.trials, aact.snapshot.sites), (4473, 74_564));
    assert_eq!(aact.snapshot.coverage.swedish_trials, 143);
    assert_eq!(swedish(&aact, &["trial", "facility", "region", "entity"]).len(), 481);
    for (kind, without_id) in [("mesh", 1534), ("ancestor", 20_531)] {
        let [pages, aact] = [&pages, &aact].map(|tables| tables.terms(kind));
        assert_same(&pages.drop("mesh").unwrap(), &aact.drop("mesh").unwrap(), kind);
        let differing = differing(&pages, &aact, &["mesh"]);
        assert_eq!(differing.len(), without_id);
        assert!(differing.iter().all(|(_, aact)| aact == &["-"]));
    }
    // Secondary numbers stand in `id_information.txt`, which the zip lacks: 524 rows
    // of the pages are numbers other than the trial's own.
    let numbers = [&pages, &aact].map(|tables| tables.read(&schema::IDENTIFIERS).height());
    assert_eq!(numbers, [4997, 4473]);
}

/// 16,467 trials and 291,073 sites, not one of which differs. The pages were made
/// from XML, so they have no ids of MeSH either, and one day of update.
#[test]
fn aacts_tables_are_the_16467_older_trials() {
    let zip = "aact-layout-from-xml-results-2016.zip";
    let Some([pages, aact]) = aact(zip, "ctgov-v2-2016", 0) else { return };
    assert_eq!((aact.snapshot.trials, aact.snapshot.sites), (16_467, 291_073));
    assert_eq!(aact.snapshot.coverage.swedish_trials, 621);
    assert_eq!(aact.snapshot.coverage.swedish_site_rows, 2361);
    for kind in ["mesh", "ancestor"] {
        assert_same(&pages.terms(kind), &aact.terms(kind), kind);
    }
    let numbers = [&pages, &aact].map(|tables| tables.read(&schema::IDENTIFIERS).height());
    assert_eq!(numbers, [18_339, 16_467]);
}

/// Of 4,284 officials 54 are a telephone number or a switchboard, and left out.
#[test]
fn a_telephone_number_is_no_official() {
    let Some(path) = shared("ctgov-v2") else { return };
    let tables = Tables::of(&[path]);
    let officials = tables.read(&schema::INVESTIGATORS);
    assert_eq!(officials.height(), 4230);
    // "Example Institute @ Example Hospital" is no address.
    let address = |text: &str| text.contains('@') && !text.contains(" @ ");
    let holds = |text: &String| address(text) || text.contains("CTLILLY");
    for column in ["name", "affiliation"] {
        assert!(!texts(&officials, column).iter().any(holds));
    }
    let sites = tables.read(&schema::SITES);
    assert!(!texts(&sites, "facility").iter().any(holds));
}
