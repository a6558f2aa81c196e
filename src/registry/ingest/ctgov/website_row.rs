//! Lays a row of the website's CSV out as the API lays out a record.

use std::borrow::Cow;

use csv::ByteRecord;

use super::super::record::{
    Arms, Conditions, Contacts, DateStruct, Derived, Design, Enrollment, Identification,
    Intervention, OtherId, Protocol, Sponsor, Sponsors, StatusModule, Study, Text,
};
use super::super::trial::{Refusal, refusal};
use super::columns::{Column, Header};
use super::dates::iso;
use super::given;
use super::locations::locations;
use crate::registry::places::Places;
use crate::registry::schema::{InterventionType, StudyType, nct_key};

/// The API's names of fields that checks complain of, and the columns' names.
pub const NAMES: [(&str, &str); 4] = [
    ("startDateStruct", "Start Date"),
    ("primaryCompletionDateStruct", "Primary Completion Date"),
    ("completionDateStruct", "Completion Date"),
    ("lastUpdatePostDateStruct", "Last Update Posted"),
];

/// A row and what its columns are.
#[derive(Debug, Copy, Clone)]
struct Fields<'a, 'h> {
    /// What the columns are.
    header: &'h Header,
    /// The row.
    row: &'a ByteRecord,
}

/// Lays a row out as a study.
pub fn study<'a>(
    header: &Header,
    row: &'a ByteRecord,
    places: &Places,
) -> Result<Study<'a>, Refusal> {
    let fields = Fields { header, row };
    fields.check_length()?;
    let protocol = Protocol {
        identification_module: Identification {
            nct_id: given(fields.get(Column::Number)?),
            brief_title: given(fields.get(Column::Title)?),
            official_title: None,
            org_study_id_info: OtherId::default(),
            secondary_id_infos: fields.list(Column::OtherIds)?.map(|id| OtherId { id }).collect(),
        },
        status_module: StatusModule {
            overall_status: given(fields.get(Column::Status)?),
            why_stopped: None,
            start_date_struct: fields.date(Column::Start)?,
            completion_date_struct: fields.date(Column::Completion)?,
            primary_completion_date_struct: fields.date(Column::PrimaryCompletion)?,
            last_update_post_date_struct: fields.date(Column::Updated)?,
            last_update_submit_date: None,
        },
        sponsor_collaborators_module: fields.sponsors()?,
        conditions_module: Conditions {
            conditions: fields.list(Column::Conditions)?.flatten().collect(),
            keywords: Vec::new(),
        },
        design_module: Design {
            study_type: given(study_type(fields.get(Column::StudyType)?)),
            phases: fields.list(Column::Phases)?.flatten().collect(),
            enrollment_info: fields.enrollment()?,
        },
        arms_interventions_module: Arms {
            interventions: interventions(fields.get(Column::Interventions)?),
        },
        contacts_locations_module: Contacts {
            locations: locations(fields.get(Column::Locations)?, places),
            overall_officials: Vec::new(),
        },
    };
    Ok(Study { protocol_section: Some(protocol), derived_section: Derived::default() })
}

