//! People whom the scenario puts into the world: personas join in their week, creators are offered
//! a contract, and both are followed for 52 weeks from then on.
//!
//! A sponsor is drawn as a newcomer's is found: among the active partners of the business, each by
//! the people to whom she pitches in that week, more often in the newcomer's own community by the
//! market's home bias. Where nobody pitches the business itself recruits.
//!
//! *Invariant*: who is followed, where she lives, what she is like and whether she says yes follow
//! from her key alone. Nothing here is done in a world without cohorts.

use rayon::prelude::*;

use super::settle::{Recruit, row_of};
use super::{Simulation, found};
use crate::behaviour::{WeekView, pitches};
use crate::chance::{Luck, Purpose, SequencePurpose, pick_by_weight};
use crate::scenario::{Business, CREATORS_COHORT, Factors, cohort_of};
use crate::units::{BusinessId, CommunityId, NEVER, PersonKey, WEEKS_PER_YEAR, Week};
use crate::world::{
    Attributes, Cohort, Followed, FollowedYear, MarketState, Member, NO_UPLINE, Network,
    NewPartner, Status,
};

/// Takes everybody who will be followed off the prospects, after the founders.
pub(super) fn set_aside(simulation: &mut Simulation<'_>) {
    let scenario = simulation.scenario;
    let mut members = Vec::new();
    for (place, (name, persona)) in scenario.personas.iter().enumerate() {
        let business = scenario.business_called(persona.business.as_deref());
        for number in 0..scenario.clones_of(persona) {
            let person = PersonKey::followed(cohort_of(name), number);
            let cohort = Cohort::Persona(place);
            let (followers, week) = (persona.followers, persona.week - 1);
            members.push(member(simulation, (person, cohort, number), business, followers, week));
        }
    }
    if let Some(creators) = &scenario.creators {
        let business = scenario.business_called(creators.business.as_deref());
        for number in 0..creators.people {
            let person = PersonKey::followed(CREATORS_COHORT, number);
            let (followers, _) = simulation.casting.creator(&simulation.luck, person, creators);
            let week = creators.week_of(number);
            let who = (person, Cohort::Creators, number);
            members.push(member(simulation, who, business, followers, week));
        }
    }
    simulation.world.followed = Followed::new(members);
}

/// Somebody who waits for her week.
fn member(
    simulation: &mut Simulation<'_>,
    (person, cohort, number): (PersonKey, Cohort, u32),
    business: BusinessId,
    followers: f64,
    week: Week,
) -> Member {
    let community = found::home(simulation, person);
    simulation.world.market.set_aside(community);
    let (row, year) = (NO_UPLINE, None);
    Member { person, cohort, number, business, community, followers, week, row, year }
}

/// Those who join this week by the scenario's word, with the sponsors that the week's decisions
/// give them.
pub(super) fn arrivals(simulation: &mut Simulation<'_>, factors: Factors) -> Vec<Recruit> {
    let week = simulation.world.week;
    let now: Vec<Member> =
        simulation.world.followed.members.iter().filter(|m| m.week == week).copied().collect();
    if now.is_empty() {
        return Vec::new();
    }
    let sponsors: Vec<Sponsors> = simulation
        .ids()
        .map(|id| {
            let is_asked = now.iter().any(|member| member.business == id);
            if is_asked { Sponsors::of(simulation, id, factors) } else { Sponsors::default() }
        })
        .collect();
    let mut recruits = Vec::with_capacity(now.len());
    for Member { person, cohort, community, business, .. } in now {
        let creators = simulation.scenario.creators.as_ref();
        let creators = creators.filter(|_| cohort == Cohort::Creators);
        let terms = simulation.business(business);
        let takes = |of| simulation.casting.takes_part(&simulation.luck, person, terms, of);
        if !creators.is_none_or(takes) {
            continue;
        }
        let (market, bias) = (&simulation.world.market, simulation.scenario.market.home_bias);
        let sponsor =
            sponsors[business.index()].draw(simulation.luck, person, community, (market, bias));
        simulation.world.market.arrive(community);
        recruits.push(Recruit { person, community, sponsor, business, former: None });
    }
    recruits
}

/// Active partners of a business by the people to whom they pitch in a week.
#[derive(Default)]
struct Sponsors {
    /// By community, then by row.
    rows: Vec<(CommunityId, u32)>,
    /// Running sums of their weights.
    sums: Vec<u64>,
}

/// One pitch in whole-numbered weights, and the largest weight of a partner.
const PITCH: f64 = 1e6;
const WEIGHT_MAX: f64 = 68_719_476_736.0;

impl Sponsors {
    fn of(simulation: &Simulation<'_>, id: BusinessId, factors: Factors) -> Self {
        let Simulation { scenario, casting, tables, luck, world, scratch, .. } = simulation;
        let market = &scratch.view;
        let week = world.week;
        let everybody = false;
        let view = WeekView { scenario, casting, tables, market, luck, week, factors, everybody };
        let chunks = &world.networks[id.index()].partners.chunks;
        let decided = &scratch.networks[id.index()].decisions;
        let mut weighed = Vec::new();
        for (index, (chunk, decided)) in chunks.iter().zip(decided).enumerate() {
            for slot in chunk.active.iter() {
                let weight = whole(pitches(&view, chunk, slot, decided.posts[slot]));
                let short = u16::try_from(slot).expect("a chunk has 4,096 slots");
                weighed.push((chunk.community_of(slot), row_of(index, short), weight));
            }
        }
        weighed.sort_unstable();
        let mut sum = 0;
        let sums = weighed.iter().map(|&(_, _, weight)| {
            sum += weight;
            sum
        });
        let sums = sums.collect();
        Self { rows: weighed.into_iter().map(|(home, row, _)| (home, row)).collect(), sums }
    }

