//! Chance as a lookup: by seed, replicate, person, week and purpose.
//!
//! Nothing here has a state that a draw would move on. Whoever asks for the same address gets the
//! same answer, in any order and on any number of threads; a new purpose elsewhere shifts nothing,
//! and two contracts that are compared meet the same persons with the same luck.
//!
//! *Invariant*: an address has one meaning under one [`SCHEME`]. It is the counter of a
//! [Philox block](philox::block), in four words of 32 bits:
//!
//! | word | content |
//! | --- | --- |
//! | 0 | lower half of the [`PersonKey`] (or of an [`Address`]) |
//! | 1 | upper half of it |
//! | 2 | the week; [`NEVER`] for what holds once and for all |
//! | 3 | block number of the purpose in the lowest 8 bits, an index in the 24 above |
//!
//! The block has four lanes of one word each, and [`Purpose::address`] says which of them belongs
//! to which purpose: the four purposes of a quiet week share block 0, and thus one evaluation.
//! Seed and replicate make the key. All arithmetic is in whole numbers or through [`math`], so that
//! a draw has the same bits on every platform.
//!
//! *Absent*: what anything means for the economy; rates, persons' attributes and weeks are the
//! callers'. Generators with a state, thread-local ones, and entropy from the machine.

pub mod distribution;
pub mod math;
pub mod near;
pub mod philox;
pub mod pick;
pub mod purpose;
pub mod rough;
pub mod sample;
pub mod stream;

pub use distribution::{Distribution, Prepared};
pub use near::Bounds;
pub use pick::pick_by_weight;
pub use purpose::{Purpose, SequencePurpose};
pub use sample::{Binomial, BinomialCounts, Poisson, PoissonSums, bernoulli, binomial, poisson};
pub use stream::Stream;

use rand::Rng;

use crate::units::{CommunityId, NEVER, PersonKey, Week};

/// The name and version of the generator together with the table of purposes; it goes into every
/// output, since the same seed means the same run under the same scheme only.
pub const SCHEME: &str = "philox4x32-10/1";

/// How many neighbouring persons [`Luck::blocks`] looks up at a time.
pub const WIDTH: usize = philox::WIDTH;

/// How many words a sequence has at one address; its indices stay below.
pub const SEQUENCE_LENGTH: u32 = 1 << 26;

/// The bits of the counter's last word that hold the block number.
const BLOCK_BITS: u32 = 8;

/// All the luck of one replicate of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Luck {
    key: [u32; 2],
}

impl Luck {
    /// The luck of a replicate under a seed.
    ///
    /// The key is what `SplitMix64` (Steele, Lea and Flood 2014) yields at step `replicate` from
    /// the scrambled seed: `mix(mix(seed) + replicate × odd)`. Each step is a bijection, so that
    /// two replicates of one seed never share a key, nor do two seeds at one replicate; two pairs
    /// that differ in both share one with probability 2⁻⁶⁴.
    pub fn new(seed: u64, replicate: u32) -> Self {
        let start = mix(seed.wrapping_add(GOLDEN));
        let key = mix(start.wrapping_add(u64::from(replicate).wrapping_mul(GOLDEN)));
        Self { key: halves(key) }
    }

    /// The four words of a block number for a person and a week.
    #[inline]
    pub fn block(&self, person: PersonKey, week: Week, block: u32) -> Block {
        Block(philox::block(counter(person, week, block, 0), self.key))
    }

    /// The same block number for several persons at once, equal to [`block`](Self::block) of each.
    /// Not cheaper on plain x86-64: see [`philox::blocks`] and the `chance` bench.
    #[inline]
    pub fn blocks(&self, persons: &[PersonKey; WIDTH], week: Week, block: u32) -> Blocks {
        let low = persons.map(|person| halves(person.0)[0]);
        let high = persons.map(|person| halves(person.0)[1]);
        Blocks(philox::blocks(&low, &high, [week, last_word(block, 0)], self.key))
    }

    /// The same block number for many persons, of whom the lower and the upper halves of their keys
    /// are given, by lane.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "compiled for the machine's vectors by its caller")]
    pub fn blocks_into<const N: usize>(
        &self,
        persons: &[[u32; N]; 2],
        (week, block): (Week, u32),
        words: &mut [[u32; N]; 4],
    ) {
        philox::blocks_into(persons, [week, last_word(block, 0)], self.key, words);
    }

