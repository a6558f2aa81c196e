//! How trials end when those that go on are not forgotten.

use std::collections::BTreeMap;

use polars::prelude::*;

use super::question::{Cell, Question};
use super::tally::{Tally, keys_by_trial};
use super::{Course, Curve, Finding};
use crate::registry::schema::{Status, epoch_day};
use crate::slice::in_place;
use crate::statistics::{Exit, Incidence, aalen_johansen, wilson};

/// The months after the start at which the early stops are told.
const HORIZON: f64 = 36.0;

/// The days of a month, on average over four years.
const DAYS_OF_MONTH: f64 = 365.25 / 12.0;

/// The cause of an end that was planned.
const COMPLETED: u32 = 1;

/// The cause of an end that was not.
const TERMINATED: u32 = 2;

/// What became of a trial.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Fate {
    /// It was followed until it ended, or until it was last seen under way.
    Followed(Exit),
    /// Of its end the day is not known, or it lies before the start.
    Undated,
    /// It never began.
    NotBegun,
    /// It was withdrawn before it began.
    Withdrawn,
}

/// The fates of the trials under one key.
#[derive(Debug, Default)]
struct Fates {
    /// Those that were followed.
    exits: Vec<Exit>,
    /// Those with an end of which the day is not known.
    undated: u64,
    /// Those withdrawn.
    withdrawn: u64,
}

/// Returns what became of a trial, by days since 1970.
fn fate(
    status: Option<Status>,
    start: i32,
    end: Option<i32>,
    updated: Option<i32>,
    cutoff: i32,
) -> Fate {
    let until = |day: i32, cause: Option<u32>| match day >= start {
        true => Fate::Followed(Exit { time: f64::from(day - start) / DAYS_OF_MONTH, cause }),
        false => Fate::Undated,
    };
    let ended = |cause: u32| match end {
        None => Fate::Undated,
        // What has ended by now was under way until then.
        Some(day) if day > cutoff => until(cutoff, None),
        Some(day) => until(day, Some(cause)),
    };
    match status {
        Some(Status::Completed) => ended(COMPLETED),
        Some(Status::Terminated) => ended(TERMINATED),
        Some(
            Status::Recruiting
            | Status::EnrollingByInvitation
            | Status::ActiveNotRecruiting
            | Status::Suspended,
        ) => until(cutoff, None),
        // Nobody has confirmed that it goes on; it did when it was last heard of.
        Some(Status::Unknown) => updated.map_or(Fate::Undated, |day| until(day.min(cutoff), None)),
        Some(Status::Withdrawn) => Fate::Withdrawn,
        _ => Fate::NotBegun,
    }
}

