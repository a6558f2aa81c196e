//! The shape of the source: a test, not a wish. For the layers see layers.rs.

use std::collections::BTreeSet;
use std::fs;

use walkdir::WalkDir;

use crate::support::crate_root;

/// The most lines of a source file.
const LINES: usize = 600;

/// A file of Rust.
pub struct Source {
    /// Its path from the project's root.
    pub path: String,
    /// The engine's module that it belongs to.
    pub module: String,
    /// Whether it is a module of the crate's root.
    pub is_top: bool,
    /// All of its text.
    pub text: String,
    /// Its text without comments and without its unit tests.
    pub code: String,
}

/// Returns the files of Rust in a folder, sorted.
pub fn sources(folder: &str) -> Vec<Source> {
    let texts = texts(folder, "rs").into_iter();
    texts.map(|(path, text)| Source::new(path, text)).collect()
}

impl Source {
    /// Takes a file apart.
    fn new(path: String, text: String) -> Self {
        let parts: Vec<_> = path.split('/').collect();
        let module = parts[1].trim_end_matches(".rs").to_owned();
        let is_top = parts.len() == 2 || (parts.len() == 3 && parts[2] == "mod.rs");
        let is_tests = path.ends_with("/tests.rs");
        let code = if is_tests { String::new() } else { code_of(&text) };
        Self { module, is_top, code, path, text }
    }
}

/// Returns a text without comments and without its unit tests.
fn code_of(text: &str) -> String {
    let lines: Vec<_> = text.lines().collect();
    let is_tests = |at: usize| {
        lines[at] == "#[cfg(test)]"
            && lines.get(at + 1).is_some_and(|next| next.contains("mod tests"))
    };
    let end = (0..lines.len()).find(|&at| is_tests(at)).unwrap_or(lines.len());
    let code = lines[..end].iter().filter(|line| !line.trim_start().starts_with("//"));
    code.map(|line| format!("{line}\n")).collect()
}

/// Returns the files of a folder that end in `.end`, with their texts, sorted.
fn texts(folder: &str, end: &str) -> Vec<(String, String)> {
    let root = crate_root();
    let entries = WalkDir::new(root.join(folder)).sort_by_file_name().into_iter().flatten();
    entries
        .filter(|entry| entry.path().extension().is_some_and(|found| found == end))
        .map(|entry| {
            let path = entry.path().strip_prefix(&root).unwrap().to_str().unwrap().to_owned();
            (path, fs::read_to_string(entry.path()).unwrap())
        })
        .collect()
}

/// Returns the names that stand after `root::` in a text, those in braces too.
pub fn names_of(root: &str, code: &str) -> Vec<String> {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let start = format!("{root}::");
    let mut names = BTreeSet::new();
    for (at, _) in code.match_indices(&start) {
        if code[..at].ends_with(is_word) {
            continue;
        }
        let rest = &code[at + start.len()..];
        let inner = if rest.starts_with('{') { members(rest) } else { vec![rest] };
        for path in inner {
            let name: String = path.trim_start().chars().take_while(|&c| is_word(c)).collect();
            names.insert(name);
        }
    }
    names.into_iter().filter(|name| !name.is_empty()).collect()
}

/// Returns the parts of a group in braces that are separated at its own level.
fn members(group: &str) -> Vec<&str> {
    let (mut depth, mut from, mut parts) = (0, 1, Vec::new());
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if (c == ',' && depth == 1) || depth == 0 {
            parts.push(&group[from..at]);
            from = at + 1;
        }
        if depth == 0 {
            break;
        }
    }
    parts
}

/// Returns the places at which any of the words stands in a file's code.
fn found(source: &Source, words: &[&str]) -> Vec<String> {
    let hits = words.iter().filter(|word| source.code.contains(**word));
    hits.map(|word| format!("{}: {word}", source.path)).collect()
}

