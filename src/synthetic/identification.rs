//! The identification module: numbers, organisation and titles.

use serde::Serialize;

use super::draws::{Draws, Part};
use super::moment::MONTH_DAYS;
use super::plan::{Kind, Phase, Plan};
use super::settings::Settings;
use super::tables::Tables;

/// The number before the first trial's; real registry numbers end far below.
const BEFORE_FIRST: u64 = 90_000_000;

/// Share of records without an official title.
const UNOFFICIAL: f64 = 0.05;

/// Numbers, organisation and titles.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Identification<'t> {
    /// Registry number, `NCT90000001` upwards.
    pub(super) nct_id: String,
    /// The sponsor's own number.
    pub(super) org_study_id_info: OrgStudyId,
    /// Who keeps the record.
    organization: Organization<'t>,
    /// Title for the public.
    pub(super) brief_title: String,
    /// Title of the protocol.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) official_title: Option<String>,
}

/// The sponsor's own number.
#[derive(Debug, Serialize)]
pub(super) struct OrgStudyId {
    /// Such as `NDL-2047-301`.
    pub(super) id: String,
}

/// Who keeps the record.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Organization<'t> {
    /// Name.
    full_name: &'t str,
    /// Class.
    class: &'t str,
}

/// Writes the module.
pub(super) fn write<'t>(
    settings: &Settings,
    tables: &Tables,
    plan: &Plan<'t>,
) -> Identification<'t> {
    let mut draws = Draws::new(settings.seed, plan.number, Part::Identification);
    let titles = &tables.words.titles;
    let brief = match (plan.kind, plan.phase) {
        (Kind::CompanyObservational | Kind::AcademicObservational, _) => &titles.observational,
        (Kind::CompanyDevice, _) => &titles.device,
        (_, Phase::One) if plan.healthy => &titles.healthy,
        (_, Phase::One | Phase::OneTwo) => &titles.early,
        (_, Phase::Two) => &titles.middle,
        (_, Phase::TwoThree | Phase::Three) => &titles.late,
        (_, Phase::Four) => &titles.marketed,
    };
    let official = match plan.phase {
        _ if !plan.kind.is_drug() => &titles.official_other,
        Phase::Two | Phase::TwoThree | Phase::Three => &titles.official_blinded,
        _ => &titles.official_open,
    };
    let brief_title = fill(draws.word(brief), plan);
    let official_title = fill(draws.word(official), plan);
    Identification {
        nct_id: format!("NCT{:08}", BEFORE_FIRST + 1 + plan.number),
        org_study_id_info: OrgStudyId {
            id: format!("{}-{}{:02}", plan.drug, phase_digit(plan.phase), draws.between(1, 30)),
        },
        organization: Organization { full_name: plan.lead.name(), class: plan.lead.class() },
        brief_title: plan.title.map_or(brief_title, str::to_string),
        official_title: (!draws.happens(UNOFFICIAL)).then_some(official_title),
    }
}

/// Returns a pattern with its gaps filled.
fn fill(pattern: &str, plan: &Plan) -> String {
    let days = (plan.course.completion - plan.course.start).num_days();
    let months = ((days as f64 / MONTH_DAYS / 6.0).round() as i64 * 6).max(6);
    pattern
        .replace("{drug}", &plan.drug)
        .replace("{condition}", plan.condition)
        .replace("{phase}", phase_words(plan.phase))
        .replace("{months}", &months.to_string())
}

/// Returns the phase as titles write it.
fn phase_words(phase: Phase) -> &'static str {
    match phase {
        Phase::One => "Phase 1",
        Phase::OneTwo => "Phase 1/2",
        Phase::Two => "Phase 2",
        Phase::TwoThree => "Phase 2/3",
        Phase::Three => "Phase 3",
        Phase::Four => "Phase 4",
    }
}

/// Returns the digit that sponsors begin the number of a protocol with.
fn phase_digit(phase: Phase) -> u8 {
    match phase {
        Phase::One | Phase::OneTwo => 1,
        Phase::Two | Phase::TwoThree => 2,
        Phase::Three => 3,
        Phase::Four => 4,
    }
}
