//! Keys of commissions on sales by link and of fees for posts.

use super::{Contradictions, Plan};
use crate::scenario::Table;

/// Commission on sales by link.
#[derive(Debug, Clone, PartialEq)]
pub struct Affiliate {}

impl Affiliate {
    pub(super) fn read(_t: &mut Table<'_>) -> Self {
        Self {}
    }

    #[expect(clippy::unused_self, reason = "no keys yet")]
    pub(super) fn contradictions(&self, _plan: &Plan, _found: &mut Contradictions) {}
}

/// Fees for posts.
#[derive(Debug, Clone, PartialEq)]
pub struct Sponsored {}

impl Sponsored {
    pub(super) fn read(_t: &mut Table<'_>) -> Self {
        Self {}
    }

    #[expect(clippy::unused_self, reason = "no keys yet")]
    pub(super) fn contradictions(&self, _plan: &Plan, _found: &mut Contradictions) {}
}
