//! From a question to its findings.
//!
//! The measures share one shape: select the slice's trials, count them by the
//! keys asked for ([`super::question`]), and set the count against what the
//! definition says ([`super::counts`], [`super::quotients`], [`super::sites`]).

use chrono::NaiveDate;
use typst::diag::{HintedStrResult, error};

use super::by::put_into_words;
use super::cube::Cubes;
use super::question::Question;
use super::{Evidence, Finding, Query, outside, prognosis};
use crate::clearance::Clearance;
use crate::indicator::Measure;
use crate::registry::Registry;
use crate::slice::Place;

/// Returns the findings that answer a question: one, or one for each key of
/// the dimension it is split by, in that dimension's order.
///
/// Keys of areas, phases, regions, places and years are all there, also those
/// with no trial; diseases, sponsors, companies, head offices and sites are those that occur, most
/// trials first.
pub fn evaluate(
    registry: &Registry,
    query: &Query,
    cutoff: NaiveDate,
) -> HintedStrResult<Vec<Finding>> {
    evaluate_with(registry, None, query, cutoff)
}

/// Returns the same as [`evaluate`], from counts that are kept from one question to the next.
pub fn evaluate_with(
    registry: &Registry,
    cubes: Option<&Cubes>,
    query: &Query,
    cutoff: NaiveDate,
) -> HintedStrResult<Vec<Finding>> {
    if let Some(part) = &query.outside {
        return outside::answer(registry, cubes, query, part, cutoff);
    }
    if query.indicator.measure.is_of_prognosis() {
        let clearance = Clearance::default();
        let evidence =
            Evidence { registry, cubes, inventory: None, office: None, previous: None, clearance };
        return prognosis::answer(&evidence, query, cutoff);
    }
    let question = Question::new(registry, cubes, query, cutoff)?;
    let findings = match query.indicator.measure {
        Measure::Started => question.started(),
        Measure::ShareOfWorld => question.share_of(&Place::world()),
        Measure::ShareOfEurope => question.share_of(&Place::europe()),
        Measure::PerMillion => question.per_million(),
        Measure::PhaseMix => question.phase_mix(),
        Measure::Quotient => question.quotient(),
        Measure::ActiveSites => question.active_sites(),
        Measure::Completion => question.completion(),
        Measure::SourceCoverage => question.source_coverage(),
        Measure::FieldsGiven => question.fields_given(),
        Measure::Ongoing => question.ongoing(),
        Measure::Fractional => question.fractional(),
        Measure::Rank => question.rank(),
        Measure::Counterfactual => question.counterfactual(|other| other.expected),
        Measure::CounterfactualDifference => question.counterfactual(|other| other.more),
        Measure::Trend => question.trend(),
        Measure::Termination => question.termination(),
        Measure::EarlyStop => question.early_stop(),
        Measure::ActiveInvestigators => question.active_investigators(),
        Measure::TrialsPerInvestigator => question.trials_per_investigator(),
        Measure::ExperienceDepth => question.experience_depth(),
        Measure::Concentration => question.concentration(),
        Measure::ConcentrationIndex => question.concentration_index(),
        Measure::EarlyPhaseSites => question.early_phase_sites(),
        Measure::DemandMatch => question.demand_match(),
        // Refused when the question was made ready, or answered above.
        Measure::Completeness
        | Measure::MirrorGap
        | Measure::MirrorFields
        | Measure::Corrections
        | Measure::Bridge
        | Measure::Board(_)
        | Measure::ExpectedStarts
        | Measure::ForecastsMet
        | Measure::ForecastError
        | Measure::NaiveError
        | Measure::PastForecasts => Ok(Vec::new()),
    };
    let findings = findings.and_then(|mut findings| {
        question.tell_unknown_companies(&mut findings)?;
        Ok(findings)
    });
    let mut findings =
        findings.map_err(|error| error!("{error}"; hint: "ingest the snapshot again"))?;
    if let Some(by) = question.by {
        put_into_words(registry, by, &mut findings);
    }
    Ok(findings)
}
