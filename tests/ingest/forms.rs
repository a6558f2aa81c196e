//! The same studies in every form in which ClinicalTrials.gov's records come: JSON,
//! the website's CSV in both layouts, and AACT's tables.
//!
//! The studies in fixtures/ingest/forms are invented. What a form does not carry
//! is left out of the comparison, and named.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use kapacitet::registry::schema::{self, Table};
use kapacitet::registry::{Snapshot, store};
use polars::prelude::{DataFrame, IntoLazy, SortMultipleOptions, col, lit};
use tempfile::TempDir;

use super::{Project, fixture, message, texts};
use crate::contacts::assert_no_contacts;

/// What the website's CSV says nothing of: columns of `trials`.
pub const NOT_IN_CSV: [&str; 5] =
    ["start_type", "completion_type", "primary_completion_type", "enrolment_type", "why_stopped"];

/// A snapshot whose tables are to be compared.
pub struct Tables {
    /// Keeps its files.
    project: Project,
    /// What it is made of.
    pub snapshot: Snapshot,
}

impl Tables {
    /// Ingests files.
    pub fn of(paths: &[PathBuf]) -> Self {
        let project = Project::new();
        let snapshot = project.ingest(paths).map_err(|err| message(&err)).unwrap();
        Self { project, snapshot }
    }

    /// Asserts that no e-mail address or telephone number stands in it, and returns it.
    pub fn without_contacts(self) -> Self {
        let texts = assert_no_contacts(self.project.root(), "test");
        assert!(texts > 40_000, "only {texts} texts");
        self
    }

    /// Reads a table, its rows in the order of the trials and, of each trial, as
    /// they were.
    pub fn read(&self, table: &'static Table) -> DataFrame {
        let frame = store::read_table(self.project.root(), &self.snapshot, table).unwrap();
        let order = SortMultipleOptions::default().with_maintain_order(true);
        frame.sort(["trial"], order).unwrap()
    }

    /// Reads a table without some columns.
    pub fn without(&self, table: &'static Table, columns: &[&str]) -> DataFrame {
        self.read(table).drop_many(columns.iter().copied())
    }

    /// Reads the terms of a kind.
    pub fn terms(&self, kind: &str) -> DataFrame {
        let rows = self.read(&schema::CONDITIONS).lazy();
        rows.filter(col("kind").eq(lit(kind))).collect().unwrap()
    }
}

/// Asserts that two frames have the same cells.
pub fn assert_same(a: &DataFrame, b: &DataFrame, what: &str) {
    assert!(a.equals_missing(b), "{what}:\n{a}\n{b}");
}

/// Packs the tables of fixtures/ingest/forms/aact as AACT does, in a folder or not.
fn aact(folder: &Path, inside: &str) -> PathBuf {
    let path = folder.join("aact.zip");
    let mut zip = zip::ZipWriter::new(File::create(&path).unwrap());
    for entry in fs::read_dir(fixture("forms/aact")).unwrap() {
        let entry = entry.unwrap();
        let name = format!("{inside}{}", entry.file_name().to_str().unwrap());
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(&fs::read(entry.path()).unwrap()).unwrap();
    }
    zip.finish().unwrap();
    path
}

/// AACT's tables give the rows of the JSON in all tables, to the cell: MeSH ids, of
/// which AACT has none, come from the table of diseases.
#[test]
fn aacts_tables_give_the_rows_of_the_json() {
    let json = Tables::of(&[fixture("forms/studies.json")]);
    let folder = TempDir::new().unwrap();
    for inside in ["", "20240201_export/"] {
        let aact = Tables::of(&[aact(folder.path(), inside)]);
        for table in schema::TABLES.into_iter().filter(|table| table.columns[0].name == "trial") {
            assert_same(&json.read(table), &aact.read(table), table.name);
        }
        assert_eq!(aact.snapshot.coverage, json.snapshot.coverage);
        assert_eq!(aact.snapshot.inputs[0].records, 3);
    }
}