    /// Block `number` of a sequence for many persons, given as for
    /// [`blocks_into`](Self::blocks_into); its words are those of
    /// [`sequence_block`](Self::sequence_block).
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "compiled for the machine's vectors by its caller")]
    pub fn sequence_blocks_into<const N: usize>(
        &self,
        persons: &[[u32; N]; 2],
        week: Week,
        (purpose, number): (SequencePurpose, u32),
        words: &mut [[u32; N]; 4],
    ) {
        let last = last_word(purpose.block(), number);
        philox::blocks_into(persons, [week, last], self.key, words);
    }

    /// The one word of a purpose for a person and a week.
    #[inline]
    pub fn uniform(&self, person: PersonKey, week: Week, purpose: Purpose) -> Uniform {
        let (block, lane) = purpose.address();
        self.block(person, week, block).word(lane)
    }

    /// The one word of a purpose for a person, once and for all.
    #[inline]
    pub fn attribute(&self, person: PersonKey, purpose: Purpose) -> Uniform {
        self.uniform(person, NEVER, purpose)
    }

    /// Word `index` of a sequence.
    ///
    /// # Panics
    /// When the index is not below [`SEQUENCE_LENGTH`].
    #[inline]
    pub fn sequence(
        &self,
        person: PersonKey,
        week: Week,
        purpose: SequencePurpose,
        index: u32,
    ) -> Uniform {
        self.sequence_block(person, week, purpose, index / 4).word((index % 4) as usize)
    }

    /// Words `4 × number` to `4 × number + 3` of a sequence at once.
    ///
    /// # Panics
    /// When the number is not below a quarter of [`SEQUENCE_LENGTH`].
    #[inline]
    pub fn sequence_block(
        &self,
        person: PersonKey,
        week: Week,
        purpose: SequencePurpose,
        number: u32,
    ) -> Block {
        assert!(number < SEQUENCE_LENGTH / 4, "a sequence of {SEQUENCE_LENGTH} words has run out");
        Block(philox::block(counter(person, week, purpose.block(), number), self.key))
    }

    /// A generator for one purpose of a person and a week: further words, beside the one that
    /// [`uniform`](Self::uniform) gives and independent of it.
    pub fn stream(&self, person: PersonKey, week: Week, purpose: Purpose) -> Stream {
        let (block, lane) = purpose.address();
        // Index 0 holds the purposes' own words; from 1 on the four lanes take turns.
        let turn = [1, 2, 3, 4][lane];
        Stream::new(self.key, counter(person, week, block, turn), 4 << BLOCK_BITS)
    }

    /// A whole number below `end`, evenly drawn with 64 bits: no number is more than `end` / 2⁶⁴
    /// too likely. It is not the word that [`uniform`](Self::uniform) gives.
    pub fn below(&self, person: PersonKey, week: Week, purpose: Purpose, end: u32) -> u32 {
        let draw = self.stream(person, week, purpose).next_u64();
        let scaled = (u128::from(draw) * u128::from(end)) >> 64;
        u32::try_from(scaled).expect("below a 32-bit end")
    }

    /// Draw number `number` of a sequence with 64 bits, out of a block of its own.
    ///
    /// # Panics
    /// When the number is not below a quarter of [`SEQUENCE_LENGTH`].
    #[inline]
    pub fn sequence_wide(
        &self,
        person: PersonKey,
        week: Week,
        purpose: SequencePurpose,
        number: u32,
    ) -> u64 {
        let block = self.sequence_block(person, week, purpose, number);
        block.word(0).refined_by(block.word(1))
    }

    /// A generator that yields the words of a sequence from index 0 on.
    pub fn sequence_stream(
        &self,
        person: PersonKey,
        week: Week,
        purpose: SequencePurpose,
    ) -> Stream {
        Stream::new(self.key, counter(person, week, purpose.block(), 0), 1 << BLOCK_BITS)
    }
}

/// The four words of an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Block(pub [u32; 4]);

impl Block {
    /// The word in a lane (0 to 3).
    #[inline]
    pub const fn word(self, lane: usize) -> Uniform {
        Uniform::new(self.0[lane])
    }

    /// The word of a purpose. The block must be the purpose's own; that is not checked.
    #[inline]
    pub const fn of(self, purpose: Purpose) -> Uniform {
        self.word(purpose.lane())
    }
}

/// The blocks of [`WIDTH`] persons, by lane and then by person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Blocks(pub [[u32; WIDTH]; 4]);

