//! Which measures are shown to people, under which words and how: on the terminal and on the page.
//!
//! *Invariant*: one list for all who show them. Two blanks before the words set a line below the
//! one before it.
//!
//! *Absent*: values, layout.

use crate::experiment::Results;
use crate::units::WEEKS_PER_YEAR;

/// A measure: its words, its key, how it is shown.
pub(crate) type Line = (&'static str, &'static str, Scale);

/// How a number is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scale {
    /// Whole ones.
    Count,
    /// Tenths of one.
    Tenths,
    /// Cents, shown in units of the currency with two decimals.
    Money,
    /// Cents of a whole company, shown in whole units.
    Sum,
    /// A share, shown in per cent.
    Percent,
    /// A pure number.
    Ratio,
}

impl Scale {
    /// Factor and decimals.
    pub(crate) fn factor(self) -> (f64, usize) {
        match self {
            Self::Count => (1.0, 0),
            Self::Tenths => (1.0, 1),
            Self::Money => (0.01, 2),
            Self::Sum => (0.01, 0),
            Self::Percent => (100.0, 1),
            Self::Ratio => (1.0, 3),
        }
    }
}

/// Of the first year.
pub(crate) const FIRST_YEAR: [Line; 8] = [
    (
        "persons followed for their first 52 weeks, per world",
        "persons.first_year.people",
        Scale::Count,
    ),
    ("  net of the first year, lowest tenth below", "persons.first_year.net.p10", Scale::Money),
    ("  net of the first year, median", "persons.first_year.net.median", Scale::Money),
    ("  net of the first year, mean", "persons.first_year.net.mean", Scale::Money),
    ("  net of the first year, top tenth above", "persons.first_year.net.p90", Scale::Money),
    ("  share with a loss", "persons.first_year.net.loss_share", Scale::Percent),
    (
        "  share with a loss, own use as consumption",
        "persons.first_year.net_own_use_as_consumption.loss_share",
        Scale::Percent,
    ),
    ("  net per hour", "persons.first_year.hourly_net", Scale::Money),
];

/// By why they joined.
pub(crate) const BY_MOTIVE: [Line; 6] = [
    (
        "  discount buyers: share with a loss",
        "persons.first_year.by_motive.discount_buyer.loss_share",
        Scale::Percent,
    ),
    (
        "  discount buyers: median net",
        "persons.first_year.by_motive.discount_buyer.median_net",
        Scale::Money,
    ),
    (
        "  part-time sellers: share with a loss",
        "persons.first_year.by_motive.part_time_seller.loss_share",
        Scale::Percent,
    ),
    (
        "  part-time sellers: median net",
        "persons.first_year.by_motive.part_time_seller.median_net",
        Scale::Money,
    ),
    (
        "  builders: share with a loss",
        "persons.first_year.by_motive.builder.loss_share",
        Scale::Percent,
    ),
    ("  builders: median net", "persons.first_year.by_motive.builder.median_net", Scale::Money),
];

/// Of careers.
pub(crate) const CAREERS: [Line; 3] = [
    ("broke even within 52 weeks", "careers.break_even.within_52_weeks", Scale::Percent),
    (
        "fell below zero again, of all who ever broke even",
        "careers.break_even.fell_back_share",
        Scale::Percent,
    ),
    (
        "recruited nobody, of those followed for 52 weeks",
        "network.recruits.none_share",
        Scale::Percent,
    ),
];

/// Of rewards of the plan over everybody on the books.
pub(crate) const REWARDS: [Line; 3] = [
    (
        "got no rewards in the last year, of all on the books",
        "payments.calendar_year.rewards.on_books.nothing_share",
        Scale::Percent,
    ),
    (
        "rewards of the year to the top 1 % of all on the books",
        "payments.calendar_year.rewards.on_books.top_1_percent_share",
        Scale::Percent,
    ),
    (
        "Gini of the year's rewards, over all on the books",
        "payments.calendar_year.rewards.on_books.gini",
        Scale::Ratio,
    ),
];

