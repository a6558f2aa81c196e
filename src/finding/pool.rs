//! Putting places together into the average place.
//!
//! A trial with sites in several regions counts once in the country, but in
//! each of its regions; one in several countries once in Europe, but in each
//! of these. So nearly every part would lie above the whole, and the fair
//! thing to compare a part with is the average of the parts: the sum of their
//! counts over the sum of their denominators.

use polars::prelude::*;
use typst::diag::{HintedStrResult, error};

use super::{Finding, Query};
use crate::indicator::Basis;
use crate::registry::Registry;
use crate::slice::{Place, Slice, trials};
use crate::statistics::{self, effective_rate, effective_share};

/// Returns the average of findings by place, weighted by size, as a finding of
/// the place that holds them.
///
/// Parts without a denominator, such as a territory whose population is not
/// at hand, are left out with their trials. `None` of no parts, or of an
/// indicator that has no denominator.
///
/// A trial that counts in `k` parts is one event and not `k`: with `effect`
/// the mean of `k` over the counts, the limits are those of a count that much
/// smaller.
pub fn pool(findings: &[Finding], place: &Place, effect: f64) -> Option<Finding> {
    let parts = || findings.iter().filter(|finding| finding.denominator.is_some());
    let first = parts().next()?;
    let numerator: u64 = parts().filter_map(|finding| finding.numerator).sum();
    let denominator: u64 = parts().filter_map(|finding| finding.denominator).sum();
    if denominator == 0 {
        return None;
    }
    let (x, n) = (numerator as f64, denominator as f64);
    let (value, limits) = match first.unit {
        "rate" => {
            (1e6 * x / n, effective_rate(numerator, n, effect).map(|limits| limits.scaled(1e6)))
        }
        "share" => (x / n, effective_share(numerator, denominator, effect)),
        _ => return None,
    };
    Some(Finding {
        place: place.id.clone(),
        by: None,
        key: None,
        label: None,
        numerator: Some(numerator),
        denominator: Some(denominator),
        value: Some(value),
        lower: limits.map(|limits| limits.lower),
        upper: limits.map(|limits| limits.upper),
        note: Some(format!("average of {} places", parts().count())),
        ..first.clone()
    })
}

/// Returns in how many of a question's places, those of the findings, a counted
/// trial counts on average, as [`statistics::design_effect`] defines it.
pub fn design_effect(
    registry: &Registry,
    query: &Query,
    slice: &Slice,
    parts: &[Finding],
) -> HintedStrResult<f64> {
    let dated = match query.indicator.basis {
        Basis::Started | Basis::Answered | Basis::Received | Basis::Reported => "start",
        Basis::Closed => "completion",
    };
    let counted = || -> PolarsResult<f64> {
        let ids: Vec<_> = parts.iter().map(|part| part.place.as_str()).collect();
        let ids = DataFrame::new_infer_height(vec![Column::new("place".into(), ids)])?;
        let places = registry.places.clone().lazy();
        let per_trial = places
            .semi_join(ids.lazy(), col("place"), col("place"))
            .semi_join(trials(registry, slice, dated)?, col("trial"), col("trial"))
            .group_by([col("trial")])
            .agg([len().cast(DataType::UInt64).alias("places")])
            .collect()?;
        Ok(statistics::design_effect(per_trial.column("places")?.u64()?.iter().flatten()))
    };
    counted().map_err(|error| error!("{error}"; hint: "ingest the snapshot again"))
}
