//! The shape of `_brand.yml`: the parts that we use, and our additions.
//!
//! Source: <https://posit-dev.github.io/brand-yml/>. What that schema has and we do not use is listed so that editors know it; a name that is not
//! in it is not read, which `kapacitet check` warns of. Under `defaults: kapacitet:` every name is ours, and an unknown one is an error.

use std::borrow::Cow;
use std::collections::BTreeMap;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde_json::json;

use crate::locale::Lang;

/// A brand: colours, fonts, names and logos of whoever issues the documents, in the published schema of
/// <https://posit-dev.github.io/brand-yml/>. What we need beyond it stands under `defaults: kapacitet:`.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(title = "Brand", extend("additionalProperties" = false, "x-unknown" = "unread"))]
pub struct BrandFile {
    /// Who the brand is; not read.
    #[serde(default, rename = "meta")]
    #[schemars(with = "Unread")]
    _meta: Ignored,
    /// The images.
    #[serde(default)]
    pub(super) logo: Logo,
    /// The colours.
    #[serde(default)]
    pub(super) color: Color,
    /// The fonts.
    #[serde(default)]
    pub(super) typography: Typography,
    /// What programs add.
    pub(super) defaults: Defaults,
}

/// A value that the published schema has and we do not look at.
type Ignored = serde::de::IgnoredAny;

/// Any value.
type Unread = serde_json::Value;

/// The images of a brand.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[schemars(extend("additionalProperties" = false, "x-unknown" = "unread"))]
pub(super) struct Logo {
    /// Images by name.
    #[serde(default)]
    pub images: BTreeMap<String, ImageEntry>,
    /// The small logo; not read.
    #[serde(default, rename = "small")]
    #[schemars(with = "Unread")]
    _small: Ignored,
    /// The logo of medium size; not read.
    #[serde(default, rename = "medium")]
    #[schemars(with = "Unread")]
    _medium: Ignored,
    /// The large logo; not read.
    #[serde(default, rename = "large")]
    #[schemars(with = "Unread")]
    _large: Ignored,
}

/// An image, with or without its alternative text.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(untagged)]
pub(super) enum ImageEntry {
    /// Only the path.
    Path(String),
    /// Path and text.
    Full(Image),
}

/// An image with its alternative text.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[schemars(extend("additionalProperties" = false, "x-unknown" = "unread"))]
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

/// The names that the published schema gives to the colours of a theme.
const THEME: [&str; 12] = [
    "foreground",
    "background",
    "primary",
    "secondary",
    "tertiary",
    "success",
    "info",
    "warning",
    "danger",
    "light",
    "dark",
    "link",
];

/// By the published names.
impl JsonSchema for Color {
    fn schema_name() -> Cow<'static, str> {
        Cow::Borrowed("Color")
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let mut properties = serde_json::Map::new();
        properties.insert(
            "palette".to_owned(),
            json!({
                "description": "Colours by name, as hex values such as `#0B5560`.",
                "type": "object",
                "additionalProperties": { "type": "string" },
            }),
        );
        for name in THEME {
            let meaning = format!("The colour `{name}`: the name of another, or a hex value.");
            properties.insert(name.to_owned(), json!({ "description": meaning, "type": "string" }));
        }
        json_schema!({
            "description": "The colours of a brand.",
            "type": "object",
            "properties": properties,
            "additionalProperties": false,
            "x-unknown": "unread",
        })
    }
}

/// The fonts of a brand.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[schemars(extend("additionalProperties" = false, "x-unknown" = "unread"))]
pub(super) struct Typography {
    /// Where the fonts come from.
    #[serde(default)]
    pub fonts: Vec<FontSource>,
    /// Running text.
    pub base: Option<Style>,
    /// Headings.
    pub headings: Option<Style>,
    /// Text of programs; not read.
    #[serde(default, rename = "monospace")]
    #[schemars(with = "Unread")]
    _monospace: Ignored,
    /// Text of programs in a line; not read.
    #[serde(default, rename = "monospace-inline")]
    #[schemars(with = "Unread")]
    _monospace_inline: Ignored,
    /// Text of programs in a block; not read.
    #[serde(default, rename = "monospace-block")]
    #[schemars(with = "Unread")]
    _monospace_block: Ignored,
    /// Links; not read.
    #[serde(default, rename = "link")]
    #[schemars(with = "Unread")]
    _link: Ignored,
}

/// A family of fonts.
#[derive(Debug, Deserialize, JsonSchema)]
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
#[derive(Debug, Deserialize, JsonSchema)]
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
#[derive(Debug, Deserialize, JsonSchema)]
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
#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct Defaults {
    /// What we add.
    pub kapacitet: Ours,
}

/// Our additions.
#[derive(Debug, Deserialize, JsonSchema)]
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
#[derive(Debug, Deserialize, JsonSchema)]
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
#[derive(Debug, Deserialize, JsonSchema)]
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
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct LogoPair {
    /// On light ground.
    pub positive: String,
    /// On dark ground; the same if not given.
    pub reverse: Option<String>,
}
