//! Compensation plans: pure functions from genealogy, volumes, status and what was carried to
//! claims and what is carried on.
//!
//! A run goes through [`run`] from top to bottom: who qualifies, one bonus after the other, caps,
//! returns, payment. Each bonus is a room of its own that sends its claims through [`Run`].
//!
//! *Invariant*: a plan claims, it never pays. Each claim says who earns what, for which bonus, from
//! whom, at which level and rate, and claims plus breakage are the full rate table. What is carried
//! from period to period stands in [`State`] alone.
//!
//! *Absent*: the ledger, balances, chance.

mod affiliate;
mod again;
mod binary;
mod breakaway;
mod caps;
mod claim;
mod clawback;
mod counted;
mod customer_bonus;
mod differential;
mod fast_start;
mod generation;
mod groups;
mod growth;
mod infinity;
mod kit_bonus;
mod leadership;
mod matching;
mod matrix;
mod party;
mod payment;
mod plain;
mod pools;
mod qualify;
mod run;
mod sales;
mod sponsored;
mod stairstep;
mod state;
mod structure;
mod sums;
mod unilevel;
mod walk;
mod withheld;

pub use crate::scenario::{BONUSES, Bonus, Part};
pub use again::{Goods, Worked, work_out, work_out_again};
pub use claim::{Claim, NO_ORDER};
pub use clawback::Takeback;
pub use counted::{Counted, Uncounted, counted_points, sells_enough};
pub use matrix::{filled_seats, matrix_capacity};
pub use qualify::Qualification;
pub use run::{Outcome, Outcomes, Run};
pub use sponsored::{Agent, AgentShare, PriceOfPosts, price_of_posts};
pub use state::{Legs, State};
pub use sums::{SUMS_TOGETHER, Sums};
pub use withheld::Withheld;

use crate::scenario::Plan;
use crate::units::Cents;
use crate::world::{Detail, Genealogy, Placement, PointsView, Status, VolumesView};

/// What a plan sees of a commission period, by row. Columns that may be empty say so.
#[derive(Clone, Copy)]
pub struct Period<'a> {
    /// Who recruited whom.
    pub genealogy: &'a Genealogy,
    /// Who sits below whom, for binary and matrix.
    pub placement: Option<&'a Placement>,
    /// Whether each row is active, dormant or has left.
    pub status: &'a [Status],
    /// Volumes of the period.
    pub volumes: VolumesView<'a>,
    /// Own points of up to three periods before, newest first.
    pub points_before: PointsView<'a>,
    /// Customers, first orders, posts; empty where no bonus asks.
    pub details: &'a [Detail],
    /// Single orders where they are known; empty in a simulation, which keeps sums.
    pub orders: &'a [Order],
    /// Number of the period in which each row joined, 0 for before all; empty where nobody asks.
    pub joined: &'a [u32],
    /// Number of this period, from 1.
    pub number: u32,
    /// Weeks in it.
    pub weeks: u32,
    /// Ranks that are given and not computed, as places from one up, [`RANK_FREE`] for those that
    /// are; empty where none is given.
    pub given_ranks: &'a [u8],
    /// The row of whoever owns several positions; empty where everybody has one.
    pub owners: &'a [u32],
    /// Whether each row is active where that is given and not computed, as for a period that is
    /// worked out again; empty where it is computed.
    pub given_active: &'a [bool],
    /// Rows with anything in their volumes, as bits (bit n of word m is row 64 m + n), where that
    /// is known: a run then looks at no others if the plan lets it.
    pub sources: Option<&'a [u64]>,
    /// Whether nobody listens to single claims, so that sums of several may be sent as one.
    pub sums_only: bool,
    /// What goods that came back in this period change in the claims of earlier ones.
    pub takebacks: &'a [Takeback],
    /// Whether each row sells too little to be paid on others; empty where no rule asks.
    pub sells_too_little: &'a [bool],
}

/// The rank of somebody whose rank is computed.
pub const RANK_FREE: u8 = u8::MAX;

impl<'a> Period<'a> {
    /// A period with what every plan needs and nothing else.
    pub fn new(
        genealogy: &'a Genealogy,
        status: &'a [Status],
        volumes: impl Into<VolumesView<'a>>,
        points_before: impl Into<PointsView<'a>>,
    ) -> Self {
        Self {
            genealogy,
            placement: None,
            status,
            volumes: volumes.into(),
            points_before: points_before.into(),
            details: &[],
            orders: &[],
            joined: &[],
            number: 1,
            weeks: 4,
            given_ranks: &[],
            owners: &[],
            given_active: &[],
            sources: None,
            sums_only: false,
            takebacks: &[],
            sells_too_little: &[],
        }
    }

