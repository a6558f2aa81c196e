//! The demonstration's records: what the generator makes, and what it is there
//! to show.

use std::fs;

use crate::build::demo;
use crate::support::{crate_root, files, number};

/// Whoever runs the generator gets the records that are in the repository.
#[test]
fn the_records_are_what_kapacitet_synthesize_writes() {
    let into = demo().path("synthesized");
    demo().run(&["synthesize", "--into", into.to_str().unwrap()]).succeeded();
    let made = files(&into);
    let tables = made.iter().filter(|path| path.starts_with("board/")).count();
    assert_eq!((made.len() - tables, tables), (6, 3));
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
    assert_eq!(world("all"), 6000.0);
}
