//! Counting every place, therapy area, phase and year in one pass.
//!
//! A build asks the same few tables hundreds of questions: 21 regions and all
//! areas, each for itself, for Sweden and for the reference. A [`Cube`] goes
//! through the trials once and keeps the number of distinct trials of each
//! combination; a question that needs no more than these four axes is then a sum
//! over years. Diseases, sponsors and sites have no axis: the tables are asked for them.
//!
//! Own code and not a grouping by Polars: a trial lies in several places and
//! areas, so a grouping would first write out every pair of them, a table some
//! fifteen times as long as that of the trials.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{Datelike, NaiveDate};
use polars::prelude::*;

use super::By;
use super::tally::Tally;
use crate::registry::Registry;
use crate::registry::schema::{Phase, Status, date_of_epoch_day, epoch_day};
use crate::slice::{BaseFilter, Lens, LensPart, Level, Place, Window, through};

/// The trials that a cube counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Counted {
    /// Those that started, by the year of the start.
    Started,
    /// Those completed, by the year of completion.
    Completed,
    /// Those terminated, by the year of completion.
    Terminated,
}

impl Counted {
    /// The date that places a trial in a year.
    fn dated(self) -> &'static str {
        if self == Self::Started { "start" } else { "completion" }
    }

    /// Keeps the trials of this status.
    pub(super) fn filter(self, trials: LazyFrame) -> LazyFrame {
        let with = |status: Status| col("status").eq(lit(status.code()));
        match self {
            Self::Started => trials,
            Self::Completed => trials.filter(with(Status::Completed)),
            Self::Terminated => trials.filter(with(Status::Terminated)),
        }
    }
}

/// Numbers of distinct trials by place, therapy area, phase and calendar year.
pub struct Cube {
    /// The number of each place.
    places: HashMap<String, usize>,
    /// The number of each area, from one; zero stands for all areas together.
    areas: BTreeMap<String, usize>,
    /// The year of the first column.
    first: i32,
    /// How many years there are.
    years: usize,
    /// The counts; the year runs fastest, then phase, area and place.
    counts: Vec<u32>,
}

impl Cube {
    /// Counts the trials of a base population whose date is known and not after the cut-off.
    pub fn count(
        registry: &Registry,
        base: BaseFilter,
        counted: Counted,
        cutoff: NaiveDate,
    ) -> PolarsResult<Self> {
        let dated = counted.dated();
        let trials = counted.filter(through(registry, &Lens::default(), base)?);
        let known = col(dated).cast(DataType::Int32).lt_eq(lit(epoch_day(cutoff)));
        let columns = [col("trial"), col("phase"), col(dated).cast(DataType::Int32).alias("day")];
        let trials = trials.filter(known).select(columns).collect()?;

        let day = trials.column("day")?.i32()?;
        let year = |day: i32| date_of_epoch_day(day).map_or(0, |date| date.year());
        let (first, last) = (day.min().map_or(0, year), day.max().map_or(-1, year));
        let years = usize::try_from(last - first + 1).unwrap_or(0);
        // Of each trial, where in the block of a place and an area it is counted.
        let mut slots: HashMap<u32, usize> = HashMap::with_capacity(trials.height());
        let rows = trials.column("trial")?.u32()?.iter().zip(trials.column("phase")?.str()?.iter());
        for ((trial, phase), day) in rows.zip(day.iter()) {
            if let (Some(trial), Some(phase), Some(day)) = (trial, phase.and_then(number_of), day) {
                slots.insert(trial, phase * years + (year(day) - first) as usize);
            }
        }

        let (areas, by_trial) = areas(registry, &slots)?;
        let mut cube = Self { places: HashMap::new(), areas, first, years, counts: Vec::new() };
        for (trial, place) in pairs(&registry.places, "place")? {
            let Some(slot) = slots.get(&trial) else { continue };
            let from = cube.start_of(place);
            cube.counts[from + slot] += 1;
            for area in by_trial.get(&trial).into_iter().flatten() {
                let from = from + area * cube.block();
                cube.counts[from + slot] += 1;
            }
        }
        Ok(cube)
    }

    /// Returns where the cells of a place begin, with room for them.
    fn start_of(&mut self, place: &str) -> usize {
        let cells = (self.areas.len() + 1) * self.block();
        if let Some(number) = self.places.get(place) {
            return number * cells;
        }
        let number = self.places.len();
        self.places.insert(place.to_owned(), number);
        self.counts.resize((number + 1) * cells, 0);
        number * cells
    }

    /// The cells of one place and area.
    fn block(&self) -> usize {
        Phase::ALL.len() * self.years
    }

    /// Returns the number of distinct trials of a place in a window of whole years; of an area and of
    /// some phases where they are given.
    pub fn trials(
        &self,
        place: &str,
        area: Option<&str>,
        phases: &[Phase],
        window: &Window,
    ) -> u64 {
        let cells = self.cells(place, area).into_iter().flat_map(|cells| {
            let rows = cells.chunks(self.years.max(1)).zip(Phase::ALL);
            rows.filter(|(_, of)| phases.is_empty() || phases.contains(of)).map(|(row, _)| row)
        });
        let within = self.within(window);
        cells.flat_map(|row| &row[within.clone()]).map(|count| u64::from(*count)).sum()
    }

