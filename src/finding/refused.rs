//! What cannot be asked, and what can be asked instead.

use typst::diag::{HintedStrResult, bail};

use super::{By, fractional};
use crate::diag::suggest;
use crate::indicator::Measure;
use crate::registry::Registry;
use crate::slice::{Lens, Level, Place, distinct};

/// Refuses a place that the indicator says nothing about.
pub(super) fn check_place(
    registry: &Registry,
    place: &Place,
    measure: Measure,
    by: Option<By>,
) -> HintedStrResult<()> {
    if measure == Measure::ShareOfEurope && !place.is_european(&registry.reference) {
        bail!(
            "`{}` has no share of Europe's trials", place.id;
            hint: "ask it of a place in Europe"
        );
    }
    let is_swedish = place.level > Level::Country || place.id == "sweden";
    if is_of_sites(measure) && (!is_swedish || by == Some(By::Place)) {
        bail!(
            "trial sites are resolved in Sweden only";
            hint: "ask for `--place sweden`, a healthcare region or a region"
        );
    }
    if let Some(site) = place.id.strip_prefix("site:") {
        check_site(registry, site)?;
    }
    if needs_population(measure) && place.level == Level::Site {
        bail!("a site has no population"; hint: "ask for its region");
    }
    Ok(())
}

/// Refuses splits whose answers would mean nothing.
pub(super) fn refuse_empty_words(
    measure: Measure,
    by: Option<By>,
    lens: &Lens,
) -> HintedStrResult<()> {
    let by_site = by == Some(By::Site);
    let is_kindless = lens.is_empty() && by.is_none_or(By::is_spatial);
    match measure {
        Measure::Fractional if !fractional::splits_by(by) => bail!(
            "`fractional-trials` cannot be split by {}", by.map_or("", By::code);
            hint: "only places share a trial among them: split by `place` or `region`, or ask for one kind at a time"
        ),
        Measure::Quotient if is_kindless => bail!(
            "a quotient compares a kind of trials";
            hint: "name one with `--area`, `--disease`, `--phase`, `--sponsor` or `--sponsor-hq`, or split by one"
        ),
        Measure::DemandMatch if by.is_some_and(By::is_spatial) => bail!(
            "demand is matched kind by kind";
            hint: "split by area, disease, phase, sponsor, company or sponsor-hq, and name the place with `--place`"
        ),
        Measure::Trend if by == Some(By::Year) => bail!(
            "a trend is of several years";
            hint: "`trials-started --by year` counts each of them"
        ),
        _ if by_site && !is_split_by_site(measure) => bail!(
            "this indicator cannot be split by site";
            hint: "`trials-started --by site` counts each site's trials"
        ),
        _ => Ok(()),
    }
}

/// Whether an indicator is made of resolved sites, which only Sweden has.
fn is_of_sites(measure: Measure) -> bool {
    matches!(
        measure,
        Measure::ActiveSites
            | Measure::ActiveInvestigators
            | Measure::TrialsPerInvestigator
            | Measure::ExperienceDepth
            | Measure::Concentration
            | Measure::ConcentrationIndex
            | Measure::EarlyPhaseSites
    )
}

/// Whether an indicator is made of the population.
fn needs_population(measure: Measure) -> bool {
    matches!(
        measure,
        Measure::PerMillion
            | Measure::Rank
            | Measure::Counterfactual
            | Measure::CounterfactualDifference
    )
}

/// Whether an indicator counts years, so that a window without an end says nothing.
pub(super) fn needs_years(measure: Measure) -> bool {
    needs_population(measure) || measure == Measure::Trend
}

/// Whether an indicator can be told of each site.
fn is_split_by_site(measure: Measure) -> bool {
    let none = [Measure::Quotient, Measure::DemandMatch, Measure::EarlyStop, Measure::Trend];
    !none.contains(&measure) && !is_of_sites(measure) && !needs_population(measure)
}

/// Refuses a site that the registry does not have.
fn check_site(registry: &Registry, site: &str) -> HintedStrResult<()> {
    let known = distinct(&registry.sites, "entity");
    if known.iter().any(|entity| entity == site) {
        return Ok(());
    }
    let hint = match suggest(site, known.iter().map(String::as_str)) {
        Some(near) => format!("did you mean `site:{near}`?"),
        None => "`kapacitet query trials-started --by site` shows the sites".to_owned(),
    };
    bail!("unknown site `{site}`"; hint: "{hint}")
}
