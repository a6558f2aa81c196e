//! The registry's further metrics: ranks, trends, early stops, counterfactuals,
//! investigators, concentration and demand.
//!
//! The numbers are those of `fixtures/metrics/check.py`, which counts the demonstration's
//! records anew and takes the intervals from scipy, statsmodels and lifelines.

use std::sync::OnceLock;

use kapacitet::clearance::Clearance;
use kapacitet::slice::Place;
use serde_json::Value;

use crate::prognosis::{answers, materials};
use crate::support::{Project, crate_root, number};

/// Returns the project in which the demonstration's register alone is the snapshot `alone`.
fn alone() -> &'static Project {
    static ALONE: OnceLock<Project> = OnceLock::new();
    ALONE.get_or_init(|| {
        let project = Project::new();
        let records = crate_root().join("data/demo/ctgov");
        let records = records.to_str().unwrap();
        project.run(&["ingest", "ctgov", records, "--into", "alone"]).succeeded();
        project
    })
}

/// Returns a finding as `key numerator denominator value lower upper`, the last three with
/// some decimals.
fn row(finding: &Value, decimals: usize) -> String {
    let text = |field: &str| match &finding[field] {
        Value::Null => "-".to_owned(),
        other => other.to_string().trim_matches('"').to_owned(),
    };
    let value = |field: &str| match finding[field].as_f64() {
        Some(value) => format!("{value:.decimals$}"),
        None => "-".to_owned(),
    };
    [
        text("key"),
        text("numerator"),
        text("denominator"),
        value("value"),
        value("lower"),
        value("upper"),
    ]
    .join(" ")
}

/// Asserts the findings of a question.
fn assert_rows(question: &str, decimals: usize, golden: &[&str]) {
    let findings = alone().ask(question);
    let rows: Vec<_> = findings.iter().map(|finding| row(finding, decimals)).collect();
    assert_eq!(rows, golden, "{question}");
}

/// Asserts that a question is refused with this message.
fn assert_refused(question: &str, message: &str) {
    let mut args = vec!["query"];
    args.extend(question.split(' '));
    let fault = alone().run(&args).failed();
    assert!(fault.starts_with(&format!("error: {message}\n")), "{question}: {fault}");
}

#[test]
fn four_nordic_countries_are_ranked_with_intervals() {
    let golden =
        ["sweden 113 4 3 2 4", "denmark 117 4 1 1 1", "norway 65 4 2 2 4", "finland 60 4 4 2 4"];
    assert_rows("rank --among sweden,denmark,norway,finland", 0, &golden);
    // The order in which they are named does not matter.
    assert_rows(
        "rank --among denmark,sweden --place sweden",
        0,
        &["denmark 117 2 1 1 1", "sweden 113 2 2 2 2"],
    );
}

#[test]
fn a_rank_is_of_countries_and_never_of_regions() {
    let regions =
        "regions are not ranked: their numbers are so small that chance would decide the order";
    for question in ["rank --place skane", "rank --by region", "rank --among sweden,skane"] {
        assert_refused(question, regions);
    }
    assert_refused("rank --place europe", "`europe` has no rank");
    assert_refused("rank --among sweden,nordics", "`nordics` is not a country");
    assert_refused("rank --by place", "a country's own parts are not ranked");
    assert_refused("rank --window all", "a rate per year needs a window of years");
}

#[test]
fn every_rank_lies_in_its_interval_and_among_the_countries() {
    let ranks = alone().ask("rank --place europe --by place");
    let countries = ranks.len() as f64;
    assert!(countries > 20.0);
    for rank in ranks.iter().filter(|rank| !rank["value"].is_null()) {
        let [value, lower, upper] = ["value", "lower", "upper"].map(|field| number(rank, field));
        assert!(1.0 <= lower && lower <= value && value <= upper && upper <= countries, "{rank}");
    }
}

/// On the profile's page: so many countries are ranked, and the average of Europe's countries is of the same ones.
#[test]
fn a_rank_and_an_average_are_of_the_same_countries() {
    let (_, materials) = materials(Clearance::default());
    let answers = answers(&materials);
    let ranked = answers.by_name["rank"].findings[0].denominator.unwrap();
    let average = &answers.by_name["per_million_europe"];
    let parts = average.parts.iter().filter(|part| part.denominator.is_some());
    assert_eq!((parts.count() as u64, ranked), (31, 31));
    assert_eq!(average.findings[0].note.as_deref(), Some("average of 31 places"));
    // Every country of Europe, with or without a trial, is more than that.
    let all = Place::europe().children(&materials.registry.reference).len();
    assert!(all > 45, "{all}");
}

#[test]
fn chosen_places_stand_beside_one_another() {
    let findings = alone().ask("trials-started --among sweden,denmark,nordics,world");
    let shown: Vec<_> = findings.iter().map(|finding| row(finding, 0)).collect();
    let firsts: Vec<_> = shown.iter().map(|row| row.split(' ').next().unwrap()).collect();
    assert_eq!(firsts, ["sweden", "denmark", "nordics", "world"]);
    assert!(shown[0].starts_with("sweden 113 ") && shown[1].starts_with("denmark 117 "));
    assert_refused(
        "trials-started --among sweden,denmark --by area",
        "`--among` names the places to split by",
    );
}

