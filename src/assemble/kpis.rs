//! Cells about the board's key performance indicators: what was agreed of each, beside what its last value is.

use typst::diag::SourceResult;

use super::Sheet;
use super::phrases::no_value;
use crate::board::KpiValue;
use crate::board::kpi_values::{Standing, standing};
use crate::board::kpis::{Direction, Kpi};
use crate::board::text::Text;
use crate::document::Show;
use crate::finding::{Demand, Finding};

impl Sheet<'_> {
    /// Returns what a column shows of an indicator.
    ///
    /// What a finding withholds stays withheld: an indicator without a value has no state, and nothing is said of how long.
    pub(super) fn of_kpi(&self, show: Show, finding: &Finding) -> SourceResult<String> {
        let board = &self.materials.board;
        let own = |kpi: &&Kpi| Some(kpi.id.as_str()) == finding.key.as_deref();
        let Some(kpi) = board.kpis.iter().flatten().find(own) else { return Ok(no_value()) };
        let flag = |part: &str, code: &str| self.phrases.word(&format!("flag.{part}.{code}"));
        Ok(match (show, finding.flag) {
            (Show::State, Some(found)) => match found.certainty {
                Some(certainty) => {
                    let state = flag("state", found.state)?;
                    let certainty = flag("certainty", certainty)?;
                    self.phrases
                        .fill("flag.both", &[("state", &state), ("certainty", &certainty)])?
                }
                None => flag("state", found.state)?,
            },
            (Show::Movement, Some(found)) => flag("movement", found.movement)?,
            (Show::Period, _) => finding.window.clone(),
            (Show::Target, _) => match &kpi.target {
                Some(target) => {
                    let value = self.phrases.value(&valued(finding, target.value));
                    let year = target.by.0.format("%Y").to_string();
                    self.phrases.fill("flag.target", &[("value", &value), ("year", &year)])?
                }
                None => no_value(),
            },
            (Show::Expected, _) => {
                match self.standing(kpi).and_then(|standing| standing.expected) {
                    Some(expected) => self.phrases.value(&valued(finding, expected)),
                    None => no_value(),
                }
            }
            (Show::Since, Some(_)) => self.off_since(kpi).unwrap_or_else(no_value),
            (Show::Owner, _) => self.text_of(&kpi.owner),
            (Show::Consequence, _) => self.text_of(&kpi.consequence),
            _ => no_value(),
        })
    }

    /// Returns a text of the office's in the document's language.
    fn text_of(&self, text: &Text) -> String {
        text.get(self.lang()).to_owned()
    }

    /// Returns where an indicator of the country stands.
    fn standing(&self, kpi: &Kpi) -> Option<Standing> {
        let values = self.materials.board.kpi_values.as_ref()?;
        standing(kpi, values, None, self.materials.cutoff)
    }

    /// Returns the first of the last unbroken run of periods in which the value was worse than the trajectory asks; none where the last one
    /// is not.
    fn off_since(&self, kpi: &Kpi) -> Option<String> {
        // Of counts of people an earlier value may be hidden, and where the run began would tell of it.
        let values = self.materials.board.kpi_values.as_ref().filter(|_| !kpi.people)?;
        let cutoff = self.materials.cutoff;
        let is_ended = |value: &&KpiValue| value.period.last_day().is_some_and(|day| day <= cutoff);
        let own = values.iter().filter(|value| value.kpi == kpi.id && value.region.is_none());
        let own: Vec<_> = own.filter(is_ended).collect();
        let is_off = |value: &&&KpiValue| {
            let expected = kpi.trajectory.and_then(|trajectory| trajectory.at(value.period));
            let both = value.value.value().zip(expected);
            both.is_some_and(|(value, expected)| match kpi.direction {
                Direction::Higher => value < expected,
                Direction::Lower => value > expected,
            })
        };
        let run = own.iter().rev().take_while(is_off).last()?;
        Some(run.period.to_string())
    }

    /// Returns the demand for a kind as it is printed: its share of the reference's trials, with limits.
    pub(super) fn demand(&self, finding: &Finding, demand: &Demand) -> SourceResult<String> {
        let share = Finding {
            value: Some(demand.share),
            lower: Some(demand.lower),
            upper: Some(demand.upper),
            unit: "share",
            denominator: finding.reference.as_ref().map(|reference| reference.denominator),
            ..finding.clone()
        };
        let (value, range) = (self.phrases.value(&share), self.phrases.interval(&share));
        self.phrases.fill("table.value", &[("value", &value), ("range", &range)])
    }
}

/// Returns a finding with another value and without limits.
fn valued(finding: &Finding, value: f64) -> Finding {
    Finding { value: Some(value), lower: None, upper: None, ..finding.clone() }
}
