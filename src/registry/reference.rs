//! Reads the reference tables: what is known about places, areas and diseases
//! before any trial is read.
//!
//! They are files under data/reference, written by people, so all faults of all
//! tables are told at once, each with its place. A snapshot records the digest of the tables that it
//! was made with, because a trial's region and areas depend on them.

use std::collections::HashMap;
use std::path::Path;

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use typst::diag::{EcoVec, HintedStrResult, HintedString, SourceDiagnostic, bail, error};
use typst::syntax::{DiagSpan, DiagSpanKind, Span};

use super::areas::Areas;
use super::companies::Companies;
use super::development::Development;
use super::diseases::Diseases;
use super::places::Places;
use super::population::Population;
use super::sites::SiteNames;
use crate::diag::{Faults, InputFile, csv_rows, shaped_toml, unless_faulty};

/// The folder of the reference tables, from the project's root.
pub const FOLDER: &str = "data/reference";

/// The tables by which places and areas are named elsewhere.
const NAMES: [&str; 4] =
    ["places/countries.csv", "places/healthcare-regions.csv", "places/regions.csv", "areas.toml"];

/// Whether a file is one by which places and areas are named elsewhere: a row left out of it would be missed there.
pub fn names_places(path: &str) -> bool {
    let name = path.strip_prefix(FOLDER).and_then(|rest| rest.strip_prefix('/'));
    name.is_some_and(|name| NAMES.contains(&name))
}

/// Every reference table.
#[derive(Debug)]
pub struct Reference {
    /// Countries, regions, postal codes and towns.
    pub places: Places,
    /// Therapy areas.
    pub areas: Areas,
    /// Inhabitants of countries and regions.
    pub population: Population,
    /// Names of diseases in both languages.
    pub diseases: Diseases,
    /// Sites that are known under several names.
    pub site_names: SiteNames,
    /// Companies that sponsor trials.
    pub companies: Companies,
    /// How drugs go through the phases.
    pub development: Development,
    /// SHA-256 over the files, in hexadecimal.
    pub digest: String,
}

impl Reference {
    /// Reads the tables under the project's root.
    pub fn load(root: &Path) -> Result<Self, Faults> {
        let files = crate::diag::Files::new(root);
        let (reference, faults) = Self::read(&files);
        unless_faulty(reference, faults).map_err(|errors| Faults(files.resolve(&errors)))
    }

    /// Reads the tables, and returns the faults of all of them; rows with a fault are left out.
    pub fn read(sources: &crate::diag::Files) -> (Option<Self>, EcoVec<SourceDiagnostic>) {
        let mut files = Files::new(sources);
        let places = files.kept(Places::load);
        let areas = files.kept(Areas::load);
        let population = files.kept_in(&places, Population::load);
        let diseases = files.kept(Diseases::load);
        let site_names = files.kept_in(&places, SiteNames::load);
        let companies = files.kept_in(&places, Companies::load);
        let development = files.kept(|files| Development::load(files, areas.as_ref()));
        let digest = hex(&files.digest.finalize());
        let reference = || {
            Some(Self {
                places: places?,
                areas: areas?,
                population: population?,
                diseases: diseases?,
                site_names: site_names?,
                companies: companies?,
                development: development?,
                digest,
            })
        };
        (reference(), files.faults)
    }
}

/// The reference files as they are read, each once and in a fixed order, and what is wrong with them.
///
/// A loader gets the rows that are right. What it finds wrong itself it adds by [`Files::fault`] and goes on, or it stops with
/// [`row_fault`]. It compares with another table only when that [is sound](Files::is_sound): else a place whose row is wrong would be
/// missed in every other table.
pub(super) struct Files<'a> {
    /// What reads the files.
    sources: &'a crate::diag::Files,
    /// Grows with every file read.
    digest: Sha256,
    /// The files read, by name.
    read: HashMap<String, InputFile>,
    /// Names of files in which something is wrong.
    unsound: Vec<String>,
    /// What is wrong.
    faults: EcoVec<SourceDiagnostic>,
}

/// The message of a fault that has been added already.
const TOLD: &str = "";

impl<'a> Files<'a> {
    /// Starts with nothing read.
    fn new(sources: &'a crate::diag::Files) -> Self {
        Self {
            sources,
            digest: Sha256::new(),
            read: HashMap::new(),
            unsound: Vec::new(),
            faults: EcoVec::new(),
        }
    }

    /// Runs a loader, and keeps what stopped it.
    fn kept<T>(&mut self, load: impl FnOnce(&mut Self) -> HintedStrResult<T>) -> Option<T> {
        load(self).map_err(|fault| self.add_stop(&fault)).ok()
    }

