//! Random cases: trees of both kinds, ranks given and computed, volumes, leavers, newcomers, two
//! periods, every rounding.

use std::sync::OnceLock;

use downline::scenario::{
    Case, CasePartner, CasePeriod, CaseStatus, Change, Clawback, CountsIn, LoadedCase,
    PlanRounding, RankRates, Starts,
};
use downline::units::{Cents, Ppm};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::test_runner::RngSeed;

/// Runs of fixed luck: a failure is a failure every time.
pub(crate) fn runs(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(20_260_301),
        max_shrink_iters: 4_000,
        ..ProptestConfig::default()
    }
}

/// The ranks of random cases, from the lowest up.
const RANKS: [&str; 3] = ["silver", "gold", "platinum"];

/// Two periods, three ranks, one partner, every bonus of this file's kind by its defaults.
pub(crate) fn plain_case() -> Case {
    static CASE: OnceLock<Case> = OnceLock::new();
    let text = r#"
        [plan.rank]
        silver = { order = 1, minimum_points = 60 }
        gold = { order = 2, minimum_points = 80 }
        platinum = { order = 3, minimum_points = 100 }
        [plan.unilevel]
        base = "wholesale"
        own_orders = "self"
        compression = "none"
        rates = [0.5, 0.25]
        [plan.matrix]
        [plan.generation]
        rates = []
        [plan.infinity.one]
        [plan.matching]
        [[partner]]
        id = "p0"
        [[period]]
        order = [{ by = "p0", points = 1 }]
        [[period]]
        change = [{ who = "p0" }]
    "#;
    CASE.get_or_init(|| LoadedCase::from_text("plain", text).expect("a case").case).clone()
}

/// One random person.
#[derive(Debug, Clone)]
struct Person {
    sponsor: Index,
    seat: Index,
    leg: Index,
    /// 0 and 1 of ten have no sponsor, 2 of ten no seat given beside the top's.
    alone: u8,
    rank: Option<usize>,
    status: CaseStatus,
    joined: u64,
    points: u64,
    cv: Option<i64>,
    margin: Option<i64>,
    later: (u64, i64, Option<usize>, Option<CaseStatus>),
}

fn statuses() -> impl Strategy<Value = CaseStatus> {
    prop_oneof![
        8 => Just(CaseStatus::Active),
        1 => Just(CaseStatus::Dormant),
        1 => Just(CaseStatus::Left),
    ]
}

fn points() -> impl Strategy<Value = u64> {
    prop_oneof![2 => Just(0), 6 => 40..130_u64]
}

fn people() -> impl Strategy<Value = Person> {
    let given = prop::option::weighted(0.8, 0..=3_usize);
    let changed =
        (points(), 0..50_000_i64, prop::option::of(0..=3_usize), prop::option::of(statuses()));
    let money = prop::option::of(prop_oneof![9 => 0..30_000_i64, 1 => -5_000..0_i64]);
    (
        any::<(Index, Index, Index)>(),
        (0..10_u8, given, statuses(), prop_oneof![4 => Just(0_u64), 1 => 1..=2_u64]),
        (points(), money.clone(), money),
        changed,
    )
        .prop_map(|((sponsor, seat, leg), (alone, rank, status, joined), volume, later)| {
            let (points, cv, margin) = volume;
            Person { sponsor, seat, leg, alone, rank, status, joined, points, cv, margin, later }
        })
}

fn rank_name(place: usize) -> String {
    place.checked_sub(1).map_or(String::new(), |place| RANKS[place].to_owned())
}

