//! Ticks: which values an axis names, and how exactly.
//!
//! An axis in print wants few and round ticks that are measured before they are
//! set. All ticks of an even axis have the same decimals ("0,0 0,5 1,0"), those
//! of a log axis as many as each needs ("0,25 0,5 1 2").

use super::Tick;
use super::axis::{Axis, Domain};
use super::canvas::{Type, width};
use super::theme::Theme;

/// Ticks with their printed texts.
pub type Ticks = Vec<(f64, String)>;

/// Length in points below which an axis is short.
const SHORT: f64 = 120.0;
/// Least space between the labels of neighbouring ticks.
const GAP: f64 = 6.0;
/// Ratios of neighbouring ticks are doubles while the axis lies within these.
const DOUBLES: (f64, f64) = (0.12, 17.0);

/// Returns the most ticks that an axis of a length may have.
pub fn most_ticks(length: f64) -> usize {
    if length < SHORT { 5 } else { 9 }
}

/// Returns the ticks of an even axis with their texts, all as exact as its steps.
pub fn even(ticks: Vec<f64>, tick: Tick) -> Ticks {
    let step = match ticks[..] {
        [first, second, ..] => second - first,
        _ => 1.0,
    };
    ticks.into_iter().map(|value| (value, tick(value, step))).collect()
}

/// Returns the ticks of a log axis with their texts, each as exact as itself.
pub fn by_ratio(ticks: Vec<f64>, tick: Tick) -> Ticks {
    ticks.into_iter().map(|value| (value, tick(value, value))).collect()
}

/// Returns the fewest decimals in which a step is exact, at most six.
pub fn decimals(step: f64) -> u8 {
    let is_exact = |digits: &u8| {
        let scaled = step * 10f64.powi((*digits).into());
        (scaled - scaled.round()).abs() < 1e-6 * scaled.abs().max(1e-12)
    };
    (0..6).find(is_exact).unwrap_or(6)
}

/// Says whether the labels of ticks stand apart along an axis.
pub fn fit(theme: &Theme, style: Type, axis: &Axis, ticks: &Ticks) -> bool {
    let half = |words: &str| width(theme, style, words) / 2.0;
    ticks.windows(2).all(|pair| {
        let apart = (axis.place(pair[1].0) - axis.place(pair[0].0)).abs();
        apart >= half(&pair[0].1) + half(&pair[1].1) + GAP
    })
}

/// Returns the most even ticks up to the axis' end whose labels fit.
pub fn linear_that_fit(theme: &Theme, axis: &Axis, is_count: bool, tick: Tick) -> Ticks {
    let (Domain::Linear(_, extent) | Domain::Log(_, extent)) = axis.domain;
    let least = if is_count { 1.0 } else { 0.0 };
    for wanted in [5, 4, 3, 2] {
        let mut ticks = linear_ticks(extent.max(least), wanted, is_count);
        ticks.retain(|&value| value <= extent);
        let ticks = even(ticks, tick);
        let few = most_ticks((axis.to - axis.from).abs());
        if (2..=few).contains(&ticks.len()) && fit(theme, theme.small(), axis, &ticks) {
            return ticks;
        }
    }
    even(vec![0.0], tick)
}

/// Returns the ticks of an axis of ratios whose labels fit: doubles and halves on a
/// short range, else 1 and 3 in each power of ten, else powers of ten.
pub fn ratios_that_fit(theme: &Theme, axis: &Axis, tick: Tick) -> Ticks {
    let Domain::Log(low, high) = axis.domain else { return Vec::new() };
    let powers = (1..=4).map(|most| log_ticks(low, high, most)).rev();
    for ticks in [doubles(low, high), thirds(low, high)].into_iter().chain(powers) {
        let ticks = by_ratio(ticks, tick);
        if ticks.len() > 1 && fit(theme, theme.small(), axis, &ticks) {
            return ticks;
        }
    }
    by_ratio(vec![1.0], tick)
}

/// Returns the powers of two from `low` to `high`; none on a range too wide for them.
fn doubles(low: f64, high: f64) -> Vec<f64> {
    if low < DOUBLES.0 || high > DOUBLES.1 {
        return Vec::new();
    }
    (-3..=4).map(|power| 2f64.powi(power)).filter(|v| is_between(*v, low, high)).collect()
}

/// Returns the values 1 and 3 times a power of ten from `low` to `high`.
fn thirds(low: f64, high: f64) -> Vec<f64> {
    multiples(&[1.0, 3.0], low, high)
}

/// Returns some multiples of all powers of ten from `low` to `high`.
pub fn multiples(of: &[f64], low: f64, high: f64) -> Vec<f64> {
    let (first, last) = (low.log10().floor() as i32, high.log10().ceil() as i32);
    let value = |p: i32, m: f64| if p < 0 { m / 10f64.powi(-p) } else { m * 10f64.powi(p) };
    let all = (first..=last).flat_map(|p| of.iter().map(move |&m| value(p, m)));
    all.filter(|v| is_between(*v, low, high)).collect()
}

/// Whether a value lies on an axis, its ends with it.
fn is_between(value: f64, low: f64, high: f64) -> bool {
    value >= low * (1.0 - 1e-9) && value <= high * (1.0 + 1e-9)
}

