//! The bridge between two snapshots: hand-made pairs that a reader can count, and what it says to a slip.

mod random;
mod real;

use std::fs;

use serde_json::{Value, json};

use crate::pdf::Pdf;
use crate::support::{Project, copy, fixture};

/// A record of ClinicalTrials.gov; what is not said is a company's drug trial in Solna and Berlin.
struct Record {
    number: u32,
    start: &'static str,
    /// `ACTUAL` or `ESTIMATED`.
    kind: &'static str,
    cities: &'static [&'static str],
    class: &'static str,
}

impl Record {
    /// Returns a trial with its start.
    fn new(number: u32, start: &'static str) -> Self {
        Self { number, start, kind: "ACTUAL", cities: &["Solna", "Berlin"], class: "INDUSTRY" }
    }

    /// Returns it in the register's format.
    fn json(&self, day: &str) -> Value {
        let location = |city: &&str| {
            let country = if *city == "Berlin" { "Germany" } else { "Sweden" };
            json!({ "facility": format!("Hospital of {city}"), "city": city, "country": country })
        };
        json!({
            "protocolSection": {
                "identificationModule": {
                    "nctId": format!("NCT{:08}", self.number),
                    "briefTitle": format!("Study {}", self.number),
                },
                "statusModule": {
                    "overallStatus": "RECRUITING",
                    "startDateStruct": { "date": self.start, "type": self.kind },
                },
                "sponsorCollaboratorsModule": {
                    "leadSponsor": { "name": "Acme Pharma AB", "class": self.class },
                },
                "conditionsModule": { "conditions": ["Lung Cancer"] },
                "designModule": { "studyType": "INTERVENTIONAL", "phases": ["PHASE3"] },
                "armsInterventionsModule": {
                    "interventions": [{ "type": "DRUG", "name": "Study treatment" }],
                },
                "contactsLocationsModule": {
                    "locations": self.cities.iter().map(location).collect::<Vec<_>>(),
                },
            },
            "derivedSection": { "miscInfoModule": { "versionHolder": day } },
        })
    }
}

/// Ingests records into a snapshot of a day.
fn ingest(project: &Project, name: &str, day: &str, records: &[Record]) {
    let studies: Vec<_> = records.iter().map(|record| record.json(day)).collect();
    let path = project.path(&format!("{name}.json"));
    fs::write(&path, json!({ "studies": studies }).to_string()).unwrap();
    let path = path.to_str().unwrap();
    project.run(&["ingest", "ctgov", path, "--into", name]).succeeded();
}

/// Ingests a vendor's rows onto a snapshot: its number, other numbers, and the start.
fn add_vendor(project: &Project, onto: &str, into: &str, day: &str, rows: &[[&str; 3]]) {
    let mapping = r#"
        [source]
        id = "vendor"
        name = "Vendor"
        kind = "trials"
        class = "licensed"
        licence = "Counts only."

        [columns]
        id = "ID"
        numbers = "Numbers"
        conditions = "Disease"
        start = "Start"
        countries = "Countries"
        interventions = "Drug"
        sponsor = "Sponsor"
        sponsor_class = { column = "Class", values = { "Industry" = "industry" } }
    "#;
    fs::write(project.path("vendor.toml"), mapping).unwrap();
    let mut text = "ID,Numbers,Disease,Start,Countries,Drug,Sponsor,Class\n".to_owned();
    for [id, numbers, start] in rows {
        text.push_str(&format!(
            "{id},{numbers},Lung Cancer,{start},Sweden,Acmeumab,Acme Pharma AB,Industry\n"
        ));
    }
    fs::write(project.path("vendor.csv"), text).unwrap();
    let args = ["ingest", "mapped", "vendor.csv", "--mapping", "vendor.toml", "--date", day];
    let args = [&args[..], &["--onto", onto, "--into", into]].concat();
    project.run(&args).succeeded();
}

