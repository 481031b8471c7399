//! Nothing comes from nowhere: over random valid scenarios, every week, money, goods, customers and
//! people add up.
//!
//! *Invariant*: scenarios are text made of the catalogue's keys, drawn from their edges (zero, one,
//! switched off, larger than anything else) as often as from between. The draws are the same at
//! every run; a failing case shrinks towards the first edge of each key and prints its text.
//!
//! *Absent*: whether the numbers are right (`closed_form` and `ref_1`).

mod checks;
mod scenarios;

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::ops::ControlFlow;

use downline::ledger::{Journal, Reason};
use downline::measure::capture::{capture, window_flows};
use downline::measure::{Side, Window};
use downline::plan::Withheld;
use downline::scenario::Loaded;
use downline::simulation::{Simulation, WeekCounts};
use downline::units::Cents;
use downline::world::{FollowedYear, Member};
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};

/// Random scenarios that are run.
const CASES: u32 = 600;

#[test]
fn any_valid_scenario_keeps_money_goods_customers_and_people_every_week() {
    let config = Config { cases: CASES, failure_persistence: None, ..Config::default() };
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(config, rng);
    let met = RefCell::new([0; EVENTS.len()]);
    let paid_for = RefCell::new(BTreeSet::new());
    let outcome = runner.run(&scenarios::small_and_valid(), |text| {
        let loaded = Loaded::from_text("random", &text)
            .map_err(|problems| TestCaseError::fail(format!("not valid:\n{problems}")))?;
        let (happened, reasons) = hold(&loaded);
        paid_for.borrow_mut().extend(reasons);
        for (cases, happened) in met.borrow_mut().iter_mut().zip(happened) {
            *cases += u32::from(happened);
        }
        Ok(())
    });
    if let Err(failure) = outcome {
        panic!("{failure}");
    }
    // Every kind of reward has been paid under books that close, and fees have gone back.
    let content = [Reason::HostCredit, Reason::AffiliateCommission, Reason::SponsoredFee];
    let paid_for = paid_for.into_inner();
    let agents = [
        Reason::NetworkFee,
        Reason::AgencyShare,
        Reason::ManagerShare,
        Reason::AgencyShareOnTop,
        Reason::ManagerShareOnTop,
    ];
    let back = [Reason::BuyBack, Reason::FeeRefund];
    for reason in Reason::REWARDS.into_iter().chain(content).chain(agents).chain(back) {
        assert!(paid_for.contains(&reason), "{} was never paid", reason.name());
    }
    // The scenarios are worth their claims: what can go wrong has happened in many of them.
    for (event, cases) in EVENTS.iter().zip(met.into_inner()) {
        assert!(CASES < 20 * cases, "{event} in only {cases} of {CASES} scenarios");
    }
}

#[test]
fn a_network_that_opens_a_chunk_leaves_its_rivals_customers_where_they_are() {
    let chunk = downline::world::CHUNK;
    let loaded = Loaded::from_text(
        "rivals",
        &format!(
            "weeks = 16\nmarket.people = 40_000\nsell.customers_lost_per_week = 0.3\n\
             business.glow.founders = {}\nbusiness.lush.founders = 600\n",
            chunk - 300
        ),
    );
    let loaded = loaded.unwrap_or_else(|problems| panic!("{problems}"));
    let mut simulation = Simulation::new(&loaded.scenario, 0);
    for week in 0..loaded.scenario.weeks {
        simulation.step().unwrap_or_else(|breach| panic!("week {}: {breach}", week + 1));
        checks::state(&simulation);
        let chunks = simulation.world.networks[0].partners.chunks.len();
        assert!(3 < week || chunks == 1, "the chunk opens before anybody has customers to lose");
    }
    let first = &simulation.world.networks[0].partners;
    assert_eq!(first.chunks.len(), 2, "{} partners have opened a chunk", first.len());
}

/// What may happen in a run.
const EVENTS: [&str; 14] = [
    "people join",
    "people leave",
    "people come back",
    "people fade",
    "orders are refused",
    "leads are refused",
    "rewards are paid",
    "stock is taken back",
    "two businesses recruit",
    "somebody followed has joined",
    "somebody followed has declined",
    "purchases do not count",
    "pay on others is withheld",
    "pay for recruiting is withheld",
];

