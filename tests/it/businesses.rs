//! Several businesses in one market: each has partners, goods, periods and a plan of its own, and
//! all want the same customers and prospects.

use downline::ledger::{Journal, Reason, Role};
use downline::scenario::Loaded;
use downline::simulation::FinishedRun;
use downline::units::{BusinessId, Cents};

use crate::support::{Mean, STANDARD_ERRORS, from_text, over_replicates, run};

/// A market of ten communities; `more` is laid on top.
fn market(more: &str) -> Loaded {
    from_text(&format!(
        "weeks = 52\nseed = 7\nmarket.people = 10_000\nmarket.community_people = 1_000\n{more}"
    ))
}

/// A business of so many founders whose plan closes every so many weeks.
fn business(name: &str, founders: u32, period: u32) -> String {
    format!(
        "business.{name}.founders = {founders}\nbusiness.{name}.plan.period_weeks = {period}\n\
         business.{name}.plan.activity.minimum_points = 0\n\
         business.{name}.plan.unilevel.rates = [0.1, 0.05]\n"
    )
}

/// What a business paid as level pay in each week.
fn level_pay(run: &FinishedRun, business: u8) -> Vec<Cents> {
    let account = Journal::account(Role::Business, BusinessId(business));
    let reason = Reason::RewardUnilevel.index();
    run.record.flows().map(|flows| -flows[account][reason]).collect()
}

#[test]
fn each_plan_is_paid_when_its_own_period_ends() {
    let loaded = market(&(business("glow", 100, 4) + &business("lush", 100, 13)));
    let run = run(&loaded, 0);
    for (business, period) in [(0, 4), (1, 13)] {
        let paid = level_pay(&run, business);
        for (week, amount) in (1..).zip(paid) {
            let ends = week % period == 0;
            assert_eq!(ends, Cents::ZERO < amount, "business {business} paid {amount} in {week}");
        }
    }
}

#[test]
fn a_recruit_joins_the_business_of_her_sponsor_and_pays_its_kit() {
    let kits = "business.glow.joining.kit_price = 10\nbusiness.lush.joining.kit_price = 77\n";
    let loaded = market(&(business("glow", 300, 4) + &business("lush", 200, 4) + kits));
    let run = run(&loaded, 0);
    for (network, (founders, kit)) in run.world.networks.iter().zip([(300, 1_000), (200, 7_700)]) {
        let newcomers = i64::try_from(network.partners.len() - founders).expect("few");
        assert!(20 < newcomers, "{newcomers} joined");
        let account = Journal::account(Role::Business, network.business);
        let paid = run.books.journal.total()[account][Reason::StarterKit.index()];
        assert_eq!(paid, Cents(newcomers * kit), "kits of business {}", network.business.0);
    }
    let ever = |person: downline::units::PersonKey| {
        let chunks = run.world.chunks();
        chunks.flat_map(|chunk| chunk.person.iter()).filter(|&other| other == person).count()
    };
    // Keys of people are theirs in the whole market: nobody joins two businesses.
    for chunk in run.world.chunks() {
        for (slot, person) in chunk.person.iter().enumerate().step_by(7) {
            let comes_back = chunk.is_return.of(slot) || chunk.next_row[slot] != u32::MAX;
            assert!(comes_back || ever(person) == 1, "{person:?}");
        }
    }
}

#[test]
fn a_rival_takes_customers_and_recruits() {
    let alone = market(&business("glow", 300, 4));
    let rivals = market(&(business("glow", 300, 4) + &business("lush", 900, 4)));
    let of_glow = |loaded: &Loaded| {
        over_replicates(12, |replicate| {
            let run = run(loaded, replicate);
            let sold = run.books.goods[0].get(downline::ledger::GoodsLine::ShippedToCustomers);
            (sold as f64, run.world.networks[0].partners.len() as f64)
        })
    };
    let (alone, rivals) = (of_glow(&alone), of_glow(&rivals));
    for (what, of) in
        [("units", (|pair| pair.0) as fn(&(f64, f64)) -> f64), ("partners", |pair| pair.1)]
    {
        let less: Vec<f64> =
            alone.iter().zip(&rivals).map(|(alone, rivals)| of(alone) - of(rivals)).collect();
        let less = Mean::of(&less);
        assert!(0.0 < less.mean - STANDARD_ERRORS * less.error, "{what}: {less:?}");
    }
}

#[test]
fn the_name_of_a_business_changes_nothing() {
    let glow = run(&market(&business("glow", 50, 4)), 0);
    let lush = run(&market(&business("lush", 50, 4)), 0);
    assert_eq!(level_pay(&glow, 0), level_pay(&lush, 0));
    assert!(level_pay(&glow, 0).iter().any(|&paid| Cents::ZERO < paid));
}
