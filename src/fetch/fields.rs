//! The fields of a record that are asked for, and that are kept: these and no others.
//!
//! A server may send more than was asked for. So a page is saved after everything
//! else was taken out of it: contacts, descriptions, results never reach the disk.
//! Cooperates with `src/registry/ingest/record.rs`, which reads these fields.
//! Source: <https://clinicaltrials.gov/data-api/about-api/study-data-structure>

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde_json::Value;

use crate::contact::{holds_contacts, without_contacts};

/// The fields, as the API names them.
pub const FIELDS: [&str; 44] = [
    "protocolSection.identificationModule.nctId",
    "protocolSection.identificationModule.orgStudyIdInfo.id",
    "protocolSection.identificationModule.orgStudyIdInfo.type",
    "protocolSection.identificationModule.secondaryIdInfos.id",
    "protocolSection.identificationModule.secondaryIdInfos.type",
    "protocolSection.identificationModule.secondaryIdInfos.domain",
    "protocolSection.identificationModule.briefTitle",
    "protocolSection.identificationModule.officialTitle",
    "protocolSection.statusModule.overallStatus",
    "protocolSection.statusModule.whyStopped",
    "protocolSection.statusModule.startDateStruct.date",
    "protocolSection.statusModule.startDateStruct.type",
    "protocolSection.statusModule.primaryCompletionDateStruct.date",
    "protocolSection.statusModule.primaryCompletionDateStruct.type",
    "protocolSection.statusModule.completionDateStruct.date",
    "protocolSection.statusModule.completionDateStruct.type",
    "protocolSection.statusModule.lastUpdateSubmitDate",
    "protocolSection.statusModule.lastUpdatePostDateStruct.date",
    "protocolSection.statusModule.lastUpdatePostDateStruct.type",
    "protocolSection.sponsorCollaboratorsModule.leadSponsor.name",
    "protocolSection.sponsorCollaboratorsModule.leadSponsor.class",
    "protocolSection.sponsorCollaboratorsModule.collaborators.name",
    "protocolSection.sponsorCollaboratorsModule.collaborators.class",
    "protocolSection.conditionsModule.conditions",
    "protocolSection.conditionsModule.keywords",
    "protocolSection.designModule.studyType",
    "protocolSection.designModule.phases",
    "protocolSection.designModule.enrollmentInfo.count",
    "protocolSection.designModule.enrollmentInfo.type",
    "protocolSection.armsInterventionsModule.interventions.type",
    "protocolSection.armsInterventionsModule.interventions.name",
    "protocolSection.contactsLocationsModule.overallOfficials.name",
    "protocolSection.contactsLocationsModule.overallOfficials.affiliation",
    "protocolSection.contactsLocationsModule.overallOfficials.role",
    "protocolSection.contactsLocationsModule.locations.facility",
    "protocolSection.contactsLocationsModule.locations.city",
    "protocolSection.contactsLocationsModule.locations.state",
    "protocolSection.contactsLocationsModule.locations.zip",
    "protocolSection.contactsLocationsModule.locations.country",
    "derivedSection.miscInfoModule.versionHolder",
    "derivedSection.conditionBrowseModule.meshes.id",
    "derivedSection.conditionBrowseModule.meshes.term",
    "derivedSection.conditionBrowseModule.ancestors.id",
    "derivedSection.conditionBrowseModule.ancestors.term",
];

/// The names of persons, in whose place sponsors write hotlines.
const PERSONS: &str = "protocolSection.contactsLocationsModule.overallOfficials.name";

/// The fields as a tree; one without branches is a field.
#[derive(Debug, Default)]
pub struct Fields {
    /// What is below, by name.
    branches: BTreeMap<&'static str, Fields>,
    /// Whether it is a person's name.
    is_person: bool,
}

impl Fields {
    /// Returns the tree of [`FIELDS`].
    pub fn new() -> Self {
        let mut root = Self::default();
        for path in FIELDS {
            let leaf =
                path.split('.').fold(&mut root, |at, name| at.branches.entry(name).or_default());
            leaf.is_person = path == PERSONS;
        }
        root
    }

    /// Takes everything else out of a record, and contacts out of the texts that are kept, as
    /// ingest does: so a saved page and a file of the same study give the same snapshot. A person
    /// whose name holds a contact is a switchboard, and loses it whole.
    ///
    /// A value of a kind that does not belong there stays, for ingest to name it,
    /// but an object in the place of a field loses what it holds.
    pub fn keep(&self, value: &mut Value) {
        match value {
            Value::Object(object) => {
                object.retain(|name, _| self.branches.contains_key(name.as_str()));
                for (name, value) in object {
                    self.branches[name.as_str()].keep(value);
                }
            }
            Value::Array(items) => items.iter_mut().for_each(|item| self.keep(item)),
            Value::String(text) => {
                if self.is_person && holds_contacts(text) {
                    text.clear();
                } else if let Cow::Owned(kept) = without_contacts(text) {
                    *text = kept;
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn contacts_and_descriptions_do_not_stay() {
        let mut record = json!({
            "protocolSection": {
                "identificationModule": { "nctId": "NCT00000001", "organization": { "fullName": "X" } },
                "descriptionModule": { "briefSummary": "Ask a@example.org" },
                "sponsorCollaboratorsModule": {
                    "responsibleParty": { "investigatorFullName": "N. N." },
                    "leadSponsor": { "name": "X (info@example.org)", "class": "INDUSTRY" },
                },
                "contactsLocationsModule": {
                    "centralContacts": [{ "name": "N. N.", "phone": "555-0100", "email": "n@example.org" }],
                    "overallOfficials": [{ "name": "Call 1-800-555-0100", "role": "STUDY_DIRECTOR" }],
                    "locations": [
                        { "facility": "Hospital", "contacts": [{ "email": "n@example.org" }], "city": "Lund" },
                        { "facility": { "email": "n@example.org" } },
                    ],
                },
            },
            "resultsSection": { "moreInfoModule": { "pointOfContact": { "phone": "555-0100" } } },
        });
        Fields::new().keep(&mut record);
        let expected = json!({
            "protocolSection": {
                "identificationModule": { "nctId": "NCT00000001" },
                "sponsorCollaboratorsModule": {
                    "leadSponsor": { "name": "X", "class": "INDUSTRY" },
                },
                "contactsLocationsModule": {
                    "overallOfficials": [{ "name": "", "role": "STUDY_DIRECTOR" }],
                    "locations": [{ "facility": "Hospital", "city": "Lund" }, { "facility": {} }],
                },
            },
        });
        assert_eq!(record, expected);
    }
}
