//! The businesses: their income statements, and whether goods reach customers.

use super::super::figure::{Figure, Part};
use super::super::table::{Bar, Cell, Row, Table, exactly, find};
use crate::experiment::results::Results;
use crate::output::lines::Scale;
use crate::output::numbers::{decimal, per_cent, percent, with_unit};
use crate::output::plot::channel::{TIERS, has_any};
use crate::output::plot::retail::DESTINATIONS;
use crate::output::plot::{PlotError, on_page};

/// Lines of an income statement: words, name of the measure, and the account whose colour it has.
const STATEMENT: [(&str, &str, &str); 8] = [
    ("Goods at partner price", "goods_revenue", "customers"),
    ("Kits, renewals, tools and events", "fees_revenue", "partners"),
    ("Revenue", "revenue", ""),
    ("Goods and carriage", "product_cost", "suppliers"),
    ("Rewards and fees to partners", "paid_to_partners", "winners"),
    ("Wages, rent, administration, payment", "running_cost", "vendors"),
    ("Advertising", "marketing", "vendors"),
    ("Profit", "profit", "businesses"),
];

/// Income statements.
pub(super) fn income(results: &Results) -> Result<Option<Figure>, PlotError> {
    let currency = &results.card.currency;
    let a_world = with_unit("a world,", currency);
    let mut tables = Vec::new();
    for (window, words) in [("to_date", "the whole run"), ("calendar_year", "the last full year")] {
        for name in &results.card.businesses {
            let key = |line: &str| format!("business.{name}.{window}.{line}");
            let revenue = find(results, &key("revenue")).map_or(0.0, |revenue| revenue.mean);
            if revenue <= 0.0 {
                continue;
            }
            let caption = format!("{name}: income statement of {words}");
            let mut table = Table::new(caption, ["", &a_world, "of revenue"]).fixed();
            for (words, line, account) in STATEMENT {
                let Some(amount) = find(results, &key(line)).filter(|sum| sum.mean != 0.0) else {
                    continue;
                };
                let measured = key(&format!("{line}_of_revenue"));
                let share = find(results, &measured).map_or(amount.mean / revenue, |it| it.mean);
                let bars = if account.is_empty() { Vec::new() } else { Bar::of(account, share) };
                let cells = vec![
                    Cell::barred(words, bars),
                    Cell::measure(results, &key(line), Scale::Sum),
                    match Cell::measure(results, &measured, Scale::Percent) {
                        Cell::Empty => Cell::number(percent_signed(share), exactly(share)),
                        measured => measured,
                    },
                ];
                let is_sum = matches!(line, "revenue" | "profit");
                table.rows.push(if is_sum { Row::Sum(cells) } else { Row::Cells(cells) });
            }
            let credit = key("retail_credit");
            if find(results, &credit).is_some_and(|credit| credit.mean != 0.0) {
                table.put(vec![
                    Cell::name("beside it: retail profit credited to partners, not in the revenue"),
                    Cell::measure(results, &credit, Scale::Sum),
                    Cell::Empty,
                ]);
            }
            tables.push(table);
        }
    }
    if tables.is_empty() {
        return Ok(None);
    }
    let drawing = on_page::income(results)?;
    Ok(Some(Figure {
        id: "income",
        title: "The company’s income statement".to_owned(),
        short: "The company",
        finding: drawing.finding.clone() + ".",
        note: format!(
            "{}. In the tables revenue is at partner price, without what partners had as retail \
             profit: {} Bars: parts of the revenue. {}",
            drawing.note,
            income_finding(results),
            super::worlds(results)
        ),
        parts: vec![Part::pictured(drawing, tables)],
    }))
}

fn percent_signed(share: f64) -> String {
    per_cent(decimal(100.0 * share, 1))
}

fn income_finding(results: &Results) -> String {
    let told = results.card.businesses.iter().filter_map(|name| {
        let at = |line: &str| find(results, &format!("business.{name}.to_date.{line}"));
        let (profit, paid) = (at("profit_of_revenue")?, at("paid_to_partners_of_revenue")?);
        if profit.mean < -1.0 {
            let [spent, paid] = [-profit.mean, paid.mean].map(|times| decimal(times, 1));
            return Some(format!(
                "{name} lost {spent} times its revenue and paid {paid} times it to partners"
            ));
        }
        let verb = if profit.mean < 0.0 { "lost" } else { "kept" };
        let profit = percent_signed(profit.mean.abs());
        let paid = percent_signed(paid.mean);
        Some(format!("{name} {verb} {profit} of its revenue and paid {paid} of it to partners"))
    });
    let told: Vec<String> = told.take(4).collect();
    format!("{}.", told.join("; "))
}

