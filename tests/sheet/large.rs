//! Large files: read, or refused before they take the memory.
//!
//! The tests that are ignored measure: `cargo test sheet::large -- --ignored --nocapture --test-threads 1`.

use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use kapacitet::sheet::{self, Options, Reader, Value};
use tempfile::TempDir;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::{said, zip};
use crate::support::{files, fixture};

/// Opens a table that begins with a header and goes on with one byte for a gigabyte.
fn endless(header: &'static str, byte: u8) -> Reader {
    let input = move || -> io::Result<Box<dyn Read + Send>> {
        Ok(Box::new(header.as_bytes().chain(io::repeat(byte).take(1 << 30))))
    };
    sheet::open_with(input, "a.csv", &Options::default()).unwrap()
}

/// Reads until a fault, and returns it as printed, without the excerpt.
fn refusal(mut reader: Reader) -> String {
    let fault = loop {
        match reader.next_row() {
            Ok(Some(_)) => {}
            Ok(None) => panic!("there is no fault"),
            Err(fault) => break fault,
        }
    };
    assert_eq!(reader.next_row().unwrap(), None, "nothing comes after it");
    said(vec![fault])
        .lines()
        .filter(|line| !line.contains('│'))
        .collect::<Vec<_>>()
        .join("\n")
        .trim_end()
        .to_owned()
}

#[test]
fn a_line_of_a_gigabyte_is_refused() {
    assert_eq!(
        refusal(endless("id,ort\n1,", b'a')),
        "error: a cell is larger than 16 MiB\n  ┌─ a.csv:2:3\n  = hint: is a quote opened here and \
         not closed?\n  = hint: is this a table?"
    );
    assert_eq!(
        refusal(endless("id,ort\n1,2\n3,\"å\n", b'\n')),
        "error: a cell is larger than 16 MiB\n  ┌─ a.csv:3:3\n  = hint: is a quote opened here and \
         not closed?\n  = hint: is this a table?"
    );
    assert_eq!(
        refusal(endless("id,ort\n", b',')),
        "error: the row has more than 4096 columns\n  ┌─ a.csv:2:1\n  = hint: is this a table?"
    );
}

#[test]
fn a_row_of_many_large_cells_is_refused() {
    let cell = "x".repeat(15 << 20);
    let mut bytes = b"a,b,c,d,e\n".to_vec();
    bytes.extend([cell.as_str(); 5].join(",").bytes());
    let input = move || -> io::Result<Box<dyn Read + Send>> {
        Ok(Box::new(io::Cursor::new(bytes.clone())))
    };
    let reader = sheet::open_with(input, "a.csv", &Options::default()).unwrap();
    let said = refusal(reader);
    assert!(said.starts_with("error: the row is larger than 64 MiB\n  ┌─ a.csv:2:1\n"), "{said}");
}

#[test]
fn cells_of_ten_megabytes_and_300_columns_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.csv");
    let header: Vec<_> = (1..=300).map(|at| format!("c{at}")).collect();
    let long = "rad \"\"ett\"\",\n".repeat(10_000_000 / 13);
    let mut row = vec![String::new(); 300];
    row[299] = format!("\"{long}\"");
    fs::write(&path, [header.join(","), row.join(","), row.join(",")].join("\r\n")).unwrap();
    let sheet = sheet::read(&path, "a.csv", &Options::default()).unwrap();
    assert_eq!(sheet.rows.len(), 3);
    assert_eq!(sheet.rows[1].cells.len(), 300);
    assert_eq!(sheet.rows[2].get(299).text().len(), long.len() - 2 * (10_000_000 / 13));
    // The cell takes 769,230 line breaks and ends in the line after the last.
    assert_eq!(sheet.rows[2].number, 2 + 769_230 + 1);
    let place = sheet.fault(sheet.rows[2].number, 299, "too long").place.unwrap();
    assert_eq!((place.line, place.column), (769_233, 300));
}

/// Writes a workbook whose sheet is made up by `fill`, with its other parts from a fixture.
fn workbook(folder: &TempDir, fill: impl FnOnce(&mut dyn Write)) -> PathBuf {
    workbook_with(folder, "", fill)
}

/// Writes a workbook with a text that cells can share.
fn workbook_with(folder: &TempDir, text: &str, fill: impl FnOnce(&mut dyn Write)) -> PathBuf {
    let path = folder.path().join("a.xlsx");
    let parts = fixture("sheet/workbooks/odd");
    let mut writer = ZipWriter::new(BufWriter::new(File::create(&path).unwrap()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for part in files(&parts).into_iter().filter(|part| !part.contains("worksheets/")) {
        writer.start_file(&part, options).unwrap();
        writer.write_all(&fs::read(parts.join(&part)).unwrap()).unwrap();
    }
    writer.start_file("xl/sharedStrings.xml", options).unwrap();
    write!(writer, "<sst><si><t>{text}</t></si></sst>").unwrap();
    writer.start_file("xl/worksheets/sheet1.xml", options).unwrap();
    writer.write_all(b"<worksheet><sheetData>").unwrap();
    fill(&mut writer);
    writer.write_all(b"</sheetData></worksheet>").unwrap();
    writer.finish().unwrap();
    path
}

/// Returns what is said of a workbook, in one line.
fn first_line(path: &Path) -> String {
    let faults = sheet::read(path, "a.xlsx", &Options::default()).unwrap_err();
    said(faults).lines().next().unwrap().to_owned()
}

#[test]
fn a_zip_bomb_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let zeros = vec![b'0'; 1 << 20];
    let path = workbook(&folder, |out| (0..20).for_each(|_| out.write_all(&zeros).unwrap()));
    assert_eq!(
        first_line(&path),
        "error: `a.xlsx` has a part that unpacks to much more than any table needs: \
         `xl/worksheets/sheet1.xml`"
    );
}

#[test]
fn an_archive_of_many_parts_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.xlsx");
    let parts: Vec<_> = (0..5000).map(|at| (format!("{at}.xml"), vec![])).collect();
    fs::write(&path, zip(&parts)).unwrap();
    assert_eq!(first_line(&path), "error: `a.xlsx` has more than 4096 parts");
}

