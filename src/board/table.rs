//! Reading a table of the office: cells parsed once, with every fault of the file told at once.
//!
//! A table is CSV or XLSX with a header row, read by [`crate::sheet`]. Lines before the header that begin with `#` are comments, and so are
//! such rows of a workbook; blank rows are passed over. A cell that is wrong becomes a fault at its place and `None`, so that the next cell is looked at too; a table with a fault
//! gives no rows.

use std::cell::RefCell;
use std::io::{BufRead, BufReader, Read as _};
use std::ops::RangeInclusive;
use std::path::Path;

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime};
use typst::diag::{HintedStrResult, HintedString};

use super::files::Named;
use crate::contact::contact_in;
use crate::diag::{Fault, Files, hint_for, open};
use crate::disclosure::{Mark, Reported};
use crate::registry::Reference;
use crate::registry::schema::Phase;
use crate::sheet::{self, Columns, Expected, Row, Sheet, Value, decimal, whole_number};

/// The most that comments before the header may take.
const COMMENT_BYTES: u64 = 64 * 1024;

/// What was read of a file, with what someone should know about it.
pub struct Read<T> {
    /// What it holds.
    pub value: T,
    /// Warnings.
    pub notes: Vec<Fault>,
}

/// A table being read.
pub struct Table {
    sheet: Sheet,
    columns: Columns,
    /// Faults and warnings so far.
    faults: RefCell<Vec<Fault>>,
}

/// A row being read.
#[derive(Clone, Copy)]
pub struct Line<'a> {
    table: &'a Table,
    row: &'a Row,
}

/// A day, with the time of day where the table has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment {
    /// The day.
    pub date: NaiveDate,
    /// The time, in Sweden.
    pub time: Option<NaiveTime>,
}

impl Moment {
    /// Returns the moment as one, when the time is known.
    pub fn date_time(self) -> Option<NaiveDateTime> {
        Some(self.date.and_time(self.time?))
    }

    /// Whether this is before another as far as both are known.
    pub fn is_before(self, other: Self) -> bool {
        match (self.date_time(), other.date_time()) {
            (Some(own), Some(other)) => own < other,
            _ => self.date < other.date,
        }
    }
}

impl Table {
    /// Reads a table and finds its columns; all of them must be there, and no other.
    pub fn read(
        files: &Files,
        named: &Named,
        columns: &[&'static str],
    ) -> Result<Self, Vec<Fault>> {
        let path = Path::new(&named.path);
        let real = files.locate(path, named.span).map_err(|errors| files.resolve(&errors))?;
        let options =
            sheet::Options { skip_rows: comment_lines(&real), ..sheet::Options::default() };
        let mut sheet = sheet::read(&real, &named.path, &options)
            .map_err(|faults| named.blamed(files, faults))?;
        if sheet.name.is_some() {
            sheet.rows.retain(|row| !row.get(0).text().starts_with('#'));
        }
        let expected: Vec<_> = columns.iter().map(|&name| Expected::required(name)).collect();
        let columns = Columns::parse(&sheet, &expected)?;
        let faults = RefCell::new(sheet.notes.clone());
        Ok(Self { sheet, columns, faults })
    }

    /// Returns the rows below the header that are not blank.
    pub fn lines(&self) -> impl Iterator<Item = Line<'_>> {
        self.columns.rows(&self.sheet).map(|row| Line { table: self, row })
    }

    /// Adds a fault.
    fn tell(&self, fault: Fault) {
        self.faults.borrow_mut().push(fault);
    }

    /// Adds a fault of the cell of a row that was read before.
    pub fn tell_at(
        &self,
        row: u64,
        column: &str,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) {
        self.tell(self.fault_at(row, column, message.into()).with_hint(hint));
    }

    /// Creates a fault of a cell; of an empty one at the beginning of a line, where there is nothing to mark, of the row.
    fn fault_at(&self, row: u64, column: &str, message: String) -> Fault {
        match self.columns.index(column) {
            Some(0) if self.sheet.row(row).is_some_and(|row| row.get(0).is_empty()) => {
                self.sheet.row_fault(row, message)
            }
            Some(index) => self.sheet.fault(row, index, message),
            None => self.sheet.row_fault(row, message),
        }
    }

