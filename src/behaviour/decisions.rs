//! What partners decide in a week, as it is kept until it is settled and booked.
//!
//! Most decisions are about one or two of eight matters, so that each matter is a line of 32 bits
//! and the rest takes no memory.
//!
//! *Invariant*: lines stand in the order of slots and, within a slot, of matters.
//!
//! *Absent*: why anybody decides anything.

use std::ops::{Index, IndexMut};

use super::law::{LANES, PostsLaw};
use crate::units::CommunityId;
use crate::world::{CHUNK, Slots, make_room};

/// What one active partner decides in a week beside posting, before scarcity is settled: how many
/// there are of each [`Matter`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Decision {
    counts: [u32; Matter::ALL.len()],
}

impl Decision {
    /// Customers won.
    pub fn won(&self) -> u32 {
        self[Matter::OnlineHome] + self[Matter::OnlineAway] + self[Matter::InPerson]
    }

    /// Takes a slot's lines, which those of slots before may precede; none where she has none.
    #[inline]
    pub fn take(lines: &mut &[Line], slot: usize) -> Option<Self> {
        let mut decision = None;
        while let Some((line, rest)) = lines.split_first()
            && usize::from(line.slot()) <= slot
        {
            if usize::from(line.slot()) == slot {
                let Self { counts } = decision.get_or_insert_default();
                counts[usize::from(line.place & 7)] += line.count();
            }
            *lines = rest;
        }
        decision
    }

    /// Orders of customers.
    pub fn orders(&self) -> u32 {
        self.won() + self[Matter::Repeat]
    }
}

impl Index<Matter> for Decision {
    type Output = u32;

    #[inline]
    fn index(&self, matter: Matter) -> &u32 {
        &self.counts[matter as usize]
    }
}

impl IndexMut<Matter> for Decision {
    #[inline]
    fn index_mut(&mut self, matter: Matter) -> &mut u32 {
        &mut self.counts[matter as usize]
    }
}

/// What a line of a decision is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Matter {
    /// A customer of her own community, online.
    OnlineHome,
    /// A customer elsewhere.
    OnlineAway,
    /// A customer in person.
    InPerson,
    /// An order of an earlier customer.
    Repeat,
    /// A customer of her community who is lost.
    LostHome,
    /// A customer elsewhere who is lost.
    LostAway,
    /// Somebody who wants to join.
    Lead,
    /// A unit that she wants to use herself.
    OwnUse,
}

impl Matter {
    /// All matters.
    pub const ALL: [Self; 8] = [
        Self::OnlineHome,
        Self::OnlineAway,
        Self::InPerson,
        Self::Repeat,
        Self::LostHome,
        Self::LostAway,
        Self::Lead,
        Self::OwnUse,
    ];
}

/// How many of one matter a slot decided upon. More than fit stand in several lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// The slot above the lowest three bits, the matter in them.
    place: u16,
    count: u16,
}

const _: () = assert!(CHUNK * Matter::ALL.len() <= 1 << 16, "slot and matter fit 16 bits");

impl Line {
    /// Whose it is.
    #[inline]
    pub const fn slot(self) -> u16 {
        self.place >> 3
    }

    /// What it is about.
    #[inline]
    pub const fn matter(self) -> Matter {
        Matter::ALL[(self.place & 7) as usize]
    }

    /// How many.
    #[inline]
    pub fn count(self) -> u32 {
        self.count.into()
    }

    /// One less, since a wish was refused.
    ///
    /// # Panics
    /// When there are none.
    pub fn refuse_one(&mut self) {
        self.count = self.count.checked_sub(1).expect("no more wishes than there are of a matter");
    }
}

/// Which of the 64 slots from `first` on have lines: bit n is the n-th. Lines of slots before are
/// passed over for good.
pub fn slots_with_lines(lines: &mut &[Line], first: usize) -> u64 {
    while let Some((line, rest)) = lines.split_first()
        && usize::from(line.slot()) < first
    {
        *lines = rest;
    }
    let lanes = lines.iter().map(|line| usize::from(line.slot()) - first);
    lanes.take_while(|&lane| lane < 64).fold(0, |who, lane| who | 1 << lane)
}

/// Most people of a kind whom one partner can ask for in a week: far more than minutes in it. It
/// keeps the numbers of wishes apart that address their luck.
pub const WISHES_MAX: u32 = 1 << 20;

/// What a partner asks for, who drew so many and can find no more than `people`.
pub(super) fn ask(drawn: u32, people: u64) -> u32 {
    drawn.min(WISHES_MAX).min(u32::try_from(people).unwrap_or(u32::MAX))
}

/// A wish for one person of a community, granted or not when the week is settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wish {
    /// Where.
    pub community: CommunityId,
    /// Index of its line in the chunk.
    pub line: u32,
    /// How-manieth wish of the partner; the highest bit says that it was refused.
    number: u32,
}

/// The bit of those that were refused.
const REFUSED: u32 = 1 << 31;

impl Wish {
    /// The wish of a number, which was not refused.
    pub(super) const fn new(community: CommunityId, line: u32, number: u32) -> Self {
        Self { community, line, number }
    }

    /// How-manieth wish of the partner.
    pub const fn number(&self) -> u32 {
        self.number & !REFUSED
    }

    /// Whether it was refused.
    pub const fn is_refused(&self) -> bool {
        self.number & REFUSED != 0
    }

