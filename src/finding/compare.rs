//! Comparing a region with the others by the limits of a funnel.
//!
//! Twenty-one regions are looked at by several indicators, so a difference is
//! called one only outside the 99.8 % limits: of 168 such looks, a third of a
//! false alarm is to be expected, where 95 % limits would give eight. Regions
//! differ by more than chance too, in ways that an indicator does not know (a
//! university hospital, say); the limits are widened by how much the others
//! do, so that not each large region is an exception.

use serde::Serialize;

use super::Finding;
use crate::statistics::{Counted, Counts, Funnel, Quantity};

/// The probability beyond each limit outside of which a difference is stated.
pub const TAIL: f64 = 0.001;

/// Below this many trials a share is not compared.
pub const LEAST_TRIALS: u64 = 10;

/// Where a place stands against others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Comparison {
    /// Above the funnel's upper limit.
    Above,
    /// Within the limits: no clear difference.
    Same,
    /// Below the lower limit.
    Below,
}

impl Comparison {
    /// Returns the name that the locale and narratives use.
    pub fn code(self) -> &'static str {
        match self {
            Self::Above => "above",
            Self::Same => "same",
            Self::Below => "below",
        }
    }
}

/// Compares a rate or a share of a place with those of all places, which may
/// hold its own.
///
/// The place is taken out first, from the target and from the over-dispersion,
/// so that it is not compared with itself. `None` when there is no value, for
/// a share of fewer than ten trials, and for other units: counts of places of
/// different size are not compared.
///
/// Source: Spiegelhalter DJ, Stat Med 2005;24:1185-1202, with exact limits
/// where they are wider.
pub fn compare(own: &Finding, all: &[Finding]) -> Option<Comparison> {
    let one = counted(own).filter(|_| is_comparable(own))?;
    placed(one, &funnel_without(&own.place, own.unit, all)?)
}

/// Places what was counted of a place in the funnel around the others.
fn placed(one: Counted, others: &Funnel) -> Option<Comparison> {
    let (value, limits) = (one.value()?, others.limits(one.size, TAIL)?);
    Some(match value {
        _ if value > limits.upper => Comparison::Above,
        _ if value < limits.lower => Comparison::Below,
        _ => Comparison::Same,
    })
}

/// Places a count over its size among those of other places; `None` without others.
pub(super) fn among(
    quantity: Quantity,
    (x, n): (u64, u64),
    others: &[(u64, u64)],
) -> Option<Comparison> {
    let counted = |&(events, size): &(u64, u64)| Counted { events, size };
    let others: Vec<_> = others.iter().map(counted).collect();
    placed(counted(&(x, n)), &Funnel::around(&others, quantity)?)
}

/// Compares a share of a place with that of the rest of a larger one, which has none of its trials.
///
/// `None` when either is a share of fewer than ten trials, and for other units.
pub fn compare_with_rest(own: &Finding, rest: &Finding) -> Option<Comparison> {
    beside_rest(&counts_of(own, rest)?)
}

/// Returns the p-value of the same comparison.
pub fn p_beside_rest(own: &Finding, rest: &Finding) -> Option<f64> {
    counts_of(own, rest)?.fisher()
}

/// Returns the four counts of two shares without a trial in common.
fn counts_of(own: &Finding, rest: &Finding) -> Option<Counts> {
    let is_share = own.unit == "share" && rest.unit == "share" && rest.outside.is_some();
    let ((kind, all), (reference_kind, reference_all)) =
        (own.numerator.zip(own.denominator)?, rest.numerator.zip(rest.denominator)?);
    is_share.then_some(Counts { kind, all, reference_kind, reference_all })
}

/// Compares two shares without a trial in common: they differ when chance alone would set them as far apart, by Fisher's exact test, as seldom as
/// it puts a region outside its funnel.
pub(super) fn beside_rest(counts: &Counts) -> Option<Comparison> {
    let Counts { kind, all, reference_kind, reference_all } = *counts;
    if all.min(reference_all) < LEAST_TRIALS {
        return None;
    }
    // Without a division: a reference may have none of the kind.
    let (own, rest) = (
        u128::from(kind) * u128::from(reference_all),
        u128::from(reference_kind) * u128::from(all),
    );
    Some(match counts.fisher()? {
        p if p >= 2.0 * TAIL || own == rest => Comparison::Same,
        _ if own > rest => Comparison::Above,
        _ => Comparison::Below,
    })
}

/// Returns the funnel around all places but one, of values as they are counted:
/// a rate is one of a person-year. `None` for units that are not compared.
pub fn funnel_without(place: &str, unit: &str, all: &[Finding]) -> Option<Funnel> {
    let quantity = match unit {
        "share" => Quantity::Share,
        "rate" => Quantity::Rate,
        _ => return None,
    };
    let others = all.iter().filter(|other| other.place != place);
    let others: Vec<_> = others.filter_map(counted).collect();
    Funnel::around(&others, quantity)
}

/// Whether a finding's value rests on enough to be set beside others.
pub fn is_comparable(finding: &Finding) -> bool {
    let size = finding.denominator.unwrap_or(0);
    finding.value.is_some() && (finding.unit != "share" || size >= LEAST_TRIALS)
}

/// Returns what a finding counts; `None` without a denominator.
fn counted(finding: &Finding) -> Option<Counted> {
    let (events, size) = (finding.numerator?, finding.denominator?);
    (size > 0).then_some(Counted { events, size })
}
