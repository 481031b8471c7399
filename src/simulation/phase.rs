//! A new phase: from this week on other rates and rules hold, because an event set them.
//!
//! *Invariant*: what was derived from the rules is derived anew, and nothing else changes: stock
//! keeps its cost, volumes of the open period stay, people keep what they brought along.
//!
//! *Absent*: which values hold when (`scenario`).

use super::Simulation;
use crate::behaviour::Tables;
use crate::scenario::Sell;
use crate::world::{Casting, narrow};

/// Takes up what holds in the week that begins.
pub(super) fn turn(simulation: &mut Simulation<'_>) {
    let (before, now) = (simulation.scenario, simulation.script.in_week(simulation.world.week));
    if std::ptr::eq(before, now) {
        return;
    }
    simulation.scenario = now;
    simulation.casting = Casting::new(now, simulation.feels);
    simulation.tables = Tables::new(now);
    simulation.world.market.set_scepticism(now.recruit.scepticism);
    if weighs_audience(&before.sell) != weighs_audience(&now.sell) {
        weigh_audiences(simulation);
    }
}

/// What the weight of an audience depends on, to the bit.
fn weighs_audience(sell: &Sell) -> [u64; 3] {
    [sell.reference_followers, sell.engagement_exponent, sell.conversion_exponent].map(f64::to_bits)
}

/// What a larger audience takes away is another share now.
fn weigh_audiences(simulation: &mut Simulation<'_>) {
    let Simulation { world, casting, .. } = simulation;
    let pull = casting.pull();
    for chunk in world.chunks_mut() {
        for slot in 0..chunk.len() {
            let talent = f64::from(chunk.talent[slot]);
            let followers = f64::from(chunk.followers[slot]);
            chunk.pull[slot] = narrow(pull.of(talent, followers));
        }
    }
}
