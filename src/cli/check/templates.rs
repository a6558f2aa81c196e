//! Checking Typst files by themselves: their syntax, and the words of the layout that they look up.
//!
//! Cooperates with report_templates/components/bundle.typ, where `t("key")` is a word of the table `[layout]`.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use typst::diag::{SourceDiagnostic, error, warning};
use typst::syntax::ast::{self, AstNode};
use typst::syntax::{LinkedNode, Source, SyntaxDiagnostic};
use walkdir::WalkDir;

use super::kinds::Project;
use crate::diag::{Fault, InputFile, and_list, hint_for};
use crate::locale::Words;

/// Where templates live, under the project's root.
const FOLDER: &str = "report_templates";

/// The table of the words that templates look up.
const LAYOUT: &str = "layout.";

/// Returns all Typst files but samples, which are the engine's.
pub fn list(root: &Path) -> Vec<PathBuf> {
    let entries = WalkDir::new(root.join(FOLDER)).sort_by_file_name().into_iter();
    let written = entries.filter_entry(|entry| entry.file_name() != "sample").flatten();
    let files = written.filter(|entry| entry.path().extension().is_some_and(|end| end == "typ"));
    let paths = files.filter_map(|entry| Some(entry.path().strip_prefix(root).ok()?.to_owned()));
    paths.collect()
}

/// Checks the syntax of a file.
///
/// What comes after something that is not closed says nothing: it is read as a part of it.
pub fn check(project: &Project, path: &Path) -> Vec<Fault> {
    let file = match project.files.read(path) {
        Ok(file) => file,
        Err(faults) => return project.files.resolve(&faults),
    };
    let source = Source::new(file.id, file.text.to_string());
    let (errors, _) = source.root().errors_and_warnings();
    let is_open = |error: &SyntaxDiagnostic| error.message.starts_with("unclosed");
    let told = errors.iter().position(is_open).map_or(errors.len(), |at| at + 1);
    let faults: Vec<_> = errors.into_iter().take(told).map(SourceDiagnostic::from).collect();
    project.files.resolve(&faults)
}

/// Whether a file that a template reads has faults of its syntax, which are told of the file by itself.
pub fn is_broken(project: &Project, path: &str) -> bool {
    let Ok(file) = project.files.read(Path::new(path)) else { return false };
    match path.rsplit('.').next() {
        Some("typ") => Source::new(file.id, file.text.to_string()).root().diagnosis().errors,
        Some("toml") => toml::de::DeTable::parse(&file.text).is_err(),
        _ => false,
    }
}

/// What templates say of words.
#[derive(Default)]
struct Used {
    /// Words that are looked up by their key, with the file and the place.
    keys: Vec<(String, InputFile, std::ops::Range<usize>)>,
    /// Beginnings of keys that are put together.
    beginnings: BTreeSet<String>,
    /// All strings: a key may be handed to a component.
    strings: BTreeSet<String>,
}

/// Compares the words that templates look up with those that there are.
pub fn check_words(project: &Project) -> Vec<Fault> {
    let mut used = Used::default();
    for path in list(project.files.root()) {
        let Ok(file) = project.files.read(&path) else { continue };
        let source = Source::new(file.id, file.text.to_string());
        collect(&file, &LinkedNode::new(source.root()), &mut used);
    }
    let (words, _) = project.words();
    let words: Vec<_> = words.values().filter(|words| words.is_whole()).collect();
    let mut faults = missing(&words, &used);
    // A word that is looked up under a misspelt key is used.
    let meant = faults.iter().flat_map(|fault| fault.hints.iter());
    let meant = meant.filter_map(|hint| hint.v.split('`').nth(1).map(str::to_owned));
    used.strings.extend(meant);
    // The languages have the same keys; one of them is told.
    faults.extend(words.first().into_iter().flat_map(|words| unused(words, &used)));
    project.files.resolve(&faults)
}

/// Collects what a part of a template says of words.
fn collect(file: &InputFile, node: &LinkedNode, used: &mut Used) {
    if let Some(text) = node.cast::<ast::Str>() {
        used.strings.insert(text.get().to_string());
    }
    if let Some(call) = node.cast::<ast::FuncCall>()
        && matches!(call.callee(), ast::Expr::Ident(name) if name.as_str() == "t")
        && let Some(ast::Arg::Pos(key)) = call.args().items().next()
    {
        let key_node = node.find(key.to_untyped().span());
        match key {
            ast::Expr::Str(text) => {
                let range = key_node.map_or(node.range(), |node| node.range());
                used.keys.push((text.get().to_string(), file.clone(), range));
            }
            ast::Expr::Binary(sum) => {
                if let ast::Expr::Str(start) = sum.lhs() {
                    used.beginnings.insert(start.get().to_string());
                }
            }
            _ => {}
        }
    }
    // A key that is put together may be handed to a component, too.
    if let Some(ast::Expr::Binary(sum)) = node.cast::<ast::Expr>()
        && let ast::Expr::Str(start) = sum.lhs()
        && start.get().ends_with('_')
    {
        used.beginnings.insert(start.get().to_string());
    }
    for child in node.children() {
        collect(file, &child, used);
    }
}

/// Returns a fault for each word that a template looks up and some language lacks.
fn missing(words: &[&Words], used: &Used) -> Vec<SourceDiagnostic> {
    let known = || words.iter().flat_map(|words| words.iter());
    let mut faults = Vec::new();
    for (key, file, range) in &used.keys {
        let full = format!("{LAYOUT}{key}");
        let lacking = words.iter().filter(|words| words.get(&full).is_none());
        let paths: Vec<_> = lacking.map(|words| format!("`{}`", words.path())).collect();
        if !paths.is_empty() {
            let layout = known().filter_map(|(key, _)| key.strip_prefix(LAYOUT));
            let (span, hint) = (file.span(range.clone()), hint_for(key, layout));
            let paths = and_list(&paths);
            faults
                .push(error!(span, "missing translation key `{full}` in {paths}"; hint: "{hint}"));
        }
    }
    faults
}

/// Returns a warning for each word of the layout that no template looks up.
fn unused(words: &Words, used: &Used) -> Vec<SourceDiagnostic> {
    let is_used = |key: &str| {
        used.strings.contains(key) || used.beginnings.iter().any(|start| key.starts_with(start))
    };
    let layout = words.places().filter_map(|(key, span)| Some((key.strip_prefix(LAYOUT)?, span)));
    layout
        .filter(|(key, _)| !is_used(key))
        .map(|(key, span)| {
            warning!(span, "no template looks up the word `{LAYOUT}{key}`"; hint: "remove it from both languages, or use it as `t(\"{key}\")`")
        })
        .collect()
}
