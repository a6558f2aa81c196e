//! Control for many comparisons in one table.

/// Returns the q-values of Benjamini and Hochberg, in the order of `p`.
///
/// q of the k-th smallest of m is the least of p m/k over it and all larger ones.
/// A cell without a p-value, or with one that is no number, is not a comparison:
/// it gets no q-value and does not count among the comparisons.
///
/// Source: Benjamini Y, Hochberg Y, J R Stat Soc B 1995;57:289-300.
pub fn benjamini_hochberg(p: &[Option<f64>]) -> Vec<Option<f64>> {
    let given = |(cell, p): (usize, &Option<f64>)| Some((cell, p.filter(|p| !p.is_nan())?));
    let mut order: Vec<(usize, f64)> = p.iter().enumerate().filter_map(given).collect();
    order.sort_by(|(_, a), (_, b)| a.total_cmp(b));

    // From the largest p down, a q-value is never above the one before it.
    let comparisons = order.len() as f64;
    let mut q = vec![None; p.len()];
    let mut smallest: f64 = 1.0;
    for (rank, &(cell, p)) in order.iter().enumerate().rev() {
        let raw = p * comparisons / (rank + 1) as f64;
        smallest = smallest.min(raw);
        q[cell] = Some(smallest);
    }
    q
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_p_values_give_the_golden_q_values() {
        let p = [0.001, 0.008, 0.039, 0.041, 0.042, 0.06, 0.074, 0.205, 0.212, 0.216];
        let golden = [0.01, 0.04, 0.084, 0.084, 0.084, 0.1, 0.1057, 0.216, 0.216, 0.216];
        let q = benjamini_hochberg(&p.map(Some));
        for (value, expected) in q.iter().zip(golden) {
            assert!((value.unwrap() - expected).abs() < 5e-5, "{value:?} is not {expected}");
        }
    }

    #[test]
    fn a_cell_without_a_test_is_not_a_comparison() {
        let q = benjamini_hochberg(&[Some(0.04), None, Some(0.02)]);
        assert_eq!(q, [Some(0.04), None, Some(0.04)]);
    }
}
