//! What halving and doubling each assumed rate does to the verdict.
//!
//! *Invariant*: what moves it most stands first.
//!
//! *Absent*: how it was tried (`experiment::robust`).

use super::figure::{Figure, Part};
use super::table::{Bar, Cell, Row, Table};
use crate::experiment::results::Results;
use crate::experiment::robust::{Outcome, RobustRow};
use crate::output::plot::{PlotError, on_page};

/// The figure.
///
/// # Errors
/// When the picture cannot be drawn.
pub(super) fn robustness(results: &Results, rows: &[RobustRow]) -> Result<Figure, PlotError> {
    let drawing = on_page::tornado(&results.card, rows)?;
    let mut tested: Vec<&RobustRow> =
        rows.iter().filter(|row| row.outcome == Outcome::Tested).collect();
    let size = |row: &RobustRow| row.difference.map_or(0.0, |difference| difference.mean.abs());
    tested.sort_by(|a, b| b.flips.cmp(&a.flips).then(size(b).total_cmp(&size(a))));
    let widest = tested.iter().map(|row| size(row)).fold(0.0, f64::max).max(1e-9);
    let caption = format!("All {} changes that were simulated", tested.len());
    let heads = ["rate", "tried", "answer", "businesses − partners moves by"];
    let mut table = Table::new(caption, heads);
    table.rows = tested.iter().map(|row| told(row, widest)).collect();
    let rest = rows.len() - tested.len();
    Ok(Figure {
        id: "robustness",
        title: "If the assumed rates were half or twice as large".to_owned(),
        short: "Half or twice",
        finding: drawing.finding.clone() + ".",
        note: format!(
            "{}. {rest} more changes left the value as it is or were refused by another key; they \
             are in the table “robust”.",
            drawing.note
        ),
        parts: vec![Part::picture(drawing, table)],
    })
}

fn told(row: &RobustRow, widest: f64) -> Row {
    let difference = row.difference.map_or(0.0, |difference| difference.mean);
    let length = 50.0 * difference.abs() / widest;
    let (account, from) =
        if difference < 0.0 { ("partners", 50.0 - length) } else { ("businesses", 50.0) };
    let answer = match row.class.filter(|_| row.flips) {
        Some(class) => format!("becomes: {}", class.words()),
        None => "stays".to_owned(),
    };
    // A distribution says too much for a line.
    let values = if row.value.starts_with(['{', '[']) {
        String::new()
    } else {
        format!("{} → {} {}", row.value, row.tried, row.unit)
    };
    Row::Cells(vec![
        Cell::barred(row.key.clone(), vec![Bar { account, from, length }]),
        Cell::Noted(row.factor.words().to_owned(), values),
        Cell::Text(answer),
        row.difference.map_or(Cell::Empty, |difference| Cell::estimate(&difference, (1.0, 1))),
    ])
}
