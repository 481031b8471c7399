//! Columns of whole numbers of a chunk, no wider than their largest.
//!
//! *Invariant*: as long as all rows have the same number there is that number and nothing else;
//! from the first other one on there is room for a whole chunk, 8 bits for each row as long as all
//! numbers fit them, then 16, then 32.
//!
//! *Absent*: what is counted.

use super::chunk::CHUNK;
use crate::ledger::sum_of_words;
use crate::machine::{ask, packed, widest};

/// A number for each slot.
#[derive(Debug, Clone)]
pub struct Counts {
    rows: usize,
    /// What all rows have as long as there are no cells.
    common: u32,
    cells: Cells,
}

#[derive(Debug, Clone)]
enum Cells {
    Alike,
    Bytes(Vec<u8>),
    Halves(Vec<u16>),
    Words(Vec<u32>),
}

/// Does the same with the cells, whatever their width; what is done when there are none comes last.
macro_rules! with_cells {
    ($cells:expr, $list:ident => $done:expr, $alike:expr) => {
        match $cells {
            Cells::Alike => $alike,
            Cells::Bytes($list) => $done,
            Cells::Halves($list) => $done,
            Cells::Words($list) => $done,
        }
    };
}

impl Counts {
    /// No rows; the first is going to be `first`.
    pub fn new(first: u32) -> Self {
        Self { rows: 0, common: first, cells: Cells::Alike }
    }

    /// Appends a row.
    #[inline]
    pub fn push(&mut self, value: u32) {
        self.rows += 1;
        let fits = match &mut self.cells {
            Cells::Alike => value == self.common,
            Cells::Bytes(cells) => push(cells, value),
            Cells::Halves(cells) => push(cells, value),
            Cells::Words(cells) => push(cells, value),
        };
        if !fits {
            self.widen(value);
            self.set(self.rows - 1, value);
        }
    }

    /// Appends rows.
    pub fn extend(&mut self, values: impl ExactSizeIterator<Item = u32> + Clone) {
        let fits = match &mut self.cells {
            Cells::Alike => values.clone().all(|value| value == self.common),
            Cells::Bytes(cells) => append(cells, values.clone()),
            Cells::Halves(cells) => append(cells, values.clone()),
            Cells::Words(cells) => append(cells, values.clone()),
        };
        if fits {
            self.rows += values.len();
        } else {
            values.for_each(|value| self.push(value));
        }
    }

