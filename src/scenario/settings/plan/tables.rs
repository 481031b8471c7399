//! Small tables that several bonuses share, and how a contradiction in a plan is told.

use super::Plan;
use crate::scenario::limits::PLACES_MAX;
use crate::scenario::reading::is_within;
use crate::scenario::suggest::{did_you_mean, nearest};
use crate::scenario::{Choice, Source, Table};
use crate::units::{Cents, Ppm};

/// Rates by level for one rank.
#[derive(Debug, Clone, PartialEq)]
pub struct RankRates {
    /// The rank's name.
    pub rank: String,
    /// Share at level 1, 2 and so on.
    pub rates: Vec<Ppm>,
}

impl RankRates {
    pub(super) fn read(t: &mut Table<'_>) -> Self {
        Self {
            rank: rank_name(t),
            rates: t
                .rates("rates", &[])
                .lengths(0, 64)
                .source(Source::Model)
                .about("Share at level 1, 2 and so on; fewer rates mean less depth.")
                .read(),
        }
    }
}

/// A rate for one rank.
#[derive(Debug, Clone, PartialEq)]
pub struct RankRate {
    /// The rank's name.
    pub rank: String,
    /// Its rate.
    pub rate: Ppm,
}

impl RankRate {
    pub(super) fn read(t: &mut Table<'_>) -> Self {
        Self { rank: rank_name(t), rate: rate(t, "The rank's rate.") }
    }
}

/// An amount for one rank.
#[derive(Debug, Clone, PartialEq)]
pub struct RankAmount {
    /// The rank's name.
    pub rank: String,
    /// Its amount.
    pub amount: Cents,
}

impl RankAmount {
    pub(super) fn read(t: &mut Table<'_>) -> Self {
        Self { rank: rank_name(t), amount: amount(t, "amount", "The rank's amount.") }
    }
}

/// A rate from a number of points on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PointStep {
    /// Points, at least.
    pub from_points: u64,
    /// The rate from there on.
    pub rate: Ppm,
}

impl PointStep {
    pub(super) fn read(t: &mut Table<'_>) -> Self {
        Self {
            from_points: points(t, "from_points", "Points from which the rate holds."),
            rate: rate(t, "The rate from these points on."),
        }
    }

    /// The rate of the highest step reached; nothing below the first.
    pub fn reached(steps: &[Self], points: u64) -> Ppm {
        let met = steps.iter().rev().find(|step| step.from_points <= points);
        met.map_or(Ppm::ZERO, |step| step.rate)
    }
}

/// What a bonus is a share of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VolumeBase {
    /// The commissionable value (CV) of own orders and of customers' that the business ships.
    Wholesale,
    /// The retail profit of the source.
    RetailMargin,
    /// The list value of own orders.
    ListValue,
    /// Own points at what a point is worth.
    Points,
}

impl VolumeBase {
    /// The key `base` of a bonus.
    pub(super) fn read(t: &mut Table<'_>) -> Self {
        t.choice("base", Self::Wholesale)
            .source(Source::Model)
            .about("What the bonus is a share of.")
            .read()
    }
}

impl Choice for VolumeBase {
    const NAMES: &'static [(&'static str, Self)] = &[
        ("wholesale", Self::Wholesale),
        ("retail_margin", Self::RetailMargin),
        ("list_value", Self::ListValue),
        ("points", Self::Points),
    ];
}

/// The rank that a line is for.
pub(super) fn rank_name(t: &mut Table<'_>) -> String {
    t.text("rank", "")
        .source(Source::Model)
        .about("Name of the rank, one of `[business.NAME.plan.rank.RANK]`.")
        .read()
}

/// A rate of its own line.
pub(super) fn rate(t: &mut Table<'_>, about: &'static str) -> Ppm {
    t.rate("rate", Ppm::ZERO).source(Source::Model).about(about).read()
}

/// An amount of zero or more, none by default.
pub(super) fn amount(t: &mut Table<'_>, name: &'static str, about: &'static str) -> Cents {
    t.money(name, Cents::ZERO)
        .within(Cents::ZERO, AMOUNT_MAX)
        .source(Source::Model)
        .about(about)
        .read()
}

/// Points of zero or more, none by default.
pub(super) fn points(t: &mut Table<'_>, name: &'static str, about: &'static str) -> u64 {
    t.count(name, 0).unit("points").within(0, POINTS_MAX).source(Source::Model).about(about).read()
}

/// The largest number of points that a plan may ask for.
pub(super) const POINTS_MAX: u64 = 1_000_000_000_000;

/// The largest single amount that a plan may name.
pub(super) const AMOUNT_MAX: Cents = Cents(100_000_000_000);

