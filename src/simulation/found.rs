//! The partners who are there at the start, and their tree.

use super::{Simulation, arrive, record};
use crate::chance::Purpose;
use crate::units::{CommunityId, NEVER, PersonKey, WEEKS_PER_YEAR};
use crate::world::{NO_UPLINE, NewPartner};

/// Founders whose sponsors are asked for together.
const ASKED_TOGETHER: usize = 64;

/// Founds every business: the first founders are recruited by it, each later one has a sponsor
/// drawn evenly among those before her (a uniform random recursive tree).
pub(super) fn found(simulation: &mut Simulation<'_>) {
    simulation.world.market.set_scepticism(simulation.scenario.recruit.scepticism);
    let mut number = 0;
    for id in simulation.ids() {
        let business = simulation.business(id);
        let first = number;
        let mut sponsors = Vec::with_capacity(ASKED_TOGETHER);
        for place in 0..business.founders {
            let next = place as usize % ASKED_TOGETHER;
            if next == 0 {
                sponsors.clear();
                sponsors.extend((place..business.founders).take(ASKED_TOGETHER).map(|place| {
                    if place < business.founder_roots {
                        return NO_UPLINE;
                    }
                    let person = PersonKey::founder(first + place);
                    simulation.luck.below(person, NEVER, Purpose::Sponsor, place)
                }));
                simulation.world.networks[id.index()].ask_sponsors(&sponsors);
            }
            let (person, sponsor) = (PersonKey::founder(number), sponsors[next]);
            let community = settle_down(simulation, person);
            // Founders joined at some time before: their renewals are spread over the year.
            let anniversary = simulation.luck.below(person, NEVER, Purpose::Rank, WEEKS_PER_YEAR);
            let attributes = simulation.casting.cast(&simulation.luck, person, business);
            let row = simulation.world.networks[id.index()].push(&NewPartner {
                person,
                sponsor,
                community,
                joined: 0,
                joined_period: 0,
                anniversary,
                founder: true,
                is_return: false,
                attributes,
            });
            simulation.take_seat(id, row, sponsor);
            number += 1;
        }
    }
    arrive::set_aside(simulation);
    record::close_rows(simulation);
}

/// A community for a founder, or the next one with a prospect left.
fn settle_down(simulation: &mut Simulation<'_>, person: PersonKey) -> CommunityId {
    let community = home(simulation, person);
    simulation.world.market.prospects[community.index()] -= 1;
    community
}

/// The community drawn for somebody who is there by the scenario's word, or the next one with a
/// prospect left.
pub(super) fn home(simulation: &Simulation<'_>, person: PersonKey) -> CommunityId {
    let market = &simulation.world.market;
    let communities = u32::try_from(market.len()).expect("communities fit 32 bits");
    let drawn = simulation.luck.below(person, NEVER, Purpose::Home, communities);
    let community = (0..communities)
        .map(|step| (drawn + step) % communities)
        .find(|&community| 0 < market.prospects[community as usize])
        .expect("the check saw prospects for everybody");
    CommunityId(community)
}
