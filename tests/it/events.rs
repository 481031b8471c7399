//! Events that set keys: what holds when, to the cent, and what they leave alone.
//!
//! *Invariant*: every key that the catalogue does not call fixed is set in the middle of a small
//! run, whose books close and whose weeks before are those of the run without it.
//!
//! *Absent*: error texts (`cli`), what each key means.

mod each_key;

use std::ops::ControlFlow;

use downline::experiment::{gather, run_worlds};
use downline::ledger::{Journal, Reason, Role};
use downline::plan::Bonus;
use downline::scenario::Loaded;
use downline::simulation::FinishedRun;
use downline::units::{BusinessId, Cents};

use crate::support::{from_text, run};

/// A world that sells, recruits, loads, leaves and comes back, with ranks and funds.
const BUSY: &str = r#"
weeks = 14
replicates = 1
market.people = 4_000
motive.builder.weight = 10.0
quit = { hazard_per_week = 0.03, dormant_share = 0.3 }
recruit = { return_after_weeks = 1, return_per_week = 0.05, pitch_rate = 0.001 }
[business.glow]
founders = 40
founder_roots = 2
discount_steps = [{ from_points = 50, discount = 0.35 }]
joining.tool_fee_per_period = 1.00
[business.glow.plan]
activity.minimum_points = 20
rank.start = {}
rank.low = { order = 1, minimum_points = 10 }
rank.high = { order = 2, minimum_group_points = 200, minimum_legs = 1, leg_rank = "low" }
pool.fund = {}
infinity.deep = {}
"#;

/// What an account moved for a reason in a week, from one.
fn moved(run: &FinishedRun, week: usize, role: Role, reason: Reason) -> Cents {
    let flows = run.record.flows().nth(week - 1).expect("a week of the run");
    flows[Journal::account(role, BusinessId(0))][reason.index()]
}

/// Everything that comes out of a scenario but its own hash and the marks of its events.
fn outcome(loaded: &Loaded) -> String {
    let worlds = run_worlds(loaded, loaded.scenario.replicates, &|_, _| ControlFlow::Continue(()))
        .expect("the books close");
    let of_worlds = format!("{worlds:?}");
    let mut results = gather(loaded, worlds);
    results.card.scenario_hash.clear();
    results.card.events.clear();
    format!("{of_worlds}{results:?}")
}

/// What a unit costs customers and partners in a week, from one.
fn prices(loaded: &Loaded, week: u32) -> (Cents, Cents) {
    let business = &loaded.scenario.in_week(week - 1).businesses[0].1;
    (business.product.list_price, business.partner_price(0))
}

#[test]
fn a_price_changes_to_the_cent_before_during_and_after() {
    let price = "[event.dearer]\nstart_week = 4\nduration_weeks = 7\nramp_weeks = 2\n\
                 set.business.glow.product.list_price = 45.01\n";
    let drop_shipped = "[business.glow]\nfounders = 30\nfounder_roots = 3\n\
                        drop_ship_share = 1.0\ndiscount = 0.3\nplan.unilevel = {}\n";
    let loaded = from_text(&format!("weeks = 12\nmarket.people = 4_000\n{drop_shipped}{price}"));
    let run = run(&loaded, 0);
    // 5.01 in three steps: 1.67, 3.34, 5.01; seventy of a hundred, halves up.
    let list = [4000, 4000, 4000, 4167, 4334, 4501, 4501, 4501, 4334, 4167, 4000, 4000];
    let partner = [2800, 2800, 2800, 2917, 3034, 3151, 3151, 3151, 3034, 2917, 2800, 2800];
    let mut sold = 0;
    for (week, (list, partner)) in (1..).zip(list.into_iter().zip(partner)) {
        assert_eq!(prices(&loaded, week), (Cents(list), Cents(partner)), "week {week}");
        let week = week as usize;
        // Newcomers sell out of their kits at the same list price.
        let retail = moved(&run, week, Role::Partners, Reason::RetailSale);
        let direct = moved(&run, week, Role::Business, Reason::DirectSale);
        let units = run.record.weeks[week - 1].units_sold;
        assert_eq!(retail + direct, Cents(list).times(units), "week {week}");
        let shipped = u64::try_from(direct.0 / list).expect("units");
        let credit = moved(&run, week, Role::Partners, Reason::RetailCredit);
        assert_eq!(credit, Cents(list - partner).times(shipped), "week {week}");
        sold += units;
    }
    assert!(100 < sold, "{sold}");
}

