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

pub use self::choice::{Choice, Counting, Part, Starts, of_quotients, of_rates, of_shares};
use self::sample::{Column, Event, Sample, Tallied};
use super::compare::{LEAST_TRIALS, among, beside_rest};
use super::counts::person_years;
use super::question::not_diseases;
use super::quotients::EXPECTED_TO_LIST;
use super::{By, Comparison, Verdict};
use crate::indicator::{Indicator, Measure};
use crate::registry::Registry;
use crate::slice::{Lens, Place, Window};
use crate::statistics::{Counts, Quantity, benjamini_hochberg};

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
        (Measure::Quotient, None | Some(By::Area | By::Disease), _) => Ok(()),
        (Measure::PerMillion | Measure::PhaseMix | Measure::Completion, None, true)
        | (Measure::PhaseMix, Some(By::Phase), true) => Ok(()),
        _ => bail!(
            "`{}` has no other choices of counting to be tried over", indicator.id;
            hint: "these have: a `location-quotient`, whole, by area or by disease, and beside an average (`against`) a place's `trials-per-million`, `phase-mix` and `completion`"
        ),
    }
}

/// A kind with its quotient, its four counts and its p-value.
type Compared = (String, (Option<f64>, Counts), Option<f64>);

/// What tells the tables of quotients apart: place, choice, and the least trials of a row.
type Key = (String, Choice, u64);

/// What tells the tables of diseases apart: place, lens, choices, and the least trials of a row.
type OfDiseases = (String, Option<String>, Vec<Choice>, u64);

