//! `downline run`.

use std::io::Write;
use std::path::PathBuf;

use super::Failure;
use super::arguments::{Format, Run};
use super::progress::Watch;
use super::summary;
use crate::experiment::{self, RobustPlan};
use crate::output::plot::{self, Picture};
use crate::output::{
    Folder, Origin, RunClock, RunRecord, TableFormat, file_names, finish, write_results,
    write_robustness, write_run_document,
};
use crate::scenario::Loaded;

/// Runs a scenario and writes its results.
pub(super) fn run(arguments: &Run, out: &mut impl Write) -> Result<(), Failure> {
    let loaded = Loaded::from_file(&arguments.scenario, &arguments.source.all_sets())?;
    let target =
        arguments.out.clone().unwrap_or_else(|| PathBuf::from("output").join(&loaded.name));
    let output = &arguments.output;
    let robust =
        arguments.robust.then(|| RobustPlan::new(&loaded, robust_replicates(arguments, &loaded)));
    let worlds = u64::from(loaded.scenario.replicates);
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
    if !output.no_pictures {
        for picture in plot::draw_all(&results)? {
            put_picture(&mut folder, &picture)?;
        }
    }
    watch.interrupted()?;
    let files = file_names(&folder);
    let path = finish(folder, &origin, &record(&clock, &watch))?;
    watch.done();
    if output.json {
        write_run_document(out, &path, &files, &results)?;
    } else {
        summary::print(out, &results, robustness.as_ref(), &path)?;
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

/// Writes both forms of a picture.
pub(super) fn put_picture(folder: &mut Folder, picture: &Picture) -> Result<(), Failure> {
    let (svg, png) = (picture.svg.as_bytes(), &picture.png);
    folder.write(&format!("{}.svg", picture.name), |sink| sink.write_all(svg))?;
    folder.write(&format!("{}.png", picture.name), |sink| sink.write_all(png))?;
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