impl Blocks {
    /// The block of the n-th person.
    #[inline]
    pub fn person(&self, n: usize) -> Block {
        Block(self.0.map(|lane| lane[n]))
    }

    /// The word in a lane (0 to 3) of the n-th person.
    #[inline]
    pub const fn word(&self, n: usize, lane: usize) -> Uniform {
        Uniform::new(self.0[lane][n])
    }
}

/// A number that chance has chosen evenly between 0 and 1, as one word of 32 bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Uniform(u32);

impl Uniform {
    /// From a word.
    #[inline]
    pub const fn new(word: u32) -> Self {
        Self(word)
    }

    /// The word itself.
    #[inline]
    pub const fn word(self) -> u32 {
        self.0
    }

    /// The number: (word + ½) / 2³², exactly, and thus never 0 and never 1.
    #[inline]
    pub fn value(self) -> f64 {
        (f64::from(self.0) + 0.5) * (1.0 / 4_294_967_296.0)
    }

    /// The same number in 64 bits, for [`pick_by_weight`]: the word above, a half below.
    #[inline]
    pub const fn wide(self) -> u64 {
        join(1 << 31, self.0)
    }

    /// A finer number in 64 bits from two words, this one above, for [`pick_by_weight`].
    #[inline]
    pub const fn refined_by(self, other: Self) -> u64 {
        join(other.0, self.0)
    }
}

/// Addresses that are no persons': their top bit is set, which no [`PersonKey`] of a community
/// below 2³¹ − 1 has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Address;

impl Address {
    /// The luck of a community as a whole.
    #[inline]
    pub fn community(id: CommunityId) -> PersonKey {
        PersonKey(TOP | u64::from(id.0))
    }
}

const TOP: u64 = 1 << 63;

/// `SplitMix64`'s step: 2⁶⁴ over the golden ratio, odd.
const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;

/// `SplitMix64`'s scrambler, a bijection of 64 bits (Stafford's thirteenth variant).
const fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// The counter of an address.
#[inline]
fn counter(person: PersonKey, week: Week, block: u32, index: u32) -> [u32; 4] {
    let [low, high] = halves(person.0);
    [low, high, week, last_word(block, index)]
}

/// Block number and index in one word.
#[inline]
fn last_word(block: u32, index: u32) -> u32 {
    debug_assert!(block < 1 << BLOCK_BITS, "block numbers are below 256, not {block}");
    block | index << BLOCK_BITS
}

/// Lower and upper half.
#[inline]
#[expect(clippy::cast_possible_truncation, reason = "the halves of 64 bits")]
const fn halves(wide: u64) -> [u32; 2] {
    [wide as u32, (wide >> 32) as u32]
}

/// The opposite of [`halves`].
#[inline]
const fn join(low: u32, high: u32) -> u64 {
    (high as u64) << 32 | low as u64
}

