//! Booking the week: orders are served from stock or by the business, money and goods move.
//!
//! *Invariant*: every movement of a partner's money goes through [`crate::ledger::transfer`], every
//! unit through a goods line; volume arises once, at the wholesale order or the drop-shipped sale.

use rayon::prelude::*;

use super::record::WeekCounts;
use super::till::{Desk, Till, WeekMoney, is_late, whole_points};
use super::{Books, Simulation};
use crate::behaviour::Decision;
use crate::ledger::{GoodsBook, GoodsLine, PricedFlow, Reason, Tally};
use crate::scenario::Business;
use crate::units::{BusinessId, Cents, Rounding};
use crate::world::{CHUNK, Chunk, Detail, Volume, World};

/// Weeks in a quarter of a year, the grain in which the age of stock is kept.
const WEEKS_PER_QUARTER: u32 = 13;

/// Movements of a week that are not yet in the journal, by business.
pub(super) struct WeekTally {
    pub(super) money: Vec<Tally>,
    pub(super) goods: Vec<GoodsBook>,
    /// Orders sent out by the business.
    parcels: Vec<u64>,
    /// Kits sold.
    pub(super) kits: Vec<u64>,
    /// What can be had by counting, for the audit.
    pub(super) priced: Vec<PricedFlow>,
}

impl WeekTally {
    fn new(businesses: usize) -> Self {
        Self {
            money: vec![Tally::default(); businesses],
            goods: vec![GoodsBook::default(); businesses],
            parcels: vec![0; businesses],
            kits: vec![0; businesses],
            priced: Vec::new(),
        }
    }

    /// Money and goods of a business.
    pub(super) fn of(&mut self, business: BusinessId) -> (&mut Tally, &mut GoodsBook) {
        (&mut self.money[business.index()], &mut self.goods[business.index()])
    }
}

/// What booking one chunk came to.
#[derive(Clone, Default)]
pub(super) struct ChunkResult {
    /// One for each decision.
    pub(super) money: Vec<WeekMoney>,
    tallies: Vec<Tally>,
    goods: Vec<GoodsBook>,
    parcels: Vec<u64>,
    counts: WeekCounts,
}

impl ChunkResult {
    fn clear(&mut self, businesses: usize) {
        self.money.clear();
        self.tallies.clear();
        self.tallies.resize(businesses, Tally::default());
        self.goods.clear();
        self.goods.resize(businesses, GoodsBook::default());
        self.parcels.clear();
        self.parcels.resize(businesses, 0);
        self.counts = WeekCounts::default();
    }
}

/// Books the decisions of all partners.
pub(super) fn week(simulation: &mut Simulation<'_>, counts: &mut WeekCounts) -> WeekTally {
    let businesses = simulation.scenario.businesses.len();
    let Simulation { scenario, luck, world, scratch, .. } = simulation;
    let desk = Desk { scenario, luck, week: world.week };
    let chunks = world.partners.chunks.len();
    scratch.results.resize_with(chunks, Default::default);
    world
        .partners
        .chunks
        .par_iter_mut()
        .zip(world.volumes.par_chunks_mut(CHUNK))
        .zip(chunks_or_none(&mut world.late_volumes, chunks))
        .zip(chunks_or_none(&mut world.details, chunks))
        .zip(chunks_or_none(&mut world.late_details, chunks))
        .zip(world.points_before.par_chunks(CHUNK))
        .zip(scratch.decisions.par_iter())
        .zip(scratch.results.par_iter_mut())
        .for_each(
            |(((((((chunk, volumes), late), details), late_details), before), decided), result)| {
                result.clear(businesses);
                let period = PeriodColumns { volumes, late, details, late_details };
                desk.book_chunk(chunk, period, before, &decided.decisions, result);
            },
        );
    let mut tally = WeekTally::new(businesses);
    for result in &scratch.results {
        for business in 0..businesses {
            tally.money[business].merge(&result.tallies[business]);
            tally.goods[business].merge(&result.goods[business]);
            tally.parcels[business] += result.parcels[business];
        }
        counts.merge(&result.counts);
    }
    tally
}

/// A chunk's part of the columns of the open period.
struct PeriodColumns<'a> {
    volumes: &'a mut [Volume],
    /// For orders after the cut-off.
    late: Option<&'a mut [Volume]>,
    details: Option<&'a mut [Detail]>,
    late_details: Option<&'a mut [Detail]>,
}

impl PeriodColumns<'_> {
    /// Where the orders of a slot are counted.
    fn of(&mut self, slot: usize, is_late: bool) -> (&mut Volume, Option<&mut Detail>) {
        let (volumes, details) = match (is_late, &mut self.late) {
            (true, Some(late)) => (&mut **late, &mut self.late_details),
            _ => (&mut *self.volumes, &mut self.details),
        };
        (&mut volumes[slot], details.as_deref_mut().map(|details| &mut details[slot]))
    }
}

/// The chunks of a column, or nothing for each where the column does not exist.
fn chunks_or_none<T>(column: &mut [T], chunks: usize) -> Vec<Option<&mut [T]>> {
    if column.is_empty() {
        return (0..chunks).map(|_| None).collect();
    }
    column.chunks_mut(CHUNK).map(Some).collect()
}

