//! The annual report: tables in two directions, picked areas, texts written by hand, and what an edition may not show.

use std::collections::BTreeMap;
use std::fs;

use kapacitet::assemble::Assembled;
use kapacitet::report::{Report, Table};
use sha2::{Digest, Sha256};

use crate::build::demo;
use crate::pages::Desk;
use crate::support::{Project, copy};

/// Returns the annual report of a project's edition in a language.
fn annual(project: &Project, edition: &str, lang: &str) -> Assembled {
    let desk = Desk::open(project, edition);
    let is_wanted = |report: &Report| report.document == "annual-report";
    let jobs =
        desk.jobs().into_iter().filter(|job| job.lang.code() == lang && job.subject == "sweden");
    jobs.map(|job| desk.assemble(&job)).find(|made| is_wanted(&made.report)).unwrap()
}

/// Returns the demonstration's data in a project whose edition some edits have changed.
fn edited(edits: &[(&str, &str)]) -> Project {
    let project = Project::new();
    copy(&demo().path("data"), &project.path("data"));
    let path = project.path("data/editions/demo.toml");
    let text = edits.iter().fold(fs::read_to_string(&path).unwrap(), |text, (old, new)| {
        assert_eq!(text.matches(old).count(), 1, "{old}");
        text.replace(old, new)
    });
    fs::write(path, text).unwrap();
    project
}

/// Returns a column of a table as whole numbers, by its heading.
fn counts(table: &Table, head: &str) -> Vec<u64> {
    let at = table.columns.iter().position(|column| column.label == head).unwrap();
    table.rows.iter().map(|row| row[at].parse().unwrap()).collect()
}

/// Of 54 trials in oncology each has one phase, so the columns of a row add up to its total.
#[test]
fn the_strongest_areas_are_unfolded_and_the_phases_of_a_disease_add_up() {
    let made = annual(demo(), "demo", "en");
    for name in ["strong_1", "strong_2", "strong_3"] {
        let table = &made.report.tables[name];
        assert_eq!(table.columns.len(), 10);
        assert_eq!(
            (table.columns[1].label.as_str(), table.columns[7].label.as_str()),
            ("Phase 1", "Not given")
        );
        for (row, total) in table.rows.iter().zip(counts(table, "Sweden")) {
            let phases: u64 = row[1..8].iter().map(|cell| cell.parse::<u64>().unwrap()).sum();
            assert_eq!(phases, total, "{row:?}");
        }
    }
    // By the lower limits 1.30 of oncology and 1.26 of neurology.
    assert!(made.report.tables["strong_1"].title.starts_with("Oncology: "));
    assert!(made.report.tables["strong_2"].title.starts_with("Neurology: "));
    // By the upper limit 0.62.
    assert!(made.report.tables["weak_1"].title.starts_with("Infectious diseases: "));
}

#[test]
fn regions_stand_in_the_order_of_their_codes_as_rows_and_as_columns() {
    let made = annual(demo(), "demo", "sv");
    let across: Vec<_> = made.report.tables["region_areas"]
        .columns
        .iter()
        .map(|column| column.label.as_str())
        .collect();
    assert_eq!(across[1..6], ["AB", "C", "D", "E", "F"]);
    assert_eq!(across[21..], ["BD", "Sverige"]);
    let down = &made.report.tables["completeness"].rows;
    assert_eq!(down.len(), 21);
    assert_eq!((down[0][0].as_str(), down[20][0].as_str()), ("Stockholm", "Norrbotten"));
    // By the cut-off all of 121 questions are answered in Stockholm, 35 of 94 on Gotland.
    assert_eq!(down[0][5..7], ["121", "121"]);
    assert_eq!(down[7][5..7], ["35", "94"]);
}

#[test]
fn what_an_edition_may_not_show_is_left_out_and_its_place_says_so() {
    let project = edited(&[
        ("feasibility_public = true\n", ""),
        ("kpis_public = true\n", ""),
        ("enrolment_public = true\n", ""),
    ]);
    let made = annual(&project, "demo", "en");
    let closed = "Not shown: this is not open in this edition.";
    let Report { tables, figures, tiles, .. } = &made.report;
    for name in ["kpis", "deviations", "funnel_areas", "leg_times"] {
        assert_eq!(tables[name].missing.as_deref(), Some(closed), "{name}");
        assert!(tables[name].rows.is_empty());
    }
    assert_eq!(figures["funnel"].missing.as_deref(), Some(closed));
    assert_eq!(tiles["answer"].missing.as_deref(), Some(closed));
    let office =
        ["kpis", "funnel", "positive", "first_patient", "legs", "answer", "forward", "in_time"];
    for entry in made.claims.iter().filter(|entry| office.contains(&entry.claim.as_str())) {
        assert!(entry.blocks.iter().all(|block| !block.starts_with("headline")), "{entry:?}");
    }
    // With the flags they are there, and pass the firewall of a public edition.
    let made = annual(demo(), "demo", "en");
    assert_eq!(made.report.tables["kpis"].rows.len(), 7);
    // Of the seven indicators the applications miss both their trajectory and their target.
    let deviations = &made.report.tables["deviations"].rows;
    assert_eq!(
        deviations.iter().map(|row| row[0].as_str()).collect::<Vec<_>>(),
        ["Applications for company-initiated trials"]
    );
}

#[test]
fn a_text_written_by_hand_is_in_the_log_and_without_one_its_place_is_kept() {
    let made = annual(demo(), "demo", "sv");
    assert_eq!(made.report.slots["foreword"].missing, None);
    assert_eq!(made.by_hand, ["foreword"]);
    let narrative = String::from_utf8(made.files["narrative.typ"].clone()).unwrap();
    assert!(narrative.contains("#let slot_foreword = [Det här är en demonstration."));
    let mut reader = csv::Reader::from_reader(made.claim_sheet.as_slice());
    let rows = reader.deserialize::<BTreeMap<String, String>>().map(Result::unwrap);
    let by_hand: Vec<_> = rows.filter(|row| row["kind"] == "hand-written").collect();
    assert_eq!(by_hand.len(), 1);
    assert_eq!(
        (by_hand[0]["claim"].as_str(), by_hand[0]["source"].as_str()),
        ("foreword", "data/editions/demo/foreword.sv.typ")
    );
    assert!(by_hand[0]["value"].is_empty() && by_hand[0]["sentences"].starts_with("Det här är"));

    let without = "slots = { foreword = { sv = \"data/editions/demo/foreword.sv.typ\", en = \"data/editions/demo/foreword.en.typ\" } }\n";
    let made = annual(&edited(&[(without, "")]), "demo", "sv");
    let missing = made.report.slots["foreword"].missing.as_deref();
    assert_eq!(missing, Some("Ingen text är skriven för den här utgåvan."));
    assert!(made.by_hand.is_empty());
}

#[test]
fn the_list_of_files_has_the_checksum_of_each_attached_file() {
    let made = annual(demo(), "demo", "en");
    let figures = made
        .report
        .figures
        .values()
        .filter_map(|figure| figure.data.as_ref().map(|data| (&figure.data_name, data)));
    let tables = made
        .report
        .tables
        .values()
        .filter_map(|table| table.data.as_ref().map(|data| (&table.data_name, data)));
    let attached: BTreeMap<_, _> = figures.chain(tables).collect();
    assert_eq!(made.report.attachments.len(), attached.len());
    for file in &made.report.attachments {
        let digest = Sha256::digest(&made.files[attached[&file.name]]);
        let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(file.sha256, hex, "{}", file.name);
    }
}
