//! Files that are refused, each with its message beside it.

use std::fs;

use kapacitet::sheet::{self, Options};

use super::{entries, expected, name, packed, said};
use crate::support::fixture;

#[test]
fn each_bad_file_gives_its_message() {
    let folder = tempfile::tempdir().unwrap();
    let mut wrong = Vec::new();
    for entry in entries("refused") {
        let path = packed(&entry, &folder);
        let shown = name(&path);
        let read = sheet::read(&path, &shown, &Options::default());
        let message = said(read.expect_err(&shown));
        wrong.extend(expected(&entry, &message).err());
        // A reader says the same at once or on the way.
        let faults = match sheet::open(&path, &shown, &Options::default()) {
            Err(faults) => faults,
            Ok(mut reader) => {
                let rows = std::iter::from_fn(|| reader.next_row().transpose());
                rows.filter_map(Result::err).collect()
            }
        };
        assert_eq!(said(faults), message, "{shown}");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn every_message_follows_the_rules() {
    for entry in entries("refused") {
        let beside = entry.with_file_name(format!("{}.expected", name(&entry)));
        let text = fs::read_to_string(&beside).unwrap_or_default();
        let messages: Vec<_> = text.lines().filter_map(|l| l.strip_prefix("error: ")).collect();
        assert!(!messages.is_empty(), "{} has no message", entry.display());
        for message in messages {
            assert!(!message.ends_with('.'), "`{message}` ends with a full stop");
            assert!(!message.starts_with(char::is_uppercase), "`{message}` begins large");
        }
        assert!(!text.contains("panicked") && !text.contains('\x1b'), "{text}");
    }
}

#[test]
fn what_is_no_file_is_told() {
    let path = fixture("sheet/same");
    let read =
        |name: &str| said(sheet::read(&path.join(name), name, &Options::default()).unwrap_err());
    assert_eq!(
        read("utf8.cvs"),
        "error: file `utf8.cvs` does not exist\n  = hint: did you mean `utf8.csv`?\n\n"
    );
    assert_eq!(read(""), "error: `` is a folder, not a file\n\n");
}

/// All files of the matrix, cut off at every hundredth of their length, give rows or a message and no panic.
#[test]
fn a_file_that_was_cut_off_anywhere_does_no_harm() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cut");
    for entry in entries("same").into_iter().chain(entries("workbooks")) {
        let bytes = fs::read(packed(&entry, &folder)).unwrap();
        for part in 0..100 {
            fs::write(&path, &bytes[..bytes.len() * part / 100]).unwrap();
            if let Err(faults) = sheet::read(&path, "cut", &Options::default()) {
                assert!(!faults.is_empty());
            }
        }
    }
}

/// A workbook in which any byte was changed gives rows or a message and no panic.
#[test]
fn a_byte_that_was_changed_does_no_harm() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("changed.xlsx");
    let bytes = fs::read(fixture("sheet/workbooks/libreoffice.xlsx")).unwrap();
    for at in (0..bytes.len()).step_by(29) {
        let mut changed = bytes.clone();
        changed[at] ^= 0x15;
        fs::write(&path, &changed).unwrap();
        let _ = sheet::read(&path, "changed.xlsx", &Options::default());
    }
}
