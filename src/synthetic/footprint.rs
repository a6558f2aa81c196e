//! Where a trial goes: its countries, and how many sites in each.

use super::draws::{Draws, Part};
use super::plan::{Kind, Lead, Phase, Plan};
use super::settings::Settings;
use super::tables::{Country, Tables};

/// The country whose profile the report is about.
pub(super) const HOME: &str = "Sweden";

/// How much likelier a trial in one country is in that of the head office.
const AT_HOME: f64 = 4.0;

/// Parts of the world that trials in several countries choose from, with their share and the continents left out.
const STYLES: [(f64, &[&str]); 4] = [
    (0.58, &[]),
    (0.22, &["asia", "africa", "latin-america"]),
    (0.13, &["north-america", "asia", "africa", "latin-america", "oceania"]),
    (0.07, &["europe", "north-america", "latin-america", "africa"]),
];

/// A country in a trial.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Visit {
    /// Position in the table of countries.
    pub(super) country: usize,
    /// Number of sites.
    pub(super) sites: u32,
}

/// Draws the countries of a trial, in the order of their table.
pub(super) fn draw(settings: &Settings, tables: &Tables, plan: &Plan, progress: f64) -> Vec<Visit> {
    let mut draws = Draws::new(settings.seed, plan.number, Part::Footprint);
    let mut chosen = if draws.happens(abroad_share(plan)) {
        abroad(tables, plan, progress, &mut draws)
    } else {
        vec![alone(tables, plan, progress, &mut draws)]
    };
    chosen.sort_unstable();
    let size = size(plan, chosen.len());
    chosen
        .into_iter()
        .map(|country| Visit {
            country,
            sites: draws.count((tables.countries[country].sites * size).max(1.0)),
        })
        .collect()
}

/// Returns the share of trials in more than one country.
fn abroad_share(plan: &Plan) -> f64 {
    let share: f64 = match plan.phase {
        Phase::One if plan.healthy => 0.01,
        Phase::One => 0.22,
        Phase::OneTwo => 0.4,
        Phase::Two => 0.52,
        Phase::TwoThree => 0.62,
        Phase::Three => 0.66,
        Phase::Four => 0.18,
    };
    match plan.kind {
        Kind::CompanyDrug => share,
        _ => share / 3.0,
    }
}

/// Draws the country of a trial in one country.
fn alone(tables: &Tables, plan: &Plan, progress: f64, draws: &mut Draws) -> usize {
    let weights = tables.countries.iter().map(|country| {
        let weight = country.alone_first + (country.alone_last - country.alone_first) * progress;
        let near = if country.name == plan.lead.country() { AT_HOME } else { 1.0 };
        // A hospital leads trials at home and hardly anywhere else.
        let academic = matches!(plan.lead, Lead::Academy(_)) && near == 1.0;
        if academic { weight / 100.0 } else { weight * near * profile(country, plan) }
    });
    draws.weighted(weights)
}

/// Draws the countries of a trial in several, none of them twice.
fn abroad(tables: &Tables, plan: &Plan, progress: f64, draws: &mut Draws) -> Vec<usize> {
    let left_out = STYLES[draws.weighted(STYLES.iter().map(|(share, _)| *share))].1;
    let mut weights: Vec<f64> = tables
        .countries
        .iter()
        .map(|country| {
            let weight =
                country.abroad_first + (country.abroad_last - country.abroad_first) * progress;
            if left_out.contains(&country.continent.as_str()) {
                0.0
            } else {
                weight * profile(country, plan)
            }
        })
        .collect();
    let candidates = weights.iter().filter(|weight| **weight > 0.0).count();
    let number = number(plan.phase, draws).min(candidates);
    let mut chosen = Vec::with_capacity(number);
    while chosen.len() < number {
        let country = draws.weighted(weights.iter().copied());
        weights[country] = 0.0;
        chosen.push(country);
    }
    chosen
}

/// Draws the number of countries of a trial in several.
fn number(phase: Phase, draws: &mut Draws) -> usize {
    let mean = match phase {
        Phase::One => 3.0,
        Phase::OneTwo => 4.5,
        Phase::Two => 7.0,
        Phase::TwoThree => 10.0,
        Phase::Three => 13.0,
        Phase::Four => 5.0,
    };
    1 + draws.count(mean - 1.0) as usize
}

/// Returns how much more often a country takes part than the world's average: Sweden has a profile of its own.
fn profile(country: &Country, plan: &Plan) -> f64 {
    if country.name != HOME {
        return 1.0;
    }
    let sponsor = match plan.lead {
        Lead::Company(sponsor) => sponsor.sweden,
        Lead::Academy(_) => 1.0,
    };
    plan.area.sweden * plan.disease.sweden * sponsor
}

/// Returns the sites of a country against its mean in a large trial: fewer in early phases, and more where it is alone.
fn size(plan: &Plan, countries: usize) -> f64 {
    let phase = match plan.phase {
        Phase::One if plan.healthy => 0.1,
        Phase::One => 0.35,
        Phase::OneTwo => 0.5,
        Phase::Two => 0.6,
        Phase::TwoThree => 0.75,
        Phase::Three => 0.85,
        Phase::Four => 0.6,
    };
    let alone = if countries == 1 && phase > 0.5 { 1.4 } else { 1.0 };
    if plan.kind == Kind::CompanyDrug { phase * alone } else { phase / 2.0 }
}
