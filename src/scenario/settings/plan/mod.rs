//! How a business pays: a set of bonuses, each its own table; several present make a hybrid.
//!
//! *Invariant*: a bonus exists exactly when its table is written. Every choice that a plan must
//! make is a key with a default; what contradicts what is said by the room of the bonus.
//!
//! *Absent*: what a bonus pays (`plan`).

mod affiliate;
mod asks;
mod binary;
mod bonus;
mod caps;
mod floor;
mod generation;
mod idle;
mod levels;
mod matrix;
mod pools;
mod qualify;
mod seller;
mod stairstep;
mod start;
mod tables;
mod unilevel;

pub use affiliate::{Affiliate, AffiliateTier, SecondTierOf, Sponsored, TierScope};
pub use binary::{
    Binary, BinaryCarry, BinaryInactive, BinaryMode, BinaryStep, CappedVolume, LeaverVolume,
    OwnVolume,
};
pub use bonus::{BONUSES, Bonus, Part};
pub use caps::{
    CapMethod, CapPer, Clawback, CompanyCap, CountsIn, LeaverBalance, Payment, PersonCap,
};
pub use generation::{BlockedBy, Closer, Generation, Infinity, MatchBy, Matching};
pub use levels::Differential;
pub use matrix::{
    Matrix, MatrixCompression, PlacementExit, PlacementRule, PlacementRules, RankDepth,
};
pub use pools::{Pool, RankShares, SharesBy};
pub use qualify::{Activity, CapOrder, PayBy, Rank, RankMeasured, Starts};
pub use seller::{
    CustomerBonus, CustomerBonusBy, HostPaidBy, Party, PartyScope, PartyTier, TeamStep, UnitStep,
};
pub use stairstep::{Breakaway, BreakawayLasts, GenerationStep, Leadership, Stairstep};
pub use start::{FastStart, GrowthBonus, KitBonus, StructureBonus, StructureTier, Team};
pub use tables::{PointStep, RankAmount, RankRate, RankRates, VolumeBase};
pub use unilevel::{Compression, CustomerOrders, OverrideBase, OwnOrders, Unilevel};

pub(crate) use tables::{Contradiction, Contradictions};

use super::market::small;
use super::rules::PayRules;
use crate::scenario::{Choice, Source, Table};
use crate::units::{Cents, Ppm, Week};

/// A compensation plan.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// Weeks in a commission period.
    pub period_weeks: u32,
    /// Orders of the last so many weeks of a period count for the next one.
    pub late_weeks: u32,
    /// When cents are rounded.
    pub rounding: PlanRounding,
    /// What amounts are rounded to a multiple of.
    pub rounding_unit: Cents,
    /// Where the cents go that a split leaves over.
    pub split_remainder: SplitRemainder,
    /// What a point is worth where a bonus is computed on points.
    pub point_value: Cents,
    /// Whether ranks of this period or the highest ever are paid.
    pub pay_by: PayBy,
    /// Whether ranks follow from this period's numbers or those of the one before.
    pub rank_measured: RankMeasured,
    /// When newcomers begin to count for others.
    pub newcomers_count: Starts,
    /// When newcomers begin to earn.
    pub newcomers_earn: Starts,
    /// Where shares go that nobody could be paid.
    pub unpaid_shares: UnpaidShares,
    /// Which cap comes first.
    pub cap_order: CapOrder,
    /// Who counts as active.
    pub activity: Activity,
    /// Ranks from the lowest to the highest.
    pub ranks: Vec<(String, Rank)>,
    /// Seats of binary and matrix.
    pub placement: PlacementRules,
    /// A share of customers' orders to their seller.
    pub customer_bonus: Option<CustomerBonus>,
    /// Commission on own sales by tiers.
    pub party: Option<Party>,
    /// Commission on sales by link.
    pub affiliate: Option<Affiliate>,
    /// Fees for posts.
    pub sponsored: Option<Sponsored>,
    /// Rates on newcomers' first orders.
    pub fast_start: Option<FastStart>,
    /// Money for each kit sold.
    pub kit_bonus: Option<KitBonus>,
    /// Money for a structure of people and volume.
    pub structure: Option<StructureBonus>,
    /// Money for a growth goal.
    pub growth: Option<GrowthBonus>,
    /// Overrides by levels of the sponsor tree.
    pub unilevel: Option<Unilevel>,
    /// Overrides by difference of rates.
    pub differential: Option<Differential>,
    /// Differences of steps of group volume.
    pub stairstep: Option<Stairstep>,
    /// Overrides on groups that broke away.
    pub breakaway: Option<Breakaway>,
    /// Pay on matched volume of two legs.
    pub binary: Option<Binary>,
    /// Level pay on the placement tree.
    pub matrix: Option<Matrix>,
    /// Overrides by generations of leaders.
    pub generation: Option<Generation>,
    /// Overrides without limit of depth, by name.
    pub infinity: Vec<(String, Infinity)>,
    /// A share of what recruits earned.
    pub matching: Option<Matching>,
    /// Funds that are shared out, by name.
    pub pools: Vec<(String, Pool)>,
    /// The most that a person is paid.
    pub person_cap: Option<PersonCap>,
    /// The most that the business pays.
    pub company_cap: Option<CompanyCap>,
    /// What returned goods take back.
    pub clawback: Option<Clawback>,
    /// When money is sent.
    pub payment: Payment,
    /// What rules allow of it.
    pub rules: PayRules,
}

