//! Encodings: which one a text file is in, and its bytes as UTF-8.
//!
//! A byte order mark decides; without one, what is UTF-8 throughout is UTF-8, and the rest is Windows-1252, the encoding of
//! older Windows exports in western Europe, which has no illegal bytes: it is assumed with a warning. A file that is
//! mostly UTF-8 with some bytes broken is refused, for reading it as Windows-1252 would spoil every `å`.

use std::io::{self, Read};

use encoding_rs::{DecoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::delimited::Input;
use crate::diag::{Fault, Place, hint_for};

/// How many bytes are read at once.
pub(super) const CHUNK: usize = 64 << 10;

/// How many bytes from the start tell whether a file is UTF-16 without a mark.
const LOOK: usize = 4096;

/// Encodings that a hint names.
const NAMES: [&str; 5] = ["utf-8", "windows-1252", "iso-8859-1", "utf-16le", "utf-16be"];

/// What was found out about a file.
pub(super) struct Found {
    /// The encoding.
    pub encoding: &'static Encoding,
    /// What someone should know about it.
    pub note: Option<Fault>,
}

/// Finds the encoding of a file, whose name is `shown`, by reading all of it.
pub(super) fn find(input: &Input, shown: &str) -> Result<Found, Fault> {
    let mut file = open(input, shown)?;
    let mut chunk = vec![0; CHUNK];
    let mut scan = Scan::default();
    let mut kept = fill(&mut file, &mut chunk, shown)?;
    if let Some((encoding, _)) = Encoding::for_bom(&chunk[..kept]) {
        // What the mark promises is checked as the text is read.
        return Ok(Found { encoding, note: None });
    }
    if let Some(encoding) = without_mark(&chunk[..kept.min(LOOK)], shown)? {
        let note = note(shown, format!("`{shown}` is taken to be {}", encoding.name()));
        return Ok(Found { encoding, note: Some(note) });
    }
    loop {
        let left = scan.take(&chunk[..kept]);
        chunk.copy_within(kept - left..kept, 0);
        let more = fill(&mut file, &mut chunk[left..], shown)?;
        if more == 0 {
            scan.end(left);
            break;
        }
        kept = left + more;
    }
    match scan.first {
        None => Ok(Found { encoding: UTF_8, note: None }),
        Some(first) => scan.conclude(&line_at(input, first, shown)?, shown),
    }
}

/// Opens a file.
pub(super) fn open(input: &Input, shown: &str) -> Result<Box<dyn Read + Send>, Fault> {
    input().map_err(|error| Fault::error(format!("file `{shown}` cannot be read: {error}")))
}

/// A line in which a byte is no UTF-8.
struct Line {
    /// Its number, from 1.
    number: usize,
    /// What stands in it around that byte, from its start unless it is very long.
    bytes: Vec<u8>,
    /// Where the byte is in that.
    at: usize,
}

/// Finds the line of a byte by reading the file up to there: lines are not counted where nothing is wrong.
fn line_at(input: &Input, byte: u64, shown: &str) -> Result<Line, Fault> {
    let mut file = open(input, shown)?;
    let mut chunk = vec![0; CHUNK];
    let mut line = Line { number: 1, bytes: vec![], at: 0 };
    let mut left = byte;
    while left > 0 {
        let part = usize::try_from(left).map_or(CHUNK, |left| left.min(CHUNK));
        let kept = fill(&mut file, &mut chunk[..part], shown)?;
        line.number += chunk[..kept].iter().filter(|byte| **byte == b'\n').count();
        let start = chunk[..kept].iter().rposition(|byte| *byte == b'\n').map(|at| at + 1);
        // Of a line of gigabytes the part before the byte is enough.
        if start.is_some() || line.bytes.len() > CHUNK {
            line.bytes.clear();
        }
        line.bytes.extend_from_slice(&chunk[start.unwrap_or(0)..kept]);
        left -= part as u64;
    }
    line.at = line.bytes.len();
    let kept = fill(&mut file, &mut chunk[..LOOK], shown)?;
    let end = chunk[..kept].iter().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(kept);
    line.bytes.extend_from_slice(&chunk[..end]);
    Ok(line)
}

impl Line {
    /// Returns the place of the byte, with the line as it reads in an encoding.
    fn place(&self, shown: &str, encoding: &'static Encoding) -> Place {
        let read = |bytes| encoding.decode_without_bom_handling(bytes).0.into_owned();
        let (before, after) = (read(&self.bytes[..self.at]), read(&self.bytes[self.at..]));
        let length = after.chars().next().map_or(0, char::len_utf8);
        let range = before.len()..before.len() + length;
        Place::in_text(shown, &(before + &after), range, self.number)
    }
}

/// Whether there is an encoding of this name.
pub fn is_known(name: &str) -> bool {
    Encoding::for_label(name.trim().as_bytes()).is_some()
}

/// Finds an encoding by the name that someone gave it.
pub(super) fn named(name: &str) -> Result<&'static Encoding, Fault> {
    Encoding::for_label(name.trim().as_bytes()).ok_or_else(|| {
        Fault::error(format!("unknown encoding `{name}`")).with_hint(hint_for(name, NAMES))
    })
}

