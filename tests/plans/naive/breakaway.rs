//! Generations of groups that broke away, once more.

use std::collections::BTreeSet;

use downline::scenario::{Bonus, Breakaway, Case};
use proptest::prelude::*;

use super::plain::{ALL, Paid, Till, World, of_the_program};
use super::stairstep::{away, staying};
use crate::cases;
use crate::stairstep::random::{breakaways, cases_with, runs, stairsteps};

/// The rate of somebody in a generation from one, or nothing where she cannot be paid.
fn rate(
    world: &World<'_>,
    breakaway: &Breakaway,
    away: &[bool],
    who: usize,
    generation: usize,
) -> Option<u32> {
    if !world.can_earn(who) {
        return None;
    }
    let points = world.points(&world.group(who, away));
    let reached = breakaway.steps.iter().rfind(|step| step.from_points <= points)?;
    reached.rates.get(generation - 1).map(|rate| rate.0)
}

fn generations(world: &World<'_>, breakaway: &Breakaway, away: &[bool]) -> Paid {
    let mut till = Till::new(world);
    let depth = breakaway.steps.iter().map(|step| step.rates.len()).max().unwrap_or(0);
    for source in (0..world.len()).filter(|&source| away[source]) {
        let base = world.payable(world.value(&world.group(source, away)));
        if base == 0 {
            continue;
        }
        let line = world.line_above(source);
        for generation in 1..=depth {
            let rates = breakaway.steps.iter().filter_map(|step| step.rates.get(generation - 1));
            till.offer(base, rates.max().expect("a rate of each generation").0, ALL);
            // The generation of an upline is one more than the groups away between.
            let members = line.iter().enumerate().filter(|&(place, _)| {
                let between = line[..place].iter().filter(|&&upline| away[upline]).count();
                between + 1 == generation
            });
            let mut rated =
                members.map(|(_, &who)| (who, rate(world, breakaway, away, who, generation)));
            if let Some((who, Some(rate))) = rated.find(|(_, rate)| rate.is_some()) {
                till.pay((who, "generation", source), generation, (base, rate, ALL));
            }
        }
    }
    till.close(true)
}

fn compare(case: &Case) {
    let stairstep = case.plan.stairstep.as_ref().expect("a stairstep");
    let breakaway = case.plan.breakaway.as_ref().expect("a breakaway");
    let statement = cases::statement(case);
    let carried = case.partners.iter().filter(|partner| partner.carried.broken_away);
    let mut stayed: BTreeSet<String> = carried.map(|partner| partner.id.clone()).collect();
    if !stairstep.breaks_away_for_life() {
        stayed.clear();
    }
    for number in 1..=case.period_count() {
        let world = World::new(case, number);
        let away = away(&world, stairstep, &stayed);
        let period = &statement.periods[number - 1];
        let paid = of_the_program(&case.plan, period, Bonus::Breakaway);
        assert_eq!(paid, generations(&world, breakaway, &away), "period {number}");
        stayed = staying(&world, stairstep, &away);
    }
}

#[test]
fn the_hand_case_and_the_published_ones_come_out_alike() {
    compare(&cases::hand("breakaway", &[]));
    for path in cases::files("worked") {
        let case = cases::load(&path, &[]);
        if case.plan.breakaway.is_some() {
            compare(&case);
        }
    }
}

proptest! {
    #![proptest_config(runs(1_500))]

    #[test]
    fn generations_are_paid_as_the_plain_walk_pays(
        case in cases_with((stairsteps(), breakaways()), |plan, (mut stairstep, breakaway)| {
            stairstep.breakaway_points = stairstep.breakaway_points.or(Some(150));
            plan.stairstep = Some(stairstep);
            plan.breakaway = Some(breakaway);
        })
    ) {
        compare(&case);
    }
}