    /// Refuses it.
    pub const fn refuse(&mut self) {
        self.number |= REFUSED;
    }
}

/// What the active partners of one chunk decide.
#[derive(Debug, Clone, Default)]
pub struct ChunkDecisions {
    /// Posts by slot, of a whole number of 64 slots; nobody's are none.
    pub posts: Vec<u32>,
    /// Of active partners who do anything beside posting.
    pub lines: Vec<Line>,
    /// Slots of those who may not go on.
    pub wavering: Slots,
    /// Wishes for customers, in the order of slots.
    pub customers: Vec<Wish>,
    /// Wishes for prospects, in the order of slots.
    pub prospects: Vec<Wish>,
    pub(super) law: PostsLaw,
}

/// Adds a wish for a customer or a prospect.
pub(super) fn add_wish(wishes: &mut Vec<Wish>, wish: Wish) {
    make_room(wishes, 1, LEAST);
    wishes.push(wish);
}

/// Entries by which a list grows at least.
const LEAST: usize = 64;

impl ChunkDecisions {
    /// Bytes that the lists take up.
    pub fn bytes(&self) -> usize {
        size_of::<Self>()
            + self.posts.capacity() * size_of::<u32>()
            + self.lines.capacity() * size_of::<Line>()
            + (self.customers.capacity() + self.prospects.capacity()) * size_of::<Wish>()
    }

    pub(super) fn clear(&mut self, rows: usize) {
        // What is there already is written over.
        if self.posts.capacity() == 0 {
            self.posts.reserve_exact(CHUNK);
        }
        self.posts.resize(rows.next_multiple_of(LANES), 0);
        self.lines.clear();
        self.wavering.clear();
        self.customers.clear();
        self.prospects.clear();
    }

    /// Adds the lines of a slot's decision; says where they begin.
    pub(super) fn push(&mut self, slot: u16, decision: &Decision) -> u32 {
        let first = u32::try_from(self.lines.len()).expect("a chunk has few lines");
        let many = decision.counts.iter().fold(0, |all, count| all | count);
        if u32::from(u16::MAX) < many {
            self.push_many(slot, decision);
            return first;
        }
        // All are written and few are kept: nobody can guess which.
        let (mut lines, mut kept) = ([Line { place: 0, count: 0 }; Matter::ALL.len()], 0);
        for (matter, count) in (0..).zip(decision.counts) {
            let count = u16::try_from(count).expect("none takes more bits than all together");
            lines[kept] = Line { place: slot << 3 | matter, count };
            kept += usize::from(count != 0);
        }
        // A known number is copied without a call.
        make_room(&mut self.lines, lines.len(), LEAST);
        let all = self.lines.len() + kept;
        self.lines.extend_from_slice(&lines);
        self.lines.truncate(all);
        first
    }

    /// The same where a count takes several lines.
    #[cold]
    fn push_many(&mut self, slot: u16, decision: &Decision) {
        for (matter, mut rest) in (0..).zip(decision.counts) {
            while 0 < rest {
                let count = u16::try_from(rest).unwrap_or(u16::MAX);
                make_room(&mut self.lines, 1, LEAST);
                self.lines.push(Line { place: slot << 3 | matter, count });
                rest -= u32::from(count);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_make_up_the_decisions_that_they_are_of() {
        let all = [
            (0, [0, 0, 0, 0, 0, 0, 0, 1]),
            (7, [3, 65_535, 0, 0, 0, 0, 0, 0]),
            (4_095, [1, 2, 65_536, 4, 200_000, 6, 7, u32::MAX / 1_000]),
        ]
        .map(|(slot, counts)| (slot, Decision { counts }));
        let mut chunk = ChunkDecisions::default();
        assert_eq!(all.each_ref().map(|(slot, of)| chunk.push(*slot, of)), [0, 1, 3]);
        assert!(chunk.lines.is_sorted_by_key(|line| line.place));
        let mut lines = &chunk.lines[..];
        assert_eq!(slots_with_lines(&mut lines, 0), 0b1000_0001);
        let [(_, first), (_, second), (_, third)] = all;
        assert_eq!(Decision::take(&mut lines, 0), Some(first));
        assert_eq!(Decision::take(&mut lines, 1), None);
        assert_eq!(Decision::take(&mut lines, 7), Some(second));
        assert_eq!(
            [0, 64, 4_032].map(|first| slots_with_lines(&mut lines, first)),
            [0, 0, 1 << 63]
        );
        assert_eq!(slots_with_lines(&mut &chunk.lines[..], 64), 0, "lines before are passed over");
        assert_eq!((Decision::take(&mut lines, 4_095), lines.len()), (Some(third), 0));
        chunk.lines[1].refuse_one();
        let refused =
            Decision::take(&mut &chunk.lines[..], 7).expect("lines before are passed over");
        let (home, won) = (refused[Matter::OnlineHome], refused.won());
        assert_eq!((home, won, refused.orders()), (2, 65_537, 65_537));
    }

    #[test]
    fn a_wish_keeps_its_number_when_it_is_refused() {
        let mut wish = Wish::new(CommunityId(3), 9, 3 * WISHES_MAX);
        assert!(!wish.is_refused());
        wish.refuse();
        assert!(wish.is_refused());
        assert_eq!((wish.number(), wish.line), (3 * WISHES_MAX, 9));
    }
}
