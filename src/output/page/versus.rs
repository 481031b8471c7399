//! The page of a comparison: what each scenario makes of the same worlds.
//!
//! *Invariant*: differences are those of `compare.json`, variant less baseline.
//!
//! *Absent*: measures beyond the headlines, which the files hold.

use maud::{Markup, html};
use serde_json::Value;

use super::figure::{Figure, Part};
use super::table::{Cell, Number, Row, Table, exactly};
use super::{assumptions, provenance};
use crate::experiment::compare::{Comparison, Variant};
use crate::experiment::results::VerdictClass;
use crate::output::COMPARISON;
use crate::output::headlines::{GROUPS, Group, OF_100};
use crate::output::numbers::{capitalised, count};
use crate::output::plot::{Palette, PlotError, on_page};

/// The article.
pub(super) fn article(
    comparison: &Comparison,
    (resolved, command): (&Value, &str),
    prefix: &str,
    palette: &mut Palette,
) -> Result<Markup, PlotError> {
    let drawing = on_page::compare(comparison)?;
    let worlds = comparison.card.replicates;
    let finding = drawing.finding.clone();
    let figure = figure(comparison, drawing);
    let baseline = &comparison.baseline().name;
    let base_values = resolved.get(baseline);
    Ok(html! {
        header {
            p.kicker { "Simulated, not measured · the same people under "
                       (comparison.variants.len()) " scenarios" }
            h1 id={ (prefix) "answer" } { (headline(comparison)) "." }
            p.lead { (finding) (interval(comparison)) "." }
            p.rest {
                "Each scenario is run in the same " (count(u64::from(worlds), "world", "worlds"))
                ": the same persons with the same luck (common random numbers). Differences are \
                 from the baseline, " code { (baseline) } "."
            }
        }
        section id={ (prefix) "verdicts" } {
            h2 { "Who captures more under each scenario" }
            (answers(comparison).markup())
            details {
                summary { "In words" }
                @for variant in &comparison.variants {
                    p { strong { (variant.name) ": " } (variant.verdict.sentence) }
                }
            }
        }
        (figure.markup(prefix, palette))
        (assumptions::differing(&format!("{prefix}differing-"), resolved))
        @if let Some(values) = base_values { (assumptions::assumptions(prefix, values)) }
        (super::limits::limits(prefix))
        (provenance::provenance(prefix, &comparison.card, command, COMPARISON))
    })
}

/// Who captures more, under all of them.
fn headline(comparison: &Comparison) -> String {
    let all = &comparison.variants;
    let first = all[0].verdict.class;
    if all.iter().any(|variant| variant.verdict.class != first) {
        return "Who captures more of the money depends on the scenario".to_owned();
    }
    let (all, any) = match all.len() {
        2 => ("both scenarios".to_owned(), "either scenario".to_owned()),
        many => (format!("all {many} scenarios"), format!("any of {many} scenarios")),
    };
    match first {
        VerdictClass::BusinessesMore => {
            format!("The businesses capture more of the money under {all}")
        }
        VerdictClass::PartnersMore => {
            format!("The partners capture more of the money under {all}")
        }
        VerdictClass::Neither => format!("Neither side comes out with money under {any}"),
        VerdictClass::CannotTell => {
            format!("These worlds cannot tell who captures more under {any}")
        }
    }
}

/// The interval of what the partners have more or less, where two scenarios are compared.
fn interval(comparison: &Comparison) -> String {
    let mut others = comparison.others();
    let (Some(variant), None) = (others.next(), others.next()) else { return String::new() };
    let (_, key) = OF_100.measures[2];
    let difference = comparison.find(&variant.name, key).and_then(|row| row.paired);
    let ends = difference.and_then(|paired| paired.difference.low.zip(paired.difference.high));
    ends.map_or(String::new(), |(low, high)| {
        format!(
            " (95\u{a0}% interval of the difference: {} to {})",
            OF_100.text(low),
            OF_100.text(high)
        )
    })
}

