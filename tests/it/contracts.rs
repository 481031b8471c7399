//! Contracts: affiliates and sponsored posts beside the network, and what selling costs under each.
//!
//! *Invariant*: channel cost closes against the journal to the cent, whatever the contract.
//!
//! *Absent*: the plans' own claims (`plans`).

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use downline::experiment::results::FollowedRow;
use downline::experiment::{self, Results, run_worlds};
use downline::ledger::{GoodsLine, Journal, Reason, Role};
use downline::measure::{channel_cost, measure};
use downline::scenario::Loaded;
use downline::simulation::{FinishedRun, Simulation};
use downline::units::{BusinessId, Cents};

use crate::support::{from_text, load, run};

/// A small market with one business.
fn market(more: &str) -> Loaded {
    from_text(&format!(
        "weeks = 30\nseed = 11\nmarket.people = 20_000\nmarket.community_people = 1_000\n\
         measure.channel_cost = true\n\
         [business.glow]\nfounders = 300\nfounder_roots = 30\n{more}"
    ))
}

/// A business whose creators only post.
const POSTS_ONLY: &str = "recruits = false\nown_orders = false\nsells_in_person = false\n\
                          drop_ship_share = 1.0\ndiscount = 0.0\n\
                          joining = { kit_price = 0, kit_units = 0, renewal_fee_per_year = 0, \
                          event_tickets_per_year = 0 }\nplan.activity.minimum_points = 0\n";

/// One that books posts for 5.00 and 10.00 for each thousand followers; agents come on top.
fn booking(more: &str) -> Loaded {
    market(&format!(
        "{POSTS_ONLY}plan.period_weeks = 1\nplan.sponsored = {{ fee_per_post = 5.00, \
         fee_per_1000_followers = 10.00, agency_share = 0.2, manager_share = 0.07, on_top = true }}\
         \n[business.glow.booking]\n{more}"
    ))
}

/// What the business moved for a reason, over the run.
fn moved(run: &FinishedRun, reason: Reason) -> Cents {
    let account = Journal::account(Role::Business, BusinessId(0));
    run.books.journal.total()[account][reason.index()]
}

/// What it paid for posts in each week.
fn paid_for_posts(run: &FinishedRun) -> Vec<Cents> {
    let account = Journal::account(Role::Business, BusinessId(0));
    let reasons = [Reason::SponsoredFee, Reason::AgencyShareOnTop, Reason::ManagerShareOnTop];
    let of_week = |flows: &[downline::ledger::FlowsOfAccount]| -> Cents {
        reasons.iter().map(|reason| -flows[account][reason.index()]).sum()
    };
    run.record.flows().map(of_week).collect()
}

/// The measures of a run, by their keys.
fn measures(loaded: &Loaded, run: &FinishedRun) -> BTreeMap<String, Option<f64>> {
    let measured = measure(&loaded.scenario, run).measured;
    measured.into_iter().map(|measured| (measured.key, measured.value)).collect()
}

#[test]
fn switches_written_at_their_defaults_change_nothing() {
    let worlds = |text: &str| {
        let loaded = market(text);
        let worlds = run_worlds(&loaded, 2, &|_, _| ControlFlow::Continue(()));
        format!("{:?}", worlds.expect("the books close"))
    };
    let plan = "plan.unilevel = {}\n";
    let written = "recruits = true\nown_orders = true\nsells_in_person = true\n";
    assert_eq!(worlds(plan), worlds(&format!("{written}{plan}")));
}

