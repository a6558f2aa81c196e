//! What a mapping says about the writing of a file, and what cannot be so: told where it stands, before any export is opened.

use std::fmt::Write;

use chrono::NaiveDate;
use toml::Spanned;
use typst::diag::{SourceDiagnostic, error};
use typst::syntax::DiagSpan;

use super::field::{Field, Kind};
use super::mapping::Mapping;
use super::row::parse_date;
use super::sniff::is_code;
use crate::diag::{escape, hint_for};
use crate::registry::cells::id_fault;
use crate::registry::fold::fold;
use crate::registry::ingest;
use crate::registry::schema::{Phase, PipelinePhase, SponsorClass, Status};
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
    faults.extend(source(mapping));
    faults.extend(
        mapping
            .written
            .separator
            .as_ref()
            .filter(|sign| sign.is_empty())
            .map(|_| no_separator(file.find("separator"))),
    );
    for (field, column) in &mapping.columns {
        let (span, spec) = (file.span(column.span()), column.get_ref());
        if spec.separator.as_ref().is_some_and(String::is_empty) {
            faults.push(no_separator(span));
        }
        faults.extend(
            spec.values
                .iter()
                .filter_map(|(word, code)| value(*field, mapping.source.kind, word, code, span)),
        );
    }
    faults
}

/// The most letters of a name, which stands in one line of a page, and of what a licence asks for, which stands among the sources.
const LENGTHS: [(&str, usize); 2] = [("name", 100), ("licence", 1000)];

/// The longest id, in bytes: the name of a snapshot can be made of several, and of a date.
const LONGEST_ID: usize = 40;

/// Ids that a source of another kind has, or that stand for any export.
fn is_taken(id: &str) -> bool {
    ingest::Kind::from_id(id).is_some() || id == "mapped"
}

/// Returns what is wrong with how the source is called.
fn source(mapping: &Mapping) -> Vec<SourceDiagnostic> {
    let (file, source) = (&mapping.file, &mapping.source);
    let mut faults = Vec::new();
    let (id, span) = (source.id.get_ref(), file.span(source.id.span()));
    if let Some(hint) = id_fault(id) {
        faults.push(error!(span, "invalid source id `{id}`"; hint: "{hint}"));
    } else if id.len() > LONGEST_ID {
        faults.push(error!(
            span, "the source id has {} letters", id.len();
            hint: "snapshots are named by it; use at most {LONGEST_ID}"
        ));
    } else if is_taken(id) {
        faults.push(error!(
            span, "the source id `{id}` is taken: it stands for another kind of source";
            hint: "name the export by its vendor, such as `trialtrove`"
        ));
    }
    let is_other = |kind: &ingest::Kind| fold(kind.name()) == fold(&source.name);
    if source.name.trim().is_empty() || ingest::Kind::ALL.iter().any(is_other) {
        let what = if source.name.trim().is_empty() { "is empty" } else { "is another source's" };
        faults.push(error!(
            file.find("name ="), "`name` of the source {what}";
            hint: "write it as pages shall name the source, such as `Trialtrove`"
        ));
    }
    for ((name, most), text) in LENGTHS.into_iter().zip([&source.name, &source.licence]) {
        let span = file.find(&format!("{name} ="));
        if escape(text) != *text {
            let shown = escape(text);
            faults.push(error!(
                span, "`{name}` of the source holds a character that no page can show: `{shown}`";
                hint: "leave out line breaks, control characters and signs that turn the reading direction"
            ));
        }
        let length = text.chars().count();
        if length > most {
            faults.push(error!(
                span, "`{name}` of the source has {length} letters";
                hint: "it stands on pages; use at most {most}"
            ));
        }
    }
    faults
}

/// Says that nothing parts nothing: each letter would be an entry.
fn no_separator(span: DiagSpan) -> SourceDiagnostic {
    error!(span, "`separator` is empty"; hint: "write what parts the entries, such as `;`, or leave it out")
}

/// Says why a word of the source cannot mean this code; `?` stands for one that is not decided yet.
fn value(
    field: Field,
    kind: Kind,
    word: &str,
    code: &str,
    span: DiagSpan,
) -> Option<SourceDiagnostic> {
    if word.trim().is_empty() {
        return Some(error!(
            span, "`values` of `{field}` translates a word that is empty";
            hint: "an empty cell is `default = \"…\"`"
        ));
    }
    let codes: Vec<&str> = match (field, kind) {
        (Field::Phase, Kind::Pipeline) => {
            PipelinePhase::ALL.iter().map(|code| code.code()).collect()
        }
        (Field::Phase, _) => Phase::ALL.iter().map(|code| code.code()).collect(),
        (Field::Status, _) => Status::ALL.iter().map(|code| code.code()).collect(),
        (Field::SponsorClass, _) => SponsorClass::ALL.iter().map(|code| code.code()).collect(),
        _ => return None,
    };
    let is_known = code == UNDECIDED || is_code(field, kind, code);
    (!is_known).then(|| {
        let hint = hint_for(code, codes);
        error!(span, "`{word}` of `{field}` means the unknown code `{code}`"; hint: "{hint}")
    })
}

/// What `sniff` writes for a word whose code a person must say.
const UNDECIDED: &str = "?";

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
