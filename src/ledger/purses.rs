//! Partners' money by group, as columns.
//!
//! *Invariant*: the columns are those of `amounts`. A row is marked as having gained from its first
//! receipt until somebody has looked at it.
//!
//! *Absent*: reasons, and who the partners are.

use super::amounts::Amounts;
use super::{GROUPS, Group, Purse};
use crate::machine::{ask_all, packed, widest};
use crate::units::Cents;

/// The money of neighbouring rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Purses {
    rows: usize,
    columns: [Amounts; GROUPS],
    /// One bit for each row.
    gained: Vec<u64>,
}

impl Purses {
    /// Appends so many empty purses.
    pub fn grow(&mut self, rows: usize) {
        self.rows += rows;
        self.gained.resize(self.rows.div_ceil(BLOCK), 0);
        for column in &mut self.columns {
            column.grow(rows);
        }
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.rows
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// The purse of a row.
    #[inline]
    pub fn of(&self, row: usize) -> Purse {
        self.columns.each_ref().map(|column| column.get(row))
    }

    /// All purses, by row.
    pub fn iter(&self) -> impl Iterator<Item = Purse> + '_ {
        (0..self.rows).map(|row| self.of(row))
    }

    /// The purse of a row, to write.
    #[inline]
    pub fn at(&mut self, row: usize) -> PurseAt<'_> {
        PurseAt { purses: self, row }
    }

    /// The sum of a row's groups.
    #[inline]
    pub fn net(&self, row: usize) -> Cents {
        self.columns.iter().map(|column| column.get(row)).sum()
    }

    /// Takes amounts off a group of several rows. Returns their sum.
    #[inline]
    pub fn take_each(
        &mut self,
        group: Group,
        rows: impl Iterator<Item = usize>,
        mut amount: impl FnMut(usize) -> Cents,
    ) -> Cents {
        let column = &mut self.columns[group.index()];
        let mut sum = Cents::ZERO;
        for row in rows {
            let amount = amount(row);
            if amount != Cents::ZERO {
                column.add(row, -amount, self.rows);
                sum += amount;
            }
        }
        sum
    }

    /// Takes a price above zero for each of some things off a group. Given are their `counts` by
    /// row and how many there are in all. Returns the sum.
    pub fn take_products(
        &mut self,
        group: Group,
        (counts, all): (&[u32], u64),
        price: Cents,
    ) -> Cents {
        assert!(Cents::ZERO < price && self.rows <= counts.len(), "a count for each row");
        let counts = &counts[..self.rows];
        if all == 0 {
            return Cents::ZERO;
        }
        self.columns[group.index()].take_products(counts, price);
        price.times(all)
    }

    /// Asks for a group of rows that is wanted soon.
    pub fn ask_group(&self, group: Group, rows: impl Iterator<Item = usize>) {
        if let Amounts::Narrow(cells) = &self.columns[group.index()] {
            ask_all(cells, rows);
        }
    }

    /// Adds amounts to a group of the 64 rows from `first` on. Returns their sum; or nothing, and
    /// has added nothing, where it takes single additions: fewer rows, the first movement of a
    /// group, an amount below zero, a sum beyond 32 bits.
    pub fn receive(&mut self, group: Group, first: usize, amounts: &[i32; BLOCK]) -> Option<Cents> {
        let Amounts::Narrow(cells) = &mut self.columns[group.index()] else { return None };
        let cells = cells.get_mut(first..)?.first_chunk_mut()?;
        let Received { sum, gained } = receive(cells, amounts)?;
        self.gained[first / BLOCK] |= gained;
        Some(sum)
    }

    /// The signs of the sums of some of up to 64 rows from one on; those of others are anything.
    pub fn signs(&self, first: usize, who: u64) -> Signs {
        /// So few are sooner looked at one by one.
        const FEW: u32 = 4;
        if who.count_ones() <= FEW {
            return self.signs_one_by_one(first, who);
        }
        let mut blocks = [&[0; BLOCK]; GROUPS];
        let mut used = 0;
        for column in &self.columns {
            match column {
                Amounts::Narrow(cells) if cells.is_empty() => {}
                Amounts::Narrow(cells) => {
                    let Some(block) = cells[first..].first_chunk() else {
                        return self.signs_one_by_one(first, who);
                    };
                    blocks[used] = block;
                    used += 1;
                }
                Amounts::Wide(_) => return self.signs_one_by_one(first, who),
            }
        }
        signs(&blocks[..used]).unwrap_or_else(|| self.signs_one_by_one(first, who))
    }

    fn signs_one_by_one(&self, first: usize, who: u64) -> Signs {
        let (mut signs, mut left) = (Signs::default(), who);
        while left != 0 {
            let lane = left.trailing_zeros();
            left &= left - 1;
            if self.rows <= first + lane as usize {
                break;
            }
            let purse = self.of(first + lane as usize);
            signs.below |= u64::from(purse.into_iter().sum::<Cents>() < Cents::ZERO) << lane;
            signs.moved |= u64::from(purse.iter().any(|&cents| cents != Cents::ZERO)) << lane;
        }
        signs
    }

    /// Sums of all rows by group.
    pub fn sums(&self) -> [Cents; GROUPS] {
        self.columns.each_ref().map(Amounts::sum)
    }

    /// Rows that gained since they were looked at: bit n of word m is row 64 m + n.
    pub fn gained(&self) -> &[u64] {
        &self.gained
    }

    /// Those of a word were looked at.
    pub fn forget_gains(&mut self, word: usize, looked_at: u64) {
        self.gained[word] &= !looked_at;
    }

    /// Bytes that the columns take up.
    pub fn bytes(&self) -> usize {
        let cells: usize = self.columns.iter().map(Amounts::bytes).sum();
        cells + self.gained.capacity() * size_of::<u64>()
    }
}

