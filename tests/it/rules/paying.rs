//! Rules on paying: what counts, what is paid, and events that set them, to the cent.
//!
//! Packs of six: 168.00 for 168 points in the first and the seventh week, nothing in the weeks nine
//! to twelve. Everybody sells a unit of 28 points a week, which cost her 28.00.

use downline::ledger::{GoodsLine, Journal, Reason, Role};
use downline::plan::{Bonus, Uncounted};
use downline::scenario::Loaded;
use downline::simulation::FinishedRun;
use downline::units::{BusinessId, Cents};

use super::two;
#[cfg(feature = "cli")]
use crate::command::Desk;
use crate::support::run;

/// Three periods in which the first partner gets a tenth of what counts of the second.
const SIX: &str = "
    weeks = 12
    business.glow.pack_units = 6
    business.glow.plan.activity.minimum_points = 0
    business.glow.plan.unilevel.base = \"wholesale\"
    business.glow.plan.unilevel.rates = [0.1]
";

/// What was paid by levels in each period.
fn levels(run: &FinishedRun) -> Vec<i64> {
    let partners = Journal::account(Role::Partners, BusinessId(0));
    let ends = run.record.flows().skip(3).step_by(4);
    ends.map(|flows| flows[partners][Reason::RewardUnilevel.index()].0).collect()
}

fn paid(rules: &str) -> Vec<i64> {
    levels(&run(&six(rules), 0))
}

fn six(rules: &str) -> Loaded {
    two(&format!("{SIX}{rules}"))
}

#[test]
fn volume_arises_once_at_the_order_or_at_the_sale() {
    assert_eq!(paid(""), [1_680, 1_680, 0]);
    let verified =
        |share: &str| paid(&format!("business.glow.rules.verified_retail_share = {share}"));
    // Four units of 28.00 in each period, whenever they were bought.
    assert_eq!(verified("1.0"), [1_120, 1_120, 1_120]);
    assert_eq!(verified("0.9"), [1_008, 1_008, 1_008]);
    assert_eq!(verified("0.0"), [0, 0, 0]);
    let run = run(&six("business.glow.rules.verified_retail_share = 1.0"), 0);
    let sold = run.books.goods[0].get(GoodsLine::SoldFromStock);
    assert_eq!(run.books.plans[0].volume, Cents(2_800).times(sold));
    assert_eq!(run.books.plans[0].withheld.volume, Cents::ZERO, "all is sold by now");
    assert_eq!(run.carried[0].uncounted, [Uncounted::default(); 2]);
}

#[test]
fn sales_that_the_business_ships_are_proved_whatever_the_share() {
    let of = |rules: &str| {
        let run = run(&six(&format!("business.glow.drop_ship_share = 1.0\n{rules}")), 0);
        assert_eq!(run.books.goods[0].get(GoodsLine::SoldFromStock), 0);
        levels(&run)
    };
    assert_eq!(of(""), [1_120; 3]);
    assert_eq!(of("business.glow.rules.verified_retail_share = 0.1"), [1_120; 3]);
    // Nothing is her own, and all that was bought was sold.
    assert_eq!(of("business.glow.rules.own_use_points_max = 0"), [1_120; 3]);
    assert_eq!(of("business.glow.rules.retail_share_min = 1.0"), [1_120; 3]);
}

#[test]
fn retail_margin_is_proved_as_far_as_the_sales_are() {
    let margin = |rules: &str| {
        paid(&format!("business.glow.plan.unilevel.base = \"retail_margin\"\n{rules}"))
    };
    assert_eq!(margin(""), [480; 3]);
    assert_eq!(margin("business.glow.rules.verified_retail_share = 0.5"), [240; 3]);
    assert_eq!(margin("business.glow.rules.own_use_points_max = 0"), [480; 3]);
}

#[test]
fn own_purchases_count_up_to_the_cap_and_the_rest_when_it_is_sold() {
    let cap = |points: &str| paid(&format!("business.glow.rules.own_use_points_max = {points}"));
    // Two units are left of each six: both count, one of them, none; then what waited.
    assert_eq!(cap("56"), [1_680, 1_680, 0]);
    assert_eq!(cap("28"), [1_400, 1_400, 560]);
    assert_eq!(cap("0"), [1_120, 1_120, 1_120]);
    // A part of a unit is a part of its value: 5.00 of 28.00 for 5 of 28 points.
    assert_eq!(cap("5"), [1_170, 1_170, 1_020]);
    // Under both rules own use counts up to the cap, and of sales what is proved.
    let both = "business.glow.rules.own_use_points_max = 28
        business.glow.rules.verified_retail_share = 0.5";
    assert_eq!(paid(both), [840, 840, 280]);
}

