//! Bad inputs: each says what is wrong and where, and harms nothing.

use std::fs;

use kapacitet::registry::ingest::Options;
use kapacitet::registry::snapshot;

use super::{Project, crate_root, fixture, message};

/// Every file under `invalid` gives the message that stands beside it.
///
/// With `BLESS=1` in the environment the messages are written instead.
#[test]
fn each_bad_file_gives_its_message() {
    let mut seen = 0;
    for entry in fs::read_dir(fixture("invalid")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|ending| ending == "expected") {
            continue;
        }
        let project = Project::new();
        let fault = match project.ingest(&[path.clone()]) {
            Ok(snapshot) => panic!("{} gave {} trials", path.display(), snapshot.trials),
            Err(err) => message(&err).replace(&format!("{}/", fixture("invalid").display()), ""),
        };
        let mut beside = path.clone().into_os_string();
        beside.push(".expected");
        if std::env::var_os("BLESS").is_some() {
            fs::write(&beside, &fault).unwrap();
        }
        assert_eq!(fault, fs::read_to_string(&beside).unwrap(), "{}", path.display());
        seen += 1;
    }
    assert_eq!(seen, 12);
}

/// A path that leads nowhere is an error, not an empty snapshot.
#[test]
fn a_missing_file_is_named() {
    let err = Project::new().ingest(&["no-such-file.json".into()]).unwrap_err();
    assert_eq!(err.message(), "`no-such-file.json` does not exist");
}

/// A name that could leave the folder of snapshots is refused.
#[test]
fn a_snapshot_name_is_a_plain_word() {
    for name in ["../up", "With Space", "", "-x"] {
        let options = Options { into: Some(name.into()), ..Options::default() };
        let root = crate_root();
        let err = kapacitet::registry::ingest::ctgov(&root, &[], &options, &mut |_| {});
        assert_eq!(err.unwrap_err().message(), &format!("invalid snapshot name `{name}`"));
    }
}

/// A broken file stops the ingest, and the old snapshot is still there, alone.
#[test]
fn a_failed_ingest_leaves_the_old_snapshot() {
    let project = Project::new();
    let before = project.ingest(&[fixture("page.json")]).unwrap();
    let page = fixture("page.json");
    project.ingest(&[page, fixture("invalid/truncated.json.gz")]).unwrap_err();
    let after = project.load().unwrap();
    assert_eq!(after.snapshot, before);
    let folder = project.root().join(snapshot::FOLDER);
    assert_eq!(fs::read_dir(folder).unwrap().count(), 1);
}

/// A table in which one byte has changed is not read.
#[test]
fn a_damaged_table_is_found() {
    let project = Project::new();
    project.ingest(&[fixture("page.json")]).unwrap();
    let table = snapshot::folder(project.root(), "test").join("sites.parquet");
    let mut bytes = fs::read(&table).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&table, bytes).unwrap();
    let err = project.load().unwrap_err();
    assert_eq!(
        message(&err),
        "error: table `data/snapshots/test/sites.parquet` does not match its SHA-256\n\
         hint: make the snapshot again with `kapacitet ingest`\n"
    );
}

/// A snapshot's name that is nearly right gets a suggestion.
#[test]
fn an_unknown_snapshot_gets_a_suggestion() {
    let project = Project::new();
    project.ingest(&[fixture("page.json")]).unwrap();
    let err = kapacitet::registry::Registry::load(project.root(), "tset").unwrap_err();
    assert_eq!(message(&err), "error: unknown snapshot `tset`\nhint: did you mean `test`?\n");
}
