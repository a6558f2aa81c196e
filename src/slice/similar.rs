//! Similar regions: those that a region can fairly be laid beside.
//!
//! The nearest by three traits that decide much of what trials a region can
//! take and that no region chooses from year to year: how many live there, how
//! densely, and whether there is a university hospital. The first two as
//! logarithms, for twice as many is as far from half as many, whatever the
//! size. Each is standardised over the 21 regions, so that they weigh alike.
//!
//! The traits stand in data/reference/places/regions.csv and
//! population/regions.csv; ages and case mix are not at hand.

use super::Place;
use crate::registry::{Reference, Region};

/// How many regions are similar.
pub const SIMILAR: usize = 7;

/// What regions are compared by.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Traits {
    /// Inhabitants, in the newest year at hand.
    pub population: u64,
    /// Inhabitants per square kilometre of land.
    pub density: f64,
    /// Whether the region has a university hospital.
    pub university_hospital: bool,
}

/// A region beside another.
#[derive(Debug, Clone, PartialEq)]
pub struct Neighbour {
    /// The region's id.
    pub region: String,
    /// What it is like.
    pub traits: Traits,
    /// The distance between the two, in standard deviations.
    pub distance: f64,
}

/// Returns the traits of a region in a year; `None` without a population or an
/// area.
fn traits(region: &Region, year: i32, reference: &Reference) -> Option<Traits> {
    let population = reference.population.of_region(&region.code, year)?.population;
    let is_whole = population > 0 && region.land_km2 > 0;
    is_whole.then(|| Traits {
        population,
        density: population as f64 / f64::from(region.land_km2),
        university_hospital: region.university_hospital,
    })
}

/// Returns all other regions with their distances from one, the nearest first
/// and equals in the order of the codes.
///
/// The Euclidean distance of the z-scores of log population, log density and
/// university hospital (0 or 1), by the standard deviation over all regions.
/// Populations are those at hand for `year`. Empty for a place that is no
/// region.
pub fn neighbours(own: &str, year: i32, reference: &Reference) -> Vec<Neighbour> {
    let known = |region: &Region| Some((region.id.clone(), traits(region, year, reference)?));
    let all: Vec<_> = reference.places.regions.iter().filter_map(known).collect();
    let scores = standardised(&all.iter().map(|(_, traits)| axes(traits)).collect::<Vec<_>>());
    let Some(at) = all.iter().position(|(id, _)| id == own) else { return Vec::new() };
    let neighbour = |(other, (region, traits)): (usize, &(String, Traits))| Neighbour {
        region: region.clone(),
        traits: *traits,
        distance: distance(&scores[at], &scores[other]),
    };
    let mut others: Vec<_> = all.iter().enumerate().map(neighbour).collect();
    others.remove(at);
    // Stable, so that equals stay in the order of the codes.
    others.sort_by(|a, b| a.distance.total_cmp(&b.distance));
    others
}

/// Returns the regions that are similar to one, in the order of the codes:
/// they are a group, not a ranking.
pub fn similar(own: &str, year: i32, reference: &Reference) -> Vec<Place> {
    let mut nearest = neighbours(own, year, reference);
    nearest.truncate(SIMILAR);
    let is_near = |place: &Place| nearest.iter().any(|other| other.region == place.id);
    Place::sweden().regions(reference).into_iter().filter(is_near).collect()
}

/// Returns the numbers that traits are compared by.
fn axes(traits: &Traits) -> [f64; 3] {
    let hospital = if traits.university_hospital { 1.0 } else { 0.0 };
    [(traits.population as f64).ln(), traits.density.ln(), hospital]
}

/// Returns the z-scores of each column, by its standard deviation; zero in a
/// column whose values are all the same.
fn standardised(rows: &[[f64; 3]]) -> Vec<[f64; 3]> {
    let count = rows.len() as f64;
    let mut scores = rows.to_vec();
    for axis in 0..3 {
        let mean = rows.iter().map(|row| row[axis]).sum::<f64>() / count;
        let squares = rows.iter().map(|row| (row[axis] - mean).powi(2)).sum::<f64>();
        let deviation = (squares / (count - 1.0)).sqrt();
        for score in &mut scores {
            score[axis] = if deviation > 0.0 { (score[axis] - mean) / deviation } else { 0.0 };
        }
    }
    scores
}

