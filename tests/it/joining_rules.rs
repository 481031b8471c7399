//! Rules on joining and leaving, to the cent: buy-back, cooling-off, a cap on the entry fee.
//!
//! *Invariant*: luck has nothing to decide. Two founders stay; one newcomer joins in the first week
//! below one of them, sells a unit a week from the second week on, and stops in the third, unless a
//! test says otherwise. Her kit costs 150.00 and has four units of 28.00; tools cost 5.00 a period
//! of two weeks.
//!
//! *Absent*: whether the plan takes back what the calculator says (`clawback`), and disclosure.

use std::fmt::Write;
use std::ops::ControlFlow;

use downline::experiment::{gather, run_worlds};
use downline::ledger::{GoodsLine, Group, Journal, Reason};
use downline::scenario::Loaded;
use downline::simulation::{FinishedRun, Simulation};
use downline::units::{BusinessId, Cents, NEVER};
use downline::world::{Chunk, Status};

use crate::support::{from_text, load, run};

const BASE: &str = "
    weeks = 4
    market.people = 100
    market.community_people = 100
    market.prospects_per_person = 0.03
    market.prospect_renewal_per_year = 0.0
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
    recruit.leads_per_hour = 1_000
    recruit.return_per_week = 0.0
    quit.hazard_per_week = 0.000_004
    quit.early_factor = 1_000
    quit.early_half_life_weeks = 520
    quit.renewal_refusal = 0.0
    quit.social_utility = 0.0
    quit.dormant_share = 0.0
    motivation.speed_per_week = 0.0
    event.end.start_week = 3
    event.end.duration_weeks = 1
    event.end.factor.quitting = 1_000
    business.glow.founders = 2
    business.glow.founder_roots = 2
    business.glow.drop_ship_share = 0.0
    business.glow.pack_units = 1
    business.glow.loading.probability = 0.0
    business.glow.costs.payment_fee = 0.0
    business.glow.joining.kit_price = 150.00
    business.glow.joining.kit_units = 4
    business.glow.joining.renewal_fee_per_year = 0.0
    business.glow.joining.tool_fee_per_period = 5.00
    business.glow.plan.period_weeks = 2
    business.glow.plan.activity.minimum_points = 0
    business.glow.buy_back.share = 0.0
";

/// The world with lines on top; the last that names a key holds.
fn world(more: &str) -> Loaded {
    let lines = BASE.lines().chain(more.lines());
    let sets: Vec<(&str, &str)> = lines.filter_map(|line| line.trim().split_once(" = ")).collect();
    let mut text = String::new();
    for (index, (key, value)) in sets.iter().enumerate() {
        if !sets[index + 1..].iter().any(|(other, _)| other == key) {
            writeln!(text, "{key} = {value}").expect("a string takes everything");
        }
    }
    from_text(&text)
}

/// Who cancels whenever she may.
const CANCELS: &str = "
    business.glow.rules.cooling_off_weeks = 2
    business.glow.rules.cooling_off_claim_probability = 1.0
";

/// What moved for a reason over the whole run.
fn moved(run: &FinishedRun, reason: Reason) -> Cents {
    let receiver = Journal::account(reason.receiver(), BusinessId(0));
    run.books.journal.total()[receiver][reason.index()]
}

/// The newcomer's row.
const NEWCOMER: usize = 2;

fn chunk(run: &FinishedRun) -> &Chunk {
    &run.world.networks[0].partners.chunks[0]
}

/// A partner's money in a group.
fn purse(run: &FinishedRun, row: usize, group: Group) -> Cents {
    chunk(run).purse.of(row)[group.index()]
}

/// What the newcomer has of sales, fees and what came back.
fn newcomer(run: &FinishedRun) -> [i64; 3] {
    [Group::RetailReceived, Group::PaidFees, Group::ReturnsAndClawback]
        .map(|group| purse(run, NEWCOMER, group).0)
}

fn statuses(run: &FinishedRun) -> &[Status] {
    &run.world.networks[0].status
}

