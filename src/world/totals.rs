//! Partners' totals at a moment: in single weeks of the run, and a year after joining.
//!
//! *Absent*: when they are taken.

use super::column::Column;
use crate::ledger::{GROUPS, Purses};
use crate::units::Cents;

/// A partner's money over the first 52 weeks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FirstYear {
    /// Sum of all groups.
    pub net: Cents,
    /// Price paid for what she used herself.
    pub own_use: Cents,
    /// Rewards of the plan.
    pub rewards: Cents,
    /// Minutes worked.
    pub minutes: u32,
    /// Whether she still posts and sells when it ends.
    pub active: bool,
    /// Whether she has not left when it ends.
    pub registered: bool,
}

/// A partner's totals at some moment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Snapshot {
    /// Money by group.
    pub purse: [Cents; GROUPS],
    /// Price paid for what she used herself.
    pub own_use: Cents,
    /// Minutes worked.
    pub minutes: u32,
}

/// Totals of a chunk's partners at some moment; empty where none were taken.
#[derive(Debug, Clone)]
pub struct Snapshots {
    pub(super) purse: Purses,
    pub(super) own_use: Column<Cents>,
    pub(super) minutes: Column<u32>,
}

impl Default for Snapshots {
    fn default() -> Self {
        Self {
            purse: Purses::default(),
            own_use: Column::new(Cents::ZERO),
            minutes: Column::new(0),
        }
    }
}

impl Snapshots {
    /// The totals of a slot, if it was there.
    pub fn get(&self, slot: usize) -> Option<Snapshot> {
        (slot < self.purse.len()).then(|| Snapshot {
            purse: self.purse.of(slot),
            own_use: self.own_use[slot],
            minutes: self.minutes[slot],
        })
    }

    /// Bytes that the columns take up.
    pub(super) fn bytes(&self) -> usize {
        self.purse.bytes() + self.own_use.bytes() + self.minutes.bytes()
    }
}

impl FromIterator<Snapshot> for Snapshots {
    fn from_iter<I: IntoIterator<Item = Snapshot>>(snapshots: I) -> Self {
        let mut all = Self::default();
        for (slot, snapshot) in snapshots.into_iter().enumerate() {
            all.purse.push();
            all.purse.at(slot).set(snapshot.purse);
            all.own_use.push(snapshot.own_use);
            all.minutes.push(snapshot.minutes);
        }
        all
    }
}

/// Sums over a chunk's columns of money and stock.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ChunkSums {
    /// Money by group.
    pub groups: [Cents; GROUPS],
    /// Units at hand.
    pub stock: u64,
    /// What they cost.
    pub stock_cost: Cents,
    /// Price paid for what was used.
    pub own_use: Cents,
    /// Cost of what was written off.
    pub written_off: Cents,
}
