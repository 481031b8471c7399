//! Funds that are shared out.

use super::Run;

pub(super) fn run(_run: &mut Run<'_>) {}
