//! Numbers of posts of many partners at once, told by comparing words with the borders between
//! counts.
//!
//! *Invariant*: the counts are those of [`poisson`]. For many who all work as long the borders are
//! found by asking it; for others a count is told only where its word is farther from all borders
//! than rounding can move them.

use super::quick::part;
use crate::chance::{Uniform, poisson, rough};
use crate::machine::packed;

/// Partners looked at together.
pub(super) const LANES: usize = 64;

/// A number of posts for a rate, told by comparing words of 32 bits.
#[derive(Debug, Clone, Default)]
pub(super) struct PostsLaw {
    /// The rate as bits.
    rate: u64,
    /// The smallest word that makes more than n posts, by n.
    least: Vec<u32>,
}

/// Most comparisons that are quicker than a search.
const MOST_COMPARED: u32 = 40;

impl PostsLaw {
    /// Takes up another rate; false where comparing would take too long.
    pub(super) fn take_up(&mut self, rate: f64) -> bool {
        if self.rate == rate.to_bits() && !self.least.is_empty() {
            return true;
        }
        self.least.clear();
        let most = poisson(Uniform::new(u32::MAX), rate);
        if MOST_COMPARED < most || most == 0 {
            return false;
        }
        self.rate = rate.to_bits();
        for posts in 0..most {
            // The first word whose count is beyond.
            let (mut low, mut high) = (0, u32::MAX);
            while low < high {
                let middle = low + (high - low) / 2;
                if posts < poisson(Uniform::new(middle), rate) {
                    high = middle;
                } else {
                    low = middle + 1;
                }
            }
            self.least.push(low);
        }
        true
    }

    #[inline(always)]
    #[expect(clippy::inline_always, reason = "compiled for the machine's vectors by its caller")]
    pub(super) fn draw(&self, words: &[u32; LANES], posts: &mut [u32; LANES]) {
        *posts = [0; LANES];
        for &least in &self.least {
            for (posts, &word) in posts.iter_mut().zip(words) {
                *posts = posts.wrapping_add(u32::from(least <= word));
            }
        }
    }
}

/// Rates below this are told by summing.
const RATES: f32 = 24.0;

/// One over one, two, three and so on: what each probability is of the one before, for a rate of
/// one.
const RATIOS: [f32; 80] = {
    let mut ratios = [1.0; 80];
    let (mut place, mut count) = (0, 1.0);
    while place < ratios.len() {
        ratios[place] = 1.0 / count;
        (place, count) = (place + 1, count + 1.0);
    }
    ratios
};

/// By how much a probability may be off: more than three times what rounding to 32 bits can make of
/// it, which is 1e-6 for none, and at most 8e-6 for the sum of all. Few words are as near to a
/// border.
const SLACK: f32 = 3e-5;

/// Lanes whose sums fit the machine's registers together.
const SUMMED: usize = 32;

/// Numbers of posts of lanes that each have a rate of their own, told by summing probabilities for
/// many at once; bit n of the answer says that the n-th was told. Those whose word is next to a
/// border are not, nor those whose rate is not below [`RATES`].
#[inline(always)]
#[expect(clippy::inline_always, reason = "compiled for the machine's vectors by its caller")]
pub(super) fn sum_up(words: &[u32; LANES], rates: &[f64; LANES], posts: &mut [u32; LANES]) -> u64 {
    let mut told = [0; LANES];
    let given = words.as_chunks().0.iter().zip(rates.as_chunks().0);
    let out = posts.as_chunks_mut().0.iter_mut().zip(told.as_chunks_mut().0);
    for ((words, rates), (posts, told)) in given.zip(out) {
        sum_some(words, rates, posts, told);
    }
    packed(&told)
}

