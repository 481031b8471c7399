//! People who are followed one by one: personas, and creators who were asked.

use super::super::figure::{Figure, Part};
use super::super::table::{Cell, Table, find};
use crate::experiment::results::Results;
use crate::output::lines::{CREATORS, PERSONA};
use crate::output::numbers::{capitalised, grouped, percent};
use crate::output::plot::{PlotError, on_page};

/// Tiers of creators, all of them first.
const TIERS: [&str; 5] = ["all", "nano", "micro", "macro", "mega"];

/// Personas and creators.
pub(super) fn cohorts(results: &Results) -> Result<Option<Figure>, PlotError> {
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
        return Ok(None);
    }
    let drawing = on_page::personas(results)?;
    let asked = find(results, "creators.all.took_part_share")
        .map(|share| format!("Of the creators who were asked, {} took part.", percent(share.mean)));
    // The picture is of personas only: what is found of creators goes to the note below it.
    let (finding, mut notes) = match &drawing {
        Some(drawing) => {
            let below = [Some(format!("{}.", drawing.note)), asked];
            (format!("{}.", drawing.finding), below.into_iter().flatten().collect())
        }
        None => (asked.unwrap_or_default(), Vec::new()),
    };
    if find(results, "creators.all.outcomes").is_some() {
        notes.push(
            "Creators are followed for 52 weeks from the offer, and whoever declined is counted, \
             too; nano: below 10,000 followers, micro: below 100,000, macro: below 1,000,000, \
             mega: more."
                .to_owned(),
        );
    }
    notes.push("Own use is a cost unless said otherwise.".to_owned());
    notes.push(super::worlds(results));
    Ok(Some(Figure {
        id: "personas",
        title: "People followed one by one".to_owned(),
        short: "Personas",
        finding,
        parts: vec![Part { drawing, ..Part::tables(tables) }],
        note: notes.join(" "),
    }))
}

/// A caption that says what amounts are in.
fn in_currency(words: &str, results: &Results) -> String {
    match results.card.currency.as_str() {
        "" => words.to_owned(),
        currency => format!("{words}, amounts in {currency}"),
    }
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
    let caption = in_currency("People like these, 52 weeks from joining", results);
    let mut table = Table::new(caption, [""]).fixed();
    let names = personas.iter().map(|key| capitalised(key.trim_start_matches("persona.")));
    table.heads.extend(names);
    let mut people = vec![Cell::name("Outcomes, all worlds")];
    people.extend(personas.iter().map(|key| outcomes(results, key)));
    table.put(people);
    for (words, name, scale) in PERSONA {
        let indent = if words.starts_with("  ") { "  " } else { "" };
        let mut cells = vec![Cell::name(format!("{indent}{}", capitalised(words.trim_start())))];
        let of = |key: &&str| Cell::measure(results, &format!("{key}.{name}"), scale);
        cells.extend(personas.iter().map(of));
        table.put(cells);
    }
    table
}

/// One column for each tier that anybody is in: there are fewer of them than of the measures, and a
/// phone has room for all.
fn creators_table(results: &Results) -> Table {
    let caption = in_currency("Creators who were asked", results);
    let key = |tier: &str| format!("creators.{tier}");
    let is_there = |tier: &&str| {
        let people = find(results, &format!("{}.outcomes", key(tier)));
        people.is_some_and(|people| 0.0 < people.mean)
    };
    let tiers: Vec<&str> = TIERS.into_iter().filter(is_there).collect();
    let mut table = Table::new(caption, [""]).fixed().dense();
    table.heads.extend(tiers.iter().map(|tier| capitalised(tier)));
    let mut offers = vec![Cell::name("Offers, all worlds")];
    offers.extend(tiers.iter().map(|tier| outcomes(results, &key(tier))));
    table.put(offers);
    for (words, name, scale) in CREATORS {
        let mut cells = vec![Cell::name(capitalised(words))];
        let of = |tier: &&str| Cell::measure(results, &format!("{}.{name}", key(tier)), scale);
        cells.extend(tiers.iter().map(of));
        table.put(cells);
    }
    table
}
