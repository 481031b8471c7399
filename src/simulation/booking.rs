//! Sponsored posts: whom a business books in a week, out of its budget.
//!
//! *Invariant*: in an order of addressed priorities, never of rows, each creator is asked once; who
//! accepts is booked if the budget that is left pays for her. What is booked is never more than the
//! budget.
//!
//! *Absent*: the fees (the plan claims them for what was posted).

use super::Simulation;
use crate::chance::{Luck, SequencePurpose};
use crate::plan::price_of_posts;
use crate::scenario::{Booking, Business, Factors, Scenario, Sponsored};
use crate::units::{Cents, PersonKey, Week};
use crate::world::{Chunk, Detail, Network};

/// What a business has booked since the beginning.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Booked {
    /// Posts.
    pub posts: u64,
    /// What they cost, agents on top included.
    pub spent: Cents,
    /// What is left of the budget for the weeks to come.
    pub left: Cents,
}

/// Books the week's posts, for each business that does so.
pub(super) fn book_posts(simulation: &mut Simulation<'_>, factors: Factors) {
    let Simulation { scenario, luck, world, books, scratch, .. } = simulation;
    for (network, scratch) in world.networks.iter().zip(&mut scratch.networks) {
        let business = &scenario.businesses[network.business.index()].1;
        scratch.booked.clear();
        let (Some(booking), Some(fees)) = (&business.booking, &business.plan.sponsored) else {
            continue;
        };
        scratch.booked.resize(network.partners.len(), 0);
        let desk = Desk { scenario, luck, week: world.week, factors, business, booking, fees };
        desk.book(network, &mut books.booked[network.business.index()], &mut scratch.booked);
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Offer {
    priority: u32,
    person: PersonKey,
    row: usize,
    price: Cents,
}

impl Desk<'_> {
    fn book(&self, network: &Network, booked: &mut Booked, posts: &mut [u32]) {
        let carried = if self.booking.carries_budget { booked.left } else { Cents::ZERO };
        booked.left = carried + self.booking.budget_per_week;
        let mut offers: Vec<Offer> = Vec::new();
        for chunk in &network.partners.chunks {
            let slots = chunk.active.iter().map(|&slot| usize::from(slot));
            offers.extend(slots.filter_map(|slot| self.offer(chunk, slot)));
        }
        offers.sort_unstable();
        for offer in offers {
            if offer.price <= booked.left {
                booked.left -= offer.price;
                booked.spent += offer.price;
                booked.posts += u64::from(self.booking.posts_per_booking);
                posts[offer.row] = self.booking.posts_per_booking;
            }
        }
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
        let detail = Detail { posts, followers, ..Detail::default() };
        let price = price_of_posts(&self.business.plan, self.fees, detail);
        let wage = self.scenario.measure.reference_wage_per_hour.0 as f64;
        let reservation = asked * wage * booking.reservation_factor;
        if hours.min(168.0) < asked || (price.kept.0 as f64) < reservation {
            return None;
        }
        let person = chunk.person[slot];
        let priority = self.luck.sequence(person, self.week, SequencePurpose::Booking, 0).word();
        let row = chunk.first_row as usize + slot;
        Some(Offer { priority, person, row, price: price.paid })
    }
}
