//! A snapshot's description: where its records come from, what was counted on the
//! way in, and how to know that nothing has changed since.
//!
//! It is the file `snapshot.toml` beside the tables. It holds no clock, so the
//! same inputs give the same bytes.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use typst::diag::{HintedStrResult, HintedString, bail, error};

use super::schema::{FORMAT, RECORD_YEARS, SourceClass, outside};
use crate::diag::{and_list, read_text};

/// The folder of the snapshots, from the project's root.
pub const FOLDER: &str = "data/snapshots";

/// The description's file name.
pub const FILE: &str = "snapshot.toml";

/// The longest name, in bytes: every file system takes it, with room for a path.
const LONGEST_NAME: usize = 100;

/// Names that are something else: the file [`CURRENT`] where capitals do not count,
/// and devices on Windows.
const RESERVED: [&str; 5] = ["current", "con", "nul", "aux", "prn"];

/// The file that names the snapshot in use.
const CURRENT: &str = "CURRENT";

/// What a snapshot is made of.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Snapshot {
    /// Its name, which is also its folder's.
    pub name: String,
    /// The day that the data describe.
    #[serde(with = "iso_date")]
    pub data_date: NaiveDate,
    /// Whether these are invented records, so that every page must say so.
    pub example: bool,
    /// Version of the tables' format.
    pub format: u32,
    /// Version of the program that made it.
    pub engine: String,
    /// Digest of the reference tables that regions and areas were found with.
    pub reference_digest: String,
    /// Trials.
    pub trials: u64,
    /// Site rows.
    pub sites: u64,
    /// Records left out because a newer copy of the trial was among the inputs.
    pub duplicates: u64,
    /// Broken records beyond those that `rejected` names.
    #[serde(default, skip_serializing_if = "is_nought")]
    pub rejected_more: u64,
    /// How far the records could be placed and classified.
    pub coverage: Coverage,
    /// The tables, by name.
    pub tables: BTreeMap<String, TableFile>,
    /// The sources, in the order in which they were united: where two of them
    /// disagree, the first counts.
    pub sources: Vec<Source>,
    /// The files read, in order.
    pub inputs: Vec<Input>,
    /// The records left out because they are broken, at most the first ten thousand.
    pub rejected: Vec<Rejected>,
    /// Trials that two sources have, by source.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub merged: Vec<Merged>,
    /// Numbers and links that led to more than one trial, so that nothing was merged by
    /// them; at most the first ten thousand of each source.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ambiguous: Vec<Ambiguous>,
    /// How often two sources disagree about a trial that both have.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub disagreements: Vec<Comparison>,
}

/// What became of a source's trials when it was united with those before it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Merged {
    /// The source's id.
    pub source: String,
    /// Its trials that a source before it has too.
    pub trials: u64,
    /// Its trials that none has.
    pub new: u64,
    /// Links that were ambiguous, named or not.
    pub ambiguous: u64,
}

/// Trials that share a number, but not one to one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ambiguous {
    /// The later source.
    pub source: String,
    /// The number, or the numbers that lead to different trials.
    pub numbers: Vec<String>,
    /// Its trials.
    pub trials: Vec<String>,
    /// The trials of the sources before it.
    pub others: Vec<String>,
}

/// How often two sources disagree about a field.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Comparison {
    /// The field.
    pub field: String,
    /// The source that counts.
    pub first: String,
    /// The other.
    pub second: String,
    /// Trials for which both tell.
    pub compared: u64,
    /// Those for which they tell different things.
    pub differ: u64,
}

/// Where records come from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Its id: what stands in the tables.
    pub id: String,
    /// Its name, as it wants to be named.
    pub name: String,
    /// Under which terms its data may be used.
    pub class: SourceClass,
    /// What its licence asks for, in a sentence.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub licence: String,
    /// The day that its data describe.
    #[serde(with = "iso_date")]
    pub data_date: NaiveDate,
    /// Its records, copies and broken ones left out.
    pub records: u64,
    /// Its records that were left out because they are broken.
    #[serde(default)]
    pub rejected: u64,
}

