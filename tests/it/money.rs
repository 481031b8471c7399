//! Money against plain arithmetic in 128 bits, up to the limits of 64.

use std::panic::catch_unwind;

use downline::units::{Cents, Ppm, Rounding, split_by_largest_remainder};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

const ROUNDINGS: [Rounding; 3] = [Rounding::HalfUp, Rounding::HalfEven, Rounding::Down];

/// Runs of fixed luck: a failure is a failure every time.
fn fixed(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(20_260_301),
        ..ProptestConfig::default()
    }
}

/// Amounts of every size, with the limits and their neighbours often among them.
fn amounts() -> impl Strategy<Value = i64> {
    prop_oneof![
        4 => any::<i64>(),
        3 => -1_000_i64..1_000,
        2 => -1_000_000_000_000_i64..1_000_000_000_000,
        1 => (0_i64..50).prop_map(|back| i64::MAX - back),
        1 => (0_i64..50).prop_map(|back| i64::MIN + back),
        // Where the narrow division hands over to the wide one.
        1 => (-50_i64..50).prop_map(|off| i64::MAX / 4 + off),
        1 => (-50_i64..50).prop_map(|off| i64::MIN / 4 + off),
    ]
}

fn numerators() -> impl Strategy<Value = i128> {
    prop_oneof![
        3 => -10_i128..10,
        3 => -2_000_000_i128..2_000_000,
        2 => (any::<i64>()).prop_map(i128::from),
    ]
}

fn denominators() -> impl Strategy<Value = i128> {
    prop_oneof![
        3 => 1_i128..20,
        2 => Just(1_000_000_i128),
        1 => Just(1_000_000_000_000_i128),
        2 => (1..=i64::MAX).prop_map(i128::from),
        1 => i128::from(i64::MAX)..i128::from(i64::MAX) * 1_000_000,
    ]
}

/// The nearest whole number by trying the two neighbours.
fn rounded(product: i128, by: i128, rounding: Rounding) -> i128 {
    let below = product.div_euclid(by);
    let over = product - below * by;
    if over == 0 {
        return below;
    }
    let towards_zero = if product < 0 { below + 1 } else { below };
    let away = if product < 0 { below } else { below + 1 };
    let half = over == by - over;
    let nearer = if over < by - over { below } else { below + 1 };
    match rounding {
        Rounding::Down => towards_zero,
        Rounding::HalfUp if half => away,
        Rounding::HalfEven if half => {
            if below % 2 == 0 {
                below
            } else {
                below + 1
            }
        }
        Rounding::HalfUp | Rounding::HalfEven => nearer,
    }
}

