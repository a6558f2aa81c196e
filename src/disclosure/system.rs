//! The counts and sums as a system of equations in whole numbers, as a reader sees it.

use std::collections::{BTreeMap, BTreeSet};

use typst::diag::{HintedStrResult, bail};

use super::cell::{Cell, CellId, Count};
use super::publication::Sum;
use super::rules::Rules;

/// The counts and sums by index; the counts in the order of their ids.
#[derive(Debug, Clone)]
pub struct System {
    /// The numbers; none where the source has suppressed it.
    pub number: Vec<Option<i64>>,
    /// The smallest number that a reader must reckon with.
    pub floor: Vec<i64>,
    /// Whether a reader does not see it.
    pub is_open: Vec<bool>,
    /// Whether it may be suppressed, or stay so, for the sake of another.
    pub may_open: Vec<bool>,
    /// What a unit of its suppression costs.
    pub cost: Vec<i64>,
    /// Each sum: its counts, the parts by 1 and the total by -1, which sum up to nothing.
    pub rows: Vec<Vec<(usize, i64)>>,
    /// The sums that a count stands in.
    pub rows_of: Vec<Vec<usize>>,
}

/// What a level of totals costs more than the one below it.
const COST_OF_LEVEL: i64 = 8;

/// The highest level that costs more than the one below it.
const LEVELS: u32 = 5;

impl System {
    /// Makes the system of a build, with what is small or withheld already hidden.
    pub fn new(
        cells: &BTreeMap<CellId, Cell>,
        sums: &BTreeSet<Sum>,
        rules: &Rules,
    ) -> HintedStrResult<Self> {
        let index: BTreeMap<_, _> = cells.keys().enumerate().map(|(at, id)| (id, at)).collect();
        let row = |sum: &Sum| -> Vec<_> {
            let parts = sum.parts.iter().map(|part| (index[part], 1));
            parts.chain([(index[&sum.total], -1)]).collect()
        };
        let rows: Vec<_> = sums.iter().map(row).collect();
        let mut rows_of = vec![Vec::new(); cells.len()];
        for (at, row) in rows.iter().enumerate() {
            row.iter().for_each(|(cell, _)| rows_of[*cell].push(at));
        }
        let number: Vec<_> = cells.values().map(|cell| number(cell.count)).collect();
        let floor = cells.values().map(|cell| match cell.is_shown && !cell.is_withheld {
            true => rules.of(cell.class).floor() as i64,
            false => 0,
        });
        let floor: Vec<_> = floor.collect();
        let may_open = cells
            .values()
            .zip(&floor)
            .map(|(cell, floor)| !cell.is_known && number_or_floor(cell.count, *floor) >= *floor);
        let levels = levels(&rows, cells.len());
        let cost = cells.values().zip(&levels).map(|(cell, level)| cost(cell, *level));
        let system = Self {
            may_open: may_open.collect(),
            is_open: cells.values().map(|cell| is_hidden(cell, rules)).collect(),
            cost: cost.collect(),
            number,
            floor,
            rows,
            rows_of,
        };
        system.check_sums(sums)?;
        Ok(system)
    }

    /// Refuses sums that are none, before a reader finds them.
    fn check_sums(&self, sums: &BTreeSet<Sum>) -> HintedStrResult<()> {
        for (sum, row) in sums.iter().zip(&self.rows) {
            if sum.parts.contains(&sum.total) {
                bail!("`{}` is said to be a part of itself", sum.total);
            }
            let numbers = row.iter().map(|(cell, sign)| Some(self.number[*cell]? * sign));
            let Some(numbers) = numbers.collect::<Option<Vec<_>>>() else { continue };
            let rest: i64 = numbers.iter().sum();
            if rest != 0 {
                bail!(
                    "the parts of `{}` do not sum up to it: they are {} too {}",
                    sum.total, rest.abs(), if rest > 0 { "many" } else { "few" };
                    hint: "a sum is only one where nobody is counted twice"
                );
            }
        }
        Ok(())
    }

    /// Whether numbers for all counts agree with all that a reader sees.
    pub fn admits(&self, point: &[i64]) -> bool {
        let fits = |(at, value): (usize, &i64)| match self.is_open[at] {
            true => *value >= self.floor[at],
            false => self.number[at] == Some(*value),
        };
        let sum = |row: &Vec<(usize, i64)>| -> i64 {
            row.iter().map(|(at, sign)| point[*at] * sign).sum()
        };
        point.iter().enumerate().all(fits) && self.rows.iter().all(|row| sum(row) == 0)
    }

    /// Returns the counts and sums that a count is tied to by counts that can change, in their order.
    pub fn around(&self, cell: usize, can_change: impl Fn(usize) -> bool) -> Around {
        let (mut cells, mut rows) = (BTreeSet::from([cell]), BTreeSet::new());
        let mut next = vec![cell];
        while let Some(at) = next.pop() {
            for row in &self.rows_of[at] {
                if rows.insert(*row) {
                    let others = self.rows[*row].iter().map(|(other, _)| *other);
                    next.extend(others.filter(|other| can_change(*other) && cells.insert(*other)));
                }
            }
        }
        Around { cells: cells.into_iter().collect(), rows: rows.into_iter().collect() }
    }
}

/// A part of a system that hangs together.
pub struct Around {
    /// Its counts.
    pub cells: Vec<usize>,
    /// Its sums.
    pub rows: Vec<usize>,
}

/// Whether a count is hidden before complementary suppression.
pub fn is_hidden(cell: &Cell, rules: &Rules) -> bool {
    !cell.is_known && (!cell.is_shown || is_protected(cell, rules))
}

/// Whether nobody may work a count out.
pub fn is_protected(cell: &Cell, rules: &Rules) -> bool {
    cell.is_withheld
        || match cell.count {
            Count::Number(number) => rules.of(cell.class).protects(number),
            Count::AtSource => true,
        }
}

/// Returns the number of a count, if it is known here.
fn number(count: Count) -> Option<i64> {
    match count {
        Count::Number(number) => Some(number as i64),
        Count::AtSource => None,
    }
}

/// Returns the number of a count, or the smallest that it can be.
fn number_or_floor(count: Count, floor: i64) -> i64 {
    number(count).unwrap_or(floor)
}

/// Returns for each count how many totals lie between it and what is not a total.
fn levels(rows: &[Vec<(usize, i64)>], cells: usize) -> Vec<u32> {
    let mut levels = vec![0; cells];
    for _ in 0..LEVELS {
        for row in rows {
            let part = |sign: i64| row.iter().filter(move |term| term.1 == sign).map(|term| term.0);
            let highest = part(1).map(|at| levels[at]).max().unwrap_or(0);
            for total in part(-1) {
                levels[total] = levels[total].max(highest + 1).min(LEVELS);
            }
        }
    }
    levels
}

/// Returns what a unit of a count's suppression costs: a level of totals eight times the one below, a large count more than a small one. What
/// stands nowhere costs nothing.
fn cost(cell: &Cell, level: u32) -> i64 {
    let size = match cell.count {
        Count::Number(number) => 4 + i64::from((number + 1).ilog2()),
        Count::AtSource => 4,
    };
    match cell.is_shown {
        true => size * COST_OF_LEVEL.pow(level),
        false => 0,
    }
}
