//! Tables that are written: the same bytes each time, no formulas, and read back as they were.

use std::io::{Cursor, Read};

use chrono::NaiveDate;
use kapacitet::sheet::{self, Options, Value, Written, to_csv, to_plain_csv, to_xlsx};
use zip::ZipArchive;

use super::texts;

/// A table of all that can stand in one.
fn table() -> Written {
    let text = |text: &str| Value::Text(text.into());
    let date = NaiveDate::from_ymd_opt(2025, 3, 1).unwrap();
    Written {
        title: "Rättelser: Region Skåne [utkast] / 2025, med ett långt namn".into(),
        lang: "sv".into(),
        columns: ["nct", "fält", "värde"].map(str::to_owned).to_vec(),
        rows: vec![
            vec![text("NCT00000001"), text("ort, nu"), text("Malmö \"C\"")],
            vec![text("=HYPERLINK(\"http://x\")"), text("@SUM(A1)"), text("-5")],
            vec![Value::Number(1234.5), Value::Bool(true), Value::Date(date)],
            vec![text("+46 rad\ntvå"), Value::Empty, Value::Error("#N/A".into())],
            vec![text("-2,5")],
        ],
    }
}

#[test]
fn a_csv_is_rfc_4180_and_no_text_begins_a_formula() {
    let plain = String::from_utf8(to_plain_csv(&table())).unwrap();
    assert_eq!(
        plain,
        "nct,fält,värde\r\n\
         NCT00000001,\"ort, nu\",\"Malmö \"\"C\"\"\"\r\n\
         \"'=HYPERLINK(\"\"http://x\"\")\",'@SUM(A1),-5\r\n\
         1234.5,ja,2025-03-01\r\n\
         \"'+46 rad\ntvå\",,#N/A\r\n\
         \"-2,5\",,\r\n"
    );
    assert_eq!(to_csv(&table()), ["\u{feff}".as_bytes(), plain.as_bytes()].concat());
}

#[test]
fn a_written_workbook_is_read_back_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.xlsx");
    std::fs::write(&path, to_xlsx(&table())).unwrap();
    assert_eq!(sheet::names(&path).unwrap(), ["Rättelser Region Skåne utkast"]);
    let sheet = sheet::read(&path, "a.xlsx", &Options::default()).unwrap();
    assert_eq!(texts(&sheet.rows[0]), table().columns);
    for (read, written) in sheet.rows[1..].iter().zip(table().rows) {
        let written: Vec<_> = written.iter().map(Value::text).collect();
        assert_eq!(texts(read), written);
    }
    assert_eq!(sheet.rows[3].cells, table().rows[2]);
}

#[test]
fn the_same_table_gives_the_same_bytes_and_names_no_time() {
    assert_eq!(to_xlsx(&table()), to_xlsx(&table()));
    let mut archive = ZipArchive::new(Cursor::new(to_xlsx(&table()))).unwrap();
    let mut core = String::new();
    archive.by_name("docProps/core.xml").unwrap().read_to_string(&mut core).unwrap();
    assert!(core.contains("<dc:title>Rättelser: Region Skåne [utkast]"), "{core}");
    assert!(core.contains(">2000-01-01T00:00:00Z</dcterms:created>"), "{core}");
    assert!(!core.contains(">202"), "{core}");
}

#[test]
fn a_sheet_has_filters_and_a_header_that_stays() {
    let mut archive = ZipArchive::new(Cursor::new(to_xlsx(&table()))).unwrap();
    let mut xml = String::new();
    archive.by_name("xl/worksheets/sheet1.xml").unwrap().read_to_string(&mut xml).unwrap();
    assert!(xml.contains("<autoFilter ref=\"A1:C6\"/>"), "{xml}");
    assert!(xml.contains("state=\"frozen\"") && xml.contains("ySplit=\"1\""), "{xml}");
    assert!(!xml.contains("<f>"), "{xml}");
}

#[test]
fn what_no_sheet_can_hold_is_written_as_far_as_it_goes() {
    let long = "å".repeat(40_000);
    let table = Written {
        title: "'History'".into(),
        lang: "en".into(),
        columns: vec!["a\u{0}b".into()],
        rows: vec![vec![Value::Text(long)], vec![Value::Number(f64::NAN)], vec![]],
    };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.xlsx");
    std::fs::write(&path, to_xlsx(&table)).unwrap();
    let sheet = sheet::read(&path, "a.xlsx", &Options::default()).unwrap();
    let text = sheet.rows[1].cells[0].text();
    assert!(text.ends_with("å […]") && text.chars().count() == 32_767);
    assert_eq!(sheet.name.as_deref(), Some("Data"));
    assert!(!to_xlsx(&Written::default()).is_empty());
    assert_eq!(
        to_plain_csv(&Written { columns: vec![], ..table.clone() }).split(|b| *b == b'\n').count(),
        5
    );
}

#[test]
#[ignore = "needs LibreOffice"]
fn a_written_workbook_opens_in_libreoffice() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.xlsx");
    std::fs::write(&path, to_xlsx(&table())).unwrap();
    let run = std::process::Command::new("soffice")
        .args([
            "--headless",
            "--convert-to",
            "csv:Text - txt - csv (StarCalc):44,34,76",
            "--outdir",
        ])
        .arg(folder.path())
        .arg(&path)
        .output()
        .unwrap();
    let text = std::fs::read_to_string(folder.path().join("a.csv"));
    let text = text.unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&run.stderr)));
    println!("{text}");
    assert!(text.starts_with("nct,fält,värde\nNCT00000001,"), "{text}");
    assert!(text.contains("=HYPERLINK") && text.contains("2025-03-01"), "{text}");
}
