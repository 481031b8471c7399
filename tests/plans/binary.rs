//! What holds of the binary whatever the tree and the plan, and that each of its keys matters.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::OnceLock;

use downline::scenario::{
    Binary, BinaryCarry, BinaryInactive, BinaryMode, BinaryStep, CappedVolume, Case, CaseOrder,
    CaseOrderKind, CasePartner, CasePeriod, CaseStatus, Change, LeaverVolume, LoadedCase,
    OwnVolume, PlacementExit, PlacementRule, Plan, PlanRounding, PointStep, Problem, RankAmount,
    RankRate, Starts,
};
use downline::units::{Cents, Ppm};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::test_runner::RngSeed;

use crate::cases::{hand, statement};
use crate::naive::binary::{of_the_program, run};
use crate::naive::seats::Seating;

/// Runs of fixed luck: a failure is a failure every time.
pub(crate) fn runs(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(20_260_301),
        ..ProptestConfig::default()
    }
}

/// Every rule of placement.
pub(crate) const RULES: [PlacementRule; 6] = [
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
            made_weeks_before: 0,
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

/// What each partner was paid in each period, in cents.
fn pay(case: &Case) -> BTreeMap<(usize, String), i128> {
    let mut paid = BTreeMap::new();
    for (period, outcome) in of_the_program(case).into_iter().enumerate() {
        for (who, _, _, _, _, amount) in outcome.lines {
            *paid.entry((period, who)).or_default() += amount;
        }
    }
    paid
}

fn binary(case: &mut Case) -> &mut Binary {
    case.plan.binary.as_mut().expect("a binary")
}

/// A case in which everybody is paid a cent a point, whatever she does.
fn unconditional(mut case: Case) -> Case {
    for partner in &mut case.partners {
        (partner.status, partner.carried.leg_points) = (CaseStatus::Active, [0, 0]);
    }
    for period in &mut case.periods {
        period.changes.clear();
    }
    case.plan.activity.minimum_points = 0;
    (case.plan.newcomers_earn, case.plan.newcomers_count) =
        (Starts::ThisPeriod, Starts::ThisPeriod);
    (case.plan.point_value, case.plan.rounding_unit) = (Cents(1), Cents(1));
    let plain = template().plan.binary.clone().expect("a binary");
    case.plan.binary = Some(Binary {
        rate: Ppm::ONE,
        rank_rates: Vec::new(),
        carry: BinaryCarry::Both,
        carry_cap_points: None,
        amount_max: None,
        ..plain
    });
    case
}

/// Seats of a case as they came out, written down with every partner, so that the order of the
/// file does not matter any more.
fn with_given_seats(mut case: Case) -> Case {
    case.plan.placement.on_exit = PlacementExit::Empty;
    let statuses: Vec<CaseStatus> = vec![CaseStatus::Active; case.partners.len()];
    let mut seating = Seating::new(&case, 2);
    for period in 1..=case.periods.len() as u64 {
        let joined = |p: &&CasePartner| p.joined_period <= period;
        let now = case.partners.iter().take_while(joined).count();
        seating.open(period, &statuses[..now]);
    }
    let seats = seating.tree.seats.clone();
    let names: Vec<String> = case.partners.iter().map(|partner| partner.id.clone()).collect();
    for (partner, seat) in case.partners.iter_mut().zip(seats) {
        let leg = seat.map(|(_, leg)| ["left", "right"][leg].to_owned());
        (partner.placement, partner.leg) = (seat.map(|(parent, _)| names[parent].clone()), leg);
        if seat.is_none() {
            partner.sponsor = None;
        }
    }
    case
}

proptest! {
    #![proptest_config(runs(600))]

    #[test]
    fn payouts_and_breakage_are_the_full_table_and_neither_is_below_zero(case in networks()) {
        for outcome in of_the_program(&case) {
            let paid: i128 = outcome.lines.iter().map(|line| line.5).sum();
            prop_assert!(0 <= paid && paid <= outcome.full, "{outcome:?}");
            for line in &outcome.lines {
                // What a cap takes off is a line of its own, and no more than what it is taken of.
                let is_cut = ["amount_max", "cycles_max"].contains(&line.1);
                prop_assert_eq!(is_cut, line.5 < 0, "{:?}", line);
                prop_assert!(!is_cut || -line.5 <= line.4, "{:?}", line);
            }
        }
    }

    #[test]
    fn what_is_carried_matches_in_the_end_what_the_weaker_leg_ever_had(case in networks()) {
        let case = unconditional(case);
        let mut matched: BTreeMap<String, i128> = BTreeMap::new();
        for outcome in of_the_program(&case) {
            for line in &outcome.lines {
                *matched.entry(line.0.clone()).or_default() += line.4;
            }
            for (who, (_, carried, ever)) in &outcome.people {
                let sum = matched.get(who).copied().unwrap_or(0);
                prop_assert_eq!(sum, i128::from(ever[0].min(ever[1])), "{}", who);
                let rests = [0, 1].map(|leg| i128::from(ever[leg]) - sum);
                prop_assert_eq!(carried.map(i128::from), rests);
            }
        }
    }

    #[test]
    fn what_is_flushed_matches_the_weaker_leg_of_each_period_and_never_more(case in networks()) {
        let carried = unconditional(case);
        let mut case = carried.clone();
        binary(&mut case).carry = BinaryCarry::Flush;
        let mut ever: BTreeMap<String, [u64; 2]> = BTreeMap::new();
        let mut sums = [0, 0];
        for (with_carry, outcome) in of_the_program(&carried).iter().zip(of_the_program(&case)) {
            for (who, (_, waits, now)) in &outcome.people {
                let before = ever.insert(who.clone(), *now).unwrap_or_default();
                let weaker = (now[0] - before[0]).min(now[1] - before[1]);
                let line = outcome.lines.iter().find(|line| &line.0 == who);
                prop_assert_eq!(line.map_or(0, |line| line.4), i128::from(weaker));
                prop_assert_eq!(*waits, [0, 0]);
            }
            for (sum, lines) in sums.iter_mut().zip([&with_carry.lines, &outcome.lines]) {
                *sum += lines.iter().map(|line| line.4).sum::<i128>();
            }
            prop_assert!(sums[1] <= sums[0]);
        }
    }

    #[test]
    fn a_cap_never_raises_anybody_s_pay(case in networks()) {
        let mut free = case.clone();
        (binary(&mut free).cycles_max, binary(&mut free).amount_max) = (None, None);
        let (capped, free) = (pay(&case), pay(&free));
        let capped_volume = case.plan.binary.as_ref().map(|binary| binary.capped_volume);
        let keeps = capped_volume == Some(CappedVolume::Keep);
        for (key, amount) in &capped {
            // What is kept may be paid at another rate in a later period.
            if !keeps || key.0 == 0 {
                prop_assert!(*amount <= free.get(key).copied().unwrap_or(0), "{key:?}");
            }
            let most = case.plan.binary.as_ref().and_then(|binary| binary.amount_max);
            prop_assert!(most.is_none_or(|most| *amount <= i128::from(most.0)));
        }
    }

    #[test]
    fn another_order_of_joining_pays_the_same_people_the_same(
        case in networks(),
        picks in prop::collection::vec(any::<Index>(), 24),
    ) {
        let case = with_given_seats(case);
        let mut other = case.clone();
        for (row, pick) in picks.iter().enumerate().take(case.partners.len()) {
            other.partners.swap(row, pick.index(case.partners.len()));
        }
        prop_assert_eq!(of_the_program(&case), of_the_program(&other));
    }
}

#[test]
fn random_cases_pay_under_every_choice() {
    // Comparing nothing with nothing would always succeed.
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::new(runs(1));
    let mut seen: BTreeMap<String, (u32, u32)> = BTreeMap::new();
    for _ in 0..1_500 {
        let case = networks().new_tree(&mut runner).expect("a case").current();
        let binary = case.plan.binary.as_ref().expect("a binary");
        let keys = [
            format!("{:?}", binary.mode),
            format!("{:?}", binary.carry),
            format!("{:?}", binary.when_inactive),
            format!("{:?} by leavers", binary.leaver_volume),
            format!("{:?}", binary.own_volume),
            format!("{:?} at caps", binary.capped_volume),
            format!("recruits {}", binary.needs_recruit_in_each_leg),
            format!("{:?}", case.plan.placement),
        ];
        let lines: usize = of_the_program(&case).iter().map(|outcome| outcome.lines.len()).sum();
        for key in keys {
            let (cases, paid) = seen.entry(key).or_default();
            *cases += 1;
            *paid += u32::from(0 < lines);
        }
    }
    assert_eq!(seen.len(), 4 + 3 + 4 + 2 + 2 + 2 + 2 + 24);
    for (key, (cases, paid)) in seen {
        let fewest = if key == "recruits true" { 12 } else { 4 };
        assert!(cases < paid * fewest, "{key}: {paid} of {cases} cases pay anything");
    }
}

#[test]
#[should_panic(expected = "the points of a leg do not fit 64 bits")]
fn a_leg_beyond_64_bits_is_refused_and_never_wraps() {
    let mut case = hand("binary", &[]);
    case.partners[0].carried.leg_points = [u64::MAX, 0];
    statement(&case);
}

#[test]
fn a_million_million_points_are_counted_without_counting_every_cycle() {
    let mut case = hand("binary", &CYCLES[..1]);
    let keys = binary(&mut case);
    (keys.cycle_strong_points, keys.cycle_weak_points) = (3, 1);
    (keys.amount_max, keys.carry, keys.carry_cap_points) = (None, BinaryCarry::Both, None);
    // Nobody below K; two cycles take 4 of both legs, one point of each 4 being paid for twice.
    case.partners[10].carried.leg_points = [1_000_000_000_003, 1_000_000_000_001];
    let outcome = &of_the_program(&case)[0];
    let line = outcome.lines.iter().find(|line| line.0 == "K").expect("a line");
    assert_eq!((line.4, line.5), (50_000_000_000_100, 5_000_000_000_010));
    assert_eq!(outcome.people["K"].1, [0, 0]);
}

/// The keys that make a case of another mode out of the hand case. A rate that has no use there is
/// taken back by its default.
const CYCLES: &[&str] = &[
    "plan.binary.mode='cycles'",
    "plan.binary.cycle_strong_points=50",
    "plan.binary.cycle_weak_points=30",
];
const FIXED: &[&str] = &[
    "plan.binary.mode='cycles'",
    "plan.binary.cycle_strong_points=50",
    "plan.binary.cycle_weak_points=30",
    "plan.binary.rate=0.10",
    "plan.binary.rank_rates=[]",
    "plan.binary.cycle_amount=4",
    "plan.binary.rank_amounts=[{rank='gold',amount=5}]",
];
const STEPS: &[&str] = &[
    "plan.binary.mode='steps'",
    "plan.binary.rate=0.10",
    "plan.binary.rank_rates=[]",
    "plan.binary.steps=[{points=60,amount=8},{points=200,amount=30}]",
];
const OWN: &[&str] = &[
    "plan.binary.rate=0.10",
    "plan.binary.rank_rates=[]",
    "plan.binary.own_steps=[{from_points=60,rate=0.05},{from_points=100,rate=0.10}]",
];

/// A key, the hand case and its base, and the other value with which something else comes out.
type Flip = (&'static str, &'static str, &'static [&'static str], &'static str);

const FLIPS: &[Flip] = &[
    ("binary.mode", "binary", &[], "'volume_ratio'"),
    ("binary.rank", "binary", &[], "'gold'"),
    ("binary.rate", "binary", &[], "0.11"),
    (
        "binary.rank_rates[].rank",
        "binary",
        &["plan.rank.silver.order=2"],
        "[{rank='silver',rate=0.12}]",
    ),
    ("binary.rank_rates[].rate", "binary", &[], "[{rank='gold',rate=0.13}]"),
    (
        "binary.own_steps[].from_points",
        "binary",
        OWN,
        "[{from_points=60,rate=0.05},{from_points=101,rate=0.10}]",
    ),
    (
        "binary.own_steps[].rate",
        "binary",
        OWN,
        "[{from_points=60,rate=0.06},{from_points=100,rate=0.10}]",
    ),
    (
        "binary.steps[].points",
        "binary",
        STEPS,
        "[{points=60,amount=8},{points=201,amount=30},{points=300,amount=50}]",
    ),
    ("binary.steps[].amount", "binary", STEPS, "[{points=60,amount=9},{points=200,amount=30}]"),
    ("binary.cycle_strong_points", "binary", CYCLES, "60"),
    ("binary.cycle_weak_points", "binary", CYCLES, "20"),
    ("binary.cycle_amount", "binary", FIXED, "3"),
    ("binary.rank_amounts[].rank", "binary", FIXED, "[]"),
    ("binary.rank_amounts[].amount", "binary", FIXED, "[{rank='gold',amount=6}]"),
    ("binary.own_volume", "binary", &[], "'weaker_leg'"),
    ("binary.carry", "binary", &[], "'flush'"),
    ("binary.carry_cap_points", "binary", &[], "199"),
    ("binary.needs_recruit_in_each_leg", "binary", &[], "true"),
    ("binary.when_inactive", "binary", &[], "'keep'"),
    ("binary.when_inactive", "binary", &[], "'lose_weaker'"),
    ("binary.when_inactive", "binary", &[], "'lose_all'"),
    ("binary.leaver_volume", "binary", &[], "'lose'"),
    ("binary.cycles_max", "binary", CYCLES, "3"),
    ("binary.amount_max", "binary", &[], "59.99"),
    ("binary.capped_volume", "binary", &[], "'keep'"),
    ("placement.rule", "placement", &[], "'depth_first'"),
    ("placement.rule", "placement", &[], "'random'"),
    ("placement.rule", "placement", &[], "'weaker_leg'"),
    ("placement.rule", "placement", &[], "'outer_seat'"),
    ("placement.rule", "placement", &[], "'alternate'"),
    ("placement.on_exit", "placement", &[], "'empty'"),
    ("placement.on_exit", "placement", &[], "'promote'"),
    ("placement.on_exit", "placement", &[], "'holding'"),
];

#[test]
fn every_key_of_the_binary_and_of_seats_changes_what_comes_out() {
    for &(key, name, base, other) in FLIPS {
        let before = statement(&hand(name, base));
        // A list is given as a whole, and a flush leaves no cap to what waits.
        let (list, _) = key.split_once("[]").unwrap_or((key, ""));
        let mut sets = base.to_vec();
        let set = format!("plan.{list}={other}");
        sets.push(&set);
        let mut changed = hand("binary", &[]);
        if other == "'flush'" {
            binary(&mut changed).carry = BinaryCarry::Flush;
        } else {
            changed = hand(name, &sets);
        }
        assert_ne!(before.periods, statement(&changed).periods, "{key} = {other}");
    }
    for key in downline::scenario::case_keys().keys() {
        let Some(key) = key.path.strip_prefix("plan.") else { continue };
        if key.starts_with("binary.") || key.starts_with("placement.") {
            assert!(FLIPS.iter().any(|flip| flip.0 == key), "`{key}` is flipped nowhere");
        }
    }
}

/// Settings that contradict each other, with the key to blame and part of what is said.
const CONTRADICTIONS: &[(&[&str], &str, &str)] = &[
    (&["plan.binary.rank='golden'"], "plan.binary.rank", "did you mean `gold`"),
    (&["plan.binary.rank_rates=[{rank='x'}]"], "plan.binary.rank_rates[0].rank", "no rank `x`"),
    (
        &["plan.binary.rank_rates=[{rank='gold'},{rank='gold'}]"],
        "plan.binary.rank_rates[1].rank",
        "twice",
    ),
    (
        &["plan.binary.mode='cycles'", "plan.binary.rank_amounts=[{rank='x'}]"],
        "plan.binary.rank_amounts[0].rank",
        "no rank `x`",
    ),
    (
        &["plan.binary.own_steps=[{from_points=5,rate=0.1}]"],
        "plan.binary.own_steps",
        "the rank or own points",
    ),
    (
        &[
            "plan.binary.rank_rates=[]",
            "plan.binary.own_steps=[{from_points=5,rate=0.1},{from_points=5,rate=0.2}]",
        ],
        "plan.binary.own_steps[1].from_points",
        "does not ask for more",
    ),
    (&["plan.binary.rate=1.01"], "plan.binary.rate", "1"),
    (
        &[
            "plan.binary.mode='steps'",
            "plan.binary.rank_rates=[]",
            "plan.binary.steps=[{points=9,amount=2},{points=10,amount=1}]",
        ],
        "plan.binary.steps[1].amount",
        "gives less",
    ),
    (
        &[
            "plan.binary.mode='steps'",
            "plan.binary.rank_rates=[]",
            "plan.binary.steps=[{points=0,amount=2}]",
        ],
        "plan.binary.steps[0].points",
        "no points",
    ),
    (&["plan.binary.mode='steps'", "plan.binary.rank_rates=[]"], "plan.binary.mode", "has no step"),
    (
        &["plan.binary.mode='steps'", "plan.binary.steps=[{points=9,amount=2}]"],
        "plan.binary.rank_rates",
        "no use in the mode `steps`",
    ),
    (&["plan.binary.steps=[{points=9,amount=2}]"], "plan.binary.steps", "mode `percent`"),
    (&["plan.binary.cycle_amount=1"], "plan.binary.cycle_amount", "mode `percent`"),
    (&["plan.binary.cycles_max=1"], "plan.binary.cycles_max", "mode `percent`"),
    (
        &["plan.binary.rank_amounts=[{rank='gold'}]"],
        "plan.binary.rank_amounts",
        "mode = \"cycles\"",
    ),
    (
        &["plan.binary.mode='cycles'", "plan.binary.cycle_amount=1"],
        "plan.binary.rank_rates",
        "a cycle pays an amount",
    ),
    (
        &["plan.binary.cycle_strong_points=99"],
        "plan.binary.cycle_strong_points",
        "fewer points from the stronger leg",
    ),
    (&["plan.binary.carry='both'"], "plan.binary.carry_cap_points", "carry = \"capped\""),
    (
        &["plan.binary.carry='flush'", "plan.binary.capped_volume='keep'"],
        "plan.binary.capped_volume",
        "every rest is lost",
    ),
];

#[test]
fn contradictions_name_the_key_to_change() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/cases/hand/binary.toml");
    for (sets, key, said) in CONTRADICTIONS {
        let sets: Vec<String> = sets.iter().map(|&set| set.to_owned()).collect();
        let problems = LoadedCase::from_file(&path, &sets).expect_err(key).0;
        let is_meant =
            |problem: &&Problem| &problem.key == key && problem.to_string().contains(said);
        assert!(problems.iter().any(|problem| is_meant(&problem)), "{key}: {problems:?}");
    }
    let uncapped = ["plan.binary.carry='capped'".to_owned()];
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/cases/hand/placement.toml");
    let problems = LoadedCase::from_file(&path, &uncapped).expect_err("no cap").to_string();
    assert!(problems.contains("needs `carry_cap_points`"), "{problems}");
}

#[test]
fn what_fast_start_has_paid_is_matched_no_more() {
    let text = "plan.activity.minimum_points = 0\n\
                plan.fast_start = { rates = [0.20], open_share = OPEN }\n\
                plan.binary = { rate = 0.10 }\n\
                partner = [{ id = 'Top' },\n\
                { id = 'Left', sponsor = 'Top', joined_period = 1, points = 300 },\n\
                { id = 'Right', sponsor = 'Top', joined_period = 1, points = 301 }]";
    let matched = |open: &str| {
        let text = text.replace("OPEN", open);
        let loaded = LoadedCase::from_text("case", &text).unwrap_or_else(|told| panic!("{told}"));
        let statement = statement(&loaded.case);
        let binary = statement.periods[0].lines.iter().filter(|line| line.bonus == "binary");
        binary.map(|line| line.amount.0).sum::<i64>()
    };
    assert_eq!(matched("0.0"), 0);
    assert_eq!(matched("0.5"), 1_500, "of 300 points 150 are closed, of 301 half a point more");
    assert_eq!(matched("1.0"), 3_000);
}
