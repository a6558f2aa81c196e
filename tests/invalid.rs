//! Bad inputs: each says what is wrong and where, and stops no more than it must.
//!
//! A folder under `invalid` is named for its fault. Its files are laid over a
//! copy of the project with two small document types, `note` and `memo`; where
//! a whole file would go stale, `edits.toml` changes some of its text. Then
//! the program runs with the words of the file `args` (`build small` without
//! one), and what it says stands beside the folder in `NAME.expected`. With
//! `BLESS=1` in the environment these files are written instead.

use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::support::{Project, crate_root};

/// Changes to the project's own files.
#[derive(Deserialize)]
struct Edits {
    /// The changes in their order.
    edit: Vec<Edit>,
}

/// One change.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Edit {
    /// The file, from the project's root.
    file: String,
    /// The text that is there once.
    replace: String,
    /// What takes its place.
    with: String,
}

/// Returns the folders of the cases, sorted.
fn cases() -> Vec<PathBuf> {
    let entries = fs::read_dir(crate_root().join("tests/invalid")).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    let mut folders: Vec<_> = paths.filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}

/// Makes the changes of a case, if it has any.
fn edit(case: &Path, project: &Project) {
    let Ok(text) = fs::read_to_string(case.join("edits.toml")) else { return };
    for Edit { file, replace, with } in toml::from_str::<Edits>(&text).unwrap().edit {
        let path = project.path(&file);
        let text = fs::read_to_string(&path).unwrap();
        let times = text.matches(&replace).count();
        assert_eq!(times, 1, "`{replace}` stands {times} times in {file}, for {}", case.display());
        fs::write(path, text.replace(&replace, &with)).unwrap();
    }
}

/// Runs a case, and returns what became of it.
fn outcome(case: &Path) -> String {
    let project = Project::small_with(Some(case));
    edit(case, &project);
    let args = fs::read_to_string(case.join("args")).unwrap_or("build small".into());
    let run = project.run(&args.split_whitespace().collect::<Vec<_>>());
    let written = match project.pdfs("output/small") {
        pdfs if pdfs.is_empty() => "nothing".to_owned(),
        pdfs => pdfs.join(", "),
    };
    let code = run.code.map_or("none".to_owned(), |code| code.to_string());
    let args = args.trim();
    format!("$ kapacitet {args}\nexit code: {code}\nwritten: {written}\n\n{}", run.stderr)
}

#[test]
fn each_bad_input_gives_its_message() {
    let mut wrong = Vec::new();
    for case in cases() {
        let outcome = outcome(&case);
        let beside = case.with_extension("expected");
        if std::env::var_os("BLESS").is_some() {
            fs::write(&beside, &outcome).unwrap();
        }
        let expected = fs::read_to_string(&beside).unwrap_or_default();
        if outcome != expected {
            wrong.push(format!("{}\n{outcome}\ninstead of\n{expected}", case.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// What is the matter is said in words that do not depend on the file's names.
#[test]
fn every_message_follows_the_rules() {
    for case in cases() {
        let text = fs::read_to_string(case.with_extension("expected")).unwrap();
        let name = case.display();
        assert!(text.contains("\nexit code: 1\n"), "{name}");
        let messages: Vec<_> = text.lines().filter_map(|l| l.strip_prefix("error: ")).collect();
        assert!(!messages.is_empty(), "{name} has no message");
        for message in messages {
            assert!(!message.ends_with('.'), "{name}: `{message}` ends with a full stop");
            // An acronym may stay as it is: `PDF/A-3a`.
            let mut chars = message.chars();
            let large = [chars.next(), chars.next()].map(|c| c.is_some_and(char::is_uppercase));
            assert_ne!(large, [true, false], "{name}: `{message}` begins large");
        }
        assert!(!text.contains("panicked"), "{name}");
    }
}

/// A fault in one document's own files stops that document and no other.
#[test]
fn the_faults_of_one_document_leave_the_others() {
    let memos = "memo/gotland.en.pdf, memo/gotland.sv.pdf";
    let memos_and_english = format!("{memos}, note/gotland.en.pdf");
    for (case, written) in [
        ("template-image-without-alt", memos),
        ("template-missing-key", memos),
        ("narrative-unknown-variable", memos),
        ("narrative-bare-number", &memos_and_english),
        ("narrative-without-alt", &memos_and_english),
    ] {
        let path = crate_root().join("tests/invalid").join(format!("{case}.expected"));
        let text = fs::read_to_string(path).unwrap();
        let line = text.lines().find_map(|line| line.strip_prefix("written: "));
        assert_eq!(line, Some(written), "{case}");
    }
}
