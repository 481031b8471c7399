//! Goods that a leaver sends back, and the volume that goes with them.
//!
//! Goods leave the stock oldest first, so that what lies at home, and of that what is young enough
//! to be sent back, was ordered last: it comes out of the newest periods first, and out of the kit,
//! which was there before all orders, last. Whoever cancels gives all of it back, and her kit was
//! never sold.
//!
//! *Invariant*: no more volume goes back than the goods had brought, by the commissionable share of
//! today: an event that raises it takes back more than came. A kit's goods had brought some only if
//! the plan says so.

use super::book::{BusinessTally, kit_cost, kit_volume_of};
use super::kept::Kept;
use super::till::{is_early, whole_points};
use crate::ledger::{GoodsLine, Group, Reason, transfer};
use crate::scenario::{Business, CountsIn};
use crate::units::{Cents, Ppm, Rounding, Week};
use crate::world::{Chunk, Detail, Network, Volume};

/// What a leaver does with what lies at home.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Leaving {
    /// She keeps it, and it is worth nothing.
    Keeps,
    /// She sends back what the buy-back takes.
    SendsBack,
    /// She cancels: she sends all of it back, and the fees go back to her as well.
    Cancels {
        /// What the goods of her kit counted as when she joined: that part of its price goes back
        /// with the goods.
        kit_cost: Cents,
    },
}

/// Goods that the business took back from a leaver.
#[derive(Debug, Clone, Copy)]
pub(super) struct Back {
    units: u32,
    /// Of these, units of her kit.
    kit: u32,
    /// What they had cost her.
    cost: Cents,
    /// Whether the kit was never sold, whatever became of its goods.
    cancels: bool,
}

/// A newcomer's kit arrives: its goods are known apart where volume is taken back.
pub(super) fn receive_kit(chunk: &mut Chunk, slot: usize, business: &Business) {
    if business.plan.clawback.is_some() {
        chunk.kit_stock.resize(slot + 1, 0);
        chunk.kit_stock[slot] = business.joining.kit_units;
    }
}

/// Takes a leaver's stock off her hands: what the business takes back is returned and paid, the
/// rest is written off. Who cancels has paid, in the end, for what she sold or used, at its cost,
/// and for nothing else.
pub(super) fn clear_stock(
    chunk: &mut Chunk,
    slot: usize,
    business: &Business,
    leaving: Leaving,
    BusinessTally { money: tally, goods, .. }: &mut BusinessTally,
) -> Back {
    let (stock, cost) = (chunk.stock.of(slot), chunk.stock_cost.of(slot));
    let young = chunk.stock_recent.sum_of(slot).min(stock);
    let (resalable, share) = match leaving {
        Leaving::Keeps => (0, Ppm::ZERO),
        Leaving::SendsBack => (young, business.buy_back.given_back()),
        Leaving::Cancels { .. } => (stock, Ppm::ONE),
    };
    let mut returned_cost = Cents::ZERO;
    if 0 < resalable {
        returned_cost = cost.times_over(i128::from(resalable), i128::from(stock), Rounding::Down);
        let amount = returned_cost.at_rate(share, Rounding::Down);
        transfer(chunk.purse.at(slot), tally, Reason::BuyBack, amount);
    }
    if let Leaving::Cancels { kit_cost } = leaving {
        let paid = -chunk.purse.of(slot)[Group::PaidFees.index()];
        transfer(chunk.purse.at(slot), tally, Reason::FeeRefund, paid - kit_cost);
    }
    let written_off = cost - returned_cost;
    goods.add_at_cost(GoodsLine::Returned, u64::from(resalable), returned_cost);
    goods.add_at_cost(GoodsLine::WrittenOff, u64::from(stock - resalable), written_off);
    chunk.written_off.add(slot, written_off);
    chunk.stock.set(slot, 0);
    chunk.stock_recent.set(slot, [0; 4]);
    chunk.stock_cost.set(slot, Cents::ZERO);
    let kit_left = chunk.kit_stock.get_mut(slot).map_or(0, std::mem::take);
    let ordered = resalable.min(stock - kit_left);
    let cancels = matches!(leaving, Leaving::Cancels { .. });
    Back { units: resalable, kit: resalable - ordered, cost: returned_cost, cancels }
}

