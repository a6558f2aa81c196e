//! A country of drawn counts.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use kapacitet::disclosure::{CellId, Hierarchy};

use crate::support::crate_root;

/// The years.
pub const YEARS: [&str; 3] = ["2023", "2024", "both"];

/// The diseases.
pub const DISEASES: [&str; 4] = ["als", "ms", "stroke", "every"];

/// The nation.
pub const NATION: &str = "nation";

/// What a count is of.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    /// A region, a healthcare region or the nation.
    pub place: String,
    /// A disease, or every one.
    pub disease: String,
    /// A year, or both.
    pub year: String,
}

/// Returns the healthcare regions with their regions, from the reference tables.
pub fn healthcare_regions() -> BTreeMap<String, BTreeSet<String>> {
    let table = fs::read_to_string(crate_root().join("data/reference/places/regions.csv")).unwrap();
    let mut regions: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for line in table.lines().filter(|line| line.as_bytes()[0].is_ascii_digit()) {
        let fields: Vec<_> = line.split(',').collect();
        regions.entry(fields[6].to_owned()).or_default().insert(fields[2].to_owned());
    }
    assert_eq!((regions.len(), regions.values().map(BTreeSet::len).sum::<usize>()), (6, 21));
    regions
}

/// A country's counts with every total.
pub struct Country {
    /// The counts.
    pub counts: BTreeMap<Key, u64>,
}

impl Country {
    /// Draws the counts of a country: a fifth of them none, two fifths small.
    pub fn draw(seed: u64) -> Self {
        let mut draws = Draws(seed);
        let mut counts = BTreeMap::new();
        for (healthcare, regions) in healthcare_regions() {
            for region in regions {
                for disease in &DISEASES[..3] {
                    for year in &YEARS[..2] {
                        let number = match draws.below(10) {
                            0..2 => 0,
                            2..6 => 1 + draws.below(6),
                            _ => 5 + draws.below(300),
                        };
                        for place in [&region, &healthcare, NATION] {
                            for disease in [disease, DISEASES[3]] {
                                for year in [year, YEARS[2]] {
                                    let key = key(place, disease, year);
                                    *counts.entry(key).or_default() += number;
                                }
                            }
                        }
                    }
                }
            }
        }
        Self { counts }
    }

    /// Returns how the counts sum up, as the defender is told.
    pub fn hierarchies(&self) -> Vec<Hierarchy> {
        let healthcare = healthcare_regions();
        let nation = healthcare.keys().map(String::as_str);
        let mut places = Hierarchy::new("region").total(NATION, nation);
        for (total, regions) in &healthcare {
            places = places.total(total, regions.iter().map(String::as_str));
        }
        let diseases = Hierarchy::new("disease").total(DISEASES[3], DISEASES[..3].iter().copied());
        let years = Hierarchy::new("period").total(YEARS[2], YEARS[..2].iter().copied());
        vec![places, diseases, years]
    }
}

/// Returns what a count is of.
fn key(place: &str, disease: &str, year: &str) -> Key {
    Key { place: place.to_owned(), disease: disease.to_owned(), year: year.to_owned() }
}

/// Returns a count's id.
pub fn id(key: &Key) -> CellId {
    CellId::new("cases")
        .at("region", &key.place)
        .at("disease", &key.disease)
        .at("period", &key.year)
}

/// A stream of numbers that is the same everywhere (SplitMix64).
struct Draws(u64);

impl Draws {
    /// Returns a number below another.
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % bound
    }
}
