//! The model page says what the shipped scenarios come to: every number of its table of patterns.
//!
//! A row reads `| pattern | key | scale | as the article says | on wholesale | band | reading | …`.
//! The key is one of `summary.json`, or `weeks:COLUMN:WEEK` for a column of the weekly table. Rows
//! whose key is a dash hold no number and are not looked at.

use std::ops::ControlFlow;
use std::path::Path;

use downline::experiment::results::{Results, WeekRow};
use downline::experiment::{Estimate, run};
use downline::scenario::Loaded;

const PAGE: &str = "docs/MODEL.md";

/// Cells of a row up to the reading, which the test writes; what follows is the author's.
const CELLS: usize = 7;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn results_of(scenario: &str) -> Results {
    let loaded = Loaded::from_file(&root().join("scenarios").join(scenario), &[])
        .expect("a shipped scenario has no problems");
    let replicates = loaded.scenario.replicates;
    run(&loaded, replicates, &|_, _| ControlFlow::Continue(())).expect("the books close")
}

/// The estimate behind a key.
fn estimate(results: &Results, key: &str) -> Estimate {
    let mut parts = key.split(':');
    if let (Some("weeks"), Some(column), Some(week)) = (parts.next(), parts.next(), parts.next()) {
        let week: u32 = week.parse().expect("a week is a number");
        let rows = results.weeks.iter().filter(|row| row.week == week);
        let values: Vec<f64> = rows.map(|row| column_of(row, column)).collect();
        return Estimate::over(&values).unwrap_or_else(|| panic!("no week {week}"));
    }
    let reading = results.readings.iter().find(|reading| reading.key == key);
    let reading = reading.unwrap_or_else(|| panic!("there is no measure `{key}`"));
    reading.estimate.unwrap_or_else(|| panic!("no world defines `{key}`"))
}

fn column_of(row: &WeekRow, column: &str) -> f64 {
    let count = match column {
        "active" => row.active,
        "joined" => row.joined,
        "left" => row.left,
        "prospects" => row.prospects,
        "unserved" => row.unserved,
        other => panic!("no column `{other}` is known here"),
    };
    count as f64
}

/// How a number is shown: what it is multiplied by, its decimals, and what follows it.
fn scale(text: &str) -> (f64, usize, &'static str) {
    match text {
        "EUR" => (0.01, 0, ""),
        "EUR.00" => (0.01, 2, ""),
        "%" => (100.0, 1, " %"),
        "%.00" => (100.0, 2, " %"),
        "number" => (1.0, 0, ""),
        "number.00" => (1.0, 2, ""),
        other => panic!("`{other}` is no scale: EUR, EUR.00, %, %.00, number or number.00"),
    }
}

