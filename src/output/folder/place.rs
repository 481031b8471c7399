//! Looking at the target and putting finished results there.
//!
//! *Invariant*: nothing is deleted but what a former manifest lists, that manifest with its run
//! record, and what desktops drop anywhere; a whole folder only after it was moved aside and looked
//! at once more, so that no other process can slip a file in between.
//!
//! *Absent*: how files are written.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::{OsStr, OsString};
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use super::super::checksum::checksum;
use super::super::error::{Act, OutputError};
use super::super::manifest::{self, Former, MANIFEST, RUN_RECORD};

/// How often a target that other runs keep changing is tried again.
const ATTEMPTS: u32 = 1_000;

/// What desktops drop into any folder that somebody looks at: nobody misses it.
const DROPPINGS: [&str; 2] = [".DS_Store", "Thumbs.db"];

/// What stands at the target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Occupant {
    /// Nothing, or an empty folder.
    Nobody,
    /// A former result and nothing else, and why it should not be replaced unasked, if so.
    Former(Option<Doubt>),
    /// Files that are not ours.
    Strangers {
        /// The first of them.
        found: String,
        /// Names of the files beside them that belong to a former result; nothing without one.
        former: Option<BTreeSet<OsString>>,
    },
}

/// Why a former result is not replaced unasked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Doubt {
    /// It is of the scenario with this name.
    OtherScenario(String),
    /// This file of it is not what was written.
    ChangedFile(String),
}

impl Occupant {
    /// Looks at the target, where results of a scenario are to go.
    pub(super) fn of(target: &Path, scenario: &str) -> Result<Self, OutputError> {
        for _ in 0..ATTEMPTS {
            match is_there(fs::metadata(target), target)? {
                None => return Ok(Self::Nobody),
                Some(metadata) if metadata.is_dir() => {}
                Some(_) => return Err(OutputError::NotAFolder { path: target.to_owned() }),
            }
            let seen = look_once(target, scenario).map_err(Act::LookAt.failed(target))?;
            if let Some(occupant) = seen {
                return Ok(occupant);
            }
        }
        Err(OutputError::Contested { path: target.to_owned(), attempts: ATTEMPTS })
    }
}

/// Looks at a folder; nothing when another run replaced it meanwhile, so that the names and the
/// manifest belong to different results.
fn look_once(target: &Path, scenario: &str) -> io::Result<Option<Occupant>> {
    let former = manifest::former(target)?;
    let entries = match list(target) {
        Err(cause) if cause.kind() == ErrorKind::NotFound => return Ok(None),
        entries => entries?,
    };
    let doubt = match former.as_ref().map(|former| doubt(target, scenario, former, &entries)) {
        Some(Err(cause)) if cause.kind() == ErrorKind::NotFound => return Ok(None),
        doubt => doubt.transpose()?.flatten(),
    };
    let manifest_went = entries.contains_key(OsStr::new(MANIFEST))
        && fs::symlink_metadata(target.join(MANIFEST)).is_err();
    if manifest_went || former != manifest::former(target)? {
        return Ok(None);
    }
    let Some(first) = entries.keys().next() else { return Ok(Some(Occupant::Nobody)) };
    let found = |name: &OsStr| name.to_string_lossy().into_owned();
    let Some(former) = former else {
        return Ok(Some(Occupant::Strangers { found: found(first), former: None }));
    };
    let is_ours = |(name, is_file): &(&OsString, &bool)| {
        let known =
            |name: &str| [MANIFEST, RUN_RECORD].contains(&name) || former.files.contains_key(name);
        **is_file && name.to_str().is_some_and(known)
    };
    let is_dropping = |name: &OsStr| DROPPINGS.iter().any(|dropping| name == *dropping);
    let stranger = entries.iter().find(|entry| !is_ours(entry) && !is_dropping(entry.0));
    Ok(Some(match stranger {
        None => Occupant::Former(doubt),
        Some((name, _)) => Occupant::Strangers {
            found: found(name),
            former: Some(entries.iter().filter(is_ours).map(|(name, _)| name.clone()).collect()),
        },
    }))
}

/// Why a former result in a folder should not be replaced unasked, if so.
fn doubt(
    folder: &Path,
    scenario: &str,
    former: &Former,
    entries: &BTreeMap<OsString, bool>,
) -> io::Result<Option<Doubt>> {
    if former.scenario != scenario {
        return Ok(Some(Doubt::OtherScenario(former.scenario.clone())));
    }
    for (name, sha256) in &former.files {
        // A file that is gone holds nobody's work, and a folder in its place is a stranger.
        let is_file = entries.get(OsStr::new(name)).copied().unwrap_or(false);
        if is_file && checksum(&folder.join(name))? != *sha256 {
            return Ok(Some(Doubt::ChangedFile(name.clone())));
        }
    }
    Ok(None)
}

