//! Contracts: affiliates and sponsored posts beside the network, and what selling costs under each.
//!
//! *Invariant*: channel cost closes against the journal to the cent, whatever the contract.
//!
//! *Absent*: the plans' own claims (`plans`).

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use downline::experiment::run_worlds;
use downline::ledger::{GoodsLine, Journal, Reason, Role};
use downline::measure::measure;
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
    let of_week = |flows: &Vec<downline::ledger::FlowsOfAccount>| -> Cents {
        reasons.iter().map(|reason| -flows[account][reason.index()]).sum()
    };
    run.record.flows.iter().map(of_week).collect()
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

/// Who was booked in the first week, as followers and rows, by a budget.
fn booked_first(more: &str) -> Vec<(f32, u32, f32)> {
    let loaded = booking(more);
    let mut simulation = Simulation::new(&loaded.scenario, 0);
    simulation.step().expect("the books close");
    let chunk = &simulation.world.networks[0].partners.chunks[0];
    let booked = (0..chunk.len()).filter(|&slot| 0 < chunk.posts[slot]);
    booked
        .map(|slot| (chunk.followers_joined[slot], chunk.posts[slot], chunk.hours[slot]))
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
    let rows: Vec<usize> = (0..chunk.len()).filter(|&slot| 0 < chunk.posts[slot]).collect();
    assert!((10..100).contains(&rows.len()), "{} booked", rows.len());
    let late = rows.iter().filter(|&&row| 150 <= row).count() as f64;
    let count = rows.len() as f64;
    // Half of them, within four standard errors of a fair coin.
    assert!((late - count / 2.0).abs() <= 2.0 * libm::sqrt(count), "{late} of {count}");
}

#[test]
fn channel_cost_closes_against_the_journal_to_the_cent() {
    let burn_in = "burn_in_weeks = 5\n";
    let with_burn_in = |loaded: &str| from_text(&format!("{burn_in}{loaded}"));
    let network = "weeks = 30\nseed = 3\nmarket.people = 20_000\nmeasure.channel_cost = true\n\
                   recruit.pitch_rate = 0.001\nquit.hazard_per_week = 0.02\n\
                   business.glow = { founders = 200, founder_roots = 9, plan.unilevel = {}, \
                   rules = { cooling_off_weeks = 8, entry_fee_max = 60 } }\n\
                   business.lush = { founders = 200, founder_roots = 9, discount = 0.4, \
                   plan.unilevel.rates = [0.2] }\n";
    for loaded in [
        with_burn_in(network),
        market("plan.affiliate = { rate = 0.1, network_fee_share = 0.3, second_tier_rate = 0.03 }"),
        booking("budget_per_week = 700\n"),
    ] {
        let run = run(&loaded, 0);
        let at = measures(&loaded, &run);
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
            let had: Cents =
                Reason::ALL.into_iter().filter(is_outside).map(|r| flow(account, r)).sum();
            let fees = [Reason::RenewalFee, Reason::ToolFee, Reason::EventTicket];
            let fees: Cents = fees.into_iter().map(|reason| flow(account, reason)).sum();
            let key = |part: &str| cents(&format!("channel.{name}.{part}"));
            assert_eq!(had, key("kept") + key("own_purchases") + fees, "{name}");
            assert_eq!(key("outside_sales") - key("cost"), key("kept"));
            let groups = ["nano", "micro", "macro", "mega"];
            let sum = |part: &str| -> Cents {
                groups.iter().map(|group| key(&format!("by_audience.{group}.{part}"))).sum()
            };
            assert_eq!(sum("outside_sales"), key("outside_sales"));
            assert_eq!(sum("customers_won"), key("customers_won"));
            let network = -flow(account, Reason::NetworkFee);
            assert_eq!(sum("cost") + network - flow(account, Reason::Clawback), key("cost"));
            assert!(Cents::ZERO < key("cost") && Cents::ZERO < key("customers_won"), "{name}");
            retail += key("cost");
            net += key("kept");
        }
        assert_eq!((cents("channels.cost"), cents("channels.kept")), (retail, net));
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
        ("booking = {}\nplan.sponsored.fee_per_post = 5\n", "points that creators do not buy"),
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

#[test]
fn the_shipped_contracts_begin_with_the_same_people() {
    let founders = |name: &str| {
        let loaded = load(&format!("contracts/{name}.toml"), &["market.people=100000"]);
        let simulation = Simulation::new(&loaded.scenario, 3);
        let (_, business) = &loaded.scenario.businesses[0];
        let product = business.product.clone();
        let chunk = &simulation.world.networks[0].partners.chunks[0];
        let people: Vec<_> = (0..chunk.len())
            .map(|slot| {
                (
                    (chunk.person[slot], chunk.community[slot], chunk.motive[slot]),
                    (chunk.followers[slot], chunk.talent[slot], chunk.hours[slot]),
                )
            })
            .collect();
        (people, product, loaded.scenario.market.clone())
    };
    let network = founders("network");
    for other in ["affiliate", "sponsored-micro", "sponsored-macro"] {
        assert!(founders(other) == network, "{other} has other people, goods or demand");
    }
}