#[test]
fn sweden_at_the_rates_of_its_neighbours() {
    let among = "--among denmark,norway,finland";
    assert_rows(
        &format!("counterfactual {among}"),
        4,
        &[
            "denmark 113 52578802 207.4030 171.5249 248.5690",
            "norway 113 52578802 124.1435 95.8067 158.2336",
            "finland 113 52578802 112.9882 86.2171 145.4408",
        ],
    );
    assert_rows(
        &format!("counterfactual-difference {among}"),
        4,
        &[
            "denmark 113 52578802 94.4030 51.8620 140.1152",
            "norway 113 52578802 11.1435 -25.2636 50.6036",
            "finland 113 52578802 -0.0118 -35.2140 38.0426",
        ],
    );
    assert_rows(
        "counterfactual --against denmark",
        4,
        &["- 113 52578802 207.4030 171.5249 248.5690"],
    );
    assert_refused("counterfactual", "`counterfactual` needs a place whose rate is taken");
}

#[test]
fn the_trend_of_ten_years_has_limits_for_what_varies_beyond_chance() {
    assert_rows("trend", 4, &["- 212 10 0.9994 0.9369 1.0661"]);
    let note = alone().ask("trend")[0]["note"].to_string();
    assert!(note.contains("dispersion 1.37, limits widened by it"), "{note}");
    assert!(note.contains("2023..2025 against 2016..2018: -0.7 trials a year (-8.2 to +6.9)"));
    assert_refused("trend --window all", "a trend needs a window of years");
    assert_refused("trend --by year", "a trend is of several years");
}

#[test]
fn the_trends_of_areas_are_of_their_own_counts() {
    let trends = alone().ask("trend --by area");
    let counts = alone().ask("trials-started --by area --window 2016..2025");
    for (trend, count) in trends.iter().zip(&counts) {
        assert_eq!((&trend["key"], &trend["numerator"]), (&count["key"], &count["numerator"]));
    }
}

#[test]
fn nine_of_88_closed_trials_were_terminated() {
    assert_rows("termination", 4, &["- 9 88 0.1023 0.0547 0.1831"]);
    let [stopped, completed] = ["termination", "completion"].map(|id| alone().ask(id));
    let sum = number(&stopped[0], "value") + number(&completed[0], "value");
    assert!((sum - 1.0).abs() < 1e-12);
}

#[test]
fn early_stops_are_told_at_36_months_with_ongoing_trials_followed() {
    assert_rows("early-stop", 4, &["- 6 107 0.0673 0.0274 0.1322"]);
    let note = alone().ask("early-stop")[0]["note"].to_string();
    assert_eq!(note, "\"at 36 months, to which 27 were followed; 3 withdrawn, apart\"");
    // Of the last year none can have been followed so far.
    let last = &alone().ask("early-stop --window 2025")[0];
    assert!(last["value"].is_null() && last["note"].to_string().contains("no trial was followed"));
}

#[test]
fn investigators_are_those_named_at_a_named_site() {
    assert_rows("trials-per-investigator", 4, &["- 44 43 1.0233 1.0000 1.3737"]);
    assert_rows("experience-depth", 4, &["- 0 43 0.0000 0.0000 0.0820"]);
    let active = &alone().ask("active-investigators")[0];
    let [value, lower, upper] = ["value", "lower", "upper"].map(|field| number(active, field));
    assert_eq!((value, lower), (6.0, 6.0));
    // Each trial at a site that names nobody may have one of its own.
    assert!(upper > 100.0);
    assert_refused(
        "active-investigators --place denmark",
        "trial sites are resolved in Sweden only",
    );
}

/// Counted a second way: by the trials of each site.
#[test]
fn concentration_is_of_the_trials_at_each_site() {
    let sites = alone().ask("trials-started --by site");
    let counts: Vec<f64> = sites.iter().map(|site| number(site, "numerator")).collect();
    let all: f64 = counts.iter().sum();
    let top: f64 = counts.iter().take(3).sum();
    let share = &alone().ask("concentration")[0];
    assert_eq!((number(share, "numerator"), number(share, "denominator")), (top, all));
    let index = &alone().ask("concentration-index")[0];
    let squares: f64 = counts.iter().map(|count| (count / all).powi(2)).sum();
    assert!((number(index, "value") - squares).abs() < 1e-12);
    assert_eq!(number(index, "denominator"), counts.len() as f64);
    for finding in [share, index] {
        let [value, lower, upper] = ["value", "lower", "upper"].map(|field| number(finding, field));
        assert!(lower < value && value < upper, "{finding}");
    }
}

/// The sites of trials of the four early classes, without one counted twice.
#[test]
fn early_phase_sites_are_fewer_than_all_and_than_the_classes_together() {
    let early = number(&alone().ask("early-phase-sites")[0], "value");
    let of = |phases: &str| alone().ask(&format!("trials-started --by site{phases}")).len() as f64;
    assert_eq!(early, of(" --phase early-phase-1,phase-1,phase-1-2,phase-2"));
    assert!(early < of(""));
}

#[test]
fn demand_and_mix_meet_in_named_quadrants() {
    let areas = alone().ask("demand-match");
    let quotients = alone().ask("location-quotient");
    let mut quadrants = std::collections::BTreeSet::new();
    for (area, quotient) in areas.iter().zip(&quotients) {
        for field in ["key", "value", "lower", "upper", "q", "verdict"] {
            assert_eq!(area[field], quotient[field]);
        }
        let demand = &area["demand"];
        let [share, lower, upper, median] =
            ["share", "lower", "upper", "median"].map(|field| number(demand, field));
        assert!(lower <= share && share <= upper);
        let quadrant = demand["quadrant"].as_str().unwrap();
        let large = match quadrant {
            "met" | "unmet" => Some(lower > median),
            "niche" | "aside" => Some(upper < median),
            _ => None,
        };
        assert_ne!(large, Some(false), "{area}");
        quadrants.insert(quadrant.to_owned());
    }
    assert!(quadrants.contains("met") && quadrants.contains("unclear"), "{quadrants:?}");
    assert_refused("demand-match --by region", "demand is matched kind by kind");
}
