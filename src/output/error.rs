//! What can go wrong between a finished run and its files.
//!
//! *Invariant*: every error names the path that it is about, and the text holds the cause, so that
//! printing the error alone is enough.
//!
//! *Absent*: errors of scenarios and runs, exit codes, colours.

use std::fmt;
use std::io;
use std::path::PathBuf;

/// Why results could not be written.
#[derive(Debug, thiserror::Error)]
pub enum OutputError {
    /// The file system refused.
    #[error("cannot {act} `{}`: {cause}", path.display())]
    File {
        /// What was tried.
        act: Act,
        /// On what.
        path: PathBuf,
        /// What the system said.
        cause: io::Error,
    },
    /// A file, or something else that is no folder, has the name of the output folder.
    #[error("`{}` is not a folder: results need a folder of their own", path.display())]
    NotAFolder {
        /// The target.
        path: PathBuf,
    },
    /// The target is the root of a file system.
    #[error("`{}` cannot be replaced by results: name a folder inside it", path.display())]
    Root {
        /// The target.
        path: PathBuf,
    },
    /// Another file system is mounted at the target, which a rename cannot replace.
    #[error(
        "`{}` is a mount point, which cannot be replaced whole: name a folder inside it",
        path.display()
    )]
    MountPoint {
        /// The target.
        path: PathBuf,
    },
    /// Somebody works in the target, perhaps the shell that started the program.
    #[error(
        "`{}` is or holds the current folder, which cannot be replaced whole: name a folder inside \
         it or start from elsewhere",
        path.display()
    )]
    CurrentFolder {
        /// The target.
        path: PathBuf,
    },
    /// The target holds files and is no result of this program.
    #[error(
        "`{}` is not a result of downline, it holds `{found}`: name another folder, or use \
         `--force` to add the results and keep its other files",
        path.display()
    )]
    ForeignFolder {
        /// The target.
        path: PathBuf,
        /// The first thing found in it.
        found: String,
    },
    /// The target is a former result to which somebody added files.
    #[error(
        "`{}` is a former result, but `{found}` is not part of it: move it away or name another \
         folder, or use `--force` to renew the results and keep it",
        path.display()
    )]
    AddedFile {
        /// The target.
        path: PathBuf,
        /// The first thing found that the former result does not list.
        found: String,
    },
    /// The target is the result of another scenario.
    #[error(
        "`{}` is a result of scenario `{found}`, not of `{wanted}`: name another folder, or use \
         `--force` to replace it",
        path.display()
    )]
    OtherScenario {
        /// The target.
        path: PathBuf,
        /// The scenario of the result there.
        found: String,
        /// The scenario of the run.
        wanted: String,
    },
    /// A file of the former result was changed after it was written.
    #[error(
        "`{}` is a former result, but its `{found}` was changed since: move that file away or name \
         another folder, or use `--force` to replace it",
        path.display()
    )]
    ChangedFile {
        /// The target.
        path: PathBuf,
        /// The first changed file.
        found: String,
    },
    /// Other runs kept replacing the target.
    #[error("`{}` was changed by other runs on each of {attempts} attempts", path.display())]
    Contested {
        /// The target.
        path: PathBuf,
        /// How often it was tried.
        attempts: u32,
    },
    /// The results are whole but could not be put in place.
    #[error("{cause}; the finished results are kept in `{}`", kept.display())]
    Kept {
        /// Where they are.
        kept: PathBuf,
        /// Why they are not in place.
        cause: Box<OutputError>,
    },
    /// A file is there that must not be lost.
    #[error(
        "`{}` is there already: name another file, or use `--force` to replace it",
        path.display()
    )]
    Exists {
        /// The target.
        path: PathBuf,
    },
    /// A file in the output folder must not have this name.
    #[error(
        "`{name}` cannot name a result file: use letters, digits, `-`, `_` and `.`, which must not \
         come first"
    )]
    FileName {
        /// The name.
        name: String,
    },
}

/// What was tried with a file or folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Making a folder.
    CreateFolder,
    /// Reading what is there.
    LookAt,
    /// Writing a file.
    Write,
    /// Waiting until the disk has it.
    Sync,
    /// Giving the results their final place.
    MoveInto,
    /// Moving the former result out of the way, or back.
    MoveFormer,
    /// Removing a file of the former result.
    Remove,
}

impl Act {
    /// Turns the system's error about a path into one that says what was tried.
    pub(super) fn failed(self, path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> OutputError {
        let path = path.into();
        move |cause| OutputError::File { act: self, path, cause }
    }
}

impl fmt::Display for Act {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::CreateFolder => "create a folder in",
            Self::LookAt => "look at",
            Self::Write => "write",
            Self::Sync => "bring to disk",
            Self::MoveInto => "put the results in place at",
            Self::MoveFormer => "move the former result",
            Self::Remove => "remove",
        })
    }
}
