//! The bridge of real records, where they lie beside the project, against numbers that were counted
//! independently, in Python over the same JSON.

use std::fs;

use serde_json::Value;

use super::{bridge, listed, parts};
use crate::support::{Project, shared};

/// Returns what a snapshot would have been on a day: the studies that were posted by then.
fn posted_by(day: &str, folder: &std::path::Path) -> Value {
    let mut studies = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let file = fs::File::open(entry.unwrap().path()).unwrap();
        let page: Value = serde_json::from_reader(flate2::read::GzDecoder::new(file)).unwrap();
        let posted = "/protocolSection/statusModule/studyFirstPostDateStruct/date";
        let of_page = page["studies"].as_array().unwrap().iter();
        let known = |one: &&Value| one.pointer(posted).unwrap().as_str().unwrap() <= day;
        studies.extend(of_page.filter(known).cloned());
    }
    serde_json::json!({ "studies": studies })
}

/// Of the records as they are today, those that were posted by the end of 2023 are the earlier
/// snapshot. Then nothing is corrected, and what comes in had started by then or had not.
#[test]
fn trials_posted_after_2023_came_late_or_are_new() {
    let Some(folder) = shared("ctgov-v2") else { return };
    let project = Project::new();
    let then = posted_by("2023-12-31", &folder);
    assert_eq!(then["studies"].as_array().unwrap().len(), 3748);
    fs::write(project.path("then.json"), then.to_string()).unwrap();
    let then = ["ingest", "ctgov", "then.json", "--into", "then", "--date", "2023-12-31"];
    project.run(&then).succeeded();
    let now = ["ingest", "ctgov", folder.to_str().unwrap(), "--into", "now"];
    project.run(&now).succeeded();

    let windows = "then now --window-a 2019..2023 --window-b 2020..2024 --cutoff-b 2025-06-30";
    for (slice, earlier, later, real, late) in [
        ("--place world", 401, 436, [77, 47], 5),
        ("--place world --phase 3", 105, 126, [32, 11], 0),
        ("--place world --filter-a all --filter-b all", 1599, 1785, [352, 251], 85),
        ("--place sweden", 29, 38, [11, 3], 1),
        ("--place sweden --filter-a all --filter-b all", 44, 48, [11, 8], 1),
    ] {
        let told = bridge(&project, &format!("{windows} {slice}"));
        let ends = [&told["earlier"]["trials"], &told["later"]["trials"]];
        assert_eq!(ends, [earlier, later], "{slice}");
        let [entered, left] = real;
        let expected = [
            format!("real-change {entered} {left}"),
            format!("late-registration {late} 0"),
            "definition 0 0".into(),
            "de-duplication 0 0".into(),
        ];
        assert_eq!(parts(&told), expected, "{slice}");
    }
    let late = listed(&project, &format!("{windows} --place sweden"));
    let late: Vec<_> = late.iter().filter(|line| line.starts_with("registered-late")).collect();
    assert_eq!(late.len(), 1);
}
