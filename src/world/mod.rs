//! One moment of one run: partners, their tree, the market.
//!
//! *Invariant*: columns without opinions. A partner's row never moves, and a recruit's row is
//! younger than her sponsor's.
//!
//! *Absent*: why anybody does anything; chance, except for who people are when they join.

mod genealogy;
mod joining;
mod market;
mod partners;
mod placement;

pub use genealogy::{Genealogy, NO_UPLINE};
pub use joining::{Attributes, Casting};
pub use market::{MarketState, MarketView, somewhere_by_weight};
pub use partners::{
    CHUNK, Career, Chunk, ChunkSums, Detail, FirstYear, NewPartner, Partners, Snapshot, Status,
    Volume,
};
pub use placement::Placement;

use crate::scenario::Scenario;

/// A value as a column keeps it: columns hold 32-bit floats, and never money.
#[expect(clippy::cast_possible_truncation, reason = "the column's precision is enough for it")]
pub(crate) fn narrow(value: f64) -> f32 {
    value as f32
}

/// Everything that a week may change, except the books.
#[derive(Debug, Clone)]
pub struct World {
    /// Weeks settled so far.
    pub week: u32,
    /// Partners in chunks of columns.
    pub partners: Partners,
    /// Who recruited whom.
    pub genealogy: Genealogy,
    /// Communities, demand, prospects.
    pub market: MarketState,
    /// Volumes of the open commission period, one for each row.
    pub volumes: Vec<Volume>,
    /// Own points of the periods before this one, newest first, one for each row.
    pub points_before: Vec<[u32; 3]>,
    /// Whether each row is active, dormant or has left; kept flat for walks up the tree.
    pub status: Vec<Status>,
    /// Rows that return, by the week of their return.
    pub returning: Vec<Vec<u32>>,
}

impl World {
    /// An empty world for a scenario.
    pub fn new(scenario: &Scenario) -> Self {
        Self {
            week: 0,
            partners: Partners::default(),
            genealogy: Genealogy::default(),
            market: MarketState::new(&scenario.market),
            volumes: Vec::new(),
            points_before: Vec::new(),
            status: Vec::new(),
            returning: vec![Vec::new(); scenario.weeks as usize],
        }
    }

    /// Appends a partner and returns her row.
    pub fn push(&mut self, new: &NewPartner) -> u32 {
        let row = self.partners.push(new);
        self.genealogy.push(new.sponsor);
        self.volumes.push(Volume::default());
        self.points_before.push([0; 3]);
        self.status.push(Status::Active);
        if new.sponsor != NO_UPLINE {
            let (chunk, slot) = self.partners.place_mut(new.sponsor);
            chunk.recruits[slot] += 1;
            chunk.active_recruits[slot] += 1;
        }
        row
    }
}
