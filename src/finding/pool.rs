//! Putting places together into the average place.
//!
//! A trial with sites in several regions counts once in the country, but in
//! each of its regions; one in several countries once in Europe, but in each
//! of these. So nearly every part would lie above the whole, and the fair
//! thing to compare a part with is the average of the parts: the sum of their
//! counts over the sum of their denominators.

use polars::prelude::*;
use typst::diag::{HintedStrResult, error};

use super::interval::{Limits, Z95, poisson, wilson_of};
use super::{By, Finding, Query};
use crate::indicator::Basis;
use crate::registry::Registry;
use crate::slice::{Place, Slice, trials};

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
        "rate" => (1e6 * x / n, Some(rate_limits(numerator, n, effect))),
        "share" => (x / n, wilson_of(x / effect, n / effect)),
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

/// Returns the limits of a pooled rate per million: log-normal with the
/// variance of the effective count; Poisson's own where there is none.
fn rate_limits(x: u64, n: f64, effect: f64) -> Limits {
    if x == 0 {
        return poisson(0).scaled(1e6 / n);
    }
    let rate = 1e6 * x as f64 / n;
    let factor = (Z95 * (effect / x as f64).sqrt()).exp();
    Limits { lower: rate / factor, upper: rate * factor }
}

/// Returns in how many of a question's places a counted trial counts on
/// average: the sum of squares over the sum of the places per trial, at least
/// one.
pub fn design_effect(registry: &Registry, query: &Query, slice: &Slice) -> HintedStrResult<f64> {
    let parts = match query.by {
        Some(By::Region) => slice.place.regions(&registry.reference),
        _ => slice.place.children(&registry.reference),
    };
    let dated = match query.indicator.basis {
        Basis::Started | Basis::Answered => "start",
        Basis::Closed => "completion",
    };
    let counted = || -> PolarsResult<(f64, f64)> {
        let ids: Vec<_> = parts.into_iter().map(|place| place.id).collect();
        let ids = DataFrame::new_infer_height(vec![Column::new("place".into(), ids)])?;
        let places = registry.places.clone().lazy();
        let per_trial = places
            .semi_join(ids.lazy(), col("place"), col("place"))
            .semi_join(trials(registry, slice, dated)?, col("trial"), col("trial"))
            .group_by([col("trial")])
            .agg([len().cast(DataType::Float64).alias("places")])
            .select([
                col("places").sum().alias("sum"),
                (col("places") * col("places")).sum().alias("squares"),
            ])
            .collect()?;
        let sum = per_trial.column("sum")?.f64()?.get(0).unwrap_or(0.0);
        Ok((sum, per_trial.column("squares")?.f64()?.get(0).unwrap_or(0.0)))
    };
    let (sum, squares) =
        counted().map_err(|error| error!("{error}"; hint: "ingest the snapshot again"))?;
    Ok(if sum > 0.0 { (squares / sum).max(1.0) } else { 1.0 })
}
