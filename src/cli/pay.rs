//! `downline pay`: who is paid what in a case, and why.

use std::fmt::Write as _;
use std::io::{self, Write};
use std::panic;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use serde::Serialize;

use super::Failure;
use super::arguments::{Pay, PayFormat, PayTable};
use super::layout::{Cell, Grid, wrap};
use crate::calculator::{self, Line, Mismatch, PartnerLine, PeriodStatement, Statement};
use crate::output::numbers::{decimal, grouped};
use crate::output::{Document, OutputError, write_file};
use crate::scenario::{Case, LoadedCase};
use crate::units::{Cents, Ppm};

/// What a case expected and did not get.
#[derive(Debug, thiserror::Error)]
#[error("{}", told(.0, *.1))]
pub(crate) struct Unexpected(Vec<Mismatch>, usize);

fn told(mismatches: &[Mismatch], compared: usize) -> String {
    let lines = mismatches.iter().map(|mismatch| {
        let Mismatch { number, what, expected, found } = mismatch;
        format!("\n  expect {number}: {what}: {expected} expected, {found} found")
    });
    let (wrong, lines): (usize, String) = (mismatches.len(), lines.collect());
    format!("error: {wrong} of {compared} expected figures came out otherwise{lines}")
}

/// Works a case out and prints it; a figure that it expects and that differs is a failure.
pub(super) fn pay(arguments: &Pay, out: &mut impl Write) -> Result<(), Failure> {
    let loaded = LoadedCase::from_file(&arguments.case, &arguments.sets)?;
    let asked = arguments.explain.as_deref();
    if let Some(id) = asked {
        loaded.find(id)?;
    }
    if let Some(path) = &arguments.carry {
        check_target(&arguments.case, path, arguments.force)?;
    }
    let (statement, next) = close(&loaded.case)?;
    let format = if arguments.json { PayFormat::Json } else { arguments.format };
    match format {
        PayFormat::Table => tables(&statement, asked, out)?,
        PayFormat::Json => Document::of(only(&statement, asked)).write(out)?,
        PayFormat::Csv => csv(&only(&statement, asked), arguments.table, out)?,
    }
    for period in &statement.periods {
        if let Some(ratio) = period.payout_ratio.filter(|ratio| 1.0 < *ratio) {
            let (number, percent) = (period.period, decimal(ratio * 100.0, 1));
            let note =
                format!("note: the rewards of period {number} are {percent} % of its volume");
            writeln!(anstream::stderr(), "{note}")?;
        }
    }
    let (compared, mismatches) = statement.compare(&loaded.case);
    if mismatches.is_empty() {
        if 0 < compared {
            let plural = if compared == 1 { "figure" } else { "figures" };
            writeln!(anstream::stderr(), "all of {compared} expected {plural} came out")?;
        }
        if let Some(path) = &arguments.carry {
            carry(&loaded, &next, path, arguments.force)?;
        }
        return Ok(());
    }
    Err(Unexpected(mismatches, compared).into())
}

/// Says so before anything is printed if the next case has no place.
fn check_target(case: &Path, path: &Path, force: bool) -> Result<(), Failure> {
    let real = |path: &Path| path.canonicalize().ok();
    if real(path).is_some_and(|next| real(case) == Some(next)) {
        return Err(Failure::OwnCase);
    }
    if !force && path.symlink_metadata().is_ok() {
        return Err(OutputError::Exists { path: path.to_owned() }.into());
    }
    Ok(())
}

/// Writes the case that begins where this one ends.
fn carry(loaded: &LoadedCase, next: &Case, path: &Path, force: bool) -> Result<(), Failure> {
    let periods = match loaded.case.period_count() {
        1 => "its period".to_owned(),
        count => format!("its {count} periods"),
    };
    let head = format!("# Begins where the case `{}` ended after {periods}.\n\n", loaded.name);
    let folder = path.parent().unwrap_or(Path::new(""));
    write_file(path, &(head + &loaded.to_toml(next, folder)), force)?;
    let path = path.display();
    writeln!(anstream::stderr(), "wrote `{path}`: add the orders of the next period to it")?;
    Ok(())
}

/// Amounts that the program cannot count, where the check of the case did not foresee them.
#[derive(Debug, thiserror::Error)]
#[error(
    "error: this case has amounts that are too large to be counted ({0}): count in larger units of \
     money or lower the rates"
)]
pub(crate) struct TooLarge(String);