/// Rows that are worked on together.
const BLOCK: usize = 64;

/// Rows that fill a vector of the widest kind.
const LANES: usize = 16;

/// The signs of neighbouring rows' sums: bit n is the n-th.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Signs {
    /// Whose groups sum to less than nothing.
    pub below: u64,
    /// Who has a group that is not nothing.
    pub moved: u64,
}

widest! {
    /// The signs of the sums of 64 rows over some groups; nothing where a sum takes more than 32
    /// bits.
    fn signs(groups: &[&[i32; BLOCK]]) -> Option<Signs> {
        signs_plain
    }
}

#[inline(always)]
#[expect(clippy::inline_always, reason = "compiled for the machine's vectors by its caller")]
fn signs_plain(groups: &[&[i32; BLOCK]]) -> Option<Signs> {
    let (mut below, mut moved) = ([0; BLOCK], [0; BLOCK]);
    let mut over = [0; LANES];
    for first in (0..BLOCK).step_by(LANES) {
        // A register of each: groups come one after the other.
        let (mut sums, mut any) = ([0_i32; LANES], [0; LANES]);
        for group in groups {
            for lane in 0..LANES {
                let (before, cell) = (sums[lane], group[first + lane]);
                let sum = before.wrapping_add(cell);
                over[lane] |= (sum ^ before) & (sum ^ cell);
                sums[lane] = sum;
                any[lane] |= cell;
            }
        }
        for lane in 0..LANES {
            below[first + lane] = u8::from(sums[lane] < 0);
            moved[first + lane] = u8::from(any[lane] != 0);
        }
    }
    let fits = over.iter().all(|&over| 0 <= over);
    fits.then(|| Signs { below: packed(&below), moved: packed(&moved) })
}

/// What 64 rows received.
struct Received {
    sum: Cents,
    /// Who received anything.
    gained: u64,
}

widest! {
    /// Adds amounts to cells; or leaves them as they were, where an amount is below zero or a sum
    /// takes more than 32 bits.
    fn receive(cells: &mut [i32; BLOCK], amounts: &[i32; BLOCK]) -> Option<Received> {
        receive_plain
    }
}

