//! From the table of flows to the bands of the way of the money: who pays on the left, the
//! businesses in the middle, who gets it on the right.
//!
//! *Invariant*: whole cents. A band is a sum of rows of the table over the weeks after the burn-in
//! and over all replicates; every cent that is paid on the left is got on the right, and what comes
//! into a business goes out of it again, is kept, or was there before.
//!
//! *Absent*: pictures and pages.

use std::collections::BTreeMap;

use crate::experiment::results::{FlowRow, Results};
use crate::experiment::{CHANGE_IN_BALANCE, REWARDS_PAYABLE};

/// Accounts that are no business, by their names in the table.
const CUSTOMERS: &str = "customers";
const PARTNERS: &str = "partners";

/// Businesses with bands of their own; the money of more goes through one that stands for the rest.
const MOST_BUSINESSES: usize = 6;

/// Name of the business that stands for those without bands of their own.
const OTHERS: &str = "other businesses";

/// Where a band begins or ends.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Stop {
    /// Customers, who pay.
    CustomersPay,
    /// Partners, who pay.
    PartnersPay,
    /// A business that pays out more than it takes in, out of what it had.
    Had(String),
    /// A business, through which money goes.
    Business(String),
    /// Partners, who are paid.
    PartnersGet,
    /// A business, of what stays with it.
    Keeps(String),
    /// An outside account, by its name in the table.
    Outside(&'static str),
}

/// Accounts outside, in their order.
const OUTSIDE: [&str; 6] =
    ["suppliers", "vendors", "agencies", "platforms", "government", CUSTOMERS];

/// What money is paid for; kinds stand beside each other in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// Goods, to whoever sells them.
    Goods,
    /// Kits, renewals, tools and events.
    Fees,
    /// Rewards of the plan.
    Rewards,
    /// Retail profit credited on drop-shipped sales.
    RetailCredit,
    /// Fees for posts, affiliate commission and host credit.
    Content,
    /// Stock taken back.
    BuyBack,
    /// Commission taken back.
    Clawback,
    /// Money given back to customers, and fees of kits to partners who return them.
    Refunds,
    /// Carriage.
    Carriage,
    /// Wages, rent and administration.
    Running,
    /// Advertising.
    Advertising,
    /// Posts.
    Posts,
    /// Travel, samples and telephone.
    Selling,
    /// Payment fees.
    PaymentFees,
    /// Shares of agents and managers, and network fees.
    Agents,
    /// What stays with a business, or was there before.
    Balance,
    /// Anything else.
    Other,
}

impl Kind {
    /// The kind of a reason, by its name in the table.
    fn of(reason: &str) -> Self {
        match reason {
            "retail_sale" | "direct_sale" | "wholesale_order" | "goods" => Self::Goods,
            "starter_kit" | "renewal_fee" | "tool_fee" | "event_ticket" => Self::Fees,
            "retail_credit" => Self::RetailCredit,
            "sponsored_fee" | "affiliate_commission" | "host_credit" => Self::Content,
            "buy_back" => Self::BuyBack,
            "clawback" => Self::Clawback,
            "refund_by_partner" | "refund_by_business" | "fee_refund" => Self::Refunds,
            "shipping" => Self::Carriage,
            "running_cost" => Self::Running,
            "marketing" => Self::Advertising,
            "posting_cost" => Self::Posts,
            "selling_cost" => Self::Selling,
            "payment_fee_of_partner" | "payment_fee_of_business" => Self::PaymentFees,
            "agency_share"
            | "manager_share"
            | "agency_share_on_top"
            | "manager_share_on_top"
            | "network_fee" => Self::Agents,
            reason if reason.starts_with("reward_") => Self::Rewards,
            _ => Self::Other,
        }
    }

