//! What the records tell of each region: what the inventory's answers about the same things are drawn near to.
//!
//! It counts as a reader of both registers would, from their records' own sites, towns and dates. Areas are the plan's and what its disease
//! belongs to besides; the engine's rules know more of them, so its numbers are near these and not the same.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, Months, NaiveDate};
use serde_json::Value;

use super::course::Status;
use super::ctis;
use super::footprint::HOME;
use super::locations;
use super::plan::{self, Kind, Plan};
use super::settings::Settings;
use super::tables::{Tables, Town};

/// The full calendar years over which started trials count.
const STARTED_YEARS: i32 = 5;

/// The months over which a site counts as active.
const ACTIVE_MONTHS: u32 = 36;

/// The Swedish sites of the company's drug trials, in the order of the trials.
#[derive(Debug, Default)]
pub struct Told {
    sites: Vec<Site>,
}

/// A Swedish site of a trial.
#[derive(Debug)]
struct Site {
    /// Number of the trial.
    trial: u64,
    /// SCB's code of the region.
    region: String,
    /// Its town.
    town: String,
    /// The institution, where the record names one.
    institution: Option<String>,
    /// Id of the trial's therapy area.
    area: String,
    /// MeSH descriptors of its main disease and of what stands above it.
    meshes: Vec<String>,
    /// Start.
    start: NaiveDate,
    /// Last visit.
    end: NaiveDate,
    /// What became of it.
    status: Status,
}

/// What the records tell of a region and an area on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Counts {
    /// Trials started in the five full calendar years before.
    pub(super) started: usize,
    /// Trials under way.
    pub(super) ongoing: usize,
    /// Named sites with a trial started in the 36 months before.
    pub(super) named_sites: usize,
    /// Rows without a name among these trials.
    pub(super) hidden_sites: usize,
    /// Pairs of trial and town among these trials: each has a principal investigator.
    pub(super) investigators: usize,
}

impl Told {
    /// Looks through the records of a run.
    pub fn of(settings: &Settings, tables: &Tables) -> Self {
        let towns = spellings(tables);
        let home = |plan: &Plan| {
            plan.visits.iter().any(|visit| tables.countries[visit.country].name == HOME)
        };
        let mut sites = Vec::new();
        for number in 0..settings.trials {
            let plan = plan::draw(settings, tables, number);
            if plan.kind == Kind::CompanyDrug && home(&plan) {
                let written = locations::write(settings, tables, &plan);
                let own = written.locations.iter().filter(|location| location.country == HOME);
                let own = own.map(|location| (location.city, location.facility.as_deref()));
                sites
                    .extend(own.filter_map(|(city, facility)| site(&towns, &plan, city, facility)));
            }
        }
        for (serial, plan) in (1..).zip(ctis::plans(settings, tables)) {
            if plan.kind == Kind::CompanyDrug {
                let (_, record) = ctis::record(settings, tables, &plan, serial);
                let own = sites_in(&record, HOME).into_iter();
                sites
                    .extend(own.filter_map(|(city, facility)| site(&towns, &plan, city, facility)));
            }
        }
        Self { sites }
    }

    /// Counts what the records tell of a region, by its code, and of an area or disease, by its id and the MeSH descriptor above it.
    pub(super) fn counts(
        &self,
        region: &str,
        area: &str,
        mesh: Option<&str>,
        day: NaiveDate,
    ) -> Counts {
        let is_about = |site: &&Site| {
            site.region == region
                && (site.area == area || site.meshes.iter().any(|own| Some(own.as_str()) == mesh))
        };
        let own = || self.sites.iter().filter(is_about);
        let years = day.year() - STARTED_YEARS..day.year();
        let since = day - Months::new(ACTIVE_MONTHS);
        let trials = |sites: &mut dyn Iterator<Item = &Site>| {
            sites.map(|site| site.trial).collect::<BTreeSet<_>>().len()
        };
        let recent = || own().filter(|site| site.start > since && site.start <= day);
        let is_under_way = |site: &&Site| {
            let never = matches!(site.status, Status::Withdrawn | Status::Unknown);
            site.start <= day && site.end > day && !never
        };
        let pairs = |sites: &mut dyn Iterator<Item = &Site>| {
            sites.map(|site| (site.trial, site.town.clone())).collect::<BTreeSet<_>>().len()
        };
        Counts {
            started: trials(&mut own().filter(|site| years.contains(&site.start.year()))),
            ongoing: trials(&mut own().filter(is_under_way)),
            named_sites: recent()
                .filter_map(|site| site.institution.as_ref())
                .collect::<BTreeSet<_>>()
                .len(),
            hidden_sites: pairs(&mut recent().filter(|site| site.institution.is_none())),
            investigators: pairs(&mut recent()),
        }
    }
}

