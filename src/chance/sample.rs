//! Counts and decisions from one uniform number each, by inversion.
//!
//! A count is the smallest `k` whose cumulative probability reaches the number. So one word makes
//! one count, whatever the rate, and two worlds that differ in a rate only meet the same luck: who
//! sold three in one sells three or more in the other when her rate is higher.
//!
//! *Invariant*: a count never falls when the number or the rate grows, as far as the cumulative
//! probabilities are exact. They are to 5e-13 for means up to 10⁶, as the tests check at the
//! borders between counts; the numbers lie 2.3e-10 apart. The same bits come out on every platform.
//!
//! *Absent*: rejection, which would use an unknown number of words; rates and what they mean.

use rand::Rng;

use super::Uniform;
use super::math::{exp, ln, log1p, normal_quantile, sqrt};

/// Means up to here are searched from zero, at one step a count; larger ones from a guess, at a
/// number of steps in proportion to the standard deviation.
const SEARCHED_FROM_ZERO: f64 = 64.0;

/// Means beyond are taken as this, so that counts fit 32 bits.
const LARGEST_MEAN: f64 = 4.29e9;

/// Whether something of probability `p` happens: the number is below it. Small numbers say yes.
#[inline]
pub fn bernoulli(u: Uniform, p: f64) -> bool {
    u.value() < p
}

/// A Poisson count of mean `rate`: the smallest `k` of which P(X ≤ k) ≥ `u`. Large numbers make
/// large counts.
///
/// Most weeks of most people have none, which is told without an exponential: `u < 1 − rate`
/// implies `u < exp(−rate)`. Up to a rate of 64 it then searches from zero; above, from the
/// Cornish-Fisher guess, whose probability it takes by the saddle-point form of Loader ("Fast and
/// accurate computation of binomial probabilities", 2000) and whose tail it sums. That costs about
/// 10 √rate steps at most. P(X ≤ k) is exact to 5e-13 for rates
/// up to 10⁶ as tested; at 10⁷ it is compared with an approximation of 1e-6 only. Rates above
/// 4.29 × 10⁹ count as that.
///
/// # Panics
/// In debug builds, when the rate is negative, infinite or not a number. In release builds a
/// negative rate or none gives 0.
#[inline]
pub fn poisson(u: Uniform, rate: f64) -> u32 {
    debug_assert!(rate.is_finite() && 0.0 <= rate, "a rate is 0 or more, not {rate}");
    let u = u.value();
    if u < 1.0 - rate { 0 } else { some_poisson(u, rate) }
}

/// A binomial count, how many of `n` happen if each does with probability `p`: the smallest `k` of
/// which P(X ≤ k) ≥ `u`. Large numbers make large counts (other than with [`bernoulli`]).
///
/// By the same methods as [`poisson`] and as exact: `u < 1 − n p` implies none by Bernoulli's
/// inequality, and `p` above one half is counted from the other end.
///
/// # Panics
/// In debug builds, when `p` is not between 0 and 1. In release builds it is brought there, and not
/// a number gives 0.
#[inline]
pub fn binomial(u: Uniform, n: u32, p: f64) -> u32 {
    debug_assert!((0.0..=1.0).contains(&p), "a probability is 0 to 1, not {p}");
    let u = u.value();
    if u < 1.0 - f64::from(n) * p { 0 } else { some_binomial(u, n, p) }
}

/// Sums of Poisson counts that all have one rate: what [`poisson`] comes to, without working out
/// the probability of none each time.
#[derive(Debug, Clone)]
pub struct PoissonSums {
    rate: f64,
    /// The probability of none, by how many are summed.
    none: Vec<f64>,
}

/// Binomial counts that all have one probability: what [`binomial`] comes to, likewise.
#[derive(Debug, Clone)]
pub struct BinomialCounts {
    p: f64,
    /// The probability of none, by how many there are.
    none: Vec<f64>,
}

/// Numbers whose probability of none is kept: up to 63 of at most ½ are searched from zero.
const TABLED: u32 = 64;

