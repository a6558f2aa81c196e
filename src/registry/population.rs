//! Inhabitants of countries and regions, year by year.
//!
//! Not every year is at hand for every place. A value always tells which year it
//! is from, so that a page can print it.
//! Cooperates with data/reference/population.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::places::{COUNTRIES, Places, REGIONS};
use super::reference::{Files, Loaded};

/// Inhabitants of every country and region at hand.
#[derive(Debug)]
pub struct Population {
    /// By ISO code; mid-year.
    countries: BTreeMap<String, Series>,
    /// By SCB code; 31 December, or mid-year where the table says so.
    regions: BTreeMap<String, Series>,
}

/// Inhabitants by year.
type Series = BTreeMap<i32, u64>;

/// A number of inhabitants.
#[derive(Debug, Copy, Clone, Eq, PartialEq)]
pub struct PopulationValue {
    /// The year it is from, which need not be the year asked for.
    pub year: i32,
    /// Inhabitants.
    pub population: u64,
}

/// A row of either table.
#[derive(Deserialize)]
struct Row {
    /// ISO or SCB code.
    #[serde(alias = "alpha2")]
    code: String,
    /// The year.
    year: i32,
    /// Inhabitants.
    population: u64,
}

impl Population {
    /// Reads the tables and checks that they know their places.
    pub(super) fn load(files: &mut Files, places: &Places) -> Loaded<Self> {
        let country = |code: &str| places.country(code).is_some();
        let region = |code: &str| places.region_by_code(code).is_some();
        Ok(Self {
            countries: load(files, "population/countries.csv", "alpha2", COUNTRIES, country),
            regions: load(files, "population/regions.csv", "code", REGIONS, region),
        })
    }

    /// Returns a country's inhabitants, of the nearest year at hand.
    pub fn of_country(&self, alpha2: &str, year: i32) -> Option<PopulationValue> {
        nearest(self.countries.get(alpha2)?, year)
    }

    /// Returns a region's inhabitants, of the nearest year at hand.
    pub fn of_region(&self, code: &str, year: i32) -> Option<PopulationValue> {
        nearest(self.regions.get(code)?, year)
    }
}

/// Returns the value of the year, or of the nearest one; of two equally near the
/// earlier.
fn nearest(series: &Series, year: i32) -> Option<PopulationValue> {
    series
        .iter()
        .map(|(&year, &population)| PopulationValue { year, population })
        .min_by_key(|value| (value.year.abs_diff(year), value.year))
}

/// Years that a number of inhabitants can be of.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2100;

/// Inhabitants that a place can have: what rates are divided by is never 0.
const INHABITANTS: std::ops::RangeInclusive<u64> = 1..=10_000_000_000;

/// Reads one table, whose codes are those of the table of places.
fn load(
    files: &mut Files,
    file: &str,
    column: &str,
    places: &str,
    known: impl Fn(&str) -> bool,
) -> BTreeMap<String, Series> {
    let mut table = BTreeMap::<String, Series>::new();
    for (line, Row { code, year, population }) in files.rows(file).unwrap_or_default() {
        if files.is_sound(places) && !known(&code) {
            let hint = format!("expected one of {places}");
            files.cell_fault(file, line, column, &format!("unknown code `{code}`"), &hint);
        }
        let mut cells = files.cells(file, line);
        cells.number("year", year, YEARS, "");
        cells.number("population", population, INHABITANTS, "inhabitants");
        if table.entry(code.clone()).or_default().insert(year, population).is_some() {
            let fault = format!("`{code}` has two values of {year}");
            files.cell_fault(file, line, column, &fault, "keep the one that is right");
        }
    }
    table
}
