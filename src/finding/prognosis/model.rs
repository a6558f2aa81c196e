//! From trials and drugs to the starts that are expected of them.
//!
//! # Rule
//! 1. Phase 2 follows on phase 1, and phase 3 on phase 2, after a delay from each study of durations. What is *due* in
//!    a year is either the registry's trials of the phase before, by the delay ([`Series::due`]), or the drugs of a
//!    pipeline that leave their phase ([`Projects::leave`]).
//! 2. How many starts come of what is due is learnt from five years of the registry, the last ones most: by how much the
//!    level of all trials drifts between years ([`FlowHistory::memory`]). From the registry, a lens's own years tell, and
//!    beside them ten trials' worth of what all trials do, times the published probability of the area over that of all
//!    areas. From a pipeline, all trials' five years tell, times the same factor.
//! 3. Each combination of a study of probabilities and one of durations counts the same: the expected number is their
//!    mean, and a draw takes one of them.
//! 4. Of a place smaller than the world, a trial has the place among its sites with the probability that those of the
//!    last five years had.

use chrono::NaiveDate;

use super::pipeline::Projects;
use super::record::Record;
use crate::registry::development::{Development, Transition};
use crate::statistics::{Delay, Draws, Flow, FlowHistory, Summary, simulate};

/// The years ahead.
pub(super) const HORIZON: u32 = 3;

/// The years from which the level is learnt.
pub(super) const LEARNT: i32 = 5;

/// The trials that what all trials do counts as, beside a lens's own.
const PRIOR: f64 = 10.0;

/// The years over which a trial is followed by others.
const LAGS: u32 = 12;

/// The standard deviation of a delay, as a part of its mean.
const VARIATION: f64 = 0.5;

/// The seed of all forecasts.
const SEED: u64 = 2_026;

/// What a forecast is made from.
pub(super) struct Grounds<'a> {
    /// What the studies say.
    pub development: &'a Development,
    /// The area by which probabilities are looked up.
    pub area: Option<&'a str>,
    /// The trials of the lens.
    pub own: &'a Record,
    /// All trials of the base population.
    pub all: &'a Record,
    /// The first year of the registry.
    pub first: i32,
    /// The last year that is known.
    pub last: i32,
    /// The drugs of the lens in phases 1 and 2, and all drugs, where they are what is forecast from.
    pub projects: Option<(&'a [Projects; 2], &'a [Projects; 2])>,
    /// Of the starts of the last five years, how many were in the place, and all; none for the world.
    pub share: Option<(u64, u64)>,
}

/// A forecast ready to be drawn.
pub(super) struct Model {
    /// One for each combination of studies.
    combinations: Vec<[Step; 2]>,
    /// The shapes of the share of the starts that are in the place.
    share: Option<(f64, f64)>,
}

/// The step from one phase to the next.
struct Step {
    /// The starts.
    flow: Flow,
    /// The probability in the area, and in all areas; the same where they are one.
    probabilities: Option<(Transition, Transition)>,
}

/// A forecast of the years ahead.
pub(super) struct Forecast {
    /// The expected starts of each year.
    pub expected: Vec<f64>,
    /// What the draws give of each year, and last of the chosen years together.
    pub drawn: Vec<Summary>,
}

impl Grounds<'_> {
    /// Returns the last day that is known.
    pub fn end(last: i32) -> NaiveDate {
        NaiveDate::from_ymd_opt(last, 12, 31).unwrap_or_default()
    }

    /// Returns the model.
    pub fn model(&self) -> Model {
        let mut combinations = Vec::new();
        for study in self.development.transitions.values() {
            for months in self.development.months.values() {
                let step = |step: usize| {
                    let delay =
                        Delay::new(months[step] / 12.0, VARIATION).expect("months above zero");
                    let (own, all) = (study.of(self.area, step), study.all(step));
                    Step {
                        flow: self.flow(step, &delay),
                        probabilities: (own != all).then_some((own, all)),
                    }
                };
                combinations.push([step(0), step(1)]);
            }
        }
        // Jeffreys' prior: half a trial in the place, half outside.
        let share =
            self.share.map(|(inside, all)| (inside as f64 + 0.5, (all - inside) as f64 + 0.5));
        Model { combinations, share }
    }

    /// Returns the flow of one step.
    fn flow(&self, step: usize, delay: &Delay) -> Flow {
        let lags = delay.lags(LAGS);
        let history = |record: &Record| {
            let years = self.last - LEARNT + 1..=self.last;
            let due = |year| record.earlier[step].due(&lags, year, self.first, self.last);
            FlowHistory {
                events: years.clone().map(|year| record.later[step].of(year) as f64).collect(),
                exposures: years.map(due).collect(),
            }
        };
        let (own, all) = (history(self.own), history(self.all));
        let (even_events, even_exposure) = all.totals(1.0);
        let drift = all.drift(even_events / even_exposure);
        let memory = all.memory(drift);
        let ((events, exposure), (all_events, all_exposure)) =
            (own.totals(memory), all.totals(memory));
        let level = all_events / all_exposure;
        let rate = (PRIOR + events) / (PRIOR / level + exposure);
        let spread = own.dispersion(rate);
        match self.projects {
            None => Flow {
                prior_events: PRIOR,
                prior_exposure: PRIOR / level,
                events,
                exposure,
                ahead: (1..=HORIZON as i32)
                    .map(|year| {
                        self.own.earlier[step].due(&lags, self.last + year, self.first, self.last)
                    })
                    .collect(),
                dispersion: spread,
                spread,
                drift,
            },
            // The level is all trials' over what all drugs give in as many years, weighted alike.
            Some((drugs, all_drugs)) => Flow {
                prior_events: all_events,
                prior_exposure: all.years(memory) * all_drugs[step].count() / delay.mean(),
                events: 0.0,
                exposure: 0.0,
                ahead: (0..HORIZON).map(|year| drugs[step].leave(delay, year)).collect(),
                dispersion: all.dispersion(level),
                spread,
                drift,
            },
        }
    }
}

