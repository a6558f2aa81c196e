//! Forecasts of years that have passed, from what was known before them, beside the naive one: as many as in the last
//! full year.
//!
//! Always from the registry: an export of drugs in development tells in which phase a drug is today, not in which it was.
//! "Known before" means started before: when a record came into the registry is not kept, so trials that were
//! registered late are known too early here.
//!
//! The checks are not independent: forecasts from neighbouring years are about the same years and learn from the same
//! ones. So nothing here has an interval of chance; [`separate`] counts the origins that share no year.

use std::collections::BTreeSet;

use polars::prelude::PolarsResult;

use super::super::{Finding, Label};
use super::model::{Grounds, HORIZON, LEARNT, Model};
use super::record::{Record, is_later};
use super::{Asked, REGISTRY};
use crate::finding::By;
use crate::slice::{Place, Window};
use crate::statistics::root_mean_square;

/// The last years at whose end a forecast is made.
const ORIGINS: i32 = 10;

/// The draws of a forecast.
const DRAWS: usize = 1_000;

/// A forecast beside what came.
struct Past {
    /// The year at whose end it is made.
    origin: i32,
    /// How many years ahead, from 1.
    ahead: u32,
    /// The expected starts.
    expected: f64,
    /// Between what they were to come out, where that was asked for.
    limits: Option<(f64, f64)>,
    /// The starts of the last year that was known.
    naive: u64,
    /// The starts that came.
    seen: u64,
}

impl Past {
    /// Returns the year that was forecast.
    fn year(&self) -> i32 {
        self.origin + self.ahead as i32
    }

    /// Whether what came lay between the limits.
    fn is_met(&self) -> bool {
        let seen = self.seen as f64;
        self.limits.is_some_and(|(lower, upper)| lower <= seen && seen <= upper)
    }

    /// Returns by how much the forecast missed.
    fn error(&self) -> f64 {
        self.expected - self.seen as f64
    }

    /// Returns by how much the last known year's number would have missed.
    fn naive_error(&self) -> f64 {
        self.naive as f64 - self.seen as f64
    }
}

