//! Keys of what sellers get on their own customers' orders.

use super::super::market::small;
use super::tables::{amount, rate};
use super::{Contradictions, Plan, PointStep};
use crate::scenario::{Choice, Source, Table};
use crate::units::{Cents, Ppm};

/// A share of customers' orders to their seller.
#[derive(Debug, Clone, PartialEq)]
pub struct CustomerBonus {
    /// Rates by points, from the lowest up.
    pub steps: Vec<PointStep>,
    /// Whose points choose the rate.
    pub by: CustomerBonusBy,
}

impl CustomerBonus {
    pub(super) fn read(t: &mut Table<'_>) -> Self {
        Self {
            steps: t.array_of_tables("steps", PointStep::read),
            by: t
                .choice("by", CustomerBonusBy::Order)
                .source(Source::Model)
                .about(
                    "Whether each order's points or those of all her customers' orders of the \
                     period choose the rate; a simulation knows sums only, so the mean order does.",
                )
                .read(),
        }
    }

    pub(super) fn contradictions(&self, _plan: &Plan, found: &mut Contradictions) {
        if self.steps.is_empty() {
            let hint = "name rates in `steps`".to_owned();
            found.say("customer_bonus", "the bonus pays nothing".to_owned(), Some(hint));
        }
        let steps = self.steps.iter().map(|step| (step.from_points, step.rate));
        found.steps("customer_bonus.steps", steps, ("from_points", "rate"));
    }
}

/// Whose points choose the rate of a customer bonus.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CustomerBonusBy {
    /// Each order's.
    Order,
    /// All customers' orders of the period.
    Period,
}

impl Choice for CustomerBonusBy {
    const NAMES: &'static [(&'static str, Self)] =
        &[("order", Self::Order), ("period", Self::Period)];
}

/// Commission on own sales by tiers, and on those of a team.
#[derive(Debug, Clone, PartialEq)]
pub struct Party {
    /// Tiers of own sales, from the lowest up.
    pub tiers: Vec<PartyTier>,
    /// On what a tier's rate is paid.
    pub scope: PartyScope,
    /// Orders of the first so many weeks are paid in advance.
    pub advance_weeks: u32,
    /// Share of the commissionable value on which team and unit are paid.
    pub wholesale_share: Ppm,
    /// Share of a party's sales that the host gets.
    pub host_share: Ppm,
    /// Who pays it.
    pub host_paid_by: HostPaidBy,
    /// Rates on her recruits' wholesale volume, from the lowest up.
    pub team: Vec<TeamStep>,
    /// Rank of those who have a unit.
    pub unit_rank: Option<String>,
    /// Whether her own wholesale volume is part of her unit's.
    pub unit_includes_own: bool,
    /// Rates on a unit's wholesale volume, from the lowest up.
    pub unit: Vec<UnitStep>,
}

impl Party {
    pub(super) fn read(t: &mut Table<'_>) -> Self {
        let advance_weeks = t
            .count("advance_weeks", 0)
            .unit("weeks")
            .within(0, 52)
            .source(Source::Model)
            .about(
                "Orders of the first so many weeks of a period are paid in advance at the tier \
                 reached then, and trued up at its end.",
            )
            .read();
        Self {
            tiers: t.array_of_tables("tiers", PartyTier::read),
            scope: t
                .choice("scope", PartyScope::All)
                .source(Source::Model)
                .about(
                    "Whether a tier's rate is paid on all sales of the period, on those above its \
                     line, or on those above its line counted over her whole life as a partner.",
                )
                .read(),
            advance_weeks: small(advance_weeks),
            wholesale_share: t
                .rate("wholesale_share", Ppm::ONE)
                .source(Source::Model)
                .about(
                    "Wholesale volume, on which team and unit are paid, as a share of \
                     commissionable value.",
                )
                .read(),
            host_share: t
                .rate("host_share", Ppm::ZERO)
                .source(Source::Model)
                .about("Goods or credit of a party's host as a share of its sales.")
                .read(),
            host_paid_by: t
                .choice("host_paid_by", HostPaidBy::Business)
                .source(Source::Model)
                .about("Whether the business or the partner pays for what the host gets.")
                .read(),
            team: t.array_of_tables("team", TeamStep::read),
            unit_rank: t
                .optional_text("unit_rank")
                .source(Source::Model)
                .about(
                    "Rank from which a partner has a unit: all below her down to the next of that \
                     rank.",
                )
                .read(),
            unit_includes_own: t
                .flag("unit_includes_own", true)
                .source(Source::Model)
                .about("Whether her own wholesale volume is part of her unit's.")
                .read(),
            unit: t.array_of_tables("unit", UnitStep::read),
        }
    }

