//! Whether an edition's days can be: cut-offs after the data, windows after the cut-off, a previous edition after this one.

use chrono::NaiveDate;
use toml::Spanned;
use typst::diag::{SourceDiagnostic, error};
use typst::syntax::DiagSpan;

use super::{Edition, Places};
use crate::diag::InputFile;
use crate::slice::Window;

impl Places {
    /// Returns the places of what a file says.
    pub(super) fn of(
        file: &InputFile,
        snapshot: &Spanned<String>,
        cutoff: Option<&Spanned<toml::value::Datetime>>,
        window: Option<&Spanned<String>>,
    ) -> Self {
        let snapshot = file.span(snapshot.span());
        Self {
            snapshot,
            cutoff: cutoff.map_or(snapshot, |cutoff| file.span(cutoff.span())),
            window: window.map_or(snapshot, |window| file.span(window.span())),
        }
    }
}

impl Edition {
    /// Returns what is wrong with the edition's days and those of the one before it. `data` and `earlier` are the dates of their data, as far as
    /// they are known.
    pub fn date_faults(
        &self,
        data: Option<NaiveDate>,
        earlier: Option<NaiveDate>,
    ) -> Vec<SourceDiagnostic> {
        let mut faults = Vec::new();
        faults.extend(after_data(self.cutoff, data, self.places.cutoff));
        faults.extend(after_cutoff(self.window, self.cutoff.or(data), self.places.window));
        let Some(previous) = &self.previous else { return faults };
        faults.extend(after_data(previous.cutoff, earlier, previous.places.cutoff));
        let cutoff = previous.cutoff.or(earlier);
        faults.extend(after_cutoff(previous.window, cutoff, previous.places.window));
        if let (Some(earlier), Some(data)) = (earlier, data)
            && earlier > data
        {
            faults.push(error!(
                previous.places.snapshot, "the previous data of {earlier} are newer than those of {data}";
                hint: "name an older snapshot"
            ));
        }
        if let (Some(before), Some(now)) = (previous.cutoff, self.cutoff)
            && before > now
        {
            faults.push(error!(
                previous.places.cutoff, "the previous cut-off {before} is after this edition's, {now}";
                hint: "expected the day that the edition before counted to"
            ));
        }
        faults
    }
}

/// Returns a fault for a cut-off that the data do not reach.
fn after_data(
    cutoff: Option<NaiveDate>,
    data: Option<NaiveDate>,
    place: DiagSpan,
) -> Option<SourceDiagnostic> {
    let (cutoff, data) = (cutoff?, data?);
    (cutoff > data).then(|| {
        error!(
            place, "the cut-off {cutoff} is after the data of {data}";
            hint: "ingest newer data, or choose an earlier cut-off"
        )
    })
}

/// Returns a fault for a window in which nothing can have happened by the cut-off.
fn after_cutoff(
    window: Option<Window>,
    cutoff: Option<NaiveDate>,
    place: DiagSpan,
) -> Option<SourceDiagnostic> {
    let (window, cutoff) = (window?, cutoff?);
    (window.first > cutoff).then(|| {
        error!(
            place, "the window {window} begins after the cut-off {cutoff}";
            hint: "choose years that the data reach into, or leave the window out"
        )
    })
}
