//! The metrics of the office's tables: numbers that an independent program counted on the same files, and what may not be told.
//!
//! The numbers are those of a Python program that shares no code with the engine: its own calendar (the Gregorian computus), its own product-limit
//! estimate with Greenwood's variance on log(-log), its own Wilson and Byar limits, over the CSV files of data/demo/board.

use std::fs;

use kapacitet::board::{Board, Mark, Patients, People, Reported};
use kapacitet::disclosure::Rules;
use kapacitet::registry::Reference;
use serde_json::{Value, json};

use crate::build::demo;
use crate::support::{Project, crate_root, number};

/// Asks a question about the demonstration's tables.
fn ask(question: &str) -> Vec<Value> {
    demo().ask(&format!("{question} --edition demo"))
}

/// Asserts the fields of a finding, to nine digits.
fn assert_is(finding: &Value, fields: &[(&str, f64)]) {
    for (field, expected) in fields {
        let found = number(finding, field);
        assert!(
            (found - expected).abs() < 1e-9 * expected.abs().max(1.0),
            "{field}: {found}, not {expected}"
        );
    }
}

/// Returns the finding of a key.
fn of<'f>(findings: &'f [Value], key: &str) -> &'f Value {
    findings.iter().find(|finding| finding["key"] == key).unwrap_or_else(|| panic!("no {key}"))
}

#[test]
fn requests_are_sent_on_and_answered_in_their_median_times() {
    let forward = &ask("feasibility-forward")[0];
    let (numerator, denominator) = ("numerator", "denominator");
    assert_is(forward, &[(numerator, 221.0), (denominator, 221.0), ("value", 23.0 / 6.0)]);
    assert_is(forward, &[("lower", 41.0 / 12.0), ("upper", 4.25)]);
    assert_eq!(forward["quartiles"], json!([13.0 / 6.0, 35.0 / 6.0]));
    assert_eq!(forward["unit"], "office-hours");

    // Seven were not answered by the last day: they are censored, not left out.
    let answer = &ask("feasibility-answer")[0];
    assert_is(answer, &[(numerator, 214.0), (denominator, 221.0), ("value", 4.0)]);
    assert_is(answer, &[("lower", 4.0), ("upper", 5.0)]);
    assert_eq!(answer["quartiles"], json!([3.0, 7.0]));
    assert_eq!(answer["note"], "7 not yet");
    let years = ask("feasibility-answer --by year");
    assert_eq!(years.iter().map(|year| number(year, denominator)).sum::<f64>(), 221.0);
}

/// The golden rate of the design: 95 of 221 is 43.0 % (36.6-49.6).
#[test]
fn the_funnel_has_each_step_with_its_limits() {
    let funnel = ask("feasibility-funnel");
    let counts: Vec<_> = funnel.iter().map(|step| number(step, "numerator")).collect();
    assert_eq!(counts, [221.0, 214.0, 95.0, 58.0, 50.0, 44.0, 42.0]);
    let positive = of(&funnel, "positive");
    assert_is(positive, &[("denominator", 221.0), ("value", 95.0 / 221.0)]);
    assert!((number(positive, "lower") - 0.366_342).abs() < 1e-6, "{positive}");
    assert!((number(positive, "upper") - 0.495_783).abs() < 1e-6, "{positive}");
    assert_eq!(positive["label"]["sv"], "Minst ett ja");
    // All requests are all requests: there is no chance in that.
    let all = of(&funnel, "requests");
    assert_is(all, &[("value", 1.0)]);
    assert!(all["lower"].is_null() && all["upper"].is_null(), "{all}");
    // A request that went to several regions counts once in the country.
    let skane = ask("feasibility-funnel --place skane");
    let counts: Vec<_> = skane.iter().map(|step| number(step, "numerator")).collect();
    assert_eq!(counts[..3], [118.0, 106.0, 34.0]);
    let regions = ask("feasibility-funnel --by region");
    assert_eq!(regions.len(), 21);
    assert!(regions.iter().map(|region| number(region, "numerator")).sum::<f64>() > 95.0);
    assert_is(of(&regions, "skane"), &[("numerator", 34.0), ("denominator", 118.0)]);
    let areas = ask("feasibility-funnel --by area");
    assert_eq!(areas.iter().map(|area| number(area, "denominator")).sum::<f64>(), 221.0);
}

