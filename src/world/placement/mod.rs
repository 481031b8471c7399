//! The placement tree: seats of a binary or a matrix.
//!
//! *Invariant*: a seat has at most as many seats below it as the tree is wide, numbered from the
//! left; nobody sits in two seats, and no two in one. The tree is another one than the sponsor
//! tree. What is remembered to find seats quickly follows from the links alone, so that finding a
//! seat takes about as many steps as the tree is deep there, never one for each seat.
//!
//! *Absent*: volumes, pay, who leaves.

mod exit;
mod find;
mod memory;
mod seats;

use super::genealogy::NO_UPLINE;
use exit::Exits;
pub use find::seat_luck_by_row;
use memory::Memory;
pub use seats::Seats;

/// The leg of those who have lost their seat.
const NO_SEAT: u8 = u8::MAX;

/// Who sits below whom, by row.
#[derive(Debug, Clone, Default)]
pub struct Placement {
    width: u32,
    /// The seat above, or [`NO_UPLINE`].
    parent: Vec<u32>,
    /// The place below that seat, from 0 on the left.
    leg: Vec<u8>,
    /// Seats below each row, from left to right; `width` for each row.
    below: Vec<u32>,
    /// Whether anybody sits below a younger row, so that rows are no order any more.
    is_mixed: bool,
    /// The leg of a row's next recruit under the rule `alternate`; empty while nobody asks.
    turns: Vec<u8>,
    memory: Memory,
    exits: Exits,
}

impl Placement {
    /// A tree without seats, so many wide.
    pub fn new(width: u32) -> Self {
        Self { width, ..Self::default() }
    }

    /// Seats below each seat.
    pub fn width(&self) -> u32 {
        self.width
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.parent.len()
    }

    /// Whether nobody has a seat.
    pub fn is_empty(&self) -> bool {
        self.parent.is_empty()
    }

    /// Appends a row at the top of a tree of its own.
    pub fn push(&mut self) {
        self.memory.push(self.rows());
        self.parent.push(NO_UPLINE);
        self.leg.push(0);
        self.below.extend(std::iter::repeat_n(NO_UPLINE, self.width as usize));
    }

    /// Seats a row that sits at the top, with all who sit below her.
    ///
    /// # Errors
    /// Who sits there already, or [`NO_UPLINE`] for a seat that does not exist.
    pub fn seat(&mut self, row: u32, parent: u32, leg: u8) -> Result<(), u32> {
        let place = self.place(parent, leg).ok_or(NO_UPLINE)?;
        if self.below[place] != NO_UPLINE {
            return Err(self.below[place]);
        }
        self.link(row, parent, leg);
        Ok(())
    }

    /// The leg of a row's next recruit under the rule `alternate`, from 0 on the left.
    pub fn turn(&self, row: u32) -> u8 {
        self.turns.get(row as usize).copied().unwrap_or(0)
    }

    /// Says whose turn it is below a row.
    pub fn set_turn(&mut self, row: u32, leg: u8) {
        self.turns.resize(self.turns.len().max(row as usize + 1), 0);
        self.turns[row as usize] = leg;
    }

    /// The seat above a row, or [`NO_UPLINE`].
    #[inline]
    pub fn parent(&self, row: u32) -> u32 {
        self.parent[row as usize]
    }

    /// Which leg of the seat above a row is, from 0 on the left; 0 at the top.
    #[inline]
    pub fn leg(&self, row: u32) -> u8 {
        let leg = self.leg[row as usize];
        if leg == NO_SEAT { 0 } else { leg }
    }

    /// Who sits below a row in a leg, or [`NO_UPLINE`].
    #[inline]
    pub fn child(&self, row: u32, leg: u8) -> u32 {
        self.place(row, leg).map_or(NO_UPLINE, |place| self.below[place])
    }

    /// Whether a row still has a seat, be it at the top of a tree.
    #[inline]
    pub fn has_seat(&self, row: u32) -> bool {
        self.leg[row as usize] != NO_SEAT
    }

    /// Rows so that everybody comes before all who sit below her.
    pub fn order(&self) -> Vec<u32> {
        let rows = self.rows();
        if !self.is_mixed {
            return (0..rows).collect();
        }
        let mut order: Vec<u32> = Vec::with_capacity(self.len());
        order.extend((0..rows).filter(|&row| self.parent(row) == NO_UPLINE));
        let mut next = 0;
        while next < order.len() {
            let below = self.below(order[next]);
            order.extend(below.iter().filter(|&&below| below != NO_UPLINE));
            next += 1;
        }
        order
    }

    fn rows(&self) -> u32 {
        u32::try_from(self.len()).expect("rows fit 32 bits")
    }

    /// The legs of the tree, from the left.
    fn legs(&self) -> impl Iterator<Item = u8> + use<> {
        0..u8::try_from(self.width).expect("few legs")
    }

    /// Who sits directly below a row, from left to right.
    fn below(&self, row: u32) -> &[u32] {
        &self.below[self.places(row)]
    }

    fn places(&self, row: u32) -> std::ops::Range<usize> {
        let width = self.width as usize;
        row as usize * width..(row as usize + 1) * width
    }

    fn place(&self, row: u32, leg: u8) -> Option<usize> {
        let known = (row as usize) < self.len() && u32::from(leg) < self.width;
        known.then(|| row as usize * self.width as usize + usize::from(leg))
    }

    /// Puts a row from the top into an open seat.
    fn link(&mut self, row: u32, parent: u32, leg: u8) {
        debug_assert!(self.parent(row) == NO_UPLINE, "row {row} sits below somebody already");
        let place = self.place(parent, leg).expect("a seat that exists");
        self.below[place] = row;
        self.parent[row as usize] = parent;
        self.leg[row as usize] = leg;
        self.is_mixed |= row < parent;
        self.note_link(row, parent, leg);
    }

    /// Whether `of` is `row` or sits somewhere below her.
    fn is_within(&self, row: u32, of: u32) -> bool {
        let mut at = of;
        // Most newcomers have nobody below them, which spares the walk.
        if self.below(row).iter().all(|&below| below == NO_UPLINE) {
            return at == row;
        }
        while at != NO_UPLINE && at != row {
            at = self.parent(at);
        }
        at == row
    }
}
