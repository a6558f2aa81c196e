//! Editions: what to build, from which snapshot, for when.
//!
//! An edition is a TOML file in `data/editions`. It becomes a deterministic
//! list of [`Job`]s, one for each PDF.

mod dates;
mod previous;
mod slots;
mod sources;
mod subjects;
mod tables;

use std::collections::BTreeMap;
use std::path::Path;

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;
use typst::diag::{EcoVec, HintedStrResult, SourceDiagnostic, SourceResult, bail, error};
use typst::syntax::DiagSpan;

pub use self::previous::PreviousEdition;
pub use self::slots::Slots;
pub use self::sources::EditionSource;
pub use self::subjects::{About, Combination, Listed, Subjects};

use self::previous::PreviousFile;
use self::slots::{SlotsFile, slots};
use self::sources::{SourceFile, sources};
use self::subjects::{SubjectsFile, subjects};
use self::tables::TablesFile;
use crate::board::Tables;
use crate::brand;
use crate::clearance::Clearance;
use crate::diag::{Files, InputFile, Located, hint_for, shaped_toml, unless_faulty};
use crate::disclosure::Rules;
use crate::document::{self, DocumentType, Subject};
use crate::locale::Lang;
use crate::narrative::HandWritten;
use crate::registry::snapshot;
use crate::slice::{BaseFilter, Window};

/// Where editions live, under the project's root.
pub const FOLDER: &str = "data/editions";

/// An edition: what `kapacitet build NAME` builds, from which snapshot, for when. Lies in `data/editions/NAME.toml`.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Edition")]
pub struct EditionFile {
    /// What the edition is called, in each language that it is built in.
    #[schemars(with = "BTreeMap<Lang, String>")]
    name: Spanned<BTreeMap<Lang, String>>,
    /// The version that stands on the pages, such as `1.0`.
    version: String,
    /// How far the text has come; stands on the pages.
    status: Status,
    /// The snapshot of the register that it is built from; `kapacitet list snapshots` shows them.
    #[schemars(with = "String")]
    snapshot: Spanned<String>,
    /// Files and folders of records, from the project's folder. They are ingested into the snapshot when they are not in it.
    #[serde(default)]
    #[schemars(with = "Vec<SourceFile>")]
    sources: Vec<Spanned<SourceFile>>,
    /// Whether the sources are example data, which is then marked on every page.
    #[serde(default)]
    example: bool,
    /// Whether the snapshot holds all of the register. Counts of a selection are no totals, and every page says so.
    #[serde(default = "yes")]
    complete: bool,
    /// The brand: the name of a folder in `report_templates/brands`.
    #[schemars(with = "String")]
    brand: Spanned<String>,
    /// The brand's partners whose logos stand beside its own, by their ids and in this order; all of them when not given.
    #[schemars(with = "Option<Vec<String>>")]
    partners: Option<Spanned<Vec<String>>>,
    /// The last day that counts; the date of the data when not given.
    #[schemars(with = "Option<Day>")]
    cutoff: Option<Spanned<toml::value::Datetime>>,
    /// The years that count, such as `2020..2024`; the five full years before the cut-off when not given.
    #[schemars(with = "Option<String>")]
    window: Option<Spanned<String>>,
    /// The base population of trials: `company-drug`, or `all`.
    #[schemars(with = "Option<String>")]
    filter: Option<Spanned<String>>,
    /// The languages to build.
    #[schemars(with = "Vec<Lang>")]
    languages: Spanned<Vec<Lang>>,
    /// The documents to build, one entry for each type.
    #[schemars(length(min = 1))]
    documents: Vec<DocumentsFile>,
    /// Whom it is for: `public`, `partner` or `board`; `public` when not given. A value above that stops the document.
    #[schemars(with = "Option<String>")]
    clearance: Option<Spanned<String>>,
    /// Whether the licences of the data that were bought permit to show here what is computed of them.
    #[serde(default)]
    licensed: bool,
    /// The rules of disclosure control, TOML, from the project's folder: from which number on counts of people are shown.
    #[schemars(with = "Option<String>")]
    disclosure: Option<Spanned<String>>,
    /// The tables of the office: inventory, feasibility log, indicators and so on.
    #[serde(default)]
    tables: TablesFile,
    /// What the edition before this one was made of, to tell what changed since.
    previous: Option<PreviousFile>,
}

