//! One partner's week at the till: what she pays, orders, sells, uses up and buys beyond need.
//!
//! *Invariant*: every movement of a partner's money goes through [`crate::ledger::transfer`], every
//! unit through a goods line; volume arises once, at the wholesale order or the drop-shipped sale.

use super::record::WeekCounts;
use super::thrown::{TOGETHER, Thrown};
use crate::behaviour::{Decision, Matter, Tables};
use crate::chance::{Luck, Purpose, Uniform, bernoulli};
use crate::ledger::{GoodsBook, GoodsLine, Reason, Tally, transfer};
use crate::plan::{Uncounted, counted_points, sells_enough};
use crate::scenario::{Business, Motive, Plan, Scenario};
use crate::units::{Cents, Rounding, Week};
use crate::world::{Chunk, Detail, QUARTERS, Volume};

/// What is the same for all partners of a business whose week is booked.
pub(super) struct Desk<'a> {
    pub(super) scenario: &'a Scenario,
    pub(super) business: &'a Business,
    pub(super) tables: &'a Tables,
    pub(super) luck: &'a Luck,
    pub(super) week: Week,
    /// What waits to count under the rules, by row.
    pub(super) uncounted: &'a [Uncounted],
    /// Whether nobody is left out because nothing can come of it for her.
    pub(super) everybody: bool,
}

impl Desk<'_> {
    /// Whether somebody may buy beyond need this week.
    pub(super) fn loads(&self) -> bool {
        let plan = &self.business.plan;
        0 < self.business.product.points_per_unit
            && self.business.partners.own_orders
            && 0.0 < self.business.loading.probability
            && (self.week + 1 + plan.late_weeks).is_multiple_of(plan.period_weeks)
    }

    /// Probability that somebody of a motive who is short of points loads, and whose recruits put a
    /// commission at stake or do not.
    fn loading(&self, motive: Motive, at_stake: bool) -> f64 {
        let rules = &self.business.loading;
        let stake = if at_stake { rules.stake_factor } else { 1.0 };
        (rules.probability * self.scenario.motives[motive.index()].loading_factor * stake).min(1.0)
    }

    /// Who of 64 slots would load if she were short of points.
    pub(super) fn may_load(&self, chunk: &Chunk, first: usize, thrown: &Thrown) -> u64 {
        if self.everybody {
            return u64::MAX;
        }
        let chances = Motive::ALL.map(|of| [false, true].map(|stake| self.loading(of, stake)));
        let mut recruits = [0; TOGETHER];
        chunk.active_recruits.read(first, &mut recruits);
        let mut who = 0;
        for lane in 0..TOGETHER.min(chunk.len() - first) {
            let motive = chunk.motive[first + lane].index();
            let chance = chances[motive][usize::from(0 < recruits[lane])];
            let draw = thrown.of(lane, Purpose::Load).expect("it was thrown");
            who |= u64::from(bernoulli(draw, chance)) << lane;
        }
        who
    }
}

/// One partner's week at the till.
pub(super) struct Till<'a> {
    pub(super) desk: &'a Desk<'a>,
    /// Words that were thrown already, and her lane among them.
    pub(super) thrown: Option<(&'a Thrown, usize)>,
    pub(super) tally: &'a mut Tally,
    pub(super) goods: &'a mut GoodsBook,
    pub(super) parcels: &'a mut u64,
    pub(super) counts: &'a mut WeekCounts,
    pub(super) volume: &'a mut Volume,
    pub(super) detail: Option<&'a mut Detail>,
    pub(super) chunk: &'a mut Chunk,
    pub(super) slot: usize,
    /// What she took in and spent, as far as she could know.
    pub(super) income: Cents,
    pub(super) cost: Cents,
}

