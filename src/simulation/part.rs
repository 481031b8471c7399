//! The week's end for each partner: perceive, go on, fade or leave.

use rayon::prelude::*;

use super::book::{BusinessTally, ChunkResult, WeekTally, kit_cost};
use super::kept::Kept;
use super::record::WeekCounts;
use super::returned::{Leaving, clear_stock, take_back_volume};
use super::settle::row_of;
use super::till::WeekMoney;
use super::{CHUNKS_TOGETHER, NetworkScratch, Scratch, Simulation};
use crate::behaviour::{Mood, Parting, WeekView, feel, grow_audience, part};
use crate::chance::{Luck, Purpose, SequencePurpose, bernoulli, math};
use crate::ledger::{GroupsMoved, Reason, Tally, transfer};
use crate::plan::Sums;
use crate::scenario::{Business, Factors, Scenario};
use crate::units::{Cents, Ppm, Week, fetch};
use crate::world::{
    Chunk, MarketState, NO_UPLINE, Network, Slots, Status, World, narrow, somewhere_by_weight,
};

/// What happens to a partner at the week's end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Turn {
    /// Active to dormant.
    Fades,
    /// Active or dormant to left.
    Leaves,
    /// Active to left, in the time for cooling off: what she has paid goes back.
    Cancels,
    /// Dormant to active.
    Revives,
}

/// Lets everybody perceive the week and decide whether to go on; nobody has moved yet.
pub(super) fn perceive_and_part(
    simulation: &mut Simulation<'_>,
    factors: Factors,
    tally: &mut WeekTally,
) {
    let ends: Vec<bool> = simulation.ids().map(|id| simulation.period_ends(id)).collect();
    let everybody = simulation.looks_at_everybody;
    let Simulation { scenario, casting, tables, luck, world, scratch, feels, .. } = simulation;
    let view = WeekView {
        scenario,
        casting,
        tables,
        market: &scratch.view,
        luck,
        week: world.week,
        factors,
        everybody,
    };
    for (network, scratch) in world.networks.iter_mut().zip(&mut scratch.networks) {
        let index = network.business.index();
        let (business, ends) = (&scenario.businesses[index].1, ends[index]);
        let NetworkScratch { sums, pays, posts_paid, decisions, results, .. } = scratch;
        let paid = pays.then_some(&*sums);
        network
            .partners
            .chunks
            .par_iter_mut()
            .zip(decisions.par_iter())
            .zip(results.par_iter_mut())
            .with_min_len(CHUNKS_TOGETHER)
            .for_each(|((chunk, decided), result)| {
                let first = posts_paid.len().min(chunk.first_row as usize);
                let posts_paid = &posts_paid[first..];
                let mut desk = Desk { view: &view, business, chunk, paid, posts_paid, ends };
                if *feels {
                    desk.feel_all(result);
                }
                desk.audiences(&decided.posts);
                desk.perceive(&decided.wavering, result);
            });
        for result in results.iter() {
            tally.of[index].money.merge(&result.renewals);
        }
    }
}

/// One chunk at the week's end.
struct Desk<'a, 'b> {
    view: &'a WeekView<'b>,
    business: &'a Business,
    chunk: &'a mut Chunk,
    /// What the plan pays in this week.
    paid: Option<&'a Sums>,
    /// What each slot from the chunk's first on is paid for posts that were booked; may be shorter.
    posts_paid: &'a [Cents],
    ends: bool,
}

impl Desk<'_, '_> {
    /// What a slot is paid by the plan and for posts that were booked.
    fn rewards(&self, slot: usize) -> Cents {
        let row = self.chunk.first_row + narrow_slot(slot);
        let posts = self.posts_paid.get(slot).copied().unwrap_or_default();
        self.paid.map_or(Cents::ZERO, |sums| sums.total(row)) + posts
    }

    /// Lets everybody feel what she took in and spent.
    fn feel_all(&mut self, result: &ChunkResult) {
        let mut moved = result.money.iter().peekable();
        for slot in self.chunk.active.clone().iter() {
            let is_hers = |money: &&WeekMoney| usize::from(money.slot) == slot;
            let money = moved.next_if(is_hers).copied().unwrap_or_default();
            let income = money.income + self.rewards(slot);
            self.feel(slot, income, money.cost + result.costs[slot]);
        }
    }

