//! Asking with all evidence at hand: the registry, and the regions' own answers where there are any.

use chrono::NaiveDate;
use typst::diag::{HintedStrResult, bail};

use super::bridge::{self, Previous};
use super::cube::Cubes;
use super::evaluate::evaluate_with;
use super::{Finding, Office, Query, inventory, office, prognosis};
use crate::clearance::Clearance;
use crate::indicator::Measure;
use crate::inventory::Survey;
use crate::registry::Registry;

/// What can be asked.
#[derive(Clone, Copy)]
pub struct Evidence<'a> {
    /// The registry.
    pub registry: &'a Registry,
    /// What is counted of it already; `None` for a single question.
    pub cubes: Option<&'a Cubes>,
    /// The regions' own answers.
    pub inventory: Option<&'a Survey>,
    /// What an earlier edition was made of.
    pub previous: Option<&'a Previous>,
    /// The tables of the partnership's office.
    pub office: Option<Office<'a>>,
    /// Which data may be used where there is a choice: those of a licence, or public ones in their place.
    pub clearance: Clearance,
}

/// Returns the findings that answer a question, like [`evaluate_with`], also about the inventory and the office's tables.
pub fn answer(
    evidence: &Evidence,
    query: &Query,
    cutoff: NaiveDate,
) -> HintedStrResult<Vec<Finding>> {
    let measure = query.indicator.measure;
    // Only what is made of the registry's trials has a place outside of which they lie.
    if query.outside.is_some() {
        return evaluate_with(evidence.registry, evidence.cubes, query, cutoff);
    }
    if let (Measure::Bridge, Some(previous)) = (measure, evidence.previous) {
        return bridge::findings(previous, evidence.registry, query, cutoff);
    }
    if let Measure::Board(asked) = measure {
        let Some(office) = evidence.office else {
            bail!(
                "`{}` needs the office's table `{}`, and no edition is named", query.indicator.id, asked.table();
                hint: "name the edition that has it with `--edition`"
            );
        };
        return office::answer(evidence.registry, &office, query, asked, cutoff);
    }
    if measure.is_of_prognosis() {
        return prognosis::answer(evidence, query, cutoff);
    }
    if !measure.is_of_inventory() {
        return evaluate_with(evidence.registry, evidence.cubes, query, cutoff);
    }
    let Some(survey) = evidence.inventory else {
        bail!(
            "`{}` needs the regions' answers, and there are none", query.indicator.id;
            hint: "read forms with `kapacitet inventory read`, or name a history with `--inventory`"
        );
    };
    let asked = inventory::Asked::new(evidence.registry, survey, query, cutoff)?;
    match measure {
        Measure::MirrorGap => asked.gaps(),
        Measure::MirrorFields => asked.fields(),
        Measure::Corrections => asked.corrections(),
        _ => Ok(asked.completeness()),
    }
}
