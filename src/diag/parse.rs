//! Reading TOML and JSON into types, with the place of every fault.

use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};
use typst::diag::{EcoVec, SourceDiagnostic, SourceResult, bail, error};
use typst::syntax::DiagSpan;

use super::files::InputFile;
use super::suggest::hint_for;
use super::words::{Said, lower_first, rewrite};

/// Reads a TOML file.
///
/// Fields that are checked later can be `toml::Spanned`, whose range fits [`InputFile::span`].
pub fn toml<T: DeserializeOwned>(file: &InputFile) -> SourceResult<T> {
    match toml::from_str(&file.text) {
        Ok(value) => Ok(value),
        Err(error) => bail!(toml_fault(file, &error)),
    }
}

/// Reads a TOML file that is a list of tables of one kind, `[[key]]`, and nothing else.
///
/// Each table is read by itself, so that one that is wrong does not hide the faults of the others: those that could be read are returned
/// beside what is wrong with the rest.
pub fn toml_list<T: DeserializeOwned>(
    file: &InputFile,
    key: &str,
) -> (Vec<Spanned<T>>, EcoVec<SourceDiagnostic>) {
    let document = match DeTable::parse(&file.text) {
        Ok(document) => document.into_inner(),
        Err(error) => return (Vec::new(), [toml_fault(file, &error)].into_iter().collect()),
    };
    let mut list = Vec::new();
    let mut errors = EcoVec::new();
    for (name, value) in document {
        if name.get_ref() != key {
            let hint = hint_for(name.get_ref(), [key]);
            let span = file.span(name.span());
            errors.push(error!(span, "unknown field `{}`", name.get_ref(); hint: "{hint}"));
            continue;
        }
        let span = file.span(value.span());
        let DeValue::Array(entries) = value.into_inner() else {
            let hint = format!("expected tables, each under `[[{key}]]`");
            errors.push(error!(span, "wrong kind of value"; hint: "{hint}"));
            continue;
        };
        for entry in entries {
            let span = entry.span();
            match T::deserialize(ValueDeserializer::from(entry)) {
                Ok(value) => list.push(Spanned::new(span, value)),
                Err(error) => errors.push(toml_fault(file, &error)),
            }
        }
    }
    (list, errors)
}

/// Translates errors of the syntax that the TOML reader found in one go, in the order of the file.
///
/// A bracket that is not closed makes a fault of every line after it. So of faults in more than a few lines on end the first is told, and none
/// after them; the second value says that it is so, and that nothing is known of the rest of the file.
pub fn toml_faults(file: &InputFile, errors: &[toml::de::Error]) -> (Vec<SourceDiagnostic>, bool) {
    let says_something = |line: &&str| !line.trim().is_empty() && !line.trim().starts_with('#');
    let start = |error: &toml::de::Error| error.span().map_or(0, |range| range.start);
    let mut errors: Vec<_> = errors.iter().collect();
    errors.sort_by_key(|error| start(error));
    let mut told: Vec<SourceDiagnostic> = Vec::new();
    // How many faults stand on end, and the line of the last, counted among those that say something.
    let (mut run, mut last) = (0, None);
    for error in errors {
        let before = file.text.get(..start(error)).unwrap_or_default();
        let line = before.lines().filter(says_something).count();
        run = if last.is_some_and(|last| line <= last + 1) { run + 1 } else { 1 };
        last = Some(line);
        if run > CASCADE {
            told.truncate(told.len() + 1 - CASCADE);
            return (told, true);
        }
        told.push(toml_fault(file, error));
    }
    (told, false)
}

/// How many faults on end are told each; more are taken for what the first of them leads to.
const CASCADE: usize = 3;

/// Translates an error of the TOML reader's.
pub(super) fn toml_fault(file: &InputFile, error: &toml::de::Error) -> SourceDiagnostic {
    let mut range = error.span().unwrap_or(0..0);
    // Something missing has no width; it is shown where it should be.
    if range.is_empty() && range.start > 0 {
        let before = file.text[..range.start].chars().next_back().map_or(0, char::len_utf8);
        match file.text[range.start..].chars().next() {
            Some(c) if c != '\n' && c != '\r' => range.end += c.len_utf8(),
            _ => range.start -= before,
        }
    }
    // A table as a whole is marked at its header only.
    let end = file.text[range.start..]
        .find('\n')
        .map_or(range.end, |length| range.end.min(range.start + length));
    diagnostic(file.span(range.start..end.max(range.start)), rewrite(error.message()))
}

