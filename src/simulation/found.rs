//! The partners who are there at the start, and their tree.

use rayon::prelude::*;

use super::{Simulation, arrive, drawn_together, record};
use crate::chance::Purpose;
use crate::scenario::Business;
use crate::units::{CommunityId, NEVER, PersonKey, WEEKS_PER_YEAR};
use crate::world::{Attributes, CHUNK, MarketState, NO_UPLINE, NewPartner};

/// Founders whose rows are made together.
const TOGETHER: u32 = 1_024;

/// Founds every business: the first founders are recruited by it, each later one has a sponsor
/// drawn evenly among those before her (a uniform random recursive tree).
pub(super) fn found(simulation: &mut Simulation<'_>) {
    simulation.world.market.set_scepticism(simulation.scenario.recruit.scepticism);
    let (mut before, mut founders) = (0, Vec::new());
    for id in simulation.ids() {
        let business = simulation.business(id);
        let has_seats = simulation.world.networks[id.index()].placement.is_some();
        let step = if has_seats { 1 } else { TOGETHER };
        let together = drawn_together((business.founders as usize).div_ceil(CHUNK));
        let mut first = 0;
        while first < business.founders {
            let places = first..business.founders.min(first + step);
            let drawn = places.into_par_iter().with_min_len(together);
            drawn
                .map(|place| founder(simulation, business, (before, place)))
                .collect_into_vec(&mut founders);
            arrive::cast(simulation, business, &mut founders, together);
            for founder in &mut founders {
                founder.community = settle_down(simulation, founder.community);
            }
            let row = simulation.world.networks[id.index()].extend(&founders);
            for (row, founder) in (row..).zip(&founders) {
                simulation.take_seat(id, row, founder.sponsor);
            }
            first += step;
        }
        before += business.founders;
    }
    arrive::set_aside(simulation);
    record::close_rows(simulation);
}

/// The founder of a place in a business, where others have so many before; her community is the one
/// drawn for her, and what she is like is still to be drawn.
fn founder(
    simulation: &Simulation<'_>,
    business: &Business,
    (before, place): (u32, u32),
) -> NewPartner {
    let luck = &simulation.luck;
    let person = PersonKey::founder(before + place);
    let sponsor = if place < business.founder_roots {
        NO_UPLINE
    } else {
        luck.below(person, NEVER, Purpose::Sponsor, place)
    };
    NewPartner {
        person,
        sponsor,
        community: drawn_home(simulation, person),
        joined: 0,
        joined_period: 0,
        // Founders joined at some time before: their renewals are spread over the year.
        anniversary: luck.below(person, NEVER, Purpose::Anniversary, WEEKS_PER_YEAR),
        founder: true,
        is_return: false,
        attributes: Attributes::NOBODYS,
    }
}

/// The community drawn for a founder, or the next one with a prospect left.
fn settle_down(simulation: &mut Simulation<'_>, drawn: CommunityId) -> CommunityId {
    let community = with_prospects(&simulation.world.market, drawn);
    simulation.world.market.prospects[community.index()] -= 1;
    community
}

/// The community drawn for somebody who is there by the scenario's word, or the next one with a
/// prospect left.
pub(super) fn home(simulation: &Simulation<'_>, person: PersonKey) -> CommunityId {
    with_prospects(&simulation.world.market, drawn_home(simulation, person))
}

fn drawn_home(simulation: &Simulation<'_>, person: PersonKey) -> CommunityId {
    let communities = simulation.world.market.len();
    let communities = u32::try_from(communities).expect("communities fit 32 bits");
    CommunityId(simulation.luck.below(person, NEVER, Purpose::Home, communities))
}

/// The first community with a prospect left, from one on and around.
fn with_prospects(market: &MarketState, from: CommunityId) -> CommunityId {
    let communities = u32::try_from(market.len()).expect("communities fit 32 bits");
    let around = (from.0..communities).chain(0..from.0).map(CommunityId);
    let mut with_any = around.filter(|community| 0 < market.prospects[community.index()]);
    with_any.next().expect("the check saw prospects for everybody")
}
