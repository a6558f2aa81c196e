//! Location quotients: the share of a kind in a place over its share in a
//! reference.

use polars::prelude::{LazyFrame, PolarsResult, UnionArgs, concat};

use super::cube::Counted;
use super::question::{Cell, Question};
use super::tally::{Tally, count, diseases, tally};
use super::{By, Finding, Reference, Verdict};
use crate::slice::{Lens, Place, in_place, outside_place};
use crate::statistics::{Counts, Limits, benjamini_hochberg};

/// A kind that the place lacks stands in a table of quotients only when at
/// least this many trials were to be expected: fewer say nothing.
pub(super) const EXPECTED_TO_LIST: f64 = 1.0;

/// Adjusts quotients anew, for the comparisons that are left of a table.
pub fn readjust(findings: &mut [Finding]) {
    let p: Vec<_> = findings.iter().map(|finding| finding.p).collect();
    for (finding, q) in findings.iter_mut().zip(benjamini_hochberg(&p)) {
        // A finding that is compared by no quotient has a reference, and no verdict.
        if finding.verdict.is_none() {
            continue;
        }
        let Some(counts) = finding.counts() else { continue };
        finding.q = q;
        finding.verdict = verdict(&counts, q);
    }
}

/// Returns what may be said of a quotient.
fn verdict(counts: &Counts, q: Option<f64>) -> Option<Verdict> {
    let (value, limits) = (counts.quotient()?, counts.limits()?);
    Some(Verdict::of(counts, value, limits, q))
}

impl Question<'_> {
    /// The share of each kind in the place over its share in the reference.
    pub(super) fn quotient(&self) -> PolarsResult<Vec<Finding>> {
        let against = self.query.against.clone().unwrap_or_else(Place::europe);
        let tables = match self.by {
            Some(by) if !by.is_spatial() => self.kinds_by_key(by, &against)?,
            by => {
                let places = match by {
                    Some(by) => self.places(by),
                    None => vec![self.slice.place.clone()],
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
    pub(super) fn kinds_by_key(
        &self,
        by: By,
        against: &Place,
    ) -> PolarsResult<Vec<(Cell, Counts)>> {
        if let Some(counts) = self.counted_kinds(by, against)? {
            return Ok(counts);
        }
        let trials = self.trials(&self.slice.lens)?;
        let place = in_place(trials.clone(), self.registry, &self.slice.place);
        let reference = self.reference(trials, &self.slice.place, against);
        let (all, reference_all) = (count(place.clone())?, count(reference.clone())?);
        let mut kinds = tally(place.clone(), self.registry, by, self.dated())?;
        // A disease that only one side names is counted on the other all the
        // same, where narrower ones lie below it.
        let (elsewhere, references) = match by {
            By::Disease => {
                let namers = concat([place.clone(), reference.clone()], UnionArgs::default())?;
                let counted = |frame| diseases(frame, namers.clone(), self.registry);
                (counted(place)?, counted(reference)?)
            }
            _ => (Tally::new(), tally(reference, self.registry, by, self.dated())?),
        };

        let counts = |kind: u64, key: &str| Counts {
            kind,
            all,
            reference_kind: references.get(key).copied().unwrap_or(0),
            reference_all,
        };
        for key in references.keys() {
            let absent = !kinds.contains_key(key) && !elsewhere.contains_key(key);
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

    /// Returns the four counts of each key where they are counted already: of the reference the
    /// place's own trials are taken away.
    fn counted_kinds(&self, by: By, against: &Place) -> PolarsResult<Option<Vec<(Cell, Counts)>>> {
        let (lens, place) = (&self.slice.lens, &self.slice.place);
        let Some(cube) = self.cube(Counted::Started, lens, place)? else { return Ok(None) };
        if !place.lies_in(against, &self.registry.reference) {
            return Ok(None);
        }
        let window = &self.slice.window;
        let (Some(kinds), Some(references)) =
            (cube.tally(by, place, lens, window), cube.tally(by, against, lens, window))
        else {
            return Ok(None);
        };
        let total = |place: &Place| {
            cube.trials(&place.id, lens.areas.first().map(String::as_str), &lens.phases, window)
        };
        let row = |(key, kind): (String, u64)| {
            let counts = Counts {
                kind,
                all: total(place),
                reference_kind: references.get(&key).map_or(0, |all| all - kind),
                reference_all: total(against) - total(place),
            };
            (self.cell(key, kind), counts)
        };
        Ok(Some(self.keys(by, &kinds).into_iter().map(row).collect()))
    }

    /// Returns the four counts of the lens as a kind, in one place.
    pub(super) fn kind_of_lens(&self, place: &Place, against: &Place) -> PolarsResult<Counts> {
        let any = Lens::default();
        let is_inside = place.lies_in(against, &self.registry.reference);
        if is_inside && self.cube(Counted::Started, &self.slice.lens, place)?.is_some() {
            let counted = |lens: &Lens, place| self.count_of(Counted::Started, lens, place);
            let (kind, all) = (counted(&self.slice.lens, place)?, counted(&any, place)?);
            return Ok(Counts {
                kind,
                all,
                reference_kind: counted(&self.slice.lens, against)? - kind,
                reference_all: counted(&any, against)? - all,
            });
        }
        let any = self.trials(&Lens::default())?;
        let kind = self.trials(&self.slice.lens)?;
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
    pub(super) fn reference(&self, trials: LazyFrame, place: &Place, against: &Place) -> LazyFrame {
        outside_place(in_place(trials, self.registry, against), self.registry, place)
    }

    /// Returns the finding of a quotient.
    pub(super) fn compared(
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
