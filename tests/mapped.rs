//! Licensed exports: read by a mapping, proposed, added to a snapshot.

use std::fs;

use crate::support::{Project, fixture, number};

/// Returns the path of a fixture as text.
fn path(name: &str) -> String {
    fixture(&format!("mapped/{name}")).to_str().unwrap().to_owned()
}

/// Returns a snapshot's description.
fn described(project: &Project, name: &str) -> toml::Table {
    let path = project.path(&format!("data/snapshots/{name}/snapshot.toml"));
    toml::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

#[test]
fn rows_become_trials_and_broken_ones_are_named() {
    let project = Project::new();
    let (trials, mapping) = (path("trials.csv"), path("trials.toml"));
    let args = [
        "ingest",
        "mapped",
        &trials,
        "--mapping",
        &mapping,
        "--into",
        "export",
        "--date",
        "2024-12-31",
    ];
    let run = project.run(&args);
    assert_eq!(run.code, Some(0), "{run:?}");
    let snapshot = described(&project, "export");
    assert_eq!(snapshot["trials"].as_integer(), Some(2));
    let reasons: Vec<_> = snapshot["rejected"]
        .as_array()
        .unwrap()
        .iter()
        .map(|rejected| {
            (rejected["record"].as_integer().unwrap(), rejected["reason"].as_str().unwrap())
        })
        .collect();
    assert_eq!(
        reasons,
        [
            (
                3,
                "impossible date `31-Feb-2021` in column `Start`, expected the format `%d-%b-%Y`, `%b-%Y`"
            ),
            (4, "impossible number `many` in column `Accrual`, expected a whole number"),
        ]
    );
    assert_eq!(snapshot["coverage"]["words_unknown"]["status Paused"].as_integer(), Some(1));
    let source = &snapshot["sources"][0];
    assert_eq!(
        (source["class"].as_str(), source["licence"].as_str()),
        (Some("licensed"), Some("Invented."))
    );

    // The first one is a company's drug trial of phase 2/3 with sites in two countries.
    let ask = |question: &str| {
        project.ask(&format!("trials-started --snapshot export --window all {question}"))
    };
    let first = ask("--place norway --phase 2/3");
    assert_eq!(number(&first[0], "numerator"), 1.0);
    assert_eq!(first[0]["class"].as_str(), Some("licensed"));
    assert_eq!(number(&ask("--place denmark --filter all")[0], "numerator"), 1.0);
}

#[test]
fn a_trial_that_the_register_has_too_is_one_trial_with_two_sources() {
    let project = Project::small_with(None);
    let (trials, mapping) = (path("trials.csv"), path("trials.toml"));
    let before = described(&project, "small")["trials"].as_integer().unwrap();
    let args = [
        "ingest",
        "mapped",
        &trials,
        "--mapping",
        &mapping,
        "--onto",
        "small",
        "--date",
        "2024-12-31",
    ];
    let run = project.run(&args);
    assert_eq!(run.code, Some(0), "{run:?}");
    let snapshot = described(&project, "small-export");
    let found = &snapshot["merged"][0];
    let shared = found["trials"].as_integer().unwrap();
    assert_eq!(snapshot["trials"].as_integer().unwrap(), before + 2 - shared);
    assert_eq!(shared + found["new"].as_integer().unwrap(), 2);
}

#[test]
fn a_dry_run_shows_the_rows_and_writes_nothing() {
    let project = Project::new();
    let (trials, mapping) = (path("trials.csv"), path("trials.toml"));
    let args = ["ingest", "mapped", &trials, "--mapping", &mapping, "--dry-run"];
    let run = project.run(&args);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(run.stdout.contains("2 rows of trials can be read, 2 not"), "{}", run.stdout);
    assert!(run.stdout.contains("phase-2-3"), "{}", run.stdout);
    assert!(!project.path("data/snapshots/export").exists());
}

#[test]
fn a_proposal_can_be_read_as_it_is() {
    let project = Project::new();
    let proposal = project.path("proposal.toml");
    let run = project.run(&["sniff", &path("trials.csv"), "--out", proposal.to_str().unwrap()]);
    assert_eq!(run.code, Some(0), "{run:?}");
    let text = fs::read_to_string(&proposal).unwrap();
    assert!(text.contains(r#"delimiter = ";""#), "{text}");
    assert!(text.contains(r#"dates = ["%b-%Y", "%d-%b-%Y"]"#), "{text}");
    assert!(text.contains(r#""II/III" = "phase-2-3""#), "{text}");
    // What lies there already stays.
    let again = project.run(&["sniff", &path("trials.csv"), "--out", proposal.to_str().unwrap()]);
    assert_eq!(again.code, Some(1));
    assert_eq!(fs::read_to_string(&proposal).unwrap(), text);
}

#[test]
fn what_is_wrong_with_a_mapping_is_told_with_its_place() {
    let project = Project::new();
    let trials = path("trials.csv");
    let complaint = |name: &str| {
        let mapping = path(name);
        let args = ["ingest", "mapped", &trials, "--mapping", &mapping, "--dry-run"];
        let run = project.run(&args);
        assert_eq!(run.code, Some(1), "{run:?}");
        run.stderr
    };
    let class = complaint("wrong.toml");
    assert!(
        class.contains("unknown value `licenced`") && class.contains("wrong.toml:5:"),
        "{class}"
    );
    let fields = complaint("wrong-fields.toml");
    for (fault, place) in [
        ("invalid source id `Export 1`", "wrong-fields.toml:2:6"),
        ("`drug` is no field of sites", "wrong-fields.toml:10:8"),
        ("no column for `country`", "wrong-fields.toml:7:1"),
    ] {
        assert!(fields.contains(fault) && fields.contains(place), "{fields}");
    }
    let column = complaint("wrong-column.toml");
    assert!(column.contains("the export has no column `Titel`"), "{column}");
    assert!(column.contains("did you mean `Title`?") && column.contains(":9:8"), "{column}");
}

/// How no file can be written is told at its place, by every command that takes a mapping.
#[test]
fn what_no_file_can_be_like_is_told_with_its_place() {
    let project = Project::new();
    let (trials, wrong) = (path("trials.csv"), path("wrong-writing.toml"));
    let text = fs::read_to_string(&wrong).unwrap();
    fs::write(project.path("data/mappings/wrong-writing.toml"), &text).unwrap();
    let place = |text: &str| format!("wrong-writing.toml:{text}\n");
    let ingest = ["ingest", "mapped", &trials, "--mapping", &wrong];
    for args in [&ingest[..], &["sniff", &trials, "--mapping", &wrong], &["check"]] {
        let run = project.run(args);
        assert_eq!(run.code, Some(1), "{run:?}");
        for (fault, at) in [
            ("`name` of the source holds a character that no page can show", "3:1"),
            ("`licence` of the source holds a character that no page can show", "6:1"),
            ("unknown encoding `windows-1525`", "9:12"),
            ("impossible delimiter `\"`: it is the quote around cells", "10:13"),
            ("impossible date format `%Q/%Y`", "11:22"),
            ("`title` has both `column` and `columns`", "15:9"),
            ("impossible date format `%d/%m`", "16:39"),
            ("impossible date format `%Y-%m-%d %H:%M`", "17:44"),
        ] {
            let mut faults = run.stderr.split("\n\n");
            let found = faults.find(|text| text.contains(fault)).unwrap_or(&run.stderr);
            assert!(found.contains(fault) && found.contains(&place(at)), "{fault}, {at}: {found}");
        }
        assert_eq!(run.stderr.matches("wrong-writing.toml:").count(), 8, "{}", run.stderr);
        assert!(!run.stderr.contains('\x1b') && !run.stdout.contains('\x1b'), "{run:?}");
    }
    for sign in [";;", "", "\\n", "ö", "a"] {
        let own = text.replace(r#"delimiter = "\"""#, &format!("delimiter = \"{sign}\""));
        assert_ne!(own, text);
        fs::write(project.path("own.toml"), own).unwrap();
        let own = project.path("own.toml");
        let run = project.run(&["sniff", &trials, "--mapping", own.to_str().unwrap()]);
        assert!(run.stderr.contains("impossible delimiter `"), "{sign}: {}", run.stderr);
    }
}

/// A path may lead to what never ends, or to a pipe that nobody writes into.
#[cfg(unix)]
#[test]
fn what_is_no_file_is_refused_before_it_is_opened() {
    let project = Project::new();
    let pipe = project.path("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let pipe = pipe.to_str().unwrap();
    let trials = path("trials.csv");
    for odd in ["/dev/zero", pipe] {
        for args in [
            &["ingest", "mapped", &trials, "--mapping", odd][..],
            &["ingest", "mapped", odd, "--mapping", &path("trials.toml"), "--dry-run"],
            &["ingest", "ctgov", odd],
            &["ingest", "ctis", odd],
            &["sniff", odd],
            &["sniff", &trials, "--mapping", odd],
            &["inventory", "read", "--date", "2026-03-01", odd],
        ] {
            let run = project.run(args);
            assert_eq!(run.code, Some(1), "{args:?}: {run:?}");
            // The place of the project is written as one word in what was said.
            let is_told = ["` is not a regular file", "` is not a file or folder"]
                .iter()
                .any(|words| run.stderr.contains(words));
            assert!(is_told, "{args:?}: {}", run.stderr);
        }
    }
    // An input of the project is refused at the place that names it.
    fs::remove_file(project.path("data/disclosure.toml")).unwrap();
    std::os::unix::fs::symlink("/dev/zero", project.path("data/disclosure.toml")).unwrap();
    let run = project.run(&["check"]);
    assert!(run.stderr.contains("link to outside the project"), "{}", run.stderr);
}

/// The shipped mappings read the demonstration's exports, and no contact of a person
/// comes with them.
#[test]
fn the_example_mappings_read_the_example_exports() {
    let project = Project::new();
    let root = crate::support::crate_root();
    for (name, mapping, table, rows) in [
        ("trials", "trialtrove-like", "trials", 220),
        ("sites", "sitetrove-sites-like", "site_profiles", 59),
        ("investigators", "sitetrove-investigators-like", "investigator_profiles", 90),
        ("pipeline", "pharmaprojects-like", "pipeline", 402),
    ] {
        let export = root.join(format!("data/demo/exports/{name}.csv"));
        let mapping = root.join(format!("data/mappings/{mapping}.toml"));
        let args = [
            "ingest",
            "mapped",
            export.to_str().unwrap(),
            "--mapping",
            mapping.to_str().unwrap(),
            "--into",
            name,
            "--date",
            "2026-01-15",
            "--example",
        ];
        let run = project.run(&args);
        assert_eq!(run.code, Some(0), "{run:?}");
        let found = described(&project, name)["tables"][table]["rows"].as_integer().unwrap();
        assert_eq!(found, rows, "rows of {table}");
        for file in fs::read_dir(project.path(&format!("data/snapshots/{name}"))).unwrap() {
            let bytes = fs::read(file.unwrap().path()).unwrap();
            let text = String::from_utf8_lossy(&bytes).into_owned();
            assert!(!text.contains("@example.org") && !text.contains("+46 8 555"), "{name}");
        }
    }
}
