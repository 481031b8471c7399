//! What can be typed behind `downline sweep`.

use std::path::PathBuf;

use clap::Args;

use super::typed::{command, place, quoted};
use super::{Output, Source};

/// What the number of worlds is unless somebody says.
const REPLICATES: &str =
    "Number of simulated worlds at each point [default: the scenario's, at most 8]";

/// `downline sweep`
#[derive(Debug, Args)]
#[command(mut_arg("replicates", |argument| argument.help(REPLICATES)))]
pub(crate) struct Sweep {
    /// The scenario file
    pub(crate) scenario: PathBuf,
    /// A key and its values, for example `--key post.reach=0.1..0.6:6` for six from 0.1 to 0.6, or
    /// `--key 'post.reach=[0.1, 0.2, 0.5]'`; a second one makes a grid. A key has 2 values at
    /// least, and a sweep one or two keys and at most 400 points
    #[arg(long, value_name = "KEY=VALUES", required = true)]
    pub(crate) key: Vec<String>,
    #[command(flatten)]
    pub(crate) source: Source,
    /// Folder for the results [default: output/sweep-<scenario>]
    #[arg(long, short = 'o', value_name = "FOLDER")]
    pub(crate) out: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) output: Output,
}

impl Sweep {
    /// The command that makes the same results.
    pub(crate) fn command(&self) -> String {
        let mut words = vec!["sweep".to_owned(), place(&self.scenario)];
        words.extend(self.key.iter().map(|key| format!("--key {}", quoted(key))));
        words.extend(self.source.typed());
        command(&words)
    }
}
