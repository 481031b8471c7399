//! The week's end for each partner: perceive, go on, fade or leave.

use rayon::prelude::*;

use super::Simulation;
use super::book::{ChunkResult, WeekTally};
use super::record::WeekCounts;
use super::returned::{clear_stock, take_back_volume};
use super::settle::row_of;
use crate::behaviour::{ChunkDecisions, Mood, Parting, WeekView, feel, grow_audience, part};
use crate::chance::{Purpose, SequencePurpose, bernoulli, math};
use crate::ledger::{Reason, Tally, transfer};
use crate::scenario::Factors;
use crate::units::{Cents, NEVER, Week};
use crate::world::{CHUNK, Chunk, NO_UPLINE, Status, narrow, somewhere_by_weight};

/// What happens to a partner at the week's end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Turn {
    /// Active to dormant.
    Fades,
    /// Active or dormant to left.
    Leaves,
    /// Dormant to active.
    Revives,
}

/// Slots of a chunk whose status changes.
pub(super) struct Turns {
    turns: Vec<(u16, Turn)>,
}

/// Lets everybody perceive the week and decide whether to go on; nobody has moved yet.
pub(super) fn perceive_and_part(
    simulation: &mut Simulation<'_>,
    factors: Factors,
    tally: &mut WeekTally,
) -> Vec<Turns> {
    let ends = simulation.period_ends();
    let Simulation { scenario, casting, tables, luck, world, scratch, .. } = simulation;
    let view = WeekView {
        scenario,
        casting,
        tables,
        market: &scratch.view,
        luck,
        week: world.week,
        factors,
    };
    // The slices of rewards must cover every chunk, also in weeks without a run of the plan.
    scratch.rewards.resize(world.status.len(), Cents::ZERO);
    let outcomes: Vec<(Turns, Vec<Tally>)> = world
        .partners
        .chunks
        .par_iter_mut()
        .zip(scratch.rewards.par_chunks(CHUNK))
        .zip(scratch.decisions.par_iter())
        .zip(scratch.results.par_iter())
        .map(|(((chunk, rewards), decided), result)| {
            let mut desk = Desk { view: &view, chunk, tallies: Vec::new(), ends };
            desk.tallies.resize(scenario.businesses.len(), Tally::default());
            let turns = desk.perceive(rewards, decided, result);
            (turns, desk.tallies)
        })
        .collect();
    let mut all = Vec::with_capacity(outcomes.len());
    for (turns, tallies) in outcomes {
        for (sum, part) in tally.money.iter_mut().zip(&tallies) {
            sum.merge(part);
        }
        all.push(turns);
    }
    all
}

/// One chunk at the week's end.
struct Desk<'a, 'b> {
    view: &'a WeekView<'b>,
    chunk: &'a mut Chunk,
    tallies: Vec<Tally>,
    ends: bool,
}

impl Desk<'_, '_> {
    fn perceive(
        &mut self,
        rewards: &[Cents],
        decided: &ChunkDecisions,
        result: &ChunkResult,
    ) -> Turns {
        let mut turns = Vec::new();
        for (decision, money) in decided.decisions.iter().zip(&result.money) {
            let slot = usize::from(decision.slot);
            let income = money.income + rewards[slot];
            self.feel(slot, income, money.cost);
            self.audience(slot, decision.posts);
            match part(self.view, self.chunk, slot) {
                Parting::Stays => self.renew(slot),
                Parting::Fades => turns.push((decision.slot, Turn::Fades)),
                Parting::Leaves => turns.push((decision.slot, Turn::Leaves)),
            }
            first_earnings(self.chunk, slot, self.view.week, income);
            // A leaver's balance is read when her stock is gone, in `depart`.
            if turns.last() != Some(&(decision.slot, Turn::Leaves)) {
                break_even(self.chunk, slot, self.view.week);
            }
        }
        let renewals = self.view.scenario.quit.revival_per_week;
        for &slot in &self.chunk.dormant {
            let index = usize::from(slot);
            let person = self.chunk.person[index];
            if self.chunk.renewal_is_due(index, self.view.week) {
                turns.push((slot, Turn::Leaves));
            } else {
                let draw = self.view.luck.uniform(person, self.view.week, Purpose::Dormancy);
                if bernoulli(draw, renewals) {
                    turns.push((slot, Turn::Revives));
                }
            }
        }
        Turns { turns }
    }

