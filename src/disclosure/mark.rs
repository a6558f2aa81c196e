//! The four marks: why a number is not there.
//!
//! None of them is 0, and an empty cell is never 0 either: it is the fourth of them. A reader cannot tell from the mark whether a count is
//! suppressed because it is small or so that a small one cannot be worked out: that is on purpose.
//! Cooperates with the keys below `marks` in report_templates/locale.

use serde::{Serialize, Serializer};
use typst::diag::{HintedStrResult, bail};

use crate::diag::hint_for;

/// Why a number is not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mark {
    /// A small number, protected.
    Suppressed,
    /// The question does not fit here.
    NotApplicable,
    /// It has not been asked for.
    NotCollected,
    /// It was asked for and not answered; an empty cell.
    NotReported,
}

impl Mark {
    /// All of them.
    pub const ALL: [Self; 4] =
        [Self::Suppressed, Self::NotApplicable, Self::NotCollected, Self::NotReported];

    /// Returns what stands for it in a table.
    pub fn code(self) -> &'static str {
        match self {
            Self::Suppressed => "..s",
            Self::NotApplicable => "..a",
            Self::NotCollected => "..c",
            Self::NotReported => "..r",
        }
    }

    /// Returns its name as a key.
    pub fn key(self) -> &'static str {
        match self {
            Self::Suppressed => "suppressed",
            Self::NotApplicable => "not-applicable",
            Self::NotCollected => "not-collected",
            Self::NotReported => "not-reported",
        }
    }

    /// Returns the name of its words in the locale, below `marks`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Suppressed => "suppressed",
            Self::NotApplicable => "not_applicable",
            Self::NotCollected => "not_collected",
            Self::NotReported => "not_reported",
        }
    }

    /// Returns the mark that a cell's text is: none when it may be a value.
    pub fn parse(text: &str) -> HintedStrResult<Option<Self>> {
        if text.is_empty() {
            return Ok(Some(Self::NotReported));
        }
        if let Some(mark) = Self::ALL.into_iter().find(|mark| mark.code() == text) {
            return Ok(Some(mark));
        }
        if text.starts_with("..") {
            let codes = Self::ALL.map(Self::code);
            bail!("unknown mark `{text}`"; hint: "{}", hint_for(text, codes));
        }
        Ok(None)
    }
}

/// A number, or why it is not there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Reported<T> {
    /// The number.
    Value(T),
    /// Why there is none.
    Missing(Mark),
}

impl<T: Copy> Reported<T> {
    /// Returns the number, if it is there.
    pub fn value(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Missing(_) => None,
        }
    }
}

impl<T: Serialize> Serialize for Reported<T> {
    /// Writes the number, or the mark's code.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Value(value) => value.serialize(serializer),
            Self::Missing(mark) => serializer.serialize_str(mark.code()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_cell_is_not_reported_and_a_zero_is_a_value() {
        assert_eq!(Mark::parse("").unwrap(), Some(Mark::NotReported));
        assert_eq!(Mark::parse("..s").unwrap(), Some(Mark::Suppressed));
        assert_eq!(Mark::parse("0").unwrap(), None);
        assert!(Mark::parse("..").is_err() && Mark::parse("..x").is_err());
    }
}
