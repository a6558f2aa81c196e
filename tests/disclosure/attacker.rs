//! An attacker: somebody who has all that is published, and a pencil.
//!
//! Knows the places, diseases and years and what sums up to what, which numbers are printed, and that a mark is never a zero. Knows
//! nothing of how counts were hidden, and shares no code with what hid them: bounds are narrowed sum by sum, and what that leaves open is decided
//! by a simplex tableau of its own.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use super::country::{DISEASES, Key, NATION, YEARS, healthcare_regions};

/// What is smaller than this is a rounding error.
const TINY: f64 = 1e-7;

/// What an attacker knows of a count: the whole numbers that it can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Interval {
    /// The smallest.
    pub least: i64,
    /// The largest, if there is one.
    pub most: Option<i64>,
}

/// An attacker who has read everything.
pub struct Attacker {
    /// The hidden counts, by index.
    hidden: BTreeMap<Key, usize>,
    /// The least that each can be.
    floor: Vec<f64>,
    /// What the sums alone say of each.
    narrowed: Vec<(f64, f64)>,
    /// What all of them together say.
    tableau: RefCell<Tableau>,
}

impl Attacker {
    /// Reads what is published; what was seen once is not forgotten.
    pub fn new(published: impl IntoIterator<Item = (Key, Option<u64>)>) -> Self {
        Self::knowing(published, &sums(), &BTreeSet::new())
    }

    /// Reads what is published, with the sums of it. Counts that stand nowhere can be none at all.
    pub fn knowing(
        published: impl IntoIterator<Item = (Key, Option<u64>)>,
        sums: &[Sum],
        nowhere: &BTreeSet<Key>,
    ) -> Self {
        let mut seen: BTreeMap<Key, Option<u64>> = BTreeMap::new();
        for (key, number) in published {
            let known = seen.entry(key).or_default();
            *known = known.or(number);
        }
        seen.extend(nowhere.iter().map(|key| (key.clone(), None)));
        let marks = seen.iter().filter(|(_, number)| number.is_none());
        let hidden: BTreeMap<_, _> =
            marks.enumerate().map(|(at, (key, _))| (key.clone(), at)).collect();
        let least = |key: &Key| if nowhere.contains(key) { 0.0 } else { 1.0 };
        let floor: Vec<f64> = hidden.keys().map(least).collect();
        let equations: Vec<_> = sums
            .iter()
            .filter(|sum| sum.iter().all(|(key, _)| seen.contains_key(key)))
            .map(|sum| equation(sum, &seen, &hidden))
            .filter(|(terms, _)| !terms.is_empty())
            .collect();
        let narrowed = narrow(&equations, &floor);
        let tableau = RefCell::new(Tableau::new(&equations, &floor));
        Self { hidden, floor, narrowed, tableau }
    }

    /// Returns what a hidden count can be.
    pub fn interval(&self, key: &Key) -> Interval {
        let at = self.hidden[key];
        let mut tableau = self.tableau.borrow_mut();
        let floor = self.floor[at];
        let (least, most) = (floor + tableau.least(at), tableau.most(at).map(|most| floor + most));
        let (low, high) = self.narrowed[at];
        // The tableau finds all that there is to find: the pencil cannot be further.
        assert!(low <= least + TINY && most.is_none_or(|most| most <= high + TINY), "{key:?}");
        Interval {
            least: (least - TINY).ceil() as i64,
            most: most.map(|most| (most + TINY).floor() as i64),
        }
    }
}

/// A sum: its parts by 1, its total by -1.
pub type Sum = Vec<(Key, f64)>;

/// An equation: hidden counts with their signs, and what they sum up to.
type Equation = (Vec<(usize, f64)>, f64);

