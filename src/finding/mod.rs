//! Findings: the value of an indicator for a slice, with all that a reader
//! needs to check it.
//!
//! [`evaluate()`] is the one way to a number: the command line's `query` and
//! every page go through it, by way of [`answer`], which knows the regions' own
//! answers too. It is also the last function that sees a frame;
//! what comes out is plain data.

mod by;
mod companies;
mod compare;
pub mod correction;
mod counts;
pub mod coverage;
pub mod cube;
mod demand;
pub mod dispute;
mod evaluate;
mod evidence;
mod international;
mod inventory;
mod listing;
pub mod mirror;
mod mirrored;
mod outcome;
mod pool;
mod question;
mod quotients;
mod refused;
mod sites;
mod speech;
mod staff;
mod tally;
mod trends;

use serde::Serialize;

pub use self::by::By;
pub use self::companies::CompaniesKnown;
pub use self::compare::{Comparison, compare};
pub use self::cube::{Cube, Cubes};
pub use self::demand::{Demand, Quadrant};
pub use self::evaluate::{evaluate, evaluate_with};
pub use self::evidence::{Evidence, answer};
pub use self::listing::{TrialRow, latest_trials, to_csv};
pub use self::pool::{design_effect, pool};
pub use self::quotients::readjust;
pub use self::speech::Verdict;

use crate::indicator::Indicator;
use crate::locale::Lang;
use crate::slice::{BaseFilter, Lens, Place, Window};

/// A question: which indicator, of which slice, split by what.
#[derive(Debug, Clone)]
pub struct Query {
    /// What is asked.
    pub indicator: &'static Indicator,
    /// Of which place.
    pub place: Place,
    /// Of which kind of trials.
    pub lens: Lens,
    /// Over which time; the indicator's default when none is given.
    pub window: Option<Window>,
    /// From which base population.
    pub base: BaseFilter,
    /// One finding for each of what.
    pub by: Option<By>,
    /// Compared with what, for a location quotient; Europe when not given.
    pub against: Option<Place>,
    /// The places to set beside one another, instead of those one step further in.
    pub among: Vec<Place>,
}

/// The value of an indicator for a slice.
///
/// Counts are whole trials (or sites). `value`, `lower` and `upper` are in
/// the indicator's unit: a count, a share in `0..=1`, trials per million
/// inhabitants and year, or a quotient. All are `None` when nothing can be
/// said, for example a share of no trials; that is never printed as zero.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Finding {
    /// The indicator's id.
    pub indicator: &'static str,
    /// The place's id.
    pub place: String,
    /// What the key is one of.
    pub by: Option<&'static str>,
    /// Which one it is.
    pub key: Option<String>,
    /// The key in words, English and Swedish, where it has words.
    pub label: Option<Label>,
    /// The window in which trials were counted.
    pub window: String,
    /// The base filter's code.
    pub filter: &'static str,
    /// The area, disease, phase, sponsor and head office that were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lens: Option<String>,
    /// What was counted above the line; for a count, the count.
    pub numerator: Option<u64>,
    /// What was counted below the line, if there is a line.
    pub denominator: Option<u64>,
    /// The reference's counts, for a quotient.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<Reference>,
    /// The value.
    pub value: Option<f64>,
    /// The lower 95 % limit.
    pub lower: Option<f64>,
    /// The upper 95 % limit.
    pub upper: Option<f64>,
    /// The unit of the three.
    pub unit: &'static str,
    /// The p-value of the comparison, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub p: Option<f64>,
    /// The p-value adjusted for all comparisons of the table.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub q: Option<f64>,
    /// What may be said of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verdict: Option<Verdict>,
    /// The demand for its kind, where a place's mix is set against it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub demand: Option<Demand>,
    /// What was left out or taken from elsewhere, in a few words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Of how many trials the company is unknown, where the question is about companies.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub companies: Option<CompaniesKnown>,
    /// The sources.
    pub source: String,
    /// The strictest terms under which any of them may be used.
    pub class: &'static str,
    /// The date of the registry's data.
    pub data_date: String,
}

/// Where the numbers of a finding come from.
struct Origin {
    /// The sources.
    source: String,
    /// The strictest terms under which any of them may be used.
    class: &'static str,
    /// The date of their data.
    data_date: String,
}

impl Finding {
    /// Returns a finding without counts and without a value, which whoever counts fills in.
    fn blank(
        query: &Query,
        place: &Place,
        key: Option<String>,
        window: String,
        origin: Origin,
    ) -> Self {
        Self {
            indicator: query.indicator.id,
            place: place.id.clone(),
            by: query.by.map(By::code),
            key,
            label: None,
            window,
            filter: query.base.code(),
            lens: query.lens.describe(),
            numerator: None,
            denominator: None,
            reference: None,
            value: None,
            lower: None,
            upper: None,
            unit: query.indicator.unit.code(),
            p: None,
            q: None,
            verdict: None,
            demand: None,
            note: None,
            companies: None,
            source: origin.source,
            class: origin.class,
            data_date: origin.data_date,
        }
    }
}

/// A key in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Label {
    /// Swedish.
    pub sv: String,
    /// English.
    pub en: String,
}

impl Label {
    /// Returns a label that is the same in both languages.
    pub fn same(name: &str) -> Self {
        Self { sv: name.to_owned(), en: name.to_owned() }
    }

    /// Returns the label in one language.
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::Sv => &self.sv,
            Lang::En => &self.en,
        }
    }
}

/// The counts of a quotient's reference, those of the place left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reference {
    /// The place compared with.
    pub place: String,
    /// Trials of the kind.
    pub numerator: u64,
    /// All trials.
    pub denominator: u64,
}
