//! Pay on the matched volume of two legs.

use super::{Run, State};

pub(super) fn run(_run: &mut Run<'_>, _state: &mut State) {}
