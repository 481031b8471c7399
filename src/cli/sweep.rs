//! `downline sweep`: one or two keys over a grid of values, in the same worlds.

use std::io::Write;
use std::path::PathBuf;

use super::Failure;
use super::arguments::Sweep as SweepArguments;
use super::compare::refuse_set;
use super::layout::{Cell, Grid, wrap};
use super::progress::Watch;
use super::run::tell_budgets;
use super::stage::{Shown, Stage, Target, format_of};
use crate::experiment::results::VerdictClass;
use crate::experiment::sweep::{POINTS_MAX, Sweep, SweepPlan, SweepRow};
use crate::output::numbers::{count, decimal};
use crate::output::{Origin, Outcome, write_sweep, write_sweep_document};
use crate::scenario::{Loaded, variations};

/// What stands for a file in messages.
const LABEL: &str = "--key";

/// Most worlds at each point unless somebody asks for more.
const REPLICATES: u32 = 8;

/// Why a range is none.
#[derive(Debug, thiserror::Error)]
#[error(
    "`--key {argument}`: {reason}; write `--key KEY=FROM..TO:COUNT`, for example `--key \
     post.reach=0.1..0.6:6`, or `--key 'KEY=[VALUE, VALUE]'`"
)]
pub(crate) struct RangeError {
    argument: String,
    reason: &'static str,
}

/// Runs the grid and writes what came of it.
pub(super) fn sweep(arguments: &SweepArguments, out: &mut impl Write) -> Result<(), Failure> {
    refuse_set("--key", &arguments.key, &arguments.source.sets)?;
    let loaded = Loaded::from_file(&arguments.scenario, &arguments.source.all_sets())?;
    let lists: Vec<Vec<String>> =
        arguments.key.iter().map(|key| values(key)).collect::<Result<_, _>>()?;
    let own = loaded.scenario.replicates;
    let replicates = arguments.source.replicates.unwrap_or(own.min(REPLICATES));
    let name = format!("sweep-{}", loaded.name);
    let plan = SweepPlan::new(LABEL, &name, &loaded, &lists, replicates)?;
    let output = &arguments.output;
    if !output.quiet {
        tell_budgets(&loaded, &arguments.source.sets);
    }
    let path = arguments.out.clone().unwrap_or_else(|| PathBuf::from("output").join(&name));
    let watch = Watch::new(loaded.scenario.weeks, plan.worlds(), output.quiet);
    let target = Target { path: &path, name: &name, force: output.force };
    let stage = Stage::open(Some(target), output.threads, watch)?;
    let sweep = plan.run(&stage.watcher())?;
    let command = arguments.command();
    let origin = Origin {
        card: &sweep.card,
        resolved: &loaded.resolved,
        given: &loaded.given,
        command: &command,
    };
    let placed = stage.put(&origin, Outcome::Sweep(&sweep), Shown::from(output), |folder| {
        write_sweep(folder, &sweep, &origin, format_of(output.format))
    })?;
    let placed = placed.expect("a sweep has a folder");
    if output.json {
        return Ok(write_sweep_document(out, &placed.path, &placed.files, &sweep)?);
    }
    print(out, &sweep)?;
    Ok(placed.tell(out)?)
}

/// The `key=value` settings that an argument stands for.
fn values(argument: &str) -> Result<Vec<String>, Failure> {
    let (key, range) = argument.split_once('=').unwrap_or((argument, ""));
    if range.trim_start().starts_with('[') {
        return Ok(variations(LABEL, argument)?);
    }
    let wrong = |reason| RangeError { argument: argument.to_owned(), reason };
    let (from, rest) = range.split_once("..").ok_or_else(|| wrong("there is no range"))?;
    let (to, count) = rest.rsplit_once(':').ok_or_else(|| wrong("there is no number of values"))?;
    let number =
        |text: &str| text.trim().replace('_', "").parse().ok().filter(|n: &f64| n.is_finite());
    let (from, to) = number(from).zip(number(to)).ok_or_else(|| wrong("an end is no number"))?;
    let count: u32 =
        count.trim().parse().map_err(|_| wrong("the number of values is no number"))?;
    if count < 2 || POINTS_MAX < count as usize {
        return Err(wrong("there are 2 to 400 values of a key").into());
    }
    if to <= from {
        return Err(wrong("the range does not go up").into());
    }
    let step = (to - from) / f64::from(count - 1);
    let value = |place: u32| {
        // The last one is the end itself.
        let exact = if place + 1 == count { to } else { from + step * f64::from(place) };
        format!("{}={}", key.trim(), rounded(exact, step))
    };
    Ok((0..count).map(value).collect())
}

