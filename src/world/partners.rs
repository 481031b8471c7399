//! Partners of a business, in chunks that never move.
//!
//! The life of a partner: joins (active) -> may fade (dormant) -> may take it up again (active) ->
//! leaves for good (left). A person who comes back later gets a new row with the same key.
//!
//! *Invariant*: all chunks are full but the last.
//!
//! *Absent*: what a chunk keeps of a partner (`chunk`).

use rayon::prelude::*;

use super::chunk::{CHUNK, Chunk};
use super::genealogy::NO_UPLINE;
use crate::ledger::PartnerTotals;
use crate::units::{BusinessId, CommunityId, PersonKey, Week};

/// Chunks that a thread sums at least: few are summed sooner than another thread wakes.
const CHUNKS_SUMMED: usize = 32;

/// Where a partner stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Posts, sells, recruits.
    Active,
    /// Registered, does nothing.
    Dormant,
    /// Gone for good.
    Left,
}

impl Status {
    /// Whether she posts, sells and recruits.
    #[inline]
    pub const fn is_active(self) -> bool {
        matches!(self, Self::Active)
    }

    /// The name in tables.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Dormant => "dormant",
            Self::Left => "left",
        }
    }
}

/// Somebody who joins.
#[derive(Debug, Clone, Copy)]
pub struct NewPartner {
    /// Who she is.
    pub person: PersonKey,
    /// Row of her sponsor, or [`NO_UPLINE`].
    pub sponsor: u32,
    /// Where she lives.
    pub community: CommunityId,
    /// Week of joining, from zero.
    pub joined: Week,
    /// Commission period of joining, from 1; 0 for founders.
    pub joined_period: u32,
    /// Week whose return, year by year, makes the renewal due.
    pub anniversary: Week,
    /// Whether she is there from the start.
    pub founder: bool,
    /// Whether she was a partner before.
    pub is_return: bool,
    /// Her attributes.
    pub attributes: super::Attributes,
}

/// All partners of a business.
#[derive(Debug, Clone)]
pub struct Partners {
    business: BusinessId,
    /// Chunks, each full but the last.
    pub chunks: Vec<Chunk>,
}

impl Partners {
    /// Nobody yet.
    pub fn new(business: BusinessId) -> Self {
        Self { business, chunks: Vec::new() }
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        match self.chunks.last() {
            Some(last) => (self.chunks.len() - 1) * CHUNK + last.len(),
            None => 0,
        }
    }

    /// Whether there is nobody.
    pub fn is_empty(&self) -> bool {
        self.chunks.is_empty()
    }

    /// Appends partners, column by column, and returns the row of the first.
    pub(super) fn extend(&mut self, mut new: &[NewPartner]) -> u32 {
        let rows = self.len();
        let first = u32::try_from(rows).expect("rows fit 32 bits");
        assert!(rows + new.len() < NO_UPLINE as usize, "too many partner rows for 32-bit ids");
        while let [next, ..] = new {
            let row = self.len();
            if row.is_multiple_of(CHUNK) {
                let row = u32::try_from(row).expect("it was just looked at");
                self.chunks.push(Chunk::new(self.business, row, next));
            }
            let (here, later) = new.split_at(new.len().min(CHUNK - row % CHUNK));
            self.chunks.last_mut().expect("a chunk was just made").extend(here);
            new = later;
        }
        first
    }

    /// Chunk and slot of a row.
    #[inline]
    pub fn place(&self, row: u32) -> (&Chunk, usize) {
        (&self.chunks[row as usize / CHUNK], row as usize % CHUNK)
    }

    /// Chunk and slot of a row, to write.
    #[inline]
    pub fn place_mut(&mut self, row: u32) -> (&mut Chunk, usize) {
        (&mut self.chunks[row as usize / CHUNK], row as usize % CHUNK)
    }

    /// Number of active and of dormant partners.
    pub fn head_count(&self) -> (u64, u64) {
        self.chunks.iter().fold((0, 0), |(active, dormant), chunk| {
            (active + chunk.active.len() as u64, dormant + chunk.dormant.len() as u64)
        })
    }

    /// Adds the sums over the partners' columns; recomputes the touched chunks, or all of them if
    /// `full`.
    pub fn add_totals(&mut self, totals: &mut PartnerTotals, full: bool) {
        let mut stock = 0;
        let chunks = self.chunks.par_iter_mut().with_min_len(CHUNKS_SUMMED);
        chunks.filter(|chunk| full || chunk.touched).for_each(Chunk::recompute);
        for chunk in &self.chunks {
            for (sum, cents) in totals.groups.iter_mut().zip(chunk.audited.groups) {
                *sum += cents;
            }
            totals.stock_cost += chunk.audited.stock_cost;
            totals.own_use += chunk.audited.own_use;
            totals.written_off += chunk.audited.written_off;
            stock += chunk.audited.stock;
        }
        let business = self.business.index();
        totals.stock_units.resize(totals.stock_units.len().max(business + 1), 0);
        totals.stock_units[business] = stock;
    }
}
