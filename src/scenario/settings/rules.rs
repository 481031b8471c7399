//! Rules that regulators and codes of conduct set against harm, each off unless it is given: an
//! experiment is a run with one of them beside a run without.
//!
//! *Invariant*: a rule that is off or out of reach changes nothing; one that can touch nothing is
//! refused.
//!
//! *Absent*: buy-back, which is a table of its own (`business`); what a rule does (`plan` for those
//! on paying, `simulation` and `world` for those on joining and leaving).

mod joining;
mod paying;

pub use joining::{Disclosure, JoiningRules};
pub use paying::PayRules;

use crate::scenario::Table;

/// The rules that hold for a business.
#[derive(Debug, Clone, PartialEq)]
pub struct Rules {
    /// What joining may cost, what newcomers are told, what they get back.
    pub joining: JoiningRules,
    /// For what may be paid.
    pub pay: PayRules,
}

impl Rules {
    /// No rule.
    pub const NONE: Self = Self { joining: JoiningRules::NONE, pay: PayRules::NONE };

    pub(super) fn read(t: &mut Table<'_>) -> Self {
        Self { joining: JoiningRules::read(t), pay: PayRules::read(t) }
    }
}
