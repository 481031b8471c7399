//! The command that makes a result again, as somebody would type it where the scenarios are.
//!
//! *Invariant*: it has everything that changes a number, and nothing that changes none: folders,
//! threads, formats and the machine.
//!
//! *Absent*: what was typed (`run.json` has it).

use std::path::{Component, Path, PathBuf};

use super::{Compare, Odds, Run, Source};

/// A word as a shell takes it.
pub(in crate::cli) fn quoted(word: &str) -> String {
    let plain = |letter: char| letter.is_alphanumeric() || "-_./=:,+%@".contains(letter);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', "'\\''"))
}

/// A path as it leads down from a folder: from that of the command, or from the last one above it
/// that was typed. Of a path from the root it is the file's name: the rest is a matter of the
/// machine.
fn below(path: &Path) -> PathBuf {
    if path.is_absolute() {
        return path.file_name().map(PathBuf::from).unwrap_or_default();
    }
    path.components().fold(PathBuf::new(), |down, part| match part {
        Component::Normal(name) => down.join(name),
        Component::CurDir => down,
        // Up from a folder that was typed, or out of all of them.
        _ => down.parent().map(Path::to_owned).unwrap_or_default(),
    })
}

/// The same as a shell takes it.
pub(super) fn place(path: &Path) -> String {
    quoted(&below(path).to_string_lossy())
}

/// Paths that were typed together: those that would be one and the same file keep as many of the
/// folders that lead to them as tell them apart, where any do.
fn places(paths: &[PathBuf]) -> Vec<String> {
    let shown: Vec<PathBuf> = paths.iter().map(|path| below(path)).collect();
    let tail = |place: usize, more: usize| -> PathBuf {
        let is_name = |part: &Component<'_>| matches!(part, Component::Normal(_));
        let parts: Vec<Component<'_>> = paths[place].components().filter(is_name).collect();
        let kept = (shown[place].components().count() + more).min(parts.len());
        parts[parts.len() - kept..].iter().collect()
    };
    let deepest = paths.iter().map(|path| path.components().count()).max().unwrap_or(0);
    let told = (0..paths.len()).map(|place| {
        let others: Vec<usize> = (0..paths.len())
            .filter(|&other| paths[other] != paths[place] && shown[other] == shown[place])
            .collect();
        let is_told = |more: &usize| others.iter().all(|&n| tail(n, *more) != tail(place, *more));
        match (0..=deepest).find(is_told) {
            Some(more) if 0 < more => tail(place, more),
            _ => shown[place].clone(),
        }
    });
    told.map(|path| quoted(&path.to_string_lossy())).collect()
}

impl Source {
    /// The changes as they are typed.
    pub(super) fn typed(&self) -> Vec<String> {
        let mut words: Vec<String> =
            self.sets.iter().map(|set| format!("--set {}", quoted(set))).collect();
        words.extend(self.replicates.map(|replicates| format!("--replicates {replicates}")));
        words.extend(self.seed.map(|seed| format!("--seed {seed}")));
        words
    }
}

/// Words of a command behind the program's name.
pub(super) fn command(words: &[String]) -> String {
    format!("downline {}", words.join(" "))
}

impl Run {
    /// The command that makes the same results, whatever the machine and the folder.
    pub(crate) fn command(&self) -> String {
        let mut words = vec!["run".to_owned(), place(&self.scenario)];
        words.extend(self.source.typed());
        words.extend(self.robust.then(|| "--robust".to_owned()));
        words.extend(self.robust_replicates.map(|n| format!("--robust-replicates {n}")));
        command(&words)
    }
}

impl Compare {
    /// The command that makes the same results.
    pub(crate) fn command(&self) -> String {
        let mut words = vec!["compare".to_owned()];
        words.extend(places(&self.scenarios));
        words.extend(self.vary.iter().map(|vary| format!("--vary {}", quoted(vary))));
        words.extend(self.baseline.iter().map(|name| format!("--baseline {}", quoted(name))));
        words.extend(self.source.typed());
        command(&words)
    }
}

