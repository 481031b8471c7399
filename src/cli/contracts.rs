//! Tables of what selling costs, where a scenario measures it: by whose sale it was, and what was
//! booked.

use std::io::{self, Write};

use super::figures::{MARGIN_OR_ENDS, estimate, margin, mean};
use super::layout::{Cell, Grid, wrap};
use crate::experiment::Results;
use crate::output::lines::Scale;
use crate::output::numbers::money;

/// The sizes of audience that have a row of their own.
const SIZES: [&str; 4] = ["nano", "micro", "macro", "mega"];

/// A column of the tables: its head with the currency for `{}`, its name behind the key of a size,
/// how it is shown, whether its interval is.
type Column = (&'static str, &'static str, Scale, bool);

/// What is said of sales by the size of the seller's audience.
const BY_SELLER: [Column; 3] = [
    ("channel cost", "cost", Scale::Money, false),
    ("outside sales per {}", "outside_sales_per_cost", Scale::Ratio, true),
    ("cost per customer", "cost_per_customer", Scale::Money, true),
];

/// What is said of partners by the size of their audience.
const BY_AUDIENCE: [Column; 3] = [
    ("partners", "people", Scale::Count, false),
    ("customers won", "customers_won", Scale::Count, false),
    ("received per partner", "to_creators_a_head", Scale::Money, false),
];

/// Prints channel cost by whose sale it was, who had it, and what was booked, where anything was
/// measured.
pub(super) fn print(out: &mut impl Write, results: &Results) -> io::Result<()> {
    let currency = &results.card.currency;
    let businesses = &results.card.businesses;
    let keys = businesses.iter().map(|name| (name.clone(), format!("channel.{name}")));
    let all = (1 < businesses.len()).then(|| ("all".to_owned(), "channels".to_owned()));
    let keys: Vec<(String, String)> = keys.chain(all).collect();
    for (name, key) in keys {
        if estimate(results, &key, "cost").is_some() {
            let head = "by the audience of whoever sold, means of the worlds in";
            let head = format!("Channel cost of {name} {head} {currency}{MARGIN_OR_ENDS}");
            writeln!(out, "{}", wrap(&head))?;
            writeln!(out, "{}", table(results, &key, "by_seller", &BY_SELLER).text())?;
            writeln!(out)?;
            let head = "by their audience, and what they have of channel cost, in";
            writeln!(out, "{}", wrap(&format!("Partners of {name} {head} {currency}")))?;
            writeln!(out, "{}", table(results, &key, "by_audience", &BY_AUDIENCE).text())?;
            writeln!(out)?;
        }
    }
    for name in businesses {
        if let Some(sentence) = booked(results, name) {
            writeln!(out, "{}", wrap(&sentence))?;
            writeln!(out)?;
        }
    }
    Ok(())
}

/// One row for all, where anything is measured of all, and one for each size that anybody has.
fn table(results: &Results, key: &str, group: &str, columns: &[Column]) -> Grid {
    let currency = match results.card.currency.as_str() {
        "" => "unit of it",
        currency => currency,
    };
    let heads = columns.iter().map(|(words, ..)| words.replace("{}", currency));
    let mut table = Grid::new([String::new()].into_iter().chain(heads));
    let has_any = columns.iter().any(|(_, name, ..)| estimate(results, key, name).is_some());
    if has_any {
        table.push(row("all", results, key, columns));
    }
    for size in SIZES {
        let people = estimate(results, &format!("{key}.by_audience.{size}"), "people");
        if people.is_some_and(|people| 0.0 < people.mean) {
            table.push(row(size, results, &format!("{key}.{group}.{size}"), columns));
        }
    }
    table
}

fn row(words: &str, results: &Results, key: &str, columns: &[Column]) -> Vec<Cell> {
    let mut row = vec![Cell::words(words)];
    for &(_, name, scale, is_interval_told) in columns {
        let (factor, decimals) = scale.factor();
        let estimate = estimate(results, key, name);
        row.push(if is_interval_told {
            margin(estimate.as_ref(), factor, decimals)
        } else {
            let text = estimate.map(|estimate| mean(&estimate, factor, decimals));
            Cell::number(text.unwrap_or_default())
        });
    }
    row
}

/// What a business could spend on posts, whence, and what was left over.
fn booked(results: &Results, name: &str) -> Option<String> {
    let at = format!("booking.{name}");
    let cents = |key: &str| {
        let mean = estimate(results, &at, key)?.mean;
        Some(money(mean, &results.card.currency))
    };
    let setter = results.card.budgets.iter().find(|setter| setter.business == name);
    let whence = setter.map_or(String::new(), |setter| {
        format!(", the channel cost of `{}` in the same world", setter.scenario)
    });
    Some(format!(
        "Of {}{whence}, {name} spent {} on booked posts, and {} was left over (means of the \
         worlds).",
        cents("budget")?,
        cents("spent")?,
        cents("left_over")?,
    ))
}
