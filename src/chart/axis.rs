//! Axes: where values stand, and how labels make room.
//!
//! Places come from plotters' own ranges; which of them are named is told in `ticks.rs`.

use plotters::coord::combinators::{IntoLogRange, LogCoord};
use plotters::coord::ranged1d::Ranged;
use plotters::coord::types::RangedCoordf64;

use super::backend::{PIXELS_PER_POINT, pixels};
use super::ticks::multiples;

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

/// Returns a log domain around 1 that holds the points, wide intervals cut off.
///
/// `points` are the estimates, `limits` the ends of their intervals. An
/// interval may stretch the axis to four times beyond the outermost estimate;
/// what leaves it gets an arrow. Ends are 1, 1.5, 2, 3, 5 or 7 times a power of ten.
pub fn log_domain(points: &[f64], limits: &[f64]) -> Domain {
    let usable = |v: &&f64| v.is_finite() && **v > 0.0;
    let lowest = points.iter().filter(usable).copied().fold(0.7, f64::min);
    let highest = points.iter().filter(usable).copied().fold(1.4, f64::max);
    let low = limits.iter().filter(usable).copied().fold(lowest, f64::min).max(lowest / 4.0);
    let high = limits.iter().filter(usable).copied().fold(highest, f64::max).min(highest * 4.0);
    let ends = multiples(&[1.0, 1.5, 2.0, 3.0, 5.0, 7.0], low / 5.0, high * 5.0);
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
    fn one_stands_in_the_middle_of_a_symmetric_log_axis() {
        let axis = Axis { domain: Domain::Log(0.1, 10.0), from: 20.0, to: 120.0 };
        assert!((axis.place(1.0) - 70.0).abs() < 0.02);
        assert_eq!(axis.place(0.0), 20.0);
        assert!(axis.is_above(10.1) && !axis.is_above(10.0) && axis.is_below(0.05));
    }

    #[test]
    fn a_log_domain_holds_the_points_and_cuts_absurd_limits() {
        assert_eq!(log_domain(&[0.8, 1.5], &[0.6, 1.9]), Domain::Log(0.5, 2.0));
        assert_eq!(log_domain(&[1.0, 2.0], &[0.0001, 900.0]), Domain::Log(0.15, 10.0));
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