/// Returns the bridge between two snapshots.
fn bridge(project: &Project, arguments: &str) -> Value {
    let mut args = vec!["bridge", "--format", "json"];
    args.extend(arguments.split(' '));
    serde_json::from_str(&project.run(&args).succeeded().stdout).unwrap()
}

/// Returns what came in and went out by each part, as `part in out`.
fn parts(bridge: &Value) -> Vec<String> {
    let parts = bridge["parts"].as_array().unwrap().iter();
    parts
        .map(|part| {
            format!("{} {} {}", part["part"].as_str().unwrap(), part["entered"], part["left"])
        })
        .collect()
}

/// Returns the trials of a bridge, as `reason way number`.
fn listed(project: &Project, arguments: &str) -> Vec<String> {
    let trials = bridge(project, &format!("{arguments} --list all"));
    let text = |one: &Value, key: &str| one[key].as_str().unwrap().to_owned();
    let way = |one: &Value| if one["entered"] == true { "in" } else { "out" };
    let line = |one: &Value| format!("{} {} {}", text(one, "reason"), way(one), text(one, "id"));
    trials.as_array().unwrap().iter().map(line).collect()
}

/// Each trial of the register is one case; the comments tell what a reader would say of it.
fn told_pair() -> Project {
    let project = Project::new();
    let before = [
        // Started in the year that leaves the window.
        Record::new(1, "2020-05-01"),
        // In both windows, and nothing happened.
        Record::new(2, "2022-05-01"),
        // Its start was corrected to a day before both windows.
        Record::new(5, "2023-06-01"),
        // A Swedish site came later.
        Record { cities: &["Berlin"], ..Record::new(6, "2022-02-01") },
        // The record was taken away.
        Record::new(7, "2023-03-01"),
        // The sponsor turned out to be no company.
        Record::new(8, "2023-04-01"),
        // Its start moved from the old window into the new year: in both counts.
        Record::new(9, "2024-10-01"),
        // Planned, and then it started as planned.
        Record { kind: "ESTIMATED", ..Record::new(10, "2025-05-01") },
        // Two things at once: a Swedish site came, but it has left the window: never counted.
        Record { cities: &["Berlin"], ..Record::new(11, "2020-02-01") },
    ];
    let after = [
        Record::new(1, "2020-05-01"),
        Record::new(2, "2022-05-01"),
        // New, and started in the new year.
        Record::new(3, "2025-03-01"),
        // New, but it had started when the earlier data were taken.
        Record::new(4, "2024-11-01"),
        Record::new(5, "2019-06-01"),
        Record::new(6, "2022-02-01"),
        Record { class: "OTHER", ..Record::new(8, "2023-04-01") },
        Record::new(9, "2025-02-01"),
        Record::new(10, "2025-05-01"),
        Record::new(11, "2020-02-01"),
    ];
    ingest(&project, "before", "2024-12-31", &before);
    ingest(&project, "after", "2025-12-31", &after);
    project
}

#[test]
fn each_trial_has_the_part_that_a_reader_gives_it() {
    let project = told_pair();
    let bridge = bridge(&project, "before after");
    assert_eq!([&bridge["earlier"]["trials"], &bridge["later"]["trials"]], [6, 6]);
    assert_eq!(bridge["earlier"]["window"], "2020..2024");
    assert_eq!(bridge["later"]["window"], "2021..2025");
    assert_eq!(bridge["difference"], 0);
    assert_eq!(
        parts(&bridge),
        ["real-change 2 1", "late-registration 2 3", "definition 0 0", "de-duplication 0 0"]
    );
    assert_eq!(
        listed(&project, "before after"),
        [
            "started in NCT00000003",
            "started in NCT00000010",
            "left-window out NCT00000001",
            "registered-late in NCT00000004",
            "date-corrected out NCT00000005",
            "place-corrected in NCT00000006",
            "kind-corrected out NCT00000008",
            "record-gone out NCT00000007",
        ]
    );
}

