//! The output folder as a transaction: results appear whole under their name, or not at all.
//!
//! Files are written into a hidden folder beside the target, `.<scenario>.partial-<pid>-<random>`,
//! and [`Folder::commit`] renames that folder to the target. What happens depends on what is there:
//!
//! | at the target | without force | with force |
//! |---|---|---|
//! | nothing, or an empty folder | results take the place | the same |
//! | a former result of the scenario, as it was written | replaced whole | the same |
//! | a result of another scenario, or with changed files | refused | replaced whole |
//! | a former result with added files | refused | files renewed one by one, added ones kept |
//! | other files | refused | results added one by one, other files kept |
//! | a file, a mount point, the current folder | refused | refused |
//!
//! A former result is known by its manifest, and the manifest lists its files with their checksums:
//! what it does not list belongs to somebody else and is never deleted, and what has another
//! checksum holds somebody's work. Force may overwrite a foreign file only if it has the very name
//! of a result file. A target that is a symbolic link stays one: what it
//! points to is looked at and replaced. Missing parents of the target are made, and unmade if the
//! run fails. Concurrent runs into one target take turns, the last commit stays, whole. Hidden
//! folders that a killed run left behind are not touched, because nothing tells a dead run from
//! a live one on another machine.
//!
//! *Invariant*: until `commit` the target is untouched; a failed commit leaves or puts back what
//! was there, and keeps the finished results beside it rather than throwing a long run away.
//!
//! *Absent*: what the files hold. The exception is the manifest, by which results are known.

mod place;

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::checksum::{FileMark, fill_and_mark};
use super::error::{Act, OutputError};
use place::parent_of;

/// Longest part of a scenario's name that goes into the hidden folder's name, in characters.
const LONGEST_HIDDEN_NAME: usize = 60;

/// An output folder that is being filled.
#[derive(Debug)]
pub struct Folder {
    /// Where the results go.
    target: PathBuf,
    /// The scenario whose results they are.
    scenario: String,
    /// Whether results may be added to a folder with other files, or replace others.
    force: bool,
    /// Where they are until then; nothing once they are committed.
    partial: Option<TempDir>,
    /// Parents of the target that were made for it, the deepest first.
    made_parents: Vec<PathBuf>,
    /// Every file written so far.
    files: BTreeMap<String, FileMark>,
}

impl Folder {
    /// Starts a transaction that will end at `target`.
    ///
    /// # Errors
    /// Now, before a long run, whenever the present contents of the target would make the
    /// commit fail or when its parent cannot be written.
    pub fn open(target: &Path, scenario_name: &str, force: bool) -> Result<Self, OutputError> {
        let target = resolve(target)?;
        place::check(&target, scenario_name, force)?;
        let parent = parent_of(&target);
        let made_parents = make_parents(parent)?;
        let partial = tempfile::Builder::new()
            .prefix(&hidden_prefix(scenario_name))
            .tempdir_in(parent)
            .map_err(Act::CreateFolder.failed(parent))?;
        Ok(Self {
            target,
            scenario: scenario_name.to_owned(),
            force,
            partial: Some(partial),
            made_parents,
            files: BTreeMap::new(),
        })
    }

    /// Writes one file through a buffer.
    ///
    /// # Errors
    /// When the name is not a plain file name, when it was written before, and with whatever `fill`
    /// or the disk says; then no part of the file stays.
    pub fn write(
        &mut self,
        name: &str,
        fill: impl FnOnce(&mut (dyn Write + Send)) -> io::Result<()>,
    ) -> Result<(), OutputError> {
        if !is_plain_name(name) {
            return Err(OutputError::FileName { name: name.to_owned() });
        }
        let path = self.partial().join(name);
        let file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(&path)
            .map_err(Act::Write.failed(&path))?;
        match fill_and_mark(file, fill) {
            Ok(mark) => {
                self.files.insert(name.to_owned(), mark);
                Ok(())
            }
            Err(cause) => {
                // The first error is the one to tell: after it, a failed removal is no news, and
                // the file goes with the hidden folder anyway.
                let _ = fs::remove_file(&path);
                Err(OutputError::File { act: Act::Write, path, cause })
            }
        }
    }

    /// Every file written so far, by name.
    pub fn files(&self) -> &BTreeMap<String, FileMark> {
        &self.files
    }

