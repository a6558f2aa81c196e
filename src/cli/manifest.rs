//! The manifest of a build: what went in, what came out, with hashes.
//!
//! It is written last, so that what it names is there. It knows no clock: the
//! same build writes the same manifest.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};
use typst::diag::{HintedStrResult, error};
use walkdir::WalkDir;

use super::output::sha256;
use crate::assemble::Materials;
use crate::claim::Entry;
use crate::diag::Fault;
use crate::edition::Job;
use crate::typeset::Typeset;
use crate::{document, locale, registry};

/// The version of the manifest's shape.
const SCHEMA: u32 = 1;

/// What went into a build and what came out of it.
#[derive(Debug, Serialize, Deserialize)]
pub struct Manifest {
    /// [`SCHEMA`].
    pub schema: u32,
    /// The engine's version.
    pub engine: String,
    /// The compiler's version.
    pub typst: String,
    /// The edition's id.
    pub edition: String,
    /// The edition's version.
    pub version: String,
    /// The last day that counts.
    pub cutoff: String,
    /// The window.
    pub window: String,
    /// The base filter.
    pub filter: String,
    /// The snapshot.
    pub snapshot: SnapshotEntry,
    /// The snapshot that the edition before was made from, if the edition names one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous: Option<SnapshotEntry>,
    /// SHA-256 of every input file, by its path in the project.
    pub inputs: BTreeMap<String, String>,
    /// The tables of the partnership's office, by their paths in the project.
    #[serde(default)]
    pub tables: BTreeMap<String, TableEntry>,
    /// The documents, by their paths in the edition's folder.
    pub outputs: BTreeMap<String, Output>,
}

/// The snapshot that a build was made from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SnapshotEntry {
    /// Its name.
    pub name: String,
    /// The register.
    pub source: String,
    /// The date of the data.
    pub data_date: String,
    /// Whether it is example data.
    pub example: bool,
    /// Its trials.
    pub trials: u64,
    /// SHA-256 of its tables.
    pub tables: BTreeMap<String, String>,
    /// SHA-256 of the reference tables.
    pub reference: String,
}

/// A table of the partnership's office.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableEntry {
    /// What it is: its name in the edition's `[tables]`.
    pub table: String,
    /// Whose it is: `public`, `partner` or `board`.
    pub class: String,
    /// SHA-256 of the file.
    pub sha256: String,
}

/// What became of one document.
#[derive(Debug, Serialize, Deserialize)]
pub struct Output {
    /// The document type.
    pub document: String,
    /// The subject.
    pub subject: String,
    /// The language.
    pub lang: String,
    /// SHA-256 of the PDF; none when it could not be made.
    pub sha256: Option<String>,
    /// The PDF's size in bytes.
    pub bytes: usize,
    /// Its pages.
    pub pages: usize,
    /// Its figures.
    pub figures: Vec<String>,
    /// What became of its claims, the most important first.
    #[serde(default)]
    pub claims: Vec<Entry>,
    /// SHA-256 of the claim sheet beside it.
    #[serde(default)]
    pub claim_sheet: Option<String>,
    /// The texts in it that were written by hand, whose numbers no claim carries.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub by_hand: Vec<String>,
    /// What someone should know although the document is right.
    pub warnings: Vec<String>,
    /// What is wrong with its pages; only a draft is written with such faults.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub layout: Vec<String>,
    /// Why it could not be made.
    pub errors: Vec<String>,
}

impl Manifest {
    /// Returns the manifest of a build without its outputs.
    pub fn of(root: &Path, materials: &Materials) -> HintedStrResult<Self> {
        let previous = materials.previous.as_ref();
        Ok(Self {
            schema: SCHEMA,
            engine: env!("CARGO_PKG_VERSION").into(),
            typst: typst::utils::version().raw().to_owned(),
            edition: materials.edition.id.clone(),
            version: materials.edition.version.clone(),
            cutoff: materials.cutoff.to_string(),
            window: materials.window.to_string(),
            filter: materials.edition.base.code().into(),
            snapshot: SnapshotEntry::of(&materials.registry),
            previous: previous.map(|previous| SnapshotEntry::of(&previous.registry)),
            inputs: inputs(root, materials)?,
            tables: table_entries(root, materials)?,
            outputs: BTreeMap::new(),
        })
    }

    /// Takes over the entries of an earlier build of the same from the same,
    /// whose files still stand as they were written: a build of a part does
    /// not forget the rest. Documents made from something else are not this
    /// build's, and are not in its manifest.
    pub fn keep_earlier(&mut self, folder: &Path) {
        let Ok(text) = std::fs::read(folder.join("manifest.json")) else { return };
        let Ok(earlier) = serde_json::from_slice::<Self>(&text) else { return };
        if !self.is_of_same(&earlier) {
            return;
        }
        for (path, output) in earlier.outputs {
            let stands = || std::fs::read(folder.join(&path)).map(|pdf| sha256(&pdf)).ok();
            if !self.outputs.contains_key(&path)
                && output.sha256.is_some()
                && stands() == output.sha256
            {
                self.outputs.insert(path, output);
            }
        }
    }

