//! Small random cases with every bonus that newcomers, structures and pools bring.

use std::sync::OnceLock;

use downline::scenario::{
    Case, CaseOrder, CaseOrderKind, CasePartner, CasePeriod, CaseStatus, Change, LoadedCase, PayBy,
    Plan, PlanRounding, Rank, RankAmount, RankMeasured, RankRates, RankShares, SharesBy,
    SplitRemainder, Starts, StructureTier, Team, UnpaidShares,
};
use downline::units::{Cents, Ppm};
use proptest::prelude::*;
use proptest::sample::{Index, select};

/// A case with every bonus of this room, as defaults have it, and one partner with one order.
fn plain() -> &'static Case {
    static CASE: OnceLock<Case> = OnceLock::new();
    CASE.get_or_init(|| {
        let text = r#"
            plan.rank.any = {}
            plan.fast_start = {}
            plan.kit_bonus.amounts = [1.0]
            plan.structure.tiers = [{ amount = 1.0 }]
            plan.growth.goals = [100]
            plan.unilevel = { base = "wholesale", compression = "none" }
            plan.pool.one = {}
            partner = [{ id = "P0" }]
            period = [{ order = [{ by = "P0" }], change = [{ who = "P0" }] }]
        "#;
        LoadedCase::from_text("plain", text).unwrap_or_else(|problems| panic!("{problems}")).case
    })
}

fn shares() -> impl Strategy<Value = Ppm> {
    prop_oneof![1 => Just(Ppm::ZERO), 6 => (1_u32..300_000).prop_map(Ppm), 1 => Just(Ppm::ONE)]
}

fn rates(longest: usize) -> impl Strategy<Value = Vec<Ppm>> {
    prop::collection::vec((0_u32..150_000).prop_map(Ppm), 1..=longest)
}

fn statuses() -> impl Strategy<Value = CaseStatus> {
    prop_oneof![
        8 => Just(CaseStatus::Active),
        1 => Just(CaseStatus::Dormant),
        1 => Just(CaseStatus::Left),
    ]
}

fn starts() -> impl Strategy<Value = Starts> {
    select(&[Starts::ThisPeriod, Starts::NextPeriod][..])
}

/// Every rounding.
pub(super) const ROUNDINGS: [PlanRounding; 4] = [
    PlanRounding::PerLineHalfUp,
    PlanRounding::PerLineHalfEven,
    PlanRounding::PerLineDown,
    PlanRounding::PerPersonDown,
];

fn rank_name(place: usize) -> String {
    format!("rank-{place}")
}

/// Ranks of which each asks for some of what a rank may ask for.
fn ranks() -> impl Strategy<Value = Vec<(String, Rank)>> {
    let seldom = |most| prop_oneof![2 => Just(0), 1 => 0_u64..most];
    let cap = prop_oneof![1 => Just(Ppm::ONE), 2 => (200_000_u32..1_000_000).prop_map(Ppm)];
    let legs = prop_oneof![2 => Just(0_u32), 1 => 1_u32..3];
    let rank = (seldom(200), seldom(900), cap, seldom(3), legs, any::<Index>());
    prop::collection::vec(rank, 1..=3).prop_map(|ranks| {
        let numbered = ranks.into_iter().enumerate();
        let of = |(place, (own, group, leg_cap, recruits, minimum_legs, leg)): (
            usize,
            (u64, u64, Ppm, u64, u32, Index),
        )| {
            let rank = Rank {
                order: u32::try_from(place).expect("few ranks"),
                minimum_points: own,
                minimum_group_points: group,
                leg_cap,
                minimum_active_recruits: u32::try_from(recruits).expect("few recruits"),
                minimum_legs,
                leg_rank: Some(rank_name(leg.index(place + 1))),
            };
            (rank_name(place), rank)
        };
        numbered.map(of).collect()
    })
}

/// The switches of the plan itself.
fn switches() -> impl Strategy<Value = Plan> {
    let first = (
        select(&ROUNDINGS[..]),
        prop_oneof![3 => Just(1_i64), 1 => select(&[5_i64, 10, 100][..])],
        select(&[SplitRemainder::Largest, SplitRemainder::Business][..]),
        select(&[PayBy::PaidAs, PayBy::Title][..]),
        select(&[RankMeasured::After, RankMeasured::Before][..]),
        select(&[UnpaidShares::Business, UnpaidShares::Pool][..]),
    );
    let second = (starts(), starts(), any::<[bool; 3]>(), 0_u64..150, 1_u32..=3, 0_u32..3);
    (first, second, ranks(), 0_i64..300).prop_map(|(first, second, ranks, point_value)| {
        let mut plan = plain().plan.clone();
        let (rounding, unit, split_remainder, pay_by, rank_measured, unpaid_shares) = first;
        let (counts, earns, flags, minimum_points, window_periods, late_weeks) = second;
        (plan.rounding, plan.rounding_unit) = (rounding, Cents(unit));
        (plan.split_remainder, plan.unpaid_shares) = (split_remainder, unpaid_shares);
        (plan.pay_by, plan.rank_measured) = (pay_by, rank_measured);
        (plan.newcomers_count, plan.newcomers_earn) = (counts, earns);
        [
            plan.activity.customers_count,
            plan.activity.kit_counts,
            plan.activity.kit_commissionable,
        ] = flags;
        plan.activity.minimum_points = minimum_points;
        plan.activity.window_periods = window_periods;
        (plan.late_weeks, plan.ranks, plan.point_value) = (late_weeks, ranks, Cents(point_value));
        plan
    })
}

