//! Asking the same over other reasonable choices: another window, another reference, fractional counting, another base population, without starts
//! that are only planned.
//!
//! A claim that holds for one choice and no other is an artefact of it. Asking the tables 72 times for each claim would make a build slow, so a
//! [`Sample`] goes through them once, and every choice is a sum of its cells.

mod choice;
mod sample;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use chrono::NaiveDate;
use typst::diag::{HintedStrResult, bail};

pub use self::choice::{Choice, Counting, Starts, of_quotients, of_rates};
use self::sample::{Column, Sample, Tallied};
use super::compare::rate_among;
use super::counts::person_years;
use super::{By, Comparison, Verdict};
use crate::indicator::{Indicator, Measure};
use crate::registry::Registry;
use crate::slice::{Lens, Place, Window};
use crate::statistics::{Counts, benjamini_hochberg};

/// Returns an error for an answer that cannot be counted over other choices: of another measure than these count, compared with nothing, or
/// split by what they do not split by.
///
/// This is the one place that says what has choices; [`Ways`] counts them.
pub fn offered(
    indicator: &Indicator,
    by: Option<By>,
    is_beside_average: bool,
) -> HintedStrResult<()> {
    match (indicator.measure, by, is_beside_average) {
        (Measure::Quotient, None | Some(By::Area), _) => Ok(()),
        (Measure::PerMillion, None, true) => Ok(()),
        _ => bail!(
            "`{}` has no other choices of counting to be tried over", indicator.id;
            hint: "these have: a `location-quotient`, whole or by area, and a place's `trials-per-million` beside an average (`against`)"
        ),
    }
}

/// A kind with its quotient, its four counts and its p-value.
type Compared = (String, (Option<f64>, Counts), Option<f64>);

/// What tells the tables of quotients apart: place, choice, and the least trials of a row.
type Key = (String, Choice, u64);

/// The tables of a registry, counted for every choice.
#[derive(Default)]
pub struct Choices {
    /// The counts, made when they are first asked for.
    sample: OnceLock<Option<Sample>>,
    /// The therapy areas' comparisons.
    areas: Mutex<BTreeMap<Key, Arc<Vec<Compared>>>>,
}

/// A registry under a cut-off and a window, to be asked over other choices.
#[derive(Clone, Copy)]
pub struct Ways<'a> {
    /// What is counted of it already.
    pub choices: &'a Choices,
    /// The registry; the same every time.
    pub registry: &'a Registry,
    /// The last day that counts; the same every time.
    pub cutoff: NaiveDate,
    /// The window whose last year all windows end in; the same every time.
    pub window: Window,
}

impl Ways<'_> {
    /// Returns the counts; `None` where they cannot be made.
    fn sample(&self) -> Option<&Sample> {
        let last = self.window.span_of_years().1;
        self.choices
            .sample
            .get_or_init(|| Sample::count(self.registry, self.cutoff, last).ok())
            .as_ref()
    }

    /// Returns the quotient of a lens and the verdict on it as a kind among the therapy areas, for each choice; `None` of what cannot be asked this way.
    ///
    /// The p-value is adjusted for all areas of the choice's own table, of which those count that rest on at least so many trials.
    pub fn verdicts(
        &self,
        place: &Place,
        lens: &Lens,
        choices: &[Choice],
        at_least: u64,
    ) -> Option<Vec<Option<(f64, Verdict)>>> {
        let sample = self.sample().filter(|sample| sample.has(&place.id))?;
        let own = match lens.only_area() {
            Some(_) => None,
            None => Some(sample.column(self.registry, lens).ok()?),
        };
        let verdict = |choice: &Choice| {
            let areas = self.areas(sample, place, choice, at_least);
            let counted = own.as_ref().map(|own| sample.counts(own, &place.id, choice));
            let ((quotient, counts), at) = match (lens.only_area(), counted) {
                (Some(area), _) => {
                    let at = areas.iter().position(|(id, ..)| id == area)?;
                    (areas[at].1, at)
                }
                (None, Some(counts)) => (counts?, areas.len()),
                (None, None) => return None,
            };
            let mut p: Vec<_> = areas.iter().map(|(.., p)| *p).collect();
            if at == areas.len() {
                p.push(counts.fisher());
            }
            let q = benjamini_hochberg(&p)[at];
            let quotient = quotient?;
            // Of too few trials of equal weight there are no limits, and nothing can be said of the number.
            let verdict = counts.limits().map_or(Verdict::NoClearDifference, |limits| {
                Verdict::of(&counts, quotient, limits, q)
            });
            Some((quotient, verdict))
        };
        Some(choices.iter().map(verdict).collect())
    }

    /// Returns the comparisons of all therapy areas.
    fn areas(
        &self,
        sample: &Sample,
        place: &Place,
        choice: &Choice,
        at_least: u64,
    ) -> Arc<Vec<Compared>> {
        let key = (place.id.clone(), choice.clone(), at_least);
        let kept = |made: &BTreeMap<Key, Arc<Vec<Compared>>>| made.get(&key).cloned();
        let lock = || self.choices.areas.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(areas) = kept(&lock()) {
            return areas;
        }
        let areas = self.registry.reference.areas.list.iter();
        let compared = areas.filter_map(|area| {
            let (quotient, counts) = sample.counts(sample.of_area(&area.id)?, &place.id, choice)?;
            let is_row = counts.kind + counts.reference_kind >= at_least;
            is_row.then(|| (area.id.clone(), (quotient, counts), counts.fisher()))
        });
        let compared = Arc::new(compared.collect());
        lock().insert(key, Arc::clone(&compared));
        compared
    }

    /// Returns a region's rate over the average of the other ones, and how they compare, for each choice; `None` of what cannot be asked this way.
    pub fn rates(
        &self,
        place: &Place,
        lens: &Lens,
        choices: &[Choice],
    ) -> Option<Vec<Option<(f64, Comparison)>>> {
        let sample = self.sample().filter(|sample| sample.has(&place.id))?;
        let column: &Column = match (lens.is_empty(), lens.only_area()) {
            (true, _) => sample.all(),
            (false, Some(area)) => sample.of_area(area)?,
            (false, None) => return None,
        };
        let regions = Place::sweden().regions(&self.registry.reference);
        let compared = |choice: &Choice| {
            let last = self.window.span_of_years().1;
            let people = |place: &Place| {
                let years = last - choice.years + 1..=last;
                person_years(place, years, self.cutoff, &self.registry.reference).map(|of| of.0)
            };
            let count = |place: &Place| sample.counted(column, &place.id, choice);
            // Of shares of trials, as many trials of equal weight as tell as much, over so many people that the rate is the same.
            let equal = |counted: &Tallied, n: u64| {
                (counted.effective, (n as f64 * counted.effect).round() as u64)
            };
            let (own, n) = (count(place)?, people(place)?);
            let (mut sum, mut size, mut others) = (0.0, 0, Vec::new());
            for region in regions.iter().filter(|region| region.id != place.id) {
                let (other, m) = (count(region)?, people(region)?);
                (sum, size) = (sum + other.sum, size + m);
                others.push(equal(&other, m));
            }
            let ratio = own.sum / n as f64 / (sum / size as f64);
            Some((ratio, rate_among(equal(&own, n), &others)?))
        };
        Some(choices.iter().map(compared).collect())
    }
}
