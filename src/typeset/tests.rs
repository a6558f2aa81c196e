//! Tests of typesetting in this process; those of the pool need the program and stand in `tests/`.

use std::collections::BTreeMap;
use std::path::Path;

use super::*;

/// Typesets a document whose template is `main`, with a bundle of one file.
fn typeset_text(main: &str) -> Outcome {
    let root = tempfile::tempdir().unwrap();
    let folder = root.path().join("report_templates/documents/note");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("main.typ"), main).unwrap();
    let fonts = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("report_templates/brands/swetrial-demo/fonts/Inter-Regular.otf");
    let bundle = Bundle {
        main: "/report_templates/documents/note/main.typ".to_owned(),
        files: BTreeMap::from([("report.json".to_owned(), br#"{"title": "Onkologi"}"#.to_vec())]),
        ident: "demo/note.sv".to_owned(),
        date: NaiveDate::from_ymd_opt(2026, 1, 31).unwrap(),
        cutoff: NaiveDate::from_ymd_opt(2025, 12, 31).unwrap(),
        fonts: vec![fonts],
        is_for_press: false,
        draft: false,
    };
    let templates = Arc::new(Templates::load(root.path()).unwrap());
    let fonts = Arc::new(Fonts::load(&bundle.fonts).unwrap());
    typeset(&templates, &fonts, bundle)
}

/// The beginning of a template that conforms.
const HEAD: &str = "#let report = json(\"/bundle/report.json\")\n#set document(title: report.title, date: datetime(year: 2026, month: 1, day: 31))\n#set text(font: \"Inter\", lang: \"sv\", region: \"SE\")\n";

#[test]
fn a_document_becomes_the_same_pdf_twice() {
    let text = format!(
        "{HEAD}= #report.title\n#datetime.today().display()\n#table(columns: 1, pdf.header-cell(scope: \"row\")[A])\n#pagebreak()\nB"
    );
    let first = typeset_text(&text).unwrap();
    assert_eq!(first.pages, 2);
    assert!(first.pdf.starts_with(b"%PDF-1.7"));
    assert!(
        first.pdf.windows(4).any(|window| window == b"/A-3")
            || first.pdf.windows(7).any(|window| window == b"pdfaid:")
    );
    assert_eq!(first, typeset_text(&text).unwrap());
}

#[test]
fn a_fault_in_a_template_has_its_line() {
    let faults = typeset_text(&format!("{HEAD}\n#let name = report.titel\n#name")).unwrap_err();
    let place = faults[0].place.as_ref().unwrap();
    assert_eq!((place.path.as_str(), place.line), ("report_templates/documents/note/main.typ", 5));
    assert!(faults[0].message.contains("titel"), "{}", faults[0].message);
}

#[test]
fn a_warning_stops_a_document() {
    let faults = typeset_text(&format!("{HEAD}#set text(font: \"Helvetia\")\nA")).unwrap_err();
    assert!(faults[0].message.contains("unknown font family"), "{}", faults[0].message);
    assert!(faults[0].is_error());
}

#[test]
fn an_image_without_a_description_is_an_error() {
    let faults = typeset_text(&format!("{HEAD}= A\n#image(bytes(\"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>\"), format: \"svg\")")).unwrap_err();
    assert!(faults[0].message.contains("alt"), "{}", faults[0].message);
    assert_eq!(faults[0].place.as_ref().unwrap().line, 5);
}

#[test]
fn packages_and_files_outside_are_refused() {
    let faults = typeset_text(&format!("{HEAD}#import \"@preview/cetz:0.3.0\"")).unwrap_err();
    assert!(faults[0].message.contains("packages are not available"), "{}", faults[0].message);
    let faults = typeset_text(&format!("{HEAD}#read(\"/Cargo.toml\")")).unwrap_err();
    assert!(faults[0].message.starts_with("file not found"), "{}", faults[0].message);
}
