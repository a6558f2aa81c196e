//! No e-mail address and no telephone number is kept in any snapshot: every text of every table is
//! looked through, for shapes that are written here plainly and share nothing with `src/contact`.
//!
//! The website's files and AACT's zips are looked through where they are ingested already, in
//! ingest/shared_forms.rs.

use std::fs::{self, File};
use std::path::Path;

use polars::prelude::{DataFrame, DataType, SerReader};
use polars_io::parquet::read::ParquetReader;

use crate::shared_data::recent;
use crate::support::{Project, crate_root, files, fixture, shared};

/// The shapes of North America's numbers; `9` stands for any digit.
const AMERICAN: [&str; 5] =
    ["999-999-9999", "999 999-9999", "999)999-9999", "999) 999-9999", "999)-999-9999"];

/// The shapes of free numbers in letters; `A` stands for any capital.
const SPELLED: [&str; 3] = ["9-999-AAAA", "9-999-AA-AA", "999-AAA-AAAA"];

/// Words that a number would stand behind.
const WORDS: [&str; 8] = ["call ", "contact ", "fax", "phone", "tel ", "tel.", "tel:", "telefon"];

/// What has such a shape and is no contact. There is nothing: site numbers (`205.235.0438`),
/// substances (`NNC0142-0002`), Merck's trial numbers (`0431-178`), doses and dates have others.
const NO_CONTACTS: [&str; 0] = [];

/// Whether a text has `something@something.something`.
fn has_address(text: &str) -> bool {
    text.split_whitespace().any(|word| match word.split_once('@') {
        Some((name, rest)) => {
            let dot = rest.char_indices().skip(1).find(|(_, c)| *c == '.');
            !name.is_empty() && dot.is_some_and(|(at, _)| at + 1 < rest.len())
        }
        None => false,
    })
}

/// Whether a text has a plus sign, a digit, and seven or more digits, spaces, brackets and hyphens,
/// of which at least six are digits: `+ 1000 mg` and `(2+0.005)` are sums.
fn has_number_abroad(text: &str) -> bool {
    text.split('+').skip(1).any(|rest| {
        let length = rest.find(|c: char| !(c.is_ascii_digit() || " ()-".contains(c)));
        let number = &rest[..length.unwrap_or(rest.len())];
        let digits = number.bytes().filter(u8::is_ascii_digit).count();
        number.starts_with(|c: char| c.is_ascii_digit()) && number.len() > 7 && digits > 6
    })
}

/// Whether a text has a number of North America, in digits or letters.
fn has_american_number(text: &str) -> bool {
    let shape = |c: char| match c {
        '0'..='9' => '9',
        'B'..='Z' => 'A',
        other => other,
    };
    let digits: String = text.chars().map(shape).collect();
    AMERICAN.iter().any(|shape| digits.contains(shape))
        || (text.contains('8') && SPELLED.iter().any(|shape| digits.contains(shape)))
}

/// Whether at least six digits with nothing but spaces and hyphens between them stand right behind
/// a word for a telephone.
fn has_announced_number(text: &str) -> bool {
    let text = text.to_lowercase();
    WORDS.iter().any(|word| {
        text.match_indices(word).any(|(at, _)| {
            let rest = text[at + word.len()..].trim_start_matches([' ', ':', '.', '(', '+']);
            let length = rest.find(|c: char| !(c.is_ascii_digit() || " -".contains(c)));
            let number = &rest[..length.unwrap_or(rest.len())];
            let digits = number.bytes().filter(u8::is_ascii_digit).count();
            !text[..at].ends_with(char::is_alphabetic) && digits >= 6
        })
    })
}

/// Whether a text has the look of an e-mail address or a telephone number.
fn is_suspect(text: &str) -> bool {
    let is_one = has_address(text)
        || has_number_abroad(text)
        || has_american_number(text)
        || has_announced_number(text);
    is_one && !NO_CONTACTS.contains(&text)
}

/// Reads a table as it lies on the disk.
fn table(path: &Path) -> DataFrame {
    ParquetReader::new(File::open(path).unwrap()).finish().unwrap()
}

