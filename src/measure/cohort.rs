//! People who are followed: personas, and creators who were offered a contract.
//!
//! Everybody stays in the denominator for the 52 weeks from joining or from the offer, whether she
//! left, declined or stayed. Each number is a quotient of two sums over people, or a quantile, so
//! that it can be taken of one world as well as of all worlds together.
//!
//! *Invariant*: the names and definitions stand here alone; what is taken of one world and what is
//! taken of all is the same list. Those beside whom they are set, who joined by themselves, are
//! measured as persons are: by the worlds' own numbers.
//!
//! *Absent*: intervals (`experiment::pooled`).

use super::crowd::Persons;
use super::inequality::Sorted;
use super::people::ascending;
use super::{Meter, Range, Unit};
use crate::ledger::{GROUPS, Group};
use crate::scenario::{Motive, Scenario, Tier};
use crate::simulation::FinishedRun;
use crate::units::Cents;
use crate::world::{Cohort, FollowedYear, Member};

/// A person whose 52 weeks are over.
#[derive(Debug, Clone, Copy)]
pub struct Outcome {
    /// Who she is, and of which cohort.
    pub member: Member,
    /// What became of her.
    pub year: FollowedYear,
}

/// Everybody's outcome, in the order of the cohorts.
pub fn outcomes(run: &FinishedRun) -> Vec<Outcome> {
    let members = run.world.followed.members.iter();
    members.filter_map(|&member| Some(Outcome { member, year: member.year? })).collect()
}

/// A circle of those who are followed, under the key of their measures.
#[derive(Debug, Clone, PartialEq)]
pub struct Circle {
    /// How their keys begin.
    pub key: String,
    of: Who,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Who {
    Persona(usize),
    Creators(Option<Tier>),
}

impl Circle {
    /// All circles of a scenario: each persona, all creators, and each tier of them.
    pub fn all(scenario: &Scenario) -> Vec<Self> {
        let personas = scenario.personas.iter().enumerate();
        let mut circles: Vec<Self> = personas
            .map(|(place, (name, _))| Self {
                key: format!("persona.{name}"),
                of: Who::Persona(place),
            })
            .collect();
        if scenario.creators.is_some() {
            circles.push(Self { key: "creators.all".to_string(), of: Who::Creators(None) });
            circles.extend(Tier::ALL.map(|tier| {
                let key = format!("creators.{}", tier.name());
                Self { key, of: Who::Creators(Some(tier)) }
            }));
        }
        circles
    }

    /// Its people among all who are followed.
    pub fn of(&self, all: &[Outcome]) -> Vec<Outcome> {
        let belongs = |outcome: &&Outcome| match (self.of, outcome.member.cohort) {
            (Who::Persona(place), Cohort::Persona(of)) => place == of,
            (Who::Creators(None), Cohort::Creators) => true,
            (Who::Creators(Some(tier)), Cohort::Creators) => tier == outcome.member.tier(),
            _ => false,
        };
        all.iter().filter(belongs).copied().collect()
    }

    /// What is measured of it.
    pub fn quotients(&self) -> impl Iterator<Item = &'static Quotient> {
        let offered = matches!(self.of, Who::Creators(_));
        let own = if offered { &OFFERED[..] } else { &JOINED[..] };
        COMMON.iter().chain(own).chain(&MONEY)
    }
}

/// A number that is the quotient of two sums over people.
pub struct Quotient {
    /// Its name behind the circle's key.
    pub name: &'static str,
    /// Its unit.
    pub unit: Unit,
    /// What it is.
    pub about: &'static str,
    /// What a person adds to the upper sum, given the reference wage in cents an hour.
    pub above: fn(&Outcome, f64) -> f64,
    /// What she adds to the lower one.
    pub below: fn(&Outcome) -> f64,
}

/// Amounts that nothing is taken off.
const ONLY_GROW: [&str; 4] = ["customers_spend", "received", "stock_cost", "written_off"];

impl Quotient {
    /// What it can be: every share of those who are followed is one of people, and sums that only
    /// grow are not below zero.
    pub fn range(&self) -> Range {
        match self.unit {
            Unit::Share => Range::PART,
            Unit::Cents if ONLY_GROW.contains(&self.name) => Range::COUNT,
            unit => unit.range(),
        }
    }

