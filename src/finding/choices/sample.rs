//! One pass through the tables: the counts that every choice is a sum of.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{Datelike, NaiveDate};
use polars::prelude::*;

use super::choice::{Choice, Counting, Starts};
use crate::registry::Registry;
use crate::registry::schema::{DateType, Status, date_of_epoch_day};
use crate::slice::{BaseFilter, Lens, through};
use crate::statistics::Counts;

/// The places around others; the first ones of a sample.
const AROUND: [&str; 4] = ["world", "europe", "nordics", "sweden"];

/// The years that are kept: those of the longest window.
const YEARS: i32 = 10;

/// The kinds of trial in a year: of the base population or not, of an actual start or not.
const FLAGS: usize = 4;

/// The flag of company-initiated drug trials.
const DRUG: usize = 1;

/// The flag of actual starts.
const ACTUAL: usize = 2;

/// The trials of one place, year and kind.
#[derive(Debug, Clone, Copy, Default)]
struct Cell {
    /// Trials.
    trials: u64,
    /// The sum of the shares of their sites that lie in the place.
    weight: f64,
    /// The sum of the squares of these shares.
    squares: f64,
    /// The sum of the shares in the place times those in each place around.
    with: [f64; AROUND.len()],
}

/// The cells of one kind of trials: by place, and within it by year and flags.
pub(super) struct Column(Vec<Cell>);

/// What places a trial in time, and which trials count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Event {
    /// Those that started, by their start.
    Started,
    /// Those completed or terminated, by their end.
    Closed,
}

impl Event {
    /// Returns the columns of its date and of how certain that is.
    fn columns(self) -> (&'static str, &'static str) {
        match self {
            Self::Started => ("start", "start_type"),
            Self::Closed => ("completion", "completion_type"),
        }
    }
}

/// A trial of the years that are kept.
struct Row {
    /// Its key.
    trial: u32,
    /// Its year and flags.
    slot: usize,
    /// Whether it was carried through to its end.
    is_completed: bool,
    /// The places with its sites, and the share of them there.
    shares: Vec<(usize, f64)>,
}

/// A count with what chance makes of it.
pub(super) struct Tallied {
    /// Trials, or the sum of their shares.
    pub sum: f64,
    /// The number of trials of equal weight that would tell as much.
    pub effective: u64,
    /// That number over the sum.
    pub effect: f64,
}

/// The counts of a registry.
pub(super) struct Sample {
    /// The number of each place.
    places: HashMap<String, usize>,
    /// The trials.
    rows: Vec<Row>,
    /// All of them.
    all: Column,
    /// Those of each therapy area.
    areas: BTreeMap<String, Column>,
}

impl Sample {
    /// Goes through the tables.
    ///
    /// In: `schema::TRIALS`, `schema::SITES`, `schema::AREAS`. Trials count by the year of the event, up to the cut-off.
    pub fn count(
        registry: &Registry,
        event: Event,
        cutoff: NaiveDate,
        last: i32,
    ) -> PolarsResult<Self> {
        let reference = &registry.reference.places;
        let names = AROUND.into_iter().chain(reference.regions.iter().map(|region| &*region.id));
        let places: HashMap<_, _> = names.enumerate().map(|(at, id)| (id.to_owned(), at)).collect();
        let slots = slots(registry, event, cutoff, last)?;
        let mut shares = shares(registry, &places, &slots)?;
        let mut rows = Vec::with_capacity(slots.len());
        for (trial, Slot { slot, is_completed }) in slots {
            // Every trial is one of the world's, also one that names no site.
            let shares = shares.remove(&trial).unwrap_or_else(|| vec![(0, 1.0)]);
            rows.push(Row { trial, slot, is_completed, shares });
        }
        rows.sort_unstable_by_key(|row| row.trial);

        let mut of_area: BTreeMap<String, HashSet<u32>> = BTreeMap::new();
        let (keys, areas) =
            (registry.areas.column("trial")?.u32()?, registry.areas.column("area")?);
        for (trial, area) in keys.iter().zip(areas.str()?.iter()) {
            if let (Some(trial), Some(area)) = (trial, area) {
                of_area.entry(area.to_owned()).or_default().insert(trial);
            }
        }
        let mut sample = Self { places, rows, all: Column(Vec::new()), areas: BTreeMap::new() };
        sample.all = sample.column_of(|_| true);
        for (area, trials) in of_area {
            let column = sample.column_of(|row| trials.contains(&row.trial));
            sample.areas.insert(area, column);
        }
        Ok(sample)
    }

