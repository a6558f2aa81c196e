//! Reads the reference tables: what is known about places, areas and diseases
//! before any trial is read.
//!
//! They are files under data/reference, written by people, so every fault names
//! the file and the line. A snapshot records the digest of the tables that it
//! was made with, because a trial's region and areas depend on them.

use std::fs;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use typst::diag::{HintedStrResult, HintedString, bail, error};

use super::areas::Areas;
use super::companies::Companies;
use super::diseases::Diseases;
use super::places::Places;
use super::population::Population;
use super::sites::SiteNames;

/// The folder of the reference tables, from the project's root.
pub const FOLDER: &str = "data/reference";

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
    /// SHA-256 over the files, in hexadecimal.
    pub digest: String,
}

impl Reference {
    /// Reads the tables under the project's root.
    pub fn load(root: &Path) -> HintedStrResult<Self> {
        let mut files = Files::new(root);
        let places = Places::load(&mut files)?;
        Ok(Self {
            areas: Areas::load(&mut files)?,
            population: Population::load(&mut files, &places)?,
            diseases: Diseases::load(&mut files)?,
            site_names: SiteNames::load(&mut files, &places)?,
            companies: Companies::load(&mut files, &places)?,
            digest: hex(&files.digest.finalize()),
            places,
        })
    }
}

/// The reference files as they are read, each once and in a fixed order.
pub(super) struct Files<'a> {
    /// The project's root.
    root: &'a Path,
    /// Grows with every file read.
    digest: Sha256,
}

impl<'a> Files<'a> {
    /// Starts with nothing read.
    fn new(root: &'a Path) -> Self {
        Self { root, digest: Sha256::new() }
    }

    /// Reads the rows of a CSV table, with the number of each row's line.
    pub fn rows<T: DeserializeOwned>(&mut self, name: &str) -> HintedStrResult<Vec<(u64, T)>> {
        let (path, text) = self.text(name)?;
        let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(text.as_bytes());
        let mut rows = Vec::new();
        let headers = reader.headers().cloned().map_err(|err| csv_fault(&path, &err))?;
        for record in reader.records() {
            let record = record.map_err(|err| csv_fault(&path, &err))?;
            let line = record.position().map_or(0, csv::Position::line);
            let row = record.deserialize(Some(&headers)).map_err(|err| csv_fault(&path, &err))?;
            rows.push((line, row));
        }
        Ok(rows)
    }

    /// Reads a TOML file.
    pub fn toml<T: DeserializeOwned>(&mut self, name: &str) -> HintedStrResult<T> {
        let (path, text) = self.text(name)?;
        toml::from_str(&text).map_err(|err| {
            let line = err.span().map_or(1, |span| line_of(&text, span.start));
            error!("{}, in `{}:{line}`", err.message(), path.display())
        })
    }

    /// Reads a file and adds it to the digest.
    fn text(&mut self, name: &str) -> HintedStrResult<(PathBuf, String)> {
        let path = Path::new(FOLDER).join(name);
        let text = match fs::read_to_string(self.root.join(&path)) {
            Ok(text) => text,
            Err(err) => bail!(
                "failed to read the reference table `{}` ({err})", path.display();
                hint: "the folder `{FOLDER}` belongs to the project; \
                       is the root `{}` right?", self.root.display()
            ),
        };
        self.digest.update(name.as_bytes());
        self.digest.update([0]);
        self.digest.update(text.as_bytes());
        Ok((path, text))
    }
}

/// Says what is wrong with a row that stands in `name`.
pub(super) fn row_fault(name: &str, line: u64, fault: &str) -> HintedString {
    error!("{fault}, in `{FOLDER}/{name}:{line}`")
}

/// Says what the CSV reader found.
fn csv_fault(path: &Path, err: &csv::Error) -> HintedString {
    let line = err.position().map_or(1, csv::Position::line);
    let fault = match err.kind() {
        csv::ErrorKind::Deserialize { err, .. } => err.kind().to_string(),
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            format!("row of {len} cells, expected {expected_len}")
        }
        _ => err.to_string(),
    };
    error!("{fault}, in `{}:{line}`", path.display())
}

/// Returns the number of the line that holds a byte.
fn line_of(text: &str, byte: usize) -> usize {
    1 + text.as_bytes()[..byte.min(text.len())].iter().filter(|&&b| b == b'\n').count()
}

/// Returns bytes in hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
