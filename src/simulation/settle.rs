//! Scarcity: who gets the customers and the prospects that several partners want.
//!
//! *Invariant*: no sale without demand, no recruit without a prospect. Where there are too few,
//! an addressed random priority decides, never the order of rows.

use super::arrive;
use super::book::{self, BusinessTally, WeekTally};
use super::record::WeekCounts;
use super::returned::receive_kit;
use super::{NetworkScratch, Scratch, Simulation, drawn_together};
use crate::behaviour::{ChunkDecisions, Matter, WISHES_MAX, Wish};
use crate::chance::{Address, Luck, Purpose, SequencePurpose, binomial};
use crate::ledger::Reason;
use crate::scenario::Rationing;
use crate::units::{BusinessId, CommunityId, PersonKey, WEEKS_PER_YEAR, Week};
use crate::world::{Attributes, CHUNK, Network, NewPartner, Status, World};

/// Somebody who joins this week.
#[derive(Debug, Clone, Copy)]
pub(super) struct Recruit {
    pub(super) person: PersonKey,
    pub(super) community: CommunityId,
    /// Row of who recruited her, or [`NO_UPLINE`](crate::world::NO_UPLINE).
    pub(super) sponsor: u32,
    pub(super) business: BusinessId,
    /// The row that she left, if she was a partner before.
    pub(super) former: Option<u32>,
}

/// Numbers of wishes for prospects start here, apart from those for customers: online ones and
/// those of a warm circle.
const PROSPECT_WISHES: u32 = WISHES_MAX + (1 << 16);

/// Demand that comes back by the calendar, and people who are replaced by new prospects.
pub(super) fn turn_calendars(simulation: &mut Simulation<'_>) {
    let week = simulation.world.week;
    let rules = &simulation.scenario.market;
    if rules.demand_renewal_weeks.is_some_and(|weeks| week.is_multiple_of(weeks)) {
        simulation.world.market.renew_demand();
    }
    let rate = rules.prospect_renewal_per_year / f64::from(WEEKS_PER_YEAR);
    if rate == 0.0 {
        return;
    }
    let market = &mut simulation.world.market;
    for index in 0..market.len() {
        let ex_partners = market.ex_partners[index];
        if 0 < ex_partners {
            let community = CommunityId(u32::try_from(index).expect("communities fit 32 bits"));
            let address = Address::community(community);
            let draw = simulation.luck.uniform(address, week, Purpose::Return);
            market.renew_prospects(community, binomial(draw, ex_partners, rate));
        }
    }
}

/// Grants or refuses every wish for a customer; a refused one disappears from the decision.
pub(super) fn customers(simulation: &mut Simulation<'_>, counts: &mut WeekCounts) {
    let Simulation { scenario, luck, world, scratch, .. } = simulation;
    let Scratch { networks, wanted, .. } = scratch;
    if scenario.market.rationing == Rationing::Random {
        let rationing = Rationer { luck, week: world.week, networks: &world.networks, first: 0 };
        rationing.ration(networks, &world.market.unserved, wanted, |chunk| &mut chunk.customers);
    }
    for chunk in networks.iter_mut().flat_map(|network| &mut network.decisions) {
        for wish in &chunk.customers {
            let line = &mut chunk.lines[wish.line as usize];
            if wish.is_refused() {
                counts.orders_rationed += 1;
                line.refuse_one();
            } else {
                world.market.win(wish.community, line.matter() == Matter::OnlineAway);
            }
        }
    }
}

/// Grants or refuses every lead, and lists those who join in the order of their sponsors' rows.
pub(super) fn prospects(simulation: &mut Simulation<'_>, counts: &mut WeekCounts) -> Vec<Recruit> {
    let Simulation { scenario, luck, world, scratch, .. } = simulation;
    let random = scenario.market.rationing == Rationing::Random;
    let Scratch { networks, wanted, recruits, .. } = scratch;
    if random {
        let first = PROSPECT_WISHES;
        let rationing = Rationer { luck, week: world.week, networks: &world.networks, first };
        rationing.ration(networks, &world.market.prospects, wanted, |chunk| &mut chunk.prospects);
    }
    let mut recruits = std::mem::take(recruits);
    let decided = networks.iter_mut().flat_map(|network| &mut network.decisions);
    let chunks = world.networks.iter().flat_map(|network| &network.partners.chunks);
    for (chunk, decided) in chunks.zip(decided) {
        for wish in &decided.prospects {
            counts.leads += 1;
            let line = &mut decided.lines[wish.line as usize];
            if wish.is_refused() || world.market.prospects[wish.community.index()] == 0 {
                line.refuse_one();
                continue;
            }
            let order = world.market.recruit(wish.community);
            recruits.push(Recruit {
                person: PersonKey::joiner(wish.community, order),
                community: wish.community,
                sponsor: chunk.first_row + u32::from(line.slot()),
                business: chunk.business,
                former: None,
            });
        }
    }
    recruits
}

/// Rations what the wishes of a week ask of communities.
struct Rationer<'a> {
    luck: &'a Luck,
    week: Week,
    networks: &'a [Network],
    /// Added to a wish's number for its priority.
    first: u32,
}

