//! The interventions: the substance under study, and what it is compared with.

use serde::Serialize;

use super::draws::{Draws, Part};
use super::plan::{Kind, Phase, Plan};
use super::settings::Settings;
use super::tables::Tables;

/// Share of drug trials that count as gene therapy in the areas where there is any.
const GENETIC: f64 = 0.05;

/// Areas with gene therapy.
const GENETIC_AREAS: [&str; 3] = ["haematology", "rare-and-genetic", "ophthalmology"];

/// Share of drug trials of a medicine that is one with its device.
const COMBINATION: f64 = 0.006;

/// The interventions of a study.
#[derive(Debug, Serialize)]
pub(super) struct Interventions {
    /// At least one.
    interventions: Vec<Intervention>,
}

/// An intervention.
#[derive(Debug, Serialize)]
struct Intervention {
    /// Type, as the registry writes it.
    #[serde(rename = "type")]
    kind: &'static str,
    /// Name.
    name: String,
}

/// Writes the module.
pub(super) fn write(settings: &Settings, tables: &Tables, plan: &Plan) -> Interventions {
    let mut draws = Draws::new(settings.seed, plan.number, Part::Interventions);
    let words = &tables.words.interventions;
    let named =
        |kind, pattern: &str| Intervention { kind, name: pattern.replace("{drug}", &plan.drug) };
    let interventions = match plan.kind {
        Kind::CompanyDrug | Kind::AcademicDrug => {
            let kind = kind(plan, &mut draws);
            let mut list = vec![named(kind, draws.word(&words.forms))];
            if draws.happens(compared(plan)) {
                let placebo = draws.happens(0.65);
                list.push(named(
                    "DRUG",
                    draws.word(if placebo { &words.controls } else { &words.comparators }),
                ));
            }
            list
        }
        Kind::CompanyDevice => vec![named("DEVICE", "{drug} System")],
        Kind::CompanyObservational | Kind::AcademicObservational => {
            vec![named("OTHER", draws.word(&words.observed))]
        }
    };
    Interventions { interventions }
}

/// Draws the type of the substance.
fn kind(plan: &Plan, draws: &mut Draws) -> &'static str {
    if GENETIC_AREAS.contains(&plan.area.id.as_str()) && draws.happens(GENETIC) {
        "GENETIC"
    } else if draws.happens(COMBINATION) {
        "COMBINATION_PRODUCT"
    } else if draws.happens(plan.area.biological) {
        "BIOLOGICAL"
    } else {
        "DRUG"
    }
}

/// Returns the share of drug trials with a comparator.
fn compared(plan: &Plan) -> f64 {
    match plan.phase {
        Phase::One | Phase::OneTwo => 0.4,
        Phase::Four => 0.5,
        _ => 0.8,
    }
}
