//! Requests: drawn in full, then cut off at the last day.

use chrono::{Datelike, NaiveDate, NaiveDateTime};

use super::super::draws::{Draws, Part as Stream};
use super::super::moment::shift;
use super::super::tables::{Makes, Tables};
use super::days::{after, worked_from};
use super::settings::Settings;

/// Share of requests that the company takes back before they are answered.
const WITHDRAWN: f64 = 0.02;

/// Share of regions that never answer.
const SILENT: f64 = 0.07;

/// Share of further regions that say yes when one does.
const FURTHER_YES: f64 = 0.35;

/// Share of requests with a yes of which a region is given the trial.
const ALLOCATED: f64 = 0.62;

/// Shares of parts that go on, to the contract, the start, the first patient.
const GO_ON: [f64; 3] = [0.92, 0.94, 0.86];

/// Days of the same steps, shortest and longest.
const STEP_DAYS: [(i64, i64); 3] = [(25, 110), (10, 60), (5, 75)];

/// Why regions say no, with weights.
const NOES: [(&str, f64); 8] = [
    ("no-patients", 30.0),
    ("no-staff", 26.0),
    ("competing-trial", 16.0),
    ("timelines", 9.0),
    ("budget", 5.0),
    ("no-equipment", 6.0),
    ("standard-of-care", 6.0),
    ("other", 2.0),
];

/// The phases of requests, with weights.
const PHASES: [(&str, f64); 6] = [
    ("phase-1", 8.0),
    ("phase-1-2", 7.0),
    ("phase-2", 30.0),
    ("phase-2-3", 4.0),
    ("phase-3", 46.0),
    ("phase-4", 5.0),
];

/// A request.
#[derive(Debug)]
pub(super) struct Request {
    pub(super) id: String,
    pub(super) received: NaiveDateTime,
    pub(super) sent_on: Option<NaiveDateTime>,
    pub(super) answered: Option<NaiveDateTime>,
    pub(super) sponsor: String,
    pub(super) area: String,
    pub(super) disease: String,
    pub(super) phase: &'static str,
    pub(super) parts: Vec<Part>,
}

/// A region's part in it.
#[derive(Debug, Default)]
pub(super) struct Part {
    pub(super) region: String,
    pub(super) answered: Option<NaiveDate>,
    pub(super) outcome: &'static str,
    pub(super) reason: &'static str,
    /// Allocated, contract, started, first patient.
    pub(super) milestones: [Option<NaiveDate>; 4],
    pub(super) ended: Option<NaiveDate>,
    pub(super) ended_reason: &'static str,
}

/// What is drawn of a request before it is known whether it gets a yes.
struct Sketch {
    received: NaiveDateTime,
    sent_on: NaiveDateTime,
    answered: NaiveDateTime,
    area: usize,
    is_withdrawn: bool,
    /// The higher, the likelier a yes.
    score: f64,
}

/// Returns all requests in the order in which they came.
pub(super) fn draw(settings: &Settings, tables: &Tables) -> Vec<Request> {
    let mut sketches = Vec::new();
    for (at, count) in settings.requests_per_year.iter().enumerate() {
        let year = settings.first_year + at as i32;
        for _ in 0..*count {
            sketches.push(sketch(settings, year, sketches.len() as u64));
        }
    }
    sketches.sort_by_key(|sketch| sketch.received);
    let positive = positive(settings, &sketches);
    let mut number = 0;
    let mut year = 0;
    let mut requests = Vec::new();
    for (at, sketch) in sketches.iter().enumerate() {
        number = if sketch.received.year() == year { number + 1 } else { 1 };
        year = sketch.received.year();
        let id = format!("F{year}-{number:03}");
        let draws = Draws::new(settings.seed, at as u64, Stream::BoardRequest);
        requests.push(request(settings, tables, sketch, id, positive[at], draws));
    }
    requests
}

