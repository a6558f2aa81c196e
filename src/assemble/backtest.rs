//! The back-test of the forecasts, for the method page: how past ones did, beside last year's number.
//!
//! For each place of which a document asks how past forecasts did, by how many years ahead they were.

use typst::diag::SourceResult;

use super::{Answer, Sheet};
use crate::finding::{By, Finding};
use crate::indicator::Measure;
use crate::report::Definition;

/// Whether an answer is a part of the back-test: how past forecasts did, by the years ahead.
pub fn is_told_of(answer: &Answer) -> bool {
    answer.query.indicator.measure.is_of_checks() && answer.query.by == Some(By::Ahead)
}

impl Sheet<'_> {
    /// Returns the back-test: what was tried, then a line for each place, the widest first; empty where nothing was.
    pub fn backtest(&self) -> SourceResult<Vec<Definition>> {
        let mut held: Vec<_> = self.checks(Measure::ForecastsMet).collect();
        held.sort_by_key(|answer| answer.query.place.level);
        let mut lines = Vec::new();
        for answer in held {
            let parts = self.horizons(answer)?;
            if !parts.is_empty() {
                let term = self.phrases.place(&answer.query.place);
                lines.push(Definition { term, text: format!("{}.", parts.join("; ")) });
            }
        }
        let origins = self.checks(Measure::ForecastsMet).find_map(|answer| answer.origins());
        let Some((origins, separate)) = origins.filter(|_| !lines.is_empty()) else {
            return Ok(Vec::new());
        };
        let counts = [self.phrases.count(origins), self.phrases.count(separate)];
        let about = [("origins", counts[0].as_str()), ("separate", &counts[1])];
        let text = self.phrases.fill("backtest.intro", &about)?;
        lines.insert(0, Definition { term: String::new(), text });
        Ok(lines)
    }

    /// Returns the answers of a measure that belong to the back-test.
    fn checks(&self, measure: Measure) -> impl Iterator<Item = &Answer> {
        let answers = self.answers.by_name.values();
        answers
            .filter(move |answer| is_told_of(answer) && answer.query.indicator.measure == measure)
    }

    /// Returns what is said of each number of years ahead.
    fn horizons(&self, held: &Answer) -> SourceResult<Vec<String>> {
        let of = |measure: Measure, key: &Finding| {
            let mut answers = self.checks(measure);
            let answer = answers.find(|answer| answer.query.place == held.query.place)?;
            answer.findings.iter().find(|finding| finding.key == key.key)
        };
        let mut parts = Vec::new();
        for met in &held.findings {
            let errors = (of(Measure::ForecastError, met), of(Measure::NaiveError, met));
            let (Some(error), Some(naive)) = errors else { continue };
            let (Some(value), Some(against)) = (error.value, naive.value) else { continue };
            let (printed, other) = (self.phrases.value(error), self.phrases.value(naive));
            let word = match printed == other {
                // What prints the same is the same to a reader.
                true => "same",
                false if value < against => "better",
                false => "worse",
            };
            let count = |count: Option<u64>| self.phrases.count(count.unwrap_or(0));
            parts.push(self.phrases.fill(
                "backtest.line",
                &[
                    ("ahead", &self.phrases.label(met)?),
                    ("held", &count(met.numerator)),
                    ("of", &count(met.denominator)),
                    ("error", &printed),
                    ("naive", &other),
                    ("word", &self.phrases.word(&format!("backtest.{word}"))?),
                ],
            )?);
        }
        Ok(parts)
    }
}

impl Answer {
    /// Returns from how many years the forecasts of a back-test were made, and how many of them share no year: those one
    /// year ahead are one for each of them.
    fn origins(&self) -> Option<(u64, u64)> {
        let ahead = self.findings.len() as u64;
        let origins = self.findings.first()?.denominator.filter(|origins| *origins > 0)?;
        Some((origins, origins.div_ceil(ahead)))
    }
}
