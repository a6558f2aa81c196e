//! The constants of a manifest: numbers that narratives may write by hand.

use std::collections::BTreeMap;

use toml::Spanned;
use typst::diag::{EcoVec, SourceDiagnostic, error};

use crate::diag::InputFile;
use crate::narrative::constant_fault;

/// Checks that each constant is a number, and says what it is.
pub(super) fn check(
    file: &InputFile,
    constants: &BTreeMap<String, Spanned<String>>,
    faults: &mut EcoVec<SourceDiagnostic>,
) {
    for (constant, meaning) in constants {
        // A key has no place of its own; it stands in the line of its value.
        let meant = meaning.span();
        let line = file.text[..meant.start].rfind('\n').map_or(0, |at| at + 1);
        let span = match file.text[line..meant.start].rfind(constant.as_str()) {
            Some(at) if !constant.is_empty() => file.span(line + at..line + at + constant.len()),
            _ => file.span(meant),
        };
        if let Some((message, hint)) = constant_fault(constant) {
            faults.push(error!(span, "{message}"; hint: "{hint}"));
        } else if meaning.get_ref().trim().is_empty() {
            faults.push(error!(
                span, "the constant `{constant}` does not say what it is";
                hint: "write what the number means, such as `\"95\" = \"per cent, the level of intervals\"`"
            ));
        }
    }
}
