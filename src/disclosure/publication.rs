//! All protected counts of a build, each of them once, and the sums that a reader can use.

use std::collections::{BTreeMap, BTreeSet};

use typst::diag::{HintedStrResult, bail};

use super::cell::{Cell, CellId, Count};
use super::hierarchy::Hierarchy;
use super::plan::{self, Plan};
use super::rules::{Class, Rules};

/// The largest count that is meant; more is a slip, and beyond what the solver takes.
const LARGEST: u64 = 1_000_000_000;

/// A total with its parts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sum {
    /// The total.
    pub total: CellId,
    /// What it is the sum of.
    pub parts: BTreeSet<CellId>,
}

/// All protected counts of a build and the sums between them.
///
/// The order in which documents add to it does not matter.
#[derive(Debug, Clone, Default)]
pub struct Publication {
    /// The counts.
    cells: BTreeMap<CellId, Cell>,
    /// The counts of earlier editions: table, class and number.
    earlier: BTreeMap<CellId, (String, Class, u64)>,
    /// The sums.
    sums: BTreeSet<Sum>,
}

impl Publication {
    /// Returns a publication of nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a count that is to stand in a table, a figure, an alternative text, an attached file or a sentence.
    ///
    /// A share of it whose denominator is shown is the count too. Adding it again changes nothing; another number for it is an error.
    pub fn show(
        &mut self,
        table: &str,
        class: Class,
        id: CellId,
        count: Count,
    ) -> HintedStrResult<()> {
        self.add(id, Cell { is_shown: true, ..cell(table, class, count) })
    }

    /// Adds a count that stands nowhere, and that is a part or total of one that does. It is protected if it is small.
    pub fn hold(
        &mut self,
        table: &str,
        class: Class,
        id: CellId,
        count: Count,
    ) -> HintedStrResult<()> {
        self.add(id, cell(table, class, count))
    }

    /// Adds a count that must not be worked out whatever its size, as where a region has not consented.
    pub fn withhold(
        &mut self,
        table: &str,
        class: Class,
        id: CellId,
        count: Count,
    ) -> HintedStrResult<()> {
        self.add(id, Cell { is_withheld: true, ..cell(table, class, count) })
    }

    /// Adds a count that an earlier edition has published. Readers keep what they know of it, unless it has been revised.
    pub fn earlier(&mut self, table: &str, class: Class, id: CellId, number: u64) {
        self.earlier.insert(id, (table.to_owned(), class, number));
    }

    /// Adds what has come to a running total since an earlier one: nobody prints it, and everybody can subtract. A total that has gone down
    /// was revised, and tells nothing.
    pub fn increment(
        &mut self,
        table: &str,
        class: Class,
        now: (CellId, u64),
        before: (CellId, u64),
    ) -> HintedStrResult<()> {
        let Some(increase) = now.1.checked_sub(before.1) else { return Ok(()) };
        let mut id = now.0.clone();
        id.measure = format!("increase of {}", id.measure);
        self.hold(table, class, now.0.clone(), Count::Number(now.1))?;
        self.hold(table, class, before.0.clone(), Count::Number(before.1))?;
        self.hold(table, class, id.clone(), Count::Number(increase))?;
        self.sum(now.0, [before.0, id]);
        Ok(())
    }

    /// Adds a sum. Counts of it that are not added otherwise are an error of [`Publication::protect`].
    pub fn sum(&mut self, total: CellId, parts: impl IntoIterator<Item = CellId>) {
        self.sums.insert(Sum { total, parts: parts.into_iter().collect() });
    }

