//! How a trial goes: its dates and its status, which must agree with each other and with the cut-off.

use chrono::{Datelike, NaiveDate};

use super::draws::{Draws, Part};
use super::moment::{MONTH_DAYS, shift};
use super::plan::{Kind, Phase};
use super::settings::Settings;
use super::tables::Area;

/// Share of trials that never take a participant in.
const WITHDRAWN: f64 = 0.022;

/// Share of open trials that are suspended.
const SUSPENDED: f64 = 0.01;

/// What became of a trial, as of the cut-off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Status {
    /// Not yet open.
    NotYetRecruiting,
    /// Open.
    Recruiting,
    /// Open to those already in another trial.
    EnrollingByInvitation,
    /// Participants are followed.
    ActiveNotRecruiting,
    /// Stopped for a while.
    Suspended,
    /// Done as planned.
    Completed,
    /// Stopped before its end.
    Terminated,
    /// Stopped before its beginning.
    Withdrawn,
    /// Nobody has told the registry for two years.
    Unknown,
}

impl Status {
    /// Returns the status as the registry writes it.
    pub(super) fn code(self) -> &'static str {
        match self {
            Self::NotYetRecruiting => "NOT_YET_RECRUITING",
            Self::Recruiting => "RECRUITING",
            Self::EnrollingByInvitation => "ENROLLING_BY_INVITATION",
            Self::ActiveNotRecruiting => "ACTIVE_NOT_RECRUITING",
            Self::Suspended => "SUSPENDED",
            Self::Completed => "COMPLETED",
            Self::Terminated => "TERMINATED",
            Self::Withdrawn => "WITHDRAWN",
            Self::Unknown => "UNKNOWN",
        }
    }

    /// Returns whether the trial has come to an end.
    pub(super) fn is_closed(self) -> bool {
        matches!(self, Self::Completed | Self::Terminated | Self::Withdrawn)
    }
}

/// Dates and outcome of a trial.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Course {
    /// Start, planned or real.
    pub(super) start: NaiveDate,
    /// Last visit for the primary outcome, planned or real.
    pub(super) primary: NaiveDate,
    /// Last visit, planned or real.
    pub(super) completion: NaiveDate,
    /// When the record was last changed.
    pub(super) updated: NaiveDate,
    /// What became of it.
    pub(super) status: Status,
}

/// Draws the course of a trial that starts on a given day.
pub(super) fn draw(
    settings: &Settings,
    number: u64,
    kind: Kind,
    phase: Phase,
    area: &Area,
    start: NaiveDate,
) -> Course {
    let mut draws = Draws::new(settings.seed, number, Part::Course);
    let cut_off = settings.cut_off;
    let days = days(kind, phase, area, &mut draws);
    if draws.happens(WITHDRAWN) && start < cut_off {
        return withdrawn(cut_off, start, &mut draws);
    }
    let stop = shift(start, days * draws.between(15, 85) / 100);
    if draws.happens(stop_share(phase)) && stop < cut_off {
        let updated = told(cut_off, stop, &mut draws);
        return Course {
            start,
            primary: stop,
            completion: stop,
            updated,
            status: Status::Terminated,
        };
    }
    let completion = shift(start, days);
    let primary = shift(start, days * draws.between(60, 100) / 100);
    let status = status(kind, start, completion, cut_off, &mut draws);
    let updated = match status {
        Status::Completed => told(cut_off, completion, &mut draws),
        Status::Unknown => shift(start, draws.between(20, 90)),
        _ => shift(cut_off, -draws.between(3, 200)).max(start.min(shift(cut_off, -2))),
    };
    Course { start, primary, completion, updated, status }
}

/// Draws the length of a trial in days.
fn days(kind: Kind, phase: Phase, area: &Area, draws: &mut Draws) -> i64 {
    let (shortest, longest) = match phase {
        Phase::One => (3, 20),
        Phase::OneTwo => (20, 48),
        Phase::Two => (12, 40),
        Phase::TwoThree => (20, 48),
        Phase::Three => (14, 56),
        Phase::Four => (10, 36),
    };
    // Observational studies and those of hospitals take half as long again as a company's trials.
    let slow = if kind == Kind::CompanyDrug { 1.0 } else { 1.4 };
    let months = shortest as f64 + (longest - shortest) as f64 * draws.share();
    (months * MONTH_DAYS * area.pace * slow) as i64
}

/// Returns the share of trials that stop before their end: promises fail most in phase 2.
fn stop_share(phase: Phase) -> f64 {
    match phase {
        Phase::One => 0.06,
        Phase::OneTwo | Phase::Two => 0.135,
        Phase::TwoThree | Phase::Three => 0.095,
        Phase::Four => 0.08,
    }
}

/// Draws the course of a trial that never began. Its dates are those of the last plan.
fn withdrawn(cut_off: NaiveDate, start: NaiveDate, draws: &mut Draws) -> Course {
    let end = shift(start, draws.between(0, 300)).min(cut_off);
    let updated = told(cut_off, end, draws);
    Course { start, primary: end, completion: end, updated, status: Status::Withdrawn }
}

/// Draws the status of a trial that was not stopped.
fn status(
    kind: Kind,
    start: NaiveDate,
    completion: NaiveDate,
    cut_off: NaiveDate,
    draws: &mut Draws,
) -> Status {
    let silent = match kind {
        Kind::AcademicDrug | Kind::AcademicObservational => 0.15,
        _ => 0.015,
    };
    // The registry calls a trial unknown when nothing was heard two years after its planned end.
    if completion.year() + 2 <= cut_off.year() && draws.happens(silent) {
        return Status::Unknown;
    }
    if completion <= cut_off {
        return Status::Completed;
    }
    let elapsed =
        (cut_off - start).num_days() as f64 / (completion - start).num_days().max(1) as f64;
    if start > cut_off || elapsed < 0.05 && draws.happens(0.3) {
        Status::NotYetRecruiting
    } else if draws.happens(SUSPENDED) {
        Status::Suspended
    } else if elapsed < 0.6 {
        if draws.happens(0.04) { Status::EnrollingByInvitation } else { Status::Recruiting }
    } else {
        Status::ActiveNotRecruiting
    }
}

/// Draws when the registry was told that a trial was over, after the day and before the cut-off.
fn told(cut_off: NaiveDate, end: NaiveDate, draws: &mut Draws) -> NaiveDate {
    shift(end, draws.between(15, 500)).min(shift(cut_off, -1))
}