proptest! {
    #![proptest_config(fixed(4_000))]

    #[test]
    fn a_fraction_of_money_is_rounded_as_plain_arithmetic_rounds_it(
        cents in amounts(),
        numerator in numerators(),
        denominator in denominators(),
    ) {
        for rounding in ROUNDINGS {
            let wanted = rounded(i128::from(cents) * numerator, denominator, rounding);
            if let Ok(wanted) = i64::try_from(wanted) {
                let found = Cents(cents).times_over(numerator, denominator, rounding);
                prop_assert_eq!(found, Cents(wanted));
                // The rounding is blind to the sign.
                if cents != i64::MIN && wanted != i64::MIN {
                    let mirrored = Cents(-cents).times_over(numerator, denominator, rounding);
                    prop_assert_eq!(mirrored, Cents(-wanted));
                }
            }
        }
    }

    #[test]
    fn halves_are_told_from_what_is_nearly_a_half(
        whole in -1_000_000_i64..1_000_000,
        half in 1_i64..1_000_000_000,
        off in -1_i64..=1,
    ) {
        let (by, cents) = (i128::from(half) * 2, whole * half * 2 + half + off);
        for rounding in ROUNDINGS {
            let wanted = rounded(i128::from(cents), by, rounding);
            let found = Cents(cents).times_over(1, by, rounding);
            prop_assert_eq!(i128::from(found.0), wanted);
        }
    }

    #[test]
    fn money_at_a_rate_is_millionths_of_it(cents in amounts(), rate in any::<u32>()) {
        for rounding in ROUNDINGS {
            let wanted = rounded(i128::from(cents) * i128::from(rate), 1_000_000, rounding);
            if let Ok(wanted) = i64::try_from(wanted) {
                prop_assert_eq!(Cents(cents).at_rate(Ppm(rate), rounding), Cents(wanted));
            }
        }
        let at = |rate| Cents(cents).at_rate(rate, Rounding::HalfUp);
        prop_assert_eq!((at(Ppm::ONE), at(Ppm::ZERO)), (Cents(cents), Cents::ZERO));
    }

    #[test]
    fn a_rate_and_its_complement_miss_the_whole_by_a_cent_at_most(
        cents in amounts(),
        rate in 0_u32..=1_000_000,
    ) {
        for rounding in ROUNDINGS {
            let (part, rest) = (Ppm(rate), Ppm(rate).complement());
            let wide = |rate| i128::from(Cents(cents).at_rate(rate, rounding).0);
            prop_assert!((wide(part) + wide(rest) - i128::from(cents)).abs() <= 1);
        }
    }

    #[test]
    fn sums_and_differences_are_exact_or_refused(one in amounts(), other in amounts()) {
        let sum = i64::try_from(i128::from(one) + i128::from(other)).ok();
        let difference = i64::try_from(i128::from(one) - i128::from(other)).ok();
        if let Some(sum) = sum {
            prop_assert_eq!(Cents(one) + Cents(other), Cents(sum));
        }
        if let Some(difference) = difference {
            prop_assert_eq!(Cents(one) - Cents(other), Cents(difference));
        }
    }

    #[test]
    fn a_split_adds_up_and_no_part_is_a_cent_off_its_share(
        total in prop_oneof![0..=i64::MAX, 0_i64..1_000, (0_i64..50).prop_map(|b| i64::MAX - b)],
        weights in prop::collection::vec(
            prop_oneof![any::<u64>(), 0_u64..5, Just(0_u64), Just(u64::MAX)], 0..12),
    ) {
        let (parts, left) = split_by_largest_remainder(Cents(total), &weights);
        prop_assert_eq!(parts.len(), weights.len());
        let given: i128 = parts.iter().map(|part| i128::from(part.0)).sum();
        prop_assert_eq!(given + i128::from(left.0), i128::from(total));
        let whole: u128 = weights.iter().map(|&weight| u128::from(weight)).sum();
        if whole == 0 {
            prop_assert_eq!(left, Cents(total));
            return Ok(());
        }
        prop_assert_eq!(left, Cents::ZERO);
        let wide_total = u128::from(total.unsigned_abs());
        // Remainders of those who got a cent more, and of those who did not.
        let (mut up, mut down) = (Vec::new(), Vec::new());
        for (index, (&weight, part)) in weights.iter().zip(&parts).enumerate() {
            let product = wide_total * u128::from(weight);
            let (share, remainder) = (product / whole, product % whole);
            let part = u128::try_from(part.0).expect("a part is not below zero");
            prop_assert!(part == share || part == share + 1);
            if part == share { down.push((remainder, index)) } else { up.push((remainder, index)) }
        }
        for (remainder, index) in up {
            prop_assert_ne!(remainder, 0, "somebody without a remainder got a cent more");
            for &(other, other_index) in &down {
                prop_assert!(other < remainder || (other == remainder && index < other_index));
            }
        }
    }
}

#[test]
fn what_does_not_fit_is_refused_and_never_wrapped() {
    let refused = |attempt: fn() -> Cents| catch_unwind(attempt).is_err();
    assert!(refused(|| Cents(i64::MAX) + Cents(1)));
    assert!(refused(|| Cents(i64::MIN) - Cents(1)));
    assert!(refused(|| -Cents(i64::MIN)));
    assert!(refused(|| Cents(i64::MAX).times(2)));
    assert!(refused(|| Cents(i64::MIN).times(u64::MAX)));
    assert!(refused(|| Cents(i64::MAX).at_rate(Ppm(1_000_001), Rounding::Down)));
    assert!(refused(|| Cents(i64::MIN).times_over(-1, 1, Rounding::Down)));
    assert!(refused(|| Cents(1).times_over(1, 0, Rounding::Down)));
    assert!(refused(|| Cents(1).times_over(1, -1, Rounding::Down)));
    assert!(refused(|| Cents::from_wide(i128::from(i64::MAX) + 1)));
    assert!(refused(|| split_by_largest_remainder(Cents(-1), &[1]).1));
    assert!(refused(|| [Cents(i64::MAX), Cents(1)].into_iter().sum()));
    // The last amounts that do fit.
    assert_eq!(Cents(i64::MIN).times(1), Cents(i64::MIN));
    assert_eq!(Cents(i64::MIN).at_rate(Ppm::ONE, Rounding::HalfEven), Cents(i64::MIN));
    assert_eq!(Cents(i64::MAX).times_over(-1, 1, Rounding::Down), Cents(-i64::MAX));
}

#[test]
fn money_is_written_with_its_sign_and_two_decimals() {
    for (cents, text) in [(0, "0.00"), (-5, "-0.05"), (123_456, "1234.56"), (-100, "-1.00")] {
        assert_eq!(Cents(cents).to_string(), text);
    }
    assert_eq!(Cents(i64::MIN).to_string(), "-92233720368547758.08");
}
