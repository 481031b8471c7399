//! Keys of what newcomers' first orders, kits and structures pay.

use super::super::market::small;
use super::{Contradictions, Plan};
use crate::scenario::{Source, Table};

/// Rates on newcomers' first orders.
#[derive(Debug, Clone, PartialEq)]
pub struct FastStart {
    /// Weeks from joining in which orders count.
    pub window_weeks: u32,
}

impl FastStart {
    pub(super) fn read(t: &mut Table<'_>) -> Self {
        Self {
            window_weeks: small(
                t.count("window_weeks", 8)
                    .unit("weeks")
                    .within(1, 520)
                    .source(Source::Model)
                    .about("Weeks from joining in which orders count.")
                    .read(),
            ),
        }
    }

    #[expect(clippy::unused_self, reason = "no keys yet")]
    pub(super) fn contradictions(&self, _plan: &Plan, _found: &mut Contradictions) {}
}

/// Money for each kit sold.
#[derive(Debug, Clone, PartialEq)]
pub struct KitBonus {}

impl KitBonus {
    pub(super) fn read(_t: &mut Table<'_>) -> Self {
        Self {}
    }

    #[expect(clippy::unused_self, reason = "no keys yet")]
    pub(super) fn contradictions(&self, _plan: &Plan, _found: &mut Contradictions) {}
}

/// Money for a structure of people and volume.
#[derive(Debug, Clone, PartialEq)]
pub struct StructureBonus {}

impl StructureBonus {
    pub(super) fn read(_t: &mut Table<'_>) -> Self {
        Self {}
    }

    #[expect(clippy::unused_self, reason = "no keys yet")]
    pub(super) fn contradictions(&self, _plan: &Plan, _found: &mut Contradictions) {}
}

/// Money for a growth goal.
#[derive(Debug, Clone, PartialEq)]
pub struct GrowthBonus {}

impl GrowthBonus {
    pub(super) fn read(_t: &mut Table<'_>) -> Self {
        Self {}
    }

    #[expect(clippy::unused_self, reason = "no keys yet")]
    pub(super) fn contradictions(&self, _plan: &Plan, _found: &mut Contradictions) {}
}