/// The documents of one type.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct DocumentsFile {
    /// The document type: the name of a folder in `report_templates/documents`.
    #[serde(rename = "type")]
    #[schemars(with = "String")]
    kind: Spanned<String>,
    /// What the documents are about: `"all"`, or a list of ids of therapy areas or regions, and of combinations such as
    /// `{ disease = "alzheimer", phase = "1", sponsor-hq = "europe" }`.
    #[schemars(with = "SubjectsFile")]
    subjects: Spanned<SubjectsFile>,
    /// The document type whose claims are listed, for a type about claims such as `claim-sheet`.
    #[schemars(with = "Option<String>")]
    of: Option<Spanned<String>>,
    /// The texts that people write by hand for the documents, such as `foreword`: for each language a Typst file with plain text, from
    /// the project's folder.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, BTreeMap<Lang, String>>")]
    slots: SlotsFile,
}

/// A date of TOML.
#[derive(JsonSchema)]
#[schemars(inline, extend("format" = "date"))]
struct Day(#[allow(dead_code)] String);

/// Returns what an edition is taken for that does not say: complete.
fn yes() -> bool {
    true
}

/// How far a text has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
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
    /// The ids of the brand's partners, with their place; all of them when not given.
    pub partners: Option<(Vec<String>, DiagSpan)>,
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
    /// What it may show.
    pub clearance: Clearance,
    /// From which number on counts of people are shown.
    pub disclosure: Rules,
    /// The tables of the partnership's office.
    pub tables: Tables,
    /// What the edition before was made of.
    pub previous: Option<PreviousEdition>,
    /// Where its file says so, for what is wrong only beside the data.
    pub places: Places,
}

/// Where an edition says from what and for when it is built; the whole file where it does not.
#[derive(Debug, Clone, Copy)]
pub struct Places {
    /// The snapshot.
    pub snapshot: DiagSpan,
    /// The cut-off.
    pub cutoff: DiagSpan,
    /// The window.
    pub window: DiagSpan,
}

