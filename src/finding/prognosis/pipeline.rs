//! Drugs in development: those of a lens that are in phase 1 or 2, and how long they have been.

use std::collections::{BTreeSet, HashSet};

use chrono::NaiveDate;
use polars::prelude::PolarsResult;

use crate::clearance::Clearance;
use crate::registry::Registry;
use crate::registry::development::LEFT;
use crate::registry::schema::date_of_epoch_day;
use crate::registry::snapshot::Source;
use crate::slice::{Lens, LensPart};
use crate::statistics::Delay;

/// Days in a year, on average.
const DAYS: f64 = 365.25;

/// Returns the sources of drugs in development that a clearance admits.
pub fn pipeline_sources(registry: &Registry, clearance: Clearance) -> Vec<&Source> {
    let named = registry.pipeline.column("source").and_then(|column| column.str());
    let named: BTreeSet<_> = named.iter().flat_map(|ids| ids.iter().flatten()).collect();
    let sources = registry.snapshot.sources.iter();
    sources
        .filter(|source| named.contains(source.id.as_str()) && clearance.admits(source.class))
        .collect()
}

/// Whether what a lens asks for is known of drugs in development: areas and phases.
pub(super) fn knows(lens: &Lens) -> bool {
    lens.clone().without(LensPart::Area).without(LensPart::Phase).is_empty()
}

/// The drugs in one phase.
#[derive(Debug, Clone, Default)]
pub(super) struct Projects {
    /// For how many years each has been in it; below zero for those that come later.
    pub ages: Vec<f64>,
    /// Those of which that is not known.
    pub undated: u64,
}

impl Projects {
    /// Returns how many there are.
    pub fn count(&self) -> f64 {
        self.ages.len() as f64 + self.undated as f64
    }

    /// Returns how many leave the phase in a year ahead, onwards or for good.
    ///
    /// As many come into the phase as leave it in a year when it neither grows nor shrinks: the drugs over the mean
    /// time. Of those without a date the time is spread as in such a phase.
    pub fn leave(&self, delay: &Delay, year: u32) -> f64 {
        let dated: f64 = self.ages.iter().map(|age| delay.due(*age, year)).sum();
        let through = delay.through(year + 1) - delay.through(year);
        let undated = self.undated as f64 * (1.0 - through) / delay.mean();
        dated + undated + self.count() * through / delay.mean()
    }
}

/// Returns the drugs of some sources in phases 1 and 2, of any of some areas or of all, at the end of a year.
pub(super) fn projects(
    registry: &Registry,
    sources: &[&Source],
    areas: &[String],
    end: NaiveDate,
) -> PolarsResult<[Projects; 2]> {
    let inside: HashSet<u32> = {
        let table = &registry.pipeline_areas;
        let rows = table.column("project")?.u32()?.iter().zip(table.column("area")?.str()?.iter());
        let is_asked = |area: Option<&str>| {
            area.is_some_and(|area| areas.is_empty() || areas.iter().any(|asked| asked == area))
        };
        rows.filter(|(_, area)| is_asked(*area)).filter_map(|(project, _)| project).collect()
    };
    let table = &registry.pipeline;
    let since = table.column("since")?.cast(&polars::prelude::DataType::Int32)?;
    let rows = table.column("project")?.u32()?.iter().zip(table.column("source")?.str()?.iter());
    let rows = rows.zip(table.column("phase")?.str()?.iter()).zip(since.i32()?.iter());
    let mut found = [Projects::default(), Projects::default()];
    for (((project, source), phase), since) in rows {
        let is_admitted = sources.iter().any(|admitted| Some(admitted.id.as_str()) == source);
        let step = LEFT.iter().position(|left| Some(*left) == phase);
        let Some(step) =
            step.filter(|_| is_admitted && project.is_some_and(|one| inside.contains(&one)))
        else {
            continue;
        };
        match since.and_then(date_of_epoch_day) {
            Some(since) => found[step].ages.push((end - since).num_days() as f64 / DAYS),
            None => found[step].undated += 1,
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// In a phase that neither grows nor shrinks, as many leave each year as the mean time tells.
    #[test]
    fn without_dates_a_phase_is_steady() {
        let delay = Delay::new(2.0, 0.5).unwrap();
        let projects = Projects { ages: Vec::new(), undated: 30 };
        for year in 0..3 {
            assert!((projects.leave(&delay, year) - 15.0).abs() < 1e-9);
        }
    }
}
