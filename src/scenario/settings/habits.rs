//! What partners do in a week, and at which rates.

use super::market::small;
use crate::scenario::{Source, Table};
use crate::units::Cents;

/// Posting.
#[derive(Debug, Clone, PartialEq)]
pub struct Post {
    /// Hours that one post takes.
    pub hours_per_post: f64,
    /// Share of the hours that goes into posting; the rest is for meeting people.
    pub hours_share: f64,
    /// What a post costs.
    pub cost_per_post: Cents,
    /// Share of followers who see a post.
    pub reach: f64,
    /// Reach of each further post in the week beside the one before.
    pub fatigue: f64,
}

impl Post {
    pub(crate) fn read(t: &mut Table<'_>) -> Self {
        Self {
            hours_per_post: t
                .number("hours_per_post", 1.0)
                .unit("hours")
                .within(0.01, 168.0)
                .source(Source::Assumption)
                .about("Hours that one post takes, from the idea to answering comments.")
                .read(),
            hours_share: t
                .share("hours_share", 0.4)
                .source(Source::Assumption)
                .about("Share of the hours that goes into posting; the rest meets people.")
                .read(),
            cost_per_post: t
                .money("cost_per_post", Cents(50))
                .within(Cents(0), Cents(1_000_000))
                .source(Source::Assumption)
                .about("What a post costs her: props, light, data.")
                .read(),
            reach: t
                .number("reach", 0.3)
                .unit("views a follower")
                .within(0.0, 1_000.0)
                .source(Source::Facts("I6, I7: a post reaches 20 to 40 % of followers"))
                .about("Views of the week's first post per follower.")
                .read(),
            fatigue: t
                .share("fatigue", 0.9)
                .source(Source::Assumption)
                .about("Reach of each further post in the week beside the one before; 1 is none.")
                .read(),
        }
    }
}

/// Selling.
#[derive(Debug, Clone, PartialEq)]
pub struct Sell {
    /// Share of views that visit the shop.
    pub visit_rate: f64,
    /// Share of visitors who order, at the reference audience.
    pub conversion: f64,
    /// The audience at which the rates hold.
    pub reference_followers: f64,
    /// How fast engagement falls with followers.
    pub engagement_exponent: f64,
    /// How fast conversion falls with followers.
    pub conversion_exponent: f64,
    /// Orders in person for each hour among people.
    pub in_person_orders_per_hour: f64,
    /// What such an hour costs.
    pub in_person_cost_per_hour: Cents,
    /// Mean units of an order.
    pub basket_units: f64,
    /// Share of customers who order again in a week.
    pub repeat_orders_per_week: f64,
    /// Share of customers who are lost in a week.
    pub customers_lost_per_week: f64,
}

impl Sell {
    pub(crate) fn read(t: &mut Table<'_>) -> Self {
        let reference = Source::Assumption;
        Self {
            visit_rate: t
                .share("visit_rate", 0.0075)
                .source(Source::Facts("I9: 0.5 to 1 % of the audience visit"))
                .about("Share of views that visit the shop.")
                .read(),
            conversion: t
                .share("conversion", 0.0241)
                .source(Source::Facts("I8: nano 2.41 %"))
                .about("Share of visitors who order, at the reference audience.")
                .read(),
            reference_followers: t
                .number("reference_followers", 3_000.0)
                .unit("followers")
                .within(1.0, 1e9)
                .source(reference)
                .about("The audience at which visit rate and conversion hold.")
                .read(),
            engagement_exponent: t
                .number("engagement_exponent", 0.29)
                .unit("exponent")
                .within(0.0, 5.0)
                .source(Source::Facts("I2: engagement 1.78 % at 1-10K to 0.33 % above 1M"))
                .about("Engagement falls with followers to this power.")
                .read(),
            conversion_exponent: t
                .number("conversion_exponent", 0.17)
                .unit("exponent")
                .within(0.0, 5.0)
                .source(Source::Facts("I8: conversion 2.41 % nano to 0.91 % mega"))
                .about("Conversion falls with followers to this power.")
                .read(),
            in_person_orders_per_hour: t
                .number("in_person_orders_per_hour", 0.15)
                .unit("orders an hour")
                .within(0.0, 1_000.0)
                .source(Source::Assumption)
                .about("New customers in person for each hour, while the warm circle is fresh.")
                .read(),
            in_person_cost_per_hour: t
                .money("in_person_cost_per_hour", Cents(100))
                .unit("money an hour")
                .within(Cents(0), Cents(1_000_000))
                .source(Source::Assumption)
                .about("Travel, samples and telephone for each hour among people.")
                .read(),
            basket_units: t
                .number("basket_units", 1.4)
                .unit("units an order")
                .within(1.0, 10_000.0)
                .source(Source::Assumption)
                .about("Mean units of an order.")
                .read(),
            repeat_orders_per_week: t
                .share("repeat_orders_per_week", 0.03)
                .source(Source::Assumption)
                .about("Share of a partner's customers who order again in a week.")
                .read(),
            customers_lost_per_week: t
                .share("customers_lost_per_week", 0.015)
                .source(Source::Assumption)
                .about("Share of a partner's customers who are lost in a week and free again.")
                .read(),
        }
    }
}

