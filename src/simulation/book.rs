//! Booking the week: orders are served from stock or by the business, money and goods move.
//!
//! *Invariant*: every movement of a partner's money goes through [`crate::ledger::transfer`], every
//! unit through a goods line; volume arises once, at the wholesale order or the drop-shipped sale.

use rayon::prelude::*;

use super::record::WeekCounts;
use super::{Books, Simulation};
use crate::behaviour::Decision;
use crate::chance::{Luck, Purpose, bernoulli, poisson};
use crate::ledger::{GoodsBook, GoodsLine, PricedFlow, Reason, Tally, transfer};
use crate::scenario::{Business, Motive, Scenario};
use crate::units::{BusinessId, Cents, Rounding, WEEKS_PER_YEAR, Week};
use crate::world::{CHUNK, Chunk, Volume};

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

/// What a partner took in and spent in a week, as far as she could know.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct WeekMoney {
    pub(super) income: Cents,
    pub(super) cost: Cents,
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

/// What is the same for everybody whose week is booked.
struct Desk<'a> {
    scenario: &'a Scenario,
    luck: &'a Luck,
    week: Week,
}

/// Books the decisions of all partners.
pub(super) fn week(simulation: &mut Simulation<'_>, counts: &mut WeekCounts) -> WeekTally {
    let businesses = simulation.scenario.businesses.len();
    let Simulation { scenario, luck, world, scratch, .. } = simulation;
    let desk = Desk { scenario, luck, week: world.week };
    scratch.results.resize_with(world.partners.chunks.len(), Default::default);
    world
        .partners
        .chunks
        .par_iter_mut()
        .zip(world.volumes.par_chunks_mut(CHUNK))
        .zip(world.points_before.par_chunks(CHUNK))
        .zip(scratch.decisions.par_iter())
        .zip(scratch.results.par_iter_mut())
        .for_each(|((((chunk, volumes), before), decided), result)| {
            result.clear(businesses);
            desk.book_chunk(chunk, volumes, before, &decided.decisions, result);
        });
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

impl Desk<'_> {
    fn book_chunk(
        &self,
        chunk: &mut Chunk,
        volumes: &mut [Volume],
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
            let mut till = Till {
                desk: self,
                business: &self.scenario.businesses[business.index()].1,
                tally: &mut result.tallies[business.index()],
                goods: &mut result.goods[business.index()],
                parcels: &mut result.parcels[business.index()],
                counts: &mut result.counts,
                volume: &mut volumes[slot],
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

/// One partner's week at the till.
struct Till<'a> {
    desk: &'a Desk<'a>,
    business: &'a Business,
    tally: &'a mut Tally,
    goods: &'a mut GoodsBook,
    parcels: &'a mut u64,
    counts: &'a mut WeekCounts,
    volume: &'a mut Volume,
    chunk: &'a mut Chunk,
    slot: usize,
    money: WeekMoney,
}

impl Till<'_> {
    fn book(&mut self, decision: &Decision, points_before: &[u32; 3]) {
        self.keep_count(decision);
        self.pay_costs(decision);
        let orders = decision.orders();
        let units = self.units(orders);
        if 0 < units {
            self.counts.customer_orders += u64::from(orders);
            self.counts.units_sold += u64::from(units);
        }
        let stock = self.chunk.stock[self.slot];
        // What lies at home is sold first, whoever serves the rest.
        let from_stock = if self.chunk.drop_ship[self.slot] { units.min(stock) } else { units };
        let needed = from_stock + decision.own_use;
        if stock < needed {
            self.order(needed - stock);
        }
        if 0 < from_stock {
            self.sell_from_stock(from_stock);
        }
        if from_stock < units {
            let shipped = units - from_stock;
            self.sell_drop_shipped(shipped, parcels(shipped, units, orders));
        }
        if 0 < decision.own_use {
            self.use_up(decision.own_use);
        }
        self.load(points_before);
    }

    fn draw(&self, purpose: Purpose) -> crate::chance::Uniform {
        self.desk.luck.uniform(self.chunk.person[self.slot], self.desk.week, purpose)
    }

    /// Moves money of this partner.
    fn transfer(&mut self, reason: Reason, amount: Cents) {
        transfer(&mut self.chunk.purse[self.slot], self.tally, reason, amount);
    }

    fn keep_count(&mut self, decision: &Decision) {
        let (chunk, slot) = (&mut *self.chunk, self.slot);
        chunk.posts[slot] += decision.posts;
        chunk.minutes[slot] += decision.minutes;
        self.counts.posts += u64::from(decision.posts);
        self.counts.minutes += u64::from(decision.minutes);
        if self.desk.scenario.market.demand_renewal_weeks.is_none() {
            chunk.customers_home[slot] += decision.online_home + decision.in_person;
            chunk.customers_home[slot] -= decision.lost_home;
            chunk.customers_away[slot] += decision.online_away;
            chunk.customers_away[slot] -= decision.lost_away;
        }
        let met = u16::try_from(decision.in_person).expect("no more than the warm circle");
        chunk.circle_left[slot] -= met;
    }

    /// Posting, meeting people, tools and events.
    fn pay_costs(&mut self, decision: &Decision) {
        let Desk { scenario, week, .. } = *self.desk;
        let joining = &self.business.joining;
        let posting = scenario.post.cost_per_post.times(u64::from(decision.posts));
        self.pay(Reason::PostingCost, posting);
        let per_hour = scenario.sell.in_person_cost_per_hour;
        let minutes = i128::from(decision.minutes_in_person);
        self.pay(Reason::SellingCost, per_hour.times_over(minutes, 60, Rounding::HalfUp));
        if week.is_multiple_of(self.business.plan.period_weeks) {
            self.pay(Reason::ToolFee, joining.tool_fee_per_period);
        }
        if self.chunk.motive[self.slot] == Motive::Builder {
            let rate = joining.event_tickets_per_year / f64::from(WEEKS_PER_YEAR);
            if bernoulli(self.draw(Purpose::EventTicket), rate) {
                self.pay(Reason::EventTicket, joining.event_ticket);
            }
        }
    }

    /// A cost that she may notice.
    fn pay(&mut self, reason: Reason, amount: Cents) {
        if Cents::ZERO < amount {
            self.transfer(reason, amount);
            self.money.cost += amount;
        }
    }

    /// Units of so many orders: one each, and more by the mean basket.
    fn units(&self, orders: u32) -> u32 {
        let more = f64::from(orders) * (self.desk.scenario.sell.basket_units - 1.0);
        if more == 0.0 { orders } else { orders + poisson(self.draw(Purpose::Basket), more) }
    }

    /// Buys at least so many units, in packs and not below the minimum order.
    fn order(&mut self, units: u32) {
        let units = units.max(self.business.minimum_order_units);
        let units = units.div_ceil(self.business.pack_units) * self.business.pack_units;
        let price = self.business.partner_price(u64::from(self.chunk.points_last[self.slot]));
        let amount = price.times(u64::from(units));
        self.transfer(Reason::WholesaleOrder, amount);
        let (chunk, slot) = (&mut *self.chunk, self.slot);
        chunk.stock[slot] += units;
        chunk.stock_recent[slot][0] += units;
        chunk.stock_cost[slot] += amount;
        self.goods.add(GoodsLine::ShippedToPartners, u64::from(units));
        *self.parcels += 1;
        self.add_volume(units, amount, true);
    }

    /// Volume arises here and nowhere else.
    fn add_volume(&mut self, units: u32, amount: Cents, own_points: bool) {
        let product = &self.business.product;
        if own_points {
            let points = u64::from(units) * product.points_per_unit;
            let sum = u64::from(self.volume.points) + points;
            self.volume.points = u32::try_from(sum).expect("points of a period fit 32 bits");
        }
        self.volume.wholesale += amount.at_rate(product.commissionable_share, Rounding::HalfUp);
    }

    fn sell_from_stock(&mut self, units: u32) {
        let revenue = self.business.product.list_price.times(u64::from(units));
        self.transfer(Reason::RetailSale, revenue);
        let fee = revenue.at_rate(self.business.costs.payment_fee, Rounding::HalfUp);
        self.pay(Reason::PaymentFeeOfPartner, fee);
        let cost = take_from_stock(self.chunk, self.slot, units);
        self.goods.add_at_cost(GoodsLine::SoldFromStock, u64::from(units), cost);
        // Her margin is what she feels as income, as if the business had served the customer.
        self.money.income += revenue - cost;
        self.volume.margin += revenue - cost;
    }

    fn sell_drop_shipped(&mut self, units: u32, orders: u32) {
        let list = self.business.product.list_price.times(u64::from(units));
        let price = self.business.partner_price(u64::from(self.chunk.points_last[self.slot]));
        let wholesale = price.times(u64::from(units));
        let profit = list - wholesale;
        self.tally.add(Reason::DirectSale, list);
        self.transfer(Reason::RetailCredit, profit);
        self.money.income += profit;
        self.goods.add(GoodsLine::ShippedToCustomers, u64::from(units));
        *self.parcels += u64::from(orders);
        self.volume.margin += profit;
        self.add_volume(units, wholesale, self.business.plan.activity.customers_count);
    }

    /// Her own consumption: worth what it cost, so neither gain nor loss in her eyes.
    fn use_up(&mut self, units: u32) {
        let cost = take_from_stock(self.chunk, self.slot, units);
        self.chunk.own_use[self.slot] += cost;
        self.goods.add_at_cost(GoodsLine::OwnUse, u64::from(units), cost);
        self.counts.units_own_use += u64::from(units);
    }

    /// In the last week of a period a partner short of points may buy what is missing.
    fn load(&mut self, points_before: &[u32; 3]) {
        let plan = &self.business.plan;
        let per_unit = self.business.product.points_per_unit;
        if per_unit == 0 || !(self.desk.week + 1).is_multiple_of(plan.period_weeks) {
            return;
        }
        let window = &points_before[..plan.activity.window_periods as usize - 1];
        let earlier: u64 = window.iter().map(|&points| u64::from(points)).sum();
        let points = earlier + u64::from(self.volume.points);
        let missing = plan.activity.minimum_points.saturating_sub(points);
        if missing == 0 {
            return;
        }
        let rules = &self.business.loading;
        let habits = &self.desk.scenario.motives[self.chunk.motive[self.slot].index()];
        let at_stake = 0 < self.chunk.active_recruits[self.slot];
        let stake = if at_stake { rules.stake_factor } else { 1.0 };
        let probability = (rules.probability * habits.loading_factor * stake).min(1.0);
        if bernoulli(self.draw(Purpose::Load), probability) {
            let before = (self.chunk.stock[self.slot], self.chunk.stock_cost[self.slot]);
            self.order(u32::try_from(missing.div_ceil(per_unit)).unwrap_or(u32::MAX));
            self.counts.units_loaded += u64::from(self.chunk.stock[self.slot] - before.0);
            self.money.cost += self.chunk.stock_cost[self.slot] - before.1;
        }
    }
}

/// Parcels in which the business sends so many of the units of a partner's orders: their part of
/// the orders, rounded up.
fn parcels(shipped: u32, units: u32, orders: u32) -> u32 {
    let part = (u64::from(shipped) * u64::from(orders)).div_ceil(u64::from(units));
    u32::try_from(part).expect("no more than the orders")
}

/// Takes units out of stock, the oldest first; returns their cost at the average price.
fn take_from_stock(chunk: &mut Chunk, slot: usize, units: u32) -> Cents {
    let stock = chunk.stock[slot];
    assert!(units <= stock, "{units} units taken from a stock of {stock}");
    let cost = chunk.stock_cost[slot];
    let part = if units == stock {
        cost
    } else {
        cost.times_over(i128::from(units), i128::from(stock), Rounding::Down)
    };
    chunk.stock[slot] -= units;
    chunk.stock_cost[slot] -= part;
    let recent = &mut chunk.stock_recent[slot];
    let old = stock - recent.iter().sum::<u32>();
    let mut left = units.saturating_sub(old);
    for cohort in recent.iter_mut().rev() {
        let taken = left.min(*cohort);
        *cohort -= taken;
        left -= taken;
    }
    part
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

/// Takes a leaver's stock off her hands: what the business takes back is returned and paid, the
/// rest is written off.
pub(super) fn clear_stock(
    chunk: &mut Chunk,
    slot: usize,
    business: &Business,
    claims: bool,
    (tally, goods): (&mut Tally, &mut GoodsBook),
) {
    let (stock, cost) = (chunk.stock[slot], chunk.stock_cost[slot]);
    let resalable =
        if claims { chunk.stock_recent[slot].iter().sum::<u32>().min(stock) } else { 0 };
    let mut returned_cost = Cents::ZERO;
    if 0 < resalable {
        returned_cost = cost.times_over(i128::from(resalable), i128::from(stock), Rounding::Down);
        let rules = &business.buy_back;
        let share = crate::units::Ppm(rules.share.0 - rules.commission_deduction.0);
        let amount = returned_cost.at_rate(share, Rounding::Down);
        transfer(&mut chunk.purse[slot], tally, Reason::BuyBack, amount);
    }
    let written_off = cost - returned_cost;
    goods.add_at_cost(GoodsLine::Returned, u64::from(resalable), returned_cost);
    goods.add_at_cost(GoodsLine::WrittenOff, u64::from(stock - resalable), written_off);
    chunk.written_off[slot] += written_off;
    chunk.stock[slot] = 0;
    chunk.stock_recent[slot] = [0; 4];
    chunk.stock_cost[slot] = Cents::ZERO;
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
