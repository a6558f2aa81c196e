//! One region and many indicators: the values of a spine chart.
//!
//! Of each indicator the region's value with its limits, how far all regions
//! reach, the average, and on which side of the funnel's limits the region
//! lies. Regions are never put into an order by their values: the range says
//! how they differ, not which comes where.

use chrono::{Datelike, NaiveDate};
use serde::Serialize;
use typst::diag::{HintedStrResult, bail};

use super::compare::{TAIL, compare, funnel_without, is_comparable};
use super::{By, Comparison, Evidence, Finding, Query, answer, pool};
use crate::indicator::{self, Direction, Indicator, Measure};
use crate::slice::{Lens, Place, parse_phase, similar};
use crate::statistics::{Limits, quantile};

/// The indicators of a spine, each with the phase that it is of: those of the
/// regional briefing's table.
///
/// Cooperates with report_templates/documents/regional-briefing/typst.toml.
pub const LOOKS: [(&str, Option<&str>); 6] = [
    ("trials-started", None),
    ("trials-per-million", None),
    ("share-of-europe", None),
    ("phase-mix", Some("phase-1")),
    ("completion", None),
    ("active-sites", None),
];

/// How far the regions reach.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Range {
    /// The regions with a value; for shares, of ten trials and more.
    pub regions: usize,
    /// The smallest value.
    pub lowest: f64,
    /// The value that a quarter of them do not exceed.
    pub lower_quartile: f64,
    /// The value that half of them do not exceed.
    pub median: f64,
    /// The value that three quarters of them do not exceed.
    pub upper_quartile: f64,
    /// The largest value.
    pub highest: f64,
}

/// What a region's place among the others means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// Outside the limits, on the good side.
    Better,
    /// Outside the limits, on the bad side.
    Worse,
    /// Above the limits, where neither side is better.
    Above,
    /// Below the limits, where neither side is better.
    Below,
    /// Within the limits.
    NoDifference,
    /// A count, a share of a whole outside, or too few trials.
    NotCompared,
}

impl Standing {
    /// Returns the name that the command line prints.
    pub fn code(self) -> &'static str {
        match self {
            Self::Better => "better",
            Self::Worse => "worse",
            Self::Above => "above",
            Self::Below => "below",
            Self::NoDifference => "no-difference",
            Self::NotCompared => "not-compared",
        }
    }

    /// Whether the region lies outside the limits.
    pub fn is_difference(self) -> bool {
        !matches!(self, Self::NoDifference | Self::NotCompared)
    }

    /// Returns what a comparison means for an indicator of a direction.
    fn of(comparison: Option<Comparison>, direction: Direction) -> Self {
        match (comparison, direction) {
            (None, _) => Self::NotCompared,
            (Some(Comparison::Same), _) => Self::NoDifference,
            (Some(Comparison::Above), Direction::Higher)
            | (Some(Comparison::Below), Direction::Lower) => Self::Better,
            (Some(Comparison::Below), Direction::Higher)
            | (Some(Comparison::Above), Direction::Lower) => Self::Worse,
            (Some(Comparison::Above), Direction::Neither) => Self::Above,
            (Some(Comparison::Below), Direction::Neither) => Self::Below,
        }
    }
}

/// A region's value of an indicator among those of all regions.
#[derive(Debug, Clone, Serialize)]
pub struct Spine {
    /// The region's finding.
    #[serde(flatten)]
    pub own: Finding,
    /// How far all regions reach, the region itself among them; `None` where
    /// nothing has a value.
    pub range: Option<Range>,
    /// The average of all regions, weighted by size; `None` for counts.
    pub average: Option<f64>,
    /// The average of the seven similar regions.
    pub similar: Option<f64>,
    /// The others' value, around which the funnel stands.
    pub target: Option<f64>,
    /// The funnel's 99.8 % limits for a region of this size.
    pub funnel_lower: Option<f64>,
    /// The upper one.
    pub funnel_upper: Option<f64>,
    /// How much the other regions differ by more than chance, as the standard
    /// deviation of their levels, in the unit of the value.
    pub beyond_chance: Option<f64>,
    /// What the region's place means.
    pub standing: Standing,
}

