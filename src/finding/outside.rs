//! Counting a place without a part of it, such as Europe without Sweden: what the part is fairly compared with.
//!
//! Every trial of the part is one of the whole's, so what is left is the difference of the two counts.

use chrono::NaiveDate;
use typst::diag::{HintedStrResult, bail};

use super::cube::Cubes;
use super::evaluate::evaluate_with;
use super::{By, Finding, Query};
use crate::indicator::Measure;
use crate::registry::Registry;
use crate::slice::Place;
use crate::statistics::{poisson, wilson};

/// Returns the findings of a question about the trials of a place that have no site in a part of it.
pub(super) fn answer(
    registry: &Registry,
    cubes: Option<&Cubes>,
    query: &Query,
    part: &Place,
    cutoff: NaiveDate,
) -> HintedStrResult<Vec<Finding>> {
    refuse(registry, query, part)?;
    let of_whole = Query { outside: None, ..query.clone() };
    let of_part = Query { place: part.clone(), ..of_whole.clone() };
    let parts = evaluate_with(registry, cubes, &of_part, cutoff)?;
    let wholes = evaluate_with(registry, cubes, &of_whole, cutoff)?;
    let rest = |whole: Finding| {
        let own = parts.iter().find(|own| own.key == whole.key);
        without(whole, own, part)
    };
    Ok(wholes.into_iter().map(rest).collect())
}

/// Refuses what has no such rest: only distinct trials and shares of them can be taken from one another.
fn refuse(registry: &Registry, query: &Query, part: &Place) -> HintedStrResult<()> {
    let id = query.indicator.id;
    let is_of_trials = matches!(
        query.indicator.measure,
        Measure::Started | Measure::PhaseMix | Measure::Completion | Measure::Termination
    );
    if !is_of_trials {
        bail!(
            "`{id}` cannot be asked outside of a place";
            hint: "trials started, phase mix, completion and termination can"
        );
    }
    if !matches!(query.by, None | Some(By::Area | By::Phase | By::Year)) {
        bail!(
            "`{id}` outside of a place cannot be split by {}", query.by.map_or("", By::code);
            hint: "area, phase and year are possible"
        );
    }
    if part == &query.place || !part.lies_in(&query.place, &registry.reference) {
        bail!(
            "`{}` is no part of `{}`", part.id, query.place.id;
            hint: "name a place inside of it"
        );
    }
    Ok(())
}

/// Returns what is left of a finding without a part's.
fn without(whole: Finding, part: Option<&Finding>, place: &Place) -> Finding {
    let of_part = |count: fn(&Finding) -> Option<u64>| part.and_then(count).unwrap_or(0);
    let numerator =
        whole.numerator.map(|all| all.saturating_sub(of_part(|finding| finding.numerator)));
    let denominator =
        whole.denominator.map(|all| all.saturating_sub(of_part(|finding| finding.denominator)));
    let (value, limits) = match (numerator, denominator) {
        (Some(x), Some(n)) => ((n > 0).then(|| x as f64 / n as f64), wilson(x, n)),
        (Some(x), None) => (Some(x as f64), Some(poisson(x))),
        (None, _) => (None, None),
    };
    Finding {
        outside: Some(place.id.clone()),
        numerator,
        denominator,
        value,
        lower: limits.map(|limits| limits.lower),
        upper: limits.map(|limits| limits.upper),
        ..whole
    }
}