/// Every scenario with its class and what each side has of 100.
fn answers(comparison: &Comparison) -> Table {
    let [_, businesses, partners] = [0, 1, 2].map(|place| OF_100.measures[place].1);
    let of_100 = OF_100.titled(&comparison.card.currency);
    let range = if comparison.card.replicates < 2 { "" } else { ", and its 95 % interval" };
    let caption = format!(
        "{}, after each side’s own outside costs (cash), own use as a cost{range}",
        capitalised(&of_100)
    );
    // Three columns have room on a phone, so that no number has to be scrolled to.
    let mut table = Table::new(caption, ["scenario and verdict", "businesses", "partners"]);
    for variant in &comparison.variants {
        let cell = |key: &str| {
            let reading = variant.readings.iter().find(|reading| reading.key == key);
            let estimate = reading.and_then(|reading| reading.estimate);
            estimate.map_or(Cell::Empty, |estimate| {
                Cell::estimate(&estimate, (OF_100.factor, OF_100.decimals))
            })
        };
        let mark = if variant.is_baseline { " (baseline)" } else { "" };
        table.put(vec![
            Cell::Key(format!("{}{mark}", variant.name), variant.verdict.class.words().to_owned()),
            cell(businesses),
            cell(partners),
        ]);
    }
    table
}

fn figure(comparison: &Comparison, drawing: crate::output::plot::Drawing) -> Figure {
    let all = comparison.others().map(|variant| differences(comparison, variant));
    let all: Vec<Table> = all.collect();
    // Of many, whoever wants them unfolds them.
    let (tables, behind) = if all.len() < 3 { (all, Vec::new()) } else { (Vec::new(), all) };
    Figure {
        id: "differences",
        title: "What each scenario changes".to_owned(),
        short: "Differences",
        finding: drawing.finding.clone() + ".",
        note: format!(
            "{}. “Fewer worlds”: if each scenario had luck of its own, so many times as many \
             worlds would be needed for the same precision.",
            drawing.note
        ),
        parts: vec![Part { choice: None, drawing: Some(drawing), tables, behind }],
    }
}

/// The headline measures of a variant beside the baseline.
fn differences(comparison: &Comparison, variant: &Variant) -> Table {
    let caption = format!("{} less {}", variant.name, comparison.baseline().name);
    let heads = ["", "baseline", "variant", "difference", "fewer worlds"];
    let mut table = Table::new(caption, heads).fixed().dense();
    for group in &GROUPS {
        let rows: Vec<Row> = group
            .measures
            .iter()
            .filter_map(|(words, key)| row(comparison, variant, group, (words, key)))
            .collect();
        if !rows.is_empty() {
            table.rows.push(Row::Heading(capitalised(&group.titled(&comparison.card.currency))));
            table.rows.extend(rows);
        }
    }
    table
}

fn row(
    comparison: &Comparison,
    variant: &Variant,
    group: &Group,
    (words, key): (&str, &str),
) -> Option<Row> {
    let row = comparison.find(&variant.name, key)?;
    let paired = row.paired.as_ref()?;
    let mean = |estimate: Option<crate::experiment::Estimate>| {
        estimate.map_or(Cell::Empty, |estimate| {
            Cell::number(group.text(estimate.mean), exactly(estimate.mean))
        })
    };
    let difference = &paired.difference;
    let interval = difference.low.zip(difference.high);
    let number = Number {
        text: group.signed(difference.mean),
        value: exactly(difference.mean),
        interval: interval
            .map(|(low, high)| format!("{} to {}", group.text(low), group.text(high))),
        key: Some(format!("{}/{key}", variant.name)),
    };
    let fewer = match paired.fewer_replicates() {
        None => Cell::Empty,
        Some(factor) if factor.is_infinite() => Cell::Text("∞".to_owned()),
        Some(factor) => Cell::number(
            format!("{}×", crate::output::numbers::decimal(factor, usize::from(factor < 9.95))),
            exactly(factor),
        ),
    };
    Some(Row::Cells(vec![
        Cell::name(words.replace('\'', "’")),
        mean(row.baseline),
        mean(row.value),
        Cell::Number(number),
        fewer,
    ]))
}