/// Reads until the buffer is full or the file ends.
fn fill(input: &mut impl Read, buffer: &mut [u8], shown: &str) -> Result<usize, Fault> {
    let mut filled = 0;
    while filled < buffer.len() {
        match input.read(&mut buffer[filled..]) {
            Ok(0) => break,
            Ok(count) => filled += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => {
                return Err(Fault::error(format!("file `{shown}` cannot be read: {error}")));
            }
        }
    }
    Ok(filled)
}

/// Returns UTF-16 when every other byte of a text is zero, and refuses what is no text.
fn without_mark(start: &[u8], shown: &str) -> Result<Option<&'static Encoding>, Fault> {
    let zeros = |from| start.iter().skip(from).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let most = start.len() / 4;
    match (even, odd) {
        (0, 0) => Ok(None),
        (0, odd) if odd > most => Ok(Some(UTF_16LE)),
        (even, 0) if even > most => Ok(Some(UTF_16BE)),
        _ => Err(Fault {
            place: Some(Place::whole(shown)),
            ..Fault::error(format!("`{shown}` is no text table: it holds zero bytes"))
        }
        .with_hint("expected CSV or XLSX")),
    }
}

/// Creates a warning about a file as a whole.
fn note(shown: &str, message: String) -> Fault {
    Fault { place: Some(Place::whole(shown)), ..Fault::warning(message) }
}

/// What has been seen of a file that may be UTF-8.
#[derive(Default)]
struct Scan {
    /// Bytes so far.
    bytes: u64,
    /// Letters beyond ASCII that are right.
    wide: usize,
    /// Bytes that are not.
    broken: usize,
    /// Where the first of them is.
    first: Option<u64>,
}

impl Scan {
    /// Takes in some bytes, and returns how many at the end may be the beginning of a letter.
    fn take(&mut self, mut bytes: &[u8]) -> usize {
        loop {
            let error = std::str::from_utf8(bytes).err();
            let (valid, rest) = bytes.split_at(error.map_or(bytes.len(), |e| e.valid_up_to()));
            self.bytes += valid.len() as u64;
            if !valid.is_ascii() {
                self.wide += valid.iter().filter(|byte| **byte >= 0xc0).count();
            }
            match error.map(|error| error.error_len()) {
                None => return 0,
                Some(None) => return rest.len(),
                Some(Some(length)) => {
                    self.end(length);
                    bytes = &rest[length..];
                }
            }
        }
    }

    /// Takes in some bytes that are no letter: in the middle of a file, or what it ends in.
    fn end(&mut self, length: usize) {
        if length > 0 {
            self.first.get_or_insert(self.bytes);
            self.broken += 1;
            self.bytes += length as u64;
        }
    }

    /// Says what a file is that is not UTF-8 throughout; the line is that of the first byte that tells.
    fn conclude(&self, line: &Line, shown: &str) -> Result<Found, Fault> {
        if self.wide > self.broken {
            let fault = Fault::error(format!("`{shown}` is UTF-8 with broken letters"));
            let place = Some(line.place(shown, UTF_8));
            return Err(Fault { place, ..fault }
                .with_hint("the first of them is here")
                .with_hint("save the file again as UTF-8, or name its encoding"));
        }
        let message = format!("`{shown}` is not UTF-8 and is taken to be Windows-1252");
        let place = Some(line.place(shown, WINDOWS_1252));
        let note = Fault { place, ..Fault::warning(message) }
            .with_hint("is this letter right? if not, name the encoding")
            .with_hint("a file that is saved as UTF-8 leaves no doubt");
        Ok(Found { encoding: WINDOWS_1252, note: Some(note) })
    }
}

