//! Brands: colours, fonts, names and logos of whoever issues the documents.
//!
//! A brand is a folder `report_templates/brands/NAME/` with a `_brand.yml` in the schema that Posit publishes (Quarto users have one already);
//! what we need beyond it stands under `defaults: kapacitet:`, so that the file stays valid. A file without that part is a brand too: names,
//! logo and colours are taken or derived of the published part. What is stated for us is checked, and colours must have contrast where they
//! meet. A brand's fonts and logos lie in its folder, or in that of the brand that it extends.
//!
//! Cooperates with report_templates/components/system.typ, which reads the resolved brand as `brand.json`.

mod colour;
mod derive;
mod file;
mod fonts;
mod inherit;
mod inks;
mod logos;
mod named;
mod partners;
mod published;
mod size;
mod vision;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::{Value, json};
use typst::diag::{EcoVec, Severity, SourceDiagnostic, SourceResult, error};
use typst::syntax::DiagSpan;

use self::colour::Colour;
use self::file::PerLang;
pub use self::file::{BrandFile, Cover};
use self::fonts::Typefaces;
use self::inherit::{Inherited, inherit};
use self::logos::Logo;
pub use self::partners::Partner;
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
    /// The folders of its files: its own, and those of the brands that it extends.
    folders: Vec<PathBuf>,
    /// The issuer, by language.
    organisation: BTreeMap<Lang, String>,
    /// Where to turn to, by language.
    contact: BTreeMap<Lang, String>,
    /// How covers look.
    cover: Cover,
    /// Colours as `#rrggbb`, by what they mean.
    colours: BTreeMap<String, String>,
    /// Inks in per cent (cyan, magenta, yellow, black), by what the colour means.
    inks: BTreeMap<String, [f64; 4]>,
    /// The families, and the files that hold them.
    typefaces: Typefaces,
    /// The fonts.
    fonts: Arc<Fonts>,
    /// Sizes of text in points, by name.
    sizes: BTreeMap<String, f64>,
    /// Distances between baselines in points, by the name of the size.
    pitch: BTreeMap<String, f64>,
    /// Sizes of chart lettering in points, by name.
    chart_sizes: BTreeMap<String, f64>,
    /// The logo, by language; none is the issuer's name in letters.
    logo: BTreeMap<Lang, Option<Logo>>,
    /// Who issues the documents together with it, in their order.
    partners: Vec<Partner>,
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
        shaped_yaml::<BrandFile>(&file).then(&file, |parsed, faults| {
            let inherited = inherit(files, &file, parsed, folder, &[], faults);
            if faults.iter().any(|fault| fault.severity == Severity::Error) {
                // Without what it extends, all that is lacking would be told as well.
                return None;
            }
            Self::resolve(&Source { file: &file, root: files.root() }, inherited, faults)
        })
    }

    /// Resolves what a brand's file says; whatever is wrong is added to `errors`.
    fn resolve(
        source: &Source,
        inherited: Inherited,
        errors: &mut EcoVec<SourceDiagnostic>,
    ) -> Option<Self> {
        let file = source.file;
        let Inherited { brand, folders } = inherited;
        let (color, typography) =
            (brand.color.unwrap_or_default(), brand.typography.unwrap_or_default());
        let published = brand.logo.map(published::LogoFile::full).unwrap_or_default();
        let mut ours = brand.defaults.and_then(|defaults| defaults.kapacitet).unwrap_or_default();
        let name = folders[0].file_name().unwrap_or_default().to_string_lossy().into_owned();

        let colours = colours(file, &ours.colors, &color, &typography, errors);
        let inks = inks::of(file, &ours, &color, errors);
        size::fill_and_check(file, &mut ours, errors);
        let typefaces = fonts::of(file, &typography, &folders, errors);
        let meta = brand.meta.unwrap_or_default();
        let common = meta.name.as_ref().and_then(published::Name::common).unwrap_or(&name);
        let organisation = each_lang(file, "organisation", &ours.organisation, common, errors);
        let home = meta.link.as_ref().and_then(published::Links::home).unwrap_or(common);
        let contact = each_lang(file, "contact", &ours.contact, home, errors);
        let places = logos::Places { source, published: &published, folders: &folders };
        let logo = logos::of(&places, &ours.logo, &organisation, errors);
        let partners = partners::of(&places, ours.partners.unwrap_or_default(), errors);
        if errors.iter().any(|fault| fault.severity == Severity::Error) {
            return None;
        }
        let fonts = Fonts::load(&typefaces.files).map_err(|faults| errors.extend(faults)).ok()?;
        fonts::check_families(file, &fonts, &typefaces, errors);
        Some(Self {
            name,
            folders,
            organisation,
            contact,
            cover: ours.cover.unwrap_or_else(|| logos::fitting_cover(logo.values())),
            colours,
            inks,
            typefaces,
            fonts: Arc::new(fonts),
            sizes: ours.sizes,
            pitch: ours.pitch,
            chart_sizes: ours.chart,
            logo,
            partners,
        })
    }

    /// Returns the brand in one language, as `brand.json` has it.
    pub fn view(&self, lang: Lang) -> Value {
        let Typefaces { body, heading, heading_weight, .. } = &self.typefaces;
        let name =
            |folder: &PathBuf| folder.file_name().map(|name| name.to_string_lossy().into_owned());
        let folders: Vec<_> = self.folders.iter().filter_map(name).collect();
        let partners: Vec<_> = self.partners.iter().map(|partner| partner.view(lang)).collect();
        json!({
            "name": self.name,
            "folders": folders,
            "organisation": self.organisation(lang),
            "contact": self.contact(lang),
            "cover": self.cover,
            "colors": self.colours,
            "fonts": {
                "body": body,
                "heading": heading,
                "heading_weight": heading_weight,
                "cap_height": self.fonts.cap_height(body),
            },
            "sizes": self.sizes,
            "pitch": self.pitch,
            "logo": self.logo[&lang].as_ref().map(Logo::view),
            "partners": partners,
        })
    }

    /// Returns what `brand.json` has beside in a document for the press: the bleed in mm, whether there are crop marks, and the inks by meaning.
    pub fn press(&self, bleed_mm: f64, marks: bool) -> Value {
        json!({ "bleed_mm": bleed_mm, "marks": marks, "colors": self.inks })
    }

    /// Returns the brand with the partners of an edition, in its order; an error is the name that is unknown, with a hint.
    pub fn with_partners(mut self, ids: &[String]) -> Result<Self, (String, String)> {
        let known = self.partners;
        let find = |id: &String| {
            let found = known.iter().find(|partner| partner.id == *id).cloned();
            found.ok_or_else(|| {
                let hint = hint_for(id, known.iter().map(|partner| partner.id.as_str()));
                (format!("the brand `{}` has no partner `{id}`", self.name), hint)
            })
        };
        self.partners = ids.iter().map(find).collect::<Result<_, _>>()?;
        Ok(self)
    }

    /// Returns the folders of its files: its own, and those of the brands that it extends.
    pub fn folders(&self) -> &[PathBuf] {
        &self.folders
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
        &self.typefaces.body
    }

    /// Returns the family of headings.
    pub fn heading_font(&self) -> &str {
        &self.typefaces.heading
    }

    /// Returns the files of the fonts.
    pub fn font_files(&self) -> &[PathBuf] {
        &self.typefaces.files
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

/// The file of a brand in its project.
struct Source<'a> {
    /// The file.
    file: &'a InputFile,
    /// The project's root.
    root: &'a Path,
}

