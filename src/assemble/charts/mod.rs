//! Charts: findings as what is to be drawn, a function for each kind.

mod bars;
mod funnel;
mod goals;
mod grids;
mod measures;
mod mix;
mod pairs;
mod spine;
mod years;

pub(super) use self::mix::{MIX_CLASSES, PhaseClass};

use typst::diag::{SourceResult, bail};

use super::{Answer, Sheet};
use crate::chart::{CATALOGUE, Chart, Mark, Role};
use crate::diag::hint_for;
use crate::document::{FigureSpec, SeriesSpec};
use crate::finding::{Finding, Verdict};

/// The role of a series that is the line to compare with.
const REFERENCE: &str = "reference";

/// From this many of the page's columns on there is room for numbers in
/// columns beside bars.
const WIDE: u32 = 8;

impl Sheet<'_> {
    /// Returns the chart of a figure.
    pub(super) fn chart(&self, spec: &FigureSpec) -> SourceResult<Chart> {
        Ok(match spec.chart.as_str() {
            "bar" => Chart::Bar(self.bar(spec)?),
            "forest" => Chart::Forest(self.forest(&spec.series[0])?),
            "funnel" => Chart::Funnel(self.funnel(&spec.series[0])?),
            "spine" => Chart::Spine(self.spine(&spec.series)?),
            "dot" => Chart::Dot(self.dot(spec)?),
            "dumbbell" => Chart::Dumbbell(self.dumbbell(&spec.series)?),
            "slope" => Chart::Slope(self.slope(&spec.series)?),
            "lines" => Chart::Lines(self.lines(&spec.series)),
            "heat" => Chart::Heat(self.heat(&spec.series)?),
            "bullet" => Chart::Bullet(self.bullet(&spec.series[0])?),
            "xmr" => Chart::Xmr(self.xmr(&spec.series[0])?),
            "strip" => Chart::Strip(self.strip(spec)?),
            "matrix" => Chart::Matrix(self.matrix(&spec.series[0])?),
            "scatter" => Chart::Scatter(self.scatter(&spec.series[0])?),
            "curve" => Chart::Curve(self.curve(spec)?),
            "step" => Chart::Step(self.step(&spec.series)?),
            "tile-map" => Chart::TileMap(self.tile_map(&spec.series[0])?),
            "mix" => Chart::Mix(self.mix(&spec.series)?),
            "waterfall" => Chart::Waterfall(self.waterfall(spec)?),
            other => {
                let known = CATALOGUE.iter().map(|kind| kind.id);
                bail!(
                    self.kind.file.find(&format!("\"{other}\"")), "unknown chart `{other}`";
                    hint: "{}", hint_for(other, known)
                )
            }
        })
    }

    /// Returns a finding as a row of a chart.
    fn mark(&self, finding: &Finding, series: &SeriesSpec) -> SourceResult<Mark> {
        let is_own = self.is_own(finding, series);
        Ok(Mark {
            label: self.phrases.label(finding)?,
            value: finding.value,
            lower: finding.lower,
            upper: finding.upper,
            text: self.phrases.value(finding),
            interval: self.phrases.interval(finding),
            note: self.phrases.count(finding.numerator.unwrap_or(0)),
            role: if is_own { Role::Own } else { role(&series.role) },
            certain: match finding.unit {
                "ratio" => {
                    matches!(finding.verdict, Some(Verdict::Strength | Verdict::Gap))
                }
                _ => true,
            },
        })
    }

    /// Whether a finding is of the document's own place or kind.
    pub(in crate::assemble) fn is_own(&self, finding: &Finding, series: &SeriesSpec) -> bool {
        let own = series.own.as_ref().map(|own| own.replace("{subject}", &self.answers.subject));
        own.is_some() && own == finding.key
    }

    /// Returns all findings of an answer as rows.
    fn marks_of(&self, answer: &Answer, series: &SeriesSpec) -> SourceResult<Vec<Mark>> {
        let mut marks = Vec::new();
        for finding in &answer.findings {
            marks.push(self.mark(finding, series)?);
        }
        Ok(marks)
    }

    /// Returns the unit of a figure's first series.
    fn first_unit(&self, series: &[SeriesSpec]) -> &'static str {
        self.answer_of(&series[0]).query.indicator.unit.code()
    }

    /// Returns the answer that a series draws.
    pub(super) fn answer_of(&self, series: &SeriesSpec) -> &Answer {
        &self.answers.by_name[&series.query]
    }

    /// Returns what a series is called: by the narrative's block `title_row_QUERY`, or by its place.
    fn row_name(&self, series: &SeriesSpec) -> String {
        let named = self.text(&format!("title_row_{}", series.query));
        named.unwrap_or_else(|| self.phrases.place(&self.answer_of(series).query.place))
    }
}

/// Returns the role of a manifest's word.
fn role(word: &str) -> Role {
    match word {
        "own" => Role::Own,
        "world" => Role::World,
        "muted" => Role::Muted,
        _ => Role::Comparator,
    }
}
