//! Several scenarios in the same worlds: common random numbers.
//!
//! A scenario whose budget another one sets is run after that one's world of the same number. Each
//! of those is run once, whoever asks for it, and not again if it is one of the scenarios itself.
//!
//! *Invariant*: every scenario runs under the same seed and the same replicate numbers, so that the
//! same person meets the same luck in each; what is kept of a world is placed by scenario and
//! replicate number, never by arrival.
//!
//! *Absent*: what is done with the worlds.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::measure::channel_cost;
use crate::scenario::{BudgetOf, Loaded, Scenario};
use crate::simulation::{Budget, FinishedRun, Simulation, Stopped, WeekCounts};
use crate::units::Cents;

/// What is told of every finished week of every world and says whether to go on.
pub type Watcher<'w> = dyn Fn(u32, &WeekCounts) -> ControlFlow<()> + Sync + 'w;

/// A scenario to be run, with those that set its budgets.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry<'a> {
    pub(super) scenario: &'a Scenario,
    pub(super) budgets: &'a [BudgetOf],
}

impl<'a> From<&'a Loaded> for Entry<'a> {
    fn from(loaded: &'a Loaded) -> Self {
        Self { scenario: &loaded.scenario, budgets: &loaded.budgets }
    }
}

/// A scenario whose channel cost a business may spend on posts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BudgetSetter {
    /// The business that spends it.
    pub business: String,
    /// The short name of the scenario that sets it.
    pub scenario: String,
    /// SHA-256 of that scenario as it was run.
    pub scenario_hash: String,
}

impl BudgetSetter {
    /// Those of a scenario.
    pub(super) fn all(loaded: &Loaded) -> Vec<Self> {
        let businesses = &loaded.scenario.businesses;
        let one = |BudgetOf { business, loaded }: &BudgetOf| Self {
            business: businesses[*business].0.clone(),
            scenario: loaded.name.clone(),
            scenario_hash: loaded.hash.clone(),
        };
        loaded.budgets.iter().map(one).collect()
    }
}

/// The scenarios that set budgets, each once.
fn setters<'a>(entries: &[Entry<'a>]) -> Vec<&'a Loaded> {
    let mut setters: Vec<&Loaded> = Vec::new();
    for budget in entries.iter().flat_map(|entry| entry.budgets) {
        if setters.iter().all(|known| known.hash != budget.loaded.hash) {
            setters.push(&budget.loaded);
        }
    }
    setters
}

/// The place of a scenario among those that are run anyway.
fn place_of(setter: &Loaded, entries: &[Entry<'_>]) -> Option<usize> {
    entries.iter().position(|entry| *entry.scenario == setter.scenario)
}

/// How many scenarios have to be run beside these, because they set budgets.
pub fn setters_beside(all: &[&Loaded]) -> u64 {
    let entries: Vec<Entry<'_>> = all.iter().map(|&loaded| loaded.into()).collect();
    let beside = setters(&entries).into_iter().filter(|one| place_of(one, &entries).is_none());
    beside.count() as u64
}

/// Runs all worlds of all scenarios, in parallel, and keeps of each what `keep` makes of it: for
/// each scenario a list in the order of the replicates.
///
/// # Errors
/// The first failure by scenario and replicate number, of those that set budgets before others.
pub(super) fn run_all<T: Send>(
    entries: &[Entry<'_>],
    replicates: u32,
    watch: &Watcher<'_>,
    keep: &(dyn Fn(&Scenario, &FinishedRun) -> T + Sync),
) -> Result<Vec<Vec<T>>, Stopped> {
    let runner = Runner { replicates, watch, interrupted: AtomicBool::new(false) };
    let setters = setters(entries);
    let places: Vec<Option<usize>> =
        setters.iter().map(|setter| place_of(setter, entries)).collect();
    let first = runner.each(setters.len(), |setter, replicate| {
        let scenario = &setters[setter].scenario;
        let run = runner.world(Simulation::new(scenario, replicate), replicate)?;
        Ok((channel_cost(&run), places[setter].map(|_| keep(scenario, &run))))
    })?;
    let mut kept: Vec<Option<Vec<T>>> = entries.iter().map(|_| None).collect();
    let mut costs: Vec<Vec<Cents>> = Vec::with_capacity(setters.len());
    for (worlds, place) in first.into_iter().zip(&places) {
        let (of_setter, worlds): (Vec<Cents>, Vec<Option<T>>) = worlds.into_iter().unzip();
        costs.push(of_setter);
        if let Some(place) = place {
            kept[*place] = worlds.into_iter().collect();
        }
    }
    let left: Vec<usize> = (0..entries.len()).filter(|&place| kept[place].is_none()).collect();
    let later = runner.each(left.len(), |place, replicate| {
        let entry = entries[left[place]];
        let budgets = budgets(entry, &setters, &costs, replicate);
        let simulation = Simulation::new(entry.scenario, replicate).with_budgets(budgets);
        Ok(keep(entry.scenario, &runner.world(simulation, replicate)?))
    })?;
    for (place, worlds) in left.into_iter().zip(later) {
        kept[place] = Some(worlds);
    }
    Ok(kept.into_iter().map(|worlds| worlds.expect("every scenario has run")).collect())
}

/// What each business of a scenario may spend in a world, where other scenarios say so.
fn budgets(
    entry: Entry<'_>,
    setters: &[&Loaded],
    costs: &[Vec<Cents>],
    replicate: u32,
) -> Vec<Option<Budget>> {
    let mut budgets = vec![None; entry.scenario.businesses.len()];
    for BudgetOf { business, loaded } in entry.budgets {
        let is_it = |setter: &&Loaded| setter.hash == loaded.hash;
        let setter = setters.iter().position(is_it).expect("whoever sets a budget has run");
        let total = costs[setter][replicate as usize].max(Cents::ZERO);
        let Scenario { weeks, burn_in_weeks, .. } = loaded.scenario;
        budgets[*business] = Some(Budget { total, weeks: burn_in_weeks..weeks });
    }
    budgets
}

/// Runs worlds until somebody interrupts.
struct Runner<'w> {
    replicates: u32,
    watch: &'w Watcher<'w>,
    /// Whoever interrupts thousands of worlds does not wait until each has been founded.
    interrupted: AtomicBool,
}

impl Runner<'_> {
    /// Runs all worlds of so many scenarios, placed by scenario and replicate.
    fn each<T: Send>(
        &self,
        scenarios: usize,
        one: impl Fn(usize, u32) -> Result<T, Stopped> + Sync,
    ) -> Result<Vec<Vec<T>>, Stopped> {
        let pairs = (0..scenarios).flat_map(|index| (0..self.replicates).map(move |r| (index, r)));
        let pairs: Vec<(usize, u32)> = pairs.collect();
        let run = |(index, replicate)| {
            if self.interrupted.load(Ordering::Relaxed) {
                return Err(Stopped::Interrupted { week: 0 });
            }
            one(index, replicate)
        };
        let worlds: Vec<Result<T, Stopped>> = pairs.into_par_iter().map(run).collect();
        let mut worlds = worlds.into_iter();
        (0..scenarios).map(|_| worlds.by_ref().take(self.replicates as usize).collect()).collect()
    }

    fn world(&self, simulation: Simulation<'_>, replicate: u32) -> Result<FinishedRun, Stopped> {
        let run = simulation.run(|counts| (self.watch)(replicate, counts));
        if matches!(run, Err(Stopped::Interrupted { .. })) {
            self.interrupted.store(true, Ordering::Relaxed);
        }
        run
    }
}