#[test]
fn creators_who_only_post_recruit_nobody_order_nothing_and_meet_nobody() {
    let plan = "plan.affiliate.rate = 0.1\n";
    let with = run(&market(&format!("{POSTS_ONLY}{plan}")), 0);
    let without = run(&market(plan), 0);
    let sum = |run: &FinishedRun, of: fn(&downline::simulation::WeekCounts) -> u64| -> u64 {
        run.record.weeks.iter().map(of).sum()
    };
    assert_eq!((sum(&with, |week| week.leads), sum(&with, |week| week.joined)), (0, 0));
    assert!(0 < sum(&without, |week| week.joined));
    for reason in [Reason::WholesaleOrder, Reason::RetailCredit, Reason::StarterKit] {
        assert_eq!(moved(&with, reason), Cents::ZERO, "{}", reason.name());
        assert_ne!(moved(&without, reason), Cents::ZERO, "{}", reason.name());
    }
    let partners = Journal::account(Role::Partners, BusinessId(0));
    let selling =
        |run: &FinishedRun| run.books.journal.total()[partners][Reason::SellingCost.index()];
    assert_eq!(selling(&with), Cents::ZERO);
    assert!(selling(&without) < Cents::ZERO);
    for line in [GoodsLine::OwnUse, GoodsLine::ShippedToPartners, GoodsLine::SoldFromStock] {
        assert_eq!(with.books.goods[0].get(line), 0, "{}", line.name());
    }
    // The hours of meeting people go to posts: at 40 % of them, two and a half times as many.
    let of_first_week = |run: &FinishedRun| run.record.weeks[0].posts as f64;
    let more = of_first_week(&with) / of_first_week(&without);
    assert!((2.2..2.9).contains(&more), "{more} times as many posts");
    assert!(Cents::ZERO < moved(&with, Reason::DirectSale));
}

#[test]
fn what_is_booked_is_paid_to_the_cent_and_never_beyond_the_budget() {
    for carries in [true, false] {
        let more = format!("budget_per_week = 1_234.56\ncarries_budget = {carries}\n");
        let run = run(&booking(&more), 0);
        let (booked, paid) = (run.books.booked[0], paid_for_posts(&run));
        assert_eq!(paid.iter().copied().sum::<Cents>(), booked.spent);
        let budget = Cents(123_456);
        let mut left = Cents::ZERO;
        for (week, amount) in (1..).zip(&paid) {
            left = budget + if carries { left } else { Cents::ZERO };
            assert!(*amount <= left, "{amount} of {left} in week {week}");
            left -= *amount;
        }
        assert_eq!(booked.left, left);
        // There are creators for a few euros: nearly all of it is spent while there are any.
        assert!(Cents(120_000) < paid[0], "{}", paid[0]);
        assert!(100 < booked.posts);
        let posts: u64 = run.record.weeks.iter().map(|week| week.posts).sum();
        assert_eq!(posts, booked.posts);
    }
}

#[test]
fn what_is_carried_on_from_the_burn_in_is_part_of_the_budget_after_it() {
    // A creator in a thousand has enough followers for what is asked, so that little is spent.
    for (carries, weeks_given) in [(true, 30), (false, 26)] {
        let more = format!(
            "budget_per_week = 1_000.00\ncarries_budget = {carries}\nfollowers_min = 900_000_000\n"
        );
        let event = "[event.late]\nstart_week = 5\nset.business.glow.booking.followers_min = 0\n";
        let loaded = booking(&format!("{more}{event}"));
        let loaded = loaded.varied("--set", &["burn_in_weeks=4".to_owned()]).expect("a scenario");
        let run = run(&loaded, 0);
        let at = measures(&loaded, &run);
        let given = f64::from(weeks_given) * 100_000.0;
        assert_eq!(at["booking.glow.budget"], Some(given), "{carries}");
        let spent = at["booking.glow.spent"].expect("it is measured");
        assert!(400_000.0 < spent && spent <= given, "{spent} of {given}");
        if carries {
            let left = run.books.booked[0].left.0 as f64;
            assert_eq!(at["booking.glow.left_over"], Some(left));
        }
    }
}