/// What is said of a persona; names behind her key.
pub(crate) const PERSONA: [Line; 16] = [
    ("chance of a profit", "profit_share", Scale::Percent),
    ("  own use as consumption", "profit_share_own_use_as_consumption", Scale::Percent),
    ("net, worst tenth below", "net.p10", Scale::Money),
    ("net, worst quarter below", "net.p25", Scale::Money),
    ("net, in the middle", "net.median", Scale::Money),
    ("  own use as consumption", "net_own_use_as_consumption.median", Scale::Money),
    ("net, best quarter above", "net.p75", Scale::Money),
    ("net, best tenth above", "net.p90", Scale::Money),
    ("net, on average", "net.mean", Scale::Money),
    ("net per hour", "hourly_net", Scale::Money),
    ("  less the reference wage", "hourly_net_less_wage", Scale::Money),
    ("people recruited", "recruits", Scale::Tenths),
    ("units left in stock", "stock_units", Scale::Tenths),
    ("  what they cost", "stock_cost", Scale::Money),
    ("still selling", "still_active_share", Scale::Percent),
    ("broke even within them", "break_even_share", Scale::Percent),
];

/// What is said of creators; names behind their key.
pub(crate) const CREATORS: [Line; 6] = [
    ("took part", "took_part_share", Scale::Percent),
    ("with a profit", "profit_share", Scale::Percent),
    ("net per head", "net.mean", Scale::Money),
    ("net per hour", "hourly_net", Scale::Money),
    ("outside sales per head", "customers_spend", Scale::Money),
    ("received per head", "received", Scale::Money),
];

/// How the keys of groups of partners begin.
pub(crate) const PARTNERS: &str = "capture.to_date.cash.own_use_as_cost.partners.";

/// Groups of partners as they are called and as their keys name them. Which ranks there are is
/// known from the measures' own keys.
pub(crate) fn partner_groups(results: &Results) -> Vec<(String, String)> {
    let years = (1..=results.card.weeks.div_ceil(WEEKS_PER_YEAR))
        .map(|year| (format!("joined in year {year}"), format!("by_entry_year.{year}")));
    let fixed = [
        ("discount buyers", "by_motive.discount_buyer"),
        ("part-time sellers", "by_motive.part_time_seller"),
        ("builders", "by_motive.builder"),
        ("best 1 % by net", "top_1_percent"),
        ("best tenth by net", "tenth_10"),
        ("worst tenth by net", "tenth_01"),
    ];
    let owned = |(text, group): (&str, &str)| (text.to_owned(), group.to_owned());
    let ranks = results.readings.iter().filter_map(|reading| {
        let group = reading.key.strip_prefix(PARTNERS)?.strip_suffix(".people")?;
        let rank = group.strip_prefix("by_rank.").and_then(|path| path.split_once('.'));
        let text = match rank {
            Some((_, rank)) => format!("rank {rank}"),
            None => group.strip_prefix("without_rank.").map(|_| "no rank".to_owned())?,
        };
        Some((text, group.to_owned()))
    });
    let founders = [owned(("founders", "founders"))].into_iter();
    founders.chain(years).chain(ranks).chain(fixed.map(owned)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_a_measure_of_the_reference_page() {
        let page = crate::experiment::measures_reference();
        let whole = [&FIRST_YEAR[..], &BY_MOTIVE, &CAREERS, &REWARDS].concat();
        let whole = whole.into_iter().map(|(_, key, _)| key.to_owned());
        let personas = PERSONA.map(|(_, name, _)| format!("persona.NAME.{name}"));
        let creators = CREATORS.map(|(_, name, _)| format!("creators.all.{name}"));
        for key in whole.chain(personas).chain(creators) {
            assert!(page.contains(&format!("| `{key}` |")), "{key}");
        }
    }
}
