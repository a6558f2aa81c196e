//! Checking editions: what `build` would refuse, and what it would find out only on the way.

use std::path::{Path, PathBuf};

use typst::diag::{EcoVec, HintedStrResult, Severity, SourceDiagnostic, error, warning};

use super::kinds::Project;
use crate::board::Board;
use crate::diag::{Fault, Located, suggest};
use crate::document::Subject;
use crate::edition::{self, About, Edition, FOLDER, Subjects};
use crate::registry::{Reference, snapshot};
use crate::slice::{Place, WrongWord, parse_area};

/// Returns the files of all editions.
pub fn list(root: &Path) -> Vec<PathBuf> {
    let ids = edition::list(root).into_iter();
    ids.map(|id| Path::new(FOLDER).join(format!("{id}.toml"))).collect()
}

/// Checks an edition.
pub fn check(project: &Project, path: &Path) -> Vec<Fault> {
    let id = path.file_stem().unwrap_or_default().to_string_lossy();
    let (edition, mut faults) = Edition::read(&project.files, &id);
    let mut tables = Vec::new();
    if let Some(edition) = edition {
        faults.extend(subjects(&edition, project.reference()));
        faults.extend(sources(&edition, project.files.root()));
        if let Some(reference) = project.reference() {
            let board = Board::load(&project.files, &edition.tables, reference);
            tables = board.map_or_else(|faults| faults, |board| board.notes);
        }
    }
    let mut resolved = project.files.resolve(&faults);
    resolved.extend(tables);
    resolved
}

/// Returns a fault for each subject that there is not.
fn subjects(edition: &Edition, reference: Option<&Reference>) -> EcoVec<SourceDiagnostic> {
    let mut faults = EcoVec::new();
    let Some(reference) = reference else { return faults };
    for documents in &edition.documents {
        let Subjects::Listed(list) = &documents.subjects else { continue };
        for listed in list {
            let mut keep = |word: &str, known: HintedStrResult<()>| {
                let span = listed.span(&edition.file, word);
                faults.extend(known.located(span).err().unwrap_or_default());
            };
            match (&listed.about, documents.kind.subject()) {
                (About::Named(name), Subject::Region) => {
                    keep(name, Place::region(name, reference).map(drop));
                }
                (About::Named(name), Subject::Country) => {
                    keep(name, Place::sweden_of(name, reference).map(drop));
                }
                // The edition has told already that the type whose claims are listed is missing.
                (About::Named(_), Subject::Claims) => {}
                (About::Named(name), Subject::Area | Subject::Lens) => {
                    keep(name, parse_area(name, &reference.areas).map(drop));
                }
                (About::Combined(combination), _) => {
                    for WrongWord { word, fault, is_sure } in combination.lens.check(reference) {
                        let span = listed.span(&edition.file, &word);
                        let told = Err::<(), _>(fault).located(span).err().unwrap_or_default();
                        faults.extend(told.into_iter().map(|mut fault| {
                            if !is_sure {
                                fault.severity = Severity::Warning;
                            }
                            fault
                        }));
                    }
                }
            }
        }
    }
    faults
}

/// Returns what is wrong with where the records of an edition, and of the one before it, come from.
///
/// A snapshot is not part of a project: one that is not there is told only when another has nearly its name.
fn sources(edition: &Edition, root: &Path) -> Vec<SourceDiagnostic> {
    let file = &edition.file;
    let previous = edition.previous.iter();
    let mut faults: Vec<_> = edition
        .sources
        .iter()
        .chain(previous.clone().flat_map(|previous| &previous.sources))
        .map(|source| &source.path)
        .filter(|path| !root.join(path).exists())
        .map(|source| {
            let span = file.find(&format!("\"{source}\""));
            error!(span, "the source `{source}` does not exist"; hint: "expected a file or a folder of records, from the project's folder")
        })
        .collect();
    let known = snapshot::list(root);
    let own = [(&edition.snapshot, &edition.sources)];
    let previous = previous.map(|previous| (&previous.snapshot, &previous.sources));
    for (name, sources) in own.into_iter().chain(previous) {
        if sources.is_empty()
            && !known.contains(name)
            && let Some(near) = suggest(name, known.iter().map(String::as_str))
        {
            let span = file.find(&format!("\"{name}\""));
            let fault =
                warning!(span, "there is no snapshot `{name}`"; hint: "did you mean `{near}`?");
            faults.push(fault);
        }
    }
    faults
}
