//! Rows of an export, with their cells read as the mapping says.

use std::path::Path;

use chrono::NaiveDate;

use super::field::Field;
use super::mapping::{Mapping, Places};
use crate::contact::without_contacts;
use crate::diag::{Fault, Files};
use crate::registry::fold::{clean, fold};
use crate::registry::schema::DatePrecision;
use crate::sheet::{self, Reader, Row, Value, whole_number};

/// The rows of an export that is being read.
pub struct Rows<'a> {
    /// The table.
    reader: Reader,
    /// How it is read.
    mapping: &'a Mapping,
    /// The columns of each field.
    places: Places,
    /// The headings.
    header: Vec<String>,
}

/// A row that is being read.
pub struct Record<'a> {
    /// How it is read.
    mapping: &'a Mapping,
    /// The columns of each field.
    places: &'a Places,
    /// The headings.
    header: &'a [String],
    /// The cells.
    row: Row,
}

/// What a fault costs.
pub enum Lost {
    /// A row; the next can be read.
    Row(Fault),
    /// The rest of the file. How many rows that is nobody knows, so such a file is not read in part.
    Rest(Fault),
}

/// A date as an export gives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Given {
    /// The day, or the first of its month or year.
    pub date: NaiveDate,
    /// How exactly it is given.
    pub precision: DatePrecision,
}

impl Given {
    /// Returns the date as a register writes it.
    pub fn text(self) -> String {
        let format = match self.precision {
            DatePrecision::Day => "%Y-%m-%d",
            DatePrecision::Month => "%Y-%m",
            DatePrecision::Year => "%Y",
        };
        self.date.format(format).to_string()
    }
}

impl<'a> Rows<'a> {
    /// Opens an export and finds the columns.
    pub fn open(
        path: &Path,
        shown: &str,
        mapping: &'a Mapping,
        files: &Files,
    ) -> Result<Self, Vec<Fault>> {
        let reader = sheet::open(path, shown, &mapping.options())?;
        let header: Vec<_> = reader.header().cells.iter().map(|cell| clean(&cell.text())).collect();
        let places = mapping.places(&header, files)?;
        Ok(Self { reader, mapping, places, header })
    }

    /// Reads the next row that is not blank; a row of a wrong width is a fault, and
    /// the reading goes on after it.
    pub fn next_record(&mut self) -> Result<Option<Record<'_>>, Lost> {
        loop {
            let row = match self.reader.next_row() {
                Ok(Some(row)) => row,
                Ok(None) => return Ok(None),
                Err(fault) if self.reader.is_broken_off() => return Err(Lost::Rest(fault)),
                Err(fault) => return Err(Lost::Row(fault)),
            };
            if !row.is_blank() {
                let Self { mapping, places, header, .. } = self;
                return Ok(Some(Record { mapping, places, header, row }));
            }
        }
    }

    /// Returns what someone should know about the file.
    pub fn notes(&self) -> &[Fault] {
        self.reader.notes()
    }

    /// Returns the fields that the mapping fills from the file.
    pub fn fields(&self) -> impl Iterator<Item = Field> + '_ {
        self.places.keys().copied()
    }
}

