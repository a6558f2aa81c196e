//! How long things took: spells with an end that was seen, or not yet.
//!
//! What has not happened by the last day that counts is censored, never left out: leaving out what still waits would make the slow look fast.
//! A part that ended before its next step is censored on the day it ended. Its next step will never come, so a curve that takes censoring for
//! chance tells of the parts that go on. Medians and curves are a finding's.

use chrono::{NaiveDate, NaiveDateTime};
use serde::Serialize;

use super::calendar::{end_of, office_hours_between, working_days_between};
use super::feasibility::{Part, Request};

/// A time that was waited, in the unit of its list.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Spell {
    /// How long.
    pub length: f64,
    /// Whether what was waited for came; if not, the spell is censored.
    pub event: bool,
}

/// Spells, with how many could not be measured.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Spells {
    /// Those measured, in the order of the log.
    pub list: Vec<Spell>,
    /// Those of which the log has a day where it should have a time.
    pub unmeasured: u64,
}

/// A leg of a region's way to the first patient.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Leg {
    /// From the national answer to the allocation.
    Allocation,
    /// From the allocation to the contract.
    Contract,
    /// From the contract to the start.
    Start,
    /// From the start to the first patient.
    FirstPatient,
}

impl Leg {
    /// All legs in their order.
    pub const ALL: [Self; 4] = [Self::Allocation, Self::Contract, Self::Start, Self::FirstPatient];

    /// Returns its name as a key.
    pub fn code(self) -> &'static str {
        match self {
            Self::Allocation => "answer-to-allocation",
            Self::Contract => "allocation-to-contract",
            Self::Start => "contract-to-start",
            Self::FirstPatient => "start-to-first-patient",
        }
    }
}

/// Returns the office hours (08-17 on working days) from receiving each request to sending it on, by a day.
pub fn forward_hours(requests: &[Request], as_of: NaiveDate) -> Spells {
    let mut spells = Spells::default();
    for request in received_by(requests, as_of) {
        let sent = request.sent_on_at.filter(|moment| moment.date <= as_of);
        let closed = request.ended_on.filter(|date| *date <= as_of);
        // The end that was seen, or the last moment that is known of.
        let (end, event): (Option<NaiveDateTime>, bool) = match sent {
            Some(moment) => (moment.date_time(), true),
            None => (Some(end_of(closed.unwrap_or(as_of))), false),
        };
        match (request.received_at.date_time(), end) {
            (Some(from), Some(to)) => {
                spells.list.push(Spell { length: office_hours_between(from, to), event });
            }
            _ => spells.unmeasured += 1,
        }
    }
    spells
}

/// Returns the working days from receiving each request to the national answer, by a day.
pub fn answer_days(requests: &[Request], as_of: NaiveDate) -> Vec<Spell> {
    let spell = |request: &Request| {
        let answered = request.answered_at.map(|moment| moment.date);
        let (end, event) = end_by(answered, request.given_up_on(), as_of);
        let length = working_days_between(request.received_at.date, end).into();
        Spell { length, event }
    };
    received_by(requests, as_of).map(spell).collect()
}

/// Returns the calendar days of a leg, one spell for each region's part that came to its beginning by a day; with a region, of that region.
pub fn leg_days(
    requests: &[Request],
    leg: Leg,
    region: Option<&str>,
    as_of: NaiveDate,
) -> Vec<Spell> {
    let mut spells = Vec::new();
    for request in received_by(requests, as_of) {
        let parts = request.parts.iter();
        for part in parts.filter(|part| region.is_none_or(|region| part.region == region)) {
            let Some(from) = beginning(request, part, leg).filter(|from| *from <= as_of) else {
                continue;
            };
            let (end, event) = end_by(part.milestones[leg as usize], part.ended_on, as_of);
            spells.push(Spell { length: (end - from).num_days().max(0) as f64, event });
        }
    }
    spells
}

/// Returns the requests that came by a day.
fn received_by(requests: &[Request], as_of: NaiveDate) -> impl Iterator<Item = &Request> {
    requests.iter().filter(move |request| request.received_at.date <= as_of)
}

/// Returns the day on which a part came to the beginning of a leg.
fn beginning(request: &Request, part: &Part, leg: Leg) -> Option<NaiveDate> {
    match leg {
        Leg::Allocation => {
            let said_yes = part.outcome == Some(super::feasibility::Outcome::Positive);
            request.answered_at.filter(|_| said_yes).map(|moment| moment.date)
        }
        later => part.milestones[later as usize - 1],
    }
}

/// Returns the last day of a spell, and whether what was waited for came on it.
fn end_by(
    event: Option<NaiveDate>,
    closed: Option<NaiveDate>,
    as_of: NaiveDate,
) -> (NaiveDate, bool) {
    match event.filter(|date| *date <= as_of) {
        Some(date) => (date, true),
        None => (closed.map_or(as_of, |date| date.min(as_of)), false),
    }
}

#[cfg(test)]
mod tests {
    use super::super::feasibility::tests::{day, request};
    use super::*;

    fn spell(length: f64, event: bool) -> Spell {
        Spell { length, event }
    }

    #[test]
    fn a_request_over_easter_takes_its_office_hours() {
        // Maundy Thursday 16:00 to the Tuesday after, 10:00.
        let requests = [request("2024-03-28 16:00,2024-04-02 10:00,2024-04-05", &[])];
        assert_eq!(forward_hours(&requests, day("2024-12-31")).list, [spell(3.0, true)]);
        // Tuesday to Friday.
        assert_eq!(answer_days(&requests, day("2024-12-31")), [spell(4.0, true)]);
    }

    #[test]
    fn an_unanswered_request_is_censored_on_the_last_day() {
        let requests = [request("2025-12-22 09:00,2025-12-22 12:00,", &["skane:- -"])];
        // 23, 29 and 30 December are worked.
        assert_eq!(answer_days(&requests, day("2025-12-31")), [spell(3.0, false)]);
        let waiting = [request("2025-12-22 09:00,,", &[])];
        // Eight hours on the 22nd, and three days of nine.
        assert_eq!(forward_hours(&waiting, day("2025-12-31")).list, [spell(35.0, false)]);
    }

    #[test]
    fn a_day_without_a_time_has_no_hours() {
        let requests = [request("2025-03-03,2025-03-04 10:00,", &["skane:- -"])];
        let spells = forward_hours(&requests, day("2025-12-31"));
        assert_eq!((spells.list.len(), spells.unmeasured), (0, 1));
    }

    #[test]
    fn each_region_walks_its_own_legs() {
        let requests = [request(
            "2025-01-10 09:00,2025-01-10 10:00,2025-01-16",
            &[
                "skane:yes 2025-01-14 2025-02-01 2025-03-01",
                "uppsala:yes 2025-01-15",
                "orebro:no 2025-01-13",
            ],
        )];
        let as_of = day("2025-03-31");
        // 16 January to 1 February; Uppsala still waits.
        assert_eq!(
            leg_days(&requests, Leg::Allocation, None, as_of),
            [spell(16.0, true), spell(74.0, false)]
        );
        assert_eq!(leg_days(&requests, Leg::Contract, Some("skane"), as_of), [spell(28.0, true)]);
        assert_eq!(leg_days(&requests, Leg::Start, None, as_of), [spell(30.0, false)]);
        assert_eq!(leg_days(&requests, Leg::FirstPatient, None, as_of), []);
    }
}
