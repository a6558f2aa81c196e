//! `kapacitet mirror` and the findings about the inventory, on the records of `fixtures/registry` and the answers of
//! `fixtures/mirror`.
//!
//! On 2024-12-31 Västra Götaland has one trial in oncology, NCT00000103: started on that day, still recruiting, at one
//! named site. Stockholm had started three in oncology in the five years before 2023: those of 2018, 2019 and 2020.

use std::fs;
use std::path::Path;

use kapacitet::sheet::{self, Options};
use serde_json::Value;

use crate::build::demo;
use crate::support::{Project, crate_root, fixture};

/// Returns the words of a run.
fn args<'a>(region: &'a str, answers: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let mut args = vec!["mirror", "--region", region, "--inventory", answers];
    args.extend(more);
    args
}

/// Returns the fields of a region by their questions: outcome, the databases' value, the region's, and the class.
fn fields(region: &str, more: &[&str]) -> Vec<(String, String, Value, Value, String)> {
    let answers = fixture("mirror");
    let more = [&["--format", "json"], more].concat();
    let run = Project::small().run(&args(region, answers.to_str().unwrap(), &more)).succeeded();
    let fields: Vec<Value> = serde_json::from_str(&run.stdout).unwrap();
    let text = |field: &Value, key: &str| field[key].as_str().unwrap().to_owned();
    let row = |field: &Value| {
        let (database, own) = (&field["database"]["value"], &field["validated"]["value"]);
        let (question, outcome) = (text(field, "question"), text(field, "outcome"));
        (question, outcome, database.clone(), own.clone(), text(field, "class"))
    };
    fields.iter().map(row).collect()
}

/// Returns a row as [`fields`] has it.
fn row(
    question: &str,
    outcome: &str,
    database: Option<f64>,
    own: Option<f64>,
    class: &str,
) -> (String, String, Value, Value, String) {
    (question.into(), outcome.into(), database.into(), own.into(), class.into())
}

#[test]
fn one_field_is_equal_one_differs_and_one_is_missing_on_each_side() {
    assert_eq!(
        fields("vastra-gotaland", &[]),
        [
            row(
                "competence-principal-investigators",
                "missing-in-database",
                None,
                Some(4.0),
                "partner"
            ),
            row("competence-trials-started", "equal", Some(1.0), Some(1.0), "partner"),
            row("competence-trials-ongoing", "missing-in-inventory", Some(1.0), None, "public"),
            row("infrastructure-active-sites", "differs", Some(1.0), Some(3.0), "partner"),
        ]
    );
}

/// The expired answer is of June 2023, so the databases are counted from 2018 to 2022.
#[test]
fn an_expired_answer_is_told_and_a_withheld_one_only_to_the_region() {
    assert_eq!(
        fields("stockholm", &[]),
        [
            row("competence-principal-investigators", "missing-in-both", None, None, "public"),
            row("competence-trials-started", "expired", Some(3.0), Some(3.0), "partner"),
            row("competence-trials-ongoing", "withheld", None, None, "public"),
            row("infrastructure-active-sites", "withheld", None, None, "public"),
        ]
    );
    let internal = fields("stockholm", &["--internal"]);
    assert_eq!(internal[2].3, 7.0);
    assert_eq!((internal[3].1.as_str(), &internal[3].3), ("differs", &Value::from(9.0)));
}

/// The window of the databases' count ends on the day of the answer.
#[test]
fn a_withheld_answer_does_not_tell_its_day() {
    let answers = fixture("mirror");
    for format in ["table", "csv", "json"] {
        let more = ["--cutoff", "2024-12-31", "--format", format];
        let run =
            Project::small().run(&args("stockholm", answers.to_str().unwrap(), &more)).succeeded();
        let withheld =
            run.stdout.lines().filter(|line| line.contains("infrastructure-active-sites"));
        assert!(
            withheld.clone().count() > 0 && withheld.clone().all(|line| !line.contains("2024"))
        );
    }
}

