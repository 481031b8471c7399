//! Results as files: a folder that appears whole, a manifest, a summary and tables.
//!
//! The sequence of a run is
//!
//! 1. [`Folder::open`] before the run, so that a bad target costs no time,
//! 2. [`write_results`] with what the ensemble came to: `summary.json` and the tables,
//! 3. [`Folder::write`] for every picture, the page or other file beside them,
//! 4. [`finish`], which adds `run.json` and, last, `manifest.json` with the checksums of all that
//!    was written, and puts the folder in place.
//!
//! *Invariant*: everything but `run.json` is, byte for byte, a function of the results and their
//! origin. Whoever stops before [`finish`] leaves nothing behind.
//!
//! *Absent*: the world and its partners; only rows of [`results`](crate::experiment::results) are
//! seen. Printing.

#[cfg(feature = "pictures")]
mod bands;
mod checksum;
mod comparison;
mod document;
mod error;
mod file;
mod folder;
#[cfg(feature = "pictures")]
pub(crate) mod headlines;
#[cfg(feature = "pictures")]
pub(crate) mod key_words;
#[cfg(feature = "pictures")]
pub(crate) mod lines;
mod manifest;
#[cfg(feature = "pictures")]
pub(crate) mod numbers;
#[cfg(feature = "pictures")]
mod odds;
#[cfg(feature = "pictures")]
mod outcome;
#[cfg(feature = "pictures")]
pub mod page;
#[cfg(feature = "pictures")]
pub mod plot;
mod run_record;
#[cfg(test)]
mod sample;
#[cfg(feature = "pictures")]
mod saved;
mod summary;
mod sweep;
pub mod table;

use std::io::{self, Write};
use std::path::PathBuf;

use serde::Serialize;

pub use checksum::FileMark;
pub use comparison::{COMPARISON, write_comparison, write_robustness};
pub use document::{
    Document, file_names, write_comparison_document, write_run_document, write_sweep_document,
};
pub use error::{Act, OutputError};
pub use file::write_file;
pub use folder::Folder;
pub use manifest::{MANIFEST, Origin, RUN_RECORD, SCHEMA};
#[cfg(feature = "pictures")]
pub use odds::{ODDS, OddsNote, write_odds};
#[cfg(feature = "pictures")]
pub use outcome::Outcome;
#[cfg(feature = "pictures")]
pub use page::{PAGE, Subject, page};
pub use run_record::{RunClock, RunRecord};
#[cfg(feature = "pictures")]
pub use saved::{Saved, SavedError, SavedKind};
pub use summary::SUMMARY;
pub use sweep::{SWEEP, SweepCell, write_sweep};
pub use table::{TableFormat, data_reference};

use crate::experiment::results::Results;
use manifest::Manifest;
use run_record::RecordFile;
use summary::Summary;

/// The program's name in files, by which its results are known.
pub const PROGRAM: &str = "downline";

/// The program's version in files.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Writes the summary and the tables of partners, weeks and flows, and of those who are followed
/// where anybody is; rows in the order given.
pub fn write_results(
    folder: &mut Folder,
    results: &Results,
    origin: &Origin<'_>,
    format: TableFormat,
) -> Result<(), OutputError> {
    folder.write(SUMMARY, |sink| write_json(sink, &Summary::of(results)))?;
    table::write(folder, &table::PARTNERS, &results.partners, origin, format)?;
    table::write(folder, &table::WEEKS, &results.weeks, origin, format)?;
    table::write(folder, &table::FLOWS, &results.flows, origin, format)?;
    for (table, rows) in
        [(&table::PERSONAS, &results.personas), (&table::CREATORS, &results.creators)]
    {
        if !rows.is_empty() {
            table::write(folder, table, rows, origin, format)?;
        }
    }
    if !results.team.is_empty() {
        table::write(folder, &table::TEAM, &results.team, origin, format)?;
    }
    Ok(())
}

/// Writes the run record and the manifest of all files, and commits; returns the folder's path.
///
/// Fails like [`Folder::write`] and [`Folder::commit`].
pub fn finish(
    mut folder: Folder,
    origin: &Origin<'_>,
    record: &RunRecord,
) -> Result<PathBuf, OutputError> {
    folder.write(RUN_RECORD, |sink| write_json(sink, &RecordFile::new(origin, record)))?;
    let text = json_text(&Manifest::of(folder.files(), origin));
    folder.write(MANIFEST, |sink| sink.write_all(&text.map_err(io::Error::from)?))?;
    folder.commit()
}

/// Writes a value as indented JSON with a line's end.
fn write_json(sink: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
    sink.write_all(&json_text(value)?)
}

