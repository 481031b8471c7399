//! A column of a chunk that says yes or no, with a bit a row once any differ.
//!
//! *Invariant*: as long as all rows say the same there is nothing but that.
//!
//! *Absent*: what is said.

use super::slots::Slots;

/// Yes or no for each slot.
#[derive(Debug, Clone)]
pub struct Flags {
    rows: usize,
    /// What the rows say that are not among the others.
    common: bool,
    others: Option<Box<Slots>>,
}

impl Flags {
    /// No rows; the first is going to be `first`.
    pub const fn new(first: bool) -> Self {
        Self { rows: 0, common: first, others: None }
    }

    /// Appends rows.
    pub fn extend(&mut self, flags: impl Iterator<Item = bool>) {
        for flag in flags {
            if flag != self.common {
                self.others.get_or_insert_default().insert(self.rows);
            }
            self.rows += 1;
        }
    }

    /// What a row says.
    #[inline]
    pub fn of(&self, row: usize) -> bool {
        self.common ^ self.others.as_ref().is_some_and(|others| others.contains(row))
    }

    /// What 64 rows say, as bits; those of rows that are not there are anything.
    #[inline]
    pub fn word(&self, word: usize) -> u64 {
        let others = self.others.as_ref().map_or(0, |others| others.words()[word]);
        if self.common { !others } else { others }
    }

    /// What all rows say, by row.
    pub fn iter(&self) -> impl Iterator<Item = bool> + '_ {
        (0..self.rows).map(|row| self.of(row))
    }

    /// Bytes that the bits take up.
    pub fn bytes(&self) -> usize {
        self.others.as_ref().map_or(0, |_| size_of::<Slots>())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_cost_nothing_until_a_row_differs_and_a_bit_a_row_from_then_on() {
        for first in [false, true] {
            let mut flags = Flags::new(first);
            flags.extend([first; 70].into_iter());
            assert_eq!((flags.bytes(), flags.of(69)), (0, first));
            assert_eq!(flags.word(1) & 63, if first { 63 } else { 0 });
            flags.extend([!first, first].into_iter());
            assert_eq!((flags.of(69), flags.of(70), flags.of(71)), (first, !first, first));
            assert_eq!(flags.bytes(), 512);
            assert_eq!(flags.iter().filter(|&is| is != first).count(), 1);
            assert_eq!(flags.word(1) >> 6 & 3, if first { 0b10 } else { 0b01 });
        }
    }
}
