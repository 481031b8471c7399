//! What machines are told: documents with one head, and what stands in those about a result.
//!
//! *Invariant*: every document begins with `schema`, `program` and `version`. The `summary`,
//! `comparison` or `sweep` of a result is what the file of that name holds, and its `robust` has
//! the rows and columns of the table of that name, so that there is one structure to know.
//!
//! *Absent*: files; what commands without a result tell.

use std::io::{self, Write};
use std::path::Path;

use serde::Serialize;

use super::comparison;
use super::folder::Folder;
use super::manifest::{MANIFEST, RUN_RECORD, SCHEMA};
use super::summary::Summary;
use super::{PROGRAM, VERSION, sweep, write_json};
use crate::experiment::compare::Comparison;
use crate::experiment::interval::Estimate;
use crate::experiment::results::{Results, VerdictClass};
use crate::experiment::robust::{RobustRow, Robustness};
use crate::experiment::sweep::Sweep;

/// What is told, below the head that every document has.
#[derive(Debug, Serialize)]
pub struct Document<T> {
    schema: u32,
    program: &'static str,
    version: &'static str,
    #[serde(flatten)]
    told: T,
}

impl<T: Serialize> Document<T> {
    /// A document that tells something with names of its own: a structure or a map.
    pub const fn of(told: T) -> Self {
        Self { schema: SCHEMA, program: PROGRAM, version: VERSION, told }
    }

    /// Writes it as indented JSON with a line's end.
    ///
    /// # Errors
    /// Those of the sink.
    pub fn write(&self, sink: &mut dyn Write) -> io::Result<()> {
        write_json(sink, self)
    }
}

/// A finished run.
#[derive(Serialize)]
struct RunDocument<'a> {
    folder: String,
    files: &'a [String],
    summary: Summary<'a>,
    /// What halving and doubling did; nothing where it was not tried.
    robust: Option<RobustDocument<'a>>,
}

/// What halving and doubling the assumed rates did.
#[derive(Serialize)]
struct RobustDocument<'a> {
    replicates: u32,
    verdict: VerdictClass,
    rows: Vec<Change<'a>>,
}

/// A row, by the names of the table's columns; an estimate has its interval within.
#[derive(Serialize)]
struct Change<'a> {
    key: &'a str,
    unit: &'a str,
    value: &'a str,
    factor: f64,
    tried: &'a str,
    outcome: &'static str,
    clipped: bool,
    verdict: Option<VerdictClass>,
    flips: bool,
    headline: Option<Estimate>,
    difference: Option<Estimate>,
    note: Option<&'a str>,
}

impl<'a> From<&'a RobustRow> for Change<'a> {
    fn from(row: &'a RobustRow) -> Self {
        Self {
            key: &row.key,
            unit: &row.unit,
            value: &row.value,
            factor: row.factor.number(),
            tried: &row.tried,
            outcome: row.outcome.name(),
            clipped: row.is_clipped,
            verdict: row.class,
            flips: row.flips,
            headline: row.headline,
            difference: row.difference,
            note: Some(row.note.as_str()).filter(|note| !note.is_empty()),
        }
    }
}

/// A finished comparison.
#[derive(Serialize)]
struct ComparisonDocument<'a> {
    folder: String,
    files: &'a [String],
    comparison: comparison::File<'a>,
}

/// A finished sweep.
#[derive(Serialize)]
struct SweepDocument<'a> {
    folder: String,
    files: &'a [String],
    sweep: sweep::File<'a>,
}

/// The names of all files that the result will have once it is finished, sorted.
pub fn file_names(folder: &Folder) -> Vec<String> {
    let last = [MANIFEST, RUN_RECORD].into_iter();
    let mut names: Vec<String> =
        folder.files().keys().map(String::as_str).chain(last).map(str::to_owned).collect();
    names.sort();
    names
}

/// Writes a run's folder, the names of its files, its summary, and what halving and doubling the
/// assumed rates did.
///
/// # Errors
/// Those of the sink.
pub fn write_run_document(
    sink: &mut dyn Write,
    folder: &Path,
    files: &[String],
    results: &Results,
    robustness: Option<&Robustness>,
) -> io::Result<()> {
    let folder = folder.display().to_string();
    let robust = robustness.map(|robustness| RobustDocument {
        replicates: robustness.replicates,
        verdict: robustness.class,
        rows: robustness.rows.iter().map(Change::from).collect(),
    });
    Document::of(RunDocument { folder, files, summary: Summary::of(results), robust }).write(sink)
}

/// Writes a comparison's folder, the names of its files, and the comparison.
pub fn write_comparison_document(
    sink: &mut dyn Write,
    folder: &Path,
    files: &[String],
    comparison: &Comparison,
) -> io::Result<()> {
    let folder = folder.display().to_string();
    let comparison = comparison::File::of(comparison);
    Document::of(ComparisonDocument { folder, files, comparison }).write(sink)
}

/// Writes a sweep's folder, the names of its files, and the sweep.
pub fn write_sweep_document(
    sink: &mut dyn Write,
    folder: &Path,
    files: &[String],
    sweep: &Sweep,
) -> io::Result<()> {
    let folder = folder.display().to_string();
    let sweep = sweep::File::of(sweep);
    Document::of(SweepDocument { folder, files, sweep }).write(sink)
}