impl Question<'_> {
    /// The share of trials stopped early within three years of their start.
    pub(super) fn early_stop(&self) -> PolarsResult<Vec<Finding>> {
        let all = self.trials(&self.slice.lens)?;
        let inside = || in_place(all.clone(), self.registry, &self.slice.place);
        let (frame, keys) = match self.by {
            None => (inside(), None),
            Some(by) if by.is_spatial() => {
                let keys = keys_by_trial(all.clone(), self.registry, by)?;
                (all.clone(), Some(keys))
            }
            Some(by) => (inside(), Some(keys_by_trial(inside(), self.registry, by)?)),
        };
        let mut by_key: BTreeMap<Option<String>, Fates> = BTreeMap::new();
        for (trial, fate) in self.fates(frame)? {
            let own = match &keys {
                None => vec![None],
                Some(keys) => keys.get(&trial).into_iter().flatten().cloned().map(Some).collect(),
            };
            for key in own {
                by_key.entry(key).or_default().add(fate);
            }
        }
        let empty = Fates::default();
        let followed = |key: &Option<String>| by_key.get(key).unwrap_or(&empty);
        let finding = |place, key: Option<String>| {
            let fates = followed(&key);
            self.stopped(Cell { place, key, trials: 0 }, fates)
        };
        let own = &self.slice.place;
        Ok(match self.by {
            None => vec![finding(own.clone(), None)],
            Some(by) if by.is_spatial() => {
                let places = self.places(by).into_iter();
                places.map(|place| finding(place.clone(), Some(place.id))).collect()
            }
            Some(by) => {
                let count = |fates: &Fates| fates.exits.len() as u64;
                let rows =
                    by_key.iter().filter_map(|(key, fates)| Some((key.clone()?, count(fates))));
                let tally: Tally = rows.collect();
                let keys = self.keys(by, &tally).into_iter();
                keys.map(|(key, _)| finding(own.clone(), Some(key))).collect()
            }
        })
    }

    /// Returns what became of each trial of a frame.
    fn fates(&self, frame: LazyFrame) -> PolarsResult<Vec<(u32, Fate)>> {
        let day = |name: &str| col(name).cast(DataType::Int32);
        let columns =
            [col("trial"), col("status"), day("start"), day("completion"), day("updated")];
        let rows = frame.select(columns).collect()?;
        let (trials, statuses) = (rows.column("trial")?.u32()?, rows.column("status")?.str()?);
        let days = |name: &str| rows.column(name).and_then(|column| column.i32());
        let (starts, ends, updates) = (days("start")?, days("completion")?, days("updated")?);
        let cutoff = epoch_day(self.slice.cutoff);
        let fate = |row: usize| {
            let status = statuses.get(row).and_then(Status::from_code);
            let start = starts.get(row)?;
            Some((trials.get(row)?, fate(status, start, ends.get(row), updates.get(row), cutoff)))
        };
        Ok((0..rows.height()).filter_map(fate).collect())
    }

    /// Returns the finding of the early stops among trials.
    fn stopped(&self, cell: Cell, fates: &Fates) -> Finding {
        let curve = aalen_johansen(&fates.exits, TERMINATED);
        let at_risk = fates.exits.iter().filter(|exit| exit.time >= HORIZON).count() as u64;
        let share = curve.as_ref().filter(|_| at_risk > 0).map(|curve| at_horizon(curve, at_risk));
        let stopped = |curve: &Incidence| {
            let steps = curve.steps.iter().take_while(|step| step.time <= HORIZON);
            steps.map(|step| step.ended).sum()
        };
        let trials = curve.as_ref().map_or(0, stopped);
        let mut notes = vec![match at_risk {
            0 => format!("no trial was followed for {HORIZON} months"),
            _ => format!("at {HORIZON} months, to which {at_risk} were followed"),
        }];
        let mut note = |count: u64, what: &str| {
            if count > 0 {
                notes.push(format!("{count} {what}"));
            }
        };
        note(fates.withdrawn, "withdrawn, apart");
        note(fates.undated, "without a day of their end, left out");
        let limits = share.and_then(|(_, limits)| limits);
        let until = fates.exits.iter().map(|exit| exit.time).fold(0.0, f64::max);
        let course = curve.as_ref().map(|curve| Curve::of_incidence(curve, until, HORIZON));
        Finding {
            denominator: Some(fates.exits.len() as u64),
            value: share.map(|(share, _)| share),
            lower: limits.map(|(lower, _)| lower),
            upper: limits.map(|(_, upper)| upper),
            course: course.map(Course::Curve),
            note: Some(notes.join("; ")),
            ..self.finding(&Cell { trials, ..cell })
        }
    }
}

impl Fates {
    /// Adds a trial's.
    fn add(&mut self, fate: Fate) {
        match fate {
            Fate::Followed(exit) => self.exits.push(exit),
            Fate::Undated => self.undated += 1,
            Fate::Withdrawn => self.withdrawn += 1,
            Fate::NotBegun => {}
        }
    }
}

/// A share and its limits.
type Limited = (f64, Option<(f64, f64)>);

/// Returns the share stopped by the horizon with its limits.
fn at_horizon(curve: &Incidence, at_risk: u64) -> Limited {
    match curve.at(HORIZON) {
        Some(step) => (step.incidence, step.limits.map(|limits| (limits.lower, limits.upper))),
        // Of no stop the curve has no limits; none of those who came so far has Wilson's.
        None => (0.0, wilson(0, at_risk).map(|limits| (limits.lower, limits.upper))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the fate of a trial begun on day 0 and asked about on day 1,000.
    fn of(status: Status, end: Option<i32>, updated: Option<i32>) -> Fate {
        fate(Some(status), 0, end, updated, 1_000)
    }

    /// Returns the fate of a trial followed for days.
    fn followed(days: i32, cause: Option<u32>) -> Fate {
        Fate::Followed(Exit { time: f64::from(days) / DAYS_OF_MONTH, cause })
    }

    #[test]
    fn what_goes_on_is_followed_to_the_cutoff() {
        assert_eq!(of(Status::Recruiting, Some(2_000), None), followed(1_000, None));
        assert_eq!(of(Status::Terminated, Some(400), None), followed(400, Some(TERMINATED)));
        assert_eq!(of(Status::Completed, Some(400), None), followed(400, Some(COMPLETED)));
        // It ended after the day that is asked about.
        assert_eq!(of(Status::Completed, Some(1_001), None), followed(1_000, None));
    }

    #[test]
    fn an_unknown_status_is_not_ongoing() {
        assert_eq!(of(Status::Unknown, None, Some(300)), followed(300, None));
        assert_eq!(of(Status::Unknown, None, Some(3_000)), followed(1_000, None));
        assert_eq!(of(Status::Unknown, None, None), Fate::Undated);
    }

    #[test]
    fn what_never_began_cannot_stop_early() {
        assert_eq!(of(Status::Withdrawn, Some(10), None), Fate::Withdrawn);
        assert_eq!(of(Status::NotYetRecruiting, None, None), Fate::NotBegun);
        assert_eq!(of(Status::Terminated, None, None), Fate::Undated);
        assert_eq!(of(Status::Terminated, Some(-1), None), Fate::Undated);
    }
}
