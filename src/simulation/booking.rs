//! Sponsored posts: whom a business books in a week, out of its budget, and what it pays for them.
//!
//! *Invariant*: in an order of addressed priorities, never of rows, each creator is asked once; who
//! accepts is booked if the budget that is left pays for her. What is booked is never more than the
//! budget. A booked post is paid in its week at the price at which it was booked, so that what was
//! paid for posts is what was booked, to the cent, whatever the commission period.
//!
//! *Absent*: fees for sales, which the plan claims at the end of its period; where a budget comes
//! from.

use std::ops::Range;

use super::Simulation;
use super::book::WeekTally;
use super::period::pay_agent;
use crate::chance::{Luck, SequencePurpose};
use crate::ledger::{Reason, transfer};
use crate::plan::{PriceOfPosts, price_of_posts};
use crate::scenario::{Booking, Business, Factors, Scenario, Sponsored, Tier};
use crate::units::{BusinessId, Cents, PersonKey, Rounding, Week};
use crate::world::{Chunk, Network};

/// What a business has booked since the beginning.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Booked {
    /// Posts.
    pub posts: u64,
    /// What was given to be spent on them.
    pub given: Cents,
    /// What they cost, agents on top included.
    pub spent: Cents,
    /// What is left of the budget for the weeks to come.
    pub left: Cents,
}

impl Booked {
    /// What came after a moment at which it had come to `before`; what was left of the budget then
    /// counts as given where the business `carries` it on.
    #[must_use]
    pub fn since(&self, before: &Self, carries: bool) -> Self {
        let carried = if carries { before.left } else { Cents::ZERO };
        Self {
            posts: self.posts - before.posts,
            given: self.given - before.given + carried,
            spent: self.spent - before.spent,
            left: self.left,
        }
    }
}

/// A sum for posts that is given out evenly over some weeks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Budget {
    /// The sum.
    pub total: Cents,
    /// The weeks, from zero.
    pub weeks: Range<Week>,
}

impl Budget {
    /// What is given out in a week: the running sum is rounded down, so that the parts are the
    /// total.
    fn of_week(&self, week: Week) -> Cents {
        if !self.weeks.contains(&week) {
            return Cents::ZERO;
        }
        let weeks = i128::from(self.weeks.end - self.weeks.start);
        let before = |gone| self.total.times_over(i128::from(gone), weeks, Rounding::Down);
        let gone = week - self.weeks.start;
        before(gone + 1) - before(gone)
    }
}

/// Books the week's posts, for each business that does so.
pub(super) fn book_posts(simulation: &mut Simulation<'_>, factors: Factors) {
    let Simulation { scenario, luck, world, books, scratch, budgets, .. } = simulation;
    for (network, scratch) in world.networks.iter().zip(&mut scratch.networks) {
        let index = network.business.index();
        let business = &scenario.businesses[index].1;
        scratch.booked.clear();
        scratch.agreed.clear();
        let (Some(booking), Some(fees)) = (&business.booking, &business.plan.sponsored) else {
            continue;
        };
        let budget = match (&booking.budget_of, &budgets[index]) {
            (None, _) => booking.budget_per_week,
            (Some(_), Some(budget)) => budget.of_week(world.week),
            (Some(file), None) => panic!("the budget of `{file}` was not handed in"),
        };
        scratch.booked.resize(network.partners.len(), 0);
        let desk = Desk { scenario, luck, week: world.week, factors, business, booking, fees };
        scratch.agreed = desk.book(network, budget, &mut books.booked[index]);
        for (row, _) in &scratch.agreed {
            scratch.booked[*row as usize] = booking.posts_per_booking;
        }
    }
}

/// Pays the posts that were booked for the week.
pub(super) fn pay_posts(simulation: &mut Simulation<'_>, tally: &mut WeekTally) {
    for id in simulation.ids() {
        pay_posts_of(simulation, id, tally);
    }
}

