//! Reading text tables, CSV in any dress, row by row.

use std::io::Read;
use std::sync::Arc;

use csv::{ReaderBuilder, StringRecord};
use encoding_rs::Encoding;

use super::address::cell_range;
use super::encoding::{self, Decoded};
use super::limits;
use super::records::{Records, Refusal};
use super::value::{Row, Value};
use super::{Options, sniff};
use crate::diag::{Fault, Place};

/// A file that can be opened again: the encoding is found in one pass, the rows are read in another.
pub(super) type Input = Arc<dyn Fn() -> std::io::Result<Box<dyn Read + Send>> + Send + Sync>;

/// A text table that is being read.
pub(super) struct Delimited {
    /// The file.
    input: Input,
    /// Its path as shown.
    shown: String,
    /// How to read it, with what has been found out.
    options: Options,
    /// The encoding.
    encoding: &'static Encoding,
    /// What takes rows apart.
    csv: csv::Reader<Records>,
    /// The row of now.
    record: StringRecord,
    /// The first row.
    header: Row,
    /// How many columns of the header there are, and up to which they have names.
    width: (usize, usize),
    /// Whether no more rows come.
    is_done: bool,
    /// Whether that is because of a fault.
    is_broken_off: bool,
    /// What someone should know about the file.
    pub notes: Vec<Fault>,
}

impl Delimited {
    /// Opens a table, finds out its encoding and delimiter, and reads its header.
    pub(super) fn open(input: Input, shown: &str, options: &Options) -> Result<Self, Fault> {
        let (encoding, notes) = match &options.encoding {
            Some(name) => (encoding::named(name)?, vec![]),
            None => {
                let found = encoding::find(&input, shown)?;
                (found.encoding, found.note.into_iter().collect())
            }
        };
        let text = Decoded::new(encoding::open(&input, shown)?, encoding);
        let mut records = Records::new(text, options.comments);
        let delimiter =
            begin(&mut records, options).map_err(|refusal| refused(&records, shown, refusal))?;
        records.set_delimiter(delimiter);
        let csv = ReaderBuilder::new()
            .delimiter(delimiter)
            .has_headers(false)
            .flexible(true)
            .buffer_capacity(encoding::CHUNK)
            .from_reader(records);
        let mut table = Self {
            input: input.clone(),
            shown: shown.to_owned(),
            options: Options { delimiter: Some(delimiter), ..options.clone() },
            encoding,
            csv,
            record: StringRecord::new(),
            header: Row { number: 1, cells: vec![] },
            width: (0, 0),
            is_done: false,
            is_broken_off: false,
            notes,
        };
        table.header = table.first()?;
        let cells = &table.header.cells;
        let named = cells.iter().rposition(|cell| !cell.is_empty()).map_or(0, |last| last + 1);
        table.width = (cells.len(), named);
        Ok(table)
    }

    /// Reads the first row in which something stands.
    fn first(&mut self) -> Result<Row, Fault> {
        while let Some(row) = self.any_row()? {
            if !row.is_blank() {
                return Ok(row);
            }
        }
        let place = Some(Place::whole(&self.shown));
        let skipped = self.options.skip_rows;
        let what = if skipped > 0 {
            format!("nothing stands below line {skipped}")
        } else {
            "it is empty".into()
        };
        let fault =
            Fault { place, ..Fault::error(format!("`{}` holds no table: {what}", self.shown)) };
        Err(match skipped {
            0 => fault,
            _ => fault.with_hint("pass over fewer lines before the header"),
        })
    }

    /// Returns the header.
    pub(super) fn header(&self) -> &Row {
        &self.header
    }

