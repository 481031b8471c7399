//! Channel cost: what a business gives away to sell through partners, whatever the contract.
//!
//! It is the list value of outside sales less what the business keeps of it: the discount on what
//! was sold on, rewards, commissions and fees, agents paid on top, the affiliate network, less
//! clawback. So network, affiliate and sponsored posts can be set side by side at equal cost.
//!
//! By audience it is told twice. By who is paid, a reward stands in the size of whoever gets it. By
//! whose sale it was, all pay on a sale stands in the size of the seller, uplines' rewards and the
//! affiliate network included: this says whose followers are cheaper to win.
//!
//! *Invariant*: of a business, the groups by who is paid, the affiliate network and clawback add up
//! to its channel cost, and so do the groups by whose sale it was; its outside sales less it, and
//! what partners paid for themselves, are what the business had from customers, partners and
//! agents, to the cent.
//!
//! *Absent*: making the goods, carrying them, running the business.

use super::capture::{Span, window_flows};
use super::chunks::each_chunk;
use super::{Meter, Range, Unit};
use crate::ledger::{FlowsOfAccount, GoodsBook, GoodsLine, Group, Journal, Reason, Role};
use crate::scenario::{Scenario, TIERS, Tier};
use crate::simulation::FinishedRun;
use crate::units::{BusinessId, Cents};
use crate::world::Chunk;

/// What a group of partners sold and what it cost.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    people: u64,
    reached: u64,
    posts: u64,
    sales: Cents,
    cost: Cents,
    /// What their sales cost, whoever was paid.
    sellers_cost: Cents,
    to_creators: Cents,
    won: u64,
}

impl Sums {
    fn add(&mut self, other: &Self) {
        self.people += other.people;
        self.reached += other.reached;
        self.posts += other.posts;
        self.sales += other.sales;
        self.cost += other.cost;
        self.sellers_cost += other.sellers_cost;
        self.to_creators += other.to_creators;
        self.won += other.won;
    }
}

/// Puts channel cost after the burn-in, of each business and of all, if the scenario asks.
pub(super) fn put(meter: &mut Meter, scenario: &Scenario, run: &FinishedRun) {
    if !scenario.measure.channel_cost {
        return;
    }
    let mut all = [Sums::default(); TIERS];
    let (mut whole, mut own) = (Sums::default(), Cents::ZERO);
    for (index, (name, _)) in scenario.businesses.iter().enumerate() {
        let groups = by_audience(run, index);
        for (sum, group) in all.iter_mut().zip(&groups) {
            sum.add(group);
        }
        let of = of_business(run, index, &groups);
        let purchases = own_purchases(run, index);
        put_channel(meter, &format!("channel.{name}"), &of, &groups, purchases);
        whole.add(&of);
        own += purchases;
    }
    put_channel(meter, "channels", &whole, &all, own);
}

/// Channel cost of all businesses together after the burn-in; asks for `measure.channel_cost`.
pub fn channel_cost(run: &FinishedRun) -> Cents {
    let businesses = 0..run.world.networks.len();
    businesses.map(|index| of_business(run, index, &by_audience(run, index)).cost).sum()
}

/// A chunk's partners by the size of their audience.
fn chunk_by_audience(span: &Span<'_>, chunk: &Chunk) -> [Sums; TIERS] {
    let mut groups = [Sums::default(); TIERS];
    for slot in 0..chunk.len() {
        let moved = span.moved(chunk, slot);
        let opening = chunk.sold_at_opening.get(slot).copied().unwrap_or_default();
        let sold = chunk.sold(slot).since(&opening);
        let gross = sold.margin + moved.of(Group::Rewards) + moved.of(Group::ContentFees);
        let to_creators = gross - sold.agents;
        let tier = Tier::of(f64::from(chunk.followers_joined[slot]));
        groups[tier as usize].add(&Sums {
            people: 1,
            reached: u64::from(Cents::ZERO < to_creators),
            posts: u64::from(chunk.posts.of(slot)),
            sales: sold.value,
            cost: gross + sold.agents_on_top,
            sellers_cost: sold.margin + sold.agents + sold.agents_on_top,
            to_creators,
            won: u64::from(sold.won),
        });
    }
    groups
}

/// The partners of a business by the size of their audience.
fn by_audience(run: &FinishedRun, business: usize) -> [Sums; TIERS] {
    let mut groups = [Sums::default(); TIERS];
    let chunks = run.world.networks[business].partners.chunks.iter();
    for of_chunk in each_chunk(chunks, |chunk| chunk_by_audience(&Span::to_date(run), chunk)) {
        groups.iter_mut().zip(&of_chunk).for_each(|(sum, more)| sum.add(more));
    }
    let caused = run.books.caused[business].as_ref().map_or([Cents::ZERO; TIERS], |of| of.paid);
    let before = run.record.opening.as_ref().map(|opening| opening.caused[business]);
    let before = before.unwrap_or_default();
    for (group, (caused, before)) in groups.iter_mut().zip(caused.into_iter().zip(before)) {
        group.sellers_cost += caused - before;
    }
    groups
}

/// A business's flows after the burn-in.
fn flows(run: &FinishedRun, business: usize) -> FlowsOfAccount {
    let id = BusinessId(u8::try_from(business).expect("at most 255 businesses"));
    window_flows(run)[0].flows[Journal::account(Role::Business, id)]
}

/// The groups together, with the affiliate network and clawback.
fn of_business(run: &FinishedRun, business: usize, groups: &[Sums]) -> Sums {
    let mut sums = Sums::default();
    for group in groups {
        sums.add(group);
    }
    let flows = flows(run, business);
    let clawback = flows[Reason::Clawback.index()];
    sums.cost += -flows[Reason::NetworkFee.index()] - clawback;
    sums.to_creators -= clawback;
    sums
}

