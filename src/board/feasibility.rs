//! The feasibility log: what companies asked, and what became of it.
//!
//! The table has one row for each request and region that it was sent to, and one row without a region for a request that has not been sent
//! on. What is said of the request as such (when it came, from whom, about what, when the company had its answer) stands in each of its rows
//! and must be the same in all of them. National counts are of distinct requests; [`super::funnel`] counts, [`super::spells`] measures.
//! Cooperates with data/README.md, which describes the columns.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;

use super::files::Named;
use super::table::{Line, Moment, Read, Table};
use crate::diag::{Fault, Files};
use crate::registry::Reference;
use crate::registry::schema::Phase;

/// The columns, in the order in which we write them.
pub const COLUMNS: [&str; 19] = [
    "request",
    "received_at",
    "sent_on_at",
    "answered_at",
    "sponsor",
    "area",
    "disease",
    "phase",
    "region",
    "region_answered_on",
    "outcome",
    "reason",
    "allocated_on",
    "contract_on",
    "started_on",
    "first_patient_on",
    "ended_on",
    "ended_reason",
    "note",
];

/// The columns of a region's way to the first patient, in the order of time.
const MILESTONES: [&str; 4] = ["allocated_on", "contract_on", "started_on", "first_patient_on"];

/// A request of a company.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// Its id in the log.
    pub id: String,
    /// When it came.
    pub received_at: Moment,
    /// When it was sent on to regions.
    pub sent_on_at: Option<Moment>,
    /// When the company got the national answer.
    pub answered_at: Option<Moment>,
    /// The company.
    pub sponsor: String,
    /// The therapy area's id.
    pub area: String,
    /// The disease's MeSH descriptor, when it is about one.
    pub disease: Option<String>,
    /// The phase.
    pub phase: Phase,
    /// What each region that was asked made of it, in the order of the table.
    pub parts: Vec<Part>,
    /// When it ended before it was sent on.
    pub ended_on: Option<NaiveDate>,
}

/// A region's part in a request.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// The region's id.
    pub region: String,
    /// When it answered.
    pub answered_on: Option<NaiveDate>,
    /// What it answered.
    pub outcome: Option<Outcome>,
    /// Why the answer was no.
    pub reason: Option<Reason>,
    /// When the company gave it the trial: allocated, contract, started, first patient, as far as it came.
    pub milestones: [Option<NaiveDate>; 4],
    /// When it ended before the first patient.
    pub ended_on: Option<NaiveDate>,
    /// Why it ended.
    pub ended_reason: Option<Reason>,
}

/// What a region answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It can and wants to.
    Positive,
    /// It does not.
    Negative,
}

impl Outcome {
    /// The words of the table.
    const WORDS: [(&str, Self); 2] = [("positive", Self::Positive), ("negative", Self::Negative)];
}

/// Why an answer was no, or a part ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// Too few patients who fit.
    NoPatients,
    /// No investigator, or too few staff.
    NoStaff,
    /// A trial under way needs the same patients or staff.
    CompetingTrial,
    /// Equipment, laboratory or pharmacy.
    NoEquipment,
    /// The time given was too short.
    Timelines,
    /// The money offered.
    Budget,
    /// The comparison is not standard of care here.
    StandardOfCare,
    /// The company chose another place.
    NotSelected,
    /// The company gave up the trial.
    CompanyWithdrew,
    /// Something else; the note says what.
    Other,
}

impl Reason {
    /// The words of the table.
    pub const WORDS: [(&str, Self); 10] = [
        ("no-patients", Self::NoPatients),
        ("no-staff", Self::NoStaff),
        ("competing-trial", Self::CompetingTrial),
        ("no-equipment", Self::NoEquipment),
        ("timelines", Self::Timelines),
        ("budget", Self::Budget),
        ("standard-of-care", Self::StandardOfCare),
        ("not-selected", Self::NotSelected),
        ("company-withdrew", Self::CompanyWithdrew),
        ("other", Self::Other),
    ];
}

