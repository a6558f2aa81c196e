//! How drugs go through the phases: published probabilities of going on, and times.
//!
//! Several studies stand beside one another, because they count in different
//! ways and differ more than chance explains. None is right alone; whoever
//! forecasts takes them in turn.
//! Cooperates with data/reference/development.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use serde::Deserialize;

use super::areas::{Areas, FILE as AREAS};
use super::cells::Seen;
use super::reference::{Files, Loaded};
use crate::diag::hint_for;

/// The table of probabilities.
const TRANSITIONS: &str = "development/transitions.csv";

/// The table of times.
const DURATIONS: &str = "development/durations.csv";

/// The area that stands for all of them.
const ALL: &str = "all";

/// The phases that a drug may leave, in their order.
pub const LEFT: [&str; 2] = ["phase-1", "phase-2"];

/// What the studies say.
#[derive(Debug)]
pub struct Development {
    /// Probabilities by study.
    pub transitions: BTreeMap<String, Transitions>,
    /// Months from a phase's start to the next one's by study, for each of [`LEFT`].
    pub months: BTreeMap<String, [f64; 2]>,
}

/// The probabilities of one study.
#[derive(Debug, Default)]
pub struct Transitions(BTreeMap<(String, usize), Transition>);

/// A probability of going on to the next phase.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Transition {
    /// The probability.
    pub probability: f64,
    /// The transitions that it rests on.
    pub transitions: f64,
}

/// A row of the table of probabilities.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TransitionRow {
    study: String,
    area: String,
    from: String,
    probability: f64,
    transitions: u32,
}

/// A row of the table of times.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DurationRow {
    study: String,
    from: String,
    months: f64,
}

impl Transitions {
    /// Returns the probability of an area, or of all of them where the study has
    /// no such area; `step` is the place in [`LEFT`].
    pub fn of(&self, area: Option<&str>, step: usize) -> Transition {
        let of = |area: &str| self.0.get(&(area.to_owned(), step)).copied();
        area.and_then(of).unwrap_or_else(|| self.all(step))
    }

    /// Returns the probability of all areas together.
    pub fn all(&self, step: usize) -> Transition {
        self.0[&(ALL.to_owned(), step)]
    }
}

/// Months from one phase to the next that a study can have found on average.
const MONTHS: RangeInclusive<f64> = 0.1..=600.0;

impl Development {
    /// Reads both tables.
    pub(super) fn load(files: &mut Files, areas: Option<&Areas>) -> Loaded<Self> {
        let mut transitions: BTreeMap<String, Transitions> = BTreeMap::new();
        let (mut seen, mut first) = (Seen::new(), BTreeMap::new());
        for (line, row) in files.rows::<TransitionRow>(TRANSITIONS)? {
            let step = step(files, TRANSITIONS, line, &row.from);
            let key = format!("{}, {}, {}", row.study, row.area, row.from);
            files
                .cells(TRANSITIONS, line)
                .id("study", &row.study)
                .once("study", &key, "key", &mut seen);
            first.entry(row.study.clone()).or_insert(line);
            let (Some(step), Some(found)) = (step, row.check(files, line, areas)) else { continue };
            transitions.entry(row.study).or_default().0.insert((row.area, step), found);
        }
        let mut months: BTreeMap<String, [f64; 2]> = BTreeMap::new();
        let (mut seen, mut first_of_times) = (Seen::new(), BTreeMap::new());
        for (line, row) in files.rows::<DurationRow>(DURATIONS)? {
            let step = step(files, DURATIONS, line, &row.from);
            let key = format!("{}, {}", row.study, row.from);
            let mut cells = files.cells(DURATIONS, line);
            cells.id("study", &row.study).once("study", &key, "key", &mut seen);
            let is_right = cells.number("months", row.months, MONTHS, "months");
            first_of_times.entry(row.study.clone()).or_insert(line);
            if let (Some(step), true) = (step, is_right) {
                months.entry(row.study).or_default()[step] = row.months;
            }
        }
        let whole = |study: &str, step: usize| {
            let study = transitions.get(study);
            study.is_some_and(|study| study.0.contains_key(&(ALL.to_owned(), step)))
        };
        check_whole(files, TRANSITIONS, &first, "of area `all` ", whole);
        let whole = |study: &str, step: usize| months.get(study).is_some_and(|of| of[step] > 0.0);
        check_whole(files, DURATIONS, &first_of_times, "", whole);
        let all = |study: &Transitions| {
            (0..LEFT.len()).all(|step| study.0.contains_key(&(ALL.to_owned(), step)))
        };
        transitions.retain(|_, study| all(study));
        months.retain(|_, months| months.iter().all(|&months| months > 0.0));
        Ok(Self { transitions, months })
    }
}

impl TransitionRow {
    /// Returns what the row says, unless it cannot be so.
    fn check(&self, files: &mut Files, line: u64, areas: Option<&Areas>) -> Option<Transition> {
        let areas = areas.filter(|_| files.is_sound(AREAS));
        let is_known =
            self.area == ALL || areas.is_none_or(|areas| areas.get(&self.area).is_some());
        let mut cells = files.cells(TRANSITIONS, line);
        if !is_known {
            let ids = areas.into_iter().flat_map(|areas| &areas.list).map(|area| area.id.as_str());
            let hint = hint_for(&self.area, ids.chain([ALL]));
            cells.tell("area", &format!("unknown therapy area `{}`", self.area), &hint);
        }
        let is_probability = self.probability > 0.0 && self.probability < 1.0;
        if !is_probability {
            let fault = format!("impossible probability `{}`", self.probability);
            cells.tell(
                "probability",
                &fault,
                "expected a number between 0 and 1, and neither of them",
            );
        }
        let is_counted =
            cells.number("transitions", self.transitions, 1..=10_000_000, "transitions");
        (is_known && is_probability && is_counted).then(|| Transition {
            probability: self.probability,
            transitions: self.transitions.into(),
        })
    }
}

/// Checks that a table has a study, and that each study, known by its first line, has a row for both steps.
fn check_whole(
    files: &mut Files,
    table: &str,
    first: &BTreeMap<String, u64>,
    what: &str,
    has: impl Fn(&str, usize) -> bool,
) {
    // A row that is wrong would be missed here too.
    if !files.is_sound(table) {
        return;
    }
    if first.is_empty() {
        files.cell_fault(table, 1, "", "there is no study", "a forecast needs one at least");
    }
    for (study, line) in first {
        for (_, phase) in LEFT.iter().enumerate().filter(|(step, _)| !has(study, *step)) {
            let fault = format!("study `{study}` has no row {what}for `{phase}`");
            let hint = "a forecast follows a drug through both, `phase-1` and `phase-2`";
            files.cell_fault(table, *line, "study", &fault, hint);
        }
    }
}

/// Returns the place of a phase in [`LEFT`], or adds a fault.
fn step(files: &mut Files, name: &str, line: u64, from: &str) -> Option<usize> {
    let step = LEFT.iter().position(|phase| *phase == from);
    if step.is_none() {
        let fault = format!("unknown phase `{from}`");
        files.cell_fault(name, line, "from", &fault, "expected `phase-1` or `phase-2`");
    }
    step
}