#[test]
fn each_leg_to_the_first_patient_has_its_median_days() {
    let legs = ask("setup-legs");
    for (key, ended, all, median, lower, upper, quartiles) in [
        ("submission-to-decision", 48.0, 50.0, 77.0, 66.0, 88.0, [53.0, 94.0]),
        ("decision-to-open", 44.0, 47.0, 29.0, 22.0, 37.0, [20.0, 40.0]),
        ("open-to-first-patient", 42.0, 44.0, 46.0, 36.0, 62.0, [28.0, 70.0]),
    ] {
        let leg = of(&legs, key);
        assert_is(leg, &[("numerator", ended), ("denominator", all), ("value", median)]);
        assert_is(leg, &[("lower", lower), ("upper", upper)]);
        assert_eq!(leg["quartiles"], json!(quartiles), "{key}");
    }
}

#[test]
fn a_rate_is_a_sum_over_a_sum() {
    let rate = &ask("enrolment-rate")[0];
    assert_is(rate, &[("numerator", 367.0), ("value", 367.0 / 1094.1)]);
    assert_is(rate, &[("lower", 0.301_990_250_933_437_7), ("upper", 0.371_572_370_472_078_6)]);
    assert_eq!(rate["note"], "1094.1 site-months");
    let target = &ask("time-to-target")[0];
    assert_is(target, &[("numerator", 14.0), ("denominator", 49.0)]);
    assert_is(target, &[("lower", 0.178_495_944_588_126_04), ("upper", 0.424_088_835_077_800_93)]);
    assert_eq!(target["note"], "targets of 542 patients together");
    let idle = &ask("non-enrolling-sites")[0];
    assert_is(idle, &[("numerator", 22.0), ("denominator", 93.0)]);
    assert_is(idle, &[("lower", 0.161_726_643_210_561_4), ("upper", 0.332_291_718_380_567_9)]);
}

#[test]
fn patients_in_trials_are_a_share_of_those_in_care() {
    let all = &ask("patients-in-trials")[0];
    assert_is(all, &[("numerator", 60_241.0), ("denominator", 2_815_000.0)]);
    // They are counted in full, so chance sets the share no limits.
    assert!(all["lower"].is_null() && all["upper"].is_null(), "{all}");
    let diseases = ask("patients-in-trials --by disease");
    assert_is(of(&diseases, "D008175"), &[("numerator", 394.0), ("denominator", 9986.0)]);
    let few = of(&diseases, "D028227");
    assert_is(few, &[("numerator", 35.0), ("denominator", 309.0), ("value", 35.0 / 309.0)]);
    assert_eq!(few["note"], "18 of 21 regions reported both");
    assert_eq!(few["class"], "public");
}

#[test]
fn a_patient_base_has_both_of_its_factors() {
    let base = ask("patient-base --disease D008175");
    let incident = of(&base, "incident");
    assert_is(incident, &[("numerator", 4407.0), ("value", 881.0)]);
    assert_is(incident, &[("lower", 441.0), ("upper", 1410.0)]);
    let prevalent = of(&base, "prevalent");
    assert_is(prevalent, &[("numerator", 6844.0), ("value", 1369.0)]);
    assert_is(prevalent, &[("lower", 684.0), ("upper", 2190.0)]);
    assert_eq!(prevalent["note"], "eligible share 0.2 (0.1-0.32); 19 of 21 regions");
}

#[test]
fn an_indicator_has_a_flag_in_three_parts() {
    let status = ask("kpi-status");
    assert_eq!(status.len(), 7);
    for (key, flag) in [
        (
            "requests-received",
            json!({"state": "on-the-way", "certainty": "covers", "movement": "no-signal"}),
        ),
        (
            "answered-on-time",
            json!({"state": "meets", "certainty": "covers", "movement": "no-signal"}),
        ),
        ("setup-days", json!({"state": "on-the-way", "certainty": null, "movement": "too-short"})),
        ("applications", json!({"state": "misses", "certainty": "clear", "movement": "no-signal"})),
        (
            "patients-in-trials",
            json!({"state": "on-the-way", "certainty": "clear", "movement": "too-short"}),
        ),
        (
            "cost-per-request",
            json!({"state": "cannot-be-judged", "certainty": null, "movement": "too-short"}),
        ),
    ] {
        assert_eq!(of(&status, key)["flag"], flag, "{key}");
    }
    assert_eq!(of(&status, "cost-per-request")["unit"], "sek");
    // 4 grown by 15 % once, 0.42 by 5 %, 10 by 15 %.
    let asked = ask("trajectory");
    assert_is(of(&asked, "requests-received"), &[("value", 4.6)]);
    assert_is(of(&asked, "positive-share"), &[("value", 0.441)]);
    assert_is(of(&asked, "applications"), &[("value", 11.5)]);
    assert!(of(&asked, "cost-per-request")["value"].is_null());
}