impl Asked<'_> {
    /// Forecasts whose interval held what came, of all that can be checked.
    pub(super) fn met(&self) -> PolarsResult<Vec<Finding>> {
        let past = self.past(true)?;
        let finding = |key: Option<String>, past: &[&Past]| {
            let of = past.len() as u64;
            let met = past.iter().filter(|past| past.is_met()).count() as u64;
            Finding {
                numerator: Some(met),
                denominator: Some(of),
                value: (of > 0).then(|| met as f64 / of as f64),
                ..self.checked(past, key)
            }
        };
        Ok(self.by_ahead(&past, finding))
    }

    /// The root mean square of what the forecasts missed by, or of what the naive ones did.
    fn errors(&self, of: fn(&Past) -> f64) -> PolarsResult<Vec<Finding>> {
        let past = self.past(false)?;
        let finding = |key: Option<String>, past: &[&Past]| Finding {
            denominator: Some(past.len() as u64),
            value: root_mean_square(past.iter().map(|past| of(past))),
            ..self.checked(past, key)
        };
        Ok(self.by_ahead(&past, finding))
    }

    /// What the model's forecasts missed by.
    pub(super) fn forecast_errors(&self) -> PolarsResult<Vec<Finding>> {
        self.errors(Past::error)
    }

    /// What the naive forecasts missed by.
    pub(super) fn naive_errors(&self) -> PolarsResult<Vec<Finding>> {
        self.errors(Past::naive_error)
    }

    /// The forecast of each past year from the end of the year before, beside what came.
    pub(super) fn forecasts(&self) -> PolarsResult<Vec<Finding>> {
        let past = self.past(true)?;
        let next = past.iter().filter(|past| past.ahead == 1);
        let all: Vec<_> = past.iter().collect();
        let finding = |one: &Past| Finding {
            numerator: Some(one.seen),
            value: Some(one.expected),
            lower: one.limits.map(|(lower, _)| lower),
            upper: one.limits.map(|(_, upper)| upper),
            note: Some(if one.is_met() { "inside" } else { "outside" }.to_owned()),
            by: Some("year"),
            ..self.checked(&all, Some(one.year().to_string()))
        };
        Ok(next.map(finding).collect())
    }

    /// Returns a finding of all forecasts, or one for each number of years ahead where these are asked for.
    fn by_ahead(
        &self,
        past: &[Past],
        finding: impl Fn(Option<String>, &[&Past]) -> Finding,
    ) -> Vec<Finding> {
        if self.question.by != Some(By::Ahead) {
            return vec![finding(None, &past.iter().collect::<Vec<_>>())];
        }
        let of = |ahead: u32| {
            let own: Vec<_> = past.iter().filter(|past| past.ahead == ahead).collect();
            finding(Some(ahead.to_string()), &own)
        };
        (1..=HORIZON).map(of).collect()
    }

    /// Returns a finding about past forecasts without a value.
    fn checked(&self, past: &[&Past], key: Option<String>) -> Finding {
        let years = past.iter().map(|past| past.year());
        let window = years.clone().min().zip(years.max());
        let window = window.and_then(|(first, last)| Window::years(first, last));
        let origins: BTreeSet<_> = past.iter().map(|past| past.origin).collect();
        let furthest = past.iter().map(|past| past.ahead).max().unwrap_or(1);
        Finding {
            window: window.map(|window| window.to_string()).unwrap_or_default(),
            grounds: Some(REGISTRY),
            note: Some(format!(
                "from {} years, {} of which share no year that is forecast",
                origins.len(),
                separate(&origins, furthest)
            )),
            ..self.finding(&self.question.slice.place, key)
        }
    }

    /// Makes the forecasts of past years, of the earliest origin first; their limits only where they are asked for,
    /// because these are drawn.
    fn past(&self, with_limits: bool) -> PolarsResult<Vec<Past>> {
        let slice = &self.question.slice;
        let (lens, place) = (&slice.lens, &slice.place);
        if !is_later(lens) {
            return Ok(Vec::new());
        }
        let own = self.counter().record(lens, &Place::world())?;
        let inside = match place.id == Place::world().id {
            true => None,
            false => Some(self.counter().record(lens, place)?),
        };
        let mut past = Vec::new();
        // The five years from which the level is learnt must lie in the record.
        let earliest = (self.last - ORIGINS).max(self.first + LEARNT);
        for origin in earliest..self.last {
            let share = inside.as_ref().map(|inside| self.share(&own, inside, origin));
            let known =
                own.earlier.iter().map(|series| series.between(self.first, origin)).sum::<u64>();
            if known == 0 || share.is_some_and(|(_, all)| all == 0) {
                continue;
            }
            let model = Grounds { share, ..self.grounds(lens, &own, origin) }.model();
            past.extend(self.beside(&model, inside.as_ref().unwrap_or(&own), origin, with_limits));
        }
        Ok(past)
    }

    /// Sets a forecast beside what came in the years that have passed.
    fn beside(&self, model: &Model, seen: &Record, origin: i32, with_limits: bool) -> Vec<Past> {
        let drawn = with_limits.then(|| model.forecast(DRAWS, &(0..HORIZON as usize)).drawn);
        let years = (1..=HORIZON).filter(|ahead| origin + *ahead as i32 <= self.last);
        let expected = model.expected();
        let past = |ahead: u32| {
            let (at, year) = (ahead as usize - 1, origin + ahead as i32);
            let expected = expected[at];
            let limits = drawn.as_ref().map(|drawn| drawn[at].ninety_five);
            Past {
                origin,
                ahead,
                expected,
                limits: limits
                    .map(|limits| (limits.lower.min(expected), limits.upper.max(expected))),
                naive: seen.starts(origin, origin),
                seen: seen.starts(year, year),
            }
        };
        years.map(past).collect()
    }
}

/// Returns how many of some origins can be taken so that no year is forecast from two of them.
fn separate(origins: &BTreeSet<i32>, furthest: u32) -> usize {
    let mut free = i32::MIN;
    let mut taken = 0;
    for origin in origins {
        if *origin >= free {
            taken += 1;
            free = origin + furthest as i32;
        }
    }
    taken
}

/// Returns the words of a number of years ahead.
pub(in crate::finding) fn ahead_label(key: &str) -> Option<Label> {
    let years: u32 = key.parse().ok()?;
    let unit = if years == 1 { "year" } else { "years" };
    Some(Label { sv: format!("{years} år"), en: format!("{years} {unit}") })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of ten origins a year apart every third has three years of its own: 2015, 2018, 2021 and 2024.
    #[test]
    fn every_third_origin_shares_no_year() {
        let origins: BTreeSet<_> = (2015..2025).collect();
        assert_eq!((separate(&origins, 3), separate(&origins, 1)), (4, 10));
        assert_eq!(separate(&BTreeSet::new(), 3), 0);
    }
}
