//! The contacts and locations module: officials and sites, in all the ways that sponsors write them.

use serde::Serialize;

use super::course::Status;
use super::draws::{Draws, Part};
use super::footprint::HOME;
use super::plan::{Lead, Plan};
use super::settings::Settings;
use super::sweden;
use super::tables::{City, Tables};

/// Share of records that name an official.
const OFFICIAL: f64 = 0.4;

/// Share of trials whose sponsor names no site.
const ANONYMOUS_TRIAL: f64 = 0.3;

/// Share of sites without a name in the other trials.
const ANONYMOUS_SITE: f64 = 0.1;

/// Share of sites outside Sweden with a postal code.
const POSTAL: f64 = 0.75;

/// Share of records whose sites have coordinates.
const POINTS: f64 = 0.5;

/// Share of the sites without a name that have not even a label.
const BLANK: f64 = 0.1;

/// Share of records old enough to use the former names of countries.
const FORMER: f64 = 0.35;

/// Officials and sites.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ContactsLocations<'t> {
    /// Who answers for the science.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    overall_officials: Vec<Official>,
    /// Sites; a trial that never began may have none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) locations: Vec<Location<'t>>,
}

/// Who answers for the science.
#[derive(Debug, Serialize)]
struct Official {
    /// A number instead of a name: no person is meant.
    name: String,
    /// Where they work.
    affiliation: String,
    /// Role, as the registry writes it.
    role: &'static str,
}

/// A site.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Location<'t> {
    /// Name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) facility: Option<String>,
    /// Status, in trials that are not over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) status: Option<&'static str>,
    /// Town.
    pub(super) city: &'t str,
    /// State or province.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) state: Option<&'t str>,
    /// Postal code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) zip: Option<String>,
    /// Country, in today's or the former name.
    pub(super) country: &'t str,
    /// Coordinates of the town.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) geo_point: Option<GeoPoint>,
}

/// Coordinates.
#[derive(Debug, Serialize)]
pub(super) struct GeoPoint {
    /// Latitude, degrees.
    pub(super) lat: f64,
    /// Longitude, degrees.
    pub(super) lon: f64,
}

/// What the sites of one trial have in common.
pub(super) struct Sites<'a, 't> {
    /// The tables.
    pub(super) tables: &'t Tables,
    /// The trial.
    pub(super) plan: &'a Plan<'t>,
    /// Share of sites without a name.
    pub(super) anonymous: f64,
    /// Whether the sites have coordinates.
    pub(super) pointed: bool,
}

/// Writes the module.
pub(super) fn write<'t>(
    settings: &Settings,
    tables: &'t Tables,
    plan: &Plan<'t>,
) -> ContactsLocations<'t> {
    let mut draws = Draws::new(settings.seed, plan.number, Part::Locations);
    let anonymous = if draws.happens(ANONYMOUS_TRIAL) { 1.0 } else { ANONYMOUS_SITE };
    let former = draws.happens(FORMER);
    let pointed = draws.happens(POINTS);
    let sites = Sites { tables, plan, anonymous, pointed };
    let mut locations = Vec::new();
    for visit in &plan.visits {
        let country = &tables.countries[visit.country];
        if country.name == HOME {
            locations.extend(sweden::sites(&sites, visit.sites, &mut draws));
            continue;
        }
        let name = country.former.as_deref().filter(|_| former).unwrap_or(&country.name);
        for _ in 0..visit.sites {
            let cities = &tables.cities[visit.country];
            let city = &cities[draws.weighted(cities.iter().map(|city| city.weight))];
            locations.push(site(&sites, city, name, &mut draws));
        }
    }
    let overall_officials = officials(plan, &locations, &mut draws);
    if plan.course.status == Status::Withdrawn && draws.happens(0.3) {
        locations.clear();
    }
    ContactsLocations { overall_officials, locations }
}

/// Draws a site outside Sweden.
pub(super) fn site<'t>(
    sites: &Sites,
    city: &'t City,
    country: &'t str,
    draws: &mut Draws,
) -> Location<'t> {
    let facility = if draws.happens(sites.anonymous) {
        nameless(sites, draws)
    } else {
        Some(draws.word(&sites.tables.words.facilities.named).replace("{city}", &city.city))
    };
    Location {
        facility,
        status: site_status(sites.plan),
        city: &city.city,
        state: city.state.as_deref(),
        zip: city.zip.clone().filter(|_| draws.happens(POSTAL)),
        country,
        geo_point: sites.pointed.then_some(GeoPoint { lat: city.lat, lon: city.lon }),
    }
}

/// Draws what a sponsor writes for a site it does not name, if anything.
pub(super) fn nameless(sites: &Sites, draws: &mut Draws) -> Option<String> {
    if draws.happens(BLANK) {
        return None;
    }
    Some(match sites.plan.lead {
        Lead::Company(sponsor) if draws.happens(0.6) => sponsor.label.clone(),
        Lead::Company(_) if draws.happens(0.2) => format!("Site {}", draws.between(101, 1400)),
        _ => draws.word(&sites.tables.words.facilities.anonymous).to_string(),
    })
}

/// Returns the status of the sites, which the registry drops when the trial is over.
pub(super) fn site_status(plan: &Plan) -> Option<&'static str> {
    match plan.course.status {
        Status::Completed | Status::Terminated | Status::Withdrawn | Status::Unknown => None,
        status => Some(status.code()),
    }
}

/// Draws the officials: mostly a director at the sponsor, now and then an investigator at a site, a Swedish one before others.
fn officials(plan: &Plan, locations: &[Location], draws: &mut Draws) -> Vec<Official> {
    if !draws.happens(OFFICIAL) {
        return Vec::new();
    }
    let number = draws.between(1, 400);
    let academic = matches!(plan.lead, Lead::Academy(_));
    let swedish = locations.iter().find(|location| location.country == HOME);
    if academic || swedish.is_some() && draws.happens(0.4) {
        let site = swedish.or(locations.first());
        return vec![Official {
            name: format!("Example Investigator {number}"),
            affiliation: site
                .and_then(|site| site.facility.clone())
                .unwrap_or_else(|| plan.lead.name().to_string()),
            role: "PRINCIPAL_INVESTIGATOR",
        }];
    }
    vec![Official {
        name: format!("Example Study Director {number}"),
        affiliation: plan.lead.name().to_string(),
        role: "STUDY_DIRECTOR",
    }]
}
