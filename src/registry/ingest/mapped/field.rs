//! The fields that a mapping can name, and what each kind of export has of them.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What the rows of an export are about.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Trials, such as Trialtrove's.
    Trials,
    /// Trial sites, such as Sitetrove's organisations.
    Sites,
    /// Investigators, such as Sitetrove's.
    Investigators,
    /// Drugs in development, such as Pharmaprojects'.
    Pipeline,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Trials, Self::Sites, Self::Investigators, Self::Pipeline];

    /// Returns the word that a mapping uses.
    pub fn code(self) -> &'static str {
        match self {
            Self::Trials => "trials",
            Self::Sites => "sites",
            Self::Investigators => "investigators",
            Self::Pipeline => "pipeline",
        }
    }
}

/// Defines the fields with their words, their headings in known exports, and the
/// kinds of export that have them; `!` marks a field that the kind cannot be without.
macro_rules! fields {
    ($($(#[$doc:meta])* $name:ident = $code:literal, [$($heading:literal),*], [$($kind:ident $($needed:literal)?),+];)+) => {
        /// A field that a column can hold.
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize, JsonSchema,
        )]
        pub enum Field {
            $($(#[$doc])* #[serde(rename = $code)] $name,)+
        }

        impl Field {
            /// Every field.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// Returns the word that a mapping uses.
            pub fn code(self) -> &'static str {
                match self {
                    $(Self::$name => $code,)+
                }
            }

            /// Returns the headings of the field in exports that we know of, folded.
            pub fn headings(self) -> &'static [&'static str] {
                match self {
                    $(Self::$name => &[$($heading),*],)+
                }
            }

            /// Returns whether a kind of export must have the field, or nothing if it
            /// cannot have it.
            pub fn needed_by(self, kind: Kind) -> Option<bool> {
                match self {
                    $(Self::$name => [$((Kind::$kind, false $(|| $needed)?)),+]
                        .into_iter()
                        .find(|(of, _)| *of == kind)
                        .map(|(_, needed)| needed),)+
                }
            }
        }
    };
}