/// The names in a folder and whether each is a plain file, neither a folder nor a link.
fn list(folder: &Path) -> io::Result<BTreeMap<OsString, bool>> {
    let mut entries = BTreeMap::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        match entry.file_type() {
            Ok(kind) => entries.insert(entry.file_name(), kind.is_file()),
            // It went between the two calls.
            Err(cause) if cause.kind() == ErrorKind::NotFound => None,
            Err(cause) => return Err(cause),
        };
    }
    Ok(entries)
}

/// The names in a folder, sorted.
pub(super) fn names_in(folder: &Path) -> Result<Vec<OsString>, OutputError> {
    let entries = list(folder).map_err(Act::LookAt.failed(folder))?;
    Ok(entries.into_keys().collect())
}

/// Says before a run whether results could be put at the target as it is now.
pub(super) fn check(target: &Path, scenario: &str, force: bool) -> Result<(), OutputError> {
    match Occupant::of(target, scenario)? {
        Occupant::Former(Some(doubt)) if !force => return Err(doubt.refusal(target, scenario)),
        Occupant::Strangers { found, former } if !force => {
            return Err(refusal(target, found, former.is_some()));
        }
        Occupant::Strangers { .. } => {}
        Occupant::Nobody | Occupant::Former(_) => refuse_current(target, std::env::current_dir())?,
    }
    if is_there(is_mount_point(target), target)? == Some(true) {
        return Err(OutputError::MountPoint { path: target.to_owned() });
    }
    Ok(())
}

/// What was seen at the target; nothing when it is not there, or no longer because another run is
/// just replacing it.
fn is_there<T>(seen: io::Result<T>, target: &Path) -> Result<Option<T>, OutputError> {
    match seen {
        Ok(seen) => Ok(Some(seen)),
        Err(cause) if cause.kind() == ErrorKind::NotFound => Ok(None),
        Err(cause) => Err(Act::LookAt.failed(target)(cause)),
    }
}

/// Puts the finished results at the target.
pub(super) fn place(
    partial: &Path,
    target: &Path,
    scenario: &str,
    force: bool,
) -> Result<(), OutputError> {
    for _ in 0..ATTEMPTS {
        let done = match Occupant::of(target, scenario)? {
            Occupant::Nobody => move_in(partial, target)?,
            Occupant::Former(Some(doubt)) if !force => {
                return Err(doubt.refusal(target, scenario));
            }
            Occupant::Former(_) => replace(partial, target, scenario, force)?,
            Occupant::Strangers { former, .. } if force => {
                add(partial, target, &former.unwrap_or_default())?;
                true
            }
            Occupant::Strangers { found, former } => {
                return Err(refusal(target, found, former.is_some()));
            }
        };
        if done {
            return Ok(());
        }
    }
    Err(OutputError::Contested { path: target.to_owned(), attempts: ATTEMPTS })
}

/// Why a folder with other files is left alone.
fn refusal(target: &Path, found: String, is_result: bool) -> OutputError {
    let path = target.to_owned();
    if is_result {
        OutputError::AddedFile { path, found }
    } else {
        OutputError::ForeignFolder { path, found }
    }
}

impl Doubt {
    /// The error that says so.
    fn refusal(self, target: &Path, scenario: &str) -> OutputError {
        let path = target.to_owned();
        match self {
            Self::OtherScenario(found) => {
                OutputError::OtherScenario { path, found, wanted: scenario.to_owned() }
            }
            Self::ChangedFile(found) => OutputError::ChangedFile { path, found },
        }
    }
}

/// The folder in which `path` is; a bare name is in the current one.
pub(super) fn parent_of(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

/// Refuses to pull the folder away from under the feet of whoever works in it.
fn refuse_current(target: &Path, current: io::Result<PathBuf>) -> Result<(), OutputError> {
    // Whoever works in a folder that is gone or hidden cannot lose it here.
    let Ok(current) = current.and_then(fs::canonicalize) else { return Ok(()) };
    match is_there(fs::canonicalize(target), target)? {
        Some(real) if current.starts_with(&real) => {
            Err(OutputError::CurrentFolder { path: target.to_owned() })
        }
        _ => Ok(()),
    }
}

/// Whether another file system begins at the target.
#[cfg(unix)]
fn is_mount_point(target: &Path) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt;
    Ok(fs::metadata(target)?.dev() != fs::metadata(parent_of(target))?.dev())
}

