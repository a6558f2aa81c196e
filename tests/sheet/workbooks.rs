//! Workbooks: typed cells, both calendars, hidden sheets, and odd but right ones.

use chrono::NaiveDate;
use kapacitet::sheet::{self, Options, Sheet, Value, WITHOUT_VALUE};

use super::{entries, name, packed, said, texts};
use crate::support::fixture;

/// Reads a sheet of a fixture.
fn read(book: &str, sheet: Option<&str>) -> Sheet {
    let folder = tempfile::tempdir().unwrap();
    let path = packed(&fixture("sheet/workbooks").join(book), &folder);
    let options = Options { sheet: sheet.map(str::to_owned), ..Options::default() };
    sheet::read(&path, "form.xlsx", &options).unwrap_or_else(|faults| panic!("{}", said(faults)))
}

/// Returns a day.
fn day(year: i32, month: u32, day: u32) -> Value {
    Value::Date(NaiveDate::from_ymd_opt(year, month, day).unwrap())
}

/// Returns a text.
fn text(text: &str) -> Value {
    Value::Text(text.into())
}

#[test]
fn cells_have_types_in_both_calendars() {
    for book in ["libreoffice.xlsx", "libreoffice-1904.xlsx"] {
        let sheet = read(book, None);
        assert_eq!(sheet.name.as_deref(), Some("Svar"), "the first is hidden");
        let numbers: Vec<_> = sheet.rows.iter().map(|row| row.number).collect();
        assert_eq!(numbers, [1, 2, 3, 4, 5, 6, 8]);
        let rows: Vec<_> = sheet.rows.iter().map(|row| &row.cells[1..]).collect();
        let yes = Value::Bool(true);
        assert_eq!(rows[1], [Value::Number(1234.5), day(2025, 10, 13), yes.clone(), text("Malmö")]);
        let broken = text("rad ett\nrad två");
        let no = Value::Bool(false);
        assert_eq!(rows[2], [Value::Number(12.0), day(2024, 2, 29), no, broken]);
        assert_eq!(rows[3], [text("08:15"), text("36:00"), Value::Empty, text("  ")]);
        let errors = ["#DIV/0!", "#N/A"].map(|error| Value::Error(error.into()));
        assert_eq!(rows[4], [errors[0].clone(), errors[1].clone(), yes, text("svar 2")]);
        assert_eq!(rows[5][3], day(2025, 1, 2), "{book}");
        assert_eq!(texts(&sheet.rows[6]), ["sammanslagen", "", "", "", "0.1", "0.3"]);
    }
}

#[test]
fn a_sheet_is_chosen_by_its_name_whatever_its_case() {
    let path = fixture("sheet/workbooks/libreoffice.xlsx");
    assert_eq!(sheet::names(&path).unwrap(), ["Dold", "Svar", "Svar 2"]);
    assert_eq!(texts(&read("libreoffice.xlsx", Some("dold")).rows[1]), ["a", "b"]);
    let options = Options { sheet: Some("Svaret".into()), ..Options::default() };
    let faults = sheet::read(&path, "form.xlsx", &options).unwrap_err();
    assert_eq!(
        said(faults),
        "error: `form.xlsx` has no sheet `Svaret`\n  ┌─ form.xlsx\n  = hint: did you mean `Svar`?\n\n"
    );
}

#[test]
fn rows_before_the_header_are_left_out() {
    let options = Options { skip_rows: 7, ..Options::default() };
    let path = fixture("sheet/workbooks/libreoffice.xlsx");
    let mut reader = sheet::open(&path, "form.xlsx", &options).unwrap();
    assert_eq!((reader.header().number, reader.name()), (8, Some("Svar")));
    assert_eq!(reader.next_row().unwrap(), None);
    assert_eq!((reader.encoding(), reader.delimiter()), (None, None));
}

/// Prefixes, rows out of order, cells without addresses, an empty cell at `XFD1048576`.
#[test]
fn an_odd_sheet_is_read_as_excel_does() {
    let sheet = read("odd", None);
    let rows: Vec<_> = sheet.rows.iter().map(|row| (row.number, texts(row))).collect();
    let row = |number, cells: &[&str]| (number, cells.iter().map(|&c| c.to_owned()).collect());
    assert_eq!(
        rows,
        [row(1, &["namn", "tal"]), row(3, &["tre", "3"]), row(1_048_576, &["2025-01-02"])]
    );
}

#[test]
fn faults_stand_at_addresses() {
    let sheet = read("libreoffice.xlsx", None);
    let print = |fault| said(vec![fault]);
    assert_eq!(
        print(sheet.fault(3, 4, "too short")),
        "error: too short\n  ┌─ form.xlsx, Svar!E3\n3 │ rad ett␊rad två\n  │ ^^^^^^^^^^^^^^^\n\n"
    );
    assert_eq!(
        print(sheet.fault(7, 30, "no answer")),
        "error: no answer\n  ┌─ form.xlsx, Svar!AE7\n\n"
    );
    assert_eq!(
        print(sheet.row_fault(2, "twice")),
        "error: twice\n  ┌─ form.xlsx, Svar!2:2\n2 │ Antal sängar | 1234.5 | 2025-10-13 | true | \
         Malmö\n  │ ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^\n\n"
    );
    assert_eq!(
        print(sheet.whole_fault("not a form")),
        "error: not a form\n  ┌─ form.xlsx, Svar\n\n"
    );
    let other = read("libreoffice.xlsx", Some("Svar 2"));
    let faults = vec![sheet.fault(2, 3, "bad"), sheet.fault(4, 3, "bad"), other.fault(1, 0, "bad")];
    let said = said(faults);
    assert!(said.contains("2 more cells have the same fault: 'Svar 2'!A1 and D4"), "{said}");
}

#[test]
fn every_workbook_of_the_fixtures_has_names() {
    let folder = tempfile::tempdir().unwrap();
    for entry in entries("workbooks") {
        assert!(!sheet::names(&packed(&entry, &folder)).unwrap().is_empty(), "{}", name(&entry));
    }
}

/// A program that does not work formulas out leaves them without a value; that is no empty cell.
#[test]
fn a_formula_without_a_value_is_an_error_and_no_blank() {
    let sheet = read("formulas", None);
    let none = Value::Error(WITHOUT_VALUE.to_owned());
    assert_eq!(sheet.rows[1].cells, [Value::Number(2.0), none.clone()]);
    assert_eq!(sheet.rows[2].cells, [Value::Number(3.0), none]);
}
