//! One moment of one run: the market, and the partners of each business with their trees.
//!
//! *Invariant*: columns without opinions. A partner's row never moves, and a recruit's row is
//! younger than her sponsor's.
//!
//! *Absent*: why anybody does anything; chance, except for who people are when they join.

mod chunk;
mod column;
mod counts;
mod flags;
mod followed;
mod genealogy;
mod joining;
mod market;
mod network;
mod partners;
mod people;
mod placement;
mod pull;
mod returns;
mod several;
mod slots;
mod together;
mod totals;
mod volume;
mod weeks;

pub use chunk::{CHUNK, CHUNKS_MANY, Career, Chunk, QUARTERS, Sold};
pub use column::{Column, make_room};
pub use counts::Counts;
pub use flags::Flags;
pub use followed::{Cohort, Followed, FollowedYear, Member};
pub use genealogy::{Genealogy, NO_UPLINE};
pub use joining::{Attributes, Casting};
pub use market::{MarketState, MarketView, somewhere_by_weight};
pub use network::Network;
pub use partners::{NewPartner, Partners, Status};
pub use people::People;
pub use placement::{Placement, Seats, seat_luck_by_row};
pub use pull::Pull;
pub use returns::Returns;
pub use several::Several;
pub use slots::{Slots, WORDS, bits};
pub use totals::{ChunkSums, FirstYear, FirstYears, Snapshot, Snapshots};
pub use volume::{Detail, PointsView, Volume, VolumeChunk, Volumes, VolumesView};
pub use weeks::Weeks;

use std::collections::BTreeMap;

use crate::ledger::PartnerTotals;
use crate::scenario::Scenario;
use crate::units::BusinessId;

/// A value as a column keeps it: columns hold 32-bit floats, and never money.
#[expect(clippy::cast_possible_truncation, reason = "the column's precision is enough for it")]
#[inline(always)]
#[expect(clippy::inline_always, reason = "compiled for the machine's vectors by its caller")]
pub(crate) fn narrow(value: f64) -> f32 {
    value as f32
}

/// Everything that a week may change, except the books.
#[derive(Debug, Clone)]
pub struct World {
    /// Weeks settled so far.
    pub week: u32,
    /// Communities, demand, prospects.
    pub market: MarketState,
    /// Partners and their trees, a network for each business, by its id.
    pub networks: Vec<Network>,
    /// People who are followed one by one.
    pub followed: Followed,
}

impl World {
    /// A world without partners for a scenario, with the columns that any phase of it asks for.
    pub fn new(scenario: &Scenario) -> Self {
        let ids = 0..u8::try_from(scenario.businesses.len()).expect("at most 255 businesses");
        let network = |id: u8| {
            let plans = scenario.phases().map(|phase| &phase.businesses[usize::from(id)].1.plan);
            Network::new(BusinessId(id), &plans)
        };
        Self {
            week: 0,
            market: MarketState::new(&scenario.market),
            networks: ids.map(network).collect(),
            followed: Followed::default(),
        }
    }

    /// Rows of all networks.
    pub fn rows(&self) -> usize {
        self.networks.iter().map(|network| network.partners.len()).sum()
    }

    /// Bytes that partners and their trees take up.
    pub fn bytes(&self) -> usize {
        self.bytes_by_column().into_values().sum()
    }

    /// The same by column.
    pub fn bytes_by_column(&self) -> BTreeMap<&'static str, usize> {
        let mut all = BTreeMap::new();
        for (name, bytes) in self.networks.iter().flat_map(Network::bytes_by_column) {
            *all.entry(name).or_insert(0) += bytes;
        }
        all
    }

    /// The chunks of all networks, in the order of businesses and rows.
    pub fn chunks(&self) -> impl Iterator<Item = &Chunk> {
        self.networks.iter().flat_map(|network| &network.partners.chunks)
    }

    /// The same chunks, to write.
    pub fn chunks_mut(&mut self) -> impl Iterator<Item = &mut Chunk> {
        self.networks.iter_mut().flat_map(|network| &mut network.partners.chunks)
    }

    /// Number of active and of dormant partners.
    pub fn head_count(&self) -> (u64, u64) {
        self.networks.iter().fold((0, 0), |(active, dormant), network| {
            let (more_active, more_dormant) = network.partners.head_count();
            (active + more_active, dormant + more_dormant)
        })
    }

    /// Writes the sums over all partners' columns; recomputes the touched chunks, or all of them if
    /// `full`.
    pub fn sum_up(&mut self, full: bool, totals: &mut PartnerTotals) {
        totals.clear();
        for network in &mut self.networks {
            network.partners.add_totals(totals, full);
        }
    }
}