/// Draws when a request came, when it was answered, and how promising it was.
fn sketch(settings: &Settings, year: i32, number: u64) -> Sketch {
    let mut draws = Draws::new(settings.seed, number, Stream::BoardSketch);
    // Few come in July.
    let mut date = settings.last_day;
    for _ in 0..2 {
        let first = NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or(settings.last_day);
        date = worked_from(settings, shift(first, draws.between(1, 360)));
        if date.month() != 7 {
            break;
        }
    }
    let received = at(date, draws.between(7 * 12, 17 * 12 + 6) * 5);
    let sent_on = sent_on(settings, received, &mut draws);
    let progress = f64::from(year - settings.first_year) / settings.requests_per_year.len() as f64;
    let is_summer = matches!(date.month(), 6..=8);
    let on_time = 0.62 + 0.25 * progress - if is_summer { 0.25 } else { 0.0 };
    let days = if draws.happens(on_time) { draws.between(2, 5) } else { draws.between(6, 14) };
    let answered = at(after(settings, date, days), draws.between(9 * 12, 16 * 12) * 5);
    let area = draws.weighted(settings.areas.iter().map(|area| area.weight));
    let score = draws.share() + settings.areas[area].yes + 0.15 * progress;
    Sketch { received, sent_on, answered, area, is_withdrawn: draws.happens(WITHDRAWN), score }
}

/// Draws when a request was sent on: some minutes later on the same day, or the next morning.
fn sent_on(settings: &Settings, received: NaiveDateTime, draws: &mut Draws) -> NaiveDateTime {
    let minute = received.time().signed_duration_since(chrono::NaiveTime::MIN).num_minutes();
    let same_day = minute.max(8 * 60) + draws.between(4, 72) * 5;
    let next = draws.between(8 * 12 + 1, 15 * 12) * 5;
    match same_day < 17 * 60 && draws.happens(0.8) {
        true => at(received.date(), same_day),
        false => at(after(settings, received.date(), 1), next),
    }
}

/// Returns a moment by the minute of the day.
fn at(date: NaiveDate, minute: i64) -> NaiveDateTime {
    date.and_time(chrono::NaiveTime::MIN) + chrono::TimeDelta::minutes(minute)
}

/// Returns which of the requests get a yes: of those answered, the most promising.
fn positive(settings: &Settings, sketches: &[Sketch]) -> Vec<bool> {
    let is_answered =
        |sketch: &Sketch| !sketch.is_withdrawn && sketch.answered.date() <= settings.last_day;
    let mut order: Vec<_> = (0..sketches.len()).filter(|at| is_answered(&sketches[*at])).collect();
    order.sort_by(|a, b| sketches[*b].score.total_cmp(&sketches[*a].score).then(a.cmp(b)));
    let mut positive = vec![false; sketches.len()];
    order.into_iter().take(settings.positive).for_each(|at| positive[at] = true);
    positive
}

/// Draws the rest of a request.
fn request(
    settings: &Settings,
    tables: &Tables,
    sketch: &Sketch,
    id: String,
    is_positive: bool,
    mut draws: Draws,
) -> Request {
    let area = &settings.areas[sketch.area];
    let makers: Vec<_> =
        tables.sponsors.iter().filter(|maker| maker.makes == Makes::Medicines).collect();
    let known_for = |areas: &[String]| areas.is_empty() || areas.contains(&area.id);
    let weights =
        makers.iter().map(|maker| maker.weight * if known_for(&maker.areas) { 3.0 } else { 0.3 });
    let sponsor = makers[draws.weighted(weights)].name.clone();
    let disease = match area.diseases.is_empty() || draws.happens(0.15) {
        true => String::new(),
        false => draws.word(&area.diseases).to_owned(),
    };
    let phase = PHASES[draws.weighted(PHASES.iter().map(|(_, weight)| *weight))].0;
    let regions = regions(settings, &mut draws);
    // A request goes to two regions at least, so one of the first two can be the yes that makes it positive.
    let yes = draws.between(0, 1) as usize;
    let mut parts: Vec<_> = regions
        .into_iter()
        .enumerate()
        .map(|(at, region)| part(settings, sketch, region, is_positive, at == yes, &mut draws))
        .collect();
    if is_positive {
        go_on(settings, sketch, &mut parts, &mut draws);
    }
    let mut request = Request {
        id,
        received: sketch.received,
        sent_on: Some(sketch.sent_on),
        answered: Some(sketch.answered),
        sponsor,
        area: area.id.clone(),
        disease,
        phase,
        parts,
    };
    if sketch.is_withdrawn {
        withdraw(settings, sketch, &mut request);
    }
    cut_off(settings, &mut request);
    request
}

