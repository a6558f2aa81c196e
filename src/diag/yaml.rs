//! Reading YAML into types, and finding a key again in its text.
//!
//! The YAML reader keeps no places for values, so a value that is found wrong later is located by its path of keys.

use serde::de::DeserializeOwned;
use typst::diag::{SourceDiagnostic, SourceResult, bail, error};
use typst::syntax::DiagSpan;

use super::files::InputFile;
use super::parse::diagnostic;
use super::words::{Said, rewrite};

/// Reads a YAML file, in which no key of a table is given twice.
pub fn yaml<T: DeserializeOwned>(file: &InputFile) -> SourceResult<T> {
    // As plain data first: a type's map would take the last of two equal keys and say nothing.
    let plain = serde_yaml::from_str::<serde_yaml::Value>(&file.text);
    match plain.and_then(|_| serde_yaml::from_str(&file.text)) {
        Ok(value) => Ok(value),
        Err(error) => bail!(yaml_fault(file, &error)),
    }
}

/// Translates an error of the YAML reader's.
pub(super) fn yaml_fault(file: &InputFile, error: &serde_yaml::Error) -> SourceDiagnostic {
    let message = error.to_string();
    let (message, line, column) = match error.location() {
        Some(location) => {
            let end = message.rfind(" at line ").unwrap_or(message.len());
            (&message[..end], location.line(), location.column())
        }
        None => (message.as_str(), 1, 1),
    };
    // A message begins with the path of keys that leads to the value.
    let (path, message) = match message.split_once(": ") {
        Some((path, rest)) if !path.contains(' ') => (path.split('.').collect(), rest),
        _ => (Vec::new(), message),
    };
    if let Some(key) = message.strip_prefix("duplicate entry with key ") {
        return twice(file, key.trim_matches('"'), line, column);
    }
    let at = file.at(line, column);
    if file.text[file.line_start(line)..].chars().nth(column.saturating_sub(1)) == Some('\t') {
        return error!(at, "a tab in the indentation"; hint: "YAML is indented with spaces");
    }
    let said = rewrite(message);
    let span = match &said.name {
        Some(name) => named(file, &path, name, line),
        None => character(file, line, column),
    };
    diagnostic(span, Said { message: said.message.replace("\\\"", "\""), ..said })
}

/// Returns the span of a key, given the keys that lead to it, in block-style YAML.
///
/// A path that is not there gives the deepest part of it that is, or the whole file.
pub fn yaml_key(file: &InputFile, path: &[&str]) -> DiagSpan {
    let mut found = None;
    let mut depth = 0;
    // The indentation of the keys found so far; a line indented less ends its part.
    let mut indents: Vec<usize> = Vec::new();
    let mut start = 0;
    for line in file.text.split_inclusive('\n') {
        if let Some((indent, key)) = key_of(line) {
            if indents.last().is_some_and(|parent| indent <= *parent) {
                break;
            }
            if depth < path.len() && bare(key) == path[depth] {
                found = Some(start + indent..start + indent + key.len());
                indents.push(indent);
                depth += 1;
            }
        }
        if depth == path.len() {
            break;
        }
        start += line.len();
    }
    found.map_or_else(|| file.whole(), |range| file.span(range))
}

/// Returns the indentation of a line and the key that stands there, with its quotation marks; the key is empty in a line that has none, and
/// there is nothing in an empty line or a comment.
fn key_of(line: &str) -> Option<(usize, &str)> {
    let text = line.trim_start_matches([' ', '-']);
    if text.trim().is_empty() || text.starts_with('#') {
        return None;
    }
    let key = text.split_once(':').map_or("", |(key, _)| key.trim_end());
    Some((line.len() - text.len(), key))
}

/// Returns a key without quotation marks.
fn bare(key: &str) -> &str {
    key.trim_matches(['"', '\''])
}

/// Says that a table has a key twice, given the line and the column at which the table begins.
fn twice(file: &InputFile, key: &str, line: usize, column: usize) -> SourceDiagnostic {
    let message = format!("the key `{key}` is given twice");
    let mut spans = Vec::new();
    let mut start = file.line_start(line);
    for line in file.text[start..].split_inclusive('\n') {
        match key_of(line) {
            Some((indent, _)) if indent + 1 < column => break,
            Some((indent, found)) if indent + 1 == column && bare(found) == key => {
                spans.push(file.span(start + indent..start + indent + found.len()));
            }
            _ => {}
        }
        start += line.len();
    }
    match spans[..] {
        [first, second, ..] => error!(second, "{message}"; hint[first]: "it is here before"),
        // A table on one line, as in `{ a: 1, a: 2 }`.
        _ => error!(character(file, line, column), "{message}"),
    }
}