/// A number with grouped thousands, a true minus, and no minus before a zero.
fn plain(value: f64, decimals: usize) -> String {
    // Halves go up, as pictures and terminal have it; text alone would take them to even.
    let fine: f64 = (0..decimals).map(|_| 10.0).product();
    let text = format!("{:.decimals$}", (value.abs() * fine + 0.5).floor() / fine);
    let (whole, rest) = text.split_at(text.find('.').unwrap_or(text.len()));
    let mut grouped = String::new();
    for (place, digit) in whole.chars().enumerate() {
        if 0 < place && (whole.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let zero = text.chars().all(|c| matches!(c, '0' | '.'));
    let sign = if value < 0.0 && !zero { "−" } else { "" };
    format!("{sign}{grouped}{rest}")
}

/// A mean with its interval, in the way of the table.
fn shown(estimate: &Estimate, (factor, decimals, unit): (f64, usize, &str)) -> String {
    let number = |value: f64| plain(value * factor, decimals);
    match (estimate.low, estimate.high) {
        (Some(low), Some(high)) => {
            format!("{}{unit} ({} to {})", number(estimate.mean), number(low), number(high))
        }
        _ => format!("{}{unit}", number(estimate.mean)),
    }
}

/// Whether a mean, rounded as it is shown, lies in a band such as `64 to 88`.
fn judged(estimate: &Estimate, (factor, decimals, _): (f64, usize, &str), band: &str) -> String {
    let bound = |text: &str| -> f64 {
        text.replace(',', "").replace('−', "-").parse().expect("a band is `LOW to HIGH`")
    };
    let (low, high) = band.split_once(" to ").expect("a band is `LOW to HIGH`");
    let rounded: f64 =
        format!("{:.decimals$}", estimate.mean * factor).parse().expect("a number was written");
    let inside = bound(low) <= rounded && rounded <= bound(high);
    String::from(if inside { "hit" } else { "miss" })
}

/// A row of the table as it should be; nothing for lines that hold no number.
fn right_row(line: &str, article: &Results, wholesale: &Results) -> Option<String> {
    let inner = line.strip_prefix("| ")?.strip_suffix(" |")?;
    let mut cells: Vec<String> = inner.split(" | ").map(str::to_string).collect();
    let key = cells.get(1)?.strip_prefix('`')?.strip_suffix('`')?.to_string();
    assert!(CELLS < cells.len(), "a row of patterns has too few cells: {line}");
    let scale = scale(&cells[2]);
    let both = [estimate(article, &key), estimate(wholesale, &key)];
    cells[3] = shown(&both[0], scale);
    cells[4] = shown(&both[1], scale);
    let band = cells[5].clone();
    if band != "—" {
        let [first, second] = both.each_ref().map(|estimate| judged(estimate, scale, &band));
        cells[6] = format!("{first}, {second}");
    }
    Some(format!("| {} |", cells.join(" | ")))
}

/// The verdict that the README quotes for a scenario.
fn quoted(scenario: &str) -> String {
    let readme = std::fs::read_to_string(root().join("README.md")).expect("a README");
    let mark = format!("> <!-- verdict: scenarios/{scenario}.toml -->\n");
    let (_, after) = readme.split_once(&mark).expect("the README quotes the verdict");
    let lines = after.lines().map_while(|line| line.strip_prefix("> "));
    lines.collect::<Vec<_>>().join(" ")
}

#[test]
fn the_table_of_patterns_and_the_readme_say_what_the_shipped_scenarios_come_to() {
    let page = std::fs::read_to_string(root().join(PAGE)).expect("the model has a page");
    let (_, patterns) = page.split_once("\n## Patterns\n").expect("the page ends with patterns");
    let article = results_of("beauty-network.toml");
    let wholesale = results_of("beauty-network-wholesale.toml");
    let mut rows = 0;
    let mut wrong = Vec::new();
    for line in patterns.lines() {
        if let Some(right) = right_row(line, &article, &wholesale) {
            rows += 1;
            if right != line {
                wrong.push(right);
            }
        }
    }
    for (scenario, results) in
        [("beauty-network", &article), ("beauty-network-wholesale", &wholesale)]
    {
        let said = quoted(scenario);
        assert_eq!(said, results.verdict.sentence, "the README's verdict of {scenario}");
    }
    assert!(20 <= rows, "only {rows} rows of patterns with a key were found in {PAGE}");
    assert!(wrong.is_empty(), "rows of {PAGE} that should read\n{}", wrong.join("\n"));
}

/// The scenarios of the table of plans, in the order of its columns.
const PLANS: [&str; 6] = [
    "beauty-market.toml",
    "plans/unilevel.toml",
    "plans/stairstep.toml",
    "plans/binary.toml",
    "plans/matrix.toml",
    "plans/hybrid.toml",
];

/// Cells of a row of plans before the numbers.
const PLAN_CELLS: usize = 3;

#[test]
fn the_page_of_plans_says_what_the_same_market_comes_to_under_each() {
    let page = std::fs::read_to_string(root().join("docs/plans/README.md")).expect("the page");
    let (_, rest) = page.split_once("\n## The same market").expect("the section");
    let (table, _) = rest.split_once("\n## ").expect("a section after it");
    let all = PLANS.map(results_of);
    let mut rows = 0;
    let mut wrong = Vec::new();
    for line in table.lines().filter(|line| line.contains("| `")) {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let (key, scale) = (cells[1].trim_matches('`'), scale(cells[2]));
        let numbers = all.iter().map(|results| {
            let reading = results.readings.iter().find(|reading| reading.key == key);
            let estimate = reading.and_then(|reading| reading.estimate);
            estimate.map_or("—".to_string(), |estimate| shown(&estimate, scale))
        });
        let head = cells[..PLAN_CELLS].iter().map(ToString::to_string);
        let right: Vec<String> = head.chain(numbers).collect();
        let right = format!("| {} |", right.join(" | "));
        rows += 1;
        if right != line {
            wrong.push(right);
        }
    }
    assert_eq!(rows, 8, "rows of the table of plans");
    assert!(
        wrong.is_empty(),
        "rows of docs/plans/README.md that should read\n{}",
        wrong.join("\n")
    );
    // They are shipped to be compared at like payouts.
    for (name, results) in PLANS.iter().zip(&all).skip(1) {
        let payout = estimate(results, "business.glow.plan.payout_of_volume").mean;
        assert!((0.38..0.42).contains(&payout), "{name} pays {payout}");
    }
}

#[test]
fn a_number_of_the_table_is_grouped_and_signed_as_text_is() {
    assert_eq!(plain(1_234_567.0, 0), "1,234,567");
    assert_eq!(plain(-1_234.5, 2), "−1,234.50");
    assert_eq!(plain(-0.004, 2), "0.00");
    assert_eq!(plain(999.0, 0), "999");
    assert_eq!((plain(8_108.5, 0), plain(-0.125, 2)), ("8,109".to_owned(), "−0.13".to_owned()));
}