impl Desk<'_> {
    fn book_chunk(
        &self,
        chunk: &mut Chunk,
        mut period: PeriodColumns<'_>,
        points_before: &[[u32; 3]],
        decisions: &[Decision],
        result: &mut ChunkResult,
    ) {
        if !decisions.is_empty() {
            chunk.touched = true;
        }
        if 0 < self.week && self.week.is_multiple_of(WEEKS_PER_QUARTER) {
            age_stock(chunk);
        }
        for decision in decisions {
            let slot = usize::from(decision.slot);
            let business = chunk.business[slot];
            let rules = &self.scenario.businesses[business.index()].1;
            let (volume, detail) = period.of(slot, is_late(self.week, &rules.plan));
            let mut till = Till {
                desk: self,
                business: rules,
                tally: &mut result.tallies[business.index()],
                goods: &mut result.goods[business.index()],
                parcels: &mut result.parcels[business.index()],
                counts: &mut result.counts,
                volume,
                detail,
                chunk,
                slot,
                money: WeekMoney::default(),
            };
            till.book(decision, &points_before[slot]);
            let money = till.money;
            result.money.push(money);
        }
    }
}

/// What a kit's goods cost: the part of its price that they would have cost her.
pub(super) fn kit_cost(business: &Business) -> Cents {
    let joining = &business.joining;
    business.partner_price(0).times(u64::from(joining.kit_units)).min(joining.kit_price)
}

/// Points and commissionable value that a kit's goods of such a cost carry.
pub(super) fn kit_volume_of(business: &Business, cost: Cents) -> (u64, Cents) {
    let (product, activity) = (&business.product, &business.plan.activity);
    let points = u64::from(business.joining.kit_units) * product.points_per_unit;
    let value = cost.at_rate(product.commissionable_share, Rounding::HalfUp);
    (
        if activity.kit_counts { points } else { 0 },
        if activity.kit_commissionable { value } else { Cents::ZERO },
    )
}

/// What a newcomer's kit brings to the open period.
pub(super) fn kit_volume(world: &mut World, business: &Business, row: u32, cost: Cents) {
    // Who joins in a period's last week does so after the plan was run: the next one is open.
    let is_last = (world.week + 1).is_multiple_of(business.plan.period_weeks);
    let late = is_late(world.week, &business.plan) && !is_last;
    let is_early = business.plan.early_weeks().is_some();
    let (volumes, details) = if late {
        (&mut world.late_volumes, &mut world.late_details)
    } else {
        (&mut world.volumes, &mut world.details)
    };
    let volume = &mut volumes[row as usize];
    let (points, value) = kit_volume_of(business, cost);
    volume.points = whole_points(u64::from(volume.points) + points);
    volume.wholesale += value;
    if let Some(detail) = details.get_mut(row as usize) {
        detail.kits += 1;
        detail.kit_price += business.joining.kit_price;
        if is_early {
            detail.early_value += value;
            detail.early_points = whole_points(u64::from(detail.early_points) + points);
        }
    }
}

/// A quarter of a year has passed: every cohort of stock is a quarter older.
fn age_stock(chunk: &mut Chunk) {
    let Chunk { active, dormant, stock, stock_recent, .. } = chunk;
    for &slot in active.iter().chain(dormant.iter()) {
        if 0 < stock[usize::from(slot)] {
            let recent = &mut stock_recent[usize::from(slot)];
            *recent = [0, recent[0], recent[1], recent[2]];
        }
    }
}

/// Books what each business itself pays, and closes the tally into the journal.
pub(super) fn businesses(simulation: &mut Simulation<'_>, tally: &mut WeekTally) {
    let Simulation { scenario, books, .. } = simulation;
    for (index, (_, business)) in scenario.businesses.iter().enumerate() {
        let id = BusinessId(u8::try_from(index).expect("at most 255 businesses"));
        let carriage = business.product.shipping_per_order.times(tally.parcels[index]);
        let own = own_costs(business, &tally.money[index], &tally.goods[index], books, index);
        let (money, goods) = tally.of(id);
        let (retail, direct) =
            (goods.get(GoodsLine::SoldFromStock), goods.get(GoodsLine::ShippedToCustomers));
        for (reason, amount) in own {
            money.add(reason, amount);
        }
        money.add(Reason::Shipping, carriage);
        let list = business.product.list_price;
        let (money, kit) = (tally.money[index], business.joining.kit_price);
        for (reason, expected) in [
            (Reason::RetailSale, list.times(retail)),
            (Reason::DirectSale, list.times(direct)),
            (Reason::StarterKit, kit.times(tally.kits[index])),
        ] {
            tally.priced.push(PricedFlow { reason, business: id, expected });
        }
        books.journal.post_tally(id, &money);
        books.goods[index].merge(&tally.goods[index]);
    }
}

/// Goods bought, running cost, advertising and payment fees of a business in a week.
fn own_costs(
    business: &Business,
    money: &Tally,
    goods: &GoodsBook,
    books: &mut Books,
    index: usize,
) -> [(Reason, Cents); 4] {
    let shipped =
        goods.get(GoodsLine::ShippedToPartners) + goods.get(GoodsLine::ShippedToCustomers);
    let bought = books.goods[index].replenish(shipped, goods.get(GoodsLine::Returned));
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
