//! Part I of an application to CTIS: what holds in all member states.

use serde::Deserialize;

use super::loose::{Many, Word};
use crate::registry::ingest::record::or_default;

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
