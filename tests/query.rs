//! `kapacitet query`: the shape of its answers, and what it says to a slip.

use crate::build::demo;
use crate::support::Project;

/// The fields that an answer has at least.
const FIELDS: [&str; 11] = [
    "indicator",
    "place",
    "by",
    "key",
    "window",
    "filter",
    "numerator",
    "denominator",
    "value",
    "lower",
    "upper",
];

/// Every indicator with the dimensions that it can be split by.
const SPLITS: [(&str, &[&str]); 8] = [
    ("trials-started", &EVERY),
    ("share-of-world", &EVERY),
    ("share-of-europe", &EVERY),
    ("trials-per-million", &WITHOUT_SITE),
    ("phase-mix", &["phase"]),
    ("location-quotient", &KINDS),
    ("active-sites", &["region", "area", "disease", "phase", "sponsor", "company", "sponsor-hq"]),
    ("completion", &EVERY),
];

/// Every dimension.
const EVERY: [&str; 10] = [
    "place",
    "region",
    "site",
    "area",
    "disease",
    "phase",
    "sponsor",
    "company",
    "sponsor-hq",
    "year",
];

/// Every dimension but the sites, which have no population.
const WITHOUT_SITE: [&str; 9] =
    ["place", "region", "area", "disease", "phase", "sponsor", "company", "sponsor-hq", "year"];

/// The dimensions that are kinds of trials.
const KINDS: [&str; 7] = ["area", "disease", "phase", "sponsor", "company", "sponsor-hq", "year"];

/// Asserts that a run fails with exactly these lines.
fn assert_fault(args: &[&str], expected: &str) {
    let mut all = vec!["query"];
    all.extend(args);
    assert_eq!(Project::small().run(&all).failed(), expected, "{args:?}");
}

#[test]
fn every_answer_has_the_same_fields() {
    for (indicator, splits) in SPLITS {
        let split = splits.iter().map(|by| format!("{indicator} --by {by}"));
        for question in [indicator.to_owned()].into_iter().chain(split) {
            let findings = Project::small().ask(&question);
            assert!(!findings.is_empty(), "{question}");
            for finding in findings {
                for field in FIELDS {
                    assert!(finding.get(field).is_some(), "`{question}` has no `{field}`");
                }
                assert_eq!(finding["indicator"], indicator);
                assert_eq!(finding["filter"], "company-drug");
                assert_eq!(finding["by"].is_null(), finding["key"].is_null(), "{question}");
            }
        }
    }
}

/// Limits stand around the value wherever there is one.
#[test]
fn every_value_lies_within_its_limits() {
    for (indicator, splits) in SPLITS {
        for by in splits {
            for finding in Project::small().ask(&format!("{indicator} --by {by}")) {
                let Some(value) = finding["value"].as_f64() else { continue };
                let limit = |field: &str| finding[field].as_f64().unwrap();
                let (lower, upper) = (limit("lower"), limit("upper"));
                assert!(lower <= value + 1e-12 && value <= upper + 1e-12, "{finding}");
            }
        }
    }
}

#[test]
fn a_count_has_itself_as_numerator_and_no_denominator() {
    let finding = &Project::small().ask("trials-started")[0];
    assert_eq!((&finding["numerator"], &finding["value"]), (&5.into(), &5.0.into()));
    assert!(finding["denominator"].is_null());
}

#[test]
fn every_indicator_is_listed_and_can_be_asked() {
    let listed = Project::small().run(&["list", "indicators"]).succeeded().stdout;
    let ids: Vec<_> = listed.lines().filter_map(|line| line.split_whitespace().next()).collect();
    let without_limits = [
        "source-coverage",
        "fields-given",
        "trials-ongoing",
        "fractional-trials",
        "inventory-completeness",
        "mirror-gap",
        "mirror-fields",
        "corrections",
        "bridge",
    ];
    // Asked in tests/office.rs, of an edition that has the tables.
    let of_the_office = [
        "feasibility-forward",
        "feasibility-answer",
        "feasibility-funnel",
        "setup-legs",
        "enrolment-rate",
        "time-to-target",
        "non-enrolling-sites",
        "patients-in-trials",
        "patient-base",
        "kpi-status",
        "trajectory",
    ];
    // Asked in tests/prognosis.rs.
    let forecasts =
        ["expected-starts", "forecasts-met", "forecast-error", "naive-error", "past-forecasts"];
    // Asked one by one in tests/metrics.rs.
    let of_metrics = [
        "rank",
        "counterfactual",
        "counterfactual-difference",
        "trend",
        "demand-match",
        "termination",
        "early-stop",
        "active-investigators",
        "trials-per-investigator",
        "experience-depth",
        "early-phase-sites",
        "concentration",
        "concentration-index",
    ];
    let asked = SPLITS.map(|(indicator, _)| indicator);
    let rest = [&of_the_office[..], &forecasts, &of_metrics].concat();
    assert_eq!(ids, [&asked[..], &without_limits, &rest].concat());
}