/// Fees for sales come beside what is booked, and only they wait for the period's end: a post is
/// paid in its week, to whoever leaves before the period ends, too.
#[test]
fn what_is_paid_is_what_was_booked_and_the_fees_for_sales() {
    let run_of = |period: u32, by_sale: &str, quit: &str| {
        let loaded = from_text(&format!(
            "weeks = 28\nseed = 5\nmarket.people = 20_000\nmeasure.channel_cost = true\n\
             sell.basket_units = 1.0\n\
             [quit]\nhazard_per_week = {quit}\nrenewal_refusal = 0.0\n\
             [business.glow]\nfounders = 300\nfounder_roots = 30\n{POSTS_ONLY}\
             plan.period_weeks = {period}\nplan.sponsored = {{ fee_per_post = 5.01, \
             fee_per_1000_followers = 9.87, fee_per_sale = {by_sale}, agency_share = 0.155, \
             on_top = true }}\n[business.glow.booking]\nbudget_per_week = 900\n"
        ));
        let run = run(&loaded, 0);
        let paid: Cents = paid_for_posts(&run).into_iter().sum();
        let orders: u64 = run.record.weeks.iter().map(|week| week.customer_orders).sum();
        assert_eq!(measures(&loaded, &run)["channels.cost"], Some(paid.0 as f64));
        (run, paid, orders)
    };
    for period in [1, 4] {
        let (run, paid, _) = run_of(period, "0.00", "0.05");
        assert_eq!(paid, run.books.booked[0].spent, "periods of {period} weeks");
        assert!(100 < run.record.weeks.iter().map(|week| week.left).sum::<u64>());
        // Nobody leaves: each order brings 2.00 and its agency 0.31.
        let (run, paid, orders) = run_of(period, "2.00", "0.0");
        assert!(50 < orders, "{orders} orders");
        let booked = run.books.booked[0].spent;
        assert_eq!(paid, booked + Cents(2_31).times(orders), "periods of {period} weeks");
    }
    // The same posts are booked whatever the period.
    let spent = |period| run_of(period, "0.00", "0.05").0.books.booked[0];
    assert_eq!(spent(1), spent(4));
}

/// Who was booked in the first week, as followers and rows, by a budget.
fn booked_first(more: &str) -> Vec<(f32, u32, f32)> {
    let loaded = booking(more);
    let mut simulation = Simulation::new(&loaded.scenario, 0);
    simulation.step().expect("the books close");
    let chunk = &simulation.world.networks[0].partners.chunks[0];
    let booked = (0..chunk.len()).filter(|&slot| 0 < chunk.posts.of(slot));
    booked
        .map(|slot| (chunk.followers_joined[slot], chunk.posts.of(slot), chunk.hours[slot]))
        .collect()
}

#[test]
fn creators_accept_from_their_reservation_price_on_if_they_have_the_hours() {
    // With 10.00 for a thousand and 5.00 for the post, an hour at 12.00 takes 700 followers, one at
    // 36.00 takes 3,100.
    let all = "budget_per_week = 1_000_000\n";
    let at = |factor: &str| booked_first(&format!("{all}reservation_factor = {factor}\n"));
    let least = |booked: &[(f32, u32, f32)]| {
        booked.iter().map(|booked| booked.0).fold(f32::INFINITY, f32::min)
    };
    assert!(least(&at("1.0")) < 1_200.0);
    let dear = at("3.0");
    assert!((3_100.0..3_500.0).contains(&least(&dear)), "{}", least(&dear));
    assert!(dear.len() < at("1.0").len());
    assert_eq!(at("1000.0").len(), 0);
    let many = booked_first(&format!("{all}posts_per_booking = 6\nreservation_factor = 0.0\n"));
    assert!(many.iter().all(|&(_, posts, hours)| posts == 6 && 6.0 <= hours));
    let range = booked_first(&format!("{all}followers_min = 2_000\nfollowers_max = 3_000\n"));
    assert!(5 < range.len() && !many.is_empty());
    assert!(range.iter().all(|&(followers, ..)| (2_000.0..3_001.0).contains(&followers)));
}

