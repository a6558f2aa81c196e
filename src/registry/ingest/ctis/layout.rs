//! Lays a record out as ClinicalTrials.gov lays out its own, so that every source's
//! records are checked and written by the same rules.

use chrono::NaiveDate;

use super::codes;
use super::dates::{day, record_day};
use super::loose::Word;
use super::part_one::{Condition, MeddraTerm, OtherNumber, PartOne, Product, Sponsor};
use super::part_two::PartTwo;
use super::record::{Application, Record};
use super::states::States;
use crate::registry::ingest::record as ctgov;
use crate::registry::ingest::record::Text;

/// Returns the study that a record describes.
pub fn study<'a>(
    record: &Record<'a>,
    application: &Application<'a>,
    states: &States,
) -> Result<ctgov::Study<'a>, String> {
    let part = &application.authorized_part_i;
    let branches = branches(record, part);
    let ancestors = branches
        .iter()
        .map(|(_, heading)| ctgov::Mesh { id: None, term: Some(Text(heading.clone().into())) });
    let published = record_day("publishDate", &record.publish_date)?
        .max(record_day("lastPublicationUpdate", &record.last_publication_update)?);
    Ok(ctgov::Study {
        protocol_section: Some(ctgov::Protocol {
            identification_module: identification(record, application),
            status_module: status(record, application, states)?,
            sponsor_collaborators_module: sponsors(part),
            conditions_module: conditions(part),
            design_module: design(record, application),
            arms_interventions_module: ctgov::Arms { interventions: interventions(part) },
            contacts_locations_module: sites(application, states),
        }),
        derived_section: ctgov::Derived {
            condition_browse_module: ctgov::ConditionBrowse {
                meshes: Vec::new(),
                ancestors: ancestors.collect(),
                branches: branches.iter().map(|(branch, _)| branch.clone()).collect(),
            },
            misc_info_module: ctgov::MiscInfo { version_holder: written(published) },
        },
    })
}

/// Returns a day as a study has it.
fn written<'a>(day: Option<NaiveDate>) -> Option<Text<'a>> {
    day.map(|day| Text(day.to_string().into()))
}

/// Returns a fixed word as a study has it.
fn word(word: &str) -> Option<Text<'_>> {
    Some(Text(word.into()))
}

/// Lays out the numbers and titles.
fn identification<'a>(
    record: &Record<'a>,
    application: &Application<'a>,
) -> ctgov::Identification<'a> {
    let names = &application.authorized_part_i.trial_details.clinical_trial_identifiers;
    let others = &names.secondary_identifying_numbers;
    let other = |word: &Word<'a>| ctgov::OtherId { id: word.to_text() };
    let lists = [
        &others.nct_number,
        &others.who_universal_trial_number,
        &others.isrctn_number,
        &others.additional_registries,
    ];
    let numbers = lists.into_iter().flatten().map(|OtherNumber { number }| other(number));
    let eudract = other(&application.eudra_ct.eudra_ct_code);
    ctgov::Identification {
        nct_id: None,
        brief_title: names.public_title.to_text().or_else(|| record.title.to_text()),
        official_title: names.full_title.to_text(),
        org_study_id_info: other(&names.short_title),
        secondary_id_infos: numbers.chain([eudract]).collect(),
    }
}

/// Lays out the status and the dates.
///
/// The start is the earliest in any member state, and until there is one the day that
/// is planned for the first participant. The completion is the end everywhere; the end
/// in the EU stands for it when no country outside takes part, and so do the plans.
fn status<'a>(
    record: &Record<'a>,
    application: &Application<'a>,
    states: &States,
) -> Result<ctgov::StatusModule<'a>, String> {
    let part = &application.authorized_part_i;
    let plans = &part.trial_details.trial_information.trial_duration;
    let told = |field, word| day(field, word);
    let started = [
        told("startDateEU", &record.start_date_eu)?,
        told("eeaStartDate", &record.eea_start_date)?,
        states.start,
    ];
    let planned = told("estimatedRecruitmentStartDate", &plans.estimated_recruitment_start_date)?;
    let mut everywhere = told("trialGlobalEndDate", &record.events.trial_global_end_date)?;
    for end in &application.trial_global_end {
        everywhere = everywhere.max(told("globalEndDate", &end.global_end_date)?);
    }
    let in_eu =
        told("endDateEU", &record.end_date_eu)?.max(told("eeaEndDate", &record.eea_end_date)?);
    let planned_everywhere = told("estimatedGlobalEndDate", &plans.estimated_global_end_date)?;
    let planned_in_eu = told("estimatedEndDate", &plans.estimated_end_date)?;
    let is_global = !part.row_countries_info.0.is_empty();
    let ended = everywhere.or(in_eu.filter(|_| !is_global));
    let to_end = planned_everywhere.or(planned_in_eu.filter(|_| !is_global));
    Ok(ctgov::StatusModule {
        overall_status: overall(record, states),
        why_stopped: states.why_stopped.map(|why| Text(why.to_owned().into())),
        start_date_struct: dated(started.into_iter().flatten().min(), planned),
        completion_date_struct: dated(ended, to_end),
        primary_completion_date_struct: ctgov::DateStruct::default(),
        last_update_post_date_struct: ctgov::DateStruct {
            date: written(record_day("lastUpdated", &record.last_updated)?),
            kind: None,
        },
        last_update_submit_date: None,
    })
}

