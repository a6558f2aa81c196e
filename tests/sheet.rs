//! Sheets: tables in every dress that people send, and what is said about bad ones.

use std::path::Path;

use kapacitet::sheet::{self, Options, Value};

#[test]
fn a_semicolon_table_of_a_windows_program_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.csv");
    std::fs::write(&path, b"ort;andel\r\nMalm\xf6;0,5\r\n\"Ume\xe5;\r\nnorr\";1\r\n").unwrap();
    let sheet = sheet::read(&path, "a.csv", &Options::default()).unwrap();
    assert_eq!(sheet.rows[1].cells[0], Value::Text("Malmö".into()));
    assert_eq!((sheet.rows[2].number, sheet.rows.len()), (3, 3));
    let place = sheet.fault(3, 1, "bad").place.unwrap();
    assert_eq!((place.line, place.column), (4, 7));
    let _ = Path::new("");
}