    /// Whether something was wrong so far.
    pub fn has_errors(&self) -> bool {
        self.faults.borrow().iter().any(Fault::is_error)
    }

    /// Returns what was read, or every fault when one of them is an error.
    pub fn finish<T>(self, value: T) -> Result<Read<T>, Vec<Fault>> {
        let faults = self.faults.into_inner();
        if faults.iter().any(Fault::is_error) {
            Err(faults)
        } else {
            Ok(Read { value, notes: faults })
        }
    }
}

impl<'a> Line<'a> {
    /// Returns the number of the row.
    pub fn row(self) -> u64 {
        self.row.number
    }

    /// Adds a fault of a cell.
    pub fn tell(self, column: &str, message: impl Into<String>, hint: impl Into<String>) {
        self.table.tell_at(self.row.number, column, message, hint);
    }

    /// Adds a warning about a cell.
    pub fn warn(self, column: &str, message: impl Into<String>, hint: impl Into<String>) {
        let fault = self.table.fault_at(self.row.number, column, message.into()).with_hint(hint);
        self.table.tell(Fault { severity: crate::diag::Level::Warning, ..fault });
    }

    /// Adds what is wrong with a cell.
    fn tell_hinted(self, column: &str, error: &HintedString) {
        let hints: Vec<_> = error.hints().iter().map(|hint| hint.as_str()).collect();
        self.tell(column, error.message().as_str(), hints.join("; "));
    }