impl Record<'_> {
    /// Returns the row's number as people see it.
    pub fn number(&self) -> u64 {
        self.row.number
    }

    /// Returns the cells of a field that hold something, with their columns.
    fn cells(&self, field: Field) -> impl Iterator<Item = (usize, &Value)> {
        let places = self.places.get(&field).into_iter().flatten();
        let cells = places.map(|&at| (at, self.row.get(at)));
        cells.filter(|(_, cell)| !cell.is_empty() && !matches!(cell, Value::Error(_)))
    }

    /// Returns what stands for an empty cell of a field.
    fn default(&self, field: Field) -> Option<&str> {
        self.mapping.columns.get(&field)?.get_ref().default.as_deref()
    }

    /// Returns a field's text, with spaces tidied and words translated.
    pub fn text(&self, field: Field) -> Option<String> {
        match self.cells(field).next() {
            Some((_, cell)) => {
                let text = tidy(&cell.text());
                (!text.is_empty()).then(|| self.translated(field, &text))
            }
            None => self.default(field).map(str::to_owned),
        }
    }

    /// Returns the entries of a field's lists, each once, in the order of the cells.
    pub fn list(&self, field: Field) -> Vec<String> {
        let separator = self.mapping.separator(field);
        let mut entries: Vec<String> = Vec::new();
        for (_, cell) in self.cells(field) {
            for entry in cell.text().split(separator).map(tidy).filter(|entry| !entry.is_empty()) {
                let entry = self.translated(field, &entry);
                if !entries.contains(&entry) {
                    entries.push(entry);
                }
            }
        }
        if entries.is_empty() {
            entries.extend(self.default(field).map(str::to_owned));
        }
        entries
    }

    /// Returns our code for a word, or the word itself.
    fn translated(&self, field: Field, word: &str) -> String {
        let values = self.mapping.columns.get(&field).map(|spec| &spec.get_ref().values);
        let mut values = values.into_iter().flatten();
        let found = values.find(|(other, _)| *other == word || fold(other) == fold(word));
        found.map_or_else(|| word.to_owned(), |(_, code)| code.clone())
    }

    /// Returns a field's date.
    ///
    /// # Errors
    /// If the cell holds something else: a sentence that names it and its column.
    pub fn date(&self, field: Field) -> Result<Option<Given>, String> {
        let Some((at, cell)) = self.cells(field).next() else { return Ok(None) };
        if let Value::Date(date) = cell {
            return Ok(Some(Given { date: *date, precision: DatePrecision::Day }));
        }
        let text = clean(&cell.text());
        let formats = self.mapping.dates(field);
        let found = formats.iter().find_map(|format| parse_date(&text, format));
        found.map(Some).ok_or_else(|| {
            let formats = formats.join("`, `");
            format!("{}, expected the format `{formats}`", self.impossible("date", &text, at))
        })
    }

    /// Returns a field's whole number.
    ///
    /// # Errors
    /// If the cell holds something else: a sentence that names it and its column.
    pub fn number_of(&self, field: Field) -> Result<Option<u32>, String> {
        let Some((at, cell)) = self.cells(field).next() else { return Ok(None) };
        let text = clean(&cell.text());
        let number = whole_number(&text).and_then(|number| u32::try_from(number).ok());
        number.map(Some).ok_or_else(|| {
            format!("{}, expected a whole number", self.impossible("number", &text, at))
        })
    }

    /// Says that a cell does not hold what it should.
    fn impossible(&self, what: &str, text: &str, column: usize) -> String {
        let heading = self.header.get(column).map_or("", String::as_str);
        format!("impossible {what} `{text}` in column `{heading}`")
    }
}

/// Parses a date in a format; one without a day or month is a date of that
/// precision.
pub(super) fn parse_date(text: &str, format: &str) -> Option<Given> {
    // A sign between, as in `%-d`, says how a number is filled up; it is the same part of a date.
    let plain =
        ["%-", "%_", "%0"].iter().fold(format.to_owned(), |text, sign| text.replace(sign, "%"));
    let has = |signs: &[&str]| signs.iter().any(|sign| plain.contains(sign));
    let given = |text: &str, format: &str, precision| {
        let date = NaiveDate::parse_from_str(text, format).ok()?;
        Some(Given { date, precision })
    };
    if has(&["%d", "%e", "%F", "%D", "%j"]) {
        given(text, format, DatePrecision::Day)
    } else if has(&["%m", "%b", "%B", "%h"]) {
        given(&format!("{text} 1"), &format!("{format} %d"), DatePrecision::Month)
    } else {
        given(&format!("{text} 1 1"), &format!("{format} %m %d"), DatePrecision::Year)
    }
}

/// Returns a cell's text without anyone's e-mail address or telephone number, spaces tidied. An
/// export's columns hold anything, so none is read otherwise.
fn tidy(text: &str) -> String {
    clean(&without_contacts(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_as_exact_as_its_format() {
        let text = |text, format| parse_date(text, format).map(Given::text);
        assert_eq!(text("05-Mar-2021", "%d-%b-%Y").as_deref(), Some("2021-03-05"));
        assert_eq!(text("Mar-2021", "%b-%Y").as_deref(), Some("2021-03"));
        assert_eq!(text("2021", "%Y").as_deref(), Some("2021"));
        assert_eq!(text("31/02/2021", "%d/%m/%Y"), None);
        assert_eq!(text("5/3/2021", "%-d/%-m/%Y").as_deref(), Some("2021-03-05"));
    }
}
