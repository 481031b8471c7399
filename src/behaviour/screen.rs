//! Bounds of the rates of a business and a week, against which many partners are held at once.
//!
//! *Invariant*: no rate or hazard that a partner may have is above its bound.
//!
//! *Absent*: the partners (`quick`).

use super::{WeekView, feel, post};
use crate::scenario::{Motive, Scenario};
use crate::units::BusinessId;

/// Bounds of rates are larger by this factor than the rates.
const WIDER: f64 = 1.000_1;

/// What is the same for everybody in a business and a week.
pub(super) struct Screen<'a> {
    /// Orders for each view and unit of pull.
    pub(super) online: f32,
    /// Leads for each view and unit of eagerness.
    pub(super) leads_of_views: f32,
    /// Leads for each hour among people and unit of eagerness.
    pub(super) leads_of_hours: f32,
    /// Orders in person for each hour, unit of skill, and all of the circle left.
    pub(super) in_person: f32,
    /// Orders and losses for each customer.
    pub(super) of_customers: [f32; 2],
    pub(super) orders_own: bool,
    pub(super) eagerness: [f32; Motive::ALL.len()],
    /// Bound of the hazard at motivation 1 and after the first months.
    pub(super) hazard: f32,
    pub(super) quit_factors: [f32; Motive::ALL.len()],
    pub(super) bounds: &'a Bounds,
    /// Whether a renewal that is due may end it or costs anything.
    pub(super) renews: bool,
    pub(super) supervises: bool,
}

/// Bounds by steps of motivation, up to the fourth unit of it.
pub(super) type Moods = [f32; LAST_MOOD as usize + 1];

/// The step that stands for all higher motivations, too.
const LAST_MOOD: u32 = 256;

/// Steps of motivation for each unit of it.
const MOOD_STEPS: f32 = 64.0;

/// Upwards by more than rounding to 32 bits can take away.
#[expect(clippy::cast_possible_truncation, reason = "a bound, widened before")]
pub(super) fn above(bound: f64) -> f32 {
    (bound * WIDER) as f32
}

impl<'a> Screen<'a> {
    pub(super) fn new(view: &WeekView<'a>, id: BusinessId) -> Self {
        let (scenario, factors, market) = (view.scenario, &view.factors, view.market);
        let business = &scenario.businesses[id.index()].1;
        let (sell, recruit, quit) = (&scenario.sell, &scenario.recruit, &scenario.quit);
        let bias = scenario.market.home_bias;
        let unmet_home = market.unmet_most;
        let unmet = bias * unmet_home + (1.0 - bias) * market.unmet_everywhere;
        let open = bias * market.open_most + (1.0 - bias) * market.open_everywhere;
        let reach = scenario.post.reach * factors.reach;
        let leads = if business.partners.recruits {
            factors.leads * view.casting.mean_acceptance(id) * open
        } else {
            0.0
        };
        let in_person = sell.in_person_orders_per_hour * factors.in_person_orders * unmet_home;
        let of_customers = [sell.repeat_orders_per_week, sell.customers_lost_per_week];
        let motives = &scenario.motives;
        let orders_own = business.partners.own_orders;
        Self {
            online: above(
                reach * sell.visit_rate * sell.conversion * factors.online_orders * unmet,
            ),
            leads_of_views: above(reach * recruit.pitch_rate * leads),
            leads_of_hours: above(recruit.leads_per_hour * leads),
            in_person: above(in_person),
            of_customers: of_customers.map(above),
            orders_own,
            eagerness: std::array::from_fn(|motive| above(motives[motive].pitch_factor)),
            hazard: above(quit.hazard_per_week * (1.0 - quit.social_utility) * factors.quitting),
            quit_factors: std::array::from_fn(|motive| above(motives[motive].quit_factor)),
            bounds: &view.tables.bounds,
            renews: 0.0 < quit.renewal_refusal || 0 < business.joining.renewal_fee_per_year.0,
            supervises: 0.0 < recruit.supervision_hours,
        }
    }
}

/// Bounds that do not change from week to week.
#[derive(Debug, Clone)]
pub(super) struct Bounds {
    /// Of what motivation makes of the hazard, by steps of it; nothing where it makes nothing.
    pub(super) moods: Option<Box<Moods>>,
    /// Of views beside those of one post, by posts.
    pub(super) fatigue: [f32; post::TABLE_POSTS as usize + 1],
    /// Whether each post brings as much as the first.
    pub(super) no_fatigue: bool,
    /// Of what the first months make of it, by weeks since joining.
    pub(super) early: Vec<f32>,
    /// Whether the first months are unlike any others.
    pub(super) has_early: bool,
}

impl Bounds {
    pub(super) fn new(scenario: &Scenario, fatigue: &post::FatigueTable, early: &[f64]) -> Self {
        Self {
            moods: moods(scenario),
            early: early.iter().map(|&early| above(early)).collect(),
            has_early: (scenario.quit.early_factor - 1.0).abs() > 0.0,
            fatigue: std::array::from_fn(|posts| above(fatigue.tabled(posts))),
            no_fatigue: scenario.post.fatigue.to_bits() == 1.0_f64.to_bits(),
        }
    }
}

/// After the week a motivation is no lower than it is now, or than the mood of those who earn
/// nothing.
fn moods(scenario: &Scenario) -> Option<Box<Moods>> {
    let (quit, rules) = (&scenario.quit, &scenario.motivation);
    if quit.motivation_exponent == 0.0 {
        return None;
    }
    let lowest = if 0.0 < rules.speed_per_week { rules.floor.min(rules.ceiling) } else { f64::MAX };
    let of = |step: usize| {
        let least = (step as f64 / f64::from(MOOD_STEPS)).min(lowest) * 0.999_99;
        if least <= 0.0 { f32::INFINITY } else { above(feel::mood(quit, least)) }
    };
    Some(Box::new(std::array::from_fn(of)))
}

/// Bound of what a motivation makes of the hazard.
#[inline(always)]
#[expect(clippy::inline_always, reason = "compiled for the machine's vectors by its caller")]
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a step of a table")]
pub(super) fn mood(moods: &Moods, motivation: f32) -> f32 {
    // Through 32 bits, which vectors convert.
    moods[((motivation * MOOD_STEPS) as u32).min(LAST_MOOD) as usize]
}
