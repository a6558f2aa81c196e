//! Bad inputs: each says what is wrong and where, and harms nothing.

use std::fs;

use kapacitet::registry::ingest::Options;
use tempfile::TempDir;

use super::{Project, fixture, message};

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
        let fault = match project.ingest(std::slice::from_ref(&path)) {
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
    assert_eq!(seen, 33);
}

/// A path that leads nowhere is an error, not an empty snapshot.
#[test]
fn a_missing_file_is_named() {
    let err = Project::new().ingest(&["no-such-file.json".into()]).unwrap_err();
    assert_eq!(err.message(), "`no-such-file.json` does not exist");
}

/// A link to nowhere is named with its own path, unless its name says that it would
/// not have been read.
#[cfg(unix)]
#[test]
fn a_link_to_nowhere_is_named() {
    use std::os::unix::fs::symlink;

    let folder = TempDir::new().unwrap();
    fs::copy(fixture("page.json"), folder.path().join("page.json")).unwrap();
    symlink("/no/such/notes", folder.path().join("notes.txt")).unwrap();
    let paths = [folder.path().to_path_buf()];
    assert_eq!(Project::new().ingest(&paths).unwrap().trials, 3);

    let link = folder.path().join("z.json");
    symlink("/no/such/file", &link).unwrap();
    let expected = format!(
        "error: `{}` is a link to `/no/such/file`, which does not exist\n\
         hint: remove the link or put the file there\n",
        link.display()
    );
    for path in [folder.path(), &link] {
        let err = Project::new().ingest(&[path.to_path_buf()]).unwrap_err();
        assert_eq!(message(&err), expected);
    }
}

/// A device or a pipe is neither read nor called a folder.
#[cfg(unix)]
#[test]
fn a_device_is_not_a_file() {
    let err = Project::new().ingest(&["/dev/null".into()]).unwrap_err();
    assert_eq!(
        message(&err),
        "error: `/dev/null` is not a file or folder\nhint: save the records in a file first\n"
    );
}

/// A date that would make nonsense of every "last five years".
#[test]
fn the_given_date_is_one_of_our_time() {
    for date in ["1989-12-31", "2101-01-01"] {
        let options = Options { date: date.parse().ok(), ..Options::default() };
        let err = Project::new().ingest_with(&[fixture("page.json")], options).unwrap_err();
        assert_eq!(
            message(&err),
            format!(
                "error: impossible date of the data `{date}`\n\
                 hint: expected a date between 1990 and 2100\n"
            )
        );
    }
}
