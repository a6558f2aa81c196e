//! The published part of `_brand.yml`, in all its short forms.
//!
//! Source: <https://posit-dev.github.io/brand-yml/>. What that schema has and we do not use is listed so that editors know it; a name that is
//! not in it is not read, which `kapacitet check` warns of.

use std::borrow::Cow;
use std::collections::BTreeMap;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde_json::json;

/// A value that the published schema has and we do not look at.
pub(super) type Ignored = Option<serde::de::IgnoredAny>;

/// Any value.
pub(super) type Unread = serde_json::Value;

/// Who the brand is.
#[derive(Debug, Default, Deserialize, JsonSchema)]
pub(super) struct Meta {
    /// The name: one text, or a full and a short one.
    pub name: Option<Name>,
    /// Where the brand is found: its home page, or several addresses by name.
    pub link: Option<Links>,
}

/// A name of a brand.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
pub(super) enum Name {
    /// Only one.
    One(String),
    /// The official and the common one.
    Both {
        /// The official name.
        full: Option<String>,
        /// The common name.
        short: Option<String>,
    },
}

impl Name {
    /// Returns the common name, or the only one.
    pub fn common(&self) -> Option<&str> {
        match self {
            Self::One(name) => Some(name),
            Self::Both { full, short } => short.as_deref().or(full.as_deref()),
        }
    }
}

/// Addresses of a brand.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
pub(super) enum Links {
    /// Only the home page.
    Home(String),
    /// Addresses by name, of which we read the home page.
    Several(BTreeMap<String, Unread>),
}

impl Links {
    /// Returns the home page.
    pub fn home(&self) -> Option<&str> {
        match self {
            Self::Home(home) => Some(home),
            Self::Several(links) => links.get("home").and_then(Unread::as_str),
        }
    }
}

/// The images of a brand: a file that is the logo in every size, or a table.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
pub(super) enum LogoFile {
    /// Only the path.
    Path(String),
    /// Images and sizes.
    Full(Box<Logo>),
}

impl LogoFile {
    /// Returns images and sizes.
    pub fn full(self) -> Logo {
        match self {
            Self::Path(path) => Logo { medium: Some(LogoEntry::Named(path)), ..Logo::default() },
            Self::Full(logo) => *logo,
        }
    }
}

/// The images of a brand.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[schemars(extend("additionalProperties" = false, "x-unknown" = "unread"))]
pub(super) struct Logo {
    /// Images by name.
    pub images: Option<BTreeMap<String, ImageEntry>>,
    /// The small logo.
    pub small: Option<LogoEntry>,
    /// The logo of medium size, which documents use before others.
    pub medium: Option<LogoEntry>,
    /// The large logo.
    pub large: Option<LogoEntry>,
}

/// An image, with or without its alternative text.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(untagged)]
pub(super) enum ImageEntry {
    /// Only the path; where images have names, the name of one.
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
    pub alt: Option<String>,
}

/// A logo of one size.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(untagged)]
pub(super) enum LogoEntry {
    /// The path of a file, or the name of one of `logo.images`.
    Named(String),
    /// Path and text.
    Full(Image),
    /// One for light and one for dark ground.
    LightDark(LightDark<ImageEntry>),
}

impl LogoEntry {
    /// Returns the image for light ground, and that for dark ground if there is one.
    pub fn pair(&self) -> (Option<ImageEntry>, Option<ImageEntry>) {
        match self {
            Self::Named(name) => (Some(ImageEntry::Path(name.clone())), None),
            Self::Full(image) => (Some(ImageEntry::Full(image.clone())), None),
            Self::LightDark(LightDark { light, dark }) => (light.clone(), dark.clone()),
        }
    }
}

/// One value for light ground and one for dark.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[schemars(extend("additionalProperties" = false, "x-unknown" = "unread"))]
pub(super) struct LightDark<T> {
    /// On light ground.
    pub light: Option<T>,
    /// On dark ground.
    pub dark: Option<T>,
}

/// The colours of a brand.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Color {
    /// Colours by name.
    #[serde(default)]
    pub palette: BTreeMap<String, ColorValue>,
    /// The colours of the theme, as `primary`; each names another or is a value.
    #[serde(flatten)]
    pub theme: BTreeMap<String, Option<ColorValue>>,
}

impl Color {
    /// Returns what a name of the palette or the theme stands for; where both have it, the palette decides.
    pub fn get(&self, name: &str) -> Option<&str> {
        let theme = || self.theme.get(name).and_then(Option::as_ref);
        self.palette.get(name).or_else(theme).and_then(ColorValue::light)
    }