impl Step {
    /// Returns how much likelier drugs of the area go on than those of all areas.
    fn factor(&self) -> f64 {
        self.probabilities.map_or(1.0, |(own, all)| own.probability / all.probability)
    }

    /// Returns the same as chance gives it.
    fn drawn_factor(&self, draws: &mut Draws) -> f64 {
        let share =
            |of: Transition, draws: &mut Draws| draws.share_of(of.probability, of.transitions);
        match self.probabilities {
            Some((own, all)) => share(own, draws) / share(all, draws),
            None => 1.0,
        }
    }
}

impl Model {
    /// Returns the expected starts of each year ahead.
    pub fn expected(&self) -> Vec<f64> {
        let mut years = vec![0.0; HORIZON as usize];
        for step in self.combinations.iter().flatten() {
            for (year, starts) in years.iter_mut().zip(step.flow.expected(step.factor())) {
                *year += starts;
            }
        }
        let share = self.share.map_or(1.0, |(inside, outside)| inside / (inside + outside));
        let each = share / self.combinations.len() as f64;
        years.into_iter().map(|starts| starts * each).collect()
    }

    /// Draws the forecast; `chosen` are the years ahead, from 0, that are added up.
    pub fn forecast(&self, draws: usize, chosen: &std::ops::Range<usize>) -> Forecast {
        let drawn = simulate(SEED, draws, |draws| {
            let mut years: Vec<f64> =
                self.draw(draws).into_iter().map(|starts| starts as f64).collect();
            years.push(years[chosen.clone()].iter().sum());
            years
        });
        Forecast { expected: self.expected(), drawn }
    }

    /// Returns the starts of each year ahead as chance gives them.
    fn draw(&self, draws: &mut Draws) -> Vec<u64> {
        let at = (draws.uniform() * self.combinations.len() as f64) as usize;
        let mut years = vec![0; HORIZON as usize];
        for step in &self.combinations[at.min(self.combinations.len() - 1)] {
            let factor = step.drawn_factor(draws);
            for (year, starts) in years.iter_mut().zip(step.flow.draw(factor, draws)) {
                *year += starts;
            }
        }
        if let Some((inside, outside)) = self.share {
            let share = draws.beta(inside, outside);
            years.iter_mut().for_each(|starts| *starts = draws.binomial(*starts, share));
        }
        years
    }
}

/// The expectation is compared with an independent one (Python, with the gamma distribution of shape 4 in closed form), and
/// the draws with 20,000 of another generator (Python's): with F the delay's distribution, a year's share of followers `j`
/// years later is the mean over twelve months of F(j + 1 - u) - F(j - u); due_t = sum of shares times the trials of t - j,
/// with the mean of the first and last three years outside; rate = (10 + O) / (10 / (level x factor) + X), where a year
/// counts by the memory to the power of its age. All trials' memory is 0.2084 from phase 1 to 2 (of the longer times) and
/// 1 from 2 to 3. The trials are those of the demonstration's pages of ClinicalTrials.gov, 2010 to 2025.
#[cfg(test)]
mod tests {
    use super::super::record::Series;
    use super::*;
    use crate::registry::Reference;

    /// Trials of phases 1, 2 and 3: all, and those of oncology.
    const ALL: [[u64; 16]; 3] = [
        [67, 57, 60, 62, 85, 85, 75, 84, 71, 72, 65, 80, 89, 79, 81, 88],
        [108, 86, 107, 93, 92, 118, 103, 101, 122, 103, 152, 127, 95, 117, 143, 118],
        [75, 97, 94, 122, 107, 97, 83, 110, 121, 105, 124, 117, 126, 137, 125, 123],
    ];
    const ONCOLOGY: [[u64; 16]; 3] = [
        [15, 15, 10, 14, 19, 25, 24, 26, 15, 21, 18, 28, 30, 23, 26, 27],
        [33, 32, 32, 29, 34, 36, 32, 28, 35, 36, 57, 55, 33, 47, 46, 42],
        [14, 11, 21, 19, 19, 14, 15, 28, 20, 20, 23, 22, 33, 23, 24, 36],
    ];

