//! Tables of those who are followed: personas side by side, creators tier by tier.

use std::io::{self, Write};

use super::figures::{ends, estimate, mean, outcomes};
use super::layout::{Cell, Grid, stacked, wrap};
use crate::experiment::Results;
use crate::output::lines::{CREATORS, PERSONA};
use crate::output::numbers::decimal;

/// Keys of the personas, in the order of their names.
fn personas(results: &Results) -> impl Iterator<Item = &str> {
    let keys = results.readings.iter().filter_map(|reading| reading.key.strip_suffix(".outcomes"));
    keys.filter(|key| key.starts_with("persona."))
}

/// Prints what became of those who are followed, where anybody is.
pub(super) fn print(out: &mut impl Write, results: &Results) -> io::Result<()> {
    let keys: Vec<&str> = personas(results).collect();
    let currency = &results.card.currency;
    if !keys.is_empty() {
        let head = format!("Personas, 52 weeks from joining, in {currency} (with 95 % intervals)");
        writeln!(out, "{}", wrap(&head))?;
        writeln!(out, "{}", of_personas(results, &keys).text())?;
        writeln!(out)?;
    }
    if estimate(results, "creators.all", "outcomes").is_some() {
        let head = format!("Creators who were asked, 52 weeks from the offer, in {currency}");
        writeln!(out, "{}", wrap(&head))?;
        writeln!(out, "{}", of_creators(results).text())?;
        writeln!(out)?;
    }
    Ok(())
}

/// One column for each persona.
pub(super) fn of_personas(results: &Results, keys: &[&str]) -> Grid {
    let names = keys.iter().map(|key| key.trim_start_matches("persona."));
    let mut table = Grid::new([""].into_iter().chain(names));
    let mut people = vec![Cell::words("outcomes, all worlds")];
    people.extend(keys.iter().map(|key| {
        let count = decimal(outcomes(results, key), 0);
        Cell::number_and_range(count, None)
    }));
    table.push(people);
    for (words, name, scale) in PERSONA {
        let (factor, decimals) = scale.factor();
        let mut row = vec![Cell::words(words)];
        for key in keys {
            let cell = estimate(results, key, name).map(|estimate| {
                let range = ends(&estimate, factor, decimals);
                Cell::number_and_range(mean(&estimate, factor, decimals), range)
            });
            row.push(cell.unwrap_or_else(|| Cell::words("")));
        }
        table.push(row);
    }
    table
}

/// One row for each tier that anybody is in, all of them first.
fn of_creators(results: &Results) -> Grid {
    let words = ["", "offers, all worlds"].into_iter().chain(CREATORS.map(|(words, ..)| words));
    let mut table = Grid::new(words.map(|words| stacked(words, 8)));
    for tier in ["all", "nano", "micro", "macro", "mega"] {
        let key = format!("creators.{tier}");
        let people = outcomes(results, &key);
        if people == 0.0 {
            continue;
        }
        let mut row = vec![Cell::words(tier), Cell::number(decimal(people, 0))];
        for (_, name, scale) in CREATORS {
            let (factor, decimals) = scale.factor();
            let estimate = estimate(results, &key, name);
            let text = estimate.map(|estimate| mean(&estimate, factor, decimals));
            row.push(Cell::number(text.unwrap_or_default()));
        }
        table.push(row);
    }
    table
}
