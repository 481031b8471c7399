//! Instructions of a few short jobs under valgrind's callgrind, beside those on record.
//!
//! Run with `cargo bench --bench instructions`; `-- --renew` writes the counts of this machine into
//! `benches/instructions.json`. Unlike time, instructions hardly depend on what else a machine
//! does, so that this bench may stop a change: it ends with 1 where a job takes more than the
//! tolerance on top of its record. A compiler or a C library of another version moves the counts a
//! little. Needs `valgrind` (Debian's package of that name).

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use downline::experiment;
use downline::scenario::Loaded;
use downline::simulation::Simulation;

/// A job may take so many times its record, and more is a failure. Wide enough for another version
/// of the compiler, narrow enough that a loop done twice is seen.
const TOLERANCE: f64 = 1.1;

/// A short job: its name, its scenario, what differs from it, and the weeks or worlds.
struct Job {
    name: &'static str,
    file: &'static str,
    sets: &'static [&'static str],
    length: Length,
}

/// How long a job goes on.
#[derive(Clone, Copy)]
enum Length {
    /// Weeks of one world.
    Weeks(u32),
    /// Worlds, with all that is measured.
    Worlds(u32),
}

const JOBS: [Job; 5] = [
    Job { name: "ref-1", file: "ref-1.toml", sets: &[], length: Length::Weeks(40) },
    Job {
        name: "full model",
        file: "beauty-network.toml",
        sets: &["market.people=40_000", "business.glow.founders=1_000"],
        length: Length::Weeks(20),
    },
    Job { name: "stairstep", file: "plans/stairstep.toml", sets: &[], length: Length::Weeks(13) },
    Job { name: "all rules", file: "rules/all.toml", sets: &[], length: Length::Weeks(13) },
    Job { name: "tiny worlds", file: "tiny.toml", sets: &[], length: Length::Worlds(3) },
];

impl Job {
    fn run(&self) {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(self.file);
        let sets: Vec<String> = self.sets.iter().map(ToString::to_string).collect();
        let loaded = Loaded::from_file(&path, &sets).unwrap_or_else(|found| panic!("{found}"));
        match self.length {
            Length::Weeks(weeks) => {
                let mut simulation = Simulation::new(&loaded.scenario, 0);
                for _ in 0..weeks {
                    simulation.step().expect("the books close");
                }
            }
            Length::Worlds(worlds) => {
                let go_on = |_, _: &_| ControlFlow::Continue(());
                experiment::run(&loaded, worlds, &go_on).expect("the books close");
            }
        }
    }
}

/// Where the counts on record stand.
fn record() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/instructions.json")
}

/// Instructions of a job, as callgrind counts them in a process of its own.
fn instructions(job: &Job) -> Result<u64, String> {
    let own = std::env::current_exe().map_err(|error| error.to_string())?;
    let command = ["--tool=callgrind", "--callgrind-out-file=/dev/null"];
    let mut valgrind = Command::new("valgrind");
    valgrind.args(command).arg(own).args(["--job", job.name]);
    let ended = valgrind.output().map_err(|error| format!("valgrind does not start: {error}"))?;
    let told = String::from_utf8_lossy(&ended.stderr);
    let counted = told.lines().find_map(|line| line.split_once("Collected : "));
    let counted = counted.and_then(|(_, number)| number.trim().parse().ok());
    counted.filter(|_| ended.status.success()).ok_or(format!("no count of {}:\n{told}", job.name))
}

#[expect(clippy::print_stdout, reason = "the figures are what a bench is for")]
#[expect(clippy::disallowed_methods, reason = "a record in the tree is no result")]
fn compared(renew: bool) -> Result<bool, String> {
    let text = std::fs::read_to_string(record()).unwrap_or_else(|_| "{}".to_owned());
    let old: BTreeMap<String, u64> = serde_json::from_str(&text).map_err(|e| e.to_string())?;
    let mut new = BTreeMap::new();
    let mut is_fine = true;
    println!("million instructions; a job may take {TOLERANCE} times its record");
    println!("job            now     record   ratio");
    for job in &JOBS {
        let now = instructions(job)?;
        let record = old.get(job.name).copied();
        let ratio = record.map(|record| now as f64 / record as f64);
        let held = ratio.is_some_and(|ratio| ratio <= TOLERANCE);
        is_fine &= held || renew;
        let shown = |number: Option<u64>| number.map_or(f64::NAN, |number| number as f64 / 1e6);
        let mark = if held || renew { "" } else { "  too many" };
        println!(
            "{:<11} {:>8.1} {:>8.1} {:>8.3}{mark}",
            job.name,
            shown(Some(now)),
            shown(record),
            ratio.unwrap_or(f64::NAN)
        );
        new.insert(job.name, now);
    }
    if renew {
        let text = serde_json::to_string_pretty(&new).map_err(|error| error.to_string())? + "\n";
        std::fs::write(record(), text).map_err(|error| error.to_string())?;
    }
    Ok(is_fine)
}

#[expect(clippy::print_stderr, reason = "a bench talks to whoever runs it")]
fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().collect();
    if let Some(place) = arguments.iter().position(|argument| argument == "--job") {
        let name = arguments.get(place + 1).map_or("", String::as_str);
        let job = JOBS.iter().find(|job| job.name == name).expect("a job of that name");
        // More threads would wait for each other in a number of instructions that chance decides.
        let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a thread");
        pool.install(|| job.run());
        return ExitCode::SUCCESS;
    }
    match compared(arguments.iter().any(|argument| argument == "--renew")) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => {
            eprintln!("more instructions than on record: see benches/instructions.json");
            ExitCode::FAILURE
        }
        Err(why) => {
            eprintln!("{why}");
            ExitCode::from(2)
        }
    }
}
