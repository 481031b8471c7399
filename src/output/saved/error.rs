//! Why a saved result cannot be shown.
//!
//! *Invariant*: every error names the path that it is about, and what helps where anything does.
//!
//! *Absent*: errors of writing, which are those of all outputs.

use std::path::PathBuf;

use super::super::VERSION;
use super::super::error::OutputError;
use super::super::manifest::{MANIFEST, SCHEMA};

/// Why a saved result cannot be shown.
#[derive(Debug, thiserror::Error)]
pub enum SavedError {
    /// There is no such folder.
    #[error(
        "`{}` is not there: name a folder that `downline run`, `compare`, `sweep` or `odds` wrote",
        path.display()
    )]
    NoFolder {
        /// What was named.
        path: PathBuf,
    },
    /// Something else than a result is there.
    #[error(
        "`{}` is not a result of downline, it has no `{MANIFEST}` of one: name a folder that \
         `downline run`, `compare`, `sweep` or `odds` wrote",
        path.display()
    )]
    Foreign {
        /// What was named.
        path: PathBuf,
    },
    /// Another version made it.
    #[error(
        "`{}` was made by downline {found}, and this is {VERSION} (schema {SCHEMA}): \
         make the page with that version, or the result again with this one",
        path.display()
    )]
    OtherVersion {
        /// The folder.
        path: PathBuf,
        /// The version that made it, and the schema of its files.
        found: String,
    },
    /// A file that the manifest lists is gone.
    #[error("`{}` is missing, though `{MANIFEST}` lists it: {}", path.display(), again(.command))]
    Missing {
        /// The file.
        path: PathBuf,
        /// What makes it again.
        command: String,
    },
    /// A file is not what was written.
    #[error(
        "`{}` is not as it was written, part of it was changed or lost: {}",
        path.display(),
        again(.command)
    )]
    Changed {
        /// The file.
        path: PathBuf,
        /// What makes it again.
        command: String,
    },
    /// The record of when and where is gone.
    #[error("`{}` is missing, though every result has it: {}", path.display(), again(.command))]
    NoRecord {
        /// The file.
        path: PathBuf,
        /// What makes it again.
        command: String,
    },
    /// The record of when and where is that of another result.
    #[error("`{}` is the record of another result: {}", path.display(), again(.command))]
    OtherRecord {
        /// The file.
        path: PathBuf,
        /// What makes it again.
        command: String,
    },
    /// The manifest lists no table of a name.
    #[error("`{}` has no table `{table}`: {}", path.display(), again(.command))]
    NoTable {
        /// The folder.
        path: PathBuf,
        /// The table.
        table: &'static str,
        /// What makes it again.
        command: String,
    },
    /// A file holds something else than this version writes into it.
    #[error("`{}` cannot be read as this version writes it: {cause}", path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        cause: String,
    },
    /// The file system refused.
    #[error(transparent)]
    Output(#[from] OutputError),
}

/// What helps where a file is lost.
fn again(command: &str) -> String {
    if command.is_empty() {
        "make the result again".to_owned()
    } else {
        format!("make the result again with `{command}`")
    }
}
