//! Periods: what a value of a key performance indicator is for.
//!
//! Written `2025-03`, `2025-Q1` or `2025`.

use std::fmt::{self, Display};

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize, Serializer};
use typst::diag::{HintedStrResult, error};

/// How long a period is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Length {
    /// A calendar month.
    Month,
    /// A quarter of a calendar year.
    Quarter,
    /// A calendar year.
    Year,
}

impl Length {
    /// Returns how many make a year.
    pub fn per_year(self) -> i32 {
        match self {
            Self::Month => 12,
            Self::Quarter => 4,
            Self::Year => 1,
        }
    }

    /// Returns a period of this length as an example.
    pub fn example(self) -> &'static str {
        match self {
            Self::Month => "2025-03",
            Self::Quarter => "2025-Q1",
            Self::Year => "2025",
        }
    }
}

/// A month, a quarter or a year. Periods of one length are in the order of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// How long it is.
    pub length: Length,
    /// Which one, counted without gaps from the year 0.
    index: i32,
}

impl Period {
    /// Returns the `nth` period of a year, from 1.
    pub fn new(length: Length, year: i32, nth: i32) -> Option<Self> {
        let in_range = (1..=length.per_year()).contains(&nth) && (1900..=2200).contains(&year);
        in_range.then(|| Self { length, index: year * length.per_year() + nth - 1 })
    }

    /// Returns the period that a text means.
    pub fn parse(text: &str) -> HintedStrResult<Self> {
        let parsed = match text.split_once('-') {
            None => text.parse().ok().and_then(|year| Self::new(Length::Year, year, 1)),
            Some((year, rest)) => year.parse().ok().and_then(|year| match rest.strip_prefix('Q') {
                Some(quarter) => Self::new(Length::Quarter, year, quarter.parse().ok()?),
                None if rest.len() == 2 => Self::new(Length::Month, year, rest.parse().ok()?),
                None => None,
            }),
        };
        parsed.ok_or_else(|| {
            error!("invalid period `{text}`"; hint: "expected a month `2025-03`, a quarter `2025-Q1` or a year `2025`")
        })
    }

    /// Returns the year that it is in.
    pub fn year(self) -> i32 {
        self.index.div_euclid(self.length.per_year())
    }

    /// Returns which of its year's it is, from 1.
    pub fn nth(self) -> i32 {
        self.index.rem_euclid(self.length.per_year()) + 1
    }

    /// Returns the period after it.
    pub fn next(self) -> Self {
        Self { index: self.index + 1, ..self }
    }

    /// Returns how many periods lie from another of the same length to this.
    pub fn since(self, other: Self) -> i32 {
        self.index - other.index
    }

    /// Returns its place in time among periods of its length.
    pub fn since_year_0(self) -> i32 {
        self.index
    }

    /// Returns its last day.
    pub fn last_day(self) -> Option<NaiveDate> {
        let next = self.next();
        let months = 12 / self.length.per_year();
        let month = u32::try_from((next.nth() - 1) * months + 1).ok()?;
        NaiveDate::from_ymd_opt(next.year(), month, 1)?.pred_opt()
    }
}

impl Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let (year, nth) = (self.year(), self.nth());
        match self.length {
            Length::Month => write!(f, "{year}-{nth:02}"),
            Length::Quarter => write!(f, "{year}-Q{nth}"),
            Length::Year => write!(f, "{year}"),
        }
    }
}

impl Serialize for Period {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn december_is_followed_by_january() {
        let period = Period::parse("2024-12").unwrap();
        assert_eq!(period.next().to_string(), "2025-01");
        assert_eq!(period.last_day().unwrap().to_string(), "2024-12-31");
        assert_eq!(Period::parse("2024-02").unwrap().last_day().unwrap().to_string(), "2024-02-29");
        assert_eq!(Period::parse("2025-Q1").unwrap().last_day().unwrap().to_string(), "2025-03-31");
        assert_eq!(Period::parse("2025").unwrap().last_day().unwrap().to_string(), "2025-12-31");
    }

    #[test]
    fn what_is_no_period_is_refused() {
        for text in
            ["2025-13", "2025-00", "2025-3", "2025-Q5", "2025-q1", "25", "2025-", "mars", ""]
        {
            assert!(Period::parse(text).is_err(), "{text}");
        }
    }
}
