//! Goods that come back, and what that changes in this period and in earlier ones.
//!
//! *Invariant*: with returns that count in the period of the sale, all claims so far come to what
//! the plan would have claimed had the goods that came back never been sold (with the ranks of then
//! or with others, as the plan says).

use super::Desk;
use super::books::{self, Books};
use super::seats::Seats;
use crate::plan::{self, Goods, Order, OrderKind, Takeback, Worked};
use crate::scenario::{Case, CaseOrder, CaseOrderKind, Returned, value_of};
use crate::units::Cents;

/// What comes back in a period.
#[derive(Default)]
pub(super) struct Back {
    /// Goods that lower the volume of this period.
    goods: Vec<Returned>,
    /// Retail profit that goes with goods of earlier periods, by name of who sold them.
    profits: Vec<(String, Cents)>,
    /// What changes in the claims of earlier periods.
    pub(super) takebacks: Vec<Takeback>,
}

/// What has come back so far.
pub(super) struct Returns<'c> {
    case: &'c Case,
    /// The case without what came back; nothing where nothing ever does.
    left: Option<Case>,
    /// The periods so far, where they may be worked out again.
    worked: Vec<Worked>,
}

impl<'c> Returns<'c> {
    pub(super) fn new(case: &'c Case) -> Self {
        let mut orders = case.periods.iter().flat_map(|period| &period.orders);
        let comes_back = orders.any(|order| order.kind == CaseOrderKind::Return);
        Self { case, left: comes_back.then(|| case.clone()), worked: Vec::new() }
    }

    /// The case as it is worked out: what came back in the period of its sale was never sold, if
    /// the plan takes anything back.
    pub(super) fn case(&self) -> &Case {
        match &self.left {
            Some(left) if self.case.plan.clawback.is_some() => left,
            _ => self.case,
        }
    }

    /// Sorts out what comes back in a period, and works earlier ones out again where that is asked.
    pub(super) fn open(&mut self, desk: &mut Desk, number: usize) -> Back {
        let mut back = Back::default();
        let plan = &self.case.plan;
        let Some(mut left) = self.left.take() else { return back };
        for (period, index) in self.case.returns(plan, number) {
            let returned = &self.case.periods[period].orders[index];
            let known = left.take_out(plan, returned);
            let goods = known.unwrap_or_else(|| as_written(returned, number));
            let is_old = goods.sold_in < number;
            let takes_back =
                plan.takes_back_at_return() && (is_old || returned.sold_in_period.is_none());
            if plan.takes_back_at_sale() && is_old {
                back.takebacks.extend(self.work_out_again(&left, desk, &goods));
            }
            if takes_back {
                back.goods.push(goods);
            } else if is_old || plan.clawback.is_none() {
                back.profits.push((returned.by.clone(), profit_of(self.case, &goods)));
            }
        }
        self.left = Some(left);
        back
    }

    /// Keeps what a period came to.
    pub(super) fn close(&mut self, worked: Option<Worked>) {
        self.worked.extend(worked);
    }

    /// Works out again all periods so far and goes on from what they come to; what was not paid
    /// stays as it is.
    fn work_out_again(&mut self, left: &Case, desk: &mut Desk, goods: &Returned) -> Vec<Takeback> {
        let source = desk.seats.row(&goods.goods.by);
        let value = value_of(&left.plan, &goods.goods);
        let mut again = Desk::new(left);
        let anew = |number: u32, then: Option<&Worked>| {
            let (_, worked) = again.period(left, number as usize, &Back::default(), then);
            worked.expect("periods are kept where they are worked out again")
        };
        let goods = Goods { source, value };
        let takebacks = plan::work_out_again(&left.plan, &mut self.worked, 1, goods, anew);
        if left.plan.keeps_activity_of_sales() {
            std::mem::swap(&mut again.books.points_before, &mut desk.books.points_before);
        }
        desk.state.go_on_from(std::mem::take(&mut again.state));
        (desk.seats, desk.books) = (again.seats, again.books);
        takebacks
    }
}

/// Returned goods of which no order is known: as the return says, a customer's if it names one.
fn as_written(back: &CaseOrder, number: usize) -> Returned {
    let is_customers = back.customer.is_some();
    let kind = if is_customers { CaseOrderKind::Customer } else { CaseOrderKind::Own };
    Returned { goods: CaseOrder { kind, ..back.clone() }, sold_in: number, margin: None }
}

/// The retail profit on goods that came back.
fn profit_of(case: &Case, back: &Returned) -> Cents {
    let value = value_of(&case.plan, &back.goods);
    back.margin.unwrap_or_else(|| books::retail_profit(case, &back.goods, value))
}

impl Books {
    /// Takes what came back out of the open period. Points do not fall below zero, money may.
    pub(super) fn take_back(&mut self, case: &Case, seats: &Seats, back: &Back) {
        for (name, profit) in &back.profits {
            self.retail_profit[seats.row(name) as usize] -= *profit;
        }
        for returned in &back.goods {
            self.take_back_goods(case, seats, returned);
        }
    }

    fn take_back_goods(&mut self, case: &Case, seats: &Seats, back: &Returned) {
        let goods = &back.goods;
        let row = seats.row(&goods.by);
        let place = row as usize;
        let activity = &case.plan.activity;
        let (counts, pays, kind) = match goods.kind {
            CaseOrderKind::Customer => (activity.customers_count, true, OrderKind::Customer),
            CaseOrderKind::Resale => (false, false, OrderKind::Customer),
            CaseOrderKind::Kit => {
                (case.plan.kit_has_points(), case.plan.kit_has_value(), OrderKind::Kit)
            }
            _ => (true, true, OrderKind::Own),
        };
        let points = books::narrow(goods.points);
        let value = if pays { value_of(&case.plan, goods) } else { Cents::ZERO };
        let profit = profit_of(case, back);
        let sales = books::proved(case, goods.kind, goods.retail);
        let (volume, detail) = (&mut self.volumes[place], &mut self.details[place]);
        if counts {
            volume.points = volume.points.saturating_sub(points);
        }
        volume.wholesale -= value;
        volume.margin -= books::proved(case, goods.kind, profit);
        self.retail_profit[place] -= profit;
        let sold = books::ordered_in(case, back.sold_in, goods);
        if books::is_early(case, seats, row, sold) {
            detail.early_value -= value;
            let early = if counts { points } else { 0 };
            detail.early_points = detail.early_points.saturating_sub(early);
        }
        match goods.kind {
            CaseOrderKind::Customer | CaseOrderKind::Resale => {
                if let Some(price) = goods.price {
                    let [paid, got] = &mut self.resold[place];
                    *paid -= price;
                    *got -= goods.retail;
                }
                detail.sales -= sales;
                if goods.kind == CaseOrderKind::Customer {
                    detail.customer_points = detail.customer_points.saturating_sub(points);
                    detail.customer_value -= value;
                } else {
                    detail.resold_points = detail.resold_points.saturating_sub(points);
                }
            }
            CaseOrderKind::Kit => detail.kit_price -= goods.price.unwrap_or_default(),
            _ => detail.list_value -= goods.retail,
        }
        let week = u32::try_from(goods.week).expect("a week of the period");
        let (value, sales) = (Cents::ZERO - value, Cents::ZERO - sales);
        self.orders.push(Order { seller: row, kind, week, points, value, sales });
    }
}
