//! What every active partner's week brings whatever others do: posts, hours, and what they cost.
//!
//! *Invariant*: nothing here depends on scarcity, so it is booked while partners decide. Sums are
//! those of single transfers: the same cells of the purses and of the tally.
//!
//! *Absent*: orders and sales (`till`), and what the week makes of anybody (`part`).

use super::book::ChunkResult;
use super::till::Desk;
use crate::behaviour::{ChunkDecisions, Minutes};
use crate::chance::{Purpose, bernoulli};
use crate::ledger::{Reason, Tally};
use crate::scenario::Motive;
use crate::units::{Cents, Rounding, WEEKS_PER_YEAR};
use crate::world::Chunk;

/// Books posts, hours and their costs for a chunk. Where moods matter, what each paid is kept.
pub(super) fn book(
    desk: &Desk<'_>,
    chunk: &mut Chunk,
    (decided, minutes): (&ChunkDecisions, &Minutes),
    result: &mut ChunkResult,
    keeps_costs: bool,
) {
    if chunk.active.is_empty() {
        return;
    }
    chunk.touched = true;
    let posts = chunk.posts.add_each(&decided.posts);
    result.counts.posts += posts;
    result.counts.minutes += chunk.minutes.add_each(&minutes.all);
    let ChunkResult { tally, costs, .. } = result;
    if keeps_costs {
        costs.resize(chunk.len(), Cents::ZERO);
    }
    let money = &mut tally.money;
    let joining = &desk.business.joining;
    let per_post = desk.scenario.post.cost_per_post;
    if Cents::ZERO < per_post {
        let group = Reason::PostingCost.group().expect("a partner pays");
        let taken = chunk.purse.take_products(group, (&decided.posts, posts), per_post);
        money.add(Reason::PostingCost, taken);
        for (cost, &posts) in costs.iter_mut().zip(&decided.posts) {
            *cost += per_post.times(posts.into());
        }
    }
    let per_hour = desk.scenario.sell.in_person_cost_per_hour;
    charge(chunk, costs, money, Reason::SellingCost, per_hour, |slot| {
        let minutes = i128::from(minutes.in_person[slot]);
        per_hour.times_over(minutes, 60, Rounding::HalfUp)
    });
    if desk.week.is_multiple_of(desk.business.plan.period_weeks) {
        let fee = joining.tool_fee_per_period;
        charge(chunk, costs, money, Reason::ToolFee, fee, |_| fee);
    }
    tickets(desk, chunk, costs, money);
}

/// Charges every active partner for a reason; nothing where the price is nothing.
fn charge(
    chunk: &mut Chunk,
    costs: &mut [Cents],
    money: &mut Tally,
    reason: Reason,
    price: Cents,
    amount: impl Fn(usize) -> Cents,
) {
    if price <= Cents::ZERO {
        return;
    }
    let Chunk { active, purse, .. } = chunk;
    let group = reason.group().expect("a partner pays");
    let sum = if costs.is_empty() {
        purse.take_each(group, active.iter(), amount)
    } else {
        purse.take_each(group, active.iter(), |slot| {
            let amount = amount(slot);
            costs[slot] += amount;
            amount
        })
    };
    money.add(reason, sum);
}

/// Some builders buy a ticket to an event.
fn tickets(desk: &Desk<'_>, chunk: &mut Chunk, costs: &mut [Cents], money: &mut Tally) {
    let joining = &desk.business.joining;
    let (rate, price) =
        (joining.event_tickets_per_year / f64::from(WEEKS_PER_YEAR), joining.event_ticket);
    if rate <= 0.0 || price <= Cents::ZERO {
        return;
    }
    let Chunk { active, purse, motive, person, .. } = chunk;
    for slot in active.iter() {
        if motive[slot] != Motive::Builder {
            continue;
        }
        let draw = desk.luck.uniform(person[slot], desk.week, Purpose::EventTicket);
        if bernoulli(draw, rate) {
            crate::ledger::transfer(purse.at(slot), money, Reason::EventTicket, price);
            if let Some(cost) = costs.get_mut(slot) {
                *cost += price;
            }
        }
    }
}
