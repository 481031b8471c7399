//! The week's end for each partner: she perceives what came of it, and goes on, fades or stops.
//!
//! *Invariant*: nobody moves here. Whom nothing can change for is told by sets of bits and left
//! out.
//!
//! *Absent*: what follows for those who stop (`part`).

use rayon::prelude::*;

use super::book::{ChunkResult, WeekTally};
use super::part::Turn;
use super::{NetworkScratch, Simulation, chunks_together};
use crate::behaviour::{Moods, Parting, WeekView, feel_together, grow_audiences, part};
use crate::chance::{Purpose, bernoulli};
use crate::ledger::{Reason, Signs, Tally, transfer};
use crate::plan::Sums;
use crate::scenario::{Business, Factors};
use crate::units::{Cents, Week};
use crate::world::{Chunk, Slots, bits};

/// Lets everybody perceive the week and decide whether to go on; nobody has moved yet.
pub(super) fn perceive(simulation: &mut Simulation<'_>, factors: Factors, tally: &mut WeekTally) {
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
        let business = &scenario.businesses[index].1;
        let ends = business.plan.ends_period(world.week);
        let NetworkScratch { sums, pays, posts_paid, decisions, results, .. } = scratch;
        let paid = pays.then_some(&*sums);
        let together = chunks_together(network.partners.chunks.len());
        network
            .partners
            .chunks
            .par_iter_mut()
            .zip(decisions.par_iter())
            .zip(results.par_iter_mut())
            .with_min_len(together)
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

/// Whom of 64 slots to look at: bit n is the n-th.
struct Look {
    all: u64,
    /// Who may stop.
    wavering: u64,
    /// Who has had no income yet.
    unpaid: u64,
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
        let row = self.chunk.row_of(slot);
        let posts = self.posts_paid.get(slot).copied().unwrap_or_default();
        self.paid.map_or(Cents::ZERO, |sums| sums.total(row)) + posts
    }

    /// Lets everybody feel what she took in and spent.
    fn feel_all(&mut self, result: &mut ChunkResult) {
        let ChunkResult { incomes, spent, .. } = result;
        let mut others = incomes.iter().peekable();
        for word in 0..self.chunk.active.words().len() {
            let who = self.chunk.active.words()[word];
            if who == 0 {
                continue;
            }
            let first = 64 * word;
            let mut incomes = [Cents::ZERO; 64];
            while let Some((slot, amount)) = others.next_if(|next| next.0 < first + 64) {
                // Whoever is active no more feels nothing.
                if let Some(income) = incomes.get_mut(slot.wrapping_sub(first)) {
                    *income += amount;
                }
            }
            if self.paid.is_some() || !self.posts_paid.is_empty() {
                for lane in bits(&[who]) {
                    incomes[lane] += self.rewards(first + lane);
                }
            }
            let mut costs = [Cents::ZERO; 64];
            spent.read(first, &mut costs);
            let costs = costs.map(|spent| -spent);
            self.feel(first, who, &incomes, &costs);
        }
    }

    /// Looks at those who may stop, gained, or may have fallen below what they had reached; nothing
    /// changes for anybody else.
    fn perceive(&mut self, wavering: &Slots, result: &mut ChunkResult) {
        let ChunkResult { incomes, turns, renewals, .. } = result;
        let mut others = incomes.iter().peekable();
        wavering.iter().for_each(|slot| self.chunk.person.ask(slot));
        for word in 0..self.chunk.purse.gained().len() {
            let look = self.look(word, wavering);
            let first = 64 * word;
            let mut stays = look.all;
            for lane in bits(&[look.wavering]) {
                if let Some(turn) = self.go_on(first + lane, renewals) {
                    turns.push((short(first + lane), turn));
                    // A leaver's balance is read when her stock is gone, in `depart`.
                    if turn != Turn::Fades {
                        stays &= !(1 << lane);
                    }
                }
            }
            for slot in bits(&[look.unpaid]).map(|lane| first + lane) {
                while others.next_if(|next| next.0 < slot).is_some() {}
                let mut income = self.rewards(slot);
                while let Some((_, amount)) = others.next_if(|next| next.0 == slot) {
                    income += amount;
                }
                first_earnings(self.chunk, slot, self.view.week, income);
            }
            if stays != 0 {
                break_even(self.chunk, (word, stays), self.view.week);
            }
        }
        self.revive(turns);
    }

    /// Whom of 64 slots to look at.
    fn look(&self, word: usize, wavering: &Slots) -> Look {
        let Chunk { active, even, earned, fallen, purse, .. } = &*self.chunk;
        let [active, even, earned, fallen, wavering] =
            [active, even, earned, fallen, wavering].map(|slots| slots.words()[word]);
        let gained = purse.gained()[word] & !(earned & fallen);
        let some = if self.view.everybody { active } else { even | gained | wavering };
        let all = some & active;
        Look { all, wavering: all & wavering, unpaid: all & !earned }
    }

    /// What somebody makes of it who may stop; who goes on may have to pay for it.
    fn go_on(&mut self, slot: usize, renewals: &mut Tally) -> Option<Turn> {
        let turn = match part(self.view, self.chunk, slot) {
            Parting::Stays => None,
            _ if self.cancels(slot) => Some(Turn::Cancels),
            Parting::Fades => Some(Turn::Fades),
            Parting::Leaves => Some(Turn::Leaves),
        };
        if turn.is_none() {
            self.renew(slot, renewals);
        }
        turn
    }

    /// Lists the dormant who are active again, and those whose registration ends.
    fn revive(&mut self, turns: &mut Vec<(u16, Turn)>) {
        let revivals = self.view.scenario.quit.revival_per_week;
        for &slot in &self.chunk.dormant {
            let index = usize::from(slot);
            let person = self.chunk.person.of(index);
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
        if chunk.founder.of(slot) || !rules.may_cancel(week - chunk.joined.of(slot)) {
            return false;
        }
        let draw = self.view.luck.uniform(chunk.person.of(slot), week, Purpose::CoolingOffClaim);
        bernoulli(draw, rules.cooling_off_claim_probability)
    }

    /// Lets those of 64 slots feel whose bits are set.
    fn feel(&mut self, first: usize, who: u64, incomes: &[Cents], costs: &[Cents]) {
        fn block(column: &mut [f32], first: usize) -> &mut [f32] {
            let end = column.len().min(first + 64);
            &mut column[first..end]
        }
        let Chunk { motivation, perceived, expectation, .. } = &mut *self.chunk;
        let moods = Moods {
            motivation: block(motivation.cells_mut(), first),
            perceived: block(perceived.cells_mut(), first),
            expectation: block(expectation.cells_mut(), first),
            incomes,
            costs,
        };
        feel_together(&self.view.scenario.motivation, moods, who);
    }

    /// Followers grow with posts; what a larger audience takes from engagement is worked out anew
    /// when a period ends.
    fn audiences(&mut self, posts: &[u32]) {
        let growth = &self.view.scenario.growth;
        if growth.per_post == 0.0 || self.chunk.is_empty() {
            return;
        }
        let Chunk { active, followers, followers_joined, talent, pull, .. } = &mut *self.chunk;
        let (rows, rule) = (followers.len(), self.view.casting.pull());
        let (followers, mut pull) = (followers.cells_mut(), self.ends.then(|| pull.cells_mut()));
        let (mut joined_with, mut talents) = ([0.0; 64], [0.0; 64]);
        for (word, &who) in active.words().iter().enumerate().filter(|(_, who)| **who != 0) {
            let (from, to) = (64 * word, rows.min(64 * word + 64));
            let followers = &mut followers[from..to];
            followers_joined.read(from, &mut joined_with);
            grow_audiences(growth, followers, &joined_with, &posts[from..], who);
            if let Some(pull) = &mut pull {
                talent.read(from, &mut talents);
                rule.write(&mut pull[from..to], &talents, followers, who);
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

fn short(slot: usize) -> u16 {
    u16::try_from(slot).expect("a chunk has 4,096 slots")
}

/// The first income of any kind.
fn first_earnings(chunk: &mut Chunk, slot: usize, week: Week, income: Cents) {
    if Cents::ZERO < income && !chunk.earned.contains(slot) {
        chunk.earned.insert(slot);
        chunk.earned_weeks.set(slot, week - chunk.joined.of(slot));
        chunk.earned_posts.set(slot, chunk.posts.of(slot));
    }
}

/// Break-even and falling back of some of 64 slots. Whoever has neither spent nor received anything
/// has broken nothing even: with a free kit everybody would have done so before she began.
pub(super) fn break_even(chunk: &mut Chunk, (word, lanes): (usize, u64), week: Week) {
    chunk.purse.forget_gains(word, lanes);
    let [even, fallen] = [&chunk.even, &chunk.fallen].map(|slots| slots.words()[word]);
    let open = lanes & !fallen;
    if open == 0 {
        return;
    }
    let Signs { below, moved } = chunk.purse.signs(64 * word, open);
    for slot in bits(&[open & even & below]).map(|lane| 64 * word + lane) {
        chunk.even.remove(slot);
        chunk.fallen.insert(slot);
    }
    for slot in bits(&[open & !even & !below & moved]).map(|lane| 64 * word + lane) {
        chunk.even_weeks.set(slot, week - chunk.joined.of(slot));
        chunk.even_posts.set(slot, chunk.posts.of(slot));
        chunk.even.insert(slot);
    }
}
