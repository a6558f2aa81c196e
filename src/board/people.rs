//! Counts of people: which of those that the tables tell may be shown, anywhere.
//!
//! The plan is made of all that the tables could tell (every region, healthcare region and the country, every disease and year), not of what
//! one build happens to print. So every document, both languages, attached files, a build of one region alone and the command line show the
//! same counts and hide the same: what is put together from several of them gives no more than one. What the edition before has published is
//! named by the edition ([`read_earlier`]) and held against it too.
//!
//! # What sums up
//!
//! Regions sum up to their healthcare region, and these to the country, over the regions that have the count. Patients in trials and in
//! specialist care are totalled over the regions that reported both, so that the share is of the same regions. Patients in trials and those
//! who are not sum up to specialist care: so a count is never squeezed in between 0 and a small total. Diseases do not sum up, because a
//! patient can have several; but patients with a disease are some of all patients, and that is held too where all are few.

use std::collections::{BTreeMap, BTreeSet};

use typst::diag::{HintedStrResult, bail};

use super::files::Named;
use super::patients::{EVERY, Patients};
use super::table::{Line, Read, Table};
use super::{Board, Enrolment, Kpi, KpiValue};
use crate::diag::{Fault, Files, hint_for};
use crate::disclosure::{CellId, Class, Count, Mark, Plan, Publication, Reported, Rules};
use crate::registry::Reference;

/// New cases in the year.
pub const INCIDENT: &str = "incident-cases";

/// Cases at its end.
pub const PREVALENT: &str = "prevalent-cases";

/// Patients in specialist care.
pub const CARE: &str = "specialist-care";

/// Patients in trials.
pub const IN_TRIALS: &str = "in-trials";

/// Those in specialist care who are in no trial: it stands nowhere.
const IN_NONE: &str = "in-no-trial";

/// Patients that trials have enrolled.
pub const ENROLLED: &str = "enrolled";

/// Returns whether a count is of the patients' table.
pub fn is_of_patients(measure: &str) -> bool {
    [INCIDENT, PREVALENT, CARE, IN_TRIALS].contains(&measure)
}

/// The country.
pub const COUNTRY: &str = "sweden";

/// The columns of what an earlier edition has published.
pub const EARLIER_COLUMNS: [&str; 5] = ["measure", "place", "disease", "year", "count"];

/// A count that an earlier edition has published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Earlier {
    /// The count.
    pub id: CellId,
    /// Its number.
    pub number: u64,
}

/// What of the counts of people may be shown.
#[derive(Debug, Default)]
pub struct People {
    /// What becomes of each count that there is.
    plan: Plan,
    /// Why a count is not there that the tables have no number of.
    marks: BTreeMap<CellId, Mark>,
    /// How many regions each total is of.
    regions: BTreeMap<CellId, u64>,
}

/// Returns a count's id. A year of 0 and an empty disease are none.
pub fn id(measure: &str, place: &str, disease: &str, year: i32) -> CellId {
    let id = CellId::new(measure).at("region", place);
    let id = if disease.is_empty() { id } else { id.at("disease", disease) };
    if year == 0 { id } else { id.at("period", &year.to_string()) }
}

impl People {
    /// Decides about every count of people that the tables can tell.
    pub fn of(board: &Board, reference: &Reference, rules: &Rules) -> HintedStrResult<Self> {
        Self::planned(board, reference, |publication| publication.protect(rules))
    }

    /// Returns what it would be to hide small counts alone: for tests of the rest.
    pub fn primary_only(
        board: &Board,
        reference: &Reference,
        rules: &Rules,
    ) -> HintedStrResult<Self> {
        Self::planned(board, reference, |publication| publication.protect_primary_only(rules))
    }

    /// Gathers the counts and has them decided about.
    fn planned(
        board: &Board,
        reference: &Reference,
        protect: impl FnOnce(&Publication) -> HintedStrResult<Plan>,
    ) -> HintedStrResult<Self> {
        let mut desk = Desk::new(reference);
        desk.patients(board.patients.as_deref().unwrap_or_default())?;
        desk.enrolment(board.enrolment.as_deref().unwrap_or_default())?;
        for kpi in board.kpis.iter().flatten().filter(|kpi| kpi.people) {
            desk.indicator(kpi, board.kpi_values.as_deref().unwrap_or_default())?;
        }
        for Earlier { id, number } in board.earlier.iter().flatten() {
            desk.publication.earlier(&id.measure, Class::Patients, id.clone(), *number);
        }
        let plan = protect(&desk.publication)?;
        if let Some(exposed) = plan.exposed.first() {
            bail!(
                "a count of people cannot be protected: {}", exposed.cell;
                hint: "{}; leave its table out of the edition", exposed.why
            );
        }
        Ok(Self { plan, marks: desk.marks, regions: desk.regions })
    }

