//! From a question to its findings.
//!
//! The measures share one shape: select the slice's trials, count them by the
//! keys asked for, and set the count against what the definition says.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use polars::prelude::{LazyFrame, PolarsResult, col, lit};
use typst::diag::{HintedStrResult, bail, error};

use super::by::put_into_words;
use super::interval::{Limits, poisson, wilson};
use super::multiplicity::benjamini_hochberg;
use super::quotient::Counts;
use super::tally::{Tally, count, keys_by_trial, tally};
use super::{By, Finding, Query, Reference, Verdict, sites};
use crate::indicator::{Basis, Measure};
use crate::registry::Registry;
use crate::registry::schema::{Phase, UNCLASSIFIED};
use crate::slice::{Lens, Level, Place, Window, in_place, outside_place, through, within};

/// The months over which a site counts as active.
const ACTIVE_MONTHS: u32 = 36;

/// A kind that the place lacks stands in a table of quotients only when at
/// least this many trials were to be expected: fewer say nothing.
const EXPECTED_TO_LIST: f64 = 5.0;

/// Returns the findings that answer a question: one, or one for each key of
/// the dimension it is split by, in that dimension's order.
///
/// Keys of areas, phases, regions, places and years are all there, also those
/// with no trial; diseases, sponsors and sites are those that occur, most
/// trials first.
pub fn evaluate(
    registry: &Registry,
    query: &Query,
    cutoff: NaiveDate,
) -> HintedStrResult<Vec<Finding>> {
    let question = Question::new(registry, query, cutoff)?;
    let findings = match query.indicator.measure {
        Measure::Started => question.started(),
        Measure::ShareOfWorld => question.share_of(&Place::world()),
        Measure::ShareOfEurope => question.share_of(&Place::europe()),
        Measure::PerMillion => question.per_million(),
        Measure::PhaseMix => question.phase_mix(),
        Measure::Quotient => question.quotient(),
        Measure::ActiveSites => question.active_sites(),
        Measure::Completion => question.completion(),
    };
    let mut findings =
        findings.map_err(|error| error!("{error}"; hint: "ingest the snapshot again"))?;
    if let Some(by) = question.by {
        put_into_words(registry, by, &mut findings);
    }
    Ok(findings)
}

/// Adjusts quotients anew, for the comparisons that are left of a table.
pub fn readjust(findings: &mut [Finding]) {
    let p: Vec<_> = findings.iter().map(|finding| finding.p).collect();
    for (finding, q) in findings.iter_mut().zip(benjamini_hochberg(&p)) {
        let Some(reference) = &finding.reference else { continue };
        let counts = Counts {
            kind: finding.numerator.unwrap_or(0),
            all: finding.denominator.unwrap_or(0),
            reference_kind: reference.numerator,
            reference_all: reference.denominator,
        };
        finding.q = q;
        finding.verdict = verdict(&counts, q);
    }
}

/// Returns what may be said of a quotient.
fn verdict(counts: &Counts, q: Option<f64>) -> Option<Verdict> {
    let (value, limits) = (counts.quotient()?, counts.limits()?);
    Some(Verdict::of(counts, value, limits, q))
}

/// A query with its defaults filled in, and the registry to ask.
struct Question<'a> {
    registry: &'a Registry,
    query: &'a Query,
    by: Option<By>,
    window: Window,
    cutoff: NaiveDate,
}

/// A count under one key, and the place it is a count of.
struct Cell {
    place: Place,
    key: Option<String>,
    trials: u64,
}

