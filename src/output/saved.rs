//! A saved result, read back from its folder.
//!
//! *Invariant*: what is read is what was written, whole and by this version: the manifest says
//! which files there are and their checksums say whether anybody or anything changed them. The run
//! record, which has no checksum, says of which result it is. What no world defines is not there.
//!
//! *Absent*: what is drawn of it.

mod error;
mod sweep;
mod versus;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::{Map, Value};

use super::checksum::{checksum, checksum_of};
use super::comparison::COMPARISON;
use super::error::{Act, OutputError};
use super::file::write_file;
use super::manifest::{MANIFEST, RUN_RECORD, SCHEMA};
use super::odds::{ODDS, OddsNote};
use super::outcome::Outcome;
use super::page::PAGE;
use super::run_record::RecordOf;
use super::summary::SUMMARY;
use super::sweep::SWEEP;
use super::table::restore::{Restored, read};
use super::table::{CREATORS, FLOWS, PARTNERS, PERSONAS, ROBUST, TEAM, Table, TableFormat, WEEKS};
use super::{PROGRAM, VERSION};
use crate::experiment::compare::Comparison;
use crate::experiment::interval::Estimate;
use crate::experiment::results::{
    CaptureRow, Card, EarningsTable, FlowRow, Histogram, IncidenceCurve, Joiners, LorenzCurve,
    Reading, Results, Unit, Verdict, WeekRow,
};
use crate::experiment::robust::RobustRow;
use crate::experiment::sweep::Sweep;
pub use error::SavedError;

/// A result that was read back.
#[derive(Debug)]
pub struct Saved {
    /// Its folder.
    pub path: PathBuf,
    /// The values of all keys of its scenario, or of each of its scenarios.
    pub resolved: Value,
    /// Keys that were given.
    pub given: Vec<String>,
    /// The command that makes the same again.
    pub command: String,
    /// What it is a result of.
    pub kind: SavedKind,
    /// Files that the manifest lists, with their checksums.
    files: Vec<ListedFile>,
}

impl Saved {
    /// What pages and pictures are made of.
    pub fn outcome(&self) -> Outcome<'_> {
        match &self.kind {
            SavedKind::Run { results, robust, odds } => Outcome::Run {
                results: results.as_ref(),
                robust: robust.as_deref(),
                odds: odds.as_ref(),
            },
            SavedKind::Comparison(comparison) => Outcome::Comparison(comparison),
            SavedKind::Sweep(sweep) => Outcome::Sweep(sweep),
        }
    }
}

/// What a saved result is a result of.
#[derive(Debug)]
pub enum SavedKind {
    /// One scenario.
    Run {
        /// What it came to.
        results: Box<Results>,
        /// What halving and doubling did, if that was tried.
        robust: Option<Vec<RobustRow>>,
        /// What was said to somebody who asked, if somebody did.
        odds: Option<OddsNote>,
    },
    /// Several scenarios; without the values of single worlds.
    Comparison(Box<Comparison>),
    /// A grid of one or two keys.
    Sweep(Box<Sweep>),
}

#[derive(Debug, Deserialize)]
struct Manifest {
    scenario: Scenario,
    seed: u64,
    replicates: u32,
    command: String,
    files: Vec<ListedFile>,
}

#[derive(Debug, Deserialize)]
struct Scenario {
    hash: String,
    resolved: Value,
    given: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct ListedFile {
    name: String,
    sha256: String,
}

impl Saved {
    /// Reads the result in a folder.
    ///
    /// # Errors
    /// When there is no folder, no result or one of another version, when a file is missing or
    /// changed, or the file system refuses.
    pub fn read(path: &Path) -> Result<Self, SavedError> {
        let Manifest { scenario, seed, replicates, command, files } = manifest(path)?;
        let Scenario { hash: scenario_hash, resolved, given } = scenario;
        let folder = Opened { path, command: &command, files: &files };
        folder.check()?;
        folder.check_record(&RecordOf {
            scenario_hash,
            seed,
            replicates,
            command: command.clone(),
        })?;
        let kind = if folder.has(COMPARISON) {
            SavedKind::Comparison(Box::new(versus::comparison(&folder)?))
        } else if folder.has(SWEEP) {
            SavedKind::Sweep(Box::new(sweep::sweep(&folder)?))
        } else {
            let robust = folder.has_table(&ROBUST).then(|| folder.rows(&ROBUST)).transpose()?;
            let odds = folder.has(ODDS).then(|| folder.json(ODDS)).transpose()?;
            SavedKind::Run { results: Box::new(results(&folder)?), robust, odds }
        };
        Ok(Self { path: path.to_owned(), resolved, given, command, kind, files })
    }

    /// Puts the page of the result beside it and into its manifest.
    ///
    /// # Errors
    /// When somebody changed the page that is there and it is not forced, or the file system
    /// refuses.
    pub fn put_page(&self, page: &str, force: bool) -> Result<PathBuf, SavedError> {
        self.put(&[(PAGE.to_owned(), page.as_bytes().to_vec())], force)?;
        Ok(self.path.join(PAGE))
    }

