//! Columns by name, cells by type, and what is said of those that are wrong.

use chrono::NaiveDate;
use kapacitet::sheet::{self, Columns, Expected, Options, Reader, Sheet};

use super::{expected, said};
use crate::support::fixture;

/// The columns of `answers.csv`.
const ANSWERS: [Expected; 8] = [
    Expected::required("region"),
    Expected::required("start_year"),
    Expected::required("Antal platser"),
    Expected::optional("andel"),
    Expected::optional("publicerad"),
    Expected::optional("visas"),
    Expected::optional("grad"),
    Expected::optional("taggar"),
];

/// Reads a fixture.
fn read(name: &str) -> Sheet {
    let path = fixture("sheet/columns").join(name);
    sheet::read(&path, name, &Options::default()).unwrap()
}

/// Opens a fixture.
fn open(name: &str) -> Reader {
    let path = fixture("sheet/columns").join(name);
    sheet::open(&path, name, &Options::default()).unwrap()
}

#[test]
fn names_are_found_whatever_their_case_and_gaps() {
    let columns = Columns::parse(&read("answers.csv"), &ANSWERS).unwrap();
    assert_eq!(columns.index("START-YEAR"), Some(1));
    assert_eq!(columns.index("antal_platser"), Some(2));
    assert_eq!(columns.index("kommun"), None);
    assert_eq!(columns.names()[1], "Start year");
}

#[test]
fn slips_in_the_header_are_told_at_once() {
    let columns = [
        Expected::required("region"),
        Expected::required("startar"),
        Expected::required("antal platser"),
        Expected::required("källa"),
        Expected::optional("publicerad"),
        Expected::optional("grad"),
        Expected::optional("kommentar"),
    ];
    let sheet = read("slips.csv");
    let message = said(Columns::parse(&sheet, &columns).unwrap_err());
    expected(&fixture("sheet/columns/slips.csv"), &message).unwrap();
    // Where other columns do not matter, the ones that do still count.
    let faults = Columns::find(&sheet, &columns).unwrap_err();
    let messages: Vec<_> = faults.iter().map(|fault| fault.message.as_str()).collect();
    assert_eq!(
        messages,
        ["unknown column `Startår`", "column `Region` stands twice", "missing column `källa`"]
    );
    let found = Columns::find_in(&open("slips.csv"), &columns).unwrap_err();
    assert_eq!(said(found), said(faults));
}

#[test]
fn a_row_of_right_cells_is_read() {
    let sheet = read("answers.csv");
    let columns = Columns::parse(&sheet, &ANSWERS).unwrap();
    let mut faults = vec![];
    let row = columns.rows(&sheet).next().unwrap();
    let mut row = columns.row(&sheet, row, &mut faults);
    assert_eq!(row.number(), 2);
    assert_eq!(row.one_of("region", &["gotland", "skane"]), Some("skane"));
    assert_eq!(row.required().whole("start_year"), Some(2024));
    assert_eq!(row.required().decimal("andel"), Some(0.5));
    assert_eq!(row.date("publicerad"), NaiveDate::from_ymd_opt(2025, 1, 2));
    assert_eq!(row.yes_no("visas"), Some(true));
    assert_eq!(row.required_text("grad").as_deref(), Some("A"));
    assert_eq!(row.list("taggar", ','), ["onkologi", "kardiologi"]);
    assert_eq!(row.text("finns inte"), None);
    assert!(faults.is_empty(), "{}", said(faults));
}

#[test]
fn everything_wrong_with_the_cells_is_told_at_once() {
    let mut reader = open("answers.csv");
    let columns = Columns::find_in(&reader, &ANSWERS).unwrap();
    let mut faults = vec![];
    while let Some(row) = reader.next_row().unwrap() {
        let mut row = columns.row(&reader, &row, &mut faults);
        row.required().one_of("region", &["skane", "vastra-gotaland"]);
        let year = row.whole("start_year");
        row.required().whole("antal_platser");
        row.decimal("andel");
        row.date_in("publicerad", &["%d/%m/%y"]);
        row.yes_no("visas");
        row.one_of("grad", &["A", "B", "C"]);
        row.list_of("taggar", ',', &["onkologi", "kardiologi"]);
        if year.is_some_and(|year| year < 2000) {
            let fault = row.fault("start_year", "a year before this register");
            fault.hints.push("it begins in 2000".into());
        }
    }
    expected(&fixture("sheet/columns/answers.csv"), &said(faults)).unwrap();
}

#[test]
fn a_workbook_gives_the_same_types() {
    let path = fixture("sheet/workbooks/libreoffice.xlsx");
    let sheet = sheet::read(&path, "form.xlsx", &Options::default()).unwrap();
    let columns = Columns::find(&sheet, &[Expected::required("värde")]).unwrap();
    let mut faults = vec![];
    let rows: Vec<_> = columns.rows(&sheet).collect();
    let mut row = columns.row(&sheet, rows[1], &mut faults);
    assert_eq!(row.whole("Värde"), Some(12));
    assert_eq!(row.date("Datum"), NaiveDate::from_ymd_opt(2024, 2, 29));
    assert_eq!(row.yes_no("Klart"), Some(false));
    let mut row = columns.row(&sheet, rows[3], &mut faults);
    assert_eq!(row.decimal("Värde"), None);
    assert_eq!(
        said(faults),
        "error: the cell in column `Värde` holds the error `#DIV/0!`\n  ┌─ form.xlsx, Svar!B5\n5 │ \
         #DIV/0!\n  │ ^^^^^^^\n  = hint: look what its formula needs, or write the value itself\n\n"
    );
}
