//! The words that records are written with, `data/demo/generator/words.toml`.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Deserializer, de::Error};
use typst::diag::{StrResult, eco_format};

/// All words. No list is empty.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Words {
    /// Lead sponsors outside the industry.
    pub(super) academies: Vec<Academy>,
    /// Patterns of titles.
    pub(super) titles: Titles,
    /// Conditions and keywords.
    pub(super) conditions: ConditionWords,
    /// Patterns of interventions.
    pub(super) interventions: InterventionWords,
    /// Why trials were stopped.
    pub(super) reasons: Reasons,
    /// Patterns of site names.
    pub(super) facilities: Facilities,
    /// Departments at Swedish sites by area.
    pub(super) departments: BTreeMap<String, Vec<String>>,
}

/// A lead sponsor outside the industry.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Academy {
    /// Invented name.
    pub(super) name: String,
    /// Sponsor class, as the registry writes it.
    pub(super) class: String,
    /// Country.
    pub(super) country: String,
    /// Share of the trials that no company leads.
    pub(super) weight: f64,
}

/// Patterns of titles, with `{drug}`, `{condition}`, `{phase}` and `{months}`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Titles {
    /// Phase 1 and 1/2 in patients.
    #[serde(deserialize_with = "filled")]
    pub(super) early: Vec<String>,
    /// Phase 1 in healthy volunteers.
    #[serde(deserialize_with = "filled")]
    pub(super) healthy: Vec<String>,
    /// Phase 2.
    #[serde(deserialize_with = "filled")]
    pub(super) middle: Vec<String>,
    /// Phase 2/3 and 3.
    #[serde(deserialize_with = "filled")]
    pub(super) late: Vec<String>,
    /// Phase 4.
    #[serde(deserialize_with = "filled")]
    pub(super) marketed: Vec<String>,
    /// Devices.
    #[serde(deserialize_with = "filled")]
    pub(super) device: Vec<String>,
    /// Observational studies.
    #[serde(deserialize_with = "filled")]
    pub(super) observational: Vec<String>,
    /// Official titles of blinded drug trials.
    #[serde(deserialize_with = "filled")]
    pub(super) official_blinded: Vec<String>,
    /// Official titles of open drug trials.
    #[serde(deserialize_with = "filled")]
    pub(super) official_open: Vec<String>,
    /// Official titles of other studies.
    #[serde(deserialize_with = "filled")]
    pub(super) official_other: Vec<String>,
}

/// Conditions that are no disease, and keywords.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ConditionWords {
    /// What healthy volunteers are called.
    #[serde(deserialize_with = "filled")]
    pub(super) healthy: Vec<String>,
    /// Keywords.
    #[serde(deserialize_with = "filled")]
    pub(super) keywords: Vec<String>,
}

/// Patterns of interventions, with `{drug}`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct InterventionWords {
    /// The substance under study.
    #[serde(deserialize_with = "filled")]
    pub(super) forms: Vec<String>,
    /// Placebo.
    #[serde(deserialize_with = "filled")]
    pub(super) controls: Vec<String>,
    /// Other comparators.
    #[serde(deserialize_with = "filled")]
    pub(super) comparators: Vec<String>,
    /// What is observed where nothing is given.
    #[serde(deserialize_with = "filled")]
    pub(super) observed: Vec<String>,
}

/// Why trials were stopped.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Reasons {
    /// After the first participant.
    #[serde(deserialize_with = "filled")]
    pub(super) terminated: Vec<String>,
    /// Before.
    #[serde(deserialize_with = "filled")]
    pub(super) withdrawn: Vec<String>,
}

/// Patterns of site names outside Sweden, with `{city}`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Facilities {
    /// Sites with a name.
    #[serde(deserialize_with = "filled")]
    pub(super) named: Vec<String>,
    /// Sites that the sponsor does not name.
    #[serde(deserialize_with = "filled")]
    pub(super) anonymous: Vec<String>,
}

/// Reads the words.
pub(super) fn read(path: &Path) -> StrResult<Words> {
    let shown = path.display();
    let text = std::fs::read_to_string(path)
        .map_err(|error| eco_format!("cannot read `{shown}` ({error})"))?;
    toml::from_str(&text)
        .map_err(|error| eco_format!("invalid words in `{shown}`: {}", error.message()))
}

/// Reads a list that holds something: a draw needs at least one item.
fn filled<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    let list = Vec::deserialize(deserializer)?;
    if list.is_empty() {
        return Err(D::Error::custom("expected at least one entry"));
    }
    Ok(list)
}
