//! A table whole in memory, which knows the place of each of its cells.

use super::address::{column_letters, sheet_name};
use super::delimited::{Delimited, place_fault};
use super::limits::{SHEET_BYTES, SHEET_CELLS};
use super::value::Row;
use crate::diag::{Fault, Place};

/// How many rows of a wrong width are told before no more is read.
const WRONG_ROWS: usize = 1000;

/// A table of one file, whole in memory.
#[derive(Debug, Clone)]
pub struct Sheet {
    /// The file's path as shown.
    pub path: String,
    /// The name of a workbook's sheet.
    pub name: Option<String>,
    /// The rows in which something stands, the header first, in the order of their numbers.
    pub rows: Vec<Row>,
    /// What someone should know about the file: warnings.
    pub notes: Vec<Fault>,
    /// What a text table's faults are shown in.
    text: Option<Text>,
}

/// The text of a table.
#[derive(Debug, Clone)]
struct Text {
    /// The rows' text.
    text: String,
    /// Where in it each row begins.
    starts: Vec<usize>,
    /// The delimiter.
    delimiter: u8,
}

impl Sheet {
    /// Reads the rows of a text table.
    pub(super) fn of_text(mut table: Delimited, shown: &str) -> Result<Self, Vec<Fault>> {
        let mut rows = Vec::new();
        let mut text = Text { text: String::new(), starts: vec![], delimiter: table.delimiter() };
        let mut faults = Vec::new();
        let mut cells = 0;
        let mut next = Some(table.header().clone());
        while let Some(row) = next {
            cells += row.cells.len();
            text.starts.push(text.text.len());
            text.text.push_str(&String::from_utf8_lossy(table.text()));
            rows.push(row);
            if cells > SHEET_CELLS || text.text.len() > SHEET_BYTES {
                faults.push(too_large(shown, None));
                return Err(faults);
            }
            next = loop {
                match table.next_row() {
                    Ok(next) => break next,
                    Err(_) if faults.len() == WRONG_ROWS => return Err(faults),
                    Err(fault) => faults.push(fault),
                }
            };
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        Ok(Self { path: shown.to_owned(), name: None, rows, notes: table.notes, text: Some(text) })
    }

    /// Creates a workbook's sheet.
    pub(super) fn of_workbook(
        shown: &str,
        name: String,
        rows: Vec<Row>,
        notes: Vec<Fault>,
    ) -> Self {
        Self { path: shown.to_owned(), name: Some(name), rows, notes, text: None }
    }

    /// Returns the row of a number.
    pub fn row(&self, number: u64) -> Option<&Row> {
        self.at(number).map(|at| &self.rows[at])
    }

    /// Returns where among the rows that of a number is.
    fn at(&self, number: u64) -> Option<usize> {
        self.rows.binary_search_by_key(&number, |row| row.number).ok()
    }

    /// Creates a fault at a cell, the column counted from 0: path, line and column in a text table, `form.xlsx, Svar!D14` in a workbook, with
    /// what stands there.
    pub fn fault(&self, row: u64, column: usize, message: impl Into<String>) -> Fault {
        let Some(name) = &self.name else {
            return self.text_fault(row, Some(column), message.into());
        };
        let address = format!("{}!{}{row}", sheet_name(name), column_letters(column));
        let text = self.row(row).map(|row| row.get(column).text()).unwrap_or_default();
        self.book_fault(address, (row, column + 1), &text, message.into())
    }

    /// Creates a fault at a row.
    pub fn row_fault(&self, row: u64, message: impl Into<String>) -> Fault {
        let Some(name) = &self.name else {
            return self.text_fault(row, None, message.into());
        };
        let address = format!("{}!{row}:{row}", sheet_name(name));
        let cells = self.row(row).map(|row| row.cells.as_slice()).unwrap_or_default();
        let texts: Vec<_> = cells.iter().map(super::Value::text).collect();
        self.book_fault(address, (row, 1), &texts.join(" | "), message.into())
    }

    /// Creates a fault of the sheet as a whole.
    pub fn whole_fault(&self, message: impl Into<String>) -> Fault {
        match &self.name {
            Some(name) => self.book_fault(sheet_name(name), (1, 1), "", message.into()),
            None => Fault { place: Some(Place::whole(&self.path)), ..Fault::error(message) },
        }
    }

    /// Creates a fault at an address of a workbook.
    fn book_fault(
        &self,
        address: String,
        (row, column): (u64, usize),
        text: &str,
        message: String,
    ) -> Fault {
        let row = usize::try_from(row).unwrap_or(usize::MAX);
        let place = Place::in_workbook(&self.path, address, (row, column), text);
        Fault { place: Some(place), ..Fault::error(message) }
    }

    /// Creates a fault at a cell of a text table, or at a row.
    fn text_fault(&self, row: u64, column: Option<usize>, message: String) -> Fault {
        let (Some(text), Some(at)) = (&self.text, self.at(row)) else {
            return Fault { place: Some(Place::whole(&self.path)), ..Fault::error(message) };
        };
        let end = text.starts.get(at + 1).copied().unwrap_or(text.text.len());
        let bytes = &text.text.as_bytes()[text.starts[at]..end];
        place_fault(&self.path, row, bytes, text.delimiter, column, message)
    }
}

/// Says that a table cannot be held in memory.
pub(super) fn too_large(shown: &str, name: Option<&str>) -> Fault {
    let place = match name {
        Some(name) => Place::in_workbook(shown, sheet_name(name), (1, 1), ""),
        None => Place::whole(shown),
    };
    let (cells, mib) = (SHEET_CELLS / 1_000_000, SHEET_BYTES >> 20);
    let message = format!("the table has more than {cells} million cells or {mib} MiB of text");
    Fault { place: Some(place), ..Fault::error(message) }
        .with_hint("split it, or leave out columns that are not needed")
}
