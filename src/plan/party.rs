//! Commission on own sales by tiers, the host's part of a party, and pay on team and unit.
//!
//! # What it pays
//! *Own sales*: what customers paid a partner in the period, at the rate of the tier that it
//! reaches. *Host*: a share of the same sales. *Team*: rate x wholesale volume of each direct
//! recruit, at the highest step whose every test the partner meets. *Unit*: rate x wholesale volume
//! of the unit, at the step that it reaches, to whoever leads it. Both are paid on the same order
//! where the leader is the recruiter, too.
//!
//! # Terms
//! *Wholesale volume*: `wholesale_share` of commissionable value. *Unit*: a partner of `unit_rank`
//! or a higher rank and all below her down to, not including, the next one; whoever has left leads
//! none. *Breakage*: the highest rates on all sales and on everybody's wholesale volume, as member
//! of a team and of a unit, less what is paid.
//!
//! # Switches
//! `scope` pays the tier's rate on `all` sales, on those above its line (`marginal`), or on those
//! above its line counted over all sales since she began (`lifetime`). With `advance_weeks` a line
//! pays the sales of the first weeks at the tier reached then and another takes it off at the end:
//! its weeks must be known, so a simulation shows none. Host credit that the business pays stands
//! on the row of the partner who held the party, active or not; what she pays herself is taken off
//! her. `unit_includes_own` leaves a leader's own volume out of her unit. Sales that returns
//! brought below zero (`clawback.counts_in`) claim below zero at the first tier's rate, or with
//! `lifetime` at those of the sales that they undo. So does a recruit's value at her recruiter's
//! step, and a unit's at the first. Hosts keep what they had.
//!
//! # References
//! `docs/plans/party.md`.

use super::run::Run;
use super::sales::{FullTable, Rung, reached, slice};
use super::{Bonus, Claim, OrderKind, Part, State};
use crate::scenario::{HostPaidBy, Party, PartyScope, TeamStep};
use crate::units::{Cents, Ppm};
use crate::world::{NO_UPLINE, Status};

/// Sends the claims of all partners, and counts their sales.
pub(super) fn run(run: &mut Run<'_>, state: &mut State) {
    let plan = run.plan;
    let Some(party) = &plan.party else { return };
    let mut table = FullTable::new(Bonus::Party);
    own_sales(run, state, party, &mut table);
    if !party.team.is_empty() {
        team(run, party, &mut table);
    }
    if !party.unit.is_empty() {
        unit(run, party, &mut table);
    }
    table.close(run);
    if party.host_share != Ppm::ZERO {
        hosts(run, party);
    }
}

fn own_sales(run: &mut Run<'_>, state: &mut State, party: &Party, table: &mut FullTable) {
    let tiers = party.tiers.iter().map(|tier| Rung { from: tier.from_sales, rate: tier.rate });
    let below = Rung { from: Cents::ZERO, rate: Ppm::ZERO };
    let rungs: Vec<Rung> = std::iter::once(below).chain(tiers).collect();
    let top = rungs.last().map_or(Ppm::ZERO, |rung| rung.rate);
    let early = early_sales(run, party);
    for row in 0..run.period.rows() {
        let sales = run.period.detail(row).sales;
        let lifetime = state.lifetime_sales.get_mut(row as usize);
        let before = lifetime.as_deref().map_or(Cents::ZERO, |&sum| sum.max(Cents::ZERO));
        if let Some(lifetime) = lifetime {
            *lifetime += sales;
        }
        table.offer(run, sales, (sales, top, Ppm::ONE));
        if !run.qualification.can_earn(row) {
            continue;
        }
        let tiers = Tiers { rungs: &rungs, scope: party.scope, before, row };
        let early = early.get(row as usize).copied().unwrap_or_default().max(Cents::ZERO);
        tiers.lines(early, |claim| {
            run.pay(Claim { part: Part::Advance, ..claim }, Ppm::ONE);
        });
        tiers.lines(sales, |claim| {
            run.pay(claim, Ppm::ONE);
        });
        // What was sent in advance is taken off line by line, so that its rounding is, too.
        tiers.lines(early, |claim| {
            let claim = Claim { part: Part::Advance, level: 0, base: -claim.base, ..claim };
            run.pay(claim, Ppm::ONE);
        });
    }
}

/// Sales of the weeks that are paid in advance, by row; empty where there are none.
fn early_sales(run: &Run<'_>, party: &Party) -> Vec<Cents> {
    if party.advance_weeks == 0 {
        return Vec::new();
    }
    let mut early = vec![Cents::ZERO; run.period.rows() as usize];
    for order in run.period.orders {
        if order.kind == OrderKind::Customer && order.week <= party.advance_weeks {
            early[order.seller as usize] += order.sales;
        }
    }
    early
}

/// The tiers as they are for one seller.
struct Tiers<'r> {
    /// Nothing below the first tier, then the tiers.
    rungs: &'r [Rung],
    scope: PartyScope,
    /// Sales that were counted before the period.
    before: Cents,
    row: u32,
}

