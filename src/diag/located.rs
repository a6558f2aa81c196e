//! Giving a fault its place.
//!
//! Deep code says what is wrong and its caller says where. Typst has the same
//! trait, `At`, for spans of Typst code only; ours takes any place in a file.

use typst::diag::{EcoString, HintedStrResult, SourceDiagnostic, SourceResult, StrResult, eco_vec};
use typst::syntax::DiagSpan;

/// A result whose error has no place yet.
pub trait Located<T> {
    /// Says where the fault is.
    fn located(self, place: impl Into<DiagSpan>) -> SourceResult<T>;
}

impl<T> Located<T> for StrResult<T> {
    fn located(self, place: impl Into<DiagSpan>) -> SourceResult<T> {
        self.map_err(|message: EcoString| eco_vec![SourceDiagnostic::error(place, message)])
    }
}

impl<T> Located<T> for HintedStrResult<T> {
    fn located(self, place: impl Into<DiagSpan>) -> SourceResult<T> {
        self.map_err(|error| {
            let diagnostic = SourceDiagnostic::error(place, error.message().clone());
            eco_vec![diagnostic.with_hints(error.hints().iter().cloned())]
        })
    }
}
