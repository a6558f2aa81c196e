//! Which character stands between the cells of a text table.

use super::records::{Shape, Step};

/// What people use, in the order of preference.
const CANDIDATES: [u8; 4] = [b',', b';', b'\t', b'|'];

/// How many rows are looked at.
const ROWS: usize = 30;

/// Returns the delimiter of a table by its first rows.
///
/// It is the one that cuts the most rows into as many cells as the header has, and of several the one that makes the most cells. A table of one
/// column has a comma.
pub(super) fn delimiter(sample: &[u8]) -> u8 {
    let mut best = (0, 1, CANDIDATES[0]);
    for candidate in CANDIDATES {
        let widths = widths(sample, candidate);
        let Some(&header) = widths.first() else { continue };
        // A row can end in empty cells that the program which wrote it left out, so nearly all is enough.
        let like = widths.iter().filter(|width| **width == header).count() * 10 / widths.len();
        if header > 1 && (like, header) > (best.0, best.1) {
            best = (like, header, candidate);
        }
    }
    best.2
}

/// Returns how many cells the first rows have.
fn widths(sample: &[u8], delimiter: u8) -> Vec<usize> {
    let mut shape = Shape::new(delimiter);
    let mut widths = Vec::new();
    let (mut cells, mut is_blank) = (1, true);
    for byte in sample {
        match shape.step(*byte) {
            Step::Inside => is_blank = false,
            Step::CellEnd => (cells, is_blank) = (cells + 1, false),
            Step::RowEnd => {
                if !is_blank {
                    widths.push(cells);
                }
                (cells, is_blank) = (1, true);
            }
        }
        if widths.len() == ROWS {
            return widths;
        }
    }
    // The last row may be cut off, unless it is the only one.
    if widths.is_empty() && !is_blank {
        widths.push(cells);
    }
    widths
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_and_the_first_rows_tell() {
        assert_eq!(delimiter(b"id,ort\n1,Lund\n"), b',');
        assert_eq!(delimiter(b"id;andel\n1;0,5\n2;0,7\n"), b';');
        assert_eq!(delimiter(b"id\tname\n1\tLund, Sweden\n"), b'\t');
        assert_eq!(delimiter(b"nct_id|name\nNCT00000001|a,b;c\n"), b'|');
    }

    #[test]
    fn quoted_delimiters_do_not_count() {
        assert_eq!(delimiter(b"\"a,b,c\";d\n\"1,2,3\";4\n"), b';');
        assert_eq!(delimiter(b"\"a;b;c\nd;e\",f\n1,2\n"), b',');
    }

    #[test]
    fn one_column_is_a_table_too() {
        assert_eq!(delimiter(b"ort\nLund\nMalm\xc3\xb6\n"), b',');
        assert_eq!(delimiter(b""), b',');
    }
}
