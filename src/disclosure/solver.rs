//! The solver: the smallest cost of a linear system, by `microlp`. Its answers are proposals, and are checked where they are used.

use microlp::{ComparisonOp, OptimizationDirection, Problem, SolveOptions, SolveOutcome, Variable};

/// How many branches a search for whole numbers may try: a bound by work and not by time, so that each run finds the same.
const BRANCHES: u64 = 200;

/// An unknown.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// The least that it may be.
    pub floor: i64,
    /// The most that it may be.
    pub ceiling: Option<i64>,
    /// What a unit of it costs.
    pub cost: i64,
}

/// What the unknowns obey.
#[derive(Debug, Clone, Default)]
pub struct Model {
    /// The unknowns.
    pub columns: Vec<Column>,
    /// The equations: coefficients by unknown, and what they sum up to.
    pub rows: Vec<(Vec<(usize, i64)>, i64)>,
}

impl Model {
    /// Adds an unknown and returns its index.
    pub fn column(&mut self, column: Column) -> usize {
        self.columns.push(column);
        self.columns.len() - 1
    }

    /// Returns the cheapest values, rounded. When `in_whole` is not set, the unknowns need not be whole, and rounding can break the equations.
    pub fn cheapest(&self, in_whole: bool) -> Option<Vec<i64>> {
        let mut problem = Problem::new(OptimizationDirection::Minimize);
        let unknowns: Vec<_> =
            self.columns.iter().map(|column| unknown(&mut problem, column, in_whole)).collect();
        for (terms, sum) in &self.rows {
            let terms = terms.iter().map(|(at, factor)| (unknowns[*at], *factor as f64));
            problem.add_constraint(terms, ComparisonOp::Eq, *sum as f64);
        }
        let mut options = SolveOptions::default();
        options.node_limit = Some(BRANCHES);
        match problem.solve_with(options) {
            Ok(SolveOutcome::Solution(solution)) => {
                let value = |unknown: &Variable| solution.var_value(*unknown).round() as i64;
                Some(unknowns.iter().map(value).collect())
            }
            _ => None,
        }
    }
}

/// Adds an unknown to a problem.
fn unknown(problem: &mut Problem, column: &Column, in_whole: bool) -> Variable {
    let cost = column.cost as f64;
    match in_whole {
        true => {
            let bound = |value: i64| i32::try_from(value).unwrap_or(i32::MAX);
            let ceiling = column.ceiling.map_or(i32::MAX, bound);
            problem.add_integer_var(cost, (bound(column.floor), ceiling))
        }
        false => {
            let ceiling = column.ceiling.map_or(f64::INFINITY, |ceiling| ceiling as f64);
            problem.add_var(cost, (column.floor as f64, ceiling))
        }
    }
}