    /// Returns the encoding.
    pub(super) fn encoding(&self) -> &'static str {
        self.encoding.name()
    }

    /// Returns the delimiter.
    pub(super) fn delimiter(&self) -> u8 {
        self.options.delimiter.unwrap_or(b',')
    }

    /// Whether a fault has ended the reading before the end.
    pub(super) fn is_broken_off(&self) -> bool {
        self.is_broken_off
    }

    /// Returns the text of the row that was read last, with its line break.
    pub(super) fn text(&self) -> &[u8] {
        self.csv.get_ref().row().0
    }

    /// Reads the next row in which something stands; one of another width than the header is a fault, after which the next can be read.
    pub(super) fn next_row(&mut self) -> Result<Option<Row>, Fault> {
        let (width, named) = self.width;
        while let Some(mut row) = self.any_row()? {
            if row.is_blank() {
                continue;
            }
            let needed =
                row.cells.iter().rposition(|cell| !cell.is_empty()).map_or(0, |last| last + 1);
            if !self.options.ragged && (row.cells.len() < named || needed > width) {
                return Err(self.wrong_width(&row));
            }
            row.cells.truncate(width.max(needed));
            return Ok(Some(row));
        }
        Ok(None)
    }

    /// Reads the next row of any width.
    fn any_row(&mut self) -> Result<Option<Row>, Fault> {
        if self.is_done {
            return Ok(None);
        }
        match self.csv.read_record(&mut self.record) {
            Ok(true) => {
                let cells = self.record.iter().map(Value::from_text).collect();
                Ok(Some(Row { number: self.csv.get_ref().row().1, cells }))
            }
            Ok(false) => {
                self.is_done = true;
                Ok(None)
            }
            Err(error) => {
                (self.is_done, self.is_broken_off) = (true, true);
                Err(match self.csv.get_ref().refusal() {
                    Some(refusal) => refused(self.csv.get_ref(), &self.shown, refusal),
                    None => Fault::error(format!("`{}` cannot be read: {error}", self.shown)),
                })
            }
        }
    }

    /// Says that a row has not as many cells as the header.
    fn wrong_width(&self, row: &Row) -> Fault {
        let (found, expected) = (row.cells.len(), self.width.0);
        let cells = |count| if count == 1 { "1 cell".to_owned() } else { format!("{count} cells") };
        let delimiter = delimiter_words(self.delimiter());
        let message = format!("the row has {}, the header {expected}", cells(found));
        let fault =
            place_fault(&self.shown, row.number, self.text(), self.delimiter(), None, message);
        fault.with_hint(format!(
            "a {delimiter} or a line break inside a cell needs quotes around the cell"
        ))
    }

    /// Creates a fault at a cell of a row, or of the row; the row is looked for again unless it is the one that was read last.
    pub(super) fn fault(&self, number: u64, column: Option<usize>, message: String) -> Fault {
        let delimiter = self.delimiter();
        let (text, line) = self.csv.get_ref().row();
        if line == number {
            return place_fault(&self.shown, number, text, delimiter, column, message);
        }
        match self.text_of(number) {
            Some(text) => place_fault(&self.shown, number, &text, delimiter, column, message),
            None => Fault { place: Some(Place::whole(&self.shown)), ..Fault::error(message) },
        }
    }

    /// Reads the text of a row again.
    fn text_of(&self, number: u64) -> Option<Vec<u8>> {
        let encoding = Some(self.encoding.name().to_owned());
        let options = Options { encoding, ..self.options.clone() };
        let mut again = Self::open(self.input.clone(), &self.shown, &options).ok()?;
        while again.csv.get_ref().row().1 < number {
            again.any_row().ok()??;
        }
        (again.csv.get_ref().row().1 == number).then(|| again.text().to_owned())
    }
}

