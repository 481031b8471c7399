//! Overrides by generations of leaders.

use super::Run;

pub(super) fn run(_run: &mut Run<'_>) {}
