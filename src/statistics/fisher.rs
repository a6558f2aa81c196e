//! Fisher's exact test of two proportions.
//!
//! Own code beside `statrs`, whose test takes tables of up to 1e-4 more
//! probability for tied, and loses digits of large counts in differences of
//! logarithms.

use super::MOST;

/// The relative tolerance within which two tables' probabilities count as tied;
/// R's.
const TIE: f64 = 1e-7;

/// The weight below which a table is none. Not zero: the smallest numbers,
/// multiplied by nearly one, are rounded to themselves and never vanish.
const VANISHED: f64 = 1e-300;

/// Returns the two-sided p-value of `x` of `n` against `y` of `m`: the
/// probability, with all margins fixed, of tables no likelier than this one.
///
/// The probabilities of all tables are taken relative to the likeliest one's,
/// from which they follow by ratios of neighbours: no logarithm, and as many
/// steps as there are standard deviations to the point where nothing is left.
/// A p-value below 1e-300 is returned as 0. `None` when either side has no
/// trials, more events than trials, or more than [`MOST`] trials.
///
/// Source: Fisher RA, J R Stat Soc 1935;98:39-54; two-sided as in Agresti A,
/// Categorical Data Analysis, 3rd ed, 2013, section 3.5.
pub fn fisher(x: u64, n: u64, y: u64, m: u64) -> Option<f64> {
    if n == 0 || m == 0 || x > n || y > m || n > MOST || m > MOST {
        return None;
    }
    let margins = Margins { n: n as f64, m: m as f64, events: (x + y) as f64 };
    let mode = margins.mode();
    let steps = (x as f64 - mode).abs() as usize;
    let observed = margins.weights(mode, x as f64 > mode).nth(steps).unwrap_or(0.0);
    let most = observed * (1.0 + TIE);

    // The likeliest table is in both walks and counts once.
    let (mut all, mut as_extreme) = (-1.0, if most >= 1.0 { -1.0 } else { 0.0 });
    for up in [false, true] {
        for weight in margins.weights(mode, up) {
            all += weight;
            as_extreme += if weight <= most { weight } else { 0.0 };
        }
    }
    Some((as_extreme / all).clamp(0.0, 1.0))
}

/// What all of the tables have in common.
#[derive(Clone, Copy)]
struct Margins {
    /// Trials of the first side.
    n: f64,
    /// Trials of the second side.
    m: f64,
    /// Events of both.
    events: f64,
}

impl Margins {
    /// Returns the first side's events in the likeliest table.
    fn mode(self) -> f64 {
        let mode = ((self.n + 1.0) * (self.events + 1.0) / (self.n + self.m + 2.0)).floor();
        mode.clamp((self.events - self.m).max(0.0), self.events.min(self.n))
    }

    /// Returns the weights of the tables from the mode up or down, that of the
    /// mode being one, until they vanish.
    fn weights(self, mode: f64, up: bool) -> impl Iterator<Item = f64> {
        let Self { n, m, events } = self;
        let mut k = mode;
        std::iter::successors(Some(1.0), move |weight| {
            let ratio = if up {
                (events - k) * (n - k) / ((k + 1.0) * (m - events + k + 1.0))
            } else {
                k * (m - events + k) / ((events - k + 1.0) * (n - k + 1.0))
            };
            k += if up { 1.0 } else { -1.0 };
            Some(weight * ratio).filter(|&weight| weight > VANISHED)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fishers_tea_lady_guessed_three_of_four() {
        assert!((fisher(3, 4, 1, 4).unwrap() - 34.0 / 70.0).abs() < 1e-12);
        assert!((fisher(4, 4, 0, 4).unwrap() - 2.0 / 70.0).abs() < 1e-12);
        assert_eq!(fisher(2, 4, 2, 4), Some(1.0));
    }

    #[test]
    fn a_table_with_one_possible_outcome_proves_nothing() {
        assert_eq!(fisher(0, 4, 0, 9), Some(1.0));
        assert_eq!(fisher(4, 4, 9, 9), Some(1.0));
    }

    #[test]
    fn a_table_that_is_none_has_no_p_value() {
        assert_eq!(fisher(0, 0, 1, 2), None);
        assert_eq!(fisher(0, 1, 0, 0), None);
        assert_eq!(fisher(2, 1, 0, 3), None);
        assert_eq!(fisher(2, u64::MAX, 0, 3), None);
    }

    #[test]
    fn a_difference_beyond_all_doubt_has_a_p_value_of_nothing() {
        assert_eq!(fisher(MOST, MOST, 0, MOST), Some(0.0));
    }
}
