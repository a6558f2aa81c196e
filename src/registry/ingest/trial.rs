//! Checks a record: what comes out of here can be written without a question.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use chrono::NaiveDate;
use serde::Deserialize;

use super::cut::{Cut, without_position};
use super::field::field_at;
use super::record::{DateStruct, Design, Protocol, Study, Text};
use crate::contact::without_contacts;
use crate::registry::schema::{
    DatePrecision, DateType, InterventionType, MemberStateStatus, Number, Phase, RECORD_YEARS,
    RegisterDate, SponsorClass, Status, StudyType, TRIAL_YEARS, is_company_drug_trial, nct_key,
    numbers_in, outside,
};

/// A checked record.
#[derive(Debug)]
pub struct Trial<'a> {
    /// Its number.
    pub identity: Identity,
    /// Every number that registers gave it, its own among them.
    pub numbers: BTreeSet<Number>,
    /// How far it has come.
    pub status: Status,
    /// What kind of study it is.
    pub study_type: StudyType,
    /// Its phase.
    pub phase: Phase,
    /// Class of the lead sponsor.
    pub sponsor_class: SponsorClass,
    /// Start.
    pub start: DateCells,
    /// Completion.
    pub completion: DateCells,
    /// Primary completion.
    pub primary_completion: DateCells,
    /// Whether the number of participants has come true.
    pub enrolment_type: Option<DateType>,
    /// Last update of the record.
    pub updated: Option<NaiveDate>,
    /// The newest day that the record tells about itself.
    pub newest: Option<NaiveDate>,
    /// Whether it is in the base population.
    pub is_company_drug_trial: bool,
    /// The member states that decided on it, for a trial of CTIS.
    pub member_states: Vec<MemberState>,
    /// The record itself, for everything that needs no check.
    pub study: Study<'a>,
}

/// Which trial a record is about.
#[derive(Debug, Clone)]
pub struct Identity {
    /// The key of its rows.
    pub key: u32,
    /// The number, as the source writes it.
    pub id: String,
}

/// A member state that decided on a trial.
#[derive(Debug, Clone)]
pub struct MemberState {
    /// Its name.
    pub country: String,
    /// How far the trial has come there.
    pub status: MemberStateStatus,
    /// The day of its first decision.
    pub decision: Option<NaiveDate>,
    /// The trial's start there.
    pub start: Option<NaiveDate>,
    /// Its end there.
    pub end: Option<NaiveDate>,
    /// Participants planned there.
    pub planned: Option<u32>,
    /// Sites there.
    pub sites: u32,
}

/// A date's three cells.
#[derive(Debug, Copy, Clone, Default)]
pub struct DateCells {
    /// The day.
    pub date: Option<NaiveDate>,
    /// How exactly it is given.
    pub precision: Option<DatePrecision>,
    /// Whether it has come true.
    pub kind: Option<DateType>,
}

/// A record that is left out.
#[derive(Debug)]
pub struct Refusal {
    /// The number as written, if it could be found.
    pub id: Option<String>,
    /// What is wrong.
    pub reason: String,
}

/// Why a record did not become a trial.
#[derive(Debug)]
pub enum Fault {
    /// The record is broken; the next one need not be.
    Record(Refusal),
    /// The text is not JSON.
    Text(serde_json::Error),
}

/// Coded words that the codebook lacks, with their number.
pub type UnknownWords = BTreeMap<String, u64>;

/// Parses and checks a record of ClinicalTrials.gov.
pub fn check<'a>(cut: &Cut<'a>, words: &mut UnknownWords) -> Result<Trial<'a>, Fault> {
    let study = parse(cut, NCT_NUMBER, |id| nct_key(id).is_some())?;
    check_ctgov(study, words).map_err(Fault::Record)
}

/// Where a ClinicalTrials.gov record's number stands.
const NCT_NUMBER: &str = "/protocolSection/identificationModule/nctId";

