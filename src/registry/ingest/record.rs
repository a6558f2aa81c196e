//! The fields of a ClinicalTrials.gov API v2 record that are needed, as they stand
//! there. Everything else in a record is passed over unread.
//!
//! Nothing is checked here beyond the types; see `trial.rs` for that.
//! Cooperates with `src/fetch/fields.rs`: what is not asked for there does not come.
//! Source: <https://clinicaltrials.gov/data-api/about-api/study-data-structure>

use std::borrow::Cow;

use serde::{Deserialize, Deserializer};

/// A text, borrowed from the input unless it has escapes.
#[derive(Debug, Deserialize)]
#[serde(transparent)]
pub struct Text<'a>(#[serde(borrow)] pub Cow<'a, str>);

/// A study's record.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Study<'a> {
    /// What the sponsor registered.
    #[serde(borrow)]
    pub protocol_section: Option<Protocol<'a>>,
    /// What the register derived.
    #[serde(borrow, default, deserialize_with = "or_default")]
    pub derived_section: Derived<'a>,
}

/// What the sponsor registered.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Protocol<'a> {
    /// Number and titles.
    #[serde(borrow, deserialize_with = "or_default")]
    pub identification_module: Identification<'a>,
    /// Status and dates.
    #[serde(borrow, deserialize_with = "or_default")]
    pub status_module: StatusModule<'a>,
    /// Sponsors.
    #[serde(borrow, deserialize_with = "or_default")]
    pub sponsor_collaborators_module: Sponsors<'a>,
    /// Conditions.
    #[serde(borrow, deserialize_with = "or_default")]
    pub conditions_module: Conditions<'a>,
    /// Type, phase and size.
    #[serde(borrow, deserialize_with = "or_default")]
    pub design_module: Design<'a>,
    /// Interventions.
    #[serde(borrow, deserialize_with = "or_default")]
    pub arms_interventions_module: Arms<'a>,
    /// Sites and officials.
    #[serde(borrow, deserialize_with = "or_default")]
    pub contacts_locations_module: Contacts<'a>,
}

/// Number and titles.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Identification<'a> {
    /// `NCT` and eight digits.
    #[serde(borrow)]
    pub nct_id: Option<Text<'a>>,
    /// The short title.
    #[serde(borrow)]
    pub brief_title: Option<Text<'a>>,
    /// The long title.
    #[serde(borrow)]
    pub official_title: Option<Text<'a>>,
    /// The sponsor's own number.
    #[serde(borrow, deserialize_with = "or_default")]
    pub org_study_id_info: OtherId<'a>,
    /// Numbers in other registers, and other numbers.
    #[serde(borrow, deserialize_with = "or_default")]
    pub secondary_id_infos: Vec<OtherId<'a>>,
}

/// Another number of a study.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct OtherId<'a> {
    /// The number.
    #[serde(borrow)]
    pub id: Option<Text<'a>>,
}

/// Status and dates.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct StatusModule<'a> {
    /// How far the trial has come.
    #[serde(borrow)]
    pub overall_status: Option<Text<'a>>,
    /// Why it stopped.
    #[serde(borrow)]
    pub why_stopped: Option<Text<'a>>,
    /// Start.
    #[serde(borrow, deserialize_with = "or_default")]
    pub start_date_struct: DateStruct<'a>,
    /// Completion.
    #[serde(borrow, deserialize_with = "or_default")]
    pub completion_date_struct: DateStruct<'a>,
    /// Primary completion.
    #[serde(borrow, deserialize_with = "or_default")]
    pub primary_completion_date_struct: DateStruct<'a>,
    /// When the last update was made public.
    #[serde(borrow, deserialize_with = "or_default")]
    pub last_update_post_date_struct: DateStruct<'a>,
    /// When the last update came in.
    #[serde(borrow)]
    pub last_update_submit_date: Option<Text<'a>>,
}

/// A date and its type.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct DateStruct<'a> {
    /// `YYYY-MM-DD` or `YYYY-MM`.
    #[serde(borrow)]
    pub date: Option<Text<'a>>,
    /// Actual or estimated.
    #[serde(borrow, rename = "type")]
    pub kind: Option<Text<'a>>,
}

/// Sponsors.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Sponsors<'a> {
    /// The one responsible.
    #[serde(borrow, deserialize_with = "or_default")]
    pub lead_sponsor: Sponsor<'a>,
    /// The others.
    #[serde(borrow, deserialize_with = "or_default")]
    pub collaborators: Vec<Sponsor<'a>>,
}

