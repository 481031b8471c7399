//! People who are put into every run and followed: they stay in the denominator, they are the same
//! under every contract, and their numbers are what their rows say.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use downline::experiment::Results;
use downline::experiment::results::{FollowedRow, PartnerRow};
use downline::scenario::{Loaded, Tier};
use downline::units::{Cents, PersonKey};
use downline::world::{Member, NO_UPLINE};

use crate::support::{from_text, load, run};

fn results(loaded: &Loaded) -> Results {
    let worlds = loaded.scenario.replicates;
    downline::experiment::run(loaded, worlds, &|_, _| ControlFlow::Continue(()))
        .expect("the books close")
}

fn mean(results: &Results, key: &str) -> f64 {
    let reading = results.readings.iter().find(|reading| reading.key == key);
    let reading = reading.unwrap_or_else(|| panic!("there is no measure `{key}`"));
    reading.estimate.unwrap_or_else(|| panic!("no world defines `{key}`")).mean
}

/// Nobody buys, pitches, tires or quits: what is left can be counted on paper.
const STILL: &str = "weeks = 60\nreplicates = 2\n\
    [market]\npeople = 4_000\nbuyers_per_person = 0.0\n\
    [people]\nhours_per_week = 0.0\nown_use_units_per_month = 0.0\nwarm_circle_people = 0.0\n\
    [motivation]\nspeed_per_week = 0.0\n[quit]\nhazard_per_week = 0.0\nrenewal_refusal = 0.0\n\
    [recruit]\npitch_rate = 0.0\nleads_per_hour = 0.0\n\
    [sell]\nin_person_cost_per_hour = 1.00\n[post]\nhours_share = 0.25\ncost_per_post = 0.00\n\
    [business.glow]\nfounders = 20\nfounder_roots = 2\nloading.probability = 0.0\n\
    plan.activity.minimum_points = 0\n\
    [business.glow.joining]\nkit_price = 99.00\nkit_units = 0\ntool_fee_per_period = 10.00\n\
    renewal_fee_per_year = 50.00\n";

#[test]
fn a_persona_worked_by_hand() {
    let persona = "[persona.ana]\nfollowers = 1_500\nhours_per_week = 8.0\nweek = 3\nclones = 1\n\
                   [persona.lazy]\nhours_per_week = 0.0\nweek = 9\nclones = 2\n";
    let results = results(&from_text(&format!("{STILL}{persona}")));
    assert_eq!(results.personas.len(), 6);
    for row in &results.personas {
        // She joins at the end of her week: 51 weeks of work, and a fee in every fourth of the run.
        let works = row.cohort == "ana";
        let (hours, first) = if works { (51 * 8, 3) } else { (0, 9) };
        let tools = i64::try_from((first..first + 51).filter(|week| week % 4 == 0).count());
        let tools = tools.expect("a few") * 10_00;
        // Three quarters of her hours are among people, at one unit of money an hour.
        let met = if works { 51 * 6_00 } else { 0 };
        assert_eq!(row.week, first, "{row:?}");
        assert_eq!(row.minutes, hours * 60, "{row:?}");
        assert_eq!(row.money.paid_fees, Cents(-99_00 - tools), "{row:?}");
        assert_eq!(row.money.selling_costs, Cents(-met), "{row:?}");
        assert_eq!(row.net, Cents(-99_00 - tools - met), "{row:?}");
        assert_eq!((row.recruits, row.stock_units, row.status), (0, 0, "active"));
        assert_eq!(row.break_even_weeks, None);
    }
    assert!(mean(&results, "persona.ana.profit_share").abs() < 1e-12);
    let hourly = mean(&results, "persona.ana.hourly_net");
    assert!((hourly - -53_500.0 / 408.0).abs() < 1e-9, "{hourly}");
    // Nobody pitches, so that the business itself recruits.
    let all: Vec<_> = results.partners.iter().filter(|row| 0 < row.week_joined).collect();
    assert_eq!(all.len(), 6, "nobody else joins");
    assert!(all.iter().all(|row| row.sponsor.is_none()));
}