impl PoissonSums {
    /// Of counts of a rate.
    pub fn new(rate: f64) -> Self {
        let none = (0..TABLED).map(|count| exp(-(f64::from(count) * rate)));
        Self { rate, none: none.collect() }
    }

    /// As [`poisson`] at so many times the rate.
    #[inline]
    pub fn sum(&self, u: Uniform, count: u32) -> u32 {
        let rate = f64::from(count) * self.rate;
        match self.none.get(count as usize) {
            Some(_) if u.value() < 1.0 - rate => 0,
            Some(&none) if 0.0 < rate && rate < SEARCHED_FROM_ZERO => {
                whole(search_from_zero(u.value(), none, |k| rate / (k + 1.0)))
            }
            _ => poisson(u, rate),
        }
    }
}

impl BinomialCounts {
    /// Of a probability.
    pub fn new(p: f64) -> Self {
        let none = (0..TABLED).map(|count| exp(f64::from(count) * log1p(-p)));
        Self { p, none: none.collect() }
    }

    /// As [`binomial`] of so many.
    #[inline]
    pub fn of(&self, u: Uniform, count: u32) -> u32 {
        let (n, p) = (f64::from(count), self.p);
        match self.none.get(count as usize) {
            Some(_) if u.value() < 1.0 - n * p => 0,
            Some(&none) if 0.0 < p && p <= 0.5 => {
                let law = BinomialLaw { n, p, odds: p / (1.0 - p) };
                whole(search_from_zero(u.value(), none, |k| law.up(k)))
            }
            _ => binomial(u, count, p),
        }
    }
}

/// A Poisson law for any generator; each draw takes one word of 32 bits.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Poisson {
    /// The mean, 0 or more.
    pub rate: f64,
}

impl rand_distr::Distribution<u32> for Poisson {
    #[inline]
    fn sample<R: Rng + ?Sized>(&self, generator: &mut R) -> u32 {
        poisson(Uniform::new(generator.next_u32()), self.rate)
    }
}

/// A binomial law for any generator; each draw takes one word of 32 bits.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Binomial {
    /// The number of trials.
    pub n: u32,
    /// The probability of each, 0 to 1.
    pub p: f64,
}

impl rand_distr::Distribution<u32> for Binomial {
    #[inline]
    fn sample<R: Rng + ?Sized>(&self, generator: &mut R) -> u32 {
        binomial(Uniform::new(generator.next_u32()), self.n, self.p)
    }
}

/// The rest of [`poisson`], kept out of the loops that hold its quick answer.
#[cold]
#[inline(never)]
fn some_poisson(u: f64, rate: f64) -> u32 {
    if rate.is_nan() || rate <= 0.0 {
        return 0;
    }
    // P(X = 0) is at most 1 − rate + rate²/2, and P(X ≤ 1) at least 1 − rate²/2: between them it is
    // one, without an exponential.
    let half_square = rate * rate / 2.0;
    if 1.0 - rate + half_square + 1e-12 < u && u < 1.0 - half_square - 1e-12 {
        return 1;
    }
    if rate < SEARCHED_FROM_ZERO {
        return low_poisson(u, rate);
    }
    let law = PoissonLaw { rate: rate.min(LARGEST_MEAN) };
    whole(search_from_guess(u, &law))
}

/// A Poisson count of a rate that is searched from zero.
#[inline]
fn low_poisson(u: f64, rate: f64) -> u32 {
    /// Rates whose exponential a short series tells well enough to compare with most numbers.
    const SERIES: f64 = 0.5;
    /// More than sums may be off: e^½ times the first term left out, 0.5¹⁰ / 10!.
    const OFF: f64 = 1e-9;
    if rate < SERIES {
        let (mut k, mut mass) = (0.0, exp_of_less(rate));
        let mut below = mass;
        while below + OFF < u {
            k += 1.0;
            mass *= rate / k;
            below += mass;
        }
        if u < below - OFF {
            return whole(k);
        }
    }
    whole(search_from_zero(u, exp(-rate), |k| rate / (k + 1.0)))
}

