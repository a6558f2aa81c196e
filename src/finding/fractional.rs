//! Fractional counts: each trial by the share of its sites that lie in the place.

use polars::prelude::*;

use super::question::{Cell, Question};
use super::{By, Finding};
use crate::slice::{Level, Place, in_place};
use crate::statistics::poisson;

impl Question<'_> {
    /// The sum of the shares of their sites that trials have in the place, with the limits of the effective number of trials.
    pub(super) fn fractional(&self) -> PolarsResult<Vec<Finding>> {
        let places = match self.by {
            Some(by) => self.places(by),
            None => vec![self.slice.place.clone()],
        };
        let trials = self.trials(&self.slice.lens)?;
        let mut findings = Vec::new();
        for place in places {
            let (count, sum, squares) = self.shares(trials.clone(), &place)?;
            let key = self.by.map(|_| place.id.clone());
            let cell = Cell { place, key, trials: count };
            // The effective number of trials has the chance of a count; the sum has the same, on its own scale.
            let effective = if squares > 0.0 { sum * sum / squares } else { 0.0 };
            let scale = if effective > 0.0 { sum / effective.round().max(1.0) } else { 1.0 };
            let limits = poisson(effective.round() as u64).scaled(scale);
            findings.push(Finding {
                value: Some(sum),
                lower: Some(limits.lower),
                upper: Some(limits.upper),
                ..self.finding(&cell)
            });
        }
        Ok(findings)
    }

    /// Returns the trials of a place, the sum of their shares there, and that of the squares.
    fn shares(&self, trials: LazyFrame, place: &Place) -> PolarsResult<(u64, f64, f64)> {
        let sites = self.registry.sites.clone().lazy();
        let rows = |sites: LazyFrame, name| {
            sites.group_by([col("trial")]).agg([len().cast(DataType::Float64).alias(name)])
        };
        let all = rows(sites.clone(), "all");
        let inside = rows(sites.filter(self.lies_in(place)), "inside");
        // A trial that names no site is one of the world's all the same.
        let alone = if place.level == Level::World { 1.0 } else { 0.0 };
        let shares = in_place(trials, self.registry, place)
            .select([col("trial")])
            .left_join(all, col("trial"), col("trial"))
            .left_join(inside, col("trial"), col("trial"))
            .select([(col("inside") / col("all")).fill_null(lit(alone)).alias("share")])
            .collect()?;
        let (mut count, mut sum, mut squares) = (0, 0.0, 0.0);
        for share in shares.column("share")?.f64()?.iter().flatten() {
            count += 1;
            sum += share;
            squares += share * share;
        }
        Ok((count, sum, squares))
    }

    /// Returns whether a row of `schema::SITES` lies in a place.
    fn lies_in(&self, place: &Place) -> Expr {
        let reference = &self.registry.reference;
        let any = |column: &str, codes: Vec<&str>| {
            let is = codes.into_iter().map(|code| col(column).eq(lit(code)));
            is.reduce(Expr::or).unwrap_or(lit(false))
        };
        match place.level {
            Level::World => lit(true),
            Level::Europe | Level::Nordics | Level::Country => {
                let countries = place.countries(reference).into_iter();
                any("country_code", countries.map(|country| country.alpha2.as_str()).collect())
            }
            Level::HealthcareRegion | Level::Region => {
                let regions = place.regions(reference);
                let codes = reference.places.regions.iter();
                let inside = codes.filter(|region| regions.iter().any(|own| own.id == region.id));
                any("region", inside.map(|region| region.code.as_str()).collect())
            }
            Level::Site => any("entity", vec![place.id.trim_start_matches("site:")]),
        }
    }
}

/// Whether fractional counts can be split by a dimension: only places share a trial among them.
pub(super) fn splits_by(by: Option<By>) -> bool {
    by.is_none_or(By::is_spatial)
}
