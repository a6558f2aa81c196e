//! Regions beside one another: the spine, the funnel, similar regions, and what is never done.

use std::fs;

use kapacitet::finding::spine::LOOKS;
use serde_json::Value;

use crate::build::demo;
use crate::pages::Desk;
use crate::support::{Project, copy, crate_root};

/// Asks for a region's spine.
fn spine(region: &str) -> Vec<Value> {
    let args = ["spine", "--region", region, "--snapshot", "demo", "--format", "json"];
    serde_json::from_str(&demo().run(&args).succeeded().stdout).unwrap()
}

/// Returns the spine of an indicator.
fn of<'a>(spines: &'a [Value], indicator: &str) -> &'a Value {
    spines.iter().find(|spine| spine["indicator"] == indicator).unwrap()
}

/// Asserts a number to six digits.
fn assert_near(value: &Value, expected: f64) {
    let found = value.as_f64().unwrap();
    assert!((found - expected).abs() <= 1e-6 * expected.abs().max(1.0), "{found} not {expected}");
}

/// Region, indicator, standing, and the funnel's limits with the spread beyond chance, computed apart over the answers
/// of `query --by region` with numpy and scipy: the region left out of target and spread, exact limits by the root of
/// the tails, and the wider of these and target -+ z sqrt(s^2 + tau^2).
const FUNNELS: [(&str, &str, &str, [f64; 4]); 7] = [
    ("uppsala", "trials-per-million", "better", [0.0, 10.250947495, 4.648348297, 0.906208951]),
    (
        "stockholm",
        "trials-per-million",
        "no-difference",
        [0.0, 10.819376875, 5.080004999, 1.741607703],
    ),
    ("skane", "trials-per-million", "no-difference", [0.0, 10.446317881, 4.77041163, 1.642821914]),
    (
        "gotland",
        "trials-per-million",
        "no-difference",
        [0.0, 22.836246833, 4.918164235, 1.528840913],
    ),
    ("skane", "phase-mix", "no-difference", [0.0, 0.089282848, 0.00921659, 0.0]),
    ("skane", "completion", "no-difference", [0.679501434, 1.0, 0.9, 0.0]),
    ("stockholm", "completion", "no-difference", [0.69859732, 1.0, 0.884353741, 0.0]),
];

#[test]
fn the_funnels_are_those_of_another_computation() {
    for (region, indicator, standing, [lower, upper, target, beyond]) in FUNNELS {
        let spines = spine(region);
        let spine = of(&spines, indicator);
        assert_eq!(spine["standing"], standing, "{region} {indicator}");
        assert_near(&spine["funnel_lower"], lower);
        assert_near(&spine["funnel_upper"], upper);
        assert_near(&spine["target"], target);
        assert_near(&spine["beyond_chance"], beyond);
    }
}

/// Gotland has 3 trials in phases and 2 closed ones: shares of so few are not compared, and are not in the range.
#[test]
fn shares_of_fewer_than_ten_trials_are_not_compared() {
    let spines = spine("gotland");
    for indicator in ["phase-mix", "completion"] {
        let spine = of(&spines, indicator);
        assert_eq!(spine["standing"], "not-compared");
        assert_eq!(spine["range"]["regions"], 7);
        assert!(spine["funnel_lower"].is_null());
    }
}

#[test]
fn a_count_and_a_share_of_europe_are_shown_and_not_compared() {
    let spines = spine("stockholm");
    assert_eq!(spines.len(), LOOKS.len());
    for indicator in ["trials-started", "share-of-europe", "active-sites"] {
        let spine = of(&spines, indicator);
        assert_eq!(spine["standing"], "not-compared");
        assert!(spine["range"]["regions"] == 21 && spine["funnel_upper"].is_null());
    }
}

/// The command's indicators and those of the briefing's table are the same.
#[test]
fn the_spine_has_the_indicators_of_the_briefings_table() {
    let manifest = crate_root().join("report_templates/documents/regional-briefing/typst.toml");
    let manifest: toml::Table = fs::read_to_string(manifest).unwrap().parse().unwrap();
    let spec = &manifest["tool"]["kapacitet"];
    let tables = spec["tables"].as_array().unwrap();
    let table = tables.iter().find(|table| table["id"].as_str() == Some("indicators")).unwrap();
    let rows = table["rows"].as_array().unwrap().iter().map(|row| {
        let query = &spec["queries"][row["cells"][0].as_str().unwrap()];
        let text = |key: &str| query.get(key).and_then(toml::Value::as_str).map(str::to_owned);
        (text("indicator").unwrap(), text("phase"))
    });
    let looks = LOOKS.map(|(indicator, phase)| (indicator.to_owned(), phase.map(str::to_owned)));
    // A trend is a ratio of a region's own years, which no funnel compares.
    let compared: Vec<_> = rows.filter(|(indicator, _)| indicator != "trend").collect();
    assert_eq!(compared, looks);
}