#[test]
fn who_leaves_within_the_weeks_gets_fees_and_unsold_goods_back_at_the_full_price() {
    let finished = run(&world(CANCELS), 0);
    assert_eq!(statuses(&finished), [Status::Active, Status::Active, Status::Left]);
    assert_eq!(chunk(&finished).left.of(NEWCOMER), 2);
    // 155.00 of fees less 112.00, which the kit's goods count as, and two of them at 28.00: in the
    // end she has paid 56.00 for the two that she sold for 80.00.
    assert_eq!(newcomer(&finished), [8_000, -15_500, 4_300 + 5_600]);
    assert_eq!(chunk(&finished).net(NEWCOMER), Cents(2_400));
    assert_eq!(moved(&finished, Reason::FeeRefund), Cents(4_300));
    assert_eq!(moved(&finished, Reason::BuyBack), Cents(5_600));
    let goods = &finished.books.goods[0];
    assert_eq!(goods.get(GoodsLine::Returned), 2);
    assert_eq!(goods.cost(GoodsLine::Returned), Cents(5_600));
    assert_eq!(goods.get(GoodsLine::WrittenOff), 0);
    assert_eq!(
        (chunk(&finished).stock.of(NEWCOMER), chunk(&finished).written_off.of(NEWCOMER).0),
        (0, 0)
    );
    let career = chunk(&finished).career(NEWCOMER);
    assert_eq!((career.even_weeks, career.fell_back), (2, false));
    // The two units that came back go to the founders, who order two a week in all.
    let units = 2 * 4 + 4 - 2;
    assert_eq!(goods.get(GoodsLine::Supplied), units);
}

#[test]
fn who_leaves_a_week_later_gets_what_the_buy_back_gives_and_no_fees() {
    let late = CANCELS.replace("weeks = 2", "weeks = 1");
    let finished = run(&world(&late), 0);
    assert_eq!(newcomer(&finished), [8_000, -15_500, 0]);
    assert_eq!(chunk(&finished).written_off.of(NEWCOMER), Cents(5_600));
    assert_eq!(chunk(&finished).career(NEWCOMER).even_weeks, NEVER);
    let buy_back = "business.glow.buy_back.share = 0.9\n\
                    business.glow.buy_back.claim_probability = 1.0";
    let finished = run(&world(&format!("{late}\n{buy_back}")), 0);
    assert_eq!(newcomer(&finished), [8_000, -15_500, 5_040]);
    // Who cancels is not bought back from as well.
    let finished = run(&world(&format!("{CANCELS}\n{buy_back}")), 0);
    assert_eq!(newcomer(&finished), [8_000, -15_500, 9_900]);
    // Whoever does not ask for it has the buy-back left.
    let silent = CANCELS.replace("= 1.0", "= 0.0");
    let finished = run(&world(&format!("{silent}\n{buy_back}")), 0);
    assert_eq!(newcomer(&finished), [8_000, -15_500, 5_040]);
}

#[test]
fn who_fades_within_the_weeks_cancels_and_is_gone() {
    let fades = "quit.dormant_share = 1.0\nquit.revival_per_week = 0.0";
    let without = run(&world(fades), 0);
    assert_eq!(statuses(&without)[NEWCOMER], Status::Dormant);
    assert_eq!(chunk(&without).net(NEWCOMER), Cents(8_000 - 15_500));
    let with = run(&world(&format!("{fades}\n{CANCELS}")), 0);
    assert_eq!(statuses(&with)[NEWCOMER], Status::Left);
    assert_eq!(newcomer(&with), [8_000, -15_500, 9_900]);
    assert_eq!(with.record.weeks.iter().map(|week| week.left).sum::<u64>(), 1);
    assert_eq!(with.world.market.ex_partners, [1]);
}

#[test]
fn a_kit_whose_goods_are_all_gone_gives_back_its_fee_alone() {
    // Two units at 28.00 are sold; the rest of the price was a fee, and so were the tools.
    let finished = run(&world(&format!("{CANCELS}\nbusiness.glow.joining.kit_units = 2")), 0);
    assert_eq!(newcomer(&finished), [8_000, -15_500, 15_500 - 5_600]);
    assert_eq!(moved(&finished, Reason::BuyBack), Cents::ZERO);
    // A kit without goods is all fee; two units are ordered at 28.00 and sold.
    let finished = run(&world(&format!("{CANCELS}\nbusiness.glow.joining.kit_units = 0")), 0);
    assert_eq!(newcomer(&finished), [8_000, -15_500, 15_500]);
    assert_eq!(purse(&finished, NEWCOMER, Group::PaidForGoods), Cents(-5_600));
}

