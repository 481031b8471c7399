//! `manifest.json`: what a result is a result of, and by what its files can be checked.
//!
//! *Invariant*: equal inputs give equal bytes. So there is no time, machine, thread count or path
//! in it, and the one file that holds such things, `run.json`, is the one that it does not list.
//!
//! *Absent*: the numbers themselves, and how a scenario is resolved or hashed.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::Path;

use serde::Serialize;
use serde_json::Value;

use super::checksum::FileMark;
use super::{PROGRAM, VERSION};
use crate::experiment::results::{BudgetSetter, Card};

/// The manifest's file name, by which a folder is known as a result.
pub const MANIFEST: &str = "manifest.json";

/// Name of the only file that may differ between equal runs.
pub const RUN_RECORD: &str = "run.json";

/// Version of the structure of everything that machines read: files of JSON, and what commands
/// print with `--json`.
pub const SCHEMA: u32 = 1;

/// What the results come from, as far as the card does not say it.
#[derive(Debug, Clone, Copy)]
pub struct Origin<'a> {
    /// Which scenario, under which luck.
    pub card: &'a Card,
    /// The scenario with all defaults.
    pub resolved: &'a Value,
    /// Keys that were given rather than left to their defaults.
    pub given: &'a [String],
    /// The command that gives the same numbers again, without what changes none.
    pub command: &'a str,
}

/// The file as it is written.
#[derive(Serialize)]
pub(super) struct Manifest<'a> {
    program: &'static str,
    version: &'static str,
    schema: u32,
    scenario: Scenario<'a>,
    seed: u64,
    replicates: u32,
    chance_scheme: &'a str,
    command: &'a str,
    files: Vec<ListedFile<'a>>,
}

/// The scenario's entry.
#[derive(Serialize)]
struct Scenario<'a> {
    name: &'a str,
    title: &'a str,
    hash: &'a str,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    budgets: &'a [BudgetSetter],
    given: &'a [String],
    resolved: &'a Value,
}

/// One file's entry.
#[derive(Serialize)]
struct ListedFile<'a> {
    name: &'a str,
    bytes: u64,
    sha256: &'a str,
}

impl<'a> Manifest<'a> {
    /// The manifest of files with their marks, sorted by name.
    pub(super) fn of(files: &'a BTreeMap<String, FileMark>, origin: &Origin<'a>) -> Self {
        let card = origin.card;
        let listed = |name: &str| ![MANIFEST, RUN_RECORD].contains(&name);
        Self {
            program: PROGRAM,
            version: VERSION,
            schema: SCHEMA,
            scenario: Scenario {
                name: &card.name,
                title: &card.title,
                hash: &card.scenario_hash,
                budgets: &card.budgets,
                given: origin.given,
                resolved: origin.resolved,
            },
            seed: card.seed,
            replicates: card.replicates,
            chance_scheme: &card.chance_scheme,
            command: origin.command,
            files: files
                .iter()
                .filter(|(name, _)| listed(name))
                .map(|(name, mark)| ListedFile { name, bytes: mark.bytes, sha256: &mark.sha256 })
                .collect(),
        }
    }
}

/// What the manifest in a folder says of the result there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Former {
    /// The scenario's name.
    pub(super) scenario: String,
    /// The listed files with their checksums.
    pub(super) files: BTreeMap<String, String>,
}

/// The former result in a folder; nothing when it has no manifest or it is not ours.
pub(super) fn former(folder: &Path) -> io::Result<Option<Former>> {
    let bytes = match fs::read(folder.join(MANIFEST)) {
        Ok(bytes) => bytes,
        Err(cause) if is_no_file(&cause) => return Ok(None),
        Err(cause) => return Err(cause),
    };
    // Web pages have files of this name too, so anything may be in it.
    let Ok(manifest) = serde_json::from_slice::<Value>(&bytes) else { return Ok(None) };
    Ok(former_of(&manifest))
}

/// What a manifest says, if it is one of ours and whole.
fn former_of(manifest: &Value) -> Option<Former> {
    if manifest["program"] != PROGRAM {
        return None;
    }
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let listed = |file: &Value| Some((text(&file["name"])?, text(&file["sha256"])?));
    Some(Former {
        scenario: text(&manifest["scenario"]["name"])?,
        files: manifest["files"].as_array()?.iter().map(listed).collect::<Option<_>>()?,
    })
}

/// Whether there is no file to read, though perhaps a folder.
fn is_no_file(cause: &io::Error) -> bool {
    matches!(cause.kind(), ErrorKind::NotFound | ErrorKind::IsADirectory)
}
