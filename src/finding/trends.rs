//! Yearly change: Poisson regression of the counts of the years.

use chrono::{Datelike, NaiveDate};
use polars::prelude::PolarsResult;

use super::Finding;
use super::counts::passed;
use super::cube::Counted;
use super::question::{Cell, Question};
use super::tally::Tally;
use crate::slice::{Slice, Window, last_full_year};
use crate::statistics::{Dispersion, Yearly, mean_difference, trend};

/// The years of a trend when none are asked for.
const YEARS: i32 = 10;

/// Below this many trials a single one would make the trend.
const LEAST: u64 = 10;

/// The years of each of the two means that are compared.
const SPAN: usize = 3;

/// Returns the full calendar years before a cut-off over which a trend is looked for.
pub(super) fn window(cutoff: NaiveDate) -> Window {
    let last = last_full_year(cutoff);
    Window::years(last - YEARS + 1, last).unwrap_or_else(|| Window::default_before(cutoff))
}

impl Question<'_> {
    /// By what the count of trials is multiplied each year.
    pub(super) fn trend(&self) -> PolarsResult<Vec<Finding>> {
        let cells = self.cells_of(Counted::Started, &self.slice.lens)?;
        let mut series = vec![Vec::new(); cells.len()];
        for year in self.years(&Tally::new()) {
            let Some(window) = Window::years(year, year) else { continue };
            let of_year = self.of_window(window);
            let counts: Vec<Cell> = of_year.cells_of(Counted::Started, &self.slice.lens)?;
            for (cell, series) in cells.iter().zip(&mut series) {
                let same = counts.iter().find(|count| count.key == cell.key);
                let count = same.map_or(0, |count| count.trials);
                series.push(Yearly { year, count, exposure: self.exposure(year) });
            }
        }
        Ok(cells.iter().zip(series).map(|(cell, years)| self.changed(cell, &years)).collect())
    }

    /// Returns the same question about another window.
    fn of_window(&self, window: Window) -> Question<'_> {
        Question {
            registry: self.registry,
            cubes: self.cubes,
            query: self.query,
            by: self.by,
            slice: Slice { window, ..self.slice.clone() },
        }
    }

    /// Returns how much of a year the data cover.
    fn exposure(&self, year: i32) -> f64 {
        let cutoff = self.slice.cutoff;
        if year == cutoff.year() { passed(cutoff) } else { 1.0 }
    }

    /// Returns the finding of the yearly change of a series.
    fn changed(&self, cell: &Cell, years: &[Yearly]) -> Finding {
        // Counts vary by more than chance where sponsors start trials in bundles, so limits
        // are widened by what the years show; two years show nothing.
        let found = trend(years, Dispersion::Quasi).or_else(|| trend(years, Dispersion::Poisson));
        let found = found.filter(|_| cell.trials >= LEAST);
        let mut notes = Vec::new();
        if cell.trials < LEAST {
            notes.push(format!("fewer than {LEAST} trials tell no trend"));
        }
        if let Some(dispersion) = found.and_then(|found| found.dispersion) {
            let wider = if dispersion > 1.0 { ", limits widened by it" } else { "" };
            notes.push(format!("dispersion {dispersion:.2}{wider}"));
        }
        notes.extend(means(years));
        Finding {
            denominator: Some(years.len() as u64),
            value: found.map(|found| found.ratio),
            lower: found.map(|found| found.likelihood.lower),
            upper: found.map(|found| found.likelihood.upper),
            p: found.map(|found| found.p),
            note: (!notes.is_empty()).then(|| notes.join("; ")),
            ..self.finding(cell)
        }
    }
}

/// Says how the mean of the last years differs from that of the first, where they do not
/// overlap and all are over.
fn means(years: &[Yearly]) -> Option<String> {
    if years.len() < 2 * SPAN || years.iter().any(|year| year.exposure < 1.0) {
        return None;
    }
    let counts = |span: &[Yearly]| span.iter().map(|year| year.count).collect::<Vec<_>>();
    let (first, last) = (&years[..SPAN], &years[years.len() - SPAN..]);
    let difference = mean_difference(&counts(first), &counts(last))?;
    Some(format!(
        "{}..{} against {}..{}: {:+.1} trials a year ({:+.1} to {:+.1})",
        last[0].year,
        last[SPAN - 1].year,
        first[0].year,
        first[SPAN - 1].year,
        difference.value,
        difference.limits.lower,
        difference.limits.upper
    ))
}