/// Returns a date that has come true, or else the planned one.
fn dated<'a>(actual: Option<NaiveDate>, planned: Option<NaiveDate>) -> ctgov::DateStruct<'a> {
    match actual {
        Some(day) => ctgov::DateStruct { date: written(Some(day)), kind: word("ACTUAL") },
        None => ctgov::DateStruct { date: written(planned), kind: word("ESTIMATED") },
    }
}

/// Returns the overall status; a word or number that the list lacks stays as it is,
/// so that it is counted.
fn overall<'a>(record: &Record<'a>, states: &States) -> Option<Text<'a>> {
    let told = [&record.ct_public_status_code, &record.ct_status];
    let told = told.into_iter().find(|word| word.text().is_some())?;
    match codes::status(told.text()?) {
        Some(status) => {
            let status = codes::refined(status, states.course);
            codes::overall(status, states.course).and_then(word)
        }
        None => told.to_text(),
    }
}

/// Lays out the sponsors: the one responsible first, the others once each.
fn sponsors<'a>(part: &PartOne<'a>) -> ctgov::Sponsors<'a> {
    let named =
        || part.sponsors.0.iter().filter(|sponsor| sponsor.organisation.name.text().is_some());
    let lead = named().find(|sponsor| sponsor.primary.is_true()).or_else(|| named().next());
    let mut seen: Vec<&str> =
        lead.and_then(|lead| lead.organisation.name.text()).into_iter().collect();
    let mut collaborators = Vec::new();
    for sponsor in named() {
        let name = sponsor.organisation.name.text().unwrap_or_default();
        if !seen.contains(&name) {
            seen.push(name);
            collaborators.push(laid_out(sponsor));
        }
    }
    ctgov::Sponsors { lead_sponsor: lead.map(laid_out).unwrap_or_default(), collaborators }
}

/// Lays out a sponsor.
///
/// It is a company when the EU's directory of organisations calls it commercial or a
/// pharmaceutical company, or when it calls the trial commercial itself.
fn laid_out<'a>(sponsor: &Sponsor<'a>) -> ctgov::Sponsor<'a> {
    let organisation = &sponsor.organisation;
    let is_company = organisation.commercial.is_true()
        || sponsor.is_commercial.is_true()
        || organisation.kind.text() == Some("Pharmaceutical company");
    let class = if is_company { "INDUSTRY" } else { "OTHER" };
    ctgov::Sponsor { name: organisation.name.to_text(), class: word(class) }
}

/// Lays out the conditions; the terms of MedDRA are keywords.
fn conditions<'a>(part: &PartOne<'a>) -> ctgov::Conditions<'a> {
    let told = &part.trial_details.trial_information.medical_condition;
    let mut conditions: Vec<Text<'a>> = Vec::new();
    for Condition { medical_condition } in
        told.part_one_medical_conditions.0.iter().chain(&part.medical_conditions)
    {
        let new =
            medical_condition.to_text().filter(|new| !conditions.iter().any(|old| old.0 == new.0));
        conditions.extend(new);
    }
    let terms = told.meddra_condition_terms.0.iter();
    let keywords = terms.filter_map(|MeddraTerm { term_name }| term_name.to_text()).collect();
    ctgov::Conditions { conditions, keywords }
}

/// Returns the branches of the MeSH tree, each with its heading, once each.
fn branches(record: &Record, part: &PartOne) -> Vec<(String, String)> {
    let of_part = part.therapeutic_areas.0.iter();
    let of_part =
        of_part.chain(part.part_one_therapeutic_areas.0.iter().map(|of| &of.therapeutic_area));
    let texts = of_part.map(|area| &area.name).chain(&record.therapeutic_areas);
    let mut branches = Vec::new();
    for text in texts.filter_map(Word::text) {
        // The older layout joins several areas into one text.
        for area in text.split_inclusive(']') {
            let Some((branch, heading)) = codes::branch(area) else { continue };
            if !branches.iter().any(|(old, _)| old == branch) {
                branches.push((branch.to_owned(), heading.to_owned()));
            }
        }
    }
    branches
}

