//! The sample bundles of the document types are what the engine makes today.

use std::fs;

use crate::build::demo;
use crate::support::{crate_root, files};

/// A designer's preview shows what a build would; `kapacitet sample` brings
/// the samples up to date.
#[test]
fn the_samples_are_what_kapacitet_sample_writes() {
    let project = demo();
    project.run(&["sample"]).succeeded();
    for kind in ["annual-report", "capacity-profile", "regional-briefing"] {
        let relative = format!("report_templates/documents/{kind}/sample");
        let (made, kept) = (project.path(&relative), crate_root().join(&relative));
        let paths = files(&made);
        assert_eq!(paths, files(&kept), "{kind}: run `kapacitet sample`");
        for path in paths {
            let is_same =
                fs::read(made.join(&path)).unwrap() == fs::read(kept.join(&path)).unwrap();
            assert!(is_same, "{relative}/{path} is out of date: run `kapacitet sample`");
        }
    }
}
