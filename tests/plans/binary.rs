//! What holds of the binary whatever the tree and the plan, and that each of its keys matters.

use std::sync::OnceLock;

use downline::scenario::{
    Binary, BinaryCarry, BinaryInactive, BinaryMode, BinaryStep, CappedVolume, Case, CaseOrder,
    CaseOrderKind, CasePeriod, CaseStatus, Change, LeaverVolume, OwnVolume, PlacementExit,
    PlacementRule, Plan, PlanRounding, PointStep, RankAmount, RankRate, Starts,
};
use downline::units::{Cents, Ppm};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::test_runner::RngSeed;

use crate::cases::{hand, statement};
use crate::naive::binary::{of_the_program, run};

/// Runs of fixed luck: a failure is a failure every time.
pub(crate) fn runs(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(20_260_301),
        ..ProptestConfig::default()
    }
}

const RULES: [PlacementRule; 6] = [
    PlacementRule::BreadthFirst,
    PlacementRule::DepthFirst,
    PlacementRule::Random,
    PlacementRule::WeakerLeg,
    PlacementRule::OuterSeat,
    PlacementRule::Alternate,
];

const EXITS: [PlacementExit; 4] =
    [PlacementExit::Empty, PlacementExit::Promote, PlacementExit::Compress, PlacementExit::Holding];

/// The hand case, read once.
fn template() -> &'static Case {
    static CASE: OnceLock<Case> = OnceLock::new();
    CASE.get_or_init(|| hand("binary", &["plan.rank.silver.order=2"]))
}

/// A case without partners, with two ranks that ask for nothing.
fn blank() -> Case {
    let mut case = template().clone();
    for (_, rank) in &mut case.plan.ranks {
        (rank.minimum_points, rank.minimum_active_recruits) = (0, 0);
    }
    case.partners.clear();
    case.periods.clear();
    case.expectations.clear();
    case
}

/// What is drawn of a partner.
#[derive(Debug, Clone)]
struct Person {
    sponsor: Index,
    is_top: bool,
    seat: Option<(Index, Option<bool>)>,
    joined: u64,
    status: CaseStatus,
    rank: &'static str,
    points: u64,
    carried: [u64; 2],
}

fn statuses() -> impl Strategy<Value = CaseStatus> {
    prop_oneof![
        6 => Just(CaseStatus::Active),
        1 => Just(CaseStatus::Dormant),
        2 => Just(CaseStatus::Left),
    ]
}

fn people() -> impl Strategy<Value = Person> {
    let seat = prop::option::weighted(0.3, (any::<Index>(), prop::option::of(any::<bool>())));
    let who = (any::<Index>(), prop::bool::weighted(0.07), seat, 0..4_u64);
    let rank = select(&["", "gold", "silver"][..]);
    let carried = prop_oneof![3 => Just([0, 0]), 1 => [0..400_u64, 0..400_u64]];
    (who, statuses(), rank, 0..300_u64, carried).prop_map(
        |((sponsor, is_top, seat, joined), status, rank, points, carried)| Person {
            sponsor,
            is_top,
            seat,
            joined,
            status,
            rank,
            points,
            carried,
        },
    )
}

/// What is drawn of a period: orders with who, points and whether a customer's; changes of status.
type Month = (Vec<(Index, u64, bool)>, Vec<(Index, CaseStatus)>);

fn months() -> impl Strategy<Value = Vec<Month>> {
    let orders = prop::collection::vec((any::<Index>(), 0..400_u64, any::<bool>()), 0..20);
    let changes = prop::collection::vec((any::<Index>(), statuses()), 0..4);
    prop::collection::vec((orders, changes), 1..=4)
}

/// Cases of up to 24 partners in up to four periods, with every key of the plan at random. Points
/// are sometimes beyond 32 bits in sum, where they are not counted one by one.
pub(crate) fn networks() -> impl Strategy<Value = Case> {
    let people = prop::collection::vec(people(), 1..=24);
    let seating = (select(&RULES[..]), select(&EXITS[..]), any::<u64>());
    (people, months(), binaries(), plans(), seating, any::<bool>()).prop_map(
        |(people, months, binary, plan, (rule, exit, seed), is_large)| {
            let mut case = blank();
            case.plan = plan;
            let one_by_one =
                binary.mode == BinaryMode::Cycles || binary.capped_volume == CappedVolume::Keep;
            let scale = if is_large && !one_by_one { 1_300_003 } else { 1 };
            case.plan.binary = Some(binary);
            (case.plan.placement.rule, case.plan.placement.on_exit) = (rule, exit);
            case.seed = seed;
            add_people(&mut case, people, months.len() as u64, scale);
            for (orders, changes) in months {
                add_month(&mut case, &orders, &changes, scale);
            }
            case
        },
    )
}