/// Returns a site of a trial, unless its region is unknown.
fn site(
    towns: &BTreeMap<&str, &Town>,
    plan: &Plan,
    city: &str,
    facility: Option<&str>,
) -> Option<Site> {
    let town = towns.get(city)?;
    let meshes = std::iter::once(&plan.disease.mesh).chain(&plan.disease.ancestors);
    Some(Site {
        trial: plan.number,
        region: town.region.clone()?,
        town: town.town.clone()?,
        institution: facility.and_then(|text| institution(town, text)),
        area: plan.area.id.clone(),
        meshes: meshes.cloned().collect(),
        start: plan.course.start,
        end: plan.course.completion,
        status: plan.course.status,
    })
}

/// Returns the towns and names of a record's sites in a country.
fn sites_in<'r>(record: &'r Value, country: &str) -> Vec<(&'r str, Option<&'r str>)> {
    let parts = record["authorizedApplication"]["authorizedPartsII"].as_array();
    let own = parts.into_iter().flatten().filter(|part| part["mscInfo"]["mscName"] == country);
    let sites = own.filter_map(|part| part["trialSites"].as_array()).flatten();
    let told = sites.map(|site| &site["organisationAddressInfo"]);
    told.filter_map(|told| {
        Some((told["address"]["city"].as_str()?, told["organisation"]["name"].as_str()))
    })
    .collect()
}

/// Returns the towns by all of their spellings.
fn spellings(tables: &Tables) -> BTreeMap<&str, &Town> {
    let towns = tables.towns.iter();
    towns.flat_map(|town| town.spellings.iter().map(move |text| (text.as_str(), town))).collect()
}

/// Returns the institution that a facility's text names, whatever stands around it.
fn institution(town: &Town, facility: &str) -> Option<String> {
    let facility = facility.to_lowercase();
    town.sites.iter().find(|site| facility.contains(&site.to_lowercase())).cloned()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns a site of a trial in Örebro.
    fn site(trial: u64, start: &str, end: &str, institution: Option<&str>) -> Site {
        Site {
            trial,
            region: "18".into(),
            town: "Örebro".into(),
            institution: institution.map(str::to_owned),
            area: "oncology".into(),
            meshes: vec!["D001943".into(), "D009369".into()],
            start: start.parse().unwrap(),
            end: end.parse().unwrap(),
            status: Status::Recruiting,
        }
    }

    /// Trial 2 began in 2025, which is no full year yet on 2025-06-30; trial 1 is over, trial 3 too old to count.
    #[test]
    fn a_day_has_its_own_windows() {
        let told = Told {
            sites: vec![
                site(1, "2023-02-01", "2025-03-01", Some("Exempelsjukhuset")),
                site(1, "2023-02-01", "2025-03-01", None),
                site(2, "2025-02-01", "2027-03-01", None),
                site(3, "2019-12-31", "2027-03-01", Some("Exempelkliniken")),
            ],
        };
        let day = "2025-06-30".parse().unwrap();
        let counts = told.counts("18", "oncology", None, day);
        assert_eq!(
            counts,
            Counts { started: 1, ongoing: 2, named_sites: 1, hidden_sites: 2, investigators: 2 }
        );
        assert_eq!(told.counts("18", "breast-cancer", Some("D001943"), day), counts);
        assert_eq!(told.counts("18", "respiratory", Some("D012140"), day).started, 0);
        assert_eq!(told.counts("18", "neurology", None, day).ongoing, 0);
        assert_eq!(told.counts("01", "oncology", None, day).ongoing, 0);
    }
}