    /// Returns what stands in the place of a count: the number, or why there is none. One that no table has is not reported.
    pub fn get(&self, measure: &str, place: &str, disease: &str, year: i32) -> Reported<u64> {
        let id = id(measure, place, disease, year);
        match self.plan.get(&id) {
            Ok(reported) => reported,
            Err(_) => Reported::Missing(*self.marks.get(&id).unwrap_or(&Mark::NotReported)),
        }
    }

    /// Returns the numerator and the denominator of an indicator's value that counts people: each as it may be shown.
    pub fn of_indicator(&self, value: &KpiValue) -> [Reported<u64>; 2] {
        PARTS_OF_INDICATOR.map(|part| {
            let id = of_indicator(value, part);
            self.plan.get(&id).unwrap_or(Reported::Missing(Mark::NotReported))
        })
    }

    /// Returns how many regions a total is of.
    pub fn regions(&self, measure: &str, place: &str, disease: &str, year: i32) -> u64 {
        self.regions.get(&id(measure, place, disease, year)).copied().unwrap_or(0)
    }

    /// Returns every count that may be shown, for the edition after this one.
    pub fn published(&self) -> impl Iterator<Item = (&CellId, u64)> {
        let ids = self.plan.outcomes.keys();
        ids.filter_map(|id| Some((id, self.plan.get(id).ok()?.value()?)))
    }

    /// Returns the plan.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }
}

/// A measure's numbers by place, where there are any.
type Numbers = BTreeMap<String, u64>;

/// Counts being gathered.
struct Desk<'a> {
    reference: &'a Reference,
    publication: Publication,
    marks: BTreeMap<CellId, Mark>,
    regions: BTreeMap<CellId, u64>,
}

impl<'a> Desk<'a> {
    /// Returns a desk without counts.
    fn new(reference: &'a Reference) -> Self {
        let publication = Publication::new();
        Self { reference, publication, marks: BTreeMap::new(), regions: BTreeMap::new() }
    }

    /// Adds the counts of the patients' table.
    fn patients(&mut self, rows: &[Patients]) -> HintedStrResult<()> {
        let mut groups: BTreeMap<(&str, i32), Vec<&Patients>> = BTreeMap::new();
        for row in rows {
            groups.entry((&row.disease, row.year)).or_default().push(row);
        }
        let mut totals: BTreeMap<(&str, i32), [Numbers; 2]> = BTreeMap::new();
        for ((disease, year), rows) in &groups {
            for (measure, cell) in [
                (INCIDENT, (|row| row.incident_cases) as fn(&Patients) -> Reported<u64>),
                (PREVALENT, |row| row.prevalent_cases),
            ] {
                let numbers = self.regions_of(measure, disease, *year, rows, cell)?;
                self.totals(measure, disease, *year, &numbers)?;
            }
            let cells: [fn(&Patients) -> Reported<u64>; 2] =
                [|row| row.specialist_care, |row| row.in_trials];
            let mut both = [CARE, IN_TRIALS]
                .into_iter()
                .zip(cells)
                .map(|(measure, cell)| self.regions_of(measure, disease, *year, rows, cell));
            let (Some(care), Some(trials)) = (both.next(), both.next()) else { continue };
            let (mut care, mut trials) = (care?, trials?);
            care.retain(|region, _| trials.contains_key(region));
            trials.retain(|region, _| care.contains_key(region));
            let care = self.totals(CARE, disease, *year, &care)?;
            let trials = self.totals(IN_TRIALS, disease, *year, &trials)?;
            self.none(disease, *year, &care, &trials)?;
            totals.insert((disease, *year), [care, trials]);
        }
        self.some_of_all(&totals)
    }

    /// Adds a measure's counts of regions, and returns the numbers.
    fn regions_of(
        &mut self,
        measure: &str,
        disease: &str,
        year: i32,
        rows: &[&Patients],
        cell: fn(&Patients) -> Reported<u64>,
    ) -> HintedStrResult<Numbers> {
        let mut numbers = Numbers::new();
        for row in rows {
            let id = id(measure, &row.region, disease, year);
            match cell(row) {
                Reported::Value(number) => {
                    self.show(id, Count::Number(number))?;
                    numbers.insert(row.region.clone(), number);
                }
                Reported::Missing(Mark::Suppressed) => self.show(id, Count::AtSource)?,
                Reported::Missing(mark) => {
                    self.marks.insert(id, mark);
                }
            }
        }
        Ok(numbers)
    }

