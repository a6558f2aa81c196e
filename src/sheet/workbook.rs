//! Reading workbooks (XLSX): the cells of a sheet, typed.
//!
//! Cells are taken as they stream from the file and kept by their row, so that a sheet whose only cell stands at `XFD1048576` takes no more than
//! that cell's row. Cells merged into another are empty. A formula is what it came to when the workbook was saved.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{Data, DataRef, ExcelDateTime, Reader, SheetType, SheetVisible, Xlsx, XlsxError};
use chrono::NaiveDate;

use super::address::{column_letters, sheet_name};
use super::kind::refusal;
use super::limits::{CELL_BYTES, COLUMNS, SHEET_BYTES, SHEET_CELLS};
use super::value::{Row, Value, WITHOUT_VALUE};
use super::whole::{Sheet, too_large};
use super::{Options, guard};
use crate::diag::{Fault, Place, hint_for};

/// A workbook in memory.
type Workbook = Xlsx<Cursor<Vec<u8>>>;

/// Returns the names of a workbook's sheets that hold cells.
pub(super) fn names(bytes: Vec<u8>, shown: &str) -> Result<Vec<String>, Fault> {
    guard::check(&bytes, shown)?;
    guarded(shown, || Ok(sheets(&open(bytes, shown)?).map(|(name, _)| name).collect()))
}

/// Reads a sheet.
pub(super) fn read(bytes: Vec<u8>, shown: &str, options: &Options) -> Result<Sheet, Fault> {
    let has_formulas = guard::check(&bytes, shown)?;
    guarded(shown, || {
        let mut workbook = open(bytes, shown)?;
        let name = choose(&workbook, shown, options)?;
        let rows = rows(&mut workbook, &name, shown, options.skip_rows, has_formulas)?;
        let sheet = Sheet::of_workbook(shown, name, rows, vec![]);
        if sheet.rows.is_empty() { Err(sheet.whole_fault("the sheet is empty")) } else { Ok(sheet) }
    })
}

/// Runs what may meet XML that nobody has thought of: a panic in there is a fault of the file.
fn guarded<T>(shown: &str, work: impl FnOnce() -> Result<T, Fault>) -> Result<T, Fault> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| {
        let hint = "open it in Excel or LibreOffice and save it again as .xlsx";
        Err(refusal(shown, "is a workbook that cannot be understood", hint))
    })
}

/// Opens a workbook that has been looked through.
fn open(bytes: Vec<u8>, shown: &str) -> Result<Workbook, Fault> {
    Xlsx::new(Cursor::new(bytes)).map_err(|error| unread(shown, &error))
}

/// Says that a workbook cannot be read.
fn unread(shown: &str, error: &XlsxError) -> Fault {
    let hint = "open it in Excel or LibreOffice and save it again as .xlsx";
    let fault = refusal(shown, "is a workbook that cannot be understood", hint);
    fault.with_note(error.to_string())
}

/// Returns the names of the sheets that hold cells, and whether they are visible.
fn sheets(workbook: &Workbook) -> impl Iterator<Item = (String, bool)> {
    let sheets = workbook.sheets_metadata().iter();
    let with_cells = sheets.filter(|sheet| sheet.typ == SheetType::WorkSheet);
    with_cells.map(|sheet| (sheet.name.clone(), sheet.visible == SheetVisible::Visible))
}

/// Returns the name of the sheet to read: the one that was asked for, whatever the case of its letters, or the first that is visible.
fn choose(workbook: &Workbook, shown: &str, options: &Options) -> Result<String, Fault> {
    let sheets: Vec<_> = sheets(workbook).collect();
    let Some(wanted) = &options.sheet else {
        let first = sheets.iter().find(|(_, is_visible)| *is_visible).or(sheets.first());
        let hint = "expected a sheet with a table";
        return first
            .map(|(name, _)| name.clone())
            .ok_or_else(|| refusal(shown, "has no sheet with cells", hint));
    };
    let lower = wanted.trim().to_lowercase();
    let names = sheets.iter().map(|(name, _)| name);
    names
        .clone()
        .find(|name| *name == wanted)
        .or_else(|| names.clone().find(|name| name.trim().to_lowercase() == lower))
        .cloned()
        .ok_or_else(|| {
            let hint = hint_for(wanted, names.map(String::as_str));
            refusal(shown, &format!("has no sheet `{wanted}`"), &hint)
        })
}

