//! Axes: where values stand, which ticks are shown, how labels make room.
//!
//! Places come from plotters' own ranges; ticks are chosen here, because an
//! axis in print wants few and round ones that are measured before they are set.

use plotters::coord::combinators::{IntoLogRange, LogCoord};
use plotters::coord::ranged1d::Ranged;
use plotters::coord::types::RangedCoordf64;

use super::backend::{PIXELS_PER_POINT, pixels};

/// How values are laid out along an axis.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Domain {
    /// From the first to the second value, evenly.
    Linear(f64, f64),
    /// From the first to the second value, both above zero, by their ratios.
    Log(f64, f64),
}

/// An axis: a domain and the stretch of the canvas that it covers.
#[derive(Debug, Clone, Copy)]
pub struct Axis {
    /// The values.
    pub domain: Domain,
    /// Where the first value stands, in points.
    pub from: f64,
    /// Where the last value stands, in points.
    pub to: f64,
}

impl Axis {
    /// Returns the place of a value in points; values outside stand at the ends.
    pub fn place(&self, value: f64) -> f64 {
        let limits = (pixels(self.from), pixels(self.to));
        let pixel = match self.domain {
            Domain::Linear(low, high) => {
                RangedCoordf64::from(low..high).map(&value.clamp(low, high), limits)
            }
            Domain::Log(low, high) => {
                LogCoord::from((low..high).log_scale()).map(&value.clamp(low, high), limits)
            }
        };
        f64::from(pixel) / PIXELS_PER_POINT
    }

    /// Says whether a value lies above the axis.
    pub fn is_above(&self, value: f64) -> bool {
        let (Domain::Linear(_, high) | Domain::Log(_, high)) = self.domain;
        value > high * (1.0 + 1e-9)
    }

    /// Says whether a value lies below the axis.
    pub fn is_below(&self, value: f64) -> bool {
        let (Domain::Linear(low, _) | Domain::Log(low, _)) = self.domain;
        value < low * (1.0 - 1e-9)
    }
}

/// Length in points below which an axis is short.
const SHORT: f64 = 120.0;

/// Returns the most ticks that an axis of a length may have.
pub fn most_ticks(length: f64) -> usize {
    if length < SHORT { 5 } else { 9 }
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
    let first = low.log10().floor() as i32;
    let last = high.log10().ceil() as i32;
    let power = |p: i32, m: f64| if p < 0 { m / 10f64.powi(-p) } else { m * 10f64.powi(p) };
    let inside = |v: &f64| *v >= low * (1.0 - 1e-9) && *v <= high * (1.0 + 1e-9);
    let every: Vec<f64> =
        (first..=last).flat_map(|p| [1.0, 2.0, 5.0].map(|m| power(p, m))).filter(inside).collect();
    if every.len() <= most.max(2) {
        return every;
    }
    for stride in 1.. {
        let powers: Vec<f64> = (first..=last)
            .filter(|p| p % stride == 0)
            .map(|p| power(p, 1.0))
            .filter(inside)
            .collect();
        if powers.len() <= most.max(2) {
            return powers;
        }
    }
    every
}

/// Returns a log domain around 1 that holds the points, wide intervals cut off.
///
/// `points` are the estimates, `limits` the ends of their intervals. An
/// interval may stretch the axis to four times beyond the outermost estimate;
/// what leaves it gets an arrow. Ends are 1, 2 or 5 times a power of ten.
pub fn log_domain(points: &[f64], limits: &[f64]) -> Domain {
    let usable = |v: &&f64| v.is_finite() && **v > 0.0;
    let lowest = points.iter().filter(usable).copied().fold(0.7, f64::min);
    let highest = points.iter().filter(usable).copied().fold(1.4, f64::max);
    let low = limits.iter().filter(usable).copied().fold(lowest, f64::min).max(lowest / 4.0);
    let high = limits.iter().filter(usable).copied().fold(highest, f64::max).min(highest * 4.0);
    let ends = log_ticks(low / 5.0, high * 5.0, usize::MAX);
    let below = ends.iter().copied().filter(|v| *v <= low * 0.999).fold(0.0, f64::max);
    let above = ends.iter().copied().filter(|v| *v >= high * 1.001).fold(f64::MAX, f64::min);
    Domain::Log(below, above)
}

