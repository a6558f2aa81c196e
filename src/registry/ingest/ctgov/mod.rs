//! The forms in which ClinicalTrials.gov's records come, told apart by what is in
//! a file, not by its name.
//!
//! | form | where it comes from | reader |
//! |---|---|---|
//! | API v2 JSON: pages, lists, records, lines | the API; the website's JSON zip | [`super::json`] |
//! | CSV since 2024, any of its 30 columns | the website; the API with `format=csv` | [`website_csv`] |
//! | CSV until 2024, any of its 27 columns | the classic website | [`website_csv`] |
//! | a zip of pipe-delimited tables | AACT (Clinical Trials Transformation Initiative) | [`aact`] |
//!
//! Each reader lays a record out as `record::Study`, so that the same checks make
//! the same rows of it. What a form does not carry is left out, and counted where
//! a column could have carried it.

mod aact;
mod columns;
mod dates;
mod delimited;
mod locations;
mod website_csv;
mod website_row;

use std::borrow::Cow;
use std::io::{self, Cursor, Read};

use typst::diag::{HintedStrResult, error};

use self::columns::Header;
use super::json;
use super::kind::Kind;
use super::pass::Intake;
use super::record::Text;
use super::source::{Content, Packing};

/// The bytes in which a header must end.
const LONGEST_HEADER: usize = 1 << 16;

/// What parts the columns of a table of text.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// The column of AACT's tables that joins them.
const KEY: &str = "nct_id";

/// The form of a text.
#[derive(Debug, Copy, Clone, Eq, PartialEq)]
enum Form {
    /// JSON, or something that is no form at all.
    Json,
    /// The website's CSV, with its delimiter.
    WebsiteCsv(u8),
    /// One of AACT's tables, without the others.
    LoneTable,
}

/// Reads the records of what a file holds.
pub fn read(content: Content, intake: &mut Intake) -> HintedStrResult<()> {
    match content {
        Content::Text { name, packing, input } => read_text(name, packing, input, intake),
        Content::Tables(archive) => aact::read(archive, intake),
    }
}

/// Reads the records of a text.
fn read_text(
    name: &str,
    packing: Packing,
    input: &mut dyn Read,
    intake: &mut Intake,
) -> HintedStrResult<()> {
    let begin = beginning(input).map_err(|err| packing.fault(name, &err))?;
    let form = form(&begin);
    let mut input = Cursor::new(begin).chain(input);
    match form {
        Form::Json => json::read(&Kind::Ctgov, name, packing, &mut input, intake),
        Form::WebsiteCsv(delimiter) => {
            website_csv::read(name, packing, delimiter, &mut input, intake)
        }
        Form::LoneTable => Err(error!(
            "`{name}` is one table of AACT's";
            hint: "give the zip with all of them, as downloaded"
        )),
    }
}

/// Reads a text up to the end of its first line, or further.
fn beginning(input: &mut dyn Read) -> io::Result<Vec<u8>> {
    let mut begin = Vec::new();
    let mut chunk = [0; 1 << 12];
    while begin.len() < LONGEST_HEADER && !begin.contains(&b'\n') {
        match input.read(&mut chunk) {
            Ok(0) => break,
            Ok(read) => begin.extend_from_slice(&chunk[..read]),
            Err(err) if err.kind() == io::ErrorKind::Interrupted => {}
            // What was read may still tell what the file is, and reading on
            // meets the fault again.
            Err(_) if !begin.is_empty() => break,
            Err(err) => return Err(err),
        }
    }
    Ok(begin)
}

/// Tells the form of a text from its beginning.
fn form(begin: &[u8]) -> Form {
    let text = begin.strip_prefix(b"\xef\xbb\xbf").unwrap_or(begin).trim_ascii_start();
    if text.is_empty() || text.starts_with(b"{") || text.starts_with(b"[") {
        return Form::Json;
    }
    let line = text.split(|&byte| byte == b'\n').next().unwrap_or_default();
    let fields = |delimiter| delimited::fields(line, delimiter);
    if fields(b'|').iter().any(|field| field.eq_ignore_ascii_case(KEY)) {
        return Form::LoneTable;
    }
    let known = |&delimiter: &u8| Header::known(&fields(delimiter));
    match DELIMITERS.into_iter().rev().max_by_key(known) {
        Some(delimiter) if known(&delimiter) > 0 => Form::WebsiteCsv(delimiter),
        _ => Form::Json,
    }
}

/// Returns a text that is there and not blank.
fn given(text: &str) -> Option<Text<'_>> {
    let text = text.trim();
    (!text.is_empty()).then_some(Text(Cow::Borrowed(text)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_tells_the_form() {
        for (text, expected) in [
            ("{\"studies\": []}", Form::Json),
            ("\u{feff} [", Form::Json),
            ("", Form::Json),
            ("Dear colleague, here they are\n", Form::Json),
            ("NCT Number,Study Title\nNCT00000001,A\n", Form::WebsiteCsv(b',')),
            ("\u{feff}\"NCT Number\";\"Study Title\"\n", Form::WebsiteCsv(b';')),
            ("Rank\tNCT Number\tTitle\r\n", Form::WebsiteCsv(b'\t')),
            ("Study Title,Sponsor\n", Form::WebsiteCsv(b',')),
            ("id|nct_id|name\n1|NCT00000001|A\n", Form::LoneTable),
        ] {
            assert_eq!(form(text.as_bytes()), expected, "{text}");
        }
    }
}
