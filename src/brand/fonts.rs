//! The typefaces of a brand: which families, and the files that hold them.
//!
//! Fonts are files of the repository. A published `_brand.yml` may name a service instead; where text would be set in such a family that is
//! one clear fault, and elsewhere (monospace, which no document has) it does not matter.

use std::collections::BTreeSet;
use std::path::PathBuf;

use typst::diag::{EcoVec, SourceDiagnostic, error};

use super::brand_file;
use super::published::{FontSource, Style, Typography};
use crate::diag::{InputFile, hint_for, yaml_key};
use crate::world::Fonts;

/// The signs that pages need whatever they say: the marks of missing numbers, dashes, minus, bounds, quotation marks and Swedish letters.
const SIGNS: &str = "■○–…−≥≤×›·”“’åäöÅÄÖé";

/// The weight of headings where a brand gives none.
const HEADING_WEIGHT: u16 = 600;

/// The families of a brand.
#[derive(Debug, Clone, Default)]
pub(super) struct Typefaces {
    /// The family of running text.
    pub body: String,
    /// The family of headings.
    pub heading: String,
    /// The weight of headings, from 100 to 900.
    pub heading_weight: u16,
    /// The files of the fonts, in the order of the brand file.
    pub files: Vec<PathBuf>,
}

/// Returns the families of text and headings with their files, and checks that they are there.
pub(super) fn of(
    file: &InputFile,
    typography: &Typography,
    folders: &[PathBuf],
    errors: &mut EcoVec<SourceDiagnostic>,
) -> Typefaces {
    let declared = typography.fonts.as_deref().unwrap_or_default();
    let body = typography.base.as_ref().and_then(Style::family);
    let heading = typography.headings.as_ref().and_then(Style::family).or(body);
    let used: BTreeSet<_> = body.into_iter().chain(heading).collect();
    for (key, family) in [("base", body), ("headings", heading)] {
        // Headings that take the family of text have said all with it.
        if key == "base" || heading != body {
            errors.extend(missing_family(file, key, family, declared));
        }
    }
    let mut files = Vec::new();
    for font in declared {
        for path in font.paths() {
            match font_file(file, path, folders) {
                Ok(path) if !files.contains(&path) => files.push(path),
                Ok(_) => {}
                Err(error) if used.contains(font.family.as_str()) => errors.push(error),
                Err(_) => {}
            }
        }
    }
    let weight = typography.headings.as_ref().and_then(Style::weight);
    let name = |family: Option<&str>| family.unwrap_or_default().to_owned();
    let heading_weight = weight.unwrap_or(HEADING_WEIGHT);
    Typefaces { body: name(body), heading: name(heading), heading_weight, files }
}

/// Says that no file is named for a family in which text is set.
fn missing_family(
    file: &InputFile,
    key: &str,
    family: Option<&str>,
    declared: &[FontSource],
) -> Option<SourceDiagnostic> {
    let span = yaml_key(file, &["typography", key, "family"]);
    let take = "or take the fonts of another brand: `extends: NAME` under `defaults: kapacitet:`";
    let Some(family) = family else {
        return Some(
            error!(span, "the brand has no font for `{key}`"; hint: "name one of `typography.fonts` as its `family`"; hint: "{take}"),
        );
    };
    let named: Vec<_> = declared.iter().filter(|font| font.family == family).collect();
    if named.iter().any(|font| font.paths().next().is_some()) {
        return None;
    }
    let put = "put its files (.otf or .ttf) with their licence into the brand's folder, with `source: file`";
    let Some(font) = named.first() else {
        let hint = hint_for(family, declared.iter().map(|font| font.family.as_str()));
        let error = error!(span, "the font `{family}` is not among `typography.fonts`");
        return Some(match hint.starts_with("did you") {
            true => error.with_hint(hint),
            false => error.with_hint(put).with_hint(take),
        });
    };
    let span = file.find(family);
    Some(match font.source.as_deref() {
        None | Some("file") => {
            error!(span, "the font `{family}` has no files"; hint: "{put}"; hint: "{take}")
        }
        Some(source) => {
            error!(span, "the font `{family}` comes from `{source}`, and documents are set with files"; hint: "{put}"; hint: "{take}")
        }
    })
}

/// Returns a file of a font, and checks that it is there and of a kind that Typst reads.
fn font_file(
    file: &InputFile,
    path: &str,
    folders: &[PathBuf],
) -> Result<PathBuf, SourceDiagnostic> {
    let found = brand_file(file, path, folders, "font file")?;
    match found.extension().and_then(|end| end.to_str()) {
        Some("woff" | "woff2") => Err(
            error!(file.find(path), "the font file `{path}` is for web pages"; hint: "expected an OpenType or TrueType file (.otf, .ttf)"),
        ),
        _ => Ok(found),
    }
}

/// Checks that the font files really hold the families, and the signs that pages need.
pub(super) fn check_families(
    file: &InputFile,
    fonts: &Fonts,
    typefaces: &Typefaces,
    errors: &mut EcoVec<SourceDiagnostic>,
) {
    let known = fonts.families();
    for family in [&typefaces.body, &typefaces.heading] {
        if !known.contains(family) {
            errors.push(error!(file.find(family), "no font file holds the family `{family}`"; hint: "the files hold {}", known.join(", ")));
        }
    }
    let lacking = fonts.missing_glyphs(SIGNS);
    if !lacking.is_empty() {
        let signs: Vec<_> = lacking.iter().map(|sign| format!("`{sign}`")).collect();
        errors.push(error!(yaml_key(file, &["typography", "fonts"]), "no font of the brand has {}", signs.join(", "); hint: "pages need these signs: add a family that has them, which stands in where others lack one"));
    }
}