    /// Appends so many rows with one number.
    pub fn grow(&mut self, rows: usize, value: u32) {
        self.extend(std::iter::repeat_n(value, rows));
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.rows
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// The number of a row.
    #[inline]
    pub fn of(&self, row: usize) -> u32 {
        debug_assert!(row < self.rows, "row {row} of {}", self.rows);
        match &self.cells {
            Cells::Alike => self.common,
            Cells::Bytes(cells) => cells[row].into(),
            Cells::Halves(cells) => cells[row].into(),
            Cells::Words(cells) => cells[row],
        }
    }

    /// Reads the numbers of many rows from `first` on; what stands for rows that are not there is
    /// left as it is, unless all rows are the same.
    #[inline]
    pub fn read<const N: usize>(&self, first: usize, numbers: &mut [u32; N]) {
        fn widened<const N: usize, T: Copy + Into<u32>>(cells: &[T], numbers: &mut [u32; N]) {
            // A known number of them is widened by vectors.
            if let Some(cells) = cells.first_chunk::<N>() {
                for (number, &cell) in numbers.iter_mut().zip(cells) {
                    *number = cell.into();
                }
                return;
            }
            for (number, &cell) in numbers.iter_mut().zip(cells) {
                *number = cell.into();
            }
        }
        with_cells!(
            &self.cells,
            cells => widened(&cells[first..], numbers),
            *numbers = [self.common; N]
        );
    }

    /// Reads the numbers of rows from all over the column.
    #[inline]
    pub fn pick<const N: usize>(&self, rows: &[u16; N], numbers: &mut [u32; N]) {
        fn picked<const N: usize, T: Copy + Into<u32>>(
            cells: &[T],
            rows: &[u16; N],
            numbers: &mut [u32; N],
        ) {
            for (number, &row) in numbers.iter_mut().zip(rows) {
                *number = cells[usize::from(row)].into();
            }
        }
        with_cells!(
            &self.cells,
            cells => picked(cells, rows, numbers),
            *numbers = [self.common; N]
        );
    }

    /// The number of all rows, as long as there is one.
    #[inline]
    pub fn common(&self) -> Option<u32> {
        matches!(self.cells, Cells::Alike).then_some(self.common)
    }

    /// Writes the number of a row.
    #[inline]
    pub fn set(&mut self, row: usize, value: u32) {
        let fits = match &mut self.cells {
            Cells::Alike => value == self.common,
            Cells::Bytes(cells) => write(&mut cells[row], value),
            Cells::Halves(cells) => write(&mut cells[row], value),
            Cells::Words(cells) => write(&mut cells[row], value),
        };
        if !fits {
            self.widen(value);
            self.set(row, value);
        }
    }

    /// Asks for the memory of a row's number.
    #[inline]
    pub fn ask(&self, row: usize) {
        with_cells!(&self.cells, cells => ask(cells, row), ());
    }

    /// Adds to the number of a row.
    ///
    /// # Panics
    /// When it does not fit 32 bits.
    #[inline]
    pub fn add(&mut self, row: usize, more: u32) {
        self.set(row, self.of(row).checked_add(more).expect("a count fits 32 bits"));
    }

    /// Takes off the number of a row.
    ///
    /// # Panics
    /// When it is less.
    #[inline]
    pub fn take(&mut self, row: usize, less: u32) {
        self.set(row, self.of(row).checked_sub(less).expect("no more is taken than there is"));
    }

    /// Adds to the number of each row; there may be more numbers than rows. Returns the sum of what
    /// was added.
    ///
    /// # Panics
    /// When a number does not fit 32 bits.
    pub fn add_each(&mut self, more: &[u32]) -> u64 {
        let more = &more[..self.rows];
        let all = sum_of_words(more);
        if all == 0 {
            return 0;
        }
        loop {
            let fits = match &mut self.cells {
                Cells::Alike => false,
                Cells::Bytes(cells) => add_to_bytes(cells, more),
                Cells::Halves(cells) => add_to_halves(cells, more),
                Cells::Words(cells) => add_to_words(cells, more),
            };
            if fits {
                return all;
            }
            // One step at a time: what they are going to be is at least as much as a width holds.
            let most = match &self.cells {
                Cells::Alike => self.common.max(1),
                Cells::Bytes(_) => u32::from(u8::MAX) + 1,
                Cells::Halves(_) => u32::from(u16::MAX) + 1,
                Cells::Words(_) => panic!("a count does not fit 32 bits"),
            };
            self.widen(most);
        }
    }

    /// Takes over the numbers of a column of as many rows, and keeps its own room where it can.
    ///
    /// # Panics
    /// When the other one has another number of rows.
    pub fn copy_from(&mut self, other: &Self) {
        assert_eq!(self.rows, other.rows, "columns of as many rows");
        let is_copied = match (&mut self.cells, &other.cells) {
            (Cells::Alike, Cells::Alike) => self.common == other.common,
            (mine, Cells::Alike) => with_cells!(mine, cells => fill(cells, other.common), false),
            (Cells::Bytes(mine), Cells::Bytes(theirs)) => copy(mine, theirs),
            (Cells::Halves(mine), Cells::Bytes(theirs)) => copy(mine, theirs),
            (Cells::Halves(mine), Cells::Halves(theirs)) => copy(mine, theirs),
            (Cells::Words(mine), Cells::Bytes(theirs)) => copy(mine, theirs),
            (Cells::Words(mine), Cells::Halves(theirs)) => copy(mine, theirs),
            (Cells::Words(mine), Cells::Words(theirs)) => copy(mine, theirs),
            _ => false,
        };
        if !is_copied {
            *self = Self { rows: self.rows, common: other.common, cells: other.cells.with_room() };
        }
    }

    /// Writes the same number to all rows, and keeps the room.
    pub fn fill(&mut self, value: u32) {
        if !with_cells!(&mut self.cells, cells => fill(cells, value), false) {
            (self.common, self.cells) = (value, Cells::Alike);
        }
    }

    /// Which of up to 64 rows from `first` on have another number than zero.
    pub fn not_zero(&self, first: usize) -> u64 {
        if !matches!(self.cells, Cells::Alike) {
            let mut numbers = [0; 64];
            self.read(first, &mut numbers);
            return not_zero(&numbers);
        }
        let rows = u32::try_from(self.rows.saturating_sub(first)).unwrap_or(u32::MAX);
        if self.common == 0 || rows == 0 { 0 } else { u64::MAX >> (64 - rows.min(64)) }
    }

    /// The sum of all rows.
    pub fn sum(&self) -> u64 {
        let rows = self.rows as u64;
        match &self.cells {
            Cells::Alike => u64::from(self.common) * rows,
            Cells::Bytes(cells) => cells.iter().copied().map(u64::from).sum(),
            Cells::Halves(cells) => cells.iter().copied().map(u64::from).sum(),
            Cells::Words(cells) => sum_of_words(cells),
        }
    }

    /// All numbers, by row.
    pub fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        (0..self.rows).map(|row| self.of(row))
    }