fn add_people(case: &mut Case, mut people: Vec<Person>, periods: u64, scale: u64) {
    people.sort_by_key(|person| person.joined);
    let template = template().partners[0].clone();
    let mut taken = Vec::new();
    for (row, person) in people.into_iter().enumerate() {
        let mut partner = template.clone();
        partner.id = format!("P{row}");
        partner.joined_period = person.joined.min(periods);
        (partner.status, partner.rank) = (person.status, Some(person.rank.to_owned()));
        partner.points = if partner.joined_period < 2 { person.points * scale } else { 0 };
        partner.carried.leg_points = person.carried;
        if row > 0 && !person.is_top {
            partner.sponsor = Some(format!("P{}", person.sponsor.index(row)));
        }
        if row > 0
            && let Some((below, leg)) = person.seat
        {
            let (below, leg) =
                (below.index(row), leg.map(|right| ["left", "right"][usize::from(right)]));
            if leg.is_none() || !taken.contains(&(below, leg)) {
                taken.push((below, leg));
                partner.placement = Some(format!("P{below}"));
                partner.leg = leg.map(str::to_owned);
            }
        }
        case.partners.push(partner);
    }
}

fn add_month(
    case: &mut Case,
    orders: &[(Index, u64, bool)],
    changes: &[(Index, CaseStatus)],
    scale: u64,
) {
    let period = case.periods.len() as u64 + 1;
    let there = case.partners.iter().filter(|partner| partner.joined_period <= period).count();
    let mut month = CasePeriod { changes: Vec::new(), orders: Vec::new() };
    for (who, points, by_customer) in orders.iter().filter(|_| 0 < there) {
        month.orders.push(CaseOrder {
            by: format!("P{}", who.index(there)),
            kind: if *by_customer { CaseOrderKind::Customer } else { CaseOrderKind::Own },
            customer: None,
            week: 1,
            points: points * scale / 3,
            cv: None,
            retail: Cents::ZERO,
            price: None,
            posts: 0,
            sold_in_period: None,
        });
    }
    for (who, status) in changes.iter().filter(|_| 0 < there) {
        let who = format!("P{}", who.index(there));
        month.changes.push(Change { who, status: Some(*status), rank: None });
    }
    case.periods.push(month);
}

/// What the rest of the plan says, at random.
fn plans() -> impl Strategy<Value = Plan> {
    let rounding = select(
        &[
            PlanRounding::PerLineHalfUp,
            PlanRounding::PerLineHalfEven,
            PlanRounding::PerLineDown,
            PlanRounding::PerPersonDown,
        ][..],
    );
    let unit = prop_oneof![3 => Just(1), 1 => Just(7), 1 => Just(100)];
    let starts = || select(&[Starts::ThisPeriod, Starts::NextPeriod][..]);
    let value = prop_oneof![3 => Just(100), 2 => 1..300_i64];
    let least = prop_oneof![2 => Just(0), 1 => 0..200_u64];
    (rounding, unit, starts(), starts(), value, least, any::<bool>()).prop_map(
        |(rounding, unit, earn, count, value, least, customers)| {
            let mut plan = blank().plan;
            (plan.rounding, plan.rounding_unit) = (rounding, Cents(unit));
            (plan.newcomers_earn, plan.newcomers_count) = (earn, count);
            plan.point_value = Cents(value);
            plan.activity.minimum_points = least;
            plan.activity.customers_count = customers;
            plan
        },
    )
}

fn ppm() -> impl Strategy<Value = Ppm> {
    prop_oneof![6 => (0_u32..=300_000).prop_map(Ppm), 1 => Just(Ppm::ZERO)]
}

fn cents() -> impl Strategy<Value = Cents> {
    prop_oneof![5 => (0_i64..5_000).prop_map(Cents), 1 => Just(Cents::ZERO)]
}