impl Request {
    /// Returns the day on which nothing more could come of it, if there was one: it ended before it was sent on, or each region said no or
    /// ended.
    pub fn closed_on(&self) -> Option<NaiveDate> {
        if self.parts.is_empty() {
            return self.ended_on;
        }
        let closed: Option<Vec<_>> = self.parts.iter().map(Part::closed_on).collect();
        closed?.into_iter().max()
    }

    /// Returns the day from which nobody waited for an answer any more, if there was one. A request to which every region said no still waits
    /// for its national answer; one that ended everywhere does not.
    pub fn given_up_on(&self) -> Option<NaiveDate> {
        if self.parts.is_empty() {
            return self.ended_on;
        }
        let ended: Option<Vec<_>> = self.parts.iter().map(|part| part.ended_on).collect();
        ended?.into_iter().max()
    }
}

impl Part {
    /// Returns the day on which nothing more could come of it, if there was one.
    pub fn closed_on(&self) -> Option<NaiveDate> {
        let no = self.answered_on.filter(|_| self.outcome == Some(Outcome::Negative));
        self.ended_on.or(no)
    }
}

/// Reads the log.
pub fn read(
    files: &Files,
    named: &Named,
    reference: &Reference,
) -> Result<Read<Vec<Request>>, Vec<Fault>> {
    let table = Table::read(files, named, &COLUMNS)?;
    let mut requests: Vec<(u64, Request)> = Vec::new();
    let mut index: BTreeMap<String, usize> = BTreeMap::new();
    for line in table.lines() {
        let head = head(line, reference);
        let part = part(line, reference);
        let (Some(mut head), Some(part)) = (head, part) else { continue };
        check_order(line, &head, part.as_ref());
        if part.is_none() {
            head.ended_on = line.date("ended_on").flatten();
        }
        match index.get(&head.id) {
            Some(&at) => join(line, &mut requests[at], head, part),
            None => {
                index.insert(head.id.clone(), requests.len());
                head.parts.extend(part);
                requests.push((line.row(), head));
            }
        }
    }
    for (row, request) in &requests {
        if request.sent_on_at.is_none() && !request.parts.is_empty() {
            table.tell_at(
                *row,
                "sent_on_at",
                format!("the request `{}` has a region and was never sent on", request.id),
                "give the day on which it was sent on, or leave the region empty",
            );
        }
    }
    table.finish(requests.into_iter().map(|(_, request)| request).collect())
}

/// Reads what a row says of the request as such.
fn head(line: Line, reference: &Reference) -> Option<Request> {
    let id = line.required("request");
    let received_at = line.given("received_at", line.moment("received_at"));
    let sent_on_at = line.moment("sent_on_at");
    let answered_at = line.moment("answered_at");
    let sponsor = line.required("sponsor");
    let area = line.given("area", line.area("area", reference));
    let disease = line.disease("disease", reference);
    let phase = line.given("phase", line.phase("phase"));
    // The note is for the office; it is only looked at for what no table may hold.
    line.text("note");
    Some(Request {
        id: id?,
        received_at: received_at?,
        sent_on_at: sent_on_at?,
        answered_at: answered_at?,
        sponsor: sponsor?,
        area: area?,
        disease: disease?,
        phase: phase?,
        parts: Vec::new(),
        ended_on: None,
    })
}

