//! Posts of many who all work as long: words are compared with the borders between counts.
//!
//! *Invariant*: the borders are found by asking [`poisson`] itself, so that the counts are its own.

use super::quick::LANES;
use crate::chance::{Uniform, poisson};

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

#[cfg(test)]
mod tests {
    use super::*;

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
