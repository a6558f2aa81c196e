//! Page 4 of the regional briefing: the mirror and the corrections, with an inventory and without.

use std::fs;

use kapacitet::report::{Report, Table};

use crate::build::demo;
use crate::pages::Desk;
use crate::support::{Project, copy, fixture};

/// Returns the briefings of a desk in one language.
fn briefings(desk: &Desk, lang: &str) -> Vec<Report> {
    let jobs = desk.jobs().into_iter().filter(|job| job.lang.code() == lang);
    let reports = jobs.map(|job| desk.assemble(&job).report);
    reports.filter(|report| report.document == "regional-briefing").collect()
}

/// Returns the whole numbers of a table's second column.
fn counts(table: &Table) -> Vec<u64> {
    table.rows.iter().map(|row| row[1].parse().unwrap()).collect()
}

/// Three areas mirror four questions each; Stockholm was asked about breast cancer too.
#[test]
fn the_mirror_has_every_field_once_and_the_corrections_those_to_put_right() {
    let desk = Desk::open(demo(), "demo");
    let reports = briefings(&desk, "en");
    assert_eq!(reports.len(), 3);
    for report in reports {
        let (mirror, corrections) = (&report.tables["mirror"], &report.tables["corrections"]);
        let fields = counts(mirror);
        let asked = if report.subject.id == "stockholm" { 16 } else { 12 };
        assert_eq!(fields.iter().sum::<u64>(), asked, "{mirror:?}");
        // Differs, and missing in the answers, and in both.
        assert_eq!(
            counts(corrections).iter().sum::<u64>(),
            fields[2] + fields[4..6].iter().sum::<u64>()
        );
        let headings: Vec<_> = corrections.rows.iter().map(|row| row[0].as_str()).collect();
        assert_eq!(headings, ["Competence and resources", "Infrastructure"]);
        assert!(corrections.rows.iter().all(|row| !row[2].is_empty()));
        assert_eq!(
            mirror.source,
            "Source: example data, ClinicalTrials.gov and CTIS; own answers, 31 December 2025."
        );
    }
}

/// Returns the briefing about Gotland of an edition of the small records, with some tables.
fn gotland(tables: &str) -> Vec<Report> {
    let project = Project::small_with(None);
    copy(&fixture("mirror"), &project.path("data/inventory"));
    let edition = format!(
        "name = {{ sv = \"Liten\", en = \"Small\" }}\nversion = \"1.0\"\nstatus = \"draft\"\nbrand = \"swetrial-demo\"\n\
         languages = [\"sv\", \"en\"]\nsnapshot = \"small\"\nfilter = \"company-drug\"\n\n[[documents]]\n\
         type = \"regional-briefing\"\nsubjects = [\"gotland\"]\n{tables}"
    );
    fs::write(project.path("data/editions/gotland.toml"), edition).unwrap();
    let desk = Desk::open(&project, "gotland");
    // What is empty has its place, and the page holds.
    assert_eq!(project.run(&["build", "gotland", "--lang", "sv"]).succeeded().stderr, "");
    briefings(&desk, "sv").into_iter().chain(briefings(&desk, "en")).collect()
}

#[test]
fn a_region_without_answers_says_so_in_the_mirrors_place() {
    for tables in ["", "\n[tables]\ninventory = \"data/inventory/answers.csv\"\n"] {
        let reports = gotland(tables);
        assert_eq!(reports.len(), 2);
        for report in reports {
            for table in ["mirror", "corrections"] {
                let missing = report.tables[table].missing.as_deref().unwrap();
                let expected = match report.lang {
                    "sv" => "Underlag saknas: regionen har inte besvarat",
                    _ => "No data: the region has answered no inventory",
                };
                assert!(missing.starts_with(expected), "{missing}");
                assert!(report.tables[table].rows.is_empty());
            }
        }
    }
}