    /// Whether a place is counted.
    pub fn has(&self, place: &str) -> bool {
        self.places.contains_key(place)
    }

    /// Returns the trials of all kinds.
    pub fn all(&self) -> &Column {
        &self.all
    }

    /// Returns the trials of a therapy area.
    pub fn of_area(&self, area: &str) -> Option<&Column> {
        self.areas.get(area)
    }

    /// Returns the trials of a lens.
    pub fn column(&self, registry: &Registry, lens: &Lens) -> PolarsResult<Column> {
        let trials = trials_of(registry, lens)?;
        Ok(self.column_of(|row| trials.contains(&row.trial)))
    }

    /// Returns those of them that were completed.
    pub fn completed(&self, registry: &Registry, lens: &Lens) -> PolarsResult<Column> {
        let trials = trials_of(registry, lens)?;
        Ok(self.column_of(|row| row.is_completed && trials.contains(&row.trial)))
    }

    /// Returns the trials of the diseases that those of a lens name themselves; a disease holds the narrower ones below it.
    ///
    /// In: `schema::CONDITIONS`. Diseases of fewer trials anywhere than `at_least` are left out.
    pub fn diseases(
        &self,
        registry: &Registry,
        lens: &Lens,
        at_least: u64,
    ) -> PolarsResult<Vec<Disease>> {
        let of_lens = trials_of(registry, lens)?;
        let rows = self.rows.iter().enumerate().filter(|(_, row)| of_lens.contains(&row.trial));
        let rows: HashMap<u32, usize> = rows.map(|(at, row)| (row.trial, at)).collect();
        let conditions = &registry.conditions;
        let text = |column| conditions.column(column).and_then(|column| column.str());
        let (trials, kinds, meshes) =
            (conditions.column("trial")?.u32()?, text("kind")?, text("mesh")?);
        // Of each disease the rows that have it, and whether they name it themselves.
        let mut found: BTreeMap<&str, BTreeMap<usize, bool>> = BTreeMap::new();
        for ((trial, kind), mesh) in trials.iter().zip(kinds.iter()).zip(meshes.iter()) {
            let row = trial.and_then(|trial| rows.get(&trial));
            let (Some(row), Some(mesh)) = (row, mesh) else { continue };
            *found.entry(mesh).or_default().entry(*row).or_default() |= kind == Some("mesh");
        }
        found.retain(|_, rows| rows.len() as u64 >= at_least && rows.values().any(|named| *named));
        let disease = |(mesh, rows): (&str, BTreeMap<usize, bool>)| {
            let mut named = vec![0; self.places.len()];
            for (row, _) in rows.iter().filter(|(_, is_named)| **is_named) {
                let row = &self.rows[*row];
                row.shares.iter().for_each(|(place, _)| named[*place] |= 1 << row.slot);
            }
            let column = self.column_from(rows.keys().map(|row| &self.rows[*row]));
            Disease { mesh: mesh.to_owned(), column, named }
        };
        Ok(found.into_iter().map(disease).collect())
    }

    /// Whether any trial that a choice counts in a place names a disease itself.
    pub fn is_named(&self, disease: &Disease, place: &str, choice: &Choice) -> bool {
        let named = self.places.get(place).map_or(0, |place| disease.named[*place]);
        counted_slots(choice).any(|slot| named & (1 << slot) != 0)
    }

    /// Returns the cells of the trials that are of a kind.
    fn column_of(&self, is_of_kind: impl Fn(&Row) -> bool) -> Column {
        self.column_from(self.rows.iter().filter(|row| is_of_kind(row)))
    }

