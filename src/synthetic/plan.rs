//! The plan of a trial: all that the parts of its record must agree on.

use chrono::{Datelike, NaiveDate};

use super::course::{self, Course};
use super::draws::{Draws, Part};
use super::footprint::{self, Visit};
use super::settings::Settings;
use super::tables::{Area, Disease, Makes, Sponsor, Tables, Town};
use super::words::Academy;
use super::{example, moment};

/// Share of trials of each kind: company drug, company device, company observational, academic drug, academic observational.
const KINDS: [(Kind, f64); 5] = [
    (Kind::CompanyDrug, 0.885),
    (Kind::CompanyDevice, 0.02),
    (Kind::CompanyObservational, 0.025),
    (Kind::AcademicDrug, 0.05),
    (Kind::AcademicObservational, 0.02),
];

/// Share of trials that are planned to start after the cut-off.
const PLANNED: f64 = 0.015;

/// How many more trials start in the last year than in the first.
const GROWTH: f64 = 0.4;

/// How much likelier a company leads a trial in an area it is known for than in another.
const OWN_AREA: f64 = 12.0;

/// How much likelier a company that is known for no area in particular does.
const BROAD: f64 = 3.0;

/// What sort of study it is, and who leads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A company's drug trial.
    CompanyDrug,
    /// A company's device trial.
    CompanyDevice,
    /// A company's observational study.
    CompanyObservational,
    /// A drug trial led from a university or a hospital.
    AcademicDrug,
    /// An observational study led from a university or a hospital.
    AcademicObservational,
}

impl Kind {
    /// Returns whether participants are assigned to an intervention.
    pub(super) fn is_interventional(self) -> bool {
        !matches!(self, Self::CompanyObservational | Self::AcademicObservational)
    }

    /// Returns whether a medicine is tried.
    pub(super) fn is_drug(self) -> bool {
        matches!(self, Self::CompanyDrug | Self::AcademicDrug)
    }
}

/// The phase of a drug trial, in the order of an area's weights.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    /// Phase 1.
    One,
    /// Phase 1/2.
    OneTwo,
    /// Phase 2.
    Two,
    /// Phase 2/3.
    TwoThree,
    /// Phase 3.
    Three,
    /// Phase 4.
    Four,
}

/// All phases, in the order of an area's weights.
const PHASES: [Phase; 6] =
    [Phase::One, Phase::OneTwo, Phase::Two, Phase::TwoThree, Phase::Three, Phase::Four];

/// Who leads the trial.
#[derive(Debug, Clone, Copy)]
pub(super) enum Lead<'t> {
    /// A company.
    Company(&'t Sponsor),
    /// A university, a hospital, an authority or a person.
    Academy(&'t Academy),
}

impl<'t> Lead<'t> {
    /// Returns its name.
    pub(super) fn name(self) -> &'t str {
        match self {
            Self::Company(sponsor) => &sponsor.name,
            Self::Academy(academy) => &academy.name,
        }
    }

    /// Returns its class, as the registry writes it.
    pub(super) fn class(self) -> &'t str {
        match self {
            Self::Company(_) => "INDUSTRY",
            Self::Academy(academy) => &academy.class,
        }
    }

    /// Returns the country of its head office.
    pub(super) fn country(self) -> &'t str {
        match self {
            Self::Company(sponsor) => &sponsor.country,
            Self::Academy(academy) => &academy.country,
        }
    }

    /// Returns the prefix of its substances' codes.
    pub(super) fn code(self) -> &'t str {
        match self {
            Self::Company(sponsor) => &sponsor.code,
            Self::Academy(_) => "EXA",
        }
    }
}

/// All that is decided about a trial before its record is written.
#[derive(Debug)]
pub(super) struct Plan<'t> {
    /// Number of the trial, from 0.
    pub(super) number: u64,
    /// What sort of study it is.
    pub(super) kind: Kind,
    /// Therapy area.
    pub(super) area: &'t Area,
    /// Main disease.
    pub(super) disease: &'t Disease,
    /// The disease as the sponsor writes it.
    pub(super) condition: &'t str,
    /// Lead sponsor.
    pub(super) lead: Lead<'t>,
    /// Phase; for studies without one, that of trials of the same size.
    pub(super) phase: Phase,
    /// True when healthy volunteers take part instead of patients.
    pub(super) healthy: bool,
    /// Code of the substance, such as `NDL-2047`.
    pub(super) drug: String,
    /// Dates and outcome.
    pub(super) course: Course,
    /// Countries, with their numbers of sites.
    pub(super) visits: Vec<Visit>,
    /// Towns of the Swedish sites, where the plan fixes them.
    pub(super) towns: Vec<&'t Town>,
    /// The title, where the plan fixes it.
    pub(super) title: Option<&'static str>,
}

