//! The indicators: what can be said about a slice of trials, and how.
//!
//! One file holds one definition, with its words in both languages; the
//! [`CATALOGUE`] lists them. `kapacitet explain`, the documents' method pages
//! and [`crate::finding`] all read the same text, so a number and its
//! definition cannot part.

mod active_investigators;
mod active_sites;
mod board;
mod bridge;
mod completion;
mod concentration;
mod concentration_index;
mod corrections;
mod counterfactual;
mod counterfactual_difference;
mod demand_match;
mod early_phase_sites;
mod early_stop;
mod enrolment_rate;
mod expected_starts;
mod experience_depth;
mod feasibility_answer;
mod feasibility_forward;
mod feasibility_funnel;
mod fields_given;
mod forecast_error;
mod forecasts_met;
mod fractional_trials;
mod inventory_completeness;
mod kpi_status;
mod location_quotient;
mod mirror_fields;
mod mirror_gap;
mod naive_error;
mod non_enrolling_sites;
mod past_forecasts;
mod patient_base;
mod patients_in_trials;
mod phase_mix;
mod rank;
mod setup_legs;
mod share_of_europe;
mod share_of_world;
mod source_coverage;
mod termination;
mod time_to_target;
mod trajectory;
mod trend;
mod trials_ongoing;
mod trials_per_investigator;
mod trials_per_million;
mod trials_started;

use typst::diag::{HintedStrResult, error};

use crate::diag::hint_for;
use crate::locale::Lang;

pub use self::board::{BoardMeasure, words_of};
pub use self::bridge::PARTS as BRIDGE_PARTS;
pub use crate::locale::Unit;

/// Every indicator, in the order in which they are listed.
pub const CATALOGUE: &[&Indicator] = &[
    &trials_started::INDICATOR,
    &share_of_world::INDICATOR,
    &share_of_europe::INDICATOR,
    &trials_per_million::INDICATOR,
    &phase_mix::INDICATOR,
    &location_quotient::INDICATOR,
    &active_sites::INDICATOR,
    &completion::INDICATOR,
    &source_coverage::INDICATOR,
    &fields_given::INDICATOR,
    &trials_ongoing::INDICATOR,
    &fractional_trials::INDICATOR,
    &inventory_completeness::INDICATOR,
    &mirror_gap::INDICATOR,
    &mirror_fields::INDICATOR,
    &corrections::INDICATOR,
    &bridge::INDICATOR,
    &feasibility_forward::INDICATOR,
    &feasibility_answer::INDICATOR,
    &feasibility_funnel::INDICATOR,
    &setup_legs::INDICATOR,
    &enrolment_rate::INDICATOR,
    &time_to_target::INDICATOR,
    &non_enrolling_sites::INDICATOR,
    &patients_in_trials::INDICATOR,
    &patient_base::INDICATOR,
    &kpi_status::INDICATOR,
    &trajectory::INDICATOR,
    &expected_starts::INDICATOR,
    &forecasts_met::INDICATOR,
    &forecast_error::INDICATOR,
    &naive_error::INDICATOR,
    &past_forecasts::INDICATOR,
    &rank::INDICATOR,
    &counterfactual::INDICATOR,
    &counterfactual_difference::INDICATOR,
    &trend::INDICATOR,
    &demand_match::INDICATOR,
    &termination::INDICATOR,
    &early_stop::INDICATOR,
    &active_investigators::INDICATOR,
    &trials_per_investigator::INDICATOR,
    &experience_depth::INDICATOR,
    &early_phase_sites::INDICATOR,
    &concentration::INDICATOR,
    &concentration_index::INDICATOR,
];

/// The definition of an indicator.
#[derive(Debug)]
pub struct Indicator {
    /// The stable name, in kebab case.
    pub id: &'static str,
    /// What it is called on a page.
    pub name: Words,
    /// What it says, in one or two sentences.
    pub definition: Words,
    /// What is counted above the line.
    pub numerator: Words,
    /// What is counted below the line, if there is a line.
    pub denominator: Option<Words>,
    /// The formula, in the notation of the definitions.
    pub formula: &'static str,
    /// How its 95 % interval is made.
    pub interval: Words,
    /// What a reader must know before using it.
    pub caveats: Words,
    /// Where the method is published.
    pub references: &'static [&'static str],
    /// The unit of its value.
    pub unit: Unit,
    /// Which event in a trial's life puts it in the window.
    pub basis: Basis,
    /// Which way is better, if either.
    pub direction: Direction,
    /// How it is computed.
    pub measure: Measure,
}