    fn feel(&mut self, slot: usize, income: Cents, cost: Cents) {
        let chunk = &mut *self.chunk;
        let before = Mood {
            motivation: chunk.motivation[slot],
            perceived: chunk.perceived[slot],
            expectation: chunk.expectation[slot],
        };
        let mood = feel(&self.view.scenario.motivation, before, income, cost);
        chunk.motivation[slot] = mood.motivation;
        chunk.perceived[slot] = mood.perceived;
        chunk.expectation[slot] = mood.expectation;
    }

    /// Followers grow with posts; what a larger audience takes from engagement is worked out anew
    /// when a period ends.
    fn audience(&mut self, slot: usize, posts: u32) {
        let chunk = &mut *self.chunk;
        let growth = &self.view.scenario.growth;
        if growth.per_post == 0.0 {
            return;
        }
        let now = chunk.followers[slot];
        chunk.followers[slot] = grow_audience(growth, chunk.followers_joined[slot], now, posts);
        if self.ends {
            let talent = f64::from(chunk.talent[slot]);
            let followers = f64::from(chunk.followers[slot]);
            chunk.pull[slot] = narrow(self.view.casting.pull(talent, followers));
        }
    }

    /// The yearly fee of somebody who goes on.
    fn renew(&mut self, slot: usize) {
        if !self.chunk.renewal_is_due(slot, self.view.week) {
            return;
        }
        let business = self.chunk.business[slot].index();
        let fee = self.view.scenario.businesses[business].1.joining.renewal_fee_per_year;
        let purse = &mut self.chunk.purse[slot];
        transfer(purse, &mut self.tallies[business], Reason::RenewalFee, fee);
    }
}

/// The first income of any kind.
fn first_earnings(chunk: &mut Chunk, slot: usize, week: Week, income: Cents) {
    let career = &mut chunk.career[slot];
    if Cents::ZERO < income && career.earned_weeks == NEVER {
        career.earned_weeks = week - chunk.joined[slot];
        career.earned_posts = chunk.posts[slot];
    }
}

/// Break-even and falling back. Whoever has neither spent nor received anything has broken nothing
/// even: with a free kit everybody would have done so before she began.
fn break_even(chunk: &mut Chunk, slot: usize, week: Week) {
    if chunk.purse[slot].iter().all(|&cents| cents == Cents::ZERO) {
        return;
    }
    let net = chunk.net(slot);
    let career = &mut chunk.career[slot];
    if career.even_weeks == NEVER {
        if Cents::ZERO <= net {
            career.even_weeks = week - chunk.joined[slot];
            career.even_posts = chunk.posts[slot];
        }
    } else if net < Cents::ZERO {
        career.fell_back = true;
    }
}

/// Moves those who fade, leave or revive, in the order of rows.
pub(super) fn leave(
    simulation: &mut Simulation<'_>,
    turns: Vec<Turns>,
    tally: &mut WeekTally,
    counts: &mut WeekCounts,
) {
    for (index, Turns { turns }) in turns.into_iter().enumerate() {
        if turns.is_empty() {
            continue;
        }
        for &(slot, turn) in &turns {
            let row = row_of(index, slot);
            let was_active = simulation.world.status[row as usize] == Status::Active;
            simulation.world.status[row as usize] = match turn {
                Turn::Fades => Status::Dormant,
                Turn::Leaves => Status::Left,
                Turn::Revives => Status::Active,
            };
            count_for_sponsor(simulation, row, was_active, turn == Turn::Revives);
            if was_active {
                release_customers(simulation, index, usize::from(slot));
            }
            match turn {
                Turn::Leaves => {
                    counts.left += 1;
                    depart(simulation, index, usize::from(slot), tally);
                }
                Turn::Fades => simulation.world.partners.chunks[index].dormant.push(slot),
                Turn::Revives => simulation.world.partners.chunks[index].active.push(slot),
            }
        }
        let status = &simulation.world.status;
        let chunk = &mut simulation.world.partners.chunks[index];
        chunk.parted = true;
        let is = |slot: u16, wanted| status[row_of(index, slot) as usize] == wanted;
        chunk.active.retain(|&slot| is(slot, Status::Active));
        chunk.dormant.retain(|&slot| is(slot, Status::Dormant));
        chunk.active.sort_unstable();
        chunk.dormant.sort_unstable();
    }
}

