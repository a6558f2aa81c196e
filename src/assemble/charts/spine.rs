//! Spine charts: one region by each question of a figure's series.
//!
//! A series is a question by region; it may be pooled, and then its parts are
//! the regions and its one finding the average.

use typst::diag::SourceResult;

use crate::assemble::{Answer, Sheet};
use crate::chart::{Printed, SpineChart, SpineKey, SpineRow};
use crate::claim::{Claim, Kind, Strength};
use crate::document::SeriesSpec;
use crate::finding::spine::{Spine, spine};
use crate::finding::{Finding, is_comparable};

impl Sheet<'_> {
    /// Returns the document's region among all, by the questions of the series.
    pub(super) fn spine(&self, series: &[SeriesSpec]) -> SourceResult<SpineChart> {
        let mut rows = Vec::new();
        for series in series {
            rows.extend(self.spine_row(series)?);
        }
        let word = |name: &str| self.phrases.word(&format!("spine.{name}"));
        let key = SpineKey {
            own: word("own")?,
            differs: word("differs")?,
            beyond: word("beyond")?,
            all: word("all")?,
            middle: word("middle")?,
            average: word("average")?,
            limits: word("limits")?,
        };
        Ok(SpineChart { rows, key })
    }

    /// Returns a row; `None` where no region has a value.
    fn spine_row(&self, series: &SeriesSpec) -> SourceResult<Option<SpineRow>> {
        let answer = &self.answers.by_name[&series.query];
        let indicator = answer.query.indicator;
        let name = self.text(&format!("title_row_{}", series.query));
        let label = name.unwrap_or_else(|| indicator.name.get(self.lang()).to_owned());
        let regions = regions(answer);
        let Some(own) = regions.iter().find(|finding| self.is_own_place(finding)) else {
            return Ok(None);
        };
        let average = answer.findings.first().filter(|_| !answer.parts.is_empty());
        let spine = spine(own, regions, indicator, average, None);
        self.row_of(label, &spine, regions)
    }

    /// Whether a finding is of the document's place.
    fn is_own_place(&self, finding: &Finding) -> bool {
        finding.place == self.answers.place.id
    }

    /// Whether the claim that compares a finding is a tendency only.
    fn is_tendency(&self, own: &Finding) -> bool {
        let is_of = |claim: &&Claim| {
            let finding = &claim.finding;
            let is_same = finding.indicator == own.indicator && finding.lens == own.lens;
            claim.kind == Kind::Difference && is_same && finding.place == own.place
        };
        let claim = self.answers.claims.values().flatten().find(is_of);
        claim.is_some_and(|claim| claim.strength == Strength::Tendency)
    }

    /// Returns a spine as it is drawn.
    fn row_of(
        &self,
        label: String,
        spine: &Spine,
        regions: &[Finding],
    ) -> SourceResult<Option<SpineRow>> {
        let Some(range) = spine.range else { return Ok(None) };
        let printed = |finding: &Finding| {
            let value = finding.value?;
            Some(Printed { value, text: self.phrases.value(finding) })
        };
        let by_value =
            |a: &&Finding, b: &&Finding| a.value.unwrap_or(0.0).total_cmp(&b.value.unwrap_or(0.0));
        let sound = || regions.iter().filter(|finding| is_comparable(finding));
        let ends = [sound().min_by(by_value), sound().max_by(by_value)];
        let [Some(lowest), Some(highest)] = ends.map(|end| end.and_then(printed)) else {
            return Ok(None);
        };
        let own = &spine.own;
        // What the claim may not say firmly is not drawn as a difference either.
        let is_weak = self.is_tendency(own);
        let verdict = if is_weak { "tendency" } else { spine.standing.code() };
        Ok(Some(SpineRow {
            label,
            own: printed(own),
            interval: own.lower.zip(own.upper),
            verdict: self.phrases.word(&format!("spine.{verdict}"))?,
            differs: spine.standing.is_difference() && !is_weak,
            ends: [lowest, highest],
            middle: (range.lower_quartile, range.upper_quartile),
            average: spine.average,
            limits: spine.funnel_lower.zip(spine.funnel_upper),
        }))
    }
}

/// Returns the regions' findings of an answer, whether or not they are pooled.
fn regions(answer: &Answer) -> &[Finding] {
    if answer.parts.is_empty() { &answer.findings } else { &answer.parts }
}