/// The website's CSV gives the rows of the JSON but for what it does not carry:
/// whether a date has come true, why a trial stopped, keywords, MeSH terms,
/// officials, and the classes of collaborators.
#[test]
fn the_websites_csv_gives_the_rows_of_the_json() {
    let json = Tables::of(&[fixture("forms/studies.json")]);
    let csv = Tables::of(&[fixture("forms/website.csv")]);
    assert_same(
        &json.without(&schema::TRIALS, &NOT_IN_CSV),
        &csv.without(&schema::TRIALS, &NOT_IN_CSV),
        "trials",
    );
    for table in [&schema::SITES, &schema::INTERVENTIONS, &schema::IDENTIFIERS] {
        assert_same(&json.read(table), &csv.read(table), table.name);
    }
    assert_same(&json.terms("condition"), &csv.terms("condition"), "conditions");
    let sponsors = &schema::SPONSORS;
    assert_same(&json.without(sponsors, &["class"]), &csv.without(sponsors, &["class"]), "names");
    assert_eq!(
        texts(&csv.read(sponsors), "class"),
        ["industry", "unknown", "unknown", "other-gov", "industry"]
    );
    assert_same(
        &json.without(&schema::RECORDS, &["meshes"]),
        &csv.without(&schema::RECORDS, &["meshes"]),
        "records",
    );
    assert_same(&json.read(&schema::AREAS), &csv.read(&schema::AREAS), "areas");
    let coverage = &csv.snapshot.coverage;
    assert_eq!((coverage.trials_without_mesh, coverage.rows_of_many_sites), (3, 1));
    assert!(coverage.columns_missing.is_empty() && coverage.columns_unknown.is_empty());
}

/// The classic layout gives the rows of the newer one. It knows four classes of
/// sponsors, so another government is "other" there; a class that all sponsors
/// share is told.
#[test]
fn the_classic_layout_gives_the_rows_of_the_newer_one() {
    let new = Tables::of(&[fixture("forms/website.csv")]);
    let old = Tables::of(&[fixture("forms/classic.csv")]);
    assert_same(
        &new.without(&schema::TRIALS, &["sponsor_class"]),
        &old.without(&schema::TRIALS, &["sponsor_class"]),
        "trials",
    );
    assert_eq!(
        texts(&old.read(&schema::TRIALS), "sponsor_class"),
        ["industry", "other", "industry"]
    );
    for table in [
        &schema::SITES,
        &schema::CONDITIONS,
        &schema::AREAS,
        &schema::INTERVENTIONS,
        &schema::IDENTIFIERS,
    ] {
        assert_same(&new.read(table), &old.read(table), table.name);
    }
    let [new, old] = [new, old].map(|form| form.without(&schema::RECORDS, &["sponsor_class"]));
    assert_same(&new, &old, "records");
}

/// Other delimiters, line ends, a byte order mark, a packed or renamed file: the
/// rows are the same to the byte.
#[test]
fn a_csv_that_went_through_other_hands_is_the_same() {
    let folder = TempDir::new().unwrap();
    let text = fs::read_to_string(fixture("forms/website.csv")).unwrap();
    let mut rows = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    let rows: Vec<csv::StringRecord> = rows.records().map(Result::unwrap).collect();
    let written = |delimiter: u8, end: csv::Terminator| {
        let mut writer =
            csv::WriterBuilder::new().delimiter(delimiter).terminator(end).from_writer(Vec::new());
        rows.iter().for_each(|row| writer.write_record(row).unwrap());
        writer.into_inner().unwrap()
    };
    let semicolons = written(b';', csv::Terminator::CRLF);
    let with_mark = [b"\xef\xbb\xbf".as_slice(), &semicolons].concat();
    let tables = |snapshot: &Snapshot| snapshot.tables.clone();
    let expected = tables(&Tables::of(&[fixture("forms/website.csv")]).snapshot);
    for (name, bytes) in [
        ("semicolons.csv", semicolons),
        ("with-mark.csv", with_mark),
        ("tabs.tsv", written(b'\t', csv::Terminator::Any(b'\n'))),
        ("misnamed.json", text.into_bytes()),
    ] {
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        assert_eq!(tables(&Tables::of(&[path]).snapshot), expected, "{name}");
    }
    let inner = fs::read(fixture("forms/website.csv")).unwrap();
    let mut zip = zip::ZipWriter::new(File::create(folder.path().join("csv.zip")).unwrap());
    zip.start_file("ctg-studies.csv", zip::write::SimpleFileOptions::default()).unwrap();
    zip.write_all(&inner).unwrap();
    zip.finish().unwrap();
    assert_eq!(tables(&Tables::of(&[folder.path().join("csv.zip")]).snapshot), expected);
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gzip.write_all(&inner).unwrap();
    fs::write(folder.path().join("ctg-studies.csv.gz"), gzip.finish().unwrap()).unwrap();
    let packed = folder.path().join("ctg-studies.csv.gz");
    assert_eq!(tables(&Tables::of(&[packed]).snapshot), expected);
}

