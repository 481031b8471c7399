//! How a network pays: a set of bonuses, each its own table; several present make a hybrid.

use super::market::small;
use crate::scenario::{Choice, Source, Table};
use crate::units::{Cents, Ppm};

/// A compensation plan.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// Weeks in a commission period.
    pub period_weeks: u32,
    /// Who counts as active.
    pub activity: Activity,
    /// Ranks from the lowest to the highest.
    pub ranks: Vec<(String, Rank)>,
    /// When cents are rounded.
    pub rounding: PlanRounding,
    /// Overrides by levels of the sponsor tree.
    pub unilevel: Option<Unilevel>,
}

impl Plan {
    pub(crate) fn read(t: &mut Table<'_>) -> Self {
        let mut ranks = t.named_tables("rank", Rank::read);
        ranks.sort_by_key(|(_, rank)| rank.order);
        Self {
            period_weeks: small(
                t.count("period_weeks", 4)
                    .unit("weeks")
                    .within(1, 52)
                    .source(Source::Model)
                    .about("Weeks in a commission period; 4 make 13 periods a year.")
                    .read(),
            ),
            activity: t.table("activity", Activity::read),
            ranks,
            rounding: t
                .choice("rounding", PlanRounding::PerLineHalfUp)
                .source(Source::Model)
                .about("Whether each line or each person's sum is rounded to cents, and how.")
                .read(),
            unilevel: t.optional_table("unilevel", Unilevel::read),
        }
    }
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
    /// Each person's sum of a run, towards zero; the rest is breakage.
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
}

impl Activity {
    fn read(t: &mut Table<'_>) -> Self {
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
    /// Active direct recruits.
    pub minimum_active_recruits: u32,
}

impl Rank {
    fn read(t: &mut Table<'_>) -> Self {
        let mut least = |name, unit, about| {
            t.count(name, 0)
                .unit(unit)
                .within(0, 1_000_000_000)
                .source(Source::Model)
                .about(about)
                .read()
        };
        Self {
            order: small(least("order", "place", "Place in the order of ranks, lowest first.")),
            minimum_points: least("minimum_points", "points", "Own points of the period."),
            minimum_group_points: least(
                "minimum_group_points",
                "points",
                "Points of the whole group, own points included.",
            ),
            minimum_active_recruits: small(least(
                "minimum_active_recruits",
                "partners",
                "Active direct recruits.",
            )),
        }
    }
}

/// Overrides by levels of the sponsor tree.
#[derive(Debug, Clone, PartialEq)]
pub struct Unilevel {
    /// What an override is a share of.
    pub base: OverrideBase,
    /// Share at level 1, 2 and so on, for everybody without a rank of her own table.
    pub rates: Vec<Ppm>,
    /// Other rates for a rank, which also set its depth.
    pub rank_rates: Vec<RankRates>,
    /// Share of the base that is opened to level pay.
    pub broad_share: Ppm,
    /// Who uses up a level.
    pub compression: Compression,
    /// Rank below which a person is stepped over, for that compression.
    pub compression_rank: Option<String>,
    /// Least base of a source on which overrides are paid.
    pub minimum_base: Cents,
    /// Active direct recruits needed for each level.
    pub active_recruits_by_level: Vec<u64>,
}

impl Unilevel {
    fn read(t: &mut Table<'_>) -> Self {
        Self {
            base: t
                .choice("base", OverrideBase::RetailMargin)
                .source(Source::Article)
                .about("What an override is a share of; the article says: of the profit.")
                .read(),
            rates: t
                .rates("rates", &[150_000, 100_000, 80_000, 60_000, 50_000].map(Ppm))
                .lengths(1, 64)
                .source(Source::Article)
                .about("Share at level 1, 2 and so on; the article says 5 to 15 %.")
                .read(),
            rank_rates: t.array_of_tables("rank_rates", RankRates::read),
            broad_share: t
                .rate("broad_share", Ppm::ONE)
                .source(Source::Model)
                .about("Share of the base that is opened to level pay before the level's rate.")
                .read(),
            compression: t
                .choice("compression", Compression::SkipInactive)
                .source(Source::Assumption)
                .about("Who uses up a level number on the way up.")
                .read(),
            compression_rank: t
                .optional_text("compression_rank")
                .source(Source::Model)
                .about("Rank below which a person is stepped over (compression `skip_below_rank`).")
                .read(),
            minimum_base: t
                .money("minimum_base", Cents(0))
                .within(Cents(0), Cents(100_000_000))
                .source(Source::Model)
                .about("Least base of a partner's period on which overrides are paid.")
                .read(),
            active_recruits_by_level: t
                .counts("active_recruits_by_level", &[])
                .unit("partners")
                .source(Source::Model)
                .about(
                    "Active direct recruits needed to be paid at level 1, 2 and so on; the last \
                     holds for deeper levels.",
                )
                .read(),
        }
    }

