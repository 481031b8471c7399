//! A single file that appears whole.
//!
//! *Invariant*: a file that is there is replaced only where that is asked for, and never by a part.
//!
//! *Absent*: folders of results.

use std::io::{ErrorKind, Write};
use std::path::Path;

use super::error::{Act, OutputError};

/// Writes a file beside its place and moves it there; replaces what is there only with `force`.
///
/// # Errors
/// When a file is there already, or the file system refuses.
pub fn write_file(path: &Path, content: impl AsRef<[u8]>, force: bool) -> Result<(), OutputError> {
    let exists = || OutputError::Exists { path: path.to_owned() };
    if !force && path.symlink_metadata().is_ok() {
        return Err(exists());
    }
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    if !folder.is_dir() {
        let text = format!("there is no folder `{}`", folder.display());
        return Err(Act::Write.failed(path)(std::io::Error::new(ErrorKind::NotFound, text)));
    }
    let mut file = beside(folder).map_err(Act::Write.failed(path))?;
    file.write_all(content.as_ref()).map_err(Act::Write.failed(path))?;
    file.as_file().sync_all().map_err(Act::Sync.failed(path))?;
    let moved = if force { file.persist(path) } else { file.persist_noclobber(path) };
    match moved {
        Ok(_) => Ok(()),
        Err(refused) if refused.error.kind() == ErrorKind::AlreadyExists => Err(exists()),
        Err(refused) => Err(Act::Write.failed(path)(refused.error)),
    }
}

/// A hidden file in a folder, which whoever may read other new files may read, too.
fn beside(folder: &Path) -> std::io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".downline-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_file_that_is_there_is_replaced_only_by_force_and_nothing_else_is_left_behind() {
        let home = tempfile::tempdir().expect("a folder");
        let path = home.path().join("next.toml");
        write_file(&path, "one", false).expect("written");
        let refused = write_file(&path, "two", false).expect_err("it is there").to_string();
        assert!(refused.contains("next.toml` is there already"), "{refused}");
        assert_eq!(fs::read_to_string(&path).expect("readable"), "one");
        write_file(&path, "two", true).expect("replaced");
        assert_eq!(fs::read_to_string(&path).expect("readable"), "two");
        assert_eq!(fs::read_dir(home.path()).expect("a folder").count(), 1);
        let nowhere = home.path().join("none/next.toml");
        let refused = write_file(&nowhere, "", false).expect_err("no folder").to_string();
        let (_, cause) = refused.split_once("next.toml`: ").expect("a path and a cause");
        let folder = home.path().join("none");
        assert_eq!(cause, format!("there is no folder `{}`", folder.display()));
    }
}
