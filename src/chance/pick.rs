//! Picking one of many by whole-numbered weights.
//!
//! *Invariant*: whole numbers only, and monotone: a larger draw never picks an earlier index.
//!
//! *Absent*: alias tables, which would not be monotone and cost a rebuild when a weight changes.

/// Picks an index with probability proportional to its weight.
///
/// `prefix_sums[i]` is the sum of the weights 0 to i inclusive, so that they never fall; `draw` is
/// 64 random bits, as from [`Uniform::wide`](super::Uniform::wide) or
/// [`Uniform::refined_by`](super::Uniform::refined_by). An index of weight zero is never picked.
/// `None` when there is no weight at all.
///
/// The draw is scaled by multiplication and shift, `draw × total / 2⁶⁴`, which makes the
/// probability of each index, whatever its weight, wrong by less than 2⁻⁶⁴ when all 64 bits are
/// random, and by less than 2⁻³² when only the upper 32 are.
#[inline]
pub fn pick_by_weight(draw: u64, prefix_sums: &[u64]) -> Option<usize> {
    let total = prefix_sums.last().copied().filter(|&total| 0 < total)?;
    let scaled = ((u128::from(draw) * u128::from(total)) >> 64) as u64;
    let near = place_near(prefix_sums, scaled, total);
    Some(near.unwrap_or_else(|| prefix_sums.partition_point(|&sum| sum <= scaled)))
}

/// Steps from a guess up to which it is quicker than halving.
const STEPS: usize = 4;

/// The first place whose sum is above a value, if it is where sums that grow evenly would have it
/// or a few places away.
#[inline]
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "a guess"
)]
fn place_near(sums: &[u64], value: u64, total: u64) -> Option<usize> {
    let guess = (value as f64 / total as f64 * sums.len() as f64) as usize;
    let from = guess.saturating_sub(STEPS);
    let window = sums.get(from..sums.len().min(guess + STEPS))?;
    let below = window.iter().filter(|&&sum| sum <= value).count();
    // All before the window are no larger than its first, and some one in it is above.
    let begins = below > 0 || from == 0;
    (begins && below < window.len()).then_some(from + below)
}

#[cfg(test)]
mod tests {
    use super::super::{Luck, SequencePurpose};
    use super::pick_by_weight;
    use crate::units::PersonKey;

    #[test]
    fn the_ends_of_the_draw_pick_the_ends_of_the_weights() {
        let sums = [0, 3, 3, 7, 7];
        assert_eq!(pick_by_weight(0, &sums), Some(1));
        assert_eq!(pick_by_weight(u64::MAX, &sums), Some(3));
        // Three sevenths of 2⁶⁴, rounded up, is the first draw of the second weight.
        let border = u64::try_from((3_u128 << 64).div_ceil(7)).unwrap();
        assert_eq!(pick_by_weight(border - 1, &sums), Some(1));
        assert_eq!(pick_by_weight(border, &sums), Some(3));
        assert_eq!(pick_by_weight(u64::MAX, &[u64::MAX]), Some(0));
        assert_eq!(pick_by_weight(5, &[]), None);
        assert_eq!(pick_by_weight(5, &[0, 0]), None);
    }

    #[test]
    fn indices_come_as_often_as_their_weights_say() {
        let luck = Luck::new(3, 1);
        let weights = [5_u64, 0, 1, 10, 4];
        let sums: Vec<u64> = weights
            .iter()
            .scan(0, |sum, weight| {
                *sum += weight;
                Some(*sum)
            })
            .collect();
        let draws = 40_000_u32;
        let mut counts = [0_u32; 5];
        for index in 0..draws {
            let draw = luck.sequence(PersonKey(9), 0, SequencePurpose::AwayBuyer, index);
            counts[pick_by_weight(draw.wide(), &sums).unwrap()] += 1;
        }
        for (count, weight) in counts.into_iter().zip(weights) {
            let share = weight as f64 / 20.0;
            let error = (share * (1.0 - share) / f64::from(draws)).sqrt();
            assert!((f64::from(count) / f64::from(draws) - share).abs() <= 4.0 * error);
        }
    }

    #[test]
    fn a_place_told_from_a_guess_is_the_one_that_halving_finds() {
        let even: Vec<u64> = (1..=500).map(|place| 1_000 * place + place % 7).collect();
        let steep: Vec<u64> = (0..64).map(|place| 1 << place).collect();
        let flat: Vec<u64> = (0..300).map(|place| if place < 290 { 5 } else { 9_000 }).collect();
        for sums in [even, steep, flat, vec![3], vec![0, 0, 8]] {
            let total = *sums.last().unwrap();
            for step in 0..2_000_u64 {
                let draw = step.wrapping_mul(0x9E37_79B9_7F4A_7C15);
                let scaled = ((u128::from(draw) * u128::from(total)) >> 64) as u64;
                let found = sums.partition_point(|&sum| sum <= scaled);
                assert_eq!(pick_by_weight(draw, &sums), Some(found), "{draw} of {total}");
            }
        }
    }
}
