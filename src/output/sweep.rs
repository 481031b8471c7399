//! `sweep.json` and the table of a sweep.
//!
//! *Invariant*: as in a summary, a number has all its digits and one that is not finite is `null`;
//! what is written is read back equal.
//!
//! *Absent*: pictures.

use std::sync::Arc;

use serde::Serialize;

use super::error::OutputError;
use super::folder::Folder;
use super::manifest::{Origin, SCHEMA};
use super::summary::INTERVAL;
use super::table::{self, TableFormat};
use super::{PROGRAM, VERSION, write_json};
use crate::experiment::results::Card;
use crate::experiment::sweep::{Sweep, SweepKey, SweepRow};

/// The file name of a sweep.
pub const SWEEP: &str = "sweep.json";

/// What the numbers are.
const DIFFERENCE: &str = "what the businesses end with less what the partners do, of each 100 put \
                          in (cash, own use as a cost)";

/// The file as it is written.
#[derive(Serialize)]
pub(super) struct File<'a> {
    schema: u32,
    program: &'static str,
    version: &'static str,
    scenario: &'a Card,
    interval: &'static str,
    difference: &'static str,
    keys: &'a [SweepKey],
    points: &'a [SweepRow],
}

impl<'a> File<'a> {
    /// The file of a sweep.
    pub(super) fn of(sweep: &'a Sweep) -> Self {
        Self {
            schema: SCHEMA,
            program: PROGRAM,
            version: VERSION,
            scenario: &sweep.card,
            interval: INTERVAL,
            difference: DIFFERENCE,
            keys: &sweep.keys,
            points: &sweep.rows,
        }
    }
}

/// One point of a sweep as the table has it.
#[derive(Debug, Clone)]
pub struct SweepCell {
    /// The first key.
    pub(super) key: Arc<str>,
    /// The second, if there are two; else empty.
    pub(super) second: Arc<str>,
    /// What came of the point.
    pub(super) row: SweepRow,
}

/// Writes `sweep.json` and the table of points.
///
/// # Errors
/// As [`Folder::write`].
pub fn write_sweep(
    folder: &mut Folder,
    sweep: &Sweep,
    origin: &Origin<'_>,
    format: TableFormat,
) -> Result<(), OutputError> {
    folder.write(SWEEP, |sink| write_json(sink, &File::of(sweep)))?;
    let Sweep { keys, rows, .. } = sweep;
    let name = |place: usize| keys.get(place).map_or("", |key| key.key.as_str());
    let (key, second): (Arc<str>, Arc<str>) = (name(0).into(), name(1).into());
    let cell = |row: &SweepRow| SweepCell {
        key: Arc::clone(&key),
        second: Arc::clone(&second),
        row: row.clone(),
    };
    let cells: Vec<SweepCell> = rows.iter().map(cell).collect();
    table::write(folder, &table::SWEEP, &cells, origin, format)
}
