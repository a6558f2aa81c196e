//! Tests of loading a brand; the good one is the demonstration brand of this repository.

use super::*;
use crate::diag::Fault;

/// The brand folder of this repository's demonstration brand.
const DEMO: &str = "report_templates/brands/swetrial-demo";

/// The root of the repository.
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Loads a copy of the demonstration brand whose file was changed.
fn changed(from: &str, to: &str) -> SourceResult<Brand> {
    changed_with_faults(from, to).map_err(|(errors, _)| errors)
}

/// The same, with the faults looked up.
fn changed_with_faults(
    from: &str,
    to: &str,
) -> Result<Brand, (EcoVec<SourceDiagnostic>, Vec<Fault>)> {
    let folder = tempfile::tempdir().unwrap();
    let brand = folder.path().join("brands/copy");
    std::fs::create_dir_all(brand.join("fonts")).unwrap();
    let demo = root().join(DEMO);
    for from in [demo.clone(), demo.join("fonts")] {
        for entry in from.read_dir().unwrap().flatten().filter(|entry| entry.path().is_file()) {
            let to = brand.join(entry.path().strip_prefix(&demo).unwrap());
            std::fs::copy(entry.path(), to).unwrap();
        }
    }
    let text = std::fs::read_to_string(demo.join(FILE)).unwrap();
    assert!(text.contains(from), "the demonstration brand has no `{from}`");
    std::fs::write(brand.join(FILE), text.replacen(from, to, 1)).unwrap();
    let files = Files::new(folder.path());
    Brand::load(&files, Path::new("brands/copy")).map_err(|errors| {
        let faults = files.resolve(&errors);
        (errors, faults)
    })
}

#[test]
fn the_demonstration_brand_is_whole() {
    let files = Files::new(root());
    let brand = Brand::load(&files, Path::new(DEMO))
        .unwrap_or_else(|errors| panic!("{}", crate::diag::report(&files, &errors, false)));
    assert_eq!(brand.fonts().families(), ["Inter", "Inter Display"]);
    assert_eq!(brand.fonts().missing_glyphs("Åäö 1\u{a0}234 −5 ”x” – ≥ µ \u{0e01}"), ['\u{0e01}']);
    let view = brand.view(Lang::Sv);
    assert_eq!(view["colors"]["own"], "#0b5560");
    assert_eq!(view["fonts"]["heading"], "Inter Display");
    assert_eq!(view["logo"]["path"], "/report_templates/brands/swetrial-demo/logo-sv.svg");
    assert_eq!(brand.view(Lang::En)["organisation"], "Capacity Demo");
}

#[test]
fn an_unknown_colour_is_marked_in_the_file() {
    let (errors, faults) = changed_with_faults("own: teal-700", "own: teal-70").unwrap_err();
    assert_eq!(errors[0].message, "unknown colour `teal-70`");
    assert_eq!(errors[0].hints[0].v, "did you mean `teal-700`?");
    let place = faults[0].place.as_ref().unwrap();
    assert!(place.excerpt.trim_start().starts_with("own: teal-70"), "{place:?}");
    assert_eq!(place.length, 7);
}

#[test]
fn a_colour_without_contrast_is_an_error() {
    let (errors, faults) = changed_with_faults("muted: slate ", "muted: '#999999' ").unwrap_err();
    assert!(
        errors[0].message.starts_with(
            "the colour `muted` on `paper` has a contrast of 2.84:1, text needs 4.5:1"
        ),
        "{}",
        errors[0].message
    );
    assert!(faults[0].place.as_ref().unwrap().excerpt.contains("muted"));
}

#[test]
fn a_missing_font_file_or_family_is_an_error() {
    let errors = changed("fonts/Inter-Regular.otf", "fonts/Inter-Reglar.otf").unwrap_err();
    assert_eq!(errors[0].message, "the font file `fonts/Inter-Reglar.otf` does not exist");
    assert_eq!(errors[0].hints[0].v, "did you mean `Inter-Regular.otf`?");
    let errors = changed("family: Inter\n    size", "family: Intr\n    size").unwrap_err();
    assert_eq!(errors[0].message, "the font `Intr` is not among `typography.fonts`");
    assert_eq!(errors[0].hints[0].v, "did you mean `Inter`?");
}

#[test]
fn a_slip_in_our_part_is_an_error_and_others_are_free() {
    let errors = changed("    contact:", "    contcat:").unwrap_err();
    assert_eq!(errors[0].message, "unknown field `contcat`");
    assert!(changed("meta:", "quarto:\n  format: html\nmeta:").is_ok());
}
