//! Who comes back when: the weeks of return that were drawn when partners left.
//!
//! *Invariant*: of one week, whoever left first comes first.
//!
//! *Absent*: how a return is drawn, and whether there is still room for whoever returns.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::units::Week;

/// Returns to come, the next one at hand.
#[derive(Debug, Clone, Default)]
pub struct Returns {
    /// Week of the return, how-manieth return that was drawn, and the row that was left.
    next: BinaryHeap<Reverse<(Week, u32, u32)>>,
    drawn: u32,
}

impl Returns {
    /// Notes that whoever left a row returns in a week.
    pub fn note(&mut self, week: Week, row: u32) {
        self.next.push(Reverse((week, self.drawn, row)));
        self.drawn += 1;
    }

    /// The row that comes next of those which return in a week; returns of earlier weeks are past.
    pub fn pop(&mut self, week: Week) -> Option<u32> {
        while let Some(&Reverse((due, _, row))) = self.next.peek()
            && due <= week
        {
            self.next.pop();
            if due == week {
                return Some(row);
            }
        }
        None
    }

    /// Bytes that the returns take up.
    pub fn bytes(&self) -> usize {
        self.next.capacity() * size_of::<Reverse<(Week, u32, u32)>>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_of_a_week_return_in_the_order_in_which_they_left() {
        let mut returns = Returns::default();
        for (week, row) in [(7, 5), (3, 9), (7, 2), (4, 1), (7, 8)] {
            returns.note(week, row);
        }
        let mut of = |week| std::iter::from_fn(|| returns.pop(week)).collect::<Vec<_>>();
        assert_eq!(of(3), [9]);
        // Nobody asked in week 4: whoever would have returned does not any more.
        assert!(of(5).is_empty());
        assert_eq!(of(7), [5, 2, 8]);
        assert!(of(8).is_empty());
        assert_eq!(returns.pop(9), None);
    }
}