/// The first ten terms of the series of e to the power of −`x`, in pairs that do not wait for each
/// other.
#[inline]
fn exp_of_less(x: f64) -> f64 {
    let square = x * x;
    let fourth = square * square;
    let first = (1.0 - x) + square * (1.0 / 2.0 - x * (1.0 / 6.0));
    let second = (1.0 / 24.0 - x * (1.0 / 120.0)) + square * (1.0 / 720.0 - x * (1.0 / 5_040.0));
    let third = 1.0 / 40_320.0 - x * (1.0 / 362_880.0);
    first + fourth * (second + fourth * third)
}

/// The rest of [`binomial`], kept out likewise.
#[cold]
#[inline(never)]
fn some_binomial(u: f64, n: u32, p: f64) -> u32 {
    if p.is_nan() || p <= 0.0 || n == 0 {
        return 0;
    }
    if p <= 0.5 {
        return lower_binomial(u, n, p);
    }
    // The failures are counted: P(X ≤ k) ≥ u is P(failures ≤ n − k − 1) ≤ 1 − u. The k sought is
    // thus n less the smallest number of failures whose cumulative probability exceeds 1 − u.
    let complement = (1.0 - p).max(0.0);
    if complement <= 0.0 { n } else { n - lower_binomial((1.0 - u).next_up(), n, complement) }
}

/// A binomial count with 0 < p ≤ ½.
fn lower_binomial(u: f64, n: u32, p: f64) -> u32 {
    let top = f64::from(n);
    // By Bonferroni's inequalities P(X = 0) is at most 1 − n p + n (n − 1) p²/2, and P(X ≤ 1) at
    // least 1 − n (n − 1) p²/2.
    let pairs = top * (top - 1.0) / 2.0 * p * p;
    if 1.0 - top * p + pairs + 1e-12 < u && u < 1.0 - pairs - 1e-12 {
        return 1;
    }
    let law = BinomialLaw { n: top, p, odds: p / (1.0 - p) };
    if top * p < SEARCHED_FROM_ZERO {
        return whole(search_from_zero(u, exp(top * log1p(-p)), |k| law.up(k)));
    }
    whole(search_from_guess(u, &law))
}

/// A law of counts, known by its probabilities; `k` is a whole number.
trait Law {
    /// Mean, standard deviation, and the third central moment over the second.
    fn moments(&self) -> (f64, f64, f64);
    /// The probability of `k`, where it and its distance from the largest value are well above 0.
    fn mass(&self, k: f64) -> f64;
    /// The probability of `k + 1` over that of `k`.
    fn up(&self, k: f64) -> f64;
    /// The probability of `k − 1` over that of `k`.
    fn down(&self, k: f64) -> f64;
}

struct PoissonLaw {
    rate: f64,
}

impl Law for PoissonLaw {
    fn moments(&self) -> (f64, f64, f64) {
        (self.rate, sqrt(self.rate), 1.0)
    }

    fn mass(&self, k: f64) -> f64 {
        exp(-stirling_error(k) - deviance(k, self.rate)) / sqrt(std::f64::consts::TAU * k)
    }

    #[inline]
    fn up(&self, k: f64) -> f64 {
        self.rate / (k + 1.0)
    }

    #[inline]
    fn down(&self, k: f64) -> f64 {
        k / self.rate
    }
}

struct BinomialLaw {
    n: f64,
    p: f64,
    odds: f64,
}

impl Law for BinomialLaw {
    fn moments(&self) -> (f64, f64, f64) {
        let mean = self.n * self.p;
        (mean, sqrt(mean * (1.0 - self.p)), 1.0 - 2.0 * self.p)
    }

    fn mass(&self, k: f64) -> f64 {
        let rest = self.n - k;
        let errors = stirling_error(self.n) - stirling_error(k) - stirling_error(rest);
        let deviances = deviance(k, self.n * self.p) + deviance(rest, self.n * (1.0 - self.p));
        exp(errors - deviances) * sqrt(self.n / (std::f64::consts::TAU * k * rest))
    }

