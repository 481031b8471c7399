//! Fees for posts, and what agency and manager take of them.
//!
//! # What it pays
//! To each creator: a fee for each post, a fee for each post and thousand followers in proportion,
//! and a fee for each customer's order. Agency and manager each get a share of the gross fee, so
//! that 20 % and 10 % are 30 % of it.
//!
//! # Terms
//! *Gross fee*: the three fees together, each rounded. *Breakage*: the fees, less shares that the
//! creator pays, of those who could not be paid.
//!
//! # Switches
//! `on_top` false takes both shares out of the creator's fee: a line below zero for each, and
//! agents get it. True: the creator keeps the gross fee and the business pays agents on top.
//!
//! # References
//! `docs/plans/sponsored.md`.

use super::run::{Run, WHOLE, amount};
use super::{Bonus, Claim, Outcome, Outcomes, Part};
use crate::scenario::{Plan, Sponsored};
use crate::units::{Cents, Ppm};
use crate::world::Detail;

/// Who lives on a creator's fees beside herself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Agent {
    /// Finds her work.
    Agency,
    /// Manages her.
    Manager,
}

/// What an agent gets of somebody's fees, or on top of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AgentShare {
    /// Row of the creator.
    pub creator: u32,
    /// Who gets it.
    pub agent: Agent,
    /// How much.
    pub amount: Cents,
}

/// A thousandth: what a follower counts for where fees are named for a thousand.
const THOUSANDTH: Ppm = Ppm(1_000);

/// Sends the fees of all creators, and what is taken out of them.
pub(super) fn run(run: &mut Run<'_>) {
    let plan = run.plan;
    let Some(sponsored) = &plan.sponsored else { return };
    for row in 0..run.period.rows() {
        creator(run, sponsored, row);
    }
    run.settle_rests(Bonus::Sponsored);
}

fn creator(run: &mut Run<'_>, sponsored: &Sponsored, row: u32) {
    let fees = fees(sponsored, run.period.detail(row));
    let amounts = fees.map(|(base, rate)| run.amount(base, rate, Ppm::ONE));
    let gross: Cents = amounts.iter().map(|(amount, _)| *amount).sum();
    let shares = [sponsored.agency_share, sponsored.manager_share];
    let agents = shares.map(|share| run.amount(gross, share, Ppm::ONE));
    let mut full = gross;
    let mut rest: i128 = amounts.iter().map(|(_, rest)| rest).sum();
    if !sponsored.on_top {
        full = full - agents[0].0 - agents[1].0;
        rest -= agents[0].1 + agents[1].1;
    }
    if run.rounds_sums() {
        full = run.whole_units(i128::from(full.0) * WHOLE + rest);
    }
    run.offer(Bonus::Sponsored, gross, full);
    if !run.qualification.can_earn(row) {
        return;
    }
    let claim = |part, level, base, rate| Claim {
        level,
        rate,
        base,
        ..Claim::new(Bonus::Sponsored, part, row, row)
    };
    for (level, (base, rate)) in (1..).zip(fees) {
        run.pay(claim(Part::Own, level, base, rate), Ppm::ONE);
    }
    let agents = [Agent::Agency, Agent::Manager].into_iter().zip(agents);
    for (level, (share, (agent, (amount, _)))) in (1..).zip(shares.into_iter().zip(agents)) {
        run.outcomes.agents += amount;
        if amount != Cents::ZERO {
            run.sums.agents.push(AgentShare { creator: row, agent, amount });
        }
        if !sponsored.on_top {
            run.pay(claim(Part::Agent, level, -gross, share), Ppm::ONE);
        }
    }
}

/// What posts come to for a creator with so many followers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PriceOfPosts {
    /// The fee, before agents.
    pub gross: Cents,
    /// What agency and manager get.
    pub agents: [(Agent, Cents); 2],
    /// Whether that comes on top.
    pub on_top: bool,
}

impl PriceOfPosts {
    /// What agency and manager get together.
    pub fn of_agents(&self) -> Cents {
        self.agents.iter().map(|(_, amount)| *amount).sum()
    }

    /// What the creator keeps.
    pub fn kept(&self) -> Cents {
        if self.on_top { self.gross } else { self.gross - self.of_agents() }
    }

    /// What the business pays.
    pub fn paid(&self) -> Cents {
        self.kept() + self.of_agents()
    }

    /// What a run of the plan would have come to for these posts alone.
    pub fn outcomes(&self) -> Outcomes {
        let (full, paid, base) = (self.kept(), self.kept(), self.gross);
        Outcomes::of_one(Bonus::Sponsored, Outcome { full, paid, base }, self.of_agents())
    }
}

/// What is due for posts that are paid by themselves, each line rounded as the plan says.
pub fn price_of_posts(
    plan: &Plan,
    sponsored: &Sponsored,
    (posts, followers): (u32, u32),
) -> PriceOfPosts {
    let amount = |base, rate| amount(plan, base, rate, Ppm::ONE).0;
    let detail = Detail { posts, followers, ..Detail::default() };
    let gross: Cents =
        fees(sponsored, detail).into_iter().map(|(base, rate)| amount(base, rate)).sum();
    let agents = [
        (Agent::Agency, amount(gross, sponsored.agency_share)),
        (Agent::Manager, amount(gross, sponsored.manager_share)),
    ];
    PriceOfPosts { gross, agents, on_top: sponsored.on_top }
}

/// What posts, followers and orders bring: a base and its rate each.
fn fees(sponsored: &Sponsored, detail: Detail) -> [(Cents, Ppm); 3] {
    let (posts, followers) = (u64::from(detail.posts), u64::from(detail.followers));
    [
        (sponsored.fee_per_post.times(posts), Ppm::ONE),
        (sponsored.fee_per_1000_followers.times(posts * followers), THOUSANDTH),
        (sponsored.fee_per_sale.times(u64::from(detail.orders)), Ppm::ONE),
    ]
}
