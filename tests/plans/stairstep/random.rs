//! Small random cases of two periods: bushes and chains, leavers, newcomers, odd cents.

use std::sync::OnceLock;

use downline::scenario::{
    Breakaway, BreakawayLasts, Case, CaseOrder, CaseOrderKind, CasePartner, CasePeriod, CaseStatus,
    Change, Clawback, CountsIn, Differential, GenerationStep, Leadership, LoadedCase, Plan,
    PlanRounding, PointStep, RankRate, Stairstep, Starts, VolumeBase,
};
use downline::units::{Cents, Ppm};
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::RngSeed;

/// Names of the ranks, from the lowest; the first is none.
const RANKS: [&str; 4] = ["", "low", "middle", "high"];

/// Runs of fixed luck: a failure is a failure every time.
pub(crate) fn runs(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(20_260_302),
        ..ProptestConfig::default()
    }
}

fn template() -> Case {
    static CASE: OnceLock<Case> = OnceLock::new();
    let text = "
        plan.rank = { low.order = 1, middle.order = 2, high.order = 3 }
        partner = [{ id = \"0\" }]
        period = [{ order = [{ by = \"0\" }], change = [{ who = \"0\" }] }]
    ";
    let load = || LoadedCase::from_text("template", text).expect("a sound template").case;
    CASE.get_or_init(load).clone()
}

/// What is random about a partner.
#[derive(Debug, Clone)]
struct Dice {
    pick: prop::sample::Index,
    status: CaseStatus,
    later: Option<CaseStatus>,
    rank: usize,
    points: [u64; 2],
    value: Option<i64>,
    retail: i64,
    was_away: bool,
    is_newcomer: bool,
}

fn dice() -> impl Strategy<Value = Dice> {
    let status = prop_oneof![
        7 => Just(CaseStatus::Active),
        1 => Just(CaseStatus::Dormant),
        1 => Just(CaseStatus::Left),
    ];
    let later = prop_oneof![
        6 => Just(None),
        1 => Just(Some(CaseStatus::Active)),
        1 => Just(Some(CaseStatus::Dormant)),
        1 => Just(Some(CaseStatus::Left)),
    ];
    let points = || prop_oneof![1 => Just(0_u64), 2 => Just(100_u64), 4 => 0_u64..260];
    let value = prop_oneof![
        3 => Just(None),
        4 => (0_i64..40_000).prop_map(Some),
        2 => (0_i64..60).prop_map(Some),
        1 => (-9_000_i64..0).prop_map(Some),
        1 => (0_i64..1_000_000_000_000).prop_map(Some),
    ];
    let flags = (prop::bool::weighted(0.15), prop::bool::weighted(0.1));
    let amounts = (points(), points(), value, 0_i64..30_000);
    (any::<prop::sample::Index>(), status, later, 0..RANKS.len(), amounts, flags).prop_map(
        |(pick, status, later, rank, (one, two, value, retail), (was_away, is_newcomer))| Dice {
            pick,
            status,
            later,
            rank,
            points: [one, two],
            value,
            retail,
            was_away,
            is_newcomer,
        },
    )
}

/// Random cases under a random plan of a family.
pub(crate) fn cases_with<T: std::fmt::Debug>(
    keys: impl Strategy<Value = T>,
    set: fn(&mut Plan, T),
) -> impl Strategy<Value = Case> {
    let rounding = select(&[
        PlanRounding::PerLineHalfUp,
        PlanRounding::PerLineHalfEven,
        PlanRounding::PerLineDown,
        PlanRounding::PerPersonDown,
    ]);
    let unit = prop_oneof![4 => Just(Cents(1)), 1 => Just(Cents(5)), 1 => Just(Cents(100))];
    let starts = select(&[Starts::ThisPeriod, Starts::NextPeriod]);
    // How far back a sponsor may stand: 1 makes chains, more makes bushes.
    let people = (1..=10_usize, prop::collection::vec(dice(), 1..=24));
    (keys, rounding, (unit, any::<bool>()), starts, 0_u64..130, people).prop_map(
        move |(keys, rounding, (unit, takes_back), starts, minimum_points, (reach, people))| {
            let mut case = template();
            let plan = &mut case.plan;
            // Values below zero stand for what came back.
            let clawback = Clawback { counts_in: CountsIn::Return, recompute_ranks: false };
            plan.clawback = takes_back.then_some(clawback);
            (plan.rounding, plan.rounding_unit, plan.newcomers_earn) = (rounding, unit, starts);
            plan.activity.minimum_points = minimum_points;
            plan.point_value = Cents(137);
            set(plan, keys);
            fill(&mut case, reach, &people);
            case
        },
    )
}

fn fill(case: &mut Case, reach: usize, people: &[Dice]) {
    let partner = case.partners[0].clone();
    let (order, change) = (&case.periods[0].orders[0], &case.periods[0].changes[0]);
    let (mut second, mut first) = (Vec::new(), Vec::new());
    let mut changes = Vec::new();
    let mut partners: Vec<CasePartner> = Vec::new();
    for (row, dice) in people.iter().enumerate() {
        let id = format!("p{row:02}");
        // Newcomers recruit nobody in the period before they are there.
        let back = 1 + dice.pick.index(reach.min(row).max(1));
        let older = (0..row).rev().skip(back - 1).find(|&other| !people[other].is_newcomer);
        let sponsor = older.filter(|_| dice.pick.index(13) != 0);
        let joined_period = if dice.is_newcomer { 2 } else { 0 };
        let order_of = |points: u64, kind, cents: i64| CaseOrder {
            by: id.clone(),
            kind,
            points,
            cv: points.is_multiple_of(3).then_some(Cents(cents / 3)),
            retail: Cents(cents),
            price: (kind == CaseOrderKind::Customer).then_some(Cents(cents - cents / 4)),
            ..order.clone()
        };
        let mut carried = partner.carried.clone();
        carried.broken_away = dice.was_away && joined_period == 0;
        partners.push(CasePartner {
            id: id.clone(),
            sponsor: sponsor.map(|older| format!("p{older:02}")),
            status: dice.status,
            rank: Some(RANKS[dice.rank].to_owned()),
            joined_period,
            points: dice.points[0] * u64::from(joined_period == 0),
            cv: dice.value.filter(|_| joined_period == 0).map(Cents),
            carried,
            ..partner.clone()
        });
        if joined_period == 0 {
            first.push(order_of(dice.points[1] / 4, CaseOrderKind::Customer, dice.retail));
        }
        second.push(order_of(dice.points[1], CaseOrderKind::Own, dice.retail));
        if dice.later.is_some() && dice.status != CaseStatus::Left {
            changes.push(Change { who: id.clone(), status: dice.later, ..change.clone() });
        }
    }
    case.partners = partners;
    case.periods = vec![
        CasePeriod { changes: Vec::new(), orders: first },
        CasePeriod { changes, orders: second },
    ];
}

fn rate(most: u32) -> impl Strategy<Value = Ppm> {
    prop_oneof![5 => (0..=most).prop_map(Ppm), 1 => Just(Ppm::ZERO)]
}

/// Steps that rise.
fn steps() -> impl Strategy<Value = Vec<PointStep>> {
    prop::collection::vec((0_u64..120, 0_u32..90_000), 0..=5).prop_map(|rises| {
        let (mut from_points, mut rate) = (0, 0);
        let mut steps: Vec<PointStep> = Vec::new();
        for (place, (points, more)) in rises.into_iter().enumerate() {
            from_points += points + u64::from(0 < place);
            rate += more;
            steps.push(PointStep { from_points, rate: Ppm(rate) });
        }
        steps
    })
}

pub(crate) fn stairsteps() -> impl Strategy<Value = Stairstep> {
    let lasts = select(&[BreakawayLasts::Period, BreakawayLasts::Life]);
    let away = prop::option::weighted(0.8, prop_oneof![Just(200_u64), 1_u64..600]);
    (steps(), away, lasts, any::<bool>()).prop_map(
        |(steps, breakaway_points, breakaway_lasts, active_only)| Stairstep {
            steps,
            breakaway_points,
            breakaway_lasts,
            active_only,
            leadership: None,
        },
    )
}

pub(crate) fn leaders() -> impl Strategy<Value = Option<Leadership>> {
    let volume = prop_oneof![Just(0_i64), 0_i64..60_000, 0_i64..1_000_000];
    let leadership = (rate(80_000), volume, 0_u64..300, 1_u64..4).prop_map(
        |(rate, volume, rest_from_points, rest_from_legs)| Leadership {
            rate,
            guarantee_volume: Cents(volume),
            rest_from_points,
            rest_from_legs,
        },
    );
    prop::option::weighted(0.9, leadership)
}

pub(crate) fn breakaways() -> impl Strategy<Value = Breakaway> {
    let rates = prop::collection::vec(rate(80_000), 0..=4);
    prop::collection::vec((0_u64..150, rates), 1..=3).prop_map(|tables| {
        let mut from_points = 0;
        let steps = tables.into_iter().map(|(points, rates)| {
            from_points += points + 1;
            GenerationStep { from_points, rates }
        });
        Breakaway { steps: steps.collect() }
    })
}

pub(crate) fn differentials() -> impl Strategy<Value = Differential> {
    let base = select(&[
        VolumeBase::Wholesale,
        VolumeBase::RetailMargin,
        VolumeBase::ListValue,
        VolumeBase::Points,
    ]);
    let tables = prop::collection::vec(prop::option::weighted(0.8, rate(200_000)), 3);
    let share = prop_oneof![2 => Just(Ppm::ONE), 1 => (0_u32..=1_000_000).prop_map(Ppm)];
    let flags = (any::<bool>(), any::<bool>(), any::<bool>());
    let equal = prop_oneof![Just(Ppm::ZERO), Just(Ppm(10_000))];
    let beyond = prop::option::weighted(0.4, 1..RANKS.len());
    (base, rate(60_000), tables, share, flags, equal, beyond, any::<bool>()).prop_map(
        |(
            base,
            rate,
            tables,
            broad_share,
            (pays_own, own_rate_counts, first_only),
            equal,
            beyond,
            equals,
        )| {
            let named = RANKS[1..].iter().zip(tables);
            let rank_rates = named.filter_map(|(rank, table)| {
                // Equal rates are rare by chance alone.
                let rate = if equals { Ppm(80_000) } else { table? };
                Some(RankRate { rank: (*rank).to_owned(), rate })
            });
            Differential {
                base,
                rate,
                rank_rates: rank_rates.collect(),
                broad_share,
                pays_own: pays_own && beyond.is_none(),
                own_rate_counts,
                equal_rate: equal,
                first_only,
                beyond_rank: beyond.map(|place| RANKS[place].to_owned()),
            }
        },
    )
}
