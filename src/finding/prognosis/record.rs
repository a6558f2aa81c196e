//! How many trials of each phase have started year by year.

use polars::prelude::PolarsResult;

use super::super::By;
use super::super::cube::{self, Counted, Cubes};
use super::super::tally::{Tally, tally};
use crate::registry::Registry;
use crate::registry::schema::Phase;
use crate::slice::{Lens, Place, Slice, Window, in_place, through, within};

/// The phases of each step of development. One that joins two stands at its later part, as a pipeline has it.
const STEPS: [&[Phase]; 3] = [
    &[Phase::EarlyPhase1, Phase::Phase1],
    &[Phase::Phase1And2, Phase::Phase2],
    &[Phase::Phase2And3, Phase::Phase3],
];

/// Before the first year of a record as many trials started as on average in so many years from it on.
const FIRST_YEARS: i32 = 3;

/// After the last year as many start as on average in so many years up to it.
const LAST_YEARS: i32 = 3;

/// Trials started by year.
#[derive(Debug, Clone, Default)]
pub(super) struct Series(Tally);

impl Series {
    /// Returns the series of the years from one on.
    #[cfg(test)]
    pub fn from(first: i32, trials: &[u64]) -> Self {
        Self((first..).map(|year| year.to_string()).zip(trials.iter().copied()).collect())
    }

    /// Returns the trials of a year of the record.
    pub fn of(&self, year: i32) -> u64 {
        self.0.get(&year.to_string()).copied().unwrap_or(0)
    }

    /// Returns the trials of some years.
    pub fn between(&self, first: i32, last: i32) -> u64 {
        (first..=last).map(|year| self.of(year)).sum()
    }

    /// Returns the trials of a year, as far as they were known at the end of `last`.
    fn known(&self, year: i32, first: i32, last: i32) -> f64 {
        let mean =
            |from: i32, years: i32| self.between(from, from + years - 1) as f64 / f64::from(years);
        match year {
            year if year < first => mean(first, FIRST_YEARS),
            year if year > last => mean(last - LAST_YEARS + 1, LAST_YEARS),
            year => self.of(year) as f64,
        }
    }

    /// Returns the trials that are due to be followed in a year, as far as they were known at the end of `last`.
    pub fn due(&self, lags: &[f64], year: i32, first: i32, last: i32) -> f64 {
        let back = (0..).zip(lags);
        back.map(|(lag, share)| share * self.known(year - lag, first, last)).sum()
    }

    /// Returns the first year with a trial.
    fn first(&self) -> Option<i32> {
        self.0
            .iter()
            .filter(|(_, trials)| **trials > 0)
            .filter_map(|(year, _)| year.parse().ok())
            .min()
    }
}

/// The trials of a lens.
#[derive(Debug, Clone, Default)]
pub(super) struct Record {
    /// Trials of phases 1 and 2, that others follow on.
    pub earlier: [Series; 2],
    /// Trials of phases 2 and 3, those of the lens's phases only.
    pub later: [Series; 2],
}

impl Record {
    /// Returns the first year with a trial.
    pub fn first(&self) -> Option<i32> {
        self.earlier.iter().chain(&self.later).filter_map(Series::first).min()
    }

    /// Returns the trials of phases 2 and 3 of some years.
    pub fn starts(&self, first: i32, last: i32) -> u64 {
        self.later.iter().map(|series| series.between(first, last)).sum()
    }
}

/// Where trials are counted.
#[derive(Clone, Copy)]
pub(super) struct Counter<'a> {
    /// The registry.
    pub registry: &'a Registry,
    /// What is counted of it already.
    pub cubes: Option<&'a Cubes>,
    /// The base population and the cut-off.
    pub slice: &'a Slice,
}

impl Counter<'_> {
    /// Counts the trials of a lens in a place.
    pub fn record(&self, lens: &Lens, place: &Place) -> PolarsResult<Record> {
        let later = |step: usize| self.series(lens, &phases(lens, step), place);
        let earlier = |step: usize| self.series(lens, STEPS[step], place);
        let (one, two) = (earlier(0)?, earlier(1)?);
        let two_asked = if lens.phases.is_empty() { two.clone() } else { later(1)? };
        Ok(Record { earlier: [one, two], later: [two_asked, later(2)?] })
    }

    /// Counts the trials of a lens, of some phases in place of its own.
    fn series(&self, lens: &Lens, phases: &[Phase], place: &Place) -> PolarsResult<Series> {
        if phases.is_empty() {
            return Ok(Series::default());
        }
        let Slice { base, cutoff, .. } = *self.slice;
        let lens = Lens { phases: phases.to_vec(), ..lens.clone() };
        let ever = Window::all_years();
        if let Some(cubes) = self.cubes.filter(|_| cube::has(place, &lens, &ever)) {
            let cube = cubes.get(self.registry, base, Counted::Started, cutoff)?;
            if let Some(counted) = cube.tally(By::Year, place, &lens, &ever) {
                return Ok(Series(counted));
            }
        }
        let frame = within(through(self.registry, &lens, base)?, "start", &ever, cutoff);
        tally(in_place(frame, self.registry, place), self.registry, By::Year, "start").map(Series)
    }
}

/// Returns the phases of a step that a lens asks for.
fn phases(lens: &Lens, step: usize) -> Vec<Phase> {
    let asked = |phase: &&Phase| lens.phases.is_empty() || lens.phases.contains(phase);
    STEPS[step].iter().filter(asked).copied().collect()
}

/// Whether a lens asks for trials that follow on others.
pub(super) fn is_later(lens: &Lens) -> bool {
    !phases(lens, 1).is_empty() || !phases(lens, 2).is_empty()
}

/// Returns the phases that follow on others, those of a lens.
pub(super) fn later_phases(lens: &Lens) -> Vec<Phase> {
    [phases(lens, 1), phases(lens, 2)].concat()
}
