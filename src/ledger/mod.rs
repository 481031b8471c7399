//! The books: every movement of money is a transfer between two accounts, with a reason.
//!
//! *Invariant*: a transfer writes two cells of the week's transaction-flow matrix, one below zero
//! for who pays and one above for who receives, so each reason sums to zero over the accounts, and
//! each account closes with its change in balance. Units of goods are booked beside the money.
//!
//! *Absent*: opinions about who should pay what; floats; partners as persons (the account
//! `partners` is all of them together, their own columns live in the world).

mod amounts;
mod audit;
mod goods;
mod purses;
mod reason;

pub use amounts::{MoneyColumn, sum, sum_of_words};
pub use audit::{AuditBreach, Difference, PartnerTotals, PricedFlow, audit};
pub use goods::{GoodsBook, GoodsLine};
pub use purses::{PurseAt, Purses, Signs};
pub use reason::{GROUPS, Group, REASONS, Reason, Role};

use crate::units::{BusinessId, Cents};

/// Sums of transfers by reason, for one business, taken by one worker.
///
/// Integers may be added in any order, so workers' tallies can be merged as they come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tally {
    /// Cents by reason; see [`Reason::index`].
    cents: [Cents; REASONS],
}

impl Default for Tally {
    fn default() -> Self {
        Self { cents: [Cents::ZERO; REASONS] }
    }
}

impl Tally {
    /// Adds a transfer.
    #[inline]
    pub fn add(&mut self, reason: Reason, amount: Cents) {
        self.cents[reason.index()] += amount;
    }

    /// Adds another worker's sums.
    pub fn merge(&mut self, other: &Self) {
        for (mine, theirs) in self.cents.iter_mut().zip(other.cents) {
            *mine += theirs;
        }
    }

    /// The sum for a reason.
    pub fn get(&self, reason: Reason) -> Cents {
        self.cents[reason.index()]
    }
}

/// One row of the transaction-flow matrix: what an account received (+) and paid (-) by reason.
pub type FlowsOfAccount = [Cents; REASONS];

/// The names of accounts that stand before the businesses in the matrix.
pub const SHARED_ROLES: [Role; 7] = [
    Role::Customers,
    Role::Partners,
    Role::Suppliers,
    Role::Vendors,
    Role::Agencies,
    Role::Platforms,
    Role::Government,
];

/// The week's matrix, the running total and the balance of each account.
#[derive(Debug, Clone)]
pub struct Journal {
    /// This week's flows, by account and reason.
    pub(crate) week: Vec<FlowsOfAccount>,
    /// All closed weeks' flows.
    pub(crate) total: Vec<FlowsOfAccount>,
    /// What each account holds now; customers open at zero and go below.
    pub(crate) balances: Vec<Cents>,
    /// What each account held when the week opened.
    pub(crate) opened: Vec<Cents>,
}

impl Journal {
    /// Books without an entry, for so many businesses.
    pub fn new(businesses: usize) -> Self {
        let accounts = Self::accounts(businesses);
        let empty = vec![[Cents::ZERO; REASONS]; accounts];
        Self {
            week: empty.clone(),
            total: empty,
            balances: vec![Cents::ZERO; accounts],
            opened: vec![Cents::ZERO; accounts],
        }
    }

    /// Number of accounts, for so many businesses.
    pub const fn accounts(businesses: usize) -> usize {
        SHARED_ROLES.len() + businesses
    }

    /// The row of an account in the matrix.
    pub fn account(role: Role, business: BusinessId) -> usize {
        match SHARED_ROLES.iter().position(|&shared| shared == role) {
            Some(index) => index,
            None => SHARED_ROLES.len() + business.index(),
        }
    }

    /// Books one transfer, on both of its accounts.
    ///
    /// # Panics
    /// When the amount is negative: a correction is a transfer the other way.
    pub fn post(&mut self, reason: Reason, business: BusinessId, amount: Cents) {
        assert!(Cents::ZERO <= amount, "a transfer of {amount} for {} below zero", reason.name());
        let from = Self::account(reason.payer(), business);
        let to = Self::account(reason.receiver(), business);
        self.week[from][reason.index()] -= amount;
        self.week[to][reason.index()] += amount;
        self.balances[from] -= amount;
        self.balances[to] += amount;
    }

    /// Books a tally of transfers.
    pub fn post_tally(&mut self, business: BusinessId, tally: &Tally) {
        for reason in Reason::ALL {
            let amount = tally.get(reason);
            if amount != Cents::ZERO {
                self.post(reason, business, amount);
            }
        }
    }

    /// This week's matrix.
    pub fn week(&self) -> &[FlowsOfAccount] {
        &self.week
    }

    /// The matrix of all closed weeks.
    pub fn total(&self) -> &[FlowsOfAccount] {
        &self.total
    }

    /// Adds the week to the total and opens the next. The audit comes before.
    pub fn close_week(&mut self) {
        for (total, week) in self.total.iter_mut().zip(&mut self.week) {
            for (sum, cell) in total.iter_mut().zip(week.iter_mut()) {
                *sum += *cell;
                *cell = Cents::ZERO;
            }
        }
        self.opened.copy_from_slice(&self.balances);
    }

    /// Name of the account in a row of the matrix.
    pub fn account_name(row: usize, businesses: &[String]) -> String {
        match SHARED_ROLES.get(row) {
            Some(role) => role.name().to_string(),
            None => businesses
                .get(row - SHARED_ROLES.len())
                .cloned()
                .unwrap_or_else(|| format!("business {}", row - SHARED_ROLES.len())),
        }
    }
}

/// A partner's money by group, signs as she feels them.
pub type Purse = [Cents; GROUPS];

/// Moves money between a partner and somebody else: her purse and the worker's tally.
///
/// # Panics
/// When no partner takes part in the reason.
#[inline]
pub fn transfer(mut purse: PurseAt<'_>, tally: &mut Tally, reason: Reason, amount: Cents) {
    let group = reason.group().expect("a partner takes part");
    let signed = if reason.payer() == Role::Partners { -amount } else { amount };
    purse.add(group, signed);
    tally.add(reason, amount);
}