/// What a page may not show the command line does not tell either: a mark with its reason, never a number, a share or an empty field.
#[test]
fn a_small_count_of_patients_is_told_to_nobody() {
    let few = ask("patients-in-trials --by disease --place gotland");
    let lung = of(&few, "D008175");
    assert!(lung["numerator"].is_null() && lung["value"].is_null() && lung["lower"].is_null());
    assert_eq!(lung["marks"]["numerator"], "suppressed");
    assert_eq!(lung["denominator"], 51);
    assert_eq!(of(&few, "D001943")["marks"]["numerator"], "not-collected");
    assert_eq!(of(&few, "D028227")["numerator"], 0);
    // Gotland and Stockholm are one healthcare region, whose total is told: so Stockholm goes too.
    let pair = ask(
        "patients-in-trials --by region --place healthcare-stockholm-gotland --disease D008175",
    );
    assert_eq!(of(&pair, "stockholm")["marks"]["numerator"], "suppressed");
    let run = demo().run(&[
        "query",
        "patients-in-trials",
        "--by",
        "disease",
        "--place",
        "gotland",
        "--edition",
        "demo",
        "--format",
        "csv",
    ]);
    let csv = run.succeeded().stdout;
    assert!(
        csv.lines()
            .any(|line| line.contains(",lung cancer,") && line.contains(",..s,51,,,,,share")),
        "{csv}"
    );
}

/// An indicator of people is protected too: of three regions with values one is small, and the country's rest does not give it away.
#[test]
fn an_indicator_that_counts_people_hides_few_of_them() {
    let project = crate::build::with_demo_data();
    let path = project.path("data/demo/board/kpi-values.csv");
    let values = fs::read_to_string(&path).unwrap();
    let few = "patients-in-trials,gotland,2024,0.0002,share,3,18000,";
    let line =
        values.lines().find(|line| line.starts_with("patients-in-trials,gotland,2024,")).unwrap();
    fs::write(&path, values.replace(line, few)).unwrap();
    project
        .run(&[
            "build",
            "demo",
            "--document",
            "regional-briefing",
            "--subject",
            "gotland",
            "--lang",
            "sv",
        ])
        .succeeded();
    let status = project.ask("kpi-status --place gotland --edition demo");
    let own = of(&status, "patients-in-trials");
    assert!(own["numerator"].is_null() && own["value"].is_null(), "{own}");
    assert!(own.get("flag").is_none(), "{own}");
    assert_eq!(own["marks"], json!({"numerator": "suppressed", "denominator": null}));
    let asked = project.ask("trajectory --place gotland --edition demo");
    let note = of(&asked, "patients-in-trials")["note"].as_str().unwrap();
    assert!(note.starts_with("value ..s, not judged"), "{note}");
    let sweden = project.ask("kpi-status --edition demo");
    assert_eq!(of(&sweden, "patients-in-trials")["numerator"], 60_241);
}

/// Three in trials of five in care lie between 1 and 5: that is four apart, so the five go too. Of twelve they may be told.
#[test]
fn a_small_count_is_not_squeezed_in_below_its_total() {
    let row = |region: &str, care, trials| Patients {
        region: region.into(),
        disease: "D008175".into(),
        year: 2024,
        incident_cases: Reported::Missing(Mark::NotApplicable),
        prevalent_cases: Reported::Missing(Mark::NotApplicable),
        specialist_care: Reported::Value(care),
        in_trials: Reported::Value(trials),
        eligible: None,
        source: "example".into(),
        note: String::new(),
    };
    let reference = Reference::load(&crate_root()).unwrap();
    for (care, is_shown) in [(5, false), (12, true)] {
        let others = [("stockholm", 900, 40), ("skane", 700, 30), ("uppsala", 400, 20)];
        let others = others.map(|(region, care, trials)| row(region, care, trials));
        let patients = [row("gotland", care, 3)].into_iter().chain(others).collect();
        let board = Board { patients: Some(patients), ..Board::default() };
        let people = People::of(&board, &reference, &Rules::default()).unwrap();
        let get = |measure| people.get(measure, "gotland", "D008175", 2024);
        assert_eq!(get("in-trials"), Reported::Missing(Mark::Suppressed));
        assert_eq!(get("specialist-care").value().is_some(), is_shown, "{care}");
        // A count that nobody reported is no zero, and none that is hidden.
        let dalarna = people.get("in-trials", "dalarna", "D008175", 2024);
        assert_eq!(dalarna, Reported::Missing(Mark::NotReported));
    }
}

