//! Which open seat a newcomer gets.
//!
//! | rule | from the sponsor down |
//! | --- | --- |
//! | `breadth_first` | the nearest open seat, from left to right |
//! | `depth_first` | the first that is met going down on the left before going right |
//! | `random` | any open seat, each as likely |
//! | `weaker_leg` | always into the leg with fewer seats taken, ties to the left |
//! | `outer_seat` | always down the leg in which the sponsor herself sits; left at the top |
//! | `alternate` | her first recruit always down the left leg, the next the leg beside, in turn |

use super::Placement;
use crate::chance::{Luck, SequencePurpose};
use crate::scenario::PlacementRule;
use crate::units::{NEVER, PersonKey};
use crate::world::NO_UPLINE;

/// What chance has for the seat of each row where rows have no persons, as in a case.
pub fn seat_luck_by_row(seed: u64) -> impl Fn(u32) -> u64 + use<> {
    let luck = Luck::new(seed, 0);
    move |row| luck.sequence_wide(PersonKey(row.into()), NEVER, SequencePurpose::Seat, 0)
}

impl Placement {
    /// Seats a row that sits at the top, with all who sit below her, below another row by a rule.
    /// She stays where she is if that row is her own or one below her.
    ///
    /// `luck` says what chance has for the seat of a row, in 64 bits: the seat that somebody gets
    /// does not depend on who is seated before or after her, but through the seats that are open.
    pub fn find_seat(
        &mut self,
        row: u32,
        below: u32,
        rule: PlacementRule,
        luck: &dyn Fn(u32) -> u64,
    ) {
        if self.is_within(row, below) {
            return;
        }
        let (parent, leg) = match rule {
            PlacementRule::BreadthFirst => self.nearest_seat(below),
            // A seat has no end below it, so that nobody ever comes back to go right.
            PlacementRule::DepthFirst => (self.outermost(below, 0), 0),
            PlacementRule::Random => self.random_seat(below, luck(row)),
            PlacementRule::WeakerLeg => self.weaker_seat(below),
            PlacementRule::OuterSeat => {
                let leg = self.leg(below);
                (self.outermost(below, leg), leg)
            }
            PlacementRule::Alternate => {
                let leg = self.next_turn(below);
                (self.outermost(below, leg), leg)
            }
        };
        self.link(row, parent, leg);
    }

    /// The leftmost of the nearest open seats.
    fn nearest_seat(&mut self, from: u32) -> (u32, u8) {
        self.remember_nearest();
        let mut at = from;
        loop {
            if let Some(leg) = self.open_leg(at, 0) {
                return (at, leg);
            }
            // All seats here are taken, so the nearest is one level less for one of them.
            let wanted = self.memory.nearest[at as usize] - 1;
            let is_on_way = |&&below: &&u32| self.memory.nearest[below as usize] == wanted;
            at = *self.below(at).iter().find(is_on_way).expect("the nearest seat is below one");
        }
    }

    /// One of the open seats, each as likely.
    fn random_seat(&mut self, from: u32, draw: u64) -> (u32, u8) {
        self.remember_taken();
        let scaled = (u128::from(draw) * u128::from(self.open_seats(from))) >> 64;
        let mut number = u64::try_from(scaled).expect("below the number of open seats");
        let mut at = from;
        loop {
            // Open seats here are counted first, then those below each leg from the left.
            if let Some(leg) = self.open_leg(at, number) {
                return (at, leg);
            }
            let seats = self.below(at).iter();
            number -= seats.clone().filter(|&&below| below == NO_UPLINE).count() as u64;
            for &below in seats.filter(|&&below| below != NO_UPLINE) {
                let open = self.open_seats(below);
                if number < open {
                    at = below;
                    break;
                }
                number -= open;
            }
        }
    }

    /// Open seats from a row on down: each seat that is taken opens as many as the tree is wide and
    /// fills one.
    fn open_seats(&self, row: u32) -> u64 {
        u64::from(self.memory.taken[row as usize]) * u64::from(self.width - 1) + 1
    }

    /// The open leg of a row with so many open ones to its left.
    fn open_leg(&self, row: u32, number: u64) -> Option<u8> {
        let open = self.legs().filter(|&leg| self.child(row, leg) == NO_UPLINE);
        open.zip(0..).find(|&(_, count)| count == number).map(|(leg, _)| leg)
    }

    /// The leg of a row's next recruit, in turn from the left.
    fn next_turn(&mut self, row: u32) -> u8 {
        let place = row as usize;
        self.turns.resize(self.turns.len().max(place + 1), 0);
        let leg = self.turns[place];
        self.turns[place] = if u32::from(leg) + 1 < self.width { leg + 1 } else { 0 };
        leg
    }

    /// The seat met by always going into the leg with fewer seats taken.
    fn weaker_seat(&mut self, from: u32) -> (u32, u8) {
        self.remember_taken();
        let mut at = from;
        loop {
            let taken = |&leg: &u8| match self.child(at, leg) {
                NO_UPLINE => 0,
                below => self.memory.taken[below as usize],
            };
            let leg = self.legs().min_by_key(taken).expect("a tree is at least one wide");
            match self.child(at, leg) {
                NO_UPLINE => return (at, leg),
                below => at = below,
            }
        }
    }
}
