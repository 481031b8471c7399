//! What can be typed behind `downline`.

use std::path::{Component, Path, PathBuf};

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Who gets the money? Simulates networks of micro-influencers who post, sell and recruit, and
/// accounts for every cent.
#[derive(Debug, Parser)]
#[command(name = "downline", version, max_term_width = 100)]
pub(crate) struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run a scenario and write its verdict, tables and pictures
    Run(Run),
    /// Say what becomes of somebody like you who joins in a scenario
    Odds(Odds),
    /// Put the same people under several scenarios and say what differs
    Compare(Compare),
    /// Set one or two keys to every value of a grid and say where the verdict turns
    Sweep(super::sweep::SweepArguments),
    /// Make the page of saved results again, or one page of several
    Report(Report),
    /// Draw the pictures of a saved result again
    Plot(super::plot::Plot),
    /// Check scenario files without running them
    Check(Check),
    /// Work out who is paid what in a case, and why
    Pay(Pay),
    /// List the scenarios that come with the program
    Scenarios(Scenarios),
    /// Explain a key of a scenario: unit, bounds, default, source
    Explain(Explain),
    /// Print a reference page in Markdown
    Reference(Reference),
}

/// A scenario and its changes.
#[derive(Debug, Args)]
pub(crate) struct Source {
    /// Change a key, for example `--set market.people=50000`; may be repeated
    #[arg(long = "set", value_name = "KEY=VALUE")]
    pub(crate) sets: Vec<String>,
    /// Number of simulated worlds, instead of the scenario's
    #[arg(long, short = 'r', value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub(crate) replicates: Option<u32>,
    /// Master seed, instead of the scenario's
    #[arg(long)]
    pub(crate) seed: Option<u64>,
}

impl Source {
    /// All changes, in the order in which later ones win.
    pub(crate) fn all_sets(&self) -> Vec<String> {
        let mut sets = self.sets.clone();
        sets.extend(self.replicates.map(|replicates| format!("replicates={replicates}")));
        sets.extend(self.seed.map(|seed| format!("seed={seed}")));
        sets
    }
}

/// `downline run`
#[derive(Debug, Args)]
pub(crate) struct Run {
    /// The scenario file
    pub(crate) scenario: PathBuf,
    #[command(flatten)]
    pub(crate) source: Source,
    /// Folder for the results [default: output/<scenario>]
    #[arg(long, short = 'o', value_name = "FOLDER")]
    pub(crate) out: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) output: Output,
    /// Halve and double every assumed rate, each alone, and name those that flip the verdict
    #[arg(long)]
    pub(crate) robust: bool,
    /// Worlds under each halved or doubled rate [default: the scenario's, at most 8]
    #[arg(
        long,
        value_name = "REPLICATES",
        requires = "robust",
        value_parser = clap::value_parser!(u32).range(2..=100_000)
    )]
    pub(crate) robust_replicates: Option<u32>,
}

/// How and where results are written.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
pub(crate) struct Output {
    /// Write into a folder that holds other files, which are kept, or replace a result of another
    /// scenario or one whose files were changed
    #[arg(long)]
    pub(crate) force: bool,
    /// Format of the tables
    #[arg(long, value_enum, default_value_t = Format::Parquet)]
    pub(crate) format: Format,
    /// Number of threads [default: all processors]
    #[arg(long, short = 'j', value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) threads: Option<u16>,
    /// Draw no picture files; the page has its own
    #[arg(long)]
    pub(crate) no_pictures: bool,
    /// Make no page
    #[arg(long)]
    pub(crate) no_report: bool,
    /// No progress bar; the summary is still printed
    #[arg(long, short = 'q')]
    pub(crate) quiet: bool,
}

/// `downline odds`
#[derive(Debug, Args)]
pub(crate) struct Odds {
    /// The scenario file
    pub(crate) scenario: PathBuf,
    /// Your followers
    #[arg(long)]
    pub(crate) followers: f64,
    /// Hours a week that you can give
    #[arg(long)]
    pub(crate) hours: f64,
    /// Week in which you join; 52 weeks from it must fit the scenario's run
    #[arg(long, default_value_t = 52)]
    pub(crate) week: u32,
    /// The business that you join; needed where the scenario has several
    #[arg(long)]
    pub(crate) business: Option<String>,
    /// What you expect to earn in a year [default: drawn as others who say yes expect]
    #[arg(long, value_name = "AMOUNT")]
    pub(crate) expects: Option<f64>,
    /// Why you join; most who join a network do so for the discount and hardly sell
    #[arg(long, default_value = "part_time_seller")]
    #[arg(value_parser = ["discount_buyer", "part_time_seller", "builder"])]
    pub(crate) motive: String,
    #[command(flatten)]
    pub(crate) source: Source,
    /// Number of threads [default: all processors]
    #[arg(long, short = 'j', value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) threads: Option<u16>,
    /// Folder for the results with their page; without it nothing is written
    #[arg(long, short = 'o', value_name = "FOLDER")]
    pub(crate) out: Option<PathBuf>,
    /// Write into a folder that holds other files, which are kept, or replace a result of another
    /// scenario or one whose files were changed
    #[arg(long, requires = "out")]
    pub(crate) force: bool,
    /// Print the answer for machines
    #[arg(long)]
    pub(crate) json: bool,
    /// No progress bar
    #[arg(long, short = 'q')]
    pub(crate) quiet: bool,
}