#[test]
fn every_file_begins_by_saying_what_it_is() {
    let silent: Vec<_> = sources("src")
        .into_iter()
        .chain(sources("tests"))
        .filter(|source| !source.text.trim_start().starts_with("//! "))
        .map(|source| source.path)
        .collect();
    assert!(silent.is_empty(), "{silent:#?} do not open with `//!`");
}

#[test]
fn no_file_is_longer_than_600_lines() {
    let long: Vec<_> = sources("src")
        .into_iter()
        .filter(|source| source.text.lines().count() > LINES)
        .map(|source| source.path)
        .collect();
    assert!(long.is_empty(), "{long:#?}");
}

#[test]
fn nothing_is_left_to_do() {
    let words = ["todo!", "unimplemented!", "dbg!"];
    let left: Vec<_> = sources("src").iter().flat_map(|source| found(source, &words)).collect();
    assert!(left.is_empty(), "{left:#?}");
}

#[test]
fn there_is_no_clock() {
    let words = ["SystemTime::now", "Instant::now", "Utc::now", "Local::now"];
    let clocks: Vec<_> = sources("src").iter().flat_map(|source| found(source, &words)).collect();
    assert!(clocks.is_empty(), "{clocks:#?}");
}

/// The command line, the snapshots' store, the downloads' folder and the maker of
/// example records.
#[test]
fn only_four_parts_write_files() {
    let words =
        ["fs::write", "File::create", "fs::rename", "create_dir", "remove_file", "remove_dir"];
    let may_write = |source: &Source| {
        let registry = ["src/registry/store", "src/registry/ingest", "src/registry/snapshot"];
        ["cli", "synthetic"].contains(&source.module.as_str())
            || source.path == "src/fetch/folder.rs"
            || registry.iter().any(|start| source.path.starts_with(start))
    };
    let others = sources("src").into_iter().filter(|source| !may_write(source));
    let writes: Vec<_> = others.flat_map(|source| found(&source, &words)).collect();
    assert!(writes.is_empty(), "{writes:#?}");
}

/// Only the command line speaks; a library that prints cannot be used by a worker.
#[test]
fn only_the_command_line_prints() {
    let words = ["println!", "print!(", "eprintln!", "eprint!("];
    let others = sources("src").into_iter().filter(|source| source.module != "cli");
    let prints: Vec<_> = others.flat_map(|source| found(&source, &words)).collect();
    assert!(prints.is_empty(), "{prints:#?}");
}

#[test]
fn colours_stand_in_the_tokens_alone() {
    let words = ["rgb(", "luma(", "cmyk(", "oklab(", "oklch(", "eval(", "@preview"];
    let mut faults = Vec::new();
    for (path, text) in texts("report_templates", "typ") {
        let is_tokens = path == "report_templates/components/system.typ";
        for line in text.lines().filter(|line| !line.trim_start().starts_with("//")) {
            let hits = words.iter().filter(|word| line.contains(**word));
            let hits = hits.filter(|word| !is_tokens || **word == "eval(");
            faults.extend(hits.map(|word| format!("{path}: {word}")));
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

/// A document type without one of its files cannot be built in one of the languages.
#[test]
fn every_document_type_is_written_in_both_languages() {
    let documents = crate_root().join("report_templates/documents");
    let mut types = 0;
    for entry in fs::read_dir(documents).unwrap() {
        let folder = entry.unwrap().path();
        for file in ["typst.toml", "main.typ", "narrative/sv.jinja", "narrative/en.jinja"] {
            assert!(folder.join(file).is_file(), "{} has no {file}", folder.display());
        }
        types += 1;
    }
    assert!(types >= 2, "{types} document types");
}

#[test]
fn the_house_has_its_folders_and_its_papers() {
    for name in [
        "src",
        "report_templates",
        "data",
        "output/.gitignore",
        "tests",
        "README.md",
        "ARCHITECTURE.md",
        "CONTRIBUTING.md",
        "CHANGELOG.md",
        ".ci/run",
    ] {
        assert!(crate_root().join(name).exists(), "{name}");
    }
}