/// How far the records could be placed and classified.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Coverage {
    /// Trials with a Swedish site.
    pub swedish_trials: u64,
    /// Site rows in Sweden.
    pub swedish_site_rows: u64,
    /// Swedish rows whose region is unknown.
    pub swedish_rows_without_region: u64,
    /// Swedish rows that name no facility that could be told from others.
    pub anonymised_swedish_rows: u64,
    /// Trials to which the register assigned no MeSH condition.
    pub trials_without_mesh: u64,
    /// Trials in no therapy area.
    pub trials_unclassified: u64,
    /// Site rows that stand for all of a country's sites, however many there are
    /// ("Many Locations, Sweden").
    #[serde(default, skip_serializing_if = "is_nought")]
    pub rows_of_many_sites: u64,
    /// Columns and tables that were not in the files, with the records that lack
    /// them for that reason.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub columns_missing: BTreeMap<String, u64>,
    /// Columns that no reader knows and that were not read, with their records.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub columns_unknown: BTreeMap<String, u64>,
    /// Country names that country-names.csv lacks, with their site rows.
    pub countries_unknown: BTreeMap<String, u64>,
    /// Coded words that the codebook lacks, with their number, such as
    /// `status PAUSED`. They are stored as unknown, other or not given.
    pub words_unknown: BTreeMap<String, u64>,
}

/// A table's file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TableFile {
    /// Its rows.
    pub rows: u64,
    /// SHA-256 of the file, in hexadecimal.
    pub sha256: String,
}

/// A file that was read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Input {
    /// The id of its source.
    pub source: String,
    /// Its path, as given on the command line or found below that.
    pub path: String,
    /// SHA-256 of the file as it lies there, compressed or not.
    pub sha256: String,
    /// Its size.
    pub bytes: u64,
    /// Records in it, broken ones and duplicates included.
    pub records: u64,
}

/// A record that was left out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rejected {
    /// The file, and within a zip the file in it.
    pub file: String,
    /// The record's place in the file, from 1.
    pub record: u64,
    /// Its number, if the record tells.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// What is wrong with it.
    pub reason: String,
}

impl Coverage {
    /// Returns the site rows in Sweden, and those of them without a region.
    pub fn swedish_rows(&self) -> [u64; 2] {
        [self.swedish_site_rows, self.swedish_rows_without_region]
    }
}

impl Snapshot {
    /// Reads the description of the snapshot `name` under the project's root.
    pub fn load(root: &Path, name: &str) -> HintedStrResult<Self> {
        check_name(name)?;
        let path = folder(root, name).join(FILE);
        let shown = Path::new(FOLDER).join(name).join(FILE);
        if !folder(root, name).is_dir() {
            return unknown(root, name);
        }
        let text = read_text(&path, &shown.display().to_string())?;
        check_format(&text, &shown)?;
        let snapshot: Self = toml::from_str(&text).map_err(|err| damaged(&shown, err.message()))?;
        if snapshot.name != name {
            let fault = format!("it describes the snapshot `{}`", snapshot.name);
            return Err(damaged(&shown, &fault));
        }
        let date = snapshot.data_date;
        if let Some(expected) = outside(date, &RECORD_YEARS) {
            return Err(damaged(&shown, &format!("impossible `data_date` {date}, {expected}")));
        }
        Ok(snapshot)
    }

    /// Returns the number of broken records, named or not.
    pub fn rejected_count(&self) -> u64 {
        self.rejected.len() as u64 + self.rejected_more
    }

    /// Returns what the numbers are from, in English: invented records never
    /// pass for the register's.
    pub fn origin(&self) -> String {
        match self.example {
            true => format!("synthetic example data in the format of {}", self.source()),
            false => self.source(),
        }
    }

    /// Returns the sources of trials; of a snapshot without trials, all of them.
    pub fn trial_sources(&self) -> impl Iterator<Item = &Source> {
        let has_trials = self.trials > 0;
        self.sources.iter().filter(move |source| source.records > 0 || !has_trials)
    }

    /// Returns the names of the trials' sources in English.
    pub fn source(&self) -> String {
        let names: Vec<_> = self.trial_sources().map(|source| source.name.clone()).collect();
        and_list(&names)
    }

    /// Returns the strictest terms under which the trials may be used: those of every
    /// source that has some.
    pub fn class(&self) -> SourceClass {
        let classes = self.trial_sources().map(|source| source.class);
        classes.max().unwrap_or(SourceClass::Public)
    }

