//! Budgets that other scenarios set: the channel cost of a network is what may be spent on posts.
//!
//! *Invariant*: a budget is the other scenario's channel cost in the world of the same number, to
//! the cent, on any number of threads, wherever a scenario can be run.
//!
//! *Absent*: what posts bring (`contracts`).

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicU64, Ordering};

use downline::experiment::compare::{Comparison, Entrant, Entrants, compare};
use downline::experiment::robust::RobustPlan;
use downline::experiment::{Replicate, run_worlds, setters_beside};
use downline::ledger::{FlowsOfAccount, Journal, Reason, Role};
use downline::measure::channel_cost;
use downline::scenario::{Loaded, Problems};
use downline::simulation::{Budget, Simulation};
use downline::units::{BusinessId, Cents};

use crate::command::Desk;
use crate::support::run;

/// A network; it says itself how long and under which luck it would run.
const NETWORK: &str = "weeks = 90\nseed = 99\nreplicates = 7\n\
    market = { people = 20_000, community_people = 1_000 }\n\
    [business.glow]\nfounders = 100\nfounder_roots = 10\n\
    plan.unilevel = { base = \"wholesale\", rates = [0.15, 0.10] }\n";

/// What both kinds of posts have in common.
const POSTS: &str = "weeks = 30\nburn_in_weeks = 4\nseed = 7\nreplicates = 3\n\
    market = { people = 20_000, community_people = 1_000 }\nmeasure.channel_cost = true\n\
    [business.glow]\nfounders = 800\nfounder_roots = 20\nrecruits = false\nown_orders = false\n\
    sells_in_person = false\ndrop_ship_share = 1.0\ndiscount = 0.0\n\
    joining = { kit_price = 0, kit_units = 0, renewal_fee_per_year = 0, \
    event_tickets_per_year = 0 }\n\
    plan.sponsored = { fee_per_1000_followers = 10.00, agency_share = 0.2 }\n\
    [business.glow.booking]\n";

/// A desk with the network in a folder and two scenarios of posts that name it.
fn desk() -> Desk {
    let desk = Desk::bare();
    desk.put("networks/network.toml", NETWORK);
    desk.put("posts.toml", &format!("{POSTS}budget_of = \"networks/network.toml\"\n"));
    let few = "followers_max = 3_000\ncarries_budget = false\n";
    desk.put("few.toml", &format!("{POSTS}budget_of = \"networks/network.toml\"\n{few}"));
    desk
}

fn loaded(desk: &Desk, name: &str, sets: &[&str]) -> Result<Loaded, Problems> {
    let sets: Vec<String> = sets.iter().map(|&set| set.to_owned()).collect();
    Loaded::from_file(&desk.path(name), &sets)
}

fn load(desk: &Desk, name: &str, sets: &[&str]) -> Loaded {
    loaded(desk, name, sets).unwrap_or_else(|problems| panic!("{problems}"))
}

/// What is wrong with a scenario, without the desk's own path.
fn problems(desk: &Desk, name: &str, sets: &[&str]) -> String {
    let found = loaded(desk, name, sets).expect_err("a problem").to_string();
    found.replace(&format!("{}/", desk.path("").display().to_string().trim_end_matches('/')), "")
}

fn worlds(loaded: &Loaded) -> Vec<Replicate> {
    run_worlds(loaded, loaded.scenario.replicates, &|_, _| ControlFlow::Continue(()))
        .expect("the books close")
}

#[expect(clippy::cast_possible_truncation, reason = "whole cents of a small world")]
fn cents(world: &Replicate, key: &str) -> Cents {
    let found = world.measures.measured.iter().find(|measured| measured.key == key);
    Cents(found.and_then(|measured| measured.value).expect("it is measured") as i64)
}

/// Channel cost of the network by replicate, run by hand under the other's weeks and luck.
fn costs(desk: &Desk) -> Vec<Cents> {
    let sets = ["weeks=30", "burn_in_weeks=4", "seed=7", "measure.channel_cost=true"];
    let network = load(desk, "networks/network.toml", &sets);
    (0..3).map(|replicate| channel_cost(&run(&network, replicate))).collect()
}

