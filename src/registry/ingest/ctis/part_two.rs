//! Part II of an application to CTIS: what holds in one member state.

use serde::Deserialize;

use super::loose::{Many, Word};
use super::part_one::Organisation;
use crate::registry::ingest::record::or_default;

/// Part II: what holds in one member state.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PartTwo<'a> {
    /// The member state.
    #[serde(borrow, deserialize_with = "or_default")]
    pub msc_info: State<'a>,
    /// Its decision.
    #[serde(borrow)]
    pub decision_date: Word<'a>,
    /// Participants in it.
    #[serde(borrow)]
    pub recruitment_subject_count: Word<'a>,
    /// Its sites.
    #[serde(borrow)]
    pub trial_sites: Many<Site<'a>>,
}

/// A member state, as the list of them and the parts II tell of it.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct State<'a> {
    /// Its name.
    #[serde(borrow)]
    pub msc_name: Word<'a>,
    /// Its name in other records.
    #[serde(borrow)]
    pub country_name: Word<'a>,
    /// Its authority.
    #[serde(borrow, deserialize_with = "or_default")]
    pub organisation_info: Organisation<'a>,
    /// Its first decision.
    #[serde(borrow)]
    pub first_decision_date: Word<'a>,
    /// The public code of its status.
    #[serde(borrow)]
    pub msc_public_status_code: Word<'a>,
    /// Its status in words.
    #[serde(borrow)]
    pub trial_status: Word<'a>,
    /// Start and end there, as corrected last.
    #[serde(borrow, deserialize_with = "or_default")]
    pub active_trial_period: Period<'a>,
    /// Participants in it.
    #[serde(borrow)]
    pub recruitment_subject_count: Word<'a>,
}

impl State<'_> {
    /// Returns its name.
    pub fn name(&self) -> Option<&str> {
        self.msc_name.text().or_else(|| self.country_name.text())
    }
}

/// Start and end.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Period<'a> {
    /// Start.
    #[serde(borrow)]
    pub trial_start_date: Word<'a>,
    /// End.
    #[serde(borrow)]
    pub trial_end_date: Word<'a>,
}

/// A site. Telephone and e-mail are not read.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Site<'a> {
    /// Who and where.
    #[serde(borrow, deserialize_with = "or_default")]
    pub organisation_address_info: SiteAddress<'a>,
    /// The principal investigator.
    #[serde(borrow, deserialize_with = "or_default")]
    pub person_info: Person<'a>,
}

/// Who and where a site is.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct SiteAddress<'a> {
    /// The hospital.
    #[serde(borrow, deserialize_with = "or_default")]
    pub organisation: Organisation<'a>,
    /// Its address, without the street.
    #[serde(borrow, deserialize_with = "or_default")]
    pub address: Address<'a>,
}

/// An address, without the street.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Address<'a> {
    /// The town.
    #[serde(borrow)]
    pub city: Word<'a>,
    /// The postal code.
    #[serde(borrow)]
    pub postcode: Word<'a>,
    /// The country.
    #[serde(borrow)]
    pub country_name: Word<'a>,
}

/// A person's name.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Person<'a> {
    /// First name.
    #[serde(borrow)]
    pub first_name: Word<'a>,
    /// Surname.
    #[serde(borrow)]
    pub last_name: Word<'a>,
}
