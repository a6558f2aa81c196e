//! Patients: new and prevalent cases by region, disease and year.
//!
//! Small counts could point at persons: of cases, those below [`THRESHOLD`] come as the mark `..s` (suppressed), and one that is there all the
//! same is warned of and taken as suppressed, so that it goes no further than this file. A zero is a count. Patients in specialist care and in
//! trials are read as they stand, because their totals hold the small ones too: [`super::people`] decides, for the whole of a build, which of
//! them are shown.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::files::Named;
use super::table::{Line, Read, Table};
use crate::diag::{Fault, Files};
use crate::disclosure::{Mark, Reported};
use crate::registry::Reference;

/// The smallest count of patients, other than 0, that is shown.
pub const THRESHOLD: u64 = crate::disclosure::THRESHOLD;

/// The columns, in the order in which we write them.
pub const COLUMNS: [&str; 12] = [
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

/// What stands in the column `disease` of a row about all patients.
pub const EVERY: &str = "all";

/// A region's patients with a disease in a year.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Patients {
    /// The region's id.
    pub region: String,
    /// The disease's MeSH descriptor, or [`EVERY`].
    pub disease: String,
    /// The year.
    pub year: i32,
    /// New cases in the year.
    pub incident_cases: Reported<u64>,
    /// Persons with the disease at the end of the year.
    pub prevalent_cases: Reported<u64>,
    /// Unique patients in specialist care in the year.
    pub specialist_care: Reported<u64>,
    /// Those of them who took part in a trial.
    pub in_trials: Reported<u64>,
    /// The share of cases that a trial's criteria let in.
    pub eligible: Option<Eligible>,
    /// Where the counts come from.
    pub source: String,
    /// How they were made.
    pub note: String,
}

/// A judged share of cases, with the range that it was judged to lie in.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Eligible {
    /// The share.
    pub share: f64,
    /// The lowest.
    pub low: f64,
    /// The highest.
    pub high: f64,
}

/// How much of a disease's year is there: of the cells that the regions make.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Coverage {
    /// The disease's MeSH descriptor.
    pub disease: String,
    /// The year.
    pub year: i32,
    /// Regions with a row.
    pub regions: u64,
    /// Regions without one.
    pub without_row: u64,
    /// Cells with a count, of two for each row.
    pub counts: u64,
    /// Cells with each mark, by its key.
    pub marks: BTreeMap<&'static str, u64>,
}

/// Reads the table.
pub fn read(
    files: &Files,
    named: &Named,
    reference: &Reference,
) -> Result<Read<Vec<Patients>>, Vec<Fault>> {
    let table = Table::read(files, named, &COLUMNS)?;
    let mut rows = Vec::new();
    let mut seen = BTreeMap::new();
    for line in table.lines() {
        let Some(row) = patients(line, reference) else { continue };
        let key = (row.region.clone(), row.disease.clone(), row.year);
        match seen.get(&key) {
            Some(first) => line.tell(
                "region",
                format!("`{}` has a row for this disease and {} already", row.region, row.year),
                format!("it is in row {first}"),
            ),
            None => {
                seen.insert(key, line.row());
                rows.push(row);
            }
        }
    }
    table.finish(rows)
}

/// Reads a row.
fn patients(line: Line, reference: &Reference) -> Option<Patients> {
    let region = line.given("region", line.region("region", reference));
    let disease = match line.text("disease").as_deref() {
        Some(EVERY) => Some(EVERY.to_owned()),
        _ => line.given("disease", line.disease("disease", reference)),
    };
    let year = line.year("year");
    let [incident_cases, prevalent_cases] =
        ["incident_cases", "prevalent_cases"].map(|column| cases(line, column));
    let (care, trials) = (line.count("specialist_care"), line.count("in_trials"));
    if let (Some(Reported::Value(care)), Some(Reported::Value(trials))) = (care, trials)
        && trials > care
    {
        let hint = "a patient in a trial is a patient in specialist care";
        line.tell("in_trials", format!("{trials} patients in trials of {care}"), hint);
    }
    let eligible = eligible(line);
    let (source, note) = (line.required("source"), line.text("note"));
    Some(Patients {
        region: region?,
        disease: disease?,
        year: year?,
        incident_cases: incident_cases?,
        prevalent_cases: prevalent_cases?,
        specialist_care: care?,
        in_trials: trials?,
        eligible: eligible?,
        source: source?,
        note: note?,
    })
}

/// Reads the eligible share with its range: all three, or none.
fn eligible(line: Line) -> Option<Option<Eligible>> {
    let columns = ["eligible_low", "eligible_share", "eligible_high"];
    let [low, share, high] = columns.map(|column| line.number(column));
    let (low, share, high) = (low?.value(), share?.value(), high?.value());
    match (low, share, high) {
        (None, None, None) => Some(None),
        (Some(low), Some(share), Some(high))
            if 0.0 <= low && low <= share && share <= high && high <= 1.0 =>
        {
            Some(Some(Eligible { share, low, high }))
        }
        _ => {
            let hint = "expected three shares in rising order, such as `0.1`, `0.2` and `0.35`, or none of them";
            line.tell("eligible_share", "no eligible share with its range", hint);
            None
        }
    }
}

/// Reads a count of patients, and protects a small one.
fn cases(line: Line, column: &str) -> Option<Reported<u64>> {
    match line.count(column)? {
        Reported::Value(count) if (1..THRESHOLD).contains(&count) => {
            line.warn(
                column,
                format!("a count of patients below {THRESHOLD}"),
                "taken as suppressed: write the mark `..s`, and keep the count out of this file",
            );
            Some(Reported::Missing(Mark::Suppressed))
        }
        cases => Some(cases),
    }
}

/// Returns how much is there of each disease and year, of so many regions.
pub fn coverage(rows: &[Patients], regions: usize) -> Vec<Coverage> {
    let keys: BTreeSet<_> = rows.iter().map(|row| (row.disease.as_str(), row.year)).collect();
    let of = |(disease, year): (&str, i32)| {
        let own: Vec<_> =
            rows.iter().filter(|row| row.disease == disease && row.year == year).collect();
        let mut coverage = Coverage {
            disease: disease.to_owned(),
            year,
            regions: own.len() as u64,
            without_row: regions.saturating_sub(own.len()) as u64,
            ..Coverage::default()
        };
        for cell in own.iter().flat_map(|row| [row.incident_cases, row.prevalent_cases]) {
            match cell {
                Reported::Value(_) => coverage.counts += 1,
                Reported::Missing(mark) => *coverage.marks.entry(mark.key()).or_default() += 1,
            }
        }
        coverage
    };
    keys.into_iter().map(of).collect()
}