#[test]
fn the_budget_is_the_networks_channel_cost_in_the_same_world_to_the_cent() {
    let desk = desk();
    let costs = costs(&desk);
    assert!(costs.windows(2).all(|pair| pair[0] != pair[1]), "{costs:?}");
    for (name, is_spent) in [("posts.toml", true), ("few.toml", false)] {
        let worlds = worlds(&load(&desk, name, &[]));
        for (world, &cost) in worlds.iter().zip(&costs) {
            assert_eq!(cents(world, "booking.glow.budget"), cost, "{name}");
            let (spent, left) =
                (cents(world, "booking.glow.spent"), cents(world, "booking.glow.left_over"));
            assert_eq!(spent + left, cost, "{name}");
            assert_eq!(cents(world, "channel.glow.cost"), spent, "{name}");
            // The largest booking is of 10,000 followers: 100.00.
            assert_eq!(left < Cents(10_000), is_spent, "{name} leaves {left}");
            assert!(Cents(50_000) < spent, "{name} spends {spent}");
        }
    }
}

#[test]
fn a_budget_is_given_out_over_the_weeks_after_the_burn_in_and_never_overdrawn() {
    let desk = desk();
    let total = costs(&desk)[1];
    for (name, carries) in [("posts.toml", true), ("few.toml", false)] {
        let posts = load(&desk, name, &[]);
        let budget = Budget { total, weeks: 4..30 };
        let run = Simulation::new(&posts.scenario, 1)
            .with_budgets(vec![Some(budget)])
            .run(|_| ControlFlow::Continue(()))
            .expect("the books close");
        let account = Journal::account(Role::Business, BusinessId(0));
        let paid = |week: &[FlowsOfAccount]| -week[account][Reason::SponsoredFee.index()];
        let (mut left, mut all) = (Cents::ZERO, Cents::ZERO);
        for (week, paid) in run.record.flows().map(paid).enumerate() {
            let given = |gone: i64| Cents(total.0 * gone.clamp(0, 26) / 26);
            let gone = i64::try_from(week).expect("few weeks") - 4;
            let now = given(gone + 1) - given(gone);
            left = now + if carries { left } else { Cents::ZERO };
            assert!(paid <= left, "{name}: {paid} of {left} in week {week}");
            assert!(Cents::ZERO < paid || week < 4, "{name}: nothing in week {week}");
            left -= paid;
            all += paid;
        }
        assert_eq!(run.books.booked[0].given, total);
        assert_eq!((run.books.booked[0].spent, run.books.booked[0].left), (all, left), "{name}");
    }
}

#[test]
#[should_panic(expected = "the budget of `networks/network.toml` was not handed in")]
fn a_run_without_the_budget_that_it_needs_does_not_go_on() {
    let posts = load(&desk(), "posts.toml", &["burn_in_weeks=0"]);
    let _ = Simulation::new(&posts.scenario, 0).step();
}

#[test]
fn worlds_are_the_same_bytes_on_one_and_three_threads() {
    let posts = load(&desk(), "posts.toml", &[]);
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        format!("{:?}", pool.install(|| worlds(&posts)))
    };
    assert_eq!(on(1), on(3));
}

fn compared(desk: &Desk, names: &[&str], watch: &AtomicU64) -> Comparison {
    let sets = ["weeks=30", "burn_in_weeks=4", "seed=7", "measure.channel_cost=true"];
    let sets = [&sets[..], &["replicates=3"]].concat();
    let entrant =
        |name: &&str| Entrant { name: (*name).to_owned(), loaded: load(desk, name, &sets) };
    let entrants = Entrants::new(names.iter().map(entrant).collect(), None).expect("comparable");
    compare("test", &entrants, &|_, _| {
        watch.fetch_add(1, Ordering::Relaxed);
        ControlFlow::Continue(())
    })
    .expect("the books close")
}

