//! What there is to check in a project: every kind of input, where its files lie, and what checks one of them.
//!
//! A new kind of input is a line in [`KINDS`].

use std::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use flate2::read::MultiGzDecoder;
use serde::de::IgnoredAny;
use typst::diag::{EcoVec, SourceDiagnostic};
use walkdir::WalkDir;

use super::{documents, editions, named, templates};
use crate::brand::{self, Brand};
use crate::diag::{Fault, Files, open, shaped_toml};
use crate::document;
use crate::inventory::{QUESTIONS, Questions};
use crate::locale::{self, Lang, Words};
use crate::registry::ingest::mapped::{Mapping, MappingFile};
use crate::registry::{Reference, reference};
use crate::synthetic::{Settings, Tables};

/// A project, and what several inputs are compared with.
pub struct Project {
    /// The files read so far.
    pub files: Files,
    /// The reference tables, and what is wrong with them.
    reference: OnceCell<(Option<Reference>, Vec<Fault>)>,
    /// The words of the layout, and what is wrong with them.
    words: OnceCell<(BTreeMap<Lang, Words>, EcoVec<SourceDiagnostic>)>,
    /// What is wrong with each edition that was checked, by its file.
    editions: RefCell<BTreeMap<PathBuf, Vec<Fault>>>,
}

impl Project {
    /// Opens the project in a folder.
    pub fn new(root: &Path) -> Self {
        Self {
            files: Files::new(root),
            reference: OnceCell::new(),
            words: OnceCell::new(),
            editions: RefCell::default(),
        }
    }

    /// Reads the reference tables, once.
    fn tables(&self) -> &(Option<Reference>, Vec<Fault>) {
        self.reference.get_or_init(|| {
            let (reference, faults) = Reference::read(&self.files);
            (reference, self.files.resolve(&faults))
        })
    }

    /// Returns the reference tables to look up places and areas in, unless those may lack some.
    pub fn reference(&self) -> Option<&Reference> {
        let (reference, faults) = self.tables();
        let mut places = faults.iter().filter_map(|fault| fault.place.as_ref());
        let is_sound = !places.any(|place| reference::names_places(&place.path));
        reference.as_ref().filter(|_| is_sound)
    }

    /// Returns all that is wrong with an edition and the tables that it names, read once.
    pub fn edition(&self, path: &Path) -> Vec<Fault> {
        if let Some(faults) = self.editions.borrow().get(path) {
            return faults.clone();
        }
        let faults = editions::check(self, path);
        self.editions.borrow_mut().insert(path.to_owned(), faults.clone());
        faults
    }

    /// Returns the words of the layout and what is wrong with them, read once.
    pub fn words(&self) -> &(BTreeMap<Lang, Words>, EcoVec<SourceDiagnostic>) {
        self.words.get_or_init(|| Words::read(&self.files, Path::new(locale::FOLDER)))
    }
}

/// A kind of input.
pub struct Kind {
    /// What it is called.
    name: &'static str,
    /// Returns where its inputs lie, from the project's root: files, or folders that are checked as a whole.
    list: fn(&Path) -> Vec<PathBuf>,
    /// Returns all that is wrong with one of them.
    check: fn(&Project, &Path) -> Vec<Fault>,
    /// Whether they are checked when no path is given. What may be large, and is checked when it is ingested, is not.
    is_always: bool,
}

impl Kind {
    /// A kind that is checked when no path is given.
    const fn new(
        name: &'static str,
        list: fn(&Path) -> Vec<PathBuf>,
        check: fn(&Project, &Path) -> Vec<Fault>,
    ) -> Self {
        Self { name, list, check, is_always: true }
    }

    /// A kind that is checked by its path only.
    const fn by_path(
        name: &'static str,
        list: fn(&Path) -> Vec<PathBuf>,
        check: fn(&Project, &Path) -> Vec<Fault>,
    ) -> Self {
        Self { name, list, check, is_always: false }
    }
}

/// Every kind, in the order in which they are checked: first what others build upon.
const KINDS: [Kind; 15] = [
    Kind::new("reference tables", |root| there(root, reference::FOLDER), tables),
    Kind::new("inventory questions", |root| there(root, QUESTIONS), questions),
    Kind::new("inventories", named::inventories, named::inventory),
    Kind::new("mappings", mappings, mapping),
    Kind::new("words", |root| there(root, locale::FOLDER), words),
    Kind::new("brands", |root| below(brand::FOLDER, brand::list(root)), brand),
    Kind::new("templates", templates::list, templates::check),
    Kind::new(
        "document types",
        |root| below(document::FOLDER, document::list(root)),
        documents::check,
    ),
    Kind::new("editions", editions::list, |project, path| project.edition(path)),
    Kind::new("tables of editions", named::tables, named::table),
    Kind::new("generator settings", generator, settings),
    Kind::new("demonstration records", records, record_file),
    Kind::by_path("exports of editions", named::exports, named::export),
    Kind::by_path("records of editions", named::sources, named::source),
    Kind::by_path("snapshots", named::snapshots, named::snapshot),
];

/// Where the mappings of exports lie, under the project's root.
const MAPPINGS: &str = "data/mappings";

/// Where the demonstration data lie, under the project's root.
const DEMO: &str = "data/demo";

/// The settings of the demonstration data.
const SETTINGS: &str = "data/demo/generator.toml";

/// An input of a project.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Input {
    /// The index of its kind.
    kind: usize,
    /// Where it lies, from the project's root.
    pub path: PathBuf,
}

impl Input {
    /// Returns all that is wrong with it.
    pub fn check(&self, project: &Project) -> Vec<Fault> {
        (KINDS[self.kind].check)(project, &self.path)
    }

