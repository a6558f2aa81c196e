//! The golden numbers: those of the definitions, and those of a small register
//! whose trials a reader can count.
//!
//! The register is fixtures/registry: twenty trials, each titled for what it is
//! there to show. Their data are of 31 December 2024, so that the default
//! window is 2020 to 2024. Company-initiated drug trials that start in it:
//!
//! | trial | start | sites | area | phase |
//! |---|---|---|---|---|
//! | 101 | 2020-01-01 | Stockholm, Germany | oncology | 3 |
//! | 103 | 2024-12-31 | Gothenburg, Denmark | oncology | 1/2 |
//! | 105 | 2022-03 | Uppsala, Stockholm | neurology | 2 |
//! | 106 | 2024-06, planned | Gotland | neurology | not applicable |
//! | 115 | 2022-01-01 | Lund, Malmö without a name, Norway | dermatology, rheumatology | not given |
//! | 107 | 2021 | Finland, Norway | oncology, by its text | not given |
//! | 111 | 2023 | United States | oncology | 3 |
//! | 112 | 2022 | United States, Japan | oncology | 3 |
//! | 113 | 2021 | Germany, France | neurology | 2 |
//! | 114 | 2023 | Germany | dermatology | 3 |
//! | 117 | 2021 | none | respiratory | 4 |
//!
//! That is 11 in the world, 8 in Europe, 6 in the Nordics, 5 in Sweden.

use chrono::NaiveDate;
use kapacitet::finding::latest_trials;
use kapacitet::registry::Registry;
use kapacitet::slice::{BaseFilter, Lens, Place, Slice, Window};
use kapacitet::statistics::{Counts, Limits, benjamini_hochberg, poisson, wilson};
use serde_json::Value;

use crate::support::{Project, fixture, number};

/// Returns the one finding that answers a question.
fn one(question: &str) -> Value {
    let findings = Project::small().ask(question);
    assert_eq!(findings.len(), 1, "{question}");
    findings.into_iter().next().unwrap()
}

/// Returns the trials that a question about `trials-started` counts.
fn trials(question: &str) -> u64 {
    let question = format!("trials-started {question}");
    one(question.trim_end())["numerator"].as_u64().unwrap()
}

/// Returns the keys with at least one trial, as `key count`, joined.
fn counts(question: &str) -> String {
    let findings = Project::small().ask(question);
    let with_trials = findings.iter().filter(|finding| finding["numerator"] != 0);
    let row =
        |finding: &Value| format!("{} {}", finding["key"].as_str().unwrap(), finding["numerator"]);
    with_trials.map(row).collect::<Vec<_>>().join(", ")
}

/// Asserts that a finding has this value and these limits, to three decimals.
fn assert_value(question: &str, golden: [&str; 3]) {
    let finding = one(question);
    let shown = ["value", "lower", "upper"].map(|field| format!("{:.3}", number(&finding, field)));
    assert_eq!(shown, golden, "{question}");
}

/// Asserts that limits print as the golden ones do.
fn assert_limits(limits: Limits, decimals: usize, lower: &str, upper: &str) {
    let shown = [limits.lower, limits.upper].map(|limit| format!("{limit:.decimals$}"));
    assert_eq!(shown, [lower, upper]);
}

#[test]
fn wilson_limits_are_the_golden_ones() {
    assert_limits(wilson(41, 212).unwrap(), 10, "0.1458804299", "0.2518256424");
    assert_limits(wilson(0, 10).unwrap(), 10, "0.0000000000", "0.2775327999");
    assert_limits(wilson(9, 16).unwrap(), 10, "0.3317855640", "0.7690134759");
    assert_limits(wilson(10, 10).unwrap(), 10, "0.7224672001", "1.0000000000");
}

#[test]
fn poisson_limits_are_exact_below_ten_and_byars_from_ten() {
    assert_limits(poisson(0), 10, "0.0000000000", "3.6888794541");
    assert_limits(poisson(3), 10, "0.6186721229", "8.7672730697");
    assert_limits(poisson(9), 10, "4.1153730974", "17.0848034514");
    assert_limits(poisson(41), 10, "29.4190713081", "55.6225757461");
    assert_limits(poisson(212), 10, "184.4199038836", "242.5406629370");
}

