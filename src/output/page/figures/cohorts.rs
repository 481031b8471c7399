//! People who are followed one by one: personas, and creators who were asked.

use super::super::figure::{Figure, Part};
use super::super::table::{Cell, Table, find};
use crate::experiment::results::Results;
use crate::output::lines::{CREATORS, PERSONA, Scale};
use crate::output::numbers::{grouped, percent};

/// The persona of whoever asks what becomes of her.
pub(in crate::output::page) const YOU: &str = "you";

/// Tiers of creators, all of them first.
const TIERS: [&str; 5] = ["all", "nano", "micro", "macro", "mega"];

/// Personas and creators.
pub(super) fn cohorts(results: &Results) -> Option<Figure> {
    let keys = results.readings.iter().filter_map(|reading| reading.key.strip_suffix(".outcomes"));
    let personas: Vec<&str> = keys.filter(|key| key.starts_with("persona.")).collect();
    let mut tables = Vec::new();
    if !personas.is_empty() {
        tables.push(personas_table(results, &personas));
    }
    if find(results, "creators.all.outcomes").is_some() {
        tables.push(creators_table(results));
    }
    if tables.is_empty() {
        return None;
    }
    let chances = personas.iter().filter_map(|key| {
        let chance = find(results, &format!("{key}.profit_share"))?;
        let chance = percent(chance.mean);
        Some(match key.trim_start_matches("persona.") {
            YOU => format!("Of people like you {chance} made a profit"),
            name => format!("Of all clones of {name} {chance} made a profit"),
        })
    });
    let asked = find(results, "creators.all.took_part_share")
        .map(|share| format!("Of the creators who were asked, {} took part", percent(share.mean)));
    let findings: Vec<String> = chances.chain(asked).collect();
    Some(Figure {
        id: "personas",
        title: "People followed one by one".to_owned(),
        short: "Personas",
        finding: format!("{}.", findings.join(". ")),
        parts: vec![Part::tables(tables)],
        note: format!(
            "52 weeks from joining, or from the offer; leavers and decliners included; own use as \
             a cost unless said otherwise. {}",
            super::worlds(results)
        ),
    })
}

/// How many outcomes there are over all worlds.
fn outcomes(results: &Results, key: &str) -> Cell {
    let mean = find(results, &format!("{key}.outcomes")).map_or(0.0, |a_world| a_world.mean);
    #[expect(clippy::cast_possible_truncation, reason = "a whole number of people")]
    let all = (mean * f64::from(results.card.replicates)).round() as i128;
    Cell::number(grouped(all), all)
}

/// One column for each persona.
fn personas_table(results: &Results, personas: &[&str]) -> Table {
    let mut table = Table::new("Personas", [""]).fixed();
    let names = personas.iter().map(|key| key.trim_start_matches("persona.").to_owned());
    table.heads.extend(names);
    let mut people = vec![Cell::name("outcomes, all worlds")];
    people.extend(personas.iter().map(|key| outcomes(results, key)));
    table.put(people);
    for (words, name, scale) in PERSONA {
        let mut cells = vec![Cell::name(words)];
        let of = |key: &&str| Cell::measure(results, &format!("{key}.{name}"), scale);
        cells.extend(personas.iter().map(of));
        table.put(cells);
    }
    table
}

/// One row for each tier that anybody is in.
fn creators_table(results: &Results) -> Table {
    let mut table =
        Table::new("Creators who were asked", ["", "offers, all worlds"]).fixed().dense();
    table.heads.extend(CREATORS.iter().map(|(words, ..)| (*words).to_owned()));
    for tier in TIERS {
        let key = format!("creators.{tier}");
        let people = find(results, &format!("{key}.outcomes"));
        if people.is_none_or(|people| people.mean <= 0.0) {
            continue;
        }
        let mut cells = vec![Cell::name(tier), outcomes(results, &key)];
        let of = |(_, name, scale): &(&str, &str, Scale)| {
            Cell::measure(results, &format!("{key}.{name}"), *scale)
        };
        cells.extend(CREATORS.iter().map(of));
        table.put(cells);
    }
    table
}