/// Recruiting.
#[derive(Debug, Clone, PartialEq)]
pub struct Recruit {
    /// Leads for each view.
    pub pitch_rate: f64,
    /// Leads for each hour among people.
    pub leads_per_hour: f64,
    /// Share of leads who join, at best.
    pub acceptance: f64,
    /// Followers above which people decline.
    pub decline_above_followers: f64,
    /// How fast acceptance falls above.
    pub decline_exponent: f64,
    /// Expectation of a year's earnings at which acceptance is full.
    pub expectation_reference: f64,
    /// How fast acceptance falls below.
    pub expectation_exponent: f64,
    /// What uplines' stories do to a newcomer's expectation.
    pub claims: f64,
    /// Strength of ex-partners' scepticism.
    pub scepticism: f64,
    /// Hours for each active recruit.
    pub supervision_hours: f64,
    /// Weeks until an ex-partner may return.
    pub return_after_weeks: u32,
    /// Share of ex-partners who return in a week after that.
    pub return_per_week: f64,
}

impl Recruit {
    pub(crate) fn read(t: &mut Table<'_>) -> Self {
        let (pitch_rate, leads_per_hour, acceptance) = Self::read_leads(t);
        Self {
            pitch_rate,
            leads_per_hour,
            acceptance,
            decline_above_followers: t
                .number("decline_above_followers", 10_000.0)
                .unit("followers")
                .within(1.0, 1e12)
                .source(Source::Article)
                .about("People with more followers than this begin to decline.")
                .read(),
            decline_exponent: t
                .number("decline_exponent", 2.0)
                .unit("exponent")
                .within(0.0, 50.0)
                .source(Source::Assumption)
                .about("Acceptance falls with followers above that to this power.")
                .read(),
            expectation_reference: t
                .number("expectation_reference", 10_000.0)
                .unit("currency units a year")
                .within(0.01, 1e12)
                .source(Source::Assumption)
                .about("Expected earnings at which acceptance is full.")
                .read(),
            expectation_exponent: t
                .number("expectation_exponent", 0.25)
                .unit("exponent")
                .within(0.0, 50.0)
                .source(Source::Assumption)
                .about("Acceptance falls with expected earnings below that to this power.")
                .read(),
            claims: t
                .number("claims", 1.0)
                .unit("factor")
                .within(0.0, 1_000.0)
                .source(Source::Facts("section 1b: expectations as the marketing page forms them"))
                .about("Uplines' stories multiply a newcomer's expectation.")
                .read(),
            scepticism: t
                .number("scepticism", 3.0)
                .unit("factor")
                .within(0.0, 1_000_000.0)
                .source(Source::Assumption)
                .about("Leads are divided by 1 + this x ex-partners' share of all who might join.")
                .read(),
            supervision_hours: t
                .number("supervision_hours", 0.25)
                .unit("hours a recruit and week")
                .within(0.0, 168.0)
                .source(Source::Assumption)
                .about("Hours that each active recruit takes, up to half of all.")
                .read(),
            return_after_weeks: small(
                t.count("return_after_weeks", 26)
                    .unit("weeks")
                    .within(1, 1_040)
                    .source(Source::Assumption)
                    .about("Weeks until an ex-partner may return.")
                    .read(),
            ),
            return_per_week: t
                .share("return_per_week", 0.0005)
                .source(Source::Assumption)
                .about("Share of ex-partners who return in a week after that.")
                .read(),
        }
    }

    fn read_leads(t: &mut Table<'_>) -> (f64, f64, f64) {
        let pitch_rate = t
            .number("pitch_rate", 2e-5)
            .unit("leads a view")
            .within(0.0, 1.0)
            .source(Source::Assumption)
            .about("Leads for each view of a post, while all prospects are left.")
            .read();
        let leads_per_hour = t
            .number("leads_per_hour", 0.09)
            .unit("leads an hour")
            .within(0.0, 1_000.0)
            .source(Source::Assumption)
            .about(
                "Leads for each hour among people; set, with `pitch_rate`, so that the article's \
                 network grows from a thousand to some ten thousand partners in three years.",
            )
            .read();
        let acceptance = t
            .share("acceptance", 0.2)
            .source(Source::Facts("section 3: 1 of 5 prospects joins (director training)"))
            .about("Share of leads who join, at best.")
            .read();
        (pitch_rate, leads_per_hour, acceptance)
    }
}

/// How partners feel about it.
#[derive(Debug, Clone, PartialEq)]
pub struct Motivation {
    /// Share of her costs that a partner notices.
    pub bookkeeping: f64,
    /// Weeks over which income is averaged in her mind.
    pub memory_weeks: f64,
    /// Share of the way to the new mood in a week.
    pub speed_per_week: f64,
    /// Mood of somebody who earns nothing of what she expected.
    pub floor: f64,
    /// Mood of somebody who earns what she expected or more.
    pub ceiling: f64,
    /// Share of the way from expectation to experience in a week.
    pub expectation_revision_per_week: f64,
}

