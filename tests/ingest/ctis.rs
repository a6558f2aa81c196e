//! CTIS: what a record of the EU's public portal becomes, in both of its layouts.

use kapacitet::registry::Registry;
use kapacitet::registry::ingest::{self, Kind, Options, Spec};
use kapacitet::registry::schema::MEMBER_STATES;
use polars::prelude::DataFrame;

use super::{Project, fixture, message, shared, texts};

/// Ingests CTIS records into the snapshot `test` and loads it.
fn ingested(project: &Project, paths: &[std::path::PathBuf]) -> Registry {
    let options = Options { into: Some("test".into()), ..Options::default() };
    let spec = Spec { kind: Kind::Ctis, paths: paths.to_vec() };
    ingest::run(project.root(), &[spec], &options, &mut |_| {})
        .map_err(|err| message(&err))
        .unwrap();
    project.load().map_err(|err| message(&err)).unwrap()
}

/// Returns the rows of a table, some columns of each joined with bars.
fn rows(frame: &DataFrame, columns: &[&str]) -> Vec<String> {
    let cells: Vec<_> = columns.iter().map(|column| texts(frame, column)).collect();
    (0..frame.height())
        .map(|row| cells.iter().map(|column| column[row].as_str()).collect::<Vec<_>>().join("|"))
        .collect()
}

#[test]
fn both_layouts_of_a_file_keyed_by_number_give_trials() {
    let project = Project::new();
    let registry = ingested(&project, &[fixture("ctis/records.json")]);
    let columns = ["trial", "id", "title", "status", "study_type", "phase", "sponsor_class"];
    assert_eq!(
        rows(&registry.trials, &columns),
        [
            "1099500010|2099-500010-36-00|Examplumab in lung cancer|recruiting|interventional|phase-1-2|industry",
            "1099500011|2099-500011-77-01|Exampline in insomnia|terminated|interventional|phase-4|other",
        ]
    );
    // The earliest start in the EU; planned everywhere, or ended where no other country takes part.
    let columns =
        ["start", "start_type", "completion", "completion_type", "enrolment", "enrolment_type"];
    assert_eq!(
        rows(&registry.trials, &columns),
        [
            "2023-04-17|actual|2026-12-31|estimated|65|estimated",
            "2022-09-01|actual|2024-11-30|actual|44|estimated",
        ]
    );
    assert_eq!(
        rows(&registry.trials, &["is_company_drug_trial", "why_stopped", "sources", "updated"]),
        ["true|-|ctis|2026-01-15", "false|Recruitment|ctis|2025-03-01"]
    );
}

#[test]
fn member_states_have_their_own_status() {
    let project = Project::new();
    let registry = ingested(&project, &[fixture("ctis/records.json")]);
    let columns = ["country_code", "status", "decision", "start", "end", "planned", "sites"];
    assert_eq!(MEMBER_STATES.columns.len(), 10);
    assert_eq!(
        rows(&registry.member_states, &columns),
        [
            "SE|recruitment-ended|2023-02-01|2023-05-02|-|20|2",
            "DE|ongoing-recruiting|2023-03-01|2023-04-17|-|10|1",
            "DK|recruitment-pending|2023-03-05|-|-|5|0",
            "NO|not-authorised|2023-03-05|-|-|-|0",
            "SE|ended|2022-06-01|2022-09-01|2024-11-30|44|1",
            "FI|recruitment-pending|2022-07-01|-|-|-|0",
        ]
    );
}

/// Denmark and Finland have authorised the trial but name no site: they count as
/// countries of it all the same. Norway refused.
#[test]
fn swedish_sites_have_their_region() {
    let project = Project::new();
    let registry = ingested(&project, &[fixture("ctis/records.json")]);
    assert_eq!(
        rows(&registry.sites, &["site", "facility", "city", "zip", "country_code", "region"]),
        [
            "1|Exempelsjukhuset|Lund|221 85|SE|12",
            "2|Provkliniken|Göteborg|SE-413 45|SE|14",
            "3|Musterklinik|Berlin|10117|DE|-",
            "4|-|-|-|DK|-",
            "1|Exempelmottagningen|Visby|621 84|SE|09",
            "2|-|-|-|FI|-",
        ]
    );
}