/// Recruitment or retail: where goods and revenue come to.
pub(super) fn goods(results: &Results) -> Result<Option<Figure>, PlotError> {
    let mut tables = Vec::new();
    let mut findings = Vec::new();
    for name in &results.card.businesses {
        let unit = |line: &str| find(results, &format!("business.{name}.goods.{line}"));
        let mean = |line: &str| unit(line).map_or(0.0, |units| units.mean);
        let all: f64 = DESTINATIONS.iter().map(|(_, line, _)| mean(line)).sum();
        if all <= 0.0 {
            continue;
        }
        let caption = format!("{name}: where the units went");
        let mut table = Table::new(caption, ["", "units a world", "of all"]).fixed();
        for (words, line, account) in DESTINATIONS {
            let units = mean(line);
            if units <= 0.0 {
                continue;
            }
            let share = units / all;
            table.put(vec![
                Cell::barred(words, Bar::of(account, share)),
                Cell::measure(results, &format!("business.{name}.goods.{line}"), Scale::Count),
                Cell::number(percent(share), exactly(share)),
            ]);
        }
        let loaded = format!("business.{name}.goods.loaded");
        if 0.0 < mean("loaded") {
            table.put(vec![
                Cell::name("bought beyond need, to reach a qualifying volume"),
                Cell::measure(results, &loaded, Scale::Count),
                Cell::number(percent(mean("loaded") / all), exactly(mean("loaded") / all)),
            ]);
        }
        tables.push(table);
        let retail = (mean("sold_by_partners") + mean("drop_shipped")) / all;
        let revenue = |line: &str| {
            find(results, &format!("business.{name}.to_date.{line}")).map_or(0.0, |sum| sum.mean)
        };
        let fees = if 0.0 < revenue("revenue") {
            let share = revenue("fees_revenue") / revenue("revenue");
            format!("; fees that partners pay are {} of its revenue", percent(share))
        } else {
            String::new()
        };
        findings.push(format!(
            "Of the units that {name} delivered, {} reached outside customers{fees}",
            percent(retail)
        ));
    }
    if tables.is_empty() {
        return Ok(None);
    }
    let drawing = on_page::retail(results)?;
    Ok(Some(Figure {
        id: "goods",
        title: "Recruitment or retail".to_owned(),
        short: "Retail",
        finding: drawing.finding.clone() + ".",
        note: format!(
            "{}. {}. Shares are quotients of the means. {}",
            drawing.note,
            findings.join(". "),
            super::worlds(results)
        ),
        parts: vec![Part::pictured(drawing, tables)],
    }))
}

/// What it costs to sell through partners, where that is measured.
pub(super) fn channel(results: &Results) -> Result<Option<Figure>, PlotError> {
    if !has_any(results) {
        return Ok(None);
    }
    let currency = &results.card.currency;
    let mut tables = Vec::new();
    let all =
        (1 < results.card.businesses.len()).then(|| ("all businesses", "channels".to_owned()));
    let each = results.card.businesses.iter().map(|name| (&**name, format!("channel.{name}")));
    for (name, key) in each.chain(all) {
        let unit = if currency.is_empty() { String::new() } else { format!(" ({currency})") };
        let caption = format!("{name}: channel cost by the size of the seller’s audience{unit}");
        let heads = ["audience", "partners", "customers won", "channel cost", "of a customer"];
        let mut table = Table::new(caption, heads).fixed().dense();
        let at =
            |name: String, scale: Scale| Cell::measure(results, &format!("{key}.{name}"), scale);
        for (tier, words) in TIERS {
            let people = format!("by_audience.{tier}.people");
            if find(results, &format!("{key}.{people}")).is_none_or(|people| people.mean <= 0.0) {
                continue;
            }
            table.put(vec![
                Cell::name(words),
                at(people, Scale::Tenths),
                at(format!("by_audience.{tier}.customers_won"), Scale::Tenths),
                at(format!("by_seller.{tier}.cost"), Scale::Sum),
                at(format!("by_seller.{tier}.cost_per_customer"), Scale::Money),
            ]);
        }
        table.rows.push(Row::Sum(vec![
            Cell::name("all"),
            Cell::Empty,
            at("customers_won".to_owned(), Scale::Tenths),
            at("cost".to_owned(), Scale::Sum),
            at("cost_per_customer".to_owned(), Scale::Money),
        ]));
        tables.push(table);
    }
    let drawing = on_page::channel(results)?;
    Ok(Some(Figure {
        id: "channel",
        title: "What selling through partners costs".to_owned(),
        short: "Channel cost",
        finding: drawing.finding.clone() + ".",
        note: format!("{}. {}", drawing.note, super::worlds(results)),
        parts: vec![Part::pictured(drawing, tables)],
    }))
}