/// Takes goods that came back out of the volume of a period, where the plan says so: what they had
/// brought to others is then taken off.
pub(super) fn take_back_volume(
    network: &mut Network,
    kept: Option<&mut Kept>,
    business: &Business,
    (row, week): (u32, Week),
    back: Back,
) {
    if back.units == 0 && !back.cancels {
        return;
    }
    match business.plan.clawback.map(|clawback| clawback.counts_in) {
        None => {}
        Some(CountsIn::Return) => from_open_period(network, business, (row, week), back),
        Some(CountsIn::Sale) => from_sales(network, kept, business, row, back),
    }
}

/// Takes goods out of the open period, at the average cost of what was at home. They are goods of
/// the fast start if she still is within its window.
fn from_open_period(
    network: &mut Network,
    business: &Business,
    (row, week): (u32, Week),
    back: Back,
) {
    let (product, plan) = (&business.product, &business.plan);
    let ordered = back.units - back.kit;
    let kit_cost =
        back.cost.times_over(i128::from(back.kit), i128::from(back.units.max(1)), Rounding::Down);
    let counted = ordered + if plan.kit_has_points() { back.kit } else { 0 };
    let paid = if plan.kit_has_value() { back.cost } else { back.cost - kit_cost };
    let points = whole_points(u64::from(counted) * product.points_per_unit);
    let value = paid.at_rate(product.commissionable_share, Rounding::HalfUp);
    let mut volume = network.volumes.of(row);
    volume.points = volume.points.saturating_sub(points);
    volume.wholesale -= value;
    network.volumes.set(row, volume);
    let (chunk, slot) = network.partners.place_mut(row);
    chunk.moved.insert(slot);
    if back.cancels {
        cancel_kit(network, row);
    }
    let Some(detail) = network.details.get_mut(row as usize) else { return };
    detail.list_value -= product.list_price.times(u64::from(ordered));
    if !back.cancels {
        detail.kit_price -= part(business.kit_price(), back.kit, business.joining.kit_units);
    }
    let (chunk, slot) = network.partners.place(row);
    if is_early(chunk, slot, week, &business.plan) {
        detail.early_points = detail.early_points.saturating_sub(points);
        detail.early_value -= value;
    }
}

/// A kit that was sold in the open period, or counts for the next, was never sold. What one of an
/// earlier period has brought is paid.
fn cancel_kit(network: &mut Network, row: u32) {
    for details in [&mut network.details, &mut network.late_details] {
        if let Some(detail) = details.get_mut(row as usize) {
            (detail.kits, detail.kit_price) = (0, Cents::ZERO);
        }
    }
}

/// Takes goods out of the periods in which they were sold. Those before the open one will be worked
/// out again.
fn from_sales(
    network: &mut Network,
    kept: Option<&mut Kept>,
    business: &Business,
    row: u32,
    back: Back,
) {
    let ordered = back.units - back.kit;
    let mut taking = Taking { business, ordered, kit: back.kit, cancels: back.cancels };
    let place = row as usize;
    if let Some(detail) = network.late_details.get_mut(place) {
        let mut volume = network.late_volumes.of(row);
        taking.take(&mut volume, detail);
        network.late_volumes.set(row, volume);
    }
    let mut volume = network.volumes.of(row);
    taking.take(&mut volume, &mut network.details[place]);
    network.volumes.set(row, volume);
    if let Some(kept) = kept {
        kept.take_out(row, |volume, detail| taking.take(volume, detail));
    }
    let Taking { ordered, kit, .. } = taking;
    debug_assert!(taking.is_done(), "row {row}: {ordered} and {kit} of {back:?} were never sold");
}

