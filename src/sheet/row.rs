//! Reading the cells of a row as what they should be.
//!
//! Each getter returns a value, or `None` when the cell is empty or wrong; what is wrong is told at the cell's place. An empty cell is a fault
//! only after [`RowReader::required`].

use chrono::NaiveDate;

use super::number::{decimal, exact, whole};
use super::table::{Columns, Faulty, fold};
use super::value::{Row, Value};
use crate::diag::{Fault, hint_for};

/// Words for yes and no; `x` is what people put into a box.
const YES: [&str; 8] = ["ja", "yes", "true", "sant", "1", "j", "y", "x"];

/// Words for no.
const NO: [&str; 6] = ["nej", "no", "false", "falskt", "0", "n"];

/// The cells of a row, to be read by their columns' names.
pub struct RowReader<'a> {
    /// The columns.
    columns: &'a Columns,
    /// The table, which knows places.
    table: &'a dyn Faulty,
    /// The row.
    row: &'a Row,
    /// What is wrong.
    faults: &'a mut Vec<Fault>,
    /// Whether an empty cell is wrong.
    is_required: bool,
}

impl<'a> RowReader<'a> {
    /// Begins to read a row.
    pub(super) fn new(
        columns: &'a Columns,
        table: &'a dyn Faulty,
        row: &'a Row,
        faults: &'a mut Vec<Fault>,
    ) -> Self {
        Self { columns, table, row, faults, is_required: false }
    }

    /// Returns the row's number as people see it.
    pub fn number(&self) -> u64 {
        self.row.number
    }

