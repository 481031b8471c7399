//! What must hold of a world after every week, each counted anew from the rows.

use downline::ledger::{GoodsLine, Journal, Role};
use downline::scenario::{Rationing, Scenario};
use downline::simulation::Simulation;
use downline::units::{BusinessId, Cents};
use downline::world::{Chunk, NO_UPLINE, Status, World};

/// Claims about one moment.
pub(super) fn state(simulation: &Simulation<'_>) {
    let world = &simulation.world;
    lists_follow_the_status(world);
    recruits_are_counted(world);
    people_are_conserved(world);
    customers_are_conserved(world);
    stock_is_conserved(simulation);
    let purses = rows(world).map(|(_, chunk, slot)| chunk.net(slot)).sum::<Cents>();
    let account =
        &simulation.books.journal.total()[Journal::account(Role::Partners, BusinessId(0))];
    assert_eq!(account.iter().copied().sum::<Cents>(), purses, "the account of all partners");
}

/// Claims about the way from one week to the next.
pub(super) fn week(scenario: &Scenario, before: &World, simulation: &Simulation<'_>) {
    let world = &simulation.world;
    let counts = simulation.record().weeks.last().expect("a week was recorded");
    let newcomers = world.partners.len() - before.partners.len();
    assert_eq!(counts.joined, newcomers as u64, "those who joined have a row");
    let granted: u64 = (0..world.market.len())
        .map(|community| {
            u64::from(world.market.joined[community] - before.market.joined[community])
        })
        .sum();
    assert!(granted <= counts.leads, "{granted} recruits of {} leads", counts.leads);
    assert!(granted <= counts.joined, "a recruit has a row");
    // Nobody ever moves, changes or leaves the tree.
    for (row, chunk, slot) in rows(before) {
        let (after, _) = world.partners.place(row);
        assert_eq!(chunk.person[slot], after.person[slot], "row {row} stays hers");
        assert_eq!(world.genealogy.sponsor(row), before.genealogy.sponsor(row), "row {row}");
        if before.status[row as usize] == Status::Left {
            assert_eq!(world.status[row as usize], Status::Left, "row {row} has left for good");
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

/// Every row with its chunk and slot.
fn rows(world: &World) -> impl Iterator<Item = (u32, &Chunk, usize)> {
    let chunks = world.partners.chunks.iter();
    chunks.flat_map(|chunk| {
        let slots = (chunk.first_row..).zip(0..chunk.len());
        slots.map(move |(row, slot)| (row, chunk, slot))
    })
}

fn lists_follow_the_status(world: &World) {
    for chunk in &world.partners.chunks {
        let listed = |wanted| -> Vec<u16> {
            let slots = (0_u16..).zip(chunk.first_row..).take(chunk.len());
            let has = slots.filter(|(_, row)| world.status[*row as usize] == wanted);
            has.map(|(slot, _)| slot).collect()
        };
        assert_eq!(chunk.active, listed(Status::Active), "active slots, ascending");
        assert_eq!(chunk.dormant, listed(Status::Dormant), "dormant slots, ascending");
    }
    assert_eq!(world.status.len(), world.partners.len());
    assert_eq!(world.volumes.len(), world.partners.len());
    assert_eq!(world.genealogy.len(), world.partners.len());
}

fn recruits_are_counted(world: &World) {
    let mut recruits = vec![(0, 0); world.partners.len()];
    for (row, _, _) in rows(world) {
        let sponsor = world.genealogy.sponsor(row);
        if sponsor != NO_UPLINE {
            assert!(sponsor < row, "a sponsor is older than her recruit");
            recruits[sponsor as usize].0 += 1;
            let active = world.status[row as usize] == Status::Active;
            recruits[sponsor as usize].1 += u32::from(active);
        }
    }
    for (row, chunk, slot) in rows(world) {
        let kept = (chunk.recruits[slot], chunk.active_recruits[slot]);
        assert_eq!(kept, recruits[row as usize], "recruits of row {row}, and active ones");
    }
}

/// No recruit without a prospect: who might ever join is a prospect, a partner or an ex-partner.
fn people_are_conserved(world: &World) {
    let market = &world.market;
    let mut partners = vec![0_u32; market.len()];
    let mut joined = vec![0_u32; market.len()];
    for (row, chunk, slot) in rows(world) {
        let community = chunk.community[slot].index();
        partners[community] += u32::from(world.status[row as usize] != Status::Left);
        joined[community] += u32::from(!chunk.founder[slot] && !chunk.is_return[slot]);
    }
    for (community, partners) in partners.into_iter().enumerate() {
        let known = market.prospects[community] + partners + market.ex_partners[community];
        assert_eq!(known, market.recruitable[community], "people of community {community}");
    }
    assert_eq!(joined, market.joined, "newcomers by community");
}

/// No sale without demand: a possible customer is somebody's customer, or still to be won.
fn customers_are_conserved(world: &World) {
    let market = &world.market;
    let mut won = market.served_away.clone();
    let mut away = 0_u64;
    for (_, chunk, slot) in rows(world) {
        won[chunk.community[slot].index()] += chunk.customers_home[slot];
        away += u64::from(chunk.customers_away[slot]);
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
    let mut held = 0_u64;
    for (row, chunk, slot) in rows(&simulation.world) {
        let (stock, cost) = (chunk.stock[slot], chunk.stock_cost[slot]);
        held += u64::from(stock);
        assert!(chunk.stock_recent[slot].iter().sum::<u32>() <= stock, "row {row}'s stock by age");
        assert!(Cents::ZERO <= cost, "row {row}'s stock cost {cost}");
        assert!(0 < stock || cost == Cents::ZERO, "row {row} has no stock that cost {cost}");
        if simulation.world.status[row as usize] == Status::Left {
            assert_eq!(stock, 0, "row {row} has left without stock");
        }
    }
    let goods = &simulation.books.goods[0];
    let of = |line| goods.get(line);
    let gone =
        [GoodsLine::SoldFromStock, GoodsLine::OwnUse, GoodsLine::Returned, GoodsLine::WrittenOff];
    let gone: u64 = gone.into_iter().map(of).sum();
    assert_eq!(of(GoodsLine::ShippedToPartners), gone + held, "units in partners' hands");
}
