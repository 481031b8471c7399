//! Rows of those who are followed.

use super::Replicate;
use super::results::FollowedRow;
use super::rows::{DECLINED, money};
use crate::measure::Outcome;
use crate::scenario::Scenario;
use crate::world::{Cohort, Status};

/// Rows of all personas, or of all creators, of all worlds in their order.
pub(super) fn rows(scenario: &Scenario, worlds: &[Replicate], personas: bool) -> Vec<FollowedRow> {
    let each = worlds
        .iter()
        .flat_map(|world| world.measures.followed.iter().map(|outcome| (world.replicate, outcome)));
    each.filter(|(_, outcome)| matches!(outcome.member.cohort, Cohort::Persona(_)) == personas)
        .map(|(replicate, outcome)| row(scenario, replicate, outcome))
        .collect()
}

fn row(scenario: &Scenario, replicate: u32, Outcome { member, year }: &Outcome) -> FollowedRow {
    let cohort = match member.cohort {
        Cohort::Persona(place) => scenario.personas[place].0.clone(),
        Cohort::Creators => member.tier().name().to_string(),
    };
    let status = match (member.takes_part(), year.registered, year.active) {
        (false, _, _) => DECLINED,
        (_, false, _) => Status::Left.name(),
        (_, _, false) => Status::Dormant.name(),
        _ => Status::Active.name(),
    };
    FollowedRow {
        replicate,
        cohort,
        number: member.number,
        person: member.person.0,
        business: member.business.0,
        followers: member.followers,
        week: member.week + 1,
        took_part: member.takes_part(),
        partner: member.takes_part().then_some(member.row),
        money: money(&year.purse),
        net: year.net(),
        own_use: year.own_use,
        minutes: year.minutes,
        posts: year.posts,
        recruits: year.recruits,
        customers_spend: year.customers_spend,
        stock_units: year.stock,
        stock_cost: year.stock_cost,
        written_off: year.written_off,
        break_even_weeks: year.even_weeks,
        status,
    }
}
