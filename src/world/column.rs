//! A column of a chunk that takes up memory only once its rows differ.
//!
//! *Invariant*: as long as all rows have the same value there is that value and nothing else; from
//! the first other one on there is room for a whole chunk, which never moves.
//!
//! *Absent*: what the values mean.

use std::ops::{Index, IndexMut, Range};

use super::chunk::CHUNK;
use crate::machine::ask;

/// A value for each slot.
#[derive(Debug, Clone)]
pub struct Column<T> {
    rows: usize,
    /// What all rows have as long as there are no cells.
    common: T,
    cells: Vec<T>,
}

impl<T: Copy + PartialEq> Column<T> {
    /// No rows; the first is going to be `first`.
    pub fn new(first: T) -> Self {
        Self { rows: 0, common: first, cells: Vec::new() }
    }

    /// Appends a row.
    #[inline]
    pub fn push(&mut self, value: T) {
        if !self.cells.is_empty() {
            self.cells.push(value);
        } else if value != self.common {
            self.spread(self.rows);
            self.cells.push(value);
        }
        self.rows += 1;
    }

    /// Appends rows.
    pub fn extend(&mut self, values: impl ExactSizeIterator<Item = T> + Clone) {
        let before = self.rows;
        self.rows += values.len();
        if self.cells.is_empty() {
            if values.clone().all(|value| value == self.common) {
                return;
            }
            self.spread(before);
        }
        self.cells.extend(values);
    }

    /// Appends so many rows with one value.
    pub fn grow(&mut self, rows: usize, value: T) {
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

    /// The value of all rows, as long as there is one.
    #[inline]
    pub fn common(&self) -> Option<T> {
        self.cells.is_empty().then_some(self.common)
    }

    /// The values of single rows; empty as long as all are the same.
    #[inline]
    pub fn cells(&self) -> &[T] {
        &self.cells
    }

    /// The values of single rows, to write.
    #[inline]
    pub fn cells_mut(&mut self) -> &mut [T] {
        if self.cells.is_empty() {
            self.spread(self.rows);
        }
        &mut self.cells
    }

    /// Reads the values of many rows from `first` on; what stands for rows that are not there is
    /// anything.
    #[inline]
    pub fn read<const N: usize>(&self, first: usize, values: &mut [T; N]) {
        if self.cells.is_empty() {
            *values = [self.common; N];
            return;
        }
        let cells = &self.cells[first..];
        match cells.first_chunk() {
            Some(cells) => *values = *cells,
            None => values[..cells.len()].copy_from_slice(cells),
        }
    }

    /// Reads the values of rows from all over the column.
    #[inline]
    pub fn pick<const N: usize>(&self, rows: &[u16; N], values: &mut [T; N]) {
        if self.cells.is_empty() {
            *values = [self.common; N];
            return;
        }
        for (value, &row) in values.iter_mut().zip(rows) {
            *value = self.cells[usize::from(row)];
        }
    }

    /// Asks for the memory of a value that is wanted soon.
    #[inline]
    pub fn ask(&self, row: usize) {
        ask(&self.cells, row);
    }

    /// Writes a value, if it is another one.
    #[inline]
    pub fn set(&mut self, row: usize, value: T) {
        if self[row] != value {
            self[row] = value;
        }
    }

    /// All values, by row.
    pub fn iter(&self) -> Iter<'_, T> {
        Iter { column: self, rows: 0..self.rows }
    }

    /// Bytes that the cells take up.
    pub fn bytes(&self) -> usize {
        self.cells.capacity() * size_of::<T>()
    }

    #[cold]
    #[inline(never)]
    fn spread(&mut self, rows: usize) {
        self.cells.reserve_exact(CHUNK);
        self.cells.resize(rows, self.common);
    }
}

/// The values of a column, by row.
#[derive(Debug)]
pub struct Iter<'a, T> {
    column: &'a Column<T>,
    rows: Range<usize>,
}

impl<'a, T: Copy + PartialEq> Iterator for Iter<'a, T> {
    type Item = &'a T;

    fn next(&mut self) -> Option<&'a T> {
        self.rows.next().map(|row| &self.column[row])
    }
}

impl<'a, T: Copy + PartialEq> IntoIterator for &'a Column<T> {
    type Item = &'a T;
    type IntoIter = Iter<'a, T>;

    fn into_iter(self) -> Iter<'a, T> {
        self.iter()
    }
}

impl<T: Copy + PartialEq, const N: usize> PartialEq<[T; N]> for Column<T> {
    fn eq(&self, other: &[T; N]) -> bool {
        self.iter().eq(other)
    }
}

impl<T: Copy + PartialEq> Index<usize> for Column<T> {
    type Output = T;

    #[inline]
    fn index(&self, row: usize) -> &T {
        debug_assert!(row < self.rows, "row {row} of {}", self.rows);
        if self.cells.is_empty() { &self.common } else { &self.cells[row] }
    }
}

impl<T: Copy + PartialEq> IndexMut<usize> for Column<T> {
    #[inline]
    fn index_mut(&mut self, row: usize) -> &mut T {
        &mut self.cells_mut()[row]
    }
}

/// Makes room for `more` values in a list that stays. It grows by an eighth, and by `least` at
/// least, but not to twice its length: so little lies idle and it is not copied all too often.
#[inline]
pub fn make_room<T>(list: &mut Vec<T>, more: usize, least: usize) {
    if list.capacity() < list.len() + more {
        list.reserve_exact((list.len() / 8).max(least).max(more));
    }
}

/// Appends to a column that is walked across chunks.
#[inline]
pub(super) fn extend_flat<T>(column: &mut Vec<T>, values: impl ExactSizeIterator<Item = T>) {
    make_room(column, values.len(), CHUNK);
    column.extend(values);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flat_column_never_has_much_more_room_than_it_needs() {
        let mut column = Vec::new();
        for value in 0..400_000_usize {
            extend_flat(&mut column, std::iter::once(value));
            assert!(column.capacity() <= value + 1 + (value / 8).max(CHUNK), "{value}");
        }
        assert!(column.iter().copied().eq(0..400_000));
    }

    #[test]
    fn rows_appended_together_are_those_appended_one_by_one() {
        let (mut together, mut single) = (Column::new(7), Column::new(7));
        for list in [&[7, 7][..], &[7, 9, 7], &[], &[1]] {
            together.extend(list.iter().copied());
            for &value in list {
                single.push(value);
            }
            assert!(together.iter().eq(single.iter()) && together.len() == single.len());
            assert_eq!((together.common(), together.bytes()), (single.common(), single.bytes()));
        }
        together.grow(2, 5);
        assert_eq!(together.cells(), [7, 7, 7, 9, 7, 1, 5, 5]);
    }

    #[test]
    fn a_column_costs_nothing_until_a_row_differs_and_keeps_all_values() {
        let mut column = Column::new(7);
        for value in [7, 7, 7] {
            column.push(value);
        }
        column.set(1, 7);
        assert_eq!((column.len(), column.bytes(), column.common()), (3, 0, Some(7)));
        assert_eq!(column.iter().copied().collect::<Vec<_>>(), [7, 7, 7]);
        column.push(9);
        assert_eq!((column.common(), column[2], column[3]), (None, 7, 9));
        column.push(7);
        column[0] += 1;
        assert_eq!(column.cells(), [8, 7, 7, 9, 7]);
        assert_eq!(column.bytes(), CHUNK * 4);
        let mut written = Column::new(0);
        written.push(0);
        written.set(0, 5);
        assert_eq!((written[0], written.cells_mut().len()), (5, 1));
    }
}
