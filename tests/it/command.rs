//! The program as its users meet it: runs the built binary in a fresh folder.
//!
//! *Invariant*: of every command the exit code, the whole of stdout and the whole of stderr are
//! looked at. Nothing of the caller's terminal or environment changes what is printed.
//!
//! *Absent*: claims.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

use crate::support::crate_folder;

/// What stands for the desk's own folder in transcripts.
const HERE: &str = "[HERE]";

/// The only file of a result that may differ between equal runs.
pub(crate) const RUN_RECORD: &str = "run.json";

/// Environment that changes what is printed or how many threads there are.
const ENVIRONMENT: [&str; 8] = [
    // Programs colour what they say where it is set.
    "CI",
    "COLUMNS",
    "LINES",
    "CLICOLOR",
    "CLICOLOR_FORCE",
    "NO_COLOR",
    "RUST_BACKTRACE",
    "RAYON_NUM_THREADS",
];

/// A fresh folder in which commands run; it goes when the test ends.
pub(crate) struct Desk {
    folder: TempDir,
}

/// How a command ended and all that it said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Said {
    /// The exit code; nothing when a signal ended it.
    pub(crate) code: Option<i32>,
    /// Data.
    pub(crate) stdout: String,
    /// Talk.
    pub(crate) stderr: String,
}

impl Desk {
    /// A folder with the shipped scenarios in `scenarios/`.
    pub(crate) fn new() -> Self {
        let desk = Self::bare();
        for shipped in downline::scenario::SHIPPED {
            desk.put(shipped.path, shipped.text);
        }
        desk
    }

    /// An empty folder.
    pub(crate) fn bare() -> Self {
        Self { folder: tempfile::tempdir().expect("a temporary folder") }
    }

    /// The path of a name on the desk.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Puts a file on the desk, in folders if its name has any.
    pub(crate) fn put(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("a file has a folder")).expect("a folder");
        #[expect(clippy::disallowed_methods, reason = "a test plays the user who writes files")]
        fs::write(path, text).expect("a file");
    }

    /// The text of a file.
    pub(crate) fn text(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_else(|cause| panic!("`{name}`: {cause}"))
    }

    /// Every file of a folder with its bytes.
    pub(crate) fn files(&self, name: &str) -> BTreeMap<String, Vec<u8>> {
        let names = self.names(name).into_iter();
        names.map(|file| (file.clone(), fs::read(self.path(name).join(&file)).unwrap())).collect()
    }

    /// Every name in a folder, sorted, hidden ones included.
    pub(crate) fn names(&self, name: &str) -> Vec<String> {
        let entries = fs::read_dir(self.path(name)).unwrap_or_else(|e| panic!("`{name}`: {e}"));
        let name_of = |entry: fs::DirEntry| entry.file_name().into_string().expect("a name");
        let mut names: Vec<String> = entries.map(|entry| name_of(entry.unwrap())).collect();
        names.sort();
        names
    }

    /// The program with arguments, about to be started on the desk, with no terminal anywhere.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_downline"));
        command.args(arguments);
        self.settle(command)
    }

    /// A line of shell, in which `"$0"` is the program.
    pub(crate) fn shell(&self, line: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", line, env!("CARGO_BIN_EXE_downline")]);
        self.settle(command)
    }

    /// Gives a command its folder, its environment and its streams.
    fn settle(&self, mut command: Command) -> Command {
        command.current_dir(self.folder.path());
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        for variable in ENVIRONMENT {
            command.env_remove(variable);
        }
        command
    }

    /// Runs the program with the words of a line.
    pub(crate) fn run(&self, line: &str) -> Said {
        let words: Vec<&str> = line.split_whitespace().collect();
        self.hear(self.command(&words).output().expect("the program starts"))
    }

    /// Runs a line that has to go well and to keep silent on stderr; returns its stdout.
    pub(crate) fn data(&self, line: &str) -> String {
        let said = self.run(line);
        assert_eq!((said.code, said.stderr.as_str()), (Some(0), ""), "`downline {line}`");
        said.stdout
    }

    /// What a finished command said, with the desk's path taken out.
    pub(crate) fn hear(&self, output: Output) -> Said {
        let text = |bytes| {
            let text = String::from_utf8(bytes).expect("all that is printed is UTF-8");
            text.replace(&self.folder.path().display().to_string(), HERE)
        };
        Said {
            code: output.status.code(),
            stdout: text(output.stdout),
            stderr: text(output.stderr),
        }
    }

    /// Commands with their exit codes, stdout and stderr, to be compared with a file.
    pub(crate) fn transcript(&self, lines: &[&str]) -> String {
        let mut text = String::new();
        for line in lines {
            let _ = writeln!(text, "$ downline {line}\n{}", self.run(line).told());
        }
        text
    }
}

impl Said {
    /// The exit code and both streams, each under its name.
    pub(crate) fn told(&self) -> String {
        let mut text = match self.code {
            Some(code) => format!("exit {code}\n"),
            None => "killed\n".to_owned(),
        };
        for (name, stream) in [("stdout", &self.stdout), ("stderr", &self.stderr)] {
            if !stream.is_empty() {
                let _ = writeln!(text, "-- {name} --\n{}", stream.trim_end_matches('\n'));
                assert!(stream.ends_with('\n'), "{name} ends within a line: {stream}");
            }
        }
        text
    }
}

/// Compares a text with the file of a name in `tests/it/transcripts`, or writes that file when
/// somebody asks for it with `RENEW=1`.
#[track_caller]
pub(crate) fn compare(name: &str, text: &str) {
    let path = crate_folder().join("tests/it/transcripts").join(name).with_extension("txt");
    if std::env::var_os("RENEW").is_some() {
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        #[expect(clippy::disallowed_methods, reason = "asked for, and no result of a run")]
        fs::write(&path, text).expect("a transcript");
    }
    let wanted = fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
    let differs = |(_, (wanted, found)): &(usize, (&str, &str))| wanted != found;
    let pairs = wanted.lines().chain(["<end>"]).zip(text.lines().chain(["<end>"]));
    if let Some((line, (wanted, found))) = pairs.enumerate().find(differs) {
        let line = line + 1;
        panic!("`{name}`, line {line}\nwanted: {wanted}\nfound:  {found}\n\nall:\n{text}");
    }
    assert_eq!(wanted, text, "`{name}`");
}