#[test]
fn whoever_sells_too_little_of_what_she_buys_is_not_paid_on_others() {
    let share = |share: &str| paid(&format!("business.glow.rules.retail_share_min = {share}"));
    // Four of six units are 66.7 %.
    assert_eq!(share("0.66"), [1_680, 1_680, 0]);
    assert_eq!(share("0.67"), [0, 0, 0]);
    let run = run(&six("business.glow.rules.retail_share_min = 0.7"), 0);
    let outcomes = run.books.plans[0];
    assert_eq!(outcomes.withheld.retail, Cents(3_360));
    let of = outcomes.of(Bonus::Unilevel);
    // What the first partner buys has no upline; the table gives on both.
    assert_eq!((of.full, of.paid, of.breakage()), (Cents(6_720), Cents::ZERO, Cents(6_720)));
}

#[test]
fn an_event_can_set_each_rule_in_the_middle_of_a_run_and_end_it() {
    let from_week = |week: u32, rule: &str| {
        paid(&format!("event.rule.start_week = {week}\nevent.rule.set.business.glow.rules.{rule}"))
    };
    // The first six units counted when they were bought: two of them are sold in the second period
    // and do not count again.
    assert_eq!(from_week(5, "verified_retail_share = 1.0"), [1_680, 1_120, 560]);
    assert_eq!(from_week(5, "own_use_points_max = 28"), [1_680, 1_400, 280]);
    assert_eq!(from_week(5, "retail_share_min = 0.7"), [1_680, 0, 0]);
    // The rule of a period's last week holds for the period.
    assert_eq!(from_week(4, "verified_retail_share = 1.0"), [1_120, 1_120, 1_120]);
    // What waits when the rule ends never counts.
    let end = "event.rule.start_week = 1
        event.rule.duration_weeks = 4
        event.rule.set.business.glow.rules.verified_retail_share = 1.0";
    assert_eq!(paid(end), [1_120, 1_680, 0]);
}

#[test]
fn a_partner_who_is_short_of_points_buys_nothing_that_does_not_help_her() {
    let loaded = |rules: &str| {
        let run = run(
            &two(&format!(
                "business.glow.loading.probability = 1.0
                business.glow.plan.activity.minimum_points = 140
                business.glow.plan.unilevel.base = \"wholesale\"\n{rules}"
            )),
            0,
        );
        run.books.goods[0].loaded()
    };
    // Four units sold are 112 points: each of the two needs one more.
    assert_eq!(loaded(""), 2);
    assert_eq!(loaded("business.glow.rules.verified_retail_share = 1.0"), 0);
    assert_eq!(loaded("business.glow.rules.own_use_points_max = 28"), 2);
    assert_eq!(loaded("business.glow.rules.own_use_points_max = 27"), 0);
    // With it she has sold four of five.
    assert_eq!(loaded("business.glow.rules.retail_share_min = 0.8"), 2);
    assert_eq!(loaded("business.glow.rules.retail_share_min = 0.81"), 0);
}

/// A world in which one newcomer joins in the first week, by either partner, and nobody sells.
fn newcomer(rules: &str) -> FinishedRun {
    let loaded = two(&format!(
        "recruit.leads_per_hour = 1_000
        market.prospects_per_person = 0.03
        people.warm_circle_people = 0
        business.glow.plan.activity.minimum_points = 0
        business.glow.plan.activity.kit_counts = true
        business.glow.plan.activity.kit_commissionable = true
        business.glow.plan.kit_bonus.amounts = [25.00, 10.00]
        business.glow.plan.fast_start.rates = [0.2]
        business.glow.plan.unilevel.base = \"wholesale\"
        business.glow.plan.unilevel.rates = [0.1]\n{rules}"
    ));
    let run = run(&loaded, 0);
    assert_eq!(run.world.networks[0].partners.len(), 3);
    run
}

