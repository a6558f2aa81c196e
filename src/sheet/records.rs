//! Records: the text of a CSV file, cut into its rows.
//!
//! The `csv` crate takes rows apart, but holds as much of a row as there is, and gives no text back. So it reads through [`Records`], which
//! hands it one row at a time, knows the row's text and line, and stops when a row or a cell grows beyond what is read. Both follow the same
//! rules: a quote opens a cell at its start only, two quotes in it are one, and CR LF, LF and CR each end a row.

use std::io::{self, Read};

use super::encoding::Decoded;
use super::limits::{CELL_BYTES, COLUMNS, ROW_BYTES};

/// How much text is looked at to find the delimiter.
const CHUNK: usize = 256 << 10;

/// Where in a cell we are.
#[derive(Debug, Clone, Copy, PartialEq)]
enum State {
    /// Before its first byte.
    Start,
    /// In a cell without quotes.
    Plain,
    /// In quotes.
    Quoted,
    /// After a quote in quotes, which ends them unless another follows.
    Closing,
}

/// What a byte is to the shape of a table.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Step {
    /// Part of a cell.
    Inside,
    /// The delimiter.
    CellEnd,
    /// A line break that is not part of a cell.
    RowEnd,
}

/// Follows the shape of a table byte by byte.
#[derive(Debug, Clone)]
pub(super) struct Shape {
    /// The delimiter.
    delimiter: u8,
    /// Where in a cell we are.
    state: State,
}

impl Shape {
    /// Begins at the start of a row.
    pub(super) fn new(delimiter: u8) -> Self {
        Self { delimiter, state: State::Start }
    }

    /// Takes in a byte.
    pub(super) fn step(&mut self, byte: u8) -> Step {
        let (state, step) = match (self.state, byte) {
            (State::Quoted, b'"') => (State::Closing, Step::Inside),
            (State::Quoted, _) => return Step::Inside,
            (_, b'\n' | b'\r') => (State::Start, Step::RowEnd),
            (_, byte) if byte == self.delimiter => (State::Start, Step::CellEnd),
            (State::Start | State::Closing, b'"') => (State::Quoted, Step::Inside),
            _ => (State::Plain, Step::Inside),
        };
        self.state = state;
        step
    }

    /// Whether a quote has been opened and not closed.
    pub(super) fn is_quoted(&self) -> bool {
        self.state == State::Quoted
    }
}

/// Why no more rows are read.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Refusal {
    /// A cell is too long.
    Cell,
    /// A row is too long.
    Row,
    /// A row has too many cells.
    Columns,
    /// A quote is opened and never closed.
    OpenQuote,
    /// The bytes are none of the encoding's.
    Encoding,
    /// The file cannot be read any further.
    Unreadable(io::ErrorKind),
}

/// A reader that hands out a text row by row.
pub(super) struct Records {
    /// The text.
    input: Decoded,
    /// A part of it.
    chunk: Vec<u8>,
    /// Which of that part is still to be handed out.
    start: usize,
    /// Where it ends.
    end: usize,
    /// The delimiter.
    delimiter: u8,
    /// Whether lines that begin with `#` are left out.
    has_comments: bool,
    /// The row of now, with its line break.
    row: Vec<u8>,
    /// How much of it has been handed out.
    given: usize,
    /// The line in which it starts.
    line: u64,
    /// The line in which the next one starts.
    next_line: u64,
    /// Where its last cell begins.
    cell: usize,
    /// Whether the last byte was a carriage return, which a line feed may follow.
    is_after_return: bool,
    /// Why no more is handed out.
    refusal: Option<Refusal>,
}

impl Records {
    /// Begins to read.
    pub(super) fn new(input: Decoded, has_comments: bool) -> Self {
        Self {
            input,
            has_comments,
            chunk: vec![0; CHUNK],
            start: 0,
            end: 0,
            delimiter: b',',
            row: Vec::new(),
            given: 0,
            line: 1,
            next_line: 1,
            cell: 0,
            is_after_return: false,
            refusal: None,
        }
    }

    /// Returns the text of the row that was handed out last, and the line in which it starts.
    pub(super) fn row(&self) -> (&[u8], u64) {
        (&self.row, self.line)
    }

    /// Returns where the last cell of that row begins: the one that was refused.
    pub(super) fn last_cell(&self) -> usize {
        self.cell
    }

    /// Returns why no more rows come, if that is not the end.
    pub(super) fn refusal(&self) -> Option<Refusal> {
        self.refusal
    }

    /// Says what the delimiter is.
    pub(super) fn set_delimiter(&mut self, delimiter: u8) {
        self.delimiter = delimiter;
    }

    /// Returns what comes next, as much as is looked at, without taking it.
    ///
    /// What stops the reading here stops it again when the rows are read, and is told then.
    pub(super) fn peek(&mut self) -> &[u8] {
        self.chunk.copy_within(self.start..self.end, 0);
        (self.start, self.end) = (0, self.end - self.start);
        while CHUNK - self.end > 16
            && let Ok(count @ 1..) = self.fill()
        {
            self.end += count;
        }
        &self.chunk[..self.end]
    }

