//! Exponentials and logarithms that are near enough to tell most results, for many at once.
//!
//! Those of [`math`](super::math) branch and look up, so that no machine does several of them
//! together. Where a result is rounded to less, or only compared, a value that is off by some
//! trillionths tells it in nearly all cases; whoever uses it asks [`math`](super::math) in the
//! others, and so gets the same bits as if she always had.
//!
//! *Invariant*: within the stated ranges a value is off by less than [`OFF`], as the tests check.
//! Only additions, multiplications, divisions and moves of bits, which are the same everywhere.
//!
//! *Absent*: results that anybody may keep without having compared them with their neighbours.

use std::f64::consts::{LN_2, LOG2_E, SQRT_2};

use super::math::{CENTRE, SHOULDER, polynomial, sqrt};

/// How far a value may be off: of an exponential beside itself, of a logarithm in itself, or beside
/// itself where it is larger than one.
pub const OFF: f64 = 1e-13;

/// One over the factorials of 0 to 13.
const FACTORIALS: [f64; 14] = {
    let mut shares = [1.0; 14];
    let (mut place, mut count) = (1, 1.0);
    while place < shares.len() {
        shares[place] = shares[place - 1] / count;
        (place, count) = (place + 1, count + 1.0);
    }
    shares
};

/// Added to a number up to 2³¹, this leaves it rounded in the lowest bits.
const ROUNDER: f64 = 6_755_399_441_055_744.0;

/// The upper bits of ln 2, and the rest.
const LN_2_PARTS: [f64; 2] = {
    let upper = f64::from_bits(LN_2.to_bits() & !0xFFFF_FFFF);
    // ln 2 = LN_2 + 2.3190468138462996e-17.
    [upper, (LN_2 - upper) + 2.319_046_813_846_3e-17]
};

/// The same for 32 bits and numbers up to 2²².
const ROUNDER_NARROW: f32 = 12_582_912.0;

/// ln 2 in a part of few bits, and the rest.
#[expect(clippy::cast_possible_truncation, reason = "as near as it can be")]
const LN_2_NARROW: [f32; 2] = [355.0 / 512.0, (LN_2 - 355.0 / 512.0) as f32];

/// e to the power of `x`, for `x` from −700 to 700.
#[inline(always)]
#[expect(clippy::inline_always, reason = "compiled for the machine's vectors by its caller")]
pub fn exp(x: f64) -> f64 {
    let shifted = x * LOG2_E + ROUNDER;
    let twos = shifted - ROUNDER;
    let rest = (x - twos * LN_2_PARTS[0]) - twos * LN_2_PARTS[1];
    let mut sum = 0.0;
    for share in FACTORIALS.into_iter().rev() {
        sum = sum * rest + share;
    }
    // The exponent's bits grow by the number of twos.
    f64::from_bits(sum.to_bits().wrapping_add(shifted.to_bits() << 52))
}

/// The same in 32 bits, for `x` from −80 to 80, off by less than a millionth of itself.
#[inline(always)]
#[expect(clippy::inline_always, reason = "compiled for the machine's vectors by its caller")]
#[expect(clippy::cast_possible_truncation, reason = "constants as near as they can be")]
pub fn exp_narrow(x: f32) -> f32 {
    let shifted = x * LOG2_E as f32 + ROUNDER_NARROW;
    let twos = shifted - ROUNDER_NARROW;
    let rest = (x - twos * LN_2_NARROW[0]) - twos * LN_2_NARROW[1];
    let mut sum = 0.0;
    for &share in FACTORIALS[..8].iter().rev() {
        sum = sum * rest + share as f32;
    }
    f32::from_bits(sum.to_bits().wrapping_add(shifted.to_bits() << 23))
}

/// The bits of 1.0, and those below its exponent.
const ONE: u64 = 0x3FF0_0000_0000_0000;
const FRACTION: u64 = 0x000F_FFFF_FFFF_FFFF;

/// The natural logarithm of an `x` that is above zero, finite and not subnormal.
#[inline(always)]
#[expect(clippy::inline_always, reason = "compiled for the machine's vectors by its caller")]
pub fn ln(x: f64) -> f64 {
    let bits = x.to_bits();
    let part = f64::from_bits(bits & FRACTION | ONE);
    let is_upper = SQRT_2 < part;
    let part = if is_upper { part * 0.5 } else { part };
    // The exponent as a number: its bits below those of a large whole one.
    let exponent = f64::from_bits((bits >> 52) | 0x4330_0000_0000_0000) - 4_503_599_627_370_496.0;
    let twos = exponent - 1_023.0 + if is_upper { 1.0 } else { 0.0 };
    // ln(part) is twice the series of artanh((part − 1) / (part + 1)).
    let ratio = (part - 1.0) / (part + 1.0);
    let square = ratio * ratio;
    let mut sum = 0.0;
    for odd in ODDS.into_iter().rev() {
        sum = sum * square + odd;
    }
    2.0 * ratio * sum + twos * LN_2
}

