//! The market in which everything happens, and how it is measured.

use crate::scenario::{Choice, Scenario, Source, Table};
use crate::units::Cents;

/// How scarce demand and scarce prospects are given out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rationing {
    /// By an addressed random priority: nobody is served first because she joined first.
    Random,
    /// Demand is not rationed within a week, and prospects go by row: REF-1 only.
    None,
}

impl Choice for Rationing {
    const NAMES: &'static [(&'static str, Self)] =
        &[("random", Self::Random), ("none", Self::None)];
}

/// People, communities, demand and prospects.
#[derive(Debug, Clone, PartialEq)]
pub struct Market {
    /// People in the market.
    pub people: u32,
    /// People in a community.
    pub community_people: u32,
    /// Share of contacts inside the own community.
    pub home_bias: f64,
    /// Possible customers per person.
    pub buyers_per_person: f64,
    /// Weeks after which all demand is back; nothing if it comes back only with lost customers.
    pub demand_renewal_weeks: Option<u32>,
    /// Share of people who might ever join.
    pub prospects_per_person: f64,
    /// Share of ex-partners replaced by new prospects in a year.
    pub prospect_renewal_per_year: f64,
    /// How scarcity is handled.
    pub rationing: Rationing,
}

impl Market {
    pub(crate) fn read(t: &mut Table<'_>) -> Self {
        Self {
            people: small(
                t.count("people", 200_000)
                    .unit("people")
                    .within(1, 4_000_000_000)
                    .source(Source::Assumption)
                    .fixed("people are there from the start; `factor.leads` changes how many join")
                    .about("People in the market, partners included.")
                    .read(),
            ),
            community_people: small(
                t.count("community_people", 1_000)
                    .unit("people")
                    .within(1, 4_000_000_000)
                    .source(Source::Assumption)
                    .fixed("communities are there from the start; `market.home_bias` can change")
                    .about(
                        "People in a community (town, circle of friends). A larger market has \
                         more communities, not larger ones.",
                    )
                    .read(),
            ),
            home_bias: t
                .share("home_bias", 0.6)
                .source(Source::Assumption)
                .about("Share of a partner's contacts that live in her own community.")
                .read(),
            buyers_per_person: t
                .number("buyers_per_person", 0.4)
                .unit("customers a person")
                .within(0.0, 1_000.0)
                .source(Source::Assumption)
                .fixed("customers are counted at the start; `factor.online_orders` can change")
                .about("Possible outside customers of this kind of goods, per person.")
                .read(),
            demand_renewal_weeks: t
                .optional_count("demand_renewal_weeks")
                .unit("weeks")
                .within(1, 1_040)
                .source(Source::Model)
                .fixed("whether customers stay is settled at the start; `sell` can change")
                .about(
                    "All demand is back every so many weeks. Without it a customer is won once \
                     and is free again when lost.",
                )
                .read()
                .map(small),
            prospects_per_person: t
                .share("prospects_per_person", 0.25)
                .source(Source::Assumption)
                .fixed("prospects are counted at the start; `recruit.acceptance` can change")
                .about("Share of people who might ever join a network.")
                .read(),
            prospect_renewal_per_year: t
                .share("prospect_renewal_per_year", 0.05)
                .source(Source::Assumption)
                .about(
                    "Share of ex-partners who move away or forget within a year and are \
                     replaced by new prospects (population turnover).",
                )
                .read(),
            rationing: t
                .choice("rationing", Rationing::Random)
                .source(Source::Model)
                .about("How scarce customers and prospects are given out within a week.")
                .read(),
        }
    }
}

/// What the measures need to know.
#[derive(Debug, Clone, PartialEq)]
pub struct Measuring {
    /// What an hour would have earned elsewhere.
    pub reference_wage_per_hour: Cents,
    /// Whether what selling through partners costs is measured.
    pub channel_cost: bool,
}

impl Scenario {
    /// Whether what each partner sells is kept: for channel cost, and of those who are followed.
    pub fn keeps_sold(&self) -> bool {
        self.measure.channel_cost || self.follows()
    }
}

impl Measuring {
    pub(crate) fn read(t: &mut Table<'_>) -> Self {
        t.fixed("the measures look at the run as a whole");
        Self {
            reference_wage_per_hour: t
                .money("reference_wage_per_hour", Cents(1_200))
                .unit("money an hour")
                .within(Cents(0), Cents(100_000))
                .source(Source::Assumption)
                .about("What an hour would have earned elsewhere; about a minimum wage.")
                .read(),
            channel_cost: t
                .flag("channel_cost", false)
                .source(Source::Model)
                .about("Whether channel cost is measured, by business and size of audience.")
                .read(),
        }
    }
}

/// A count whose bounds keep it within 32 bits.
pub(super) fn small(count: u64) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
