//! Every measure of a run, for those who check.
//!
//! *Invariant*: the same keys and numbers as `summary.json`, in its order.
//!
//! *Absent*: definitions, which the reference page has.

use maud::{Markup, html};

use super::table::{Cell, Number, Row, Table, exactly};
use crate::experiment::results::{Reading, Unit};
use crate::output::numbers::decimal;

/// The section.
pub(super) fn measures(prefix: &str, readings: &[Reading]) -> Markup {
    let mut table = Table::new("Every measure: mean of the worlds", ["measure", "unit", "mean"]);
    table.rows = readings.iter().filter_map(row).collect();
    html! {
        section.measures id={ (prefix) "measures" } {
            h2 { "Every measure" }
            p { (table.rows.len()) " measures are defined; their definitions are on the \
                         reference page that " code { "downline reference measures" } " prints." }
            details {
                summary { "All of them" }
                (table.markup())
            }
        }
    }
}

fn row(reading: &Reading) -> Option<Row> {
    let estimate = reading.estimate?;
    let decimals = match reading.unit {
        Unit::Cents | Unit::CentsPerHour => 1,
        Unit::Share | Unit::Ratio => 4,
        Unit::Count | Unit::Hours | Unit::Weeks | Unit::Posts => 2,
    };
    let shown = |number: f64| decimal(number, decimals);
    let interval = estimate.low.zip(estimate.high);
    Some(Row::Cells(vec![
        Cell::Key(reading.key.clone(), String::new()),
        Cell::Text(reading.unit.words().to_owned()),
        Cell::Number(Number {
            text: shown(estimate.mean),
            value: exactly(estimate.mean),
            interval: interval.map(|(low, high)| format!("{} to {}", shown(low), shown(high))),
            key: Some(reading.key.clone()),
        }),
    ]))
}
