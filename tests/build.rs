//! The demonstration edition, built once by the program on a copy of the
//! project, and looked at from all sides. For what its pages say see pages.rs.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::OnceLock;

use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::pdf::{Pdf, assert_conforms};
use crate::support::{Project, copy, crate_root, files};

/// Returns the project in which the demonstration edition is built. It is made
/// once; tests only read it, or write elsewhere in it.
pub fn demo() -> &'static Project {
    static DEMO: OnceLock<Project> = OnceLock::new();
    DEMO.get_or_init(|| {
        let project = with_demo_data();
        let said = project.run(&["build", "--jobs", "2"]).succeeded();
        assert!(said.stdout.starts_with("18 of 18 documents written to "), "{}", said.stdout);
        project
    })
}

/// Returns a project with the demonstration's records and its own companies, not those of
/// the small records.
pub fn with_demo_data() -> Project {
    let project = Project::new();
    copy(&crate_root().join("data/demo"), &project.path("data/demo"));
    let companies = "data/reference/companies-demo.csv";
    fs::copy(crate_root().join(companies), project.path(companies)).unwrap();
    project
}

/// Returns the paths of the demonstration's PDFs, below its folder.
pub fn documents() -> Vec<String> {
    demo().pdfs("output/demo")
}

/// Returns the manifest in a folder of the demonstration.
fn manifest(folder: &str) -> Value {
    serde_json::from_slice(&fs::read(demo().path(folder).join("manifest.json")).unwrap()).unwrap()
}

/// Returns the outputs of a manifest.
fn outputs(manifest: &Value) -> BTreeMap<String, Value> {
    serde_json::from_value(manifest["outputs"].clone()).unwrap()
}

