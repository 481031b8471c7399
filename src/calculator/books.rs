//! What everybody did in a period: orders become volumes.

use std::collections::BTreeSet;

use super::seats::Seats;
use crate::plan::{Legs, Order, OrderKind, RANK_FREE, State, Sums, Uncounted};
use crate::scenario::{
    Case, CaseOrder, CaseOrderKind, CasePartner, CaseStatus, first_order, value_of,
};
use crate::units::{Cents, Rounding};
use crate::world::{Detail, Status, Volume};

/// The columns of a period, by row.
#[derive(Default)]
pub(super) struct Books {
    pub(super) status: Vec<Status>,
    pub(super) given_ranks: Vec<u8>,
    pub(super) volumes: Vec<Volume>,
    pub(super) details: Vec<Detail>,
    pub(super) orders: Vec<Order>,
    pub(super) points_before: Vec<[u32; 3]>,
    pub(super) retail_profit: Vec<Cents>,
    /// What each paid for goods that customers bought, and what they paid her.
    pub(super) resold: Vec<[Cents; 2]>,
    /// Customers seen in the period, by row and name.
    customers: BTreeSet<(u32, String)>,
    /// Orders after the cut-off of the period before.
    late: Vec<CaseOrder>,
}

impl Books {
    /// Opens a period of so many rows and books what was ordered in it.
    pub(super) fn open(&mut self, case: &Case, seats: &Seats, number: usize, rows: usize) {
        for row in self.status.len()..rows {
            let partner = &case.partners[seats.partners[row]];
            self.status.push(status_of(partner.status));
            self.given_ranks.push(given_rank(case, partner.rank.as_deref()));
            let mut before = [0; 3];
            for (place, &points) in before.iter_mut().zip(&partner.points_before) {
                *place = narrow(points);
            }
            self.points_before.push(before);
        }
        self.volumes = vec![Volume::default(); rows];
        self.details = vec![Detail::default(); rows];
        self.retail_profit = vec![Cents::ZERO; rows];
        self.resold = vec![[Cents::ZERO; 2]; rows];
        self.orders.clear();
        self.customers.clear();
        for row in 0..rows {
            let followers = case.partners[seats.partners[row]].followers;
            self.details[row].followers = narrow(followers);
        }
        if number == 1 {
            self.book_partners(case, seats, rows);
        }
        for order in std::mem::take(&mut self.late) {
            // They are there when the period opens, and as early as when they were made.
            let ordered = ordered_in(case, number - 1, &order);
            self.book(case, seats, ordered, &CaseOrder { week: 1, ..order });
        }
        let Some(period) = case.periods.get(number - 1) else { return };
        for change in &period.changes {
            let row = seats.row(&change.who) as usize;
            if let Some(status) = change.status {
                self.status[row] = status_of(status);
            }
            if change.rank.is_some() {
                self.given_ranks[row] = given_rank(case, change.rank.as_deref());
            }
        }
        let cut_off = u64::from(case.plan.period_weeks - case.plan.late_weeks);
        for order in &period.orders {
            if cut_off < order.week && number < case.period_count() {
                self.late.push(order.clone());
            } else if order.week <= cut_off {
                self.book(case, seats, ordered_in(case, number, order), order);
            }
        }
    }

    /// What stands with the partners themselves belongs to the first period.
    fn book_partners(&mut self, case: &Case, seats: &Seats, rows: usize) {
        for row in 0..rows {
            let partner = &case.partners[seats.partners[row]];
            let Some(order) = first_order(partner) else { continue };
            self.book(case, seats, weeks_since_start(case, 1, order.week), &order);
            if let Some(margin) = partner.margin {
                let assumed = std::mem::replace(&mut self.retail_profit[row], margin);
                let [margin, assumed] = [margin, assumed].map(|of| proved(case, order.kind, of));
                self.volumes[row].margin += margin - assumed;
            }
        }
    }

