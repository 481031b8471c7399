//! Keys of what newcomers' first orders, kits, structures and growth pay.

use super::super::market::small;
use super::tables::{amount, points};
use super::{Contradictions, Plan};
use crate::scenario::{Choice, Source, Table};
use crate::units::{Cents, Ppm};

/// Rates on newcomers' first orders.
#[derive(Debug, Clone, PartialEq)]
pub struct FastStart {
    /// Share at enroller level 1, 2 and so on.
    pub rates: Vec<Ppm>,
    /// Weeks from joining in which orders count.
    pub window_weeks: u32,
    /// Own points that an enroller needs.
    pub minimum_points: u64,
    /// Share of these orders that later bonuses see.
    pub open_share: Ppm,
    /// Whether what an enroller cannot be paid goes to the next who can.
    pub roll_up: bool,
}

impl FastStart {
    pub(super) fn read(t: &mut Table<'_>) -> Self {
        Self {
            rates: t
                .rates("rates", &[200_000, 100_000, 50_000].map(Ppm))
                .lengths(1, 64)
                .source(Source::Assumption)
                .about("Share of a newcomer's first orders at enroller level 1, 2 and so on.")
                .read(),
            window_weeks: small(
                t.count("window_weeks", 8)
                    .unit("weeks")
                    .within(1, 520)
                    .source(Source::Assumption)
                    .about("Weeks from joining in which orders count.")
                    .read(),
            ),
            minimum_points: points(
                t,
                "minimum_points",
                "Own points of the period that an enroller needs, beside being active.",
            ),
            open_share: t
                .rate("open_share", Ppm::ZERO)
                .source(Source::Model)
                .about("Share of these orders' commissionable value that later bonuses still see.")
                .read(),
            roll_up: t
                .flag("roll_up", false)
                .source(Source::Model)
                .about(
                    "Whether what an enroller cannot be paid goes to the next above who can, or \
                     stays with the business.",
                )
                .read(),
        }
    }

    pub(super) fn contradictions(&self, _plan: &Plan, found: &mut Contradictions) {
        found.sum("fast_start.rates", &self.rates);
    }
}

/// Money for each kit sold.
#[derive(Debug, Clone, PartialEq)]
pub struct KitBonus {
    /// Fixed money for each kit at upline 1, 2 and so on.
    pub amounts: Vec<Cents>,
    /// Share of the kit's price at upline 1, 2 and so on.
    pub rates: Vec<Ppm>,
    /// Whether only the active are paid.
    pub active_only: bool,
}

impl KitBonus {
    pub(super) fn read(t: &mut Table<'_>) -> Self {
        Self {
            amounts: t
                .amounts("amounts", &[])
                .lengths(0, 64)
                .source(Source::Model)
                .about("Fixed money for each kit at upline 1, 2 and so on.")
                .read(),
            rates: t
                .rates("rates", &[])
                .lengths(0, 64)
                .source(Source::Model)
                .about("Share of the kit's price at upline 1, 2 and so on.")
                .read(),
            active_only: t
                .flag("active_only", true)
                .source(Source::Model)
                .about("Whether only active uplines are paid, or all who have not left.")
                .read(),
        }
    }

    pub(super) fn contradictions(&self, _plan: &Plan, found: &mut Contradictions) {
        found.sum("kit_bonus.rates", &self.rates);
        let hint = Some("give `amounts` or `rates`".to_owned());
        match (self.amounts.is_empty(), self.rates.is_empty()) {
            (true, true) => {
                found.say("kit_bonus.amounts", "the kit bonus pays nothing".to_owned(), hint);
            }
            (false, false) => {
                let message = "a kit bonus is fixed money or a share of the price, not both";
                found.say("kit_bonus.rates", message.to_owned(), hint);
            }
            _ => {}
        }
    }
}

/// Money for a structure of people and volume.
#[derive(Debug, Clone, PartialEq)]
pub struct StructureBonus {
    /// Whose points are the team's.
    pub team: Team,
    /// From the lowest to the highest.
    pub tiers: Vec<StructureTier>,
}

impl StructureBonus {
    pub(super) fn read(t: &mut Table<'_>) -> Self {
        Self {
            team: t
                .choice("team", Team::Group)
                .source(Source::Model)
                .about("Whether the team is the whole group, or herself and her frontline.")
                .read(),
            tiers: t.array_of_tables("tiers", StructureTier::read),
        }
    }

