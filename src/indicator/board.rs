//! What is measured on the tables of the partnership's office, and what its keys are called.

use super::{Words, feasibility_funnel, patient_base, setup_legs};

/// A measure of the office's tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BoardMeasure {
    /// Office hours from a request to sending it on.
    Forward,
    /// Working days from a request to its national answer.
    Answer,
    /// Requests by the steps that they came to.
    Funnel,
    /// Days of the legs from submission to first patient.
    Legs,
    /// Patients over site-months open.
    EnrolmentRate,
    /// Closed trials that reached their target in time over all closed.
    TimeToTarget,
    /// Activated sites without a patient over all activated.
    NonEnrolling,
    /// Patients in trials over patients in specialist care.
    PatientsInTrials,
    /// Cases times the eligible share.
    PatientBase,
    /// The indicators' last values with their flags.
    KpiStatus,
    /// What the indicators' trajectories ask.
    Trajectory,
}

impl BoardMeasure {
    /// Whether it has an answer for each step, leg, kind of cases or indicator without being asked for them.
    pub fn is_split(self) -> bool {
        matches!(
            self,
            Self::Funnel | Self::Legs | Self::PatientBase | Self::KpiStatus | Self::Trajectory
        )
    }

    /// Returns the table of an edition that it is made of.
    pub fn table(self) -> &'static str {
        match self {
            Self::Forward | Self::Answer | Self::Funnel => "feasibility",
            Self::Legs | Self::EnrolmentRate | Self::TimeToTarget | Self::NonEnrolling => {
                "enrolment"
            }
            Self::PatientsInTrials | Self::PatientBase => "patients",
            Self::KpiStatus | Self::Trajectory => "kpis",
        }
    }
}

/// Returns what a step of the funnel, a leg or a kind of cases is called.
pub fn words_of(key: &str) -> Option<Words> {
    let named = feasibility_funnel::STEPS.iter().chain(&setup_legs::LEGS);
    let named = named.chain(&patient_base::CASES);
    named.into_iter().find(|(known, _)| *known == key).map(|(_, words)| *words)
}