    /// Returns a colour of the theme as it is written.
    pub fn theme(&self, name: &str) -> Option<&str> {
        self.theme.get(name).and_then(Option::as_ref).and_then(ColorValue::light)
    }

    /// Returns all names.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.palette.keys().chain(self.theme.keys()).map(String::as_str)
    }
}

/// A colour as it is written: another's name, a value of CSS, or one for light and one for dark pages.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(untagged)]
pub(super) enum ColorValue {
    /// The same everywhere.
    One(String),
    /// For light and for dark pages; documents are light.
    LightDark(LightDark<String>),
}

impl ColorValue {
    /// Returns the colour on light pages.
    pub fn light(&self) -> Option<&str> {
        match self {
            Self::One(value) => Some(value),
            Self::LightDark(LightDark { light, dark }) => light.as_deref().or(dark.as_deref()),
        }
    }
}

/// The names that the published schema gives to the colours of a theme.
pub(super) const THEME: [&str; 12] = [
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

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let value = generator.subschema_for::<ColorValue>();
        let mut properties = serde_json::Map::new();
        properties.insert(
            "palette".to_owned(),
            json!({
                "description": "Colours by name, as values of CSS such as `#0B5560`.",
                "type": "object",
                "additionalProperties": value,
            }),
        );
        for name in THEME {
            let meaning = format!("The colour `{name}`: the name of another, or a value of CSS.");
            let choices = [json!(value), json!({ "type": "null" })];
            properties.insert(name.to_owned(), json!({ "description": meaning, "anyOf": choices }));
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
    pub fonts: Option<Vec<FontSource>>,
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
    /// Links, of which we read the colour.
    pub link: Option<Style>,
}

/// A family of fonts.
#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct FontSource {
    /// Its name.
    pub family: String,
    /// Where it comes from: `file`; or a service (`google`, `bunny`) or the machine (`system`), which we do not ask.
    pub source: Option<String>,
    /// Its files.
    pub files: Option<Vec<FontFile>>,
}

impl FontSource {
    /// Returns the paths of its files.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.iter().flatten().map(FontFile::path)
    }
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
    /// The family and more; sizes and line heights are ours, under `defaults: kapacitet:`.
    Full {
        /// The family.
        family: Option<String>,
        /// The weight, as 600 or `semi-bold`.
        weight: Option<Weight>,
        /// The colour.
        color: Option<ColorValue>,
    },
}

impl Style {
    /// Returns the family.
    pub fn family(&self) -> Option<&str> {
        match self {
            Self::Family(family) => Some(family),
            Self::Full { family, .. } => family.as_deref(),
        }
    }

    /// Lays this style over another, whose family it takes where it has none or one without a file.
    pub fn over(self, base: Self, has_file: impl Fn(&str) -> bool) -> Self {
        let own = self.family().filter(|family| has_file(family));
        let family = own.or(base.family()).or(self.family()).map(str::to_owned);
        let parts = |style: Self| match style {
            Self::Family(_) => (None, None),
            Self::Full { weight, color, .. } => (weight, color),
        };
        let ((weight, color), (base_weight, base_color)) = (parts(self), parts(base));
        Self::Full { family, weight: weight.or(base_weight), color: color.or(base_color) }
    }

    /// Returns the weight from 100 to 900.
    pub fn weight(&self) -> Option<u16> {
        match self {
            Self::Full { weight, .. } => weight.as_ref()?.number(),
            Self::Family(_) => None,
        }
    }

    /// Returns the colour on light pages, as it is written.
    pub fn color(&self) -> Option<&str> {
        match self {
            Self::Full { color, .. } => color.as_ref()?.light(),
            Self::Family(_) => None,
        }
    }
}

/// A weight of a font.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
pub(super) enum Weight {
    /// As a number from 100 to 900.
    Number(u16),
    /// By name.
    Name(String),
}

impl Weight {
    /// Returns the number; none for a name that the published schema does not have.
    fn number(&self) -> Option<u16> {
        Some(match self {
            Self::Number(number) => *number,
            Self::Name(name) => match name.as_str() {
                "thin" => 100,
                "extra-light" | "ultra-light" => 200,
                "light" => 300,
                "normal" | "regular" => 400,
                "medium" => 500,
                "semi-bold" | "demi-bold" => 600,
                "bold" => 700,
                "extra-bold" | "ultra-bold" => 800,
                "black" => 900,
                number => number.parse().ok()?,
            },
        })
    }
}