/// The documents of one type.
#[derive(Debug)]
pub struct Documents {
    /// The document type.
    pub kind: DocumentType,
    /// What they are about.
    pub subjects: Subjects,
    /// The texts that people have written for them by hand.
    pub slots: Slots,
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
        let (edition, faults) = Self::read(files, id);
        unless_faulty(edition, faults)
    }

    /// Reads an edition, and returns all that is wrong with it and with the document types that it names.
    pub fn read(files: &Files, id: &str) -> (Option<Self>, EcoVec<SourceDiagnostic>) {
        let path = Path::new(FOLDER).join(format!("{id}.toml"));
        match files.read(&path) {
            Ok(file) => shaped_toml::<EditionFile>(&file)
                .then(&file, |raw, faults| Some(Self::check(files, &file, id, raw, faults))),
            Err(faults) => (None, faults),
        }
    }

    /// Makes an edition of what its file says; whatever is wrong is added to `faults`, and left out or left as it is.
    fn check(
        files: &Files,
        file: &InputFile,
        id: &str,
        raw: EditionFile,
        faults: &mut EcoVec<SourceDiagnostic>,
    ) -> Self {
        let (languages, name) = (raw.languages.get_ref(), raw.name.get_ref());
        if languages.is_empty() {
            let span = file.span(raw.languages.span());
            faults.push(error!(span, "no language to build"; hint: "expected `[\"sv\", \"en\"]` or one of them"));
        }
        for lang in languages.iter().filter(|lang| !name.contains_key(lang)) {
            faults.push(error!(
                file.span(raw.name.span()), "the edition has no name in `{lang}`";
                hint: "write `name = {{ sv = \"…\", en = \"…\" }}`"
            ));
        }
        faults.extend(brand_fault(files, file, &raw.brand));
        let documents = raw.documents.into_iter();
        let documents = documents
            .filter_map(|entry| documents_of(files, file, entry, languages, faults))
            .collect();
        let places = Places::of(file, &raw.snapshot, raw.cutoff.as_ref(), raw.window.as_ref());
        faults.extend(name_fault(file, &raw.snapshot));
        let cutoff = raw.cutoff.and_then(|date| kept(day(file, date), faults));
        let window = raw.window.and_then(|text| kept(window(file, text), faults));
        let base = raw.filter.and_then(|text| kept(base(file, text), faults));
        let clearance = raw.clearance.map_or(Ok(Clearance::new(raw.licensed)), |circle| {
            let span = file.span(circle.span());
            Clearance::parse(circle.get_ref(), raw.licensed).located(span)
        });
        let clearance = kept(clearance, faults);
        let disclosure = raw.disclosure.and_then(|path| rules(files, file, &path, faults));
        let edition = Self {
            id: id.to_owned(),
            file: file.clone(),
            name: raw.name.into_inner(),
            version: raw.version,
            status: raw.status,
            snapshot: raw.snapshot.into_inner(),
            sources: kept(sources(files, file, raw.sources), faults).unwrap_or_default(),
            example: raw.example,
            complete: raw.complete,
            brand: raw.brand.into_inner(),
            partners: raw.partners.map(|ids| {
                let span = file.span(ids.span());
                (ids.into_inner(), span)
            }),
            cutoff,
            window,
            base: base.unwrap_or_default(),
            languages: raw.languages.into_inner(),
            documents,
            clearance: clearance.unwrap_or_default(),
            disclosure: disclosure.unwrap_or_default(),
            tables: raw.tables.located(file),
            previous: raw.previous.map(|previous| previous.check(files, file, faults)),
            places,
        };
        faults.extend(edition.date_faults(None, None));
        edition
    }

    /// Returns where the edition says what it may show, or would.
    pub fn clearance_span(&self) -> DiagSpan {
        self.file.find("clearance")
    }

    /// Returns the document type of a job.
    pub fn kind(&self, job: &Job) -> &DocumentType {
        &self.documents[job.document].kind
    }

    /// Returns the texts that people have written for a job's document by hand, by slot.
    pub fn slots(&self, job: &Job) -> BTreeMap<&str, &HandWritten> {
        let slots = self.documents[job.document].slots.iter();
        slots.filter_map(|(slot, texts)| Some((slot.as_str(), texts.get(&job.lang)?))).collect()
    }

    /// Returns the jobs: documents in the edition's order, subjects in the
    /// order given or that of `all`, languages innermost.
    ///
    /// `all` returns everything that a type can be about, and `resolve` the id
    /// of a listed subject. A subject or language named twice is built once.
    pub fn jobs(
        &self,
        all: impl Fn(Subject) -> HintedStrResult<Vec<String>>,
        resolve: impl Fn(Subject, &Listed) -> String,
    ) -> SourceResult<Vec<Job>> {
        let mut jobs: Vec<Job> = Vec::new();
        for (document, documents) in self.documents.iter().enumerate() {
            let kind = documents.kind.subject();
            let subjects = match &documents.subjects {
                Subjects::All => all(kind).located(self.file.whole())?,
                Subjects::Listed(listed) => listed.iter().map(|one| resolve(kind, one)).collect(),
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

/// Returns what a check found right, and adds what it found wrong to `faults`.
fn kept<T>(result: SourceResult<T>, faults: &mut EcoVec<SourceDiagnostic>) -> Option<T> {
    result.map_err(|errors| faults.extend(errors)).ok()
}

/// Reads the document type of an entry and its subjects.
fn documents_of(
    files: &Files,
    file: &InputFile,
    entry: DocumentsFile,
    languages: &[Lang],
    faults: &mut EcoVec<SourceDiagnostic>,
) -> Option<Documents> {
    let subjects = kept(subjects(file, entry.subjects), faults);
    let span = file.span(entry.kind.span());
    let kind = kept(known_kind(files, file, entry.kind), faults);
    let (kind, found) = DocumentType::read(files, &kind?);
    faults.extend(found);
    let (mut kind, subjects) = (kind?, subjects?);
    kind.of = listed_type(files, file, &kind, entry.of, span, faults);
    if kind.spec.subject == Subject::Claims && kind.of.is_none() {
        return None;
    }
    faults.extend(subjects::check(file, kind.subject(), &kind.id, languages, &subjects));
    let slots = slots(files, file, &kind, entry.slots, faults);
    Some(Documents { kind, subjects, slots })
}

/// Reads the document type whose claims another one lists.
fn listed_type(
    files: &Files,
    file: &InputFile,
    kind: &DocumentType,
    of: Option<Spanned<String>>,
    span: DiagSpan,
    faults: &mut EcoVec<SourceDiagnostic>,
) -> Option<Box<DocumentType>> {
    let is_about_claims = kind.spec.subject == Subject::Claims;
    let of = match (of, is_about_claims) {
        (None, false) => return None,
        (None, true) => {
            faults.push(error!(
                span, "`{}` lists the claims of another document type", kind.id;
                hint: "name it, such as `of = \"capacity-profile\"`"
            ));
            return None;
        }
        (Some(of), false) => {
            faults.push(error!(
                file.span(of.span()), "`{}` does not list the claims of another document type", kind.id;
                hint: "leave `of` out; types with `subject = \"claims\"` have it"
            ));
            return None;
        }
        (Some(of), true) => of,
    };
    let place = file.span(of.span());
    let name = kept(known_kind(files, file, of), faults)?;
    let (of, found) = DocumentType::read(files, &name);
    faults.extend(found);
    let of = of?;
    if of.spec.subject == Subject::Claims {
        faults.push(error!(
            place, "`{name}` has no claims of its own";
            hint: "name the type of the documents that make them"
        ));
        return None;
    }
    Some(Box::new(of))
}

/// Returns the name of a document type that is there.
fn known_kind(files: &Files, file: &InputFile, name: Spanned<String>) -> SourceResult<String> {
    let known = document::list(files.root());
    let span = file.span(name.span());
    let name = name.into_inner();
    if !known.contains(&name) {
        let hint = hint_for(&name, known.iter().map(String::as_str));
        bail!(span, "unknown document type `{name}`"; hint: "{hint}");
    }
    Ok(name)
}

/// Returns the base population.
fn base(file: &InputFile, text: Spanned<String>) -> SourceResult<BaseFilter> {
    BaseFilter::parse(text.get_ref()).located(file.span(text.span()))
}

/// Returns the window of years.
fn window(file: &InputFile, text: Spanned<String>) -> SourceResult<Window> {
    let span = file.span(text.span());
    let window = Window::parse(text.get_ref()).located(span)?;
    if window == Window::EVER {
        bail!(
            span, "an edition needs a window of years";
            hint: "give one such as `2020..2024`, or leave it out for the five full years before the cut-off"
        );
    }
    Ok(window)
}

/// Reads the rules of disclosure control that an edition names.
fn rules(
    files: &Files,
    file: &InputFile,
    path: &Spanned<String>,
    faults: &mut EcoVec<SourceDiagnostic>,
) -> Option<Rules> {
    let named = kept(files.read_for(path.get_ref().as_ref(), file.span(path.span())), faults)?;
    let (rules, found) = Rules::parse(&named);
    faults.extend(found);
    rules
}

/// Returns what is wrong with the name of a brand.
fn brand_fault(
    files: &Files,
    file: &InputFile,
    name: &Spanned<String>,
) -> Option<SourceDiagnostic> {
    let known = brand::list(files.root());
    let (span, name) = (file.span(name.span()), name.get_ref());
    let hint = hint_for(name, known.iter().map(String::as_str));
    (!known.contains(name)).then(|| error!(span, "unknown brand `{name}`"; hint: "{hint}"))
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

/// Returns what is wrong with the name of a snapshot.
fn name_fault(file: &InputFile, name: &Spanned<String>) -> EcoVec<SourceDiagnostic> {
    let checked = snapshot::check_name(name.get_ref()).located(file.span(name.span()));
    checked.err().unwrap_or_default()
}

/// Returns the day of a TOML date.
fn day(file: &InputFile, date: Spanned<toml::value::Datetime>) -> SourceResult<NaiveDate> {
    let parsed = date.get_ref().date.filter(|_| date.get_ref().time.is_none()).and_then(|date| {
        NaiveDate::from_ymd_opt(date.year.into(), date.month.into(), date.day.into())
    });
    let all = Window::all_years();
    let (first, last) = all.span_of_years();
    match parsed.filter(|day| (all.first..=all.last).contains(day)) {
        Some(day) => Ok(day),
        None => bail!(
            file.span(date.span()), "invalid cut-off `{}`", date.get_ref();
            hint: "expected a date from {first} to {last} such as `2025-12-31`"
        ),
    }
}
