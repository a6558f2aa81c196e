//! Who does trials where: investigators by name, and how trials gather at sites.
//!
//! Both are lower bounds of a kind: most records name no investigator, and many sites hide
//! their name. Each finding says how much is hidden.

use std::collections::{BTreeMap, BTreeSet};

use polars::prelude::*;

use super::question::{Cell, Question};
use super::sites::regions_of;
use super::tally::{Tally, keys_by_trial};
use super::{By, Finding};
use crate::registry::fold::fold;
use crate::registry::schema::{InvestigatorRole, Phase};
use crate::slice::in_place;
use crate::statistics::{Limits, herfindahl, poisson, top_share};

/// How many sites count as the largest.
const TOP: usize = 3;

/// From how many trials on an investigator is experienced.
const EXPERIENCED: u64 = 3;

/// Words beside a person's name that are not of it.
const TITLES: [&str; 9] = ["assoc", "dr", "m", "d", "md", "med", "phd", "prof", "professor"];

/// A trial at a site.
#[derive(Debug, Clone)]
struct Participation {
    /// The trial.
    trial: u32,
    /// The site, if it has a name.
    site: Option<String>,
    /// The folded town.
    town: String,
    /// The town as registered.
    city: String,
    /// The region's code.
    region: Option<String>,
}

/// The trials at the sites of one place or key.
#[derive(Debug, Default)]
struct Sites {
    /// Trials at each named site.
    named: BTreeMap<String, BTreeSet<u32>>,
    /// Pairs of trial and town without a name.
    anonymised: BTreeSet<(u32, String)>,
    /// Trials of each investigator who is named at one of them.
    people: BTreeMap<String, BTreeSet<u32>>,
    /// Trials at sites with a named investigator.
    led: BTreeSet<(u32, String)>,
}

impl Sites {
    /// Returns the trials at each named site.
    fn counts(&self) -> Vec<u64> {
        self.named.values().map(|trials| trials.len() as u64).collect()
    }

    /// Returns the trials of each named investigator.
    fn experience(&self) -> Vec<u64> {
        self.people.values().map(|trials| trials.len() as u64).collect()
    }

    /// Returns the number of rows without a name.
    fn hidden(&self) -> u64 {
        self.anonymised.len() as u64
    }

    /// Says how many rows have no name.
    fn note(&self) -> Option<String> {
        (self.hidden() > 0).then(|| format!("{} anonymised rows", self.hidden()))
    }

    /// Returns the trials at sites, named or not, for which no investigator is named.
    fn unled(&self) -> u64 {
        let named: u64 = self.counts().iter().sum();
        named + self.hidden() - self.led.len() as u64
    }
}

