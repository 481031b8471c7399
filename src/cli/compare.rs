//! `downline compare`: the same people under several scenarios.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::Failure;
use super::arguments::Compare;
use super::figures::{MARGIN, margin};
use super::layout::{Cell, Grid, wrap};
use super::progress::Watch;
use super::run::tell_budgets;
use super::stage::{Shown, Stage, Target, format_of};
use crate::experiment::compare::{Comparison, Entrant, Entrants, Variant, compare as compared};
use crate::experiment::interval::{Estimate, PairedDifference};
use crate::experiment::setters_beside;
use crate::output::headlines::{GROUPS, Group, OF_100};
use crate::output::numbers::{count, decimal};
use crate::output::{Origin, Outcome, write_comparison, write_comparison_document};
use crate::scenario::{Loaded, Problems, variations};

/// Most scenarios of one comparison.
const ENTRANTS_MAX: usize = 100;

/// Most letters of a folder's name.
const NAME_MAX: usize = 100;

/// Why the variants are no grid.
#[derive(Debug, thiserror::Error)]
pub(crate) enum GridError {
    /// More of them than anybody could read.
    #[error("the files and `--vary` make {count} scenarios, at most {ENTRANTS_MAX} are compared")]
    TooLarge { count: usize },
    /// A key is varied twice.
    #[error("`{key}` is varied twice: write all its values into one array")]
    Twice { key: String },
    /// A key is varied or swept, and set for all.
    #[error("`{key}` is both set by `--set` and varied by `{flag}`: leave one out")]
    Set { key: String, flag: &'static str },
    /// Two points are written differently and are the same.
    #[error("`{}` and `{}` are the same scenario: leave one out", .names[0], .names[1])]
    Same { names: [String; 2] },
}

/// Runs the scenarios in the same worlds and writes what differs.
pub(super) fn compare(arguments: &Compare, out: &mut impl Write) -> Result<(), Failure> {
    let entrants = Entrants::new(entrants(arguments)?, arguments.baseline.as_deref())?;
    tell_equals(&entrants);
    let name = name_of(&arguments.scenarios);
    let path = arguments.out.clone().unwrap_or_else(|| PathBuf::from("output").join(&name));
    let output = &arguments.output;
    let scenario = &entrants.all()[0].loaded.scenario;
    let all: Vec<&Loaded> = entrants.all().iter().map(|entrant| &entrant.loaded).collect();
    let worlds = u64::from(scenario.replicates) * (all.len() as u64 + setters_beside(&all));
    let watch = Watch::new(scenario.weeks, worlds, output.quiet);
    let target = Target { path: &path, name: &name, force: output.force };
    let stage = Stage::open(Some(target), output.threads, watch)?;
    let comparison = compared(&name, &entrants, &stage.watcher())?;
    let (resolved, given) = (entrants.resolved(), entrants.given());
    let (card, command) = (&comparison.card, arguments.command());
    let origin = Origin { card, resolved: &resolved, given: &given, command: &command };
    let outcome = Outcome::Comparison(&comparison);
    let placed = stage.put(&origin, outcome, Shown::from(output), |folder| {
        write_comparison(folder, &comparison, &origin, format_of(output.format))
    })?;
    let placed = placed.expect("a comparison has a folder");
    if output.json {
        return Ok(write_comparison_document(out, &placed.path, &placed.files, &comparison)?);
    }
    print(out, &comparison)?;
    Ok(placed.tell(out)?)
}

/// The files under their names, each in every variant. Problems of all files are told together.
fn entrants(arguments: &Compare) -> Result<Vec<Entrant>, Failure> {
    refuse_set("--vary", &arguments.vary, &arguments.source.sets)?;
    let grid = grid(&arguments.vary)?;
    let count = arguments.scenarios.len() * grid.len();
    if ENTRANTS_MAX < count {
        return Err(GridError::TooLarge { count }.into());
    }
    let sets = arguments.source.all_sets();
    let mut problems = Vec::new();
    let mut note = |found: Problems| {
        for problem in found.0 {
            // Files that extend the same one, and points of a grid, share their problems.
            let is_told = |other: &crate::scenario::Problem| {
                other.file == problem.file
                    && other.message == problem.message
                    && other.line == problem.line
            };
            if !problems.iter().any(is_told) {
                problems.push(problem);
            }
        }
    };
    let names = names_of(&arguments.scenarios);
    let mut entrants = Vec::with_capacity(count);
    let mut replicates = None;
    for (path, name) in arguments.scenarios.iter().zip(&names) {
        let loaded = match Loaded::from_file(path, &sets) {
            Ok(loaded) => loaded,
            Err(found) => {
                note(found);
                continue;
            }
        };
        if !arguments.output.quiet {
            tell_budgets(&loaded, &arguments.source.sets);
        }
        let first = *replicates.get_or_insert(loaded.scenario.replicates);
        let loaded = with_replicates(loaded, first, name, &names[0])?;
        for point in &grid {
            let varied =
                if point.is_empty() { Ok(loaded.clone()) } else { loaded.varied("--vary", point) };
            match varied {
                Ok(loaded) => {
                    let name = entrant_name(name, names.len(), point);
                    entrants.push(Entrant { name, loaded });
                }
                Err(found) => note(found),
            }
        }
    }
    if !problems.is_empty() {
        return Err(Problems(problems).into());
    }
    check_points(&entrants, grid.len())?;
    Ok(entrants)
}

/// Points of a grid that differ in writing alone are a slip; files may well be the same.
fn check_points(entrants: &[Entrant], points: usize) -> Result<(), GridError> {
    for of_file in entrants.chunks(points) {
        for (place, one) in of_file.iter().enumerate() {
            if let Some(other) =
                of_file[..place].iter().find(|other| other.loaded.hash == one.loaded.hash)
            {
                return Err(GridError::Same { names: [other.name.clone(), one.name.clone()] });
            }
        }
    }
    Ok(())
}

/// Says which scenarios are the same, so that nobody wonders at the zeros.
fn tell_equals(entrants: &Entrants) {
    let all = entrants.all();
    for (place, one) in all.iter().enumerate() {
        let same = |other: &&Entrant| other.loaded.hash == one.loaded.hash;
        if let Some(other) = all[..place].iter().find(same) {
            // Talk, so that the tables stay data.
            let _ = writeln!(
                anstream::stderr(),
                "note: `{}` and `{}` are the same scenario",
                other.name,
                one.name
            );
        }
    }
}

/// The scenario with the first one's number of worlds: pairs need as many.
fn with_replicates(
    loaded: Loaded,
    replicates: u32,
    name: &str,
    first: &str,
) -> Result<Loaded, Failure> {
    let own = loaded.scenario.replicates;
    if own == replicates {
        return Ok(loaded);
    }
    // Talk, so that the tables stay data.
    let _ = writeln!(
        anstream::stderr(),
        "note: `{name}` asks for {own} replicates, it gets the {replicates} of `{first}`"
    );
    Ok(loaded.varied("--replicates", &[format!("replicates={replicates}")])?)
}

/// Refuses a key that is varied and set for all: one of the two would be ignored.
pub(super) fn refuse_set(
    flag: &'static str,
    varied: &[String],
    sets: &[String],
) -> Result<(), GridError> {
    let key_of = |argument: &String| -> String {
        argument.split('=').next().unwrap_or_default().trim().to_owned()
    };
    let set: Vec<String> = sets.iter().map(key_of).collect();
    match varied.iter().map(key_of).find(|key| set.contains(key)) {
        Some(key) => Err(GridError::Set { key, flag }),
        None => Ok(()),
    }
}

/// Every combination of the varied values, the last key varying fastest; one point without any
/// where nothing is varied.
fn grid(vary: &[String]) -> Result<Vec<Vec<String>>, Failure> {
    let mut points: Vec<Vec<String>> = vec![Vec::new()];
    let mut keys: Vec<&str> = Vec::new();
    for argument in vary {
        let sets = variations("--vary", argument)?;
        let key = argument.split('=').next().unwrap_or_default().trim();
        if keys.contains(&key) {
            return Err(GridError::Twice { key: key.to_owned() }.into());
        }
        keys.push(key);
        let count = points.len() * sets.len();
        if ENTRANTS_MAX < count {
            return Err(GridError::TooLarge { count }.into());
        }
        let longer = |point: &Vec<String>| -> Vec<Vec<String>> {
            sets.iter().map(|set| [point.as_slice(), std::slice::from_ref(set)].concat()).collect()
        };
        points = points.iter().flat_map(longer).collect();
    }
    Ok(points)
}

/// The files' names without their endings; files of the same name get as much of their folders as
/// tells them apart, and the same file twice gets a number.
fn names_of(paths: &[PathBuf]) -> Vec<String> {
    let parts: Vec<Vec<String>> = paths.iter().map(|path| parts_of(path)).collect();
    let tail =
        |parts: &[String], length: usize| parts[parts.len().saturating_sub(length)..].join("/");
    let longest = parts.iter().map(Vec::len).max().unwrap_or(1);
    let mut names: Vec<String> = Vec::with_capacity(parts.len());
    for (place, own) in parts.iter().enumerate() {
        let is_own = |length: &usize| {
            let same = |other: &&Vec<String>| tail(other, *length) == tail(own, *length);
            parts.iter().filter(same).count() == 1
        };
        let length = (1..=longest).find(is_own);
        let name = tail(own, length.unwrap_or(1));
        let before = parts[..place].iter().filter(|other| *other == own).count();
        let number = if 0 < before { format!(" #{}", before + 1) } else { String::new() };
        names.push(name + &number);
    }
    names
}

/// The folders and the name of a file, without its ending.
fn parts_of(path: &Path) -> Vec<String> {
    let plain = path.with_extension("");
    plain.iter().map(|part| part.to_string_lossy().into_owned()).collect()
}

/// A scenario's name: its file's, and the values that are put in; one file goes without saying.
fn entrant_name(file: &str, files: usize, point: &[String]) -> String {
    match (files, point.is_empty()) {
        (_, true) => file.to_owned(),
        (1, false) => point.join(", "),
        (_, false) => format!("{file}: {}", point.join(", ")),
    }
}

/// The comparison's name, by which a former result is known.
fn name_of(paths: &[PathBuf]) -> String {
    let mut stems: Vec<String> = Vec::new();
    for stem in paths.iter().filter_map(|path| path.file_stem()) {
        let stem = stem.to_string_lossy().into_owned();
        if !stems.contains(&stem) {
            stems.push(stem);
        }
    }
    let name = format!("compare-{}", stems.join("-"));
    name.chars().take(NAME_MAX).collect()
}

/// Prints the answers and the differences.
fn print(out: &mut impl Write, comparison: &Comparison) -> io::Result<()> {
    let worlds = comparison.card.replicates;
    let head = format!(
        "The same people under {} scenarios, {} each, common random numbers: who captures the \
         money (cash, own use as a cost{MARGIN})?",
        comparison.variants.len(),
        count(u64::from(worlds), "world", "worlds"),
    );
    writeln!(out, "{}", wrap(&head))?;
    writeln!(out, "{}", answers(comparison).text())?;
    for variant in comparison.others() {
        writeln!(out)?;
        let less = format!("{} less {}", variant.name, comparison.baseline().name);
        writeln!(out, "{}", wrap(&less))?;
        writeln!(out, "{}", differences(comparison, variant).text())?;
    }
    writeln!(out)?;
    if 1 < worlds {
        writeln!(out, "{}", wrap(NOTE))
    } else {
        let note = "One world has no interval: more worlds (`-r`) would give one.";
        writeln!(out, "{}", wrap(note))
    }
}

const NOTE: &str = "difference: mean over the worlds of variant less baseline, with its 95 % \
                    interval over simulated worlds under these rates; median and tenths: those of \
                    each world's own people, so that what is compared is worlds, not people \
                    pooled; fewer: how many times fewer worlds than with luck of their own give \
                    the same precision.";

/// Every scenario with its class and what each side has of 100.
fn answers(comparison: &Comparison) -> Grid {
    let mut table = Grid::new(["", "verdict", "businesses", "partners"]).with_words([1]);
    for variant in &comparison.variants {
        let of_100 = |key: &str| {
            let reading = variant.readings.iter().find(|reading| reading.key == key);
            margin(reading.and_then(|reading| reading.estimate).as_ref(), 100.0, 1)
        };
        let mark = if variant.is_baseline { " (baseline)" } else { "" };
        let name = format!("{}{mark}", variant.name);
        let [_, (_, businesses), (_, partners)] = [0, 1, 2].map(|place| OF_100.measures[place]);
        table.push(vec![
            Cell::words(name),
            Cell::words(variant.verdict.class.words()),
            of_100(businesses),
            of_100(partners),
        ]);
    }
    table
}

/// The headline measures of a variant beside the baseline.
fn differences(comparison: &Comparison, variant: &Variant) -> Grid {
    let heads = ["", "baseline", "variant", "difference and interval", "fewer"];
    let mut table = Grid::new(heads);
    for group in &GROUPS {
        let rows = group.measures.iter().filter_map(|(words, key)| {
            let row = comparison.find(&variant.name, key)?;
            let paired = row.paired.as_ref()?;
            let text = |estimate: Option<Estimate>| {
                let text = estimate.map(|estimate| group.text(estimate.mean));
                Cell::number(text.unwrap_or_default())
            };
            Some(vec![
                Cell::words(format!("  {words}")),
                text(row.baseline),
                text(row.value),
                difference(group, &paired.difference),
                Cell::number(fewer(paired)),
            ])
        });
        let rows: Vec<Vec<Cell>> = rows.collect();
        if !rows.is_empty() {
            table.push(vec![Cell::words(group.titled(&comparison.card.currency))]);
        }
        for row in rows {
            table.push(row);
        }
    }
    table
}

/// A difference with its interval, which one world has not.
fn difference(group: &Group, estimate: &Estimate) -> Cell {
    let ends = estimate.low.zip(estimate.high);
    let ends = ends.map(|(low, high)| [group.text(low), group.text(high)]);
    Cell::number_and_range(group.signed(estimate.mean), ends)
}

/// How many times fewer worlds, in two digits or so.
fn fewer(paired: &PairedDifference) -> String {
    match paired.fewer_replicates() {
        None => String::new(),
        Some(factor) if factor.is_infinite() => "∞".to_owned(),
        Some(factor) if factor < 9.95 => format!("{}×", decimal(factor, 1)),
        Some(factor) => format!("{}×", decimal(factor, 0)),
    }
}
