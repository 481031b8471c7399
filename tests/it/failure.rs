//! Results appear whole or not at all: refused folders, closed pipes, signals, full disks.
//!
//! Rights cannot be tested by taking them away, because root has them all; a file in the way of a
//! folder is refused to root as well.
//!
//! *Invariant*: whatever goes wrong, what was there before is there afterwards, byte for byte, and
//! no hidden folder stays behind.
//!
//! *Absent*: the cases of the transaction that need no program (the unit tests of `output`).

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Output};
use std::thread::sleep;
use std::time::Duration;

use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::command::{Desk, RUN_RECORD, Said};

/// A scenario that is done at once.
const SMALL: &str = "weeks = 8\nreplicates = 2\n\n[market]\npeople = 2_000\n\n\
                     [business.glow]\nfounders = 20\nfounder_roots = 2\nplan.unilevel = {}\n";

/// Options that make it last for hours.
const ENDLESS: &str = "-r 100000 --set weeks=1040";

fn desk() -> Desk {
    let desk = Desk::bare();
    desk.put("small.toml", SMALL);
    desk
}

/// A refusal: bad output is exit code 2, told on stderr alone.
fn refused(desk: &Desk, line: &str) -> String {
    let said = desk.run(line);
    assert_eq!((said.code, said.stdout.as_str()), (Some(2), ""), "{said:?}");
    said.stderr
}

/// Whether a folder holds exactly what its manifest lists, with the right checksums.
fn assert_complete(desk: &Desk, folder: &str) {
    let mut files = desk.files(folder);
    let manifest: Value = serde_json::from_slice(&files.remove("manifest.json").unwrap()).unwrap();
    assert!(files.remove(RUN_RECORD).is_some(), "{folder} has no run record");
    let listed = manifest["files"].as_array().expect("a list of files");
    assert!(!listed.is_empty());
    for file in listed {
        let bytes = files.remove(file["name"].as_str().unwrap()).expect("a listed file");
        let digits: Vec<String> =
            Sha256::digest(&bytes).iter().map(|b| format!("{b:02x}")).collect();
        assert_eq!(file["sha256"], digits.concat().as_str(), "{file}");
        assert_eq!(file["bytes"], bytes.len(), "{file}");
    }
    assert!(files.is_empty(), "not listed: {:?}", files.keys());
}

#[test]
fn a_file_in_the_way_is_told_before_the_run_and_stays() {
    let desk = desk();
    desk.put("notes.txt", "mine");
    for force in ["", "--force"] {
        assert_eq!(
            refused(&desk, &format!("run small.toml --out notes.txt {force}")),
            "error: `notes.txt` is not a folder: results need a folder of their own\n"
        );
        let below = refused(&desk, &format!("run small.toml --out notes.txt/result {force}"));
        assert!(below.contains("`notes.txt/result`"), "{below}");
        assert_eq!(below.lines().count(), 1, "{below}");
    }
    desk.put("output", "a file");
    refused(&desk, "run small.toml");
    assert_eq!(desk.text("notes.txt"), "mine");
    assert_eq!(desk.names("."), ["notes.txt", "output", "small.toml"]);
}

#[test]
fn a_folder_of_somebody_else_is_refused_untouched_and_forced_only_on_demand() {
    let desk = desk();
    desk.put("thesis/chapter.tex", "mine");
    assert_eq!(
        refused(&desk, "run small.toml --no-pictures --out thesis"),
        "error: `thesis` is not a result of downline, it holds `chapter.tex`: name another folder, \
         or use `--force` to add the results and keep its other files\n"
    );
    assert_eq!(desk.names("thesis"), ["chapter.tex"]);
    desk.data("run small.toml --no-pictures --out thesis --force");
    assert_eq!(desk.text("thesis/chapter.tex"), "mine");
    assert_eq!(desk.names("thesis").len(), 8);
    assert_eq!(
        refused(&desk, "run small.toml --no-pictures --out thesis"),
        "error: `thesis` is a former result, but `chapter.tex` is not part of it: move it away or \
         name another folder, or use `--force` to renew the results and keep it\n"
    );
    assert_eq!(desk.names("."), ["small.toml", "thesis"]);
}

