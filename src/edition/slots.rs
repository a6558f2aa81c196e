//! The texts that people write by hand for the documents of an edition.

use std::collections::BTreeMap;

use toml::Spanned;
use typst::diag::{EcoVec, SourceDiagnostic, error};

use super::kept;
use crate::diag::{Files, InputFile, hint_for};
use crate::document::DocumentType;
use crate::locale::Lang;
use crate::narrative::{HandWritten, read_hand_written};

/// The files of texts as they are written: by slot and language.
pub(super) type SlotsFile = BTreeMap<String, BTreeMap<Lang, Spanned<String>>>;

/// The texts, by slot and language.
pub type Slots = BTreeMap<String, BTreeMap<Lang, HandWritten>>;

/// Reads the texts for documents of a type; whatever is wrong is added to `faults`, and left out.
pub(super) fn slots(
    files: &Files,
    file: &InputFile,
    kind: &DocumentType,
    raw: SlotsFile,
    faults: &mut EcoVec<SourceDiagnostic>,
) -> Slots {
    let mut slots = Slots::new();
    for (slot, paths) in raw {
        if !kind.spec.slots.contains_key(&slot) {
            let span = paths.values().next().map_or(file.whole(), |path| file.span(path.span()));
            let hint = hint_for(&slot, kind.spec.slots.keys().map(String::as_str));
            faults.push(
                error!(span, "`{}` has no place for a text `{slot}`", kind.id; hint: "{hint}"),
            );
            continue;
        }
        for (lang, path) in paths {
            let span = file.span(path.span());
            let named = kept(files.read_for(path.get_ref().as_ref(), span), faults);
            let text = named.and_then(|named| kept(read_hand_written(&named), faults));
            if let Some(text) = text {
                slots.entry(slot.clone()).or_default().insert(lang, text);
            }
        }
    }
    slots
}
