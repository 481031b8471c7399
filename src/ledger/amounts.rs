//! Amounts of money by row, as columns.
//!
//! *Invariant*: a column is there from its first movement on, one entry for each row; before that
//! all its entries are nothing. It is 32 bits wide as long as its amounts are, some 21 million
//! currency units; the first larger one makes it 64 bits wide.
//!
//! *Absent*: what the amounts are of.

use crate::machine::{ask, widest};
use crate::units::Cents;

/// Amounts by row; empty before the first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Amounts {
    Narrow(Vec<i32>),
    Wide(Vec<Cents>),
}

impl Default for Amounts {
    fn default() -> Self {
        Self::Narrow(Vec::new())
    }
}

impl Amounts {
    #[inline]
    pub(super) fn get(&self, row: usize) -> Cents {
        match self {
            Self::Narrow(cells) => Cents(cells.get(row).copied().unwrap_or_default().into()),
            Self::Wide(cells) => cells[row],
        }
    }

    /// Appends so many rows with nothing.
    pub(super) fn grow(&mut self, rows: usize) {
        match self {
            Self::Narrow(cells) if cells.is_empty() => {}
            Self::Narrow(cells) => cells.resize(cells.len() + rows, 0),
            Self::Wide(cells) => cells.resize(cells.len() + rows, Cents::ZERO),
        }
    }

    /// Adds to one of so many rows.
    #[inline]
    pub(super) fn add(&mut self, row: usize, signed: Cents, rows: usize) {
        if let Self::Narrow(cells) = self
            && let Some(cell) = cells.get_mut(row)
            && let Ok(signed) = i32::try_from(signed.0)
            && let Some(sum) = cell.checked_add(signed)
        {
            *cell = sum;
            return;
        }
        self.add_seldom(row, signed, rows);
    }

    /// The first movement of a column, and amounts that need 64 bits.
    #[cold]
    #[inline(never)]
    fn add_seldom(&mut self, row: usize, signed: Cents, rows: usize) {
        match self {
            Self::Narrow(cells) if cells.is_empty() => {
                self.make_room(rows);
                self.add(row, signed, rows);
            }
            Self::Narrow(cells) => {
                let mut wide = Vec::new();
                wide.reserve_exact(cells.capacity());
                wide.extend(cells.iter().map(|&cents| Cents(cents.into())));
                *self = Self::Wide(wide);
                self.add_seldom(row, signed, rows);
            }
            Self::Wide(cells) => cells[row] += signed,
        }
    }

    /// Takes a price above zero for each of some things off rows, by row.
    pub(super) fn take_products(&mut self, counts: &[u32], price: Cents) {
        self.make_room(counts.len());
        for (block, part) in counts.chunks(BLOCK).enumerate() {
            let first = block * BLOCK;
            if !self.take_block(first, part, price) {
                for (row, &count) in (first..).zip(part) {
                    self.add(row, -price.times(count.into()), counts.len());
                }
            }
        }
    }

    /// The same off rows from the first one of a block on; says whether it could, which takes
    /// amounts that fit 32 bits.
    fn take_block(&mut self, first: usize, counts: &[u32], price: Cents) -> bool {
        let (Self::Narrow(cells), Ok(price)) = (self, u32::try_from(price.0)) else { return false };
        take_words(&mut cells[first..first + counts.len()], counts, price)
    }

    pub(super) fn make_room(&mut self, rows: usize) {
        if let Self::Narrow(cells) = self
            && cells.is_empty()
        {
            // Room for a whole chunk at once, so that no column ever moves.
            cells.reserve_exact(rows.next_multiple_of(ROWS_AT_ONCE));
            cells.resize(rows, 0);
        }
    }

    pub(super) fn sum(&self) -> Cents {
        match self {
            Self::Narrow(cells) => Cents(cells.chunks(HALVES_MAX).map(sum_narrow).sum()),
            Self::Wide(cells) => sum(cells),
        }
    }

    pub(super) fn bytes(&self) -> usize {
        match self {
            Self::Narrow(cells) => cells.capacity() * size_of::<i32>(),
            Self::Wide(cells) => cells.capacity() * size_of::<Cents>(),
        }
    }
}

/// Money of one kind, by row.
#[derive(Debug, Clone, Default)]
pub struct MoneyColumn {
    rows: usize,
    amounts: Amounts,
}

impl MoneyColumn {
    /// No rows, whatever the first is going to be.
    pub fn new(_first: Cents) -> Self {
        Self::default()
    }

    /// Appends a row.
    pub fn push(&mut self, amount: Cents) {
        self.grow(1, amount);
    }

