//! What a document says about itself: definitions, sources, coverage, marks.

use typst::diag::SourceResult;

use super::Sheet;
use super::answers::Answer;
use crate::claim::Kind;
use crate::disclosure;
use crate::finding::{CompaniesKnown, pipeline_sources};
use crate::indicator::CATALOGUE;
use crate::locale::bound;
use crate::registry::schema::SourceClass;
use crate::registry::snapshot::Source;
use crate::report::{Definition, Mark};

impl Sheet<'_> {
    /// Returns the definitions of the indicators that the document uses, and the rule by which it chooses among its claims where it makes
    /// comparisons. How forecasts did is defined where it is told.
    pub fn method(&self) -> SourceResult<Vec<Definition>> {
        let queries = || self.answers.by_name.values().map(|answer| answer.query.indicator.id);
        let used = CATALOGUE.iter().filter(|indicator| {
            !indicator.measure.is_of_checks() && queries().any(|id| id == indicator.id)
        });
        let lang = self.lang();
        let definitions = used.map(|indicator| Definition {
            term: indicator.name.get(lang).to_owned(),
            text: bound(indicator.definition.get(lang)),
        });
        let mut method: Vec<_> = definitions.collect();
        let mut claims = self.answers.claims.values().flatten();
        if claims.any(|claim| matches!(claim.kind, Kind::Quotient | Kind::Difference)) {
            method.push(Definition {
                term: self.phrases.word("selection.name")?,
                text: self.phrases.word("selection.rule")?,
            });
        }
        Ok(method)
    }

    /// Returns where the data are from.
    pub fn sources(&self) -> SourceResult<Vec<String>> {
        let snapshot = &self.materials.registry.snapshot;
        let phrases = self.phrases;
        let date = phrases.locale.date(snapshot.data_date);
        let (trials, sites) = (phrases.count(snapshot.trials), phrases.count(snapshot.sites));
        let registry = phrases.fill(
            if snapshot.example { "sources.example" } else { "sources.registry" },
            &[
                ("source", &phrases.source_names()),
                ("date", &date),
                ("trials", &trials),
                ("sites", &sites),
            ],
        )?;
        let mut lines = vec![registry];
        lines.extend(self.licences()?);
        lines.push(phrases.word("sources.population")?);
        lines.push(phrases.word("sources.mesh")?);
        Ok(lines)
    }

    /// Returns what the sources that are not public ask for.
    fn licences(&self) -> SourceResult<Vec<String>> {
        let sources = self.materials.registry.snapshot.trial_sources();
        let closed =
            sources.chain(self.pipelines()).filter(|source| source.class != SourceClass::Public);
        let line = |source: &Source| {
            let class = self.phrases.word(&format!("sources.class_{}", source.class.code()))?;
            let about = [("source", &source.name), ("class", &class), ("licence", &source.licence)];
            self.phrases.fill("sources.closed", &about.map(|(key, text)| (key, text.as_str())))
        };
        closed.map(line).collect()
    }

    /// Returns the sources of drugs in development that a forecast of the document is made from.
    fn pipelines(&self) -> Vec<&Source> {
        let mut findings = self.answers.by_name.values().flat_map(|answer| &answer.findings);
        match findings.any(|finding| finding.grounds == Some("pipeline")) {
            true => pipeline_sources(&self.materials.registry, self.materials.edition.clearance),
            false => Vec::new(),
        }
    }

    /// Returns how complete the data are.
    pub fn coverage(&self) -> SourceResult<Vec<String>> {
        let snapshot = &self.materials.registry.snapshot;
        let coverage = &snapshot.coverage;
        let phrases = self.phrases;
        let share = |part: u64, whole: u64| match whole {
            0 => super::phrases::no_value(),
            _ => phrases.locale.percent(part as f64 / whole as f64, 1),
        };
        let line = |key: &str, part: u64, whole: u64| {
            phrases.fill(
                key,
                &[
                    ("n", &phrases.count(part)),
                    ("of", &phrases.count(whole)),
                    ("share", &share(part, whole)),
                ],
            )
        };
        let rows = coverage.swedish_site_rows;
        let selection = match self.materials.edition.complete {
            true => None,
            false => Some(phrases.word("coverage.selection")?),
        };
        let mut lines = vec![
            line("coverage.region", coverage.swedish_rows_without_region, rows)?,
            line("coverage.anonymised", coverage.anonymised_swedish_rows, rows)?,
            line("coverage.unclassified", coverage.trials_unclassified, snapshot.trials)?,
            phrases.word("coverage.several")?,
            phrases.word("coverage.europe")?,
        ];
        // Of the questions about companies, the widest tells most.
        let findings = self.answers.by_name.values().flat_map(|answer| &answer.findings);
        let known = findings.filter_map(|finding| finding.companies).max_by_key(|known| known.of);
        if let Some(CompaniesKnown { unknown, of, .. }) = known {
            lines.push(line("coverage.companies", unknown, of)?);
        }
        lines.splice(0..0, selection);
        Ok(lines)
    }

    /// Returns which head offices an answer is about and how many companies are known,
    /// in words, if it is about companies.
    pub fn companies_covered(&self, answer: &Answer) -> SourceResult<Option<String>> {
        let known = answer.findings.first().and_then(|finding| finding.companies);
        let Some(CompaniesKnown { unknown, of, .. }) = known else { return Ok(None) };
        let phrases = self.phrases;
        let share = phrases.locale.percent(1.0 - unknown as f64 / of.max(1) as f64, 1);
        let known = phrases.fill("covered.company", &[("share", &share)])?;
        Ok(Some(match phrases.sponsor_hq(&answer.query.lens)? {
            Some(sponsors) => format!("{}. {known}", phrases.locale.upper_first(&sponsors)),
            None => known,
        }))
    }

    /// Returns the marks with their meanings.
    pub fn marks(&self) -> SourceResult<Vec<Mark>> {
        let mark = |key: &str| {
            Ok(Mark {
                mark: self.phrases.word(&format!("marks.{key}.mark"))?,
                name: self.phrases.word(&format!("marks.{key}.name"))?,
                meaning: self.phrases.word(&format!("marks.{key}.meaning"))?,
            })
        };
        disclosure::Mark::ALL.map(disclosure::Mark::word).into_iter().map(mark).collect()
    }
}
