//! Logos: which image, on which ground, in which language.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde_json::{Value, json};
use typst::diag::{EcoVec, SourceDiagnostic, error};
use typst::syntax::DiagSpan;

use super::file::{Cover, LogoPair, OurLogo};
use super::published::{self, Image, ImageEntry};
use super::{Source, brand_file, key, size};
use crate::diag::{hint_for, yaml_key};
use crate::locale::Lang;

/// A logo in one language.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Logo {
    /// The image on light ground, from the project's root with a slash before it.
    pub path: String,
    /// The image on dark ground, if there is one.
    pub reverse: Option<String>,
    /// What it shows.
    pub alt: String,
    /// Printed no narrower than this.
    pub min_width_mm: f64,
    /// Free space around it, as a share of its height.
    pub clear_space: f64,
}

impl Logo {
    /// Returns the logo as `brand.json` has it; without an image for dark ground that for light ground stands there.
    pub fn view(&self) -> Value {
        let Self { path, reverse, alt, min_width_mm, clear_space } = self;
        json!({
            "path": path,
            "reverse": reverse.as_ref().unwrap_or(path),
            "alt": alt,
            "min_width_mm": min_width_mm,
            "clear_space": clear_space,
        })
    }
}

/// Where images are looked for.
pub(super) struct Places<'a> {
    /// The brand's file.
    pub source: &'a Source<'a>,
    /// Images by name.
    pub published: &'a published::Logo,
    /// The folders of files.
    pub folders: &'a [PathBuf],
}

impl Places<'_> {
    /// Returns the path and the text of an image, named or given by its path; an error is at `span`.
    pub fn image(
        &self,
        entry: &ImageEntry,
        span: DiagSpan,
    ) -> Result<(String, Option<String>), SourceDiagnostic> {
        let file = self.source.file;
        let named = match entry {
            ImageEntry::Path(name) => self.published.images.as_ref().and_then(|all| all.get(name)),
            ImageEntry::Full(_) => None,
        };
        let (path, alt) = match named.unwrap_or(entry) {
            ImageEntry::Path(path) => (path, None),
            ImageEntry::Full(Image { path, alt }) => (path, alt.clone()),
        };
        // A word without a dot is no file's name.
        if named.is_none() && !path.contains('.') {
            let names = self.published.images.iter().flat_map(BTreeMap::keys).map(String::as_str);
            let hint = hint_for(path, names);
            return Err(error!(span, "unknown image `{path}` among `logo.images`"; hint: "{hint}"));
        }
        let full = brand_file(file, path, self.folders, "logo")?;
        let relative = full.strip_prefix(self.source.root).unwrap_or(&full);
        let shown = relative.to_string_lossy().replace('\\', "/");
        Ok((format!("/{}", shown.trim_start_matches('/')), alt.filter(|alt| !alt.is_empty())))
    }
}

/// Resolves the logos of all languages; a language without one has the issuer's name in letters instead.
pub(super) fn of(
    places: &Places,
    ours: &OurLogo,
    organisation: &BTreeMap<Lang, String>,
    errors: &mut EcoVec<SourceDiagnostic>,
) -> BTreeMap<Lang, Option<Logo>> {
    let (least, clear) = size::LOGO;
    let (min_width_mm, clear_space) =
        (ours.min_width_mm.unwrap_or(least), ours.clear_space.unwrap_or(clear));
    let file = places.source.file;
    let mut logos = BTreeMap::new();
    for lang in Lang::ALL {
        let pair = match ours.get(lang) {
            Some(LogoPair { positive, reverse }) => {
                let dark = reverse.as_ref().unwrap_or(positive);
                Some([positive, dark].map(|name| ImageEntry::Path(name.clone())))
                    .map(|[light, dark]| (light, Some(dark)))
            }
            None => published_pair(places.published),
        };
        let span = match ours.get(lang) {
            Some(_) => key(file, &["logo", lang.code()]),
            None => yaml_key(file, &["logo"]),
        };
        let found = pair.map(|(light, dark)| {
            let dark = dark.map(|dark| places.image(&dark, span)).transpose();
            (places.image(&light, span), dark, light)
        });
        let logo = match found {
            Some((Ok((path, alt)), Ok(reverse), entry)) => {
                if alt.is_none() && ours.get(lang).is_some() {
                    let name = match &entry {
                        ImageEntry::Path(name) => name.as_str(),
                        ImageEntry::Full(image) => image.path.as_str(),
                    };
                    let span = yaml_key(file, &["logo", "images", name]);
                    errors.push(error!(span, "the logo `{name}` has no alternative text"; hint: "add `alt: \"…\"`, the name it shows"));
                }
                let alt = alt.unwrap_or_else(|| organisation[&lang].clone());
                let reverse = reverse.map(|(path, _)| path);
                Some(Logo { path, reverse, alt, min_width_mm, clear_space })
            }
            Some((light, dark, _)) => {
                errors.extend(light.err().into_iter().chain(dark.err()));
                None
            }
            None => None,
        };
        logos.insert(lang, logo);
    }
    logos
}

/// Returns the logo of the published part: of medium size, else large or small.
fn published_pair(logo: &published::Logo) -> Option<(ImageEntry, Option<ImageEntry>)> {
    let mut entries = [&logo.medium, &logo.large, &logo.small].into_iter().flatten();
    entries.find_map(|entry| {
        let (light, dark) = entry.pair();
        Some((light?, dark))
    })
}

/// Returns how covers look where a brand does not say: a logo that is for light ground only needs one.
pub(super) fn fitting_cover<'a>(logos: impl IntoIterator<Item = &'a Option<Logo>>) -> Cover {
    let is_light_only =
        |logo: &Option<Logo>| logo.as_ref().is_some_and(|logo| logo.reverse.is_none());
    match logos.into_iter().any(is_light_only) {
        true => Cover::Light,
        false => Cover::Band,
    }
}
