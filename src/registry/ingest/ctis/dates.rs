//! Days as the portal writes them: `28/04/2021`, `2021-04-28` or a moment.

use std::ops::RangeInclusive;

use chrono::NaiveDate;

use super::loose::Word;
use crate::registry::schema::{RECORD_YEARS, TRIAL_YEARS, outside};

/// Parses a day of a trial's course; `field` names it in a message.
pub fn day(field: &str, word: &Word) -> Result<Option<NaiveDate>, String> {
    parse(field, word, &TRIAL_YEARS)
}

/// Parses a day of the record's own.
pub fn record_day(field: &str, word: &Word) -> Result<Option<NaiveDate>, String> {
    parse(field, word, &RECORD_YEARS)
}

/// Parses a day in one of the years.
fn parse(
    field: &str,
    word: &Word,
    years: &RangeInclusive<i32>,
) -> Result<Option<NaiveDate>, String> {
    let Some(text) = word.text() else { return Ok(None) };
    let impossible = format!("impossible date `{text}` in `{field}`");
    let Some(day) = civil(text) else { return Err(impossible) };
    match outside(day, years) {
        Some(expected) => Err(format!("{impossible}, {expected}")),
        None => Ok(Some(day)),
    }
}

/// Parses a day in either form; what follows a day of the second is its time.
fn civil(text: &str) -> Option<NaiveDate> {
    if text.contains('/') {
        return NaiveDate::parse_from_str(text, "%d/%m/%Y").ok();
    }
    let day = text.split(['T', ' ']).next()?;
    NaiveDate::parse_from_str(day, "%Y-%m-%d").ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_forms_of_one_day() {
        let day = NaiveDate::from_ymd_opt(2021, 4, 28);
        for text in ["28/04/2021", "2021-04-28", "2021-04-28T09:35:07.009"] {
            assert_eq!(civil(text), day, "{text}");
        }
        assert_eq!(civil("31/02/2021"), None);
        assert_eq!(civil("04/28/2021"), None);
    }
}
