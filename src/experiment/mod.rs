//! Several worlds of one scenario, and what they say together.
//!
//! *Invariant*: a world is a function of (scenario, seed, replicate); results are placed by
//! replicate number, never by arrival, and floats are reduced in that order.
//!
//! *Absent*: files, pictures, the terminal.

pub mod compare;
mod followed;
mod gather;
pub mod interval;
mod joiners;
mod paired;
mod people;
mod pooled;
mod reference;
pub mod results;
pub mod robust;
mod rows;
mod settings;
pub mod sweep;
mod team;
mod verdict;

use std::ops::ControlFlow;

pub use compare::{CompareError, Comparison, Entrant, Entrants, compare};
pub use interval::{Estimate, PairedDifference, paired_difference};
pub use paired::{Watcher, setters_beside};
pub use reference::measures_reference;
pub use results::Results;
pub use robust::{RobustPlan, Robustness};
pub use rows::{CHANGE_IN_BALANCE, REWARDS_PAYABLE, motive_named, status_named};
pub use settings::{SettingRow, settings};
pub use sweep::{Sweep, SweepError, SweepPlan};

use crate::measure::{RunMeasures, measure};
use crate::scenario::{Loaded, Scenario};
use crate::simulation::{FinishedRun, Stopped, WeekCounts};
use results::{FlowRow, PartnerRow, TeamRow, WeekRow};

/// Partner rows that a table holds before it becomes a sample.
pub const TABLE_ROWS_MAX: u64 = 1_000_000;

/// One finished world, reduced to what the results need.
#[derive(Debug)]
pub struct Replicate {
    /// Its number, from zero.
    pub replicate: u32,
    /// Numbers, capture, persons.
    pub measures: RunMeasures,
    /// One row for each week.
    pub weeks: Vec<WeekRow>,
    /// The transaction-flow matrix: cells that moved, closing entries, what is owed at the end.
    pub flows: Vec<FlowRow>,
    /// Partner rows, all or an addressed sample.
    pub partners: Vec<PartnerRow>,
    /// Whether `partners` holds everybody.
    pub partners_complete: bool,
    /// The teams of the personas, of the first world only.
    pub team: Vec<TeamRow>,
    /// Partner-weeks simulated.
    pub partner_weeks: u64,
}

/// Runs all worlds, in parallel.
///
/// `watch` is told of every finished week of every world and says whether to go on.
///
/// # Errors
/// The first failure by replicate number: books that do not close, or an interruption.
pub fn run_worlds(
    loaded: &Loaded,
    replicates: u32,
    watch: &(dyn Fn(u32, &WeekCounts) -> ControlFlow<()> + Sync),
) -> Result<Vec<Replicate>, Stopped> {
    let rows_max = (TABLE_ROWS_MAX / u64::from(replicates.max(1))).max(1);
    let keep = |scenario: &Scenario, run: &FinishedRun| reduced(scenario, run, rows_max);
    let mut worlds = paired::run_all(&[loaded.into()], replicates, watch, &keep)?;
    Ok(worlds.pop().expect("one scenario"))
}

/// What the results need of a world.
fn reduced(scenario: &Scenario, run: &FinishedRun, rows_max: u64) -> Replicate {
    let (partners, partners_complete) = rows::partners(scenario, run, rows_max);
    Replicate {
        replicate: run.record.replicate,
        measures: measure(scenario, run),
        weeks: rows::weeks(run),
        flows: rows::flows(scenario, run),
        partners,
        partners_complete,
        team: team::rows(scenario, run),
        partner_weeks: run.record.weeks.iter().map(|week| week.active_before).sum(),
    }
}

/// The unit of a key, where it is money in a currency: `EUR a unit`.
pub(crate) fn in_currency(unit: &str, currency: &str) -> String {
    match unit.strip_prefix("money") {
        Some(rest) if !currency.is_empty() => format!("{currency}{rest}"),
        _ => unit.to_owned(),
    }
}

/// Runs a scenario's worlds and brings them together.
///
/// # Errors
/// As [`run_worlds`].
///
/// # Panics
/// When no world is asked for: nothing can be said of none.
pub fn run(
    loaded: &Loaded,
    replicates: u32,
    watch: &(dyn Fn(u32, &WeekCounts) -> ControlFlow<()> + Sync),
) -> Result<Results, Stopped> {
    Ok(gather(loaded, run_worlds(loaded, replicates, watch)?))
}

pub use gather::gather;