#[test]
fn who_is_booked_does_not_go_by_row() {
    let loaded = booking("budget_per_week = 1_500\n");
    let mut simulation = Simulation::new(&loaded.scenario, 0);
    simulation.step().expect("the books close");
    let chunk = &simulation.world.networks[0].partners.chunks[0];
    let rows: Vec<usize> = (0..chunk.len()).filter(|&slot| 0 < chunk.posts.of(slot)).collect();
    assert!((10..100).contains(&rows.len()), "{} booked", rows.len());
    let late = rows.iter().filter(|&&row| 150 <= row).count() as f64;
    let count = rows.len() as f64;
    // Half of them, within four standard errors of a fair coin.
    assert!((late - count / 2.0).abs() <= 2.0 * libm::sqrt(count), "{late} of {count}");
}

/// Asserts that channel cost and its parts are what the journal says.
fn assert_closes(loaded: &Loaded, replicate: u32) {
    let run = run(loaded, replicate);
    let at = measures(loaded, &run);
    #[expect(clippy::cast_possible_truncation, reason = "whole cents of a small world")]
    let cents = |key: &str| Cents(at[key].expect("a number") as i64);
    let opening = run.record.opening.as_ref();
    let flow = |account: usize, reason: Reason| {
        let before = opening.map_or(Cents::ZERO, |o| o.total[account][reason.index()]);
        run.books.journal.total()[account][reason.index()] - before
    };
    let customers = Journal::account(Role::Customers, BusinessId(0));
    let sales: Cents = Reason::ALL.into_iter().map(|reason| -flow(customers, reason)).sum();
    assert_eq!(cents("channels.outside_sales"), sales);
    let (mut retail, mut net) = (Cents::ZERO, Cents::ZERO);
    for (id, (name, _)) in (0..).map(BusinessId).zip(&loaded.scenario.businesses) {
        let account = Journal::account(Role::Business, id);
        let outside = [Role::Customers, Role::Partners, Role::Agencies];
        let is_outside = |reason: &Reason| {
            outside.contains(&reason.payer()) || outside.contains(&reason.receiver())
        };
        let had: Cents = Reason::ALL.into_iter().filter(is_outside).map(|r| flow(account, r)).sum();
        let fees = [Reason::RenewalFee, Reason::ToolFee, Reason::EventTicket];
        let fees: Cents = fees.into_iter().map(|reason| flow(account, reason)).sum();
        let key = |part: &str| cents(&format!("channel.{name}.{part}"));
        assert_eq!(had, key("kept") + key("own_purchases") + fees, "{name}");
        assert_eq!(key("outside_sales") - key("cost"), key("kept"));
        let sum = |groups: &str, part: &str| -> Cents {
            let sizes = ["nano", "micro", "macro", "mega"].iter();
            sizes.map(|size| key(&format!("{groups}.{size}.{part}"))).sum()
        };
        assert_eq!(sum("by_audience", "outside_sales"), key("outside_sales"));
        assert_eq!(sum("by_audience", "customers_won"), key("customers_won"));
        let network = -flow(account, Reason::NetworkFee);
        let by_earner = sum("by_audience", "cost") + network - flow(account, Reason::Clawback);
        assert_eq!(by_earner, key("cost"), "{name}, by who is paid");
        assert_eq!(sum("by_seller", "cost"), key("cost"), "{name}, by whose sale it was");
        assert!(Cents::ZERO < key("cost") && Cents::ZERO < key("customers_won"), "{name}");
        retail += key("cost");
        net += key("kept");
    }
    assert_eq!((cents("channels.cost"), cents("channels.kept")), (retail, net));
    assert_eq!(cents("channels.cost"), channel_cost(&run));
}

#[test]
fn channel_cost_closes_against_the_journal_to_the_cent() {
    let network = "weeks = 30\nburn_in_weeks = 5\nseed = 3\nmarket.people = 20_000\n\
                   measure.channel_cost = true\nrecruit.pitch_rate = 0.001\n\
                   quit.hazard_per_week = 0.02\n\
                   business.glow = { founders = 200, founder_roots = 9, plan.unilevel = {}, \
                   rules = { cooling_off_weeks = 8, entry_fee_max = 60 } }\n\
                   business.lush = { founders = 200, founder_roots = 9, discount = 0.4, \
                   plan.unilevel.rates = [0.2] }\n";
    assert_closes(&from_text(network), 0);
    let affiliate = "plan.affiliate = { rate = 0.1, network_fee_share = 0.3, \
                     second_tier_rate = 0.03 }";
    for loaded in [
        market(affiliate),
        market(&format!("{affiliate}\nplan.payment.minimum = 20.00")),
        market("plan.affiliate = { network_fee_minimum = 50.00, held_below_customers = 3 }"),
        booking("budget_per_week = 700\n"),
    ] {
        assert_closes(&loaded, 0);
    }
}

