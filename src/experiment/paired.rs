//! Several scenarios in the same worlds: common random numbers.
//!
//! *Invariant*: every scenario runs under the same seed and the same replicate numbers, so that the
//! same person meets the same luck in each; what is kept of a world is placed by scenario and
//! replicate number, never by arrival.
//!
//! *Absent*: what is done with the worlds.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use crate::scenario::Scenario;
use crate::simulation::{FinishedRun, Simulation, Stopped, WeekCounts};

/// What is told of every finished week of every world and says whether to go on.
pub type Watcher<'w> = dyn Fn(u32, &WeekCounts) -> ControlFlow<()> + Sync + 'w;

/// Runs all worlds of all scenarios, in parallel, and keeps of each what `keep` makes of it: for
/// each scenario a list in the order of the replicates.
///
/// # Errors
/// The first failure by scenario and replicate number.
pub(super) fn run_all<T: Send>(
    scenarios: &[&Scenario],
    replicates: u32,
    watch: &Watcher<'_>,
    keep: &(dyn Fn(&Scenario, &FinishedRun) -> T + Sync),
) -> Result<Vec<Vec<T>>, Stopped> {
    let interrupted = AtomicBool::new(false);
    let run_one = |(scenario, replicate): (usize, u32)| {
        if interrupted.load(Ordering::Relaxed) {
            return Err(Stopped::Interrupted { week: 0 });
        }
        let scenario = scenarios[scenario];
        let run = Simulation::new(scenario, replicate).run(|counts| watch(replicate, counts));
        if matches!(run, Err(Stopped::Interrupted { .. })) {
            interrupted.store(true, Ordering::Relaxed);
        }
        Ok(keep(scenario, &run?))
    };
    let pairs = (0..scenarios.len()).flat_map(|index| (0..replicates).map(move |r| (index, r)));
    let pairs: Vec<(usize, u32)> = pairs.collect();
    let worlds: Vec<Result<T, Stopped>> = pairs.into_par_iter().map(run_one).collect();
    let mut worlds = worlds.into_iter();
    let of_one = |_| worlds.by_ref().take(replicates as usize).collect();
    scenarios.iter().map(of_one).collect()
}
