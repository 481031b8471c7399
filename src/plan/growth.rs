//! Money for a growth goal reached.

use super::{Run, State};

pub(super) fn run(_run: &mut Run<'_>, _state: &mut State) {}
