//! Keys of what sellers get on their own customers' orders.

use super::{Contradictions, Plan};
use crate::scenario::Table;

/// A share of customers' orders to their seller.
#[derive(Debug, Clone, PartialEq)]
pub struct CustomerBonus {}

impl CustomerBonus {
    pub(super) fn read(_t: &mut Table<'_>) -> Self {
        Self {}
    }

    #[expect(clippy::unused_self, reason = "no keys yet")]
    pub(super) fn contradictions(&self, _plan: &Plan, _found: &mut Contradictions) {}
}

/// Commission on own sales by tiers.
#[derive(Debug, Clone, PartialEq)]
pub struct Party {}

impl Party {
    pub(super) fn read(_t: &mut Table<'_>) -> Self {
        Self {}
    }

    #[expect(clippy::unused_self, reason = "no keys yet")]
    pub(super) fn contradictions(&self, _plan: &Plan, _found: &mut Contradictions) {}
}