/// Writes a correction list and returns its rows.
fn listed(project: &Project, region: &str, name: &str, more: &[&str]) -> Vec<Vec<String>> {
    let answers = fixture("mirror");
    let path = project.path(name);
    let more = [&["--lang", "en", "--out", path.to_str().unwrap()], more].concat();
    project.run(&args(region, answers.to_str().unwrap(), &more)).succeeded();
    let sheet = sheet::read(Path::new(&path), name, &Options::default()).unwrap();
    let cells = |row: &sheet::Row| row.cells.iter().map(sheet::Value::text).collect();
    sheet.rows.iter().map(cells).collect()
}

#[test]
fn the_correction_list_has_what_differs_or_is_not_answered() {
    let project = Project::small_with(None);
    let rows = listed(&project, "vastra-gotaland", "list.csv", &[]);
    assert_eq!(rows.len(), 3, "{rows:?}");
    assert_eq!(rows[0][..3], ["Region", "Area", "Field"]);
    let results: Vec<_> = rows[1..].iter().map(|row| (row[2].as_str(), row[13].as_str())).collect();
    assert_eq!(
        results,
        [
            ("competence-trials-ongoing", "missing in the region's answers"),
            ("infrastructure-active-sites", "differs"),
        ]
    );
    let differs = &rows[2];
    assert_eq!(differs[4..6], ["1", "1"]);
    assert_eq!(
        differs[7..13],
        ["ClinicalTrials.gov", "2024-12-31", "3", "trial sites", "2024-12-31", "B"]
    );
    assert!(differs[14].contains("ask the sponsors to name the region's sites"), "{differs:?}");
    assert_eq!(differs[15], "partner");
    let workbook = listed(&project, "vastra-gotaland", "list.xlsx", &[]);
    assert_eq!(workbook, rows);
}

#[test]
fn an_answer_without_consent_is_in_no_list_but_an_internal_one() {
    let project = Project::small_with(None);
    let rows = listed(&project, "stockholm", "list.csv", &[]);
    let text = fs::read_to_string(project.path("list.csv")).unwrap();
    assert_eq!(rows.len(), 2, "{text}");
    assert_eq!(rows[1][2], "competence-principal-investigators");
    let internal = listed(&project, "stockholm", "internal.csv", &["--internal"]);
    let values: Vec<_> =
        internal[1..].iter().map(|row| (row[4].as_str(), row[9].as_str())).collect();
    assert_eq!(values, [("", ""), ("0", "7"), ("0", "9")]);
}

/// Asks a question with the answers of the fixture.
fn ask(question: &str) -> Vec<Value> {
    let answers = fixture("mirror");
    Project::small().ask(&format!("{question} --inventory {}", answers.to_str().unwrap()))
}

/// Oncology asks 27 questions, the whole region 13: 40. Västra Götaland has answered 3 of them. Of Stockholm's 3 one
/// has expired, and those without consent count.
#[test]
fn completeness_counts_answers_that_hold_over_questions_asked() {
    let of = |finding: &Value| {
        let number = |field: &str| finding[field].as_u64().unwrap();
        (number("numerator"), number("denominator"))
    };
    let one = &ask("inventory-completeness --place vastra-gotaland")[0];
    assert_eq!(of(one), (3, 40));
    assert_eq!((&one["class"], &one["lower"]), (&"public".into(), &Value::Null));
    assert_eq!(one["note"], "0 expired, 37 not reported");
    let stockholm = ask("inventory-completeness --place stockholm --by heading");
    let keys: Vec<_> = stockholm.iter().map(|finding| finding["key"].as_str().unwrap()).collect();
    assert_eq!(keys, ["competence", "patients", "collaboration", "infrastructure"]);
    let counts: Vec<_> = stockholm.iter().map(of).collect();
    assert_eq!(counts, [(1, 12), (0, 9), (0, 10), (1, 9)]);
    assert_eq!(stockholm[0]["note"], "1 expired, 10 not reported");
    let regions = ask("inventory-completeness --by region");
    assert_eq!(regions.len(), 21);
    // 19 regions have answered nothing, and are asked the 13 questions about the whole region.
    assert_eq!(of(&ask("inventory-completeness")[0]), (5, 2 * 40 + 19 * 13));
}

