//! Goods that come back: which they were, and when their return counts.
//!
//! *Invariant*: what comes back was sold, in one order, and comes back once.
//!
//! *Absent*: what that changes in anybody's pay (`calculator`).

use super::{Case, CaseOrder, CaseOrderKind, CasePartner};
use crate::scenario::Plan;
use crate::units::{Cents, Rounding};

/// Goods of an order that came back.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Returned {
    /// The part of the order that they were: its kind and week, their points and money.
    pub(crate) goods: CaseOrder,
    /// The period in which they were sold.
    pub(crate) sold_in: usize,
    /// Retail profit on them that no price of the order says.
    pub(crate) margin: Option<Cents>,
}

impl Case {
    /// Where the returns stand that count in a period, as periods and orders from 0, in the order
    /// in which they are written: those that were too late for the period before come first.
    pub(crate) fn returns(&self, plan: &Plan, number: usize) -> Vec<(usize, usize)> {
        let cut_off = u64::from(plan.period_weeks.saturating_sub(plan.late_weeks));
        let of = |place: usize, is_late: bool| {
            let orders = self.periods.get(place).map_or(&[][..], |period| &period.orders);
            let counts = move |order: &CaseOrder| {
                order.kind == CaseOrderKind::Return && (cut_off < order.week) == is_late
            };
            let found = orders.iter().enumerate().filter(move |(_, order)| counts(order));
            found.map(move |(index, _)| (place, index))
        };
        let late = number.checked_sub(2).into_iter().flat_map(|before| of(before, true));
        late.chain(of(number - 1, false)).collect()
    }

    /// Takes returned goods out of the order in which they were sold: the first that is equal to
    /// them, else the first that is large enough. What the return does not say is in proportion.
    ///
    /// Nothing happens if there is no such order, or if the return does not say when it was.
    pub(crate) fn take_out(&mut self, plan: &Plan, back: &CaseOrder) -> Option<Returned> {
        let sold_in = usize::try_from(back.sold_in_period?).ok()?;
        let place = sold_in.checked_sub(1)?;
        let partner = self.partners.iter().position(|partner| partner.id == back.by)?;
        // What stands with a partner herself belongs to the first period, before all orders.
        let own = (sold_in == 1).then(|| first_order(&self.partners[partner])).flatten();
        let orders = self.periods.get(place).map_or(&[][..], |period| &period.orders);
        let fit = |whole: bool| {
            let mut all = own.iter().chain(orders).enumerate();
            all.find(|(_, order)| is_from(order, back) && fits(plan, order, back, whole))
        };
        let (index, order) = fit(true).or_else(|| fit(false))?;
        let goods = part_of(plan, order, back);
        let rest = rest_of(plan, order, &goods);
        let is_own = own.is_some() && index == 0;
        let margin = if is_own {
            let share = share_of(plan, order, &goods);
            reduce(&mut self.partners[partner], rest.as_ref(), share)
        } else {
            let index = index - usize::from(own.is_some());
            let orders = &mut self.periods[place].orders;
            match rest {
                Some(rest) => orders[index] = rest,
                None => drop(orders.remove(index)),
            }
            None
        };
        Some(Returned { goods, sold_in, margin })
    }
}

/// What stands with a partner herself, as her own order of the first period.
pub(crate) fn first_order(partner: &CasePartner) -> Option<CaseOrder> {
    let is_there = 0 < partner.points || partner.cv.is_some() || partner.margin.is_some();
    is_there.then(|| CaseOrder {
        by: partner.id.clone(),
        kind: CaseOrderKind::Own,
        customer: None,
        week: if partner.joined_period == 1 { partner.joined_week } else { 1 },
        made_weeks_before: 0,
        points: partner.points,
        cv: partner.cv,
        retail: Cents::ZERO,
        price: None,
        posts: 0,
        sold_in_period: None,
    })
}

/// The commissionable value of an order.
pub(crate) fn value_of(plan: &Plan, order: &CaseOrder) -> Cents {
    order.cv.unwrap_or_else(|| plan.point_value.times(order.points))
}

/// Whether returned goods can be those of an order, as far as persons go.
fn is_from(order: &CaseOrder, back: &CaseOrder) -> bool {
    let has_goods = !matches!(order.kind, CaseOrderKind::Return | CaseOrderKind::Posts);
    has_goods && order.by == back.by && order.customer == back.customer
}

/// Whether returned goods are all of an order, or can be a part of it.
fn fits(plan: &Plan, order: &CaseOrder, back: &CaseOrder, whole: bool) -> bool {
    let value = value_of(plan, order);
    if whole {
        return back.points == order.points
            && back.cv.is_none_or(|cv| cv == value)
            && (back.retail == Cents::ZERO || back.retail == order.retail)
            && back.price.is_none_or(|price| order.price == Some(price));
    }
    let (part, _) = share_of(plan, order, back);
    0 < part
        && back.points <= order.points
        && back.cv.is_none_or(|cv| cv <= value)
        && back.retail <= order.retail
        && back.price.is_none_or(|price| order.price.is_some_and(|all| price <= all))
}

/// Which part of an order some goods are: by points, or by the first money that it has.
fn share_of(plan: &Plan, order: &CaseOrder, goods: &CaseOrder) -> (i128, i128) {
    let measures = [
        (i128::from(goods.points), i128::from(order.points)),
        (i128::from(value_of(plan, goods).0), i128::from(value_of(plan, order).0)),
        (i128::from(goods.retail.0), i128::from(order.retail.0)),
    ];
    measures.into_iter().find(|(_, all)| 0 < *all).unwrap_or((1, 1))
}

fn portion(all: Cents, (part, whole): (i128, i128)) -> Cents {
    all.times_over(part, whole, Rounding::HalfUp)
}

/// The part of an order that some goods are, with everything that their return does not say.
fn part_of(plan: &Plan, order: &CaseOrder, back: &CaseOrder) -> CaseOrder {
    if fits(plan, order, back, true) {
        return order.clone();
    }
    let share = share_of(plan, order, back);
    CaseOrder {
        points: back.points,
        cv: Some(back.cv.unwrap_or_else(|| portion(value_of(plan, order), share))),
        retail: match back.retail {
            Cents::ZERO => portion(order.retail, share),
            said => said,
        },
        price: order.price.map(|price| back.price.unwrap_or_else(|| portion(price, share))),
        ..order.clone()
    }
}

/// What is left of an order; nothing of one that came back whole.
fn rest_of(plan: &Plan, order: &CaseOrder, goods: &CaseOrder) -> Option<CaseOrder> {
    (goods != order).then(|| CaseOrder {
        points: order.points - goods.points,
        cv: Some(value_of(plan, order) - value_of(plan, goods)),
        retail: order.retail - goods.retail,
        price: order.price.map(|price| price - goods.price.unwrap_or_default()),
        ..order.clone()
    })
}

/// Leaves a partner what is left of her first order; returns the retail profit that went with it.
fn reduce(
    partner: &mut CasePartner,
    rest: Option<&CaseOrder>,
    share: (i128, i128),
) -> Option<Cents> {
    let taken = partner.margin.map(|margin| match rest {
        Some(_) => portion(margin, share),
        None => margin,
    });
    partner.margin = partner.margin.zip(taken).map(|(all, taken)| all - taken);
    partner.points = rest.map_or(0, |rest| rest.points);
    partner.cv = rest.and_then(|rest| rest.cv);
    if rest.is_none() {
        partner.margin = None;
    }
    taken
}