    #[inline]
    fn up(&self, k: f64) -> f64 {
        (self.n - k) * self.odds / (k + 1.0)
    }

    #[inline]
    fn down(&self, k: f64) -> f64 {
        k / ((self.n - k + 1.0) * self.odds)
    }
}

/// The smallest count whose cumulative probability reaches `u`, where 0 has probability `first` and
/// `up` is the ratio from one count to the next.
#[inline]
fn search_from_zero(u: f64, first: f64, up: impl Fn(f64) -> f64) -> f64 {
    let (mut k, mut mass, mut below) = (0.0, first, first);
    while below < u && 0.0 < mass {
        mass *= up(k);
        k += 1.0;
        below += mass;
    }
    k
}

/// The same from a guess: sums the tail on the guess's side of the mean, then walks to the place.
fn search_from_guess(u: f64, law: &impl Law) -> f64 {
    let (mean, deviation, shape) = law.moments();
    let z = normal_quantile(u);
    let mut k = (mean + z * deviation + shape * (z * z - 1.0) / 6.0).round();
    let mut mass = law.mass(k);
    if k <= mean {
        let mut below = tail(mass, k, -1.0, |k| law.down(k));
        if below < u {
            while below < u {
                mass *= law.up(k);
                k += 1.0;
                below += mass;
            }
        } else {
            while u <= below - mass {
                below -= mass;
                mass *= law.down(k);
                k -= 1.0;
            }
        }
    } else {
        let allowed = 1.0 - u;
        let mut above = tail(mass * law.up(k), k + 1.0, 1.0, |k| law.up(k));
        if allowed < above {
            while allowed < above {
                mass *= law.up(k);
                k += 1.0;
                above -= mass;
            }
        } else {
            while above + mass <= allowed {
                above += mass;
                mass *= law.down(k);
                k -= 1.0;
            }
        }
    }
    k
}

/// The sum of the probabilities from `k` on outwards, of which the first is given.
#[inline]
fn tail(first: f64, mut k: f64, step: f64, ratio: impl Fn(f64) -> f64) -> f64 {
    let (mut mass, mut sum) = (first, 0.0);
    while sum * 1e-17 < mass {
        sum += mass;
        mass *= ratio(k);
        k += step;
    }
    sum
}

/// How far Stirling's formula is below ln(k!), by its asymptotic series; exact to 1e-15 from 13 on.
fn stirling_error(k: f64) -> f64 {
    let inverse = 1.0 / k;
    let square = inverse * inverse;
    let inner = 1.0 / 1260.0 - square * (1.0 / 1680.0 - square * (1.0 / 1188.0));
    inverse * (1.0 / 12.0 - square * (1.0 / 360.0 - square * inner))
}

/// Loader's deviance, k ln(k / mean) + mean − k, without cancellation where both are near.
fn deviance(k: f64, mean: f64) -> f64 {
    let relative = (k - mean) / (k + mean);
    if 0.1 <= relative.abs() {
        return k * ln(k / mean) + mean - k;
    }
    // ln(k / mean) is twice the series of artanh(relative).
    let square = relative * relative;
    let (mut power, mut sum, mut odd) = (relative, 0.0, 3.0);
    while 1e-18 < power.abs() && odd < 40.0 {
        power *= square;
        sum += power / odd;
        odd += 2.0;
    }
    (k - mean) * relative + 2.0 * k * sum
}

/// A whole number of 0 to 2³² − 1 as such.
#[inline]
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is whole and fits")]
fn whole(count: f64) -> u32 {
    count as u32
}

#[cfg(test)]
mod tests {
    use super::super::math::pow;
    use super::super::{Luck, Purpose, SequencePurpose, hex};
    use super::*;
    use crate::units::PersonKey;
    use proptest::prelude::{ProptestConfig, any, prop_assert, proptest};
    use rand_distr::Distribution;
    use sha2::{Digest, Sha256};