    /// Books an order that was made so many weeks since the start.
    fn book(&mut self, case: &Case, seats: &Seats, ordered: u64, order: &CaseOrder) {
        let row = seats.row(&order.by);
        let place = row as usize;
        let activity = &case.plan.activity;
        let value = value_of(&case.plan, order);
        let points = narrow(order.points);
        let (counts, pays, kind) = match order.kind {
            CaseOrderKind::Own => (true, true, Some(OrderKind::Own)),
            CaseOrderKind::Customer => (activity.customers_count, true, Some(OrderKind::Customer)),
            CaseOrderKind::Resale => (false, false, Some(OrderKind::Customer)),
            CaseOrderKind::Kit => {
                (case.plan.kit_has_points(), case.plan.kit_has_value(), Some(OrderKind::Kit))
            }
            CaseOrderKind::Return | CaseOrderKind::Posts => (false, false, None),
        };
        let sales = proved(case, order.kind, order.retail);
        let (volume, detail) = (&mut self.volumes[place], &mut self.details[place]);
        if counts {
            volume.points = add(volume.points, points);
        }
        let value = if pays { value } else { Cents::ZERO };
        volume.wholesale += value;
        if is_early(case, seats, row, ordered) {
            detail.early_value += value;
            detail.early_points = add(detail.early_points, if counts { points } else { 0 });
        }
        match order.kind {
            CaseOrderKind::Own => detail.list_value += order.retail,
            CaseOrderKind::Customer | CaseOrderKind::Resale => {
                if let Some(price) = order.price {
                    let [paid, got] = &mut self.resold[place];
                    *paid += price;
                    *got += order.retail;
                }
                detail.sales += sales;
                detail.orders = add(detail.orders, 1);
                if order.kind == CaseOrderKind::Customer {
                    detail.customer_points = add(detail.customer_points, points);
                    detail.customer_value += value;
                } else {
                    detail.resold_points = add(detail.resold_points, points);
                }
                // Nobody knows whether customers without a name are the same.
                let known = order.customer.as_ref();
                if known.is_none_or(|name| self.customers.insert((row, name.clone()))) {
                    detail.customers = add(detail.customers, 1);
                }
            }
            CaseOrderKind::Kit => {
                detail.kits = add(detail.kits, 1);
                detail.kit_price += order.price.unwrap_or_default();
            }
            CaseOrderKind::Posts => detail.posts = add(detail.posts, narrow(order.posts)),
            CaseOrderKind::Return => detail.returns += order.retail,
        }
        let profit = retail_profit(case, order, value);
        volume.margin += proved(case, order.kind, profit);
        self.retail_profit[place] += profit;
        if let Some(kind) = kind {
            let week = u32::try_from(order.week).expect("a week of the period");
            self.orders.push(Order { seller: row, kind, week, points, value, sales });
        }
    }

    /// Retail profit of the period by row.
    pub(super) fn retail_profit(&self) -> &[Cents] {
        &self.retail_profit
    }

    /// The period is over: its points, as far as they count, become those of the period before.
    pub(super) fn close(&mut self, rows: usize, sums: &Sums) {
        for row in 0..rows {
            let [newest, middle, _] = self.points_before[row];
            let points = sums.counted_points(row).unwrap_or(self.volumes[row].points);
            self.points_before[row] = [points, newest, middle];
        }
    }
}

/// Fills what is carried into the first period, and makes room for newcomers.
pub(super) fn carry_in(case: &Case, seats: &Seats, state: &mut State, rows: usize) {
    let known = state.rows;
    state.fit(&case.plan, rows);
    for row in known..rows {
        let carried = &case.partners[seats.partners[row]].carried;
        let rank = |name: Option<&str>| {
            u8::try_from(case.plan.rank_or_none(name)).expect("fewer than 255 ranks")
        };
        let legs = Legs {
            new: [0; 2],
            carried: carried.leg_points,
            lifetime: carried.lifetime_leg_points,
        };
        set(&mut state.rank, row, rank(carried.rank.as_deref()));
        set(&mut state.title, row, rank(carried.title.as_deref()));
        set(&mut state.legs, row, legs);
        set(&mut state.broken_away, row, carried.broken_away);
        let tier = u8::try_from(carried.structure_tier).expect("few tiers");
        set(&mut state.structure_tier, row, tier);
        set(&mut state.group_points, row, carried.group_points);
        set(&mut state.lifetime_sales, row, carried.lifetime_sales);
        let uncounted = Uncounted {
            points: carried.uncounted_points,
            value: carried.uncounted_cv,
            list_value: carried.uncounted_list_value,
        };
        set(&mut state.uncounted, row, uncounted);
        if let Some(column) = state.unpaid.iter_mut().find(|column| !column.is_empty()) {
            set(column, row, carried.unpaid);
        }
        for of in &carried.unpaid_of {
            let bonus = of.bonus.expect("the check asks for it");
            state.unpaid[bonus.index()][row] += of.amount;
        }
    }
}

fn set<T>(column: &mut [T], row: usize, value: T) {
    if let Some(place) = column.get_mut(row) {
        *place = value;
    }
}

/// What counts of money from customers, or of the profit on it: of what the business did not ship
/// itself, the share that is proved.
pub(super) fn proved(case: &Case, kind: CaseOrderKind, amount: Cents) -> Cents {
    match kind {
        CaseOrderKind::Customer => amount,
        _ => amount.at_rate(case.plan.rules.verified(), Rounding::HalfUp),
    }
}

/// What a sale leaves the seller: what customers paid less what she paid; a share of the value
/// where an own order says neither.
pub(super) fn retail_profit(case: &Case, order: &CaseOrder, value: Cents) -> Cents {
    match (order.kind, order.price) {
        (CaseOrderKind::Customer | CaseOrderKind::Resale, Some(price)) => order.retail - price,
        (CaseOrderKind::Own, None) => value.at_rate(case.retail_margin_share, Rounding::HalfUp),
        _ => Cents::ZERO,
    }
}