/// Resolves the colours by meaning, derives those that are not given, and checks their contrast.
fn colours(
    file: &InputFile,
    given: &BTreeMap<String, String>,
    color: &published::Color,
    typography: &published::Typography,
    errors: &mut EcoVec<SourceDiagnostic>,
) -> BTreeMap<String, String> {
    let mut resolved = BTreeMap::new();
    let mut wrong = Vec::new();
    for (meaning, value) in given {
        match colour::resolve(value, color) {
            Ok(colour) => drop(resolved.insert(meaning.clone(), colour)),
            Err((message, hint)) => {
                let path = [OURS[0], OURS[1], "colors", meaning];
                errors.push(error!(value_span(file, &path, value), "{message}"; hint: "{hint}"));
                wrong.push(meaning.as_str());
            }
        }
    }
    // A further name is a template's own, unless it is nearly one of ours that is not there.
    for extra in given.keys().filter(|name| !colour::NEEDED.contains(&name.as_str())) {
        let lacking = colour::NEEDED.into_iter().filter(|name| !given.contains_key(*name));
        if let hint @ Some(_) =
            Some(hint_for(extra, lacking)).filter(|hint| hint.starts_with("did"))
        {
            let hint = hint.unwrap_or_default();
            errors.push(error!(key(file, &["colors", extra]), "no colour is called `{extra}`"; hint: "{hint}"));
        }
    }
    let mut all = resolved.clone();
    derive::derive(&mut all, color, typography);
    for fault in colour::contrast_faults(&all) {
        // What is derived has contrast with what is given, if anything can; the fault is with what is given.
        let stated =
            [fault.front, fault.ground].into_iter().find(|name| resolved.contains_key(*name));
        let blamed = stated.unwrap_or(fault.front);
        if !wrong.contains(&fault.front) && !wrong.contains(&fault.ground) {
            errors.push(error!(key(file, &["colors", blamed]), "{}", fault.message(); hint: "{}", fault.hint()));
        }
    }
    for (pair, message) in vision::alike(&resolved) {
        let warning = SourceDiagnostic::warning(key(file, &["colors", pair[0]]), message);
        errors.push(warning.with_hint("make one of them darker or lighter"));
    }
    all.into_iter().map(|(meaning, colour): (_, Colour)| (meaning, colour.hex())).collect()
}