impl Question<'_> {
    /// Distinct named investigators of recently started trials.
    pub(super) fn active_investigators(&self) -> PolarsResult<Vec<Finding>> {
        self.of_sites(|question, cell, sites| {
            let (people, unled) = (sites.people.len() as u64, sites.unled());
            Finding {
                value: Some(people as f64),
                lower: Some(people as f64),
                upper: Some((people + unled) as f64),
                note: Some(format!("{unled} trials at a site name no investigator there")),
                ..question.finding(&Cell { trials: people, ..cell })
            }
        })
    }

    /// The mean number of trials of a named investigator.
    pub(super) fn trials_per_investigator(&self) -> PolarsResult<Vec<Finding>> {
        self.of_sites(|question, cell, sites| {
            let (trials, people): (u64, _) =
                (sites.experience().iter().sum(), sites.people.len() as u64);
            let each = |count: f64| (people > 0).then(|| count / people as f64);
            let limits = poisson(trials);
            Finding {
                denominator: Some(people),
                value: each(trials as f64),
                // Nobody is named who has no trial.
                lower: each(limits.lower).map(|lower| lower.max(1.0)),
                upper: each(limits.upper),
                ..question.finding(&Cell { trials, ..cell })
            }
        })
    }

    /// Named investigators with several trials over all that are named.
    pub(super) fn experience_depth(&self) -> PolarsResult<Vec<Finding>> {
        self.of_sites(|question, cell, sites| {
            let experience = sites.experience();
            let experienced = experience.iter().filter(|&&trials| trials >= EXPERIENCED).count();
            let cell = Cell { trials: experienced as u64, ..cell };
            question.share(&cell, experience.len() as u64)
        })
    }

    /// Trials at the largest sites over those at all named ones.
    pub(super) fn concentration(&self) -> PolarsResult<Vec<Finding>> {
        self.of_sites(|question, cell, sites| {
            let mut counts = sites.counts();
            counts.sort_unstable_by(|a, b| b.cmp(a));
            let (top, all): (u64, u64) = (counts.iter().take(TOP).sum(), counts.iter().sum());
            // Each hidden row may stand for one of the largest, or for none of them.
            let with_hidden = (all + sites.hidden()) as f64;
            let bound = |count: u64| (all > 0).then(|| count as f64 / with_hidden);
            Finding {
                denominator: Some(all),
                value: top_share(&counts, TOP),
                lower: bound(top),
                upper: bound(top + sites.hidden()),
                note: sites.note(),
                ..question.finding(&Cell { trials: top, ..cell })
            }
        })
    }

    /// Herfindahl's and Hirschman's index of the named sites' trials.
    pub(super) fn concentration_index(&self) -> PolarsResult<Vec<Finding>> {
        self.of_sites(|question, cell, sites| {
            let counts = sites.counts();
            let bounds = index_bounds(&counts, sites.hidden());
            Finding {
                denominator: Some(counts.len() as u64),
                value: herfindahl(&counts),
                lower: bounds.map(|bounds| bounds.lower),
                upper: bounds.map(|bounds| bounds.upper),
                note: sites.note(),
                ..question.finding(&Cell { trials: counts.iter().sum(), ..cell })
            }
        })
    }

    /// Distinct sites with a trial of an early phase.
    pub(super) fn early_phase_sites(&self) -> PolarsResult<Vec<Finding>> {
        self.of_sites(|question, cell, sites| {
            let named = sites.named.len() as u64;
            Finding {
                value: Some(named as f64),
                lower: Some(named as f64),
                upper: Some((named + sites.hidden()) as f64),
                note: sites.note(),
                ..question.finding(&Cell { trials: named, ..cell })
            }
        })
    }

    /// Returns a finding of the Swedish sites for each key.
    fn of_sites(
        &self,
        make: impl Fn(&Self, Cell, &Sites) -> Finding,
    ) -> PolarsResult<Vec<Finding>> {
        let by_key = self.gathered()?;
        let empty = Sites::default();
        let finding = |place, key: Option<String>| {
            let sites = by_key.get(key.as_deref().unwrap_or_default()).unwrap_or(&empty);
            make(self, Cell { place, key, trials: 0 }, sites)
        };
        let own = &self.slice.place;
        Ok(match self.by {
            None => vec![finding(own.clone(), None)],
            Some(by) if by.is_spatial() => {
                let regions = self.places(By::Region).into_iter();
                regions.map(|region| finding(region.clone(), Some(region.id))).collect()
            }
            Some(by) => {
                let count = |sites: &Sites| sites.counts().iter().sum();
                let tally: Tally =
                    by_key.iter().map(|(key, sites)| (key.clone(), count(sites))).collect();
                let keys = self.keys(by, &tally).into_iter();
                keys.map(|(key, _)| finding(own.clone(), Some(key))).collect()
            }
        })
    }

    /// Returns the trials at Swedish sites by key; the key of a question without one is empty.
    fn gathered(&self) -> PolarsResult<BTreeMap<String, Sites>> {
        let registry = self.registry;
        let mut trials = in_place(self.trials(&self.slice.lens)?, registry, &self.slice.place);
        if self.query.indicator.measure == crate::indicator::Measure::EarlyPhaseSites {
            let early = [Phase::EarlyPhase1, Phase::Phase1, Phase::Phase1And2, Phase::Phase2];
            let any = early.map(|phase| col("phase").eq(lit(phase.code()))).into_iter();
            trials = trials.filter(any.reduce(Expr::or).unwrap_or(lit(false)));
        }
        let keys_of: BTreeMap<u32, Vec<String>> = match self.by {
            None | Some(By::Region) => BTreeMap::new(),
            Some(by) => keys_by_trial(trials.clone(), registry, by)?,
        };
        let people = self.people(trials.clone())?;
        let region_id = |code: &str| {
            registry.reference.places.region_by_code(code).map(|region| region.id.clone())
        };
        let mut by_key: BTreeMap<String, Sites> = BTreeMap::new();
        for at in self.participations(trials)? {
            let keys = match self.by {
                None => vec![String::new()],
                Some(By::Region) => at.region.as_deref().and_then(region_id).into_iter().collect(),
                Some(_) => keys_of.get(&at.trial).cloned().unwrap_or_default(),
            };
            let leaders = self.leaders(&at, people.get(&at.trial).map_or(&[], Vec::as_slice));
            for key in keys {
                by_key.entry(key).or_default().add(&at, &leaders);
            }
        }
        Ok(by_key)
    }

    /// Returns the rows of trials at sites in the place.
    fn participations(&self, trials: LazyFrame) -> PolarsResult<Vec<Participation>> {
        let rows = self
            .registry
            .sites
            .clone()
            .lazy()
            .filter(col("country_code").eq(lit("SE")))
            .semi_join(trials, col("trial"), col("trial"))
            .select([col("trial"), col("region"), col("entity"), col("city")])
            .collect()?;
        let text = |name: &str| rows.column(name).and_then(|column| column.str());
        let (regions, entities, towns) = (text("region")?, text("entity")?, text("city")?);
        let trials = rows.column("trial")?.u32()?;
        let inside = regions_of(&self.slice.place, self.registry);
        let is_inside = |region: Option<&str>| {
            inside.as_ref().is_none_or(|codes| region.is_some_and(|code| codes.contains(code)))
        };
        let row = |row: usize| {
            let (region, city) = (regions.get(row), towns.get(row).unwrap_or_default());
            is_inside(region).then_some(())?;
            Some(Participation {
                trial: trials.get(row)?,
                site: entities.get(row).map(str::to_owned),
                town: fold(city),
                city: city.to_owned(),
                region: region.map(str::to_owned),
            })
        };
        Ok((0..rows.height()).filter_map(row).collect())
    }

    /// Returns the named investigators of each trial with their affiliations.
    fn people(&self, trials: LazyFrame) -> PolarsResult<BTreeMap<u32, Vec<(String, String)>>> {
        let leads = [InvestigatorRole::PrincipalInvestigator, InvestigatorRole::SubInvestigator];
        let any = leads.map(|role| col("role").eq(lit(role.code()))).into_iter();
        let rows = self
            .registry
            .investigators
            .clone()
            .lazy()
            .filter(any.reduce(Expr::or).unwrap_or(lit(false)))
            .filter(col("affiliation").is_not_null())
            .semi_join(trials, col("trial"), col("trial"))
            .select([col("trial"), col("name"), col("affiliation")])
            .collect()?;
        let text = |name: &str| rows.column(name).and_then(|column| column.str());
        let (names, affiliations) = (text("name")?, text("affiliation")?);
        let trials = rows.column("trial")?.u32()?;
        let mut people: BTreeMap<u32, Vec<(String, String)>> = BTreeMap::new();
        for row in 0..rows.height() {
            if let (Some(trial), Some(name), Some(affiliation)) =
                (trials.get(row), names.get(row), affiliations.get(row))
            {
                let person = person(name);
                if !person.is_empty() {
                    people.entry(trial).or_default().push((person, affiliation.to_owned()));
                }
            }
        }
        Ok(people)
    }

    /// Returns the investigators whose affiliation names a site.
    fn leaders(&self, at: &Participation, people: &[(String, String)]) -> Vec<String> {
        let Some(site) = &at.site else { return Vec::new() };
        let reference = &self.registry.reference;
        let is_here = |affiliation: &str| {
            let (city, region) = (at.city.as_str(), at.region.as_deref());
            let named = reference.site_names.resolve(&reference.places, affiliation, city, region);
            named.is_some_and(|named| named.entity == *site)
        };
        let here = people.iter().filter(|(_, affiliation)| is_here(affiliation));
        here.map(|(person, _)| person.clone()).collect()
    }
}