/// Returns round ticks from 0 that reach `highest`, about `wanted` steps of them.
///
/// Steps are 1, 2, 2.5 or 5 times a power of ten; with `integer` only whole
/// ones. The last tick is the end of the axis.
pub fn linear_ticks(highest: f64, wanted: usize, integer: bool) -> Vec<f64> {
    let highest = if highest > 0.0 { highest } else { 1.0 };
    let (step, power) = round_step(highest / wanted.max(1) as f64, integer);
    let unit = 10f64.powi(power.abs());
    // Dividing by a power of ten, not multiplying by its inverse, gives 0.3 and not 0.30000000000000004.
    let value = |i: f64| if power < 0 { i * step / unit } else { i * step * unit };
    let count = (highest / value(1.0) - 1e-9).ceil().max(1.0) as usize;
    (0..=count).map(|i| value(i as f64)).collect()
}

/// Returns the smallest round step not below `least`, as mantissa and power of ten.
fn round_step(least: f64, integer: bool) -> (f64, i32) {
    let mut power = least.log10().floor() as i32;
    if integer && power < 0 {
        return (1.0, 0);
    }
    loop {
        for mantissa in [1.0, 2.0, 2.5, 5.0] {
            let broken = integer && power == 0 && mantissa == 2.5;
            if !broken && mantissa * 10f64.powi(power) >= least * (1.0 - 1e-9) {
                return (mantissa, power);
            }
        }
        power += 1;
    }
}

/// Returns the ticks 1, 2 and 5 times a power of ten from `low` to `high`.
///
/// When there are more than `most` of them, only powers of ten remain, and of
/// these every second, third and so on; 1 is always among them if in range.
pub fn log_ticks(low: f64, high: f64, most: usize) -> Vec<f64> {
    let every = multiples(&[1.0, 2.0, 5.0], low, high);
    if every.len() <= most.max(2) {
        return every;
    }
    let powers = multiples(&[1.0], low, high);
    for stride in 1.. {
        let is_kept = |v: &&f64| (v.log10().round() as i32) % stride == 0;
        let kept: Vec<f64> = powers.iter().filter(is_kept).copied().collect();
        if kept.len() <= most.max(2) {
            return kept;
        }
    }
    every
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::tests::plain;
    use crate::chart::theme::tests::theme;

    #[test]
    fn ticks_of_counts_are_whole() {
        assert_eq!(linear_ticks(3.0, 5, true), [0.0, 1.0, 2.0, 3.0]);
        assert_eq!(linear_ticks(11.0, 5, true), [0.0, 5.0, 10.0, 15.0]);
        assert_eq!(linear_ticks(0.0, 5, true), [0.0, 1.0]);
        assert_eq!(linear_ticks(1147.0, 5, true), [0.0, 250.0, 500.0, 750.0, 1000.0, 1250.0]);
    }

    #[test]
    fn a_short_axis_has_at_most_five_ticks() {
        assert_eq!((most_ticks(119.9), most_ticks(120.0)), (5, 9));
        assert_eq!(log_ticks(0.1, 10.0, most_ticks(100.0)), [0.1, 1.0, 10.0]);
    }

    #[test]
    fn ticks_of_shares_are_exact_decimals() {
        assert_eq!(linear_ticks(0.42, 5, false), [0.0, 0.1, 0.2, 0.3, 0.4, 0.5]);
        assert_eq!(linear_ticks(1e9, 4, false).last(), Some(&1e9));
    }

    #[test]
    fn a_step_of_a_quarter_needs_two_decimals() {
        assert_eq!([0.25, 0.1 + 0.2, 2.5, 5.0, 1e-9].map(decimals), [2, 1, 1, 0, 6]);
    }

    #[test]
    fn log_ticks_are_one_two_five_and_thin_out() {
        assert_eq!(log_ticks(0.5, 5.0, 7), [0.5, 1.0, 2.0, 5.0]);
        assert_eq!(log_ticks(0.01, 100.0, 6), [0.01, 0.1, 1.0, 10.0, 100.0]);
        assert_eq!(log_ticks(0.0001, 10000.0, 5), [0.0001, 0.01, 1.0, 100.0, 10000.0]);
    }

    /// Returns the ticks of an axis of ratios of a length in points.
    fn ratios(low: f64, high: f64, length: f64) -> Vec<f64> {
        let axis = Axis { domain: Domain::Log(low, high), from: 0.0, to: length };
        ratios_that_fit(theme(), &axis, &plain).into_iter().map(|tick| tick.0).collect()
    }

    #[test]
    fn ratios_double_on_a_short_range_and_go_by_thirds_or_tens_on_a_wide_one() {
        assert_eq!(ratios(0.2, 5.0, 120.0), [0.25, 0.5, 1.0, 2.0, 4.0]);
        assert_eq!(ratios(0.05, 30.0, 150.0), [0.1, 0.3, 1.0, 3.0, 10.0, 30.0]);
        assert_eq!(ratios(0.05, 30.0, 60.0), [0.1, 1.0, 10.0]);
        assert_eq!(ratios(0.0001, 10000.0, 100.0), [0.001, 1.0, 1000.0]);
    }
}
