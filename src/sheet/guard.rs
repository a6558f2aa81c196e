//! What is looked at in a workbook before anyone reads it.
//!
//! A workbook is a zip archive of XML files. Each part is unpacked once into nothing, with a limit on what really comes
//! out, whatever the archive claims, and its XML is looked through. Only then does `calamine` see the same bytes.

use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use super::kind::refusal;
use super::limits::{
    CELL_BYTES, DEFINITIONS, PART_BYTES, PARTS, RATIO, RATIO_FROM, SHARED_TEXTS, SHEET_CELLS,
    UNPACKED_BYTES, WORKBOOK_ROWS,
};
use super::scan::{COUNTED, Scan};
use crate::diag::Fault;

/// How an entry of an archive's directory begins.
const ENTRY: &[u8] = b"PK\x01\x02";

/// What is done with a workbook that is refused.
const SAVE_AGAIN: &str =
    "open it in Excel or LibreOffice and save it again as .xlsx, or export the sheet as CSV";

/// Refuses an archive that is no workbook, or one that would take more memory than any real one; tells whether there are formulas in it.
pub(super) fn check(bytes: &[u8], shown: &str) -> Result<bool, Fault> {
    // The directory is counted before it is read, for it is held in memory.
    let entries = bytes.windows(ENTRY.len()).filter(|window| *window == ENTRY).count();
    if entries > PARTS {
        return Err(refusal(shown, &format!("has more than {PARTS} parts"), SAVE_AGAIN));
    }
    let mut archive =
        ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(shown, &error))?;
    kind(&mut archive, shown)?;
    let (mut unpacked, mut has_formulas) = (0, false);
    for index in 0..archive.len() {
        let (length, scan) = check_part(&mut archive, index, shown)?;
        has_formulas |= scan.has_formulas;
        unpacked += length;
        if unpacked > UNPACKED_BYTES {
            let what = format!("holds more than {} MiB when it is unpacked", UNPACKED_BYTES >> 20);
            return Err(refusal(
                shown,
                &what,
                "export the sheet as CSV, which can be of any length",
            ));
        }
    }
    Ok(has_formulas)
}

/// Tells what an archive is by the names of its parts, and refuses all but workbooks of XML.
fn kind(archive: &mut ZipArchive<Cursor<&[u8]>>, shown: &str) -> Result<(), Fault> {
    let names: Vec<_> = archive.file_names().flatten().map(std::borrow::Cow::into_owned).collect();
    let has = |name: &str| names.iter().any(|other| other.eq_ignore_ascii_case(name));
    let save = "save it as .xlsx or CSV";
    if has("xl/workbook.bin") {
        return Err(refusal(shown, "is a binary workbook (.xlsb)", save));
    }
    if names.iter().any(|name| name.ends_with(".iwa")) || has("Index.zip") {
        return Err(refusal(
            shown,
            "is a document of Apple Numbers or another iWork program",
            "export it as .xlsx or CSV",
        ));
    }
    if has("mimetype") && has("content.xml") {
        return Err(refusal(shown, "is an OpenDocument file (.ods)", save));
    }
    if has("word/document.xml") || has("ppt/presentation.xml") {
        return Err(refusal(shown, "is a text document or a presentation, not a workbook", save));
    }
    if !has("[Content_Types].xml") || !has("_rels/.rels") {
        let hint = "expected CSV or XLSX; is the table inside this archive?";
        return Err(refusal(shown, "is a zip archive, not a workbook", hint));
    }
    Ok(())
}

/// Unpacks a part into nothing, looks it through, and returns how long it is and what was seen.
fn check_part(
    archive: &mut ZipArchive<Cursor<&[u8]>>,
    index: usize,
    shown: &str,
) -> Result<(u64, Scan), Fault> {
    let mut part = archive.by_index(index).map_err(|error| damaged(shown, &error))?;
    let name = part.name().map_err(|error| damaged(shown, &error))?.into_owned();
    let packed = part.compressed_size().max(1);
    let mut scan = Scan::default();
    let mut chunk = vec![0; 64 << 10];
    let mut length = 0;
    loop {
        let count = match part.read(&mut chunk) {
            Ok(0) => break,
            Ok(count) => count,
            Err(error) => return Err(broken(shown, &name, &error)),
        };
        if length == 0
            && (chunk.starts_with(b"\xff\xfe") || chunk.starts_with(b"\xfe\xff"))
            && is_xml(&name)
        {
            let what = format!("has a part in UTF-16, `{name}`");
            return Err(refusal(shown, &what, SAVE_AGAIN));
        }
        length += count as u64;
        if length > PART_BYTES || (length > RATIO_FROM && length > packed * RATIO) {
            let what =
                format!("has a part that unpacks to much more than any table needs: `{name}`");
            return Err(refusal(shown, &what, SAVE_AGAIN));
        }
        scan.take(&chunk[..count]);
        judge(&scan, &name, shown)?;
    }
    Ok((length, scan))
}

/// Refuses a part for what has been seen in it.
fn judge(scan: &Scan, name: &str, shown: &str) -> Result<(), Fault> {
    let refused = |what: String| Err(refusal(shown, &what, SAVE_AGAIN));
    if is_xml(name) && scan.has_declarations {
        return refused(format!("declares XML entities in `{name}`, which no workbook needs"));
    }
    if !is_xml(name) && scan.counts.iter().all(|count| *count == 0) {
        return Ok(());
    }
    // Data of other programs have rows of their own; whoever reads them as a sheet meets a fault, no harm.
    let is_foreign = name.starts_with("customXml/");
    if scan.has_wild_address && !is_foreign {
        return refused(format!("has cells beyond the last row or column in `{name}`"));
    }
    if scan.longest > CELL_BYTES as u64 && !is_foreign {
        return refused(format!("has a value larger than {} MiB in `{name}`", CELL_BYTES >> 20));
    }
    for counted in COUNTED {
        let (what, limit) = match counted {
            "c" => ("cells", SHEET_CELLS as u64),
            "row" => ("rows", WORKBOOK_ROWS),
            "si" => ("shared texts", SHARED_TEXTS),
            _ => ("definitions", DEFINITIONS),
        };
        let count = match counted {
            "si" => scan.count(counted).max(scan.claimed_texts),
            _ => scan.count(counted),
        };
        if count > limit {
            let limit = match limit / 1_000_000 {
                0 => limit.to_string(),
                millions => format!("{millions} million"),
            };
            return refused(format!("has more than {limit} {what} in `{name}`"));
        }
    }
    Ok(())
}

/// Whether a part is XML by its name; others may be read as XML too, but are not refused for what looks like a declaration.
fn is_xml(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    (name.ends_with(".xml") || name.ends_with(".rels") || name.ends_with(".vml"))
        && !name.contains("/media/")
}

/// Says that an archive or a part of it cannot be unpacked.
fn damaged(shown: &str, error: &ZipError) -> Fault {
    match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => {
            refusal(shown, "is protected by a password", "save it without one, or export it as CSV")
        }
        ZipError::UnsupportedArchive(_) => {
            refusal(shown, "is packed in a way that workbooks are not", SAVE_AGAIN)
        }
        _ => refusal(shown, "is damaged", "was it cut off on its way? fetch it again"),
    }
}

/// Says that a part cannot be unpacked to its end.
fn broken(shown: &str, name: &str, error: &std::io::Error) -> Fault {
    let fault = refusal(
        shown,
        &format!("is damaged in `{name}`"),
        "was it cut off on its way? fetch it again",
    );
    fault.with_note(error.to_string())
}
