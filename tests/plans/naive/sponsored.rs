//! Fees for posts once more.

use downline::scenario::{Case, CaseOrderKind, Sponsored};
use downline::units::{Cents, Ppm};
use proptest::prelude::*;

use super::sellers::{
    Book, Line, ONE, Paid, Pen, agree, cases, flips, on_random_cases,
    pays_no_more_than_the_full_table, runs,
};
use crate::cases::{hand, statement};

const BONUS: &str = "sponsored";

fn plain(book: &Book<'_>) -> Paid {
    let sponsored = book.plan().sponsored.as_ref().expect("sponsored posts");
    let mut pen = Pen::new(book.plan());
    pen.offer_amount(BONUS, 0);
    for partner in book.partners() {
        let id = &partner.id;
        let posts = book.orders_of(id, &[CaseOrderKind::Posts]);
        let posts: i128 = posts.iter().map(|order| i128::from(order.posts)).sum();
        let sales = book.orders_of(id, &[CaseOrderKind::Customer, CaseOrderKind::Resale]).len();
        let sales = i128::try_from(sales).expect("few");
        let followers = i128::from(partner.followers);
        let cents = |fee: Cents| i128::from(fee.0);
        // A fee for a thousand is a thousandth for each.
        let fees = [
            (cents(sponsored.fee_per_post) * posts, ONE),
            (cents(sponsored.fee_per_1000_followers) * posts * followers, 1_000),
            (cents(sponsored.fee_per_sale) * sales, ONE),
        ];
        let exact = |base: i128, rate: u32| base * i128::from(rate) * i128::from(ONE);
        let gross: i128 = fees.iter().map(|&(base, rate)| pen.round(exact(base, rate))).sum();
        let shares = [sponsored.agency_share.0, sponsored.manager_share.0];
        let agents: i128 = shares.iter().map(|&share| pen.round(exact(gross, share))).sum();
        let mut left = gross;
        let mut left_exact: i128 = fees.iter().map(|&(base, rate)| exact(base, rate)).sum();
        if !sponsored.on_top {
            left -= agents;
            left_exact -= shares.iter().map(|&share| exact(gross, share)).sum::<i128>();
        }
        if pen.per_person() {
            left = pen.round(left_exact);
        }
        pen.offer_amount(BONUS, left);
        if !book.can_earn(id) {
            continue;
        }
        pen.agents(agents);
        let line = |part| {
            let (earner, source) = (id.clone(), id.clone());
            Line { bonus: BONUS, part, earner, source, ..Line::default() }
        };
        for (level, (base, rate)) in (1..).zip(fees) {
            pen.line(Line { level, rate, base, ..line("own") }, ONE);
        }
        for (level, rate) in (1..).zip(shares).filter(|_| !sponsored.on_top) {
            pen.line(Line { level, rate, base: -gross, ..line("agent") }, ONE);
        }
    }
    pen.settle(BONUS);
    pen.close()
}

fn random() -> impl Strategy<Value = Case> {
    let fee = || prop_oneof![Just(0_i64), 0_i64..5_000, (0_i64..50).prop_map(|units| units * 100)];
    let share = || prop_oneof![Just(0_u32), Just(200_000), 0_u32..=500_000];
    (cases("sponsored"), [fee(), fee(), fee()], share(), share(), any::<bool>()).prop_map(
        |(mut case, fees, agency, manager, on_top)| {
            let [fee_per_post, fee_per_1000_followers, fee_per_sale] = fees.map(Cents);
            case.plan.sponsored = Some(Sponsored {
                fee_per_post,
                fee_per_1000_followers,
                fee_per_sale,
                agency_share: Ppm(agency),
                manager_share: Ppm(manager),
                on_top,
            });
            case
        },
    )
}

#[test]
fn the_plain_version_agrees_on_the_hand_worked_case_whoever_pays_agents() {
    for on_top in [false, true] {
        agree(&hand("sponsored", &[&format!("plan.sponsored.on_top={on_top}")]), plain);
    }
}

#[test]
fn every_key_changes_what_is_paid() {
    flips(
        "sponsored",
        &[
            "plan.sponsored.fee_per_post=12.01",
            "plan.sponsored.fee_per_1000_followers=3.51",
            "plan.sponsored.fee_per_sale=2.51",
            "plan.sponsored.agency_share=0.21",
            "plan.sponsored.manager_share=0.11",
            "plan.sponsored.on_top=true",
            "plan.activity.customers_count=false",
            "plan.activity.minimum_points=0",
            "plan.newcomers_earn=next_period",
            "plan.rounding=per_line_down",
            "plan.rounding=per_person_down",
        ],
    );
}

#[test]
fn random_cases_agree_with_the_plain_version_whoever_is_called_what() {
    on_random_cases(&random(), plain, pays_no_more_than_the_full_table);
}

proptest! {
    #![proptest_config(runs(400))]

    #[test]
    fn who_pays_agents_changes_who_pays_and_not_what_agents_get(mut case in random()) {
        case.plan.rounding = downline::scenario::PlanRounding::PerLineHalfUp;
        let mut sums = Vec::new();
        for on_top in [false, true] {
            case.plan.sponsored.as_mut().expect("sponsored posts").on_top = on_top;
            let periods = statement(&case).periods.into_iter();
            sums.push(periods.map(|period| (period.agents, period.rewards)).collect::<Vec<_>>());
        }
        for (out_of_hers, on_top) in sums[0].iter().zip(&sums[1]) {
            prop_assert_eq!(out_of_hers.0, on_top.0);
            prop_assert_eq!(out_of_hers.1 + out_of_hers.0, on_top.1);
        }
    }
}
