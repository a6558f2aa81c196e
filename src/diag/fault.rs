//! Faults: diagnostics whose places have been looked up, as plain data.
//!
//! A fault is printed, stands in the manifest, and travels from a worker to its parent. It is bound to no file table.

use std::ops::Range;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use typst::diag::{HintedString, Severity, SourceDiagnostic};
use typst::syntax::{DiagSpan, DiagSpanKind, FileId, Source};

/// How many characters of a long line an excerpt shows, with half of it before the fault.
const EXCERPT_CHARS: usize = 120;

/// What a diagnostic's place is looked up in.
pub trait Sources {
    /// Returns the path of a file as shown to people.
    fn name(&self, id: FileId) -> String;

    /// Returns the text of a file, if it is one and known.
    fn text(&self, id: FileId) -> Option<Arc<str>>;
}

/// How bad a fault is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// The result would be wrong: it is not written.
    Error,
    /// The result is right, but someone should know.
    Warning,
}

/// Something wrong with an input, ready to be printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// How bad it is.
    pub severity: Level,
    /// What is wrong: lower case, no full stop, names in backticks.
    pub message: String,
    /// Where it is wrong, when it is somewhere.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub place: Option<Place>,
    /// Other places that matter, each with what it has to do with it.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub related: Vec<(Place, String)>,
    /// What was expected, what to do.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub hints: Vec<String>,
    /// How we got there: calls, the document being made.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub notes: Vec<String>,
}

/// A place in a text file, or in a workbook.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    /// The path as shown to people.
    pub path: String,
    /// The address in a workbook, as `Svar!D14`; a text file has none.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub cell: Option<String>,
    /// The line, from 1; of a workbook the row.
    pub line: usize,
    /// The column in characters, from 1; of a workbook that of the sheet.
    pub column: usize,
    /// The line's text, or the part of a long line around the place; control characters are pictures.
    pub excerpt: String,
    /// The first marked character of the excerpt, from 0.
    pub start: usize,
    /// The number of marked characters; 0 marks nothing, as for a file as a whole.
    pub length: usize,
}

impl Fault {
    /// Creates an error without a place.
    pub fn error(message: impl Into<String>) -> Self {
        Self {
            severity: Level::Error,
            message: message.into(),
            place: None,
            related: vec![],
            hints: vec![],
            notes: vec![],
        }
    }

    /// Creates a warning without a place.
    pub fn warning(message: impl Into<String>) -> Self {
        Self { severity: Level::Warning, ..Self::error(message) }
    }

    /// Adds what was expected or what to do.
    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// Adds how we got there.
    pub fn with_note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// Whether the result is not written because of this.
    pub fn is_error(&self) -> bool {
        self.severity == Level::Error
    }
}

impl Place {
    /// Returns the place of a file as a whole, which shows no excerpt.
    pub fn whole(path: impl Into<String>) -> Self {
        let excerpt = String::new();
        Self { path: path.into(), cell: None, line: 1, column: 1, excerpt, start: 0, length: 0 }
    }

    /// Returns the place of a byte range of a text whose first line has the number `first`.
    ///
    /// The text can be a part of a file that begins at the start of a line.
    pub fn in_text(path: impl Into<String>, text: &str, range: Range<usize>, first: usize) -> Self {
        let start = floor_boundary(text, range.start);
        let end = floor_boundary(text, range.end).max(start);
        let line_start = text[..start].rfind('\n').map_or(0, |index| index + 1);
        let line_end = text[start..].find('\n').map_or(text.len(), |index| start + index);
        let line_text = text[line_start..line_end].trim_end_matches('\r');
        let before = text[line_start..start].chars().count();
        let marked = text[start..end.min(line_end)].trim_end_matches('\r').chars().count();
        let (excerpt, at) = window(line_text, before);
        let room = excerpt.chars().count().saturating_sub(at);
        Self {
            path: path.into(),
            cell: None,
            line: first + text[..start].matches('\n').count(),
            column: before + 1,
            length: marked.min(room).max(usize::from(end > start)),
            start: at,
            excerpt,
        }
    }

    /// Returns the place of a cell, row and column from 1, or of something else at an address of a workbook, with what stands there.
    pub fn in_workbook(
        path: impl Into<String>,
        address: impl Into<String>,
        (line, column): (usize, usize),
        text: &str,
    ) -> Self {
        let (excerpt, start) = window(text, 0);
        let length = excerpt.chars().count();
        let cell = Some(address.into());
        Self { path: path.into(), cell, line, column, excerpt, start, length }
    }
}

/// All that is wrong with inputs, as an error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Faults(pub Vec<Fault>);

/// For callers that tell one fault without an excerpt: the first, with its place in words.
impl From<Faults> for HintedString {
    fn from(Faults(faults): Faults) -> Self {
        let Some(first) = faults.first() else { return Self::new("an input is wrong".into()) };
        let place = first.place.as_ref();
        let place = place.map(|place| format!(", in `{}:{}`", place.path, place.line));
        let message = format!("{}{}", first.message, place.unwrap_or_default());
        let told = Self::new(message.into()).with_hints(first.hints.iter().map(|hint| hint.into()));
        match faults.len() {
            1 => told,
            all => told.with_hint(format!("and {} more; `kapacitet check` tells all", all - 1)),
        }
    }
}

