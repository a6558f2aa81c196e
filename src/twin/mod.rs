//! The twin gate: the languages of a document say the same.
//!
//! Each language has a narrative of its own, so each can go its own way: a number mistyped, a sentence that one language lacks, a claim that is
//! firmer in English. Two reports about one subject are compared before either is typeset: the same parts with the same ids, the same numbers
//! when each is read by its language's customs, the same claims said in the same places, no text left in the other language, and the terms of
//! the [`Glossary`] in both or in neither.
//!
//! Nothing here knows what a number means: that both say 41 is checked here, that 41 may be said is the claims' affair.

mod differences;
mod glossary;
mod telling;
mod words;

use typst::diag::{EcoVec, SourceDiagnostic, SourceResult, error};

pub use self::glossary::{FILE, Glossary};
pub use self::telling::Telling;

use self::differences::{Difference, Part};
use crate::diag::InputFile;
use crate::document::DocumentType;
use crate::locale::Lang;
use crate::narrative;

/// Checks that two languages of a document say the same; the faults are of both.
pub fn check(
    kind: &DocumentType,
    glossary: &Glossary,
    first: &Telling,
    second: &Telling,
) -> SourceResult<()> {
    let mut found = differences::between(first, second);
    found.extend(words::untranslated(first, second));
    found.extend(glossary.differences(first, second));
    let errors: EcoVec<_> =
        found.iter().map(|difference| fault(kind, second.lang, difference)).collect();
    if errors.is_empty() { Ok(()) } else { Err(errors) }
}

/// Returns a difference as a fault, at the block of the narrative or the part of the manifest that it is in.
fn fault(kind: &DocumentType, lang: Lang, difference: &Difference) -> SourceDiagnostic {
    let file = &kind.narratives[&lang];
    let place = match &difference.part {
        Part::Block(name) => narrative::place(file, name).map(|range| file.span(range)),
        Part::Named(id) => Some(in_manifest(&kind.file, id)),
        Part::Report => None,
    };
    let place = place.unwrap_or_else(|| file.whole());
    error!(place, "{}", difference.what; hint: "{}", difference.hint)
}

/// Returns where a manifest names a tile, a figure or a table.
fn in_manifest(file: &InputFile, id: &str) -> typst::syntax::DiagSpan {
    file.find(&format!("id = \"{id}\""))
}
