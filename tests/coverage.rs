//! `kapacitet coverage`: what the sources of the demonstration tell of one another, and whose terms bind a number.
//!
//! `fixtures/reference/disagreements.csv` is written by the Python script beside it, from the raw records.

use std::collections::BTreeMap;
use std::fs;

use serde_json::Value;

use crate::build::demo;
use crate::pages::Desk;
use crate::support::{Project, crate_root, fixture};

/// Returns what `coverage` prints of the demonstration.
fn coverage(more: &str) -> String {
    let args: Vec<_> =
        ["coverage", "--snapshot", "demo"].into_iter().chain(more.split(' ')).collect();
    demo().run(&args).succeeded().stdout
}

/// The description of the demonstration's snapshot.
fn snapshot() -> toml::Table {
    let text = fs::read_to_string(demo().path("data/snapshots/demo/snapshot.toml")).unwrap();
    toml::from_str(&text).unwrap()
}

#[test]
fn the_disagreements_are_those_that_an_independent_count_finds() {
    let listed = coverage("--disagreements --place world --window all --format csv");
    let mut reader = csv::Reader::from_reader(listed.as_bytes());
    assert_eq!(reader.headers().unwrap(), vec!["trial", "field", "ctgov", "ctis"]);
    let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
    let expected = fs::read_to_string(fixture("reference/disagreements.csv")).unwrap();
    let found: Vec<_> = rows.iter().map(|row| format!("{},{}", &row[0], &row[1])).collect();
    assert_eq!(found, expected.lines().skip(1).collect::<Vec<_>>());
    assert_eq!(rows.len(), 24);
    assert!(rows.iter().all(|row| !row[2].is_empty() && !row[3].is_empty() && row[2] != row[3]));

    // The same as was counted when the registers were united.
    let mut counts = BTreeMap::new();
    for row in &rows {
        *counts.entry(row[1].to_owned()).or_insert(0) += 1;
    }
    for pair in snapshot()["disagreements"].as_array().unwrap() {
        let of_field = counts.get(pair["field"].as_str().unwrap()).copied().unwrap_or(0);
        assert_eq!(pair["differ"].as_integer(), Some(of_field), "{pair}");
    }
}

/// Of the 24, six are about trials with a Swedish site that began in 2021 to 2025.
#[test]
fn disagreements_are_of_the_slice_that_coverage_is_about() {
    let table = coverage("--disagreements");
    assert!(table.starts_with("Disagreements, sweden, 2021..2025, all\n"), "{table}");
    assert!(table.contains("NCT90000463  start  2024-02             2024-05-01\n"), "{table}");
    assert!(
        table.contains("\n6 disagreements: start 5, phase 1, status 0, sponsor-class 0\n"),
        "{table}"
    );
    assert!(table.contains("24 of 320 comparisons"), "{table}");
    let json: Vec<Value> =
        serde_json::from_str(&coverage("--disagreements --format json")).unwrap();
    assert_eq!(json.len(), 6);
    assert_eq!(json[0]["values"]["ctgov"], Value::from(vec!["2023-10-31"]));
    assert_eq!(json[0]["values"]["ctis"], Value::from(vec!["2023-12-07"]));
}

/// What finding means stands below the table: of another place it is less.
#[test]
fn a_source_finds_a_swedish_trial_only_when_its_own_record_tells_of_sweden() {
    let told: Value = serde_json::from_str(&coverage("--window all --format json")).unwrap();
    let found: BTreeMap<_, _> = told["found"]
        .as_array()
        .unwrap()
        .iter()
        .map(|own| (own["key"].as_str().unwrap(), own["numerator"].as_u64().unwrap()))
        .collect();
    let all = told["found"][0]["denominator"].as_u64().unwrap();
    assert!(found["ctgov"] <= all && found["ctis"] <= all, "{found:?} of {all}");
    let table = coverage("--place sweden");
    assert!(table.contains("\nfound: the source's own record has a Swedish site"), "{table}");
    let germany = coverage("--place germany");
    assert!(germany.contains("\nfound: the source has a record of the trial, which need not"));
}

#[test]
fn tables_say_that_the_data_are_invented() {
    for more in ["--place sweden", "--disagreements"] {
        let table = coverage(more);
        let last = table.trim_end().lines().last().unwrap();
        assert!(last.starts_with("synthetic example data in the format of "), "{table}");
    }
    let status = demo().run(&["board", "status"]).succeeded().stdout;
    assert!(status.lines().next().unwrap().ends_with("; synthetic example data"), "{status}");
}

#[test]
fn one_source_has_nothing_to_disagree_with() {
    let run = Project::small().run(&["coverage", "--disagreements"]).succeeded();
    assert!(
        run.stdout.contains("One source of trials: nothing to set it against"),
        "{}",
        run.stdout
    );
}