#[test]
fn a_comparison_runs_the_network_once_for_all_and_finds_what_each_finds_alone() {
    let desk = desk();
    let weeks = AtomicU64::new(0);
    let comparison = compared(&desk, &["networks/network.toml", "posts.toml", "few.toml"], &weeks);
    assert_eq!(weeks.into_inner(), 3 * 3 * 30, "three scenarios, three worlds of thirty weeks");
    let mut values: BTreeMap<(String, String), Vec<Option<f64>>> = BTreeMap::new();
    for row in &comparison.values {
        values.entry((row.name.to_string(), row.key.to_string())).or_default().push(row.value);
    }
    let of = |name: &str, key: &str| &values[&(name.to_owned(), key.to_owned())];
    let cost = of("networks/network.toml", "channels.cost");
    for name in ["posts.toml", "few.toml"] {
        assert_eq!(of(name, "booking.glow.budget"), cost);
        for (replicate, world) in worlds(&load(&desk, name, &[])).iter().enumerate() {
            for measured in &world.measures.measured {
                let found = of(name, &measured.key)[replicate];
                assert_eq!(found, measured.value, "{name}: {}", measured.key);
            }
        }
    }
    // Without it among them the network is run beside them, once for both.
    let weeks = AtomicU64::new(0);
    let without = compared(&desk, &["posts.toml", "few.toml"], &weeks);
    assert_eq!(weeks.into_inner(), 3 * 3 * 30);
    let key = "booking.glow.spent";
    let both = [&comparison, &without].map(|comparison| {
        let rows = comparison.values.iter();
        rows.filter(|row| &*row.name == "few.toml" && &*row.key == key)
            .map(|row| row.value)
            .collect::<Vec<_>>()
    });
    assert_eq!(both[0], both[1]);
    assert_eq!(setters_beside(&[&load(&desk, "posts.toml", &[])]), 1);
    assert_eq!(comparison.card.budgets.len(), 1, "both name the same one");
    assert_eq!(comparison.card.budgets[0].scenario, "network");
}

#[test]
fn the_network_keeps_its_own_values_but_for_what_makes_it_the_same_world() {
    let desk = desk();
    let sets = ["market.people=30000", "seed=5", "replicates=2", "weeks=40"];
    let posts = load(&desk, "posts.toml", &sets);
    let [budget] = &posts.budgets[..] else { panic!("one budget") };
    let network = &budget.loaded.scenario;
    assert_eq!((budget.business, network.market.people), (0, 20_000), "`--set` is for the other");
    assert_eq!((network.seed, network.replicates, network.weeks), (5, 2, 40));
    assert_eq!((network.burn_in_weeks, network.measure.channel_cost), (4, true));
    // Another value of the network is another scenario; another place of its file is not.
    desk.put("elsewhere/other.toml", NETWORK);
    desk.put("posts2.toml", &format!("{POSTS}budget_of = \"elsewhere/other.toml\"\n"));
    assert_eq!(load(&desk, "posts2.toml", &sets).hash, posts.hash);
    desk.put("elsewhere/other.toml", &NETWORK.replace("0.15", "0.16"));
    assert_ne!(load(&desk, "posts2.toml", &sets).hash, posts.hash);
    let resolved = &posts.resolved["business"]["glow"]["booking"];
    assert_eq!(resolved["budget_of"]["scenario_hash"], budget.loaded.hash);
    assert!(resolved["budget_per_week"].is_null());
}

#[test]
fn whatever_is_wrong_with_a_budget_is_told_at_its_place() {
    let desk = desk();
    let told = |text: &str| {
        desk.put("bad.toml", &format!("{POSTS}{text}\n"));
        problems(&desk, "bad.toml", &[])
    };
    assert_eq!(
        told("budget_of = \"networks/netwrok.toml\""),
        "bad.toml:18:13: `business.glow.booking.budget_of` names `networks/netwrok.toml`, which \
         does not exist\n   |\n18 | budget_of = \"networks/netwrok.toml\"\n   |             \
         ^^^^^^^^^^^^^^^^^^^^^^^\n\n1 problem found"
    );
    assert!(told("budget_of = \"networks\"").contains("is a folder, wanted is a file"));
    let both = told("budget_of = \"networks/network.toml\"\nbudget_per_week = 5.00");
    assert!(both.starts_with(
        "bad.toml:19:19: `budget_per_week` and `budget_of` both say what may be spent\n"
    ));
    assert!(both.contains("leave one of them out") && both.contains("1 problem"), "{both}");
    // What is wrong with the other one is told at its own lines, beside what is wrong here.
    desk.put("networks/wrong.toml", &NETWORK.replace("[0.15, 0.10]", "[1.5]"));
    let wrong = told("budget_of = \"networks/wrong.toml\"\nposts_per_booking = 0");
    assert!(wrong.contains("bad.toml:19:21: `business.glow.booking.posts_per_booking` is 0"));
    assert!(wrong.contains("networks/wrong.toml:8:"), "{wrong}");
    assert!(wrong.ends_with("2 problems found"), "{wrong}");
    // A chain, and a circle of one.
    desk.put("chain.toml", &format!("{POSTS}budget_of = \"posts.toml\"\n"));
    let chain = problems(&desk, "chain.toml", &[]);
    let said = "a scenario that sets a budget takes its own from another one";
    assert!(chain.starts_with(&format!("posts.toml:18:13: {said}\n")), "{chain}");
    desk.put("circle.toml", &format!("{POSTS}budget_of = \"circle.toml\"\n"));
    assert!(
        problems(&desk, "circle.toml", &[]).starts_with(&format!("circle.toml:18:13: {said}\n"))
    );
}