/// One over the odd numbers.
const ODDS: [f64; 10] = [
    1.0,
    1.0 / 3.0,
    1.0 / 5.0,
    1.0 / 7.0,
    1.0 / 9.0,
    1.0 / 11.0,
    1.0 / 13.0,
    1.0 / 15.0,
    1.0 / 17.0,
    1.0 / 19.0,
];

/// The value that a standard normal variable stays below with probability `p`, for `p` from 2⁻³⁴ to
/// 1 − 2⁻³⁴; off by less than ten times [`OFF`], beside itself where it is larger than one.
#[inline(always)]
#[expect(clippy::inline_always, reason = "compiled for the machine's vectors by its caller")]
pub fn normal_quantile(p: f64) -> f64 {
    // Both forms of `math::normal_quantile` that such probabilities take.
    let quotient = |table: &[[f64; 8]; 2], r| polynomial(&table[0], r) / polynomial(&table[1], r);
    let centred = p - 0.5;
    let centre = centred * quotient(&CENTRE, 0.180_625 - centred * centred);
    let tail = if centred < 0.0 { p } else { 1.0 - p };
    let size = quotient(&SHOULDER, sqrt(-ln(tail)) - 1.6);
    let shoulder = if centred < 0.0 { -size } else { size };
    if centred.abs() <= 0.425 { centre } else { shoulder }
}

#[cfg(test)]
mod tests {
    use super::super::math;
    use super::*;
    use proptest::prelude::{ProptestConfig, any, prop_assert, proptest};

    fn check_exp(x: f64) -> bool {
        let exact = math::exp(x);
        (exp(x) - exact).abs() <= OFF * exact
    }

    fn check_ln(x: f64) -> bool {
        let exact = math::ln(x);
        // One unit in the last place of a large one is more than is promised of a small one.
        (ln(x) - exact).abs() < OFF * exact.abs().max(1.0)
    }

    #[test]
    fn exponentials_are_as_near_as_promised_all_over_their_range() {
        for step in -70_000..=70_000_i32 {
            let x = f64::from(step) / 100.0;
            assert!(check_exp(x) && check_exp(x * 1e-3) && check_exp(x * 1e-9), "{x}");
        }
        assert_eq!(exp(0.0).to_bits(), 1.0_f64.to_bits());
    }

    #[test]
    fn narrow_exponentials_are_as_near_as_promised() {
        for step in -32_000..=32_000_i16 {
            let x = f32::from(step) / 400.0;
            for x in [x, x * 1e-3] {
                let exact = math::exp(x.into());
                let off = (f64::from(exp_narrow(x)) - exact).abs();
                assert!(off < 1e-6 * exact, "{x}");
            }
        }
    }

    #[test]
    fn logarithms_are_as_near_as_promised_also_next_to_one() {
        for step in 1..=100_000_u32 {
            let x = f64::from(step) / 700.0;
            assert!(check_ln(x) && check_ln(x * 1e200) && check_ln(x * 1e-200), "{x}");
            let near = 1.0 + f64::from(step) * 1e-10;
            assert!(check_ln(near) && check_ln(2.0 - near), "{near}");
        }
        assert!(check_ln(SQRT_2) && check_ln(SQRT_2.next_up()) && check_ln(f64::MIN_POSITIVE));
        assert_eq!(ln(1.0).to_bits(), 0.0_f64.to_bits());
    }

    #[test]
    fn normal_quantiles_are_as_near_as_promised_out_to_both_ends() {
        let check = |p: f64| {
            let exact = math::normal_quantile(p);
            let off = (normal_quantile(p) - exact).abs();
            assert!(off < 10.0 * OFF * exact.abs().max(1.0), "{p}: off by {off}");
        };
        for step in 1..100_000_u32 {
            check(f64::from(step) / 100_000.0);
        }
        let mut tail = 1.0;
        for _ in 1..=34 {
            tail *= 0.5;
            check(tail);
            check(1.0 - tail);
            check(tail * 1.37);
        }
        for border in [0.075, 0.925_f64] {
            check(border.next_down());
            check(border);
            check(border.next_up());
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn any_number_in_range_is_near(x in -700.0..700.0_f64, bits in any::<u64>()) {
            prop_assert!(check_exp(x));
            let positive = f64::from_bits(bits >> 1);
            if positive.is_normal() {
                prop_assert!(check_ln(positive));
            }
        }
    }
}
