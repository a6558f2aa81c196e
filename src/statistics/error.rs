//! How far forecasts were from what came.
//!
//! Source: Hyndman RJ, Koehler AB, Int J Forecast 2006;22:679-688.

/// Returns the root mean square of errors; `None` of none.
pub fn root_mean_square(errors: impl Iterator<Item = f64>) -> Option<f64> {
    let (count, sum) =
        errors.fold((0u32, 0.0), |(count, sum), error| (count + 1, sum + error * error));
    (count > 0).then(|| (sum / f64::from(count)).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_and_four_miss_by_the_root_of_twelve_and_a_half() {
        assert_eq!(root_mean_square([3.0, -4.0].into_iter()), Some(12.5f64.sqrt()));
        assert_eq!(root_mean_square([0.0].into_iter()), Some(0.0));
        assert_eq!(root_mean_square(std::iter::empty()), None);
    }
}
