//! 100 % bars of phases.

use typst::diag::SourceResult;

use super::role;
use crate::assemble::{Answer, Sheet};
use crate::chart::{MixChart, MixClass, MixRow, Share};
use crate::document::SeriesSpec;
use crate::finding::Finding;

/// A class of a phase mix: its locale key and the phases in it.
pub(in crate::assemble) type PhaseClass = (&'static str, &'static [&'static str]);

/// The classes of a phase mix: at most seven can be told apart, so the rare
/// early phase 1 stands with phase 1, and what is no phase stands together.
pub(in crate::assemble) const MIX_CLASSES: [PhaseClass; 7] = [
    ("phase-1", &["early-phase-1", "phase-1"]),
    ("phase-1-2", &["phase-1-2"]),
    ("phase-2", &["phase-2"]),
    ("phase-2-3", &["phase-2-3"]),
    ("phase-3", &["phase-3"]),
    ("phase-4", &["phase-4"]),
    ("other", &["not-applicable", "not-given"]),
];

/// Returns a phase class's place on the ramp, which it has whatever classes there are beside it.
fn phase_shade(key: &str) -> Option<f64> {
    let known = MIX_CLASSES.len() - 1;
    let index = MIX_CLASSES[..known].iter().position(|class| class.0 == key)?;
    Some(MixClass::shade_of(index, known))
}

impl Sheet<'_> {
    /// Returns 100 % bars of phases.
    pub(super) fn mix(&self, series: &[SeriesSpec]) -> SourceResult<MixChart> {
        let classes = MIX_CLASSES.iter().filter(|(_, phases)| {
            series.iter().any(|spec| self.share_of(self.answer_of(spec), phases) > 0)
        });
        let classes: Vec<_> = classes.collect();
        let mut rows = Vec::new();
        for spec in series {
            rows.push(self.mix_row(spec, &classes)?);
        }
        let mut named = Vec::new();
        for (key, _) in &classes {
            named.push(MixClass {
                name: self.phrases.word(&format!("phase_class.{key}"))?,
                shade: phase_shade(key),
            });
        }
        Ok(MixChart { classes: named, rows })
    }

    /// Returns the trials of an answer in some phases.
    fn share_of(&self, answer: &Answer, phases: &[&str]) -> u64 {
        let inside =
            |finding: &&Finding| finding.key.as_deref().is_some_and(|key| phases.contains(&key));
        answer.findings.iter().filter(inside).filter_map(|finding| finding.numerator).sum()
    }

    /// Returns one bar of a mix.
    fn mix_row(&self, spec: &SeriesSpec, classes: &[&PhaseClass]) -> SourceResult<MixRow> {
        let answer = self.answer_of(spec);
        let total = answer.trials;
        let share = |(_, phases): &&PhaseClass| {
            let trials = self.share_of(answer, phases) as f64;
            Share {
                value: trials,
                text: self.phrases.locale.percent(trials / total.max(1) as f64, 0),
            }
        };
        Ok(MixRow {
            label: self.phrases.place_of(&answer.query)?,
            note: self.phrases.trials(total)?,
            role: role(&spec.role),
            shares: if total == 0 { Vec::new() } else { classes.iter().map(share).collect() },
            missing: self.phrases.word("no_data")?,
        })
    }
}
