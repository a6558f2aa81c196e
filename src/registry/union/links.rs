//! Which trials of a later source are trials of the earlier ones.
//!
//! A number leads to the trial whose own public number it is, else to those that cite
//! it. When it leads to exactly one trial on either side, it links the two. A trial that
//! is linked to more than one, by different numbers, is linked to none. What is not one
//! to one is ambiguous: nothing is merged by it, and it is counted and listed.
//!
//! A trial that went from EudraCT to CTIS has two European numbers; its record in CTIS
//! gives both, so either links it.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use polars::prelude::{DataFrame, PolarsResult};

use crate::registry::schema::position::{IDENTIFIERS, RECORDS, TRIALS};
use crate::registry::schema::{FIRST_OTHER, numbers_in};
use crate::registry::snapshot::{Ambiguous, Merged, Snapshot};

/// Ambiguous links that a snapshot names for each source; the others are counted.
const NAMED: usize = 10_000;

/// The links between the earlier sources and a later one.
#[derive(Debug, Default)]
pub struct Links {
    /// Key in the later source, and key of the same trial in the earlier ones.
    pub merged: HashMap<u32, u32>,
    /// What was not one to one.
    pub ambiguous: Vec<Ambiguous>,
    /// How often, named or not.
    ambiguities: u64,
    /// Trials of the later source.
    trials: u64,
}

impl Links {
    /// Returns the counts for the snapshot's description.
    pub fn summary(&self, later: &Snapshot) -> Merged {
        let trials = self.merged.len() as u64;
        Merged {
            source: later.sources.first().map(|source| source.id.clone()).unwrap_or_default(),
            trials,
            new: self.trials - trials,
            ambiguous: self.ambiguities,
        }
    }
}

/// The trials of one side that a number stands with.
#[derive(Debug, Default)]
struct Holders {
    /// Those whose own number it is.
    own: BTreeSet<u32>,
    /// All.
    all: BTreeSet<u32>,
}

impl Holders {
    /// Returns the trials that the number leads to.
    fn led_to(&self) -> &BTreeSet<u32> {
        if self.own.is_empty() { &self.all } else { &self.own }
    }
}

/// Finds the links.
pub fn find(first: &[DataFrame], later: &[DataFrame]) -> PolarsResult<Links> {
    let mut shared = holders(&later[IDENTIFIERS], |_| true)?;
    let others = holders(&first[IDENTIFIERS], |value| shared.contains_key(value))?;
    shared.retain(|value, _| others.contains_key(value));
    let mut sides = [others, shared];
    for (side, frames) in sides.iter_mut().zip([first, later]) {
        mark_own(side, &frames[RECORDS])?;
    }
    let [others, shared] = sides;

    let mut links = Links { trials: later[TRIALS].height() as u64, ..Links::default() };
    let mut pairs = BTreeMap::<(u32, u32), BTreeSet<&str>>::new();
    let mut unclear = Vec::new();
    for (value, holders) in &shared {
        let (of_later, of_first) = (holders.led_to(), others[value].led_to());
        match (of_later.first(), of_first.first()) {
            (Some(&a), Some(&b)) if of_later.len() == 1 && of_first.len() == 1 => {
                pairs.entry((a, b)).or_default().insert(value);
            }
            _ => unclear.push((vec![value.clone()], of_later.clone(), of_first.clone())),
        }
    }
    let partners = |side: fn(&(u32, u32)) -> (u32, u32)| {
        let mut partners = BTreeMap::<u32, BTreeSet<u32>>::new();
        for pair in pairs.keys() {
            let (own, other) = side(pair);
            partners.entry(own).or_default().insert(other);
        }
        partners
    };
    let (of_later, of_first) = (partners(|&(a, b)| (a, b)), partners(|&(a, b)| (b, a)));
    for ((a, b), numbers) in &pairs {
        if of_later[a].len() == 1 && of_first[b].len() == 1 {
            links.merged.insert(*a, *b);
        } else {
            let numbers = numbers.iter().map(|&number| number.to_owned()).collect();
            unclear.push((numbers, of_first[b].clone(), of_later[a].clone()));
        }
    }
    links.ambiguities = unclear.len() as u64;
    unclear.truncate(NAMED);
    let names = [names(&first[RECORDS])?, names(&later[RECORDS])?];
    let source = source_of(&later[RECORDS])?;
    for (numbers, of_later, of_first) in unclear {
        let named = |keys: BTreeSet<u32>, side: &HashMap<u32, String>| {
            keys.iter().filter_map(|key| side.get(key).cloned()).collect()
        };
        links.ambiguous.push(Ambiguous {
            source: source.clone(),
            numbers,
            trials: named(of_later, &names[1]),
            others: named(of_first, &names[0]),
        });
    }
    Ok(links)
}