/// Reads what a row says of the region; there is nothing inside when it names none.
fn part(line: Line, reference: &Reference) -> Option<Option<Part>> {
    let region = line.region("region", reference);
    let answered_on = line.date("region_answered_on");
    let outcome = line.choice("outcome", "outcome", &Outcome::WORDS);
    let reason = line.choice("reason", "reason", &Reason::WORDS);
    let milestones = MILESTONES.map(|column| line.date(column));
    let ended_on = line.date("ended_on");
    let ended_reason = line.choice("ended_reason", "reason", &Reason::WORDS);
    let [allocated, contract, started, first] = milestones;
    let milestones = [allocated?, contract?, started?, first?];
    let (answered_on, outcome, reason) = (answered_on?, outcome?, reason?);
    let (ended_on, ended_reason) = (ended_on?, ended_reason?);
    check_reasons(line, outcome, reason, ended_on, ended_reason);
    let Some(region) = region? else {
        let filled =
            answered_on.is_some() || outcome.is_some() || milestones.iter().any(Option::is_some);
        if filled {
            line.tell("region", "an answer without a region", "name the region that answered");
        }
        return Some(None);
    };
    if answered_on.is_some() != outcome.is_some() {
        let empty = if outcome.is_some() { "region_answered_on" } else { "outcome" };
        line.tell(
            empty,
            format!("column `{empty}` is empty"),
            "an answer has both a day and an outcome",
        );
    }
    Some(Some(Part { region, answered_on, outcome, reason, milestones, ended_on, ended_reason }))
}

/// Checks that a no and an end have a reason, and nothing else has.
fn check_reasons(
    line: Line,
    outcome: Option<Outcome>,
    reason: Option<Reason>,
    ended_on: Option<NaiveDate>,
    ended_reason: Option<Reason>,
) {
    let words = Reason::WORDS.map(|(word, _)| word);
    let hint = format!("expected one of {}", words.join(", "));
    match (outcome == Some(Outcome::Negative), reason) {
        (true, None) => line.tell("reason", "a no without a reason", hint.clone()),
        (false, Some(_)) => line.tell(
            "reason",
            "a reason without a no",
            "leave it empty, or give the outcome `negative`",
        ),
        _ => {}
    }
    match (ended_on, ended_reason) {
        (Some(_), None) => line.tell("ended_reason", "an end without a reason", hint),
        (None, Some(_)) => {
            line.tell("ended_on", "a reason without an end", "give the day on which it ended")
        }
        _ => {}
    }
}

/// Checks that things happened in the order in which they can.
fn check_order(line: Line, head: &Request, part: Option<&Part>) {
    let later = |column: &str, moment: Option<Moment>, than: &str, before: Option<Moment>| {
        if let (Some(moment), Some(before)) = (moment, before)
            && moment.is_before(before)
        {
            line.tell(column, format!("`{column}` is before `{than}`"), "check both dates");
        }
    };
    let day = |date: Option<NaiveDate>| date.map(|date| Moment { date, time: None });
    let received = Some(head.received_at);
    later("sent_on_at", head.sent_on_at, "received_at", received);
    later("answered_at", head.answered_at, "received_at", received);
    let Some(part) = part else { return };
    later("region_answered_on", day(part.answered_on), "sent_on_at", head.sent_on_at);
    later("ended_on", day(part.ended_on), "received_at", received);

    let mut before = ("answered_at", head.answered_at);
    for (at, date) in part.milestones.into_iter().enumerate() {
        let Some(date) = date else { continue };
        let column = MILESTONES[at];
        if part.outcome != Some(Outcome::Positive) {
            line.tell(
                column,
                format!("`{column}` without a positive answer"),
                "only what a region said yes to goes on",
            );
            return;
        }
        let missing =
            if at == 0 { head.answered_at.is_none() } else { part.milestones[at - 1].is_none() };
        if missing {
            let earlier = if at == 0 { "answered_at" } else { MILESTONES[at - 1] };
            line.tell(
                column,
                format!("`{column}` without `{earlier}`"),
                format!("give the day of `{earlier}` too"),
            );
        }
        later(column, day(Some(date)), before.0, before.1);
        later("ended_on", day(part.ended_on), column, day(Some(date)));
        before = (column, day(Some(date)));
    }
    if part.ended_on.is_some() && part.milestones[3].is_some() {
        line.tell(
            "ended_on",
            "an end after the first patient",
            "the log ends with the first patient: leave it empty",
        );
    }
}

