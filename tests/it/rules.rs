//! What single rules of a scenario do, in worlds so small that every cent can be counted.
//!
//! *Invariant*: luck has nothing to decide. A partner's circle is one person, met for certain in
//! the first week, who orders one unit then and again every week after.
//!
//! *Absent*: what many rules come to together.

mod paying;

use std::fmt::Write;

use downline::experiment::results::FlowRow;
use downline::experiment::{self, CHANGE_IN_BALANCE, REWARDS_PAYABLE};
use downline::ledger::{GoodsLine, Group, Journal, Reason, Role, SHARED_ROLES};
use downline::scenario::Loaded;
use downline::simulation::{FinishedRun, Simulation};
use downline::units::{BusinessId, Cents, NEVER};
use downline::world::Status;

use crate::support::{from_text, run};

/// Two partners, the second recruited by the first, each with one customer for ever; nothing else
/// happens unless `more` lets it.
fn two(more: &str) -> Loaded {
    loaded(more, 2)
}

fn loaded(more: &str, founders: u32) -> Loaded {
    let base = "
        weeks = 4
        market.people = 100
        market.community_people = 100
        market.prospects_per_person = 1.0
        people.followers = 5_000
        people.hours_per_week = 100
        people.engagement = 1.0
        people.selling_skill = 1.0
        people.warm_circle_people = 1
        people.own_use_units_per_month = 0
        motive.discount_buyer.weight = 0
        motive.builder.weight = 0
        motive.part_time_seller.hours_factor = 1.0
        post.hours_share = 0.0
        sell.in_person_orders_per_hour = 1_000
        sell.in_person_cost_per_hour = 0.0
        sell.basket_units = 1
        sell.repeat_orders_per_week = 1.0
        sell.customers_lost_per_week = 0.0
        recruit.pitch_rate = 0.0
        recruit.leads_per_hour = 0
        quit.hazard_per_week = 0.0
        quit.renewal_refusal = 0.0
        quit.social_utility = 0.0
        quit.dormant_share = 0.0
        motivation.speed_per_week = 0.0
        business.glow.founder_roots = 1
        business.glow.drop_ship_share = 0.0
        business.glow.pack_units = 1
        business.glow.loading.probability = 0.0
        business.glow.costs.payment_fee = 0.0
        business.glow.joining.renewal_fee_per_year = 0.0
    ";
    let sets: Vec<(&str, &str)> =
        base.lines().chain(more.lines()).filter_map(|line| line.trim().split_once(" = ")).collect();
    let founders = format!("business.glow.founders = {founders}\n");
    // The last line that names a key holds.
    let mut text = founders;
    for (index, (key, value)) in sets.iter().enumerate() {
        if !sets[index + 1..].iter().any(|(other, _)| other == key) {
            writeln!(text, "{key} = {value}").expect("a string takes everything");
        }
    }
    from_text(&text)
}

/// What moved for a reason over the whole run.
fn moved(run: &FinishedRun, reason: Reason) -> Cents {
    let receiver = Journal::account(reason.receiver(), BusinessId(0));
    run.books.journal.total()[receiver][reason.index()]
}

#[test]
fn the_two_partners_sell_a_unit_each_a_week() {
    let run = run(&two(""), 0);
    assert_eq!(run.books.goods[0].get(GoodsLine::SoldFromStock), 8);
    assert_eq!(moved(&run, Reason::RetailSale), Cents(8 * 4_000));
    assert_eq!(moved(&run, Reason::WholesaleOrder), Cents(8 * 2_800));
}

/// Packs of three at 28.00; everybody sells one unit and leaves in the first week with two.
const LEAVERS: &str = "
    business.glow.pack_units = 3
    quit.hazard_per_week = 1.0
    business.glow.buy_back.claim_probability = 1.0
    business.glow.buy_back.share = 1.0
";

