//! Enrolment: how each trial under way goes in each region, from submission to the last patient.
//!
//! The table has one row for each trial and region. What is said of the trial as such (when it was submitted and decided on, when it was planned
//! to end) stands in each of its rows and must be the same in all of them. Numbers of patients are small here, and are read as they stand:
//! [`super::people`] decides which of their sums may be shown. Lengths with censoring are [`Leg`]'s; shares and limits are a finding's.
//! Cooperates with data/README.md, which describes the columns.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::files::Named;
use super::spells::Spell;
use super::table::{Line, Read, Table};
use crate::diag::{Fault, Files};
use crate::disclosure::Reported;
use crate::registry::Reference;

/// The columns, in the order in which we write them.
pub const COLUMNS: [&str; 16] = [
    "trial",
    "region",
    "area",
    "submitted_on",
    "decided_on",
    "opened_on",
    "first_patient_on",
    "sites_activated",
    "sites_without_patient",
    "site_months",
    "enrolled",
    "target",
    "target_reached_on",
    "planned_end",
    "ended_on",
    "note",
];

/// A trial in a region.
#[derive(Debug, Clone, PartialEq)]
pub struct Enrolment {
    /// The trial's number.
    pub trial: String,
    /// The region's id.
    pub region: String,
    /// The therapy area's id.
    pub area: String,
    /// When it was submitted to the authority.
    pub submitted_on: NaiveDate,
    /// When the authority decided.
    pub decided_on: Option<NaiveDate>,
    /// When the region's first site opened.
    pub opened_on: Option<NaiveDate>,
    /// When the region's first patient was in.
    pub first_patient_on: Option<NaiveDate>,
    /// The region's sites that were activated.
    pub sites_activated: u64,
    /// Those of them without a patient.
    pub sites_without_patient: u64,
    /// How long they were open, summed up.
    pub site_months: f64,
    /// The region's patients.
    pub enrolled: Reported<u64>,
    /// How many were planned.
    pub target: u64,
    /// When as many as planned were in.
    pub target_reached_on: Option<NaiveDate>,
    /// When the trial was planned to stop enrolling.
    pub planned_end: NaiveDate,
    /// When the region stopped enrolling.
    pub ended_on: Option<NaiveDate>,
}

/// A leg of a trial's way to the first patient.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leg {
    /// From the submission to the decision.
    Decision,
    /// From the decision to the first open site.
    Open,
    /// From the first open site to the first patient.
    FirstPatient,
}

impl Leg {
    /// All legs in their order.
    pub const ALL: [Self; 3] = [Self::Decision, Self::Open, Self::FirstPatient];

    /// Returns its name as a key.
    pub fn code(self) -> &'static str {
        match self {
            Self::Decision => "submission-to-decision",
            Self::Open => "decision-to-open",
            Self::FirstPatient => "open-to-first-patient",
        }
    }

    /// Returns the days on which a trial came to the leg's beginning and end.
    fn ends(self, row: &Enrolment) -> (Option<NaiveDate>, Option<NaiveDate>) {
        match self {
            Self::Decision => (Some(row.submitted_on), row.decided_on),
            Self::Open => (row.decided_on, row.opened_on),
            Self::FirstPatient => (row.opened_on, row.first_patient_on),
        }
    }
}

/// Returns the calendar days of a leg by a day, one spell for each trial that came to its beginning.
///
/// A trial in several of the rows is where the first of them is, and ends when all of them have ended.
pub fn leg_days<'a>(
    rows: impl Iterator<Item = &'a Enrolment>,
    leg: Leg,
    as_of: NaiveDate,
) -> Vec<Spell> {
    let mut trials: BTreeMap<&str, Enrolment> = BTreeMap::new();
    for row in rows {
        let first =
            |one: Option<NaiveDate>, other: Option<NaiveDate>| one.into_iter().chain(other).min();
        trials
            .entry(&row.trial)
            .and_modify(|known| {
                known.opened_on = first(known.opened_on, row.opened_on);
                known.first_patient_on = first(known.first_patient_on, row.first_patient_on);
                known.ended_on =
                    known.ended_on.zip(row.ended_on).map(|(one, other)| one.max(other));
            })
            .or_insert_with(|| row.clone());
    }
    let spell = |row: &Enrolment| {
        let (from, to) = leg.ends(row);
        let from = from.filter(|from| *from <= as_of)?;
        // One that ended before has not come to the beginning.
        if to.is_none() && row.ended_on.is_some_and(|ended| ended < from) {
            return None;
        }
        let (end, event) = match to.filter(|to| *to <= as_of) {
            Some(to) => (to, true),
            None => (row.ended_on.map_or(as_of, |ended| ended.min(as_of)), false),
        };
        Some(Spell { length: (end - from).num_days().max(0) as f64, event })
    };
    trials.values().filter_map(spell).collect()
}

