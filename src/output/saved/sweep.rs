//! A saved sweep, read back from `sweep.json`.
//!
//! *Invariant*: as for all saved results; the points are the grid of the keys.
//!
//! *Absent*: the table of points, which says the same.

use serde::Deserialize;

use super::super::sweep::SWEEP;
use super::{Opened, SavedError};
use crate::experiment::results::Card;
use crate::experiment::sweep::{Sweep, SweepKey, SweepRow};

/// `sweep.json` as it is read.
#[derive(Deserialize)]
struct SweepFile {
    scenario: Card,
    keys: Vec<SweepKey>,
    points: Vec<SweepRow>,
}

pub(super) fn sweep(folder: &Opened<'_>) -> Result<Sweep, SavedError> {
    let SweepFile { scenario: card, keys, points: rows } = folder.json(SWEEP)?;
    let count: usize = keys.iter().map(|key| key.values.len()).product();
    let is_grid = matches!(keys.len(), 1 | 2)
        && count == rows.len()
        && rows.iter().all(|row| row.values.len() == keys.len());
    if is_grid {
        return Ok(Sweep { card, keys, rows });
    }
    Err(SavedError::Malformed {
        path: folder.path.join(SWEEP),
        cause: "its points are no grid of its keys".to_owned(),
    })
}
