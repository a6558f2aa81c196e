//! The feasibility funnel: how many requests came how far.
//!
//! Counts are of distinct requests; the shares and their limits are a finding's. What happened after the last day that counts has not happened
//! yet.

use chrono::NaiveDate;
use serde::Serialize;

use super::feasibility::{Outcome, Part, Request};

/// A step of the funnel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    /// It came.
    Requests,
    /// The company has its answer.
    Answered,
    /// At least one region can and wants to.
    Positive,
    /// The company gave at least one region the trial.
    Allocated,
    /// There is a contract.
    Contract,
    /// The trial has started.
    Started,
    /// The first patient is in.
    FirstPatient,
}

impl Step {
    /// All steps in their order.
    pub const ALL: [Self; 7] = [
        Self::Requests,
        Self::Answered,
        Self::Positive,
        Self::Allocated,
        Self::Contract,
        Self::Started,
        Self::FirstPatient,
    ];

    /// Returns its name as a key.
    pub fn code(self) -> &'static str {
        match self {
            Self::Requests => "requests",
            Self::Answered => "answered",
            Self::Positive => "positive",
            Self::Allocated => "allocated",
            Self::Contract => "contract",
            Self::Started => "started",
            Self::FirstPatient => "first-patient",
        }
    }

    /// Returns which of a part's milestones it is.
    fn milestone(self) -> Option<usize> {
        (self as usize).checked_sub(Self::Allocated as usize)
    }
}

/// How many requests came to a step: a numerator with its two denominators.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Count {
    /// The step.
    pub step: Step,
    /// The requests that came to it.
    pub reached: u64,
    /// Those that came to the step before it; of the first step, all.
    pub of_previous: u64,
    /// All requests.
    pub of_requests: u64,
    /// Those that came to the step before it and may still come to it: a share among the older ones would leave them out.
    pub open: u64,
}

/// Returns how many requests came to each step by a day.
///
/// With a region, only requests sent to it count, and only its own answer and milestones; it has answered when the region has.
pub fn funnel(requests: &[Request], region: Option<&str>, as_of: NaiveDate) -> Vec<Count> {
    let requests: Vec<_> = requests
        .iter()
        .filter(|request| request.received_at.date <= as_of)
        .filter(|request| region.is_none() || parts(request, region).next().is_some())
        .collect();
    let all = requests.len() as u64;
    let reached = |step| {
        requests.iter().filter(|request| reaches(request, region, step, as_of)).count() as u64
    };
    let open = |step, before| {
        let stuck = requests.iter().filter(|request| {
            reaches(request, region, before, as_of) && !reaches(request, region, step, as_of)
        });
        stuck.filter(|request| may_reach(request, region, step, as_of)).count() as u64
    };
    let mut before = Step::Requests;
    let mut counts = Vec::new();
    for step in Step::ALL {
        counts.push(Count {
            step,
            reached: reached(step),
            of_previous: reached(before),
            of_requests: all,
            open: open(step, before),
        });
        before = step;
    }
    counts
}

/// Returns the parts of a request that count.
fn parts<'a>(request: &'a Request, region: Option<&'a str>) -> impl Iterator<Item = &'a Part> {
    request.parts.iter().filter(move |part| region.is_none_or(|region| part.region == region))
}

/// Whether a request came to a step by a day.
fn reaches(request: &Request, region: Option<&str>, step: Step, as_of: NaiveDate) -> bool {
    let by = |date: Option<NaiveDate>| date.is_some_and(|date| date <= as_of);
    let answered = match region {
        None => by(request.answered_at.map(|moment| moment.date)),
        Some(_) => parts(request, region).any(|part| by(part.answered_on)),
    };
    match step {
        Step::Requests => true,
        Step::Answered => answered,
        Step::Positive => answered && parts(request, region).any(|part| said_yes(part, as_of)),
        later => {
            let at = later.milestone().unwrap_or(0);
            parts(request, region).any(|part| by(part.milestones[at]))
        }
    }
}

