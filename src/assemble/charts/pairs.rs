//! Charts that set answers beside one another: dots with a reference, dumbbells and slopes.

use typst::diag::SourceResult;

use crate::assemble::phrases::no_value;
use crate::assemble::{Answer, Sheet};
use crate::chart::{DotChart, DumbbellChart, Pair, Printed, Reference, SlopeChart, SlopeLine};
use crate::document::{FigureSpec, SeriesSpec};
use crate::finding::Finding;
use crate::slice::last_full_year;

use super::{REFERENCE, WIDE, role};

impl Sheet<'_> {
    /// Returns dots with their intervals, and the line of a series that is a reference.
    pub(super) fn dot(&self, spec: &FigureSpec) -> SourceResult<DotChart> {
        let series = &spec.series[0];
        let answer = self.answer_of(series);
        let unit = answer.query.indicator.unit.code();
        let mut rows = self.marks_of(answer, series)?;
        let is_wide = spec.columns >= WIDE;
        for row in &mut rows {
            if unit == "count" || !is_wide {
                row.note.clear();
            }
            if !is_wide {
                row.interval.clear();
            }
        }
        let heading = |key: &str, is_shown: bool| match is_shown {
            true => self.phrases.word(key),
            false => Ok(String::new()),
        };
        Ok(DotChart {
            rows,
            value_heading: heading(&format!("chart.value_{unit}"), is_wide)?,
            note_heading: heading("chart.trials", is_wide && unit != "count")?,
            reference: self.reference(&spec.series)?,
            is_count: unit == "count",
        })
    }

    /// Returns the line that a figure's values are compared with: the one finding of a series
    /// that is a reference.
    pub(super) fn reference(&self, series: &[SeriesSpec]) -> SourceResult<Option<Reference>> {
        let Some(series) = series.iter().find(|series| series.role == REFERENCE) else {
            return Ok(None);
        };
        let finding = self.answer_of(series).findings.first();
        let Some((finding, value)) = finding.and_then(|one| Some((one, one.value?))) else {
            return Ok(None);
        };
        let (name, text) = (self.row_name(series), self.phrases.value(finding));
        let label = self.phrases.fill("chart.reference", &[("name", &name), ("value", &text)])?;
        Ok(Some(Reference { value, label }))
    }

    /// Returns the values of two series side by side, by the keys of the first.
    pub(super) fn dumbbell(&self, series: &[SeriesSpec]) -> SourceResult<DumbbellChart> {
        let [own, other] = [&series[0], &series[series.len() - 1]];
        let mut rows = Vec::new();
        for finding in &self.answer_of(own).findings {
            let beside = self.same_key(self.answer_of(other), finding);
            rows.push(Pair {
                label: self.phrases.label(finding)?,
                own: self.printed(Some(finding)),
                other: self.printed(beside),
            });
        }
        Ok(DumbbellChart {
            rows,
            names: [self.row_name(own), self.row_name(other)],
            missing: no_value(),
            is_count: self.first_unit(series) == "count",
        })
    }

    /// Returns the first and the last full year of each series, which is by year.
    pub(super) fn slope(&self, series: &[SeriesSpec]) -> SourceResult<SlopeChart> {
        let last_full = last_full_year(self.materials.cutoff);
        let years = self.answer_of(&series[0]).findings.iter().filter_map(year_of);
        let years: Vec<i32> = years.filter(|year| *year <= last_full).collect();
        let (first, last) = (
            years.first().copied().unwrap_or(last_full),
            years.last().copied().unwrap_or(last_full),
        );
        let mut lines = Vec::new();
        for series in series {
            let of = |year: i32| {
                let findings = &self.answer_of(series).findings;
                self.printed(findings.iter().find(|finding| year_of(finding) == Some(year)))
            };
            // A place of which one of the two is not known has no line.
            if let (Some(first), Some(last)) = (of(first), of(last)) {
                lines.push(SlopeLine {
                    name: self.row_name(series),
                    role: role(&series.role),
                    first,
                    last,
                });
            }
        }
        Ok(SlopeChart { lines, times: [first.to_string(), last.to_string()] })
    }

    /// Returns the finding of another answer that has a finding's key.
    pub(super) fn same_key<'a>(
        &self,
        answer: &'a Answer,
        finding: &Finding,
    ) -> Option<&'a Finding> {
        answer.findings.iter().find(|other| other.key == finding.key)
    }

    /// Returns a finding's value with its text.
    pub(super) fn printed(&self, finding: Option<&Finding>) -> Option<Printed> {
        let finding = finding?;
        Some(Printed { value: finding.value?, text: self.phrases.value(finding) })
    }
}

/// Returns the year that a finding is of.
pub(super) fn year_of(finding: &Finding) -> Option<i32> {
    finding.key.as_ref()?.parse().ok()
}