impl Motivation {
    pub(crate) fn read(t: &mut Table<'_>) -> Self {
        Self {
            bookkeeping: t
                .share("bookkeeping", 0.5)
                .source(Source::Article)
                .about("Share of her costs that she notices (the article's partner does not know).")
                .read(),
            memory_weeks: t
                .number("memory_weeks", 8.0)
                .unit("weeks")
                .within(1.0, 520.0)
                .source(Source::Assumption)
                .about("Weeks over which income is averaged in her mind.")
                .read(),
            speed_per_week: t
                .share("speed_per_week", 0.1)
                .source(Source::Assumption)
                .about("Share of the way to the new mood in a week; 0 keeps motivation at 1.")
                .read(),
            floor: t
                .share("floor", 0.4)
                .within(0.05, 1.0)
                .source(Source::Assumption)
                .about("Motivation of somebody who earns nothing of what she expected.")
                .read(),
            ceiling: t
                .number("ceiling", 1.2)
                .unit("factor")
                .within(1.0, 10.0)
                .source(Source::Assumption)
                .about("Motivation of somebody who earns what she expected or more.")
                .read(),
            expectation_revision_per_week: t
                .share("expectation_revision_per_week", 0.03)
                .source(Source::Assumption)
                .about("Share of the way from expectation to experience in a week.")
                .read(),
        }
    }
}

/// Leaving.
#[derive(Debug, Clone, PartialEq)]
pub struct Quit {
    /// Hazard of quitting at motivation 1, after the first months.
    pub hazard_per_week: f64,
    /// Hazard at joining beside later.
    pub early_factor: f64,
    /// Weeks in which that excess halves.
    pub early_half_life_weeks: f64,
    /// How fast the hazard rises as motivation falls.
    pub motivation_exponent: f64,
    /// Part of the hazard that friends and liking the products take away.
    pub social_utility: f64,
    /// Share of quitters who fade away instead of leaving formally.
    pub dormant_share: f64,
    /// Share of dormant partners who take it up again in a week.
    pub revival_per_week: f64,
    /// Share of active partners who do not pay the yearly renewal.
    pub renewal_refusal: f64,
}

impl Quit {
    pub(crate) fn read(t: &mut Table<'_>) -> Self {
        Self {
            hazard_per_week: t
                .share("hazard_per_week", 0.006)
                .source(Source::Facts("H4: about half of the base leaves each year"))
                .about("Hazard of quitting at motivation 1, after the first months.")
                .read(),
            early_factor: t
                .number("early_factor", 3.0)
                .unit("factor")
                .within(0.0, 1_000.0)
                .source(Source::Assumption)
                .about("Hazard at joining beside later.")
                .read(),
            early_half_life_weeks: t
                .number("early_half_life_weeks", 8.0)
                .unit("weeks")
                .within(0.1, 520.0)
                .source(Source::Assumption)
                .about("Weeks in which the early excess halves.")
                .read(),
            motivation_exponent: t
                .number("motivation_exponent", 1.0)
                .unit("exponent")
                .within(0.0, 10.0)
                .source(Source::Assumption)
                .about("The hazard is divided by motivation to this power.")
                .read(),
            social_utility: t
                .share("social_utility", 0.2)
                .source(Source::Article)
                .about("Part of the hazard that friends and liking the products take away.")
                .read(),
            dormant_share: t
                .share("dormant_share", 0.6)
                .source(Source::Assumption)
                .about("Share of quitters who fade away instead of leaving formally.")
                .read(),
            revival_per_week: t
                .share("revival_per_week", 0.005)
                .source(Source::Assumption)
                .about("Share of dormant partners who take it up again in a week.")
                .read(),
            renewal_refusal: t
                .share("renewal_refusal", 0.15)
                .source(Source::Assumption)
                .about("Share of active partners who leave when the yearly renewal is due.")
                .read(),
        }
    }
}

/// Growth of the audience.
#[derive(Debug, Clone, PartialEq)]
pub struct Growth {
    /// Growth of followers for each post, far below the ceiling.
    pub per_post: f64,
    /// Followers at which growth ends, as a multiple of those at joining.
    pub ceiling_factor: f64,
}

impl Growth {
    pub(crate) fn read(t: &mut Table<'_>) -> Self {
        Self {
            per_post: t
                .share("per_post", 0.001)
                .source(Source::Assumption)
                .about("Relative growth of followers for each post, far below the ceiling.")
                .read(),
            ceiling_factor: t
                .number("ceiling_factor", 2.0)
                .unit("factor")
                .within(1.0, 1_000_000.0)
                .source(Source::Assumption)
                .about("Followers at which growth ends, as a multiple of those at joining.")
                .read(),
        }
    }
}
