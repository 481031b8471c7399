//! Who the people are before any business meets them.

use crate::chance::Distribution;
use crate::scenario::{Choice, Source, Table};

/// Why somebody joins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Motive {
    /// For the products at a discount.
    DiscountBuyer,
    /// To earn something on the side.
    PartTimeSeller,
    /// To build a team.
    Builder,
}

impl Motive {
    /// All motives, in the order of their codes.
    pub const ALL: [Self; 3] = [Self::DiscountBuyer, Self::PartTimeSeller, Self::Builder];

    /// The name in keys, tables and files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::DiscountBuyer => "discount_buyer",
            Self::PartTimeSeller => "part_time_seller",
            Self::Builder => "builder",
        }
    }

    /// The motive's place in [`Motive::ALL`].
    pub const fn index(self) -> usize {
        self as usize
    }
}

impl Choice for Motive {
    const NAMES: &'static [(&'static str, Self)] = &[
        ("discount_buyer", Self::DiscountBuyer),
        ("part_time_seller", Self::PartTimeSeller),
        ("builder", Self::Builder),
    ];
}

/// How people with a motive differ from the average person.
#[derive(Debug, Clone, PartialEq)]
pub struct MotiveHabits {
    /// Weight of the motive among those who join.
    pub weight: f64,
    /// Multiplies the hours.
    pub hours_factor: f64,
    /// Multiplies the leads.
    pub pitch_factor: f64,
    /// Multiplies the own use.
    pub own_use_factor: f64,
    /// Multiplies the probability of loading.
    pub loading_factor: f64,
    /// Multiplies the hazard of quitting.
    pub quit_factor: f64,
}

impl MotiveHabits {
    fn read(t: &mut Table<'_>, default: [f64; 6], weight_source: Source) -> Self {
        let [weight, hours, pitch, own_use, loading, quit] = default;
        let mut factor = |name, value, about| {
            t.number(name, value)
                .unit("factor")
                .within(0.0, 1_000.0)
                .source(Source::Assumption)
                .about(about)
                .read()
        };
        let hours_factor = factor("hours_factor", hours, "Multiplies the hours a week.");
        let pitch_factor = factor("pitch_factor", pitch, "Multiplies the leads.");
        let own_use_factor = factor("own_use_factor", own_use, "Multiplies the own use.");
        let loading_factor =
            factor("loading_factor", loading, "Multiplies the probability of loading.");
        let quit_factor = factor("quit_factor", quit, "Multiplies the hazard of quitting.");
        Self {
            weight: t
                .number("weight", weight)
                .unit("weight")
                .within(0.0, 1_000_000.0)
                .source(weight_source)
                .about("Weight of this motive among those who join.")
                .read(),
            hours_factor,
            pitch_factor,
            own_use_factor,
            loading_factor,
            quit_factor,
        }
    }

    /// All motives' habits, in the order of [`Motive::ALL`].
    pub(crate) fn read_all(t: &mut Table<'_>) -> [Self; 3] {
        let us_2017 =
            Source::Facts("section 5, US sellers 2017: 13.0, 4.7 and 0.9 of 18.6 million");
        [
            t.table_with("discount_buyer", |t| {
                Self::read(t, [13.0, 0.05, 0.1, 2.0, 0.3, 1.0], us_2017)
            }),
            t.table_with("part_time_seller", |t| {
                Self::read(t, [4.7, 0.8, 1.0, 1.0, 1.0, 1.0], us_2017)
            }),
            t.table_with("builder", |t| Self::read(t, [0.9, 2.0, 3.0, 1.0, 2.0, 0.6], us_2017)),
        ]
    }
}

/// The people among whom partners are found.
#[derive(Debug, Clone, PartialEq)]
pub struct People {
    /// Followers of a possible partner.
    pub followers: Distribution,
    /// Hours a week that she could give at full motivation.
    pub hours_per_week: Distribution,
    /// Her engagement beside others of her size.
    pub engagement: Distribution,
    /// Her selling skill beside others.
    pub selling_skill: Distribution,
    /// People of her own circle who might buy from her in person.
    pub warm_circle_people: Distribution,
    /// Products that she would use herself.
    pub own_use_units_per_month: Distribution,
    /// What she expects to earn in a year.
    pub expected_earnings_per_year: Distribution,
}

impl People {
    pub(crate) fn read(t: &mut Table<'_>) -> Self {
        Self {
            followers: t
                .distribution(
                    "followers",
                    Distribution::PowerLaw { min: 1_000.0, max: 10_000.0, exponent: 0.73 },
                )
                .unit("followers")
                .within(1.0, 1e9)
                .source(Source::Facts("section 4, follower tail, first decade"))
                .about("Followers of those who might join: micro-influencers have 1,000 to 10,000.")
                .read(),
            hours_per_week: t
                .distribution("hours_per_week", Distribution::LogNormal { median: 8.0, sigma: 0.6 })
                .unit("hours")
                .within(0.0, 168.0)
                .source(Source::Article)
                .about("Hours a week at full motivation (the article: 1 to 2 hours a day).")
                .read(),
            engagement: t
                .distribution("engagement", Distribution::LogNormal { median: 1.0, sigma: 0.5 })
                .unit("factor")
                .within(0.0, 1_000.0)
                .source(Source::Assumption)
                .about("Engagement of her followers beside accounts of the same size.")
                .read(),
            selling_skill: t
                .distribution("selling_skill", Distribution::LogNormal { median: 1.0, sigma: 0.4 })
                .unit("factor")
                .within(0.0, 1_000.0)
                .source(Source::Assumption)
                .about("Orders from the same contacts, beside other sellers.")
                .read(),
            warm_circle_people: t
                .distribution(
                    "warm_circle_people",
                    Distribution::LogNormal { median: 25.0, sigma: 0.6 },
                )
                .unit("people")
                .within(0.0, 60_000.0)
                .source(Source::Assumption)
                .about("Friends, family and colleagues who might buy from her in person.")
                .read(),
            own_use_units_per_month: t
                .distribution(
                    "own_use_units_per_month",
                    Distribution::LogNormal { median: 0.5, sigma: 0.5 },
                )
                .unit("units a month")
                .within(0.0, 10_000.0)
                .source(Source::Assumption)
                .about("Products that she would use herself; what is bought beyond it is loading.")
                .read(),
            expected_earnings_per_year: t
                .distribution(
                    "expected_earnings_per_year",
                    Distribution::LogNormal { median: 2_500.0, sigma: 1.7 },
                )
                .unit("currency units a year")
                .within(0.01, 1e9)
                .source(Source::Facts("section 1b, no disclosure: median 2,500, p90 20,000"))
                .about("What a newcomer expects to earn in a year before expenses.")
                .read(),
        }
    }
}
