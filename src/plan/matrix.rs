//! Level pay on the placement tree.

use super::Run;

pub(super) fn run(_run: &mut Run<'_>) {}
