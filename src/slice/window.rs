//! Windows of time: whole calendar years, or the months before a cut-off.

use std::fmt::{self, Display, Formatter};

use chrono::{Datelike, Months, NaiveDate};
use typst::diag::{HintedStrResult, error};

/// The years of the default window.
const DEFAULT_YEARS: i32 = 5;

/// The years that a window may name.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2100;

/// A stretch of days, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// The first day.
    pub first: NaiveDate,
    /// The last day.
    pub last: NaiveDate,
}

impl Window {
    /// No window: every trial, also one that is planned or has no date.
    pub const EVER: Self = Self { first: NaiveDate::MIN, last: NaiveDate::MAX };

    /// Returns the window of whole calendar years from `first` to `last`.
    pub fn years(first: i32, last: i32) -> Option<Self> {
        if first > last || !YEARS.contains(&first) || !YEARS.contains(&last) {
            return None;
        }
        Some(Self {
            first: NaiveDate::from_ymd_opt(first, 1, 1)?,
            last: NaiveDate::from_ymd_opt(last, 12, 31)?,
        })
    }

    /// Returns the five full calendar years before the day after `cutoff`: a
    /// cut-off on the last day of a year closes that year.
    pub fn default_before(cutoff: NaiveDate) -> Self {
        let last = last_full_year(cutoff).clamp(YEARS.start() + DEFAULT_YEARS, *YEARS.end());
        Self::years(last - DEFAULT_YEARS + 1, last).expect("a cut-off is a year of our time")
    }

    /// Returns the five full calendar years that end with the window's last, where it is of fewer whole years; else the
    /// window itself.
    ///
    /// For places with few trials: a single year of theirs says nothing.
    pub fn pooled(self) -> Self {
        let (first, last) = self.span_of_years();
        let is_short = self.is_whole_years() && last - first + 1 < DEFAULT_YEARS;
        is_short.then(|| Self::years(last - DEFAULT_YEARS + 1, last)).flatten().unwrap_or(self)
    }

    /// Returns the months up to and including `cutoff`.
    pub fn months_before(cutoff: NaiveDate, months: u32) -> Self {
        let first = (cutoff - Months::new(months)).succ_opt().unwrap_or(cutoff);
        Self { first, last: cutoff }
    }

    /// Returns all days up to and including `cutoff`.
    pub fn all_before(cutoff: NaiveDate) -> Self {
        Self { first: NaiveDate::from_ymd_opt(*YEARS.start(), 1, 1).expect("a date"), last: cutoff }
    }

    /// Returns all years that a window may name.
    pub fn all_years() -> Self {
        Self::years(*YEARS.start(), *YEARS.end()).expect("years in their order")
    }

    /// Parses `2020..2024`, `2020` or `all`.
    pub fn parse(text: &str) -> HintedStrResult<Self> {
        if text == "all" {
            return Ok(Self::EVER);
        }
        let (first, last) = text.split_once("..").unwrap_or((text, text));
        let year = |part: &str| (part.len() == 4).then(|| part.parse::<i32>().ok()).flatten();
        let window = year(first).zip(year(last)).and_then(|(first, last)| Self::years(first, last));
        window.ok_or_else(|| {
            error!(
                "invalid window `{text}`";
                hint: "expected years from first to last such as `2020..2024`, one year, or `all`"
            )
        })
    }

    /// Returns the first and the last calendar year that the window touches.
    pub fn span_of_years(&self) -> (i32, i32) {
        (self.first.year(), self.last.year())
    }

    /// Whether the window consists of whole calendar years.
    pub fn is_whole_years(&self) -> bool {
        let (first, last) = self.span_of_years();
        Self::years(first, last) == Some(*self)
    }
}

impl Display for Window {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let (first, last) = self.span_of_years();
        if *self == Self::EVER {
            write!(f, "all")
        } else if first == *YEARS.start() {
            write!(f, "..{}", self.last)
        } else if self.is_whole_years() {
            write!(f, "{first}..{last}")
        } else {
            write!(f, "{}..{}", self.first, self.last)
        }
    }
}

/// Returns the last calendar year that is over at the end of `cutoff`.
pub fn last_full_year(cutoff: NaiveDate) -> i32 {
    if cutoff.month() == 12 && cutoff.day() == 31 { cutoff.year() } else { cutoff.year() - 1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn fewer_than_five_years_are_pooled_to_five() {
        let pooled = |from, to| Window::years(from, to).unwrap().pooled().to_string();
        assert_eq!(pooled(2025, 2025), "2021..2025");
        assert_eq!(pooled(2022, 2025), "2021..2025");
        assert_eq!(pooled(2021, 2025), "2021..2025");
        assert_eq!(pooled(2016, 2025), "2016..2025");
        let months = Window::months_before(NaiveDate::from_ymd_opt(2025, 6, 30).unwrap(), 18);
        assert_eq!((months.pooled(), Window::EVER.pooled()), (months, Window::EVER));
    }

    #[test]
    fn the_default_is_the_five_full_years_before_the_cutoff() {
        assert_eq!(Window::default_before(day("2025-06-30")).to_string(), "2020..2024");
        assert_eq!(Window::default_before(day("2025-12-30")).to_string(), "2020..2024");
        assert_eq!(Window::default_before(day("2025-12-31")).to_string(), "2021..2025");
    }

    #[test]
    fn thirty_six_months_end_on_the_cutoff() {
        let window = Window::months_before(day("2026-01-15"), 36);
        assert_eq!(window.to_string(), "2023-01-16..2026-01-15");
    }

    #[test]
    fn a_window_runs_forwards() {
        assert_eq!(Window::parse("2020..2024").unwrap().to_string(), "2020..2024");
        assert_eq!(Window::parse("2020").unwrap().to_string(), "2020..2020");
        assert_eq!(Window::parse("all").unwrap().to_string(), "all");
        for wrong in ["2024..2020", "20..24", "last year", "2020-2024", ""] {
            assert!(Window::parse(wrong).is_err(), "{wrong}");
        }
    }
}
