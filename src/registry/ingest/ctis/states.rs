//! The member states of a trial: status, decision, start, end, plans and sites.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::codes::{self, Course};
use super::dates::day;
use super::loose::Word;
use super::part_two::State;
use super::record::{Application, Record, StateEvents};
use crate::registry::ingest::trial::{MemberState, UnknownWords, Words};
use crate::registry::schema::MemberStateStatus;

/// What happened in a member state.
#[derive(Debug, Copy, Clone, Default)]
struct Happened {
    /// The trial's start.
    start: Option<NaiveDate>,
    /// Its end.
    end: Option<NaiveDate>,
    /// Everything else, without days.
    course: Course,
}

/// The member states of a trial, and what happened over all of them.
#[derive(Debug, Default)]
pub struct States<'a> {
    /// In the order of the record.
    pub list: Vec<MemberState>,
    /// The earliest start in any.
    pub start: Option<NaiveDate>,
    /// What happened in any; the trial has ended when it has in all.
    pub course: Course,
    /// Why it ended early.
    pub why_stopped: Option<&'a str>,
}

/// Reads the member states.
pub fn read<'r>(
    record: &'r Record,
    application: &Application,
    words: &mut UnknownWords,
) -> Result<States<'r>, String> {
    let events =
        || record.events.trial_events.0.iter().chain(&record.msc_trial_notifications_info_list);
    let mut happened = happened(events())?;
    let mut states = States {
        why_stopped: events().find_map(|state| state.early_termination_reason.name.text()),
        ..States::default()
    };
    for name in names(application) {
        let of = happened.entry(name.to_owned()).or_default();
        let state = state(record, application, name, of, words)?;
        states.list.push(state);
    }
    let any = |test: fn(&Course) -> bool| happened.values().any(|of| test(&of.course));
    let all = |test: fn(&Course) -> bool| {
        !happened.is_empty() && happened.values().all(|of| test(&of.course))
    };
    states.start = happened.values().filter_map(|of| of.start).min();
    states.course = Course {
        started: any(|course| course.started),
        recruited: any(|course| course.recruited),
        recruitment_ended: all(|course| course.recruitment_ended || course.ended),
        ended: all(|course| course.ended),
        ended_early: any(|course| course.ended_early),
    };
    Ok(states)
}

/// Returns the names of the member states, each once, in the order of the record.
fn names<'r>(application: &'r Application) -> Vec<&'r str> {
    let parts = application.authorized_parts_two.0.iter().map(|part| &part.msc_info);
    let mut names = Vec::new();
    for name in application.member_states_concerned.0.iter().chain(parts).filter_map(State::name) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// Sorts the events by member state.
fn happened<'r>(
    events: impl Iterator<Item = &'r StateEvents<'r>>,
) -> Result<BTreeMap<String, Happened>, String> {
    let mut states = BTreeMap::<String, Happened>::new();
    for state in events {
        let Some(name) = state.msc_name.text() else { continue };
        let of = states.entry(name.to_owned()).or_default();
        for event in &state.events {
            let Some(kind) = event.notification_type.text() else { continue };
            let on = day("events.date", &event.date)?;
            of.add(&kind.to_ascii_uppercase().replace(['_', '-'], " "), on);
        }
    }
    Ok(states)
}

impl Happened {
    /// Adds an event.
    fn add(&mut self, kind: &str, on: Option<NaiveDate>) {
        match kind {
            "START OF TRIAL" => self.starts(on),
            "START OF RECRUITMENT" | "RESTART OF RECRUITMENT" => self.course.recruited = true,
            "END OF RECRUITMENT" => self.course.recruitment_ended = true,
            "END OF TRIAL" => self.ends(on),
            "EARLY TERMINATION" => {
                self.course.ended_early = true;
                self.ends(on);
            }
            _ => {}
        }
    }

    /// Adds a start: the earliest counts.
    fn starts(&mut self, on: Option<NaiveDate>) {
        self.course.started = true;
        self.start = [self.start, on].into_iter().flatten().min();
    }

    /// Adds an end: the latest counts.
    fn ends(&mut self, on: Option<NaiveDate>) {
        self.course.ended = true;
        self.end = self.end.max(on);
    }
}

