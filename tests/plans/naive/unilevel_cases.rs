//! Random cases of level pay over several periods, with every key that the bonus hears of.

use std::sync::OnceLock;

use downline::scenario::{
    Case, CaseOrder, CaseOrderKind, CasePartner, CasePeriod, CaseStatus, Change, LoadedCase, PayBy,
    PayRules, Plan, RankMeasured, Starts,
};
use downline::units::{Cents, Ppm};
use proptest::prelude::*;
use proptest::sample::{Index, select};

use crate::network::plans;

/// A case with one of everything, through the real reader.
fn template() -> &'static Case {
    static CASE: OnceLock<Case> = OnceLock::new();
    let text = "partner = [{ id = 'A' }]\n\
                period = [{ order = [{ by = 'A' }], change = [{ who = 'A' }] }]";
    CASE.get_or_init(|| LoadedCase::from_text("case", text).expect("a sound case").case)
}

/// Cases of up to three periods and fourteen partners, whoever is written first.
pub(super) fn cases() -> impl Strategy<Value = Case> {
    let settings =
        (full_plans(), 1..=3_usize, prop_oneof![Just(0), Just(250_000), 0..=1_000_000_u32]);
    let people = (1..=6_usize, prop::collection::vec(people(), 1..=14));
    let orders = prop::collection::vec((any::<Index>(), any::<Index>(), orders()), 0..=30);
    let changes = prop::collection::vec((any::<Index>(), any::<Index>(), changes()), 0..=6);
    (settings, people, orders, changes, any::<u64>()).prop_map(
        |((plan, periods, share), (reach, people), orders, changes, shuffle)| {
            let mut case = template().clone();
            (case.plan, case.retail_margin_share) = (plan, Ppm(share));
            case.periods = vec![CasePeriod { changes: Vec::new(), orders: Vec::new() }; periods];
            case.partners.clear();
            for (pick, person) in people {
                join(&mut case, reach, pick, person);
            }
            for (who, when, mut order) in orders {
                let (id, period) = somebody(&case, who, when);
                order.by = id;
                order.week = order.week.min(u64::from(case.plan.period_weeks));
                case.periods[period].orders.push(order);
            }
            for (who, when, mut change) in changes {
                let (id, period) = somebody(&case, who, when);
                change.who = id;
                change.rank = change.rank.map(|name| known_rank(&case.plan, &name));
                case.periods[period].changes.push(change);
            }
            // Written in any order: a step that has no divisor with the number of partners.
            let number = case.partners.len();
            let step = (1..=number).rev().find(|&step| is_prime_to(step, number)).unwrap_or(1);
            if shuffle % 2 == 1 {
                let written = (0..number).map(|place| case.partners[place * step % number].clone());
                case.partners = written.collect();
            }
            case
        },
    )
}

fn is_prime_to(one: usize, other: usize) -> bool {
    !(2..=one).any(|divisor| one.is_multiple_of(divisor) && other.is_multiple_of(divisor))
}

/// Somebody and a period from her joining on.
fn somebody(case: &Case, who: Index, when: Index) -> (String, usize) {
    let person = &case.partners[who.index(case.partners.len())];
    let first = usize::try_from(person.joined_period.max(1)).expect("few periods");
    (person.id.clone(), first - 1 + when.index(case.periods.len() + 1 - first))
}

/// A rank of the plan in place of one of a number, or none.
fn known_rank(plan: &Plan, name: &str) -> String {
    let known = plan.ranks.iter().any(|(rank, _)| rank == name);
    if known { name.to_owned() } else { String::new() }
}

/// Lets somebody join below one of the last who did, and not before her.
fn join(case: &mut Case, reach: usize, pick: Index, mut person: CasePartner) {
    let place = case.partners.len();
    person.id = format!("p{place}");
    person.joined_period = person.joined_period.min(case.periods.len() as u64);
    if 0 < place && pick.index(17) != 0 {
        let sponsor = &case.partners[place - 1 - pick.index(reach.min(place))];
        person.sponsor = Some(sponsor.id.clone());
        person.joined_period = person.joined_period.max(sponsor.joined_period);
    }
    if 1 < person.joined_period {
        (person.points, person.cv, person.margin) = (0, None, None);
    }
    let plan = &case.plan;
    person.rank = person.rank.map(|name| known_rank(plan, &name));
    person.carried.rank = person.carried.rank.map(|name| known_rank(plan, &name));
    person.carried.title = person.carried.title.map(|name| known_rank(plan, &name));
    case.partners.push(person);
}

fn money() -> impl Strategy<Value = Cents> {
    prop_oneof![4 => 0_i64..30_000, 2 => 0_i64..70, 1 => 0_i64..1_000_000_000_000].prop_map(Cents)
}

/// The name of a rank that the plan may have.
fn rank_name() -> impl Strategy<Value = String> {
    (0..3).prop_map(|place| format!("rank {place}"))
}