/// Something in a plan that contradicts something else in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Contradiction {
    /// The key below the plan that a user would change first.
    pub(crate) key: String,
    pub(crate) message: String,
    pub(crate) hint: Option<String>,
}

/// All contradictions of a plan.
#[derive(Debug)]
pub(crate) struct Contradictions {
    pub(crate) found: Vec<Contradiction>,
    /// Paths below the plan of the keys that somebody wrote, and of tables written empty.
    written: Vec<String>,
}

impl Contradictions {
    /// None yet, in a plan of which these keys and empty tables were written.
    pub(crate) fn new(written: Vec<String>) -> Self {
        Self { found: Vec::new(), written }
    }

    /// Whether somebody wrote a key, or any key of a table.
    pub(crate) fn writes(&self, path: &str) -> bool {
        self.written.iter().any(|key| is_within(key, path))
    }

    /// Whether somebody wrote a table with nothing in it.
    pub(crate) fn writes_empty(&self, table: &str) -> bool {
        self.written.iter().any(|key| key == table)
    }

    /// Whether something is wrong with a key already.
    pub(crate) fn blames(&self, path: &str) -> bool {
        self.found.iter().any(|found| found.key == path)
    }

    /// Adds one.
    pub(crate) fn say(&mut self, key: impl Into<String>, message: String, hint: Option<String>) {
        self.found.push(Contradiction { key: key.into(), message, hint });
    }

    /// Says so if there is more of something than is told apart by eight bits.
    pub(super) fn at_most(&mut self, key: &str, what: &str, count: usize) {
        if PLACES_MAX < count {
            let message = format!("there are {count} {what}, at most {PLACES_MAX} are allowed");
            self.say(key, message, None);
        }
    }

    /// Says so if a key names a rank that the plan does not have.
    pub(crate) fn rank(&mut self, key: &str, name: Option<&str>, plan: &Plan) {
        let Some(name) = name.filter(|name| plan.rank_place(name).is_none()) else { return };
        let names = plan.ranks.iter().map(|(rank, _)| rank.as_str());
        let hint = match nearest(name, names) {
            Some(near) => did_you_mean(near),
            None => format!("ranks are tables such as `[plan.rank.{name}]`"),
        };
        self.say(key, format!("there is no rank `{name}`"), Some(hint));
    }

    /// Says so if a list names a rank twice or one that the plan does not have.
    pub(crate) fn ranks<'r>(
        &mut self,
        list: &str,
        names: impl Iterator<Item = &'r str>,
        plan: &Plan,
    ) {
        let mut seen: Vec<&str> = Vec::new();
        for (index, name) in names.enumerate() {
            let key = format!("{list}[{index}].rank");
            if seen.contains(&name) {
                self.say(&key, format!("rank `{name}` stands here twice"), None);
            }
            self.rank(&key, Some(name), plan);
            seen.push(name);
        }
    }

    /// Says so if rates by level add up to more than the whole, or tables of ranks are wrong.
    pub(crate) fn rank_rates(
        &mut self,
        bonus: &str,
        rates: &[Ppm],
        rank_rates: &[RankRates],
        plan: &Plan,
    ) {
        let list = format!("{bonus}.rank_rates");
        self.ranks(&list, rank_rates.iter().map(|table| table.rank.as_str()), plan);
        self.sum(&format!("{bonus}.rates"), rates);
        for (index, table) in rank_rates.iter().enumerate() {
            self.sum(&format!("{list}[{index}].rates"), &table.rates);
        }
    }

    /// Says so if rates add up to more than the whole.
    pub(crate) fn sum(&mut self, key: &str, rates: &[Ppm]) {
        let sum: u64 = rates.iter().map(|rate| u64::from(rate.0)).sum();
        if 1_000_000 < sum {
            let percent = sum as f64 / 1e4;
            self.say(key, format!("the rates add up to {percent} %, more than the whole"), None);
        }
    }

    /// Says so if steps do not rise, in what they ask and in what they give.
    pub(crate) fn steps<T: PartialOrd, G: PartialOrd>(
        &mut self,
        list: &str,
        steps: impl Iterator<Item = (T, G)>,
        (asks, gives): (&str, &str),
    ) {
        let steps: Vec<(T, G)> = steps.collect();
        for (index, pair) in steps.windows(2).enumerate() {
            let next = index + 1;
            if pair[1].0 <= pair[0].0 {
                let message =
                    format!("step {} does not ask for more than the one before", next + 1);
                self.say(format!("{list}[{next}].{asks}"), message, Some(RISE.to_owned()));
            } else if !gives.is_empty() && pair[1].1 < pair[0].1 {
                let message = format!("step {} gives less than the one before", next + 1);
                self.say(format!("{list}[{next}].{gives}"), message, Some(RISE.to_owned()));
            }
        }
    }
}

const RISE: &str = "steps stand in rising order";
