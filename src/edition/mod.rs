//! Editions: what to build, from which snapshot, for when.
//!
//! An edition is a TOML file in `data/editions`. It becomes a deterministic
//! list of [`Job`]s, one for each PDF.

mod tables;

use std::collections::BTreeMap;
use std::path::Path;

use chrono::NaiveDate;
use serde::Deserialize;
use toml::Spanned;
use typst::diag::{HintedStrResult, SourceResult, bail};

use self::tables::TablesFile;
use crate::board::Tables;
use crate::brand;
use crate::diag::{Files, InputFile, Located, hint_for, toml};
use crate::document::{self, DocumentType, Subject};
use crate::locale::Lang;
use crate::registry::ingest::Kind;
use crate::slice::{BaseFilter, Window};

/// Where editions live, under the project's root.
pub const FOLDER: &str = "data/editions";

/// The shape of an edition's file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EditionFile {
    name: BTreeMap<Lang, String>,
    version: String,
    status: Status,
    snapshot: String,
    #[serde(default)]
    sources: Vec<Spanned<SourceFile>>,
    #[serde(default)]
    example: bool,
    #[serde(default = "yes")]
    complete: bool,
    brand: Spanned<String>,
    cutoff: Option<Spanned<toml::value::Datetime>>,
    window: Option<Spanned<String>>,
    filter: Option<Spanned<String>>,
    languages: Vec<Lang>,
    documents: Vec<DocumentsFile>,
    #[serde(default)]
    tables: TablesFile,
}

/// The shape of an edition's entry for one document type.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DocumentsFile {
    #[serde(rename = "type")]
    kind: Spanned<String>,
    subjects: Spanned<SubjectsFile>,
}

/// A source as it is written: a path of ClinicalTrials.gov's records, or a table that
/// names the kind.
#[derive(Deserialize)]
#[serde(untagged, expecting = "expected a path or `{ kind = \"ctis\", path = \"…\" }`")]
enum SourceFile {
    Path(String),
    Table(SourceTable),
}

/// A source with its kind.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SourceTable {
    kind: String,
    path: String,
}

/// Returns what an edition is taken for that does not say: complete.
fn yes() -> bool {
    true
}

/// Subjects as they are written: `"all"`, or a list of ids.
#[derive(Deserialize)]
#[serde(untagged)]
enum SubjectsFile {
    All(String),
    Listed(Vec<String>),
}

/// How far a text has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Being written (utkast).
    Draft,
    /// Sent out for comments (remiss).
    Review,
    /// Adopted (fastställd).
    Final,
}

impl Status {
    /// Returns the key of its word in the locale.
    pub fn key(self) -> &'static str {
        match self {
            Self::Draft => "status.draft",
            Self::Review => "status.review",
            Self::Final => "status.final",
        }
    }
}

/// What to build.
#[derive(Debug)]
pub struct Edition {
    /// The file's stem.
    pub id: String,
    /// The file, for the places of faults.
    pub file: InputFile,
    /// What it is called.
    pub name: BTreeMap<Lang, String>,
    /// The version on the pages.
    pub version: String,
    /// How far it has come.
    pub status: Status,
    /// The snapshot that it is built from.
    pub snapshot: String,
    /// Files to ingest into the snapshot when they are not in it.
    pub sources: Vec<EditionSource>,
    /// Whether these sources are example data.
    pub example: bool,
    /// Whether the snapshot holds all of the register. Counts of a selection
    /// are no totals, and every page says so.
    pub complete: bool,
    /// The brand's folder.
    pub brand: String,
    /// The last day that counts; the date of the data when not given.
    pub cutoff: Option<NaiveDate>,
    /// The window; the default one before the cut-off when not given.
    pub window: Option<Window>,
    /// The base population of trials.
    pub base: BaseFilter,
    /// The languages to build.
    pub languages: Vec<Lang>,
    /// The documents to build.
    pub documents: Vec<Documents>,
    /// The tables of the partnership's office.
    pub tables: Tables,
}

