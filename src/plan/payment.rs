//! What is sent now and what is carried.
//!
//! # What it pays
//! To each row all that it earned and was not paid, once that is the payment's `minimum`; what is
//! not sent is carried to the next period, bonus by bonus.
//!
//! # Terms
//! *Due*: what was carried and what this period's claims add, caps and returns taken off. A due
//! below zero is carried until later pay makes up for it. *Held*: rows whose bonus says that they
//! wait, whatever is due.
//!
//! # Switches
//! `leaver_balance`: what is due to somebody who has left is `paid` however small, or `forfeited`:
//! it stays with the business. What she owes is carried for good.
//!
//! Where a plan has no minimum, no clawback and no holds, and nothing was carried under other
//! rules, there is nothing to do.
//!
//! # References
//! Payment minimums of affiliate programmes, as in `affiliate-tier-and-activity`.

use super::{Run, State};
use crate::scenario::LeaverBalance;
use crate::units::Cents;
use crate::world::Status;

/// Leaves in the sums what is sent now and in the state what is carried.
pub(super) fn run(run: &mut Run<'_>, state: &mut State) {
    let bonuses = state.carried();
    if bonuses.is_empty() {
        return;
    }
    for row in 0..run.period.rows() {
        let place = row as usize;
        let due = run.sums.total(row) + state.unpaid_of(row);
        let fate = fate(run, row, due);
        for &bonus in &bonuses {
            let carried = &mut state.unpaid[bonus.index()][place];
            let all = run.sums.get(bonus, row) + *carried;
            let (now, later) = match fate {
                Fate::Sent => (all, Cents::ZERO),
                Fate::Carried => (Cents::ZERO, all),
                Fate::Forfeited => (Cents::ZERO, Cents::ZERO),
            };
            run.sums.set(bonus, row, now);
            *carried = later;
        }
        if fate == Fate::Forfeited {
            run.outcomes.forfeited += due;
        }
    }
}

/// What becomes of all that is due to a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Sent,
    Carried,
    Forfeited,
}

fn fate(run: &Run<'_>, row: u32, due: Cents) -> Fate {
    let payment = run.plan.payment;
    if due < Cents::ZERO {
        return Fate::Carried;
    }
    if run.period.status[row as usize] == Status::Left {
        return match payment.leaver_balance {
            LeaverBalance::Paid => Fate::Sent,
            LeaverBalance::Forfeited => Fate::Forfeited,
        };
    }
    let waits = run.sums.held.get(row as usize).is_some_and(|&held| held);
    if waits || due < payment.minimum { Fate::Carried } else { Fate::Sent }
}