/// Elsewhere the rename itself says so.
#[cfg(not(unix))]
fn is_mount_point(_target: &Path) -> io::Result<bool> {
    Ok(false)
}

/// Renames the results to a target that is free or empty; false when it no longer was.
fn move_in(partial: &Path, target: &Path) -> Result<bool, OutputError> {
    // Not every system renames onto an empty folder.
    match fs::remove_dir(target) {
        Ok(()) => {}
        Err(cause) if cause.kind() == ErrorKind::NotFound => {}
        Err(cause) if is_taken(&cause) => return Ok(false),
        Err(cause) => return Err(Act::MoveInto.failed(target)(cause)),
    }
    match fs::rename(partial, target) {
        Ok(()) => Ok(true),
        Err(cause) if is_taken(&cause) => Ok(false),
        Err(cause) => Err(Act::MoveInto.failed(target)(cause)),
    }
}

/// Replaces a former result whole; false when another run was faster.
fn replace(
    partial: &Path,
    target: &Path,
    scenario: &str,
    force: bool,
) -> Result<bool, OutputError> {
    let aside = aside_of(partial);
    match fs::rename(target, &aside) {
        Ok(()) => {}
        Err(cause) if cause.kind() == ErrorKind::NotFound => return Ok(false),
        Err(cause) => return Err(Act::MoveFormer.failed(target)(cause)),
    }
    let put_back = || fs::rename(&aside, target).map_err(Act::MoveFormer.failed(&aside));
    // Nobody else knows the new name, so what is seen now is what would be deleted.
    match Occupant::of(&aside, scenario) {
        Ok(Occupant::Former(doubt)) if force || doubt.is_none() => {}
        outcome => {
            put_back()?;
            return outcome.map(|_| false);
        }
    }
    match fs::rename(partial, target) {
        Ok(()) => {}
        Err(cause) if is_taken(&cause) => {
            remove_former(&aside);
            return Ok(false);
        }
        Err(cause) => {
            put_back()?;
            return Err(Act::MoveInto.failed(target)(cause));
        }
    }
    remove_former(&aside);
    Ok(true)
}

/// Where the former result waits while the new one moves in.
fn aside_of(partial: &Path) -> PathBuf {
    let mut name = partial.file_name().unwrap_or_default().to_owned();
    name.push(".former");
    partial.with_file_name(name)
}

/// Deletes a former result that is out of the way.
fn remove_former(aside: &Path) {
    // The new results are in place: a hidden rest of the old ones is no reason to call that failed.
    let _ = fs::remove_dir_all(aside);
}

/// Whether an error means that the target has meanwhile been filled by somebody else.
fn is_taken(cause: &io::Error) -> bool {
    matches!(cause.kind(), ErrorKind::DirectoryNotEmpty | ErrorKind::AlreadyExists)
}

/// Renames the files one by one into a folder that holds others, the manifest last; files of the
/// former result that the new one no longer has are removed, everything else is left alone.
fn add(partial: &Path, target: &Path, former: &BTreeSet<OsString>) -> Result<(), OutputError> {
    let names = names_in(partial)?;
    let move_one = |name: &OsString| {
        let place = target.join(name);
        fs::rename(partial.join(name), &place).map_err(Act::MoveInto.failed(place))
    };
    let is_manifest = |name: &&OsString| name.as_os_str() == MANIFEST;
    names.iter().filter(|name| !is_manifest(name)).try_for_each(move_one)?;
    for stale in former.iter().filter(|name| !names.contains(name)) {
        let path = target.join(stale);
        fs::remove_file(&path).map_err(Act::Remove.failed(path))?;
    }
    names.iter().find(is_manifest).map_or(Ok(()), move_one)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folder_in_which_somebody_works_is_not_pulled_away() {
        let home = tempfile::tempdir().unwrap();
        let inner = home.path().join("inner");
        fs::create_dir(&inner).unwrap();
        let current = |folder: &Path| Ok(folder.to_owned());
        for working_in in [home.path(), &inner] {
            let error = refuse_current(home.path(), current(working_in)).unwrap_err();
            assert!(matches!(error, OutputError::CurrentFolder { .. }), "{error}");
        }
        assert!(refuse_current(&inner, current(home.path())).is_ok());
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_mount_point_is_told_from_a_folder() {
        assert!(is_mount_point(Path::new("/proc")).unwrap());
        assert!(!is_mount_point(Path::new("/proc/self/fd")).unwrap());
    }
}
