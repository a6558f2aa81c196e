//! Values of the indicators: counted on the log where they can be, drawn otherwise. Cooperates with data/demo/board/kpis.toml.

use chrono::{Datelike, NaiveDate};
use typst::diag::StrResult;

use super::super::draws::{Draws, Part as Stream};
use super::days::between;
use super::request::Request;
use super::settings::Settings;
use super::table;

/// The columns.
const HEADER: [&str; 8] =
    ["kpi", "region", "period", "value", "unit", "numerator", "denominator", "note"];

/// The years with monthly and quarterly values.
const YEARS: [i32; 2] = [2024, 2025];

/// The working days within which an answer is on time.
const ON_TIME_DAYS: usize = 5;

/// Unique patients in specialist care in thousands, and how many of ten thousand take part, by year.
pub(super) const IN_TRIALS: [(i32, i64, i64); 4] =
    [(2021, 2710, 186), (2022, 2745, 191), (2023, 2790, 203), (2024, 2815, 214)];

/// The same for three regions in the last of these years.
pub(super) const IN_TRIALS_BY_REGION: [(&str, i64, i64); 3] =
    [("stockholm", 655, 262), ("skane", 372, 231), ("gotland", 18, 61)];

/// Returns the table.
pub(super) fn write(settings: &Settings, requests: &[Request]) -> StrResult<String> {
    let mut rows = Vec::new();
    for month in months() {
        rows.push(received(requests, month));
    }
    for month in months() {
        rows.push(on_time(settings, requests, month));
    }
    for quarter in quarters() {
        rows.push(positive(requests, quarter));
    }
    for quarter in quarters() {
        rows.push(setup(requests, quarter));
    }
    rows.extend(applications(settings));
    rows.extend(in_trials());
    rows.extend(cost(settings, requests));
    let comments = [
        "EXAMPLE DATA: invented values, made by `kapacitet synthesize`; those about requests are counted on feasibility.csv.",
        "Definitions: kpis.toml. Columns and marks (..s ..a ..c ..r): data/README.md.",
    ];
    table(&comments, &HEADER, &rows)
}

/// A row of the table.
fn row(
    kpi: &str,
    region: &str,
    period: String,
    value: String,
    unit: &str,
    of: Option<(i64, i64)>,
    note: &str,
) -> Vec<String> {
    let (numerator, denominator) =
        of.map_or_else(Default::default, |(x, n)| (x.to_string(), n.to_string()));
    vec![kpi.into(), region.into(), period, value, unit.into(), numerator, denominator, note.into()]
}

/// The months of the years with values.
fn months() -> impl Iterator<Item = (i32, u32)> {
    YEARS.into_iter().flat_map(|year| (1..=12).map(move |month| (year, month)))
}

/// The quarters of the same years.
fn quarters() -> impl Iterator<Item = (i32, u32)> {
    YEARS.into_iter().flat_map(|year| (1..=4).map(move |quarter| (year, quarter)))
}

/// The month and the quarter of a day.
fn month(date: NaiveDate) -> (i32, u32) {
    (date.year(), date.month())
}

/// The quarter of a day.
fn quarter(date: NaiveDate) -> (i32, u32) {
    (date.year(), (date.month() - 1) / 3 + 1)
}

/// Requests received in a month.
fn received(requests: &[Request], of: (i32, u32)) -> Vec<String> {
    let count = requests.iter().filter(|request| month(request.received.date()) == of).count();
    row(
        "requests-received",
        "",
        format!("{}-{:02}", of.0, of.1),
        count.to_string(),
        "count",
        None,
        "",
    )
}

/// Requests of a month that were answered in time; the month is open as long as one may still be.
fn on_time(settings: &Settings, requests: &[Request], of: (i32, u32)) -> Vec<String> {
    let own: Vec<_> =
        requests.iter().filter(|request| month(request.received.date()) == of).collect();
    let days = |request: &Request, to: NaiveDate| between(settings, request.received.date(), to);
    let is_open = |request: &&&Request| {
        request.answered.is_none() && days(request, settings.last_day) < ON_TIME_DAYS
    };
    let in_time = own.iter().filter(|request| {
        request.answered.is_some_and(|moment| days(request, moment.date()) <= ON_TIME_DAYS)
    });
    let share = share(own.iter().filter(is_open).count(), in_time.count(), own.len());
    kept("answered-on-time", format!("{}-{:02}", of.0, of.1), share)
}

