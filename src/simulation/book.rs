//! Booking the week: orders are served from stock or by the business, money and goods move.
//!
//! *Invariant*: every movement of a partner's money goes through [`crate::ledger::transfer`], every
//! unit through a goods line; volume arises once, at the wholesale order or the drop-shipped sale.

use rayon::iter::Either;
use rayon::prelude::*;

use super::incomes::Incomes;
use super::part::Turn;
use super::record::WeekCounts;
use super::thrown::{TOGETHER, Thrown};
use super::till::{Desk, Till, is_late, whole_points};
use super::{Simulation, chunks_together};
use crate::behaviour::{ChunkDecisions, Decision, slots_with_lines};
use crate::ledger::{GoodsBook, GoodsLine, Group, MoneyColumn, PricedFlow, Reason, Tally};
use crate::scenario::Business;
use crate::units::{BusinessId, Cents, Rounding, Week};
use crate::world::{CHUNK, Chunk, Detail, Network, Volume, VolumeChunk, bits};

/// Partners with a decision among 64 up to whom their words are thrown one by one.
const FEW: u32 = 6;

/// Weeks in a quarter of a year, the grain in which the age of stock is kept.
const WEEKS_PER_QUARTER: u32 = 13;

/// Movements of a week that are not yet in the journal.
#[derive(Clone, Default)]
pub(super) struct WeekTally {
    /// By business.
    pub(super) of: Vec<BusinessTally>,
    /// What can be had by counting, for the audit.
    pub(super) priced: Vec<PricedFlow>,
}

/// What moved between a business and others.
#[derive(Clone, Default)]
pub(super) struct BusinessTally {
    pub(super) money: Tally,
    pub(super) goods: GoodsBook,
    /// Orders sent out by the business.
    parcels: u64,
    /// Kits sold.
    pub(super) kits: u64,
}

/// What booking one chunk came to.
#[derive(Clone, Default)]
pub(super) struct ChunkResult {
    /// What those took in who did anything beside posting, in the order of slots.
    pub(super) incomes: Incomes,
    /// What the week took off each slot, below zero; empty where moods do not matter.
    pub(super) spent: MoneyColumn,
    /// Slots whose status changes at the week's end.
    pub(super) turns: Vec<(u16, Turn)>,
    /// What renewals brought.
    pub(super) renewals: Tally,
    pub(super) tally: BusinessTally,
    pub(super) counts: WeekCounts,
}

impl ChunkResult {
    /// Bytes that the lists take up.
    pub(super) fn bytes(&self) -> usize {
        size_of::<Self>()
            + self.incomes.bytes()
            + self.spent.bytes()
            + self.turns.capacity() * size_of::<(u16, Turn)>()
    }

    pub(super) fn clear(&mut self) {
        self.incomes.clear();
        self.spent.begin(0);
        self.turns.clear();
        self.renewals = Tally::default();
        self.tally = BusinessTally::default();
        self.counts = WeekCounts::default();
    }
}

/// Books the decisions of all partners.
pub(super) fn week(simulation: &mut Simulation<'_>, counts: &mut WeekCounts) -> WeekTally {
    let everybody = simulation.looks_at_everybody;
    let Simulation { scenario, tables, luck, world, scratch, carried, .. } = simulation;
    let mut tally = std::mem::take(&mut scratch.tally);
    tally.of.clear();
    tally.priced.clear();
    for (network, scratch) in world.networks.iter_mut().zip(&mut scratch.networks) {
        let business = &scenario.businesses[network.business.index()].1;
        let uncounted = &carried[network.business.index()].uncounted;
        let week = world.week;
        let desk = Desk { scenario, business, tables, luck, week, uncounted, everybody };
        let chunks = network.partners.chunks.len();
        network
            .partners
            .chunks
            .par_iter_mut()
            .zip(network.volumes.chunks.par_iter_mut())
            .zip(some_or_none(&mut network.late_volumes.chunks, chunks))
            .zip(chunks_or_none(&mut network.details, chunks))
            .zip(chunks_or_none(&mut network.late_details, chunks))
            .zip(scratch.decisions.par_iter())
            .zip(scratch.results.par_iter_mut())
            .with_min_len(chunks_together(chunks))
            .for_each(
                |((((((chunk, volumes), late), details), late_details), decided), result)| {
                    let period = PeriodColumns { volumes, late, details, late_details };
                    desk.book_chunk(chunk, period, decided, result);
                },
            );
        let mut sum = BusinessTally::default();
        for result in &scratch.results {
            sum.money.merge(&result.tally.money);
            sum.goods.merge(&result.tally.goods);
            sum.parcels += result.tally.parcels;
            counts.merge(&result.counts);
        }
        tally.of.push(sum);
    }
    tally
}

/// A chunk's part of the columns of the open period.
struct PeriodColumns<'a> {
    volumes: &'a mut VolumeChunk,
    /// For orders after the cut-off.
    late: Option<&'a mut VolumeChunk>,
    details: Option<&'a mut [Detail]>,
    late_details: Option<&'a mut [Detail]>,
}

