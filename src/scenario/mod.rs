//! A scenario: what the user typed, checked, and what the program believes from then on.
//!
//! *Invariant*: a [`Scenario`] holds only values within their bounds and free of contradiction;
//! nothing downstream validates again. Reading reports every problem of a file in one go.
//!
//! *Absent*: the state of any run.

mod budget;
mod case;
mod catalogue;
mod change;
mod check;
mod decimal;
mod document;
mod field;
mod kinds;
mod layers;
mod limits;
mod load;
mod merge;
mod phases;
mod problem;
mod quantity;
mod ramp;
mod reading;
mod resolved;
mod schema;
mod settings;
mod shipped;
mod spread;
mod starter;
mod suggest;
mod table;
mod told;

#[cfg(test)]
mod sample;

pub use budget::BudgetOf;
pub use case::{
    Carried, Case, CaseOrder, CaseOrderKind, CasePartner, CasePeriod, CaseStatus, Change,
    Expectation, LoadedCase, UnknownPartner, UnpaidOf, case_keys,
};
pub use catalogue::{Answer, Catalogue, KeyInfo, Source, UnknownKey};
pub use change::{Assumed, Factor, Scaled, variations};
pub use load::{Loaded, keys};
pub use phases::Phase;
pub use problem::{Problem, ProblemKind, Problems};
pub use settings::*;
pub use shipped::{SHIPPED, Shipped};
pub use starter::{starter, starter_like};
pub use told::{Told, told};

pub(crate) use case::{Returned, first_order, value_of};
pub(crate) use catalogue::catalogue;
pub(crate) use kinds::Choice;
pub(crate) use layers::Layers;
pub(crate) use reading::read_document;
pub(crate) use resolved::scenario_hash;
pub(crate) use settings::cohort_of;
pub(crate) use suggest::nearest;
pub(crate) use table::Table;

/// A checked scenario.
#[derive(Debug, Clone, PartialEq)]
pub struct Scenario {
    /// One line about it.
    pub title: String,
    /// Text put behind amounts.
    pub currency: String,
    /// Length of a run.
    pub weeks: u32,
    /// Weeks before the measures begin.
    pub burn_in_weeks: u32,
    /// Worlds to simulate.
    pub replicates: u32,
    /// Master seed.
    pub seed: u64,
    /// The market.
    pub market: Market,
    /// The people.
    pub people: People,
    /// Their motives, in the order of [`Motive::ALL`].
    pub motives: [MotiveHabits; 3],
    /// Posting.
    pub post: Post,
    /// Selling.
    pub sell: Sell,
    /// Recruiting.
    pub recruit: Recruit,
    /// Motivation.
    pub motivation: Motivation,
    /// Leaving.
    pub quit: Quit,
    /// Growth of the audience.
    pub growth: Growth,
    /// Measuring.
    pub measure: Measuring,
    /// Businesses by name.
    pub businesses: Vec<(String, Business)>,
    /// Events by name.
    pub events: Vec<(String, Event)>,
    /// Persons who are put into every run, by name.
    pub personas: Vec<(String, Persona)>,
    /// Creators who are offered a contract.
    pub creators: Option<Creators>,
    /// What events that set keys make of all this, by week.
    pub later: Vec<Phase>,
}