    /// The kind in a word or two, to be written on a band.
    pub(super) const fn short(self) -> &'static str {
        match self {
            Self::Fees => "kits, fees, events",
            Self::Rewards => "rewards",
            Self::RetailCredit => "retail profit",
            Self::Content => "posts, affiliates, hosts",
            Self::Running => "wages, rent",
            Self::Selling => "selling costs",
            Self::Agents => "agents, networks",
            _ => self.words(),
        }
    }

    /// The kind in words.
    pub(super) const fn words(self) -> &'static str {
        match self {
            Self::Goods => "goods",
            Self::Fees => "kits, renewals, tools and events",
            Self::Rewards => "rewards of the plan",
            Self::RetailCredit => "retail profit on drop-shipped sales",
            Self::Content => "fees for posts, affiliate commission, host credit",
            Self::BuyBack => "stock taken back",
            Self::Clawback => "commission taken back",
            Self::Refunds => "refunds",
            Self::Carriage => "carriage",
            Self::Running => "wages, rent and administration",
            Self::Advertising => "advertising",
            Self::Posts => "posts",
            Self::Selling => "selling in person",
            Self::PaymentFees => "payment fees",
            Self::Agents => "agents, managers and networks",
            Self::Balance => "change in balance",
            Self::Other => "other reasons",
        }
    }
}

/// Money from one stop to another, of one kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Band {
    /// Who pays.
    pub(super) from: Stop,
    /// Who receives.
    pub(super) to: Stop,
    /// For what.
    pub(super) kind: Kind,
    /// How much; above zero.
    pub(super) cents: i128,
}

/// All bands, in the order of their beginnings, ends and kinds.
pub(super) fn bands(results: &Results) -> Vec<Band> {
    let card = &results.card;
    let first = card.burn_in_weeks + 1;
    let rows = results.flows.iter().filter(|row| first <= row.week);
    let mut reasons: BTreeMap<&str, BTreeMap<&str, i128>> = BTreeMap::new();
    for FlowRow { account, reason, cents, .. } in rows {
        if reason != CHANGE_IN_BALANCE && reason != REWARDS_PAYABLE {
            *reasons.entry(reason).or_default().entry(account).or_default() += i128::from(cents.0);
        }
    }
    let named = |name: &str| card.businesses.iter().any(|business| business == name);
    let shown = shown(&card.businesses, &reasons);
    let mut sums: BTreeMap<(Stop, Stop, Kind), i128> = BTreeMap::new();
    for (reason, accounts) in &reasons {
        // Of the two sides of a reason one is a single account: no business pays another.
        let Some(hub) = hub(accounts, &named) else { continue };
        for (&account, &cents) in accounts.iter().filter(|(account, _)| **account != hub) {
            let (from, to) = if cents < 0 { (account, hub) } else { (hub, account) };
            let key = (payer(from, &shown), receiver(to, &shown), Kind::of(reason));
            *sums.entry(key).or_default() += cents.abs();
        }
    }
    balance(&mut sums);
    let kept = sums.into_iter().filter(|(_, cents)| 0 < *cents);
    kept.map(|((from, to, kind), cents)| Band { from, to, kind, cents }).collect()
}

/// The account that all others of a reason pay, or are paid by.
fn hub<'a>(
    accounts: &BTreeMap<&'a str, i128>,
    is_business: &dyn Fn(&str) -> bool,
) -> Option<&'a str> {
    let outside = accounts.keys().find(|account| !is_business(account));
    outside.copied()
}

/// The businesses that have bands of their own: those that move most, in the order of the card.
fn shown<'a>(
    businesses: &'a [String],
    reasons: &BTreeMap<&str, BTreeMap<&str, i128>>,
) -> Vec<&'a str> {
    let names = businesses.iter().map(String::as_str);
    if businesses.len() <= MOST_BUSINESSES {
        return names.collect();
    }
    let moved = |name: &str| -> i128 {
        reasons.values().filter_map(|accounts| accounts.get(name)).map(|cents| cents.abs()).sum()
    };
    let mut by_size: Vec<&str> = names.clone().collect();
    by_size.sort_by_key(|name| -moved(name));
    by_size.truncate(MOST_BUSINESSES - 1);
    names.filter(|name| by_size.contains(name)).collect()
}

/// The business by its name, or the one that stands for the rest.
fn business(name: &str, shown: &[&str]) -> String {
    if shown.contains(&name) { name } else { OTHERS }.to_owned()
}