/// Collects the trials that each wanted number stands with.
fn holders(
    identifiers: &DataFrame,
    wanted: impl Fn(&str) -> bool,
) -> PolarsResult<BTreeMap<String, Holders>> {
    let trials = identifiers.column("trial")?.u32()?;
    let values = identifiers.column("value")?.str()?;
    let mut holders = BTreeMap::<String, Holders>::new();
    for (trial, value) in trials.iter().zip(values.iter()) {
        let (Some(trial), Some(value)) = (trial, value) else { continue };
        if wanted(value) {
            holders.entry(value.to_owned()).or_default().all.insert(trial);
        }
    }
    Ok(holders)
}

/// Marks the trials whose own public number a number is.
fn mark_own(holders: &mut BTreeMap<String, Holders>, records: &DataFrame) -> PolarsResult<()> {
    let affected: HashSet<u32> =
        holders.values().flat_map(|holders| holders.all.iter().copied()).collect();
    for (trial, id) in ids(records)? {
        if !affected.contains(&trial) {
            continue;
        }
        for number in numbers_in(id) {
            if let Some(holders) = holders.get_mut(&number.value)
                && holders.all.contains(&trial)
            {
                holders.own.insert(trial);
            }
        }
    }
    Ok(())
}

/// Returns the public numbers of the records.
fn ids(records: &DataFrame) -> PolarsResult<impl Iterator<Item = (u32, &str)>> {
    let trials = records.column("trial")?.u32()?.iter();
    let pairs = trials.zip(records.column("id")?.str()?.iter());
    Ok(pairs.filter_map(|(trial, id)| Some((trial?, id?))))
}

/// Returns a public number of each trial, its first source's.
fn names(records: &DataFrame) -> PolarsResult<HashMap<u32, String>> {
    let mut names = HashMap::new();
    for (trial, id) in ids(records)? {
        names.entry(trial).or_insert_with(|| id.to_owned());
    }
    Ok(names)
}

/// Returns the source of the records, which is one.
fn source_of(records: &DataFrame) -> PolarsResult<String> {
    let sources = records.column("source")?.str()?;
    Ok(sources.iter().flatten().next().unwrap_or_default().to_owned())
}

/// Returns the key that each trial of the later source has in the union.
///
/// A merged trial takes the key of the earlier sources. Any other keeps its own, unless
/// it has no number to make a key of, or the key is taken because the link was ambiguous:
/// then it gets the next free one.
pub fn keys(
    first: &[DataFrame],
    later: &[DataFrame],
    links: &Links,
) -> PolarsResult<HashMap<u32, u32>> {
    let taken: HashSet<u32> = first[TRIALS].column("trial")?.u32()?.iter().flatten().collect();
    let last = taken.iter().copied().filter(|&key| key >= FIRST_OTHER).max();
    let mut next = last.map_or(FIRST_OTHER, |last| last.saturating_add(1));
    let mut keys = HashMap::new();
    for key in later[TRIALS].column("trial")?.u32()?.iter().flatten() {
        let into = match links.merged.get(&key) {
            Some(&into) => into,
            None if key < FIRST_OTHER && !taken.contains(&key) => key,
            None => {
                next += 1;
                next - 1
            }
        };
        keys.insert(key, into);
    }
    Ok(keys)
}