fn people() -> impl Strategy<Value = (Index, CasePartner)> {
    let status = prop_oneof![
        6 => Just(CaseStatus::Active),
        1 => Just(CaseStatus::Dormant),
        1 => Just(CaseStatus::Left),
    ];
    let rank = || prop_oneof![3 => Just(None), 1 => rank_name().prop_map(Some)];
    let joined = prop_oneof![4 => Just(0_u64), 1 => 1..=3_u64];
    let before = prop::collection::vec(0_u64..120, 0..=3);
    let margin = prop_oneof![3 => money(), 1 => (-3_000_i64..0).prop_map(Cents)];
    let brings = (0_u64..300, prop::option::of(margin.clone()), prop::option::of(margin));
    (any::<Index>(), status, [rank(), rank(), rank()], joined, before, brings).prop_map(
        |(
            pick,
            status,
            [rank, kept, title],
            joined_period,
            points_before,
            (points, cv, margin),
        )| {
            let mut person = template().partners[0].clone();
            (person.status, person.rank, person.joined_period) = (status, rank, joined_period);
            (person.points_before, person.points) = (points_before, points);
            (person.cv, person.margin) = (cv, margin);
            (person.carried.rank, person.carried.title) = (kept, title);
            (pick, person)
        },
    )
}

fn orders() -> impl Strategy<Value = CaseOrder> {
    let kind = prop_oneof![
        3 => Just(CaseOrderKind::Own),
        4 => Just(CaseOrderKind::Customer),
        1 => Just(CaseOrderKind::Resale),
        1 => Just(CaseOrderKind::Kit),
    ];
    let value = (prop::option::of(money()), money(), prop::option::of(money()));
    (kind, 1..=5_u64, 0_u64..300, value).prop_map(|(kind, week, points, (cv, retail, price))| {
        let order = template().periods[0].orders[0].clone();
        CaseOrder { kind, week, points, cv, retail, price, ..order }
    })
}

fn changes() -> impl Strategy<Value = Change> {
    let status = select(&[CaseStatus::Active, CaseStatus::Dormant, CaseStatus::Left][..]);
    (prop::option::of(status), prop::option::weighted(0.3, rank_name()))
        .prop_map(|(status, rank)| Change { who: String::new(), status, rank })
}

/// Plans of the unilevel's own keys, with those of the plan that it hears of.
fn full_plans() -> impl Strategy<Value = Plan> {
    let calendar = (1..=5_u32, any::<Index>());
    let activity = (any::<bool>(), any::<bool>(), any::<bool>());
    let starts = || prop_oneof![2 => Just(Starts::ThisPeriod), 1 => Just(Starts::NextPeriod)];
    let pay_by = prop_oneof![2 => Just(PayBy::PaidAs), 1 => Just(PayBy::Title)];
    let measured = prop_oneof![2 => Just(RankMeasured::After), 1 => Just(RankMeasured::Before)];
    let cap = prop_oneof![3 => Just(1_000_000_u32), 1 => 0_u32..=1_000_000];
    let legs = prop_oneof![4 => Just(0_u32), 1 => 1..3_u32];
    let ranks = (prop::collection::vec((cap, legs, 0..3_usize), 3), rules());
    let point_value = prop_oneof![1 => Just(100_i64), 1 => 0_i64..300];
    (plans(), calendar, point_value, activity, (starts(), starts(), pay_by, measured), ranks)
        .prop_map(|(mut plan, (weeks, late), point_value, activity, choices, (ranks, rules))| {
            plan.rules = rules;
            (plan.period_weeks, plan.point_value) = (weeks, Cents(point_value));
            plan.late_weeks = u32::try_from(late.index(weeks as usize)).expect("few weeks");
            (plan.newcomers_count, plan.newcomers_earn) = (choices.0, choices.1);
            (plan.pay_by, plan.rank_measured) = (choices.2, choices.3);
            plan.activity.customers_count = activity.0;
            (plan.activity.kit_counts, plan.activity.kit_commissionable) = (activity.1, activity.2);
            let names: Vec<String> = plan.ranks.iter().map(|(name, _)| name.clone()).collect();
            if let (Some(unilevel), Some(lowest)) = (&mut plan.unilevel, names.first()) {
                unilevel.compression_rank = Some(lowest.clone());
            }
            for (place, (cap, legs, below)) in ranks.into_iter().enumerate() {
                let Some((_, rank)) = plan.ranks.get_mut(place) else { break };
                rank.leg_cap = Ppm(cap);
                // These trees are smaller than those that the plans were made for.
                rank.minimum_group_points /= 3;
                // A leg's rank is none that stands above.
                if 0 < legs {
                    rank.minimum_legs = legs;
                    rank.leg_rank = Some(names[below.min(place)].clone());
                }
            }
            plan
        })
}

/// Rules on paying, more often off than on.
fn rules() -> impl Strategy<Value = PayRules> {
    let share = || prop_oneof![Just(1_000_000_u32), 0_u32..=1_000_000];
    let verified = prop::option::weighted(0.25, share());
    let own_use = prop::option::weighted(0.25, 0_u64..400);
    let retail = prop_oneof![3 => Just(0), 1 => share()];
    (verified, own_use, retail, prop_oneof![3 => Just(true), 1 => Just(false)]).prop_map(
        |(verified, own_use_points_max, retail, recruiting_bonuses)| PayRules {
            verified_retail_share: verified.map(Ppm),
            own_use_points_max,
            retail_share_min: Ppm(retail),
            recruiting_bonuses,
        },
    )
}
