//! What the data behind a claim are like: how large a part of them could be placed and classified, and how old they are.

use chrono::NaiveDate;

use crate::finding::{By, Finding, Query};
use crate::registry::Registry;
use crate::slice::Level;

/// What the data behind a claim are like.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Ground {
    /// The share of the records that could be placed and classified as the question asks, in `0..=1`; the least of several. `None` of a question
    /// that needs no such thing.
    pub coverage: Option<f64>,
    /// The days from the data of the oldest source of trials to the cut-off; none when it is newer.
    pub days_old: i64,
}

/// Returns what the data behind an answer are like.
pub fn ground(registry: &Registry, query: &Query, finding: &Finding, cutoff: NaiveDate) -> Ground {
    if query.indicator.measure.is_of_inventory() {
        return Ground::default();
    }
    let snapshot = &registry.snapshot;
    let coverage = &snapshot.coverage;
    let share = |missing: u64, of: u64| 1.0 - missing as f64 / of.max(1) as f64;
    let is_regional = matches!(query.by, Some(By::Region | By::Site))
        || query.place.level > Level::Country && query.place.level != Level::Site;
    let asked = [
        (is_regional, share(coverage.swedish_rows_without_region, coverage.swedish_site_rows)),
        (
            query.by == Some(By::Area) || !query.lens.areas.is_empty(),
            share(coverage.trials_unclassified, snapshot.trials),
        ),
        (
            query.by == Some(By::Disease) || !query.lens.diseases.is_empty(),
            share(coverage.trials_without_mesh, snapshot.trials),
        ),
    ];
    let asked = asked.into_iter().filter_map(|(asks, share)| asks.then_some(share));
    let companies = finding.companies.map(|known| share(known.unknown, known.of));
    let dates = snapshot.trial_sources().map(|source| source.data_date).min();
    Ground {
        coverage: asked.chain(companies).min_by(f64::total_cmp),
        days_old: dates.map_or(0, |date| (cutoff - date).num_days().max(0)),
    }
}
