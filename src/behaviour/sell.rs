//! New customers online and in person, orders of earlier ones, customers lost.

use super::decisions::{add_wish, ask};
use super::{ChunkDecisions, Decision, Matter, Partner, Wish};
use crate::chance::{Purpose, SequencePurpose, binomial, poisson};
use crate::scenario::Rationing;
use crate::units::CommunityId;
use crate::world::somewhere_by_weight;

/// Draws the week's orders online, as if nobody else wanted the same customers.
pub(super) fn sell_online(partner: &Partner<'_>, views: f64, decision: &mut Decision) {
    let Partner { view, chunk, slot, .. } = *partner;
    let (sell, factors) = (&view.scenario.sell, &view.factors);
    let bias = view.scenario.market.home_bias;
    let at_home = bias * view.market.unmet_home[partner.community()];
    let elsewhere = (1.0 - bias) * view.market.unmet_everywhere;
    let contacts = views
        * sell.visit_rate
        * sell.conversion
        * f64::from(chunk.pull[slot])
        * factors.online_orders;
    let drawn = poisson(partner.draw(Purpose::OnlineOrders), contacts * (at_home + elsewhere));
    let online = ask(drawn, reachable(partner));
    if 0 < online {
        let home_share = at_home / (at_home + elsewhere);
        decision[Matter::OnlineHome] = partner.split(Purpose::OnlineSplit, online, home_share);
        decision[Matter::OnlineAway] = online - decision[Matter::OnlineHome];
    }
}

/// Draws the orders of her own circle in a week with so many hours among people.
pub(super) fn sell_in_person(partner: &Partner<'_>, people: f64, decision: &mut Decision) {
    let Partner { view, chunk, slot, .. } = *partner;
    let (sell, factors) = (&view.scenario.sell, &view.factors);
    let circle = chunk.circle[slot];
    if 0 < circle && 0.0 < people {
        let left = f64::from(chunk.circle_left[slot]) / f64::from(circle);
        let unmet = view.market.unmet_home[partner.community()];
        let rate = people
            * sell.in_person_orders_per_hour
            * left
            * unmet
            * f64::from(chunk.skill[slot])
            * factors.in_person_orders;
        let met = poisson(partner.draw(Purpose::InPersonOrders), rate);
        decision[Matter::InPerson] = met.min(u32::from(chunk.circle_left[slot]));
    }
}

/// Customers whom she could win in a week: those left, unless demand is not rationed within it.
fn reachable(partner: &Partner<'_>) -> u64 {
    match partner.view.scenario.market.rationing {
        Rationing::Random => partner.view.market.unserved_sums.last().copied().unwrap_or(0),
        Rationing::None => u64::MAX,
    }
}

/// Orders and losses among the customers whom she has, each if there may be any.
pub(super) fn serve_earlier_customers(
    partner: &Partner<'_>,
    (repeats, loses): (bool, bool),
    decision: &mut Decision,
) {
    let Partner { view, chunk, slot, .. } = *partner;
    let (home, away) = (chunk.customers_home.of(slot), chunk.customers_away.of(slot));
    let customers = home + away;
    if customers == 0 {
        return;
    }
    let [orders, losses] = &view.tables.of_customers;
    if repeats {
        decision[Matter::Repeat] = orders.of(partner.draw(Purpose::RepeatOrders), customers);
    }
    let lost = if loses { losses.of(partner.draw(Purpose::CustomersLost), customers) } else { 0 };
    if 0 < lost {
        let share = f64::from(home) / f64::from(customers);
        let split = binomial(partner.draw(Purpose::LostSplit), lost, share);
        // No more can be lost on either side than there are.
        decision[Matter::LostHome] = split.clamp(lost.saturating_sub(away), home.min(lost));
        decision[Matter::LostAway] = lost - decision[Matter::LostHome];
    }
}

/// Lists whom she would need, by her lines from one on.
pub(super) fn wish(partner: &Partner<'_>, first: u32, out: &mut ChunkDecisions) {
    let home = partner.chunk.community_of(partner.slot);
    let (mut number, mut away) = (0, 0);
    for (index, line) in (first..).zip(&out.lines[first as usize..]) {
        let is_away = match line.matter() {
            Matter::OnlineHome | Matter::InPerson => false,
            Matter::OnlineAway => true,
            _ => continue,
        };
        for _ in 0..line.count() {
            let mut community = home;
            if is_away {
                let sums = &partner.view.market.unserved_sums;
                community = somewhere(partner, SequencePurpose::AwayBuyer, away, sums);
                away += 1;
            }
            add_wish(&mut out.customers, Wish::new(community, index, number));
            number += 1;
        }
    }
}

/// A community drawn by the number of people who could be met there.
pub(super) fn somewhere(
    partner: &Partner<'_>,
    purpose: SequencePurpose,
    index: u32,
    sums: &[u64],
) -> CommunityId {
    somewhere_by_weight(
        partner.view.luck,
        partner.person,
        partner.view.week,
        (purpose, index),
        sums,
    )
}
