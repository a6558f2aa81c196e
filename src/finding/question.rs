//! A question made ready: defaults filled in, trials selected and counted.

use std::sync::Arc;

use chrono::NaiveDate;
use polars::prelude::{LazyFrame, PolarsResult};
use typst::diag::{HintedStrResult, bail};

use super::coverage::dimension;
use super::cube::{self, Counted, Cube, Cubes};
use super::refused::{check_place, needs_years, refuse_empty_words};
use super::tally::{Tally, count, tally};
use super::{By, Finding, Origin, Query, international, sites, trends};
use crate::indicator::{Basis, Measure};
use crate::registry::Registry;
use crate::registry::schema::{Phase, UNCLASSIFIED};
use crate::slice::{Disease, Lens, Place, Slice, Window, in_place, through, within};

/// The months over which a site counts as active.
const ACTIVE_MONTHS: u32 = 36;

/// A query with its defaults filled in, and the registry to ask.
pub(super) struct Question<'a> {
    /// The registry.
    pub registry: &'a Registry,
    /// What is counted of it already, if it is asked more than once.
    pub cubes: Option<&'a Cubes>,
    /// The query as it was asked.
    pub query: &'a Query,
    /// The dimension to split by.
    pub by: Option<By>,
    /// The trials that it is about.
    pub slice: Slice,
}

/// A count under one key, and the place it is a count of.
pub(super) struct Cell {
    /// The place.
    pub place: Place,
    /// The key.
    pub key: Option<String>,
    /// The trials.
    pub trials: u64,
}

impl<'a> Question<'a> {
    /// Fills in the defaults, and refuses what cannot be asked.
    pub(super) fn new(
        registry: &'a Registry,
        cubes: Option<&'a Cubes>,
        query: &'a Query,
        cutoff: NaiveDate,
    ) -> HintedStrResult<Self> {
        let measure = query.indicator.measure;
        if measure.is_of_inventory() {
            bail!("`{}` needs the regions' answers", query.indicator.id; hint: "ask with all evidence");
        }
        if measure == Measure::Bridge {
            bail!(
                "`{}` needs an earlier snapshot", query.indicator.id;
                hint: "ask with `kapacitet bridge EARLIER LATER`"
            );
        }
        if measure.is_of_board() {
            bail!("`{}` needs the office's tables", query.indicator.id; hint: "ask with all evidence");
        }
        let place = &query.place;
        let by = Self::dimension(query)?;
        check_place(registry, place, measure, by)?;
        let window = query.window.unwrap_or_else(|| match measure {
            Measure::ActiveSites | Measure::ActiveInvestigators => {
                Window::months_before(cutoff, ACTIVE_MONTHS)
            }
            Measure::Ongoing | Measure::TrialsPerInvestigator | Measure::ExperienceDepth => {
                Window::all_before(cutoff)
            }
            Measure::Trend => trends::window(cutoff),
            _ => Window::default_before(cutoff),
        });
        refuse_empty_words(measure, by, &query.lens)?;
        if needs_years(measure) && window == Window::EVER {
            bail!(
                "{} needs a window of years",
                if measure == Measure::Trend { "a trend" } else { "a rate per year" };
                hint: "give one such as `--window 2020..2024`"
            );
        }
        let slice = Slice {
            place: place.clone(),
            lens: query.lens.clone(),
            window,
            base: query.base,
            cutoff,
        };
        Ok(Self { registry, cubes, query, by, slice })
    }

    /// Returns the dimension to split by: the query's, or the one that its indicator always has.
    fn dimension(query: &Query) -> HintedStrResult<Option<By>> {
        let measure = query.indicator.measure;
        international::check(query)?;
        Ok(match (measure, query.by, query.lens.phases.as_slice()) {
            (Measure::DemandMatch, None, _) => Some(By::Area),
            (Measure::PhaseMix, None, []) => Some(By::Phase),
            (Measure::Quotient, None, _) if query.lens.is_empty() => Some(By::Area),
            (Measure::PhaseMix, Some(by), []) if by != By::Phase => {
                bail!(
                    "a phase mix is a share of one phase";
                    hint: "name it with `--phase`, or split by phase"
                );
            }
            (Measure::SourceCoverage | Measure::FieldsGiven, by, _) => {
                let only = dimension(measure == Measure::SourceCoverage);
                if by.is_some_and(|by| by != only) {
                    bail!(
                        "`{}` cannot be split by {}", query.indicator.id, by.map_or("", By::code);
                        hint: "it is split by {} already; ask for each year or phase by itself",
                        only.code()
                    );
                }
                Some(only)
            }
            (_, Some(by @ (By::Source | By::Field)), _) => bail!(
                "`{}` cannot be split by {}", query.indicator.id, by.code();
                hint: "only `source-coverage` is split by source, and `fields-given` by field"
            ),
            (_, Some(by @ (By::Heading | By::Outcome)), _) => bail!(
                "`{}` cannot be split by {}", query.indicator.id, by.code();
                hint: "only what is asked of the regional inventory has headings and outcomes"
            ),
            (_, Some(By::Part), _) => bail!(
                "`{}` cannot be split by part", query.indicator.id;
                hint: "only `bridge` has parts"
            ),
            (_, Some(by), _) if by.is_of_board() => bail!(
                "`{}` cannot be split by {}", query.indicator.id, by.code();
                hint: "only what the office's tables tell has steps, legs, kinds of cases and indicators"
            ),
            (_, Some(By::Ahead), _) if !measure.is_of_checks() => bail!(
                "`{}` cannot be split by ahead", query.indicator.id;
                hint: "only how past forecasts did is told by how many years ahead they were"
            ),
            (_, by, _) => by,
        })
    }