#[test]
fn goods_ordered_beside_the_kit_go_back_at_what_they_cost() {
    // A kit of one unit, packs of three: the kit's is sold, then one of three at 28.00.
    let packs = "business.glow.joining.kit_units = 1\nbusiness.glow.pack_units = 3";
    let finished = run(&world(&format!("{CANCELS}\n{packs}")), 0);
    assert_eq!(purse(&finished, NEWCOMER, Group::PaidForGoods), Cents(-8_400));
    assert_eq!(newcomer(&finished), [8_000, -15_500, 15_500 - 2_800 + 5_600]);
    assert_eq!(chunk(&finished).net(NEWCOMER), Cents(2_400));
    assert_eq!(finished.books.goods[0].get(GoodsLine::Returned), 2);
}

#[test]
fn the_refund_goes_by_what_the_kit_cost_when_she_joined() {
    // The price doubles in her last week: she sells for 80.00 what counted as 28.00 in the kit.
    let dearer = "event.dearer.start_week = 3\n\
                  event.dearer.set.business.glow.product.list_price = 80.00\n\
                  event.dearer.set.business.glow.joining.kit_price = 300.00";
    let finished = run(&world(&format!("{CANCELS}\n{dearer}")), 0);
    assert_eq!(newcomer(&finished), [4_000 + 8_000, -15_500, 4_300 + 5_600]);
}

#[test]
fn founders_have_nothing_to_cancel() {
    // Everybody leaves in the third week, each with two units of a pack of three.
    let all = "quit.hazard_per_week = 0.001\nquit.early_factor = 1\n\
               business.glow.pack_units = 3";
    let finished = run(&world(&format!("{CANCELS}\n{all}")), 0);
    assert_eq!(statuses(&finished), [Status::Left; 3]);
    for founder in [0, 1] {
        assert_eq!(purse(&finished, founder, Group::ReturnsAndClawback), Cents::ZERO);
    }
    assert_eq!(newcomer(&finished), [8_000, -15_500, 9_900]);
}

#[test]
fn who_is_even_after_cancelling_has_not_fallen_back() {
    // With a free kit she is even when she has sold a unit. Then she loads ten units, fades in the
    // same week and cancels.
    let loads = "quit.dormant_share = 1.0
        event.end.start_week = 4
        business.glow.rules.cooling_off_weeks = 3
        business.glow.joining.kit_price = 0.00
        business.glow.joining.tool_fee_per_period = 0.00
        business.glow.loading.probability = 1.0
        business.glow.plan.period_weeks = 4
        business.glow.plan.activity.minimum_points = 280";
    let finished = run(&world(&format!("{CANCELS}\n{loads}")), 0);
    assert_eq!(purse(&finished, NEWCOMER, Group::PaidForGoods), Cents(-28_000));
    assert_eq!(statuses(&finished)[NEWCOMER], Status::Left);
    // Three units were sold for 120.00 out of four that had cost nothing and ten at 28.00. Before
    // the pack came all that she sold was free.
    assert_eq!(newcomer(&finished), [12_000, 0, 28_000]);
    let career = chunk(&finished).career(NEWCOMER);
    assert_eq!((career.even_weeks, career.fell_back), (1, false));
}

/// A plan that pays the sponsor a tenth of the kit's 112.00 and a twentieth of its 150.00.
const PLAN: &str = "
    business.glow.plan.activity.kit_commissionable = true
    business.glow.plan.unilevel.base = \"wholesale\"
    business.glow.plan.unilevel.rates = [0.1]
    business.glow.plan.kit_bonus.rates = [0.05]
";

/// What the newcomer's sponsor was paid, and what she is due later: below zero what was taken back
/// beyond what there was to pay.
fn sponsor(run: &FinishedRun) -> [i64; 2] {
    let row = run.world.networks[0].genealogy.sponsor(2);
    let paid = [Group::Rewards, Group::ReturnsAndClawback];
    let paid: i64 = paid.map(|group| purse(run, row as usize, group).0).iter().sum();
    [paid, run.carried[0].unpaid_of(row).0]
}