impl Odds {
    /// The command that makes the same results.
    pub(crate) fn command(&self) -> String {
        let mut words = vec!["odds".to_owned(), place(&self.scenario)];
        words.push(format!("--followers {}", self.followers));
        words.push(format!("--hours {}", self.hours));
        words.push(format!("--week {}", self.week));
        words.extend(self.business.iter().map(|name| format!("--business {}", quoted(name))));
        words.extend(self.expects.map(|sum| format!("--expects {sum}")));
        words.push(format!("--motive {}", self.motive));
        words.extend(self.source.typed());
        words.push("--out odds".to_owned());
        command(&words)
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use crate::cli::arguments::{Arguments, Command};

    /// The canonical command of a command line.
    fn command(line: &[&str]) -> String {
        match Arguments::parse_from(["downline"].iter().chain(line)).command {
            Command::Run(run) => run.command(),
            Command::Compare(compare) => compare.command(),
            Command::Odds(odds) => odds.command(),
            other => panic!("{other:?} has none"),
        }
    }

    #[test]
    fn a_command_keeps_what_changes_numbers_and_drops_what_does_not() {
        let line = ["run", "a/b/tiny.toml", "-o", "out", "-j", "3", "-q", "--force", "--json"];
        assert_eq!(command(&line), "downline run a/b/tiny.toml");
        for far in ["/elsewhere/tiny.toml", "../tiny.toml"] {
            assert_eq!(command(&["run", far]), "downline run tiny.toml");
        }
        for near in ["./a/tiny.toml", "../a/tiny.toml", "b/../a/tiny.toml", "a/b/../tiny.toml"] {
            assert_eq!(command(&["run", near]), "downline run a/tiny.toml");
        }
        let line = ["compare", "../x/rules/base.toml", "../x/contracts/base.toml"];
        let wanted = "downline compare x/rules/base.toml x/contracts/base.toml";
        assert_eq!(command(&line), wanted);
        let line = ["compare", "/x/a/rules/base.toml", "/x/b/rules/base.toml"];
        let wanted = "downline compare a/rules/base.toml b/rules/base.toml";
        assert_eq!(command(&line), wanted);
        let line = ["compare", "/x/rules/base.toml", "/x/contracts/base.toml", "/x/other.toml"];
        let wanted = "downline compare rules/base.toml contracts/base.toml other.toml";
        assert_eq!(command(&line), wanted);
        let line = ["run", "tiny.toml", "--seed", "7", "-r4", "--set", "weeks=9", "--no-pictures"];
        let wanted = "downline run tiny.toml --set weeks=9 --replicates 4 --seed 7";
        assert_eq!(command(&line), wanted);
        let line = ["run", "my own.toml", "--robust", "--robust-replicates", "3"];
        assert_eq!(command(&line), "downline run 'my own.toml' --robust --robust-replicates 3");
        let line = ["compare", "x/a.toml", "b.toml", "--vary", "weeks=[8, 9]", "--baseline", "b"];
        let wanted = "downline compare x/a.toml b.toml --vary 'weeks=[8, 9]' --baseline b";
        assert_eq!(command(&line), wanted);
        let line = ["odds", "a.toml", "--followers", "900", "--hours", "2.5", "-o", "x", "--json"];
        let wanted = "downline odds a.toml --followers 900 --hours 2.5 --week 52 --motive \
                      part_time_seller --out odds";
        assert_eq!(command(&line), wanted);
        let line = ["run", "a.toml", "--set", "title=it's"];
        assert_eq!(command(&line), r"downline run a.toml --set 'title=it'\''s'");
    }

    #[test]
    fn the_arguments_do_not_contradict_each_other() {
        use clap::CommandFactory as _;
        Arguments::command().debug_assert();
    }
}
