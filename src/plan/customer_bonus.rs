//! A share of customers' orders to the partner who sold them.
//!
//! # What it pays
//! For each customer's order of P points and commissionable value V: V x rate(P) to the seller,
//! with the rate of the highest step that P reaches, nothing below the first step.
//!
//! # Terms
//! *Customer's order*: one that the business ships; goods sold from a partner's stock carried
//! their value when she ordered them. *Breakage*: the highest step's rate on all customers'
//! orders, less what is paid.
//!
//! # Switches
//! `by` is `order`, or `period`: then P is the sum of the seller's customers' orders of the period,
//! and one line pays on their whole value. Where only sums are known, as in a simulation, `order`
//! takes the mean order for P, and a mean that is no whole point is cut off. Goods that came back
//! (`clawback.counts_in`) claim below zero at their own order's rate; a sum below zero has no
//! points and does so at the first step's.
//!
//! # References
//! `docs/plans/customer_bonus.md`.

use super::run::Run;
use super::sales::FullTable;
use super::{Bonus, Claim, Order, OrderKind, Part};
use crate::scenario::{CustomerBonus, CustomerBonusBy};
use crate::units::{Cents, Ppm};

/// Sends the claims of all orders, or of all sellers.
pub(super) fn run(run: &mut Run<'_>) {
    let plan = run.plan;
    let Some(bonus) = &plan.customer_bonus else { return };
    let mut till = Till { bonus, table: FullTable::new(Bonus::CustomerBonus) };
    let orders = run.period.orders;
    if bonus.by == CustomerBonusBy::Order && !orders.is_empty() {
        for (index, order) in orders.iter().enumerate() {
            if order.kind == OrderKind::Customer {
                till.order(run, u32::try_from(index).expect("orders fit 32 bits"), order);
            }
        }
    } else {
        for row in 0..run.period.rows() {
            till.sums(run, row);
        }
    }
    till.table.close(run);
}

struct Till<'p> {
    bonus: &'p CustomerBonus,
    table: FullTable,
}

impl Till<'_> {
    fn order(&mut self, run: &mut Run<'_>, index: u32, order: &Order) {
        let claim = Claim::new(Bonus::CustomerBonus, Part::Own, order.seller, order.seller);
        self.pay(
            run,
            self.step(u64::from(order.points)),
            Claim { order: index, base: order.value, ..claim },
        );
    }

    fn sums(&mut self, run: &mut Run<'_>, row: u32) {
        let detail = run.period.detail(row);
        let points = match self.bonus.by {
            CustomerBonusBy::Period => detail.customer_points,
            CustomerBonusBy::Order => detail.customer_points / detail.orders.max(1),
        };
        let claim = Claim::new(Bonus::CustomerBonus, Part::Own, row, row);
        let met = self.step(u64::from(points));
        let has_steps = !self.bonus.steps.is_empty();
        let lowest = (detail.customer_value < Cents::ZERO && has_steps).then_some(0);
        self.pay(run, met.or(lowest), Claim { base: detail.customer_value, ..claim });
    }

    /// The highest step that so many points reach.
    fn step(&self, points: u64) -> Option<usize> {
        self.bonus.steps.iter().rposition(|step| step.from_points <= points)
    }

    fn pay(&mut self, run: &mut Run<'_>, met: Option<usize>, claim: Claim) {
        let steps = &self.bonus.steps;
        let top = steps.last().map_or(Ppm::ZERO, |step| step.rate);
        self.table.offer(run, claim.base, (claim.base, top, Ppm::ONE));
        let Some(step) = met.filter(|_| run.qualification.can_earn(claim.earner)) else { return };
        let level = u32::try_from(step + 1).expect("few steps");
        run.pay(Claim { level, rate: steps[step].rate, ..claim }, Ppm::ONE);
    }
}
