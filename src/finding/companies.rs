//! Companies and their head offices as keys, and of how many trials they are
//! unknown.
//!
//! A company counts under the group that it belongs to, and a head office is the
//! group's: a question about companies is one about who decides. What the reference
//! table lacks has no key; so that nobody takes it for nothing, each answer tells
//! how many trials that concerns.

use std::fmt::{self, Display, Formatter};

use polars::prelude::{PolarsResult, col, lit};
use serde::Serialize;

use super::question::Question;
use super::tally::{Tally, count};
use super::{By, Finding};
use crate::registry::Reference;
use crate::registry::schema::SponsorClass;
use crate::slice::{LensPart, in_place};

/// Of how many trials the company is unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct CompaniesKnown {
    /// Trials of industry whose lead sponsor the table of companies lacks.
    pub unknown: u64,
    /// Trials of industry.
    pub of: u64,
}

impl Display for CompaniesKnown {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self { unknown, of } = self;
        write!(
            f,
            "{unknown} of {of} industry trials have a sponsor that the table of companies lacks"
        )
    }
}

/// Returns the key under which a cell of `trials.company` or `trials.sponsor_hq`
/// counts: the group's id, or the country's as a place.
pub fn key_of<'a>(reference: &'a Reference, by: By, cell: &'a str) -> &'a str {
    let known = match by {
        By::Company => {
            let company = reference.companies.get(cell);
            company.map(|company| &reference.companies.ultimate_parent(company).id)
        }
        By::SponsorHq => reference.places.country(cell).map(|country| &country.id),
        _ => None,
    };
    known.map_or(cell, String::as_str)
}

/// Returns trials per cell as trials per key.
pub fn by_key(reference: &Reference, by: By, cells: Tally) -> Tally {
    let mut keys = Tally::new();
    for (cell, trials) in cells {
        *keys.entry(key_of(reference, by, &cell).to_owned()).or_default() += trials;
    }
    keys
}

impl Question<'_> {
    /// Tells in each finding of how many trials the company is unknown, if the
    /// question is about companies or their head offices.
    pub(super) fn tell_unknown_companies(&self, findings: &mut [Finding]) -> PolarsResult<()> {
        let is_about_companies = !self.slice.lens.sponsor_hq.is_empty()
            || matches!(self.by, Some(By::Company | By::SponsorHq));
        if !is_about_companies {
            return Ok(());
        }
        let Some(known) = self.companies_known()? else { return Ok(()) };
        for finding in findings {
            finding.companies = Some(known);
            finding.note = Some(match finding.note.take() {
                Some(note) => format!("{note}; {known}"),
                None => known.to_string(),
            });
        }
        Ok(())
    }

    /// Counts the industry trials of the place, whatever their head office; `None`
    /// where there are none.
    fn companies_known(&self) -> PolarsResult<Option<CompaniesKnown>> {
        let anywhere = self.slice.lens.clone().without(LensPart::SponsorHq);
        let trials = in_place(self.trials(&anywhere)?, self.registry, &self.slice.place);
        let industry = trials.filter(col("sponsor_class").eq(lit(SponsorClass::Industry.code())));
        let unknown = count(industry.clone().filter(col("sponsor_hq").is_null()))?;
        let of = count(industry)?;
        Ok((of > 0).then_some(CompaniesKnown { unknown, of }))
    }
}
