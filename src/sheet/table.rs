//! Tables with a header: columns by their names.

use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization;

use super::address::column_letters;
use super::reader::Reader;
use super::row::RowReader;
use super::value::Row;
use super::whole::Sheet;
use crate::diag::{Fault, and_list, hint_for, suggest};

/// A column that a table is expected to have.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Expected<'a> {
    /// Its name; case, spaces, underscores and hyphens do not count.
    pub name: &'a str,
    /// Whether a table without it is wrong.
    pub required: bool,
}

impl<'a> Expected<'a> {
    /// Expects a column that must be there.
    pub const fn required(name: &'a str) -> Self {
        Self { name, required: true }
    }

    /// Expects a column that may be there.
    pub const fn optional(name: &'a str) -> Self {
        Self { name, required: false }
    }
}

/// What knows the places of its cells.
pub trait Faulty {
    /// Creates a fault at a cell, the column counted from 0.
    fn cell_fault(&self, row: u64, column: usize, message: String) -> Fault;

    /// Creates a fault at a row.
    fn line_fault(&self, row: u64, message: String) -> Fault;
}

impl Faulty for Sheet {
    fn cell_fault(&self, row: u64, column: usize, message: String) -> Fault {
        self.fault(row, column, message)
    }

    fn line_fault(&self, row: u64, message: String) -> Fault {
        self.row_fault(row, message)
    }
}

impl Faulty for Reader {
    fn cell_fault(&self, row: u64, column: usize, message: String) -> Fault {
        self.fault(row, column, message)
    }

    fn line_fault(&self, row: u64, message: String) -> Fault {
        self.row_fault(row, message)
    }
}

/// The columns of a table by their names.
#[derive(Debug, Clone)]
pub struct Columns {
    /// Where each column is, by its folded name.
    places: HashMap<String, usize>,
    /// The names as they stand in the header.
    names: Vec<String>,
    /// The header's row.
    header: u64,
}

impl Columns {
    /// Finds the expected columns in a sheet's header.
    ///
    /// A column that stands twice, is not expected, is missing, or has values and no name is a fault; all of them are told.
    pub fn parse(sheet: &Sheet, expected: &[Expected]) -> Result<Self, Vec<Fault>> {
        let columns = Self::of_sheet(sheet);
        let mut faults = columns.faults(sheet, expected, true);
        faults.extend(columns.without_name(sheet));
        if faults.is_empty() { Ok(columns) } else { Err(faults) }
    }

    /// Finds the expected columns in a sheet's header, whatever else stands there.
    pub fn find(sheet: &Sheet, expected: &[Expected]) -> Result<Self, Vec<Fault>> {
        let columns = Self::of_sheet(sheet);
        let faults = columns.faults(sheet, expected, false);
        if faults.is_empty() { Ok(columns) } else { Err(faults) }
    }

    /// Finds the expected columns in the header of a table that is read row by row, whatever else stands there.
    pub fn find_in(reader: &Reader, expected: &[Expected]) -> Result<Self, Vec<Fault>> {
        let columns = Self::of_row(reader.header());
        let faults = columns.faults(reader, expected, false);
        if faults.is_empty() { Ok(columns) } else { Err(faults) }
    }

    /// Takes the names of a sheet's header, its first row.
    fn of_sheet(sheet: &Sheet) -> Self {
        let empty = Row { number: 1, cells: vec![] };
        Self::of_row(sheet.rows.first().unwrap_or(&empty))
    }

    /// Takes the names of a header.
    pub fn of_row(header: &Row) -> Self {
        let names: Vec<_> = header.cells.iter().map(|cell| cell.text().trim().to_owned()).collect();
        let mut places = HashMap::new();
        for (at, name) in names.iter().enumerate().filter(|(_, name)| !name.is_empty()) {
            places.entry(fold(name)).or_insert(at);
        }
        Self { places, names, header: header.number }
    }

    /// Returns where a column is, counted from 0.
    pub fn index(&self, name: &str) -> Option<usize> {
        self.places.get(&fold(name)).copied()
    }

    /// Returns the names as they stand in the header; some may be empty.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Returns the number of the header's row.
    pub fn header(&self) -> u64 {
        self.header
    }

    /// Returns a column's name as it stands in the header, or as it was asked for.
    pub(super) fn shown<'a>(&'a self, name: &'a str) -> &'a str {
        self.index(name).map_or(name, |at| &self.names[at])
    }

