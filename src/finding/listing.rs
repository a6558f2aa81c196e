//! Listing the trials behind a number, and findings as CSV.

use chrono::NaiveDate;
use polars::prelude::*;
use typst::diag::{HintedStrResult, StrResult, error};

use super::Finding;
use super::columns::COLUMNS;
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

/// Returns findings as CSV: one row each, numbers with a decimal point.
///
/// A text from the data that a spreadsheet would read as a formula is marked
/// as text with an apostrophe.
pub fn to_csv<'a>(findings: impl Iterator<Item = &'a Finding>, lang: Lang) -> StrResult<Vec<u8>> {
    let fault = |error: csv::Error| typst::diag::eco_format!("{error}");
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(COLUMNS.iter().map(|column| column.name)).map_err(fault)?;
    for finding in findings {
        let cells = COLUMNS.iter().map(|column| (column.cell)(finding, lang));
        writer.write_record(cells.collect::<Vec<_>>()).map_err(fault)?;
    }
    writer.into_inner().map_err(|error| typst::diag::eco_format!("{error}"))
}
