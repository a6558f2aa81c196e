//! Prognosis: how many trials of phases 2 and 3 are expected to start in the years ahead, and how well the same would
//! have told the years that have passed.
//!
//! The grounds are the drugs of a pipeline where one may be used, else the registry's own trials of the phase before;
//! each finding says which ([`Finding::grounds`]).

mod model;
mod past;
mod pipeline;
mod record;

use std::ops::Range;

use chrono::NaiveDate;
use polars::prelude::PolarsResult;
use typst::diag::{HintedStrResult, bail, error};

pub(in crate::finding) use self::past::ahead_label;
pub use self::pipeline::pipeline_sources;

use self::model::{Forecast, Grounds, HORIZON, LEARNT};
use self::pipeline::{Projects, knows, projects};
use self::record::{Counter, Record, is_later, later_phases};
use super::by::put_into_words;
use super::question::{Cell, Question};
use super::{By, Evidence, Finding, Query};
use crate::diag::and_list;
use crate::indicator::Measure;
use crate::registry::schema::{Phase, UNCLASSIFIED};
use crate::registry::snapshot::Source;
use crate::slice::{BaseFilter, Lens, Place, Window, last_full_year};

/// The draws of a forecast.
const DRAWS: usize = 2_000;

/// What a forecast is made from, as findings name it.
const REGISTRY: &str = "registry";

/// The other.
const PIPELINE: &str = "pipeline";

/// A question about the years ahead, made ready.
struct Asked<'a> {
    /// The question about trials that lies behind it.
    question: Question<'a>,
    /// The sources of drugs that may be used, where they are what is forecast from.
    sources: Vec<&'a Source>,
    /// All trials of the base population.
    all: Record,
    /// The first year of the registry.
    first: i32,
    /// The last full year.
    last: i32,
    /// The years ahead that are asked for, from 0.
    chosen: Range<usize>,
}

/// Returns the findings that answer a question about the years ahead, or about forecasts of years that have passed.
pub(super) fn answer(
    evidence: &Evidence,
    query: &Query,
    cutoff: NaiveDate,
) -> HintedStrResult<Vec<Finding>> {
    let chosen = chosen(query, cutoff)?;
    // What is known of the trials is told of the years that have passed.
    let behind = Query { window: None, ..query.clone() };
    let question = Question::new(evidence.registry, evidence.cubes, &behind, cutoff)?;
    let by = question.by;
    let findings = asked(evidence, question, chosen).and_then(|asked| {
        let mut findings = match query.indicator.measure {
            Measure::ExpectedStarts => asked.expected(),
            Measure::ForecastsMet => asked.met(),
            Measure::ForecastError => asked.forecast_errors(),
            Measure::NaiveError => asked.naive_errors(),
            _ => asked.forecasts(),
        }?;
        asked.question.tell_unknown_companies(&mut findings)?;
        Ok(findings)
    });
    let mut findings =
        findings.map_err(|error| error!("{error}"; hint: "ingest the snapshot again"))?;
    if let Some(by) = by {
        put_into_words(evidence.registry, by, &mut findings);
    }
    Ok(findings)
}

/// Returns the years ahead that a query asks for, from 0, and refuses splits and windows that have no forecast.
fn chosen(query: &Query, cutoff: NaiveDate) -> HintedStrResult<Range<usize>> {
    let id = query.indicator.id;
    let allowed: &[By] = match query.indicator.measure {
        Measure::ExpectedStarts => &[By::Year, By::Area, By::Phase, By::Place, By::Region],
        Measure::PastForecasts => &[By::Year],
        _ => &[By::Ahead],
    };
    if let Some(by) = query.by.filter(|by| !allowed.contains(by)) {
        let codes: Vec<_> = allowed.iter().map(|by| by.code().to_owned()).collect();
        let hint = match codes.as_slice() {
            [only] => format!("it is split by {only} only: ask for each slice by itself"),
            codes => format!("it is split by {}", and_list(codes)),
        };
        bail!("`{id}` cannot be split by {}", by.code(); hint: "{hint}");
    }
    let next = last_full_year(cutoff) + 1;
    let last = next + HORIZON as i32 - 1;
    let Some(window) = query.window else { return Ok(0..HORIZON as usize) };
    let (from, until) = window.span_of_years();
    if query.indicator.measure != Measure::ExpectedStarts {
        bail!("`{id}` is about every year that can be checked"; hint: "leave out `--window`");
    }
    if !window.is_whole_years() || from < next || until > last {
        bail!("a forecast is of the years {next} to {last}"; hint: "give a window such as `--window {next}..{last}`");
    }
    Ok((from - next) as usize..(until - next) as usize + 1)
}