#[test]
fn csv_has_a_row_for_each_finding() {
    let args = ["query", "trials-started", "--by", "region", "--format", "csv"];
    let text = Project::small().run(&args).succeeded().stdout;
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let heads = reader.headers().unwrap().clone();
    assert!(FIELDS.iter().all(|field| heads.iter().any(|head| head == *field)), "{heads:?}");
    assert_eq!(reader.records().count(), 21);
}

#[test]
fn the_table_names_its_slice_and_its_source() {
    let text = Project::small().run(&["query", "trials-started"]).succeeded().stdout;
    let last = text.lines().last().unwrap();
    assert_eq!(
        last,
        "trials-started in sweden, 2020..2024, company-drug; ClinicalTrials.gov, data of 2024-12-31"
    );
}

#[test]
fn a_misspelt_name_is_met_with_the_one_meant() {
    assert_fault(
        &["trial-started"],
        "error: unknown indicator `trial-started`\n  = hint: did you mean `trials-started`?\n\n",
    );
    assert_fault(
        &["trials-started", "--area", "onkology"],
        "error: unknown therapy area `onkology`\n  = hint: did you mean `oncology`?\n\n",
    );
    assert_fault(
        &["trials-started", "--place", "stokholm"],
        "error: unknown place `stokholm`\n  = hint: did you mean `stockholm`?\n\n",
    );
    assert_fault(
        &["trials-started", "--by", "regions"],
        "error: cannot split by `regions`\n  = hint: did you mean `region`?\n\n",
    );
    assert_fault(
        &["trials-started", "--filter", "company"],
        "error: unknown filter `company`\n  = hint: did you mean `company-drug`?\n\n",
    );
    assert_fault(
        &["trials-started", "--phase", "phase-5"],
        "error: unknown phase `phase-5`\n  = hint: did you mean `phase-1`?\n\n",
    );
    assert_fault(
        &["trials-started", "--snapshot", "smal"],
        "error: unknown snapshot `smal`\n  = hint: did you mean `small`?\n\n",
    );
    assert_fault(
        &["trials-started", "--sponsor", "Acne"],
        "error: no trial has a lead sponsor `Acne`\n  = hint: \
         expected a part of a lead sponsor's name, or a class such as `industry`\n\n",
    );
}

/// Of a head office the country is known, and nothing smaller.
#[test]
fn a_head_office_is_in_a_country() {
    assert_fault(
        &["trials-started", "--sponsor-hq", "skane"],
        "error: of a head office only the country is known, and `skane` is a smaller place\n  = hint: \
         expected a country, or `europe`, `nordics` or `world`\n\n",
    );
    assert_fault(
        &["trials-started", "--sponsor-hq", "swedn"],
        "error: unknown place `swedn`\n  = hint: did you mean `sweden`?\n\n",
    );
}

/// A site that no row names has no trials because it does not exist.
#[test]
fn an_unknown_site_is_an_error() {
    let run = Project::small().run(&["query", "trials-started", "--place", "site:nowhere"]);
    assert!(run.failed().contains("unknown site `nowhere`"));
}

#[test]
fn a_window_runs_forwards_in_years_of_four_digits() {
    for window in ["2024..2020", "20..24", "2020-2024", "lately"] {
        let run = Project::small().run(&["query", "trials-started", "--window", window]);
        let fault = run.failed();
        assert!(fault.starts_with(&format!("error: invalid window `{window}`\n")), "{fault}");
    }
}

