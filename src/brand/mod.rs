//! Brands: colours, fonts, names and logos of whoever issues the documents.
//!
//! A brand is a folder `report_templates/brands/NAME/` with a `_brand.yml` in the schema that Posit publishes (Quarto users have one already);
//! what we need beyond it stands under `defaults: kapacitet:`, so that the file stays valid. Parts of the schema that we do not use are not
//! looked at; those we use are checked, and colours must have contrast where they meet.
//! A brand's fonts and logos lie in its folder.
//!
//! Cooperates with report_templates/components/system.typ, which reads the resolved brand as `brand.json`.

mod colour;
mod file;
mod size;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::{Value, json};
use typst::diag::{EcoVec, SourceDiagnostic, SourceResult, error};
use typst::syntax::DiagSpan;

use self::colour::Colour;
pub use self::file::BrandFile;
use self::file::{FontSource, Image, PerLang};
use crate::diag::{Files, InputFile, hint_for, shaped_yaml, unless_faulty, yaml_key};
use crate::locale::Lang;
use crate::world::Fonts;

/// Where brands live, under the project's root.
pub const FOLDER: &str = "report_templates/brands";

/// Returns the names of all brands, sorted.
pub fn list(root: &Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(root.join(FOLDER)) else { return Vec::new() };
    let brands = entries.flatten().filter(|entry| entry.path().join(FILE).is_file());
    let mut names: Vec<_> =
        brands.filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.sort_unstable();
    names
}

/// The name of the file in a brand's folder.
const FILE: &str = "_brand.yml";

/// Where our own additions stand in it.
const OURS: [&str; 2] = ["defaults", "kapacitet"];

/// A brand, checked and resolved.
#[derive(Debug, Clone)]
pub struct Brand {
    /// The name of its folder.
    name: String,
    /// The issuer, by language.
    organisation: BTreeMap<Lang, String>,
    /// Where to turn to, by language.
    contact: BTreeMap<Lang, String>,
    /// Colours as `#rrggbb`, by what they mean.
    colours: BTreeMap<String, String>,
    /// The family of running text.
    body_font: String,
    /// The family of headings.
    heading_font: String,
    /// The files of the fonts, in the order of the brand file.
    font_files: Vec<PathBuf>,
    /// The fonts.
    fonts: Arc<Fonts>,
    /// Sizes of text in points, by name.
    sizes: BTreeMap<String, f64>,
    /// Distances between baselines in points, by the name of the size.
    pitch: BTreeMap<String, f64>,
    /// Sizes of chart lettering in points, by name.
    chart_sizes: BTreeMap<String, f64>,
    /// The logo, by language.
    logo: BTreeMap<Lang, Value>,
}

impl Brand {
    /// Loads and checks the brand in a folder.
    pub fn load(files: &Files, folder: &Path) -> SourceResult<Self> {
        let (brand, faults) = Self::read(files, folder);
        unless_faulty(brand, faults)
    }

    /// Reads the brand in a folder, and returns all that is wrong with it; warnings do not spoil it.
    pub fn read(files: &Files, folder: &Path) -> (Option<Self>, EcoVec<SourceDiagnostic>) {
        let file = match files.read(&folder.join(FILE)) {
            Ok(file) => file,
            Err(faults) => return (None, faults),
        };
        let folder = files.root().join(folder);
        shaped_yaml::<BrandFile>(&file)
            .then(&file, |parsed, faults| Self::resolve(files, &file, parsed, &folder, faults))
    }

    /// Resolves what a brand's file says; whatever is wrong is added to `errors`.
    fn resolve(
        files: &Files,
        file: &InputFile,
        parsed: BrandFile,
        folder: &Path,
        errors: &mut EcoVec<SourceDiagnostic>,
    ) -> Option<Self> {
        let colours = colours(file, &parsed, errors);
        size::check(file, &parsed.defaults.kapacitet, errors);
        let font_files = font_files(file, &parsed, folder, errors);
        let [body_font, heading_font] = families(file, &parsed, errors);
        let logo = logos(file, &parsed, files.root(), folder, errors);
        let ours = parsed.defaults.kapacitet;
        let organisation = each_lang(file, "organisation", &ours.organisation, errors);
        let contact = each_lang(file, "contact", &ours.contact, errors);
        if !errors.is_empty() {
            return None;
        }
        let fonts = Fonts::load(&font_files).map_err(|faults| errors.extend(faults)).ok()?;
        check_families(file, &fonts, [&body_font, &heading_font], errors);
        Some(Self {
            name: folder.file_name().unwrap_or_default().to_string_lossy().into_owned(),
            organisation,
            contact,
            colours,
            body_font,
            heading_font,
            font_files,
            fonts: Arc::new(fonts),
            sizes: ours.sizes,
            pitch: ours.pitch,
            chart_sizes: ours.chart,
            logo,
        })
    }

