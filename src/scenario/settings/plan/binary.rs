//! Keys of pay on the matched volume of two legs.

use super::{Contradictions, Plan};
use crate::scenario::Table;

/// Pay on matched volume of two legs.
#[derive(Debug, Clone, PartialEq)]
pub struct Binary {}

impl Binary {
    pub(super) fn read(_t: &mut Table<'_>) -> Self {
        Self {}
    }

    #[expect(clippy::unused_self, reason = "no keys yet")]
    pub(super) fn contradictions(&self, _plan: &Plan, _found: &mut Contradictions) {}
}