    /// Brings all files to disk and puts them in place; returns the target.
    ///
    /// # Errors
    /// As [`open`](Self::open), for the target is looked at again: it may have changed during the
    /// run. When the results are on disk but cannot be put in place the error is
    /// [`OutputError::Kept`] and says where they are.
    pub fn commit(mut self) -> Result<PathBuf, OutputError> {
        let partial = self.partial.take().expect("a folder is committed once: commit consumes it");
        sync_folder(partial.path())?;
        let placed = place::place(partial.path(), &self.target, &self.scenario, self.force);
        if let Err(cause) = placed {
            return Err(OutputError::Kept { kept: partial.keep(), cause: Box::new(cause) });
        }
        sync_entry(parent_of(&self.target))?;
        Ok(self.target.clone())
        // Dropping `partial` now removes what force has emptied; a renamed folder is not there.
    }

    /// The hidden folder.
    fn partial(&self) -> &Path {
        self.partial.as_ref().expect("only `commit` takes the hidden folder").path()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(self.partial.take());
        unmake(&self.made_parents);
    }
}

/// The place that a rename can replace: links are followed, `.` and `..` get their names.
fn resolve(target: &Path) -> Result<PathBuf, OutputError> {
    // A trailing slash would make the system follow a link where its own name is meant.
    let plain: PathBuf = target.components().collect();
    let is_link = fs::symlink_metadata(&plain).is_ok_and(|metadata| metadata.is_symlink());
    let resolved = if is_link || plain.file_name().is_none() {
        fs::canonicalize(&plain).map_err(Act::LookAt.failed(target))?
    } else {
        plain
    };
    if resolved.file_name().is_none() {
        return Err(OutputError::Root { path: resolved });
    }
    Ok(resolved)
}

/// Makes a folder and its parents; returns those that were missing, the deepest first.
fn make_parents(folder: &Path) -> Result<Vec<PathBuf>, OutputError> {
    let is_missing = |path: &&Path| !path.as_os_str().is_empty() && !path.exists();
    let missing: Vec<PathBuf> =
        folder.ancestors().take_while(is_missing).map(Path::to_owned).collect();
    fs::create_dir_all(folder).map_err(|cause| {
        unmake(&missing);
        Act::CreateFolder.failed(folder)(cause)
    })?;
    Ok(missing)
}

/// Removes folders that are empty and leaves the others: somebody else uses them by now.
fn unmake(folders: &[PathBuf]) {
    for folder in folders {
        let _ = fs::remove_dir(folder);
    }
}

/// How the hidden folder's name begins: the scenario's name reduced to what every system allows.
fn hidden_prefix(scenario_name: &str) -> String {
    let plain = |letter: char| {
        if letter.is_ascii_alphanumeric() || letter == '-' { letter } else { '_' }
    };
    let name: String = scenario_name.chars().take(LONGEST_HIDDEN_NAME).map(plain).collect();
    format!(".{name}.partial-{}-", std::process::id())
}

/// Whether a name names a visible file in the folder itself on every system.
fn is_plain_name(name: &str) -> bool {
    let plain = |letter: char| letter.is_alphanumeric() || matches!(letter, '-' | '_' | '.');
    !name.is_empty() && !name.starts_with('.') && name.chars().all(plain)
}

/// Waits until every file of a folder, and the folder itself, is on disk.
fn sync_folder(folder: &Path) -> Result<(), OutputError> {
    for name in place::names_in(folder)? {
        let path = folder.join(name);
        // Some systems refuse to sync a file that is open for reading only.
        let file = OpenOptions::new().write(true).open(&path);
        file.and_then(|file| file.sync_all()).map_err(Act::Sync.failed(path))?;
    }
    sync_entry(folder)
}

