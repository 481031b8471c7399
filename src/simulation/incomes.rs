//! What partners of a chunk took in from customers in a week.
//!
//! *Invariant*: in the order of slots; a larger amount than 32 bits hold stands in several parts.
//!
//! *Absent*: what the plan pays, which is in its sums.

use crate::units::Cents;
use crate::world::make_room;

/// A list of incomes; used again from week to week.
#[derive(Debug, Clone, Default)]
pub(super) struct Incomes {
    parts: Vec<Part>,
}

/// What somebody took in, or a part of it.
#[derive(Debug, Clone, Copy)]
struct Part {
    slot: u16,
    cents: i32,
}

impl Incomes {
    /// Adds what a slot took in, which is after all that were added before.
    pub(super) fn push(&mut self, slot: usize, income: Cents) {
        let slot = u16::try_from(slot).expect("a chunk has 4,096 slots");
        let mut rest = income.0;
        while rest != 0 {
            let part = rest.clamp(i32::MIN.into(), i32::MAX.into());
            let cents = i32::try_from(part).expect("it was brought between");
            make_room(&mut self.parts, 1, 64);
            self.parts.push(Part { slot, cents });
            rest -= part;
        }
    }

    /// Slots and what they took in, ascending; parts of an amount follow each other.
    pub(super) fn iter(&self) -> impl Iterator<Item = (usize, Cents)> + '_ {
        self.parts.iter().map(|part| (part.slot.into(), Cents(part.cents.into())))
    }

    pub(super) fn clear(&mut self) {
        self.parts.clear();
    }

    /// Bytes that the list takes up.
    pub(super) fn bytes(&self) -> usize {
        self.parts.capacity() * size_of::<Part>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_make_up_what_was_taken_in() {
        let all = [(0, 5), (7, -3), (9, 0), (64, 3 * i64::from(i32::MAX) + 1), (4_095, -1 << 32)];
        let mut incomes = Incomes::default();
        for (slot, amount) in all {
            incomes.push(slot, Cents(amount));
        }
        for (slot, amount) in all {
            let parts = incomes.iter().filter(|part| part.0 == slot);
            assert_eq!(parts.map(|part| part.1).sum::<Cents>(), Cents(amount), "slot {slot}");
        }
        assert!(incomes.iter().is_sorted_by_key(|part| part.0));
        assert_eq!((incomes.iter().count(), incomes.bytes()), (1 + 1 + 4 + 2, 64 * 8));
    }
}
