//! The compact summary that a run ends with.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::figures::{MARGIN_OR_ENDS, ends, margin, mean};
use super::layout::{Cell, Grid, wrap};
use super::{contracts, followed};
use crate::experiment::interval::Estimate;
use crate::experiment::results::{Depth, OwnUse, Party, Side, Window};
use crate::experiment::{Results, Robustness};
use crate::output::lines::{BY_MOTIVE, CAREERS, FIRST_YEAR, PARTNERS, REWARDS, partner_groups};
use crate::output::numbers::decimal;

/// Prints verdict, capture and earnings.
pub(super) fn print(
    out: &mut impl Write,
    results: &Results,
    robustness: Option<&Robustness>,
) -> io::Result<()> {
    writeln!(out, "{}", wrap(&results.verdict.sentence))?;
    writeln!(out)?;
    let worlds = results.card.replicates;
    let plural = if worlds == 1 { "world" } else { "worlds" };
    let head = format!(
        "Of each 100 put in ({worlds} {plural}, own use as a cost; with time: partners' hours as a \
         cost, too){MARGIN_OR_ENDS}"
    );
    writeln!(out, "{}", wrap(&head))?;
    writeln!(out, "{}", capture(results).text())?;
    writeln!(out)?;
    which_partners(out, results)?;
    writeln!(out, "Earnings, in {}", results.card.currency)?;
    writeln!(out, "{}", earnings(results).text())?;
    writeln!(out)?;
    followed::print(out, results)?;
    contracts::print(out, results)?;
    let tested = format!("Halving and doubling the assumed rates: {}", results.verdict.robustness);
    writeln!(out, "{}", wrap(&tested))?;
    if let Some(robustness) = robustness {
        writeln!(out, "{}", wrap(&accounted_for(robustness)))?;
    }
    Ok(())
}

/// What became of every assumed rate in force, and how the unchanged scenario did in these worlds.
fn accounted_for(robustness: &Robustness) -> String {
    let mut text = format!(
        "(in these {} worlds the unchanged scenario says: {}",
        robustness.replicates,
        robustness.class.words()
    );
    for (count, words) in [
        (robustness.unchanged(), "left as they are (zero, or rounded back)"),
        (robustness.clipped(), "stopped at a bound"),
        (robustness.refused(), "contradicted by another key"),
    ] {
        if 0 < count {
            let _ = write!(text, "; {words}: {count}");
        }
    }
    text + "; all in the table `robust`)"
}

/// Sources above, sinks below, memo lines last; one column for each depth.
fn capture(results: &Results) -> Grid {
    let mut table = Grid::new([""].into_iter().chain(Depth::ALL.map(Depth::words)));
    let rows: Vec<_> = results
        .capture
        .iter()
        .filter(|row| row.window == Window::ToDate && row.own_use == OwnUse::AsCost)
        .collect();
    let mut lines: Vec<(Side, &Party)> = Vec::new();
    for side in [Side::Source, Side::Sink, Side::Memo] {
        for row in rows.iter().filter(|row| row.side == side) {
            if !lines.contains(&(side, &row.party)) {
                lines.push((side, &row.party));
            }
        }
    }
    for (side, party) in lines {
        let mut cells = vec![Cell::words(label(side, party))];
        for depth in Depth::ALL {
            let found = rows
                .iter()
                .find(|row| row.side == side && row.depth == depth && row.party == *party);
            let found = found.filter(|row| row.cents != 0);
            cells.push(margin(found.map(|row| row.of_100).as_ref(), 1.0, 1));
        }
        table.push(cells);
    }
    table
}

fn label(side: Side, party: &Party) -> String {
    let name = match party {
        Party::Customers => "customers".to_string(),
        Party::OwnUse => "partners for their own use".to_string(),
        Party::LosingPartners => "partners who lost".to_string(),
        Party::WinningPartners => "partners who gained".to_string(),
        Party::Business(name) => format!("business {name}"),
        Party::Suppliers => "suppliers".to_string(),
        Party::Vendors => "vendors".to_string(),
        Party::Agencies => "agencies".to_string(),
        Party::Platforms => "platforms".to_string(),
        Party::AllPartners => "all partners together".to_string(),
        Party::ImputedTime => "partners' hours at the wage".to_string(),
    };
    match side {
        Side::Source => format!("from {name}"),
        Side::Sink => format!("to {name}"),
        Side::Memo => format!("({name})"),
    }
}

/// And which partners: the partners' part of the capture at cash, group by group, and beside it
/// what a company would publish of them.
fn which_partners(out: &mut impl Write, results: &Results) -> io::Result<()> {
    let of = |key: &str| {
        results.readings.iter().find(|reading| reading.key == key).and_then(|read| read.estimate)
    };
    let at = |group: &str, part: &str| of(&format!("{PARTNERS}{group}.{part}"));
    let share = |estimate: Option<Estimate>| {
        Cell::number(estimate.map_or(String::new(), |estimate| mean(&estimate, 100.0, 1)))
    };
    let all: f64 = ["founders", "later_joiners"]
        .iter()
        .filter_map(|group| at(group, "people").map(|people| people.mean))
        .sum();
    let heads = ["", "of the\nheads", "net of\neach 100", "of\ngains", "of\nlosses", "of\nrewards"];
    let mut table = Grid::new(heads);
    for (text, group) in partner_groups(results) {
        let Some(people) = at(&group, "people").filter(|people| 0.0 < people.mean) else {
            continue;
        };
        table.push(vec![
            Cell::words(text),
            Cell::number(format!("{} %", decimal(100.0 * people.mean / all, 1))),
            margin(at(&group, "net_share").as_ref(), 100.0, 1),
            share(at(&group, "gains_share")),
            share(at(&group, "losses_share")),
            share(at(&group, "rewards_share")),
        ]);
    }
    let head = "And which partners? (cash, own use as a cost; shares are means of the worlds)";
    writeln!(out, "{}", wrap(head))?;
    writeln!(out, "{}", table.text())?;
    let published = |part: &str| {
        let key = format!("payments.calendar_year.as_published.active.{part}");
        of(&key).map(|estimate| mean(&estimate, 0.01, 0))
    };
    // Where nobody gets rewards, as under other contracts, there is nothing to publish.
    let paid = of("payments.calendar_year.as_published.active.mean").filter(|of| 0.0 < of.mean);
    if let (Some(_), Some(mean), Some(median)) = (paid, published("mean"), published("median")) {
        let text = format!(
            "A company would publish that its active partners were paid {mean} {currency} on \
             average in the last year, the median {median}: before all their costs.",
            currency = results.card.currency
        );
        writeln!(out, "{}", wrap(&text))?;
    }
    writeln!(out)
}

/// The headline numbers about persons. A line whose measure no world defines is left out.
fn earnings(results: &Results) -> Grid {
    let mut table = Grid::new(["", "mean of worlds", "95 % interval"]);
    for (text, key, scale) in FIRST_YEAR.iter().chain(&BY_MOTIVE).chain(&CAREERS).chain(&REWARDS) {
        let reading = results.readings.iter().find(|reading| reading.key == *key);
        let Some(estimate) = reading.and_then(|reading| reading.estimate) else { continue };
        let (factor, decimals) = scale.factor();
        let ends = ends(&estimate, factor, decimals);
        table.push(vec![
            Cell::words(*text),
            Cell::number(mean(&estimate, factor, decimals)),
            ends.map_or_else(|| Cell::words("one world"), Cell::range),
        ]);
    }
    table
}