/// Goes to the header, and returns the delimiter.
fn begin(records: &mut Records, options: &Options) -> Result<u8, Refusal> {
    for _ in 0..options.skip_rows {
        records.skip_line()?;
        // The number is a person's, and may be beyond any file.
        if records.peek().is_empty() {
            break;
        }
    }
    records.peek();
    while records.is_at_comment() {
        records.skip_line()?;
        records.peek();
    }
    let sample = records.peek();
    // Excel writes and reads this line, which is not part of the table.
    let said = match sample {
        [b's', b'e', b'p', b'=', delimiter, b'\r' | b'\n', ..] => Some(*delimiter),
        _ => None,
    };
    let found = options.delimiter.or(said).unwrap_or_else(|| sniff::delimiter(sample));
    if said.is_some() {
        records.skip_line()?;
    }
    Ok(found)
}

/// Creates a fault at a cell of a row, or at the row.
pub(super) fn place_fault(
    shown: &str,
    line: u64,
    row: &[u8],
    delimiter: u8,
    column: Option<usize>,
    message: String,
) -> Fault {
    // Old programs end lines by a carriage return alone; a line feed takes as many bytes.
    let text = String::from_utf8_lossy(row).replace("\r\n", " \n").replace('\r', "\n");
    let end = text.trim_end_matches('\n').trim_end_matches(' ').len();
    let range = match column {
        Some(column) => cell_range(row, delimiter, column).unwrap_or(end..end),
        None => 0..end,
    };
    // Of an empty cell the delimiter behind it is marked.
    let range = if range.is_empty() { range.start..range.end + 1 } else { range };
    let place = Place::in_text(shown, &text, range, usize::try_from(line).unwrap_or(usize::MAX));
    Fault { place: Some(place), ..Fault::error(message) }
}

/// Says why no more rows are read, and where.
fn refused(records: &Records, shown: &str, refusal: Refusal) -> Fault {
    let (row, line) = records.row();
    let mib = |bytes: usize| bytes >> 20;
    let (message, hints): (_, &[&str]) = match refusal {
        Refusal::Cell => (
            format!("a cell is larger than {} MiB", mib(limits::CELL_BYTES)),
            &["is a quote opened here and not closed?", "is this a table?"],
        ),
        Refusal::Row => (
            format!("the row is larger than {} MiB", mib(limits::ROW_BYTES)),
            &["are there line breaks in this file?", "is this a table?"],
        ),
        Refusal::Columns => {
            (format!("the row has more than {} columns", limits::COLUMNS), &["is this a table?"])
        }
        Refusal::OpenQuote => (
            "a quote is opened here and never closed".to_owned(),
            &["a quote inside a cell is written twice, and the cell in quotes"],
        ),
        Refusal::Encoding => (
            "bytes that are no letters in this encoding".to_owned(),
            &["name the encoding that the file is really in"],
        ),
        Refusal::Unreadable(kind) => (format!("file `{shown}` cannot be read: {kind}"), &[]),
    };
    let from = match refusal {
        Refusal::Cell | Refusal::OpenQuote => records.last_cell(),
        Refusal::Encoding => row.len(),
        Refusal::Row | Refusal::Columns | Refusal::Unreadable(_) => 0,
    };
    // What is not to be seen in an excerpt needs not be looked through. In the place of bytes that are no text stands a character that says so.
    let part = String::from_utf8_lossy(&row[..row.len().min(from + 1000)]);
    let mut text = part.replace("\r\n", " \n").replace('\r', "\n");
    text.extend((refusal == Refusal::Encoding).then_some('\u{fffd}'));
    let first = usize::try_from(line).unwrap_or(usize::MAX);
    let marked = text.get(from..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    let place = Some(Place::in_text(shown, &text, from..from + marked, first));
    let fault = Fault { place, ..Fault::error(message) };
    hints.iter().fold(fault, |fault, hint| fault.with_hint(*hint))
}

/// Returns what a delimiter is called.
pub(super) fn delimiter_words(delimiter: u8) -> String {
    match delimiter {
        b',' => "comma".to_owned(),
        b';' => "semicolon".to_owned(),
        b'\t' => "tab".to_owned(),
        b'|' => "vertical bar".to_owned(),
        other => format!("`{}`", char::from(other)),
    }
}
