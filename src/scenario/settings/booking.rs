//! What a business's partners do, and sponsored posts that it books.

use super::market::small;
use crate::scenario::{Source, Table};
use crate::units::Cents;

/// What partners of a business do: all of it in a network, less under other contracts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PartnersDo {
    /// Pitch the business to others.
    pub recruits: bool,
    /// Order goods: for themselves, to have them at home, to reach a volume.
    pub own_orders: bool,
    /// Meet people; otherwise all hours go to posts.
    pub sells_in_person: bool,
}

impl PartnersDo {
    pub(super) fn read(t: &mut Table<'_>) -> Self {
        Self {
            recruits: t
                .flag("recruits", true)
                .source(Source::Model)
                .about("Whether partners pitch the business to others.")
                .read(),
            own_orders: t
                .flag("own_orders", true)
                .source(Source::Model)
                .fixed("who serves her customers is settled when a partner joins")
                .about(
                    "Whether partners order goods themselves: to use, to have them at home, to \
                     reach a volume.",
                )
                .read(),
            sells_in_person: t
                .flag("sells_in_person", true)
                .source(Source::Model)
                .about("Whether partners meet people; otherwise all hours go to posts.")
                .read(),
        }
    }
}

/// Sponsored posts: a budget, whom it is spent on, and for what a creator says yes.
#[derive(Debug, Clone, PartialEq)]
pub struct Booking {
    /// What may be spent in a week; nothing is said by it where `budget_of` is given.
    pub budget_per_week: Cents,
    /// File of the scenario whose channel cost is the budget of the run.
    pub budget_of: Option<String>,
    /// Whether what is left of it is there in the next week.
    pub carries_budget: bool,
    /// Posts of a booking.
    pub posts_per_booking: u32,
    /// Fewest followers of whom is booked.
    pub followers_min: u64,
    /// Most followers.
    pub followers_max: u64,
    /// Multiplies what her hours would have earned elsewhere.
    pub reservation_factor: f64,
}

impl Booking {
    pub(super) fn read(t: &mut Table<'_>) -> Self {
        let mut followers = |name, default, about| {
            let count = t.count(name, default).unit("followers").within(0, 1_000_000_000);
            count.source(Source::Model).about(about).read()
        };
        let followers_min = followers("followers_min", 0, "Fewest followers of whom is booked.");
        let followers_max =
            followers("followers_max", 1_000_000_000, "Most followers of whom is booked.");
        Self {
            budget_per_week: t
                .money("budget_per_week", Cents(100_000))
                .unit("money a week")
                .within(Cents(0), Cents(100_000_000_000))
                .source(Source::Assumption)
                .about("What may be spent on posts in a week, agents on top included.")
                .read(),
            budget_of: t
                .optional_text("budget_of")
                .source(Source::Model)
                .fixed("the other scenario is run before this one begins")
                .about(
                    "File of a scenario, from the folder of the file that says so: the channel \
                     cost of its world of the same number, under the seed, weeks and burn-in of \
                     this one, is given out evenly over the weeks after the burn-in.",
                )
                .read(),
            carries_budget: t
                .flag("carries_budget", true)
                .source(Source::Model)
                .about("Whether what is left of a week's budget is there in the next.")
                .read(),
            posts_per_booking: small(
                t.count("posts_per_booking", 1)
                    .unit("posts")
                    .within(1, 100)
                    .source(Source::Assumption)
                    .about("Posts of a booking, all in its week.")
                    .read(),
            ),
            followers_min,
            followers_max,
            reservation_factor: t
                .number("reservation_factor", 1.0)
                .unit("factor")
                .within(0.0, 1_000.0)
                .source(Source::Assumption)
                .about(
                    "A creator accepts if the fee is at least the posts' hours at \
                     `measure.reference_wage_per_hour` times this.",
                )
                .read(),
        }
    }
}
