//! Reading CSV tables into rows, each with the place it came from.
//!
//! Tables are UTF-8 with a header row and commas; lines that begin with `#` are comments. All faults of a file are reported at once. Registry
//! exports and other big tables have their own readers.

use std::ops::Range;

use csv::{ErrorKind, ReaderBuilder, StringRecord};
use serde::de::DeserializeOwned;
use typst::diag::{EcoVec, SourceDiagnostic, SourceResult, eco_vec, error};
use typst::syntax::{DiagSpan, DiagSpanKind};

use super::files::InputFile;
use super::suggest::suggest;
use super::words::rewrite;

/// One row of a table.
#[derive(Debug, Clone)]
pub struct Row<T> {
    /// What stands in it.
    pub value: T,
    /// Its line.
    pub span: DiagSpan,
    /// The number of its line, from 1.
    pub line: usize,
}

/// Reads a CSV table with a header row.
pub fn csv<T: DeserializeOwned>(file: &InputFile) -> SourceResult<Vec<Row<T>>> {
    let (rows, errors) = csv_rows(file);
    if errors.is_empty() { Ok(rows) } else { Err(errors) }
}

/// Reads a CSV table with a header row: the rows that are right, and what is wrong with the others, every cell of them.
pub fn csv_rows<T: DeserializeOwned>(file: &InputFile) -> (Vec<Row<T>>, EcoVec<SourceDiagnostic>) {
    if let Some(start) = open_quote(&file.text) {
        // The reader would take all that follows for one cell, without a word.
        let fault = error!(
            file.span(start..start + 1), "a quotation mark is not closed";
            hint: "write the other one behind the cell; inside a cell a mark is written twice"
        );
        return (vec![], eco_vec![fault]);
    }
    let mut reader = ReaderBuilder::new().comment(Some(b'#')).from_reader(file.text.as_bytes());
    let headers = match reader.headers() {
        Ok(headers) => headers.clone(),
        Err(error) => return (vec![], eco_vec![shape(file, &error)]),
    };
    let mut errors = EcoVec::new();
    let mut records = Vec::new();
    let mut record = StringRecord::new();
    loop {
        match reader.read_record(&mut record) {
            Ok(false) => break,
            Ok(true) => records.push(record.clone()),
            Err(error) => errors.push(shape(file, &error)),
        }
    }
    let mut rows = Vec::new();
    let mut lines = Lines { file, at: 0, number: 1 };
    // The cells of a right row, found when there is a wrong one.
    let mut right: Option<Option<&StringRecord>> = None;
    for record in &records {
        let error = match record.deserialize(Some(&headers)) {
            Ok(value) => {
                let start = row_start(file, record);
                let span = line(file, start);
                rows.push(Row { value, span, line: lines.number(span) });
                continue;
            }
            Err(error) => error,
        };
        let fits = |other: &&StringRecord| other.deserialize::<T>(Some(&headers)).is_ok();
        let right = right.get_or_insert_with(|| records.iter().find(fits));
        match wrong_cells::<T>(file, &headers, record, *right, error) {
            Ok(cells) => errors.extend(cells),
            // A missing column is the header's fault and would be told once for each row.
            Err(fault) => return (vec![], eco_vec![fault]),
        }
    }
    (rows, errors)
}

/// Returns the byte of a quotation mark that begins a cell and has no end, by the rules of the reader.
fn open_quote(text: &str) -> Option<usize> {
    let mut signs = text.bytes().enumerate().peekable();
    let (mut is_row_start, mut is_cell_start) = (true, true);
    while let Some((at, sign)) = signs.next() {
        match sign {
            b'#' if is_row_start => while signs.next().is_some_and(|(_, sign)| sign != b'\n') {},
            b'\n' | b'\r' => (is_row_start, is_cell_start) = (true, true),
            b',' => (is_row_start, is_cell_start) = (false, true),
            b'"' if is_cell_start => {
                (is_row_start, is_cell_start) = (false, false);
                loop {
                    match signs.next() {
                        None => return Some(at),
                        // Two marks stand for one.
                        Some((_, b'"')) if signs.next_if(|next| next.1 == b'"').is_none() => break,
                        Some(_) => {}
                    }
                }
            }
            _ => (is_row_start, is_cell_start) = (false, false),
        }
    }
    None
}