/// In the same window and up to the same day only what the register told counts.
#[test]
fn in_one_window_nothing_is_real() {
    let project = told_pair();
    let asked = "before after --window-b 2020..2024 --cutoff-b 2024-12-31";
    let bridge = bridge(&project, asked);
    assert_eq!(parts(&bridge)[0], "real-change 0 0");
    // The trial that moved into 2025 has left, and the one with a new site has come.
    assert_eq!(parts(&bridge)[1], "late-registration 3 4");
    assert_eq!(bridge["difference"], -1);
}

#[test]
fn a_filter_and_a_longer_window_are_definition() {
    let project = told_pair();
    let trials = listed(&project, "before before --filter-a all --window-a 2015..2024");
    assert_eq!(trials, [""; 0]);
    let trials = listed(&project, "after after --filter-a all");
    assert_eq!(trials, ["filter out NCT00000008"]);
    let trials = listed(&project, "after after --window-a 2016..2025");
    let ids = ["NCT00000001", "NCT00000005", "NCT00000011"];
    assert_eq!(trials, ids.map(|id| format!("window out {id}")));
}

/// A town that the reference tables learn to place is no correction of the register.
#[test]
fn a_changed_reference_table_is_definition() {
    let project = Project::new();
    let records = || [Record { cities: &["Nyhamnsby"], ..Record::new(1, "2022-01-15") }];
    ingest(&project, "before", "2024-12-31", &records());
    let path = project.path("data/reference/places/cities.csv");
    let towns = fs::read_to_string(&path).unwrap();
    let place = towns.lines().position(|line| line.split(',').next() > Some("nyhamnsby")).unwrap();
    let mut lines: Vec<_> = towns.lines().collect();
    let sample = lines.iter().find(|line| line.starts_with("lund,")).unwrap();
    let line = sample.replacen("lund", "nyhamnsby", 1);
    lines.insert(place, &line);
    fs::write(&path, lines.join("\n") + "\n").unwrap();
    ingest(&project, "after", "2025-12-31", &records());
    let asked = "before after --place skane";
    assert_eq!(listed(&project, asked), ["reference in NCT00000001"]);
    assert_eq!(parts(&bridge(&project, asked))[2], "definition 1 0");
    let run = project.run(&["bridge", "before", "after"]).succeeded();
    assert!(
        run.stderr.contains("the reference tables have changed since the ingest of `before`"),
        "{}",
        run.stderr
    );
}

/// A vendor's trial is not recognised until its number is told; another is the vendor's alone.
#[test]
fn a_trial_that_two_sources_tell_counts_once_when_it_is_recognised() {
    let project = Project::new();
    let records = || [Record::new(1, "2022-01-15"), Record::new(2, "2022-02-15")];
    ingest(&project, "before", "2024-12-31", &records());
    ingest(&project, "after", "2025-12-31", &records());
    let alone = ["T-2", "", "2023-01-01"];
    add_vendor(
        &project,
        "before",
        "before-vendor",
        "2024-12-31",
        &[["T-1", "", "2022-01-15"], alone],
    );
    add_vendor(
        &project,
        "after",
        "after-vendor",
        "2025-12-31",
        &[["T-1", "NCT00000001", "2022-01-15"], alone],
    );

    let merged = bridge(&project, "before-vendor after-vendor");
    assert_eq!([&merged["earlier"]["trials"], &merged["later"]["trials"]], [4, 3]);
    assert_eq!(parts(&merged)[3], "de-duplication 0 1");
    assert_eq!(listed(&project, "before-vendor after-vendor"), ["merged out T-1"]);
    assert_eq!(listed(&project, "before-vendor after-vendor --filter-a all"), ["merged out T-1"]);

    // A source that was added is another definition, and its trial is no new one.
    let added = bridge(&project, "before after-vendor");
    assert_eq!(parts(&added)[2], "definition 1 0");
    assert_eq!(listed(&project, "before after-vendor"), ["source in T-2"]);
    // Without the vendor's later word nothing tells that two of them are one.
    assert_eq!(listed(&project, "before-vendor after"), ["source out T-1", "source out T-2"]);
    // The terms are the strictest of both sides, whichever has them.
    assert_eq!([&added["earlier"]["class"], &added["class"]], ["public", "licensed"]);
    assert_eq!(bridge(&project, "before-vendor after")["class"], "licensed");
}

