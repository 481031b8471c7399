//! What pages and pictures are made of: an experiment's rows.
//!
//! *Invariant*: borrowed and never changed.
//!
//! *Absent*: how anything is shown.

use super::odds::OddsNote;
use crate::experiment::compare::Comparison;
use crate::experiment::results::Results;
use crate::experiment::robust::RobustRow;
use crate::experiment::sweep::Sweep;

/// What an experiment came to.
#[derive(Debug, Clone, Copy)]
pub enum Outcome<'a> {
    /// One scenario.
    Run {
        /// Its results.
        results: &'a Results,
        /// What halving and doubling did, if that was tried.
        robust: Option<&'a [RobustRow]>,
        /// What was said to somebody who asked, if somebody did.
        odds: Option<&'a OddsNote>,
    },
    /// Several scenarios.
    Comparison(&'a Comparison),
    /// A grid of one or two keys.
    Sweep(&'a Sweep),
}
