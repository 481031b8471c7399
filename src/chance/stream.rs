//! A generator in the sense of the `rand` crates for one address.
//!
//! *Invariant*: the words depend on the address alone, and the streams of two addresses have no
//! block in common.
//!
//! *Absent*: a way to seed it by hand; [`Luck`](super::Luck) hands it out.

use std::convert::Infallible;

use rand::TryRng;

use super::philox;

/// Words without a fixed number for one purpose of one person and week, as a [`rand::Rng`].
///
/// It holds at least 2²⁴ − 4 words and panics beyond, rather than to run into another address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stream {
    key: [u32; 2],
    counter: [u32; 4],
    /// What is added to the counter's last word from block to block.
    step: u32,
    words: [u32; 4],
    used: usize,
}

impl Stream {
    /// From the counter of its first block.
    pub(super) const fn new(key: [u32; 2], counter: [u32; 4], step: u32) -> Self {
        Self { key, counter, step, words: [0; 4], used: 4 }
    }

    /// The next word.
    #[inline]
    fn word(&mut self) -> u32 {
        if self.used == 4 {
            self.refill();
        }
        let word = self.words[self.used];
        self.used += 1;
        word
    }

    fn refill(&mut self) {
        self.words = philox::block(self.counter, self.key);
        self.used = 0;
        self.counter[3] = self.counter[3].checked_add(self.step).expect("a stream has run out");
    }
}

impl TryRng for Stream {
    type Error = Infallible;

    #[inline]
    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(self.word())
    }

    #[inline]
    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let low = self.word();
        Ok(super::join(low, self.word()))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        for chunk in bytes.chunks_mut(4) {
            chunk.copy_from_slice(&self.word().to_le_bytes()[..chunk.len()]);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Luck, Purpose, SequencePurpose};
    use crate::units::PersonKey;
    use rand::Rng;
    use std::collections::BTreeSet;

    const PERSON: PersonKey = PersonKey(17 << 32 | 4);

    #[test]
    fn a_sequence_reads_the_same_by_index_by_block_and_as_a_stream() {
        let luck = Luck::new(7, 0);
        for purpose in SequencePurpose::ALL {
            let mut stream = luck.sequence_stream(PERSON, 12, purpose);
            for index in 0..41 {
                let word = luck.sequence(PERSON, 12, purpose, index);
                assert_eq!(stream.next_u32(), word.word());
                let block = luck.sequence_block(PERSON, 12, purpose, index / 4);
                assert_eq!(block.0[(index % 4) as usize], word.word());
            }
        }
    }

    #[test]
    fn streams_and_purposes_of_one_address_share_no_word() {
        let luck = Luck::new(7, 0);
        let mut seen = BTreeSet::new();
        for purpose in Purpose::ALL {
            let mut stream = luck.stream(PERSON, 3, purpose);
            assert!(seen.insert(luck.uniform(PERSON, 3, purpose).word()));
            for _ in 0..64 {
                assert!(seen.insert(stream.next_u32()), "{purpose:?}");
            }
        }
        // Chance alone makes a pair equal with probability 2275² / 2³³, one in two thousand.
        assert_eq!(seen.len(), 35 * 65);
    }

    #[test]
    fn longer_words_and_bytes_take_the_same_words_in_order() {
        let luck = Luck::new(7, 0);
        let fresh = || luck.stream(PERSON, 3, Purpose::Posts);
        let mut words = fresh();
        let words: [u32; 3] = std::array::from_fn(|_| words.next_u32());
        let wide = fresh().next_u64();
        assert_eq!(wide, u64::from(words[1]) << 32 | u64::from(words[0]));
        let mut bytes = [0; 10];
        fresh().fill_bytes(&mut bytes);
        for (chunk, word) in bytes.chunks(4).zip(words) {
            assert_eq!(chunk, &word.to_le_bytes()[..chunk.len()]);
        }
    }

    #[test]
    #[should_panic(expected = "has run out")]
    fn a_stream_ends_before_it_could_meet_another_address() {
        let mut last = super::Stream::new([0, 0], [0, 0, 0, u32::MAX - 255], 256);
        last.next_u32();
    }

    #[test]
    #[should_panic(expected = "has run out")]
    fn a_sequence_ends_before_it_could_meet_another_address() {
        let purpose = SequencePurpose::Candidate;
        Luck::new(0, 0).sequence(PERSON, 0, purpose, super::super::SEQUENCE_LENGTH);
    }
}
