//! Forecasts of years that have passed, from what was known before them.
//!
//! Always from the registry: an export of drugs in development tells in which phase a drug is today, not in which it was.
//! "Known before" means started before: when a record came into the registry is not kept, so trials that were
//! registered late are known too early here.

use polars::prelude::PolarsResult;

use super::super::Finding;
use super::model::{Forecast, Grounds, HORIZON, LEARNT};
use super::record::{Record, is_later};
use super::{Asked, REGISTRY};
use crate::slice::{Place, Window};
use crate::statistics::wilson;

/// The last years at whose end a forecast is made.
const ORIGINS: i32 = 10;

/// The draws of a forecast.
const DRAWS: usize = 1_000;

/// A forecast beside what came.
struct Past {
    /// The year that was forecast.
    year: i32,
    /// How many years ahead, from 1.
    ahead: u32,
    /// The expected starts.
    expected: f64,
    /// Between what they were to come out.
    limits: (f64, f64),
    /// The starts that came.
    seen: u64,
}

impl Past {
    /// Whether what came lay between the limits.
    fn is_met(&self) -> bool {
        let seen = self.seen as f64;
        self.limits.0 <= seen && seen <= self.limits.1
    }
}

impl Asked<'_> {
    /// Forecasts whose interval held what came, of all that can be checked.
    pub(super) fn met(&self) -> PolarsResult<Vec<Finding>> {
        let past = self.past()?;
        let (met, of) =
            (past.iter().filter(|past| past.is_met()).count() as u64, past.len() as u64);
        let limits = wilson(met, of);
        let by_years: Vec<_> = (1..=HORIZON)
            .map(|ahead| {
                let years: Vec<_> = past.iter().filter(|past| past.ahead == ahead).collect();
                let met = years.iter().filter(|past| past.is_met()).count();
                format!("{ahead} ahead {met} of {}", years.len())
            })
            .collect();
        Ok(vec![Finding {
            numerator: Some(met),
            denominator: Some(of),
            value: (of > 0).then(|| met as f64 / of as f64),
            lower: limits.map(|limits| limits.lower),
            upper: limits.map(|limits| limits.upper),
            note: Some(by_years.join(", ")),
            ..self.checked(&past, None)
        }])
    }

    /// The forecast of each past year from the end of the year before, beside what came.
    pub(super) fn forecasts(&self) -> PolarsResult<Vec<Finding>> {
        let past = self.past()?;
        let next = past.iter().filter(|past| past.ahead == 1);
        let finding = |one: &Past| Finding {
            numerator: Some(one.seen),
            value: Some(one.expected),
            lower: Some(one.limits.0),
            upper: Some(one.limits.1),
            note: Some(if one.is_met() { "inside" } else { "outside" }.to_owned()),
            by: Some("year"),
            ..self.checked(&past, Some(one.year.to_string()))
        };
        Ok(next.map(finding).collect())
    }

    /// Returns a finding about past forecasts without a value.
    fn checked(&self, past: &[Past], key: Option<String>) -> Finding {
        let years = past.iter().map(|past| past.year);
        let window = years.clone().min().zip(years.max());
        let window = window.and_then(|(first, last)| Window::years(first, last));
        Finding {
            window: window.map(|window| window.to_string()).unwrap_or_default(),
            grounds: Some(REGISTRY),
            ..self.finding(&self.question.slice.place, key)
        }
    }

    /// Makes the forecasts of past years, of the earliest origin first.
    fn past(&self) -> PolarsResult<Vec<Past>> {
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
            let grounds = Grounds { share, ..self.grounds(lens, &own, origin) };
            let forecast = grounds.model().forecast(DRAWS, &(0..HORIZON as usize));
            past.extend(self.beside(&forecast, inside.as_ref().unwrap_or(&own), origin));
        }
        Ok(past)
    }

    /// Sets a forecast beside what came in the years that have passed.
    fn beside(&self, forecast: &Forecast, seen: &Record, origin: i32) -> Vec<Past> {
        let years = (1..=HORIZON).filter(|ahead| origin + *ahead as i32 <= self.last);
        let past = |ahead: u32| {
            let (at, year) = (ahead as usize - 1, origin + ahead as i32);
            let (expected, limits) = (forecast.expected[at], forecast.drawn[at].ninety_five);
            let limits = (limits.lower.min(expected), limits.upper.max(expected));
            Past { year, ahead, expected, limits, seen: seen.starts(year, year) }
        };
        years.map(past).collect()
    }
}
