//! The fields of a record of the EU's public portal that are needed, as they stand
//! there. Everything else is passed over unread, contacts above all.
//!
//! The portal changed its layout in June 2024. Until then part I and the parts II of
//! an application stood at the top; since then they stand in
//! `authorizedApplication`. [`Record::application`] gives either as one.
//! Source: <https://euclinicaltrials.eu/ctis-public-api/retrieve/2023-505613-24-00>

use serde::Deserialize;

use super::loose::{Many, Word};
use super::part_one::{Named, PartOne, Sponsor};
use super::part_two::{PartTwo, State};
use crate::registry::ingest::record::or_default;

/// A trial's record.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Record<'a> {
    /// The EU CT number, with the digits of its resubmission.
    #[serde(borrow)]
    pub ct_number: Word<'a>,
    /// The title, in the older layout.
    #[serde(borrow)]
    pub title: Word<'a>,
    /// Words in the older layout, the public code in the newer one.
    #[serde(borrow)]
    pub ct_status: Word<'a>,
    /// The public code.
    #[serde(borrow)]
    pub ct_public_status_code: Word<'a>,
    /// The earliest start in the EU.
    #[serde(borrow, rename = "startDateEU")]
    pub start_date_eu: Word<'a>,
    /// The same in the older layout.
    #[serde(borrow)]
    pub eea_start_date: Word<'a>,
    /// The end in the EU.
    #[serde(borrow, rename = "endDateEU")]
    pub end_date_eu: Word<'a>,
    /// The same in the older layout.
    #[serde(borrow)]
    pub eea_end_date: Word<'a>,
    /// Last update.
    #[serde(borrow)]
    pub last_updated: Word<'a>,
    /// When this state of the record was published.
    #[serde(borrow)]
    pub publish_date: Word<'a>,
    /// When it was last published.
    #[serde(borrow)]
    pub last_publication_update: Word<'a>,
    /// The phase in words, as the portal's list shows it.
    #[serde(borrow)]
    pub trial_phase: Word<'a>,
    /// Participants in the EU.
    #[serde(borrow)]
    pub total_number_enrolled: Word<'a>,
    /// `Spain:4`; in the older layout `ES:Authorised, not started, …` as one text.
    #[serde(borrow)]
    pub trial_countries: Many<Word<'a>>,
    /// Branches of the MeSH tree, in words.
    #[serde(borrow)]
    pub therapeutic_areas: Many<Word<'a>>,
    /// What has happened.
    #[serde(borrow, deserialize_with = "or_default")]
    pub events: Events<'a>,
    /// The same in the older layout.
    #[serde(borrow)]
    pub msc_trial_notifications_info_list: Many<StateEvents<'a>>,
    /// The application, in the newer layout.
    #[serde(borrow)]
    pub authorized_application: Option<Application<'a>>,
    /// Part I, in the older layout.
    #[serde(borrow)]
    pub authorized_part_i: Option<PartOne<'a>>,
    /// The parts II, in the older layout.
    #[serde(borrow, rename = "authorizedPartsII")]
    pub authorized_parts_two: Many<PartTwo<'a>>,
    /// The member states, in the older layout.
    #[serde(borrow)]
    pub member_states_concerned: Many<State<'a>>,
    /// The number in EudraCT, in the older layout.
    #[serde(borrow, deserialize_with = "or_default")]
    pub eudra_ct_info: EudraCt<'a>,
    /// The end everywhere, in the older layout.
    #[serde(borrow)]
    pub trial_global_end: Many<GlobalEnd<'a>>,
    /// The sponsor, in the older layout.
    #[serde(borrow)]
    pub primary_sponsor: Option<Sponsor<'a>>,
    /// The other sponsors, in the older layout.
    #[serde(borrow)]
    pub co_sponsors: Many<Sponsor<'a>>,
}

/// An application.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Application<'a> {
    /// What holds in all member states.
    #[serde(borrow, deserialize_with = "or_default")]
    pub authorized_part_i: PartOne<'a>,
    /// What holds in one each.
    #[serde(borrow, rename = "authorizedPartsII")]
    pub authorized_parts_two: Many<PartTwo<'a>>,
    /// The member states.
    #[serde(borrow)]
    pub member_states_concerned: Many<State<'a>>,
    /// The number in EudraCT.
    #[serde(borrow, deserialize_with = "or_default")]
    pub eudra_ct: EudraCt<'a>,
    /// The end everywhere.
    #[serde(borrow)]
    pub trial_global_end: Many<GlobalEnd<'a>>,
}

impl<'a> Record<'a> {
    /// Takes the application out of the record, in whichever layout it stands.
    pub fn application(&mut self) -> Option<Application<'a>> {
        if let Some(application) = self.authorized_application.take() {
            return Some(application);
        }
        let mut part = self.authorized_part_i.take()?;
        let others = std::mem::take(&mut self.co_sponsors).0;
        part.sponsors.0.extend(self.primary_sponsor.take().into_iter().chain(others));
        Some(Application {
            authorized_part_i: part,
            authorized_parts_two: std::mem::take(&mut self.authorized_parts_two),
            member_states_concerned: std::mem::take(&mut self.member_states_concerned),
            eudra_ct: std::mem::take(&mut self.eudra_ct_info),
            trial_global_end: std::mem::take(&mut self.trial_global_end),
        })
    }
}

/// The number in EudraCT.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct EudraCt<'a> {
    /// The number.
    #[serde(borrow)]
    pub eudra_ct_code: Word<'a>,
}

/// The end everywhere.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct GlobalEnd<'a> {
    /// The day.
    #[serde(borrow)]
    pub global_end_date: Word<'a>,
}

/// What has happened.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Events<'a> {
    /// By member state.
    #[serde(borrow)]
    pub trial_events: Many<StateEvents<'a>>,
    /// The end everywhere.
    #[serde(borrow)]
    pub trial_global_end_date: Word<'a>,
}

/// What has happened in a member state.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct StateEvents<'a> {
    /// Its name.
    #[serde(borrow)]
    pub msc_name: Word<'a>,
    /// Why it ended early.
    #[serde(borrow, deserialize_with = "or_default")]
    pub early_termination_reason: Named<'a>,
    /// The events.
    #[serde(borrow, alias = "mscNotificationsListInfo")]
    pub events: Many<Event<'a>>,
}

/// An event.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Event<'a> {
    /// `START_OF_TRIAL` and so on.
    #[serde(borrow)]
    pub notification_type: Word<'a>,
    /// The day.
    #[serde(borrow)]
    pub date: Word<'a>,
}
