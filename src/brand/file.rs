//! The shape of `_brand.yml`: the parts that we use, and our additions.
//!
//! Source: <https://posit-dev.github.io/brand-yml/>. What is not listed here is allowed and not read, except under `defaults: kapacitet:`,
//! where every name is ours and an unknown one is a slip.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::locale::Lang;

/// The whole file.
#[derive(Debug, Deserialize)]
pub(super) struct BrandFile {
    /// The images.
    #[serde(default)]
    pub logo: Logo,
    /// The colours.
    #[serde(default)]
    pub color: Color,
    /// The fonts.
    #[serde(default)]
    pub typography: Typography,
    /// What programs add.
    pub defaults: Defaults,
}

/// The images of a brand.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Logo {
    /// Images by name.
    #[serde(default)]
    pub images: BTreeMap<String, ImageEntry>,
}

/// An image, with or without its alternative text.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub(super) enum ImageEntry {
    /// Only the path.
    Path(String),
    /// Path and text.
    Full(Image),
}

/// An image with its alternative text.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Image {
    /// The path from the brand's folder.
    pub path: String,
    /// What it shows.
    #[serde(default)]
    pub alt: String,
}

impl ImageEntry {
    /// Returns path and text.
    pub fn full(self) -> Image {
        match self {
            Self::Path(path) => Image { path, alt: String::new() },
            Self::Full(image) => image,
        }
    }
}

/// The colours of a brand.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Color {
    /// Colours by name.
    #[serde(default)]
    pub palette: BTreeMap<String, String>,
    /// The colours of the theme, as `primary`; each names another or is a hex value.
    #[serde(flatten)]
    pub theme: BTreeMap<String, serde_yaml::Value>,
}

/// The fonts of a brand.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Typography {
    /// Where the fonts come from.
    #[serde(default)]
    pub fonts: Vec<FontSource>,
    /// Running text.
    pub base: Option<Style>,
    /// Headings.
    pub headings: Option<Style>,
}

/// A family of fonts.
#[derive(Debug, Deserialize)]
pub(super) struct FontSource {
    /// Its name.
    pub family: String,
    /// Where it comes from: `file`, or a service that we do not ask.
    pub source: Option<String>,
    /// Its files.
    #[serde(default)]
    pub files: Vec<FontFile>,
}

/// A file of a font.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum FontFile {
    /// Only the path.
    Path(String),
    /// The path with weight and style, which the file itself knows better.
    Full {
        /// The path from the brand's folder.
        path: String,
    },
}

impl FontFile {
    /// Returns the path from the brand's folder.
    pub fn path(&self) -> &str {
        match self {
            Self::Path(path) | Self::Full { path } => path,
        }
    }
}

/// How a kind of text looks.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Style {
    /// Only the family.
    Family(String),
    /// The family and more.
    Full {
        /// The family.
        family: Option<String>,
    },
}

impl Style {
    /// Returns the family.
    pub fn family(&self) -> Option<&str> {
        match self {
            Self::Family(family) => Some(family),
            Self::Full { family } => family.as_deref(),
        }
    }
}

/// What programs add to the schema.
#[derive(Debug, Deserialize)]
pub(super) struct Defaults {
    /// What we add.
    pub kapacitet: Ours,
}

/// Our additions.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Ours {
    /// Where to turn to.
    pub contact: PerLang,
    /// The issuer.
    pub organisation: PerLang,
    /// Which image is the logo.
    pub logo: OurLogo,
    /// Colours by what they mean; each names an entry of the palette or the theme, or is a hex value.
    pub colors: BTreeMap<String, String>,
    /// Sizes of text in points.
    pub sizes: BTreeMap<String, f64>,
    /// Distances between baselines in points.
    pub pitch: BTreeMap<String, f64>,
    /// Sizes of chart lettering in points.
    #[serde(default)]
    pub chart: BTreeMap<String, f64>,
}

/// A text for all languages, or one for each.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum PerLang {
    /// The same in all.
    All(String),
    /// One for each.
    Each(BTreeMap<Lang, String>),
}

impl PerLang {
    /// Returns the text in a language.
    pub fn get(&self, lang: Lang) -> Option<&str> {
        match self {
            Self::All(text) => Some(text),
            Self::Each(texts) => texts.get(&lang).map(String::as_str),
        }
    }
}

/// Which image is the logo, by language.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OurLogo {
    /// In Swedish.
    pub sv: LogoPair,
    /// In English.
    pub en: LogoPair,
    /// Printed no narrower than this.
    pub min_width_mm: f64,
    /// Free space around it, as a share of its height.
    pub clear_space: f64,
}

/// The logo on light and on dark ground, as names of images.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LogoPair {
    /// On light ground.
    pub positive: String,
    /// On dark ground; the same if not given.
    pub reverse: Option<String>,
}
