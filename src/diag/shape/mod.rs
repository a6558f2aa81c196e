//! Files that people write, read against the JSON Schema of their type: every fault at once.
//!
//! A reader by serde stops at the first fault of a file. So a file is read twice: as plain data ([`datum::Datum`]), which is compared with the
//! schema of the type ([`validate`](validate::validate)), and then as the type. What does not fit is told with its place and mended (left
//! out, renamed, or filled with something that means nothing), so that the second reading, and what a loader checks after it, can tell what
//! else is wrong. The schema is the one that editors get, see `kapacitet schema`: what an editor marks and what the program says is one thing.
//!
//! Not looked at are `pattern`, conditions and references to other files; no type of ours has them, and a loader checks its texts itself.

mod datum;
mod read_toml;
mod read_yaml;
mod validate;

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::Value;
use typst::diag::{EcoVec, Severity, SourceDiagnostic, SourceResult};
use typst::syntax::{DiagSpan, DiagSpanKind};

pub use self::read_toml::shaped_toml;
pub use self::read_yaml::shaped_yaml;
use self::validate::Misfit;
use super::files::InputFile;

/// What is left of a file whose shape has been checked.
#[derive(Debug)]
pub struct Shaped<T> {
    /// What it says, with what was wrong mended; nothing when it cannot be read at all.
    pub value: Option<T>,
    /// What does not fit, in the order of the file; warnings among it do not spoil the value.
    pub faults: EcoVec<SourceDiagnostic>,
    /// Where something was mended, told or not.
    mended: Vec<Line>,
}

/// A line by the byte of its start, and whether the file as a whole is meant instead.
type Line = (usize, bool);

impl<T> Shaped<T> {
    /// Goes on to check what the file says: takes the value, its faults and those that `check` finds, and returns the result of the check if
    /// nothing is wrong.
    ///
    /// Faults in a line that was faulty before are left out: they are about what took the place of the wrong value.
    pub fn then<U>(
        self,
        file: &InputFile,
        check: impl FnOnce(T, &mut EcoVec<SourceDiagnostic>) -> Option<U>,
    ) -> (Option<U>, EcoVec<SourceDiagnostic>) {
        let Self { value, faults: mut all, mended: told } = self;
        let mut found = EcoVec::new();
        let result = value.and_then(|value| check(value, &mut found));
        let is_new = |fault: &SourceDiagnostic| {
            line(file, fault.span).is_none_or(|place| !told.contains(&place))
        };
        all.extend(found.into_iter().filter(is_new));
        (result, all)
    }
}

/// Returns a value if nothing is wrong, else what is; warnings are passed over.
pub fn unless_faulty<T>(value: Option<T>, faults: EcoVec<SourceDiagnostic>) -> SourceResult<T> {
    let errors: EcoVec<_> =
        faults.into_iter().filter(|fault| fault.severity == Severity::Error).collect();
    match value {
        Some(value) if errors.is_empty() => Ok(value),
        _ => Err(errors),
    }
}

/// Returns the line that a span of a file begins in; a span of the whole file is a line of its own.
fn line(file: &InputFile, span: DiagSpan) -> Option<Line> {
    if span.id() != Some(file.id) {
        return None;
    }
    let DiagSpanKind::Range { range, .. } = span.get() else { return None };
    let start = file.text[..range.start].rfind('\n').map_or(0, |at| at + 1);
    Some((start, range == (0..0)))
}

/// Returns the JSON Schema of a type: draft 2020-12, as an input is written.
pub fn schema<T: JsonSchema>() -> Value {
    let generator = SchemaSettings::draft2020_12().for_deserialize().into_generator();
    generator.into_root_schema_for::<T>().to_value()
}

/// Makes a diagnostic of what does not fit.
fn diagnostic(misfit: &Misfit, span: DiagSpan) -> SourceDiagnostic {
    let fault = match misfit.is_warning {
        true => SourceDiagnostic::warning(span, misfit.message.as_str()),
        false => SourceDiagnostic::error(span, misfit.message.as_str()),
    };
    match &misfit.hint {
        Some(hint) => fault.with_hint(hint.as_str()),
        None => fault,
    }
}

/// Returns diagnostics in the order of their places.
fn in_order(mut faults: Vec<SourceDiagnostic>) -> EcoVec<SourceDiagnostic> {
    faults.sort_by_key(|fault| match fault.span.get() {
        DiagSpanKind::Range { range, .. } => range.start,
        _ => 0,
    });
    faults.into()
}

#[cfg(test)]
mod tests;
