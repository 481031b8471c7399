//! `odds.json`: what was said to somebody who asked what becomes of her.
//!
//! *Invariant*: the file is the answer that `downline odds --json` prints.
//!
//! *Absent*: the numbers themselves, which the summary beside it has.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::document::Document;
use super::error::OutputError;
use super::folder::Folder;

/// The file's name.
pub const ODDS: &str = "odds.json";

/// The answer in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OddsNote {
    /// What becomes of people like her.
    pub sentence: String,
    /// On what that stands, and how far it reaches.
    pub limits: String,
}

/// Writes the answer as it is printed for machines.
///
/// # Errors
/// As [`Folder::write`].
pub fn write_odds(folder: &mut Folder, answer: &Document<Value>) -> Result<(), OutputError> {
    folder.write(ODDS, |sink| answer.write(sink))
}