#[test]
fn a_budget_is_named_in_a_file_or_an_argument_and_no_event_names_another() {
    let desk = desk();
    let text = format!("{POSTS}budget_of = \"networks/network.toml\"\n");
    let found = Loaded::from_text("test", &text).expect_err("no file").to_string();
    assert!(found.contains("only a scenario in a file can name another"), "{found}");
    // An argument names a file from where the program was started.
    desk.put("plain.toml", POSTS);
    let line = "check plain.toml --set business.glow.booking.budget_of=networks/network.toml";
    assert!(desk.data(line).contains("plain.toml: no problems"));
    let event = "[event.more]\nstart_week = 9\nset.business.glow.booking";
    desk.put("event.toml", &format!("{text}{event}.budget_of = \"posts.toml\"\n"));
    let found = problems(&desk, "event.toml", &[]);
    assert!(
        found.contains("event.toml:21:") && found.contains("cannot change during a run"),
        "{found}"
    );
    desk.put("event.toml", &format!("{text}{event}.budget_per_week = 7.00\n"));
    let found = problems(&desk, "event.toml", &[]);
    assert!(found.contains("both say what may be spent"), "{found}");
    assert!(found.contains("event.toml:21:"), "{found}");
    desk.put("event.toml", &format!("{text}{event}.followers_max = 5_000\n"));
    assert_eq!(load(&desk, "event.toml", &[]).scenario.later.len(), 1);
}

#[test]
fn changed_rates_leave_the_budget_and_odds_and_personas_have_it() {
    let desk = desk();
    let sets = ["weeks=8", "burn_in_weeks=0", "market.people=4000", "business.glow.founders=20"];
    let sets = [&sets[..], &["business.glow.founder_roots=2"]].concat();
    let posts = load(&desk, "posts.toml", &sets);
    let keys: Vec<String> = posts.assumed().into_iter().map(|assumed| assumed.path).collect();
    assert!(!keys.iter().any(|key| key.contains("budget")), "{keys:?}");
    assert!(keys.iter().any(|key| key == "business.glow.booking.reservation_factor"));
    let plan = RobustPlan::new(&posts, 2);
    let weeks = AtomicU64::new(0);
    let robustness = plan.run(&|_, _| {
        weeks.fetch_add(1, Ordering::Relaxed);
        ControlFlow::Continue(())
    });
    assert!(50 < robustness.expect("the books close").tested());
    assert_eq!(weeks.into_inner(), 8 * plan.worlds(), "the network is run once for all changes");
    let people = "--set market.people=40000 --set burn_in_weeks=0 --replicates 2 --quiet";
    let line =
        format!("odds posts.toml --followers 2000 --hours 9 --week 2 {people} --set weeks=60");
    assert!(desk.data(&line).contains("Of 100 people like you"));
    let line =
        format!("run posts.toml --no-pictures {people} --set persona.ana={{}} --set weeks=60");
    let said = desk.data(&line);
    assert!(said.contains("the channel cost of `network` in the same world"), "{said}");
    let manifest = desk.text("output/posts/manifest.json");
    let network = load(&desk, "posts.toml", &["burn_in_weeks=0", "replicates=2", "weeks=60"]);
    let hash = &network.budgets[0].loaded.hash;
    assert_eq!(manifest.matches(hash.as_str()).count(), 2, "by name, and among the values");
    assert!(desk.text("output/posts/summary.json").contains(hash));
}

#[test]
fn who_changes_one_side_by_an_argument_is_told_that_the_budget_stays() {
    let desk = desk();
    let wanted = "note: `--set` changes `posts`, not `network`, whose channel cost is the budget\n";
    for (command, files) in [("run", "posts.toml"), ("compare", "posts.toml few.toml")] {
        let plain = format!("{command} {files} -r 2 --no-pictures --no-report --out {command}");
        let said = desk.run(&format!("{plain} --set post.reach=0.2"));
        assert!(said.code == Some(0) && said.stderr.contains(wanted), "{said:?}");
        let said = desk.run(&format!("{plain} --force --set weeks=31"));
        assert!(said.code == Some(0) && !said.stderr.contains("--set"), "{said:?}");
    }
}
