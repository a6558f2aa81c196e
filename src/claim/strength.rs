//! How firmly a claim may be said, and why not more firmly.

use serde::{Deserialize, Serialize};

use crate::finding::{Shortfall, Verdict};

/// How firmly a claim may be said; the firmest first. Each language has its verb: "is", "tends to be", "no clear difference".
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Strength {
    /// It is so.
    Stated,
    /// It tends to be so.
    Tendency,
    /// The number may be told; a difference may not.
    NoClearDifference,
    /// Nothing may be said.
    Withheld,
}

impl Strength {
    /// Returns the name that narratives and logs use.
    pub fn code(self) -> &'static str {
        match self {
            Self::Stated => "stated",
            Self::Tendency => "tendency",
            Self::NoClearDifference => "no-clear-difference",
            Self::Withheld => "withheld",
        }
    }

    /// Returns the strength that is one step weaker; never less than what lets the number be told.
    pub fn weaker(self) -> Self {
        match self {
            Self::Stated => Self::Tendency,
            Self::Tendency => Self::NoClearDifference,
            other => other,
        }
    }

    /// Returns the verdict on a mix that has this strength and direction; none where nothing may be said.
    pub fn verdict(self, direction: Direction) -> Option<Verdict> {
        Some(match (self, direction) {
            (Self::Withheld, _) => return None,
            (Self::Stated, Direction::Above) => Verdict::Strength,
            (Self::Stated, Direction::Below) => Verdict::Gap,
            (Self::Tendency, Direction::Above) => Verdict::StrengthTendency,
            (Self::Tendency, Direction::Below) => Verdict::GapTendency,
            _ => Verdict::NoClearDifference,
        })
    }

    /// Returns strength and direction of a verdict on a mix.
    pub fn of(verdict: Verdict) -> (Self, Direction) {
        match verdict {
            Verdict::Strength => (Self::Stated, Direction::Above),
            Verdict::Gap => (Self::Stated, Direction::Below),
            Verdict::StrengthTendency => (Self::Tendency, Direction::Above),
            Verdict::GapTendency => (Self::Tendency, Direction::Below),
            Verdict::NoClearDifference => (Self::NoClearDifference, Direction::Level),
        }
    }
}

/// Which way a claim points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// More than what it is compared with.
    Above,
    /// Less than that.
    Below,
    /// Neither clearly more nor clearly less.
    Level,
    /// It compares with nothing.
    None,
}

impl Direction {
    /// Returns the name that narratives and logs use.
    pub fn code(self) -> &'static str {
        match self {
            Self::Above => "above",
            Self::Below => "below",
            Self::Level => "level",
            Self::None => "none",
        }
    }
}

/// Why a claim is weakened or not said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// There is no value.
    Value,
    /// There is no interval, or it holds no difference.
    Interval,
    /// The p-value, adjusted for all comparisons of the table, is not below 0.05.
    #[serde(rename = "q")]
    Adjusted,
    /// It rests on too few cases.
    #[serde(rename = "n")]
    Cases,
    /// Too large a part of the records could not be placed or classified.
    Coverage,
    /// The data are too old for the day that they are to tell of.
    Freshness,
    /// It holds in fewer than half of the reasonable choices.
    Choices,
}

impl Reason {
    /// Every reason.
    pub const ALL: [Self; 7] = [
        Self::Value,
        Self::Interval,
        Self::Adjusted,
        Self::Cases,
        Self::Coverage,
        Self::Freshness,
        Self::Choices,
    ];

    /// Returns the name that narratives and logs use.
    pub fn code(self) -> &'static str {
        match self {
            Self::Value => "value",
            Self::Interval => "interval",
            Self::Adjusted => "q",
            Self::Cases => "n",
            Self::Coverage => "coverage",
            Self::Freshness => "freshness",
            Self::Choices => "choices",
        }
    }

    /// Returns what is the matter, for whoever writes a narrative.
    pub fn explained(self) -> &'static str {
        match self {
            Self::Value => "there is no value",
            Self::Interval => "the interval does not carry it",
            Self::Adjusted => "the adjusted p-value does not carry it",
            Self::Cases => "it rests on too few cases",
            Self::Coverage => "too little of the data could be placed or classified",
            Self::Freshness => "the data are too old",
            Self::Choices => "it holds in fewer than half of the reasonable choices",
        }
    }
}

impl From<Shortfall> for Reason {
    fn from(shortfall: Shortfall) -> Self {
        match shortfall {
            Shortfall::Interval => Self::Interval,
            Shortfall::Adjusted => Self::Adjusted,
            Shortfall::Trials => Self::Cases,
        }
    }
}
