//! What must hold of a world after every week, each counted anew from the rows.

use downline::ledger::{GoodsLine, Journal, Role};
use downline::scenario::{Rationing, Scenario};
use downline::simulation::Simulation;
use downline::units::{BusinessId, Cents};
use downline::world::{Chunk, NO_UPLINE, Network, Slots, Status, World};

/// Claims about one moment.
pub(super) fn state(simulation: &Simulation<'_>) {
    let world = &simulation.world;
    for network in &world.networks {
        lists_follow_the_status(network);
        recruits_are_counted(network);
    }
    people_are_conserved(world);
    customers_are_conserved(world);
    stock_is_conserved(simulation);
    let purses = rows(world).map(|(_, _, chunk, slot)| chunk.net(slot)).sum::<Cents>();
    let account =
        &simulation.books.journal.total()[Journal::account(Role::Partners, BusinessId(0))];
    assert_eq!(account.iter().copied().sum::<Cents>(), purses, "the account of all partners");
}

/// Claims about the way from one week to the next.
pub(super) fn week(scenario: &Scenario, before: &World, simulation: &Simulation<'_>) {
    let world = &simulation.world;
    let counts = simulation.record().weeks.last().expect("a week was recorded");
    let newcomers = world.rows() - before.rows();
    assert_eq!(counts.joined, newcomers as u64, "those who joined have a row");
    let granted: u64 = (0..world.market.len())
        .map(|community| {
            u64::from(world.market.joined[community] - before.market.joined[community])
        })
        .sum();
    assert!(granted <= counts.leads, "{granted} recruits of {} leads", counts.leads);
    assert!(granted <= counts.joined, "a recruit has a row");
    // Nobody ever moves, changes or leaves the tree.
    for (network, row, chunk, slot) in rows(before) {
        let now = &world.networks[network.business.index()];
        let (after, _) = now.partners.place(row);
        assert_eq!(chunk.person.of(slot), after.person.of(slot), "row {row} stays hers");
        assert_eq!(now.genealogy.sponsor(row), network.genealogy.sponsor(row), "row {row}");
        if network.status[row as usize] == Status::Left {
            assert_eq!(now.status[row as usize], Status::Left, "row {row} has left for good");
        }
    }
    let market = &scenario.market;
    if market.rationing == Rationing::Random
        && let Some(weeks) = market.demand_renewal_weeks
    {
        // Everybody's order of this week is somebody's who had not bought since demand came back.
        let renewed = before.week.is_multiple_of(weeks);
        let start = if renewed { &world.market.buyers } else { &before.market.unserved };
        let bought: u64 = start
            .iter()
            .zip(&world.market.unserved)
            .map(|(start, left)| {
                u64::from(start.checked_sub(*left).expect("no sale without demand"))
            })
            .sum();
        assert_eq!(counts.customer_orders, bought, "each order has a customer");
    }
}

/// Every row of every network with its chunk and slot.
fn rows(world: &World) -> impl Iterator<Item = (&Network, u32, &Chunk, usize)> {
    world.networks.iter().flat_map(rows_of)
}

/// Who is left out of a step, because nothing can come of it for her, would have changed nothing.
pub(super) fn same(quick: &Simulation<'_>, plain: &Simulation<'_>) {
    assert_eq!(quick.record().weeks.last(), plain.record().weeks.last());
    assert_eq!(quick.books.journal.total(), plain.books.journal.total());
    assert_eq!(
        (&quick.books.plans, &quick.books.payable),
        (&plain.books.plans, &plain.books.payable)
    );
    for (quick, plain) in quick.world.networks.iter().zip(&plain.world.networks) {
        assert_eq!(quick.status, plain.status);
        assert!(quick.volumes.iter().eq(plain.volumes.iter()), "somebody's volume");
        for (quick, plain) in quick.partners.chunks.iter().zip(&plain.partners.chunks) {
            assert!(quick.purse.iter().eq(plain.purse.iter()), "somebody's money");
            for slot in 0..plain.len() {
                assert_eq!(quick.career(slot), plain.career(slot), "slot {slot}'s career");
            }
            assert!(quick.points_before.iter().eq(plain.points_before.iter()), "earlier points");
            assert!(quick.posts.iter().eq(plain.posts.iter()), "somebody's posts");
            assert!(quick.minutes.iter().eq(plain.minutes.iter()), "somebody's hours");
            assert!(quick.motivation.iter().eq(plain.motivation.iter()), "somebody's mood");
            assert!(quick.points_last.iter().eq(plain.points_last.iter()), "somebody's discount");
            assert!(quick.stock_recent.iter().eq(plain.stock_recent.iter()), "somebody's stock");
            assert!(quick.left.iter().eq(plain.left.iter()), "somebody's leaving");
        }
    }
}

/// Every row of a network with its chunk and slot.
fn rows_of(network: &Network) -> impl Iterator<Item = (&Network, u32, &Chunk, usize)> {
    network.partners.chunks.iter().flat_map(move |chunk| {
        let slots = (chunk.first_row..).zip(0..chunk.len());
        slots.map(move |(row, slot)| (network, row, chunk, slot))
    })
}

