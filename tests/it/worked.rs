//! Worked examples are data: every file in `tests/worked` is read and held against the program.
//!
//! A file has an `about` and any of these lists:
//!
//! * `[[plan]]`: `scenario` (text of a scenario file; the file's own `scenario` comes before it) is
//!   run on `tree` (`id`, `sponsor`, `status`, `points`, `before`, `wholesale`, `margin`). `pays`
//!   lists what each earner gets at each level over all sources, and nothing else may be paid;
//!   level 0 is the rounding of a person's sum. `full` and `breakage` close the account.
//! * `[[price]]`: `at` says what a unit costs a partner with so many points before.
//! * `[[month]]`: `flows` by reason are booked, `minutes` at `wage_per_hour` are taken off.
//!
//! Money is in cents.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use downline::ledger::{Purse, Reason, Tally, transfer};
use downline::scenario::{Business, Loaded, Plan};
use downline::units::{Cents, Rounding};
use downline::world::{NO_UPLINE, Status, Volume};
use serde::Deserialize;

use crate::network::{Member, Network};

/// A file of worked examples.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WorkedFile {
    #[serde(skip)]
    pub(crate) name: String,
    about: String,
    #[serde(default)]
    pub(crate) scenario: String,
    #[serde(default)]
    tree: Vec<Seat>,
    #[serde(default, rename = "plan")]
    pub(crate) plans: Vec<PlanCase>,
    #[serde(default, rename = "price")]
    prices: Vec<PriceCase>,
    #[serde(default, rename = "month")]
    months: Vec<MonthCase>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Seat {
    id: String,
    sponsor: Option<String>,
    status: String,
    #[serde(default)]
    points: u32,
    #[serde(default)]
    before: [u32; 3],
    #[serde(default)]
    wholesale: i64,
    #[serde(default)]
    margin: i64,
}

/// A plan on the file's tree, and what it must pay.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PlanCase {
    pub(crate) name: String,
    #[serde(default)]
    pub(crate) scenario: String,
    pays: Vec<Pay>,
    full: i64,
    breakage: i64,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Pay {
    id: String,
    level: u32,
    cents: i64,
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
pub(crate) fn files() -> Vec<WorkedFile> {
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
pub(crate) fn file(name: &str) -> WorkedFile {
    files().into_iter().find(|file| file.name == name).unwrap_or_else(|| panic!("no file `{name}`"))
}

/// The plan of the only business of a scenario, through the real reader.
pub(crate) fn plan_of(name: &str, scenario: &str) -> Plan {
    business_of(name, scenario).plan
}

fn business_of(name: &str, scenario: &str) -> Business {
    let loaded = Loaded::from_text(name, scenario).unwrap_or_else(|problems| panic!("{problems}"));
    loaded.scenario.businesses.into_iter().next().expect("a business").1
}

impl WorkedFile {
    /// The tree as columns.
    pub(crate) fn network(&self) -> Network {
        let mut network = Network::default();
        for seat in &self.tree {
            let row = |id: &String| {
                let row = self.tree.iter().position(|other| &other.id == id);
                u32::try_from(row.unwrap_or_else(|| panic!("no seat `{id}`"))).expect("few rows")
            };
            let status = match seat.status.as_str() {
                "active" => Status::Active,
                "dormant" => Status::Dormant,
                "left" => Status::Left,
                other => panic!("no status `{other}`"),
            };
            let (wholesale, margin) = (Cents(seat.wholesale), Cents(seat.margin));
            network.push(Member {
                sponsor: seat.sponsor.as_ref().map_or(NO_UPLINE, row),
                status,
                volume: Volume { points: seat.points, wholesale, margin },
                points_before: seat.before,
            });
        }
        network
    }

    /// The plan of one of its cases.
    pub(crate) fn plan(&self, case: &PlanCase) -> Plan {
        plan_of(&self.name, &format!("{}\n{}", self.scenario, case.scenario))
    }

    /// Everything that does not come out as written.
    fn check(&self) -> Vec<String> {
        let mut differences = Differences { at: self.name.clone(), found: Vec::new() };
        differences.expect("has no text about it", &false, &self.about.trim().is_empty());
        let cases = self.plans.len() + self.prices.len() + self.months.len();
        differences.expect("has no examples", &false, &(cases == 0));
        for case in &self.plans {
            differences.at = format!("{}, {}", self.name, case.name);
            self.check_plan(case, &mut differences);
        }
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

    fn check_plan(&self, case: &PlanCase, differences: &mut Differences) {
        let (claims, outcome) = self.network().run(&self.plan(case));
        let mut paid: BTreeMap<(&str, u32), i64> = BTreeMap::new();
        for claim in &claims {
            let id = self.tree[claim.earner as usize].id.as_str();
            *paid.entry((id, claim.level)).or_default() += claim.amount.0;
        }
        paid.retain(|_, cents| *cents != 0);
        let written = case.pays.iter().map(|pay| ((pay.id.as_str(), pay.level), pay.cents));
        differences.expect("payouts", &written.collect(), &paid);
        differences.expect("full", &case.full, &outcome.full.0);
        differences.expect("breakage", &case.breakage, &outcome.breakage().0);
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
    let mut wrong = file("compressions");
    wrong.plans[0].pays[0].cents += 1;
    wrong.plans[1].full += 1;
    wrong.plans[2].breakage -= 1;
    wrong.plans[3].pays.pop();
    assert_eq!(wrong.check().len(), 4);
    let mut wrong = file("retail");
    wrong.prices[0].at[0].profit += 1;
    wrong.prices[2].wholesale_profits[0].cents += 1;
    assert_eq!(wrong.check().len(), 2);
    let mut wrong = file("true-cost");
    wrong.months[0].net += 1;
    assert_eq!(wrong.check().len(), 1);
}