/// Reads the rows of a sheet in which something stands.
fn rows(
    workbook: &mut Workbook,
    name: &str,
    shown: &str,
    skip: usize,
    has_formulas: bool,
) -> Result<Vec<Row>, Fault> {
    let mut reader =
        workbook.worksheet_cells_reader(name).map_err(|error| unread(shown, &error))?;
    let mut rows: BTreeMap<u32, Vec<Value>> = BTreeMap::new();
    let (mut cells, mut bytes) = (0, 0);
    let mut last = (0, 0);
    loop {
        let cell = match reader.next_cell() {
            Ok(Some(cell)) => cell,
            Ok(None) => break,
            Err(error) => {
                return Err(at(shown, name, (last, ""), unread(shown, &error))
                    .with_hint("the place is that of the last cell that could be read"));
            }
        };
        let (row, column) = cell.get_position();
        let is_behind = (row, column) <= last;
        last = (row, column);
        let column = column as usize;
        // Cells come in their order, and one that comes again comes behind it.
        let earlier = rows.get(&row).and_then(|cells| cells.get(column));
        if is_behind && earlier.is_some_and(|earlier| *earlier != Value::Empty) {
            let fault = Fault::error("the cell stands in the workbook twice");
            return Err(at(shown, name, (last, &value(cell.get_value()).text()), fault)
                .with_hint("open it in Excel or LibreOffice, look at the cell and save it again"));
        }
        let value = value(cell.get_value());
        if value == Value::Empty || (row as usize) < skip {
            continue;
        }
        if column >= COLUMNS {
            let message = format!("a value stands beyond column {}", column_letters(COLUMNS - 1));
            return Err(at(shown, name, (last, &value.text()), Fault::error(message))
                .with_hint("delete what stands there by accident"));
        }
        let size = match &value {
            Value::Text(text) => text.len(),
            _ => 0,
        };
        if size > CELL_BYTES {
            let message = format!("a cell is larger than {} MiB", CELL_BYTES >> 20);
            return Err(at(shown, name, (last, &value.text()), Fault::error(message)));
        }
        let row = rows.entry(row).or_default();
        (cells, bytes) = (cells + (column + 1).saturating_sub(row.len()), bytes + size);
        if cells > SHEET_CELLS || bytes > SHEET_BYTES {
            return Err(too_large(shown, Some(name)));
        }
        if row.len() <= column {
            row.resize(column + 1, Value::Empty);
        }
        row[column] = value;
    }
    drop(reader);
    if has_formulas {
        mark_formulas(workbook, name, shown, skip, &mut rows)?;
    }
    Ok(rows
        .into_iter()
        .map(|(row, cells)| Row { number: u64::from(row) + 1, cells })
        .filter(|row| !row.is_blank())
        .collect())
}

/// Tells formulas that have no value from empty cells: a program that writes a workbook without working it out leaves them so.
fn mark_formulas(
    workbook: &mut Workbook,
    name: &str,
    shown: &str,
    skip: usize,
    rows: &mut BTreeMap<u32, Vec<Value>>,
) -> Result<(), Fault> {
    let unread = |error: XlsxError| unread(shown, &error);
    let mut count: usize = rows.values().map(Vec::len).sum();
    let mut reader = workbook.worksheet_cells_reader(name).map_err(unread)?;
    while let Some(cell) = reader.next_formula().map_err(unread)? {
        let (row, column) = cell.get_position();
        let column = column as usize;
        if cell.get_value().is_empty() || (row as usize) < skip || column >= COLUMNS {
            continue;
        }
        let cells = rows.entry(row).or_default();
        if cells.len() <= column {
            count += column + 1 - cells.len();
            cells.resize(column + 1, Value::Empty);
        }
        if count > SHEET_CELLS {
            return Err(too_large(shown, Some(name)));
        }
        if cells[column] == Value::Empty {
            cells[column] = Value::Error(WITHOUT_VALUE.to_owned());
        }
    }
    Ok(())
}