/// Looks through everything in a snapshot, and returns how many texts there were.
pub fn assert_no_contacts(root: &Path, name: &str) -> usize {
    let folder = format!("data/snapshots/{name}");
    let (mut texts, mut suspects) = (0, Vec::new());
    for path in files(&root.join(&folder)) {
        if path == "snapshot.toml" {
            let text = fs::read_to_string(root.join(&folder).join(&path)).unwrap();
            suspects.extend(text.lines().filter(|line| is_suspect(line)).map(str::to_owned));
            continue;
        }
        let frame = table(&root.join(&folder).join(&path));
        let columns = frame.columns().iter().filter(|column| *column.dtype() == DataType::String);
        for column in columns {
            let cells: Vec<&str> = column.str().unwrap().iter().flatten().collect();
            texts += cells.len();
            let found = cells.into_iter().filter(|text| is_suspect(text));
            suspects.extend(found.map(|text| format!("{path}, {}: {text}", column.name())));
        }
    }
    assert!(suspects.is_empty(), "{name}: {} suspects, {suspects:#?}", suspects.len());
    texts
}

#[test]
fn the_recogniser_knows_a_contact() {
    for text in [
        "ask n@example.org",
        "<n@example.org>",
        "+46 8 555 010 00",
        "Acme +1 877 555 0100 (UCB)",
        "(555) 555-0100",
        "1-877-555-0100",
        "1-877-CTEXAMPLE",
        "Tel: 08-555 010",
        "please call 555 0100",
    ] {
        assert!(is_suspect(text), "{text}");
    }
    for text in [
        "1160.26.0240 Investigational Site",
        "205.235.0438",
        "Center @ Christ Hospital, Lund.",
        "NCT01234567",
        "2022-500244-37-00",
        "Sitagliptin (0431-178)",
        "NNC0142-0002",
        "141 86",
        "27292-1764",
        "10 mg + 1000 mg",
        "2021-03-05",
    ] {
        assert!(!is_suspect(text), "{text}");
    }
}

#[test]
fn the_registers_api_leaves_no_contact() {
    let Some(project) = recent() else { return };
    let texts = assert_no_contacts(project.root(), "ctgov");
    assert!(texts > 700_000, "only {texts} texts");
}

#[test]
fn ctis_leaves_no_contact() {
    let Some(records) = shared("ctis/records.json") else { return };
    let project = Project::new();
    project.run(&["ingest", "ctis", records.to_str().unwrap(), "--into", "test"]).succeeded();
    let texts = assert_no_contacts(project.root(), "test");
    assert!(texts > 300, "only {texts} texts");
}

/// The fixtures hold contacts of examples wherever CTIS has a field for them.
#[test]
fn the_examples_of_ctis_leave_no_contact() {
    let project = Project::new();
    let records = fixture("ingest/ctis/records.json");
    project.run(&["ingest", "ctis", records.to_str().unwrap(), "--into", "test"]).succeeded();
    assert!(assert_no_contacts(project.root(), "test") > 100);
}

/// A licensed export may have anything in any column, also in those of its ids and codes.
#[test]
fn an_export_leaves_no_contact() {
    let project = Project::new();
    let mapping = crate_root().join("data/mappings/pharmaprojects-like.toml");
    let export = crate_root().join("data/demo/exports/pipeline.csv");
    let text = fs::read_to_string(export).unwrap();
    // Every value of the second row becomes a contact, one after the other.
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let cells: Vec<&str> = text.lines().nth(1).unwrap().split(';').collect();
    for at in 0..cells.len() {
        let mut row = cells.clone();
        row[at] = "n@example.org";
        lines.push(row.join(";"));
    }
    let path = project.path("pipeline.csv");
    fs::write(&path, lines.join("\n")).unwrap();
    let (path, mapping) = (path.to_str().unwrap(), mapping.to_str().unwrap());
    let run = project.run(&["ingest", "mapped", path, "--mapping", mapping, "--into", "test"]);
    run.succeeded();
    assert!(assert_no_contacts(project.root(), "test") > 1_000);
}
