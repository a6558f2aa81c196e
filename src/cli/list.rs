//! `kapacitet list`: the names that other commands take.

use std::path::Path;

use super::args::{ListArgs, Listed};
use super::terminal::say;
use super::{Done, Outcome};
use crate::locale::Lang;
use crate::registry::{Reference, snapshot};
use crate::{brand, chart, document, edition, indicator, slice};

/// Runs the command.
pub fn run(root: &Path, args: &ListArgs) -> Outcome {
    let rows = match args.what {
        Listed::Indicators => indicators(),
        Listed::Areas => areas(&Reference::load(root)?),
        Listed::Regions => regions(&Reference::load(root)?),
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
