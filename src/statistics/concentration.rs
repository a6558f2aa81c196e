//! Concentration: how much of the whole a few hold.

/// Returns the share of all that the largest `top` hold; `None` of nothing.
pub fn top_share(counts: &[u64], top: usize) -> Option<f64> {
    let mut sorted = counts.to_vec();
    sorted.sort_unstable_by(|a, b| b.cmp(a));
    let sum = |counts: &[u64]| counts.iter().map(|&count| count as f64).sum::<f64>();
    let all = sum(&sorted);
    (all > 0.0).then(|| sum(&sorted[..top.min(sorted.len())]) / all)
}

/// Returns Herfindahl's and Hirschman's index, the sum of squared shares, from
/// 1/n of n equals to 1 of a single one; `None` of nothing.
///
/// Source: Hirschman AO, Am Econ Rev 1964;54:761-762.
pub fn herfindahl(counts: &[u64]) -> Option<f64> {
    let all: f64 = counts.iter().map(|&count| count as f64).sum();
    let squares = || counts.iter().map(|&count| (count as f64 / all).powi(2)).sum();
    (all > 0.0).then(squares)
}

/// Returns the number of equals that would be as concentrated: the inverse of
/// [`herfindahl`]'s index.
pub fn effective_number(counts: &[u64]) -> Option<f64> {
    herfindahl(counts).map(|index| 1.0 / index)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_top_three_of_five_sites_hold_nine_of_ten_trials() {
        assert_eq!(top_share(&[1, 5, 0, 3, 1], 3), Some(0.9));
        assert_eq!(top_share(&[2, 2], 3), Some(1.0));
        assert_eq!(top_share(&[0, 0], 3), None);
        assert_eq!(top_share(&[], 3), None);
    }

    #[test]
    fn four_equals_have_an_index_of_a_quarter() {
        assert_eq!(herfindahl(&[7, 7, 7, 7]), Some(0.25));
        assert_eq!(effective_number(&[7, 7, 7, 7]), Some(4.0));
        assert_eq!(herfindahl(&[9, 0]), Some(1.0));
        assert_eq!(herfindahl(&[0]), None);
        assert!(herfindahl(&[u64::MAX, u64::MAX]).is_some());
    }
}