#[test]
fn a_former_result_is_replaced_whole() {
    let desk = desk();
    desk.data("run small.toml --format csv");
    assert_complete(&desk, "output/small");
    assert!(desk.names("output/small").contains(&"weeks.csv".to_owned()));
    desk.data("run small.toml --no-pictures --seed 2");
    assert_complete(&desk, "output/small");
    let stale = |name: &String| name.contains(".csv") || name.contains(".svg");
    assert!(!desk.names("output/small").iter().any(stale));
    assert_eq!(desk.names("output"), ["small"]);
}

#[test]
fn a_result_of_another_scenario_is_refused_untouched_and_replaced_only_on_demand() {
    let desk = desk();
    desk.put("other.toml", SMALL);
    desk.data("run small.toml --no-pictures --out result");
    let before = desk.files("result");
    assert_eq!(
        refused(&desk, "run other.toml --no-pictures --out result"),
        "error: `result` is a result of scenario `small`, not of `other`: name another folder, or \
         use `--force` to replace it\n"
    );
    assert_eq!(desk.files("result"), before);
    desk.data("run other.toml --no-pictures --out result --force");
    assert_complete(&desk, "result");
    assert!(desk.text("result/manifest.json").contains("\"name\": \"other\""));
    assert_eq!(desk.names("."), ["other.toml", "result", "small.toml"]);
}

#[test]
fn a_result_that_somebody_worked_on_is_refused_untouched_and_replaced_only_on_demand() {
    let desk = desk();
    desk.data("run small.toml --format csv --no-pictures --out result");
    let edited = desk.text("result/weeks.csv") + "mine";
    desk.put("result/weeks.csv", &edited);
    assert_eq!(
        refused(&desk, "run small.toml --no-pictures --out result"),
        "error: `result` is a former result, but its `weeks.csv` was changed since: move that file \
         away or name another folder, or use `--force` to replace it\n"
    );
    assert_eq!(desk.text("result/weeks.csv"), edited);
    desk.data("run small.toml --no-pictures --out result --force");
    assert_complete(&desk, "result");
}

#[test]
fn the_folder_in_which_somebody_works_is_refused() {
    let desk = desk();
    desk.data("run small.toml --no-pictures --out result");
    let before = desk.files("result");
    let output = desk
        .command(&["run", "../small.toml", "--out", "."])
        .current_dir(desk.path("result"))
        .output()
        .expect("the program starts");
    let said = desk.hear(output);
    assert_eq!(said.code, Some(2), "{said:?}");
    assert!(said.stderr.contains("the current folder"), "{said:?}");
    assert_eq!(desk.files("result"), before);
}

/// Runs a command whose reader goes away after some lines.
fn read_only(desk: &Desk, line: &str, lines: usize) -> Said {
    let words: Vec<&str> = line.split_whitespace().collect();
    let mut child = desk.command(&words).spawn().expect("the program starts");
    let mut reader = BufReader::new(child.stdout.take().expect("a pipe"));
    for _ in 0..lines {
        reader.read_line(&mut String::new()).expect("a line");
    }
    drop(reader);
    desk.hear(child.wait_with_output().expect("it ends"))
}

#[test]
fn a_reader_who_goes_away_early_costs_neither_results_nor_the_exit_code() {
    // Where the shipped scenarios are, listing them has nothing to say beside the list.
    let desk = Desk::new();
    desk.put("small.toml", SMALL);
    let silent = Said { code: Some(0), stdout: String::new(), stderr: String::new() };
    assert_eq!(read_only(&desk, "run small.toml --no-pictures", 0), silent);
    assert_complete(&desk, "output/small");
    assert_eq!(read_only(&desk, "run small.toml --no-pictures", 1), silent);
    assert_complete(&desk, "output/small");
    for line in ["reference keys", "reference measures", "explain business", "scenarios", "--help"]
    {
        for lines in [0, 1] {
            assert_eq!(read_only(&desk, line, lines), silent, "{line}");
        }
    }
}

#[test]
fn an_error_does_not_need_anybody_who_reads_it() {
    let desk = desk();
    let mut child = desk.command(&["check", "nosuch.toml"]).spawn().expect("the program starts");
    drop(child.stderr.take());
    assert_eq!(child.wait().expect("it ends").code(), Some(2));
}