/// Returns the Euclidean distance of two rows.
fn distance(one: &[f64; 3], other: &[f64; 3]) -> f64 {
    one.iter().zip(other).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    /// Reads the project's reference tables.
    fn reference() -> Reference {
        let Ok(reference) = Reference::load(Path::new(env!("CARGO_MANIFEST_DIR"))) else {
            panic!("the reference tables are faulty")
        };
        reference
    }

    /// SCB's land area of the country on 1 January 2019 was 407,311 square kilometres, and Stockholm's 6,524.
    #[test]
    fn the_regions_areas_add_up_to_the_countrys() {
        let regions = reference().places.regions;
        let sum: u32 = regions.iter().map(|region| region.land_km2).sum();
        assert!(sum.abs_diff(407_311) <= 21, "{sum}");
        assert_eq!(regions[0].land_km2, 6_524);
        // Norrbotten is the largest, nearly a quarter; Blekinge the smallest.
        let of = |id: &str| regions.iter().find(|region| region.id == id).unwrap().land_km2;
        assert!(
            regions
                .iter()
                .all(|region| (of("blekinge")..=of("norrbotten")).contains(&region.land_km2))
        );
    }

    #[test]
    fn three_four_five_is_a_distance() {
        assert_eq!(distance(&[0.0, 0.0, 1.0], &[3.0, 4.0, 1.0]), 5.0);
    }

    #[test]
    fn a_column_is_standardised_by_its_own_spread() {
        let scores = standardised(&[[1.0, 5.0, 0.0], [2.0, 5.0, 0.0], [3.0, 5.0, 1.0]]);
        assert_eq!([scores[0][0], scores[1][0], scores[2][0]], [-1.0, 0.0, 1.0]);
        assert_eq!([scores[0][1], scores[2][1]], [0.0, 0.0]);
    }

    #[test]
    fn every_region_has_seven_similar_ones_and_is_none_of_them() {
        let reference = reference();
        assert_eq!(reference.places.regions.len(), 21);
        for region in &reference.places.regions {
            let group = similar(&region.id, 2023, &reference);
            assert_eq!(group.len(), SIMILAR, "{}", region.id);
            assert!(group.iter().all(|other| other.id != region.id));
            assert_eq!(neighbours(&region.id, 2023, &reference).len(), 20);
        }
        assert_eq!(similar("sweden", 2023, &reference), []);
    }

    /// Computed apart, from the same tables, with Python's `statistics` and `math.dist`.
    #[test]
    fn the_groups_are_those_of_another_computation() {
        let reference = reference();
        let near = |own, count| {
            let mut all = neighbours(own, 2023, &reference);
            all.truncate(count);
            let shown = |one: &Neighbour| format!("{} {:.3}", one.region, one.distance);
            all.iter().map(shown).collect::<Vec<_>>()
        };
        assert_eq!(
            near("skane", 5),
            [
                "vastra-gotaland 0.528",
                "stockholm 1.096",
                "ostergotland 1.583",
                "uppsala 1.700",
                "orebro 2.109"
            ]
        );
        assert_eq!(near("gotland", 3), ["blekinge 1.414", "kronoberg 1.451", "kalmar 1.672"]);
        let group = similar("gotland", 2023, &reference);
        let ids: Vec<_> = group.iter().map(|place| place.id.as_str()).collect();
        // In the order of the codes.
        let expected = [
            "kronoberg",
            "kalmar",
            "blekinge",
            "varmland",
            "gavleborg",
            "vasternorrland",
            "jamtland-harjedalen",
        ];
        assert_eq!(ids, expected);
    }

    #[test]
    fn distance_is_the_same_both_ways() {
        let reference = reference();
        let from = |one, other: &str| {
            let all = neighbours(one, 2023, &reference);
            all.iter().find(|near| near.region == other).unwrap().distance
        };
        assert!((from("gotland", "skane") - from("skane", "gotland")).abs() < 1e-12);
    }
}