    /// Appends so many rows with one amount.
    pub fn grow(&mut self, rows: usize, amount: Cents) {
        let before = self.rows;
        self.amounts.grow(rows);
        self.rows += rows;
        if amount != Cents::ZERO {
            (before..self.rows).for_each(|row| self.amounts.add(row, amount, self.rows));
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

    /// The amount of a row.
    #[inline]
    pub fn of(&self, row: usize) -> Cents {
        debug_assert!(row < self.rows, "row {row} of {}", self.rows);
        self.amounts.get(row)
    }

    /// Asks for the memory of a row's amount.
    #[inline]
    pub fn ask(&self, row: usize) {
        match &self.amounts {
            Amounts::Narrow(cells) => ask(cells, row),
            Amounts::Wide(cells) => ask(cells, row),
        }
    }

    /// Adds to the amount of a row.
    #[inline]
    pub fn add(&mut self, row: usize, signed: Cents) {
        if signed != Cents::ZERO {
            self.amounts.add(row, signed, self.rows);
        }
    }

    /// Writes the amount of a row.
    #[inline]
    pub fn set(&mut self, row: usize, amount: Cents) {
        self.add(row, amount - self.of(row));
    }

    /// Leaves nothing in any row, and keeps the room.
    pub fn empty(&mut self) {
        match &mut self.amounts {
            Amounts::Narrow(cells) => cells.fill(0),
            Amounts::Wide(cells) => cells.fill(Cents::ZERO),
        }
    }

    /// Makes it a column of so many rows with nothing, and keeps the room of one that was narrow.
    pub fn begin(&mut self, rows: usize) {
        self.rows = rows;
        match &mut self.amounts {
            Amounts::Narrow(cells) if cells.is_empty() => {}
            Amounts::Narrow(cells) => {
                cells.clear();
                cells.resize(rows, 0);
            }
            Amounts::Wide(_) => self.amounts = Amounts::default(),
        }
    }

    /// Takes a price above zero for each of some things off each row; there may be more counts than
    /// rows.
    ///
    /// # Panics
    /// When there are fewer counts.
    pub fn take_products(&mut self, counts: &[u32], price: Cents) {
        self.amounts.take_products(&counts[..self.rows], price);
    }

    /// Reads the amounts of many rows from `first` on; what stands for rows that are not there is
    /// anything.
    pub fn read<const N: usize>(&self, first: usize, amounts: &mut [Cents; N]) {
        match &self.amounts {
            Amounts::Narrow(cells) if cells.is_empty() => *amounts = [Cents::ZERO; N],
            Amounts::Narrow(cells) => {
                for (amount, &cell) in amounts.iter_mut().zip(&cells[first..]) {
                    *amount = Cents(cell.into());
                }
            }
            Amounts::Wide(cells) => {
                for (amount, &cell) in amounts.iter_mut().zip(&cells[first..]) {
                    *amount = cell;
                }
            }
        }
    }

    /// All amounts, by row.
    pub fn iter(&self) -> impl Iterator<Item = Cents> + '_ {
        (0..self.rows).map(|row| self.amounts.get(row))
    }

    /// The sum of all rows.
    pub fn sum(&self) -> Cents {
        self.amounts.sum()
    }

    /// Bytes that the amounts take up.
    pub fn bytes(&self) -> usize {
        self.amounts.bytes()
    }
}

/// Rows that are worked on together.
const BLOCK: usize = 64;

/// Room is made for so many rows.
pub(super) const ROWS_AT_ONCE: usize = 4_096;

/// Words of which the halves of 16 bits can be summed in 32.
const HALVES_MAX: usize = 65_536;

/// The sum of words.
pub fn sum_of_words(words: &[u32]) -> u64 {
    words.chunks(HALVES_MAX).map(sum_words).sum()
}

widest! {
    fn sum_words(words: &[u32]) -> u64 {
        sum_words_plain
    }
}

widest! {
    fn sum_narrow(cells: &[i32]) -> i64 {
        sum_narrow_plain
    }
}

/// By halves, so that vectors are as full as can be.
#[inline(always)]
#[expect(clippy::inline_always, reason = "compiled for the machine's vectors by its caller")]
fn sum_words_plain(words: &[u32]) -> u64 {
    let (mut low, mut high) = (0_u32, 0_u32);
    for &word in words {
        low = low.wrapping_add(word & 0xFFFF);
        high = high.wrapping_add(word >> 16);
    }
    u64::from(low) + (u64::from(high) << 16)
}

/// By halves, too; the upper ones keep the sign.
#[inline(always)]
#[expect(clippy::inline_always, reason = "compiled for the machine's vectors by its caller")]
fn sum_narrow_plain(cells: &[i32]) -> i64 {
    let (mut low, mut high) = (0_i32, 0_i32);
    for &cell in cells {
        low = low.wrapping_add(cell & 0xFFFF);
        high = high.wrapping_add(cell >> 16);
    }
    i64::from(low.cast_unsigned()) + (i64::from(high) << 16)
}

widest! {
    /// Takes a price for each of some things off cells; says whether all stayed within 32 bits, or
    /// else leaves them as they were.
    fn take_words(cells: &mut [i32], counts: &[u32], price: u32) -> bool {
        take_words_plain
    }
}

#[inline(always)]
#[expect(clippy::inline_always, reason = "compiled for the machine's vectors by its caller")]
fn take_words_plain(cells: &mut [i32], counts: &[u32], price: u32) -> bool {
    let most = counts.iter().fold(0, |most, &count| count.max(most));
    if i32::MAX.cast_unsigned() < most.saturating_mul(price) {
        return false;
    }
    let taken = |cell: i32, count: u32| cell.wrapping_sub_unsigned(count.wrapping_mul(price));
    let over = cells.iter().zip(counts).fold(0, |over, (&cell, &count)| {
        // What is taken is not below zero, so a larger rest has gone past the end.
        over | u32::from(cell < taken(cell, count))
    });
    if over != 0 {
        return false;
    }
    for (cell, &count) in cells.iter_mut().zip(counts) {
        *cell = taken(*cell, count);
    }
    true
}

/// The sum of a column, in an order that the machine's vectors can take.
///
/// # Panics
/// When it does not fit 64 bits.
pub fn sum(column: &[Cents]) -> Cents {
    // Of amounts that fit 50 bits each, 8,192 cannot overflow: one test will do for all.
    const BIAS: i64 = 1 << 50;
    column
        .chunks(8_192)
        .map(|part| {
            let (mut sum, mut used) = (0_i64, 0_i64);
            for &Cents(cents) in part {
                sum = sum.wrapping_add(cents);
                used |= cents.wrapping_add(BIAS);
            }
            let fits = (0..2 * BIAS).contains(&used);
            if fits { Cents(sum) } else { part.iter().copied().sum() }
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_of_money_costs_nothing_until_some_moves_and_keeps_every_rows_amount() {
        let mut column = MoneyColumn::default();
        (0..3).for_each(|_| column.push(Cents::ZERO));
        column.add(1, Cents::ZERO);
        column.set(2, Cents::ZERO);
        assert_eq!((column.len(), column.bytes(), column.of(2)), (3, 0, Cents::ZERO));
        column.push(Cents(-7));
        column.push(Cents::ZERO);
        column.add(0, Cents(5));
        column.set(3, Cents(9));
        assert_eq!(column.bytes(), ROWS_AT_ONCE * 4);
        assert!(column.iter().eq([5, 0, 0, 9, 0].map(Cents)));
        column.set(4, Cents(i64::from(i32::MAX) + 1));
        column.push(Cents(1));
        assert!(column.iter().eq([5, 0, 0, 9, 1 << 31, 1].map(Cents)));
        assert_eq!(column.sum(), Cents(15 + (1 << 31)));
        for mut column in [column, MoneyColumn::default()] {
            let before = (column.len(), column.bytes());
            column.empty();
            assert!(column.iter().all(|amount| amount == Cents::ZERO));
            assert_eq!((column.len(), column.bytes()), before);
        }
    }

    #[test]
    fn products_are_taken_as_single_ones_are_however_large() {
        let counts: Vec<u32> = (0..150).collect();
        for price in [1, 50, i64::from(i32::MAX) / 100, i64::from(u32::MAX) + 7] {
            let mut column = MoneyColumn::default();
            for rows in [130, 70, 150] {
                column.begin(rows);
                assert!(column.iter().eq((0..rows).map(|_| Cents::ZERO)));
                column.take_products(&counts, Cents(price));
                column.add(3, Cents(-9));
                let expected = |row: usize| {
                    let more = if row == 3 { Cents(9) } else { Cents::ZERO };
                    -(Cents(price).times(row as u64) + more)
                };
                assert!(column.iter().eq((0..rows).map(expected)), "{price}");
                let mut read = [Cents(77); 64];
                column.read(64, &mut read);
                for (row, &read) in (64..).zip(&read) {
                    assert_eq!(read, if row < rows { expected(row) } else { Cents(77) });
                }
            }
        }
        let mut nothing = [Cents(1); 64];
        MoneyColumn::default().read(0, &mut nothing);
        assert_eq!(nothing, [Cents::ZERO; 64]);
    }

    #[test]
    fn words_sum_to_what_they_are_however_many_and_large() {
        for count in [0, 1, 65_536, 65_537, 200_000_u32] {
            let words: Vec<u32> = (0..count).map(|n| u32::MAX - n).collect();
            let sum: u64 = words.iter().copied().map(u64::from).sum();
            assert_eq!(sum_of_words(&words), sum);
            let column = |cell: i32| Amounts::Narrow(vec![cell; count as usize]);
            for cell in [i32::MIN, -1, 1, i32::MAX] {
                assert_eq!(column(cell).sum(), Cents(i64::from(cell) * i64::from(count)));
            }
        }
    }

    #[test]
    fn a_column_sums_to_what_its_entries_do_however_large_they_are() {
        let large = 1_i64 << 61;
        for column in [
            vec![],
            vec![Cents(5), Cents(-7)],
            vec![Cents(large), Cents(-large), Cents(3)],
            (-6_000..6_001).map(|cents| Cents(cents * 1_000_003)).collect(),
            vec![Cents((1 << 50) - 1); 8_192],
            vec![Cents(-(1 << 50)); 8_192],
        ] {
            assert_eq!(sum(&column), column.iter().copied().sum());
        }
    }

    #[test]
    #[should_panic(expected = "overflow")]
    fn a_sum_that_does_not_fit_is_refused() {
        let _ = sum(&[Cents(i64::MAX), Cents(1)]);
    }
}
