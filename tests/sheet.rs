//! Sheets: tables in every dress that people send, and what is said about bad ones.
//!
//! The fixtures lie in fixtures/sheet. A folder with the parts of a workbook is packed by the test. What must be said
//! about a refused file stands beside it in `NAME.expected`; with `BLESS=1` in the environment these are written.

#[path = "sheet/columns.rs"]
mod columns;
#[path = "sheet/large.rs"]
mod large;
#[path = "sheet/refused.rs"]
mod refused;
#[path = "sheet/same.rs"]
mod same;
#[path = "sheet/workbooks.rs"]
mod workbooks;
#[path = "sheet/written.rs"]
mod written;

use std::fs;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};

use kapacitet::diag::{Fault, merge, print};
use kapacitet::sheet::{Row, Value};
use tempfile::TempDir;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::support::{files, fixture};

/// Returns the paths in a folder of fixtures that are no messages, sorted.
fn entries(folder: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(fixture("sheet").join(folder)).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    let is_message = |path: &PathBuf| path.extension().is_some_and(|end| end == "expected");
    let mut paths: Vec<_> = paths.filter(|path| !is_message(path)).collect();
    paths.sort();
    paths
}

/// Returns a file's name.
fn name(path: &Path) -> String {
    path.file_name().unwrap().to_str().unwrap().to_owned()
}

/// Returns a fixture as a file: a folder is packed into a workbook of its name.
fn packed(path: &Path, folder: &TempDir) -> PathBuf {
    if path.is_file() {
        return path.to_owned();
    }
    let parts: Vec<_> = files(path)
        .into_iter()
        .map(|part| (part.clone(), fs::read(path.join(part)).unwrap()))
        .collect();
    let packed = folder.path().join(format!("{}.xlsx", name(path)));
    fs::write(&packed, zip(&parts)).unwrap();
    packed
}

/// Packs parts.
fn zip(parts: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        writer.start_file(name, SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// Returns faults as they are printed.
fn said(faults: Vec<Fault>) -> String {
    print(&merge(faults), false)
}

/// Returns the texts of a row without the empty cells at its end.
fn texts(row: &Row) -> Vec<String> {
    let mut texts: Vec<_> = row.cells.iter().map(Value::text).collect();
    while texts.last().is_some_and(String::is_empty) {
        texts.pop();
    }
    texts
}

/// Compares a text with what is expected beside a fixture, or writes it there.
fn expected(fixture: &Path, found: &str) -> Result<(), String> {
    let beside = fixture.with_file_name(format!("{}.expected", name(fixture)));
    if std::env::var_os("BLESS").is_some() {
        fs::write(&beside, found).unwrap();
    }
    let expected = fs::read_to_string(&beside).unwrap_or_default();
    if expected == found {
        return Ok(());
    }
    Err(format!("{}\n{found}\ninstead of\n{expected}", fixture.display()))
}