/// What pays one partner for another's sale takes many ways; by whose sale it was, it is the same
/// money.
#[test]
fn channel_cost_by_seller_is_the_whole_under_every_kind_of_plan() {
    let terms = "followers = { power_law = { min = 1_000, max = 2_000_000, exponent = 0.3 } }\n\
                 [recruit]\ndecline_exponent = 0.0\n[quit]\nhazard_per_week = 0.02\n";
    let with_plan = |plan: &str| {
        from_text(&format!(
            "weeks = 30\nseed = 11\nburn_in_weeks = 6\nmarket.people = 20_000\n\
             measure.channel_cost = true\n[people]\n{terms}[business.glow]\nfounders = 300\n\
             founder_roots = 30\nbuy_back.claim_probability = 1.0\n\
             plan.activity.minimum_points = 0\n{plan}"
        ))
    };
    let levels = "plan.unilevel = { base = \"wholesale\", rates = [0.2, 0.1] }\n";
    let party = "plan.party = { tiers = [{ rate = 0.2 }], team = [{ rate = 0.05 }], \
                 host_share = 0.1, host_paid_by = \"partner\" }\n";
    let rank = "plan.rank.lead = { order = 1, minimum_group_points = 300 }\n";
    for plan in [
        format!("{levels}plan.person_cap.amount = 3.00\nplan.company_cap.share = 0.05\n"),
        format!(
            "{levels}plan.payment = {{ minimum = 20.00, leaver_balance = \"forfeited\" }}\n\
             plan.clawback.counts_in = \"return\"\n"
        ),
        format!("{levels}plan.clawback.counts_in = \"sale\"\nplan.rounding = \"per_person_down\""),
        format!("{levels}plan.person_cap.amount = 3.00\nplan.clawback.counts_in = \"return\"\n"),
        format!("{levels}rules.retail_share_min = 0.7\n"),
        format!(
            "{levels}plan.fast_start = {{ rates = [0.1], window_weeks = 8 }}\n\
             rules.recruiting_bonuses = false\n"
        ),
        format!("{party}plan.payment.minimum = 15.00\n"),
        format!("{rank}{levels}plan.matching.rates = [0.5]\nplan.pool.a.share = 0.01\n"),
        format!(
            "{rank}plan.binary = {{}}\nplan.generation = {{ boundary_rank = \"lead\", \
                 rates = [0.05] }}\n"
        ),
        format!(
            "{levels}[event.stop]\nstart_week = 9\nset.business.glow.plan = {{ \
                 payment.minimum = 30.00, unilevel.rates = [0.3] }}\n"
        ),
    ] {
        assert_closes(&with_plan(&plan), 1);
    }
    for name in ["unilevel", "binary", "matrix", "stairstep", "hybrid"] {
        let sets = ["weeks=20", "market.people=20000", "measure.channel_cost=true"];
        assert_closes(&load(&format!("plans/{name}.toml"), &sets), 0);
    }
}

