//! Keys of activity and ranks: who is paid, and as what.

use super::super::market::small;
use super::tables::points;
use super::{Contradictions, Plan};
use crate::scenario::{Choice, Source, Table};
use crate::units::Ppm;

/// Who counts as active in a period.
#[derive(Debug, Clone, PartialEq)]
pub struct Activity {
    /// Fewest points in the window.
    pub minimum_points: u64,
    /// Periods in the window, this one included.
    pub window_periods: u32,
    /// Whether points of customers' orders count.
    pub customers_count: bool,
    /// Whether the starter kit's units count.
    pub kit_counts: bool,
    /// Whether the starter kit's goods carry commissionable value.
    pub kit_commissionable: bool,
}

impl Activity {
    pub(super) fn read(t: &mut Table<'_>) -> Self {
        Self {
            minimum_points: t
                .count("minimum_points", 100)
                .unit("points")
                .within(0, 1_000_000_000)
                .source(Source::Facts("figure 18: 100 to 200 PV a month to be paid"))
                .about("Fewest own points in the window to be paid by levels.")
                .read(),
            window_periods: small(
                t.count("window_periods", 1)
                    .unit("periods")
                    .within(1, 4)
                    .source(Source::Model)
                    .about("Periods over which own points are counted, this one included.")
                    .read(),
            ),
            customers_count: t
                .flag("customers_count", true)
                .source(Source::Model)
                .about("Whether drop-shipped orders of customers count as own points.")
                .read(),
            kit_counts: t
                .flag("kit_counts", false)
                .source(Source::Model)
                .about("Whether the units of the starter kit carry points.")
                .read(),
            kit_commissionable: t
                .flag("kit_commissionable", false)
                .source(Source::Model)
                .about("Whether the goods of the starter kit carry commissionable value.")
                .read(),
        }
    }
}

/// A rank: what it takes.
#[derive(Debug, Clone, PartialEq)]
pub struct Rank {
    /// Place in the order of ranks.
    pub order: u32,
    /// Own points of the period.
    pub minimum_points: u64,
    /// Points of the whole group, own points included.
    pub minimum_group_points: u64,
    /// The largest share of those that may come from one leg.
    pub leg_cap: Ppm,
    /// Active direct recruits.
    pub minimum_active_recruits: u32,
    /// Legs with somebody of a rank.
    pub minimum_legs: u32,
    /// That rank.
    pub leg_rank: Option<String>,
}

impl Rank {
    pub(super) fn read(t: &mut Table<'_>) -> Self {
        let order = t
            .count("order", 0)
            .unit("place")
            .within(0, 1_000_000_000)
            .source(Source::Model)
            .fixed("ranks that people reached keep their places")
            .about("Place in the order of ranks, lowest first.")
            .read();
        let mut least = |name, unit, about| {
            t.count(name, 0)
                .unit(unit)
                .within(0, 1_000_000_000)
                .source(Source::Model)
                .about(about)
                .read()
        };
        let minimum_active_recruits =
            small(least("minimum_active_recruits", "partners", "Active direct recruits."));
        let about = "Legs that have somebody active of the rank `leg_rank` or a higher one.";
        let minimum_legs = small(least("minimum_legs", "legs", about));
        Self {
            order: small(order),
            minimum_points: points(t, "minimum_points", "Own points of the period."),
            minimum_group_points: points(
                t,
                "minimum_group_points",
                "Points of the whole group, own points included.",
            ),
            leg_cap: t
                .rate("leg_cap", Ppm::ONE)
                .source(Source::Model)
                .about("Largest share of the group points asked for that one leg may bring.")
                .read(),
            minimum_active_recruits,
            minimum_legs,
            leg_rank: t
                .optional_text("leg_rank")
                .source(Source::Model)
                .about("The rank that somebody in each of those legs must have.")
                .read(),
        }
    }

