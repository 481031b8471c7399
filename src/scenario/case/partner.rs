//! The partners of a case.

use crate::scenario::{Bonus, Choice, Source, Table};
use crate::units::Cents;

/// A partner of a case, with what she did in the first period.
#[derive(Debug, Clone, PartialEq)]
pub struct CasePartner {
    /// Her name.
    pub id: String,
    /// Who recruited her.
    pub sponsor: Option<String>,
    /// Below whom she sits, where that is given.
    pub placement: Option<String>,
    /// In which leg of hers: `left`, `right` or a number from 1.
    pub leg: Option<String>,
    /// Whose position it is, where a person has several.
    pub owner: Option<String>,
    /// Whether she is active, dormant or has left.
    pub status: CaseStatus,
    /// Her rank, where it is given and not computed.
    pub rank: Option<String>,
    /// Number of the period in which she joined, 0 for before all.
    pub joined_period: u64,
    /// Week of that period.
    pub joined_week: u64,
    /// Weeks before the first period in which she joined, where it was before all; 0 for long ago.
    pub joined_weeks_before: u64,
    /// Followers.
    pub followers: u64,
    /// Own points of earlier periods, newest first.
    pub points_before: Vec<u64>,
    /// Points of the first period.
    pub points: u64,
    /// Commissionable value of the first period; what the points are worth where it is not given.
    pub cv: Option<Cents>,
    /// Retail profit of the first period.
    pub margin: Option<Cents>,
    /// What she spends in a period: goods for herself, fees, costs.
    pub purchases: Cents,
    /// Minutes that she works in a period.
    pub minutes: u64,
    /// What an hour of hers is worth.
    pub wage_per_hour: Cents,
    /// What she carries from the time before the first period.
    pub carried: Carried,
}

impl CasePartner {
    pub(super) fn read(t: &mut Table<'_>) -> Self {
        let [sponsor, placement, leg, owner, rank] = read_names(t);
        let [joined_period, joined_week, joined_weeks_before, followers, points, minutes] =
            read_counts(t);
        let [purchases, wage_per_hour] = read_costs(t);
        Self {
            id: t.text("id", "").source(Source::Model).about("The partner's name.").read(),
            sponsor,
            placement,
            leg,
            owner,
            status: t
                .choice("status", CaseStatus::Active)
                .source(Source::Model)
                .about(
                    "Whether she is active, dormant or has left. Who has left did so in the first \
                     period, or in the one in which she joins: what she orders in it counts, and \
                     later orders are refused.",
                )
                .read(),
            rank,
            joined_period,
            joined_week,
            joined_weeks_before,
            followers,
            points_before: t
                .counts("points_before", &[])
                .unit("points")
                .lengths(0, 3)
                .within(0, u32::MAX.into())
                .source(Source::Model)
                .about("Own points of the periods before the first, newest first.")
                .read(),
            points,
            cv: t
                .optional_money("cv")
                .within(Cents(-MONEY_MAX), Cents(MONEY_MAX))
                .source(Source::Model)
                .about(
                    "Commissionable value of the first period; the points at `plan.point_value` \
                     if it is left out.",
                )
                .read(),
            margin: t
                .optional_money("margin")
                .within(Cents(-MONEY_MAX), Cents(MONEY_MAX))
                .source(Source::Model)
                .about("Retail profit of the first period.")
                .read(),
            purchases,
            minutes,
            wage_per_hour,
            carried: t.table("carried", Carried::read),
        }
    }
}

/// The largest amount in a case, in cents.
pub(super) const MONEY_MAX: i64 = 100_000_000_000_000;

/// The largest number of minutes in a period.
const MINUTES_MAX: u64 = 1_000_000;

/// The largest number of points in a case's order.
pub(super) const POINTS_MAX: u64 = 4_000_000_000;

fn read_names(t: &mut Table<'_>) -> [Option<String>; 5] {
    let mut name = |key, about| t.optional_text(key).source(Source::Model).about(about).read();
    [
        name("sponsor", "Who recruited her; nobody for the top of a tree."),
        name(
            "placement",
            "Below whom she sits; by the plan's rule if it is left out. An empty text: below \
             nobody, and without a seat if she has left and the plan empties such seats.",
        ),
        name("leg", "In which leg of hers: `left`, `right` or a number from 1."),
        name("owner", "Whose position it is, where a person has several."),
        name("rank", "Her rank, where it is given and not computed from the numbers."),
    ]
}

fn read_counts(t: &mut Table<'_>) -> [u64; 6] {
    let mut count = |key, unit, default, most, about| {
        t.count(key, default).unit(unit).within(0, most).source(Source::Model).about(about).read()
    };
    [
        count("joined_period", "period", 0, 1_000, "Period in which she joined; 0 is before all."),
        count("joined_week", "week", 1, 52, "Week of that period."),
        count(
            "joined_weeks_before",
            "weeks",
            0,
            1_000,
            "Weeks before the first period in which she joined, for the window of the fast start; \
             0 for long ago.",
        ),
        count("followers", "followers", 0, 1_000_000_000, "Her followers."),
        count("points", "points", 0, POINTS_MAX, "Points of her own orders of the first period."),
        count("minutes", "minutes", 0, MINUTES_MAX, "Minutes that she works in each period."),
    ]
}