/// A text in both languages.
#[derive(Debug, Clone, Copy)]
pub struct Words {
    /// Swedish.
    pub sv: &'static str,
    /// English.
    pub en: &'static str,
}

impl Words {
    /// Returns the text in one language.
    pub fn get(&self, lang: Lang) -> &'static str {
        match lang {
            Lang::Sv => self.sv,
            Lang::En => self.en,
        }
    }
}

/// The event that places a trial in time. Indicators of different basis never
/// share an axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// The trial's start.
    Started,
    /// The trial's end.
    Closed,
    /// No event of a trial: the day that a region's answer is about.
    Answered,
    /// A company's request coming in.
    Received,
    /// The period that the office's table gives a value for.
    Reported,
}

impl Basis {
    /// Returns the name that the command line prints.
    pub fn code(self) -> &'static str {
        match self {
            Self::Started => "started",
            Self::Closed => "closed",
            Self::Answered => "answered",
            Self::Received => "received",
            Self::Reported => "reported",
        }
    }
}

/// Which way is better for a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// More is better.
    Higher,
    /// Less is better.
    Lower,
    /// Neither way is better: it describes.
    Neither,
}

impl Direction {
    /// Returns the name that the command line prints.
    pub fn code(self) -> &'static str {
        match self {
            Self::Higher => "higher is better",
            Self::Lower => "lower is better",
            Self::Neither => "describes, neither way is better",
        }
    }
}

/// How a value is made from counts of trials.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// Distinct trials started in the window.
    Started,
    /// The shares of their sites that the place's trials have there, added up.
    Fractional,
    /// Trials of the place over those of the world.
    ShareOfWorld,
    /// Trials of the place over those of Europe.
    ShareOfEurope,
    /// Trials over person-years of the place's population.
    PerMillion,
    /// Trials of a phase over all trials.
    PhaseMix,
    /// Share of a kind in the place over its share in the reference.
    Quotient,
    /// Distinct resolved sites with a recently started trial.
    ActiveSites,
    /// Completed trials over completed and terminated ones.
    Completion,
    /// Trials that a source has over those that any has.
    SourceCoverage,
    /// Trials with a field over all trials.
    FieldsGiven,
    /// Distinct trials under way on a day.
    Ongoing,
    /// Questions of the inventory with an answer that holds over those asked.
    Completeness,
    /// Fields on which the databases and a region agree over those compared.
    MirrorGap,
    /// Fields of the mirror by how the two sides compare.
    MirrorFields,
    /// Fields of the mirror that differ or lack a side.
    Corrections,
    /// Trials that an earlier snapshot counts and a later one does not, or the reverse.
    Bridge,
    /// What the tables of the partnership's office tell.
    Board(BoardMeasure),
    /// Starts of phases 2 and 3 that are expected in the years ahead.
    ExpectedStarts,
    /// Forecasts of past years whose interval held what came, over all that can be checked.
    ForecastsMet,
    /// Forecasts of past years beside what came.
    PastForecasts,
    /// The root mean square of what forecasts of past years missed by.
    ForecastError,
    /// The same of the naive forecast, the last full year's number.
    NaiveError,
    /// Position among countries by trials per million.
    Rank,
    /// Trials of the place at another's rate.
    Counterfactual,
    /// What these are more than the place's own.
    CounterfactualDifference,
    /// By what the trials are multiplied each year.
    Trend,
    /// Terminated trials over completed and terminated ones.
    Termination,
    /// Share terminated within months of the start.
    EarlyStop,
    /// Distinct named investigators with a recently started trial.
    ActiveInvestigators,
    /// Trials over named investigators.
    TrialsPerInvestigator,
    /// Investigators with several trials over all that are named.
    ExperienceDepth,
    /// Trials at the largest sites over those at all.
    Concentration,
    /// Sum of the squares of the sites' shares.
    ConcentrationIndex,
    /// Distinct sites with a trial of an early phase.
    EarlyPhaseSites,
    /// A quotient beside the demand for its kind.
    DemandMatch,
}

/// Whether an indicator has an answer for each key although it is asked for none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Split {
    /// It has one answer.
    Never,
    /// It has one for each key.
    Always,
    /// It has one for each phase, unless it is asked about one.
    WithoutPhase,
    /// It has one for each therapy area, unless it is asked about a lens.
    WithoutLens,
}