    /// Returns the brand in one language, as `brand.json` has it.
    pub fn view(&self, lang: Lang) -> Value {
        json!({
            "name": self.name,
            "organisation": self.organisation(lang),
            "contact": self.contact(lang),
            "colors": self.colours,
            "fonts": { "body": self.body_font, "heading": self.heading_font },
            "sizes": self.sizes,
            "pitch": self.pitch,
            "logo": self.logo[&lang],
        })
    }

    /// Returns the name of the brand's folder.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the issuer's name in a language.
    pub fn organisation(&self, lang: Lang) -> &str {
        &self.organisation[&lang]
    }

    /// Returns where to turn to, in a language.
    pub fn contact(&self, lang: Lang) -> &str {
        &self.contact[&lang]
    }

    /// Returns all colours as `#rrggbb`, by what they mean.
    pub fn colours(&self) -> &BTreeMap<String, String> {
        &self.colours
    }

    /// Returns a colour as `#rrggbb` by what it means, as `own` or `comparator`.
    pub fn colour(&self, meaning: &str) -> Option<&str> {
        self.colours.get(meaning).map(String::as_str)
    }

    /// Returns the family of running text.
    pub fn body_font(&self) -> &str {
        &self.body_font
    }

    /// Returns the family of headings.
    pub fn heading_font(&self) -> &str {
        &self.heading_font
    }

    /// Returns the files of the fonts.
    pub fn font_files(&self) -> &[PathBuf] {
        &self.font_files
    }

    /// Returns the fonts, for charts and for checking texts.
    pub fn fonts(&self) -> &Arc<Fonts> {
        &self.fonts
    }

    /// Returns the sizes of chart lettering in points, by name.
    pub fn chart_sizes(&self) -> &BTreeMap<String, f64> {
        &self.chart_sizes
    }
}

/// Resolves the colours by meaning, and checks their contrast.
fn colours(
    file: &InputFile,
    parsed: &BrandFile,
    errors: &mut EcoVec<SourceDiagnostic>,
) -> BTreeMap<String, String> {
    let mut resolved = BTreeMap::new();
    for (meaning, value) in &parsed.defaults.kapacitet.colors {
        let path = [OURS[0], OURS[1], "colors", meaning];
        match colour::resolve(value, &parsed.color) {
            Ok(colour) => {
                resolved.insert(meaning.clone(), colour);
            }
            Err((message, hint)) => {
                errors.push(error!(value_span(file, &path, value), "{message}"; hint: "{hint}"))
            }
        }
    }
    for meaning in colour::NEEDED
        .iter()
        .filter(|meaning| !parsed.defaults.kapacitet.colors.contains_key(**meaning))
    {
        let near = hint_for(
            meaning,
            resolved.keys().map(String::as_str).filter(|name| !colour::NEEDED.contains(name)),
        );
        let span = yaml_key(file, &[OURS[0], OURS[1], "colors"]);
        let error = error!(span, "the brand has no colour for `{meaning}`"; hint: "name an entry of `color.palette` or a hex value");
        errors.push(if near.starts_with("did you") { error.with_hint(near) } else { error });
    }
    for fault in colour::contrast_faults(&resolved) {
        let span = yaml_key(file, &[OURS[0], OURS[1], "colors", fault.front]);
        errors.push(error!(span, "{}", fault.message(); hint: "{}", fault.hint()));
    }
    resolved.into_iter().map(|(meaning, Colour { hex, .. })| (meaning, hex)).collect()
}

/// Returns the font files, and checks that they are there and the brand's own.
fn font_files(
    file: &InputFile,
    parsed: &BrandFile,
    folder: &Path,
    errors: &mut EcoVec<SourceDiagnostic>,
) -> Vec<PathBuf> {
    let mut paths = Vec::new();
    for font in &parsed.typography.fonts {
        let FontSource { family, source, files } = font;
        if source.as_deref().is_some_and(|source| source != "file") {
            let span = file.find(family);
            errors.push(error!(span, "the font `{family}` is not a file"; hint: "fonts come from the repository: `source: file` with `files`"));
        }
        for path in files.iter().map(file::FontFile::path) {
            match brand_file(file, path, folder, "font file") {
                Ok(path) => paths.push(path),
                Err(error) => errors.push(error),
            }
        }
    }
    paths
}

/// Returns the families of running text and headings, and checks that the brand declares them.
fn families(
    file: &InputFile,
    parsed: &BrandFile,
    errors: &mut EcoVec<SourceDiagnostic>,
) -> [String; 2] {
    let typography = &parsed.typography;
    let declared: Vec<_> = typography.fonts.iter().map(|font| font.family.as_str()).collect();
    let body = typography.base.as_ref().and_then(file::Style::family);
    let heading = typography.headings.as_ref().and_then(file::Style::family).or(body);
    [("base", body), ("headings", heading)].map(|(key, family)| {
        let span = yaml_key(file, &["typography", key, "family"]);
        match family {
            Some(family) if declared.contains(&family) => family.to_owned(),
            Some(family) => {
                let hint = hint_for(family, declared.iter().copied());
                errors.push(error!(span, "the font `{family}` is not among `typography.fonts`"; hint: "{hint}"));
                String::new()
            }
            None => {
                errors.push(error!(span, "the brand has no font for `{key}`"; hint: "name one of `typography.fonts` as its `family`"));
                String::new()
            }
        }
    })
}