    /// Returns the description as the text of its file.
    pub fn to_toml(&self) -> String {
        let body = toml::to_string(self).expect("a snapshot has no map with odd keys");
        format!("# Written by `kapacitet ingest`; do not edit.\n\n{body}")
    }
}

/// Returns the folder of a snapshot.
pub fn folder(root: &Path, name: &str) -> PathBuf {
    root.join(FOLDER).join(name)
}

/// Returns the names of the snapshots, sorted.
pub fn list(root: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(root.join(FOLDER))
        .into_iter()
        .flatten()
        .flatten()
        .filter(|entry| entry.path().join(FILE).is_file())
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter(|name| check_name(name).is_ok())
        .collect();
    names.sort();
    names
}

/// Returns the name of the snapshot in use, if one was ever chosen.
pub fn current(root: &Path) -> Option<String> {
    let name = fs::read_to_string(root.join(FOLDER).join(CURRENT)).ok()?;
    Some(name.trim().into())
}

/// Makes a snapshot the one in use.
pub(super) fn make_current(root: &Path, name: &str) -> HintedStrResult<()> {
    let folder = root.join(FOLDER);
    super::store::write_whole(&folder.join(CURRENT), format!("{name}\n").as_bytes())
}

/// Tells whether a count can be left out of the file.
fn is_nought(count: &u64) -> bool {
    *count == 0
}

/// Says that a description cannot be believed.
fn damaged(shown: &Path, fault: &str) -> HintedString {
    error!(
        "`{}` is damaged: {fault}", shown.display();
        hint: "make the snapshot again with `kapacitet ingest`"
    )
}

/// Checks that a name can be a folder's on every system.
pub fn check_name(name: &str) -> HintedStrResult<()> {
    if RESERVED.contains(&name.to_ascii_lowercase().as_str()) {
        bail!("invalid snapshot name `{name}`"; hint: "the name is reserved; choose another");
    }
    let good = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if name.is_empty() || !name.chars().all(good) || name.starts_with('-') {
        bail!(
            "invalid snapshot name `{name}`";
            hint: "use lower-case letters, digits and hyphens"
        );
    }
    if name.len() > LONGEST_NAME {
        bail!(
            "snapshot name of {} letters", name.len();
            hint: "use at most {LONGEST_NAME}"
        );
    }
    Ok(())
}

/// Says that there is no such snapshot.
fn unknown<T>(root: &Path, name: &str) -> HintedStrResult<T> {
    let names = list(root);
    let near = names
        .iter()
        .map(|other| (strsim::damerau_levenshtein(name, other), other))
        .filter(|(distance, _)| *distance <= 3)
        .min();
    match near {
        Some((_, other)) => {
            bail!("unknown snapshot `{name}`"; hint: "did you mean `{other}`?")
        }
        None if names.is_empty() => bail!(
            "unknown snapshot `{name}`";
            hint: "there is none yet; make one with `kapacitet ingest`"
        ),
        None => bail!("unknown snapshot `{name}`"; hint: "there are {}", names.join(", ")),
    }
}

/// Checks the format's version before the rest is parsed.
fn check_format(text: &str, shown: &Path) -> HintedStrResult<()> {
    /// The one field that every version has.
    #[derive(Deserialize)]
    struct Head {
        /// Version of the format.
        format: u32,
    }
    match toml::from_str::<Head>(text) {
        Ok(Head { format }) if format != FORMAT => bail!(
            "`{}` has format {format}, but this program reads format {FORMAT}",
            shown.display();
            hint: "make the snapshot again with `kapacitet ingest`"
        ),
        _ => Ok(()),
    }
}

/// A date as `YYYY-MM-DD`.
mod iso_date {
    use chrono::NaiveDate;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    /// Writes the date.
    pub fn serialize<S: Serializer>(date: &NaiveDate, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&date.format("%Y-%m-%d").to_string())
    }

    /// Reads the date.
    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<NaiveDate, D::Error> {
        let text = String::deserialize(from)?;
        NaiveDate::parse_from_str(&text, "%Y-%m-%d").map_err(D::Error::custom)
    }
}