/// Files to ingest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EditionSource {
    /// How they are read.
    pub kind: Kind,
    /// A file or folder, from the project's root.
    pub path: String,
}

/// The documents of one type.
#[derive(Debug)]
pub struct Documents {
    /// The document type.
    pub kind: DocumentType,
    /// What they are about.
    pub subjects: Subjects,
}

/// What the documents of a type are about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subjects {
    /// Everything that the type can be about.
    All,
    /// These.
    Listed(Vec<String>),
}

/// One PDF to make.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Job {
    /// The index of the document type in the edition.
    pub document: usize,
    /// The subject's id.
    pub subject: String,
    /// The language.
    pub lang: Lang,
}

impl Edition {
    /// Reads an edition and the document types that it names.
    pub fn load(files: &Files, id: &str) -> SourceResult<Self> {
        let path = Path::new(FOLDER).join(format!("{id}.toml"));
        let file = files.read(&path)?;
        let raw: EditionFile = toml(&file)?;
        let known = document::list(files.root());
        if raw.languages.is_empty() {
            bail!(file.find("languages"), "no language to build"; hint: "expected `[\"sv\", \"en\"]` or one of them");
        }
        let mut documents = Vec::new();
        for entry in raw.documents {
            let span = file.span(entry.kind.span());
            let kind = entry.kind.into_inner();
            if !known.contains(&kind) {
                let hint = hint_for(&kind, known.iter().map(String::as_str));
                bail!(span, "unknown document type `{kind}`"; hint: "{hint}");
            }
            documents.push(Documents {
                subjects: subjects(&file, entry.subjects)?,
                kind: DocumentType::load(files, &kind)?,
            });
        }
        if let Some(lang) = raw.languages.iter().find(|lang| !raw.name.contains_key(lang)) {
            bail!(
                file.find("name"), "the edition has no name in `{lang}`";
                hint: "write `name = {{ sv = \"…\", en = \"…\" }}`"
            );
        }
        let cutoff = raw.cutoff.map(|date| day(&file, date)).transpose()?;
        let window = match raw.window {
            None => None,
            Some(text) => {
                let span = file.span(text.span());
                let window = Window::parse(text.get_ref()).located(span)?;
                if window == Window::EVER {
                    bail!(
                        span, "an edition needs a window of years";
                        hint: "give one such as `2020..2024`, or leave it out for the five full years before the cut-off"
                    );
                }
                Some(window)
            }
        };
        let base = match raw.filter {
            None => BaseFilter::default(),
            Some(text) => BaseFilter::parse(text.get_ref()).located(file.span(text.span()))?,
        };
        Ok(Self {
            id: id.to_owned(),
            name: raw.name,
            version: raw.version,
            status: raw.status,
            snapshot: raw.snapshot,
            sources: sources(&file, raw.sources)?,
            example: raw.example,
            complete: raw.complete,
            brand: known_brand(files, &file, raw.brand)?,
            cutoff,
            window,
            base,
            languages: raw.languages,
            documents,
            tables: raw.tables.located(&file),
            file,
        })
    }

    /// Returns the document type of a job.
    pub fn kind(&self, job: &Job) -> &DocumentType {
        &self.documents[job.document].kind
    }

    /// Returns the jobs: documents in the edition's order, subjects in the
    /// order given or that of `all`, languages innermost.
    ///
    /// `all` returns everything that a type can be about, and `resolve` the id
    /// that a listed name means. A subject or language named twice is built once.
    pub fn jobs(
        &self,
        all: impl Fn(Subject) -> HintedStrResult<Vec<String>>,
        resolve: impl Fn(Subject, &str) -> String,
    ) -> SourceResult<Vec<Job>> {
        let mut jobs: Vec<Job> = Vec::new();
        for (document, documents) in self.documents.iter().enumerate() {
            let kind = documents.kind.spec.subject;
            let subjects = match &documents.subjects {
                Subjects::All => all(kind).located(self.file.whole())?,
                Subjects::Listed(listed) => listed.iter().map(|name| resolve(kind, name)).collect(),
            };
            for subject in subjects {
                for &lang in &self.languages {
                    let job = Job { document, subject: subject.clone(), lang };
                    if !jobs.contains(&job) {
                        jobs.push(job);
                    }
                }
            }
        }
        Ok(jobs)
    }
}