#[test]
fn what_her_sponsor_had_of_her_is_taken_back_as_the_clawback_says() {
    let plan = |clawback: &str| {
        let finished = run(&world(&format!("{CANCELS}\n{PLAN}\n{clawback}")), 0);
        assert_eq!(newcomer(&finished), [8_000, -15_500, 9_900]);
        sponsor(&finished)
    };
    let paid = 1_120 + 750;
    assert_eq!(plan(""), [paid, 0]);
    // The two units that come back carried 56.00; a kit of an earlier period has been paid for.
    assert_eq!(plan("business.glow.plan.clawback.counts_in = \"return\""), [paid, -560]);
    // The two that she sold stay sold, but nobody bought a kit.
    let sale = "business.glow.plan.clawback.counts_in = \"sale\"";
    assert_eq!(plan(sale), [paid, -560 - 750]);
    let fixed = PLAN.replace("rates = [0.05]", "amounts = [7.00]");
    let finished = run(&world(&format!("{CANCELS}\n{fixed}\n{sale}")), 0);
    assert_eq!(sponsor(&finished), [1_120 + 700, -560 - 700]);
}

#[test]
fn a_kit_that_is_cancelled_in_the_period_of_its_sale_brings_nobody_anything() {
    // One period of four weeks: what came back in it was not sold.
    let plan = |clawback: &str| {
        let four = "business.glow.plan.period_weeks = 4";
        sponsor(&run(&world(&format!("{CANCELS}\n{PLAN}\n{four}\n{clawback}")), 0))
    };
    assert_eq!(plan(""), [1_120 + 750, 0]);
    for counts_in in ["return", "sale"] {
        let clawback = format!("business.glow.plan.clawback.counts_in = \"{counts_in}\"");
        assert_eq!(plan(&clawback), [560, 0], "counted in the period of {counts_in}");
    }
}

#[test]
fn who_cancels_says_nothing_of_who_asks_for_the_buy_back() {
    // A cent in a euro for goods, so that what came back tells who cancelled: 43.00 at least.
    let loaded = load(
        "tiny.toml",
        &[
            "business.glow.rules.cooling_off_weeks=51",
            "business.glow.rules.cooling_off_claim_probability=0.5",
            "business.glow.buy_back.share=0.01",
            "business.glow.buy_back.claim_probability=0.5",
        ],
    );
    let finished = run(&loaded, 0);
    let chunk = chunk(&finished);
    let newcomers = (0..chunk.len()).filter(|&row| !chunk.founder.of(row));
    let leavers = newcomers.filter(|&row| chunk.left.of(row) < chunk.joined.of(row) + 52);
    let (mut cancelled, mut bought_back, mut neither) = (0, 0, 0);
    for row in leavers {
        match chunk.purse.of(row)[Group::ReturnsAndClawback.index()] {
            Cents(back) if 4_300 <= back => cancelled += 1,
            Cents(back) if 0 < back => bought_back += 1,
            _ => neither += 1,
        }
    }
    let told = format!("{cancelled}, {bought_back} and {neither}");
    assert!(10 < cancelled && 3 < bought_back && 3 < neither, "{told}");
}

#[test]
fn somebody_who_is_followed_has_her_refund_in_her_year() {
    let followed = "weeks = 52
        market.people = 1_000
        market.community_people = 1_000
        market.prospects_per_person = 0.004
        recruit.leads_per_hour = 0
        persona.ana.week = 1
        persona.ana.clones = 1
        persona.ana.motive = \"part_time_seller\"
        persona.ana.hours_per_week = 100";
    let finished = run(&world(&format!("{CANCELS}\n{followed}")), 0);
    let year = finished.world.followed.members[0].year.expect("52 weeks are over");
    assert!(!year.registered && !year.active);
    assert_eq!(year.purse[Group::PaidFees.index()], Cents(-15_500));
    assert_eq!(year.purse[Group::ReturnsAndClawback.index()], Cents(9_900));
    assert_eq!(year.purse.iter().copied().sum::<Cents>(), Cents(2_400));
    assert_eq!((year.even_weeks, year.stock, year.written_off), (Some(2), 0, Cents::ZERO));
    let first_year = chunk(&finished).first_year(NEWCOMER).expect("52 weeks are over");
    assert_eq!((first_year.net, first_year.registered), (Cents(2_400), false));
}

