//! Numbers of posts told by comparing words with the borders between counts, not by summing
//! probabilities for each partner.
//!
//! *Invariant*: the counts are those of [`poisson`]. For many who all work as long the borders are
//! found by asking it; for others a count is told only where it is the same at the next lower and
//! the next higher rate of a grid, because a higher rate never makes a smaller count.

use std::sync::OnceLock;

use crate::chance::{Uniform, math, poisson};

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

/// Grid of rates in each unit of it.
const STEPS: f64 = 32.0;

/// Rates below this are on the grid.
const RATES: u16 = 12;

/// Borders kept for each rate.
const BORDERS: usize = 32;

/// Words by which a border of the grid may be off: far more than rounding can make.
const SLACK: u32 = 2;

/// Roughly the smallest word that makes more than n posts, for rates on a grid.
pub(super) struct Grid {
    least: Vec<[u32; BORDERS]>,
}

impl Grid {
    /// The grid, made when it is first wanted; it depends on nothing.
    pub(super) fn get() -> &'static Self {
        static GRID: OnceLock<Grid> = OnceLock::new();
        GRID.get_or_init(|| {
            let last = u32::from(RATES) * 32;
            Self { least: (0..=last).map(|step| borders(f64::from(step) / STEPS)).collect() }
        })
    }

    /// The count that a word makes at a rate, where it is told.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "compiled for the machine's vectors by its caller")]
    pub(super) fn count(&self, word: u32, rate: f64) -> Option<u32> {
        if !(0.0..f64::from(RATES)).contains(&rate) {
            return None;
        }
        let step = step(rate);
        let (lower, higher) = (&self.least[step], &self.least[step + 1]);
        let surely = word.saturating_sub(SLACK);
        // All of them, since borders rise: the first that is beyond would be guessed wrongly.
        let count = lower.iter().fold(0, |count, &least| count + u32::from(least <= surely));
        let beyond = higher.get(count as usize)?;
        (word.saturating_add(SLACK) < *beyond).then_some(count)
    }
}

/// The place on the grid at or below a rate.
#[inline]
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a step of the grid")]
fn step(rate: f64) -> usize {
    (rate * STEPS) as usize
}

/// Borders between the counts of a rate.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturates")]
fn borders(rate: f64) -> [u32; BORDERS] {
    let mut mass = math::exp(-rate);
    let (mut below, mut count) = (0.0, 0.0);
    std::array::from_fn(|_| {
        below += mass;
        count += 1.0;
        mass *= rate / count;
        (below * 4_294_967_296.0) as u32
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_that_the_grid_tells_is_the_samplers_and_most_are_told() {
        let grid = Grid::get();
        let (mut told, mut all) = (0, 0);
        for part in 0..1_300_u32 {
            // On the grid, beside it, and beyond it.
            let rate = f64::from(part) / 104.0 + f64::from(part % 3) * 1e-9;
            let borders = if rate < f64::from(RATES) { &grid.least[step(rate)][..] } else { &[] };
            let near = borders.iter().flat_map(|&least| {
                [least.saturating_sub(3), least.saturating_sub(1), least, least.saturating_add(3)]
            });
            for word in near.chain([0, u32::MAX]) {
                let counted = grid.count(word, rate);
                let sampled = poisson(Uniform::new(word), rate);
                assert!(counted.is_none_or(|count| count == sampled), "{word} at {rate}");
            }
            for n in 0..400_u32 {
                let word = n.wrapping_mul(2_654_435_769) ^ part;
                let sampled = poisson(Uniform::new(word), rate);
                let counted = grid.count(word, rate);
                assert!(counted.is_none_or(|count| count == sampled), "{word} at {rate}");
                told += u32::from(counted.is_some());
                all += 1;
            }
        }
        assert!(all / 10 * 9 < told, "{told} of {all}");
        assert_eq!(grid.count(1 << 31, f64::NAN), None);
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
