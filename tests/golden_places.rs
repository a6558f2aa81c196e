//! Golden numbers of places: zoom, shares, rates, sites. For the register that
//! they are counted in see golden.rs.

use serde_json::Value;

use crate::support::{Project, crate_root, number};

/// Returns the one finding that answers a question.
fn one(question: &str) -> Value {
    let findings = Project::small().ask(question);
    assert_eq!(findings.len(), 1, "{question}");
    findings.into_iter().next().unwrap()
}

/// Returns numerator and denominator of a question's one finding.
fn fraction(question: &str) -> (u64, u64) {
    let finding = one(question);
    (number(&finding, "numerator") as u64, number(&finding, "denominator") as u64)
}

/// Returns the trials started in a place.
fn started(place: &str) -> u64 {
    number(&one(&format!("trials-started --place {place}")), "numerator") as u64
}

/// Returns the value of one key among findings.
fn of_key(findings: &[Value], key: &str, field: &str) -> f64 {
    let found = findings.iter().find(|finding| finding["key"] == key);
    number(found.unwrap_or_else(|| panic!("no `{key}`")), field)
}

#[test]
fn each_step_of_the_zoom_holds_fewer_trials() {
    let places = ["world", "europe", "nordics", "sweden", "healthcare-stockholm-gotland"];
    assert_eq!(places.map(started), [11, 8, 6, 5, 3]);
    assert_eq!(started("gotland"), 1);
}

/// Trial 117 has no site: the world has it, no country does.
#[test]
fn a_trial_without_sites_belongs_to_the_world_only() {
    let countries = Project::small().ask("trials-started --place world --by place --phase 4");
    assert_eq!(number(&one("trials-started --place world --phase 4"), "numerator"), 1.0);
    assert!(countries.iter().all(|country| country["numerator"] == 0));
}

/// Trial 105 is in two regions of two healthcare regions, and once in Sweden.
#[test]
fn a_trial_in_two_regions_counts_in_both() {
    let regions = Project::small().ask("trials-started --by region");
    assert_eq!(regions.len(), 21);
    let held = ["stockholm", "uppsala", "gotland", "skane", "vastra-gotaland"];
    let trials = held.map(|region| of_key(&regions, region, "numerator"));
    assert_eq!(trials, [2.0, 1.0, 1.0, 1.0, 1.0]);
    let sum: f64 = regions.iter().map(|region| number(region, "numerator")).sum();
    assert_eq!(sum, 6.0);
}

#[test]
fn a_place_can_be_named_in_many_ways() {
    for name in ["stockholm", "01", "Stockholm", "region-stockholm"] {
        assert_eq!(started(name), 2, "{name}");
    }
    for name in ["sweden", "SE", "SWE", "Sverige"] {
        assert_eq!(started(name), 5, "{name}");
    }
}

#[test]
fn sweden_has_five_of_eleven_trials_in_the_world_and_of_eight_in_europe() {
    assert_eq!(fraction("share-of-world"), (5, 11));
    assert_eq!(fraction("share-of-europe"), (5, 8));
    assert_eq!(fraction("share-of-world --place europe"), (8, 11));
    let share = one("share-of-world");
    assert_eq!(format!("{:.4}", number(&share, "value")), "0.4545");
}

/// Sweden 5, Germany 3, Norway 2, Denmark, Finland and France 1: 13 of 8.
#[test]
fn shares_of_countries_add_to_more_than_the_whole() {
    let countries = Project::small().ask("share-of-europe --place europe --by place");
    let sum: f64 = countries.iter().map(|country| number(country, "numerator")).sum();
    assert_eq!(sum, 13.0);
    assert!(countries.iter().all(|country| country["denominator"] == 8));
}

/// Within an area the whole is the area: two of five oncology trials.
#[test]
fn shares_by_area_are_shares_of_the_area() {
    let areas = Project::small().ask("share-of-world --by area");
    assert_eq!(of_key(&areas, "oncology", "numerator"), 2.0);
    assert_eq!(of_key(&areas, "oncology", "denominator"), 5.0);
    assert_eq!(fraction("share-of-world --area oncology"), (2, 5));
}

