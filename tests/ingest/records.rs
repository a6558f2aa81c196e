//! Single records: the broken ones are named and skipped, the newest copy counts.

use std::fs;

use kapacitet::registry::ingest::Options;
use tempfile::TempDir;

use super::{Project, fixture, message, texts};

/// Of ten records eight are broken, each in its own way, and two are read.
#[test]
fn broken_records_are_named_and_skipped() {
    let snapshot = Project::new().ingest(&[fixture("broken-records.json")]).unwrap();
    assert_eq!(snapshot.trials, 2);
    let rejected: Vec<(u64, &str, &str)> = snapshot
        .rejected
        .iter()
        .map(|rejected| {
            let id = rejected.id.as_deref().unwrap_or("-");
            (rejected.record, id, rejected.reason.as_str())
        })
        .collect();
    assert_eq!(
        rejected,
        [
            (2, "NCT10000002", "invalid type: integer `17`, expected a string in `briefTitle`"),
            (3, "-", "no NCT number"),
            (4, "NCT1234", "invalid NCT number `NCT1234`"),
            (5, "NCT10000005", "impossible date `2021-02-30` in `startDateStruct`"),
            (6, "NCT10000006", "invalid type: string \"many\", expected u32 in `count`"),
            (7, "-", "expected a record (an object)"),
            (8, "-", "no `protocolSection`"),
            (9, "NCT10000007", "impossible date `2021-13` in `completionDateStruct`"),
        ]
    );
}

/// Of seven records six have a date that cannot be, each in its own field; the last
/// has dates on the borders, and decides the date of the data.
#[test]
fn a_date_outside_all_years_does_not_date_the_data() {
    let snapshot = Project::new().ingest(&[fixture("impossible-dates.ndjson")]).unwrap();
    assert_eq!(snapshot.trials, 1);
    assert_eq!(snapshot.data_date.to_string(), "2024-02-01");
    let reasons: Vec<&str> =
        snapshot.rejected.iter().map(|rejected| rejected.reason.as_str()).collect();
    let of_record = "expected a date between 1990 and 2100";
    let of_trial = "expected a date between 1900 and 2100";
    assert_eq!(
        reasons,
        [
            format!("impossible date `9999-12-31` in `versionHolder`, {of_record}"),
            format!("impossible date `1989-12-31` in `lastUpdatePostDateStruct`, {of_record}"),
            format!("impossible date `2101-01-01` in `lastUpdateSubmitDate`, {of_record}"),
            format!("impossible date `1899-12` in `startDateStruct`, {of_trial}"),
            format!("impossible date `2101` in `completionDateStruct`, {of_trial}"),
            format!("impossible date `0001-01-01` in `primaryCompletionDateStruct`, {of_trial}"),
        ]
    );
}

/// Of 10,002 broken records the snapshot names 10,000; a long reason is cut short.
#[test]
fn only_so_many_broken_records_are_named() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("many.ndjson");
    let record = |id: &str| {
        format!(
            r#"{{"protocolSection": {{"identificationModule": {{"nctId": "{id}"}}}},
                "derivedSection": {{"miscInfoModule": {{"versionHolder": "2024-02-01"}}}}}}"#
        )
    };
    let (long, good) = (record(&"x".repeat(5000)), record("NCT00000001"));
    fs::write(&path, format!("{long}\n{}{good}", "{}\n".repeat(10_001))).unwrap();
    let project = Project::new();
    let snapshot = project.ingest(std::slice::from_ref(&path)).unwrap();
    assert_eq!((snapshot.trials, snapshot.rejected_count()), (1, 10_002));
    assert_eq!((snapshot.rejected.len(), snapshot.rejected_more), (10_000, 2));
    assert_eq!(snapshot.rejected[0].reason.chars().count(), 301);
    assert_eq!(project.load().unwrap().snapshot, snapshot);

    let options = Options { strict: true, ..Options::default() };
    let err = project.ingest_with(&[path], options).unwrap_err();
    assert_eq!(err.message(), "10002 records are broken");
    assert!(message(&err).ends_with("hint: and 9997 more\n"));
}

/// With `strict` the same records are an error that names the first of them.
#[test]
fn strict_makes_them_an_error() {
    let options = Options { strict: true, ..Options::default() };
    let err = Project::new().ingest_with(&[fixture("broken-records.json")], options).unwrap_err();
    let text = message(&err);
    assert!(text.starts_with("error: 8 records are broken\n"), "{text}");
    assert!(text.contains("record 4 (NCT1234): invalid NCT number `NCT1234`\n"), "{text}");
    assert!(text.ends_with("hint: and 3 more\n"), "{text}");
}

/// The copy with the newest update counts, whichever comes first.
#[test]
fn the_newest_copy_counts() {
    let (older, newer) = (fixture("older-copy.json"), fixture("newer-copy.json"));
    for paths in [[older.clone(), newer.clone()], [newer, older]] {
        let registry = Project::new().registry(&paths);
        let mut titles = texts(&registry.trials, "title");
        titles.sort();
        assert_eq!(titles, ["Another", "As finally registered"]);
        assert_eq!(registry.snapshot.duplicates, 1);
        assert_eq!(registry.sponsors.height(), 2);
    }
}

/// Two equally new copies are one trial.
#[test]
fn the_same_file_twice_is_one() {
    let page = fixture("page.json");
    let snapshot = Project::new().ingest(&[page.clone(), page]).unwrap();
    assert_eq!((snapshot.trials, snapshot.duplicates), (3, 3));
}
