//! The settings of the board's tables, `data/demo/generator/board.toml`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use chrono::NaiveDate;
use serde::Deserialize;
use typst::diag::{StrResult, bail};

use super::super::settings::{day, read};

/// What to generate.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Start of all random streams.
    pub(super) seed: u64,
    /// The year of the first requests.
    pub(super) first_year: i32,
    /// How many requests each year has, from the first on.
    pub(super) requests_per_year: Vec<u32>,
    /// How many of all get a yes.
    pub(super) positive: usize,
    /// Nothing after this day has happened.
    #[serde(deserialize_with = "day")]
    pub(super) last_day: NaiveDate,
    /// The office's booked cost, by year.
    pub(super) office_cost_sek: BTreeMap<String, i64>,
    /// Weekdays on which offices are closed.
    pub(super) holidays: BTreeSet<String>,
    /// The regions.
    pub(super) regions: Vec<Region>,
    /// The therapy areas.
    pub(super) areas: Vec<Area>,
    /// The year of the patients.
    pub(super) patients_year: i32,
    /// The diseases of the patients.
    pub(super) patients: Vec<Rate>,
}

/// A region.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Region {
    /// The engine's id.
    pub(super) id: String,
    /// How much trial research is there.
    pub(super) weight: f64,
    /// Inhabitants in thousands.
    pub(super) thousands: u32,
}

/// A therapy area.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Area {
    /// The engine's id.
    pub(super) id: String,
    /// How often it is asked for.
    pub(super) weight: f64,
    /// How much likelier than others it gets a yes.
    pub(super) yes: f64,
    /// Its diseases' MeSH descriptors.
    pub(super) diseases: Vec<String>,
}

/// How common a disease is, in 100,000 inhabitants.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Rate {
    /// MeSH descriptor.
    pub(super) mesh: String,
    /// New cases in a year.
    pub(super) incident: f64,
    /// Persons with the disease.
    pub(super) prevalent: f64,
    /// Patients in specialist care in a year.
    pub(super) care: f64,
    /// Share of these in a trial, where there is most trial research.
    pub(super) trials: f64,
    /// Share of cases that a trial's criteria let in: lowest, likely, highest.
    pub(super) eligible: [f64; 3],
}

impl Settings {
    /// Reads the settings from a TOML file and checks them.
    pub fn read(path: &Path) -> StrResult<Self> {
        let settings: Self = read(path)?;
        settings.check()?;
        Ok(settings)
    }

    /// Refuses settings that no run could follow.
    pub(super) fn check(&self) -> StrResult<()> {
        let weights = |weights: &mut dyn Iterator<Item = f64>| weights.sum::<f64>() > 0.0;
        if !weights(&mut self.regions.iter().map(|region| region.weight))
            || !weights(&mut self.areas.iter().map(|area| area.weight))
        {
            bail!("`regions` and `areas` need a weight above 0");
        }
        if self.regions.len() < 2 {
            bail!("`regions` needs two regions or more");
        }
        if self.positive > self.requests_per_year.iter().sum::<u32>() as usize {
            bail!("`positive` is more than there are requests");
        }
        Ok(())
    }
}
