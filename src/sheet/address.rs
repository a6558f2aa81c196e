//! Addresses of cells in a workbook, and places of cells in a text.

use std::ops::Range;

use super::records::{Shape, Step};

/// Returns the letters of a column, counted from 0: A, B, …, Z, AA.
pub fn column_letters(column: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        letters.push(b'A' + ((rest - 1) % 26) as u8);
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().map(|letter| char::from(*letter)).collect()
}

/// Returns the name of a sheet as it stands in an address: in quotes, where Excel needs them.
pub(super) fn sheet_name(name: &str) -> String {
    let is_plain = name.chars().all(|c| c.is_alphanumeric() || c == '_')
        && name.starts_with(|c: char| c.is_alphabetic());
    if is_plain { name.to_owned() } else { format!("'{}'", name.replace('\'', "''")) }
}

/// Finds a cell again in the text of its row: its bytes, with quotes and all.
///
/// The reader gives no places of cells; this is run to report a fault only.
pub(super) fn cell_range(row: &[u8], delimiter: u8, column: usize) -> Option<Range<usize>> {
    let mut shape = Shape::new(delimiter);
    let (mut nth, mut from) = (0, 0);
    for (at, byte) in row.iter().enumerate() {
        let step = shape.step(*byte);
        if step == Step::Inside {
            continue;
        }
        if nth == column {
            return Some(from..at);
        }
        if step == Step::RowEnd {
            return None;
        }
        (nth, from) = (nth + 1, at + 1);
    }
    (nth == column).then_some(from..row.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_letters() {
        assert_eq!(
            [0, 3, 25, 26, 701, 702, 16_383].map(column_letters),
            ["A", "D", "Z", "AA", "ZZ", "AAA", "XFD"]
        );
    }

    #[test]
    fn a_sheet_is_quoted_where_excel_does_it() {
        assert_eq!(
            ["Svar", "Svar 2", "Bob's", "2025"].map(sheet_name),
            ["Svar", "'Svar 2'", "'Bob''s'", "'2025'"]
        );
    }

    #[test]
    fn a_cell_is_found_behind_quoted_delimiters_and_line_breaks() {
        let row = "1;\"a;\n\"\"b\";;å\r\n".as_bytes();
        let text = |column| cell_range(row, b';', column).map(|range| &row[range]);
        assert_eq!(text(1), Some(&b"\"a;\n\"\"b\""[..]));
        assert_eq!(text(2), Some(&b""[..]));
        assert_eq!(text(3), Some("å".as_bytes()));
        assert_eq!(text(4), None);
    }
}
