//! Philox4x32 with ten rounds: 128 random bits for every counter of 128 bits and key of 64.
//!
//! The function is that of Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as
//! 1, 2, 3" (SC 2011), and is checked against the known answers that they published with it.
//!
//! *Invariant*: a pure function of its arguments in whole numbers, so that it gives the same words
//! on every machine; for one key it is a bijection of the counters, so that two addresses never
//! share a block by construction. [`blocks`] equals [`block`] person by person.
//!
//! *Absent*: state, streams, and what the words are used for.

/// How many neighbouring persons [`blocks`] is meant to be called with.
pub const WIDTH: usize = 8;

/// How many counters [`blocks_into`] works on side by side.
const TOGETHER: usize = 16;

const ROUNDS: u32 = 10;
const MULTIPLIERS: [u32; 2] = [0xD251_1F53, 0xCD9E_8D57];
/// The golden ratio and the square root of three less one, as the key's steps from round to round.
const STEPS: [u32; 2] = [0x9E37_79B9, 0xBB67_AE85];

/// The four words that belong to a counter under a key.
#[inline]
#[must_use]
pub const fn block(counter: [u32; 4], key: [u32; 2]) -> [u32; 4] {
    let [mut a, mut b, mut c, mut d] = counter;
    let [mut left, mut right] = key;
    let mut round = 0;
    while round < ROUNDS {
        let (high_a, low_a) = multiply(a, MULTIPLIERS[0]);
        let (high_c, low_c) = multiply(c, MULTIPLIERS[1]);
        (a, b, c, d) = (high_c ^ b ^ left, low_c, high_a ^ d ^ right, low_a);
        left = left.wrapping_add(STEPS[0]);
        right = right.wrapping_add(STEPS[1]);
        round += 1;
    }
    [a, b, c, d]
}

/// The blocks of `N` counters that have their last two words in common.
///
/// `low` and `high` are the first and second words of the counters, `shared` the third and fourth.
/// The answer is by lane: `words[lane][n]` is word `lane` of counter `n`. The counters do not
/// depend on each other, which leaves the compiler free to use the machine's vectors. As measured,
/// that gains nothing over [`block`] on plain x86-64 and about an eighth with AVX2.
#[inline]
#[must_use]
pub fn blocks<const N: usize>(
    low: &[u32; N],
    high: &[u32; N],
    shared: [u32; 2],
    key: [u32; 2],
) -> [[u32; N]; 4] {
    let mut words = [[0; N]; 4];
    for n in 0..N {
        let [a, b, c, d] = block([low[n], high[n], shared[0], shared[1]], key);
        words[0][n] = a;
        words[1][n] = b;
        words[2][n] = c;
        words[3][n] = d;
    }
    words
}

/// As [`blocks`], for many counters and into the words' own place.
///
/// The words are kept in the lower halves of 64 bits, whose upper halves hold what does not matter:
/// so a round is two products, two shifts and four exclusive ors of whole vectors.
#[inline(always)]
#[expect(clippy::inline_always, reason = "compiled for the machine's vectors by its caller")]
pub fn blocks_into<const N: usize>(
    [low, high]: &[[u32; N]; 2],
    shared: [u32; 2],
    key: [u32; 2],
    words: &mut [[u32; N]; 4],
) {
    const { assert!(N.is_multiple_of(TOGETHER)) };
    let (low, high) = (low.as_chunks::<TOGETHER>().0, high.as_chunks::<TOGETHER>().0);
    for (number, (low, high)) in low.iter().zip(high).enumerate() {
        let first = TOGETHER * number;
        let (mut a, mut b) = ([0; TOGETHER], [0; TOGETHER]);
        for n in 0..TOGETHER {
            (a[n], b[n]) = (u64::from(low[n]), u64::from(high[n]));
        }
        let (mut c, mut d) = ([u64::from(shared[0]); TOGETHER], [u64::from(shared[1]); TOGETHER]);
        let [mut left, mut right] = key;
        for _ in 0..ROUNDS {
            for n in 0..TOGETHER {
                let from_a = (a[n] & LOWER).wrapping_mul(u64::from(MULTIPLIERS[0]));
                let from_c = (c[n] & LOWER).wrapping_mul(u64::from(MULTIPLIERS[1]));
                (a[n], b[n]) = ((from_c >> 32) ^ b[n] ^ u64::from(left), from_c);
                (c[n], d[n]) = ((from_a >> 32) ^ d[n] ^ u64::from(right), from_a);
            }
            left = left.wrapping_add(STEPS[0]);
            right = right.wrapping_add(STEPS[1]);
        }
        for n in 0..TOGETHER {
            for (lane, word) in [a[n], b[n], c[n], d[n]].into_iter().enumerate() {
                words[lane][first + n] = lower(word);
            }
        }
    }
}

const LOWER: u64 = 0xFFFF_FFFF;

/// The lower half.
#[inline(always)]
#[expect(clippy::inline_always, reason = "compiled for the machine's vectors by its caller")]
#[expect(clippy::cast_possible_truncation, reason = "the lower half is what is asked for")]
const fn lower(wide: u64) -> u32 {
    wide as u32
}

/// The upper and lower halves of a product of 32-bit words.
#[inline]
#[expect(clippy::cast_possible_truncation, reason = "the halves of a 64-bit product")]
const fn multiply(word: u32, multiplier: u32) -> (u32, u32) {
    let product = (word as u64).wrapping_mul(multiplier as u64);
    ((product >> 32) as u32, product as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_known_answers_come_out() {
        let cases = [
            ([0; 4], [0; 2], [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]),
            ([u32::MAX; 4], [u32::MAX; 2], [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]),
            (
                [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344],
                [0xa409_3822, 0x299f_31d0],
                [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1],
            ),
        ];
        for (counter, key, answer) in cases {
            assert_eq!(block(counter, key), answer);
        }
    }

    #[test]
    fn neighbours_taken_together_get_the_words_that_they_get_alone() {
        let key = [0x1234_5678, 0x9abc_def0];
        for start in [0, 77, u32::MAX - 5] {
            let low: [u32; WIDTH] =
                std::array::from_fn(|n| start.wrapping_add(u32::try_from(n).unwrap()));
            let high: [u32; WIDTH] = low.map(|word| word.rotate_left(7));
            let together = blocks(&low, &high, [51, 3], key);
            let counters: [[u32; TOGETHER]; 2] =
                [low, high].map(|words| std::array::from_fn(|n| words[n % WIDTH]));
            let mut into = [[0; TOGETHER]; 4];
            blocks_into(&counters, [51, 3], key, &mut into);
            for (into, together) in into.iter().zip(together) {
                assert_eq!((&into[..WIDTH], &into[WIDTH..]), (&together[..], &together[..]));
            }
            for n in 0..WIDTH {
                let alone = block([low[n], high[n], 51, 3], key);
                assert_eq!(together.map(|lane| lane[n]), alone);
            }
        }
    }
}
