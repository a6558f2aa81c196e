//! A trajectory: growth by the same share each year.

use super::limits::is_exposure;

/// Returns where a trajectory stands after some years: base (1 + g)^t.
///
/// 15 % a year doubles in five years. Of a growth below -1 there is no
/// trajectory, and the result is `None`.
pub fn trajectory(base: f64, growth: f64, years: f64) -> Option<f64> {
    if growth < -1.0 {
        return None;
    }
    Some(base * (1.0 + growth).powf(years)).filter(|target| target.is_finite())
}

/// Returns the yearly growth that leads from a base to a target.
///
/// `None` unless base, target and years are above zero.
pub fn growth_needed(base: f64, target: f64, years: f64) -> Option<f64> {
    let are_sound = [base, target, years].into_iter().all(is_exposure);
    are_sound.then(|| (target / base).powf(1.0 / years) - 1.0).filter(|growth| growth.is_finite())
}

/// Returns the years until a multiple of the base is reached; `None` when it
/// never is.
pub fn years_to(multiple: f64, growth: f64) -> Option<f64> {
    if !is_exposure(multiple) || growth <= -1.0 {
        return None;
    }
    Some(multiple.ln() / growth.ln_1p()).filter(|years| years.is_finite() && *years >= 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fifteen_per_cent_a_year_doubles_in_five_years() {
        assert_eq!(format!("{:.2}", trajectory(1.0, 0.15, 5.0).unwrap()), "2.01");
        assert!((growth_needed(1.0, 2.01136, 5.0).unwrap() - 0.15).abs() < 1e-6);
        assert!((years_to(2.0, 0.15).unwrap() - 4.959).abs() < 1e-3);
    }

    #[test]
    fn what_does_not_grow_never_doubles() {
        assert_eq!(years_to(2.0, 0.0), None);
        assert_eq!(years_to(2.0, -0.1), None);
        assert!(years_to(0.5, -0.1).is_some());
        assert_eq!(trajectory(1.0, -1.5, 2.0), None);
        assert_eq!(growth_needed(0.0, 5.0, 2.0), None);
    }
}