/// Reads a member state, and adds to what happened there.
fn state(
    record: &Record,
    application: &Application,
    name: &str,
    of: &mut Happened,
    words: &mut UnknownWords,
) -> Result<MemberState, String> {
    let concerned: Vec<&State> = application
        .member_states_concerned
        .0
        .iter()
        .chain(application.authorized_parts_two.0.iter().map(|part| &part.msc_info))
        .filter(|state| state.name() == Some(name))
        .collect();
    let parts: Vec<_> = application
        .authorized_parts_two
        .0
        .iter()
        .filter(|part| part.msc_info.name() == Some(name))
        .collect();
    for state in &concerned {
        let period = &state.active_trial_period;
        if let Some(start) = day("trialStartDate", &period.trial_start_date)? {
            of.starts(Some(start));
        }
        if let Some(end) = day("trialEndDate", &period.trial_end_date)? {
            of.ends(Some(end));
        }
    }
    let first = |field, words: Vec<&Word>| -> Result<Option<NaiveDate>, String> {
        let days: Result<Vec<_>, _> = words.into_iter().map(|word| day(field, word)).collect();
        Ok(days?.into_iter().flatten().min())
    };
    let decision = first(
        "firstDecisionDate",
        concerned.iter().map(|state| &state.first_decision_date).collect(),
    )?
    .or(first("decisionDate", parts.iter().map(|part| &part.decision_date).collect())?);
    let planned = parts.iter().find_map(|part| part.recruitment_subject_count.number());
    let planned = planned
        .or_else(|| concerned.iter().find_map(|state| state.recruitment_subject_count.number()));
    let sites = parts.iter().map(|part| part.trial_sites.0.len()).sum::<usize>();
    Ok(MemberState {
        country: name.to_owned(),
        status: codes::refined(status(record, &concerned, words), of.course),
        decision,
        start: of.start,
        end: of.end,
        planned,
        sites: u32::try_from(sites).unwrap_or(u32::MAX),
    })
}

/// Reads the status of a member state: the public code, else the list of countries,
/// else the words of the application.
fn status(record: &Record, states: &[&State], words: &mut UnknownWords) -> MemberStateStatus {
    let code = states.iter().find_map(|state| state.msc_public_status_code.text());
    let listed = || {
        states.iter().find_map(|state| {
            let short = state.organisation_info.member_state_country_code.text();
            listed(record, [state.name(), short])
        })
    };
    let told = || states.iter().find_map(|state| state.trial_status.text());
    let Some(text) = code.or_else(listed).or_else(told) else { return MemberStateStatus::Unknown };
    codes::status(text).unwrap_or_else(|| {
        Words(words).count("member state status", text);
        MemberStateStatus::Unknown
    })
}

/// Finds a member state in the list of countries, by either of its names.
///
/// The newer layout has a list of `Spain:4`. The older one has one text,
/// `ES:Authorised, not started, IT:Ended`: a status ends where the next two capitals
/// and a colon begin.
fn listed<'r>(record: &'r Record, names: [Option<&str>; 2]) -> Option<&'r str> {
    let texts = record.trial_countries.0.iter().filter_map(Word::text);
    texts.flat_map(entries).find_map(|entry| {
        let (country, status) = entry.split_once(':')?;
        names.contains(&Some(country.trim())).then(|| status.trim().trim_end_matches(','))
    })
}

/// Takes a list of countries apart.
fn entries(text: &str) -> Vec<&str> {
    let mut begins: Vec<usize> = text
        .match_indices(", ")
        .map(|(at, comma)| at + comma.len())
        .filter(|&at| matches!(text.as_bytes()[at..], [b'A'..=b'Z', b'A'..=b'Z', b':', ..]))
        .collect();
    begins.insert(0, 0);
    let ends = begins.iter().skip(1).copied().chain([text.len()]);
    begins.iter().zip(ends).map(|(&begin, end)| &text[begin..end]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_may_hold_a_comma() {
        assert_eq!(
            entries("ES:Authorised, not started, IT:Ended"),
            ["ES:Authorised, not started, ", "IT:Ended"]
        );
        assert_eq!(entries("Spain:4"), ["Spain:4"]);
    }
}