/// The bonuses that newcomers, structures and growth bring, and levels with rates by rank.
fn with_bonuses() -> impl Strategy<Value = Plan> {
    let fast_start = (rates(4), 1_u32..12, 0_u64..150, shares(), any::<bool>());
    let kit = (any::<bool>(), any::<bool>(), rates(3), prop::collection::vec(0_i64..5_000, 1..4));
    let tier = (0_i64..9_000, 0_u64..150, 0_u32..3, 0_u64..100, any::<Index>(), 0_u64..600);
    let structure = (any::<bool>(), prop::collection::vec(tier, 1..4));
    let growth = (prop::collection::btree_set(1_u64..600, 1..4), shares(), shares());
    let unilevel = (rates(4), prop::collection::vec(prop::option::of(rates(5)), 3));
    (switches(), fast_start, kit, structure, growth, unilevel, any::<[bool; 5]>()).prop_map(
        |(mut plan, fast, kit, structure, growth, (rates, by_rank), there)| {
            let table = plan.fast_start.as_mut().expect("a fast start");
            (table.rates, table.window_weeks, table.minimum_points) = (fast.0, fast.1, fast.2);
            (table.open_share, table.roll_up) = (fast.3, fast.4);
            let table = plan.kit_bonus.as_mut().expect("a kit bonus");
            table.active_only = kit.0;
            (table.rates, table.amounts) = if kit.1 {
                (kit.2, Vec::new())
            } else {
                (Vec::new(), kit.3.into_iter().map(Cents).collect())
            };
            let table = plan.structure.as_mut().expect("a structure bonus");
            table.team = if structure.0 { Team::Group } else { Team::Frontline };
            let tiers = structure.1.into_iter().enumerate();
            let tier = |(place, (amount, own, members, points, tier, team)): (
                usize,
                (i64, u64, u32, u64, Index, u64),
            )| StructureTier {
                amount: Cents(amount),
                own_points: own,
                members,
                member_points: points,
                member_tier: u8::try_from(tier.index(place + 1)).expect("few tiers"),
                team_points: team,
            };
            table.tiers = tiers.map(tier).collect();
            let table = plan.growth.as_mut().expect("a growth bonus");
            (table.goals, table.rate, table.leg_cap) =
                (growth.0.into_iter().collect(), growth.1, growth.2);
            let table = plan.unilevel.as_mut().expect("a unilevel");
            table.rates = rates;
            let named = by_rank.into_iter().enumerate().take(plan.ranks.len());
            table.rank_rates = named
                .filter_map(|(place, rates)| Some((rank_name(place), rates?)))
                .map(|(rank, rates)| RankRates { rank, rates })
                .collect();
            leave_out(&mut plan, there);
            plan
        },
    )
}

/// Leaves the bonuses out that are not to be there.
fn leave_out(plan: &mut Plan, there: [bool; 5]) {
    let [fast_start, kit, structure, growth, unilevel] = there;
    plan.fast_start = plan.fast_start.take().filter(|_| fast_start);
    plan.kit_bonus = plan.kit_bonus.take().filter(|_| kit);
    plan.structure = plan.structure.take().filter(|_| structure);
    plan.growth = plan.growth.take().filter(|_| growth);
    plan.unilevel = plan.unilevel.take().filter(|_| unilevel);
}

/// The whole plan, with up to three pools.
fn plans() -> impl Strategy<Value = Plan> {
    let by = select(
        &[
            SharesBy::Equal,
            SharesBy::Points,
            SharesBy::GroupPoints,
            SharesBy::RankShares,
            SharesBy::RankAmounts,
        ][..],
    );
    let most = prop::option::weighted(0.3, 0_i64..3_000);
    let names = (prop::option::of(any::<Index>()), prop::option::of(any::<Index>()));
    let lists = prop::collection::vec((any::<bool>(), 0_u64..5, 0_i64..4_000), 3);
    let pool = (shares(), names, by, most, lists);
    (with_bonuses(), prop::collection::vec(pool, 0..=3)).prop_map(|(mut plan, pools)| {
        let plain = plan.pools[0].1.clone();
        let count = plan.ranks.len();
        let name = |pick: Index| rank_name(pick.index(count));
        let pools = pools.into_iter().enumerate();
        plan.pools = pools
            .map(|(place, (share, names, shares_by, amount_max, lists))| {
                let mut pool = plain.clone();
                (pool.share, pool.shares_by) = (share, shares_by);
                (pool.rank, pool.volume_of_rank) = (names.0.map(name), names.1.map(name));
                pool.amount_max = amount_max.map(Cents);
                for (place, (is_listed, shares, amount)) in lists.into_iter().enumerate() {
                    if is_listed && place < count {
                        let rank = rank_name(place);
                        pool.rank_shares.push(RankShares { rank: rank.clone(), shares });
                        pool.rank_amounts.push(RankAmount { rank, amount: Cents(amount) });
                    }
                }
                (format!("pool-{place}"), pool)
            })
            .collect();
        plan
    })
}

