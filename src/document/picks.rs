//! Keys that a document type picks from an answer for other questions to be about.

use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;
use typst::diag::{EcoVec, SourceDiagnostic, error};

use super::{Order, Spec};
use crate::diag::{InputFile, hint_for};

/// Keys of an answer that other questions are about: the first ones by an order.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PickSpec {
    /// The question.
    pub from: String,
    /// The order.
    pub order: Order,
    /// How many to keep.
    pub top: usize,
    /// The pick whose keys are left out; one that comes before by its name.
    pub without: Option<String>,
}

impl PickSpec {
    /// Returns what stands for one of the keys in other questions, from 1.
    pub fn placeholder(name: &str, number: usize) -> String {
        format!("{{{name}.{number}}}")
    }
}

/// Checks that keys are picked from an answer that may be ranked and waits for no pick itself.
pub(super) fn pick_faults(
    file: &InputFile,
    spec: &Spec,
    name: &str,
    pick: &Spanned<PickSpec>,
    faults: &mut EcoVec<SourceDiagnostic>,
) {
    let (span, from) = (file.span(pick.span()), &pick.get_ref().from);
    let Some(query) = spec.queries.get(from).map(Spanned::get_ref) else {
        let hint = hint_for(from, spec.queries.keys().map(String::as_str));
        faults.push(
            error!(span, "the pick `{name}` is from `{from}`, which is not asked"; hint: "{hint}"),
        );
        return;
    };
    if let Some(other) = &pick.get_ref().without
        && !spec.picks.keys().take_while(|known| *known != name).any(|known| known == other)
    {
        faults.push(error!(
            span, "the pick `{name}` leaves out the keys of `{other}`, which is not picked before it";
            hint: "picks are made in the order of their names"
        ));
    }
    match query.by.as_deref() {
        Some("region") => faults.push(error!(
            span, "the pick `{name}` would rank the regions";
            hint: "regions stand in the order of their codes"
        )),
        _ if spec.takes_picks(query) => faults.push(error!(
            span, "the pick `{name}` is from `{from}`, which is about picked keys itself";
            hint: "pick from a question that is about none"
        )),
        _ => {}
    }
}
