//! Commission on sales by link, the recruiter's part of it and the network's fee.
//!
//! # What it pays
//! To each seller: rate x net sales of the period, what customers paid less what they sent back,
//! before tax and carriage. To whoever recruited her: a second tier. To the affiliate network, on
//! top: the larger of a share of all commissions and a least fee.
//!
//! # Terms
//! *Tier*: the highest whose sales and whose customers are both reached; below the first, `rate`.
//! *Net sales below zero* take commission back from seller and recruiter, active or not, at the
//! rates that sales of nothing have. *Breakage*: the highest rate on all net sales and the second
//! tier of that, less what is paid; what is taken back offers nothing.
//!
//! # Switches
//! `tier_scope` pays a tier's rate on `all` net sales, or (`marginal`) on those above its line; a
//! tier whose customers are missing then leaves its part to the one below. `second_tier_of` is the
//! `sale`, whether or not the seller could be paid, or her `commission` as it was paid.
//! `held_below_customers` holds back the pay of affiliates with fewer customers in the period, with
//! all that they carry. `returns_reduce_sales` false pays on what was sold, whatever comes back;
//! where the plan has `clawback`, that takes care of returns and this key does nothing.
//!
//! # References
//! `docs/plans/affiliate.md`.

use super::run::Run;
use super::sales::{FullTable, Rung, reached, slice};
use super::{Bonus, Claim, Part, State};
use crate::scenario::{Affiliate, SecondTierOf, TierScope};
use crate::units::{Cents, Ppm};
use crate::world::{NO_UPLINE, Status};

/// Sends the claims of all sellers and of those who recruited them, then the network's fee.
pub(super) fn run(run: &mut Run<'_>, state: &State) {
    let plan = run.plan;
    let Some(affiliate) = &plan.affiliate else { return };
    let mut desk = Desk::new(affiliate, plan.clawback.is_none());
    for row in 0..run.period.rows() {
        desk.seller(run, row);
    }
    desk.table.close(run);
    network_fee(run, affiliate);
    hold(run, state, affiliate);
}

struct Desk<'p> {
    affiliate: &'p Affiliate,
    nets_returns: bool,
    /// The rate below the first tier, then the tiers.
    rungs: Vec<Rung>,
    top: Ppm,
    table: FullTable,
}

impl<'p> Desk<'p> {
    fn new(affiliate: &'p Affiliate, without_clawback: bool) -> Self {
        let tiers =
            affiliate.tiers.iter().map(|tier| Rung { from: tier.from_sales, rate: tier.rate });
        let below = Rung { from: Cents::ZERO, rate: affiliate.rate };
        Self {
            affiliate,
            nets_returns: affiliate.returns_reduce_sales && without_clawback,
            rungs: std::iter::once(below).chain(tiers).collect(),
            top: affiliate.top_rate(),
            table: FullTable::new(Bonus::Affiliate),
        }
    }

    /// One seller's commission, and the second tier of it.
    fn seller(&mut self, run: &mut Run<'_>, row: u32) {
        let detail = run.period.detail(row);
        let returns = if self.nets_returns { detail.returns } else { Cents::ZERO };
        let net = detail.sales - returns;
        if net == Cents::ZERO {
            return;
        }
        let takes_back = net < Cents::ZERO;
        let full = if takes_back {
            run.offer(Bonus::Affiliate, net, Cents::ZERO);
            Cents::ZERO
        } else {
            self.table.offer(run, net, (net, self.top, Ppm::ONE))
        };
        let can_earn = takes_back || run.qualification.can_earn(row);
        let commission =
            if can_earn { self.commission(run, row, net, detail.customers) } else { Cents::ZERO };
        let of_full = match self.affiliate.second_tier_of {
            SecondTierOf::Sale => net.max(Cents::ZERO),
            SecondTierOf::Commission => full,
        };
        let rate = self.affiliate.second_tier_rate;
        self.table.offer(run, Cents::ZERO, (of_full, rate, Ppm::ONE));
        let base = match self.affiliate.second_tier_of {
            SecondTierOf::Sale => net,
            SecondTierOf::Commission => commission,
        };
        let recruiter = run.period.genealogy.sponsor(row);
        let is_due =
            recruiter != NO_UPLINE && (base < Cents::ZERO || run.qualification.can_earn(recruiter));
        if is_due && rate != Ppm::ZERO {
            let part = if base < Cents::ZERO { Part::Return } else { Part::SecondTier };
            let claim = Claim::new(Bonus::Affiliate, part, recruiter, row);
            pay(run, Claim { level: 2, rate, base, ..claim });
        }
    }

