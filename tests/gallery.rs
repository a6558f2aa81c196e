//! The chart gallery: every kind of chart from the demonstration records, with its
//! alternative text and its data.

use std::collections::BTreeSet;
use std::fs;

use kapacitet::chart::CATALOGUE;
use serde_json::Value;

use crate::build::with_demo_data;
use crate::support::{Project, crate_root, files};

/// The gallery's folder.
const FOLDER: &str = "report_templates/documents/chart-gallery";

/// Returns the figures of the gallery's sample, by their names.
fn figures() -> serde_json::Map<String, Value> {
    let path = crate_root().join(FOLDER).join("sample/report.json");
    let report: Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    report["figures"].as_object().unwrap().clone()
}

#[test]
fn every_kind_of_chart_is_in_the_gallery_once() {
    let manifest = fs::read_to_string(crate_root().join(FOLDER).join("typst.toml")).unwrap();
    let manifest: toml::Table = manifest.parse().unwrap();
    let shown = manifest["tool"]["kapacitet"]["figures"].as_array().unwrap();
    let shown: Vec<&str> = shown.iter().map(|figure| figure["chart"].as_str().unwrap()).collect();
    let known: BTreeSet<&str> = CATALOGUE.iter().map(|kind| kind.id).collect();
    assert_eq!(shown.len(), known.len());
    assert_eq!(shown.into_iter().collect::<BTreeSet<_>>(), known);
}

/// None is missing for want of data, and the data of each are more than a head.
#[test]
fn every_chart_is_drawn_and_has_its_text_and_its_data() {
    for (name, figure) in figures() {
        assert_eq!(figure["missing"], Value::Null, "{name}");
        assert!(figure["alt"].as_str().unwrap().len() > 60, "{name}");
        let data = figure["data"].as_str().unwrap();
        let data = fs::read_to_string(crate_root().join(FOLDER).join("sample").join(data)).unwrap();
        assert!(data.lines().count() > 1, "{name}: {data}");
    }
}

/// Both languages are built, and the sample is what `kapacitet sample gallery` writes.
#[test]
fn the_gallery_is_built_in_two_languages_and_its_sample_is_up_to_date() {
    let project: Project = with_demo_data();
    let said = project.run(&["build", "gallery"]).succeeded();
    assert!(said.stdout.starts_with("2 of 2 documents written to "), "{}", said.stdout);
    project.run(&["sample", "gallery"]).succeeded();
    let (made, kept) =
        (project.path(FOLDER).join("sample"), crate_root().join(FOLDER).join("sample"));
    assert_eq!(files(&made), files(&kept), "run `kapacitet sample gallery`");
    for path in files(&made) {
        let is_same = fs::read(made.join(&path)).unwrap() == fs::read(kept.join(&path)).unwrap();
        assert!(is_same, "{path} is out of date: run `kapacitet sample gallery`");
    }
}
