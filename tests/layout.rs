//! Planted faults of the layout: each is caught, and nothing else is.
//!
//! Each template in `fixtures/layout` has one fault, which it is named for; what is said of it stands beside it in `NAME.expected`. With `BLESS=1`
//! in the environment these files are written instead. `clean.typ` is near many faults and has none; `base.typ` is what they share.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::NaiveDate;
use kapacitet::diag::Fault;
use kapacitet::typeset::{Bundle, Typeset, gate, typeset};
use kapacitet::world::{Fonts, Templates};

use crate::build::demo;
use crate::pages::Desk;
use crate::pdf::Pdf;
use crate::support::{Project, copy, crate_root, fixture};

/// Where the templates stand in their project.
const FOLDER: &str = "report_templates/documents/planted";

/// A project of the planted templates, and the demonstration's fonts.
struct Planted {
    /// The templates.
    templates: Arc<Templates>,
    /// The fonts.
    fonts: Arc<Fonts>,
    /// Holds the files.
    _root: tempfile::TempDir,
}

impl Planted {
    /// Lays the templates out as a project.
    fn new() -> Self {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join(FOLDER);
        copy(&fixture("layout"), &folder);
        let templates = Arc::new(Templates::load(root.path()).unwrap());
        let fonts = ["Inter-Regular", "Inter-Bold", "InterDisplay-SemiBold"];
        let fonts = fonts.map(|name| {
            crate_root().join(format!("report_templates/brands/swetrial-demo/fonts/{name}.otf"))
        });
        let fonts = Arc::new(Fonts::load(&fonts).unwrap());
        Self { templates, fonts, _root: root }
    }

    /// Typesets a template; the brand's only font is Inter.
    fn typeset(&self, name: &str, draft: bool) -> Result<Typeset, Vec<Fault>> {
        let brand = br#"{"fonts": {"body": "Inter"}}"#.to_vec();
        let day = NaiveDate::from_ymd_opt(2025, 12, 31).unwrap();
        let bundle = Bundle {
            main: format!("/{FOLDER}/{name}.typ"),
            files: BTreeMap::from([("brand.json".to_owned(), brand)]),
            ident: format!("planted/{name}"),
            date: day,
            cutoff: day,
            fonts: vec![],
            draft,
            is_for_press: false,
        };
        typeset(&self.templates, &self.fonts, bundle)
    }
}

/// Returns the planted templates by name.
fn templates() -> BTreeMap<String, PathBuf> {
    let entries = fs::read_dir(fixture("layout")).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    let paths = paths.filter(|path| path.extension().is_some_and(|end| end == "typ"));
    let named = paths.map(|path| (path.file_stem().unwrap().to_str().unwrap().to_owned(), path));
    named.filter(|(name, _)| !["base", "clean"].contains(&name.as_str())).collect()
}

/// Says what is wrong, as a reader sees it.
fn said(faults: &[Fault]) -> String {
    let mut text = String::new();
    for fault in faults {
        let place = fault.place.as_ref();
        let place = place.map(|place| format!("{}:{}", place.path.replace(FOLDER, ""), place.line));
        text +=
            &format!("{}: {}\n", place.unwrap_or_default().trim_start_matches('/'), fault.message);
        for hint in &fault.hints {
            text += &format!("  hint: {hint}\n");
        }
    }
    text
}

