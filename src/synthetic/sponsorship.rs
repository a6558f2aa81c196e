//! The sponsors module: who leads the trial and who takes part in it.

use serde::Serialize;

use super::draws::{Draws, Part};
use super::plan::{Lead, Plan};
use super::settings::Settings;
use super::tables::Tables;

/// Share of company trials with a collaborator.
const COMPANY_COLLABORATES: f64 = 0.14;

/// Share of other trials with a company as collaborator.
const ACADEMY_COLLABORATES: f64 = 0.35;

/// Who leads the trial and who takes part in it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Sponsorship<'t> {
    /// Who answers for the record.
    responsible_party: ResponsibleParty,
    /// Lead sponsor.
    lead_sponsor: Party<'t>,
    /// Others.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    collaborators: Vec<Party<'t>>,
}

/// Who answers for the record.
#[derive(Debug, Serialize)]
struct ResponsibleParty {
    /// Always the sponsor, here.
    #[serde(rename = "type")]
    kind: &'static str,
}

/// A sponsor or collaborator.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Party<'t> {
    /// Name.
    name: &'t str,
    /// Class.
    class: &'t str,
}

/// Writes the module.
pub(super) fn write<'t>(
    settings: &Settings,
    tables: &'t Tables,
    plan: &Plan<'t>,
) -> Sponsorship<'t> {
    let mut draws = Draws::new(settings.seed, plan.number, Part::Sponsorship);
    let lead = Party { name: plan.lead.name(), class: plan.lead.class() };
    let share = match plan.lead {
        Lead::Company(_) => COMPANY_COLLABORATES,
        Lead::Academy(_) => ACADEMY_COLLABORATES,
    };
    let mut collaborators = Vec::new();
    if draws.happens(share) {
        let other = collaborator(tables, plan.lead, &mut draws);
        if other != lead {
            collaborators.push(other);
        }
    }
    Sponsorship {
        responsible_party: ResponsibleParty { kind: "SPONSOR" },
        lead_sponsor: lead,
        collaborators,
    }
}

/// Draws a collaborator: companies work with either, others with companies.
fn collaborator<'t>(tables: &'t Tables, lead: Lead, draws: &mut Draws) -> Party<'t> {
    if matches!(lead, Lead::Company(_)) && draws.happens(0.4) {
        let academy = draws.pick(&tables.words.academies);
        return Party { name: &academy.name, class: &academy.class };
    }
    Party { name: &draws.pick(&tables.sponsors).name, class: "INDUSTRY" }
}