#[test]
fn stock_keeps_its_cost_and_the_buy_back_pays_by_it() {
    let loaded = from_text(
        r"
        weeks = 12
        market.people = 20_000
        people.own_use_units_per_month = 0.0
        sell = { visit_rate = 0.0, in_person_orders_per_hour = 0.0 }
        recruit = { pitch_rate = 0.001, return_per_week = 0.0 }
        quit = { hazard_per_week = 0.0, renewal_refusal = 0.0, dormant_share = 0.0 }
        [business.glow]
        founders = 30
        founder_roots = 3
        buy_back = { share = 0.9, claim_probability = 1.0 }
        plan.activity.minimum_points = 0
        [event.twice]
        start_week = 6
        set.business.glow.product.list_price = 80.00
        [event.farewell]
        start_week = 10
        set.quit = { hazard_per_week = 1.0, social_utility = 0.0, motivation_exponent = 0.0 }
        ",
    );
    let run = run(&loaded, 0);
    let joined = |weeks: std::ops::Range<usize>| -> u64 {
        run.record.weeks[weeks].iter().map(|week| week.joined).sum()
    };
    // A kit of two units at 28.00, or, when these would be 112.00, the kit's whole 99.00. Who
    // joins in week 10 comes after the others have decided, and leaves in the next.
    let (before, after, last) = (joined(0..5), joined(5..9), joined(9..10));
    assert!(10 < before && 10 < after && 0 < last, "{before}, {after}, {last}");
    let back = |week| moved(&run, week, Role::Partners, Reason::BuyBack);
    assert_eq!(back(10), Cents(5_040).times(before) + Cents(8_910).times(after));
    assert_eq!(back(11), Cents(8_910).times(last));
}

#[test]
fn each_kind_of_value_ramps_exactly_or_changes_at_full_effect() {
    let loaded = from_text(&format!(
        "{BUSY}\n[event.reform]\nstart_week = 3\nduration_weeks = 6\nramp_weeks = 1\n\
         [event.reform.set]\npost.reach = 0.2\nsell.basket_units = 2.4\n\
         business.glow.pack_units = 6\nbusiness.glow.discount = 0.200001\n\
         business.glow.plan.unilevel.rates = [0.05]\n\
         business.glow.plan.rounding = \"per_line_down\"\n\
         business.glow.plan.pool.fund.amount_max = 9.00\n\
         business.glow.discount_steps = [{{ from_points = 90, discount = 0.4 }}]\n\
         people.followers = 700\n"
    ));
    let at = |week: u32| {
        let phase = loaded.scenario.in_week(week - 1);
        let business = &phase.businesses[0].1;
        let plan = &business.plan;
        let numbers = (phase.post.reach, phase.sell.basket_units, business.pack_units);
        let rates = plan.unilevel.as_ref().map(|unilevel| unilevel.rates.clone());
        let rules = (plan.rounding, plan.pools[0].1.amount_max, rates);
        let steps = business.discount_steps[0].from_points;
        format!(
            "{numbers:?} {:?} {rules:?} {steps} {:?}",
            business.discount, phase.people.followers
        )
    };
    let without = "(0.3, 1.4, 3) Ppm(300000) (PerLineHalfUp, None, None) 50";
    assert!(at(2).starts_with(without), "{}", at(2));
    // Halfway: 4.5 packs go up, as does half a millionth; what has no middle is as it was.
    let half = "(0.25, 1.9, 5) Ppm(250001) (PerLineHalfUp, None, None) 50";
    assert!(at(3).starts_with(half), "{}", at(3));
    let full = "(0.2, 2.4, 6) Ppm(200001) (PerLineDown, Some(Cents(900)), Some([Ppm(50000)])) 90 \
                Constant(700.0)";
    assert_eq!((at(4).as_str(), at(7).as_str()), (full, full));
    assert_eq!((at(8), at(9)), (at(3), at(2)));
    let weeks: Vec<u32> = loaded.scenario.later.iter().map(|phase| phase.from_week).collect();
    assert_eq!(weeks, [2, 3, 7, 8]);
    run(&loaded, 0);
}

/// The busy world with keys laid on top.
fn busy(sets: &[String]) -> Loaded {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("busy.toml");
    #[expect(clippy::disallowed_methods, reason = "a test plays the user who writes files")]
    std::fs::write(&path, BUSY).expect("written");
    Loaded::from_file(&path, sets).unwrap_or_else(|problems| panic!("{problems}"))
}

