//! The board's tables: what the demonstration's say, and what wrong ones are told.
//!
//! A wrong table is a file in `fixtures/board/invalid`, named for the table that it stands for; what is said of it stands beside it in
//! `NAME.expected`. With `BLESS=1` in the environment these files are written instead.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use chrono::{Datelike, NaiveDate};
use kapacitet::board::funnel::funnel;
use kapacitet::board::spells::{answer_days, forward_hours};
use kapacitet::board::{Board, Named, Reported, Tables, calendar};
use kapacitet::diag::{Fault, Files, merge, print};
use kapacitet::edition::Edition;
use kapacitet::registry::Reference;
use kapacitet::sheet::{self, Value, Written};
use serde_json::Value as Json;
use typst::syntax::Span;

use crate::build::demo;
use crate::support::{Project, crate_root, fixture};

/// Reads the tables of the demonstration.
fn example() -> Board {
    let files = Files::new(&crate_root());
    let edition = Edition::load(&files, "demo").unwrap();
    Board::load(&files, &edition.tables, &reference())
        .unwrap_or_else(|faults| panic!("{faults:#?}"))
}

/// Reads the reference tables.
fn reference() -> Reference {
    Reference::load(&crate_root()).unwrap()
}

/// Returns a path as an edition would name it.
fn named(path: &str) -> Option<Named> {
    Some(Named { path: path.into(), span: Span::detached().into() })
}

/// Returns a day.
fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// The golden rate of the design: 95 of 221, 43.0 %.
#[test]
fn of_221_requests_95_got_a_yes() {
    let board = example();
    let requests = board.feasibility.unwrap();
    let counts = funnel(&requests, None, day("2025-12-31"));
    assert_eq!((counts[0].reached, counts[2].reached, counts[2].of_requests), (221, 95, 221));
    // Every step is a part of the one before, and nothing waits for a yes after the national answer.
    assert!(counts.windows(2).all(|pair| pair[1].reached <= pair[0].reached));
    assert!(counts.iter().all(|count| count.reached + count.open <= count.of_previous));
    assert_eq!(counts[2].open, 0);
    // A year earlier there were fewer.
    let earlier = funnel(&requests, None, day("2024-12-31"));
    assert_eq!(earlier[0].reached, 221 - 61);
}

#[test]
fn who_waits_is_counted_as_waiting() {
    let requests = example().feasibility.unwrap();
    let spells = answer_days(&requests, day("2025-12-31"));
    assert_eq!(spells.len(), 221);
    let answered = spells.iter().filter(|spell| spell.event).count() as u64;
    assert_eq!(answered, funnel(&requests, None, day("2025-12-31"))[1].reached);
    let forward = forward_hours(&requests, day("2025-12-31"));
    assert_eq!((forward.list.len(), forward.unmeasured), (221, 0));
    // Two office days at most.
    assert!(forward.list.iter().all(|spell| spell.length <= 18.0));
}

/// Two calendars that know nothing of each other: the generator's list from the almanac, and the engine's rules.
#[test]
fn the_holidays_are_those_of_the_almanac() {
    let path = crate_root().join("data/demo/generator/board.toml");
    let settings: toml::Table = toml::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let listed: Vec<_> = settings["holidays"]
        .as_array()
        .unwrap()
        .iter()
        .map(|d| d.as_str().unwrap().to_owned())
        .collect();
    let is_weekday = |date: &NaiveDate| date.weekday().num_days_from_monday() < 5;
    let found: Vec<_> = (2021..=2026)
        .flat_map(calendar::holidays)
        .map(|holiday| holiday.date)
        .filter(is_weekday)
        .map(|date| date.to_string())
        .collect();
    assert_eq!(found, listed);
}

/// What the indicators say of requests is what the log says.
#[test]
fn the_indicators_agree_with_the_log() {
    let board = example();
    let (requests, values) = (board.feasibility.unwrap(), board.kpi_values.unwrap());
    let as_of = day("2025-12-31");
    let of =
        |kpi: &str| values.iter().filter(|value| value.kpi == kpi).cloned().collect::<Vec<_>>();
    let month = |date: NaiveDate| format!("{}-{:02}", date.year(), date.month());
    for value in of("requests-received") {
        let own = requests
            .iter()
            .filter(|request| month(request.received_at.date) == value.period.to_string());
        assert_eq!(value.value, Reported::Value(own.count() as f64), "{}", value.period);
    }
    let mut closed = 0;
    for value in of("answered-on-time").into_iter().filter(|value| value.denominator.is_some()) {
        let own: Vec<_> = requests
            .iter()
            .filter(|r| month(r.received_at.date) == value.period.to_string())
            .cloned()
            .collect();
        let spells = answer_days(&own, as_of);
        let in_time =
            spells.iter().filter(|spell| spell.event && spell.length <= 5.0).count() as u64;
        assert_eq!(
            (value.numerator, value.denominator),
            (Some(in_time), Some(own.len() as u64)),
            "{}",
            value.period
        );
        closed += 1;
    }
    assert!(closed > 20, "{closed} months");
}