    pub(super) fn contradictions(&self, _plan: &Plan, found: &mut Contradictions) {
        if self.tiers.is_empty() {
            let hint = Some("add tiers such as `{ amount = 50.00, members = 3 }`".to_owned());
            found.say("structure.tiers", "the structure bonus has no tiers".to_owned(), hint);
        }
        found.at_most("structure.tiers", "tiers", self.tiers.len());
        let amounts = self.tiers.iter().enumerate().map(|(place, tier)| (place, tier.amount));
        found.steps("structure.tiers", amounts, ("", "amount"));
        for (place, tier) in self.tiers.iter().enumerate() {
            let number = place + 1;
            let at = |key: &str| format!("structure.tiers[{place}].{key}");
            if usize::from(tier.member_tier) >= number {
                let message = format!(
                    "tier {number} asks for members of tier {}, which is not below it",
                    tier.member_tier
                );
                found.say(at("member_tier"), message, None);
            }
            if tier.members == 0 && (0 < tier.member_points || 0 < tier.member_tier) {
                let message =
                    format!("tier {number} says what members need, but asks for no members");
                let hint = Some("`members` says how many".to_owned());
                found.say(at("members"), message, hint);
            }
        }
    }
}

/// What it takes to hold a tier of the structure bonus.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StructureTier {
    /// What it pays; it replaces what lower tiers pay.
    pub amount: Cents,
    /// Own points of the period.
    pub own_points: u64,
    /// Frontline members of the kind that follows.
    pub members: u32,
    /// Own points that each of them needs.
    pub member_points: u64,
    /// Tier that each of them holds.
    pub member_tier: u8,
    /// Points of the team.
    pub team_points: u64,
}

impl StructureTier {
    fn read(t: &mut Table<'_>) -> Self {
        let members = t
            .count("members", 3)
            .unit("partners")
            .within(0, 1_000_000)
            .source(Source::Assumption)
            .about("Frontline members who are active and have what the tier asks of each.")
            .read();
        let member_tier = t
            .count("member_tier", 0)
            .unit("tier")
            .within(0, 64)
            .source(Source::Model)
            .about("Tier that each of these members holds, counted from one; zero for none.")
            .read();
        Self {
            amount: amount(t, "amount", "What the tier pays in place of lower tiers."),
            own_points: points(t, "own_points", "Own points of the period."),
            members: small(members),
            member_points: points(
                t,
                "member_points",
                "Own points that each of these members needs.",
            ),
            member_tier: u8::try_from(member_tier).unwrap_or(u8::MAX),
            team_points: points(t, "team_points", "Points of the team in the period."),
        }
    }
}

/// Whose points are a team's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Team {
    /// Her own and those of all below her.
    Group,
    /// Her own and those of her direct recruits.
    Frontline,
}

impl Choice for Team {
    const NAMES: &'static [(&'static str, Self)] =
        &[("group", Self::Group), ("frontline", Self::Frontline)];
}

/// Money for a growth goal.
#[derive(Debug, Clone, PartialEq)]
pub struct GrowthBonus {
    /// Goals in group points, from the lowest to the highest.
    pub goals: Vec<u64>,
    /// Share of the goal that is paid.
    pub rate: Ppm,
    /// The largest share of a goal that one leg may bring.
    pub leg_cap: Ppm,
}

impl GrowthBonus {
    pub(super) fn read(t: &mut Table<'_>) -> Self {
        Self {
            goals: t
                .counts("goals", &[])
                .unit("points")
                .within(1, 1_000_000_000)
                .source(Source::Model)
                .about("Goals of growth in group points; the highest one reached is paid.")
                .read(),
            rate: t
                .rate("rate", Ppm(100_000))
                .source(Source::Assumption)
                .about("Share of the goal, at `point_value` a point, that is paid.")
                .read(),
            leg_cap: t
                .rate("leg_cap", Ppm(800_000))
                .source(Source::Assumption)
                .about("Largest share of a goal that one leg may bring.")
                .read(),
        }
    }

    pub(super) fn contradictions(&self, _plan: &Plan, found: &mut Contradictions) {
        if self.goals.is_empty() {
            let hint = Some("add goals such as `goals = [5_000]`".to_owned());
            found.say("growth.goals", "the growth bonus has no goals".to_owned(), hint);
        }
        for (place, pair) in self.goals.windows(2).enumerate() {
            if pair[1] <= pair[0] {
                let message =
                    format!("goal {} does not ask for more than the one before", place + 2);
                let hint = Some("goals stand in rising order".to_owned());
                found.say(format!("growth.goals[{}]", place + 1), message, hint);
            }
        }
    }
}
