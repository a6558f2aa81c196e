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
    std::fs::write(folder.path().join("brands/other.svg"), "<svg/>").unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink("../other.svg", brand.join("link.svg")).unwrap();
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

/// Returns message and hint of the first fault of a changed brand, with the marked text.
fn first_fault(from: &str, to: &str) -> (String, String, String) {
    let fault = changed_with_faults(from, to).unwrap_err().1.remove(0);
    let place = fault.place.unwrap();
    let marked = place.excerpt.chars().skip(place.start).take(place.length).collect();
    (fault.message, fault.hints[0].clone(), marked)
}

#[test]
fn a_size_that_is_missing_or_misspelt_is_an_error() {
    let (errors, faults) = changed_with_faults("      lead: 10.4", "      laed: 10.4").unwrap_err();
    assert_eq!(errors.len(), 1);
    assert_eq!(errors[0].message, "the brand has no `lead` in `sizes`");
    assert_eq!(errors[0].hints[1].v, "did you mean `laed`?");
    assert!(faults[0].place.as_ref().unwrap().excerpt.contains("sizes:"));
    let errors = changed("      lead: 14.5", "      leda: 14.5").unwrap_err();
    let said: Vec<_> = errors.iter().map(|error| error.message.as_str()).collect();
    assert_eq!(said, ["the brand has no `lead` in `pitch`", "`leda` has a pitch and no size"]);
    let fault = first_fault("label: 8", "lable: 8");
    assert_eq!(fault.0, "charts have no size `lable`");
    assert_eq!(fault.1, "did you mean `label`?");
}

#[test]
fn a_size_has_bounds() {
    for (from, to, name, marked) in [
        ("note: 7.5", "note: 4.9", "sizes.note", "note"),
        ("note: 7.5", "note: .nan", "sizes.note", "note"),
        ("title: 41", "title: .inf", "pitch.title", "title"),
        ("axis: 7.5", "axis: -7.5", "chart.axis", "axis"),
        ("min_width_mm: 32", "min_width_mm: 201", "logo.min_width_mm", "min_width_mm"),
        ("clear_space: 0.5", "clear_space: -0.1", "logo.clear_space", "clear_space"),
    ] {
        let fault = first_fault(from, to);
        assert!(fault.0.starts_with(&format!("`{name}` cannot be ")), "{fault:?}");
        assert!(fault.1.starts_with("expected "), "{fault:?}");
        assert_eq!(fault.2, marked);
    }
    for (from, to) in [("note: 7.5", "note: 5"), ("min_width_mm: 32", "min_width_mm: 200")] {
        assert!(changed(from, to).is_ok(), "{to}");
    }
}

#[test]
fn what_a_brand_names_lies_in_its_folder() {
    let errors = changed("path: logo-sv.svg", "path: ../other.svg").unwrap_err();
    assert_eq!(errors[0].message, "the logo `../other.svg` lies outside the brand's folder");
    let errors = changed("fonts/Inter-Regular.otf", "../other.svg").unwrap_err();
    assert_eq!(errors[0].message, "the font file `../other.svg` lies outside the brand's folder");
    let up_and_down = changed("path: logo-sv.svg", "path: fonts/../logo-sv.svg");
    assert!(up_and_down.is_ok());
}

#[cfg(unix)]
#[test]
fn a_link_out_of_the_brand_is_refused() {
    let errors = changed("path: logo-sv.svg", "path: link.svg").unwrap_err();
    assert_eq!(errors[0].message, "the logo `link.svg` lies outside the brand's folder");
}

#[test]
fn a_key_given_twice_is_an_error() {
    let fault = changed_with_faults("muted: slate ", "own: slate ").unwrap_err().1.remove(0);
    assert_eq!(fault.message, "the key `own` is given twice");
    assert!(fault.place.unwrap().excerpt.trim_start().starts_with("own: teal-700"));
}
