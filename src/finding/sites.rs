//! Counting trial sites, of which some hide their names.

use std::collections::{BTreeMap, BTreeSet};

use polars::prelude::*;

use super::tally::{self, Tally};
use crate::registry::Registry;
use crate::registry::fold::fold;
use crate::slice::{Level, Place};

/// The sites of one place or key.
#[derive(Debug, Default)]
pub struct SiteCount {
    /// The distinct sites that have a name.
    pub named: BTreeSet<String>,
    /// The distinct pairs of trial and town without a name: each may be a
    /// site of its own, or one of the named.
    pub anonymised: BTreeSet<(u32, String)>,
}

/// Returns the Swedish sites of the trials in a frame, by the key that `keys`
/// gives to a trial and region: none, one or several.
pub fn count(
    frame: LazyFrame,
    registry: &Registry,
    place: &Place,
    keys: impl Fn(u32, Option<&str>) -> Vec<String>,
) -> PolarsResult<BTreeMap<String, SiteCount>> {
    let wanted = frame.select([col("nct")]);
    let rows = registry
        .sites
        .clone()
        .lazy()
        .filter(col("country_code").eq(lit("SE")))
        .semi_join(wanted, col("nct"), col("nct"))
        .select([col("nct"), col("region"), col("entity"), col("city")])
        .collect()?;
    let (trials, regions) = (rows.column("nct")?.u32()?, rows.column("region")?.str()?);
    let (entities, towns) = (rows.column("entity")?.str()?, rows.column("city")?.str()?);

    let inside = regions_of(place, registry);
    let mut counts: BTreeMap<String, SiteCount> = BTreeMap::new();
    for row in 0..rows.height() {
        let region = regions.get(row);
        let Some(nct) = trials.get(row) else { continue };
        if inside.as_ref().is_some_and(|codes| !region.is_some_and(|code| codes.contains(code))) {
            continue;
        }
        for key in keys(nct, region) {
            let count = counts.entry(key).or_default();
            match entities.get(row) {
                Some(entity) => {
                    count.named.insert(entity.to_owned());
                }
                None => {
                    let town = fold(towns.get(row).unwrap_or_default());
                    count.anonymised.insert((nct, town));
                }
            }
        }
    }
    Ok(counts)
}

/// Returns the trials per named site of a place.
pub fn tally(frame: LazyFrame, registry: &Registry, place: &Place) -> PolarsResult<Tally> {
    let pairs = registry.sites.clone().lazy().filter(col("entity").is_not_null());
    let pairs = match regions_of(place, registry) {
        None => pairs,
        Some(codes) => {
            let codes: Vec<_> = codes.into_iter().collect();
            let codes = DataFrame::new_infer_height(vec![Column::new("region".into(), codes)])?;
            pairs.semi_join(codes.lazy(), col("region"), col("region"))
        }
    };
    tally::bridge(frame, pairs, "entity")
}

/// Returns the codes of the regions in a place, or `None` where every Swedish
/// row belongs, also one whose region is unknown.
fn regions_of(place: &Place, registry: &Registry) -> Option<BTreeSet<String>> {
    if place.level <= Level::Country {
        return None;
    }
    let regions = place.regions(&registry.reference);
    let code = |place: &Place| {
        let regions = &registry.reference.places.regions;
        regions.iter().find(|region| region.id == place.id).map(|region| region.code.clone())
    };
    Some(regions.iter().filter_map(code).collect())
}