#[test]
fn numbers_of_a_persona_are_those_of_all_her_rows() {
    let loaded = load("tiny.toml", &["persona.ana={ week = 20, clones = 9 }", "replicates=3"]);
    let results = results(&loaded);
    let rows = &results.personas;
    assert_eq!(rows.len(), 27);
    let share = |is: &dyn Fn(&FollowedRow) -> bool| {
        rows.iter().filter(|row| is(row)).count() as f64 / rows.len() as f64
    };
    let agrees = |name: &str, wanted: f64| {
        let found = mean(&results, &format!("persona.ana.{name}"));
        assert!((found - wanted).abs() < 1e-9, "{name}: {found} and {wanted}");
    };
    agrees("profit_share", share(&|row| Cents::ZERO < row.net));
    agrees("still_registered_share", share(&|row| row.status != "left"));
    agrees("break_even_share", share(&|row| row.break_even_weeks.is_some()));
    let net: i64 = rows.iter().map(|row| row.net.0).sum();
    let minutes: u32 = rows.iter().map(|row| row.minutes).sum();
    agrees("hourly_net", net as f64 / (f64::from(minutes) / 60.0));
    let mut nets: Vec<i64> = rows.iter().map(|row| row.net.0).collect();
    nets.sort_unstable();
    let groups: Vec<f64> = [
        "retail_received",
        "paid_for_goods",
        "paid_fees",
        "rewards",
        "retail_credit",
        "content_fees",
        "selling_costs",
        "returns_and_clawback",
    ]
    .map(|group| mean(&results, &format!("persona.ana.money.{group}")))
    .into();
    agrees("net.mean", groups.iter().sum());
    let fees: i64 = rows.iter().map(|row| row.money.paid_fees.0).sum();
    agrees("money.paid_fees", fees as f64 / 27.0);
    agrees("net.median", nets[13] as f64);
    agrees("net.p10", nets[2] as f64);
    // She is one of the partners, whose first year is hers.
    for row in rows {
        let partner = results.partners.iter().find(|partner| {
            partner.replicate == row.replicate && Some(partner.partner) == row.partner
        });
        let partner = partner.expect("she has a row");
        assert_eq!(partner.person, row.person);
        assert_eq!(partner.first_year_net, Some(row.net));
        assert_eq!(partner.first_year_minutes, Some(row.minutes));
    }
}

#[test]
fn the_shipped_women_work_under_their_own_contracts_and_have_a_thousand_outcomes_each() {
    let shipped = load("personas.toml", &[]).scenario;
    for (name, persona) in &shipped.personas {
        let outcomes = shipped.clones_of(persona) * shipped.replicates;
        assert!(1_000 <= outcomes, "{name}: {outcomes}");
    }
    let results = results(&load("personas.toml", &["replicates=2"]));
    let (mut booked, mut idle) = ([0, 0], 0);
    for row in &results.personas {
        let business = results.card.businesses[usize::from(row.business)].as_str();
        if row.cohort == "chantal" {
            assert_eq!(business, "glow");
            continue;
        }
        // A booking is three posts at 10.00 for a thousand followers, who become more by posts, and
        // a fifth of it is the agency's.
        assert_eq!((business, row.followers.to_bits()), ("lumen", 350_000_f64.to_bits()));
        let bookings = i64::from(row.posts / 3);
        assert_eq!(i64::from(row.posts), 3 * bookings);
        let (fees, costs) = (row.money.content_fees, row.money.selling_costs);
        assert!((1_050_000 * bookings..=1_100_000 * bookings).contains(&fees.0), "{row:?}");
        assert!((costs.0 + fees.0 / 5 + 3 * 50 * bookings).abs() <= bookings, "{row:?}");
        assert_eq!(row.net, fees + costs, "she has nothing else");
        assert_eq!((row.recruits, row.stock_units), (0, 0));
        booked[row.replicate as usize] += bookings;
        idle += u32::from(bookings == 0);
    }
    // Two a week in the 51 weeks after the one in which she joins.
    assert_eq!(booked, [102, 102]);
    assert!(0 < idle, "some are not booked for a year");
    let large = results.creators.iter().filter(|row| 100_000.0 <= row.followers);
    let large: Vec<bool> = large.map(|row| row.took_part).collect();
    assert!(10 < large.len() && !large.contains(&true), "they decline the network, as she does");
}

