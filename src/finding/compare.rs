//! Comparing a place with a larger one by the limits of a funnel.
//!
//! Twenty-one regions are looked at by several indicators, so a difference is
//! called one only outside the 99.8 % limits: of 168 such looks, a third of a
//! false alarm is to be expected, where 95 % limits would give eight.

use super::Finding;
use super::interval::exact_poisson;

/// The standard normal quantile for two-sided limits of 99.8 %.
const Z998: f64 = 3.090_232_306_167_813;
/// The probability beyond each limit.
const TAIL: f64 = 0.001;

/// Where a place stands against another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// Above the funnel's upper limit.
    Above,
    /// Within the limits: no clear difference.
    Same,
    /// Below the lower limit.
    Below,
}

impl Comparison {
    /// Returns the name that the locale and narratives use.
    pub fn code(self) -> &'static str {
        match self {
            Self::Above => "above",
            Self::Same => "same",
            Self::Below => "below",
        }
    }
}

/// Compares a rate or a share with the value of a larger place.
///
/// `None` when either has no value, or for other units: counts of places of
/// different size are not compared.
///
/// Source: Spiegelhalter DJ, Stat Med 2005;24:1185-1202.
pub fn compare(own: &Finding, larger: &Finding) -> Option<Comparison> {
    let (value, target) = (own.value?, larger.value?);
    let of = own.denominator? as f64;
    let (lower, upper) = match own.unit {
        "share" => funnel_of_share(target, of),
        "rate" if own.numerator == Some(0) => {
            // No event has no rate to scale the limits by: it is low when the
            // target would have made at least one near certain.
            let expected = target * of / 1e6;
            let is_low = (-expected).exp() < TAIL;
            return Some(if is_low { Comparison::Below } else { Comparison::Same });
        }
        "rate" => funnel_of_rate(target, own.numerator?),
        _ => return None,
    };
    Some(if value > upper {
        Comparison::Above
    } else if value < lower {
        Comparison::Below
    } else {
        Comparison::Same
    })
}

/// Returns the limits around a target share for a place of `n` trials.
fn funnel_of_share(target: f64, n: f64) -> (f64, f64) {
    let spread = Z998 * (target * (1.0 - target) / n).sqrt();
    ((target - spread).max(0.0), (target + spread).min(1.0))
}

/// Returns the limits around a target rate for a place with `x` events,
/// at least one.
fn funnel_of_rate(target: f64, x: u64) -> (f64, f64) {
    let limits = exact_poisson(x, TAIL);
    (target * x as f64 / limits.upper, target * x as f64 / limits.lower)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_funnel_around_13_percent_at_212_trials_is_the_golden_one() {
        let (lower, upper) = funnel_of_share(0.13, 212.0);
        assert_eq!(format!("{:.4} {:.4}", lower * 100.0, upper * 100.0), "5.8624 20.1376");
    }

    #[test]
    fn the_funnel_around_20_per_million_at_9_events_is_the_golden_one() {
        // The published pair is of 95 % limits.
        let limits = exact_poisson(9, 0.025);
        let funnel = (20.0 * 9.0 / limits.upper, 20.0 * 9.0 / limits.lower);
        assert_eq!(format!("{:.4} {:.4}", funnel.0, funnel.1), "10.5357 43.7384");
        let (lower, upper) = funnel_of_rate(20.0, 9);
        assert!(lower < funnel.0 && upper > funnel.1);
    }
}
