//! Single records: the broken ones are named and skipped, the newest copy counts.

use kapacitet::registry::ingest::Options;

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
            (7, "-", "invalid type: string \"not a record\", expected struct Study"),
            (8, "-", "no `protocolSection`"),
            (9, "NCT10000007", "impossible date `2021-13` in `completionDateStruct`"),
        ]
    );
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
