//! The quantities of the model as types: money, rates, volume, time and names.
//!
//! *Invariant*: money is whole cents in 64 bits and every operation on it is checked, in release
//! builds too. A rate that multiplies money is a whole number of parts per million, so that no
//! float ever meets a cent. Every division names its rounding.
//!
//! *Absent*: floats that hold money; currency (a scenario has one, as text).

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};

use serde::{Deserialize, Serialize};

/// How a product or quotient of money is brought back to whole cents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rounding {
    /// To the nearest cent, halves away from zero.
    HalfUp,
    /// To the nearest cent, halves to the even cent.
    HalfEven,
    /// Towards zero.
    Down,
}

/// An amount of money in whole cents.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Cents(pub i64);

impl Cents {
    /// No money.
    pub const ZERO: Self = Self(0);

    /// `self × rate`, rounded as named.
    ///
    /// # Panics
    /// When the result does not fit 64 bits.
    #[must_use]
    #[inline]
    pub fn at_rate(self, rate: Ppm, rounding: Rounding) -> Self {
        // By a constant: the compiler multiplies instead of dividing.
        match self.0.checked_mul(i64::from(rate.0)) {
            Some(narrow) if narrow.unsigned_abs() <= NARROW_MAX => {
                Self(divide_narrow(narrow, 1_000_000, rounding))
            }
            _ => self.times_over(i128::from(rate.0), 1_000_000, rounding),
        }
    }

    /// `self × count`.
    ///
    /// # Panics
    /// When the result does not fit 64 bits.
    #[must_use]
    #[inline]
    pub fn times(self, count: u64) -> Self {
        match i64::try_from(count).ok().and_then(|count| self.0.checked_mul(count)) {
            Some(cents) => Self(cents),
            None => Self::from_wide(i128::from(self.0) * i128::from(count)),
        }
    }

    /// `self × numerator / denominator` through 128 bits, rounded as named.
    ///
    /// # Panics
    /// When the denominator is not positive or the result does not fit 64 bits.
    #[must_use]
    #[inline]
    pub fn times_over(self, numerator: i128, denominator: i128, rounding: Rounding) -> Self {
        assert!(denominator > 0, "money divided by {denominator}");
        // Nearly all money fits the narrow division, which is several times faster.
        if let (Ok(by), Ok(denominator)) = (i64::try_from(numerator), i64::try_from(denominator))
            && let Some(product) = self.0.checked_mul(by)
            && product.unsigned_abs() <= NARROW_MAX
        {
            return Self(divide_narrow(product, denominator, rounding));
        }
        self.times_over_wide(numerator, denominator, rounding)
    }

    #[cold]
    #[inline(never)]
    fn times_over_wide(self, numerator: i128, denominator: i128, rounding: Rounding) -> Self {
        Self::from_wide(divide(i128::from(self.0) * numerator, denominator, rounding))
    }

    /// Back to 64 bits from a sum that was taken in 128.
    ///
    /// # Panics
    /// When it does not fit.
    #[must_use]
    pub fn from_wide(wide: i128) -> Self {
        Self(i64::try_from(wide).unwrap_or_else(|_| panic!("money overflow: {wide} cents")))
    }

    /// The amount as a number of currency units, for pictures and statistics only.
    #[must_use]
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "compiled for the machine's vectors by its caller")]
    pub fn as_units_f64(self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "statistics, not bookkeeping")]
        let cents = self.0 as f64;
        cents / 100.0
    }
}

/// Largest product for the narrow division, well within 64 bits.
const NARROW_MAX: u64 = i64::MAX as u64 / 4;

/// Divides, rounding as named, in 64 bits.
#[inline]
fn divide_narrow(numerator: i64, denominator: i64, rounding: Rounding) -> i64 {
    let quotient = numerator / denominator;
    let rest = numerator % denominator;
    let twice = rest.unsigned_abs() * 2;
    let away = rounds_away(quotient % 2 != 0, twice, denominator.unsigned_abs(), rounding);
    if away { quotient + numerator.signum() } else { quotient }
}

/// Whether a quotient with that rest goes one further from zero.
#[inline]
fn rounds_away<T: Ord + Copy>(
    odd: bool,
    twice_rest: T,
    denominator: T,
    rounding: Rounding,
) -> bool {
    match rounding {
        Rounding::Down => false,
        Rounding::HalfUp => denominator <= twice_rest,
        Rounding::HalfEven => denominator < twice_rest || (denominator == twice_rest && odd),
    }
}