/// Counts lines on the way through a file.
struct Lines<'a> {
    /// The file.
    file: &'a InputFile,
    /// The byte reached.
    at: usize,
    /// The number of its line.
    number: usize,
}

impl Lines<'_> {
    /// Returns the number of the line at which a span begins; spans come in the order of the file.
    fn number(&mut self, span: DiagSpan) -> usize {
        if let DiagSpanKind::Range { range, .. } = span.get()
            && let Some(passed) = self.file.text.get(self.at..range.start)
        {
            self.number += passed.bytes().filter(|byte| *byte == b'\n').count();
            self.at = range.start;
        }
        self.number
    }
}

/// Whose fault a row is.
enum Fault {
    /// One cell's, by its column.
    Cell(usize, SourceDiagnostic),
    /// The header's.
    Header(SourceDiagnostic),
}

/// Returns what is wrong with the cells of a row, or with the header.
///
/// The reader stops at the first wrong cell of a row. So that cell is taken from a row that is right, and the row is read again.
fn wrong_cells<T: DeserializeOwned>(
    file: &InputFile,
    headers: &StringRecord,
    record: &StringRecord,
    right: Option<&StringRecord>,
    error: csv::Error,
) -> Result<Vec<SourceDiagnostic>, SourceDiagnostic> {
    let start = row_start(file, record);
    let mut faults = Vec::new();
    let mut wrong = Vec::new();
    let mut next = Some(error);
    while let Some(error) = next.take() {
        let column = match wrong_cell(file, headers, start, &error) {
            Fault::Cell(column, fault) => {
                faults.push(fault);
                column
            }
            Fault::Header(fault) => return Err(fault),
        };
        if let Some(right) = right.filter(|_| !wrong.contains(&column)) {
            wrong.push(column);
            let cells = record.iter().zip(right).enumerate();
            let mended: StringRecord = cells
                .map(|(at, (own, other))| if wrong.contains(&at) { other } else { own })
                .collect();
            next = mended.deserialize::<T>(Some(headers)).err();
        }
    }
    // A cell that is wrong even when it is taken from a right row was told before.
    faults.truncate(wrong.len().max(1));
    Ok(faults)
}

/// Says what is wrong with a row that does not fit its type.
fn wrong_cell(file: &InputFile, headers: &StringRecord, start: usize, error: &csv::Error) -> Fault {
    let ErrorKind::Deserialize { err, .. } = error.kind() else {
        return Fault::Cell(0, shape(file, error));
    };
    let said = rewrite(&err.kind().to_string());
    if let Some(name) =
        said.message.strip_prefix("missing field `").and_then(|rest| rest.strip_suffix('`'))
    {
        return Fault::Header(missing_column(file, headers, name));
    }
    if let Some(name) = said.name.as_ref().filter(|_| said.message.starts_with("unknown field")) {
        let hint = said.hint.unwrap_or_default();
        let span = header_cell(file, headers, name);
        return Fault::Header(error!(span, "unknown column `{name}`"; hint: "{hint}"));
    }
    let index = err.field().unwrap_or(0) as usize;
    let column = headers.get(index).unwrap_or("?");
    let range = cell(&file.text, start, index);
    let found = &file.text[range.clone()];
    let hint = said.hint.unwrap_or_else(|| match err.kind() {
        csv::DeserializeErrorKind::ParseInt(_) => {
            format!("expected a whole number, found `{found}`")
        }
        csv::DeserializeErrorKind::ParseFloat(_) => {
            format!("expected a number with a decimal point, found `{found}`")
        }
        csv::DeserializeErrorKind::ParseBool(_) => {
            format!("expected true or false, found `{found}`")
        }
        _ => said.message.clone(),
    });
    let span = if range.is_empty() { line(file, start) } else { file.span(range) };
    Fault::Cell(index, error!(span, "invalid value in column `{column}`"; hint: "{hint}"))
}

