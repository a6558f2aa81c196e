//! What people write in the board's TOML files: texts in both languages, and days.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};
use schemars::JsonSchema;
use serde::de::{DeserializeOwned, Error};
use serde::{Deserialize, Deserializer, Serialize};
use toml::Spanned;
use toml::de::{DeTable, DeValue};
use toml::value::Datetime;
use typst::diag::{EcoVec, SourceDiagnostic, SourceResult, error};

use super::table::{ID_HINT, YEARS, is_id};
use crate::contact::contact_in;
use crate::diag::{InputFile, hint_for, toml_list};
use crate::locale::Lang;

/// A text in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// In Swedish.
    #[serde(deserialize_with = "some_text")]
    pub sv: String,
    /// In English.
    #[serde(deserialize_with = "some_text")]
    pub en: String,
}

impl Text {
    /// Returns the text in one language.
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::Sv => &self.sv,
            Lang::En => &self.en,
        }
    }
}

/// Reads a text that is not empty.
pub fn some_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let text = String::deserialize(deserializer)?;
    if text.trim().is_empty() {
        return Err(D::Error::custom("an empty text"));
    }
    Ok(text)
}

/// A day, written in TOML as `2025-12-31`, without quotation marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, JsonSchema)]
#[schemars(transparent)]
pub struct Day(#[schemars(with = "String")] pub NaiveDate);

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let moment = Datetime::deserialize(deserializer).map_err(|_| {
            D::Error::custom("no date: expected a day such as 2025-12-31, without quotation marks")
        })?;
        let day = moment.date.filter(|_| moment.time.is_none()).and_then(|date| {
            NaiveDate::from_ymd_opt(date.year.into(), date.month.into(), date.day.into())
        });
        let day = day.filter(|day| YEARS.contains(&day.year()));
        day.map(Self).ok_or_else(|| {
            D::Error::custom(format!("invalid day `{moment}`: expected one such as 2025-12-31"))
        })
    }
}

/// Reads a list of tables, `[[key]]`, in which no contact data of persons stand, and begins the checks of what could be read.
pub fn list<'a, T: DeserializeOwned>(
    file: &'a InputFile,
    key: &str,
) -> (Vec<Spanned<T>>, Checks<'a>) {
    let mut errors = EcoVec::new();
    if let Ok(document) = DeTable::parse(&file.text) {
        let values = document.get_ref().values();
        values.for_each(|value| refuse_contacts(file, value, &mut errors));
    }
    let (list, more) = toml_list(file, key);
    errors.extend(more);
    (list, Checks { file, errors })
}

/// Refuses contact data in any text of a value.
fn refuse_contacts(
    file: &InputFile,
    value: &Spanned<DeValue>,
    errors: &mut EcoVec<SourceDiagnostic>,
) {
    match value.get_ref() {
        DeValue::String(text) => {
            if let Some(what) = contact_in(text) {
                errors.push(error!(
                    file.span(value.span()), "{what}";
                    hint: "give a role, such as `head of office`, never a person's contact data"
                ));
            }
        }
        DeValue::Array(items) => items.iter().for_each(|item| refuse_contacts(file, item, errors)),
        DeValue::Table(table) => {
            table.values().for_each(|item| refuse_contacts(file, item, errors))
        }
        _ => {}
    }
}

/// The faults of a TOML file, those that are found after it was read too.
pub struct Checks<'a> {
    file: &'a InputFile,
    errors: EcoVec<SourceDiagnostic>,
}

impl<'a> Checks<'a> {
    /// Adds a fault of a value.
    pub fn tell<T>(
        &mut self,
        at: &Spanned<T>,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) {
        let (message, hint) = (message.into(), hint.into());
        self.errors.push(error!(self.file.span(at.span()), "{message}"; hint: "{hint}"));
    }

    /// Checks that an id is one and is not there already.
    pub fn id(&mut self, id: &Spanned<String>, what: &str, seen: &mut BTreeSet<String>) {
        let text = id.get_ref();
        if !is_id(text) {
            self.tell(id, format!("invalid id `{text}`"), ID_HINT);
        } else if !seen.insert(text.clone()) {
            self.tell(
                id,
                format!("the {what} `{text}` is there already"),
                "give each one an id of its own, once",
            );
        }
    }

    /// Returns a year that is one of our time, or the nearest that is beside a fault.
    pub fn year(&mut self, year: &Spanned<i32>) -> i32 {
        let clamped = (*year.get_ref()).clamp(*YEARS.start(), *YEARS.end());
        if clamped != *year.get_ref() {
            let message = format!("invalid year {}", year.get_ref());
            self.tell(year, message, "expected a year such as 2025");
        }
        clamped
    }

    /// Checks that a name is one of those known.
    pub fn known<'n>(
        &mut self,
        name: &Spanned<String>,
        what: &str,
        known: impl IntoIterator<Item = &'n str> + Clone,
    ) {
        let text = name.get_ref();
        if !known.clone().into_iter().any(|other| other == text) {
            self.tell(name, format!("unknown {what} `{text}`"), hint_for(text, known));
        }
    }

    /// Returns a value when there was no fault.
    pub fn finish<T>(self, value: T) -> SourceResult<T> {
        if self.errors.is_empty() { Ok(value) } else { Err(self.errors) }
    }
}