/// Where an account stands that pays.
fn payer(account: &str, shown: &[&str]) -> Stop {
    match account {
        CUSTOMERS => Stop::CustomersPay,
        PARTNERS => Stop::PartnersPay,
        name => Stop::Business(business(name, shown)),
    }
}

/// Where an account stands that is paid.
fn receiver(account: &str, shown: &[&str]) -> Stop {
    if account == PARTNERS {
        return Stop::PartnersGet;
    }
    match OUTSIDE.iter().find(|outside| **outside == account) {
        Some(outside) => Stop::Outside(outside),
        None => Stop::Business(business(account, shown)),
    }
}

/// What each business keeps of what comes in, or adds to it from what it had.
fn balance(sums: &mut BTreeMap<(Stop, Stop, Kind), i128>) {
    let mut balances: BTreeMap<String, i128> = BTreeMap::new();
    for ((from, to, _), cents) in &*sums {
        if let Stop::Business(name) = from {
            *balances.entry(name.clone()).or_default() -= cents;
        }
        if let Stop::Business(name) = to {
            *balances.entry(name.clone()).or_default() += cents;
        }
    }
    for (name, cents) in balances {
        let business = Stop::Business(name.clone());
        let key = if 0 < cents {
            (business, Stop::Keeps(name), Kind::Balance)
        } else {
            (Stop::Had(name), business, Kind::Balance)
        };
        sums.insert(key, cents.abs());
    }
}

impl Stop {
    /// The stop in words.
    pub(super) fn words(&self) -> String {
        match self {
            Self::CustomersPay => CUSTOMERS.to_owned(),
            Self::PartnersPay | Self::PartnersGet => PARTNERS.to_owned(),
            Self::Had(name) => format!("own funds of {name}"),
            Self::Business(name) => name.clone(),
            Self::Keeps(name) => format!("kept by {name}"),
            Self::Outside(name) => (*name).to_owned(),
        }
    }
}

