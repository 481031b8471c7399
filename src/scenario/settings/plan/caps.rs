//! Keys of caps, returns and payment.

use super::tables::amount;
use super::{Contradictions, Plan};
use crate::scenario::{Choice, Source, Table};
use crate::units::Cents;

/// The most that a person is paid.
#[derive(Debug, Clone, PartialEq)]
pub struct PersonCap {}

impl PersonCap {
    pub(super) fn read(_t: &mut Table<'_>) -> Self {
        Self {}
    }

    #[expect(clippy::unused_self, reason = "no keys yet")]
    pub(super) fn contradictions(&self, _plan: &Plan, _found: &mut Contradictions) {}
}

/// The most that the business pays.
#[derive(Debug, Clone, PartialEq)]
pub struct CompanyCap {}

impl CompanyCap {
    pub(super) fn read(_t: &mut Table<'_>) -> Self {
        Self {}
    }

    #[expect(clippy::unused_self, reason = "no keys yet")]
    pub(super) fn contradictions(&self, _plan: &Plan, _found: &mut Contradictions) {}
}

/// What returned goods take back.
#[derive(Debug, Clone, PartialEq)]
pub struct Clawback {}

impl Clawback {
    pub(super) fn read(_t: &mut Table<'_>) -> Self {
        Self {}
    }

    #[expect(clippy::unused_self, reason = "no keys yet")]
    pub(super) fn contradictions(&self, _plan: &Plan, _found: &mut Contradictions) {}
}

/// When money is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Payment {
    /// Sums below it are carried to the next period.
    pub minimum: Cents,
    /// What becomes of a leaver's carried sum.
    pub leaver_balance: LeaverBalance,
}

impl Payment {
    pub(super) fn read(t: &mut Table<'_>) -> Self {
        Self {
            minimum: amount(
                t,
                "minimum",
                "Sums below it are carried to the next period, not lost.",
            ),
            leaver_balance: t
                .choice("leaver_balance", LeaverBalance::Paid)
                .source(Source::Model)
                .about("Whether the carried sum of somebody who leaves is paid or forfeited.")
                .read(),
        }
    }
}

/// What becomes of a leaver's carried sum.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeaverBalance {
    /// It is paid at the end of the period in which she leaves, however small.
    Paid,
    /// It stays with the business.
    Forfeited,
}

impl Choice for LeaverBalance {
    const NAMES: &'static [(&'static str, Self)] =
        &[("paid", Self::Paid), ("forfeited", Self::Forfeited)];
}