/// Whether a region said yes by a day.
fn said_yes(part: &Part, as_of: NaiveDate) -> bool {
    part.outcome == Some(Outcome::Positive) && part.answered_on.is_some_and(|date| date <= as_of)
}

/// Whether a request that came to the step before may still come to this one.
///
/// The national answer ends the asking: who was silent until then is not waited for, and a no is not turned into a yes.
fn may_reach(request: &Request, region: Option<&str>, step: Step, as_of: NaiveDate) -> bool {
    let is_open = |closed: Option<NaiveDate>| closed.is_none_or(|date| date > as_of);
    let mut open_parts = parts(request, region).filter(|part| is_open(part.closed_on()));
    match step {
        Step::Requests | Step::Positive => false,
        Step::Answered if region.is_none() => is_open(request.given_up_on()),
        Step::Answered => {
            let is_asked = is_open(request.answered_at.map(|moment| moment.date));
            is_asked && open_parts.next().is_some()
        }
        later => {
            let before = later.milestone().unwrap_or(0).checked_sub(1);
            open_parts.any(|part| match before {
                None => said_yes(part, as_of),
                Some(at) => part.milestones[at].is_some_and(|date| date <= as_of),
            })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::feasibility::tests::{day, request};
    use super::*;

    /// Returns `reached` and `open` of each step.
    fn counted(requests: &[Request], region: Option<&str>, as_of: &str) -> Vec<(u64, u64)> {
        funnel(requests, region, day(as_of))
            .iter()
            .map(|count| (count.reached, count.open))
            .collect()
    }

    #[test]
    fn a_request_counts_once_however_many_regions_say_yes() {
        let requests = [request(
            "2025-01-10 09:00,2025-01-10 10:00,2025-01-16",
            &["skane:yes 2025-01-14 2025-02-01", "uppsala:yes 2025-01-15", "orebro:no 2025-01-13"],
        )];
        let all = counted(&requests, None, "2025-12-31");
        assert_eq!(all[..4], [(1, 0), (1, 0), (1, 0), (1, 0)]);
        // Skåne has it and may get a contract.
        assert_eq!(all[4], (0, 1));
        assert_eq!(counted(&requests, Some("uppsala"), "2025-12-31")[2..4], [(1, 0), (0, 1)]);
        assert_eq!(counted(&requests, Some("orebro"), "2025-12-31")[1..3], [(1, 0), (0, 0)]);
        assert_eq!(counted(&requests, Some("gotland"), "2025-12-31")[0], (0, 0));
    }

    #[test]
    fn what_comes_after_the_last_day_has_not_happened() {
        let requests =
            [request("2025-01-10 09:00,2025-01-10 10:00,2025-01-16", &["skane:yes 2025-01-14"])];
        assert_eq!(counted(&requests, None, "2025-01-15")[..3], [(1, 0), (0, 1), (0, 0)]);
        assert_eq!(counted(&requests, None, "2025-01-16")[..3], [(1, 0), (1, 0), (1, 0)]);
        assert_eq!(counted(&requests, None, "2025-01-09")[0], (0, 0));
    }

    #[test]
    fn each_step_has_the_one_before_and_all_requests_as_denominators() {
        let yes =
            request("2025-01-10 09:00,2025-01-10 10:00,2025-01-16", &["skane:yes 2025-01-14"]);
        let no = request("2025-01-10 09:00,2025-01-10 10:00,2025-01-16", &["skane:no 2025-01-14"]);
        let silent = request("2025-01-10 09:00,2025-01-10 10:00,", &["skane:- -"]);
        let counts = funnel(&[yes, no, silent], None, day("2025-12-31"));
        let positive = counts[2];
        assert_eq!((positive.reached, positive.of_previous, positive.of_requests), (1, 2, 3));
    }
}
