//! Keys of funds that are shared out.

use super::{Contradictions, Plan};
use crate::scenario::Table;

/// A fund that is shared out.
#[derive(Debug, Clone, PartialEq)]
pub struct Pool {}

impl Pool {
    pub(super) fn read(_t: &mut Table<'_>) -> Self {
        Self {}
    }

    #[expect(clippy::unused_self, reason = "no keys yet")]
    pub(super) fn contradictions(&self, _name: &str, _plan: &Plan, _found: &mut Contradictions) {}
}