/// Checks that the font files really hold the families.
fn check_families(
    file: &InputFile,
    fonts: &Fonts,
    families: [&str; 2],
    errors: &mut EcoVec<SourceDiagnostic>,
) {
    let known = fonts.families();
    for family in families {
        if !known.iter().any(|name| name == family) {
            errors.push(error!(file.find(family), "no font file holds the family `{family}`"; hint: "the files hold {}", known.join(", ")));
        }
    }
}

/// Resolves the logos of all languages.
fn logos(
    file: &InputFile,
    parsed: &BrandFile,
    root: &Path,
    folder: &Path,
    errors: &mut EcoVec<SourceDiagnostic>,
) -> BTreeMap<Lang, Value> {
    let ours = &parsed.defaults.kapacitet.logo;
    let relative = folder.strip_prefix(root).unwrap_or(folder).to_string_lossy().replace('\\', "/");
    let mut logos = BTreeMap::new();
    for lang in Lang::ALL {
        let pair = match lang {
            Lang::Sv => &ours.sv,
            Lang::En => &ours.en,
        };
        let mut image = |name: &str| {
            let span = yaml_key(file, &[OURS[0], OURS[1], "logo", lang.code()]);
            let Some(image) = parsed.logo.images.get(name) else {
                let hint = hint_for(name, parsed.logo.images.keys().map(String::as_str));
                errors.push(
                    error!(span, "unknown image `{name}` among `logo.images`"; hint: "{hint}"),
                );
                return (String::new(), String::new());
            };
            let Image { path, alt } = image.clone().full();
            if let Err(error) = brand_file(file, &path, folder, "logo") {
                errors.push(error);
            }
            if alt.is_empty() {
                let span = yaml_key(file, &["logo", "images", name]);
                errors.push(error!(span, "the logo `{name}` has no alternative text"; hint: "add `alt: \"…\"`, the name it shows"));
            }
            (format!("/{}/{path}", relative.trim_matches('/')), alt)
        };
        let (positive, alt) = image(&pair.positive);
        let reverse = image(pair.reverse.as_ref().unwrap_or(&pair.positive)).0;
        let logo = json!({ "path": positive, "reverse": reverse, "alt": alt, "min_width_mm": ours.min_width_mm, "clear_space": ours.clear_space });
        logos.insert(lang, logo);
    }
    logos
}

/// Spreads a text over the languages, and checks that none is missing.
fn each_lang(
    file: &InputFile,
    key: &str,
    text: &PerLang,
    errors: &mut EcoVec<SourceDiagnostic>,
) -> BTreeMap<Lang, String> {
    let mut texts = BTreeMap::new();
    for lang in Lang::ALL {
        match text.get(lang) {
            Some(text) => drop(texts.insert(lang, text.to_owned())),
            None => {
                let span = yaml_key(file, &[OURS[0], OURS[1], key]);
                errors.push(error!(span, "`{key}` has no text in `{lang}`"; hint: "give one text for all languages, or one for each"));
            }
        }
    }
    texts
}

/// Returns the path of a file of the brand, and checks that it is there and really lies in the brand's folder.
///
/// What a brand file names is read and put into documents, so it shall not name what else is on the machine.
fn brand_file(
    file: &InputFile,
    path: &str,
    folder: &Path,
    what: &str,
) -> Result<PathBuf, SourceDiagnostic> {
    let full = folder.join(path);
    if !full.is_file() {
        return Err(missing_file(file, path, &full, what));
    }
    match (full.canonicalize(), folder.canonicalize()) {
        (Ok(real), Ok(folder)) if real.starts_with(&folder) => Ok(full),
        _ => Err(
            error!(file.find(path), "the {what} `{path}` lies outside the brand's folder"; hint: "copy the file into the folder"),
        ),
    }
}

/// Says that a file of the brand is missing.
fn missing_file(file: &InputFile, path: &str, full: &Path, what: &str) -> SourceDiagnostic {
    let siblings =
        full.parent().and_then(|folder| folder.read_dir().ok()).into_iter().flatten().flatten();
    let mut names: Vec<_> =
        siblings.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    let error = error!(file.find(path), "the {what} `{path}` does not exist");
    match hint_for(
        full.file_name().unwrap_or_default().to_string_lossy().as_ref(),
        names.iter().map(String::as_str),
    ) {
        hint if hint.starts_with("did you") => error.with_hint(hint),
        _ => error,
    }
}

/// Returns the span of a value beside its key, or of the key.
fn value_span(file: &InputFile, path: &[&str], value: &str) -> DiagSpan {
    let key = yaml_key(file, path);
    let typst::syntax::DiagSpanKind::Range { range, .. } = key.get() else { return key };
    let line = file.text[range.end..].lines().next().unwrap_or_default();
    match line.find(value) {
        Some(start) => file.span(range.end + start..range.end + start + value.len()),
        None => key,
    }
}

#[cfg(test)]
mod tests;