#[test]
fn quotients_have_delta_limits_from_ten_trials_and_profile_limits_below() {
    let large = Counts { kind: 41, all: 212, reference_kind: 5_359, reference_all: 40_788 };
    assert_eq!(format!("{:.4}", large.quotient().unwrap()), "1.4720");
    assert_limits(large.limits().unwrap(), 4, "1.1169", "1.9399");
    assert_limits(large.profile_limits().unwrap(), 4, "1.0956", "1.9058");
    let small = Counts { kind: 3, all: 212, reference_kind: 297, reference_all: 40_788 };
    assert_eq!(format!("{:.4}", small.quotient().unwrap()), "1.9434");
    assert_limits(small.limits().unwrap(), 2, "0.48", "5.02");
    assert_limits(small.delta_limits().unwrap(), 2, "0.63", "6.01");
}

#[test]
fn ten_comparisons_are_adjusted_to_the_golden_q_values() {
    let p = [0.001, 0.008, 0.039, 0.041, 0.042, 0.06, 0.074, 0.205, 0.212, 0.216];
    let q = benjamini_hochberg(&p.map(Some));
    let shown: Vec<_> = q.iter().map(|q| format!("{:.4}", q.unwrap())).collect();
    let golden = [
        "0.0100", "0.0400", "0.0840", "0.0840", "0.0840", "0.1000", "0.1057", "0.2160", "0.2160",
        "0.2160",
    ];
    assert_eq!(shown, golden);
}

#[test]
fn five_trials_started_in_sweden_in_the_window() {
    assert_eq!(trials(""), 5);
    assert_value("trials-started", ["5.000", "1.623", "11.668"]);
}

/// 1 January 2020 and 31 December 2024 are in, the days around them are not.
#[test]
fn the_window_includes_its_first_and_its_last_day() {
    assert_eq!(counts("trials-started --by year"), "2020 1, 2022 2, 2024 2");
    assert_eq!(counts("trials-started --by year --window 2019..2019"), "2019 1");
    assert_eq!(trials("--window 2020"), 1);
    assert_eq!(trials("--window 2024 --phase 1/2"), 1);
}

#[test]
fn a_year_without_a_trial_is_zero_and_not_left_out() {
    let years = Project::small().ask("trials-started --by year");
    assert_eq!(years.len(), 5);
    assert_eq!((&years[1]["key"], &years[1]["value"]), (&"2021".into(), &0.0.into()));
    assert_eq!(format!("{:.4}", number(&years[1], "upper")), "3.6889");
}

/// Trial 106 is planned for June 2024, which begins on the first.
#[test]
fn a_planned_start_counts_once_its_month_has_begun() {
    assert_eq!(trials("--window 2020..2024 --area neurology --cutoff 2024-05-31"), 1);
    assert_eq!(trials("--window 2020..2024 --area neurology --cutoff 2024-06-01"), 2);
}

/// Trial 104 is planned for 1 January 2025, a day after the cut-off.
#[test]
fn a_start_after_the_cutoff_has_not_happened() {
    assert_eq!(trials("--window 2025"), 0);
    // Trial 103 starts on the last day of the data.
    let (on, before) = (trials("--window 2024"), trials("--window 2024 --cutoff 2024-12-30"));
    assert_eq!(on - before, 1);
}

#[test]
fn the_window_is_the_five_full_years_before_the_cutoff() {
    assert_eq!(one("trials-started")["window"], "2020..2024");
    assert_eq!(one("trials-started --cutoff 2024-12-30")["window"], "2019..2023");
}

/// With 104 (planned), 102, 119 and 120 (earlier), 116 and 118 (no start).
#[test]
fn without_a_window_eleven_trials_count() {
    assert_eq!(trials("--window all"), 11);
}

/// A university's trial, a trial of a device and an observational study.
#[test]
fn the_base_filter_leaves_out_three_kinds_of_record() {
    assert_eq!(trials("--filter company-drug"), 5);
    assert_eq!(trials("--filter all"), 8);
    assert_eq!(trials("--filter all --sponsor karolinska"), 1);
    assert_eq!(trials("--filter all --sponsor other"), 1);
}

#[test]
fn a_trial_in_two_areas_counts_in_both() {
    let areas = "dermatology 1, neurology 2, oncology 2, rheumatology 1";
    assert_eq!(counts("trials-started --by area"), areas);
}

/// Trial 107 has no MeSH terms; its condition is "Advanced cancer".
#[test]
fn a_trial_without_mesh_terms_finds_its_area_by_its_text() {
    assert_eq!(trials("--place finland --area oncology"), 1);
}

#[test]
fn parts_of_a_lens_combine() {
    assert_eq!(trials("--area oncology --phase 3"), 1);
    assert_eq!(trials("--area dermatology --phase 3"), 0);
    assert_eq!(trials("--place world --area oncology --phase 3"), 3);
}