    const RATES: [f64; 12] =
        [1e-9, 0.01, 0.3, 1.0, 4.5, 30.0, 63.999, 64.0, 65.3, 1e3, 12_345.6, 1e6];
    const TRIALS: [(u32, f64); 14] = [
        (1, 0.3),
        (1, 0.9),
        (20, 0.001),
        (20, 0.1),
        (20, 0.97),
        (127, 0.5),
        (128, 0.5),
        (130, 0.499),
        (200, 0.6),
        (1_000, 0.3),
        (1_000, 0.999),
        (1_000_000, 1e-5),
        (1_000_000, 0.02),
        (2_000_000, 0.75),
    ];

    /// Cumulative probabilities from `start` to `end`: the probabilities in proportion to the
    /// middle one, from the ratio of each to the one below, and then scaled to add up to one. It
    /// shares no function with the samplers.
    fn table(start: u32, end: u32, ratio: impl Fn(f64) -> f64) -> Vec<f64> {
        let middle = (end - start) as usize / 2;
        let mut masses = vec![1.0; (end - start) as usize + 1];
        for place in middle + 1..masses.len() {
            masses[place] = masses[place - 1] * ratio(f64::from(start) + place as f64);
        }
        for place in (0..middle).rev() {
            masses[place] = masses[place + 1] / ratio(f64::from(start) + (place + 1) as f64);
        }
        let whole: f64 = masses.iter().sum();
        let cumulate = |sum: &mut f64, mass: &f64| {
            *sum += mass / whole;
            Some(*sum)
        };
        masses.iter().scan(0.0, cumulate).collect()
    }

    /// Tries the numbers next to each border of the table, on both sides.
    fn agrees_at_every_border(start: u32, table: &[f64], count: impl Fn(Uniform) -> u32) {
        const WORDS: f64 = 4_294_967_296.0;
        let mut tried = 0;
        for (k, &border) in (start..).zip(table) {
            let word = (border * WORDS - 0.5).floor();
            // Where the border lies too close to a number for the table to tell, none is told.
            let apart = (border * WORDS - 0.5 - word).clamp(0.0, 1.0);
            if !(1.0..WORDS - 2.0).contains(&word) || !(0.002..0.998).contains(&apart) {
                continue;
            }
            let word = whole(word);
            assert!(count(Uniform::new(word)) <= k, "{k}: {border}");
            assert!(k < count(Uniform::new(word + 1)), "{k}: {border}");
            tried += 1;
        }
        assert!(0 < tried, "no border was tried");
    }

    /// Where a law with this mean and standard deviation has probability left.
    fn reach(mean: f64, deviation: f64) -> (u32, u32) {
        (whole((mean - 9.0 * deviation - 9.0).max(0.0)), whole(mean + 9.0 * deviation + 30.0))
    }

    #[test]
    fn poisson_counts_change_exactly_where_the_tabulated_probabilities_say() {
        for rate in RATES.into_iter().filter(|&rate| 1e-3 < rate) {
            let (start, end) = reach(rate, sqrt(rate));
            let table = table(start, end, |k| rate / k);
            agrees_at_every_border(start, &table, |u| poisson(u, rate));
        }
    }

    #[test]
    fn binomial_counts_change_exactly_where_the_tabulated_probabilities_say() {
        for (n, p) in TRIALS {
            let mean = f64::from(n) * p;
            let (start, end) = reach(mean, sqrt(mean * (1.0 - p)));
            let left = |k: f64| f64::from(n) - k + 1.0;
            let table = table(start, end.min(n), |k| left(k) * p / (k * (1.0 - p)));
            let last = table.len() - usize::from(end >= n);
            agrees_at_every_border(start, &table[..last], |u| binomial(u, n, p));
        }
    }

