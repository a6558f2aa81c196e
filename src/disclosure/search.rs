//! The search for tables that agree with what is shown: the reader's view, from the defender's side.

use super::solver::{Column, Model};
use super::system::System;

/// What a table is wanted for.
#[derive(Debug, Clone, Copy)]
pub enum Goal {
    /// The count as small as it can be.
    Least,
    /// The count as large as it can be, and no larger than this.
    Most(i64),
    /// The count as large as this, with further counts suppressed where it takes them, the cheapest.
    Open(i64),
}

/// Returns a table that agrees with all that is shown and serves the goal, or with [`Goal::Open`] with all that is then still shown.
///
/// `base` is a table that agrees; counts that have nothing to do with the goal are taken from it. With `in_whole`, whole numbers are searched
/// for, which takes longer; without it a table may be missed whose numbers must be forced to be whole.
pub fn table(
    system: &System,
    base: &[i64],
    cell: usize,
    goal: Goal,
    in_whole: bool,
) -> Option<Vec<i64>> {
    let can_change = |at: usize| match goal {
        Goal::Open(_) => system.is_open[at] || system.may_open[at],
        _ => system.is_open[at],
    };
    let around = system.around(cell, can_change);
    let mut model = Model::default();
    let mut terms = vec![Vec::new(); system.number.len()];
    for at in around.cells.iter().copied() {
        terms[at] = unknowns(&mut model, system, at, (at == cell).then_some(goal));
    }
    for row in &around.rows {
        let (mut left, mut right) = (Vec::new(), 0);
        for (at, sign) in &system.rows[*row] {
            left.extend(terms[*at].iter().map(|(unknown, factor)| (*unknown, factor * sign)));
            if !system.is_open[*at] {
                right -= sign * base[*at];
            }
        }
        model.rows.push((left, right));
    }
    let values = model.cheapest(in_whole)?;
    let mut found = base.to_vec();
    for at in around.cells {
        let change: i64 = terms[at].iter().map(|(unknown, factor)| values[*unknown] * factor).sum();
        found[at] = if system.is_open[at] { change } else { base[at] + change };
    }
    agrees(system, &found, goal).then_some(found)
}

/// Adds the unknowns of a count: its value where it is hidden, else how much it would go up and down.
fn unknowns(
    model: &mut Model,
    system: &System,
    at: usize,
    goal: Option<Goal>,
) -> Vec<(usize, i64)> {
    let floor = system.floor[at];
    let column = match goal {
        Some(Goal::Least) => Column { floor, ceiling: None, cost: 1 },
        Some(Goal::Most(most)) => Column { floor, ceiling: Some(most), cost: -1 },
        Some(Goal::Open(target)) => Column { floor: target, ceiling: Some(target), cost: 0 },
        None => Column { floor, ceiling: None, cost: 0 },
    };
    if system.is_open[at] {
        return vec![(model.column(column), 1)];
    }
    let (cost, number) = (system.cost[at], system.number[at].unwrap_or(floor));
    let up = Column { floor: 0, ceiling: None, cost };
    let down = Column { floor: 0, ceiling: Some(number - floor), cost };
    vec![(model.column(up), 1), (model.column(down), -1)]
}

/// Whether a table agrees with what is shown, or would be if what has changed in it were hidden.
fn agrees(system: &System, found: &[i64], goal: Goal) -> bool {
    match goal {
        Goal::Open(_) => opened(system, found).admits(found),
        _ => system.admits(found),
    }
}

/// Returns the system with everything hidden in which a table differs from what is shown.
pub fn opened(system: &System, found: &[i64]) -> System {
    let mut opened = system.clone();
    for at in changed(system, found) {
        opened.is_open[at] = true;
    }
    opened
}

/// Returns the counts in which a table differs from what is shown.
pub fn changed(system: &System, found: &[i64]) -> Vec<usize> {
    let differs = |at: &usize| !system.is_open[*at] && system.number[*at] != Some(found[*at]);
    (0..found.len()).filter(differs).collect()
}

/// Returns the table in which a count and every total above it are larger by so much: the answer that is always there, and that costs the most.
/// None when a total above is known.
pub fn raised(system: &System, base: &[i64], cell: usize, by: i64) -> Option<Vec<i64>> {
    let mut found = base.to_vec();
    found[cell] += by;
    for _ in 0..4 * system.rows.len() {
        let sum = |row: &[(usize, i64)]| row.iter().map(|(at, sign)| found[*at] * sign).sum();
        let lacking: Vec<(usize, i64)> = system
            .rows
            .iter()
            .filter_map(|row| {
                let lack: i64 = sum(row);
                let total = row.iter().find(|(_, sign)| *sign < 0)?.0;
                (lack != 0).then_some((total, lack))
            })
            .collect();
        let Some((total, lack)) = lacking.first() else { break };
        found[*total] += lack;
    }
    let is_allowed = changed(system, &found).into_iter().all(|at| system.may_open[at]);
    (is_allowed && opened(system, &found).admits(&found)).then_some(found)
}

/// Returns a table that agrees with what is shown: the real one where every number is known, else one in which what the source has suppressed
/// is at most what `most` says, if there is one, else any.
pub fn base(system: &System, most: impl Fn(usize) -> i64) -> Option<Vec<i64>> {
    if let Some(numbers) = system.number.iter().copied().collect::<Option<Vec<_>>>() {
        return Some(numbers);
    }
    [true, false].into_iter().find_map(|is_small| {
        let mut model = Model::default();
        for (at, number) in system.number.iter().enumerate() {
            let column = match number {
                Some(number) => Column { floor: *number, ceiling: Some(*number), cost: 0 },
                None => {
                    let ceiling = is_small.then(|| most(at));
                    Column { floor: system.floor[at], ceiling, cost: 0 }
                }
            };
            model.column(column);
        }
        model.rows = system.rows.iter().map(|row| (row.clone(), 0)).collect();
        let found = model.cheapest(true)?;
        system.admits(&found).then_some(found)
    })
}
