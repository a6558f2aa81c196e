//! `kapacitet explain` and `kapacitet list`: what a reader can look up.

use kapacitet::indicator::CATALOGUE;

use crate::support::Project;

/// The parts of a definition that every indicator has.
const PARTS: [&str; 8] =
    ["formula", "numerator", "interval", "unit", "basis", "direction", "caveats", "reference"];

#[test]
fn every_indicator_explains_itself_in_both_languages() {
    for indicator in CATALOGUE {
        for lang in ["sv", "en"] {
            let args = ["explain", indicator.id, "--lang", lang];
            let text = Project::small().run(&args).succeeded().stdout;
            assert!(text.contains(&format!("({})", indicator.id)), "{text}");
            // Where nothing is sampled there is no method to cite.
            let is_counted = indicator.interval.en.starts_with("None");
            for part in PARTS.into_iter().filter(|part| !is_counted || *part != "reference") {
                let has = text.lines().any(|line| line.starts_with(part));
                assert!(has, "{} has no {part} in {lang}", indicator.id);
            }
        }
    }
}

#[test]
fn the_two_languages_say_it_in_their_own_words() {
    for indicator in CATALOGUE {
        assert_ne!(indicator.name.sv, indicator.name.en);
        assert_ne!(indicator.definition.sv, indicator.definition.en);
        assert_ne!(indicator.caveats.sv, indicator.caveats.en);
    }
}

#[test]
fn a_misspelt_indicator_is_suggested() {
    let fault = Project::small().run(&["explain", "phase-mixx"]).failed();
    let expected = "error: unknown indicator `phase-mixx`\n  = hint: did you mean `phase-mix`?\n\n";
    assert_eq!(fault, expected);
}

#[test]
fn there_are_21_regions_and_all_things_that_can_be_listed() {
    let lines = |what: &str| {
        let text = Project::small().run(&["list", what]).succeeded().stdout;
        text.lines().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(lines("regions").len(), 21);
    assert!(lines("areas").len() >= 18);
    assert!(lines("places").len() > 200);
    assert_eq!(lines("charts").len(), 19);
    assert_eq!(
        lines("documents"),
        [
            "annual-report",
            "capacity-profile",
            "chart-gallery",
            "claim-sheet",
            "memo",
            "note",
            "regional-briefing"
        ]
    );
    assert_eq!(lines("brands"), ["region-demo", "swetrial-demo", "swetrial-demo-dark"]);
    assert!(lines("editions").contains(&"demo".to_owned()));
    assert_eq!(lines("snapshots"), ["small"]);
}