/// Reads a JSON file.
pub fn json<T: DeserializeOwned>(file: &InputFile) -> SourceResult<T> {
    match serde_json::from_str(&file.text) {
        Ok(value) => Ok(value),
        Err(error) => {
            // The position is the last byte that was read, counted from 1 in its line.
            let at = file.line_start(error.line()) + error.column();
            let message = error.to_string();
            let message =
                message.rsplit_once(" at line ").map_or(message.as_str(), |(message, _)| message);
            if error.is_eof() {
                let what = message.trim_start_matches("EOF while parsing ");
                bail!(file.span(file.text.len()..file.text.len()), "the file ends in the middle of {what}"; hint: "was it cut off?")
            }
            let said = rewrite(message);
            let span = match &said.name {
                Some(name) => quoted_before(file, name, at)
                    .unwrap_or_else(|| file.at(error.line(), error.column())),
                None => file.at(error.line(), error.column()),
            };
            bail!(diagnostic(span, Said { message: lower_first(&said.message), ..said }))
        }
    }
}

/// Returns the span of the last quoted `name` that begins before a byte.
fn quoted_before(file: &InputFile, name: &str, before: usize) -> Option<DiagSpan> {
    let end = (before..file.text.len())
        .find(|byte| file.text.is_char_boundary(*byte))
        .unwrap_or(file.text.len());
    let start = file.text[..end].rfind(&format!("\"{name}\""))?;
    Some(file.span(start..start + name.len() + 2))
}

/// Makes a diagnostic of a rewritten message.
pub(super) fn diagnostic(span: DiagSpan, said: Said) -> SourceDiagnostic {
    let error = SourceDiagnostic::error(span, said.message);
    match said.hint {
        Some(hint) => error.with_hint(hint),
        None => error,
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use serde::Deserialize;

    use super::super::{Files, Place};
    use super::*;

    /// A small edition.
    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[allow(dead_code)]
    struct Edition {
        /// Its name.
        name: String,
        /// Its window.
        window: Option<Window>,
    }

    /// A window of years.
    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[allow(dead_code)]
    struct Window {
        /// The first year.
        from: i32,
    }

    /// Returns message, first hint and place of what is wrong with a text.
    fn fault(path: &str, text: &str) -> (String, String, Place) {
        let files = Files::new(Path::new("/nowhere"));
        let file = files.add(path, text);
        let errors =
            if path.ends_with("toml") { toml::<Edition>(&file) } else { json::<Edition>(&file) }
                .unwrap_err();
        let fault = files.resolve(&errors).remove(0);
        (fault.message, fault.hints.first().cloned().unwrap_or_default(), fault.place.unwrap())
    }

    #[test]
    fn an_unknown_toml_field_is_marked() {
        let (message, hint, place) = fault("e.toml", "name = \"demo\"\nwindwo = 5\n");
        assert_eq!(message, "unknown field `windwo`");
        assert_eq!(hint, "did you mean `window`?");
        assert_eq!((place.line, place.column, place.length), (2, 1, 6));
    }

    #[test]
    fn a_wrong_toml_value_is_marked() {
        let (message, hint, place) =
            fault("e.toml", "name = \"demo\"\n[window]\nfrom = \"2021\"\n");
        assert_eq!(message, "wrong kind of value");
        assert_eq!(hint, "expected a whole number, found the string \"2021\"");
        assert_eq!((place.line, place.column, place.length), (3, 8, 6));
    }

    #[test]
    fn each_table_of_a_list_is_told_its_own_fault() {
        let files = Files::new(Path::new("/nowhere"));
        let text = "[[edition]]\nname = 1\n\n[[edition]]\nname = \"a\"\n\n[[edition]]\nnmae = \"b\"\n[other]\n";
        let file = files.add("e.toml", text);
        let faults = files.resolve(&toml_list::<Edition>(&file, "edition").1);
        let told: Vec<_> = faults
            .iter()
            .map(|fault| (fault.message.as_str(), fault.place.as_ref().unwrap().line))
            .collect();
        assert_eq!(
            told,
            [("wrong kind of value", 2), ("unknown field `nmae`", 8), ("unknown field `other`", 9)]
        );
    }

    #[test]
    fn an_unknown_json_field_is_marked() {
        let (message, _, place) = fault("e.json", "{\n  \"name\": \"å\",\n  \"colour\": 3\n}");
        assert_eq!(message, "unknown field `colour`");
        assert_eq!((place.line, place.column, place.length), (3, 3, 8));
    }

    #[test]
    fn a_json_file_that_was_cut_off_says_so() {
        let (message, hint, place) = fault("e.json", "{\n  \"name\": \"å\"\n");
        assert_eq!(message, "the file ends in the middle of an object");
        assert_eq!((hint.as_str(), place.line), ("was it cut off?", 3));
    }
}