#[inline(always)]
#[expect(clippy::inline_always, reason = "compiled for the machine's vectors by its caller")]
fn receive_plain(cells: &mut [i32; BLOCK], amounts: &[i32; BLOCK]) -> Option<Received> {
    let mut over = 0;
    for (cell, &amount) in cells.iter().zip(amounts) {
        over |= u32::from(amount < 0) | u32::from(cell.wrapping_add(amount) < *cell);
    }
    if over != 0 {
        return None;
    }
    let (mut sum, mut gained) = (0_i64, [0; BLOCK]);
    for ((cell, &amount), gained) in cells.iter_mut().zip(amounts).zip(&mut gained) {
        *cell = cell.wrapping_add(amount);
        sum = sum.wrapping_add(amount.into());
        *gained = u8::from(amount != 0);
    }
    Some(Received { sum: Cents(sum), gained: packed(&gained) })
}

/// One purse, to write.
#[derive(Debug)]
pub struct PurseAt<'a> {
    purses: &'a mut Purses,
    row: usize,
}

impl PurseAt<'_> {
    /// Adds to a group, or takes off it.
    #[inline]
    pub fn add(&mut self, group: Group, signed: Cents) {
        if signed == Cents::ZERO {
            return;
        }
        let Purses { rows, columns, gained } = &mut *self.purses;
        columns[group.index()].add(self.row, signed, *rows);
        if Cents::ZERO < signed {
            gained[self.row / 64] |= 1 << (self.row % 64);
        }
    }

    /// Replaces all groups.
    pub fn set(&mut self, purse: Purse) {
        for group in Group::ALL {
            let before = self.purses.of(self.row)[group.index()];
            self.add(group, purse[group.index()] - before);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::amounts::ROWS_AT_ONCE;

    #[test]
    fn a_column_is_there_from_its_first_movement_and_keeps_every_rows_money() {
        let mut purses = Purses::default();
        for row in 0..70 {
            purses.grow(1);
            if row == 3 {
                purses.at(3).add(Group::Rewards, Cents(7));
            }
        }
        purses.at(69).add(Group::Rewards, Cents(-2));
        purses.at(69).add(Group::PaidFees, Cents::ZERO);
        assert_eq!(purses.bytes(), ROWS_AT_ONCE * 4 + purses.gained.capacity() * 8);
        assert_eq!((purses.net(3), purses.net(69), purses.net(0)), (Cents(7), Cents(-2), Cents(0)));
        assert_eq!(purses.sums()[Group::Rewards.index()], Cents(5));
        assert_eq!(purses.of(69)[Group::Rewards.index()], Cents(-2));
        assert_eq!(purses.gained(), [1 << 3, 0]);
        purses.forget_gains(0, 1 << 3);
        assert_eq!(purses.gained(), [0, 0]);
        let mut purse = purses.of(3);
        purse[Group::SellingCosts.index()] = Cents(-9);
        purses.at(3).set(purse);
        assert_eq!(purses.of(3), purse);
        assert_eq!(purses.iter().nth(3), Some(purse));
    }

    #[test]
    fn a_column_grows_wide_with_its_first_large_amount_and_keeps_all_that_was_there() {
        let (mut purses, mut plain) = (Purses::default(), vec![0_i64; 300]);
        (0..300).for_each(|_| purses.grow(1));
        let most = i64::from(i32::MAX);
        for (row, cents) in [(7, most), (9, -most - 1), (8, 5), (7, 1), (9, -1), (7, 9 * most)] {
            purses.at(row).add(Group::Rewards, Cents(cents));
            plain[row] += cents;
            let taken = purses.take_each(Group::Rewards, [8, 299].into_iter(), |row| {
                if row == 8 { Cents::ZERO } else { Cents(1) }
            });
            plain[299] -= 1;
            assert_eq!(taken, Cents(1));
            for (row, &cents) in plain.iter().enumerate() {
                assert_eq!(purses.net(row), Cents(cents), "row {row}");
            }
            assert_eq!(purses.sums()[Group::Rewards.index()], Cents(plain.iter().sum()));
        }
        assert!(matches!(purses.columns[Group::Rewards.index()], Amounts::Wide(_)));
        purses.grow(1);
        assert_eq!(purses.net(300), Cents::ZERO);
    }

    #[test]
    fn a_price_taken_in_blocks_is_the_price_taken_from_each() {
        let most = i64::from(i32::MAX);
        for (before, price) in [(0, 50), (0, most), (5 - most, 1), (-most - 1, 3), (9 * most, 7)] {
            let [mut together, mut each] = [(); 2].map(|()| {
                let mut purses = Purses::default();
                (0..150).for_each(|_| purses.grow(1));
                purses.at(140).add(Group::SellingCosts, Cents(before));
                purses
            });
            let counts: Vec<u32> =
                (0..192).map(|row| if row % 3 == 0 { 0 } else { row % 7 }).collect();
            let all = counts[..150].iter().copied().map(u64::from).sum();
            let sum = together.take_products(Group::SellingCosts, (&counts, all), Cents(price));
            let amount = |row: usize| Cents(price).times(counts[row].into());
            assert_eq!(sum, each.take_each(Group::SellingCosts, 0..150, amount));
            assert!(together.iter().eq(each.iter()), "{before} at {price}");
            for row in 0..150 {
                let Signs { below, moved } = together.signs(row / 64 * 64, u64::MAX);
                assert_eq!(
                    together.signs(row / 64 * 64, 1 << (row % 64)),
                    Signs { below: below & 1 << (row % 64), moved: moved & 1 << (row % 64) },
                    "alone, row {row}"
                );
                let of = |word: u64| word >> (row % 64) & 1 == 1;
                assert_eq!(of(below), together.net(row) < Cents::ZERO, "row {row}");
                let any = together.of(row).iter().any(|&cents| cents != Cents::ZERO);
                assert_eq!(of(moved), any, "row {row}");
            }
            // Nobody is beyond the last row.
            let Signs { below, moved } = together.signs(128, u64::MAX);
            assert_eq!((below | moved) >> (150 - 128), 0);
        }
        let mut none = Purses::default();
        none.grow(1);
        assert_eq!(none.take_products(Group::Rewards, (&[0; 64], 0), Cents(1)), Cents::ZERO);
        assert_eq!(
            (none.signs(0, u64::MAX), none.bytes()),
            (Signs::default(), 8 * none.gained.capacity())
        );
    }

    #[test]
    fn amounts_received_together_are_those_received_one_by_one() {
        let most = i32::MAX;
        for (before, amount, is_quick) in
            [(3, 5, true), (-9, most, true), (1, most, false), (3, -1, false), (3, i32::MIN, false)]
        {
            let mut together = Purses::default();
            (0..150).for_each(|_| together.grow(1));
            // The first movement of a group is a single one.
            let amounts: [i32; BLOCK] = std::array::from_fn(|row| {
                [amount, 0, 1, 2][if row % 9 == 3 { 0 } else { row % 3 + 1 }]
            });
            assert_eq!(together.receive(Group::Rewards, 64, &amounts), None);
            together.at(67).add(Group::Rewards, Cents(before));
            together.gained.fill(0);
            let mut each = together.clone();
            let sum = together.receive(Group::Rewards, 64, &amounts);
            assert_eq!(sum.is_some(), is_quick, "{before} and {amount}");
            if let Some(sum) = sum {
                let amounts = amounts.map(|amount| Cents(amount.into()));
                assert_eq!(sum, amounts.iter().copied().sum());
                (64..).zip(amounts).for_each(|(row, all)| each.at(row).add(Group::Rewards, all));
            }
            assert_eq!(together, each, "{before} and {amount}");
            assert_eq!(together.receive(Group::Rewards, 128, &amounts), None);
        }
    }
}
