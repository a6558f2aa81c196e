//! Counts the trials and rows of a union, as the ingest of a source does.

use std::collections::{BTreeMap, HashSet};

use polars::prelude::{DataFrame, PolarsResult};

use crate::registry::places::SWEDEN;
use crate::registry::schema::position::{AREAS, CONDITIONS, SITES, TRIALS};
use crate::registry::schema::{ConditionKind, UNCLASSIFIED};
use crate::registry::snapshot::Snapshot;

/// Fills the counts of a snapshot's description in.
pub fn recount(snapshot: &mut Snapshot, frames: &[DataFrame]) -> PolarsResult<()> {
    snapshot.trials = frames[TRIALS].height() as u64;
    snapshot.sites = frames[SITES].height() as u64;
    let coverage = &mut snapshot.coverage;

    let sites = &frames[SITES];
    let column = |name: &str| sites.column(name).and_then(|column| column.str().cloned());
    let (codes, names) = (column("country_code")?, column("country")?);
    let (regions, entities) = (column("region")?, column("entity")?);
    let mut swedish = HashSet::new();
    let [mut rows, mut unplaced, mut anonymised] = [0; 3];
    let mut unknown = BTreeMap::<String, u64>::new();
    for (row, key) in sites.column("trial")?.u32()?.iter().enumerate() {
        match (codes.get(row), names.get(row)) {
            (Some(SWEDEN), _) => {
                swedish.extend(key);
                rows += 1;
                unplaced += u64::from(regions.get(row).is_none());
                anonymised += u64::from(entities.get(row).is_none());
            }
            (None, Some(name)) => *unknown.entry(name.to_owned()).or_default() += 1,
            _ => {}
        }
    }
    coverage.swedish_trials = swedish.len() as u64;
    coverage.swedish_site_rows = rows;
    coverage.swedish_rows_without_region = unplaced;
    coverage.anonymised_swedish_rows = anonymised;
    coverage.countries_unknown = unknown;

    let with_mesh = trials_with(&frames[CONDITIONS], "kind", ConditionKind::Mesh.code())?;
    coverage.trials_without_mesh = snapshot.trials.saturating_sub(with_mesh);
    coverage.trials_unclassified = trials_with(&frames[AREAS], "area", UNCLASSIFIED)?;
    Ok(())
}

/// Counts the trials that have a row with this cell.
fn trials_with(frame: &DataFrame, column: &str, cell: &str) -> PolarsResult<u64> {
    let cells = frame.column(column)?.str()?.iter();
    let keys = frame.column("trial")?.u32()?.iter().zip(cells);
    let found: HashSet<u32> =
        keys.filter(|(_, own)| *own == Some(cell)).filter_map(|(key, _)| key).collect();
    Ok(found.len() as u64)
}
