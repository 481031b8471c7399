//! `downline run`.

use std::io::Write;
use std::path::PathBuf;

use super::Failure;
use super::arguments::Run;
use super::check::tell_likely_slip;
use super::progress::Watch;
use super::stage::{Shown, Stage, Target, format_of};
use super::summary;
use crate::experiment::{self, RobustPlan, setters_beside};
use crate::output::{Origin, Outcome, write_results, write_robustness, write_run_document};
use crate::scenario::Loaded;

/// Runs a scenario and writes its results.
pub(super) fn run(arguments: &Run, out: &mut impl Write) -> Result<(), Failure> {
    let loaded = Loaded::from_file(&arguments.scenario, &arguments.source.all_sets())?;
    if !arguments.output.quiet {
        tell_budgets(&loaded, &arguments.source.sets);
        tell_likely_slip(&loaded);
    }
    let path = arguments.out.clone().unwrap_or_else(|| PathBuf::from("output").join(&loaded.name));
    let output = &arguments.output;
    let robust =
        arguments.robust.then(|| RobustPlan::new(&loaded, robust_replicates(arguments, &loaded)));
    let worlds = u64::from(loaded.scenario.replicates) * (1 + setters_beside(&[&loaded]));
    let more = robust.as_ref().map_or(0, RobustPlan::worlds);
    let watch = Watch::new(loaded.scenario.weeks, worlds + more, output.quiet);
    let target = Target { path: &path, name: &loaded.name, force: output.force };
    let stage = Stage::open(Some(target), output.threads, watch)?;
    let mut results = experiment::run(&loaded, loaded.scenario.replicates, &stage.watcher())?;
    let robustness = robust.map(|plan| plan.run(&stage.watcher())).transpose()?;
    if let Some(robustness) = &robustness {
        robustness.tell(&mut results.verdict);
    }
    let command = arguments.command();
    let (card, resolved, given) = (&results.card, &loaded.resolved, &loaded.given);
    let origin = Origin { card, resolved, given, command: &command };
    let robust = robustness.as_ref().map(|robustness| robustness.rows.as_slice());
    let outcome = Outcome::Run { results: &results, robust, odds: None };
    let placed = stage.put(&origin, outcome, Shown::from(output), |folder| {
        let format = format_of(output.format);
        if let Some(robustness) = &robustness {
            write_robustness(folder, robustness, &origin, format)?;
        }
        write_results(folder, &results, &origin, format)
    })?;
    let placed = placed.expect("a run has a folder");
    if output.json {
        let (path, files) = (&placed.path, &placed.files);
        return Ok(write_run_document(out, path, files, &results, robustness.as_ref())?);
    }
    summary::print(out, &results, robustness.as_ref())?;
    Ok(placed.tell(out)?)
}

/// Says that changes by argument do not reach a scenario that only sets a budget.
pub(super) fn tell_budgets(loaded: &Loaded, sets: &[String]) {
    const COMMON: [&str; 4] = ["weeks", "burn_in_weeks", "seed", "replicates"];
    let is_common =
        |set: &String| COMMON.contains(&set.split('=').next().unwrap_or_default().trim());
    let changes = sets.iter().any(|set| !is_common(set));
    let Some(budget) = loaded.budgets.first().filter(|_| changes) else { return };
    // Talk, so that the tables stay data.
    let _ = writeln!(
        anstream::stderr(),
        "note: `--set` changes `{}`, not `{}`, whose channel cost is the budget",
        loaded.name,
        budget.loaded.name
    );
}

/// Most worlds under each changed rate unless somebody asks for more: a verdict seldom needs them.
const ROBUST_REPLICATES: u32 = 8;

/// Worlds under each changed rate; a verdict needs two.
fn robust_replicates(arguments: &Run, loaded: &Loaded) -> u32 {
    let default = loaded.scenario.replicates.clamp(2, ROBUST_REPLICATES);
    arguments.robust_replicates.unwrap_or(default)
}