/// Draws the regions that a request is sent to, the one with the most research likeliest.
fn regions(settings: &Settings, draws: &mut Draws) -> Vec<String> {
    let count = draws.between(2, 7) as usize;
    let mut left: Vec<_> = settings.regions.iter().collect();
    let mut chosen = Vec::new();
    while chosen.len() < count && !left.is_empty() {
        let at = draws.weighted(left.iter().map(|region| region.weight));
        chosen.push(left.remove(at).id.clone());
    }
    chosen
}

/// Draws a region's answer.
fn part(
    settings: &Settings,
    sketch: &Sketch,
    region: String,
    is_positive: bool,
    is_the_yes: bool,
    draws: &mut Draws,
) -> Part {
    let (is_silent, says_yes) = (draws.happens(SILENT), draws.happens(FURTHER_YES));
    let reason = NOES[draws.weighted(NOES.iter().map(|(_, weight)| *weight))].0;
    let days = draws.between(0, 8);
    if is_silent && !(is_positive && is_the_yes) {
        return Part { region, ..Part::default() };
    }
    // Between sending on and the national answer.
    let answered = after(settings, sketch.sent_on.date(), days).min(sketch.answered.date());
    let answered = Some(answered);
    match is_positive && (is_the_yes || says_yes) {
        true => Part { region, answered, outcome: "positive", ..Part::default() },
        false => Part { region, answered, outcome: "negative", reason, ..Part::default() },
    }
}

/// Draws what became of the regions that said yes.
fn go_on(settings: &Settings, sketch: &Sketch, parts: &mut [Part], draws: &mut Draws) {
    let is_allocated = draws.happens(ALLOCATED);
    let day = worked_from(settings, shift(sketch.answered.date(), draws.between(15, 110)));
    let otherwise = if draws.happens(0.7) { "not-selected" } else { "company-withdrew" };
    let mut is_first = true;
    for part in parts.iter_mut().filter(|part| part.outcome == "positive") {
        let is_chosen = is_allocated && (is_first || draws.happens(0.5));
        is_first = false;
        if !is_chosen {
            let reason = if is_allocated { "not-selected" } else { otherwise };
            (part.ended, part.ended_reason) = (Some(day), reason);
            continue;
        }
        part.milestones[0] = Some(day);
        let mut before = day;
        for (step, (goes_on, (shortest, longest))) in GO_ON.into_iter().zip(STEP_DAYS).enumerate() {
            let date = worked_from(settings, shift(before, draws.between(shortest, longest)));
            if !draws.happens(goes_on) {
                let reason = if step == 2 { "no-patients" } else { "company-withdrew" };
                (part.ended, part.ended_reason) = (Some(date), reason);
                break;
            }
            part.milestones[step + 1] = Some(date);
            before = date;
        }
    }
}

/// Takes a request back before it is answered.
fn withdraw(settings: &Settings, sketch: &Sketch, request: &mut Request) {
    let day = after(settings, sketch.sent_on.date(), 1);
    request.answered = None;
    for part in &mut request.parts {
        let region = std::mem::take(&mut part.region);
        *part =
            Part { region, ended: Some(day), ended_reason: "company-withdrew", ..Part::default() };
    }
}

/// Removes what lies after the last day.
fn cut_off(settings: &Settings, request: &mut Request) {
    let by = |date: &NaiveDate| *date <= settings.last_day;
    request.answered = request.answered.filter(|moment| by(&moment.date()));
    request.sent_on = request.sent_on.filter(|moment| by(&moment.date()));
    if request.sent_on.is_none() {
        request.parts.clear();
    }
    for part in &mut request.parts {
        if !part.answered.is_none_or(|date| by(&date)) {
            (part.answered, part.outcome, part.reason) = (None, "", "");
        }
        part.milestones = part.milestones.map(|date| date.filter(by));
        if !part.ended.is_none_or(|date| by(&date)) {
            (part.ended, part.ended_reason) = (None, "");
        }
    }
}
