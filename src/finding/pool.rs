//! Putting regions together into the average region.
//!
//! A trial with sites in several regions counts once in the country, but in
//! each of its regions. So nearly every region would lie above the country,
//! and the fair thing to compare a region with is the average of the regions:
//! the sum of their counts over the sum of their denominators.

use super::Finding;
use super::interval::{poisson, wilson};
use crate::slice::Place;

/// Returns the average of the findings of several places, weighted by size,
/// as a finding of the place that holds them; none of no findings, or of an
/// indicator that has no denominator.
pub fn pool(findings: &[Finding], place: &Place) -> Option<Finding> {
    let first = findings.first()?;
    let numerator: u64 = findings.iter().filter_map(|finding| finding.numerator).sum();
    let denominator: u64 = findings.iter().map(|finding| finding.denominator).sum::<Option<_>>()?;
    let (value, limits) = match first.unit {
        "rate" => {
            let factor = 1e6 / denominator as f64;
            (numerator as f64 * factor, Some(poisson(numerator).scaled(factor)))
        }
        "share" => (numerator as f64 / denominator as f64, wilson(numerator, denominator)),
        _ => return None,
    };
    Some(Finding {
        place: place.id.clone(),
        by: None,
        key: None,
        label: None,
        numerator: Some(numerator),
        denominator: Some(denominator),
        value: (denominator > 0).then_some(value),
        lower: limits.map(|limits| limits.lower),
        upper: limits.map(|limits| limits.upper),
        note: Some(format!("average of {} regions", findings.len())),
        ..first.clone()
    })
}
