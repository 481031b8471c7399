//! Worked examples beside compensation plans are data: every file in `tests/worked` is read and
//! held against the program. Those of plans are case files, which `tests/plans/cases.rs` runs.
//!
//! A file has an `about` and any of these lists:
//!
//! * `[[price]]`: `at` says what a unit costs a partner with so many points before.
//! * `[[month]]`: `flows` by reason are booked, `minutes` at `wage_per_hour` are taken off.
//!
//! Money is in cents.

use std::fs;
use std::path::Path;

use downline::ledger::{Purse, Reason, Tally, transfer};
use downline::scenario::{Business, Loaded};
use downline::units::{Cents, Rounding};
use serde::Deserialize;

/// A file of worked examples.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct WorkedFile {
    #[serde(skip)]
    name: String,
    about: String,
    #[serde(default, rename = "price")]
    prices: Vec<PriceCase>,
    #[serde(default, rename = "month")]
    months: Vec<MonthCase>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct PriceCase {
    name: String,
    scenario: String,
    at: Vec<AtPoints>,
    #[serde(default)]
    wholesale_profits: Vec<WholesaleProfit>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct AtPoints {
    points_before: u64,
    partner_price: i64,
    profit: i64,
    markup_percent: Option<i64>,
}

/// The difference of the prices of two partners, named by their points before.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct WholesaleProfit {
    upper: u64,
    lower: u64,
    cents: i64,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct MonthCase {
    name: String,
    flows: Vec<Flow>,
    cash: i64,
    minutes: i128,
    wage_per_hour: i64,
    net: i64,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Flow {
    reason: String,
    cents: i64,
}

/// Every file of `tests/worked`, by name.
fn files() -> Vec<WorkedFile> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/worked");
    let mut paths: Vec<_> = fs::read_dir(&folder)
        .expect("the folder of worked examples")
        .map(|entry| entry.expect("an entry of the folder").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .collect();
    paths.sort();
    let read = |path: &std::path::PathBuf| {
        let text = fs::read_to_string(path).expect("a readable file");
        let mut file: WorkedFile =
            toml::from_str(&text).unwrap_or_else(|problem| panic!("{}: {problem}", path.display()));
        file.name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        file
    };
    paths.iter().map(read).collect()
}

/// One file by its name.
fn file(name: &str) -> WorkedFile {
    files().into_iter().find(|file| file.name == name).unwrap_or_else(|| panic!("no file `{name}`"))
}

/// The only business of a scenario, through the real reader.
fn business_of(name: &str, scenario: &str) -> Business {
    let loaded = Loaded::from_text(name, scenario).unwrap_or_else(|problems| panic!("{problems}"));
    loaded.scenario.businesses.into_iter().next().expect("a business").1
}

impl WorkedFile {
    /// Everything that does not come out as written.
    fn check(&self) -> Vec<String> {
        let mut differences = Differences { at: self.name.clone(), found: Vec::new() };
        differences.expect("has no text about it", &false, &self.about.trim().is_empty());
        let cases = self.prices.len() + self.months.len();
        differences.expect("has no examples", &false, &(cases == 0));
        for case in &self.prices {
            differences.at = format!("{}, {}", self.name, case.name);
            case.check(&mut differences);
        }
        for case in &self.months {
            differences.at = format!("{}, {}", self.name, case.name);
            case.check(&mut differences);
        }
        differences.found
    }
}

impl PriceCase {
    fn check(&self, differences: &mut Differences) {
        let business = business_of(&self.name, &self.scenario);
        for at in &self.at {
            let price = business.partner_price(at.points_before);
            let profit = business.product.list_price - price;
            differences.expect("partner price", &at.partner_price, &price.0);
            differences.expect("profit", &at.profit, &profit.0);
            if let Some(markup) = at.markup_percent {
                let found = profit.times_over(100, i128::from(price.0), Rounding::HalfUp);
                differences.expect("mark-up in percent", &markup, &found.0);
            }
        }
        for pair in &self.wholesale_profits {
            let found = business.partner_price(pair.lower) - business.partner_price(pair.upper);
            differences.expect("wholesale profit", &pair.cents, &found.0);
        }
    }
}

impl MonthCase {
    fn check(&self, differences: &mut Differences) {
        let (mut purse, mut tally) = (Purse::default(), Tally::default());
        for flow in &self.flows {
            let reason = Reason::ALL.into_iter().find(|reason| reason.name() == flow.reason);
            let reason = reason.unwrap_or_else(|| panic!("no reason `{}`", flow.reason));
            transfer(&mut purse, &mut tally, reason, Cents(flow.cents));
        }
        let cash: Cents = purse.into_iter().sum();
        let time = Cents(self.wage_per_hour).times_over(self.minutes, 60, Rounding::HalfUp);
        differences.expect("cash", &self.cash, &cash.0);
        differences.expect("net of time", &self.net, &(cash - time).0);
    }
}

/// What was written and did not come out.
struct Differences {
    at: String,
    found: Vec<String>,
}

impl Differences {
    fn expect<T: PartialEq + std::fmt::Debug>(&mut self, what: &str, written: &T, found: &T) {
        if written != found {
            self.found.push(format!("{}: {what}: {written:?} written, {found:?} found", self.at));
        }
    }
}

#[test]
fn every_worked_example_comes_out_to_the_cent() {
    let differences: Vec<String> = files().iter().flat_map(WorkedFile::check).collect();
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

#[test]
fn a_cent_too_much_in_an_example_is_told_apart() {
    let mut wrong = file("retail");
    wrong.prices[0].at[0].profit += 1;
    wrong.prices[2].wholesale_profits[0].cents += 1;
    assert_eq!(wrong.check().len(), 2);
    let mut wrong = file("true-cost");
    wrong.months[0].net += 1;
    assert_eq!(wrong.check().len(), 1);
}