    #[test]
    fn one_is_told_without_an_exponential_only_where_the_search_says_so() {
        for step in 0..400 {
            let rate = f64::from(step) * 0.002_5 + 1e-9;
            for part in 0..2_000_u32 {
                let u = Uniform::new(part.wrapping_mul(2_147_483)).value();
                let searched = whole(search_from_zero(u, exp(-rate), |k| rate / (k + 1.0)));
                assert_eq!(some_poisson(u, rate), searched, "{u} at {rate}");
                let n = 1 + step % 7;
                let p = rate / f64::from(n) / 2.0;
                let law = BinomialLaw { n: f64::from(n), p, odds: p / (1.0 - p) };
                let none = exp(f64::from(n) * log1p(-p));
                let searched = whole(search_from_zero(u, none, |k| law.up(k)));
                assert_eq!(lower_binomial(u, n, p), searched, "{u} of {n} at {p}");
            }
        }
    }

    #[test]
    fn small_tables_known_by_hand_come_out() {
        let u = |share: f64| Uniform::new(whole(share * 4_294_967_296.0));
        // Bin(2, 1/2): 1/4, 3/4, 1. Poisson(ln 2): 1/2, 0.8466, 0.9667.
        for (share, heads, few) in [(0.2499, 0, 0), (0.2501, 1, 0), (0.4999, 1, 0)] {
            assert_eq!(binomial(u(share), 2, 0.5), heads);
            assert_eq!(poisson(u(share), std::f64::consts::LN_2), few);
        }
        for (share, heads, few) in [(0.5001, 1, 1), (0.7499, 1, 1), (0.7501, 2, 1), (0.85, 2, 2)] {
            assert_eq!(binomial(u(share), 2, 0.5), heads);
            assert_eq!(poisson(u(share), std::f64::consts::LN_2), few);
        }
    }

    #[test]
    fn the_ends_are_safe() {
        for u in [Uniform::new(0), Uniform::new(u32::MAX)] {
            assert_eq!((poisson(u, 0.0), poisson(u, -0.0)), (0, 0));
            assert_eq!((binomial(u, 0, 0.5), binomial(u, 9, 0.0), binomial(u, 9, 1.0)), (0, 0, 9));
            assert!(!bernoulli(u, 0.0) && bernoulli(u, 1.0));
            assert!(binomial(u, u32::MAX, 0.5).abs_diff(1 << 31) < 250_000);
            assert!(poisson(u, 1e7).abs_diff(10_000_000) < 21_000);
        }
        assert!(4_200_000_000 < poisson(Uniform::new(u32::MAX), 1e30));
    }

