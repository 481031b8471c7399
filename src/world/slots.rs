//! A set of slots of a chunk, one bit each.
//!
//! *Invariant*: slots come in ascending order.
//!
//! *Absent*: what it means to be in the set.

use super::chunk::CHUNK;

/// Words that hold the bits of a chunk.
pub const WORDS: usize = CHUNK / 64;

/// A set of slots.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slots {
    words: [u64; WORDS],
}

impl Default for Slots {
    fn default() -> Self {
        Self { words: [0; WORDS] }
    }
}

impl Slots {
    /// Puts a slot into the set.
    #[inline]
    pub fn insert(&mut self, slot: usize) {
        self.words[slot / 64] |= 1 << (slot % 64);
    }

    /// Takes a slot out of the set.
    #[inline]
    pub fn remove(&mut self, slot: usize) {
        self.words[slot / 64] &= !(1 << (slot % 64));
    }

    /// Whether a slot is in the set.
    #[inline]
    pub fn contains(&self, slot: usize) -> bool {
        self.words[slot / 64] >> (slot % 64) & 1 == 1
    }

    /// Whether nobody is in the set.
    pub fn is_empty(&self) -> bool {
        self.words.iter().all(|&word| word == 0)
    }

    /// How many are in the set.
    pub fn len(&self) -> usize {
        self.words.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// The lowest slot.
    pub fn first(&self) -> Option<usize> {
        self.iter().next()
    }

    /// A word, to write.
    #[inline]
    pub fn word_mut(&mut self, index: usize) -> &mut u64 {
        &mut self.words[index]
    }

    /// Takes everybody out.
    pub fn clear(&mut self) {
        self.words = [0; WORDS];
    }

    /// The words: bit n of word m is slot 64 m + n.
    pub fn words(&self) -> &[u64] {
        &self.words
    }

    /// The slots in ascending order.
    pub fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        bits(&self.words)
    }
}

impl FromIterator<usize> for Slots {
    fn from_iter<I: IntoIterator<Item = usize>>(slots: I) -> Self {
        let mut set = Self::default();
        slots.into_iter().for_each(|slot| set.insert(slot));
        set
    }
}

/// The places of bits that are set, in ascending order.
pub fn bits(words: &[u64]) -> impl Iterator<Item = usize> + '_ {
    words.iter().enumerate().flat_map(|(index, &word)| {
        let mut left = word;
        std::iter::from_fn(move || {
            if left == 0 {
                return None;
            }
            let bit = left.trailing_zeros() as usize;
            left &= left - 1;
            Some(64 * index + bit)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slots_come_in_order_and_only_as_long_as_they_are_in() {
        let mut slots = Slots::default();
        assert!(slots.is_empty());
        for slot in [4_095, 0, 64, 63] {
            slots.insert(slot);
        }
        assert_eq!(slots.iter().collect::<Vec<_>>(), [0, 63, 64, 4_095]);
        slots.remove(63);
        assert!(!slots.contains(63) && slots.contains(64) && !slots.is_empty());
        let mut others: Slots = [4_095, 2, 0, 64].into_iter().collect();
        assert_eq!(others.iter().collect::<Vec<_>>(), [0, 2, 64, 4_095]);
        assert_eq!((others.len(), others.first()), (4, Some(0)));
        *others.word_mut(1) = 0b10;
        assert_eq!(others, [0, 2, 65, 4_095].into_iter().collect());
        others.clear();
        assert_eq!(others, Slots::default());
    }
}
