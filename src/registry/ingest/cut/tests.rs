//! Unit tests of the cutter: what it keeps in memory, and where it stops.

use std::io::{self, Read};

use super::*;

/// Some text, repeated.
struct Repeated<'a> {
    /// What is repeated.
    text: &'a [u8],
    /// Bytes still to come.
    rest: usize,
    /// Bytes given out.
    given: usize,
}

impl Read for Repeated<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = buffer.len().min(self.rest);
        for cell in &mut buffer[..count] {
            *cell = self.text[self.given % self.text.len()];
            self.given += 1;
        }
        self.rest -= count;
        Ok(count)
    }
}

/// Repeats a text up to a number of bytes.
fn repeat(text: &[u8], bytes: usize) -> Repeated<'_> {
    Repeated { text, rest: bytes, given: 0 }
}

/// Cuts a text up to its end: the number of records, or the fault and its place,
/// and the most bytes that the buffer had room for.
fn cut(input: &mut dyn Read, longest: usize) -> (Result<u64, String>, usize) {
    let mut cutter = Cutter::new(input);
    cutter.longest = longest;
    let (mut records, mut room) = (0, 0);
    let result = loop {
        match cutter.next() {
            Ok(Some(_)) => records += 1,
            Ok(None) => break Ok(records),
            Err(Fault::Broken(Position { line, column }, fault)) => {
                break Err(format!("{line}:{column}: {fault}"));
            }
            Err(fault) => break Err(format!("{fault:?}")),
        }
        room = room.max(cutter.buffer.capacity());
    };
    room = room.max(cutter.buffer.capacity());
    (result, room)
}

/// Wherever it stands: before a record, in a list, behind a list of studies.
#[test]
fn white_space_between_records_takes_no_memory() {
    let many = 16 << 20;
    for (before, after) in [("", "{}"), ("[{}", ",{}]"), ("{\"studies\":[{},{}]", "}")] {
        let mut input = before.as_bytes().chain(repeat(b" \n", many)).chain(after.as_bytes());
        let (result, room) = cut(&mut input, LONGEST);
        assert_eq!(result, Ok(if before.is_empty() { 1 } else { 2 }), "{before}");
        assert!(room <= 8 * CHUNK, "{room} bytes for {before}");
    }
}

/// So do the other fields of a page, each of which is short.
#[test]
fn the_rest_of_a_page_takes_no_memory() {
    let mut input = b"{\"studies\":[]".chain(repeat(b",\"a\":1", 6 << 20)).chain(b"}".as_slice());
    let (result, room) = cut(&mut input, LONGEST);
    assert_eq!(result, Ok(0));
    assert!(room <= 8 * CHUNK, "{room} bytes");
}

/// Millions of empty records are read as fast as few long ones.
#[test]
fn short_records_are_not_moved_about() {
    let (result, room) = cut(&mut repeat(b"{}\n", 6 << 20), LONGEST);
    assert_eq!(result, Ok(2 << 20));
    assert!(room <= 8 * CHUNK, "{room} bytes");
}

/// It counts as a whole, however short its parts are.
#[test]
fn an_object_without_end_is_refused() {
    let longest = 4_000_000;
    let long = Err("1:1: a record of more than 4 MB".to_owned());
    for text in [b"\"a\":1,".as_slice(), b" "] {
        let mut input = b"{".chain(repeat(text, 24_000_000));
        assert_eq!(cut(&mut input, longest).0, long, "{}", text.escape_ascii());
    }
    let in_list = Err("1:2: a record of more than 4 MB".to_owned());
    let mut input = b"[{".chain(repeat(b"\"a\":1,", 24_000_000));
    assert_eq!(cut(&mut input, longest).0, in_list);
}

#[test]
fn positions_hold_across_chunks() {
    let text = repeat(b"{}\n", 3 * CHUNK);
    let mut input = text.chain(b"{\"a\":1 \"b\":2}".as_slice());
    let fault = format!("{}:8: expected `,` or `}}`", CHUNK + 1);
    assert_eq!(cut(&mut input, LONGEST).0, Err(fault));
}

#[test]
fn what_is_not_utf_8_is_told_by_its_first_bytes() {
    let fault = |mut bytes: &[u8]| cut(&mut bytes, LONGEST).0.unwrap_err();
    for text in [b"\xff\xfe{\0".as_slice(), b"\xfe\xff\0{", b"{\0}\0", b"\0[\0]"] {
        assert_eq!(fault(text), "Utf16");
    }
    assert_eq!(fault(b"PK\x03\x04"), "Packed(\"zip\")");
    assert_eq!(fault(b"\x1f\x8b\x08"), "Packed(\"gzip\")");
    assert_eq!(fault(b"nct,title"), "NotJson");
}

/// A file keyed by number is cut like a list, however many records it holds.
#[test]
fn records_keyed_by_number_are_cut_one_by_one() {
    let first = br#"{ "2023-505613-24-00": {"a": 1}"#;
    let mut input = first
        .chain(repeat(br#", "2023-505614-24-00" : {"b":[2]}"#, 33 << 18))
        .chain(b"}\n{}".as_slice());
    let (result, room) = cut(&mut input, LONGEST);
    assert_eq!(result, Ok(1 + (1 << 18) + 1));
    assert!(room <= 8 * CHUNK, "{room} bytes");
    for (text, expected) in [
        (r#"{"NCT00000001":{},"x":{}}"#, Ok(2)),
        // The first key is no number, or its value no object: one record.
        (r#"{"x":{},"NCT00000001":{}}"#, Ok(1)),
        (r#"{"2023-505613-24-00":1}"#, Ok(1)),
        (
            r#"{"2023-505613-24-00":{} "x":{}}"#,
            Err("1:25: expected `,` or `}` after a record".into()),
        ),
        (r#"{"2023-505613-24-00":{},3}"#, Err("1:25: expected a key".into())),
        (r#"{"2023-505613-24-00":{},"#, Err("1:25: expected a key, but the file ends".into())),
    ] {
        assert_eq!(cut(&mut text.as_bytes(), LONGEST).0, expected, "{text}");
    }
}
