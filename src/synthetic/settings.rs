//! The settings of a run, `data/demo/generator.toml`.

use std::path::Path;

use chrono::{Datelike, NaiveDate};
use schemars::JsonSchema;
use serde::de::{DeserializeOwned, Error};
use serde::{Deserialize, Deserializer};
use typst::diag::{StrResult, bail, eco_format};

/// The largest number of trials: NCT numbers have eight digits, and ours begin at 90000001.
const MOST_TRIALS: u64 = 9_999_999;

/// What demonstration data to generate. Lies in `data/demo/generator.toml`; `kapacitet synthesize` reads it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Demonstration data")]
pub struct Settings {
    /// Start of all random streams: the same seed gives the same bytes.
    pub seed: u64,
    /// Number of trials.
    pub trials: u64,
    /// First start year.
    pub first_year: i32,
    /// Last full start year; planned trials may start after the cut-off.
    pub last_year: i32,
    /// The day of the registry that the pages pretend to be taken from, as `"2026-01-15"`.
    #[serde(deserialize_with = "day")]
    #[schemars(with = "String")]
    pub cut_off: NaiveDate,
    /// Studies in one page, at least 1.
    #[schemars(range(min = 1))]
    pub page_size: usize,
    /// Records of the second register, of which two thirds are trials of the pages.
    #[serde(default)]
    pub ctis_trials: u64,
    /// An earlier day as of which the pages are written: what was posted by then, as it stood. Asked for on the
    /// command line.
    #[serde(skip)]
    pub as_of: Option<NaiveDate>,
}

impl Settings {
    /// Reads the settings from a TOML file and checks them.
    pub fn read(path: &Path) -> StrResult<Self> {
        let settings: Self = read(path)?;
        settings.check()?;
        Ok(settings)
    }

    /// Refuses settings that no run could follow.
    pub fn check(&self) -> StrResult<()> {
        if self.trials > MOST_TRIALS {
            bail!("cannot number `{}` trials, at most {MOST_TRIALS}", self.trials);
        }
        if self.page_size == 0 {
            bail!("`page_size` must be at least 1");
        }
        if self.first_year > self.last_year {
            bail!("`first_year` {} is after `last_year` {}", self.first_year, self.last_year);
        }
        if self.cut_off.year() <= self.last_year {
            bail!("`cut_off` {} is not after the last start year {}", self.cut_off, self.last_year);
        }
        if let Some(day) = self.as_of.filter(|day| *day > self.cut_off) {
            bail!("the day {day} is after the `cut_off` {}", self.cut_off);
        }
        Ok(())
    }

    /// Returns where a year lies between the first (0) and the last start year (1), the scale of all trends.
    pub(super) fn progress(&self, year: i32) -> f64 {
        let span = f64::from(self.last_year - self.first_year).max(1.0);
        (f64::from(year - self.first_year) / span).clamp(0.0, 1.0)
    }
}

/// Reads settings from a TOML file, unchecked.
pub(super) fn read<T: DeserializeOwned>(path: &Path) -> StrResult<T> {
    let shown = path.display();
    let text = std::fs::read_to_string(path)
        .map_err(|error| eco_format!("cannot read `{shown}` ({error})"))?;
    toml::from_str(&text)
        .map_err(|error| eco_format!("invalid settings in `{shown}`: {}", error.message()))
}

/// Reads a date written as `2026-01-15`.
pub(super) fn day<'de, D: Deserializer<'de>>(deserializer: D) -> Result<NaiveDate, D::Error> {
    let text = String::deserialize(deserializer)?;
    text.parse()
        .map_err(|_| D::Error::custom(format!("invalid date `{text}`, expected YYYY-MM-DD")))
}
