//! The steps from an earlier count to a later one, and at which of them a study changed.

use std::collections::BTreeSet;

use super::told::{Criterion, Fact, Told};
use super::{Reason, Side};
use crate::registry::schema::epoch_day;
use crate::slice::Window;

/// What the steps compare.
pub(super) struct Step<'a> {
    /// The earlier side.
    earlier: &'a Side<'a>,
    /// The later side.
    later: &'a Side<'a>,
    /// The earlier window by the later side's rule.
    then: Window,
    /// The sources of either side.
    sources: [BTreeSet<&'a str>; 2],
}

impl<'a> Step<'a> {
    /// Prepares the steps between two sides.
    pub(super) fn new(earlier: &'a Side<'a>, later: &'a Side<'a>) -> Self {
        let sources = [earlier.sources(), later.sources()];
        Self { earlier, later, then: earlier.then(later), sources }
    }

    /// Whether a start lies in a window and not after the earlier cut-off.
    fn is_in_time(&self, start: Option<i32>, window: Window) -> bool {
        let last = window.last.min(self.earlier.cutoff);
        window == Window::EVER
            || start.is_some_and(|day| (epoch_day(window.first)..=epoch_day(last)).contains(&day))
    }

    /// Whether a trial of the later side would have been in the earlier side's time. Without
    /// a window that is what the earlier side knew, or what had started by its cut-off.
    fn was_in_time(&self, trial: &Told, is_known: bool) -> bool {
        let has_started = || trial.start.is_some_and(|day| day <= epoch_day(self.earlier.cutoff));
        match self.then {
            Window::EVER => is_known || has_started(),
            window => self.is_in_time(trial.start, window),
        }
    }

    /// Whether none of a trial's sources is one of the other side's.
    fn is_foreign(&self, trial: &Told, side: usize) -> bool {
        !trial.sources.iter().any(|source| self.sources[1 - side].contains(source.as_str()))
    }

    /// Whether a trial has a source that the other side does not have.
    fn has_foreign(&self, trial: &Told, side: usize) -> bool {
        trial.sources.iter().any(|source| !self.sources[1 - side].contains(source.as_str()))
    }

    /// Judges a trial of the earlier side as the later one does wherever the shared sources
    /// tell the same about it: whether it is in time, and each criterion.
    fn restated(&self, before: &Told, after: &Told) -> (bool, [bool; Criterion::ALL.len()]) {
        let is_in_time = match before.is_same(after, Fact::Start) {
            true => self.was_in_time(after, true),
            false => self.is_in_time(before.start, self.then),
        };
        let meets = Criterion::ALL.map(|criterion| {
            let judge = if before.is_same(after, criterion.fact()) { after } else { before };
            judge.meets[criterion as usize]
        });
        (is_in_time, meets)
    }

    /// Returns whether a study is counted before the first step and after each: the later
    /// filter and length of window, the later sources and tables, the later records, the
    /// later time.
    fn path(&self, [before, after]: &[Vec<&Told>; 2]) -> [bool; 5] {
        let meets_all = |trial: &Told| trial.meets.iter().all(|met| *met);
        let is_known = !before.is_empty();
        let asked =
            before.iter().any(|one| meets_all(one) && self.is_in_time(one.start, self.then));
        let recorded = after.iter().filter(|one| meets_all(one) && self.was_in_time(one, is_known));
        let judged = match (before.is_empty(), after.is_empty()) {
            (true, _) => recorded.clone().any(|one| self.is_foreign(one, 1)),
            (_, true) => asked && !before.iter().all(|one| self.is_foreign(one, 0)),
            _ => before.iter().any(|one| {
                after.iter().any(|other| {
                    let (is_in_time, meets) = self.restated(one, other);
                    is_in_time && meets.iter().all(|met| *met)
                })
            }),
        };
        [
            before.iter().any(|one| one.counted),
            asked,
            judged,
            recorded.count() > 0,
            after.iter().any(|one| one.counted),
        ]
    }

    /// Tells by which of the later side's own rules a study changed.
    fn rule(&self, before: &[&Told], has_entered: bool) -> Reason {
        let in_window = |window| before.iter().any(|one| self.is_in_time(one.start, window));
        let window = if has_entered { self.earlier.window } else { self.then };
        match in_window(window) && self.earlier.base != self.later.base {
            true => Reason::Filter,
            false => Reason::Window,
        }
    }

    /// Tells what the register did about a study.
    fn correction(&self, [before, after]: &[Vec<&Told>; 2], has_entered: bool) -> Reason {
        let (Some(one), Some(other)) = (before.first(), after.first()) else {
            return if before.is_empty() { Reason::RegisteredLate } else { Reason::RecordGone };
        };
        let (is_in_time, meets) = match has_entered {
            true => self.restated(one, other),
            false => (self.was_in_time(other, true), other.meets),
        };
        match (is_in_time, meets[Criterion::Place as usize]) {
            (false, _) => Reason::DateCorrected,
            (true, false) => Reason::PlaceCorrected,
            (true, true) => Reason::KindCorrected,
        }
    }
}

/// Returns why a study is counted on one side only: the last step at which it changed.
pub(super) fn cause(step: &Step, study: &[Vec<&Told>; 2]) -> Reason {
    let path = step.path(study);
    let has_entered = path[4];
    let last = (1..path.len()).rev().find(|&at| path[at] != path[at - 1]);
    let has_foreign = || {
        let sides = study.iter().enumerate();
        sides
            .flat_map(|(side, all)| all.iter().map(move |one| (side, one)))
            .any(|(side, one)| step.has_foreign(one, side))
    };
    match last {
        Some(1) => step.rule(&study[0], has_entered),
        Some(2) if has_foreign() => Reason::Source,
        Some(2) => Reason::Reference,
        Some(3) => step.correction(study, has_entered),
        _ if has_entered => Reason::Started,
        _ => Reason::LeftWindow,
    }
}
