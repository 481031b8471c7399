//! The network of one business: its partners, their trees, their open commission period.
//!
//! *Invariant*: rows are counted within the network; a row keeps its number, and all columns by row
//! are as long as there are partners. A column that costs memory exists only if the plan asks.

use std::collections::BTreeMap;

use super::column::extend_flat;
use super::genealogy::{Genealogy, NO_UPLINE};
use super::partners::{NewPartner, Partners, Status};
use super::placement::Placement;
use super::returns::Returns;
use super::volume::{Detail, Volumes};
use crate::scenario::Plan;
use crate::units::BusinessId;

/// All that a business's plan may look at, and the partners' own columns.
#[derive(Debug, Clone)]
pub struct Network {
    /// Whose network it is.
    pub business: BusinessId,
    /// Partners in chunks of columns.
    pub partners: Partners,
    /// Who recruited whom.
    pub genealogy: Genealogy,
    /// Volumes of the open commission period, one for each row.
    pub volumes: Volumes,
    /// Whether each row is active, dormant or has left; kept flat for walks up the tree.
    pub status: Vec<Status>,
    /// Rows whose partners return.
    pub returns: Returns,
    /// What customers, first orders and posts came to, one for each row if the plan asks.
    pub details: Vec<Detail>,
    /// Volumes of orders after the cut-off, which count for the next period; empty without one.
    pub late_volumes: Volumes,
    /// Their details.
    pub late_details: Vec<Detail>,
    /// Period in which each row joined, from 1, 0 for founders; empty where the plan does not ask.
    pub joined_periods: Vec<u32>,
    /// Who sits below whom, where the plan has seats.
    pub placement: Option<Placement>,
    keeps: Keeps,
}

/// Which columns the plan asks for.
#[derive(Debug, Clone, Copy)]
struct Keeps {
    details: bool,
    late: bool,
    newcomers: bool,
}

impl Network {
    /// A network without partners, with the columns that any of its plans asks for.
    pub fn new<'p>(business: BusinessId, plans: &(impl Iterator<Item = &'p Plan> + Clone)) -> Self {
        let any = |asks: fn(&Plan) -> bool| plans.clone().any(asks);
        let width = plans.clone().map(Plan::seat_width).max().unwrap_or(0);
        Self {
            business,
            partners: Partners::new(business),
            genealogy: Genealogy::default(),
            volumes: Volumes::default(),
            status: Vec::new(),
            returns: Returns::default(),
            details: Vec::new(),
            late_volumes: Volumes::default(),
            late_details: Vec::new(),
            joined_periods: Vec::new(),
            placement: (0 < width).then(|| Placement::new(width)),
            keeps: Keeps {
                details: any(Plan::asks_for_details),
                late: any(|plan| 0 < plan.late_weeks),
                newcomers: any(Plan::asks_for_newcomers),
            },
        }
    }

    /// Bytes that columns, trees and the open period take up, by name; seats are not counted.
    pub fn bytes_by_column(&self) -> BTreeMap<&'static str, usize> {
        fn of<T>(column: &Vec<T>) -> usize {
            column.capacity() * size_of::<T>()
        }
        let flat = [
            ("links", self.genealogy.bytes()),
            ("volumes", self.volumes.bytes() + self.late_volumes.bytes()),
            ("status", of(&self.status)),
            ("returns", self.returns.bytes()),
            ("details", of(&self.details) + of(&self.late_details)),
            ("joined_periods", of(&self.joined_periods)),
        ];
        let mut all = BTreeMap::new();
        let chunks = self.partners.chunks.iter().flat_map(super::Chunk::bytes_by_column);
        for (name, bytes) in chunks.chain(flat) {
            *all.entry(name).or_insert(0) += bytes;
        }
        all
    }

    /// Appends partners, column by column, and returns the row of the first.
    pub fn extend(&mut self, new: &[NewPartner]) -> u32 {
        let first = self.partners.extend(new);
        self.volumes.grow(new.len());
        if self.keeps.late {
            self.late_volumes.grow(new.len());
        }
        self.genealogy.extend(new.iter().map(|new| new.sponsor));
        extend_flat(&mut self.status, new.iter().map(|_| Status::Active));
        if self.keeps.details {
            extend_flat(&mut self.details, new.iter().map(|_| Detail::default()));
        }
        if self.keeps.late && self.keeps.details {
            extend_flat(&mut self.late_details, new.iter().map(|_| Detail::default()));
        }
        if self.keeps.newcomers {
            extend_flat(&mut self.joined_periods, new.iter().map(|new| new.joined_period));
        }
        if let Some(placement) = &mut self.placement {
            for _ in new {
                placement.push();
            }
        }
        let sponsors = new.iter().map(|new| new.sponsor).filter(|&row| row != NO_UPLINE);
        for sponsor in sponsors.clone() {
            let (chunk, slot) = self.partners.place(sponsor);
            chunk.recruits.ask(slot);
            chunk.active_recruits.ask(slot);
        }
        for sponsor in sponsors {
            let (chunk, slot) = self.partners.place_mut(sponsor);
            chunk.recruits.add(slot, 1);
            chunk.active_recruits.add(slot, 1);
        }
        first
    }
}
