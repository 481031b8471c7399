//! Rows of people: a partner's money by group, and somebody in a persona's team.
//!
//! *Invariant*: as for all results.
//!
//! *Absent*: how they are read from a run.

use serde::Serialize;

use crate::units::{Cents, Week};

/// A partner's money by group; income positive, spending negative.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct PartnerMoney {
    /// From customers who paid her.
    pub retail_received: Cents,
    /// To the business for goods.
    pub paid_for_goods: Cents,
    /// To the business for kit, renewal, tools and events.
    pub paid_fees: Cents,
    /// Rewards of the plan.
    pub rewards: Cents,
    /// Retail profit credited by the business on drop-shipped sales.
    pub retail_credit: Cents,
    /// Fees for posts, affiliate commission and host credit, before agents' shares.
    pub content_fees: Cents,
    /// Posting and other selling cost, payment fees, agents' shares of fees.
    pub selling_costs: Cents,
    /// Buy-back received, refunds and clawback paid.
    pub returns_and_clawback: Cents,
}

/// Somebody in the team of a persona, or the persona herself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct TeamRow {
    /// Replicate, from zero.
    pub replicate: u32,
    /// The persona's name.
    pub cohort: String,
    /// How-manieth of her clones, from zero.
    pub number: u32,
    /// Business, by its place in the card.
    pub business: u8,
    /// Levels below the persona; zero for herself.
    pub level: u32,
    /// Row in the table of partners.
    pub partner: u32,
    /// Row of the sponsor; nothing for those recruited by the business.
    pub sponsor: Option<u32>,
    /// Week of joining, from one; zero for founders.
    pub week_joined: Week,
    /// Week of leaving, from one.
    pub week_left: Option<Week>,
    /// Active, dormant or left at the end.
    pub status: &'static str,
    /// Direct recruits ever.
    pub recruits: u32,
    /// Net of the whole run, burn-in included.
    pub net: Cents,
}