impl Sites {
    /// Adds a trial at a site with the investigators named there.
    fn add(&mut self, at: &Participation, leaders: &[String]) {
        match &at.site {
            Some(site) => {
                self.named.entry(site.clone()).or_default().insert(at.trial);
                if !leaders.is_empty() {
                    self.led.insert((at.trial, site.clone()));
                }
            }
            None => {
                self.anonymised.insert((at.trial, at.town.clone()));
            }
        }
        for leader in leaders {
            self.people.entry(leader.clone()).or_default().insert(at.trial);
        }
    }
}

/// Returns a person's name in one spelling, without titles.
fn person(name: &str) -> String {
    let own = name.split(',').next().unwrap_or_default();
    let folded = fold(own);
    let words: Vec<_> = folded.split(' ').filter(|word| !TITLES.contains(word)).collect();
    words.join(" ").trim().to_owned()
}

/// Returns the least and the largest index that the hidden rows leave possible: each at a
/// site of its own, or all at the largest.
fn index_bounds(counts: &[u64], hidden: u64) -> Option<Limits> {
    let largest = counts.iter().max()?;
    let squares: f64 = counts.iter().map(|&count| (count as f64).powi(2)).sum();
    let all = counts.iter().sum::<u64>() as f64 + hidden as f64;
    let gathered = (*largest as f64 + hidden as f64).powi(2) - (*largest as f64).powi(2);
    (all > 0.0).then(|| Limits {
        lower: (squares + hidden as f64) / (all * all),
        upper: (squares + gathered) / (all * all),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_with_and_without_titles() {
        for name in ["Anna Ek, MD, PhD", "Dr. Anna Ek", "Prof Anna Ek", "ANNA EK"] {
            assert_eq!(person(name), "anna ek", "{name}");
        }
        assert_eq!(person("M.D."), "");
    }

    #[test]
    fn hidden_rows_widen_the_index_to_both_sides() {
        // Five and three: 34/64. With two hidden rows 36/100 to (49 + 9)/100.
        let bounds = index_bounds(&[5, 3], 2).unwrap();
        assert_eq!((bounds.lower, bounds.upper), (0.36, 0.58));
        let none = index_bounds(&[5, 3], 0).unwrap();
        assert_eq!((none.lower, none.upper), (0.53125, 0.53125));
        assert!(index_bounds(&[], 2).is_none());
    }
}