/// The demonstration's pipeline is licensed, its two registers are public. 360 drugs stand in 402 rows, one for each
/// disease.
#[test]
fn a_licensed_pipeline_binds_nothing_that_is_counted_from_public_registers() {
    let told: Value = serde_json::from_str(&coverage("--format json")).unwrap();
    let text = |source: &Value, key: &str| source[key].as_str().unwrap().to_owned();
    let sources: Vec<_> = told["sources"].as_array().unwrap().iter().collect();
    let states: Vec<_> = sources
        .iter()
        .map(|source| {
            (text(source, "class"), text(source, "gives"), source["records"].as_u64().unwrap())
        })
        .collect();
    let expected =
        [("public", "trials", 6000), ("public", "trials", 120), ("licensed", "drugs", 360)];
    assert_eq!(states, expected.map(|(class, gives, count)| (class.into(), gives.into(), count)));
    // It has no trials, so it has no share of them either.
    let keys: Vec<_> =
        told["found"].as_array().unwrap().iter().map(|found| text(found, "key")).collect();
    assert_eq!(keys, ["ctgov", "ctis"]);
    for part in ["found", "by_year", "by_phase", "fields"] {
        for finding in told[part].as_array().unwrap() {
            assert_eq!(finding["class"], "public", "{finding}");
        }
    }
    for question in [
        "trials-started",
        "trials-per-million",
        "share-of-world",
        "share-of-europe",
        "phase-mix",
        "location-quotient",
        "active-sites",
        "completion",
        "trials-ongoing",
        "trials-started --by sponsor-hq",
    ] {
        for finding in demo().ask(&format!("{question} --snapshot demo")) {
            assert_eq!(finding["class"], "public", "{finding}");
            let source = finding["source"].as_str().unwrap();
            assert!(source.ends_with("ClinicalTrials.gov and CTIS"), "{source}");
        }
    }
}

#[test]
fn pages_name_the_sources_of_their_numbers_and_no_other() {
    let desk = Desk::open(demo(), "demo");
    for job in desk.jobs() {
        let report = desk.assemble(&job).report;
        let lines = report.sources.join("\n");
        assert!(lines.contains("CTIS") && !lines.contains("Pipeline"), "{lines}");
        assert!(!lines.contains("licen"), "{lines}");
    }
}

/// Ingests an example export beside other sources.
fn add(project: &Project, export: &str, mapping: &str, onto: &str, into: &str) {
    let path = |path: String| crate_root().join(path).to_str().unwrap().to_owned();
    let export = path(format!("data/demo/exports/{export}.csv"));
    let mapping = path(format!("data/mappings/{mapping}.toml"));
    let day = ["--date", "2025-12-14"];
    let args = ["ingest", "mapped", &export, "--mapping", &mapping, "--onto", onto, "--into", into];
    project.run(&[args.as_slice(), &day].concat()).succeeded();
}

/// The same export's class binds where it gives what is counted: trials.
#[test]
fn a_licensed_export_of_trials_binds_what_is_counted_with_it() {
    let project = Project::small_with(None);
    add(&project, "pipeline", "pharmaprojects-like", "small", "with-drugs");
    add(&project, "sites", "sitetrove-sites-like", "with-drugs", "with-sites");
    add(&project, "trials", "trialtrove-like", "with-sites", "with-trials");
    let class = |question: &str| project.ask(question)[0]["class"].as_str().unwrap().to_owned();
    assert_eq!(class("trials-started --snapshot with-drugs"), "public");
    assert_eq!(class("active-sites --snapshot with-sites"), "public");
    assert_eq!(class("trials-started --snapshot with-trials"), "licensed");
    assert_eq!(class("active-sites --snapshot with-trials"), "licensed");
}

/// Windows of years are meant for trials, whatever stands first.
#[test]
fn the_day_of_the_data_is_that_of_the_trials() {
    let project = Project::small_with(None);
    let path = |path: &str| crate_root().join(path).to_str().unwrap().to_owned();
    let export = path("data/demo/exports/pipeline.csv");
    let mapping = path("data/mappings/pharmaprojects-like.toml");
    let args = [
        "ingest",
        "mapped",
        &export,
        "--mapping",
        &mapping,
        "--into",
        "drugs",
        "--date",
        "2025-12-14",
    ];
    project.run(&args).succeeded();
    let records = fixture("registry");
    let args = ["ingest", "ctgov", records.to_str().unwrap(), "--onto", "drugs", "--into", "both"];
    project.run(&args).succeeded();
    let of = |snapshot: &str| {
        project.ask(&format!("trials-started --snapshot {snapshot}"))[0]["data_date"].clone()
    };
    assert_eq!(of("both"), of("small"));
}