    /// The sponsor of somebody who lives in a community. A pitch meets one of its people with the
    /// home bias if it is made there, and else as one of all people.
    fn draw(
        &self,
        luck: Luck,
        person: PersonKey,
        home: CommunityId,
        (market, bias): (&MarketState, f64),
    ) -> u32 {
        let from = self.rows.partition_point(|&(community, _)| community < home);
        let to = self.rows.partition_point(|&(community, _)| community <= home);
        let before = |place: usize| place.checked_sub(1).map_or(0, |last| self.sums[last]);
        let at_home = before(to) - before(from);
        let people: u64 = market.recruitable.iter().map(|&people| u64::from(people)).sum();
        let here = f64::from(market.recruitable[home.index()]);
        let near = bias * at_home as f64 / here;
        let anywhere = (1.0 - bias) * before(self.sums.len()) as f64 / people as f64;
        let is_near =
            luck.attribute(person, Purpose::SponsorHome).value() * (near + anywhere) < near;
        let draw = luck.sequence_wide(person, NEVER, SequencePurpose::Sponsor, 0);
        let picked = if is_near {
            let sums: Vec<u64> = self.sums[from..to].iter().map(|sum| sum - before(from)).collect();
            pick_by_weight(draw, &sums).map(|place| from + place)
        } else {
            // With a full home bias nobody from elsewhere recruits here.
            pick_by_weight(draw, &self.sums).filter(|_| 0.0 < anywhere)
        };
        picked.map_or(NO_UPLINE, |place| self.rows[place].1)
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped before")]
fn whole(pitches: f64) -> u64 {
    (pitches * PITCH).clamp(0.0, WEIGHT_MAX) as u64
}

/// People who are cast together.
const CAST_TOGETHER: usize = 64;

/// Draws who people are that join a business or come back to it; a thread draws so many `together`
/// at least.
pub(super) fn cast(
    simulation: &Simulation<'_>,
    business: &Business,
    newcomers: &mut [NewPartner],
    together: usize,
) {
    let Simulation { casting, luck, .. } = simulation;
    let some = newcomers.par_chunks_mut(CAST_TOGETHER);
    let some = some.with_min_len(together.div_ceil(CAST_TOGETHER));
    some.for_each(|newcomers| {
        casting.cast_all(luck, business, newcomers);
        for newcomer in newcomers.iter_mut().filter(|newcomer| newcomer.person.is_followed()) {
            newcomer.attributes = attributes_of_followed(simulation, newcomer.person, business);
        }
    });
}

/// What the scenario makes of somebody whom it puts in.
fn attributes_of_followed(
    simulation: &Simulation<'_>,
    person: PersonKey,
    business: &Business,
) -> Attributes {
    let Simulation { scenario, casting, luck, world, .. } = simulation;
    let place = world.followed.place_of(person).expect("whoever is followed has a place");
    match world.followed.members[place].cohort {
        Cohort::Persona(place) => {
            casting.cast_persona(luck, person, business, &scenario.personas[place].1)
        }
        Cohort::Creators => {
            let creators = scenario.creators.as_ref().expect("a creator was set aside");
            casting.cast_creator(luck, person, business, creators)
        }
    }
}

/// Notes the first row of somebody who is followed.
pub(super) fn follow(simulation: &mut Simulation<'_>, person: PersonKey, row: u32) {
    let followed = &mut simulation.world.followed;
    let Some(place) = followed.place_of(person) else { return };
    let member = &mut followed.members[place];
    if !member.takes_part() {
        member.row = row;
    }
}

/// The 52 weeks of those who joined, or were asked, so long ago are over.
pub(super) fn years(simulation: &mut Simulation<'_>) {
    let Some(began) = simulation.world.week.checked_sub(WEEKS_PER_YEAR) else { return };
    let world = &mut simulation.world;
    for member in world.followed.members.iter_mut().filter(|member| member.week == began) {
        member.year = Some(year(&world.networks[member.business.index()], member.row));
    }
}

/// A person's totals now, over the row in which she joined and those in which she came back.
fn year(network: &Network, first: u32) -> FollowedYear {
    let mut year = FollowedYear::default();
    let mut next = first;
    while next != NO_UPLINE {
        let (chunk, slot) = network.partners.place(next);
        for (sum, cents) in year.purse.iter_mut().zip(chunk.purse.of(slot)) {
            *sum += cents;
        }
        year.own_use += chunk.own_use.of(slot);
        year.minutes += chunk.minutes.of(slot);
        year.posts += chunk.posts.of(slot);
        year.recruits += chunk.recruits.of(slot);
        year.customers_spend += chunk.sold(slot).value;
        year.stock += chunk.stock.of(slot);
        year.stock_cost += chunk.stock_cost.of(slot);
        year.written_off += chunk.written_off.of(slot);
        if next == first {
            let weeks = chunk.even_weeks.of(slot);
            year.even_weeks = (weeks != NEVER).then_some(weeks);
        }
        year.active = network.status[next as usize] == Status::Active;
        year.registered = network.status[next as usize] != Status::Left;
        next = chunk.next_row[slot];
    }
    year
}
