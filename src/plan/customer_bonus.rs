//! A share of customers' orders to their seller.

use super::Run;

pub(super) fn run(_run: &mut Run<'_>) {}