#[test]
fn a_window_after_the_data_says_that_nothing_has_happened_yet() {
    let project = Project::small();
    let args = ["trials-per-million", "--window"];
    let ask = |window: &'static str| {
        project.run(&["query"].into_iter().chain(args).chain([window]).collect::<Vec<_>>())
    };
    let later = ask("2090..2091");
    assert_eq!(later.code, Some(0), "{later:?}");
    assert!(
        later.stderr.starts_with("warning: the window begins on 2090-01-01, after the"),
        "{later:?}"
    );
    assert!(!ask("2021..2024").stderr.contains("window"), "a past window is warned of");
}

#[test]
fn a_rate_per_year_needs_years() {
    let run = Project::small().run(&["query", "trials-per-million", "--window", "all"]);
    assert!(run.failed().starts_with("error: a rate per year needs a window of years\n"));
}

/// Exit code 2 is for words that the command line does not have.
#[test]
fn unknown_words_of_the_command_line_give_exit_code_2() {
    for args in [
        &["qery"][..],
        &["query"],
        &["query", "trials-started", "--format", "xml"],
        &["query", "trials-started", "--cutoff", "yesterday"],
        &["build", "--jobs", "0"],
        &["list", "nothing"],
        &["ingest", "aact", "x"],
        &[],
    ] {
        assert_eq!(Project::small().run(args).code, Some(2), "{args:?}");
    }
}

#[test]
fn a_folder_that_is_no_project_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let run = std::process::Command::new(env!("CARGO_BIN_EXE_kapacitet"))
        .args(["list", "areas"])
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert_eq!(run.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&run.stderr).starts_with("error: no project here\n"));
}

/// Of five Swedish trials three are Acme's, a Swedish company of a German group, and
/// two those of a company that no table has.
#[test]
fn three_of_five_trials_are_european_and_two_of_an_unknown_company() {
    let project = Project::small();
    for (place, trials) in [("europe", 3), ("germany", 3), ("world", 3), ("nordics", 0)] {
        let finding = &project.ask(&format!("trials-started --sponsor-hq {place}"))[0];
        assert_eq!(finding["numerator"], trials, "{place}");
        assert_eq!(finding["lens"], format!("sponsor-hq {place}"));
        let note = "2 of 5 industry trials have a sponsor that the table of companies lacks";
        assert_eq!(finding["note"], note);
        assert_eq!(finding["companies"], serde_json::json!({ "unknown": 2, "of": 5 }));
    }
    for (by, key, label) in
        [("company", "acme-group", "Acme Group"), ("sponsor-hq", "germany", "Germany")]
    {
        let findings = project.ask(&format!("trials-started --by {by}"));
        assert_eq!(findings.len(), 1, "{by}");
        let finding = &findings[0];
        assert_eq!([&finding["key"], &finding["label"]["en"]], [key, label]);
        assert_eq!((&finding["numerator"], &finding["companies"]["of"]), (&3.into(), &5.into()));
    }
    let plain = &project.ask("trials-started")[0];
    assert!(plain.get("note").is_none() && plain.get("companies").is_none());
}

/// A trial of industry has either a known head office or an unknown company: the two make up those that are counted.
#[test]
fn unknown_companies_are_told_of_the_trials_that_are_counted() {
    let whole = |question: &str| {
        let told = |more: &str| demo().ask(&format!("{question} --snapshot demo{more}"))[0].clone();
        let (all, known) = (told(""), told(" --sponsor-hq world"));
        let count = |finding: &serde_json::Value| match question {
            "completion" => finding["denominator"].as_u64().unwrap(),
            _ => finding["numerator"].as_u64().unwrap(),
        };
        let companies = &known["companies"];
        let number = |part: &str| companies[part].as_u64().unwrap();
        assert_eq!(count(&known) + number("unknown"), number("of"), "{question}");
        assert_eq!(number("of"), count(&all), "{question}");
        (all, known)
    };
    for question in ["trials-started", "trials-ongoing", "completion"] {
        whole(question);
    }
    let (all, known) = whole("share-of-world");
    let world = &known["companies"]["set_against"];
    let below = known["denominator"].as_u64().unwrap();
    assert_eq!(below + world[0].as_u64().unwrap(), world[1].as_u64().unwrap());
    assert_eq!(world[1], all["denominator"]);
}

#[test]
fn the_table_tells_how_many_companies_are_unknown() {
    let args = ["query", "trials-started", "--sponsor-hq", "europe"];
    let text = Project::small().run(&args).succeeded().stdout;
    let told = "2 of 5 industry trials have a sponsor that the table of companies lacks";
    assert_eq!(text.lines().last(), Some(told));
}
