//! The page of a result: one file that a journalist can write from and an analyst can check.
//!
//! *Invariant*: a page is a function of results and their origin, the same bytes for the same run.
//! It asks for nothing from anywhere. Everything is there without its script; every picture says
//! its finding in words and has its numbers in a table.
//!
//! *Absent*: files, the terminal, the clock.

mod assumptions;
mod figure;
mod figures;
mod head;
mod limits;
mod measures;
mod provenance;
mod robustness;
mod sweep;
mod table;
mod typeset;
mod versus;

use maud::{Markup, html};
use serde_json::Value;

use super::lines::{Line, Scale};
use super::numbers::YOU;
use super::odds::OddsNote;
use super::outcome::Outcome;
use super::plot::{Palette, PlotError, capture_finding};
use super::summary::SUMMARY;
use crate::experiment::results::{Card, Results};
use figure::Figure;
use table::{Cell, Table};

/// The file name of the page.
pub const PAGE: &str = "report.html";

/// A result that a page shows.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// What it came to.
    pub outcome: Outcome<'a>,
    /// The values of all keys of its scenario, or of each of its scenarios by name.
    pub resolved: &'a Value,
    /// The command that makes the same again.
    pub command: &'a str,
}

/// The page of one result, or of several after a table of their answers.
///
/// # Errors
/// When a picture cannot be drawn, which does not depend on the results.
pub fn page(subjects: &[Subject<'_>]) -> Result<String, PlotError> {
    let mut palette = Palette::default();
    let mut articles = Vec::with_capacity(subjects.len());
    for (place, subject) in subjects.iter().enumerate() {
        let prefix = if subjects.len() == 1 { String::new() } else { format!("r{}-", place + 1) };
        articles.push(article(subject, &prefix, &mut palette)?);
    }
    let body = html! {
        main.sheet id="content" {
            @if 1 < subjects.len() { (overview(subjects)) }
            @for article in &articles { article { (article) } }
        }
        footer.sheet {
            "Made by downline. The numbers follow from the rates of the scenario; they are no \
             forecast and no judgement of any company."
        }
    };
    let body = typeset::set(&body, &currencies(subjects));
    let title = match subjects {
        [only] => title(only),
        several => format!("{} results side by side", several.len()),
    };
    let description = subjects.first().map_or(String::new(), described);
    Ok(head::document(&title, &description, &body, &palette))
}

fn card<'a>(subject: &Subject<'a>) -> &'a Card {
    match subject.outcome {
        Outcome::Run { results, .. } => &results.card,
        Outcome::Comparison(comparison) => &comparison.card,
        Outcome::Sweep(sweep) => &sweep.card,
    }
}

/// What amounts are in.
fn currencies<'a>(subjects: &[Subject<'a>]) -> Vec<&'a str> {
    subjects.iter().map(|subject| card(subject).currency.as_str()).collect()
}

