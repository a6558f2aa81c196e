//! Reading a table row by row.

use super::delimited::Delimited;
use super::value::Row;
use super::whole::Sheet;
use crate::diag::Fault;

/// A table that is being read row by row.
///
/// Memory holds one row of a text table. A workbook is held whole, since its rows refer to texts that stand elsewhere in it; the limits of
/// [`read`](super::read) hold.
pub struct Reader(Inner);

/// The two kinds of tables.
enum Inner {
    /// A text table.
    Text(Box<Delimited>),
    /// A workbook's sheet, and which of its rows is next.
    Book(Box<Sheet>, usize),
}

impl Reader {
    /// Begins to read a text table, whose header has been read.
    pub(super) fn of_text(table: Delimited) -> Self {
        Self(Inner::Text(Box::new(table)))
    }

    /// Begins to read a workbook's sheet, which has a row at least.
    pub(super) fn of_sheet(sheet: Sheet) -> Self {
        Self(Inner::Book(Box::new(sheet), 1))
    }

    /// Returns the header: the first row in which something stands.
    pub fn header(&self) -> &Row {
        match &self.0 {
            Inner::Text(table) => table.header(),
            Inner::Book(sheet, _) => &sheet.rows[0],
        }
    }

    /// Reads the next row after the header in which something stands.
    ///
    /// A row of another width than the header is a fault, and the next call gives the row after it. After a fault that ends the reading there
    /// is no further row.
    pub fn next_row(&mut self) -> Result<Option<Row>, Fault> {
        match &mut self.0 {
            Inner::Text(table) => table.next_row(),
            Inner::Book(sheet, next) => {
                *next += 1;
                Ok(sheet.rows.get_mut(*next - 1).map(|row| row.clone()))
            }
        }
    }

    /// Whether a fault has ended the reading before the end of the file, so that nobody knows what comes behind it.
    pub fn is_broken_off(&self) -> bool {
        match &self.0 {
            Inner::Text(table) => table.is_broken_off(),
            Inner::Book(..) => false,
        }
    }

    /// Returns what someone should know about the file: warnings.
    pub fn notes(&self) -> &[Fault] {
        match &self.0 {
            Inner::Text(table) => &table.notes,
            Inner::Book(sheet, _) => &sheet.notes,
        }
    }

    /// Returns the encoding of a text table.
    pub fn encoding(&self) -> Option<&'static str> {
        match &self.0 {
            Inner::Text(table) => Some(table.encoding()),
            Inner::Book(..) => None,
        }
    }

    /// Returns the delimiter of a text table.
    pub fn delimiter(&self) -> Option<u8> {
        match &self.0 {
            Inner::Text(table) => Some(table.delimiter()),
            Inner::Book(..) => None,
        }
    }

    /// Returns the name of a workbook's sheet.
    pub fn name(&self) -> Option<&str> {
        match &self.0 {
            Inner::Text(_) => None,
            Inner::Book(sheet, _) => sheet.name.as_deref(),
        }
    }

    /// Creates a fault at a cell, the column counted from 0.
    ///
    /// It costs nothing for the row that was read last; of a text table another row is looked for from the start of the file.
    pub fn fault(&self, row: u64, column: usize, message: impl Into<String>) -> Fault {
        match &self.0 {
            Inner::Text(table) => table.fault(row, Some(column), message.into()),
            Inner::Book(sheet, _) => sheet.fault(row, column, message),
        }
    }

    /// Creates a fault at a row.
    pub fn row_fault(&self, row: u64, message: impl Into<String>) -> Fault {
        match &self.0 {
            Inner::Text(table) => table.fault(row, None, message.into()),
            Inner::Book(sheet, _) => sheet.row_fault(row, message),
        }
    }
}
