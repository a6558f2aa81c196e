//! Values and rows: what a cell holds, whichever file it came from.

use chrono::NaiveDate;

/// A cell's value. Cells of a CSV file are texts or empty.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Value {
    /// Nothing.
    #[default]
    Empty,
    /// A text, as it stands, not trimmed; its line breaks are line feeds.
    Text(String),
    /// A number.
    Number(f64),
    /// Yes or no.
    Bool(bool),
    /// A date; of a moment its day.
    Date(NaiveDate),
    /// What a formula came to that failed, such as `#N/A`.
    Error(String),
}

/// What stands for the value of a formula that has none: whoever wrote the workbook did not work it out.
pub const WITHOUT_VALUE: &str = "formula without a value";

/// An empty cell, to lend out.
static EMPTY: Value = Value::Empty;

/// A row of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Its number as people see it, from 1: the line of a CSV file in which it starts, the row of a workbook's sheet.
    pub number: u64,
    /// Its cells from the first column on.
    pub cells: Vec<Value>,
}

impl Value {
    /// Creates the value of a cell in which a text stands.
    pub(super) fn from_text(text: &str) -> Self {
        match text {
            "" => Self::Empty,
            // The same text comes with the line breaks of the program that wrote the file.
            text if text.contains('\r') => {
                Self::Text(text.replace("\r\n", "\n").replace('\r', "\n"))
            }
            text => Self::Text(text.to_owned()),
        }
    }

    /// Returns the value as a person reads it: numbers with a point and without needless digits, dates as YYYY-MM-DD.
    pub fn text(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) | Self::Error(text) => text.clone(),
            Self::Number(number) => number_text(*number),
            Self::Bool(value) => value.to_string(),
            Self::Date(date) => date.format("%Y-%m-%d").to_string(),
        }
    }

    /// Whether nothing is to be seen: empty, or a text of spaces.
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Empty => true,
            Self::Text(text) => text.chars().all(char::is_whitespace),
            _ => false,
        }
    }
}

/// Returns a number with the fifteen digits that Excel shows, and no more zeros than it takes.
fn number_text(number: f64) -> String {
    let rounded = format!("{number:.14e}").parse().unwrap_or(number);
    // A zero has no sign that people would write.
    if rounded == 0.0 { "0".to_owned() } else { rounded.to_string() }
}

impl Row {
    /// Returns the cell of a column, counted from 0: an empty one beyond the end.
    pub fn get(&self, column: usize) -> &Value {
        self.cells.get(column).unwrap_or(&EMPTY)
    }

    /// Whether there is nothing to be seen in any cell.
    pub fn is_blank(&self) -> bool {
        self.cells.iter().all(Value::is_empty)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_reads_as_a_person_writes_it() {
        let text = |number| Value::Number(number).text();
        assert_eq!([text(2025.0), text(0.1 + 0.2), text(-0.0)], ["2025", "0.3", "0"]);
        assert_eq!([text(1e-7), text(12_345_678_901.0)], ["0.0000001", "12345678901"]);
    }

    #[test]
    fn cells_beyond_the_end_of_a_row_are_empty() {
        let row = Row { number: 2, cells: vec![Value::Text(" \u{a0}".into())] };
        assert_eq!(row.get(7), &Value::Empty);
        assert!(row.is_blank());
    }
}
