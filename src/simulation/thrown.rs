//! Words of chance that the till asks for, thrown for 64 neighbouring slots at once.
//!
//! *Invariant*: the words are those of the same addresses asked for one by one.
//!
//! *Absent*: what they decide (`till`).

use super::till::Desk;
use crate::chance::{Luck, Purpose, Uniform};
use crate::machine::widest;
use crate::units::Week;
use crate::world::Chunk;

/// Slots whose words are thrown together.
pub(super) const TOGETHER: usize = 64;

/// The block of baskets and loading.
const BLOCK: u32 = Purpose::Load.block();
const _: () = assert!(Purpose::Basket.block() == BLOCK, "one block serves both");

/// The words of a block.
pub(super) struct Thrown {
    words: [[u32; TOGETHER]; 4],
}

impl Thrown {
    /// Nothing yet.
    pub(super) const fn new() -> Self {
        Self { words: [[0; TOGETHER]; 4] }
    }

    /// Throws the words of the slots from `first` on; what stands for slots that are not there is
    /// anything.
    pub(super) fn throw(&mut self, desk: &Desk<'_>, chunk: &Chunk, first: usize) {
        let mut persons = [[0; TOGETHER]; 2];
        chunk.person.read(first, &mut persons);
        throw(desk.luck, &persons, desk.week, &mut self.words);
    }

    /// The number of a purpose for a lane, where it was thrown.
    #[inline]
    pub(super) fn of(&self, lane: usize, purpose: Purpose) -> Option<Uniform> {
        (purpose.block() == BLOCK).then(|| Uniform::new(self.words[purpose.lane()][lane]))
    }
}

widest! {
    fn throw(
        luck: &Luck, persons: &[[u32; TOGETHER]; 2], week: Week, words: &mut [[u32; TOGETHER]; 4]
    ) {
        throw_plain
    }
}

#[inline(always)]
#[expect(clippy::inline_always, reason = "compiled for the machine's vectors by its caller")]
fn throw_plain(
    luck: &Luck,
    persons: &[[u32; TOGETHER]; 2],
    week: Week,
    words: &mut [[u32; TOGETHER]; 4],
) {
    luck.blocks_into(persons, (week, BLOCK), words);
}
