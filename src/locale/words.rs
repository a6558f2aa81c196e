//! The words of the layout, one table for each language.
//!
//! Cooperates with report_templates/locale/ and components/bundle.typ, where templates look the same words up. Tables may nest; a key is then the
//! path with dots. Every key stands in every language, with the same `{placeholders}`, or the build does not start.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use schemars::JsonSchema;
use toml::Spanned;
use toml::de::{DeTable, DeValue};
use typst::diag::{EcoVec, SourceDiagnostic, SourceResult, bail, error};
use typst::syntax::{DiagSpan, Span};

use super::Lang;
use crate::diag::{Files, InputFile, hint_for, toml_faults};

/// The words of one language.
#[derive(Debug, Clone)]
pub struct Words {
    /// The file they came from.
    path: String,
    /// The words by key, each with the place of its key.
    words: BTreeMap<String, (String, DiagSpan)>,
    /// Keys whose words are no strings, which is told once.
    unread: BTreeSet<String>,
    /// Whether the file could be read to its end.
    is_whole: bool,
}

/// The words of one language: `report_templates/locale/sv.toml` and `en.toml`, which have the same keys with the same `{placeholders}`.
#[derive(JsonSchema)]
#[schemars(title = "Locale")]
pub struct LocaleFile(#[allow(dead_code)] BTreeMap<String, Entry>);

/// A word, or a table of words.
#[derive(JsonSchema)]
#[schemars(untagged)]
#[allow(dead_code)]
enum Entry {
    /// A word, with `{placeholders}` for what is filled in.
    Word(String),
    /// A table of words; their keys are the path with dots.
    Table(BTreeMap<String, Entry>),
}

impl Words {
    /// Loads `sv.toml` and `en.toml` of a folder, and checks that they have the same keys with the same placeholders.
    pub fn load(files: &Files, folder: &Path) -> SourceResult<BTreeMap<Lang, Self>> {
        let (tables, errors) = Self::read(files, folder);
        if errors.is_empty() { Ok(tables) } else { Err(errors) }
    }

    /// Reads `sv.toml` and `en.toml` of a folder, and returns all that is wrong with them and between them.
    ///
    /// Words are missed in a table only when it and the other one can be read whole.
    pub fn read(files: &Files, folder: &Path) -> (BTreeMap<Lang, Self>, EcoVec<SourceDiagnostic>) {
        let mut tables = BTreeMap::new();
        let mut errors = EcoVec::new();
        let mut is_whole = true;
        for lang in Lang::ALL {
            match files.read(&folder.join(format!("{lang}.toml"))) {
                Ok(file) => {
                    let words = Self::parse(&file, &mut errors);
                    is_whole &= words.is_whole;
                    tables.insert(lang, (words, file));
                }
                Err(missing) => {
                    errors.extend(missing);
                    is_whole = false;
                }
            }
        }
        for (words, file) in tables.values().filter(|_| is_whole) {
            for (other, _) in tables.values() {
                for (key, word) in &other.words {
                    errors.extend(words.lacks(file, key, word, &other.path));
                }
            }
        }
        (tables.into_iter().map(|(lang, (words, _))| (lang, words)).collect(), errors)
    }

    /// Returns a word, if there is one under the key.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.words.get(key).map(|(text, _)| text.as_str())
    }

    /// Returns a word, or the error that there is none.
    pub fn text(&self, key: &str) -> SourceResult<&str> {
        match self.get(key) {
            Some(text) => Ok(text),
            None => bail!(
                Span::detached(), "missing translation key `{key}` in `{}`", self.path;
                hint: "{}", hint_for(key, self.words.keys().map(String::as_str))
            ),
        }
    }

    /// Whether the file could be read to its end; else words may be missed that are there.
    pub fn is_whole(&self) -> bool {
        self.is_whole
    }

    /// Returns the file that they came from.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Returns all keys with their words, sorted by key.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.words.iter().map(|(key, (text, _))| (key.as_str(), text.as_str()))
    }

    /// Says what these words lack of a word of another language: the word as such, or placeholders in it.
    fn lacks(
        &self,
        file: &InputFile,
        key: &str,
        (there, there_span): &(String, DiagSpan),
        there_path: &str,
    ) -> Vec<SourceDiagnostic> {
        let Some((here, span)) = self.words.get(key) else {
            return vec![error!(
                file.whole(), "missing translation key `{key}` in `{}`", self.path;
                hint[*there_span]: "it is here in `{there_path}`";
            )];
        };
        if self.unread.contains(key) {
            return vec![];
        }
        let here = placeholders(here);
        let missing = placeholders(there).into_iter().filter(|name| !here.contains(name));
        missing
            .map(|name| {
                error!(
                    *span, "missing placeholder `{{{name}}}` of `{key}` in `{}`", self.path;
                    hint[*there_span]: "it is here in `{there_path}`";
                )
            })
            .collect()
    }

    /// Reads one table.
    fn parse(file: &InputFile, errors: &mut EcoVec<SourceDiagnostic>) -> Self {
        let (table, faults) = DeTable::parse_recoverable(&file.text);
        let (told, is_lost) = toml_faults(file, &faults);
        errors.extend(told);
        let mut words = Self {
            path: file.path.clone(),
            words: BTreeMap::new(),
            unread: BTreeSet::new(),
            is_whole: faults.is_empty(),
        };
        if !is_lost {
            words.collect(file, table.get_ref(), "", errors);
        }
        words
    }

    /// Adds the words of a table and of the tables in it.
    fn collect(
        &mut self,
        file: &InputFile,
        table: &DeTable,
        prefix: &str,
        errors: &mut EcoVec<SourceDiagnostic>,
    ) {
        for (key, value) in table {
            let span = file.span(key.span());
            let path = format!("{prefix}{}", Spanned::get_ref(key));
            let text = match value.get_ref() {
                DeValue::String(text) => text.to_string(),
                DeValue::Table(inner) => {
                    self.collect(file, inner, &format!("{path}."), errors);
                    continue;
                }
                _ => {
                    errors.push(error!(span, "the word `{path}` is not a string"; hint: "write it in quotation marks"));
                    self.unread.insert(path.clone());
                    String::new()
                }
            };
            self.words.insert(path, (text, span));
        }
    }

    /// Returns the keys with the places at which they stand, sorted by key.
    pub fn places(&self) -> impl Iterator<Item = (&str, DiagSpan)> {
        self.words.iter().map(|(key, (_, span))| (key.as_str(), *span))
    }
}

