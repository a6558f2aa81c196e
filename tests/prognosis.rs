//! Prognosis of coming trials: from which data, in which class, and how well it would have told the past.
//!
//! That the expectations agree with an independent computation is tested beside the model; here on real records.

use kapacitet::assemble::{Answers, Assembled, Materials, assemble};
use kapacitet::clearance::Clearance;
use kapacitet::diag::{Fault, Files};
use kapacitet::edition::{Edition, Job};
use kapacitet::finding::{By, Cubes, Finding, Query, evaluate, evaluate_with};
use kapacitet::indicator;
use kapacitet::locale::Lang;
use kapacitet::registry::Registry;
use kapacitet::slice::{BaseFilter, Lens, Place};

use crate::build::demo;
use crate::shared_data::recent;
use crate::support::{Project, number};

/// The questions of the profile that are forecasts.
const AHEAD: [&str; 3] = ["prognosis_world", "prognosis_europe", "prognosis"];

/// Gathers the demonstration, as an edition with a clearance would see it.
pub fn materials(clearance: Clearance) -> (Files, Materials) {
    let files = Files::new(demo().root());
    let mut edition = Edition::load(&files, "demo").unwrap();
    edition.clearance = clearance;
    let registry = Registry::load(demo().root(), &edition.snapshot).unwrap();
    let materials = Materials::gather(&files, edition, registry).unwrap();
    (files, materials)
}

/// Asks the questions of the profile of oncology.
pub fn answers(materials: &Materials) -> Answers {
    Answers::ask(materials, materials.edition.kind(&job()), "oncology").unwrap()
}

/// The profile of oncology in English.
fn job() -> Job {
    Job { document: 0, subject: "oncology".to_owned(), lang: Lang::En }
}

/// Returns the forecasts among answers.
fn ahead(answers: &Answers) -> impl Iterator<Item = &Finding> {
    AHEAD.iter().flat_map(|name| &answers.by_name[*name].findings)
}

/// Assembles the profile.
fn assembled(files: &Files, materials: &Materials, answers: &Answers) -> Result<Assembled, Fault> {
    assemble(materials, &job(), answers).map_err(|errors| files.resolve(&errors).remove(0))
}

/// The demonstration's export of drugs is licensed.
#[test]
fn a_public_edition_forecasts_from_the_registry_and_says_so() {
    let partner = Clearance::parse("partner", false).unwrap();
    for clearance in [Clearance::default(), partner] {
        let (files, materials) = materials(clearance);
        let answers = answers(&materials);
        for finding in ahead(&answers) {
            assert_eq!((finding.grounds, finding.class), (Some("registry"), "public"));
            assert!(!finding.source.contains("Pipeline"), "{}", finding.source);
        }
        let report = assembled(&files, &materials, &answers).unwrap().report;
        let table = &report.tables["pipeline"];
        assert_eq!(
            table.rows.iter().map(|row| row[0].as_str()).collect::<Vec<_>>(),
            ["2026", "2027", "2028"]
        );
        assert!(!report.sources.join(" ").contains("Pipeline"));
    }
}

#[test]
fn an_edition_with_licensed_data_forecasts_from_the_pipeline_and_names_it() {
    let (files, mut materials) = materials(Clearance::new(true));
    let answers = answers(&materials);
    for finding in ahead(&answers) {
        assert_eq!((finding.grounds, finding.class), (Some("pipeline"), "licensed"));
    }
    // Past forecasts are always the registry's.
    let met = &answers.by_name["prognosis_met"].findings[0];
    assert_eq!((met.grounds, met.class), (Some("registry"), "public"));
    let report = assembled(&files, &materials, &answers).unwrap().report;
    let licence = "Pipeline database (example mapping)";
    assert!(report.tables["pipeline"].source.contains(licence));
    assert!(!report.tables["demand"].source.contains(licence));
    assert!(
        report.sources.iter().any(|line| line.contains(licence) && line.contains("Counts may be"))
    );

    // The same numbers do not reach a document for everyone.
    materials.edition.clearance = Clearance::default();
    let fault = assembled(&files, &materials, &answers).map(drop).unwrap_err();
    assert!(fault.message.contains("text of table `pipeline` (licensed)"), "{}", fault.message);
}