    /// Returns the cells of a place and an area.
    fn cells(&self, place: &str, area: Option<&str>) -> Option<&[u32]> {
        let place = *self.places.get(place)?;
        let area = match area {
            Some(area) => *self.areas.get(area)?,
            None => 0,
        };
        let from = (place * (self.areas.len() + 1) + area) * self.block();
        Some(&self.counts[from..from + self.block()])
    }

    /// Returns the columns of the years of a window.
    fn within(&self, window: &Window) -> std::ops::Range<usize> {
        let column = |year: i32| (year - self.first).clamp(0, self.years as i32) as usize;
        let (first, last) = window.span_of_years();
        column(first)..column(last.saturating_add(1)).max(column(first))
    }

    /// Returns the trials of each key of a dimension, where the cube has it; zeros left out.
    pub(super) fn tally(
        &self,
        by: By,
        place: &Place,
        lens: &Lens,
        window: &Window,
    ) -> Option<Tally> {
        let area = lens.areas.first().map(String::as_str);
        let phases = lens.phases.as_slice();
        let count = |key: &str| match by {
            By::Place | By::Region => self.trials(key, area, phases, window),
            By::Area => self.trials(&place.id, Some(key), phases, window),
            By::Phase => {
                let phase = number_of(key).map(|number| Phase::ALL[number]);
                let seen = phase.filter(|one| phases.is_empty() || phases.contains(one));
                seen.map_or(0, |one| self.trials(&place.id, area, &[one], window))
            }
            _ => {
                let year = key.parse().ok().and_then(|year| Window::years(year, year));
                year.map_or(0, |year| self.trials(&place.id, area, phases, &year))
            }
        };
        let keys: Vec<String> = match by {
            By::Place | By::Region => self.places.keys().cloned().collect(),
            By::Area if lens.areas.is_empty() => self.areas.keys().cloned().collect(),
            By::Phase => Phase::ALL.iter().map(|phase| phase.code().to_owned()).collect(),
            By::Year => {
                let years = self.within(window).map(|column| self.first + column as i32);
                years.map(|year| year.to_string()).collect()
            }
            _ => return None,
        };
        let counts = keys.into_iter().map(|key| (count(&key), key));
        Some(counts.filter(|(count, _)| *count > 0).map(|(count, key)| (key, count)).collect())
    }
}

/// Returns the number of a phase in [`Phase::ALL`].
fn number_of(code: &str) -> Option<usize> {
    Phase::ALL.iter().position(|phase| phase.code() == code)
}

/// Returns the rows of a table that relates trials to keys.
fn pairs<'a>(
    table: &'a DataFrame,
    key: &str,
) -> PolarsResult<impl Iterator<Item = (u32, &'a str)> + use<'a>> {
    let (trials, keys) = (table.column("trial")?.u32()?, table.column(key)?.str()?);
    Ok(trials.iter().zip(keys.iter()).filter_map(|(trial, key)| Some((trial?, key?))))
}

/// The numbers of the areas of each trial.
type AreasByTrial = HashMap<u32, BTreeSet<usize>>;

/// Returns the areas' numbers, and those of each trial that is counted.
fn areas(
    registry: &Registry,
    counted: &HashMap<u32, usize>,
) -> PolarsResult<(BTreeMap<String, usize>, AreasByTrial)> {
    let mut numbers: BTreeMap<String, usize> = BTreeMap::new();
    let mut by_trial = AreasByTrial::with_capacity(counted.len());
    for (trial, area) in pairs(&registry.areas, "area")? {
        if !counted.contains_key(&trial) {
            continue;
        }
        let number = match numbers.get(area) {
            Some(number) => *number,
            None => {
                numbers.insert(area.to_owned(), numbers.len() + 1);
                numbers.len()
            }
        };
        by_trial.entry(trial).or_default().insert(number);
    }
    Ok((numbers, by_trial))
}

/// What tells the cubes of one registry apart.
type Key = (&'static str, Counted, NaiveDate);

/// The cubes of one registry, each counted when it is first asked for.
#[derive(Default)]
pub struct Cubes(Mutex<BTreeMap<Key, Arc<Cube>>>);

impl Cubes {
    /// Returns the cube of a base population up to a cut-off.
    ///
    /// The registry must be the same every time.
    pub fn get(
        &self,
        registry: &Registry,
        base: BaseFilter,
        counted: Counted,
        cutoff: NaiveDate,
    ) -> PolarsResult<Arc<Cube>> {
        let mut made = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (base.code(), counted, cutoff);
        if let Some(cube) = made.get(&key) {
            return Ok(Arc::clone(cube));
        }
        let cube = Arc::new(Cube::count(registry, base, counted, cutoff)?);
        made.insert(key, Arc::clone(&cube));
        Ok(cube)
    }
}

/// Whether a cube has what a lens, a place and a window ask for.
pub(super) fn has(place: &Place, lens: &Lens, window: &Window) -> bool {
    // A trial of two areas would be counted twice.
    let is_of_axes = lens.areas.len() < 2
        && lens.clone().without(LensPart::Area).without(LensPart::Phase).is_empty();
    place.level != Level::Site && is_of_axes && window.is_whole_years()
}