#[test]
fn a_build_writes_what_it_may_show_for_the_edition_after_it() {
    let counts = fs::read_to_string(demo().path("output/demo/counts.csv")).unwrap();
    assert!(counts.starts_with("measure,place,disease,year,count\n"));
    assert!(counts.contains("\nin-trials,sweden,D008175,2024,394\n"));
    assert!(!counts.contains("\nin-trials,gotland,D008175,"));
    // Patients of trials are the partnership's; this edition opens them (`enrolment_public`).
    assert!(counts.contains("\nenrolled,"));
}

/// An earlier edition's counts are held against this one: what it has told cannot be kept, and what it leaves open is.
#[test]
fn what_an_earlier_edition_has_published_counts_too() {
    let earlier = "earlier_counts = \"counts.csv\"\n\n[tables]\n";
    let edition = |root: &Project, counts: &str| {
        let demo = fs::read_to_string(root.path("data/editions/demo.toml")).unwrap();
        let named = demo.replace(
            "[tables]\n",
            &format!("[tables]\n{}", earlier.replace("\n\n[tables]\n", "\n")),
        );
        fs::write(root.path("data/editions/later.toml"), named).unwrap();
        fs::write(root.path("counts.csv"), counts).unwrap();
    };
    let project = crate::build::with_demo_data();
    project
        .run(&[
            "build",
            "demo",
            "--document",
            "regional-briefing",
            "--subject",
            "gotland",
            "--lang",
            "sv",
        ])
        .succeeded();
    let ask =
        |project: &Project| project.run(&["query", "patients-in-trials", "--edition", "later"]);
    let published = fs::read_to_string(project.path("output/demo/counts.csv")).unwrap();
    edition(&project, &published);
    ask(&project).succeeded();
    edition(&project, &format!("{published}in-trials,gotland,D008175,2024,1\n"));
    let told = ask(&project).failed();
    assert!(
        told.starts_with("error: a count of people cannot be protected: in-trials, disease D008175, period 2024, region gotland\n"),
        "{told}"
    );
}

#[test]
fn counts_of_patients_that_are_the_partnerships_stop_a_public_edition() {
    let project = crate::build::with_demo_data();
    let demo = fs::read_to_string(project.path("data/editions/demo.toml")).unwrap();
    fs::write(
        project.path("data/editions/demo.toml"),
        demo.replace("patients_public = true\n", ""),
    )
    .unwrap();
    let build = [
        "build",
        "demo",
        "--document",
        "regional-briefing",
        "--subject",
        "gotland",
        "--lang",
        "en",
    ];
    let run = project.run(&build);
    let told = run.failed();
    assert!(
        told.contains(
            "text of table `patients` (partner), attachment of table `patients` (partner)"
        ),
        "{told}"
    );
    fs::write(
        project.path("data/editions/demo.toml"),
        demo.replace("patients_public = true\n", "")
            .replace("clearance = \"public\"", "clearance = \"partner\""),
    )
    .unwrap();
    project.run(&build).succeeded();
}

#[test]
fn what_the_tables_cannot_tell_is_refused_with_a_hint() {
    for (question, told) in [
        (
            "feasibility-funnel --snapshot demo",
            "error: `feasibility-funnel` needs the office's table `feasibility`, and no edition is named\n  = hint: name the edition that has it with `--edition`\n",
        ),
        (
            "feasibility-answer --edition demo --place skane",
            "error: `feasibility-answer` is the country's: no region has a part in it\n  = hint: leave out `--place`; `feasibility-funnel` tells of each region\n",
        ),
        (
            "patient-base --edition demo",
            "error: `patient-base` is of one disease: a patient can have several\n  = hint: name it with `--disease`\n",
        ),
        (
            "enrolment-rate --edition demo --area oncology",
            "error: `enrolment-rate` cannot be asked by area\n  = hint: the office's table does not tell it\n",
        ),
        (
            "kpi-status --edition demo --by region",
            "error: `kpi-status` cannot be split by region\n  = hint: it is split by kpi\n",
        ),
        (
            "trials-started --by step --snapshot demo",
            "error: `trials-started` cannot be split by step\n  = hint: only what the office's tables tell has steps, legs, kinds of cases and indicators\n",
        ),
    ] {
        let args: Vec<_> = ["query"].into_iter().chain(question.split(' ')).collect();
        assert_eq!(demo().run(&args).failed().trim_end(), told.trim_end(), "{question}");
    }
}
