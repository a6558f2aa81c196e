//! Which places a trial has a site in: the table that slices join with.

use std::collections::{BTreeSet, HashMap};

use polars::prelude::{
    DataFrame, IntoColumn, IntoSeries, NewChunkedArray, PolarsResult, StringChunked, UInt32Chunked,
};
use typst::diag::{HintedStrResult, error};

use super::places::{EUROPE, NORDICS, Places, WORLD};

/// Returns the distinct pairs of trial and place.
///
/// In: rows of `schema::TRIALS` and `schema::SITES`. Out: `trial: u32, place: str`,
/// sorted by the order of `trials` and, within a trial, by the order of
/// `Places::ids`, from the widest place to the narrowest.
pub fn of(trials: &DataFrame, sites: &DataFrame, places: &Places) -> HintedStrResult<DataFrame> {
    pairs(trials, sites, places).map_err(|err| error!("failed to find the places ({err})"))
}

/// Does the work of [`of`] in polars' errors.
fn pairs(trials: &DataFrame, sites: &DataFrame, places: &Places) -> PolarsResult<DataFrame> {
    let ids: Vec<&str> = places.ids().collect();
    let lookup = Lookup::new(&ids, places);

    let mut of_trial = HashMap::<u32, BTreeSet<usize>>::new();
    let keys = sites.column("trial")?.u32()?;
    let countries = sites.column("country_code")?.str()?;
    let regions = sites.column("region")?.str()?;
    for ((trial, country), region) in keys.iter().zip(countries.iter()).zip(regions.iter()) {
        let found = of_trial.entry(trial.unwrap_or_default()).or_default();
        found.extend(country.and_then(|code| lookup.countries.get(code)).into_iter().flatten());
        found.extend(region.and_then(|code| lookup.regions.get(code)).into_iter().flatten());
    }

    let (mut keys_out, mut names) = (Vec::new(), Vec::new());
    for trial in trials.column("trial")?.u32()?.iter().flatten() {
        let found = of_trial.get(&trial).into_iter().flatten().map(|&place| ids[place]);
        for place in [WORLD].into_iter().chain(found) {
            keys_out.push(trial);
            names.push(place);
        }
    }
    let keys_out = UInt32Chunked::from_vec("trial".into(), keys_out).into_series();
    let names = StringChunked::from_iter_values("place".into(), names.into_iter());
    DataFrame::new(keys_out.len(), vec![keys_out.into_column(), names.into_series().into_column()])
}

/// The places that a code leads to, as positions in `Places::ids`.
struct Lookup<'a> {
    /// By ISO code: Europe, the Nordics and the country.
    countries: HashMap<&'a str, Vec<usize>>,
    /// By SCB code: the healthcare region and the region.
    regions: HashMap<&'a str, Vec<usize>>,
}

impl<'a> Lookup<'a> {
    /// Prepares the lookup.
    fn new(ids: &[&str], places: &'a Places) -> Self {
        let at = |id: &str| ids.iter().position(|&other| other == id);
        let countries = places.countries.iter().map(|country| {
            let wider = [(country.europe, EUROPE), (country.nordic, NORDICS)];
            let wider = wider.into_iter().filter_map(|(inside, id)| inside.then_some(id));
            let all = wider.chain([country.id.as_str()]).filter_map(at).collect();
            (country.alpha2.as_str(), all)
        });
        let regions = places.regions.iter().map(|region| {
            let all = [&region.healthcare_region, &region.id].map(|id| at(id));
            (region.code.as_str(), all.into_iter().flatten().collect())
        });
        Self { countries: countries.collect(), regions: regions.collect() }
    }
}
