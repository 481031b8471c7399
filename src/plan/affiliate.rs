//! Commission on sales by link, of one or two tiers.

use super::{Run, State};

pub(super) fn run(_run: &mut Run<'_>, _state: &mut State) {}
