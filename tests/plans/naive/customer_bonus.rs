//! The customer bonus once more.

use downline::scenario::{Case, CaseOrderKind, CustomerBonusBy, PointStep};
use downline::units::Ppm;
use proptest::prelude::*;

use super::sellers::{
    Book, Line, ONE, Paid, Pen, agree, cases, flips, on_random_cases,
    pays_no_more_than_the_full_table, rising, rising_rates,
};
use crate::cases::hand;

const BONUS: &str = "customer_bonus";

fn plain(book: &Book<'_>) -> Paid {
    let bonus = book.plan().customer_bonus.as_ref().expect("a customer bonus");
    let mut pen = Pen::new(book.plan());
    pen.offer_amount(BONUS, 0);
    let top = bonus.steps.iter().map(|step| step.rate.0).max().unwrap_or(0);
    let mut pay = |who: &str, order: Option<u32>, points: u64, base: i128| {
        pen.offer(BONUS, base, top, ONE);
        let mut met = None;
        for (place, step) in bonus.steps.iter().enumerate() {
            if step.from_points <= points {
                met = Some((place, step.rate.0));
            }
        }
        if let Some((place, rate)) = met.filter(|_| book.can_earn(who)) {
            let level = u32::try_from(place + 1).expect("few");
            let (earner, source) = (who.to_owned(), who.to_owned());
            let line = Line { bonus: BONUS, part: "own", earner, source, ..Line::default() };
            pen.line(Line { level, order, rate, base, ..line }, ONE);
        }
    };
    let shipped = book
        .orders()
        .into_iter()
        .filter(|o| !matches!(o.kind, CaseOrderKind::Return | CaseOrderKind::Posts));
    let shipped: Vec<_> = shipped.collect();
    if bonus.by == CustomerBonusBy::Order {
        for (number, order) in (1..).zip(&shipped) {
            if order.kind == CaseOrderKind::Customer {
                pay(&order.by, Some(number), order.points, book.value(order));
            }
        }
    } else {
        for partner in book.partners() {
            let orders = book.orders_of(&partner.id, &[CaseOrderKind::Customer]);
            let points = orders.iter().map(|order| order.points).sum();
            pay(&partner.id, None, points, orders.iter().map(|order| book.value(order)).sum());
        }
    }
    pen.settle(BONUS);
    pen.close()
}

fn random() -> impl Strategy<Value = Case> {
    let steps = rising_rates(0..=4).prop_flat_map(|rates| (rising(rates.len(), 400), Just(rates)));
    (cases("customer_bonus"), steps, any::<bool>()).prop_map(|(mut case, (from, rates), by)| {
        let bonus = case.plan.customer_bonus.as_mut().expect("a customer bonus");
        let steps = from
            .into_iter()
            .zip(rates)
            .map(|(from, rate)| PointStep { from_points: from.unsigned_abs(), rate: Ppm(rate) });
        bonus.steps = steps.collect();
        bonus.by = if by { CustomerBonusBy::Order } else { CustomerBonusBy::Period };
        case
    })
}

#[test]
fn the_plain_version_agrees_on_the_hand_worked_case_by_order_and_by_period() {
    agree(&hand("customer_bonus", &[]), plain);
    agree(&hand("customer_bonus", &["plan.customer_bonus.by=period"]), plain);
}

#[test]
fn every_key_changes_what_is_paid() {
    flips(
        "customer_bonus",
        &[
            "plan.customer_bonus.by=period",
            "plan.customer_bonus.steps=[{ from_points = 50, rate = 0.05 }]",
            "plan.customer_bonus.steps=[{ from_points = 51, rate = 0.05 }]",
            "plan.activity.customers_count=false",
            "plan.activity.minimum_points=101",
            "plan.late_weeks=0",
            "plan.newcomers_earn=next_period",
            "plan.rounding=per_line_half_even",
            "plan.rounding=per_line_down",
            "plan.rounding=per_person_down",
            "plan.rounding_unit=0.05",
        ],
    );
}

#[test]
fn random_cases_agree_with_the_plain_version_whoever_is_called_what() {
    on_random_cases(&random(), plain, pays_no_more_than_the_full_table);
}