    /// Returns the cells of some trials.
    fn column_from<'a>(&self, rows: impl Iterator<Item = &'a Row>) -> Column {
        let mut cells = vec![Cell::default(); self.places.len() * SLOTS];
        for row in rows {
            for (place, share) in &row.shares {
                let cell = &mut cells[place * SLOTS + row.slot];
                cell.trials += 1;
                cell.weight += share;
                cell.squares += share * share;
                for (around, other) in row.shares.iter().filter(|(at, _)| *at < AROUND.len()) {
                    cell.with[*around] += share * other;
                }
            }
        }
        Column(cells)
    }

    /// Returns the sum of a place's cells that a choice counts.
    fn sum(&self, column: &Column, place: usize, choice: &Choice) -> Cell {
        let mut sum = Cell::default();
        for slot in counted_slots(choice) {
            let cell = &column.0[place * SLOTS + slot];
            sum.trials += cell.trials;
            sum.weight += cell.weight;
            sum.squares += cell.squares;
            for (sum, with) in sum.with.iter_mut().zip(cell.with) {
                *sum += with;
            }
        }
        sum
    }

    /// Returns the quotient of a kind among some trials in a place, and the four counts that tell how sure it is. The quotient is `None` where
    /// there is nothing to divide by.
    ///
    /// Fractions are no counts, so their shares are told as those of the effective numbers of trials: the square of the sum of the weights over
    /// the sum of their squares, rounded to whole trials.
    ///
    /// Source: Kish L, Survey Sampling, 1965, section 11.7.
    pub fn counts(
        &self,
        (kind, all): (&Column, &Column),
        place: &str,
        choice: &Choice,
    ) -> Option<(Option<f64>, Counts)> {
        let around = choice.against?;
        let (place, around) = (*self.places.get(place)?, *self.places.get(around)?);
        let cell = |column, at| self.sum(column, at, choice);
        let (own, wide) = (cell(kind, place), cell(kind, around));
        let (all, wide_all) = (cell(all, place), cell(all, around));
        if choice.counting == Counting::Whole {
            let counts = Counts {
                kind: own.trials,
                all: all.trials,
                reference_kind: wide.trials - own.trials,
                reference_all: wide_all.trials - all.trials,
            };
            return Some((counts.quotient(), counts));
        }
        let rest = |wide: f64, own: f64| (wide - own).max(0.0);
        let (kind, whole) = effective(own.weight, all.weight, all.squares);
        // Of the reference's shares the place's own are taken away, trial by trial.
        let squares = wide_all.squares - 2.0 * all.with[around] + all.squares;
        let (other, others) = (rest(wide.weight, own.weight), rest(wide_all.weight, all.weight));
        let (reference_kind, reference_all) = effective(other, others, squares.max(0.0));
        let counts = Counts { kind, all: whole, reference_kind, reference_all };
        let can_divide = all.weight > 0.0 && other > 0.0 && others > 0.0;
        let quotient = can_divide.then(|| own.weight / all.weight / (other / others));
        Some((quotient, counts))
    }

    /// Returns a part and the whole of a place's trials: whole ones, or as many of equal weight as tell as much.
    pub fn part(
        &self,
        (kind, all): (&Column, &Column),
        place: &str,
        choice: &Choice,
    ) -> Option<(u64, u64)> {
        let place = *self.places.get(place)?;
        let (kind, all) = (self.sum(kind, place, choice), self.sum(all, place, choice));
        Some(match choice.counting {
            Counting::Whole => (kind.trials, all.trials),
            Counting::Fractional => effective(kind.weight, all.weight, all.squares),
        })
    }

    /// Returns how many trials of a kind a choice counts in a place, each as one.
    pub fn trials(&self, kind: &Column, place: &str, choice: &Choice) -> u64 {
        self.places.get(place).map_or(0, |place| self.sum(kind, *place, choice).trials)
    }

    /// Returns a place's count.
    pub fn counted(&self, column: &Column, place: &str, choice: &Choice) -> Option<Tallied> {
        let cell = self.sum(column, *self.places.get(place)?, choice);
        Some(match choice.counting {
            Counting::Whole => {
                Tallied { sum: cell.trials as f64, effective: cell.trials, effect: 1.0 }
            }
            Counting::Fractional if cell.squares > 0.0 => Tallied {
                sum: cell.weight,
                effective: (cell.weight * cell.weight / cell.squares).round() as u64,
                effect: cell.weight / cell.squares,
            },
            Counting::Fractional => Tallied { sum: 0.0, effective: 0, effect: 1.0 },
        })
    }
}

/// The years by the flags.
const SLOTS: usize = YEARS as usize * FLAGS;

/// Returns a part and the whole of so many trials of equal weight as tell as much as these.
fn effective(part: f64, whole: f64, squares: f64) -> (u64, u64) {
    if whole <= 0.0 || squares <= 0.0 {
        return (0, 0);
    }
    let number = whole * whole / squares;
    ((part / whole * number).round() as u64, number.round() as u64)
}

/// A disease's trials among those of a lens.
pub(super) struct Disease {
    /// Its MeSH descriptor.
    pub mesh: String,
    /// The trials.
    pub column: Column,
    /// By place: in which years, and with which flags, a trial names it itself, one bit each.
    named: Vec<u64>,
}