/// D009422, nervous system diseases, stands above Alzheimer disease and epilepsy.
#[test]
fn a_disease_holds_the_narrower_ones() {
    assert_eq!(trials("--disease D009422"), 2);
    assert_eq!(trials("--disease D000544"), 1);
    assert_eq!(trials("--disease epilepsy"), 1);
    assert_eq!(trials("--disease epilepsi"), 1);
}

#[test]
fn phases_are_five_classes_of_five_trials_and_the_rest_are_zero() {
    let phases = Project::small().ask("phase-mix");
    assert!(phases.iter().all(|phase| phase["denominator"] == 5));
    let held = "phase-1-2 1, phase-2 1, phase-3 1, not-applicable 1, not-given 1";
    assert_eq!(counts("phase-mix"), held);
    assert_eq!(phases.len(), 9);
    // None of five still leaves 43.4 % possible.
    assert_eq!(phases[0]["value"], 0.0);
    assert_eq!(format!("{:.4}", number(&phases[0], "upper")), "0.4345");
    assert_value("phase-mix --phase 3", ["0.200", "0.036", "0.624"]);
}

/// Of five of Sweden's trials two are in oncology; in the rest of Europe one of three.
#[test]
fn a_quotient_compares_with_europe_without_sweden() {
    let finding = one("location-quotient --area oncology");
    assert_eq!((&finding["numerator"], &finding["denominator"]), (&2.into(), &5.into()));
    let reference = &finding["reference"];
    assert_eq!((&reference["numerator"], &reference["denominator"]), (&1.into(), &3.into()));
    assert_eq!(format!("{:.4}", number(&finding, "value")), "1.2000");
    assert_eq!(finding["verdict"], "no-clear-difference");
}

/// In the world without Sweden three of six.
#[test]
fn a_quotient_can_compare_with_the_world() {
    let finding = one("location-quotient --area oncology --against world");
    assert_eq!(finding["reference"]["numerator"], 3);
    assert_eq!(finding["reference"]["denominator"], 6);
    assert_eq!(format!("{:.4}", number(&finding, "value")), "0.8000");
}

/// Rheumatology has a Swedish trial and none in the rest of Europe.
#[test]
fn a_kind_that_the_reference_lacks_has_no_quotient() {
    let findings = Project::small().ask("location-quotient --by area");
    let area = findings.iter().find(|finding| finding["key"] == "rheumatology").unwrap();
    assert_eq!(area["numerator"], 1);
    assert!(area["value"].is_null() && area["lower"].is_null() && area["upper"].is_null());
}

/// 101, 102 and 115 were completed, 105 was terminated; 118 was withdrawn, of 119
/// nothing is known, 120 ended a day early.
#[test]
fn three_of_four_closed_trials_were_completed() {
    let finding = one("completion");
    assert_eq!((&finding["numerator"], &finding["denominator"]), (&3.into(), &4.into()));
    assert_value("completion", ["0.750", "0.301", "0.954"]);
    assert_eq!(one("completion --window 2019")["denominator"], 1);
    assert_eq!(one("completion --window 2019")["numerator"], 0);
}

#[test]
fn a_share_of_nothing_is_not_zero() {
    let finding = one("completion --area respiratory");
    assert_eq!((&finding["numerator"], &finding["denominator"]), (&0.into(), &0.into()));
    assert!(finding["value"].is_null() && finding["upper"].is_null());
}

/// Of five trials two have started, two were to have by now but have not begun, and one is planned for a day to come.
#[test]
fn a_trial_that_has_not_begun_is_counted_from_its_planned_day_and_never_listed() {
    let project = Project::new();
    let records = fixture("latest");
    project.run(&["ingest", "ctgov", records.to_str().unwrap(), "--into", "latest"]).succeeded();
    assert_eq!(project.ask("trials-started")[0]["numerator"], 4);
    let registry = Registry::load(project.root(), "latest").unwrap();
    let cutoff = NaiveDate::from_ymd_opt(2024, 12, 31).unwrap();
    let slice = Slice {
        place: Place::sweden(),
        lens: Lens::default(),
        window: Window::default_before(cutoff),
        base: BaseFilter::default(),
        cutoff,
    };
    let listed = latest_trials(&registry, &slice, 10).unwrap();
    let titles: Vec<_> = listed.iter().map(|trial| trial.title.as_str()).collect();
    assert_eq!(titles, ["Started last", "Started first"]);
}