    /// Returns a cell; contact data and failed formulas are faults.
    fn cell(self, column: &str) -> Option<&'a Value> {
        let value = match self.table.columns.index(column) {
            Some(index) => self.row.get(index),
            None => &Value::Empty,
        };
        match value {
            Value::Error(error) => {
                self.tell(
                    column,
                    format!("the cell shows the error `{error}`"),
                    "mend the formula, or write the value",
                );
                None
            }
            Value::Text(text) => match contact_in(text) {
                Some(what) => {
                    self.tell(
                        column,
                        format!("{what} in column `{column}`"),
                        "give a role, such as `head of office`, never a person's contact data",
                    );
                    None
                }
                None => Some(value),
            },
            value => Some(value),
        }
    }

    /// Returns the text of a cell, without spaces around it; empty when there is none.
    pub fn text(self, column: &str) -> Option<String> {
        Some(self.cell(column)?.text().trim().to_owned())
    }

    /// Returns the text of a cell that must have one.
    pub fn required(self, column: &str) -> Option<String> {
        let text = self.text(column)?;
        if text.is_empty() {
            self.tell(column, format!("column `{column}` is empty"), "expected a text");
            return None;
        }
        Some(text)
    }

    /// Returns a stable id: small letters, digits and hyphens.
    pub fn id(self, column: &str) -> Option<String> {
        let text = self.required(column)?;
        if !is_id(&text) {
            self.tell(column, format!("invalid id `{text}`"), ID_HINT);
            return None;
        }
        Some(text)
    }

    /// Returns what a cell's text means, by a parser that says what it expected.
    pub fn parsed<T>(
        self,
        column: &str,
        parse: impl FnOnce(&str) -> HintedStrResult<T>,
    ) -> Option<T> {
        let text = self.required(column)?;
        parse(&text).map_err(|error| self.tell_hinted(column, &error)).ok()
    }

    /// Returns one of several words that a cell holds, or none when it is empty.
    pub fn choice<T: Copy>(
        self,
        column: &str,
        what: &str,
        words: &[(&str, T)],
    ) -> Option<Option<T>> {
        let text = self.text(column)?;
        if text.is_empty() {
            return Some(None);
        }
        match words.iter().find(|(word, _)| *word == text) {
            Some((_, value)) => Some(Some(*value)),
            None => {
                let hint = hint_for(&text, words.iter().map(|(word, _)| *word));
                self.tell(column, format!("unknown {what} `{text}`"), hint);
                None
            }
        }
    }

    /// Returns the day in a cell, or none when it is empty.
    pub fn date(self, column: &str) -> Option<Option<NaiveDate>> {
        match self.moment(column)? {
            Some(Moment { time: Some(_), .. }) => {
                self.tell(
                    column,
                    "a time of day where a day is expected",
                    "expected a date such as `2025-03-14`",
                );
                None
            }
            moment => Some(moment.map(|moment| moment.date)),
        }
    }

    /// Returns the moment in a cell, or none when it is empty.
    pub fn moment(self, column: &str) -> Option<Option<Moment>> {
        let value = self.cell(column)?;
        let text = value.text();
        let text = text.trim();
        if text.is_empty() {
            return Some(None);
        }
        match parse_moment(text) {
            Some(moment) => Some(Some(moment)),
            None => {
                self.tell(
                    column,
                    format!("invalid date `{text}`"),
                    "expected `2025-03-14`, or `2025-03-14 09:30` where a time is known",
                );
                None
            }
        }
    }

    /// Returns the number in a cell, or the mark that stands for it.
    pub fn number(self, column: &str) -> Option<Reported<f64>> {
        let value = self.cell(column)?;
        if let Value::Number(number) = value {
            return Some(Reported::Value(*number));
        }
        let text = value.text();
        let text = text.trim();
        match Mark::parse(text) {
            Ok(Some(mark)) => Some(Reported::Missing(mark)),
            Ok(None) => {
                let number = decimal(text);
                if number.is_none() {
                    self.tell(
                        column,
                        format!("invalid number `{text}`"),
                        "expected a number such as `1234.5`, or a mark such as `..r`",
                    );
                }
                number.map(Reported::Value)
            }
            Err(error) => {
                self.tell_hinted(column, &error);
                None
            }
        }
    }

    /// Returns the whole number in a cell, or the mark that stands for it.
    pub fn whole(self, column: &str) -> Option<Reported<i64>> {
        let number = match self.number(column)? {
            Reported::Missing(mark) => return Some(Reported::Missing(mark)),
            Reported::Value(number) => number,
        };
        // `1,234` may be a thousand and more, or little more than one.
        let found = match self.cell(column)? {
            Value::Text(text) => whole_number(text),
            _ => Some(number as i64).filter(|whole| *whole as f64 == number),
        };
        if found.is_none() {
            let text = self.text(column)?;
            self.tell(
                column,
                format!("`{text}` is no whole number"),
                "expected digits, with spaces between thousands or without",
            );
        }
        found.map(Reported::Value)
    }

    /// Returns the count in a cell, or the mark that stands for it.
    pub fn count(self, column: &str) -> Option<Reported<u64>> {
        match self.whole(column)? {
            Reported::Missing(mark) => Some(Reported::Missing(mark)),
            Reported::Value(number) => match u64::try_from(number) {
                Ok(count) => Some(Reported::Value(count)),
                Err(_) => {
                    self.tell(
                        column,
                        format!("`{number}` is below 0"),
                        "expected a whole number, 0 or more",
                    );
                    None
                }
            },
        }
    }

    /// Returns the year in a cell.
    pub fn year(self, column: &str) -> Option<i32> {
        let text = self.required(column)?;
        match text.parse() {
            Ok(year) if YEARS.contains(&year) => Some(year),
            _ => {
                self.tell(
                    column,
                    format!("invalid year `{text}`"),
                    "expected a year such as `2025`",
                );
                None
            }
        }
    }

    /// Returns the id of a region, or none when the cell is empty.
    pub fn region(self, column: &str, reference: &Reference) -> Option<Option<String>> {
        let ids = reference.places.regions.iter().map(|region| region.id.as_str());
        self.known(column, "region", ids)
    }

    /// Returns the id of a therapy area, or none when the cell is empty.
    pub fn area(self, column: &str, reference: &Reference) -> Option<Option<String>> {
        let ids = reference.areas.list.iter().map(|area| area.id.as_str());
        self.known(column, "therapy area", ids)
    }

    /// Returns the MeSH descriptor of a disease, or none when the cell is empty.
    pub fn disease(self, column: &str, reference: &Reference) -> Option<Option<String>> {
        let text = self.text(column)?;
        if text.is_empty() {
            return Some(None);
        }
        let diseases = &reference.diseases;
        match diseases.get(&text).or_else(|| diseases.find(&text)) {
            Some(disease) => Some(Some(disease.mesh.clone())),
            None => {
                let names =
                    diseases.list.iter().flat_map(|d| [d.name_en.as_str(), d.name_sv.as_str()]);
                let hint = match crate::diag::suggest(&text, names) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => {
                        "expected a MeSH number or a name of data/reference/diseases.csv".to_owned()
                    }
                };
                self.tell(column, format!("unknown disease `{text}`"), hint);
                None
            }
        }
    }

    /// Returns the phase in a cell, or none when it is empty.
    pub fn phase(self, column: &str) -> Option<Option<Phase>> {
        let words: Vec<_> = Phase::ALL.iter().map(|phase| (phase.code(), *phase)).collect();
        self.choice(column, "phase", &words)
    }

    /// Returns one of the ids that are known, or none when the cell is empty.
    pub fn known<'n>(
        self,
        column: &str,
        what: &str,
        ids: impl Iterator<Item = &'n str> + Clone,
    ) -> Option<Option<String>> {
        let text = self.text(column)?;
        if text.is_empty() {
            return Some(None);
        }
        if ids.clone().any(|id| id == text) {
            return Some(Some(text));
        }
        self.tell(column, format!("unknown {what} `{text}`"), hint_for(&text, ids));
        None
    }

    /// Returns a value that must be there.
    pub fn given<T>(self, column: &str, value: Option<Option<T>>) -> Option<T> {
        let value = value?;
        if value.is_none() {
            self.tell(column, format!("column `{column}` is empty"), "expected a value");
        }
        value
    }
}

