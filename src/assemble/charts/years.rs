//! Charts over the years: steps and small multiples.

use typst::diag::SourceResult;

use crate::assemble::Sheet;
use crate::chart::{Panel, PanelChart, Series, StepChart, StepPoint, Window};
use crate::document::SeriesSpec;
use crate::finding::Finding;
use crate::slice::last_full_year;

use super::pairs::year_of;
use super::role;

impl Sheet<'_> {
    /// Returns yearly steps with the window marked.
    pub(super) fn step(&self, series: &[SeriesSpec]) -> SourceResult<StepChart> {
        let line = |spec: &SeriesSpec| Series {
            name: self.row_name(spec),
            note: String::new(),
            role: role(&spec.role),
            points: self.points(spec),
        };
        let (from, to) = self.answers.window.span_of_years();
        let label = self.phrases.window(&self.answers.window);
        Ok(StepChart {
            window: Some(Window {
                from,
                to,
                label: self.phrases.fill("chart.window", &[("window", &label)])?,
            }),
            incomplete_from: Some(last_full_year(self.materials.cutoff) + 1),
            is_count: self.first_unit(series) == "count",
            series: series.iter().map(line).collect(),
        })
    }

    /// Returns a panel for each series.
    pub(super) fn lines(&self, series: &[SeriesSpec]) -> PanelChart {
        let panel = |spec: &SeriesSpec| Panel {
            name: self.row_name(spec),
            role: role(&spec.role),
            points: self.points(spec),
        };
        PanelChart {
            panels: series.iter().map(panel).collect(),
            incomplete_from: Some(last_full_year(self.materials.cutoff) + 1),
            is_count: self.first_unit(series) == "count",
        }
    }

    /// Returns the years of a series.
    fn points(&self, series: &SeriesSpec) -> Vec<StepPoint> {
        let point = |finding: &Finding| {
            Some(StepPoint {
                year: year_of(finding)?,
                value: finding.value,
                text: self.phrases.value(finding),
            })
        };
        self.answer_of(series).findings.iter().filter_map(point).collect()
    }
}
