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
use typst::diag::{EcoVec, SourceDiagnostic, error};

use super::areas::Areas;
use super::cells::Cells;
use super::companies::Companies;
use super::development::Development;
use super::diseases::Diseases;
use super::places::Places;
use super::population::Population;
use super::sites::SiteNames;
use crate::diag::{Faults, InputFile, csv_cell, csv_rows, shaped_toml, unless_faulty};

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
/// A loader gets the rows that are right. What it finds wrong itself it adds by [`Files::cell_fault`] or by checking [cells](Files::cells), and
/// goes on. It compares with another table only when that [is sound](Files::is_sound): else a place whose row is wrong would be missed in
/// every other table.
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

/// Why a loader stopped: something that has been added to the faults already.
#[derive(Debug)]
pub(super) struct Told;

/// What a loader returns.
pub(super) type Loaded<T> = Result<T, Told>;

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

    /// Runs a loader.
    fn kept<T>(&mut self, load: impl FnOnce(&mut Self) -> Loaded<T>) -> Option<T> {
        load(self).ok()
    }

    /// Runs a loader that needs the places.
    fn kept_in<T>(
        &mut self,
        places: &Option<Places>,
        load: impl FnOnce(&mut Self, &Places) -> Loaded<T>,
    ) -> Option<T> {
        let places = places.as_ref()?;
        self.kept(|files| load(files, places))
    }

    /// Reads the rows of a CSV table that are right, with the number of each row's line.
    ///
    /// What is wrong with the others is kept. A table that cannot be read as such is an error, for a loader that cannot do without it.
    pub fn rows<T: DeserializeOwned>(&mut self, name: &str) -> Loaded<Vec<(u64, T)>> {
        let file = self.file(name)?;
        let (rows, faults) = csv_rows(&file);
        let is_unread = rows.is_empty() && !faults.is_empty();
        self.add(name, faults);
        if is_unread {
            return Err(Told);
        }
        Ok(rows.into_iter().map(|row| (row.line as u64, row.value)).collect())
    }

    /// Reads a TOML file.
    pub fn toml<T: DeserializeOwned + JsonSchema>(&mut self, name: &str) -> Loaded<T> {
        let file = self.file(name)?;
        let shaped = shaped_toml(&file);
        self.add(name, shaped.faults);
        match shaped.value {
            Some(value) => Ok(value),
            None => Err(Told),
        }
    }

    /// Reads a file and adds it to the digest.
    fn file(&mut self, name: &str) -> Loaded<InputFile> {
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
                return Err(Told);
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

    /// Adds a fault of a cell of the row that stands in `name` at this line.
    pub fn cell_fault(&mut self, name: &str, line: u64, column: &str, message: &str, hint: &str) {
        let Some(file) = self.read.get(name) else { return };
        let span = csv_cell(file, usize::try_from(line).unwrap_or(usize::MAX), column);
        self.add(name, EcoVec::from([error!(span, "{message}"; hint: "{hint}")]));
    }

    /// Begins to check the cells of the row that stands in `name` at this line.
    pub fn cells<'s>(&'s mut self, name: &'s str, line: u64) -> Cells<'s, 'a> {
        Cells::new(self, name, line)
    }

    /// Adds a fault of a text in a file, where the text stands between quotation marks.
    pub fn fault_of(&mut self, name: &str, text: &str, message: &str, hint: &str) {
        let Some(file) = self.read.get(name) else { return };
        let fault = SourceDiagnostic::error(file.find(&format!("\"{text}\"")), message);
        let fault = if hint.is_empty() { fault } else { fault.with_hint(hint) };
        self.add(name, EcoVec::from([fault]));
    }
}

/// Returns bytes in hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
