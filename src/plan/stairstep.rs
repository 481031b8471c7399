//! Differences of steps of group volume, with the leadership bonus.

use super::{Run, State};

pub(super) fn run(_run: &mut Run<'_>, _state: &mut State) {}
