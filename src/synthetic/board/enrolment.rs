//! How trials go in each region: those of the log that came to a contract. Cooperates with src/board/enrolment.rs, which reads them.

use chrono::NaiveDate;
use typst::diag::StrResult;

use super::super::draws::{Draws, Part as Stream};
use super::super::moment::shift;
use super::request::{Part, Request};
use super::settings::Settings;
use super::table;

/// The columns.
const HEADER: [&str; 16] = [
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

/// Days from the submission to the decision, fewest and most.
const DECISION_DAYS: (i64, i64) = (35, 105);

/// Days from the first open site to the planned end.
const PLANNED_DAYS: (i64, i64) = (300, 720);

/// Share of rows whose number of patients a region has not reported.
const NOT_REPORTED: f64 = 0.03;

/// Days in a month, about.
const MONTH: f64 = 30.44;

/// What is the trial's, and the same in all of its rows.
struct Trial {
    id: String,
    area: String,
    submitted: NaiveDate,
    decided: Option<NaiveDate>,
    planned_end: NaiveDate,
}

/// Returns the table.
pub(super) fn write(settings: &Settings, requests: &[Request]) -> StrResult<String> {
    let mut rows = Vec::new();
    for (at, request) in requests.iter().enumerate() {
        let mut draws = Draws::new(settings.seed, at as u64, Stream::BoardEnrolment);
        let Some(trial) = trial(settings, request, &mut draws) else { continue };
        for part in request.parts.iter().filter(|part| part.milestones[1].is_some()) {
            rows.push(row(settings, &trial, part, &mut draws));
        }
    }
    let comments = [
        "EXAMPLE DATA: invented trials, made by `kapacitet synthesize` of the requests in feasibility.csv.",
        "One row for each trial and region. Columns and marks: data/README.md.",
    ];
    table(&comments, &HEADER, &rows)
}

/// Returns the trial of a request, if it came to a contract and was submitted.
fn trial(settings: &Settings, request: &Request, draws: &mut Draws) -> Option<Trial> {
    let first =
        |milestone: usize| request.parts.iter().filter_map(|part| part.milestones[milestone]).min();
    let (contract, start) = (first(1)?, first(2));
    let needed = draws.between(DECISION_DAYS.0, DECISION_DAYS.1);
    // A trial that has started was decided on before.
    let (submitted, decided) = match start {
        Some(start) => {
            let decided = shift(start, -draws.between(8, 60));
            (shift(decided, -needed), decided)
        }
        None => (shift(contract, -40), shift(contract, needed - 40)),
    };
    let planned_end =
        shift(start.unwrap_or(decided), draws.between(PLANNED_DAYS.0, PLANNED_DAYS.1));
    (submitted <= settings.last_day).then(|| Trial {
        id: request.id.replacen('F', "P", 1),
        area: request.area.clone(),
        submitted,
        decided: Some(decided).filter(|decided| *decided <= settings.last_day),
        planned_end,
    })
}

/// Returns a region's row.
fn row(settings: &Settings, trial: &Trial, part: &Part, draws: &mut Draws) -> Vec<String> {
    let last_day = settings.last_day;
    let [_, _, opened, first_patient] = part.milestones;
    let weight = settings.regions.iter().find(|region| region.id == part.region);
    let most = weight.map_or(1, |region| 1 + (region.weight / 40.0) as i64);
    let (planned, late) = (draws.between(1, most), draws.between(-20, 150));
    let (target, speed) = (draws.between(3, 12), 0.15 + 0.5 * draws.share());
    let (is_dry, is_reported) = (draws.happens(0.25), !draws.happens(NOT_REPORTED));

    let sites = if opened.is_some() { planned } else { 0 };
    let target = target * planned;
    let ended = part.ended.or_else(|| opened.map(|_| shift(trial.planned_end, late)));
    let ended = ended.filter(|ended| *ended <= last_day);
    let until = ended.unwrap_or(last_day);
    let open_days = opened.map_or(0, |opened| (until - opened).num_days().max(0));
    let months = (sites * open_days) as f64 / MONTH;
    // The first patient's days are those that patients came on.
    let days = first_patient.map_or(0, |first| (until - first).num_days().max(0));
    let enrolled = match first_patient {
        Some(_) => 1 + (sites as f64 * days as f64 / MONTH * speed) as i64,
        None => 0,
    };
    let enrolled = enrolled.min(target + 2);
    let idle = match (first_patient.is_some(), sites) {
        (true, 2..) if is_dry => 1,
        (true, _) => 0,
        (false, sites) => sites,
    };
    let reached = first_patient
        .filter(|_| enrolled >= target)
        .map(|first| shift(first, (days as f64 * (target as f64 / (enrolled + 1) as f64)) as i64));
    let day = |date: Option<NaiveDate>| date.map(|date| date.to_string()).unwrap_or_default();
    vec![
        trial.id.clone(),
        part.region.clone(),
        trial.area.clone(),
        trial.submitted.to_string(),
        day(trial.decided),
        day(opened),
        day(first_patient),
        sites.to_string(),
        idle.to_string(),
        format!("{months:.1}"),
        if is_reported { enrolled.to_string() } else { "..r".to_owned() },
        target.to_string(),
        if is_reported { day(reached) } else { String::new() },
        trial.planned_end.to_string(),
        day(ended),
        String::new(),
    ]
}