/// Works a case out. Overflow ends it with an error of its own; any other mistake of the program
/// stays one and is told as if nobody had caught it.
fn close(case: &Case) -> Result<(Statement, Case), TooLarge> {
    let told: Arc<Mutex<Option<String>>> = Arc::default();
    let before = panic::take_hook();
    let keep = Arc::clone(&told);
    panic::set_hook(Box::new(move |mistake| {
        *keep.lock().unwrap_or_else(PoisonError::into_inner) = Some(mistake.to_string());
    }));
    let worked_out = panic::catch_unwind(|| calculator::close(case));
    panic::set_hook(before);
    worked_out.map_err(|cause| {
        let text = cause.downcast_ref::<String>().cloned();
        let text = text.or_else(|| cause.downcast_ref::<&str>().map(ToString::to_string));
        let Some(text) = text.filter(|text| text.contains("overflow") || text.contains(" fit "))
        else {
            let told = told.lock().unwrap_or_else(PoisonError::into_inner).take();
            // Nothing more can be done for a terminal that takes no text.
            let _ = writeln!(anstream::stderr(), "{}", told.unwrap_or_default());
            panic::resume_unwind(cause)
        };
        TooLarge(text)
    })
}

/// The statement of one partner, or the whole.
fn only(statement: &Statement, id: Option<&str>) -> Statement {
    let mut statement = statement.clone();
    if let Some(id) = id {
        for period in &mut statement.periods {
            period.lines.retain(|line| line.earner == id);
            period.partners.retain(|partner| partner.id == id);
        }
    }
    statement
}

fn csv(statement: &Statement, table: PayTable, out: &mut impl Write) -> io::Result<()> {
    fn rows<'s, Row: Serialize + 's>(
        rows: impl Iterator<Item = &'s Row>,
        out: &mut impl Write,
    ) -> io::Result<()> {
        let mut writer =
            csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
        for row in rows {
            writer.serialize(row).map_err(io::Error::other)?;
        }
        writer.flush()
    }
    let periods = statement.periods.iter();
    match table {
        PayTable::Lines => rows(periods.flat_map(|period| &period.lines), out),
        PayTable::Partners => rows(periods.flat_map(|period| &period.partners), out),
        PayTable::Bonuses => rows(periods.flat_map(|period| &period.bonuses), out),
    }
}

fn tables(statement: &Statement, asked: Option<&str>, out: &mut impl Write) -> io::Result<()> {
    if !statement.title.is_empty() {
        writeln!(out, "{}", wrap(&format!("{} ({})", statement.title, statement.currency)))?;
    }
    for period in &statement.periods {
        writeln!(out)?;
        match asked {
            Some(id) => explanation(statement, period, id, out)?,
            None => overview(statement, period, out)?,
        }
    }
    Ok(())
}

/// A period: its sums, its partners, its bonuses.
fn overview(
    statement: &Statement,
    period: &PeriodStatement,
    out: &mut impl Write,
) -> io::Result<()> {
    let number = statement.periods.len();
    let head = format!("Period {} of {number}: {}", period.period, sums(period));
    writeln!(out, "{}", wrap(&head))?;
    writeln!(out, "{}", partners(period).text())?;
    if 1 < period.bonuses.len() || period.breakage != Cents::ZERO {
        writeln!(out, "{}", bonuses(period).text())?;
    }
    Ok(())
}

fn sums(period: &PeriodStatement) -> String {
    let ratio = period
        .payout_ratio
        .map_or(String::new(), |ratio| format!(" ({} % of volume)", decimal(ratio * 100.0, 1)));
    let mut text = format!(
        "volume {}, rewards {}{ratio}, breakage {}",
        money(period.volume),
        money(period.rewards),
        money(period.breakage)
    );
    let retail: Cents = period.partners.iter().map(|partner| partner.retail_profit).sum();
    let told = [
        ("not counted", period.uncounted),
        ("withheld by rules", period.withheld),
        ("agents", period.agents),
        ("retail profit", retail),
    ];
    for (name, amount) in told {
        if amount != Cents::ZERO {
            let _ = write!(text, ", {name} {}", money(amount));
        }
    }
    text
}

