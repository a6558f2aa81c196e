//! `kapacitet list`: the names that other commands take.

use std::path::Path;

use typst::diag::{HintedStrResult, error};

use super::args::{ListArgs, Listed};
use super::terminal::say;
use super::{Done, Outcome};
use crate::locale::Lang;
use crate::registry::{Reference, snapshot};
use crate::slice::Place;
use crate::{brand, chart, document, edition, indicator, slice};

/// Runs the command.
pub fn run(root: &Path, args: &ListArgs) -> Outcome {
    if args.region.is_some() && !matches!(args.what, Listed::Similar) {
        let fault = error!("`--region` is for `list similar` only"; hint: "leave it out");
        return Err(fault.into());
    }
    let rows = match args.what {
        Listed::Indicators => indicators(),
        Listed::Areas => areas(&Reference::load(root)?),
        Listed::Regions => regions(&Reference::load(root)?),
        Listed::Similar => similar(&Reference::load(root)?, args.region.as_deref())?,
        Listed::Places => places(&Reference::load(root)?),
        Listed::Charts => charts(),
        Listed::Documents => names(document::list(root)),
        Listed::Brands => names(brand::list(root)),
        Listed::Editions => names(edition::list(root)),
        Listed::Snapshots => names(snapshot::list(root)),
    };
    let width = rows.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
    let lines = rows.iter().map(|(name, meaning)| format!("{name:<width$}  {meaning}"));
    let lines: Vec<_> = lines.map(|line| line.trim_end().to_owned()).collect();
    let rule = matches!(args.what, Listed::Similar).then(|| format!("\n{SIMILAR_RULE}"));
    let lines: Vec<_> = lines.into_iter().chain(rule).collect();
    say(&lines.join("\n"))?;
    Ok(Done::All)
}

/// Names without a meaning beside them.
fn names(list: Vec<String>) -> Vec<(String, String)> {
    list.into_iter().map(|name| (name, String::new())).collect()
}

/// The indicators with their English names.
fn indicators() -> Vec<(String, String)> {
    let row = |indicator: &&indicator::Indicator| {
        (indicator.id.to_owned(), indicator.name.get(Lang::En).to_owned())
    };
    indicator::CATALOGUE.iter().map(row).collect()
}

/// The therapy areas with their names.
fn areas(reference: &Reference) -> Vec<(String, String)> {
    let areas = reference.areas.list.iter();
    areas.map(|area| (area.id.clone(), format!("{} / {}", area.name_en, area.name_sv))).collect()
}

/// The regions with their codes and names.
fn regions(reference: &Reference) -> Vec<(String, String)> {
    let regions = reference.places.regions.iter();
    let meaning = |region: &crate::registry::Region| {
        format!(
            "{} {:<2} {}, {}",
            region.code, region.letter, region.name_sv, region.healthcare_region
        )
    };
    regions.map(|region| (region.id.clone(), meaning(region))).collect()
}

/// The regions that are similar to one, the nearest first, and by what they are.
fn similar(reference: &Reference, region: Option<&str>) -> HintedStrResult<Vec<(String, String)>> {
    let own = Place::region(region.unwrap_or_default(), reference)?;
    // The newest population at hand.
    let mut near = slice::neighbours(&own.id, i32::MAX, reference);
    near.truncate(slice::SIMILAR);
    let meaning = |one: &slice::Neighbour| {
        let hospital = if one.traits.university_hospital { ", university hospital" } else { "" };
        format!(
            "distance {:.2}: {} inhabitants, {:.1} per km2{hospital}",
            one.distance, one.traits.population, one.traits.density
        )
    };
    Ok(near.iter().map(|one| (one.region.clone(), meaning(one))).collect())
}

/// The rule by which regions are similar, in words.
const SIMILAR_RULE: &str = "rule: the seven nearest by log population, log inhabitants per km2 of land and university \
                            hospital (0 or 1),\neach standardised over the 21 regions; Euclidean distance";

/// All places with their English names.
fn places(reference: &Reference) -> Vec<(String, String)> {
    let places = slice::list_places(reference).into_iter();
    places
        .map(|(place, _)| {
            let name = place.name(Lang::En, reference);
            (place.id, name)
        })
        .collect()
}

/// The chart kinds with what they are for.
fn charts() -> Vec<(String, String)> {
    let kinds = chart::CATALOGUE.iter();
    kinds.map(|kind| (kind.id.to_owned(), kind.purpose.to_owned())).collect()
}
