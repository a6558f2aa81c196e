//! Listing the trials behind a number, and findings as CSV.

use chrono::NaiveDate;
use polars::prelude::*;
use typst::diag::{HintedStrResult, StrResult, error};

use super::Finding;
use crate::disclosure::Mark;
use crate::locale::Lang;
use crate::registry::Registry;
use crate::registry::schema::{DatePrecision, Status, date_of_epoch_day};
use crate::slice::{Slice, trials};

/// A trial, as a page lists it.
#[derive(Debug, Clone, PartialEq)]
pub struct TrialRow {
    /// Its public number, as its first register writes it.
    pub id: String,
    /// Its brief title, as it stands in the register.
    pub title: String,
    /// Its phase class's code.
    pub phase: String,
    /// Its lead sponsor.
    pub sponsor: String,
    /// Its start, and how exact it is.
    pub start: Option<(NaiveDate, DatePrecision)>,
}

/// Returns the trials of a slice that started last, newest first; of one day's
/// the higher number first.
///
/// A trial that was withdrawn or is not yet recruiting has no start but a planned one. It is counted from that day on, since
/// the register gives no other, but a list of what has started must not name it.
pub fn latest_trials(
    registry: &Registry,
    slice: &Slice,
    top: usize,
) -> HintedStrResult<Vec<TrialRow>> {
    let rows = || -> PolarsResult<DataFrame> {
        let not_begun = Status::NOT_BEGUN.map(|status| col("status").eq(lit(status.code())));
        let not_begun = not_begun.into_iter().reduce(Expr::or).unwrap_or(lit(false));
        trials(registry, slice, "start")?
            .filter(not_begun.fill_null(lit(false)).not())
            .sort(["start", "trial"], SortMultipleOptions::default().with_order_descending(true))
            .limit(u32::try_from(top).unwrap_or(u32::MAX))
            .select([
                col("id"),
                col("title"),
                col("phase"),
                col("sponsor"),
                col("start").cast(DataType::Int32),
                col("start_precision"),
            ])
            .collect()
    };
    let frame = rows().map_err(|error| error!("{error}"; hint: "ingest the snapshot again"))?;
    listed(&frame).map_err(|error| error!("{error}"; hint: "ingest the snapshot again"))
}

/// Returns a frame's rows as plain data.
fn listed(frame: &DataFrame) -> PolarsResult<Vec<TrialRow>> {
    let text = |name| frame.column(name).and_then(|column| column.str());
    let (ids, titles) = (text("id")?, text("title")?);
    let (phases, sponsors) = (text("phase")?, text("sponsor")?);
    let (starts, precisions) = (frame.column("start")?.i32()?, text("start_precision")?);
    let start = |row: usize| {
        let date = date_of_epoch_day(starts.get(row)?)?;
        let precision = precisions.get(row).and_then(DatePrecision::from_code);
        Some((date, precision.unwrap_or(DatePrecision::Day)))
    };
    let rows = (0..frame.height()).map(|row| TrialRow {
        id: ids.get(row).unwrap_or_default().to_owned(),
        title: titles.get(row).unwrap_or_default().to_owned(),
        phase: phases.get(row).unwrap_or_default().to_owned(),
        sponsor: sponsors.get(row).unwrap_or_default().to_owned(),
        start: start(row),
    });
    Ok(rows.collect())
}

/// Returns a text from the data as a cell of CSV: what a spreadsheet would read as a formula is marked as text with an apostrophe.
pub fn to_csv_text(value: &str) -> String {
    match value.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        true => format!("'{value}"),
        false => value.to_owned(),
    }
}

/// Returns findings as CSV: one row each, numbers with a decimal point.
///
/// A text from the data that a spreadsheet would read as a formula is marked
/// as text with an apostrophe.
pub fn to_csv<'a>(findings: impl Iterator<Item = &'a Finding>, lang: Lang) -> StrResult<Vec<u8>> {
    let fault = |error: csv::Error| typst::diag::eco_format!("{error}");
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(CSV_COLUMNS).map_err(fault)?;
    for finding in findings {
        writer.write_record(csv_row(finding, lang)).map_err(fault)?;
    }
    writer.into_inner().map_err(|error| typst::diag::eco_format!("{error}"))
}

/// The columns of the CSV.
const CSV_COLUMNS: [&str; 19] = [
    "indicator",
    "place",
    "by",
    "key",
    "label",
    "window",
    "filter",
    "lens",
    "numerator",
    "denominator",
    "value",
    "lower",
    "upper",
    "unit",
    "q",
    "verdict",
    "source",
    "data_date",
    "class",
];

/// Returns a finding as the cells of the CSV.
fn csv_row(finding: &Finding, lang: Lang) -> [String; CSV_COLUMNS.len()] {
    let number = |value: Option<f64>| value.map(|value| value.to_string()).unwrap_or_default();
    let count = |value: Option<u64>| value.map(|value| value.to_string()).unwrap_or_default();
    let marks = finding.marks.unwrap_or_default();
    // A count that is withheld is neither empty nor 0: its mark stands there.
    let marked = |value: Option<u64>, mark: Option<Mark>| match mark {
        Some(mark) if value.is_none() => mark.code().to_owned(),
        _ => count(value),
    };
    let text = to_csv_text;
    let label = finding.label.as_ref().map(|label| label.get(lang)).unwrap_or_default();
    [
        finding.indicator.to_owned(),
        finding.place.clone(),
        finding.by.unwrap_or_default().to_owned(),
        text(finding.key.as_deref().unwrap_or_default()),
        text(label),
        finding.window.clone(),
        finding.filter.to_owned(),
        finding.lens.clone().unwrap_or_default(),
        marked(finding.numerator, marks.numerator),
        marked(finding.denominator, marks.denominator),
        number(finding.value),
        number(finding.lower),
        number(finding.upper),
        finding.unit.to_owned(),
        number(finding.q),
        finding.verdict.map(super::Verdict::code).unwrap_or_default().to_owned(),
        finding.source.clone(),
        finding.data_date.clone(),
        finding.class.to_owned(),
    ]
}