#[test]
fn a_refund_takes_fees_off_the_revenue_and_bought_back_goods_off_the_goods() {
    let loaded = world(CANCELS);
    let finished = run(&loaded, 0);
    let measures = downline::measure::measure(&loaded.scenario, &finished);
    let of = |key: &str| {
        let key = format!("business.glow.to_date.{key}");
        let found = measures.measured.iter().find(|measured| measured.key == key);
        found.and_then(|measured| measured.value)
    };
    // Founders pay tools twice each; two founders order a unit a week.
    assert_eq!(of("fees_revenue"), Some(f64::from(15_500 + 2 * 2 * 500 - 4_300)));
    assert_eq!(of("goods_revenue"), Some(f64::from(2 * 4 * 2_800 - 5_600)));
    assert_eq!(of("paid_to_partners"), Some(0.0));
}

/// What joining cost and what the goods of the kit count as, in a world in which nobody stops.
fn joining(more: &str) -> (Cents, Cents) {
    let loaded = world(&format!("event.end.factor.quitting = 1\n{more}"));
    let mut simulation = Simulation::new(&loaded.scenario, 0);
    simulation.step().expect("the books close");
    let chunk = &simulation.world.networks[0].partners.chunks[0];
    assert_eq!((chunk.len(), chunk.stock.of(NEWCOMER)), (3, 4), "all goods are in the kit");
    (chunk.purse.of(NEWCOMER)[Group::PaidFees.index()], chunk.stock_cost.of(NEWCOMER))
}

#[test]
fn a_kit_costs_no_more_than_the_cap_and_keeps_its_goods() {
    let capped = |most: &str| joining(&format!("business.glow.rules.entry_fee_max = {most}"));
    assert_eq!(joining(""), (Cents(-15_000), Cents(11_200)));
    assert_eq!(capped("120.00"), (Cents(-12_000), Cents(11_200)));
    // Goods count as the kit's price at most: the business bears the rest.
    assert_eq!(capped("40.00"), (Cents(-4_000), Cents(4_000)));
    assert_eq!(capped("0.00"), (Cents::ZERO, Cents::ZERO));
}

#[test]
fn a_capped_kit_pays_bonuses_on_its_price_and_is_refunded_by_it() {
    let cap = "business.glow.rules.entry_fee_max = 40.00";
    let finished = run(&world(&format!("{CANCELS}\n{PLAN}\n{cap}")), 0);
    // 40.00 and 5.00 of fees; all of the kit's price is goods, of which two are left.
    assert_eq!(newcomer(&finished), [8_000, -4_500, 500 + 2_000]);
    // A tenth and a twentieth of the 40.00.
    assert_eq!(sponsor(&finished), [400 + 200, 0]);
    let sale = "business.glow.plan.clawback.counts_in = \"sale\"";
    let finished = run(&world(&format!("{CANCELS}\n{PLAN}\n{cap}\n{sale}")), 0);
    assert_eq!(sponsor(&finished), [400 + 200, -200 - 200]);
}

#[test]
fn nobody_sends_goods_back_for_nothing() {
    let keeps = |more: &str| {
        let buy_back = "business.glow.buy_back.claim_probability = 1.0";
        let finished = run(&world(&format!("{buy_back}\n{more}")), 0);
        let goods = &finished.books.goods[0];
        [GoodsLine::Returned, GoodsLine::WrittenOff].map(|line| goods.get(line))
    };
    assert_eq!(keeps(""), [0, 2]);
    assert_eq!(keeps("business.glow.buy_back.share = 0.01"), [2, 0]);
    let all_kept = "business.glow.buy_back.share = 0.5\n\
                    business.glow.buy_back.commission_deduction = 0.5";
    assert_eq!(keeps(all_kept), [0, 2]);
}

