//! Counts, shares and rates of trials.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use chrono::{Datelike, NaiveDate};
use polars::prelude::{DataType, Expr, LazyFrame, PolarsResult, col, lit};

use super::cube::Counted;
use super::question::{Cell, Question};
use super::{By, Finding};
use crate::registry::Reference;
use crate::registry::schema::{Status, epoch_day};
use crate::slice::{LensPart, Level, Place};
use crate::statistics::{poisson, wilson};

impl Question<'_> {
    /// Distinct trials, with Poisson limits.
    pub(super) fn started(&self) -> PolarsResult<Vec<Finding>> {
        let cells = self.cells_of(Counted::Started, &self.slice.lens)?;
        Ok(cells.iter().map(|cell| self.counted(cell, 1.0, None)).collect())
    }

    /// Distinct trials under way on the cut-off, with Poisson limits.
    pub(super) fn ongoing(&self) -> PolarsResult<Vec<Finding>> {
        let trials = self.under_way(self.trials(&self.slice.lens)?);
        Ok(self.cells(trials)?.iter().map(|cell| self.counted(cell, 1.0, None)).collect())
    }

    /// Keeps the trials that are under way on the cut-off.
    pub(super) fn under_way(&self, trials: LazyFrame) -> LazyFrame {
        let is = |statuses: &[Status]| {
            let any = statuses.iter().map(|status| col("status").eq(lit(status.code())));
            any.reduce(Expr::or).unwrap_or(lit(false))
        };
        let is_open = is(&[
            Status::Recruiting,
            Status::EnrollingByInvitation,
            Status::ActiveNotRecruiting,
            Status::Suspended,
        ]);
        // What has ended by now was under way until then.
        let cutoff = lit(epoch_day(self.slice.cutoff)).cast(DataType::Date);
        let ended_later = is(&[Status::Completed, Status::Terminated])
            .and(col("completion").is_not_null())
            .and(col("completion").gt(cutoff));
        trials.filter(is_open.or(ended_later))
    }

    /// Returns the finding of a count times a factor.
    pub(super) fn counted(&self, cell: &Cell, factor: f64, denominator: Option<u64>) -> Finding {
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
    pub(super) fn share(&self, cell: &Cell, of: u64) -> Finding {
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
    pub(super) fn share_of(&self, whole: &Place) -> PolarsResult<Vec<Finding>> {
        let lens = &self.slice.lens;
        let total = self.count_of(Counted::Started, lens, whole)?;
        let wholes = match self.by {
            Some(by) if !by.is_spatial() => Some(self.tally_of(lens, whole, by)?),
            _ => None,
        };
        let of = |cell: &Cell| match (&wholes, &cell.key) {
            (Some(wholes), Some(key)) => wholes.get(key).copied().unwrap_or(0),
            _ => total,
        };
        let cells = self.cells_of(Counted::Started, lens)?;
        // A place outside the whole has no share of it, rather than one that
        // could exceed it.
        let inside = |cell: &&Cell| {
            whole.level == Level::World || cell.place.is_european(&self.registry.reference)
        };
        Ok(cells.iter().filter(inside).map(|cell| self.share(cell, of(cell))).collect())
    }

    /// Trials over the population summed over the years of the window.
    pub(super) fn per_million(&self) -> PolarsResult<Vec<Finding>> {
        let cells = self.cells_of(Counted::Started, &self.slice.lens)?;
        Ok(cells.iter().map(|cell| self.rate(cell)).collect())
    }

    /// Returns the finding of a rate per million inhabitants and year.
    pub(super) fn rate(&self, cell: &Cell) -> Finding {
        let Some((person_years, borrowed)) = self.person_years(&cell.place, cell.key.as_deref())
        else {
            return Finding { note: Some("no population at hand".into()), ..self.finding(cell) };
        };
        let note = (!borrowed.is_empty()).then(|| {
            let years: Vec<_> = borrowed.iter().map(i32::to_string).collect();
            format!("population of {} for years without one", years.join(", "))
        });
        if person_years == 0 {
            let note = Some("no time has passed in the window, so there is no rate".into());
            return Finding { note, denominator: Some(0), ..self.finding(cell) };
        }
        Finding { note, ..self.counted(cell, 1e6 / person_years as f64, Some(person_years)) }
    }

    /// Returns the population of a place summed over the years of the window, or of the year
    /// that is the key, and the years whose population stands for others. `None` where no
    /// population is known.
    pub(super) fn person_years(&self, place: &Place, key: Option<&str>) -> Option<(u64, Vec<i32>)> {
        let (first, last) = match (self.by, key) {
            (Some(By::Year), Some(year)) => {
                let year = year.parse().unwrap_or_default();
                (year, year)
            }
            _ => self.slice.window.span_of_years(),
        };
        person_years(place, first..=last, self.slice.cutoff, &self.registry.reference)
    }

    /// Trials of a phase over all trials.
    pub(super) fn phase_mix(&self) -> PolarsResult<Vec<Finding>> {
        let any_phase = self.slice.lens.clone().without(LensPart::Phase);
        let cells = self.cells_of(Counted::Started, &self.slice.lens)?;
        let wholes: BTreeMap<_, _> = match self.by {
            Some(By::Phase) | None => BTreeMap::new(),
            Some(_) => {
                let cells = self.cells_of(Counted::Started, &any_phase)?.into_iter();
                cells.map(|cell| (cell.key, cell.trials)).collect()
            }
        };
        let total = self.count_of(Counted::Started, &any_phase, &self.slice.place)?;
        let of = |cell: &Cell| wholes.get(&cell.key).copied().unwrap_or(total);
        Ok(cells.iter().map(|cell| self.share(cell, of(cell))).collect())
    }

    /// Completed trials over completed and terminated ones.
    pub(super) fn completion(&self) -> PolarsResult<Vec<Finding>> {
        self.closed(Counted::Completed, Counted::Terminated)
    }

    /// Terminated trials over completed and terminated ones.
    pub(super) fn termination(&self) -> PolarsResult<Vec<Finding>> {
        self.closed(Counted::Terminated, Counted::Completed)
    }

    /// Trials that closed in one way over those that closed in it or in the other.
    fn closed(&self, one: Counted, other: Counted) -> PolarsResult<Vec<Finding>> {
        let own = self.cells_of(one, &self.slice.lens)?;
        let others = self.cells_of(other, &self.slice.lens)?;
        let others: BTreeMap<_, _> =
            others.into_iter().map(|cell| (cell.key, cell.trials)).collect();
        let mut findings = Vec::new();
        let mut rest = others.clone();
        for cell in &own {
            let closed = others.get(&cell.key).copied().unwrap_or(0);
            rest.remove(&cell.key);
            findings.push(self.share(cell, cell.trials + closed));
        }
        // A sponsor whose trials all closed in the other way is a key too.
        for (key, closed) in rest {
            let cell = Cell { place: self.slice.place.clone(), key, trials: 0 };
            findings.push(self.share(&cell, closed));
        }
        Ok(findings)
    }
}

/// Returns the population of a place summed over years up to the cut-off, and the years whose population stands in for one that is not at hand.
///
/// Nobody can take part in a trial after the cut-off: of its year the part that has passed counts, of later years nothing.
pub(super) fn person_years(
    place: &Place,
    years: RangeInclusive<i32>,
    cutoff: NaiveDate,
    reference: &Reference,
) -> Option<(u64, Vec<i32>)> {
    let mut borrowed = Vec::new();
    let mut person_years = 0;
    for year in *years.start()..=(*years.end()).min(cutoff.year()) {
        let (people, of) = place.population(year, reference)?;
        person_years += match year == cutoff.year() {
            true => (people as f64 * passed(cutoff)).round() as u64,
            false => people,
        };
        if of != year {
            borrowed.push(of);
        }
    }
    borrowed.sort_unstable();
    borrowed.dedup();
    Some((person_years, borrowed))
}

/// Returns how much of its year has passed at the end of a day.
pub(super) fn passed(day: NaiveDate) -> f64 {
    let days = if day.leap_year() { 366.0 } else { 365.0 };
    f64::from(day.ordinal()) / days
}