/// Returns the spine of a region from the findings of all regions.
///
/// The averages are those of [`pool`]; `all` holds the region's own.
pub fn spine(
    own: &Finding,
    all: &[Finding],
    indicator: &Indicator,
    average: Option<&Finding>,
    similar: Option<&Finding>,
) -> Spine {
    let is_fair = !matches!(indicator.measure, Measure::ShareOfEurope | Measure::ShareOfWorld);
    let funnel = funnel_without(&own.place, own.unit, all).filter(|_| is_fair);
    let comparison = compare(own, all).filter(|_| is_fair);
    let scale = if own.unit == "rate" { 1e6 } else { 1.0 };
    let limits = funnel.and_then(|funnel| funnel.limits(own.denominator?, TAIL));
    let limits = limits.filter(|_| comparison.is_some()).map(|limits| limits.scaled(scale));
    Spine {
        own: own.clone(),
        range: range(all),
        average: average.and_then(|finding| finding.value).filter(|_| is_fair),
        similar: similar.and_then(|finding| finding.value).filter(|_| is_fair),
        target: funnel.map(|funnel| funnel.target * scale),
        funnel_lower: limits.map(|limits: Limits| limits.lower),
        funnel_upper: limits.map(|limits: Limits| limits.upper),
        beyond_chance: funnel.map(|funnel| funnel.tau_squared().sqrt() * scale),
        standing: Standing::of(comparison, indicator.direction),
    }
}

/// Returns how far findings reach, of those that rest on enough.
pub fn range(all: &[Finding]) -> Option<Range> {
    let sound = all.iter().filter(|finding| is_comparable(finding));
    let values: Vec<_> = sound.filter_map(|finding| finding.value).collect();
    let at = |probability| quantile(&values, probability);
    Some(Range {
        regions: values.len(),
        lowest: at(0.0)?,
        lower_quartile: at(0.25)?,
        median: at(0.5)?,
        upper_quartile: at(0.75)?,
        highest: at(1.0)?,
    })
}

/// Returns the spines of a region: one for each of [`LOOKS`].
///
/// `query` gives window and base filter; its place, lens and dimension are the
/// spine's own.
pub fn spines(
    evidence: &Evidence,
    query: &Query,
    region: &Place,
    cutoff: NaiveDate,
) -> HintedStrResult<Vec<Spine>> {
    LOOKS.iter().map(|look| one(evidence, query, region, cutoff, *look)).collect()
}

/// Returns the spine of one indicator.
fn one(
    evidence: &Evidence,
    query: &Query,
    region: &Place,
    cutoff: NaiveDate,
    (indicator, phase): (&str, Option<&str>),
) -> HintedStrResult<Spine> {
    let indicator = indicator::find(indicator)?;
    let phases = phase.map(parse_phase).transpose()?.into_iter().collect();
    let query = Query {
        indicator,
        place: Place::sweden(),
        lens: Lens { phases, ..Lens::default() },
        // Active sites have months of their own.
        window: query.window.filter(|_| indicator.measure != Measure::ActiveSites),
        by: Some(By::Region),
        against: None,
        ..query.clone()
    };
    let all = answer(evidence, &query, cutoff)?;
    let Some(own) = all.iter().find(|finding| finding.place == region.id) else {
        bail!("`{}` is no region", region.id; hint: "`kapacitet list regions` shows them");
    };
    let near = similar(&region.id, cutoff.year(), &evidence.registry.reference);
    let is_near = |finding: &&Finding| near.iter().any(|place| place.id == finding.place);
    let group: Vec<_> = all.iter().filter(is_near).cloned().collect();
    // Only the values are shown, so the trials that count in several regions do not matter.
    let average = |parts: &[Finding]| pool(parts, &query.place, 1.0);
    Ok(spine(own, &all, indicator, average(&all).as_ref(), average(&group).as_ref()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_is_better_only_where_the_indicator_says_so() {
        use Comparison::{Above, Below, Same};
        let higher = [Some(Above), Some(Same), Some(Below), None]
            .map(|compared| Standing::of(compared, Direction::Higher).code());
        assert_eq!(higher, ["better", "no-difference", "worse", "not-compared"]);
        let neither = [Above, Below].map(|side| Standing::of(Some(side), Direction::Neither));
        assert_eq!(neither, [Standing::Above, Standing::Below]);
    }
}