    /// Puts files that were made of the result beside it and into its manifest: all of them, or
    /// none where somebody changed one that is there.
    ///
    /// # Errors
    /// When somebody changed a file that is there and it is not forced, or the file system refuses.
    pub fn put(&self, made: &[(String, Vec<u8>)], force: bool) -> Result<(), SavedError> {
        for (name, content) in made.iter().filter(|_| !force) {
            let path = self.path.join(name);
            if path.symlink_metadata().is_ok() {
                let found = checksum(&path).map_err(Act::LookAt.failed(&path))?;
                let is_listed = |file: &ListedFile| file.name == *name && file.sha256 == found;
                if !self.files.iter().any(is_listed) && found != checksum_of(content) {
                    return Err(OutputError::Exists { path }.into());
                }
            }
        }
        for (name, content) in made {
            write_file(&self.path.join(name), content, true)?;
        }
        self.list(made)
    }

    /// Puts lengths and checksums of files into the manifest, where they differ.
    fn list(&self, made: &[(String, Vec<u8>)]) -> Result<(), SavedError> {
        let path = self.path.join(MANIFEST);
        let malformed = |cause: String| SavedError::Malformed { path: path.clone(), cause };
        let bytes = fs::read(&path).map_err(Act::LookAt.failed(&path))?;
        let mut manifest: Value =
            serde_json::from_slice(&bytes).map_err(|cause| malformed(cause.to_string()))?;
        let files = manifest["files"].as_array_mut();
        let files = files.ok_or_else(|| malformed("`files` is no list".to_owned()))?;
        for (name, content) in made {
            let entry = serde_json::json!({
                "name": name, "bytes": content.len(), "sha256": checksum_of(content),
            });
            files.retain(|file| file["name"] != **name);
            let place = files.partition_point(|file| file["name"].as_str() < Some(name));
            files.insert(place, entry);
        }
        let text = super::json_text(&manifest).map_err(|cause| malformed(cause.to_string()))?;
        if text != bytes {
            write_file(&path, &text, true)?;
        }
        Ok(())
    }
}

/// Whether a file can be made again from the others: the page, and pictures.
fn is_made(name: &str) -> bool {
    let ending = Path::new(name).extension();
    name == PAGE || ending.is_some_and(|ending| ending == "svg" || ending == "png")
}

/// What a manifest begins with.
const OURS: &str = "\"program\": \"downline\"";

/// The manifest of a result of this version.
fn manifest(folder: &Path) -> Result<Manifest, SavedError> {
    let foreign = || SavedError::Foreign { path: folder.to_owned() };
    match fs::metadata(folder) {
        Ok(metadata) if metadata.is_dir() => {}
        Ok(_) => return Err(foreign()),
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => {
            return Err(SavedError::NoFolder { path: folder.to_owned() });
        }
        Err(cause) => return Err(Act::LookAt.failed(folder)(cause).into()),
    }
    let path = folder.join(MANIFEST);
    let bytes = match fs::read(&path) {
        Ok(bytes) => bytes,
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Err(foreign()),
        Err(cause) => return Err(Act::LookAt.failed(&path)(cause).into()),
    };
    let value = match serde_json::from_slice::<Value>(&bytes) {
        Ok(value) => value,
        // The beginning of ours, say of a copy that was not finished.
        Err(cause) if String::from_utf8_lossy(&bytes).contains(OURS) => {
            return Err(SavedError::Malformed { path, cause: cause.to_string() });
        }
        Err(_) => return Err(foreign()),
    };
    if value["program"] != PROGRAM {
        return Err(foreign());
    }
    if value["version"] != VERSION || value["schema"] != SCHEMA {
        let version = value["version"].as_str().unwrap_or("of an unknown version");
        let found = format!("{version} (schema {})", value["schema"]);
        return Err(SavedError::OtherVersion { path: folder.to_owned(), found });
    }
    serde_json::from_value(value)
        .map_err(|cause| SavedError::Malformed { path, cause: cause.to_string() })
}

/// A folder while it is read.
struct Opened<'a> {
    path: &'a Path,
    command: &'a str,
    files: &'a [ListedFile],
}

