//! The command line: translates arguments into calls of the library, and results into text.
//!
//! *Invariant*: stdout is data, stderr is talk. Exit code 0 is done, 1 is a run whose books did not
//! close or a case that came out otherwise than it expects, 2 is bad input or an output that could
//! not be written, 130 is an interruption that left nothing half-written.
//!
//! *Absent*: anything that a library user could not do.

mod arguments;
mod check;
mod compare;
mod contracts;
mod explain;
mod figures;
mod followed;
mod layout;
mod manual;
mod new;
mod odds;
mod pages;
mod paint;
mod pay;
mod plot;
mod progress;
mod report;
mod run;
mod stage;
mod summary;
mod sweep;

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Parser;

use crate::experiment::SweepError;
use crate::simulation::Stopped;
use arguments::{Arguments, Command};

/// Why a command ended without its result.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// The scenario has problems.
    #[error("{0}")]
    Scenario(#[from] crate::scenario::Problems),
    /// No such key.
    #[error("error: {0}")]
    Key(#[from] crate::scenario::UnknownKey),
    /// The scenarios cannot be compared.
    #[error("error: {0}")]
    Compare(#[from] crate::experiment::CompareError),
    /// Keys cannot be swept.
    #[error("{}", sweep_text(.0))]
    Sweep(#[from] SweepError),
    /// The values of a sweep are no range.
    #[error("error: {0}")]
    Range(#[from] sweep::RangeError),
    /// The variants are no grid.
    #[error("error: {0}")]
    Grid(#[from] compare::GridError),
    /// No such partner in a case.
    #[error("error: {0}")]
    Partner(#[from] crate::scenario::UnknownPartner),
    /// The case that was read would be overwritten.
    #[error("error: `--carry` names the case itself: name another file")]
    OwnCase,
    /// The amounts of a case are too large.
    #[error(transparent)]
    TooLarge(#[from] pay::TooLarge),
    /// A case did not come out as it expects.
    #[error(transparent)]
    Unexpected(#[from] pay::Unexpected),
    /// The run stopped.
    #[error("{}", stop_text(.0))]
    Stopped(#[from] Stopped),
    /// The results could not be written.
    #[error("error: {0}")]
    Output(#[from] crate::output::OutputError),
    /// A saved result cannot be shown.
    #[error("error: {0}")]
    Saved(#[from] crate::output::SavedError),
    /// A picture that was asked for is not there.
    #[error("error: {0}")]
    Picture(#[from] plot::PictureError),
    /// A picture could not be drawn.
    #[error("error: {0}")]
    Plot(#[from] crate::output::plot::PlotError),
    /// The terminal or pipe could not be written to.
    #[error("error: cannot write: {0}")]
    Terminal(#[from] io::Error),
    /// A new scenario has no name.
    #[error(transparent)]
    Name(#[from] new::NoName),
    /// The threads could not be started.
    #[error("error: cannot start threads: {0}")]
    Threads(#[from] rayon::ThreadPoolBuildError),
}

impl Failure {
    fn code(&self) -> u8 {
        match self {
            Self::Stopped(Stopped::Interrupted { .. }) => 130,
            Self::Stopped(Stopped::Breach(_)) | Self::Unexpected(_) => 1,
            _ => 2,
        }
    }
}

/// Why nothing is swept; problems of a scenario have a head of their own.
fn sweep_text(error: &SweepError) -> String {
    match error {
        SweepError::Scenario(problems) => problems.to_string(),
        _ => format!("error: {error}"),
    }
}

/// Why a run stopped. The weeks that parallel worlds had reached when somebody interrupted them
/// tell nothing; that no file was changed does.
fn stop_text(stopped: &Stopped) -> String {
    match stopped {
        Stopped::Breach(breach) => breach.to_string(),
        Stopped::Interrupted { .. } => "interrupted: nothing was written".to_string(),
    }
}

/// Whether the command checks files and so has told what each looks like.
const fn is_check(command: &Command) -> bool {
    matches!(command, Command::Check(_))
}

/// Parses the arguments, runs the command, and says how it ended.
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let mut stdout = anstream::stdout().lock();
    let ended = match &arguments.command {
        Command::Run(run) => run::run(run, &mut stdout),
        Command::Odds(odds) => odds::odds(odds, &mut stdout),
        Command::Compare(compare) => compare::compare(compare, &mut stdout),
        Command::Sweep(sweep) => sweep::sweep(sweep, &mut stdout),
        Command::Report(report) => report::report(report, &mut stdout),
        Command::Plot(plot) => plot::plot(plot, &mut stdout),
        Command::Check(check) => check::check(check, &mut stdout),
        Command::Pay(pay) => pay::pay(pay, &mut stdout),
        Command::Scenarios(scenarios) => explain::scenarios(scenarios, &mut stdout),
        Command::Explain(explain) => explain::explain(explain, &mut stdout),
        Command::Reference(reference) => explain::reference(reference, &mut stdout),
        Command::New(new) => new::new(new, &mut stdout),
        Command::Schema(schema) => explain::schema(schema, &mut stdout),
        Command::Completions(shell) => manual::completions(shell, &mut stdout),
        Command::Man => manual::man(&mut stdout),
    };
    match ended.and_then(|()| Ok(stdout.flush()?)) {
        Ok(()) => ExitCode::SUCCESS,
        // Whoever closes the pipe has read enough.
        Err(Failure::Terminal(cause)) if cause.kind() == io::ErrorKind::BrokenPipe => {
            ExitCode::SUCCESS
        }
        Err(failure) => {
            if let (Failure::Scenario(found), false) = (&failure, is_check(&arguments.command)) {
                check::tell_other_kind(found);
            }
            // Nothing is left to be done about a closed stderr.
            let _ = writeln!(anstream::stderr(), "{}", paint::failure(&failure.to_string()));
            ExitCode::from(failure.code())
        }
    }
}