/// Goods that are still to be found in periods of their sale.
struct Taking<'a> {
    business: &'a Business,
    ordered: u32,
    kit: u32,
    /// Whether the kit is still to be undone.
    cancels: bool,
}

impl Taking<'_> {
    /// Takes as many as there are out of a period; returns their value, or nothing where there are
    /// none.
    fn take(&mut self, volume: &mut Volume, detail: &mut Detail) -> Option<Cents> {
        let before = volume.wholesale;
        let ordered = self.take_orders(volume, detail);
        let kit = self.take_kit(volume, detail);
        // Goods of later weeks come back first: what is left is early as far as it was.
        detail.early_points = detail.early_points.min(volume.points);
        detail.early_value = detail.early_value.min(volume.wholesale);
        (ordered || kit).then(|| before - volume.wholesale)
    }

    fn take_orders(&mut self, volume: &mut Volume, detail: &mut Detail) -> bool {
        let (units, value) = ordered_in(self.business, volume, detail);
        let taken = units.min(self.ordered);
        if taken == 0 {
            return false;
        }
        self.ordered -= taken;
        let product = &self.business.product;
        volume.points -= whole_points(u64::from(taken) * product.points_per_unit);
        volume.wholesale -= part(value, taken, units);
        detail.list_value -= product.list_price.times(u64::from(taken));
        true
    }

    fn take_kit(&mut self, volume: &mut Volume, detail: &mut Detail) -> bool {
        if (self.kit == 0 && !self.cancels) || detail.kits == 0 {
            return false;
        }
        let taken = std::mem::take(&mut self.kit);
        let cancels = std::mem::take(&mut self.cancels);
        let business = self.business;
        let units = business.joining.kit_units;
        let (points, value) = kit_volume_of(business, kit_cost(business));
        volume.points -= whole_points(points / u64::from(units.max(1)) * u64::from(taken));
        volume.wholesale -= part(value, taken, units);
        // A kit of which nothing is left was never sold, nor was one that is cancelled.
        let price = business.kit_price();
        detail.kit_price -= if cancels { price } else { part(price, taken, units) };
        detail.kits -= u32::from(cancels || taken == units);
        true
    }

    /// Whether all goods were found that carried anything.
    fn is_done(&self) -> bool {
        let product = &self.business.product;
        let carries = 0 < product.points_per_unit || Cents::ZERO < product.list_price;
        self.kit == 0 && !self.cancels && (self.ordered == 0 || !carries)
    }
}

/// Units that a row ordered in a period, and the commissionable value that they brought: what is
/// neither her customers' nor her kit's.
fn ordered_in(business: &Business, volume: &Volume, detail: &Detail) -> (u32, Cents) {
    let product = &business.product;
    let (mut kit_points, mut kit_value) = (0, Cents::ZERO);
    if 0 < detail.kits {
        (kit_points, kit_value) = kit_volume_of(business, kit_cost(business));
    }
    let value = volume.wholesale - detail.customer_value - kit_value;
    if product.points_per_unit == 0 {
        let list = product.list_price.0.max(1);
        return (u32::try_from(detail.list_value.0 / list).expect("units fit 32 bits"), value);
    }
    let counts = business.plan.activity.customers_count;
    let customers = if counts { u64::from(detail.customer_points) } else { 0 };
    let points = u64::from(volume.points) - customers - kit_points;
    (whole_points(points / product.points_per_unit), value)
}