/// Returns the SHA-256 of a file in hexadecimal digits.
fn sha256(path: &Path) -> String {
    let digest = Sha256::digest(fs::read(path).unwrap());
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Asserts that two folders hold the same files with the same bytes.
fn assert_same(first: &str, second: &str) {
    let (first, second) = (demo().path(first), demo().path(second));
    assert_eq!(files(&first), files(&second));
    for path in files(&first) {
        let is_same = fs::read(first.join(&path)).unwrap() == fs::read(second.join(&path)).unwrap();
        assert!(is_same, "{path} differs");
    }
}

#[test]
fn an_annual_report_profiles_briefings_and_a_claim_sheet_in_two_languages_are_eighteen_documents() {
    let combination = "alzheimers-disease-phase-3-hq-europe";
    let profiles = [combination, "neurology", "oncology", "respiratory"];
    let profiles = profiles.map(|subject| ("capacity-profile", subject));
    let regions = ["gotland", "orebro", "stockholm"].map(|region| ("regional-briefing", region));
    let sheets = [("claim-sheet", "capacity-profile-oncology")];
    let expected: Vec<_> = [("annual-report", "sweden")]
        .into_iter()
        .chain(profiles)
        .chain(sheets)
        .chain(regions)
        .flat_map(|(kind, subject)| ["en", "sv"].map(|l| format!("{kind}/{subject}.{l}.pdf")))
        .collect();
    assert_eq!(documents(), expected);
}

#[test]
fn an_annual_report_is_31_pages_and_every_other_document_but_a_claim_sheet_is_four() {
    for (path, output) in outputs(&manifest("output/demo")) {
        let is_sheet = path.starts_with("claim-sheet/");
        let pages = if path.starts_with("annual-report/") { 31 } else { 4 };
        assert!(is_sheet || output["pages"] == pages, "{path}: {}", output["pages"]);
    }
}

/// The log in the manifest and the CSV beside each document are the same claims, and the sheet's pages are told of in both languages.
#[test]
fn every_claim_is_logged_with_its_strength_and_its_reasons() {
    for (path, output) in outputs(&manifest("output/demo")) {
        let claims = output["claims"].as_array().unwrap();
        assert!(claims.len() > 15, "{path}: {} claims", claims.len());
        let csv = path.replace(".pdf", ".claims.csv");
        let csv = demo().path("output/demo").join(csv);
        assert_eq!(output["claim_sheet"], sha256(&csv), "{path}");
        let mut reader = csv::Reader::from_path(&csv).unwrap();
        let heads = reader.headers().unwrap().clone();
        let column = |name: &str| heads.iter().position(|head| head == name).unwrap();
        let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
        // A text written by hand stands after the claims.
        let by_hand = output["by_hand"].as_array().map_or(0, Vec::len);
        assert_eq!(rows.len(), claims.len() + by_hand, "{path}");
        for (row, claim) in rows.iter().zip(claims) {
            assert_eq!(&row[column("claim")], claim["claim"], "{path}");
            assert_eq!(&row[column("strength")], claim["strength"], "{path}");
            // What is not said as it is has a reason, and what is has none.
            assert_eq!(claim["standing"] == "said", claim["reasons"].is_null(), "{path}: {claim}");
            let choices = &row[column("choices")];
            assert!(["", "12", "24", "36", "72"].contains(&choices), "{path}: {choices}");
        }
        // Of few trials no quotient is given, so there is none to try again.
        let of_choices = claims.iter().filter(|claim| claim["robustness"].is_object()).count();
        assert!(of_choices > 0 || path.contains("alzheimer"), "{path} has no strategic claim");
    }
}

#[test]
fn every_document_is_pdf_ua_1_and_pdf_a_3a() {
    for path in documents() {
        assert_conforms(&demo().path("output/demo").join(path));
    }
}

/// Checkers do not notice a header cell that became a data cell.
#[test]
fn every_table_has_header_cells_over_its_columns_and_before_its_rows() {
    for path in documents() {
        let pdf = Pdf::read(&demo().path("output/demo").join(&path));
        let tables = pdf.elements("Table");
        assert!(!tables.is_empty(), "{path} has no table");
        for table in tables {
            let tags = pdf.tags_below(table);
            let count = |tag: &str| tags.iter().filter(|other| *other == tag).count();
            let first_row: Vec<_> = tags
                .iter()
                .skip_while(|tag| *tag != "TR")
                .skip(1)
                .take_while(|t| *t != "TR")
                .collect();
            let heads = first_row.iter().filter(|tag| **tag == "TH").count();
            assert!(heads >= 2, "{path}: {tags:?}");
            assert_eq!(count("TH"), heads + count("TR") - 1, "{path}: {tags:?}");
        }
    }
}

/// The program's own check says the same as ours.
#[test]
fn kapacitet_check_passes_every_document_and_no_other_file() {
    let paths: Vec<_> = documents().iter().map(|path| format!("output/demo/{path}")).collect();
    let args: Vec<_> = ["check"].into_iter().chain(paths.iter().map(String::as_str)).collect();
    assert_eq!(demo().run(&args).succeeded().stdout, "18 files checked, 0 errors, 0 warnings\n");
    let fault = demo().run(&["check", "output/demo/manifest.json"]).failed();
    assert!(fault.starts_with("error: there is nothing to check in `output/demo/"), "{fault}");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("no.pdf");
    fs::write(&path, "no PDF").unwrap();
    let fault = demo().run(&["check", path.to_str().unwrap()]).failed();
    assert!(fault.contains("not a PDF"), "{fault}");
}

/// The page's title is its first heading, and each figure has its text.
#[test]
fn every_figure_says_what_it_shows() {
    for path in documents() {
        let pdf = Pdf::read(&demo().path("output/demo").join(&path));
        // A long document has its title and the parts that its contents list.
        let titles = if path.starts_with("annual-report/") { 7 } else { 1 };
        assert_eq!(pdf.elements("H1").len(), titles, "{path}");
        let least = if path.starts_with("claim-sheet/") { 2 } else { 4 };
        assert!(pdf.elements("H2").len() >= least, "{path}");
        let figures = pdf.elements("Figure");
        assert!(figures.len() >= 3 || path.starts_with("claim-sheet/"), "{path}");
        for figure in figures {
            let text = pdf.alt(figure);
            assert!(text.is_some_and(|text| text.len() > 5), "{path}: {figure:?}");
        }
    }
}

#[test]
fn the_data_of_each_figure_are_attached_as_csv() {
    for (path, output) in outputs(&manifest("output/demo")) {
        // What it attaches it lists itself, see annual.rs.
        if path.starts_with("annual-report/") {
            continue;
        }
        let pdf = Pdf::read(&demo().path("output/demo").join(&path));
        let subject = output["subject"].as_str().unwrap();
        let lang = output["lang"].as_str().unwrap();
        let attachments = pdf.attachments();
        for (name, content) in &attachments {
            let figure = name.trim_start_matches('/');
            let figure = figure.strip_prefix(&format!("{subject}-"));
            let figure = figure.and_then(|name| name.strip_suffix(&format!(".{lang}.csv")));
            let figures = output["figures"].as_array().unwrap();
            let is_known = figures.iter().any(|id| id.as_str() == figure);
            // The one table whose answers are attached.
            assert!(is_known || figure == Some("patients"), "{path}: {name}");
            let mut reader = csv::Reader::from_reader(content.as_slice());
            assert_eq!(reader.headers().unwrap().get(0), Some("indicator"), "{path}: {name}");
            assert!(reader.records().map(Result::unwrap).count() > 0, "{path}: {name}");
        }
        let images = pdf.elements("Figure").len() - 1;
        let tables = usize::from(path.starts_with("regional-briefing/"));
        assert_eq!(attachments.len(), images + tables, "{path}: one for each figure but the logo");
    }
}

#[test]
fn the_manifest_has_the_hash_of_every_document() {
    let outputs = outputs(&manifest("output/demo"));
    assert_eq!(outputs.keys().cloned().collect::<Vec<_>>(), documents());
    for (path, output) in outputs {
        let file = demo().path("output/demo").join(&path);
        assert_eq!(output["sha256"], sha256(&file), "{path}");
        assert_eq!(output["bytes"], fs::metadata(&file).unwrap().len(), "{path}");
        assert_eq!(output["errors"].as_array().map(Vec::len), Some(0), "{path}");
    }
}

#[test]
fn the_manifest_has_the_hash_of_every_input() {
    let manifest = manifest("output/demo");
    let inputs: BTreeMap<String, String> =
        serde_json::from_value(manifest["inputs"].clone()).unwrap();
    for (path, hash) in &inputs {
        assert_eq!(*hash, sha256(&demo().path(path)), "{path}");
    }
    for path in [
        "data/editions/demo.toml",
        "data/reference/areas.toml",
        "report_templates/brands/swetrial-demo/_brand.yml",
        "report_templates/brands/swetrial-demo/fonts/Inter-Regular.otf",
        "report_templates/components/table.typ",
        "report_templates/documents/capacity-profile/main.typ",
        "report_templates/documents/regional-briefing/narrative/sv.jinja",
        "report_templates/locale/en.toml",
    ] {
        assert!(inputs.contains_key(path), "{path}");
    }
    assert!(!inputs.keys().any(|path| path.contains("/sample/")));
}

#[test]
fn the_manifest_says_that_the_data_are_an_example() {
    let manifest = manifest("output/demo");
    assert_eq!(manifest["snapshot"]["example"], true);
    assert_eq!(manifest["snapshot"]["trials"], 6040);
    assert_eq!(manifest["cutoff"], "2025-12-31");
    assert_eq!(manifest["window"], "2021..2025");
    assert_eq!(manifest["filter"], "company-drug");
}

/// One worker or two, the first build or the next: the same bytes.
#[test]
fn a_build_with_one_worker_writes_the_same_bytes() {
    let out = demo().path("one-worker");
    let args = ["build", "--jobs", "1", "--out", out.to_str().unwrap()];
    demo().run(&args).succeeded();
    assert_same("output/demo", "one-worker/demo");
}

/// From the records on: a second project ingests and builds the same.
#[test]
fn a_second_project_writes_the_same_bytes() {
    let second = with_demo_data();
    second.run(&["build", "--subject", "gotland", "--jobs", "2"]).succeeded();
    let pdfs = second.pdfs("output/demo");
    assert_eq!(pdfs.len(), 2);
    for path in pdfs {
        let first = sha256(&demo().path("output/demo").join(&path));
        assert_eq!(sha256(&second.path("output/demo").join(&path)), first, "{path}");
    }
}

#[test]
fn a_build_of_a_part_keeps_the_rest_in_the_manifest() {
    let out = demo().path("part");
    let out = out.to_str().unwrap();
    let build = |args: &[&str]| {
        demo().run(&[&["build", "--out", out], args].concat()).succeeded();
        outputs(&manifest("part/demo")).into_keys().collect::<Vec<_>>()
    };
    let profile = "capacity-profile/respiratory.sv.pdf";
    let first = build(&["--subject", "respiratory", "--lang", "sv"]);
    assert_eq!(first, [profile]);
    let briefing = ["--document", "regional-briefing", "--subject", "gotland", "--lang", "en"];
    assert_eq!(build(&briefing), [profile, "regional-briefing/gotland.en.pdf"]);
    // What is no longer as it was written is not vouched for.
    fs::write(demo().path("part/demo").join(profile), "changed").unwrap();
    assert_eq!(build(&briefing), ["regional-briefing/gotland.en.pdf"]);
}
