//! Several sources in one snapshot: which trials are one, which source counts, and
//! where they disagree.
//!
//! The fixtures: seven trials of ClinicalTrials.gov, NCT90000001 to 7, and five of CTIS,
//! 2099-500001 to 5. The first of CTIS gives the first's NCT number, the second the
//! second's EudraCT number. The third gives a EudraCT number that two others cite, the
//! fifth an NCT number and a EudraCT number of different trials. NCT90000005 cites
//! NCT90000001, whose own number that is.

use kapacitet::registry::ingest::{self, Kind, Options, Spec};
use kapacitet::registry::schema::TABLES;
use kapacitet::registry::{Registry, Snapshot, disagreements, store};
use polars::prelude::DataFrame;
use typst::diag::HintedStrResult;

use super::{Project, fixture, message, texts};

/// Returns the two sources.
fn specs() -> [Spec; 2] {
    [
        Spec { kind: Kind::Ctgov, paths: vec![fixture("ctis/union-ctgov.json")] },
        Spec { kind: Kind::Ctis, paths: vec![fixture("ctis/union-ctis.json")] },
    ]
}

/// Ingests sources into a snapshot.
fn ingest(
    project: &Project,
    specs: &[Spec],
    onto: Option<&str>,
    into: Option<&str>,
) -> HintedStrResult<Snapshot> {
    let named = |name: Option<&str>| name.map(str::to_owned);
    let options = Options { into: named(into), onto: named(onto), ..Options::default() };
    ingest::run(project.root(), specs, &options, &mut |_| {})
}

/// Returns the union of the two sources.
fn union(project: &Project) -> Registry {
    ingest(project, &specs(), None, Some("test")).map_err(|err| message(&err)).unwrap();
    project.load().map_err(|err| message(&err)).unwrap()
}

/// Returns the rows of a trial, some columns of each joined with bars.
fn of(frame: &DataFrame, trial: &str, columns: &[&str]) -> Vec<String> {
    let keys = texts(frame, "trial");
    let cells: Vec<_> = columns.iter().map(|column| texts(frame, column)).collect();
    (0..frame.height())
        .filter(|&row| keys[row] == trial)
        .map(|row| cells.iter().map(|column| column[row].as_str()).collect::<Vec<_>>().join("|"))
        .collect()
}

#[test]
fn a_trial_of_two_registers_is_one_trial_with_two_sources() {
    let project = Project::new();
    let registry = union(&project);
    assert_eq!(
        texts(&registry.trials, "id"),
        [
            "NCT90000001",
            "NCT90000002",
            "NCT90000003",
            "NCT90000004",
            "NCT90000005",
            "NCT90000006",
            "NCT90000007",
            "2099-500003-33-00",
            "2099-500004-44-01",
            "2099-500005-55-00",
        ]
    );
    let sources = texts(&registry.trials, "sources");
    assert_eq!(sources[..3], ["ctgov ctis", "ctgov ctis", "ctgov"]);
    assert_eq!(sources[7..], ["ctis", "ctis", "ctis"]);
    let records = of(&registry.records, "90000001", &["source", "id", "status"]);
    assert_eq!(records, ["ctgov|NCT90000001|completed", "ctis|2099-500001-11-00|recruiting"]);
    let merged = &registry.snapshot.merged[0];
    assert_eq!([merged.trials, merged.new, merged.ambiguous], [2, 3, 3]);
}

/// The first source gives everything, so it wins everything; sites come from the
/// other only for Germany.
#[test]
fn the_first_source_wins() {
    let project = Project::new();
    let registry = union(&project);
    let columns = ["title", "status", "phase", "start", "start_precision", "start_type"];
    assert_eq!(
        of(&registry.trials, "90000001", &columns),
        ["Example 1|completed|phase-3|2023-03-01|month|actual"]
    );
    assert_eq!(
        of(&registry.sites, "90000001", &["city", "country_code", "source"]),
        ["Lund|SE|ctgov", "Boston|US|ctgov", "Berlin|DE|ctis"]
    );
    assert_eq!(of(&registry.interventions, "90000001", &["type"]), ["drug"]);
    assert_eq!(of(&registry.sponsors, "90000001", &["name"]), ["Example Pharma AB"]);
}

/// The second trial's record in ClinicalTrials.gov gives next to nothing.
#[test]
fn the_later_source_fills_gaps() {
    let project = Project::new();
    let registry = union(&project);
    let columns = ["id", "title", "status", "phase", "start", "start_precision", "start_type"];
    assert_eq!(
        of(&registry.trials, "90000002", &columns),
        ["NCT90000002|Example 2|completed|phase-2|2021-01-29|day|actual"]
    );
    let columns =
        ["sponsor", "sponsor_class", "enrolment", "enrolment_type", "is_company_drug_trial"];
    assert_eq!(
        of(&registry.trials, "90000002", &columns),
        ["Example Pharma AB|industry|25|estimated|true"]
    );
    assert_eq!(of(&registry.sponsors, "90000002", &["role", "name"]), ["lead|Example Pharma AB"]);
    assert_eq!(of(&registry.interventions, "90000002", &["name"]), ["Examplumab"]);
    // Asthma is respiratory by its branch and an allergy by its word.
    let areas = of(&registry.areas, "90000002", &["area"]);
    assert_eq!(areas, ["immunology-allergy", "respiratory"]);
    assert_eq!(of(&registry.investigators, "90000002", &["name"]), ["Example Investigator 5"]);
    assert_eq!(of(&registry.member_states, "90000002", &["country_code"]), ["NO"]);
}