/// Divides, rounding as named.
fn divide(numerator: i128, denominator: i128, rounding: Rounding) -> i128 {
    let quotient = numerator / denominator;
    let rest = (numerator % denominator).abs() * 2;
    let away = rounds_away(quotient % 2 != 0, rest, denominator, rounding);
    if away { quotient + numerator.signum() } else { quotient }
}

/// Splits `total` over `weights` so that the parts add up to it: everybody gets the share rounded
/// towards zero, the cents left over go to the largest remainders, ties to the earlier index.
///
/// All weights zero: everybody gets nothing and the whole total is returned as the second value.
///
/// # Panics
/// When `total` is negative.
#[must_use]
pub fn split_by_largest_remainder(total: Cents, weights: &[u64]) -> (Vec<Cents>, Cents) {
    assert!(Cents::ZERO <= total, "only a sum of zero or more can be split, not {total}");
    let whole: u128 = weights.iter().map(|&weight| u128::from(weight)).sum();
    if whole == 0 {
        return (vec![Cents::ZERO; weights.len()], total);
    }
    let wide_total = u128::from(total.0.unsigned_abs());
    let mut parts: Vec<Cents> = Vec::with_capacity(weights.len());
    let mut remainders: Vec<(u128, usize)> = Vec::with_capacity(weights.len());
    let mut given: u128 = 0;
    for (index, &weight) in weights.iter().enumerate() {
        let product = wide_total * u128::from(weight);
        let part = product / whole;
        given += part;
        remainders.push((product % whole, index));
        parts.push(Cents::from_wide(i128::try_from(part).unwrap_or(i128::MAX)));
    }
    remainders.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    let left = usize::try_from(wide_total - given).unwrap_or(usize::MAX);
    for &(_, index) in remainders.iter().take(left) {
        parts[index] += Cents(1);
    }
    (parts, Cents::ZERO)
}

impl fmt::Display for Cents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let cents = self.0.unsigned_abs();
        write!(f, "{sign}{}.{:02}", cents / 100, cents % 100)
    }
}

impl Add for Cents {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.checked_add(other.0).expect("money overflow in a sum"))
    }
}

impl Sub for Cents {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0.checked_sub(other.0).expect("money overflow in a difference"))
    }
}

impl Neg for Cents {
    type Output = Self;
    fn neg(self) -> Self {
        Self(self.0.checked_neg().expect("money overflow in a change of sign"))
    }
}

impl AddAssign for Cents {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl SubAssign for Cents {
    fn sub_assign(&mut self, other: Self) {
        *self = *self - other;
    }
}

impl Sum for Cents {
    fn sum<I: Iterator<Item = Self>>(items: I) -> Self {
        items.fold(Self::ZERO, Add::add)
    }
}

/// A rate that multiplies money, in parts per million: 250,000 is 25 %.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Ppm(pub u32);

impl Ppm {
    /// Nothing.
    pub const ZERO: Self = Self(0);
    /// The whole.
    pub const ONE: Self = Self(1_000_000);

    /// What is left of the whole.
    ///
    /// # Panics
    /// When the rate is above one.
    #[must_use]
    pub fn complement(self) -> Self {
        Self(1_000_000_u32.checked_sub(self.0).expect("a rate above 100 % has no complement"))
    }
}

impl fmt::Display for Ppm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:06}", self.0 / 1_000_000, self.0 % 1_000_000)
    }
}

/// A week of a run, counted from zero. Users count from one.
pub type Week = u32;

/// A week that never comes.
pub const NEVER: Week = Week::MAX;

/// Weeks in a year of this model.
pub const WEEKS_PER_YEAR: u32 = 52;

/// A town or circle of friends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct CommunityId(pub u32);

