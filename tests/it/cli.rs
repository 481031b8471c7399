//! The program as a user meets it: complete stdout, stderr and exit code.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// A fresh folder in which the program is run.
struct Desk {
    folder: TempDir,
}

impl Desk {
    fn new() -> Self {
        Self { folder: TempDir::new().expect("a temporary folder") }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    #[expect(clippy::disallowed_methods, reason = "a user's file, not a result")]
    fn write(&self, name: &str, text: &str) -> &Self {
        fs::write(self.path(name), text).expect("a file can be written");
        self
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_downline"));
        command.args(arguments).current_dir(self.folder.path()).stdin(Stdio::null());
        command
    }

    fn run(&self, arguments: &[&str]) -> Ran {
        Ran::from(&self.command(arguments).output().expect("the program starts"))
    }
}

/// What came of it.
#[derive(Debug, PartialEq, Eq)]
struct Ran {
    code: i32,
    stdout: String,
    stderr: String,
}

impl From<&Output> for Ran {
    fn from(output: &Output) -> Self {
        Self {
            code: output.status.code().expect("an exit code"),
            stdout: String::from_utf8(output.stdout.clone()).expect("text"),
            stderr: String::from_utf8(output.stderr.clone()).expect("text"),
        }
    }
}

impl Ran {
    /// Bad input: nothing on stdout, code 2, and exactly this on stderr.
    #[track_caller]
    fn refused(&self, stderr: &str) {
        assert_eq!((self.code, self.stdout.as_str()), (2, ""), "{}", self.stderr);
        assert_eq!(self.stderr.trim_end(), stderr.trim_end());
    }
}

/// A run of a few seconds' worth of nothing, for the tests that look at files.
const SMALL: &str = "title = \"small\"\nweeks = 60\nreplicates = 3\n[market]\npeople = 5_000\n\
                     [business.glow]\nfounders = 30\nfounder_roots = 3\nplan.unilevel = {}\n";

/// All files of a folder with their bytes, but for the record of the run.
fn bytes(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<(String, Vec<u8>)> = fs::read_dir(folder)
        .expect("a folder of results")
        .map(|entry| entry.expect("an entry").path())
        .map(|path| {
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            (name, fs::read(&path).expect("a readable file"))
        })
        .filter(|(name, _)| name != "run.json")
        .collect();
    files.sort();
    files
}

#[test]
fn a_sound_scenario_is_said_to_have_no_problems() {
    let desk = Desk::new();
    let ran = desk.write("small.toml", SMALL).run(&["check", "small.toml"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    assert!(
        ran.stdout.starts_with("small.toml: no problems (60 weeks, 3 replicates, 6 keys given")
    );
}

#[test]
fn every_problem_of_a_file_is_reported_in_one_go_with_its_place() {
    let desk = Desk::new();
    desk.write(
        "bad.toml",
        "weeks = 10\n[post]\nreachh = 0.1\ncost_per_post = 0.505\n[sell]\nconversion = 1.5\n\
         [people]\nhours_per_week = \"many\"\n[busines.glow]\n[business.glow]\ndiscount = 0.1234567\n",
    );
    desk.run(&["check", "bad.toml"]).refused(
        "bad.toml:3:1: unknown key `post.reachh`
  |
3 | reachh = 0.1
  | ^^^^^^
  = did you mean `reach`?

bad.toml:4:17: `post.cost_per_post` is 0.505, which has more than two decimals: money is in whole cents
  |
4 | cost_per_post = 0.505
  |                 ^^^^^

bad.toml:6:14: `sell.conversion` is 1.5, allowed is 0 to 1 (share)
  |
6 | conversion = 1.5
  |              ^^^

bad.toml:8:18: `people.hours_per_week` is a string, wanted is a number or a distribution of hours
  |
8 | hours_per_week = \"many\"
  |                  ^^^^^^

bad.toml:9:2: unknown table `busines`
  |
9 | [busines.glow]
  |  ^^^^^^^
  = did you mean `business`?

bad.toml:11:12: `business.glow.discount` is 0.1234567, which has more than six decimals: rates are in parts per million
   |
11 | discount = 0.1234567
   |            ^^^^^^^^^

6 problems found",
    );
}

#[test]
fn contradictions_between_keys_are_found_before_the_run() {
    for (text, found) in [
        ("weeks = 10\n", "there is no business in this scenario"),
        ("burn_in_weeks = 200\n[business.a]\n", "`burn_in_weeks` is 200, but the run has only 156"),
        ("[business.a]\nfounders = 5\nfounder_roots = 9\n", "9 founders without a sponsor"),
        ("[market]\npeople = 100\n[business.a]\n", "a community of 1000 people does not fit"),
        ("[market]\npeople = 2_000\n[business.a]\n", "1000 founders are more than the 500 people"),
        ("[business.a]\n[business.b]\n", "2 businesses in one market cannot compete yet"),
        ("[business.a.plan.unilevel]\nrates = [0.9, 0.2]\n", "the rates add up to 110 %"),
        (
            "[business.a.plan.unilevel]\ncompression = \"skip_below_rank\"\n",
            "compression `skip_below_rank` needs `compression_rank`",
        ),
        (
            "[business.a.plan.unilevel]\nrank_rates = [{ rank = \"gold\", rates = [0.1] }]\n",
            "there is no rank `gold`",
        ),
        (
            "[business.a]\nbuy_back = { share = 0.1, commission_deduction = 0.2 }\n",
            "the deduction 0.200000 is more than the share 0.100000",
        ),
        (
            "[motive]\nbuilder.weight = 0\ndiscount_buyer.weight = 0\npart_time_seller.weight = 0\n\
             [business.a]\n",
            "all motives have weight 0",
        ),
    ] {
        let desk = Desk::new();
        let ran = desk.write("x.toml", text).run(&["run", "x.toml", "-q"]);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{text}");
        assert!(ran.stderr.contains(found), "{found} is not in\n{}", ran.stderr);
        assert!(ran.stderr.starts_with("x.toml:"), "{}", ran.stderr);
        assert!(!desk.path("output").exists(), "nothing is written for bad input");
    }
}

#[test]
fn a_missing_file_and_a_bad_change_are_told() {
    let desk = Desk::new();
    desk.run(&["run", "nowhere.toml"])
        .refused("nowhere.toml: the file does not exist\n\n1 problem found");
    desk.write("small.toml", SMALL);
    let ran = desk.run(&["run", "small.toml", "--set", "market.peple=3"]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("unknown key `market.peple`"), "{}", ran.stderr);
    assert!(ran.stderr.contains("did you mean `people`?"), "{}", ran.stderr);
    assert_eq!(desk.run(&["run", "small.toml", "--replicates", "0"]).code, 2);
    assert_eq!(desk.run(&["dance"]).code, 2);
}

#[test]
fn a_key_is_explained_by_its_whole_name_or_its_end() {
    let desk = Desk::new();
    let whole = desk.run(&["explain", "business.glow.discount"]);
    assert_eq!((whole.code, whole.stderr.as_str()), (0, ""));
    for part in ["business.NAME.discount", "0.3", "0 to 1", "FACTS figure 19"] {
        assert!(whole.stdout.contains(part), "{part} is not in {}", whole.stdout);
    }
    assert_eq!(desk.run(&["explain", "hours_per_post"]).code, 0);
    let unknown = desk.run(&["explain", "hours_per_pst"]);
    assert_eq!((unknown.code, unknown.stdout.as_str()), (2, ""));
    assert!(unknown.stderr.contains("hours_per_post"), "{}", unknown.stderr);
}

#[test]
fn shipped_scenarios_are_listed_a_line_each_and_copied_without_touching_what_is_there() {
    let desk = Desk::new();
    let listed = desk.run(&["scenarios"]);
    assert_eq!(listed.stdout.lines().count(), downline::scenario::SHIPPED.len());
    fs::create_dir(desk.path("mine")).expect("a folder");
    desk.write("mine/tiny.toml", "mine");
    let copied = desk.run(&["scenarios", "--copy", "mine"]);
    assert_eq!((copied.code, copied.stderr.as_str()), (0, ""));
    assert_eq!(fs::read_to_string(desk.path("mine/tiny.toml")).expect("text"), "mine");
    assert_eq!(desk.run(&["check", "mine/beauty-network-wholesale.toml"]).code, 0);
}

#[test]
fn a_run_leaves_the_files_that_it_promises_and_equal_bytes_on_any_number_of_threads() {
    let desk = Desk::new();
    desk.write("small.toml", SMALL);
    let ran = desk.run(&["run", "small.toml"]);
    // Without a terminal there is no progress bar, so stderr is silent.
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    for part in ["Of each 100 put in (3 worlds", "Earnings, in EUR", "Results: output/small"] {
        assert!(ran.stdout.contains(part), "{part} is not in\n{}", ran.stdout);
    }
    let first = bytes(&desk.path("output/small"));
    let names: Vec<&str> = first.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(
        names,
        [
            "capture.png",
            "capture.svg",
            "earnings.png",
            "earnings.svg",
            "flows.parquet",
            "lorenz.png",
            "lorenz.svg",
            "manifest.json",
            "partners.parquet",
            "summary.json",
            "weeks.parquet",
            "weeks.png",
            "weeks.svg",
        ]
    );
    for threads in ["1", "3"] {
        let ran = desk.run(&["run", "small.toml", "-q", "-j", threads, "--out", "again"]);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        assert!(bytes(&desk.path("again")) == first, "{threads} threads give other bytes");
    }
}

#[test]
fn tables_can_be_text_and_pictures_left_out() {
    let desk = Desk::new();
    desk.write("small.toml", SMALL);
    let arguments = ["run", "small.toml", "-q", "--format", "csv", "--no-pictures", "-o", "out"];
    assert_eq!(desk.run(&arguments).code, 0);
    let weeks = fs::read_to_string(desk.path("out/weeks.csv")).expect("text");
    assert_eq!(weeks.lines().count(), 1 + 3 * 60);
    assert!(!desk.path("out/earnings.png").exists());
}

#[test]
fn a_former_result_is_replaced_whole_and_a_foreign_folder_is_never_touched() {
    let desk = Desk::new();
    desk.write("small.toml", SMALL);
    assert_eq!(desk.run(&["run", "small.toml", "-q"]).code, 0);
    assert_eq!(desk.run(&["run", "small.toml", "-q", "--format", "csv"]).code, 0);
    assert!(!desk.path("output/small/weeks.parquet").exists(), "a stale table stays");
    fs::create_dir(desk.path("letters")).expect("a folder");
    desk.write("letters/letter.txt", "dear");
    let ran = desk.run(&["run", "small.toml", "-q", "--out", "letters"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""));
    assert!(ran.stderr.contains("letters"), "{}", ran.stderr);
    assert_eq!(fs::read_dir(desk.path("letters")).expect("a folder").count(), 1);
    assert_eq!(desk.run(&["run", "small.toml", "-q", "--out", "letters", "--force"]).code, 0);
    assert_eq!(fs::read_to_string(desk.path("letters/letter.txt")).expect("text"), "dear");
    assert!(desk.path("letters/summary.json").exists());
    let ran = desk.run(&["run", "small.toml", "-q", "--out", "small.toml"]);
    assert_eq!(ran.code, 2, "a file in the way");
}

#[test]
fn whoever_closes_the_pipe_has_read_enough() {
    let desk = Desk::new();
    let mut child = desk
        .command(&["reference", "keys"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(0));
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[cfg(unix)]
#[test]
fn an_interrupted_run_leaves_nothing_half_written() {
    let desk = Desk::new();
    desk.write(
        "long.toml",
        &SMALL.replace("weeks = 60", "weeks = 1040").replace("replicates = 3", "replicates = 400"),
    );
    for signal in ["-INT", "-TERM"] {
        let mut child = desk
            .command(&["run", "long.toml", "-q"])
            .stderr(Stdio::piped())
            .spawn()
            .expect("starts");
        // The hidden folder appears as soon as the run has begun.
        while fs::read_dir(desk.path("output")).map_or(0, Iterator::count) == 0 {
            assert!(child.try_wait().expect("a state").is_none(), "the run ended by itself");
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
        std::thread::sleep(std::time::Duration::from_millis(200));
        let killed = Command::new("kill").args([signal, &child.id().to_string()]).status();
        assert!(killed.expect("kill runs").success());
        assert_eq!(child.wait().expect("it ends").code(), Some(130));
        let left = fs::read_dir(desk.path("output")).map_or(0, Iterator::count);
        assert_eq!(left, 0, "something is left after {signal}");
    }
}