/// Returns all that sums up to something.
fn sums() -> Vec<Sum> {
    let healthcare = healthcare_regions();
    let mut places: Vec<(String, Vec<String>)> =
        vec![(NATION.to_owned(), healthcare.keys().cloned().collect())];
    places.extend(healthcare.into_iter().map(|(total, of)| (total, of.into_iter().collect())));
    let every: Vec<_> = places.iter().flat_map(|(_, parts)| parts.clone()).collect();
    let every: Vec<_> = every.into_iter().chain([NATION.to_owned()]).collect();
    let key = |place: &str, disease: &str, year: &str| Key {
        place: place.to_owned(),
        disease: disease.to_owned(),
        year: year.to_owned(),
    };
    let mut sums = Vec::new();
    let mut add = |total: Key, parts: Vec<Key>| {
        sums.push(parts.into_iter().map(|part| (part, 1.0)).chain([(total, -1.0)]).collect());
    };
    for disease in DISEASES {
        for year in YEARS {
            for (total, parts) in &places {
                let parts = parts.iter().map(|part| key(part, disease, year)).collect();
                add(key(total, disease, year), parts);
            }
        }
    }
    for place in &every {
        for year in YEARS {
            let parts = DISEASES[..3].iter().map(|disease| key(place, disease, year)).collect();
            add(key(place, DISEASES[3], year), parts);
        }
        for disease in DISEASES {
            let parts = YEARS[..2].iter().map(|year| key(place, disease, year)).collect();
            add(key(place, disease, YEARS[2]), parts);
        }
    }
    sums
}

/// Returns a sum with what is known of it taken out.
fn equation(
    sum: &Sum,
    seen: &BTreeMap<Key, Option<u64>>,
    hidden: &BTreeMap<Key, usize>,
) -> Equation {
    let (mut terms, mut rest) = (Vec::new(), 0.0);
    for (key, sign) in sum {
        match seen[key] {
            Some(number) => rest -= sign * number as f64,
            None => terms.push((hidden[key], *sign)),
        }
    }
    (terms, rest)
}

/// Returns the bounds of each hidden count that the sums give one by one, over and over.
fn narrow(equations: &[Equation], floor: &[f64]) -> Vec<(f64, f64)> {
    let mut bounds: Vec<_> = floor.iter().map(|least| (*least, f64::INFINITY)).collect();
    for _ in 0..30 {
        for (terms, rest) in equations {
            for (at, sign) in terms {
                let others = terms.iter().filter(|(other, _)| other != at);
                let (mut low, mut high) = (*rest, *rest);
                for (other, factor) in others {
                    let (least, most) = bounds[*other];
                    let ends = [factor * least, factor * most];
                    low -= ends[0].max(ends[1]);
                    high -= ends[0].min(ends[1]);
                }
                let (low, high) = if *sign > 0.0 { (low, high) } else { (-high, -low) };
                bounds[*at].0 = bounds[*at].0.max(low);
                bounds[*at].1 = bounds[*at].1.min(high);
            }
        }
    }
    bounds
}

/// A simplex tableau in dictionary form: each row is a count that is expressed by those that are not.
///
/// The counts are taken as what they are above the least that they can be.
struct Tableau {
    /// The rows: a factor for each count, and last the value.
    rows: Vec<Vec<f64>>,
    /// The count that each row is of; `None` for the lack of an equation that is not met yet.
    basis: Vec<Option<usize>>,
    /// The counts.
    counts: usize,
}

impl Tableau {
    /// Makes the tableau of equations and finds some numbers that meet them.
    fn new(equations: &[Equation], floor: &[f64]) -> Self {
        let counts = floor.len();
        let mut rows = Vec::new();
        for (terms, rest) in equations {
            let mut row = vec![0.0; counts + 1];
            row[counts] = *rest;
            for (at, sign) in terms {
                row[*at] += sign;
                row[counts] -= sign * floor[*at];
            }
            if row[counts] < 0.0 {
                row.iter_mut().for_each(|factor| *factor = -*factor);
            }
            rows.push(row);
        }
        let mut tableau = Self { basis: vec![None; rows.len()], rows, counts };
        tableau.meet();
        tableau
    }

