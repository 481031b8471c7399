//! What can be typed behind `downline`.

mod odds;
mod sweep;
mod typed;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

pub(crate) use odds::Odds;
pub(crate) use sweep::Sweep;
pub(super) use typed::quoted;

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
    Sweep(Sweep),
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
    /// Write a scenario to start from, each key with its unit, bounds and source
    New(New),
    /// Print a JSON Schema by which an editor completes and checks a file
    Schema(Schema),
    /// Print what completes commands in a shell
    Completions(Completions),
    /// Print the manual page, for `man -l -`
    Man,
}

/// A scenario and its changes.
#[derive(Debug, Args)]
pub(crate) struct Source {
    /// Change a key, for example `--set market.people=50000`; may be repeated
    #[arg(long = "set", value_name = "KEY=VALUE")]
    pub(crate) sets: Vec<String>,
    /// Number of simulated worlds, instead of the scenario's
    #[arg(long, short = 'r', allow_negative_numbers = true)]
    #[arg(value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub(crate) replicates: Option<u32>,
    /// Master seed, instead of the scenario's
    #[arg(long, allow_negative_numbers = true)]
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
    #[arg(long, short = 'j', allow_negative_numbers = true)]
    #[arg(value_parser = clap::value_parser!(u16).range(1..=1024))]
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
    /// Print the results for machines instead of tables
    #[arg(long)]
    pub(crate) json: bool,
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
    /// Print for machines where the page is
    #[arg(long)]
    pub(crate) json: bool,
}

/// `downline compare`
#[derive(Debug, Args)]
pub(crate) struct Compare {
    /// The scenario files; the first is the baseline
    #[arg(required = true)]
    pub(crate) scenarios: Vec<PathBuf>,
    /// Put every value of an array in place of a key, each a scenario of its own, for example
    /// `--vary 'business.glow.discount=[0.2, 0.3]'`; several make a grid. Files and grid together
    /// are 2 to 100 scenarios
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
    /// Print what was found, problems included, for machines
    #[arg(long)]
    pub(crate) json: bool,
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
    /// The same as `--format json`
    #[arg(long, conflicts_with = "format")]
    pub(crate) json: bool,
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
    /// Print the list for machines
    #[arg(long)]
    pub(crate) json: bool,
}

/// `downline explain`
#[derive(Debug, Args)]
pub(crate) struct Explain {
    /// A key or table, for example `post.reach`, `business.glow.plan` or just `reach`
    pub(crate) key: String,
    /// Print what is declared for machines
    #[arg(long)]
    pub(crate) json: bool,
}

/// `downline new`
#[derive(Debug, Args)]
pub(crate) struct New {
    /// Name of the scenario, whose file is NAME.toml
    pub(crate) name: String,
    /// Begin with what a scenario says, a shipped one by its name or any other by its file
    #[arg(long, value_name = "SCENARIO")]
    pub(crate) like: Option<String>,
    /// Replace the file if it is there already
    #[arg(long)]
    pub(crate) force: bool,
}

/// `downline schema`
#[derive(Debug, Args)]
pub(crate) struct Schema {
    /// Of which files
    #[arg(value_enum, default_value_t = Kind::Scenario)]
    pub(crate) kind: Kind,
}

/// Kinds of files that people write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Kind {
    /// Scenarios, for `downline run`
    Scenario,
    /// Cases, for `downline pay`
    Case,
}

/// `downline completions`
#[derive(Debug, Args)]
pub(crate) struct Completions {
    /// The shell
    #[arg(value_enum)]
    pub(crate) shell: Shell,
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
