//! Figures: findings as charts, with alternative text and data.

use std::collections::BTreeMap;

use typst::diag::{SourceResult, StrResult, bail};

use super::phrases::{no_value, of_figure};
use super::{Answer, Materials, Sheet};
use crate::chart::{
    BarChart, Chart, Fall, ForestChart, Mark, MixChart, MixRow, Reference, Role, Series, Share,
    StepChart, StepPoint, Tile, TileMap, WaterfallChart, Window,
};
use crate::diag::Located;
use crate::document::{FigureSpec, SeriesSpec};
use crate::finding::{By, Finding, Verdict, pipeline_sources};
use crate::indicator::Measure;
use crate::report::Figure;
use crate::slice::last_full_year;

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
        let tick = |value: f64| self.tick(value, unit);
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
            source: self.source_line(self.first(spec))?,
            alt,
            ..figure
        })
    }

    /// Returns the answer that a figure's first series draws.
    fn first(&self, spec: &FigureSpec) -> &Answer {
        &self.answers.by_name[&spec.series[0].query]
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

    /// Returns the chart of a figure.
    fn chart(&self, spec: &FigureSpec) -> SourceResult<Chart> {
        Ok(match spec.chart.as_str() {
            "bar" => Chart::Bar(self.bar(spec)?),
            "forest" => Chart::Forest(self.forest(&spec.series[0])?),
            "funnel" => Chart::Funnel(self.funnel(&spec.series[0])?),
            "spine" => Chart::Spine(self.spine(&spec.series)?),
            "step" => Chart::Step(self.step(&spec.series)?),
            "tile-map" => Chart::TileMap(self.tile_map(&spec.series[0])?),
            "mix" => Chart::Mix(self.mix(&spec.series)?),
            "waterfall" => Chart::Waterfall(self.waterfall(spec)?),
            other => {
                let known = crate::chart::CATALOGUE.iter().map(|kind| kind.id);
                bail!(
                    self.kind.file.find(&format!("\"{other}\"")), "unknown chart `{other}`";
                    hint: "{}", crate::diag::hint_for(other, known)
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
    pub(super) fn is_own(&self, finding: &Finding, series: &SeriesSpec) -> bool {
        let own = series.own.as_ref().map(|own| own.replace("{subject}", &self.answers.subject));
        own.is_some() && own == finding.key
    }

    /// Returns sorted bars.
    fn bar(&self, spec: &FigureSpec) -> SourceResult<BarChart> {
        let series = &spec.series[0];
        let answer = &self.answers.by_name[&series.query];
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
            reference: None,
            is_count: unit == "count",
        })
    }

    /// Returns all findings of an answer as rows.
    fn marks_of(&self, answer: &Answer, series: &SeriesSpec) -> SourceResult<Vec<Mark>> {
        let mut marks = Vec::new();
        for finding in &answer.findings {
            marks.push(self.mark(finding, series)?);
        }
        Ok(marks)
    }

    /// Returns a forest plot of quotients.
    fn forest(&self, series: &SeriesSpec) -> SourceResult<ForestChart> {
        let answer = &self.answers.by_name[&series.query];
        let phrases = self.phrases;
        let place = phrases.place(&answer.query.place);
        let against = answer.query.against.clone().unwrap_or_else(crate::slice::Place::europe);
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

    /// Returns yearly steps with the window marked.
    fn step(&self, series: &[SeriesSpec]) -> SourceResult<StepChart> {
        let mut lines = Vec::new();
        for spec in series {
            let answer = &self.answers.by_name[&spec.query];
            let points = answer.findings.iter().filter_map(|finding| {
                Some(StepPoint {
                    year: finding.key.as_ref()?.parse().ok()?,
                    value: finding.value,
                    text: self.phrases.value(finding),
                })
            });
            lines.push(Series {
                name: self.phrases.place(&answer.query.place),
                note: String::new(),
                role: role(&spec.role),
                points: points.collect(),
            });
        }
        let (from, to) = self.answers.window.span_of_years();
        let label = self.phrases.window(&self.answers.window);
        let last = last_full_year(self.materials.cutoff);
        Ok(StepChart {
            window: Some(Window {
                from,
                to,
                label: self.phrases.fill("chart.window", &[("window", &label)])?,
            }),
            incomplete_from: Some(last + 1),
            is_count: self.first_unit(series) == "count",
            series: lines,
        })
    }

    /// Returns the unit of a figure's first series.
    fn first_unit(&self, series: &[SeriesSpec]) -> &'static str {
        self.answers.by_name[&series[0].query].query.indicator.unit.code()
    }

    /// Returns the regions as tiles.
    fn tile_map(&self, series: &SeriesSpec) -> SourceResult<TileMap> {
        let answer = &self.answers.by_name[&series.query];
        let unit = answer.query.indicator.unit.code();
        let places = &self.materials.registry.reference.places;
        let mut tiles = Vec::new();
        for finding in &answer.findings {
            let region = finding.key.as_deref().and_then(|key| places.region_by_id(key));
            let Some(region) = region else { continue };
            tiles.push(Tile {
                column: region.tile_column as usize,
                row: region.tile_row as usize,
                letter: region.letter.clone(),
                name: region.short.clone(),
                value: finding.value,
                text: finding.value.map_or_else(no_value, |_| self.phrases.value(finding)),
                is_own: self.is_own(finding, series),
            });
        }
        Ok(TileMap {
            tiles,
            unit: self.phrases.word(&format!("chart.unit_{unit}"))?,
            missing: self.phrases.word("no_data")?,
            is_count: unit == "count",
        })
    }

    /// Returns the steps between two counts; narrow ones have no column of flows.
    fn waterfall(&self, spec: &FigureSpec) -> SourceResult<WaterfallChart> {
        let answer = &self.answers.by_name[&spec.series[0].query];
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

    /// Returns 100 % bars of phases.
    fn mix(&self, series: &[SeriesSpec]) -> SourceResult<MixChart> {
        let classes = MIX_CLASSES.iter().filter(|(_, phases)| {
            series.iter().any(|spec| self.share_of(&self.answers.by_name[&spec.query], phases) > 0)
        });
        let classes: Vec<_> = classes.collect();
        let mut rows = Vec::new();
        for spec in series {
            rows.push(self.mix_row(spec, &classes)?);
        }
        let mut names = Vec::new();
        for (key, _) in &classes {
            names.push(self.phrases.word(&format!("phase_class.{key}"))?);
        }
        let is_last_unknown = classes.last().is_some_and(|(key, _)| *key == "other");
        Ok(MixChart { classes: names, rows, is_last_unknown })
    }

    /// Returns the trials of an answer in some phases.
    fn share_of(&self, answer: &Answer, phases: &[&str]) -> u64 {
        let inside =
            |finding: &&Finding| finding.key.as_deref().is_some_and(|key| phases.contains(&key));
        answer.findings.iter().filter(inside).filter_map(|finding| finding.numerator).sum()
    }

    /// Returns one bar of a mix.
    fn mix_row(&self, spec: &SeriesSpec, classes: &[&MixClass]) -> SourceResult<MixRow> {
        let answer = &self.answers.by_name[&spec.query];
        let total = answer.trials;
        let share = |(_, phases): &&MixClass| {
            let trials = self.share_of(answer, phases) as f64;
            Share {
                value: trials,
                text: self.phrases.locale.percent(trials / total.max(1) as f64, 0),
            }
        };
        Ok(MixRow {
            label: self.phrases.place(&answer.query.place),
            note: self.phrases.trials(total)?,
            role: role(&spec.role),
            shares: if total == 0 { Vec::new() } else { classes.iter().map(share).collect() },
            missing: self.phrases.word("no_data")?,
        })
    }

    /// Returns a number on an axis.
    fn tick(&self, value: f64, unit: &str) -> String {
        let locale = self.phrases.locale;
        match unit {
            "share" => locale.percent(value, 0),
            _ if value.fract() == 0.0 => locale.count(value as i64),
            _ => locale.significant(value, 2),
        }
    }

    /// Returns the line under a figure or table: source, date, n, coverage.
    pub fn source_line(&self, answer: &Answer) -> SourceResult<String> {
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
            return phrases.fill(key, &[("source", &source), ("date", of)]);
        }
        let date = phrases.locale.date(snapshot.data_date);
        let (source, n) = (self.source_of(answer)?, phrases.trials(answer.trials)?);
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
        let about = [("source", source.as_str()), ("date", &date), ("n", &n)];
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

    /// Returns what an answer is from, in words: a forecast from a pipeline names that too.
    fn source_of(&self, answer: &Answer) -> SourceResult<String> {
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
        let answers = spec.series.iter().map(|series| &self.answers.by_name[&series.query]);
        // Of an average the places that are in it too: a chart may draw them.
        let findings = answers.flat_map(|answer| answer.findings.iter().chain(&answer.parts));
        crate::finding::to_csv(findings, self.lang())
    }
}

/// From this many of the page's columns on there is room for numbers in
/// columns beside bars.
const WIDE: u32 = 8;

/// A class of a phase mix: its locale key and the phases in it.
pub(super) type MixClass = (&'static str, &'static [&'static str]);

/// The classes of a phase mix: at most seven can be told apart, so the rare
/// early phase 1 stands with phase 1, and what is no phase stands together.
pub(super) const MIX_CLASSES: [MixClass; 7] = [
    ("phase-1", &["early-phase-1", "phase-1"]),
    ("phase-1-2", &["phase-1-2"]),
    ("phase-2", &["phase-2"]),
    ("phase-2-3", &["phase-2-3"]),
    ("phase-3", &["phase-3"]),
    ("phase-4", &["phase-4"]),
    ("other", &["not-applicable", "not-given"]),
];

/// Returns the role of a manifest's word.
fn role(word: &str) -> Role {
    match word {
        "own" => Role::Own,
        "world" => Role::World,
        "muted" => Role::Muted,
        _ => Role::Comparator,
    }
}
