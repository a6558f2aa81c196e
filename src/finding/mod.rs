//! Findings: the value of an indicator for a slice, with all that a reader
//! needs to check it.
//!
//! [`evaluate()`] is the one way to a number: the command line's `query` and
//! every page go through it, by way of [`answer`], which knows the regions' own
//! answers too. It is also the last function that sees a frame;
//! what comes out is plain data.

pub mod beside;
pub mod bridge;
mod by;
pub mod choices;
mod columns;
mod companies;
mod compare;
pub mod correction;
mod counts;
mod course;
pub mod coverage;
pub mod cube;
mod demand;
pub mod dispute;
mod evaluate;
mod evidence;
mod fractional;
mod international;
mod inventory;
mod keys;
mod listing;
pub mod mirror;
mod mirrored;
mod office;
mod outcome;
mod outside;
mod pool;
mod prognosis;
mod question;
mod quotients;
mod refused;
mod sites;
mod speech;
pub mod spine;
mod staff;
mod tally;
mod trends;

use serde::Serialize;

pub use self::by::By;
pub use self::columns::{COLUMNS, number, to_csv_text};
pub use self::companies::CompaniesKnown;
pub use self::compare::{
    Comparison, LEAST_TRIALS, TAIL, compare, compare_with_rest, funnel_without, is_comparable,
    p_beside_rest,
};
pub use self::course::{Course, CourseStep, Curve, Goal, Natural, course_csv};
pub use self::cube::{Cube, Cubes};
pub use self::demand::{Demand, Quadrant};
pub use self::evaluate::{evaluate, evaluate_with};
pub use self::evidence::{Evidence, answer};
pub use self::international::keep_ranked;
pub use self::keys::keys;
pub use self::listing::{TrialRow, latest_trials, to_csv};
pub use self::office::Office;
pub use self::pool::{design_effect, pool};
pub use self::prognosis::pipeline_sources;
pub use self::quotients::readjust;
pub use self::speech::{Shortfall, Verdict};

use crate::disclosure::Mark;
use crate::indicator::{self, Indicator, LimitKind};
use crate::locale::Lang;
use crate::registry::Registry;
use crate::slice::{BaseFilter, Lens, Place, Window};
use crate::statistics::Counts;

/// A question: which indicator, of which slice, split by what.
#[derive(Debug, Clone)]
pub struct Query {
    /// What is asked.
    pub indicator: &'static Indicator,
    /// Of which place.
    pub place: Place,
    /// The part of it whose trials are left out, such as Sweden of Europe; none when not given.
    pub outside: Option<Place>,
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
    /// The part of the place whose trials are left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outside: Option<String>,
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
    /// By when a quarter and three quarters had ended, for a median of times.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quartiles: Option<[Option<f64>; 2]>,
    /// What may be said of an indicator of the board beside its target.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub flag: Option<Flagged>,
    /// Why counts of people are not there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub marks: Option<Marks>,
    /// What a forecast is made from: `registry` or `pipeline`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grounds: Option<&'static str>,
    /// The demand for its kind, where a place's mix is set against it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub demand: Option<Demand>,
    /// How the value came about, for charts.
    #[serde(skip)]
    pub course: Option<Course>,
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
    /// Returns the four counts that a quotient compares; `None` of anything else.
    pub fn counts(&self) -> Option<Counts> {
        let reference = self.reference.as_ref()?;
        Some(Counts {
            kind: self.numerator.unwrap_or(0),
            all: self.denominator.unwrap_or(0),
            reference_kind: reference.numerator,
            reference_all: reference.denominator,
        })
    }

    /// Returns what its limits mean; `None` where it has none.
    pub fn limit_kind(&self) -> Option<LimitKind> {
        self.lower.zip(self.upper)?;
        indicator::find(self.indicator).ok().map(|known| known.measure.limits())
    }

    /// Returns the place as tables for programs name it: `europe`, or `europe outside sweden`.
    pub fn place_code(&self) -> String {
        match &self.outside {
            Some(part) => format!("{} outside {part}", self.place),
            None => self.place.clone(),
        }
    }

    /// Returns the finding of a question without an answer.
    pub fn none_of(registry: &Registry, query: &Query) -> Self {
        let snapshot = &registry.snapshot;
        let origin = Origin {
            source: snapshot.origin(),
            class: snapshot.class().code(),
            data_date: snapshot.data_date.to_string(),
        };
        let window = query.window.map(|window| window.to_string()).unwrap_or_default();
        Self { by: None, ..Self::blank(query, &query.place, None, window, origin) }
    }

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
            outside: query.outside.as_ref().map(|part| part.id.clone()),
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
            quartiles: None,
            flag: None,
            marks: None,
            grounds: None,
            demand: None,
            course: None,
            note: None,
            companies: None,
            source: origin.source,
            class: origin.class,
            data_date: origin.data_date,
        }
    }
}

/// A flag in three parts, each by its code: state, certainty, movement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Flagged {
    /// `meets`, `on-the-way`, `misses` or `cannot-be-judged`.
    pub state: &'static str,
    /// `clear` or `covers`; none of a value without limits.
    pub certainty: Option<&'static str>,
    /// `improving`, `worsening`, `no-signal` or `too-short`.
    pub movement: &'static str,
}

/// Why the counts of a finding are not there; none where one is, or where there is nothing to count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Marks {
    /// Above the line.
    pub numerator: Option<Mark>,
    /// Below it.
    pub denominator: Option<Mark>,
}

impl Marks {
    /// Returns why a share of the two is not there: that of the numerator, else of the denominator.
    pub fn of_value(self) -> Option<Mark> {
        self.numerator.or(self.denominator)
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
