//! Tiles: one number each, with its interval.

use std::collections::BTreeMap;

use typst::diag::SourceResult;

use super::{Answer, Sheet};
use crate::document::TileSpec;
use crate::finding::Finding;
use crate::indicator::{LimitKind, Measure};
use crate::report::Tile;

impl Sheet<'_> {
    /// Returns the tiles of the manifest.
    pub fn tiles(&self) -> SourceResult<BTreeMap<String, Tile>> {
        let numbered = self.kind.spec.tiles.iter().enumerate();
        numbered.map(|(at, spec)| Ok((spec.id.clone(), self.tile(at + 1, spec)?))).collect()
    }

    /// Returns one tile.
    fn tile(&self, number: usize, spec: &TileSpec) -> SourceResult<Tile> {
        let answer = &self.answers.by_name[&spec.query];
        let label = self.text(&format!("title_{}", spec.id));
        let tile = Tile {
            id: format!("T{number}"),
            label: label.unwrap_or_else(|| answer.query.indicator.name.get(self.lang()).to_owned()),
            ..Tile::default()
        };
        let Some(finding) = answer.findings.first() else {
            let missing = Some(self.phrases.word(self.nothing(answer))?);
            return Ok(Tile { missing, ..tile });
        };
        if let Some(missing) = self.missing(answer, finding, spec.min_trials)? {
            return Ok(Tile { missing: Some(missing), ..tile });
        }
        Ok(Tile {
            value: self.phrases.value(finding),
            interval: self.interval_line(answer, finding)?,
            note: self.text(&format!("data_{}", spec.id)).unwrap_or_default(),
            ..tile
        })
    }

    /// Returns why a finding is not shown, if it is not.
    pub fn missing(
        &self,
        answer: &Answer,
        finding: &Finding,
        min_trials: u64,
    ) -> SourceResult<Option<String>> {
        let trials = match answer.query.indicator.measure {
            Measure::Completion => finding.denominator.unwrap_or(0),
            _ => answer.trials,
        };
        if trials < min_trials {
            let phrases = self.phrases;
            let (n, least) = (phrases.trials(trials)?, phrases.count(min_trials));
            return Ok(Some(phrases.fill("missing.few", &[("n", &n), ("least", &least)])?));
        }
        match finding.value {
            None => Ok(Some(self.phrases.word("missing.none")?)),
            Some(_) => Ok(None),
        }
    }

    /// Returns the line under a number that tells how sure it is.
    fn interval_line(&self, answer: &Answer, finding: &Finding) -> SourceResult<String> {
        match answer.query.indicator.measure {
            measure if measure.is_bounded() && finding.upper == finding.value => Ok(String::new()),
            Measure::ActiveSites | Measure::ActiveInvestigators | Measure::EarlyPhaseSites => {
                let upper = finding.upper.map(|upper| self.phrases.count(upper as u64));
                self.phrases.fill("interval.bounds", &[("upper", &upper.unwrap_or_default())])
            }
            _ => {
                let range = self.phrases.interval(finding);
                match finding.limit_kind() {
                    // What is counted has no limits of chance.
                    None => Ok(String::new()),
                    Some(LimitKind::Confidence) => {
                        self.phrases.fill("interval.ci", &[("range", &range)])
                    }
                    Some(kind) => {
                        let kind = self.phrases.word(&format!("limits.{}", kind.code()))?;
                        self.phrases.fill("interval.of", &[("range", &range), ("kind", &kind)])
                    }
                }
            }
        }
    }
}
