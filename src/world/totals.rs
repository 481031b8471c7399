//! Partners' totals at a moment: in single weeks of the run, and a year after joining.
//!
//! *Absent*: when they are taken.

use super::counts::Counts;
use super::slots::Slots;
use crate::ledger::{GROUPS, MoneyColumn, Purses};
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

/// The first 52 weeks of a chunk's partners.
#[derive(Debug, Clone)]
pub struct FirstYears {
    net: MoneyColumn,
    own_use: MoneyColumn,
    rewards: MoneyColumn,
    minutes: Counts,
    known: Slots,
    active: Slots,
    registered: Slots,
}

impl Default for FirstYears {
    fn default() -> Self {
        Self {
            net: MoneyColumn::default(),
            own_use: MoneyColumn::default(),
            rewards: MoneyColumn::default(),
            minutes: Counts::new(0),
            known: Slots::default(),
            active: Slots::default(),
            registered: Slots::default(),
        }
    }
}

impl FirstYears {
    /// The year of a slot, once it is over.
    pub fn of(&self, slot: usize) -> Option<FirstYear> {
        self.known.contains(slot).then(|| FirstYear {
            net: self.net.of(slot),
            own_use: self.own_use.of(slot),
            rewards: self.rewards.of(slot),
            minutes: self.minutes.of(slot),
            active: self.active.contains(slot),
            registered: self.registered.contains(slot),
        })
    }

    /// Writes the year of a slot, once.
    ///
    /// # Panics
    /// When it was written before.
    pub fn set(&mut self, slot: usize, year: &FirstYear) {
        assert!(!self.known.contains(slot), "the first year of slot {slot} is over once");
        while self.minutes.len() <= slot {
            self.net.push(Cents::ZERO);
            self.own_use.push(Cents::ZERO);
            self.rewards.push(Cents::ZERO);
            self.minutes.push(0);
        }
        self.net.set(slot, year.net);
        self.own_use.set(slot, year.own_use);
        self.rewards.set(slot, year.rewards);
        self.minutes.set(slot, year.minutes);
        self.known.insert(slot);
        if year.active {
            self.active.insert(slot);
        }
        if year.registered {
            self.registered.insert(slot);
        }
    }

    /// Bytes that the years take up.
    pub(super) fn bytes(&self) -> usize {
        size_of::<Self>()
            + self.net.bytes()
            + self.own_use.bytes()
            + self.rewards.bytes()
            + self.minutes.bytes()
    }
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
    pub(super) own_use: MoneyColumn,
    pub(super) minutes: Counts,
}

impl Default for Snapshots {
    fn default() -> Self {
        Self { purse: Purses::default(), own_use: MoneyColumn::default(), minutes: Counts::new(0) }
    }
}

impl Snapshots {
    /// The totals of a slot, if it was there.
    pub fn get(&self, slot: usize) -> Option<Snapshot> {
        (slot < self.purse.len()).then(|| Snapshot {
            purse: self.purse.of(slot),
            own_use: self.own_use.of(slot),
            minutes: self.minutes.of(slot),
        })
    }

    /// Whether none were taken.
    pub fn is_empty(&self) -> bool {
        self.purse.is_empty()
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
            all.purse.grow(1);
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