/// Returns the years and flags that a choice counts.
fn counted_slots(choice: &Choice) -> impl Iterator<Item = usize> + '_ {
    let first = (YEARS - choice.years) as usize * FLAGS;
    (first..SLOTS).filter(move |slot| {
        let is_base = choice.is_of_all || slot & DRUG != 0;
        is_base && (choice.starts != Some(Starts::Actual) || slot & ACTUAL != 0)
    })
}

/// Returns the trials of a lens.
fn trials_of(registry: &Registry, lens: &Lens) -> PolarsResult<HashSet<u32>> {
    let trials = through(registry, lens, BaseFilter::All)?.select([col("trial")]).collect()?;
    Ok(trials.column("trial")?.u32()?.iter().flatten().collect())
}

/// Where a trial is counted.
struct Slot {
    /// Its year and flags.
    slot: usize,
    /// Whether it was carried through to its end.
    is_completed: bool,
}

/// Returns where each trial of the years that are kept is counted.
fn slots(
    registry: &Registry,
    event: Event,
    cutoff: NaiveDate,
    last: i32,
) -> PolarsResult<HashMap<u32, Slot>> {
    let (dated, kind) = event.columns();
    let columns = [
        col("trial"),
        col(dated).cast(DataType::Int32),
        col(kind),
        col("status"),
        col("is_company_drug_trial"),
    ];
    let trials = registry.trials.clone().lazy().select(columns).collect()?;
    let text = |column| trials.column(column).and_then(|column| column.str());
    let (keys, dates) = (trials.column("trial")?.u32()?, trials.column(dated)?.i32()?);
    let (types, statuses) = (text(kind)?, text("status")?);
    let drug = trials.column("is_company_drug_trial")?.bool()?;
    let mut slots = HashMap::new();
    for row in 0..trials.height() {
        let date = dates.get(row).and_then(date_of_epoch_day);
        let (Some(trial), Some(date)) = (keys.get(row), date) else { continue };
        let status = statuses.get(row).and_then(Status::from_code);
        let is_closed = matches!(status, Some(Status::Completed | Status::Terminated));
        let year = date.year() - (last - YEARS + 1);
        let counts = event == Event::Started || is_closed;
        if counts && date <= cutoff && (0..YEARS).contains(&year) {
            let is_actual = types.get(row) == Some(DateType::Actual.code());
            let flags =
                usize::from(drug.get(row) == Some(true)) * DRUG + usize::from(is_actual) * ACTUAL;
            let slot = year as usize * FLAGS + flags;
            slots.insert(trial, Slot { slot, is_completed: status == Some(Status::Completed) });
        }
    }
    Ok(slots)
}

/// Returns where the sites of each trial are: the places, and the share of the trial's rows there.
fn shares(
    registry: &Registry,
    places: &HashMap<String, usize>,
    slots: &HashMap<u32, Slot>,
) -> PolarsResult<HashMap<u32, Vec<(usize, f64)>>> {
    let reference = &registry.reference.places;
    let of_country: HashMap<&str, Vec<usize>> = reference
        .countries
        .iter()
        .map(|country| {
            let is = [true, country.europe, country.nordic, country.id == "sweden"];
            (&*country.alpha2, (0..AROUND.len()).filter(|at| is[*at]).collect())
        })
        .collect();
    let of_region: HashMap<&str, usize> =
        reference.regions.iter().map(|region| (&*region.code, places[&region.id])).collect();
    let text = |column| registry.sites.column(column).and_then(|column| column.str());
    let keys = registry.sites.column("trial")?.u32()?;
    let (countries, regions) = (text("country_code")?, text("region")?);
    let mut rows: HashMap<u32, (u32, BTreeMap<usize, u32>)> = HashMap::with_capacity(slots.len());
    for ((trial, country), region) in keys.iter().zip(countries.iter()).zip(regions.iter()) {
        let Some(trial) = trial.filter(|trial| slots.contains_key(trial)) else { continue };
        let (all, at) = rows.entry(trial).or_default();
        *all += 1;
        let wide = country.and_then(|code| of_country.get(code));
        let wide = wide.map_or(&[0][..], Vec::as_slice);
        for place in wide.iter().chain(region.and_then(|code| of_region.get(code))) {
            *at.entry(*place).or_default() += 1;
        }
    }
    let share = |(trial, (all, at)): (u32, (u32, BTreeMap<usize, u32>))| {
        let shares = at.into_iter().map(|(place, n)| (place, f64::from(n) / f64::from(all)));
        (trial, shares.collect())
    };
    Ok(rows.into_iter().map(share).collect())
}