/// What stands in the title bar.
fn title(subject: &Subject<'_>) -> String {
    let card = card(subject);
    let title = if card.title.is_empty() { &card.name } else { &card.title };
    let question = if is_asked(subject) { "What becomes of you?" } else { "Who gets the money?" };
    format!("{question} {}", title.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Whether it is of somebody who asked what becomes of her.
const fn is_asked(subject: &Subject<'_>) -> bool {
    matches!(subject.outcome, Outcome::Run { odds: Some(_), .. })
}

/// What a result is called in the table of the answers.
fn row_name(subject: &Subject<'_>) -> String {
    let name = &card(subject).name;
    if is_asked(subject) { format!("{name}, somebody like you") } else { name.clone() }
}

/// The names of several results: equal ones have the number of theirs.
fn told_apart(names: Vec<String>) -> Vec<String> {
    let is_alone = |name: &String| names.iter().filter(|other| *other == name).count() == 1;
    let alone: Vec<bool> = names.iter().map(is_alone).collect();
    let names = names.into_iter().zip(alone).enumerate();
    let numbered = |(place, (name, is_alone)): (usize, (String, bool))| {
        if is_alone { name } else { format!("{name} (result {})", place + 1) }
    };
    names.map(numbered).collect()
}

/// The answer in a sentence.
fn described(subject: &Subject<'_>) -> String {
    match subject.outcome {
        Outcome::Run { odds: Some(odds), .. } => odds.sentence.clone(),
        Outcome::Run { results, .. } => results.verdict.sentence.clone(),
        Outcome::Comparison(comparison) => comparison.card.title.clone(),
        Outcome::Sweep(sweep) => sweep::described(sweep),
    }
}

fn article(
    subject: &Subject<'_>,
    prefix: &str,
    palette: &mut Palette,
) -> Result<Markup, PlotError> {
    match subject.outcome {
        Outcome::Comparison(comparison) => {
            versus::article(comparison, (subject.resolved, subject.command), prefix, palette)
        }
        Outcome::Sweep(sweep) => {
            sweep::article(sweep, (subject.resolved, subject.command), prefix, palette)
        }
        Outcome::Run { results, robust, odds } => {
            let mut figures = figures::figures(results)?;
            if odds.is_some() {
                // Whoever asked is told of herself first.
                figures.sort_by_key(|figure| figure.id != "personas");
            }
            let robust = robust.map(|rows| robustness::robustness(results, rows));
            figures.extend(robust.transpose()?);
            let sections: Vec<Markup> =
                figures.iter().map(|figure| figure.markup(prefix, palette)).collect();
            let card = &results.card;
            Ok(html! {
                (head_of_run(results, odds, prefix))
                (contents(&figures, prefix))
                @for section in &sections { (section) }
                (assumptions::assumptions(prefix, subject.resolved))
                (limits::limits(prefix))
                (provenance::provenance(prefix, card, subject.command, SUMMARY))
                (measures::measures(prefix, &results.readings))
            })
        }
    }
}

/// The answer: one sentence with its interval, what it depends on, and four numbers.
fn head_of_run(results: &Results, odds: Option<&OddsNote>, prefix: &str) -> Markup {
    let card = &results.card;
    let title = if card.title.is_empty() { &card.name } else { &card.title };
    let whole = odds.map_or(&results.verdict.sentence, |odds| &odds.sentence);
    // A sentence ends before a blank; the point of a number does not.
    let (first, rest) = whole.split_once(". ").unwrap_or((whole.trim_end_matches('.'), ""));
    let robust = results.verdict.robustness.trim_end_matches('.');
    html! {
        header {
            p.kicker { "Simulated, not measured · " (title) }
            h1 id={ (prefix) "answer" } { (headline(results, odds)) "." }
            p.lead { (first) "." }
            @if !rest.is_empty() { p.rest { (rest) } }
            @if let Some(odds) = odds {
                p.rest { (limits::words(&odds.limits)) }
            } @else {
                p.rest { "Halving and doubling the assumed rates: " (limits::words(robust)) "." }
            }
            (tiles(results, odds.is_some()))
        }
    }
}

/// The answer in a few words.
fn headline(results: &Results, odds: Option<&OddsNote>) -> String {
    let chance = table::find(results, &format!("persona.{YOU}.profit_share"));
    match chance.filter(|_| odds.is_some()) {
        Some(chance) => {
            let chance = super::numbers::decimal(100.0 * chance.mean, 0);
            format!("Of 100 people like you, {chance} would have made a profit after a year")
        }
        None => capture_finding(results),
    }
}

/// Numbers that a story needs.
const OF_ALL: [Line; 4] = [
    ("lost money in their first year", "persons.first_year.net.loss_share", Scale::Percent),
    ("is the median result of that year", "persons.first_year.net.median", Scale::Sum),
    ("recruited nobody", "network.recruits.none_share", Scale::Percent),
    (
        "of the plan’s rewards went to the best-paid 1\u{a0}%",
        "payments.calendar_year.rewards.on_books.top_1_percent_share",
        Scale::Percent,
    ),
];

/// Numbers for somebody who asked.
const OF_YOU: [Line; 4] = [
    ("chance of a profit after a year", "persona.you.profit_share", Scale::Percent),
    ("is the median result of people like you", "persona.you.net.median", Scale::Sum),
    ("for each hour of work", "persona.you.hourly_net", Scale::Money),
    ("people you would recruit", "persona.you.recruits", Scale::Tenths),
];

/// Four of them.
fn tiles(results: &Results, is_asked: bool) -> Markup {
    let currency = &results.card.currency;
    let tiles = if is_asked { OF_YOU } else { OF_ALL };
    let shown: Vec<(&str, table::Number)> = tiles
        .into_iter()
        .filter_map(|(words, key, scale)| match Cell::measure(results, key, scale) {
            Cell::Number(mut number) => {
                if matches!(scale, Scale::Money | Scale::Sum) {
                    number.text = super::numbers::with_unit(&number.text, currency);
                }
                Some((words, number))
            }
            _ => None,
        })
        .collect();
    if shown.is_empty() {
        return Markup::default();
    }
    html! {
        dl.tiles {
            @for (words, number) in &shown {
                div { dt { (words) } dd { (table::number_markup(number)) } }
            }
        }
    }
}

/// Links to all sections.
fn contents(figures: &[Figure], prefix: &str) -> Markup {
    let rest = [
        ("assumptions", "Assumptions"),
        ("limits", "What is left out"),
        ("provenance", "Origin"),
        ("measures", "Every measure"),
    ];
    let figures = figures.iter().map(|figure| (figure.id, figure.short));
    html! {
        nav aria-label="Sections" {
            ul {
                @for (id, title) in figures.chain(rest) {
                    li { a href={ "#" (prefix) (id) } { (title) } }
                }
            }
        }
    }
}

/// The answers of several results beside each other.
fn overview(subjects: &[Subject<'_>]) -> Markup {
    let heads = ["result", "verdict", "businesses − partners, of each 100"];
    let mut table = Table::new("The answers side by side (cash, own use as a cost)", heads);
    let names = told_apart(subjects.iter().map(row_name).collect());
    for (subject, name) in subjects.iter().zip(names) {
        match subject.outcome {
            Outcome::Run { results, .. } => table.put(vec![
                Cell::name(name),
                Cell::Text(results.verdict.class.words().to_owned()),
                Cell::estimate(&results.verdict.difference_of_100, (1.0, 1)),
            ]),
            Outcome::Sweep(sweep) => {
                table.put(vec![Cell::name(name), Cell::Text(sweep::described(sweep)), Cell::Empty]);
            }
            Outcome::Comparison(comparison) => {
                for variant in &comparison.variants {
                    table.put(vec![
                        Cell::name(format!("{name}: {}", variant.name)),
                        Cell::Text(variant.verdict.class.words().to_owned()),
                        Cell::estimate(&variant.verdict.difference_of_100, (1.0, 1)),
                    ]);
                }
            }
        }
    }
    let links = told_apart(subjects.iter().map(title).collect());
    html! {
        header {
            p.kicker { "Simulated, not measured" }
            h1 id="answer" { (subjects.len()) " results side by side" }
        }
        (table.markup())
        nav aria-label="Results" {
            ul {
                @for (place, link) in links.iter().enumerate() {
                    li { a href={ "#r" (place + 1) "-answer" } { (link) } }
                }
            }
        }
    }
}