    /// The date that places a trial in the window.
    pub(super) fn dated(&self) -> &'static str {
        match self.query.indicator.basis {
            Basis::Started | Basis::Answered | Basis::Received | Basis::Reported => "start",
            Basis::Closed => "completion",
        }
    }

    /// The trials of a lens in the window, anywhere.
    pub(super) fn trials(&self, lens: &Lens) -> PolarsResult<LazyFrame> {
        let frame = through(self.registry, lens, self.slice.base)?;
        Ok(within(frame, self.dated(), &self.slice.window, self.slice.cutoff))
    }

    /// Counts trials of a lens by the keys asked for.
    pub(super) fn cells_of(&self, counted: Counted, lens: &Lens) -> PolarsResult<Vec<Cell>> {
        let place = &self.slice.place;
        match self.by {
            None => {
                let trials = self.count_of(counted, lens, place)?;
                Ok(vec![Cell { place: place.clone(), key: None, trials }])
            }
            Some(by) => match self.cube(counted, lens, place)? {
                Some(cube) => match cube.tally(by, place, lens, &self.slice.window) {
                    Some(tally) => Ok(self.by_keys(by, &tally)),
                    None => self.cells(self.dated_trials(counted, lens)?),
                },
                None => self.cells(self.dated_trials(counted, lens)?),
            },
        }
    }

    /// Counts trials of a lens in a place.
    pub(super) fn count_of(
        &self,
        counted: Counted,
        lens: &Lens,
        place: &Place,
    ) -> PolarsResult<u64> {
        if let Some(cube) = self.cube(counted, lens, place)? {
            return Ok(cube.trials(
                &place.id,
                lens.areas.first().map(String::as_str),
                &lens.phases,
                &self.slice.window,
            ));
        }
        count(in_place(self.dated_trials(counted, lens)?, self.registry, place))
    }

    /// Counts trials of a lens in a place by the keys of a dimension.
    pub(super) fn tally_of(&self, lens: &Lens, place: &Place, by: By) -> PolarsResult<Tally> {
        let cube = self.cube(Counted::Started, lens, place)?;
        let known = cube.and_then(|cube| cube.tally(by, place, lens, &self.slice.window));
        match known {
            Some(tally) => Ok(tally),
            None => {
                let trials = in_place(self.trials(lens)?, self.registry, place);
                tally(trials, self.registry, by, self.dated())
            }
        }
    }

    /// Returns the counts of all places, areas, phases and years, where they answer the question.
    pub(super) fn cube(
        &self,
        counted: Counted,
        lens: &Lens,
        place: &Place,
    ) -> PolarsResult<Option<Arc<Cube>>> {
        match self.cubes {
            Some(cubes) if cube::has(place, lens, &self.slice.window) => {
                cubes.get(self.registry, self.slice.base, counted, self.slice.cutoff).map(Some)
            }
            _ => Ok(None),
        }
    }

    /// The trials of a lens in the window, anywhere, of the status that is counted.
    fn dated_trials(&self, counted: Counted, lens: &Lens) -> PolarsResult<LazyFrame> {
        Ok(counted.filter(self.trials(lens)?))
    }

    /// Counts trials by the keys asked for.
    pub(super) fn cells(&self, trials: LazyFrame) -> PolarsResult<Vec<Cell>> {
        let place = &self.slice.place;
        let Some(by) = self.by else {
            let trials = count(in_place(trials, self.registry, place))?;
            return Ok(vec![Cell { place: place.clone(), key: None, trials }]);
        };
        let tally = match by {
            _ if by.is_spatial() => tally(trials, self.registry, by, self.dated())?,
            // A trial of the place has sites elsewhere too.
            By::Site => sites::tally(in_place(trials, self.registry, place), self.registry, place)?,
            _ => tally(in_place(trials, self.registry, place), self.registry, by, self.dated())?,
        };
        Ok(self.by_keys(by, &tally))
    }

    /// Returns the cells of a dimension in its order.
    fn by_keys(&self, by: By, tally: &Tally) -> Vec<Cell> {
        if by.is_spatial() {
            let cell = |place: Place| Cell {
                trials: tally.get(&place.id).copied().unwrap_or(0),
                key: Some(place.id.clone()),
                place,
            };
            return self.places(by).into_iter().map(cell).collect();
        }
        self.keys(by, tally).into_iter().map(|(key, trials)| self.cell(key, trials)).collect()
    }

    /// Returns a cell of the place asked for.
    pub(super) fn cell(&self, key: String, trials: u64) -> Cell {
        Cell { place: self.slice.place.clone(), key: Some(key), trials }
    }

    /// Returns the places of a spatial dimension.
    pub(super) fn places(&self, by: By) -> Vec<Place> {
        match by {
            By::Region => self.slice.place.regions(&self.registry.reference),
            _ if !self.query.among.is_empty() => self.query.among.clone(),
            _ => self.slice.place.children(&self.registry.reference),
        }
    }

    /// Returns the keys of a dimension in its order, with their counts.
    pub(super) fn keys(&self, by: By, tally: &Tally) -> Vec<(String, u64)> {
        let with_count = |key: String| {
            let trials = tally.get(&key).copied().unwrap_or(0);
            (key, trials)
        };
        match by {
            By::Area => {
                let areas = self.registry.reference.areas.list.iter().map(|area| area.id.clone());
                // What is in no area is counted, but is no kind to compare.
                let is_kind = is_of_kinds(self.query.indicator.measure);
                let rest = (!is_kind).then(|| UNCLASSIFIED.to_owned());
                areas.chain(rest).map(with_count).collect()
            }
            By::Phase => {
                Phase::ALL.iter().map(|phase| with_count(phase.code().to_owned())).collect()
            }
            By::Year => self.years(tally).map(|year| with_count(year.to_string())).collect(),
            By::Source | By::Field | By::Heading | By::Outcome | By::Part => Vec::new(),
            By::Step | By::Leg | By::Cases | By::Kpi | By::Ahead => Vec::new(),
            By::Place | By::Region => tally.iter().map(|(key, n)| (key.clone(), *n)).collect(),
            By::Disease | By::Sponsor | By::Company | By::SponsorHq | By::Site => {
                let compared = is_of_kinds(self.query.indicator.measure);
                let others = not_diseases(self.registry, &self.slice.lens, compared);
                let mut keys: Vec<_> = tally
                    .iter()
                    .filter(|(key, _)| by != By::Disease || !others.contains(key))
                    .map(|(key, n)| (key.clone(), *n))
                    .collect();
                keys.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
                keys
            }
        }
    }

    /// Returns the years of the window that have happened; with an open
    /// window from the first year that has a trial.
    pub(super) fn years(&self, tally: &Tally) -> std::ops::RangeInclusive<i32> {
        let (first, last) = self.slice.window.span_of_years();
        let cutoff = Window { first: self.slice.cutoff, last: self.slice.cutoff }.span_of_years().1;
        let seen = tally.keys().filter_map(|year| year.parse().ok()).min();
        let first = if self.slice.window.is_whole_years() { first } else { seen.unwrap_or(first) };
        first..=last.min(cutoff)
    }

    /// Returns a finding without a value yet.
    pub(super) fn finding(&self, cell: &Cell) -> Finding {
        let snapshot = &self.registry.snapshot;
        let origin = Origin {
            source: snapshot.origin(),
            class: snapshot.class().code(),
            data_date: snapshot.data_date.to_string(),
        };
        let window = self.slice.window.to_string();
        Finding {
            // The default where the query names no dimension.
            by: self.by.map(By::code),
            numerator: Some(cell.trials),
            ..Finding::blank(self.query, &cell.place, cell.key.clone(), window, origin)
        }
    }
}

/// Returns the MeSH descriptors that are no disease among the trials of a lens: those that name none, and the branches that are the lens's own areas.
/// To compare, the lens's own diseases are none either: every trial has one of them.
pub(super) fn not_diseases<'a>(
    registry: &'a Registry,
    lens: &'a Lens,
    compared: bool,
) -> Vec<&'a String> {
    let areas = &registry.reference.areas;
    let own = lens.areas.iter().filter_map(|id| areas.get(id));
    let diseases = lens.diseases.iter().filter_map(move |disease| match disease {
        Disease::Mesh(mesh) if compared => Some(mesh),
        _ => None,
    });
    let branches = own.flat_map(|area| &area.mesh);
    areas.not_diseases.iter().chain(branches).chain(diseases).collect()
}

/// Whether an indicator compares kinds of trials, so that what is in no area has no row.
fn is_of_kinds(measure: Measure) -> bool {
    matches!(measure, Measure::Quotient | Measure::DemandMatch)
}
