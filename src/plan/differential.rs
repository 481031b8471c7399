//! Overrides by difference of rates.

use super::Run;

pub(super) fn run(_run: &mut Run<'_>) {}