#[test]
fn the_buy_back_keeps_what_was_paid_as_commission() {
    let keeps = |share: &str, deduction: &str| {
        let loaded = two(&format!(
            "{LEAVERS}\nbusiness.glow.buy_back.share = {share}\n\
             business.glow.buy_back.commission_deduction = {deduction}"
        ));
        moved(&run(&loaded, 0), Reason::BuyBack)
    };
    // Two partners with two units at 28.00 each.
    assert_eq!(keeps("0.9", "0.0"), Cents(2 * 5_040));
    assert_eq!(keeps("0.9", "0.25"), Cents(2 * 3_640));
    assert_eq!(keeps("0.9", "0.9"), Cents::ZERO);
}

#[test]
fn a_leaver_breaks_even_by_what_the_buy_back_gives_her() {
    let career = |more: &str| {
        let run = run(&two(&format!("{LEAVERS}\n{more}")), 0);
        assert_eq!(run.world.networks[0].status, [Status::Left, Status::Left]);
        (
            run.world.networks[0].partners.chunks[0].career(0),
            run.world.networks[0].partners.chunks[0].net(0),
        )
    };
    // 84.00 for three units, 40.00 from the customer, 56.00 back.
    let (even, net) = career("");
    assert_eq!((even.even_weeks, even.fell_back, net), (0, false, Cents(1_200)));
    let (never, net) = career("business.glow.buy_back.claim_probability = 0.0");
    assert_eq!((never.even_weeks, net), (NEVER, Cents(-4_400)));
}

