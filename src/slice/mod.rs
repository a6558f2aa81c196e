//! Slices: which trials a statement is about.
//!
//! A [`Slice`] is a [`Place`] (zoom) seen through a [`Lens`] (unfold) over a
//! [`Window`] of time, on top of a [`BaseFilter`]. [`trials`] turns it into
//! rows of the registry; everything that counts, counts those.

mod disease;
mod lens;
mod place;
mod select;
mod similar;
mod window;
mod words;
mod written;

pub use self::disease::{Disease, headings};
pub use self::lens::{
    Lens, LensPart, Sponsor, distinct, parse_area, parse_phase, parse_sponsor_hq,
};
pub use self::place::{Level, Place, list as list_places};
pub use self::select::{in_place, outside_place, through, trials, within};
pub use self::similar::{Neighbour, SIMILAR, Traits, neighbours, similar};
pub use self::window::{Window, last_full_year};
pub use self::words::{Noun, Wording};
pub use self::written::{WrittenLens, WrongWord};

use chrono::NaiveDate;
use typst::diag::{HintedStrResult, error};

use crate::diag::hint_for;

/// The trials that a statement is about.
#[derive(Debug, Clone, PartialEq)]
pub struct Slice {
    /// Where.
    pub place: Place,
    /// Of what kind.
    pub lens: Lens,
    /// When.
    pub window: Window,
    /// From which base population.
    pub base: BaseFilter,
    /// The last day that counts; a start after it has not happened.
    pub cutoff: NaiveDate,
}

/// The base population of trials.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum BaseFilter {
    /// Interventional trials of a medicinal product with an industry sponsor.
    #[default]
    CompanyDrug,
    /// Every record of the registry.
    All,
}

impl BaseFilter {
    /// Every base filter.
    pub const ALL: [Self; 2] = [Self::CompanyDrug, Self::All];

    /// Returns the name that the command line and editions use.
    pub fn code(self) -> &'static str {
        match self {
            Self::CompanyDrug => "company-drug",
            Self::All => "all",
        }
    }

    /// Returns the filter of a name.
    pub fn parse(name: &str) -> HintedStrResult<Self> {
        Self::ALL.into_iter().find(|filter| filter.code() == name).ok_or_else(|| {
            let codes = Self::ALL.map(Self::code);
            error!("unknown filter `{name}`"; hint: "{}", hint_for(name, codes))
        })
    }
}
