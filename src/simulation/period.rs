//! The end of a commission period: the plan is run and its claims are paid.

use rayon::prelude::*;

use super::Simulation;
use super::book::WeekTally;
use crate::ledger::{Reason, transfer};
use crate::plan::{self, Claim, Period};
use crate::scenario::{Compression, Plan};
use crate::units::{BusinessId, Cents};
use crate::world::{CHUNK, Status, Volume};

/// Runs and pays the plan of each business whose period ends with this week.
pub(super) fn end_of_period(simulation: &mut Simulation<'_>, tally: &mut WeekTally) {
    simulation.scratch.rewards.clear();
    if !simulation.period_ends() {
        return;
    }
    let businesses = simulation.scenario.businesses.len();
    for index in 0..businesses {
        let id = BusinessId(u8::try_from(index).expect("at most 255 businesses"));
        let business = simulation.business(id);
        shorten_links(simulation, &business.plan);
        let outcome = claim(simulation, id);
        let sums = &mut simulation.books.plans[index];
        sums.full += outcome.full;
        sums.paid += outcome.paid;
        sums.base += outcome.base;
        pay(simulation, id, tally);
    }
    open_period(simulation);
}

/// At the end of the run, what an unfinished period has earned so far is owed.
pub(super) fn accrue(simulation: &mut Simulation<'_>) {
    for index in 0..simulation.scenario.businesses.len() {
        let id = BusinessId(u8::try_from(index).expect("at most 255 businesses"));
        let weeks = simulation.business(id).plan.period_weeks;
        if !simulation.world.week.is_multiple_of(weeks) {
            simulation.books.payable[index] = claim(simulation, id).paid;
        }
    }
}

/// Runs the plan and sums its claims by row.
fn claim(simulation: &mut Simulation<'_>, id: BusinessId) -> plan::Outcome {
    let plan = &simulation.business(id).plan;
    let Simulation { world, scratch, .. } = simulation;
    let rewards = &mut scratch.rewards;
    rewards.clear();
    rewards.resize(world.status.len(), Cents::ZERO);
    let period = Period {
        genealogy: &world.genealogy,
        status: &world.status,
        volumes: &world.volumes,
        points_before: &world.points_before,
    };
    plan::run(plan, &period, &mut |claim: Claim| {
        rewards[claim.earner as usize] += claim.amount;
    })
}

/// Links past those who have left are shortened for good, where the plan steps over them anyway.
fn shorten_links(simulation: &mut Simulation<'_>, plan: &Plan) {
    let walks_by_links = plan.unilevel.as_ref().is_some_and(|unilevel| {
        matches!(
            unilevel.compression,
            Compression::Standard
                | Compression::PayOnlyMove
                | Compression::SkipInactive
                | Compression::SkipBelowRank
                | Compression::RankQualified
        )
    });
    if !walks_by_links {
        return;
    }
    let world = &mut simulation.world;
    for chunk in &world.partners.chunks {
        for &slot in &chunk.active {
            let status = &world.status;
            world.genealogy.pass_over(chunk.first_row + u32::from(slot), |row| {
                status[row as usize] == Status::Left
            });
        }
    }
}

/// Pays the summed claims.
fn pay(simulation: &mut Simulation<'_>, id: BusinessId, tally: &mut WeekTally) {
    let Simulation { world, scratch, .. } = simulation;
    let tallies: Vec<crate::ledger::Tally> = world
        .partners
        .chunks
        .par_iter_mut()
        .zip(scratch.rewards.par_chunks(CHUNK))
        .map(|(chunk, rewards)| {
            let mut paid = crate::ledger::Tally::default();
            for (slot, &reward) in rewards.iter().enumerate() {
                if Cents::ZERO < reward {
                    let purse = &mut chunk.purse[slot];
                    transfer(purse, &mut paid, Reason::RewardUnilevel, reward);
                    chunk.touched = true;
                }
            }
            paid
        })
        .collect();
    let (money, _) = tally.of(id);
    for paid in &tallies {
        money.merge(paid);
    }
}

/// The period's volumes are closed: own points are kept for discount and activity.
fn open_period(simulation: &mut Simulation<'_>) {
    let world = &mut simulation.world;
    world
        .partners
        .chunks
        .par_iter_mut()
        .zip(world.volumes.par_chunks_mut(CHUNK))
        .zip(world.points_before.par_chunks_mut(CHUNK))
        .for_each(|((chunk, volumes), before)| {
            if chunk.active.is_empty() && chunk.dormant.is_empty() && !chunk.parted {
                return;
            }
            chunk.parted = false;
            for (slot, volume) in volumes.iter_mut().enumerate() {
                chunk.points_last[slot] = volume.points;
                before[slot] = [volume.points, before[slot][0], before[slot][1]];
                *volume = Volume::default();
            }
        });
}