/// Looks up the places of diagnostics.
pub fn resolve(sources: &dyn Sources, diagnostics: &[SourceDiagnostic]) -> Vec<Fault> {
    diagnostics.iter().map(|diagnostic| resolve_one(sources, diagnostic)).collect()
}

/// Looks up the places of one diagnostic.
fn resolve_one(sources: &dyn Sources, diagnostic: &SourceDiagnostic) -> Fault {
    let severity = match diagnostic.severity {
        Severity::Error => Level::Error,
        Severity::Warning => Level::Warning,
    };
    let mut fault = Fault { severity, ..Fault::error(diagnostic.message.as_str()) };
    fault.place = place(sources, diagnostic.span);
    for hint in &diagnostic.hints {
        match place(sources, hint.span) {
            Some(place) => fault.related.push((place, hint.v.to_string())),
            None => fault.hints.push(hint.v.to_string()),
        }
    }
    for point in &diagnostic.trace {
        let at = place(sources, point.span.into());
        let at = at.map(|place| format!(" at {}:{}:{}", place.path, place.line, place.column));
        fault.notes.push(format!("{}{}", point.v, at.unwrap_or_default()));
    }
    fault
}

/// Looks up one span; a file whose text is unknown still gives its path.
fn place(sources: &dyn Sources, span: DiagSpan) -> Option<Place> {
    let id = span.id()?;
    let path = sources.name(id);
    let Some(text) = sources.text(id) else {
        return Some(Place::whole(path));
    };
    let range = match span.get() {
        DiagSpanKind::Detached => return None,
        DiagSpanKind::Range { range, .. } => range,
        // Span numbers depend on the text alone, so parsing it again finds the same node.
        DiagSpanKind::Number { num, sub_range, .. } => {
            Source::new(id, text.to_string()).range(num, sub_range)?
        }
    };
    Some(Place::in_text(path, &text, range, 1))
}

/// Cuts a long line around a character, which keeps its place in what is returned.
fn window(line: &str, at: usize) -> (String, usize) {
    let from = if at > EXCERPT_CHARS * 3 / 4 { at - EXCERPT_CHARS / 2 } else { 0 };
    let mut excerpt = String::new();
    if from > 0 {
        excerpt.push('…');
    }
    let mut rest = line.chars().skip(from).map(picture);
    excerpt.extend(rest.by_ref().take(EXCERPT_CHARS));
    if rest.next().is_some() {
        excerpt.push('…');
    }
    (excerpt, at - from + usize::from(from > 0))
}

/// Returns a character of the same width that a terminal does not act upon.
fn picture(c: char) -> char {
    match c {
        '\t' => ' ',
        '\0'..='\u{1f}' => char::from_u32(0x2400 + c as u32).unwrap_or('\u{fffd}'),
        '\u{7f}' => '\u{2421}',
        c if super::print::is_unprintable(c) => '\u{fffd}',
        c => c,
    }
}

/// Returns the nearest character boundary at or before a byte.
fn floor_boundary(text: &str, byte: usize) -> usize {
    (0..=byte.min(text.len())).rev().find(|byte| text.is_char_boundary(*byte)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use typst::diag::error;

    use super::super::Files;
    use super::*;

    #[test]
    fn columns_count_characters_from_one() {
        let files = Files::new(Path::new("/nowhere"));
        let file = files.add("a.csv", "namn\nÅke,x\n");
        let place = files.resolve(&[error!(file.span(10..11), "bad")])[0].place.clone().unwrap();
        assert_eq!((place.line, place.column, place.length), (2, 5, 1));
    }

    #[test]
    fn a_span_number_is_found_again_in_the_text() {
        let files = Files::new(Path::new("/nowhere"));
        let file = files.add("a.typ", "#let x = 1\n#unknown\n");
        let source = Source::new(file.id, file.text.to_string());
        let node = source.root().children().last().unwrap().span();
        let last = source.root().children().nth(4).map_or(node, |node| node.span());
        let place = files.resolve(&[error!(last, "bad")])[0].place.clone().unwrap();
        assert_eq!((place.line, place.excerpt.as_str()), (2, "#unknown"));
    }

    #[test]
    fn a_long_line_is_cut_around_the_place() {
        let files = Files::new(Path::new("/nowhere"));
        let file = files.add("a.json", format!("{}x{}", "a".repeat(5000), "b".repeat(5000)));
        let place =
            files.resolve(&[error!(file.span(5000..5001), "bad")])[0].place.clone().unwrap();
        assert_eq!(place.column, 5001);
        assert_eq!(place.excerpt.chars().nth(place.start), Some('x'));
        assert!(place.excerpt.chars().count() <= EXCERPT_CHARS + 2);
    }

    #[test]
    fn a_place_in_a_text_is_stored_as_before() {
        let place = Place::whole("a.csv");
        let json = serde_json::to_string(&place).unwrap();
        assert!(!json.contains("cell"), "{json}");
        assert_eq!(serde_json::from_str::<Place>(&json).unwrap(), place);
    }
}
