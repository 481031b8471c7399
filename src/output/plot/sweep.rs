//! A sweep: of one key along a line, of two as a map.
//!
//! *Invariant*: either is laid out for every sheet.
//!
//! *Absent*: more than two keys, which nobody can sweep.

use super::scene::{Scene, Sheet};
use super::{PlotError, curve, heat};
use crate::experiment::sweep::Sweep;

/// The picture's marks.
pub(super) fn scene(sweep: &Sweep, sheet: Sheet) -> Result<Scene, PlotError> {
    match sweep.keys.as_slice() {
        [across, up] => heat::scene(sweep, (across, up), sheet),
        _ => curve::scene(sweep, sheet),
    }
}