/// A sponsor's count of active recruits follows.
fn count_for_sponsor(simulation: &mut Simulation<'_>, row: u32, was_active: bool, revives: bool) {
    let sponsor = simulation.world.genealogy.sponsor(row);
    if sponsor == NO_UPLINE {
        return;
    }
    let (chunk, slot) = simulation.world.partners.place_mut(sponsor);
    if revives {
        chunk.active_recruits[slot] += 1;
    } else if was_active {
        chunk.active_recruits[slot] -= 1;
    }
}

/// Her customers are free again.
fn release_customers(simulation: &mut Simulation<'_>, index: usize, slot: usize) {
    let week = simulation.world.week;
    let chunk = &mut simulation.world.partners.chunks[index];
    let home = std::mem::take(&mut chunk.customers_home[slot]);
    let away = std::mem::take(&mut chunk.customers_away[slot]);
    let (community, person) = (chunk.community[slot], chunk.person[slot]);
    simulation.world.market.release_home(community, home);
    for number in 0..away {
        // Numbers from here on: those of customers lost in the same week come before.
        let number = LEAVERS_CUSTOMERS + number % LEAVERS_CUSTOMERS;
        let purpose = SequencePurpose::ReturnedCustomer;
        let sums = &simulation.scratch.view.served_away_sums;
        let address = (purpose, number);
        let picked = somewhere_by_weight(&simulation.luck, person, week, address, sums);
        simulation.world.market.release_away(picked);
    }
}

/// Numbers of a leaver's customers start here, half-way through what a sequence has; whoever loses
/// more than that many meets the same luck again.
const LEAVERS_CUSTOMERS: u32 = 1 << 23;

/// She is gone: stock goes back or is written off, and her return, if any, is drawn.
fn depart(simulation: &mut Simulation<'_>, index: usize, slot: usize, tally: &mut WeekTally) {
    let week = simulation.world.week;
    let chunk = &mut simulation.world.partners.chunks[index];
    let (person, business) = (chunk.person[slot], chunk.business[slot]);
    let community = chunk.community[slot];
    chunk.left[slot] = week;
    chunk.touched = true;
    if 0 < chunk.stock[slot] {
        let rules = &simulation.scenario.businesses[business.index()].1;
        let claim = simulation.luck.uniform(person, week, Purpose::BuyBackClaim);
        let claims = bernoulli(claim, rules.buy_back.claim_probability);
        let back = clear_stock(chunk, slot, rules, claims, tally.of(business));
        break_even(chunk, slot, week);
        let row = row_of(index, narrow_slot(slot));
        take_back_volume(simulation, row, business, back);
    } else {
        break_even(chunk, slot, week);
    }
    simulation.world.market.part(community);
    if let Some(placement) = &mut simulation.world.placement {
        let exit = simulation.scenario.businesses[business.index()].1.plan.placement.on_exit;
        placement.leave(row_of(index, narrow_slot(slot)), exit);
    }
    let rules = &simulation.scenario.recruit;
    if rules.return_per_week <= 0.0 {
        return;
    }
    // Weeks until the return: geometric by inversion, after the cooling time.
    let draw = simulation.luck.uniform(person, week, Purpose::Return).value();
    let waiting = (math::ln(draw) / math::log1p(-rules.return_per_week.min(0.999_999))).floor();
    let weeks = f64::from(week) + f64::from(rules.return_after_weeks) + waiting;
    if weeks < f64::from(simulation.scenario.weeks) {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "in the run")]
        let weeks = weeks as usize;
        simulation.world.returning[weeks].push(row_of(index, narrow_slot(slot)));
    }
}

fn narrow_slot(slot: usize) -> u16 {
    u16::try_from(slot).expect("a chunk has 4,096 slots")
}

/// Customers who are lost without their partner leaving are free again.
pub(super) fn lose_customers(simulation: &mut Simulation<'_>) {
    let Simulation { luck, world, scratch, .. } = simulation;
    if !world.market.keeps_customers {
        return;
    }
    for (chunk, decided) in world.partners.chunks.iter().zip(&scratch.decisions) {
        for decision in &decided.decisions {
            let slot = usize::from(decision.slot);
            if 0 < decision.lost_home {
                world.market.release_home(chunk.community[slot], decision.lost_home);
            }
            for number in 0..decision.lost_away {
                let purpose = SequencePurpose::ReturnedCustomer;
                let (person, week) = (chunk.person[slot], world.week);
                let sums = &scratch.view.served_away_sums;
                let address = (purpose, number % LEAVERS_CUSTOMERS);
                let picked = somewhere_by_weight(luck, person, week, address, sums);
                world.market.release_away(picked);
            }
        }
    }
}