impl PeriodColumns<'_> {
    /// Where the orders of a slot are counted.
    fn of(&mut self, slot: usize, is_late: bool) -> (&mut VolumeChunk, Option<&mut Detail>) {
        let (volumes, details) = match (is_late, &mut self.late) {
            (true, Some(late)) => (&mut **late, &mut self.late_details),
            _ => (&mut *self.volumes, &mut self.details),
        };
        (volumes, details.as_deref_mut().map(|details| &mut details[slot]))
    }
}

/// The chunks of a column, or nothing for each where the column does not exist.
fn chunks_or_none<T: Send>(
    column: &mut [T],
    chunks: usize,
) -> impl IndexedParallelIterator<Item = Option<&mut [T]>> {
    if column.is_empty() {
        Either::Left((0..chunks).into_par_iter().map(|_| None))
    } else {
        Either::Right(column.par_chunks_mut(CHUNK).map(Some))
    }
}

/// What there is for each chunk, or nothing for each where there is nothing at all.
fn some_or_none<T: Send>(
    of_chunks: &mut [T],
    chunks: usize,
) -> impl IndexedParallelIterator<Item = Option<&mut T>> {
    if of_chunks.is_empty() {
        Either::Left((0..chunks).into_par_iter().map(|_| None))
    } else {
        Either::Right(of_chunks.par_iter_mut().map(Some))
    }
}

impl Desk<'_> {
    fn book_chunk(
        &self,
        chunk: &mut Chunk,
        mut period: PeriodColumns<'_>,
        decided: &ChunkDecisions,
        result: &mut ChunkResult,
    ) {
        if 0 < self.week && self.week.is_multiple_of(WEEKS_PER_QUARTER) {
            age_stock(chunk);
        }
        let is_late = is_late(self.week, &self.business.plan);
        let mut lines = &decided.lines[..];
        let slots = lines.iter().map(|line| usize::from(line.slot()));
        period.volumes.ask(slots.clone());
        chunk.purse.ask_group(Group::RetailCredit, slots);
        let (loads, watches) = (self.loads(), period.details.is_some());
        let baskets = self.scenario.sell.basket_units.to_bits() != 1.0_f64.to_bits();
        let mut thrown = Thrown::new();
        for first in (0..chunk.len()).step_by(TOGETHER) {
            let active = chunk.active.words()[first / TOGETHER];
            let who = slots_with_lines(&mut lines, first);
            if active == 0 || who == 0 && !loads && !watches {
                continue;
            }
            let throws = loads || baskets && FEW < who.count_ones();
            if throws {
                thrown.throw(self, chunk, first);
            }
            let words = |lane| throws.then_some((&thrown, lane));
            for lane in bits(&[if watches { active } else { 0 }]) {
                self.watch(chunk, &mut period, (first + lane, is_late), &decided.posts);
            }
            let may_load = if loads { self.may_load(chunk, first, &thrown) } else { 0 };
            for lane in bits(&[who | may_load & active]) {
                let decision = Decision::take(&mut lines, first + lane);
                let place = (first + lane, is_late, words(lane));
                self.at_till(chunk, &mut period, place, result, |till| match &decision {
                    Some(decision) => till.book(decision),
                    None => till.load(),
                });
            }
        }
    }

    /// Keeps what a plan may ask of a slot beside its orders.
    fn watch(
        &self,
        chunk: &Chunk,
        period: &mut PeriodColumns<'_>,
        (slot, is_late): (usize, bool),
        posts: &[u32],
    ) {
        if let (_, Some(detail)) = period.of(slot, is_late) {
            // Posts that were booked have their own price and are paid in their week.
            if self.business.booking.is_none() {
                detail.posts += posts[slot];
            }
            detail.followers = chunk.whole_followers(slot);
        }
    }

    /// Opens the till for a slot, and keeps what came of it.
    fn at_till(
        &self,
        chunk: &mut Chunk,
        period: &mut PeriodColumns<'_>,
        (slot, is_late, thrown): (usize, bool, Option<(&Thrown, usize)>),
        result: &mut ChunkResult,
        act: impl FnOnce(&mut Till<'_>),
    ) {
        let (volumes, detail) = period.of(slot, is_late);
        let before = volumes.of(slot);
        let mut volume = before;
        let mut till = Till {
            desk: self,
            thrown,
            tally: &mut result.tally.money,
            goods: &mut result.tally.goods,
            parcels: &mut result.tally.parcels,
            counts: &mut result.counts,
            volume: &mut volume,
            detail,
            chunk,
            slot,
            income: Cents::ZERO,
            cost: Cents::ZERO,
        };
        act(&mut till);
        let Till { income, cost, .. } = till;
        if volume != before {
            volumes.set(slot, volume);
        }
        if volume != Volume::default() {
            chunk.moved.insert(slot);
        }
        if income != Cents::ZERO {
            result.incomes.push(slot, income);
        }
        if cost != Cents::ZERO && !result.spent.is_empty() {
            result.spent.add(slot, -cost);
        }
    }
}