/// Returns the names of the `{placeholders}` of a text, without their braces.
fn placeholders(text: &str) -> BTreeSet<&str> {
    let is_name = |name: &str| {
        !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    let opened = text.split('{').skip(1);
    let names = opened.filter_map(|rest| rest.split_once('}')).map(|(name, _)| name);
    names.filter(|name| is_name(name)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Loads two tables.
    fn load(sv: &str, en: &str) -> (Files, SourceResult<BTreeMap<Lang, Words>>) {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("sv.toml"), sv).unwrap();
        std::fs::write(folder.path().join("en.toml"), en).unwrap();
        let files = Files::new(folder.path());
        let words = Words::load(&files, Path::new(""));
        (files, words)
    }

    #[test]
    fn words_are_found_by_their_path() {
        let (_, words) = load(
            "page = \"Sida\"\n[part]\nsites = \"Platser\"",
            "page = \"Page\"\npart.sites = \"Sites\"",
        );
        let words = words.unwrap();
        assert_eq!(words[&Lang::Sv].get("part.sites"), Some("Platser"));
        let errors = words[&Lang::En].text("part.sitse").unwrap_err();
        assert_eq!(errors[0].message, "missing translation key `part.sitse` in `en.toml`");
        assert_eq!(errors[0].hints[0].v, "did you mean `part.sites`?");
    }

    #[test]
    fn a_missing_translation_names_key_and_both_files() {
        let (files, words) = load("page = \"Sida\"\nsource = \"Källa\"\n", "page = \"Page\"\n");
        let faults = files.resolve(&words.unwrap_err());
        assert_eq!(faults.len(), 1);
        assert_eq!(faults[0].message, "missing translation key `source` in `en.toml`");
        assert_eq!(faults[0].place.as_ref().unwrap().path, "en.toml");
        let (place, what) = &faults[0].related[0];
        assert_eq!(
            (place.path.as_str(), place.line, what.as_str()),
            ("sv.toml", 2, "it is here in `sv.toml`")
        );
    }

    #[test]
    fn a_placeholder_of_one_language_is_an_error_in_the_other() {
        let (files, words) = load(
            "n = \"{n} av {of}\"\ncite = \"{author}, {year}. {author}\"\n",
            "n = \"{n} of {off}\"\ncite = \"{year}, {author} { } {\"\n",
        );
        let faults = files.resolve(&words.unwrap_err());
        let said: Vec<_> = faults.iter().map(|fault| fault.message.as_str()).collect();
        assert_eq!(
            said,
            [
                "missing placeholder `{off}` of `n` in `sv.toml`",
                "missing placeholder `{of}` of `n` in `en.toml`"
            ]
        );
        let place = faults[1].place.as_ref().unwrap();
        assert_eq!((place.path.as_str(), place.line), ("en.toml", 1));
        assert_eq!(faults[1].related[0].0.path, "sv.toml");
    }
}
