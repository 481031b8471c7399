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
use crate::machine::widest;
use crate::scenario::Motive;
use crate::units::{Cents, Rounding, WEEKS_PER_YEAR};
use crate::world::{CHUNK, Chunk};

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
        add_products(costs, &decided.posts, per_post);
    }
    meetings(desk, chunk, costs, money, &minutes.in_person[..chunk.len()]);
    if desk.week.is_multiple_of(desk.business.plan.period_weeks) {
        let fee = joining.tool_fee_per_period;
        charge(chunk, costs, money, Reason::ToolFee, fee, |_| fee);
    }
    tickets(desk, chunk, costs, money);
}

/// Charges for the hours among people.
fn meetings(
    desk: &Desk<'_>,
    chunk: &mut Chunk,
    costs: &mut [Cents],
    money: &mut Tally,
    minutes: &[u32],
) {
    let per_hour = desk.scenario.sell.in_person_cost_per_hour;
    if per_hour <= Cents::ZERO {
        return;
    }
    let cents = &mut [0; CHUNK][..minutes.len()];
    if !cents_of(cents, minutes, per_hour) {
        charge(chunk, costs, money, Reason::SellingCost, per_hour, |slot| {
            per_hour.times_over(minutes[slot].into(), 60, Rounding::HalfUp)
        });
        return;
    }
    let group = Reason::SellingCost.group().expect("a partner pays");
    let all = cents.iter().map(|&cents| u64::from(cents)).sum();
    money.add(Reason::SellingCost, chunk.purse.take_products(group, (cents, all), Cents(1)));
    add_products(costs, cents, Cents(1));
}

/// The highest price of an hour, and the most minutes of a week, whose product is quickly divided.
const HOUR_MAX: u32 = 100_000;
const MINUTES_MAX: u32 = 10_200;

widest! {
    /// What minutes cost, rounded half up, where the price of an hour is low enough.
    fn cents_of(cents: &mut [u32], minutes: &[u32], per_hour: Cents) -> bool {
        cents_of_plain
    }
}

#[inline(always)]
#[expect(clippy::inline_always, reason = "compiled for the machine's vectors by its caller")]
fn cents_of_plain(cents: &mut [u32], minutes: &[u32], per_hour: Cents) -> bool {
    let most = minutes.iter().fold(0, |most, &minutes| most.max(minutes));
    let Ok(price) = u32::try_from(per_hour.0) else { return false };
    if HOUR_MAX < price || MINUTES_MAX < most {
        return false;
    }
    for (cents, &minutes) in cents.iter_mut().zip(minutes) {
        // Twice the amount and half a cent more, in 32 bits.
        *cents = minutes.wrapping_mul(price).wrapping_mul(2).wrapping_add(60) / 120;
    }
    true
}

/// Adds a price for each of some things to costs; there may be more counts than costs.
fn add_products(costs: &mut [Cents], counts: &[u32], price: Cents) {
    if !add_low_products(costs, counts, price) {
        for (cost, &count) in costs.iter_mut().zip(counts) {
            *cost += price.times(count.into());
        }
    }
}

widest! {
    /// The same where the price fits 30 bits and no cost is near the end of its own.
    fn add_low_products(costs: &mut [Cents], counts: &[u32], price: Cents) -> bool {
        add_low_products_plain
    }
}

#[inline(always)]
#[expect(clippy::inline_always, reason = "compiled for the machine's vectors by its caller")]
fn add_low_products_plain(costs: &mut [Cents], counts: &[u32], price: Cents) -> bool {
    let highest = costs.iter().fold(0, |bits, cost| bits | cost.0);
    if !(0..1 << 30).contains(&price.0) || !(0..1 << 61).contains(&highest) {
        return false;
    }
    for (cost, &count) in costs.iter_mut().zip(counts) {
        cost.0 = cost.0.wrapping_add(i64::from(count).wrapping_mul(price.0));
    }
    true
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minutes_cost_what_single_divisions_come_to() {
        for price in [1, 29, 30, 31, 1_200, 99_999, 100_000, 100_001, i64::from(u32::MAX) + 7] {
            for most in [MINUTES_MAX, MINUTES_MAX + 1] {
                let mut minutes = [0; CHUNK];
                (0..).zip(&mut minutes).for_each(|(n, minutes)| *minutes = n * 7 % most);
                minutes[3] = most;
                let mut cents = [9; CHUNK];
                let quick = cents_of(&mut cents, &minutes, Cents(price));
                assert_eq!(quick, price <= i64::from(HOUR_MAX) && most <= MINUTES_MAX, "{price}");
                for (cents, minutes) in cents.iter().zip(minutes).filter(|_| quick) {
                    let single = Cents(price).times_over(minutes.into(), 60, Rounding::HalfUp);
                    assert_eq!(i64::from(*cents), single.0, "{minutes} minutes at {price}");
                }
            }
        }
    }

    #[test]
    fn products_are_added_as_single_ones_are() {
        for price in [1, 50, (1 << 30) - 1, 1 << 30, i64::MAX / 9] {
            for before in [0, 77, (1 << 61) - 1, 1 << 61] {
                let counts: Vec<u32> = (0..9).collect();
                let mut costs = vec![Cents(before); 7];
                if Cents(before).0.checked_add(price.saturating_mul(6)).is_none() {
                    continue;
                }
                add_products(&mut costs, &counts, Cents(price));
                for (count, cost) in costs.iter().enumerate() {
                    let more = Cents(price).times(count as u64);
                    assert_eq!(*cost, Cents(before) + more, "{count} at {price}");
                }
            }
        }
    }
}
