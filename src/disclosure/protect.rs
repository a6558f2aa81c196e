//! Complementary suppression: hides further counts until every protected one is safe, and then shows again what need not be hidden.
//!
//! The protected counts are taken one after the other, in the order of their ids. For each a table is searched for that agrees with what is
//! shown and has the count far enough from where it is; when there is none, the cheapest one that agrees with all but a few shown counts, which
//! are then hidden. A table that agrees with what is shown goes on agreeing when more is hidden, so what was made safe stays so, and one round
//! is enough. The last resort hides every total above a count, which always helps unless one of them is known from an earlier edition.

use super::search::{Goal, base, changed, opened, raised, table};
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
        let Some(found) = witnesses.openings(system, *need) else {
            protection.exposed.push(need.cell);
            continue;
        };
        for table in found {
            for at in changed(system, &table) {
                system.is_open[at] = true;
                protection.hidden.push((at, need.cell));
            }
            witnesses.tables.push(table);
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
    let mut dearest = hidden.clone();
    dearest.sort_by_key(|(at, _)| (std::cmp::Reverse(system.cost[*at]), *at));
    for (at, guarded) in dearest {
        system.is_open[at] = false;
        let mut fewer = Witnesses { tables: witnesses.tables.clone() };
        fewer.tables.retain(|table| system.number[at] == Some(table[at]));
        let is_first = fewer.tables.first() == witnesses.tables.first();
        // The count for whose sake it was hidden is the likeliest to object, so it is asked first.
        let mut asked = needs.to_vec();
        asked.sort_by_key(|need| need.cell != guarded);
        if is_first && asked.iter().all(|need| fewer.show(system, **need)) {
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

    /// Returns the cheapest tables that are found that would meet a need if what they change were hidden.
    fn openings(&self, system: &System, need: Need) -> Option<Vec<Vec<i64>>> {
        let Need { cell, width } = need;
        let (base, least) = (&self.tables[0], self.span(cell).0);
        // Upwards there is room without end, unless earlier editions have set one: then some of the width lies downwards.
        let downwards = 0..=width.min(least - system.floor[cell]);
        let search = |in_whole| {
            downwards.clone().find_map(|down| self.apart(system, need, least - down, in_whole))
        };
        search(false)
            .or_else(|| search(true))
            .or_else(|| Some(vec![raised(system, base, cell, least + width - base[cell])?]))
    }

    /// Returns the tables that are lacking for a count to be as small as `low`, and larger by its width.
    fn apart(
        &self,
        system: &System,
        need: Need,
        low: i64,
        in_whole: bool,
    ) -> Option<Vec<Vec<i64>>> {
        let (least, most) = self.span(need.cell);
        let high = (most < low + need.width).then_some(low + need.width);
        let low = (low < least).then_some(low);
        let (mut tables, mut then) = (Vec::new(), system.clone());
        for value in high.into_iter().chain(low) {
            let goal = Goal::Open(value);
            let found = table(&then, &self.tables[0], need.cell, goal, in_whole)?;
            then = opened(&then, &found);
            tables.push(found);
        }
        Some(tables)
    }
}
