//! Quantiles of values.

/// Returns the quantile of values, linear between neighbours.
///
/// At (n - 1) p from the smallest: type 7, as in R and numpy. `None` of no
/// values, of values among which one is not finite, and of a probability
/// outside of `0.0..=1.0`.
///
/// Source: Hyndman RJ, Fan Y, Am Stat 1996;50:361-365.
pub fn quantile(values: &[f64], probability: f64) -> Option<f64> {
    let is_sound = values.iter().all(|value| value.is_finite());
    if values.is_empty() || !is_sound || !(0.0..=1.0).contains(&probability) {
        return None;
    }
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    Some(of_sorted(&sorted, probability))
}

/// Returns the quantile of sorted values, of which there must be one.
pub(super) fn of_sorted(sorted: &[f64], probability: f64) -> f64 {
    let at = (sorted.len() - 1) as f64 * probability;
    let below = at.floor() as usize;
    let above = (below + 1).min(sorted.len() - 1);
    let part = at - below as f64;
    sorted[below] + part * (sorted[above] - sorted[below])
}

/// Returns the values, in their order, with those beyond the quantiles of
/// `share` and 1 - `share` set to these.
///
/// As they are where [`quantile`] has none, or when the share is above a half.
///
/// Source: Tukey JW, Ann Math Stat 1962;33:1-67, section 3.
pub fn winsorise(values: &[f64], share: f64) -> Vec<f64> {
    let ends = (quantile(values, share), quantile(values, 1.0 - share));
    match ends {
        (Some(low), Some(high)) if low <= high => {
            values.iter().map(|value| value.clamp(low, high)).collect()
        }
        _ => values.to_vec(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_quartiles_of_one_to_four_lie_between_them() {
        let values = [4.0, 1.0, 3.0, 2.0];
        let quartiles = [0.0, 0.25, 0.5, 0.75, 1.0].map(|p| quantile(&values, p).unwrap());
        assert_eq!(quartiles, [1.0, 1.75, 2.5, 3.25, 4.0]);
    }

    #[test]
    fn nothing_has_no_quantile() {
        assert_eq!(quantile(&[], 0.5), None);
        assert_eq!(quantile(&[1.0, f64::NAN], 0.5), None);
        assert_eq!(quantile(&[1.0], 1.1), None);
        assert_eq!(quantile(&[7.0], 0.3), Some(7.0));
    }

    #[test]
    fn a_tenth_at_either_end_is_drawn_in() {
        let values: Vec<f64> = (0..=10).map(f64::from).collect();
        let drawn = winsorise(&values, 0.1);
        assert_eq!((drawn[0], drawn[1], drawn[9], drawn[10]), (1.0, 1.0, 9.0, 9.0));
        assert_eq!(winsorise(&values, 0.7), values);
        assert_eq!(winsorise(&[], 0.1), Vec::<f64>::new());
    }
}