#[test]
fn a_question_forecasts_from_licensed_data_only_when_it_is_told_to() {
    let question =
        "expected-starts --place world --area oncology --snapshot demo --cutoff 2025-12-31";
    let class = |question: &str| demo().ask(question)[0]["class"].as_str().unwrap().to_owned();
    assert_eq!(class(question), "public");
    assert_eq!(class(&format!("{question} --licensed")), "licensed");
    // Of diseases and sponsors a pipeline does not tell.
    let disease = "expected-starts --place world --disease alzheimer --snapshot demo --licensed";
    assert_eq!(class(disease), "public");
}

#[test]
fn years_add_up_and_limits_stand_around_what_is_expected() {
    for lens in
        ["", "--area oncology", "--phase 3", "--disease alzheimer --phase 3 --sponsor-hq europe"]
    {
        for place in ["world", "europe", "sweden", "gotland"] {
            let question = format!(
                "expected-starts --place {place} --snapshot demo --cutoff 2025-12-31 {lens}"
            );
            let question = question.trim();
            let years = demo().ask(&format!("{question} --by year"));
            let all = &demo().ask(question)[0];
            let sum: f64 = years.iter().map(|year| number(year, "value")).sum();
            assert!((sum - number(all, "value")).abs() < 1e-9 * sum.max(1.0), "{question}");
            for finding in years.iter().chain([all]) {
                let [lower, value, upper] =
                    ["lower", "value", "upper"].map(|field| number(finding, field));
                assert!(0.0 <= lower && lower <= value && value <= upper, "{finding}");
            }
            let two = demo().ask(&format!("{question} --window 2026..2027"));
            let sum: f64 = years[..2].iter().map(|year| number(year, "value")).sum();
            assert!((sum - number(&two[0], "value")).abs() < 1e-9 * sum.max(1.0), "{question}");
        }
    }
}

#[test]
fn what_is_counted_in_one_pass_forecasts_the_same() {
    let registry = Registry::load(demo().root(), "demo").unwrap();
    let cubes = Cubes::default();
    let cutoff = chrono::NaiveDate::from_ymd_opt(2025, 12, 31).unwrap();
    for (id, by) in [
        ("expected-starts", Some(By::Year)),
        ("expected-starts", Some(By::Phase)),
        ("forecasts-met", None),
        ("forecasts-met", Some(By::Ahead)),
        ("forecast-error", Some(By::Ahead)),
        ("naive-error", None),
        ("past-forecasts", Some(By::Year)),
    ] {
        let query = Query {
            indicator: indicator::find(id).unwrap(),
            place: Place::europe(),
            lens: Lens { areas: vec!["neurology".to_owned()], ..Lens::default() },
            window: None,
            base: BaseFilter::default(),
            by,
            against: None,
            among: Vec::new(),
            outside: None,
        };
        let plain = evaluate(&registry, &query, cutoff).unwrap();
        assert_eq!(evaluate_with(&registry, Some(&cubes), &query, cutoff).unwrap(), plain, "{id}");
        assert!(plain.iter().all(|finding| finding.value.is_some()), "{id}");
    }
}

/// Trials of phase 1 follow on nothing that is counted, and without earlier trials nothing is forecast.
#[test]
fn where_there_is_nothing_to_forecast_from_there_is_no_value() {
    for lens in ["--phase 1", "--phase 4", "--phase not-given"] {
        for by in ["", " --by year"] {
            let findings =
                Project::small().ask(&format!("expected-starts --place world {lens}{by}"));
            assert!(findings.iter().all(|finding| finding["value"].is_null()), "{findings:?}");
        }
    }
}

#[test]
fn what_has_no_forecast_is_refused() {
    for (args, fault) in [
        (
            &["expected-starts", "--by", "sponsor"][..],
            "error: `expected-starts` cannot be split by sponsor\n  = hint: it is split by year, area, phase, place and region\n\n",
        ),
        (
            &["forecasts-met", "--by", "year"],
            "error: `forecasts-met` cannot be split by year\n  = hint: it is split by ahead only: ask for each slice by itself\n\n",
        ),
        (
            &["trials-started", "--by", "ahead"],
            "error: `trials-started` cannot be split by ahead\n  = hint: only how past forecasts did is told by how many years ahead they were\n\n",
        ),
        (
            &["expected-starts", "--window", "2024..2026"],
            "error: a forecast is of the years 2025 to 2027\n  = hint: give a window such as `--window 2025..2027`\n\n",
        ),
        (
            &["forecasts-met", "--window", "2020..2024"],
            "error: `forecasts-met` is about every year that can be checked\n  = hint: leave out `--window`\n\n",
        ),
    ] {
        let args = [&["query"], args].concat();
        assert_eq!(Project::small().run(&args).failed(), fault, "{args:?}");
    }
}