    pub(super) fn contradictions(&self, plan: &Plan, found: &mut Contradictions) {
        let pays_nothing = self.tiers.is_empty() && self.team.is_empty() && self.unit.is_empty();
        if pays_nothing && self.host_share == Ppm::ZERO {
            let hint = "name rates in `tiers`, `team` or `unit`".to_owned();
            found.say("party", "the plan pays nothing".to_owned(), Some(hint));
        }
        let tiers = self.tiers.iter().map(|tier| (tier.from_sales, tier.rate));
        found.steps("party.tiers", tiers, ("from_sales", "rate"));
        let unit = self.unit.iter().map(|step| (step.from_wholesale, step.rate));
        found.steps("party.unit", unit, ("from_wholesale", "rate"));
        self.contradictions_of_team(found);
        found.rank("party.unit_rank", self.unit_rank.as_deref(), plan);
        if self.unit_rank.is_none() && !self.unit.is_empty() {
            let hint = "name a rank in `party.unit_rank`".to_owned();
            found.say("party.unit", "nobody has a unit without a rank".to_owned(), Some(hint));
        }
        let top = self.tiers.last().map_or(Ppm::ZERO, |tier| tier.rate);
        if self.host_paid_by == HostPaidBy::Business {
            found.sum("party.host_share", &[top, self.host_share]);
        }
        if plan.period_weeks < self.advance_weeks {
            let message = format!(
                "a period of {} weeks has no first {}",
                plan.period_weeks, self.advance_weeks
            );
            found.say("party.advance_weeks", message, None);
        }
        if 0 < self.advance_weeks && Cents::ZERO < plan.payment.minimum {
            let message = "an advance cannot wait until a payment minimum is reached".to_owned();
            let hint = "set `payment.minimum` or `party.advance_weeks` to 0".to_owned();
            found.say("party.advance_weeks", message, Some(hint));
        }
    }

    fn contradictions_of_team(&self, found: &mut Contradictions) {
        for (index, pair) in self.team.windows(2).enumerate() {
            let (number, asks) = (index + 2, pair[1].asks());
            if asks.into_iter().zip(pair[0].asks()).all(|(asks, before)| asks <= before) {
                let message = format!("step {number} does not ask for more than the one before");
                let hint = "steps stand in rising order".to_owned();
                found.say(format!("party.team[{}]", index + 1), message, Some(hint));
            } else if pair[1].rate < pair[0].rate {
                let message = format!("step {number} gives less than the one before");
                let hint = "steps stand in rising order".to_owned();
                found.say(format!("party.team[{}].rate", index + 1), message, Some(hint));
            }
        }
        for (index, step) in self.team.iter().enumerate() {
            if step.active_recruits < step.ordering_recruits {
                let message = format!(
                    "{} recruits cannot order where {} are enough to be active",
                    step.ordering_recruits, step.active_recruits
                );
                let hint = "who orders is counted among the active".to_owned();
                found.say(format!("party.team[{index}].ordering_recruits"), message, Some(hint));
            }
        }
    }
}

/// A rate from a sum of own sales on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PartyTier {
    /// Sales, at least.
    pub from_sales: Cents,
    /// The rate.
    pub rate: Ppm,
}

impl PartyTier {
    fn read(t: &mut Table<'_>) -> Self {
        let about = "Own sales to customers from which the rate holds.";
        Self {
            from_sales: amount(t, "from_sales", about),
            rate: rate(t, "The rate from these sales on."),
        }
    }
}

/// A rate on the wholesale volume of a partner's recruits, and what it takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TeamStep {
    /// Active direct recruits.
    pub active_recruits: u32,
    /// Of them, those who ordered in the period.
    pub ordering_recruits: u32,
    /// Her own wholesale volume.
    pub own_wholesale: Cents,
    /// The rate.
    pub rate: Ppm,
}

impl TeamStep {
    fn read(t: &mut Table<'_>) -> Self {
        let mut recruits = |key, about| {
            let count = t.count(key, 0).unit("partners").within(0, 1_000_000);
            small(count.source(Source::Model).about(about).read())
        };
        let active_recruits = recruits("active_recruits", "Active direct recruits asked for.");
        let ordering_recruits =
            recruits("ordering_recruits", "Of them, those asked to order in the period.");
        Self {
            active_recruits,
            ordering_recruits,
            own_wholesale: amount(
                t,
                "own_wholesale",
                "Own wholesale volume of the period asked for.",
            ),
            rate: rate(t, "The rate on her direct recruits' wholesale volume."),
        }
    }

    /// What it asks, as numbers of one kind.
    fn asks(&self) -> [i64; 3] {
        let [active, ordering] = [self.active_recruits, self.ordering_recruits].map(i64::from);
        [active, ordering, self.own_wholesale.0]
    }
}

/// A rate from a sum of a unit's wholesale volume on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnitStep {
    /// Wholesale volume, at least.
    pub from_wholesale: Cents,
    /// The rate.
    pub rate: Ppm,
}

impl UnitStep {
    fn read(t: &mut Table<'_>) -> Self {
        let about = "The unit's wholesale volume from which the rate holds.";
        Self {
            from_wholesale: amount(t, "from_wholesale", about),
            rate: rate(t, "The rate on the whole unit's wholesale volume."),
        }
    }
}

/// On what the rate of a tier of own sales is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PartyScope {
    /// On all sales of the period.
    All,
    /// On the sales above the tier's line and below the next one's.
    Marginal,
    /// The same, lines being counted over all her sales since she began.
    Lifetime,
}

impl Choice for PartyScope {
    const NAMES: &'static [(&'static str, Self)] =
        &[("all", Self::All), ("marginal", Self::Marginal), ("lifetime", Self::Lifetime)];
}

/// Who pays for what the host of a party gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HostPaidBy {
    /// The business.
    Business,
    /// The partner who holds the party.
    Partner,
}

impl Choice for HostPaidBy {
    const NAMES: &'static [(&'static str, Self)] =
        &[("business", Self::Business), ("partner", Self::Partner)];
}