/// Returns the span of a name that is a key, or a value, at or below a path.
fn named(file: &InputFile, path: &[&str], name: &str, line: usize) -> DiagSpan {
    let mut full = path.to_vec();
    full.push(name);
    let key = yaml_key(file, &full);
    if key != yaml_key(file, path) {
        return key;
    }
    let from = file.line_start(line);
    match file.text[from..].find(name) {
        Some(start) => file.span(from + start..from + start + name.len()),
        None => file.line(line),
    }
}

/// Returns the span of the rest of a value, given its line and its column in characters, both from 1.
fn character(file: &InputFile, line: usize, column: usize) -> DiagSpan {
    let start = file.byte(line, column);
    let rest = file.text[start..].lines().next().unwrap_or_default();
    file.span(start..start + rest.trim_end().len())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use serde::Deserialize;

    use super::super::{Files, Place};
    use super::*;

    const BRAND: &str = "meta:\n  name: Demo\ncolor:\n  # the ink\n  palette:\n    ink: \"#101010\"\n  primary: ink\n";

    /// A brand with little in it.
    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[allow(dead_code)]
    struct Brand {
        /// Its name.
        meta: Meta,
    }

    /// Who it is.
    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[allow(dead_code)]
    struct Meta {
        /// The name.
        name: String,
        /// The age.
        age: Option<u32>,
    }

    /// Returns message and place of what is wrong with a text.
    fn fault(text: &str) -> (String, Place) {
        let files = Files::new(Path::new("/nowhere"));
        let errors = yaml::<Brand>(&files.add("_brand.yml", text)).unwrap_err();
        let fault = files.resolve(&errors).remove(0);
        (fault.message, fault.place.unwrap())
    }

    #[test]
    fn a_key_is_found_by_its_path() {
        let file = Files::new(Path::new("/nowhere")).add("_brand.yml", BRAND);
        assert_eq!(
            yaml_key(&file, &["color", "palette", "ink"]),
            file.span(BRAND.find("ink:").unwrap()..BRAND.find(": \"#").unwrap())
        );
        let primary = BRAND.find("primary").unwrap();
        assert_eq!(yaml_key(&file, &["color", "primary"]), file.span(primary..primary + 7));
        assert_eq!(yaml_key(&file, &["color", "secondary"]), file.find("color"));
        assert_eq!(yaml_key(&file, &["meta", "palette"]), file.find("meta"));
    }

    #[test]
    fn an_unknown_field_is_marked() {
        let (message, place) = fault("meta:\n  name: Demo\n  nmae: Demo\n");
        assert_eq!(message, "unknown field `nmae`");
        assert_eq!((place.line, place.column, place.length), (3, 3, 4));
    }

    #[test]
    fn a_wrong_value_and_broken_syntax_are_marked() {
        let (message, place) = fault("meta:\n  name: Demo\n  age: old\n");
        assert_eq!((message.as_str(), place.line, place.column), ("wrong kind of value", 3, 8));
        let (_, place) = fault("meta:\n  name: \"Demo\n");
        assert!(place.line >= 2, "{place:?}");
    }

    #[test]
    fn a_tab_is_told_that_yaml_has_spaces() {
        for text in ["meta:\n\tname: Demo\n", "meta:\n  age: 1\n\tname: Demo\n"] {
            let files = Files::new(Path::new("/nowhere"));
            let errors = yaml::<Brand>(&files.add("_brand.yml", text)).unwrap_err();
            assert_eq!(errors[0].message, "a tab in the indentation");
            assert_eq!(errors[0].hints[0].v, "YAML is indented with spaces");
            let place = files.resolve(&errors)[0].place.clone().unwrap();
            assert_eq!((place.line, place.column), (text.lines().count(), 1));
        }
    }

    #[test]
    fn a_key_given_twice_is_marked_the_second_time() {
        let (message, place) =
            fault("meta:\n  name: Demo\n  more:\n    name: x\n  age: 5\n  \"name\": Dome\n");
        assert_eq!(message, "the key `name` is given twice");
        assert_eq!((place.line, place.column, place.length), (6, 3, 6));
        let (message, place) = fault("meta: { name: Demo }\nmeta: { name: Demo }\n");
        assert_eq!((message.as_str(), place.line), ("the key `meta` is given twice", 2));
        let (message, place) = fault("meta: { name: Demo, name: Dome }\n");
        assert_eq!((message.as_str(), place.line), ("the key `name` is given twice", 1));
    }
}
