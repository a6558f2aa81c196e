//! The design module: type of study, phases, design and enrolment.

use serde::Serialize;

use super::course::Status;
use super::draws::{Draws, Part};
use super::moment::Certainty;
use super::plan::{Kind, Phase, Plan};
use super::settings::Settings;

/// Share of drug trials that give no phase.
const NO_PHASE: f64 = 0.015;

/// Share of drug trials that say that phases do not apply.
const NOT_APPLICABLE: f64 = 0.01;

/// Share of phase 1 trials that are called early.
const EARLY: f64 = 0.03;

/// Type of study, phases, design and enrolment.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Design {
    /// `INTERVENTIONAL` or `OBSERVATIONAL`.
    study_type: &'static str,
    /// Phases: one, two, `NA`, or none.
    #[serde(skip_serializing_if = "Option::is_none")]
    phases: Option<&'static [&'static str]>,
    /// Design.
    design_info: DesignInfo,
    /// Participants.
    enrollment_info: Enrollment,
}

/// Design.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct DesignInfo {
    /// How participants are assigned.
    #[serde(skip_serializing_if = "Option::is_none")]
    allocation: Option<&'static str>,
    /// Arrangement of the arms.
    #[serde(skip_serializing_if = "Option::is_none")]
    intervention_model: Option<&'static str>,
    /// Purpose.
    #[serde(skip_serializing_if = "Option::is_none")]
    primary_purpose: Option<&'static str>,
    /// Who does not know the assignment.
    #[serde(skip_serializing_if = "Option::is_none")]
    masking_info: Option<Masking>,
    /// What an observational study follows.
    #[serde(skip_serializing_if = "Option::is_none")]
    observational_model: Option<&'static str>,
}

/// Who does not know the assignment.
#[derive(Debug, Serialize)]
struct Masking {
    /// `NONE`, `DOUBLE` or the like.
    masking: &'static str,
}

/// Participants.
#[derive(Debug, Serialize)]
struct Enrollment {
    /// Number.
    count: u32,
    /// Whether it is planned or real.
    #[serde(rename = "type")]
    certainty: Certainty,
}

/// Writes the module.
pub(super) fn write(settings: &Settings, plan: &Plan) -> Design {
    let mut draws = Draws::new(settings.seed, plan.number, Part::Design);
    let interventional = plan.kind.is_interventional();
    Design {
        study_type: if interventional { "INTERVENTIONAL" } else { "OBSERVATIONAL" },
        phases: phases(plan, &mut draws),
        design_info: if interventional { arms(plan, &mut draws) } else { cohort() },
        enrollment_info: enrolment(plan, &mut draws),
    }
}

/// Draws the phases as the registry lists them.
fn phases(plan: &Plan, draws: &mut Draws) -> Option<&'static [&'static str]> {
    match plan.kind {
        Kind::CompanyDevice => return Some(&["NA"]),
        Kind::CompanyObservational | Kind::AcademicObservational => return None,
        _ if plan.title.is_some() => {}
        _ if draws.happens(NO_PHASE) => return None,
        _ if draws.happens(NOT_APPLICABLE) => return Some(&["NA"]),
        _ => {}
    }
    Some(match plan.phase {
        Phase::One if draws.happens(EARLY) => &["EARLY_PHASE1"],
        Phase::One => &["PHASE1"],
        Phase::OneTwo => &["PHASE1", "PHASE2"],
        Phase::Two => &["PHASE2"],
        Phase::TwoThree => &["PHASE2", "PHASE3"],
        Phase::Three => &["PHASE3"],
        Phase::Four => &["PHASE4"],
    })
}

/// Draws the design of a trial.
fn arms(plan: &Plan, draws: &mut Draws) -> DesignInfo {
    let randomized = draws.happens(match plan.phase {
        Phase::One | Phase::OneTwo | Phase::Four => 0.45,
        _ => 0.85,
    });
    let masking =
        if !randomized { "NONE" } else { *draws.pick(&["NONE", "DOUBLE", "TRIPLE", "QUADRUPLE"]) };
    DesignInfo {
        allocation: Some(if randomized { "RANDOMIZED" } else { "NA" }),
        intervention_model: Some(if randomized { "PARALLEL" } else { "SINGLE_GROUP" }),
        primary_purpose: Some(if plan.healthy { "BASIC_SCIENCE" } else { "TREATMENT" }),
        masking_info: Some(Masking { masking }),
        observational_model: None,
    }
}

/// Returns the design of an observational study.
fn cohort() -> DesignInfo {
    DesignInfo {
        allocation: None,
        intervention_model: None,
        primary_purpose: None,
        masking_info: None,
        observational_model: Some("COHORT"),
    }
}

/// Draws the participants: some for each site, fewer in a trial that was stopped, none in one that never began.
fn enrolment(plan: &Plan, draws: &mut Draws) -> Enrollment {
    let sites: u32 = plan.visits.iter().map(|visit| visit.sites).sum();
    let (least, most) = match plan.phase {
        Phase::One => (10, 40),
        Phase::OneTwo | Phase::Two => (4, 14),
        Phase::TwoThree | Phase::Three => (5, 16),
        Phase::Four => (8, 40),
    };
    let planned = 12 + sites * draws.between(least, most) as u32;
    let count = match plan.course.status {
        Status::Withdrawn => 0,
        Status::Terminated => 1 + planned * draws.between(5, 80) as u32 / 100,
        _ => planned,
    };
    let certainty =
        if plan.course.status.is_closed() { Certainty::Actual } else { Certainty::Estimated };
    Enrollment { count, certainty }
}
