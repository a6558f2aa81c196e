//! Patients by region and disease, with the marks of real reporting. Cooperates with src/board/patients.rs, which reads them.

use typst::diag::StrResult;

use super::super::draws::{Draws, Part as Stream};
use super::settings::Settings;
use super::table;

/// The columns.
const HEADER: [&str; 7] =
    ["region", "disease", "year", "incident_cases", "prevalent_cases", "source", "note"];

/// The smallest count, other than 0, that is shown.
const THRESHOLD: i64 = 5;

/// Share of rows that a region has not reported.
const NOT_REPORTED: f64 = 0.03;

/// Share of prevalences that a region does not collect.
const NOT_COLLECTED: f64 = 0.06;

/// Returns the table.
pub(super) fn write(settings: &Settings) -> StrResult<String> {
    let mut rows = Vec::new();
    for rate in &settings.patients {
        for region in &settings.regions {
            let mut draws = Draws::new(settings.seed, rows.len() as u64, Stream::BoardPatients);
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
            let source = "Invented rate times inhabitants";
            rows.push(vec![
                region.id.clone(),
                rate.mesh.clone(),
                settings.patients_year.to_string(),
                incident,
                prevalent,
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

/// Returns a count, or the mark of a small one.
fn shown(count: i64) -> String {
    if (1..THRESHOLD).contains(&count) { "..s".to_owned() } else { count.to_string() }
}