/// Joins a further row to its request.
fn join(line: Line, (row, request): &mut (u64, Request), head: Request, part: Option<Part>) {
    let row = *row;
    let same = |column: &str, is_same: bool| {
        if !is_same {
            line.tell(
                column,
                format!("`{column}` of `{}` is not what it is in row {row}", request.id),
                "what is said of a request is the same in all of its rows",
            );
        }
    };
    same("received_at", head.received_at == request.received_at);
    same("sent_on_at", head.sent_on_at == request.sent_on_at);
    same("answered_at", head.answered_at == request.answered_at);
    same("sponsor", head.sponsor == request.sponsor);
    same("area", head.area == request.area);
    same("disease", head.disease == request.disease);
    same("phase", head.phase == request.phase);
    match part {
        Some(part) if request.parts.is_empty() => line.tell(
            "region",
            format!("row {row} has the same request without a region"),
            format!("give that row a region, or remove `{}`", part.region),
        ),
        Some(part) if request.parts.iter().any(|other| other.region == part.region) => line.tell(
            "region",
            format!("the region `{}` has answered `{}` already", part.region, request.id),
            "one row for each request and region",
        ),
        Some(part) => request.parts.push(part),
        None => line.tell(
            "region",
            format!("column `region` is empty, and `{}` has another row", request.id),
            "only a request that was not sent on has no region",
        ),
    }
}

#[cfg(test)]
pub(super) mod tests {
    //! Requests in short, for the tests of what is counted and measured on them.

    use super::*;

    /// Returns a day.
    pub fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// Returns a moment, none of an empty text.
    fn moment(text: &str) -> Option<Moment> {
        let (date, time) =
            text.split_once(' ').map_or((text, None), |(date, time)| (date, Some(time)));
        let time = time.map(|time| chrono::NaiveTime::parse_from_str(time, "%H:%M").unwrap());
        (!text.is_empty()).then(|| Moment { date: day(date), time })
    }

    /// Returns a request: `received,sent on,answered`, and parts such as `skane:yes ANSWERED [ALLOCATED [CONTRACT …]]`.
    pub fn request(head: &str, parts: &[&str]) -> Request {
        let moments: Vec<_> = head.split(',').map(moment).collect();
        Request {
            id: "r-1".into(),
            received_at: moments[0].unwrap(),
            sent_on_at: moments[1],
            answered_at: moments[2],
            sponsor: "Example Pharma".into(),
            area: "oncology".into(),
            disease: None,
            phase: Phase::ALL[0],
            parts: parts.iter().map(|part| self::part(part)).collect(),
            ended_on: None,
        }
    }

    /// Returns a part.
    fn part(text: &str) -> Part {
        let (region, rest) = text.split_once(':').unwrap();
        let words: Vec<_> = rest.split(' ').collect();
        let outcome = match words[0] {
            "yes" => Some(Outcome::Positive),
            "no" => Some(Outcome::Negative),
            _ => None,
        };
        let date = |at: usize| words.get(at).map(|word| day(word));
        Part {
            region: region.into(),
            answered_on: outcome.and_then(|_| date(1)),
            outcome,
            reason: (outcome == Some(Outcome::Negative)).then_some(Reason::NoStaff),
            milestones: [2, 3, 4, 5].map(date),
            ended_on: None,
            ended_reason: None,
        }
    }

    #[test]
    fn a_request_is_closed_when_every_region_said_no() {
        let open = request("2025-01-10,2025-01-10,", &["skane:no 2025-01-13", "orebro:- -"]);
        assert_eq!(open.closed_on(), None);
        let closed =
            request("2025-01-10,2025-01-10,", &["skane:no 2025-01-13", "orebro:no 2025-01-14"]);
        assert_eq!(closed.closed_on(), Some(day("2025-01-14")));
    }
}