fn lists_follow_the_status(network: &Network) {
    for chunk in &network.partners.chunks {
        let listed = |wanted| -> Vec<u16> {
            let slots = (0_u16..).zip(chunk.first_row..).take(chunk.len());
            let has = slots.filter(|(_, row)| network.status[*row as usize] == wanted);
            has.map(|(slot, _)| slot).collect()
        };
        let active: Slots = listed(Status::Active).into_iter().map(usize::from).collect();
        assert_eq!(chunk.active, active, "active slots");
        assert_eq!(chunk.dormant, listed(Status::Dormant), "dormant slots, ascending");
    }
    assert_eq!(network.status.len(), network.partners.len());
    assert_eq!(network.volumes.len(), network.partners.len());
    assert_eq!(network.genealogy.len(), network.partners.len());
}

fn recruits_are_counted(network: &Network) {
    let mut recruits = vec![(0, 0); network.partners.len()];
    for (_, row, _, _) in rows_of(network) {
        let sponsor = network.genealogy.sponsor(row);
        if sponsor != NO_UPLINE {
            assert!(sponsor < row, "a sponsor is older than her recruit");
            recruits[sponsor as usize].0 += 1;
            let active = network.status[row as usize] == Status::Active;
            recruits[sponsor as usize].1 += u32::from(active);
        }
    }
    for (_, row, chunk, slot) in rows_of(network) {
        let kept = (chunk.recruits.of(slot), chunk.active_recruits.of(slot));
        assert_eq!(kept, recruits[row as usize], "recruits of row {row}, and active ones");
    }
}

/// No recruit without a prospect: who might ever join is a prospect, a partner, an ex-partner or
/// set aside for a cohort. Those who are followed have a row from their week on or stay aside.
fn people_are_conserved(world: &World) {
    let market = &world.market;
    let mut partners = vec![0_u32; market.len()];
    let mut joined = vec![0_u32; market.len()];
    for (network, row, chunk, slot) in rows(world) {
        let community = chunk.community_of(slot).index();
        partners[community] += u32::from(network.status[row as usize] != Status::Left);
        let is_new = !chunk.founder.of(slot) && !chunk.is_return.of(slot);
        joined[community] += u32::from(is_new && !chunk.person.of(slot).is_followed());
    }
    let mut aside = vec![0_u32; market.len()];
    for member in world.followed.members.iter().filter(|member| !member.takes_part()) {
        aside[member.community.index()] += 1;
    }
    if market.set_aside.is_empty() {
        assert!(world.followed.members.is_empty(), "nobody is followed unless set aside");
    } else {
        assert_eq!(aside, market.set_aside, "people set aside by community");
    }
    for member in world.followed.members.iter().filter(|member| member.takes_part()) {
        let (chunk, slot) = world.networks[member.business.index()].partners.place(member.row);
        assert_eq!(chunk.person.of(slot), member.person, "a followed row is hers");
        assert_eq!(chunk.joined.of(slot), member.week, "she joined in her week");
    }
    for (community, partners) in partners.into_iter().enumerate() {
        let known = market.prospects[community] + partners + market.ex_partners[community];
        let known = known + aside[community];
        assert_eq!(known, market.recruitable[community], "people of community {community}");
    }
    assert_eq!(joined, market.joined, "newcomers by community");
}

/// No sale without demand: a possible customer is somebody's customer, or still to be won.
fn customers_are_conserved(world: &World) {
    let market = &world.market;
    let mut won = market.served_away.clone();
    let mut away = 0_u64;
    for (_, _, chunk, slot) in rows(world) {
        won[chunk.community_of(slot).index()] += chunk.customers_home.of(slot);
        away += u64::from(chunk.customers_away.of(slot));
    }
    let served_away: u64 = market.served_away.iter().map(|&people| u64::from(people)).sum();
    assert_eq!(away, served_away, "customers of partners who live elsewhere");
    for (community, won) in won.into_iter().enumerate() {
        let (unserved, buyers) = (market.unserved[community], market.buyers[community]);
        if market.keeps_customers {
            assert_eq!(unserved + won, buyers, "customers of community {community}");
        } else {
            assert_eq!(won, 0, "nobody stays a customer");
            assert!(unserved <= buyers, "{unserved} of {buyers} in community {community}");
        }
    }
}

/// Units lie with a partner, or went where the goods book says; stock has an age and a cost.
fn stock_is_conserved(simulation: &Simulation<'_>) {
    let mut held = vec![0_u64; simulation.world.networks.len()];
    for (network, row, chunk, slot) in rows(&simulation.world) {
        let (stock, cost) = (chunk.stock.of(slot), chunk.stock_cost.of(slot));
        held[network.business.index()] += u64::from(stock);
        assert!(chunk.stock_recent.sum_of(slot) <= stock, "row {row}'s stock by age");
        assert!(Cents::ZERO <= cost, "row {row}'s stock cost {cost}");
        assert!(0 < stock || cost == Cents::ZERO, "row {row} has no stock that cost {cost}");
        if network.status[row as usize] == Status::Left {
            assert_eq!(stock, 0, "row {row} has left without stock");
        }
    }
    for (goods, held) in simulation.books.goods.iter().zip(held) {
        let of = |line| goods.get(line);
        let gone = [
            GoodsLine::SoldFromStock,
            GoodsLine::OwnUse,
            GoodsLine::Returned,
            GoodsLine::WrittenOff,
        ];
        let gone: u64 = gone.into_iter().map(of).sum();
        assert_eq!(of(GoodsLine::ShippedToPartners), gone + held, "units in partners' hands");
    }
}