/// The tables of a registry, counted for every choice.
#[derive(Default)]
pub struct Choices {
    /// The counts of what started, made when they are first asked for.
    started: OnceLock<Option<Sample>>,
    /// The counts of what closed.
    closed: OnceLock<Option<Sample>>,
    /// The therapy areas' comparisons.
    areas: Mutex<BTreeMap<Key, Arc<Vec<Compared>>>>,
    /// The comparisons of the diseases of a lens in a place, for each choice.
    diseases: Mutex<BTreeMap<OfDiseases, Arc<Vec<Vec<Compared>>>>>,
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
    /// Returns the counts that have a place; `None` where they cannot be made.
    fn sample(&self, event: Event, place: &Place) -> Option<&Sample> {
        let last = self.window.span_of_years().1;
        let kept = match event {
            Event::Started => &self.choices.started,
            Event::Closed => &self.choices.closed,
        };
        let made = kept.get_or_init(|| Sample::count(self.registry, event, self.cutoff, last).ok());
        made.as_ref().filter(|sample| sample.has(&place.id))
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
        let sample = self.sample(Event::Started, place)?;
        let own = match lens.only_area() {
            Some(_) => None,
            None => Some(sample.column(self.registry, lens).ok()?),
        };
        let verdict = |choice: &Choice| {
            let areas = self.areas(sample, place, choice, at_least);
            let counted =
                own.as_ref().map(|own| sample.counts((own, sample.all()), &place.id, choice));
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
            judged(quotient, &counts, benjamini_hochberg(&p)[at])
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
            let columns = (sample.of_area(&area.id)?, sample.all());
            let (quotient, counts) = sample.counts(columns, &place.id, choice)?;
            let is_row = counts.kind + counts.reference_kind >= at_least;
            is_row.then(|| (area.id.clone(), (quotient, counts), counts.fisher()))
        });
        let compared = Arc::new(compared.collect());
        lock().insert(key, Arc::clone(&compared));
        compared
    }

    /// Returns the quotient of a disease among the trials of a lens and the verdict on it, for each choice; `None` of what cannot be asked this way.
    ///
    /// The p-value is adjusted for all diseases of the choice's own table, of which those count that rest on at least so many trials.
    pub fn diseases(
        &self,
        place: &Place,
        lens: &Lens,
        mesh: &str,
        choices: &[Choice],
        at_least: u64,
    ) -> Option<Vec<Option<(f64, Verdict)>>> {
        let tables = self.tables_of_diseases(place, lens, choices, at_least)?;
        let verdict = |table: &Vec<Compared>| {
            let at = table.iter().position(|(id, ..)| id == mesh)?;
            let p: Vec<_> = table.iter().map(|(.., p)| *p).collect();
            let (quotient, counts) = table[at].1;
            judged(quotient, &counts, benjamini_hochberg(&p)[at])
        };
        Some(tables.iter().map(verdict).collect())
    }

    /// Returns the comparisons of all diseases that the table of a choice lists, for each choice.
    fn tables_of_diseases(
        &self,
        place: &Place,
        lens: &Lens,
        choices: &[Choice],
        at_least: u64,
    ) -> Option<Arc<Vec<Vec<Compared>>>> {
        let sample = self.sample(Event::Started, place)?;
        let key = (place.id.clone(), lens.describe(), choices.to_vec(), at_least);
        let lock = || self.choices.diseases.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = lock().get(&key).cloned();
        if kept.is_some() {
            return kept;
        }
        let all = sample.column(self.registry, lens).ok()?;
        let others = not_diseases(self.registry, lens, true);
        let mut diseases = sample.diseases(self.registry, lens, at_least).ok()?;
        diseases.retain(|disease| !others.contains(&&disease.mesh));
        let table = |choice: &Choice| {
            let compared = diseases.iter().filter_map(|disease| {
                let columns = (&disease.column, &all);
                let (quotient, counts) = sample.counts(columns, &place.id, choice)?;
                // As in the tables: what the place names, and what it lacks although some was to be expected.
                let is_named = |place: &str| sample.is_named(disease, place, choice);
                let is_lacking = sample.trials(&disease.column, &place.id, choice) == 0
                    && is_named(choice.against?)
                    && counts.expected() >= EXPECTED_TO_LIST;
                let is_row = (is_named(&place.id) || is_lacking)
                    && counts.kind + counts.reference_kind >= at_least;
                is_row.then(|| (disease.mesh.clone(), (quotient, counts), counts.fisher()))
            });
            compared.collect()
        };
        let tables: Arc<Vec<Vec<Compared>>> = Arc::new(choices.iter().map(table).collect());
        lock().insert(key, Arc::clone(&tables));
        Some(tables)
    }

    /// Returns a place's share of a part of its trials over that of what it is compared with, and how they compare, for each choice; `None` of
    /// what cannot be asked this way.
    ///
    /// A choice with a reference compares with the reference without the place, one without compares a region with the other regions. Of fewer than
    /// ten trials the share points a way, and no difference can be said.
    pub fn shares(
        &self,
        place: &Place,
        lens: &Lens,
        part: Part,
        choices: &[Choice],
    ) -> Option<Vec<Option<(f64, Comparison)>>> {
        let registry = self.registry;
        let event = if part == Part::Completed { Event::Closed } else { Event::Started };
        let sample = self.sample(event, place)?;
        let kind = match part {
            Part::Completed => sample.completed(registry, lens),
            Part::Phase(phase) => {
                sample.column(registry, &Lens { phases: vec![phase], ..lens.clone() })
            }
        };
        let columns = (&kind.ok()?, &sample.column(registry, lens).ok()?);
        let regions = Place::sweden().regions(&registry.reference);
        let compared = |choice: &Choice| {
            if choice.against.is_some() {
                let (quotient, counts) = sample.counts(columns, &place.id, choice)?;
                return Some((quotient?, beside_rest(&counts).unwrap_or(Comparison::Same)));
            }
            let counted = |place: &Place| sample.part(columns, &place.id, choice);
            let own = counted(place).filter(|(_, all)| *all > 0)?;
            let others = regions.iter().filter(|region| region.id != place.id);
            let others: Vec<_> = others.filter_map(counted).filter(|(_, all)| *all > 0).collect();
            let sum = |count: fn(&(u64, u64)) -> u64| others.iter().map(count).sum::<u64>() as f64;
            let average = sum(|other| other.0) / sum(|other| other.1);
            let ratio = own.0 as f64 / own.1 as f64 / average;
            let compared = among(Quantity::Share, own, &others)?;
            Some((ratio, if own.1 < LEAST_TRIALS { Comparison::Same } else { compared }))
        };
        Some(choices.iter().map(compared).collect())
    }

    /// Returns a region's rate over the average of the other ones, and how they compare, for each choice; `None` of what cannot be asked this way.
    pub fn rates(
        &self,
        place: &Place,
        lens: &Lens,
        choices: &[Choice],
    ) -> Option<Vec<Option<(f64, Comparison)>>> {
        let sample = self.sample(Event::Started, place)?;
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
            Some((ratio, among(Quantity::Rate, equal(&own, n), &others)?))
        };
        Some(choices.iter().map(compared).collect())
    }
}

/// Returns a quotient with the verdict on it.
///
/// Of too few trials of equal weight there are no limits, and nothing can be said of the number.
fn judged(quotient: Option<f64>, counts: &Counts, q: Option<f64>) -> Option<(f64, Verdict)> {
    let quotient = quotient?;
    let verdict = counts
        .limits()
        .map_or(Verdict::NoClearDifference, |limits| Verdict::of(counts, quotient, limits, q));
    Some((quotient, verdict))
}
