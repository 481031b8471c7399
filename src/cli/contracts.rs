//! Tables of what selling costs, where a scenario measures it: by whose sale it was, and what was
//! booked.

use std::io::{self, Write};

use super::followed::estimate;
use super::layout::{Cell, Grid, stacked, wrap};
use super::summary::{MARGIN, margin, mean};
use crate::experiment::Results;
use crate::output::lines::Scale;
use crate::output::numbers::money;

/// The sizes of audience that have a row of their own.
const SIZES: [&str; 4] = ["nano", "micro", "macro", "mega"];

/// What is said of all partners, or of those with an audience of a size: words, the table of keys
/// that has the number, its name there, how it is shown, whether its interval is.
const COLUMNS: [(&str, Whose, &str, Scale, bool); 6] = [
    ("channel cost", Whose::Sellers, "cost", Scale::Money, false),
    ("sales for each unit of it", Whose::Sellers, "outside_sales_per_cost", Scale::Ratio, true),
    ("customers won", Whose::Audience, "customers_won", Scale::Count, false),
    ("cost of a customer", Whose::Sellers, "cost_per_customer", Scale::Money, true),
    ("partners", Whose::Audience, "people", Scale::Count, false),
    ("to partners a head", Whose::Audience, "to_creators_a_head", Scale::Money, false),
];

/// By what the partners are grouped.
#[derive(Clone, Copy)]
enum Whose {
    Sellers,
    Audience,
}

/// Prints channel cost by whose sale it was, and what was booked, where anything was measured.
pub(super) fn print(out: &mut impl Write, results: &Results) -> io::Result<()> {
    let currency = &results.card.currency;
    let businesses = &results.card.businesses;
    let keys = businesses.iter().map(|name| (name.clone(), format!("channel.{name}")));
    let all = (1 < businesses.len()).then(|| ("all".to_owned(), "channels".to_owned()));
    let keys: Vec<(String, String)> = keys.chain(all).collect();
    for (name, key) in keys {
        if estimate(results, &key, "cost").is_some() {
            let head = "by whose sale it was, in";
            let head = format!("Channel cost of {name} {head} {currency} a world{MARGIN}");
            writeln!(out, "{}", wrap(&head))?;
            writeln!(out, "{}", channel(results, &key).text())?;
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

fn channel(results: &Results, key: &str) -> Grid {
    let words = [""].into_iter().chain(COLUMNS.map(|(words, ..)| words));
    let mut table = Grid::new(words.map(|words| stacked(words, 11)));
    let whole = COLUMNS.map(|(_, _, name, scale, told)| (format!("{key}.{name}"), scale, told));
    table.push(row("all", results, &whole));
    for size in SIZES {
        let people = estimate(results, &format!("{key}.by_audience.{size}"), "people");
        if people.is_none_or(|people| people.mean == 0.0) {
            continue;
        }
        let cells = COLUMNS.map(|(_, whose, name, scale, told)| {
            let group = match whose {
                Whose::Sellers => "by_seller",
                Whose::Audience => "by_audience",
            };
            (format!("{key}.{group}.{size}.{name}"), scale, told)
        });
        table.push(row(size, results, &cells));
    }
    table
}

fn row(name: &str, results: &Results, cells: &[(String, Scale, bool)]) -> Vec<Cell> {
    let mut row = vec![Cell::words(name)];
    for (key, scale, is_interval_told) in cells {
        let (table, name) = key.rsplit_once('.').expect("a dotted key");
        let (factor, decimals) = scale.factor();
        let estimate = estimate(results, table, name);
        row.push(if *is_interval_told {
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
        "Of {}{whence}, {name} spent {} on booked posts and {} was left over (means of worlds).",
        cents("budget")?,
        cents("spent")?,
        cents("left_over")?,
    ))
}