impl Opened<'_> {
    /// Whether a file of that name belongs to the result.
    fn has(&self, name: &str) -> bool {
        self.files.iter().any(|file| file.name == name)
    }

    /// Every file but those that can be made again is there as it was written.
    fn check(&self) -> Result<(), SavedError> {
        let needed = self.files.iter().filter(|file| !is_made(&file.name));
        for ListedFile { name, sha256 } in needed {
            let path = self.path.join(name);
            let command = self.command.to_owned();
            match checksum(&path) {
                Ok(found) if found == *sha256 => {}
                Ok(_) => return Err(SavedError::Changed { path, command }),
                Err(cause) if cause.kind() == io::ErrorKind::NotFound => {
                    return Err(SavedError::Missing { path, command });
                }
                Err(cause) => return Err(Act::LookAt.failed(path)(cause).into()),
            }
        }
        Ok(())
    }

    /// The one file that the manifest does not list, because it differs between equal runs, is
    /// there, whole, and that of this result.
    fn check_record(&self, of: &RecordOf) -> Result<(), SavedError> {
        #[derive(Deserialize)]
        struct Record {
            of: RecordOf,
            #[serde(rename = "arguments")]
            _last: Vec<String>,
        }
        let path = self.path.join(RUN_RECORD);
        let command = self.command.to_owned();
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => {
                return Err(SavedError::NoRecord { path, command });
            }
            Err(cause) => return Err(Act::LookAt.failed(path)(cause).into()),
        };
        match serde_json::from_slice::<Record>(&bytes) {
            Ok(record) if record.of == *of => Ok(()),
            Ok(_) => Err(SavedError::OtherRecord { path, command }),
            Err(_) => Err(SavedError::Changed { path, command }),
        }
    }

    /// A file of JSON.
    fn json<T: for<'d> Deserialize<'d>>(&self, name: &str) -> Result<T, SavedError> {
        let path = self.path.join(name);
        let bytes = fs::read(&path).map_err(Act::LookAt.failed(&path))?;
        serde_json::from_slice(&bytes)
            .map_err(|cause| SavedError::Malformed { path, cause: cause.to_string() })
    }

    /// The format in which the result has a table.
    fn format<Row>(&self, table: &Table<Row>) -> Option<TableFormat> {
        let formats = [
            #[cfg(feature = "tables")]
            TableFormat::Parquet,
            TableFormat::Csv,
        ];
        formats.into_iter().find(|format| self.has(&format!("{}.{}", table.name, format.ending())))
    }

    fn has_table<Row>(&self, table: &Table<Row>) -> bool {
        self.format(table).is_some()
    }

    /// All rows of a table that is not there where it would be empty.
    fn rows_if_any<Row: Restored>(&self, table: &Table<Row>) -> Result<Vec<Row>, SavedError> {
        if self.has_table(table) { self.rows(table) } else { Ok(Vec::new()) }
    }

    /// All rows of a table.
    fn rows<Row: Restored>(&self, table: &Table<Row>) -> Result<Vec<Row>, SavedError> {
        let Some(format) = self.format(table) else {
            let (path, command) = (self.path.to_owned(), self.command.to_owned());
            return Err(SavedError::NoTable { path, table: table.name, command });
        };
        let path = self.path.join(format!("{}.{}", table.name, format.ending()));
        read(table, format, &path).map_err(|cause| SavedError::Malformed { path, cause })
    }
}

/// `summary.json` as it is read.
#[derive(Deserialize)]
struct Summary {
    scenario: Card,
    verdict: Verdict,
    measures: Map<String, Value>,
    capture: Vec<CaptureRow>,
    earnings: EarningsTable,
    histograms: Vec<Histogram>,
    lorenz: Vec<LorenzCurve>,
    incidence: Vec<IncidenceCurve>,
    joiners: Joiners,
    partners: PartnersNote,
}

#[derive(Deserialize)]
struct PartnersNote {
    complete: bool,
}

/// A measure that some world defines.
#[derive(Deserialize)]
struct Measure {
    unit: Unit,
    #[serde(flatten)]
    estimate: Estimate,
}

/// The measures that some world defines, in their order.
fn readings(measures: Map<String, Value>) -> serde_json::Result<Vec<Reading>> {
    let defined = measures.into_iter().filter(|(_, measure)| !measure.is_null());
    let reading = |(key, measure)| {
        let Measure { unit, estimate } = serde_json::from_value(measure)?;
        Ok(Reading { key, unit, estimate: Some(estimate) })
    };
    defined.map(reading).collect()
}

fn results(folder: &Opened<'_>) -> Result<Results, SavedError> {
    let summary: Summary = folder.json(SUMMARY)?;
    let weeks: Vec<WeekRow> = folder.rows(&WEEKS)?;
    let flows: Vec<FlowRow> = folder.rows(&FLOWS)?;
    let readings = readings(summary.measures).map_err(|cause| SavedError::Malformed {
        path: folder.path.join(SUMMARY),
        cause: cause.to_string(),
    })?;
    Ok(Results {
        card: summary.scenario,
        verdict: summary.verdict,
        readings,
        capture: summary.capture,
        earnings: summary.earnings,
        histograms: summary.histograms,
        lorenz: summary.lorenz,
        incidence: summary.incidence,
        weeks,
        flows,
        partners: folder.rows(&PARTNERS)?,
        partners_complete: summary.partners.complete,
        personas: folder.rows_if_any(&PERSONAS)?,
        creators: folder.rows_if_any(&CREATORS)?,
        team: folder.rows_if_any(&TEAM)?,
        joiners: summary.joiners,
    })
}
