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
use crate::ledger::{MoneyColumn, Reason, Tally};
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
    keeps_spent: bool,
) {
    if chunk.active.is_empty() {
        return;
    }
    chunk.touched = true;
    let posts = chunk.posts.add_each(&decided.posts);
    result.counts.posts += posts;
    result.counts.minutes += chunk.minutes.add_each(&minutes.all);
    let ChunkResult { tally, spent, .. } = result;
    spent.begin(if keeps_spent { chunk.len() } else { 0 });
    let money = &mut tally.money;
    let joining = &desk.business.joining;
    let per_post = desk.scenario.post.cost_per_post;
    if Cents::ZERO < per_post {
        let group = Reason::PostingCost.group().expect("a partner pays");
        let taken = chunk.purse.take_products(group, (&decided.posts, posts), per_post);
        money.add(Reason::PostingCost, taken);
        spent.take_products(&decided.posts, per_post);
    }
    meetings(desk, chunk, spent, money, &minutes.in_person[..chunk.len()]);
    if desk.week.is_multiple_of(desk.business.plan.period_weeks) {
        let fee = joining.tool_fee_per_period;
        charge(chunk, spent, money, Reason::ToolFee, fee, |_| fee);
    }
    tickets(desk, chunk, spent, money);
}

/// Charges for the hours among people.
fn meetings(
    desk: &Desk<'_>,
    chunk: &mut Chunk,
    spent: &mut MoneyColumn,
    money: &mut Tally,
    minutes: &[u32],
) {
    let per_hour = desk.scenario.sell.in_person_cost_per_hour;
    if per_hour <= Cents::ZERO {
        return;
    }
    let cents = &mut [0; CHUNK][..minutes.len()];
    if !cents_of(cents, minutes, per_hour) {
        charge(chunk, spent, money, Reason::SellingCost, per_hour, |slot| {
            per_hour.times_over(minutes[slot].into(), 60, Rounding::HalfUp)
        });
        return;
    }
    let group = Reason::SellingCost.group().expect("a partner pays");
    let all = cents.iter().map(|&cents| u64::from(cents)).sum();
    money.add(Reason::SellingCost, chunk.purse.take_products(group, (cents, all), Cents(1)));
    spent.take_products(cents, Cents(1));
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

/// Charges every active partner for a reason; nothing where the price is nothing.
fn charge(
    chunk: &mut Chunk,
    spent: &mut MoneyColumn,
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
    let sum = if spent.is_empty() {
        purse.take_each(group, active.iter(), amount)
    } else {
        purse.take_each(group, active.iter(), |slot| {
            let amount = amount(slot);
            spent.add(slot, -amount);
            amount
        })
    };
    money.add(reason, sum);
}

/// Some builders buy a ticket to an event.
fn tickets(desk: &Desk<'_>, chunk: &mut Chunk, spent: &mut MoneyColumn, money: &mut Tally) {
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
        let draw = desk.luck.uniform(person.of(slot), desk.week, Purpose::EventTicket);
        if bernoulli(draw, rate) {
            crate::ledger::transfer(purse.at(slot), money, Reason::EventTicket, price);
            if !spent.is_empty() {
                spent.add(slot, -price);
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
}