/// The years' populations are summed: five years of trials need five of people.
#[test]
fn a_rate_is_over_the_person_years_of_the_window() {
    let path = crate_root().join("data/reference/population/countries.csv");
    let text = std::fs::read_to_string(path).unwrap();
    let people = |year: u32| -> u64 {
        let start = format!("SE,{year},");
        let line = text.lines().find_map(|line| line.strip_prefix(&start));
        line.unwrap().parse().unwrap()
    };
    let sum: u64 = (2020..=2024).map(people).sum();
    let finding = one("trials-per-million");
    assert_eq!(fraction("trials-per-million"), (5, sum));
    assert!((number(&finding, "value") - 5e6 / sum as f64).abs() < 1e-12);
    // The exact limits of five events, over the same person-years.
    assert_eq!(format!("{:.3}", number(&finding, "lower") * sum as f64 / 1e6), "1.623");
    assert_eq!(format!("{:.3}", number(&finding, "upper") * sum as f64 / 1e6), "11.668");
}

/// Three years of trials are over three years of people, whatever the window.
#[test]
fn years_after_the_cutoff_have_no_people() {
    let short = one("trials-per-million --window 2020..2022 --cutoff 2022-12-31");
    let long = one("trials-per-million --window 2020..2024 --cutoff 2022-12-31");
    assert_eq!(short["numerator"], 3);
    for field in ["numerator", "denominator", "value", "upper"] {
        assert_eq!(short[field], long[field], "{field}");
    }
}

/// Gotland has one trial on about 300,000 person-years: 3.3 per million and year.
#[test]
fn a_small_region_has_a_rate_with_a_wide_interval() {
    let finding = one("trials-per-million --place gotland");
    let value = number(&finding, "value");
    assert!((3.0..3.6).contains(&value), "{value}");
    assert!(number(&finding, "lower") < 0.1 && number(&finding, "upper") > 17.0);
}

/// Gothenburg, Uppsala, Stockholm, Visby and Lund have names, Malmö has none.
#[test]
fn five_named_sites_were_active_and_perhaps_a_sixth() {
    let finding = one("active-sites");
    let limits = ["value", "lower", "upper"].map(|field| number(&finding, field));
    assert_eq!(limits, [5.0, 5.0, 6.0]);
    let regions = Project::small().ask("active-sites --by region");
    assert_eq!(of_key(&regions, "skane", "value"), 1.0);
    assert_eq!(of_key(&regions, "skane", "upper"), 2.0);
    assert_eq!(of_key(&regions, "halland", "upper"), 0.0);
}

/// Trial 105 is at two sites; each of them is one site.
#[test]
fn active_sites_cannot_be_split_by_site() {
    let run = Project::small().run(&["query", "active-sites", "--by", "site"]);
    assert!(run.failed().starts_with("error: this indicator cannot be split by site\n"));
}

/// Trial 115 started on the first of the 36 months; without that year it falls
/// out, and with it a named site and the one without a name.
#[test]
fn a_site_is_active_for_36_months() {
    assert_eq!(one("active-sites")["window"], "2022..2024");
    let finding = one("active-sites --window 2023..2024");
    assert!(number(&finding, "upper") < number(&one("active-sites"), "upper"));
}

#[test]
fn sites_outside_of_sweden_are_not_counted() {
    let run = Project::small().run(&["query", "active-sites", "--place", "norway"]);
    assert!(run.failed().starts_with("error: trial sites are resolved in Sweden only\n"));
}

#[test]
fn the_united_states_have_no_share_of_europes_trials() {
    let run = Project::small().run(&["query", "share-of-europe", "--place", "united-states"]);
    assert!(run.failed().starts_with("error: `united-states` has no share of Europe's trials\n"));
}
