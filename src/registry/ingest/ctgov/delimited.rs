//! Reads a table of delimited text row by row, in bounded memory.
//!
//! The rules are RFC 4180's, with any delimiter: a field may stand in quotes, and
//! then hold delimiters, line breaks and doubled quotes. The last field may end in
//! a carriage return, which is white space to all who read it. A quote that is never
//! closed would swallow the rows behind it, so a field that holds the beginning of
//! another row is an error of the file.

use std::cell::Cell;
use std::io::{self, Read};
use std::rc::Rc;

use csv::{ByteRecord, Reader, ReaderBuilder, Terminator};
use typst::diag::{HintedStrResult, HintedString, error};

use super::super::source::Packing;

/// The longest row, in bytes, that is believed to be one.
const LONGEST: usize = 1 << 26;

/// A byte order mark in UTF-8.
const MARK: &[u8] = b"\xef\xbb\xbf";

/// The rows of a table.
pub struct Rows<'a> {
    /// The table's name, as messages show it.
    name: &'a str,
    /// How it is packed.
    packing: Packing,
    /// What parts the columns.
    delimiter: u8,
    /// Parses the text.
    reader: Reader<Bounded<'a>>,
    /// Bytes read for the row being read.
    pulled: Rc<Cell<usize>>,
    /// Whether the text has ended.
    ended: Rc<Cell<bool>>,
    /// The fields of the first row.
    width: usize,
    /// The current row.
    row: ByteRecord,
}

/// A row as it stands in the text.
#[derive(Debug, Copy, Clone)]
pub struct Row<'a> {
    /// The line in which it begins, from 1.
    pub line: u64,
    /// Its fields.
    pub fields: &'a ByteRecord,
}

impl<'a> Rows<'a> {
    /// Starts at the beginning of a table.
    pub fn new(name: &'a str, packing: Packing, delimiter: u8, input: &'a mut dyn Read) -> Self {
        let (pulled, ended) = (Rc::new(Cell::new(0)), Rc::new(Cell::new(false)));
        let reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter)
            // The parser's other way loses count of the lines.
            .terminator(Terminator::Any(b'\n'))
            .buffer_capacity(1 << 16)
            .from_reader(Bounded { input, pulled: Rc::clone(&pulled), ended: Rc::clone(&ended) });
        Self { name, packing, delimiter, reader, pulled, ended, width: 0, row: ByteRecord::new() }
    }

    /// Returns the next row, or none at the end.
    pub fn next(&mut self) -> HintedStrResult<Option<Row<'_>>> {
        let mut begun;
        loop {
            self.pulled.set(0);
            begun = self.reader.position().line();
            match self.reader.read_byte_record(&mut self.row) {
                Ok(false) => return Ok(None),
                Ok(true) if self.row.len() == 1 && self.row[0].trim_ascii().is_empty() => {}
                Ok(true) => break,
                Err(err) => return Err(self.fault(begun, err)),
            }
        }
        // The parser counts blank lines before a row as the row's own.
        let breaks = self.row.as_slice().iter().filter(|&&byte| byte == b'\n').count() as u64;
        let line = begun.max(self.reader.position().line().saturating_sub(breaks + 1));
        let swallows = |field: &[u8]| swallows_a_row(field, self.delimiter);
        let open = self.row.iter().position(swallows).or_else(|| self.open_at_end());
        self.width = self.width.max(self.row.len());
        if let Some(column) = open {
            return Err(error!(
                "broken quotes in `{}:{line}`: a quote that opens in column {} is not closed",
                self.name, column + 1;
                hint: "the file may have been cut off or changed; download it again"
            ));
        }
        Ok(Some(Row { line, fields: &self.row }))
    }

    /// Returns the column of a quote that the end of the text leaves open: the rest of the row, or its line break, is in that field.
    fn open_at_end(&self) -> Option<usize> {
        let last = self.row.len().checked_sub(1).filter(|_| self.ended.get())?;
        let field = &self.row[last];
        let holds_rest = last + 1 < self.width && field.contains(&self.delimiter);
        (holds_rest || field.ends_with(b"\n")).then_some(last)
    }

    /// Says why a row cannot be read.
    fn fault(&self, line: u64, err: csv::Error) -> HintedString {
        match err.into_kind() {
            csv::ErrorKind::Io(err) if err.kind() == io::ErrorKind::FileTooLarge => error!(
                "`{}:{line}` begins a row of more than {} MB", self.name, LONGEST / 1_000_000;
                hint: "a quote may not be closed; download the file again"
            ),
            csv::ErrorKind::Io(err) => self.packing.fault(self.name, &err),
            kind => error!("failed to read `{}:{line}` ({kind:?})", self.name),
        }
    }
}

