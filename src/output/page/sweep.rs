//! The page of a sweep: where the verdict turns between values of one or two keys.
//!
//! *Invariant*: its numbers are those of `sweep.json`.
//!
//! *Absent*: measures beyond what the verdict follows from.

use maud::{Markup, html};
use serde_json::Value;

use super::figure::{Figure, Part};
use super::table::{Cell, Table};
use super::{assumptions, provenance};
use crate::experiment::results::VerdictClass;
use crate::experiment::sweep::Sweep;
use crate::output::SWEEP;
use crate::output::numbers::{count, decimal};
use crate::output::plot::{Palette, PlotError, on_page};

/// What was swept, in a line.
pub(super) fn described(sweep: &Sweep) -> String {
    let keys: Vec<&str> = sweep.keys.iter().map(|key| key.key.as_str()).collect();
    format!("{} over {}", count(sweep.rows.len() as u64, "point", "points"), keys.join(" and "))
}

/// The article.
pub(super) fn article(
    sweep: &Sweep,
    (resolved, command): (&Value, &str),
    prefix: &str,
    palette: &mut Palette,
) -> Result<Markup, PlotError> {
    let card = &sweep.card;
    let drawing = on_page::sweep(sweep)?;
    let figure = Figure {
        id: "sweep",
        title: "The verdict at each point".to_owned(),
        short: "Sweep",
        finding: drawing.finding.clone() + ".",
        note: drawing.note.clone() + ".",
        parts: vec![Part::picture(drawing, points(sweep))],
    };
    let title = if card.title.is_empty() { &card.name } else { &card.title };
    Ok(html! {
        header {
            p.kicker { "Simulated, not measured · " (title) }
            h1 id={ (prefix) "answer" } { (headline(sweep)) "." }
            p.lead {
                @for (place, key) in sweep.keys.iter().enumerate() {
                    @if 0 < place { "; " }
                    code { (key.key) } " from " (plain(key.values[0])) " to "
                    (plain(key.values[key.values.len() - 1]))
                    @if !key.unit.is_empty() { " " (key.unit) }
                    @if let Some(own) = key.own { " (" (plain(own)) " in the scenario)" }
                }
                "."
            }
            p.rest {
                (count(u64::from(card.replicates), "world", "worlds"))
                " at each point, with common random numbers: the same persons with the same luck. \
                 Every other key is as below."
            }
        }
        (figure.markup(prefix, palette))
        (assumptions::assumptions(prefix, resolved))
        (super::limits::limits(prefix))
        (provenance::provenance(prefix, card, command, SWEEP))
    })
}

/// Whether it depends on the keys who captures more.
fn headline(sweep: &Sweep) -> String {
    let classes = || sweep.rows.iter().map(|row| row.verdict);
    let all = |class| classes().all(|other| other == class);
    let keys = if sweep.keys.len() == 1 { "this key" } else { "these two keys" };
    if all(VerdictClass::BusinessesMore) {
        format!("Whatever {keys} say, the businesses capture more of the money")
    } else if all(VerdictClass::PartnersMore) {
        format!("Whatever {keys} say, the partners capture more of the money")
    } else if all(VerdictClass::Neither) {
        "Neither side comes out with money at any point".to_owned()
    } else if all(VerdictClass::CannotTell) {
        "These worlds cannot tell who captures more at any point".to_owned()
    } else {
        format!("Who captures more of the money depends on {keys}")
    }
    .replace("this key say", "this key says")
}

/// A number with its own digits.
fn plain(number: f64) -> String {
    let digits = number.to_string();
    decimal(number, digits.split_once('.').map_or(0, |(_, decimals)| decimals.len()))
}

/// Every point.
fn points(sweep: &Sweep) -> Table {
    let caption = format!("All {} points: net of each 100 put in", sweep.rows.len());
    let mut table = Table::new(caption, [""]);
    table.heads = sweep.keys.iter().map(|key| key.key.clone()).collect();
    let more = ["verdict", "businesses − partners", "businesses", "partners"];
    table.heads.extend(more.map(str::to_owned));
    table.is_dense = true;
    for row in &sweep.rows {
        let mut cells: Vec<Cell> = Vec::new();
        for (place, value) in row.values.iter().enumerate() {
            cells.push(match place {
                0 => Cell::name(plain(*value)),
                _ => Cell::number(plain(*value), super::table::exactly(*value)),
            });
        }
        cells.push(Cell::Text(row.verdict.words().to_owned()));
        for estimate in [&row.difference_of_100, &row.businesses_of_100, &row.partners_of_100] {
            cells.push(Cell::estimate(estimate, (1.0, 1)));
        }
        table.put(cells);
    }
    table
}