/// Weeks up to a week of a period, counted from one period before the first.
fn weeks_since_start(case: &Case, period: usize, week: u64) -> u64 {
    period as u64 * u64::from(case.plan.period_weeks) + week
}

/// Weeks up to when an order of a period was made.
pub(super) fn ordered_in(case: &Case, period: usize, order: &CaseOrder) -> u64 {
    weeks_since_start(case, period, order.week).saturating_sub(order.made_weeks_before)
}

/// When somebody joined, in weeks since one period before the first; nothing for long ago.
pub(super) fn joined_at(case: &Case, partner: &CasePartner) -> Option<i64> {
    let at = |period: u64, week: u64| {
        let period = usize::try_from(period).expect("the check bounds periods");
        i64::try_from(weeks_since_start(case, period, week)).expect("few weeks")
    };
    match (partner.joined_period, partner.joined_weeks_before) {
        (0, 0) => None,
        (0, weeks) => Some(at(1, 1) - i64::try_from(weeks).expect("the check bounds weeks")),
        (period, _) => Some(at(period, partner.joined_week)),
    }
}

/// Whether an order falls into the window of the fast start. Who joins orders at once, so that an
/// order that says no week is not before that.
pub(super) fn is_early(case: &Case, seats: &Seats, row: u32, ordered: u64) -> bool {
    let Some(window) = case.plan.early_weeks() else { return false };
    let partner = &case.partners[seats.partners[row as usize]];
    let Some(joined) = joined_at(case, partner) else { return false };
    let ordered = i64::try_from(ordered).expect("few weeks");
    ordered - joined < i64::from(window)
}

fn given_rank(case: &Case, name: Option<&str>) -> u8 {
    match name {
        None => RANK_FREE,
        Some(name) => u8::try_from(case.plan.rank_or_none(Some(name))).expect("few ranks"),
    }
}

fn status_of(status: CaseStatus) -> Status {
    match status {
        CaseStatus::Active => Status::Active,
        CaseStatus::Dormant => Status::Dormant,
        CaseStatus::Left => Status::Left,
    }
}

pub(super) fn narrow(count: u64) -> u32 {
    u32::try_from(count).expect("the check bounds counts")
}

fn add(sum: u32, more: u32) -> u32 {
    sum.checked_add(more).expect("points of a period fit 32 bits")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::LoadedCase;

    /// The books of each period of a case.
    fn books(text: &str) -> Vec<(Vec<Detail>, Vec<Order>)> {
        let case = LoadedCase::from_text("case", text).expect("a sound case").case;
        let (mut seats, mut books) = (Seats::new(&case), Books::default());
        let mut all = Vec::new();
        for number in 1..=case.period_count() {
            let rows = seats.open(&case, number);
            books.open(&case, &seats, number, rows);
            all.push((books.details.clone(), books.orders.clone()));
            books.close(rows, &Sums::default());
        }
        all
    }

    #[test]
    fn a_late_order_opens_the_next_period_and_is_as_early_as_when_it_was_made() {
        // Early are the second, third and fourth week of the first period.
        let text = "
            plan.late_weeks = 1
            plan.fast_start.window_weeks = 3
            partner = [{ id = 'A', joined_period = 1, joined_week = 2, points = 1 }]
            [[period]]
            order = [{ by = 'A', points = 2 }, { by = 'A', points = 4, week = 4 }]
            [[period]]
            order = [{ by = 'A', points = 8 }]";
        let books = books(text);
        let early: Vec<Cents> = books.iter().map(|(details, _)| details[0].early_value).collect();
        assert_eq!(early, [Cents(300), Cents(400)]);
        let weeks = |place: usize| -> Vec<(u32, u32)> {
            books[place].1.iter().map(|order| (order.week, order.points)).collect()
        };
        assert_eq!(weeks(0), [(2, 1), (1, 2)]);
        assert_eq!(weeks(1), [(1, 4), (1, 8)]);
    }

    #[test]
    fn customers_are_counted_by_name_and_each_without_one_is_another() {
        let text = "
            partner = [{ id = 'A' }, { id = 'B' }]
            [[period]]
            order = [
                { by = 'A', kind = 'customer' },
                { by = 'A', kind = 'customer' },
                { by = 'A', kind = 'customer', customer = '0' },
                { by = 'A', kind = 'resale', customer = '0' },
                { by = 'B', kind = 'customer', customer = '0' },
            ]
            [[period]]
            order = [{ by = 'A', kind = 'customer', customer = '0' }]";
        let counts = |(details, _): &(Vec<Detail>, Vec<Order>)| -> Vec<(u32, u32)> {
            details.iter().map(|detail| (detail.customers, detail.orders)).collect()
        };
        let all: Vec<_> = books(text).iter().map(counts).collect();
        assert_eq!(all, [[(3, 4), (1, 1)], [(1, 1), (0, 0)]]);
    }
}