/// Returns the fields of a header's line as texts.
pub fn fields(line: &[u8], delimiter: u8) -> Vec<String> {
    let mut reader = ReaderBuilder::new().has_headers(false).delimiter(delimiter).from_reader(line);
    let mut row = ByteRecord::new();
    match reader.read_byte_record(&mut row) {
        Ok(true) => names(&row),
        _ => Vec::new(),
    }
}

/// Returns the fields of a header as texts, without a byte order mark.
pub fn names(header: &ByteRecord) -> Vec<String> {
    let name = |field: &[u8]| {
        let field = field.strip_prefix(MARK).unwrap_or(field);
        String::from_utf8_lossy(field).trim().trim_matches('"').to_owned()
    };
    header.iter().map(name).collect()
}

/// Tells whether a field holds the beginning of another row: after a line break
/// an NCT number that a delimiter follows, with or without a number before it.
fn swallows_a_row(field: &[u8], delimiter: u8) -> bool {
    let mut lines = field.split(|&byte| byte == b'\n');
    lines.next();
    lines.any(|line| {
        let mut fields = line.split(|&byte| byte == delimiter);
        let begin = [fields.next(), fields.next()];
        let number = |field: Option<&[u8]>| {
            let digits = field.and_then(|field| field.trim_ascii().strip_prefix(b"NCT"));
            digits.is_some_and(|digits| digits.len() == 8 && digits.iter().all(u8::is_ascii_digit))
        };
        let rank = begin[0].is_some_and(|field| field.iter().all(u8::is_ascii_digit));
        begin[1].is_some() && (number(begin[0]) || (rank && number(begin[1])))
    })
}

/// A text of which a row may take only so much.
struct Bounded<'a> {
    /// The text.
    input: &'a mut dyn Read,
    /// Bytes read for the row being read.
    pulled: Rc<Cell<usize>>,
    /// Whether there is no more.
    ended: Rc<Cell<bool>>,
}

impl Read for Bounded<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.pulled.get() > LONGEST {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        let read = self.input.read(buffer)?;
        self.ended.set(read == 0 && !buffer.is_empty());
        self.pulled.set(self.pulled.get() + read);
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the lines at which the rows of a text begin, or the message.
    fn lines(text: &str, delimiter: u8) -> Result<Vec<u64>, String> {
        let mut input = text.as_bytes();
        let mut rows = Rows::new("t.csv", Packing::Plain, delimiter, &mut input);
        let mut lines = Vec::new();
        while let Some(row) = rows.next().map_err(|err| err.message().to_string())? {
            lines.push(row.line);
        }
        Ok(lines)
    }

    #[test]
    fn a_row_is_known_by_the_line_in_which_it_begins() {
        assert_eq!(lines("a,b\n1,\"x\ny\"\n2,z\n", b','), Ok(vec![1, 2, 4]));
        assert_eq!(lines("a,b\r\n1,\"x\r\ny\"\r\n2,z\r\n", b','), Ok(vec![1, 2, 4]));
        assert_eq!(lines("a|b\n\n1|2\n\n\n3|4\n", b'|'), Ok(vec![1, 3, 6]));
        assert_eq!(lines("a|b\n1|2", b'|'), Ok(vec![1, 2]));
    }

    #[test]
    fn a_quote_that_is_not_closed_is_found() {
        let text = "NCT Number,Study Title\nNCT00000001,\"A\nNCT00000002,B\nNCT00000003,C\n";
        let message = "broken quotes in `t.csv:2`: a quote that opens in column 2 is not closed";
        assert_eq!(lines(text, b','), Err(message.into()));
        for last in ["NCT00000003,\"C\n", "\"NCT00000003,C\n", "\"NCT00000003,C"] {
            let text = format!("NCT Number,Study Title\nNCT00000001,A\n{last}");
            assert!(
                lines(&text, b',').unwrap_err().starts_with("broken quotes in `t.csv:3`"),
                "{last}"
            );
        }
        assert_eq!(lines("a,b\n1,\"x,\ny\"", b','), Ok(vec![1, 2]));
        let mention = "NCT Number,Study Title\nNCT00000001,\"see\nNCT00000002\"\n";
        assert_eq!(lines(mention, b','), Ok(vec![1, 2]));
    }

    #[test]
    fn a_row_takes_only_so_much_memory() {
        let mut endless = io::repeat(b'x');
        let mut rows = Rows::new("t.csv", Packing::Plain, b',', &mut endless);
        let err = rows.next().unwrap_err();
        assert_eq!(err.message(), "`t.csv:1` begins a row of more than 67 MB");
    }
}
