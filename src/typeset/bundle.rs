//! A bundle: all that one document is made of, resolved, as plain data.

use std::collections::BTreeMap;
use std::io::{self, Read, Write};
use std::path::PathBuf;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::frame;

/// All that one document is made of, apart from its template and its fonts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bundle {
    /// The template, from the project's root: `/report_templates/documents/X/main.typ`.
    pub main: String,
    /// The content, by path below `/bundle`: `report.json`, `figures/01.svg`.
    pub files: BTreeMap<String, Vec<u8>>,
    /// What identifies the document for ever, including its language; the PDF's identifier is made of it.
    pub ident: String,
    /// The date of the document.
    pub date: NaiveDate,
    /// The date after which nothing is known: what a template gets for today.
    pub cutoff: NaiveDate,
    /// The font files of the brand.
    pub fonts: Vec<PathBuf>,
    /// Whether it is for the press: with colours as inks, which an archived PDF may not hold without a profile.
    pub is_for_press: bool,
    /// Whether faults of the pages are warnings.
    pub draft: bool,
}

/// The first part of a bundle's message; the contents follow in the order of the names.
#[derive(Serialize, Deserialize)]
struct Header {
    /// See [`Bundle::main`].
    main: String,
    /// The keys of [`Bundle::files`].
    names: Vec<String>,
    /// See [`Bundle::ident`].
    ident: String,
    /// See [`Bundle::date`], as YYYY-MM-DD.
    date: String,
    /// See [`Bundle::cutoff`], as YYYY-MM-DD.
    cutoff: String,
    /// See [`Bundle::fonts`].
    fonts: Vec<PathBuf>,
    /// See [`Bundle::is_for_press`].
    is_for_press: bool,
    /// See [`Bundle::draft`].
    draft: bool,
}

impl Bundle {
    /// Writes the bundle as one message.
    pub(super) fn write(&self, out: impl Write) -> io::Result<()> {
        let header = Header {
            main: self.main.clone(),
            names: self.files.keys().cloned().collect(),
            ident: self.ident.clone(),
            date: self.date.to_string(),
            cutoff: self.cutoff.to_string(),
            fonts: self.fonts.clone(),
            is_for_press: self.is_for_press,
            draft: self.draft,
        };
        let parts: Vec<_> = self.files.values().map(Vec::as_slice).collect();
        frame::write(out, &header, &parts)
    }

    /// Reads the next bundle, or nothing at the end.
    pub(super) fn read(input: impl Read) -> io::Result<Option<Self>> {
        let Some((header, parts)) = frame::read::<Header>(input)? else { return Ok(None) };
        let Header { main, names, ident, date, cutoff, fonts, is_for_press, draft } = header;
        let (date, cutoff) = (parse(&date)?, parse(&cutoff)?);
        Ok(Some(Self {
            main,
            files: names.into_iter().zip(parts).collect(),
            ident,
            date,
            cutoff,
            fonts,
            is_for_press,
            draft,
        }))
    }
}

/// Reads a date.
fn parse(text: &str) -> io::Result<NaiveDate> {
    text.parse().map_err(io::Error::other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bundle_comes_back_as_it_was() {
        let bundle = Bundle {
            main: "/report_templates/documents/note/main.typ".to_owned(),
            files: BTreeMap::from([
                ("report.json".to_owned(), b"{}".to_vec()),
                ("figures/01.svg".to_owned(), vec![]),
            ]),
            ident: "demo/note.sv".to_owned(),
            date: NaiveDate::from_ymd_opt(2026, 1, 31).unwrap(),
            cutoff: NaiveDate::from_ymd_opt(2025, 12, 31).unwrap(),
            fonts: vec!["fonts/Inter.otf".into()],
            is_for_press: false,
            draft: true,
        };
        let mut bytes = Vec::new();
        bundle.write(&mut bytes).unwrap();
        assert_eq!(Bundle::read(bytes.as_slice()).unwrap(), Some(bundle));
        assert_eq!(Bundle::read(&b""[..]).unwrap(), None);
    }
}