#[test]
fn the_table_tells_how_each_side_was_counted() {
    let project = told_pair();
    let text = project.run(&["bridge", "before", "after"]).succeeded().stdout;
    assert!(text.starts_with("part               entered  left  trials\nearlier"), "{text}");
    let end = "trials-started in sweden; difference +0\n\
        earlier `before`: 2020..2024, company-drug, cut-off 2024-12-31; ClinicalTrials.gov, data of 2024-12-31\n\
        later `after`: 2021..2025, company-drug, cut-off 2025-12-31; ClinicalTrials.gov, data of 2025-12-31\n";
    assert!(text.ends_with(end), "{text}");
    let csv = project.run(&["bridge", "before", "after", "--format", "csv"]).succeeded().stdout;
    let lines: Vec<_> = csv.lines().map(|line| line.trim_end_matches('\r')).collect();
    assert_eq!(
        lines[..4],
        [
            "part,reason,entered,left,trials",
            "earlier,,,,6",
            "real-change,,2,1,1",
            "real-change,started,2,0,2",
        ]
    );
}

/// A register rarely takes trials back: where many are gone, the snapshots are of different selections.
#[test]
fn snapshots_of_different_selections_are_doubted() {
    let project = Project::new();
    let records: Vec<_> = (1..=60).map(|number| Record::new(number, "2022-05-01")).collect();
    ingest(&project, "before", "2024-12-31", &records);
    ingest(&project, "most", "2025-12-31", &records[..48]);
    ingest(&project, "after", "2025-12-31", &records[..47]);
    let complaints = |args: &[&str]| project.run(args).succeeded().stderr;
    assert_eq!(complaints(&["bridge", "before", "most"]), "");
    let doubt = "warning: the later snapshot lacks 13 of the 60 trials that the earlier one counts\n  \
        = hint: were both made of the same selection of the register?\n\n";
    assert_eq!(complaints(&["bridge", "before", "after"]), doubt);
}

#[test]
fn an_edition_stands_for_its_snapshot_and_window() {
    let project = told_pair();
    let text = fs::read_to_string(project.path("data/editions/small-full.toml")).unwrap();
    let snapshot = text.lines().find(|line| line.starts_with("snapshot")).unwrap();
    let text = text.replace(snapshot, "snapshot = \"after\"");
    fs::write(project.path("data/editions/later.toml"), text).unwrap();
    let by_edition = bridge(&project, "before edition:later");
    assert_eq!(by_edition["later"]["snapshot"], "after");
    let error = project.run(&["bridge", "before", "edition:latter"]).failed();
    assert_eq!(error, "error: unknown edition `latter`\n  = hint: did you mean `later`?\n\n");
}

