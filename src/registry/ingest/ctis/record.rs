//! The fields of a record of the EU's public portal that are needed, as they stand
//! there. Everything else is passed over unread, contacts above all.
//!
//! The portal changed its layout in June 2024. Until then part I and the parts II of
//! an application stood at the top; since then they stand in
//! `authorizedApplication`. [`Record::application`] gives either as one.
//! Source: <https://euclinicaltrials.eu/ctis-public-api/retrieve/2023-505613-24-00>

use serde::Deserialize;

use super::loose::{Many, Word};
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

/// Part I: what holds in all member states.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PartOne<'a> {
    /// Participants outside the European Economic Area.
    #[serde(borrow)]
    pub row_subject_count: Word<'a>,
    /// Countries outside it.
    #[serde(borrow)]
    pub row_countries_info: Many<Named<'a>>,
    /// Numbers, titles, conditions, phase and plans.
    #[serde(borrow, deserialize_with = "or_default")]
    pub trial_details: TrialDetails<'a>,
    /// Conditions.
    #[serde(borrow)]
    pub medical_conditions: Many<Condition<'a>>,
    /// Branches of the MeSH tree.
    #[serde(borrow)]
    pub therapeutic_areas: Many<Named<'a>>,
    /// The same, each in an object of its own.
    #[serde(borrow)]
    pub part_one_therapeutic_areas: Many<AreaOfPart<'a>>,
    /// Sponsors.
    #[serde(borrow)]
    pub sponsors: Many<Sponsor<'a>>,
    /// Products by their part in the trial.
    #[serde(borrow)]
    pub product_role_group_infos: Many<ProductGroup<'a>>,
    /// Products.
    #[serde(borrow)]
    pub products: Many<Product<'a>>,
}

/// Something with a name.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Named<'a> {
    /// The name.
    #[serde(borrow)]
    pub name: Word<'a>,
}

/// A therapeutic area of a part I.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct AreaOfPart<'a> {
    /// The area.
    #[serde(borrow, deserialize_with = "or_default")]
    pub therapeutic_area: Named<'a>,
}

/// Numbers, titles, conditions, phase and plans.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct TrialDetails<'a> {
    /// Numbers and titles.
    #[serde(borrow, deserialize_with = "or_default")]
    pub clinical_trial_identifiers: Identifiers<'a>,
    /// Conditions, phase and plans.
    #[serde(borrow, deserialize_with = "or_default")]
    pub trial_information: Information<'a>,
}

/// Numbers and titles.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Identifiers<'a> {
    /// The title of the protocol.
    #[serde(borrow)]
    pub full_title: Word<'a>,
    /// The title for the public.
    #[serde(borrow)]
    pub public_title: Word<'a>,
    /// The sponsor's number of the protocol.
    #[serde(borrow)]
    pub short_title: Word<'a>,
    /// Numbers in other registers.
    #[serde(borrow, deserialize_with = "or_default")]
    pub secondary_identifying_numbers: OtherNumbers<'a>,
}

/// Numbers in other registers.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct OtherNumbers<'a> {
    /// ClinicalTrials.gov's.
    #[serde(borrow)]
    pub nct_number: Many<OtherNumber<'a>>,
    /// The World Health Organization's.
    #[serde(borrow)]
    pub who_universal_trial_number: Many<OtherNumber<'a>>,
    /// The ISRCTN registry's.
    #[serde(borrow)]
    pub isrctn_number: Many<OtherNumber<'a>>,
    /// Any other's.
    #[serde(borrow)]
    pub additional_registries: Many<OtherNumber<'a>>,
}

/// A number in another register.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct OtherNumber<'a> {
    /// The number.
    #[serde(borrow)]
    pub number: Word<'a>,
}

/// Conditions, phase and plans.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Information<'a> {
    /// The phase.
    #[serde(borrow, deserialize_with = "or_default")]
    pub trial_category: Category<'a>,
    /// The conditions.
    #[serde(borrow, deserialize_with = "or_default")]
    pub medical_condition: Conditions<'a>,
    /// The plans.
    #[serde(borrow, deserialize_with = "or_default")]
    pub trial_duration: Duration<'a>,
}

/// The phase.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Category<'a> {
    /// A code of the list in `codes.rs`.
    #[serde(borrow)]
    pub trial_phase: Word<'a>,
}

/// The conditions.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Conditions<'a> {
    /// In the sponsor's words.
    #[serde(borrow, rename = "partIMedicalConditions")]
    pub part_one_medical_conditions: Many<Condition<'a>>,
    /// Terms of MedDRA.
    #[serde(borrow)]
    pub meddra_condition_terms: Many<MeddraTerm<'a>>,
}

/// A condition.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Condition<'a> {
    /// In the sponsor's words.
    #[serde(borrow)]
    pub medical_condition: Word<'a>,
}

/// A term of MedDRA.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct MeddraTerm<'a> {
    /// The term.
    #[serde(borrow)]
    pub term_name: Word<'a>,
}

/// The plans.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Duration<'a> {
    /// The end everywhere.
    #[serde(borrow)]
    pub estimated_global_end_date: Word<'a>,
    /// The end in the EU.
    #[serde(borrow)]
    pub estimated_end_date: Word<'a>,
    /// The first participant in the EU.
    #[serde(borrow)]
    pub estimated_recruitment_start_date: Word<'a>,
}

/// A sponsor. Its contacts are not read.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Sponsor<'a> {
    /// Whether it is the one responsible.
    #[serde(borrow)]
    pub primary: Word<'a>,
    /// The organisation.
    #[serde(borrow, deserialize_with = "or_default")]
    pub organisation: Organisation<'a>,
    /// Whether it declares the trial commercial.
    #[serde(borrow)]
    pub is_commercial: Word<'a>,
}

/// An organisation.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Organisation<'a> {
    /// Its name.
    #[serde(borrow)]
    pub name: Word<'a>,
    /// What kind it is, in words.
    #[serde(borrow, rename = "type")]
    pub kind: Word<'a>,
    /// Whether the EU's directory holds it to be commercial.
    #[serde(borrow)]
    pub commercial: Word<'a>,
    /// The country of a member state's authority.
    #[serde(borrow)]
    pub member_state_country_code: Word<'a>,
}

/// Products with one part in the trial.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ProductGroup<'a> {
    /// The products.
    #[serde(borrow)]
    pub products: Many<Product<'a>>,
}

/// A product.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Product<'a> {
    /// Its name.
    #[serde(borrow)]
    pub product_name: Word<'a>,
    /// Whether it is an advanced therapy.
    #[serde(borrow)]
    pub an_advanced_therapy_medicinal_product: Word<'a>,
    /// What the EU's dictionary says of it.
    #[serde(borrow, deserialize_with = "or_default")]
    pub product_dictionary_info: Dictionary<'a>,
}

/// What the EU's dictionary says of a product.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Dictionary<'a> {
    /// Its name.
    #[serde(borrow)]
    pub prod_name: Word<'a>,
    /// Its active substance.
    #[serde(borrow)]
    pub active_substance_name: Word<'a>,
    /// The sponsor's code of it.
    #[serde(borrow)]
    pub sponsor_product_code: Word<'a>,
    /// Its active substances.
    #[serde(borrow)]
    pub product_substances: Many<Substance<'a>>,
}

/// An active substance.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Substance<'a> {
    /// `Chemical`, `Biological` and so on.
    #[serde(borrow)]
    pub act_subst_origin: Word<'a>,
    /// The same in other records.
    #[serde(borrow)]
    pub substance_origin: Word<'a>,
}

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