    pub(super) fn contradictions(&self, name: &str, plan: &Plan, found: &mut Contradictions) {
        let key = format!("rank.{name}.leg_rank");
        found.rank(&key, self.leg_rank.as_deref(), plan);
        match &self.leg_rank {
            None if 0 < self.minimum_legs => {
                found.say(
                    format!("rank.{name}.minimum_legs"),
                    format!("rank `{name}` asks for legs but not for a rank in them"),
                    Some("say which in `leg_rank`".to_owned()),
                );
            }
            Some(leg) if plan.rank_place(name) < plan.rank_place(leg) => {
                found.say(
                    key,
                    format!("rank `{name}` asks for legs of the higher rank `{leg}`"),
                    None,
                );
            }
            Some(leg) if 0 < self.minimum_legs && !plan.can_be_had(name) => {
                let message = format!(
                    "nobody can be the first of rank `{name}`: it asks for legs of rank `{leg}`, \
                     and nobody gets that or a higher one without such legs"
                );
                let hint = format!("ask for a lower rank in `rank.{name}.leg_rank`");
                found.say(key, message, Some(hint));
            }
            _ => {}
        }
    }
}

/// Whether ranks of this period or the highest ever are paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PayBy {
    /// The rank that this period's numbers give.
    PaidAs,
    /// The highest rank ever reached.
    Title,
}

impl PayBy {
    pub(super) fn read(t: &mut Table<'_>) -> Self {
        t.choice("pay_by", Self::PaidAs)
            .source(Source::Model)
            .about("Whether rates follow the rank of the period or the highest one ever reached.")
            .read()
    }
}

impl Choice for PayBy {
    const NAMES: &'static [(&'static str, Self)] =
        &[("paid_as", Self::PaidAs), ("title", Self::Title)];
}

/// Whether ranks follow from this period's numbers or those of the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RankMeasured {
    /// After this period's recruits and orders.
    After,
    /// Before them: the rank that the period before came to.
    Before,
}

impl RankMeasured {
    pub(super) fn read(t: &mut Table<'_>) -> Self {
        t.choice("rank_measured", Self::After)
            .source(Source::Model)
            .about(
                "Whether the paid rank is measured after this period's recruits and orders or \
                 before them.",
            )
            .read()
    }
}

impl Choice for RankMeasured {
    const NAMES: &'static [(&'static str, Self)] =
        &[("after", Self::After), ("before", Self::Before)];
}

/// From which period on something holds for newcomers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Starts {
    /// From the one in which they join.
    ThisPeriod,
    /// From the next one.
    NextPeriod,
}

impl Starts {
    /// When newcomers count and when they earn.
    pub(super) fn read(t: &mut Table<'_>) -> [Self; 2] {
        let counts = t
            .choice("newcomers_count", Self::ThisPeriod)
            .source(Source::Model)
            .about("From when newcomers count as active recruits and as somebody of a rank.")
            .read();
        let earns = t
            .choice("newcomers_earn", Self::ThisPeriod)
            .source(Source::Model)
            .about("From when newcomers can be paid.")
            .read();
        [counts, earns]
    }
}

impl Choice for Starts {
    const NAMES: &'static [(&'static str, Self)] =
        &[("this_period", Self::ThisPeriod), ("next_period", Self::NextPeriod)];
}

/// Which cap comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CapOrder {
    /// The cap on a person, then the company's.
    PersonFirst,
    /// The company's, then the person's.
    CompanyFirst,
}

impl CapOrder {
    pub(super) fn read(t: &mut Table<'_>) -> Self {
        t.choice("cap_order", Self::PersonFirst)
            .source(Source::Model)
            .about("Whether the cap on a person or that on the company comes first.")
            .read()
    }
}

impl Choice for CapOrder {
    const NAMES: &'static [(&'static str, Self)] =
        &[("person_first", Self::PersonFirst), ("company_first", Self::CompanyFirst)];
}