    /// Returns the rows of a sheet below its header in which something stands.
    pub fn rows<'a>(&self, sheet: &'a Sheet) -> impl Iterator<Item = &'a Row> {
        let header = self.header;
        sheet.rows.iter().filter(move |row| row.number > header && !row.is_blank())
    }

    /// Begins to read the cells of a row; what is wrong with them is added to `faults`.
    pub fn row<'a>(
        &'a self,
        table: &'a dyn Faulty,
        row: &'a Row,
        faults: &'a mut Vec<Fault>,
    ) -> RowReader<'a> {
        RowReader::new(self, table, row, faults)
    }

    /// Returns what is wrong with the names.
    fn faults(&self, table: &dyn Faulty, expected: &[Expected], is_strict: bool) -> Vec<Fault> {
        let mut faults = Vec::new();
        let mut missing: Vec<_> =
            expected.iter().filter(|column| self.index(column.name).is_none()).collect();
        for (at, name) in self.names.iter().enumerate().filter(|(_, name)| !name.is_empty()) {
            let is_expected = expected.iter().any(|column| fold(column.name) == fold(name));
            let fault = |message| table.cell_fault(self.header, at, message);
            if let Some(first) = self.index(name).filter(|first| *first != at)
                && (is_strict || is_expected)
            {
                let message = format!("column `{name}` stands twice");
                let hint = format!("the first is column {}", column_letters(first));
                faults.push(fault(message).with_hint(hint));
            } else if !is_expected {
                // A name that is nearly a missing one is that one, and said once.
                let near = suggest(name, missing.iter().map(|column| column.name));
                missing.retain(|column| Some(column.name) != near.as_deref());
                if is_strict || near.is_some() && self.is_required(expected, near.as_deref()) {
                    faults.push(unknown(
                        fault(format!("unknown column `{name}`")),
                        near,
                        name,
                        expected,
                    ));
                }
            }
        }
        let lacks = missing.iter().filter(|column| column.required);
        faults.extend(lacks.map(|column| {
            let message = format!("missing column `{}`", column.name);
            let hint = format!("the columns are {}", listed(&self.names));
            table.line_fault(self.header, message).with_hint(hint)
        }));
        faults
    }

    /// Whether a column is one that must be there.
    fn is_required(&self, expected: &[Expected], name: Option<&str>) -> bool {
        expected.iter().any(|column| Some(column.name) == name && column.required)
    }

    /// Returns a fault for each column in which values stand below no name.
    fn without_name(&self, sheet: &Sheet) -> Vec<Fault> {
        let width = sheet.rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
        let unnamed = (0..width).filter(|at| self.names.get(*at).is_none_or(String::is_empty));
        let used = unnamed.filter_map(|at| {
            let row = self.rows(sheet).find(|row| !row.get(at).is_empty())?;
            let message = format!("column {} has values and no name", column_letters(at));
            Some(sheet.fault(row.number, at, message))
        });
        used.collect()
    }
}

/// Adds to a fault about an unknown column what it may have meant.
fn unknown(fault: Fault, near: Option<String>, name: &str, expected: &[Expected]) -> Fault {
    match near {
        Some(near) => fault.with_hint(format!("did you mean `{near}`?")),
        None => fault.with_hint(hint_for(name, expected.iter().map(|column| column.name))),
    }
}

/// Returns names as a list for a hint, of many the first.
fn listed(names: &[String]) -> String {
    const LISTED: usize = 12;
    let shown: Vec<_> =
        names.iter().filter(|name| !name.is_empty()).map(|name| format!("`{name}`")).collect();
    match shown.len().checked_sub(LISTED) {
        None | Some(0) => and_list(&shown),
        Some(more) => format!("{} and {more} more", shown[..LISTED].join(", ")),
    }
}

/// Returns a name without what does not count: case, spaces, underscores, hyphens, marks.
pub(super) fn fold(name: &str) -> String {
    let name: String = name.nfc().flat_map(char::to_lowercase).collect();
    let is_gap = |c: char| c.is_whitespace() || matches!(c, '_' | '-' | '\u{feff}');
    let words: Vec<_> = name.split(is_gap).filter(|word| !word.is_empty()).collect();
    words.join("-")
}
