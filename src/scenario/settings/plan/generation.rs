//! Keys of pay by generations of leaders, without limit of depth, and on earnings.

use super::{Contradictions, Plan};
use crate::scenario::Table;

/// Overrides by generations of leaders.
#[derive(Debug, Clone, PartialEq)]
pub struct Generation {}

impl Generation {
    pub(super) fn read(_t: &mut Table<'_>) -> Self {
        Self {}
    }

    #[expect(clippy::unused_self, reason = "no keys yet")]
    pub(super) fn contradictions(&self, _plan: &Plan, _found: &mut Contradictions) {}
}

/// Overrides without limit of depth.
#[derive(Debug, Clone, PartialEq)]
pub struct Infinity {}

impl Infinity {
    pub(super) fn read(_t: &mut Table<'_>) -> Self {
        Self {}
    }

    #[expect(clippy::unused_self, reason = "no keys yet")]
    pub(super) fn contradictions(&self, _name: &str, _plan: &Plan, _found: &mut Contradictions) {}
}

/// A share of what recruits earned.
#[derive(Debug, Clone, PartialEq)]
pub struct Matching {}

impl Matching {
    pub(super) fn read(_t: &mut Table<'_>) -> Self {
        Self {}
    }

    #[expect(clippy::unused_self, reason = "no keys yet")]
    pub(super) fn contradictions(&self, _plan: &Plan, _found: &mut Contradictions) {}
}