impl<'a> Fields<'a, '_> {
    /// Checks that the row has as many fields as the header. Fields behind the last
    /// column do no harm when they are empty.
    fn check_length(self) -> Result<(), Refusal> {
        let (expected, found) = (self.header.names.len(), self.row.len());
        let extra = self.row.iter().skip(expected).any(|field| !field.trim_ascii().is_empty());
        if found >= expected && !extra {
            return Ok(());
        }
        Err(self.refuse(&format!("expected {expected} columns, found {found}")))
    }

    /// Returns a column's text, empty when the column is missing.
    fn get(self, column: Column) -> Result<&'a str, Refusal> {
        let Some(place) = self.header.place(column) else { return Ok("") };
        let bytes = self.row.get(place).unwrap_or_default();
        let name = &self.header.names[place];
        str::from_utf8(bytes).map_err(|_| self.refuse(&format!("not UTF-8 in `{name}`")))
    }

    /// Returns the elements of a column with a list; blank ones are none.
    fn list(self, column: Column) -> Result<impl Iterator<Item = Option<Text<'a>>>, Refusal> {
        Ok(self.get(column)?.split('|').map(given))
    }

    /// Returns a date. The website does not tell whether it has come true.
    fn date(self, column: Column) -> Result<DateStruct<'a>, Refusal> {
        let date = given(self.get(column)?);
        let date = date.map(|Text(text)| match text {
            Cow::Borrowed(text) => Text(iso(text)),
            owned => Text(owned),
        });
        Ok(DateStruct { date, kind: None })
    }

    /// Returns the sponsors.
    ///
    /// The classic layout lists the lead first, and in another list their classes
    /// in the order in which they first come, each once: the first is the lead's,
    /// and when it is the only one, everybody's.
    fn sponsors(self) -> Result<Sponsors<'a>, Refusal> {
        let classes: Vec<&str> = self.get(Column::Funder)?.split('|').collect();
        let class = given(classes[0]);
        let lead = self.get(Column::Sponsor)?;
        if self.header.place(Column::Sponsor) != self.header.place(Column::Collaborators) {
            let collaborators = self.list(Column::Collaborators)?.flatten();
            return Ok(Sponsors {
                lead_sponsor: Sponsor { name: given(lead), class },
                collaborators: collaborators
                    .map(|name| Sponsor { name: Some(name), class: None })
                    .collect(),
            });
        }
        let mut names = lead.split('|').filter_map(given);
        let lead_sponsor = Sponsor { name: names.next(), class };
        let shared = if classes.len() == 1 { classes[0] } else { "" };
        let collaborators =
            names.map(|name| Sponsor { name: Some(name), class: given(shared) }).collect();
        Ok(Sponsors { lead_sponsor, collaborators })
    }

    /// Returns the number of participants.
    fn enrollment(self) -> Result<Enrollment<'a>, Refusal> {
        let text = self.get(Column::Enrollment)?.trim();
        if text.is_empty() {
            return Ok(Enrollment::default());
        }
        let count = text
            .parse()
            .map_err(|_| self.refuse(&format!("invalid number `{text}` in `Enrollment`")))?;
        Ok(Enrollment { count: Some(count), kind: None })
    }

    /// Refuses the row.
    fn refuse(self, reason: &str) -> Refusal {
        let number = self.header.place(Column::Number).and_then(|place| self.row.get(place));
        let number = number.and_then(|number| str::from_utf8(number).ok()).map(str::trim);
        refusal(number.filter(|number| nct_key(number).is_some()), reason)
    }
}

/// Returns the study type without the kinds of expanded access, which the classic
/// layout adds to it: `Expanded Access:Treatment IND/Protocol`.
fn study_type(text: &str) -> &str {
    let main = text.split([':', '|']).next().unwrap_or_default();
    if StudyType::parse(main) == Some(StudyType::ExpandedAccess) { main } else { text }
}

/// Returns the interventions of a list: `DRUG: Drug A|DEVICE: Pump B`. What does
/// not begin with a type is the rest of a name with a `|` in it.
fn interventions(list: &str) -> Vec<Intervention<'_>> {
    let mut found: Vec<(&str, &str)> = Vec::new();
    let mut begin = 0;
    for end in list.match_indices('|').map(|(at, _)| at).chain([list.len()]) {
        let next = list[end..].strip_prefix('|');
        if next.is_none_or(|next| with_type(next).is_some()) {
            let part = &list[begin..end];
            found.push(with_type(part).unwrap_or(("", part)));
            begin = end + 1;
        }
    }
    let rows = found.into_iter().filter(|(_, name)| !name.trim().is_empty());
    rows.map(|(kind, name)| Intervention { kind: given(kind), name: given(name) }).collect()
}

/// Splits an intervention after its type.
fn with_type(text: &str) -> Option<(&str, &str)> {
    let (kind, name) = text.split_once(": ")?;
    InterventionType::parse(kind).map(|_| (kind, name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_in_a_name_begins_no_intervention() {
        let found: Vec<String> = interventions("Drug: A|B|Dietary Supplement: C: D")
            .iter()
            .map(|row| [&row.kind, &row.name].map(|text| &*text.as_ref().unwrap().0).join("/"))
            .collect();
        assert_eq!(found, ["Drug/A|B", "Dietary Supplement/C: D"]);
        assert!(interventions("").is_empty());
    }

    #[test]
    fn expanded_access_has_kinds_in_the_classic_layout() {
        assert_eq!(study_type("Expanded Access:Treatment IND/Protocol"), "Expanded Access");
        assert_eq!(
            study_type("Observational [Patient Registry]"),
            "Observational [Patient Registry]"
        );
    }
}
