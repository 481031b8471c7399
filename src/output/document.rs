//! What machines are told at the end of a run: where the files are, and what the main one holds.
//!
//! *Invariant*: one JSON document; its `summary`, `comparison` or `sweep` is what the file of that
//! name holds, so that there is one structure to know.
//!
//! *Absent*: files.

use std::io::{self, Write};
use std::path::Path;

use serde::Serialize;

use super::comparison;
use super::folder::Folder;
use super::manifest::{MANIFEST, RUN_RECORD};
use super::summary::Summary;
use super::{sweep, write_json};
use crate::experiment::compare::Comparison;
use crate::experiment::results::Results;
use crate::experiment::sweep::Sweep;

/// A finished run.
#[derive(Serialize)]
struct RunDocument<'a> {
    folder: String,
    files: &'a [String],
    summary: Summary<'a>,
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

/// Writes a run's folder, the names of its files, and its summary.
pub fn write_run_document(
    sink: &mut dyn Write,
    folder: &Path,
    files: &[String],
    results: &Results,
) -> io::Result<()> {
    let folder = folder.display().to_string();
    write_json(sink, &RunDocument { folder, files, summary: Summary::of(results) })
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
    write_json(sink, &ComparisonDocument { folder, files, comparison })
}

/// Writes a sweep's folder, the names of its files, and the sweep.
pub fn write_sweep_document(
    sink: &mut dyn Write,
    folder: &Path,
    files: &[String],
    sweep: &Sweep,
) -> io::Result<()> {
    let folder = folder.display().to_string();
    write_json(sink, &SweepDocument { folder, files, sweep: sweep::File::of(sweep) })
}
