//! `downline run` and `downline check`.

use std::io::Write;
use std::path::PathBuf;

use super::Failure;
use super::arguments::{Check, Format, Run};
use super::progress::Watch;
use super::summary;
use crate::experiment::{self, Results};
use crate::output::{Folder, Origin, RunClock, TableFormat, finish, plot, write_results};
use crate::scenario::{Loaded, Problems};

/// Checks scenario files; every problem of every file is reported.
pub(super) fn check(arguments: &Check, out: &mut impl Write) -> Result<(), Failure> {
    let sets = arguments.source.all_sets();
    let mut problems = Vec::new();
    for path in &arguments.scenarios {
        match Loaded::from_file(path, &sets) {
            Ok(loaded) => {
                let scenario = &loaded.scenario;
                writeln!(
                    out,
                    "{}: no problems ({} weeks, {} replicates, {} keys given, hash {})",
                    path.display(),
                    scenario.weeks,
                    scenario.replicates,
                    loaded.given.len(),
                    &loaded.hash[..12],
                )?;
            }
            // Files that extend the same one share its problems.
            Err(found) => {
                for problem in found.0 {
                    if !problems.contains(&problem) {
                        problems.push(problem);
                    }
                }
            }
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(Problems(problems).into()) }
}

/// Runs a scenario and writes its results.
pub(super) fn run(arguments: &Run, out: &mut impl Write) -> Result<(), Failure> {
    let loaded = Loaded::from_file(&arguments.scenario, &arguments.source.all_sets())?;
    let target =
        arguments.out.clone().unwrap_or_else(|| PathBuf::from("output").join(&loaded.name));
    // From here on an interruption is heard, so that the hidden folder never stays behind.
    let watch = Watch::new(&loaded.scenario, arguments.quiet);
    let mut folder = Folder::open(&target, &loaded.name, arguments.force)?;
    if let Some(threads) = arguments.threads {
        rayon::ThreadPoolBuilder::new().num_threads(usize::from(threads)).build_global()?;
    }
    let clock = RunClock::start();
    let results = experiment::run(&loaded, loaded.scenario.replicates, &watch.watcher())?;
    watch.writing();
    write_results(&mut folder, &results, format_of(arguments.format))?;
    if !arguments.no_pictures {
        draw(&mut folder, &results)?;
    }
    watch.interrupted()?;
    let origin = Origin { card: &results.card, resolved: &loaded.resolved, given: &loaded.given };
    let words = std::env::args().skip(1).collect();
    let record = clock.stop(rayon::current_num_threads(), watch.partner_weeks(), words);
    let path = finish(folder, &origin, &record)?;
    watch.done();
    summary::print(out, &results, &path)?;
    Ok(())
}

fn draw(folder: &mut Folder, results: &Results) -> Result<(), Failure> {
    for picture in plot::draw_all(results)? {
        let (svg, png) = (picture.svg.as_bytes(), &picture.png);
        folder.write(&format!("{}.svg", picture.name), |sink| sink.write_all(svg))?;
        folder.write(&format!("{}.png", picture.name), |sink| sink.write_all(png))?;
    }
    Ok(())
}

fn format_of(format: Format) -> TableFormat {
    match format {
        Format::Parquet => TableFormat::Parquet,
        Format::Csv => TableFormat::Csv,
    }
}
