//! Commission on own sales by tiers, and on a team's.

use super::{Run, State};

pub(super) fn run(_run: &mut Run<'_>, _state: &mut State) {}
