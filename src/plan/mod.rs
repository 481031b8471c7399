//! Compensation plans: pure functions from genealogy, volumes and status to claims.
//!
//! *Invariant*: a plan claims, it never pays. Each claim says who earns what, for which bonus, from
//! whom, at which level and rate, and claims plus breakage are the full rate table.
//!
//! *Absent*: the ledger, balances, chance.

mod qualify;
mod unilevel;

pub use qualify::Qualification;

use crate::scenario;
use crate::units::{Cents, Ppm};
use crate::world::{Genealogy, Status, Volume};

/// Which bonus a claim is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bonus {
    /// Overrides by levels of the sponsor tree.
    Unilevel,
}

/// What a partner is due, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claim {
    /// Row of who is paid.
    pub earner: u32,
    /// For what.
    pub bonus: Bonus,
    /// Row of whose business it comes from.
    pub source: u32,
    /// Level of the source below the earner as the plan counts it; 0 for the rounding of a sum.
    pub level: u32,
    /// Rate of that level.
    pub rate: Ppm,
    /// What the rate is taken of.
    pub base: Cents,
    /// The amount.
    pub amount: Cents,
    /// Uplines stepped over on the way since the level before.
    pub stepped_over: u32,
}

/// What a plan sees of a commission period.
#[derive(Clone, Copy)]
pub struct Period<'a> {
    /// Who recruited whom.
    pub genealogy: &'a Genealogy,
    /// Whether each row is active, dormant or has left.
    pub status: &'a [Status],
    /// Volumes of the period, by row.
    pub volumes: &'a [Volume],
    /// Own points of up to three periods before, newest first, by row.
    pub points_before: &'a [[u32; 3]],
}

/// What a run of a plan came to, beside its claims.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Outcome {
    /// What the full rate table would pay on all bases.
    pub full: Cents,
    /// What was claimed.
    pub paid: Cents,
    /// The commissionable base on which the plan worked.
    pub base: Cents,
}

impl Outcome {
    /// What stays with the business.
    pub fn breakage(&self) -> Cents {
        self.full - self.paid
    }
}

/// Runs a plan over a period and sends its claims into `sink`.
///
/// Sources are handled from the youngest row to the oldest; one source's claims come in the order
/// of its levels. Where a person's sum is rounded, that claim comes when her own row is reached.
pub fn run(plan: &scenario::Plan, period: &Period<'_>, sink: &mut impl FnMut(Claim)) -> Outcome {
    let qualification = Qualification::new(plan, period);
    match &plan.unilevel {
        Some(unilevel) => unilevel::run(plan, unilevel, period, &qualification, sink),
        None => Outcome::default(),
    }
}
