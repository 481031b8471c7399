//! Rates on newcomers' first orders.

use super::Run;

pub(super) fn run(_run: &mut Run<'_>) {}