#[test]
fn others_are_those_who_joined_by_themselves_world_by_world() {
    let loaded = load("tiny.toml", &["persona.ana={ week = 20, clones = 9 }", "replicates=3"]);
    let results = results(&loaded);
    let beside = |replicate: u32, is: &dyn Fn(&PartnerRow) -> bool| {
        let rows = results.partners.iter().filter(|row| row.replicate == replicate && is(row));
        let nets = rows.filter(|row| !PersonKey(row.person).is_followed());
        let mut nets: Vec<i64> = nets.filter_map(|row| Some(row.first_year_net?.0)).collect();
        nets.sort_unstable();
        nets
    };
    let means = |of: &dyn Fn(u32) -> f64| (0..3).map(of).sum::<f64>() / 3.0;
    let ahead =
        |nets: &[i64]| nets.iter().filter(|net| 0 < **net).count() as f64 / nets.len() as f64;
    let others = [
        ("people", means(&|world| beside(world, &|_| true).len() as f64)),
        ("profit_share", means(&|world| ahead(&beside(world, &|_| true)))),
        (
            "by_motive.discount_buyer.profit_share",
            means(&|world| ahead(&beside(world, &|row| row.motive == "discount_buyer"))),
        ),
        (
            "by_motive.builder.people_share",
            means(&|world| {
                let all = beside(world, &|_| true).len() as f64;
                beside(world, &|row| row.motive == "builder").len() as f64 / all
            }),
        ),
        (
            "net.median",
            means(&|world| {
                let nets = beside(world, &|_| true);
                nets[(nets.len() - 1) / 2] as f64
            }),
        ),
    ];
    for (name, wanted) in others {
        let found = mean(&results, &format!("others.{name}"));
        assert!((found - wanted).abs() < 1e-9, "{name}: {found} and {wanted}");
    }
}

/// Creators whom two businesses ask under other contracts.
const ASKED: &str = "creators={ people = 300, over_weeks = 10, \
                     followers = { log_uniform = { min = 1_000, max = 5_000_000 } } }";

#[test]
fn the_same_creators_meet_every_contract_with_the_same_luck() {
    let other = ["business.glow.plan.unilevel.base=wholesale", "business.glow.discount=0.1"];
    let sets = [&[ASKED, "replicates=2"], &other[..]].concat();
    let (one, two) = (results(&load("tiny.toml", &sets[..2])), results(&load("tiny.toml", &sets)));
    assert_eq!(one.creators.len(), 600);
    let partners = |results: &Results| -> BTreeMap<(u32, u64), (u64, &'static str)> {
        let rows = results.partners.iter();
        rows.map(|row| ((row.replicate, row.person), (row.hours_per_week.to_bits(), row.motive)))
            .collect()
    };
    let (attributes, others) = (partners(&one), partners(&two));
    let mut took = 0;
    for (a, b) in one.creators.iter().zip(&two.creators) {
        assert_eq!((a.person, a.replicate, a.week), (b.person, b.replicate, b.week));
        assert_eq!(a.followers.to_bits(), b.followers.to_bits());
        assert_eq!(a.took_part, b.took_part, "the rule is the same, so is her answer");
        if a.took_part {
            took += 1;
            let key = (a.replicate, a.person);
            assert_eq!(attributes[&key], others[&key]);
        } else {
            assert_eq!((a.net, a.minutes, a.status), (Cents::ZERO, 0, "declined"));
        }
    }
    assert!(20 < took, "{took} took part");
    let net = |results: &Results| results.creators.iter().map(|row| row.net.0).sum::<i64>();
    assert_ne!(net(&one), net(&two), "the contracts pay differently");
}

#[test]
fn whoever_takes_a_contract_at_a_smaller_share_takes_it_at_a_larger() {
    let took = |share: &str| -> Vec<bool> {
        let share = format!("creators.acceptance={share}");
        let sets = [ASKED, "creators.takes_part=as_creator", &share, "replicates=1", "weeks=70"];
        let rows = results(&load("tiny.toml", &sets)).creators;
        rows.iter().map(|row| row.took_part).collect()
    };
    let (none, few, many, all) = (took("0.0"), took("0.2"), took("0.6"), took("1.0"));
    assert!(none.iter().all(|took| !took) && all.iter().all(|took| *took));
    assert!(few.iter().zip(&many).all(|(few, many)| *many || !few));
    let count = |took: &[bool]| took.iter().filter(|took| **took).count();
    assert!((40..80).contains(&count(&few)), "{} of 300", count(&few));
    assert!((150..210).contains(&count(&many)), "{} of 300", count(&many));
}