    /// Runs a loader that needs the places.
    fn kept_in<T>(
        &mut self,
        places: &Option<Places>,
        load: impl FnOnce(&mut Self, &Places) -> HintedStrResult<T>,
    ) -> Option<T> {
        let places = places.as_ref()?;
        self.kept(|files| load(files, places))
    }

    /// Adds what stopped a loader; the place that [`row_fault`] wrote into the message is looked up again.
    fn add_stop(&mut self, fault: &HintedString) {
        let message = fault.message().as_str();
        if message == TOLD {
            return;
        }
        let place = message.strip_suffix('`').and_then(|rest| {
            let (message, place) = rest.rsplit_once(&format!(", in `{FOLDER}/"))?;
            let (name, line) = place.rsplit_once(':')?;
            Some((message, self.read.get(name)?.line(line.parse().ok()?)))
        });
        let (message, span) = place.unwrap_or((message, DiagSpan::from(Span::detached())));
        let fault =
            SourceDiagnostic::error(span, message).with_hints(fault.hints().iter().cloned());
        self.faults.push(fault);
    }

    /// Reads the rows of a CSV table that are right, with the number of each row's line.
    ///
    /// What is wrong with the others is kept. A table that cannot be read as such is an error, for a loader that cannot do without it.
    pub fn rows<T: DeserializeOwned>(&mut self, name: &str) -> HintedStrResult<Vec<(u64, T)>> {
        let file = self.file(name)?;
        let (rows, faults) = csv_rows(&file);
        let is_unread = rows.is_empty() && !faults.is_empty();
        self.add(name, faults);
        if is_unread {
            bail!("{TOLD}");
        }
        Ok(rows.into_iter().map(|row| (row.line as u64, row.value)).collect())
    }

    /// Reads a TOML file.
    pub fn toml<T: DeserializeOwned + JsonSchema>(&mut self, name: &str) -> HintedStrResult<T> {
        let file = self.file(name)?;
        let shaped = shaped_toml(&file);
        self.add(name, shaped.faults);
        match shaped.value {
            Some(value) => Ok(value),
            None => bail!("{TOLD}"),
        }
    }

    /// Reads a file and adds it to the digest.
    fn file(&mut self, name: &str) -> HintedStrResult<InputFile> {
        let file = match self.sources.read(&Path::new(FOLDER).join(name)) {
            Ok(file) => file,
            Err(mut faults) => {
                for fault in faults.make_mut() {
                    fault.hint(format!(
                        "the folder `{FOLDER}` belongs to the project; is the root `{}` right?",
                        self.sources.root().display()
                    ));
                }
                self.add(name, faults);
                bail!("{TOLD}");
            }
        };
        self.digest.update(name.as_bytes());
        self.digest.update([0]);
        self.digest.update(file.text.as_bytes());
        self.read.insert(name.to_owned(), file.clone());
        Ok(file)
    }

    /// Adds what is wrong with a file.
    fn add(&mut self, name: &str, faults: EcoVec<SourceDiagnostic>) {
        if !faults.is_empty() {
            self.unsound.push(name.to_owned());
            self.faults.extend(faults);
        }
    }

    /// Whether nothing wrong has been found in a file.
    pub fn is_sound(&self, name: &str) -> bool {
        !self.unsound.iter().any(|other| other == name)
    }

    /// Adds a fault of a row that stands in `name`: of the cell with this text, or of the whole line.
    pub fn fault(&mut self, name: &str, line: u64, cell: &str, message: &str) {
        let Some(file) = self.read.get(name) else { return };
        let span = in_line(file, line as usize, cell);
        self.add(name, EcoVec::from([error!(span, "{message}")]));
    }

    /// Adds a fault of a text in a file, where the text stands between quotation marks.
    pub fn fault_of(&mut self, name: &str, text: &str, message: &str, hint: &str) {
        let Some(file) = self.read.get(name) else { return };
        let fault = SourceDiagnostic::error(file.find(&format!("\"{text}\"")), message);
        let fault = if hint.is_empty() { fault } else { fault.with_hint(hint) };
        self.add(name, EcoVec::from([fault]));
    }
}

/// Returns the place of a text in a line, or of the whole line.
fn in_line(file: &InputFile, number: usize, text: &str) -> DiagSpan {
    let line = file.line(number);
    let DiagSpanKind::Range { range, .. } = line.get() else { return line };
    match file.text[range.clone()].find(text) {
        Some(at) if !text.is_empty() => file.span(range.start + at..range.start + at + text.len()),
        _ => line,
    }
}

/// Says what is wrong with a row that stands in `name`; for a loader that stops there.
#[allow(dead_code)]
pub(super) fn row_fault(name: &str, line: u64, fault: &str) -> HintedString {
    error!("{fault}, in `{FOLDER}/{name}:{line}`")
}

/// Returns bytes in hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
