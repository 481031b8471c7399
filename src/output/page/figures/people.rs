//! What people earned: the histogram of a first year, and how unequally money is shared out.

use super::super::figure::{Figure, Part};
use super::super::table::{Cell, Table, exactly, rows_of};
use crate::experiment::results::{LorenzBase, LorenzCurve, Results};
use crate::output::lines::{BY_MOTIVE, FIRST_YEAR, REWARDS};
use crate::output::numbers::{decimal, exact, grouped, percent, with_unit};
use crate::output::plot::{PlotError, on_page};

/// Net earnings of a first year.
pub(super) fn earnings(results: &Results) -> Result<Option<Figure>, PlotError> {
    let drawing = on_page::earnings(results)?;
    let currency = &results.card.currency;
    let people = results.earnings.people;
    let caption = "Net of the first 52 weeks, people of all worlds together";
    let (from, below) = (with_unit("from,", currency), with_unit("below,", currency));
    let mut bins = Table::new(caption, [&*from, &below, "people", "share"]).long();
    for bin in results.earnings.bins.iter().filter(|bin| 0 < bin.people) {
        let share = bin.people as f64 / people as f64;
        let edge = |cents: i64| Cell::number(exact(i128::from(cents), ""), cents);
        bins.put(vec![
            edge(bin.from.0),
            edge(bin.to.0),
            Cell::number(grouped(i128::from(bin.people)), bin.people),
            Cell::number(percent(share), exactly(share)),
        ]);
    }
    let lines = [&FIRST_YEAR[..], &BY_MOTIVE].concat();
    let unit = if currency.is_empty() { String::new() } else { format!(" (money in {currency})") };
    let caption = format!("The first 52 weeks of those who joined{unit}");
    let numbers = Table::new(caption, ["", "mean of worlds"]).fixed();
    let numbers = numbers.with(rows_of(results, &lines));
    Ok(Some(Figure {
        id: "earnings",
        title: "What they earned in a first year".to_owned(),
        short: "Earnings",
        finding: drawing.finding.clone() + ".",
        note: format!("{}. Before tax.", drawing.note),
        parts: vec![Part {
            choice: None,
            drawing: Some(drawing),
            tables: vec![numbers],
            behind: vec![bins],
        }],
    }))
}

/// Bases of the curves and their columns.
const BASES: [(LorenzBase, &str); 3] = [
    (LorenzBase::OnBooks, "everybody on the books"),
    (LorenzBase::OrderedOrPaid, "who ordered or got rewards"),
    (LorenzBase::Paid, "who got rewards"),
];

/// How unequally rewards and nets are shared out.
pub(super) fn lorenz(results: &Results) -> Result<Option<Figure>, PlotError> {
    let drawing = on_page::lorenz(results)?;
    let curve = |base: LorenzBase| {
        results.lorenz.iter().find(|curve| curve.base == base && 1 < curve.points.len())
    };
    let shown: Vec<(&LorenzCurve, &str)> =
        BASES.iter().filter_map(|(base, words)| Some((curve(*base)?, *words))).collect();
    let mut behind = Vec::new();
    if !shown.is_empty() {
        let caption = "Rewards of the plan: what the least rewarded share of people got";
        let mut table = Table::new(caption, ["people, from the least rewarded"]).fixed();
        table.heads.extend(shown.iter().map(|(_, words)| (*words).to_owned()));
        for part in PARTS {
            let mut cells = vec![Cell::name(percent(part))];
            cells.extend(shown.iter().map(|(curve, _)| {
                height_at(curve, part)
                    .map_or(Cell::Empty, |share| Cell::number(percent(share), exactly(share)))
            }));
            table.put(cells);
        }
        behind.push(table);
    }
    if let Some(curve) = curve(LorenzBase::NetFirstYear) {
        let head = with_unit("running total a head,", &results.card.currency);
        let caption = "Net of the first year, from the largest loss to the largest gain";
        let mut table = Table::new(caption, ["people", &head]).fixed();
        for part in PARTS {
            let height = height_at(curve, part);
            let cell =
                height.map_or(Cell::Empty, |total| Cell::number(decimal(total, 2), exactly(total)));
            table.put(vec![Cell::name(percent(part)), cell]);
        }
        behind.push(table);
    }
    let numbers = Table::new("Rewards of the plan", ["", "mean of worlds"]).fixed();
    let numbers = numbers.with(rows_of(results, &REWARDS));
    let tables = if numbers.rows.is_empty() { Vec::new() } else { vec![numbers] };
    if tables.is_empty() && behind.is_empty() {
        return Ok(None);
    }
    Ok(Some(Figure {
        id: "lorenz",
        title: "How unequally it is shared out".to_owned(),
        short: "Inequality",
        finding: drawing.finding.clone() + ".",
        note: drawing.note.clone() + ".",
        parts: vec![Part { choice: None, drawing: Some(drawing), tables, behind }],
    }))
}

/// Shares of people for which a curve is told.
const PARTS: [f64; 12] = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 1.0];

/// Where a curve stands at a share of people, on a straight line between its points.
fn height_at(curve: &LorenzCurve, share: f64) -> Option<f64> {
    let pair = curve.points.windows(2).find(|pair| share <= pair[1].0 + 1e-12)?;
    let (from, to) = (pair[0], pair[1]);
    let part = if from.0 < to.0 { (share - from.0) / (to.0 - from.0) } else { 1.0 };
    Some(from.1 + (to.1 - from.1) * part.clamp(0.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_curve_is_told_between_its_points() {
        let points = vec![(0.0, 0.0), (0.5, 0.1), (1.0, 1.0)];
        let base = LorenzBase::Paid;
        let curve = LorenzCurve { base, people: 2, points, gini: None, top_1_percent: None };
        for (share, height) in [(0.1, 0.02), (0.5, 0.1), (0.9, 0.82), (1.0, 1.0)] {
            assert!((height_at(&curve, share).expect("a height") - height).abs() < 1e-9);
        }
    }
}
