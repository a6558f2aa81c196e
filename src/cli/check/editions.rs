//! Checking editions: what `build` would refuse, and what it would find out only on the way.

use std::path::{Path, PathBuf};

use typst::diag::{EcoVec, HintedStrResult, Severity, SourceDiagnostic, error, warning};

use super::kinds::Project;
use crate::assemble;
use crate::board::Board;
use crate::diag::{Fault, Located, suggest};
use crate::document::Subject;
use crate::edition::{self, About, Edition, EditionSource, FOLDER, Subjects};
use crate::registry::{Reference, Snapshot, snapshot};
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
        faults.extend(dates(&edition, project.files.root()));
        if let Some(reference) = project.reference() {
            match Board::load(&project.files, &edition.tables, reference) {
                Ok(board) => {
                    faults.extend(
                        assemble::people(&board, reference, &edition).err().unwrap_or_default(),
                    );
                    tables = board.notes;
                }
                Err(wrong) => tables = wrong,
            }
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

/// Returns what is wrong with an edition's days beside those of the data, where a snapshot is there that tells.
///
/// Sources may be ingested into it again before the edition is built; then it is a warning.
fn dates(edition: &Edition, root: &Path) -> Vec<SourceDiagnostic> {
    let date = |name: &str| Snapshot::load(root, name).ok().map(|snapshot| snapshot.data_date);
    let previous = edition.previous.as_ref();
    let earlier = previous.and_then(|previous| date(&previous.snapshot));
    let mut faults = edition.date_faults(date(&edition.snapshot), earlier);
    let is_fixed = |sources: &[EditionSource]| sources.is_empty();
    if !is_fixed(&edition.sources) || previous.is_some_and(|of| !is_fixed(&of.sources)) {
        faults.iter_mut().for_each(|fault| fault.severity = Severity::Warning);
    }
    // What does not depend on the data is told of the edition by itself.
    let told = edition.date_faults(None, None);
    faults.retain(|fault| told.iter().all(|other| other.message != fault.message));
    faults
}

/// Returns what is wrong with where the records of an edition, and of the one before it, come from.
///
/// A snapshot is not part of a project: one that is not there is told only when another has nearly its name.
fn sources(edition: &Edition, root: &Path) -> Vec<SourceDiagnostic> {
    let previous = edition.previous.iter();
    let mut faults: Vec<_> = edition
        .sources
        .iter()
        .chain(previous.clone().flat_map(|previous| &previous.sources))
        .filter(|source| !root.join(&source.path).exists())
        .map(|source| {
            let EditionSource { path, span, .. } = source;
            error!(*span, "the source `{path}` does not exist"; hint: "expected a file or a folder of records, from the project's folder")
        })
        .collect();
    let known = snapshot::list(root);
    let own = [(&edition.snapshot, &edition.sources, edition.places)];
    let previous = previous.map(|of| (&of.snapshot, &of.sources, of.places));
    for (name, sources, places) in own.into_iter().chain(previous) {
        if sources.is_empty()
            && !known.contains(name)
            && let Some(near) = suggest(name, known.iter().map(String::as_str))
        {
            let fault = warning!(places.snapshot, "there is no snapshot `{name}`"; hint: "did you mean `{near}`?");
            faults.push(fault);
        }
    }
    faults
}
