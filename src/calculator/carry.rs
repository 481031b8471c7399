//! The case that begins where another one ends.
//!
//! *Invariant*: periods worked out from it come to what they would have come to in the case before,
//! but for goods that come back from periods that only that one knows.
//!
//! *Absent*: how a case is written.

use super::Desk;
use crate::plan::RANK_FREE;
use crate::scenario::{
    Bonus, Carried, Case, CaseOrder, CasePartner, CasePeriod, CaseStatus, UnpaidOf,
};
use crate::units::Cents;
use crate::world::{NO_UPLINE, Status};

/// The case that begins when all periods of a case are over: everybody with what she carries, and
/// orders after the cut-off.
pub(super) fn next(case: &Case, desk: &Desk) -> Case {
    let rows = 0..u32::try_from(desk.state.rows).expect("rows fit 32 bits");
    let orders = late(case);
    let period = (!orders.is_empty()).then(|| CasePeriod { changes: Vec::new(), orders });
    Case {
        partners: rows.map(|row| partner(case, desk, row)).collect(),
        periods: period.into_iter().collect(),
        expectations: Vec::new(),
        ..case.clone()
    }
}

/// Orders of the last period that were too late for it.
fn late(case: &Case) -> Vec<CaseOrder> {
    let weeks = u64::from(case.plan.period_weeks);
    let cut_off = weeks - u64::from(case.plan.late_weeks);
    let orders = case.periods.last().map_or(&[][..], |period| &period.orders);
    let late = orders.iter().filter(|order| cut_off < order.week);
    let opens = |order: &CaseOrder| CaseOrder {
        week: 1,
        made_weeks_before: weeks + 1 - order.week,
        sold_in_period: None,
        ..order.clone()
    };
    late.map(opens).collect()
}

fn partner(case: &Case, desk: &Desk, row: u32) -> CasePartner {
    let place = row as usize;
    let before = &case.partners[desk.seats.partners[place]];
    let mut points_before: Vec<u64> =
        desk.books.points_before[place].iter().map(|&points| u64::from(points)).collect();
    while points_before.last() == Some(&0) {
        points_before.pop();
    }
    let (placement, leg) = seat(case, desk, row);
    CasePartner {
        placement,
        leg,
        status: match desk.books.status[place] {
            Status::Active => CaseStatus::Active,
            Status::Dormant => CaseStatus::Dormant,
            Status::Left => CaseStatus::Left,
        },
        rank: match desk.books.given_ranks[place] {
            RANK_FREE => None,
            rank => Some(rank_name(case, rank).unwrap_or_default()),
        },
        joined_period: 0,
        joined_week: 1,
        joined_weeks_before: joined_weeks_before(case, before),
        points_before,
        points: 0,
        cv: None,
        margin: None,
        carried: carried(case, desk, row),
        ..before.clone()
    }
}

/// Below whom somebody sits, and in which leg; nothing where the plan has no seats.
fn seat(case: &Case, desk: &Desk, row: u32) -> (Option<String>, Option<String>) {
    let Some(placement) = desk.seats.placement() else { return (None, None) };
    match placement.parent(row) {
        NO_UPLINE => (Some(String::new()), None),
        above => {
            let name = desk.seats.name(case, above).to_owned();
            (Some(name), Some(leg_name(case, placement.leg(row))))
        }
    }
}

fn leg_name(case: &Case, leg: u8) -> String {
    match (case.plan.seat_width(), leg) {
        (2, 0) => "left".to_owned(),
        (2, _) => "right".to_owned(),
        _ => (leg + 1).to_string(),
    }
}

fn rank_name(case: &Case, rank: u8) -> Option<String> {
    let place = usize::from(rank).checked_sub(1)?;
    Some(case.plan.ranks[place].0.clone())
}

/// When somebody joined, where any of her orders can still be early.
fn joined_weeks_before(case: &Case, partner: &CasePartner) -> u64 {
    let joined = super::books::joined_at(case, partner);
    let Some((window, joined)) = case.plan.early_weeks().zip(joined) else { return 0 };
    let weeks = i64::from(case.plan.period_weeks);
    let periods = i64::try_from(case.period_count()).expect("few periods");
    let before = (periods + 1) * weeks + 1 - joined;
    // A late order was made up to a period before.
    if before < i64::from(window) + weeks { u64::try_from(before).unwrap_or(0) } else { 0 }
}

fn carried(case: &Case, desk: &Desk, row: u32) -> Carried {
    let place = row as usize;
    let state = &desk.state;
    let legs = state.legs.get(place).copied().unwrap_or_default();
    let rank = |ranks: &[u8]| rank_name(case, ranks.get(place).copied().unwrap_or(0));
    let unpaid_of = |bonus: Bonus| {
        let unpaid = state.unpaid.get(bonus.index()).and_then(|column| column.get(place));
        unpaid.copied().unwrap_or_default()
    };
    let bonuses = case.plan.bonuses();
    let first = Bonus::ALL.into_iter().find(|bonus| bonuses.contains(bonus));
    let others = Bonus::ALL.into_iter().filter(|&bonus| Some(bonus) != first);
    let others = others.map(|bonus| UnpaidOf { bonus: Some(bonus), amount: unpaid_of(bonus) });
    let uncounted = state.uncounted.get(place).copied().unwrap_or_default();
    let turn = desk.seats.placement().map_or(0, |placement| placement.turn(row));
    Carried {
        leg_points: legs.carried,
        lifetime_leg_points: legs.lifetime,
        rank: rank(&state.rank),
        title: rank(&state.title),
        broken_away: state.broken_away.get(place).copied().unwrap_or(false),
        structure_tier: state.structure_tier.get(place).copied().unwrap_or(0).into(),
        group_points: state.group_points.get(place).copied().unwrap_or(0),
        lifetime_sales: state.lifetime_sales.get(place).copied().unwrap_or_default(),
        uncounted_points: uncounted.points,
        uncounted_cv: uncounted.value,
        uncounted_list_value: uncounted.list_value,
        unpaid: first.map_or(Cents::ZERO, unpaid_of),
        unpaid_of: others.filter(|of| of.amount != Cents::ZERO).collect(),
        next_leg: (0 < turn).then(|| leg_name(case, turn)),
    }
}
