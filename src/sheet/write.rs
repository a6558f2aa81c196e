//! Writing tables for people: simple workbooks and CSV.
//!
//! The same table gives the same bytes: no time of creation, no name of an author. No text can begin a formula, neither in a workbook, where
//! texts are texts, nor in CSV, where a program that opens the file would take it for one.

use chrono::{Datelike, NaiveDate};
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError,
};

use super::value::Value;

/// The rows below the header that a sheet can have.
const ROWS: usize = 1_048_575;

/// The columns that a sheet can have.
const COLUMNS: usize = 16_384;

/// The UTF-16 units that a cell can have.
const CELL: usize = 32_767;

/// The narrowest and the widest column, in characters.
const WIDTHS: (usize, usize) = (8, 60);

/// A table to be written.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Written {
    /// What the table is: the workbook's title, and the name of its sheet as far as it fits.
    pub title: String,
    /// The language of its words: `sv` or `en`.
    pub lang: String,
    /// The names of the columns.
    pub columns: Vec<String>,
    /// The rows; one that is short is filled up.
    pub rows: Vec<Vec<Value>>,
}

/// Writes a workbook: a bold header that stays in view, filters, widths by content.
///
/// A table longer than a sheet continues on further sheets, and a text longer than a cell is cut and ends in `[…]`.
pub fn to_xlsx(table: &Written) -> Vec<u8> {
    workbook(table).expect("a table within the limits of a sheet can be written")
}

/// Writes a workbook.
fn workbook(table: &Written) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    // The property must be there and would be the time of now.
    let created = ExcelDateTime::from_ymd(2000, 1, 1)?;
    let properties =
        DocProperties::new().set_title(cut(&table.title, 255)).set_creation_datetime(&created);
    workbook.set_properties(&properties);
    let parts = table.rows.len().div_ceil(ROWS).max(1);
    for part in 0..parts {
        let rows = &table.rows[part * ROWS..table.rows.len().min((part + 1) * ROWS)];
        let sheet = workbook.add_worksheet();
        sheet.set_name(sheet_name(&table.title, part))?;
        fill(sheet, table, rows)?;
    }
    workbook.save_to_buffer()
}

/// Writes a sheet.
fn fill(sheet: &mut Worksheet, table: &Written, rows: &[Vec<Value>]) -> Result<(), XlsxError> {
    let bold = Format::new().set_bold().set_text_wrap().set_align(FormatAlign::Top);
    let plain = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    let date = Format::new().set_num_format("yyyy-mm-dd").set_align(FormatAlign::Top);
    let columns = &table.columns[..table.columns.len().min(COLUMNS)];
    for (at, name) in (0u16..).zip(columns) {
        sheet.write_string_with_format(0, at, cut(name, CELL), &bold)?;
        let width = width(name, rows, usize::from(at));
        sheet.set_column_width(at, width as f64)?;
    }
    for (at, row) in (1u32..).zip(rows) {
        for (column, value) in (0u16..).zip(row.iter().take(COLUMNS)) {
            match value {
                Value::Empty => {}
                Value::Number(number) if number.is_finite() => {
                    sheet.write_number(at, column, *number)?;
                }
                Value::Bool(value) => _ = sheet.write_boolean(at, column, *value)?,
                Value::Date(day) => match excel_date(*day) {
                    Some(day) => _ = sheet.write_datetime_with_format(at, column, &day, &date)?,
                    None => _ = sheet.write_string(at, column, value.text())?,
                },
                other => {
                    sheet.write_string_with_format(at, column, cut(&other.text(), CELL), &plain)?;
                }
            }
        }
    }
    if let Ok(last) = u16::try_from(columns.len().saturating_sub(1)) {
        if !columns.is_empty() {
            sheet.autofilter(0, 0, u32::try_from(rows.len()).unwrap_or(0), last)?;
        }
        sheet.set_freeze_panes(1, 0)?;
        sheet.set_repeat_rows(0, 0)?;
        sheet.set_landscape();
        sheet.set_print_fit_to_pages(1, 0);
    }
    Ok(())
}

/// Returns a day as Excel has it, which begins with the year 1900.
fn excel_date(day: NaiveDate) -> Option<ExcelDateTime> {
    let year = u16::try_from(day.year()).ok()?;
    ExcelDateTime::from_ymd(year, day.month() as u8, day.day() as u8).ok()
}