/// The years that a date of the office can lie in.
pub const YEARS: RangeInclusive<i32> = 1990..=2100;

/// What an id looks like.
pub const ID_HINT: &str =
    "expected small letters a-z, digits and hyphens, such as `requests-received`";

/// Whether a text is a stable id.
pub fn is_id(text: &str) -> bool {
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    !text.is_empty() && text.chars().all(allowed) && !text.starts_with('-') && !text.ends_with('-')
}

/// Returns the moment that `2025-03-14` or `2025-03-14 09:30` (or with `T`, or with seconds) means.
fn parse_moment(text: &str) -> Option<Moment> {
    let (date, time) = match text.split_once([' ', 'T']) {
        None => (text, None),
        Some((date, time)) => (date, Some(time.trim())),
    };
    let date: NaiveDate = Some(date).filter(|date| date.len() == 10)?.parse().ok()?;
    if !YEARS.contains(&date.year()) {
        return None;
    }
    let time = match time {
        None => None,
        Some(time) => Some(
            NaiveTime::parse_from_str(time, "%H:%M")
                .or_else(|_| NaiveTime::parse_from_str(time, "%H:%M:%S"))
                .ok()?,
        ),
    };
    Some(Moment { date, time })
}

/// Returns how many lines at the beginning of a text table are comments. A workbook begins otherwise, and has none.
fn comment_lines(path: &Path) -> usize {
    let Ok(file) = open(path, "") else { return 0 };
    let lines = BufReader::new(file.take(COMMENT_BYTES)).split(b'\n').map_while(Result::ok);
    let is_comment =
        |line: &Vec<u8>| line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line).starts_with(b"#");
    lines.take_while(is_comment).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_may_have_a_time() {
        let moment = parse_moment("2025-03-14 09:30").unwrap();
        assert_eq!(moment.date_time().unwrap().to_string(), "2025-03-14 09:30:00");
        assert_eq!(parse_moment("2025-03-14T09:30:00"), Some(moment));
        assert_eq!(parse_moment("2025-03-14").unwrap().time, None);
        for text in ["2025-3-14", "14/03/2025", "2025-02-30", "2025-03-14 25:00", "i mars"] {
            assert_eq!(parse_moment(text), None, "{text}");
        }
    }

    #[test]
    fn within_one_day_only_times_tell_what_came_first() {
        let (day, early) =
            (parse_moment("2025-03-14").unwrap(), parse_moment("2025-03-14 08:00").unwrap());
        let late = parse_moment("2025-03-14 16:00").unwrap();
        assert!(early.is_before(late) && !late.is_before(early));
        assert!(!late.is_before(day) && !day.is_before(late));
    }
}
