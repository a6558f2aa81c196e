//! Texts of the register that would harm a page, a table or a terminal.

use std::fs;

use serde_json::Value;

use crate::support::{Project, copy, fixture};

/// Returns a project whose records have one text replaced by another.
fn with_text(replace: &str, with: &str) -> Project {
    let project = Project::new();
    copy(&fixture("registry"), &project.path("records"));
    let path = project.path("records/sweden.json");
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains(replace), "{replace}");
    fs::write(path, text.replace(replace, with)).unwrap();
    project.run(&["ingest", "ctgov", "records", "--into", "small"]).succeeded();
    project
}

/// PDF/A refuses a character without a glyph; the document is made without it,
/// and the manifest says so.
#[test]
fn a_character_that_no_font_has_costs_a_warning_and_not_the_document() {
    let project = with_text("On the first day of the window", "β 漢字 \\u202e 😀 ÅÄÖ");
    project.run(&["build", "small-full", "--subject", "oncology"]).succeeded();
    let manifest = fs::read(project.path("output/small-full/manifest.json")).unwrap();
    let manifest: Value = serde_json::from_slice(&manifest).unwrap();
    for lang in ["sv", "en"] {
        let path = format!("capacity-profile/oncology.{lang}.pdf");
        let warnings = manifest["outputs"][&path]["warnings"].as_array().unwrap();
        assert_eq!(warnings.len(), 1, "{warnings:?}");
        let warning = warnings[0].as_str().unwrap();
        for code in ["U+6F22", "U+5B57", "U+202E", "U+1F600"] {
            assert!(warning.contains(code), "{warning}");
        }
        crate::pdf::assert_conforms(&project.path("output/small-full").join(path));
    }
}

/// A spreadsheet would run a cell that begins with an equals sign.
#[test]
fn a_formula_in_a_name_is_text_in_csv() {
    let project = with_text("Nordic Biotech AB", "=cmd|calc AB");
    let args = ["query", "trials-started", "--by", "sponsor", "--format", "csv"];
    let text = project.run(&args).succeeded().stdout;
    assert!(text.contains(",'=cmd|calc AB,") && !text.contains(",=cmd"), "{text}");
}

#[test]
fn a_name_cannot_steer_the_terminal() {
    let project = with_text("Nordic Biotech AB", "Nordic \\u001b[2J\\u202eBiotech AB");
    let run = project.run(&["query", "trials-started", "--by", "sponsor"]).succeeded();
    assert!(!run.stdout.contains('\u{1b}') && !run.stdout.contains('\u{202e}'), "{}", run.stdout);
}
