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
fn a_size_that_is_misspelt_is_an_error() {
    let fault = first_fault("      lead: 10.4", "      laed: 10.4");
    let expected = ("no size in `sizes` is called `laed`", "did you mean `lead`?", "laed");
    assert_eq!((fault.0.as_str(), fault.1.as_str(), fault.2.as_str()), expected);
    let errors = changed("      lead: 14.5", "      leda: 14.5").unwrap_err();
    let said: Vec<_> = errors.iter().map(|error| error.message.as_str()).collect();
    assert_eq!(said, ["no size in `pitch` is called `leda`"]);
    let errors = changed("      lead: 14.5", "      other: 14.5").unwrap_err();
    assert_eq!(errors[0].message, "`other` has a pitch and no size");
    // One that is left out is the house's.
    assert!(changed("      lead: 10.4\n", "").is_ok());
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

/// Reads a brand of tests/fixtures/brands, with fonts and images beside it and the demonstration brand to extend, and returns what was said.
fn fixture(name: &str) -> (Option<Brand>, Vec<Fault>) {
    let folder = tempfile::tempdir().unwrap();
    let brands = folder.path().join(FOLDER);
    let copy = |from: &Path, to: &Path| {
        std::fs::create_dir_all(to.join("fonts")).unwrap();
        for entry in walkdir::WalkDir::new(from).into_iter().flatten() {
            if entry.file_type().is_file() {
                std::fs::copy(entry.path(), to.join(entry.path().strip_prefix(from).unwrap()))
                    .unwrap();
            }
        }
    };
    copy(&root().join(DEMO), &brands.join("swetrial-demo"));
    let mine = brands.join("mine");
    copy(&root().join(DEMO).join("fonts"), &mine.join("fonts"));
    for image in ["wide.svg", "wide-white.svg", "mark.svg"] {
        std::fs::write(mine.join(image), "<svg/>").unwrap();
    }
    let file = root().join("tests/fixtures/brands").join(name).with_extension("yml");
    std::fs::copy(file, mine.join(FILE)).unwrap();
    let files = Files::new(folder.path());
    let (brand, faults) = Brand::read(&files, &Path::new(FOLDER).join("mine"));
    (brand, files.resolve(&faults))
}

/// Returns what was said of a brand of the fixtures, each with its line.
fn said(faults: &[Fault]) -> Vec<String> {
    let line = |fault: &Fault| fault.place.as_ref().map_or(0, |place| place.line);
    faults.iter().map(|fault| format!("{}: {}", line(fault), fault.message)).collect()
}

#[test]
fn a_published_file_is_a_brand_without_a_word_of_ours() {
    let (brand, faults) = fixture("full");
    assert!(faults.is_empty(), "{:?}", said(&faults));
    let view = brand.unwrap().view(Lang::Sv);
    assert_eq!(
        (&view["organisation"], &view["contact"]),
        (&json!("Norrlunda"), &json!("https://norrlunda.example"))
    );
    assert_eq!(view["logo"]["path"], "/report_templates/brands/mine/wide.svg");
    assert_eq!(view["logo"]["reverse"], "/report_templates/brands/mine/wide-white.svg");
    assert_eq!(view["logo"]["alt"], "Norrlunda");
    // A logo for dark ground is there, so a dark band may be.
    assert_eq!(view["cover"], "band");
    let colors = &view["colors"];
    assert_eq!((&colors["own"], &colors["heading"]), (&json!("#1f5c4a"), &json!("#1f5c4a")));
    assert_eq!((&colors["ink"], &colors["paper"]), (&json!("#10231d"), &json!("#ffffff")));
    // Fog and sun are too pale for text, and are darkened until they are not.
    assert_ne!(colors["muted"], "#8a9a94");
    assert_ne!(colors["accent"], "#f2b705");
    assert_eq!(
        (&view["fonts"]["body"], &view["fonts"]["heading_weight"]),
        (&json!("Inter"), &json!(700))
    );
    assert_eq!(view["sizes"]["base"], 9.2);
}

#[test]
fn short_forms_say_the_same() {
    let (brand, faults) = fixture("short");
    assert!(faults.is_empty(), "{:?}", said(&faults));
    let view = brand.unwrap().view(Lang::En);
    assert_eq!((&view["organisation"], &view["contact"]), (&json!("Havsvik"), &json!("Havsvik")));
    assert_eq!(view["logo"]["alt"], "Havsvik");
    // There is no logo for dark ground, so none is dark.
    assert_eq!(view["cover"], "light");
    assert_eq!(view["colors"]["own"], "#c71585");
    assert_eq!(view["fonts"]["heading"], "Inter");
}

#[test]
fn a_font_of_a_service_is_one_clear_error() {
    let (brand, faults) = fixture("service");
    assert!(brand.is_none());
    assert_eq!(
        said(&faults),
        ["9: the font `Open Sans` comes from `google`, and documents are set with files"]
    );
    assert!(faults[0].hints[1].contains("extends: NAME"), "{:?}", faults[0].hints);
}

#[test]
fn a_brand_that_extends_another_has_the_rest_of_it() {
    let (brand, faults) = fixture("extends");
    assert!(faults.is_empty(), "{:?}", said(&faults));
    let brand = brand.unwrap();
    let view = brand.view(Lang::En);
    assert_eq!(
        (&view["organisation"], &view["cover"]),
        (&json!("Havsvik Municipality"), &json!("dark"))
    );
    assert_eq!(
        (&view["fonts"]["body"], &view["fonts"]["heading"]),
        (&json!("Inter"), &json!("Inter Display"))
    );
    // Its own palette goes through the other's meanings.
    assert_eq!(
        (&view["colors"]["own"], &view["colors"]["accent"]),
        (&json!("#0a5c8a"), &json!("#b8481b"))
    );
    assert_eq!(view["logo"]["path"], "/report_templates/brands/swetrial-demo/logo-en.svg");
    assert_eq!(view["folders"], json!(["mine", "swetrial-demo"]));
    let inherited = brand.fonts().families();
    assert!(inherited.contains(&"Inter Display".to_owned()), "{inherited:?}");
}

#[test]
fn a_brand_cannot_extend_itself() {
    let (_, faults) = fixture("circle");
    assert_eq!(said(&faults)[0], "4: the brand extends itself by way of `mine`");
}

#[test]
fn inks_are_four_and_not_too_many() {
    let (_, faults) = fixture("inks");
    assert_eq!(
        said(&faults),
        [
            "16: the inks of `deep` add up to 330 %",
            "19: the inks of `rust` are not four shares",
            "17: there is no colour `teel` to print",
            "15: the colour `#12292D` has no inks",
        ]
    );
    let demo = Brand::load(&Files::new(root()), Path::new(DEMO)).unwrap();
    let press = demo.press(3.0, true);
    assert_eq!(press["colors"]["own"], json!([92.0, 42.0, 45.0, 32.0]));
    assert_eq!(press["bleed_mm"], 3.0);
}

#[test]
fn partners_stand_in_the_order_that_an_edition_gives() {
    let (brand, faults) = fixture("partners");
    assert!(faults.is_empty(), "{:?}", said(&faults));
    let brand = brand.unwrap();
    let named = |brand: &Brand, lang| {
        let view = brand.view(lang);
        let partners = view["partners"].as_array().unwrap().iter();
        partners.map(|partner| partner["alt"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(named(&brand, Lang::Sv), ["Norrlunda", "Söderlunda"]);
    let ids = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>();
    let turned = brand.clone().with_partners(&ids(&["south", "north"])).unwrap();
    assert_eq!(named(&turned, Lang::En), ["Southlunda", "Norrlunda"]);
    assert!(named(&brand.clone().with_partners(&[]).unwrap(), Lang::Sv).is_empty());
    let (message, hint) = brand.clone().with_partners(&ids(&["nort"])).unwrap_err();
    assert_eq!(message, "the brand `mine` has no partner `nort`");
    assert_eq!(hint, "did you mean `north`?");
    let view = brand.view(Lang::Sv);
    // Without a logo for dark ground that for light ground stands there.
    assert_eq!(view["partners"][0]["reverse"], view["partners"][0]["path"]);
    assert_eq!(view["partners"][1]["reverse"], "/report_templates/brands/mine/wide-white.svg");
    assert_eq!(
        (&view["partners"][0]["min_width_mm"], &view["partners"][1]["min_width_mm"]),
        (&json!(30.0), &json!(20.0))
    );
}

#[test]
fn every_brand_of_the_repository_is_whole() {
    let files = Files::new(root());
    let names = list(root());
    assert_eq!(names, ["region-demo", "swetrial-demo", "swetrial-demo-dark"]);
    for name in names {
        let (brand, faults) = Brand::read(&files, &Path::new(FOLDER).join(&name));
        assert!(faults.is_empty(), "{name}: {:?}", said(&files.resolve(&faults)));
        for lang in Lang::ALL {
            assert!(brand.as_ref().unwrap().view(lang)["logo"]["alt"].is_string());
        }
    }
}

#[test]
fn a_key_given_twice_is_an_error() {
    let fault = changed_with_faults("muted: slate ", "own: slate ").unwrap_err().1.remove(0);
    assert_eq!(fault.message, "the key `own` is given twice");
    assert!(fault.place.unwrap().excerpt.trim_start().starts_with("own: teal-700"));
}
