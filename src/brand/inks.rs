//! Inks: the colours of a brand on press, by what they mean.

use std::collections::{BTreeMap, BTreeSet};

use typst::diag::{EcoVec, SourceDiagnostic, error};

use super::colour::{chain, resolve};
use super::file::Ours;
use super::key;
use super::published::Color;
use crate::diag::{InputFile, hint_for};

/// The most ink that may lie on one place, all four together, in per cent.
///
/// Source: the limit of Fogra's profile ISO Coated v2 300 %, which most sheet-fed presses take.
const MOST: f64 = 300.0;

/// Returns the inks by meaning; a brand without inks has none, and one with some has them for all colours that it names.
pub(super) fn of(
    file: &InputFile,
    ours: &Ours,
    color: &Color,
    errors: &mut EcoVec<SourceDiagnostic>,
) -> BTreeMap<String, [f64; 4]> {
    let mut read = BTreeMap::new();
    for (name, inks) in &ours.print {
        let span = key(file, &["print", name]);
        if color.get(name).is_none() {
            let hint = hint_for(name, color.names());
            errors.push(error!(span, "there is no colour `{name}` to print"; hint: "{hint}"));
            continue;
        }
        match <[f64; 4]>::try_from(inks.as_slice()) {
            Ok(inks) if inks.iter().all(|ink| (0.0..=100.0).contains(ink)) => {
                let sum: f64 = inks.iter().sum();
                if sum > MOST {
                    errors.push(error!(span, "the inks of `{name}` add up to {sum} %"; hint: "a press takes {MOST} % at most on one place"));
                }
                read.insert(name.as_str(), inks);
            }
            _ => errors.push(error!(span, "the inks of `{name}` are not four shares"; hint: "expected cyan, magenta, yellow and black in per cent, as in `[90, 40, 45, 35]`")),
        }
    }
    if ours.print.is_empty() {
        return BTreeMap::new();
    }
    let mut lacking = BTreeSet::new();
    let mut found = BTreeMap::new();
    for (meaning, value) in &ours.colors {
        let names = chain(value, color);
        match names.iter().find_map(|name| read.get(name)) {
            Some(inks) => drop(found.insert(meaning.clone(), *inks)),
            None if names.iter().any(|name| ours.print.contains_key(*name)) => {}
            // What is no colour is told elsewhere.
            None if resolve(value, color).is_err() => {}
            None => drop(lacking.insert(value.as_str())),
        }
    }
    for name in lacking {
        errors.push(error!(key(file, &["print"]), "the colour `{name}` has no inks"; hint: "add `{name}: [cyan, magenta, yellow, black]` in per cent"));
    }
    found
}