/// A document tells what changed since the edition that its own names, and without one it says so.
#[test]
fn a_document_shows_what_changed_since_the_last_edition() {
    let project = told_pair();
    copy(&fixture("bridge"), project.root());
    project
        .run(&["check", "data/editions/since.toml", "report_templates/documents/since"])
        .succeeded();
    project.run(&["build", "since"]).succeeded();
    for (lang, expected) in [
        (
            "sv",
            "Startade prövningar; Förra gången: 6; Verklig förändring: +1; Sen registrering: \u{2212}1; \
             Definition: 0; Dubbletter: 0; Nu: 6.",
        ),
        (
            "en",
            "Trials started; Last time: 6; Real change: +1; Late registration: \u{2212}1; Definition: 0; \
             De-duplication: 0; Now: 6.",
        ),
    ] {
        let path = project.path(&format!("output/since/since/gotland.{lang}.pdf"));
        crate::pdf::assert_conforms(&path);
        let pdf = Pdf::read(&path);
        let alts: Vec<_> = pdf.elements("Figure").iter().filter_map(|one| pdf.alt(one)).collect();
        assert!(alts.iter().any(|alt| alt == expected), "{alts:?}");
        let attached = pdf.attachments().into_values().next().unwrap();
        let text = String::from_utf8(attached).unwrap();
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
        let cells = |row: &csv::StringRecord| [3, 8, 9, 10].map(|at| row[at].to_owned()).join(" ");
        assert_eq!(
            rows.iter().map(cells).collect::<Vec<_>>(),
            [
                "earlier   6",
                "real-change 2 1 1",
                "late-registration 2 3 -1",
                "definition 0 0 0",
                "de-duplication 0 0 0",
                "later   6",
            ]
        );
        let source = reader.headers().unwrap().iter().position(|head| head == "data_date");
        assert_eq!(&rows[1][source.unwrap()], "2024-12-31 \u{2192} 2025-12-31");
    }

    let text = fs::read(project.path("output/since/manifest.json")).unwrap();
    let manifest: Value = serde_json::from_slice(&text).unwrap();
    assert_eq!(manifest["snapshot"]["name"], "after");
    assert_eq!(manifest["previous"]["name"], "before");
    assert_eq!(manifest["previous"]["data_date"], "2024-12-31");

    project.run(&["build", "since-nothing"]).succeeded();
    let pdf = Pdf::read(&project.path("output/since-nothing/since/gotland.en.pdf"));
    assert!(pdf.attachments().is_empty());
    let page = pdf.pages().concat().replace(char::is_whitespace, "");
    assert!(page.contains("Nopreviouseditionisnamedtocomparewith."), "{page}");
}

/// What an earlier snapshot was bought from stays bought in the bridge to a public one.
#[test]
fn a_bridge_from_licensed_records_stays_out_of_a_public_edition() {
    let project = Project::new();
    copy(&fixture("bridge"), project.root());
    let records = || [Record::new(1, "2022-01-15"), Record::new(2, "2022-02-15")];
    ingest(&project, "public", "2024-12-31", &records());
    ingest(&project, "after", "2025-12-31", &records());
    let rows = [["T-2", "", "2023-01-01"]];
    add_vendor(&project, "public", "before", "2024-12-31", &rows);
    let complaint = project.run(&["build", "since", "--lang", "en"]).failed();
    for place in ["chart of figure `bridge` (licensed)", "text of table `bridge` (licensed)"] {
        assert!(complaint.contains(place), "{place} in {complaint}");
    }
    let path = project.path("data/editions/since.toml");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replacen("status =", "licensed = true\nstatus =", 1)).unwrap();
    project.run(&["build", "since", "--lang", "en"]).succeeded();
}

#[test]
fn a_slip_is_met_with_what_was_meant() {
    let project = told_pair();
    let fault =
        |args: &[&str]| project.run(&[&["bridge"], args].concat()).failed().trim_end().to_owned();
    assert_eq!(
        fault(&["after", "before"]),
        "error: the earlier data of 2025-12-31 are newer than the later ones of 2024-12-31\n  \
         = hint: name the older snapshot first"
    );
    assert_eq!(
        fault(&["befor", "after"]),
        "error: unknown snapshot `befor`\n  = hint: did you mean `before`?"
    );
    assert_eq!(
        fault(&["before", "after", "--list", "real"]),
        "error: unknown part `real`\n  = hint: did you mean `real-change`?"
    );
    let query = project.run(&["query", "bridge", "--snapshot", "after"]).failed();
    assert_eq!(
        query,
        "error: `bridge` needs an earlier snapshot\n  = hint: ask with `kapacitet bridge EARLIER LATER`\n\n"
    );
    // A snapshot of another format is told before anything is counted.
    let path = project.path("data/snapshots/before/snapshot.toml");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replacen("format = 3", "format = 2", 1)).unwrap();
    let error = fault(&["before", "after"]);
    assert!(error.contains("has format 2, but this program reads format 3"), "{error}");
}
