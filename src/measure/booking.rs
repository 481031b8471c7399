//! Sponsored posts: what a business could spend on them, what it spent, what nobody took.
//!
//! *Invariant*: spent and left over are the budget, to the cent.
//!
//! *Absent*: what the posts brought (`channel`).

use super::{Meter, Unit};
use crate::scenario::Scenario;
use crate::simulation::FinishedRun;
use crate::units::Cents;

/// Puts the posts after the burn-in of each business that ever books any.
pub(super) fn put(meter: &mut Meter, scenario: &Scenario, run: &FinishedRun) {
    for (index, (name, _)) in scenario.businesses.iter().enumerate() {
        if scenario.phases().all(|phase| phase.businesses[index].1.booking.is_none()) {
            continue;
        }
        let all = run.books.booked[index];
        let rules = &scenario.in_week(scenario.burn_in_weeks).businesses[index].1.booking;
        let carries = rules.as_ref().is_some_and(|booking| booking.carries_budget);
        let booked = match &run.record.opening {
            Some(opening) => all.since(&opening.booked[index], carries),
            None => all,
        };
        let at = |key: &str| format!("booking.{name}.{key}");
        let cents = |amount: Cents| Some(amount.0 as f64);
        let about = "What was there to be spent on posts after the burn-in, with what was carried \
                     on from it.";
        meter.put(at("budget"), Unit::Cents, about, cents(booked.given));
        let about = "What was spent on posts, agents on top included; fees for sales are not.";
        meter.put(at("spent"), Unit::Cents, about, cents(booked.spent));
        let about = "What nobody took of the budget, for want of creators, hours or agreement.";
        meter.put(at("left_over"), Unit::Cents, about, cents(booked.given - booked.spent));
        let share = ((booked.given - booked.spent).0 as f64, booked.given.0 as f64);
        let about = "The same, of the budget.";
        meter.put_quotient(at("left_over_share"), Unit::Share, about, share);
        let about = "Posts booked.";
        meter.put(at("posts"), Unit::Posts, about, Some(booked.posts as f64));
    }
}