/// Returns how wide a column is in characters.
fn width(name: &str, rows: &[Vec<Value>], column: usize) -> usize {
    let longest_line = |text: &str| text.lines().map(|line| line.chars().count()).max();
    let cells = rows.iter().filter_map(|row| row.get(column));
    let widest = cells.filter_map(|value| longest_line(&value.text())).max().unwrap_or(0);
    // The header has a button for its filter.
    let header = longest_line(name).unwrap_or(0) + 3;
    widest.max(header).saturating_add(1).clamp(WIDTHS.0, WIDTHS.1)
}

/// Returns a name that a sheet can have, for the first sheet or a later one.
fn sheet_name(title: &str, part: usize) -> String {
    let end = if part == 0 { String::new() } else { format!(" {}", part + 1) };
    let is_allowed = |c: &char| !c.is_control() && !"[]:*?/\\".contains(*c);
    let name: String = title.chars().filter(is_allowed).collect();
    let name = cut_plain(name.trim().trim_matches('\''), 31 - end.len());
    let name = name.trim().trim_matches('\'');
    // Excel keeps this name for itself.
    let name = match name.to_lowercase().as_str() {
        "" | "history" => "Data",
        _ => name,
    };
    format!("{name}{end}")
}

/// Returns as much of a text as fits into so many UTF-16 units.
fn cut_plain(text: &str, units: usize) -> &str {
    let mut used = 0;
    let end = text.char_indices().find(|(_, c)| {
        used += c.len_utf16();
        used > units
    });
    &text[..end.map_or(text.len(), |(at, _)| at)]
}

/// Returns a text that fits into so many UTF-16 units; one that was cut says so.
fn cut(text: &str, units: usize) -> String {
    const MARK: &str = " […]";
    if cut_plain(text, units).len() == text.len() {
        return text.to_owned();
    }
    format!("{}{MARK}", cut_plain(text, units - MARK.chars().count()))
}

/// Writes CSV (RFC 4180) in UTF-8 with a byte order mark, by which Excel knows the encoding.
pub fn to_csv(table: &Written) -> Vec<u8> {
    let mut bytes = "\u{feff}".as_bytes().to_vec();
    bytes.extend(to_plain_csv(table));
    bytes
}

/// Writes CSV (RFC 4180) in UTF-8 without a mark, for programs.
pub fn to_plain_csv(table: &Written) -> Vec<u8> {
    let mut out = String::new();
    record(&mut out, table.columns.iter().map(|name| harmless(name)), table.columns.len());
    for row in &table.rows {
        let width = table.columns.len().max(row.len());
        record(&mut out, row.iter().map(|value| cell_text(value, &table.lang)), width);
    }
    out.into_bytes()
}

/// Writes a row, filled up to a width.
fn record(out: &mut String, cells: impl Iterator<Item = String>, width: usize) {
    let mut cells = cells.chain(std::iter::repeat(String::new())).take(width);
    // A row of one empty cell would be an empty line, which readers leave out.
    if width == 1 {
        let cell = cells.next().unwrap_or_default();
        out.push_str(&if cell.is_empty() { "\"\"".to_owned() } else { quoted(cell) });
    } else {
        for (at, cell) in cells.enumerate() {
            out.push_str(if at == 0 { "" } else { "," });
            out.push_str(&quoted(cell));
        }
    }
    out.push_str("\r\n");
}

/// Returns a cell's text.
fn cell_text(value: &Value, lang: &str) -> String {
    match value {
        Value::Text(text) => harmless(text),
        Value::Bool(value) => match (lang, value) {
            ("sv", true) => "ja",
            ("sv", false) => "nej",
            (_, true) => "yes",
            (_, false) => "no",
        }
        .to_owned(),
        other => other.text(),
    }
}

/// Returns a text that no program takes for a formula: with an apostrophe before a sign that begins one, unless it is a number.
fn harmless(text: &str) -> String {
    let is_formula = text.starts_with([
        '=', '+', '-', '@', '\t', '\r', '\n', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}',
    ]);
    let is_number = text.replacen(',', ".", 1).parse::<f64>().is_ok_and(f64::is_finite);
    if is_formula && !is_number { format!("'{text}") } else { text.to_owned() }
}

/// Returns a cell in quotes where it needs them.
fn quoted(cell: String) -> String {
    let needs =
        cell.contains([',', '"', '\n', '\r']) || cell.starts_with(' ') || cell.ends_with(' ');
    if needs { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell }
}
