//! Working days, by the settings' list of holidays.

use chrono::{Datelike, NaiveDate, Weekday};

use super::super::moment::shift;
use super::settings::Settings;

/// Whether offices work on a day.
pub(super) fn is_worked(settings: &Settings, date: NaiveDate) -> bool {
    let is_weekend = matches!(date.weekday(), Weekday::Sat | Weekday::Sun);
    !is_weekend && !settings.holidays.contains(&date.to_string())
}

/// Returns the first working day on or after a day.
pub(super) fn worked_from(settings: &Settings, date: NaiveDate) -> NaiveDate {
    date.iter_days().find(|date| is_worked(settings, *date)).unwrap_or(date)
}

/// Returns the working day that comes so many working days after a day.
pub(super) fn after(settings: &Settings, date: NaiveDate, days: i64) -> NaiveDate {
    (0..days).fold(date, |date, _| worked_from(settings, shift(date, 1)))
}

/// Returns the number of working days after a day, up to and with another.
pub(super) fn between(settings: &Settings, from: NaiveDate, to: NaiveDate) -> usize {
    let after = from.iter_days().skip(1).take_while(|date| *date <= to);
    after.filter(|date| is_worked(settings, *date)).count()
}
