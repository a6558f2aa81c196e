//! Patients by region and disease, with the marks of real reporting. Small counts of cases are marks; those of patients in trials are not,
//! because the engine protects them. Cooperates with src/board/patients.rs, which reads them.

use typst::diag::{StrResult, bail};

use super::super::draws::{Draws, Part as Stream};
use super::settings::{Rate, Region, Settings};
use super::table;
use super::values::{IN_TRIALS, IN_TRIALS_BY_REGION};

/// The columns.
const HEADER: [&str; 12] = [
    "region",
    "disease",
    "year",
    "incident_cases",
    "prevalent_cases",
    "specialist_care",
    "in_trials",
    "eligible_share",
    "eligible_low",
    "eligible_high",
    "source",
    "note",
];

/// The smallest count, other than 0, that is shown.
const THRESHOLD: i64 = 5;

/// Share of rows that a region has not reported.
const NOT_REPORTED: f64 = 0.03;

/// Share of prevalences that a region does not collect.
const NOT_COLLECTED: f64 = 0.06;

/// Share of regions that do not know of a disease's patients who of them is in a trial.
const TRIALS_NOT_COLLECTED: f64 = 0.04;

/// The weight of the region with most trial research.
const MOST: f64 = 100.0;

/// Returns the table.
pub(super) fn write(settings: &Settings) -> StrResult<String> {
    let mut rows = every(settings)?;
    let before = rows.len();
    for rate in &settings.patients {
        for region in &settings.regions {
            let mut draws =
                Draws::new(settings.seed, (rows.len() - before) as u64, Stream::BoardPatients);
            // Regions differ by a fifth either way, for reasons that the example does not go into.
            let mut cases = |in_hundred_thousand: f64| {
                let noise = 0.8 + 0.4 * draws.share();
                shown((f64::from(region.thousands) * in_hundred_thousand / 100.0 * noise).round()
                    as i64)
            };
            let (incident, prevalent) = (cases(rate.incident), cases(rate.prevalent));
            let (incident, prevalent, note) =
                match (draws.happens(NOT_REPORTED), draws.happens(NOT_COLLECTED)) {
                    (true, _) => ("..r".into(), "..r".into(), "asked for in March"),
                    (_, true) => (incident, "..c".into(), "prevalence is not followed"),
                    _ => (incident, prevalent, ""),
                };
            let [care, trials] = in_trials(rate, region, &mut draws);
            let (care, trials) = match (incident.as_str(), draws.happens(TRIALS_NOT_COLLECTED)) {
                ("..r", _) => ("..r".into(), "..r".into()),
                (_, true) => (care.to_string(), "..c".into()),
                _ => (care.to_string(), trials.to_string()),
            };
            let [low, likely, high] = rate.eligible.map(|share| share.to_string());
            let source = "Invented rate times inhabitants";
            rows.push(vec![
                region.id.clone(),
                rate.mesh.clone(),
                settings.patients_year.to_string(),
                incident,
                prevalent,
                care,
                trials,
                likely,
                low,
                high,
                source.to_owned(),
                note.to_owned(),
            ]);
        }
    }
    let comments = [
        "EXAMPLE DATA: invented counts, made by `kapacitet synthesize`.",
        "Columns and marks (..s suppressed, ..a not applicable, ..c not collected, ..r not reported): data/README.md.",
    ];
    table(&comments, &HEADER, &rows)
}

/// Returns the patients with a disease in specialist care, and those of them in trials; small numbers as they are.
fn in_trials(rate: &Rate, region: &Region, draws: &mut Draws) -> [i64; 2] {
    let care = f64::from(region.thousands) * rate.care / 100.0 * (0.85 + 0.3 * draws.share());
    let research = 0.15 + 0.85 * (region.weight / MOST).sqrt();
    let trials = care * rate.trials * research * (0.6 + 0.8 * draws.share());
    [care.round() as i64, trials.round() as i64]
}

/// Returns the rows of all patients, whatever their disease: as many as the indicator `patients-in-trials` has them.
fn every(settings: &Settings) -> StrResult<Vec<Vec<String>>> {
    let Some((_, thousands, part)) =
        IN_TRIALS.iter().find(|(year, ..)| *year == settings.patients_year)
    else {
        bail!("`patients_year` is a year without patients in trials");
    };
    let known = |region: &Region| IN_TRIALS_BY_REGION.iter().find(|(id, ..)| *id == region.id);
    let counts = |thousands: i64, part: i64| [thousands * 1000, thousands * part / 10];
    let [mut care, mut trials] = counts(*thousands, *part);
    for (_, thousands, part) in &IN_TRIALS_BY_REGION {
        let [own_care, own_trials] = counts(*thousands, *part);
        (care, trials) = (care - own_care, trials - own_trials);
    }
    let others: Vec<_> = settings.regions.iter().filter(|region| known(region).is_none()).collect();
    let people: Vec<_> = others.iter().map(|region| f64::from(region.thousands)).collect();
    let research: Vec<_> = others
        .iter()
        .map(|region| f64::from(region.thousands) * (0.4 + region.weight / MOST))
        .collect();
    let mut shared = apportioned(care, &people).into_iter().zip(apportioned(trials, &research));
    let rows = settings.regions.iter().map(|region| {
        let [care, trials] = match known(region) {
            Some((_, thousands, part)) => counts(*thousands, *part),
            None => shared.next().map_or([0, 0], |(care, trials)| [care, trials]),
        };
        let year = settings.patients_year.to_string();
        let [care, trials] = [care, trials].map(|count| count.to_string());
        let cells = [&region.id, "all", &year, "..a", "..a", &care, &trials, "", "", ""];
        let ends = ["Invented numbers of the regions", "all patients of specialist care"];
        cells.into_iter().chain(ends).map(str::to_owned).collect()
    });
    Ok(rows.collect())
}

/// Shares a whole out by weights, the last getting what rounding leaves.
fn apportioned(whole: i64, weights: &[f64]) -> Vec<i64> {
    let sum: f64 = weights.iter().sum();
    let mut parts: Vec<_> =
        weights.iter().map(|weight| (whole as f64 * weight / sum).floor() as i64).collect();
    let rest = whole - parts.iter().sum::<i64>();
    if let Some(last) = parts.last_mut() {
        *last += rest;
    }
    parts
}

/// Returns a count, or the mark of a small one.
fn shown(count: i64) -> String {
    if (1..THRESHOLD).contains(&count) { "..s".to_owned() } else { count.to_string() }
}