/// Spreads a text over the languages, and checks that none is missing; one that is not given is the same in all.
fn each_lang(
    file: &InputFile,
    name: &str,
    text: &Option<PerLang>,
    default: &str,
    errors: &mut EcoVec<SourceDiagnostic>,
) -> BTreeMap<Lang, String> {
    let mut texts = BTreeMap::new();
    for lang in Lang::ALL {
        let text = text.as_ref().map_or(Some(default), |text| text.get(lang));
        if text.is_none() {
            errors.push(error!(key(file, &[name]), "`{name}` has no text in `{lang}`"; hint: "give one text for all languages, or one for each"));
        }
        texts.insert(lang, text.unwrap_or_default().to_owned());
    }
    texts
}

/// Returns the span of a key in our part of the file.
fn key(file: &InputFile, path: &[&str]) -> DiagSpan {
    yaml_key(file, &[&OURS[..], path].concat())
}

/// Returns a file of the brand with the folder that it lies in, and checks that it is there and really lies in it.
///
/// It is looked for in the brand's folder, then in those of the brands that it extends. What a brand file names is read and put into documents,
/// so it shall not name what else is on the machine.
fn brand_file(
    file: &InputFile,
    path: &str,
    folders: &[PathBuf],
    what: &str,
) -> Result<PathBuf, SourceDiagnostic> {
    if path.contains("://") {
        return Err(
            error!(file.find(path), "the {what} `{path}` is on the network"; hint: "copy the file into the brand's folder, and name it there"),
        );
    }
    let Some(folder) = folders.iter().find(|folder| folder.join(path).is_file()) else {
        return Err(missing_file(file, path, &folders[0].join(path), what));
    };
    let full = folder.join(path);
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
