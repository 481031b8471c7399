//! What comes back when goods do.
//!
//! # What it pays
//! Nothing: for goods that were sold in an earlier period it takes off what the claims of the
//! periods since would have been less without them, by bonus and earner, with claims below zero. It
//! adds where they would have been more.
//!
//! # Terms
//! *Worked out again*: each period from that of the sale on, with all that is known to have come
//! back so far. The differences are claims of the period in which the goods come back; their number
//! is that of the period whose claims change, their base the value of the goods, their source who
//! sold them. What the full rate tables would have paid changes with them.
//!
//! # Switches
//! `counts_in`: with `return` the goods lower points and value of the period in which they come
//! back, so that nothing is done here; a value below zero claims below zero. With `sale`
//! `recompute_ranks` says whether who was active, and as what, is worked out again as well.
//!
//! # References
//! The 90 % buy-back rule of industry codes (less commissions paid on the goods); `MLMForge`,
//! content/guides/fundamentals.md (deducted from later pay).

use super::run::Run;
use super::{Bonus, Claim, Outcomes, Part};
use crate::units::Cents;

/// What one return of goods changes in the claims of an earlier period.
#[derive(Debug, Clone)]
pub struct Takeback {
    /// Number of the period whose claims change.
    pub period: u32,
    /// Row of who sold the goods.
    pub source: u32,
    /// Commissionable value of the goods.
    pub value: Cents,
    /// What each earner would have been due less her claims, by bonus and row.
    pub claims: Vec<(Bonus, u32, Cents)>,
    /// What the run would have come to less what it came to.
    pub outcomes: Outcomes,
}

/// Sends the differences that returns make in earlier periods.
pub(super) fn run(run: &mut Run<'_>) {
    for takeback in run.period.takebacks {
        for &(bonus, row, amount) in &takeback.claims {
            let claim = Claim::new(bonus, Part::Return, row, takeback.source);
            run.send(Claim { level: takeback.period, base: takeback.value, amount, ..claim });
        }
        run.outcomes.correct(&takeback.outcomes);
    }
}