/// By an independent computation over the same records (see the model's tests), from 2000 on, the year of the first
/// company drug trial of phases 1 to 3: it counts the starts in the register's pages and uses no code of the engine's.
#[test]
fn real_records_give_what_an_independent_computation_does() {
    let Some(project) = recent() else { return };
    let ask = |question: &str| project.ask(&format!("{question} --cutoff 2025-12-31"));
    let years = ask("expected-starts --place world --by year");
    for (year, expected) in years.iter().zip([59.115383972, 59.176729080, 61.044609274]) {
        assert!((number(year, "value") - expected).abs() < 1e-6, "{year}");
    }
    let past = ask("past-forecasts --place world --by year");
    let year = |key: &str| past.iter().find(|finding| finding["key"] == key).unwrap();
    assert_eq!(number(year("2023"), "numerator"), 89.0);
}

/// Beside the naive forecast: for the world two years ahead last year's number was nearer, else the forecast was. Of ten
/// origins a year apart four share no year, and no interval is given to what is not independent.
#[test]
fn past_forecasts_of_real_records_stand_beside_last_years_number() {
    let Some(project) = recent() else { return };
    for (place, forecast, naive) in [
        (
            "world",
            [18.415002073, 19.713750423, 20.502930879],
            [21.007141643, 17.676098111, 23.414738948],
        ),
        (
            "europe",
            [10.471518605, 11.073049448, 11.290628011],
            [13.924798024, 12.556538801, 13.299436078],
        ),
        (
            "sweden",
            [2.926807906, 2.894172902, 3.101358486],
            [4.404543109, 4.434711565, 4.513867521],
        ),
    ] {
        for (id, errors) in [("forecast-error", forecast), ("naive-error", naive)] {
            let question = format!("{id} --place {place} --by ahead --cutoff 2025-12-31");
            let found = project.ask(&question);
            let checks: Vec<_> = found.iter().map(|one| number(one, "denominator")).collect();
            assert_eq!(checks, [10.0, 9.0, 8.0], "{question}");
            for (one, error) in found.iter().zip(errors) {
                assert!((number(one, "value") - error).abs() < 1e-6, "{question}: {one}");
                assert!(one["lower"].is_null() && one["upper"].is_null());
            }
        }
        let met = &project.ask(&format!("forecasts-met --place {place} --cutoff 2025-12-31"))[0];
        assert_eq!(number(met, "denominator"), 27.0);
        assert!(number(met, "numerator") >= 24.0, "{met}");
        assert!(met["lower"].is_null() && met["upper"].is_null());
        assert_eq!(met["note"], "from 10 years, 4 of which share no year that is forecast");
    }
}

/// The method page has what was tried and a line for each place: how many intervals held one, two and three years ahead,
/// the error beside that of last year's number, and which was better.
#[test]
fn the_back_test_stands_on_the_method_page() {
    let (files, materials) = materials(Clearance::default());
    let answers = answers(&materials);
    let report = assembled(&files, &materials, &answers).unwrap().report;
    let [intro, places @ ..] = report.backtest.as_slice() else { panic!("no back-test") };
    assert!(intro.text.contains("Only 4 share no year"), "{}", intro.text);
    let terms: Vec<_> = places.iter().map(|place| place.term.as_str()).collect();
    assert_eq!(terms, ["World", "Europe", "Sweden"]);
    for (line, place) in places.iter().zip(["world", "europe", "country"]) {
        let of = |name: &str, at: usize| &answers.by_name[&format!("{name}_{place}")].findings[at];
        let parts: Vec<_> = line.text.trim_end_matches('.').split("; ").collect();
        assert_eq!(parts.len(), 3, "{}", line.text);
        for (at, part) in parts.iter().enumerate() {
            let [forecast, naive] = ["error", "naive"].map(|name| of(name, at).value.unwrap());
            let word = if forecast < naive { "better" } else { "worse" };
            let held = of("held", at).numerator.unwrap();
            let (ahead, checks) = (["1 year", "2 years", "3 years"][at], [10, 9, 8][at]);
            assert_eq!(
                *part,
                format!("{ahead} {held} of {checks}, {forecast:.1} vs {naive:.1} ({word})")
            );
        }
    }
}