/// Parses a record of any register. `number` is where the trial's number stands, so
/// that a message about a broken record can name it.
pub fn parse<'a, T: Deserialize<'a>>(
    cut: &Cut<'a>,
    number: &str,
    is_number: impl Fn(&str) -> bool,
) -> Result<T, Fault> {
    // The parser would take a list for an object whose fields stand in order.
    if cut.bytes.first() != Some(&b'{') {
        parse_any(cut.bytes).map_err(Fault::Text)?;
        return Err(refuse(None, "expected a record (an object)"));
    }
    serde_json::from_slice(cut.bytes).map_err(|err| {
        fault(cut, err, |value| {
            let id = value.pointer(number)?.as_str()?;
            is_number(id).then(|| id.to_owned())
        })
    })
}

/// Checks a study that its NCT number names.
pub fn check_ctgov<'a>(study: Study<'a>, words: &mut UnknownWords) -> Result<Trial<'a>, Refusal> {
    let Some(protocol) = &study.protocol_section else {
        return Err(refusal(None, "no `protocolSection`"));
    };
    let Some(id) = text(&protocol.identification_module.nct_id) else {
        return Err(refusal(None, "no NCT number"));
    };
    let Some(key) = nct_key(id) else {
        return Err(refusal(Some(id), &format!("invalid NCT number `{id}`")));
    };
    let identity = Identity { key, id: id.to_owned() };
    check_study(study, identity, words)
}

/// Checks a study whose number is known.
///
/// Every source's records come through here, laid out as ClinicalTrials.gov lays
/// out its own, so that all are judged alike.
pub fn check_study<'a>(
    study: Study<'a>,
    identity: Identity,
    words: &mut UnknownWords,
) -> Result<Trial<'a>, Refusal> {
    let id = identity.id.as_str();
    let Some(protocol) = &study.protocol_section else {
        return Err(refusal(Some(id), "nothing registered"));
    };
    let status = &protocol.status_module;
    let date = |name, of| {
        DateCells::parse(name, of, &TRIAL_YEARS).map_err(|reason| refusal(Some(id), &reason))
    };
    let start = date("startDateStruct", &status.start_date_struct)?;
    let completion = date("completionDateStruct", &status.completion_date_struct)?;
    let primary_completion =
        date("primaryCompletionDateStruct", &status.primary_completion_date_struct)?;
    let single = |name, of: &Option<Text>| {
        text(of)
            .map(|text| parse_date(name, text, &RECORD_YEARS).map(|found| found.date))
            .transpose()
            .map_err(|reason| refusal(Some(id), &reason))
    };
    let posted = single("lastUpdatePostDateStruct", &status.last_update_post_date_struct.date)?;
    let submitted = single("lastUpdateSubmitDate", &status.last_update_submit_date)?;
    let version = single("versionHolder", &study.derived_section.misc_info_module.version_holder)?;
    let updated = posted.or(submitted);

    let mut words = Words(words);
    let design = &protocol.design_module;
    let study_type =
        words.parse("study type", &design.study_type, StudyType::parse, StudyType::Unknown);
    let sponsor_class = words.parse(
        "sponsor class",
        &protocol.sponsor_collaborators_module.lead_sponsor.class,
        SponsorClass::parse,
        SponsorClass::Unknown,
    );
    let kinds = protocol
        .arms_interventions_module
        .interventions
        .iter()
        .filter_map(|intervention| text(&intervention.kind).and_then(InterventionType::parse));
    Ok(Trial {
        numbers: numbers(id, protocol),
        status: words.parse("status", &status.overall_status, Status::parse, Status::Unknown),
        study_type,
        phase: words.phase(design),
        sponsor_class,
        start,
        completion,
        primary_completion,
        enrolment_type: text(&design.enrollment_info.kind).and_then(DateType::parse),
        updated,
        newest: version.max(updated),
        is_company_drug_trial: is_company_drug_trial(study_type, sponsor_class, kinds),
        member_states: Vec::new(),
        identity,
        study,
    })
}

/// Returns a text that is there and is not blank.
pub fn text<'a>(text: &'a Option<Text>) -> Option<&'a str> {
    text.as_ref().map(|text| text.0.trim()).filter(|text| !text.is_empty())
}

