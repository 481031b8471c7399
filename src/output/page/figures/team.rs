//! The team of a persona in one world, level by level.

use super::super::figure::{Figure, Part};
use super::super::table::{Cell, Table};
use crate::experiment::results::{Results, TeamRow};
use crate::output::numbers::{exact, grouped, with_unit};
use crate::output::plot::{PlotError, on_page, tree};
use crate::units::Cents;

/// The largest team.
pub(super) fn team(results: &Results) -> Result<Option<Figure>, PlotError> {
    let (Some(drawing), Some(team)) = (on_page::tree(results)?, tree::largest(results)) else {
        return Ok(None);
    };
    let net = with_unit("net of all,", &results.card.currency);
    let heads = ["level", "partners", "left", "below zero", "at zero", "above zero", &net];
    let caption = "Everybody of the team, level by level below the persona";
    let mut table = Table::new(caption, heads);
    table.is_dense = true;
    for level in team.chunk_by(|a, b| a.level == b.level) {
        let count = |is_it: &dyn Fn(&TeamRow) -> bool| {
            let number = level.iter().filter(|row| is_it(row)).count() as u64;
            Cell::number(grouped(i128::from(number)), number)
        };
        let sum: i128 = level.iter().map(|row| i128::from(row.net.0)).sum();
        table.put(vec![
            Cell::name(level[0].level.to_string()),
            count(&|_| true),
            count(&|row| row.week_left.is_some()),
            count(&|row| row.net < Cents::ZERO),
            count(&|row| row.net == Cents::ZERO),
            count(&|row| Cents::ZERO < row.net),
            Cell::number(exact(sum, ""), sum),
        ]);
    }
    Ok(Some(Figure {
        id: "team",
        title: "One team, person by person".to_owned(),
        short: "One team",
        finding: drawing.finding.clone() + ".",
        note: format!(
            "{}. One world tells how it can go, not how it goes: another one has other people. All \
             teams of that world are in the table “team”.",
            drawing.note
        ),
        parts: vec![Part::picture(drawing, table)],
    }))
}