#[test]
fn a_small_count_of_patients_goes_no_further() {
    let folder = tempfile::tempdir().unwrap();
    let text = format!(
        "{}\ngotland,D001943,2024,4,0,12,3,,,,Example,\n",
        kapacitet::board::patients::COLUMNS.join(",")
    );
    fs::write(folder.path().join("patients.csv"), text).unwrap();
    let tables = Tables { patients: named("patients.csv"), ..Tables::default() };
    let board = Board::load(&Files::new(folder.path()), &tables, &reference()).unwrap();
    let patients = board.patients.unwrap();
    assert_eq!(serde_json::to_value(patients[0].incident_cases).unwrap(), "..s");
    assert_eq!(patients[0].prevalent_cases, Reported::Value(0));
    // Of those in trials there are totals, so the small count is kept, and protected where it would be shown.
    assert_eq!(patients[0].in_trials, Reported::Value(3));
    assert_eq!(board.notes.len(), 1);
    assert!(!board.notes[0].is_error());
    assert_eq!(board.notes[0].message, "a count of patients below 5");
}

/// The office's own form of a table: a workbook, or CSV from Excel in Swedish.
#[test]
fn a_workbook_and_a_swedish_csv_give_the_same_requests() {
    let original =
        fs::read_to_string(crate_root().join("data/demo/board/feasibility.csv")).unwrap();
    let table: String = original
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| format!("{line}\n"))
        .collect();
    let folder = tempfile::tempdir().unwrap();
    let mut rows = csv::ReaderBuilder::new().has_headers(false).from_reader(table.as_bytes());
    let mut cells: Vec<Vec<String>> =
        rows.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect();
    let columns = cells.remove(0);
    let semicolons: Vec<_> =
        std::iter::once(&columns).chain(&cells).map(|row| row.join(";")).collect();
    fs::write(
        folder.path().join("log.csv"),
        format!("# förfrågningar\r\n{}\r\n", semicolons.join("\r\n")),
    )
    .unwrap();
    let value =
        |text: &String| if text.is_empty() { Value::Empty } else { Value::Text(text.clone()) };
    let written = Written {
        title: "Log".into(),
        lang: "en".into(),
        columns,
        rows: cells.iter().map(|row| row.iter().map(value).collect()).collect(),
    };
    fs::write(folder.path().join("log.xlsx"), sheet::to_xlsx(&written)).unwrap();
    let expected = example().feasibility;
    for name in ["log.csv", "log.xlsx"] {
        let tables = Tables { feasibility: named(name), ..Tables::default() };
        let board = Board::load(&Files::new(folder.path()), &tables, &reference());
        let board = board.unwrap_or_else(|faults| panic!("{name}: {faults:#?}"));
        assert_eq!(board.feasibility, expected, "{name}");
    }
}

#[test]
fn the_status_is_printed_in_three_forms() {
    let project = Project::new();
    let table = project.run(&["board", "status"]).succeeded().stdout;
    assert!(
        table.starts_with(
            "edition `demo`, as of 2025-12-31; synthetic example data\n\nfeasibility\n"
        ),
        "{table}"
    );
    let positive = table.lines().find(|line| line.starts_with("positive ")).unwrap();
    assert_eq!(positive.split_whitespace().collect::<Vec<_>>()[1..4], ["95", "214", "221"]);

    let json: Json = serde_json::from_str(
        &project.run(&["board", "status", "--format", "json"]).succeeded().stdout,
    )
    .unwrap();
    let names: Vec<_> = json["sections"]
        .as_array()
        .unwrap()
        .iter()
        .map(|s| s["section"].as_str().unwrap())
        .collect();
    let expected = [
        "feasibility",
        "speed",
        "kpis",
        "networks",
        "money",
        "open-decisions",
        "congresses",
        "patients",
        "enrolment",
    ];
    assert_eq!(names, expected);
    let csv = project.run(&["board", "status", "--format", "csv"]).succeeded().stdout;
    assert!(csv.contains("feasibility,3,reached,95\n"), "{csv}");

    let earlier = project.run(&["board", "status", "--as-of", "2024-12-31"]).succeeded().stdout;
    assert!(earlier.contains("requests           160"), "{earlier}");
    let json: Json = serde_json::from_str(
        &project
            .run(&["board", "status", "--as-of", "2024-12-31", "--format", "json"])
            .succeeded()
            .stdout,
    )
    .unwrap();
    let section = |name: &str| {
        let mut sections = json["sections"].as_array().unwrap().iter();
        sections.find(|section| section["section"] == name).unwrap().clone()
    };
    for (name, column) in [("networks", 1), ("money", 0)] {
        let section = section(name);
        let rows = section["rows"].as_array().unwrap();
        assert!(!rows.is_empty(), "{section}");
        assert!(rows.iter().all(|row| row[column].as_i64().unwrap() <= 2024), "{section}");
        let note = section["note"].as_str().unwrap();
        assert!(note.ends_with(" rows of years after 2024 are left out"), "{note}");
    }
    // A share is told with what it is a share of, and with its limits.
    let kpis = section("kpis");
    let is_share = |row: &&Json| row[11] == "share" && row[3].is_number();
    let share = kpis["rows"].as_array().unwrap().iter().find(is_share).unwrap();
    let number = |at: usize| share[at].as_f64().unwrap();
    assert!((number(2) - number(3) / number(4)).abs() < 0.005, "{share}");
    assert!(number(5) < number(2) && number(2) < number(6), "{share}");
    let none = project.run(&["board", "status", "--edition", "small"]).failed();
    assert!(none.starts_with("error: edition `small` names no tables of the board\n"), "{none}");
}