impl DateCells {
    /// Parses a date in one of the years, and its type.
    fn parse(name: &str, of: &DateStruct, years: &RangeInclusive<i32>) -> Result<Self, String> {
        let Some(found) = text(&of.date) else { return Ok(Self::default()) };
        let RegisterDate { date, precision } = parse_date(name, found, years)?;
        let kind = text(&of.kind).and_then(DateType::parse);
        Ok(Self { date: Some(date), precision: Some(precision), kind })
    }
}

/// Parses a date in one of the years, or says which field has an impossible one.
fn parse_date(name: &str, text: &str, years: &RangeInclusive<i32>) -> Result<RegisterDate, String> {
    let impossible = format!("impossible date `{text}` in `{name}`");
    let Some(found) = RegisterDate::parse(text) else { return Err(impossible) };
    match outside(found.date, years) {
        Some(expected) => Err(format!("{impossible}, {expected}")),
        None => Ok(found),
    }
}

/// Parses coded words and counts those that the codebook lacks.
pub struct Words<'a>(pub &'a mut UnknownWords);

impl Words<'_> {
    /// Parses a word; one that is missing or unknown becomes `other`.
    pub fn parse<T>(
        &mut self,
        list: &str,
        word: &Option<Text>,
        parse: impl Fn(&str) -> Option<T>,
        other: T,
    ) -> T {
        let Some(word) = text(word) else { return other };
        parse(word).unwrap_or_else(|| {
            self.count(list, word);
            other
        })
    }

    /// Parses the list of phases; an unknown combination counts as not given.
    fn phase(&mut self, design: &Design) -> Phase {
        let phases: Vec<&str> = design.phases.iter().map(|phase| phase.0.trim()).collect();
        Phase::parse_list(&phases).unwrap_or_else(|| {
            self.count("phase", &phases.join("|"));
            Phase::NotGiven
        })
    }

    /// Counts an unknown word, which may be anything: a contact in it is not told.
    pub fn count(&mut self, list: &str, word: &str) {
        let told = format!("{list} {word}");
        *self.0.entry(without_contacts(&told).into_owned()).or_default() += 1;
    }
}

/// Returns every number of a study.
fn numbers(id: &str, protocol: &Protocol) -> BTreeSet<Number> {
    let names = &protocol.identification_module;
    let others = [&names.org_study_id_info].into_iter().chain(&names.secondary_id_infos);
    let texts = others.filter_map(|other| text(&other.id));
    [id].into_iter().chain(texts).flat_map(numbers_in).collect()
}

/// Refuses a record.
fn refuse(id: Option<&str>, reason: &str) -> Fault {
    Fault::Record(refusal(id, reason))
}

/// Says why a record is left out.
pub fn refusal(id: Option<&str>, reason: &str) -> Refusal {
    Refusal { id: id.map(Into::into), reason: reason.into() }
}

/// Decides whether a parser's error concerns the record or the text.
///
/// The parser stops at the first field of a wrong type and does not see what
/// comes after it, so the text is looked through again.
fn fault(
    cut: &Cut,
    err: serde_json::Error,
    number: impl Fn(&serde_json::Value) -> Option<String>,
) -> Fault {
    if let Err(err) = parse_any(cut.bytes) {
        return Fault::Text(err);
    }
    let mut reason = without_position(&err);
    if err.is_syntax() && str::from_utf8(cut.bytes).is_err() {
        reason = "not UTF-8".into();
    }
    if let Some(field) = field_at(cut.bytes, err.line(), err.column()) {
        reason = format!("{reason} in `{field}`");
    }
    // Some of its letters may not be UTF-8, but the number still stands there.
    let value = serde_json::from_str(&String::from_utf8_lossy(cut.bytes)).ok();
    Fault::Record(Refusal { id: value.and_then(|value| number(&value)), reason })
}

/// Looks through a JSON text without a word about what it holds.
fn parse_any(bytes: &[u8]) -> serde_json::Result<serde::de::IgnoredAny> {
    serde_json::from_slice(bytes)
}
