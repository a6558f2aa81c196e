//! The places that a question names beside its own: what has no effect, or contradicts itself, is refused rather than passed over.
//!
//! Of questions that someone asks by hand only: a document asks one question's place of other indicators too.

use typst::diag::{HintedStrResult, bail};

use super::{By, Query};
use crate::indicator::{CATALOGUE, Measure};
use crate::slice::{Level, Place};

/// Refuses places to compare with that the question does not listen to.
pub fn check(query: &Query) -> HintedStrResult<()> {
    let Query { among, against, indicator, .. } = query;
    let measure = indicator.measure;
    if let Some(twice) = repeated(among) {
        bail!(
            "`{}` is named twice in `--among`", twice.id;
            hint: "each place is set beside the others once"
        );
    }
    if !among.is_empty() && (measure.is_of_board() || measure.is_of_inventory()) {
        bail!(
            "`{}` cannot be asked with `--among`", indicator.id;
            hint: "ask for each place by itself, or for all regions with `--by region`"
        );
    }
    let Some(against) = against else { return Ok(()) };
    if !has_reference(measure) {
        let others = CATALOGUE.iter().filter(|other| has_reference(other.measure));
        let others: Vec<_> = others.map(|other| format!("`{}`", other.id)).collect();
        bail!(
            "`{}` is not set against a place", indicator.id;
            hint: "leave out `--against`; it belongs to {}", others.join(", ")
        );
    }
    if measure.is_among() && !among.is_empty() {
        bail!(
            "`--against` and `--among` both name what is compared with";
            hint: "leave out one of them"
        );
    }
    match measure {
        Measure::Rank if query.by == Some(By::Place) => bail!(
            "the countries of `{}` are ranked among one another", query.place.id;
            hint: "leave out `--against`"
        ),
        Measure::Rank if against.level >= Level::Country => bail!(
            "`{}` has no countries to be ranked among", against.id;
            hint: "expected `europe`, `nordics` or `world`, or several countries with `--among`"
        ),
        // Split by place, others than the place are compared.
        _ if *against == query.place && !query.by.is_some_and(By::is_spatial) => bail!(
            "`{}` is set against itself", against.id;
            hint: "name another place with `--against`"
        ),
        _ => Ok(()),
    }
}

/// Whether an indicator sets its place against another.
fn has_reference(measure: Measure) -> bool {
    measure.is_among() || matches!(measure, Measure::Quotient | Measure::DemandMatch)
}

/// Returns the first place that comes a second time.
fn repeated(places: &[Place]) -> Option<&Place> {
    places
        .iter()
        .enumerate()
        .find(|(at, place)| places[..*at].contains(place))
        .map(|(_, place)| place)
}