/// Returns the sources, checking their kinds.
fn sources(file: &InputFile, raw: Vec<Spanned<SourceFile>>) -> SourceResult<Vec<EditionSource>> {
    let mut sources: Vec<EditionSource> = Vec::new();
    for source in raw {
        let span = file.span(source.span());
        let source = match source.into_inner() {
            SourceFile::Path(path) => EditionSource { kind: Kind::Ctgov, path },
            SourceFile::Table(SourceTable { kind, path }) => {
                let Some(found) = Kind::from_id(&kind) else {
                    let hint = hint_for(&kind, Kind::ALL.iter().map(Kind::id));
                    bail!(span, "unknown kind of source `{kind}`"; hint: "{hint}");
                };
                EditionSource { kind: found, path }
            }
        };
        let before = sources.iter().rposition(|other| other.kind == source.kind);
        if before.is_some_and(|before| before + 1 < sources.len()) {
            bail!(
                span, "the source `{}` is named in two places", source.kind.id();
                hint: "put its paths one after the other: the order tells which source counts"
            );
        }
        sources.push(source);
    }
    Ok(sources)
}

/// Returns the name of a brand that is there.
fn known_brand(files: &Files, file: &InputFile, name: Spanned<String>) -> SourceResult<String> {
    let known = brand::list(files.root());
    let span = file.span(name.span());
    let name = name.into_inner();
    if !known.contains(&name) {
        let hint = hint_for(&name, known.iter().map(String::as_str));
        bail!(span, "unknown brand `{name}`"; hint: "{hint}");
    }
    Ok(name)
}

/// Returns the ids of all editions, sorted.
pub fn list(root: &Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(root.join(FOLDER)) else { return Vec::new() };
    let paths = entries.flatten().map(|entry| entry.path());
    let files = paths.filter(|path| path.extension().is_some_and(|end| end == "toml"));
    let stem = |path: std::path::PathBuf| Some(path.file_stem()?.to_str()?.to_owned());
    let mut ids: Vec<_> = files.filter_map(stem).collect();
    ids.sort_unstable();
    ids
}

/// Returns the subjects of an entry.
fn subjects(file: &InputFile, raw: Spanned<SubjectsFile>) -> SourceResult<Subjects> {
    let span = file.span(raw.span());
    match raw.into_inner() {
        SubjectsFile::All(word) if word == "all" => Ok(Subjects::All),
        SubjectsFile::All(word) => bail!(
            span, "invalid subjects `{word}`";
            hint: "expected `\"all\"` or a list such as `[\"{word}\"]`"
        ),
        SubjectsFile::Listed(list) if list.is_empty() => bail!(
            span, "no subject to build";
            hint: "expected `\"all\"` or a list of ids"
        ),
        SubjectsFile::Listed(list) => Ok(Subjects::Listed(list)),
    }
}

/// Returns the day of a TOML date.
fn day(file: &InputFile, date: Spanned<toml::value::Datetime>) -> SourceResult<NaiveDate> {
    let parsed = date.get_ref().date.filter(|_| date.get_ref().time.is_none()).and_then(|date| {
        NaiveDate::from_ymd_opt(date.year.into(), date.month.into(), date.day.into())
    });
    match parsed {
        Some(day) => Ok(day),
        None => bail!(
            file.span(date.span()), "invalid cut-off `{}`", date.get_ref();
            hint: "expected a date such as `2025-12-31`"
        ),
    }
}