/// Returns the place of a column's name.
fn header_cell(file: &InputFile, headers: &StringRecord, name: &str) -> DiagSpan {
    let index = headers.iter().position(|header| header == name).unwrap_or(0);
    file.span(cell(&file.text, row_start(file, headers), index))
}

/// Says that the header lacks a column.
fn missing_column(file: &InputFile, headers: &StringRecord, name: &str) -> SourceDiagnostic {
    if let Some(near) = suggest(name, headers) {
        let span = header_cell(file, headers, &near);
        return error!(span, "missing column `{name}`"; hint: "is it this one, `{near}`?");
    }
    let start = row_start(file, headers);
    let present: Vec<_> = headers.iter().map(|header| format!("`{header}`")).collect();
    error!(line(file, start), "missing column `{name}`"; hint: "the columns are {}", present.join(", "))
}

/// Says what is wrong with the shape of a table.
fn shape(file: &InputFile, error: &csv::Error) -> SourceDiagnostic {
    match error.kind() {
        ErrorKind::UnequalLengths { pos, expected_len, len } => {
            let mut record = StringRecord::new();
            record.set_position(pos.clone());
            let start = row_start(file, &record);
            error!(line(file, start), "the row has {len} cells, the header {expected_len}"; hint: "a comma inside a cell needs quotes around the cell")
        }
        _ => error!(file.whole(), "the table cannot be read: {error}"),
    }
}

/// Returns the byte at which a row begins.
fn row_start(file: &InputFile, record: &StringRecord) -> usize {
    // The reader's position can be that of the comments before a row.
    let mut start = record.position().map_or(0, |position| position.byte() as usize);
    start = start.min(file.text.len());
    while let Some(rest) = file.text.get(start..)
        && (rest.starts_with('#') || rest.starts_with(['\n', '\r']))
        && let Some(length) = rest.find('\n')
    {
        start += length + 1;
    }
    start
}

/// Returns the place of a cell in a table that was read: by the number of its row's line, counted from 1, and its column's name. Of an empty
/// cell, or a column that is not there, it is the line.
pub fn csv_cell(file: &InputFile, number: usize, column: &str) -> DiagSpan {
    let mut reader = ReaderBuilder::new().comment(Some(b'#')).from_reader(file.text.as_bytes());
    let index =
        reader.headers().ok().and_then(|names| names.iter().position(|name| name == column));
    let start = file.line_start(number);
    match index.map(|index| cell(&file.text, start, index)) {
        Some(range) if !range.is_empty() => file.span(range),
        _ => file.line(number),
    }
}

/// Returns the span of the line that begins at a byte.
fn line(file: &InputFile, start: usize) -> DiagSpan {
    let length = file.text[start..].find(['\n', '\r']).unwrap_or(file.text.len() - start);
    file.span(start..start + length)
}