    /// Pays the first tier and returns what it came to.
    fn commission(&self, run: &mut Run<'_>, row: u32, net: Cents, customers: u32) -> Cents {
        let has_customers = self.affiliate.tiers.iter().map(|tier| tier.from_customers);
        let open = has_customers.take_while(|&asked| asked <= customers).count();
        let rungs = &self.rungs[..=open];
        let part = if net < Cents::ZERO { Part::Return } else { Part::Tier };
        let line = |number: usize, base| {
            let level = u32::try_from(number).expect("few tiers");
            let claim = Claim::new(Bonus::Affiliate, part, row, row);
            Claim { level, rate: rungs[number].rate, base, ..claim }
        };
        if net < Cents::ZERO || self.affiliate.tier_scope == TierScope::All {
            return pay(run, line(reached(rungs, net.max(Cents::ZERO)), net));
        }
        let slices =
            (0..rungs.len()).map(|number| (number, slice(rungs, number, Cents::ZERO, net)));
        slices.map(|(number, base)| pay(run, line(number, base))).sum()
    }
}

/// Claims a line; what is taken back is offered as well, so that it is no breakage.
fn pay(run: &mut Run<'_>, claim: Claim) -> Cents {
    let amount = run.pay(claim, Ppm::ONE);
    if claim.base < Cents::ZERO {
        run.offer(Bonus::Affiliate, Cents::ZERO, amount);
    }
    amount
}

/// The network is paid by the business, on top of all commissions.
fn network_fee(run: &mut Run<'_>, affiliate: &Affiliate) {
    let commissions = run.outcomes.of(Bonus::Affiliate).paid;
    let (fee, _) = run.amount(commissions, affiliate.network_fee_share, Ppm::ONE);
    run.outcomes.agents += fee.max(affiliate.network_fee_minimum);
}

/// Marks those whose commission waits because too few of their customers ordered.
fn hold(run: &mut Run<'_>, state: &State, affiliate: &Affiliate) {
    if affiliate.held_below_customers == 0 {
        return;
    }
    let carried = &state.unpaid[Bonus::Affiliate.index()];
    let rows = run.period.rows();
    run.sums.held.resize(rows as usize, false);
    for row in 0..rows {
        let place = row as usize;
        let waits = run.sums.get(Bonus::Affiliate, row) != Cents::ZERO
            || carried.get(place).is_some_and(|&sum| sum != Cents::ZERO);
        let has_few = run.period.detail(row).customers < affiliate.held_below_customers;
        if waits && has_few && run.period.status[place] != Status::Left {
            run.sums.held[place] = true;
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::plan::{Period, State, Sums, run};
    use crate::scenario::LoadedCase;
    use crate::units::Cents;
    use crate::world::{Detail, Genealogy, NO_UPLINE, Status, Volume};

    /// Who is held back: of somebody with too few customers, enough, none but a recruit, none at
    /// all, and of a leaver.
    #[test]
    fn pay_waits_where_there_is_any_and_too_few_customers_ordered() {
        let text = "partner = [{ id = \"A\" }]\nplan.activity.minimum_points = 0\n\
                    plan.affiliate = { held_below_customers = 3, second_tier_rate = 0.01 }";
        let plan = LoadedCase::from_text("held", text).expect("a case").case.plan;
        let genealogy = Genealogy::from_sponsors(&[NO_UPLINE, NO_UPLINE, NO_UPLINE, 2, NO_UPLINE]);
        let status = [Status::Active; 5];
        let detail =
            |sales, customers| Detail { sales: Cents(sales), customers, ..Detail::default() };
        let details =
            [detail(900, 2), detail(900, 3), Detail::default(), detail(900, 4), detail(0, 0)];
        let (volumes, before) = ([Volume::default(); 5], [[0; 3]; 5]);
        let (mut state, mut sums) = (State::default(), Sums::default());
        let period =
            Period { details: &details, ..Period::new(&genealogy, &status, &volumes, &before) };
        run(&plan, &period, &mut state, &mut sums, &mut |_| {});
        assert_eq!(sums.held, [true, false, true, false, false]);
        // A leaver is paid, or not, by the rule for leavers.
        let with_leaver = [&[Status::Left][..], &status[1..]].concat();
        let period = Period { status: &with_leaver, ..period };
        run(&plan, &period, &mut state, &mut sums, &mut |_| {});
        assert!(!sums.held[0]);
    }
}
