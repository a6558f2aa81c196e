//! The codebook: every coded word of the registry, and every table's columns.
//!
//! A coded word has three spellings. The *register's* comes in with the data
//! (`ACTIVE_NOT_RECRUITING`, "Active, not recruiting"); the *code* is ours,
//! kebab-case, and is what the tables, the command line and the file names hold
//! (`active-not-recruiting`); the words a reader sees are the locale's business.
//!
//! The tables (`schema/tables.rs`) are the contract between `ingest`, which writes them,
//! and everything that queries them. Raise [`FORMAT`] when one changes, or when other
//! contacts are taken out of the texts: a snapshot that still has them is not read.

mod codes;
mod number;
mod tables;

use std::ops::RangeInclusive;

use chrono::{Datelike, NaiveDate};

pub use self::codes::*;
use self::number::digits;
pub use self::number::{FIRST_OTHER, Number, eu_key, nct_key, numbers_in};
pub use self::tables::*;

/// The version of the snapshot format; a snapshot of another one is not read.
pub const FORMAT: u32 = 3;

/// A date of the register, with how exactly it is known.
#[derive(Debug, Copy, Clone, Eq, PartialEq, Ord, PartialOrd)]
pub struct RegisterDate {
    /// The day, or the first day of the month or year.
    pub date: NaiveDate,
    /// What the register gave.
    pub precision: DatePrecision,
}

impl RegisterDate {
    /// Parses `YYYY-MM-DD`, `YYYY-MM` or `YYYY`; a day that no calendar has is
    /// `None`.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('-');
        let year = digits(parts.next()?, 4)?;
        let month = parts.next().map(|part| digits(part, 2));
        let day = parts.next().map(|part| digits(part, 2));
        if parts.next().is_some() {
            return None;
        }
        let (month, day, precision) = match (month, day) {
            (None, _) => (1, 1, DatePrecision::Year),
            (Some(month), None) => (month?, 1, DatePrecision::Month),
            (Some(month), Some(day)) => (month?, day?, DatePrecision::Day),
        };
        let date = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)?;
        Some(Self { date, precision })
    }
}

/// The years that a record's own date, and so the date of the data, can lie in. The
/// register opened in 2000; anything far outside is a slip or a machine's mark for
/// "never", and one such date would decide the date of a whole snapshot.
pub const RECORD_YEARS: RangeInclusive<i32> = 1990..=2100;

/// The years that a trial can start or end in.
pub const TRIAL_YEARS: RangeInclusive<i32> = 1900..=2100;

/// Says that a date lies in none of the years that it can lie in, or nothing.
pub fn outside(date: NaiveDate, years: &RangeInclusive<i32>) -> Option<String> {
    let (first, last) = (years.start(), years.end());
    (!years.contains(&date.year())).then(|| format!("expected a date between {first} and {last}"))
}

/// Returns the days since 1 January 1970, as Parquet and polars count.
pub fn epoch_day(date: NaiveDate) -> i32 {
    date.num_days_from_ce() - EPOCH_FROM_CE
}

/// Returns the date of a day counted by [`epoch_day`].
pub fn date_of_epoch_day(day: i32) -> Option<NaiveDate> {
    NaiveDate::from_num_days_from_ce_opt(day.checked_add(EPOCH_FROM_CE)?)
}

/// 1 January 1970, counted from the first day of year 1.
const EPOCH_FROM_CE: i32 = 719_163;

/// Returns a MeSH descriptor id in the form that MeSH prints, or none if the text
/// is no such id.
///
/// The register pads the older, short ids with noughts in some vintages:
/// `D000009369` is `D009369`. MeSH itself went from six digits to nine when it had
/// reached [`MESH_LONG`], so the number alone tells the form.
pub fn canonical_mesh(text: &str) -> Option<String> {
    let digits = text.trim().strip_prefix('D')?;
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let number: u64 = plain.then(|| digits.parse().ok()).flatten()?;
    Some(if number < MESH_LONG { format!("D{number:06}") } else { format!("D{number:09}") })
}

/// The first MeSH descriptor number that is printed with nine digits.
const MESH_LONG: u64 = 66_400;

/// The area of a trial that belongs to none.
pub const UNCLASSIFIED: &str = "unclassified";
