//! Messages between the build and its workers: a JSON header and some byte strings, each preceded by its length.
//!
//! Both ends are the same program, so the form can change with every version.

use std::io::{self, ErrorKind, Read, Write};

use serde::Serialize;
use serde::de::DeserializeOwned;

/// No part of a message is longer; a greater length means that the ends have lost each other.
const LONGEST: u64 = 1 << 30;

/// Writes a message.
pub(super) fn write(
    mut out: impl Write,
    header: &impl Serialize,
    parts: &[&[u8]],
) -> io::Result<()> {
    let header = serde_json::to_vec(header)?;
    out.write_all(&(parts.len() as u64).to_le_bytes())?;
    for part in std::iter::once(header.as_slice()).chain(parts.iter().copied()) {
        out.write_all(&(part.len() as u64).to_le_bytes())?;
        out.write_all(part)?;
    }
    out.flush()
}

/// Reads the next message, or nothing at the end of the input.
pub(super) fn read<T: DeserializeOwned>(
    mut input: impl Read,
) -> io::Result<Option<(T, Vec<Vec<u8>>)>> {
    let count = match length(&mut input) {
        Ok(count) => count,
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => return Ok(None),
        Err(error) => return Err(error),
    };
    let header = serde_json::from_slice(&part(&mut input)?)?;
    let parts = (0..count).map(|_| part(&mut input)).collect::<io::Result<_>>()?;
    Ok(Some((header, parts)))
}

/// Reads a byte string.
fn part(input: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = vec![0; length(input)? as usize];
    input.read_exact(&mut bytes)?;
    Ok(bytes)
}

/// Reads a length.
fn length(input: &mut impl Read) -> io::Result<u64> {
    let mut bytes = [0; 8];
    input.read_exact(&mut bytes)?;
    match u64::from_le_bytes(bytes) {
        length if length <= LONGEST => Ok(length),
        length => Err(io::Error::other(format!("a message of {length} bytes"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_come_back_as_they_were() {
        let mut bytes = Vec::new();
        write(&mut bytes, &"first", &[b"\n\0", b""]).unwrap();
        write(&mut bytes, &"second", &[]).unwrap();
        let mut input = bytes.as_slice();
        assert_eq!(
            read::<String>(&mut input).unwrap(),
            Some(("first".to_owned(), vec![b"\n\0".to_vec(), vec![]]))
        );
        assert_eq!(read::<String>(&mut input).unwrap(), Some(("second".to_owned(), vec![])));
        assert_eq!(read::<String>(&mut input).unwrap(), None);
    }

    #[test]
    fn a_message_that_was_cut_off_is_an_error() {
        let mut bytes = Vec::new();
        write(&mut bytes, &"first", &[b"content"]).unwrap();
        bytes.pop();
        assert!(read::<String>(bytes.as_slice()).is_err());
        assert!(read::<String>(&b"HTTP/1.1 200 OK"[..]).is_err());
    }
}
