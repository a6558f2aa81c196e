//! CTIS: records of the EU's public portal of clinical trials.
//!
//! A record tells what a sponsor applied for, what each member state decided and where
//! the trial is held. It is laid out as ClinicalTrials.gov lays out its own (`layout`),
//! so that all that follows is shared; only the member states are CTIS's own
//! (`states`). Every trial is interventional: the register is of clinical trials of
//! medicinal products.
//!
//! # Limits
//! Countries outside the European Economic Area are named in a record, but their sites
//! are not; they get no site rows. Addresses, telephone numbers and e-mail addresses are
//! never read; of a principal investigator the name and the hospital are.

mod codes;
mod dates;
mod layout;
mod loose;
mod part_one;
mod part_two;
mod record;
mod states;

use self::record::Record;
use super::cut::Cut;
use super::trial::{Fault, Identity, Refusal, Trial, UnknownWords, check_study, parse, refusal};
use crate::registry::schema::eu_key;

/// Where a record's number stands.
const NUMBER: &str = "/ctNumber";

/// Parses and checks a record.
pub fn check<'a>(cut: &Cut<'a>, words: &mut UnknownWords) -> Result<Trial<'a>, Fault> {
    let record: Record = parse(cut, NUMBER, |id| eu_key(id).is_some())?;
    check_record(record, words).map_err(Fault::Record)
}

/// Checks a record.
fn check_record<'a>(
    mut record: Record<'a>,
    words: &mut UnknownWords,
) -> Result<Trial<'a>, Refusal> {
    let Some(id) = record.ct_number.text().map(str::to_owned) else {
        return Err(refusal(None, "no EU CT number (`ctNumber`)"));
    };
    let Some(key) = eu_key(&id) else {
        return Err(refusal(Some(&id), &format!("invalid EU CT number `{id}`")));
    };
    let Some(application) = record.application() else {
        return Err(refusal(Some(&id), "no `authorizedApplication`, as in a row of a search"));
    };
    let broken = |reason: String| refusal(Some(&id), &reason);
    let mut states = states::read(&record, &application, words).map_err(broken)?;
    let study = layout::study(&record, &application, &states).map_err(broken)?;
    let list = std::mem::take(&mut states.list);
    let mut trial = check_study(study, Identity { key, id: id.clone() }, words)?;
    trial.member_states = list;
    Ok(trial)
}
