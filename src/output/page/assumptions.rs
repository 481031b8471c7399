//! What the scenario assumes: every key that is not at its default, and every rate in force that
//! nobody has measured.
//!
//! *Invariant*: all that is told is a function of the values that the manifest records.
//!
//! *Absent*: why a scenario has a value, which its file says.

use maud::{Markup, html};
use serde_json::Value;

use super::table::{Cell, Row, Table};
use crate::experiment::{SettingRow, settings};
use crate::output::numbers::count;

/// Keys that say how a run is done and nothing of the world.
const TECHNICAL: &str = "technical";

/// The section of one scenario.
pub(super) fn assumptions(prefix: &str, resolved: &Value) -> Markup {
    let rows = settings(resolved);
    let changed: Vec<&SettingRow> = rows.iter().filter(|row| row.differs).collect();
    let assumed: Vec<&SettingRow> =
        rows.iter().filter(|row| row.is_assumed && row.value != "none").collect();
    let heads = ["key", "here", "default, and where it comes from"];
    let mut table = Table::new("Every key that differs from its default", heads).long();
    table.rows = changed.iter().map(|row| changed_row(row)).collect();
    let caption = "Every value in force that nobody has measured";
    let mut rates = Table::new(caption, ["key", "value"]).long();
    rates.rows = assumed.iter().map(|row| assumed_row(row)).collect();
    html! {
        section id={ (prefix) "assumptions" } {
            h2 { "What it assumes" }
            p.finding {
                "Of " (count(rows.len() as u64, "setting", "settings")) " (“keys”) in force, "
                (changed.len()) " differ from what the program takes by default. "
                (count(assumed.len() as u64, "value rests on an assumption: nobody has measured it",
                    "values rest on assumptions: nobody has measured them")) "."
            }
            (table.markup())
            details {
                summary { "Every value in force that nobody has measured" }
                (rates.markup())
            }
        }
    }
}

fn changed_row(row: &SettingRow) -> Row {
    let is_technical = row.source == TECHNICAL;
    let source = if is_technical { "how the program runs" } else { row.source.as_str() };
    let there = |text: &str, otherwise: &str| {
        if text.is_empty() { otherwise.to_owned() } else { text.to_owned() }
    };
    Row::Cells(vec![
        Cell::Key(row.path.clone(), row.about.to_owned()),
        Cell::Noted(there(&row.value, "there"), row.unit.to_owned()),
        Cell::Noted(there(&row.default, "not there"), source.to_owned()),
    ])
}

fn assumed_row(row: &SettingRow) -> Row {
    Row::Cells(vec![
        Cell::Key(row.path.clone(), row.about.to_owned()),
        Cell::Noted(row.value.clone(), row.unit.to_owned()),
    ])
}

/// The section of several scenarios: every key in which two of them differ.
pub(super) fn differing(prefix: &str, resolved: &Value) -> Markup {
    let Value::Object(scenarios) = resolved else { return Markup::default() };
    let all: Vec<(&String, Vec<SettingRow>)> =
        scenarios.iter().map(|(name, values)| (name, settings(values))).collect();
    let mut paths: Vec<&str> = Vec::new();
    for row in all.iter().flat_map(|(_, rows)| rows) {
        if !paths.contains(&row.path.as_str()) {
            paths.push(&row.path);
        }
    }
    let value = |rows: &[SettingRow], path: &str| {
        let own = rows.iter().find(|row| row.path == path).map(|row| row.value.clone());
        // A table is there, too, where any of its keys is not at its default.
        let is_within = |row: &SettingRow| {
            let rest = row.path.strip_prefix(path);
            rest.is_some_and(|rest| rest.starts_with(['.', '[']))
        };
        own.or_else(|| rows.iter().any(is_within).then(String::new))
    };
    let mut table = Table::new("Every key in which the scenarios differ", ["key"]);
    table.heads.extend(all.iter().map(|(name, _)| (*name).clone()));
    for path in paths.into_iter().filter(|path| *path != "title") {
        let values: Vec<Option<String>> = all.iter().map(|(_, rows)| value(rows, path)).collect();
        if values.windows(2).all(|pair| pair[0] == pair[1]) {
            continue;
        }
        let about = all.iter().flat_map(|(_, rows)| rows).find(|row| row.path == path);
        let about = about.map_or(String::new(), |row| row.about.to_owned());
        let mut cells = vec![Cell::Key(path.to_owned(), about)];
        cells.extend(values.into_iter().map(|value| match value {
            Some(value) if value.is_empty() => Cell::Text("there".to_owned()),
            Some(value) => Cell::Text(value),
            None => Cell::Text("–".to_owned()),
        }));
        table.put(cells);
    }
    html! {
        section id={ (prefix) "assumptions" } {
            h2 { "What differs between the scenarios" }
            @if table.rows.is_empty() { p { "In no key: they are the same scenario." } }
            @else { (table.markup()) }
        }
    }
}