/// Two fields can be compared in the country: those of Västra Götaland, of which one is equal.
#[test]
fn the_gap_counts_fields_that_are_equal_over_those_compared() {
    let finding = &ask("mirror-gap")[0];
    assert_eq!((&finding["numerator"], &finding["denominator"]), (&1.into(), &2.into()));
    let none = &ask("mirror-gap --place stockholm")[0];
    assert_eq!((&none["denominator"], &none["value"]), (&0.into(), &Value::Null));
}

#[test]
fn trials_under_way_have_begun_and_have_not_ended() {
    let project = Project::small();
    let of = |question: &str| project.ask(question)[0]["value"].as_f64().unwrap();
    assert_eq!(of("trials-ongoing --place vastra-gotaland"), 1.0);
    // On 1 June 2023 went on: those that ended on 2023-06-30, 2023-12-31.
    assert_eq!(of("trials-ongoing --place stockholm --cutoff 2023-06-01"), 2.0);
    assert_eq!(of("trials-ongoing --place stockholm"), 0.0);
}

#[test]
fn what_is_not_asked_of_regions_is_refused() {
    let answers = fixture("mirror");
    let answers = answers.to_str().unwrap();
    let failed = |words: &[&str]| Project::small().run(words).failed();
    assert_eq!(
        failed(&["query", "inventory-completeness", "--place", "norway", "--inventory", answers]),
        "error: `norway` has no inventory: only Sweden's regions are asked\n  = hint: ask for `--place sweden`, a \
         healthcare region or a region\n\n"
    );
    assert_eq!(
        failed(&["query", "mirror-gap", "--filter", "all", "--inventory", answers]),
        "error: `mirror-gap` cannot be asked of `all` trials\n  = hint: regions and their office are asked about company-initiated drug \
         trials; leave out `--filter`\n\n"
    );
    let none = failed(&["query", "inventory-completeness"]);
    assert!(
        none.starts_with("error: `inventory-completeness` needs the regions' answers"),
        "{none}"
    );
    let none = failed(&["mirror", "--region", "skane"]);
    assert!(
        none.starts_with("error: there is no inventory to set the databases against"),
        "{none}"
    );
    let split = failed(&["query", "trials-started", "--by", "heading"]);
    assert!(split.starts_with("error: `trials-started` cannot be split by heading"), "{split}");
    let gotland = failed(&args("gotland", answers, &[]));
    assert!(gotland.starts_with("error: `gotland` has answered about no area"), "{gotland}");
    let ending = failed(&args("stockholm", answers, &["--out", "list.pdf"]));
    assert!(ending.starts_with("error: cannot tell how to write `list.pdf`"), "{ending}");
}

/// Of Västra Götaland's four fields one each is equal, differs and lacks a side; Stockholm's stand in the tests above.
#[test]
fn every_field_of_the_mirror_has_one_outcome() {
    let counts = |question: &str| {
        let findings = ask(question);
        let count = |finding: &Value, field: &str| finding[field].as_u64().unwrap();
        let keys: Vec<_> =
            findings.iter().map(|own| own["key"].as_str().unwrap().to_owned()).collect();
        let expected = [
            "equal",
            "within-bounds",
            "differs",
            "missing-in-database",
            "missing-in-inventory",
            "missing-in-both",
            "expired",
            "withheld",
        ];
        assert_eq!(keys, expected);
        assert!(findings.iter().all(|own| own["class"] == "public" && own["by"] == "outcome"));
        let all = count(&findings[0], "denominator");
        (findings.iter().map(|own| count(own, "numerator")).collect::<Vec<_>>(), all)
    };
    assert_eq!(counts("mirror-fields --place vastra-gotaland"), (vec![1, 0, 1, 1, 1, 0, 0, 0], 4));
    assert_eq!(counts("mirror-fields --place stockholm"), (vec![0, 0, 0, 0, 0, 1, 1, 2], 4));
    assert_eq!(counts("mirror-fields"), (vec![1, 0, 1, 1, 1, 1, 1, 2], 8));
    assert_eq!(counts("mirror-fields --place gotland"), (vec![0; 8], 0));
}

