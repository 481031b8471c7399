//! The audit notices a single cent or unit that moves outside the books, and names it.

use downline::ledger::{Group, Journal, Reason, Role, SHARED_ROLES};
use downline::scenario::Loaded;
use downline::simulation::Simulation;
use downline::units::{BusinessId, Cents};

/// A small world in which every behaviour that moves money of partners is at work.
const BUSY: &str = r#"
weeks = 40
[market]
people = 20_000
[motive.builder]
weight = 10.0
[quit]
hazard_per_week = 0.02
dormant_share = 0.2
[business.glow]
founders = 60
founder_roots = 3
[business.glow.joining]
tool_fee_per_period = 1.00
[business.glow.costs]
marketing_per_week = 10.00
running_per_week = 5.00
[business.glow.plan]
activity.minimum_points = 0
unilevel = { base = "wholesale", rates = [0.1, 0.05] }
"#;

/// A world some weeks old, in the middle of a commission period.
fn grown(loaded: &Loaded) -> Simulation<'_> {
    let mut simulation = Simulation::new(&loaded.scenario, 0);
    for _ in 0..14 {
        simulation.step().expect("the books close");
    }
    simulation
}

/// What the audit says within a period after a corruption.
fn breach(simulation: &mut Simulation<'_>) -> String {
    for _ in 0..4 {
        if let Err(breach) = simulation.step() {
            return breach.to_string();
        }
    }
    panic!("the audit overlooked the corruption for a whole period");
}

#[test]
fn one_cent_in_any_money_column_of_any_kind_of_partner_is_named_within_a_period() {
    let loaded = Loaded::from_text("busy", BUSY).expect("no problems");
    let grown = grown(&loaded);
    let chunk = &grown.world.networks[0].partners.chunks[0];
    let gone = (0..chunk.len())
        .find(|&slot| grown.world.networks[0].status[slot] == downline::world::Status::Left)
        .expect("somebody has left after 14 weeks");
    let active = chunk.active.first().expect("somebody is active");
    for slot in [active, gone] {
        for group in Group::ALL {
            for cent in [Cents(1), Cents(-1)] {
                let mut corrupt = grown.clone();
                corrupt.world.networks[0].partners.chunks[0].purse.at(slot).add(group, cent);
                let text = breach(&mut corrupt);
                let named = format!("partners' {}:", group.name());
                assert!(text.contains(&named), "{named} is not in {text}");
            }
        }
    }
}

/// A column of money.
type Column = fn(&mut downline::world::Chunk) -> &mut downline::ledger::MoneyColumn;

#[test]
fn one_cent_in_any_column_of_goods_at_cost_is_named_within_a_period() {
    let loaded = Loaded::from_text("busy", BUSY).expect("no problems");
    let grown = grown(&loaded);
    let chunk = &grown.world.networks[0].partners.chunks[0];
    let gone = (0..chunk.len())
        .find(|&slot| grown.world.networks[0].status[slot] == downline::world::Status::Left)
        .expect("somebody has left after 14 weeks");
    let columns: [(&str, Column); 3] = [
        ("stock_cost", |chunk| &mut chunk.stock_cost),
        ("own_use", |chunk| &mut chunk.own_use),
        ("written_off", |chunk| &mut chunk.written_off),
    ];
    for (name, column) in columns {
        let mut clean = grown.clone();
        let sum = column(&mut clean.world.networks[0].partners.chunks[0]).sum();
        assert!(Cents::ZERO < sum, "{name} is idle in the busy world");
        for slot in [chunk.active.first().expect("somebody is active"), gone] {
            for cent in [Cents(1), Cents(-1)] {
                let mut corrupt = grown.clone();
                column(&mut corrupt.world.networks[0].partners.chunks[0]).add(slot, cent);
                let text = breach(&mut corrupt);
                assert!(text.contains(&format!("partners' {name} of goods:")), "{name}: {text}");
            }
        }
    }
}

#[test]
fn one_unit_of_stock_is_named_within_a_period() {
    let loaded = Loaded::from_text("busy", BUSY).expect("no problems");
    let mut corrupt = grown(&loaded);
    let chunk = &mut corrupt.world.networks[0].partners.chunks[0];
    let slot = chunk.active.first().expect("somebody is active");
    chunk.stock.add(slot, 1);
    let text = breach(&mut corrupt);
    assert!(text.contains("goods of business 0 with partners, in units"), "{text}");
}

#[test]
fn a_transfer_that_no_partner_took_part_in_is_named_by_its_group() {
    let loaded = Loaded::from_text("busy", BUSY).expect("no problems");
    let grown = grown(&loaded);
    for reason in Reason::ALL {
        let Some(group) = reason.group() else { continue };
        let mut corrupt = grown.clone();
        corrupt.books.journal.post(reason, BusinessId(0), Cents(1));
        let text = breach(&mut corrupt);
        assert!(
            text.contains(&format!("partners' {}:", group.name())),
            "{}: {text}",
            reason.name()
        );
    }
}

#[test]
fn the_breach_names_the_week_and_stops_the_run() {
    let loaded = Loaded::from_text("busy", BUSY).expect("no problems");
    let mut corrupt = grown(&loaded);
    corrupt.world.networks[0].partners.chunks[0].purse.at(0).add(Group::Rewards, Cents(1));
    let stopped = corrupt.run(|_| std::ops::ControlFlow::Continue(())).err();
    let text = stopped.expect("the run goes on with false books").to_string();
    assert!(text.starts_with("the books do not close in week 1"), "{text}");
}

#[test]
fn every_movement_of_the_busy_world_is_on_both_of_its_accounts() {
    let loaded = Loaded::from_text("busy", BUSY).expect("no problems");
    let grown = grown(&loaded);
    let total = grown.books.journal.total();
    let mut moved = 0;
    for reason in Reason::ALL {
        let column: Cents = total.iter().map(|row| row[reason.index()]).sum();
        assert_eq!(column, Cents::ZERO, "{}", reason.name());
        let payer = Journal::account(reason.payer(), BusinessId(0));
        if total[payer][reason.index()] < Cents::ZERO {
            moved += 1;
        }
    }
    // Sales both ways, orders, kits, tools, events, credit, rewards, goods, shipping, fees both
    // ways, posting, selling, running, marketing, buy-back.
    assert!(16 <= moved, "only {moved} reasons moved: the world is not busy");
    let all: Cents = total.iter().flatten().copied().sum();
    assert_eq!(all, Cents::ZERO);
    assert_eq!(SHARED_ROLES.len() + 1, total.len());
    assert_eq!(SHARED_ROLES[Journal::account(Role::Partners, BusinessId(0))], Role::Partners);
}
