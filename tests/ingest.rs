//! Ingest: what comes out of a register's files, and what is said about bad ones.
//!
//! The fixtures lie in fixtures/ingest. Those under `invalid` are named for their
//! fault, and the message that each must give stands beside it.

#[path = "ingest/ctis.rs"]
mod ctis;
#[path = "ingest/facts.rs"]
mod facts;
#[path = "ingest/forms.rs"]
mod forms;
#[path = "ingest/invalid.rs"]
mod invalid;
#[path = "ingest/layouts.rs"]
mod layouts;
#[path = "ingest/meaning.rs"]
mod meaning;
#[path = "ingest/records.rs"]
mod records;
#[path = "ingest/shared_forms.rs"]
mod shared_forms;
#[path = "ingest/snapshots.rs"]
mod snapshots;
#[path = "ingest/union.rs"]
mod union;

use std::fs;
use std::path::{Path, PathBuf};

use kapacitet::registry::ingest::{self, Options};
use kapacitet::registry::{Registry, Snapshot};
use polars::prelude::{AnyValue, DataFrame};
use tempfile::TempDir;
use typst::diag::{HintedStrResult, HintedString};
use walkdir::WalkDir;

/// A project with the reference tables and no snapshot.
struct Project(TempDir);

impl Project {
    /// Creates the project.
    fn new() -> Self {
        let project = Self(TempDir::new().unwrap());
        let from = crate_root().join("data/reference");
        for entry in WalkDir::new(&from).follow_links(true) {
            let entry = entry.unwrap();
            let to = project.root().join("data/reference");
            let to = to.join(entry.path().strip_prefix(&from).unwrap());
            if entry.file_type().is_dir() {
                fs::create_dir_all(to).unwrap();
            } else {
                fs::copy(entry.path(), to).unwrap();
            }
        }
        project
    }

    /// Returns the project's root.
    fn root(&self) -> &Path {
        self.0.path()
    }

    /// Ingests files into the snapshot `test`.
    fn ingest(&self, paths: &[PathBuf]) -> HintedStrResult<Snapshot> {
        self.ingest_with(paths, Options::default())
    }

    /// Ingests files into the snapshot `test`, strictly or not.
    fn ingest_with(&self, paths: &[PathBuf], options: Options) -> HintedStrResult<Snapshot> {
        let options = Options { into: Some("test".into()), ..options };
        ingest::ctgov(self.root(), paths, &options, &mut |_| {})
    }

    /// Loads the snapshot `test`.
    fn load(&self) -> HintedStrResult<Registry> {
        Registry::load(self.root(), "test")
    }

    /// Ingests files and loads what came of them.
    fn registry(&self, paths: &[PathBuf]) -> Registry {
        self.ingest(paths).map_err(|err| message(&err)).unwrap();
        self.load().map_err(|err| message(&err)).unwrap()
    }
}

/// Returns the folder of the crate.
fn crate_root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Returns a fixture's path.
fn fixture(name: &str) -> PathBuf {
    crate_root().join("tests/fixtures/ingest").join(name)
}

/// Returns the path of real data beside the project, if they are there.
fn shared(name: &str) -> Option<PathBuf> {
    let path = crate_root().join("../shared/data").join(name);
    if !path.exists() {
        println!("skipped: no {}", path.display());
        return None;
    }
    Some(path)
}

/// Returns a message with its hints, as it is printed.
fn message(err: &HintedString) -> String {
    let hints = err.hints().iter().map(|hint| format!("hint: {hint}\n"));
    format!("error: {}\n{}", err.message(), hints.collect::<String>())
}

/// Returns the texts of a column, `-` for null.
fn texts(frame: &DataFrame, column: &str) -> Vec<String> {
    let cells = frame.column(column).unwrap();
    (0..frame.height())
        .map(|row| match cells.get(row).unwrap() {
            AnyValue::Null => "-".into(),
            AnyValue::String(text) => text.into(),
            AnyValue::StringOwned(text) => text.to_string(),
            other => other.to_string(),
        })
        .collect()
}