/// One partner: whose recruit, when she joined, her status, ranks and points from before.
type Person = (Index, (u64, u64), CaseStatus, [Option<Index>; 3], (u64, u64));

fn people() -> impl Strategy<Value = Vec<Person>> {
    let ranks = [
        prop::option::weighted(0.15, any::<Index>()),
        prop::option::weighted(0.3, any::<Index>()),
        prop::option::weighted(0.3, any::<Index>()),
    ];
    let joined = (prop_oneof![2 => Just(0_u64), 2 => 1_u64..=3], 1_u64..=4);
    let person = (any::<Index>(), joined, statuses(), ranks, (0_u64..400, 0_u64..150));
    prop::collection::vec(person, 1..=14)
}

/// One order: whose, which, when, points, value and price.
type Placed = (Index, CaseOrderKind, u64, u64, Option<i64>, i64);

fn orders() -> impl Strategy<Value = Vec<Placed>> {
    let kind = prop_oneof![
        6 => Just(CaseOrderKind::Own),
        2 => Just(CaseOrderKind::Customer),
        1 => Just(CaseOrderKind::Resale),
        2 => Just(CaseOrderKind::Kit),
    ];
    let value = prop::option::weighted(0.4, 0_i64..30_000);
    let order = (any::<Index>(), kind, 1_u64..=4, 0_u64..300, value, 0_i64..20_000);
    prop::collection::vec(order, 0..24)
}

/// A period: orders, and whose status becomes another.
type Page = (Vec<Placed>, Vec<(Index, CaseStatus)>);

/// Small cases in which anything may happen.
pub(crate) fn cases() -> impl Strategy<Value = Case> {
    let changes = prop::collection::vec((any::<Index>(), statuses()), 0..3);
    let pages = prop::collection::vec((orders(), changes), 1..=3);
    (plans(), people(), pages).prop_map(|(plan, people, pages)| case_of(plan, people, pages))
}

fn case_of(plan: Plan, people: Vec<Person>, pages: Vec<Page>) -> Case {
    let mut case = plain().clone();
    let template = case.partners[0].clone();
    let ranks = plan.ranks.len();
    case.plan = plan;
    case.partners.clear();
    let periods = pages.len() as u64;
    for (place, (pick, (joined, week), status, names, (group, before))) in
        people.into_iter().enumerate()
    {
        let mut partner = CasePartner { id: format!("P{place}"), status, ..template.clone() };
        // Roots are rare; who recruits has joined before or in the same period.
        let above = pick.index(place * 5 + 1);
        let sponsor = (0 < above).then(|| &case.partners[(above - 1) / 5]);
        partner.joined_period =
            joined.min(periods).max(sponsor.map_or(0, |above| above.joined_period));
        partner.joined_week = week;
        partner.sponsor = sponsor.map(|above| above.id.clone());
        let name = |pick: Index| rank_name(pick.index(ranks));
        let [given, rank, title] = names.map(|pick| pick.map(name));
        (partner.rank, partner.carried.rank, partner.carried.title) = (given, rank, title);
        partner.carried.group_points = group;
        if partner.joined_period == 0 {
            partner.points_before = vec![before, before / 2];
        }
        case.partners.push(partner);
    }
    let template = case.periods[0].orders[0].clone();
    case.periods.clear();
    for (number, (orders, changes)) in (1..).zip(pages) {
        let there: Vec<String> = case
            .partners
            .iter()
            .filter(|partner| partner.joined_period <= number)
            .map(|partner| partner.id.clone())
            .collect();
        if there.is_empty() {
            case.periods.push(CasePeriod { changes: Vec::new(), orders: Vec::new() });
            continue;
        }
        let who = |pick: Index| there[pick.index(there.len())].clone();
        let order = |(pick, kind, week, points, cv, price): Placed| CaseOrder {
            by: who(pick),
            kind,
            week,
            points,
            cv: cv.map(Cents),
            price: (kind == CaseOrderKind::Kit).then_some(Cents(price)),
            ..template.clone()
        };
        let change = |(pick, status)| Change { who: who(pick), status: Some(status), rank: None };
        case.periods.push(CasePeriod {
            changes: changes.into_iter().map(change).collect(),
            orders: orders.into_iter().map(order).collect(),
        });
    }
    case
}
