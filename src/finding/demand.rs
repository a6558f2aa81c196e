//! Demand for kinds of trials set against a place's mix of them.
//!
//! Two things that are measured apart stay apart: how much of the reference's trials a kind
//! is, and what it is of the place's own. Each is judged by its own interval, and the pair
//! has a name; there is no index, whose weights nobody could see.

use polars::prelude::PolarsResult;
use serde::Serialize;

use super::question::Question;
use super::{By, Finding, Verdict};
use crate::slice::Place;
use crate::statistics::{Limits, benjamini_hochberg, quantile, wilson};

/// The demand for a kind.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Demand {
    /// Its share of the reference's trials, those of the place left out.
    pub share: f64,
    /// The share's lower 95 % limit.
    pub lower: f64,
    /// Its upper one.
    pub upper: f64,
    /// The median share of the kinds of the table.
    pub median: f64,
    /// Where demand and the place's mix meet.
    pub quadrant: Quadrant,
}

/// Where demand and a place's mix meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Quadrant {
    /// Large demand, and a strength.
    Met,
    /// Large demand, and a gap.
    Unmet,
    /// Small demand, and a strength.
    Niche,
    /// Small demand, and a gap.
    Aside,
    /// One of the two, or both, cannot be told from the middle.
    Unclear,
}

impl Quadrant {
    /// Returns the name that the command line prints.
    pub fn code(self) -> &'static str {
        match self {
            Self::Met => "demand-met",
            Self::Unmet => "demand-unmet",
            Self::Niche => "niche",
            Self::Aside => "aside",
            Self::Unclear => "unclear",
        }
    }

    /// Returns the quadrant of a demand with its limits, against the median of all kinds,
    /// and of what may be said of the place's mix.
    fn of(demand: Limits, median: f64, verdict: Option<Verdict>) -> Self {
        let (large, small) = (demand.lower > median, demand.upper < median);
        match verdict {
            Some(Verdict::Strength) if large => Self::Met,
            Some(Verdict::Gap) if large => Self::Unmet,
            Some(Verdict::Strength) if small => Self::Niche,
            Some(Verdict::Gap) if small => Self::Aside,
            _ => Self::Unclear,
        }
    }
}

impl Question<'_> {
    /// The location quotient of each kind beside the demand for it.
    pub(super) fn demand_match(&self) -> PolarsResult<Vec<Finding>> {
        let against = self.query.against.clone().unwrap_or_else(Place::europe);
        let tables = self.kinds_by_key(self.by.unwrap_or(By::Area), &against)?;
        let p: Vec<_> = tables.iter().map(|(_, counts)| counts.fisher()).collect();
        let q = benjamini_hochberg(&p);
        let share = |kind: u64, all: u64| (all > 0).then(|| kind as f64 / all as f64);
        let of = |at: usize| share(tables[at].1.reference_kind, tables[at].1.reference_all);
        let shares: Vec<f64> = (0..tables.len()).filter_map(of).collect();
        let median = quantile(&shares, 0.5);
        let row = |at: usize| {
            let (cell, counts) = &tables[at];
            let finding = self.compared(cell, counts, &against, p[at], q[at]);
            let limits = wilson(counts.reference_kind, counts.reference_all);
            let demand = of(at).zip(limits).zip(median).map(|((share, limits), median)| Demand {
                share,
                lower: limits.lower,
                upper: limits.upper,
                median,
                quadrant: Quadrant::of(limits, median, finding.verdict),
            });
            let note = demand.map(|demand| {
                format!(
                    "demand {:.1}% ({:.1}-{:.1}%) of {}, median {:.1}%",
                    100.0 * demand.share,
                    100.0 * demand.lower,
                    100.0 * demand.upper,
                    against.id,
                    100.0 * demand.median
                )
            });
            Finding { demand, note, ..finding }
        };
        Ok((0..tables.len()).map(row).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quadrant_needs_both_to_be_clear() {
        let demand = |lower, upper| Limits { lower, upper };
        let of = |limits, verdict| Quadrant::of(limits, 0.05, Some(verdict));
        assert_eq!(of(demand(0.06, 0.08), Verdict::Strength), Quadrant::Met);
        assert_eq!(of(demand(0.06, 0.08), Verdict::Gap), Quadrant::Unmet);
        assert_eq!(of(demand(0.02, 0.04), Verdict::Strength), Quadrant::Niche);
        assert_eq!(of(demand(0.02, 0.04), Verdict::Gap), Quadrant::Aside);
        // The demand's limits reach over the median; or the mix is a tendency only.
        assert_eq!(of(demand(0.04, 0.08), Verdict::Strength), Quadrant::Unclear);
        assert_eq!(of(demand(0.06, 0.08), Verdict::StrengthTendency), Quadrant::Unclear);
        assert_eq!(Quadrant::of(demand(0.06, 0.08), 0.05, None), Quadrant::Unclear);
    }
}
