//! One content in every layout that a register's files come in.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;
use kapacitet::registry::Snapshot;
use kapacitet::registry::ingest::Options;
use serde_json::Value;
use tempfile::TempDir;

use super::{Project, fixture};

/// Returns the three records of page.json.
fn records() -> Vec<Value> {
    let page: Value = serde_json::from_slice(&fs::read(fixture("page.json")).unwrap()).unwrap();
    page["studies"].as_array().unwrap().clone()
}

/// Writes a file and returns its path.
fn write(folder: &Path, name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder.join(name);
    fs::write(&path, bytes).unwrap();
    path
}

/// Returns bytes as gzip.
fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// Writes files as a zip and returns its path.
fn zip(folder: &Path, name: &str, files: &[(&str, Vec<u8>)]) -> PathBuf {
    let path = folder.join(name);
    let mut writer = zip::ZipWriter::new(File::create(&path).unwrap());
    for (name, bytes) in files {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap();
    path
}

/// Ingests a path and returns the tables' digests.
fn digests(path: PathBuf) -> Vec<(String, String)> {
    let snapshot = Project::new().ingest(std::slice::from_ref(&path)).unwrap_or_else(|err| {
        panic!("{}: {}", path.display(), err.message());
    });
    tables(&snapshot)
}

/// Returns the digests of a snapshot's tables.
fn tables(snapshot: &Snapshot) -> Vec<(String, String)> {
    let digest = |(name, file): (&String, &kapacitet::registry::snapshot::TableFile)| {
        (name.clone(), file.sha256.clone())
    };
    snapshot.tables.iter().map(digest).collect()
}

/// A page, a list, one record per line, one file per record in a folder or zip,
/// gzipped or not: the tables are the same to the byte.
#[test]
fn every_layout_gives_the_same_tables() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    let records = records();
    let page = fs::read(fixture("page.json")).unwrap();
    let list = serde_json::to_vec_pretty(&records).unwrap();
    let lines: String = records.iter().map(|record| format!("{record}\r\n")).collect();
    let single = |index: usize| records[index].to_string().into_bytes();
    let with_mark = [b"\xef\xbb\xbf".as_slice(), &list].concat();

    let nested = folder.join("nested/deeper");
    fs::create_dir_all(&nested).unwrap();
    write(&nested, "a.json", &single(0));
    write(&folder.join("nested"), "readme.txt", b"not a record");
    write(
        &folder.join("nested"),
        "z.json.gz",
        &gzip(lines.lines().skip(1).collect::<Vec<_>>().join("\n").as_bytes()),
    );

    let expected = digests(fixture("page.json"));
    for path in [
        write(folder, "page.json.gz", &gzip(&page)),
        write(folder, "list.json", &list),
        write(folder, "list-with-mark.json", &with_mark),
        write(folder, "lines.ndjson", lines.as_bytes()),
        write(folder, "lines.jsonl.gz", &gzip(lines.as_bytes())),
        write(folder, "two-members.json.gz", &[gzip(&page[..99]), gzip(&page[99..])].concat()),
        write(folder, "misnamed.json", &gzip(&page)),
        zip(folder, "one.zip", &[("all.json", page.clone()), ("readme.txt", b"x".to_vec())]),
        zip(
            folder,
            "many.zip",
            &[("NCT3.json", single(2)), ("NCT1.json", single(0)), ("NCT2.json", single(1))],
        ),
        zip(folder, "packed.zip", &[("all.json.gz", gzip(&page))]),
        folder.join("nested"),
    ] {
        assert_eq!(digests(path.clone()), expected, "{}", path.display());
    }
}

/// The same inputs give the same bytes, the description included.
#[test]
fn the_same_inputs_give_the_same_bytes() {
    let text = || Project::new().ingest(&[fixture("page.json")]).unwrap().to_toml();
    assert_eq!(text(), text());
}

/// The date of the data is the newest that a record tells, unless it is given.
#[test]
fn the_date_of_the_data_is_the_newest() {
    let snapshot = Project::new().ingest(&[fixture("page.json")]).unwrap();
    assert_eq!(snapshot.data_date.to_string(), "2024-02-01");
    let date = chrono::NaiveDate::from_ymd_opt(2025, 12, 31);
    let options = Options { date, ..Options::default() };
    let snapshot = Project::new().ingest_with(&[fixture("page.json")], options).unwrap();
    assert_eq!(snapshot.data_date.to_string(), "2025-12-31");
}