    /// Number of rows.
    pub fn rows(&self) -> u32 {
        u32::try_from(self.status.len()).expect("rows fit 32 bits")
    }

    /// Customers, first orders and posts of a row; nothing where they are not kept.
    #[inline]
    pub fn detail(&self, row: u32) -> Detail {
        self.details.get(row as usize).copied().unwrap_or_default()
    }

    /// Whether a row joined in this period.
    #[inline]
    pub fn is_newcomer(&self, row: u32) -> bool {
        self.joined.get(row as usize).is_some_and(|&joined| joined == self.number)
    }

    /// Whether a row sells enough to be paid on others, or no rule asks.
    #[inline]
    pub fn is_paid_on_others(&self, row: u32) -> bool {
        !self.sells_too_little.get(row as usize).is_some_and(|&too_little| too_little)
    }

    /// The row of a position's owner.
    #[inline]
    pub fn owner(&self, row: u32) -> u32 {
        self.owners.get(row as usize).copied().unwrap_or(row)
    }
}

/// A single order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Order {
    /// Row of the partner who ordered or sold.
    pub seller: u32,
    /// Whose order.
    pub kind: OrderKind,
    /// Week of the period, from 1.
    pub week: u32,
    /// Points; of goods that come back, those that they had.
    pub points: u32,
    /// Commissionable value; below zero for goods that come back.
    pub value: Cents,
    /// What the customer paid, or the list value of an own order; below zero alike.
    pub sales: Cents,
}

/// Whose order it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OrderKind {
    /// The partner's own.
    Own,
    /// A customer's.
    Customer,
    /// A kit of a newcomer.
    Kit,
}

/// Runs a plan over a period, sends its claims into `sink` and leaves in `sums` what is to be paid
/// now, by bonus and row. The period is given whole: what of it counts is worked out here.
///
/// # Panics
/// When money or points overflow.
pub fn run(
    plan: &Plan,
    period: &Period<'_>,
    state: &mut State,
    sums: &mut Sums,
    sink: &mut dyn FnMut(Claim),
) -> Outcomes {
    let counted = open(plan, period, state, sums);
    let counting = counted.of(*period);
    let qualification = Qualification::new(plan, &counting, state);
    let mut outcomes = run_qualified(plan, &counting, &qualification, state, sums, sink);
    close(&mut outcomes, period, state, counted);
    outcomes
}

/// Makes room for a period's rows and says what of it counts.
fn open(plan: &Plan, period: &Period<'_>, state: &mut State, sums: &mut Sums) -> Counted {
    state.fit(plan, period.status.len());
    sums.open(plan, &state.carried(), period.status.len());
    let counted = Counted::new(plan, period, state);
    sums.counted.extend(counted.points());
    counted
}

/// Notes what of a period did not count, and what of it waits.
fn close(outcomes: &mut Outcomes, period: &Period<'_>, state: &mut State, counted: Counted) {
    // Where all counts and nothing came back, the run has taken this sum already.
    if counted.cuts() || !period.takebacks.is_empty() {
        let whole: Cents = period.volumes.iter().map(|volume| volume.wholesale).sum();
        outcomes.withheld.volume += whole - outcomes.volume;
    }
    state.uncounted = counted.into_uncounted();
}

fn run_qualified(
    plan: &Plan,
    period: &Period<'_>,
    qualification: &Qualification<'_>,
    state: &mut State,
    sums: &mut Sums,
    sink: &mut dyn FnMut(Claim),
) -> Outcomes {
    let mut run = Run::new(plan, period, qualification, sums, sink);
    // What a seller gets on her own customers.
    customer_bonus::run(&mut run);
    party::run(&mut run, state);
    affiliate::run(&mut run, state);
    sponsored::run(&mut run);
    // Starting: these take the volume that they have paid out of what follows.
    fast_start::run(&mut run);
    kit_bonus::run(&mut run);
    structure::run(&mut run, state);
    growth::run(&mut run, state);
    // Levels and differences on the sponsor tree.
    unilevel::run(&mut run);
    differential::run(&mut run);
    stairstep::run(&mut run, state);
    breakaway::run(&mut run, state);
    // The placement tree.
    binary::run(&mut run, state);
    matrix::run(&mut run);
    withheld::recruiting(&mut run);
    // Leaders.
    generation::run(&mut run);
    infinity::run(&mut run);
    withheld::retail(&mut run);
    matching::run(&mut run);
    pools::run(&mut run);
    withheld::retail(&mut run);
    // What is too much, what comes back, what is sent.
    caps::run(&mut run);
    clawback::run(&mut run);
    payment::run(&mut run, state);
    let outcomes = run.close();
    state.close(plan, period, qualification);
    outcomes
}