    /// Brings what the equations lack down to nothing.
    fn meet(&mut self) {
        let lack = |tableau: &Self| {
            let mut lack = vec![0.0; tableau.counts + 1];
            let unmet = tableau.rows.iter().zip(&tableau.basis).filter(|(_, of)| of.is_none());
            for (row, _) in unmet {
                lack.iter_mut().zip(row).for_each(|(sum, factor)| *sum -= factor);
            }
            lack
        };
        let mut cost = lack(self);
        while self.step(&mut cost, true) {}
        assert!(cost[self.counts].abs() < 1e-5, "what is published contradicts itself: {cost:?}");
        // What is left of lacking rows says nothing more, or names a count that is at its least.
        for at in 0..self.rows.len() {
            if self.basis[at].is_none()
                && let Some(entering) =
                    (0..self.counts).find(|column| self.rows[at][*column].abs() > TINY)
            {
                self.pivot(at, entering, &mut cost);
            }
        }
        let is_met: Vec<_> = self.basis.iter().map(Option::is_some).collect();
        let mut kept = is_met.iter();
        self.rows.retain(|_| *kept.next().unwrap());
        self.basis.retain(Option::is_some);
    }

    /// Returns how far above its least a count must be.
    fn least(&mut self, count: usize) -> f64 {
        let mut cost = self.cost(count, 1.0);
        while self.step(&mut cost, false) {}
        -cost[self.counts]
    }

    /// Returns how far above its least a count can be, if there is an end to it.
    fn most(&mut self, count: usize) -> Option<f64> {
        let mut cost = self.cost(count, -1.0);
        while self.step(&mut cost, false) {}
        let ends = (0..self.counts).all(|column| cost[column] > -TINY);
        ends.then(|| cost[self.counts])
    }

    /// Returns the row of a cost: one count by a factor, expressed by those without a row.
    fn cost(&self, count: usize, factor: f64) -> Vec<f64> {
        let mut cost = vec![0.0; self.counts + 1];
        cost[count] = factor;
        if let Some(row) = self.basis.iter().position(|of| *of == Some(count)) {
            for (sum, term) in cost.iter_mut().zip(&self.rows[row]) {
                *sum -= factor * term;
            }
        }
        cost
    }

    /// Makes one step downhill, by Bland's rule, which never goes round in circles. False when there is none, or no end to it.
    fn step(&mut self, cost: &mut [f64], is_first: bool) -> bool {
        let Some(entering) = (0..self.counts).find(|column| cost[*column] < -TINY) else {
            return false;
        };
        let mut leaving: Option<(f64, Option<usize>, usize)> = None;
        for (at, row) in self.rows.iter().enumerate() {
            if row[entering] > TINY {
                let candidate = (row[self.counts] / row[entering], self.basis[at], at);
                let is_less = leaving.is_none_or(|best| {
                    candidate.0 < best.0 - 1e-9
                        || (candidate.0 < best.0 + 1e-9 && candidate.1 < best.1)
                });
                if is_less {
                    leaving = Some(candidate);
                }
            }
        }
        let Some((_, _, row)) = leaving else {
            assert!(!is_first, "a lack has no end");
            return false;
        };
        self.pivot(row, entering, cost);
        true
    }

    /// Exchanges the count of a row with another.
    fn pivot(&mut self, at: usize, entering: usize, cost: &mut [f64]) {
        let factor = self.rows[at][entering];
        self.rows[at].iter_mut().for_each(|term| *term /= factor);
        let pivot: Vec<_> = self.rows[at]
            .iter()
            .copied()
            .enumerate()
            .filter(|(_, term)| term.abs() > 1e-11)
            .collect();
        let rows = self.rows.iter_mut().enumerate().filter(|(other, _)| *other != at);
        for row in rows.map(|(_, row)| row.as_mut_slice()).chain([cost]) {
            let factor = row[entering];
            if factor.abs() > 1e-11 {
                for (column, term) in &pivot {
                    row[*column] -= factor * term;
                }
            }
            row[entering] = 0.0;
        }
        self.basis[at] = Some(entering);
    }
}
