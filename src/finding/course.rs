//! What a chart draws of a finding beyond its value: how far a share had come by each time,
//! or a goal's values with what is aimed at.
//!
//! It is no part of a finding's JSON; a figure that draws it attaches it as a table.

use typst::diag::StrResult;

use super::Finding;
use crate::statistics::{Incidence, IncidenceStep, Survival, SurvivalStep, Xmr};

/// How a finding's value came about.
#[derive(Debug, Clone, PartialEq)]
pub enum Course {
    /// The share that has come to an end by a time.
    Curve(Curve),
    /// A goal's values.
    Goal(Goal),
}

/// A share that rises over time.
#[derive(Debug, Clone, PartialEq)]
pub struct Curve {
    /// Its steps, in the order of time.
    pub steps: Vec<CourseStep>,
    /// Until when any was watched.
    pub until: f64,
    /// The time up to which it is told.
    pub horizon: f64,
}

/// A step: from a time on the share is this.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CourseStep {
    /// The time.
    pub time: f64,
    /// The share, in `0..=1`.
    pub share: f64,
    /// Its 95 % limits.
    pub limits: Option<(f64, f64)>,
}

/// A goal's values up to the cut-off, and what is aimed at.
#[derive(Debug, Clone, PartialEq)]
pub struct Goal {
    /// Period and value, in the order of time; none of a goal that counts people.
    pub values: Vec<(String, f64)>,
    /// What shall be reached in the end.
    pub target: Option<f64>,
    /// What its trajectory asks of the last period.
    pub expected: Option<f64>,
    /// The natural limits; `None` with too few values.
    pub natural: Option<Natural>,
}

/// The natural limits of a series.
#[derive(Debug, Clone, PartialEq)]
pub struct Natural {
    /// The mean.
    pub mean: f64,
    /// The lower limit.
    pub lower: f64,
    /// The upper one.
    pub upper: f64,
    /// The values that signal, by their positions.
    pub signals: Vec<usize>,
}

impl Curve {
    /// Returns the incidence of a cause up to a time.
    pub(super) fn of_incidence(incidence: &Incidence, until: f64, horizon: f64) -> Self {
        let steps = incidence.steps.iter().take_while(|step| step.time <= horizon);
        let step = |step: &IncidenceStep| CourseStep {
            time: step.time,
            share: step.incidence,
            limits: step.limits.map(|limits| (limits.lower, limits.upper)),
        };
        Self { steps: steps.map(step).collect(), until, horizon }
    }

    /// Returns what has ended of spells that may last longer: one less the share that lasts.
    pub(super) fn of_survival(survival: &Survival, until: f64) -> Self {
        let step = |step: &SurvivalStep| CourseStep {
            time: step.time,
            share: 1.0 - step.survival,
            limits: step.limits.map(|limits| (1.0 - limits.upper, 1.0 - limits.lower)),
        };
        Self { steps: survival.steps.iter().map(step).collect(), until, horizon: until.max(1.0) }
    }
}

impl Natural {
    /// Returns the limits of an XmR chart, with each value that signals once.
    pub(super) fn of(chart: &Xmr) -> Self {
        let mut signals: Vec<usize> = chart.signals.iter().map(|signal| signal.at).collect();
        signals.dedup();
        let (lower, upper) = (chart.limits.lower, chart.limits.upper);
        Self { mean: chart.mean, lower, upper, signals }
    }
}

/// The columns of a course's table.
const COLUMNS: [&str; 7] = ["indicator", "place", "key", "time", "value", "lower", "upper"];

/// Returns the courses of findings as CSV: a row for each step of a curve, or each value of a goal.
pub fn course_csv<'a>(findings: impl Iterator<Item = &'a Finding>) -> StrResult<Vec<u8>> {
    let fault = |error: csv::Error| typst::diag::eco_format!("{error}");
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(COLUMNS).map_err(fault)?;
    for finding in findings {
        for (time, value, limits) in rows(finding) {
            let limit = |limit: Option<f64>| limit.map_or(String::new(), |limit| limit.to_string());
            let key = finding.key.clone().unwrap_or_default();
            let [lower, upper] = [limits.map(|l| l.0), limits.map(|l| l.1)].map(limit);
            let row = [
                finding.indicator,
                &finding.place,
                &key,
                &time,
                &value.to_string(),
                &lower,
                &upper,
            ];
            writer.write_record(row).map_err(fault)?;
        }
    }
    writer.into_inner().map_err(|error| typst::diag::eco_format!("{error}"))
}

/// A row of a course: its time, its value, its limits.
type Row = (String, f64, Option<(f64, f64)>);

/// Returns the rows of a finding's course.
fn rows(finding: &Finding) -> Vec<Row> {
    match &finding.course {
        None => Vec::new(),
        Some(Course::Curve(curve)) => {
            let row = |step: &CourseStep| (step.time.to_string(), step.share, step.limits);
            curve.steps.iter().map(row).collect()
        }
        Some(Course::Goal(goal)) => {
            goal.values.iter().map(|(period, value)| (period.clone(), *value, None)).collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::{Spell, kaplan_meier, xmr};

    /// Of four, one ended after 2 days and one after 5; the others were watched for 9.
    #[test]
    fn what_has_ended_rises_by_a_quarter_for_each_of_four() {
        let spell = |time, ended| Spell { time, ended };
        let spells = [spell(2.0, true), spell(5.0, true), spell(9.0, false), spell(9.0, false)];
        let curve = Curve::of_survival(&kaplan_meier(&spells).unwrap(), 9.0);
        let shares: Vec<(f64, f64)> =
            curve.steps.iter().map(|step| (step.time, step.share)).collect();
        assert_eq!(shares, [(2.0, 0.25), (5.0, 0.5)]);
        let (lower, upper) = curve.steps[1].limits.unwrap();
        assert!(lower < 0.5 && 0.5 < upper);
    }

    #[test]
    fn a_value_that_signals_by_two_rules_is_told_once() {
        let mut values = vec![10.0; 14];
        values.iter_mut().step_by(2).for_each(|value| *value = 11.0);
        values.extend([40.0, 41.0]);
        let natural = Natural::of(&xmr(&values).unwrap());
        let mut once = natural.signals.clone();
        once.dedup();
        assert!(natural.signals.contains(&14) && once == natural.signals, "{natural:?}");
    }
}