/// A sponsor.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Sponsor<'a> {
    /// Its name.
    #[serde(borrow)]
    pub name: Option<Text<'a>>,
    /// Its class.
    #[serde(borrow)]
    pub class: Option<Text<'a>>,
}

/// Conditions in the sponsor's words.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Conditions<'a> {
    /// What is studied.
    #[serde(borrow, deserialize_with = "or_default")]
    pub conditions: Vec<Text<'a>>,
    /// Words to be found by.
    #[serde(borrow, deserialize_with = "or_default")]
    pub keywords: Vec<Text<'a>>,
}

/// Type, phase and size.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Design<'a> {
    /// Interventional or other.
    #[serde(borrow)]
    pub study_type: Option<Text<'a>>,
    /// None, one or two phases.
    #[serde(borrow, deserialize_with = "or_default")]
    pub phases: Vec<Text<'a>>,
    /// Participants.
    #[serde(borrow, deserialize_with = "or_default")]
    pub enrollment_info: Enrollment<'a>,
}

/// Participants.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Enrollment<'a> {
    /// Their number.
    pub count: Option<u32>,
    /// Actual or estimated.
    #[serde(borrow, rename = "type")]
    pub kind: Option<Text<'a>>,
}

/// Interventions.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Arms<'a> {
    /// What is given or done.
    #[serde(borrow, deserialize_with = "or_default")]
    pub interventions: Vec<Intervention<'a>>,
}

/// An intervention.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Intervention<'a> {
    /// Its type.
    #[serde(borrow, rename = "type")]
    pub kind: Option<Text<'a>>,
    /// Its name.
    #[serde(borrow)]
    pub name: Option<Text<'a>>,
}

/// Sites and officials.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Contacts<'a> {
    /// The sites.
    #[serde(borrow, deserialize_with = "or_default")]
    pub locations: Vec<Location<'a>>,
    /// The named officials.
    #[serde(borrow, deserialize_with = "or_default")]
    pub overall_officials: Vec<Official<'a>>,
}

/// A site.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Location<'a> {
    /// Its name.
    #[serde(borrow)]
    pub facility: Option<Text<'a>>,
    /// Its town.
    #[serde(borrow)]
    pub city: Option<Text<'a>>,
    /// Its state or county.
    #[serde(borrow)]
    pub state: Option<Text<'a>>,
    /// Its postal code.
    #[serde(borrow)]
    pub zip: Option<Text<'a>>,
    /// Its country.
    #[serde(borrow)]
    pub country: Option<Text<'a>>,
}

/// A named official.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Official<'a> {
    /// Their name.
    #[serde(borrow)]
    pub name: Option<Text<'a>>,
    /// Their role.
    #[serde(borrow)]
    pub role: Option<Text<'a>>,
    /// Where they work.
    #[serde(borrow)]
    pub affiliation: Option<Text<'a>>,
}

/// What the register derived.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Derived<'a> {
    /// MeSH conditions.
    #[serde(borrow, deserialize_with = "or_default")]
    pub condition_browse_module: ConditionBrowse<'a>,
    /// The version of the data.
    #[serde(borrow, deserialize_with = "or_default")]
    pub misc_info_module: MiscInfo<'a>,
}

/// MeSH conditions.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ConditionBrowse<'a> {
    /// Those assigned.
    #[serde(borrow, deserialize_with = "or_default")]
    pub meshes: Vec<Mesh<'a>>,
    /// Those above them.
    #[serde(borrow, deserialize_with = "or_default")]
    pub ancestors: Vec<Mesh<'a>>,
    /// Branches of the MeSH tree, such as `C10`, from registers that assign nothing
    /// finer; ClinicalTrials.gov's own records have none.
    #[serde(skip)]
    pub branches: Vec<String>,
}

/// A MeSH descriptor.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Mesh<'a> {
    /// `D` and digits; records made from the older XML have none.
    #[serde(borrow)]
    pub id: Option<Text<'a>>,
    /// Its heading.
    #[serde(borrow)]
    pub term: Option<Text<'a>>,
}

/// The version of the data.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct MiscInfo<'a> {
    /// The day it was published.
    #[serde(borrow)]
    pub version_holder: Option<Text<'a>>,
}

/// Reads a value, or the default where the text has `null`.
pub fn or_default<'de, D: Deserializer<'de>, T: Default + Deserialize<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}
