//! What a partner's audience makes of her posts: engagement and conversion, which fall as it grows.
//!
//! *Invariant*: many together get the bits that each would get alone.
//!
//! *Absent*: how audiences grow (`behaviour`).

use super::{bits, narrow};
use crate::chance::{math, rough};
use crate::machine::{packed, widest};
use crate::scenario::Sell;

/// How engagement and conversion fall with the number of followers.
#[derive(Debug, Clone, Copy)]
pub struct Pull {
    /// Followers at which talent is what it is.
    reference: f64,
    exponent: f64,
}

/// Slots whose pull is worked out together.
const TOGETHER: usize = 64;

impl Pull {
    /// By the rules of a scenario.
    pub fn new(sell: &Sell) -> Self {
        Self {
            reference: sell.reference_followers,
            exponent: sell.engagement_exponent + sell.conversion_exponent,
        }
    }

    /// Talent less what a larger audience takes away from engagement and conversion.
    pub fn of(&self, talent: f64, followers: f64) -> f64 {
        talent * math::pow(self.reference / followers.max(1.0), self.exponent)
    }

    /// The same for those whose bits are set, of up to 64 slots.
    ///
    /// # Panics
    /// When there are fewer talents or followers than places, or a bit is set beyond the last.
    pub fn write(&self, pull: &mut [f32], talents: &[f32], followers: &[f32], who: u64) {
        let count = pull.len();
        let mut given = [[0.0; TOGETHER]; 2];
        given[0][..count].copy_from_slice(&talents[..count]);
        given[1][..count].copy_from_slice(&followers[..count]);
        let mut near = [0.0; TOGETHER];
        let told = who & near_each(self, &given, &mut near);
        for (place, pull) in pull.iter_mut().enumerate() {
            *pull = if told >> place & 1 == 1 { near[place] } else { *pull };
        }
        for place in bits(&[who & !told]) {
            pull[place] = narrow(self.of(given[0][place].into(), given[1][place].into()));
        }
    }
}

widest! {
    /// The pull of each talent and number of followers, where all numbers as near as it may be off
    /// come to the same; bit n says that of the n-th.
    fn near_each(pull: &Pull, given: &[[f32; TOGETHER]; 2], near: &mut [f32; TOGETHER]) -> u64 {
        near_each_plain
    }
}

/// Beyond such a logarithm or exponent the exact function is asked.
const MOST: f64 = 16.0;

/// Quotients of which a rough logarithm is one.
const RANGE: std::ops::Range<f64> = f64::MIN_POSITIVE..f64::INFINITY;

/// By how much of itself a pull may be off: its logarithm by so many times what one may be, the
/// exponential by one more, and products by less than that.
const OFF: f64 = 2.0 * MOST * rough::OFF;

impl Pull {
    /// Bounds of the pull of a talent from nothing up and a number of followers, whose bounds are
    /// given.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "compiled for the machine's vectors by its caller")]
    pub(super) fn bounds(&self, talent: [f64; 2], followers: [f64; 2]) -> [f64; 2] {
        let [few, many] = followers.map(|followers| followers.max(1.0));
        let quotient = self.reference / few;
        let power = self.exponent * rough::ln(quotient);
        let about = rough::exp(power.clamp(-MOST, MOST));
        let is_told = power.abs() < MOST && self.exponent.abs() < MOST && RANGE.contains(&quotient);
        // Twice what the quotient may be off, raised to the exponent.
        let off = OFF + 2.0 * self.exponent.abs() * (many / few - 1.0);
        let upper = if is_told { talent[1] * about * (1.0 + off) } else { f64::INFINITY };
        [talent[0] * about * (1.0 - off), upper]
    }
}

#[inline(always)]
#[expect(clippy::inline_always, reason = "compiled for the machine's vectors by its caller")]
fn near_each_plain(
    pull: &Pull,
    [talents, followers]: &[[f32; TOGETHER]; 2],
    near: &mut [f32; TOGETHER],
) -> u64 {
    let mut told = [0; TOGETHER];
    for place in 0..TOGETHER {
        let [talent, followers] = [talents, followers].map(|column| [f64::from(column[place]); 2]);
        let [lower, upper] = pull.bounds(talent, followers).map(narrow);
        near[place] = lower;
        told[place] = u8::from(lower.to_bits() == upper.to_bits());
    }
    packed(&told)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_pulls_are_single_ones_to_the_bit_and_most_are_told_together() {
        for (reference, exponent) in
            [(3_000.0, 0.3), (1_000.0, 0.0), (5e4, 2.5), (3_000.0, 0.02), (1.0, 17.0)]
        {
            let pull = Pull { reference, exponent };
            let (mut told, mut all) = (0, 0);
            for first in 0..200_u16 {
                let column = |step: f32| {
                    let mut at = first * 64 % 9_973;
                    [(); TOGETHER].map(|()| {
                        at += 1;
                        step * f32::from(at - 1)
                    })
                };
                let [talents, followers] = [0.013, 37.7].map(column);
                told += near_each(&pull, &[talents, followers], &mut [0.0; TOGETHER]).count_ones();
                all += 64;
                let (who, before) = (0x0F0F_FFFF_1234_FFFF, [7.5; TOGETHER]);
                let mut together = before;
                pull.write(&mut together, &talents, &followers, who);
                for place in 0..TOGETHER {
                    let of = pull.of(talents[place].into(), followers[place].into());
                    let alone = if who >> place & 1 == 1 { narrow(of) } else { before[place] };
                    assert_eq!(together[place].to_bits(), alone.to_bits(), "{place} of {first}");
                }
            }
            let expected = if exponent < MOST { all / 1_000 * 999 } else { 0 };
            assert!(expected <= told, "{told} of {all} at {exponent}");
            for far in [f32::INFINITY, f32::NAN, f32::MAX, 0.0, -7.0] {
                let mut one = [1.0];
                pull.write(&mut one, &[0.7], &[far], 1);
                let alone = narrow(pull.of(0.7_f32.into(), far.into()));
                assert_eq!(one[0].to_bits(), alone.to_bits(), "{far} at {exponent}");
            }
            let mut few = [1.0; 3];
            pull.write(&mut few, &[1.0; 3], &[10.0; 3], 0b111);
            assert_eq!(few.map(f32::to_bits), [narrow(pull.of(1.0, 10.0)).to_bits(); 3]);
        }
    }
}
