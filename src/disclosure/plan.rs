//! The plan: what becomes of each count of a build, and why.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use typst::diag::{HintedStrResult, StrResult, bail};

use super::cell::{Cell, CellId, Count};
use super::mark::{Mark, Reported};
use super::protect::{Need, Protection, protect};
use super::publication::Sum;
use super::rules::Rules;
use super::system::{System, is_protected};

/// Why a count is not shown.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// It is small.
    Primary,
    /// Its source has suppressed it.
    AtSource,
    /// It is withheld, whatever its size.
    Withheld,
    /// Another could be worked out with it.
    Complementary,
}

impl Reason {
    /// Returns its name.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Primary => "primary",
            Self::AtSource => "at-source",
            Self::Withheld => "withheld",
            Self::Complementary => "complementary",
        }
    }
}

/// What becomes of a count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It is shown.
    Published(u64),
    /// A mark stands in its place.
    Marked(Mark, Reason),
    /// It is to stand nowhere.
    Absent,
}

/// A count that is not shown, and why: for the office, on no page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// The count.
    pub cell: String,
    /// Its table.
    pub table: String,
    /// Why it is not shown.
    pub reason: Reason,
    /// The count for whose sake it is hidden, where it is another.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub protects: Option<String>,
    /// The sum through which that count could be worked out, by its total: the first of several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub through: Option<String>,
}

/// A count that can be worked out whatever is done now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Exposed {
    /// The count.
    pub cell: String,
    /// Its table.
    pub table: String,
    /// Why.
    pub why: &'static str,
}

/// How much of a table is not shown.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Summary {
    /// The table.
    pub table: String,
    /// Its counts.
    pub counts: usize,
    /// Those of them that are not shown.
    pub suppressed: usize,
    /// Those that are small, withheld, or suppressed by their source. For the office: on a page it would tell too much.
    #[serde(skip)]
    pub primary: usize,
    /// Those that are hidden for the sake of others. For the office, too.
    #[serde(skip)]
    pub complementary: usize,
}

/// What becomes of each count of a build.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Plan {
    /// By count.
    pub outcomes: BTreeMap<CellId, Outcome>,
    /// Why counts are not shown, in the order of the counts.
    pub log: Vec<Entry>,
    /// The counts that cannot be protected. A build with any of them must not be published.
    pub exposed: Vec<Exposed>,
    /// The tables of the counts.
    tables: BTreeMap<CellId, String>,
}

impl Plan {
    /// Returns what stands in the place of a count; a count that the plan does not know is an error of ours, and must not be shown.
    pub fn get(&self, id: &CellId) -> StrResult<Reported<u64>> {
        match self.outcomes.get(id) {
            Some(Outcome::Published(number)) => Ok(Reported::Value(*number)),
            Some(Outcome::Marked(mark, _)) => Ok(Reported::Missing(*mark)),
            Some(Outcome::Absent) => bail!("`{id}` is to stand nowhere"),
            None => bail!("`{id}` has not been given to disclosure control"),
        }
    }

    /// Whether something made of several counts, such as a share, may be shown: when each of them is.
    pub fn covers<'a>(&self, ids: impl IntoIterator<Item = &'a CellId>) -> StrResult<bool> {
        let mut all = true;
        for id in ids {
            all &= self.get(id)?.value().is_some();
        }
        Ok(all)
    }

    /// Returns how much of each table is not shown, by table.
    pub fn summary(&self) -> Vec<Summary> {
        let mut tables: BTreeMap<&str, Summary> = BTreeMap::new();
        for (id, outcome) in &self.outcomes {
            let table = self.tables[id].as_str();
            let summary = tables.entry(table).or_default();
            table.clone_into(&mut summary.table);
            let Outcome::Marked(_, reason) = outcome else {
                summary.counts += usize::from(*outcome != Outcome::Absent);
                continue;
            };
            summary.counts += 1;
            summary.suppressed += 1;
            match reason {
                Reason::Complementary => summary.complementary += 1,
                _ => summary.primary += 1,
            }
        }
        tables.into_values().filter(|summary| summary.counts > 0).collect()
    }
}