#[test]
fn the_buy_back_takes_the_kits_goods_for_four_quarters_of_a_year() {
    // She sells one unit of her kit and leaves with three.
    let returned = |week: u32| {
        let loaded = world(&format!(
            "weeks = 55
            sell.repeat_orders_per_week = 0.0
            event.end.start_week = {week}
            business.glow.joining.tool_fee_per_period = 0.00
            business.glow.buy_back.share = 0.9
            business.glow.buy_back.commission_deduction = 0.2
            business.glow.buy_back.claim_probability = 1.0"
        ));
        let finished = run(&loaded, 0);
        assert_eq!(statuses(&finished)[NEWCOMER], Status::Left);
        (finished.books.goods[0].get(GoodsLine::Returned), newcomer(&finished)[2])
    };
    // Seven tenths of 84.00, until the year is over.
    assert_eq!([returned(3), returned(52), returned(53)], [(3, 5_880), (3, 5_880), (0, 0)]);
}

/// Everything that comes out of a scenario but its own hash.
fn outcome(sets: &[&str]) -> String {
    let loaded = load("tiny.toml", sets);
    let worlds =
        run_worlds(&loaded, 2, &|_, _| ControlFlow::Continue(())).expect("the books close");
    let of_worlds = format!("{worlds:?}");
    let mut results = gather(&loaded, worlds);
    results.card.scenario_hash.clear();
    format!("{of_worlds}{results:?}")
}

#[test]
fn a_rule_at_its_neutral_value_changes_not_one_byte() {
    let plain = outcome(&[]);
    for neutral in [
        &["business.glow.rules.cooling_off_weeks=0"][..],
        &[
            "business.glow.rules.cooling_off_weeks=51",
            "business.glow.rules.cooling_off_claim_probability=0.0",
        ],
        &["business.glow.rules.entry_fee_max=99.00"],
        &["business.glow.rules.disclosure=\"none\""],
        &[
            "business.glow.rules.disclosure=\"company\"",
            "business.glow.rules.disclosure_factor_company=1.0",
        ],
        &["business.glow.rules={}"],
    ] {
        assert!(outcome(neutral) == plain, "{neutral:?} changes something");
    }
    let off = outcome(&["business.glow.buy_back.share=0.0"]);
    let unasked = ["business.glow.buy_back.claim_probability=0.0"];
    let both = outcome(&[unasked[0], "business.glow.buy_back.share=0.0"]);
    assert!(off == both, "goods go back for nothing");
    for rule in [
        "business.glow.rules.cooling_off_weeks=8",
        "business.glow.rules.entry_fee_max=98.99",
        "business.glow.rules.disclosure=\"company\"",
    ] {
        assert!(outcome(&[rule]) != plain, "{rule} changes nothing");
    }
}

/// What a reason moved by week.
fn by_week(run: &FinishedRun, reason: Reason) -> Vec<Cents> {
    let receiver = Journal::account(reason.receiver(), BusinessId(0));
    run.record.flows().map(|week| week[receiver][reason.index()]).collect()
}

#[test]
fn an_event_switches_each_rule_on_in_the_middle_of_a_run() {
    const WEEK: usize = 30;
    let rules = "business.glow.buy_back.share=0.0";
    let plain = run(&load("tiny.toml", &[rules]), 0);
    let with = |sets: &[&str]| {
        let event = format!("event.rule.start_week={}", WEEK + 1);
        let sets: Vec<String> =
            sets.iter().map(|set| format!("event.rule.set.business.glow.{set}")).collect();
        let mut all = vec![rules, event.as_str()];
        all.extend(sets.iter().map(String::as_str));
        let finished = run(&load("tiny.toml", &all), 0);
        let [first, same] = [&finished, &plain].map(|run| run.record.flows().take(WEEK));
        assert!(first.eq(same), "{sets:?}");
        finished
    };
    let moves = |run: &FinishedRun, reason| {
        let weeks = by_week(run, reason);
        let any = |weeks: &[Cents]| weeks.iter().any(|&cents| cents != Cents::ZERO);
        (any(&weeks[..WEEK]), any(&weeks[WEEK..]))
    };
    let bought_back = with(&["buy_back.share=0.9"]);
    assert_eq!(moves(&bought_back, Reason::BuyBack), (false, true));
    let cancels = with(&["rules.cooling_off_weeks=8"]);
    assert_eq!(moves(&cancels, Reason::FeeRefund), (false, true));
    let capped = with(&["rules.entry_fee_max=50.00"]);
    let joined = |week: &usize| i64::try_from(capped.record.weeks[*week].joined).expect("few");
    let kits = by_week(&capped, Reason::StarterKit);
    let weeks = 0..kits.len();
    let price = |week: &usize| if *week < WEEK { 9_900 } else { 5_000 };
    let expected: Vec<Cents> = weeks.map(|week| Cents(price(&week) * joined(&week))).collect();
    assert_eq!(kits, expected);
    let told = with(&["rules.disclosure=\"with_zeros\""]);
    let joined = |run: &FinishedRun| -> u64 {
        run.record.weeks[WEEK..].iter().map(|week| week.joined).sum()
    };
    assert!(5 * joined(&told) < 4 * joined(&plain), "{} of {}", joined(&told), joined(&plain));
}