/// The part of an amount that some of its units are.
fn part(all: Cents, units: u32, of: u32) -> Cents {
    all.times_over(i128::from(units), i128::from(of.max(1)), Rounding::HalfUp)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Loaded;

    /// Units cost 6.00, half of which carries commission, and carry 5 points; a kit has 4.
    const TERMS: &str = "weeks = 1\n[business.b]\ndiscount = 0.4\n\
                         product = { list_price = 10, points_per_unit = 5, \
                         commissionable_share = 0.5 }\n\
                         joining = { kit_price = 50, kit_units = 4 }\n";

    fn taken(kit: &str, units: (u32, u32)) -> (Volume, Detail, Option<Cents>) {
        taken_by(kit, units, false)
    }

    fn taken_by(kit: &str, units: (u32, u32), cancels: bool) -> (Volume, Detail, Option<Cents>) {
        let text = format!("{TERMS}plan.unilevel = {{}}\n{kit}");
        let loaded = Loaded::from_text("returned", &text).unwrap_or_else(|why| panic!("{why}"));
        let business = &loaded.scenario.businesses[0].1;
        let (points, value) = kit_volume_of(business, kit_cost(business));
        // Ten units of her own, two that the business sent to a customer, a kit.
        let mut volume = Volume {
            points: 60 + whole_points(points),
            wholesale: Cents(3_600) + value,
            margin: Cents(800),
        };
        let mut detail = Detail {
            customer_points: 10,
            customer_value: Cents(600),
            list_value: Cents(10_000),
            early_points: 50,
            early_value: Cents(3_000),
            kits: 1,
            kit_price: Cents(5_000),
            ..Detail::default()
        };
        let (ordered, kit) = units;
        let mut taking = Taking { business, ordered, kit, cancels };
        let value = taking.take(&mut volume, &mut detail);
        assert_eq!((taking.kit, taking.ordered), (0, units.0.saturating_sub(10)));
        (volume, detail, value)
    }

    #[test]
    fn a_part_of_the_orders_takes_its_part_and_nothing_of_customers() {
        let (volume, detail, value) = taken("", (3, 0));
        assert_eq!(value, Some(Cents(900)));
        assert_eq!((volume.points, volume.wholesale), (45, Cents(2_700)));
        assert_eq!((volume.margin, detail.list_value), (Cents(800), Cents(7_000)));
        assert_eq!((detail.customer_points, detail.customer_value), (10, Cents(600)));
        assert_eq!((detail.early_points, detail.early_value), (45, Cents(2_700)));
        let (volume, detail, value) = taken("", (12, 0));
        assert_eq!((value, volume.points, volume.wholesale), (Some(Cents(3_000)), 10, Cents(600)));
        assert_eq!(detail.list_value, Cents::ZERO);
        assert_eq!(taken("", (0, 0)).2, None);
    }

    #[test]
    fn a_kit_takes_what_it_carried_and_is_undone_when_nothing_is_left() {
        let kit = "plan.activity = { kit_counts = true, kit_commissionable = true }\n";
        let (volume, detail, value) = taken(kit, (0, 1));
        assert_eq!((value, volume.points), (Some(Cents(300)), 75));
        assert_eq!((detail.kits, detail.kit_price), (1, Cents(3_750)));
        let (volume, detail, value) = taken(kit, (10, 4));
        assert_eq!((value, volume.points), (Some(Cents(4_200)), 10));
        assert_eq!((detail.kits, detail.kit_price), (0, Cents::ZERO));
        let (volume, detail, value) = taken("", (0, 4));
        assert_eq!((value, volume.points), (Some(Cents::ZERO), 60));
        assert_eq!((detail.kits, detail.kit_price), (0, Cents::ZERO));
    }

    #[test]
    fn a_kit_that_is_cancelled_is_undone_though_its_goods_are_used() {
        let kit = "plan.activity = { kit_counts = true, kit_commissionable = true }\n";
        for (back, value, points) in [(0, 0, 80), (1, 300, 75), (4, 1_200, 60)] {
            let (volume, detail, taken) = taken_by(kit, (0, back), true);
            assert_eq!((taken, volume.points), (Some(Cents(value)), points));
            assert_eq!((detail.kits, detail.kit_price), (0, Cents::ZERO));
        }
    }
}