/// A number as it is set: no more digits than tell a thousandth of a step.
fn rounded(number: f64, step: f64) -> String {
    let mut decimals = 0_usize;
    let mut unit = 1.0;
    while step < unit * 1000.0 && decimals < 12 {
        unit /= 10.0;
        decimals += 1;
    }
    let text = format!("{number:.decimals$}");
    if !text.contains('.') {
        return text;
    }
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

/// Prints the points: one key as a list, two as a grid.
fn print(out: &mut impl Write, sweep: &Sweep) -> std::io::Result<()> {
    let worlds = count(u64::from(sweep.card.replicates), "world", "worlds");
    let keys: Vec<String> = sweep.keys.iter().map(|key| format!("`{}`", key.key)).collect();
    let head = format!(
        "What the businesses end with less what the partners do, of each 100 put in (cash, own \
         use as a cost), by {}; {worlds} at each point, common random numbers",
        keys.join(" and ")
    );
    writeln!(out, "{}", wrap(&head))?;
    let number = |number: f64| {
        let digits = number.to_string();
        decimal(number, digits.split_once('.').map_or(0, |(_, decimals)| decimals.len()))
    };
    let table = if let [across, up] = sweep.keys.as_slice() {
        let corner = format!("{} ↓  {} →", short(&up.key), short(&across.key));
        let values = across.values.iter().map(|value| number(*value));
        let mut table = Grid::new([corner].into_iter().chain(values));
        for (value, rows) in up.values.iter().zip(sweep.rows.chunks(across.values.len())) {
            let cells = rows.iter().map(marked);
            table.push([Cell::words(number(*value))].into_iter().chain(cells).collect());
        }
        table
    } else {
        let heads = [&*sweep.keys[0].key, "verdict", "businesses − partners"];
        let mut table = Grid::new(heads).with_words([1]);
        for row in &sweep.rows {
            let difference = &row.difference_of_100;
            let range = difference.low.zip(difference.high);
            let range = range.map(|(low, high)| [decimal(low, 1), decimal(high, 1)]);
            table.push(vec![
                Cell::words(number(row.values[0])),
                Cell::words(row.verdict.words()),
                Cell::number_and_range(decimal(difference.mean, 1), range),
            ]);
        }
        table
    };
    writeln!(out, "{}", table.text())?;
    if sweep.keys.len() == 2 {
        writeln!(
            out,
            "above zero: the businesses more; ?: cannot tell; n: neither side above zero"
        )?;
    }
    Ok(())
}

/// A difference, marked where it is no verdict for either side.
fn marked(row: &SweepRow) -> Cell {
    let mark = match row.verdict {
        VerdictClass::CannotTell => Some("?"),
        VerdictClass::Neither => Some("n"),
        VerdictClass::BusinessesMore | VerdictClass::PartnersMore => None,
    };
    Cell::marked(decimal(row.difference_of_100.mean, 1), mark)
}

/// The last part of a path.
fn short(key: &str) -> &str {
    key.rsplit('.').next().unwrap_or(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(argument: &str) -> Vec<String> {
        values(argument).unwrap_or_else(|failure| panic!("{failure}"))
    }

    #[test]
    fn a_range_has_both_ends_and_no_noise_in_its_digits() {
        let six = ["a=0.1", "a=0.2", "a=0.3", "a=0.4", "a=0.5", "a=0.6"];
        assert_eq!(list("a=0.1..0.6:6"), six);
        assert_eq!(list("a = 1_000..5_000:3"), ["a=1000", "a=3000", "a=5000"]);
        assert_eq!(list("a=0..1:4"), ["a=0", "a=0.3333", "a=0.6667", "a=1"]);
        assert_eq!(list("a=-0.02..0.02:3"), ["a=-0.02", "a=0", "a=0.02"]);
        assert_eq!(list("a=[3, 1]"), ["a=3", "a=1"]);
        for (wrong, reason) in [
            ("a", "no range"),
            ("a=0.1", "no range"),
            ("a=0.1..0.2", "no number of values"),
            ("a=x..1:3", "an end is no number"),
            ("a=0..1:x", "number of values is no number"),
            ("a=0..1:1", "2 to 400"),
            ("a=1..0:3", "does not go up"),
        ] {
            let said = values(wrong).expect_err("no range").to_string();
            assert!(said.contains(reason), "{wrong}: {said}");
        }
    }
}
