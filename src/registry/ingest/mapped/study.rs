//! A row about a trial as a record of the register's layout.

use std::borrow::Cow;

use super::field::Field;
use super::row::{Given, Record};
use crate::registry::ingest::record::{
    Arms, ConditionBrowse, Conditions, Contacts, DateStruct, Derived, Design, Enrollment,
    Identification, Intervention, Location, Mesh, Official, OtherId, Protocol, Sponsor, Sponsors,
    StatusModule, Study, Text,
};

/// Words of status that name a trial that has not begun: its start is planned.
const PLANNED: [&str; 3] = ["planned", "not-yet-recruiting", "withdrawn"];

/// Returns a row as a record.
///
/// # Errors
/// If a date or number is none: a sentence that names it and its column.
pub fn study(record: &Record) -> Result<Study<'static>, String> {
    let status = record.text(Field::Status);
    let begun = !status.as_deref().is_some_and(|status| PLANNED.contains(&status));
    let sponsor = |name: Option<String>, class: Option<String>| Sponsor {
        name: name.map(owned),
        class: class.map(owned),
    };
    let kind = record.text(Field::InterventionType).unwrap_or_else(|| "drug".into());
    let mesh = |term: String| Mesh { id: None, term: Some(owned(term)) };
    let protocol = Protocol {
        identification_module: Identification {
            nct_id: None,
            brief_title: record.text(Field::Title).map(owned),
            official_title: None,
            org_study_id_info: OtherId::default(),
            secondary_id_infos: record
                .list(Field::Numbers)
                .into_iter()
                .map(|id| OtherId { id: Some(owned(id)) })
                .collect(),
        },
        status_module: StatusModule {
            overall_status: status.map(owned),
            start_date_struct: date(record.date(Field::Start)?, begun),
            completion_date_struct: date(record.date(Field::Completion)?, false),
            primary_completion_date_struct: date(record.date(Field::PrimaryCompletion)?, false),
            last_update_submit_date: record
                .date(Field::Updated)?
                .map(|given| owned(given.date.to_string())),
            ..StatusModule::default()
        },
        sponsor_collaborators_module: Sponsors {
            lead_sponsor: sponsor(record.text(Field::Sponsor), record.text(Field::SponsorClass)),
            collaborators: record
                .list(Field::Collaborators)
                .into_iter()
                .map(|name| sponsor(Some(name), None))
                .collect(),
        },
        conditions_module: Conditions {
            conditions: record.list(Field::Conditions).into_iter().map(owned).collect(),
            keywords: Vec::new(),
        },
        design_module: Design {
            study_type: Some(owned(
                record.text(Field::StudyType).unwrap_or_else(|| "interventional".into()),
            )),
            phases: record.text(Field::Phase).into_iter().map(owned).collect(),
            enrollment_info: Enrollment { count: record.number_of(Field::Enrolment)?, kind: None },
        },
        arms_interventions_module: Arms {
            interventions: record
                .list(Field::Interventions)
                .into_iter()
                .map(|name| Intervention {
                    kind: Some(owned(kind.clone())),
                    name: Some(owned(name)),
                })
                .collect(),
        },
        contacts_locations_module: Contacts {
            locations: record
                .list(Field::Countries)
                .into_iter()
                .map(|country| Location { country: Some(owned(country)), ..Location::default() })
                .collect(),
            overall_officials: record
                .list(Field::Investigators)
                .into_iter()
                .map(|name| Official { name: Some(owned(name)), role: None, affiliation: None })
                .collect(),
        },
    };
    let meshes = record.list(Field::Mesh).into_iter().map(mesh).collect();
    let derived = Derived {
        condition_browse_module: ConditionBrowse { meshes, ..ConditionBrowse::default() },
        ..Derived::default()
    };
    Ok(Study { protocol_section: Some(protocol), derived_section: derived })
}

/// Returns a text as a record holds it.
fn owned(text: String) -> Text<'static> {
    Text(Cow::Owned(text))
}

/// Returns a date as a record holds it. Exports do not say whether a date has come
/// true; a start of a trial that has begun has.
fn date(given: Option<Given>, is_actual: bool) -> DateStruct<'static> {
    DateStruct {
        date: given.map(|given| owned(given.text())),
        kind: (given.is_some() && is_actual).then(|| owned("actual".into())),
    }
}
