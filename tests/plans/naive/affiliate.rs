//! Commission on sales by link once more.

use downline::scenario::{Affiliate, AffiliateTier, Case, CaseOrderKind, SecondTierOf, TierScope};
use downline::units::{Cents, Ppm};
use proptest::prelude::*;
use proptest::sample::select;

use super::sellers::{
    Book, CENT, Line, ONE, Paid, Pen, agree, cases, flips, on_random_cases, rising, rising_rates,
    runs,
};
use crate::cases::{hand, statement};

const BONUS: &str = "affiliate";

/// What customers paid less what they sent back.
fn net_sales(book: &Book<'_>, affiliate: &Affiliate, id: &str) -> i128 {
    let returns = book.orders_of(id, &[CaseOrderKind::Return]);
    let returns: i128 = returns.iter().map(|order| i128::from(order.retail.0)).sum();
    book.sales(id) - if affiliate.returns_reduce_sales { returns } else { 0 }
}

/// Parts of net sales by tier: its number, 0 below the first, its rate and its base.
fn parts(affiliate: &Affiliate, net: i128, customers: usize) -> Vec<(u32, u32, i128)> {
    let mut rates = vec![(0, 0, affiliate.rate.0)];
    for (number, tier) in (1..).zip(&affiliate.tiers) {
        if tier.from_customers as usize <= customers {
            rates.push((number, i128::from(tier.from_sales.0), tier.rate.0));
        }
    }
    if affiliate.tier_scope == TierScope::All || net < 0 {
        let met = rates.iter().rfind(|(_, from, _)| *from <= net.max(0)).expect("the first");
        return vec![(met.0, met.2, net)];
    }
    let mut parts = Vec::new();
    for (place, &(number, from, rate)) in rates.iter().enumerate() {
        let to = rates.get(place + 1).map_or(net, |next| net.min(next.1));
        parts.push((number, rate, (to - from).max(0)));
    }
    parts
}

fn plain(book: &Book<'_>) -> Paid {
    let affiliate = book.plan().affiliate.as_ref().expect("affiliates");
    let mut pen = Pen::new(book.plan());
    pen.offer_amount(BONUS, 0);
    let top = affiliate.tiers.iter().map(|tier| tier.rate.0).chain([affiliate.rate.0]).max();
    let top = top.expect("a rate");
    for partner in book.partners() {
        let id = &partner.id;
        let net = net_sales(book, affiliate, id);
        let full = if 0 < net { pen.offer(BONUS, net, top, ONE) } else { 0 };
        let mut commission = 0;
        if net < 0 || book.can_earn(id) {
            for (level, rate, base) in parts(affiliate, net, book.customers(id)) {
                let part = if net < 0 { "return" } else { "tier" };
                let (earner, source) = (id.clone(), id.clone());
                let line = Line { bonus: BONUS, part, earner, source, ..Line::default() };
                let paid = pen.line(Line { level, rate, base, ..line }, ONE);
                commission += paid;
                if net < 0 {
                    pen.offer_amount(BONUS, paid);
                }
            }
        }
        let (base, on) = match affiliate.second_tier_of {
            SecondTierOf::Sale => (net, net.max(0)),
            SecondTierOf::Commission => (commission, full),
        };
        let rate = affiliate.second_tier_rate.0;
        pen.offer(BONUS, on, rate, ONE);
        let recruiter = partner.sponsor.as_ref();
        if let Some(recruiter) = recruiter.filter(|up| base < 0 || book.can_earn(up)) {
            let part = if base < 0 { "return" } else { "second_tier" };
            let (earner, source) = (recruiter.clone(), id.clone());
            let line = Line { bonus: BONUS, part, earner, source, level: 2, ..Line::default() };
            let paid = pen.line(Line { rate, base, ..line }, ONE);
            if base < 0 {
                pen.offer_amount(BONUS, paid);
            }
        }
    }
    pen.settle(BONUS);
    let fee = pen.sum(BONUS) * i128::from(affiliate.network_fee_share.0) * CENT / i128::from(ONE);
    pen.agents(pen.round(fee).max(i128::from(affiliate.network_fee_minimum.0)));
    pen.close()
}

fn random() -> impl Strategy<Value = Case> {
    let tiers = rising_rates(1..=4).prop_flat_map(|rates| {
        let count = rates.len() - 1;
        (rising(count, 90_000), rising(count, 6), Just(rates))
    });
    let scope = select(vec![TierScope::All, TierScope::Marginal]);
    let of = select(vec![SecondTierOf::Sale, SecondTierOf::Commission]);
    let second = prop_oneof![Just(0_u32), 0_u32..=ONE];
    let fee = (prop_oneof![Just(0_u32), 0_u32..=400_000], prop_oneof![Just(0_i64), 0_i64..9_000]);
    (cases("affiliate"), tiers, scope, (of, second), fee, any::<bool>()).prop_map(
        |(mut case, (from, customers, rates), tier_scope, (of, second), fee, returns)| {
            let tier = |((from, customers), &rate)| AffiliateTier {
                from_sales: Cents(from),
                from_customers: u32::try_from(customers).expect("few"),
                rate: Ppm(rate),
            };
            case.plan.affiliate = Some(Affiliate {
                rate: Ppm(rates[0]),
                tiers: from.into_iter().zip(customers).zip(&rates[1..]).map(tier).collect(),
                tier_scope,
                held_below_customers: 0,
                second_tier_rate: Ppm(second),
                second_tier_of: of,
                network_fee_share: Ppm(fee.0),
                network_fee_minimum: Cents(fee.1),
                returns_reduce_sales: returns,
            });
            case
        },
    )
}