    /// Bytes that the cells take up.
    pub fn bytes(&self) -> usize {
        fn of<T>(cells: &Vec<T>) -> usize {
            cells.capacity() * size_of::<T>()
        }
        with_cells!(&self.cells, cells => of(cells), 0)
    }

    /// Makes room for a number. Rows that have cells keep theirs; a new one begins with nothing.
    #[cold]
    #[inline(never)]
    fn widen(&mut self, value: u32) {
        let before = with_cells!(&self.cells, cells => cells.len(), 0);
        let is_alike = matches!(self.cells, Cells::Alike);
        let most = if is_alike { value.max(self.common) } else { value };
        let values = (0..self.rows).map(|row| match &self.cells {
            Cells::Alike => self.common,
            _ if before <= row => 0,
            _ => self.of(row),
        });
        self.cells = if most <= u8::MAX.into() {
            Cells::Bytes(narrowed(values))
        } else if most <= u16::MAX.into() {
            Cells::Halves(narrowed(values))
        } else {
            Cells::Words(narrowed(values))
        };
    }
}

impl Cells {
    /// The same, with room for a whole chunk.
    fn with_room(&self) -> Self {
        fn of<T: Copy>(cells: &[T]) -> Vec<T> {
            let mut all = Vec::new();
            all.reserve_exact(CHUNK);
            all.extend_from_slice(cells);
            all
        }
        match self {
            Self::Alike => Self::Alike,
            Self::Bytes(cells) => Self::Bytes(of(cells)),
            Self::Halves(cells) => Self::Halves(of(cells)),
            Self::Words(cells) => Self::Words(of(cells)),
        }
    }
}

/// Writes a number to all cells if it fits.
fn fill<T: Copy + TryFrom<u32>>(cells: &mut [T], value: u32) -> bool {
    T::try_from(value).map(|value| cells.fill(value)).is_ok()
}

/// Copies cells that are no wider.
fn copy<T: Copy, O: Copy + Into<T>>(mine: &mut [T], theirs: &[O]) -> bool {
    for (mine, &theirs) in mine.iter_mut().zip(theirs) {
        *mine = theirs.into();
    }
    true
}

widest! {
    /// Which numbers are not zero: bit n is the n-th.
    fn not_zero(numbers: &[u32; 64]) -> u64 {
        not_zero_plain
    }
}

#[inline(always)]
#[expect(clippy::inline_always, reason = "compiled for the machine's vectors by its caller")]
fn not_zero_plain(numbers: &[u32; 64]) -> u64 {
    let mut is = [0; 64];
    for (is, &number) in is.iter_mut().zip(numbers) {
        *is = u8::from(number != 0);
    }
    packed(&is)
}

/// Numbers that fit, with room for a whole chunk.
fn narrowed<T: TryFrom<u32>>(values: impl Iterator<Item = u32>) -> Vec<T> {
    let mut cells = Vec::new();
    cells.reserve_exact(CHUNK);
    cells.extend(values.map(|value| T::try_from(value).ok().expect("no more than the most")));
    cells
}

