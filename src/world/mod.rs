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

use crate::scenario::{Plan, Scenario};

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
    /// What customers, first orders and posts came to, one for each row if a plan asks.
    pub details: Vec<Detail>,
    /// Volumes of orders after the cut-off, which count for the next period; empty without one.
    pub late_volumes: Vec<Volume>,
    /// Their details.
    pub late_details: Vec<Detail>,
    /// Period in which each row joined, from 1, 0 for founders; empty where no plan asks.
    pub joined_periods: Vec<u32>,
    /// Who sits below whom, where a plan has seats.
    pub placement: Option<Placement>,
    keeps: Keeps,
}

/// Which columns the plans ask for.
#[derive(Debug, Clone, Copy)]
struct Keeps {
    details: bool,
    late: bool,
    newcomers: bool,
}

impl World {
    /// An empty world for a scenario, with the columns that any phase of it asks for.
    pub fn new(scenario: &Scenario) -> Self {
        let plans = scenario.phases().flat_map(|phase| &phase.businesses);
        let plans = plans.map(|(_, business)| &business.plan);
        let any = |asks: fn(&Plan) -> bool| plans.clone().any(asks);
        let width = plans.clone().map(Plan::seat_width).max().unwrap_or(0);
        Self {
            details: Vec::new(),
            late_volumes: Vec::new(),
            late_details: Vec::new(),
            joined_periods: Vec::new(),
            placement: (0 < width).then(|| Placement::new(width)),
            keeps: Keeps {
                details: any(Plan::asks_for_details),
                late: any(|plan| 0 < plan.late_weeks),
                newcomers: any(Plan::asks_for_newcomers),
            },
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
        if self.keeps.details {
            self.details.push(Detail::default());
        }
        if self.keeps.late {
            self.late_volumes.push(Volume::default());
        }
        if self.keeps.late && self.keeps.details {
            self.late_details.push(Detail::default());
        }
        if self.keeps.newcomers {
            self.joined_periods.push(new.joined_period);
        }
        if let Some(placement) = &mut self.placement {
            placement.push();
        }
        if new.sponsor != NO_UPLINE {
            let (chunk, slot) = self.partners.place_mut(new.sponsor);
            chunk.recruits[slot] += 1;
            chunk.active_recruits[slot] += 1;
        }
        row
    }
}