    /// Whether a comment comes next.
    pub(super) fn is_at_comment(&self) -> bool {
        self.has_comments && self.start < self.end && self.chunk[self.start] == b'#'
    }

    /// Leaves out a line, whatever quotes are in it.
    pub(super) fn skip_line(&mut self) -> Result<(), Refusal> {
        while self.is_more()? {
            let byte = self.chunk[self.start];
            self.start += 1;
            if matches!(byte, b'\n' | b'\r') {
                self.next_line += 1;
                // A line break of two characters is one.
                if byte == b'\r' && self.is_more()? && self.chunk[self.start] == b'\n' {
                    self.start += 1;
                }
                break;
            }
        }
        Ok(())
    }

    /// Whether there is more text; if so, a part of it is there.
    fn is_more(&mut self) -> Result<bool, Refusal> {
        if self.start == self.end {
            (self.start, self.end) = (0, 0);
            self.end = self.fill()?;
        }
        Ok(self.end > 0)
    }

    /// Reads on behind what is there, and returns how much has come.
    fn fill(&mut self) -> Result<usize, Refusal> {
        loop {
            match self.input.read(&mut self.chunk[self.end..]) {
                Ok(count) => return Ok(count),
                Err(error) => match error.kind() {
                    io::ErrorKind::Interrupted => {}
                    io::ErrorKind::InvalidData => return Err(Refusal::Encoding),
                    kind => return Err(Refusal::Unreadable(kind)),
                },
            }
        }
    }

    /// Goes to the next row, if there is one.
    fn advance(&mut self) -> Result<(), Refusal> {
        // The last row may lack a line break: who reads it asks for more before it is done with it.
        if !self.is_more()? {
            return Ok(());
        }
        self.row.clear();
        (self.given, self.cell, self.line) = (0, 0, self.next_line);
        let mut shape = Shape::new(self.delimiter);
        let mut columns = 1;
        loop {
            if !self.is_more()? {
                return if shape.is_quoted() { Err(Refusal::OpenQuote) } else { Ok(()) };
            }
            if self.is_after_return && self.row.is_empty() && self.chunk[self.start] == b'\n' {
                (self.start, self.is_after_return) = (self.start + 1, false);
                continue;
            }
            if self.row.is_empty() && self.is_at_comment() {
                self.skip_line()?;
                self.line = self.next_line;
                continue;
            }
            if self.take(&mut shape, &mut columns)? {
                return Ok(());
            }
        }
    }

    /// Takes what there is of the row, within limits; returns whether that is all of it.
    fn take(&mut self, shape: &mut Shape, columns: &mut usize) -> Result<bool, Refusal> {
        let begin = self.row.len();
        let mut is_whole = false;
        let mut taken = 0;
        let mut refused = None;
        for byte in &self.chunk[self.start..self.end] {
            taken += 1;
            // A line break of two characters is counted once.
            let is_second = *byte == b'\n' && self.is_after_return;
            self.next_line += u64::from(matches!(byte, b'\n' | b'\r') && !is_second);
            self.is_after_return = *byte == b'\r';
            match shape.step(*byte) {
                Step::Inside => continue,
                Step::RowEnd => is_whole = true,
                Step::CellEnd => *columns += 1,
            }
            let end = begin + taken - 1;
            if end - self.cell > CELL_BYTES {
                refused = Some(Refusal::Cell);
            } else if *columns > COLUMNS {
                refused = Some(Refusal::Columns);
            }
            if is_whole || refused.is_some() {
                break;
            }
            self.cell = end + 1;
        }
        self.row.extend_from_slice(&self.chunk[self.start..self.start + taken]);
        self.start += taken;
        if refused.is_none() && !is_whole && self.row.len() - self.cell > CELL_BYTES {
            refused = Some(Refusal::Cell);
        } else if refused.is_none() && self.row.len() > ROW_BYTES {
            refused = Some(Refusal::Row);
        }
        match refused {
            Some(refusal) if shape.is_quoted() && refusal == Refusal::Row => {
                Err(Refusal::OpenQuote)
            }
            Some(refusal) => Err(refusal),
            None => Ok(is_whole),
        }
    }
}

impl Read for Records {
    /// Hands out more of the row of now, or of the next one when there is no more; never of two.
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.given == self.row.len() {
            if self.refusal.is_none() {
                self.refusal = self.advance().err();
            }
            if self.refusal.is_some() {
                return Err(io::Error::other("no more rows are read"));
            }
        }
        let rest = &self.row[self.given..];
        let count = rest.len().min(buffer.len());
        buffer[..count].copy_from_slice(&rest[..count]);
        self.given += count;
        Ok(count)
    }
}
