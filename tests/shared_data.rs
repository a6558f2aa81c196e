//! Counts of real records through the program, where they lie beside the
//! project. The records themselves are counted in ingest/facts.rs.

use std::sync::OnceLock;

use crate::support::{Project, number, shared};

/// Returns a project with the recent records as the snapshot `ctgov`.
pub fn recent() -> Option<&'static Project> {
    static RECENT: OnceLock<Option<Project>> = OnceLock::new();
    let made = RECENT.get_or_init(|| {
        let records = shared("ctgov-v2")?;
        let project = Project::new();
        let args = ["ingest", "ctgov", records.to_str()?, "--into", "ctgov"];
        let said = project.run(&args).succeeded().stdout;
        assert!(said.starts_with("ctgov: 4473 trials, "), "{said}");
        assert!(said.contains("\n  Sweden: 143 trials, "), "{said}");
        Some(project)
    });
    made.as_ref()
}

/// Returns the trials that a question counts.
fn trials(project: &Project, question: &str) -> f64 {
    number(&project.ask(&format!("trials-started {question}"))[0], "numerator")
}

#[test]
fn of_1147_company_drug_trials_98_are_swedish_and_38_started_in_2020_to_2024() {
    let Some(project) = recent() else { return };
    assert_eq!(trials(project, "--place world --window all"), 1147.0);
    assert_eq!(trials(project, "--window all"), 98.0);
    assert_eq!(trials(project, "--window 2020..2024"), 38.0);
}

#[test]
fn of_all_4473_records_143_are_swedish_and_48_started_in_2020_to_2024() {
    let Some(project) = recent() else { return };
    assert_eq!(trials(project, "--place world --window all --filter all"), 4473.0);
    assert_eq!(trials(project, "--window all --filter all"), 143.0);
    assert_eq!(trials(project, "--window 2020..2024 --filter all"), 48.0);
}

#[test]
fn real_records_fill_an_edition() {
    let Some(project) = recent() else { return };
    let args = ["build", "national", "--subject", "gotland", "--subject", "oncology"];
    project.run(&args).succeeded();
    let pdfs = project.pdfs("output/national");
    assert_eq!(
        pdfs,
        [
            "capacity-profile/oncology.en.pdf",
            "capacity-profile/oncology.sv.pdf",
            "regional-briefing/gotland.en.pdf",
            "regional-briefing/gotland.sv.pdf",
        ]
    );
    for pdf in pdfs {
        crate::pdf::assert_conforms(&project.path("output/national").join(pdf));
    }
}

/// 16,467 trials, of which 621 have a Swedish site.
#[test]
fn records_of_2016_are_counted_as_they_were() {
    let Some(records) = shared("ctgov-v2-2016") else { return };
    let project = Project::new();
    let args = ["ingest", "ctgov", records.to_str().unwrap(), "--into", "older"];
    let said = project.run(&args).succeeded().stdout;
    assert!(said.starts_with("older: 16467 trials, "), "{said}");
    assert!(said.contains("\n  Sweden: 621 trials, 2361 site rows, "), "{said}");
    assert_eq!(trials(&project, "--window all --filter all"), 621.0);
    // Of 20 trials of phase 3 in Alzheimer's disease five are from companies with
    // their head office in Europe, of 73 in all phases 14.
    let alzheimer = "--place world --window all --disease alzheimer";
    assert_eq!(trials(&project, &format!("{alzheimer} --phase 3")), 20.0);
    assert_eq!(trials(&project, &format!("{alzheimer} --phase 3 --sponsor-hq europe")), 5.0);
    assert_eq!(trials(&project, &format!("{alzheimer} --sponsor-hq europe")), 14.0);
    assert_eq!(trials(&project, "--place world --window all --sponsor-hq europe"), 3722.0);
}

/// Counted independently, from the records themselves: 27 Swedish oncology
/// trials, 7 of them in lung cancer or a disease below it in the tree; the
/// trials of Europe's countries, each country's own, over their people.
#[test]
fn lung_cancer_holds_its_kinds_and_europes_countries_add_up() {
    let Some(project) = recent() else { return };
    let diseases = project
        .ask("location-quotient --by disease --area oncology --window 2021..2025 --against europe");
    let lung = diseases.iter().find(|finding| finding["key"] == "D008175").unwrap();
    assert_eq!([number(lung, "numerator"), number(lung, "denominator")], [7.0, 27.0]);

    let countries = project.ask("trials-per-million --place europe --by place --window 2021..2025");
    let counted = countries.iter().filter(|finding| !finding["denominator"].is_null());
    let sums = counted.fold([0.0, 0.0], |[trials, people], finding| {
        [trials + number(finding, "numerator"), people + number(finding, "denominator")]
    });
    assert_eq!(sums, [1_620.0, 2_953_518_870.0]);
}

/// Counted independently, from the records and the tables: 450 of 1,147 trials come
/// from companies with their head office in Europe, 50 from companies unknown.
#[test]
fn of_1147_company_drug_trials_450_are_from_europes_companies() {
    let Some(project) = recent() else { return };
    let world = "--place world --window all";
    let finding = &project.ask(&format!("trials-started {world} --sponsor-hq europe"))[0];
    assert_eq!(number(finding, "numerator"), 450.0);
    assert_eq!(finding["companies"], serde_json::json!({ "unknown": 50, "of": 1147 }));
    let offices = project.ask(&format!("trials-started {world} --by sponsor-hq"));
    let first: Vec<_> = offices.iter().take(4).map(|one| one["key"].as_str().unwrap()).collect();
    assert_eq!(first, ["united-states", "united-kingdom", "china", "germany"]);
    let counts: Vec<_> = offices.iter().take(4).map(|one| number(one, "numerator")).collect();
    assert_eq!(counts, [360.0, 155.0, 147.0, 108.0]);
    let sum: f64 = offices.iter().map(|one| number(one, "numerator")).sum();
    assert_eq!(sum, 1147.0 - 50.0);
    let companies = project.ask(&format!("trials-started {world} --by company"));
    assert_eq!(companies[0]["label"]["en"], "AstraZeneca");
    assert_eq!(number(&companies[0], "numerator"), 71.0);
}