fn pay_posts_of(simulation: &mut Simulation<'_>, id: BusinessId, tally: &mut WeekTally) {
    let Simulation { scenario, world, books, scratch, .. } = simulation;
    let scratch = &mut scratch.networks[id.index()];
    scratch.posts_paid.clear();
    if scratch.agreed.is_empty() {
        return;
    }
    let partners = &mut world.networks[id.index()].partners;
    scratch.posts_paid.resize(partners.len(), Cents::ZERO);
    let money = &mut tally.of[id.index()].money;
    for &(row, price) in &scratch.agreed {
        let (chunk, slot) = partners.place_mut(row);
        let kept = price.kept();
        if kept != Cents::ZERO {
            transfer(chunk.purse.at(slot), money, Reason::SponsoredFee, kept);
            chunk.touched = true;
        }
        if let Some(caused) = &mut books.caused[id.index()] {
            caused.pay_post(Tier::of(f64::from(chunk.followers_joined[slot])), kept);
        }
        for (agent, amount) in price.agents {
            if amount != Cents::ZERO {
                let keeps = scenario.keeps_sold();
                pay_agent((chunk, slot), money, (keeps, price.on_top), (agent, amount));
            }
        }
        scratch.posts_paid[row as usize] += kept;
        books.plans[id.index()].merge(&price.outcomes());
    }
}

/// One business that books.
struct Desk<'a> {
    scenario: &'a Scenario,
    luck: &'a Luck,
    week: Week,
    factors: Factors,
    business: &'a Business,
    booking: &'a Booking,
    fees: &'a Sponsored,
}

/// A creator who would accept.
struct Offer {
    priority: u32,
    person: PersonKey,
    row: u32,
    price: PriceOfPosts,
}

impl Desk<'_> {
    /// Who is booked out of what the week's budget and what was carried pay for.
    fn book(
        &self,
        network: &Network,
        budget: Cents,
        booked: &mut Booked,
    ) -> Vec<(u32, PriceOfPosts)> {
        let carried = if self.booking.carries_budget { booked.left } else { Cents::ZERO };
        booked.given += budget;
        booked.left = carried + budget;
        let mut offers: Vec<Offer> = Vec::new();
        for chunk in &network.partners.chunks {
            offers.extend(chunk.active.iter().filter_map(|slot| self.offer(chunk, slot)));
        }
        offers.sort_unstable_by_key(|offer| (offer.priority, offer.person, offer.row));
        let mut agreed = Vec::new();
        for Offer { row, price, .. } in offers {
            if price.paid() <= booked.left {
                booked.left -= price.paid();
                booked.spent += price.paid();
                booked.posts += u64::from(self.booking.posts_per_booking);
                agreed.push((row, price));
            }
        }
        agreed
    }

    /// What a creator would do it for, if she is wanted, has the hours and accepts.
    fn offer(&self, chunk: &Chunk, slot: usize) -> Option<Offer> {
        let booking = self.booking;
        let followers = chunk.whole_followers(slot);
        if !(booking.followers_min..=booking.followers_max).contains(&u64::from(followers)) {
            return None;
        }
        let asked = f64::from(booking.posts_per_booking) * self.scenario.post.hours_per_post;
        let mood = f64::from(chunk.motivation[slot]);
        let hours = f64::from(chunk.hours[slot]) * mood * self.factors.hours;
        let posts = booking.posts_per_booking;
        let price = price_of_posts(&self.business.plan, self.fees, (posts, followers));
        let wage = self.scenario.measure.reference_wage_per_hour.0 as f64;
        let reservation = asked * wage * booking.reservation_factor;
        if hours.min(168.0) < asked || (price.kept().0 as f64) < reservation {
            return None;
        }
        let person = chunk.person.of(slot);
        let priority = self.luck.sequence(person, self.week, SequencePurpose::Booking, 0).word();
        let row = chunk.row_of(slot);
        Some(Offer { priority, person, row, price })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_budget_is_given_out_evenly_and_to_the_cent() {
        let budget = Budget { total: Cents(1_000), weeks: 2..9 };
        let given: Vec<i64> = (0..11).map(|week| budget.of_week(week).0).collect();
        assert_eq!(given, [0, 0, 142, 143, 143, 143, 143, 143, 143, 0, 0]);
        assert_eq!(given.iter().sum::<i64>(), 1_000);
        let none = Budget { total: Cents::ZERO, weeks: 0..3 };
        assert_eq!(none.of_week(1), Cents::ZERO);
    }
}
