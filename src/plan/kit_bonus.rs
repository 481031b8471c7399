//! Money for each kit sold.

use super::Run;

pub(super) fn run(_run: &mut Run<'_>) {}