/// A value as indented JSON with a line's end.
fn json_text(value: &impl Serialize) -> serde_json::Result<Vec<u8>> {
    let mut text = serde_json::to_vec_pretty(value)?;
    text.push(b'\n');
    Ok(text)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::fs;
    use std::path::Path;

    use serde_json::{Value, json};
    use sha2::{Digest, Sha256};

    use super::*;

    /// Runs the whole sequence with a picture in between.
    fn produce(target: &Path, format: TableFormat, threads: usize) -> PathBuf {
        let clock = RunClock::start();
        let results = sample::results();
        let mut folder = Folder::open(target, &results.card.name, false).unwrap();
        let resolved = json!({"weeks": 104, "business": {"name": "Acme"}});
        let given = ["weeks".to_owned()];
        let (card, command) = (&results.card, "downline run demo.toml");
        let origin = Origin { card, resolved: &resolved, given: &given, command };
        write_results(&mut folder, &results, &origin, format).unwrap();
        folder.write("capture.svg", |sink| sink.write_all(b"<svg/>")).unwrap();
        finish(folder, &origin, &clock.stop(threads, 1_000, Vec::new())).unwrap()
    }

    fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
        let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
        entries
            .map(|entry| {
                (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap())
            })
            .collect()
    }

    fn parsed(folder: &Path, name: &str) -> Value {
        serde_json::from_slice(&files(folder)[name]).unwrap()
    }

    fn formats() -> Vec<TableFormat> {
        vec![
            #[cfg(feature = "tables")]
            TableFormat::Parquet,
            TableFormat::Csv,
        ]
    }

    #[test]
    fn equal_results_give_equal_bytes_but_for_the_run_record() {
        let home = tempfile::tempdir().unwrap();
        for format in formats() {
            let mut first = files(&produce(&home.path().join("one"), format, 1));
            let mut second = files(&produce(&home.path().join("other"), format, 8));
            assert_ne!(first.remove(RUN_RECORD), second.remove(RUN_RECORD));
            assert_eq!(first, second);
            assert!(first.contains_key(&format!("partners.{}", format.ending())));
        }
    }

    #[test]
    fn the_manifest_lists_every_other_file_with_its_checksum() {
        let home = tempfile::tempdir().unwrap();
        let folder = produce(&home.path().join("result"), TableFormat::Csv, 1);
        let manifest = parsed(&folder, MANIFEST);
        let mut listed = BTreeMap::new();
        for file in manifest["files"].as_array().unwrap() {
            listed.insert(file["name"].as_str().unwrap().to_owned(), file.clone());
        }
        let mut written = files(&folder);
        written.remove(MANIFEST);
        written.remove(RUN_RECORD);
        assert!(listed.keys().eq(written.keys()), "{:?}", listed.keys());
        for (name, bytes) in written {
            let digest = Sha256::digest(&bytes);
            let digits: Vec<String> = digest.iter().map(|byte| format!("{byte:02x}")).collect();
            assert_eq!(listed[&name]["sha256"], digits.concat());
            assert_eq!(listed[&name]["bytes"], bytes.len());
        }
        assert_eq!(manifest["program"], "downline");
        assert_eq!(manifest["seed"], u64::MAX);
        assert_eq!(manifest["command"], "downline run demo.toml");
        assert_eq!(manifest["scenario"]["resolved"]["business"]["name"], "Acme");
        assert_eq!(manifest["scenario"]["given"], json!(["weeks"]));
    }

    #[test]
    fn a_change_of_format_leaves_no_table_of_the_other_format() {
        let home = tempfile::tempdir().unwrap();
        let target = home.path().join("result");
        for format in formats() {
            produce(&target, format, 1);
            let tables = files(&target).into_keys().filter(|name| name.starts_with("weeks."));
            assert_eq!(tables.collect::<Vec<_>>(), [format!("weeks.{}", format.ending())]);
        }
    }

    #[test]
    fn the_summary_keeps_every_digit_and_has_null_for_what_is_no_number() {
        let home = tempfile::tempdir().unwrap();
        let folder = produce(&home.path().join("result"), TableFormat::Csv, 1);
        let summary = parsed(&folder, SUMMARY);
        let measures = &summary["measures"];
        let expected = json!({
            "unit": "share", "mean": 0.1 + 0.2, "low": null, "high": 1.3,
            "smallest": 0.1 + 0.2, "largest": 0.1 + 0.2, "replicates": 2,
        });
        assert_eq!(measures["capture.business"], expected);
        assert_eq!(measures["a.nan"]["mean"], Value::Null);
        assert_eq!(measures["a.nothing"], Value::Null);
        let keys: Vec<&String> = measures.as_object().unwrap().keys().collect();
        assert_eq!(keys, ["capture.business", "a.nan", "a.nothing"]);
        assert_eq!(summary["lorenz"][0]["points"], json!([[0.0, 0.0], [1.0, 1.0]]));
        assert_eq!(summary["partners"], json!({"rows": 2, "complete": false}));
        let text = String::from_utf8(files(&folder)[SUMMARY].clone()).unwrap();
        assert!(text.contains("\"cents\": 1180591620717411303424,"), "{text}");
        assert!(text.ends_with("}\n"));
    }
}