/// Two columns are the same whose numbers are.
impl PartialEq for Counts {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl<const N: usize> PartialEq<[u32; N]> for Counts {
    fn eq(&self, other: &[u32; N]) -> bool {
        self.iter().eq(other.iter().copied())
    }
}

/// Appends a number if it fits.
#[inline]
fn push<T: TryFrom<u32>>(cells: &mut Vec<T>, value: u32) -> bool {
    T::try_from(value).map(|value| cells.push(value)).is_ok()
}

/// Appends numbers if all of them fit.
fn append<T: TryFrom<u32> + Default>(
    cells: &mut Vec<T>,
    values: impl ExactSizeIterator<Item = u32> + Clone,
) -> bool {
    let most = values.clone().fold(0, |most, value| most | value);
    let fits = T::try_from(most).is_ok();
    if fits {
        cells.extend(values.map(|value| T::try_from(value).unwrap_or_default()));
    }
    fits
}

/// Writes a number if it fits.
#[inline]
fn write<T: TryFrom<u32>>(cell: &mut T, value: u32) -> bool {
    T::try_from(value).map(|value| *cell = value).is_ok()
}

widest! {
    fn add_to_bytes(cells: &mut [u8], more: &[u32]) -> bool {
        add_each
    }
}

widest! {
    fn add_to_halves(cells: &mut [u16], more: &[u32]) -> bool {
        add_each
    }
}

widest! {
    fn add_to_words(cells: &mut [u32], more: &[u32]) -> bool {
        add_each
    }
}

/// Adds to each cell, if all sums fit.
#[inline(always)]
#[expect(clippy::inline_always, reason = "compiled for the machine's vectors by its caller")]
fn add_each<T: Copy + Into<u32> + TryFrom<u32>>(cells: &mut [T], more: &[u32]) -> bool {
    let most = u32::MAX >> (32 - 8 * size_of::<T>());
    let over = cells.iter().zip(more).fold(0, |over, (&cell, &more)| {
        let cell: u32 = cell.into();
        over | u32::from(most - cell < more)
    });
    if over != 0 {
        return false;
    }
    for (cell, &more) in cells.iter_mut().zip(more) {
        let before: u32 = (*cell).into();
        if let Ok(sum) = T::try_from(before.wrapping_add(more)) {
            *cell = sum;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    const EDGES: [u32; 9] = [0, 1, 255, 256, 257, 65_535, 65_536, u32::MAX - 1, u32::MAX];

    #[test]
    fn a_column_is_as_wide_as_its_largest_number_and_keeps_all_others() {
        for first in EDGES {
            let (mut column, mut plain) = (Counts::new(first), Vec::new());
            for value in [first, first].into_iter().chain(EDGES) {
                column.push(value);
                plain.push(value);
                assert!(column.iter().eq(plain.iter().copied()), "{value} after {first}");
                for (row, cell) in plain.iter_mut().enumerate() {
                    let other = cell.wrapping_mul(3) / 2;
                    column.set(row, other);
                    *cell = other;
                    assert_eq!((column.of(row), column.len()), (other, row.max(column.len())));
                }
                assert!(column.iter().eq(plain.iter().copied()), "{value} after {first}");
                assert_eq!(column.sum(), plain.iter().map(|&cell| u64::from(cell)).sum::<u64>());
            }
        }
        let mut column = Counts::new(7);
        column.push(7);
        assert_eq!((column.common(), column.bytes()), (Some(7), 0));
        for (value, bytes) in [(7, 0), (8, 1), (255, 1), (256, 2), (3, 2), (65_536, 4)] {
            column.set(0, value);
            assert_eq!((column.of(0), column.bytes()), (value, bytes * CHUNK));
        }
        assert_eq!(column.common(), None);
    }

    #[test]
    fn many_are_read_as_each_is_and_what_is_not_there_is_left() {
        for most in [7, 200, 40_000, 3_000_000_000] {
            let mut column = Counts::new(7);
            (0..100).for_each(|row| column.push(if row % 3 == 0 { most } else { 7 }));
            let (mut whole, mut end) = ([1; 64], [1; 64]);
            column.read(20, &mut whole);
            column.read(64, &mut end);
            assert!(whole.iter().copied().eq((20..84).map(|row| column.of(row))), "{most}");
            assert!(end.iter().copied().take(36).eq((64..100).map(|row| column.of(row))));
            assert!(most == 7 || end[36..] == [1; 28], "{end:?}");
        }
    }

    #[test]
    fn what_is_added_to_each_is_what_is_added_one_by_one() {
        for step in [0, 1, 100, 255, 70_000, 3_000_000_000] {
            let [mut together, mut single] = [(); 2].map(|()| {
                let mut column = Counts::new(3);
                (0..70).for_each(|row| column.push(if row < 60 { 3 } else { row }));
                column
            });
            let more: Vec<u32> = (0..128).map(|row| if row % 5 == 0 { step } else { 0 }).collect();
            let sum = together.add_each(&more);
            for (row, &more) in more[..70].iter().enumerate() {
                single.add(row, more);
            }
            assert_eq!((sum, &together), (14 * u64::from(step), &single));
            let before = together.iter().collect::<Vec<_>>();
            together.take(65, 64);
            assert_eq!(together.of(65), before[65] - 64);
        }
    }

    #[test]
    fn rows_appended_together_are_those_appended_one_by_one() {
        let lists: [&[u32]; 5] = [&[0; 3], &[0, 1], &[255, 256], &[7; 64], &[1, 65_536, 0]];
        for first in [0, 1, 300] {
            let (mut together, mut single) = (Counts::new(first), Counts::new(first));
            for list in lists {
                together.extend(list.iter().copied());
                for &value in list {
                    single.push(value);
                }
                assert_eq!((&together, together.len()), (&single, single.len()));
                assert_eq!(together.bytes(), single.bytes());
            }
            together.grow(2, 9);
            (0..2).for_each(|_| single.push(9));
            assert_eq!(together, single);
        }
    }

    #[test]
    #[should_panic(expected = "does not fit 32 bits")]
    fn a_count_past_32_bits_is_an_error_and_never_a_wrap() {
        let mut column = Counts::new(u32::MAX);
        column.push(u32::MAX);
        column.add_each(&[1]);
    }

    #[test]
    fn a_column_copied_or_filled_has_the_numbers_it_should_and_keeps_its_room() {
        let column = |most: u32| {
            let mut column = Counts::new(7);
            (0..100).for_each(|row| column.push(if row % 3 == 0 { most } else { 7 }));
            column
        };
        for most in [7, 200, 40_000, 3_000_000_000] {
            for before in [7, 0, 255, 65_535, u32::MAX] {
                let (mut copied, other) = (column(before), column(most));
                let bytes = copied.bytes();
                copied.copy_from(&other);
                assert_eq!(copied, other, "{most} over {before}");
                assert_eq!(copied.bytes(), bytes.max(other.bytes()), "{most} over {before}");
                copied.push(most);
                copied.fill(0);
                assert!(copied.iter().eq([0; 101]), "{most} over {before}");
                assert_eq!(copied.bytes(), bytes.max(other.bytes()));
                copied.fill(most);
                assert!(copied.iter().eq([most; 101]), "{most} over {before}");
            }
        }
    }

    #[test]
    fn who_has_anything_is_told_for_many_rows() {
        let mut column = Counts::new(0);
        (0..100).for_each(|_| column.push(0));
        assert_eq!((column.not_zero(0), column.not_zero(64)), (0, 0));
        for row in [0, 63, 64, 99] {
            column.set(row, 70_000);
        }
        assert_eq!((column.not_zero(0), column.not_zero(64)), (1 << 63 | 1, 1 << 35 | 1));
        column.fill(3);
        assert_eq!((column.not_zero(0), column.not_zero(64)), (u64::MAX, (1 << 36) - 1));
        let mut alike = Counts::new(3);
        (0..100).for_each(|_| alike.push(3));
        assert_eq!((alike.not_zero(0), alike.not_zero(64)), (u64::MAX, (1 << 36) - 1));
        assert_eq!(alike.not_zero(128), 0);
    }
}
