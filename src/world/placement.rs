//! The placement tree: seats of a binary or a matrix.
//!
//! *Invariant*: a seat has at most as many seats below it as the tree is wide, numbered from the
//! left; nobody sits in two seats. The tree is another one than the sponsor tree.
//!
//! *Absent*: volumes, pay.

use super::genealogy::NO_UPLINE;
use crate::scenario::PlacementRule;

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
        self.parent.push(NO_UPLINE);
        self.leg.push(0);
        self.below.extend(std::iter::repeat_n(NO_UPLINE, self.width as usize));
    }

    /// Seats a row that has no seat yet; nothing happens if the seat is taken or does not exist.
    ///
    /// # Errors
    /// Who sits there already, or [`NO_UPLINE`] for a seat that does not exist.
    pub fn seat(&mut self, row: u32, parent: u32, leg: u8) -> Result<(), u32> {
        let place = self.place(parent, leg).ok_or(NO_UPLINE)?;
        if self.below[place] != NO_UPLINE {
            return Err(self.below[place]);
        }
        self.below[place] = row;
        self.parent[row as usize] = parent;
        self.leg[row as usize] = leg;
        Ok(())
    }

    /// Seats a row below another one by a rule.
    pub fn find_seat(&mut self, row: u32, below: u32, _rule: PlacementRule, _seed: u64) {
        let open = (0..self.width).find_map(|leg| {
            let leg = u8::try_from(leg).ok()?;
            (self.child(below, leg) == NO_UPLINE).then_some(leg)
        });
        let _ = self.seat(row, below, open.unwrap_or(0));
    }

    /// The seat above a row, or [`NO_UPLINE`].
    #[inline]
    pub fn parent(&self, row: u32) -> u32 {
        self.parent[row as usize]
    }

    /// Which leg of the seat above a row is, from 0 on the left.
    #[inline]
    pub fn leg(&self, row: u32) -> u8 {
        self.leg[row as usize]
    }

    /// Who sits below a row in a leg, or [`NO_UPLINE`].
    #[inline]
    pub fn child(&self, row: u32, leg: u8) -> u32 {
        self.place(row, leg).map_or(NO_UPLINE, |place| self.below[place])
    }

    /// Rows so that everybody comes before all who sit below her.
    pub fn order(&self) -> Vec<u32> {
        let rows = u32::try_from(self.len()).expect("rows fit 32 bits");
        let mut order: Vec<u32> = Vec::with_capacity(self.len());
        order.extend((0..rows).filter(|&row| self.parent(row) == NO_UPLINE));
        let mut next = 0;
        while next < order.len() {
            let row = order[next] as usize;
            let seats = row * self.width as usize..(row + 1) * self.width as usize;
            order.extend(self.below[seats].iter().filter(|&&below| below != NO_UPLINE));
            next += 1;
        }
        order
    }

    fn place(&self, row: u32, leg: u8) -> Option<usize> {
        let known = (row as usize) < self.len() && u32::from(leg) < self.width;
        known.then(|| row as usize * self.width as usize + usize::from(leg))
    }
}
