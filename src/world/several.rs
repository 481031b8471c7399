//! Columns of several whole numbers for each slot of a chunk.
//!
//! *Invariant*: each number is a column of its own, as wide as its largest (`counts`).
//!
//! *Absent*: what is counted.

use super::counts::Counts;

/// Several numbers for each slot.
#[derive(Debug, Clone, PartialEq)]
pub struct Several<const N: usize> {
    columns: [Counts; N],
}

impl<const N: usize> Several<N> {
    /// No rows; the first is going to be `first`.
    pub fn new(first: [u32; N]) -> Self {
        Self { columns: first.map(Counts::new) }
    }

    /// Appends so many rows with the same numbers.
    pub fn grow(&mut self, rows: usize, values: [u32; N]) {
        for (column, value) in self.columns.iter_mut().zip(values) {
            column.grow(rows, value);
        }
    }

    /// The numbers of a row.
    #[inline]
    pub fn of(&self, row: usize) -> [u32; N] {
        self.columns.each_ref().map(|column| column.of(row))
    }

    /// One of the numbers of a row.
    #[inline]
    pub fn at(&self, row: usize, place: usize) -> u32 {
        self.columns[place].of(row)
    }

    /// Writes the numbers of a row.
    #[inline]
    pub fn set(&mut self, row: usize, values: [u32; N]) {
        for (column, value) in self.columns.iter_mut().zip(values) {
            column.set(row, value);
        }
    }

    /// Puts a column before the others, of which the last is dropped.
    pub fn push_before(&mut self, column: &Counts) {
        self.columns.rotate_right(1);
        self.columns[0].copy_from(column);
    }

    /// Which of up to 64 rows from `first` on have any number but zero.
    pub fn not_zero(&self, first: usize) -> u64 {
        self.columns.iter().fold(0, |any, column| any | column.not_zero(first))
    }

    /// Reads one of the numbers of many rows, as [`Counts::read`] does.
    pub fn read<const M: usize>(&self, first: usize, place: usize, numbers: &mut [u32; M]) {
        self.columns[place].read(first, numbers);
    }

    /// Adds to the first number of a row.
    #[inline]
    pub fn add_to_first(&mut self, row: usize, more: u32) {
        self.columns[0].add(row, more);
    }

    /// Takes off one of a row's numbers.
    ///
    /// # Panics
    /// When it is less.
    #[inline]
    pub fn take(&mut self, row: usize, place: usize, less: u32) {
        self.columns[place].take(row, less);
    }

    /// The sum of a row's numbers.
    #[inline]
    pub fn sum_of(&self, row: usize) -> u32 {
        self.columns.iter().map(|column| column.of(row)).sum()
    }

    /// The numbers of all rows.
    pub fn iter(&self) -> impl Iterator<Item = [u32; N]> + '_ {
        let rows = self.columns.first().map_or(0, Counts::len);
        (0..rows).map(|row| self.of(row))
    }

    /// Bytes that the cells take up.
    pub fn bytes(&self) -> usize {
        self.columns.iter().map(Counts::bytes).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::CHUNK;

    #[test]
    fn several_numbers_stay_together() {
        let mut several = Several::new([0; 4]);
        several.grow(3, [0; 4]);
        several.set(1, [1, 0, 300, 0]);
        several.add_to_first(1, 2);
        assert_eq!(
            (several.of(0), several.of(1), several.sum_of(1)),
            ([0; 4], [3, 0, 300, 0], 303)
        );
        assert_eq!((several.at(1, 0), several.at(1, 2)), (3, 300));
        assert_eq!(several.bytes(), 3 * CHUNK);
        assert!(several.iter().eq([[0; 4], [3, 0, 300, 0], [0; 4]]));
    }

    #[test]
    fn the_newest_of_several_columns_comes_first_and_the_last_is_gone() {
        let mut several = Several::new([0; 3]);
        several.grow(2, [0; 3]);
        several.set(1, [1, 2, 300]);
        let mut newest = Counts::new(0);
        newest.push(0);
        newest.push(9);
        several.push_before(&newest);
        assert_eq!((several.of(0), several.of(1)), ([0; 3], [9, 1, 2]));
        assert_eq!(several.not_zero(0), 2);
    }
}
