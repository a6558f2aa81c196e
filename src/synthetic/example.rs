//! The one trial that is not drawn: its title tries every way out of the data and into the page.
//!
//! Markup, a shortcut to a reference, a formula, a template's braces and a call must all print as the characters they are.

use chrono::NaiveDate;

use super::course::{Course, Status};
use super::footprint::{HOME, Visit};
use super::moment::shift;
use super::plan::{Kind, Lead, Phase, Plan};
use super::settings::Settings;
use super::tables::{Tables, Town};

/// Its number: the first, so that it is there however few trials are made.
pub(super) const NUMBER: u64 = 0;

/// Its title.
pub(super) const TITLE: &str = r#"Acme #1 *Nordic* @home $5 [x] {{7*7}} #read("/etc/passwd")"#;

/// Countries of its sites, with their numbers.
const COUNTRIES: [(&str, u32); 4] =
    [(HOME, 3), ("Denmark", 2), ("Germany", 4), ("United States", 6)];

/// Towns of its Swedish sites: in a large region and in the smallest.
const TOWNS: [&str; 3] = ["Stockholm", "Visby", "Göteborg"];

/// Fixes the plan: a company's open phase 3 trial in breast cancer, just begun, with sites in Stockholm and on Gotland.
pub(super) fn fix<'t>(plan: &mut Plan<'t>, settings: &Settings, tables: &'t Tables) {
    plan.kind = Kind::CompanyDrug;
    plan.phase = Phase::Three;
    plan.healthy = false;
    if let Some(position) = tables.areas.iter().position(|area| area.id == "oncology") {
        plan.area = &tables.areas[position];
        plan.disease = &tables.diseases[position][0];
        plan.condition = &plan.disease.written[0];
    }
    if let Some(sponsor) = tables.sponsors.iter().find(|sponsor| sponsor.code == "NDL") {
        plan.lead = Lead::Company(sponsor);
    }
    plan.drug = "NDL-2047".into();
    plan.course = course(settings.cut_off);
    plan.visits = visits(tables);
    plan.towns = TOWNS.iter().filter_map(|name| town(tables, name)).collect();
    plan.title = Some(TITLE);
}

/// Returns its dates: begun six weeks before the cut-off, with three years to go.
fn course(cut_off: NaiveDate) -> Course {
    Course {
        start: shift(cut_off, -40),
        primary: shift(cut_off, 800),
        completion: shift(cut_off, 1100),
        updated: shift(cut_off, -9),
        status: Status::Recruiting,
    }
}

/// Returns its countries, in the order of their table.
fn visits(tables: &Tables) -> Vec<Visit> {
    let mut visits: Vec<Visit> = COUNTRIES
        .iter()
        .filter_map(|(name, sites)| Some(Visit { country: tables.country(name)?, sites: *sites }))
        .collect();
    visits.sort_unstable_by_key(|visit| visit.country);
    visits
}

/// Returns the town of that name.
fn town<'t>(tables: &'t Tables, name: &str) -> Option<&'t Town> {
    tables.towns.iter().find(|town| town.town.as_deref() == Some(name))
}