#[cfg(target_os = "linux")]
#[test]
fn data_that_cannot_be_written_is_an_error_but_results_stay() {
    let desk = desk();
    let full = |arguments: &str| {
        let line = format!("\"$0\" {arguments} > /dev/full");
        desk.hear(desk.shell(&line).output().expect("a shell"))
    };
    for arguments in ["scenarios", "reference keys", "run small.toml --no-pictures"] {
        let said = full(arguments);
        assert_eq!(said.code, Some(2), "{arguments}: {said:?}");
        assert!(said.stderr.starts_with("error: cannot write: "), "{arguments}: {said:?}");
    }
    assert_complete(&desk, "output/small");
}

/// A limit on the size of files is the full disk that needs no mount: past it, writing fails.
#[cfg(target_os = "linux")]
#[test]
fn a_disk_that_is_full_leaves_the_former_result_and_nothing_half_written() {
    let desk = desk();
    desk.data("run small.toml --no-pictures");
    let before = desk.files("output/small");
    for target in ["", "--out elsewhere/result"] {
        let line = format!("trap '' XFSZ; ulimit -f 8; \"$0\" run small.toml {target}");
        let said = desk.hear(desk.shell(&line).output().expect("a shell"));
        assert_eq!((said.code, said.stdout.as_str()), (Some(2), ""), "{said:?}");
        assert!(said.stderr.starts_with("error: cannot write `"), "{said:?}");
        assert!(said.stderr.contains("summary.json`: "), "{said:?}");
    }
    assert_eq!(desk.files("output/small"), before);
    assert_eq!(desk.names("output"), ["small"]);
    assert_eq!(desk.names("."), ["output", "small.toml"]);
}

/// Starts a run that would last for hours and waits until its hidden folder is there.
#[cfg(unix)]
fn started(desk: &Desk, folder: &str) -> Child {
    let line = format!("run small.toml {ENDLESS} --out {folder}/result");
    let words: Vec<&str> = line.split_whitespace().collect();
    let mut child = desk.command(&words).spawn().expect("the program starts");
    let is_hidden = |name: &String| name.starts_with(".small.partial-");
    while !(desk.path(folder).exists() && desk.names(folder).iter().any(is_hidden)) {
        assert!(child.try_wait().expect("a child").is_none(), "the run ended by itself");
        sleep(Duration::from_millis(5));
    }
    child
}

/// Sends a signal and returns how the run took it.
#[cfg(unix)]
fn signalled(child: Child, signal: &str) -> Output {
    let kill = format!("kill -{signal} {}", child.id());
    assert!(Command::new("sh").args(["-c", &kill]).status().expect("a shell").success());
    child.wait_with_output().expect("it ends")
}

#[cfg(unix)]
#[test]
fn an_interrupted_run_leaves_the_former_result_and_nothing_half_written() {
    let desk = desk();
    desk.data("run small.toml --out old/result");
    let before = desk.files("old/result");
    for signal in ["INT", "TERM", "HUP"] {
        for folder in ["old", "new"] {
            let said = desk.hear(signalled(started(&desk, folder), signal));
            assert_eq!((said.code, said.stdout.as_str()), (Some(130), ""), "{signal}: {said:?}");
            assert_eq!(said.stderr, "interrupted: nothing was written\n", "{signal}");
        }
        assert_eq!(desk.files("old/result"), before, "{signal}");
        assert_eq!(desk.names("old"), ["result"], "{signal}");
        assert_eq!(desk.names("."), ["old", "small.toml"], "{signal}");
    }
}

#[cfg(unix)]
#[test]
fn a_run_that_is_killed_outright_leaves_the_former_result_and_the_next_run_works() {
    let desk = desk();
    desk.data("run small.toml --out old/result");
    let before = desk.files("old/result");
    let output = signalled(started(&desk, "old"), "KILL");
    assert_eq!(output.status.code(), None);
    assert_eq!(desk.files("old/result"), before);
    desk.data("run small.toml --no-pictures --out old/result");
    assert_complete(&desk, "old/result");
}

#[test]
fn there_is_no_progress_bar_and_no_colour_without_a_terminal() {
    let desk = desk();
    for options in ["", "--quiet"] {
        let said = desk.run(&format!("run small.toml --no-pictures -r 60 {options}"));
        assert_eq!((said.code, said.stderr.as_str()), (Some(0), ""), "{said:?}");
        assert!(!said.stdout.contains(['\u{1b}', '\r']), "{said:?}");
    }
    assert!(!refused(&desk, "check nosuch.toml").contains('\u{1b}'));
}