/// A digest as text.
#[cfg(test)]
fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("a string takes everything");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use sha2::{Digest, Sha256};
    use std::collections::BTreeSet;

    const PERSON: PersonKey = PersonKey(3 << 32 | 0x29);

    #[test]
    fn the_words_of_every_purpose_stay_where_they_are() {
        let luck = Luck::new(20_260_101, 7);
        let mut hash = Sha256::new();
        for purpose in Purpose::ALL.into_iter().take(32) {
            hash.update(luck.uniform(PERSON, 17, purpose).word().to_le_bytes());
            hash.update(luck.attribute(PERSON, purpose).word().to_le_bytes());
        }
        for purpose in SequencePurpose::ALL.into_iter().take(6) {
            for index in [0, 1, 2, 3, 4, 1_000_003] {
                hash.update(luck.sequence(PERSON, 17, purpose, index).word().to_le_bytes());
            }
        }
        let first: Vec<u32> =
            Purpose::ALL.iter().map(|&p| luck.uniform(PERSON, 17, p).word()).take(6).collect();
        assert_eq!(
            first,
            [3_851_122_581, 3_084_778_947, 4_030_487_201, 2_280_645_839, 17_419_439, 1_564_067_559]
        );
        assert_eq!(
            hex(&hash.finalize()),
            "10cbb8f9b13b4ce3637ed1a90b4075df022348d3e171d2c3695db677fa30b398"
        );
        // Those that came later, at free places.
        let later = [Purpose::Offer, Purpose::SponsorHome];
        assert_eq!(later.map(|p| luck.attribute(PERSON, p).word()), [3_225_781_108, 4_233_971_828]);
        let cancels = luck.uniform(PERSON, 17, Purpose::CoolingOffClaim).word();
        assert_eq!(cancels, 2_123_861_406);
        let later = [SequencePurpose::Booking, SequencePurpose::Sponsor];
        let words = later.map(|p| luck.sequence(PERSON, 17, p, 0).word());
        assert_eq!(words, [2_561_429_517, 2_213_410_072]);
    }

    #[test]
    fn the_key_is_that_of_split_mix_and_no_two_replicates_or_seeds_share_it() {
        // The first outputs of SplitMix64 from state 0, as its authors' program prints them.
        assert_eq!(mix(GOLDEN), 0xE220_A839_7B1D_CDAF);
        assert_eq!(mix(GOLDEN.wrapping_mul(2)), 0x6E78_9E6A_A1B9_65F4);
        let mut keys = BTreeSet::new();
        for low in 0..100 {
            for high in 0..100 {
                assert!(keys.insert(Luck::new(low, high).key), "{low} {high}");
            }
        }
    }

    #[test]
    fn neighbours_looked_up_together_have_the_luck_that_they_have_alone() {
        let luck = Luck::new(5, 6);
        let persons = std::array::from_fn(|n| PersonKey(PERSON.0 + 3 * n as u64));
        let together = luck.blocks(&persons, 9, 2);
        for (n, &person) in persons.iter().enumerate() {
            let alone = luck.block(person, 9, 2);
            assert_eq!(together.person(n), alone);
            assert_eq!(together.word(n, 3), luck.uniform(person, 9, Purpose::Load));
            assert_eq!(alone.of(Purpose::Load), alone.word(3));
        }
    }

    #[test]
    fn a_number_is_strictly_between_nought_and_one_and_keeps_its_place_when_widened() {
        for word in [0, 1, 1 << 31, u32::MAX] {
            let u = Uniform::new(word);
            assert!(0.0 < u.value() && u.value() < 1.0);
            assert_eq!(u.wide() >> 32, u64::from(word));
            assert_eq!(u.refined_by(Uniform::new(9)), u64::from(word) << 32 | 9);
        }
        let middle = 0.5 + 1.0 / 8_589_934_592.0;
        assert_eq!(Uniform::new(1 << 31).value().to_bits(), f64::to_bits(middle));
    }

    #[test]
    fn communities_never_meet_persons() {
        let community = CommunityId(0x7FFF_FFFD);
        let all = [
            PersonKey::joiner(community, u32::MAX).0,
            PersonKey::founder(u32::MAX).0,
            Address::community(community).0,
            Address::community(CommunityId(255)).0,
        ];
        assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len());
        assert!(all.iter().map(|key| key >> 63).eq([0, 0, 1, 1]));
    }

    /// Correlation of two series of uniform numbers, in units of its standard error.
    fn correlation(pairs: &[(f64, f64)]) -> f64 {
        let product: f64 = pairs.iter().map(|(a, b)| (a - 0.5) * (b - 0.5)).sum();
        let n = pairs.len() as f64;
        product * 12.0 / n * n.sqrt()
    }

    #[test]
    fn lanes_weeks_persons_replicates_and_seeds_do_not_know_of_each_other() {
        let at = |seed, replicate, person, week, purpose| {
            Luck::new(seed, replicate).uniform(PersonKey(person), week, purpose).value()
        };
        let mut worst: f64 = 0.0;
        for purpose in [Purpose::Posts, Purpose::RepeatOrders, Purpose::Anniversary] {
            let mut series: [Vec<(f64, f64)>; 7] = Default::default();
            for n in 0..20_000_u32 {
                let (person, week) = (u64::from(n / 100), n % 100);
                let here = at(1, 0, person, week, purpose);
                let others = [
                    at(1, 0, person, week, Purpose::Leave),
                    at(1, 0, person, week, Purpose::Basket),
                    at(1, 0, person, week + 1, purpose),
                    at(1, 0, person + 1, week, purpose),
                    at(1, 0, person + (1 << 32), week, purpose),
                    at(1, 1, person, week, purpose),
                    at(2, 0, person, week, purpose),
                ];
                for (pairs, other) in series.iter_mut().zip(others) {
                    pairs.push((here, other));
                }
            }
            for pairs in &series {
                worst = worst.max(correlation(pairs).abs());
            }
        }
        // The largest of 21 standard normal variables exceeds 4 once in 750 seeds.
        assert!(worst < 4.0, "{worst} standard errors");
    }
}
