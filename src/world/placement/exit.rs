//! What becomes of the seat of somebody who leaves.
//!
//! *Invariant*: nobody but the leaver loses her seat for longer than to the end of the period, and
//! who sat below somebody else before still does, unless she took the leaver's place herself.

use std::collections::BTreeMap;

use super::{NO_SEAT, Placement};
use crate::scenario::{PlacementExit, PlacementRules};
use crate::world::NO_UPLINE;

/// Seats that will change, and whose turn it is.
#[derive(Debug, Clone, Default)]
pub(super) struct Exits {
    /// Who is taken out at the end of the period.
    leavers: Vec<u32>,
    /// Who waits for a seat, each with the leaver below whom she sat.
    waiting: BTreeMap<u32, u32>,
    /// Leavers whose people wait, each with who sat above her.
    released: BTreeMap<u32, u32>,
}

impl Placement {
    /// Somebody leaves: what becomes of her seat now.
    pub fn leave(&mut self, row: u32, exit: PlacementExit) {
        if !self.has_seat(row) {
            return;
        }
        match exit {
            PlacementExit::Empty => {}
            PlacementExit::Promote => self.promote(row),
            PlacementExit::Compress => self.exits.leavers.push(row),
            PlacementExit::Holding => self.release(row),
        }
    }

    /// The period is over: what becomes of the seats of those who left in it. `luck` is that of
    /// [`find_seat`](Self::find_seat).
    pub fn close(&mut self, rules: PlacementRules, luck: &dyn Fn(u32) -> u64) {
        for leaver in std::mem::take(&mut self.exits.leavers) {
            self.promote(leaver);
        }
        let mut released = std::mem::take(&mut self.exits.released);
        for (row, leaver) in std::mem::take(&mut self.exits.waiting) {
            let mut at = leaver;
            while let Some(&above) = released.get(&at).filter(|&&above| above != NO_UPLINE) {
                at = above;
            }
            match released.get_mut(&at) {
                // Nobody sat above: the earliest of those who wait is the top of the others.
                Some(above) => *above = row,
                None => self.find_seat(row, at, rules.rule, luck),
            }
        }
    }

    /// Takes somebody out; the earliest below her takes her seat, and so on down the line.
    fn promote(&mut self, row: u32) {
        let (mut above, mut leg) = (self.parent(row), self.leg(row));
        let mut places = self.places(row);
        // The seats below the one that is filled next, and room for those that come after.
        let mut seats = self.below[places.clone()].to_vec();
        let mut next_seats = Vec::with_capacity(seats.len());
        self.below[places].fill(NO_UPLINE);
        self.vacate(row);
        while let Some(next) = seats.iter().copied().filter(|&below| below != NO_UPLINE).min() {
            self.put(next, above, leg);
            places = self.places(next);
            next_seats.clear();
            next_seats.extend_from_slice(&self.below[places.clone()]);
            for &below in seats.iter().filter(|&&below| below != NO_UPLINE && below != next) {
                self.parent[below as usize] = next;
            }
            let old = seats.iter().position(|&below| below == next).expect("one of the seats");
            seats[old] = NO_UPLINE;
            self.below[places].copy_from_slice(&seats);
            (above, leg) = (next, u8::try_from(old).expect("few legs"));
            std::mem::swap(&mut seats, &mut next_seats);
        }
    }

    /// Moves a row into a seat that is open, or to the top.
    fn put(&mut self, row: u32, above: u32, leg: u8) {
        self.parent[row as usize] = above;
        self.leg[row as usize] = leg;
        if let Some(place) = self.place(above, leg) {
            self.below[place] = row;
        }
    }

    /// Takes somebody out; those directly below her wait, with all who sit below them.
    fn release(&mut self, row: u32) {
        let above = match self.exits.waiting.remove(&row) {
            Some(leaver) => leaver,
            None => self.parent(row),
        };
        self.exits.released.insert(row, above);
        let places = self.places(row);
        for place in places {
            let below = std::mem::replace(&mut self.below[place], NO_UPLINE);
            if below != NO_UPLINE {
                self.put(below, NO_UPLINE, 0);
                self.exits.waiting.insert(below, row);
            }
        }
        self.vacate(row);
    }

    /// Takes a row, below whom nobody sits any more, out of her seat.
    pub fn vacate(&mut self, row: u32) {
        if let Some(place) = self.place(self.parent(row), self.leg(row)) {
            self.below[place] = NO_UPLINE;
        }
        self.parent[row as usize] = NO_UPLINE;
        self.leg[row as usize] = NO_SEAT;
        self.memory.forget();
    }
}