impl Plan {
    pub(crate) fn read(t: &mut Table<'_>) -> Self {
        let mut ranks = t.named_tables("rank", Rank::read);
        ranks.sort_by_key(|(_, rank)| rank.order);
        let (period_weeks, late_weeks) = read_calendar(t);
        let (rounding, rounding_unit, split_remainder) = read_rounding(t);
        let [newcomers_count, newcomers_earn] = Starts::read(t);
        Self {
            period_weeks,
            late_weeks,
            rounding,
            rounding_unit,
            split_remainder,
            point_value: t
                .money("point_value", Cents(100))
                .unit("money a point")
                .within(Cents(0), Cents(100_000_000))
                .source(Source::Model)
                .about("What a point is worth where a bonus is computed on points.")
                .read(),
            pay_by: PayBy::read(t),
            rank_measured: RankMeasured::read(t),
            newcomers_count,
            newcomers_earn,
            unpaid_shares: t
                .choice("unpaid_shares", UnpaidShares::Business)
                .source(Source::Model)
                .about(
                    "Whether shares that nobody could be paid stay with the business or go into \
                     the pools.",
                )
                .read(),
            cap_order: CapOrder::read(t),
            activity: t.table("activity", Activity::read),
            ranks,
            placement: t.table("placement", PlacementRules::read),
            customer_bonus: t.optional_table("customer_bonus", CustomerBonus::read),
            party: t.optional_table("party", Party::read),
            affiliate: t.optional_table("affiliate", Affiliate::read),
            sponsored: t.optional_table("sponsored", Sponsored::read),
            fast_start: t.optional_table("fast_start", FastStart::read),
            kit_bonus: t.optional_table("kit_bonus", KitBonus::read),
            structure: t.optional_table("structure", StructureBonus::read),
            growth: t.optional_table("growth", GrowthBonus::read),
            unilevel: t.optional_table("unilevel", Unilevel::read),
            differential: t.optional_table("differential", Differential::read),
            stairstep: t.optional_table("stairstep", Stairstep::read),
            breakaway: t.optional_table("breakaway", Breakaway::read),
            binary: t.optional_table("binary", Binary::read),
            matrix: t.optional_table("matrix", Matrix::read),
            generation: t.optional_table("generation", Generation::read),
            infinity: t.named_tables("infinity", Infinity::read),
            matching: t.optional_table("matching", Matching::read),
            pools: t.named_tables("pool", Pool::read),
            person_cap: t.optional_table("person_cap", PersonCap::read),
            company_cap: t.optional_table("company_cap", CompanyCap::read),
            clawback: t.optional_table("clawback", Clawback::read),
            payment: t.table("payment", Payment::read),
            rules: PayRules::NONE,
        }
    }

    /// The place of a rank from the lowest up, counted from one; zero stands for no rank.
    pub fn rank_place(&self, name: &str) -> Option<usize> {
        self.ranks.iter().position(|(rank, _)| rank == name).map(|place| place + 1)
    }

    /// The place of a rank that may be left out; zero, which everybody has, without one.
    pub fn rank_or_none(&self, name: Option<&str>) -> usize {
        name.and_then(|name| self.rank_place(name)).unwrap_or(0)
    }

    /// Whether anybody can ever have a rank: legs that it asks for must be had before.
    fn can_be_had(&self, name: &str) -> bool {
        let mut had = vec![false; self.ranks.len() + 1];
        // Each pass can only add, and no chain of ranks is longer than there are ranks.
        for _ in 0..self.ranks.len() {
            for (place, (_, rank)) in (1..).zip(&self.ranks) {
                let asked = self.rank_or_none(rank.leg_rank.as_deref());
                had[place] |= rank.minimum_legs == 0 || asked == 0 || had[asked..].contains(&true);
            }
        }
        self.rank_place(name).is_some_and(|place| had[place])
    }

    /// Whether the plan has a tree of seats.
    pub fn has_seats(&self) -> bool {
        self.binary.is_some() || self.matrix.is_some()
    }

    /// Seats below each seat of the placement tree.
    pub fn seat_width(&self) -> u32 {
        match (&self.binary, &self.matrix) {
            (Some(_), _) => 2,
            (None, Some(matrix)) => matrix.width,
            (None, None) => 0,
        }
    }

    /// Whether a week, from zero, is the last of a commission period.
    pub fn ends_period(&self, week: Week) -> bool {
        (week + 1).is_multiple_of(self.period_weeks)
    }