    /// Whether it is checked when no path is given.
    pub fn is_always(&self) -> bool {
        KINDS[self.kind].is_always
    }
}

/// Returns all inputs of a project, in the order of the kinds.
pub fn inputs(root: &Path) -> Vec<Input> {
    let of_kind = |(kind, entry): (usize, &Kind)| {
        let paths = (entry.list)(root).into_iter();
        paths.map(move |path| Input { kind, path }).collect::<Vec<_>>()
    };
    KINDS.iter().enumerate().flat_map(of_kind).collect()
}

/// Returns the names of the kinds.
pub fn names() -> String {
    KINDS.each_ref().map(|kind| kind.name).join(", ")
}

/// Returns a path if it is there.
fn there(root: &Path, path: &str) -> Vec<PathBuf> {
    let is_there = root.join(path).exists();
    is_there.then(|| PathBuf::from(path)).into_iter().collect()
}

/// Returns the paths of names below a folder.
fn below(folder: &str, names: Vec<String>) -> Vec<PathBuf> {
    names.iter().map(|name| Path::new(folder).join(name)).collect()
}

/// Checks the reference tables; all of them, because they name one another's rows.
fn tables(project: &Project, _: &Path) -> Vec<Fault> {
    project.tables().1.clone()
}

/// Checks the questions of the inventory.
fn questions(project: &Project, _: &Path) -> Vec<Fault> {
    let faults = Questions::load(&project.files).err().unwrap_or_default();
    project.files.resolve(&faults)
}

/// Returns the mappings of exports.
fn mappings(root: &Path) -> Vec<PathBuf> {
    let entries = WalkDir::new(root.join(MAPPINGS)).max_depth(1).sort_by_file_name();
    let names = entries.into_iter().flatten().map(|entry| entry.file_name().to_owned());
    let paths = names.map(|name| Path::new(MAPPINGS).join(name));
    paths.filter(|path| path.extension().is_some_and(|end| end == "toml")).collect()
}

/// Checks a mapping: all that does not fit its shape, then what fits no kind of export.
fn mapping(project: &Project, path: &Path) -> Vec<Fault> {
    let file = match project.files.read(path) {
        Ok(file) => file,
        Err(faults) => return project.files.resolve(&faults),
    };
    let shape = shaped_toml::<MappingFile>(&file).then(&file, |_, _| Some(())).1;
    let faults = match shape.is_empty() {
        true => Mapping::of(file).err().unwrap_or_default(),
        false => shape,
    };
    project.files.resolve(&faults)
}

/// Checks the words of the layout: against each other, and against the templates.
fn words(project: &Project, _: &Path) -> Vec<Fault> {
    let (_, faults) = project.words();
    let mut faults = project.files.resolve(faults);
    faults.extend(templates::check_words(project));
    faults
}

/// Checks a brand.
fn brand(project: &Project, path: &Path) -> Vec<Fault> {
    project.files.resolve(&Brand::read(&project.files, path).1)
}

/// Checks the settings of the demonstration data, and the tables beside them.
fn settings(project: &Project, _: &Path) -> Vec<Fault> {
    let path = Path::new(SETTINGS);
    let file = match project.files.read(path) {
        Ok(file) => file,
        Err(faults) => return project.files.resolve(&faults),
    };
    let (_, faults) = shaped_toml::<Settings>(&file).then(&file, |settings, faults| {
        if let Err(message) = settings.check() {
            // Such a message names the field first.
            let field = message.split('`').nth(1).unwrap_or_default();
            faults.push(SourceDiagnostic::error(file.find(field), message));
        }
        Some(())
    });
    let mut faults = project.files.resolve(&faults);
    let folder = project.files.root().join(path.with_extension(""));
    let broken = Tables::read(&folder).err();
    faults.extend(broken.map(|message| Fault::error(message.as_str())));
    faults
}

/// Returns the settings of the demonstration data, and the folder of tables beside them.
fn generator(root: &Path) -> Vec<PathBuf> {
    let beside = Path::new(SETTINGS).with_extension("");
    there(root, SETTINGS).into_iter().chain(there(root, &beside.to_string_lossy())).collect()
}

/// Returns the pages of records of the demonstration data.
fn records(root: &Path) -> Vec<PathBuf> {
    let entries = WalkDir::new(root.join(DEMO)).max_depth(2).sort_by_file_name();
    let is_page = |name: &str| name.ends_with(".json") || name.ends_with(".json.gz");
    entries
        .into_iter()
        .flatten()
        .filter(|entry| is_page(&entry.file_name().to_string_lossy()))
        .filter_map(|entry| Some(entry.path().strip_prefix(root).ok()?.to_owned()))
        .collect()
}

/// Checks that a page of records is whole; what is in the records is checked by `ingest`.
pub fn record_file(project: &Project, path: &Path) -> Vec<Fault> {
    let fault = |what: String| {
        vec![
            Fault::error(format!("`{}` {what}", path.display()))
                .with_hint("`kapacitet synthesize` makes the demonstration records anew"),
        ]
    };
    let file = match open(&project.files.root().join(path), &path.display().to_string()) {
        Ok(file) => BufReader::new(file),
        Err(fault) => return vec![fault],
    };
    // Read as it streams: a small gzip may unpack to more than memory holds.
    let read = match path.extension().is_some_and(|end| end == "gz") {
        true => serde_json::from_reader(BufReader::new(MultiGzDecoder::new(file))),
        false => serde_json::from_reader::<_, IgnoredAny>(file),
    };
    match read {
        Ok(_) => vec![],
        Err(error) if error.is_io() => fault(format!("cannot be read: {error}")),
        Err(error) => fault(format!("is not JSON: {error}")),
    }
}
