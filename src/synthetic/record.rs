//! A whole study record, in the shape of the registry's API, version 2.

use serde::Serialize;

use super::conditions::{self, ConditionBrowse, Conditions};
use super::course;
use super::design::{self, Design};
use super::identification::{self, Identification};
use super::interventions::{self, Interventions};
use super::locations::{self, ContactsLocations};
use super::plan::{self, Plan};
use super::settings::Settings;
use super::sponsorship::{self, Sponsorship};
use super::status::{self, StatusModule};
use super::tables::Tables;

/// A study.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Study<'t> {
    /// What the sponsor wrote.
    protocol_section: Protocol<'t>,
    /// What the registry added.
    derived_section: Derived<'t>,
    /// Whether results are posted; never, here.
    has_results: bool,
}

/// What the sponsor wrote.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Protocol<'t> {
    /// Numbers and titles.
    identification_module: Identification<'t>,
    /// Status and dates.
    status_module: StatusModule<'t>,
    /// Sponsors.
    sponsor_collaborators_module: Sponsorship<'t>,
    /// Conditions and keywords.
    conditions_module: Conditions<'t>,
    /// Type, phase, design and enrolment.
    design_module: Design,
    /// Interventions.
    arms_interventions_module: Interventions,
    /// Investigators and sites.
    contacts_locations_module: ContactsLocations<'t>,
}

/// What the registry added.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Derived<'t> {
    /// Day of the registry.
    misc_info_module: MiscInfo,
    /// MeSH terms, where it found any.
    #[serde(skip_serializing_if = "Option::is_none")]
    condition_browse_module: Option<ConditionBrowse<'t>>,
}

/// Day of the registry.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct MiscInfo {
    /// The cut-off.
    version_holder: String,
}

/// Composes the record of a trial, unless it was not posted yet on the day as of which the pages are.
///
/// As of an earlier day a trial has the same start, sponsor and sites, and the status that it had then.
pub(super) fn compose<'t>(
    settings: &Settings,
    tables: &'t Tables,
    number: u64,
) -> Option<Study<'t>> {
    let mut plan = plan::draw(settings, tables, number);
    let Some(day) = settings.as_of else { return Some(written(settings, tables, &plan)) };
    if status::posted(settings, tables, &plan) > day {
        return None;
    }
    let then = Settings { cut_off: day, ..settings.clone() };
    plan.course = course::draw(&then, number, plan.kind, plan.phase, plan.area, plan.course.start);
    Some(written(&then, tables, &plan))
}

/// Writes the record of a plan.
fn written<'t>(settings: &Settings, tables: &'t Tables, plan: &Plan<'t>) -> Study<'t> {
    let (conditions, browse) = conditions::write(settings, tables, plan);
    Study {
        protocol_section: Protocol {
            identification_module: identification::write(settings, tables, plan),
            status_module: status::write(settings, tables, plan),
            sponsor_collaborators_module: sponsorship::write(settings, tables, plan),
            conditions_module: conditions,
            design_module: design::write(settings, plan),
            arms_interventions_module: interventions::write(settings, tables, plan),
            contacts_locations_module: locations::write(settings, tables, plan),
        },
        derived_section: Derived {
            misc_info_module: MiscInfo { version_holder: settings.cut_off.to_string() },
            condition_browse_module: browse,
        },
        has_results: false,
    }
}