/// Decides about all counts.
pub fn of(
    cells: &BTreeMap<CellId, Cell>,
    sums: &BTreeSet<Sum>,
    rules: &Rules,
) -> HintedStrResult<Plan> {
    let mut system = System::new(cells, sums, rules)?;
    let before = system.clone();
    let all: Vec<_> = cells.values().collect();
    let most = |at: usize| (rules.of(all[at].class).threshold - 1) as i64;
    let Some(protection) = protect(&mut system, &needs(cells, rules), most) else {
        bail!(
            "the counts contradict each other";
            hint: "some counts that their source has suppressed cannot be what the sums leave for them"
        );
    };
    Ok(plan(cells, rules, &before, sums, &protection))
}

/// Decides as if nobody could subtract.
pub fn primary_only(
    cells: &BTreeMap<CellId, Cell>,
    sums: &BTreeSet<Sum>,
    rules: &Rules,
) -> HintedStrResult<Plan> {
    let system = System::new(cells, sums, rules)?;
    Ok(plan(cells, rules, &system, sums, &Protection::default()))
}

/// Returns the counts that must not be worked out. What is known already cannot be kept.
fn needs(cells: &BTreeMap<CellId, Cell>, rules: &Rules) -> Vec<Need> {
    let need = |(at, cell): (usize, &Cell)| {
        let width = rules.of(cell.class).threshold as i64;
        (is_protected(cell, rules) && !cell.is_known).then_some(Need { cell: at, width })
    };
    cells.values().enumerate().filter_map(need).collect()
}

/// Makes the plan of what was found. `before` is the system with primary suppression alone.
fn plan(
    cells: &BTreeMap<CellId, Cell>,
    rules: &Rules,
    before: &System,
    sums: &BTreeSet<Sum>,
    protection: &Protection,
) -> Plan {
    let hidden: BTreeMap<_, _> = protection.hidden.iter().copied().collect();
    let ids: Vec<_> = cells.keys().collect();
    let totals: Vec<_> = sums.iter().map(|sum| &sum.total).collect();
    let mut plan = Plan {
        outcomes: BTreeMap::new(),
        log: Vec::new(),
        exposed: Vec::new(),
        tables: cells.iter().map(|(id, cell)| (id.clone(), cell.table.clone())).collect(),
    };
    for (at, (id, cell)) in cells.iter().enumerate() {
        let reason = reason(cell, rules, hidden.contains_key(&at));
        plan.outcomes.insert(id.clone(), outcome(cell, reason.clone()));
        let Some(reason) = reason.filter(|_| cell.is_shown || cell.is_withheld) else { continue };
        let guarded = hidden.get(&at).copied();
        plan.log.push(Entry {
            cell: id.to_string(),
            table: cell.table.clone(),
            reason,
            protects: guarded.map(|other| ids[other].to_string()),
            through: guarded
                .and_then(|other| betrayal(before, other))
                .map(|row| totals[row].to_string()),
        });
    }
    for (at, (id, cell)) in cells.iter().enumerate() {
        let why = match () {
            () if cell.is_known && is_protected(cell, rules) => {
                "an earlier edition has published it"
            }
            () if protection.exposed.contains(&at) => {
                "it can be worked out from what earlier editions have published"
            }
            () => continue,
        };
        plan.exposed.push(Exposed { cell: id.to_string(), table: cell.table.clone(), why });
    }
    plan
}

/// Returns why a count is not shown.
fn reason(cell: &Cell, rules: &Rules, is_hidden: bool) -> Option<Reason> {
    match cell.count {
        _ if cell.is_withheld => Some(Reason::Withheld),
        Count::AtSource => Some(Reason::AtSource),
        Count::Number(number) if rules.of(cell.class).protects(number) => Some(Reason::Primary),
        Count::Number(_) => is_hidden.then_some(Reason::Complementary),
    }
}

/// Returns what becomes of a count.
fn outcome(cell: &Cell, reason: Option<Reason>) -> Outcome {
    match (reason, cell.count) {
        _ if !cell.is_shown => Outcome::Absent,
        (Some(reason), _) => Outcome::Marked(Mark::Suppressed, reason),
        (None, Count::Number(number)) => Outcome::Published(number),
        (None, Count::AtSource) => Outcome::Marked(Mark::Suppressed, Reason::AtSource),
    }
}

/// Returns the sum through which a count could be worked out: the one with the fewest other hidden counts.
fn betrayal(before: &System, cell: usize) -> Option<usize> {
    let open = |row: &usize| before.rows[*row].iter().filter(|(at, _)| before.is_open[*at]).count();
    before.rows_of[cell].iter().copied().min_by_key(|row| (open(row), *row))
}