    /// Looks at those who may stop, gained, or may have fallen below what they had reached; nothing
    /// changes for anybody else.
    fn perceive(&mut self, wavering: &Slots, result: &mut ChunkResult) {
        let ChunkResult { money, turns, renewals, .. } = result;
        let groups = self.chunk.purse.groups_moved();
        let mut look = Slots::default();
        for (word, &gained) in self.chunk.purse.gained().iter().enumerate() {
            let [active, even, earned, fallen, wavering] = [
                &self.chunk.active,
                &self.chunk.even,
                &self.chunk.earned,
                &self.chunk.fallen,
                wavering,
            ]
            .map(|slots| slots.words()[word]);
            let some = even | (gained & !(earned & fallen)) | wavering;
            *look.word_mut(word) = if self.view.everybody { active } else { some & active };
        }
        self.chunk.purse.fetch();
        fetch(wavering.iter().map(|slot| u32::from(self.chunk.person[slot].is_founder())));
        let mut moved = &money[..];
        for slot in look.iter() {
            let short = u16::try_from(slot).expect("a chunk has 4,096 slots");
            let mut turn = None;
            if wavering.contains(slot) {
                turn = match part(self.view, self.chunk, slot) {
                    Parting::Stays => None,
                    _ if self.cancels(slot) => Some(Turn::Cancels),
                    Parting::Fades => Some(Turn::Fades),
                    Parting::Leaves => Some(Turn::Leaves),
                };
                match turn {
                    None => self.renew(slot, renewals),
                    Some(turn) => turns.push((short, turn)),
                }
            }
            if !self.chunk.earned.contains(slot) {
                while moved.first().is_some_and(|money| money.slot < short) {
                    moved = &moved[1..];
                }
                let own = moved.first().filter(|money| money.slot == short);
                let income = own.map_or(Cents::ZERO, |money| money.income) + self.rewards(slot);
                first_earnings(self.chunk, slot, self.view.week, income);
            }
            // A leaver's balance is read when her stock is gone, in `depart`.
            if matches!(turn, None | Some(Turn::Fades)) {
                break_even(self.chunk, slot, self.view.week, &groups);
            }
        }
        let revivals = self.view.scenario.quit.revival_per_week;
        for &slot in &self.chunk.dormant {
            let index = usize::from(slot);
            let person = self.chunk.person[index];
            if self.chunk.renewal_is_due(index, self.view.week) {
                turns.push((slot, Turn::Leaves));
            } else {
                let draw = self.view.luck.uniform(person, self.view.week, Purpose::Dormancy);
                if bernoulli(draw, revivals) {
                    turns.push((slot, Turn::Revives));
                }
            }
        }
    }

