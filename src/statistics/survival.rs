//! Kaplan and Meier's estimate: how long things take when some have not ended
//! yet.
//!
//! What has not ended is censored at the time it was last seen, not missing: to
//! leave it out would make every start-up look fast. One that is censored at the
//! time at which others end was still there then.
//!
//! Sources: Kaplan EL, Meier P, J Am Stat Assoc 1958;53:457-481; Greenwood M,
//! Reports on Public Health 33, HMSO 1926; the interval on log(-log S) as in
//! Kalbfleisch JD, Prentice RL, The Statistical Analysis of Failure Time Data,
//! 2nd ed, 2002, section 1.4; that of a quantile as in Brookmeyer R, Crowley J,
//! Biometrics 1982;38:29-41.

use super::limits::{Limits, Z95};

/// Rounding within which a survival counts as having reached a share.
const REACHED: f64 = 1e-12;

/// A time until an end, or until last seen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spell {
    /// The time, zero or more.
    pub time: f64,
    /// Whether it ended then; censored otherwise.
    pub ended: bool,
}

/// The estimate from one end to the next.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SurvivalStep {
    /// The time.
    pub time: f64,
    /// Those not ended and not censored before it.
    pub at_risk: u64,
    /// Those that ended at it.
    pub ended: u64,
    /// The share that lasts longer.
    pub survival: f64,
    /// Its 95 % limits; `None` when nothing lasts longer.
    pub limits: Option<Limits>,
}

/// The estimate as a curve that begins at one.
#[derive(Debug, Clone, PartialEq)]
pub struct Survival {
    /// Its steps, in order of time; none when nothing ended.
    pub steps: Vec<SurvivalStep>,
    /// All spells.
    pub spells: u64,
    /// Those that ended.
    pub ended: u64,
}

/// A time by which a share has ended, with its 95 % limits; what is `None` has
/// not been reached.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TimeLimits {
    /// The time.
    pub time: Option<f64>,
    /// Its lower limit.
    pub lower: Option<f64>,
    /// Its upper limit.
    pub upper: Option<f64>,
}

/// Returns Kaplan and Meier's estimate.
///
/// S = product of 1 - d/n over the times of ends; limits S^exp(∓z se), with
/// se² = (sum of d/(n (n - d)))/(ln S)². `None` of no spells, or when a time is
/// negative or not finite.
pub fn kaplan_meier(spells: &[Spell]) -> Option<Survival> {
    if spells.is_empty() || spells.iter().any(|spell| !is_time(spell.time)) {
        return None;
    }
    let mut sorted = spells.to_vec();
    sorted.sort_by(|a, b| a.time.total_cmp(&b.time));
    let (mut survival, mut greenwood) = (1.0, 0.0);
    let mut at_risk = sorted.len() as u64;
    let mut steps = Vec::new();
    for group in sorted.chunk_by(|a, b| a.time == b.time) {
        let ended = group.iter().filter(|spell| spell.ended).count() as u64;
        if ended > 0 {
            let (events, rest) = (ended as f64, (at_risk - ended) as f64);
            survival *= rest / at_risk as f64;
            greenwood += events / (at_risk as f64 * rest);
            let limits = log_log(survival, survival * survival * greenwood);
            steps.push(SurvivalStep { time: group[0].time, at_risk, ended, survival, limits });
        }
        at_risk -= group.len() as u64;
    }
    let ended = steps.iter().map(|step| step.ended).sum();
    Some(Survival { steps, spells: spells.len() as u64, ended })
}

/// Returns whether a number is a time: zero or more, and finite.
pub(super) fn is_time(time: f64) -> bool {
    time.is_finite() && time >= 0.0
}

/// Returns the 95 % limits of a probability by its variance, on the scale of
/// log(-log): never outside of `0.0..=1.0`. `None` of 0 and of 1.
pub(super) fn log_log(share: f64, variance: f64) -> Option<Limits> {
    if share <= 0.0 || share >= 1.0 - REACHED || !variance.is_finite() {
        return None;
    }
    let log = share.ln();
    let factor = (Z95 * variance.max(0.0).sqrt() / (share * -log)).exp();
    Some(Limits { lower: (log * factor).exp(), upper: (log / factor).exp() })
}

