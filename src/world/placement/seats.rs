//! A placement tree as it was at some moment, in five bytes a row.
//!
//! *Invariant*: the tree that is built again has everybody in the seat that she had.
//!
//! *Absent*: whose turn it is and who waits, which a tree that stays as it is does not need.

use super::Placement;
use crate::world::NO_UPLINE;

/// Who sat where, by row.
#[derive(Debug, Clone, Default)]
pub struct Seats {
    width: u32,
    parent: Vec<u32>,
    leg: Vec<u8>,
}

impl Placement {
    /// The seats as they are now.
    pub fn seats(&self) -> Seats {
        Seats { width: self.width, parent: self.parent.clone(), leg: self.leg.clone() }
    }

    /// The tree that had these seats.
    pub fn from_seats(seats: &Seats) -> Self {
        let mut tree = Self::new(seats.width);
        for _ in &seats.parent {
            tree.push();
        }
        for (row, (&parent, &leg)) in (0..).zip(seats.parent.iter().zip(&seats.leg)) {
            if parent == NO_UPLINE {
                tree.leg[row as usize] = leg;
            } else {
                tree.link(row, parent, leg);
            }
        }
        tree
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::PlacementExit;

    #[test]
    fn a_tree_built_again_has_the_same_seats_in_the_same_order() {
        let mut tree = Placement::new(2);
        for _ in 0..7 {
            tree.push();
        }
        for (row, parent, leg) in [(1, 0, 0), (2, 0, 1), (3, 1, 1), (4, 3, 0), (5, 1, 0)] {
            tree.seat(row, parent, leg).expect("an open seat");
        }
        // Her recruits move up: a younger row sits above an older one.
        tree.leave(1, PlacementExit::Promote);
        let again = Placement::from_seats(&tree.seats());
        assert_eq!(again.order(), tree.order());
        for row in 0..7 {
            let seat = |tree: &Placement| (tree.parent(row), tree.leg(row), tree.has_seat(row));
            assert_eq!(seat(&again), seat(&tree), "row {row}");
            assert_eq!(
                [0, 1].map(|leg| again.child(row, leg)),
                [0, 1].map(|leg| tree.child(row, leg))
            );
        }
        assert!(!again.has_seat(1) && again.has_seat(6));
    }
}