    /// Adds the totals of a measure over regions that have a number, and returns all numbers by place.
    fn totals(
        &mut self,
        measure: &str,
        disease: &str,
        year: i32,
        numbers: &Numbers,
    ) -> HintedStrResult<Numbers> {
        let mut all = numbers.clone();
        let places = &self.reference.places;
        let mut parts: Vec<&str> = Vec::new();
        for healthcare in &places.healthcare_regions {
            let own = places.regions_of(&healthcare.id).map(|region| region.id.as_str());
            let own: Vec<_> = own.filter(|region| numbers.contains_key(*region)).collect();
            if !own.is_empty() {
                let sum = own.iter().map(|region| numbers[*region]).sum();
                self.total(measure, disease, year, (&healthcare.id, sum), &own, own.len() as u64)?;
                all.insert(healthcare.id.clone(), sum);
                parts.push(&healthcare.id);
            }
        }
        if !parts.is_empty() {
            let (sum, regions) = (numbers.values().sum(), numbers.len() as u64);
            self.total(measure, disease, year, (COUNTRY, sum), &parts, regions)?;
            all.insert(COUNTRY.to_owned(), sum);
        }
        Ok(all)
    }

    /// Adds a total.
    fn total(
        &mut self,
        measure: &str,
        disease: &str,
        year: i32,
        (place, sum): (&str, u64),
        parts: &[&str],
        regions: u64,
    ) -> HintedStrResult<()> {
        let of = |place: &str| id(measure, place, disease, year);
        self.show(of(place), Count::Number(sum))?;
        self.publication.sum(of(place), parts.iter().map(|part| of(part)));
        self.regions.insert(of(place), regions);
        Ok(())
    }

    /// Holds those in specialist care who are in no trial.
    fn none(
        &mut self,
        disease: &str,
        year: i32,
        care: &Numbers,
        trials: &Numbers,
    ) -> HintedStrResult<()> {
        for (place, all) in care {
            let own = |measure: &str| id(measure, place, disease, year);
            let rest = Count::Number(all - trials[place]);
            self.publication.hold(IN_NONE, Class::Patients, own(IN_NONE), rest)?;
            self.publication.sum(own(CARE), [own(IN_TRIALS), own(IN_NONE)]);
        }
        Ok(())
    }

    /// Holds, where all patients of a place are few, those of them without a disease.
    fn some_of_all(&mut self, totals: &BTreeMap<(&str, i32), [Numbers; 2]>) -> HintedStrResult<()> {
        for ((disease, year), own) in totals.iter().filter(|((disease, _), _)| *disease != EVERY) {
            let Some(all) = totals.get(&(EVERY, *year)) else { continue };
            for (measure, (own, all)) in [CARE, IN_TRIALS].into_iter().zip(own.iter().zip(all)) {
                for (place, number) in own {
                    let Some(whole) = all.get(place).filter(|whole| **whole < FEW) else {
                        continue;
                    };
                    let Some(rest) = whole.checked_sub(*number) else {
                        bail!(
                            "{number} patients with a disease of {whole} in all, in `{place}`";
                            hint: "the row `{EVERY}` of the table `patients` is of all patients"
                        );
                    };
                    let of = |disease: &str| id(measure, place, disease, *year);
                    let without = of(&format!("{EVERY} but {disease}"));
                    let rest = Count::Number(rest);
                    self.publication.hold(measure, Class::Patients, without.clone(), rest)?;
                    self.publication.sum(of(EVERY), [of(disease), without]);
                }
            }
        }
        Ok(())
    }

    /// Adds the patients that trials have enrolled.
    fn enrolment(&mut self, rows: &[Enrolment]) -> HintedStrResult<()> {
        let mut numbers = Numbers::new();
        let regions: BTreeSet<&str> = rows.iter().map(|row| row.region.as_str()).collect();
        for row in rows {
            if let Reported::Value(number) = row.enrolled {
                *numbers.entry(row.region.clone()).or_default() += number;
            }
        }
        for region in regions {
            let id = id(ENROLLED, region, "", 0);
            match numbers.get(region) {
                Some(number) => self.show(id, Count::Number(*number))?,
                None => {
                    self.marks.insert(id, Mark::NotReported);
                }
            }
        }
        self.totals(ENROLLED, "", 0, &numbers).map(drop)
    }