/// The same for some of them.
#[inline(always)]
#[expect(clippy::inline_always, reason = "compiled for the machine's vectors by its caller")]
#[expect(clippy::cast_possible_truncation, reason = "rounded by less than the slack")]
fn sum_some(
    words: &[u32; SUMMED],
    rates: &[f64; SUMMED],
    posts: &mut [u32; SUMMED],
    told: &mut [u8; SUMMED],
) {
    let (mut number, mut rate, mut mass) = ([0.0; SUMMED], [0.0; SUMMED], [0.0; SUMMED]);
    let (mut count, mut doubt) = ([0_u32; SUMMED], [0_u32; SUMMED]);
    for n in 0..SUMMED {
        let narrow = rates[n] as f32;
        let fits = (0.0..RATES).contains(&narrow);
        number[n] = part(words[n]);
        rate[n] = if fits { narrow } else { 0.0 };
        doubt[n] = u32::from(!fits);
        mass[n] = rough::exp_narrow(-rate[n]);
    }
    let (mut below, mut beyond) = (mass, 1);
    for &ratio in &RATIOS {
        beyond = 0;
        for n in 0..SUMMED {
            let is_beyond = u32::from(below[n] <= number[n]);
            doubt[n] |= u32::from((below[n] - number[n]).abs() < SLACK);
            count[n] = count[n].wrapping_add(is_beyond);
            beyond |= is_beyond;
            mass[n] *= rate[n] * ratio;
            below[n] += mass[n];
        }
        if beyond == 0 {
            break;
        }
    }
    for n in 0..SUMMED {
        posts[n] = count[n];
        told[n] = u8::from((doubt[n] | beyond) == 0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::math;

    /// Checks all words at a rate, and says how many of them were told.
    fn told(words: &[u32], rate: f64) -> u32 {
        let mut all = 0;
        for part in words.chunks(LANES) {
            let (mut given, mut posts) = ([0; LANES], [u32::MAX; LANES]);
            given[..part.len()].copy_from_slice(part);
            let told = sum_up(&given, &[rate; LANES], &mut posts);
            for (lane, &word) in part.iter().enumerate().filter(|(lane, _)| told >> lane & 1 == 1) {
                assert_eq!(posts[lane], poisson(Uniform::new(word), rate), "{word} at {rate}");
                all += 1;
            }
        }
        all
    }

    #[test]
    fn a_count_that_is_told_by_summing_is_the_samplers_and_most_are_told() {
        for part in 0..1_250_u32 {
            let rate = f64::from(part) / 52.0 + f64::from(part % 3) * 1e-9;
            let (mut borders, mut mass) = (Vec::new(), math::exp(-rate));
            let mut below = mass;
            for count in 1..40 {
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "saturates"
                )]
                borders.push((below * 4_294_967_296.0) as u32);
                mass *= rate / f64::from(count);
                below += mass;
            }
            let near: Vec<u32> = borders
                .into_iter()
                .flat_map(|least| [0, 1, 999, 128_000, 129_500, 140_000].map(|off| (least, off)))
                .flat_map(|(least, off)| [least.saturating_add(off), least.saturating_sub(off)])
                .chain([0, u32::MAX])
                .collect();
            assert!(told(&near, rate) < 40 * 7, "words next to a border are in doubt");
            let words: Vec<u32> =
                (0..500_u32).map(|n| n.wrapping_mul(2_654_435_769) ^ part).collect();
            let told = told(&words, rate);
            assert!(if rate < RATES.into() { 485 <= told } else { told == 0 }, "{told} at {rate}");
        }
        for rate in [f64::NAN, -1.0, f64::INFINITY, 1e300] {
            assert_eq!(told(&[1, 77, u32::MAX], rate), 0, "{rate}");
        }
    }

    #[test]
    fn posts_by_comparing_are_those_by_searching_at_every_border() {
        let mut law = PostsLaw::default();
        for rate in [0.3, 1.0, 4.999_999, 5.0, 9.5] {
            assert!(law.take_up(rate), "{rate}");
            let mut words: Vec<u32> = law
                .least
                .iter()
                .flat_map(|&least| [least.wrapping_sub(1), least, least.wrapping_add(1)])
                .chain([0, 1, 1 << 31, u32::MAX])
                .collect();
            words.extend((0..2_000).map(|n: u32| n.wrapping_mul(2_654_435_769)));
            for part in words.chunks(LANES) {
                let mut given = [7; LANES];
                given[..part.len()].copy_from_slice(part);
                let mut posts = [0; LANES];
                law.draw(&given, &mut posts);
                for (word, posts) in given.iter().zip(posts) {
                    assert_eq!(posts, poisson(Uniform::new(*word), rate), "{word} at {rate}");
                }
            }
        }
        assert!(!law.take_up(60.0) && !law.take_up(0.0));
    }
}
