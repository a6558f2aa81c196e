//! What a mapping says about the writing of a file, and what cannot be so: told where it stands, before any export is opened.

use std::fmt::Write;

use chrono::NaiveDate;
use toml::Spanned;
use typst::diag::{SourceDiagnostic, error};
use typst::syntax::DiagSpan;

use super::mapping::Mapping;
use super::row::parse_date;
use crate::diag::escape;
use crate::sheet::is_encoding;

/// Returns everything that no file can be like.
pub(super) fn faults(mapping: &Mapping) -> Vec<SourceDiagnostic> {
    let file = &mapping.file;
    let mut faults = Vec::new();
    if let Some(name) = &mapping.written.encoding
        && !is_encoding(name.get_ref())
    {
        faults.push(error!(
            file.span(name.span()), "unknown encoding `{}`", name.get_ref();
            hint: "expected the name of one, such as `utf-8`, `windows-1252` or `utf-16le`"
        ));
    }
    faults.extend(mapping.written.delimiter.as_ref().and_then(|sign| delimiter(mapping, sign)));
    for format in &mapping.written.dates {
        faults.extend(date(file.span(format.span()), format.get_ref()));
    }
    for (field, column) in &mapping.columns {
        let spec = column.get_ref();
        if spec.is_named_twice {
            faults.push(error!(
                file.span(column.span()), "`{field}` has both `column` and `columns`";
                hint: "write all headings into `columns`, the one that counts first"
            ));
        }
        for format in &spec.dates {
            // The text of the format, where it stands as it is read.
            let range = column.span();
            let at = file.text.get(range.clone()).and_then(|text| text.find(format.as_str()));
            let place = at.map(|at| range.start + at..range.start + at + format.len());
            faults.extend(date(file.span(place.unwrap_or(range)), format));
        }
    }
    let source = &mapping.source;
    for (name, text) in [("name", &source.name), ("licence", &source.licence)] {
        if escape(text) != *text {
            let shown = escape(text);
            faults.push(error!(
                file.find(&format!("{name} =")), "`{name}` of the source holds a character that no page can show: `{shown}`";
                hint: "leave out line breaks, control characters and signs that turn the reading direction"
            ));
        }
    }
    faults
}

/// Says why a text cannot part cells.
fn delimiter(mapping: &Mapping, sign: &Spanned<String>) -> Option<SourceDiagnostic> {
    let text = sign.get_ref();
    let mut signs = text.chars();
    let why = match (signs.next(), signs.next()) {
        (Some('"'), None) => "is the quote around cells",
        (Some('\n' | '\r'), None) => "ends a row",
        (Some(sign), None) if sign.is_ascii_alphanumeric() => "stands in the cells themselves",
        (Some(sign), None) if sign == '\t' || sign == ' ' || sign.is_ascii_graphic() => {
            return None;
        }
        (Some(_), None) => "is no sign of ASCII",
        _ => "is not one character",
    };
    Some(error!(
        mapping.file.span(sign.span()), "impossible delimiter `{}`: it {why}", escape(text);
        hint: "expected one sign, such as `;`, `,`, `|` or `\\t`, or no `delimiter`: it is then found out"
    ))
}

/// Says that no date can be read in a format: it is none of strftime's, or a day in it does not come back with its year.
fn date(place: DiagSpan, format: &str) -> Option<SourceDiagnostic> {
    let day = NaiveDate::from_ymd_opt(2021, 3, 5)?;
    let mut text = String::new();
    // Fails for a part that is unknown, or that a date does not have, such as the hour.
    let is_written = write!(text, "{}", day.format(format)).is_ok();
    let found = parse_date(&text, format).filter(|_| is_written);
    if found.is_some_and(|given| day.to_string().starts_with(&given.text())) {
        return None;
    }
    Some(error!(
        place, "impossible date format `{}`", escape(format);
        hint: "expected strftime with the year, such as `%d/%m/%Y`, `%Y-%m-%d`, `%b %Y` or `%Y`"
    ))
}
