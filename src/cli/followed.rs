//! Tables of those who are followed: personas side by side, creators tier by tier.

use std::io::{self, Write};

use comfy_table::{Cell, CellAlignment, Table};

use super::summary::{RULED, mean, with_interval};
use crate::experiment::Results;
use crate::experiment::interval::Estimate;
use crate::output::lines::{CREATORS, PERSONA, Scale};
use crate::output::numbers::decimal;

/// The estimate behind a name and its key.
pub(super) fn estimate(results: &Results, key: &str, name: &str) -> Option<Estimate> {
    let key = format!("{key}.{name}");
    results.readings.iter().find(|reading| reading.key == key)?.estimate
}

/// Keys of the personas, in the order of their names.
fn personas(results: &Results) -> impl Iterator<Item = &str> {
    let keys = results.readings.iter().filter_map(|reading| reading.key.strip_suffix(".outcomes"));
    keys.filter(|key| key.starts_with("persona."))
}

/// How many outcomes there are over all worlds.
pub(super) fn outcomes(results: &Results, key: &str) -> f64 {
    estimate(results, key, "outcomes")
        .map_or(0.0, |a_world| a_world.mean * f64::from(results.card.replicates))
}

/// Prints what became of those who are followed, where anybody is.
pub(super) fn print(out: &mut impl Write, results: &Results) -> io::Result<()> {
    let keys: Vec<&str> = personas(results).collect();
    let currency = &results.card.currency;
    if !keys.is_empty() {
        writeln!(out, "Personas, 52 weeks from joining, in {currency}")?;
        writeln!(out, "{}", of_personas(results, &keys))?;
        writeln!(out)?;
    }
    if estimate(results, "creators.all", "outcomes").is_some() {
        writeln!(out, "Creators who were asked, 52 weeks from the offer, in {currency}")?;
        writeln!(out, "{}", of_creators(results))?;
        writeln!(out)?;
    }
    Ok(())
}

/// One column for each persona.
pub(super) fn of_personas(results: &Results, keys: &[&str]) -> Table {
    let mut table = Table::new();
    table.load_style(RULED);
    let names = keys.iter().map(|key| key.trim_start_matches("persona."));
    table.set_header([""].into_iter().chain(names));
    let mut people = vec![Cell::new("outcomes, all worlds")];
    people.extend(keys.iter().map(|key| right(decimal(outcomes(results, key), 0))));
    table.add_row(people);
    for (words, name, scale) in PERSONA {
        let (factor, decimals) = scale.factor();
        let mut row = vec![Cell::new(words)];
        for key in keys {
            let estimate = estimate(results, key, name);
            row.push(right(estimate.map_or(String::new(), |estimate| {
                let shown = with_interval(&estimate, factor, decimals);
                if scale == Scale::Percent { shown + " %" } else { shown }
            })));
        }
        table.add_row(row);
    }
    table
}

/// One row for each tier that anybody is in, all of them first.
fn of_creators(results: &Results) -> Table {
    let mut table = Table::new();
    table.load_style(RULED);
    let words = CREATORS.iter().map(|(words, ..)| *words);
    table.set_header(["", "offers, all worlds"].into_iter().chain(words));
    for tier in ["all", "nano", "micro", "macro", "mega"] {
        let key = format!("creators.{tier}");
        let people = outcomes(results, &key);
        if people == 0.0 {
            continue;
        }
        let mut row = vec![Cell::new(tier), right(decimal(people, 0))];
        for (_, name, scale) in CREATORS {
            let (factor, decimals) = scale.factor();
            let estimate = estimate(results, &key, name);
            row.push(right(
                estimate.map_or(String::new(), |estimate| mean(&estimate, factor, decimals)),
            ));
        }
        table.add_row(row);
    }
    table
}

fn right(text: String) -> Cell {
    Cell::new(text).set_alignment(CellAlignment::Right)
}
