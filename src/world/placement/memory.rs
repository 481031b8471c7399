//! What a placement tree remembers to find open seats quickly.
//!
//! *Invariant*: every column follows from the links. It is built when a rule first asks for it,
//! kept up with every seat that is taken, and forgotten when somebody loses a seat: then it is
//! built anew, once for all who left, when it is next asked for.

use super::Placement;
use crate::world::NO_UPLINE;

/// Columns by row; those that no rule has asked for are empty.
#[derive(Debug, Clone, Default)]
pub(super) struct Memory {
    /// Levels down to the nearest open seat, 1 for one directly below.
    pub(super) nearest: Vec<u32>,
    /// Seats taken from a row on down, her own included.
    pub(super) taken: Vec<u32>,
    /// For each leg, a row further down the line of this same leg; the row itself at its end.
    pub(super) outer: Vec<Vec<u32>>,
}

impl Memory {
    /// A new row stands alone.
    pub(super) fn push(&mut self, row: u32) {
        if !self.nearest.is_empty() {
            self.nearest.push(1);
        }
        if !self.taken.is_empty() {
            self.taken.push(1);
        }
        for line in self.outer.iter_mut().filter(|line| !line.is_empty()) {
            line.push(row);
        }
    }

    /// Somebody lost a seat.
    pub(super) fn forget(&mut self) {
        *self = Self::default();
    }
}

impl Placement {
    /// Keeps the columns up with a row that was seated.
    pub(super) fn note_link(&mut self, row: u32, parent: u32, leg: u8) {
        if let Some(line) = self.memory.outer.get_mut(usize::from(leg))
            && !line.is_empty()
        {
            line[parent as usize] = row;
        }
        if !self.memory.taken.is_empty() {
            let more = self.memory.taken[row as usize];
            let mut at = parent;
            while at != NO_UPLINE {
                self.memory.taken[at as usize] += more;
                at = self.parent(at);
            }
        }
        if !self.memory.nearest.is_empty() {
            let mut at = parent;
            while at != NO_UPLINE {
                let nearest = self.nearest_of(at);
                if self.memory.nearest[at as usize] == nearest {
                    break;
                }
                self.memory.nearest[at as usize] = nearest;
                at = self.parent(at);
            }
        }
    }

    /// Levels to the nearest open seat below a row, as those below her know theirs.
    fn nearest_of(&self, row: u32) -> u32 {
        let nearest = |&below: &u32| match below {
            NO_UPLINE => 0,
            below => self.memory.nearest[below as usize],
        };
        1 + self.below(row).iter().map(nearest).min().expect("a tree is at least one wide")
    }

    pub(super) fn remember_nearest(&mut self) {
        if self.memory.nearest.len() == self.len() {
            return;
        }
        self.memory.nearest = vec![0; self.len()];
        for row in self.order().into_iter().rev() {
            self.memory.nearest[row as usize] = self.nearest_of(row);
        }
    }

    pub(super) fn remember_taken(&mut self) {
        if self.memory.taken.len() == self.len() {
            return;
        }
        self.memory.taken = vec![1; self.len()];
        for row in self.order().into_iter().rev() {
            let parent = self.parent(row);
            if parent != NO_UPLINE {
                self.memory.taken[parent as usize] += self.memory.taken[row as usize];
            }
        }
    }

    /// The end of the line that always goes down the same leg, from a row on. Every step is
    /// shortened on the way, so that many walks down a long line cost little more than one.
    pub(super) fn outermost(&mut self, from: u32, leg: u8) -> u32 {
        self.remember_line(leg);
        let line = &mut self.memory.outer[usize::from(leg)];
        let mut end = from;
        while line[end as usize] != end {
            end = line[end as usize];
        }
        let mut at = from;
        while at != end {
            at = std::mem::replace(&mut line[at as usize], end);
        }
        end
    }

    fn remember_line(&mut self, leg: u8) {
        let lines = &mut self.memory.outer;
        lines.resize_with(lines.len().max(self.width as usize), Vec::new);
        if lines[usize::from(leg)].len() == self.parent.len() {
            return;
        }
        let next = |row: u32| match self.child(row, leg) {
            NO_UPLINE => row,
            below => below,
        };
        self.memory.outer[usize::from(leg)] = (0..self.rows()).map(next).collect();
    }
}