    /// Everything in the plan that contradicts something else in it. `written` are the paths below
    /// the plan of the keys that somebody wrote.
    pub(crate) fn contradictions(&self, written: Vec<String>) -> Vec<Contradiction> {
        let mut found = Contradictions::new(written);
        found.at_most("rank", "ranks", self.ranks.len());
        for pair in self.ranks.windows(2) {
            if pair[0].1.order == pair[1].1.order {
                let message =
                    format!("ranks `{}` and `{}` have the same order", pair[0].0, pair[1].0);
                found.say(format!("rank.{}.order", pair[1].0), message, None);
            }
        }
        if self.period_weeks <= self.late_weeks {
            let message = format!(
                "a period of {} weeks cannot leave the orders of {} weeks to the next",
                self.period_weeks, self.late_weeks
            );
            found.say("late_weeks", message, None);
        }
        for (name, rank) in &self.ranks {
            rank.contradictions(name, self, &mut found);
        }
        self.contradictions_of_bonuses(&mut found);
        idle::contradictions(self, &mut found);
        floor::contradictions(self, &mut found);
        found.found
    }

    fn contradictions_of_bonuses(&self, found: &mut Contradictions) {
        macro_rules! ask {
            ($($bonus:ident),*) => {
                $(if let Some(bonus) = &self.$bonus { bonus.contradictions(self, found); })*
            };
        }
        ask!(customer_bonus, party, affiliate, sponsored, fast_start, kit_bonus, structure, growth);
        ask!(unilevel, differential, stairstep, breakaway, binary, matrix, generation, matching);
        ask!(person_cap, company_cap, clawback);
        self.payment.contradictions(self, found);
        for (name, infinity) in &self.infinity {
            infinity.contradictions(name, self, found);
        }
        let layers = self.infinity.iter().filter(|(_, layer)| !layer.differential);
        let rates: Vec<Ppm> = layers.map(|(_, layer)| layer.rate).collect();
        found.sum("infinity", &rates);
        for (name, pool) in &self.pools {
            pool.contradictions(name, self, found);
        }
        pools::contradictions_of_all(self, found);
    }
}

fn read_calendar(t: &mut Table<'_>) -> (u32, u32) {
    let period_weeks = t
        .count("period_weeks", 4)
        .unit("weeks")
        .within(1, 52)
        .source(Source::Model)
        .fixed("the calendar of a plan is that of the whole run")
        .about("Weeks in a commission period; 4 make 13 periods a year.")
        .read();
    let late_weeks = t
        .count("late_weeks", 0)
        .unit("weeks")
        .within(0, 51)
        .source(Source::Model)
        .about("Orders of the last so many weeks of a period count for the next one.")
        .read();
    (small(period_weeks), small(late_weeks))
}

fn read_rounding(t: &mut Table<'_>) -> (PlanRounding, Cents, SplitRemainder) {
    let rounding = t
        .choice("rounding", PlanRounding::PerLineHalfUp)
        .source(Source::Model)
        .about("Whether each line or each person's sum is rounded, and how.")
        .read();
    let unit = t
        .money("rounding_unit", Cents(1))
        .within(Cents(1), Cents(1_000_000))
        .source(Source::Model)
        .about("Amounts are rounded to a multiple of this.")
        .read();
    let remainder = t
        .choice("split_remainder", SplitRemainder::Largest)
        .source(Source::Model)
        .about(
            "Whether the cents that a split leaves over go to the largest remainders, ties to who \
             joined first, or stay with the business.",
        )
        .read();
    (rounding, unit, remainder)
}

/// When and how rewards become whole cents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlanRounding {
    /// Each line, halves up.
    PerLineHalfUp,
    /// Each line, halves to even.
    PerLineHalfEven,
    /// Each line, towards zero.
    PerLineDown,
    /// Each person's sum of a bonus, towards zero; the rest is breakage.
    PerPersonDown,
}

impl Choice for PlanRounding {
    const NAMES: &'static [(&'static str, Self)] = &[
        ("per_line_half_up", Self::PerLineHalfUp),
        ("per_line_half_even", Self::PerLineHalfEven),
        ("per_line_down", Self::PerLineDown),
        ("per_person_down", Self::PerPersonDown),
    ];
}

/// Where the cents go that a split leaves over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SplitRemainder {
    /// To the largest remainders, ties to who joined first.
    Largest,
    /// They stay with the business.
    Business,
}

impl Choice for SplitRemainder {
    const NAMES: &'static [(&'static str, Self)] =
        &[("largest", Self::Largest), ("business", Self::Business)];
}

/// Where shares go that nobody could be paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnpaidShares {
    /// They are breakage.
    Business,
    /// They are added to the pools.
    Pool,
}

impl Choice for UnpaidShares {
    const NAMES: &'static [(&'static str, Self)] =
        &[("business", Self::Business), ("pool", Self::Pool)];
}