#[test]
fn similar_regions_are_listed_with_the_rule_and_need_a_region() {
    let list = demo().run(&["list", "similar", "--region", "gotland"]).succeeded().stdout;
    let lines: Vec<_> = list.lines().collect();
    assert_eq!(lines[0], "blekinge             distance 1.41: 157973 inhabitants, 53.9 per km2");
    assert_eq!(lines.iter().filter(|line| line.contains(" inhabitants, ")).count(), 7);
    assert!(list.contains("rule: the seven nearest by log population"));
    assert!(demo().run(&["list", "similar"]).stderr.contains("--region <R>"));
}

/// All 21 regions stand in the funnel's table, in the order of their codes.
#[test]
fn the_briefing_has_every_region_in_its_funnel_and_the_rule_of_its_group() {
    let desk = Desk::open(demo(), "demo");
    let mut seen = 0;
    for job in desk.jobs() {
        let assembled = desk.assemble(&job);
        let report = &assembled.report;
        if report.document != "regional-briefing" {
            continue;
        }
        let figure = &report.figures["regions"];
        assert!(figure.alt.starts_with(match report.lang {
            "sv" => "Trattdiagram:",
            _ => "Funnel plot:",
        }));
        let data = String::from_utf8_lossy(&assembled.files[figure.data.as_ref().unwrap()]);
        let keys: Vec<_> =
            data.lines().skip(1).map(|line| line.split(',').nth(3).unwrap()).collect();
        assert_eq!(
            (keys.len(), keys[0], keys[7], keys[20]),
            (21, "stockholm", "gotland", "norrbotten")
        );
        for name in ["Gotland", "Stockholm", "Norrbotten"] {
            assert!(figure.alt.contains(name), "{name}");
        }
        let text = String::from_utf8_lossy(&assembled.files["narrative.typ"]);
        let wanted =
            if report.lang == "sv" { "Liknande är de sju" } else { "Similar are the seven" };
        assert!(text.contains(wanted));
        assert!(report.tiles.contains_key("per_million_similar"));
        seen += 1;
    }
    assert_eq!(seen, 6);
}

/// Opens an edition of briefings with a window of its own, on the demonstration's records.
fn short(window: &str, subjects: &str) -> Desk {
    let project = Project::small_with(None);
    copy(&demo().path("data/snapshots"), &project.path("data/snapshots"));
    let edition = format!(
        "name = {{ sv = \"Kort\", en = \"Short\" }}\nversion = \"1.0\"\nstatus = \"draft\"\n\
         brand = \"swetrial-demo\"\nlanguages = [\"sv\", \"en\"]\nsnapshot = \"demo\"\n\
         cutoff = 2025-12-31\nfilter = \"company-drug\"\nwindow = \"{window}\"\n\n\
         [[documents]]\ntype = \"regional-briefing\"\nsubjects = [{subjects}]\n"
    );
    fs::write(project.path("data/editions/short.toml"), edition).unwrap();
    Desk::open(&project, "short")
}

/// Of 2023-2025 Stockholm has 32 trials, Örebro 11 and Gotland 3: five years stand where there are fewer than ten.
#[test]
fn a_small_region_has_five_years_pooled_and_says_so() {
    let desk = short("2023..2025", "\"stockholm\", \"orebro\", \"gotland\"");
    let mut seen = 0;
    for job in desk.jobs() {
        let assembled = desk.assemble(&job);
        let report = &assembled.report;
        let is_small = report.subject.id == "gotland";
        let window = if is_small { "2021–2025" } else { "2023–2025" };
        assert_eq!(report.meta.window, window);
        assert!(report.filter.contains(window), "{}", report.filter);
        assert!(report.figures["regions"].title.contains(window));
        let text = String::from_utf8_lossy(&assembled.files["narrative.typ"]);
        let told = match report.lang {
            "sv" => "har färre än tio prövningar",
            _ => "has fewer than ten trials",
        };
        assert_eq!(text.contains(told), is_small, "{text}");
        seen += 1;
    }
    assert_eq!(seen, 6);
}

/// A manifest that orders the regions by a value is refused where it says so.
#[test]
fn a_manifest_that_ranks_regions_is_refused() {
    let project = Project::small_with(None);
    let path = project.path("report_templates/documents/regional-briefing/typst.toml");
    let text = fs::read_to_string(&path).unwrap();
    let plain = "regions = { indicator = \"trials-per-million\", by = \"region\" }";
    assert!(text.contains(plain));
    for part in ["order = \"value\"", "top = 5"] {
        let ranked = plain.replace(" }", &format!(", {part} }}"));
        fs::write(&path, text.replace(plain, &ranked)).unwrap();
        let folder = "report_templates/documents/regional-briefing";
        let fault = project.run(&["check", folder]).failed();
        assert!(fault.contains("error: `regions` would rank the regions"), "{fault}");
    }
}
