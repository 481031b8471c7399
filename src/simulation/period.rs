//! The end of a commission period: the plan is run and its claims are paid.

use rayon::prelude::*;

use super::Simulation;
use super::book::WeekTally;
use crate::ledger::{Reason, Tally, transfer};
use crate::plan::{self, Bonus, Outcomes, Period};
use crate::scenario::{Compression, Plan};
use crate::units::{BusinessId, Cents};
use crate::world::{CHUNK, Detail, Status, Volume};

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
        simulation.books.plans[index].merge(&outcome);
        simulation.books.payable[index] = unpaid(simulation, id);
        tally.of(id).0.add(Reason::NetworkFee, outcome.agents);
        pay(simulation, id, tally);
        let seed = simulation.seat_seed();
        if let Some(placement) = &mut simulation.world.placement {
            placement.close(business.plan.placement, seed);
        }
    }
    open_period(simulation);
}

/// At the end of the run, what an unfinished period has earned so far is owed.
pub(super) fn accrue(simulation: &mut Simulation<'_>) {
    for index in 0..simulation.scenario.businesses.len() {
        let id = BusinessId(u8::try_from(index).expect("at most 255 businesses"));
        let weeks = simulation.business(id).plan.period_weeks;
        if !simulation.world.week.is_multiple_of(weeks) {
            claim(simulation, id);
            let earned: Cents = simulation.scratch.rewards.iter().copied().sum();
            simulation.books.payable[index] = earned + unpaid(simulation, id);
        }
    }
}

/// What the plan carries on, earned and not yet paid.
fn unpaid(simulation: &Simulation<'_>, id: BusinessId) -> Cents {
    simulation.carried[id.index()].unpaid.iter().flatten().copied().sum()
}

/// Runs the plan; what it pays now stands in the working memory, by bonus and row.
fn claim(simulation: &mut Simulation<'_>, id: BusinessId) -> Outcomes {
    let plan = &simulation.business(id).plan;
    let Simulation { world, scratch, carried, .. } = simulation;
    let period = Period {
        placement: world.placement.as_ref(),
        details: &world.details,
        joined: &world.joined_periods,
        number: world.week / plan.period_weeks + 1,
        weeks: plan.period_weeks,
        ..Period::new(&world.genealogy, &world.status, &world.volumes, &world.points_before)
    };
    let outcomes =
        plan::run(plan, &period, &mut carried[id.index()], &mut scratch.sums, &mut |_| {});
    scratch.rewards.clear();
    scratch.rewards.resize(world.status.len(), Cents::ZERO);
    for bonus in scratch.sums.bonuses() {
        for (sum, &amount) in scratch.rewards.iter_mut().zip(scratch.sums.of(bonus)) {
            *sum += amount;
        }
    }
    outcomes
}

/// Why the money of a bonus moves.
const fn reason_of(bonus: Bonus) -> Reason {
    match bonus {
        Bonus::CustomerBonus => Reason::RewardCustomerBonus,
        Bonus::Party => Reason::RewardParty,
        Bonus::HostCredit => Reason::HostCredit,
        Bonus::Affiliate => Reason::AffiliateCommission,
        Bonus::Sponsored => Reason::SponsoredFee,
        Bonus::FastStart => Reason::RewardFastStart,
        Bonus::KitBonus => Reason::RewardKitBonus,
        Bonus::Structure => Reason::RewardStructure,
        Bonus::Growth => Reason::RewardGrowth,
        Bonus::Unilevel => Reason::RewardUnilevel,
        Bonus::Differential => Reason::RewardDifferential,
        Bonus::Stairstep => Reason::RewardStairstep,
        Bonus::Leadership => Reason::RewardLeadership,
        Bonus::Breakaway => Reason::RewardBreakaway,
        Bonus::Binary => Reason::RewardBinary,
        Bonus::Matrix => Reason::RewardMatrix,
        Bonus::Generation => Reason::RewardGeneration,
        Bonus::Infinity => Reason::RewardInfinity,
        Bonus::Matching => Reason::RewardMatching,
        Bonus::Pool => Reason::RewardPool,
    }
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

/// Pays what the plan left to be paid now; what returns took beyond it is paid back.
fn pay(simulation: &mut Simulation<'_>, id: BusinessId, tally: &mut WeekTally) {
    let Simulation { world, scratch, .. } = simulation;
    let sums = &scratch.sums;
    let bonuses = sums.bonuses();
    let tallies: Vec<Tally> = world
        .partners
        .chunks
        .par_iter_mut()
        .map(|chunk| {
            let mut paid = Tally::default();
            let rows = chunk.first_row as usize..chunk.first_row as usize + chunk.len();
            for &bonus in &bonuses {
                for (slot, &amount) in sums.of(bonus)[rows.clone()].iter().enumerate() {
                    if amount == Cents::ZERO {
                        continue;
                    }
                    let purse = &mut chunk.purse[slot];
                    if Cents::ZERO < amount {
                        transfer(purse, &mut paid, reason_of(bonus), amount);
                    } else if bonus == Bonus::HostCredit {
                        // What she gives a host is hers to pay, and nobody's who pays her.
                        transfer(purse, &mut paid, Reason::SellingCost, -amount);
                    } else {
                        transfer(purse, &mut paid, Reason::Clawback, -amount);
                    }
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
    let waits = !world.late_volumes.is_empty();
    world
        .partners
        .chunks
        .par_iter_mut()
        .zip(world.volumes.par_chunks_mut(CHUNK))
        .zip(world.points_before.par_chunks_mut(CHUNK))
        .for_each(|((chunk, volumes), before)| {
            if chunk.active.is_empty() && chunk.dormant.is_empty() && !chunk.parted && !waits {
                return;
            }
            chunk.parted = false;
            for (slot, volume) in volumes.iter_mut().enumerate() {
                chunk.points_last[slot] = volume.points;
                before[slot] = [volume.points, before[slot][0], before[slot][1]];
                *volume = Volume::default();
            }
        });
    // Orders after the cut-off open the next period.
    if waits {
        std::mem::swap(&mut world.volumes, &mut world.late_volumes);
    }
    world.details.fill(Detail::default());
    if !world.late_details.is_empty() {
        std::mem::swap(&mut world.details, &mut world.late_details);
    }
}
