//! The status module: status and dates, as exact as the registry was in the year in question.

use chrono::{Datelike, NaiveDate};
use serde::Serialize;

use super::course::Status;
use super::draws::{Draws, Part};
use super::moment::{Certainty, DateStruct, Moment, shift};
use super::plan::Plan;
use super::settings::Settings;
use super::tables::Tables;

/// Share of starts without a day, in the first and the last year: days became the rule around 2017.
const NO_DAY: (f64, f64) = (0.56, 0.08);

/// Share of planned dates without a day.
const NO_DAY_PLANNED: f64 = 0.45;

/// The year from which every date carries its certainty.
const CERTAIN_FROM: i32 = 2017;

/// Share of older records whose dates carry no certainty.
const UNCERTAIN: f64 = 0.8;

/// Share of records without a start.
const NO_START: f64 = 0.003;

/// Share of records that the registry posts late: questions went to and fro.
const LATE: f64 = 0.2;

/// Status and dates.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct StatusModule<'t> {
    /// Month in which the sponsor last looked at the record.
    status_verified_date: Moment,
    /// Status.
    overall_status: &'static str,
    /// Why the trial was stopped.
    #[serde(skip_serializing_if = "Option::is_none")]
    why_stopped: Option<&'t str>,
    /// Whether the medicine is given outside the trial.
    expanded_access_info: ExpandedAccess,
    /// Start.
    #[serde(skip_serializing_if = "Option::is_none")]
    start_date_struct: Option<DateStruct>,
    /// Last visit for the primary outcome.
    primary_completion_date_struct: DateStruct,
    /// Last visit.
    completion_date_struct: DateStruct,
    /// When the record was first sent in.
    study_first_submit_date: Moment,
    /// When it was last changed.
    last_update_submit_date: Moment,
    /// When the change was shown.
    last_update_post_date_struct: DateStruct,
}

/// Whether the medicine is given outside the trial.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct ExpandedAccess {
    /// Never, here.
    has_expanded_access: bool,
}

/// Writes the module.
pub(super) fn write<'t>(settings: &Settings, tables: &'t Tables, plan: &Plan) -> StatusModule<'t> {
    let mut draws = Draws::new(settings.seed, plan.number, Part::Status);
    let course = &plan.course;
    let progress = settings.progress(course.start.year());
    let vague = plan.title.is_none() && draws.happens(NO_DAY.0 + (NO_DAY.1 - NO_DAY.0) * progress);
    let untyped = course.updated.year() < CERTAIN_FROM && draws.happens(UNCERTAIN);
    let mut date = |date: NaiveDate, happened: bool| {
        let has_day = !(vague || !happened && draws.happens(NO_DAY_PLANNED));
        let certainty = if happened { Certainty::Actual } else { Certainty::Estimated };
        DateStruct { date: Moment { date, has_day }, certainty: (!untyped).then_some(certainty) }
    };
    let ended = matches!(course.status, Status::Completed | Status::Terminated);
    let began = !matches!(course.status, Status::NotYetRecruiting | Status::Withdrawn);
    let start = date(course.start, began);
    let primary = date(
        course.primary,
        ended || began && course.status != Status::Unknown && course.primary < course.updated,
    );
    let completion = date(course.completion, ended);
    let has_start = plan.title.is_some() || !draws.happens(NO_START);
    let updated = Moment { date: course.updated, has_day: true };
    let submitted = shift(course.start, draws.between(-150, 20)).min(course.updated);
    StatusModule {
        status_verified_date: Moment { has_day: false, ..updated },
        overall_status: course.status.code(),
        why_stopped: why_stopped(tables, course.status, &mut draws),
        expanded_access_info: ExpandedAccess { has_expanded_access: false },
        start_date_struct: has_start.then_some(start),
        primary_completion_date_struct: primary,
        completion_date_struct: completion,
        study_first_submit_date: Moment { date: submitted, has_day: true },
        last_update_submit_date: updated,
        last_update_post_date_struct: DateStruct {
            date: Moment { date: shift(course.updated, 1), has_day: true },
            certainty: Some(Certainty::Actual),
        },
    }
}

/// Returns when the registry posted a trial for the first time: mostly in the two weeks after it was sent in.
pub(super) fn posted(settings: &Settings, tables: &Tables, plan: &Plan) -> NaiveDate {
    let submitted = write(settings, tables, plan).study_first_submit_date.date;
    let mut draws = Draws::new(settings.seed, plan.number, Part::Posting);
    let days = if draws.happens(LATE) { draws.between(30, 300) } else { draws.between(1, 14) };
    shift(submitted, days)
}

/// Draws why a trial was stopped; one in eight sponsors does not say.
fn why_stopped<'t>(tables: &'t Tables, status: Status, draws: &mut Draws) -> Option<&'t str> {
    let reasons = match status {
        Status::Terminated => &tables.words.reasons.terminated,
        Status::Withdrawn => &tables.words.reasons.withdrawn,
        _ => return None,
    };
    (!draws.happens(0.125)).then_some(draws.word(reasons))
}
