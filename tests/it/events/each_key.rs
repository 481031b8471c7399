//! Every key that an event can change is changed, each in a run of its own.

use downline::scenario::{KeyInfo, Loaded, keys};
use rayon::prelude::*;

use super::BUSY;
use crate::support::run;

/// The week, from one, in which each key changes: not the first of a commission period.
const WEEK: u32 = 7;

/// What some keys need beside them, in the scenario or in the event.
const COMPANY: &[&str] =
    &["", "business.glow.plan.unilevel = {}", "business.glow.plan.payment.minimum = 5.00"];

/// What an element of an array of tables needs beside the key.
const BESIDE: &[&str] = &["", "rank = \"low\", ", "from_points = 5, ", "rate = 0.05, "];

/// The key's path in the busy world.
fn path(declared: &str) -> String {
    let named = [
        ("business.NAME", "business.glow"),
        ("rank.NAME", "rank.low"),
        ("pool.NAME", "pool.fund"),
        ("infinity.NAME", "infinity.deep"),
    ];
    named.iter().fold(declared.to_owned(), |path, (name, chosen)| path.replace(name, chosen))
}

/// Values of one number's kind.
fn numbers(kind: &str, key: &KeyInfo) -> Vec<String> {
    let default = key.default_number.unwrap_or(1.0);
    let tries = [default * 0.5, default * 0.9, default + 1.0, 0.05, 0.5, 1.0, 2.0, 3.0, 40.0, 0.0];
    tries
        .into_iter()
        .filter(|value| key.default_number.is_none_or(|default| (value - default).abs() > 1e-9))
        .map(|value| match kind {
            "count" => format!("{value:.0}"),
            "money" => format!("{value:.2}"),
            "rate" => format!("{value:.6}"),
            _ => format!("{value:?}"),
        })
        .collect()
}

/// Values to try, as they are written.
fn values(key: &KeyInfo) -> Vec<String> {
    let names = key.allowed.split('"').skip(1).step_by(2);
    let lists = |kind: &str| -> Vec<String> {
        let each = numbers(kind, key);
        each.iter().map(|value| format!("[{value}]")).collect()
    };
    match key.kind {
        "flag" => vec!["true".to_owned(), "false".to_owned()],
        "choice" => names.map(|name| format!("{name:?}")).collect(),
        "choices" => names.map(|name| format!("[{name:?}]")).collect(),
        "text" => vec!["\"low\"".to_owned(), "\"high\"".to_owned()],
        "distribution" => vec!["3.0".to_owned(), "900.0".to_owned()],
        "rates" => lists("rate"),
        "counts" => lists("count"),
        "amounts" => lists("money"),
        kind => numbers(kind, key),
    }
}

/// Lines that set a key to a value, with what an element of an array needs beside it.
fn lines(declared: &str, value: &str) -> Vec<String> {
    let path = path(declared);
    match path.split_once("[].") {
        None => vec![format!("set.{path} = {value}")],
        Some((array, key)) => {
            let beside = BESIDE.iter();
            beside.map(|beside| format!("set.{array} = [{{ {beside}{key} = {value} }}]")).collect()
        }
    }
}

/// The busy world in which a key changes for good, or nothing if no try makes another scenario.
fn changed(key: &KeyInfo) -> Option<Loaded> {
    let head = format!("[event.change]\nstart_week = {WEEK}\n");
    for value in values(key) {
        for line in lines(&key.path, &value) {
            for beside in COMPANY {
                let text = format!("{beside}\n{BUSY}\n{head}{line}\n");
                let also =
                    if beside.is_empty() { String::new() } else { format!("set.{beside}\n") };
                let both = format!("{BUSY}\n{head}{also}{line}\n");
                for text in [text, both] {
                    if let Ok(loaded) = Loaded::from_text("busy", &text)
                        && !loaded.scenario.later.is_empty()
                    {
                        return Some(loaded);
                    }
                }
            }
        }
    }
    None
}

#[test]
fn every_key_that_is_not_fixed_changes_in_the_middle_of_a_run_whose_books_close() {
    let catalogue = keys();
    let (fixed, free): (Vec<_>, Vec<_>) =
        catalogue.keys().iter().partition(|key| key.fixed.is_some());
    let mut unchanged: Vec<String> = free
        .par_iter()
        .filter_map(|key| {
            let Some(loaded) = changed(key) else { return Some(key.path.clone()) };
            run(&loaded, 0);
            None
        })
        .collect();
    unchanged.sort();
    assert!(unchanged.is_empty(), "no event changes {unchanged:#?}");
    assert!(fixed.len() < 40 && 250 < free.len(), "{} and {}", fixed.len(), free.len());
}