/// A reader of UTF-8 out of a reader of bytes in another encoding; a byte order mark is left out.
pub(super) struct Decoded {
    /// The bytes.
    input: Box<dyn Read + Send>,
    /// What translates them.
    decoder: encoding_rs::Decoder,
    /// Bytes that were read.
    chunk: Vec<u8>,
    /// Which of them are still to be translated.
    start: usize,
    /// Where they end.
    end: usize,
    /// Whether there are no more bytes.
    is_at_end: bool,
    /// Whether there is no more text either.
    is_finished: bool,
    /// Whether that is because of illegal bytes.
    is_broken: bool,
}

impl Decoded {
    /// Begins to read.
    pub(super) fn new(input: Box<dyn Read + Send>, encoding: &'static Encoding) -> Self {
        let decoder = encoding.new_decoder_with_bom_removal();
        let chunk = vec![0; CHUNK];
        Self {
            input,
            decoder,
            chunk,
            start: 0,
            end: 0,
            is_at_end: false,
            is_finished: false,
            is_broken: false,
        }
    }
}

impl Read for Decoded {
    /// Reads some text; the buffer must hold a few letters. Illegal bytes are an error of the kind `InvalidData`.
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while !self.is_finished {
            if self.start == self.end && !self.is_at_end {
                (self.start, self.end) = (0, self.input.read(&mut self.chunk)?);
                self.is_at_end = self.end == 0;
            }
            let source = &self.chunk[self.start..self.end];
            let (result, read, written) =
                self.decoder.decode_to_utf8_without_replacement(source, buffer, self.is_at_end);
            self.start += read;
            match result {
                DecoderResult::Malformed(..) => (self.is_finished, self.is_broken) = (true, true),
                DecoderResult::InputEmpty => self.is_finished = self.is_at_end,
                DecoderResult::OutputFull => {}
            }
            if written > 0 {
                return Ok(written);
            }
        }
        // The text before illegal bytes has been handed out by now.
        if self.is_broken { Err(io::ErrorKind::InvalidData.into()) } else { Ok(0) }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;
    use std::sync::Arc;

    use super::*;

    /// Returns what is found out about some bytes.
    fn find_in(bytes: &[u8]) -> Result<Found, Fault> {
        let bytes = bytes.to_vec();
        let input: Input = Arc::new(move || Ok(Box::new(Cursor::new(bytes.clone()))));
        find(&input, "a.csv")
    }

    /// Returns the encoding of some bytes, and whether there is a note.
    fn found(bytes: &[u8]) -> (&'static str, bool) {
        let found = find_in(bytes).unwrap();
        (found.encoding.name(), found.note.is_some())
    }

    #[test]
    fn a_mark_decides_and_without_one_the_bytes() {
        assert_eq!(found("ort\nMalmö\n".as_bytes()), ("UTF-8", false));
        assert_eq!(found(b"\xef\xbb\xbfort\n"), ("UTF-8", false));
        assert_eq!(found(b"\xff\xfeo\0r\0t\0"), ("UTF-16LE", false));
        assert_eq!(found(b"o\0r\0t\0\n\0"), ("UTF-16LE", true));
        assert_eq!(found(b"ort\nMalm\xf6\n"), ("windows-1252", true));
    }

    #[test]
    fn a_letter_across_two_chunks_is_whole() {
        let text = format!("{}ö", "x".repeat(CHUNK - 1));
        assert_eq!(found(text.as_bytes()), ("UTF-8", false));
        assert_eq!(found(&text.as_bytes()[..CHUNK]), ("windows-1252", true));
    }

    #[test]
    fn broken_utf8_is_not_taken_for_something_else() {
        let fault = find_in(b"ort\nMalm\xc3\xb6 \xc3\xa5\nG\xf6teborg\n").err().unwrap();
        assert_eq!(fault.message, "`a.csv` is UTF-8 with broken letters");
        let place = fault.place.unwrap();
        assert_eq!((place.line, place.column, place.excerpt.as_str()), (3, 2, "G\u{fffd}teborg"));
    }

    #[test]
    fn a_guess_shows_the_first_letter_that_tells() {
        let place = find_in(b"ort\r\nMalm\xf6;x\r\n").unwrap().note.unwrap().place.unwrap();
        assert_eq!((place.line, place.column, place.excerpt.as_str()), (2, 5, "Malm\u{f6};x"));
    }

    #[test]
    fn zero_bytes_are_no_text() {
        let fault = find_in(b"a,b\n\0\0\0\0").err().unwrap();
        assert_eq!(fault.message, "`a.csv` is no text table: it holds zero bytes");
    }
}
