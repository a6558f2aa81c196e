//! One document in all brands: the same templates and the same numbers, in other fonts, colours and logos.

use std::fs;

use crate::pdf::{Pdf, assert_conforms};
use crate::support::{Project, fixture};

/// The English note, in an edition's folder of the output.
const NOTE: &str = "note/gotland.en.pdf";

/// Builds the small edition in a brand, and returns the note in English.
fn note(project: &Project, brand: &str) -> Pdf {
    let args = ["build", "small", "--brand", brand, "--out", brand];
    project.run(&[&args[..], &["--document", "note"]].concat()).succeeded();
    Pdf::read(&project.path(brand).join("small").join(NOTE))
}

/// Returns the alternative texts of all figures and formulas of a kind, in their order.
fn alts(pdf: &Pdf) -> Vec<String> {
    pdf.elements("Figure").into_iter().filter_map(|figure| pdf.alt(figure)).collect()
}

#[test]
fn a_brand_changes_fonts_and_logos_and_no_number() {
    let project = Project::small_with(None);
    let national = note(&project, "swetrial-demo");
    let dark = note(&project, "swetrial-demo-dark");
    let region = note(&project, "region-demo");
    for brand in ["swetrial-demo", "swetrial-demo-dark", "region-demo"] {
        assert_conforms(&project.path(brand).join("small").join(NOTE));
    }
    assert!(national.fonts().iter().all(|font| font.contains("Inter")), "{:?}", national.fonts());
    assert_eq!(national.fonts(), dark.fonts());
    let of_region = region.fonts();
    assert!(of_region.iter().all(|font| font.contains("Source")), "{of_region:?}");
    assert!(of_region.iter().any(|font| font.contains("SourceSerif4-SemiBold")), "{of_region:?}");
    assert_eq!(alts(&national)[0], "Capacity Demo");
    // The partners stand beside the issuer, in the brand's order.
    assert_eq!(
        alts(&region)[..3],
        ["Demo Bay Region", "Research House Demo", "Example College Demo"]
    );
    assert_eq!(national.attachments(), region.attachments());
}

#[test]
fn an_edition_chooses_among_the_partners() {
    let project = Project::small_with(None);
    let path = project.path("data/editions/small.toml");
    let text = fs::read_to_string(&path).unwrap();
    let brand = "brand = \"region-demo\"\npartners = [\"college\"]";
    fs::write(&path, text.replace("brand = \"swetrial-demo\"", brand)).unwrap();
    project.run(&["build", "small", "--document", "note"]).succeeded();
    let pdf = Pdf::read(&project.path("output/small").join(NOTE));
    assert_eq!(alts(&pdf)[..2], ["Demo Bay Region", "Example College Demo"]);
    assert_eq!(alts(&pdf).len(), 3, "{:?}", alts(&pdf));
}

#[test]
fn a_document_for_the_press_has_inks_and_a_trim() {
    let project = Project::small_with(None);
    let manifest = project.path("report_templates/documents/note/typst.toml");
    let mut text = fs::read_to_string(&manifest).unwrap();
    text.push_str("\n[tool.kapacitet.print]\nbleed_mm = 3\nmarks = true\n");
    fs::write(&manifest, text).unwrap();
    let pdf = note(&project, "region-demo");
    // A4 with 3 mm of bleed and 7 mm for the marks around it.
    let (sheet, trim) = pdf.boxes();
    let mm = |points: f32| (f64::from(points) / 72.0 * 25.4 * 10.0).round() / 10.0;
    assert_eq!(sheet.map(mm), [0.0, 0.0, 230.0, 317.0]);
    assert_eq!(trim.map(mm), [10.0, 10.0, 220.0, 307.0]);
    // The band's ground as the brand's inks, 5 % cyan, 4 % magenta, 7 % yellow, in steps of a 255th.
    let drawn = pdf.drawing();
    assert!(drawn.contains("0.050980393 0.039215688 0.07058824 0 k"), "{}", &drawn[..2000]);
}

#[test]
fn a_long_document_leads_its_readers() {
    let project = Project::small_with(Some(&fixture("brands/long")));
    let pdf = note(&project, "swetrial-demo");
    assert_conforms(&project.path("swetrial-demo/small").join(NOTE));
    let pages = pdf.pages();
    assert_eq!(pages.len(), 4);
    assert!(pages[1].contains("Where the country stands"), "{}", pages[1]);
    // Three entries: a page's headline, the section, and the headline in it.
    assert_eq!(pdf.elements("TOCI").len(), 3);
    // Both references tell the figure and its page, and are links.
    let text = pages[3].replace('\u{a0}', " ");
    assert_eq!(text.matches("figure 1, page 4").count(), 2, "{text}");
    assert!(pdf.elements("Link").len() >= 5);
}