/// A folder may hold all of them, and other tables: each trial is one, in its newest
/// copy.
#[test]
fn a_folder_of_all_forms_is_one_set_of_trials() {
    let folder = TempDir::new().unwrap();
    for name in ["studies.json", "website.csv", "classic.csv"] {
        fs::copy(fixture("forms").join(name), folder.path().join(name)).unwrap();
    }
    fs::write(folder.path().join("notes.csv"), "who,what\nme,a note\n").unwrap();
    aact(folder.path(), "");
    let snapshot = Tables::of(&[folder.path().into()]).snapshot;
    assert_eq!((snapshot.trials, snapshot.duplicates, snapshot.inputs.len()), (3, 9, 4));
}

/// Of equally new copies the one whose form carries the most counts, whichever is
/// read first: the website's JSON before AACT's tables before the CSV.
#[test]
fn the_copy_that_carries_the_most_counts() {
    let folder = TempDir::new().unwrap();
    let aact = aact(folder.path(), "");
    let tables = |paths: &[PathBuf]| Tables::of(paths).snapshot.tables;
    let (json, csv) = (fixture("forms/studies.json"), fixture("forms/website.csv"));
    let alone = tables(std::slice::from_ref(&json));
    assert_eq!(tables(&[csv.clone(), aact.clone(), json.clone()]), alone);
    assert_eq!(tables(&[json, aact.clone(), csv.clone()]), alone);
    let aacts = Tables::of(&[csv, aact]);
    assert_eq!(aacts.snapshot.coverage.trials_without_mesh, 2);
}

/// Only the number is needed; what is missing is counted, and so is a column that
/// nobody knows.
#[test]
fn a_missing_column_is_a_counted_gap() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("few.csv");
    let text =
        "Own Note,NCT Number,Start Date,Last Update Posted\nx,NCT00000001,2020-01,2024-01-15\n";
    fs::write(&path, text).unwrap();
    let few = Tables::of(&[path]);
    let coverage = &few.snapshot.coverage;
    assert_eq!(coverage.columns_missing.len(), 14);
    assert_eq!(coverage.columns_missing["Locations"], 1);
    assert_eq!(coverage.columns_unknown.iter().collect::<Vec<_>>(), [(&"Own Note".into(), &1)]);
    let trials = few.read(&schema::TRIALS);
    assert_eq!(texts(&trials, "title"), ["NCT00000001"]);
    assert_eq!(texts(&trials, "phase"), ["not-given"]);
    assert_eq!(texts(&trials, "start_precision"), ["month"]);
}

/// A broken row is left out and named with its file, line and column; the others
/// are taken in.
#[test]
fn a_broken_row_is_named_with_its_line() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("some.csv");
    let text = "NCT Number,Start Date,Enrollment,Last Update Posted\n\
        NCT00000001,\"March 5, 2020\",10,2024-01-15\n\n\
        NCT00000002,\"February 30, 2020\",10,2024-01-15\n\
        NCT00000003,2020-01,10\n";
    fs::write(&path, text).unwrap();
    let snapshot = Tables::of(std::slice::from_ref(&path)).snapshot;
    assert_eq!(snapshot.trials, 1);
    let named = snapshot.rejected.iter().map(|rejected| {
        (rejected.file.as_str(), rejected.record, rejected.id.as_deref(), rejected.reason.as_str())
    });
    let shown = path.to_str().unwrap();
    assert_eq!(
        named.collect::<Vec<_>>(),
        [
            (
                format!("{shown}:4").as_str(),
                2,
                Some("NCT00000002"),
                "impossible date `2020-02-30` in `Start Date`"
            ),
            (format!("{shown}:5").as_str(), 3, Some("NCT00000003"), "expected 4 columns, found 3"),
        ]
    );
}
