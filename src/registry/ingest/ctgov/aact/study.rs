//! Lays the rows of a study out as the API lays out a record.

use typst::diag::StrResult;

use super::super::super::record::{
    Arms, ConditionBrowse, Conditions, Contacts, DateStruct, Derived, Design, Enrollment,
    Identification, Intervention, Location, Mesh, MiscInfo, Official, OtherId, Protocol, Sponsor,
    Sponsors, StatusModule, Study, Text,
};
use super::super::super::trial::{Refusal, refusal};
use super::super::dates::iso;
use super::super::given;
use super::layout::{STUDY_COLUMNS, Table};
use super::spill::Entry;

/// The API's names of fields that checks complain of, and the columns' names.
pub const NAMES: [(&str, &str); 5] = [
    ("startDateStruct", "start_date"),
    ("primaryCompletionDateStruct", "primary_completion_date"),
    ("completionDateStruct", "completion_date"),
    ("lastUpdatePostDateStruct", "last_update_posted_date"),
    ("lastUpdateSubmitDate", "last_update_submitted_date"),
];

/// Lays a study out; `rows` are those of all tables that belong to it.
pub fn study<'a>(own: &Entry<'a>, rows: &[Entry<'a>]) -> Result<Study<'a>, Refusal> {
    let fields: Result<[&'a str; STUDY_COLUMNS.len()], _> = own.fields.as_slice().try_into();
    let fields = fields.map_err(|_| refusal(None, "not a row of `studies.txt`"))?;
    let [id, brief, official, status, why_stopped, study_type, phase, rest @ ..] = fields;
    let [enrollment, enrollment_type, dates @ .., posted, submitted] = rest;
    let [start, completion, primary] = [0, 3, 6].map(|at| date(&dates[at..at + 3]));
    let protocol = Protocol {
        identification_module: Identification {
            nct_id: given(id),
            brief_title: given(brief),
            official_title: given(official),
            org_study_id_info: OtherId::default(),
            secondary_id_infos: of(rows, Table::Ids, |[_, id]| OtherId { id: given(id) }),
        },
        status_module: StatusModule {
            overall_status: given(status),
            why_stopped: given(why_stopped),
            start_date_struct: start,
            completion_date_struct: completion,
            primary_completion_date_struct: primary,
            last_update_post_date_struct: date(&["", posted, ""]),
            last_update_submit_date: date(&["", submitted, ""]).date,
        },
        sponsor_collaborators_module: sponsors(rows),
        conditions_module: Conditions {
            conditions: terms(rows, Table::Conditions),
            keywords: terms(rows, Table::Keywords),
        },
        design_module: Design {
            study_type: given(study_type),
            phases: given(phase).into_iter().collect(),
            enrollment_info: Enrollment {
                count: count(enrollment).map_err(|fault| refusal(Some(id), &fault))?,
                kind: given(enrollment_type),
            },
        },
        arms_interventions_module: Arms {
            interventions: of(rows, Table::Interventions, |[_, kind, name]| Intervention {
                kind: given(kind),
                name: given(name),
            }),
        },
        contacts_locations_module: Contacts {
            locations: of(rows, Table::Facilities, |[_, facility, city, state, zip, country]| {
                let [facility, city, state, zip, country] =
                    [facility, city, state, zip, country].map(given);
                Location { facility, city, state, zip, country }
            }),
            overall_officials: of(rows, Table::Officials, |[_, name, role, affiliation]| {
                let [name, role, affiliation] = [name, role, affiliation].map(given);
                Official { name, role, affiliation }
            }),
        },
    };
    let derived =
        Derived { condition_browse_module: meshes(rows), misc_info_module: MiscInfo::default() };
    Ok(Study { protocol_section: Some(protocol), derived_section: derived })
}

/// Makes something of each row of a table.
fn of<'a, T, const COLUMNS: usize>(
    rows: &[Entry<'a>],
    table: Table,
    make: impl Fn([&'a str; COLUMNS]) -> T,
) -> Vec<T> {
    let rows = rows.iter().filter(|row| row.table == table);
    rows.filter_map(|row| Some(make(row.fields.as_slice().try_into().ok()?))).collect()
}

/// Returns the terms of a table of terms.
fn terms<'a>(rows: &[Entry<'a>], table: Table) -> Vec<Text<'a>> {
    of(rows, table, |[_, name]| given(name)).into_iter().flatten().collect()
}

/// Returns the sponsors.
fn sponsors<'a>(rows: &[Entry<'a>]) -> Sponsors<'a> {
    let mut sponsors = Sponsors::default();
    let found = of(rows, Table::Sponsors, |[_, role, name, class]| {
        (role, Sponsor { name: given(name), class: given(class) })
    });
    for (role, sponsor) in found {
        if role.trim().eq_ignore_ascii_case("lead") {
            sponsors.lead_sponsor = sponsor;
        } else {
            sponsors.collaborators.push(sponsor);
        }
    }
    sponsors
}

/// Returns the MeSH conditions. The tables have no ids, only headings; before there
/// was a type, no ancestors either.
fn meshes<'a>(rows: &[Entry<'a>]) -> ConditionBrowse<'a> {
    let mut browse = ConditionBrowse::default();
    let found = of(rows, Table::BrowseConditions, |[_, term, kind]| {
        (kind, Mesh { id: None, term: given(term) })
    });
    for (kind, mesh) in found {
        if kind.trim() == "mesh-ancestor" {
            browse.ancestors.push(mesh);
        } else {
            browse.meshes.push(mesh);
        }
    }
    browse
}

/// Returns a date of what the register gave, the day that AACT made of it, and its
/// type. AACT's day of a month is its last, and of no use where the register's own
/// text is there.
fn date<'a>(fields: &[&'a str]) -> DateStruct<'a> {
    let [given_as, day, kind] = [0, 1, 2].map(|at| fields.get(at).copied().unwrap_or_default());
    let text = if given_as.trim().is_empty() { day } else { given_as }.trim();
    DateStruct { date: (!text.is_empty()).then(|| Text(iso(text))), kind: given(kind) }
}

/// Parses the number of participants.
fn count(text: &str) -> StrResult<Option<u32>> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let count = text.parse().map_err(|_| format!("invalid number `{text}` in `enrollment`"))?;
    Ok(Some(count))
}