    /// The deepest level that anybody can be paid for.
    pub fn depth(&self) -> usize {
        let by_rank = self.rank_rates.iter().map(|rank| rank.rates.len()).max().unwrap_or(0);
        self.rates.len().max(by_rank)
    }
}

/// Rates by level for one rank.
#[derive(Debug, Clone, PartialEq)]
pub struct RankRates {
    /// The rank's name.
    pub rank: String,
    /// Share at level 1, 2 and so on.
    pub rates: Vec<Ppm>,
}

impl RankRates {
    fn read(t: &mut Table<'_>) -> Self {
        Self {
            rank: t
                .text("rank", "")
                .source(Source::Model)
                .about("Name of the rank, one of `[business.NAME.plan.rank.RANK]`.")
                .read(),
            rates: t
                .rates("rates", &[])
                .lengths(0, 64)
                .source(Source::Model)
                .about("Share at level 1, 2 and so on; fewer rates mean less depth.")
                .read(),
        }
    }
}

/// What an override is a share of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OverrideBase {
    /// The retail profit of the source: the article's literal words.
    RetailMargin,
    /// What the source earned: retail profit and her own overrides.
    Earnings,
    /// The commissionable wholesale value of the source's orders: what most plans do.
    Wholesale,
}

impl Choice for OverrideBase {
    const NAMES: &'static [(&'static str, Self)] = &[
        ("retail_margin", Self::RetailMargin),
        ("earnings", Self::Earnings),
        ("wholesale", Self::Wholesale),
    ];
}

/// Who uses up a level number on the way up; see the plan's page for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compression {
    /// Everybody uses a level; what cannot be paid is breakage.
    None,
    /// Only those who have left are stepped over, and their recruits count as their upline's.
    Standard,
    /// The same for pay, but their recruits never count as somebody else's.
    PayOnlyMove,
    /// Those who are not active use no level in this run.
    SkipInactive,
    /// Those below a rank use no level in this run.
    SkipBelowRank,
    /// At level l everybody whose own depth is below l is stepped over.
    RankQualified,
    /// Levels stay as they are, but what cannot be paid goes to the next qualified upline.
    RollUpPayment,
    /// An inactive person's volume is added to the next active upline before levels are counted.
    RollUpVolume,
    /// As `none`, said aloud.
    NoRollUp,
}

impl Choice for Compression {
    const NAMES: &'static [(&'static str, Self)] = &[
        ("none", Self::None),
        ("standard", Self::Standard),
        ("pay_only_move", Self::PayOnlyMove),
        ("skip_inactive", Self::SkipInactive),
        ("skip_below_rank", Self::SkipBelowRank),
        ("rank_qualified", Self::RankQualified),
        ("roll_up_payment", Self::RollUpPayment),
        ("roll_up_volume", Self::RollUpVolume),
        ("no_roll_up", Self::NoRollUp),
    ];
}