/// What the partners pay and what they get, in cents.
pub(super) fn partners(bands: &[Band]) -> (i128, i128) {
    let sum = |of: &dyn Fn(&Band) -> bool| {
        bands.iter().filter(|band| of(band)).map(|band| band.cents).sum()
    };
    (sum(&|band| band.from == Stop::PartnersPay), sum(&|band| band.to == Stop::PartnersGet))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::results::Card;
    use crate::units::Cents;

    /// Rows of a reason in a week: each account with its cents.
    fn rows(week: u32, reason: &str, cells: &[(&str, i64)]) -> Vec<FlowRow> {
        let row = |&(account, cents): &(&str, i64)| FlowRow {
            week,
            account: account.to_owned(),
            reason: reason.to_owned(),
            cents: Cents(cents),
        };
        cells.iter().map(row).collect()
    }

    fn results(businesses: &[&str], burn_in_weeks: u32, flows: &[Vec<FlowRow>]) -> Results {
        let results = super::super::sample::results();
        let businesses = businesses.iter().map(|&name| name.to_owned()).collect();
        let card = Card { businesses, burn_in_weeks, ..results.card.clone() };
        Results { card, flows: flows.concat(), ..results }
    }

    fn told(results: &Results) -> Vec<(String, String, &'static str, i128)> {
        let bands = bands(results).into_iter();
        bands
            .map(|band| (band.from.words(), band.to.words(), band.kind.words(), band.cents))
            .collect()
    }

    fn band(
        from: &str,
        to: &str,
        kind: &'static str,
        cents: i128,
    ) -> (String, String, &'static str, i128) {
        (from.to_owned(), to.to_owned(), kind, cents)
    }

    #[test]
    fn a_week_of_two_businesses_becomes_bands_to_the_cent() {
        let flows = vec![
            // Before the measures begin.
            rows(1, "retail_sale", &[("customers", -99_999), ("partners", 99_999)]),
            rows(2, "retail_sale", &[("customers", -4_001), ("partners", 4_001)]),
            rows(3, "retail_sale", &[("customers", -1_000), ("partners", 1_000)]),
            rows(2, "wholesale_order", &[("partners", -3_003), ("A", 2_000), ("B", 1_003)]),
            rows(2, "starter_kit", &[("partners", -500), ("A", 500)]),
            rows(2, "reward_unilevel", &[("partners", 300), ("A", -300)]),
            rows(3, "reward_binary", &[("partners", 77), ("A", -77)]),
            rows(2, "goods", &[("A", -900), ("B", -2_000), ("suppliers", 2_900)]),
            rows(2, "posting_cost", &[("partners", -60), ("vendors", 60)]),
            rows(2, CHANGE_IN_BALANCE, &[("A", -1_223), ("B", 997)]),
            rows(3, REWARDS_PAYABLE, &[("A", -5), ("partners", 5)]),
        ];
        let results = results(&["A", "B"], 1, &flows);
        let wanted = [
            band("customers", "partners", "goods", 5_001),
            band("partners", "A", "goods", 2_000),
            band("partners", "A", "kits, renewals, tools and events", 500),
            band("partners", "B", "goods", 1_003),
            band("partners", "vendors", "posts", 60),
            band("own funds of B", "B", "change in balance", 997),
            band("A", "partners", "rewards of the plan", 377),
            band("A", "kept by A", "change in balance", 1_223),
            band("A", "suppliers", "goods", 900),
            band("B", "suppliers", "goods", 2_000),
        ];
        assert_eq!(told(&results), wanted);
        assert_eq!(partners(&bands(&results)), (3_563, 5_378));
    }

    #[test]
    fn what_is_paid_on_the_left_is_got_on_the_right_however_many_businesses_there_are() {
        let names: Vec<String> = (0..40).map(|number| format!("B{number:02}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let total: i64 = (1..=40).map(|size| size * 7).sum();
        let closed = |reason: &str, hub: (&'static str, i64), sign: i64| {
            let mut cells = vec![hub];
            cells.extend((1..).zip(&names).map(|(size, &name)| (name, sign * size * 7)));
            rows(1, reason, &cells)
        };
        let flows = vec![
            closed("direct_sale", ("customers", -total), 1),
            closed("refund_by_business", ("customers", total), -1),
            closed("wholesale_order", ("partners", -total), 1),
        ];
        let results = results(&names, 0, &flows);
        let bands = bands(&results);
        let sum = |of: &dyn Fn(&Band) -> bool| -> i128 {
            bands.iter().filter(|band| of(band)).map(|band| band.cents).sum()
        };
        let is_left =
            |stop: &Stop| matches!(stop, Stop::CustomersPay | Stop::PartnersPay | Stop::Had(_));
        let is_right =
            |stop: &Stop| matches!(stop, Stop::PartnersGet | Stop::Keeps(_) | Stop::Outside(_));
        let left = sum(&|band| is_left(&band.from));
        assert_eq!(left, 2 * i128::from(total));
        assert_eq!(sum(&|band| is_right(&band.to)), left);
        let businesses: std::collections::BTreeSet<&Stop> = bands
            .iter()
            .map(|band| &band.to)
            .filter(|to| matches!(to, Stop::Business(_)))
            .collect();
        assert_eq!(businesses.len(), MOST_BUSINESSES);
        // The largest have bands of their own.
        assert!(businesses.contains(&Stop::Business("B39".to_owned())));
        assert!(businesses.contains(&Stop::Business(OTHERS.to_owned())));
    }

    #[test]
    fn every_reason_of_the_chart_has_a_kind() {
        let page = include_str!("../../docs/MODEL.md");
        let (_, table) = page.split_once("| reason | from | to |").expect("the chart");
        let rows = table.lines().skip(2).take_while(|line| line.starts_with('|'));
        let mut seen = 0;
        for reason in rows.filter_map(|row| row.split('`').nth(1)) {
            assert_ne!(Kind::of(reason), Kind::Other, "{reason}");
            seen += 1;
        }
        assert!(25 < seen, "{seen} reasons");
        assert_eq!(Kind::of("reward_stairstep"), Kind::Rewards);
        assert_eq!(Kind::of("something_new"), Kind::Other);
    }
}
