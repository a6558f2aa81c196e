//! The shape of `_brand.yml`: the published parts ([`published`](super::published)), and our additions.
//!
//! Under `defaults: kapacitet:` every name is ours, and an unknown one is an error. All of it may be left out: what a brand does not say is
//! taken from the brand that it extends, derived from the published part, or the house's own.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::published::{Color, ImageEntry, LogoFile, Meta, Typography};
use crate::locale::Lang;

/// A brand: colours, fonts, names and logos of whoever issues the documents, in the published schema of
/// <https://posit-dev.github.io/brand-yml/>. What we need beyond it stands under `defaults: kapacitet:`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[schemars(title = "Brand", extend("additionalProperties" = false, "x-unknown" = "unread"))]
pub struct BrandFile {
    /// Who the brand is.
    pub(super) meta: Option<Meta>,
    /// The images.
    pub(super) logo: Option<LogoFile>,
    /// The colours.
    pub(super) color: Option<Color>,
    /// The fonts.
    pub(super) typography: Option<Typography>,
    /// What programs add.
    pub(super) defaults: Option<Defaults>,
}

/// What programs add to the schema.
#[derive(Debug, Default, Deserialize, JsonSchema)]
pub(super) struct Defaults {
    /// What we add.
    pub kapacitet: Option<Ours>,
}

/// Our additions.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Ours {
    /// Another brand, by the name of its folder: what this one does not say is that one's.
    pub extends: Option<String>,
    /// Where to turn to; the home page when not given.
    pub contact: Option<PerLang>,
    /// The issuer; `meta.name` when not given.
    pub organisation: Option<PerLang>,
    /// Which image is the logo; `logo.medium`, `large` or `small` when not given.
    #[serde(default)]
    pub logo: OurLogo,
    /// How covers, title bands and section openings look: `band` when there is a logo for dark ground, else `light`.
    pub cover: Option<Cover>,
    /// Colours by what they mean; each names an entry of the palette or the theme, or is a value of CSS. Those not given are derived of the
    /// theme so that they have contrast.
    #[serde(default)]
    pub colors: BTreeMap<String, String>,
    /// For the press: inks of colours of the palette, as `[cyan, magenta, yellow, black]` in per cent.
    #[serde(default)]
    pub print: BTreeMap<String, Vec<f64>>,
    /// Sizes of text in points; the house's when not given.
    #[serde(default)]
    pub sizes: BTreeMap<String, f64>,
    /// Distances between baselines in points; the house's when not given.
    #[serde(default)]
    pub pitch: BTreeMap<String, f64>,
    /// Sizes of chart lettering in points.
    #[serde(default)]
    pub chart: BTreeMap<String, f64>,
    /// Who issues the documents together with the brand, in the order of their logos.
    pub partners: Option<Vec<PartnerFile>>,
}

/// How covers, title bands and section openings look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Cover {
    /// Dark above, the paper below.
    Band,
    /// Light all over, with the logo for light ground.
    Light,
    /// Dark all over.
    Dark,
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
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct OurLogo {
    /// In Swedish.
    pub sv: Option<LogoPair>,
    /// In English.
    pub en: Option<LogoPair>,
    /// Printed no narrower than this.
    pub min_width_mm: Option<f64>,
    /// Free space around it, as a share of its height.
    pub clear_space: Option<f64>,
}

impl OurLogo {
    /// Returns the logo in a language.
    pub fn get(&self, lang: Lang) -> Option<&LogoPair> {
        match lang {
            Lang::Sv => self.sv.as_ref(),
            Lang::En => self.en.as_ref(),
        }
    }
}

/// The logo on light and on dark ground, each as the name of an image or a path.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct LogoPair {
    /// On light ground.
    pub positive: String,
    /// On dark ground; the same if not given.
    pub reverse: Option<String>,
}

/// A partner who issues the documents together with the brand.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PartnerFile {
    /// What editions call the partner.
    pub id: String,
    /// The name, which is the logo's alternative text.
    pub name: PerLang,
    /// The logo, by language or the same for all.
    pub logo: PartnerLogo,
    /// Printed no narrower than this; 20 mm when not given.
    pub min_width_mm: Option<f64>,
    /// Free space around it, as a share of its height; half of it when not given.
    pub clear_space: Option<f64>,
}

/// The logo of a partner.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
pub(super) enum PartnerLogo {
    /// An image for all languages and grounds.
    Image(ImageEntry),
    /// One for light and one for dark ground.
    Pair(LogoPair),
    /// A pair for each language.
    Each(BTreeMap<Lang, LogoPair>),
}