impl Survival {
    /// Returns the share that lasts longer than a time.
    pub fn at(&self, time: f64) -> f64 {
        let before = self.steps.iter().take_while(|step| step.time <= time);
        before.last().map_or(1.0, |step| step.survival)
    }

    /// Returns the time by which a share has ended: the first at which no more
    /// than the rest lasts longer.
    pub fn quantile(&self, share: f64) -> TimeLimits {
        let rest = 1.0 - share;
        let first = |curve: &dyn Fn(&SurvivalStep) -> Option<f64>| {
            let reached = |step: &&SurvivalStep| curve(step).is_some_and(|s| s <= rest + REACHED);
            self.steps.iter().find(reached).map(|step| step.time)
        };
        TimeLimits {
            time: first(&|step| Some(step.survival)),
            lower: first(&|step| step.limits.map(|limits| limits.lower)),
            upper: first(&|step| step.limits.map(|limits| limits.upper)),
        }
    }

    /// Returns the time by which half have ended.
    pub fn median(&self) -> TimeLimits {
        self.quantile(0.5)
    }

    /// Returns the times by which a quarter and three quarters have ended.
    pub fn quartiles(&self) -> [TimeLimits; 2] {
        [self.quantile(0.25), self.quantile(0.75)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns spells that ended, and one censored for each negative time.
    fn spells(times: &[f64]) -> Vec<Spell> {
        times.iter().map(|&time| Spell { time: time.abs(), ended: time > 0.0 }).collect()
    }

    /// The 6-MP arm of Freireich's trial, in weeks: the example of most
    /// textbooks, with a median of 23.
    const REMISSIONS: [f64; 21] = [
        6.0, 6.0, 6.0, -6.0, 7.0, -9.0, 10.0, -10.0, -11.0, 13.0, 16.0, -17.0, -19.0, -20.0, 22.0,
        23.0, -25.0, -32.0, -32.0, -34.0, -35.0,
    ];

    #[test]
    fn the_textbooks_remissions_have_a_median_of_23_weeks() {
        let survival = kaplan_meier(&spells(&REMISSIONS)).unwrap();
        let shown: Vec<_> =
            survival.steps.iter().map(|step| format!("{:.3}", step.survival)).collect();
        assert_eq!(shown, ["0.857", "0.807", "0.753", "0.690", "0.627", "0.538", "0.448"]);
        let median = survival.median();
        assert_eq!((median.time, median.lower, median.upper), (Some(23.0), Some(13.0), None));
        let first = survival.steps[0].limits.unwrap();
        assert_eq!(format!("{:.3} {:.3}", first.lower, first.upper), "0.620 0.952");
    }

    #[test]
    fn without_censoring_it_is_the_share_that_lasts() {
        let survival = kaplan_meier(&spells(&[4.0, 1.0, 3.0, 2.0])).unwrap();
        assert_eq!([0.5, 1.0, 2.5, 4.0].map(|time| survival.at(time)), [1.0, 0.75, 0.5, 0.0]);
        assert_eq!(survival.median().time, Some(2.0));
        assert_eq!(survival.quartiles().map(|quartile| quartile.time), [Some(1.0), Some(3.0)]);
    }

    #[test]
    fn what_has_not_ended_has_no_median() {
        let survival = kaplan_meier(&spells(&[-5.0, -7.0])).unwrap();
        assert_eq!((survival.steps.len(), survival.ended, survival.median().time), (0, 0, None));
    }

    #[test]
    fn no_spells_and_times_that_are_none_have_no_curve() {
        assert_eq!(kaplan_meier(&[]), None);
        for time in [-1.0, f64::NAN, f64::INFINITY] {
            assert_eq!(kaplan_meier(&[Spell { time, ended: true }]), None);
        }
        let at_once = kaplan_meier(&[Spell { time: 0.0, ended: true }]).unwrap();
        assert_eq!((at_once.steps[0].survival, at_once.steps[0].limits), (0.0, None));
    }
}
