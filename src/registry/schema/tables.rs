//! Every table of a snapshot, with its columns and what they mean.

use polars::prelude::{DataType, Field, Schema};

/// What a column holds.
#[derive(Debug, Copy, Clone, Eq, PartialEq)]
pub enum Kind {
    /// A number without a sign.
    U32,
    /// Text; codes are text.
    Text,
    /// A day.
    Date,
    /// Yes or no.
    Bool,
}

impl Kind {
    /// Returns the type of the column in a frame.
    pub fn dtype(self) -> DataType {
        match self {
            Self::U32 => DataType::UInt32,
            Self::Text => DataType::String,
            Self::Date => DataType::Date,
            Self::Bool => DataType::Boolean,
        }
    }
}

/// A column of a table.
#[derive(Debug)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// Whether a cell may be null.
    pub nullable: bool,
    /// What it means, as a phrase.
    pub meaning: &'static str,
}

/// A table of a snapshot.
#[derive(Debug)]
pub struct Table {
    /// Its name, which is also the name of its Parquet file.
    pub name: &'static str,
    /// Its columns, in the order of the file.
    pub columns: &'static [Column],
}

impl Table {
    /// Returns the name of the table's file in a snapshot.
    pub fn file_name(&self) -> String {
        format!("{}.parquet", self.name)
    }

    /// Returns the schema of its frame.
    pub fn schema(&self) -> Schema {
        let field = |column: &Column| Field::new(column.name.into(), column.kind.dtype());
        self.columns.iter().map(field).collect()
    }
}

/// Returns a column that is never null.
const fn required(name: &'static str, kind: Kind, meaning: &'static str) -> Column {
    Column { name, kind, nullable: false, meaning }
}

/// Returns a column that may be null.
const fn optional(name: &'static str, kind: Kind, meaning: &'static str) -> Column {
    Column { name, kind, nullable: true, meaning }
}

/// The key that the tables of trials share.
const TRIAL: Column = required("trial", Kind::U32, "key of the trial, see `number.rs`");

/// Where a row comes from.
const SOURCE: Column = required("source", Kind::Text, "id of the source");

/// What a source calls a row of its own.
const ID: Column = required("id", Kind::Text, "the source's number");

/// Where a site or an investigator is.
const CITY: Column = optional("city", Kind::Text, "town");

/// The country of a profile.
const COUNTRY_CODE: Column = optional("country_code", Kind::Text, "ISO 3166-1 alpha-2");

/// The region of a Swedish row.
const REGION: Column = optional("region", Kind::Text, "SCB's county code, Swedish rows only");

/// A source's own count for a site or an investigator.
const TRIALS_COUNTED: Column = optional("trials", Kind::U32, "trials, as the source counts them");

/// The part of them that goes on.
const ONGOING_COUNTED: Column =
    optional("ongoing_trials", Kind::U32, "ongoing trials, as the source counts them");

/// When a source last changed a row.
const UPDATED: Column = optional("updated", Kind::Date, "last update");

/// One row per trial.
pub const TRIALS: Table = Table {
    name: "trials",
    columns: &[
        TRIAL,
        required("id", Kind::Text, "public number, as its first source writes it"),
        required("title", Kind::Text, "brief title, or the official one"),
        required("status", Kind::Text, "`Status`"),
        required("study_type", Kind::Text, "`StudyType`"),
        required("phase", Kind::Text, "`Phase`"),
        required("sponsor", Kind::Text, "name of the lead sponsor, empty when not given"),
        required("sponsor_class", Kind::Text, "`SponsorClass` of the lead sponsor"),
        optional("start", Kind::Date, "start"),
        optional("start_precision", Kind::Text, "`DatePrecision`"),
        optional("start_type", Kind::Text, "`DateType`"),
        optional("completion", Kind::Date, "last visit of the last participant"),
        optional("completion_precision", Kind::Text, "`DatePrecision`"),
        optional("completion_type", Kind::Text, "`DateType`"),
        optional("primary_completion", Kind::Date, "last measurement of the primary outcome"),
        optional("primary_completion_precision", Kind::Text, "`DatePrecision`"),
        optional("primary_completion_type", Kind::Text, "`DateType`"),
        optional("enrolment", Kind::U32, "participants over all sites, planned or enrolled"),
        optional("enrolment_type", Kind::Text, "`DateType`"),
        optional("updated", Kind::Date, "last update of the record"),
        required("is_company_drug_trial", Kind::Bool, "`is_company_drug_trial`"),
        optional("why_stopped", Kind::Text, "the sponsor's words"),
        optional("company", Kind::Text, "id of the lead sponsor in companies.csv"),
        optional("sponsor_hq", Kind::Text, "ISO 3166-1 alpha-2 of its head office"),
        required("sources", Kind::Text, "ids of the sources that have it, with spaces between"),
    ],
};