    /// The two sums over some people.
    pub fn sums(&self, people: &[Outcome], wage: f64) -> (f64, f64) {
        people.iter().fold((0.0, 0.0), |(above, below), outcome| {
            (above + (self.above)(outcome, wage), below + (self.below)(outcome))
        })
    }
}

/// A name's ending, and a net, under each treatment of own use.
pub type NetOf = (&'static str, fn(&Outcome) -> Cents);

/// Both treatments; the bare name is own use as a cost.
pub const NETS: [NetOf; 2] = [
    ("net", |outcome| outcome.year.net()),
    ("net_own_use_as_consumption", |outcome| outcome.year.net() + outcome.year.own_use),
];

/// Quantiles of a net by their names.
pub const QUANTILES: [(&str, f64); 5] =
    [("p10", 0.10), ("p25", 0.25), ("median", 0.50), ("p75", 0.75), ("p90", 0.90)];

fn one(_: &Outcome) -> f64 {
    1.0
}

fn hours(outcome: &Outcome) -> f64 {
    f64::from(outcome.year.minutes) / 60.0
}

fn net(outcome: &Outcome) -> f64 {
    NETS[0].1(outcome).0 as f64
}

fn net_and_own_use(outcome: &Outcome) -> f64 {
    NETS[1].1(outcome).0 as f64
}

fn flag(is_so: bool) -> f64 {
    f64::from(u8::from(is_so))
}

/// What came in: from customers, rewards, credit and fees, before every cost.
pub fn received(year: &FollowedYear) -> Cents {
    [Group::RetailReceived, Group::Rewards, Group::RetailCredit, Group::ContentFees]
        .into_iter()
        .map(|group| year.purse[group.index()])
        .sum()
}

/// A quotient over people.
const fn a_head(
    name: &'static str,
    unit: Unit,
    about: &'static str,
    above: fn(&Outcome, f64) -> f64,
) -> Quotient {
    Quotient { name, unit, about, above, below: one }
}

/// A quotient over hours.
const fn an_hour(
    name: &'static str,
    about: &'static str,
    above: fn(&Outcome, f64) -> f64,
) -> Quotient {
    Quotient { name, unit: Unit::CentsPerHour, about, above, below: hours }
}

/// What a group of her money came to, a head.
const fn group(
    name: &'static str,
    about: &'static str,
    above: fn(&Outcome, f64) -> f64,
) -> Quotient {
    a_head(name, Unit::Cents, about, above)
}

fn cents(outcome: &Outcome, group: Group) -> f64 {
    outcome.year.purse[group.index()].0 as f64
}

/// Her money by groups, which add up to the net.
const MONEY: [Quotient; GROUPS] = [
    group(
        "money.retail_received",
        "Received from customers who paid her, a head.",
        |outcome, _| cents(outcome, Group::RetailReceived),
    ),
    group(
        "money.paid_for_goods",
        "Paid to the business for goods, a head, below zero.",
        |outcome, _| cents(outcome, Group::PaidForGoods),
    ),
    group(
        "money.paid_fees",
        "Paid for kit, renewal, tools and events, a head, below zero.",
        |outcome, _| cents(outcome, Group::PaidFees),
    ),
    group("money.rewards", "Rewards of the plan, a head.", |outcome, _| {
        cents(outcome, Group::Rewards)
    }),
    group(
        "money.retail_credit",
        "Retail profit credited on drop-shipped sales, a head.",
        |outcome, _| cents(outcome, Group::RetailCredit),
    ),
    group(
        "money.content_fees",
        "Fees for posts, affiliate commission and host credit, before agents' shares, a head.",
        |outcome, _| cents(outcome, Group::ContentFees),
    ),
    group(
        "money.selling_costs",
        "Cost of posting, selling and payments, and agents' shares of fees, a head, below zero.",
        |outcome, _| cents(outcome, Group::SellingCosts),
    ),
    group(
        "money.returns_and_clawback",
        "Buy-back received less refunds and clawback paid, a head.",
        |outcome, _| cents(outcome, Group::ReturnsAndClawback),
    ),
];

/// What is measured of everybody who is followed.
const COMMON: [Quotient; 10] = [
    a_head(
        "profit_share",
        Unit::Share,
        "Share of them whose net of the 52 weeks is above zero, own use as a cost.",
        |outcome, _| flag(0.0 < net(outcome)),
    ),
    a_head(
        "profit_share_own_use_as_consumption",
        Unit::Share,
        "The same with own use as consumption.",
        |outcome, _| flag(0.0 < net_and_own_use(outcome)),
    ),
    a_head(
        "loss_share",
        Unit::Share,
        "Share of them whose net of the 52 weeks is below zero, own use as a cost.",
        |outcome, _| flag(net(outcome) < 0.0),
    ),
    a_head("net.mean", Unit::Cents, "Mean net a head of the 52 weeks.", |outcome, _| net(outcome)),
    a_head(
        "net_own_use_as_consumption.mean",
        Unit::Cents,
        "Mean net a head of the 52 weeks.",
        |outcome, _| net_and_own_use(outcome),
    ),
    a_head("hours_a_head", Unit::Hours, "Hours worked a head.", |outcome, _| hours(outcome)),
    an_hour("hourly_net", "Total net over total hours.", |outcome, _| net(outcome)),
    an_hour("hourly_net_own_use_as_consumption", "Total net over total hours.", |outcome, _| {
        net_and_own_use(outcome)
    }),
    an_hour(
        "hourly_net_less_wage",
        "Total net over total hours, less the reference wage.",
        |outcome, wage| net(outcome) - wage * hours(outcome),
    ),
    a_head(
        "customers_spend",
        Unit::Cents,
        "What customers paid for goods at or through her, a head.",
        |outcome, _| outcome.year.customers_spend.0 as f64,
    ),
];

/// What is measured of those who joined for certain.
const JOINED: [Quotient; 8] = [
    a_head("recruits", Unit::Count, "Direct recruits a head.", |outcome, _| {
        f64::from(outcome.year.recruits)
    }),
    a_head("no_recruit_share", Unit::Share, "Share of them who recruited nobody.", |outcome, _| {
        flag(outcome.year.recruits == 0)
    }),
    a_head("stock_units", Unit::Count, "Units left in stock after them, a head.", |outcome, _| {
        f64::from(outcome.year.stock)
    }),
    a_head("stock_cost", Unit::Cents, "What that stock cost, a head.", |outcome, _| {
        outcome.year.stock_cost.0 as f64
    }),
    a_head(
        "written_off",
        Unit::Cents,
        "Cost of the stock that was written off on leaving, a head.",
        |outcome, _| outcome.year.written_off.0 as f64,
    ),
    a_head(
        "still_active_share",
        Unit::Share,
        "Share of them who still post and sell after them.",
        |outcome, _| flag(outcome.year.active),
    ),
    a_head(
        "still_registered_share",
        Unit::Share,
        "Share of them who have not left after them, dormant ones included.",
        |outcome, _| flag(outcome.year.registered),
    ),
    a_head(
        "break_even_share",
        Unit::Share,
        "Share of them whose net was ever at or above zero within them.",
        |outcome, _| flag(outcome.year.even_weeks.is_some()),
    ),
];

/// What is measured of those who were offered a contract.
const OFFERED: [Quotient; 3] = [
    a_head("took_part_share", Unit::Share, "Share of them who took the contract.", |outcome, _| {
        flag(outcome.member.takes_part())
    }),
    a_head(
        "posted_share",
        Unit::Share,
        "Share of them who posted at least once: with booked posts, who were ever booked.",
        |outcome, _| flag(0 < outcome.year.posts),
    ),
    a_head(
        "received",
        Unit::Cents,
        "What came in a head: from customers, rewards, retail credit and fees, before all costs.",
        |outcome, _| received(&outcome.year).0 as f64,
    ),
];

/// Puts the numbers of everybody who is followed, and of those beside her; nothing where nobody is.
pub(super) fn put(meter: &mut Meter, scenario: &Scenario, all: &[Outcome], persons: &Persons) {
    let wage = scenario.measure.reference_wage_per_hour.0 as f64;
    for circle in Circle::all(scenario) {
        let people = circle.of(all);
        let at = |name: &str| format!("{}.{name}", circle.key);
        let about = "People followed for 52 weeks from joining, or from the offer, a world.";
        meter.put(at("outcomes"), Unit::Count, about, Some(people.len() as f64));
        for quotient in circle.quotients() {
            let (above, below) = quotient.sums(&people, wage);
            let value = (0.0 < below).then(|| above / below);
            let Quotient { name, unit, about, .. } = *quotient;
            meter.put_within(quotient.range(), at(name), unit, about, value);
        }
        for (ending, net_of) in NETS {
            let amounts = sorted(&people, net_of);
            let amounts = Sorted::new(&amounts);
            for (name, share) in QUANTILES {
                let about = "Smallest net of the 52 weeks that this share of them do not exceed.";
                let value = amounts.quantile(share).map(|cents| cents.0 as f64);
                meter.put(at(&format!("{ending}.{name}")), Unit::Cents, about, value);
            }
        }
    }
    if scenario.follows() {
        put_others(meter, "others", persons, None);
        if 1 < scenario.businesses.len() {
            for (place, (name, _)) in scenario.businesses.iter().enumerate() {
                put_others(meter, &format!("others.by_business.{name}"), persons, Some(place));
            }
        }
    }
}

/// Puts the first 52 weeks of everybody else who joined any business, or the one at a place, to be
/// set beside those who are followed: the window of `persons.first_year` without them.
fn put_others(meter: &mut Meter, key: &str, persons: &Persons, business: Option<usize>) {
    let others: Vec<(Motive, Cents)> = persons.collect(|person| {
        let belongs = business.is_none_or(|place| person.business().index() == place);
        let is_other = belongs && !person.is_followed();
        is_other.then(|| Some((person.motive(), person.first_year()?.net)))?
    });
    let net_of = |of: &dyn Fn(Motive) -> bool| {
        let nets = others.iter().filter(|(motive, _)| of(*motive));
        ascending(nets.map(|(_, net)| *net))
    };
    let about = "Persons who joined after the burn-in and at least 52 weeks before the end, and \
                 are not followed.";
    meter.put(format!("{key}.people"), Unit::Count, about, Some(others.len() as f64));
    let everybody = net_of(&|_| true);
    put_nets(meter, key, &Sorted::new(&everybody), &QUANTILES);
    for motive in Motive::ALL {
        let nets = net_of(&|own| own == motive);
        let key = format!("{key}.by_motive.{}", motive.name());
        let share = (!others.is_empty()).then(|| nets.len() as f64 / others.len() as f64);
        let about = "Share of them who joined for this.";
        meter.put_part(format!("{key}.people_share"), about, share);
        put_nets(meter, &key, &Sorted::new(&nets), &QUANTILES[2..3]);
    }
}

fn put_nets(meter: &mut Meter, key: &str, nets: &Sorted<'_>, quantiles: &[(&str, f64)]) {
    let about = "Share of them whose net of the 52 weeks is above zero, own use as a cost.";
    let ahead = nets.share_above(Cents::ZERO);
    meter.put_part(format!("{key}.profit_share"), about, ahead);
    let about = "Share of them whose net of the 52 weeks is below zero, own use as a cost.";
    meter.put_part(format!("{key}.loss_share"), about, nets.share_below_zero());
    for &(name, share) in quantiles {
        let about = "Smallest net of the 52 weeks that this share of them do not exceed.";
        let value = nets.quantile(share).map(|cents| cents.0 as f64);
        meter.put(format!("{key}.net.{name}"), Unit::Cents, about, value);
    }
}

/// Nets in ascending order.
pub fn sorted(people: &[Outcome], net_of: fn(&Outcome) -> Cents) -> Vec<Cents> {
    let mut amounts: Vec<Cents> = people.iter().map(net_of).collect();
    amounts.sort_unstable();
    amounts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_that_only_grow_have_a_name_and_no_interval_below_zero() {
        let all = || COMMON.iter().chain(&JOINED).chain(&OFFERED);
        for name in ONLY_GROW {
            let quotient = all().find(|quotient| quotient.name == name);
            assert_eq!(quotient.map(Quotient::range), Some(Range::COUNT), "{name}");
        }
        let net = all().find(|quotient| quotient.name == "net.mean").expect("a net");
        assert_eq!(net.range(), Range::ANY);
    }
}
