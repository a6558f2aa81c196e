//! Dates as a registry gives them: to the day or to the month.

use chrono::{Datelike, Days, NaiveDate};
use serde::{Serialize, Serializer};

/// Days in a month, on average.
pub(super) const MONTH_DAYS: f64 = 30.44;

/// A date, with or without its day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Moment {
    /// The date; the day counts only when it is known.
    pub(super) date: NaiveDate,
    /// True when the registry knows the day.
    pub(super) has_day: bool,
}

impl Serialize for Moment {
    /// Writes `2021-03-17`, or `2021-03` without the day.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.has_day {
            serializer.collect_str(&self.date)
        } else {
            serializer.collect_str(&format_args!("{}-{:02}", self.date.year(), self.date.month()))
        }
    }
}

/// What a registry says about the certainty of a date or a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub(super) enum Certainty {
    /// It happened.
    Actual,
    /// It is planned.
    Estimated,
}

/// A date with its certainty, `{ "date": "2021-03", "type": "ACTUAL" }`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(super) struct DateStruct {
    /// The date.
    pub(super) date: Moment,
    /// Its certainty; older records give none.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub(super) certainty: Option<Certainty>,
}

/// Returns the date a number of days later, or earlier when it is negative.
pub(super) fn shift(date: NaiveDate, days: i64) -> NaiveDate {
    let distance = Days::new(days.unsigned_abs());
    let moved =
        if days < 0 { date.checked_sub_days(distance) } else { date.checked_add_days(distance) };
    moved.unwrap_or(date)
}
