//! Cuts a JSON text into records without reading it whole.
//!
//! Five layouts are one to it: an API page `{"studies": [...], ...}`, a list, one
//! record, records keyed by their numbers (`{"2023-505613-24-00": {...}, ...}`), and
//! any number of these one after the other, as NDJSON has them. A
//! record is handed out as bytes; whoever parses it can refuse it, and the next
//! one is not affected. The cutter looks only at brackets and strings, so what
//! lies between them is for the parser to judge.

use std::io::{self, Read};

use crate::registry::schema::{eu_key, nct_key};

/// The longest record, in bytes, that is believed to be one. The register's own
/// longest, with results, have some tens of megabytes.
const LONGEST: usize = 1 << 28;

/// Bytes read at a time.
const CHUNK: usize = 1 << 18;

/// A place in a text, counted from 1.
#[derive(Debug, Copy, Clone, Eq, PartialEq)]
pub struct Position {
    /// The line.
    pub line: usize,
    /// The byte in the line.
    pub column: usize,
}

/// A record as it stands in the text.
#[derive(Debug)]
pub struct Cut<'a> {
    /// Its bytes.
    pub bytes: &'a [u8],
    /// Where it begins.
    pub position: Position,
}

/// Why a text cannot be cut on.
#[derive(Debug)]
pub enum Fault {
    /// Reading failed.
    Io(io::Error),
    /// There is no text.
    Empty,
    /// The text does not begin like JSON.
    NotJson,
    /// The text is UTF-16.
    Utf16,
    /// The text is a packed file, and this is what packed it.
    Packed(&'static str),
    /// The text is not JSON from here on.
    Broken(Position, String),
}

impl From<io::Error> for Fault {
    fn from(err: io::Error) -> Self {
        Self::Io(err)
    }
}

/// What the cutter stands in.
#[derive(Debug, Copy, Clone, Eq, PartialEq)]
enum Level {
    /// Nothing; the next value is a record, a list or a page.
    Top,
    /// A list, before its first element or after some.
    List { first: bool, in_page: bool },
    /// A page, after its list of studies.
    Page,
    /// Records keyed by their numbers, before the value of the first key or after
    /// some record.
    Keyed { before_value: bool },
}

/// Cuts the records out of a text.
pub struct Cutter<'a> {
    /// The rest of the text.
    input: &'a mut dyn Read,
    /// What has been read and is still needed.
    buffer: Vec<u8>,
    /// The next byte to look at, in the buffer.
    at: usize,
    /// The first byte in the buffer that is still needed.
    kept: usize,
    /// Position of that byte.
    start: Position,
    /// What the cutter stands in.
    level: Level,
    /// Whether anything but white space has come.
    begun: bool,
    /// Whether the input has ended.
    ended: bool,
    /// The longest object or other value, in bytes, that is believed.
    longest: usize,
}

impl<'a> Cutter<'a> {
    /// Starts at the beginning of a text.
    pub fn new(input: &'a mut dyn Read) -> Self {
        Self {
            input,
            buffer: Vec::new(),
            at: 0,
            kept: 0,
            start: Position { line: 1, column: 1 },
            level: Level::Top,
            begun: false,
            ended: false,
            longest: LONGEST,
        }
    }

