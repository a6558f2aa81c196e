//! Flags of the command line that change nothing by themselves, or look into the future: who wrote them is told.
//!
//! Those that are refused are cases of `invalid`.

use std::fs;

use crate::support::{Project, copy, crate_root};

/// Returns what is complained of by a run that was done all the same.
fn warned(project: &Project, command: &str) -> String {
    project.run(&command.split(' ').collect::<Vec<_>>()).succeeded().stderr
}

#[test]
fn an_answer_without_a_row_says_so() {
    let project = Project::small();
    let said = warned(project, "query trials-started --snapshot small --place denmark --by region");
    assert!(said.contains("warning: there is nothing to show of `denmark` by region"), "{said}");
}

#[test]
fn a_window_after_the_data_is_told_by_every_command() {
    let project = Project::small();
    for command in [
        "query trials-started --snapshot small --window 2099",
        "spine --region skane --snapshot small --window 2099",
        "coverage --snapshot small --window 2099",
        "bridge small small --window-b 2099",
    ] {
        let said = warned(project, command);
        assert!(
            said.contains("the window begins on 2099-01-01, after the data's cut-off"),
            "{command}: {said}"
        );
    }
}

#[test]
fn a_bridge_between_a_side_and_itself_is_told() {
    let said = warned(Project::small(), "bridge small small");
    assert!(said.contains("warning: both sides are the same"), "{said}");
    let said = warned(Project::small(), "bridge small small --filter-b all");
    assert!(!said.contains("both sides"), "{said}");
}

#[test]
fn licensed_without_licensed_drugs_is_told() {
    let said = warned(Project::small(), "query expected-starts --snapshot small --licensed");
    assert!(said.contains("the snapshot holds no licensed drugs in development"), "{said}");
}

/// The footer names the places that were asked about, not the one that `--place` would have been.
#[test]
fn places_set_beside_one_another_are_what_the_answer_is_about() {
    let run = Project::small().run(&[
        "query",
        "trials-started",
        "--snapshot",
        "small",
        "--among",
        "skane,denmark",
    ]);
    let out = run.succeeded().stdout;
    assert!(out.contains("trials-started in skane, denmark, "), "{out}");
}

/// Each file that the demonstration edition names can be checked by its path, and a fault in it is told.
#[test]
fn what_an_edition_names_is_checked_by_its_path() {
    let project = Project::new();
    copy(&crate_root().join("data/demo"), &project.path("data/demo"));
    for path in [
        "data/disclosure.toml",
        "data/congresses.toml",
        "data/demo/board/money.csv",
        "data/demo/board/kpis.toml",
        "data/demo/board/patients.csv",
        "data/demo/inventory/answers.csv",
        "data/demo/exports/pipeline.csv",
        "data/demo/generator/mesh.csv",
        "data/reference/inventory_questions.toml",
    ] {
        let run = project.run(&["check", path]).succeeded();
        assert!(run.stdout.contains(" checked, 0 errors, 0 warnings"), "{path}: {}", run.stdout);
        assert!(!run.stdout.starts_with("0 files"), "{path}: {}", run.stdout);
    }
    for (path, right, wrong, says) in [
        ("data/disclosure.toml", "threshold = 5", "threshold = 0", "invalid threshold `0`"),
        ("data/demo/board/money.csv", "2024,", "20x4,", "invalid year `20x4`"),
        ("data/demo/inventory/answers.csv", ",question,", ",qestion,", "the columns are not those"),
        (
            "data/demo/exports/pipeline.csv",
            "Phase II",
            "\"Phase II",
            "a quote is opened here and never closed",
        ),
    ] {
        let full = project.path(path);
        let text = fs::read_to_string(&full).unwrap();
        assert!(text.contains(right), "{path} has no `{right}`");
        fs::write(&full, text.replacen(right, wrong, 1)).unwrap();
        let said = project.run(&["check", path]).failed();
        assert!(said.contains(says) && said.contains(path), "{path}: {said}");
        fs::write(&full, text).unwrap();
    }
}

/// What can be checked is listed where it is asked for, and where something else was named.
#[test]
fn the_help_of_check_lists_every_kind_of_input() {
    let help = Project::small().run(&["check", "--help"]).succeeded().stdout;
    let help = help.split_whitespace().collect::<Vec<_>>().join(" ");
    let path = crate_root().join("tests/invalid/check-nothing.expected");
    let said = fs::read_to_string(path).unwrap();
    let kinds = said.lines().find_map(|line| line.split_once("project's inputs: ")).unwrap().1;
    assert!(kinds.split(", ").count() >= 15, "{kinds}");
    for kind in kinds.split(", ") {
        assert!(help.contains(kind), "`{kind}` is not in the help: {help}");
    }
}
