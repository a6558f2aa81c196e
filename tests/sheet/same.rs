//! One table in many dresses.

use std::io::{self, Cursor, Read};

use kapacitet::sheet::{self, Options, Reader};

use super::{entries, name, texts};
use crate::support::{fixture, shared};

/// What stands in each of the files.
const TABLE: [[&str; 4]; 4] = [
    ["id", "ort", "andel", "anteckning"],
    ["1", "Malmö", "0.5", "säger \"ja\""],
    ["2", "Västra Götaland, Skåne; Öland|\tKalmar", "", "rad ett\nrad två"],
    ["3", "", "1200", "=1+1"],
];

/// Reads the rows of a table, its header first.
fn rows(reader: &mut Reader) -> Vec<Vec<String>> {
    let mut rows = vec![texts(reader.header())];
    while let Some(row) = reader.next_row().unwrap() {
        rows.push(texts(&row));
    }
    rows
}

#[test]
fn a_table_is_the_same_in_every_dress() {
    let files = entries("same");
    assert_eq!(files.len(), 12);
    for path in files {
        let name = name(&path);
        let sheet = sheet::read(&path, &name, &Options::default()).unwrap();
        let whole: Vec<_> = sheet.rows.iter().map(texts).collect();
        assert_eq!(whole, TABLE, "{name}");
        let mut reader = sheet::open(&path, &name, &Options::default()).unwrap();
        assert_eq!(rows(&mut reader), TABLE, "{name}");
        assert!(sheet::names(&path).unwrap().is_empty());
        // Only what was guessed is told.
        let is_guessed =
            ["windows-1252-semicolon-crlf.csv", "sep-line.csv", "utf16le-without-mark.csv"];
        assert_eq!(!sheet.notes.is_empty(), is_guessed.contains(&name.as_str()), "{name}");
    }
}

#[test]
fn what_was_found_out_can_be_asked_for() {
    let found = |name: &str| {
        let path = fixture("sheet/same").join(name);
        let reader = sheet::open(&path, name, &Options::default()).unwrap();
        (reader.encoding().unwrap(), char::from(reader.delimiter().unwrap()))
    };
    assert_eq!(found("utf8.csv"), ("UTF-8", ','));
    assert_eq!(found("utf16be-semicolon.csv"), ("UTF-16BE", ';'));
    assert_eq!(found("utf16le-tab.txt"), ("UTF-16LE", '\t'));
    assert_eq!(found("windows-1252-semicolon-crlf.csv"), ("windows-1252", ';'));
    assert_eq!(found("sep-line.csv"), ("windows-1252", '|'));
}

#[test]
fn an_encoding_that_is_given_is_taken() {
    let path = fixture("sheet/same/windows-1252-semicolon-crlf.csv");
    let with = |encoding: &str| {
        let options = Options { encoding: Some(encoding.into()), ..Options::default() };
        sheet::read(&path, "a.csv", &options)
    };
    let sheet = with("windows-1252").unwrap();
    assert!(sheet.notes.is_empty());
    assert_eq!(texts(&sheet.rows[1]), TABLE[1]);
    assert_eq!(texts(&with("Latin1").unwrap().rows[1]), TABLE[1]);
    let said = super::said(with("utf-8").unwrap_err());
    assert!(said.contains("a.csv:2:7"), "{said}");
    let said = super::said(with("windows1252x").unwrap_err());
    assert!(said.contains("did you mean `windows-1252`?"), "{said}");
}

#[test]
fn lines_before_the_header_and_comments_are_left_out() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.csv");
    std::fs::write(&path, "Export \"1\r\nav 2025\r\n# källa\r\nid;ort\r\n#2;x\r\n1;\"a\n#b\"\r\n")
        .unwrap();
    let options = Options { skip_rows: 2, comments: true, ..Options::default() };
    let sheet = sheet::read(&path, "a.csv", &options).unwrap();
    let rows: Vec<_> = sheet.rows.iter().map(|row| (row.number, texts(row))).collect();
    let row = |number, cells: [&str; 2]| (number, cells.map(str::to_owned).to_vec());
    assert_eq!(rows, [row(4, ["id", "ort"]), row(6, ["1", "a\n#b"])]);
    let place = sheet.fault(6, 1, "bad").place.unwrap();
    assert_eq!((place.line, place.column, place.excerpt.as_str()), (6, 3, "1;\"a"));
}

#[test]
fn a_fault_is_found_again_in_a_row_of_some_lines() {
    let path = fixture("sheet/same/cr-alone.csv");
    let sheet = sheet::read(&path, "a.csv", &Options::default()).unwrap();
    let place = sheet.fault(3, 3, "bad").place.unwrap();
    assert_eq!((place.line, place.column, place.length), (3, 44, 8));
    // The third row takes two lines.
    let place = sheet.fault(5, 2, "bad").place.unwrap();
    assert_eq!((place.line, place.column, place.excerpt.as_str()), (5, 4, "3,,1200,=1+1"));
    // Rows that were read before, and the header, are looked for again.
    let mut reader = sheet::open(&path, "a.csv", &Options::default()).unwrap();
    while reader.next_row().unwrap().is_some() {}
    for (row, column) in [(1, 3), (3, 3), (5, 2), (5, 9)] {
        assert_eq!(reader.fault(row, column, "bad"), sheet.fault(row, column, "bad"));
        assert_eq!(reader.row_fault(row, "bad"), sheet.row_fault(row, "bad"));
    }
}