/// Finds a cell again: the byte range of the `index`-th cell of the row that begins at `start`.
///
/// The reader gives no positions for cells; this is only run to report a fault.
fn cell(text: &str, start: usize, index: usize) -> Range<usize> {
    let mut quoted = false;
    let mut nth = 0;
    let mut from = start;
    for (offset, byte) in text.as_bytes()[start..].iter().enumerate() {
        let at = start + offset;
        match byte {
            b'"' => quoted = !quoted,
            b',' | b'\n' | b'\r' if !quoted => {
                if nth == index && at > from {
                    return from..at;
                }
                nth += usize::from(*byte == b',');
                from = at + 1;
            }
            _ => {}
        }
        if nth > index {
            return start..start;
        }
    }
    if nth == index { from..text.len() } else { start..start }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use serde::Deserialize;

    use super::super::Files;
    use super::*;

    /// A population.
    #[derive(Debug, Deserialize)]
    struct Population {
        /// Where.
        alpha2: String,
        /// When.
        year: i32,
        /// How many, if known.
        population: Option<u64>,
    }

    #[test]
    fn rows_come_with_their_lines() {
        let file = Files::new(Path::new("/nowhere")).add(
            "p.csv",
            "# source: x\nalpha2,year,population\nSE,2024,10600000\n# note\nNO,2024,\n",
        );
        let rows = csv::<Population>(&file).unwrap();
        assert_eq!(rows.len(), 2);
        assert_eq!(
            (rows[1].value.alpha2.as_str(), rows[1].value.year, rows[1].value.population),
            ("NO", 2024, None)
        );
        assert_eq!(rows[1].span, file.find("NO,2024,"));
    }

    #[test]
    fn a_quotation_mark_that_is_not_closed_is_found() {
        assert_eq!(open_quote("# it's \"\na,\"b \"\" c\"\n\"\",d \"e\"\n"), None);
        assert_eq!(open_quote("a,b\n1,\"two\n3,4\n"), Some(6));
        let text = "alpha2,year,\"population\nSE,2024,1\n";
        let file = Files::new(Path::new("/nowhere")).add("p.csv", text);
        let errors = csv::<Population>(&file).unwrap_err();
        assert_eq!(errors[0].message, "a quotation mark is not closed");
        assert_eq!(errors[0].span, file.span(12..13));
    }

    #[test]
    fn all_bad_cells_are_told_at_once() {
        let file = Files::new(Path::new("/nowhere"))
            .add("p.csv", "alpha2,year,population\n\"S,E\",last,1\nNO,2024,many\n");
        let errors = csv::<Population>(&file).unwrap_err();
        assert_eq!(errors.len(), 2);
        assert_eq!(errors[0].message, "invalid value in column `year`");
        assert_eq!(errors[0].span, file.find("last"));
        assert_eq!(errors[1].span, file.find("many"));
        assert_eq!(errors[1].hints[0].v, "expected a whole number, found `many`");
    }

    #[test]
    fn all_bad_cells_of_one_row_are_told_and_the_right_rows_stay() {
        let file = Files::new(Path::new("/nowhere"))
            .add("p.csv", "alpha2,year,population\n# note\nSE,last,many\nNO,2024,5\nFI,then,6\n");
        let (rows, errors) = csv_rows::<Population>(&file);
        assert_eq!((rows.len(), rows[0].line), (1, 4));
        let places: Vec<_> = errors.iter().map(|error| error.span).collect();
        assert_eq!(places, ["last", "many", "then"].map(|cell| file.find(cell)));
    }

    #[test]
    fn a_cell_is_found_by_its_line_and_column() {
        let file = Files::new(Path::new("/nowhere"))
            .add("p.csv", "# note\nid,alpha2,population\n1,SE,1\n\"a,b\",,11\n");
        assert_eq!(csv_cell(&file, 3, "population"), file.span(33..34));
        assert_eq!(csv_cell(&file, 4, "population"), file.find("11"));
        assert_eq!(csv_cell(&file, 4, "alpha2"), file.line(4));
        assert_eq!(csv_cell(&file, 4, "nothing"), file.line(4));
    }

    #[test]
    fn a_missing_column_and_a_short_row_are_told() {
        let files = Files::new(Path::new("/nowhere"));
        let errors =
            csv::<Population>(&files.add("p.csv", "alpha2,population\nSE,1\nNO,1\n")).unwrap_err();
        assert_eq!(errors.len(), 1);
        assert_eq!(errors[0].message, "missing column `year`");
        let errors =
            csv::<Population>(&files.add("q.csv", "alpha2,year,population\nSE,1\n")).unwrap_err();
        assert_eq!(errors[0].message, "the row has 2 cells, the header 3");
    }
}
