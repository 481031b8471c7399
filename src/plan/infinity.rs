//! Overrides without limit of depth.

use super::Run;

pub(super) fn run(_run: &mut Run<'_>) {}
