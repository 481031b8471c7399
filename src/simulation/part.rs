//! Those who fade, leave or take it up again: where they stand, their customers, goods and return.

use super::book::{BusinessTally, WeekTally, kit_cost};
use super::kept::Kept;
use super::perceive::break_even;
use super::record::WeekCounts;
use super::returned::{Leaving, clear_stock, take_back_volume};
use super::settle::row_of;
use super::{Scratch, Simulation};
use crate::behaviour::Matter;
use crate::chance::{Luck, Purpose, SequencePurpose, bernoulli, math};
use crate::machine::ask_all;
use crate::scenario::{Business, Scenario};
use crate::units::{Ppm, Week};
use crate::world::{Chunk, MarketState, NO_UPLINE, Network, Status, World, somewhere_by_weight};

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
        self.ask(index, turns);
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
    fn ask(&self, index: usize, turns: &[(u16, Turn)]) {
        let Network { partners, genealogy, status, .. } = &*self.network;
        let rows = turns.iter().map(|&(slot, _)| row_of(index, slot));
        ask_all(status, rows.clone().map(|row| row as usize));
        let chunk = &partners.chunks[index];
        for &(slot, _) in turns {
            chunk.left.ask(usize::from(slot));
        }
        for sponsor in rows.map(|row| genealogy.sponsor(row)).filter(|&row| row != NO_UPLINE) {
            let (chunk, slot) = partners.place(sponsor);
            chunk.active_recruits.ask(slot);
        }
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
        let (community, person) = (chunk.community_of(slot), chunk.person.of(slot));
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
        let claim = self.luck.uniform(chunk.person.of(slot), self.week, Purpose::BuyBackClaim);
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
        let (person, community) = (chunk.person.of(slot), chunk.community_of(slot));
        chunk.left.set(slot, week);
        chunk.touched = true;
        let back = clear_stock(chunk, slot, business, leaving, self.tally);
        break_even(chunk, (slot / 64, 1 << (slot % 64)), week);
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
            let weeks = weeks as Week;
            self.network.returns.note(weeks, row);
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
        // Whose customers elsewhere were lost last, and how many so far.
        let mut before = (u16::MAX, 0);
        for line in &decided.lines {
            let slot = usize::from(line.slot());
            match line.matter() {
                Matter::LostHome => {
                    world.market.release_home(chunk.community_of(slot), line.count());
                }
                Matter::LostAway => {
                    // More than fit one line go on in the next.
                    let from = if before.0 == line.slot() { before.1 } else { 0 };
                    before = (line.slot(), from + line.count());
                    for number in from..before.1 {
                        let purpose = SequencePurpose::ReturnedCustomer;
                        let (person, week) = (chunk.person.of(slot), world.week);
                        let sums = &scratch.view.served_away_sums;
                        let address = (purpose, number % LEAVERS_CUSTOMERS);
                        let picked = somewhere_by_weight(luck, person, week, address, sums);
                        world.market.release_away(picked);
                    }
                }
                _ => {}
            }
        }
    }
}
