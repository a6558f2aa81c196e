//! An edition's `previous`: what the edition before it was made of, to tell what changed since.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;
use typst::diag::{EcoVec, SourceDiagnostic};

use super::{Day, EditionSource, Places, SourceFile, base, day, kept, name_fault, sources, window};
use crate::diag::{Files, InputFile};
use crate::slice::{BaseFilter, Window};

/// The shape of `previous`: how the edition before this one was made.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PreviousFile {
    /// Its snapshot of the register; `kapacitet list snapshots` shows them.
    #[schemars(with = "String")]
    snapshot: Spanned<String>,
    /// Files and folders of records to ingest into it when they are not in it.
    #[serde(default)]
    #[schemars(with = "Vec<SourceFile>")]
    sources: Vec<Spanned<SourceFile>>,
    /// The last day that counted; the date of its data when not given.
    #[schemars(with = "Option<Day>")]
    cutoff: Option<Spanned<toml::value::Datetime>>,
    /// The years that counted, such as `2019..2023`; the five full years before its cut-off when not given.
    #[schemars(with = "Option<String>")]
    window: Option<Spanned<String>>,
    /// Its base population of trials; that of this edition when not given.
    #[schemars(with = "Option<String>")]
    filter: Option<Spanned<String>>,
}

/// What the edition before was made of.
#[derive(Debug)]
pub struct PreviousEdition {
    /// The snapshot.
    pub snapshot: String,
    /// Files to ingest into the snapshot when they are not in it.
    pub sources: Vec<EditionSource>,
    /// The last day that counted; the date of the data when not given.
    pub cutoff: Option<NaiveDate>,
    /// The window; the default one before the cut-off when not given.
    pub window: Option<Window>,
    /// The base population of trials; this edition's when not given.
    pub base: Option<BaseFilter>,
    /// Where the edition says so.
    pub places: Places,
}

impl PreviousFile {
    /// Makes it what it says; whatever is wrong is added to `faults`.
    pub(super) fn check(
        self,
        files: &Files,
        file: &InputFile,
        faults: &mut EcoVec<SourceDiagnostic>,
    ) -> PreviousEdition {
        faults.extend(name_fault(file, &self.snapshot));
        PreviousEdition {
            places: Places::of(file, &self.snapshot, self.cutoff.as_ref(), self.window.as_ref()),
            snapshot: self.snapshot.into_inner(),
            sources: kept(sources(files, file, self.sources), faults).unwrap_or_default(),
            cutoff: self.cutoff.and_then(|date| kept(day(file, date), faults)),
            window: self.window.and_then(|text| kept(window(file, text), faults)),
            base: self.filter.and_then(|text| kept(base(file, text), faults)),
        }
    }
}