#[test]
fn branches_of_the_tree_and_words_give_areas() {
    let project = Project::new();
    let registry = ingested(&project, &[fixture("ctis/records.json")]);
    assert_eq!(
        rows(&registry.areas, &["trial", "area"]),
        [
            "1099500010|oncology",
            "1099500010|respiratory",
            "1099500011|neurology",
            "1099500011|psychiatry",
        ]
    );
    let terms = rows(&registry.conditions, &["kind", "term"]);
    assert_eq!(
        terms,
        [
            "condition|Non-small cell lung cancer",
            "keyword|Non-small cell lung cancer NOS",
            "ancestor|Neoplasms",
            "condition|Insomnia",
            "ancestor|Mental Disorders",
            "ancestor|Nervous System Diseases",
        ]
    );
}

#[test]
fn products_sponsors_and_numbers() {
    let project = Project::new();
    let registry = ingested(&project, &[fixture("ctis/records.json")]);
    assert_eq!(
        rows(&registry.interventions, &["type", "name"]),
        ["biological|Examplumab", "drug|Placebo tablet", "drug|Exampline 5 mg"]
    );
    assert_eq!(
        rows(&registry.sponsors, &["role", "name", "class"]),
        [
            "lead|Example Pharma AB|industry",
            "lead|Example University|other",
            "collaborator|Example Foundation|other",
        ]
    );
    assert_eq!(
        rows(&registry.identifiers, &["kind", "value"]),
        [
            "nct|NCT90000001",
            "eu-ct|2099-500010-36",
            "eudract|2098-000123-45",
            "utn|U1111-1234-5678",
            "eu-ct|2099-500011-77",
            "eudract|2098-000777-12",
        ]
    );
}

/// Of a principal investigator the name and the hospital are kept, of anyone else
/// nothing; telephone numbers and e-mail addresses are in no table.
#[test]
fn no_contact_is_kept() {
    let project = Project::new();
    let registry = ingested(&project, &[fixture("ctis/records.json")]);
    assert_eq!(
        rows(&registry.investigators, &["name", "role", "affiliation"])[0],
        "Example Investigator 1|principal-investigator|Exempelsjukhuset"
    );
    let folder = project.root().join("data/snapshots/test");
    for entry in std::fs::read_dir(folder).unwrap() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        for contact in ["example.org", "123 45 67", "Nobody"] {
            assert!(!text.contains(contact), "{contact}");
        }
    }
}

/// One record, a list and a record per line are one to the reader, packed or not.
#[test]
fn all_ways_to_pack_records_give_the_same() {
    let project = Project::new();
    let whole = ingested(&project, &[fixture("ctis/records.json")]).trials;
    let text = std::fs::read_to_string(fixture("ctis/records.json")).unwrap();
    let keyed: serde_json::Map<String, serde_json::Value> = serde_json::from_str(&text).unwrap();
    let records: Vec<_> = keyed.into_iter().map(|(_, record)| record).collect();
    let lines = records.iter().map(|record| format!("{record}\n")).collect::<String>();
    let folder = project.root().join("records");
    std::fs::create_dir(&folder).unwrap();
    for (name, text) in [
        ("list.json", serde_json::to_string(&records).unwrap()),
        ("lines.ndjson", lines),
        (
            "keyed-in-one-line.json",
            serde_json::from_str::<serde_json::Value>(&text).unwrap().to_string(),
        ),
    ] {
        let path = folder.join(name);
        std::fs::write(&path, text).unwrap();
        assert!(
            ingested(&project, std::slice::from_ref(&path)).trials.equals_missing(&whole),
            "{name}"
        );
        std::fs::remove_file(path).unwrap();
    }
    for (number, record) in records.iter().enumerate() {
        std::fs::write(folder.join(format!("{number}.json")), record.to_string()).unwrap();
    }
    assert!(ingested(&project, &[folder]).trials.equals_missing(&whole), "a folder");
}

