//! Keys of overrides by difference of rates.

use super::{Contradictions, Plan};
use crate::scenario::Table;

/// Overrides by difference of rates.
#[derive(Debug, Clone, PartialEq)]
pub struct Differential {}

impl Differential {
    pub(super) fn read(_t: &mut Table<'_>) -> Self {
        Self {}
    }

    #[expect(clippy::unused_self, reason = "no keys yet")]
    pub(super) fn contradictions(&self, _plan: &Plan, _found: &mut Contradictions) {}
}
