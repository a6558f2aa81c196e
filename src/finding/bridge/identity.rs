//! Which trials of two snapshots are one study: those that carry a public number in common.
//!
//! A trial carries the numbers by which its sources know it (`records.id`), so it is found
//! again when a union has put it under another key, and two trials that a union made one
//! are one study on both sides. Numbers that a record only cites do not count here: whether
//! they are enough is the union's to decide.

use std::collections::HashMap;

use polars::prelude::PolarsResult;
use typst::diag::{HintedStrResult, error};

use crate::registry::Registry;
use crate::registry::schema::{eu_key, nct_key, numbers_in};

/// The studies of two snapshots, the earlier one first.
#[derive(Debug)]
pub struct Pairs {
    /// The study of each trial, by side.
    studies: [HashMap<u32, u32>; 2],
    /// Study, side and trial, sorted.
    members: Vec<(u32, usize, u32)>,
}

/// What a source calls a trial.
#[derive(PartialEq, Eq, Hash)]
enum Name {
    /// A number of a public register.
    Public(u32),
    /// A number that only its source knows.
    Own(String),
}

impl Name {
    /// Returns the name that a record gives.
    fn of(source: &str, id: &str) -> Self {
        let key = |text: &str| nct_key(text).or_else(|| eu_key(text));
        // Most ids are a register's number and nothing else.
        let found = key(id).or_else(|| numbers_in(id).iter().find_map(|one| key(&one.value)));
        found.map_or_else(|| Self::Own(format!("{source} {id}")), Self::Public)
    }
}

impl Pairs {
    /// Finds the studies.
    pub fn of(earlier: &Registry, later: &Registry) -> HintedStrResult<Self> {
        Self::found([earlier, later])
            .map_err(|error| error!("{error}"; hint: "ingest the snapshots again"))
    }

    /// Does the work of [`Self::of`] in polars' errors.
    fn found(sides: [&Registry; 2]) -> PolarsResult<Self> {
        let mut nodes = [HashMap::new(), HashMap::new()];
        let mut forest = Forest::default();
        for (nodes, registry) in nodes.iter_mut().zip(sides) {
            for trial in registry.trials.column("trial")?.u32()?.iter().flatten() {
                nodes.insert(trial, forest.plant());
            }
        }
        let mut holders = HashMap::<Name, u32>::new();
        for (nodes, registry) in nodes.iter().zip(sides) {
            let text = |column| registry.records.column(column).and_then(|cells| cells.str());
            let names = text("source")?.iter().zip(text("id")?.iter());
            let trials = registry.records.column("trial")?.u32()?.iter();
            for (trial, (source, id)) in trials.zip(names) {
                let Some(&node) = trial.and_then(|trial| nodes.get(&trial)) else { continue };
                let name = Name::of(source.unwrap_or_default(), id.unwrap_or_default());
                let other = *holders.entry(name).or_insert(node);
                forest.join(node, other);
            }
        }
        let mut members = Vec::new();
        for (side, nodes) in nodes.iter_mut().enumerate() {
            for (&trial, node) in nodes {
                *node = forest.root(*node);
                members.push((*node, side, trial));
            }
        }
        members.sort_unstable();
        Ok(Self { studies: nodes, members })
    }

    /// Returns the study of a trial.
    pub(super) fn study(&self, side: usize, trial: u32) -> u32 {
        self.studies[side][&trial]
    }

    /// Returns the trials of a study by side.
    pub(super) fn members(&self, study: u32) -> [Vec<u32>; 2] {
        let mut members = [Vec::new(), Vec::new()];
        let first = self.members.partition_point(|(other, ..)| *other < study);
        let all = self.members[first..].iter().take_while(|(other, ..)| *other == study);
        all.for_each(|&(_, side, trial)| members[side].push(trial));
        members
    }
}

/// Sets that grow together (union-find).
#[derive(Default)]
struct Forest {
    /// Each node's parent; a root is its own.
    parents: Vec<u32>,
}

impl Forest {
    /// Adds a node that stands alone.
    fn plant(&mut self) -> u32 {
        let node = u32::try_from(self.parents.len()).expect("trials have keys of 32 bits");
        self.parents.push(node);
        node
    }

    /// Returns the root of a node's tree, and shortens the way to it.
    fn root(&mut self, mut node: u32) -> u32 {
        while self.parents[node as usize] != node {
            let above = self.parents[self.parents[node as usize] as usize];
            self.parents[node as usize] = above;
            node = above;
        }
        node
    }

    /// Makes two trees one.
    fn join(&mut self, one: u32, other: u32) {
        let (one, other) = (self.root(one), self.root(other));
        self.parents[one.max(other) as usize] = one.min(other);
    }
}