    /// Reads the next cell as one that must not be empty: `row.required().date("start")`.
    pub fn required(&mut self) -> RowReader<'_> {
        let Self { columns, table, row, .. } = *self;
        RowReader { columns, table, row, faults: self.faults, is_required: true }
    }

    /// Returns the value of a cell; empty when there is no such column.
    pub fn value(&self, name: &str) -> &'a Value {
        static EMPTY: Value = Value::Empty;
        self.columns.index(name).map_or(&EMPTY, |at| self.row.get(at))
    }

    /// Adds a fault at a cell, to which hints can be added.
    pub fn fault(&mut self, name: &str, message: impl Into<String>) -> &mut Fault {
        let number = self.row.number;
        let fault = match self.columns.index(name) {
            Some(at) => self.table.cell_fault(number, at, message.into()),
            None => self.table.line_fault(number, message.into()),
        };
        let at = self.faults.len();
        self.faults.push(fault);
        &mut self.faults[at]
    }

    /// Adds a fault at the row.
    pub fn row_fault(&mut self, message: impl Into<String>) -> &mut Fault {
        let fault = self.table.line_fault(self.row.number, message.into());
        let at = self.faults.len();
        self.faults.push(fault);
        &mut self.faults[at]
    }

    /// Reads a text without the spaces around it.
    pub fn text(&mut self, name: &str) -> Option<String> {
        self.filled(name).map(|value| value.text().trim().to_owned())
    }

    /// Reads a text that must be there.
    pub fn required_text(&mut self, name: &str) -> Option<String> {
        self.required().text(name)
    }

    /// Reads a whole number.
    pub fn whole(&mut self, name: &str) -> Option<i64> {
        let found = match self.filled(name)? {
            Value::Number(number) => exact(*number),
            Value::Text(text) => whole(text),
            _ => None,
        };
        self.or_fault(name, found, "a whole number")
    }

    /// Reads a number, with a decimal comma or point.
    pub fn decimal(&mut self, name: &str) -> Option<f64> {
        let found = match self.filled(name)? {
            Value::Number(number) => Some(*number).filter(|number| number.is_finite()),
            Value::Text(text) => decimal(text),
            _ => None,
        };
        self.or_fault(name, found, "a number")
    }

    /// Reads a date: a cell with one, or a text as YYYY-MM-DD.
    pub fn date(&mut self, name: &str) -> Option<NaiveDate> {
        self.date_in(name, &[])
    }

    /// Reads a date: a cell with one, or a text as YYYY-MM-DD or in one of the formats of `chrono`, such as `%d/%m/%Y`.
    pub fn date_in(&mut self, name: &str, formats: &[&str]) -> Option<NaiveDate> {
        let found = match self.filled(name)? {
            Value::Date(date) => Some(*date),
            Value::Text(text) => date_in(text, formats),
            _ => None,
        };
        self.or_fault(name, found, &date_words(formats))
    }

    /// Reads a yes or no, in Swedish or English.
    pub fn yes_no(&mut self, name: &str) -> Option<bool> {
        let found = match self.filled(name)? {
            Value::Bool(value) => Some(*value),
            other => {
                let word = other.text().trim().to_lowercase();
                let is = |words: &[&str]| words.contains(&word.as_str());
                (is(&YES) || is(&NO)).then(|| is(&YES))
            }
        };
        self.or_fault(name, found, "yes or no")
    }

    /// Reads one of some words; case, spaces, underscores and hyphens do not count.
    pub fn one_of<'w>(&mut self, name: &str, words: &[&'w str]) -> Option<&'w str> {
        let text = self.text(name)?;
        self.word(name, &text, words)
    }

    /// Reads a list of words, with a separator between them.
    pub fn list_of<'w>(&mut self, name: &str, separator: char, words: &[&'w str]) -> Vec<&'w str> {
        let texts = self.list(name, separator);
        texts.iter().filter_map(|text| self.word(name, text, words)).collect()
    }

    /// Reads a list of texts, with a separator between them; empty ones are left out.
    pub fn list(&mut self, name: &str, separator: char) -> Vec<String> {
        let text = self.text(name).unwrap_or_default();
        let parts = text.split(separator).map(str::trim).filter(|part| !part.is_empty());
        parts.map(str::to_owned).collect()
    }

    /// Returns the word that a text is, or tells which it may have meant.
    fn word<'w>(&mut self, name: &str, text: &str, words: &[&'w str]) -> Option<&'w str> {
        let found = words.iter().copied().find(|word| fold(word) == fold(text));
        if found.is_none() {
            let message =
                format!("unknown value `{text}` in column `{}`", self.columns.shown(name));
            let hint = hint_for(text, words.iter().copied());
            self.fault(name, message).hints.push(hint);
        }
        found
    }

    /// Returns a cell in which something stands that is not an error.
    fn filled(&mut self, name: &str) -> Option<&'a Value> {
        let value = self.value(name);
        if let Value::Error(error) = value {
            let shown = self.columns.shown(name);
            let message = format!("the cell in column `{shown}` holds the error `{error}`");
            self.fault(name, message)
                .hints
                .push("look what its formula needs, or write the value itself".to_owned());
            return None;
        }
        if !value.is_empty() {
            return Some(value);
        }
        if self.is_required {
            let message = format!("column `{}` is empty", self.columns.shown(name));
            self.fault(name, message);
        }
        None
    }

    /// Returns what was found, or tells what was expected.
    fn or_fault<T>(&mut self, name: &str, found: Option<T>, expected: &str) -> Option<T> {
        if found.is_none() {
            let text = self.value(name).text();
            let message = format!("invalid value in column `{}`", self.columns.shown(name));
            let hint = format!("expected {expected}, found `{}`", short(text.trim()));
            self.fault(name, message).hints.push(hint);
        }
        found
    }
}

/// Returns a date in ISO format or one of some others.
fn date_in(text: &str, formats: &[&str]) -> Option<NaiveDate> {
    let text = text.trim();
    // The format reads `2025-1-2` and `25-01-02` too, which may be anything.
    let is_iso = text.len() == 10 && text.as_bytes()[4] == b'-';
    let iso = is_iso.then(|| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()).flatten();
    iso.or_else(|| {
        let mut dates = formats.iter().filter_map(|f| NaiveDate::parse_from_str(text, f).ok());
        dates.find(|date| (1800..2200).contains(&chrono::Datelike::year(date)))
    })
}

/// Returns what dates are written like.
fn date_words(formats: &[&str]) -> String {
    let formats: Vec<_> = formats
        .iter()
        .map(|format| {
            let names = [
                ("%Y", "YYYY"),
                ("%m", "MM"),
                ("%d", "DD"),
                ("%b", "Jan"),
                ("%B", "January"),
                ("%y", "YY"),
            ];
            names.iter().fold(format.to_string(), |text, (from, to)| text.replace(from, to))
        })
        .collect();
    match formats.is_empty() {
        true => "a date as YYYY-MM-DD".to_owned(),
        false => format!("a date as YYYY-MM-DD or {}", formats.join(" or ")),
    }
}

/// Cuts a text that would be no help in a hint.
fn short(text: &str) -> String {
    const LENGTH: usize = 40;
    match text.char_indices().nth(LENGTH) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}
