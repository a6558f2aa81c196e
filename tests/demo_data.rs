//! The demonstration's records: what the generator makes, and what it is there
//! to show.

use std::collections::BTreeMap;
use std::fs;

use kapacitet::registry::Reference;

use crate::build::demo;
use crate::support::{crate_root, files, number};

/// Whoever runs the generator gets the records that are in the repository.
#[test]
fn the_records_are_what_kapacitet_synthesize_writes() {
    let into = demo().path("synthesized");
    demo().run(&["synthesize", "--into", into.to_str().unwrap()]).succeeded();
    let made = files(&into);
    let count = |folder: &str| made.iter().filter(|path| path.starts_with(folder)).count();
    let folders = ["ctgov/", "ctis/", "exports/", "inventory/", "board/"];
    assert_eq!(folders.map(count), [6, 1, 4, 1, 4]);
    assert_eq!(made.len(), 16);
    for path in made {
        let kept = fs::read(crate_root().join("data/demo").join(&path)).unwrap();
        assert!(fs::read(into.join(&path)).unwrap() == kept, "{path} is out of date");
    }
}

#[test]
fn all_21_regions_have_trials_and_gotland_has_few() {
    let regions = demo().ask("trials-started --snapshot demo --by region --window all");
    assert_eq!(regions.len(), 21);
    let trials =
        |id: &str| number(regions.iter().find(|region| region["key"] == id).unwrap(), "numerator");
    assert!(regions.iter().all(|region| number(region, "numerator") >= 1.0));
    let most = regions.iter().map(|region| number(region, "numerator")).fold(0.0, f64::max);
    assert_eq!(trials("stockholm"), most);
    assert!((1.0..10.0).contains(&trials("gotland")), "{}", trials("gotland"));
}

#[test]
fn every_therapy_area_has_trials_in_the_world() {
    let question = "trials-started --snapshot demo --place world --by area --window all";
    let areas = demo().ask(question);
    assert!(areas.len() >= 19);
    for area in areas {
        assert!(number(&area, "numerator") > 0.0, "{area}");
    }
}

/// Hidden names, missing phases, months without days: what real records have.
#[test]
fn the_records_have_the_dirt_of_real_ones() {
    let text = fs::read_to_string(demo().path("data/snapshots/demo/snapshot.toml")).unwrap();
    let snapshot: toml::Table = toml::from_str(&text).unwrap();
    let coverage = snapshot["coverage"].as_table().unwrap();
    let count = |key: &str| coverage[key].as_integer().unwrap();
    let rows = count("swedish_site_rows");
    assert!(count("anonymised_swedish_rows") * 10 > rows * 2, "{coverage:?}");
    assert!(count("swedish_rows_without_region") * 100 < rows * 3, "{coverage:?}");
    assert!(count("trials_without_mesh") > 0 && count("trials_unclassified") > 0);
    let phases = demo().ask("phase-mix --snapshot demo --window all --phase not-given");
    assert!(number(&phases[0], "numerator") > 0.0);
    let world = |filter: &str| {
        let question = "trials-started --snapshot demo --place world --window all --filter";
        number(&demo().ask(&format!("{question} {filter}"))[0], "numerator")
    };
    assert!(world("company-drug") < world("all"));
    // Of CTIS's 120 records, 80 are trials of the pages.
    assert_eq!(world("all"), 6040.0);
}

/// What two registers are there to show: one trial with two sources, and what they tell
/// differently.
#[test]
fn two_registers_tell_of_the_same_trials() {
    let text = fs::read_to_string(demo().path("data/snapshots/demo/snapshot.toml")).unwrap();
    let snapshot: toml::Table = toml::from_str(&text).unwrap();
    let merged = &snapshot["merged"][0];
    let count = |key: &str| merged[key].as_integer().unwrap();
    assert_eq!([count("trials"), count("new"), count("ambiguous")], [80, 40, 0]);
    for compared in snapshot["disagreements"].as_array().unwrap() {
        let count = |key: &str| compared[key].as_integer().unwrap();
        let is_class = compared["field"].as_str() == Some("sponsor-class");
        assert!(count("compared") > 50, "{compared}");
        assert_eq!(count("differ") == 0, is_class, "{compared}");
    }
}

/// The table of invented companies says of each what the generator says.
#[test]
fn the_invented_companies_have_their_head_offices() {
    let reference = Reference::load(&crate_root()).unwrap();
    let path = crate_root().join("data/demo/generator/sponsors.csv");
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_path(path).unwrap();
    let mut invented = BTreeMap::new();
    for row in reader.records() {
        let row = row.unwrap();
        invented.insert(row[0].to_owned(), row[1].to_owned());
    }
    assert_eq!(invented.len(), 28);
    let country = |alpha2: &str| reference.places.country(alpha2).unwrap().name_en.clone();
    let told = reference.companies.list.iter().filter(|company| company.source == "demo");
    let told = told.map(|company| (company.name.clone(), country(&company.hq)));
    assert_eq!(told.collect::<BTreeMap<_, _>>(), invented);
}
