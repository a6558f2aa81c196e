//! Countries beside one another: ranks, and what a place would count at another's rate.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use polars::prelude::PolarsResult;
use typst::diag::{HintedStrResult, bail, error};

use super::cube::Counted;
use super::question::{Cell, Question};
use super::tally::Tally;
use super::{By, Evidence, Finding, Query, Reference};
use crate::indicator::Measure;
use crate::slice::{Lens, Level, Place};
use crate::statistics::{
    Counterfactual, Entrant, Estimate, RANK_DRAWS, Rank, counterfactual, ranks,
};

/// The seed of the simulation: the same data give the same ranks.
const SEED: u64 = 4;

/// Refuses what cannot be set beside one another.
pub(super) fn check(query: &Query) -> HintedStrResult<()> {
    let measure = query.indicator.measure;
    if let Some(site) = query.among.iter().find(|place| place.level == Level::Site) {
        bail!("`{}` is a site", site.id; hint: "`--among` sets countries, regions or groups of countries beside one another");
    }
    let is_of_rank = measure == Measure::Rank;
    if !query.among.is_empty() && !is_of_rank && query.by != Some(By::Place) {
        bail!(
            "`--among` names the places to split by";
            hint: "leave out `--by`, or split by place"
        );
    }
    match measure {
        Measure::Rank => check_rank(query),
        Measure::Counterfactual | Measure::CounterfactualDifference
            if query.among.is_empty() && query.against.is_none() =>
        {
            bail!(
                "`{}` needs a place whose rate is taken", query.indicator.id;
                hint: "name it with `--against denmark`, or several with `--among denmark,norway`"
            )
        }
        _ => Ok(()),
    }
}

/// Refuses a rank of anything but countries.
fn check_rank(query: &Query) -> HintedStrResult<()> {
    let is_regional = |place: &&Place| place.level > Level::Country;
    let regional = query.among.iter().chain([&query.place]).find(is_regional);
    if regional.is_some() || query.by == Some(By::Region) {
        bail!(
            "regions are not ranked: their numbers are so small that chance would decide the order";
            hint: "`trials-per-million --by region` shows each with its interval"
        );
    }
    if let Some(group) = query.among.iter().find(|place| place.level < Level::Country) {
        bail!("`{}` is not a country", group.id; hint: "a rank is among countries; leave it out");
    }
    match (query.place.level, query.by, query.among.is_empty()) {
        (Level::Country, Some(By::Place), true) => bail!(
            "a country's own parts are not ranked";
            hint: "leave out `--by`, or rank the countries of `--place europe`"
        ),
        (Level::World | Level::Europe | Level::Nordics, by, _) if by != Some(By::Place) => bail!(
            "`{}` has no rank", query.place.id;
            hint: "rank its countries with `--by place`, or name one with `--place`"
        ),
        _ => Ok(()),
    }
}

/// Keeps, of the findings of places by a question, those that a rank is among: the places that hold any trial.
///
/// An average of countries and a rank among them are of the same ones.
pub fn keep_ranked(
    evidence: &Evidence,
    query: &Query,
    cutoff: NaiveDate,
    parts: &mut Vec<Finding>,
) -> HintedStrResult<()> {
    let plain = Query { by: None, among: Vec::new(), ..query.clone() };
    let question = Question::new(evidence.registry, evidence.cubes, &plain, cutoff)?;
    let holding = question.holding_trials();
    let holding = holding.map_err(|error| error!("{error}"; hint: "ingest the snapshot again"))?;
    parts.retain(|part| holding.contains(&part.place));
    Ok(())
}