/// Cases of up to thirty people; a tree that reaches back one step is a chain.
pub(crate) fn cases() -> impl Strategy<Value = Case> {
    let rounding = select(vec![
        PlanRounding::PerLineHalfUp,
        PlanRounding::PerLineHalfEven,
        PlanRounding::PerLineDown,
        PlanRounding::PerPersonDown,
    ]);
    let plan = (rounding, select(vec![1_i64, 1, 5]), 0..8_u8, select(vec![0_u64, 50]), 1..=3_u32);
    (1..=10_usize, plan, prop::collection::vec(people(), 1..=30)).prop_map(
        |(reach, (rounding, unit, starts, minimum, width), people)| {
            let mut case = plain_case();
            case.plan.rounding = rounding;
            case.plan.rounding_unit = Cents(unit);
            case.plan.activity.minimum_points = minimum;
            let starts_at = |next| if next { Starts::NextPeriod } else { Starts::ThisPeriod };
            case.plan.newcomers_earn = starts_at(starts & 1 == 1);
            case.plan.newcomers_count = starts_at(starts & 2 == 2);
            // Values below zero stand for what came back.
            let clawback = Clawback { counts_in: CountsIn::Return, recompute_ranks: false };
            case.plan.clawback = (starts & 4 == 4).then_some(clawback);
            case.plan.matrix.as_mut().expect("a matrix").width = width;
            let orders = case.periods[0].orders.clone();
            case.periods[0].orders.clear();
            case.periods[1].changes.clear();
            let template = (case.partners.remove(0), orders[0].clone());
            for (place, person) in people.iter().enumerate() {
                let partner = partner(&case, place, person, reach, &template.0);
                let (points, retail, rank, status) = &person.later;
                for (number, period) in case.periods.iter_mut().enumerate() {
                    let mut order = template.1.clone();
                    order.by.clone_from(&partner.id);
                    order.points = if number == 0 { 0 } else { *points };
                    order.retail = Cents(*retail);
                    // Nobody orders before she joins.
                    if partner.joined_period <= number as u64 + 1 {
                        period.orders.push(order);
                    }
                }
                if 0 < *points && partner.joined_period < 2 {
                    let rank = rank.map(rank_name);
                    change(&mut case.periods[1], &partner.id, *status, rank);
                }
                case.partners.push(partner);
            }
            case
        },
    )
}

fn change(period: &mut CasePeriod, who: &str, status: Option<CaseStatus>, rank: Option<String>) {
    period.changes.push(Change { who: who.to_owned(), status, rank });
}

fn partner(
    case: &Case,
    place: usize,
    person: &Person,
    reach: usize,
    template: &CasePartner,
) -> CasePartner {
    let mut partner = template.clone();
    partner.id = format!("p{place}");
    partner.status = person.status;
    partner.rank = person.rank.map(rank_name);
    partner.points = person.points;
    partner.cv = person.cv.map(Cents);
    partner.margin = person.margin.map(Cents);
    partner.joined_period = person.joined;
    if 0 < place && 1 < person.alone {
        let back = 1 + person.sponsor.index(reach.min(place));
        let sponsor = &case.partners[place - back];
        partner.joined_period = partner.joined_period.max(sponsor.joined_period);
        partner.sponsor = Some(sponsor.id.clone());
    }
    let joined = partner.joined_period;
    let width = case.plan.matrix.as_ref().expect("a matrix").width;
    let taken = |parent: &CasePartner, leg: u32| {
        let leg = leg.to_string();
        case.partners.iter().any(|other| {
            other.placement.as_ref() == Some(&parent.id) && other.leg.as_ref() == Some(&leg)
        })
    };
    let earlier = case.partners.iter().rev().take(reach * 2).filter(|p| p.joined_period <= joined);
    let open: Vec<(&CasePartner, u32)> = earlier
        .flat_map(|parent| (1..=width).map(move |leg| (parent, leg)))
        .filter(|&(parent, leg)| !taken(parent, leg))
        .collect();
    if !open.is_empty() {
        let (parent, leg) =
            open[(person.seat.index(open.len()) + person.leg.index(2)) % open.len()];
        partner.placement = Some(parent.id.clone());
        partner.leg = Some(leg.to_string());
    } else if partner.sponsor.is_some() {
        // Without a seat of her own she would be seated by rule, which is no matter of these walks.
        partner.sponsor = None;
    }
    partner
}

/// Rates for everybody, and tables for some ranks; any may be empty.
pub(crate) fn rate_tables() -> impl Strategy<Value = (Vec<Ppm>, Vec<RankRates>)> {
    let rates = || prop::collection::vec((0..=80_000_u32).prop_map(Ppm), 0..=4);
    (rates(), prop::collection::vec(prop::option::of(rates()), 3)).prop_map(|(rates, tables)| {
        let tables = tables.into_iter().enumerate().filter_map(|(place, rates)| {
            rates.map(|rates| RankRates { rank: RANKS[place].to_owned(), rates })
        });
        (rates, tables.collect())
    })
}
