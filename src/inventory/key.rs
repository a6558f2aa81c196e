//! The key of a form: which region, area and questions it is about.
//!
//! It stands on each row of the answers, in a hidden column, so that it survives when a sheet is saved as CSV or copied
//! into another workbook. As text: `kapacitet-form 1 skane breast-cancer sv 0123456789ab`.

use std::fmt::{self, Display, Formatter};

use typst::diag::{HintedStrResult, error};

use crate::locale::Lang;

/// The word that every key begins with.
const WORD: &str = "kapacitet-form";

/// Which form a row belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormKey {
    /// The version of the questions.
    pub version: u32,
    /// The region's id.
    pub region: String,
    /// The id of the area or disease, or [`super::WHOLE_REGION`].
    pub area: String,
    /// The language that it is written in.
    pub lang: Lang,
    /// The digest of the questions.
    pub digest: String,
}

impl FormKey {
    /// Reads a key.
    pub fn parse(text: &str) -> HintedStrResult<Self> {
        let parts: Vec<_> = text.split_whitespace().collect();
        let key = match parts.as_slice() {
            [WORD, version, region, area, lang, digest] => {
                version.parse().ok().zip(lang.parse().ok()).map(|(version, lang)| Self {
                    version,
                    region: (*region).to_owned(),
                    area: (*area).to_owned(),
                    lang,
                    digest: (*digest).to_owned(),
                })
            }
            _ => None,
        };
        key.ok_or_else(|| {
            error!("`{text}` does not tell which form this is"; hint: "the hidden column must stay as it was sent out")
        })
    }
}

impl Display for FormKey {
    fn fmt(&self, f: &mut Formatter) -> fmt::Result {
        let Self { version, region, area, lang, digest } = self;
        write!(f, "{WORD} {version} {region} {area} {lang} {digest}")
    }
}