impl Till<'_> {
    /// Books a decision.
    pub(super) fn book(&mut self, decision: &Decision) {
        self.keep_count(decision);
        let orders = decision.orders();
        let units = self.units(orders);
        if 0 < units {
            self.counts.customer_orders += u64::from(orders);
            self.counts.units_sold += u64::from(units);
            self.keep_sold(Cents::ZERO, Cents::ZERO, decision.won());
            if let Some(detail) = &mut self.detail {
                // Who orders twice in a period is rare enough to be counted as two.
                detail.orders += orders;
                detail.customers += orders;
            }
        }
        let stock = self.chunk.stock.of(self.slot);
        // What lies at home is sold first, whoever serves the rest.
        let from_stock = if self.chunk.drop_ship.of(self.slot) { units.min(stock) } else { units };
        let needed = from_stock + decision[Matter::OwnUse];
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
        if 0 < decision[Matter::OwnUse] {
            self.use_up(decision[Matter::OwnUse]);
        }
        self.load();
    }

    fn draw(&self, purpose: Purpose) -> Uniform {
        let thrown = self.thrown.and_then(|(thrown, lane)| thrown.of(lane, purpose));
        let person = self.chunk.person.of(self.slot);
        thrown.unwrap_or_else(|| self.desk.luck.uniform(person, self.desk.week, purpose))
    }

    /// Moves money of this partner.
    fn transfer(&mut self, reason: Reason, amount: Cents) {
        transfer(self.chunk.purse.at(self.slot), self.tally, reason, amount);
    }

    fn keep_count(&mut self, decision: &Decision) {
        let (chunk, slot) = (&mut *self.chunk, self.slot);
        if self.desk.scenario.market.demand_renewal_weeks.is_none() {
            let (won, lost) = (
                decision[Matter::OnlineHome] + decision[Matter::InPerson],
                decision[Matter::LostHome],
            );
            if won != lost {
                chunk.customers_home.set(slot, chunk.customers_home.of(slot) + won - lost);
            }
            let (won, lost) = (decision[Matter::OnlineAway], decision[Matter::LostAway]);
            if won != lost {
                chunk.customers_away.set(slot, chunk.customers_away.of(slot) + won - lost);
            }
        }
        let met = u16::try_from(decision[Matter::InPerson]).expect("no more than the warm circle");
        if 0 < met {
            chunk.circle_left[slot] -= met;
        }
    }

    /// Keeps what she sold, where anything asks.
    fn keep_sold(&mut self, value: Cents, margin: Cents, won: u32) {
        if self.desk.scenario.keeps_sold() {
            let sold = self.chunk.sold_mut(self.slot);
            sold.value += value;
            sold.margin += margin;
            sold.won += won;
        }
    }

    /// A cost that she may notice.
    fn pay(&mut self, reason: Reason, amount: Cents) {
        if Cents::ZERO < amount {
            self.transfer(reason, amount);
            self.cost += amount;
        }
    }

    /// Units of so many orders: one each, and more by the mean basket.
    fn units(&self, orders: u32) -> u32 {
        let more = f64::from(orders) * (self.desk.scenario.sell.basket_units - 1.0);
        if more == 0.0 {
            return orders;
        }
        orders + self.desk.tables.baskets.sum(self.draw(Purpose::Basket), orders)
    }

    /// Units of an order of at least so many: in packs and not below the minimum order.
    fn whole_packs(&self, units: u32) -> u32 {
        let units = units.max(self.desk.business.minimum_order_units);
        units.div_ceil(self.desk.business.pack_units) * self.desk.business.pack_units
    }

    /// Buys at least so many units.
    fn order(&mut self, units: u32) {
        let units = self.whole_packs(units);
        let price =
            self.desk.business.partner_price(u64::from(self.chunk.points_last.of(self.slot)));
        let amount = price.times(u64::from(units));
        self.transfer(Reason::WholesaleOrder, amount);
        let (chunk, slot) = (&mut *self.chunk, self.slot);
        chunk.stock.add(slot, units);
        chunk.stock_recent.add_to_first(slot, units);
        chunk.stock_cost.add(slot, amount);
        self.goods.add(GoodsLine::ShippedToPartners, u64::from(units));
        *self.parcels += 1;
        self.add_volume(units, amount, true);
        let list_value = self.desk.business.product.list_price.times(u64::from(units));
        if let Some(detail) = &mut self.detail {
            detail.list_value += list_value;
        }
    }

    /// Volume arises here and nowhere else; returns what arose.
    fn add_volume(&mut self, units: u32, amount: Cents, own_points: bool) -> (u32, Cents) {
        let product = &self.desk.business.product;
        let points = whole_points(u64::from(units) * product.points_per_unit);
        if own_points {
            self.volume.points = whole_points(u64::from(self.volume.points) + u64::from(points));
        }
        let value = amount.at_rate(product.commissionable_share, Rounding::HalfUp);
        self.volume.wholesale += value;
        if let Some(detail) = &mut self.detail
            && is_early(self.chunk, self.slot, self.desk.week, &self.desk.business.plan)
        {
            detail.early_value += value;
            let early = if own_points { points } else { 0 };
            detail.early_points = whole_points(u64::from(detail.early_points) + u64::from(early));
        }
        (points, value)
    }

    fn sell_from_stock(&mut self, units: u32) {
        let revenue = self.desk.business.product.list_price.times(u64::from(units));
        self.transfer(Reason::RetailSale, revenue);
        let fee = revenue.at_rate(self.desk.business.costs.payment_fee, Rounding::HalfUp);
        self.pay(Reason::PaymentFeeOfPartner, fee);
        let cost = take_from_stock(self.chunk, self.slot, units);
        self.goods.add_at_cost(GoodsLine::SoldFromStock, u64::from(units), cost);
        // Her margin is what she feels as income, as if the business had served the customer.
        self.income += revenue - cost;
        let verified = self.desk.business.plan.rules.verified();
        self.volume.margin += (revenue - cost).at_rate(verified, Rounding::HalfUp);
        self.keep_sold(revenue, revenue - cost, 0);
        let points = whole_points(u64::from(units) * self.desk.business.product.points_per_unit);
        if let Some(detail) = &mut self.detail {
            detail.sales += revenue.at_rate(verified, Rounding::HalfUp);
            detail.resold_points =
                whole_points(u64::from(detail.resold_points) + u64::from(points));
        }
    }

    fn sell_drop_shipped(&mut self, units: u32, orders: u32) {
        let list = self.desk.business.product.list_price.times(u64::from(units));
        let price =
            self.desk.business.partner_price(u64::from(self.chunk.points_last.of(self.slot)));
        let wholesale = price.times(u64::from(units));
        let profit = list - wholesale;
        self.tally.add(Reason::DirectSale, list);
        self.transfer(Reason::RetailCredit, profit);
        self.income += profit;
        self.goods.add(GoodsLine::ShippedToCustomers, u64::from(units));
        *self.parcels += u64::from(orders);
        self.volume.margin += profit;
        self.keep_sold(list, profit, 0);
        let counts = self.desk.business.plan.activity.customers_count;
        let (points, value) = self.add_volume(units, wholesale, counts);
        if let Some(detail) = &mut self.detail {
            detail.sales += list;
            detail.customer_value += value;
            detail.customer_points =
                whole_points(u64::from(detail.customer_points) + u64::from(points));
        }
    }

    /// Her own consumption: worth what it cost, so neither gain nor loss in her eyes.
    fn use_up(&mut self, units: u32) {
        let cost = take_from_stock(self.chunk, self.slot, units);
        self.chunk.own_use.add(self.slot, cost);
        self.goods.add_at_cost(GoodsLine::OwnUse, u64::from(units), cost);
        self.counts.units_own_use += u64::from(units);
    }

    /// In the last week whose orders count, a partner short of points may buy what is missing.
    pub(super) fn load(&mut self) {
        if !self.desk.loads() {
            return;
        }
        let plan = &self.desk.business.plan;
        let per_unit = self.desk.business.product.points_per_unit;
        let window = 0..plan.activity.window_periods as usize - 1;
        let points_before = &self.chunk.points_before;
        let earlier: u64 =
            window.map(|before| u64::from(points_before.at(self.slot, before))).sum();
        let missing = plan.activity.minimum_points.saturating_sub(earlier + self.counted_with(0));
        if missing == 0 {
            return;
        }
        let units = u32::try_from(missing.div_ceil(per_unit)).unwrap_or(u32::MAX);
        if plan.rules.follow_goods() && !self.would_help(units, missing) {
            return;
        }
        let at_stake = 0 < self.chunk.active_recruits.of(self.slot);
        let probability = self.desk.loading(self.chunk.motive[self.slot], at_stake);
        if bernoulli(self.draw(Purpose::Load), probability) {
            let before = (self.chunk.stock.of(self.slot), self.chunk.stock_cost.of(self.slot));
            self.order(units);
            let loaded = u64::from(self.chunk.stock.of(self.slot) - before.0);
            self.counts.units_loaded += loaded;
            self.goods.note_loaded(loaded);
            self.cost += self.chunk.stock_cost.of(self.slot) - before.1;
        }
    }

    /// Her volume of the period, were she to buy so many points more.
    fn with(&self, points: u64) -> Volume {
        let points = u32::try_from(u64::from(self.volume.points) + points).unwrap_or(u32::MAX);
        Volume { points, ..*self.volume }
    }

    /// Own points that would count then.
    fn counted_with(&self, points: u64) -> u64 {
        let row = self.chunk.first_row as usize + self.slot;
        let waits = self.desk.uncounted.get(row).copied().unwrap_or_default();
        let detail = self.detail.as_deref().copied().unwrap_or_default();
        counted_points(&self.desk.business.plan, &self.with(points), &detail, waits).into()
    }

    /// Whether an order of units would bring the points that are missing and leave her a seller by
    /// the retail rule: she knows the rules.
    fn would_help(&self, units: u32, missing: u64) -> bool {
        let Desk { business, .. } = *self.desk;
        let points = u64::from(self.whole_packs(units)) * business.product.points_per_unit;
        let detail = self.detail.as_deref().copied().unwrap_or_default();
        self.counted_with(0) + missing <= self.counted_with(points)
            && sells_enough(&business.plan, &self.with(points), &detail)
    }
}

