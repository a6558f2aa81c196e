//! Languages: numbers, dates, lists, plurals and order as readers of Swedish and British English expect them.
//!
//! All rules are ICU's (CLDR), with two decisions of ours: the minus sign is U+2212 in both languages, and there is one rounding, half to even
//! on the decimal digits. Text, tables, axes and alternative texts use the same functions, so a number reads the same everywhere.
//! Words that are not narrative come from `report_templates/locale/`, see [`Words`].

mod format;
mod measured;
mod numbers;
mod words;

pub use self::format::Locale;
pub use self::measured::{Measured, Unit};
pub use self::numbers::bound;
pub use self::words::{LocaleFile, Words};

use std::borrow::Cow;
use std::fmt::{self, Display, Formatter};
use std::str::FromStr;
use std::sync::LazyLock;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use typst::diag::HintedString;

/// Where the words of the layout are, under the project's root.
pub const FOLDER: &str = "report_templates/locale";

/// A language that documents are made in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// Swedish as in Sweden.
    Sv,
    /// English as in Britain.
    En,
}

/// By its code, so that a table by language has just these keys.
impl JsonSchema for Lang {
    fn schema_name() -> Cow<'static, str> {
        Cow::Borrowed("Lang")
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "enum": Self::ALL.map(Self::code),
            "description": "A language that documents are made in: Swedish as in Sweden, or English as in Britain.",
        })
    }
}

impl Lang {
    /// All of them, in the order in which documents are made.
    pub const ALL: [Self; 2] = [Self::Sv, Self::En];

    /// Returns the ISO 639 code, as in file names.
    pub fn code(self) -> &'static str {
        match self {
            Self::Sv => "sv",
            Self::En => "en",
        }
    }

    /// Returns the ISO 3166 code of the region whose customs apply.
    pub fn region(self) -> &'static str {
        match self {
            Self::Sv => "SE",
            Self::En => "GB",
        }
    }

    /// Returns the BCP 47 tag.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Sv => "sv-SE",
            Self::En => "en-GB",
        }
    }

    /// Returns the formats of the language.
    pub fn locale(self) -> &'static Locale {
        static LOCALES: LazyLock<[Locale; 2]> = LazyLock::new(|| Lang::ALL.map(Locale::new));
        &LOCALES[self as usize]
    }
}

impl Display for Lang {
    fn fmt(&self, f: &mut Formatter) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for Lang {
    type Err = HintedString;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.into_iter().find(|lang| lang.code() == text);
        found.ok_or_else(|| {
            HintedString::new(format!("unknown language `{text}`").into())
                .with_hint("expected `sv` or `en`")
        })
    }
}