/// Runs a scenario week by week and holds every claim; returns which of [`EVENTS`] happened, and
/// for what anybody paid.
fn hold(loaded: &Loaded) -> ([bool; EVENTS.len()], Vec<Reason>) {
    let mut simulation = Simulation::new(&loaded.scenario, 0);
    let mut plain = simulation.clone().looking_at_everybody();
    checks::state(&simulation);
    for week in 0..loaded.scenario.weeks {
        let before = simulation.world.clone();
        simulation.step().unwrap_or_else(|breach| panic!("week {}: {breach}", week + 1));
        plain.step().unwrap_or_else(|breach| panic!("week {}: {breach}", week + 1));
        checks::same(&simulation, &plain);
        checks::state(&simulation);
        checks::week(&loaded.scenario, &before, &simulation);
    }
    let weeks = &simulation.record().weeks;
    let any = |of: fn(&WeekCounts) -> bool| weeks.iter().any(of);
    let returned = simulation.world.chunks().any(|chunk| chunk.is_return.iter().any(|is| is));
    let flows = simulation.books.journal.total().to_vec();
    let paid = |reason: Reason| flows.iter().any(|account| account[reason.index()] < Cents::ZERO);
    let compete = loaded.scenario.businesses.len() == 2
        && simulation.world.networks.iter().all(|network| {
            let founders = loaded.scenario.businesses[network.business.index()].1.founders;
            founders < u32::try_from(network.partners.len()).expect("few rows")
        });
    let followed = &simulation.world.followed.members;
    let withheld = |of: fn(&Withheld) -> Cents| {
        simulation.books.plans.iter().any(|plan| of(&plan.withheld) != Cents::ZERO)
    };
    let happened = [
        any(|week| 0 < week.joined),
        any(|week| 0 < week.left),
        returned,
        any(|week| 0 < week.dormant),
        any(|week| 0 < week.orders_rationed),
        any(|week| week.joined < week.leads),
        Reason::REWARDS.into_iter().any(&paid),
        paid(Reason::BuyBack),
        compete,
        followed.iter().any(Member::takes_part),
        followed.iter().any(|member| !member.takes_part()),
        withheld(|withheld| withheld.volume),
        withheld(|withheld| withheld.retail),
        withheld(|withheld| withheld.recruiting),
    ];
    for member in followed {
        let year = member.year.expect("everybody's 52 weeks fit the run");
        let is_blank = year == FollowedYear::default();
        assert!(member.takes_part() || is_blank, "who declined has nothing");
    }
    let reasons = Reason::ALL.into_iter().filter(|&reason| paid(reason)).collect();
    captures_add_up(loaded, simulation);
    (happened, reasons)
}

/// Sources and sinks add up to the cent, in every window, at every depth, under both treatments.
fn captures_add_up(loaded: &Loaded, simulation: Simulation<'_>) {
    let run = simulation.run(|_| ControlFlow::Continue(())).expect("the last audit passes");
    let captures = capture(&loaded.scenario, &run);
    let year = captures.iter().any(|sums| sums.window == Window::CalendarYear);
    let years = (loaded.scenario.weeks / 52).saturating_sub(1) * 52;
    let whole_year = 52 <= loaded.scenario.weeks && loaded.scenario.burn_in_weeks <= years;
    assert_eq!(year, whole_year, "a calendar year is measured where there is one");
    assert_eq!(captures.len(), if year { 12 } else { 6 }, "windows, depths and treatments");
    for sums in captures {
        let on = |wanted: Side| -> Cents {
            let sides = sums.nets.iter().map(|(party, _)| sums.side(party));
            sides.filter(|(side, _)| *side == wanted).map(|(_, cents)| cents).sum()
        };
        let what = format!("{:?} {:?} {:?}", sums.window, sums.depth, sums.own_use);
        assert_eq!(on(Side::Source), on(Side::Sink), "{what}");
        assert_eq!(on(Side::Source), sums.base(), "{what}");
    }
    for window in window_flows(&run) {
        for reason in Reason::ALL {
            let over_accounts: Cents = window.flows.iter().map(|row| row[reason.index()]).sum();
            assert_eq!(over_accounts, Cents::ZERO, "{} in {:?}", reason.name(), window.window);
        }
        let accounts = Journal::new(loaded.scenario.businesses.len()).total().len();
        assert_eq!(window.flows.len(), accounts);
    }
}