#[test]
fn recruiting_is_not_paid_and_kits_carry_nothing() {
    let figures = |run: &FinishedRun| {
        let plan = run.books.plans[0];
        let of = |bonus| (plan.of(bonus).paid.0, plan.of(bonus).breakage().0);
        (plan.volume.0, of(Bonus::KitBonus), of(Bonus::FastStart), of(Bonus::Unilevel))
    };
    // A kit of two units at 28.00. Her sponsor is the first partner or the second.
    let kit = |rules: &str| figures(&newcomer(rules));
    let (volume, (paid, unpaid), fast_start, levels) = kit("");
    assert_eq!((volume, paid + unpaid, fast_start, levels), (5_600, 3_500, (1_120, 0), (0, 0)));
    assert!(2_500 <= paid);
    let off = "business.glow.rules.recruiting_bonuses = false";
    assert_eq!(kit(off), (0, (0, 3_500), (0, 0), (0, 0)));
    let withheld = newcomer(off).books.plans[0].withheld;
    assert_eq!((withheld.recruiting.0, withheld.retail.0, withheld.volume.0), (paid, 0, 0));
    // From the third week on: the kit had carried its volume in the first, the bonuses are those of
    // the period's last week, and what fast start is not paid on stays open.
    let event = "event.rule.start_week = 3
        event.rule.set.business.glow.rules.recruiting_bonuses = false";
    assert_eq!(kit(event), (5_600, (0, 3_500), (0, 1_120), (560, 0)));
    let rewards = [Reason::RewardKitBonus, Reason::RewardFastStart];
    let run = newcomer(event);
    assert!(rewards.iter().all(|&reason| super::moved(&run, reason) == Cents::ZERO));
}

/// All that was booked, and everybody's columns of money and goods, week by week.
fn outcome(loaded: &Loaded) -> String {
    let run = run(loaded, 0);
    let partners = run.world.networks.iter().map(|network| &network.partners.chunks);
    let (flows, weeks) = (run.record.flows().collect::<Vec<_>>(), &run.record.weeks);
    format!("{:?}{flows:?}{weeks:?}{:?}", partners.collect::<Vec<_>>(), run.books.plans)
}

#[test]
fn rules_out_of_reach_change_not_a_byte() {
    let busy = "weeks = 30
        business.glow.loading.probability = 1.0
        business.glow.drop_ship_share = 0.5
        business.glow.pack_units = 5
        people.own_use_units_per_month = 3
        people.warm_circle_people = 9
        sell.in_person_orders_per_hour = 0.05
        sell.repeat_orders_per_week = 0.3
        market.people = 4_000
        recruit.leads_per_hour = 0.05
        quit.hazard_per_week = 0.02
        business.glow.buy_back.claim_probability = 1.0
        business.glow.plan.unilevel.base = \"wholesale\"
        business.glow.plan.fast_start.window_weeks = 6
        business.glow.plan.kit_bonus.amounts = [5.00]
        business.glow.plan.activity.kit_counts = true
        business.glow.plan.activity.kit_commissionable = true";
    for clawback in ["", "\nbusiness.glow.plan.clawback.counts_in = \"return\""] {
        let world = |rules: &str| super::loaded(&format!("{busy}{clawback}{rules}"), 30);
        let without = outcome(&world(""));
        let neutral = "
            business.glow.rules.verified_retail_share = 1.0
            business.glow.rules.own_use_points_max = 1_000_000_000
            business.glow.rules.retail_share_min = 0.0
            business.glow.rules.recruiting_bonuses = true";
        assert!(outcome(&world(neutral)) == without, "out of reach under {clawback}");
        for rule in [
            "verified_retail_share = 1.0",
            "own_use_points_max = 30",
            "retail_share_min = 0.9",
            "recruiting_bonuses = false",
        ] {
            let ruled = outcome(&world(&format!("\nbusiness.glow.rules.{rule}")));
            assert!(ruled != without, "{rule} under {clawback}");
        }
    }
}

#[cfg(feature = "cli")]
#[test]
fn the_statement_on_the_terminal_tells_what_waits_and_what_was_withheld() {
    let desk = Desk::bare();
    let pay = |case: &str, more: &str| {
        let root = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/cases/hand");
        // Sentences are wrapped.
        desk.run(&format!("pay {root}/{case}.toml{more}")).stdout.replace('\n', " ")
    };
    let told = pay("rules-verified-retail", "");
    assert!(told.contains("breakage 9.00, not counted 34.20, retail profit 24.00"), "{told}");
    assert!(told.contains(" PV waiting "), "{told}");
    let told = pay("rules-verified-retail", " --explain C");
    assert!(told.contains("62 own points, 62 group points, 30 waiting to count"), "{told}");
    let told = pay("rules-recruiting", "");
    assert!(told.contains("withheld by rules 37.00"), "{told}");
    let told = pay("rules-retail-share", " --explain B");
    assert!(told.contains("retail share min"), "{told}");
    let other = pay("fast_start", "");
    assert!(!other.contains("waiting") && !other.contains("not counted"), "{other}");
}
