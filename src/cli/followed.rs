//! Tables of those who are followed: personas side by side, creators tier by tier.

use std::io::{self, Write};

use super::page::{Cell, Grid, wrap};
use super::summary::{Scale, ends, mean};
use crate::experiment::Results;
use crate::experiment::interval::Estimate;

/// A number of somebody who is followed: its words, its name behind her key, how it is shown.
type Line = (&'static str, &'static str, Scale);

/// What is said of a persona.
pub(super) const PERSONA: [Line; 16] = [
    ("chance of a profit", "profit_share", Scale::Percent),
    ("  own use as consumption", "profit_share_own_use_as_consumption", Scale::Percent),
    ("net, worst tenth below", "net.p10", Scale::Money),
    ("net, worst quarter below", "net.p25", Scale::Money),
    ("net, in the middle", "net.median", Scale::Money),
    ("  own use as consumption", "net_own_use_as_consumption.median", Scale::Money),
    ("net, best quarter above", "net.p75", Scale::Money),
    ("net, best tenth above", "net.p90", Scale::Money),
    ("net, on average", "net.mean", Scale::Money),
    ("net an hour", "hourly_net", Scale::Money),
    ("  less the reference wage", "hourly_net_less_wage", Scale::Money),
    ("people recruited", "recruits", Scale::Tenths),
    ("units left in stock", "stock_units", Scale::Tenths),
    ("  what they cost", "stock_cost", Scale::Money),
    ("still selling", "still_active_share", Scale::Percent),
    ("broke even within them", "break_even_share", Scale::Percent),
];

/// What is said of creators.
const CREATORS: [Line; 6] = [
    ("took\npart", "took_part_share", Scale::Percent),
    ("with a\nprofit", "profit_share", Scale::Percent),
    ("net\na head", "net.mean", Scale::Money),
    ("net\nan hour", "hourly_net", Scale::Money),
    ("customers'\nspend\na head", "customers_spend", Scale::Money),
    ("received\na head", "received", Scale::Money),
];

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
    let count =
        |key: &&str| Cell::number_and_range(Scale::Count.shown(outcomes(results, key)), None);
    people.extend(keys.iter().map(count));
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
    let words = CREATORS.iter().map(|(words, ..)| *words);
    let mut table = Grid::new(["", "offers,\nall\nworlds"].into_iter().chain(words));
    for tier in ["all", "nano", "micro", "macro", "mega"] {
        let key = format!("creators.{tier}");
        let people = outcomes(results, &key);
        if people == 0.0 {
            continue;
        }
        let mut row = vec![Cell::words(tier), Cell::number(Scale::Count.shown(people))];
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