#[test]
fn the_manifest_names_each_table_with_its_class() {
    let text = fs::read(demo().path("output/demo/manifest.json")).unwrap();
    let manifest: Json = serde_json::from_slice(&text).unwrap();
    let tables: BTreeMap<String, Json> =
        serde_json::from_value(manifest["tables"].clone()).unwrap();
    let classes: Vec<_> = tables
        .values()
        .map(|t| (t["table"].as_str().unwrap(), t["class"].as_str().unwrap()))
        .collect();
    for (table, class) in
        [("feasibility", "board"), ("patients", "partner"), ("congresses", "public")]
    {
        assert!(classes.contains(&(table, class)), "{classes:?}");
    }
    assert!(tables.values().all(|table| table["sha256"].as_str().unwrap().len() == 64));
}

/// Returns the tables in which a wrong file takes the place that its name begins with.
fn tables_with(name: &str) -> Tables {
    let path = named(name);
    let kpis = named("kpis.toml");
    let tables = Tables::default();
    match name {
        _ if name.starts_with("feasibility") => Tables { feasibility: path, ..tables },
        _ if name.starts_with("kpi-values") => Tables { kpi_values: path, kpis, ..tables },
        _ if name.starts_with("kpis") => Tables { kpis: path, ..tables },
        _ if name.starts_with("networks") => Tables { networks: path, ..tables },
        _ if name.starts_with("money") => Tables { money: path, ..tables },
        _ if name.starts_with("decisions") => Tables { decisions: path, ..tables },
        _ if name.starts_with("congresses") => Tables { congresses: path, ..tables },
        _ if name.starts_with("patients") => Tables { patients: path, ..tables },
        _ if name.starts_with("enrolment") => Tables { enrolment: path, ..tables },
        _ if name.starts_with("earlier") => Tables { earlier_counts: path, ..tables },
        _ => panic!("`{name}` stands for no table"),
    }
}

/// Returns what is said of a wrong file.
fn faults(folder: &Path, name: &str, reference: &Reference) -> Vec<Fault> {
    let files = Files::new(folder);
    Board::load(&files, &tables_with(name), reference).expect_err(name)
}

#[test]
fn each_wrong_table_is_told_all_its_faults() {
    let folder = tempfile::tempdir().unwrap();
    let source = fixture("board/invalid");
    crate::support::copy(&source, folder.path());
    fs::copy(crate_root().join("data/demo/board/kpis.toml"), folder.path().join("kpis.toml"))
        .unwrap();
    let reference = reference();
    let mut wrong = Vec::new();
    let mut cases = 0;
    for name in
        crate::support::files(&source).into_iter().filter(|name| !name.ends_with(".expected"))
    {
        let told = print(&merge(faults(folder.path(), &name, &reference)), false);
        let beside = source.join(format!("{name}.expected"));
        if std::env::var_os("BLESS").is_some() {
            fs::write(&beside, &told).unwrap();
        }
        if fs::read_to_string(&beside).unwrap_or_default() != told {
            wrong.push(format!("{name}\n{told}"));
        }
        for message in told.lines().filter_map(|line| line.strip_prefix("error: ")) {
            assert!(
                !message.ends_with('.') && !message.starts_with(char::is_uppercase),
                "{message}"
            );
        }
        cases += 1;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    assert_eq!(cases, 16);
}