/// What the limits of a value mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LimitKind {
    /// Where the value would lie by chance, with 95 % confidence.
    Confidence,
    /// Where what is to come will lie, with 95 % probability.
    Prediction,
    /// The least and the most that it can be, whatever is hidden. Not a matter of chance.
    Bounds,
}

impl LimitKind {
    /// Returns the name that tables for programs and the locale use.
    pub fn code(self) -> &'static str {
        match self {
            Self::Confidence => "confidence",
            Self::Prediction => "prediction",
            Self::Bounds => "bounds",
        }
    }
}

impl Measure {
    /// Returns when it is split by itself.
    ///
    /// Cooperates with `Question::dimension` in src/finding/question.rs.
    pub fn split(self) -> Split {
        match self {
            Self::PhaseMix => Split::WithoutPhase,
            Self::Quotient => Split::WithoutLens,
            Self::MirrorFields | Self::Bridge | Self::DemandMatch => Split::Always,
            Self::SourceCoverage | Self::FieldsGiven => Split::Always,
            Self::Board(measure) => {
                if measure.is_split() {
                    Split::Always
                } else {
                    Split::Never
                }
            }
            _ => Split::Never,
        }
    }

    /// Returns what its limits mean, where it has any.
    pub fn limits(self) -> LimitKind {
        match self {
            _ if self.is_bounded() => LimitKind::Bounds,
            Self::ExpectedStarts | Self::PastForecasts => LimitKind::Prediction,
            _ => LimitKind::Confidence,
        }
    }

    /// Whether it sets the regions' own answers against the databases.
    pub fn is_of_mirror(self) -> bool {
        matches!(self, Self::MirrorGap | Self::MirrorFields | Self::Corrections)
    }

    /// Whether there is chance in its value, so that it is not told without an interval. Where everything is counted and nothing happens at
    /// random there is none; and where the checks of a forecast overlap, none can be given.
    pub fn has_chance(self) -> bool {
        !self.is_of_inventory()
            && !self.is_of_board()
            && !self.is_of_checks()
            && !matches!(self, Self::SourceCoverage | Self::FieldsGiven)
    }

    /// Whether it is made of the office's tables.
    pub fn is_of_board(self) -> bool {
        matches!(self, Self::Board(_))
    }

    /// Whether it is a forecast, of years ahead or of years that have passed.
    pub fn is_of_prognosis(self) -> bool {
        matches!(self, Self::ExpectedStarts | Self::PastForecasts) || self.is_of_checks()
    }

    /// Whether it tells how past forecasts did. They overlap, so that no interval of chance can be given.
    pub fn is_of_checks(self) -> bool {
        matches!(self, Self::ForecastsMet | Self::ForecastError | Self::NaiveError)
    }

    /// Whether it sets countries beside one another that a manifest's `among` names.
    pub fn is_among(self) -> bool {
        matches!(self, Self::Rank | Self::Counterfactual | Self::CounterfactualDifference)
    }

    /// Whether it has limits that chance does not set: what is hidden could be anything.
    pub fn is_bounded(self) -> bool {
        matches!(
            self,
            Self::ActiveSites
                | Self::ActiveInvestigators
                | Self::EarlyPhaseSites
                | Self::Concentration
                | Self::ConcentrationIndex
        )
    }

    /// Whether it is made of the regions' own answers.
    pub fn is_of_inventory(self) -> bool {
        matches!(
            self,
            Self::Completeness | Self::MirrorGap | Self::MirrorFields | Self::Corrections
        )
    }
}

/// Returns the indicator of a name, or an error that suggests one.
pub fn find(id: &str) -> HintedStrResult<&'static Indicator> {
    let found = CATALOGUE.iter().find(|indicator| indicator.id == id);
    found.copied().ok_or_else(|| {
        let ids = CATALOGUE.iter().map(|indicator| indicator.id);
        error!("unknown indicator `{id}`"; hint: "{}", hint_for(id, ids))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn indicators_have_distinct_kebab_case_names() {
        let mut ids: Vec<_> = CATALOGUE.iter().map(|indicator| indicator.id).collect();
        assert!(ids.iter().all(|id| id.chars().all(|c| c.is_ascii_lowercase() || c == '-')));
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), CATALOGUE.len());
    }

    #[test]
    fn a_misspelt_indicator_is_suggested() {
        let error = find("trial-started").unwrap_err();
        assert_eq!(error.message(), "unknown indicator `trial-started`");
        assert_eq!(error.hints()[0], "did you mean `trials-started`?");
    }
}
