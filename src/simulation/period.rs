//! The end of a commission period: the plan is run and its claims are paid.

use rayon::prelude::*;

use super::book::WeekTally;
use super::{NetworkScratch, Simulation, chunks_together, kept, seat_luck};
use crate::ledger::{Reason, Tally, transfer};
use crate::plan::{self, Agent, Bonus, Claim, Outcomes, Period, SUMS_TOGETHER, Sums};
use crate::scenario::{Compression, HostPaidBy, Plan};
use crate::units::{BusinessId, Cents};
use crate::world::{CHUNK, Chunk, Detail, Network, Status, VolumeChunk, bits};

/// Runs and pays the plan of each business whose period ends with this week.
pub(super) fn end_of_period(simulation: &mut Simulation<'_>, tally: &mut WeekTally) {
    for id in simulation.ids() {
        let index = id.index();
        simulation.scratch.networks[index].pays = false;
        if !simulation.period_ends(id) {
            continue;
        }
        simulation.scratch.networks[index].pays = true;
        let plan = &simulation.business(id).plan;
        let number = simulation.world.week / plan.period_weeks;
        let everybody = simulation.looks_at_everybody;
        let all = everybody || number.is_multiple_of(PERIODS_BETWEEN);
        shorten_links(&simulation.world.networks[index], plan, all);
        let outcome = claim(simulation, id);
        simulation.books.plans[index].merge(&outcome);
        simulation.books.payable[index] = unpaid(simulation, id);
        if let Some(caused) = &mut simulation.books.caused[index] {
            let sums = &simulation.scratch.networks[index].sums;
            caused.close(plan, sums, &simulation.carried[index]);
        }
        pay(simulation, id, tally);
        pay_agents(simulation, id, outcome.agents, tally);
        let network = &mut simulation.world.networks[index];
        if let Some(placement) = &mut network.placement {
            let (luck, partners) = (simulation.luck, &network.partners);
            placement.close(plan.placement, &|row| seat_luck(luck, partners, row));
        }
        open_period(network, &simulation.scratch.networks[index].sums, everybody);
    }
}

