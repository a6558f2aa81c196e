//! The feasibility log as a table. Cooperates with src/board/feasibility.rs, which reads it.

use chrono::{NaiveDate, NaiveDateTime};
use typst::diag::StrResult;

use super::request::{Part, Request};
use super::table;

/// The columns.
const HEADER: [&str; 19] = [
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

/// Returns the table: a row for each request and region, and one for a request that was not sent on.
pub(super) fn write(requests: &[Request]) -> StrResult<String> {
    let mut rows = Vec::new();
    for request in requests {
        rows.extend(request.parts.iter().map(|part| row(request, part)));
        if request.parts.is_empty() {
            rows.push(row(request, &Part::default()));
        }
    }
    let comments = [
        "EXAMPLE DATA: invented requests of companies that do not exist, made by `kapacitet synthesize`.",
        "One row for each request and region that it was sent to. Columns: data/README.md.",
    ];
    table(&comments, &HEADER, &rows)
}

/// Returns a row.
fn row(request: &Request, part: &Part) -> Vec<String> {
    let day = |date: Option<NaiveDate>| date.map(|date| date.to_string()).unwrap_or_default();
    let moment = |moment: Option<NaiveDateTime>| {
        moment.map(|moment| moment.format("%Y-%m-%d %H:%M").to_string()).unwrap_or_default()
    };
    let [allocated, contract, started, first_patient] = part.milestones.map(day);
    vec![
        request.id.clone(),
        moment(Some(request.received)),
        moment(request.sent_on),
        moment(request.answered),
        request.sponsor.clone(),
        request.area.clone(),
        request.disease.clone(),
        request.phase.to_owned(),
        part.region.clone(),
        day(part.answered),
        part.outcome.to_owned(),
        part.reason.to_owned(),
        allocated,
        contract,
        started,
        first_patient,
        day(part.ended),
        part.ended_reason.to_owned(),
        String::new(),
    ]
}
