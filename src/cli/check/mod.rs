//! `kapacitet check`: reads and checks everything that people write, and finished PDFs; writes nothing.
//!
//! All faults are told at once, each with its place: one file's do not hide another's. [`kinds`] lists what there is to check.

mod documents;
mod editions;
mod kinds;
mod named;
mod pdf;
mod templates;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, IsTerminal};
use std::path::{Component, Path, PathBuf};

use typst::diag::{HintedStrResult, bail};
use walkdir::WalkDir;

use self::kinds::{Input, Project};
use super::args::CheckArgs;
use super::terminal::{say, tell};
use super::{Done, Outcome, root};
use crate::diag::{Fault, print};

/// How many faults with the same words are printed of one file; a table with a wrong column has one in each row.
const SAME: usize = 20;

/// Runs the command: on the paths given, or on the whole project.
pub fn run(given_root: Option<&Path>, args: &CheckArgs) -> Outcome {
    let is_pdf = |path: &&PathBuf| {
        path.extension().is_some_and(|end| end.eq_ignore_ascii_case("pdf")) && !path.is_dir()
    };
    let (pdfs, others): (Vec<_>, Vec<_>) = args.paths.iter().partition(is_pdf);
    let mut faults: Vec<Fault> = pdfs.iter().flat_map(|path| pdf::check(path)).collect();
    let mut files = pdfs.len();
    // Finished PDFs need no project around them.
    if pdfs.is_empty() || !others.is_empty() {
        let project = Project::new(&root(given_root)?);
        let inputs = chosen(&project, &others)?;
        faults.extend(inputs.iter().flat_map(|input| input.check(&project)));
        files += number(&project, &inputs);
    }
    conclude(files, faults)
}

/// Returns how many files the inputs are made of; what they were only compared with does not count.
fn number(project: &Project, inputs: &[Input]) -> usize {
    let paths = project.files.paths();
    let is_part =
        |path: &&String| inputs.iter().any(|input| Path::new(path).starts_with(&input.path));
    // Tables and records are not read as text.
    let is_unread =
        |input: &&Input| !paths.iter().any(|path| Path::new(path).starts_with(&input.path));
    let others: BTreeSet<_> = inputs.iter().filter(is_unread).map(|input| &input.path).collect();
    let below = |path: &PathBuf| WalkDir::new(project.files.root().join(path));
    let files = others.into_iter().flat_map(below).flatten();
    paths.iter().filter(is_part).count() + files.filter(|file| file.file_type().is_file()).count()
}

/// Prints the faults and their number.
fn conclude(files: usize, faults: Vec<Fault>) -> Outcome {
    let faults = once_each(faults);
    let errors = faults.iter().filter(|fault| fault.is_error()).count();
    let warnings = faults.len() - errors;
    let text = print(&shortened(faults), io::stderr().is_terminal());
    if !text.is_empty() {
        tell(text.strip_suffix('\n').unwrap_or(&text));
    }
    let said =
        |count: usize, what: &str| format!("{count} {what}{}", if count == 1 { "" } else { "s" });
    say(&format!(
        "{} checked, {}, {}",
        said(files, "file"),
        said(errors, "error"),
        said(warnings, "warning")
    ))?;
    Ok(if errors == 0 { Done::All } else { Done::Partly })
}

/// Returns the inputs that lie at, below or around the given paths; all of them when none are given.
fn chosen(project: &Project, paths: &[&PathBuf]) -> HintedStrResult<Vec<Input>> {
    let all = kinds::inputs(project.files.root());
    if paths.is_empty() {
        return Ok(all.into_iter().filter(Input::is_always).collect());
    }
    let mut wanted = Vec::new();
    for path in paths {
        let path = relative(project.files.root(), path)?;
        let is_meant = |input: &&Input| {
            let is_near = input.is_always() || input.path.parent() == Some(&path);
            path.starts_with(&input.path) || (is_near && input.path.starts_with(&path))
        };
        let here = all.iter().filter(is_meant);
        let before = wanted.len();
        wanted.extend(here.cloned());
        if wanted.len() == before {
            bail!(
                "there is nothing to check in `{}`", path.display();
                hint: "expected a PDF, or one of the project's inputs: {}", kinds::names();
                hint: "an export is checked with its mapping by `kapacitet sniff FILE --mapping MAPPING`, a filled form by `kapacitet inventory read`"
            );
        }
    }
    wanted.sort();
    wanted.dedup();
    Ok(wanted)
}

/// Returns a path as seen from the project's root.
fn relative(root: &Path, path: &Path) -> HintedStrResult<PathBuf> {
    let Ok(full) = path.canonicalize() else {
        bail!("`{}` does not exist", path.display());
    };
    match full.strip_prefix(root) {
        Ok(inside) => Ok(inside.components().filter(|c| !matches!(c, Component::CurDir)).collect()),
        Err(_) => bail!(
            "`{}` lies outside the project", path.display();
            hint: "the project is `{}`; choose another with `--root`", root.display()
        ),
    }
}

/// Leaves out faults that were told before: a document type is read by itself and by each edition that names it.
fn once_each(faults: Vec<Fault>) -> Vec<Fault> {
    let mut kept: Vec<Fault> = Vec::new();
    for fault in faults {
        let is_told =
            kept.iter().any(|other| other.message == fault.message && other.place == fault.place);
        if !is_told {
            kept.push(fault);
        }
    }
    kept
}

/// Leaves out the rest of very many faults with the same words in the same file.
fn shortened(faults: Vec<Fault>) -> Vec<Fault> {
    let key = |fault: &Fault| {
        (fault.message.clone(), fault.place.as_ref().map(|place| place.path.clone()))
    };
    let mut counts: BTreeMap<_, usize> = BTreeMap::new();
    for fault in &faults {
        *counts.entry(key(fault)).or_default() += 1;
    }
    let mut seen: BTreeMap<_, usize> = BTreeMap::new();
    let mut kept = Vec::new();
    for fault in faults {
        let key = key(&fault);
        let seen = seen.entry(key.clone()).or_default();
        *seen += 1;
        let more = counts[&key].saturating_sub(SAME);
        match *seen {
            SAME if more > 0 => {
                kept.push(fault.with_hint(format!("{more} more lines have the same fault")));
            }
            ..=SAME => kept.push(fault),
            _ => {}
        }
    }
    kept
}