    /// Returns the next record, or none at the end of the text.
    pub fn next(&mut self) -> Result<Option<Cut<'_>>, Fault> {
        loop {
            self.forget();
            let found = match self.level {
                Level::Top => self.top()?,
                Level::List { first, in_page } => self.element(first, in_page)?,
                Level::Keyed { before_value } => self.member(before_value)?,
                Level::Page => {
                    self.keys(None)?;
                    None
                }
            };
            if let Some(from) = found {
                let position = self.position(from);
                return Ok(Some(Cut { bytes: &self.buffer[from..self.at], position }));
            }
            if self.ended && self.at == self.buffer.len() {
                return if self.begun { Ok(None) } else { Err(Fault::Empty) };
            }
        }
    }

    /// Reads a value that stands alone; returns where a record begins.
    fn top(&mut self) -> Result<Option<usize>, Fault> {
        if !self.begun {
            self.pass_mark()?;
        }
        let from = match self.gap()? {
            None => return Ok(None),
            Some(b'[') => {
                self.at += 1;
                self.begun = true;
                self.level = Level::List { first: true, in_page: false };
                return Ok(None);
            }
            Some(b'{') => self.at,
            Some(_) if !self.begun => return Err(Fault::NotJson),
            Some(_) => return Err(self.broken("expected a record (an object)")),
        };
        self.begun = true;
        self.at += 1;
        Ok(self.keys(Some(from))?.then_some(from))
    }

    /// Reads the keys of an object up to its end, and tells whether that has come;
    /// a list of studies comes first and makes the object a page.
    ///
    /// `record` is where the object begins for as long as it may be a record. Of a
    /// page nothing is kept.
    fn keys(&mut self, record: Option<usize>) -> Result<bool, Fault> {
        let mut first = record.is_some();
        loop {
            match self.peek(record)? {
                Some(b'}') => {
                    self.at += 1;
                    self.level = Level::Top;
                    return Ok(true);
                }
                Some(b',') if !first => self.at += 1,
                _ if first => {}
                _ => return Err(self.broken("expected `,` or `}`")),
            }
            let is_first = std::mem::take(&mut first);
            if self.peek(record)? != Some(b'"') {
                return Err(self.broken("expected a key"));
            }
            let key = self.at;
            self.value(record.unwrap_or(key))?;
            let is_list = self.buffer[key..self.at] == *br#""studies""#;
            let is_keyed = is_first && is_number(&self.buffer[key..self.at]);
            if is_list && record.is_none() {
                self.at = key;
                return Err(self.broken("expected one list of `studies`, found a second"));
            }
            if self.peek(record)? != Some(b':') {
                return Err(self.broken("expected `:` after a key"));
            }
            self.at += 1;
            let begin = self.peek(record)?;
            if is_keyed && begin == Some(b'{') {
                self.level = Level::Keyed { before_value: true };
                return Ok(false);
            }
            if is_list {
                if begin != Some(b'[') {
                    return Err(self.broken("`studies` is not a list"));
                }
                self.at += 1;
                self.level = Level::List { first: true, in_page: true };
                return Ok(false);
            }
            self.value(record.unwrap_or(self.at))?;
        }
    }

    /// Reads an element of a list, or its end.
    fn element(&mut self, first: bool, in_page: bool) -> Result<Option<usize>, Fault> {
        match self.gap()? {
            Some(b']') => {
                self.at += 1;
                self.level = if in_page { Level::Page } else { Level::Top };
                return Ok(None);
            }
            Some(b',') if !first => self.at += 1,
            _ if first => {}
            _ => return Err(self.broken("expected `,` or `]` after a record")),
        }
        self.gap()?;
        let from = self.at;
        self.value(from)?;
        self.level = Level::List { first: false, in_page };
        Ok(Some(from))
    }

    /// Reads a record behind its key, or the end of the records.
    fn member(&mut self, before_value: bool) -> Result<Option<usize>, Fault> {
        if !before_value {
            match self.gap()? {
                Some(b'}') => {
                    self.at += 1;
                    self.level = Level::Top;
                    return Ok(None);
                }
                Some(b',') => self.at += 1,
                _ => return Err(self.broken("expected `,` or `}` after a record")),
            }
            if self.gap()? != Some(b'"') {
                return Err(self.broken("expected a key"));
            }
            self.value(self.at)?;
            if self.gap()? != Some(b':') {
                return Err(self.broken("expected `:` after a key"));
            }
            self.at += 1;
        }
        self.gap()?;
        let from = self.at;
        self.value(from)?;
        self.level = Level::Keyed { before_value: false };
        Ok(Some(from))
    }

    /// Passes over a value. It stands in what begins at `from`, or is that itself.
    fn value(&mut self, from: usize) -> Result<(), Fault> {
        let begin = self.at;
        let mut depth = 0_usize;
        let mut in_string = false;
        loop {
            while self.at < self.buffer.len() {
                let byte = self.buffer[self.at];
                match byte {
                    b'\\' if in_string => self.at += 1,
                    b'"' => {
                        in_string = !in_string;
                        if !in_string && depth == 0 {
                            self.at += 1;
                            return Ok(());
                        }
                    }
                    _ if in_string => {}
                    b'{' | b'[' => depth += 1,
                    b'}' | b']' if depth > 1 => depth -= 1,
                    b'}' | b']' if depth == 1 => {
                        self.at += 1;
                        return Ok(());
                    }
                    b'}' | b']' | b',' | b' ' | b'\t' | b'\r' | b'\n' if depth == 0 => {
                        return if self.at > begin {
                            Ok(())
                        } else {
                            Err(self.broken("expected a value"))
                        };
                    }
                    _ => {}
                }
                self.at += 1;
            }
            if self.at - from > self.longest {
                return Err(self.endless(from));
            }
            if !self.fill()? {
                self.at = self.buffer.len();
                return Err(self.endless(from));
            }
        }
    }

    /// Passes over white space and returns the next byte, in a record that begins
    /// at `from` or between records.
    fn peek(&mut self, record: Option<usize>) -> Result<Option<u8>, Fault> {
        let Some(from) = record else { return self.gap() };
        loop {
            match self.blank() {
                Some(byte) => return Ok(Some(byte)),
                None if self.at - from > self.longest => return Err(self.endless(from)),
                None if self.fill()? => {}
                None => return Ok(None),
            }
        }
    }

    /// Passes over white space between records, however much there is, and returns
    /// the next byte.
    fn gap(&mut self) -> Result<Option<u8>, Fault> {
        loop {
            let found = self.blank();
            self.forget();
            match found {
                Some(byte) => return Ok(Some(byte)),
                None if self.fill()? => {}
                None => return Ok(None),
            }
        }
    }

    /// Passes over the white space in the buffer and returns the byte behind it.
    fn blank(&mut self) -> Option<u8> {
        let blank = |byte: &&u8| matches!(byte, b' ' | b'\t' | b'\r' | b'\n');
        self.at += self.buffer[self.at..].iter().take_while(blank).count();
        self.buffer.get(self.at).copied()
    }

    /// Passes over a byte order mark, and refuses what is no text in UTF-8.
    fn pass_mark(&mut self) -> Result<(), Fault> {
        while self.buffer.len() < 4 && self.fill()? {}
        match *self.buffer {
            [0xef, 0xbb, 0xbf, ..] => self.at += 3,
            [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => return Err(Fault::Utf16),
            [b'{' | b'[', 0, ..] | [0, b'{' | b'[', ..] => return Err(Fault::Utf16),
            [b'P', b'K', 3, 4, ..] => return Err(Fault::Packed("zip")),
            [0x1f, 0x8b, ..] => return Err(Fault::Packed("gzip")),
            _ => {}
        }
        Ok(())
    }

    /// Reads more of the text; false at its end.
    fn fill(&mut self) -> io::Result<bool> {
        let length = self.buffer.len();
        self.buffer.resize(length + CHUNK, 0);
        let read = loop {
            match self.input.read(&mut self.buffer[length..]) {
                Err(err) if err.kind() == io::ErrorKind::Interrupted => {}
                other => break other,
            }
        };
        self.buffer.truncate(length + *read.as_ref().unwrap_or(&0));
        self.ended = matches!(read, Ok(0));
        read.map(|read| read > 0)
    }

    /// Lets go of what has been looked at.
    fn forget(&mut self) {
        self.start = self.position(self.at);
        // To move the rest for every short record would take longer than to read it.
        if self.at > CHUNK {
            self.buffer.drain(..self.at);
            self.at = 0;
        }
        self.kept = self.at;
    }

    /// Returns the position of a byte in the buffer that is still needed.
    fn position(&self, at: usize) -> Position {
        let before = &self.buffer[self.kept..at];
        let lines = before.iter().filter(|&&byte| byte == b'\n').count();
        let column = match before.iter().rposition(|&byte| byte == b'\n') {
            Some(newline) => before.len() - newline,
            None => self.start.column + before.len(),
        };
        Position { line: self.start.line + lines, column }
    }

    /// Says what is wrong where the cutter stands.
    fn broken(&self, fault: &str) -> Fault {
        let at = self.at.min(self.buffer.len());
        let fault = if at == self.buffer.len() && self.ended {
            format!("{fault}, but the file ends")
        } else {
            fault.into()
        };
        Fault::Broken(self.position(at), fault)
    }

    /// Says what is wrong with a value whose end does not come. Most often a
    /// bracket or a quote is missing, and the parser knows where.
    fn endless(&self, from: usize) -> Fault {
        match serde_json::from_slice::<serde::de::IgnoredAny>(&self.buffer[from..]) {
            Err(err) if self.ended || !err.is_eof() => self.located(from, &err),
            _ if self.ended => self.broken("expected the end of a value"),
            _ => {
                let fault = format!("a record of more than {} MB", self.longest / 1_000_000);
                Fault::Broken(self.position(from), fault)
            }
        }
    }

    /// Puts a parser's fault where it belongs in the whole text.
    fn located(&self, from: usize, err: &serde_json::Error) -> Fault {
        let (position, fault) = locate(self.position(from), err);
        Fault::Broken(position, fault)
    }
}

/// Tells whether a key, with its quotes, is a trial's number.
fn is_number(key: &[u8]) -> bool {
    let inner = key.strip_prefix(b"\"").and_then(|key| key.strip_suffix(b"\""));
    let text = inner.and_then(|key| str::from_utf8(key).ok());
    text.is_some_and(|text| eu_key(text).is_some() || nct_key(text).is_some())
}

/// Returns where in the text a fault lies that the parser found in a record which
/// begins at `start`, and what it is.
pub fn locate(start: Position, err: &serde_json::Error) -> (Position, String) {
    let column = if err.line() <= 1 { start.column + err.column() } else { err.column() + 1 };
    let position = Position {
        line: start.line + err.line().saturating_sub(1),
        column: column.saturating_sub(1).max(1),
    };
    (position, without_position(err))
}

/// Returns a parser's message without its own, relative position.
pub fn without_position(err: &serde_json::Error) -> String {
    let text = err.to_string();
    match text.rsplit_once(" at line ") {
        Some((message, _)) => message.into(),
        None => text,
    }
}

#[cfg(test)]
mod tests;