#[test]
fn a_part_that_claims_to_be_small_is_measured() {
    let folder = tempfile::tempdir().unwrap();
    let zeros = vec![b'0'; 1 << 20];
    let path = workbook(&folder, |out| (0..20).for_each(|_| out.write_all(&zeros).unwrap()));
    let mut bytes = fs::read(&path).unwrap();
    let length = (20u32 << 20) + 46;
    let claims: Vec<_> =
        (0..bytes.len() - 4).filter(|&at| bytes[at..at + 4] == length.to_le_bytes()).collect();
    assert!(!claims.is_empty());
    for at in claims {
        bytes[at..at + 4].copy_from_slice(&100u32.to_le_bytes());
    }
    fs::write(&path, bytes).unwrap();
    let said = first_line(&path);
    assert!(said.contains("unpacks to much more") || said.contains("is damaged"), "{said}");
}

/// A text of 30,000 letters to which 10,000 cells refer is 300 MB of cells.
#[test]
fn a_text_that_many_cells_share_is_counted_for_each() {
    let folder = tempfile::tempdir().unwrap();
    let path = workbook_with(&folder, &"x".repeat(30_000), |out| {
        for row in 1..=10_000 {
            write!(out, "<row r=\"{row}\"><c t=\"s\"><v>0</v></c></row>").unwrap();
        }
    });
    assert_eq!(
        first_line(&path),
        "error: the table has more than 10 million cells or 256 MiB of text"
    );
}

#[test]
fn cells_far_to_the_right_do_not_fill_the_sheet() {
    let folder = tempfile::tempdir().unwrap();
    let path = workbook(&folder, |out| {
        for row in 1..=5000 {
            write!(out, "<row r=\"{row}\"><c r=\"FAN{row}\"><v>{row}</v></c></row>").unwrap();
        }
    });
    assert_eq!(
        first_line(&path),
        "error: the table has more than 10 million cells or 256 MiB of text"
    );
}

/// Returns the most memory that this process has had, in MiB.
fn peak() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() / 1024
}

#[test]
#[ignore = "measures memory; one at a time"]
fn memory_of_a_csv_of_500_megabytes() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.csv");
    let mut out = BufWriter::new(File::create(&path).unwrap());
    writeln!(out, "id;ort;text").unwrap();
    let text = "säger \"\"ja\"\" till allt ".repeat(8);
    let mut rows = 0;
    while rows < 2_500_000 {
        rows += 1;
        writeln!(out, "{rows};Malmö;\"{text}\"").unwrap();
    }
    out.flush().unwrap();
    let mut reader = sheet::open(&path, "a.csv", &Options::default()).unwrap();
    let mut read = 0;
    while let Some(row) = reader.next_row().unwrap() {
        read += 1;
        assert_eq!(row.cells[0], Value::Text(read.to_string()));
    }
    assert_eq!(read, rows);
    println!(
        "{} MB of CSV, {rows} rows: {} MiB",
        path.metadata().unwrap().len() / 1_000_000,
        peak()
    );
}

#[test]
#[ignore = "measures memory; one at a time"]
fn memory_of_a_gigabyte_of_zeros_in_a_workbook() {
    let folder = tempfile::tempdir().unwrap();
    let zeros = vec![b'0'; 1 << 20];
    let path = workbook(&folder, |out| (0..1024).for_each(|_| out.write_all(&zeros).unwrap()));
    println!("{}", first_line(&path));
    println!("1 GiB in {} kB of XLSX: {} MiB", path.metadata().unwrap().len() / 1000, peak());
}

#[test]
#[ignore = "measures memory; one at a time"]
fn memory_of_a_line_of_a_gigabyte() {
    println!("{}", refusal(endless("id,ort\n1,", b'a')));
    println!("a line of 1 GiB: {} MiB", peak());
}

#[test]
#[ignore = "measures memory; one at a time"]
fn memory_of_cells_of_ten_megabytes() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.csv");
    let mut out = BufWriter::new(File::create(&path).unwrap());
    let long = "rad \"\"ett\"\",\n".repeat(10_000_000 / 13);
    writeln!(out, "id,text").unwrap();
    (0..50).for_each(|at| writeln!(out, "{at},\"{long}\"").unwrap());
    out.flush().unwrap();
    let mut reader = sheet::open(&path, "a.csv", &Options::default()).unwrap();
    let mut read = 0;
    while reader.next_row().unwrap().is_some() {
        read += 1;
    }
    println!("{read} cells of 10 MB: {} MiB", peak());
}

#[test]
#[ignore = "measures memory; one at a time"]
fn memory_of_a_workbook_of_six_million_cells() {
    let folder = tempfile::tempdir().unwrap();
    let path = workbook(&folder, |out| {
        for row in 1..=200_000u64 {
            write!(out, "<row r=\"{row}\">").unwrap();
            (0..30).for_each(|at| write!(out, "<c><v>{}</v></c>", row * 31 + at).unwrap());
            write!(out, "</row>").unwrap();
        }
    });
    let sheet = sheet::read(&path, "a.xlsx", &Options::default()).unwrap();
    let megabytes = path.metadata().unwrap().len() / 1_000_000;
    println!("{} rows of 30 cells in {megabytes} MB of XLSX: {} MiB", sheet.rows.len(), peak());
}