    /// Whether another build was made from the same inputs by the same engine.
    fn is_of_same(&self, other: &Self) -> bool {
        let made_of = |manifest: &Self| {
            let Self { engine, typst, cutoff, window, filter, inputs, snapshot, .. } = manifest;
            let texts = [engine, typst, cutoff, window, filter].map(Clone::clone);
            (texts, inputs.clone(), snapshot.tables.clone(), snapshot.reference.clone())
        };
        made_of(self) == made_of(other)
            && self.tables == other.tables
            && self.previous == other.previous
    }

    /// Returns the manifest as indented JSON.
    pub fn to_json(&self) -> Vec<u8> {
        let mut bytes = serde_json::to_vec_pretty(self).expect("plain data");
        bytes.push(b'\n');
        bytes
    }
}

impl SnapshotEntry {
    /// Describes the snapshot of a registry.
    fn of(registry: &registry::Registry) -> Self {
        let snapshot = &registry.snapshot;
        let tables = snapshot.tables.iter();
        Self {
            name: snapshot.name.clone(),
            source: snapshot.source(),
            data_date: snapshot.data_date.to_string(),
            example: snapshot.example,
            trials: snapshot.trials,
            tables: tables.map(|(name, file)| (name.clone(), file.sha256.clone())).collect(),
            reference: registry.reference.digest.clone(),
        }
    }
}

impl Output {
    /// Returns the entry of a document, made or not; `complete` adds what its
    /// report told.
    pub fn of(
        materials: &Materials,
        job: &Job,
        written: Result<&Typeset, &Vec<Fault>>,
        complete: impl FnOnce(&mut Self),
    ) -> Self {
        let message = |fault: &Fault| fault.message.clone();
        let mut output = Self {
            document: materials.edition.kind(job).id.clone(),
            subject: job.subject.clone(),
            lang: job.lang.code().into(),
            sha256: written.ok().map(|typeset| sha256(&typeset.pdf)),
            bytes: written.map_or(0, |typeset| typeset.pdf.len()),
            pages: written.map_or(0, |typeset| typeset.pages),
            figures: Vec::new(),
            claims: Vec::new(),
            claim_sheet: None,
            by_hand: Vec::new(),
            warnings: Vec::new(),
            layout: written
                .map_or(&vec![], |typeset| &typeset.warnings)
                .iter()
                .map(message)
                .collect(),
            errors: match written {
                Ok(_) => Vec::new(),
                Err(faults) => faults.iter().map(message).collect(),
            },
        };
        complete(&mut output);
        output
    }
}

/// Returns the hashes of the files that a build read: the edition, its
/// document types, the components, the locale and the brand.
fn inputs(root: &Path, materials: &Materials) -> HintedStrResult<BTreeMap<String, String>> {
    let edition = &materials.edition;
    let mut folders = vec![
        "report_templates/components".to_owned(),
        locale::FOLDER.to_owned(),
        registry::reference::FOLDER.to_owned(),
        edition.file.path.clone(),
    ];
    let slots = edition.documents.iter().flat_map(|documents| documents.slots.values());
    folders.extend(slots.flat_map(|texts| texts.values()).map(|text| text.path.clone()));
    // A brand reads from the folders of those that it extends too.
    let own = materials.brand.folders().iter();
    folders.extend(
        own.filter_map(|folder| Some(folder.strip_prefix(root).ok()?.to_str()?.to_owned())),
    );
    let kinds = edition.documents.iter();
    let kinds = kinds.flat_map(|documents| [&documents.kind, documents.kind.asked()]);
    let kinds = kinds.map(|kind| &kind.id);
    folders.extend(kinds.map(|id| format!("{}/{id}", document::FOLDER)));

    let mut hashes = BTreeMap::new();
    for folder in folders {
        // A sample is for previews; no build reads it.
        let read = files(root, &folder)?.into_iter().filter(|(path, _)| !path.contains("/sample/"));
        hashes.extend(read);
    }
    Ok(hashes)
}

/// Returns the office's tables with their hashes; a folder stands with each of its files.
fn table_entries(
    root: &Path,
    materials: &Materials,
) -> HintedStrResult<BTreeMap<String, TableEntry>> {
    let mut entries = BTreeMap::new();
    for (table, class, named) in materials.edition.tables.named() {
        for (path, sha256) in files(root, &named.path)? {
            let (table, class) = (table.to_owned(), class.to_owned());
            entries.insert(path, TableEntry { table, class, sha256 });
        }
    }
    Ok(entries)
}

/// Returns the hashes of the files at or below a path, by their own paths in the project.
fn files(root: &Path, below: &str) -> HintedStrResult<Vec<(String, String)>> {
    let entries = WalkDir::new(root.join(below)).into_iter().flatten();
    let files = entries.filter(|entry| entry.file_type().is_file());
    files
        .map(|entry| {
            let path = entry.path();
            let shown =
                path.strip_prefix(root).unwrap_or(path).to_string_lossy().replace('\\', "/");
            let content = std::fs::read(path).map_err(
                |fault| error!("cannot read `{shown}`: {fault}"; hint: "was it removed meanwhile?"),
            )?;
            Ok((shown, sha256(&content)))
        })
        .collect()
}