impl Enrolment {
    /// Whether the region has stopped enrolling by a day.
    pub fn is_closed(&self, as_of: NaiveDate) -> bool {
        self.ended_on.is_some_and(|ended| ended <= as_of)
    }

    /// Whether as many patients as planned were in by the planned day.
    pub fn is_in_time(&self) -> bool {
        self.target_reached_on.is_some_and(|reached| reached <= self.planned_end)
    }

    /// Whether a site was open by a day.
    pub fn is_open(&self, as_of: NaiveDate) -> bool {
        self.opened_on.is_some_and(|opened| opened <= as_of)
    }
}

/// Reads the table.
pub fn read(
    files: &Files,
    named: &Named,
    reference: &Reference,
) -> Result<Read<Vec<Enrolment>>, Vec<Fault>> {
    let table = Table::read(files, named, &COLUMNS)?;
    let mut rows: Vec<(u64, Enrolment)> = Vec::new();
    for line in table.lines() {
        let Some(row) = enrolment(line, reference) else { continue };
        check(line, &row);
        match rows.iter().find(|(_, other)| other.trial == row.trial) {
            Some((first, other)) if told(other) != told(&row) => line.tell(
                "trial",
                format!("the trial `{}` is told differently in row {first}", row.trial),
                "area, submission, decision and planned end are the trial's, and the same in each of its rows",
            ),
            _ => {}
        }
        let is_same = |other: &Enrolment| other.trial == row.trial && other.region == row.region;
        match rows.iter().find(|(_, other)| is_same(other)) {
            Some((first, _)) => line.tell(
                "region",
                format!("`{}` has a row for `{}` already", row.region, row.trial),
                format!("it is in row {first}"),
            ),
            None => rows.push((line.row(), row)),
        }
    }
    table.finish(rows.into_iter().map(|(_, row)| row).collect())
}

/// Returns what a row says of the trial as such.
fn told(row: &Enrolment) -> (&str, NaiveDate, Option<NaiveDate>, NaiveDate) {
    (&row.area, row.submitted_on, row.decided_on, row.planned_end)
}

/// Reads a row.
fn enrolment(line: Line, reference: &Reference) -> Option<Enrolment> {
    let trial = line.required("trial");
    let region = line.given("region", line.region("region", reference));
    let area = line.given("area", line.area("area", reference));
    let submitted_on = line.given("submitted_on", line.date("submitted_on"));
    let [decided_on, opened_on, first_patient_on, target_reached_on, ended_on] =
        ["decided_on", "opened_on", "first_patient_on", "target_reached_on", "ended_on"]
            .map(|column| line.date(column));
    let planned_end = line.given("planned_end", line.date("planned_end"));
    let [activated, without, target] =
        ["sites_activated", "sites_without_patient", "target"].map(|column| known(line, column));
    let site_months = months(line);
    let enrolled = line.count("enrolled");
    // The note is for the office; it is only looked at for what no table may hold.
    line.text("note");
    Some(Enrolment {
        trial: trial?,
        region: region?,
        area: area?,
        submitted_on: submitted_on?,
        decided_on: decided_on?,
        opened_on: opened_on?,
        first_patient_on: first_patient_on?,
        sites_activated: activated?,
        sites_without_patient: without?,
        site_months: site_months?,
        enrolled: enrolled?,
        target: target?,
        target_reached_on: target_reached_on?,
        planned_end: planned_end?,
        ended_on: ended_on?,
    })
}

/// Reads a count that must be there.
fn known(line: Line, column: &str) -> Option<u64> {
    let count = line.count(column)?;
    if count.value().is_none() {
        line.tell(column, format!("column `{column}` has no number"), "expected 0 or more");
    }
    count.value()
}

/// Reads how long sites were open.
fn months(line: Line) -> Option<f64> {
    let months = line.number("site_months")?.value().filter(|months| *months >= 0.0);
    if months.is_none() {
        let hint = "expected months, summed up over the sites, such as `14.5`";
        line.tell("site_months", "no time that sites were open", hint);
    }
    months
}