/// A word as a shell takes it.
pub(super) fn quoted(word: &str) -> String {
    let plain = |letter: char| letter.is_alphanumeric() || "-_./=:,+%@".contains(letter);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', "'\\''"))
}

/// A path as it was typed, if it leads down from the folder of the command; else the file's name:
/// the rest is a matter of the machine.
pub(super) fn place(path: &Path) -> String {
    let is_below = path.components().all(|part| matches!(part, Component::Normal(_)));
    let shown = if is_below { Some(path.as_os_str()) } else { path.file_name() };
    quoted(&shown.unwrap_or_default().to_string_lossy())
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
        words.extend(self.scenarios.iter().map(|path| place(path)));
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

    /// Whoever asks, as keys of a persona.
    pub(crate) fn persona(&self) -> Vec<String> {
        let mut keys = vec![
            format!("followers={:?}", self.followers),
            format!("hours_per_week={:?}", self.hours),
            format!("week={}", self.week),
            format!("motive={}", self.motive),
        ];
        keys.extend(self.business.as_ref().map(|name| format!("business={name:?}")));
        keys.extend(self.expects.map(|sum| format!("expected_earnings_per_year={sum:?}")));
        keys.iter().map(|key| format!("persona.you.{key}")).collect()
    }
}

/// `downline report`
#[derive(Debug, Args)]
pub(crate) struct Report {
    /// Folders that `downline run`, `compare`, `sweep` or `odds` wrote
    #[arg(required = true)]
    pub(crate) results: Vec<PathBuf>,
    /// File for the page [default: report.html, of one result in its folder, else here]
    #[arg(long, short = 'o', value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    /// Replace a file that is there
    #[arg(long)]
    pub(crate) force: bool,
}

/// `downline compare`
#[derive(Debug, Args)]
pub(crate) struct Compare {
    /// The scenario files; the first is the baseline
    #[arg(required = true)]
    pub(crate) scenarios: Vec<PathBuf>,
    /// Put every value of an array in place of a key, each a scenario of its own, for example
    /// `--vary 'business.glow.discount=[0.2, 0.3]'`; several make a grid
    #[arg(long, value_name = "KEY=[VALUES]")]
    pub(crate) vary: Vec<String>,
    /// Compare the others with this one instead of the first, by its name in the table
    #[arg(long, value_name = "NAME")]
    pub(crate) baseline: Option<String>,
    #[command(flatten)]
    pub(crate) source: Source,
    /// Folder for the results [default: output/compare-<scenarios>]
    #[arg(long, short = 'o', value_name = "FOLDER")]
    pub(crate) out: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) output: Output,
}

/// Formats of tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Columns that pandas, polars, R and other tools read
    Parquet,
    /// Text that everything reads
    Csv,
}

/// `downline check`
#[derive(Debug, Args)]
pub(crate) struct Check {
    /// The scenario files
    #[arg(required = true)]
    pub(crate) scenarios: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) source: Source,
}

/// `downline pay`
#[derive(Debug, Args)]
pub(crate) struct Pay {
    /// The case file: partners, orders and a plan
    pub(crate) case: PathBuf,
    /// Show every line of one partner with its reasons
    #[arg(long, value_name = "PARTNER")]
    pub(crate) explain: Option<String>,
    /// What is printed
    #[arg(long, value_enum, default_value_t = PayFormat::Table)]
    pub(crate) format: PayFormat,
    /// Write a case that begins where this one ends: everybody with what she carries
    #[arg(long, value_name = "FILE")]
    pub(crate) carry: Option<PathBuf>,
    /// Replace that file if it is there already
    #[arg(long, requires = "carry")]
    pub(crate) force: bool,
    /// Which table is printed as CSV
    #[arg(long, value_enum, default_value_t = PayTable::Lines)]
    pub(crate) table: PayTable,
    /// Change a key, for example `--set 'plan.unilevel.rates=[0.1]'`; may be repeated
    #[arg(long = "set", value_name = "KEY=VALUE")]
    pub(crate) sets: Vec<String>,
}

/// What `downline pay` prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum PayFormat {
    /// Tables for people
    Table,
    /// Everything, for machines; amounts in cents
    Json,
    /// One table; amounts in cents
    Csv,
}

/// A table of `downline pay --format csv`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum PayTable {
    /// Every claim with its reasons
    Lines,
    /// Everybody's sums
    Partners,
    /// Every bonus's sums
    Bonuses,
}

/// `downline scenarios`
#[derive(Debug, Args)]
pub(crate) struct Scenarios {
    /// Copy them into this folder, to be edited; existing files are not touched
    #[arg(long, value_name = "FOLDER")]
    pub(crate) copy: Option<PathBuf>,
}

/// `downline explain`
#[derive(Debug, Args)]
pub(crate) struct Explain {
    /// A key or table, for example `post.reach`, `business.glow.plan` or just `reach`
    pub(crate) key: String,
}

/// `downline reference`
#[derive(Debug, Args)]
pub(crate) struct Reference {
    /// Which page
    #[arg(value_enum)]
    pub(crate) page: Page,
}

/// Pages of the reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Page {
    /// Every key of a scenario
    Keys,
    /// Every measure of the summary, with its definition
    Measures,
    /// Every table and column of the results
    Tables,
    /// Every key of a case for `downline pay`
    Cases,
}