/// At the end of the run, what an unfinished period has earned so far is owed.
pub(super) fn accrue(simulation: &mut Simulation<'_>) {
    for id in simulation.ids() {
        let weeks = simulation.business(id).plan.period_weeks;
        if !simulation.world.week.is_multiple_of(weeks) {
            claim(simulation, id);
            let sums = &simulation.scratch.networks[id.index()].sums;
            let of = |bonus: &Bonus| sums.of(*bonus).sum::<Cents>();
            let earned: Cents = sums.bonuses().iter().map(of).sum();
            simulation.books.payable[id.index()] = earned + unpaid(simulation, id);
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
    let takebacks = kept::takebacks(simulation, id);
    let Simulation { world, scratch, carried, kept, books, looks_at_everybody, .. } = simulation;
    let network = &world.networks[id.index()];
    let scratch = &mut scratch.networks[id.index()];
    let Network { genealogy, status, volumes, partners, .. } = network;
    scratch.sources.clear();
    for chunk in &network.partners.chunks {
        scratch.sources.extend_from_slice(chunk.moved.words());
    }
    let period = Period {
        placement: network.placement.as_ref(),
        details: &network.details,
        joined: &network.joined_periods,
        number: world.week / plan.period_weeks + 1,
        weeks: plan.period_weeks,
        takebacks: &takebacks,
        // Orders after the cut-off are not told apart by the chunks' sets, and what waits may count
        // in a period in which a row moved nothing.
        sources: (network.late_volumes.is_empty()
            && !plan.rules.cut_purchases()
            && !*looks_at_everybody)
            .then_some(&scratch.sources),
        sums_only: kept[id.index()].is_none()
            && books.caused[id.index()].is_none()
            && !*looks_at_everybody,
        ..Period::new(genealogy, status, volumes, &partners.chunks)
    };
    let state = &mut carried[id.index()];
    let mut caused = books.caused[id.index()].as_mut();
    if let Some(caused) = &mut caused {
        caused.open(network);
    }
    let mut sink = |claim: Claim| {
        if let Some(caused) = &mut caused {
            caused.note(plan, &claim);
        }
    };
    match &mut kept[id.index()] {
        Some(kept) => kept.run(plan, &period, state, &mut scratch.sums, &mut sink),
        None => plan::run(plan, &period, state, &mut scratch.sums, &mut sink),
    }
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

/// Periods from one shortening of all links to the next; those of sources are always short.
const PERIODS_BETWEEN: u32 = 8;

/// Links past those who have left are shortened for good, where the plan steps over them anyway: a
/// walk is as long as it pays, and a few steps more past those who left lately.
fn shorten_links(network: &Network, plan: &Plan, all: bool) {
    if !walks_by_links(plan) {
        return;
    }
    let Network { partners, genealogy, status, .. } = network;
    let gone = |row: u32| status[row as usize] == Status::Left;
    let chunks = partners.chunks.par_iter().with_min_len(chunks_together(partners.chunks.len()));
    chunks.for_each(|chunk| {
        for slot in if all { chunk.active.iter() } else { chunk.moved.iter() } {
            genealogy.pass_over(chunk.row_of(slot), gone);
        }
    });
}

/// Whether a plan steps over those who have left on its way up the links.
pub(super) fn walks_by_links(plan: &Plan) -> bool {
    plan.unilevel.as_ref().is_some_and(|unilevel| {
        matches!(
            unilevel.compression,
            Compression::Standard
                | Compression::PayOnlyMove
                | Compression::SkipInactive
                | Compression::SkipBelowRank
                | Compression::RankQualified
        )
    })
}

/// Pays what the plan left to be paid now; what returns took beyond it is paid back.
fn pay(simulation: &mut Simulation<'_>, id: BusinessId, tally: &mut WeekTally) {
    let plan = &simulation.business(id).plan;
    let partners_pay_hosts =
        plan.party.as_ref().is_some_and(|party| party.host_paid_by == HostPaidBy::Partner);
    let Simulation { world, scratch, .. } = simulation;
    let NetworkScratch { sums, tallies, .. } = &mut scratch.networks[id.index()];
    let chunks = &mut world.networks[id.index()].partners.chunks;
    let sums = &*sums;
    tallies.clear();
    tallies.resize(chunks.len(), Tally::default());
    let earners = sums.earners().par_chunks(CHUNK / 64);
    let together = chunks_together(chunks.len());
    let all = chunks.par_iter_mut().zip(earners).zip(&mut *tallies).with_min_len(together);
    all.for_each(|((chunk, earners), paid)| {
        let first = chunk.first_row as usize;
        for &bonus in sums.bonuses() {
            let reason = reason_of(bonus);
            let group = reason.group().expect("a partner is paid");
            for (word, who) in earners.iter().enumerate().filter(|(_, who)| **who != 0) {
                chunk.touched = true;
                let start = SUMS_TOGETHER * word;
                let block = sums.block(bonus, first + start);
                if let Some(sum) = block.and_then(|all| chunk.purse.receive(group, start, all)) {
                    paid.add(reason, sum);
                    continue;
                }
                for slot in bits(&[*who]).map(|lane| start + lane) {
                    let amount = sums.get(bonus, chunk.row_of(slot));
                    if amount == Cents::ZERO {
                        continue;
                    }
                    let purse = chunk.purse.at(slot);
                    if Cents::ZERO < amount {
                        transfer(purse, paid, reason, amount);
                    } else if bonus == Bonus::HostCredit && partners_pay_hosts {
                        // What she gives a host is hers to pay, and nobody's who pays her.
                        transfer(purse, paid, Reason::SellingCost, -amount);
                    } else {
                        transfer(purse, paid, Reason::Clawback, -amount);
                    }
                }
            }
        }
    });
    let money = &mut tally.of[id.index()].money;
    for paid in tallies {
        money.merge(paid);
    }
}

/// Pays agencies and managers, through the creator's hands unless they come on top of her fee; what
/// is left of what agents get is the affiliate network's.
fn pay_agents(
    simulation: &mut Simulation<'_>,
    id: BusinessId,
    agents: Cents,
    tally: &mut WeekTally,
) {
    let sponsored = simulation.business(id).plan.sponsored.as_ref();
    let on_top = sponsored.is_some_and(|sponsored| sponsored.on_top);
    let Simulation { scenario, world, scratch, kept, books, .. } = simulation;
    let keeps = scenario.keeps_sold();
    let money = &mut tally.of[id.index()].money;
    let partners = &mut world.networks[id.index()].partners;
    let mut network = agents;
    for share in scratch.networks[id.index()].sums.agents() {
        network -= share.amount;
        let creator = partners.place_mut(share.creator);
        pay_agent(creator, money, (keeps, on_top), (share.agent, share.amount));
    }
    let fee = kept[id.index()].as_mut().map(|kept| kept.fee(network));
    let fee = fee.unwrap_or(network);
    money.add(Reason::NetworkFee, fee);
    if let Some(caused) = &mut books.caused[id.index()] {
        caused.pay_network(fee);
    }
}

/// Pays an agent of a creator's, on top of her fee or out of it; `keeps` says whether what she sold
/// is kept and this with it.
pub(super) fn pay_agent(
    (chunk, slot): (&mut Chunk, usize),
    money: &mut Tally,
    (keeps, on_top): (bool, bool),
    (agent, amount): (Agent, Cents),
) {
    if keeps {
        let sold = chunk.sold_mut(slot);
        *(if on_top { &mut sold.agents_on_top } else { &mut sold.agents }) += amount;
    }
    if on_top {
        let reason = match agent {
            Agent::Agency => Reason::AgencyShareOnTop,
            Agent::Manager => Reason::ManagerShareOnTop,
        };
        money.add(reason, amount);
        return;
    }
    let reason = match agent {
        Agent::Agency => Reason::AgencyShare,
        Agent::Manager => Reason::ManagerShare,
    };
    transfer(chunk.purse.at(slot), money, Reason::SponsoredFee, amount);
    transfer(chunk.purse.at(slot), money, reason, amount);
    chunk.touched = true;
}

/// The period's volumes are closed: own points are kept for discount, and as far as they count for
/// activity.
fn open_period(network: &mut Network, sums: &Sums, everybody: bool) {
    let waits = !network.late_volumes.is_empty();
    let together = chunks_together(network.partners.chunks.len());
    network
        .partners
        .chunks
        .par_iter_mut()
        .zip(network.volumes.chunks.par_iter_mut())
        .with_min_len(together)
        .for_each(|(chunk, volumes)| {
            // What waits may count, and orders after the cut-off do, where nothing moved.
            if !(waits || everybody || sums.counted_points(0).is_some()) {
                close_all(chunk, volumes);
                return;
            }
            for slot in 0..chunk.len() {
                let volume = volumes.take(slot);
                let counted = sums.counted_points(chunk.first_row as usize + slot);
                let points = counted.unwrap_or(volume.points);
                chunk.points_last.set(slot, volume.points);
                let [newest, second, _] = chunk.points_before.of(slot);
                let before = [points, newest, second];
                chunk.points_before.set(slot, before);
                if before == [0; 3] && volume.points == 0 {
                    chunk.with_points.remove(slot);
                } else {
                    chunk.with_points.insert(slot);
                }
            }
            chunk.moved.clear();
        });
    // Orders after the cut-off open the next period.
    if waits {
        std::mem::swap(&mut network.volumes, &mut network.late_volumes);
    }
    network.details.fill(Detail::default());
    if !network.late_details.is_empty() {
        std::mem::swap(&mut network.details, &mut network.late_details);
    }
}

/// Closes the volumes of a chunk, where all own points count.
fn close_all(chunk: &mut Chunk, volumes: &mut VolumeChunk) {
    let had_points = !chunk.with_points.is_empty();
    if chunk.moved.is_empty() && !had_points {
        return;
    }
    let points = volumes.all_points();
    if had_points || points.common() != Some(0) {
        chunk.points_last.copy_from(points);
        chunk.points_before.push_before(points);
        for word in 0..chunk.len().div_ceil(64) {
            *chunk.with_points.word_mut(word) = chunk.points_before.not_zero(64 * word);
        }
    }
    volumes.empty();
    chunk.moved.clear();
}