/// Returns the lens of all trials of the phases that a lens asks for.
fn all_of(lens: &Lens) -> Lens {
    Lens { phases: lens.phases.clone(), ..Lens::default() }
}

/// Counts what every forecast of a question needs.
fn asked<'a>(
    evidence: &Evidence<'a>,
    question: Question<'a>,
    chosen: Range<usize>,
) -> PolarsResult<Asked<'a>> {
    let registry = evidence.registry;
    let (slice, cubes) = (&question.slice, evidence.cubes);
    let all = Counter { registry, cubes, slice }.record(&all_of(&slice.lens), &Place::world())?;
    let (last, first) = (last_full_year(slice.cutoff), all.first());
    // Drugs are companies' medicines: of other trials they tell nothing.
    let sources = match slice.base == BaseFilter::CompanyDrug && knows(&slice.lens) {
        true => pipeline_sources(registry, evidence.clearance),
        false => Vec::new(),
    };
    Ok(Asked { question, sources, all, first: first.unwrap_or(last), last, chosen })
}

impl Asked<'_> {
    /// The starts that are expected, for each key.
    fn expected(&self) -> PolarsResult<Vec<Finding>> {
        let Question { registry, slice, .. } = &self.question;
        let (lens, place) = (&slice.lens, &slice.place);
        match self.question.by {
            None => Ok(vec![self.sum(lens, place, None)?]),
            Some(By::Year) => self.by_year(lens, place),
            Some(By::Area) => {
                let areas = registry.reference.areas.list.iter().map(|area| area.id.as_str());
                let areas = areas
                    .chain([UNCLASSIFIED])
                    .filter(|id| lens.areas.is_empty() || lens.areas.iter().any(|area| area == id));
                let finding = |id: &str| {
                    let lens = Lens { areas: vec![id.to_owned()], ..lens.clone() };
                    self.sum(&lens, place, Some(id.to_owned()))
                };
                areas.map(finding).collect()
            }
            Some(By::Phase) => {
                let finding = |phase: Phase| {
                    let lens = Lens { phases: vec![phase], ..lens.clone() };
                    self.sum(&lens, place, Some(phase.code().to_owned()))
                };
                later_phases(lens).into_iter().map(finding).collect()
            }
            Some(by) => {
                let places = self.question.places(by).into_iter();
                places.map(|place| self.sum(lens, &place, Some(place.id.clone()))).collect()
            }
        }
    }

    /// Returns the finding of the chosen years together.
    fn sum(&self, lens: &Lens, place: &Place, key: Option<String>) -> PolarsResult<Finding> {
        let finding = |key| self.finding(place, key);
        let Some((forecast, drugs)) = self.forecast(lens, place)? else { return Ok(finding(key)) };
        let expected = forecast.expected[self.chosen.clone()].iter().sum();
        let drawn = forecast.drawn.last();
        Ok(self.filled(finding(key), expected, drawn, drugs))
    }

    /// Returns a finding for each of the chosen years.
    fn by_year(&self, lens: &Lens, place: &Place) -> PolarsResult<Vec<Finding>> {
        let forecast = self.forecast(lens, place)?;
        let finding = |at: usize| {
            let year = self.last + 1 + at as i32;
            let finding = self.finding(place, Some(year.to_string()));
            match &forecast {
                Some((forecast, drugs)) => {
                    self.filled(finding, forecast.expected[at], forecast.drawn.get(at), *drugs)
                }
                None => finding,
            }
        };
        Ok(self.chosen.clone().map(finding).collect())
    }

    /// Returns the forecast of a lens in a place, and of how many drugs it is made; `None` where no trial of an earlier
    /// phase, or no trial that could be in the place, is known.
    fn forecast(&self, lens: &Lens, place: &Place) -> PolarsResult<Option<(Forecast, u64)>> {
        if !is_later(lens) {
            return Ok(None);
        }
        let own = self.counter().record(lens, &Place::world())?;
        let all = match later_phases(lens) == later_phases(&self.question.slice.lens) {
            true => None,
            false => Some(self.counter().record(&all_of(lens), &Place::world())?),
        };
        let end = Grounds::end(self.last);
        let drugs = match self.sources.is_empty() {
            true => None,
            false => {
                let found =
                    |areas: &[String]| projects(self.question.registry, &self.sources, areas, end);
                Some((found(&lens.areas)?, found(&[])?))
            }
        };
        let share = match place.id == Place::world().id {
            true => None,
            false => Some(self.share(&own, &self.counter().record(lens, place)?, self.last)),
        };
        let count = |drugs: &[Projects; 2]| drugs.iter().map(Projects::count).sum::<f64>() as u64;
        let counted = match &drugs {
            Some((own, _)) => count(own),
            None => own.earlier.iter().map(|series| series.between(self.first, self.last)).sum(),
        };
        if counted == 0 || share.is_some_and(|(_, all)| all == 0) {
            return Ok(None);
        }
        let grounds = Grounds {
            projects: drugs.as_ref().map(|(own, all)| (own, all)),
            share,
            all: all.as_ref().unwrap_or(&self.all),
            ..self.grounds(lens, &own, self.last)
        };
        Ok(Some((grounds.model().forecast(DRAWS, &self.chosen), counted)))
    }

    /// Returns what a forecast from the registry at the end of a year is made from.
    fn grounds<'b>(&'b self, lens: &'b Lens, own: &'b Record, last: i32) -> Grounds<'b> {
        let area = match lens.areas.as_slice() {
            [area] => Some(area.as_str()),
            _ => None,
        };
        Grounds {
            development: &self.question.registry.reference.development,
            area,
            own,
            all: &self.all,
            first: self.first,
            last,
            projects: None,
            share: None,
        }
    }

    /// Returns how many of the starts of the last five years were in a place, and all.
    fn share(&self, own: &Record, inside: &Record, last: i32) -> (u64, u64) {
        let starts = |record: &Record| record.starts(last - LEARNT + 1, last);
        (starts(inside), starts(own))
    }

    /// Counts trials.
    fn counter(&self) -> Counter<'_> {
        let Question { registry, cubes, slice, .. } = &self.question;
        Counter { registry, cubes: *cubes, slice }
    }

    /// Returns a finding without a value.
    fn finding(&self, place: &Place, key: Option<String>) -> Finding {
        let cell = Cell { place: place.clone(), key, trials: 0 };
        let first = self.last + 1 + self.chosen.start as i32;
        let last = self.last + self.chosen.end as i32;
        let window = Window::years(first, last).map(|window| window.to_string());
        let finding = self.question.finding(&cell);
        Finding {
            numerator: None,
            window: window.unwrap_or_default(),
            note: Some("no trial of an earlier phase to forecast from".to_owned()),
            ..finding
        }
    }

    /// Fills in what is expected, and between what it may come out.
    fn filled(
        &self,
        finding: Finding,
        expected: f64,
        drawn: Option<&crate::statistics::Summary>,
        counted: u64,
    ) -> Finding {
        let limits = drawn.map(|drawn| drawn.ninety_five);
        let is_pipeline = !self.sources.is_empty();
        let (grounds, of) = match is_pipeline {
            true => (PIPELINE, "drugs in phases 1 and 2 of the pipeline"),
            false => (REGISTRY, "earlier trials of phases 1 and 2 in the registry"),
        };
        let snapshot = &self.question.registry.snapshot;
        let mut names = vec![finding.source.clone()];
        names.extend(self.sources.iter().map(|source| source.name.clone()));
        let classes = self.sources.iter().map(|source| source.class);
        let class = classes.chain([snapshot.class()]).max();
        Finding {
            value: Some(expected),
            // Of what hardly ever happens, the middle 95 % may be nothing at all.
            lower: limits.map(|limits| limits.lower.min(expected)),
            upper: limits.map(|limits| limits.upper.max(expected)),
            denominator: Some(counted),
            grounds: Some(grounds),
            note: Some(format!("from {counted} {of}")),
            source: and_list(&names),
            class: class.map_or(finding.class, |class| class.code()),
            ..finding
        }
    }
}
