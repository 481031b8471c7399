//! Keys of stairstep differentials and of groups that broke away.

use super::{Contradictions, Plan};
use crate::scenario::Table;

/// Differences of steps of group volume.
#[derive(Debug, Clone, PartialEq)]
pub struct Stairstep {
    /// The sponsor's share of a strong group.
    pub leadership: Option<Leadership>,
}

impl Stairstep {
    pub(super) fn read(t: &mut Table<'_>) -> Self {
        Self { leadership: t.optional_table("leadership", Leadership::read) }
    }

    #[expect(clippy::unused_self, reason = "no keys yet")]
    pub(super) fn contradictions(&self, _plan: &Plan, _found: &mut Contradictions) {}
}

/// Overrides on groups that broke away.
#[derive(Debug, Clone, PartialEq)]
pub struct Breakaway {}

impl Breakaway {
    pub(super) fn read(_t: &mut Table<'_>) -> Self {
        Self {}
    }

    #[expect(clippy::unused_self, reason = "no keys yet")]
    pub(super) fn contradictions(&self, _plan: &Plan, _found: &mut Contradictions) {}
}

/// The sponsor's share of a strong group, with its guarantee.
#[derive(Debug, Clone, PartialEq)]
pub struct Leadership {}

impl Leadership {
    fn read(_t: &mut Table<'_>) -> Self {
        Self {}
    }
}
