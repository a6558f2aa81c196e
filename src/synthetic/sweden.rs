//! Swedish sites: all spellings of a town, all forms of a postal code, and one clinic under several names.

use super::draws::Draws;
use super::footprint::HOME;
use super::locations::{GeoPoint, Location, Sites, nameless, site_status};
use super::plan::Plan;
use super::tables::{Tables, Town};

/// Share of Swedish sites with a postal code.
const POSTAL: f64 = 0.6;

/// How often a town is drawn again when the trial is there already: a second site in the same town is rarer than one elsewhere.
const ELSEWHERE: usize = 2;

/// Draws the Swedish sites of a trial.
pub(super) fn sites<'t>(
    sites: &Sites<'_, 't>,
    number: u32,
    draws: &mut Draws,
) -> Vec<Location<'t>> {
    let mut towns: Vec<&Town> = sites.plan.towns.clone();
    while towns.len() < number as usize {
        towns.push(town(sites.tables, &towns, draws));
    }
    towns.into_iter().map(|town| site(sites, town, draws)).collect()
}

/// Draws a town, rather one that is not taken.
fn town<'t>(tables: &'t Tables, taken: &[&Town], draws: &mut Draws) -> &'t Town {
    let mut town = &tables.towns[0];
    for _ in 0..=ELSEWHERE {
        town = &tables.towns[draws.weighted(tables.towns.iter().map(|town| town.weight))];
        if taken.iter().all(|other| !std::ptr::eq(*other, town)) {
            break;
        }
    }
    town
}

/// Draws a site in a town.
fn site<'t>(sites: &Sites, town: &'t Town, draws: &mut Draws) -> Location<'t> {
    let facility = if town.sites.is_empty() || draws.happens(sites.anonymous) {
        nameless(sites, draws)
    } else {
        Some(clinic(sites.tables, sites.plan, town, draws))
    };
    let point = town.lat.zip(town.lon).filter(|_| sites.pointed);
    Location {
        facility,
        status: site_status(sites.plan),
        city: draws.word(&town.spellings),
        state: None,
        zip: postal_code(town, draws),
        country: HOME,
        geo_point: point.map(|(lat, lon)| GeoPoint { lat, lon }),
    }
}

/// Draws the name of a clinic: the institution, with or without its department, before or after it.
fn clinic(tables: &Tables, plan: &Plan, town: &Town, draws: &mut Draws) -> String {
    let institution = draws.word(&town.sites);
    let department =
        tables.words.departments.get(&plan.area.id).map_or("", |list| draws.word(list));
    match draws.between(1, 10) {
        1..=4 => institution.to_string(),
        5..=7 => format!("{institution}, {department}"),
        8 | 9 => format!("{department}, {institution}"),
        _ => institution.to_uppercase(),
    }
}

/// Draws a postal code in one of its forms, or none.
fn postal_code(town: &Town, draws: &mut Draws) -> Option<String> {
    if town.postal_codes.is_empty() || !draws.happens(POSTAL) {
        return None;
    }
    let code = draws.word(&town.postal_codes);
    let (left, right) = code.split_at(code.len().min(3));
    Some(match draws.between(1, 8) {
        1..=3 => format!("{left} {right}"),
        4 | 5 => code.to_string(),
        6 => format!("SE-{left} {right}"),
        7 => format!("S-{left} {right}"),
        _ => format!("SE-{code}"),
    })
}
