//! Charts of the board's indicators and of processes: bullets, XmR charts and strips.

use typst::diag::SourceResult;

use crate::assemble::{Answer, Sheet};
use crate::chart::{
    BulletChart, BulletKey, BulletRow, Printed, Stage, StripChart, XmrChart, XmrLimits, XmrPoint,
};
use crate::document::{FigureSpec, SeriesSpec};
use crate::finding::{Course, Finding, Goal};

use super::WIDE;

impl Sheet<'_> {
    /// Returns a row for each goal.
    pub(super) fn bullet(&self, series: &SeriesSpec) -> SourceResult<BulletChart> {
        let mut rows = Vec::new();
        for finding in &self.answer_of(series).findings {
            let goal = goal_of(finding);
            let aim = |key: &str, value: Option<f64>| self.aim(key, finding, value);
            rows.push(BulletRow {
                label: self.phrases.label(finding)?,
                value: self.printed(Some(finding)),
                interval: finding.lower.zip(finding.upper),
                target: aim("chart.target", goal.and_then(|goal| goal.target))?,
                expected: aim("chart.expected", goal.and_then(|goal| goal.expected))?,
                verdict: match finding.flag {
                    Some(flag) => self.phrases.word(&format!("flag.{}", flag.state))?,
                    None => self.phrases.word("no_data")?,
                },
                is_clear: finding.flag.is_some_and(|flag| flag.certainty == Some("clear")),
            });
        }
        let word = |name: &str| self.phrases.word(&format!("bullet.{name}"));
        let key = BulletKey {
            value: word("value")?,
            target: word("target")?,
            expected: word("expected")?,
        };
        Ok(BulletChart { rows, key })
    }

    /// Returns the values of one goal, with its natural limits.
    pub(super) fn xmr(&self, series: &SeriesSpec) -> SourceResult<XmrChart> {
        let Some(finding) = self.chosen(self.answer_of(series), series) else {
            return Ok(XmrChart::default());
        };
        let Some(goal) = goal_of(finding) else { return Ok(XmrChart::default()) };
        let printed = |value: f64| Printed { value, text: self.value_of(finding, value) };
        let named = |key: &str, value: f64| -> SourceResult<Printed> {
            let text = self.phrases.fill(key, &[("value", &self.value_of(finding, value))])?;
            Ok(Printed { value, text })
        };
        let limits = match &goal.natural {
            None => None,
            Some(natural) => Some(XmrLimits {
                mean: named("chart.mean", natural.mean)?,
                lower: named("chart.natural_lower", natural.lower)?,
                upper: named("chart.natural_upper", natural.upper)?,
            }),
        };
        let signals =
            goal.natural.as_ref().map(|natural| natural.signals.as_slice()).unwrap_or_default();
        let point = |(at, (period, value)): (usize, &(String, f64))| XmrPoint {
            time: period.clone(),
            value: printed(*value),
            is_signal: signals.contains(&at),
        };
        Ok(XmrChart {
            points: goal.values.iter().enumerate().map(point).collect(),
            limits,
            target: self.aim("chart.target", finding, goal.target)?,
            too_few: self.phrases.word("chart.too_few_for_limits")?,
            is_count: finding.unit == "count",
        })
    }

    /// Returns the stages of a process, each as long as its median.
    pub(super) fn strip(&self, spec: &FigureSpec) -> SourceResult<StripChart> {
        let answer = self.answer_of(&spec.series[0]);
        let unit = answer.query.indicator.unit.code();
        let is_wide = spec.columns >= WIDE;
        let mut stages = Vec::new();
        for finding in &answer.findings {
            let text = match finding.value {
                Some(_) => self.phrases.value(finding),
                None => self.phrases.word("no_data")?,
            };
            stages.push(Stage {
                label: self.phrases.label(finding)?,
                length: finding.value,
                text,
                interval: self.quartiles(finding).unwrap_or_default(),
                note: if is_wide {
                    self.phrases.count(finding.numerator.unwrap_or(0))
                } else {
                    String::new()
                },
                is_own: false,
            });
        }
        let heading = |key: &str| match is_wide {
            true => self.phrases.word(key),
            false => Ok(String::new()),
        };
        Ok(StripChart {
            stages,
            value_heading: heading(&format!("chart.quartiles_{unit}"))?,
            note_heading: heading("chart.ended")?,
        })
    }

    /// Returns the finding that a figure's series is about: that of its own key, or the first.
    fn chosen<'a>(&self, answer: &'a Answer, series: &SeriesSpec) -> Option<&'a Finding> {
        let own = answer.findings.iter().find(|finding| self.is_own(finding, series));
        own.or_else(|| answer.findings.first())
    }

    /// Returns what is aimed at, named.
    fn aim(
        &self,
        key: &str,
        finding: &Finding,
        value: Option<f64>,
    ) -> SourceResult<Option<Printed>> {
        let Some(value) = value else { return Ok(None) };
        let text = self.phrases.fill(key, &[("value", &self.value_of(finding, value))])?;
        Ok(Some(Printed { value, text }))
    }

    /// Returns another value in a finding's unit.
    fn value_of(&self, finding: &Finding, value: f64) -> String {
        let blank = Finding { value: Some(value), lower: None, upper: None, ..finding.clone() };
        self.phrases.value(&blank)
    }

    /// Returns the quartiles of a median of times, where both are reached.
    pub(in crate::assemble) fn quartiles(&self, finding: &Finding) -> Option<String> {
        let [Some(first), Some(third)] = finding.quartiles? else { return None };
        let [first, third] = [first, third].map(|value| self.value_of(finding, value));
        Some(self.phrases.locale.range(&first, &third))
    }
}

/// Returns what is known of a finding's goal.
fn goal_of(finding: &Finding) -> Option<&Goal> {
    match &finding.course {
        Some(Course::Goal(goal)) => Some(goal),
        _ => None,
    }
}