/// A column of the table of partners: its head, whether it reads from the right, its cells.
type Column = (&'static str, bool, fn(&PartnerLine) -> String);

const COLUMNS: [Column; 18] = [
    ("partner", false, |partner| partner.id.clone()),
    ("rank", false, |partner| partner.rank.clone().unwrap_or_default()),
    ("active", false, |partner| if partner.active { "yes" } else { "no" }.to_owned()),
    ("PV", true, |partner| points(u64::from(partner.points))),
    ("GV", true, |partner| points(partner.group_points)),
    ("PV waiting", true, |partner| match partner.uncounted_points {
        Some(waiting) if 0 < waiting => points(waiting),
        _ => String::new(),
    }),
    ("retail profit", true, |partner| money_or_none(partner.retail_profit)),
    ("rewards", true, |partner| money(partner.rewards)),
    ("carried in", true, |partner| money_or_none(partner.unpaid_before)),
    ("paid now", true, |partner| money(partner.paid)),
    ("in advance", true, |partner| money_or_none(partner.advance)),
    ("at the end", true, |partner| if_advanced(partner, partner.paid_at_end)),
    ("carried on", true, |partner| money_or_none(partner.unpaid)),
    ("left to her", true, |partner| if_costly(partner, partner.left)),
    ("after her time", true, |partner| if_costly(partner, partner.net)),
    ("left carried", true, |partner| partner.left_points.map_or(String::new(), points)),
    ("right carried", true, |partner| partner.right_points.map_or(String::new(), points)),
    ("tier", true, |partner| match partner.structure_tier {
        Some(tier) if 0 < tier => tier.to_string(),
        _ => String::new(),
    }),
];

/// An amount that is told only of those who had something in advance.
fn if_advanced(partner: &PartnerLine, amount: Cents) -> String {
    if partner.advance == Cents::ZERO { String::new() } else { money(amount) }
}

/// An amount that is told only of those whose purchases or time the case gives.
fn if_costly(partner: &PartnerLine, amount: Cents) -> String {
    let costs = partner.purchases + partner.time;
    if costs == Cents::ZERO { String::new() } else { money(amount) }
}

fn partners(period: &PeriodStatement) -> Grid {
    let always = ["partner", "PV", "GV", "rewards"];
    let mut columns: Vec<Column> = COLUMNS.to_vec();
    columns.retain(|(head, _, cell)| {
        let says_something = |partner| !["", "yes"].contains(&cell(partner).as_str());
        always.contains(head) || period.partners.iter().any(says_something)
    });
    let is_all_paid = period.partners.iter().all(|partner| partner.paid == partner.rewards);
    columns.retain(|(head, _, _)| *head != "paid now" || !is_all_paid);
    let words = columns.iter().enumerate().filter(|(_, (_, right, _))| !right);
    let words: Vec<usize> = words.map(|(place, _)| place).collect();
    let mut table = Grid::new(columns.iter().map(|(head, ..)| *head)).with_words(words);
    for partner in &period.partners {
        table.push(columns.iter().map(|(_, right, of)| cell(of(partner), *right)).collect());
    }
    table
}

fn bonuses(period: &PeriodStatement) -> Grid {
    let mut table = Grid::new(["bonus", "base", "full table", "rewards", "breakage"]);
    for line in &period.bonuses {
        let amounts = [line.base, line.full, line.rewards, line.breakage].map(money);
        let amounts = amounts.into_iter().map(Cell::number);
        table.push([Cell::words(line.bonus)].into_iter().chain(amounts).collect());
    }
    table
}

/// Everything that one partner is paid in a period, line by line with its reasons.
fn explanation(
    statement: &Statement,
    period: &PeriodStatement,
    id: &str,
    out: &mut impl Write,
) -> io::Result<()> {
    let Some(partner) = period.partners.iter().find(|partner| partner.id == id) else {
        return writeln!(out, "Period {}: {id} has not joined yet", period.period);
    };
    let who = [
        Some(if partner.active { "active".to_owned() } else { "not active".to_owned() }),
        partner.rank.as_ref().map(|rank| format!("rank {rank}")),
        partner.sponsor.as_ref().map(|sponsor| format!("recruited by {sponsor}")),
        partner.placement.as_ref().map(|above| format!("sits below {above}")),
        Some(format!("{} own points", points(u64::from(partner.points)))),
        Some(format!("{} group points", points(partner.group_points))),
        partner.uncounted_points.map(|waiting| format!("{} waiting to count", points(waiting))),
    ];
    let who: Vec<String> = who.into_iter().flatten().collect();
    let number = statement.periods.len();
    let head = format!("Period {} of {number}: {id}, {}", period.period, who.join(", "));
    writeln!(out, "{}", wrap(&head))?;
    writeln!(out, "{}", lines(period.lines.iter().filter(|line| line.earner == id)).text())?;
    let sums = [
        ("retail profit", partner.retail_profit),
        ("carried in", partner.unpaid_before),
        ("rewards", partner.rewards),
        ("paid now", partner.paid),
        ("carried on", partner.unpaid),
    ];
    let told = sums.iter().filter(|(name, sum)| *name == "rewards" || *sum != Cents::ZERO);
    let told: Vec<String> = told.map(|(name, sum)| format!("{name} {}", money(*sum))).collect();
    writeln!(out, "{}", wrap(&told.join(", ")))?;
    if partner.advance != Cents::ZERO {
        let (advance, end) = (money(partner.advance), money(partner.paid_at_end));
        writeln!(out, "in advance {advance}, at the period's end {end}")?;
    }
    if partner.purchases + partner.time != Cents::ZERO {
        let [spent, left] = [partner.purchases, partner.left].map(money);
        let [time, net] = [partner.time, partner.net].map(money);
        writeln!(out, "spent {spent}: {left} left to her; her time is worth {time}: {net}")?;
    }
    if let (Some(left), Some(right)) = (partner.left_points, partner.right_points) {
        let new = [partner.new_left_points, partner.new_right_points];
        let [new_left, new_right] = new.map(|new| points(new.unwrap_or_default()));
        let (left, right) = (points(left), points(right));
        writeln!(out, "new: {new_left} points left, {new_right} right")?;
        writeln!(out, "carried on: {left} points left, {right} right")?;
    }
    Ok(())
}

fn lines<'l>(lines: impl Iterator<Item = &'l Line>) -> Grid {
    let heads = ["bonus", "for", "from", "base", "rate", "amount", "stepped over"];
    let mut all = Grid::new(heads).with_words([1, 2]);
    for line in lines {
        let part = line.part.replace('_', " ");
        let part = if line.level == 0 { part } else { format!("{part} {}", line.level) };
        let order = line.order.map_or(String::new(), |order| format!(", order {order}"));
        let rate = match (line.rate, line.share) {
            (Ppm::ZERO, _) => String::new(),
            (rate, Ppm::ONE) => percent(rate),
            (rate, share) => format!("{} × {}", percent(share), percent(rate)),
        };
        let over =
            if line.stepped_over == 0 { String::new() } else { line.stepped_over.to_string() };
        let table = line.table.as_ref().map_or(String::new(), |table| format!(".{table}"));
        let cells = [
            format!("{}{table}", line.bonus),
            part,
            format!("{}{order}", line.source),
            money_or_none(line.base),
            rate,
            money(line.amount),
            over,
        ];
        let cells = cells.into_iter().enumerate();
        all.push(cells.map(|(place, text)| cell(text, 2 < place)).collect());
    }
    all
}

fn percent(rate: Ppm) -> String {
    format!("{} %", f64::from(rate.0) / 1e4)
}

fn cell(text: String, is_number: bool) -> Cell {
    if is_number { Cell::number(text) } else { Cell::words(text) }
}

fn points(points: u64) -> String {
    grouped(i128::from(points))
}

/// An amount with its cents, exactly.
fn money(amount: Cents) -> String {
    let cents = amount.0.unsigned_abs();
    let sign = if amount < Cents::ZERO { "−" } else { "" };
    format!("{sign}{}.{:02}", grouped(i128::from(cents / 100)), cents % 100)
}

fn money_or_none(amount: Cents) -> String {
    if amount == Cents::ZERO { String::new() } else { money(amount) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_shown_to_the_cent_with_its_sign_and_thousands() {
        assert_eq!(money(Cents(123_456_789)), "1,234,567.89");
        assert_eq!(money(Cents(-5)), "−0.05");
        assert_eq!(money_or_none(Cents::ZERO), "");
    }
}