impl<'a> Question<'a> {
    /// Fills in the defaults, and refuses what cannot be asked.
    fn new(registry: &'a Registry, query: &'a Query, cutoff: NaiveDate) -> HintedStrResult<Self> {
        let measure = query.indicator.measure;
        let place = &query.place;
        let by = match (measure, query.by, query.lens.phase) {
            (Measure::PhaseMix, None, None) => Some(By::Phase),
            (Measure::PhaseMix, Some(by), None) if by != By::Phase => {
                bail!(
                    "a phase mix is a share of one phase";
                    hint: "name it with `--phase`, or split by phase"
                );
            }
            (_, by, _) => by,
        };
        if measure == Measure::ShareOfEurope && !place.is_european(&registry.reference) {
            bail!(
                "`{}` has no share of Europe's trials", place.id;
                hint: "ask it of a place in Europe"
            );
        }
        let is_swedish = place.level > Level::Country || place.id == "sweden";
        if measure == Measure::ActiveSites && (!is_swedish || by == Some(By::Place)) {
            bail!(
                "trial sites are resolved in Sweden only";
                hint: "ask for `--place sweden`, a healthcare region or a region"
            );
        }
        if measure == Measure::PerMillion && place.level == Level::Site {
            bail!("a site has no population"; hint: "ask for its region");
        }
        let window = query.window.unwrap_or_else(|| match measure {
            Measure::ActiveSites => Window::months_before(cutoff, ACTIVE_MONTHS),
            _ => Window::default_before(cutoff),
        });
        if measure == Measure::PerMillion && window == Window::EVER {
            bail!(
                "a rate per year needs a window of years";
                hint: "give one such as `--window 2020..2024`"
            );
        }
        Ok(Self { registry, query, by, window, cutoff })
    }

