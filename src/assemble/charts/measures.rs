//! Charts of two measures, and of times: scatter plots and step curves.

use typst::diag::SourceResult;

use crate::assemble::Sheet;
use crate::chart::ticks::decimals;
use crate::chart::{Curve, CurveChart, CurveStep, Measure, Reference, ScatterChart, ScatterPoint};
use crate::document::{FigureSpec, SeriesSpec};
use crate::finding::{Course, CourseStep, Demand, Finding, Quadrant};
use crate::slice::Place;

use super::role;

impl Sheet<'_> {
    /// Returns the kinds of an answer by demand and by the place's mix.
    pub(super) fn scatter(&self, series: &SeriesSpec) -> SourceResult<ScatterChart> {
        let answer = self.answer_of(series);
        let mut points = Vec::new();
        let mut median = 0.0;
        for finding in &answer.findings {
            let Some((demand, up)) = finding.demand.zip(ratio_of(finding)) else { continue };
            median = 100.0 * demand.median;
            points.push(ScatterPoint {
                name: self.phrases.label(finding)?,
                across: in_per_cent(demand),
                up,
                certain: demand.quadrant != Quadrant::Unclear,
            });
        }
        let against = answer.query.against.clone().unwrap_or_else(Place::europe);
        let against = self.phrases.place(&against);
        let names = [("against", against.as_str())];
        let word = |name: &str| self.phrases.word(&format!("quadrant.{name}"));
        Ok(ScatterChart {
            points,
            middle: (median, 1.0),
            across_heading: self.phrases.fill("chart.demand", &names)?,
            up_heading: self.phrases.fill("chart.mix_quotient", &names)?,
            quadrants: [word("niche")?, word("demand-met")?, word("aside")?, word("demand-unmet")?],
        })
    }

    /// Returns the curves of the series, with the times that the figure tells.
    pub(super) fn curve(&self, spec: &FigureSpec) -> SourceResult<CurveChart> {
        let mut curves = Vec::new();
        let mut horizon: f64 = 0.0;
        for series in &spec.series {
            let Some(finding) = self.answer_of(series).findings.first() else { continue };
            let Some(Course::Curve(course)) = &finding.course else { continue };
            horizon = horizon.max(course.horizon);
            let step = |step: &CourseStep| CurveStep {
                time: step.time,
                share: step.share,
                limits: step.limits,
            };
            curves.push(Curve {
                name: self.row_name(series),
                note: self.phrases.value(finding),
                role: role(&series.role),
                steps: course.steps.iter().map(step).collect(),
                until: course.until,
            });
        }
        let unit = self.answer_of(&spec.series[0]).query.indicator.id;
        let mut targets = Vec::new();
        for &at in &spec.times {
            let value = self.phrases.locale.decimal(at, decimals(at));
            let label = self.phrases.fill("chart.at_time", &[("value", &value)])?;
            targets.push(Reference { value: at, label });
        }
        Ok(CurveChart {
            curves,
            targets,
            time_heading: self.phrases.word(&format!("chart.time_{unit}"))?,
            horizon,
        })
    }
}

/// Returns a demand with its limits in per cent, because the axis of ratios beside it has plain numbers.
fn in_per_cent(demand: Demand) -> Measure {
    let [value, lower, upper] =
        [demand.share, demand.lower, demand.upper].map(|share| 100.0 * share);
    Measure { value, lower, upper }
}

/// Returns a finding's quotient with its limits; those it has none of stand at the value.
fn ratio_of(finding: &Finding) -> Option<Measure> {
    let value = finding.value?;
    Some(Measure {
        value,
        lower: finding.lower.unwrap_or(value),
        upper: finding.upper.unwrap_or(value),
    })
}