/// What partners paid for goods and kits beyond what they sold on, less buy-back and refunds.
fn own_purchases(run: &FinishedRun, business: usize) -> Cents {
    let flows = flows(run, business);
    let reasons = [Reason::WholesaleOrder, Reason::StarterKit, Reason::BuyBack, Reason::FeeRefund];
    let paid: Cents = reasons.into_iter().map(|reason| flows[reason.index()]).sum();
    let cost = |book: &GoodsBook| book.cost(GoodsLine::SoldFromStock);
    let opening = run.record.opening.as_ref();
    let before = opening.map_or(Cents::ZERO, |opening| cost(&opening.goods[business]));
    paid - (cost(&run.books.goods[business]) - before)
}

fn put_channel(meter: &mut Meter, at: &str, of: &Sums, groups: &[Sums], own: Cents) {
    let about = "What outside customers paid for goods at list price, whoever shipped them, after \
                 the burn-in.";
    meter.put(format!("{at}.outside_sales"), Unit::Cents, about, Some(cents(of.sales)));
    let about = "Channel cost: outside sales less what the business keeps of them, that is \
                 discounts on what was sold on, rewards, commissions, fees, agents on top and the \
                 affiliate network, less clawback.";
    meter.put(format!("{at}.cost"), Unit::Cents, about, Some(cents(of.cost)));
    let about = "Outside sales less channel cost.";
    meter.put(format!("{at}.kept"), Unit::Cents, about, Some(cents(of.sales - of.cost)));
    let about = "What partners paid for goods and kits beyond what they sold on, less buy-back and \
                 refunds of fees; no part of outside sales.";
    meter.put(format!("{at}.own_purchases"), Unit::Cents, about, Some(cents(own)));
    let about = "Of channel cost, what partners have: all but agents, the affiliate network and \
                 clawback, before their own costs.";
    meter.put(format!("{at}.to_creators"), Unit::Cents, about, Some(cents(of.to_creators)));
    put_per_cost(meter, at, of);
    for (tier, group) in Tier::ALL.into_iter().zip(groups) {
        let at = format!("{at}.by_audience.{}", tier.name());
        let about = "Partner rows with an audience of this size when they joined, whether or not \
                     they take part: below 10,000, 100,000, 1,000,000 followers, and above.";
        meter.put(format!("{at}.people"), Unit::Count, about, Some(group.people as f64));
        let about = "Of them, the share that has anything of channel cost.";
        let people = group.people as f64;
        let reached = (group.reached as f64, people);
        let key = format!("{at}.reached_share");
        meter.put_quotient_within(Range::PART, key, Unit::Share, about, reached);
        let about = "Posts of them since the beginning.";
        meter.put(format!("{at}.posts"), Unit::Posts, about, Some(group.posts as f64));
        let about = "What outside customers paid for what they sold.";
        meter.put(format!("{at}.outside_sales"), Unit::Cents, about, Some(cents(group.sales)));
        let about = "What they got of channel cost, with their agents; rewards count where they \
                     are paid, so an upline's stand in hers.";
        meter.put(format!("{at}.cost"), Unit::Cents, about, Some(cents(group.cost)));
        let about = "The same without agents, for each of these people.";
        let a_head = (cents(group.to_creators), people);
        meter.put_quotient(format!("{at}.to_creators_a_head"), Unit::Cents, about, a_head);
        put_per_cost(meter, &at, group);
    }
    for (tier, group) in Tier::ALL.into_iter().zip(groups) {
        let at = format!("{at}.by_seller.{}", tier.name());
        let about = "What the sales of partners with an audience of this size cost, whoever was \
                     paid: their own discount, commission and fees, agents, rewards to others, the \
                     affiliate network, less clawback.";
        meter.put(format!("{at}.cost"), Unit::Cents, about, Some(cents(group.sellers_cost)));
        put_ratios(meter, &at, group.sellers_cost, group);
    }
}

/// What each unit of cost brings.
fn put_per_cost(meter: &mut Meter, at: &str, of: &Sums) {
    let about = "Outside customers won; who comes back after being lost counts again.";
    meter.put(format!("{at}.customers_won"), Unit::Count, about, Some(of.won as f64));
    put_ratios(meter, at, of.cost, of);
    let about = "Of channel cost, the share that partners have.";
    let share = (cents(of.to_creators), cents(of.cost));
    meter.put_quotient(format!("{at}.to_creators_share"), Unit::Share, about, share);
}

/// What a cost brings, of all worlds' sums together: few worlds have many large creators.
fn put_ratios(meter: &mut Meter, at: &str, cost: Cents, of: &Sums) {
    let (cost, won) = (cents(cost), of.won as f64);
    let about = "Channel cost for each customer won.";
    meter.put_quotient(format!("{at}.cost_per_customer"), Unit::Cents, about, (cost, won));
    let about = "Outside sales for each unit of channel cost.";
    let sales = (cents(of.sales), cost);
    meter.put_quotient(format!("{at}.outside_sales_per_cost"), Unit::Ratio, about, sales);
    let about = "Customers won for 1,000.00 of channel cost.";
    let customers = (won * CENTS_OF_1000, cost);
    meter.put_quotient(format!("{at}.customers_won_per_1000"), Unit::Ratio, about, customers);
}

/// 1,000 currency units in cents.
const CENTS_OF_1000: f64 = 100_000.0;

fn cents(amount: Cents) -> f64 {
    amount.0 as f64
}