/// One row per site of a trial.
pub const SITES: Table = Table {
    name: "sites",
    columns: &[
        TRIAL,
        required("site", Kind::U32, "row in the record, from 1"),
        optional("facility", Kind::Text, "facility, as registered"),
        optional("city", Kind::Text, "town, as registered"),
        optional("state", Kind::Text, "state or county, as registered"),
        optional("zip", Kind::Text, "postal code, as registered"),
        optional("country", Kind::Text, "country, as registered"),
        optional("country_code", Kind::Text, "ISO 3166-1 alpha-2, null for an unknown name"),
        REGION,
        optional("entity", Kind::Text, "id of the resolved site, null when anonymised"),
        optional("entity_name", Kind::Text, "name of the resolved site"),
        SOURCE,
    ],
};

/// One row per term of a trial.
pub const CONDITIONS: Table = Table {
    name: "conditions",
    columns: &[
        TRIAL,
        required("kind", Kind::Text, "`ConditionKind`"),
        optional("mesh", Kind::Text, "MeSH descriptor id, as `canonical_mesh` writes it"),
        required("term", Kind::Text, "the term"),
    ],
};

/// One row per therapy area of a trial; at least one.
pub const AREAS: Table = Table {
    name: "areas",
    columns: &[TRIAL, required("area", Kind::Text, "area id, or `unclassified`")],
};

/// One row per intervention of a trial.
pub const INTERVENTIONS: Table = Table {
    name: "interventions",
    columns: &[
        TRIAL,
        required("type", Kind::Text, "`InterventionType`"),
        required("name", Kind::Text, "its name"),
    ],
};

/// One row per sponsor of a trial, the lead first.
pub const SPONSORS: Table = Table {
    name: "sponsors",
    columns: &[
        TRIAL,
        required("role", Kind::Text, "`SponsorRole`"),
        required("name", Kind::Text, "its name"),
        required("class", Kind::Text, "`SponsorClass`"),
    ],
};

/// One row per named official of a trial.
pub const INVESTIGATORS: Table = Table {
    name: "investigators",
    columns: &[
        TRIAL,
        required("name", Kind::Text, "name, as registered"),
        required("role", Kind::Text, "`InvestigatorRole`"),
        optional("affiliation", Kind::Text, "affiliation, as registered"),
    ],
};

/// One row per source record of a trial: what each source says of it, before the
/// sources are united.
pub const RECORDS: Table = Table {
    name: "records",
    columns: &[
        TRIAL,
        SOURCE,
        ID,
        required("status", Kind::Text, "`Status`"),
        required("study_type", Kind::Text, "`StudyType`"),
        required("phase", Kind::Text, "`Phase`"),
        required("sponsor", Kind::Text, "name of the lead sponsor, empty when not given"),
        required("sponsor_class", Kind::Text, "`SponsorClass` of the lead sponsor"),
        optional("start", Kind::Date, "start"),
        optional("start_precision", Kind::Text, "`DatePrecision`"),
        optional("completion", Kind::Date, "last visit of the last participant"),
        optional("enrolment", Kind::U32, "participants over all sites"),
        optional("updated", Kind::Date, "last update of the record"),
        required("conditions", Kind::U32, "conditions in the sponsor's words"),
        required("meshes", Kind::U32, "MeSH descriptors"),
        required("site_rows", Kind::U32, "sites"),
        required("swedish_site_rows", Kind::U32, "sites in Sweden"),
        required("unplaced_site_rows", Kind::U32, "Swedish sites without a region"),
    ],
};

/// One row per number that a source gives a trial, its own among them.
pub const IDENTIFIERS: Table = Table {
    name: "identifiers",
    columns: &[
        TRIAL,
        SOURCE,
        required("kind", Kind::Text, "`IdentifierKind`"),
        required("value", Kind::Text, "the number, as `numbers_in` writes it"),
    ],
};

/// One row per project of the global pipeline: a drug for a disease.
pub const PIPELINE: Table = Table {
    name: "pipeline",
    columns: &[
        required("project", Kind::U32, "row, from 1"),
        SOURCE,
        ID,
        required("drug", Kind::Text, "name of the drug"),
        required("company", Kind::Text, "name of the company, as the source writes it"),
        optional("company_id", Kind::Text, "id in companies.csv"),
        optional("hq_country", Kind::Text, "ISO 3166-1 alpha-2 of the head office"),
        required("disease", Kind::Text, "the disease, as the source writes it"),
        optional("mesh", Kind::Text, "its MeSH descriptor"),
        required("phase", Kind::Text, "`PipelinePhase`"),
        optional("since", Kind::Date, "day on which it was in this phase"),
    ],
};

/// One row per therapy area of a project; at least one.
pub const PIPELINE_AREAS: Table = Table {
    name: "pipeline_areas",
    columns: &[
        required("project", Kind::U32, "row of `pipeline`"),
        required("area", Kind::Text, "area id, or `unclassified`"),
    ],
};