/// Moves labels along a line until none overlap, each as little as possible.
///
/// `labels` holds the wished centre and the width of each; the result is their
/// centres in the same order, all within `low..=high` and at least `gap` apart,
/// or `None` when they cannot fit. It is the least-squares solution, found by
/// pooling neighbours that are in conflict.
pub fn push_apart(labels: &[(f64, f64)], low: f64, high: f64, gap: f64) -> Option<Vec<f64>> {
    let mut order: Vec<usize> = (0..labels.len()).collect();
    order.sort_by(|&a, &b| labels[a].0.total_cmp(&labels[b].0));

    // With the room of all earlier labels taken off, "not overlapping" becomes "not decreasing".
    let mut taken = 0.0;
    let mut pools: Vec<(f64, usize)> = Vec::new();
    let mut offsets = Vec::new();
    for &i in &order {
        let (centre, width) = labels[i];
        offsets.push(taken);
        pools.push((centre - width / 2.0 - taken, 1));
        while let [.., a, b] = pools[..]
            && a.0 > b.0
        {
            let count = a.1 + b.1;
            pools.truncate(pools.len() - 2);
            pools.push(((a.0 * a.1 as f64 + b.0 * b.1 as f64) / count as f64, count));
        }
        taken += width + gap;
    }
    let room = high - low - (taken - gap);
    if !labels.is_empty() && room < -1e-6 {
        return None;
    }
    let shifts = pools.iter().flat_map(|&(at, count)| std::iter::repeat_n(at, count));
    let mut centres = vec![0.0; labels.len()];
    for ((&i, offset), shift) in order.iter().zip(offsets).zip(shifts) {
        centres[i] = shift.clamp(low, low + room.max(0.0)) + offset + labels[i].1 / 2.0;
    }
    Some(centres)
}

#[cfg(test)]
mod tests {
    use super::*;

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
    fn log_ticks_are_one_two_five_and_thin_out() {
        assert_eq!(log_ticks(0.5, 5.0, 7), [0.5, 1.0, 2.0, 5.0]);
        assert_eq!(log_ticks(0.01, 100.0, 6), [0.01, 0.1, 1.0, 10.0, 100.0]);
        assert_eq!(log_ticks(0.0001, 10000.0, 5), [0.0001, 0.01, 1.0, 100.0, 10000.0]);
    }

    #[test]
    fn one_stands_in_the_middle_of_a_symmetric_log_axis() {
        let axis = Axis { domain: Domain::Log(0.1, 10.0), from: 20.0, to: 120.0 };
        assert!((axis.place(1.0) - 70.0).abs() < 0.02);
        assert_eq!(axis.place(0.0), 20.0);
        assert!(axis.is_above(10.1) && !axis.is_above(10.0) && axis.is_below(0.05));
    }

    #[test]
    fn a_log_domain_holds_the_points_and_cuts_absurd_limits() {
        assert_eq!(log_domain(&[0.8, 1.5], &[0.6, 1.9]), Domain::Log(0.5, 2.0));
        assert_eq!(log_domain(&[1.0, 2.0], &[0.0001, 900.0]), Domain::Log(0.1, 10.0));
    }

    #[test]
    fn labels_pushed_apart_never_overlap() {
        let labels = [(10.0, 20.0), (12.0, 8.0), (11.0, 30.0), (95.0, 20.0)];
        let centres = push_apart(&labels, 0.0, 100.0, 2.0).unwrap();
        let mut spans: Vec<(f64, f64)> =
            centres.iter().zip(labels).map(|(c, (_, w))| (c - w / 2.0, c + w / 2.0)).collect();
        spans.sort_by(|a, b| a.0.total_cmp(&b.0));
        assert!(spans[0].0 >= -1e-9 && spans[3].1 <= 100.0 + 1e-9);
        assert!(spans.windows(2).all(|pair| pair[1].0 - pair[0].1 >= 2.0 - 1e-9));
    }

    #[test]
    fn labels_with_room_stay_where_they_are() {
        assert_eq!(
            push_apart(&[(50.0, 10.0), (10.0, 10.0)], 0.0, 60.0, 2.0).unwrap(),
            [50.0, 10.0]
        );
        assert_eq!(push_apart(&[(5.0, 40.0), (9.0, 40.0)], 0.0, 60.0, 2.0), None);
    }
}
