//! Bands of a fan chart: quantiles over replicates of one value at one time.
//!
//! *Invariant*: a band lies between the smallest and the largest value and grows with its
//! probability.
//!
//! *Absent*: money of persons, whose quantiles are amounts that somebody has
//! (`measure::inequality`); the model of the values.

use super::inequality::floor_to_usize;

/// Quantiles of `values` at the probabilities, linear between the ordered values (type 7 of Hyndman
/// and Fan 1996). The values are left sorted. None when there is no value.
///
/// # Panics
/// When a probability is not within 0 and 1.
pub fn bands(values: &mut [f64], probabilities: &[f64]) -> Option<Vec<f64>> {
    values.sort_unstable_by(f64::total_cmp);
    let last = values.len().checked_sub(1)?;
    Some(probabilities.iter().map(|&p| interpolated(values, last, p)).collect())
}

fn interpolated(sorted: &[f64], last: usize, p: f64) -> f64 {
    assert!((0.0..=1.0).contains(&p), "a band's probability lies within 0 and 1, not {p}");
    let place = p * last as f64;
    let lower = floor_to_usize(place).min(last);
    let upper = (lower + 1).min(last);
    let weight = place - lower as f64;
    // Weighing both ends, rather than their difference, cannot overflow; the bounds undo rounding.
    ((1.0 - weight) * sorted[lower] + weight * sorted[upper]).max(sorted[lower]).min(sorted[upper])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn bands_lie_on_the_values_and_linearly_between_them() {
        let mut values = [40.0, 10.0, 30.0, 20.0];
        let found = bands(&mut values, &[0.0, 0.25, 0.5, 1.0]);
        assert_eq!(found, Some(vec![10.0, 17.5, 25.0, 40.0]));
        assert_eq!(bands(&mut [7.0], &[0.05, 0.95]), Some(vec![7.0, 7.0]));
        assert_eq!(bands(&mut [], &[0.5]), None);
        assert_eq!(bands(&mut [-f64::MAX, f64::MAX], &[0.5]), Some(vec![0.0]));
    }

    proptest! {
        #[test]
        fn bands_grow_and_stay_among_the_values(
            mut values in prop::collection::vec(-1e9_f64..1e9, 1..40),
            mut probabilities in prop::collection::vec(0.0_f64..=1.0, 2..8),
        ) {
            probabilities.sort_unstable_by(f64::total_cmp);
            let found = bands(&mut values, &probabilities).unwrap();
            prop_assert!(found.is_sorted());
            prop_assert!(found.iter().all(|band| values[0] <= *band));
            prop_assert!(found.iter().all(|band| *band <= values[values.len() - 1]));
        }
    }
}