/// One row per site that a source of sites describes.
pub const SITE_PROFILES: Table = Table {
    name: "site_profiles",
    columns: &[
        SOURCE,
        ID,
        required("name", Kind::Text, "name of the site"),
        CITY,
        optional("state", Kind::Text, "state or county"),
        optional("zip", Kind::Text, "postal code"),
        COUNTRY_CODE,
        REGION,
        optional("entity", Kind::Text, "id of the resolved site"),
        TRIALS_COUNTED,
        ONGOING_COUNTED,
        UPDATED,
    ],
};

/// One row per investigator that a source of investigators describes. No
/// address, number or e-mail of a person is kept.
pub const INVESTIGATOR_PROFILES: Table = Table {
    name: "investigator_profiles",
    columns: &[
        SOURCE,
        ID,
        required("name", Kind::Text, "name, as the source writes it"),
        optional("specialty", Kind::Text, "specialty"),
        optional("site", Kind::Text, "site, as the source writes it"),
        CITY,
        COUNTRY_CODE,
        REGION,
        TRIALS_COUNTED,
        ONGOING_COUNTED,
        UPDATED,
    ],
};

/// One row per member state of the EU that decided on a trial of CTIS.
pub const MEMBER_STATES: Table = Table {
    name: "member_states",
    columns: &[
        TRIAL,
        SOURCE,
        required("country", Kind::Text, "member state, as registered"),
        optional("country_code", Kind::Text, "ISO 3166-1 alpha-2, null for an unknown name"),
        required("status", Kind::Text, "`MemberStateStatus`"),
        optional("decision", Kind::Date, "first decision"),
        optional("start", Kind::Date, "start there"),
        optional("end", Kind::Date, "end there"),
        optional("planned", Kind::U32, "participants planned there"),
        required("sites", Kind::U32, "sites there"),
    ],
};

/// Every table of a snapshot.
pub const TABLES: [&Table; 14] = [
    &TRIALS,
    &SITES,
    &CONDITIONS,
    &AREAS,
    &INTERVENTIONS,
    &SPONSORS,
    &INVESTIGATORS,
    &RECORDS,
    &IDENTIFIERS,
    &PIPELINE,
    &PIPELINE_AREAS,
    &SITE_PROFILES,
    &INVESTIGATOR_PROFILES,
    &MEMBER_STATES,
];

/// Where each table stands in [`TABLES`], and so in what is handed on in their order.
pub mod position {
    /// [`super::TRIALS`].
    pub const TRIALS: usize = 0;
    /// [`super::SITES`].
    pub const SITES: usize = 1;
    /// [`super::CONDITIONS`].
    pub const CONDITIONS: usize = 2;
    /// [`super::AREAS`].
    pub const AREAS: usize = 3;
    /// [`super::INTERVENTIONS`].
    pub const INTERVENTIONS: usize = 4;
    /// [`super::SPONSORS`].
    pub const SPONSORS: usize = 5;
    /// [`super::INVESTIGATORS`].
    pub const INVESTIGATORS: usize = 6;
    /// [`super::RECORDS`].
    pub const RECORDS: usize = 7;
    /// [`super::IDENTIFIERS`].
    pub const IDENTIFIERS: usize = 8;
    /// [`super::PIPELINE`].
    pub const PIPELINE: usize = 9;
    /// [`super::PIPELINE_AREAS`].
    pub const PIPELINE_AREAS: usize = 10;
    /// [`super::SITE_PROFILES`].
    pub const SITE_PROFILES: usize = 11;
    /// [`super::INVESTIGATOR_PROFILES`].
    pub const INVESTIGATOR_PROFILES: usize = 12;
    /// [`super::MEMBER_STATES`].
    pub const MEMBER_STATES: usize = 13;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_stands_at_its_position() {
        let at = [
            (position::TRIALS, &TRIALS),
            (position::SITES, &SITES),
            (position::CONDITIONS, &CONDITIONS),
            (position::AREAS, &AREAS),
            (position::INTERVENTIONS, &INTERVENTIONS),
            (position::SPONSORS, &SPONSORS),
            (position::INVESTIGATORS, &INVESTIGATORS),
            (position::RECORDS, &RECORDS),
            (position::IDENTIFIERS, &IDENTIFIERS),
            (position::PIPELINE, &PIPELINE),
            (position::PIPELINE_AREAS, &PIPELINE_AREAS),
            (position::SITE_PROFILES, &SITE_PROFILES),
            (position::INVESTIGATOR_PROFILES, &INVESTIGATOR_PROFILES),
            (position::MEMBER_STATES, &MEMBER_STATES),
        ];
        assert_eq!(at.len(), TABLES.len());
        for (position, table) in at {
            assert_eq!(TABLES[position].name, table.name);
        }
    }
}