#[test]
fn rows_may_have_any_width_where_that_is_said() {
    let path = fixture("sheet/refused/rows-of-other-width.csv");
    let options = Options { ragged: true, ..Options::default() };
    let sheet = sheet::read(&path, "a.csv", &options).unwrap();
    let widths: Vec<_> = sheet.rows.iter().map(|row| row.cells.len()).collect();
    assert_eq!(widths, [3, 3, 2, 4, 2]);
}

/// Returns a text of letters that matter to the shape of a table, the same for the same number.
fn made_up(seed: u64) -> String {
    const LETTERS: [&str; 10] = ["a", "å", ",", ",", "\"", "\"", "\n", "\r", "\r\n", " "];
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut letters = String::new();
    for _ in 0..10 + seed % 40 {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        letters.push_str(LETTERS[(state >> 33) as usize % LETTERS.len()]);
    }
    letters
}

/// Returns the rows in which something stands as the `csv` crate reads them, with their lines.
fn plainly(text: &str) -> Vec<Vec<String>> {
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let rows = reader.records().map(|record| {
        let cells = record.unwrap();
        cells.iter().map(|cell| cell.replace("\r\n", "\n").replace('\r', "\n")).collect()
    });
    rows.filter(|row: &Vec<String>| row.iter().any(|cell| !cell.trim().is_empty())).collect()
}

/// What cuts the text into rows and what takes the rows apart follow the same rules, whatever the text.
#[test]
fn rows_are_cut_as_the_csv_crate_cuts_them() {
    let (mut compared, mut refused) = (0, 0);
    for seed in 0..3000 {
        let text = made_up(seed);
        let bytes = text.clone().into_bytes();
        let options = Options {
            encoding: Some("utf-8".into()),
            delimiter: Some(b','),
            ragged: true,
            ..Options::default()
        };
        let input = move || -> io::Result<Box<dyn Read + Send>> {
            Ok(Box::new(Cursor::new(bytes.clone())))
        };
        let rows = plainly(&text);
        let Ok(mut reader) = sheet::open_with(input, "a.csv", &options) else { continue };
        let mut read = vec![reader.header().clone()];
        let fault = loop {
            match reader.next_row() {
                Ok(Some(row)) => {
                    // A fault at a cell finds the text of the cell again.
                    for (at, cell) in row.cells.iter().enumerate() {
                        let place = reader.fault(row.number, at, "bad").place.unwrap();
                        let marked: String =
                            place.excerpt.chars().skip(place.start).take(place.length).collect();
                        let first = cell.text().split('\n').next().unwrap().to_owned();
                        let is_it = first.is_empty()
                            || marked.replace("\"\"", "\"").contains(&first)
                            || marked.contains('"');
                        assert!(is_it, "{text:?}: {marked:?} is not {first:?}");
                        assert!(place.line as u64 >= row.number, "{text:?}");
                    }
                    read.push(row);
                }
                Ok(None) => break None,
                Err(fault) => break Some(fault),
            }
        };
        let texts: Vec<Vec<_>> =
            read.iter().map(|row| row.cells.iter().map(sheet::Value::text).collect()).collect();
        match fault {
            None => {
                let filled =
                    |row: &Vec<String>| row.iter().rposition(|cell| !cell.trim().is_empty());
                let trim = |row: &Vec<String>| row[..=filled(row).unwrap()].to_vec();
                let found: Vec<_> = texts.iter().map(trim).collect();
                assert_eq!(found, rows.iter().map(trim).collect::<Vec<_>>(), "{text:?}");
                compared += 1;
            }
            Some(fault) => {
                assert_eq!(fault.message, "a quote is opened here and never closed", "{text:?}");
                refused += 1;
            }
        }
    }
    assert!(compared > 1000 && refused > 300, "{compared} compared, {refused} refused");
}

/// Counted with the csv module of Python: 635 rows of 29 columns, 18,415 cells, 15,173 of them filled with 1,537,363 characters.
#[test]
fn the_website_table_of_635_studies_has_the_cells_that_python_counts() {
    let Some(path) = shared("ctgov-website/ctg-studies.csv") else { return };
    let mut reader = sheet::open(&path, "ctg-studies.csv", &Options::default()).unwrap();
    assert_eq!(reader.header().cells.len(), 29);
    let (mut rows, mut cells, mut filled, mut letters) = (0, 0, 0, 0);
    while let Some(row) = reader.next_row().unwrap() {
        rows += 1;
        cells += row.cells.len();
        let texts = row.cells.iter().map(sheet::Value::text);
        for text in texts.filter(|text| !text.is_empty()) {
            filled += 1;
            letters += text.chars().count();
        }
    }
    assert_eq!((rows, cells, filled, letters), (635, 18_415, 15_173, 1_537_363));
}
