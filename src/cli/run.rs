//! `downline run`.

use std::io::Write;
use std::path::{Path, PathBuf};

use serde_json::Value as Json;

use super::Failure;
use super::arguments::{Format, Run};
use super::progress::Watch;
use super::summary;
use crate::experiment::{self, RobustPlan, setters_beside};
use crate::output::plot::{self, Picture};
use crate::output::{
    Folder, Origin, Outcome, PAGE, RunClock, RunRecord, Subject, TableFormat, file_names, finish,
    page, write_results, write_robustness, write_run_document,
};
use crate::scenario::Loaded;

/// Runs a scenario and writes its results.
pub(super) fn run(arguments: &Run, out: &mut impl Write) -> Result<(), Failure> {
    let loaded = Loaded::from_file(&arguments.scenario, &arguments.source.all_sets())?;
    if !arguments.output.quiet {
        tell_budgets(&loaded, &arguments.source.sets);
    }
    let target =
        arguments.out.clone().unwrap_or_else(|| PathBuf::from("output").join(&loaded.name));
    let output = &arguments.output;
    let robust =
        arguments.robust.then(|| RobustPlan::new(&loaded, robust_replicates(arguments, &loaded)));
    let worlds = u64::from(loaded.scenario.replicates) * (1 + setters_beside(&[&loaded]));
    let more = robust.as_ref().map_or(0, RobustPlan::worlds);
    // From here on an interruption is heard, so that the hidden folder never stays behind.
    let watch = Watch::new(loaded.scenario.weeks, worlds + more, output.quiet);
    let mut folder = Folder::open(&target, &loaded.name, output.force)?;
    use_threads(output.threads)?;
    let clock = RunClock::start();
    let mut results = experiment::run(&loaded, loaded.scenario.replicates, &watch.watcher())?;
    let robustness = robust.map(|plan| plan.run(&watch.watcher())).transpose()?;
    watch.writing();
    let format = format_of(output.format);
    if let Some(robustness) = &robustness {
        robustness.tell(&mut results.verdict);
    }
    let command = arguments.command();
    let (card, resolved, given) = (&results.card, &loaded.resolved, &loaded.given);
    let origin = Origin { card, resolved, given, command: &command };
    if let Some(robustness) = &robustness {
        write_robustness(&mut folder, robustness, &origin, format)?;
    }
    write_results(&mut folder, &results, &origin, format)?;
    let robust = robustness.as_ref().map(|robustness| robustness.rows.as_slice());
    let outcome = Outcome::Run { results: &results, robust, odds: None };
    if !output.no_pictures {
        put_pictures(&mut folder, outcome)?;
    }
    if !output.no_report {
        put_page(&mut folder, outcome, (&loaded.resolved, &command))?;
    }
    watch.interrupted()?;
    let files = file_names(&folder);
    let path = finish(folder, &origin, &record(&clock, &watch))?;
    watch.done();
    if output.json {
        return Ok(write_run_document(out, &path, &files, &results)?);
    }
    summary::print(out, &results, robustness.as_ref())?;
    tell_places(out, &path, !output.no_report)
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

/// Puts the page beside the other files.
pub(super) fn put_page(
    folder: &mut Folder,
    outcome: Outcome<'_>,
    (resolved, command): (&Json, &str),
) -> Result<(), Failure> {
    let page = page(&[Subject { outcome, resolved, command }])?;
    Ok(folder.write(PAGE, |sink| sink.write_all(page.as_bytes()))?)
}

/// Says where the results are, and their page.
pub(super) fn tell_places(
    out: &mut impl Write,
    folder: &Path,
    has_page: bool,
) -> Result<(), Failure> {
    writeln!(out, "Results: {}", folder.display())?;
    if has_page {
        writeln!(out, "Page: {}", folder.join(PAGE).display())?;
    }
    Ok(())
}

/// Most worlds under each changed rate unless somebody asks for more: a verdict seldom needs them.
const ROBUST_REPLICATES: u32 = 8;

/// Worlds under each changed rate; a verdict needs two.
fn robust_replicates(arguments: &Run, loaded: &Loaded) -> u32 {
    let default = loaded.scenario.replicates.clamp(2, ROBUST_REPLICATES);
    arguments.robust_replicates.unwrap_or(default)
}

/// Uses so many threads from now on, if a number is asked for.
pub(super) fn use_threads(threads: Option<u16>) -> Result<(), Failure> {
    if let Some(threads) = threads {
        rayon::ThreadPoolBuilder::new().num_threads(usize::from(threads)).build_global()?;
    }
    Ok(())
}

/// Writes both forms of every picture.
pub(super) fn put_pictures(folder: &mut Folder, outcome: Outcome<'_>) -> Result<(), Failure> {
    for Picture { name, svg, png } in plot::draw_all(outcome)? {
        folder.write(&format!("{name}.svg"), |sink| sink.write_all(svg.as_bytes()))?;
        folder.write(&format!("{name}.png"), |sink| sink.write_all(&png))?;
    }
    Ok(())
}

/// What depends on the machine and the moment.
pub(super) fn record(clock: &RunClock, watch: &Watch) -> RunRecord {
    let words = std::env::args().skip(1).collect();
    clock.stop(rayon::current_num_threads(), watch.partner_weeks(), words)
}

pub(super) fn format_of(format: Format) -> TableFormat {
    match format {
        Format::Parquet => TableFormat::Parquet,
        Format::Csv => TableFormat::Csv,
    }
}
