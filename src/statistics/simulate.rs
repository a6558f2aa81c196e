//! Simulation: what a chain of uncertain steps gives.
//!
//! A prognosis multiplies drugs by probabilities and shifts them by durations,
//! each known from a study with an uncertainty of its own. No formula carries
//! that through; drawing does.

use super::draws::Draws;
use super::limits::Limits;
use super::quantile::of_sorted;

/// The draws of one quantity.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Summary {
    /// Their mean.
    pub mean: f64,
    /// Their median.
    pub median: f64,
    /// Between which the middle 80 % lie.
    pub eighty: Limits,
    /// Between which the middle 95 % lie.
    pub ninety_five: Limits,
    /// How many they were.
    pub draws: usize,
}

/// Returns the summaries of quantities that are drawn together, such as trial
/// starts of each year.
///
/// Draw `i` uses stream `i` of the seed, so that more draws add to fewer and do
/// not change them. A quantity that a draw does not give, or that is not
/// finite, is left out of its summary; one that no draw gave has NaN
/// throughout. No draws give no summaries.
pub fn simulate(
    seed: u64,
    draws: usize,
    mut draw: impl FnMut(&mut Draws) -> Vec<f64>,
) -> Vec<Summary> {
    let mut quantities: Vec<Vec<f64>> = Vec::new();
    for stream in 0..draws as u64 {
        let drawn = draw(&mut Draws::new(seed, stream));
        if drawn.len() > quantities.len() {
            quantities.resize_with(drawn.len(), Vec::new);
        }
        for (values, value) in quantities.iter_mut().zip(drawn) {
            if value.is_finite() {
                values.push(value);
            }
        }
    }
    quantities.into_iter().map(summary).collect()
}

/// Returns the summary of one quantity's draws.
fn summary(mut values: Vec<f64>) -> Summary {
    values.sort_by(f64::total_cmp);
    let at = |probability| {
        if values.is_empty() { f64::NAN } else { of_sorted(&values, probability) }
    };
    let between = |tail: f64| Limits { lower: at(tail), upper: at(1.0 - tail) };
    Summary {
        mean: values.iter().sum::<f64>() / values.len() as f64,
        median: at(0.5),
        eighty: between(0.1),
        ninety_five: between(0.025),
        draws: values.len(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Forty drugs of which a quarter goes on, known from 200 cases, after about
    /// ten months: some eight start within a year, two after it.
    fn starts(draws: &mut Draws) -> Vec<f64> {
        let share = draws.share_of(0.25, 200.0);
        let mut years = vec![0.0; 3];
        for _ in 0..draws.binomial(40, share) {
            let months = draws.lognormal_of(10.0, 4.0);
            if let Some(year) = years.get_mut((months / 12.0) as usize) {
                *year += 1.0;
            }
        }
        years
    }

    #[test]
    fn a_quarter_of_forty_drugs_are_ten_trials() {
        let years = simulate(42, 2_000, starts);
        let all: f64 = years.iter().map(|year| year.mean).sum();
        assert!((all - 10.0).abs() < 0.25, "{all}");
        for year in &years {
            let (inner, outer) = (year.eighty, year.ninety_five);
            assert!(outer.lower <= inner.lower && inner.upper <= outer.upper);
            assert!(inner.contains(year.median));
        }
    }

    #[test]
    fn the_same_seed_gives_the_same_numbers() {
        assert_eq!(simulate(1, 50, starts), simulate(1, 50, starts));
        assert_ne!(simulate(1, 50, starts), simulate(2, 50, starts));
    }

    #[test]
    fn what_is_certain_has_no_width() {
        let summary = simulate(1, 10, |_| vec![3.0])[0];
        assert_eq!((summary.mean, summary.median), (3.0, 3.0));
        assert_eq!(summary.ninety_five, Limits { lower: 3.0, upper: 3.0 });
    }

    #[test]
    fn what_no_draw_gives_is_no_number() {
        assert!(simulate(1, 0, |_| vec![1.0]).is_empty());
        let odd = simulate(1, 5, |_| vec![f64::NAN, 1.0]);
        assert!(odd[0].mean.is_nan() && odd[0].median.is_nan() && odd[0].draws == 0);
        assert_eq!(odd[1].draws, 5);
    }
}