/// Whether the orders of a week count for the next period.
pub(super) fn is_late(week: Week, plan: &Plan) -> bool {
    plan.period_weeks <= week % plan.period_weeks + plan.late_weeks
}

/// Whether a partner is within the window of the fast start.
pub(super) fn is_early(chunk: &Chunk, slot: usize, week: Week, plan: &Plan) -> bool {
    let age = week - chunk.joined.of(slot);
    !chunk.founder.of(slot) && plan.early_weeks().is_some_and(|weeks| age < weeks)
}

/// Points of a period.
pub(super) fn whole_points(points: u64) -> u32 {
    u32::try_from(points).expect("points of a period fit 32 bits")
}

/// Parcels in which the business sends so many of the units of a partner's orders: their part of
/// the orders, rounded up.
fn parcels(shipped: u32, units: u32, orders: u32) -> u32 {
    let part = (u64::from(shipped) * u64::from(orders)).div_ceil(u64::from(units));
    u32::try_from(part).expect("no more than the orders")
}

/// Takes units out of stock, the oldest first; returns their cost at the average price.
fn take_from_stock(chunk: &mut Chunk, slot: usize, units: u32) -> Cents {
    let stock = chunk.stock.of(slot);
    assert!(units <= stock, "{units} units taken from a stock of {stock}");
    let cost = chunk.stock_cost.of(slot);
    let part = if units == stock {
        cost
    } else {
        cost.times_over(i128::from(units), i128::from(stock), Rounding::Down)
    };
    chunk.stock.take(slot, units);
    chunk.stock_cost.add(slot, -part);
    if let Some(kit) = chunk.kit_stock.get_mut(slot) {
        *kit -= units.min(*kit);
    }
    let old = stock - chunk.stock_recent.sum_of(slot);
    let mut left = units.saturating_sub(old);
    for place in (0..QUARTERS).rev() {
        if left == 0 {
            break;
        }
        let taken = left.min(chunk.stock_recent.at(slot, place));
        if 0 < taken {
            chunk.stock_recent.take(slot, place, taken);
            left -= taken;
        }
    }
    part
}
