//! Snapshots on disk: what a new one may replace, and what is not believed.

use std::fs;

use kapacitet::registry::ingest::{self, Options};
use kapacitet::registry::{Snapshot, snapshot, store};

use super::{Project, crate_root, fixture, message};

/// What is said of anything else that lies in a snapshot's place.
const REFUSED: &str = "error: `data/snapshots/test` is not a snapshot\n\
    hint: only a snapshot is replaced; move away what lies there, or choose another name\n";

/// A name that could leave the folder of snapshots is refused.
#[test]
fn a_snapshot_name_is_a_plain_word() {
    for name in ["../up", "With Space", "", "-x"] {
        let options = Options { into: Some(name.into()), ..Options::default() };
        let root = crate_root();
        let err = ingest::ctgov(&root, &[], &options, &mut |_| {});
        assert_eq!(err.unwrap_err().message(), &format!("invalid snapshot name `{name}`"));
    }
}

/// A name that is something else on some system is refused, as is one too long.
#[test]
fn a_snapshot_name_is_not_a_device() {
    for name in ["current", "con", "nul", "aux", "prn", "CON"] {
        let err = snapshot::check_name(name).unwrap_err();
        assert_eq!(
            message(&err),
            format!(
                "error: invalid snapshot name `{name}`\n\
                 hint: the name is reserved; choose another\n"
            )
        );
    }
    snapshot::check_name(&"x".repeat(100)).unwrap();
    let err = snapshot::check_name(&"x".repeat(101)).unwrap_err();
    assert_eq!(message(&err), "error: snapshot name of 101 letters\nhint: use at most 100\n");
}

/// A snapshot's name that is nearly right gets a suggestion.
#[test]
fn an_unknown_snapshot_gets_a_suggestion() {
    let project = Project::new();
    project.ingest(&[fixture("page.json")]).unwrap();
    let err = kapacitet::registry::Registry::load(project.root(), "tset").unwrap_err();
    assert_eq!(message(&err), "error: unknown snapshot `tset`\nhint: did you mean `test`?\n");
}

/// A user's folder or file in the place of a snapshot stays as it is.
#[test]
fn only_a_snapshot_is_replaced() {
    let project = Project::new();
    let target = snapshot::folder(project.root(), "test");
    let refusal = || message(&project.ingest(&[fixture("page.json")]).unwrap_err());

    fs::create_dir_all(&target).unwrap();
    fs::write(target.join("thesis.txt"), "years of work").unwrap();
    assert_eq!(refusal(), REFUSED);
    assert_eq!(fs::read_to_string(target.join("thesis.txt")).unwrap(), "years of work");

    fs::remove_dir_all(&target).unwrap();
    fs::write(&target, "years of work").unwrap();
    assert_eq!(refusal(), REFUSED);
    assert_eq!(fs::read_to_string(&target).unwrap(), "years of work");
}

/// A link stays too, whether it leads to a snapshot or nowhere.
#[cfg(unix)]
#[test]
fn a_link_is_not_replaced() {
    let project = Project::new();
    project.ingest(&[fixture("page.json")]).unwrap();
    let target = snapshot::folder(project.root(), "test");
    let elsewhere = project.root().join("elsewhere");
    fs::rename(&target, &elsewhere).unwrap();
    for to in [elsewhere.as_path(), "/no/such/place".as_ref()] {
        std::os::unix::fs::symlink(to, &target).unwrap();
        assert_eq!(message(&project.ingest(&[fixture("page.json")]).unwrap_err()), REFUSED);
        assert_eq!(fs::read_link(&target).unwrap(), to);
        fs::remove_file(&target).unwrap();
    }
    assert!(elsewhere.join(snapshot::FILE).is_file());
}

/// A name made of the date, which is known only at the end, is treated the same.
#[test]
fn a_name_made_of_the_date_replaces_only_a_snapshot() {
    let project = Project::new();
    let name = "ctgov-2024-02-01";
    fs::create_dir_all(snapshot::folder(project.root(), name)).unwrap();
    let paths = [fixture("page.json")];
    let result = ingest::ctgov(project.root(), &paths, &Options::default(), &mut |_| {});
    let fault = format!("`data/snapshots/{name}` is not a snapshot");
    assert_eq!(result.unwrap_err().message(), &fault);
    assert!(snapshot::folder(project.root(), name).is_dir());
}

/// What a killed ingest left behind is gone after the next one.
#[test]
fn leftovers_are_swept() {
    let project = Project::new();
    let folder = project.root().join(snapshot::FOLDER);
    fs::create_dir_all(folder.join(".ingest-abc123/half")).unwrap();
    fs::create_dir_all(folder.join(".replaced-abc123")).unwrap();
    project.ingest(&[fixture("page.json")]).unwrap();
    assert_eq!(fs::read_dir(folder).unwrap().count(), 1);
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

/// A table in which one byte has changed is not read, nor is one that is gone.
#[test]
fn a_damaged_table_is_found() {
    let project = Project::new();
    project.ingest(&[fixture("page.json")]).unwrap();
    let description = Snapshot::load(project.root(), "test").unwrap();
    assert!(store::is_whole(project.root(), &description));

    let table = snapshot::folder(project.root(), "test").join("sites.parquet");
    let mut bytes = fs::read(&table).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&table, bytes).unwrap();
    assert!(!store::is_whole(project.root(), &description));
    let err = project.load().unwrap_err();
    assert_eq!(
        message(&err),
        "error: table `data/snapshots/test/sites.parquet` does not match its SHA-256\n\
         hint: make the snapshot again with `kapacitet ingest`\n"
    );

    fs::remove_file(&table).unwrap();
    assert!(!store::is_whole(project.root(), &description));
}

/// A description that was edited, or came along from another snapshot.
#[test]
fn an_edited_description_is_refused() {
    let project = Project::new();
    project.ingest(&[fixture("page.json")]).unwrap();
    let path = snapshot::folder(project.root(), "test").join(snapshot::FILE);
    let text = fs::read_to_string(&path).unwrap();
    for (from, to, fault) in [
        (
            "data_date = \"2024-02-01\"",
            "data_date = \"9999-12-31\"",
            "impossible `data_date` 9999-12-31, expected a date between 1990 and 2100",
        ),
        ("name = \"test\"", "name = \"other\"", "it describes the snapshot `other`"),
    ] {
        assert!(text.contains(from));
        fs::write(&path, text.replacen(from, to, 1)).unwrap();
        assert_eq!(
            message(&project.load().unwrap_err()),
            format!(
                "error: `data/snapshots/test/snapshot.toml` is damaged: {fault}\n\
                 hint: make the snapshot again with `kapacitet ingest`\n"
            )
        );
    }
}