impl Rationer<'_> {
    /// Marks the wishes that must be refused because a community has too few people.
    fn ration(
        &self,
        networks: &mut [NetworkScratch],
        available: &[u32],
        wanted: &mut Vec<u32>,
        wishes: impl Fn(&mut ChunkDecisions) -> &mut Vec<Wish>,
    ) {
        wanted.clear();
        wanted.resize(available.len(), 0);
        let mut scarce = false;
        for chunk in networks.iter_mut().flat_map(|network| &mut network.decisions) {
            for wish in wishes(chunk) {
                let index = wish.community.index();
                wanted[index] += 1;
                scarce |= available[index] < wanted[index];
            }
        }
        if !scarce {
            return;
        }
        let mut contested: Vec<(CommunityId, u32, (usize, usize), usize)> = Vec::new();
        for (network, scratch) in networks.iter_mut().enumerate() {
            for (chunk, decided) in scratch.decisions.iter_mut().enumerate() {
                let slots: Vec<u16> = decided.lines.iter().map(|line| line.slot()).collect();
                let people = &self.networks[network].partners.chunks[chunk].person;
                for (place, wish) in wishes(decided).iter().enumerate() {
                    let index = wish.community.index();
                    if available[index] < wanted[index] {
                        let person = people.of(usize::from(slots[wish.line as usize]));
                        let priority = self.priority(person, wish.number());
                        contested.push((wish.community, priority, (network, chunk), place));
                    }
                }
            }
        }
        contested.sort_unstable();
        let (mut community, mut served) = (None, 0);
        for (wanted_in, _, (network, chunk), place) in contested {
            if community != Some(wanted_in) {
                (community, served) = (Some(wanted_in), 0);
            }
            served += 1;
            if available[wanted_in.index()] < served {
                wishes(&mut networks[network].decisions[chunk])[place].refuse();
            }
        }
    }

    fn priority(&self, person: PersonKey, number: u32) -> u32 {
        let index = self.first + number;
        self.luck.sequence(person, self.week, SequencePurpose::Rationing, index).word()
    }
}

/// Recruits whose rows are made together.
const TOGETHER: usize = 1_024;

/// Newcomers and those who come back get a row, pay their kit and receive its goods.
pub(super) fn join(
    simulation: &mut Simulation<'_>,
    mut recruits: Vec<Recruit>,
    tally: &mut WeekTally,
    counts: &mut WeekCounts,
) {
    returning(simulation, &mut recruits);
    let mut newcomers = std::mem::take(&mut simulation.scratch.newcomers);
    for recruits in recruits.chunk_by(|one, next| one.business == next.business) {
        // Whoever is seated as she comes is seated below nobody who comes after her.
        let id = recruits[0].business;
        let network = &simulation.world.networks[id.index()];
        let has_seats = network.placement.is_some();
        let together = drawn_together(network.partners.chunks.len());
        for recruits in recruits.chunks(if has_seats { 1 } else { TOGETHER }) {
            newcomers.clear();
            newcomers.extend(recruits.iter().map(|recruit| newcomer(simulation, recruit)));
            arrive::cast(simulation, simulation.business(id), &mut newcomers, together);
            let first = simulation.world.networks[id.index()].extend(&newcomers);
            for (row, recruit) in (first..).zip(recruits) {
                admit(simulation, recruit, row, &mut tally.of[id.index()]);
                counts.joined += 1;
            }
        }
    }
    recruits.clear();
    simulation.scratch.newcomers = newcomers;
    simulation.scratch.recruits = recruits;
}

/// Somebody who joins this week; what she is like is still to be drawn.
fn newcomer(simulation: &Simulation<'_>, recruit: &Recruit) -> NewPartner {
    let (week, business) = (simulation.world.week, simulation.business(recruit.business));
    NewPartner {
        person: recruit.person,
        sponsor: recruit.sponsor,
        community: recruit.community,
        joined: week,
        joined_period: week / business.plan.period_weeks + 1,
        anniversary: week,
        founder: false,
        is_return: recruit.former.is_some(),
        attributes: Attributes::NOBODYS,
    }
}

/// Seats somebody whose row was just made; she pays her kit and receives its goods.
fn admit(simulation: &mut Simulation<'_>, recruit: &Recruit, row: u32, tally: &mut BusinessTally) {
    let (week, business) = (simulation.world.week, simulation.business(recruit.business));
    simulation.take_seat(recruit.business, row, recruit.sponsor);
    arrive::follow(simulation, recruit.person, row);
    let network = &mut simulation.world.networks[recruit.business.index()];
    if let Some(former) = recruit.former {
        let (chunk, slot) = network.partners.place_mut(former);
        chunk.next_row[slot] = row;
    }
    let (chunk, slot) = network.partners.place_mut(row);
    let kit = business.kit_price();
    let BusinessTally { money, goods, .. } = tally;
    crate::ledger::transfer(chunk.purse.at(slot), money, Reason::StarterKit, kit);
    let units = business.joining.kit_units;
    let cost = book::kit_cost(business);
    if 0 < units {
        chunk.stock.add(slot, units);
        chunk.stock_recent.add_to_first(slot, units);
        chunk.stock_cost.add(slot, cost);
    }
    receive_kit(chunk, slot, business);
    chunk.touched = true;
    goods.add_kit(u64::from(units), cost);
    tally.kits += 1;
    book::kit_volume(network, business, (row, week), cost);
}

/// Adds those whose return was drawn when they left, if they still live where they were.
fn returning(simulation: &mut Simulation<'_>, recruits: &mut Vec<Recruit>) {
    let World { networks, market, week, .. } = &mut simulation.world;
    for network in networks {
        let Network { business, partners, genealogy, status, returns, .. } = network;
        while let Some(row) = returns.pop(*week) {
            let (chunk, slot) = partners.place(row);
            let (community, person) = (chunk.community_of(slot), chunk.person.of(slot));
            if market.take_back(community) {
                genealogy.pass_over(row, |row| status[row as usize] == Status::Left);
                let (business, sponsor) = (*business, genealogy.upline(row));
                recruits.push(Recruit { person, community, sponsor, business, former: Some(row) });
            }
        }
    }
}

/// The row of a slot.
pub(super) fn row_of(chunk: usize, slot: u16) -> u32 {
    u32::try_from(chunk * CHUNK).expect("rows fit 32 bits") + u32::from(slot)
}
