//! Over-dispersion of a funnel: places that differ by more than chance, for
//! reasons that the indicator does not know.
//!
//! Without it a funnel of large places flags nearly all of them. The additive
//! model lets the places' own levels spread around the target with the variance
//! tau²; limits widen by it, those of large places most.
//!
//! Sources: Spiegelhalter DJ, Stat Med 2005;24:1185-1202, and Qual Saf Health
//! Care 2005;14:347-351; the estimate of tau² is that of DerSimonian R, Laird
//! N, Control Clin Trials 1986;7:177-188, around a fixed target.

use super::distribution::two_sided_p;
use super::limits::{Limits, is_exposure};
use super::quantile::winsorise;

/// The share of z-scores that is winsorised at either end, so that the places
/// that are to be found do not widen the limits they are found by.
const WINSORISED: f64 = 0.1;

/// A place's value, with the standard error that it would have if its level
/// were the target: see [`super::share_error`] and [`super::rate_error`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Measured {
    /// The value.
    pub value: f64,
    /// Its standard error.
    pub standard_error: f64,
}

/// How much places differ around a target.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Overdispersion {
    /// The target.
    pub target: f64,
    /// The mean square of the winsorised z-scores: one when there is chance
    /// alone.
    pub phi: f64,
    /// The variance of the places' own levels; zero when chance explains all.
    pub tau_squared: f64,
    /// The places that it was computed from.
    pub places: usize,
}

/// Returns the over-dispersion of places around a target.
///
/// phi = sum z²/I of winsorised z = (y - target)/s; tau² = (I phi - (I - 1)) /
/// (sum w - sum w²/sum w) with w = 1/s², and zero below. Places without a
/// finite value or an error above zero are left out. `None` with fewer than
/// two, or with a target that is no number.
pub fn overdispersion(places: &[Measured], target: f64) -> Option<Overdispersion> {
    let usable = |place: &&Measured| place.value.is_finite() && is_exposure(place.standard_error);
    let kept: Vec<_> = places.iter().filter(usable).collect();
    if kept.len() < 2 || !target.is_finite() {
        return None;
    }
    let z: Vec<_> =
        kept.iter().map(|place| (place.value - target) / place.standard_error).collect();
    let count = kept.len() as f64;
    let squares: f64 = winsorise(&z, WINSORISED).iter().map(|z| z * z).sum();

    let weights = || kept.iter().map(|place| place.standard_error.powi(-2));
    let sum: f64 = weights().sum();
    let rest = sum - weights().map(|weight| weight * weight).sum::<f64>() / sum;
    let tau_squared = (squares - (count - 1.0)) / rest;
    Some(Overdispersion {
        target,
        phi: squares / count,
        tau_squared: if tau_squared.is_finite() { tau_squared.max(0.0) } else { 0.0 },
        places: kept.len(),
    })
}

impl Overdispersion {
    /// Returns the standard error that a place's value has with its own level's
    /// spread: the root of s² + tau².
    pub fn widened(&self, standard_error: f64) -> f64 {
        (standard_error * standard_error + self.tau_squared).sqrt()
    }

    /// Returns the widened limits for a place of a given standard error; those
    /// of a share are to be clamped.
    pub fn limits(&self, standard_error: f64, z: f64) -> Limits {
        let spread = z * self.widened(standard_error);
        Limits { lower: self.target - spread, upper: self.target + spread }
    }

    /// Returns how many widened standard errors a place lies from the target.
    ///
    /// `None` where there is no error to measure by.
    pub fn z(&self, place: Measured) -> Option<f64> {
        let error = Some(self.widened(place.standard_error)).filter(|&error| is_exposure(error))?;
        Some((place.value - self.target) / error).filter(|z| z.is_finite())
    }

    /// Returns the two-sided p-value of a place, for Benjamini and Hochberg's
    /// adjustment over all places.
    pub fn p(&self, place: Measured) -> Option<f64> {
        self.z(place).map(two_sided_p)
    }
}

#[cfg(test)]
mod tests {
    use super::super::Z95;
    use super::*;

    /// Returns places at these distances from zero, in standard errors of one.
    fn places(z: &[f64]) -> Vec<Measured> {
        z.iter().map(|&value| Measured { value, standard_error: 1.0 }).collect()
    }

    #[test]
    fn places_two_errors_off_have_a_phi_of_four() {
        // tau² = (4 * 4 - 3)/(4 - 4/4) = 13/3.
        let over = overdispersion(&places(&[2.0, -2.0, 2.0, -2.0]), 0.0).unwrap();
        assert_eq!((over.phi, over.places), (4.0, 4));
        assert!((over.tau_squared - 13.0 / 3.0).abs() < 1e-12);
        let limits = over.limits(1.0, Z95);
        assert!((limits.upper - Z95 * (16.0f64 / 3.0).sqrt()).abs() < 1e-12);
        assert_eq!(limits.lower, -limits.upper);
    }

    #[test]
    fn chance_alone_widens_nothing() {
        let calm = places(&[0.5, -0.5, 0.2, -0.2]);
        let over = overdispersion(&calm, 0.0).unwrap();
        assert_eq!(over.tau_squared, 0.0);
        assert_eq!(over.z(calm[0]), Some(0.5));
    }

    #[test]
    fn the_one_place_that_is_far_off_does_not_hide_itself() {
        let mut z = vec![0.0; 20];
        z.push(30.0);
        let over = overdispersion(&places(&z), 0.0).unwrap();
        assert_eq!(over.tau_squared, 0.0);
        assert!(over.p(Measured { value: 30.0, standard_error: 1.0 }).unwrap() < 1e-100);
    }

    #[test]
    fn one_place_is_not_dispersed() {
        assert_eq!(overdispersion(&places(&[3.0]), 0.0), None);
        assert_eq!(overdispersion(&places(&[3.0, 1.0]), f64::NAN), None);
        let nothing = Measured { value: 1.0, standard_error: 0.0 };
        assert_eq!(overdispersion(&[nothing; 5], 0.0), None);
    }
}
