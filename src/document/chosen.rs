//! Choosing among claims: what a manifest names under `chosen`.
//!
//! Cooperates with src/claim/select.rs, which has the rule.

use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;
use typst::diag::{EcoVec, SourceDiagnostic, error};

use super::Spec;
use crate::diag::{InputFile, hint_for};

/// A choice of the most important among many claims: the firmest and surest first, and of each question and each step
/// of the decision support one before the second of any. See ARCHITECTURE.md, "Claims".
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChosenSpec {
    /// The claims to choose among; of one with several rows each row is a candidate.
    #[schemars(length(min = 1))]
    pub among: Vec<String>,
    /// How many to choose; fewer where fewer may be said.
    #[schemars(range(min = 1))]
    pub most: usize,
}

/// Checks that a choice is among claims that are declared, and has a name of its own.
pub(super) fn check(
    file: &InputFile,
    spec: &Spec,
    name: &str,
    chosen: &Spanned<ChosenSpec>,
    faults: &mut EcoVec<SourceDiagnostic>,
) {
    let span = file.span(chosen.span());
    if spec.claims.contains_key(name) || spec.queries.contains_key(name) {
        faults.push(error!(
            span, "the choice `{name}` has the name of a claim or a query";
            hint: "give it a name of its own"
        ));
    }
    let is_claim = |claim: &&String| spec.claims.contains_key(*claim);
    for claim in chosen.get_ref().among.iter().filter(|claim| !is_claim(claim)) {
        let hint = hint_for(claim, spec.claims.keys().map(String::as_str));
        faults.push(error!(span, "`{name}` is to be chosen among `{claim}`, which is no claim"; hint: "{hint}"));
    }
}