#[test]
fn each_planted_fault_is_caught_with_its_page_and_place() {
    let planted = Planted::new();
    let templates = templates();
    assert!(templates.len() >= 30, "{}", templates.len());
    let mut wrong = Vec::new();
    for (name, path) in templates {
        let outcome = planted.typeset(&name, false);
        let said = outcome.map_or_else(|faults| said(&faults), |_| "nothing\n".to_owned());
        let beside = path.with_extension("expected");
        if std::env::var_os("BLESS").is_some() {
            fs::write(&beside, &said).unwrap();
        }
        if !said.contains("page ") || said != fs::read_to_string(&beside).unwrap_or_default() {
            wrong.push(format!("{name}:\n{said}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Every expected message names one page and one kind of fault.
#[test]
fn a_template_has_the_fault_that_it_is_named_for_and_no_other() {
    for (name, path) in templates() {
        let text = fs::read_to_string(path.with_extension("expected")).unwrap();
        let hints: std::collections::BTreeSet<_> =
            text.lines().filter(|line| line.starts_with("  hint: ")).collect();
        assert_eq!(hints.len(), 1, "{name}: {text}");
    }
}

#[test]
fn what_is_near_a_fault_and_none_passes() {
    let typeset = Planted::new().typeset("clean", false).unwrap_or_else(|f| panic!("{}", said(&f)));
    assert_eq!((typeset.pages, typeset.warnings), (1, vec![]));
}

/// A draft is written, and says what is wrong with it.
#[test]
fn a_draft_has_the_same_faults_as_warnings() {
    let planted = Planted::new();
    let errors = planted.typeset("small-text", false).unwrap_err();
    let draft = planted.typeset("small-text", true).unwrap();
    assert!(draft.pdf.starts_with(b"%PDF-1.7"));
    assert_eq!(said(&draft.warnings), said(&errors));
    assert!(errors.iter().all(Fault::is_error) && !draft.warnings.iter().any(Fault::is_error));
}

/// A fault of one document's pages stops that document and no other; a draft of it is written, says so on its pages, and its faults stand in the
/// manifest.
#[test]
fn a_draft_of_a_document_with_a_fault_is_written_and_marked() {
    let project = Project::small_with(None);
    let main = project.path("report_templates/documents/note/main.typ");
    let text = fs::read_to_string(&main).unwrap() + "\n#text(size: 6pt)[Too small]\n";
    fs::write(&main, text).unwrap();
    let args = ["build", "small", "--lang", "sv"];
    let said = project.run(&args).failed();
    assert!(said.contains("`Too small` is 6.0 pt high on paper, text needs 7 pt"), "{said}");
    assert_eq!(project.pdfs("output/small"), ["memo/gotland.sv.pdf"]);
    let run = project.run(&["build", "small", "--lang", "sv", "--draft"]).succeeded();
    assert!(run.stderr.contains("warning: page 1 ("), "{}", run.stderr);
    assert_eq!(project.pdfs("output/small"), ["memo/gotland.sv.pdf", "note/gotland.sv.pdf"]);
    for path in project.pdfs("output/small") {
        let pages = Pdf::read(&project.path("output/small").join(path)).pages();
        assert!(pages.iter().all(|page| page.contains("UTKAST")), "{pages:?}");
    }
    let manifest = fs::read(project.path("output/small/manifest.json")).unwrap();
    let manifest: serde_json::Value = serde_json::from_slice(&manifest).unwrap();
    let layout = &manifest["outputs"]["note/gotland.sv.pdf"]["layout"];
    assert_eq!(layout.as_array().map(Vec::len), Some(1), "{manifest}");
}

/// How much of the time of the demonstration's documents the gate takes: `cargo test the_gate_takes -- --ignored --nocapture`.
#[test]
#[ignore = "a measurement"]
#[expect(clippy::disallowed_methods, reason = "it measures time")]
fn the_gate_takes_a_small_part_of_a_documents_time() {
    let desk = Desk::open(demo(), "demo");
    let (mut layout, mut judged) = (Duration::ZERO, Duration::ZERO);
    for job in desk.jobs() {
        let assembled = desk.assemble(&job);
        let start = Instant::now();
        let document = desk.laid_out(&job, &assembled);
        layout += start.elapsed();
        let start = Instant::now();
        assert!(gate::check(&document, &gate::Terms::default()).is_empty());
        judged += start.elapsed();
        typst::comemo::evict(0);
    }
    println!("layout {layout:.1?}, gate {judged:.1?}");
}
