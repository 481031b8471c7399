//! The most that a person and the company pay.

use super::Run;

pub(super) fn run(_run: &mut Run<'_>) {}