    /// The date that places a trial in the window.
    fn dated(&self) -> &'static str {
        match self.query.indicator.basis {
            Basis::Started => "start",
            Basis::Closed => "completion",
        }
    }

    /// The trials of a lens in the window, anywhere.
    fn trials(&self, lens: &Lens) -> PolarsResult<LazyFrame> {
        let frame = through(self.registry, lens, self.query.base)?;
        Ok(within(frame, self.dated(), &self.window, self.cutoff))
    }

    /// Counts trials by the keys asked for.
    fn cells(&self, trials: LazyFrame) -> PolarsResult<Vec<Cell>> {
        let place = &self.query.place;
        let Some(by) = self.by else {
            let trials = count(in_place(trials, self.registry, place))?;
            return Ok(vec![Cell { place: place.clone(), key: None, trials }]);
        };
        if by.is_spatial() {
            let tally = tally(trials, self.registry, by, self.dated())?;
            let cell = |place: Place| Cell {
                trials: tally.get(&place.id).copied().unwrap_or(0),
                key: Some(place.id.clone()),
                place,
            };
            return Ok(self.places(by).into_iter().map(cell).collect());
        }
        let inside = in_place(trials, self.registry, place);
        let tally = match by {
            // A trial of the place has sites elsewhere too.
            By::Site => sites::tally(inside, self.registry, place)?,
            _ => tally(inside, self.registry, by, self.dated())?,
        };
        Ok(self.keys(by, &tally).into_iter().map(|(key, trials)| self.cell(key, trials)).collect())
    }

    /// Returns a cell of the place asked for.
    fn cell(&self, key: String, trials: u64) -> Cell {
        Cell { place: self.query.place.clone(), key: Some(key), trials }
    }

    /// Returns the places of a spatial dimension.
    fn places(&self, by: By) -> Vec<Place> {
        match by {
            By::Region => self.query.place.regions(&self.registry.reference),
            _ => self.query.place.children(&self.registry.reference),
        }
    }

    /// Returns the keys of a dimension in its order, with their counts.
    fn keys(&self, by: By, tally: &Tally) -> Vec<(String, u64)> {
        let with_count = |key: String| {
            let trials = tally.get(&key).copied().unwrap_or(0);
            (key, trials)
        };
        match by {
            By::Area => {
                let areas = self.registry.reference.areas.list.iter().map(|area| area.id.clone());
                // What is in no area is counted, but is no kind to compare.
                let is_kind = self.query.indicator.measure == Measure::Quotient;
                let rest = (!is_kind).then(|| UNCLASSIFIED.to_owned());
                areas.chain(rest).map(with_count).collect()
            }
            By::Phase => {
                Phase::ALL.iter().map(|phase| with_count(phase.code().to_owned())).collect()
            }
            By::Year => self.years(tally).map(|year| with_count(year.to_string())).collect(),
            By::Place | By::Region => tally.iter().map(|(key, n)| (key.clone(), *n)).collect(),
            By::Disease | By::Sponsor | By::Site => {
                let roots = self.area_roots();
                let mut keys: Vec<_> = tally
                    .iter()
                    .filter(|(key, _)| by != By::Disease || !roots.contains(key))
                    .map(|(key, n)| (key.clone(), *n))
                    .collect();
                keys.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
                keys
            }
        }
    }

    /// Returns the MeSH descriptors that are therapy areas: "neoplasms" is
    /// an area, not a disease in it.
    fn area_roots(&self) -> Vec<&String> {
        self.registry.reference.areas.list.iter().flat_map(|area| &area.mesh).collect()
    }

    /// Returns the years of the window that have happened; with an open
    /// window from the first year that has a trial.
    fn years(&self, tally: &Tally) -> std::ops::RangeInclusive<i32> {
        let (first, last) = self.window.span_of_years();
        let cutoff = Window { first: self.cutoff, last: self.cutoff }.span_of_years().1;
        let seen = tally.keys().filter_map(|year| year.parse().ok()).min();
        let first = if self.window.is_whole_years() { first } else { seen.unwrap_or(first) };
        first..=last.min(cutoff)
    }

    /// Returns a finding without a value yet.
    fn finding(&self, cell: &Cell) -> Finding {
        let snapshot = &self.registry.snapshot;
        Finding {
            indicator: self.query.indicator.id,
            place: cell.place.id.clone(),
            by: self.by.map(By::code),
            label: None,
            key: cell.key.clone(),
            window: self.window.to_string(),
            filter: self.query.base.code(),
            lens: self.query.lens.describe(),
            numerator: Some(cell.trials),
            denominator: None,
            reference: None,
            value: None,
            lower: None,
            upper: None,
            unit: self.query.indicator.unit.code(),
            p: None,
            q: None,
            verdict: None,
            note: None,
            source: snapshot.source.clone(),
            data_date: snapshot.data_date.to_string(),
        }
    }

    /// Distinct trials, with Poisson limits.
    fn started(&self) -> PolarsResult<Vec<Finding>> {
        let cells = self.cells(self.trials(&self.query.lens)?)?;
        Ok(cells.iter().map(|cell| self.counted(cell, 1.0, None)).collect())
    }

    /// Returns the finding of a count times a factor.
    fn counted(&self, cell: &Cell, factor: f64, denominator: Option<u64>) -> Finding {
        let limits = poisson(cell.trials).scaled(factor);
        Finding {
            denominator,
            value: Some(cell.trials as f64 * factor),
            lower: Some(limits.lower),
            upper: Some(limits.upper),
            ..self.finding(cell)
        }
    }

    /// Returns the finding of a share.
    fn share(&self, cell: &Cell, of: u64) -> Finding {
        let limits = wilson(cell.trials, of);
        Finding {
            denominator: Some(of),
            value: (of > 0).then(|| cell.trials as f64 / of as f64),
            lower: limits.map(|limits| limits.lower),
            upper: limits.map(|limits| limits.upper),
            ..self.finding(cell)
        }
    }

    /// Trials of the place over those of a larger one, key by key.
    fn share_of(&self, whole: &Place) -> PolarsResult<Vec<Finding>> {
        let trials = self.trials(&self.query.lens)?;
        let all = in_place(trials.clone(), self.registry, whole);
        let total = count(all.clone())?;
        let wholes = match self.by {
            Some(by) if !by.is_spatial() => Some(tally(all, self.registry, by, self.dated())?),
            _ => None,
        };
        let of = |cell: &Cell| match (&wholes, &cell.key) {
            (Some(wholes), Some(key)) => wholes.get(key).copied().unwrap_or(0),
            _ => total,
        };
        let cells = self.cells(trials)?;
        // A place outside the whole has no share of it, rather than one that
        // could exceed it.
        let inside = |cell: &&Cell| {
            whole.level == Level::World || cell.place.is_european(&self.registry.reference)
        };
        Ok(cells.iter().filter(inside).map(|cell| self.share(cell, of(cell))).collect())
    }

    /// Trials over the population summed over the years of the window.
    fn per_million(&self) -> PolarsResult<Vec<Finding>> {
        let cells = self.cells(self.trials(&self.query.lens)?)?;
        Ok(cells.iter().map(|cell| self.rate(cell)).collect())
    }

    /// Returns the finding of a rate per million inhabitants and year.
    fn rate(&self, cell: &Cell) -> Finding {
        let (first, last) = match (self.by, &cell.key) {
            (Some(By::Year), Some(year)) => {
                let year = year.parse().unwrap_or_default();
                (year, year)
            }
            _ => self.window.span_of_years(),
        };
        let mut borrowed = Vec::new();
        let mut person_years = 0;
        for year in first..=last {
            let Some((people, of)) = cell.place.population(year, &self.registry.reference) else {
                return Finding {
                    note: Some("no population at hand".into()),
                    ..self.finding(cell)
                };
            };
            person_years += people;
            if of != year {
                borrowed.push(of);
            }
        }
        borrowed.sort_unstable();
        borrowed.dedup();
        let note = (!borrowed.is_empty()).then(|| {
            let years: Vec<_> = borrowed.iter().map(i32::to_string).collect();
            format!("population of {} for years without one", years.join(", "))
        });
        Finding { note, ..self.counted(cell, 1e6 / person_years as f64, Some(person_years)) }
    }

    /// Trials of a phase over all trials.
    fn phase_mix(&self) -> PolarsResult<Vec<Finding>> {
        let any_phase = Lens { phase: None, ..self.query.lens.clone() };
        let all = self.trials(&any_phase)?;
        let cells = self.cells(self.trials(&self.query.lens)?)?;
        let wholes: BTreeMap<_, _> = match self.by {
            Some(By::Phase) | None => BTreeMap::new(),
            Some(_) => {
                let cells = self.cells(all.clone())?.into_iter();
                cells.map(|cell| (cell.key, cell.trials)).collect()
            }
        };
        let total = count(in_place(all, self.registry, &self.query.place))?;
        let of = |cell: &Cell| wholes.get(&cell.key).copied().unwrap_or(total);
        Ok(cells.iter().map(|cell| self.share(cell, of(cell))).collect())
    }

    /// Completed trials over completed and terminated ones.
    fn completion(&self) -> PolarsResult<Vec<Finding>> {
        let closed = self.trials(&self.query.lens)?;
        let with_status = |status: &str| closed.clone().filter(col("status").eq(lit(status)));
        let completed = self.cells(with_status("completed"))?;
        let terminated = self.cells(with_status("terminated"))?;
        let terminated: BTreeMap<_, _> =
            terminated.into_iter().map(|cell| (cell.key, cell.trials)).collect();
        let mut findings = Vec::new();
        let mut rest = terminated.clone();
        for cell in &completed {
            let stopped = terminated.get(&cell.key).copied().unwrap_or(0);
            rest.remove(&cell.key);
            findings.push(self.share(cell, cell.trials + stopped));
        }
        // A sponsor whose trials were all terminated is a key too.
        for (key, stopped) in rest {
            let cell = Cell { place: self.query.place.clone(), key, trials: 0 };
            findings.push(self.share(&cell, stopped));
        }
        Ok(findings)
    }

    /// Distinct sites of recently started trials, with logical bounds.
    fn active_sites(&self) -> PolarsResult<Vec<Finding>> {
        let registry = self.registry;
        let trials = in_place(self.trials(&self.query.lens)?, registry, &self.query.place);
        let place = &self.query.place;
        let region_id = |code: &str| {
            let regions = &registry.reference.places.regions;
            regions.iter().find(|region| region.code == code).map(|region| region.id.clone())
        };
        let keys_of: BTreeMap<u32, Vec<String>> = match self.by {
            None | Some(By::Region) => BTreeMap::new(),
            Some(by) => keys_by_trial(trials.clone(), registry, by)?,
        };
        let counts = sites::count(trials, registry, place, |nct, region| match self.by {
            None => vec![String::new()],
            Some(By::Region) => region.and_then(region_id).into_iter().collect(),
            Some(_) => keys_of.get(&nct).cloned().unwrap_or_default(),
        })?;
        let named: Tally =
            counts.iter().map(|(key, sites)| (key.clone(), sites.named.len() as u64)).collect();
        let finding = |place: Place, key: Option<String>| {
            let sites = counts.get(key.as_deref().unwrap_or_default());
            let named = sites.map_or(0, |sites| sites.named.len() as u64);
            let hidden = sites.map_or(0, |sites| sites.anonymised.len() as u64);
            let cell = Cell { place, key, trials: named };
            Finding {
                value: Some(named as f64),
                lower: Some(named as f64),
                upper: Some((named + hidden) as f64),
                note: (hidden > 0).then(|| format!("{hidden} anonymised rows")),
                ..self.finding(&cell)
            }
        };
        Ok(match self.by {
            None => vec![finding(place.clone(), None)],
            Some(By::Region) => {
                let regions = self.places(By::Region).into_iter();
                regions.map(|region| finding(region.clone(), Some(region.id))).collect()
            }
            Some(by) => {
                let keys = self.keys(by, &named).into_iter();
                keys.map(|(key, _)| finding(place.clone(), Some(key))).collect()
            }
        })
    }

    /// The share of each kind in the place over its share in the reference.
    fn quotient(&self) -> PolarsResult<Vec<Finding>> {
        let against = self.query.against.clone().unwrap_or_else(Place::europe);
        let tables = match self.by {
            Some(by) if !by.is_spatial() => self.kinds_by_key(by, &against)?,
            by => {
                let places = match by {
                    Some(by) => self.places(by),
                    None => vec![self.query.place.clone()],
                };
                let mut tables = Vec::new();
                for place in places {
                    let key = by.map(|_| place.id.clone());
                    let counts = self.kind_of_lens(&place, &against)?;
                    tables.push((Cell { place, key, trials: counts.kind }, counts));
                }
                tables
            }
        };
        let p: Vec<_> = tables.iter().map(|(_, counts)| counts.fisher()).collect();
        let q = benjamini_hochberg(&p);
        let rows = tables.iter().zip(p.into_iter().zip(q));
        Ok(rows
            .map(|((cell, counts), (p, q))| self.compared(cell, counts, &against, p, q))
            .collect())
    }

    /// Returns the four counts of each key, against the same reference.
    fn kinds_by_key(&self, by: By, against: &Place) -> PolarsResult<Vec<(Cell, Counts)>> {
        let trials = self.trials(&self.query.lens)?;
        let place = in_place(trials.clone(), self.registry, &self.query.place);
        let reference = self.reference(trials, &self.query.place, against);
        let (all, reference_all) = (count(place.clone())?, count(reference.clone())?);
        let mut kinds = tally(place, self.registry, by, self.dated())?;
        let references = tally(reference, self.registry, by, self.dated())?;

        let counts = |kind: u64, key: &str| Counts {
            kind,
            all,
            reference_kind: references.get(key).copied().unwrap_or(0),
            reference_all,
        };
        for key in references.keys() {
            let absent = !kinds.contains_key(key);
            if absent && counts(0, key).expected() >= EXPECTED_TO_LIST {
                kinds.insert(key.clone(), 0);
            }
        }
        let keys = self.keys(by, &kinds).into_iter();
        let row = |(key, kind): (String, u64)| {
            let counts = counts(kind, &key);
            (self.cell(key, kind), counts)
        };
        Ok(keys.map(row).collect())
    }

    /// Returns the four counts of the lens as a kind, in one place.
    fn kind_of_lens(&self, place: &Place, against: &Place) -> PolarsResult<Counts> {
        let any = self.trials(&Lens::default())?;
        let kind = self.trials(&self.query.lens)?;
        let inside = |frame: &LazyFrame| count(in_place(frame.clone(), self.registry, place));
        let beyond = |frame: &LazyFrame| count(self.reference(frame.clone(), place, against));
        Ok(Counts {
            kind: inside(&kind)?,
            all: inside(&any)?,
            reference_kind: beyond(&kind)?,
            reference_all: beyond(&any)?,
        })
    }

    /// Returns the trials of the reference that have no site in the place.
    fn reference(&self, trials: LazyFrame, place: &Place, against: &Place) -> LazyFrame {
        outside_place(in_place(trials, self.registry, against), self.registry, place)
    }

    /// Returns the finding of a quotient.
    fn compared(
        &self,
        cell: &Cell,
        counts: &Counts,
        against: &Place,
        p: Option<f64>,
        q: Option<f64>,
    ) -> Finding {
        let value = counts.quotient();
        let limits: Option<Limits> = counts.limits();
        Finding {
            denominator: Some(counts.all),
            reference: Some(Reference {
                place: against.id.clone(),
                numerator: counts.reference_kind,
                denominator: counts.reference_all,
            }),
            value,
            lower: limits.map(|limits| limits.lower),
            upper: limits.map(|limits| limits.upper),
            p,
            q,
            verdict: verdict(counts, q),
            ..self.finding(cell)
        }
    }
}
