//! The codebook: every coded word of the registry, and every table's columns.
//!
//! A coded word has three spellings. The *register's* comes in with the data
//! (`ACTIVE_NOT_RECRUITING`, "Active, not recruiting"); the *code* is ours,
//! kebab-case, and is what the tables, the command line and the file names hold
//! (`active-not-recruiting`); the words a reader sees are the locale's business.
//!
//! The tables at the end are the contract between `ingest`, which writes them,
//! and everything that queries them. Raise [`FORMAT`] when one changes,
//! or when other contacts are taken out of the texts: a snapshot that still has them is not read.

mod codes;
mod number;

use std::ops::RangeInclusive;

use chrono::{Datelike, NaiveDate};
use polars::prelude::{DataType, Field, Schema};

pub use self::codes::*;
use self::number::digits;
pub use self::number::{FIRST_OTHER, Number, eu_key, nct_key, numbers_in};

/// The version of the snapshot format; a snapshot of another one is not read.
pub const FORMAT: u32 = 3;

/// A date of the register, with how exactly it is known.
#[derive(Debug, Copy, Clone, Eq, PartialEq, Ord, PartialOrd)]
pub struct RegisterDate {
    /// The day, or the first day of the month or year.
    pub date: NaiveDate,
    /// What the register gave.
    pub precision: DatePrecision,
}

impl RegisterDate {
    /// Parses `YYYY-MM-DD`, `YYYY-MM` or `YYYY`; a day that no calendar has is
    /// `None`.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('-');
        let year = digits(parts.next()?, 4)?;
        let month = parts.next().map(|part| digits(part, 2));
        let day = parts.next().map(|part| digits(part, 2));
        if parts.next().is_some() {
            return None;
        }
        let (month, day, precision) = match (month, day) {
            (None, _) => (1, 1, DatePrecision::Year),
            (Some(month), None) => (month?, 1, DatePrecision::Month),
            (Some(month), Some(day)) => (month?, day?, DatePrecision::Day),
        };
        let date = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)?;
        Some(Self { date, precision })
    }
}

/// The years that a record's own date, and so the date of the data, can lie in. The
/// register opened in 2000; anything far outside is a slip or a machine's mark for
/// "never", and one such date would decide the date of a whole snapshot.
pub const RECORD_YEARS: RangeInclusive<i32> = 1990..=2100;

/// The years that a trial can start or end in.
pub const TRIAL_YEARS: RangeInclusive<i32> = 1900..=2100;

/// Says that a date lies in none of the years that it can lie in, or nothing.
pub fn outside(date: NaiveDate, years: &RangeInclusive<i32>) -> Option<String> {
    let (first, last) = (years.start(), years.end());
    (!years.contains(&date.year())).then(|| format!("expected a date between {first} and {last}"))
}

/// Returns the days since 1 January 1970, as Parquet and polars count.
pub fn epoch_day(date: NaiveDate) -> i32 {
    date.num_days_from_ce() - EPOCH_FROM_CE
}

/// Returns the date of a day counted by [`epoch_day`].
pub fn date_of_epoch_day(day: i32) -> Option<NaiveDate> {
    NaiveDate::from_num_days_from_ce_opt(day.checked_add(EPOCH_FROM_CE)?)
}

/// 1 January 1970, counted from the first day of year 1.
const EPOCH_FROM_CE: i32 = 719_163;

/// Returns a MeSH descriptor id in the form that MeSH prints, or none if the text
/// is no such id.
///
/// The register pads the older, short ids with noughts in some vintages:
/// `D000009369` is `D009369`. MeSH itself went from six digits to nine when it had
/// reached [`MESH_LONG`], so the number alone tells the form.
pub fn canonical_mesh(text: &str) -> Option<String> {
    let digits = text.trim().strip_prefix('D')?;
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let number: u64 = plain.then(|| digits.parse().ok()).flatten()?;
    Some(if number < MESH_LONG { format!("D{number:06}") } else { format!("D{number:09}") })
}

/// The first MeSH descriptor number that is printed with nine digits.
const MESH_LONG: u64 = 66_400;

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
        optional("region", Kind::Text, "SCB's county code, Swedish rows only"),
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
        required("id", Kind::Text, "the source's number"),
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
        required("id", Kind::Text, "the source's number"),
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
        required("id", Kind::Text, "the source's number"),
        required("name", Kind::Text, "name of the site"),
        optional("city", Kind::Text, "town"),
        optional("state", Kind::Text, "state or county"),
        optional("zip", Kind::Text, "postal code"),
        optional("country_code", Kind::Text, "ISO 3166-1 alpha-2"),
        optional("region", Kind::Text, "SCB's county code, Swedish rows only"),
        optional("entity", Kind::Text, "id of the resolved site"),
        optional("trials", Kind::U32, "trials, as the source counts them"),
        optional("ongoing_trials", Kind::U32, "ongoing trials, as the source counts them"),
        optional("updated", Kind::Date, "last update"),
    ],
};

/// One row per investigator that a source of investigators describes. No
/// address, number or e-mail of a person is kept.
pub const INVESTIGATOR_PROFILES: Table = Table {
    name: "investigator_profiles",
    columns: &[
        SOURCE,
        required("id", Kind::Text, "the source's number"),
        required("name", Kind::Text, "name, as the source writes it"),
        optional("specialty", Kind::Text, "specialty"),
        optional("site", Kind::Text, "site, as the source writes it"),
        optional("city", Kind::Text, "town"),
        optional("country_code", Kind::Text, "ISO 3166-1 alpha-2"),
        optional("region", Kind::Text, "SCB's county code, Swedish rows only"),
        optional("trials", Kind::U32, "trials, as the source counts them"),
        optional("ongoing_trials", Kind::U32, "ongoing trials, as the source counts them"),
        optional("updated", Kind::Date, "last update"),
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

/// The area of a trial that belongs to none.
pub const UNCLASSIFIED: &str = "unclassified";