/// Checks that a row can be right.
fn check(line: Line, row: &Enrolment) {
    let order = [
        ("submitted_on", Some(row.submitted_on)),
        ("decided_on", row.decided_on),
        ("opened_on", row.opened_on),
        ("first_patient_on", row.first_patient_on),
        ("target_reached_on", row.target_reached_on),
        ("ended_on", row.ended_on),
    ];
    let mut before = order[0];
    for (column, date) in order.into_iter().skip(1) {
        // A region can end its part before the authority has decided.
        if column == "ended_on" && row.opened_on.is_none() {
            before = order[0];
        }
        if let (Some(date), (earlier, Some(first))) = (date, before)
            && date < first
        {
            let message = format!("`{column}` {date} lies before `{earlier}` {first}");
            line.tell(column, message, "dates follow the order of the columns");
        }
        if date.is_some() {
            before = (column, date);
        }
    }
    for (column, date, needed, before) in [
        ("opened_on", row.opened_on, "decided_on", row.decided_on),
        ("first_patient_on", row.first_patient_on, "opened_on", row.opened_on),
    ] {
        if date.is_some() && before.is_none() {
            line.tell(column, format!("`{column}` without `{needed}`"), format!("give `{needed}`"));
        }
    }
    if row.sites_without_patient > row.sites_activated {
        let of = row.sites_activated;
        line.tell(
            "sites_without_patient",
            format!("{} sites without a patient of {of} activated", row.sites_without_patient),
            "expected at most as many as were activated",
        );
    }
    if row.target_reached_on.is_some()
        && row.enrolled.value().is_some_and(|enrolled| enrolled < row.target)
    {
        line.tell(
            "target_reached_on",
            format!("the target of {} was not reached", row.target),
            "leave the day out, or correct the numbers",
        );
    }
}

#[cfg(test)]
mod tests {
    use super::super::feasibility::tests::day;
    use super::*;

    /// Returns a trial in a region: submission, decision, opening, first patient and end, each `-` when it has not come.
    fn row(trial: &str, region: &str, dates: &str) -> Enrolment {
        let mut dates = dates.split(' ').map(|text| (text != "-").then(|| day(text)));
        let mut next = || dates.next().flatten();
        Enrolment {
            trial: trial.into(),
            region: region.into(),
            area: "oncology".into(),
            submitted_on: next().unwrap(),
            decided_on: next(),
            opened_on: next(),
            first_patient_on: next(),
            sites_activated: 1,
            sites_without_patient: 0,
            site_months: 1.0,
            enrolled: Reported::Value(1),
            target: 2,
            target_reached_on: None,
            planned_end: day("2025-12-31"),
            ended_on: next(),
        }
    }

    #[test]
    fn a_trial_in_two_regions_is_where_the_first_of_them_is() {
        let rows = [
            row("a", "skane", "2025-01-01 2025-03-01 2025-05-01 - 2025-06-01"),
            row("a", "uppsala", "2025-01-01 2025-03-01 2025-04-01 2025-04-21"),
            row("b", "skane", "2025-02-01 - - -"),
        ];
        let days = |leg| leg_days(rows.iter(), leg, day("2025-07-01"));
        let spell = |length, event| Spell { length, event };
        assert_eq!(days(Leg::Decision), [spell(59.0, true), spell(150.0, false)]);
        assert_eq!(days(Leg::Open), [spell(31.0, true)]);
        assert_eq!(days(Leg::FirstPatient), [spell(20.0, true)]);
        // In Skåne alone it ended before its first patient.
        let own = leg_days(rows.iter().take(1), Leg::FirstPatient, day("2025-07-01"));
        assert_eq!(own, [spell(31.0, false)]);
        // On the day before the decision it still waited.
        let early = leg_days(rows.iter().take(2), Leg::Decision, day("2025-02-28"));
        assert_eq!(early, [spell(58.0, false)]);
    }

    #[test]
    fn a_target_reached_on_the_planned_day_is_reached_in_time() {
        let mut own = row("a", "skane", "2025-01-01 - - -");
        assert!(!own.is_in_time());
        own.target_reached_on = Some(day("2025-12-31"));
        assert!(own.is_in_time());
        own.target_reached_on = Some(day("2026-01-01"));
        assert!(!own.is_in_time());
    }
}
