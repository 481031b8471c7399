//! Columns of weeks that may be never.
//!
//! *Invariant*: a week is kept as one more than it is, so that never is zero and takes no memory.
//!
//! *Absent*: what happened in it.

use super::counts::Counts;
use crate::units::{NEVER, Week};

/// A week for each slot, or [`NEVER`].
#[derive(Debug, Clone, PartialEq)]
pub struct Weeks {
    /// One more than the week; nothing for never.
    counts: Counts,
}

impl Weeks {
    /// No rows; the first is going to be `first`.
    pub fn new(first: Week) -> Self {
        Self { counts: Counts::new(first.wrapping_add(1)) }
    }

    /// Appends a row.
    #[inline]
    pub fn push(&mut self, week: Week) {
        self.counts.push(week.wrapping_add(1));
    }

    /// Appends so many rows with one week.
    pub fn grow(&mut self, rows: usize, week: Week) {
        self.counts.grow(rows, week.wrapping_add(1));
    }

    /// The week of a row.
    #[inline]
    pub fn of(&self, row: usize) -> Week {
        self.counts.of(row).wrapping_add(NEVER)
    }

    /// Writes the week of a row.
    pub fn set(&mut self, row: usize, week: Week) {
        self.counts.set(row, week.wrapping_add(1));
    }

    /// Asks for the memory of a row's week.
    #[inline]
    pub fn ask(&self, row: usize) {
        self.counts.ask(row);
    }

    /// All weeks, by row.
    pub fn iter(&self) -> impl Iterator<Item = Week> + '_ {
        self.counts.iter().map(|count| count.wrapping_add(NEVER))
    }

    /// Bytes that the cells take up.
    pub fn bytes(&self) -> usize {
        self.counts.bytes()
    }
}

impl<const N: usize> PartialEq<[Week; N]> for Weeks {
    fn eq(&self, other: &[Week; N]) -> bool {
        self.iter().eq(other.iter().copied())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::CHUNK;

    #[test]
    fn weeks_that_never_come_cost_nothing_and_the_first_week_is_one() {
        let mut weeks = Weeks::new(NEVER);
        (0..3).for_each(|_| weeks.push(NEVER));
        assert_eq!(weeks.bytes(), 0);
        weeks.set(1, 0);
        weeks.push(600);
        assert!(weeks.iter().eq([NEVER, 0, NEVER, 600]));
        assert_eq!((weeks.of(0), weeks.of(3), weeks.bytes()), (NEVER, 600, 2 * CHUNK));
    }
}