impl Tiers<'_> {
    /// Makes the lines for so many sales.
    fn lines(&self, sales: Cents, mut make: impl FnMut(Claim)) {
        let (low, high) = match self.scope {
            PartyScope::All | PartyScope::Marginal if sales < Cents::ZERO => {
                make(self.line(1.min(self.rungs.len() - 1), sales));
                return;
            }
            PartyScope::All => {
                make(self.line(reached(self.rungs, sales), sales));
                return;
            }
            PartyScope::Marginal => (Cents::ZERO, sales),
            PartyScope::Lifetime => (self.before, (self.before + sales).max(Cents::ZERO)),
        };
        for number in 0..self.rungs.len() {
            let base = slice(self.rungs, number, low.min(high), low.max(high));
            make(self.line(number, if high < low { -base } else { base }));
        }
    }

    fn line(&self, number: usize, base: Cents) -> Claim {
        let level = u32::try_from(number).expect("few tiers");
        let claim = Claim::new(Bonus::Party, Part::Tier, self.row, self.row);
        Claim { level, rate: self.rungs[number].rate, base, ..claim }
    }
}

/// Commissionable value that team and unit are paid on, before `wholesale_share`. It is below zero
/// only where returns brought it there.
fn value(run: &Run<'_>, row: u32) -> Cents {
    run.payable(run.period.volumes.wholesale(row))
}

/// Whether `wholesale_share` of a value is at least so much.
fn has_wholesale(party: &Party, value: Cents, asked: Cents) -> bool {
    let share = i128::from(party.wholesale_share.0);
    i128::from(asked.0) * i128::from(Ppm::ONE.0) <= i128::from(value.0) * share
}

fn team(run: &mut Run<'_>, party: &Party, table: &mut FullTable) {
    let steps = &party.team;
    let top = steps.iter().map(|step| step.rate).max().unwrap_or_default();
    let recruiters = run.qualification.recruiters();
    let mut ordering = vec![0_u32; run.period.rows() as usize];
    for row in 0..run.period.rows() {
        let leader = recruiters[row as usize];
        if leader != NO_UPLINE && run.qualification.counts(row) && Cents::ZERO < value(run, row) {
            ordering[leader as usize] += 1;
        }
    }
    for row in 0..run.period.rows() {
        let base = value(run, row);
        table.offer(run, base, (base, top, party.wholesale_share));
        let leader = recruiters[row as usize];
        if leader == NO_UPLINE || !run.qualification.can_earn(leader) {
            continue;
        }
        // A step that asks for nothing is met by whoever brought back more than she ordered, too.
        let own = value(run, leader).max(Cents::ZERO);
        let meets = |step: &TeamStep| {
            step.active_recruits <= run.qualification.active_recruits(leader)
                && step.ordering_recruits <= ordering[leader as usize]
                && has_wholesale(party, own, step.own_wholesale)
        };
        let Some(step) = steps.iter().rposition(meets) else { continue };
        let level = u32::try_from(step + 1).expect("few steps");
        let claim = Claim::new(Bonus::Party, Part::Team, leader, row);
        run.pay(Claim { level, rate: steps[step].rate, base, ..claim }, party.wholesale_share);
    }
}

fn unit(run: &mut Run<'_>, party: &Party, table: &mut FullTable) {
    let rank = run.plan.rank_or_none(party.unit_rank.as_deref());
    let rows = run.period.rows();
    // A sponsor's row is older than her recruits', so her leader is known before theirs.
    let mut leaders = vec![NO_UPLINE; rows as usize];
    let mut values = vec![Cents::ZERO; rows as usize];
    let mut without_leader = Cents::ZERO;
    for row in 0..rows {
        let place = row as usize;
        let sponsor = run.period.genealogy.sponsor(row);
        let leads = rank <= run.qualification.rank(row) && run.period.status[place] != Status::Left;
        leaders[place] = match sponsor {
            _ if leads => row,
            NO_UPLINE => NO_UPLINE,
            sponsor => leaders[sponsor as usize],
        };
        let counts = party.unit_includes_own || !leads;
        match values.get_mut(leaders[place] as usize) {
            Some(sum) if counts => *sum += value(run, row),
            _ => without_leader += value(run, row),
        }
    }
    let top = party.unit.last().map_or(Ppm::ZERO, |step| step.rate);
    let share = party.wholesale_share;
    let counted = |base| if party.team.is_empty() { base } else { Cents::ZERO };
    table.offer(run, counted(without_leader), (without_leader, top, share));
    for row in 0..rows {
        let base = values[row as usize];
        if base == Cents::ZERO {
            continue;
        }
        table.offer(run, counted(base), (base, top, share));
        let met =
            party.unit.iter().rposition(|step| has_wholesale(party, base, step.from_wholesale));
        // No step asks for less than nothing, but what was paid on the goods had a rate.
        let step = met.or((base < Cents::ZERO).then_some(0));
        if let Some(step) = step.filter(|_| run.qualification.can_earn(row)) {
            let level = u32::try_from(step + 1).expect("few steps");
            let claim = Claim::new(Bonus::Party, Part::Unit, row, row);
            run.pay(Claim { level, rate: party.unit[step].rate, base, ..claim }, share);
        }
    }
}

/// Nobody fails to qualify as a host, so all that the table gives is paid.
fn hosts(run: &mut Run<'_>, party: &Party) {
    for row in 0..run.period.rows() {
        let sales = run.period.detail(row).sales;
        if sales <= Cents::ZERO {
            continue;
        }
        let base = match party.host_paid_by {
            HostPaidBy::Business => sales,
            HostPaidBy::Partner => -sales,
        };
        let claim = Claim::new(Bonus::HostCredit, Part::Host, row, row);
        run.pay(Claim { rate: party.host_share, base, ..claim }, Ppm::ONE);
        run.settle_rest(Bonus::HostCredit, row);
        run.offer(Bonus::HostCredit, sales, Cents::ZERO);
    }
    let paid = run.outcomes.of(Bonus::HostCredit).paid;
    run.offer(Bonus::HostCredit, Cents::ZERO, paid);
}