fields! {
    /// The source's own number of the row.
    Id = "id",
        ["trial id", "record id", "id", "site id", "organization id", "organisation id",
         "investigator id", "drug id", "drug key", "project id", "primary id"],
        [Trials true, Sites true, Investigators true, Pipeline];
    /// Numbers in other registers, wherever in the text they stand.
    Numbers = "numbers",
        ["protocol trial id", "protocol id", "trial identifiers", "other ids", "nct id",
         "secondary ids", "registry ids", "eudract number"],
        [Trials];
    /// The trial's title.
    Title = "title", ["trial title", "title", "brief title", "study title", "official title"], [Trials];
    /// How far the trial has come.
    Status = "status", ["trial status", "status", "overall status", "recruitment status"], [Trials];
    /// The phase of the trial or of the drug.
    Phase = "phase",
        ["trial phase", "phase", "phases", "highest phase", "development status", "disease status",
         "global status", "current phase"],
        [Trials, Pipeline true];
    /// Interventional or observational; interventional when no column says so.
    StudyType = "study_type", ["study type", "trial type"], [Trials];
    /// The lead sponsor.
    Sponsor = "sponsor",
        ["sponsor", "sponsors", "sponsor collaborator", "sponsor collaborator lead", "lead sponsor", "sponsor name"],
        [Trials];
    /// The class of the lead sponsor.
    SponsorClass = "sponsor_class", ["sponsor type", "sponsor class", "funder type"], [Trials];
    /// The other sponsors.
    Collaborators = "collaborators", ["collaborators", "collaborator", "sponsor collaborator other"], [Trials];
    /// When the trial started, or is to start.
    Start = "start",
        ["start date", "actual start date", "trial start date", "enrollment start date", "start"],
        [Trials];
    /// When its last participant made the last visit, or is to.
    Completion = "completion",
        ["completion date", "full completion date", "trial completion date", "end date"],
        [Trials];
    /// When the primary outcome was measured last, or is to be.
    PrimaryCompletion = "primary_completion",
        ["primary completion date", "primary endpoint completion date"],
        [Trials];
    /// Participants.
    Enrolment = "enrolment",
        ["target accrual", "enrollment", "actual accrual", "enrolment", "accrual", "sample size"],
        [Trials];
    /// Diseases.
    Conditions = "conditions",
        ["disease", "diseases", "disease type", "conditions", "condition", "indication",
         "indications", "patient segment"],
        [Trials true];
    /// MeSH terms of the diseases.
    Mesh = "mesh", ["mesh term", "mesh terms", "disease mesh term", "mesh"], [Trials, Pipeline];
    /// What is given.
    Interventions = "interventions",
        ["primary tested drug", "drug", "primary drugs", "interventions", "intervention",
         "tested drugs"],
        [Trials];
    /// What kind of thing is given; a drug when no column says so.
    InterventionType = "intervention_type", ["intervention type", "drug type"], [Trials];
    /// Countries with a site.
    Countries = "countries",
        ["trial locations", "countries", "trial countries", "locations country", "location"],
        [Trials];
    /// Investigators of the trial.
    Investigators = "investigators", ["investigators", "principal investigators"], [Trials];
    /// Last update of the row.
    Updated = "updated",
        ["last modified date", "last full review", "last updated", "update date", "last update",
         "record last updated"],
        [Trials, Sites, Investigators];
    /// Name of the site or of the investigator.
    Name = "name",
        ["organization name", "organisation name", "site name", "investigator name", "name",
         "full name"],
        [Sites true, Investigators true];
    /// Street address; read only to find the region.
    City = "city", ["city", "town", "organization city", "site city"], [Sites, Investigators];
    /// State or county.
    State = "state",
        ["state", "state province", "state region", "county", "region"],
        [Sites, Investigators];
    /// Postal code.
    Zip = "zip", ["postal code", "zip", "zip code", "postcode"], [Sites, Investigators];
    /// Country.
    Country = "country", ["country", "country name", "site country"], [Sites true, Investigators];
    /// Trials, as the source counts them.
    Trials = "trials",
        ["total trials", "number of trials", "trials", "trial count", "no of trials"],
        [Sites, Investigators];
    /// Ongoing trials, as the source counts them.
    OngoingTrials = "ongoing_trials",
        ["ongoing trials", "open trials", "number of ongoing trials", "active trials"],
        [Sites, Investigators];
    /// Specialty of the investigator.
    Specialty = "specialty", ["specialty", "specialties", "therapeutic specialty"], [Investigators];
    /// Site of the investigator.
    Site = "site", ["primary organization", "affiliation", "site", "organization"], [Investigators];
    /// Name of the drug.
    Drug = "drug", ["drug name", "drug", "primary drug name", "compound", "generic name"], [Pipeline true];
    /// Company that develops it.
    Company = "company",
        ["company", "originator", "originator name", "company name", "licensee"],
        [Pipeline true];
    /// Country of the company's head office.
    HqCountry = "hq_country",
        ["company country", "hq country", "headquarters", "head office country",
         "originator country", "company hq country"],
        [Pipeline];
    /// The disease that it is for.
    Disease = "disease", ["disease", "indication", "diseases", "indications", "disease name"], [Pipeline true];
    /// Since when it has been in its phase.
    Since = "since",
        ["status date", "event date", "phase date", "date", "last change date",
         "development status date"],
        [Pipeline];
}

impl fmt::Display for Field {
    fn fmt(&self, to: &mut fmt::Formatter) -> fmt::Result {
        to.write_str(self.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::fold::fold;

    #[test]
    fn every_kind_needs_something_and_headings_are_folded() {
        for kind in Kind::ALL {
            assert!(Field::ALL.iter().any(|field| field.needed_by(kind) == Some(true)));
        }
        for field in Field::ALL {
            for heading in field.headings() {
                assert_eq!(fold(heading), *heading, "a heading of `{field}`");
            }
        }
    }
}