/// How matched volume is paid, at random.
fn prices() -> impl Strategy<Value = Binary> {
    let mode = select(
        &[BinaryMode::Percent, BinaryMode::Steps, BinaryMode::Cycles, BinaryMode::VolumeRatio][..],
    );
    let of_ranks = (prop::option::of(ppm()), prop::option::of(ppm()));
    let own = prop::collection::vec((1..150_u64, ppm()), 0..3);
    let steps = prop::collection::vec((1..200_u64, 0..3_000_i64), 1..4);
    let cycle = (1..=120_u64, 0..=120_u64, prop::option::of(cents()));
    let amounts = (prop::option::of(cents()), prop::option::of(cents()));
    let rank = prop_oneof![4 => Just(None), 1 => Just(Some("gold")), 1 => Just(Some("silver"))];
    (mode, rank, ppm(), (of_ranks, own), steps, cycle, amounts).prop_map(
        |(mode, rank, rate, ((gold, silver), own), steps, (less, more, cycle), amounts)| {
            let mut binary = template().plan.binary.clone().expect("a binary");
            binary.rank_rates.clear();
            (binary.mode, binary.rate) = (mode, rate);
            binary.rank = rank.map(str::to_owned);
            let named = [("gold", gold), ("silver", silver)];
            let of_rank = |(name, rate): (&str, Option<Ppm>)| {
                rate.map(|rate| RankRate { rank: name.to_owned(), rate })
            };
            binary.rank_rates = named.into_iter().filter_map(of_rank).collect();
            let mut from_points = 0;
            let mut rate = 0;
            for (more, by) in own {
                from_points += more;
                rate += by.0 / 3;
                binary.own_steps.push(PointStep { from_points, rate: Ppm(rate) });
            }
            let (mut points, mut amount) = (0, 0);
            for (more, by) in steps {
                points += more;
                amount += by;
                binary.steps.push(BinaryStep { points, amount: Cents(amount) });
            }
            (binary.cycle_weak_points, binary.cycle_strong_points) = (less, less + more);
            binary.cycle_amount = cycle;
            let named = [("gold", amounts.0), ("silver", amounts.1)];
            let of_rank = |(name, amount): (&str, Option<Cents>)| {
                amount.map(|amount| RankAmount { rank: name.to_owned(), amount })
            };
            binary.rank_amounts = named.into_iter().filter_map(of_rank).collect();
            binary
        },
    )
}

/// Every key of the binary at random.
pub(crate) fn binaries() -> impl Strategy<Value = Binary> {
    let own = select(&[OwnVolume::UpOnly, OwnVolume::WeakerLeg][..]);
    let carry = select(&[BinaryCarry::Both, BinaryCarry::Capped, BinaryCarry::Flush][..]);
    let inactive = select(
        &[
            BinaryInactive::Keep,
            BinaryInactive::Freeze,
            BinaryInactive::LoseWeaker,
            BinaryInactive::LoseAll,
        ][..],
    );
    let leaver = select(&[LeaverVolume::Keep, LeaverVolume::Lose][..]);
    let capped = select(&[CappedVolume::Consume, CappedVolume::Keep][..]);
    let caps = (prop::option::of(0..6_u64), prop::option::of(cents()), capped);
    let recruits = prop::bool::weighted(0.25);
    (prices(), own, (carry, 0..300_u64), recruits, inactive, leaver, caps).prop_map(
        |(mut binary, own, (carry, cap), recruits, inactive, leaver, caps)| {
            binary.own_volume = own;
            binary.carry = carry;
            binary.carry_cap_points = (carry == BinaryCarry::Capped).then_some(cap);
            binary.needs_recruit_in_each_leg = recruits;
            (binary.when_inactive, binary.leaver_volume) = (inactive, leaver);
            (binary.cycles_max, binary.amount_max, binary.capped_volume) = caps;
            binary
        },
    )
}

#[test]
fn the_plain_walk_agrees_on_the_hand_cases() {
    for name in ["binary", "placement"] {
        let case = hand(name, &[]);
        assert_eq!(of_the_program(&case), run(&case), "{name}");
    }
}

proptest! {
    #![proptest_config(runs(4_000))]

    #[test]
    fn the_plain_walk_agrees_on_random_trees_and_plans(case in networks()) {
        prop_assert_eq!(of_the_program(&case), run(&case));
    }
}