    /// Adds every sum that hierarchies make of the counts that are there. Call it when all counts are.
    ///
    /// Parts that are not there are taken for nothing when the others sum up to the total: a reader may guess so. Else what they hold together
    /// is a count of its own, which stands nowhere.
    pub fn relate(&mut self, hierarchies: &[Hierarchy]) -> HintedStrResult<()> {
        for (id, (table, class, number)) in &self.earlier {
            let known = cell(table, *class, Count::Number(*number));
            self.cells.entry(id.clone()).or_insert(known);
        }
        let mut rests = Vec::new();
        for (hierarchy, total, parts) in hierarchies.iter().flat_map(|hierarchy| {
            hierarchy.parts.iter().map(move |(total, parts)| (hierarchy, total, parts))
        }) {
            let dimension = &hierarchy.dimension;
            let is_total = |id: &&CellId| id.at.get(dimension) == Some(total);
            for id in self.cells.keys().filter(is_total) {
                let part = |part: &String| id.clone().at(dimension, part);
                let (there, absent): (Vec<_>, Vec<_>) =
                    parts.iter().partition(|coordinate| self.cells.contains_key(&part(coordinate)));
                if there.is_empty() {
                    continue;
                }
                let mut ids: BTreeSet<_> = there.into_iter().map(part).collect();
                if let Some(rest) = self.rest(id, &ids)? {
                    if absent.is_empty() {
                        bail!("the parts of `{id}` lack {rest} to its sum"; hint: "correct the total, or add the part that is missing");
                    }
                    let names: Vec<_> = absent.into_iter().map(String::as_str).collect();
                    let rest_id = part(&names.join("+"));
                    let total = &self.cells[id];
                    let rest = cell(&total.table, total.class, Count::Number(rest));
                    rests.push((rest_id.clone(), rest));
                    ids.insert(rest_id);
                }
                self.sums.insert(Sum { total: id.clone(), parts: ids });
            }
        }
        rests.into_iter().try_for_each(|(id, rest)| self.add(id, rest))
    }

    /// Decides which counts are shown.
    pub fn protect(&self, rules: &Rules) -> HintedStrResult<Plan> {
        plan::of(&self.settled()?, &self.sums, rules)
    }

    /// Returns the plan with primary suppression alone: what it would be to stop there. For tests of the rest.
    pub fn protect_primary_only(&self, rules: &Rules) -> HintedStrResult<Plan> {
        plan::primary_only(&self.settled()?, &self.sums, rules)
    }

    /// Returns the counts, those of earlier editions marked as known.
    fn settled(&self) -> HintedStrResult<BTreeMap<CellId, Cell>> {
        let mut cells = self.cells.clone();
        for (id, (table, class, number)) in &self.earlier {
            let count = Count::Number(*number);
            let known = cells.entry(id.clone()).or_insert_with(|| cell(table, *class, count));
            known.is_known = known.count == count;
        }
        let named = self.sums.iter().flat_map(|sum| sum.parts.iter().chain([&sum.total]));
        for id in named {
            if !cells.contains_key(id) {
                bail!("a sum names `{id}`, of which there is no count"; hint: "show it, or hold it");
            }
        }
        Ok(cells)
    }

    /// Returns what the parts of a total lack to it, if its number and all of theirs are there.
    fn rest(&self, total: &CellId, parts: &BTreeSet<CellId>) -> HintedStrResult<Option<u64>> {
        let number = |id: &CellId| match self.cells[id].count {
            Count::Number(number) => Some(number),
            Count::AtSource => None,
        };
        let Some(whole) = number(total) else { return Ok(None) };
        let Some(numbers) = parts.iter().map(number).collect::<Option<Vec<_>>>() else {
            return Ok(None);
        };
        let sum: u64 = numbers.iter().sum();
        match whole.checked_sub(sum) {
            Some(0) => Ok(None),
            Some(rest) => Ok(Some(rest)),
            None => {
                bail!("the parts of `{total}` sum up to {sum}, and it is {whole}"; hint: "a sum is only one where nobody is counted twice")
            }
        }
    }

    /// Adds a count, or another place of one that is there.
    fn add(&mut self, id: CellId, new: Cell) -> HintedStrResult<()> {
        if let Count::Number(number) = new.count
            && number > LARGEST
        {
            bail!("`{id}` is {number}"; hint: "a count of people is at most {LARGEST}");
        }
        let Some(known) = self.cells.get_mut(&id) else {
            self.cells.insert(id, new);
            return Ok(());
        };
        match (known.count, new.count) {
            (Count::Number(one), Count::Number(other)) if one != other => {
                bail!(
                    "`{id}` is {one} in `{}` and {other} in `{}`", known.table, new.table;
                    hint: "one count has one number wherever it stands"
                );
            }
            (Count::AtSource, number) => known.count = number,
            _ => {}
        }
        // A count that stands in several tables belongs to the first by name, so that the order of documents does not matter.
        let rank = |cell: &Cell| (!cell.is_shown, cell.table.clone());
        if rank(&new) < rank(known) {
            known.table = new.table;
        }
        known.is_shown |= new.is_shown;
        known.is_withheld |= new.is_withheld;
        Ok(())
    }
}

/// Returns a count that stands nowhere yet.
fn cell(table: &str, class: Class, count: Count) -> Cell {
    let table = table.to_owned();
    Cell { table, class, count, is_shown: false, is_withheld: false, is_known: false }
}