#[test]
fn a_leaver_who_is_even_after_the_buy_back_has_not_fallen_back() {
    // A unit for 20.00 is sold for 40.00 in each of two weeks; then ten units are loaded for 200.00
    // and go back with her.
    let loaded = two("weeks = 2
        quit.hazard_per_week = 0.001
        event.end.start_week = 2
        event.end.factor.quitting = 1_000
        business.glow.discount = 0.5
        business.glow.loading.probability = 1.0
        business.glow.plan.period_weeks = 2
        business.glow.plan.activity.minimum_points = 336
        business.glow.buy_back.claim_probability = 1.0
        business.glow.buy_back.share = 1.0");
    let run = run(&loaded, 0);
    let chunk = &run.world.networks[0].partners.chunks[0];
    assert_eq!(moved(&run, Reason::BuyBack), Cents(2 * 20_000));
    assert_eq!((chunk.left.of(0), chunk.net(0)), (1, Cents(4_000)));
    assert_eq!((chunk.career(0).even_weeks, chunk.career(0).fell_back), (0, false));
}

#[test]
fn with_a_free_kit_nobody_is_even_before_money_has_moved() {
    let loaded = crate::support::load("tiny.toml", &["business.glow.joining.kit_price=0"]);
    let finished = run(&loaded, 0);
    let (mut untouched, mut even) = (0, 0);
    for chunk in &finished.world.networks[0].partners.chunks {
        for (purse, slot) in chunk.purse.iter().zip(0..) {
            let career = chunk.career(slot);
            let moved = purse.iter().any(|&cents| cents != Cents::ZERO);
            assert!(moved || career.even_weeks == NEVER, "even without a cent");
            untouched += u32::from(!moved);
            even += u32::from(career.even_weeks != NEVER);
        }
    }
    assert!(0 < untouched && 0 < even, "{untouched} without a cent, {even} even");
    let measures = downline::measure::measure(&loaded.scenario, &finished);
    let of = |key: &str| {
        let found = measures.measured.iter().find(|measured| measured.key == key);
        found.and_then(|measured| measured.value).unwrap_or_else(|| panic!("no {key}"))
    };
    // Before, all newcomers were even from the first day.
    assert!(of("careers.break_even.within_52_weeks") < 0.9);
    assert!(0.0 < of("careers.break_even.fell_back_share"));
}

#[test]
fn the_units_of_the_kit_carry_points_only_if_the_plan_says_so() {
    // A newcomer joins in the first week, has no customer and would have to load in the second to
    // reach 56 points, which is what the two units of the kit come to.
    let newcomer = |kit_counts: &str| {
        let loaded = two(&format!(
            "weeks = 2
            recruit.leads_per_hour = 1_000
            market.prospects_per_person = 0.03
            people.warm_circle_people = 0
            business.glow.loading.probability = 1.0
            business.glow.plan.period_weeks = 2
            business.glow.plan.activity.minimum_points = 56
            business.glow.plan.activity.kit_counts = {kit_counts}"
        ));
        let mut simulation = Simulation::new(&loaded.scenario, 0);
        simulation.step().expect("the books close");
        assert_eq!(
            simulation.world.networks[0].partners.len(),
            3,
            "one prospect was left and joined"
        );
        let points = simulation.world.networks[0].volumes.of(2).points;
        simulation.step().expect("the books close");
        let purse = simulation.world.networks[0].partners.chunks[0].purse.of(2);
        (points, purse[Group::PaidForGoods.index()])
    };
    assert_eq!(newcomer("true"), (56, Cents::ZERO));
    assert_eq!(newcomer("false"), (0, Cents(-2 * 2_800)));
}

#[test]
fn drop_shipped_orders_carry_own_points_only_if_the_plan_says_so() {
    let reward = |customers_count: &str| {
        let loaded = two(&format!(
            "business.glow.drop_ship_share = 1.0
            business.glow.plan.activity.minimum_points = 112
            business.glow.plan.activity.customers_count = {customers_count}
            business.glow.plan.unilevel.base = \"wholesale\"
            business.glow.plan.unilevel.rates = [0.1]"
        ));
        let run = run(&loaded, 0);
        assert_eq!(run.books.goods[0].get(GoodsLine::ShippedToCustomers), 8);
        let of = |slot: usize| {
            run.world.networks[0].partners.chunks[0].purse.of(slot)[Group::Rewards.index()]
        };
        (of(0), of(1))
    };
    // The upline's four units carry 112 points; she gets a tenth of her recruit's 4 x 28.00.
    assert_eq!(reward("true"), (Cents(1_120), Cents::ZERO));
    assert_eq!(reward("false"), (Cents::ZERO, Cents::ZERO));
}

#[test]
fn customers_orders_and_own_orders_go_up_in_different_ways() {
    let reward = |sets: &str| {
        let loaded = two(&format!(
            "business.glow.drop_ship_share = 1.0
            business.glow.plan.unilevel.base = \"wholesale\"
            business.glow.plan.activity.minimum_points = 0
            business.glow.plan.unilevel.rates = [0.1]\n{sets}"
        ));
        let run = run(&loaded, 0);
        let of = |slot: usize| {
            run.world.networks[0].partners.chunks[0].purse.of(slot)[Group::Rewards.index()]
        };
        (of(0), of(1))
    };
    let (own, customer) = (
        "business.glow.plan.unilevel.own_orders = \"self\"",
        "business.glow.plan.unilevel.customer_orders = \"seller\"",
    );
    // All that the two sell are customers' orders, 4 x 28.00 each; a tenth goes to the sponsor, or
    // to the seller. Where own orders come first instead, they are not mistaken for those.
    assert_eq!(reward(""), (Cents(1_120), Cents::ZERO));
    assert_eq!(reward(customer), (Cents(1_120), Cents(1_120)));
    assert_eq!(reward(own), (Cents(1_120), Cents::ZERO));
    assert_eq!(reward(&format!("{own}\n{customer}")), (Cents(1_120), Cents(1_120)));
}

#[test]
fn stock_goes_to_customers_before_the_business_sends_anything() {
    // Three customers each, served by the business; in the second week two units are loaded.
    let loaded = two("weeks = 3
        people.warm_circle_people = 3
        business.glow.drop_ship_share = 1.0
        business.glow.loading.probability = 1.0
        business.glow.plan.period_weeks = 2
        business.glow.plan.activity.minimum_points = 224");
    let mut simulation = Simulation::new(&loaded.scenario, 0);
    simulation.step().expect("the books close");
    simulation.step().expect("the books close");
    assert_eq!(simulation.world.networks[0].partners.chunks[0].stock, [2, 2]);
    assert_eq!(simulation.books.goods[0].get(GoodsLine::SoldFromStock), 0);
    simulation.step().expect("the books close");
    assert_eq!(simulation.world.networks[0].partners.chunks[0].stock, [0, 0]);
    assert_eq!(simulation.books.goods[0].get(GoodsLine::SoldFromStock), 2 * 2);
    assert_eq!(simulation.books.goods[0].get(GoodsLine::ShippedToCustomers), 2 * 7);
    // Two orders loaded, twelve parcels in two weeks, and one each in the third.
    let suppliers = Journal::account(Role::Suppliers, BusinessId(0));
    let carriage = simulation.books.journal.total()[suppliers][Reason::Shipping.index()];
    assert_eq!(carriage, Cents(300 * (2 + 12 + 2)));
    // What was sold from stock carries no volume a second time.
    assert_eq!(simulation.world.networks[0].volumes.of(0).points, 28);
}

#[test]
fn a_newcomer_served_by_the_business_sells_her_kit_first() {
    let loaded = two("weeks = 5
        recruit.leads_per_hour = 1_000
        market.prospects_per_person = 0.03
        business.glow.drop_ship_share = 1.0");
    let run = run(&loaded, 0);
    let purse = run.world.networks[0].partners.chunks[0].purse.of(2);
    // Two kit units sold by herself, the units of two more weeks credited.
    assert_eq!(purse[Group::RetailReceived.index()], Cents(2 * 4_000));
    assert_eq!(purse[Group::RetailCredit.index()], Cents(2 * 1_200));
}

#[test]
fn everybody_pays_the_tool_fee_once_in_each_period() {
    let loaded = two("weeks = 9\nbusiness.glow.joining.tool_fee_per_period = 5.25");
    let run = run(&loaded, 0);
    // Three periods of four weeks have begun.
    assert_eq!(moved(&run, Reason::ToolFee), Cents(2 * 3 * 525));
    let fees: Vec<Cents> = run.world.networks[0].partners.chunks[0]
        .purse
        .iter()
        .map(|p| p[Group::PaidFees.index()])
        .collect();
    assert_eq!(fees, [Cents(-3 * 525); 2]);
}

#[test]
fn an_order_is_no_smaller_than_the_least_and_comes_in_whole_packs() {
    let bought = |pack: u32, minimum: u32| {
        let loaded = two(&format!(
            "weeks = 5
            business.glow.pack_units = {pack}
            business.glow.minimum_order_units = {minimum}"
        ));
        let mut simulation = Simulation::new(&loaded.scenario, 0);
        let stock = |simulation: &Simulation<'_>| {
            simulation.world.networks[0].partners.chunks[0].stock.of(0)
        };
        let mut after = Vec::new();
        for _ in 0..5 {
            simulation.step().expect("the books close");
            after.push(stock(&simulation));
        }
        after
    };
    assert_eq!(bought(1, 1), [0, 0, 0, 0, 0]);
    assert_eq!(bought(1, 4), [3, 2, 1, 0, 3]);
    assert_eq!(bought(3, 4), [5, 4, 3, 2, 1]);
}

#[test]
fn an_event_multiplies_the_hazard_of_quitting() {
    let left = |hazard: &str, factor: &str| {
        let loaded = two(&format!(
            "quit.hazard_per_week = {hazard}
            event.storm.start_week = 3
            event.storm.duration_weeks = 1
            event.storm.factor.quitting = {factor}"
        ));
        run(&loaded, 0).world.networks[0].partners.chunks[0].left.clone()
    };
    // A thousandth a week, and for certain in the third.
    assert_eq!(left("0.001", "1_000"), [2, 2]);
    assert_eq!(left("0.001", "1"), [NEVER, NEVER]);
    // For certain at once, but for the week that the event protects.
    assert_eq!(left("1.0", "0"), [0, 0]);
    let calm = two("quit.hazard_per_week = 1.0
        event.calm.start_week = 1
        event.calm.duration_weeks = 3
        event.calm.factor.quitting = 0");
    assert_eq!(run(&calm, 0).world.networks[0].partners.chunks[0].left, [3, 3]);
}

#[test]
fn an_event_multiplies_the_views_of_a_post_and_so_the_orders() {
    let orders = |factor: &str| -> f64 {
        let loaded = loaded(
            &format!(
                "weeks = 60
                market.people = 100_000
                market.community_people = 100_000
                market.buyers_per_person = 1
                market.demand_renewal_weeks = 1
                people.warm_circle_people = 0
                post.hours_share = 1.0
                post.fatigue = 0
                post.reach = 0.1
                post.cost_per_post = 0.0
                growth.per_post = 0
                sell.visit_rate = 1.0
                sell.conversion = 0.2
                sell.engagement_exponent = 0
                sell.conversion_exponent = 0
                event.algorithm.start_week = 1
                event.algorithm.duration_weeks = 60
                event.algorithm.factor.reach = {factor}"
            ),
            1,
        );
        run(&loaded, 0).record.weeks.iter().map(|week| week.customer_orders as f64).sum()
    };
    // 5,000 followers, a tenth of whom see a post, a fifth of whom order: 100 a week.
    assert_eq!(orders("0").to_bits(), 0.0_f64.to_bits());
    for (factor, mean) in [("1", 6_000.0), ("2.5", 15_000.0)] {
        let found = orders(factor);
        let four_errors = 4.0 * libm::sqrt(mean);
        assert!((found - mean).abs() < four_errors, "{found} orders at factor {factor}");
    }
}

#[test]
fn the_account_of_the_customers_closes_with_what_they_paid() {
    let run = run(&two(""), 0);
    let customers = Journal::account(Role::Customers, BusinessId(0));
    let paid: Cents = run.books.journal.total()[customers].iter().copied().sum();
    assert_eq!(paid, Cents(-8 * 4_000));
}

/// A number that was measured.
fn measured(loaded: &Loaded, run: &FinishedRun, key: &str) -> f64 {
    let measures = downline::measure::measure(&loaded.scenario, run);
    let found = measures.measured.iter().find(|measured| measured.key == key);
    found.and_then(|measured| measured.value).unwrap_or_else(|| panic!("no {key}"))
}

#[test]
fn what_happened_in_the_burn_in_is_in_no_measure() {
    let loaded = two("weeks = 6
        burn_in_weeks = 2
        business.glow.plan.period_weeks = 2
        business.glow.plan.activity.minimum_points = 0
        business.glow.plan.unilevel.base = \"wholesale\"
        business.glow.plan.unilevel.rates = [0.1]
        business.glow.loading.probability = 0.0");
    let run = run(&loaded, 0);
    for (key, all, after) in [
        // Units and money of two partners in six weeks, and in the four that are measured.
        ("business.glow.goods.sold_by_partners", 12.0, 8.0),
        ("business.glow.goods.supplied", 12.0, 8.0),
        ("business.glow.plan.base", 33_600.0, 22_400.0),
        // A tenth of the recruit's units at 28.00.
        ("business.glow.plan.paid", 1_680.0, 1_120.0),
        ("business.glow.to_date.paid_to_partners", 1_680.0, 1_120.0),
        ("persons.to_date.net.mean", 7_200.0 + 840.0, 4_800.0 + 560.0),
        ("capture.to_date.cash.own_use_as_cost.base", 48_000.0, 32_000.0),
    ] {
        let found = measured(&loaded, &run, key);
        assert!((found - after).abs() < 1e-9, "{key}: {found}, wanted {after} of {all}");
        assert!(after < all);
    }
}

#[test]
fn whoever_left_in_the_burn_in_is_counted_nowhere() {
    // The event of the second week, within the burn-in, makes both leave.
    let end = "quit.hazard_per_week = 0.001
        event.end.start_week = 2
        event.end.duration_weeks = 1
        event.end.factor.quitting = 1_000";
    let early = two(&format!("weeks = 6\nburn_in_weeks = 2\n{end}"));
    let late = two(&format!("weeks = 6\nburn_in_weeks = 1\n{end}"));
    let [gone, there] = [run(&early, 0), run(&late, 0)];
    for (key, none, two) in [
        ("network.partners_ever", 0.0, 2.0),
        ("persons.to_date.people", 0.0, 2.0),
        // They were active at the end of the first week only.
        ("network.active_at_peak", 0.0, 0.0),
    ] {
        let found = [measured(&early, &gone, key), measured(&late, &there, key)];
        assert!((found[0] - none).abs() + (found[1] - two).abs() < 1e-9, "{key}: {found:?}");
    }
}

#[test]
fn after_a_burn_in_the_plan_and_the_goods_agree_with_the_flows() {
    let loaded = crate::support::load("tiny.toml", &["burn_in_weeks=40"]);
    let run = run(&loaded, 0);
    let of = |key: &str| measured(&loaded, &run, key);
    let opening = run.record.opening.as_ref().expect("there is a burn-in");
    let partners = Journal::account(Role::Partners, BusinessId(0));
    let flow = |reason: Reason| {
        let total = run.books.journal.total()[partners][reason.index()];
        (total - opening.total[partners][reason.index()]).0 as f64
    };
    let agree = |one: f64, other: f64| assert!((one - other).abs() < 1e-6, "{one} and {other}");
    agree(of("business.glow.plan.paid"), flow(Reason::RewardUnilevel));
    agree(4_000.0 * of("business.glow.goods.sold_by_partners"), flow(Reason::RetailSale));
    let rows: Vec<u32> =
        run.world.networks[0].partners.chunks.iter().flat_map(|c| c.left.iter()).collect();
    let gone = rows.iter().filter(|&&left| left < 40).count();
    assert!(0 < gone, "nobody left during the burn-in");
    agree(of("network.partners_ever"), (rows.len() - gone) as f64);
}

#[test]
fn the_flows_of_every_account_close_with_its_change_in_balance_and_what_is_owed_is_a_memo() {
    // Two whole periods and one week of a third.
    let loaded = two("weeks = 5
        business.glow.plan.period_weeks = 2
        business.glow.plan.activity.minimum_points = 0
        business.glow.plan.unilevel.base = \"wholesale\"
        business.glow.plan.unilevel.rates = [0.1]");
    let go_on = |_, _: &_| std::ops::ControlFlow::Continue(());
    let results = experiment::run(&loaded, 2, &go_on).expect("the books close");
    let sum = |chosen: &dyn Fn(&FlowRow) -> bool| -> Cents {
        results.flows.iter().filter(|row| chosen(row)).map(|row| row.cents).sum()
    };
    let mut accounts: Vec<&str> = results.flows.iter().map(|row| row.account.as_str()).collect();
    accounts.sort_unstable();
    accounts.dedup();
    assert_eq!(accounts.len(), SHARED_ROLES.len() + 1);
    let memo = |row: &FlowRow| row.reason == REWARDS_PAYABLE;
    for week in 1..=5 {
        for account in &accounts {
            let closing = |row: &&FlowRow| {
                row.week == week && row.account == *account && row.reason == CHANGE_IN_BALANCE
            };
            assert_eq!(results.flows.iter().filter(closing).count(), 1, "{account}, week {week}");
            let of = |row: &FlowRow| row.week == week && row.account == *account && !memo(row);
            assert_eq!(sum(&of), Cents::ZERO, "{account}, week {week}");
        }
        let changes = |row: &FlowRow| row.week == week && row.reason == CHANGE_IN_BALANCE;
        assert_eq!(sum(&changes), Cents::ZERO, "week {week}");
    }
    // A customer's 40.00 from each of two in two worlds.
    let customers = |row: &FlowRow| {
        row.week == 1 && row.account == "customers" && row.reason == CHANGE_IN_BALANCE
    };
    assert_eq!(sum(&customers), Cents(2 * 2 * 4_000));
    // A tenth of the recruit's last unit at 28.00 is owed in each of two worlds.
    let owed: Vec<(u32, &str, Cents)> = results
        .flows
        .iter()
        .filter(|row| memo(row))
        .map(|row| (row.week, row.account.as_str(), row.cents))
        .collect();
    assert_eq!(owed, [(5, "glow", Cents(-560)), (5, "partners", Cents(560))]);
}
