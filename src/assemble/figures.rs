//! Figures: findings as charts, with alternative text and data.

use std::collections::BTreeMap;

use typst::diag::{SourceResult, StrResult};

use super::phrases::of_figure;
use super::{Answer, Materials, Sheet};
use crate::chart::ticks::decimals;
use crate::diag::Located;
use crate::document::FigureSpec;
use crate::finding::{By, course_csv, pipeline_sources, to_csv};
use crate::indicator::Measure;
use crate::report::Figure;

/// The charts of several questions on which no label says how many trials each is about.
const UNLABELLED: [&str; 5] = ["lines", "heat", "slope", "dumbbell", "curve"];

impl Sheet<'_> {
    /// Draws the figures of the manifest, and adds their files to the bundle.
    pub fn figures(
        &self,
        files: &mut BTreeMap<String, Vec<u8>>,
    ) -> SourceResult<BTreeMap<String, Figure>> {
        let mut figures = BTreeMap::new();
        for (at, spec) in self.kind.spec.figures.iter().enumerate() {
            let figure = self.figure(at + 1, spec, files)?;
            figures.insert(spec.id.clone(), figure);
        }
        Ok(figures)
    }

    /// Draws one figure.
    fn figure(
        &self,
        number: usize,
        spec: &FigureSpec,
        files: &mut BTreeMap<String, Vec<u8>>,
    ) -> SourceResult<Figure> {
        // A slice too small for the chart has a simpler one in its place, under
        // the same number.
        let spec = match &spec.below {
            Some(below) if self.first(spec).trials < spec.min_trials => below,
            _ => spec,
        };
        let (id, phrases) = (&spec.id, self.phrases);
        let no_title = format!("figure `{id}` has no title");
        let figure = Figure {
            id: phrases.fill("figure.number", &[("n", &number.to_string())])?,
            title: self.required(&format!("title_{id}"), &no_title)?,
            ..Figure::default()
        };
        let no_alt = format!("figure `{id}` has no alternative text");
        let alt = self.required(&format!("alt_{id}"), &no_alt)?;
        if let Some(missing) = self.why_missing(spec)? {
            return Ok(Figure { missing: Some(missing), ..figure });
        }

        let span = self.kind.file.find(&format!("\"{id}\""));
        let chart = self.chart(spec)?;
        let unit = self.first(spec).findings.first().map_or("count", |finding| finding.unit);
        let tick = |value: f64, step: f64| self.tick(value, step, unit);
        let drawn = chart.draw(&self.materials.theme, spec.width_pt(), &tick);
        let drawn = of_figure(drawn, id).located(span)?;

        let path = format!("figures/{number:02}.svg");
        let data = format!("figures/{number:02}.csv");
        files.insert(path.clone(), drawn.svg.into_bytes());
        files.insert(data.clone(), self.data_of(spec).located(span)?);
        Ok(Figure {
            path,
            data: Some(data),
            data_name: format!("{}-{id}.{}.csv", self.answers.subject, self.lang().code()),
            data_description: phrases
                .fill("figure.data", &[("id", &figure.id), ("title", &figure.title)])?,
            source: self.source_of(spec)?,
            alt,
            ..figure
        })
    }

    /// Returns the answer that a figure's first series draws.
    fn first(&self, spec: &FigureSpec) -> &Answer {
        self.answer_of(&spec.series[0])
    }

    /// Returns why a figure is not drawn, if it is not.
    fn why_missing(&self, spec: &FigureSpec) -> SourceResult<Option<String>> {
        let answer = self.first(spec);
        let empty = answer.findings.iter().all(|finding| finding.value.is_none());
        if answer.is_closed {
            return Ok(Some(self.phrases.word("missing.closed")?));
        }
        if answer.trials > 0 && answer.trials < spec.min_trials {
            let n = self.phrases.trials(answer.trials)?;
            let least = self.phrases.count(spec.min_trials);
            return Ok(Some(self.phrases.fill("missing.few", &[("n", &n), ("least", &least)])?));
        }
        if answer.trials == 0 || empty {
            return Ok(Some(self.phrases.word(self.nothing(answer))?));
        }
        Ok(None)
    }

    /// Returns a number on an axis, as exactly as its steps need.
    fn tick(&self, value: f64, step: f64, unit: &str) -> String {
        let locale = self.phrases.locale;
        match unit {
            "share" => locale.percent(value, decimals(step * 100.0)),
            _ => locale.decimal(value, decimals(step)),
        }
    }

    /// Returns the line under a figure; of questions whose numbers of trials are on no label it
    /// tells them all.
    fn source_of(&self, spec: &FigureSpec) -> SourceResult<String> {
        let answer = self.first(spec);
        let trials: Vec<u64> = spec.series.iter().map(|of| self.answer_of(of).trials).collect();
        let are_alike = trials.iter().all(|n| *n == answer.trials);
        if are_alike || !UNLABELLED.contains(&spec.chart.as_str()) {
            return self.source_line(answer);
        }
        let counts: Vec<String> = trials.into_iter().map(|n| self.phrases.count(n)).collect();
        let list = self.phrases.locale.list(&counts);
        self.source_with(answer, &self.phrases.fill("trials.other", &[("n", &list)])?)
    }

    /// Returns the line under a figure or table: source, date, n, coverage.
    pub fn source_line(&self, answer: &Answer) -> SourceResult<String> {
        self.source_with(answer, &self.phrases.trials(answer.trials)?)
    }

    /// Returns the line with the numbers of trials in words.
    fn source_with(&self, answer: &Answer, n: &str) -> SourceResult<String> {
        let snapshot = &self.materials.registry.snapshot;
        let phrases = self.phrases;
        if answer.query.indicator.measure.is_of_inventory() {
            let invented = self.materials.inventory.as_ref().is_some_and(|own| own.history.example);
            let key = match (answer.query.indicator.measure.is_of_mirror(), invented) {
                (false, false) => "figure.source_inventory",
                (false, true) => "figure.source_inventory_example",
                (true, false) => "figure.source_mirror",
                (true, true) => "figure.source_mirror_example",
            };
            let cutoff = phrases.locale.date(self.materials.cutoff);
            let source = phrases.source_names();
            return phrases.fill(key, &[("date", &cutoff), ("source", &source)]);
        }
        if let Measure::Board(measure) = answer.query.indicator.measure {
            let key = match self.materials.edition.example {
                true => "figure.source_board_example",
                false => "figure.source_board",
            };
            let source = phrases.word(&format!("figure.board_{}", measure.table()))?;
            let of = answer.findings.first().map_or("", |finding| &finding.window);
            let of = self.time_in_words(of)?;
            return phrases.fill(key, &[("source", &source), ("date", &of)]);
        }
        let date = phrases.locale.date(snapshot.data_date);
        let source = self.told_by(answer)?;
        if let (Measure::Bridge, Some(previous)) =
            (answer.query.indicator.measure, &self.materials.previous)
        {
            let earlier = &previous.registry.snapshot;
            let before = phrases.locale.date(earlier.data_date);
            let names = phrases.names_in(earlier);
            return phrases.fill(
                "figure.source_bridge",
                &[("source", &source), ("date", &date), ("earlier", &names), ("before", &before)],
            );
        }
        let about = [("source", source.as_str()), ("date", &date), ("n", n)];
        let coverage = [self.covered(answer)?, self.companies_covered(answer)?];
        match coverage.into_iter().flatten().reduce(|one, other| format!("{one} {other}")) {
            None => phrases.fill("figure.source", &about),
            Some(coverage) => {
                let [source, date, n] = about;
                let about = [source, date, n, ("coverage", coverage.as_str())];
                phrases.fill("figure.source_coverage", &about)
            }
        }
    }

    /// Returns a window without a beginning in words; any other is written as it is.
    fn time_in_words(&self, window: &str) -> SourceResult<String> {
        match window.strip_prefix("..").and_then(|day| day.parse().ok()) {
            Some(day) => {
                let day = self.phrases.locale.date(day);
                self.phrases.fill("figure.until", &[("date", &day)])
            }
            None => Ok(window.to_owned()),
        }
    }

    /// Returns what an answer is from, in words: a forecast from a pipeline names that too.
    fn told_by(&self, answer: &Answer) -> SourceResult<String> {
        let source = self.phrases.source()?;
        let is_pipeline = answer.findings.iter().any(|finding| finding.grounds == Some("pipeline"));
        if !is_pipeline {
            return Ok(source);
        }
        let Materials { registry, edition, .. } = self.materials;
        let pipelines = pipeline_sources(registry, edition.clearance);
        let names = std::iter::once(source.as_str());
        let names: Vec<_> =
            names.chain(pipelines.iter().map(|source| source.name.as_str())).collect();
        Ok(self.phrases.locale.list(&names))
    }

    /// Returns how much of the data an answer's dimension covers, in words.
    fn covered(&self, answer: &Answer) -> SourceResult<Option<String>> {
        let snapshot = &self.materials.registry.snapshot;
        let coverage = &snapshot.coverage;
        let (key, missing, all) = match answer.query.by {
            Some(By::Region | By::Site) => {
                let rows = coverage.swedish_site_rows;
                ("region", coverage.swedish_rows_without_region, rows)
            }
            Some(By::Area) => ("area", coverage.trials_unclassified, snapshot.trials),
            Some(By::Disease) => ("disease", coverage.trials_without_mesh, snapshot.trials),
            _ => return Ok(None),
        };
        let share = 1.0 - missing as f64 / all.max(1) as f64;
        let share = self.phrases.locale.percent(share, 1);
        self.phrases.fill(&format!("covered.{key}"), &[("share", &share)]).map(Some)
    }

    /// Returns the data behind a figure as CSV.
    fn data_of(&self, spec: &FigureSpec) -> StrResult<Vec<u8>> {
        let answers = spec.series.iter().map(|series| self.answer_of(series));
        // Of an average the places that are in it too: a chart may draw them.
        let findings = answers.flat_map(|answer| answer.findings.iter().chain(&answer.parts));
        match spec.chart.as_str() {
            // What these draw is the way to a value, not the value.
            "curve" | "xmr" => course_csv(findings),
            _ => to_csv(findings, self.lang()),
        }
    }
}
