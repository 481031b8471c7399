//! A share of what recruits earned.

use super::Run;

pub(super) fn run(_run: &mut Run<'_>) {}