#[test]
fn channel_cost_is_what_the_contract_pays() {
    let affiliate =
        market(&format!("{POSTS_ONLY}plan.affiliate = {{ rate = 0.1, network_fee_share = 0.3 }}"));
    let run_of = run(&affiliate, 1);
    let at = measures(&affiliate, &run_of);
    let paid = -moved(&run_of, Reason::AffiliateCommission);
    assert_eq!(at["channel.glow.to_creators"], Some(paid.0 as f64));
    let cost = paid - moved(&run_of, Reason::NetworkFee);
    assert_eq!(at["channel.glow.cost"], Some(cost.0 as f64));
    assert_eq!(at["channel.glow.own_purchases"], Some(0.0));
    let sponsored = booking("budget_per_week = 700\n");
    let run_of = run(&sponsored, 1);
    let at = measures(&sponsored, &run_of);
    assert_eq!(at["channel.glow.cost"], Some(run_of.books.booked[0].spent.0 as f64));
    let paid = -moved(&run_of, Reason::SponsoredFee);
    assert_eq!(at["channel.glow.to_creators"], Some(paid.0 as f64));
}

#[test]
fn a_contract_that_cannot_work_is_refused() {
    for (text, said) in [
        ("own_orders = false\n", "have nothing to serve customers from"),
        ("booking = {}\nplan.activity.minimum_points = 0\n", "the plan has no fee for them"),
        ("booking = {}\nplan.sponsored.fee_per_sale = 5\n", "points that creators do not buy"),
        (
            "booking = { followers_min = 9, followers_max = 8 }\n\
             plan.sponsored.fee_per_post = 5\nplan.activity.minimum_points = 0\n",
            "nobody has at least 9 and at most 8 followers",
        ),
    ] {
        let text = format!("[business.glow]\n{text}");
        let problems = Loaded::from_text("test", &text).expect_err("a contradiction").to_string();
        assert!(problems.contains(said), "{problems}");
        assert!(problems.contains("1 problem"), "{problems}");
    }
}

/// The shipped contracts; the first one sets the budget of the last two.
const CONTRACTS: [&str; 9] = [
    "network",
    "party",
    "party-equal-cost",
    "affiliate",
    "affiliate-equal-cost",
    "affiliate-two-tier",
    "affiliate-two-tier-equal-cost",
    "sponsored-micro",
    "sponsored-macro",
];

fn results(name: &str, sets: &[&str]) -> Results {
    let loaded = load(&format!("contracts/{name}.toml"), sets);
    let worlds = loaded.scenario.replicates;
    experiment::run(&loaded, worlds, &|_, _| ControlFlow::Continue(())).expect("the books close")
}

#[test]
fn the_shipped_contracts_have_the_same_market_and_goods() {
    let terms = |name: &str| {
        let scenario = load(&format!("contracts/{name}.toml"), &[]).scenario;
        let business = &scenario.businesses[0].1;
        let creators = scenario.creators.clone().expect("creators");
        (
            (scenario.market.clone(), scenario.people.clone(), business.product.clone()),
            (creators.people, creators.followers, creators.week, business.founders),
            (scenario.weeks, scenario.replicates, scenario.seed, business.costs.clone()),
        )
    };
    for other in &CONTRACTS[1..] {
        assert!(terms(other) == terms(CONTRACTS[0]), "{other} has other people, goods or demand");
    }
}

#[test]
fn the_same_persons_are_asked_under_every_contract_and_all_of_them_counted() {
    let sets = ["creators.people=300", "market.people=40000", "replicates=2"];
    let asked = |results: &Results| -> Vec<(u32, u64, u64, &'static str)> {
        let sizes = ["nano", "micro", "macro"];
        let size = |row: &FollowedRow| *sizes.iter().find(|s| ***s == *row.cohort).expect("a size");
        let rows = results.creators.iter();
        rows.map(|row| (row.replicate, row.person, row.followers.to_bits(), size(row))).collect()
    };
    let network = results("network", &sets);
    assert_eq!(asked(&network).len(), 600);
    let took = |results: &Results| -> Vec<bool> {
        results.creators.iter().map(|row| row.took_part).collect()
    };
    for other in &CONTRACTS[1..] {
        let other_results = results(other, &sets);
        assert_eq!(asked(&other_results), asked(&network), "{other} asks others");
        // Whoever lets herself be recruited would take any contract.
        let both = took(&network).into_iter().zip(took(&other_results));
        assert!(both.into_iter().all(|(network, other)| other || !network), "{other}");
        let reading = |key: &str| {
            let found = other_results.readings.iter().find(|reading| reading.key == key);
            found.and_then(|reading| reading.estimate).expect("it is measured").mean
        };
        let share = |is: &dyn Fn(&FollowedRow) -> bool| {
            other_results.creators.iter().filter(|row| is(row)).count() as f64 / 600.0
        };
        let with_profit = share(&|row| Cents::ZERO < row.net);
        assert!((reading("creators.all.profit_share") - with_profit).abs() < 1e-12, "{other}");
        let posted = share(&|row| 0 < row.posts);
        assert!((reading("creators.all.posted_share") - posted).abs() < 1e-12, "{other}");
        assert!(posted < 0.25, "{other}: {posted} posted, and all stay in the denominator");
    }
}

