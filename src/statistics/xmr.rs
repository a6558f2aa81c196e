//! XmR charts: whether a series is still the process that it was.
//!
//! Each value is judged by how much values usually change from one to the
//! next, so that a slow shift does not widen the limits it is found by.
//!
//! Sources: Wheeler DJ, Understanding Variation, 2nd ed, 2000; the screening of
//! moving ranges, and the rules, as NHS England's Making Data Count has them.

use super::limits::Limits;

/// A shorter series has no chart.
pub const XMR_FROM: usize = 12;

/// The natural limits in mean moving ranges: 3/1.128.
const LIMIT: f64 = 2.66;

/// The upper limit of a moving range in mean moving ranges; what is above is
/// left out once.
const RANGE_LIMIT: f64 = 3.267;

/// The length of a run or of a trend.
const RUN: usize = 7;

/// Why a point signals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// It lies outside of the limits.
    Outside,
    /// It ends seven in a row on one side of the mean.
    Run,
    /// It ends seven points that rise, or fall, throughout.
    Trend,
    /// Of it and the two before it, two lie in the outer third on one side.
    OuterThird,
}

/// A point that chance does not explain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signal {
    /// Its position in the series, from zero.
    pub at: usize,
    /// Why.
    pub rule: Rule,
    /// Whether it signals upwards.
    pub is_up: bool,
}

/// A series with its natural limits.
#[derive(Debug, Clone, PartialEq)]
pub struct Xmr {
    /// The mean of all values.
    pub mean: f64,
    /// The mean of the moving ranges that were not left out.
    pub moving_range: f64,
    /// The natural limits.
    pub limits: Limits,
    /// Moving ranges that were left out.
    pub left_out: usize,
    /// The points that signal, in order.
    pub signals: Vec<Signal>,
}

/// Returns the XmR chart of a series.
///
/// Limits are the mean ∓ 2.66 mean moving range. Moving ranges above 3.267
/// times their mean are left out once, and the mean taken again. `None` of
/// fewer than [`XMR_FROM`] values, or when one is not finite. A series that
/// never changes has limits at its value and no signal.
pub fn xmr(values: &[f64]) -> Option<Xmr> {
    if values.len() < XMR_FROM || values.iter().any(|value| !value.is_finite()) {
        return None;
    }
    let ranges: Vec<_> = values.windows(2).map(|pair| (pair[1] - pair[0]).abs()).collect();
    let bound = RANGE_LIMIT * mean(&ranges);
    let kept: Vec<_> = ranges.iter().copied().filter(|&range| range <= bound).collect();
    let (mean, moving_range) = (mean(values), mean(&kept));
    let spread = LIMIT * moving_range;

    // Rounding of the mean must not put a constant series outside of itself.
    let largest = values.iter().fold(0.0, |largest: f64, value| largest.max(value.abs()));
    let slack = 1e-9 * largest;
    let deviations: Vec<_> = values.iter().map(|value| value - mean).collect();
    Some(Xmr {
        mean,
        moving_range,
        limits: Limits { lower: mean - spread, upper: mean + spread },
        left_out: ranges.len() - kept.len(),
        signals: signals(&deviations, spread, slack),
    })
}

/// Returns the mean of values; zero of none.
fn mean(values: &[f64]) -> f64 {
    if values.is_empty() { 0.0 } else { values.iter().sum::<f64>() / values.len() as f64 }
}

/// Returns the points of which a rule holds, by their deviations from the mean.
fn signals(deviations: &[f64], spread: f64, slack: f64) -> Vec<Signal> {
    let rules = [Rule::Outside, Rule::Run, Rule::Trend, Rule::OuterThird];
    let mut signals = Vec::new();
    for at in 0..deviations.len() {
        for rule in rules {
            for (is_up, sign) in [(true, 1.0), (false, -1.0)] {
                let upwards = |position: usize| sign * deviations[position];
                let holds = match rule {
                    Rule::Outside => upwards(at) > spread + slack,
                    Rule::Run => {
                        at + 1 >= RUN && (at + 1 - RUN..=at).all(|point| upwards(point) > slack)
                    }
                    Rule::Trend => {
                        let rises = |point: usize| upwards(point) > upwards(point - 1) + slack;
                        at + 1 >= RUN && (at + 2 - RUN..=at).all(rises)
                    }
                    Rule::OuterThird => {
                        let is_outer = |point: &usize| upwards(*point) > spread * 2.0 / 3.0 + slack;
                        at >= 2 && is_outer(&at) && (at - 2..at).filter(is_outer).count() >= 1
                    }
                };
                if holds {
                    signals.push(Signal { at, rule, is_up });
                }
            }
        }
    }
    signals
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The golden series: eleven months about thirty, then a jump.
    const JUMP: [f64; 12] =
        [31.0, 29.0, 34.0, 30.0, 33.0, 28.0, 35.0, 32.0, 30.0, 31.0, 29.0, 44.0];

    /// Returns the rules that hold at a point.
    fn rules(values: &[f64], at: usize) -> Vec<Rule> {
        let chart = xmr(values).unwrap();
        chart.signals.iter().filter(|signal| signal.at == at).map(|signal| signal.rule).collect()
    }

    #[test]
    fn the_golden_series_signals_at_its_last_point() {
        let chart = xmr(&JUMP).unwrap();
        assert_eq!(format!("{:.4}", chart.mean), "32.1667");
        assert_eq!((format!("{:.1}", chart.moving_range), chart.left_out), ("3.4".to_owned(), 1));
        assert_eq!(format!("{:.4}", chart.limits.lower), "23.1227");
        assert_eq!(format!("{:.4}", chart.limits.upper), "41.2107");
        assert_eq!(chart.signals, [Signal { at: 11, rule: Rule::Outside, is_up: true }]);
    }

    #[test]
    fn eleven_values_are_too_few() {
        assert_eq!(xmr(&JUMP[..11]), None);
        assert_eq!(xmr(&[f64::NAN; 12]), None);
    }

    #[test]
    fn a_series_that_never_changes_does_not_signal() {
        let chart = xmr(&[0.1; 13]).unwrap();
        assert!(chart.signals.is_empty() && chart.moving_range == 0.0, "{chart:?}");
    }

    #[test]
    fn seven_in_a_row_on_one_side_signal_and_six_do_not() {
        let mut values = [0.0, 2.0, 0.0, 2.0, 0.0, 2.0, 3.0, 5.0, 3.0, 5.0, 3.0, 5.0, 3.0];
        assert_eq!(rules(&values, 11), []);
        assert_eq!(rules(&values, 12), [Rule::Run]);
        values[9] = 2.0;
        assert_eq!(rules(&values, 12), []);
    }

    #[test]
    fn seven_points_that_rise_throughout_signal() {
        let values = [5.0, 9.0, 5.0, 9.0, 5.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 5.0];
        let chart = xmr(&values).unwrap();
        assert_eq!(chart.signals, [Signal { at: 11, rule: Rule::Trend, is_up: true }]);
    }

    #[test]
    fn two_of_three_in_the_outer_third_signal() {
        // Mean 10, limits about 1.6 and 18.4: the outer third begins at 15.6.
        let values = [
            10.0, 8.0, 10.0, 9.0, 10.0, 7.0, 10.0, 8.0, 10.0, 8.0, 16.0, 10.0, 16.5, 8.0, 9.0, 9.0,
        ];
        assert!(rules(&values, 12).contains(&Rule::OuterThird), "{:?}", xmr(&values));
        assert!(!rules(&values, 10).contains(&Rule::OuterThird));
    }
}
