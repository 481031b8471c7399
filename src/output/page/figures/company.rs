//! The businesses: their income statements, and whether goods reach customers.

use super::super::figure::{Figure, Part};
use super::super::table::{Bar, Cell, Row, Table, exactly, find};
use crate::experiment::results::Results;
use crate::output::lines::Scale;
use crate::output::numbers::{decimal, percent, with_unit};

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
pub(super) fn income(results: &Results) -> Option<Figure> {
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
        return None;
    }
    Some(Figure {
        id: "income",
        title: "The company’s income statement".to_owned(),
        short: "The company",
        finding: income_finding(results),
        parts: vec![Part::tables(tables)],
        note: format!(
            "Bars: parts of the revenue. Those of goods and fees are quotients of the means. {}",
            super::worlds(results)
        ),
    })
}

fn percent_signed(share: f64) -> String {
    format!("{}%", decimal(100.0 * share, 1))
}

fn income_finding(results: &Results) -> String {
    let told = results.card.businesses.iter().filter_map(|name| {
        let at = |line: &str| find(results, &format!("business.{name}.to_date.{line}"));
        let (profit, paid) = (at("profit_of_revenue")?, at("paid_to_partners_of_revenue")?);
        let verb = if profit.mean < 0.0 { "lost" } else { "kept" };
        let profit = percent_signed(profit.mean.abs());
        let paid = percent_signed(paid.mean);
        Some(format!("{name} {verb} {profit} of its revenue and paid {paid} of it to partners"))
    });
    let told: Vec<String> = told.take(4).collect();
    format!("{}.", told.join("; "))
}

/// Where units end: words, names of their measures, the account whose colour it has.
const DESTINATIONS: [(&str, &[&str], &str); 6] = [
    ("Reached customers, sold by partners from stock", &["sold_by_partners"], "customers"),
    ("Reached customers, sent by the business", &["drop_shipped"], "customers"),
    ("Used by partners themselves", &["own_use"], "own-use"),
    ("In partners’ hands at the end", &["stock_at_end"], "partners"),
    ("Left with leavers, worth nothing", &["written_off"], "losers"),
    ("Sent back by leavers", &["returned"], "leavers"),
];

/// Recruitment or retail: where goods and revenue come to.
pub(super) fn goods(results: &Results) -> Option<Figure> {
    let mut tables = Vec::new();
    let mut findings = Vec::new();
    for name in &results.card.businesses {
        let unit = |line: &str| find(results, &format!("business.{name}.goods.{line}"));
        let mean = |line: &str| unit(line).map_or(0.0, |units| units.mean);
        let all: f64 = DESTINATIONS.iter().flat_map(|(_, lines, _)| *lines).map(|l| mean(l)).sum();
        if all <= 0.0 {
            continue;
        }
        let caption = format!("{name}: where the units went");
        let mut table = Table::new(caption, ["", "units a world", "of all"]).fixed();
        for (words, lines, account) in DESTINATIONS {
            let units: f64 = lines.iter().map(|line| mean(line)).sum();
            if units <= 0.0 {
                continue;
            }
            let share = units / all;
            table.put(vec![
                Cell::barred(words, Bar::of(account, share)),
                Cell::measure(
                    results,
                    &format!("business.{name}.goods.{}", lines[0]),
                    Scale::Count,
                ),
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
        return None;
    }
    Some(Figure {
        id: "goods",
        title: "Recruitment or retail".to_owned(),
        short: "Retail",
        finding: format!("{}.", findings.join(". ")),
        parts: vec![Part::tables(tables)],
        note: format!(
            "Shares are quotients of the means. The model does not split rewards by whose money \
             caused them. {}",
            super::worlds(results)
        ),
    })
}