#[test]
fn broken_records_are_named_and_left_out() {
    let project = Project::new();
    let registry = ingested(&project, &[fixture("ctis/broken.ndjson")]);
    let snapshot = &registry.snapshot;
    let rejected: Vec<_> = snapshot
        .rejected
        .iter()
        .map(|one| format!("{} {}: {}", one.record, one.id.as_deref().unwrap_or("-"), one.reason))
        .collect();
    assert_eq!(
        rejected,
        [
            "1 2099-500020-11-00: impossible date `31/02/2023` in `startDateEU`",
            "2 EUCT-21: invalid EU CT number `EUCT-21`",
            "3 2099-500022-11-00: no `authorizedApplication`, as in a row of a search",
            "4 -: no EU CT number (`ctNumber`)",
            "5 2099-500023-11-00: invalid type: string \"none\", expected struct Events in `events`",
        ]
    );
    let words: Vec<_> = snapshot.coverage.words_unknown.keys().map(String::as_str).collect();
    assert_eq!(words, ["member state status 99", "phase 12", "status 99"]);
    assert_eq!(rows(&registry.trials, &["status", "phase"]), ["unknown|not-given"]);
}

/// The four real records, as read from the JSON by other means.
#[test]
fn four_real_records_come_out_right() {
    let Some(path) = shared("ctis/records.json") else { return };
    let project = Project::new();
    let registry = ingested(&project, &[path]);
    assert_eq!(
        rows(
            &registry.trials,
            &["id", "status", "phase", "sponsor_class", "start", "start_type", "enrolment"]
        ),
        [
            "2023-508143-51-01|not-yet-recruiting|phase-4|other|2023-05-23|estimated|11",
            "2022-500244-37-00|not-yet-recruiting|phase-2|industry|2022-06-01|estimated|440",
            "2024-510663-34-00|recruiting|phase-2|industry|2021-01-29|actual|11",
            "2023-505613-24-00|recruiting|phase-2|industry|2021-04-28|actual|32",
        ]
    );
    assert_eq!(
        rows(
            &registry.member_states,
            &["trial", "country_code", "status", "decision", "planned", "sites"]
        ),
        [
            "1023508143|NL|recruitment-pending|2024-05-06|11|2",
            "1022500244|DE|recruitment-pending|2022-08-03|150|2",
            "1024510663|ES|ongoing-recruiting|2024-04-24|7|2",
            "1024510663|IT|ongoing-recruiting|2024-10-23|4|4",
            "1023505613|PL|ongoing-recruiting|2024-04-12|3|1",
            "1023505613|BE|ongoing-recruiting|2024-04-15|6|3",
            "1023505613|GR|ongoing-recruiting|2024-06-17|4|2",
        ]
    );
    let sites = rows(&registry.sites, &["city", "zip", "country_code"]);
    assert_eq!(
        sites,
        [
            "Enschede|7512 KZ|NL",
            "Enschede|7522 AH|NL",
            "Cologne|50668|DE",
            "Heidelberg|69120|DE",
            "Esplugues De Llobregat|08950|ES",
            "Madrid|28046|ES",
            "Messina|98124|IT",
            "Milan|20122|IT",
            "Rome|00165|IT",
            "Florence|50139|IT",
            "Gent|9000|BE",
            "Leuven|3000|BE",
            "Sint-Lambrechts-Woluwe|1200|BE",
            "Wroclaw|50-556|PL",
            "Thessaloniki|546 42|GR",
            "Athens|115 27|GR",
        ]
    );
    let areas = rows(&registry.areas, &["trial", "area"]);
    for area in [
        "1023508143|neurology",
        "1022500244|infectious-diseases",
        "1024510663|infectious-diseases",
        "1023505613|infectious-diseases",
    ] {
        assert!(areas.iter().any(|found| found == area), "{area} in {areas:?}");
    }
    let numbers = rows(&registry.identifiers, &["trial", "value"]);
    for number in ["1024510663|NCT04494412", "1023505613|NCT04665037", "1023508143|2021-004994-30"]
    {
        assert!(numbers.iter().any(|found| found == number), "{number} in {numbers:?}");
    }
}
