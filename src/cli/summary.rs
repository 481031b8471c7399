//! The compact summary that a run ends with.

use std::fmt::Write as _;
use std::io::{self, Write};
use std::path::Path;

use super::followed;
use super::page::{Cell, Grid, wrap};
use crate::experiment::interval::Estimate;
use crate::experiment::results::{Depth, OwnUse, Party, Side, Window};
use crate::experiment::{Results, Robustness};
use crate::output::numbers::decimal;
use crate::units::WEEKS_PER_YEAR;

/// Prints verdict, capture, earnings, and where the files are.
pub(super) fn print(
    out: &mut impl Write,
    results: &Results,
    robustness: Option<&Robustness>,
    path: &Path,
) -> io::Result<()> {
    writeln!(out, "{}", wrap(&results.verdict.sentence))?;
    writeln!(out)?;
    let worlds = results.card.replicates;
    let plural = if worlds == 1 { "world" } else { "worlds" };
    let head = format!("Of each 100 put in ({worlds} {plural}, own use as a cost){MARGIN}");
    writeln!(out, "{}", wrap(&head))?;
    writeln!(out, "{}", capture(results).text())?;
    writeln!(out)?;
    which_partners(out, results)?;
    writeln!(out, "Earnings, in {}", results.card.currency)?;
    writeln!(out, "{}", earnings(results).text())?;
    writeln!(out)?;
    followed::print(out, results)?;
    let tested = format!("Halving and doubling the assumed rates: {}", results.verdict.robustness);
    writeln!(out, "{}", wrap(&tested))?;
    if let Some(robustness) = robustness {
        writeln!(out, "{}", wrap(&accounted_for(robustness)))?;
    }
    writeln!(out, "Results: {}", path.display())
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
            cells.push(margin(found.map(|row| row.of_100).as_ref(), 1.0));
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
        Party::Vendors => "vendors and wages".to_string(),
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

/// How the keys of groups of partners begin.
const PARTNERS: &str = "capture.to_date.cash.own_use_as_cost.partners.";

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
            margin(at(&group, "net_share").as_ref(), 100.0),
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
    if let (Some(mean), Some(median)) = (published("mean"), published("median")) {
        let text = format!(
            "A company would publish that its active partners were paid {mean} {currency} on \
             average in the last year, the median {median}: before all their costs.",
            currency = results.card.currency
        );
        writeln!(out, "{}", wrap(&text))?;
    }
    writeln!(out)
}

/// Groups of partners as they are called and as their keys name them. Which ranks there are is
/// known from the measures' own keys.
fn partner_groups(results: &Results) -> Vec<(String, String)> {
    let years = (1..=results.card.weeks.div_ceil(WEEKS_PER_YEAR))
        .map(|year| (format!("joined in year {year}"), format!("by_entry_year.{year}")));
    let fixed = [
        ("discount buyers", "by_motive.discount_buyer"),
        ("part-time sellers", "by_motive.part_time_seller"),
        ("builders", "by_motive.builder"),
        ("best 1 % by net", "top_1_percent"),
        ("best tenth by net", "tenth_10"),
        ("worst tenth by net", "tenth_01"),
    ];
    let owned = |(text, group): (&str, &str)| (text.to_owned(), group.to_owned());
    let ranks = results.readings.iter().filter_map(|reading| {
        let group = reading.key.strip_prefix(PARTNERS)?.strip_suffix(".people")?;
        let rank = group.strip_prefix("by_rank.").and_then(|path| path.split_once('.'));
        let text = match rank {
            Some((_, rank)) => format!("rank {rank}"),
            None => group.strip_prefix("without_rank.").map(|_| "no rank".to_owned())?,
        };
        Some((text, group.to_owned()))
    });
    let founders = [owned(("founders", "founders"))].into_iter();
    founders.chain(years).chain(ranks).chain(fixed.map(owned)).collect()
}

/// The headline numbers about persons.
fn earnings(results: &Results) -> Grid {
    let mut table = Grid::new(["", "mean of worlds", "95 % interval"]);
    let row = |(text, key, scale): &Line| {
        let reading = results.readings.iter().find(|reading| reading.key == *key)?;
        let (factor, decimals) = scale.factor();
        let estimate = reading.estimate?;
        let range =
            ends(&estimate, factor, decimals).map_or_else(|| Cell::words("one world"), Cell::range);
        Some(vec![Cell::words(*text), Cell::number(mean(&estimate, factor, decimals)), range])
    };
    let persons = FIRST_YEAR.iter().chain(&BY_MOTIVE).chain(&CAREERS);
    for cells in persons.filter_map(row) {
        table.push(cells);
    }
    let rewards: Vec<Vec<Cell>> = REWARDS.iter().filter_map(row).collect();
    if !rewards.is_empty() {
        table.push(vec![Cell::words("rewards in the last year, of everybody on the books")]);
    }
    for cells in rewards {
        table.push(cells);
    }
    table
}