#[test]
fn large_accounts_decline_to_be_recruited() {
    let sets = [ASKED, "recruit.decline_exponent=50", "recruit.acceptance=1", "replicates=1"];
    let sets = [&sets[..], &["recruit.expectation_exponent=0"]].concat();
    let results = results(&load("tiny.toml", &sets));
    for row in &results.creators {
        if row.followers <= 10_000.0 {
            assert!(row.took_part, "{row:?}");
        } else if 15_000.0 < row.followers {
            assert!(!row.took_part, "{row:?}");
        }
        assert_eq!(row.cohort, Tier::of(row.followers).name());
    }
    assert!((mean(&results, "creators.nano.took_part_share") - 1.0).abs() < 1e-12);
    assert!(mean(&results, "creators.macro.took_part_share").abs() < 1e-12);
    // They stay in the denominator.
    assert!(50.0 < mean(&results, "creators.macro.outcomes"));
}

#[test]
fn a_sponsor_pitches_where_the_newcomer_lives() {
    let sets = ["market.home_bias=1.0", "persona.ana={ week = 20, clones = 20 }", "weeks=72"];
    let loaded = load("tiny.toml", &sets);
    let run = run(&loaded, 0);
    let network = &run.world.networks[0];
    let mut sponsored = 0;
    for Member { row, .. } in &run.world.followed.members {
        let sponsor = network.genealogy.sponsor(*row);
        let home = |row: u32| {
            let (chunk, slot) = network.partners.place(row);
            chunk.community_of(slot)
        };
        if sponsor != NO_UPLINE {
            sponsored += 1;
            assert_eq!(home(sponsor), home(*row), "with a full home bias nobody looks elsewhere");
        }
    }
    assert!(15 < sponsored, "{sponsored} of 20 have a sponsor");
    let elsewhere = load("tiny.toml", &[&["market.home_bias=0.0"], &sets[1..]].concat());
    let elsewhere = crate::support::run(&elsewhere, 0);
    let network = &elsewhere.world.networks[0];
    let sponsors: Vec<u32> = elsewhere
        .world
        .followed
        .members
        .iter()
        .map(|member| network.genealogy.sponsor(member.row))
        .collect();
    assert!(sponsors.iter().all(|&sponsor| sponsor != NO_UPLINE));
    // Those who pitch much recruit much: a hundred founders have more hours than most.
    let mut different = sponsors.clone();
    different.sort_unstable();
    different.dedup();
    assert!(10 < different.len(), "{sponsors:?}");
}

#[test]
fn clones_fill_the_room_that_the_market_has_and_no_more() {
    let clones = |sets: &[&str]| -> Vec<u32> {
        let scenario = load("tiny.toml", sets).scenario;
        scenario.personas.iter().map(|(_, persona)| scenario.clones_of(persona)).collect()
    };
    // A market of 20,000 people has room for 20.
    assert_eq!(clones(&["persona.a={}"]), [20]);
    assert_eq!(clones(&["persona.a={}", "persona.b={}"]), [10, 10]);
    assert_eq!(clones(&["persona.a={}", "persona.b.clones=15"]), [5, 15]);
    assert_eq!(clones(&["persona.a={}", "market.people=400000"]), [50]);
    // One of each is always allowed.
    assert_eq!(clones(&["persona.a={}", "persona.b={}", "market.people=1500"]), [1, 1]);
}

#[test]
fn a_persona_beside_another_has_the_luck_that_she_has_alone() {
    let sets = ["persona.ana={ week = 20, clones = 3 }", "persona.zoe={ week = 60, clones = 3 }"];
    let sets = [&sets[..], &["weeks=111", "replicates=1"]].concat();
    let both = results(&load("tiny.toml", &sets)).personas;
    let alone = results(&load("tiny.toml", &[&sets[..1], &sets[2..]].concat())).personas;
    let who = |rows: &[FollowedRow]| -> Vec<u64> {
        rows.iter().filter(|row| row.cohort == "ana").map(|row| row.person).collect()
    };
    assert_eq!(who(&both), who(&alone));
    assert_eq!(who(&both).len(), 3);
}