/// The signs that the page of contracts tells of.
#[test]
fn smaller_creators_are_cheaper_where_posts_are_booked_and_the_large_decline_to_be_recruited() {
    let sets = ["replicates=4"];
    let reading = |results: &Results, key: &str| {
        let found = results.readings.iter().find(|reading| reading.key == key);
        found.unwrap_or_else(|| panic!("no `{key}`")).estimate.expect("some world has it").mean
    };
    let at = |size: &str| format!("channel.glow.by_seller.{size}.cost_per_customer");
    let [network, affiliate, micro, macros] =
        ["network", "affiliate", "sponsored-micro", "sponsored-macro"].map(|n| results(n, &sets));
    let booked = [
        reading(&micro, &at("nano")),
        reading(&micro, &at("micro")),
        reading(&macros, &at("macro")),
    ];
    assert!(booked[0] < booked[1] && booked[1] < booked[2], "{booked:?}");
    // By commission a customer costs what she pays, whoever won her.
    let paid = ["nano", "micro", "macro"].map(|size| reading(&affiliate, &at(size)));
    let [low, high] = [f64::min, f64::max].map(|end| paid.into_iter().reduce(end).expect("three"));
    assert!(high < 1.1 * low, "{paid:?}");
    let all = |results: &Results| reading(results, "channels.cost_per_customer");
    assert!(all(&affiliate) < all(&network) && all(&network) < all(&micro));
    // At equal cost the link beats the network if it is taken by all sizes, and loses if only those
    // take it who let themselves be recruited.
    let a_euro = |results: &Results| reading(results, "channels.outside_sales_per_cost");
    let equal = results("affiliate-equal-cost", &sets);
    assert!(a_euro(&network) < a_euro(&equal) && a_euro(&equal) < a_euro(&affiliate));
    let cost = |results: &Results| reading(results, "channels.cost");
    let (party, tiers) = ("party-equal-cost", "affiliate-two-tier-equal-cost");
    let [party, tiers] = [party, tiers].map(|name| results(name, &sets));
    for equal in [&equal, &party, &tiers] {
        assert!((cost(equal) / cost(&network) - 1.0).abs() < 0.25, "equal in 20 worlds, not in 4");
    }
    assert!(a_euro(&party) < a_euro(&network) && a_euro(&equal) < a_euro(&tiers));
    let unwilling = ["creators.takes_part=as_recruit", "business.glow.plan.affiliate.rate=0.5"];
    let unwilling = results("affiliate", &[&sets[..], &unwilling].concat());
    assert!(a_euro(&unwilling) < a_euro(&network) && cost(&unwilling) < 1.1 * cost(&network));
    let large = |results: &Results, name: &str| reading(results, &format!("creators.macro.{name}"));
    assert!(large(&network, "took_part_share") < 0.01);
    assert!(0.1 < large(&macros, "took_part_share") && 0.01 < large(&macros, "posted_share"));
    for posts in [&micro, &macros] {
        let (budget, cost) = ("booking.glow.budget", "channels.cost");
        let [budget, cost] = [reading(posts, budget), reading(&network, cost)];
        assert!((budget - cost).abs() < 1e-6, "what may be spent is what the network costs");
    }
}
