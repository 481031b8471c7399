//! Fees for posts, with agency and manager.

use super::Run;

pub(super) fn run(_run: &mut Run<'_>) {}
