//! The file `summary.json`: every key of it is described, and its counts are of everybody.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use downline::experiment::results::{BudgetSetter, HistogramOf, Results};
use downline::output::{Folder, Origin, SUMMARY, TableFormat, write_results};
use downline::scenario::Loaded;
use serde_json::Value;

use crate::support::load;

/// Results of a scenario that has everything a summary can show.
fn results(loaded: &Loaded) -> Results {
    let go_on = |_, _: &_| std::ops::ControlFlow::Continue(());
    downline::experiment::run(loaded, 2, &go_on).expect("the books close")
}

/// The summary as it is written, read back.
fn summary(results: &Results) -> Value {
    let home = tempfile::tempdir().expect("a folder");
    let target = home.path().join("result");
    let mut folder = Folder::open(&target, &results.card.name, false).expect("a fresh folder");
    let (card, nothing) = (&results.card, serde_json::Value::Null);
    let origin = Origin { card, resolved: &nothing, given: &[], command: "" };
    write_results(&mut folder, results, &origin, TableFormat::Csv).expect("a disk with room");
    let path = folder.commit().expect("a target that is free");
    serde_json::from_slice(&fs::read(path.join(SUMMARY)).expect("a summary")).expect("JSON")
}

/// The paths of all values: `a.b` in objects, `a[].b` in arrays. An estimate is one value, and a
/// measure's name is left to its own tables.
fn paths(value: &Value, path: &str, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(entries) if !entries.contains_key("replicates") || path == "scenario" => {
            for (name, value) in entries {
                if path != "measures" {
                    let dot = if path.is_empty() { "" } else { "." };
                    paths(value, &format!("{path}{dot}{name}"), found);
                }
            }
            if path == "measures" {
                found.insert(path.to_owned());
            }
        }
        Value::Array(items) if items.iter().any(|item| item.is_object() || item.is_string()) => {
            for item in items {
                paths(item, &format!("{path}[]"), found);
            }
        }
        _ => {
            found.insert(path.to_owned());
        }
    }
}

/// Whether a page has a row that opens with a key.
fn describes(page: &str, key: &str) -> bool {
    page.lines().any(|line| line.starts_with(&format!("| `{key}` |")))
}

#[test]
fn every_key_of_a_real_summary_is_described() {
    let loaded = load("tiny.toml", &["event.calm.factor.leads=0.9"]);
    let mut results = results(&loaded);
    results.card.budgets = vec![BudgetSetter {
        business: "glow".to_owned(),
        scenario: "network".to_owned(),
        scenario_hash: "0".repeat(64),
    }];
    let summary = summary(&results);
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/measures.md");
    let page = fs::read_to_string(page).expect("a page of measures");
    let mut found = BTreeSet::new();
    paths(&summary, "", &mut found);
    for part in ["capture[].of_100", "lorenz[].points", "incidence[].points[].waiting"] {
        assert!(found.contains(part), "{part} is not in the summary: {found:?}");
    }
    let missing: Vec<&String> = found.iter().filter(|path| !describes(&page, path)).collect();
    assert!(missing.is_empty(), "not described: {missing:?}");
    // And nothing is described that is not there.
    let (_, section) = page.split_once("\n## The file\n").expect("a section on the file");
    let section = section.split("\n## ").next().expect("a section");
    for line in section.lines().filter_map(|line| line.strip_prefix("| `")) {
        let key = line.split('`').next().expect("a key");
        assert!(found.contains(key), "{key} is described and not in the summary");
    }
    let measures = summary["measures"].as_object().expect("measures");
    let named = |key: &str| {
        let general = key.replace("business.glow.", "business.NAME.");
        describes(&page, &general)
    };
    let missing: Vec<&String> = measures.keys().filter(|key| !named(key)).collect();
    assert!(missing.is_empty(), "measures without a definition: {missing:?}");
}

/// Whoever joins 52 weeks before the end is still followed, and belongs to a year of entry.
#[test]
fn years_of_entry_and_motives_hold_everybody_whose_first_year_was_followed() {
    for weeks in [52, 53, 104, 105] {
        let results = results(&load("tiny.toml", &[&format!("weeks={weeks}")]));
        for kind in ["by_entry_year", "by_motive"] {
            let start = format!("persons.first_year.{kind}.");
            let shares = results.readings.iter().filter(|reading| {
                reading.key.starts_with(&start) && reading.key.ends_with(".people_share")
            });
            let sum: f64 = shares.filter_map(|reading| Some(reading.estimate.as_ref()?.mean)).sum();
            assert!((sum - 1.0).abs() < 1e-12, "{kind} over {weeks} weeks: {sum}");
        }
    }
}

#[test]
fn histograms_count_everybody_and_agree_with_the_measures() {
    let results = results(&load("tiny.toml", &["burn_in_weeks=13"]));
    let sum = |key: &str| -> f64 {
        let reading = results.readings.iter().find(|reading| reading.key == key);
        let estimate = reading.and_then(|reading| reading.estimate).expect("a number");
        estimate.mean * f64::from(estimate.replicates)
    };
    let of = |of: HistogramOf| {
        results.histograms.iter().find(|histogram| histogram.of == of).expect("a histogram")
    };
    for (wanted, people) in [
        (HistogramOf::NetToDate, sum("persons.to_date.people")),
        (HistogramOf::RewardsToDate, sum("persons.to_date.people")),
        (HistogramOf::RewardsCalendarYear, sum("payments.calendar_year.rewards.on_books.people")),
    ] {
        let histogram = of(wanted);
        let counted: u64 = histogram.bins.iter().map(|bin| bin.people).sum();
        assert_eq!(counted, histogram.people);
        assert!((histogram.people as f64 - people).abs() < 1e-6, "{wanted:?}");
        assert!(histogram.bins.windows(2).all(|pair| pair[0].to == pair[1].from));
    }
    // Nobody loses by rewards, and whoever got none is told apart.
    let paid = sum("payments.calendar_year.rewards.paid.people");
    let year = of(HistogramOf::RewardsCalendarYear);
    assert!(((year.people - year.at_zero) as f64 - paid).abs() < 1e-6);
    assert!(0 < year.at_zero);
    let losers: u64 = of(HistogramOf::NetToDate)
        .bins
        .iter()
        .filter(|bin| bin.to.0 <= 1 && bin.from.0 < 0)
        .map(|bin| bin.people)
        .sum();
    assert!(0 < losers, "somebody lost");
}