/// Requests of a quarter with a yes; the quarter is open as long as one waits for its answer.
fn positive(requests: &[Request], of: (i32, u32)) -> Vec<String> {
    let own: Vec<_> =
        requests.iter().filter(|request| quarter(request.received.date()) == of).collect();
    let is_withdrawn = |request: &Request| {
        !request.parts.is_empty() && request.parts.iter().all(|part| part.ended.is_some())
    };
    let waits = own.iter().filter(|request| request.answered.is_none() && !is_withdrawn(request));
    let yes =
        own.iter().filter(|request| request.parts.iter().any(|part| part.outcome == "positive"));
    let share = share(waits.count(), yes.count(), own.len());
    kept("positive-share", format!("{}-Q{}", of.0, of.1), share)
}

/// A share with its numerator and denominator, or the mark that stands for it.
fn share(
    open: usize,
    numerator: usize,
    denominator: usize,
) -> Result<(String, i64, i64), (&'static str, &'static str)> {
    match (open, denominator) {
        (_, 0) => Err(("..a", "no requests")),
        (0, _) => {
            let share = numerator as f64 / denominator as f64;
            Ok((format!("{share:.3}"), numerator as i64, denominator as i64))
        }
        _ => Err(("..r", "not closed: requests without an answer")),
    }
}

/// The row of a share.
fn kept(kpi: &str, period: String, share: Result<(String, i64, i64), (&str, &str)>) -> Vec<String> {
    match share {
        Ok((value, numerator, denominator)) => {
            row(kpi, "", period, value, "share", Some((numerator, denominator)), "")
        }
        Err((mark, note)) => row(kpi, "", period, mark.into(), "share", None, note),
    }
}

/// The median days from allocation to start, of what started in a quarter.
fn setup(requests: &[Request], of: (i32, u32)) -> Vec<String> {
    let parts = requests.iter().flat_map(|request| &request.parts);
    let mut days: Vec<i64> = parts
        .filter_map(|part| Some((part.milestones[0]?, part.milestones[2]?)))
        .filter(|(_, started)| quarter(*started) == of)
        .map(|(allocated, started)| (started - allocated).num_days())
        .collect();
    days.sort_unstable();
    let middle = days.len() / 2;
    let value = match days.len() {
        0 => "..a".to_owned(),
        count if count % 2 == 1 => days[middle].to_string(),
        _ => ((days[middle - 1] + days[middle]) as f64 / 2.0).to_string(),
    };
    let note = if days.is_empty() {
        "nothing started".to_owned()
    } else {
        format!("{} starts", days.len())
    };
    row("setup-days", "", format!("{}-Q{}", of.0, of.1), value, "days", None, &note)
}

/// Applications of each month: a little more each year, few in July.
fn applications(settings: &Settings) -> Vec<Vec<String>> {
    let draw = |(at, (year, month)): (usize, (i32, u32))| {
        let mut draws = Draws::new(settings.seed, at as u64, Stream::BoardValue);
        let usual = 10 + i64::from(year - YEARS[0]) - if month == 7 { 4 } else { 0 };
        let count = usual + draws.between(-3, 3);
        row("applications", "", format!("{year}-{month:02}"), count.to_string(), "count", None, "")
    };
    months().enumerate().map(draw).collect()
}

/// Patients in trials of each year; the last is not reported yet.
fn in_trials() -> Vec<Vec<String>> {
    let of = |region: &str, year: i32, thousands: i64, in_ten_thousand: i64| {
        let (numerator, denominator) = (thousands * in_ten_thousand / 10, thousands * 1000);
        let value = format!("{:.4}", numerator as f64 / denominator as f64);
        row(
            "patients-in-trials",
            region,
            year.to_string(),
            value,
            "share",
            Some((numerator, denominator)),
            "",
        )
    };
    let mut rows: Vec<_> =
        IN_TRIALS.iter().map(|(year, thousands, part)| of("", *year, *thousands, *part)).collect();
    let (last, ..) = IN_TRIALS[IN_TRIALS.len() - 1];
    rows.push(row(
        "patients-in-trials",
        "",
        (last + 1).to_string(),
        "..r".into(),
        "share",
        None,
        "reported in May",
    ));
    rows.extend(
        IN_TRIALS_BY_REGION
            .iter()
            .map(|(region, thousands, part)| of(region, last, *thousands, *part)),
    );
    rows
}

/// The office's cost by request, of each year that is booked.
fn cost(settings: &Settings, requests: &[Request]) -> Vec<Vec<String>> {
    let row_of = |(year, cost): (&String, &i64)| {
        let count =
            requests.iter().filter(|request| request.received.year().to_string() == *year).count();
        let value = (*cost as f64 / count.max(1) as f64).round();
        row("cost-per-request", "", year.clone(), value.to_string(), "sek", None, "")
    };
    settings.office_cost_sek.iter().map(row_of).collect()
}