impl Question<'_> {
    /// The position of a country, or of each, by trials per million inhabitants.
    pub(super) fn rank(&self) -> PolarsResult<Vec<Finding>> {
        let places = self.entrants()?;
        let own = |place: &Place| *place == self.slice.place;
        let lens = &self.slice.lens;
        if let Some(by) = self.by.filter(|by| *by != By::Place) {
            let tallies: Vec<Tally> = places
                .iter()
                .map(|place| self.tally_of(lens, place, by))
                .collect::<PolarsResult<_>>()?;
            let at = places.iter().position(own).unwrap_or(0);
            let keys = self.keys(by, &tallies[at]).into_iter();
            return Ok(keys
                .map(|(key, _)| {
                    let count = |tally: &Tally| tally.get(&key).copied().unwrap_or(0);
                    let cells = places.iter().zip(&tallies).map(|(place, tally)| Cell {
                        place: place.clone(),
                        key: Some(key.clone()),
                        trials: count(tally),
                    });
                    self.ranked(cells.collect()).swap_remove(at)
                })
                .collect());
        }
        let tally = self.tally_of(lens, &Place::world(), By::Place)?;
        let cells = places.iter().map(|place| Cell {
            place: place.clone(),
            key: self.by.map(|_| place.id.clone()),
            trials: tally.get(&place.id).copied().unwrap_or(0),
        });
        let mut findings = self.ranked(cells.collect());
        if self.by.is_none() {
            findings.retain(|finding| finding.place == self.slice.place.id);
        }
        Ok(findings)
    }

    /// Returns the countries that are ranked; the one asked for is among them.
    fn entrants(&self) -> PolarsResult<Vec<Place>> {
        let is_of_all = self.by == Some(By::Place);
        let mut places = self.query.among.clone();
        if places.is_empty() {
            let against = match is_of_all {
                true => self.slice.place.clone(),
                false => self.query.against.clone().unwrap_or_else(Place::europe),
            };
            places = against.children(&self.registry.reference);
            let holding = self.holding_trials()?;
            places.retain(|place| holding.contains(&place.id));
        }
        if !is_of_all && !places.contains(&self.slice.place) {
            places.push(self.slice.place.clone());
        }
        Ok(places)
    }

    /// Returns the places that hold any trial of the base population in the window.
    ///
    /// Where no trial of any kind is held, such as on small islands, none is missing: their few people would only blur
    /// the others' ranks, and would lower an average of countries that are compared.
    fn holding_trials(&self) -> PolarsResult<BTreeSet<String>> {
        let any = self.tally_of(&Lens::default(), &Place::world(), By::Place)?;
        Ok(any.into_iter().filter(|(_, trials)| *trials > 0).map(|(id, _)| id).collect())
    }

    /// Returns the findings of the ranks of cells among one another.
    fn ranked(&self, cells: Vec<Cell>) -> Vec<Finding> {
        let entrant = |cell: &Cell| {
            let people = self.person_years(&cell.place, cell.key.as_deref());
            let exposure = people.map_or(0.0, |(people, _)| people as f64);
            Entrant::Rate { count: cell.trials, exposure }
        };
        let entrants: Vec<_> = cells.iter().map(entrant).collect();
        let ranks = ranks(&entrants, SEED, RANK_DRAWS);
        let ranked = ranks.iter().flatten().count() as u64;
        let finding = |(cell, rank): (&Cell, Option<Rank>)| Finding {
            denominator: Some(ranked),
            value: rank.map(|rank| rank.rank as f64),
            lower: rank.map(|rank| rank.best as f64),
            upper: rank.map(|rank| rank.worst as f64),
            note: Some(match rank {
                Some(_) => format!("of {ranked} countries, by trials per million inhabitants"),
                None => "no population at hand".to_owned(),
            }),
            ..self.finding(cell)
        };
        cells.iter().zip(ranks).map(finding).collect()
    }

    /// What the place would count if its rate were another's.
    pub(super) fn counterfactual(
        &self,
        told: impl Fn(&Counterfactual) -> Estimate,
    ) -> PolarsResult<Vec<Finding>> {
        let lens = &self.slice.lens;
        if !self.query.among.is_empty() {
            let own = self.count_of(Counted::Started, lens, &self.slice.place)?;
            let tally = self.tally_of(lens, &Place::world(), By::Place)?;
            let row = |other: &Place| {
                let cell = self.cell(other.id.clone(), own);
                let count = tally.get(&other.id).copied().unwrap_or(0);
                self.at_rate_of(&cell, other, count, &told)
            };
            // At its own rate a place counts what it counts.
            let others = self.query.among.iter().filter(|other| **other != self.slice.place);
            return Ok(others.map(row).collect());
        }
        let other = self.query.against.clone().unwrap_or_else(Place::europe);
        let tally = match self.by {
            Some(by) if !by.is_spatial() => Some(self.tally_of(lens, &other, by)?),
            _ => None,
        };
        let total = self.count_of(Counted::Started, lens, &other)?;
        let cells = self.cells_of(Counted::Started, lens)?;
        let count = |cell: &Cell| match (&tally, &cell.key) {
            (Some(tally), Some(key)) => tally.get(key).copied().unwrap_or(0),
            _ => total,
        };
        let row = |cell: &Cell| self.at_rate_of(cell, &other, count(cell), &told);
        Ok(cells.iter().map(row).collect())
    }

    /// Returns the finding of a cell at another place's rate.
    fn at_rate_of(
        &self,
        cell: &Cell,
        other: &Place,
        count: u64,
        told: &impl Fn(&Counterfactual) -> Estimate,
    ) -> Finding {
        let years = |place: &Place, key| self.person_years(place, key).map(|(people, _)| people);
        let year = cell.key.as_deref().filter(|_| self.by == Some(By::Year));
        let (own, theirs) = (years(&cell.place, year), years(other, year));
        let would = own.zip(theirs).and_then(|(own, theirs)| {
            counterfactual(cell.trials, own as f64, count, theirs as f64)
        });
        let estimate = would.as_ref().map(told);
        let note = match (&would, other.level < Level::Country) {
            (None, _) => Some("no population at hand".to_owned()),
            (_, true) => Some(format!("a trial in several countries of {} counts once", other.id)),
            _ => None,
        };
        Finding {
            denominator: own,
            reference: theirs.map(|people| Reference {
                place: other.id.clone(),
                numerator: count,
                denominator: people,
            }),
            value: estimate.map(|estimate| estimate.value),
            lower: estimate.map(|estimate| estimate.limits.lower),
            upper: estimate.map(|estimate| estimate.limits.upper),
            p: would.and_then(|would| would.ratio).map(|ratio| ratio.p),
            note,
            ..self.finding(cell)
        }
    }
}
