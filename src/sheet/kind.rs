//! What a file is, by its first bytes: the name says nothing.

use std::io::Read;
use std::path::Path;

use super::limits::WORKBOOK_BYTES;
use crate::diag::{Fault, Place, open, unreadable};

/// A file that can hold a table.
pub(super) enum Kind {
    /// A text table.
    Text,
    /// A zip archive, perhaps a workbook, with its bytes.
    Zip(Vec<u8>),
}

/// What a password-protected workbook holds, in UTF-16 as its directory has it.
const ENCRYPTED: &str = "EncryptedPackage";

/// Tells what a file is, and refuses what holds no table.
pub(super) fn of(path: &Path, shown: &str) -> Result<Kind, Fault> {
    let failed = |error: std::io::Error| unreadable(path, shown, error.kind());
    let mut file = open(path, shown)?;
    let mut start = Vec::new();
    file.by_ref().take(512).read_to_end(&mut start).map_err(failed)?;
    if is_zip(&start) {
        let rest = file.take(WORKBOOK_BYTES + 1);
        return whole(start, rest, shown, failed).map(Kind::Zip);
    }
    let Some((what, hint)) = no_table(&start) else { return Ok(Kind::Text) };
    let is_protected = start.starts_with(OLE)
        && contains_wide(&whole(start, file.take(WORKBOOK_BYTES), shown, failed)?, ENCRYPTED);
    Err(if is_protected {
        refusal(shown, "is protected by a password", "save it without one, or export it as CSV")
    } else {
        refusal(shown, what, hint)
    })
}

/// Reads the rest of a workbook, within the limit.
fn whole(
    mut bytes: Vec<u8>,
    mut rest: impl Read,
    shown: &str,
    failed: impl Fn(std::io::Error) -> Fault,
) -> Result<Vec<u8>, Fault> {
    rest.read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > WORKBOOK_BYTES {
        let what = format!("is larger than {} MiB", WORKBOOK_BYTES >> 20);
        return Err(refusal(shown, &what, "export the sheet as CSV, which can be of any length"));
    }
    Ok(bytes)
}

/// How the compound files of older Office programs begin; what a password protects lies in one too.
const OLE: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

/// Whether a file is a zip archive, perhaps an empty one.
pub(super) fn is_zip(start: &[u8]) -> bool {
    [&b"PK\x03\x04"[..], b"PK\x05\x06"].iter().any(|magic| start.starts_with(magic))
}

/// Returns what is said of a file that holds no table, and what to do.
fn no_table(start: &[u8]) -> Option<(&'static str, &'static str)> {
    let lower = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start).trim_ascii_start();
    let lower = lower.to_ascii_lowercase();
    let begins = |words: &[&[u8]]| words.iter().any(|word| lower.starts_with(word));
    if start.starts_with(OLE) {
        return Some(("is a workbook of an older kind (.xls)", "save it as .xlsx or CSV"));
    }
    if begins(&[b"<!doctype html", b"<html", b"<table", b"<head"]) {
        // Some systems call a web page .xls, and Excel opens it.
        return Some(("is a web page", "open it in Excel and save it as .xlsx or CSV"));
    }
    let unpack = "unpack it first";
    let export = "expected CSV or XLSX";
    [
        (&b"<?xml"[..], "is XML, not a table", export),
        (b"%PDF", "is a PDF, not a table", export),
        (b"\x1f\x8b", "is packed (gzip)", unpack),
        (b"BZh", "is packed (bzip2)", unpack),
        (b"7z\xbc\xaf", "is packed (7-Zip)", unpack),
        (b"Rar!", "is packed (RAR)", unpack),
        (b"PAR1", "is a Parquet file", export),
    ]
    .into_iter()
    .find(|(magic, ..)| start.starts_with(magic))
    .map(|(_, what, hint)| (what, hint))
}

/// Creates a fault about a file as a whole.
pub(super) fn refusal(shown: &str, what: &str, hint: &str) -> Fault {
    let fault = Fault::error(format!("`{shown}` {what}"));
    Fault { place: Some(Place::whole(shown)), ..fault }.with_hint(hint)
}

/// Whether some bytes contain a text in UTF-16.
fn contains_wide(bytes: &[u8], text: &str) -> bool {
    let wide: Vec<_> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    bytes.windows(wide.len()).any(|window| window == wide)
}
