//! The keys of a scenario: each is declared where it is read, once, with its unit, bounds,
//! default, source and meaning.
//!
//! *Invariant*: reading never fails half-way; every problem goes into the reading's list and the
//! default stands in.
//!
//! *Absent*: what contradicts what over several keys (that is `check`).

mod booking;
mod business;
mod cohort;
mod event;
mod habits;
mod market;
mod people;
mod plan;
mod rules;

pub use booking::{Booking, PartnersDo};
pub use business::{Business, BuyBack, Costs, DiscountStep, Joining, Loading, Product};
pub(crate) use cohort::cohort_of;
pub use cohort::{CREATORS_COHORT, Creators, Persona, TIERS, TakesPart, Tier};
pub use event::{Event, Factors};
pub use habits::{Growth, Motivation, Post, Quit, Recruit, Sell};
pub use market::{Market, Measuring, Rationing};
pub use people::{Motive, MotiveHabits, People};
pub use plan::*;
pub use rules::{Disclosure, JoiningRules, PayRules, Rules};