/// Line, column, key and message of the only problem.
fn problem(text: &str) -> (usize, usize, String, String) {
    let problems = Loaded::from_text("rules", text).expect_err(text);
    let [problem] = &problems.0[..] else { panic!("{problems}") };
    (problem.line, problem.column, problem.key.clone(), problem.message.clone())
}

#[test]
fn rules_that_nothing_uses_are_errors_at_their_place() {
    let told = |lines: &str, line, column, key: &str, message: &str| {
        let text = format!("weeks = 20\n[business.glow.rules]\n{lines}");
        let found = problem(&text);
        let key = format!("business.glow.rules.{key}");
        assert_eq!(found, (line, column, key, message.to_owned()), "{text}");
    };
    told(
        "cooling_off_claim_probability = 0.5\n",
        3,
        33,
        "cooling_off_claim_probability",
        "`cooling_off_claim_probability` has no use without `cooling_off_weeks`",
    );
    told(
        "disclosure_factor_with_zeros = 0.1\n",
        3,
        32,
        "disclosure_factor_with_zeros",
        "`disclosure_factor_with_zeros` has no use without `disclosure`",
    );
    told(
        "entry_fee_max = 99.01\n",
        3,
        17,
        "entry_fee_max",
        "`entry_fee_max` has no use: the kit costs 99.00, less than 99.01",
    );
    // Whoever writes the switch means it, and what belongs to it may stay.
    let off = "cooling_off_weeks = 0\ncooling_off_claim_probability = 0.5\n\
               disclosure = \"none\"\ndisclosure_factor_company = 0.5\n";
    let loaded = from_text(&format!("[business.glow.rules]\n{off}"));
    let on = ["business.glow.rules.cooling_off_weeks=4", "business.glow.rules.cooling_off_weeks=0"];
    loaded.varied("--set", &on.map(str::to_owned)).expect("a switch may be turned back");
}

#[test]
fn a_cap_that_binds_in_some_weeks_is_no_error_and_one_of_an_event_is_told_there() {
    let promotion = "[business.glow.rules]\nentry_fee_max = 60\n[event.promotion]\n\
                     start_week = 5\nset.business.glow.joining.kit_price = 40\n";
    let loaded = from_text(&format!("weeks = 20\n{promotion}"));
    let prices = [0, 4].map(|week| loaded.scenario.in_week(week).businesses[0].1.kit_price());
    assert_eq!(prices, [Cents(6_000), Cents(4_000)]);
    let (line, column, key, _) = problem(
        "weeks = 20\n[business.glow]\n[event.rule]\nstart_week = 5\n\
         set.business.glow.rules.entry_fee_max = 200\n",
    );
    let key_of_event = "event.rule.set.business.glow.rules.entry_fee_max";
    assert_eq!((line, column, key.as_str()), (5, 41, key_of_event));
    // Earlier periods are worked out again by the price of the kit.
    let (line, _, key, message) = problem(
        "weeks = 20\n[business.glow.plan]\nunilevel = {}\nclawback.counts_in = \"sale\"\n\
         [event.rule]\nstart_week = 5\nset.business.glow.rules.entry_fee_max = 50\n",
    );
    assert_eq!((line, key.as_str()), (7, key_of_event));
    assert!(message.contains("while returns count in the period of their sale"), "{message}");
}