    fn record(trials: &[[u64; 16]; 3]) -> Record {
        let [one, two, three] = trials.each_ref().map(|trials| Series::from(2010, trials));
        Record { earlier: [one, two.clone()], later: [two, three] }
    }

    /// Asserts what a forecast expects, and that its limits are those of other draws within the error of drawing.
    fn assert_forecast(grounds: &Grounds, expected: [f64; 3], limits: [(f64, f64); 3]) {
        let forecast = grounds.model().forecast(2_000, &(0..3));
        for (year, expected) in expected.into_iter().enumerate() {
            let (found, drawn) = (forecast.expected[year], forecast.drawn[year]);
            assert!((found - expected).abs() < 1e-6 * expected, "{found} {expected}");
            // Five standard errors of the mean; a limit of 2,000 draws is some four times as uncertain.
            let width = (limits[year].1 - limits[year].0) / 4.0;
            let error = 5.0 * width / 2_000f64.sqrt();
            assert!((drawn.mean - expected).abs() < error, "{} {expected}", drawn.mean);
            for (limit, other) in [
                (drawn.ninety_five.lower, limits[year].0),
                (drawn.ninety_five.upper, limits[year].1),
            ] {
                assert!((limit - other).abs() < 2.0 * error + 1.0, "{limit} {other}");
            }
        }
    }

    fn grounds<'a>(development: &'a Development, own: &'a Record, all: &'a Record) -> Grounds<'a> {
        Grounds {
            development,
            area: None,
            own,
            all,
            first: 2010,
            last: 2025,
            projects: None,
            share: None,
        }
    }

    #[test]
    fn expectations_and_limits_are_those_of_an_independent_computation() {
        let reference = Reference::load(std::path::Path::new(env!("CARGO_MANIFEST_DIR"))).unwrap();
        let (all, oncology) = (record(&ALL), record(&ONCOLOGY));
        let world = grounds(&reference.development, &all, &all);
        assert_forecast(
            &world,
            [254.064168, 256.312182, 255.945044],
            [(194.0, 328.0), (188.0, 347.0), (181.0, 364.0)],
        );
        let area = Some("oncology");
        let world = Grounds { area, ..grounds(&reference.development, &oncology, &all) };
        assert_forecast(
            &world,
            [71.031628, 70.852442, 70.371026],
            [(38.0, 116.0), (37.0, 121.0), (35.0, 122.0)],
        );
        // 47 of the 361 starts of 2021 to 2025 had a Swedish site.
        let sweden = Grounds { share: Some((47, 361)), ..world };
        assert_forecast(
            &sweden,
            [9.320448, 9.296936, 9.233767],
            [(3.0, 19.0), (3.0, 19.0), (2.0, 19.0)],
        );
    }

    /// Nine drugs in the two phases stand for all trials of five years, of which the last ones count most where the level
    /// drifts.
    #[test]
    fn drugs_leave_their_phase_by_the_time_they_have_been_in_it() {
        let reference = Reference::load(std::path::Path::new(env!("CARGO_MANIFEST_DIR"))).unwrap();
        let all = record(&ALL);
        let aged = |ages: &[f64]| Projects { ages: ages.to_vec(), undated: 0 };
        let drugs = [aged(&[0.5, 1.0, 2.0, 4.0, 8.0]), aged(&[-0.5, 0.3, 3.0, 6.0])];
        let leave = drugs[0].leave(&Delay::new(19.8 / 12.0, 0.5).unwrap(), 0);
        assert!((leave - 3.698170583).abs() < 1e-8, "{leave}");
        let grounds = Grounds {
            projects: Some((&drugs, &drugs)),
            ..grounds(&reference.development, &all, &all)
        };
        let expected = grounds.model().expected();
        for (found, expected) in expected.iter().zip([261.077937, 216.012803, 239.880922]) {
            assert!((found - expected).abs() < 1e-5, "{found} {expected}");
        }
    }

    /// A registry without trials forecasts none, and does not fail.
    #[test]
    fn of_nothing_nothing_is_expected() {
        let reference = Reference::load(std::path::Path::new(env!("CARGO_MANIFEST_DIR"))).unwrap();
        let none = Record::default();
        let forecast = grounds(&reference.development, &none, &none).model().forecast(50, &(0..3));
        assert_eq!(forecast.expected, [0.0, 0.0, 0.0]);
        assert!(forecast.drawn.iter().all(|year| year.ninety_five.upper == 0.0));
    }
}
