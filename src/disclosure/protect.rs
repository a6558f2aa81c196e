//! Complementary suppression: hides further counts until every protected one is safe, and then shows again what need not be hidden.
//!
//! The protected counts are taken one after the other, in the order of their ids. For each a table is searched for that agrees with what is
//! shown and has the count far enough from where it is; when there is none, the cheapest one that agrees with all but a few shown counts, which
//! are then hidden. A table that agrees with what is shown goes on agreeing when more is hidden, so what was made safe stays so, and one round
//! is enough. The last resort hides every total above a count, which always helps unless one of them is known from an earlier edition.

use super::search::{Goal, base, changed, raised, table};
use super::system::System;

/// A count that must not be worked out.
#[derive(Debug, Clone, Copy)]
pub struct Need {
    /// The count.
    pub cell: usize,
    /// How far apart its smallest and largest possible values must be.
    pub width: i64,
}

/// What is hidden besides what must not be worked out.
#[derive(Debug, Default)]
pub struct Protection {
    /// Further counts hidden, each with the count for whose sake it is.
    pub hidden: Vec<(usize, usize)>,
    /// The counts that cannot be protected.
    pub exposed: Vec<usize>,
}

/// Hides further counts of a system until every need is met.
///
/// `most` is the largest number that a count suppressed by its source is thought to be. None when no table agrees with what is shown.
pub fn protect(
    system: &mut System,
    needs: &[Need],
    most: impl Fn(usize) -> i64,
) -> Option<Protection> {
    let base = base(system, most)?;
    let mut witnesses = Witnesses { tables: vec![base] };
    let mut protection = Protection::default();
    for need in needs {
        if witnesses.show(system, *need) {
            continue;
        }
        match witnesses.opening(system, *need) {
            Some(found) => {
                for at in changed(system, &found) {
                    system.is_open[at] = true;
                    protection.hidden.push((at, need.cell));
                }
                witnesses.tables.push(found);
            }
            None => protection.exposed.push(need.cell),
        }
    }
    let met: Vec<_> =
        needs.iter().filter(|need| !protection.exposed.contains(&need.cell)).collect();
    show_again(system, &met, &mut witnesses, &mut protection.hidden);
    // What was promised is looked at once more, whatever happened on the way.
    let broken = met.iter().filter(|need| !witnesses.cover(system, ***need));
    protection.exposed.extend(broken.map(|need| need.cell));
    Some(protection)
}

/// Shows hidden counts again that need not be hidden, the dearest first.
fn show_again(
    system: &mut System,
    needs: &[&Need],
    witnesses: &mut Witnesses,
    hidden: &mut Vec<(usize, usize)>,
) {
    let mut dearest: Vec<_> = hidden.iter().map(|(at, _)| *at).collect();
    dearest.sort_by_key(|at| (std::cmp::Reverse(system.cost[*at]), *at));
    for at in dearest {
        system.is_open[at] = false;
        let mut fewer = Witnesses { tables: witnesses.tables.clone() };
        fewer.tables.retain(|table| system.number[at] == Some(table[at]));
        let is_first = fewer.tables.first() == witnesses.tables.first();
        if is_first && needs.iter().all(|need| fewer.show(system, **need)) {
            *witnesses = fewer;
            hidden.retain(|(other, _)| *other != at);
        } else {
            system.is_open[at] = true;
        }
    }
}

/// Tables that agree with all that is shown: the proof that counts cannot be worked out.
struct Witnesses {
    /// The tables; the first is the one that the others are made from.
    tables: Vec<Vec<i64>>,
}

impl Witnesses {
    /// Returns the smallest and the largest value that a count has in the tables.
    fn span(&self, cell: usize) -> (i64, i64) {
        let values = || self.tables.iter().map(|table| table[cell]);
        (values().min().unwrap_or(0), values().max().unwrap_or(0))
    }

    /// Whether the tables, each of them looked at, prove that a need is met.
    fn cover(&self, system: &System, need: Need) -> bool {
        let agreeing = self.tables.iter().filter(|table| system.admits(table));
        let values: Vec<_> = agreeing.map(|table| table[need.cell]).collect();
        match (values.iter().min(), values.iter().max()) {
            (Some(least), Some(most)) => most - least >= need.width,
            _ => false,
        }
    }

    /// Whether a need is met; searches for the tables that prove it.
    fn show(&mut self, system: &System, need: Need) -> bool {
        let Need { cell, width } = need;
        let is_met = |span: (i64, i64)| span.1 - span.0 >= width;
        if is_met(self.span(cell)) {
            return true;
        }
        let upwards = Goal::Most(self.span(cell).0 + width);
        for goal in [upwards, Goal::Least] {
            self.tables.extend(table(system, &self.tables[0], cell, goal, false));
            if is_met(self.span(cell)) {
                return true;
            }
        }
        false
    }

    /// Returns the cheapest table that is found that would meet a need if what it changes were hidden.
    fn opening(&self, system: &System, need: Need) -> Option<Vec<i64>> {
        let Need { cell, width } = need;
        let target = self.span(cell).0 + width;
        let base = &self.tables[0];
        let search = |in_whole| table(system, base, cell, Goal::Open(target), in_whole);
        search(false)
            .or_else(|| search(true))
            .or_else(|| raised(system, base, cell, target - base[cell]))
    }
}