/// Waits until a folder's list of names is on disk, where the system can be asked to.
fn sync_entry(folder: &Path) -> Result<(), OutputError> {
    if cfg!(unix) {
        let handle = File::open(folder);
        handle.and_then(|handle| handle.sync_all()).map_err(Act::Sync.failed(folder))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use serde_json::json;

    use super::super::checksum::BUFFER_BYTES;
    use super::super::manifest::{MANIFEST, RUN_RECORD};
    use super::*;

    /// Puts a file where no transaction is wanted.
    fn put(path: &Path, text: &str) {
        #[expect(clippy::disallowed_methods, reason = "a test plays the user who writes files")]
        fs::write(path, text).unwrap();
    }

    /// Everything in a folder with its text.
    fn contents(folder: &Path) -> BTreeMap<String, String> {
        let name = |path: &Path| path.file_name().unwrap().to_str().unwrap().to_owned();
        let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        paths.map(|path| (name(&path), fs::read_to_string(&path).unwrap_or_default())).collect()
    }

    fn names(folder: &Path) -> Vec<String> {
        contents(folder).into_keys().collect()
    }

    /// A manifest of files with their checksums.
    fn manifest_of(scenario: &str, files: &[(&str, &str)]) -> String {
        let list = files.iter().map(|(name, sha256)| json!({"name": name, "sha256": sha256}));
        let list: Vec<_> = list.collect();
        json!({"program": "downline", "scenario": {"name": scenario}, "files": list}).to_string()
    }

    /// Writes a file, then the manifest that lists it.
    fn fill(folder: &mut Folder, name: &str, text: &str) {
        folder.write(name, |sink| sink.write_all(text.as_bytes())).unwrap();
        folder.write(RUN_RECORD, |sink| sink.write_all(text.as_bytes())).unwrap();
        let manifest = manifest_of("demo", &[(name, &folder.files()[name].sha256)]);
        folder.write(MANIFEST, |sink| sink.write_all(manifest.as_bytes())).unwrap();
    }

    fn commit(target: &Path, name: &str, force: bool) -> Result<PathBuf, OutputError> {
        let mut folder = Folder::open(target, "demo", force)?;
        fill(&mut folder, name, name);
        folder.commit()
    }

    fn refusal(target: &Path, force: bool) -> String {
        let error = Folder::open(target, "demo", force).expect_err("the target is refused");
        error.to_string().replace(target.parent().unwrap().to_str().unwrap(), "~")
    }

    #[test]
    fn a_commit_makes_the_folder_and_its_parents_and_leaves_nothing_beside_it() {
        let home = tempfile::tempdir().unwrap();
        let target = home.path().join("a/b/result");
        assert_eq!(commit(&target, "new.txt", false).unwrap(), target);
        assert_eq!(names(&target), [MANIFEST, "new.txt", RUN_RECORD]);
        assert_eq!(names(target.parent().unwrap()), ["result"]);
    }

    #[test]
    fn an_empty_folder_is_taken() {
        let home = tempfile::tempdir().unwrap();
        let target = home.path().join("result");
        fs::create_dir(&target).unwrap();
        commit(&target, "new.txt", false).unwrap();
        assert_eq!(names(&target), [MANIFEST, "new.txt", RUN_RECORD]);
        assert_eq!(names(home.path()), ["result"]);
    }

    #[test]
    fn a_former_result_is_replaced_whole_and_only_at_the_commit() {
        let home = tempfile::tempdir().unwrap();
        let target = home.path().join("result");
        commit(&target, "stale.txt", false).unwrap();
        put(&target.join(".DS_Store"), "");
        let mut folder = Folder::open(&target, "demo", false).unwrap();
        fill(&mut folder, "new.txt", "new");
        assert!(target.join("stale.txt").exists());
        folder.commit().unwrap();
        assert_eq!(names(&target), [MANIFEST, "new.txt", RUN_RECORD]);
        assert_eq!(names(home.path()), ["result"]);
    }

    #[test]
    fn a_foreign_folder_is_refused_untouched_and_the_text_says_what_to_do() {
        let home = tempfile::tempdir().unwrap();
        let target = home.path().join("thesis");
        fs::create_dir(&target).unwrap();
        put(&target.join("chapter.tex"), "x");
        let text = "`~/thesis` is not a result of downline, it holds `chapter.tex`: name another \
                    folder, or use `--force` to add the results and keep its other files";
        assert_eq!(refusal(&target, false), text);
        put(&target.join(MANIFEST), r#"{"name": "a web page"}"#);
        assert_eq!(refusal(&target, false), text);
        assert_eq!(names(&target), ["chapter.tex", MANIFEST]);
        assert_eq!(names(home.path()), ["thesis"]);
    }

    #[test]
    fn force_adds_to_a_foreign_folder_and_the_next_run_still_spares_the_other_files() {
        let home = tempfile::tempdir().unwrap();
        let target = home.path().join("thesis");
        fs::create_dir_all(target.join("figures")).unwrap();
        put(&target.join("chapter.tex"), "x");
        commit(&target, "first.txt", true).unwrap();
        let after = ["chapter.tex", "figures", "first.txt", MANIFEST, RUN_RECORD];
        assert_eq!(names(&target), after);
        assert_eq!(
            refusal(&target, false),
            "`~/thesis` is a former result, but `chapter.tex` is not part of it: move it away or \
             name another folder, or use `--force` to renew the results and keep it"
        );
        commit(&target, "second.txt", true).unwrap();
        assert_eq!(names(&target), ["chapter.tex", "figures", MANIFEST, RUN_RECORD, "second.txt"]);
        assert_eq!(names(home.path()), ["thesis"]);
    }

    #[test]
    fn a_result_of_another_scenario_is_replaced_on_demand_only() {
        let home = tempfile::tempdir().unwrap();
        let target = home.path().join("result");
        commit(&target, "old.txt", false).unwrap();
        let before = contents(&target);
        let error = Folder::open(&target, "other", false).expect_err("it is refused").to_string();
        assert_eq!(
            error.replace(home.path().to_str().unwrap(), "~"),
            "`~/result` is a result of scenario `demo`, not of `other`: name another folder, or \
             use `--force` to replace it"
        );
        assert_eq!(contents(&target), before);
        let mut folder = Folder::open(&target, "other", true).unwrap();
        fill(&mut folder, "new.txt", "new");
        folder.commit().unwrap();
        assert_eq!(names(&target), [MANIFEST, "new.txt", RUN_RECORD]);
        assert_eq!(names(home.path()), ["result"]);
    }

    #[test]
    fn a_file_that_was_changed_after_the_run_is_replaced_on_demand_only() {
        let home = tempfile::tempdir().unwrap();
        let target = home.path().join("result");
        commit(&target, "old.txt", false).unwrap();
        put(&target.join("old.txt"), "as long");
        let before = contents(&target);
        assert_eq!(
            refusal(&target, false),
            "`~/result` is a former result, but its `old.txt` was changed since: move that file \
             away or name another folder, or use `--force` to replace it"
        );
        assert_eq!(contents(&target), before);
        commit(&target, "new.txt", true).unwrap();
        assert_eq!(names(&target), [MANIFEST, "new.txt", RUN_RECORD]);
        fs::remove_file(target.join("new.txt")).unwrap();
        commit(&target, "next.txt", false).expect("what is gone holds nobody's work");
    }

    #[test]
    fn a_file_that_is_changed_during_the_run_keeps_the_results_beside_it() {
        let home = tempfile::tempdir().unwrap();
        let target = home.path().join("result");
        commit(&target, "old.txt", false).unwrap();
        let mut folder = Folder::open(&target, "demo", false).unwrap();
        fill(&mut folder, "new.txt", "new");
        put(&target.join("old.txt"), "changed");
        let error = folder.commit().unwrap_err();
        assert!(matches!(error, OutputError::Kept { .. }), "{error}");
        assert_eq!(contents(&target)["old.txt"], "changed");
    }

    #[test]
    fn a_manifest_that_lists_paths_elsewhere_makes_nothing_elsewhere_ours() {
        let home = tempfile::tempdir().unwrap();
        let target = home.path().join("result");
        fs::create_dir(&target).unwrap();
        put(&home.path().join("precious.txt"), "x");
        put(&target.join("mine.txt"), "x");
        let manifest = manifest_of("demo", &[("../precious.txt", "0")]);
        put(&target.join(MANIFEST), &manifest);
        commit(&target, "new.txt", true).unwrap();
        assert_eq!(names(home.path()), ["precious.txt", "result"]);
        assert_eq!(names(&target), [MANIFEST, "mine.txt", "new.txt", RUN_RECORD]);
    }

    #[test]
    fn a_run_that_ends_early_leaves_nothing_not_even_the_parents() {
        let home = tempfile::tempdir().unwrap();
        let mut folder = Folder::open(&home.path().join("a/b/result"), "demo", false).unwrap();
        fill(&mut folder, "new.txt", "new");
        let hidden = names(&home.path().join("a/b")).remove(0);
        assert!(hidden.starts_with(&format!(".demo.partial-{}-", std::process::id())));
        drop(folder);
        assert_eq!(names(home.path()), [""; 0]);
    }

    #[test]
    fn a_disk_that_fills_up_leaves_the_former_result_and_no_half_file() {
        let home = tempfile::tempdir().unwrap();
        let target = home.path().join("result");
        commit(&target, "old.txt", false).unwrap();
        let before = contents(&target);
        let mut folder = Folder::open(&target, "demo", false).unwrap();
        let error = folder
            .write("table.csv", |sink| {
                sink.write_all(&vec![b'x'; 3 * BUFFER_BYTES])?;
                Err(io::ErrorKind::StorageFull.into())
            })
            .unwrap_err()
            .to_string();
        assert!(error.starts_with("cannot write `"), "{error}");
        assert!(error.ends_with("table.csv`: no storage space"), "{error}");
        assert_eq!(names(folder.partial()), [""; 0]);
        assert!(folder.files().is_empty());
        drop(folder);
        assert_eq!(contents(&target), before);
        assert_eq!(names(home.path()), ["result"]);
    }

    #[test]
    fn a_file_where_a_folder_is_needed_is_an_error_before_the_run() {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("file");
        put(&file, "x");
        let text = "`~/file` is not a folder: results need a folder of their own";
        assert_eq!(refusal(&file, false), text);
        assert_eq!(refusal(&file, true), text);
        let below = Folder::open(&file.join("result"), "demo", false).unwrap_err().to_string();
        assert!(below.contains("file/result") && below.contains("directory"), "{below}");
        assert_eq!(contents(home.path()), BTreeMap::from([("file".to_owned(), "x".to_owned())]));
    }

    #[test]
    fn results_that_find_their_place_taken_are_kept_beside_it() {
        let home = tempfile::tempdir().unwrap();
        let target = home.path().join("result");
        let mut folder = Folder::open(&target, "demo", false).unwrap();
        fill(&mut folder, "new.txt", "new");
        fs::create_dir(&target).unwrap();
        put(&target.join("notes.txt"), "x");
        let error = folder.commit().unwrap_err();
        assert!(error.to_string().contains("; the finished results are kept in `"), "{error}");
        let OutputError::Kept { kept, .. } = error else { panic!("{error}") };
        assert_eq!(names(&kept), [MANIFEST, "new.txt", RUN_RECORD]);
        assert_eq!(names(&target), ["notes.txt"]);
    }

    #[test]
    fn a_former_result_is_put_back_when_the_new_one_cannot_move_in() {
        let home = tempfile::tempdir().unwrap();
        let target = home.path().join("result");
        commit(&target, "old.txt", false).unwrap();
        let before = contents(&target);
        let error = place::place(&home.path().join("missing"), &target, "demo", false).unwrap_err();
        assert!(error.to_string().starts_with("cannot put the results in place at"), "{error}");
        assert_eq!(contents(&target), before);
        assert_eq!(names(home.path()), ["result"]);
    }

    #[test]
    fn runs_that_commit_at_the_same_time_leave_one_whole_result() {
        let home = tempfile::tempdir().unwrap();
        let target = home.path().join("result");
        std::thread::scope(|scope| {
            for thread in 0..4 {
                let target = &target;
                scope.spawn(move || {
                    for _ in 0..25 {
                        commit(target, &format!("of-{thread}.txt"), false).unwrap();
                    }
                });
            }
        });
        let result = contents(&target);
        let owner = &result[RUN_RECORD];
        assert_eq!(result.keys().collect::<Vec<_>>(), [MANIFEST, owner, RUN_RECORD]);
        assert!(result[MANIFEST].contains(owner) && result[owner] == *owner);
        assert_eq!(names(home.path()), ["result"]);
    }

    #[test]
    fn a_name_that_leads_out_of_the_folder_or_comes_twice_is_refused() {
        let home = tempfile::tempdir().unwrap();
        let mut folder = Folder::open(&home.path().join("result"), "../x/y", false).unwrap();
        for name in ["", ".hidden", "../up", "a/b", "a\\b", "c:d"] {
            let error = folder.write(name, |_| Ok(())).unwrap_err();
            assert!(matches!(error, OutputError::FileName { .. }), "{error}");
        }
        folder.write("once.txt", |sink| sink.write_all(b"abc")).unwrap();
        assert!(folder.write("once.txt", |_| Ok(())).is_err());
        let mark = &folder.files()["once.txt"];
        let known = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!((mark.bytes, mark.sha256.as_str()), (3, known));
        assert_eq!(names(folder.partial()), ["once.txt"]);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_stays_a_link_and_what_it_points_to_is_replaced() {
        let home = tempfile::tempdir().unwrap();
        let real = home.path().join("real");
        commit(&real, "old.txt", false).unwrap();
        let link = home.path().join("link");
        std::os::unix::fs::symlink(&real, &link).unwrap();
        commit(&link.join(""), "new.txt", false).unwrap();
        assert!(link.is_symlink());
        assert_eq!(names(&real), [MANIFEST, "new.txt", RUN_RECORD]);
        fs::remove_dir_all(&real).unwrap();
        assert!(refusal(&link, false).starts_with("cannot look at `~/link`"));
    }

    #[test]
    fn a_root_has_no_name_to_take() {
        let error = Folder::open(Path::new("/"), "demo", true).unwrap_err();
        assert!(matches!(error, OutputError::Root { .. }), "{error}");
    }
}
