//! Steps of group volume and their leaders, once more.

use std::collections::BTreeSet;

use downline::scenario::{Bonus, BreakawayLasts, Case, PointStep, Stairstep};
use proptest::prelude::*;

use super::plain::{ALL, Paid, Till, World, of_the_program, stays_away};
use crate::cases;
use crate::stairstep::random::{cases_with, leaders, runs, stairsteps};

/// Whose group is away in a period, and who stays away after it.
pub(crate) fn away(
    world: &World<'_>,
    stairstep: &Stairstep,
    stayed: &BTreeSet<String>,
) -> Vec<bool> {
    let mut away = vec![false; world.len()];
    for who in world.deepest_first() {
        let points = world.points(&world.group(who, &away));
        let once = stayed.contains(&world.members[who].id);
        away[who] = match stairstep.breakaway_points {
            Some(asked) => !world.has_left(who) && (once || asked <= points),
            None => false,
        };
    }
    away
}

/// Those who stay away, after a period.
pub(crate) fn staying(world: &World<'_>, stairstep: &Stairstep, away: &[bool]) -> BTreeSet<String> {
    if stairstep.breakaway_lasts == BreakawayLasts::Period {
        return BTreeSet::new();
    }
    (0..world.len()).filter(|&who| away[who]).map(|who| world.members[who].id.clone()).collect()
}

/// The number of the highest step reached, and its rate.
fn step(steps: &[PointStep], points: u64) -> (usize, u32) {
    let mut best = (0, 0);
    for (index, step) in steps.iter().enumerate() {
        if points >= step.from_points {
            best = (index + 1, step.rate.0);
        }
    }
    best
}

fn is_paid(world: &World<'_>, stairstep: &Stairstep, who: usize) -> bool {
    let is_there = if stairstep.active_only { world.is_active(who) } else { !world.has_left(who) };
    is_there && world.has_begun(who)
}

fn recruits(world: &World<'_>, of: usize) -> Vec<usize> {
    (0..world.len()).filter(|&who| world.members[who].sponsor == Some(of)).collect()
}

/// What the steps come to.
fn steps(world: &World<'_>, stairstep: &Stairstep, away: &[bool]) -> Paid {
    let mut till = Till::new(world);
    let gross = |who: usize| {
        let group = world.group(who, away);
        let base = world.payable(world.value(&group));
        match step(&stairstep.steps, world.points(&group)) {
            // What is below zero has a rate wherever there are steps.
            (0, _) if base < 0 && !stairstep.steps.is_empty() => {
                (1, stairstep.steps[0].rate.0, base)
            }
            (number, rate) => (number, rate, base),
        }
    };
    for who in 0..world.len() {
        let (number, rate, base) = gross(who);
        if world.members[who].sponsor.is_none() || away[who] {
            till.offer(base, rate, ALL);
        }
        if !is_paid(world, stairstep, who) {
            continue;
        }
        till.pay((who, "group", who), number, (base, rate, ALL));
        for leg in recruits(world, who).into_iter().filter(|&leg| !away[leg]) {
            let (number, rate, base) = gross(leg);
            till.pay((who, "leg", leg), number, (-base, rate, ALL));
        }
    }
    till.close(false)
}

/// What leadership comes to.
fn leadership(world: &World<'_>, stairstep: &Stairstep, away: &[bool]) -> Paid {
    let plan = stairstep.leadership.as_ref().expect("leadership");
    let mut till = Till::new(world);
    let mut leads = vec![false; world.len()];
    // What came up to those who cannot be paid, in cents.
    let mut passing = vec![0; world.len()];
    for who in world.deepest_first() {
        let paid = is_paid(world, stairstep, who);
        let got = if paid { till.has(who) } else { passing[who] };
        if !away[who] && got == 0 {
            continue;
        }
        // Nobody below her is asked again, so she may be a border to those above from here on.
        let group = world.group(who, &leads);
        leads[who] = true;
        let base = world.payable(world.value(&group));
        let own = world.round(World::exact(base, plan.rate.0, ALL));
        till.offer(base, plan.rate.0, ALL);
        let volume = i128::from(plan.guarantee_volume.0);
        let wanting = (world.round(World::exact(volume, plan.rate.0, ALL)) - own).max(0);
        let points = world.points(&world.group(who, away));
        // Legs with anybody away in them.
        let is_below = |leg, other: usize| other == leg || world.line_above(other).contains(&leg);
        let is_strong = |&leg: &usize| (0..world.len()).any(|o| away[o] && is_below(leg, o));
        let legs = recruits(world, who).into_iter().filter(is_strong).count() as u64;
        let up = if !paid {
            got
        } else if points >= stairstep.breakaway_points.expect("points to break away") {
            0
        } else if points >= plan.rest_from_points || legs >= plan.rest_from_legs {
            got.clamp(0, wanting)
        } else {
            got
        };
        if paid {
            till.hand(who, "guarantee", who, -up);
        }
        match world.members[who].sponsor {
            Some(sponsor) if is_paid(world, stairstep, sponsor) => {
                till.pay((sponsor, "group", who), 0, (base, plan.rate.0, ALL));
                till.hand(sponsor, "guarantee", who, up);
            }
            Some(sponsor) => passing[sponsor] += own + up,
            None => {}
        }
    }
    till.close(true)
}

/// Every period of a case against the program's.
fn compare(case: &Case) {
    let stairstep = case.plan.stairstep.as_ref().expect("a stairstep");
    let statement = cases::statement(case);
    let mut stayed: BTreeSet<String> = case
        .partners
        .iter()
        .filter(|partner| partner.carried.broken_away && stairstep.breaks_away_for_life())
        .map(|partner| partner.id.clone())
        .collect();
    for number in 1..=case.period_count() {
        let world = World::new(case, number);
        let away = away(&world, stairstep, &stayed);
        let period = &statement.periods[number - 1];
        let paid = of_the_program(&case.plan, period, Bonus::Stairstep);
        assert_eq!(paid, steps(&world, stairstep, &away), "period {number}");
        if stairstep.leadership.is_some() {
            let paid = of_the_program(&case.plan, period, Bonus::Leadership);
            assert_eq!(paid, leadership(&world, stairstep, &away), "period {number}");
        }
        stayed = staying(&world, stairstep, &away);
        let away: BTreeSet<String> = stays_away(&statement, number).into_iter().collect();
        assert_eq!(away, stayed, "who stays away after period {number}");
    }
}

#[test]
fn the_hand_case_and_the_published_ones_come_out_alike() {
    compare(&cases::hand("stairstep", &[]));
    for path in cases::files("worked") {
        let case = cases::load(&path, &[]);
        if case.plan.stairstep.is_some() {
            compare(&case);
        }
    }
}

proptest! {
    #![proptest_config(runs(1_500))]

    #[test]
    fn the_steps_and_their_leaders_are_paid_as_the_plain_walk_pays(
        case in cases_with(stairsteps().prop_flat_map(|stairstep| {
            leaders().prop_map(move |leadership| {
                let mut stairstep = stairstep.clone();
                stairstep.leadership = leadership.filter(|_| stairstep.breakaway_points.is_some());
                stairstep
            })
        }), |plan, stairstep| plan.stairstep = Some(stairstep))
    ) {
        compare(&case);
    }
}
