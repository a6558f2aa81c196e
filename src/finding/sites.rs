//! Counting trial sites, of which some hide their names.

use std::collections::{BTreeMap, BTreeSet};

use polars::prelude::*;

use super::question::{Cell, Question};
use super::tally::{self, Tally, keys_by_trial};
use super::{By, Finding};
use crate::registry::Registry;
use crate::registry::fold::fold;
use crate::slice::{Level, Place, in_place};

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
    let wanted = frame.select([col("trial")]);
    let rows = registry
        .sites
        .clone()
        .lazy()
        .filter(col("country_code").eq(lit("SE")))
        .semi_join(wanted, col("trial"), col("trial"))
        .select([col("trial"), col("region"), col("entity"), col("city")])
        .collect()?;
    let (trials, regions) = (rows.column("trial")?.u32()?, rows.column("region")?.str()?);
    let (entities, towns) = (rows.column("entity")?.str()?, rows.column("city")?.str()?);

    let inside = regions_of(place, registry);
    let mut counts: BTreeMap<String, SiteCount> = BTreeMap::new();
    for row in 0..rows.height() {
        let region = regions.get(row);
        let Some(trial) = trials.get(row) else { continue };
        if inside.as_ref().is_some_and(|codes| !region.is_some_and(|code| codes.contains(code))) {
            continue;
        }
        for key in keys(trial, region) {
            let count = counts.entry(key).or_default();
            match entities.get(row) {
                Some(entity) => {
                    count.named.insert(entity.to_owned());
                }
                None => {
                    let town = fold(towns.get(row).unwrap_or_default());
                    count.anonymised.insert((trial, town));
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
pub(super) fn regions_of(place: &Place, registry: &Registry) -> Option<BTreeSet<String>> {
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

impl Question<'_> {
    /// Distinct sites of recently started trials, with logical bounds.
    pub(super) fn active_sites(&self) -> PolarsResult<Vec<Finding>> {
        let registry = self.registry;
        let trials = in_place(self.trials(&self.slice.lens)?, registry, &self.slice.place);
        let place = &self.slice.place;
        let region_id = |code: &str| {
            let regions = &registry.reference.places.regions;
            regions.iter().find(|region| region.code == code).map(|region| region.id.clone())
        };
        let keys_of: BTreeMap<u32, Vec<String>> = match self.by {
            None | Some(By::Region) => BTreeMap::new(),
            Some(by) => keys_by_trial(trials.clone(), registry, by)?,
        };
        let counts = count(trials, registry, place, |trial, region| match self.by {
            None => vec![String::new()],
            Some(By::Region) => region.and_then(region_id).into_iter().collect(),
            Some(_) => keys_of.get(&trial).cloned().unwrap_or_default(),
        })?;
        let named: Tally =
            counts.iter().map(|(key, sites)| (key.clone(), sites.named.len() as u64)).collect();
        let finding = |place: Place, key: Option<String>| {
            let sites = counts.get(key.as_deref().unwrap_or_default());
            let named = sites.map_or(0, |sites| sites.named.len() as u64);
            let hidden = sites.map_or(0, |sites| sites.anonymised.len() as u64);
            let cell = Cell { place, key, trials: named };
            Finding {
                value: Some(named as f64),
                lower: Some(named as f64),
                upper: Some((named + hidden) as f64),
                note: (hidden > 0).then(|| format!("{hidden} anonymised rows")),
                ..self.finding(&cell)
            }
        };
        Ok(match self.by {
            None => vec![finding(place.clone(), None)],
            Some(By::Region) => {
                let regions = self.places(By::Region).into_iter();
                regions.map(|region| finding(region.clone(), Some(region.id))).collect()
            }
            Some(by) => {
                let keys = self.keys(by, &named).into_iter();
                keys.map(|(key, _)| finding(place.clone(), Some(key))).collect()
            }
        })
    }
}
