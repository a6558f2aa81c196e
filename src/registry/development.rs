//! How drugs go through the phases: published probabilities of going on, and times.
//!
//! Several studies stand beside one another, because they count in different
//! ways and differ more than chance explains. None is right alone; whoever
//! forecasts takes them in turn.
//! Cooperates with data/reference/development.

use std::collections::BTreeMap;

use serde::Deserialize;
use typst::diag::{HintedStrResult, bail};

use super::areas::Areas;
use super::reference::Files;

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

impl Development {
    /// Reads both tables.
    pub(super) fn load(files: &mut Files, areas: Option<&Areas>) -> HintedStrResult<Self> {
        let mut transitions: BTreeMap<String, Transitions> = BTreeMap::new();
        for (line, row) in files.rows::<TransitionRow>(TRANSITIONS)? {
            let Some(step) = step(files, TRANSITIONS, line, &row.from) else { continue };
            let is_known =
                row.area == ALL || areas.is_none_or(|areas| areas.get(&row.area).is_some());
            if !is_known {
                files.fault(
                    TRANSITIONS,
                    line,
                    &row.area,
                    &format!("unknown therapy area `{}`", row.area),
                );
            } else if !(row.probability > 0.0 && row.probability < 1.0) || row.transitions == 0 {
                let fault = "expected a probability between 0 and 1, of at least one transition";
                files.fault(TRANSITIONS, line, "", fault);
            } else {
                let found = Transition {
                    probability: row.probability,
                    transitions: row.transitions.into(),
                };
                let study = transitions.entry(row.study).or_default();
                if study.0.insert((row.area.clone(), step), found).is_some() {
                    files.fault(TRANSITIONS, line, &row.area, &format!("`{}` twice", row.area));
                }
            }
        }
        let mut months: BTreeMap<String, [f64; 2]> = BTreeMap::new();
        for (line, row) in files.rows::<DurationRow>(DURATIONS)? {
            let Some(step) = step(files, DURATIONS, line, &row.from) else { continue };
            if !(row.months > 0.0 && row.months.is_finite()) {
                files.fault(DURATIONS, line, "", "expected months above 0");
                continue;
            }
            months.entry(row.study).or_default()[step] = row.months;
        }
        let is_whole = |study: &Transitions| {
            (0..LEFT.len()).all(|step| study.0.contains_key(&(ALL.to_owned(), step)))
        };
        let is_known = files.is_sound(TRANSITIONS) && files.is_sound(DURATIONS);
        if is_known && (transitions.is_empty() || !transitions.values().all(is_whole)) {
            bail!("a study of `{TRANSITIONS}` lacks a row of `{ALL}` for `phase-1` or `phase-2`");
        }
        if is_known && (months.is_empty() || months.values().flatten().any(|&months| months == 0.0))
        {
            bail!("a study of `{DURATIONS}` lacks a row for `phase-1` or `phase-2`");
        }
        transitions.retain(|_, study| is_whole(study));
        months.retain(|_, months| months.iter().all(|&months| months > 0.0));
        Ok(Self { transitions, months })
    }
}

/// Returns the place of a phase in [`LEFT`], or adds a fault.
fn step(files: &mut Files, name: &str, line: u64, from: &str) -> Option<usize> {
    let step = LEFT.iter().position(|phase| *phase == from);
    if step.is_none() {
        files.fault(
            name,
            line,
            from,
            &format!("unknown phase `{from}`, expected `phase-1` or `phase-2`"),
        );
    }
    step
}