    /// Whether somebody who stops cancels, where a rule lets her.
    fn cancels(&self, slot: usize) -> bool {
        let (chunk, week, rules) = (&*self.chunk, self.view.week, &self.business.rules.joining);
        if chunk.founder[slot] || !rules.may_cancel(week - chunk.joined.of(slot)) {
            return false;
        }
        let draw = self.view.luck.uniform(chunk.person[slot], week, Purpose::CoolingOffClaim);
        bernoulli(draw, rules.cooling_off_claim_probability)
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
    fn audiences(&mut self, posts: &[u32]) {
        let growth = &self.view.scenario.growth;
        if growth.per_post == 0.0 || self.chunk.is_empty() {
            return;
        }
        let Chunk { active, followers, followers_joined, talent, pull, .. } = &mut *self.chunk;
        let (followers, pull) = (followers.cells_mut(), pull.cells_mut());
        for slot in active.iter() {
            let (before, posts) = (followers_joined[slot], posts[slot]);
            followers[slot] = grow_audience(growth, before, followers[slot], posts);
            if self.ends {
                let talent = f64::from(talent[slot]);
                pull[slot] = narrow(self.view.casting.pull(talent, f64::from(followers[slot])));
            }
        }
    }

    /// The yearly fee of somebody who goes on.
    fn renew(&mut self, slot: usize, renewals: &mut Tally) {
        if !self.chunk.renewal_is_due(slot, self.view.week) {
            return;
        }
        let fee = self.business.joining.renewal_fee_per_year;
        transfer(self.chunk.purse.at(slot), renewals, Reason::RenewalFee, fee);
    }
}

fn narrow_slot(slot: usize) -> u32 {
    u32::try_from(slot).expect("a chunk has 4,096 slots")
}

/// The first income of any kind.
fn first_earnings(chunk: &mut Chunk, slot: usize, week: Week, income: Cents) {
    if Cents::ZERO < income && !chunk.earned.contains(slot) {
        chunk.earned.insert(slot);
        chunk.earned_weeks.set(slot, week - chunk.joined.of(slot));
        chunk.earned_posts.set(slot, chunk.posts.of(slot));
    }
}

/// Break-even and falling back. Whoever has neither spent nor received anything has broken nothing
/// even: with a free kit everybody would have done so before she began.
fn break_even(chunk: &mut Chunk, slot: usize, week: Week, groups: &GroupsMoved) {
    chunk.purse.forget_gain(slot);
    if chunk.fallen.contains(slot) {
        return;
    }
    let (net, moved) = chunk.purse.net_of(slot, groups);
    if chunk.even.contains(slot) {
        if net < Cents::ZERO {
            chunk.even.remove(slot);
            chunk.fallen.insert(slot);
        }
        return;
    }
    if Cents::ZERO <= net && moved {
        chunk.even_weeks.set(slot, week - chunk.joined.of(slot));
        chunk.even_posts.set(slot, chunk.posts.of(slot));
        chunk.even.insert(slot);
    }
}

/// Moves those who fade, leave or revive, in the order of rows.
pub(super) fn leave(
    simulation: &mut Simulation<'_>,
    tally: &mut WeekTally,
    counts: &mut WeekCounts,
) {
    let Simulation { script, scenario, luck, world, scratch, kept, .. } = simulation;
    let World { week, market, networks, .. } = world;
    let Scratch { view, networks: scratch, .. } = scratch;
    for ((network, kept), scratch) in networks.iter_mut().zip(kept).zip(scratch) {
        let id = network.business.index();
        let business = &scenario.businesses[id].1;
        let tally = &mut tally.of[id];
        let sums = &view.served_away_sums;
        let (week, kept) = (*week, kept.as_mut());
        let mut door =
            Door { script, scenario, business, luck, sums, week, market, network, kept, tally };
        for (index, result) in scratch.results.iter().enumerate() {
            if !result.turns.is_empty() {
                door.pass(index, &result.turns, counts);
            }
        }
    }
}

/// The door through which partners of a business go.
struct Door<'a> {
    /// The scenario of all weeks.
    script: &'a Scenario,
    scenario: &'a Scenario,
    business: &'a Business,
    luck: &'a Luck,
    /// Running sums of customers of partners from elsewhere, at the week's start.
    sums: &'a [u64],
    week: Week,
    market: &'a mut MarketState,
    network: &'a mut Network,
    kept: Option<&'a mut Kept>,
    tally: &'a mut BusinessTally,
}