/// Gives a fault the place of a cell, counted from 0.
fn at(shown: &str, name: &str, cell: ((u32, u32), &str), fault: Fault) -> Fault {
    let ((row, column), text) = cell;
    let address =
        format!("{}!{}{}", sheet_name(name), column_letters(column as usize), u64::from(row) + 1);
    let place = Place::in_workbook(shown, address, (row as usize + 1, column as usize + 1), text);
    Fault { place: Some(place), ..fault }
}

/// Returns what a cell holds.
fn value(cell: &DataRef) -> Value {
    match cell {
        DataRef::Empty => Value::Empty,
        DataRef::SharedString(text) => Value::from_text(text),
        DataRef::String(text) => Value::from_text(text),
        DataRef::Int(number) => Value::Number(*number as f64),
        DataRef::Float(number) => Value::Number(*number),
        DataRef::Bool(value) => Value::Bool(*value),
        DataRef::DateTime(moment) => moment_value(moment),
        DataRef::DateTimeIso(text) => iso(text),
        DataRef::DurationIso(text) => Value::Text(text.clone()),
        DataRef::Error(error) => Value::Error(Data::Error(error.clone()).to_string()),
    }
}

/// Returns the day of a moment; a time of day and a duration are texts, what is no date of Excel's is a number.
fn moment_value(moment: &ExcelDateTime) -> Value {
    let serial = moment.as_f64();
    if moment.is_duration() || (0.0..1.0).contains(&serial) {
        return Value::Text(clock(serial));
    }
    // Excel shows hash signs for days before its first and after its last.
    if !(0.0..2_958_466.0).contains(&serial) {
        return Value::Number(serial);
    }
    let (year, month, day, ..) = moment.to_ymd_hms_milli();
    match NaiveDate::from_ymd_opt(year.into(), month.into(), day.into()) {
        Some(date) => Value::Date(date),
        // The 29th of February 1900, which Excel knows and the calendar does not.
        None => Value::Text(format!("{year:04}-{month:02}-{day:02}")),
    }
}

/// Returns a part of a day, or some days, as hours, minutes and seconds.
fn clock(days: f64) -> String {
    let seconds = (days.abs() * 86_400.0).round() as u64;
    let sign = if days < 0.0 { "-" } else { "" };
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if seconds == 0 {
        format!("{sign}{hours:02}:{minutes:02}")
    } else {
        format!("{sign}{hours:02}:{minutes:02}:{seconds:02}")
    }
}

/// Returns the day of a moment that is written out.
fn iso(text: &str) -> Value {
    let day = text.get(..10).and_then(|day| NaiveDate::parse_from_str(day, "%Y-%m-%d").ok());
    day.map_or_else(|| Value::from_text(text), Value::Date)
}

#[cfg(test)]
mod tests {
    use calamine::ExcelDateTimeType;

    use super::*;

    /// Returns what a serial number is as a moment.
    fn moment(serial: f64, is_1904: bool) -> String {
        let moment = ExcelDateTime::new(serial, ExcelDateTimeType::DateTime, is_1904);
        moment_value(&moment).text()
    }

    #[test]
    fn both_calendars_of_excel_are_known() {
        assert_eq!(moment(45_943.541, false), "2025-10-13");
        assert_eq!(moment(45_943.0 - 1462.0, true), "2025-10-13");
        assert_eq!(moment(1.0, false), "1900-01-01");
        assert_eq!(moment(60.0, false), "1900-02-29");
        assert_eq!(moment(61.0, false), "1900-03-01");
    }

    #[test]
    fn times_are_texts_and_what_excel_cannot_show_is_a_number() {
        assert_eq!(moment(0.604_166_666_7, false), "14:30");
        assert_eq!(moment(-5.0, false), "-5");
        assert_eq!(clock(1.5), "36:00");
    }
}