#[test]
fn conditions_and_areas_are_united() {
    let project = Project::new();
    let registry = union(&project);
    assert_eq!(
        of(&registry.conditions, "90000001", &["kind", "term"]),
        [
            "condition|Lung Cancer",
            "mesh|Lung Neoplasms",
            "condition|Lung cancer",
            "keyword|Lung cancer NOS",
            "ancestor|Neoplasms",
        ]
    );
    assert!(texts(&registry.areas, "area").iter().all(|area| area != "unclassified"));
}

#[test]
fn what_is_not_one_to_one_is_listed_and_not_merged() {
    let project = Project::new();
    let registry = union(&project);
    let ambiguous: Vec<_> = registry
        .snapshot
        .ambiguous
        .iter()
        .map(|one| {
            format!(
                "{}: {} or {}",
                one.numbers.join(" "),
                one.trials.join(" "),
                one.others.join(" ")
            )
        })
        .collect();
    assert_eq!(
        ambiguous,
        [
            "2098-000200-11: 2099-500003-33-00 or NCT90000003 NCT90000004",
            "NCT90000006: 2099-500005-55-00 or NCT90000006 NCT90000007",
            "2098-000300-22: 2099-500005-55-00 or NCT90000006 NCT90000007",
        ]
    );
}

/// March 2023 and 20 March 2023 are no disagreement; completed and recruiting are one.
#[test]
fn disagreements_are_counted_and_listed() {
    let project = Project::new();
    let registry = union(&project);
    let counted: Vec<_> = registry
        .snapshot
        .disagreements
        .iter()
        .map(|one| {
            format!(
                "{} {} {}: {} of {}",
                one.first, one.second, one.field, one.differ, one.compared
            )
        })
        .collect();
    assert_eq!(
        counted,
        [
            "ctgov ctis start: 0 of 1",
            "ctgov ctis phase: 0 of 1",
            "ctgov ctis status: 1 of 1",
            "ctgov ctis sponsor-class: 0 of 1",
        ]
    );
    let listed = disagreements(&registry).unwrap();
    assert_eq!(listed.len(), 1);
    let one = &listed[0];
    assert_eq!(
        [&one.id, one.field, &one.source_a, &one.value_a, &one.source_b, &one.value_b],
        ["NCT90000001", "status", "ctgov", "completed", "ctis", "recruiting"]
    );
}

#[test]
fn counts_are_made_again() {
    let project = Project::new();
    let snapshot = union(&project).snapshot;
    assert_eq!([snapshot.trials, snapshot.sites], [10, 7]);
    let coverage = &snapshot.coverage;
    assert_eq!([coverage.swedish_trials, coverage.swedish_site_rows], [4, 4]);
    assert_eq!([coverage.trials_without_mesh, coverage.trials_unclassified], [9, 0]);
    let ids: Vec<_> = snapshot.sources.iter().map(|source| source.id.as_str()).collect();
    assert_eq!(ids, ["ctgov", "ctis"]);
    assert_eq!([snapshot.sources[0].records, snapshot.sources[1].records], [7, 5]);
    assert!(snapshot.sources.iter().all(|source| !source.licence.is_empty()));
    assert_eq!(snapshot.source(), "ClinicalTrials.gov and CTIS");
}

/// A source that is added later gives the tables that both at once give, and the
/// snapshot that it was added to stays as it was.
#[test]
fn adding_a_source_is_ingesting_both() {
    let project = Project::new();
    let both = union(&project).snapshot;
    let [ctgov, ctis] = specs();
    let base = ingest(&project, &[ctgov], None, Some("base")).unwrap();
    let added = ingest(&project, std::slice::from_ref(&ctis), Some("base"), None).unwrap();
    assert_eq!(added.name, "base-ctis");
    for table in TABLES {
        assert_eq!(added.tables[table.name], both.tables[table.name], "{}", table.name);
    }
    assert_eq!(Snapshot::load(project.root(), "base").unwrap(), base);
    assert!(store::is_whole(project.root(), &base));

    let again = ingest(&project, &[ctis], Some("base-ctis"), None).unwrap_err();
    assert_eq!(
        message(&again),
        "error: snapshot `base-ctis` already holds CTIS\n\
         hint: add it to a snapshot without it; there are base, base-ctis, test\n"
    );
}

#[test]
fn a_source_comes_once() {
    let project = Project::new();
    let [ctgov, ctis] = specs();
    let err = ingest(&project, &[ctgov.clone(), ctis, ctgov], None, Some("test")).unwrap_err();
    assert_eq!(
        message(&err),
        "error: the source ClinicalTrials.gov is named twice\nhint: name all its files at once\n"
    );
}