/// A line of the table: its words, the measure's key, how it is shown. A line whose measure no
/// world defines is left out.
type Line = (&'static str, &'static str, Scale);

const FIRST_YEAR: [Line; 8] = [
    (
        "persons whose first 52 weeks were followed, a world",
        "persons.first_year.people",
        Scale::Count,
    ),
    ("  net of the first year, lowest tenth below", "persons.first_year.net.p10", Scale::Money),
    ("  net of the first year, median", "persons.first_year.net.median", Scale::Money),
    ("  net of the first year, mean", "persons.first_year.net.mean", Scale::Money),
    ("  net of the first year, top tenth above", "persons.first_year.net.p90", Scale::Money),
    ("  share with a loss", "persons.first_year.net.loss_share", Scale::Percent),
    (
        "  share with a loss, own use as consumption",
        "persons.first_year.net_own_use_as_consumption.loss_share",
        Scale::Percent,
    ),
    ("  net an hour", "persons.first_year.hourly_net", Scale::Money),
];

const BY_MOTIVE: [Line; 6] = [
    (
        "  discount buyers: share with a loss",
        "persons.first_year.by_motive.discount_buyer.loss_share",
        Scale::Percent,
    ),
    (
        "  discount buyers: median net",
        "persons.first_year.by_motive.discount_buyer.median_net",
        Scale::Money,
    ),
    (
        "  part-time sellers: share with a loss",
        "persons.first_year.by_motive.part_time_seller.loss_share",
        Scale::Percent,
    ),
    (
        "  part-time sellers: median net",
        "persons.first_year.by_motive.part_time_seller.median_net",
        Scale::Money,
    ),
    (
        "  builders: share with a loss",
        "persons.first_year.by_motive.builder.loss_share",
        Scale::Percent,
    ),
    ("  builders: median net", "persons.first_year.by_motive.builder.median_net", Scale::Money),
];

const CAREERS: [Line; 3] = [
    ("broke even within 52 weeks", "careers.break_even.within_52_weeks", Scale::Percent),
    (
        "fell below zero again, of all who ever broke even",
        "careers.break_even.fell_back_share",
        Scale::Percent,
    ),
    (
        "recruited nobody, of those followed for 52 weeks",
        "network.recruits.none_share",
        Scale::Percent,
    ),
];

const REWARDS: [Line; 3] = [
    (
        "  share that got none",
        "payments.calendar_year.rewards.on_books.nothing_share",
        Scale::Percent,
    ),
    (
        "  share of them that the top 1 % got",
        "payments.calendar_year.rewards.on_books.top_1_percent_share",
        Scale::Percent,
    ),
    ("  Gini coefficient", "payments.calendar_year.rewards.on_books.gini", Scale::Ratio),
];

/// How a number is shown.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Scale {
    Count,
    Tenths,
    Money,
    Percent,
    Ratio,
}

impl Scale {
    /// Factor and decimals.
    pub(super) fn factor(self) -> (f64, usize) {
        match self {
            Self::Count => (1.0, 0),
            Self::Tenths => (1.0, 1),
            Self::Money => (0.01, 2),
            Self::Percent => (100.0, 1),
            Self::Ratio => (1.0, 3),
        }
    }

    /// A number of this kind.
    pub(super) fn shown(self, number: f64) -> String {
        let (factor, decimals) = self.factor();
        decimal(number * factor, decimals)
    }
}

pub(super) fn mean(estimate: &Estimate, factor: f64, decimals: usize) -> String {
    let percent = if (factor - 100.0).abs() < f64::EPSILON { " %" } else { "" };
    format!("{}{percent}", decimal(estimate.mean * factor, decimals))
}

/// The ends of an estimate's interval; none with one world.
pub(super) fn ends(estimate: &Estimate, factor: f64, decimals: usize) -> Option<[String; 2]> {
    Some([estimate.low?, estimate.high?].map(|end| decimal(end * factor, decimals)))
}

/// What tables say of numbers behind `±`.
pub(super) const MARGIN: &str = "; ± half of the 95 % interval";

/// So many in a hundred, with half of the interval, which lies evenly around it.
pub(super) fn margin(estimate: Option<&Estimate>, factor: f64) -> Cell {
    let Some(estimate) = estimate else { return Cell::words("") };
    let half = estimate.low.zip(estimate.high).map(|(low, high)| (high - low) / 2.0);
    let shown = |number: f64| decimal(number * factor, 1);
    Cell::margin(shown(estimate.mean), half.map(shown))
}
