//! What a plan pays on every euro whatever happens: more than the euro cannot be meant.
//!
//! Counted is what goes to the seller herself or to anybody who can be paid, not what needs an
//! upline, a rank or points: rates that only may add up to more than the whole are told by
//! `downline pay` when they do.
//!
//! *Invariant*: a lone partner who can be paid gets at least this share of her commissionable
//! value.
//!
//! *Absent*: sales at list price, which are more than their commissionable value.

use super::{
    Compression, Contradictions, CustomerOrders, OverrideBase, OwnOrders, Plan, Pool, SharesBy,
    VolumeBase,
};
use crate::scenario::quantity::Quantity as _;
use crate::units::Ppm;

/// A share of each euro that is paid for sure, and the key that says so.
type Part = (String, u64);

/// Whose order a euro comes from.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Order {
    Own,
    Customers,
}

/// Says so if all bonuses together pay more than the whole of every euro.
pub(super) fn contradictions(plan: &Plan, found: &mut Contradictions) {
    // Caps hold whatever the rates are.
    if plan.person_cap.is_some() || plan.company_cap.is_some() {
        return;
    }
    let sum = |parts: &[Part]| parts.iter().map(|(_, share)| share).sum::<u64>();
    let [own, customers] = [Order::Own, Order::Customers].map(|order| parts(plan, order));
    let least = if sum(&customers) < sum(&own) { customers } else { own };
    let whole = u64::from(Ppm::ONE.0);
    // Rates of one bonus are its own affair.
    let (true, Some((last, _))) = (1 < least.len() && whole < sum(&least), least.last()) else {
        return;
    };
    let text = |share: u64| Ppm(u32::try_from(share).unwrap_or(u32::MAX)).text();
    let told: Vec<String> =
        least.iter().map(|(key, share)| format!("{} by `{key}`", text(*share))).collect();
    let message = format!(
        "whoever orders or sells, these bonuses pay at least {} of each euro: {}",
        text(sum(&least)),
        told.join(", ")
    );
    let hint = Some("lower the rates, or cap what is paid with `[plan.company_cap]`".to_owned());
    found.say(last.clone(), message, hint);
}

/// What each bonus pays for sure of a euro.
fn parts(plan: &Plan, order: Order) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    // What a fast start has paid is closed to what follows.
    let open = plan.fast_start.as_ref().map_or(Ppm::ONE, |bonus| bonus.open_share);
    let mut add = |key: String, rate: Ppm, share: Ppm| {
        let paid = u64::from(rate.0) * u64::from(share.0) / u64::from(Ppm::ONE.0);
        if 0 < paid {
            parts.push((key, paid));
        }
    };
    if let Some(bonus) = plan.customer_bonus.as_ref().filter(|_| order == Order::Customers)
        && let Some(step) = bonus.steps.first().filter(|step| step.from_points == 0)
    {
        add("customer_bonus.steps[0].rate".to_owned(), step.rate, Ppm::ONE);
    }
    add("unilevel.rates".to_owned(), of_unilevel(plan, order), open);
    if let Some(bonus) = &plan.differential
        && bonus.pays_own
        && bonus.base == VolumeBase::Wholesale
    {
        let least = bonus.rates(plan).into_iter().min().unwrap_or_default();
        add("differential.rate".to_owned(), shared(least, bonus.broad_share), open);
    }
    if let Some(bonus) = &plan.stairstep
        && let Some(step) = bonus.steps.first().filter(|step| step.from_points == 0)
    {
        add("stairstep.steps[0].rate".to_owned(), step.rate, open);
    }
    for (name, pool) in plan.pools.iter().filter(|(_, pool)| is_everybodys(pool)) {
        add(format!("pool.{name}.share"), pool.share, open);
    }
    parts
}

/// The share that a unilevel pays at level 1 to the partner herself.
fn of_unilevel(plan: &Plan, order: Order) -> Ppm {
    let Some(unilevel) = &plan.unilevel else { return Ppm::ZERO };
    let is_hers = match order {
        Order::Own => unilevel.own_orders == OwnOrders::SelfFirst,
        Order::Customers => unilevel.customer_orders == CustomerOrders::Seller,
    };
    let is_sure = is_hers
        && unilevel.base == OverrideBase::Wholesale
        && unilevel.minimum_base.0 == 0
        && unilevel.compression != Compression::SkipBelowRank
        && unilevel.active_recruits_by_level.first().is_none_or(|&asked| asked == 0);
    let first = |rates: &[Ppm]| rates.first().copied().unwrap_or_default();
    let tables = unilevel.rank_rates.iter().map(|table| first(&table.rates));
    let least = tables.fold(first(&unilevel.rates), Ppm::min);
    if is_sure { shared(least, unilevel.broad_share) } else { Ppm::ZERO }
}

/// A rate on a share of a base.
fn shared(rate: Ppm, share: Ppm) -> Ppm {
    let product = u64::from(rate.0) * u64::from(share.0) / u64::from(Ppm::ONE.0);
    Ppm(u32::try_from(product).unwrap_or(u32::MAX))
}

/// Whether a pool is shared out whole as soon as anybody can be paid.
fn is_everybodys(pool: &Pool) -> bool {
    pool.rank.is_none()
        && pool.volume_of_rank.is_none()
        && pool.shares_by == SharesBy::Equal
        && pool.amount_max.is_none()
}
