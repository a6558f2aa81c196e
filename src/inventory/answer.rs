//! An answer: a row of the history, and what it says.

use chrono::NaiveDate;
use serde::{Deserialize, Deserializer, Serialize};

use super::questions::{Kind, Question};

/// How sure the evidence is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Grade {
    /// A document.
    A,
    /// A register.
    B,
    /// A named person's statement.
    C,
}

impl Grade {
    /// All grades, the surest first.
    pub const ALL: [Self; 3] = [Self::A, Self::B, Self::C];

    /// Returns its letter.
    pub fn letter(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::B => "B",
            Self::C => "C",
        }
    }
}

/// Whether an answer may be shown with the region's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Consent {
    /// It may.
    #[serde(rename = "yes")]
    Yes,
    /// It may not.
    #[serde(rename = "no")]
    No,
    /// The region has not said; so it may not.
    #[serde(rename = "")]
    NotGiven,
}

impl Consent {
    /// Returns its word in the history.
    pub fn code(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
            Self::NotGiven => "",
        }
    }
}

/// One answer, as the history keeps it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// The region's id.
    pub region: String,
    /// The id of the area or disease, or [`super::WHOLE_REGION`].
    pub area: String,
    /// The question's id.
    pub question: String,
    /// What was answered, as [`Given::stored`] writes it.
    pub value: String,
    /// The unit's id; `share` for a share of 1, empty where there is none.
    pub unit: String,
    /// The day that the fact is true of.
    #[serde(deserialize_with = "day")]
    pub date: NaiveDate,
    /// The role of whoever answered.
    pub role: String,
    /// How sure the evidence is.
    pub grade: Grade,
    /// Where the evidence stands.
    pub source: String,
    /// The last day on which it holds.
    #[serde(deserialize_with = "day")]
    pub valid_until: NaiveDate,
    /// Whether it may be shown.
    pub consent: Consent,
    /// What is needed to understand it.
    pub comment: String,
    /// The day on which the form was read.
    #[serde(deserialize_with = "day")]
    pub read_on: NaiveDate,
    /// SHA-256 of the form.
    pub form_sha256: String,
}

impl Answer {
    /// The columns of the history.
    pub const COLUMNS: [&str; 14] = [
        "region",
        "area",
        "question",
        "value",
        "unit",
        "date",
        "role",
        "grade",
        "source",
        "valid_until",
        "consent",
        "comment",
        "read_on",
        "form_sha256",
    ];

    /// Returns its cells.
    pub fn cells(&self) -> [String; 14] {
        [
            self.region.clone(),
            self.area.clone(),
            self.question.clone(),
            self.value.clone(),
            self.unit.clone(),
            self.date.to_string(),
            self.role.clone(),
            self.grade.letter().to_owned(),
            self.source.clone(),
            self.valid_until.to_string(),
            self.consent.code().to_owned(),
            self.comment.clone(),
            self.read_on.to_string(),
            self.form_sha256.clone(),
        ]
    }

    /// Whether both answer the same question of the same region and area.
    pub fn is_about_the_same(&self, other: &Self) -> bool {
        (&self.region, &self.area, &self.question) == (&other.region, &other.area, &other.question)
    }

    /// Whether both say the same, whenever and from whichever form they were read.
    pub fn says_the_same(&self, other: &Self) -> bool {
        let said = |answer: &Self| Self {
            read_on: NaiveDate::MIN,
            form_sha256: String::new(),
            ..answer.clone()
        };
        said(self) == said(other)
    }

    /// Whether it holds no more on a day.
    pub fn is_expired(&self, on: NaiveDate) -> bool {
        self.valid_until < on
    }

    /// Returns its age in days on a day.
    pub fn age_days(&self, on: NaiveDate) -> i64 {
        (on - self.date).num_days()
    }
}

/// What was answered.
#[derive(Debug, Clone, PartialEq)]
pub enum Given {
    /// A whole number.
    Whole(u64),
    /// A number, 0 or more.
    Decimal(f64),
    /// Yes or no.
    YesNo(bool),
    /// The id of the option chosen.
    Choice(String),
    /// A text.
    Text(String),
    /// A date.
    Date(NaiveDate),
    /// A share of 1.
    Share(f64),
}

impl Given {
    /// Returns it as the history writes it.
    pub fn stored(&self) -> String {
        match self {
            Self::Whole(number) => number.to_string(),
            Self::Decimal(number) | Self::Share(number) => number.to_string(),
            Self::YesNo(true) => "yes".to_owned(),
            Self::YesNo(false) => "no".to_owned(),
            Self::Choice(text) | Self::Text(text) => text.clone(),
            Self::Date(date) => date.to_string(),
        }
    }

    /// Reads what the history says, if it is an answer to the question.
    pub fn parse(question: &Question, stored: &str) -> Option<Self> {
        let number = || stored.parse().ok().filter(|number: &f64| number.is_finite());
        match &question.kind {
            Kind::WholeNumber { .. } => stored.parse().ok().map(Self::Whole),
            Kind::Decimal { .. } => number().filter(|number| *number >= 0.0).map(Self::Decimal),
            Kind::Share => number().filter(|share| (0.0..=1.0).contains(share)).map(Self::Share),
            Kind::YesNo => match stored {
                "yes" => Some(Self::YesNo(true)),
                "no" => Some(Self::YesNo(false)),
                _ => None,
            },
            Kind::Choice(options) => {
                let known = options.iter().any(|option| option.id == stored);
                known.then(|| Self::Choice(stored.to_owned()))
            }
            Kind::Text => (!stored.is_empty()).then(|| Self::Text(stored.to_owned())),
            Kind::Date => stored.parse().ok().map(Self::Date),
        }
    }

    /// Returns it as a number: of a yes 1, of a no 0, of texts, dates and choices nothing.
    pub fn number(&self) -> Option<f64> {
        match self {
            Self::Whole(number) => Some(*number as f64),
            Self::Decimal(number) | Self::Share(number) => Some(*number),
            Self::YesNo(yes) => Some(f64::from(u8::from(*yes))),
            Self::Choice(_) | Self::Text(_) | Self::Date(_) => None,
        }
    }
}

/// Reads a date written as `2026-01-15`.
fn day<'de, D: Deserializer<'de>>(deserializer: D) -> Result<NaiveDate, D::Error> {
    let text = String::deserialize(deserializer)?;
    text.parse().map_err(|_| {
        serde::de::Error::custom(format!("expected a date such as `2026-01-15`, found `{text}`"))
    })
}