/// Lays out type, phase and participants: those planned in all member states and
/// outside.
fn design<'a>(record: &Record<'a>, application: &Application<'a>) -> ctgov::Design<'a> {
    let part = &application.authorized_part_i;
    let category = &part.trial_details.trial_information.trial_category.trial_phase;
    let told = [category, &record.trial_phase];
    let told = told.into_iter().find(|word| word.text().is_some());
    let phases = match told.and_then(|word| codes::phases(word.text()?)) {
        Some(phases) => phases.iter().map(|phase| Text((*phase).into())).collect(),
        // A code that the list lacks stays as it is, so that it is counted.
        None => told.and_then(Word::to_text).into_iter().collect(),
    };
    let inside: u32 = application
        .authorized_parts_two
        .0
        .iter()
        .filter_map(|part| part.recruitment_subject_count.number())
        .fold(0, u32::saturating_add);
    let inside = Some(inside).filter(|&count| count > 0);
    let inside = inside.or_else(|| record.total_number_enrolled.number());
    let outside = part.row_subject_count.number().unwrap_or_default();
    let count = inside.map(|inside| inside.saturating_add(outside));
    ctgov::Design {
        study_type: word("INTERVENTIONAL"),
        phases,
        enrollment_info: ctgov::Enrollment { count, kind: word("ESTIMATED") },
    }
}

/// Lays out the products, once each.
fn interventions<'a>(part: &PartOne<'a>) -> Vec<ctgov::Intervention<'a>> {
    let grouped = part.product_role_group_infos.0.iter().flat_map(|group| &group.products);
    let mut all: Vec<ctgov::Intervention<'a>> = Vec::new();
    for product in grouped.chain(&part.products) {
        let about = &product.product_dictionary_info;
        let names = [
            &product.product_name,
            &about.prod_name,
            &about.active_substance_name,
            &about.sponsor_product_code,
        ];
        let Some(name) = names.into_iter().find_map(Word::to_text) else { continue };
        let is_known = all.iter().any(|old| old.name.as_ref().is_some_and(|old| old.0 == name.0));
        if !is_known {
            all.push(ctgov::Intervention { kind: word(product_type(product)), name: Some(name) });
        }
    }
    all
}

/// Returns what kind of product it is: every product of the register is a medicine.
fn product_type(product: &Product) -> &'static str {
    let substances = &product.product_dictionary_info.product_substances;
    let is_biological = substances.0.iter().any(|substance| {
        let origins = [&substance.act_subst_origin, &substance.substance_origin];
        origins.into_iter().filter_map(Word::text).any(|origin| {
            let origin = origin.to_ascii_lowercase();
            ["biolog", "vaccine", "advanced therapy", "plasma"]
                .iter()
                .any(|kind| origin.contains(kind))
        })
    });
    if is_biological || product.an_advanced_therapy_medicinal_product.is_true() {
        "BIOLOGICAL"
    } else {
        "DRUG"
    }
}

/// Lays out the sites and their principal investigators.
///
/// A member state that has authorised the trial but names no site gets a row with the
/// country alone: the trial is held there all the same.
fn sites<'a>(application: &Application<'a>, states: &States) -> ctgov::Contacts<'a> {
    let mut contacts = ctgov::Contacts::default();
    for part in &application.authorized_parts_two {
        push_sites(part, &mut contacts);
    }
    for state in states.list.iter().filter(|state| state.sites == 0 && state.status.is_authorised())
    {
        contacts.locations.push(ctgov::Location {
            country: Some(Text(state.country.clone().into())),
            ..ctgov::Location::default()
        });
    }
    contacts
}

/// Lays out the sites of a member state.
fn push_sites<'a>(part: &PartTwo<'a>, contacts: &mut ctgov::Contacts<'a>) {
    for site in &part.trial_sites {
        let of = &site.organisation_address_info;
        let state = [&part.msc_info.msc_name, &part.msc_info.country_name];
        let country = [&of.address.country_name].into_iter().chain(state).find_map(Word::to_text);
        let facility = of.organisation.name.to_text();
        let names = [&site.person_info.first_name, &site.person_info.last_name];
        let names: Vec<&str> = names.into_iter().filter_map(Word::text).collect();
        if !names.is_empty() {
            contacts.overall_officials.push(ctgov::Official {
                name: Some(Text(names.join(" ").into())),
                role: word("PRINCIPAL_INVESTIGATOR"),
                affiliation: of.organisation.name.to_text(),
            });
        }
        contacts.locations.push(ctgov::Location {
            facility,
            city: of.address.city.to_text(),
            state: None,
            zip: of.address.postcode.to_text(),
            country,
        });
    }
}