impl CommunityId {
    /// The community as an index.
    #[must_use]
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// A business's place in the order of names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct BusinessId(pub u8);

impl BusinessId {
    /// The business as an index.
    #[must_use]
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// Who somebody is, whatever the contract and whoever joined before: the address of her luck.
///
/// The upper half is the community plus one, the lower half the how-manieth she was to join there;
/// founders have an upper half of zero and their founder number below; cohorts have an upper half
/// that no community reaches. Two runs with other rates thus meet the same persons.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct PersonKey(pub u64);

/// How the keys of cohorts begin: apart from communities, and from what `chance` addresses that is
/// no person.
const FOLLOWED: u64 = 0x7 << 60;

impl PersonKey {
    /// The n-th founder over all businesses.
    #[must_use]
    pub fn founder(number: u32) -> Self {
        Self(u64::from(number))
    }

    /// Whether she was there before the first week.
    #[must_use]
    pub fn is_founder(self) -> bool {
        self.0 >> 32 == 0
    }

    /// The n-th of a cohort that is put into every run; which cohort follows from its name alone.
    ///
    /// # Panics
    /// When the cohort's number does not fit 28 bits.
    #[must_use]
    pub fn followed(cohort: u32, number: u32) -> Self {
        assert!(cohort < 1 << 28, "cohort {cohort} does not fit 28 bits");
        Self(FOLLOWED | u64::from(cohort) << 32 | u64::from(number))
    }

    /// Whether she is one of a cohort.
    #[must_use]
    pub fn is_followed(self) -> bool {
        self.0 & (0xF << 60) == FOLLOWED
    }

    /// The lower and the upper half.
    #[inline]
    #[must_use]
    #[expect(clippy::cast_possible_truncation, reason = "the halves of 64 bits")]
    pub const fn halves(self) -> [u32; 2] {
        [self.0 as u32, (self.0 >> 32) as u32]
    }

    /// The person whose key has these halves, the lower first.
    #[inline]
    #[must_use]
    pub const fn from_halves([lower, upper]: [u32; 2]) -> Self {
        Self((upper as u64) << 32 | lower as u64)
    }

    /// The k-th person who joins in a community.
    #[must_use]
    pub fn joiner(community: CommunityId, order: u32) -> Self {
        Self((u64::from(community.0) + 1) << 32 | u64::from(order))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_rounding_does_what_its_name_says_on_both_sides_of_zero() {
        for (cents, half_up, half_even, down) in
            [(5, 3, 2, 2), (-5, -3, -2, -2), (7, 4, 4, 3), (-7, -4, -4, -3), (6, 3, 3, 3)]
        {
            let half = |rounding| Cents(cents).at_rate(Ppm(500_000), rounding).0;
            assert_eq!(half(Rounding::HalfUp), half_up);
            assert_eq!(half(Rounding::HalfEven), half_even);
            assert_eq!(half(Rounding::Down), down);
        }
    }

    #[test]
    fn a_split_adds_up_and_the_largest_remainders_get_the_rest() {
        let (parts, left) = split_by_largest_remainder(Cents(100), &[1, 1, 1]);
        assert_eq!(parts, [Cents(34), Cents(33), Cents(33)]);
        assert_eq!(left, Cents::ZERO);
        let (parts, _) = split_by_largest_remainder(Cents(10), &[1, 0, 5]);
        assert_eq!(parts, [Cents(2), Cents(0), Cents(8)]);
        let (parts, left) = split_by_largest_remainder(Cents(10), &[0, 0]);
        assert_eq!((parts, left), (vec![Cents::ZERO; 2], Cents(10)));
    }

    #[test]
    #[should_panic(expected = "money overflow")]
    fn overflow_of_money_is_an_error_and_never_a_wrap() {
        let _ = Cents(i64::MAX).at_rate(Ppm(2_000_000), Rounding::Down);
    }

    #[test]
    fn persons_of_different_places_never_share_a_key() {
        let first = PersonKey::joiner(CommunityId(0), 0);
        assert_ne!(first, PersonKey::founder(0));
        assert_ne!(first, PersonKey::joiner(CommunityId(1), 0));
        assert_ne!(first, PersonKey::joiner(CommunityId(0), 1));
        assert!(PersonKey::followed(0, 0).is_followed());
        assert!(PersonKey::followed((1 << 28) - 1, u32::MAX).is_followed());
        assert_ne!(PersonKey::followed(0, 1), PersonKey::followed(1, 0));
        let last = PersonKey::joiner(CommunityId(1_800_000_000), u32::MAX);
        assert!(!first.is_followed() && !PersonKey::founder(u32::MAX).is_followed());
        assert!(!last.is_followed());
    }
}
