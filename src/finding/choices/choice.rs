//! The choices that someone else could reasonably have made.

use crate::registry::schema::Phase;
use crate::slice::{BaseFilter, Level, Place};

/// The windows, in full years up to the last one of the edition's.
const YEARS: [i32; 3] = [3, 5, 10];

/// The references of Sweden's mix.
const AROUND_SWEDEN: [&str; 3] = ["europe", "nordics", "world"];

/// The references of a region's.
const AROUND_A_REGION: [&str; 3] = ["sweden", "nordics", "europe"];

/// How a trial counts in a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Counting {
    /// As one.
    Whole,
    /// As the share of its sites that lie there.
    Fractional,
}

/// Which starts count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Starts {
    /// Planned ones too, once their date has passed.
    All,
    /// Those that the register tells as having happened.
    Actual,
}

/// One way of counting.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Choice {
    /// How many years the window has.
    pub years: i32,
    /// What a mix is compared with.
    pub against: Option<&'static str>,
    /// How a trial counts.
    pub counting: Counting,
    /// Whether every record counts, not only company-initiated drug trials.
    pub is_of_all: bool,
    /// Which starts count; `None` where trials count by their end, which has happened.
    pub starts: Option<Starts>,
}

/// A part of trials whose share is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Those of a phase, of the trials started.
    Phase(Phase),
    /// Those completed, of the trials closed.
    Completed,
}

impl Choice {
    /// Returns the names of its parts, which are keys of the locale's words.
    pub fn parts(&self) -> Vec<&'static str> {
        let years = match self.years {
            3 => "years-3",
            5 => "years-5",
            _ => "years-10",
        };
        let counting = match self.counting {
            Counting::Whole => "whole",
            Counting::Fractional => "fractional",
        };
        let base = if self.is_of_all { "base-all" } else { "base-company-drug" };
        let starts = self.starts.map(|starts| match starts {
            Starts::All => "starts-all",
            Starts::Actual => "starts-actual",
        });
        let against = self.against.map(|place| match place {
            "europe" => "against-europe",
            "nordics" => "against-nordics",
            "world" => "against-world",
            _ => "against-sweden",
        });
        [Some(years), against, Some(counting), Some(base), starts].into_iter().flatten().collect()
    }

    /// Returns the base population.
    pub fn base(&self) -> BaseFilter {
        if self.is_of_all { BaseFilter::All } else { BaseFilter::CompanyDrug }
    }
}

/// Returns every choice for the quotient of a place: window, reference, counting, base population, starts.
pub fn of_quotients(place: &Place) -> Vec<Choice> {
    let around = match place.level {
        Level::Region => AROUND_A_REGION,
        _ => AROUND_SWEDEN,
    };
    around.into_iter().flat_map(|place| every(Some(place))).collect()
}

/// Returns every choice for a share: a region's beside the average of the other regions, a country's beside each reference. Trials that closed have
/// started, so there is no choice of starts.
pub fn of_shares(place: &Place, part: Part) -> Vec<Choice> {
    let mut choices = match place.level {
        Level::Region => every(None),
        _ => AROUND_SWEDEN.into_iter().flat_map(|place| every(Some(place))).collect(),
    };
    if part == Part::Completed {
        choices.retain(|choice| choice.starts == Some(Starts::All));
        choices.iter_mut().for_each(|choice| choice.starts = None);
    }
    choices
}

/// Returns every choice for a rate beside the average, which has no reference to choose.
pub fn of_rates() -> Vec<Choice> {
    every(None)
}

/// Returns every choice against a reference.
fn every(against: Option<&'static str>) -> Vec<Choice> {
    let mut choices = Vec::new();
    for years in YEARS {
        for counting in [Counting::Whole, Counting::Fractional] {
            for is_of_all in [false, true] {
                for starts in [Some(Starts::All), Some(Starts::Actual)] {
                    choices.push(Choice { years, against, counting, is_of_all, starts });
                }
            }
        }
    }
    choices
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_windows_three_references_and_three_times_two_are_72_choices() {
        let choices = of_quotients(&Place::sweden());
        assert_eq!(choices.len(), 72);
        assert_eq!(of_rates().len(), 24);
        let region = Place { id: "gotland".to_owned(), level: Level::Region };
        let shares = |place: &Place, part| of_shares(place, part).len();
        assert_eq!(shares(&Place::sweden(), Part::Phase(Phase::Phase1)), 72);
        assert_eq!(shares(&region, Part::Phase(Phase::Phase1)), 24);
        assert_eq!(shares(&Place::sweden(), Part::Completed), 36);
        assert_eq!(shares(&region, Part::Completed), 12);
        let parts = choices[0].parts();
        assert_eq!(
            parts,
            ["years-3", "against-europe", "whole", "base-company-drug", "starts-all"]
        );
    }
}