fn read_costs(t: &mut Table<'_>) -> [Cents; 2] {
    let mut money = |key, about| {
        t.money(key, Cents::ZERO)
            .within(Cents::ZERO, Cents(MONEY_MAX))
            .source(Source::Model)
            .about(about)
            .read()
    };
    [
        money(
            "purchases",
            "What she spends in each period on goods for herself, fees and costs; not what she \
             pays for goods that customers buy, which retail profit has taken off.",
        ),
        money("wage_per_hour", "What an hour of her work is worth."),
    ]
}

/// What a partner carries from the time before the first period.
#[derive(Debug, Clone, PartialEq)]
pub struct Carried {
    /// Points in the left and the right leg that wait to be matched.
    pub leg_points: [u64; 2],
    /// All points that ever came in them.
    pub lifetime_leg_points: [u64; 2],
    /// The rank of the period before.
    pub rank: Option<String>,
    /// The highest rank ever.
    pub title: Option<String>,
    /// Whether her group broke away for good.
    pub broken_away: bool,
    /// Tier of the structure bonus.
    pub structure_tier: u64,
    /// Group points of the period before.
    pub group_points: u64,
    /// What customers ever paid for goods bought from her.
    pub lifetime_sales: Cents,
    /// Points of goods bought that do not count yet.
    pub uncounted_points: u64,
    /// Their commissionable value.
    pub uncounted_cv: Cents,
    /// Their list value.
    pub uncounted_list_value: Cents,
    /// Earned and not yet paid, for the plan's first bonus.
    pub unpaid: Cents,
    /// The same for others.
    pub unpaid_of: Vec<UnpaidOf>,
    /// In which leg her next recruit sits under the placement rule `alternate`.
    pub next_leg: Option<String>,
}

/// What was earned for a bonus and not yet paid.
#[derive(Debug, Clone, PartialEq)]
pub struct UnpaidOf {
    /// For what; the check asks for it.
    pub bonus: Option<Bonus>,
    /// How much.
    pub amount: Cents,
}

impl UnpaidOf {
    fn read(t: &mut Table<'_>) -> Self {
        Self {
            bonus: t
                .optional_choice("bonus")
                .source(Source::Model)
                .about("The bonus that it was earned for.")
                .read(),
            amount: t
                .money("amount", Cents::ZERO)
                .within(Cents(-MONEY_MAX), Cents(MONEY_MAX))
                .source(Source::Model)
                .about("Earned and not yet paid.")
                .read(),
        }
    }
}

impl Carried {
    /// All that was earned and not yet paid.
    pub fn all_unpaid(&self) -> Cents {
        self.unpaid + self.unpaid_of.iter().map(|of| of.amount).sum()
    }

    fn read(t: &mut Table<'_>) -> Self {
        let mut points = |key, about| {
            t.count(key, 0)
                .unit("points")
                .within(0, 1_000_000_000_000)
                .source(Source::Model)
                .about(about)
                .read()
        };
        let legs = [
            points("left_points", "Points of the left leg that wait to be matched."),
            points("right_points", "Points of the right leg that wait to be matched."),
            points("lifetime_left_points", "All points that ever came in the left leg."),
            points("lifetime_right_points", "All points that ever came in the right leg."),
        ];
        let group_points = points("group_points", "Group points of the period before.");
        let uncounted_points =
            points("uncounted_points", "Points of goods bought that rules do not count yet.");
        let mut worth = |key, about| {
            t.money(key, Cents::ZERO)
                .within(Cents::ZERO, Cents(MONEY_MAX))
                .source(Source::Model)
                .about(about)
                .read()
        };
        let uncounted_cv = worth("uncounted_cv", "Commissionable value of those goods.");
        let uncounted_list_value = worth("uncounted_list_value", "List value of those goods.");
        let mut name = |key, about| t.optional_text(key).source(Source::Model).about(about).read();
        let rank = name("rank", "The rank that the period before came to.");
        let title = name("title", "The highest rank ever reached.");
        let next_leg = name(
            "next_leg",
            "In which leg her next recruit sits under the placement rule `alternate`; the first if \
             it is left out.",
        );
        let mut money = |key, about| {
            t.money(key, Cents::ZERO)
                .within(Cents(-MONEY_MAX), Cents(MONEY_MAX))
                .source(Source::Model)
                .about(about)
                .read()
        };
        Self {
            leg_points: [legs[0], legs[1]],
            lifetime_leg_points: [legs[2], legs[3]],
            rank,
            title,
            lifetime_sales: money("lifetime_sales", "What customers ever paid for her goods."),
            uncounted_points,
            uncounted_cv,
            uncounted_list_value,
            unpaid: money("unpaid", "Earned and not yet paid, for the plan's first bonus."),
            unpaid_of: t.array_of_tables("unpaid_of", UnpaidOf::read),
            next_leg,
            broken_away: t
                .flag("broken_away", false)
                .source(Source::Model)
                .about("Whether her group broke away for good.")
                .read(),
            structure_tier: t
                .count("structure_tier", 0)
                .unit("tier")
                .within(0, 64)
                .source(Source::Model)
                .about("Tier of the structure bonus in the period before.")
                .read(),
            group_points,
        }
    }
}

/// Where a partner stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CaseStatus {
    /// Sells and recruits.
    Active,
    /// Registered, does nothing.
    Dormant,
    /// Gone for good.
    Left,
}

impl Choice for CaseStatus {
    const NAMES: &'static [(&'static str, Self)] =
        &[("active", Self::Active), ("dormant", Self::Dormant), ("left", Self::Left)];
}