/// What a kit's goods cost: the part of its price that they would have cost her.
pub(super) fn kit_cost(business: &Business) -> Cents {
    let joining = &business.joining;
    business.partner_price(0).times(u64::from(joining.kit_units)).min(business.kit_price())
}

/// Points and commissionable value that a kit's goods of such a cost carry.
pub(super) fn kit_volume_of(business: &Business, cost: Cents) -> (u64, Cents) {
    let (product, plan) = (&business.product, &business.plan);
    let points = u64::from(business.joining.kit_units) * product.points_per_unit;
    let value = cost.at_rate(product.commissionable_share, Rounding::HalfUp);
    (
        if plan.kit_has_points() { points } else { 0 },
        if plan.kit_has_value() { value } else { Cents::ZERO },
    )
}

/// What the kit of somebody who joins in a week brings to the open period.
pub(super) fn kit_volume(
    network: &mut Network,
    business: &Business,
    (row, week): (u32, Week),
    cost: Cents,
) {
    // Who joins in a period's last week does so after the plan was run: the next one is open.
    let late = is_late(week, &business.plan) && !business.plan.ends_period(week);
    let is_early = business.plan.early_weeks().is_some();
    let (volumes, details) = if late {
        (&mut network.late_volumes, &mut network.late_details)
    } else {
        (&mut network.volumes, &mut network.details)
    };
    let mut volume = volumes.of(row);
    let (points, value) = kit_volume_of(business, cost);
    volume.points = whole_points(u64::from(volume.points) + points);
    volume.wholesale += value;
    volumes.set(row, volume);
    let (chunk, slot) = network.partners.place_mut(row);
    chunk.moved.insert(slot);
    if let Some(detail) = details.get_mut(row as usize) {
        detail.kits += 1;
        detail.kit_price += business.kit_price();
        if is_early {
            detail.early_value += value;
            detail.early_points = whole_points(u64::from(detail.early_points) + points);
        }
    }
}

/// A quarter of a year has passed: every cohort of stock is a quarter older.
fn age_stock(chunk: &mut Chunk) {
    let Chunk { active, dormant, stock, stock_recent, .. } = chunk;
    for slot in active.iter().chain(dormant.iter().copied().map(usize::from)) {
        if 0 < stock.of(slot) {
            let [newest, second, third, _] = stock_recent.of(slot);
            stock_recent.set(slot, [0, newest, second, third]);
        }
    }
}

/// Books what each business itself pays, and closes the tally into the journal.
pub(super) fn businesses(simulation: &mut Simulation<'_>, tally: &mut WeekTally) {
    let Simulation { scenario, books, .. } = simulation;
    let WeekTally { of, priced } = tally;
    for ((id, (_, business)), tally) in (0..).map(BusinessId).zip(&scenario.businesses).zip(of) {
        let carriage = business.product.shipping_per_order.times(tally.parcels);
        let own = own_costs(business, tally, &mut books.goods[id.index()]);
        let BusinessTally { money, goods, .. } = tally;
        for (reason, amount) in own {
            money.add(reason, amount);
        }
        money.add(Reason::Shipping, carriage);
        let (retail, direct) =
            (goods.get(GoodsLine::SoldFromStock), goods.get(GoodsLine::ShippedToCustomers));
        let (list, kit) = (business.product.list_price, business.kit_price());
        for (reason, expected) in [
            (Reason::RetailSale, list.times(retail)),
            (Reason::DirectSale, list.times(direct)),
            (Reason::StarterKit, kit.times(tally.kits)),
        ] {
            priced.push(PricedFlow { reason, business: id, expected });
        }
        books.journal.post_tally(id, money);
        books.goods[id.index()].merge(goods);
    }
}

/// Goods bought, running cost, advertising and payment fees of a business in a week.
fn own_costs(
    business: &Business,
    BusinessTally { money, goods, .. }: &BusinessTally,
    book: &mut GoodsBook,
) -> [(Reason, Cents); 4] {
    let shipped =
        goods.get(GoodsLine::ShippedToPartners) + goods.get(GoodsLine::ShippedToCustomers);
    let bought = book.replenish(shipped, goods.get(GoodsLine::Returned));
    let revenue: Cents = [
        Reason::DirectSale,
        Reason::WholesaleOrder,
        Reason::StarterKit,
        Reason::RenewalFee,
        Reason::ToolFee,
        Reason::EventTicket,
    ]
    .into_iter()
    .map(|reason| money.get(reason))
    .sum::<Cents>()
        - money.get(Reason::RetailCredit);
    let costs = &business.costs;
    let running =
        costs.running_per_week + revenue.at_rate(costs.running_share_of_revenue, Rounding::HalfUp);
    let fee = money.get(Reason::DirectSale).at_rate(costs.payment_fee, Rounding::HalfUp);
    [
        (Reason::Goods, business.product.unit_cost.times(bought)),
        (Reason::RunningCost, running.max(Cents::ZERO)),
        (Reason::Marketing, costs.marketing_per_week),
        (Reason::PaymentFeeOfBusiness, fee),
    ]
}