    /// Adds the counts behind the values of an indicator. The regions that have values are some of the country.
    fn indicator(&mut self, kpi: &Kpi, values: &[KpiValue]) -> HintedStrResult<()> {
        let own = values.iter().filter(|value| value.kpi == kpi.id);
        let counted = own.filter_map(|value| Some((value, value.numerator?, value.denominator?)));
        let mut periods: BTreeMap<String, Vec<_>> = BTreeMap::new();
        for (value, numerator, denominator) in counted {
            let [x, n] = PARTS_OF_INDICATOR.map(|part| of_indicator(value, part));
            self.show(x.clone(), Count::Number(numerator))?;
            self.show(n.clone(), Count::Number(denominator))?;
            // The rest of the denominator stands nowhere; an indicator that is no part of a whole has none.
            if let Some(rest) = denominator.checked_sub(numerator) {
                self.rest("others", n, vec![x], rest)?;
            }
            let counts = (value, [numerator, denominator]);
            periods.entry(value.period.to_string()).or_default().push(counts);
        }
        for values in periods.values() {
            let Some((country, totals)) = values.iter().find(|(value, _)| value.region.is_none())
            else {
                continue;
            };
            let regions: Vec<_> =
                values.iter().filter(|(value, _)| value.region.is_some()).collect();
            for (at, part) in PARTS_OF_INDICATOR.into_iter().enumerate() {
                let sum: u64 = regions.iter().map(|(_, counts)| counts[at]).sum();
                let parts = regions.iter().map(|(value, _)| of_indicator(value, part)).collect();
                // Where the regions do not sum up to the country, a patient counts in several of them.
                if let (false, Some(rest)) = (regions.is_empty(), totals[at].checked_sub(sum)) {
                    self.rest("elsewhere", of_indicator(country, part), parts, rest)?;
                }
            }
        }
        Ok(())
    }

    /// Holds what parts leave of a total, under a name.
    fn rest(
        &mut self,
        name: &str,
        total: CellId,
        parts: Vec<CellId>,
        rest: u64,
    ) -> HintedStrResult<()> {
        let held = CellId { measure: format!("{name} of {}", total.measure), ..total.clone() };
        self.publication.hold(
            &total.measure,
            Class::Patients,
            held.clone(),
            Count::Number(rest),
        )?;
        self.publication.sum(total, parts.into_iter().chain([held]));
        Ok(())
    }

    /// Adds a count that is to be shown.
    fn show(&mut self, id: CellId, count: Count) -> HintedStrResult<()> {
        let table = id.measure.clone();
        self.publication.show(&table, Class::Patients, id, count)
    }
}

/// The counts behind a value.
const PARTS_OF_INDICATOR: [&str; 2] = ["numerator", "denominator"];

/// Returns the id of a count behind an indicator's value.
fn of_indicator(value: &KpiValue, part: &str) -> CellId {
    CellId::new(&format!("{}-{part}", value.kpi))
        .at("region", value.region.as_deref().unwrap_or(COUNTRY))
        .at("period", &value.period.to_string())
}

/// Below this many patients in all, those with one disease are held against them. No threshold that is meant is larger.
const FEW: u64 = 1000;

/// Whether a build publishes counts of a measure; what is wrong is told.
fn is_published(measure: &str, line: Line) -> bool {
    let names = [INCIDENT, PREVALENT, CARE, IN_TRIALS, ENROLLED];
    let is_behind = PARTS_OF_INDICATOR.iter().any(|part| measure.ends_with(&format!("-{part}")));
    if names.contains(&measure) || is_behind {
        return true;
    }
    line.tell("measure", format!("unknown measure `{measure}`"), hint_for(measure, names));
    false
}

/// Reads what an earlier edition has published, as a build writes it into `counts.csv`.
///
/// A name that nobody knows is an error: a count that is held against nothing would protect nobody.
pub fn read_earlier(
    files: &Files,
    named: &Named,
    reference: &Reference,
) -> Result<Read<Vec<Earlier>>, Vec<Fault>> {
    let table = Table::read(files, named, &EARLIER_COLUMNS)?;
    let places = &reference.places;
    let regions = places.regions.iter().map(|region| region.id.as_str());
    let healthcare = places.healthcare_regions.iter().map(|region| region.id.as_str());
    let places = regions.chain(healthcare).chain([COUNTRY]);
    let mut rows: Vec<Earlier> = Vec::new();
    for line in table.lines() {
        let measure = line.id("measure").filter(|measure| is_published(measure, line));
        let place = line.given("place", line.known("place", "place", places.clone()));
        let (disease, year) = (line.text("disease"), line.text("year"));
        let count = line.count("count").and_then(Reported::value);
        if let (Some(measure), Some(place), Some(disease), Some(year), Some(number)) =
            (measure, place, disease, year, count)
        {
            let id = id(&measure, &place, &disease, 0);
            let id = if year.is_empty() { id } else { id.at("period", &year) };
            match rows.iter().any(|other| other.id == id) {
                true => line.tell(
                    "count",
                    "a second count of the same",
                    "expected one row for each count",
                ),
                false => rows.push(Earlier { id, number }),
            }
        }
    }
    table.finish(rows)
}