/// As many as the correction list has rows: two in Västra Götaland, with evidence of grade B for the sites, and one in
/// Stockholm, with none. Västra Götaland's investigators no database counts, so that there is none to correct.
#[test]
fn corrections_are_the_rows_of_the_list_by_heading() {
    let told = |question: &str| {
        let findings = ask(question).into_iter();
        let told = |finding: Value| {
            let of = |field: &str| finding[field].as_u64().unwrap();
            let text = |field: &str| finding[field].as_str().unwrap_or_default().to_owned();
            (text("key"), of("numerator"), of("denominator"), text("note"))
        };
        findings.map(told).collect::<Vec<_>>()
    };
    let row = |key: &str, n: u64, of: u64, note: &str| (key.to_owned(), n, of, note.to_owned());
    assert_eq!(
        told("corrections --place vastra-gotaland --by heading"),
        [row("competence", 1, 3, ""), row("infrastructure", 1, 1, "1 B")]
    );
    assert_eq!(told("corrections --place vastra-gotaland"), [row("", 2, 4, "1 B")]);
    assert_eq!(told("corrections --place stockholm"), [row("", 1, 4, "")]);
    let regions = told("corrections --by region");
    assert_eq!(regions.len(), 21);
    assert_eq!(regions.iter().map(|row| row.1).sum::<u64>(), 3);
    let refused = Project::small().run(&[
        "query",
        "mirror-fields",
        "--by",
        "heading",
        "--inventory",
        fixture("mirror").to_str().unwrap(),
    ]);
    assert!(refused.failed().starts_with("error: `mirror-fields` cannot be split by heading"));
}

/// The demonstration's regions answer about the records that the registers hold: no number is of another order.
#[test]
fn the_demonstration_tells_a_believable_story() {
    let answers = crate_root().join("data/demo/inventory");
    let (mut compared, mut equal, mut sites) = (0, 0, [0, 0]);
    for region in ["stockholm", "vastra-gotaland", "skane", "orebro", "uppsala", "vasterbotten"] {
        let args = ["--snapshot", "demo", "--cutoff", "2025-12-31", "--format", "json"];
        let run = demo().run(&self::args(region, answers.to_str().unwrap(), &args)).succeeded();
        let fields: Vec<Value> = serde_json::from_str(&run.stdout).unwrap();
        for field in fields {
            let Some(difference) = field["difference"].as_f64() else { continue };
            let counted = field["database"]["value"].as_f64().unwrap();
            assert!(difference.abs() <= 4.0 + counted * 0.25, "{field}");
            // What lies inside the bounds of the sites is told apart from nothing.
            let is_inside = field["bounds"]["upper"].as_f64()
                >= field["validated"]["value"].as_f64()
                && difference >= 0.0;
            assert_eq!(is_inside, difference == 0.0, "{field}");
            compared += 1;
            equal += i32::from(difference == 0.0);
            if field["question"] == "infrastructure-active-sites" {
                sites[0] += i32::from(difference > 0.0);
                sites[1] += i32::from(difference < 0.0);
            }
        }
    }
    assert!(equal * 4 > compared && equal * 4 < compared * 3, "{equal} of {compared}");
    // The register leaves sites nameless that their region knows: no region names more than there are rows.
    assert_eq!(sites, [0, 0]);
}