/// Draws the plan of a trial.
pub(super) fn draw<'t>(settings: &Settings, tables: &'t Tables, number: u64) -> Plan<'t> {
    let mut draws = Draws::new(settings.seed, number, Part::Plan);
    let start = start(settings, &mut draws);
    let progress = settings.progress(start.year());
    let kind = KINDS[draws.weighted(KINDS.iter().map(|(_, share)| *share))].0;
    let position = draws
        .weighted(tables.areas.iter().map(|area| area.first + (area.last - area.first) * progress));
    let area = &tables.areas[position];
    let diseases = &tables.diseases[position];
    let disease = &diseases[draws.weighted(diseases.iter().map(|disease| disease.weight))];
    let condition = draws.word(&disease.written);
    let lead = lead(tables, kind, area, &mut draws);
    let phase = phase(kind, area, &mut draws);
    let healthy = phase == Phase::One && kind.is_drug() && draws.happens(area.healthy);
    let drug = drug(lead, position, &mut draws);
    let mut plan = Plan {
        number,
        kind,
        area,
        disease,
        condition,
        lead,
        phase,
        healthy,
        drug,
        course: course::draw(settings, number, kind, phase, area, start),
        visits: Vec::new(),
        towns: Vec::new(),
        title: None,
    };
    plan.visits = footprint::draw(settings, tables, &plan, progress);
    if number == example::NUMBER {
        example::fix(&mut plan, settings, tables);
    }
    plan
}

/// Draws the start: any day of the start years, or, now and then, a day after the cut-off.
fn start(settings: &Settings, draws: &mut Draws) -> NaiveDate {
    if draws.happens(PLANNED) {
        return moment::shift(settings.cut_off, draws.between(4, 240));
    }
    let years = settings.first_year..=settings.last_year;
    let weights = years.map(|year| 1.0 + GROWTH * settings.progress(year));
    let year = settings.first_year + draws.weighted(weights) as i32;
    let first = NaiveDate::from_yo_opt(year, 1).unwrap_or(settings.cut_off);
    moment::shift(first, draws.between(0, 364))
}

/// Draws the lead sponsor: companies mostly in the areas that they are known for.
fn lead<'t>(tables: &'t Tables, kind: Kind, area: &Area, draws: &mut Draws) -> Lead<'t> {
    if matches!(kind, Kind::AcademicDrug | Kind::AcademicObservational) {
        let academies = &tables.words.academies;
        return Lead::Academy(
            &academies[draws.weighted(academies.iter().map(|academy| academy.weight))],
        );
    }
    let makes = if kind == Kind::CompanyDevice { Makes::Devices } else { Makes::Medicines };
    let weights = tables.sponsors.iter().map(|sponsor| {
        let broad = sponsor.areas.is_empty();
        let own = sponsor.areas.contains(&area.id);
        let fit = if own {
            OWN_AREA
        } else if broad {
            BROAD
        } else {
            1.0
        };
        if sponsor.makes == makes { sponsor.weight * fit } else { 0.0 }
    });
    Lead::Company(&tables.sponsors[draws.weighted(weights)])
}

/// Draws the phase. Academic trials are later than a company's, and devices are like phase 3 in size.
fn phase(kind: Kind, area: &Area, draws: &mut Draws) -> Phase {
    let weights =
        [area.phase_1, area.phase_1_2, area.phase_2, area.phase_2_3, area.phase_3, area.phase_4];
    match kind {
        Kind::CompanyDrug => PHASES[draws.weighted(weights.into_iter())],
        Kind::AcademicDrug => *draws.pick(&[Phase::Two, Phase::Two, Phase::Three, Phase::Four]),
        Kind::CompanyDevice => *draws.pick(&[Phase::Two, Phase::Three]),
        Kind::CompanyObservational | Kind::AcademicObservational => Phase::Four,
    }
}

/// Draws the substance: a handful for each company and area, so that the same one returns in several trials.
fn drug(lead: Lead, area: usize, draws: &mut Draws) -> String {
    let number = 1000 + 100 * area as i64 + 7 * draws.between(1, 9);
    format!("{}-{number}", lead.code())
}
