//! Aalen and Johansen's estimate: how much has ended in one of several ways by
//! a time, when some have not ended yet.
//!
//! A trial that was terminated can no longer be completed. To treat it as
//! censored, as Kaplan and Meier's estimate would, is to ask what if nothing
//! were ever terminated; this estimate says what happens, and those of all
//! causes and of what goes on add to one.
//!
//! Sources: Aalen OO, Johansen S, Scand J Stat 1978;5:141-150; the variance is
//! the multinomial Greenwood estimate of Andersen PK et al, Statistical Models
//! Based on Counting Processes, 1993, section IV.4.1.3.

use super::limits::Limits;
use super::survival::{is_time, log_log};

/// A time until one of several ends, or until last seen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Exit {
    /// The time, zero or more.
    pub time: f64,
    /// The cause of the end, by a number of the caller's; `None` is censored.
    pub cause: Option<u32>,
}

/// The estimate from one end by the cause to the next.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct IncidenceStep {
    /// The time.
    pub time: f64,
    /// Those not ended and not censored before it.
    pub at_risk: u64,
    /// Those that the cause ended at it.
    pub ended: u64,
    /// The share that it has ended by then.
    pub incidence: f64,
    /// The share's variance.
    pub variance: f64,
    /// The share's 95 % limits; `None` when the cause has ended all.
    pub limits: Option<Limits>,
}

/// The cumulative incidence of one cause, as a curve that begins at zero.
#[derive(Debug, Clone, PartialEq)]
pub struct Incidence {
    /// Its steps, in order of time; none when the cause ended nothing.
    pub steps: Vec<IncidenceStep>,
    /// All that were watched.
    pub exits: u64,
    /// Those that the cause ended.
    pub ended: u64,
}

/// Survival of all causes and incidence of one, with their second moments.
#[derive(Default)]
struct Course {
    /// The share that goes on.
    survival: f64,
    /// The share that the cause has ended.
    incidence: f64,
    /// The variance of the former.
    var_survival: f64,
    /// The covariance of both.
    covariance: f64,
    /// The variance of the latter.
    var_incidence: f64,
}

impl Course {
    /// Goes on by one time, at which `any` of `at_risk` ended, `own` of them by
    /// the cause.
    fn step(&mut self, at_risk: f64, any: f64, own: f64) {
        let (stay, go) = (1.0 - any / at_risk, own / at_risk);
        let chance = self.survival * self.survival / at_risk;
        self.var_incidence +=
            2.0 * go * self.covariance + go * go * self.var_survival + chance * go * (1.0 - go);
        self.covariance = stay * (self.covariance + go * self.var_survival) - chance * stay * go;
        self.var_survival = stay * stay * self.var_survival + chance * stay * (1.0 - stay);
        self.incidence += self.survival * go;
        self.survival *= stay;
    }
}

/// Returns the cumulative incidence of a cause.
///
/// I = sum of S(t-) d/n over the times at which it ended something; limits on
/// the scale of log(-log). `None` of nothing watched, or when a time is negative
/// or not finite.
pub fn aalen_johansen(exits: &[Exit], cause: u32) -> Option<Incidence> {
    if exits.is_empty() || exits.iter().any(|exit| !is_time(exit.time)) {
        return None;
    }
    let mut sorted = exits.to_vec();
    sorted.sort_by(|a, b| a.time.total_cmp(&b.time));
    let mut course = Course { survival: 1.0, ..Course::default() };
    let mut at_risk = sorted.len() as u64;
    let mut steps = Vec::new();
    for group in sorted.chunk_by(|a, b| a.time == b.time) {
        let any = group.iter().filter(|exit| exit.cause.is_some()).count() as u64;
        let own = group.iter().filter(|exit| exit.cause == Some(cause)).count() as u64;
        if any > 0 {
            course.step(at_risk as f64, any as f64, own as f64);
        }
        if own > 0 {
            let (incidence, variance) = (course.incidence.min(1.0), course.var_incidence.max(0.0));
            let limits = log_log(incidence, variance);
            let time = group[0].time;
            steps.push(IncidenceStep { time, at_risk, ended: own, incidence, variance, limits });
        }
        at_risk -= group.len() as u64;
    }
    let ended = steps.iter().map(|step| step.ended).sum();
    Some(Incidence { steps, exits: exits.len() as u64, ended })
}

impl Incidence {
    /// Returns the last step up to a time; `None` before the first.
    pub fn at(&self, time: f64) -> Option<&IncidenceStep> {
        self.steps.iter().take_while(|step| step.time <= time).last()
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Spell, kaplan_meier};
    use super::*;

    /// The cause of ends that were planned.
    const COMPLETED: u32 = 1;
    /// The cause of ends that were not.
    const TERMINATED: u32 = 2;

    /// Returns what ended at whole times, of causes or censored.
    fn exits(causes: &[(u32, Option<u32>)]) -> Vec<Exit> {
        let exit = |&(time, cause): &(u32, Option<u32>)| Exit { time: f64::from(time), cause };
        causes.iter().map(exit).collect()
    }

    #[test]
    fn two_of_four_completed_and_one_terminated_when_nothing_is_censored() {
        let trials =
            exits(&[(1, Some(COMPLETED)), (2, Some(TERMINATED)), (3, Some(COMPLETED)), (9, None)]);
        let completed = aalen_johansen(&trials, COMPLETED).unwrap();
        assert_eq!(completed.at(5.0).unwrap().incidence, 0.5);
        assert_eq!(completed.at(0.5), None);
        // As of any share of four: 1/2 of 1/2 over 4.
        assert!((completed.at(5.0).unwrap().variance - 0.0625).abs() < 1e-15);
        assert_eq!(aalen_johansen(&trials, TERMINATED).unwrap().at(5.0).unwrap().incidence, 0.25);
    }

    #[test]
    fn a_single_cause_is_what_kaplan_and_meier_leave() {
        let times =
            [(1, true), (2, false), (2, true), (4, true), (6, false), (7, true), (8, false)];
        let exit = |&(time, ended): &(u32, bool)| (time, ended.then_some(COMPLETED));
        let incidence =
            aalen_johansen(&exits(&times.iter().map(exit).collect::<Vec<_>>()), COMPLETED).unwrap();
        let spell = |&(time, ended): &(u32, bool)| Spell { time: f64::from(time), ended };
        let survival = kaplan_meier(&times.iter().map(spell).collect::<Vec<_>>()).unwrap();
        for (own, other) in incidence.steps.iter().zip(&survival.steps) {
            assert!((own.incidence + other.survival - 1.0).abs() < 1e-12);
        }
        assert_eq!(incidence.steps.len(), survival.steps.len());
    }

    #[test]
    fn what_ended_by_no_cause_has_no_incidence() {
        let incidence = aalen_johansen(&exits(&[(1, None), (2, None)]), COMPLETED).unwrap();
        assert_eq!((incidence.steps.len(), incidence.exits, incidence.ended), (0, 2, 0));
        assert_eq!(aalen_johansen(&[], COMPLETED), None);
        assert_eq!(aalen_johansen(&[Exit { time: f64::NAN, cause: None }], COMPLETED), None);
        let all = aalen_johansen(&exits(&[(1, Some(COMPLETED))]), COMPLETED).unwrap();
        assert_eq!((all.steps[0].incidence, all.steps[0].limits), (1.0, None));
    }
}