#[test]
fn the_plain_version_agrees_on_the_hand_worked_case_on_all_and_on_slices() {
    for scope in ["all", "marginal"] {
        for of in ["sale", "commission"] {
            let (scope, of) = (
                format!("plan.affiliate.tier_scope={scope}"),
                format!("plan.affiliate.second_tier_of={of}"),
            );
            agree(&hand("affiliate", &[&scope, &of]), plain);
        }
    }
}

#[test]
fn every_key_changes_what_is_paid() {
    flips(
        "affiliate",
        &[
            "plan.affiliate.rate=0.11",
            "plan.affiliate.tiers=[{ from_sales = 500.00, from_customers = 3, rate = 0.12 }]",
            "plan.affiliate.tiers=[{ from_sales = 500.00, from_customers = 4, rate = 0.12 }]",
            "plan.affiliate.tiers=[{ from_sales = 501.00, from_customers = 3, rate = 0.12 }]",
            "plan.affiliate.tier_scope=all",
            "plan.affiliate.held_below_customers=1",
            "plan.affiliate.second_tier_rate=0.21",
            "plan.affiliate.second_tier_of=sale",
            "plan.affiliate.network_fee_share=0.21",
            "plan.affiliate.network_fee_minimum=60.01",
            "plan.affiliate.returns_reduce_sales=false",
            "plan.activity.customers_count=false",
            "plan.activity.minimum_points=45",
            "plan.newcomers_earn=next_period",
            "plan.rounding=per_person_down",
        ],
    );
}

#[test]
fn random_cases_agree_with_the_plain_version_whoever_is_called_what() {
    on_random_cases(&random(), plain, |_| {});
}

proptest! {
    #![proptest_config(runs(400))]

    #[test]
    fn commissions_and_the_network_s_fee_are_the_merchant_s_spend(case in random()) {
        let affiliate = case.plan.affiliate.as_ref().expect("affiliates");
        for period in statement(&case).periods {
            let (fee, commissions) = (i128::from(period.agents.0), i128::from(period.rewards.0));
            let share = commissions * i128::from(affiliate.network_fee_share.0);
            let least = i128::from(affiliate.network_fee_minimum.0);
            prop_assert!(least <= fee);
            // The fee is rounded to the plan's unit; the spend is the factor times commissions.
            let unit = i128::from(case.plan.rounding_unit.0) * i128::from(ONE);
            let factor = i128::from(ONE) + i128::from(affiliate.network_fee_share.0);
            if least < fee {
                let spend = (commissions + fee) * i128::from(ONE);
                prop_assert!((spend - commissions * factor).abs() < unit);
            } else {
                prop_assert!(share - unit < least * i128::from(ONE));
            }
        }
    }

    #[test]
    fn a_second_tier_of_commission_is_the_rate_times_that_of_the_sale(
        mut case in random(),
        percent in 1_u32..=10,
    ) {
        // A rate of a tenth on sales that are whole hundreds of units leaves nothing to round.
        let affiliate = case.plan.affiliate.as_mut().expect("affiliates");
        (affiliate.rate, affiliate.tiers) = (Ppm(100_000), Vec::new());
        affiliate.second_tier_rate = Ppm(percent * 10_000);
        affiliate.returns_reduce_sales = false;
        case.plan.rounding_unit = Cents(1);
        case.plan.activity.minimum_points = 0;
        for partner in &mut case.partners {
            partner.status = downline::scenario::CaseStatus::Active;
        }
        for period in &mut case.periods {
            period.changes.clear();
            period.orders.iter_mut().for_each(|order| order.retail = order.retail.times(100_000));
        }
        (case.plan.newcomers_earn, case.plan.rounding) =
            (downline::scenario::Starts::ThisPeriod, downline::scenario::PlanRounding::PerLineDown);
        let second = |of, case: &mut Case| {
            case.plan.affiliate.as_mut().expect("affiliates").second_tier_of = of;
            let periods = statement(case).periods;
            let lines = periods.iter().flat_map(|period| &period.lines);
            let lines = lines.filter(|line| line.part == "second_tier");
            lines.map(|line| (line.source.clone(), line.amount.0)).collect::<Vec<_>>()
        };
        let of_sale = second(SecondTierOf::Sale, &mut case);
        let of_commission = second(SecondTierOf::Commission, &mut case);
        let tenth: Vec<_> = of_sale.into_iter().map(|(who, sum)| (who, sum / 10)).collect();
        prop_assert_eq!(of_commission, tenth);
    }

    #[test]
    fn tiers_on_slices_pay_between_the_lowest_and_the_highest_rate_on_all(mut case in random()) {
        let affiliate = case.plan.affiliate.as_mut().expect("affiliates");
        (affiliate.tier_scope, affiliate.second_tier_rate) = (TierScope::Marginal, Ppm::ZERO);
        let slices = affiliate.tiers.len() + 1;
        case.plan.rounding_unit = Cents(1);
        let lines = i128::try_from(slices).expect("few");
        let affiliate = case.plan.affiliate.as_ref().expect("affiliates");
        for period in statement(&case).periods {
            for partner in period.partners.iter().filter(|partner| Cents::ZERO < partner.rewards) {
                let book = Book { case: &case, number: period.period as usize };
                let net = net_sales(&book, affiliate, &partner.id);
                let at = |rate: Ppm| net * i128::from(rate.0) / i128::from(ONE);
                let paid = i128::from(partner.rewards.0);
                prop_assert!(at(affiliate.rate) - lines <= paid);
                prop_assert!(paid <= at(affiliate.top_rate()) + lines);
            }
        }
    }
}