#[test]
fn an_event_from_the_first_week_for_good_is_the_scenario_with_its_values() {
    let values = [
        "recruit.scepticism=20.0",
        "post.fatigue=0.5",
        "quit.early_factor=9.0",
        "sell.engagement_exponent=0.5",
        "recruit.acceptance=0.5",
        "people.hours_per_week=20",
        "business.glow.product.list_price=47.11",
        "business.glow.buy_back.share=0.5",
        "business.glow.plan.unilevel={base=\"wholesale\",rates=[0.1]}",
        "business.glow.plan.binary.rate=0.05",
        "business.glow.plan.late_weeks=1",
        "business.glow.plan.newcomers_earn=next_period",
    ];
    let start: Vec<String> = values.iter().map(|&value| value.to_owned()).collect();
    let set: Vec<String> = values.iter().map(|value| format!("event.reform.set.{value}")).collect();
    let (start, event) = (busy(&start), busy(&set));
    assert_eq!(event.scenario.phases().count(), 1);
    assert_eq!(outcome(&event), outcome(&start));
    assert_ne!(outcome(&start), outcome(&busy(&[])));
}

#[test]
fn an_event_that_sets_what_holds_anyway_changes_nothing() {
    let plain = busy(&[]);
    let same = busy(&[
        "event.nothing.set.business.glow.product.list_price=40".to_owned(),
        "event.nothing.set.post.reach=0.3".to_owned(),
        "event.nothing.start_week=4".to_owned(),
        "event.nothing.ramp_weeks=3".to_owned(),
        "event.nothing.duration_weeks=9".to_owned(),
    ]);
    assert!(same.scenario.later.is_empty());
    assert_eq!(outcome(&same), outcome(&plain));
    assert_ne!(same.hash, plain.hash);
}

#[test]
fn the_record_has_what_is_set_in_one_writing_and_the_hash_follows_it() {
    let set = |value: &str| busy(&[format!("event.dear.set.business.glow.product.{value}")]);
    let dear = set("list_price=45");
    let recorded = &dear.resolved["event"]["dear"];
    assert_eq!(
        recorded["set"].to_string(),
        r#"{"business":{"glow":{"product":{"list_price":"45.00"}}}}"#
    );
    assert!(recorded["duration_weeks"].is_null());
    let given = "event.dear.set.business.glow.product.list_price".to_owned();
    assert!(dear.given.contains(&given), "{:?}", dear.given);
    assert_eq!(dear.hash, set("list_price=45.0").hash);
    assert_ne!(dear.hash, set("list_price=45.01").hash);
}

#[test]
fn what_was_carried_under_other_rules_is_still_paid() {
    // Pay below 30.00 waits, until an event pays every sum. The binary lasts as long as its event.
    let loaded = busy(&[
        "business.glow.plan.payment.minimum=30".to_owned(),
        "business.glow.plan.unilevel={base=\"wholesale\",rates=[0.1,0.1]}".to_owned(),
        "event.bonus.set.business.glow.plan.binary.rate=0.2".to_owned(),
        "event.bonus.duration_weeks=8".to_owned(),
        "event.change.start_week=9".to_owned(),
        "event.change.set.business.glow.plan.payment.minimum=0".to_owned(),
        "weeks=12".to_owned(),
    ]);
    let run = run(&loaded, 0);
    let rewards = |weeks: std::ops::RangeInclusive<usize>, reason| -> Cents {
        weeks.map(|week| moved(&run, week, Role::Partners, reason)).sum()
    };
    let binary = rewards(1..=12, Reason::RewardBinary);
    assert!(rewards(9..=12, Reason::RewardBinary) > Cents::ZERO, "nothing was carried");
    assert!(rewards(1..=8, Reason::RewardUnilevel) > Cents::ZERO);
    let (claimed, all) = (run.books.plans[0], binary + rewards(1..=12, Reason::RewardUnilevel));
    assert_eq!(binary, claimed.of(Bonus::Binary).paid);
    assert_eq!(
        all + rewards(1..=12, Reason::RewardPool) + rewards(1..=12, Reason::RewardInfinity),
        claimed.total().paid
    );
    assert_eq!(run.books.payable[0], Cents::ZERO);
}
