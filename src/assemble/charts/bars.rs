//! Bars, forest plots and waterfalls: a row for each key of an answer.

use typst::diag::SourceResult;

use super::WIDE;
use crate::assemble::Sheet;
use crate::chart::{BarChart, Fall, ForestChart, Reference, Role, WaterfallChart};
use crate::document::{FigureSpec, SeriesSpec};
use crate::slice::Place;

impl Sheet<'_> {
    /// Returns sorted bars.
    pub(super) fn bar(&self, spec: &FigureSpec) -> SourceResult<BarChart> {
        let series = &spec.series[0];
        let answer = self.answer_of(series);
        let unit = answer.query.indicator.unit.code();
        let mut rows = self.marks_of(answer, series)?;
        // Where every row is the document's own, none stands out.
        if rows.len() > 1 && rows.iter().all(|row| row.role == Role::Own) {
            rows.iter_mut().for_each(|row| row.role = Role::Comparator);
        }
        for row in &mut rows {
            // A count is its own note, and half a page has no room for columns
            // beside the bars; the whiskers and the data have the intervals.
            if unit == "count" || spec.columns < WIDE {
                row.note.clear();
            }
            if spec.columns < WIDE {
                row.interval.clear();
            }
        }
        let wide = spec.columns >= WIDE;
        let heading = |key: &str| match wide {
            true => self.phrases.word(key),
            false => Ok(String::new()),
        };
        Ok(BarChart {
            rows,
            value_heading: heading(&format!("chart.value_{unit}"))?,
            note_heading: if unit == "count" { String::new() } else { heading("chart.trials")? },
            reference: self.reference(&spec.series)?,
            is_count: unit == "count",
        })
    }

    /// Returns a forest plot of quotients.
    pub(super) fn forest(&self, series: &SeriesSpec) -> SourceResult<ForestChart> {
        let answer = self.answer_of(series);
        let phrases = self.phrases;
        let place = phrases.place(&answer.query.place);
        let against = answer.query.against.clone().unwrap_or_else(Place::europe);
        let names = [("place", place.as_str()), ("against", &phrases.place(&against))];
        let mut rows = self.marks_of(answer, series)?;
        for row in &mut rows {
            // Every row is of the own place; what differs is whether it holds.
            row.role = if row.certain { Role::Own } else { Role::Comparator };
        }
        Ok(ForestChart {
            rows,
            value_heading: phrases.word("chart.value_ratio")?,
            note_heading: phrases.word("chart.trials")?,
            reference: Reference { value: 1.0, label: phrases.fill("chart.same", &names)? },
            below: phrases.fill("chart.less", &names)?,
            above: phrases.fill("chart.more", &names)?,
        })
    }

    /// Returns the steps between two counts; narrow ones have no column of flows.
    pub(super) fn waterfall(&self, spec: &FigureSpec) -> SourceResult<WaterfallChart> {
        let answer = self.answer_of(&spec.series[0]);
        let wide = spec.columns >= WIDE;
        let mut rows = Vec::new();
        for finding in &answer.findings {
            let flow = (finding.numerator, finding.denominator);
            let note = match flow {
                (Some(entered), Some(left)) if wide => {
                    let (entered, left) = (self.phrases.count(entered), self.phrases.count(left));
                    self.phrases.fill("chart.flow", &[("entered", &entered), ("left", &left)])?
                }
                _ => String::new(),
            };
            rows.push(Fall {
                label: self.phrases.label(finding)?,
                value: finding.value.unwrap_or(0.0),
                is_whole: finding.unit == "count",
                text: self.phrases.value(finding),
                note,
            });
        }
        let heading = self.phrases.word("chart.value_change")?;
        let value_heading = if wide { heading } else { String::new() };
        Ok(WaterfallChart { rows, value_heading, note_heading: String::new() })
    }
}