    #[test]
    fn the_accuracy_holds_for_large_rates_against_normal_tails() {
        // P(X ≤ k) by the Edgeworth series to the third order has an error of about rate^−3/2.
        use super::super::math::normal_cdf;
        let rate = 1e7;
        for share in [0.001, 0.2, 0.5, 0.9, 0.9999] {
            let u = Uniform::new(whole(share * 4_294_967_296.0));
            let k = f64::from(poisson(u, rate));
            let cumulative = |k: f64| {
                let x = (k + 0.5 - rate) / sqrt(rate);
                let density = exp(-x * x / 2.0) / sqrt(std::f64::consts::TAU);
                normal_cdf(x) - density * (x * x - 1.0) / (6.0 * sqrt(rate))
            };
            assert!(cumulative(k - 1.0) - 1e-6 < u.value() && u.value() < cumulative(k) + 1e-6);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn a_count_never_falls_when_its_rate_grows(
            word in any::<u32>(), power in -6.0..6.0_f64, growth in 0.0..0.2_f64,
        ) {
            let (u, rate) = (Uniform::new(word), pow(10.0, power));
            prop_assert!(poisson(u, rate) <= poisson(u, rate * (1.0 + growth * growth)));
        }

        #[test]
        fn a_count_never_falls_across_the_switch_of_methods(
            word in any::<u32>(), before in 0.0..0.5_f64, after in 0.0..0.5_f64,
        ) {
            let u = Uniform::new(word);
            let (low, high) = (SEARCHED_FROM_ZERO - before, SEARCHED_FROM_ZERO + after);
            prop_assert!(poisson(u, low) <= poisson(u, high));
            prop_assert!(binomial(u, 1_000, low / 1_000.0) <= binomial(u, 1_000, high / 1_000.0));
            let (few, many) = (0.5 - before * 1e-3, 0.5 + after * 1e-3);
            for n in [3, 127, 129, 5_000] {
                prop_assert!(binomial(u, n, few) <= binomial(u, n, many));
            }
        }

        #[test]
        fn a_binomial_count_never_falls_with_trials_or_probability_nor_exceeds_the_trials(
            word in any::<u32>(), n in 0..2_000_000_u32, p in 0.0..1.0_f64, more in 0.0..1.0_f64,
        ) {
            let u = Uniform::new(word);
            let count = binomial(u, n, p);
            prop_assert!(count <= n);
            prop_assert!(count <= binomial(u, n, p + (1.0 - p) * more * more * more));
            prop_assert!(count <= binomial(u, n + 1, p));
        }

        #[test]
        fn a_count_never_falls_when_its_number_grows(
            word in any::<u32>(), step in 0..1_000_000_u32, power in -3.0..5.0_f64,
        ) {
            let (low, high) = (Uniform::new(word), Uniform::new(word.saturating_add(step)));
            let rate = pow(10.0, power);
            prop_assert!(poisson(low, rate) <= poisson(high, rate));
            prop_assert!(binomial(low, 200_000, rate / 2e5) <= binomial(high, 200_000, rate / 2e5));
        }
    }

    /// Draws of a law from the addressed stream.
    fn drawn<T>(law: &impl Distribution<T>, seed: u64, draws: usize) -> Vec<T> {
        let mut stream = Luck::new(seed, 0).stream(PersonKey(1), 0, Purpose::Posts);
        (0..draws).map(|_| law.sample(&mut stream)).collect()
    }

    /// The two-sample statistic of Kolmogorov and Smirnov times its root of the sample size.
    fn distance(mut ours: Vec<u32>, mut theirs: Vec<u32>) -> f64 {
        ours.sort_unstable();
        theirs.sort_unstable();
        let n = ours.len() as f64;
        let largest = ours.iter().map(|value| {
            let a = ours.partition_point(|other| other <= value);
            let b = theirs.partition_point(|other| other <= value);
            a.abs_diff(b) as f64 / n
        });
        largest.fold(0.0, f64::max) * sqrt(n / 2.0)
    }

    #[test]
    fn counts_have_the_law_that_another_sampler_gives_them() {
        // The statistic exceeds 2 with probability 7e-4, less for counts; there are 11 of them.
        for (rate, seed) in [(0.3, 1), (4.5, 2), (30.0, 3), (65.3, 4), (1e3, 5), (1e5, 6)] {
            let oracle = rand_distr::Poisson::new(rate).unwrap();
            let theirs = drawn(&oracle, seed + 100, 10_000).into_iter().map(whole).collect();
            assert!(distance(drawn(&Poisson { rate }, seed, 10_000), theirs) < 2.0, "{rate}");
        }
        let trials = [(20, 0.1), (20, 0.97), (1_000, 0.3), (200, 0.6), (1_000_000, 0.02)];
        for ((n, p), seed) in trials.into_iter().zip(7..) {
            let oracle = rand_distr::Binomial::new(u64::from(n), p).unwrap();
            let theirs = drawn(&oracle, seed + 100, 10_000);
            let theirs = theirs.into_iter().map(|k| u32::try_from(k).unwrap()).collect();
            assert!(distance(drawn(&Binomial { n, p }, seed, 10_000), theirs) < 2.0, "{n} {p}");
        }
    }

    #[test]
    fn mean_and_variance_are_those_of_the_law_within_their_standard_errors() {
        let check = |counts: Vec<u32>, mean: f64, variance: f64, fourth: f64| {
            let n = counts.len() as f64;
            let found = counts.iter().map(|&k| f64::from(k) - mean).sum::<f64>() / n;
            let square = |k: &u32| (f64::from(*k) - mean) * (f64::from(*k) - mean);
            let spread = counts.iter().map(square).sum::<f64>() / n;
            assert!(found.abs() < 4.0 * sqrt(variance / n), "{mean}: {found}");
            let error = sqrt((fourth - variance * variance) / n);
            assert!((spread - variance).abs() < 4.0 * error, "{mean}: {spread}");
        };
        for rate in RATES.into_iter().filter(|&rate| 1e-3 < rate) {
            check(drawn(&Poisson { rate }, 21, 20_000), rate, rate, rate * (1.0 + 3.0 * rate));
        }
        for (n, p) in TRIALS {
            let (mean, variance) = (f64::from(n) * p, f64::from(n) * p * (1.0 - p));
            let fourth = variance * (1.0 + 3.0 * variance - 6.0 * p * (1.0 - p));
            check(drawn(&Binomial { n, p }, 22, 20_000), mean, variance, fourth);
        }
        let luck = Luck::new(23, 0);
        let yes = (0..20_000).filter(|&n| {
            bernoulli(luck.sequence(PersonKey(0), 0, SequencePurpose::Candidate, n), 0.2)
        });
        assert!((yes.count() as f64 - 4_000.0).abs() < 4.0 * sqrt(3_200.0));
    }

    #[test]
    fn tabled_counts_are_those_of_the_laws_at_any_number() {
        let numbers = |count: u32| (0..300_u32).map(move |n| n.wrapping_mul(2_654_435_769) ^ count);
        for each in [0.0, 1e-6, 0.013, 0.2, 0.5, 0.51, 0.97, 1.0, 3.0] {
            for count in [0, 1, 2, 7, 30, 63, 64, 65, 1_000] {
                for word in numbers(count).chain([0, 1, u32::MAX - 1, u32::MAX]) {
                    let u = Uniform::new(word);
                    let rate = f64::from(count) * each;
                    assert_eq!(PoissonSums::new(each).sum(u, count), poisson(u, rate), "{rate}");
                    if each <= 1.0 {
                        let drawn = binomial(u, count, each);
                        assert_eq!(
                            BinomialCounts::new(each).of(u, count),
                            drawn,
                            "{count} of {each}"
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn a_short_series_tells_a_count_only_where_the_exponential_would() {
        for part in 1..2_000_u32 {
            let rate = f64::from(part) / 3_999.0;
            let mut below = exp(-rate);
            let mut mass = below;
            for count in 1..8 {
                for off in [-1e-8, -1e-9, -2e-10, 0.0, 2e-10, 1e-9, 1e-8] {
                    let u = (below + off).clamp(0.0, 1.0 - 1e-10);
                    let searched = search_from_zero(u, exp(-rate), |k| rate / (k + 1.0));
                    assert_eq!(low_poisson(u, rate), whole(searched), "{u} at {rate}");
                }
                mass *= rate / f64::from(count);
                below += mass;
            }
        }
    }

    #[test]
    fn no_bit_of_any_count_has_changed() {
        let mut hash = Sha256::new();
        let mut add = |counts: Vec<u32>| {
            for count in counts {
                hash.update(count.to_le_bytes());
            }
        };
        for rate in [1e-9, 0.01, 0.3, 1.0, 4.5, 30.0, 63.999, 64.0, 65.3, 1e3] {
            add(drawn(&Poisson { rate }, 31, 10_000));
        }
        for (n, p) in TRIALS.into_iter().take(10) {
            add(drawn(&Binomial { n, p }, 32, 10_000));
        }
        add(drawn(&Poisson { rate: 1e6 }, 33, 100));
        add(drawn(&Binomial { n: 2_000_000, p: 0.75 }, 34, 100));
        assert_eq!(
            hex(&hash.finalize()),
            "147c191fede0ccff9f3fea6037d3d3cb3ca6c1f8aaeecdf7a959224f3d2fa6ac"
        );
    }
}