impl Door<'_> {
    fn pass(&mut self, index: usize, turns: &[(u16, Turn)], counts: &mut WeekCounts) {
        self.fetch(index, turns);
        for &(slot, turn) in turns {
            let row = row_of(index, slot);
            let status = &mut self.network.status[row as usize];
            let was_active = *status == Status::Active;
            *status = match turn {
                Turn::Fades => Status::Dormant,
                Turn::Leaves | Turn::Cancels => Status::Left,
                Turn::Revives => Status::Active,
            };
            self.count_for_sponsor(row, was_active, turn == Turn::Revives);
            if was_active {
                self.release_customers(index, usize::from(slot));
            }
            match turn {
                Turn::Leaves | Turn::Cancels => {
                    counts.left += 1;
                    self.depart(index, slot, turn == Turn::Cancels);
                }
                Turn::Fades => self.network.partners.chunks[index].dormant.push(slot),
                Turn::Revives => {}
            }
            let active = &mut self.network.partners.chunks[index].active;
            match turn {
                Turn::Revives => active.insert(usize::from(slot)),
                _ => active.remove(usize::from(slot)),
            }
        }
        let Network { partners, status, .. } = &mut *self.network;
        let chunk = &mut partners.chunks[index];
        let is = |slot: u16, wanted| status[row_of(index, slot) as usize] == wanted;
        if !chunk.dormant.is_empty() {
            chunk.dormant.retain(|&slot| is(slot, Status::Dormant));
            chunk.dormant.sort_unstable();
        }
    }

    /// Asks for the memory of those who turn and of their sponsors.
    fn fetch(&self, index: usize, turns: &[(u16, Turn)]) {
        let Network { partners, genealogy, status, .. } = &*self.network;
        let rows = turns.iter().map(|&(slot, _)| row_of(index, slot));
        fetch(rows.clone().map(|row| u32::from(status[row as usize].is_active())));
        let sponsors = rows.map(|row| genealogy.sponsor(row)).filter(|&row| row != NO_UPLINE);
        fetch(sponsors.clone());
        fetch(sponsors.map(|sponsor| {
            let (chunk, slot) = partners.place(sponsor);
            chunk.active_recruits.of(slot)
        }));
        let chunk = &partners.chunks[index];
        fetch(turns.iter().map(|&(slot, _)| chunk.left.of(usize::from(slot))));
    }

    /// A sponsor's count of active recruits follows.
    fn count_for_sponsor(&mut self, row: u32, was_active: bool, revives: bool) {
        let sponsor = self.network.genealogy.sponsor(row);
        if sponsor == NO_UPLINE {
            return;
        }
        let (chunk, slot) = self.network.partners.place_mut(sponsor);
        if revives {
            chunk.active_recruits.add(slot, 1);
        } else if was_active {
            chunk.active_recruits.take(slot, 1);
        }
    }

    /// Her customers are free again.
    fn release_customers(&mut self, index: usize, slot: usize) {
        let chunk = &mut self.network.partners.chunks[index];
        let (home, away) = (chunk.customers_home.of(slot), chunk.customers_away.of(slot));
        chunk.customers_home.set(slot, 0);
        chunk.customers_away.set(slot, 0);
        let (community, person) = (chunk.community[slot], chunk.person[slot]);
        self.market.release_home(community, home);
        for number in 0..away {
            // Numbers from here on: those of customers lost in the same week come before.
            let number = LEAVERS_CUSTOMERS + number % LEAVERS_CUSTOMERS;
            let address = (SequencePurpose::ReturnedCustomer, number);
            let picked = somewhere_by_weight(self.luck, person, self.week, address, self.sums);
            self.market.release_away(picked);
        }
    }

    /// How she parts with what lies at home.
    fn leaving(&self, chunk: &Chunk, slot: usize, cancels: bool) -> Leaving {
        if cancels {
            let joined = self.script.in_week(chunk.joined.of(slot));
            let kit_cost = kit_cost(&joined.businesses[self.network.business.index()].1);
            return Leaving::Cancels { kit_cost };
        }
        // Nobody sends anything back for nothing.
        let rules = &self.business.buy_back;
        if chunk.stock.of(slot) == 0 || rules.given_back() == Ppm::ZERO {
            return Leaving::Keeps;
        }
        let claim = self.luck.uniform(chunk.person[slot], self.week, Purpose::BuyBackClaim);
        let claims = bernoulli(claim, rules.claim_probability);
        if claims { Leaving::SendsBack } else { Leaving::Keeps }
    }

    /// She is gone: stock goes back or is written off, and her return, if any, is drawn.
    fn depart(&mut self, index: usize, slot: u16, cancels: bool) {
        let Self { scenario, business, week, .. } = *self;
        let row = row_of(index, slot);
        let slot = usize::from(slot);
        let leaving = self.leaving(&self.network.partners.chunks[index], slot, cancels);
        let chunk = &mut self.network.partners.chunks[index];
        let (person, community) = (chunk.person[slot], chunk.community[slot]);
        chunk.left.set(slot, week);
        chunk.touched = true;
        let back = clear_stock(chunk, slot, business, leaving, self.tally);
        break_even(chunk, slot, week, &chunk.purse.groups_moved());
        let kept = self.kept.as_deref_mut();
        take_back_volume(self.network, kept, business, (row, week), back);
        self.market.part(community);
        if let Some(placement) = &mut self.network.placement {
            placement.leave(row, business.plan.placement.on_exit);
        }
        let rules = &scenario.recruit;
        if rules.return_per_week <= 0.0 {
            return;
        }
        // Weeks until the return: geometric by inversion, after the cooling time.
        let draw = self.luck.uniform(person, week, Purpose::Return).value();
        let waiting = (math::ln(draw) / math::log1p(-rules.return_per_week.min(0.999_999))).floor();
        let weeks = f64::from(week) + f64::from(rules.return_after_weeks) + waiting;
        if weeks < f64::from(scenario.weeks) {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "in the run"
            )]
            let weeks = weeks as usize;
            self.network.returning[weeks].push(row);
        }
    }
}

/// Numbers of a leaver's customers start here, half-way through what a sequence has; whoever loses
/// more than that many meets the same luck again.
const LEAVERS_CUSTOMERS: u32 = 1 << 23;

/// Customers who are lost without their partner leaving are free again.
pub(super) fn lose_customers(simulation: &mut Simulation<'_>) {
    let Simulation { luck, world, scratch, .. } = simulation;
    if !world.market.keeps_customers {
        return;
    }
    // Network by network: whoever joined this week may have opened a chunk without decisions.
    let networks = world.networks.iter().zip(&scratch.networks);
    let pairs = networks
        .flat_map(|(network, scratch)| network.partners.chunks.iter().zip(&scratch.decisions));
    for (chunk, decided) in pairs {
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
